"""Conversations that go through a set of questions, and what was answered."""

from collections.abc import Collection
from typing import Any, ClassVar

from django.db import models
from django.db.models import Count, F, Prefetch, Q

from frameworks.models import Question, QuestionSet
from inspections.models.case import Case
from inspections.models.kept import Kept, KeptQuerySet, KeptRevision
from inspections.values.conversation import CONSENT_LABELS, REPLY_LABELS, Consent, Reply
from records.models import AppendOnly


class ConversationSaid(models.Model):
    """What is recorded of a conversation at one version, its answers apart."""

    held_on = models.DateField()
    people = models.PositiveSmallIntegerField()
    child_took_part = models.BooleanField()
    consent = models.CharField(
        max_length=8, blank=True, choices=[(one.value, CONSENT_LABELS[one]) for one in Consent]
    )
    present = models.TextField(
        blank=True, help_text="Who was there when a child took part, by their part."
    )

    class Meta:
        abstract = True


class ConversationQuerySet(KeptQuerySet):
    """Conversations."""

    def for_page(self) -> Any:
        """With what a page names, the newest first."""
        return self.select_related("question_set", "case", "owner", "author", "strand").order_by(
            "-held_on", "-recorded_at", "-pk"
        )

    def counted(self) -> Any:
        """How often each question got each answer in these: question, reply, number.

        Only what a conversation says now is counted.
        """
        return (
            ConversationAnswer.objects.filter(
                revision__conversation__in=self.order_by().values("pk"),
                revision__version=F("revision__conversation__version"),
            )
            .order_by()
            .values_list("question", "reply")
            .annotate(number=Count("pk"))
        )


class Conversation(ConversationSaid, Kept):
    """Somebody was spoken to along a set of questions. Nobody is named."""

    question_set = models.ForeignKey(QuestionSet, on_delete=models.PROTECT, related_name="+")
    case = models.ForeignKey(
        Case, on_delete=models.PROTECT, null=True, blank=True, related_name="conversations"
    )

    objects: ClassVar[models.Manager[Any]] = ConversationQuerySet.as_manager()

    class Meta(Kept.Meta):
        constraints = [
            *Kept.Meta.constraints,
            models.CheckConstraint(
                name="conversation_with_somebody",
                condition=Q(people__gte=1),
                violation_error_message="A conversation is with at least one person.",
            ),
            models.CheckConstraint(
                name="conversation_with_a_child_is_consented",
                condition=Q(child_took_part=True) & ~Q(consent="") & ~Q(present="")
                | Q(child_took_part=False, consent="", present=""),
                violation_error_message="Say who agreed and who was there when a child took part.",
            ),
        ]

    def __str__(self) -> str:
        return self.reference


class ConversationRevision(ConversationSaid, KeptRevision):
    """What was recorded of a conversation at one version."""

    conversation = models.ForeignKey(
        Conversation, on_delete=models.PROTECT, related_name="revisions"
    )

    class Meta(KeptRevision.Meta):
        constraints = [
            models.UniqueConstraint(
                name="conversation_version_once",
                fields=["conversation", "version"],
                violation_error_message="This version was saved already.",
            )
        ]

    def __str__(self) -> str:
        return f"{self.conversation_id} v{self.version}"


class ConversationAnswer(AppendOnly):
    """What was answered to one question, and the words that were said."""

    revision = models.ForeignKey(
        ConversationRevision, on_delete=models.PROTECT, related_name="answers"
    )
    question = models.ForeignKey(Question, on_delete=models.PROTECT, related_name="+")
    reply = models.CharField(
        max_length=10, choices=[(one.value, REPLY_LABELS[one]) for one in Reply]
    )
    words = models.TextField(blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                name="conversation_answer_once",
                fields=["revision", "question"],
                violation_error_message="This question is answered already.",
            )
        ]

    def __str__(self) -> str:
        return f"{self.question_id}: {self.reply}"


def revisions_of(conversation: Conversation) -> list[ConversationRevision]:
    """The versions of a conversation, the newest first, with their answers."""
    answers = ConversationAnswer.objects.select_related("question").order_by("question__order")
    rows = conversation.revisions.select_related("by").order_by("-version")
    return list(rows.prefetch_related(Prefetch("answers", queryset=answers)))


def question_sets() -> list[QuestionSet]:
    """Every set with all its questions, those that are not asked any more too."""
    return list(QuestionSet.objects.prefetch_related("questions"))


def find_set(code: str) -> QuestionSet | None:
    """The set of questions with this code."""
    return QuestionSet.objects.filter(code=code).first()


def asked_in(question_set: QuestionSet, answered: Collection[int] = ()) -> list[Question]:
    """The questions of a set as they are asked now, and those that were answered before."""
    asked = Q(is_asked=True) | Q(pk__in=answered)
    return list(Question.objects.filter(asked, question_set=question_set))
