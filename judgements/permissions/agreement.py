"""Who may discuss, decide what is printed, open again, and take a deadlock to senior people."""

from inspections.models import Assignment, Inspection
from inspections.permissions import is_lead, is_on_team
from judgements.models import (
    Escalation,
    Judgement,
    ResultPublished,
    ResultSigned,
)
from judgements.permissions.shared import is_judged_now, may_open_positions, takes_part
from judgements.states import JudgementState
from organisations.models import Inspectorate
from records.permissions import Allowed, Answer, Refused, first_refusal


def may_discuss(
    assignment: Assignment | None, inspection: Inspection, participants: list[Inspectorate]
) -> Answer:
    """Everybody on the team whose inspectorate takes part."""
    return first_refusal(
        is_on_team(assignment), takes_part(assignment, participants), is_judged_now(inspection)
    )


def may_decide_print(
    assignment: Assignment | None,
    inspection: Inspection,
    participants: list[Inspectorate],
    *,
    inspectorate: str,
) -> Answer:
    """A lead says for the own inspectorate whether views that differ are printed."""
    return _as_lead(assignment, inspection, participants, inspectorate, "decide for")


def may_name_senior(
    assignment: Assignment | None,
    inspection: Inspection,
    participants: list[Inspectorate],
    *,
    inspectorate: str,
) -> Answer:
    """A lead names who decides for the own inspectorate when the leads cannot agree."""
    return _as_lead(assignment, inspection, participants, inspectorate, "name somebody for")


def may_reopen(
    assignment: Assignment | None, inspection: Inspection, judgement: Judgement
) -> Answer:
    """The overall lead, before the letter that states the grade is published."""
    return first_refusal(
        may_open_positions(assignment, inspection, judgement), is_unpublished(judgement)
    )


def may_escalate(
    assignment: Assignment | None, inspection: Inspection, judgement: Judgement
) -> Answer:
    """The overall lead takes it to the senior people, and records what they decided."""
    return may_open_positions(assignment, inspection, judgement)


def is_unpublished(judgement: Judgement) -> Answer:
    """Whether no letter that is public states a grade of this judgement."""
    if not judgement.is_begun:
        return Allowed()
    if not ResultPublished.objects.filter(proposal__judgement=judgement).exists():
        return Allowed()
    return Refused(
        "The letter that states this grade is published, and what was published never changes."
    )


def is_unsigned(judgement: Judgement) -> Answer:
    """Whether no report that is signed, and was not opened again since, states this grade."""
    if not judgement.is_begun:
        return Allowed()
    newest = ResultSigned.objects.filter(proposal__judgement=judgement).last()
    if newest is None or not newest.is_signed:
        return Allowed()
    return Refused(
        "The report that states this grade is signed. Ask who leads the report to open it "
        "again, then reopen the grade. While the chair has the report, wait for the response."
    )


def open_escalation(judgement: Judgement) -> Escalation | None:
    """The escalation on which the senior people have not decided yet."""
    if judgement.state != JudgementState.ESCALATED:
        return None
    return Escalation.objects.filter(proposal__judgement=judgement, outcome__isnull=True).last()


def _as_lead(
    assignment: Assignment | None,
    inspection: Inspection,
    participants: list[Inspectorate],
    inspectorate: str,
    does: str,
) -> Answer:
    answer = first_refusal(
        is_on_team(assignment),
        is_lead(assignment),
        takes_part(assignment, participants),
        is_judged_now(inspection),
    )
    if not answer.allowed or assignment is None:
        return answer
    if assignment.inspectorate.code != inspectorate:
        own = assignment.inspectorate.short_name
        return Refused(f"You {does} {own} only. Every other inspectorate has a lead of its own.")
    return Allowed()
