"""What the team says of a judgement, once all positions of a round are in."""

from datetime import date
from typing import Any, ClassVar

from django.conf import settings
from django.db import models
from django.db.models import Exists, OuterRef, Q
from django.utils import timezone

from inspections.models import Assignment, by_whom, stood_in_for
from judgements.models.judgement import Judgement
from judgements.models.position import PositionRound
from organisations.models import Inspectorate
from records.models import AppendOnly
from records.models.append_only import AppendOnlyQuerySet


class DiscussionQuerySet(AppendOnlyQuerySet):
    """Entries, by who may read them."""

    def visible_to(self, person: Any, day: date | None = None) -> Any:
        """Those of inspections whose team the person is on."""
        on_team = Assignment.objects.on(day or timezone.localdate()).filter(
            inspection=OuterRef("judgement__strand__inspection"), person=person
        )
        return self.filter(Exists(on_team))

    def for_page(self) -> Any:
        """With what an entry shows, in the order in which they were written."""
        deputy_for = stood_in_for(
            person="author",
            inspectorate="inspectorate",
            inspection="judgement__strand__inspection",
        )
        rows = self.annotate(deputy_for=deputy_for)
        return rows.select_related("inspectorate", "author", "round").order_by("pk")


class DiscussionEntry(AppendOnly):
    """Somebody says something of the positions of a round that all have been read.

    Nothing is said while a round is open: an entry could tell a position.
    """

    judgement = models.ForeignKey(Judgement, on_delete=models.PROTECT, related_name="discussion")
    round = models.ForeignKey(PositionRound, on_delete=models.PROTECT, related_name="discussion")
    author = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="discussed"
    )
    inspectorate = models.ForeignKey(Inspectorate, on_delete=models.PROTECT, related_name="+")
    text = models.TextField()
    at = models.DateTimeField()
    # Put on by `for_page`: the lead for whom the author stood in.
    deputy_for: str | None = None

    objects: ClassVar[Any] = DiscussionQuerySet.as_manager()

    class Meta:
        verbose_name_plural = "discussion entries"
        constraints = [
            models.CheckConstraint(
                name="discussion_says_something",
                condition=~Q(text=""),
                violation_error_message="Write what you want to say.",
            )
        ]

    def __str__(self) -> str:
        return f"{self.author} on {self.round}"

    @property
    def record_name(self) -> str:
        """How the audit log names it."""
        return f"discussion entry {self.pk}"

    @property
    def by_whom(self) -> str:
        """The author, and the lead for whom a deputy wrote it."""
        return by_whom(self.author.name, self.deputy_for)
