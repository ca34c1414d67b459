"""Words that several pages of a judgement use."""

from collections.abc import Sequence
from datetime import datetime
from typing import Literal

from django.urls import reverse
from django.utils import formats, timezone

from frameworks.models import Criterion
from judgements.models import Judgement
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


def listed(names: Sequence[str]) -> str:
    """Names in a sentence: Ofsted, CQC and HMIC."""
    if len(names) <= 1:
        return "".join(names)
    return f"{', '.join(names[:-1])} and {names[-1]}"


def moment(at: datetime) -> str:
    """A time as people read it: Monday 7 December 2026 at 14:03."""
    return formats.date_format(timezone.localtime(at), r"l j F Y \a\t H:i")


def address(judgement: Judgement, page: str = "judgement") -> str:
    """The address of a page of a judgement."""
    reference = judgement.strand.inspection.reference
    return reverse(f"judgements:{page}", args=[reference, judgement.area.code])


def criterion_address(judgement: Judgement, criterion: Criterion) -> str:
    """The evidence for and against a criterion, which is known by its place in the area."""
    reference = judgement.strand.inspection.reference
    return reverse("judgements:criterion", args=[reference, judgement.area.code, criterion.order])


def evidence_address(judgement: Judgement, reference: str) -> str:
    """The page of one item of evidence."""
    inspection = judgement.strand.inspection.reference
    return reverse("inspections:evidence_item", args=[inspection, reference])
