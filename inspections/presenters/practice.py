"""Practice in the cases: one evaluation, those of a case, and what all of them come to."""

from collections import defaultdict
from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from typing import Any

from django.urls import reverse

from frameworks.models import Grade, GradeDescriptor, JudgementArea
from inspections.models import (
    Case,
    Inspection,
    PracticeEvaluation,
    PracticeEvaluationRevision,
    Strand,
)
from inspections.models.practice import Scale, evaluated, practice_in, scale_of
from inspections.presenters.kept import kept_facts, who_sees
from inspections.rules.practice import AgencyPractice, not_evaluated
from inspections.values.practice import MET_LABELS, Met
from organisations.models import Agency
from pages.shown import Cell, Column, Link, SummaryRow

CASE_COLUMNS = [
    Column("Agency"),
    Column("Your inspectorate"),
    Column("Other inspectorates"),
    Column("Who sees yours"),
]


@dataclass(frozen=True)
class DescriptorShown:
    """What the area looks like at one grade."""

    title: str
    statements: list[tuple[str, str]]


@dataclass(frozen=True)
class AreaShown:
    """What the evaluations in one area come to."""

    title: str
    reference: str
    anchor: str
    columns: list[Column]
    rows: list[list[Cell]]

    @property
    def caption(self) -> str:
        """What its table counts."""
        return f"Cases by agency: {self.title}"


@dataclass(frozen=True)
class CaseAreaShown:
    """The evaluations of one case in one area."""

    title: str
    part: str
    anchor: str
    rows: list[list[Cell]]

    @property
    def caption(self) -> str:
        """What its table shows; two parts may answer one area."""
        return f"By agency: {self.title}, {self.part}"

    @property
    def table_id(self) -> str:
        """The stem of the ids of its table."""
        return f"{self.anchor}-table"


def descriptors_of(
    grades: Sequence[Grade], descriptors: Iterable[GradeDescriptor]
) -> list[DescriptorShown]:
    """The descriptors of an area, by grade."""
    said: dict[int, list[tuple[str, str]]] = defaultdict(list)
    for one in descriptors:
        said[one.grade_id].append((one.reference, one.statement))
    return [DescriptorShown(one.title, said[one.pk]) for one in grades]


def evaluate_url(
    inspection: Inspection, case: Case, strand: Strand, area: JudgementArea, agency: Agency
) -> str:
    """The page on which an agency's practice in a case is evaluated."""
    return reverse(
        "inspections:evaluate_practice",
        args=[inspection.reference, case.reference, strand.code, area.code, agency.code],
    )


def evaluation_url(inspection: Inspection, row: PracticeEvaluation) -> str:
    """The page of an evaluation."""
    return reverse(
        "inspections:evaluation", args=[inspection.reference, row.case.reference, row.reference]
    )


def of_case(
    inspection: Inspection,
    case: Case,
    strands: Sequence[Strand],
    agencies: Sequence[Agency],
    evaluations: Sequence[PracticeEvaluation],
    *,
    owner: int,
    may_evaluate: bool,
) -> list[CaseAreaShown]:
    """The evaluations of one case: a table for each area of the inspectorate's strands.

    Args:
        strands: with their areas.
        owner: the key of the reader's inspectorate.
    """
    by_place: dict[tuple[int, str, int], list[PracticeEvaluation]] = defaultdict(list)
    for one in evaluations:
        by_place[one.strand_id, one.area.code, one.agency_id].append(one)
    found = []
    for strand in strands:
        for area in strand.judgement_areas.all():
            rows = []
            for agency in agencies:
                there = by_place[strand.pk, area.code, agency.pk]
                address = evaluate_url(inspection, case, strand, area, agency)
                rows.append(
                    _case_row(inspection, agency, there, owner, address if may_evaluate else "")
                )
            found.append(
                CaseAreaShown(area.title, strand.title, f"{strand.code}-{area.code}", rows)
            )
    return found


def _case_row(
    inspection: Inspection,
    agency: Agency,
    there: Sequence[PracticeEvaluation],
    owner: int,
    address: str,
) -> list[Cell]:
    mine = next((one for one in there if one.owner_id == owner), None)
    others = [one for one in there if one.owner_id != owner]
    said = ", ".join(f"{one.owner.short_name}: {one.conclusion}" for one in others)
    if mine is not None:
        own = Cell(mine.conclusion, url=evaluation_url(inspection, mine))
    elif address:
        own = Cell(f"Evaluate {agency.name}", url=address)
    else:
        own = Cell("Not evaluated")
    return [Cell(agency.name), own, Cell(said or "None"), Cell(who_sees(mine) if mine else "")]


