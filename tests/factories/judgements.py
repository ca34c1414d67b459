"""Judgements for tests: made as people make them, through the actions.

    joint = joint_inspection()
    judgement = agreed_judgement(joint)         every step, to the last signature

Each step stops where its name says: `opened`, `revealed`, `proposed`.
On PostgreSQL the database asks who acts: read positions inside `acting_as(person)`.
"""

from collections.abc import Mapping
from datetime import datetime
from typing import Any
from uuid import uuid4

from django.utils import timezone

from inspections.models import Evidence
from judgements.actions import open_positions, propose, record_position, sign
from judgements.models import Judgement, Position, PositionRound, Proposal, Signature
from judgements.permissions import judgement_of
from judgements.values import PositionContent, ProposalContent, SignatureContent
from organisations.models import User
from records.actor import acting_as
from tests.factories.inspections import JointInspection

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


def open_round(joint: JointInspection, *, at: datetime | None = None) -> PositionRound:
    """The overall lead opens a round."""
    with acting_as(joint.overall_lead):
        return open_positions(
            judgement=judgement_in(joint),
            key=uuid4(),
            by=joint.overall_lead,
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
            content=SignatureContent(content_hash, disagreement),
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
) -> Judgement:
    """Every inspectorate has signed. `dissents` are reasons by inspectorate."""
    proposed_judgement(joint, grade=grade, statement=statement)
    for code in joint.leads:
        signature_of(joint, code, disagreement=(dissents or {}).get(code, ""))
    return judgement_in(joint)
