"""The way out when inspectorates cannot agree: senior people whom they name."""

from typing import Any, ClassVar

from django.conf import settings
from django.db import models
from django.db.models import Q

from inspections.models import Inspection, by_whom, stood_in_for
from judgements.models.proposal import Proposal
from organisations.models import Inspectorate
from records.models import AppendOnly
from records.models.append_only import AppendOnlyQuerySet


class SeniorQuerySet(AppendOnlyQuerySet):
    """Senior people, by the inspection."""

    def counting(self, inspection: Inspection) -> "list[SeniorPerson]":
        """The newest of each inspectorate, in the inspectorates' order."""
        deputy_for = stood_in_for(person="by", inspectorate="inspectorate", inspection="inspection")
        rows = self.filter(inspection=inspection).annotate(deputy_for=deputy_for)
        rows = rows.select_related("inspectorate", "by")
        newest = {row.inspectorate_id: row for row in rows.order_by("pk")}
        return sorted(newest.values(), key=lambda row: (row.inspectorate.order, row.pk))


class SeniorPerson(AppendOnly):
    """Who decides for an inspectorate when the leads cannot agree. The newest counts.

    He or she needs no account: what is asked is said by e-mail, without what it is about.
    """

    inspection = models.ForeignKey(Inspection, on_delete=models.PROTECT, related_name="seniors")
    inspectorate = models.ForeignKey(Inspectorate, on_delete=models.PROTECT, related_name="+")
    name = models.CharField(max_length=120)
    post = models.CharField(max_length=120)
    email = models.EmailField()
    by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField()
    # Put on by `counting`: the lead for whom the person who named him or her stood in.
    deputy_for: str | None = None

    objects: ClassVar[Any] = SeniorQuerySet.as_manager()

    class Meta:
        verbose_name_plural = "senior people"
        constraints = [
            models.CheckConstraint(
                name="senior_is_known",
                condition=~Q(name="") & ~Q(post="") & ~Q(email=""),
                violation_error_message="A senior person has a name, a post and an e-mail address.",
            )
        ]

    def __str__(self) -> str:
        return f"{self.name}, {self.post}"

    @property
    def record_name(self) -> str:
        """How the audit log names it."""
        return f"senior person {self.pk} of {self.inspectorate}"

    @property
    def by_whom(self) -> str:
        """Who named him or her, and the lead for whom a deputy did."""
        return by_whom(self.by.name, self.deputy_for)


class Escalation(AppendOnly):
    """A proposal that the inspectorates could not agree on goes to the senior people."""

    proposal = models.OneToOneField(Proposal, on_delete=models.PROTECT, related_name="escalation")
    why = models.TextField()
    by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField()

    class Meta:
        constraints = [
            models.CheckConstraint(
                name="escalation_has_reason",
                condition=~Q(why=""),
                violation_error_message="Say what the inspectorates cannot agree on.",
            )
        ]

    def __str__(self) -> str:
        return f"escalation of {self.proposal}"

    @property
    def record_name(self) -> str:
        """How the audit log names it."""
        return f"escalation of {self.proposal.record_name}"

    @property
    def by_whom(self) -> str:
        """Who asked, and the overall lead for whom a deputy did."""
        return by_whom(self.by.name, self.proposal.escalated_for)


class SeniorTold(AppendOnly):
    """A senior person was asked for a decision, by an e-mail that says nothing more."""

    escalation = models.ForeignKey(Escalation, on_delete=models.PROTECT, related_name="told")
    senior = models.ForeignKey(SeniorPerson, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField()

    class Meta:
        verbose_name_plural = "seniors told"
        constraints = [
            models.UniqueConstraint(
                name="senior_told_once",
                fields=["escalation", "senior"],
                violation_error_message="This person was asked already.",
            )
        ]

    def __str__(self) -> str:
        return f"{self.senior} was asked"


class EscalationOutcome(AppendOnly):
    """What the senior people decided, who of them, when and in which words. A proposal follows."""

    escalation = models.OneToOneField(Escalation, on_delete=models.PROTECT, related_name="outcome")
    decision = models.TextField()
    decided_by = models.CharField(max_length=300)
    decided_on = models.DateField()
    by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField()

    class Meta:
        constraints = [
            models.CheckConstraint(
                name="outcome_is_told",
                condition=~Q(decision="") & ~Q(decided_by=""),
                violation_error_message="Say what was decided, and by whom.",
            )
        ]

    def __str__(self) -> str:
        return f"outcome of {self.escalation}"

    @property
    def record_name(self) -> str:
        """How the audit log names it."""
        return f"outcome of {self.escalation.record_name}"

    @property
    def by_whom(self) -> str:
        """Who recorded it, and the overall lead for whom a deputy did."""
        return by_whom(self.by.name, self.escalation.proposal.recorded_for)
