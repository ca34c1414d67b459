"""What was agreed, for those who report it."""

from inspections.models import Strand
from judgements.models import Judgement
from judgements.states import JudgementState
from judgements.values import AgreedResult, Departure, Dissent, Signed


def agreed_result(*, strand: Strand) -> AgreedResult | None:
    """The agreed judgement of a strand that has one area (the joint LSCB strand).

    Returns:
        None while it is not agreed, and for a strand of several areas: ask `agreed_results` there.
    """
    found = agreed_results(strand=strand)
    return found[0] if len(found) == 1 else None


def agreed_results(*, strand: Strand) -> tuple[AgreedResult, ...]:
    """The agreed judgements of a strand, in the framework's order; what is not agreed is left out.

    Each stands for itself: nothing adds them up (No. 140112 ¶25, ¶108).
    """
    agreed = (
        Judgement.objects.filter(strand=strand, state=JudgementState.AGREED)
        .select_related("area")
        .order_by("area__order")
    )
    return tuple(_result(one) for one in agreed)


def _result(judgement: Judgement) -> AgreedResult:
    proposal = judgement.proposals.select_related("grade").latest("number")
    signatures = list(
        proposal.signatures.select_related("inspectorate", "person").order_by(
            "inspectorate__order", "pk"
        )
    )
    return AgreedResult(
        area=judgement.area.code,
        area_title=judgement.area.title,
        grade=proposal.grade.code,
        grade_title=proposal.grade.title,
        statement=proposal.statement,
        dissents=tuple(
            Dissent(one.inspectorate.code, one.inspectorate.short_name, one.disagreement)
            for one in signatures
            if one.disagreement
        ),
        departures=tuple(
            Departure(one.rule.source, one.rule.statement, one.why)
            for one in proposal.departures.select_related("rule")
        ),
        signatures=tuple(
            Signed(one.inspectorate.code, one.inspectorate.short_name, one.person.name, one.at)
            for one in signatures
        ),
        content_hash=proposal.content_hash,
        agreed_at=max(one.at for one in signatures),
    )
