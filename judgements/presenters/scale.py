"""The grades side by side, and the evidence for and against each criterion."""

from dataclasses import dataclass

from frameworks.models import Criterion
from frameworks.values import Presupposes
from inspections.values import Strength
from judgements.presenters.reading import Reading
from judgements.presenters.words import criterion_address
from pages.shown import Link


@dataclass(frozen=True)
class CriterionShown:
    """A criterion with its evidence, as far as this reader may see it."""

    reference: str
    heading: str
    statement: str
    for_it: Link
    against_it: Link


@dataclass(frozen=True)
class GradeColumn:
    """A grade, and what the area looks like there: references with descriptors."""

    title: str
    descriptors: tuple[tuple[str, str], ...]


@dataclass(frozen=True)
class Scale:
    """The grades side by side, the best first, and what is looked for.

    Args:
        criteria_of: the grade that the criteria describe, in words; empty where no rule says which.
    """

    columns: tuple[GradeColumn, ...] = ()
    criteria: tuple[CriterionShown, ...] = ()
    criteria_of: str = ""

    @property
    def has_words(self) -> bool:
        """Whether the framework says of any grade what the area looks like there."""
        return any(column.descriptors for column in self.columns)


def benchmark_of(reading: Reading) -> str:
    """The grade that the criteria describe, where a rule of the framework says which.

    In No. 140112 ¶20, ¶29 it is good: the other descriptors are derived from it.
    """
    for rule in reading.rule_values:
        definition = rule.definition
        if isinstance(definition, Presupposes) and definition.area == reading.judgement.area.code:
            return definition.criteria_of
    return ""


def show_criteria(reading: Reading) -> tuple[CriterionShown, ...]:
    """The criteria in their order."""
    return tuple(_criterion(reading, one) for one in reading.criteria)


def show_grades(reading: Reading) -> tuple[GradeColumn, ...]:
    """A column for each grade, the best first."""
    return tuple(
        GradeColumn(
            title=grade.title,
            descriptors=tuple(
                (one.reference, one.statement)
                for one in reading.descriptors
                if one.grade_id == grade.pk
            ),
        )
        for grade in reading.grades
    )


def show_scale(reading: Reading) -> Scale:
    """The grades side by side, and the criteria with the evidence that this reader may see."""
    benchmark = benchmark_of(reading)
    titles = {grade.code: grade.title.lower() for grade in reading.grades}
    return Scale(show_grades(reading), show_criteria(reading), titles.get(benchmark, ""))


def _criterion(reading: Reading, criterion: Criterion) -> CriterionShown:
    weight = reading.weights[criterion.pk]
    return CriterionShown(
        reference=criterion.reference,
        heading=criterion.heading,
        statement=criterion.statement,
        for_it=_counted(reading, criterion, weight.for_it, Strength.STRENGTH),
        against_it=_counted(reading, criterion, weight.against_it, Strength.WEAKNESS),
    )


def _counted(reading: Reading, criterion: Criterion, number: int, side: Strength) -> Link:
    word = "for" if side == Strength.STRENGTH else "against"
    if not number:
        return Link(f"0 {word}", "")
    side_of_page = "#for" if side == Strength.STRENGTH else "#against"
    return Link(f"{number} {word}", criterion_address(reading.judgement, criterion) + side_of_page)
