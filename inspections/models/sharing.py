"""Who may see an item of evidence, and what relies on it."""

from datetime import date, datetime
from typing import Any
from uuid import UUID

from django.conf import settings
from django.db import models
from django.db.models import Exists, OuterRef, Prefetch, Q
from django.utils import timezone

from inspections.models.evidence import Evidence, EvidenceCriterion, EvidenceRevision
from inspections.models.team import Assignment
from inspections.values import EVIDENCE_PAGE, Asked
from organisations.models import Inspectorate, LegalPower


class EvidenceAudienceQuerySet(models.QuerySet["EvidenceAudience"]):
    """The one door to evidence: every list, count and search starts here."""

    def visible_to(self, person: Any, day: date | None = None) -> "EvidenceAudienceQuerySet":
        """What the person may see today: what their inspectorate's team on that inspection sees."""
        on_team = Assignment.objects.on(day or timezone.localdate()).filter(
            inspection=OuterRef("inspection"),
            inspectorate=OuterRef("inspectorate"),
            person=person,
        )
        return self.filter(Exists(on_team))

    def for_member(self, assignment: Assignment) -> "EvidenceAudienceQuerySet":
        """What a team member sees in the inspection: one range of one index."""
        return self.filter(
            inspection=assignment.inspection_id, inspectorate=assignment.inspectorate_id
        )

    def with_content(self) -> "EvidenceAudienceQuerySet":
        """With what a list shows of each item."""
        links = EvidenceCriterion.objects.select_related("criterion").order_by("criterion__order")
        return self.select_related(
            "evidence__owner",
            "evidence__author",
            "evidence__case",
            "evidence__strand",
            "revision__agency",
        ).prefetch_related(Prefetch("revision__criterion_links", queryset=links))

    def named(self, inspection: Any, reference: str) -> "EvidenceAudience | None":
        """The item with this reference in the inspection, if it is among these."""
        return self.filter(inspection=inspection, evidence__reference=reference).first()

    def of_case(self, case: Any) -> "EvidenceAudienceQuerySet":
        """What was recorded against a case."""
        return self.filter(evidence__case=case)

    def of_strand(self, strand: Any) -> "EvidenceAudienceQuerySet":
        """What was recorded in a strand."""
        return self.filter(evidence__strand=strand)

    def for_item(self) -> "EvidenceAudienceQuerySet":
        """With what the page of one item shows, and what its permissions ask."""
        return self.with_content().select_related(
            "evidence__owner",
            "evidence__author",
            "evidence__case",
            "evidence__strand",
            "evidence__power",
            "revision__agency",
        )

    def newest_first(self) -> "EvidenceAudienceQuerySet":
        """By the time of recording; the key breaks ties, so that paging loses nothing."""
        return self.order_by("-recorded_at", "-evidence_id")

    def page(self, asked: Asked) -> "EvidenceAudienceQuerySet":
        """One page, and one row more that says whether another page follows."""
        rows = self.newest_first()
        if asked.newer_than:
            rows = self.newer_than(*asked.newer_than)
        elif asked.older_than:
            rows = self.older_than(*asked.older_than)
        return rows[: EVIDENCE_PAGE + 1]

    def older_than(self, at: datetime, key: UUID) -> "EvidenceAudienceQuerySet":
        """What comes after that item in the list, newest first.

        The first condition says nothing that the second does not: it gives the index its bound.
        """
        tied = Q(recorded_at__lt=at) | Q(evidence_id__lt=key)
        return self.filter(Q(recorded_at__lte=at) & tied).newest_first()

    def newer_than(self, at: datetime, key: UUID) -> "EvidenceAudienceQuerySet":
        """What comes before that item in the list, the nearest first."""
        tied = Q(recorded_at__gt=at) | Q(evidence_id__gt=key)
        return self.filter(Q(recorded_at__gte=at) & tied).order_by("recorded_at", "evidence_id")


