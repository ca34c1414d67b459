"""Who evaluates practice in a case."""

from inspections.models import Assignment, Inspection, PracticeEvaluation
from inspections.permissions.journey import works_on_cases
from organisations.models import User
from records.permissions import Allowed, Answer, Refused


def may_evaluate_practice(assignment: Assignment | None, inspection: Inspection) -> Answer:
    """Whoever works on cases."""
    return works_on_cases(assignment, inspection, "Evaluations are")


def may_withdraw_evaluation(
    assignment: Assignment | None,
    inspection: Inspection,
    evaluation: PracticeEvaluation,
    person: User,
) -> Answer:
    """Its author, or the lead of the inspectorate whose evaluation it is."""
    if evaluation.withdrawn_at is not None:
        return Refused("This evaluation was withdrawn before.")
    answer = may_evaluate_practice(assignment, inspection)
    if not answer.allowed or assignment is None:
        return answer
    leads = assignment.is_lead and assignment.inspectorate_id == evaluation.owner_id
    if evaluation.author_id == person.pk or leads:
        return Allowed()
    return Refused("An evaluation is withdrawn by its author or by the inspectorate’s lead.")
