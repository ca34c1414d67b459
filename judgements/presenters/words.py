"""Words that several pages of a judgement use."""

from collections.abc import Sequence
from datetime import datetime
from typing import Literal

from django.urls import reverse
from django.utils import formats, timezone

from frameworks.models import Criterion, JudgementArea
from frameworks.values import Grading
from inspections.models import Strand
from judgements.models import Judgement
from judgements.permissions import is_judged_in
from judgements.states import JudgementState

STATE_WORDS = {
    JudgementState.GATHERING: "Gathering evidence",
    JudgementState.POSITIONS_OPEN: "Positions open",
    JudgementState.REVEALED: "Positions revealed",
    JudgementState.PROPOSED: "Grade proposed",
    JudgementState.AGREED: "Agreed",
    JudgementState.ESCALATED: "Escalated",
}
TagColour = Literal["grey", "yellow", "blue", "purple", "green", "red"]
STATE_COLOURS: dict[JudgementState, TagColour] = {
    JudgementState.GATHERING: "grey",
    JudgementState.POSITIONS_OPEN: "yellow",
    JudgementState.REVEALED: "blue",
    JudgementState.PROPOSED: "purple",
    JudgementState.AGREED: "green",
    JudgementState.ESCALATED: "red",
}
NOBODY_AGREES = (
    "None of them is of that view, so it is not agreed: the overall lead proposes anew, opens "
    "another round or asks the senior people."
)
DECISION_ASKED = "The senior people are asked, and the overall lead records what they decide."
DECISION_RECORDED = "The senior people have decided, and the overall lead proposes a grade next."


def listed(names: Sequence[str]) -> str:
    """Names in a sentence: Ofsted, CQC and HMIC."""
    if len(names) <= 1:
        return "".join(names)
    return f"{', '.join(names[:-1])} and {names[-1]}"


def moment(at: datetime) -> str:
    """A time as people read it: Monday 7 December 2026 at 14:03."""
    return formats.date_format(timezone.localtime(at), r"l j F Y \a\t H:i")


def address(judgement: Judgement, page: str = "") -> str:
    """The address of a page of a judgement; of the judgement itself unless another is named."""
    reference = judgement.strand.inspection.reference
    page = page or ("judgement" if judgement.area.is_shared else "graded")
    return reverse(f"judgements:{page}", args=[reference, judgement.area.code])


def address_of(strand: Strand, area: JudgementArea) -> str:
    """The page on which an area of a strand is answered, with a grade or in words.

    What it rests on is read on a page of its own: `area_address`.
    """
    here = [strand.inspection.reference, area.code]
    if is_judged_in(strand, area):
        return reverse("judgements:judgement", args=here)
    return reverse(
        "judgements:graded" if Grading(area.grading).has_scale else "judgements:evaluation",
        args=here,
    )


def area_address(strand: Strand, area: JudgementArea) -> str:
    """The page of what an area rests on: descriptors, criteria, evidence, views, rules."""
    return reverse("judgements:area", args=[strand.inspection.reference, area.code])


def criterion_address(judgement: Judgement, criterion: Criterion) -> str:
    """The evidence for and against a criterion, which is known by its place in the area."""
    reference = judgement.strand.inspection.reference
    return reverse("judgements:criterion", args=[reference, judgement.area.code, criterion.order])


def evidence_address(judgement: Judgement, reference: str) -> str:
    """The page of one item of evidence."""
    inspection = judgement.strand.inspection.reference
    return reverse("inspections:evidence_item", args=[inspection, reference])
