"""A child's case, without the child's name."""

from collections.abc import Iterable
from datetime import date
from typing import Any

from django.conf import settings
from django.db import models
from django.db.models import Exists, OuterRef, Value

from frameworks.models import Criterion
from inspections.models.team import Assignment
from inspections.values import AGE_BAND_LABELS, COHORT_LABELS, AgeBand, CaseKind, Cohort
from organisations.models import Agency


class CaseQuerySet(models.QuerySet["Case"]):
    """Cases of inspections."""

    def visible_to(self, person: Any, day: date) -> "CaseQuerySet":
        """Those of inspections on whose team the person is that day."""
        mine = Assignment.objects.on(day).filter(inspection=OuterRef("inspection"), person=person)
        return self.filter(Exists(mine))

    def for_page(self) -> "CaseQuerySet":
        """With who added them."""
        return self.select_related("added_by")

    def of(self, inspection: Any) -> "CaseQuerySet":
        """Those of one inspection."""
        return self.filter(inspection=inspection)

    def named(self, reference: str) -> "Case | None":
        """The one with this reference, if it is among these."""
        return self.filter(reference=reference).first()

    def choices_of(self, inspection: Any, strand: Any) -> Iterable[tuple[str, int, str, str, int]]:
        """What evidence of a strand may be about, in one query.

        Returns:
            Rows of what it is (case, agency or criterion), its key, its name, more, its order.
        """
        cases = self.of(inspection).values_list(
            Value("case"), "pk", "reference", "cohort", Value(0)
        )
        agencies = Agency.objects.filter(areas=inspection.area_id).values_list(
            Value("agency"), "pk", "name", "kind", Value(0)
        )
        criteria = Criterion.objects.filter(area__strands=strand).values_list(
            Value("criterion"), "pk", "reference", "heading", "order"
        )
        return cases.order_by().union(agencies.order_by(), criteria.order_by(), all=True)


class Case(models.Model):
    """A tracked or sampled case (150092 ¶18), pseudonymous: a reference, an age band, a cohort.

    The reference is made here (T1, S4); who the child is stands in no table of Concord.
    """

    inspection = models.ForeignKey(
        "inspections.Inspection", on_delete=models.PROTECT, related_name="cases"
    )
    reference = models.CharField(max_length=8)
    kind = models.CharField(max_length=8, choices=[(kind.value, kind.value) for kind in CaseKind])
    age_band = models.CharField(
        max_length=12, choices=[(band.value, AGE_BAND_LABELS[band]) for band in AgeBand]
    )
    cohort = models.CharField(
        max_length=24, choices=[(cohort.value, COHORT_LABELS[cohort]) for cohort in Cohort]
    )
    added_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+"
    )
    added_at = models.DateTimeField()

    objects = CaseQuerySet.as_manager()

    class Meta:
        ordering = ["-kind", "pk"]
        constraints = [
            models.UniqueConstraint(
                name="case_reference_once",
                fields=["inspection", "reference"],
                violation_error_message="This inspection has a case with that reference.",
            )
        ]

    def __str__(self) -> str:
        return self.reference

    @property
    def record_name(self) -> str:
        """How the audit log names it."""
        return f"case {self.reference}"
