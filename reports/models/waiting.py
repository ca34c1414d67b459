"""What waits for whom, one query each. The desk shows it; nothing is decided here."""

from datetime import date, datetime
from typing import Any

from django.db.models import Exists, OuterRef, QuerySet, Subquery
from django.utils import timezone

from inspections.models import Assignment, StrandParticipant
from inspections.values import LEADING, TeamRole
from reports.models.accuracy import AccuracyComment
from reports.models.publication import PublicationProposal
from reports.models.report import Report
from reports.models.snapshot import Draft, SignOff
from reports.states import OVER, SIGNING, ReportState


def reports_led_by(person: Any, day: date) -> QuerySet[Report]:
    """Unpublished reports whose overall lead the person is: the next step is theirs."""
    led = _on_team(person, day, TeamRole.OVERALL_LEAD)
    return _reports().filter(Exists(led)).exclude(state__in=OVER)


def reports_to_assure(person: Any, day: date) -> QuerySet[Report]:
    """Those that wait for this quality assurer."""
    named = _on_team(person, day, TeamRole.QUALITY_ASSURER).filter(
        inspectorate=OuterRef("form__quality_assured_by")
    )
    return _reports().filter(Exists(named), state=ReportState.QUALITY_ASSURANCE)


def reports_to_sign_off(person: Any, day: date) -> QuerySet[Report]:
    """Those whose newest draft the person's inspectorate has not signed off at this stage."""
    taking_part = StrandParticipant.objects.filter(
        strand=OuterRef(OuterRef("strand")), inspectorate=OuterRef("inspectorate")
    )
    signed = SignOff.objects.filter(
        inspectorate=OuterRef("inspectorate"),
        stage=OuterRef(OuterRef("state")),
        draft=OuterRef(OuterRef("newest_draft")),
    )
    speaks = _on_team(person, day, *LEADING).filter(Exists(taking_part), ~Exists(signed))
    return _reports().filter(Exists(speaks), state__in=SIGNING)


def reports_signed_by_all(person: Any, day: date) -> QuerySet[Report]:
    """Those that every inspectorate has signed off: the next step is their overall lead's.

    Without those whose publication is proposed already; they wait for another inspectorate.
    """
    signed = SignOff.objects.filter(
        inspectorate=OuterRef("inspectorate"),
        stage=OuterRef(OuterRef("state")),
        draft=OuterRef(OuterRef("newest_draft")),
    )
    unsigned = StrandParticipant.objects.filter(~Exists(signed), strand=OuterRef("strand"))
    proposed = PublicationProposal.objects.filter(draft=OuterRef("newest_draft"))
    led = reports_led_by(person, day).filter(state__in=SIGNING)
    return led.exclude(Exists(unsigned)).exclude(Exists(proposed))


def reports_to_answer(person: Any, day: date) -> QuerySet[Report]:
    """Those with a comment of the chair that nobody has answered, for the leads."""
    unanswered = AccuracyComment.objects.unanswered().filter(
        round__report=OuterRef("pk"), round__returned_at__isnull=False
    )
    leads = _on_team(person, day, *LEADING)
    return _reports().filter(Exists(leads), Exists(unanswered), state=ReportState.ANSWERING)


def reports_to_confirm(person: Any, day: date) -> QuerySet[Report]:
    """Those whose publication is proposed and waits for a lead of another inspectorate."""
    proposed = PublicationProposal.objects.filter(draft=OuterRef("newest_draft"))
    leads = _on_team(person, day, TeamRole.LEAD)
    return _reports().filter(Exists(leads), Exists(proposed), state=ReportState.FINAL_AGREEMENT)


def reports_past_due(person: Any, at: datetime) -> QuerySet[Report]:
    """Those still with the chair after the deadline, for their overall lead to close."""
    led = _on_team(person, timezone.localdate(at), TeamRole.OVERALL_LEAD)
    return _reports().filter(
        Exists(led), state=ReportState.WITH_CHAIR, accuracy_rounds__due_at__lt=at
    )


def _reports() -> QuerySet[Report]:
    newest = Draft.objects.filter(report=OuterRef("pk")).order_by("-number").values("pk")[:1]
    return (
        Report.objects.select_related("form", "strand__inspection__area")
        .annotate(newest_draft=Subquery(newest))
        .order_by("opened_at")
    )


def _on_team(person: Any, day: date, *roles: str) -> QuerySet[Assignment]:
    return Assignment.objects.on(day).filter(
        inspection=OuterRef("strand__inspection"), person=person, role__in=roles
    )
