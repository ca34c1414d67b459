"""Building the combined document: its own words, and the signed draft of each part."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from django.utils import timezone

from inspections.models import Inspection
from organisations.models import User
from records.errors import NotVisible
from records.permissions import require
from records.values import content_hash
from reports.actions.guard import require_nothing_held
from reports.actions.parts import PartNow, lock_parts, require_all_there
from reports.actions.snapshot import freeze
from reports.actions.stages import move
from reports.actions.templates import withdrawal_of
from reports.models import CombinedPart, Draft, Report
from reports.permissions import may_lead, place_of
from reports.states import REPORT, ReportState


def build_combined(*, report: Report, by: User, at: datetime) -> Draft:
    """Bind the signed drafts of all parts together, as the next draft (140112 ¶30, ¶108–110).

    What was built of the same drafts already is given back, and not built twice, while the version
    of its template is not withdrawn.

    Raises:
        NotVisible: the document binds no others.
        PermissionRefused: the person does not lead it.
        TransitionNotAllowed: its own words are not agreed yet, or it is published.
        ActionRefused: a part is not there, or not signed by all; there is a sentence for each.
        TextHeld: something in its own words may not belong into them.
    """
    # First the inspection, as a publication does, then this document, then its parts: nobody who
    # holds a part waits for one of the two.
    Inspection.objects.select_for_update(no_key=True).get(pk=report.inspection_id)
    report = Report.objects.lock(report)
    if not report.is_combined:
        raise NotVisible("This document binds no others together.")
    require(may_lead(place_of(by, report, timezone.localdate(at)), report))
    REPORT.find("build", report.state)
    lock_parts(report=report)
    parts = require_all_there(report=report)
    drafts = [one.draft for one in parts if one.draft is not None]
    built = report.drafts.newest()
    if built is not None and report.state == ReportState.FINAL_AGREEMENT:
        now = [one.part_id for one in built.parts.in_order()]
        is_same = now == [draft.pk for draft in drafts]
        if is_same and withdrawal_of(draft=built) is None:
            return built
    require_nothing_held(report=report, before="the combined document is built", at=at)
    move(report=report, verb="build", by=by, at=at)
    build = freeze(report=report, by=by, at=at, built=_built(parts))
    CombinedPart.objects.bulk_create(
        CombinedPart(build=build, position=place, part=draft, content_hash=draft.content_hash)
        for place, draft in enumerate(drafts, 1)
    )
    return build


def hash_of_parts(*, hashes: Sequence[str]) -> str:
    """SHA-256 of the parts' hashes in their order, as canonical JSON."""
    return content_hash(list(hashes))


def _built(parts: Sequence[PartNow]) -> dict[str, Any]:
    """What the snapshot says of the parts: which draft of each, by its hash."""
    rows = [
        {
            "document": one.report.slug,
            "title": one.report.form.title,
            "draft": one.draft.number,
            "content_hash": one.draft.content_hash,
        }
        for one in parts
        if one.draft is not None
    ]
    hashes = [one.draft.content_hash for one in parts if one.draft is not None]
    return {"parts": rows, "parts_hash": hash_of_parts(hashes=hashes)}
