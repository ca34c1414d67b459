"""The sign of each kind of event: a shape that no other kind has, for whoever sees no colour."""

from collections.abc import Sequence
from math import cos, pi, sin

from inspections.rules.journey import MARK
from inspections.values.journey import EventKind

Points = tuple[tuple[float, float], ...]
_HALF = MARK / 2


def _corners(number: int, turned: float = 0.0, *, inner: float = 1.0) -> Points:
    """A regular shape with so many corners; with `inner` below 1 every other one lies inside."""
    return tuple(
        (
            round(_HALF + _HALF * far * sin(2 * pi * (place + turned) / number), 1),
            round(_HALF - _HALF * far * cos(2 * pi * (place + turned) / number), 1),
        )
        for place in range(number)
        for far in [inner if place % 2 else 1.0]
    )


def _drawn(*points: tuple[float, float]) -> Points:
    """From points in a box of 28."""
    return points


SIGNS: dict[EventKind, Points] = {
    EventKind.CONTACT: _corners(24),
    EventKind.REFERRAL: _drawn((0, 3), (19, 3), (28, 14), (19, 25), (0, 25)),
    EventKind.ASSESSMENT: _drawn((6, 2), (22, 2), (28, 26), (0, 26)),
    EventKind.STRATEGY: _corners(6),
    EventKind.ENQUIRY: _corners(4),
    EventKind.PLAN: _drawn((2, 1), (26, 1), (26, 27), (2, 27)),
    EventKind.REVIEW: _corners(8, 0.5),
    EventKind.MISSING: _drawn((0, 2), (28, 2), (14, 28)),
    EventKind.RETURN_INTERVIEW: _drawn((28, 3), (9, 3), (0, 14), (9, 25), (28, 25)),
    EventKind.PLACEMENT: _drawn((14, 0), (28, 12), (24, 28), (4, 28), (0, 12)),
    EventKind.COURT: _drawn((14, 0), (28, 26), (0, 26)),
    EventKind.CUSTODY: _drawn(
        (9, 0),
        (19, 0),
        (19, 9),
        (28, 9),
        (28, 19),
        (19, 19),
        (19, 28),
        (9, 28),
        (9, 19),
        (0, 19),
        (0, 9),
        (9, 9),
    ),
    EventKind.STEP_DOWN: _drawn((7, 2), (28, 2), (21, 26), (0, 26)),
    EventKind.OTHER: _corners(16, inner=0.78),
}

# How far from the middle the letters stand, where the shape has its room elsewhere.
_LOWERED = {EventKind.MISSING: -5, EventKind.COURT: 6, EventKind.ASSESSMENT: 1}


def letters_y(kind: str, y: int) -> int:
    """The line on which the letters of a sign stand, whose box begins there."""
    return y + MARK // 2 + 4 + _LOWERED.get(EventKind(kind), 0)


def points_at(kind: str, x: int, y: int) -> str:
    """The points of a sign whose box begins there, as a polygon has them."""
    return _written(SIGNS[EventKind(kind)], x, y)


def _written(points: Sequence[tuple[float, float]], x: int, y: int) -> str:
    return " ".join(f"{x + right:g},{y + down:g}" for right, down in points)
