"""An immediate safeguarding concern: what was seen, who was told, and what became of it.

A concern hangs on the inspection: everybody on its team reads it, whichever inspectorate raised it.
A child's safety goes before ownership (140112 ¶50 lets inspectorates act on what endangers a child
at once, and a concern that waits for a share would wait).
"""

from datetime import date, datetime
from typing import Any

from django.conf import settings
from django.db import models
from django.db.models import Exists, OuterRef, Q
from django.utils import timezone

from inspections.models.team import Assignment, InspectionAccess, on_team
from inspections.states import CONCERN, OVER, ConcernState
from inspections.values import (
    AT_RISK_LABELS,
    CALLED_LABELS,
    CONCERN_OUTCOME_LABELS,
    LEADING,
    AtRisk,
    Called,
    ConcernOutcome,
)
from organisations.models import Agency, Office
from records.models import AppendOnly


class ConcernQuerySet(models.QuerySet["Concern"]):
    """Concerns."""

    def visible_to(self, person: Any, day: date) -> "ConcernQuerySet":
        """Those of inspections on whose team the person is that day."""
        return self.filter(on_team(person, day))

    def of(self, inspection: Any) -> "ConcernQuerySet":
        """Those of one inspection."""
        return self.filter(inspection=inspection)

    def standing(self) -> "ConcernQuerySet":
        """Those that are not closed."""
        return self.exclude(state=ConcernState.CLOSED)

    def for_page(self) -> "ConcernQuerySet":
        """With what a page names, those still open first and the newest of them on top."""
        is_closed = models.Case(models.When(state=ConcernState.CLOSED, then=1), default=0)
        return self.select_related("case", "agency", "raised_by").order_by(is_closed, "-raised_at")

    def named(self, reference: str) -> "Concern | None":
        """The one with this reference, if it is among these."""
        return self.filter(reference=reference).first()

    def lock(self, concern: "Concern") -> "Concern":
        """The row as it is now, held until this transaction ends."""
        rows = self.select_related("inspection__area", "inspection__partnership")
        return rows.select_for_update(of=("self",)).get(pk=concern.pk)


class Concern(models.Model):
    """A safeguarding concern as it was raised. What it says never changes; its stage does."""

    inspection = models.ForeignKey(
        "inspections.Inspection", on_delete=models.PROTECT, related_name="concerns"
    )
    reference = models.CharField(max_length=14)
    case = models.ForeignKey(
        "inspections.Case", on_delete=models.PROTECT, null=True, blank=True, related_name="concerns"
    )
    agency = models.ForeignKey(
        Agency, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    seen = models.TextField(help_text="What was seen or heard.")
    at_risk = models.CharField(
        max_length=10, choices=[(one.value, AT_RISK_LABELS[one]) for one in AtRisk]
    )
    called = models.JSONField(default=list, help_text="Which emergency services were called.")
    done = models.TextField(help_text="What was done at once.")
    state = models.CharField(
        max_length=14,
        choices=[(state.value, state.value) for state in ConcernState],
        default=ConcernState.RAISED,
    )
    outcome = models.CharField(
        max_length=12,
        blank=True,
        choices=[(one.value, CONCERN_OUTCOME_LABELS[one]) for one in ConcernOutcome],
    )
    raised_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+"
    )
    raised_at = models.DateTimeField()

    objects = ConcernQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                name="concern_reference_once",
                fields=["inspection", "reference"],
                violation_error_message="This concern was raised already.",
            ),
            models.CheckConstraint(
                name="concern_says_what_was_seen",
                condition=~Q(seen="") & ~Q(done=""),
                violation_error_message="Say what was seen, and what was done at once.",
            ),
            models.CheckConstraint(
                name="concern_closed_with_outcome",
                condition=Q(state=ConcernState.CLOSED) & ~Q(outcome="")
                | ~Q(state=ConcernState.CLOSED) & Q(outcome=""),
                violation_error_message="A concern is closed with an outcome.",
            ),
        ]

    def __str__(self) -> str:
        return self.reference

    @property
    def record_name(self) -> str:
        """How the audit log names it: by its reference, never the text."""
        return f"safeguarding concern {self.reference}"

    @property
    def state_label(self) -> str:
        """The stage in words."""
        return CONCERN.label(self.state)

    @property
    def called_labels(self) -> list[str]:
        """Which emergency services were called, in words."""
        return [CALLED_LABELS[Called(one)] for one in self.called]


class ConcernEvent(AppendOnly):
    """One thing that happened to a concern: who, when, from, to, and what was done or why."""

    concern = models.ForeignKey(Concern, on_delete=models.PROTECT, related_name="events")
    from_state = models.CharField(max_length=14, blank=True)
    to_state = models.CharField(max_length=14)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField()
    what = models.CharField(max_length=200, help_text="What happened, in a few words.")
    why = models.TextField(blank=True)

    class Meta:
        ordering = ["at", "pk"]

    def __str__(self) -> str:
        return self.what


