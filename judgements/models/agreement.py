"""What follows a signature: whether views that differ are printed, and what makes it void."""

from typing import Any, ClassVar

from django.conf import settings
from django.db import models
from django.db.models import Q

from frameworks.models import LimitingRule
from inspections.models import by_whom, stood_in_for
from judgements.models.proposal import Proposal
from organisations.models import Inspectorate
from records.models import AppendOnly
from records.models.append_only import AppendOnlyQuerySet


class PrintDecisionQuerySet(AppendOnlyQuerySet):
    """What leads said of printing."""

    def for_page(self) -> "PrintDecisionQuerySet":
        """With who decided, and for whom a deputy did, the oldest first."""
        deputy_for = stood_in_for(
            person="person",
            inspectorate="inspectorate",
            inspection="proposal__judgement__strand__inspection",
        )
        return self.annotate(deputy_for=deputy_for).select_related("person").order_by("pk")


class PrintDecision(AppendOnly):
    """An inspectorate's lead says whether the letter prints the views that differ.

    The newest of each inspectorate counts. It belongs to a proposal, and goes void with it.
    """

    proposal = models.ForeignKey(Proposal, on_delete=models.PROTECT, related_name="print_decisions")
    inspectorate = models.ForeignKey(Inspectorate, on_delete=models.PROTECT, related_name="+")
    person = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    prints = models.BooleanField()
    at = models.DateTimeField()
    # Put on by `for_page`: the lead for whom the person stood in.
    deputy_for: str | None = None

    objects: ClassVar[Any] = PrintDecisionQuerySet.as_manager()

    class Meta:
        ordering = ["pk"]

    def __str__(self) -> str:
        return f"{self.inspectorate}: {'printed' if self.prints else 'not printed'}"

    @property
    def record_name(self) -> str:
        """How the audit log names it."""
        return f"decision of {self.inspectorate} to {'' if self.prints else 'not '}print"

    @property
    def by_whom(self) -> str:
        """Who decided, and the lead for whom a deputy did."""
        return by_whom(self.person.name, self.deputy_for)


class Reopening(AppendOnly):
    """An agreed judgement was opened again: why, and which signatures are void by it."""

    proposal = models.OneToOneField(Proposal, on_delete=models.PROTECT, related_name="reopening")
    why = models.TextField()
    by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField()

    class Meta:
        constraints = [
            models.CheckConstraint(
                name="reopening_has_reason",
                condition=~Q(why=""),
                violation_error_message="Say why the judgement is opened again.",
            )
        ]

    def __str__(self) -> str:
        return f"{self.proposal} was opened again"

    @property
    def record_name(self) -> str:
        """How the audit log names it."""
        return f"reopening of {self.proposal.record_name}"

    @property
    def by_whom(self) -> str:
        """Who opened it again, and the overall lead for whom a deputy did."""
        return by_whom(self.by.name, self.proposal.reopened_for)


class RuleFinding(AppendOnly):
    """What a limiting rule came to when a grade was proposed. It is shown beside that of today."""

    proposal = models.ForeignKey(Proposal, on_delete=models.PROTECT, related_name="findings")
    rule = models.ForeignKey(LimitingRule, on_delete=models.PROTECT, related_name="+")
    outcome = models.TextField(blank=True, help_text="Empty: it set no limit.")

    class Meta:
        constraints = [
            models.UniqueConstraint(
                name="rule_finding_once",
                fields=["proposal", "rule"],
                violation_error_message="What the rule came to is kept already.",
            )
        ]

    def __str__(self) -> str:
        return f"{self.rule} for {self.proposal}"


class ResultPublished(AppendOnly):
    """The letter that states this grade is public. Those who publish write it down here."""

    proposal = models.OneToOneField(Proposal, on_delete=models.PROTECT, related_name="published")
    by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField()

    class Meta:
        verbose_name_plural = "results published"

    def __str__(self) -> str:
        return f"{self.proposal} is published"


class ResultSigned(AppendOnly):
    """A report that states this grade was signed, or was opened again since. The newest counts.

    Those who report write it down here, of grades that one inspectorate gives. Other inspectorates
    sign the report and not the grade: it stays as it is for as long as their sign-offs stand.
    """

    proposal = models.ForeignKey(Proposal, on_delete=models.PROTECT, related_name="signed_in")
    is_signed = models.BooleanField()
    by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField()

    class Meta:
        verbose_name_plural = "results signed"
        ordering = ["pk"]

    def __str__(self) -> str:
        return f"{self.proposal}: its report was {'signed' if self.is_signed else 'opened again'}"
