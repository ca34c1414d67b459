"""What those who write together say about a paragraph: remarks, and suggestions of another wording.

Nothing of it is part of the document: no snapshot, no print and no page of the chair's reads these
tables. (What the chair says about a draft is a comment: `reports.models.accuracy`.)
"""

from typing import Any, ClassVar

from django.conf import settings
from django.db import models
from django.db.models import F, OuterRef, Q, Subquery, Value
from django.db.models.functions import Coalesce

from organisations.models import Inspectorate
from records.models import AppendOnly
from records.models.append_only import AppendOnlyQuerySet
from reports.models.report import Paragraph, Report
from reports.values.remarks import ENTRY_LABELS, EntryKind, Outcome


class RemarkQuerySet(AppendOnlyQuerySet):
    """Remarks."""

    def with_standing(self) -> "RemarkQuerySet":
        """With `last_act`: settled or reopened last; empty for one that was never settled."""
        acts = RemarkEntry.objects.filter(remark=OuterRef("pk")).exclude(kind=EntryKind.REPLY)
        last = Subquery(acts.order_by("-number").values("kind")[:1])
        return self.annotate(last_act=Coalesce(last, Value("")))

    def unsettled(self) -> "RemarkQuerySet":
        """Those that wait for somebody."""
        return self.with_standing().exclude(last_act=EntryKind.SETTLE)

    def on(self, paragraph: Paragraph) -> "RemarkQuerySet":
        """Those on one paragraph."""
        return self.filter(paragraph=paragraph)

    def for_page(self) -> "RemarkQuerySet":
        """With what a page shows of each, the newest first."""
        rows = self.with_standing().select_related("paragraph", "inspectorate", "by")
        return rows.order_by("-at", "-pk")

    def numbered(self, number: int) -> "Remark | None":
        """The one with this number, if it is among these."""
        return self.for_page().filter(number=number).first()


class Remark(AppendOnly):
    """Somebody on the team remarks on a paragraph, as it stood at a version."""

    report = models.ForeignKey(Report, on_delete=models.PROTECT, related_name="remarks")
    number = models.PositiveIntegerField(help_text="Counts within the report.")
    paragraph = models.ForeignKey(Paragraph, on_delete=models.PROTECT, related_name="remarks")
    paragraph_version = models.PositiveIntegerField(help_text="What its maker had read.")
    text = models.TextField()
    inspectorate = models.ForeignKey(Inspectorate, on_delete=models.PROTECT, related_name="+")
    by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField()

    objects: ClassVar[Any] = RemarkQuerySet.as_manager()

    class Meta:
        ordering = ["at", "pk"]
        constraints = [
            models.UniqueConstraint(
                name="remark_number_once",
                fields=["report", "number"],
                violation_error_message="Another remark was made at the same moment.",
            ),
            models.CheckConstraint(
                name="remark_has_text",
                condition=~Q(text=""),
                violation_error_message="A remark says something.",
            ),
        ]

    def __str__(self) -> str:
        return f"remark {self.number}"

    @property
    def record_name(self) -> str:
        """How the audit log names it."""
        return f"remark {self.number} on {self.paragraph.reference} v{self.paragraph_version}"


