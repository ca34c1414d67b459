"""Versions of templates that no draft is made with any more (docs/adr/0015)."""

from typing import Any, ClassVar

from django.conf import settings
from django.db import models
from django.db.models import Q

from records.models import AppendOnly
from records.models.append_only import AppendOnlyQuerySet
from reports.values.templates import TemplateKind


class TemplateWithdrawalQuerySet(AppendOnlyQuerySet):
    """Withdrawals."""

    def numbers_of(self, kind: str) -> set[int]:
        """Which versions of a kind are withdrawn."""
        return set(self.filter(kind=kind).values_list("number", flat=True))

    def of(self, kind: str, number: int) -> "TemplateWithdrawal | None":
        """The withdrawal of a version, if it was withdrawn."""
        return self.filter(kind=kind, number=number).first()


class TemplateWithdrawal(AppendOnly):
    """A version of a template is withdrawn, for a reason.

    What was published under it stays as it is, and is printed by it. A version does not come back:
    it is shipped again under the next number.
    """

    kind = models.CharField(max_length=10, choices=[(one.value, one.value) for one in TemplateKind])
    number = models.PositiveSmallIntegerField()
    reason = models.TextField()
    by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        help_text="Empty: the operator, at the command line.",
    )
    at = models.DateTimeField()

    objects: ClassVar[Any] = TemplateWithdrawalQuerySet.as_manager()

    class Meta:
        ordering = ["at", "pk"]
        constraints = [
            models.UniqueConstraint(
                name="template_withdrawn_once",
                fields=["kind", "number"],
                violation_error_message="This version was withdrawn already.",
            ),
            models.CheckConstraint(
                name="template_withdrawn_with_reason",
                condition=~Q(reason=""),
                violation_error_message="Say why the version is withdrawn.",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.kind} {self.number}"

    @property
    def record_name(self) -> str:
        """How the audit log names it."""
        return f"withdrawal of template {self.kind} {self.number}"
