"""What inspectors saw and heard."""

import uuid

from django.conf import settings
from django.db import models
from django.db.models import Q

from frameworks.models import Criterion
from inspections.models.case import Case
from inspections.models.strand import Strand
from inspections.states import TAKES_EVIDENCE
from inspections.values import SOURCE_LABELS, STRENGTH_LABELS, Source, Strength
from organisations.models import Agency, Inspectorate, LegalPower
from records.models import SaveReceipt


class EvidenceQuerySet(models.QuerySet["Evidence"]):
    """Items of evidence. Who may read them is asked of `EvidenceAudience`."""

    def open_for_change(self) -> "EvidenceQuerySet":
        """Those of inspections that take evidence."""
        return self.filter(inspection__state__in=[state.value for state in TAKES_EVIDENCE])


class Evidence(models.Model):
    """One item of evidence: whose it is and under which power. What it says is in its revisions.

    The owner, the author and the power never change (reliability I1, I6). The key is the key of the
    form that it was first sent with, so the same form sent twice makes one record.
    """

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    inspection = models.ForeignKey(
        "inspections.Inspection", on_delete=models.PROTECT, related_name="evidence"
    )
    strand = models.ForeignKey(Strand, on_delete=models.PROTECT, related_name="evidence")
    owner = models.ForeignKey(Inspectorate, on_delete=models.PROTECT, related_name="evidence")
    power = models.ForeignKey(LegalPower, on_delete=models.PROTECT, related_name="evidence")
    author = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="evidence"
    )
    case = models.ForeignKey(
        Case, on_delete=models.PROTECT, null=True, blank=True, related_name="evidence"
    )
    reference = models.CharField(max_length=12)
    version = models.PositiveIntegerField(default=1)
    recorded_at = models.DateTimeField()

    objects = EvidenceQuerySet.as_manager()

    class Meta:
        verbose_name_plural = "evidence"
        constraints = [
            models.UniqueConstraint(
                name="evidence_reference_once",
                fields=["inspection", "reference"],
                violation_error_message="This inspection has evidence with that reference.",
            )
        ]

    def __str__(self) -> str:
        return self.reference

    @property
    def record_name(self) -> str:
        """How the audit log names it: reference and version, never the text."""
        return f"evidence {self.reference} v{self.version}"


class EvidenceRevision(SaveReceipt):
    """What an item of evidence said at one version. It is the receipt of its own save."""

    evidence = models.ForeignKey(Evidence, on_delete=models.PROTECT, related_name="revisions")
    version = models.PositiveIntegerField()
    text = models.TextField()
    source = models.CharField(
        max_length=16, choices=[(source.value, SOURCE_LABELS[source]) for source in Source]
    )
    observed_on = models.DateField()
    agency = models.ForeignKey(
        Agency, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    strength = models.CharField(
        max_length=10, choices=[(value.value, STRENGTH_LABELS[value]) for value in Strength]
    )
    criteria = models.ManyToManyField(
        Criterion, through="EvidenceCriterion", related_name="evidence_revisions"
    )

    class Meta:
        ordering = ["version"]
        constraints = [
            models.UniqueConstraint(
                name="revision_version_once",
                fields=["evidence", "version"],
                violation_error_message="This version was saved already.",
            ),
            models.CheckConstraint(
                name="revision_has_text",
                condition=~Q(text=""),
                violation_error_message="Evidence says what was seen.",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.evidence.reference} v{self.version}"

    @property
    def record_name(self) -> str:
        """How the audit log names it."""
        return f"evidence {self.evidence.reference} v{self.version}"


class EvidenceCriterion(models.Model):
    """A revision bears on a criterion. Written with the revision, never changed."""

    application_rights = ("SELECT", "INSERT")

    revision = models.ForeignKey(
        EvidenceRevision, on_delete=models.PROTECT, related_name="criterion_links"
    )
    criterion = models.ForeignKey(Criterion, on_delete=models.PROTECT, related_name="+")

    class Meta:
        verbose_name_plural = "evidence criteria"
        constraints = [
            models.UniqueConstraint(
                name="revision_criterion_once",
                fields=["revision", "criterion"],
                violation_error_message="The evidence names this criterion already.",
            )
        ]

    def __str__(self) -> str:
        return f"{self.revision_id} – {self.criterion_id}"
