"""What in a report's text is held until a person has decided (P22). No Django here.

A find says where something stands and what it is, and repeats no more of it than is needed to know
it again on the page.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from enum import StrEnum

from records.values import content_hash, short_reference
from reports.rules.folding import Folded

PREFIX = "H"


class HeldKind(StrEnum):
    """What kind of thing stands where it should not."""

    CASE = "case"
    RECORD = "record"
    NHS_NUMBER = "nhs_number"
    BIRTH = "birth"
    CHILD = "child"
    CHILD_NUMBER = "child_number"
    AREA = "area"
    AGENCY = "agency"
    ADDRESSEE = "addressee"
    EMAIL = "email"
    TELEPHONE = "telephone"


HELD_LABELS = {
    HeldKind.CASE: "The reference of a case",
    HeldKind.RECORD: "A reference of a record or of another inspection",
    HeldKind.NHS_NUMBER: "An NHS number",
    HeldKind.BIRTH: "A date of birth",
    HeldKind.CHILD: "The name of a child on an agency’s list",
    HeldKind.CHILD_NUMBER: "An agency’s number of a child",
    HeldKind.AREA: "Another local area",
    HeldKind.AGENCY: "An agency or a board of another area",
    HeldKind.ADDRESSEE: "A wrong addressee",
    HeldKind.EMAIL: "An e-mail address",
    HeldKind.TELEPHONE: "A telephone number",
}


@dataclass(frozen=True)
class Known:
    """What the finders compare with.

    Args:
        inspection: this inspection's own reference.
        cases: the references of its cases, T1.
        area: the name of the inspected area.
        own: other names that belong into this report: who serves the area, who is addressed, who
            signs. Only the whole name does: a trust of Leicester and Rutland leaves both foreign.
        areas: the names of other local areas.
        agencies: agencies and boards of other areas.
        children: names that are on an agency's list, as `plain_name` writes them.
        child_numbers: agencies' own numbers of children, in small letters.
        addressees: the lines of those who are addressed today.
        addressable: the names of those to whom a point can be addressed today.
    """

    inspection: str = ""
    cases: frozenset[str] = frozenset()
    area: str = ""
    own: tuple[str, ...] = ()
    areas: tuple[str, ...] = ()
    agencies: tuple[str, ...] = ()
    children: frozenset[str] = frozenset()
    child_numbers: frozenset[str] = frozenset()
    addressees: frozenset[str] = frozenset()
    addressable: frozenset[str] = frozenset()


@dataclass(frozen=True)
class Find:
    """Something that a finder found.

    Args:
        start: where it stands in the text as it was written.
        end: the first character after it.
        identifier: what it is, in one spelling: two finds of one passage that agree are one hold.
        shown: what of it is shown and kept.
    """

    kind: HeldKind
    start: int
    end: int
    identifier: str
    shown: str


@dataclass(frozen=True)
class Passage:
    """A piece of the report that is searched by itself.

    Args:
        place: a paragraph's reference, or another anchor of the editor's page.
        label: how a reader calls it.
        addressed_to: to whom its point is addressed; empty for nobody in particular.
        is_addressee: it is a line of the list of addressees.
    """

    place: str
    label: str
    text: str
    addressed_to: str = ""
    is_addressee: bool = False


@dataclass(frozen=True)
class Held:
    """A find that keeps the report where it is, until somebody lets it stand or the text changes.

    Args:
        count: how often it stands in the passage.
        fingerprint: of the passage's text and of what was found: a decision counts for it alone.
    """

    kind: HeldKind
    passage: Passage = field(repr=False)
    start: int
    end: int
    shown: str
    count: int
    fingerprint: str

    @property
    def reference(self) -> str:
        """How an address names it."""
        return short_reference(PREFIX, self.fingerprint.encode())

    @property
    def label(self) -> str:
        """What it is, in words."""
        return HELD_LABELS[self.kind]


def found(kind: HeldKind, text: Folded, span: tuple[int, int], identifier: str, shown: str) -> Find:
    """A find at a span of the folded text."""
    start, end = text.original_span(*span)
    return Find(kind, start, end, identifier, shown)


def held_in(passage: Passage, finds: Iterable[Find]) -> list[Held]:
    """The finds of one passage as holds, in the order in which they stand there."""
    by_identifier: dict[tuple[HeldKind, str], list[Find]] = {}
    for find in sorted(finds, key=lambda one: (one.start, one.kind)):
        by_identifier.setdefault((find.kind, find.identifier), []).append(find)
    return [_held(passage, same) for same in by_identifier.values()]


def _held(passage: Passage, same: Sequence[Find]) -> Held:
    first = same[0]
    said = [passage.place, passage.text, passage.addressed_to, first.kind, first.identifier]
    return Held(
        kind=first.kind,
        passage=passage,
        start=first.start,
        end=first.end,
        shown=first.shown,
        count=len(same),
        fingerprint=content_hash(said),
    )
