"""Publication: proposed by one, confirmed by another, and then for ever."""

from datetime import datetime

from django.utils import timezone
from django.utils.text import capfirst

from inspections.models import Inspection
from judgements.actions import note_published, tell_published
from organisations.models import User
from records.errors import ActionRefused
from records.permissions import require
from records.states import JobState
from reports.actions.documents import documents_of, strands_stated
from reports.actions.formats import ask_for_large_print
from reports.actions.guard import require_nothing_held
from reports.actions.parts import lock_parts
from reports.actions.printing import NO_WATERMARK, Print, ask_for_print, find_print
from reports.actions.readiness import require_ready
from reports.actions.release import close_doors
from reports.actions.signing import require_all_signed
from reports.actions.stages import move
from reports.models import Artefact, Draft, Publication, PublicationProposal, Report
from reports.permissions import leader_of, may_confirm_now, may_lead, place_of, proposal_for
from reports.rules import stale_sentence
from reports.states import REPORT
from reports.values import JOINT_LETTER


def propose_publication(
    *, report: Report, content_hash: str, by: User, at: datetime
) -> PublicationProposal:
    """Propose to publish the draft that everybody has signed, and have its PDF made.

    Args:
        content_hash: of the draft that was on the page.

    Raises:
        PermissionRefused: the person does not lead the document.
        TransitionNotAllowed: the report is not at final agreement.
        ActionRefused: a sign-off is missing, the draft on the page is not the newest, its
            publication is proposed already, or something that blocks a release is missing.
        TextHeld: something in the draft may not belong into it.
    """
    report = Report.objects.lock(report)
    require(may_lead(place_of(by, report, timezone.localdate(at)), report))
    draft = _final_draft(report, content_hash)
    earlier = proposal_for(draft)
    if earlier is not None:
        raise ActionRefused(
            f"{earlier.by} proposed this publication already. Another person confirms it. "
            "Nothing was changed."
        )
    require_ready(report=report, by=by, day=timezone.localdate(at))
    require_nothing_held(report=report, before="the report is published", at=at)
    ask_for_print(draft=draft, watermark=NO_WATERMARK, by=by, at=at)
    return PublicationProposal.objects.create(
        draft=draft, content_hash=draft.content_hash, by=by, at=at
    )


def confirm_publication(
    *, report: Report, content_hash: str, by: User, at: datetime
) -> Publication:
    """Publish: the snapshot, its hash and the PDF's, kept for ever. All of it or nothing.

    Closes the chair's door and ends the report.

    Args:
        content_hash: of the draft that was on the page.

    Raises:
        PermissionRefused: the person proposed it, works for the same inspectorate, or is no lead;
            in an inspection of one inspectorate, is not its quality assurer.
        TransitionNotAllowed: the report is not at final agreement: published already, for instance.
        ActionRefused: nobody proposed it, a sign-off or something else that blocks a release is
            missing, or the PDF is not there yet.
        TextHeld: something in the draft may not belong into it.
    """
    # First the inspection, as an upgrade does: no judgement is opened again while this goes on.
    # `no_key`: a step of another report adds rows that name the inspection, and is not to wait.
    Inspection.objects.select_for_update(no_key=True).get(pk=report.inspection_id)
    report = Report.objects.lock(report)
    if report.is_combined:
        # No part is reopened while this goes on.
        lock_parts(report=report)
    place = place_of(by, report, timezone.localdate(at))
    newest = report.drafts.newest()
    proposal = proposal_for(newest) if newest else None
    require(may_confirm_now(place, report, proposal))
    draft = _final_draft(report, content_hash)
    if proposal is None:
        raise ActionRefused(
            "Nobody has proposed to publish this draft. "
            f"{capfirst(leader_of(report))} proposes first. Nothing was changed."
        )
    require_ready(report=report, by=by, day=timezone.localdate(at))
    require_nothing_held(report=report, before="the report is published", at=at)
    artefact = _printed(find_print(draft=draft, watermark=NO_WATERMARK))
    move(report=report, verb="publish", by=by, at=at)
    close_doors(report=report, at=at)
    for strand in strands_stated(report=report):
        note_published(strand=strand, by=by, at=at)
        tell_published(strand=strand, at=at)
    return _publish(report, draft, artefact, proposal, by=by, at=at)


def _final_draft(report: Report, content_hash: str) -> Draft:
    REPORT.find("publish", report.state)
    draft = require_all_signed(report=report)
    if refusal := stale_sentence(content_hash, draft.content_hash):
        raise ActionRefused(refusal)
    return draft


def _printed(found: Print) -> Artefact:
    if found.artefact is not None:
        return found.artefact
    if found.job is not None and found.job.state in {JobState.FAILED, JobState.PARKED}:
        raise ActionRefused(
            f"The PDF could not be made: {found.job.reason} Ask for it again on this page, and "
            "confirm when it is there. Nothing was published."
        )
    raise ActionRefused(
        "The PDF is being made. Confirm when it is there: what is published is exactly that "
        "document. Nothing was published."
    )


def _public_reference(report: Report) -> str:
    """How the public names it: the inspection’s reference, with the document’s of several."""
    if report.public_reference:
        return report.public_reference
    reference, slug = report.where
    is_one = slug == JOINT_LETTER or len(documents_of(inspection=report.inspection)) == 1
    return reference if is_one else f"{reference}-{slug}"


def _publish(
    report: Report,
    draft: Draft,
    artefact: Artefact,
    proposal: PublicationProposal,
    *,
    by: User,
    at: datetime,
) -> Publication:
    inspection = report.inspection
    published = Publication.objects.create(
        report=report,
        inspection=inspection,
        draft=draft,
        artefact=artefact,
        reference=_public_reference(report),
        version=report.publications.count() + 1,
        title=draft.snapshot["title"],
        snapshot=draft.snapshot,
        content_hash=draft.content_hash,
        pdf_sha256=artefact.sha256,
        proposed_by_id=proposal.by_id,
        confirmed_by=by,
        published_at=at,
    )
    # Whoever needs large print does not wait longer than the others.
    ask_for_large_print(of=published, by=by, at=at)
    return published
