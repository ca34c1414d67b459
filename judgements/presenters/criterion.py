"""The evidence for and against one criterion, side by side."""

from dataclasses import dataclass
from functools import cached_property

from frameworks.models import Criterion
from inspections.models import EvidenceAudience
from inspections.values import SOURCE_LABELS, Source, Strength
from judgements.presenters.reading import Reading
from judgements.presenters.words import address, evidence_address
from pages.shown import Link

MOST = 200
_EXCERPT = 240


@dataclass(frozen=True)
class ItemShown:
    """An item of evidence as far as a list shows it."""

    link: Link
    owner: str
    source: str
    excerpt: str
    strength: str
    is_withdrawn: bool
    record_name: str


@dataclass(frozen=True)
class Side:
    """The items that point one way."""

    anchor: str
    title: str
    items: tuple[ItemShown, ...]


class CriterionPresenter:
    """What a reader may see of the evidence that bears on a criterion."""

    def __init__(self, reading: Reading, criterion: Criterion) -> None:
        self.reading = reading
        self.judgement = reading.judgement
        self.criterion = criterion

    @property
    def back(self) -> str:
        """The page of the judgement."""
        return address(self.judgement)

    @cached_property
    def _found(self) -> list[ItemShown]:
        # By reference: what was recorded under an earlier version bears on the criterion too.
        link = "revision__criterion_links__criterion__reference"
        rows = (
            EvidenceAudience.objects.for_member(self.reading.member)
            .filter(**{link: self.criterion.reference})
            .newest_first()
            .select_related("evidence__owner", "revision")
        )
        return [self._item(row) for row in rows[: MOST + 1]]

    @property
    def items(self) -> list[ItemShown]:
        """Everything that the page shows, the newest first."""
        return self._found[:MOST]

    @property
    def sides(self) -> tuple[Side, Side]:
        """What speaks for the criterion, and what against it."""
        return (
            Side("for", "For", self._pointing(Strength.STRENGTH)),
            Side("against", "Against", self._pointing(Strength.WEAKNESS)),
        )

    @property
    def others(self) -> list[Side]:
        """What counts on neither side: neutral items, and those that were withdrawn."""
        gone = tuple(one for one in self.items if one.is_withdrawn)
        sides = [
            Side("neutral", "Neutral", self._pointing(Strength.NEUTRAL)),
            Side("withdrawn", "Withdrawn, not counted", gone),
        ]
        return [side for side in sides if side.items]

    @property
    def shown(self) -> str:
        """What the page leaves out, and why."""
        said = "What your inspectorate’s team may see, the newest first."
        if len(self._found) > MOST:
            said += f" The newest {MOST}; the list of evidence has the older ones too."
        return said

    def _pointing(self, strength: Strength) -> tuple[ItemShown, ...]:
        standing = (one for one in self.items if not one.is_withdrawn)
        return tuple(one for one in standing if one.strength == strength)

    def _item(self, row: EvidenceAudience) -> ItemShown:
        said = row.revision
        if said is None:
            raise LookupError("an item that bears on a criterion has a revision")
        text = said.text
        return ItemShown(
            link=Link(
                row.evidence.reference,
                evidence_address(self.judgement, row.evidence.reference),
            ),
            owner=row.evidence.owner.short_name,
            source=SOURCE_LABELS[Source(said.source)],
            excerpt=text if len(text) <= _EXCERPT else f"{text[:_EXCERPT].rstrip()}…",
            strength=said.strength,
            is_withdrawn=row.evidence.is_withdrawn,
            record_name=f"evidence {row.evidence.reference} v{said.version}",
        )
