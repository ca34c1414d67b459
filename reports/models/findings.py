"""Findings and recommendations of an inspection: numbered for good, the same in every document."""

from datetime import date
from typing import Any

from django.conf import settings
from django.db import models
from django.db.models import Exists, OuterRef, Q

from inspections.models import Assignment, EvidenceRevision, Inspection, Strand
from organisations.models import Agency, Inspectorate
from records.models import AppendOnly
from reports.models.report import Paragraph, Report
from reports.values.findings import FindingKind, Rank, full_name, kind_and_number, label_of


class FindingCount(models.Model):
    """How many findings of each kind were ever numbered in an inspection.

    A row of its own: whoever numbers one may not see every finding there is, and no number is
    given twice.
    """

    inspection = models.OneToOneField(
        Inspection, on_delete=models.PROTECT, related_name="finding_count"
    )
    strengths = models.PositiveIntegerField(default=0)
    weaknesses = models.PositiveIntegerField(default=0)

    def __str__(self) -> str:
        return f"{self.strengths} strengths, {self.weaknesses} weaknesses"

    def next_number(self, kind: FindingKind) -> int:
        """The next number of that kind, which is taken with it. The row is locked."""
        name = "strengths" if kind == FindingKind.STRENGTH else "weaknesses"
        number: int = getattr(self, name) + 1
        setattr(self, name, number)
        self.save(update_fields=[name])
        return number


class FindingQuerySet(models.QuerySet["Finding"]):
    """Findings."""

    def visible_to(self, person: Any, day: date) -> "FindingQuerySet":
        """Those that the person may read that day, as the database's own policy has it.

        What several inspectorates find together everybody on the team reads. What one has found by
        itself its own people read, and whoever reads a document that uses it.
        """
        team = Assignment.objects.on(day).filter(inspection=OuterRef("inspection"), person=person)
        own = team.filter(inspectorate=OuterRef("owner"))
        used = Paragraph.objects.standing().filter(
            finding=OuterRef("pk"), report__in=Report.objects.visible_to(person, day)
        )
        return self.filter(
            Q(owner__isnull=True) & Q(Exists(team)) | Q(Exists(own)) | Q(Exists(used))
        )

    def of(self, inspection: Inspection) -> "FindingQuerySet":
        """Those of one inspection: recommendations first, in the order of their numbers."""
        return self.filter(inspection=inspection).order_by("-kind", "number")

    def standing(self) -> "FindingQuerySet":
        """Those that were not withdrawn."""
        return self.filter(is_withdrawn=False)

    def for_page(self) -> "FindingQuerySet":
        """With what every page shows of each."""
        rows = self.select_related("agency", "owner", "strand", "recorded_by")
        return rows.annotate(evidence_count=models.Count("evidence_links", distinct=True))

    def with_uses(self) -> "FindingQuerySet":
        """With the documents that state each, and where."""
        standing = Paragraph.objects.standing().select_related(
            "section", "report__form", "report__strand"
        )
        return self.prefetch_related(models.Prefetch("uses", queryset=standing))

    def labelled(self, label: str) -> "Finding | None":
        """The one that an address calls so, if it is among these."""
        found = kind_and_number(label)
        if found is None:
            return None
        return self.for_page().filter(kind=found[0], number=found[1]).first()

    def chosen(self, *, about: str = "", kind: str = "", rank: str = "") -> "FindingQuerySet":
        """Those that a filter leaves.

        Args:
            about: `partnership`, or the key of an agency; empty: all, as for the others.
            rank: of `Rank`, or `none` for those that have none.
        """
        rows = self
        if about:
            rows = rows.filter(
                **{"agency__isnull": True} if about == "partnership" else {"agency": about}
            )
        if kind:
            rows = rows.filter(kind=kind)
        return rows.filter(rank="" if rank == "none" else rank) if rank else rows


