"""The page of an evaluation in words: what was found of whom, and what is left to consider."""

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property

from django.urls import reverse

from frameworks.models import Criterion
from judgements import rules
from judgements.models import HeadingConsidered, NarrativeEvaluation, NarrativeFinding
from judgements.permissions import (
    may_complete_evaluation,
    may_reopen_evaluation,
    may_withdraw_finding,
    may_write_finding,
)
from judgements.presenters.evaluating import EvaluationReading
from judgements.presenters.page import Act
from judgements.presenters.words import TagColour, moment
from judgements.states import EvaluationState
from judgements.values import FindingKind
from pages.shown import Link, SummaryRow

STATE_WORDS = {EvaluationState.OPEN: "Open", EvaluationState.COMPLETE: "Complete"}
STATE_COLOURS: dict[EvaluationState, TagColour] = {
    EvaluationState.OPEN: "blue",
    EvaluationState.COMPLETE: "green",
}
_MOST_ITEMS = 8


@dataclass(frozen=True)
class FindingShown:
    """A finding, with what it rests on as far as this reader sees it."""

    anchor: str
    name: str
    kind: str
    text: str
    about: str
    criterion: Link
    written: str
    evidence: tuple[Link, ...]
    unseen: int
    change: str
    withdraw: str
    withdrawn: str

    @property
    def unseen_words(self) -> str:
        """What it rests on besides, which this reader does not see."""
        return f"{self.unseen} more that your inspectorate does not see" if self.unseen else ""


@dataclass(frozen=True)
class AgencyShown:
    """What was found of an agency, or of the partnership."""

    anchor: str
    name: str
    strengths: tuple[FindingShown, ...]
    improvements: tuple[FindingShown, ...]


@dataclass(frozen=True)
class SideShown:
    """The items that speak for a criterion, or against it."""

    title: str
    items: tuple[Link, ...]
    more: int


@dataclass(frozen=True)
class CriterionShown:
    """A criterion: its evidence, its findings, and whether it is left to consider."""

    anchor: str
    reference: str
    heading: str
    statement: str
    sides: tuple[SideShown, ...]
    findings: tuple[Link, ...]
    considered: tuple[str, ...]
    is_left: bool
    add: str
    consider: str


def evaluation_address(
    evaluation: NarrativeEvaluation, page: str = "evaluation", *more: int
) -> str:
    """The address of a page of an evaluation."""
    reference = evaluation.strand.inspection.reference
    return reverse(f"judgements:{page}", args=[reference, evaluation.area.code, *more])


def evaluation_stage(state: str | None) -> tuple[str, TagColour]:
    """How far an evaluation is, in a word with its colour; None where nobody has begun it."""
    if state is None:
        return "Not begun", "grey"
    return STATE_WORDS[EvaluationState(state)], STATE_COLOURS[EvaluationState(state)]


