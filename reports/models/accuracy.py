"""Factual accuracy: one response from the chair, an answer to each of its comments."""

from datetime import datetime
from typing import Any

from django.conf import settings
from django.db import models
from django.db.models import Exists, OuterRef, Q
from django.utils import timezone

from frameworks.addresses import read_form_slug
from inspections.models import InspectionAccess
from organisations.models import Inspectorate, Office
from organisations.values import OfficeKind
from records.models import AppendOnly
from reports.models.report import Report
from reports.models.snapshot import Draft
from reports.values import COMMENT_LABELS, CommentKind


class AccuracyRoundQuerySet(models.QuerySet["AccuracyRound"]):
    """Rounds of factual accuracy, by who may know of them."""

    def visible_to(
        self, person: Any, at: datetime | None = None, *, after_publication: bool = False
    ) -> "AccuracyRoundQuerySet":
        """Those that were sent to the person, while the door is open and the office is held.

        Args:
            after_publication: also those whose door the publication closed, for the page that
                stays with the chair. A door that was closed before stays closed.
        """
        at = at or timezone.now()
        door = Q(Exists(InspectionAccess.objects.open_at(at).filter(pk=OuterRef("access"))))
        if after_publication:
            published = Report.objects.filter(
                pk=OuterRef("report"),
                publications__published_at__lte=OuterRef("access__closes_at"),
            )
            door |= Q(Exists(published))
        office = Office.objects.on(timezone.localdate(at)).filter(
            kind=OfficeKind.CHAIR,
            person=person,
            partnership=OuterRef("report__inspection__partnership"),
        )
        return self.filter(door, Exists(office), chair=person)

    def waiting_for(self, person: Any, at: datetime) -> "AccuracyRoundQuerySet":
        """Those that the chair can still return, the one that is due first on top."""
        return (
            self.visible_to(person, at)
            .filter(returned_at__isnull=True, closed_at__isnull=True, due_at__gte=at)
            .select_related("report__inspection__area", "report__form")
            .order_by("due_at")
        )

    def of(self, inspection_reference: str, document: str = "") -> "AccuracyRound | None":
        """The last round of a document, with what every page of it shows.

        Args:
            document: how the address names the document; any of the inspection's, unless said.
        """
        rows = self.filter(report__inspection__reference=inspection_reference)
        if document:
            kind, strands = read_form_slug(document) or ("", ())
            rows = rows.filter(report__form__kind=kind, report__form__strand__in=strands)
        rows = rows.select_related("report__inspection__area", "report__form", "draft")
        return rows.order_by("-sent_at", "-pk").first()

    def lock(self, accuracy_round: "AccuracyRound") -> "AccuracyRound":
        """The row as it is now, held until this transaction ends."""
        return (
            self.select_related("report__inspection", "report__form", "draft", "access")
            .select_for_update(of=("self",))
            .get(pk=accuracy_round.pk)
        )


class AccuracyRound(models.Model):
    """The chair has a frozen draft, until a deadline counted from when it was sent (150092 ¶25)."""

    report = models.ForeignKey(Report, on_delete=models.PROTECT, related_name="accuracy_rounds")
    draft = models.OneToOneField(Draft, on_delete=models.PROTECT, related_name="accuracy_round")
    chair = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="accuracy_rounds"
    )
    access = models.OneToOneField(InspectionAccess, on_delete=models.PROTECT, related_name="+")
    sent_at = models.DateTimeField()
    sent_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+"
    )
    due_at = models.DateTimeField()
    returned_at = models.DateTimeField(null=True)
    closed_at = models.DateTimeField(null=True)
    response_hash = models.CharField(
        max_length=64, blank=True, help_text="SHA-256 of the comments that were returned."
    )

    objects = AccuracyRoundQuerySet.as_manager()

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

    @property
    def record_name(self) -> str:
        """How the audit log names it."""
        return f"factual accuracy of {self.report.inspection.reference} {self.report.slug}"

    @property
    def is_over(self) -> bool:
        """Returned, or closed without a response."""
        return self.returned_at is not None or self.closed_at is not None


class AccuracyCommentQuerySet(models.QuerySet["AccuracyComment"]):
    """The chair's comments."""

    def kept(self) -> "AccuracyCommentQuerySet":
        """Those that are part of the response."""
        return self.filter(is_left_out=False)

    def named(self, reference: str) -> "AccuracyComment | None":
        """The one with this reference, if it is among these."""
        return self.filter(reference=reference).first()

    def with_answers(self) -> "AccuracyCommentQuerySet":
        """With the inspectorates' answers."""
        return self.select_related("answer__inspectorate", "answer__by")

    def unanswered(self) -> "AccuracyCommentQuerySet":
        """Those that wait for an answer."""
        return self.kept().filter(answer__isnull=True)


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

    objects = AccuracyCommentQuerySet.as_manager()

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

    @property
    def kind_label(self) -> str:
        """The kind in words."""
        return COMMENT_LABELS[CommentKind(self.kind)]

    def as_data(self) -> dict[str, str]:
        """Plain data, for the hash of the response."""
        return {
            "reference": self.reference,
            "paragraph": self.paragraph,
            "kind": self.kind,
            "what_is_wrong": self.what_is_wrong,
            "what_it_should_say": self.what_it_should_say,
        }


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

    @property
    def record_name(self) -> str:
        """How the audit log names it."""
        return f"answer to {self.comment.reference}"
