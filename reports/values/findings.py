"""The fixed words of findings and recommendations. No Django here."""

from dataclasses import dataclass
from enum import StrEnum

from frameworks.values import SectionKind

# How `EvidenceUse` names what relies on an item here.
FINDING_USE = "numbered finding"
RECORDING_DRAFT = "finding recorded"
CHANGING_DRAFT = "finding changed"
WITHDRAWING_DRAFT = "finding withdrawn"


class FindingKind(StrEnum):
    """Which way a finding points. A weakness asks for something: it is a recommendation."""

    STRENGTH = "strength"
    WEAKNESS = "weakness"


KIND_LABELS = {
    FindingKind.STRENGTH: "A strength",
    FindingKind.WEAKNESS: "A weakness, which asks for something to be done",
}
# What stands before the number: each kind is counted on its own.
_LETTERS = {FindingKind.STRENGTH: "S", FindingKind.WEAKNESS: "R"}


class Rank(StrEnum):
    """How urgent a recommendation is, where the framework ranks them (No. 150092 ¶24)."""

    PRIORITY_ACTION = SectionKind.PRIORITY_ACTION.value
    IMPROVEMENT = SectionKind.IMPROVEMENT.value


NOT_RANKED = ""


@dataclass(frozen=True)
class FindingContent:
    """What somebody writes down as a finding.

    Args:
        text: plain text.
        agency: the primary key of the agency that it is attributed to; None: the partnership.
        area: the code of the judgement area that it belongs to, if any.
        criterion: the reference of the criterion, if any.
    """

    text: str
    agency: int | None = None
    area: str = ""
    criterion: str = ""

    def as_data(self) -> dict[str, object]:
        """Plain data, for the receipt's hash."""
        return {
            "text": self.text,
            "agency": self.agency,
            "area": self.area,
            "criterion": self.criterion,
        }


@dataclass(frozen=True)
class PublishedRecommendation:
    """A recommendation as the public reads it, for whoever follows it up.

    Args:
        name: for good: OF-JTAI-2026-03 R4.
        rank: of `Rank`, or empty where the framework ranks none.
        section: the heading that it stands under.
        document: how addresses name the document.
        publication: how the public names it; the version is the newest one.
    """

    name: str
    number: str
    text: str
    attributed_to: str
    rank: str
    section: str
    document: str
    publication: str
    version: int


def label_of(kind: str, number: int) -> str:
    """How a finding is called within its inspection: R4."""
    return f"{_LETTERS[FindingKind(kind)]}{number}"


def kind_and_number(label: str) -> tuple[FindingKind, int] | None:
    """What an address calls by its label; None where that is none."""
    kinds = {letter: kind for kind, letter in _LETTERS.items()}
    kind, digits = kinds.get(label[:1]), label[1:]
    if kind is None or not (digits.isascii() and digits.isdigit()) or len(digits) > 6:
        return None
    return (kind, int(digits)) if label == f"{label[:1]}{int(digits)}" else None


def full_name(reference: str, label: str) -> str:
    """How everybody calls it, also after the inspection: OF-JTAI-2026-03 R4."""
    return f"{reference} {label}"


def kinds_of_section(kind: str, rank: str) -> tuple[SectionKind, ...]:
    """The kinds of section that take a finding, the best first.

    A form that ranks nothing has one list of recommendations and takes all of them there.

    Args:
        kind: of the finding.
        rank: of the finding; empty: it is not ranked.
    """
    if kind == FindingKind.STRENGTH:
        return (SectionKind.STRENGTHS,)
    if rank == Rank.PRIORITY_ACTION:
        return (SectionKind.PRIORITY_ACTION, SectionKind.IMPROVEMENT)
    return (SectionKind.IMPROVEMENT, SectionKind.PRIORITY_ACTION)
