"""Who may do what with an evaluation in words."""

from frameworks.models import JudgementArea
from frameworks.values import Grading
from inspections.models import Assignment, Inspection, Strand
from inspections.permissions import is_lead, is_on_team, is_overall_lead
from inspections.values import TeamRole
from judgements.models import NarrativeEvaluation, NarrativeFinding
from judgements.permissions.shared import is_judged_now, takes_part
from organisations.models import Inspectorate
from records.permissions import Allowed, Answer, Refused, first_refusal


def is_in_words(area: JudgementArea) -> bool:
    """Whether the area is answered in words: narrative or ungraded (140112 ¶29; 150092 ¶23)."""
    return not Grading(area.grading).has_scale


def evaluations_of(inspection: Inspection) -> list[NarrativeEvaluation]:
    """Every evaluation in words of an inspection, in the framework's order.

    Those that nobody has begun are made up and not stored.
    """
    begun = {
        (one.strand_id, one.area_id): one
        for one in NarrativeEvaluation.objects.filter(strand__inspection=inspection)
    }
    places = (
        Strand.judgement_areas.through.objects.filter(strand__inspection=inspection)
        .select_related("strand__owner", "judgementarea")
        .order_by("judgementarea__order", "strand__kind", "strand__code")
    )
    found = []
    for place in places:
        strand, area = place.strand, place.judgementarea
        if is_in_words(area):
            one = begun.get((strand.pk, area.pk)) or NarrativeEvaluation()
            strand.inspection = inspection
            one.strand, one.area = strand, area
            found.append(one)
    return found


def evaluation_of(
    inspection: Inspection, area: str, member: Assignment
) -> NarrativeEvaluation | None:
    """The evaluation of an area; not stored yet where nobody has begun it.

    Where several strands answer the area, it is that of a strand in which the reader's inspectorate
    takes part, a joint one before the others.

    Args:
        area: the code of an area that is answered in words.

    Returns:
        None when no strand of the inspection has such an area.
    """
    found = [one for one in evaluations_of(inspection) if one.area.code == area]
    if len(found) > 1:
        strands = Strand.objects.of(inspection).taken_part_in_by(member.inspectorate_id)
        own = set(strands.values_list("pk", flat=True))
        found.sort(key=lambda one: one.strand_id not in own)
    return found[0] if found else None


def may_read_evaluation(assignment: Assignment | None, participants: list[Inspectorate]) -> Answer:
    """The team of every inspectorate that takes part in the strand (house rule 6)."""
    return first_refusal(is_on_team(assignment), takes_part(assignment, participants))


def may_write_finding(
    assignment: Assignment | None, inspection: Inspection, participants: list[Inspectorate]
) -> Answer:
    """Inspectors and leads of the inspectorates that take part, while the inspection is at work."""
    answer = first_refusal(may_read_evaluation(assignment, participants), is_judged_now(inspection))
    if answer.allowed and assignment and assignment.role == TeamRole.QUALITY_ASSURER:
        return Refused("The quality assurer reads; the inspectors write the findings.")
    return answer


def may_withdraw_finding(
    assignment: Assignment | None,
    inspection: Inspection,
    participants: list[Inspectorate],
    finding: NarrativeFinding,
) -> Answer:
    """Whoever writes for the inspectorate that added it, or whoever completes the evaluation."""
    answer = may_write_finding(assignment, inspection, participants)
    if not answer.allowed or assignment is None:
        return answer
    if assignment.inspectorate_id == finding.inspectorate_id:
        return Allowed()
    strand = finding.evaluation.strand
    if may_complete_evaluation(assignment, inspection, strand, participants).allowed:
        return Allowed()
    return Refused(
        f"{finding.inspectorate.short_name} added this finding: it is withdrawn by that "
        "inspectorate, or by whoever completes the evaluation."
    )


def may_complete_evaluation(
    assignment: Assignment | None,
    inspection: Inspection,
    strand: Strand,
    participants: list[Inspectorate],
) -> Answer:
    """The lead of the inspectorate that owns the strand; the overall lead of a joint one."""
    leads = is_overall_lead(assignment) if strand.is_joint else is_lead(assignment)
    return first_refusal(
        is_on_team(assignment),
        takes_part(assignment, participants),
        leads,
        is_judged_now(inspection),
    )


def may_reopen_evaluation(
    assignment: Assignment | None,
    inspection: Inspection,
    strand: Strand,
    participants: list[Inspectorate],
) -> Answer:
    """The same people."""
    return may_complete_evaluation(assignment, inspection, strand, participants)
