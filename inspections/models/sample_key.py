"""Who the listed subjects are: kept apart, sealed, and read for a reason that stays on record."""

from typing import Any, ClassVar

from django.conf import settings
from django.db import models

from inspections.models.sample import AgencyList, ListedSubject, Listing, OfTeamQuerySet
from records.models import AppendOnly
from records.models.append_only import AppendOnlyQuerySet


class SubjectKeyQuerySet(AppendOnlyQuerySet):
    """Keys."""

    def visible_to(self, person: Any, readings: Any) -> Any:
        """Those for whose subjects the person has just written these readings."""
        read = [one.subject_id for one in readings if one.person_id == person.pk]
        rows = self.filter(listing__subject__in=read)
        return rows.select_related("listing__subject", "listing__agency_list__agency").order_by(
            "listing__subject__reference", "listing__row"
        )


class SubjectKey(AppendOnly):
    """By what an agency can find somebody again: number, NHS number, name, birth, sealed.

    On PostgreSQL no row can be read unless the actor wrote a `KeyReading` of its subject within
    the same minute. Its primary key is its listing: an insert has then nothing to read back.
    """

    listing = models.OneToOneField(
        Listing, on_delete=models.PROTECT, primary_key=True, related_name="+"
    )
    inspection = models.ForeignKey(
        "inspections.Inspection", on_delete=models.PROTECT, related_name="+"
    )
    sealed = models.BinaryField()

    objects: ClassVar[Any] = SubjectKeyQuerySet.as_manager()

    def __str__(self) -> str:
        return f"Key of {self.listing_id}"


class KeyReadingQuerySet(OfTeamQuerySet):
    """Who read which keys."""

    def for_page(self) -> Any:
        """With the reader, the newest first."""
        return self.select_related("person", "subject").order_by("-at", "pk")

    def of_subject(self, subject: Any) -> Any:
        """Those of one subject."""
        return self.filter(subject=subject)


class KeyReading(AppendOnly):
    """Somebody read who a subject is: when and why. Each reading is one of these."""

    inspection = models.ForeignKey(
        "inspections.Inspection", on_delete=models.PROTECT, related_name="+"
    )
    subject = models.ForeignKey(ListedSubject, on_delete=models.PROTECT, related_name="readings")
    person = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    reason = models.TextField()
    at = models.DateTimeField()

    objects: ClassVar[Any] = KeyReadingQuerySet.as_manager()

    def __str__(self) -> str:
        return f"{self.person} read the key of {self.subject}"


class SubjectSplit(AppendOnly):
    """What was taken for one child is two: a listing got a subject of its own, for a reason."""

    inspection = models.ForeignKey(
        "inspections.Inspection", on_delete=models.PROTECT, related_name="+"
    )
    listing = models.ForeignKey(Listing, on_delete=models.PROTECT, related_name="splits")
    agency_list = models.ForeignKey(AgencyList, on_delete=models.PROTECT, related_name="+")
    from_subject = models.ForeignKey(
        ListedSubject, on_delete=models.PROTECT, related_name="splits_from"
    )
    to_subject = models.ForeignKey(
        ListedSubject, on_delete=models.PROTECT, related_name="splits_to"
    )
    why = models.TextField()
    by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField()

    objects: ClassVar[Any] = OfTeamQuerySet.as_manager()

    def __str__(self) -> str:
        return f"{self.from_subject} → {self.to_subject}"
