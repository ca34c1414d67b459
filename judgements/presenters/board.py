"""The judgement board: every strand and area of an inspection, and how far each of them is."""

from collections.abc import Iterable
from dataclasses import dataclass
from functools import cached_property
from itertools import groupby

from django.urls import reverse

from frameworks.models import JudgementArea
from frameworks.values import Grading
from inspections.models import Assignment, Inspection, Strand
from inspections.models.practice import Scale
from inspections.rules.practice import AgencyPractice
from judgements.actions import Readiness
from judgements.models.board import Row
from judgements.models.board_rows import BoardRows
from judgements.permissions import is_answered_in, is_judged_in
from judgements.presenters.criteria import (
    NO_VIEWS,
    NOTHING,
    CriterionRow,
    count_evidence,
    count_views,
    criterion_row,
)
from judgements.presenters.graded_words import GRADED_COLOURS, GRADED_WORDS, graded_standing
from judgements.presenters.limits import RuleShown, show_rules
from judgements.presenters.narrative import evaluation_stage
from judgements.presenters.readiness import count_missing, readiness_address
from judgements.presenters.words import (
    DECISION_ASKED,
    DECISION_RECORDED,
    NOBODY_AGREES,
    STATE_COLOURS,
    STATE_WORDS,
    TagColour,
    address_of,
    area_address,
    listed,
)
from judgements.rules.readiness import next_gate
from judgements.states import STANDS, GradedState, JudgementState
from pages.shown import Link

_STANDING = {
    JudgementState.GATHERING: "Nobody has been asked for a position yet. The overall lead opens "
    "the first round.",
    JudgementState.REVEALED: "All positions are in. The overall lead proposes a grade next, or "
    "opens another round.",
}


@dataclass(frozen=True)
class AreaShown:
    """The card of an area.

    Args:
        url: the page on which it is answered; empty where it has none.
        read_url: the page of what it rests on.
        hint: the paragraph that it comes from, and how it is answered.
        standing: who still has to act, in a sentence.
    """

    code: str
    title: str
    url: str
    read_url: str
    hint: str
    status: str
    colour: TagColour
    standing: str
    evidence: str
    views: str
    rules: tuple[RuleShown, ...]
    practice: tuple[str, ...]
    criteria: tuple[CriterionRow, ...]

    @property
    def opens(self) -> str:
        """The words that open the table of its criteria."""
        number = len(self.criteria)
        return "1 criterion" if number == 1 else f"{number} criteria"


@dataclass(frozen=True)
class Stage:
    """How far an area is, and who acts next, in a sentence."""

    word: str
    colour: TagColour
    standing: str


@dataclass(frozen=True)
class StrandShown:
    """A strand with its areas: whose it is and under which power."""

    code: str
    title: str
    url: str
    hint: str
    areas: tuple[AreaShown, ...]


