"""A finding that is another inspectorate's business, sent to it."""

import uuid
from datetime import date
from typing import Any

from django.conf import settings
from django.db import models
from django.db.models import Exists, OuterRef, Q
from django.urls import reverse

from inspections.models.inspection import Inspection
from inspections.models.team import Assignment
from inspections.values import LEADING
from inspections.values.intelligence import (
    INTELLIGENCE_KIND_LABELS,
    OUTCOME_LABELS,
    IntelligenceKind,
    OutcomeKind,
)
from organisations.models import Inspectorate, LegalPower, LocalArea, Membership
from organisations.values import MemberRole
from records.models import AppendOnly


class IntelligenceQuerySet(models.QuerySet["Intelligence"]):
    """Intelligence, by who sent it and who received it."""

    def sent_by_side_of(self, person: Any, day: date) -> "IntelligenceQuerySet":
        """What the person sent, or their inspectorate's people on an inspection that they lead."""
        team = Assignment.objects.on(day).filter(
            inspection=OuterRef("inspection"), inspectorate=OuterRef("owner"), person=person
        )
        led = team.filter(role__in=LEADING)
        return self.filter(Q(author=person) & Exists(team) | Exists(led))

    def visible_to(
        self, person: Any, day: date, *, as_sender: bool = False
    ) -> "IntelligenceQuerySet":
        """What came to the inspectorate of which the person is a lead, or was named to them.

        Args:
            as_sender: what they or their inspectorate sent, instead: see `sent_by_side_of`.
        """
        if as_sender:
            return self.sent_by_side_of(person, day)
        works = Membership.objects.on(day).filter(person=person, inspectorate=OuterRef("receiver"))
        leads = works.filter(role=MemberRole.LEAD)
        named = IntelligenceReader.objects.filter(intelligence=OuterRef("pk"), person=person)
        return self.filter(Exists(leads) | Exists(named) & Exists(works), withdrawn_at__isnull=True)

    def of(self, inspection: Any) -> "IntelligenceQuerySet":
        """What was sent from one inspection."""
        return self.filter(inspection=inspection)

    def waiting(self) -> "IntelligenceQuerySet":
        """What nobody has confirmed to have received, nor its sender withdrawn."""
        return self.filter(received_at__isnull=True, withdrawn_at__isnull=True)

    def to_confirm_by(self, person: Any, day: date) -> "IntelligenceQuerySet":
        """What waits for the person, a lead of its receiver, to confirm that it has arrived."""
        return self._led_by(person, day).waiting()

    def to_answer_by(self, person: Any, day: date) -> "IntelligenceQuerySet":
        """What the person reads as a receiver, and nobody has said yet what it led to."""
        said = IntelligenceOutcome.objects.filter(intelligence=OuterRef("pk"))
        received = self.visible_to(person, day).filter(received_at__isnull=False)
        return received.exclude(Exists(said))

    def _led_by(self, person: Any, day: date) -> "IntelligenceQuerySet":
        works = Membership.objects.on(day).filter(person=person, inspectorate=OuterRef("receiver"))
        return self.filter(Exists(works.filter(role=MemberRole.LEAD)))

    def for_page(self) -> "IntelligenceQuerySet":
        """With what a page names, the newest first."""
        return self.select_related(
            "inspection__area",
            "owner",
            "receiver",
            "author",
            "power",
            "about_area",
            "received_by",
            "withdrawn_by",
        ).order_by("-sent_at", "-pk")

    def named(self, reference: str) -> "Intelligence | None":
        """The one with this reference, if it is among these."""
        return self.filter(reference=reference).first()


