"""The judgements that a document prints: a grade for each area, or that it is told in words.

Every area of the document's strands has its line, in the framework's order, those in words as
prominent as the others (No. 150031 ¶39–40). Nothing adds them up (No. 140112 ¶25, ¶108).
"""

from collections.abc import Iterable, Mapping
from typing import Any

from frameworks.models import JudgementArea
from frameworks.values import AgencyKind, Grading
from inspections.models import Strand
from judgements.models import GradeDecision, Proposal
from judgements.permissions import is_answered_in
from judgements.states import JudgementState
from reports.actions.documents import strands_stated
from reports.models import Report

IN_WORDS = "Evaluated in words"
UNDECIDED = "Not decided yet"
# No. 140112 ¶57, in our words: a grade of health services is one of the area.
NO_RATING = (
    "The grades of health services are about these services in the area as a whole. They were "
    "given for this inspection, and rate no provider."
)


def judged_areas(*, report: Report, but: str = "") -> list[dict[str, Any]]:
    """A line for each area that the document states, as plain data. Four queries at the most.

    Args:
        but: the code of the area that stands by itself: the one that all inspectorates share.
    """
    strands = strands_stated(report=report)
    places = _places(strands)
    proposals = _agreed(strands)
    return [
        _line(strand, area, proposals.get((strand.pk, area.pk)), _depth(area, places))
        for strand, area in places
        if area.code != but
    ]


def notes_on(*, lines: Iterable[Mapping[str, Any]]) -> list[str]:
    """What a reader has to know of these grades."""
    is_health = any(
        one["agency_kind"] == AgencyKind.HEALTH and Grading(one["grading"]).has_scale
        for one in lines
    )
    return [NO_RATING] if is_health else []


def undecided(*, lines: Iterable[dict[str, Any]]) -> list[dict[str, Any]]:
    """The lines that still wait for a grade."""
    return [one for one in lines if one["grade_title"] == UNDECIDED]


def _places(strands: list[Strand]) -> list[tuple[Strand, JudgementArea]]:
    """Each area in its strand: the strands in their order, areas as the framework orders them."""
    rows = Strand.judgement_areas.through.objects.filter(strand__in=strands)
    by_strand: dict[int, list[JudgementArea]] = {}
    for row in rows.select_related("judgementarea").order_by("judgementarea__order"):
        by_strand.setdefault(row.strand_id, []).append(row.judgementarea)
    return [
        (strand, area)
        for strand in strands
        for area in by_strand.get(strand.pk, [])
        if is_answered_in(strand, area)
    ]


def _agreed(strands: list[Strand]) -> dict[tuple[int, Any], dict[str, Any]]:
    """What was agreed, by strand and area, with the hash that those who agreed stand on."""
    rows = Proposal.objects.filter(
        judgement__strand__in=strands, judgement__state=JudgementState.AGREED
    )
    newest = {
        one.judgement_id: one
        for one in rows.select_related("judgement", "grade").order_by("judgement", "number")
    }
    decided = dict(
        GradeDecision.objects.filter(judgement__in=newest)
        .order_by("judgement", "number")
        .values_list("judgement", "content_hash")
    )
    return {
        (one.judgement.strand_id, one.judgement.area_id): {
            "grade": one.grade_code,
            "grade_title": one.grade_title,
            "reason": one.not_judged,
            "statement": one.statement,
            "content_hash": decided.get(key, one.content_hash),
        }
        for key, one in newest.items()
    }


def _depth(area: JudgementArea, places: Iterable[tuple[Strand, JudgementArea]]) -> int:
    """How many areas among these it is a part of, one above the other."""
    parents = {one.pk: one.parent_id for _, one in places}
    depth, above = 0, area.parent_id
    while above in parents:
        depth, above = depth + 1, parents[above]
    return depth


def _line(
    strand: Strand, area: JudgementArea, agreed: dict[str, Any] | None, depth: int
) -> dict[str, Any]:
    open_title = UNDECIDED if Grading(area.grading).has_scale else IN_WORDS
    still_open = {"grade": "", "grade_title": open_title, "reason": "", "statement": ""}
    return {
        "area": area.code,
        "title": area.title,
        "strand": strand.title,
        "depth": depth,
        "grading": area.grading,
        "agency_kind": area.agency_kind,
        **(agreed or {**still_open, "content_hash": ""}),
    }