class BoardPresenter:
    """One reader's board. Counts go by what this reader may see."""

    def __init__(self, inspection: Inspection, member: Assignment) -> None:
        self.inspection = inspection
        self._rows = BoardRows(inspection, member)

    @property
    def back(self) -> str:
        """The page of the inspection."""
        return reverse("desk:inspection", args=[self.inspection.reference])

    @property
    def meetings(self) -> str:
        """The page of the meetings."""
        return reverse("judgements:meetings", args=[self.inspection.reference])

    @property
    def missing(self) -> Link:
        """How much is missing before the gate that comes next, and the page that says what."""
        gate = next_gate(self.inspection.state)
        said = count_missing(Readiness(self._rows), gate)
        return Link(said, readiness_address(self.inspection, gate))

    @property
    def no_area_grade(self) -> str:
        """The paragraph that forbids one grade for the whole local area, if one does."""
        return self.inspection.framework_version.no_area_grade

    @cached_property
    def strands(self) -> list[StrandShown]:
        """The joint strand first, then the others as the framework lays them down."""
        return [
            self._strand([(strand, area) for _row, strand, area in group])
            for _key, group in groupby(self._rows.places, key=lambda place: place[1].pk)
        ]

    @property
    def areas(self) -> list[AreaShown]:
        """Every card, in the order of the page."""
        return [area for strand in self.strands for area in strand.areas]

    @property
    def judges_together(self) -> bool:
        """Whether there is an area on which several inspectorates give one grade."""
        return any(is_judged_in(strand, area) for _row, strand, area in self._rows.places)

    @property
    def summary(self) -> str:
        """How many criteria there are, and where they stand by the evidence, in a sentence."""
        every = [row for rows in self._rows.criteria.values() for row in rows]
        if not every:
            return "The framework lays down no criteria for what is judged here."
        counts = count_evidence(self._rows.evidence.get(row["reference"], NOTHING) for row in every)
        number = "1 criterion" if len(every) == 1 else f"{len(every)} criteria"
        return f"{number}: {counts}. What is counted is what your inspectorate’s team may see."

    # --- a strand ------------------------------------------------------------------------------

    def _strand(self, places: list[tuple[Strand, JudgementArea]]) -> StrandShown:
        strand = places[0][0]
        power = next(row["power"] for row, one, _area in self._rows.places if one.pk == strand.pk)
        return StrandShown(
            code=strand.code,
            title=strand.title,
            url=reverse("inspections:strand", args=[self.inspection.reference, strand.code]),
            hint=f"{listed(self._names(strand))}, {power}",
            areas=tuple(self._area(one, area) for one, area in places if is_answered_in(one, area)),
        )

    def _names(self, strand: Strand) -> list[str]:
        return [row["name"] for row in self._rows.participants.get(strand.pk, [])]

    # --- an area -------------------------------------------------------------------------------

    def _area(self, strand: Strand, area: JudgementArea) -> AreaShown:
        judged = self._rows.judgements.get((strand.pk, area.code))
        stage = self._stage(strand, area, judged)
        how = "graded" if Grading(area.grading).has_scale else "in words, without a grade"
        rows = self._rows.criteria.get(area.code, [])
        return AreaShown(
            code=area.code,
            title=area.title,
            url=address_of(strand, area) if self._is_open(strand, area) else "",
            read_url=area_address(strand, area),
            hint=f"{area.paragraph}: {how}",
            status=stage.word,
            colour=stage.colour,
            standing=stage.standing,
            evidence=count_evidence(
                self._rows.evidence.get(row["reference"], NOTHING) for row in rows
            ),
            views=self._views(strand, rows),
            rules=tuple(show_rules(self._rows.rules, area.code, self._rows.facts(judged))),
            practice=tuple(self._practice(strand, area)),
            criteria=tuple(self._criterion(strand, area, row) for row in rows),
        )

    def _is_open(self, strand: Strand, area: JudgementArea) -> bool:
        """Whether the reader may open it: what was found in words is kept to the strand's team."""
        return Grading(area.grading).has_scale or self._rows.reads_views_of(strand)

    def _stage(self, strand: Strand, area: JudgementArea, judged: Row | None) -> Stage:
        """How far it is, and who acts next."""
        if is_judged_in(strand, area):
            state = JudgementState(judged["state"]) if judged else JudgementState.GATHERING
            standing = self._standing(strand, state, judged)
            return Stage(STATE_WORDS[state], STATE_COLOURS[state], standing)
        who = listed(self._names(strand))
        if Grading(area.grading).has_scale:
            grade = GradedState(judged["state"]) if judged else GradedState.GATHERING
            newest = self._rows.proposals.get(judged["pk"]) if judged else None
            standing = graded_standing(grade, who, newest["title"] if newest else "")
            return Stage(GRADED_WORDS[grade], GRADED_COLOURS[grade], standing)
        stage = evaluation_stage(self._rows.evaluations.get((strand.pk, area.code)))
        answers = "answer" if strand.is_joint else "answers"
        return Stage(*stage, f"{who} {answers} this in words. It has no grade.")

    def _standing(self, strand: Strand, state: JudgementState, judged: Row | None) -> str:
        """Who still has to act, in a sentence or two."""
        if judged is None or state in _STANDING:
            return _STANDING[state]
        everybody = self._rows.participants.get(strand.pk, [])
        newest = self._rows.proposals.get(judged["pk"])
        if state == JudgementState.POSITIONS_OPEN:
            inside = self._rows.received.get(judged["pk"], set())
            return f"{_of(inside, everybody)} positions are in. {self._waits(everybody, inside)}"
        if state == JudgementState.ESCALATED:
            asked = judged["pk"] in self._rows.asked
            done = DECISION_ASKED if asked else DECISION_RECORDED
            return f"The inspectorates could not agree. {done}"
        title = newest["title"] if newest and state in STANDS else ""
        signed = self._rows.signed.get(newest["pk"], set()) if newest else set()
        if state == JudgementState.AGREED:
            names = listed([row["name"] for row in everybody])
            return f"{title}, agreed: {names} have signed."
        waits = self._waits(everybody, signed) or NOBODY_AGREES
        return f"{title} is proposed. {_of(signed, everybody)} have signed. {waits}"

    def _waits(self, everybody: list[Row], done: set[int]) -> str:
        left = [self._with_lead(row) for row in everybody if row["inspectorate"] not in done]
        return f"Waiting for {listed(left)}." if left else ""

    def _with_lead(self, row: Row) -> str:
        lead = self._rows.leads.get(row["inspectorate"])
        return f"{row['name']} ({lead})" if lead else str(row["name"])

    def _views(self, strand: Strand, rows: list[Row]) -> str:
        if not self._rows.reads_views_of(strand):
            return f"Kept to the team of {listed(self._names(strand))}"
        return count_views(
            self._rows.views.get((strand.pk, row["reference"]), NO_VIEWS) for row in rows
        )

    def _criterion(self, strand: Strand, area: JudgementArea, row: Row) -> CriterionRow:
        reference = row["reference"]
        here = [self.inspection.reference, area.code, row["order"]]
        return criterion_row(
            reference=reference,
            heading=row["heading"],
            url=reverse("judgements:criterion", args=here),
            evidence=self._rows.evidence.get(reference, NOTHING),
            views=self._rows.views.get((strand.pk, reference), NO_VIEWS),
        )

    def _practice(self, strand: Strand, area: JudgementArea) -> Iterable[str]:
        scale = self._rows.scale_of(area.code)
        found = self._rows.practice_in(strand.pk, area.code, scale)
        return (_shares(agency, found[agency], scale) for agency in sorted(found))


def _of(done: set[int], everybody: list[Row]) -> str:
    return f"{sum(row['inspectorate'] in done for row in everybody)} of {len(everybody)}"


def _shares(agency: str, found: AgencyPractice, scale: Scale) -> str:
    """The proportions of the cases at the benchmark and at the next grade below it."""
    shares = [found.at_benchmark, *([found.at_next] if found.at_next else [])]
    titles = scale.titles[scale.benchmark :]
    said = [
        f"{title.lower()} or better: {share}" for title, share in zip(titles, shares, strict=False)
    ]
    return f"{agency}, {'; '.join(said)}"