class Intelligence(models.Model):
    """Something that one inspectorate tells another, outside any share of evidence.

    A finding about another area, a concern, exceptional practice or a matter for enforcement
    (140112 ¶50, ¶57, ¶73; 180025 ¶8, ¶18). It goes to the leads of the receiving inspectorate,
    whether or not that takes part in the inspection. Of an item of evidence the text is copied,
    bound by its hash: the item itself is not shared. What it says never changes; it is received,
    or withdrawn before that.
    """

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    inspection = models.ForeignKey(
        Inspection, on_delete=models.PROTECT, related_name="intelligence"
    )
    reference = models.CharField(max_length=12, unique=True)
    kind = models.CharField(
        max_length=12,
        choices=[(kind.value, INTELLIGENCE_KIND_LABELS[kind]) for kind in IntelligenceKind],
    )
    owner = models.ForeignKey(
        Inspectorate, on_delete=models.PROTECT, related_name="intelligence_sent"
    )
    author = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    receiver = models.ForeignKey(
        Inspectorate, on_delete=models.PROTECT, related_name="intelligence_received"
    )
    power = models.ForeignKey(LegalPower, on_delete=models.PROTECT, related_name="+")
    purpose = models.TextField()
    text = models.TextField()
    about_area = models.ForeignKey(
        LocalArea, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    evidence_reference = models.CharField(max_length=12, blank=True)
    evidence_version = models.PositiveIntegerField(null=True, blank=True)
    evidence_text = models.TextField(blank=True)
    evidence_hash = models.CharField(max_length=64, blank=True)
    sent_at = models.DateTimeField()
    received_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="+"
    )
    received_at = models.DateTimeField(null=True)
    withdrawn_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="+"
    )
    withdrawn_at = models.DateTimeField(null=True)
    withdrawn_why = models.TextField(blank=True)

    objects = IntelligenceQuerySet.as_manager()

    class Meta:
        verbose_name_plural = "intelligence"
        indexes = [
            models.Index(fields=["receiver", "-sent_at"], name="intelligence_received"),
            models.Index(fields=["inspection", "-sent_at"], name="intelligence_of_inspection"),
        ]
        constraints = [
            models.CheckConstraint(
                name="intelligence_says_something",
                condition=~Q(text="") & ~Q(purpose=""),
                violation_error_message="Intelligence has a text and a purpose.",
            ),
            models.CheckConstraint(
                name="intelligence_received_by_somebody",
                condition=Q(received_at__isnull=True, received_by__isnull=True)
                | Q(received_at__isnull=False, received_by__isnull=False),
                violation_error_message="Intelligence is received by a person at a time.",
            ),
            models.CheckConstraint(
                name="intelligence_withdrawn_by_somebody",
                condition=Q(withdrawn_at__isnull=True, withdrawn_by__isnull=True, withdrawn_why="")
                | Q(withdrawn_at__isnull=False, withdrawn_by__isnull=False) & ~Q(withdrawn_why=""),
                violation_error_message="Intelligence is withdrawn by a person, for a reason.",
            ),
            models.CheckConstraint(
                name="intelligence_received_or_withdrawn",
                condition=Q(received_at__isnull=True) | Q(withdrawn_at__isnull=True),
                violation_error_message="What was received is not withdrawn.",
            ),
            models.CheckConstraint(
                name="intelligence_evidence_with_hash",
                condition=Q(evidence_reference="", evidence_text="", evidence_hash="")
                | ~Q(evidence_reference="") & ~Q(evidence_text="") & ~Q(evidence_hash=""),
                violation_error_message="Evidence goes with its text and its hash, or not at all.",
            ),
        ]

    def __str__(self) -> str:
        return self.reference

    @property
    def record_name(self) -> str:
        """How the audit log names it: never what it says."""
        return f"intelligence {self.reference}"

    @property
    def is_waiting(self) -> bool:
        """Neither received nor withdrawn."""
        return self.received_at is None and self.withdrawn_at is None

    def get_absolute_url(self) -> str:
        """The page of those who received it."""
        return reverse("inspections:intelligence_received_item", args=[self.reference])

    def get_sent_url(self) -> str:
        """The page of those who sent it."""
        return reverse(
            "inspections:intelligence_sent_item", args=[self.inspection.reference, self.reference]
        )


class IntelligenceReader(AppendOnly):
    """A person of the receiving inspectorate whom one of its leads let read a piece of it.

    The inspectorate stands here again: the database's policies ask this table without asking the
    other one, which asks this.
    """

    intelligence = models.ForeignKey(Intelligence, on_delete=models.PROTECT, related_name="readers")
    inspectorate = models.ForeignKey(Inspectorate, on_delete=models.PROTECT, related_name="+")
    person = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    named_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+"
    )
    at = models.DateTimeField()

    class Meta:
        ordering = ["at", "pk"]
        constraints = [
            models.UniqueConstraint(
                name="intelligence_reader_once",
                fields=["intelligence", "person"],
                violation_error_message="This person can read it already.",
            )
        ]

    def __str__(self) -> str:
        return f"{self.person_id} reads {self.intelligence_id}"


class IntelligenceOutcome(AppendOnly):
    """What a piece of intelligence led to. Another outcome is another row."""

    intelligence = models.ForeignKey(
        Intelligence, on_delete=models.PROTECT, related_name="outcomes"
    )
    kind = models.CharField(
        max_length=12, choices=[(kind.value, OUTCOME_LABELS[kind]) for kind in OutcomeKind]
    )
    text = models.TextField()
    by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField()

    class Meta:
        ordering = ["at", "pk"]
        constraints = [
            models.CheckConstraint(
                name="outcome_says_something",
                condition=~Q(text=""),
                violation_error_message="Say what it led to.",
            )
        ]

    def __str__(self) -> str:
        return f"{self.intelligence_id}: {self.kind}"
