"""Judgement meetings: planned, attended, minuted, agreed."""

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property

from django.urls import reverse

from inspections.models import Assignment, Inspection
from judgements.models import (
    Attendance,
    Invitation,
    Judgement,
    Meeting,
    MeetingPlan,
    Minute,
    MinutesAgreement,
)
from judgements.permissions import judgements_of
from judgements.presenters.readiness import readiness_address
from judgements.presenters.words import STATE_WORDS, address, moment
from judgements.rules.readiness import Gate
from judgements.states import JudgementState
from judgements.values.meetings import ATTENDANCE_LABELS, Attended, MinuteContent
from organisations.models import Inspectorate
from pages.shown import SummaryRow, Task

NOT_MADE = "The version of the framework that stands now has no such judgement."


@dataclass(frozen=True)
class ItemShown:
    """An item of the agenda, with its minutes, the newest first."""

    order: int
    area: str
    title: str
    stage: str
    judgement_url: str
    minutes_url: str
    is_open: bool
    minutes: tuple["MinuteShown", ...]


@dataclass(frozen=True)
class MinuteShown:
    """A minute as it was written."""

    version: int
    discussion: str
    decision: str
    reason: str
    by: str


@dataclass(frozen=True)
class TwoMinutes:
    """What was typed and what was saved first, side by side."""

    mine: str
    theirs: str
    note: str


def two_minutes(typed: MinuteContent, saved: Minute) -> TwoMinutes:
    """A minute that could not be saved beside the one that somebody saved meanwhile."""
    return TwoMinutes(
        mine=_as_text(typed),
        theirs=_as_text(saved),
        note=f"Version {saved.version}, {saved.by_whom}, {moment(saved.at)}",
    )


def _as_text(minute: MinuteContent | Minute) -> str:
    return f"{minute.discussion}\n\nDecided: {minute.decision}"


def meeting_address(meeting: Meeting, page: str = "meeting", *more: str) -> str:
    """The address of a page of a meeting."""
    args = [meeting.inspection.reference, meeting.number, *more]
    return reverse(f"judgements:{page}", args=args)


class MeetingsPresenter:
    """The meetings of an inspection, a line each."""

    def __init__(self, inspection: Inspection, meetings: Sequence[Meeting]) -> None:
        self.inspection = inspection
        self.meetings = meetings

    @property
    def back(self) -> str:
        """The board."""
        return reverse("judgements:board", args=[self.inspection.reference])

    @property
    def tasks(self) -> list[Task]:
        """A line for each meeting, with when and where it is."""
        plans: dict[int, MeetingPlan] = {}
        rows = MeetingPlan.objects.filter(meeting__in=[one.pk for one in self.meetings])
        for plan in rows.order_by("version"):
            plans[plan.meeting_id] = plan
        return [
            Task(
                title=f"Meeting {one.number}",
                status=moment(plans[one.pk].starts_at),
                url=reverse("judgements:meeting", args=[self.inspection.reference, one.number]),
                hint=plans[one.pk].place,
            )
            for one in self.meetings
        ]