def evaluation_facts(row: PracticeEvaluation) -> list[SummaryRow]:
    """What an evaluation says, and whose it is."""
    return [
        SummaryRow("Practice of", row.agency.name),
        SummaryRow("Against", f"{row.area.title} ({row.area.paragraph})"),
        SummaryRow("It comes to", row.conclusion),
        SummaryRow("Reasons", row.reasons, verbatim=True),
        *kept_facts(row),
    ]


def revision_text(said: PracticeEvaluationRevision) -> str:
    """What an evaluation said at one version, as one text."""
    return f"{said.conclusion}\n\n{said.reasons}"


def sent_text(conclusion: str, reasons: str) -> str:
    """What a form said, as one text."""
    return f"{conclusion}\n\n{reasons}"


def relied_links(
    inspection: Inspection, said: PracticeEvaluationRevision, seen: Collection[Any]
) -> list[Link]:
    """The evidence that a version rests on, as far as the reader sees it."""
    return [
        Link(
            f"{link.said.evidence.reference}, version {link.said.version}",
            reverse(
                "inspections:evidence_item",
                args=[inspection.reference, link.said.evidence.reference],
            ),
        )
        for link in said.evidence_links.all()
        if link.said.evidence_id in seen
    ]


def of_inspection(
    areas: Sequence[JudgementArea],
    agencies: Sequence[Agency],
    cases: Sequence[Case],
    evaluations: Sequence[PracticeEvaluation],
) -> list[AreaShown]:
    """What all evaluations that the reader sees come to: a table for each area, a row an agency.

    Args:
        areas: with their scales and the rules of their version.
        cases: with the agencies that are involved in them.
    """
    by_area: dict[str, list[PracticeEvaluation]] = defaultdict(list)
    for one in evaluations:
        by_area[one.area.code].append(one)
    return [_area(area, agencies, cases, by_area[area.code]) for area in areas]


def _area(
    area: JudgementArea,
    agencies: Sequence[Agency],
    cases: Sequence[Case],
    rows: Sequence[PracticeEvaluation],
) -> AreaShown:
    scale = scale_of(area)
    involved = [(case.reference, [agency.code for agency in case.agencies.all()]) for case in cases]
    missing = not_evaluated(involved, evaluated(scale, rows))
    found = practice_in(scale, rows, agencies=missing)
    return AreaShown(
        title=area.title,
        reference=area.paragraph,
        anchor=f"practice-{area.code}",
        columns=count_columns(scale),
        rows=[
            count_cells(agency.name, found[agency.code], missing.get(agency.code, ()))
            for agency in agencies
            if agency.code in found
        ],
    )


def count_columns(scale: Scale) -> list[Column]:
    """The columns of a table of proportions, as `count_cells` fills them."""
    has_next = scale.benchmark + 2 < len(scale.titles)
    return [
        Column("Agency"),
        *(Column(title, numeric=True) for title in scale.titles),
        Column(_or_better(scale, scale.benchmark), numeric=True),
        *([Column(_or_better(scale, scale.benchmark + 1), numeric=True)] if has_next else []),
        Column(MET_LABELS[Met.NOT_SEEN], numeric=True),
    ]


def _or_better(scale: Scale, place: int) -> str:
    title = scale.titles[place]
    return f"{title}, share" if place == 0 else f"{title} or better"


def count_cells(agency: str, found: AgencyPractice, missing: Sequence[str]) -> list[Cell]:
    """What the evaluations of an agency's practice come to, in a row.

    Args:
        missing: the cases that nobody has evaluated.
    """
    cases = f"{found.differing} case{'s' if found.differing != 1 else ''}"
    said = [
        *([f"Inspectorates differ over {cases}."] if found.differing else []),
        *([f"Not evaluated yet: {', '.join(missing)}."] if missing else []),
    ]
    shares = [found.at_benchmark, *([found.at_next] if found.at_next else [])]
    return [
        Cell(agency, hint=" ".join(said)),
        *(Cell(str(number), numeric=True) for number in found.counts),
        *(Cell(str(share), numeric=True) for share in shares),
        Cell(str(found.not_seen), numeric=True),
    ]


def cases_without(
    inspection: Inspection, cases: Sequence[Case], evaluations: Sequence[PracticeEvaluation]
) -> list[Link]:
    """The cases in which the reader sees no evaluation at all."""
    done = {one.case_id for one in evaluations}
    return [
        Link(
            one.reference,
            reverse("inspections:case_practice", args=[inspection.reference, one.reference]),
        )
        for one in cases
        if one.pk not in done
    ]
