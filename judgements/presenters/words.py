"""Words that several pages of a judgement use."""

from collections.abc import Sequence
from datetime import datetime
from typing import Literal
from urllib.parse import urlencode

from django.urls import NoReverseMatch, reverse
from django.utils import formats, timezone

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


def evidence_address(judgement: Judgement, **narrowed: str) -> str:
    """The list of evidence, narrowed to a criterion and a side."""
    url = door("inspections:evidence_list", judgement.strand.inspection.reference)
    return f"{url}?{urlencode(narrowed)}" if url else ""


def evidence_item_address(judgement: Judgement, reference: str) -> str:
    """The page of one item of evidence."""
    return door("inspections:evidence", judgement.strand.inspection.reference, reference)


def door(page: str, *words: str) -> str:
    """The address of a page of another app; nothing where there is no such page."""
    try:
        return reverse(page, args=words)
    except NoReverseMatch:
        return ""
