"""What waits for whom in judgements, one query each. The desk shows it; nothing is decided here."""

from datetime import date
from typing import Any

from django.db.models import Exists, OuterRef, QuerySet, Subquery

from inspections.models import Assignment, StrandParticipant
from inspections.states import TAKES_EVIDENCE
from inspections.values import LEADING, TeamRole
from judgements.models.judgement import Judgement
from judgements.models.position import PositionReceived, PositionRound
from judgements.models.proposal import Proposal, Signature
from judgements.states import JudgementState


def judgements_to_take_position_on(person: Any, day: date) -> QuerySet[Judgement]:
    """Those whose open round has no position of the person's inspectorate yet."""
    received = PositionReceived.objects.filter(
        round=OuterRef(OuterRef("open_round_key")), inspectorate=OuterRef("inspectorate")
    )
    speaks = _speaks(person, day).filter(~Exists(received))
    return _judgements().filter(Exists(speaks), state=JudgementState.POSITIONS_OPEN)


def judgements_to_sign(person: Any, day: date) -> QuerySet[Judgement]:
    """Those whose newest proposal the person's inspectorate has not signed."""
    signed = Signature.objects.filter(
        proposal=OuterRef(OuterRef("newest_proposal")), inspectorate=OuterRef("inspectorate")
    )
    speaks = _speaks(person, day).filter(~Exists(signed))
    return _judgements().filter(Exists(speaks), state=JudgementState.PROPOSED)


def judgements_to_propose(person: Any, day: date) -> QuerySet[Judgement]:
    """Those whose positions are revealed: the overall lead proposes a grade."""
    led = _on_team(person, day, TeamRole.OVERALL_LEAD)
    return _judgements().filter(Exists(led), state=JudgementState.REVEALED)


def _judgements() -> QuerySet[Judgement]:
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


def _speaks(person: Any, day: date) -> QuerySet[Assignment]:
    taking_part = StrandParticipant.objects.filter(
        strand=OuterRef(OuterRef("strand")), inspectorate=OuterRef("inspectorate")
    )
    return _on_team(person, day, *LEADING).filter(Exists(taking_part))


def _on_team(person: Any, day: date, *roles: str) -> QuerySet[Assignment]:
    return Assignment.objects.on(day).filter(
        inspection=OuterRef("strand__inspection"), person=person, role__in=roles
    )
