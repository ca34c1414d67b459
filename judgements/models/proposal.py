"""The shared grade: proposed by one, signed by all."""

from typing import Any, ClassVar

from django.conf import settings
from django.db import models
from django.db.models import Q

from frameworks.models import Grade, LimitingRule
from frameworks.values import NOT_JUDGED
from inspections.models import by_whom, stood_in_for
from judgements.models.judgement import Judgement
from judgements.values import NOT_JUDGED_TITLE, Stance
from organisations.models import Inspectorate
from records.models import AppendOnly
from records.models.append_only import AppendOnlyQuerySet


class ProposalQuerySet(AppendOnlyQuerySet):
    """Proposals."""

    def for_page(self) -> "ProposalQuerySet":
        """With what became of each, and for whom deputies proposed, asked, recorded and reopened.

        The newest first.
        """
        acts = {
            "deputy_for": "",
            "reopened_for": "reopening__",
            "escalated_for": "escalation__",
            "recorded_for": "escalation__outcome__",
        }
        inspection = "judgement__strand__inspection"
        rows = self.annotate(
            **{
                name: stood_in_for(person=f"{act}by", inspection=inspection, at=f"{act}at")
                for name, act in acts.items()
            }
        )
        shown = ("grade", "by", "reopening__by", "escalation__by", "escalation__outcome__by")
        return rows.select_related(*shown).order_by("-number")


class Proposal(AppendOnly):
    """A grade and its statement, put to every participating inspectorate.

    A new proposal replaces the one before, whose signatures are then void and stay to be seen.
    Where one inspectorate judges, it is put to the inspectorate's lead, and may say that the area
    is not judged, and why: where the framework allows it.
    """

    judgement = models.ForeignKey(Judgement, on_delete=models.PROTECT, related_name="proposals")
    number = models.PositiveSmallIntegerField()
    grade = models.ForeignKey(Grade, on_delete=models.PROTECT, null=True, related_name="+")
    not_judged = models.TextField(
        blank=True, default="", help_text="Why the area is left without a grade."
    )
    statement = models.TextField()
    content_hash = models.CharField(max_length=64)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField()
    # Put on by `for_page`: the overall lead for whom somebody stood in who proposed this, opened it
    # again, took it to the senior people, or recorded what those decided.
    deputy_for: str | None = None
    reopened_for: str | None = None
    escalated_for: str | None = None
    recorded_for: str | None = None

    objects: ClassVar[Any] = ProposalQuerySet.as_manager()

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
            models.CheckConstraint(
                name="proposal_grade_or_reason",
                condition=Q(grade__isnull=False, not_judged="")
                | (Q(grade__isnull=True) & ~Q(not_judged="")),
                violation_error_message="Give a grade, or say why the area is not judged.",
            ),
        ]

    def __str__(self) -> str:
        return f"proposal {self.number}: {self.grade_title}"

    @property
    def grade_code(self) -> str:
        """The code of the grade; `NOT_JUDGED` where there is none."""
        return self.grade.code if self.grade else NOT_JUDGED

    @property
    def grade_title(self) -> str:
        """The grade in words; that the area is not judged, where there is none."""
        return self.grade.title if self.grade else NOT_JUDGED_TITLE

    @property
    def record_name(self) -> str:
        """How the audit log names it."""
        return f"proposal {self.number} {self.content_hash[:12]}"

    @property
    def by_whom(self) -> str:
        """Who proposed it, and the overall lead for whom a deputy did."""
        return by_whom(self.by.name, self.deputy_for)


class SignatureQuerySet(AppendOnlyQuerySet):
    """Signatures."""

    def for_page(self) -> "SignatureQuerySet":
        """With who signed, and for whom a deputy did, in the inspectorates' order."""
        deputy_for = stood_in_for(
            person="person",
            inspectorate="inspectorate",
            inspection="proposal__judgement__strand__inspection",
        )
        rows = self.annotate(deputy_for=deputy_for)
        return rows.select_related("inspectorate", "person").order_by("inspectorate__order", "pk")


class Signature(AppendOnly):
    """An inspectorate signs a proposal's content.

    A view that differs, or that there is none, stays beside it with its reason.
    """

    proposal = models.ForeignKey(Proposal, on_delete=models.PROTECT, related_name="signatures")
    inspectorate = models.ForeignKey(Inspectorate, on_delete=models.PROTECT, related_name="+")
    person = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="signatures"
    )
    content_hash = models.CharField(max_length=64)
    disagreement = models.TextField(
        blank=True, help_text="Signs that the grade is agreed, and records why it would differ."
    )
    stance = models.CharField(
        max_length=9,
        choices=[(stance.value, stance.value) for stance in Stance],
        default=Stance.AGREES,
    )
    abstention = models.TextField(
        blank=True, default="", help_text="Why the inspectorate takes no view of the grade."
    )
    at = models.DateTimeField()
    # Put on by `for_page`: the lead for whom the person stood in.
    deputy_for: str | None = None

    objects: ClassVar[Any] = SignatureQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                name="signature_one_each",
                fields=["proposal", "inspectorate"],
                violation_error_message="Your inspectorate has signed this already.",
            ),
            models.CheckConstraint(
                name="signature_stance_has_reason",
                condition=Q(stance=Stance.AGREES, disagreement="", abstention="")
                | Q(stance=Stance.DISAGREES, abstention="") & ~Q(disagreement="")
                | Q(stance=Stance.ABSTAINS, disagreement="") & ~Q(abstention=""),
                violation_error_message="Say why your inspectorate does not agree.",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.inspectorate} on {self.proposal}"

    @property
    def record_name(self) -> str:
        """How the audit log names it."""
        return f"signature of {self.inspectorate} on {self.content_hash[:12]}"

    @property
    def by_whom(self) -> str:
        """Who signed, and the lead for whom a deputy did."""
        return by_whom(self.person.name, self.deputy_for)


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
