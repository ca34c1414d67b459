"""Standing for a draft: each participating inspectorate, on the same content."""

from datetime import datetime

from django.utils import timezone

from inspections.models import Inspection
from judgements.actions import note_signed
from organisations.models import User
from records.errors import ActionRefused
from records.permissions import require
from reports.actions.documents import strands_held
from reports.actions.parts import require_parts_stand
from reports.actions.snapshot import require_judgement_stands
from reports.actions.templates import require_template_stands
from reports.models import Draft, Report, SignOff
from reports.permissions import may_sign_off, participants_of, place_of
from reports.rules import missing_signatures, stale_sentence
from reports.values import named


def newest_draft(*, report: Report) -> Draft:
    """The draft that stands, once there is one.

    Raises:
        ActionRefused: nothing was frozen yet.
    """
    draft = report.drafts.newest()
    if draft is None:
        raise ActionRefused("There is no draft yet. It is made when quality assurance passes it.")
    return draft


def signed_off(*, draft: Draft, stage: str) -> list[SignOff]:
    """Who stands for the draft at a stage, in the order of signing."""
    return list(draft.sign_offs.filter(stage=stage).for_page())


def require_all_signed(*, report: Report) -> Draft:
    """The draft that every participating inspectorate has signed at the report's stage.

    Raises:
        ActionRefused: a sign-off is missing, and the sentence says whose; or the judgement that
            the draft states, a part that it was built from, or the version of its template, does
            not stand any more.
    """
    draft = newest_draft(report=report)
    participants = participants_of(report)
    done = [one.inspectorate.code for one in signed_off(draft=draft, stage=report.state)]
    missing = missing_signatures([one.code for one in participants], done)
    if missing:
        names = [one.short_name for one in participants if one.code in missing]
        verb = "has" if len(names) == 1 else "have"
        raise ActionRefused(
            f"{named(names)} {verb} not signed the draft off yet. Every participating "
            "inspectorate signs first. Nothing was changed."
        )
    require_judgement_stands(report=report, draft=draft)
    require_parts_stand(report=report, draft=draft)
    require_template_stands(report=report, draft=draft)
    return draft


def sign_off(*, report: Report, content_hash: str, by: User, at: datetime) -> SignOff:
    """Stand for the newest draft, for one's own inspectorate.

    Args:
        content_hash: of the draft that was on the page.

    Raises:
        PermissionRefused: the person leads no participating inspectorate, or nothing is signed now.
        ActionRefused: the draft on the page is not the newest, was signed already, or states a
            judgement, was built from a part, or was made with a version of a template, that does
            not stand any more.
    """
    # First the inspection, as a publication does: no grade is reopened while this goes on.
    Inspection.objects.select_for_update(no_key=True).get(pk=report.inspection_id)
    report = Report.objects.lock(report)
    place = place_of(by, report, timezone.localdate(at))
    require(may_sign_off(place, report, participants_of(report)))
    assert place is not None  # noqa: S101 - the permission has just said so
    draft = newest_draft(report=report)
    if refusal := stale_sentence(content_hash, draft.content_hash):
        raise ActionRefused(refusal)
    require_judgement_stands(report=report, draft=draft)
    require_parts_stand(report=report, draft=draft)
    require_template_stands(report=report, draft=draft)
    for earlier in signed_off(draft=draft, stage=report.state):
        if earlier.inspectorate_id == place.inspectorate_id:
            raise ActionRefused(
                f"{earlier.person} has signed this draft off for {earlier.inspectorate} already. "
                "Nothing was changed."
            )
    for strand in strands_held(report=report):
        note_signed(strand=strand, by=by, at=at)
    return SignOff.objects.create(
        draft=draft,
        inspectorate_id=place.inspectorate_id,
        person=by,
        stage=report.state,
        content_hash=draft.content_hash,
        at=at,
    )
