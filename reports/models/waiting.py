"""What waits for whom, one query each. The desk shows it; nothing is decided here."""

from datetime import date, datetime
from typing import Any

from django.db.models import Case, Exists, F, OuterRef, Q, QuerySet, Subquery, When
from django.utils import timezone

from frameworks.values import FormKind
from inspections.models import Assignment, StrandParticipant
from inspections.values import LEADING, TeamRole
from reports.models.accuracy import AccuracyComment
from reports.models.publication import PublicationProposal
from reports.models.remarks import Suggestion
from reports.models.report import Report
from reports.models.snapshot import Draft, SignOff
from reports.states import EDITABLE, OVER, SIGNING, ReportState


def reports_led_by(person: Any, day: date) -> QuerySet[Report]:
    """Unpublished reports whose next step is the person's: they lead the document."""
    return _reports().filter(_led_by(person, day)).exclude(state__in=OVER)


def reports_to_assure(person: Any, day: date) -> QuerySet[Report]:
    """Those that wait for this quality assurer."""
    named = _on_team(person, day, TeamRole.QUALITY_ASSURER).filter(
        inspectorate=OuterRef("form__quality_assured_by")
    )
    return _reports().filter(Exists(named), state=ReportState.QUALITY_ASSURANCE)


def reports_to_sign_off(person: Any, day: date) -> QuerySet[Report]:
    """Those whose newest draft the person's inspectorate has not signed off at this stage."""
    taking_part = StrandParticipant.objects.filter(
        Q(strand=OuterRef(OuterRef("strand")))
        | Q(strand__inspection=OuterRef(OuterRef("whole_inspection"))),
        inspectorate=OuterRef("inspectorate"),
    )
    signed = SignOff.objects.filter(
        inspectorate=OuterRef("inspectorate"),
        stage=OuterRef(OuterRef("state")),
        draft=OuterRef(OuterRef("newest_draft")),
    )
    speaks = _on_team(person, day, *LEADING).filter(Exists(taking_part), ~Exists(signed))
    waiting = _reports().filter(Exists(speaks), state__in=SIGNING)
    # A combined document is signed once it is built.
    return waiting.exclude(form__kind=FormKind.COMBINED, state=ReportState.AGREEMENT)


def reports_signed_by_all(person: Any, day: date) -> QuerySet[Report]:
    """Those that every inspectorate has signed off: the next step is their lead's.

    Without those whose publication is proposed already; they wait for another person.
    """
    signed = SignOff.objects.filter(
        inspectorate=OuterRef("inspectorate"),
        stage=OuterRef(OuterRef("state")),
        draft=OuterRef(OuterRef("newest_draft")),
    )
    unsigned = StrandParticipant.objects.filter(
        Q(strand=OuterRef("strand")) | Q(strand__inspection=OuterRef("whole_inspection")),
        ~Exists(signed),
    )
    proposed = PublicationProposal.objects.filter(draft=OuterRef("newest_draft"))
    led = reports_led_by(person, day).filter(state__in=SIGNING)
    return led.exclude(Exists(unsigned)).exclude(Exists(proposed))


def reports_to_answer(person: Any, day: date) -> QuerySet[Report]:
    """Those with a comment of the chair that nobody has answered, for who writes the document."""
    unanswered = AccuracyComment.objects.unanswered().filter(
        round__report=OuterRef("pk"), round__returned_at__isnull=False
    )
    return _reports().filter(
        _written_by(person, day), Exists(unanswered), state=ReportState.ANSWERING
    )


def reports_with_suggestions(person: Any, day: date) -> QuerySet[Report]:
    """Those with another’s suggestion that nobody has decided, for who writes the document."""
    waiting = Suggestion.objects.unsettled().filter(report=OuterRef("pk")).exclude(by=person)
    return _reports().filter(_written_by(person, day), Exists(waiting), state__in=EDITABLE)


def reports_to_confirm(person: Any, day: date) -> QuerySet[Report]:
    """Those whose publication is proposed and waits for another inspectorate's lead.

    Where one inspectorate inspects by itself, for its quality assurer.
    """
    proposed = PublicationProposal.objects.filter(draft=OuterRef("newest_draft"))
    other_lead = _on_team(person, day, *LEADING).filter(~Exists(_of_proposer("inspection")))
    several = StrandParticipant.objects.filter(
        ~Exists(_of_proposer("strand__inspection")), strand__inspection=OuterRef("inspection")
    )
    assurer = _on_team(person, day, TeamRole.QUALITY_ASSURER)
    return _reports().filter(
        Q(Exists(several), Exists(other_lead)) | ~Q(Exists(several)) & Q(Exists(assurer)),
        Exists(proposed),
        state=ReportState.FINAL_AGREEMENT,
    )


def reports_past_due(person: Any, at: datetime) -> QuerySet[Report]:
    """Those still with the chair after the deadline, for their lead to close."""
    return _reports().filter(
        _led_by(person, timezone.localdate(at)),
        state=ReportState.WITH_CHAIR,
        accuracy_rounds__due_at__lt=at,
    )


def _reports() -> QuerySet[Report]:
    newest = Draft.objects.filter(report=OuterRef("pk")).order_by("-number").values("pk")[:1]
    return (
        Report.objects.select_related("form", "inspection__area")
        .annotate(
            newest_draft=Subquery(newest),
            # Those that take part in a document of no strand are all the inspection's.
            whole_inspection=Case(When(strand=None, then=F("inspection"))),
        )
        .order_by("opened_at")
    )


def _of_proposer(inspection: str) -> QuerySet[Assignment]:
    """The places of who proposed the publication, in the inspectorate of a row.

    Args:
        inspection: how that row names its inspection.
    """
    newest = OuterRef(OuterRef(OuterRef("newest_draft")))
    proposer = PublicationProposal.objects.filter(draft=newest)
    return Assignment.objects.filter(
        inspection=OuterRef(inspection),
        inspectorate=OuterRef("inspectorate"),
        person__in=proposer.values("by"),
    )


def _led_by(person: Any, day: date) -> Q:
    """The overall lead leads what several write; its lead the document of one inspectorate."""
    overall = _on_team(person, day, TeamRole.OVERALL_LEAD)
    own = _on_team(person, day, *LEADING).filter(inspectorate=OuterRef("strand__owner"))
    return Q(Exists(overall), strand__owner=None) | Q(Exists(own))


def _written_by(person: Any, day: date) -> Q:
    """Every lead writes what several write together; its lead the document of one inspectorate."""
    leads = _on_team(person, day, *LEADING)
    own = leads.filter(inspectorate=OuterRef("strand__owner"))
    return Q(Exists(leads), strand__owner=None) | Q(Exists(own))


def _on_team(person: Any, day: date, *roles: str) -> QuerySet[Assignment]:
    return Assignment.objects.on(day).filter(
        inspection=OuterRef("inspection"), person=person, role__in=roles
    )
