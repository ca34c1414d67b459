"""Who stands in for a lead, from when to when; and who took over from whom."""

from datetime import date
from typing import Any, ClassVar

from django.conf import settings
from django.db import models
from django.db.models import Exists, ExpressionWrapper, F, OuterRef, Q, Subquery
from django.db.models.functions import TruncDate

from inspections.models.inspection import Inspection
from inspections.models.place import Place
from inspections.models.team import Assignment, on_team
from inspections.values import TeamRole
from organisations.models import Inspectorate, Membership
from organisations.values import MemberRole
from records.models import AppendOnly
from records.models.append_only import AppendOnlyQuerySet


class DeputisingQuerySet(AppendOnlyQuerySet):
    """Times in which somebody stands in for a lead."""

    def visible_to(self, person: Any, day: date) -> "DeputisingQuerySet":
        """Those in inspections on whose team the person is that day."""
        return self.filter(on_team(person, day, inspection="place__inspection"))

    def of(self, inspection: Any) -> "DeputisingQuerySet":
        """Those of one inspection, with the people that a page names, the latest first."""
        rows = self.filter(place__inspection=inspection)
        return rows.select_related("place__person", "place__inspectorate", "lead").order_by(
            "-place__starts_on", "-pk"
        )

    def open(self, day: Any) -> "DeputisingQuerySet":
        """Those that hold on that day, or are still to come."""
        return self.filter(place__ends_on__gte=day)

    def numbered(self, number: int) -> "Deputising | None":
        """The one with this number among those of one inspection: 1 is who was named first."""
        return self.order_by("pk")[number - 1 : number].first() if number > 0 else None


class Deputising(AppendOnly):
    """A deputy has the lead's place on the team for some days (140112 ¶24–25: no absence stalls).

    The place is a row of the team like any other, of the lead's role, with a last day. So whatever
    asks for a lead that day, here and in the policies of the database, finds the deputy as well.
    Ended early, the place ends; `first_day` and `until` stay what was named.
    """

    place = models.OneToOneField(Assignment, on_delete=models.PROTECT, related_name="deputising")
    lead = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    first_day = models.DateField()
    until = models.DateField()
    reason = models.CharField(max_length=500)

    objects: ClassVar[Any] = DeputisingQuerySet.as_manager()

    class Meta:
        constraints = [
            models.CheckConstraint(
                name="deputising_has_reason",
                condition=~Q(reason=""),
                violation_error_message="Say why a deputy is needed.",
            )
        ]

    def __str__(self) -> str:
        return f"{self.place.person} for {self.lead}"

    @property
    def record_name(self) -> str:
        """How the audit log names it."""
        return f"{self.place.person.email} as deputy of {self.lead.email}"


def stood_in_for(
    *, person: str, inspection: str, inspectorate: str = "", at: str = "at"
) -> Subquery:
    """For whom somebody acted at a row's time: the name of a lead, None for one's own place.

    Not stored with what they signed: it follows from the record of who stood in when.

    Args:
        person: how the row names who acted.
        inspection: how it names its inspection.
        inspectorate: how it names the inspectorate; empty where it names none: on one team nobody
            works for two.
        at: how it names its time.
    """
    day = TruncDate(ExpressionWrapper(OuterRef(at), models.DateTimeField()))
    rows = Deputising.objects.filter(
        Q(place__ended_at=None) | Q(place__ended_at__gt=OuterRef(at)),
        place__person=OuterRef(person),
        place__inspection=OuterRef(inspection),
        place__named_at__lte=OuterRef(at),
        first_day__lte=day,
        until__gte=day,
    )
    if inspectorate:
        rows = rows.filter(place__inspectorate=OuterRef(inspectorate))
    return Subquery(rows.order_by("-pk").values("lead__name")[:1])


def by_whom(name: str, deputy_for: str | None) -> str:
    """Who did something, in the words of the page: “X for Y” when X stood in for Y."""
    return f"{name} for {deputy_for}" if deputy_for else name


def find_leading(reference: str, email: str, works: Any, day: date) -> Place | None:
    """The inspection whose overall lead is gone, for a lead of that lead's own inspectorate.

    One query, whatever it comes to: an inspection that is hidden costs what one that is not there
    costs.

    Args:
        email: of the overall lead.
        works: the membership of the person who asks, None when they work for no inspectorate.

    Returns:
        None unless that person's account is closed, or they have left. Its `member` is their place,
        also one that has ended.
    """
    if works is None or works.role != MemberRole.LEAD:
        return None
    still_there = Membership.objects.on(day).filter(
        person=OuterRef("person"), inspectorate=OuterRef("inspectorate")
    )
    lead = (
        Assignment.objects.filter(
            Q(person__is_active=False) | ~Exists(still_there),
            inspection__reference=reference,
            inspectorate=works.inspectorate_id,
            role=TeamRole.OVERALL_LEAD,
            person__email=email.lower(),
        )
        .order_by("-pk")
        .first()
    )
    return Place(Inspection.objects.for_page().get(pk=lead.inspection_id), lead) if lead else None


def lead_place(inspection: Inspection, email: str) -> Assignment | None:
    """The place of the lead with this address, if they lead until further notice."""
    found = Assignment.objects.of(inspection).for_page().of_person(email)
    return found if found is not None and found.is_lead else None


def is_deputy(assignment: Assignment) -> bool:
    """Whether this place on the team is that of somebody who stands in for a lead."""
    return Deputising.objects.filter(place=assignment).exists()


class HandOver(AppendOnly):
    """A lead's place went from one person to another of the same inspectorate, from a day on."""

    inspection = models.ForeignKey(
        "inspections.Inspection", on_delete=models.PROTECT, related_name="hand_overs"
    )
    inspectorate = models.ForeignKey(Inspectorate, on_delete=models.PROTECT, related_name="+")
    role = models.CharField(max_length=16)
    former = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    new = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    on = models.DateField()
    reason = models.CharField(max_length=500)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField()

    class Meta:
        ordering = ["-pk"]
        constraints = [
            models.CheckConstraint(
                name="hand_over_has_reason",
                condition=~Q(reason=""),
                violation_error_message="Say why the lead is handed over.",
            ),
            models.CheckConstraint(
                name="hand_over_to_another",
                condition=~Q(former=F("new")),
                violation_error_message="Hand over to another person.",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.former} to {self.new}"

    @property
    def record_name(self) -> str:
        """How the audit log names it."""
        return f"hand-over from {self.former.email} to {self.new.email}"
