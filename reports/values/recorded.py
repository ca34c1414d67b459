"""A letter that was published elsewhere, as plain values in the order in which it is printed."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from enum import StrEnum


class BlockKind(StrEnum):
    """What one piece of a section's text is."""

    PARAGRAPH = "paragraph"
    BULLET = "bullet"
    SUB_BULLET = "sub_bullet"
    NUMBERED = "numbered"


@dataclass(frozen=True, slots=True)
class Block:
    """One paragraph or bullet; a numbered one has its number as printed, if it has one."""

    kind: BlockKind
    text: str
    number: int | None = None


@dataclass(frozen=True, slots=True)
class LetterSection:
    """A section as printed. `kind` is a reader's word for it; the opening has no heading."""

    heading: str
    kind: str
    level: int
    blocks: tuple[Block, ...]


@dataclass(frozen=True, slots=True)
class CaseStudy:
    """A case or practice study: a box that stands at the end of the sections of a kind."""

    heading: str
    title: str
    in_section: str
    blocks: tuple[Block, ...]


@dataclass(frozen=True, slots=True)
class LetterAddressee:
    """One to whom the letter went; some lines name no person, others no organisation."""

    name: str
    role: str
    organisation: str

    @property
    def line(self) -> str:
        """As the letter prints it: name, role, organisation."""
        return ", ".join(part for part in (self.name, self.role, self.organisation) if part)


@dataclass(frozen=True, slots=True)
class LetterSignatory:
    """One who signed for an inspectorate; one real letter gives a title and no name."""

    name: str
    role: str
    inspectorate: str

    @property
    def lines(self) -> tuple[str, ...]:
        """What stands below the name: the role, and the inspectorate unless the role ends in it."""
        said = self.role.casefold().endswith(self.inspectorate.casefold())
        return tuple(line for line in (self.role, "" if said else self.inspectorate) if line)


@dataclass(frozen=True, slots=True)
class Footnote:
    """A footnote: the text says `[^marker]` where its mark stands."""

    marker: str
    text: str


@dataclass(frozen=True, slots=True)
class NextSteps:
    """Who prepares the written statement, who sends it, where to, and by when.

    The words are the letter's; that they answer these questions is a reader's interpretation.
    """

    document: str
    lead: str
    duty: str
    involved: tuple[str, ...]
    sent_by: str
    send_to: str
    due: date | None
    due_note: str
    oversight: str
    used_for: str


@dataclass(frozen=True, slots=True)
class PriorityAction:
    """What needs urgent action, and to whom a reader takes it to be addressed."""

    text: str
    directed_to: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Letter:
    """A published joint letter: who was inspected by whom, what was found and what comes next."""

    day: date
    area: str
    area_code: str
    salutation: str
    title: str
    theme: str
    inspectorates: tuple[str, ...]
    fieldwork_start: date
    fieldwork_end: date
    addressees: tuple[LetterAddressee, ...]
    sections: tuple[LetterSection, ...]
    case_studies: tuple[CaseStudy, ...]
    priority_actions: tuple[PriorityAction, ...]
    next_steps: NextSteps
    signatories: tuple[LetterSignatory, ...]
    footnotes: tuple[Footnote, ...]
    source: str

    def blocks(self) -> Iterator[Block]:
        """Every paragraph and bullet of its sections, as they are read."""
        for section in self.sections:
            yield from section.blocks
