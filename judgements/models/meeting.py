"""Meetings at which the leads talk judgements through, and what is on record of them."""

from typing import Any, ClassVar

from django.conf import settings
from django.db import models
from django.db.models import Q

from inspections.models import Inspection, by_whom, stood_in_for
from inspections.models.team import on_team
from judgements.values.meetings import ATTENDANCE_LABELS, Attended
from organisations.models import Inspectorate
from records.models import AppendOnly
from records.models.append_only import AppendOnlyQuerySet

_PERSON = settings.AUTH_USER_MODEL
_LONG = 200


class MeetingQuerySet(AppendOnlyQuerySet):
    """Meetings."""

    def visible_to(self, person: Any, day: Any) -> "MeetingQuerySet":
        """Those of inspections on whose team the person is that day."""
        return self.filter(on_team(person, day))

    def of(self, inspection: Inspection) -> "MeetingQuerySet":
        """Those of one inspection, the first first."""
        return self.filter(inspection=inspection).order_by("number")

    def numbered(self, number: int) -> "Meeting | None":
        """The one with this number, if it is among these."""
        return self.filter(number=number).select_related("inspection").first()


class Meeting(AppendOnly):
    """A judgement meeting (140112 ¶24–25, ¶40; 150031 ¶39–40). Its plans say when it is, and where.

    It decides no grade: a grade is proposed and signed on the judgement's own pages.
    """

    inspection = models.ForeignKey(Inspection, on_delete=models.PROTECT, related_name="meetings")
    number = models.PositiveSmallIntegerField()

    objects: ClassVar[Any] = MeetingQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                name="meeting_number_once",
                fields=["inspection", "number"],
                violation_error_message="Another meeting was planned at the same moment.",
            )
        ]

    def __str__(self) -> str:
        return f"judgement meeting {self.number}"

    @property
    def record_name(self) -> str:
        """How the audit log names it."""
        return f"meeting {self.inspection.reference}/{self.number}"

    def plan(self) -> "MeetingPlan":
        """The plan that stands, with its agenda in `items`."""
        found: MeetingPlan = self.plans.for_page().latest("version")
        return found


class MeetingPlanQuerySet(AppendOnlyQuerySet):
    """Plans."""

    def for_page(self) -> "MeetingPlanQuerySet":
        """With who planned it, and for whom a deputy did."""
        deputy_for = stood_in_for(person="by", inspection="meeting__inspection")
        return self.annotate(deputy_for=deputy_for).select_related("by")


class MeetingPlan(AppendOnly):
    """When and where a meeting is, and its agenda. A change is a plan of the next version."""

    meeting = models.ForeignKey(Meeting, on_delete=models.PROTECT, related_name="plans")
    version = models.PositiveSmallIntegerField()
    starts_at = models.DateTimeField()
    place = models.CharField(max_length=_LONG)
    by = models.ForeignKey(_PERSON, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField()
    # Put on by `for_page`: the lead for whom the person stood in.
    deputy_for: str | None = None

    objects: ClassVar[Any] = MeetingPlanQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                name="meeting_plan_version_once",
                fields=["meeting", "version"],
                violation_error_message="Somebody changed the plan at the same moment.",
            )
        ]

    def __str__(self) -> str:
        return f"plan {self.version} of {self.meeting}"

    @property
    def by_whom(self) -> str:
        """Who planned it, and the lead for whom a deputy did."""
        return by_whom(self.by.name, self.deputy_for)


class AgendaItem(AppendOnly):
    """A judgement on an agenda, by the code of its area: it follows an upgrade of the framework.

    `title` is what the area was called when it was put there, should a later version have none.
    """

    plan = models.ForeignKey(MeetingPlan, on_delete=models.PROTECT, related_name="items")
    order = models.PositiveSmallIntegerField()
    area = models.SlugField(max_length=60)
    title = models.CharField(max_length=_LONG)

    class Meta:
        ordering = ["order"]
        constraints = [
            models.UniqueConstraint(
                name="agenda_area_once",
                fields=["plan", "area"],
                violation_error_message="This judgement is on the agenda already.",
            ),
            models.UniqueConstraint(
                name="agenda_order_once",
                fields=["plan", "order"],
                violation_error_message="Two judgements have the same place on the agenda.",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.order}. {self.title}"


class Invitation(AppendOnly):
    """Somebody of the team is asked to come, for their inspectorate."""

    meeting = models.ForeignKey(Meeting, on_delete=models.PROTECT, related_name="invitations")
    person = models.ForeignKey(_PERSON, on_delete=models.PROTECT, related_name="+")
    inspectorate = models.ForeignKey(Inspectorate, on_delete=models.PROTECT, related_name="+")
    by = models.ForeignKey(_PERSON, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                name="invitation_once",
                fields=["meeting", "person"],
                violation_error_message="This person is invited already.",
            )
        ]

    def __str__(self) -> str:
        return f"{self.person} to {self.meeting}"


