"""What waits for whom in judgements, one query each. The desk shows it; nothing is decided here."""

from datetime import date
from typing import Any

from django.db.models import Exists, OuterRef, Q, QuerySet, Subquery

from frameworks.models import JudgementArea
from frameworks.values import Grading
from inspections.models import Assignment, StrandParticipant
from inspections.states import TAKES_EVIDENCE
from inspections.values import LEADING, StrandKind, TeamRole
from judgements.models.judgement import Judgement
from judgements.models.meeting import (
    AgendaItem,
    Meeting,
    MeetingPlan,
    Minute,
    MinutesAgreement,
)
from judgements.models.narrative import NarrativeEvaluation
from judgements.models.position import PositionReceived, PositionRound
from judgements.models.proposal import Proposal, Signature
from judgements.models.single import GradeDecision
from judgements.states import EvaluationState, GradedState, JudgementState


def judgements_to_take_position_on(person: Any, day: date) -> QuerySet[Judgement]:
    """Those whose open round has no position of the person's inspectorate yet."""
    received = PositionReceived.objects.filter(
        round=OuterRef(OuterRef("open_round_key")), inspectorate=OuterRef("inspectorate")
    )
    speaks = spoken_for_by(person, day).filter(~Exists(received))
    return judgements_waiting().filter(Exists(speaks), state=JudgementState.POSITIONS_OPEN)


def judgements_to_sign(person: Any, day: date) -> QuerySet[Judgement]:
    """Those whose newest proposal the person's inspectorate has not signed."""
    signed = Signature.objects.filter(
        proposal=OuterRef(OuterRef("newest_proposal")), inspectorate=OuterRef("inspectorate")
    )
    speaks = spoken_for_by(person, day).filter(~Exists(signed))
    # A grade of one inspectorate is proposed, too: that one waits for its lead to decide.
    return judgements_waiting().filter(
        Exists(speaks), state=JudgementState.PROPOSED, area__grading=Grading.SHARED
    )


def judgements_to_propose(person: Any, day: date) -> QuerySet[Judgement]:
    """Those whose positions are revealed: the overall lead proposes a grade."""
    led = led_by(person, day, TeamRole.OVERALL_LEAD)
    return judgements_waiting().filter(Exists(led), state=JudgementState.REVEALED)


def meetings_to_agree(person: Any, day: date) -> QuerySet[Meeting]:
    """Those whose minutes are whole, and not agreed yet by the inspectorate that they lead."""
    minutes = Minute.objects.filter(meeting=OuterRef("pk")).order_by("-pk")
    plan = MeetingPlan.objects.filter(meeting=OuterRef("pk")).order_by("-version")
    minuted = Minute.objects.filter(meeting=OuterRef(OuterRef("pk")), area=OuterRef("area"))
    agreed = MinutesAgreement.objects.filter(
        up_to=OuterRef(OuterRef("newest")), inspectorate=OuterRef("inspectorate")
    )
    leads = Assignment.objects.on(day).filter(
        inspection=OuterRef("inspection"), person=person, role__in=LEADING
    )
    rows = Meeting.objects.filter(inspection__state__in=TAKES_EVIDENCE).annotate(
        newest=Subquery(minutes.values("pk")[:1]), stands=Subquery(plan.values("pk")[:1])
    )
    missing = AgendaItem.objects.filter(~Exists(minuted), plan=OuterRef("stands"))
    waiting: QuerySet[Meeting] = rows.filter(
        ~Exists(missing), Exists(leads.filter(~Exists(agreed))), newest__isnull=False
    )
    return waiting.select_related("inspection__area").order_by("pk")


def grades_to_decide(person: Any, day: date) -> QuerySet[Judgement]:
    """The single-agency judgements whose proposal waits for this lead; those returned, too."""
    leads = _judges(led_by(person, day, *LEADING))
    return judgements_waiting().filter(
        leads,
        area__grading=Grading.GRADED,
        state__in=[GradedState.PROPOSED, GradedState.RETURNED],
    )


