"""What an area rests on: descriptors, criteria, evidence, views, rules, practice. To be read."""

from collections import defaultdict
from functools import cached_property

from django.urls import reverse

from frameworks.values import Grading
from inspections.models import Inspection
from judgements.models import CriterionView
from judgements.models.coverage import coverage
from judgements.presenters.criteria import (
    NO_VIEWS,
    NOTHING,
    CriterionRow,
    count_evidence,
    count_views,
    criterion_row,
)
from judgements.presenters.limits import RuleShown
from judgements.presenters.page import JudgementPresenter
from judgements.presenters.practice import PracticeShown, show_practice
from judgements.presenters.reading import Reading
from judgements.presenters.scale import Scale, show_grades
from judgements.presenters.words import address_of, criterion_address, listed
from judgements.rules import Triangulation
from judgements.values import Views


class AreaPresenter:
    """One reader's page of an area, whoever answers it."""

    def __init__(self, reading: Reading, inspection: Inspection) -> None:
        self.reading = reading
        self.inspection = inspection
        self.judgement = reading.judgement
        self.area = reading.judgement.area

    @property
    def back(self) -> str:
        """The board, at this area."""
        board = reverse("judgements:board", args=[self.inspection.reference])
        return f"{board}#{self.area.code}"

    @property
    def answered_at(self) -> str:
        """The page on which the area is answered; empty where it has none."""
        takes_part = self.reading.member.inspectorate in self.reading.participants
        is_open = Grading(self.area.grading).has_scale or takes_part
        return address_of(self.judgement.strand, self.area) if is_open else ""

    @property
    def hint(self) -> str:
        """Where it stands in the framework, whose it is and how it is answered."""
        graded = Grading(self.area.grading).has_scale
        how = "Graded" if graded else "Answered in words, without a grade"
        names = listed([one.short_name for one in self.reading.participants])
        return f"{self.area.paragraph}. {how}. {self.judgement.strand.title}: {names}."

    @cached_property
    def scale(self) -> Scale:
        """The grades side by side; the criteria have a table of their own."""
        return Scale(show_grades(self.reading))

    @cached_property
    def rules(self) -> list[RuleShown]:
        """What the limiting rules come to for this area."""
        return JudgementPresenter(self.reading, self.inspection).rules

    @cached_property
    def practice(self) -> PracticeShown | None:
        """What inspectors found in the cases, agency by agency."""
        return show_practice(self.reading, self.inspection)

    # --- the criteria --------------------------------------------------------------------------

    @cached_property
    def _evidence(self) -> dict[str, Triangulation]:
        references = [one.reference for one in self.reading.criteria]
        return dict(coverage(self.reading.member, references)) if references else {}

    @cached_property
    def _views(self) -> dict[str, Views]:
        member = self.reading.member
        rows = CriterionView.objects.for_member(member).filter(strand=self.judgement.strand)
        grouped: dict[str, dict[str, int]] = defaultdict(dict)
        mine: dict[str, str] = {}
        for row in rows.counted(member.person_id):
            reference = row["criterion__reference"]
            grouped[reference][row["met"]] = row["people"]
            if row["mine"]:
                mine[reference] = row["met"]
        return {key: Views(people, mine.get(key, "")) for key, people in grouped.items()}

    @cached_property
    def criteria(self) -> list[CriterionRow]:
        """A row for each."""
        return [
            criterion_row(
                reference=one.reference,
                heading=one.heading,
                statement=one.statement,
                url=criterion_address(self.judgement, one),
                evidence=self._evidence.get(one.reference, NOTHING),
                views=self._views.get(one.reference, NO_VIEWS),
            )
            for one in self.reading.criteria
        ]

    @property
    def counts(self) -> list[str]:
        """Where the criteria stand, by the evidence and by the views that the reader may read."""
        every = [one.reference for one in self.reading.criteria]
        evidence = count_evidence(self._evidence.get(one, NOTHING) for one in every)
        views = count_views(self._views.get(one, NO_VIEWS) for one in every)
        return [f"By the evidence: {evidence}.", f"By the views of the team: {views}."]
