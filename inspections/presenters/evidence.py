"""Evidence: in a list, alone, and what was begun and not finished."""

from collections.abc import Sequence
from dataclasses import dataclass

from django.http import QueryDict
from django.urls import reverse
from django.utils.formats import date_format
from django.utils.text import Truncator

from inspections.models import (
    Evidence,
    EvidenceAudience,
    EvidenceRevision,
    EvidenceUse,
    Inspection,
)
from inspections.presenters.versions import changed_facts
from inspections.presenters.words import moment
from inspections.values import EVIDENCE_PAGE, JOINT_STRAND, Asked, Strength, in_strand
from pages.differences import Piece, differences, merge
from pages.shown import Cell, Colour, Column, SummaryRow
from records.models import Draft

SHOWN_WORDS = 60
USE_COLUMNS = [Column("Relied on in"), Column("Version"), Column("Since")]
_STRENGTH_COLOURS: dict[str, Colour] = {
    Strength.STRENGTH: "green",
    Strength.WEAKNESS: "orange",
    Strength.NEUTRAL: "grey",
}


@dataclass(frozen=True)
class Item:
    """One item of evidence in a list."""

    reference: str
    url: str
    text: str
    strength: str
    colour: Colour
    facts: str
    criteria: str
    version: int
    shared_in: bool
    is_withdrawn: bool = False


@dataclass(frozen=True)
class Listing:
    """One page of evidence, and the addresses of the pages beside it."""

    items: list[Item]
    newer_url: str
    older_url: str
    left_out: str


@dataclass(frozen=True)
class Unfinished:
    """A note that was begun and not sent."""

    text: str
    saved: str
    url: str
    discard_url: str


LEFT_OUT = (
    "The newest first, {size} to a page. Long texts are cut: open an item to read all of it. What "
    "another inspectorate records in a strand of its own is not listed until it is shared with "
    "yours."
)


def item_of(inspection: Inspection, row: EvidenceAudience) -> Item:
    """One line of a list of evidence."""
    item, said = row.evidence, row.said
    facts = [
        said.get_source_display(),
        f"observed {date_format(said.observed_on, 'j F Y')}",
        f"case {item.case.reference}" if item.case else "no case",
        said.agency.name if said.agency else "the partnership",
        f"{item.author}, {item.owner.short_name}",
    ]
    return Item(
        reference=item.reference,
        url=reverse("inspections:evidence_item", args=[inspection.reference, item.reference]),
        text=Truncator(said.text).words(SHOWN_WORDS),
        strength=said.get_strength_display(),
        colour=_STRENGTH_COLOURS[said.strength],
        facts=" · ".join(facts),
        criteria=", ".join(link.criterion.reference for link in said.criterion_links.all()),
        version=said.version,
        shared_in=row.pinned,
        is_withdrawn=item.is_withdrawn,
    )


def listing(
    inspection: Inspection, rows: Sequence[EvidenceAudience], asked: Asked, address: str
) -> Listing:
    """A page of evidence from one row more than it shows."""
    more = len(rows) > EVIDENCE_PAGE
    shown = list(rows[:EVIDENCE_PAGE])
    if asked.newer_than:
        shown.reverse()
    has_newer = more if asked.newer_than else bool(asked.older_than)
    has_older = True if asked.newer_than else more
    return Listing(
        items=[item_of(inspection, row) for row in shown],
        newer_url=_beside(address, "newer", shown[0]) if shown and has_newer else "",
        older_url=_beside(address, "older", shown[-1]) if shown and has_older else "",
        left_out=LEFT_OUT.format(size=EVIDENCE_PAGE),
    )


def _beside(address: str, side: str, row: EvidenceAudience) -> str:
    query = QueryDict(mutable=True)
    query[side] = f"{row.recorded_at.isoformat()}_{row.evidence_id.hex}"
    return f"{address}?{query.urlencode()}"


