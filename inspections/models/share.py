"""Shares of evidence, and who opened what was shared."""

from collections.abc import Iterable
from datetime import date
from typing import Any

from django.conf import settings
from django.db import models
from django.db.models import Exists, OuterRef, Q

from inspections.models.evidence import Evidence, EvidenceRevision
from inspections.models.team import Assignment
from organisations.models import Inspectorate, LegalPower
from records.models import AppendOnly
from records.models.append_only import AppendOnlyQuerySet


class EvidenceShareQuerySet(models.QuerySet["EvidenceShare"]):
    """Shares, those that stand and those that were withdrawn."""

    def visible_to(self, person: Any, day: date) -> "EvidenceShareQuerySet":
        """Those of which the person is, that day, on the owner's team or on the receiver's."""
        on_team = Assignment.objects.on(day).filter(
            Q(inspectorate=OuterRef("evidence__owner")) | Q(inspectorate=OuterRef("inspectorate")),
            inspection=OuterRef("evidence__inspection"),
            person=person,
        )
        return self.filter(Exists(on_team))

    def standing(self) -> "EvidenceShareQuerySet":
        """Those that were not withdrawn."""
        return self.filter(withdrawn_at__isnull=True)

    def of(self, evidence: Any) -> "EvidenceShareQuerySet":
        """The shares of one item, the newest first, with what a page names."""
        return (
            self.filter(evidence=evidence)
            .select_related("inspectorate", "revision", "power", "shared_by", "withdrawn_by")
            .order_by("-shared_at", "-pk")
        )

    def received_by(self, inspectorate_id: int, evidence: Any) -> "EvidenceShare | None":
        """The share under which an inspectorate reads an item now."""
        found = self.standing().filter(evidence=evidence, inspectorate=inspectorate_id)
        return found.select_related("evidence", "revision").first()

    def received_on(self, assignment: Assignment) -> "EvidenceShareQuerySet":
        """What stands shared with a team member's inspectorate in their inspection."""
        return self.standing().filter(
            evidence__inspection=assignment.inspection_id, inspectorate=assignment.inspectorate_id
        )

    def of_rows(self, rows: Iterable[Any], *, reader: Any) -> "dict[Any, EvidenceShare]":
        """Those of these items, by the key of the item.

        With what a page names, and whether the reader opened them.
        """
        opened = EvidenceReading.objects.filter(share=OuterRef("pk"), person=reader)
        found = self.filter(evidence__in=[row.evidence_id for row in rows])
        named = found.select_related("power", "shared_by")
        return {one.evidence_id: one for one in named.annotate(is_opened=Exists(opened))}

    def unread_by(self, person: Any, day: date) -> "EvidenceShareQuerySet":
        """What stands shared with the inspectorates of a person's teams, and they never opened."""
        on_team = Assignment.objects.on(day).filter(
            inspection=OuterRef("evidence__inspection"),
            inspectorate=OuterRef("inspectorate"),
            person=person,
        )
        opened = EvidenceReading.objects.filter(share=OuterRef("pk"), person=person)
        unread = self.standing().filter(Exists(on_team)).exclude(Exists(opened))
        return unread.filter(evidence__withdrawn_at__isnull=True)

    def counted_by_inspection(self) -> list[tuple[str, str, int]]:
        """The reference and the area of each inspection with how many of these it has."""
        inspection = "evidence__inspection"
        rows = self.values_list(f"{inspection}__reference", f"{inspection}__area__name")
        return list(rows.annotate(number=models.Count("pk")).order_by(f"{inspection}__reference"))

    def with_inspectorate(self, code: str) -> "EvidenceShare | None":
        """The share with that inspectorate that stands, if there is one."""
        return self.standing().filter(inspectorate__code=code).first()


class EvidenceShare(models.Model):
    """The owner shares one version of an item with an inspectorate, for a purpose (I2–I4).

    Only withdrawing changes a share; the row stays.
    """

    # Of shares that were asked `of_rows`.
    is_opened: bool

    evidence = models.ForeignKey(Evidence, on_delete=models.PROTECT, related_name="shares")
    revision = models.ForeignKey(EvidenceRevision, on_delete=models.PROTECT, related_name="shares")
    inspectorate = models.ForeignKey(
        Inspectorate, on_delete=models.PROTECT, related_name="shares_received"
    )
    purpose = models.TextField()
    power = models.ForeignKey(LegalPower, on_delete=models.PROTECT, related_name="+")
    shared_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+"
    )
    shared_at = models.DateTimeField()
    withdrawn_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="+"
    )
    withdrawn_at = models.DateTimeField(null=True)

    objects = EvidenceShareQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                name="share_one_stands",
                fields=["evidence", "inspectorate"],
                condition=Q(withdrawn_at__isnull=True),
                violation_error_message="It is shared with them. Withdraw that share first.",
            ),
            models.CheckConstraint(
                name="share_withdrawn_by_somebody",
                condition=Q(withdrawn_at__isnull=True, withdrawn_by__isnull=True)
                | Q(withdrawn_at__isnull=False, withdrawn_by__isnull=False),
                violation_error_message="A share is withdrawn by a person at a time.",
            ),
            models.CheckConstraint(
                name="share_has_purpose",
                condition=~Q(purpose=""),
                violation_error_message="Say what the share is for.",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.evidence_id} to {self.inspectorate_id}"

    @property
    def record_name(self) -> str:
        """How the audit log names it."""
        return (
            f"share of {self.evidence.reference} v{self.revision.version} "
            f"with {self.inspectorate.code}"
        )


class EvidenceReadingQuerySet(AppendOnlyQuerySet):
    """Who opened what was shared."""

    def by_person(self, shares: list[Any]) -> Any:
        """Of these shares, the first and the last opening of each person who opened one."""
        return (
            self.filter(share__in=shares)
            .values("share", "person__name")
            .annotate(first=models.Min("at"), last=models.Max("at"))
            .order_by("share", "first")
        )


class EvidenceReading(AppendOnly):
    """A person of the receiving inspectorate opened what a share shows.

    A row for each opening of the item's page or of one of its files. A line in a list is no
    reading: it holds the first words, and nobody may have looked at it. The owner reads when each
    person opened it first and last.
    """

    share = models.ForeignKey(EvidenceShare, on_delete=models.PROTECT, related_name="readings")
    person = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField()

    objects = EvidenceReadingQuerySet.as_manager()  # type: ignore[misc]  # narrows the base

    class Meta:
        indexes = [models.Index(fields=["share", "person", "at"], name="reading_by_person")]

    def __str__(self) -> str:
        return f"{self.person_id} opened {self.share_id}"
