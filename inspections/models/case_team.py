"""The inspectors of one case."""

from collections.abc import Sequence
from datetime import date
from typing import Any

from django.conf import settings
from django.db import models
from django.db.models import Q

from inspections.models.case import Case
from inspections.models.team import Assignment, on_team


class CaseMemberQuerySet(models.QuerySet["CaseMember"]):
    """Places on the teams of cases."""

    def visible_to(self, person: Any, day: date) -> "CaseMemberQuerySet":
        """Those of inspections on whose team the person is that day."""
        return self.filter(on_team(person, day, inspection="case__inspection"))

    def of(self, case: Case) -> "CaseMemberQuerySet":
        """Those of one case, with the people and inspectorates that a page names."""
        rows = self.filter(case=case).select_related(
            "assignment__person", "assignment__inspectorate", "put_on_by", "taken_off_by"
        )
        return rows.order_by("assignment__inspectorate__order", "put_on_at", "pk")

    def of_each(self, cases: Sequence[Case]) -> "CaseMemberQuerySet":
        """Those of several cases, with the inspectorates."""
        rows = self.filter(case__in=cases)
        return rows.select_related("assignment__inspectorate").order_by("pk")

    def standing(self) -> "CaseMemberQuerySet":
        """Those who have not been taken off."""
        return self.filter(taken_off_at__isnull=True)

    def of_person(self, email: str) -> "CaseMember | None":
        """The place of the person with this address that has not ended, if there is one."""
        return self.standing().filter(assignment__person__email=email.lower()).first()


class CaseMember(models.Model):
    """An inspector of the team works on a case. It ends; it is not deleted."""

    case = models.ForeignKey(Case, on_delete=models.PROTECT, related_name="members")
    assignment = models.ForeignKey(Assignment, on_delete=models.PROTECT, related_name="+")
    put_on_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+"
    )
    put_on_at = models.DateTimeField()
    taken_off_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    taken_off_at = models.DateTimeField(null=True, blank=True)

    objects = CaseMemberQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                name="case_member_once",
                fields=["case", "assignment"],
                condition=Q(taken_off_at__isnull=True),
                violation_error_message="This inspector works on the case already.",
            ),
            models.CheckConstraint(
                name="case_member_taken_off_by_somebody",
                condition=Q(taken_off_at__isnull=True, taken_off_by__isnull=True)
                | Q(taken_off_at__isnull=False, taken_off_by__isnull=False),
                violation_error_message="A person takes an inspector off a case.",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.assignment.person} on {self.case}"

    @property
    def record_name(self) -> str:
        """How the audit log names it."""
        return f"{self.assignment.person.email} on case {self.case.reference}"
