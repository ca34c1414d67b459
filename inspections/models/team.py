"""Who works on an inspection, and who is let in."""

from datetime import date, datetime
from typing import Any

from django.conf import settings
from django.db import models
from django.db.models import Exists, OuterRef, Q

from inspections.values import LEADING, TEAM_ROLE_LABELS, Door, TeamRole
from organisations.models import Inspectorate, Office
from organisations.models.dated import Dated, DatedQuerySet


class AssignmentQuerySet(DatedQuerySet):
    """Places on teams."""

    def of(self, inspection: Any) -> "AssignmentQuerySet":
        """Those of one inspection."""
        return self.filter(inspection=inspection)

    def visible_to(self, person: Any, day: date) -> "AssignmentQuerySet":
        """Those of inspections on whose team the person is that day."""
        return self.filter(on_team(person, day))

    def lead_of(self, inspectorate: Any) -> "Assignment | None":
        """The one who speaks for an inspectorate, if somebody does."""
        return self.filter(inspectorate=inspectorate, role__in=LEADING, ends_on=None).first()

    def of_person(self, email: str) -> "Assignment | None":
        """The place of the person with this address that has not ended, if there is one."""
        return self.filter(person__email=email.lower(), ends_on=None).first()

    def for_page(self) -> "AssignmentQuerySet":
        """With the people and inspectorates that a page names, by inspectorate and role."""
        return self.select_related(
            "person", "inspectorate", "named_by", "ended_by", "deputising__lead"
        ).order_by("inspectorate__order", "starts_on", "pk")


class Assignment(Dated):
    """A person works on an inspection for an inspectorate, in a role, from a day to a day.

    This row is what lets an inspector in. It ends; it is not deleted.
    """

    inspection = models.ForeignKey(
        "inspections.Inspection", on_delete=models.PROTECT, related_name="assignments"
    )
    inspectorate = models.ForeignKey(
        Inspectorate, on_delete=models.PROTECT, related_name="assignments"
    )
    person = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="assignments"
    )
    role = models.CharField(
        max_length=16, choices=[(role.value, TEAM_ROLE_LABELS[role]) for role in TeamRole]
    )
    named_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+"
    )
    named_at = models.DateTimeField()
    ended_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    ended_at = models.DateTimeField(null=True, blank=True)

    objects = AssignmentQuerySet.as_manager()  # type: ignore[misc]  # narrows that of Dated

    class Meta(Dated.Meta):
        indexes = [
            models.Index(
                fields=["person", "inspection", "inspectorate", "starts_on", "ends_on"],
                name="assignment_lets_in",
            )
        ]
        constraints = [
            *Dated.Meta.constraints,
            models.UniqueConstraint(
                name="assignment_one_per_person",
                fields=["inspection", "person"],
                condition=Q(ends_on__isnull=True),
                violation_error_message="This person is on the team already.",
            ),
            models.UniqueConstraint(
                name="assignment_one_overall_lead",
                fields=["inspection"],
                condition=Q(ends_on__isnull=True, role=TeamRole.OVERALL_LEAD),
                violation_error_message="The inspection has an overall lead already.",
            ),
            models.UniqueConstraint(
                name="assignment_one_lead_each",
                fields=["inspection", "inspectorate"],
                condition=Q(ends_on__isnull=True, role__in=sorted(LEADING)),
                violation_error_message="This inspectorate has a lead already.",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.person}, {self.get_role_display()} ({self.inspectorate})"

    @property
    def record_name(self) -> str:
        """How the audit log names it."""
        return f"assignment of {self.person.email} as {self.role}"

    @property
    def is_lead(self) -> bool:
        """Speaks for the inspectorate: its lead, or the overall lead for their own."""
        return self.role in LEADING

    @property
    def is_overall_lead(self) -> bool:
        """Leads the whole inspection."""
        return self.role == TeamRole.OVERALL_LEAD


def on_team(person: Any, day: date, *, inspection: str = "inspection") -> Exists:
    """Whether a person is on the team of a row's inspection that day.

    Args:
        inspection: how the row names its inspection.
    """
    mine = Assignment.objects.on(day).filter(inspection=OuterRef(inspection), person=person)
    return Exists(mine)


class InspectionAccessQuerySet(models.QuerySet["InspectionAccess"]):
    """Doors, by whether they are open."""

    def open_at(self, at: datetime) -> "InspectionAccessQuerySet":
        """Those through which one may go at that moment."""
        return self.filter(Q(opens_at__lte=at), Q(closes_at__isnull=True) | Q(closes_at__gt=at))

    def held_on(self, day: date) -> "InspectionAccessQuerySet":
        """Those of people who hold on that day the office for which they are let in (I7).

        An office of the inspection's own partnership, or of an agency that works in its area.
        """
        held = Office.objects.on(day).filter(kind=OuterRef("as_role"), person=OuterRef("person"))
        board = held.filter(partnership=OuterRef("inspection__partnership"))
        agency = held.filter(agency__areas=OuterRef("inspection__area"))
        return self.filter(Exists(board) | Exists(agency))

    def to(self, what: Door) -> "InspectionAccessQuerySet":
        """Those that open this, and nothing else."""
        return self.filter(opens=what)


class InspectionAccess(models.Model):
    """A door for somebody outside the team: the chair sees the draft, and no more.

    Written by the app that lets them in; read here, so that the inspection knows its readers. Only
    a door to the draft makes the inspection itself known; one to the joint audit or to a concern
    opens those pages alone.
    """

    inspection = models.ForeignKey(
        "inspections.Inspection", on_delete=models.PROTECT, related_name="accesses"
    )
    person = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="accesses"
    )
    as_role = models.CharField(max_length=20)
    opens = models.CharField(
        max_length=8, choices=[(door.value, door.value) for door in Door], default=Door.DRAFT
    )
    opens_at = models.DateTimeField()
    closes_at = models.DateTimeField(null=True, blank=True)

    objects = InspectionAccessQuerySet.as_manager()

    class Meta:
        verbose_name_plural = "inspection accesses"
        constraints = [
            models.CheckConstraint(
                name="access_closes_after_opening",
                condition=Q(closes_at__isnull=True) | Q(closes_at__gte=models.F("opens_at")),
                violation_error_message="The door closes before it opens.",
            )
        ]

    def __str__(self) -> str:
        return f"{self.person} as {self.as_role}"
