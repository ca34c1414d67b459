"""Judgements for tests: made as people make them, through the actions.

    joint = joint_inspection()
    judgement = agreed_judgement(joint)         every step, to the last signature

Each step stops where its name says: `opened`, `revealed`, `proposed`.
On PostgreSQL the database asks who acts: read positions inside `acting_as(person)`.
"""

from collections.abc import Mapping
from datetime import date, datetime
from typing import Any
from uuid import UUID, uuid4

from django.utils import timezone

from inspections.models import Evidence
from judgements.actions import (
    decide_print,
    discuss,
    escalate,
    name_senior,
    open_positions,
    propose,
    record_outcome,
    record_position,
    record_view,
    reopen,
    sign,
)
from judgements.models import (
    CriterionView,
    DiscussionEntry,
    Escalation,
    EscalationOutcome,
    Judgement,
    Position,
    PositionRound,
    PrintDecision,
    Proposal,
    Reopening,
    SeniorPerson,
    Signature,
)
from judgements.permissions import area_of, judgement_of
from judgements.values import (
    DiscussionContent,
    OutcomeContent,
    PositionContent,
    ProposalContent,
    SeniorContent,
    SignatureContent,
    ViewContent,
)
from organisations.models import User
from records.actor import acting_as
from tests.factories.inspections import JointInspection, evidence_by

RULE = "outstanding-presupposes-good"
RATIONALE = "What {code} saw: the board acts on what its audits find."


def judgement_in(joint: JointInspection, area: str = "lscb") -> Judgement:
    """The judgement of an area as it stands now."""
    found = judgement_of(joint.inspection, area)
    assert found is not None
    return found


def code_of(joint: JointInspection, lead: User) -> str:
    """The inspectorate that this person leads."""
    return next(code for code, person in joint.leads.items() if person == lead)


def view_of(
    joint: JointInspection, person: User, reference: str, *, met: str = "met", area: str = "lscb"
) -> CriterionView:
    """This person's view on a criterion of an area."""
    judgement = area_of(joint.inspection, area)
    assert judgement is not None
    with acting_as(person):
        return record_view(
            judgement=judgement,
            reference=reference,
            content=ViewContent(met),
            key=uuid4(),
            by=person,
            at=timezone.now(),
        )


def weighed(joint: JointInspection) -> None:
    """Each area of the joint strand has an item on every criterion, and each criterion a view."""
    person = joint.inspectors["ofsted"]
    for area in joint.strand.judgement_areas.prefetch_related("criteria"):
        criteria = list(area.criteria.all())
        if criteria:
            evidence_by(joint, person, criteria=tuple(one.pk for one in criteria))
        for one in criteria:
            view_of(joint, person, one.reference, area=area.code)


def open_round(
    joint: JointInspection,
    *,
    at: datetime | None = None,
    by: User | None = None,
    key: UUID | None = None,
) -> PositionRound:
    """The overall lead opens a round."""
    person = by or joint.overall_lead
    with acting_as(person):
        return open_positions(
            judgement=judgement_in(joint),
            key=key or uuid4(),
            by=person,
            at=at or timezone.now(),
        )


def position_of(
    joint: JointInspection,
    code: str,
    *,
    grade: str = "good",
    rationale: str = "",
    evidence: tuple[Evidence, ...] = (),
    by: User | None = None,
    **changes: Any,
) -> Position:
    """The lead of an inspectorate records its position; `changes` are arguments of the action."""
    person = by or joint.leads[code]
    content = PositionContent(
        grade=grade,
        rationale=rationale or RATIONALE.format(code=code),
        evidence=tuple(str(item.pk) for item in evidence),
    )
    usual: dict[str, Any] = {"inspectorate": code, "key": uuid4(), "at": timezone.now()}
    with acting_as(person):
        return record_position(
            judgement=judgement_in(joint), content=content, by=person, **{**usual, **changes}
        )


def proposal_of(
    joint: JointInspection,
    *,
    grade: str = "good",
    statement: str = "The board is good.",
    met: bool = True,
    departures: Mapping[str, str] | None = None,
    by: User | None = None,
    **changes: Any,
) -> Proposal:
    """The overall lead proposes a grade; `changes` are arguments of the action."""
    person = by or joint.overall_lead
    content = ProposalContent(
        grade=grade, statement=statement, answers={RULE: met}, departures=departures or {}
    )
    usual: dict[str, Any] = {"key": uuid4(), "at": timezone.now()}
    with acting_as(person):
        return propose(
            judgement=judgement_in(joint), content=content, by=person, **{**usual, **changes}
        )


def signature_of(
    joint: JointInspection,
    code: str,
    *,
    content_hash: str = "",
    disagreement: str = "",
    abstention: str = "",
    prints: bool | None = None,
    by: User | None = None,
    **changes: Any,
) -> Signature:
    """The lead of an inspectorate signs what is proposed; `changes` are arguments of the action."""
    person = by or joint.leads[code]
    judgement = judgement_in(joint)
    if not content_hash:
        current = judgement.current_proposal()
        content_hash = current.content_hash if current else "0" * 64
    usual: dict[str, Any] = {"inspectorate": code, "key": uuid4(), "at": timezone.now()}
    with acting_as(person):
        return sign(
            judgement=judgement,
            content=SignatureContent(content_hash, disagreement, abstention, prints),
            by=person,
            **{**usual, **changes},
        )


