"""Who may do what with a report. The view, the button and the test ask the same function.

A document that several inspectorates write together (a joint letter or report, a summary) is led by
the overall lead, and written by every lead. That of one inspectorate is its own: its lead begins
it, writes it and leads it, and to the others on the team it does not exist before it has been
signed off (house rule 6).
"""

from collections.abc import Collection, Iterable
from datetime import date

from django.utils.text import capfirst

from inspections.models import Assignment, Inspection
from inspections.permissions import assignment_of, is_lead, is_on_team, is_overall_lead
from inspections.values import TeamRole
from organisations.models import Inspectorate, Membership, User
from organisations.values import MemberRole
from records.permissions import Allowed, Answer, Refused, first_refusal
from reports.models import Draft, Finding, FormatRequest, PublicationProposal, Report
from reports.states import DISCUSSED, EDITABLE, OVER, SIGNED_OFF, SIGNING, ReportState
from reports.values import named
from reports.values.remarks import NOBODY, PenHolder


def place_of(person: User, report: Report, day: date) -> Assignment | None:
    """The person's place on the team of the report's inspection, if they have one."""
    return assignment_of(person, report.inspection, day)


def inspectorates_of(inspection: Inspection) -> list[Inspectorate]:
    """Every inspectorate that takes part in a strand of the inspection, in their order."""
    rows = Inspectorate.objects.filter(participations__strand__inspection=inspection)
    return list(rows.order_by("order", "code").distinct())


def participants_of(report: Report) -> list[Inspectorate]:
    """The inspectorates whose sign-off the report needs, in their order."""
    if report.strand_id is None:
        return inspectorates_of(report.inspection)
    rows = Inspectorate.objects.filter(participations__strand=report.strand_id)
    return list(rows.order_by("order", "code"))


def may_read(assignment: Assignment | None, report: Report) -> Answer:
    """Who reads the draft; `Report.objects.visible_to` says the same in SQL.

    What is written together everybody on the team reads (reliability §4). The document of one
    inspectorate is read by its own people, by the quality assurer whom the framework names once it
    has left drafting, and by the leads of the others once it has been signed off (I5).
    """
    answer = is_on_team(assignment)
    owner = report.owner
    if not answer.allowed or assignment is None or owner is None:
        return answer
    if assignment.inspectorate_id == owner.pk:
        return Allowed()
    if report.state != ReportState.DRAFTING and may_assure(assignment, report).allowed:
        return Allowed()
    if assignment.is_lead and report.state in SIGNED_OFF:
        return Allowed()
    return Refused(f"This is a document of {owner.short_name}. It is not signed off yet.")


def may_read_draft(assignment: Assignment | None, draft: Draft) -> Answer:
    """`may_read`; what was built from other documents, by who may read each of these."""
    answer = may_read(assignment, draft.report)
    if not answer.allowed or not draft.report.is_combined:
        return answer
    parts = [one.part.report for one in draft.parts.in_order()]
    unread = [one.form.title for one in parts if not may_read(assignment, one).allowed]
    if not unread:
        return Allowed()
    return Refused(
        f"You cannot read every part of this document: {named([f'“{one}”' for one in unread])}."
    )


def may_open(assignment: Assignment | None, report: Report) -> Answer:
    """A lead begins what is written together, its own lead what one inspectorate writes.

    What binds the others together is the overall lead's to begin, as it is to build.
    """
    if report.is_combined:
        return may_lead(assignment, report)
    return first_refusal(is_on_team(assignment), _is_writer(assignment, report))


def may_write(assignment: Assignment | None, report: Report) -> Answer:
    """The leads write, while the text can change; inspectors read (reliability §4)."""
    answer = first_refusal(is_on_team(assignment), _is_writer(assignment, report))
    if not answer.allowed:
        return answer
    if report.state in OVER:
        return Refused(
            f"The report is in the stage “{report.state_label}”. What was published never changes."
        )
    if report.state not in EDITABLE:
        return Refused(
            f"The report is in the stage “{report.state_label}”: its text cannot be changed now. "
            f"{capfirst(leader_of(report))} can reopen it before it is published."
        )
    return Allowed()


def leader_of(report: Report) -> str:
    """Who leads a document through its stages, in words."""
    return f"the lead of {report.owner.short_name}" if report.owner else "the overall lead"


