"""The joint audit as its pages show it: to the partnership, to inspectors, side by side."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.urls import reverse
from django.utils.formats import date_format
from django.utils.timezone import localtime

from inspections.models import (
    AuditCase,
    AuditReturn,
    AuditRevision,
    Case,
    JointAudit,
)
from inspections.rules import working_days_until
from inspections.values import (
    AGE_BAND_LABELS,
    COHORT_LABELS,
    HEADING_LABELS,
    AgeBand,
    AuditEvaluation,
    AuditHeading,
    Cohort,
)
from organisations.models import Office
from pages.shown import Cell, Column, SummaryRow

LOCAL_COLUMNS = [
    Column("Case"),
    Column("Age"),
    Column("Where in the system"),
    Column("Agencies"),
    Column("Your evaluation"),
]


def moment(at: datetime) -> str:
    """A moment as people read it."""
    return date_format(localtime(at), "DATETIME_FORMAT")


def due_words(audit: JointAudit, today: date) -> str:
    """By when, and how long that is."""
    day = date_format(audit.due_on, "l j F Y")
    if not audit.takes_entries:
        return day
    if audit.due_on < today:
        return f"{day}. That day has passed: the audit can still be returned, and is marked late"
    left = working_days_until(today, audit.due_on)
    if audit.due_on == today:
        return f"{day}, today"
    return f"{day}, in {left} working {'day' if left == 1 else 'days'}"


def office_words(office: Office) -> str:
    """The office, and of which agency."""
    return f"{office.title}, {office.agency.name}" if office.agency else office.title


# --- to the partnership ---------------------------------------------------------------------------


def local_rows(
    reference: str, cases: Sequence[AuditCase], said: Mapping[int, AuditRevision]
) -> list[list[Cell]]:
    """A row for each case: what a local leader may know of it, and how far the evaluation is."""
    return [
        [
            Cell(
                one.case.reference,
                url=reverse("inspections:local_case", args=[reference, one.case.reference]),
            ),
            *known_of(one.case),
            _how_far(said.get(one.pk)),
        ]
        for one in cases
    ]


def local_facts(case: Case) -> list[SummaryRow]:
    """What a local leader may know of a case: no more than is in the list."""
    age, cohort, agencies = known_of(case)
    return [
        SummaryRow("Age", age.text),
        SummaryRow("Where in the system", cohort.text),
        SummaryRow("Agencies", agencies.text),
    ]


def known_of(case: Case) -> tuple[Cell, Cell, Cell]:
    """Age, cohort and agencies of a case."""
    agencies = ", ".join(agency.name for agency in case.agencies.all())
    return (
        Cell(AGE_BAND_LABELS[AgeBand(case.age_band)]),
        Cell(COHORT_LABELS[Cohort(case.cohort)]),
        Cell(agencies or "Not said"),
    )


def _how_far(revision: AuditRevision | None) -> Cell:
    if revision is None:
        return Cell("Not begun", colour="grey")
    lacks = len(revision.evaluation.missing())
    by = f"Saved {moment(revision.at)} by {revision.person}"
    if lacks:
        return Cell("Begun", colour="yellow", hint=f"{by}. {_counted(lacks)} missing")
    return Cell("Complete", colour="green", hint=by)


def _counted(number: int) -> str:
    return "1 answer is" if number == 1 else f"{number} answers are"


@dataclass(frozen=True)
class ShownCase:
    """What the partnership says of a case, as it is read.

    Args:
        reference: of the case.
        rows: a row for each heading, and for the agencies.
        lacks: what is missing, in words; nothing when it is complete.
        url: where it is changed, or nothing.
    """

    reference: str
    rows: list[SummaryRow]
    lacks: list[str]
    url: str = ""


def shown_case(reference: str, evaluation: AuditEvaluation, *, url: str = "") -> ShownCase:
    """What the partnership says of a case, with what is missing."""
    rows = []
    for one in AuditHeading:
        said = evaluation.of(one)
        word = said.word_label or "No judgement yet"
        text = f"{word}\n\n{said.text}" if said.text else word
        rows.append(SummaryRow(HEADING_LABELS[one], text, verbatim=True))
    took = [one.name for one in evaluation.agencies if one.took_part]
    rows.append(SummaryRow("Took part", ", ".join(took) or "Nobody yet"))
    will = [f"{one.name}: {one.will_do}" for one in evaluation.agencies if one.will_do]
    rows.append(SummaryRow("What each will do", "\n".join(will) or "Nothing yet", verbatim=True))
    return ShownCase(reference, rows, evaluation.missing(), url)


def returned_cases(returned: AuditReturn) -> list[ShownCase]:
    """Every case as it was returned."""
    return [
        shown_case(one["case"], AuditEvaluation.from_data(one["evaluation"]))
        for one in returned.content["cases"]
    ]


def receipt_rows(returned: AuditReturn) -> list[SummaryRow]:
    """What the receipt says."""
    late = "Yes: after the day by which it was asked" if returned.is_late else "No"
    return [
        SummaryRow("Returned", moment(returned.at)),
        SummaryRow("By", str(returned.person)),
        SummaryRow("Cases", str(len(returned.content["cases"]))),
        SummaryRow("Late", late),
    ]


# --- two who wrote at once ------------------------------------------------------------------------


@dataclass(frozen=True)
class Difference:
    """Two answers to one field, and what can be chosen of them: (name, value, words)."""

    label: str
    mine: str
    theirs: str
    options: list[tuple[str, str, str]]


@dataclass(frozen=True)
class AtOdds:
    """What two leaders saved at once.

    Args:
        note: who saved the other one, and when.
        differences: the answers that both changed.
        taken: the labels of answers that only the other one changed; the form holds theirs.
    """

    note: str
    differences: list[Difference]
    taken: list[str]


def saved_note(version: int, by: str, at: datetime) -> str:
    """Who saved the other one, and when."""
    return f"Version {version}, saved {moment(at)} by {by}"


def typed_initial(draft: Any, saved: Mapping[str, Any]) -> dict[str, Any]:
    """What a form begins with: what is saved, or what was typed over it and not sent."""
    if draft is None:
        return dict(saved)
    content = {name: value for name, value in draft.content.items() if name != "base"}
    return {**saved, **content, "once": draft.receipt, "base": draft.base_version}