class Finding(models.Model):
    """What an inspection has found: a strength, or a weakness and so a recommendation.

    `number` counts within the inspection and the kind; it is given once and never again, so that
    documents, answers and follow-up mean the same by it. The row says how it stands; its revisions
    keep every text it had.
    """

    inspection = models.ForeignKey(Inspection, on_delete=models.PROTECT, related_name="findings")
    strand = models.ForeignKey(
        Strand,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="findings",
        help_text="In whose part it was found; empty: the whole inspection’s.",
    )
    owner = models.ForeignKey(
        Inspectorate,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        help_text="The one inspectorate whose finding it is; empty: found together.",
    )
    kind = models.CharField(max_length=10, choices=[(one.value, one.value) for one in FindingKind])
    number = models.PositiveIntegerField(help_text="Counts within the inspection and the kind.")
    text = models.TextField()
    agency = models.ForeignKey(
        Agency,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        help_text="To whom it is attributed; empty: the partnership.",
    )
    rank = models.CharField(
        max_length=20,
        blank=True,
        choices=[(one.value, one.value) for one in Rank],
        help_text="Empty: not ranked, or the framework ranks none.",
    )
    # By their codes, which an upgraded framework keeps.
    area = models.SlugField(max_length=60, blank=True)
    criterion = models.CharField(max_length=80, blank=True)
    version = models.PositiveIntegerField(default=1)
    is_withdrawn = models.BooleanField(default=False)
    recorded_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+"
    )
    recorded_at = models.DateTimeField()

    objects = FindingQuerySet.as_manager()

    class Meta:
        ordering = ["number"]
        constraints = [
            models.UniqueConstraint(
                name="report_finding_number_once",
                fields=["inspection", "kind", "number"],
                violation_error_message="The inspection has a finding with that number.",
            ),
            models.CheckConstraint(
                name="report_finding_has_text",
                condition=~Q(text=""),
                violation_error_message="A finding says something.",
            ),
            models.CheckConstraint(
                name="report_finding_kind_known",
                condition=Q(kind__in=[one.value for one in FindingKind]),
                violation_error_message="A finding is a strength or a weakness.",
            ),
            models.CheckConstraint(
                name="report_finding_rank_known",
                condition=Q(rank__in=["", *(one.value for one in Rank)]),
                violation_error_message="A recommendation has a rank that the framework names.",
            ),
            models.CheckConstraint(
                name="report_finding_strength_unranked",
                condition=~Q(kind=FindingKind.STRENGTH.value) | Q(rank=""),
                violation_error_message="A strength asks for nothing, and has no rank.",
            ),
        ]

    def __str__(self) -> str:
        return self.label

    @property
    def label(self) -> str:
        """How it is called within its inspection: R4."""
        return label_of(self.kind, self.number)

    @property
    def name(self) -> str:
        """How everybody calls it, also after the inspection: OF-JTAI-2026-03 R4."""
        return full_name(self.inspection.reference, self.label)

    @property
    def is_recommendation(self) -> bool:
        """Whether it asks for something to be done."""
        return self.kind == FindingKind.WEAKNESS

    @property
    def record_name(self) -> str:
        """How the audit log names it."""
        return f"finding {self.label} v{self.version}"


class FindingRevision(AppendOnly):
    """What a finding said at a version, and why it was withdrawn or stands again."""

    finding = models.ForeignKey(Finding, on_delete=models.PROTECT, related_name="revisions")
    version = models.PositiveIntegerField()
    text = models.TextField()
    agency = models.ForeignKey(Agency, on_delete=models.PROTECT, null=True, related_name="+")
    rank = models.CharField(max_length=20, blank=True)
    area = models.SlugField(max_length=60, blank=True)
    criterion = models.CharField(max_length=80, blank=True)
    is_withdrawn = models.BooleanField(default=False)
    why = models.TextField(blank=True)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField()

    class Meta:
        ordering = ["version"]
        constraints = [
            models.UniqueConstraint(
                name="report_finding_revision_once",
                fields=["finding", "version"],
                violation_error_message="This version was saved already.",
            ),
            models.CheckConstraint(
                name="report_finding_withdrawn_with_reason",
                condition=Q(is_withdrawn=False) | ~Q(why=""),
                violation_error_message="Say why the finding is withdrawn.",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.finding} v{self.version}"


class FindingEvidence(models.Model):
    """A finding rests on an item of evidence, at a revision."""

    finding = models.ForeignKey(Finding, on_delete=models.PROTECT, related_name="evidence_links")
    revision = models.ForeignKey(EvidenceRevision, on_delete=models.PROTECT, related_name="+")
    linked_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+"
    )
    linked_at = models.DateTimeField()

    class Meta:
        verbose_name_plural = "finding evidence"
        constraints = [
            models.UniqueConstraint(
                name="report_finding_evidence_once",
                fields=["finding", "revision"],
                violation_error_message="The finding rests on this already.",
            )
        ]

    def __str__(self) -> str:
        return f"{self.finding_id} – {self.revision_id}"
