"""How an inspection came from one version of its framework to another."""

from django.conf import settings
from django.db import models
from django.db.models import F, Q

from frameworks.models import FrameworkVersion
from inspections.models.inspection import Inspection
from records.models import AppendOnly


class InspectionUpgrade(AppendOnly):
    """The overall lead moved an inspection to another version: from which, when and why.

    `impact` is the list that the lead read before it, as plain data: what the new version says
    otherwise, and what in the inspection stands on it. It counts the evidence that the lead could
    read.
    """

    inspection = models.ForeignKey(
        Inspection, on_delete=models.PROTECT, related_name="changes_of_version"
    )
    from_version = models.ForeignKey(FrameworkVersion, on_delete=models.PROTECT, related_name="+")
    to_version = models.ForeignKey(FrameworkVersion, on_delete=models.PROTECT, related_name="+")
    by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField()
    why = models.TextField(blank=True)
    impact = models.JSONField()

    class Meta:
        ordering = ["at", "pk"]
        constraints = [
            models.CheckConstraint(
                name="upgrade_leads_elsewhere",
                condition=~Q(from_version=F("to_version")),
                violation_error_message="An upgrade leads to another version.",
            )
        ]

    def __str__(self) -> str:
        return f"{self.inspection.reference}: {self.from_version} → {self.to_version}"

    @property
    def record_name(self) -> str:
        """How the audit log names it."""
        return f"upgrade of {self.inspection.reference} to {self.to_version.version}"
