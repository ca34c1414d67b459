"""What an item said at each version, and what one changed."""

from collections.abc import Sequence

from django.urls import reverse
from django.utils.formats import date_format

from inspections.models import EvidenceRevision, Inspection
from inspections.presenters.words import moment
from pages.shown import Cell, Column, Link, SummaryRow

CHANGED_COLUMNS = [Column("What"), Column("Before"), Column("Now")]


def version_rows(
    inspection: Inspection, reference: str, revisions: Sequence[EvidenceRevision]
) -> list[SummaryRow]:
    """What the item said at each version, the newest first, and what each of them changed.

    Args:
        revisions: all that the reader may read, the newest first.
    """
    address = reverse("inspections:evidence_differences", args=[inspection.reference, reference])
    known = {said.version for said in revisions}
    return [
        SummaryRow(
            _version_title(said),
            said.text,
            url=f"{address}?version={said.version}" if said.version - 1 in known else "",
            action="What changed",
            verbatim=True,
        )
        for said in revisions
    ]


def _version_title(said: EvidenceRevision) -> str:
    why = f". Why: {said.why}" if said.why else ""
    return f"Version {said.version}, {moment(said.at)}, {said.person}{why}"


def changed_facts(older: EvidenceRevision, newer: EvidenceRevision) -> list[list[Cell]]:
    """A row for each fact apart from the text that differs."""
    before, now = _facts(older), _facts(newer)
    return [
        [Cell(name), Cell(before[name]), Cell(now[name])]
        for name in before
        if before[name] != now[name]
    ]


def other_changes(
    revisions: Sequence[EvidenceRevision], shown: EvidenceRevision, address: str
) -> list[Link]:
    """What each other version changed."""
    known = {said.version for said in revisions}
    return [
        Link(f"What version {said.version} changed", f"{address}?version={said.version}")
        for said in revisions
        if said.version - 1 in known and said is not shown
    ]


def _facts(said: EvidenceRevision) -> dict[str, str]:
    criteria = ", ".join(link.criterion.reference for link in said.criterion_links.all())
    return {
        "Source": said.get_source_display(),
        "Date observed": date_format(said.observed_on),
        "Agency": said.agency.name if said.agency else "The partnership as a whole",
        "Strength or weakness": said.get_strength_display(),
        "Child’s voice": "Yes" if said.is_childs_voice else "No",
        "Wording": said.get_wording_display(),
        "Confidence": said.get_confidence_display(),
        "Service": str(said.service) if said.service else "None in particular",
        "Basis": said.basis or "None given",
        "Criteria": criteria or "None",
    }
