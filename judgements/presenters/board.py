"""The judgements of an inspection, one line each."""

from dataclasses import dataclass

from django.urls import reverse

from frameworks.models import JudgementArea
from frameworks.values import Grading
from inspections.models import Inspection
from judgements.permissions import Answers
from judgements.presenters.words import STATE_COLOURS, STATE_WORDS, address
from judgements.states import JudgementState
from pages.shown import Task


@dataclass(frozen=True)
class StrandShown:
    """A strand, and what it answers without the others: each area with how it is answered."""

    title: str
    url: str
    areas: tuple[str, ...]


class BoardPresenter:
    """Every area that the inspectorates judge together, and where each of them stands.

    What one inspectorate answers by itself, or in words, is named below and has no stage here.
    """

    def __init__(self, inspection: Inspection, answers: Answers) -> None:
        self.inspection = inspection
        self.judgements = answers.together
        self._alone = answers.alone

    @property
    def back(self) -> str:
        """The page of the inspection."""
        return reverse("desk:inspection", args=[self.inspection.reference])

    @property
    def tasks(self) -> list[Task]:
        """A line for each area."""
        return [
            Task(
                title=judgement.area.title,
                status=STATE_WORDS[JudgementState(judgement.state)],
                url=address(judgement),
                hint=f"{judgement.area.paragraph}. {judgement.strand.title}",
                colour=STATE_COLOURS[JudgementState(judgement.state)],
            )
            for judgement in self.judgements
        ]

    @property
    def no_area_grade(self) -> str:
        """The paragraph that forbids one grade for the whole local area, if one does."""
        return self.inspection.framework_version.no_area_grade

    @property
    def others(self) -> list[StrandShown]:
        """What is not judged together, strand by strand."""
        found: dict[int, StrandShown] = {}
        for strand, area in self._alone:
            url = reverse("inspections:strand", args=[self.inspection.reference, strand.code])
            shown = found.get(strand.pk) or StrandShown(strand.title, url, ())
            found[strand.pk] = StrandShown(shown.title, url, (*shown.areas, _named(area)))
        return list(found.values())


def _named(area: JudgementArea) -> str:
    how = "graded" if Grading(area.grading).has_scale else "in words, without a grade"
    return f"{area.title} ({area.paragraph}): {how}"
