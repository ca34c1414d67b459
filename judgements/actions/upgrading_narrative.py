"""Moving an inspection to another version of its framework: what becomes of evaluations in words.

An evaluation follows its area, by code. Findings and headings considered stay on the criterion that
they were written on, and count for the one with the same reference; a finding on a criterion that
is gone stays to be read, and says that it is of an earlier version.
"""

from collections.abc import Iterator

from frameworks.models import Criterion, JudgementArea
from inspections.actions.upgrading import Upgrade
from judgements.models import NarrativeEvaluation
from judgements.permissions import is_in_words


def begun_evaluations(*, asked: Upgrade) -> list[NarrativeEvaluation]:
    """The evaluations that somebody has begun, in the framework's order."""
    rows = NarrativeEvaluation.objects.filter(strand__inspection=asked.inspection)
    return list(rows.select_related("strand", "area__scale").order_by("area__order", "pk"))


def reasons_against_evaluations(*, asked: Upgrade) -> list[str]:
    """Why evaluations in words keep the inspection from the new version.

    Only stages and criteria are looked at, never a finding: the overall lead may not read those of
    another inspectorate's strand.
    """
    areas = _areas(asked)
    reasons: list[str] = []
    for one in begun_evaluations(asked=asked):
        reasons.extend(_against(one, areas.get(one.area.code), asked))
    return reasons


def _against(
    evaluation: NarrativeEvaluation, new: JudgementArea | None, asked: Upgrade
) -> Iterator[str]:
    said = f"{evaluation.area.title} has an evaluation in words that was begun"
    version = f"version {asked.after.version}"
    if new is None or new.code not in asked.answered():
        yield f"{said}, and {version} does not answer it here."
        return
    if new.code not in asked.answered_in(evaluation.strand.code):
        yield f"{said}, and {version} answers it in another strand."
        return
    if not is_in_words(new):
        yield f"{said}, and {version} gives it a grade."
        return
    known = set(Criterion.objects.filter(area=evaluation.area_id).values_list("reference"))
    coming = Criterion.objects.filter(area=new).values_list("reference")
    unheard = [reference for (reference,) in coming if (reference,) not in known]
    if evaluation.is_complete and unheard:
        yield (
            f"The evaluation of {evaluation.area.title} is complete, and {version} has criteria "
            f"that nobody has considered: {', '.join(unheard)}. Reopen it first."
        )


def follow_evaluations(*, asked: Upgrade) -> None:
    """Point every evaluation at the area of the same code in the new version.

    The inspection's row is locked, and nothing speaks against it: the caller has asked.
    """
    areas = _areas(asked)
    begun = begun_evaluations(asked=asked)
    for one in begun:
        one.area = areas[one.area.code]
    NarrativeEvaluation.objects.bulk_update(begun, ["area"])


def _areas(asked: Upgrade) -> dict[str, JudgementArea]:
    return {area.code: area for area in JudgementArea.objects.filter(version=asked.after)}
