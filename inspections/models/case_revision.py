"""What was known of a case, save by save."""

from datetime import date
from typing import Any, ClassVar

from django.db import models

from inspections.models.case import Case
from inspections.models.team import on_team
from inspections.values import CaseFacts
from records.models import SaveReceipt
from records.models.append_only import AppendOnlyQuerySet


class CaseRevisionQuerySet(AppendOnlyQuerySet):
    """Revisions of cases."""

    def visible_to(self, person: Any, day: date) -> "CaseRevisionQuerySet":
        """Those of inspections on whose team the person is that day."""
        return self.filter(on_team(person, day, inspection="case__inspection"))

    def of(self, case: Case) -> "CaseRevisionQuerySet":
        """Those of one case, the newest first, with who saved them."""
        return self.filter(case=case).select_related("person").order_by("-version")


class CaseRevision(SaveReceipt):
    """The facts of a case at one version: who saved them, when, and why. Receipt of its own save.

    `facts` is `CaseFacts` as data; the case itself has those of the newest revision in columns.
    """

    case = models.ForeignKey(Case, on_delete=models.PROTECT, related_name="revisions")
    version = models.PositiveIntegerField()
    facts = models.JSONField()
    why = models.TextField(blank=True)

    objects: ClassVar[Any] = CaseRevisionQuerySet.as_manager()

    class Meta:
        ordering = ["version"]
        constraints = [
            models.UniqueConstraint(
                name="case_revision_version_once",
                fields=["case", "version"],
                violation_error_message="This version of the case was saved already.",
            )
        ]

    def __str__(self) -> str:
        return f"{self.case.reference} v{self.version}"

    def said(self) -> CaseFacts:
        """The facts as a value."""
        return CaseFacts.from_data(self.facts)