def grades_to_moderate(person: Any, day: date) -> QuerySet[Judgement]:
    """Those whose decision waits for a moderator, and this person had no part in them."""
    newest = GradeDecision.objects.filter(judgement=OuterRef("pk")).order_by("-number")
    moderates = led_by(person, day, TeamRole.QUALITY_ASSURER).filter(
        inspectorate=OuterRef("decided_for")
    )
    proposed = Proposal.objects.filter(judgement=OuterRef("pk"), by=person)
    decided = GradeDecision.objects.filter(judgement=OuterRef("pk"), person=person)
    return (
        judgements_waiting()
        .annotate(decided_for=Subquery(newest.values("inspectorate")[:1]))
        .filter(Exists(moderates), ~Exists(proposed), ~Exists(decided), state=GradedState.DECIDED)
    )


def evaluations_to_complete(person: Any, day: date) -> QuerySet[NarrativeEvaluation]:
    """Those in words that were begun and are open, which this lead completes.

    In a joint strand that is the overall lead, elsewhere the lead of the strand's inspectorate.
    What nobody has begun is on the board: there is nothing to complete yet.
    """
    leads = spoken_for_by(person, day)
    own = leads.filter(inspectorate=OuterRef("strand__owner"))
    overall = leads.filter(role=TeamRole.OVERALL_LEAD)
    waiting: QuerySet[NarrativeEvaluation] = NarrativeEvaluation.objects.filter(
        Q(Exists(own), strand__kind=StrandKind.SINGLE)
        | Q(Exists(overall), strand__kind=StrandKind.JOINT),
        state=EvaluationState.OPEN,
        strand__inspection__state__in=TAKES_EVIDENCE,
    )
    return waiting.select_related("area", "strand__inspection__area").order_by("pk")


def _judges(team: QuerySet[Assignment]) -> Q:
    """Of those on the team, whoever works for an inspectorate that judges the area."""
    takes_part = StrandParticipant.objects.filter(
        strand=OuterRef(OuterRef("strand")), inspectorate=OuterRef("inspectorate")
    )
    named = JudgementArea.inspectorates.through.objects.filter(
        area=OuterRef(OuterRef("area")), inspectorate=OuterRef("inspectorate")
    )
    there = team.filter(Exists(takes_part))
    alone = Q(Exists(there), strand__kind=StrandKind.SINGLE)
    return alone | Q(Exists(there.filter(Exists(named))), strand__kind=StrandKind.JOINT)


def judgements_waiting() -> QuerySet[Judgement]:
    """Those of inspections at work, each with its open round and its newest proposal."""
    open_round = PositionRound.objects.filter(judgement=OuterRef("pk"), revealed_at=None)
    newest = Proposal.objects.filter(judgement=OuterRef("pk")).order_by("-number")
    return (
        Judgement.objects.select_related("area", "strand__inspection__area")
        .filter(strand__inspection__state__in=TAKES_EVIDENCE)
        .annotate(
            # Not “open_round”: the model has a verb of that name.
            open_round_key=Subquery(open_round.values("pk")[:1]),
            newest_proposal=Subquery(newest.values("pk")[:1]),
        )
        .order_by("pk")
    )


def spoken_for_by(person: Any, day: date) -> QuerySet[Assignment]:
    """The person's places, in a judgement's inspection, as lead of one that takes part."""
    taking_part = StrandParticipant.objects.filter(
        strand=OuterRef(OuterRef("strand")), inspectorate=OuterRef("inspectorate")
    )
    return led_by(person, day, *LEADING).filter(Exists(taking_part))


def led_by(person: Any, day: date, *roles: str) -> QuerySet[Assignment]:
    """The person's places, in a judgement's inspection, in one of these roles."""
    return Assignment.objects.on(day).filter(
        inspection=OuterRef("strand__inspection"), person=person, role__in=roles
    )