def opened_judgement(joint: JointInspection) -> Judgement:
    """A round is open, and no position is in."""
    open_round(joint)
    return judgement_in(joint)


def revealed_judgement(
    joint: JointInspection, *, grades: Mapping[str, str] | None = None
) -> Judgement:
    """Every position is in. `grades` are by inspectorate; good, unless said."""
    open_round(joint)
    for code in joint.leads:
        position_of(joint, code, grade=(grades or {}).get(code, "good"))
    return judgement_in(joint)


def proposed_judgement(
    joint: JointInspection, *, grade: str = "good", statement: str = "The board is good."
) -> Judgement:
    """A grade is proposed, and nobody has signed."""
    revealed_judgement(joint)
    proposal_of(joint, grade=grade, statement=statement)
    return judgement_in(joint)


def agreed_judgement(
    joint: JointInspection,
    *,
    grade: str = "good",
    statement: str = "The board is good.",
    dissents: Mapping[str, str] | None = None,
    abstentions: Mapping[str, str] | None = None,
    prints: bool | None = None,
) -> Judgement:
    """Every inspectorate has signed. `dissents` and `abstentions` are reasons by inspectorate.

    `prints` is what every lead says with the signature: whether the letter prints them.
    """
    proposed_judgement(joint, grade=grade, statement=statement)
    for code in joint.leads:
        signature_of(
            joint,
            code,
            disagreement=(dissents or {}).get(code, ""),
            abstention=(abstentions or {}).get(code, ""),
            prints=prints,
        )
    return judgement_in(joint)


# --- coming to one view ---------------------------------------------------------------------------


def hash_that_stands(joint: JointInspection) -> str:
    """Of the proposal that stands; of nothing where none does."""
    current = judgement_in(joint).current_proposal()
    return current.content_hash if current else "0" * 64


def entry_of(
    joint: JointInspection, person: User, text: str = "We saw the audits.", **changes: Any
) -> DiscussionEntry:
    """Somebody says something in the discussion."""
    usual: dict[str, Any] = {"key": uuid4(), "at": timezone.now()}
    with acting_as(person):
        return discuss(
            judgement=judgement_in(joint),
            content=DiscussionContent(text),
            by=person,
            **{**usual, **changes},
        )


def decision_of(
    joint: JointInspection, code: str, *, prints: bool, by: User | None = None, **changes: Any
) -> PrintDecision:
    """The lead of an inspectorate says whether views that differ are printed."""
    person = by or joint.leads[code]
    usual: dict[str, Any] = {
        "inspectorate": code,
        "content_hash": hash_that_stands(joint),
        "key": uuid4(),
        "at": timezone.now(),
    }
    with acting_as(person):
        return decide_print(
            judgement=judgement_in(joint), prints=prints, by=person, **{**usual, **changes}
        )


def reopening_of(
    joint: JointInspection, why: str = "New records came in.", **changes: Any
) -> Reopening:
    """The overall lead opens an agreed judgement again."""
    usual: dict[str, Any] = {
        "content_hash": hash_that_stands(joint),
        "key": uuid4(),
        "by": joint.overall_lead,
        "at": timezone.now(),
    }
    given = {**usual, **changes}
    with acting_as(given["by"]):
        return reopen(judgement=judgement_in(joint), why=why, **given)


def senior_of(
    joint: JointInspection,
    code: str,
    *,
    name: str = "",
    by: User | None = None,
    **changes: Any,
) -> SeniorPerson:
    """The lead of an inspectorate names who decides for it."""
    person = by or joint.leads[code]
    usual: dict[str, Any] = {"inspectorate": code, "key": uuid4(), "at": timezone.now()}
    content = SeniorContent(name or f"Sam {code}", "Regional director", f"senior@{code}.example")
    with acting_as(person):
        return name_senior(
            judgement=judgement_in(joint), content=content, by=person, **{**usual, **changes}
        )


def escalation_of(
    joint: JointInspection, why: str = "CQC sees it otherwise.", **changes: Any
) -> Escalation:
    """The overall lead asks the senior people."""
    usual: dict[str, Any] = {
        "content_hash": hash_that_stands(joint),
        "key": uuid4(),
        "by": joint.overall_lead,
        "at": timezone.now(),
    }
    given = {**usual, **changes}
    with acting_as(given["by"]):
        return escalate(judgement=judgement_in(joint), why=why, **given)


def outcome_of(
    joint: JointInspection,
    decision: str = "It is good.",
    *,
    decided_by: str = "Sam Senior, regional director",
    decided_on: date | None = None,
    **changes: Any,
) -> EscalationOutcome:
    """The overall lead records what the senior people decided."""
    usual: dict[str, Any] = {"key": uuid4(), "by": joint.overall_lead, "at": timezone.now()}
    given = {**usual, **changes}
    content = OutcomeContent(decision, decided_by, decided_on or timezone.localdate())
    with acting_as(given["by"]):
        return record_outcome(judgement=judgement_in(joint), content=content, **given)


def escalated_judgement(joint: JointInspection) -> Judgement:
    """Every inspectorate has named somebody, and they are asked to decide."""
    proposed_judgement(joint)
    for code in joint.leads:
        senior_of(joint, code)
    escalation_of(joint)
    return judgement_in(joint)
