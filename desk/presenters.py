"""What the home page and the page of an inspection show."""

from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import date, datetime
from functools import cached_property
from typing import Any

from django.urls import reverse
from django.utils import timezone
from django.utils.formats import date_format

from desk.stages import stage_details, stage_index, stage_names
from desk.waiting import Waiting
from frameworks.values import Grading
from inspections.models import (
    Assignment,
    Concern,
    Conversation,
    EvidenceAudience,
    Inspection,
    InspectionEvent,
    InspectionUpgrade,
    Intelligence,
    JointAudit,
    PracticeEvaluation,
    Strand,
)
from inspections.states import INSPECTION, ConcernState
from judgements.models import Judgement
from judgements.permissions import is_judged_in
from judgements.states import JUDGEMENT, JudgementState
from organisations.values import AGENCY_KIND_LABELS
from pages.shown import Cell, Column, Step, Task, steps
from reports.actions import documents_of
from reports.models import Report, ReportEvent
from reports.permissions import may_read
from reports.states import REPORT, ReportState
from reports.values import JOINT_LETTER

STRAND_COLUMNS = [
    Column("Part"),
    Column("Legal power"),
    Column("Inspectorates"),
    Column("Judgement areas"),
]
SUBMISSION_COLUMNS = [Column("What the area hands in"), Column("By"), Column("Source")]
INSPECTION_COLUMNS = [Column("Inspection"), Column("Local area"), Column("Stage")]


