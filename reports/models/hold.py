"""What stood in a report's text and was held, and why somebody let it stand (P22)."""

from typing import Any, ClassVar

from django.conf import settings
from django.db import models
from django.db.models import Q

from organisations.models import Inspectorate
from records.models import AppendOnly
from records.models.append_only import AppendOnlyQuerySet
from reports.models.report import Report
from reports.rules.held import HELD_LABELS, HeldKind


class HoldDecisionQuerySet(AppendOnlyQuerySet):
    """Decisions."""

    def fingerprints(self) -> set[str]:
        """Of what somebody let stand."""
        return set(self.values_list("fingerprint", flat=True))

    def for_page(self) -> "HoldDecisionQuerySet":
        """With who decided, the newest first."""
        return self.select_related("by", "inspectorate").order_by("-at", "-pk")


class HoldDecision(AppendOnly):
    """A lead decided that something which was held may stay, and why.

    It counts for that find in that text of that paragraph alone: what is found is held anew once
    the text is another. What was found is kept masked; the text itself is in the revisions.
    """

    report = models.ForeignKey(Report, on_delete=models.PROTECT, related_name="hold_decisions")
    kind = models.CharField(
        max_length=16, choices=[(kind.value, HELD_LABELS[kind]) for kind in HeldKind]
    )
    place = models.CharField(max_length=60, help_text="The paragraph’s reference, P7.")
    shown = models.CharField(max_length=200, help_text="What of it is shown; identifiers masked.")
    fingerprint = models.CharField(
        max_length=64, help_text="SHA-256 of the paragraph’s text and what was found in it."
    )
    reason = models.TextField()
    inspectorate = models.ForeignKey(Inspectorate, on_delete=models.PROTECT, related_name="+")
    by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField()

    objects: ClassVar[Any] = HoldDecisionQuerySet.as_manager()

    class Meta:
        ordering = ["at", "pk"]
        constraints = [
            models.UniqueConstraint(
                name="hold_decided_once",
                fields=["report", "fingerprint"],
                violation_error_message="Somebody decided this at the same moment.",
            ),
            models.CheckConstraint(
                name="hold_decision_has_reason",
                condition=~Q(reason=""),
                violation_error_message="Say why it may stay.",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.get_kind_display()} in {self.place}"

    @property
    def record_name(self) -> str:
        """How the audit log names it."""
        return f"decision on {self.kind} in {self.place}"
