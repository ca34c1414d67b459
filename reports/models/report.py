"""A report that is being written."""

from datetime import date
from typing import Any

from django.conf import settings
from django.db import models
from django.db.models import Exists, OuterRef, Q

from frameworks.models import ReportForm, ReportSection
from inspections.models import Assignment, EvidenceRevision, Inspection, Strand
from organisations.models import Agency
from records.models import AppendOnly
from reports.states import REPORT, ReportState


class ReportQuerySet(models.QuerySet["Report"]):
    """Reports of inspections."""

    def visible_to(self, person: Any, day: date) -> "ReportQuerySet":
        """Those of inspections whose team the person is on that day."""
        on_team = Assignment.objects.on(day).filter(
            inspection=OuterRef("strand__inspection"), person=person
        )
        return self.filter(Exists(on_team))

    def of(self, inspection: Inspection) -> "Report | None":
        """The report of the inspection, with what every page of it shows."""
        found = (
            self.select_related("form__quality_assured_by", "strand__power")
            .filter(strand__inspection=inspection)
            .first()
        )
        if found is not None:
            found.strand.inspection = inspection
        return found

    def lock(self, report: "Report") -> "Report":
        """The row as it is now, held until this transaction ends.

        Transitions, signatures, publication and the changes of the text all take it first, so that
        no text changes between its freezing and the change of stage.
        """
        rows = (
            self.select_related("form__quality_assured_by", "strand__inspection")
            .select_for_update(of=("self",))
            .filter(pk=report.pk)
        )
        # A row whose form changed while this waited for it, as an upgrade changes it, no longer
        # fits the form that was read beside it, and PostgreSQL passes it over. Asked again, it is
        # there.
        return rows.first() or rows.get()


class Report(models.Model):
    """The document of a strand, in the form that its framework names (140112 ¶113)."""

    strand = models.OneToOneField(Strand, on_delete=models.PROTECT, related_name="report")
    form = models.ForeignKey(ReportForm, on_delete=models.PROTECT, related_name="reports")
    state = models.CharField(
        max_length=20,
        choices=[(state.value, REPORT.label(state)) for state in ReportState],
        default=ReportState.DRAFTING,
    )
    paragraphs_made = models.PositiveIntegerField(default=0)
    recommendations_made = models.PositiveIntegerField(default=0)
    opened_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+"
    )
    opened_at = models.DateTimeField()

    objects = ReportQuerySet.as_manager()

    class Meta:
        constraints = [
            models.CheckConstraint(
                name="report_state_known",
                condition=Q(state__in=[state.value for state in ReportState]),
                violation_error_message="A report has one of the stages of its table.",
            )
        ]

    def __str__(self) -> str:
        return f"{self.form} ({self.strand})"

    @property
    def record_name(self) -> str:
        """How the audit log names it."""
        return f"report {self.strand.inspection.reference}"

    @property
    def state_label(self) -> str:
        """The stage in words."""
        return REPORT.label(self.state)


class ReportEvent(AppendOnly):
    """One step of a report from a stage to the next."""

    report = models.ForeignKey(Report, on_delete=models.PROTECT, related_name="events")
    verb = models.CharField(max_length=40)
    from_state = models.CharField(max_length=20, blank=True)
    to_state = models.CharField(max_length=20)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField()
    why = models.TextField(blank=True)

    class Meta:
        ordering = ["at", "pk"]

    def __str__(self) -> str:
        return f"{self.verb}: {self.from_state} → {self.to_state}"


class ParagraphQuerySet(models.QuerySet["Paragraph"]):
    """Paragraphs, in the order in which they are read."""

    def standing(self) -> "ParagraphQuerySet":
        """Those that were not removed."""
        return self.filter(is_removed=False)

    def in_order(self) -> "ParagraphQuerySet":
        """As the document reads, with to whom each is addressed."""
        return self.select_related("section", "agency").order_by("section__order", "position", "pk")

    def with_evidence_count(self) -> "ParagraphQuerySet":
        """With `evidence_count`: on how many items each rests."""
        return self.annotate(evidence_count=models.Count("evidence_links"))

    def named(self, reference: str) -> "Paragraph | None":
        """The one with this reference, if it is among these."""
        return self.select_related("section", "agency").filter(reference=reference).first()


class Paragraph(models.Model):
    """A paragraph, or an addressed point, of a report.

    `reference` (P7) and `number` (R2, for recommendations) are given once and never used again, so
    that comments, answers and follow-up can point at them. The row holds the text as it stands;
    its revisions keep every text it had.
    """

    report = models.ForeignKey(Report, on_delete=models.PROTECT, related_name="paragraphs")
    section = models.ForeignKey(ReportSection, on_delete=models.PROTECT, related_name="+")
    reference = models.CharField(max_length=8)
    number = models.CharField(max_length=8, blank=True)
    position = models.PositiveIntegerField()
    text = models.TextField()
    agency = models.ForeignKey(
        Agency,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        help_text="To whom the point is addressed; empty: the partnership.",
    )
    version = models.PositiveIntegerField(default=1)
    is_removed = models.BooleanField(default=False)

    objects = ParagraphQuerySet.as_manager()

    class Meta:
        ordering = ["section__order", "position"]
        constraints = [
            models.UniqueConstraint(
                name="paragraph_reference_once",
                fields=["report", "reference"],
                violation_error_message="The report has that paragraph already.",
            ),
            models.UniqueConstraint(
                name="paragraph_number_once",
                fields=["report", "number"],
                condition=~Q(number=""),
                violation_error_message="The report has that recommendation already.",
            ),
            models.CheckConstraint(
                name="paragraph_has_text",
                condition=~Q(text=""),
                violation_error_message="A paragraph says something.",
            ),
        ]

    def __str__(self) -> str:
        return self.number or self.reference

    @property
    def record_name(self) -> str:
        """How the audit log names it."""
        return f"paragraph {self.reference} v{self.version}"


class ParagraphRevision(AppendOnly):
    """What a paragraph said at a version."""

    paragraph = models.ForeignKey(Paragraph, on_delete=models.PROTECT, related_name="revisions")
    version = models.PositiveIntegerField()
    text = models.TextField()
    agency = models.ForeignKey(Agency, on_delete=models.PROTECT, null=True, related_name="+")
    is_removed = models.BooleanField(default=False)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField()

    class Meta:
        ordering = ["version"]
        constraints = [
            models.UniqueConstraint(
                name="paragraph_revision_once",
                fields=["paragraph", "version"],
                violation_error_message="This version was saved already.",
            )
        ]

    def __str__(self) -> str:
        return f"{self.paragraph} v{self.version}"


class ParagraphEvidence(models.Model):
    """A paragraph rests on an item of evidence, at a revision."""

    paragraph = models.ForeignKey(
        Paragraph, on_delete=models.PROTECT, related_name="evidence_links"
    )
    revision = models.ForeignKey(EvidenceRevision, on_delete=models.PROTECT, related_name="+")
    linked_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+"
    )
    linked_at = models.DateTimeField()

    class Meta:
        verbose_name_plural = "paragraph evidence"
        constraints = [
            models.UniqueConstraint(
                name="paragraph_evidence_once",
                fields=["paragraph", "revision"],
                violation_error_message="The paragraph rests on this already.",
            )
        ]

    def __str__(self) -> str:
        return f"{self.paragraph_id} – {self.revision_id}"