_SHARED_HINT = "By other inspectorates, from strands of their own"
# Who hands something in, by the word of the framework file.
_SUBMITTERS = {
    **{str(kind): label for kind, label in AGENCY_KIND_LABELS.items()},
    "partnership": "The partnership",
}


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
    why: str = ""

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
        """Its shared judgements, as far as they are begun."""
        rows = Judgement.objects.filter(
            strand__inspection=self.inspection, area__grading=Grading.SHARED
        )
        return list(rows.select_related("area", "strand"))

    @cached_property
    def documents(self) -> list[Report]:
        """The documents that it ends in, begun or not."""
        return documents_of(inspection=self.inspection)

    @cached_property
    def reports(self) -> list[Report]:
        """Those that were begun."""
        return [one for one in self.documents if one.is_begun]

    @cached_property
    def team(self) -> list[Assignment]:
        """Who is on the team today."""
        today = timezone.localdate()
        rows = Assignment.objects.on(today).filter(inspection=self.inspection)
        return list(
            rows.select_related("person", "inspectorate").order_by("inspectorate__order", "pk")
        )

    @cached_property
    def strands(self) -> list[Strand]:
        """Its parts."""
        return list(Strand.objects.of(self.inspection).for_page())

    @property
    def strand_rows(self) -> list[list[Cell]]:
        """A row for each part: under which power, by whom; its own page lists what it answers."""
        rows = []
        for strand in self.strands:
            strand.inspection = self.inspection
            who = [part.inspectorate.short_name for part in strand.participations.all()]
            areas = len(strand.judgement_areas.all())
            rows.append(
                [
                    Cell(strand.title, url=strand.get_absolute_url()),
                    Cell(strand.power.in_words),
                    Cell(", ".join(who)),
                    Cell(_counted(areas, "area", "areas")),
                ]
            )
        return rows

    @property
    def submission_rows(self) -> list[list[Cell]]:
        """A row for each thing that the area hands in: a joint audit, a self-assessment."""
        return [
            [Cell(one.title, hint=one.note), Cell(_SUBMITTERS[one.by]), Cell(one.source)]
            for one in self.inspection.inspection_type.asked_of_the_area()
        ]

    @cached_property
    def upgrades(self) -> list[Happening]:
        """How it came to the version that it has: each move, with the reason if there is one."""
        rows = self.inspection.changes_of_version.select_related("from_version", "to_version", "by")
        return [Happening(row.at, f"{_upgraded(row)} by {row.by}.", row.why) for row in rows]

    @property
    def topic(self) -> str:
        """What it looks into in depth; nothing where it has no deep dive."""
        return self.inspection.topic.title if self.inspection.topic else ""

    @property
    def track(self) -> list[Step]:
        """The stages, today's marked."""
        dates = {row.code: row.on for row in self.inspection.key_dates.all()}
        index = stage_index(
            inspection=self.inspection.state,
            judgement=self.judgements[0].state if self.judgements else None,
            report=self._least_advanced,
        )
        names = stage_names(is_graded=self.inspection.inspection_type.is_graded)
        return steps(names, current=index, details=stage_details(dates))

    @property
    def _least_advanced(self) -> str | None:
        """The stage of the document that is furthest behind, among those that were begun."""
        states = [one.state for one in self.reports]
        return min(states, key=[one.value for one in ReportState].index) if states else None

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
        seen = EvidenceAudience.objects.for_member(self.member).standing().count()
        return [
            self._task("cases", "Cases", _counted(cases, "case", "cases")),
            self._task(
                "evidence",
                "Evidence",
                _counted(seen, "item", "items"),
                "What your inspectorate sees and nobody withdrew: its own, the joint strand’s, "
                "what is shared",
            ),
            *self._of_cases(),
            self._joint_audit(),
            self._concerns(),
            *self._between_inspectorates(),
        ]

    def _of_cases(self) -> list[Task]:
        """What inspectors conclude of practice, and whom they spoke to."""
        evaluated = PracticeEvaluation.objects.for_member(self.member).standing().count()
        spoken = Conversation.objects.for_member(self.member).standing().count()
        return [
            self._task(
                "practice",
                "Practice in the cases",
                _counted(evaluated, "evaluation", "evaluations"),
                "For each agency, against the descriptors",
            ),
            self._task(
                "conversations",
                "Conversations",
                _counted(spoken, "conversation", "conversations"),
                "With children, families and practitioners",
            ),
        ]

    def _between_inspectorates(self) -> list[Task]:
        """What others shared with this inspectorate, and what it told others."""
        shared = EvidenceAudience.objects.for_member(self.member).shared_in().count()
        told = Intelligence.objects.of(self.inspection)
        told = told.sent_by_side_of(self.member.person_id, timezone.localdate())
        return [
            self._task(
                "shared_with_us", "Shared with us", _counted(shared, "item", "items"), _SHARED_HINT
            ),
            self._task(
                "intelligence_sent",
                "Intelligence for other inspectorates",
                _counted(told.count(), "piece", "pieces"),
                "What is another’s business: another area, a concern, exceptional practice, "
                "enforcement",
            ),
        ]

    def _joint_audit(self) -> Task:
        audit = JointAudit.objects.filter(inspection=self.inspection).first()
        status = audit.state_label.capitalize() if audit else "Not asked"
        return self._task("joint_audit", "Joint audit", status, "Cases that the partnership audits")

    def _concerns(self) -> Task:
        waiting = Concern.objects.of(self.inspection).standing().values_list("state", flat=True)
        is_unread = ConcernState.RAISED in waiting
        status = f"{len(waiting)} open" if waiting else "None open"
        hint = "Raised by anybody on the team; the named people are told at once"
        task = self._task("concerns", "Safeguarding concerns", status, hint)
        return replace(task, colour="red") if is_unread else task

    def _results(self) -> list[Task]:
        reference = self.inspection.reference
        return [
            Task(
                "Judgements",
                self._judged().capitalize(),
                url=reverse("judgements:board", args=[reference]),
            ),
            *self._report(),
        ]

    def _judged(self) -> str:
        """Where the judgements stand that inspectorates make together, if they make any."""
        if self.judgements:
            return JUDGEMENT.label(self.judgements[0].state)
        for strand in self.strands:
            if any(is_judged_in(strand, area) for area in strand.judgement_areas.all()):
                return JudgementState.GATHERING
        return "none together"

    def _report(self) -> list[Task]:
        """Its one document, or how many of several are begun; nothing where it ends in none."""
        if not self.documents:
            return []
        if len(self.documents) > 1:
            status = f"{len(self.reports)} of {len(self.documents)} begun"
            url = reverse("reports:list", args=[self.inspection.reference])
            return [Task("Reports", status, url=url)]
        (one,) = self.documents
        status = one.state_label.capitalize() if one.is_begun else "Not begun"
        # The draft of one inspectorate is its own; the list says to everybody where it is.
        page = "report" if not one.is_begun or may_read(self.member, one).allowed else "list"
        where = one.where if page == "report" else one.where[:1]
        return [Task("Report", status, url=reverse(f"reports:{page}", args=where))]

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
        events = ReportEvent.objects.filter(report__in=self.reports)
        found += [
            Happening(
                event.at,
                f"{_name_of(event.report)}: {REPORT.label(event.to_state)} ({event.by}).",
            )
            for event in events.select_related("by", "report__form")
        ]
        return sorted(found, key=_newest_first, reverse=True)[:12]


def _name_of(report: Report) -> str:
    return "The report" if report.slug == JOINT_LETTER else report.form.title


def _upgraded(row: InspectionUpgrade) -> str:
    return f"Upgraded from {row.from_version.version} to {row.to_version.version}"


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