class EvaluationPresenter:
    """One reader's page of one evaluation."""

    def __init__(self, reading: EvaluationReading) -> None:
        self.reading = reading
        self.evaluation = reading.evaluation
        self.inspection = reading.inspection

    @property
    def title(self) -> str:
        """What is evaluated."""
        return self.evaluation.area.title

    @property
    def back(self) -> str:
        """The board of the inspection."""
        return reverse("judgements:board", args=[self.inspection.reference])

    @property
    def stage(self) -> str:
        """The stage in a word."""
        return STATE_WORDS[EvaluationState(self.evaluation.state)]

    @property
    def colour(self) -> str:
        """Of its tag."""
        return STATE_COLOURS[EvaluationState(self.evaluation.state)]

    @cached_property
    def left(self) -> list[str]:
        """The references of the criteria that are left to consider."""
        said = {one.criterion.reference for one in self.reading.standing if one.criterion}
        criteria = [one.reference for one in self.reading.criteria]
        return rules.left_to_consider(criteria, said, self.reading.considered)

    @property
    def is_ready(self) -> bool:
        """Whether nothing speaks against completing it."""
        return not self.left and bool(self.reading.criteria or self.reading.standing)

    @property
    def standing(self) -> str:
        """Where it stands, in a sentence."""
        total = len(self.reading.criteria)
        by = self.reading.completed_by
        if self.evaluation.is_complete:
            return f"This evaluation is complete. {by} can reopen it, with a reason."
        if not total:
            said = "The framework names no criteria of this area: its findings are of the area."
        else:
            said = f"{total - len(self.left)} of {total} criteria are considered."
        if self.is_ready:
            return f"{said} {by} can complete it."
        return f"{said} {by} completes it when nothing is left."

    @property
    def rows(self) -> list[SummaryRow]:
        """What the framework says of it."""
        area = self.evaluation.area
        found = [
            SummaryRow("Evaluated by", self.reading.everybody),
            SummaryRow("Source", area.paragraph),
            SummaryRow("Grade", "None: this area is answered in words."),
        ]
        return found if not area.scope else [SummaryRow("What it covers", area.scope), *found]

    @cached_property
    def may_write(self) -> bool:
        """Whether this reader writes findings now."""
        member, inspection = self.reading.member, self.inspection
        answer = may_write_finding(member, inspection, self.reading.participants)
        return answer.allowed and not self.evaluation.is_complete

    @property
    def acts(self) -> list[Act]:
        """What this reader can do now."""
        found = []
        if self.may_write:
            found.append(
                Act(
                    "Add a finding",
                    evaluation_address(self.evaluation, "add_finding"),
                    f"{self.reading.everybody} read it.",
                    is_second=self.is_ready,
                )
            )
        asked = (
            self.reading.member,
            self.inspection,
            self.evaluation.strand,
            self.reading.participants,
        )
        is_open = not self.evaluation.is_complete
        if is_open and self.is_ready and may_complete_evaluation(*asked).allowed:
            url = evaluation_address(self.evaluation, "complete_evaluation")
            found.insert(0, Act("Complete the evaluation", url, "Then nothing is changed."))
        if self.evaluation.is_complete and may_reopen_evaluation(*asked).allowed:
            url = evaluation_address(self.evaluation, "reopen_evaluation")
            found.append(Act("Reopen the evaluation", url, "It takes a reason.", is_second=True))
        return found

    @property
    def agencies(self) -> list[AgencyShown]:
        """What was found, by whom it is about: the partnership first."""
        found: dict[str, list[NarrativeFinding]] = {}
        for one in sorted(self.reading.standing, key=lambda row: row.agency is not None):
            found.setdefault(one.about, []).append(one)
        return [
            AgencyShown(
                anchor=f"agency-{number}",
                name=name,
                strengths=self._of_kind(rows, FindingKind.STRENGTH),
                improvements=self._of_kind(rows, FindingKind.IMPROVEMENT),
            )
            for number, (name, rows) in enumerate(found.items(), 1)
        ]

    @property
    def withdrawn(self) -> list[FindingShown]:
        """What counts no longer."""
        return [self._finding(one) for one in self.reading.findings if one.is_withdrawn]

    @property
    def criteria(self) -> list[CriterionShown]:
        """Every criterion, in the framework's order."""
        return [self._criterion(one) for one in self.reading.criteria]

    @property
    def events(self) -> list[str]:
        """How it came to where it is, the newest first."""
        words = {("", "open"): "Begun", ("open", "complete"): "Completed"}
        return [
            f"{words.get((one.from_state, one.to_state), 'Reopened')} by {one.by_whom}, "
            f"{moment(one.at)}" + (f": {one.why}" if one.why else "")
            for one in self.reading.events
        ]

    def _of_kind(
        self, rows: Sequence[NarrativeFinding], kind: FindingKind
    ) -> tuple[FindingShown, ...]:
        return tuple(self._finding(one) for one in rows if one.kind == kind)

    def _finding(self, one: NarrativeFinding) -> FindingShown:
        reading = self.reading
        seen = sorted(
            reading.references[key][1]
            for key in reading.rests_on.get(one.pk, [])
            if key in reading.references
        )
        writes = self.may_write and not one.is_withdrawn
        may_withdraw = writes and self._may_withdraw(one)
        return FindingShown(
            anchor=f"finding-{one.number}",
            name=str(one),
            kind=one.kind_label,
            text=one.text,
            about=one.about,
            criterion=self._on(one.criterion),
            written=_written(one),
            evidence=tuple(self._item(reference) for reference in seen),
            unseen=reading.unseen(one),
            change=self._of(one, "change_finding") if writes else "",
            withdraw=self._of(one, "withdraw_finding") if may_withdraw else "",
            withdrawn=_withdrawn(one),
        )

    def _may_withdraw(self, one: NarrativeFinding) -> bool:
        reading = self.reading
        asked = (reading.member, self.inspection, reading.participants, one)
        return may_withdraw_finding(*asked).allowed

    def _of(self, one: NarrativeFinding, page: str) -> str:
        return evaluation_address(self.evaluation, page, one.number)

    def _on(self, criterion: Criterion | None) -> Link:
        if criterion is None:
            return Link("The area as a whole", "")
        for one in self.reading.criteria:
            if one.reference == criterion.reference:
                return Link(f"{one.heading} ({one.reference})", f"#criterion-{one.order}")
        earlier = f"{criterion.heading} ({criterion.reference})"
        return Link(f"{earlier}, of an earlier version of the framework", "")

    def _item(self, reference: str) -> Link:
        where = reverse("inspections:evidence_item", args=[self.inspection.reference, reference])
        return Link(reference, where)

    def _criterion(self, one: Criterion) -> CriterionShown:
        bears = self.reading.bears[one.reference]
        on_it = [
            Link(f"{row}, {row.kind_label.lower()}", f"#finding-{row.number}")
            for row in self.reading.standing
            if row.criterion and row.criterion.reference == one.reference
        ]
        add = evaluation_address(self.evaluation, "add_finding") + f"?criterion={one.order}"
        consider = evaluation_address(self.evaluation, "consider_heading", one.order)
        return CriterionShown(
            anchor=f"criterion-{one.order}",
            reference=one.reference,
            heading=one.heading,
            statement=one.statement,
            sides=(self._side("For", bears.for_it), self._side("Against", bears.against_it)),
            findings=tuple(on_it),
            considered=tuple(map(_considered, self.reading.considered.get(one.reference, []))),
            is_left=one.reference in self.left,
            add=add if self.may_write else "",
            consider=consider if self.may_write and not on_it else "",
        )

    def _side(self, title: str, references: Sequence[str]) -> SideShown:
        shown = tuple(self._item(reference) for reference in references[:_MOST_ITEMS])
        return SideShown(f"{title} ({len(references)})", shown, len(references) - len(shown))


def _written(one: NarrativeFinding) -> str:
    said = f"{one.author.name}, {one.inspectorate.short_name}, {moment(one.recorded_at)}"
    return said if one.version == 1 else f"{said}; version {one.version}"


def _withdrawn(one: NarrativeFinding) -> str:
    if one.withdrawn_at is None or one.withdrawn_by is None:
        return ""
    when = moment(one.withdrawn_at)
    return f"Withdrawn by {one.withdrawn_by.name}, {when}: {one.withdrawn_why}"


def _considered(one: HeadingConsidered) -> str:
    who = f"{one.by.name}, {one.inspectorate.short_name}, {moment(one.at)}"
    return f"Considered, nothing to say, because: {one.why} ({who})"