class ConcernToldQuerySet(models.QuerySet["ConcernTold"]):
    """Who was told of concerns."""

    def unacknowledged(self) -> "ConcernToldQuerySet":
        """Those who have not acknowledged, of concerns that are not closed."""
        rows = self.filter(acknowledged_at__isnull=True)
        return rows.exclude(concern__state=ConcernState.CLOSED)

    def late(self, at: datetime) -> "ConcernToldQuerySet":
        """Those who should have acknowledged by then."""
        return self.unacknowledged().filter(due_at__lte=at)

    def to_remind(self, at: datetime) -> "ConcernToldQuerySet":
        """Those who are told again now: late, and still on the team or in office."""
        day = timezone.localdate(at)
        team = Assignment.objects.on(day).filter(
            inspection=OuterRef("concern__inspection"), person=OuterRef("person")
        )
        doors = InspectionAccess.objects.open_at(at).held_on(day).filter(pk=OuterRef("access"))
        is_there = Q(access__isnull=True) & Q(Exists(team)) | Q(Exists(doors))
        over = [state.value for state in OVER]
        rows = self.late(at).filter(is_there, remind_at__lte=at)
        return rows.exclude(concern__inspection__state__in=over)

    def visible_to(self, person: Any, at: datetime) -> "ConcernToldQuerySet":
        """What was released to this person as an office-holder, while their door is open.

        The team of the inspection reads who was told with the concern itself.
        """
        doors = InspectionAccess.objects.open_at(at).held_on(timezone.localdate(at))
        over = [state.value for state in OVER]
        rows = self.filter(Exists(doors.filter(pk=OuterRef("access"))), person=person)
        return rows.exclude(concern__inspection__state__in=over)

    def waiting_for(self, person: Any, at: datetime) -> "ConcernToldQuerySet":
        """What this person has to acknowledge, and what others are late with where they lead.

        One query, for the home page.
        """
        day = timezone.localdate(at)
        mine = Assignment.objects.on(day).filter(
            inspection=OuterRef("concern__inspection"), person=person
        )
        doors = InspectionAccess.objects.open_at(at).held_on(day).filter(pk=OuterRef("access"))
        is_inside = Q(access__isnull=True) & Q(Exists(mine)) | Q(Exists(doors))
        leads = Q(due_at__lte=at) & Q(Exists(mine.filter(role__in=LEADING)))
        rows = self.unacknowledged().filter(Q(person=person) & is_inside | leads)
        return rows.select_related("concern__inspection__area", "person").order_by("due_at", "pk")

    def of(self, inspection: str, concern: str) -> "ConcernTold | None":
        """The first row about this concern, with what the page of an office-holder shows."""
        rows = self.filter(
            concern__inspection__reference=inspection, concern__reference=concern
        ).select_related("concern__inspection__area", "concern__raised_by", "told_by", "person")
        return rows.order_by("pk").first()

    def for_page(self) -> "ConcernToldQuerySet":
        """With the people, offices and e-mails that a page names."""
        return self.select_related(
            "person", "office__agency", "inspectorate", "last_job", "reached_by"
        ).order_by("pk")

    def of_person(self, email: str) -> "ConcernTold | None":
        """The row of the person with this address, if there is one."""
        return self.filter(person__email=email.lower()).order_by("pk").first()


class ConcernTold(models.Model):
    """Somebody who was told of a concern: as a lead, or as the holder of an office of the area."""

    concern = models.ForeignKey(Concern, on_delete=models.PROTECT, related_name="told")
    person = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    inspectorate = models.ForeignKey(
        "organisations.Inspectorate",
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
    )
    office = models.ForeignKey(
        Office, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    access = models.OneToOneField(
        InspectionAccess, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    released = models.TextField(
        blank=True, help_text="What the holder of an office may read of the concern."
    )
    told_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+"
    )
    told_at = models.DateTimeField()
    due_at = models.DateTimeField(help_text="Until when it is to be acknowledged.")
    remind_at = models.DateTimeField(db_index=True, help_text="When they are told again.")
    reminders = models.PositiveSmallIntegerField(default=0)
    last_job = models.ForeignKey(
        "records.Job", on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    acknowledged_at = models.DateTimeField(null=True, blank=True)
    reached_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        help_text="Who reached them otherwise, by telephone for instance.",
    )

    objects = ConcernToldQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                name="concern_told_once",
                fields=["concern", "person"],
                violation_error_message="This person was told already.",
            ),
            models.CheckConstraint(
                name="concern_told_as_somebody",
                condition=Q(inspectorate__isnull=False, office__isnull=True, access__isnull=True)
                | Q(inspectorate__isnull=True, office__isnull=False, access__isnull=False),
                violation_error_message="Somebody is told as a lead or as the holder of an office.",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.person} of {self.concern}"

    @property
    def record_name(self) -> str:
        """How the audit log names it."""
        return f"telling {self.person.email} of concern {self.concern.reference}"

    def page_of(self, person: Any) -> str:
        """Which page is opened for it: people of the area have one of their own."""
        is_local = self.access_id is not None and self.person_id == person.pk
        return "local_concern" if is_local else "concern"

    @property
    def is_over(self) -> bool:
        """Whether nobody waits for them any more."""
        return self.concern.state == ConcernState.CLOSED

    @property
    def is_waiting(self) -> bool:
        """Whether they have yet to acknowledge it."""
        return self.acknowledged_at is None and not self.is_over

    def is_late(self, at: datetime) -> bool:
        """Whether they should have acknowledged by then."""
        return self.acknowledged_at is None and self.due_at <= at
