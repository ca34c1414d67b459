"""A child's journey: what happened when, as far as an inspectorate recorded it."""

from datetime import date, datetime
from typing import Any, ClassVar

from django.conf import settings
from django.db import models
from django.db.models import Count, F, Q

from inspections.models.case import Case
from inspections.models.evidence import Evidence
from inspections.models.kept import Kept, KeptQuerySet, KeptRevision
from inspections.models.sharing import EvidenceAudience
from inspections.values.journey import EVENT_LABELS, EventKind
from organisations.models import Agency


class EventSaid(models.Model):
    """What an event says at one version."""

    agency = models.ForeignKey(
        Agency, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    kind = models.CharField(
        max_length=20, choices=[(kind.value, EVENT_LABELS[kind]) for kind in EventKind]
    )
    first_day = models.DateField()
    last_day = models.DateField(null=True, blank=True)
    text = models.TextField()

    class Meta:
        abstract = True


class CaseEventQuerySet(KeptQuerySet):
    """Events of journeys."""

    def by_time(self) -> Any:
        """As a timeline has them: by day, then as they were recorded."""
        return self.order_by("first_day", "recorded_at", "pk")

    def for_page(self) -> Any:
        """With what a page names."""
        return self.select_related("agency", "owner", "author", "strand", "case")


class CaseEvent(EventSaid, Kept):
    """Something that happened in a child's journey.

    Agency and what happened are facts of the case; who may read of them is decided by the strand
    in which somebody recorded it, as with evidence.
    """

    case = models.ForeignKey(Case, on_delete=models.PROTECT, related_name="events")

    objects: ClassVar[models.Manager[Any]] = CaseEventQuerySet.as_manager()

    class Meta(Kept.Meta):
        indexes = [models.Index(fields=["case", "first_day"], name="event_of_case_by_day")]
        constraints = [
            *Kept.Meta.constraints,
            models.CheckConstraint(
                name="event_ends_after_it_begins",
                condition=Q(last_day__isnull=True) | Q(last_day__gte=F("first_day")),
                violation_error_message="The last day is on or after the first.",
            ),
            models.CheckConstraint(
                name="event_says_what_happened",
                condition=~Q(text=""),
                violation_error_message="An event says what happened.",
            ),
        ]

    def __str__(self) -> str:
        return self.reference

    @property
    def lane(self) -> str:
        """Whose lane it stands in."""
        return self.agency.name if self.agency else "The partnership"


class CaseEventRevision(EventSaid, KeptRevision):
    """What an event said at one version."""

    event = models.ForeignKey(CaseEvent, on_delete=models.PROTECT, related_name="revisions")

    class Meta(KeptRevision.Meta):
        constraints = [
            models.UniqueConstraint(
                name="event_version_once",
                fields=["event", "version"],
                violation_error_message="This version was saved already.",
            )
        ]

    def __str__(self) -> str:
        return f"{self.event_id} v{self.version}"


class EventPinQuerySet(models.QuerySet["EventPin"]):
    """Pins; which of them somebody sees depends on the event and on the evidence."""

    def visible_to(self, person: Any, day: date) -> "EventPinQuerySet":
        """Those of events and of evidence that the person may see that day."""
        events = CaseEvent.objects.visible_to(person, day).values("pk")
        items = EvidenceAudience.objects.visible_to(person, day).values("evidence")
        return self.filter(event__in=events, evidence__in=items)

    def standing(self) -> "EventPinQuerySet":
        """Those that were not taken off."""
        return self.filter(ended_at__isnull=True)

    def of(self, event: Any) -> "EventPinQuerySet":
        """Those of one event."""
        return self.filter(event=event)

    def of_case(self, case: Any) -> "EventPinQuerySet":
        """Those of the events of a case."""
        return self.filter(event__case=case)

    def of_evidence(self, reference: str) -> "EventPin | None":
        """The one of the item with this reference, if it is among these."""
        return self.filter(evidence__reference=reference).first()

    def counts(self) -> dict[int, int]:
        """How many there are, by the key of the event."""
        return dict(self.values_list("event").annotate(number=Count("pk")).order_by())


class EventPin(models.Model):
    """Evidence is pinned to an event. Whoever does not see the evidence does not see the pin."""

    application_rights = ("SELECT", "INSERT", "UPDATE")

    event = models.ForeignKey(CaseEvent, on_delete=models.PROTECT, related_name="pins")
    evidence = models.ForeignKey(Evidence, on_delete=models.PROTECT, related_name="+")
    by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField()
    ended_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    ended_at = models.DateTimeField(null=True, blank=True)

    objects = EventPinQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                name="pin_one_stands",
                fields=["event", "evidence"],
                condition=Q(ended_at__isnull=True),
                violation_error_message="This evidence is pinned there already.",
            ),
            models.CheckConstraint(
                name="pin_ended_by_somebody",
                condition=Q(ended_at__isnull=True, ended_by__isnull=True)
                | Q(ended_at__isnull=False, ended_by__isnull=False),
                violation_error_message="A pin is taken off by a person at a time.",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.evidence_id} on {self.event_id}"

    def end(self, *, by: Any, at: datetime) -> bool:
        """Take it off; False where somebody was quicker."""
        rows = EventPin.objects.standing().filter(pk=self.pk)
        return rows.update(ended_by=by, ended_at=at) == 1


def pinned_to(event: CaseEvent, seen: Any) -> list[EvidenceAudience]:
    """What is pinned to an event, of the evidence that somebody sees.

    Args:
        seen: rows of `EvidenceAudience`, asked for that person.
    """
    pins = EventPin.objects.standing().of(event)
    return list(seen.filter(evidence__in=pins.values("evidence")).newest_first())


def pinnable_to(event: CaseEvent, seen: Any, *, most: int) -> list[EvidenceAudience]:
    """What could be pinned to an event: evidence on its case that is not, the newest first."""
    pins = EventPin.objects.standing().of(event)
    rows = seen.standing().of_case(event.case_id).exclude(evidence__in=pins.values("evidence"))
    return list(rows.newest_first()[:most])


def item_label(row: EvidenceAudience) -> str:
    """An item of evidence in a list to choose from."""
    words = row.said.text.split()
    cut = " ".join(words[:14]) + ("…" if len(words) > 14 else "")
    return f"{row.evidence.reference}, {row.said.get_strength_display().lower()}: {cut}"
