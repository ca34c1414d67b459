"""Searches that somebody keeps for themselves."""

from typing import Any
from uuid import uuid4

from django.conf import settings
from django.db import models
from django.db.models import Q

from inspections.values.search import Search


class SavedSearchQuerySet(models.QuerySet["SavedSearch"]):
    """Saved searches, seen only by whoever saved them."""

    def visible_to(self, person: Any) -> "SavedSearchQuerySet":
        """The person's own that stand, by name."""
        return self.filter(person=person, ended_at__isnull=True).order_by("folded")

    def within(self, inspection: Any) -> "SavedSearchQuerySet":
        """Those of one inspection; None asks for those over all inspections."""
        if inspection is None:
            return self.filter(inspection__isnull=True)
        return self.filter(inspection=inspection)

    def named(self, reference: Any) -> "SavedSearch | None":
        """The one with this reference, if it is among these."""
        return self.filter(reference=reference).select_related("inspection").first()


class SavedSearch(models.Model):
    """A search under a name. It asks the question anew, as whoever opens it, and keeps no answer.

    Deleting it ends it; the row stays.
    """

    application_rights = ("SELECT", "INSERT", "UPDATE")

    reference = models.UUIDField(unique=True, default=uuid4, editable=False)
    person = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    inspection = models.ForeignKey(
        "inspections.Inspection",
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        help_text="Empty for a search over all inspections.",
    )
    name = models.CharField(max_length=80)
    folded = models.CharField(max_length=330)
    asked = models.JSONField(default=dict)
    version = models.PositiveIntegerField(default=1)
    saved_at = models.DateTimeField()
    ended_at = models.DateTimeField(null=True, blank=True)

    objects = SavedSearchQuerySet.as_manager()

    class Meta:
        verbose_name_plural = "saved searches"
        constraints = [
            models.UniqueConstraint(
                name="saved_search_name_once",
                fields=["person", "inspection", "folded"],
                condition=Q(ended_at__isnull=True, inspection__isnull=False),
                violation_error_message="You have a saved search with that name.",
            ),
            models.UniqueConstraint(
                name="saved_search_everywhere_once",
                fields=["person", "folded"],
                condition=Q(ended_at__isnull=True, inspection__isnull=True),
                violation_error_message="You have a saved search with that name.",
            ),
            models.CheckConstraint(
                name="saved_search_has_name",
                condition=~Q(name="") & ~Q(folded=""),
                violation_error_message="A saved search has a name.",
            ),
        ]

    def __str__(self) -> str:
        return self.name

    @property
    def record_name(self) -> str:
        """How the audit log names it."""
        return f"saved search {self.reference} v{self.version}"

    @property
    def search(self) -> Search:
        """What it asks."""
        return Search.from_data(self.asked)
