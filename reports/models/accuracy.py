"""Factual accuracy: one response from the chair, an answer to each of its comments."""

from django.conf import settings
from django.db import models
from django.db.models import Q

from organisations.models import Inspectorate
from records.models import AppendOnly
from reports.models.report import Report
from reports.models.snapshot import Draft
from reports.values import COMMENT_LABELS, CommentKind


class AccuracyRound(models.Model):
    """The chair has a frozen draft, until a deadline counted from when it was sent (150092 ¶25)."""

    report = models.ForeignKey(Report, on_delete=models.PROTECT, related_name="accuracy_rounds")
    draft = models.OneToOneField(Draft, on_delete=models.PROTECT, related_name="accuracy_round")
    chair = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="accuracy_rounds"
    )
    sent_at = models.DateTimeField()
    sent_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+"
    )
    due_at = models.DateTimeField()
    returned_at = models.DateTimeField(null=True)
    closed_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.CheckConstraint(
                name="round_due_after_sending",
                condition=Q(due_at__gt=models.F("sent_at")),
                violation_error_message="The deadline is before the sending.",
            ),
            models.UniqueConstraint(
                name="round_one_open_per_report",
                fields=["report"],
                condition=Q(returned_at__isnull=True, closed_at__isnull=True),
                violation_error_message="The chair has a draft already.",
            ),
        ]

    def __str__(self) -> str:
        return f"factual accuracy of {self.draft}"


class AccuracyComment(models.Model):
    """One comment of the chair on one paragraph of the frozen draft."""

    round = models.ForeignKey(AccuracyRound, on_delete=models.PROTECT, related_name="comments")
    reference = models.CharField(max_length=8)
    paragraph = models.CharField(max_length=8, help_text="The paragraph’s reference, P7.")
    kind = models.CharField(
        max_length=16, choices=[(kind.value, COMMENT_LABELS[kind]) for kind in CommentKind]
    )
    what_is_wrong = models.TextField()
    what_it_should_say = models.TextField()
    version = models.PositiveIntegerField(default=1)
    is_left_out = models.BooleanField(default=False)
    saved_at = models.DateTimeField()

    class Meta:
        ordering = ["pk"]
        constraints = [
            models.UniqueConstraint(
                name="comment_reference_once",
                fields=["round", "reference"],
                violation_error_message="Another comment was saved at the same moment.",
            ),
            models.CheckConstraint(
                name="comment_says_what_is_wrong",
                condition=~Q(what_is_wrong=""),
                violation_error_message="Say what is wrong.",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.kind} on {self.paragraph}"

    @property
    def record_name(self) -> str:
        """How the audit log names it."""
        return f"comment {self.reference} v{self.version}"


class AccuracyAnswer(AppendOnly):
    """What the inspectorates answer: accepted with the change, or not with a reason."""

    comment = models.OneToOneField(AccuracyComment, on_delete=models.PROTECT, related_name="answer")
    inspectorate = models.ForeignKey(Inspectorate, on_delete=models.PROTECT, related_name="+")
    is_accepted = models.BooleanField()
    explanation = models.TextField()
    by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField()

    class Meta:
        constraints = [
            models.CheckConstraint(
                name="answer_explains",
                condition=~Q(explanation=""),
                violation_error_message="Say what was changed, or why not.",
            )
        ]

    def __str__(self) -> str:
        return "accepted" if self.is_accepted else "not accepted"
