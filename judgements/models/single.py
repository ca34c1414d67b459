"""What one inspectorate decides, and what its moderator answers."""

from typing import Any, ClassVar

from django.conf import settings
from django.db import models
from django.db.models import F, Q

from inspections.models import by_whom, stood_in_for
from judgements.models.judgement import Judgement
from judgements.models.proposal import Proposal
from organisations.models import Inspectorate
from records.models import AppendOnly
from records.models.append_only import AppendOnlyQuerySet


class GradeDecisionQuerySet(AppendOnlyQuerySet):
    """Decisions."""

    def for_page(self) -> "GradeDecisionQuerySet":
        """With who decided, and for whom a deputy did, the newest first."""
        deputy_for = stood_in_for(
            person="person", inspectorate="inspectorate", inspection="judgement__strand__inspection"
        )
        rows = self.annotate(deputy_for=deputy_for)
        return rows.select_related("inspectorate", "person", "instead_of").order_by("-number")


class GradeDecision(AppendOnly):
    """An inspectorate's lead takes what is proposed, or decides another grade, with reasons.

    What is decided is always a proposal: another grade is written down as one, with its words and
    with what the limiting rules made of it. It stands until it is returned or reopened.
    """

    judgement = models.ForeignKey(Judgement, on_delete=models.PROTECT, related_name="decisions")
    number = models.PositiveSmallIntegerField()
    proposal = models.ForeignKey(Proposal, on_delete=models.PROTECT, related_name="decisions")
    instead_of = models.ForeignKey(
        Proposal,
        on_delete=models.PROTECT,
        null=True,
        related_name="+",
        help_text="What was proposed, where the lead decides another grade.",
    )
    inspectorate = models.ForeignKey(Inspectorate, on_delete=models.PROTECT, related_name="+")
    person = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    reasons = models.TextField(blank=True)
    content_hash = models.CharField(max_length=64)
    at = models.DateTimeField()
    # Put on by `for_page`: the lead for whom the person stood in.
    deputy_for: str | None = None

    objects: ClassVar[Any] = GradeDecisionQuerySet.as_manager()

    class Meta:
        ordering = ["number"]
        constraints = [
            models.UniqueConstraint(
                name="decision_number_once",
                fields=["judgement", "number"],
                violation_error_message="Another decision was made at the same moment.",
            ),
            models.CheckConstraint(
                name="decision_other_grade_has_reasons",
                condition=Q(instead_of__isnull=True) | ~Q(reasons=""),
                violation_error_message="Say why the grade is another than was proposed.",
            ),
        ]

    def __str__(self) -> str:
        return f"decision {self.number}"

    @property
    def record_name(self) -> str:
        """How the audit log names it."""
        return f"decision {self.number} {self.content_hash[:12]}"

    @property
    def by_whom(self) -> str:
        """Who decided, and the lead for whom a deputy did."""
        return by_whom(self.person.name, self.deputy_for)

    @property
    def proposer(self) -> int:
        """The key of the person whose proposal was taken or set aside."""
        return (self.instead_of or self.proposal).by_id


class GradeModeration(AppendOnly):
    """A moderator agrees to a decision, or returns it with a reason.

    Another person of the same inspectorate, who has neither proposed nor decided: those two are
    written down here, so that the database can hold them apart. It is a quality assurer's own
    answer: nobody who assures quality stands in for a lead.
    """

    decision = models.ForeignKey(
        GradeDecision, on_delete=models.PROTECT, related_name="moderations"
    )
    inspectorate = models.ForeignKey(Inspectorate, on_delete=models.PROTECT, related_name="+")
    person = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    proposed_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+"
    )
    decided_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+"
    )
    agrees = models.BooleanField()
    why = models.TextField(blank=True)
    content_hash = models.CharField(max_length=64)
    at = models.DateTimeField()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                name="moderation_once",
                fields=["decision"],
                violation_error_message="This decision was moderated already.",
            ),
            models.CheckConstraint(
                name="moderation_returns_with_reason",
                condition=Q(agrees=True) | ~Q(why=""),
                violation_error_message="Say why you return the decision.",
            ),
            models.CheckConstraint(
                name="moderation_by_another",
                condition=~Q(person=F("proposed_by")) & ~Q(person=F("decided_by")),
                violation_error_message="Nobody moderates what they have proposed or decided.",
            ),
        ]

    def __str__(self) -> str:
        return f"moderation of {self.decision}"

    @property
    def record_name(self) -> str:
        """How the audit log names it."""
        return f"moderation of {self.content_hash[:12]}"


def last_decision(judgement: Judgement) -> GradeDecision | None:
    """The newest decision, whether it stands or not."""
    if not judgement.is_begun:
        return None
    return judgement.decisions.select_related("inspectorate", "proposal", "instead_of").last()


def acted_on(judgement: Judgement) -> frozenset[int]:
    """The keys of everybody who has ever proposed or decided here."""
    if not judgement.is_begun:
        return frozenset()
    proposed = Proposal.objects.filter(judgement=judgement).values_list("by", flat=True)
    decided = GradeDecision.objects.filter(judgement=judgement).values_list("person", flat=True)
    return frozenset(proposed.order_by().union(decided.order_by()))
