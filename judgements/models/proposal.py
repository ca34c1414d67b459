"""The shared grade: proposed by one, signed by all."""

from django.conf import settings
from django.db import models
from django.db.models import Q

from frameworks.models import Grade, LimitingRule
from judgements.models.judgement import Judgement
from organisations.models import Inspectorate
from records.models import AppendOnly


class Proposal(AppendOnly):
    """A grade and its statement, put to every participating inspectorate.

    A new proposal replaces the one before, whose signatures are then void and stay to be seen.
    """

    judgement = models.ForeignKey(Judgement, on_delete=models.PROTECT, related_name="proposals")
    number = models.PositiveSmallIntegerField()
    grade = models.ForeignKey(Grade, on_delete=models.PROTECT, related_name="+")
    statement = models.TextField()
    content_hash = models.CharField(max_length=64)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField()

    class Meta:
        ordering = ["number"]
        constraints = [
            models.UniqueConstraint(
                name="proposal_number_once",
                fields=["judgement", "number"],
                violation_error_message="Another proposal was made at the same moment.",
            ),
            models.CheckConstraint(
                name="proposal_has_statement",
                condition=~Q(statement=""),
                violation_error_message="Say in words what the judgement is.",
            ),
        ]

    def __str__(self) -> str:
        return f"proposal {self.number}: {self.grade}"

    @property
    def record_name(self) -> str:
        """How the audit log names it."""
        return f"proposal {self.number} {self.content_hash[:12]}"


class Signature(AppendOnly):
    """An inspectorate signs a proposal's content. A disagreement and its reason stay beside it."""

    proposal = models.ForeignKey(Proposal, on_delete=models.PROTECT, related_name="signatures")
    inspectorate = models.ForeignKey(Inspectorate, on_delete=models.PROTECT, related_name="+")
    person = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="signatures"
    )
    content_hash = models.CharField(max_length=64)
    disagreement = models.TextField(
        blank=True, help_text="Signs that the grade is agreed, and records why it would differ."
    )
    at = models.DateTimeField()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                name="signature_one_each",
                fields=["proposal", "inspectorate"],
                violation_error_message="Your inspectorate has signed this already.",
            )
        ]

    def __str__(self) -> str:
        return f"{self.inspectorate} on {self.proposal}"

    @property
    def record_name(self) -> str:
        """How the audit log names it."""
        return f"signature of {self.inspectorate} on {self.content_hash[:12]}"


class RuleDeparture(AppendOnly):
    """A proposal departs from what a limiting rule proposes, and why (house rule 2)."""

    proposal = models.ForeignKey(Proposal, on_delete=models.PROTECT, related_name="departures")
    rule = models.ForeignKey(LimitingRule, on_delete=models.PROTECT, related_name="+")
    why = models.TextField()

    class Meta:
        constraints = [
            models.CheckConstraint(
                name="departure_has_reason",
                condition=~Q(why=""),
                violation_error_message="Say why the grade departs from the rule.",
            ),
            models.UniqueConstraint(
                name="departure_once",
                fields=["proposal", "rule"],
                violation_error_message="The departure from this rule has a reason already.",
            ),
        ]

    def __str__(self) -> str:
        return f"departs from {self.rule}"


class RecordedAnswer(AppendOnly):
    """The answer, given with a proposal, to the question that a limiting rule asks.

    Are all criteria of good met (No. 140112 ¶116)? People say so; no count of evidence does.
    `code` is the question's, `rule` the first rule that asks it.
    """

    proposal = models.ForeignKey(Proposal, on_delete=models.PROTECT, related_name="answers")
    rule = models.ForeignKey(LimitingRule, on_delete=models.PROTECT, related_name="+")
    code = models.SlugField(max_length=60)
    question = models.CharField(max_length=300)
    answer = models.BooleanField()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                name="answer_once",
                fields=["proposal", "code"],
                violation_error_message="The question is answered already.",
            )
        ]

    def __str__(self) -> str:
        return f"{self.question} {'Yes' if self.answer else 'No'}"