class EvidenceAudience(models.Model):
    """An inspectorate's team sees an item of evidence, at a revision.

    The projection that lists, counts, matrix and row-level security share. The database's triggers
    keep it (inspections/migrations): a row for the owner, for each participant of a joint strand,
    and for each share that stands. `pinned` rows stay at the revision that was shared (I3); the
    others follow the newest. The application only reads it.
    """

    application_rights = ("SELECT",)

    inspection = models.ForeignKey(
        "inspections.Inspection", on_delete=models.CASCADE, related_name="+"
    )
    inspectorate = models.ForeignKey(Inspectorate, on_delete=models.CASCADE, related_name="+")
    evidence = models.ForeignKey(Evidence, on_delete=models.CASCADE, related_name="audience")
    revision = models.ForeignKey(
        EvidenceRevision, on_delete=models.CASCADE, null=True, related_name="+"
    )
    pinned = models.BooleanField()
    recorded_at = models.DateTimeField()

    objects = EvidenceAudienceQuerySet.as_manager()

    class Meta:
        verbose_name_plural = "evidence audience"
        indexes = [
            models.Index(
                fields=["inspection", "inspectorate", "-recorded_at", "-evidence"],
                name="audience_newest_first",
            )
        ]
        constraints = [
            models.UniqueConstraint(
                name="audience_once",
                fields=["evidence", "inspectorate"],
                violation_error_message="This inspectorate sees the item already.",
            )
        ]

    def __str__(self) -> str:
        return f"{self.evidence_id} for {self.inspectorate_id}"

    def readable_revisions(self) -> list[EvidenceRevision]:
        """The versions that this audience may read, the newest first: a share is of one (I3)."""
        rows = self.evidence.revisions.select_related("person").order_by("-version")
        if self.pinned:
            rows = rows.filter(pk=self.said.pk)
        return list(rows)

    def readable_shares(self) -> "EvidenceShareQuerySet":
        """The shares of the item: its owner sees them all, a receiver its own."""
        shares = EvidenceShare.objects.of(self.evidence)
        if self.inspectorate_id != self.evidence.owner_id:
            shares = shares.filter(inspectorate=self.inspectorate_id)
        return shares

    def readable_uses(self) -> "list[EvidenceUse]":
        """What relies on the item. Whom it was shared with does not learn of others' work."""
        return [] if self.pinned else list(EvidenceUse.objects.of(self.evidence))

    @property
    def said(self) -> EvidenceRevision:
        """What this audience may read now. It is empty only while the item is being recorded."""
        if self.revision is None:
            raise LookupError(f"{self.evidence} has no version yet.")
        return self.revision

    @property
    def record_name(self) -> str:
        """How the audit log names what was shown: the item, at the version that they see."""
        return f"evidence {self.evidence.reference} v{self.said.version}"


class EvidenceShareQuerySet(models.QuerySet["EvidenceShare"]):
    """Shares, those that stand and those that were withdrawn."""

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

    def with_inspectorate(self, code: str) -> "EvidenceShare | None":
        """The share with that inspectorate that stands, if there is one."""
        return self.standing().filter(inspectorate__code=code).first()


class EvidenceShare(models.Model):
    """The owner shares one version of an item with an inspectorate, for a purpose (I2–I4).

    Only withdrawing changes a share; the row stays.
    """

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


class EvidenceUseQuerySet(models.QuerySet["EvidenceUse"]):
    """What relies on evidence."""

    def of(self, evidence: Any) -> "EvidenceUseQuerySet":
        """What relies on any version of one item, the newest first."""
        return self.filter(revision__evidence=evidence).select_related("revision").order_by("-at")


class EvidenceUse(models.Model):
    """Something relies on an item of evidence: a position, a paragraph.

    Written by the app above that relies on it, so that this app knows without looking up.
    """

    revision = models.ForeignKey(EvidenceRevision, on_delete=models.PROTECT, related_name="uses")
    kind = models.CharField(max_length=20)
    used_in = models.CharField(max_length=60)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField()

    objects = EvidenceUseQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                name="use_once",
                fields=["revision", "kind", "used_in"],
                violation_error_message="It is relied on there already.",
            )
        ]

    def __str__(self) -> str:
        return f"{self.kind} {self.used_in}"
