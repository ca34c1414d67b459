"""What the home page and the page of an inspection show."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime
from functools import cached_property
from typing import Any

from django.urls import reverse
from django.utils import timezone
from django.utils.formats import date_format

from desk.stages import STAGES, stage_details, stage_index
from desk.waiting import Waiting
from inspections.models import Assignment, EvidenceAudience, Inspection, InspectionEvent
from inspections.states import INSPECTION
from judgements.models import Judgement
from judgements.states import JUDGEMENT, JudgementState
from pages.shown import Cell, Column, Step, Task, steps
from reports.models import Report
from reports.states import REPORT

INSPECTION_COLUMNS = [Column("Inspection"), Column("Local area"), Column("Stage")]


def waiting_task(waiting: Waiting) -> Task:
    """A line of “What waits for you”."""
    due = f"Due {_moment(waiting.due)}" if waiting.due else "To do"
    return Task(waiting.what, due, url=waiting.url, hint=waiting.where, colour="yellow")


def _moment(at: datetime | date) -> str:
    if isinstance(at, datetime):
        return date_format(timezone.localtime(at), r"l j F \a\t H:i")
    return date_format(at, "l j F")


def inspection_rows(inspections: Iterable[Inspection]) -> list[list[Cell]]:
    """A row for each inspection that the person works on."""
    return [
        [
            Cell(row.reference, url=row.get_absolute_url()),
            Cell(str(row.area)),
            Cell(row.state_label.capitalize(), colour="blue"),
        ]
        for row in inspections
    ]


@dataclass(frozen=True)
class Happening:
    """One thing that happened in an inspection."""

    at: datetime
    text: str

    @property
    def when(self) -> str:
        """The time, as people read it."""
        return date_format(timezone.localtime(self.at), r"j F Y, H:i")


class InspectionPresenter:
    """An inspection at a glance, for somebody on its team."""

    def __init__(self, inspection: Inspection, member: Assignment) -> None:
        self.inspection = inspection
        self.member = member

    @cached_property
    def judgements(self) -> list[Judgement]:
        """Its judgements, as far as they are begun."""
        rows = Judgement.objects.filter(strand__inspection=self.inspection)
        return list(rows.select_related("area", "strand"))

    @cached_property
    def report(self) -> Report | None:
        """Its report, once it is opened."""
        return Report.objects.filter(strand__inspection=self.inspection).first()

    @cached_property
    def team(self) -> list[Assignment]:
        """Who is on the team today."""
        today = timezone.localdate()
        rows = Assignment.objects.on(today).filter(inspection=self.inspection)
        return list(
            rows.select_related("person", "inspectorate").order_by("inspectorate__order", "pk")
        )

    @property
    def track(self) -> list[Step]:
        """The stages, today's marked."""
        dates = {row.code: row.on for row in self.inspection.key_dates.all()}
        index = stage_index(
            inspection=self.inspection.state,
            judgement=self.judgements[0].state if self.judgements else None,
            report=self.report.state if self.report else None,
        )
        return steps(STAGES, current=index, details=stage_details(dates))

    @property
    def tasks(self) -> list[tuple[str, list[Task]]]:
        """The work, by part of the inspection; each status follows from facts."""
        return [
            ("Prepare", self._preparation()),
            ("See and record", self._fieldwork()),
            ("Judge and report", self._results()),
        ]

    def _preparation(self) -> list[Task]:
        leads = {row.inspectorate_id for row in self.team if row.is_lead}
        taking_part = {row.inspectorate_id for row in self.team}
        agencies = self.inspection.area.agencies.count()
        inspectorates = _counted(len(taking_part), "inspectorate", "inspectorates")
        return [
            self._task(
                "team",
                "Team",
                _counted(len(self.team), "person", "people"),
                f"{_counted(len(leads), 'lead', 'leads')} of {inspectorates}",
            ),
            self._task(
                "agencies",
                "Partnership, agencies and their leaders",
                _counted(agencies, "agency", "agencies"),
                str(self.inspection.partnership),
            ),
            self._task("dates", "Key dates", "Computed", "In working days of England and Wales"),
            self._task(
                "stage", "Stage of the inspection", self.inspection.state_label.capitalize()
            ),
        ]

    def _fieldwork(self) -> list[Task]:
        cases = self.inspection.cases.count()
        seen = EvidenceAudience.objects.for_member(self.member).count()
        return [
            self._task("cases", "Cases", _counted(cases, "case", "cases")),
            self._task(
                "evidence",
                "Evidence",
                _counted(seen, "item", "items"),
                "What your inspectorate sees: its own, the joint strand’s, and what is shared",
            ),
        ]

    def _results(self) -> list[Task]:
        reference = self.inspection.reference
        states = [JUDGEMENT.label(row.state) for row in self.judgements]
        return [
            Task(
                "Judgements",
                (states[0] if states else JudgementState.GATHERING).capitalize(),
                url=reverse("judgements:board", args=[reference]),
            ),
            Task(
                "Report",
                REPORT.label(self.report.state).capitalize() if self.report else "Not begun",
                url=reverse("reports:report", args=[reference]),
            ),
        ]

    def _task(self, page: str, title: str, status: str, hint: str = "") -> Task:
        url = reverse(f"inspections:{page}", args=[self.inspection.reference])
        return Task(title, status, url=url, hint=hint)

    @property
    def team_rows(self) -> list[list[Cell]]:
        """Who is on the team."""
        return [
            [
                Cell(row.person.name),
                Cell(row.inspectorate.short_name),
                Cell(row.get_role_display()),
            ]
            for row in self.team
        ]

    @cached_property
    def happenings(self) -> list[Happening]:
        """What happened last, the newest first."""
        found = [
            Happening(event.at, _stage_words(event))
            for event in self.inspection.events.select_related("by")
        ]
        for judgement in self.judgements:
            found += [
                Happening(
                    event.at,
                    f"{judgement.area.title}: {JUDGEMENT.label(event.to_state)} ({event.by}).",
                )
                for event in judgement.events.select_related("by")
            ]
        if self.report is not None:
            found += [
                Happening(event.at, f"The report: {REPORT.label(event.to_state)} ({event.by}).")
                for event in self.report.events.select_related("by")
            ]
        return sorted(found, key=_newest_first, reverse=True)[:12]


def _stage_words(event: InspectionEvent) -> str:
    if not event.from_state:
        return f"{event.by} opened the inspection."
    return f"{event.by} moved the inspection to {INSPECTION.label(event.to_state)}."


def _counted(number: int, one: str, many: str) -> str:
    if number == 0:
        return "None yet"
    return f"{number} {one if number == 1 else many}"


def _newest_first(happening: Happening) -> Any:
    return happening.at