def may_lead(assignment: Assignment | None, report: Report) -> Answer:
    """The steps are the overall lead's; of one inspectorate's document, its own lead's."""
    own = _is_writer(assignment, report) if report.owner else is_overall_lead(assignment)
    return first_refusal(is_on_team(assignment), own)


def may_state_action(assignment: Assignment | None, report: Report) -> Answer:
    """Who leads a document records its statement of action, while its text can change."""
    return first_refusal(may_lead(assignment, report), may_write(assignment, report))


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
    if report.is_combined and report.state != ReportState.FINAL_AGREEMENT:
        return Refused("A combined document is signed once it is built from its signed parts.")
    return Allowed()


def may_decide_held(
    assignment: Assignment | None, report: Report, participants: Iterable[Inspectorate]
) -> Answer:
    """A lead on the report's strand lets something stand that is held; the writer may be another.

    The report is signed by these leads: who stands for its text answers for what may stay in it.
    """
    answer = first_refusal(is_on_team(assignment), is_lead(assignment))
    if not answer.allowed or assignment is None:
        return answer
    if assignment.inspectorate_id not in {one.pk for one in participants}:
        return Refused("Your inspectorate takes no part in this strand: it decides nothing for it.")
    if report.state in OVER:
        return Refused(
            f"The report is in the stage “{report.state_label}”. What was published never changes."
        )
    return Allowed()


def may_record_finding(assignment: Assignment | None, owner: Inspectorate | None) -> Answer:
    """Whoever writes of that part: every lead of what is found together, otherwise its own lead.

    Args:
        owner: the one inspectorate whose finding it is; None: it is found together.
    """
    answer = first_refusal(is_on_team(assignment), is_lead(assignment))
    if not answer.allowed or assignment is None:
        return answer
    if owner is None or assignment.inspectorate_id == owner.pk:
        return Allowed()
    return Refused(f"This is a finding of {owner.short_name}: only its lead can do that.")


def may_change_finding(assignment: Assignment | None, finding: Finding) -> Answer:
    """Whoever may record one in that part may change what it says, and what it rests on."""
    return may_record_finding(assignment, finding.owner)


def may_rank_finding(assignment: Assignment | None, finding: Finding) -> Answer:
    """The overall lead ranks, withdraws and reinstates what is found together; else its own lead.

    Whoever records a finding says which rank is meant; what is urgent in the end is decided once.
    """
    if finding.owner is not None:
        return may_change_finding(assignment, finding)
    return first_refusal(is_on_team(assignment), is_overall_lead(assignment))


def may_answer(assignment: Assignment | None, report: Report) -> Answer:
    """Whoever writes the document answers the chair's comments on it."""
    return first_refusal(is_on_team(assignment), _is_writer(assignment, report))


def may_read_remarks(assignment: Assignment | None, report: Report) -> Answer:
    """Who reads what the writers say about a text: whoever reads it while it is written.

    Of the document of one inspectorate its own people, and the quality assurer whom the framework
    names. The leads of the others, who read it once it is signed off, read no word of how it came
    about.
    """
    answer = may_read(assignment, report)
    owner = report.owner
    if not answer.allowed or assignment is None or owner is None:
        return answer
    if assignment.inspectorate_id == owner.pk or may_assure(assignment, report).allowed:
        return Allowed()
    return Refused(f"What is said about this document stays with {owner.short_name}.")


def may_discuss(assignment: Assignment | None, report: Report) -> Answer:
    """Whoever reads them makes remarks and suggestions, until the text is put up for signature."""
    answer = may_read_remarks(assignment, report)
    if answer.allowed and report.state not in DISCUSSED:
        return Refused(
            f"The report is in the stage “{report.state_label}”. Remarks and suggestions are made "
            "while its text can change, and in quality assurance."
        )
    return answer


def may_settle(assignment: Assignment | None, report: Report, maker: int) -> Answer:
    """Who made a remark settles and reopens it, and so does whoever writes the document.

    Args:
        maker: the key of who made it.
    """
    answer = may_discuss(assignment, report)
    if not answer.allowed or assignment is None or assignment.person_id == maker:
        return answer
    if _is_writer(assignment, report).allowed:
        return Allowed()
    return Refused(
        "A remark is settled or reopened by whoever made it, or by whoever writes the document. "
        "You can reply to it."
    )


def may_decline(assignment: Assignment | None, report: Report) -> Answer:
    """Whoever writes the document declines a suggestion; accepting one is writing."""
    return first_refusal(may_discuss(assignment, report), _is_writer(assignment, report))