def item_facts(row: EvidenceAudience) -> list[SummaryRow]:
    """What the page of one item says of the version that the reader sees."""
    item, said = row.evidence, row.said
    criteria = "\n".join(
        f"{link.criterion.reference}: {link.criterion.heading}"
        for link in said.criterion_links.all()
    )
    return [
        SummaryRow(
            "Strength or weakness",
            said.get_strength_display(),
            colour=_STRENGTH_COLOURS[said.strength],
        ),
        SummaryRow("Source", said.get_source_display()),
        *_voice(said),
        SummaryRow("Wording", said.get_wording_display()),
        SummaryRow("Confidence", said.get_confidence_display()),
        SummaryRow("Observed", date_format(said.observed_on)),
        SummaryRow("Agency", said.agency.name if said.agency else "The partnership as a whole"),
        *_service(said),
        SummaryRow("Case", item.case.reference if item.case else "No case"),
        SummaryRow("Criteria", criteria or "None", verbatim=True),
        SummaryRow("Recorded", f"{moment(item.recorded_at)} by {item.author}"),
        SummaryRow("Owned by", item.owner.name),
        SummaryRow("Strand and power", f"{item.strand.title} ({item.power})"),
    ]


def use_rows(uses: Sequence[EvidenceUse]) -> list[list[Cell]]:
    """A row for each thing that relies on the item."""
    return [
        [
            Cell(f"{use.kind.replace('_', ' ').capitalize()} {use.used_in}"),
            Cell(f"Version {use.revision.version}"),
            Cell(moment(use.at)),
        ]
        for use in uses
    ]


def unfinished(
    inspection: Inspection, drafts: Sequence[Draft], address: str, *, strand: str = JOINT_STRAND
) -> list[Unfinished]:
    """The notes that were begun on a page and not sent.

    Args:
        address: the page on which they are gone on with.
        strand: the code of the strand that the page records in.
    """
    return [
        Unfinished(
            text=Truncator(draft.content["text"]).words(20),
            saved=moment(draft.saved_at),
            url=in_strand(address, strand, draft=str(draft.receipt)),
            discard_url=in_strand(
                reverse("inspections:discard_note", args=[inspection.reference, draft.receipt]),
                strand,
            ),
        )
        for draft in drafts
    ]


def _voice(said: EvidenceRevision) -> list[SummaryRow]:
    if not said.is_childs_voice:
        return []
    return [SummaryRow("The child’s voice", "It says what a child said, felt or showed")]


def _service(said: EvidenceRevision) -> list[SummaryRow]:
    rows = [SummaryRow("Service", str(said.service))] if said.service else []
    if said.basis:
        rows.append(SummaryRow("Basis", said.basis, verbatim=True))
    return rows


@dataclass(frozen=True)
class Withdrawn:
    """That an item was taken back: by whom, when and why."""

    words: str
    why: str


def withdrawn(item: Evidence) -> Withdrawn | None:
    """What every page about a withdrawn item says first."""
    if item.withdrawn_at is None:
        return None
    by = f"Withdrawn on {moment(item.withdrawn_at)} by {item.withdrawn_by}."
    return Withdrawn(by, item.withdrawn_why)


@dataclass(frozen=True)
class BothTexts:
    """What two windows made of one text: what each changed, and both in one where that can be.

    Args:
        facts: what the version that was saved first changed beside its text.
    """

    base: str
    mine: list[Piece]
    theirs: list[Piece]
    my_text: str
    their_text: str
    note: str
    merged: str
    choices: int
    facts: list[list[Cell]]

    def text_of(self, choice: str) -> str:
        """The text that goes into the box: `mine`, `theirs`, or else both in one."""
        return {"mine": self.my_text, "theirs": self.their_text}.get(choice, self.merged)


def conflict_of(base: EvidenceRevision | None, mine: str, theirs: EvidenceRevision) -> BothTexts:
    """The text that was sent beside the one that was saved first, over what both began from."""
    began = base.text if base else ""
    merged = merge(began, mine, theirs.text)
    return BothTexts(
        base=began,
        mine=differences(began, mine),
        theirs=differences(began, theirs.text),
        my_text=mine,
        their_text=theirs.text,
        note=f"Version {theirs.version}, saved {moment(theirs.at)}",
        merged=merged.text,
        choices=merged.choices,
        facts=changed_facts(base, theirs) if base else [],
    )
