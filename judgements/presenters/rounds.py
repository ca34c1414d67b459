"""The rounds of positions: hidden with the reason until all are in, then side by side."""

from dataclasses import dataclass

from judgements.models import Position, PositionRound
from judgements.presenters.reading import Reading
from judgements.presenters.words import evidence_address, listed, moment
from judgements.values import NO_EVIDENCE_TITLE
from pages.shown import Link


@dataclass(frozen=True)
class PositionShown:
    """A position that this reader may read."""

    inspectorate: str
    author: str
    grade: str
    rationale: str
    evidence: tuple[Link, ...]
    unseen: int
    at: str

    @property
    def unseen_words(self) -> str:
        """What it relies on besides, which this reader does not see."""
        if not self.unseen:
            return ""
        return f"{self.unseen} more that your inspectorate does not see"


@dataclass(frozen=True)
class RoundShown:
    """A round: its positions side by side, or why they are hidden and the reader's own."""

    number: int
    opened: str
    is_revealed: bool
    hidden_because: str
    positions: tuple[PositionShown, ...]


def show_rounds(reading: Reading) -> list[RoundShown]:
    """Every round, the newest first."""
    return [_round(reading, one) for one in reading.rounds]


def _round(reading: Reading, one: PositionRound) -> RoundShown:
    return RoundShown(
        number=one.number,
        opened=moment(one.opened_at),
        is_revealed=one.revealed_at is not None,
        hidden_because="" if one.revealed_at else _hidden_because(reading, one),
        positions=tuple(_position(reading, row) for row in reading.positions.get(one.pk, [])),
    )


def _hidden_because(reading: Reading, one: PositionRound) -> str:
    received = reading.received.get(one.pk, set())
    names = [row.short_name for row in reading.participants if row.pk in received]
    total = len(reading.participants)
    first = f"{len(names)} of {total} are in" + (f": {listed(names)}." if names else ".")
    return (
        f"{first} Each position is hidden from everybody but its author until all {total} are in, "
        "so that nobody is led by another’s view."
    )


def _position(reading: Reading, row: Position) -> PositionShown:
    revisions = reading.relied_on.get(row.pk, [])
    seen = sorted(reading.references[one] for one in revisions if one in reading.references)
    return PositionShown(
        inspectorate=row.inspectorate.short_name,
        author=row.by_whom,
        grade=row.grade.title if row.grade else NO_EVIDENCE_TITLE,
        rationale=row.rationale,
        evidence=tuple(
            Link(reference, evidence_address(reading.judgement, reference)) for reference in seen
        ),
        unseen=len(revisions) - len(seen),
        at=moment(row.at),
    )
