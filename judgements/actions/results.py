"""What was agreed, for those who report it."""

from django.db.models import QuerySet

from frameworks.values import Grading
from inspections.models import Strand
from judgements import rules
from judgements.models import Judgement, Proposal
from judgements.permissions import participants_of
from judgements.states import JudgementState
from judgements.values import Abstention, AgreedResult, Departure, Dissent, Signed, Stance


def agreed_result(*, strand: Strand) -> AgreedResult | None:
    """The agreed judgement of a strand that has one shared area (the joint LSCB strand).

    Returns:
        None while it is not agreed, and for a strand of several areas: ask `agreed_results` there.
        A grade of one inspectorate is none that all of them share.
    """
    found = _agreed(strand).filter(area__grading=Grading.SHARED)
    return _result(found[0]) if len(found) == 1 else None


def agreed_results(*, strand: Strand) -> tuple[AgreedResult, ...]:
    """The agreed judgements of a strand, in the framework's order; what is not agreed is left out.

    Each stands for itself: nothing adds them up (No. 140112 ¶25, ¶108).
    """
    return tuple(_result(one) for one in _agreed(strand))


def _agreed(strand: Strand) -> QuerySet[Judgement]:
    agreed = Judgement.objects.filter(strand=strand, state=JudgementState.AGREED)
    return agreed.select_related("area", "strand").order_by("area__order")


def _result(judgement: Judgement) -> AgreedResult:
    proposal = judgement.proposals.select_related("grade").latest("number")
    signatures = list(proposal.signatures.for_page())
    signed = tuple(
        Signed(one.inspectorate.code, one.inspectorate.short_name, one.by_whom, one.at)
        for one in signatures
    )
    content_hash = proposal.content_hash
    if not judgement.area.is_shared:
        signed, content_hash = _moderated(judgement)
    return AgreedResult(
        area=judgement.area.code,
        area_title=judgement.area.title,
        grade=proposal.grade_code,
        grade_title=proposal.grade_title,
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
        signatures=signed,
        content_hash=content_hash,
        agreed_at=max(one.at for one in signed),
        abstentions=tuple(
            Abstention(one.inspectorate.code, one.inspectorate.short_name, one.abstention)
            for one in signatures
            if one.abstention
        ),
        are_printed=any(one.stance != Stance.AGREES for one in signatures)
        and _are_printed(judgement, proposal),
    )


def _are_printed(judgement: Judgement, proposal: Proposal) -> bool:
    decisions = proposal.print_decisions.order_by("pk").values_list("inspectorate__code", "prints")
    participants = [one.code for one in participants_of(judgement.strand)]
    return rules.are_printed(participants, dict(decisions))


def _moderated(judgement: Judgement) -> tuple[tuple[Signed, ...], str]:
    """Who decided and who moderated a grade of one inspectorate, and the hash that both stand on.

    No. 140112 ¶57–81: it is one inspectorate's own, so that no other signs it.
    """
    decision = judgement.decisions.for_page()[0]
    moderation = decision.moderations.select_related("inspectorate", "person").get()
    acted = ((decision, decision.by_whom), (moderation, moderation.person.name))
    signed = tuple(
        Signed(one.inspectorate.code, one.inspectorate.short_name, by_whom, one.at)
        for one, by_whom in acted
    )
    return signed, decision.content_hash
