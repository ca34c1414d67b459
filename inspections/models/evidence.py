"""What inspectors saw and heard."""

import uuid

from django.conf import settings
from django.db import models
from django.db.models import Q

from frameworks.models import Criterion
from inspections.models.case import Case
from inspections.models.strand import Strand
from inspections.states import TAKES_EVIDENCE
from inspections.values import (
    CONFIDENCE_LABELS,
    SOURCE_LABELS,
    STRENGTH_LABELS,
    WORDING_LABELS,
    Confidence,
    Source,
    Strength,
    Wording,
)
from organisations.models import Agency, Inspectorate, LegalPower, Service
from records.models import SaveReceipt


class EvidenceQuerySet(models.QuerySet["Evidence"]):
    """Items of evidence. Who may read them is asked of `EvidenceAudience`."""

    def open_for_change(self) -> "EvidenceQuerySet":
        """Those of inspections that take evidence."""
        return self.filter(inspection__state__in=[state.value for state in TAKES_EVIDENCE])

    def standing(self) -> "EvidenceQuerySet":
        """Those that were not withdrawn."""
        return self.filter(withdrawn_at__isnull=True)


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
    withdrawn_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    withdrawn_at = models.DateTimeField(null=True, blank=True)
    withdrawn_why = models.TextField(blank=True)

    objects = EvidenceQuerySet.as_manager()

    class Meta:
        verbose_name_plural = "evidence"
        constraints = [
            models.UniqueConstraint(
                name="evidence_reference_once",
                fields=["inspection", "reference"],
                violation_error_message="This inspection has evidence with that reference.",
            ),
            models.CheckConstraint(
                name="evidence_withdrawn_by_somebody",
                condition=Q(withdrawn_at__isnull=True, withdrawn_by__isnull=True, withdrawn_why="")
                | Q(withdrawn_at__isnull=False, withdrawn_by__isnull=False) & ~Q(withdrawn_why=""),
                violation_error_message="Evidence is withdrawn by a person, for a reason.",
            ),
        ]

    def __str__(self) -> str:
        return self.reference

    @property
    def is_withdrawn(self) -> bool:
        """Whether its author or the owner's lead has taken it back."""
        return self.withdrawn_at is not None

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
    is_childs_voice = models.BooleanField(
        default=False, help_text="It says what a child said, felt or showed."
    )
    confidence = models.CharField(
        max_length=8,
        choices=[(value.value, CONFIDENCE_LABELS[value]) for value in Confidence],
        default=Confidence.MEDIUM,
    )
    wording = models.CharField(
        max_length=12,
        choices=[(value.value, WORDING_LABELS[value]) for value in Wording],
        default=Wording.PARAPHRASE,
    )
    service = models.ForeignKey(
        Service, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    basis = models.TextField(
        blank=True, help_text="On what basis a service was looked at that the power may not reach."
    )
    why = models.TextField(
        blank=True, help_text="Why it was changed, once something had relied on it."
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
