"""Who holds the pen of a section, as pages show it."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass

from frameworks.models import ReportSection
from organisations.models import User
from reports.actions import Pen
from reports.rules import WRITTEN_KINDS
from reports.values import long_date, long_moment
from reports.values.remarks import NOBODY

# How many of the changes of others are named in the editor, and on the page of the pens.
IN_EDITOR = 3
_ON_PAGE = 20


@dataclass(frozen=True)
class ShownPen:
    """The pen of a section: who holds it since when, and what others changed since."""

    heading: str
    holder: str
    url: str
    changes: Sequence[str] = ()
    more: int = 0


def shown_pen(pen: Pen, *, heading: str, url: str, most: int = IN_EDITOR) -> ShownPen:
    """The pen of one section.

    Args:
        url: where this reader moves it; empty where they may not.
    """
    return ShownPen(
        heading=heading,
        holder=holder_words(pen),
        url=url,
        changes=[
            f"{one.by} {'removed' if one.is_removed else 'changed'} {one.label} "
            f"on {long_moment(one.at)}"
            for one in pen.changes[:most]
        ],
        more=max(0, len(pen.changes) - most),
    )


def shown_pens(
    sections: Iterable[ReportSection],
    pens: Mapping[str, Pen],
    *,
    url: Callable[[str], str],
    most: int = _ON_PAGE,
) -> dict[str, ShownPen]:
    """The pens of every section that holds text, by its key.

    Args:
        url: gives the address at which the pen of a section is moved; empty where it is not.
    """
    return {
        one.key: shown_pen(
            pens.get(one.key, Pen()), heading=one.heading, url=url(one.key), most=most
        )
        for one in sections
        if one.kind in WRITTEN_KINDS
    }


def own_changes_alone(pens: Mapping[str, Pen], reader: User, inspectorate: int) -> dict[str, Pen]:
    """The same pens; what others changed stays with those that the reader, or their own, hold."""
    return {
        key: pen
        if pen.holder.person == reader.pk
        or (pen.holder.person is None and pen.holder.inspectorate == inspectorate)
        else Pen(pen.move, pen.has_left)
        for key, pen in pens.items()
    }


def holder_words(pen: Pen) -> str:
    """“Ada Lane, CQC has held the pen since Monday 7 December 2026”."""
    move = pen.move
    if move is None or pen.noted == NOBODY:
        return "Nobody holds the pen"
    if pen.has_left:
        return f"Nobody holds the pen: {move} has left the team"
    return f"{move} has held the pen since {long_date(move.at)}"
