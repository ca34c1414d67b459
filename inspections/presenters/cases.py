"""Cases."""

from django.urls import reverse
from django.utils.formats import date_format
from django.utils.timezone import localtime

from inspections.models import Case, Inspection
from inspections.values import CASE_KIND_LABELS, CaseKind
from pages.shown import Cell, Column, SummaryRow

CASE_COLUMNS = [Column("Case"), Column("Kind"), Column("Age"), Column("Cohort")]


def case_rows(inspection: Inspection, cases: list[Case]) -> list[list[Cell]]:
    """A row for each case."""
    return [
        [
            Cell(
                case.reference,
                url=reverse("inspections:case", args=[inspection.reference, case.reference]),
            ),
            Cell(CASE_KIND_LABELS[CaseKind(case.kind)]),
            Cell(case.get_age_band_display()),
            Cell(case.get_cohort_display()),
        ]
        for case in cases
    ]


def case_facts(case: Case) -> list[SummaryRow]:
    """What is known of a case. Who the child is stands nowhere."""
    added = date_format(localtime(case.added_at), "j F Y")
    return [
        SummaryRow("Kind", CASE_KIND_LABELS[CaseKind(case.kind)]),
        SummaryRow("Age", case.get_age_band_display()),
        SummaryRow("Cohort", case.get_cohort_display()),
        SummaryRow("Added", f"{added} by {case.added_by}"),
    ]
