"""Who may do what with a report. The view, the button and the test ask the same function."""

from collections.abc import Iterable
from datetime import date

from inspections.models import Assignment, StrandParticipant
from inspections.permissions import assignment_of, is_lead, is_on_team, is_overall_lead
from inspections.values import TeamRole
from organisations.models import Inspectorate, User
from records.permissions import Allowed, Answer, Refused, first_refusal
from reports.models import Draft, PublicationProposal, Report
from reports.states import EDITABLE, OVER, SIGNING


def place_of(person: User, report: Report, day: date) -> Assignment | None:
    """The person's place on the team of the report's inspection, if they have one."""
    return assignment_of(person, report.strand.inspection, day)


def participants_of(report: Report) -> list[Inspectorate]:
    """The inspectorates whose sign-off the report needs, in their order."""
    rows = StrandParticipant.objects.filter(strand=report.strand_id)
    return [row.inspectorate for row in rows.select_related("inspectorate")]


def may_read(assignment: Assignment | None) -> Answer:
    """Everybody on the team reads the draft (reliability §4)."""
    return is_on_team(assignment)


def may_open(assignment: Assignment | None) -> Answer:
    """A lead of the inspection begins its report."""
    return first_refusal(is_on_team(assignment), is_lead(assignment))


def may_write(assignment: Assignment | None, report: Report) -> Answer:
    """The leads write, while the text can change; inspectors read (reliability §4)."""
    answer = is_on_team(assignment)
    if not answer.allowed:
        return answer
    if assignment is not None and not assignment.is_lead:
        return Refused("The report is written by the overall lead and the inspectorates’ leads.")
    if report.state in OVER:
        return Refused(
            f"The report is in the stage “{report.state_label}”. What was published never changes."
        )
    if report.state not in EDITABLE:
        return Refused(
            f"The report is in the stage “{report.state_label}”: its text cannot be changed now. "
            "The overall lead can reopen it before it is published."
        )
    return Allowed()


def may_lead(assignment: Assignment | None) -> Answer:
    """The steps of the report are the overall lead's."""
    return first_refusal(is_on_team(assignment), is_overall_lead(assignment))


def may_assure(assignment: Assignment | None, report: Report) -> Answer:
    """The quality assurer, of the inspectorate that the framework names (150092 ¶25)."""
    answer = is_on_team(assignment)
    if not answer.allowed or assignment is None:
        return answer
    assurer = report.form.quality_assured_by
    if assignment.role != TeamRole.QUALITY_ASSURER or assignment.inspectorate_id != assurer.pk:
        return Refused(f"Only the quality assurer of {assurer.short_name} can do that.")
    return Allowed()


def may_sign_off(
    assignment: Assignment | None, report: Report, participants: Iterable[Inspectorate]
) -> Answer:
    """The lead of a participating inspectorate, for their own and no other (I9)."""
    answer = first_refusal(is_on_team(assignment), is_lead(assignment))
    if not answer.allowed or assignment is None:
        return answer
    if assignment.inspectorate_id not in {one.pk for one in participants}:
        return Refused("Your inspectorate takes no part in this strand: it does not sign for it.")
    if report.state not in SIGNING:
        return Refused(
            f"The report is in the stage “{report.state_label}”. It is signed off when its text "
            "stands: before it goes to the chair, and before it is published."
        )
    return Allowed()


def may_answer(assignment: Assignment | None) -> Answer:
    """A lead answers the chair's comments."""
    return first_refusal(is_on_team(assignment), is_lead(assignment))


def may_confirm(
    assignment: Assignment | None, proposal: PublicationProposal | None, proposer: Iterable[int]
) -> Answer:
    """A lead of another inspectorate than the proposer's; never the same person (I9).

    Args:
        proposer: keys of the inspectorates that the proposer works for in this inspection.
    """
    answer = first_refusal(is_on_team(assignment), is_lead(assignment))
    if not answer.allowed or assignment is None or proposal is None:
        return answer
    if assignment.person_id == proposal.by_id:
        return Refused(
            "You proposed the publication. The lead of another inspectorate confirms it."
        )
    if assignment.inspectorate_id in set(proposer):
        return Refused(
            "Your inspectorate proposed the publication. The lead of another one confirms it."
        )
    return Allowed()


def proposal_for(draft: Draft) -> PublicationProposal | None:
    """The proposal to publish this draft, if there is one."""
    return PublicationProposal.objects.filter(draft=draft).select_related("by").first()


def is_proposed(draft: Draft) -> bool:
    """Whether somebody proposed to publish this draft."""
    return proposal_for(draft) is not None


def may_confirm_now(
    assignment: Assignment | None, report: Report, proposal: PublicationProposal | None
) -> Answer:
    """`may_confirm`, asked of the proposer's places on the team."""
    if proposal is None:
        return may_confirm(assignment, None, ())
    places = Assignment.objects.filter(
        inspection=report.strand.inspection_id, person=proposal.by_id
    )
    return may_confirm(assignment, proposal, places.values_list("inspectorate_id", flat=True))
