"""What waits for a person, in the words of the act. Gathered from every app; decided in none."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.urls import reverse
from django.utils import timezone

from frameworks.models import FrameworkVersion
from inspections.models import ConcernTold, EvidenceShare, Intelligence, JointAudit
from judgements.models import waiting as judging
from judgements.models import waiting_agreement as agreeing
from organisations.models import User
from reports.models import AccuracyRound, FormatRequest
from reports.models import waiting as reporting
from reports.states import ReportState
from reports.values import JOINT_LETTER

_MOST_INTELLIGENCE = 10


@dataclass(frozen=True)
class Waiting:
    """One thing that waits for somebody.

    Args:
        what: the act, as an instruction: “Record your position on …”.
        where: the inspection, or nothing.
        url: where it is done.
        due: the last day or moment for it, where there is one.
    """

    what: str
    where: str
    url: str
    due: datetime | date | None = None


def waiting_for(person: User, at: datetime) -> list[Waiting]:
    """Everything that waits for this person now; a fixed number of queries."""
    if person.is_admin:
        return _for_admin(person)
    day = timezone.localdate(at)
    return [
        *_on_concerns(person, at),
        *_on_joint_audits(person, at),
        *_for_chair(person, at),
        *_on_intelligence(person, day),
        *_on_shares(person, day),
        *_on_judgements(person, day),
        *_on_meetings(person, day),
        *_on_reports(person, day, at),
        *_on_formats(person, day),
    ]


def _for_admin(person: User) -> list[Waiting]:
    return [
        Waiting("Approve a framework, or leave it", str(one), one.get_absolute_url())
        for one in FrameworkVersion.objects.awaiting_approval_by(person)
    ]


def _on_concerns(person: User, at: datetime) -> list[Waiting]:
    """What this person acknowledges at once; where they lead, also what others are late with."""
    return [
        Waiting(
            _on_concern(one, person),
            str(one.concern.inspection),
            reverse(
                f"inspections:{one.page_of(person)}",
                args=[one.concern.inspection.reference, one.concern.reference],
            ),
            one.due_at,
        )
        for one in ConcernTold.objects.waiting_for(person, at)
    ]


def _on_concern(told: ConcernTold, person: User) -> str:
    if told.person_id == person.pk:
        return f"Open safeguarding concern {told.concern.reference} at once, and acknowledge it"
    return f"Reach {told.person}: safeguarding concern {told.concern.reference} is not acknowledged"


def _on_joint_audits(person: User, at: datetime) -> list[Waiting]:
    return [
        Waiting(
            "Evaluate your cases in the joint audit",
            str(one.inspection),
            reverse("inspections:local_audit", args=[one.inspection.reference]),
            one.due_on,
        )
        for one in JointAudit.objects.waiting_for(person, at)
    ]


def _for_chair(person: User, at: datetime) -> list[Waiting]:
    return [
        Waiting(
            "Check the draft for factual accuracy and return your response",
            _named(one.report),
            reverse("reports:chair", args=one.report.where),
            one.due_at,
        )
        for one in AccuracyRound.objects.waiting_for(person, at)
    ]


def _on_intelligence(person: User, day: date) -> list[Waiting]:
    acts = [
        ("Confirm the receipt of intelligence", Intelligence.objects.to_confirm_by(person, day)),
        ("Say what became of intelligence", Intelligence.objects.to_answer_by(person, day)),
    ]
    return [
        Waiting(
            f"{words} {one.reference}: {one.get_kind_display().lower()}",
            f"From {one.owner.short_name}",
            one.get_absolute_url(),
        )
        for words, rows in acts
        for one in rows.for_page()[:_MOST_INTELLIGENCE]
    ]


def _on_shares(person: User, day: date) -> list[Waiting]:
    found = EvidenceShare.objects.unread_by(person, day).counted_by_inspection()
    return [
        Waiting(
            f"Read {number} {'item' if number == 1 else 'items'} that "
            f"{'was' if number == 1 else 'were'} shared with your inspectorate",
            f"{reference} {area}",
            reverse("inspections:shared_with_us", args=[reference]),
        )
        for reference, area, number in found
    ]


def _on_judgements(person: User, day: date) -> list[Waiting]:
    acts: list[tuple[str, str, Callable[[User, date], Iterable[Any]]]] = [
        ("Record your position on", "position", judging.judgements_to_take_position_on),
        ("Propose the shared grade of", "propose", judging.judgements_to_propose),
        ("Check and sign the judgement of", "sign", judging.judgements_to_sign),
        ("Decide the grade of", "decide", judging.grades_to_decide),
        ("Moderate the grade of", "moderate", judging.grades_to_moderate),
        ("Complete the evaluation of", "evaluation", judging.evaluations_to_complete),
        (
            "Decide whether views that differ are printed on",
            "print_decision",
            agreeing.judgements_to_decide_print,
        ),
        (
            "Name who decides for your inspectorate on",
            "name_senior",
            agreeing.judgements_to_name_senior_for,
        ),
        (
            "Record what the senior people decided on",
            "record_outcome",
            agreeing.judgements_to_record_outcome,
        ),
        ("Propose anew the shared grade of", "propose", agreeing.judgements_to_propose_anew),
    ]
    return [
        Waiting(
            f"{words} “{judgement.area.title}”",
            str(judgement.strand.inspection),
            reverse(
                f"judgements:{page}",
                args=[judgement.strand.inspection.reference, judgement.area.code],
            ),
        )
        for words, page, find in acts
        for judgement in find(person, day)
    ]


def _on_meetings(person: User, day: date) -> list[Waiting]:
    return [
        Waiting(
            f"Read and agree the minutes of {one}",
            str(one.inspection),
            reverse("judgements:agree_minutes", args=[one.inspection.reference, one.number]),
        )
        for one in judging.meetings_to_agree(person, day)
    ]


_ONCE_SIGNED = {
    ReportState.AGREEMENT: "Send the draft to the chair: all have signed it off",
    ReportState.FINAL_AGREEMENT: "Propose the publication: all have signed the report off",
}
_NEXT_STEPS = {
    ReportState.DRAFTING: "Finish the draft and send it to quality assurance",
    ReportState.ANSWERING: "See that every comment of the chair is answered",
}


def _on_reports(person: User, day: date, at: datetime) -> list[Waiting]:
    acts: list[tuple[str | Callable[[Any], str], str, Iterable[Any]]] = [
        ("Quality-assure the draft", "quality", reporting.reports_to_assure(person, day)),
        ("Sign the report off", "sign", reporting.reports_to_sign_off(person, day)),
        ("Answer the chair’s comments", "answers", reporting.reports_to_answer(person, day)),
        (
            "Accept or decline what is suggested",
            "remarks",
            reporting.reports_with_suggestions(person, day),
        ),
        ("Confirm the publication", "publish", reporting.reports_to_confirm(person, day)),
        (
            "Close the chair’s round: the deadline has passed",
            "report",
            reporting.reports_past_due(person, at),
        ),
        (
            lambda report: _ONCE_SIGNED[report.state],
            "report",
            reporting.reports_signed_by_all(person, day),
        ),
        (
            _next_step,
            "report",
            reporting.reports_led_by(person, day),
        ),
    ]
    found = [
        Waiting(
            words(report) if callable(words) else words,
            _named(report),
            reverse(f"reports:{page}", args=report.where),
        )
        for words, page, reports in acts
        for report in reports
    ]
    return [waiting for waiting in found if waiting.what]


def _on_formats(person: User, day: date) -> list[Waiting]:
    number = FormatRequest.objects.to_answer_by(person, day).count()
    if not number:
        return []
    words = "a request" if number == 1 else f"{number} requests"
    where = "Publications of your inspectorate"
    url = reverse("published:format_requests")
    return [Waiting(f"Answer {words} for another format", where, url)]


def _next_step(report: Any) -> str:
    """What its lead does next; a combined document is not signed before it is built."""
    if report.is_combined and report.state == ReportState.AGREEMENT:
        return "Build the document from its parts, once each of them is signed"
    return _NEXT_STEPS.get(report.state, "")


def _named(report: Any) -> str:
    """The inspection; and which of its documents, where there are several kinds."""
    if report.slug == JOINT_LETTER:
        return str(report.inspection)
    return f"{report.inspection}: {report.form.title}"
