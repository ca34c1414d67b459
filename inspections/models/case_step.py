"""What is to be read and asked on a case, and what became of it."""

from collections.abc import Sequence
from datetime import date
from typing import Any, ClassVar

from django.conf import settings
from django.db import models
from django.db.models import OuterRef, Q, Subquery

from inspections.models.case import Case
from inspections.models.team import Assignment, on_team
from inspections.rules.cases import StepState
from inspections.values import (
    CONSENT_LABELS,
    OUTCOME_LABELS,
    STEP_LABELS,
    Consent,
    Outcome,
    StepKind,
)
from organisations.models import Agency
from records.models import AppendOnly, SaveReceipt
from records.models.append_only import AppendOnlyQuerySet

_STEPS_AT_ONE_AGENCY = [StepKind.RECORDS, StepKind.PRACTITIONER, StepKind.MANAGER]


class CaseStepQuerySet(AppendOnlyQuerySet):
    """Steps, with where they stand."""

    def visible_to(self, person: Any, day: date) -> "CaseStepQuerySet":
        """Those of inspections on whose team the person is that day."""
        return self.filter(on_team(person, day, inspection="case__inspection"))

    def of(self, case: Case) -> "CaseStepQuerySet":
        """Those of one case in the order of their planning, with every report on them."""
        reports = StepReport.objects.order_by("number").select_related(
            "person", "done_by__person", "done_by__inspectorate"
        )
        rows = self.filter(case=case).select_related("agency", "planned_by")
        return rows.prefetch_related(models.Prefetch("reports", reports)).order_by("number")

    def numbered(self, number: int) -> "CaseStep | None":
        """The one with this number, if it is among these."""
        return self.filter(number=number).first()

    def planned_on(self, case: Case) -> list[tuple[str, int | None]]:
        """Kind and agency of every step of a case."""
        return list(self.filter(case=case).values_list("kind", "agency"))

    def with_standing(self) -> "CaseStepQuerySet":
        """With the outcome that stands, and the inspectorate that did it."""
        newest = StepReport.objects.filter(step=OuterRef("pk")).order_by("-number")
        return self.annotate(
            outcome=Subquery(newest.values("outcome")[:1]),
            done_for=Subquery(newest.values("done_by__inspectorate__code")[:1]),
        )

    def states_of(self, cases: Sequence[Case]) -> dict[int, list[StepState]]:
        """Where every step of some cases stands, by the primary key of its case. One query."""
        rows = self.filter(case__in=cases).with_standing()
        found: dict[int, list[StepState]] = {}
        for case, kind, outcome, code in rows.values_list("case", "kind", "outcome", "done_for"):
            state = StepState(kind, outcome or Outcome.TO_DO, code or "")
            found.setdefault(case, []).append(state)
        return found


class CaseStep(AppendOnly):
    """One thing to do on a case (150092 ¶18): an agency's records to read, somebody to speak to.

    Where it stands, its newest report says. It is known by its number within the case.
    """

    case = models.ForeignKey(Case, on_delete=models.PROTECT, related_name="steps")
    number = models.PositiveSmallIntegerField()
    kind = models.CharField(
        max_length=16, choices=[(kind.value, STEP_LABELS[kind]) for kind in StepKind]
    )
    agency = models.ForeignKey(
        Agency, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    planned_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+"
    )
    planned_at = models.DateTimeField()

    objects: ClassVar[Any] = CaseStepQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                name="case_step_number_once",
                fields=["case", "number"],
                violation_error_message="The case has a step with that number.",
            ),
            models.UniqueConstraint(
                name="case_step_records_once",
                fields=["case", "agency"],
                condition=Q(kind=StepKind.RECORDS),
                violation_error_message="These records are planned already.",
            ),
            models.UniqueConstraint(
                name="case_step_subject_once",
                fields=["case", "kind"],
                condition=Q(kind__in=[StepKind.CHILD, StepKind.ADULT]),
                violation_error_message="To speak to this person is planned already.",
            ),
            models.CheckConstraint(
                name="case_step_at_agency",
                condition=Q(kind__in=_STEPS_AT_ONE_AGENCY, agency__isnull=False)
                | ~Q(kind__in=_STEPS_AT_ONE_AGENCY) & Q(agency__isnull=True),
                violation_error_message="Records, practitioners and managers are an agency’s.",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.case} step {self.number}"

    @property
    def record_name(self) -> str:
        """How the audit log names it."""
        return f"case {self.case.reference} step {self.number}"

    @property
    def newest(self) -> "StepReport | None":
        """The newest report on it, from those that were fetched with it."""
        return list(self.reports.all())[-1] if self.reports.all() else None

    @property
    def outcome(self) -> str:
        """Where it stands."""
        return self.newest.outcome if self.newest else Outcome.TO_DO

    @property
    def state(self) -> StepState:
        """As the rules take it."""
        done_by = self.newest.done_by if self.newest else None
        return StepState(self.kind, self.outcome, done_by.inspectorate.code if done_by else "")


class StepReport(SaveReceipt):
    """What became of a step: done, not to be done, or to be done again. The newest one counts.

    A report is about the step as it stood before it: `number` is one more than that of the report
    that its writer had before them, and unique, so that two people never report at once unawares.
    """

    step = models.ForeignKey(CaseStep, on_delete=models.PROTECT, related_name="reports")
    number = models.PositiveSmallIntegerField()
    outcome = models.CharField(
        max_length=8, choices=[(one.value, OUTCOME_LABELS[one]) for one in Outcome]
    )
    on = models.DateField(null=True, blank=True)
    done_by = models.ForeignKey(
        Assignment, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    consent = models.CharField(
        max_length=12, blank=True, choices=[(one.value, CONSENT_LABELS[one]) for one in Consent]
    )
    present = models.JSONField(default=list)
    note = models.TextField(blank=True)

    class Meta:
        ordering = ["number"]
        constraints = [
            models.UniqueConstraint(
                name="step_report_number_once",
                fields=["step", "number"],
                violation_error_message="Somebody else reported on this step meanwhile.",
            ),
            models.CheckConstraint(
                name="step_report_done_by_somebody",
                condition=Q(outcome=Outcome.DONE, on__isnull=False, done_by__isnull=False)
                | ~Q(outcome=Outcome.DONE) & Q(on__isnull=True, done_by__isnull=True),
                violation_error_message="What is done was done by somebody, on a day.",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.step} {self.outcome}"

    @property
    def record_name(self) -> str:
        """How the audit log names it."""
        return f"{self.step.record_name} {self.outcome}"
