"""An inspection type as it reads on the page: who, in which strands, when, with which reports."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

from frameworks.models import (
    InspectionType,
    JudgementArea,
    KeyDateRule,
    ReportForm,
    ReportSection,
)
from frameworks.presenters.areas import KINDS
from frameworks.values import PlannedStrand, Submission
from organisations.models import LegalPower
from pages.shown import Cell, Column, SummaryRow

STRAND_COLUMNS = [Column("Strand"), Column("Power"), Column("Inspectorates"), Column("Answers")]
OPTIONAL_COLUMNS = [Column("Inspectorate"), Column("When it joins"), Column("Source")]
SUBMISSION_COLUMNS = [Column("What"), Column("From"), Column("Source")]
STEP_COLUMNS = [Column("Step"), Column("When"), Column("Where it comes from")]
SECTION_COLUMNS = [Column("Section"), Column("What belongs there")]
FORM_COLUMNS = [Column("Report"), Column("Of"), Column("Quality-assured by")]


@dataclass(frozen=True)
class TableShown:
    """A table of an inspection type; what stands first in a row names it."""

    id: str
    caption: str
    columns: list[Column]
    rows: list[list[Cell]]


@dataclass(frozen=True)
class TypeShown:
    """An inspection type on the page."""

    anchor: str
    title: str
    facts: list[SummaryRow]
    tables: list[TableShown]


@dataclass(frozen=True)
class TypeReader:
    """Reads the inspection types of one version.

    Args:
        areas: all judgement areas of the version.
        powers: every power by its code.
        is_one_of_several: then its tables say whose they are, as each table has a name of its own.
    """

    areas: Sequence[JudgementArea]
    powers: Mapping[str, LegalPower]
    is_one_of_several: bool = False

    def one(self, each: InspectionType) -> TypeShown:
        """An inspection type, read with what `with_document()` brings."""
        here = f"type-{each.code}"
        submissions = [_submission(one) for one in each.asked_of_the_area()]
        tables = [
            TableShown(f"{here}-strands", "Strands", STRAND_COLUMNS, self._strands(each)),
            TableShown(
                f"{here}-optional", "Joining only in a case", OPTIONAL_COLUMNS, _optional(each)
            ),
            TableShown(
                f"{here}-submissions", "Handed in by the area", SUBMISSION_COLUMNS, submissions
            ),
            TableShown(f"{here}-steps", "Key dates", STEP_COLUMNS, _steps(each)),
            TableShown(f"{here}-forms", "Reports", FORM_COLUMNS, self._forms(each)),
            *(_sections(form, here) for form in each.report_forms.all()),
        ]
        return TypeShown(
            anchor=here,
            title=each.title,
            facts=_facts(each),
            tables=[self._named(table, each) for table in tables if table.rows],
        )

    def _named(self, table: TableShown, each: InspectionType) -> TableShown:
        if not self.is_one_of_several:
            return table
        return replace(table, caption=f"{table.caption} ({each.title})")

    def _strands(self, each: InspectionType) -> list[list[Cell]]:
        names = _names(each)
        return [self._strand(strand, names) for strand in each.planned_strands()]

    def _strand(self, strand: PlannedStrand, names: Mapping[str, str]) -> list[Cell]:
        titles = {area.code: area.title for area in self.areas}
        return [
            Cell(strand.title),
            Cell(self.powers[strand.power].in_words),
            Cell(", ".join(names.get(code, code) for code in strand.inspectorates)),
            Cell("; ".join(titles.get(code, code) for code in strand.areas)),
        ]

    def _forms(self, each: InspectionType) -> list[list[Cell]]:
        strands = {strand.code: strand.title for strand in each.planned_strands()}
        return [
            [
                Cell(form.title, hint=_kind(form)),
                Cell(strands.get(form.strand, form.strand) or "The whole inspection"),
                Cell(str(form.quality_assured_by)),
            ]
            for form in each.report_forms.all()
        ]


def _names(each: InspectionType) -> dict[str, str]:
    return {who.code: str(who) for who in (each.led_by, *each.participants.all())}


def _facts(each: InspectionType) -> list[SummaryRow]:
    facts = [
        SummaryRow("Led by", str(each.led_by)),
        SummaryRow("Power", each.power.in_words),
        SummaryRow("Taking part", ", ".join(str(who) for who in each.participants.all())),
        SummaryRow("Ends in a grade", "Yes" if each.is_graded else "No"),
    ]
    if each.has_deep_dive:
        facts.append(SummaryRow("Deep dive", "One of the topics is chosen when it is opened"))
    return facts


def _optional(each: InspectionType) -> list[list[Cell]]:
    names = _names(each)
    return [
        [Cell(names.get(one.inspectorate, one.inspectorate)), Cell(one.condition), Cell(one.source)]
        for one in each.optional_participants()
    ]


def _submission(one: Submission) -> list[Cell]:
    return [Cell(one.title, hint=one.note), Cell(KINDS[one.by]), Cell(one.source)]


def _steps(each: InspectionType) -> list[list[Cell]]:
    steps = list(each.key_dates.all())
    names = {step.code: step.title for step in steps}
    return [_step(step, names) for step in steps]


def _step(step: KeyDateRule, names: Mapping[str, str]) -> list[Cell]:
    if not step.after:
        when = "The day that the overall lead chooses"
    elif step.weeks is not None:
        weeks = "1 week" if step.weeks == 1 else f"{step.weeks} weeks"
        when = f"Within {weeks} of: {names[step.after]}"
    elif step.working_days == 0:
        when = f"On the day of: {names[step.after]}"
    else:
        days = "1 working day" if step.working_days == 1 else f"{step.working_days} working days"
        when = f"{days} after: {names[step.after]}"
    source = "Our own setting" if step.is_own_setting else step.source
    hint = step.source if step.is_own_setting else ""
    return [Cell(step.title), Cell(when), Cell(source, hint=hint)]


def _sections(form: ReportForm, here: str) -> TableShown:
    rows = [
        [Cell(section.heading), Cell(section.guidance, hint=_of_section(section))]
        for section in form.sections.all()
    ]
    of = f"-{form.strand}" if form.strand else ""
    return TableShown(
        id=f"{here}-form-{form.kind}{of}",
        caption=f"Sections of: {form.title}",
        columns=SECTION_COLUMNS,
        rows=rows,
    )


def _of_section(section: ReportSection) -> str:
    """What else is to know of a section."""
    said = [
        "Each item names the partnership or an agency." if section.is_addressed else "",
        "A study, printed in a box." if section.is_study else "",
        "The statement of action stands here." if section.is_next_steps else "",
        "It may be left out." if section.is_optional else "",
    ]
    return " ".join(one for one in said if one)


def _kind(form: ReportForm) -> str:
    return form.get_kind_display().capitalize()
