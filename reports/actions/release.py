"""From the written draft to the chair: quality assurance, sign-off, sending."""

from datetime import datetime

from django.utils import timezone

from inspections.models import InspectionAccess
from inspections.rules import deadline_after
from organisations.models import Office, User
from organisations.values import OfficeKind
from records.actions import queue_job
from records.errors import ActionRefused
from records.permissions import require
from reports.actions.guard import require_nothing_held
from reports.actions.readiness import missing_for
from reports.actions.signing import newest_draft, require_all_signed
from reports.actions.snapshot import freeze, problems_now
from reports.actions.stages import move
from reports.actions.templates import withdrawal_of
from reports.models import AccuracyRound, Draft, Report
from reports.permissions import may_assure, may_lead, place_of
from reports.rules import blocking_sentence
from reports.states import REPORT, SIGNING, ReportState
from reports.values import CHAIR, RESPONSE_STEP

TELL_CHAIR = "reports.tell_chair"


def send_to_quality_assurance(*, report: Report, by: User, at: datetime) -> Draft:
    """Let the quality assurer read it. The text stands still from now on, in a draft.

    Raises:
        PermissionRefused: the person does not lead the document.
        TransitionNotAllowed: the report is not being drafted.
        ActionRefused: something is missing; the sentence lists what.
        TextHeld: something in the text may not belong into it.
    """
    report = _led(report, by=by, at=at)
    REPORT.find("send_to_quality_assurance", report.state)
    paragraphs = report.paragraphs.standing().in_order().with_evidence_count()
    problems = problems_now(report=report, paragraphs=paragraphs, at=at)
    problems += missing_for(report=report, by=by, day=timezone.localdate(at))
    refusal = blocking_sentence(problems)
    if refusal:
        raise ActionRefused(refusal)
    require_nothing_held(report=report, before="the report goes to quality assurance", at=at)
    move(report=report, verb="send_to_quality_assurance", by=by, at=at)
    return freeze(report=report, by=by, at=at)


def return_to_drafting(*, report: Report, why: str, by: User, at: datetime) -> Report:
    """The quality assurer gives the report back, and says why.

    Raises:
        PermissionRefused: the person is not the quality assurer that the framework names.
        TransitionNotAllowed: the report is not with quality assurance.
        ActionRefused: the reason is missing.
    """
    report = _assured(report, by=by, at=at)
    return move(report=report, verb="return", by=by, at=at, why=why)


def pass_quality_assurance(*, report: Report, by: User, at: datetime) -> Draft:
    """The quality assurer lets it pass: every inspectorate is asked to sign a draft made now.

    Raises:
        PermissionRefused: the person is not the quality assurer that the framework names.
        TransitionNotAllowed: the report is not with quality assurance.
    """
    report = _assured(report, by=by, at=at)
    move(report=report, verb="pass", by=by, at=at)
    return freeze(report=report, by=by, at=at)


def reopen(*, report: Report, why: str, by: User, at: datetime) -> Report:
    """Let the text be changed again. Sign-offs of the draft lapse: the next draft is another.

    Raises:
        PermissionRefused: the person does not lead the document.
        TransitionNotAllowed: the report is in no stage that can be reopened.
        ActionRefused: the reason is missing.
    """
    report = _led(report, by=by, at=at)
    is_built = report.is_combined and report.state == ReportState.FINAL_AGREEMENT
    # Of a combined document no comments are answered: its own words are drafted again.
    verb = "take_apart" if is_built else "reopen"
    return move(report=report, verb=verb, by=by, at=at, why=why)


def freeze_again(*, report: Report, by: User, at: datetime) -> Draft:
    """Freeze the text as it stands once more, where the template of its draft was withdrawn.

    The stage stays; sign-offs of the draft lapse, as the next one is another.

    Raises:
        PermissionRefused: the person does not lead the document.
        ActionRefused: nothing is signed at this stage, the version of the template stands, or the
            document is built from its parts instead.
    """
    report = _led(report, by=by, at=at)
    if report.state not in SIGNING:
        raise ActionRefused(
            f"The report is in the stage “{report.state_label}”: its text is frozen anyway before "
            "it is signed. Nothing was changed."
        )
    if report.is_combined and report.state == ReportState.FINAL_AGREEMENT:
        raise ActionRefused(
            "A combined document is built again from its parts. Nothing was changed."
        )
    if withdrawal_of(draft=newest_draft(report=report)) is None:
        raise ActionRefused(
            "The draft was made with a version of its template that is in use. It stands as it is."
        )
    return freeze(report=report, by=by, at=at)


