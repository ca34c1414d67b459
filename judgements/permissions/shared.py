"""Who may do what with a judgement. The view, the button and the test ask the same function."""

from dataclasses import dataclass

from frameworks.models import JudgementArea
from frameworks.values import Grading
from inspections.models import Assignment, Inspection, Strand
from inspections.permissions import is_lead, is_on_team, is_overall_lead
from inspections.states import INSPECTION, TAKES_EVIDENCE
from judgements.models import Judgement
from organisations.models import Inspectorate
from records.permissions import Allowed, Answer, Refused, first_refusal


def judgement_of(inspection: Inspection, area: str) -> Judgement | None:
    """The judgement of an area in an inspection; not stored yet where nobody has begun it.

    Args:
        area: the code of a judgement area of one of the inspection's strands.

    Returns:
        None when no strand of the inspection has such an area.
    """
    found = [one for one in judgements_of(inspection) if one.area.code == area]
    return found[0] if found else None


@dataclass(frozen=True)
class Answers:
    """What the strands of an inspection answer, in the framework's order.

    Args:
        together: the judgements that inspectorates make together; those that nobody has begun are
            made up and not stored.
        alone: the other areas, each in its strand: one inspectorate answers them, or they have no
            grade.
        graded: the judgements of those among them that have a grade; made up where nobody has
            begun them.
    """

    together: list[Judgement]
    alone: list[tuple[Strand, JudgementArea]]
    graded: list[Judgement]


def judgements_of(inspection: Inspection) -> list[Judgement]:
    """Every judgement that the inspection's inspectorates make together."""
    return answers_of(inspection).together


def answers_of(inspection: Inspection) -> Answers:
    """Every area that the inspection's strands answer, those apart that are judged together."""
    begun = {
        (one.strand_id, one.area_id): one
        for one in Judgement.objects.filter(strand__inspection=inspection).select_related(
            "strand", "area__scale"
        )
    }
    places = (
        Strand.judgement_areas.through.objects.filter(strand__inspection=inspection)
        .select_related("strand", "judgementarea__scale")
        .order_by("judgementarea__order", "strand__code")
    )
    found = Answers([], [], [])
    for place in places:
        strand, area = place.strand, place.judgementarea
        one = begun.get((strand.pk, area.pk)) or Judgement(strand=strand, area=area)
        one.strand.inspection = inspection
        if is_judged_in(strand, area):
            found.together.append(one)
        elif is_answered_in(strand, area):
            found.alone.append((strand, area))
            if Grading(area.grading).has_scale:
                found.graded.append(one)
    return found


def is_judged_in(strand: Strand, area: JudgementArea) -> bool:
    """Whether positions are taken on the area there: what is shared, in a joint strand."""
    return strand.is_joint and area.is_shared


def is_answered_in(strand: Strand, area: JudgementArea) -> bool:
    """Whether the area is answered there; what is shared is answered in the joint strand alone."""
    return is_judged_in(strand, area) or not area.is_shared


def participants_of(strand: Strand) -> list[Inspectorate]:
    """The inspectorates that take part in a strand, in their order."""
    return list(
        Inspectorate.objects.filter(participations__strand=strand).order_by("order", "code")
    )


def takes_part(assignment: Assignment | None, participants: list[Inspectorate]) -> Answer:
    """Only those who inspect together judge together (No. 140112 ¶113)."""
    if assignment is not None and assignment.inspectorate in participants:
        return Allowed()
    return Refused("Your inspectorate takes no part in this strand.")


def is_judged_now(inspection: Inspection) -> Answer:
    """While the inspection is at work: before the notice and after the end nothing is judged."""
    if inspection.state in TAKES_EVIDENCE:
        return Allowed()
    return Refused(
        f"This inspection is in the stage “{INSPECTION.label(inspection.state)}”. Judgements are "
        "made from the notice until it is closed."
    )


def is_judged_together(judgement: Judgement) -> Answer:
    """Whether several inspectorates give one grade here (No. 140112 ¶41, ¶113)."""
    if is_judged_in(judgement.strand, judgement.area):
        return Allowed()
    return Refused(
        f"{judgement.area.title} is not judged together: one inspectorate answers it, or it has no "
        "grade."
    )


def may_read_judgement(assignment: Assignment | None) -> Answer:
    """Everybody on the team reads how the judgement stands (reliability §4)."""
    return is_on_team(assignment)


def may_open_positions(
    assignment: Assignment | None, inspection: Inspection, judgement: Judgement
) -> Answer:
    """The overall lead asks the inspectorates for their positions, once more if need be."""
    return first_refusal(
        is_on_team(assignment),
        is_overall_lead(assignment),
        is_judged_now(inspection),
        is_judged_together(judgement),
    )


def may_record_position(
    assignment: Assignment | None,
    inspection: Inspection,
    participants: list[Inspectorate],
    *,
    inspectorate: str,
) -> Answer:
    """A lead, for the lead's own inspectorate, where it takes part.

    Args:
        inspectorate: code of the inspectorate that the position would be.
    """
    return first_refusal(
        _speaks_for(assignment, inspectorate, "record the position of"),
        takes_part(assignment, participants),
        is_judged_now(inspection),
    )


def may_propose(
    assignment: Assignment | None, inspection: Inspection, judgement: Judgement
) -> Answer:
    """The overall lead puts a grade to the inspectorates."""
    return may_open_positions(assignment, inspection, judgement)


def may_sign(
    assignment: Assignment | None,
    inspection: Inspection,
    participants: list[Inspectorate],
    *,
    inspectorate: str,
) -> Answer:
    """A lead, for the lead's own inspectorate and for no other (reliability I9).

    Args:
        inspectorate: code of the inspectorate that the signature would be.
    """
    return first_refusal(
        _speaks_for(assignment, inspectorate, "sign for"),
        takes_part(assignment, participants),
        is_judged_now(inspection),
    )


def _speaks_for(assignment: Assignment | None, inspectorate: str, does: str) -> Answer:
    answer = first_refusal(is_on_team(assignment), is_lead(assignment))
    if not answer.allowed or assignment is None:
        return answer
    if assignment.inspectorate.code != inspectorate:
        own = assignment.inspectorate.short_name
        return Refused(f"You {does} {own} only. Every other inspectorate has a lead of its own.")
    return Allowed()