def may_move_pen(
    assignment: Assignment | None, report: Report, holder: PenHolder, to: PenHolder
) -> Answer:
    """The leader of a document gives its pens; anybody takes a free one, and hands back their own.

    What an inspectorate holds, one of its people takes; its lead hands it back.
    """
    answer = may_discuss(assignment, report)
    if not answer.allowed or assignment is None or may_lead(assignment, report).allowed:
        return answer
    own = PenHolder(assignment.person_id, assignment.inspectorate_id)
    body = PenHolder(None, assignment.inspectorate_id)
    takes = {own, body} if assignment.is_lead else {own}
    if holder == NOBODY and to in takes:
        return Allowed()
    if holder == own or (holder == body and assignment.is_lead):
        takes = takes | {NOBODY}
    elif holder != body:
        takes = set()
    if to in takes:
        return Allowed()
    return Refused(
        f"The pen of a section is given by {leader_of(report)}. You can take one that is free, "
        "and hand your own back."
    )


def may_see_release(
    assignment: Assignment | None, inspectorates: Collection[Inspectorate]
) -> Answer:
    """The leads see what is about to be published; one that inspects alone, its quality assurer.

    Args:
        inspectorates: those that take part in the inspection.
    """
    answer = first_refusal(is_on_team(assignment), is_lead(assignment))
    if answer.allowed or assignment is None or len(inspectorates) > 1:
        return answer
    return Allowed() if assignment.role == TeamRole.QUALITY_ASSURER else answer


def may_confirm(
    assignment: Assignment | None,
    proposal: PublicationProposal | None,
    proposer: Collection[int],
    inspectorates: Collection[Inspectorate],
) -> Answer:
    """A lead of another inspectorate than the proposer's; never the same person (I9).

    Where one inspectorate inspects by itself, its quality assurer.

    Args:
        proposer: keys of the inspectorates that the proposer works for in this inspection.
        inspectorates: those that take part in the inspection.
    """
    is_alone = len(inspectorates) < 2
    role = _is_assurer(assignment, inspectorates) if is_alone else is_lead(assignment)
    answer = first_refusal(is_on_team(assignment), role)
    if proposal is None or assignment is None:
        return answer
    if assignment.person_id == proposal.by_id:
        whose = "The quality assurer" if is_alone else "The lead of another inspectorate"
        return Refused(f"You proposed the publication. {whose} confirms it.")
    if answer.allowed and not is_alone and assignment.inspectorate_id in set(proposer):
        return Refused(
            "Your inspectorate proposed the publication. The lead of another one confirms it."
        )
    return answer


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
    inspectorates = inspectorates_of(report.inspection)
    if proposal is None:
        return may_confirm(assignment, None, (), inspectorates)
    places = Assignment.objects.filter(inspection=report.inspection_id, person=proposal.by_id)
    keys = list(places.values_list("inspectorate_id", flat=True))
    return may_confirm(assignment, proposal, keys, inspectorates)


def _is_writer(assignment: Assignment | None, report: Report) -> Answer:
    """Every lead, of what is written together; of one inspectorate's document, its own."""
    owner = report.owner
    own = owner is None or assignment is None or assignment.inspectorate_id == owner.pk
    if assignment is not None and assignment.is_lead and own:
        return Allowed()
    if owner is not None:
        return Refused(f"This is a document of {owner.short_name}: only its lead can do that.")
    return Refused("The report is written by the overall lead and the inspectorates’ leads.")


def _is_assurer(assignment: Assignment | None, inspectorates: Collection[Inspectorate]) -> Answer:
    is_named = assignment is not None and assignment.role == TeamRole.QUALITY_ASSURER
    if assignment is not None and is_named and assignment.inspectorate in inspectorates:
        return Allowed()
    return Refused("Only the quality assurer of the inspectorate can confirm the publication.")


def may_answer_formats(
    membership: Membership | None, request: FormatRequest | None = None
) -> Answer:
    """The leads of an inspectorate answer who asks for a format of what it published."""
    if membership is None or membership.role != MemberRole.LEAD:
        return Refused("Requests for another format are answered by the leads of an inspectorate.")
    if request is not None and request.inspectorate_id != membership.inspectorate_id:
        return Refused("Another inspectorate answers this request.")
    return Allowed()
