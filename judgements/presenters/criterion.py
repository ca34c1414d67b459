"""The evidence for and against one criterion, side by side."""

from dataclasses import dataclass
from functools import cached_property

from frameworks.models import Criterion
from inspections.models import EvidenceAudience, Inspection
from inspections.values import SOURCE_LABELS, Source, Strength
from judgements.models import CriterionView
from judgements.models.coverage import coverage
from judgements.permissions import may_record_view
from judgements.presenters.criteria import NOTHING, TRIANGULATED_WORDS
from judgements.presenters.reading import Reading
from judgements.presenters.words import (
    address_of,
    area_address,
    criterion_address,
    evidence_address,
    moment,
)
from judgements.rules import Triangulated, Triangulation
from judgements.values import VIEW_LABELS, View
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


@dataclass(frozen=True)
class ViewShown:
    """A person's view on the criterion."""

    person: str
    inspectorate: str
    met: str
    note: str
    at: str


class CriterionPresenter:
    """What a reader may see of the evidence that bears on a criterion, and what the team thinks."""

    def __init__(self, reading: Reading, criterion: Criterion, inspection: Inspection) -> None:
        self.reading = reading
        self.judgement = reading.judgement
        self.criterion = criterion
        self.inspection = inspection

    @property
    def back(self) -> str:
        """The page of the judgement; where the area has none, what it rests on."""
        strand, area = self.judgement.strand, self.judgement.area
        return address_of(strand, area) or area_address(strand, area)

    @property
    def area(self) -> Link:
        """The area and what it rests on."""
        area = self.judgement.area
        return Link(area.title, area_address(self.judgement.strand, area))

    @property
    def next(self) -> str:
        """The address of the next criterion of the area; after the last one, of the area."""
        later = [one for one in self.reading.criteria if one.order > self.criterion.order]
        return criterion_address(self.judgement, later[0]) if later else self.area.url

    # --- what the team thinks --------------------------------------------------------------------

    @cached_property
    def rows_of_views(self) -> list[CriterionView]:
        """Everything that was said of it and that the reader may read, the newest first."""
        rows = CriterionView.objects.for_member(self.reading.member)
        return list(rows.of(self.judgement.strand, self.criterion.reference)[:MOST])

    @cached_property
    def views(self) -> list[ViewShown]:
        """What each person thinks now, the newest first."""
        newest: dict[int, CriterionView] = {}
        for row in self.rows_of_views:
            newest.setdefault(row.person_id, row)
        return [_view(row) for row in newest.values()]

    @property
    def earlier(self) -> list[ViewShown]:
        """What people said before and say otherwise now."""
        seen: set[int] = set()
        found = []
        for row in self.rows_of_views:
            if row.person_id in seen:
                found.append(_view(row))
            seen.add(row.person_id)
        return found

    @property
    def given(self) -> dict[str, str]:
        """The reader's own view, which the form begins with."""
        own = self.reading.member.person_id
        mine = next((row for row in self.rows_of_views if row.person_id == own), None)
        return {"met": mine.met, "note": mine.note} if mine else {}

    @cached_property
    def may_not_say(self) -> str:
        """Why the reader cannot record a view; empty where they can."""
        strand = self.judgement.strand
        answer = may_record_view(self.reading.member, self.inspection, strand)
        return "" if answer.allowed else answer.reason

    # --- the evidence ----------------------------------------------------------------------------

    @cached_property
    def _covered(self) -> Triangulation:
        reference = self.criterion.reference
        return coverage(self.reading.member, [reference]).get(reference, NOTHING)

    @property
    def triangulated(self) -> str:
        """Where the criterion stands by its evidence, in a sentence or two."""
        said = {
            Triangulated.CORROBORATED: "Two or more sources that do not lean on each other point "
            "the same way.",
            Triangulated.SINGLE_SOURCE: "What there is comes from one source: one kind of source, "
            "one inspectorate, one agency, one case.",
            Triangulated.CONTRADICTED: "The evidence points both ways.",
            Triangulated.NOT_LOOKED_AT: "Nothing points either way yet.",
        }[self._covered.state]
        heard = " A child’s voice is in it." if self._covered.has_childs_voice else ""
        return f"{TRIANGULATED_WORDS[self._covered.state]}. {said}{heard}"

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


def _view(row: CriterionView) -> ViewShown:
    return ViewShown(
        person=row.person.name,
        inspectorate=row.inspectorate.short_name,
        met=VIEW_LABELS[View(row.met)],
        note=row.note,
        at=moment(row.at),
    )