class Attendance(AppendOnly):
    """Whether somebody who was invited came, or who came for them. The newest row counts."""

    invitation = models.ForeignKey(Invitation, on_delete=models.PROTECT, related_name="attendances")
    attended = models.CharField(
        max_length=12, choices=[(one.value, ATTENDANCE_LABELS[one]) for one in Attended]
    )
    deputy = models.ForeignKey(_PERSON, on_delete=models.PROTECT, null=True, related_name="+")
    by = models.ForeignKey(_PERSON, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField()

    class Meta:
        ordering = ["pk"]
        constraints = [
            models.CheckConstraint(
                name="attendance_names_deputy",
                condition=Q(attended=Attended.DEPUTY, deputy__isnull=False)
                | ~Q(attended=Attended.DEPUTY) & Q(deputy__isnull=True),
                violation_error_message="Say who came as the deputy.",
            )
        ]

    def __str__(self) -> str:
        if self.deputy is not None:
            return f"{self.deputy} for {self.invitation.person}"
        return f"{self.invitation.person}: {self.get_attended_display()}"


class MinuteQuerySet(AppendOnlyQuerySet):
    """Minutes."""

    def for_page(self) -> "MinuteQuerySet":
        """With who wrote each, and for whom a deputy did, the newest first."""
        deputy_for = stood_in_for(person="by", inspection="meeting__inspection")
        return self.annotate(deputy_for=deputy_for).select_related("by").order_by("-pk")


class Minute(AppendOnly):
    """What was said on an item of the agenda, and what was decided, in words.

    Written anew it is the next version, and only over the newest: `judgements.actions` asks which
    one its writer had before them. Once a lead has agreed the minutes, that has a reason.
    """

    meeting = models.ForeignKey(Meeting, on_delete=models.PROTECT, related_name="minutes")
    area = models.SlugField(max_length=60)
    version = models.PositiveSmallIntegerField()
    discussion = models.TextField()
    decision = models.TextField()
    reason = models.CharField(max_length=500, blank=True)
    by = models.ForeignKey(_PERSON, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField()
    # Put on by `for_page`: the lead for whom the person stood in.
    deputy_for: str | None = None

    objects: ClassVar[Any] = MinuteQuerySet.as_manager()

    class Meta:
        ordering = ["pk"]
        constraints = [
            models.UniqueConstraint(
                name="minute_version_once",
                fields=["meeting", "area", "version"],
                violation_error_message="Somebody wrote this minute at the same moment.",
            ),
            models.CheckConstraint(
                name="minute_is_said",
                condition=~Q(discussion="") & ~Q(decision=""),
                violation_error_message="Say what was talked about and what was decided.",
            ),
        ]

    def __str__(self) -> str:
        return f"minute {self.version} of {self.area}"

    @property
    def record_name(self) -> str:
        """How the audit log names it."""
        return f"minute {self.meeting.number}/{self.area} v{self.version}"

    @property
    def by_whom(self) -> str:
        """Who wrote it, and the lead for whom a deputy did."""
        return by_whom(self.by.name, self.deputy_for)


class MinutesAgreementQuerySet(AppendOnlyQuerySet):
    """Agreements to minutes."""

    def for_page(self) -> "MinutesAgreementQuerySet":
        """With who agreed, and for whom a deputy did, in the inspectorates' order."""
        deputy_for = stood_in_for(
            person="person", inspectorate="inspectorate", inspection="meeting__inspection"
        )
        rows = self.annotate(deputy_for=deputy_for)
        return rows.select_related("inspectorate", "person").order_by("inspectorate__order", "pk")


class MinutesAgreement(AppendOnly):
    """A lead agrees, for their inspectorate, that the minutes say what was said.

    It counts while `up_to` is the newest minute: a correction asks everybody again.
    """

    meeting = models.ForeignKey(Meeting, on_delete=models.PROTECT, related_name="agreements")
    inspectorate = models.ForeignKey(Inspectorate, on_delete=models.PROTECT, related_name="+")
    person = models.ForeignKey(_PERSON, on_delete=models.PROTECT, related_name="+")
    up_to = models.ForeignKey(Minute, on_delete=models.PROTECT, related_name="agreements")
    at = models.DateTimeField()
    # Put on by `for_page`: the lead for whom the person stood in.
    deputy_for: str | None = None

    objects: ClassVar[Any] = MinutesAgreementQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                name="minutes_agreed_once_each",
                fields=["up_to", "inspectorate"],
                violation_error_message="Your inspectorate has agreed these minutes already.",
            )
        ]

    def __str__(self) -> str:
        return f"{self.inspectorate} on the minutes of {self.meeting}"

    @property
    def record_name(self) -> str:
        """How the audit log names it."""
        return f"agreement of {self.inspectorate} to meeting {self.meeting.number}"

    @property
    def by_whom(self) -> str:
        """Who agreed, and the lead for whom a deputy did."""
        return by_whom(self.person.name, self.deputy_for)
