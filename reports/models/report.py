"""A report that is being written."""

from datetime import date
from typing import Any

from django.conf import settings
from django.db import models
from django.db.models import Exists, OuterRef, Q

from frameworks.models import ReportForm, ReportSection
from frameworks.values import FormKind
from inspections.models import Assignment, EvidenceRevision, Inspection, Strand
from inspections.values import LEADING, TeamRole
from organisations.models import Agency, Inspectorate
from records.models import AppendOnly
from reports.states import REPORT, SIGNED_OFF, ReportState


class ReportQuerySet(models.QuerySet["Report"]):
    """Reports of inspections."""

    def visible_to(self, person: Any, day: date) -> "ReportQuerySet":
        """Those that the person may read that day; `reports.permissions.may_read` in SQL."""
        team = Assignment.objects.on(day).filter(inspection=OuterRef("inspection"), person=person)
        own = team.filter(inspectorate=OuterRef("strand__owner"))
        assures = team.filter(
            role=TeamRole.QUALITY_ASSURER, inspectorate=OuterRef("form__quality_assured_by")
        )
        leads = team.filter(role__in=LEADING)
        return self.filter(
            Q(strand__owner__isnull=True) & Q(Exists(team))
            | Q(Exists(own))
            | ~Q(state=ReportState.DRAFTING) & Q(Exists(assures))
            | Q(state__in=SIGNED_OFF) & Q(Exists(leads))
        )

    def of(self, inspection: Inspection) -> "ReportQuerySet":
        """Those of one inspection, with what every page of them shows."""
        return self.filter(inspection=inspection).select_related(
            "form__quality_assured_by", "strand__power", "strand__owner"
        )

    def at(self, inspection: Inspection, slug: str) -> "Report | None":
        """The one that an address names, if it is among these."""
        found = next((one for one in self.of(inspection) if one.slug == slug), None)
        if found is not None:
            found.inspection = inspection
        return found

    def lock(self, report: "Report") -> "Report":
        """The row as it is now, held until this transaction ends.

        Transitions, signatures, publication and the changes of the text all take it first, so that
        no text changes between its freezing and the change of stage.
        """
        rows = (
            self.select_related("form__quality_assured_by", "inspection", "strand__owner")
            .select_for_update(of=("self",))
            .filter(pk=report.pk)
        )
        # A row whose form changed while this waited for it, as an upgrade changes it, no longer
        # fits the form that was read beside it, and PostgreSQL passes it over. Asked again, it is
        # there.
        return rows.first() or rows.get()


class Report(models.Model):
    """A document of an inspection, in a form that its framework names (140112 ¶30, ¶108–113)."""

    inspection = models.ForeignKey(Inspection, on_delete=models.PROTECT, related_name="reports")
    strand = models.ForeignKey(
        Strand,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="reports",
        help_text="Whose document it is; empty: the whole inspection’s.",
    )
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
            models.UniqueConstraint(
                name="report_form_once",
                fields=["inspection", "form"],
                violation_error_message="This document was begun already.",
            ),
            models.CheckConstraint(
                name="report_state_known",
                condition=Q(state__in=[state.value for state in ReportState]),
                violation_error_message="A report has one of the stages of its table.",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.form} ({self.strand or self.inspection})"

    @property
    def slug(self) -> str:
        """How its address names it, once in an inspection."""
        return self.form.slug

    @property
    def where(self) -> list[Any]:
        """The parts of its address."""
        return [self.inspection.reference, self.slug]

    @property
    def record_name(self) -> str:
        """How the audit log names it."""
        return f"report {self.inspection.reference} {self.slug}"

    @property
    def state_label(self) -> str:
        """The stage in words."""
        return REPORT.label(self.state)

    @property
    def is_begun(self) -> bool:
        """Whether it is stored: a document that nobody has begun is named by its form alone."""
        return not self._state.adding

    @property
    def public_reference(self) -> str:
        """How the public names it once it is published; empty before."""
        return self.publications.values_list("reference", flat=True).first() or ""

    @property
    def word(self) -> str:
        """What people call it: a letter or a report."""
        return "letter" if "letter" in self.form.kind else "report"

    @property
    def is_combined(self) -> bool:
        """Whether it binds other documents together (140112 ¶30, ¶108–110)."""
        return self.form.kind == FormKind.COMBINED

    @property
    def owner(self) -> Inspectorate | None:
        """The one inspectorate whose document it is; None where several write it together."""
        return self.strand.owner if self.strand else None


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
        """With `evidence_count`: on how many items each rests, or the finding that it states."""
        return self.annotate(
            evidence_count=models.Count("evidence_links", distinct=True)
            + models.Count("finding__evidence_links", distinct=True)
        )

    def named(self, reference: str) -> "Paragraph | None":
        """The one with this reference, if it is among these."""
        return self.select_related("section", "agency").filter(reference=reference).first()


class Paragraph(models.Model):
    """A paragraph, or an addressed point, of a report.

    `reference` (P7) and `number` (R2, for recommendations) are given once and never used again, so
    that comments, answers and follow-up can point at them. The row holds the text as it stands;
    its revisions keep every text it had. One that states a finding follows its words and its number
    as long as the document’s text can change.
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
    finding = models.ForeignKey(
        "reports.Finding",
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="uses",
        help_text="Whose words it has; empty: its own.",
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
            models.UniqueConstraint(
                name="paragraph_finding_once",
                fields=["report", "finding"],
                violation_error_message="The document uses that finding already.",
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
    def basis(self) -> Any:
        """The links to what it rests on: its own, or those of the finding that it states."""
        return self.evidence_links if self.finding is None else self.finding.evidence_links

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
