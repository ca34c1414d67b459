"""What waits for whom once a grade is proposed, beside the signatures; one query each."""

from datetime import date
from typing import Any

from django.db.models import Exists, OuterRef, Q, QuerySet

from frameworks.values import Grading
from inspections.models import StrandParticipant
from inspections.values import TeamRole
from judgements.models.agreement import PrintDecision, ResultPublished
from judgements.models.escalation import Escalation, SeniorPerson
from judgements.models.judgement import Judgement
from judgements.models.proposal import Signature
from judgements.models.waiting import judgements_waiting, led_by, spoken_for_by
from judgements.states import JudgementState
from judgements.values import Stance


def judgements_to_decide_print(person: Any, day: date) -> QuerySet[Judgement]:
    """Agreed ones with a view that differs, on which the person's inspectorate has not decided."""
    decided = PrintDecision.objects.filter(
        proposal=OuterRef(OuterRef("newest_proposal")), inspectorate=OuterRef("inspectorate")
    )
    differing = Signature.objects.filter(proposal=OuterRef("newest_proposal")).exclude(
        stance=Stance.AGREES
    )
    published = ResultPublished.objects.filter(proposal=OuterRef("newest_proposal"))
    speaks = spoken_for_by(person, day).filter(~Exists(decided))
    return judgements_waiting().filter(
        Exists(speaks), Exists(differing), ~Exists(published), state=JudgementState.AGREED
    )


def judgements_to_name_senior_for(person: Any, day: date) -> QuerySet[Judgement]:
    """Escalated ones for which the person's inspectorate has named nobody."""
    named = SeniorPerson.objects.filter(
        inspection=OuterRef(OuterRef("strand__inspection")), inspectorate=OuterRef("inspectorate")
    )
    speaks = spoken_for_by(person, day).filter(~Exists(named))
    return judgements_waiting().filter(
        Exists(speaks), Exists(_open_escalation()), state=JudgementState.ESCALATED
    )


def judgements_to_record_outcome(person: Any, day: date) -> QuerySet[Judgement]:
    """Escalated ones that the person leads, until what was decided is recorded."""
    return judgements_waiting().filter(
        Exists(led_by(person, day, TeamRole.OVERALL_LEAD)),
        Exists(_open_escalation()),
        state=JudgementState.ESCALATED,
    )


def judgements_to_propose_anew(person: Any, day: date) -> QuerySet[Judgement]:
    """Those that the person leads, where a decision is recorded, or all signed and none agrees."""
    agrees = Signature.objects.filter(proposal=OuterRef("newest_proposal"), stance=Stance.AGREES)
    signed = Signature.objects.filter(
        proposal=OuterRef(OuterRef("newest_proposal")), inspectorate=OuterRef("inspectorate")
    )
    unsigned = StrandParticipant.objects.filter(~Exists(signed), strand=OuterRef("strand"))
    decided = Q(~Exists(_open_escalation()), state=JudgementState.ESCALATED)
    stuck = Q(
        ~Exists(agrees),
        ~Exists(unsigned),
        state=JudgementState.PROPOSED,
        area__grading=Grading.SHARED,
    )
    return judgements_waiting().filter(
        decided | stuck, Exists(led_by(person, day, TeamRole.OVERALL_LEAD))
    )


def _open_escalation() -> QuerySet[Escalation]:
    return Escalation.objects.filter(proposal__judgement=OuterRef("pk"), outcome__isnull=True)
