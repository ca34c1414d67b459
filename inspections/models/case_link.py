"""What two cases are to each other."""

from datetime import date
from typing import Any

from django.conf import settings
from django.db import models
from django.db.models import Q

from inspections.models.case import Case
from inspections.models.team import on_team
from inspections.values import CaseLinkKind


class CaseLinkQuerySet(models.QuerySet["CaseLink"]):
    """Links between cases."""

    def visible_to(self, person: Any, day: date) -> "CaseLinkQuerySet":
        """Those of inspections on whose team the person is that day."""
        return self.filter(on_team(person, day, inspection="first__inspection"))

    def of(self, case: Case) -> "CaseLinkQuerySet":
        """Those of one case, from either side, with both cases and who made and ended them."""
        rows = self.filter(Q(first=case) | Q(second=case))
        return rows.select_related("first", "second", "made_by", "ended_by").order_by("pk")

    def standing(self) -> "CaseLinkQuerySet":
        """Those that have not been ended."""
        return self.filter(ended_at__isnull=True)

    def between(self, one: Any, other: Any, kind: str) -> "CaseLink | None":
        """The link of this kind that stands between two cases, whichever way it was made."""
        either = Q(first=one, second=other) | Q(first=other, second=one)
        return self.standing().filter(either, kind=kind).first()


class CaseLink(models.Model):
    """Siblings, a household, an adult's child, the same person on two lists (140112 ¶82–97).

    `first` is the adult where the second is the adult's child; otherwise it is the one that was
    added first. A link ends; it is not deleted.
    """

    first = models.ForeignKey(Case, on_delete=models.PROTECT, related_name="links_made")
    second = models.ForeignKey(Case, on_delete=models.PROTECT, related_name="links_received")
    kind = models.CharField(
        max_length=16, choices=[(kind.value, kind.value) for kind in CaseLinkKind]
    )
    made_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+"
    )
    made_at = models.DateTimeField()
    ended_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    ended_at = models.DateTimeField(null=True, blank=True)

    objects = CaseLinkQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                name="case_link_once",
                fields=["first", "second", "kind"],
                condition=Q(ended_at__isnull=True),
                violation_error_message="These two cases are linked so already.",
            ),
            models.CheckConstraint(
                name="case_link_of_two",
                condition=~Q(first=models.F("second")),
                violation_error_message="A case is linked to another one.",
            ),
            models.CheckConstraint(
                name="case_link_ended_by_somebody",
                condition=Q(ended_at__isnull=True, ended_by__isnull=True)
                | Q(ended_at__isnull=False, ended_by__isnull=False),
                violation_error_message="A link is ended by a person.",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.first} – {self.second} ({self.kind})"

    @property
    def record_name(self) -> str:
        """How the audit log names it."""
        return f"link {self.kind} of case {self.first.reference} and case {self.second.reference}"

    def other(self, case: Case) -> Case:
        """The case on the other side."""
        return self.second if self.first_id == case.pk else self.first