class MeetingPresenter:
    """One meeting. Nothing is asked for twice."""

    def __init__(self, meeting: Meeting, inspection: Inspection, member: Assignment) -> None:
        self.meeting = meeting
        self.inspection = inspection
        self.member = member

    @property
    def title(self) -> str:
        """What it is called."""
        return f"Judgement meeting {self.meeting.number}"

    @property
    def back(self) -> str:
        """The list of meetings."""
        return reverse("judgements:meetings", args=[self.inspection.reference])

    @property
    def here(self) -> str:
        """The page of the meeting."""
        return self._to("meeting")

    @property
    def links(self) -> dict[str, str]:
        """The pages on which somebody acts."""
        names = ("change_agenda", "attendance", "agree_minutes")
        return {name: self._to(name) for name in names}

    @property
    def readiness(self) -> str:
        """What is missing before a meeting."""
        return readiness_address(self.inspection, Gate.MEETING)

    @cached_property
    def plan(self) -> MeetingPlan:
        """The plan that stands."""
        return self.meeting.plan()

    @cached_property
    def judgements(self) -> dict[str, Judgement]:
        """What is judged together in the inspection now, by the code of the area."""
        return {one.area.code: one for one in judgements_of(self.inspection)}

    @cached_property
    def minutes(self) -> dict[str, list[Minute]]:
        """The minutes by area, the newest first."""
        found: dict[str, list[Minute]] = {}
        for row in self.meeting.minutes.for_page():
            found.setdefault(row.area, []).append(row)
        return found

    @cached_property
    def items(self) -> list[ItemShown]:
        """The agenda in its order, then what was minuted and is on the agenda no more."""
        planned = [(one.order, one.area, one.title) for one in self.plan.items.all()]
        there = {area for _, area, _ in planned}
        gone = [(0, area, self._title(area)) for area in self.minutes if area not in there]
        return [self._item(*one) for one in [*planned, *gone]]

    @cached_property
    def invited(self) -> list[Invitation]:
        """Who is invited, in the inspectorates' order."""
        rows = self.meeting.invitations.select_related("person", "inspectorate")
        return list(rows.order_by("inspectorate__order", "pk"))

    @cached_property
    def attendance(self) -> dict[int, Attendance]:
        """The newest word on each invitation."""
        rows = Attendance.objects.filter(invitation__meeting=self.meeting.pk)
        return {row.invitation_id: row for row in rows.select_related("deputy")}

    @cached_property
    def agreements(self) -> list[MinutesAgreement]:
        """Who agreed the minutes as they stand."""
        newest = self.newest
        if newest is None:
            return []
        rows = MinutesAgreement.objects.filter(meeting=self.meeting.pk, up_to=newest.pk)
        return list(rows.for_page())

    @property
    def newest(self) -> Minute | None:
        """The newest minute."""
        every = [row for rows in self.minutes.values() for row in rows]
        return max(every, key=lambda row: row.pk, default=None)

    @property
    def facts(self) -> list[SummaryRow]:
        """When and where."""
        return [
            SummaryRow("When", moment(self.plan.starts_at)),
            SummaryRow("Where", self.plan.place),
            SummaryRow("Planned by", f"{self.plan.by_whom}, {moment(self.plan.at)}"),
        ]

    @property
    def came(self) -> list[SummaryRow]:
        """Each person invited, and what became of it."""
        return [
            SummaryRow(f"{one.person} ({one.inspectorate.short_name})", self._came(one))
            for one in self.invited
        ]

    def agreed(self, participants: Sequence[Inspectorate]) -> list[SummaryRow]:
        """Each inspectorate, and whether it has agreed the minutes as they stand."""
        found = {one.inspectorate_id: one for one in self.agreements}
        return [
            SummaryRow(
                one.short_name,
                f"{found[one.pk].by_whom}, {moment(found[one.pk].at)}"
                if one.pk in found
                else "Not agreed yet",
                colour="" if one.pk in found else "yellow",
            )
            for one in participants
        ]

    def _to(self, page: str, *more: str) -> str:
        return meeting_address(self.meeting, page, *more)

    def _title(self, area: str) -> str:
        judgement = self.judgements.get(area)
        return judgement.area.title if judgement else area

    def _item(self, order: int, area: str, title: str) -> ItemShown:
        judgement = self.judgements.get(area)
        state = JudgementState(judgement.state) if judgement else None
        return ItemShown(
            order=order,
            area=area,
            title=judgement.area.title if judgement else title,
            stage=STATE_WORDS[state] if state else NOT_MADE,
            judgement_url=address(judgement) if judgement else "",
            minutes_url=self._to("minutes", area) if order else "",
            is_open=state == JudgementState.POSITIONS_OPEN,
            minutes=tuple(
                MinuteShown(
                    row.version,
                    row.discussion,
                    row.decision,
                    row.reason,
                    f"{row.by_whom}, {moment(row.at)}",
                )
                for row in self.minutes.get(area, [])
            ),
        )

    def _came(self, invitation: Invitation) -> str:
        row = self.attendance.get(invitation.pk)
        if row is None:
            return "Not known yet"
        if row.deputy is not None:
            return f"{row.deputy} came for {invitation.person}"
        return ATTENDANCE_LABELS[Attended(row.attended)]