class RemarkEntry(AppendOnly):
    """A reply to a remark; or somebody settled it, or reopened it."""

    remark = models.ForeignKey(Remark, on_delete=models.PROTECT, related_name="entries")
    number = models.PositiveIntegerField(help_text="Counts within the remark.")
    kind = models.CharField(
        max_length=8, choices=[(kind.value, ENTRY_LABELS[kind]) for kind in EntryKind]
    )
    text = models.TextField(blank=True)
    inspectorate = models.ForeignKey(Inspectorate, on_delete=models.PROTECT, related_name="+")
    by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField()

    class Meta:
        ordering = ["number"]
        verbose_name_plural = "remark entries"
        constraints = [
            models.UniqueConstraint(
                name="remark_entry_once",
                fields=["remark", "number"],
                violation_error_message="Somebody wrote at the same moment.",
            ),
            models.CheckConstraint(
                name="remark_entry_kind_known",
                condition=Q(kind__in=[kind.value for kind in EntryKind]),
                violation_error_message="A remark is replied to, settled or reopened.",
            ),
            models.CheckConstraint(
                name="remark_entry_has_text",
                condition=Q(kind=EntryKind.SETTLE.value) | ~Q(text=""),
                violation_error_message="A reply says something, and reopening says why.",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.get_kind_display()} ({self.number})"

    @property
    def record_name(self) -> str:
        """How the audit log names it."""
        return f"remark {self.remark.number}: {self.kind}"


class SuggestionQuerySet(AppendOnlyQuerySet):
    """Suggestions."""

    def unsettled(self) -> "SuggestionQuerySet":
        """Those that nobody has accepted, declined or withdrawn."""
        return self.filter(outcome__isnull=True)

    def on(self, paragraph: Paragraph) -> "SuggestionQuerySet":
        """Those on one paragraph."""
        return self.filter(paragraph=paragraph)

    def for_page(self) -> "SuggestionQuerySet":
        """With what a page shows of each, the newest first."""
        rows = self.select_related(
            "paragraph__section", "inspectorate", "by", "outcome__by", "outcome__inspectorate"
        )
        return rows.order_by("-at", "-pk")

    def numbered(self, number: int) -> "Suggestion | None":
        """The one with this number, if it is among these."""
        return self.for_page().filter(number=number).first()


class Suggestion(AppendOnly):
    """Somebody on the team suggests another wording of a paragraph, as it stood at a version."""

    report = models.ForeignKey(Report, on_delete=models.PROTECT, related_name="suggestions")
    number = models.PositiveIntegerField(help_text="Counts within the report.")
    paragraph = models.ForeignKey(Paragraph, on_delete=models.PROTECT, related_name="suggestions")
    paragraph_version = models.PositiveIntegerField(help_text="What its maker had read.")
    text = models.TextField(help_text="What the paragraph is to say.")
    why = models.TextField(blank=True)
    inspectorate = models.ForeignKey(Inspectorate, on_delete=models.PROTECT, related_name="+")
    by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField()

    objects: ClassVar[Any] = SuggestionQuerySet.as_manager()

    class Meta:
        ordering = ["at", "pk"]
        constraints = [
            models.UniqueConstraint(
                name="suggestion_number_once",
                fields=["report", "number"],
                violation_error_message="Another suggestion was made at the same moment.",
            ),
            models.CheckConstraint(
                name="suggestion_has_text",
                condition=~Q(text=""),
                violation_error_message="A suggestion says what the paragraph is to say.",
            ),
        ]

    def __str__(self) -> str:
        return f"suggestion {self.number}"

    @property
    def record_name(self) -> str:
        """How the audit log names it."""
        return f"suggestion {self.number} on {self.paragraph.reference} v{self.paragraph_version}"


class SuggestionOutcome(AppendOnly):
    """What became of a suggestion, once: accepted, declined with a reason, or withdrawn."""

    suggestion = models.OneToOneField(Suggestion, on_delete=models.PROTECT, related_name="outcome")
    kind = models.CharField(max_length=10, choices=[(kind.value, kind.value) for kind in Outcome])
    became_version = models.PositiveIntegerField(
        null=True, blank=True, help_text="Of the paragraph that says it since, where accepted."
    )
    reason = models.TextField(blank=True)
    inspectorate = models.ForeignKey(Inspectorate, on_delete=models.PROTECT, related_name="+")
    by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField()

    class Meta:
        constraints = [
            models.CheckConstraint(
                name="suggestion_outcome_known",
                condition=Q(kind__in=[kind.value for kind in Outcome]),
                violation_error_message="A suggestion is accepted, declined or withdrawn.",
            ),
            models.CheckConstraint(
                name="suggestion_declined_with_reason",
                condition=~Q(kind=Outcome.DECLINED.value) | ~Q(reason=""),
                violation_error_message="Say why the suggestion is declined.",
            ),
            models.CheckConstraint(
                name="suggestion_accepted_as_version",
                condition=Q(kind=Outcome.ACCEPTED.value, became_version__isnull=False)
                | ~Q(kind=Outcome.ACCEPTED.value) & Q(became_version__isnull=True),
                violation_error_message="What is accepted is what the paragraph says from then on.",
            ),
        ]

    def __str__(self) -> str:
        return self.kind

    @property
    def record_name(self) -> str:
        """How the audit log names it."""
        return f"suggestion {self.suggestion.number}: {self.kind}"


class PenMoveQuerySet(AppendOnlyQuerySet):
    """Moves of pens."""

    def newest(self) -> "PenMoveQuerySet":
        """The last move in each section: who holds the pen now."""
        later = PenMove.objects.filter(report=OuterRef("report"), section=OuterRef("section"))
        last = Subquery(later.order_by("-number").values("number")[:1])
        rows = self.annotate(last_number=last).filter(number=F("last_number"))
        return rows.select_related("person", "inspectorate", "by")


class PenMove(AppendOnly):
    """The pen of a section goes to somebody: to a person, to an inspectorate, or back.

    Who holds the pen of a section is whom the others ask first. It is coordination and no lock:
    two inspectorates that write one report at the last hour are not kept from it by somebody who
    has gone home. Whoever may write the section may save there; what others change in a section is
    shown to whoever holds its pen. So the move is a row that is added, and nothing else asks it.
    """

    report = models.ForeignKey(Report, on_delete=models.PROTECT, related_name="pen_moves")
    # By its key, which an upgraded framework keeps.
    section = models.SlugField(max_length=60)
    number = models.PositiveIntegerField(help_text="Counts within the section.")
    person = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        help_text="Empty: the inspectorate as such, or nobody.",
    )
    inspectorate = models.ForeignKey(
        Inspectorate,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        help_text="Empty: nobody.",
    )
    by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField()

    objects: ClassVar[Any] = PenMoveQuerySet.as_manager()

    class Meta:
        ordering = ["section", "number"]
        constraints = [
            models.UniqueConstraint(
                name="pen_move_once",
                fields=["report", "section", "number"],
                violation_error_message="Somebody moved the pen at the same moment.",
            ),
            models.CheckConstraint(
                name="pen_person_has_inspectorate",
                condition=Q(person__isnull=True) | Q(inspectorate__isnull=False),
                violation_error_message="A person holds the pen for an inspectorate.",
            ),
        ]

    def __str__(self) -> str:
        if self.inspectorate is None:
            return "nobody"
        whom = self.inspectorate.short_name
        return whom if self.person is None else f"{self.person}, {whom}"

    @property
    def record_name(self) -> str:
        """How the audit log names it."""
        return f"pen of {self.section}, move {self.number}"
