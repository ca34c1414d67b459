"""The judgements of an inspection, one line each."""

from collections.abc import Sequence

from django.urls import reverse

from inspections.models import Inspection
from judgements.models import Judgement
from judgements.presenters.words import STATE_COLOURS, STATE_WORDS, address
from judgements.states import JudgementState
from pages.shown import Task


class BoardPresenter:
    """Every area that the inspection judges, and where each of them stands.

    There is no line for the local area as a whole: its areas are judged, it is not (140112 ¶108).
    """

    def __init__(self, inspection: Inspection, judgements: Sequence[Judgement]) -> None:
        self.inspection = inspection
        self.judgements = judgements

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
