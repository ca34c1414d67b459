"""The statement of action that answers a letter: who writes it, with whom, by when (150092 ¶28)."""

from django.conf import settings
from django.db import models
from django.db.models import Q

from organisations.models import Agency, Inspectorate
from records.models import AppendOnly
from reports.models.report import Report
from reports.values.statement import SEND_TO_LIMIT


class StatementOfAction(models.Model):
    """What a letter asks for in its next steps. The row holds it as it stands."""

    report = models.OneToOneField(Report, on_delete=models.PROTECT, related_name="statement")
    writer = models.ForeignKey(
        Agency,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        help_text="Who writes it; empty: the partnership.",
    )
    involved = models.ManyToManyField(
        Agency, related_name="+", help_text="With whom; none: all that the letter is addressed to."
    )
    inspectorate = models.ForeignKey(
        Inspectorate, on_delete=models.PROTECT, related_name="+", help_text="Who receives it."
    )
    send_to = models.CharField(max_length=SEND_TO_LIMIT)
    due_on = models.DateField(
        null=True, blank=True, help_text="Once it is known; empty: the framework’s working days."
    )
    version = models.PositiveIntegerField(default=1)

    class Meta:
        verbose_name_plural = "statements of action"
        constraints = [
            models.CheckConstraint(
                name="statement_has_address",
                condition=~Q(send_to=""),
                violation_error_message="A statement of action is sent somewhere.",
            ),
        ]

    def __str__(self) -> str:
        return f"statement of action of {self.report_id}"

    @property
    def record_name(self) -> str:
        """How the audit log names it."""
        return f"statement of action v{self.version}"


class StatementRevision(AppendOnly):
    """What was recorded of a statement of action at a version."""

    statement = models.ForeignKey(
        StatementOfAction, on_delete=models.PROTECT, related_name="revisions"
    )
    version = models.PositiveIntegerField()
    content = models.JSONField()
    by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField()

    class Meta:
        ordering = ["version"]
        constraints = [
            models.UniqueConstraint(
                name="statement_revision_once",
                fields=["statement", "version"],
                violation_error_message="This version was saved already.",
            )
        ]

    def __str__(self) -> str:
        return f"{self.statement} v{self.version}"