def chair_of(*, report: Report, at: datetime) -> Office | None:
    """Who holds the office of the chair today, with an account to read the draft with."""
    return (
        Office.objects.on(timezone.localdate(at))
        .filter(
            partnership=report.inspection.partnership_id,
            kind=OfficeKind.CHAIR,
            person__isnull=False,
            person__is_active=True,
        )
        .select_related("person", "partnership")
        .first()
    )


def due_if_sent(*, report: Report, at: datetime) -> datetime:
    """Until when the chair may answer a draft that is sent now.

    The framework's number of working days, counted from the sending.

    Raises:
        ActionRefused: the framework says nothing of it.
    """
    steps = report.inspection.inspection_type.key_dates
    step = steps.filter(code=RESPONSE_STEP).first()
    if step is None or step.working_days is None:
        raise ActionRefused(
            "The framework does not say how many working days the chair has. Ask an admin."
        )
    return deadline_after(at, step.working_days)


def send_to_chair(*, report: Report, by: User, at: datetime) -> AccuracyRound:
    """Send the signed draft to the chair, who has until the deadline to comment (150092 ¶25).

    Opens the chair's door, and writes the job that tells the chair.

    Raises:
        PermissionRefused: the person does not lead the document.
        TransitionNotAllowed: the report is not at agreement.
        ActionRefused: an inspectorate has not signed, no chair has an account, or the document
            binds others that were sent.
        TextHeld: something in the draft may not belong into it.
    """
    report = _led(report, by=by, at=at)
    REPORT.find("send_to_chair", report.state)
    if report.is_combined:
        raise ActionRefused(
            "The chair has answered each part. A combined document is built from them next, and "
            "not sent. Nothing was changed."
        )
    draft = require_all_signed(report=report)
    office = chair_of(report=report, at=at)
    if office is None or office.person is None:
        raise ActionRefused(
            "The partnership has no chair with an account today. Record who holds the office, "
            "with the e-mail address of their account. Nothing was sent."
        )
    due_at = due_if_sent(report=report, at=at)
    require_nothing_held(report=report, before="the draft goes to the chair", at=at)
    move(report=report, verb="send_to_chair", by=by, at=at)
    access = InspectionAccess.objects.create(
        inspection=report.inspection, person=office.person, as_role=CHAIR, opens_at=at
    )
    accuracy_round = AccuracyRound.objects.create(
        report=report,
        draft=draft,
        chair=office.person,
        access=access,
        sent_at=at,
        sent_by=by,
        due_at=due_at,
    )
    queue_job(
        kind=TELL_CHAIR,
        key=f"{TELL_CHAIR}:{accuracy_round.pk}",
        arguments={"round": accuracy_round.pk},
        by=by,
        at=at,
    )
    return accuracy_round


def close_door(*, report: Report, by: User, at: datetime) -> int:
    """Take the chair's access away at once, for instance when the office has ended.

    The round stays open until its deadline; the overall lead can close it then.

    Returns:
        How many doors were closed.

    Raises:
        PermissionRefused: the person does not lead the document.
    """
    report = _led(report, by=by, at=at)
    return close_doors(report=report, at=at)


def close_doors(*, report: Report, at: datetime) -> int:
    """Close every door that this report opened and that is still open."""
    doors = InspectionAccess.objects.open_at(at).filter(
        pk__in=report.accuracy_rounds.values("access")
    )
    return doors.update(closes_at=at)


def _led(report: Report, *, by: User, at: datetime) -> Report:
    row = Report.objects.lock(report)
    require(may_lead(place_of(by, row, timezone.localdate(at)), row))
    return row


def _assured(report: Report, *, by: User, at: datetime) -> Report:
    row = Report.objects.lock(report)
    require(may_assure(place_of(by, row, timezone.localdate(at)), row))
    return row
