"""Who says of a criterion whether it is met, and where."""

from frameworks.models import JudgementArea
from inspections.models import Assignment, Inspection, Strand
from inspections.permissions import is_on_team
from judgements.models import Judgement
from judgements.permissions.shared import answers_of, is_judged_now, participants_of, takes_part
from records.permissions import Allowed, Answer, Refused, first_refusal


def area_of(inspection: Inspection, code: str) -> Judgement | None:
    """The judgement of an area, whoever answers it; each area is answered in one strand.

    What one inspectorate answers, or what is answered in words, has no row of its own here: it is
    made up, never stored, and stands for the area in its strand.

    Returns:
        None when no strand of the inspection answers such an area.
    """
    answers = answers_of(inspection)
    every = [*answers.together, *(_made_up(inspection, *place) for place in answers.alone)]
    return next((one for one in every if one.area.code == code), None)


def _made_up(inspection: Inspection, strand: Strand, area: JudgementArea) -> Judgement:
    strand.inspection = inspection
    return Judgement(strand=strand, area=area)


def may_record_view(
    assignment: Assignment | None, inspection: Inspection, strand: Strand
) -> Answer:
    """Everybody on the team of an inspectorate that inspects in the strand, each for themselves."""
    return first_refusal(
        is_on_team(assignment), _inspects_in(assignment, strand), is_judged_now(inspection)
    )


def _inspects_in(assignment: Assignment | None, strand: Strand) -> Answer:
    if strand.is_joint:
        return takes_part(assignment, participants_of(strand))
    if assignment is not None and assignment.inspectorate_id == strand.owner_id:
        return Allowed()
    return Refused("Only the inspectorate whose strand it is says here what it thinks.")
