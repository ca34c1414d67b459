"""Who may see an item of evidence, and what relies on it."""

from collections.abc import Iterable
from datetime import date, datetime
from typing import Any
from uuid import UUID

from django.conf import settings
from django.db import models
from django.db.models import Exists, OuterRef, Prefetch, Q, Subquery
from django.utils import timezone

from inspections.models.attachment import (
    Attachment,
    AttachmentQuerySet,
    RevisionAttachment,
)
from inspections.models.evidence import Evidence, EvidenceCriterion, EvidenceRevision
from inspections.models.share import EvidenceShare, EvidenceShareQuerySet
from inspections.models.team import Assignment
from inspections.values import EVIDENCE_PAGE, Asked
from organisations.models import Inspectorate, Reach
from organisations.values import ReachVerdict


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

    def standing(self) -> "EvidenceAudienceQuerySet":
        """Items that were not withdrawn. Lists show the others too, and say so."""
        return self.filter(evidence__withdrawn_at__isnull=True)

    def with_references(self, references: Iterable[str]) -> "EvidenceAudienceQuerySet":
        """Those with these references; within one inspection a reference is one item's."""
        return self.filter(evidence__reference__in=list(references))

    def of_case(self, case: Any) -> "EvidenceAudienceQuerySet":
        """What was recorded against a case."""
        return self.filter(evidence__case=case)

    def shared_in(self) -> "EvidenceAudienceQuerySet":
        """What another inspectorate shared: the rows that stay at the version of a share."""
        return self.filter(pinned=True)

    def of_strand(self, strand: Any) -> "EvidenceAudienceQuerySet":
        """What was recorded in a strand."""
        return self.filter(evidence__strand=strand)

    def for_item(self) -> "EvidenceAudienceQuerySet":
        """With what the page of one item shows, and what its permissions ask."""
        return (
            self.with_content()
            .select_related(
                "evidence__owner",
                "evidence__author",
                "evidence__case",
                "evidence__strand",
                "evidence__power",
                "revision__agency",
                "revision__service",
            )
            .with_reach()
        )

    def with_reach(self) -> "EvidenceAudienceQuerySet":
        """With whether the item's power reached its service on the day that it was observed."""
        known = self._reach()
        return self.annotate(
            reach_verdict=Subquery(known.values("verdict")[:1]),
            reach_source=Subquery(known.values("source")[:1]),
        )

    def count_beyond(self) -> tuple[int, int]:
        """How many are about a service that the power may not reach; how many without a basis."""
        not_reached = self._reach().exclude(verdict=ReachVerdict.REACHES)
        counts = self.filter(Exists(not_reached)).aggregate(
            beyond=models.Count("pk"),
            without=models.Count("pk", filter=Q(revision__basis="")),
        )
        return counts["beyond"], counts["without"]

    @staticmethod
    def _reach() -> models.QuerySet[Reach]:
        observed = OuterRef("revision__observed_on")
        return Reach.objects.filter(
            Q(ends_on__isnull=True) | Q(ends_on__gte=observed),
            power=OuterRef("evidence__power"),
            service=OuterRef("revision__service"),
            starts_on__lte=observed,
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

    # Of rows that were asked `with_reach`.
    reach_verdict: str | None
    reach_source: str | None

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

    def readable_revisions(self, *, with_facts: bool = False) -> list[EvidenceRevision]:
        """The versions that this audience may read, the newest first: a share is of one (I3).

        Args:
            with_facts: with what each names: agency, service, criteria.
        """
        rows = self.evidence.revisions.select_related("person").order_by("-version")
        if with_facts:
            links = EvidenceCriterion.objects.select_related("criterion").order_by(
                "criterion__order"
            )
            rows = rows.select_related("person", "agency", "service").prefetch_related(
                Prefetch("criterion_links", queryset=links)
            )
        if self.pinned:
            rows = rows.filter(pk=self.said.pk)
        return list(rows)

    def readable_attachments(self) -> AttachmentQuerySet:
        """The files of the versions that this audience may read."""
        links = RevisionAttachment.objects.filter(
            attachment=OuterRef("pk"), revision__evidence=self.evidence_id
        )
        if self.pinned:
            links = links.filter(revision=self.said.pk)
        files: AttachmentQuerySet = Attachment.objects.filter(evidence=self.evidence_id)
        return files.filter(Exists(links))

    def readable_shares(self) -> EvidenceShareQuerySet:
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


class EvidenceUseQuerySet(models.QuerySet["EvidenceUse"]):
    """What relies on evidence."""

    def of(self, evidence: Any) -> "EvidenceUseQuerySet":
        """What relies on any version of one item, the newest first."""
        users = Assignment.objects.filter(
            person=OuterRef("by"), inspection=OuterRef("revision__evidence__inspection")
        )
        return (
            self.filter(revision__evidence=evidence)
            .select_related("revision")
            .annotate(user_inspectorate=Subquery(users.values("inspectorate")[:1]))
            .order_by("-at")
        )


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
