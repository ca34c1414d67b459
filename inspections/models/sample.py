"""What the partnership is asked to list, and the lists that came; nobody's name is in here."""

import uuid
from datetime import date
from typing import Any, ClassVar

from django.conf import settings
from django.db import models
from django.db.models import Count, Q

from inspections.models.team import on_team
from inspections.values.cases import (
    ADULTS_PART_LABELS,
    AGE_BAND_LABELS,
    COHORT_LABELS,
    SUBJECT_LABELS,
    AdultsPart,
    AgeBand,
    Cohort,
    Subject,
)
from inspections.values.samples import CLOSING_LABELS, Closing
from organisations.models import Agency, LocalArea
from records.models import AppendOnly
from records.models.append_only import AppendOnlyQuerySet
from records.values import clean_text

_PERSON: dict[str, Any] = {"on_delete": models.PROTECT, "related_name": "+"}


class OfTeamQuerySet(AppendOnlyQuerySet):
    """Rows of an inspection that its whole team may see."""

    def visible_to(self, person: Any, day: date) -> Any:
        """Those of inspections on whose team the person is that day."""
        return self.filter(on_team(person, day))

    def of(self, inspection: Any) -> Any:
        """Those of one inspection."""
        return self.filter(inspection=inspection)

    def named(self, reference: str) -> Any:
        """The one with this reference, if it is among these."""
        return self.filter(reference=reference).first()


class ListRequestQuerySet(OfTeamQuerySet):
    """Requests for lists."""

    def for_list(self) -> Any:
        """With who asked, of whom, and how it ended."""
        return self.select_related("agency", "asked_by", "closing__by")

    def still_open(self) -> Any:
        """Those that nothing came of yet."""
        return self.filter(closing=None).select_related("agency")


class ListRequest(AppendOnly):
    """What was asked of whom: a list, from an agency or from the partnership, by a day."""

    inspection = models.ForeignKey("inspections.Inspection", **_PERSON)
    reference = models.CharField(max_length=12, unique=True)
    agency = models.ForeignKey(
        Agency, null=True, blank=True, help_text="Nobody stands for the partnership.", **_PERSON
    )
    cohort = models.CharField(
        max_length=24,
        blank=True,
        choices=[(one.value, COHORT_LABELS[one]) for one in Cohort],
        help_text="Empty where the list is of several.",
    )
    asked_for = models.TextField()
    wanted_by = models.DateField()
    asked_by = models.ForeignKey(settings.AUTH_USER_MODEL, **_PERSON)
    asked_at = models.DateTimeField()

    objects: ClassVar[Any] = ListRequestQuerySet.as_manager()

    class Meta:
        ordering = ["wanted_by", "pk"]

    def __str__(self) -> str:
        return f"List of {self.agency or 'the partnership'} by {self.wanted_by}"

    @property
    def record_name(self) -> str:
        """How the audit log names it."""
        return f"request {self.reference}"


class RequestClosing(AppendOnly):
    """How a request came to its end: the list came, there was nobody to list, or it was dropped."""

    request = models.OneToOneField(ListRequest, on_delete=models.PROTECT, related_name="closing")
    how = models.CharField(
        max_length=10, choices=[(one.value, CLOSING_LABELS[one]) for one in Closing]
    )
    what_came = models.TextField()
    by = models.ForeignKey(settings.AUTH_USER_MODEL, **_PERSON)
    at = models.DateTimeField()

    def __str__(self) -> str:
        return f"{self.request}: {self.get_how_display()}"


class ListUploadQuerySet(models.QuerySet["ListUpload"]):
    """Lists between upload and acceptance."""

    def visible_to(self, person: Any) -> "ListUploadQuerySet":
        """A person's own."""
        return self.filter(by=person)

    def of(self, inspection: Any) -> "ListUploadQuerySet":
        """Those of one inspection."""
        return self.filter(inspection=inspection)

    def named(self, reference: str) -> "ListUpload | None":
        """The one with this reference, if it is among these."""
        return self.select_related("agency", "request").filter(reference=reference).first()

    def for_list(self) -> "ListUploadQuerySet":
        """Without what is sealed in them."""
        return self.defer("sealed").select_related("agency").order_by("at")


class ListUpload(models.Model):
    """A list between its upload and its acceptance: encrypted, seen by who uploaded it alone.

    The row is deleted when the list is accepted or dropped; a day later it goes by itself.
    """

    inspection = models.ForeignKey("inspections.Inspection", **_PERSON)
    reference = models.CharField(max_length=12, unique=True)
    agency = models.ForeignKey(Agency, null=True, blank=True, **_PERSON)
    request = models.ForeignKey(ListRequest, null=True, blank=True, **_PERSON)
    sealed = models.BinaryField()
    mapping = models.JSONField(default=dict)
    row_count = models.PositiveIntegerField()
    left_out = models.PositiveIntegerField(default=0)
    version = models.PositiveIntegerField(default=1)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, **_PERSON)
    at = models.DateTimeField()

    objects = ListUploadQuerySet.as_manager()

    def __str__(self) -> str:
        return f"Upload {self.reference}"

    @property
    def record_name(self) -> str:
        """How the audit log names it."""
        return f"upload {self.reference}"


class AgencyListQuerySet(OfTeamQuerySet):
    """Lists that were accepted."""

    def for_list(self) -> Any:
        """With what a table of lists shows."""
        rows = self.select_related("agency", "accepted_by", "withdrawal")
        return rows.annotate(size=Count("listings"))

    def for_page(self) -> Any:
        """With what the page of a list shows."""
        return self.for_list().select_related("request", "withdrawal__by")

    def standing(self) -> Any:
        """Those that are not withdrawn."""
        return self.filter(withdrawal=None)

    def groups_on(self, inspection: Any) -> tuple[list[Any], list[Any], list[Any]]:
        """How many people are in which group, on the lists that stand: agencies, ages, cohorts."""
        rows = Listing.objects.standing(inspection)
        return (
            rows.counted_by("agencies__code", "agencies__name"),
            rows.counted_by("age_band"),
            rows.counted_by("cohort"),
        )

    def from_upload(self, reference: str) -> Any:
        """The one that came of an upload, if it was accepted."""
        return self.filter(upload=reference).first()


class AgencyList(AppendOnly):
    """An agency's list that was accepted. It holds references; who they are is in the key."""

    # How many rows it has, where a queryset counted them.
    size = 0

    inspection = models.ForeignKey("inspections.Inspection", **_PERSON)
    reference = models.CharField(max_length=12, unique=True)
    upload = models.CharField(
        max_length=12, unique=True, help_text="The reference of the upload that it came of."
    )
    agency = models.ForeignKey(
        Agency, null=True, blank=True, help_text="Nobody stands for the partnership.", **_PERSON
    )
    request = models.ForeignKey(ListRequest, null=True, blank=True, **_PERSON)
    columns = models.JSONField(help_text="What its columns held, without what stood in them.")
    left_out = models.PositiveIntegerField(help_text="Rows that were left out before acceptance.")
    accepted_by = models.ForeignKey(settings.AUTH_USER_MODEL, **_PERSON)
    accepted_at = models.DateTimeField()

    objects: ClassVar[Any] = AgencyListQuerySet.as_manager()

    class Meta:
        ordering = ["accepted_at", "pk"]

    def __str__(self) -> str:
        return f"{self.reference}, {self.agency or 'the partnership'}"

    @property
    def record_name(self) -> str:
        """How the audit log names it."""
        return f"list {self.reference}"


class ListWithdrawal(AppendOnly):
    """Why a list is not drawn from any more."""

    agency_list = models.OneToOneField(
        AgencyList, on_delete=models.PROTECT, related_name="withdrawal"
    )
    why = models.TextField()
    by = models.ForeignKey(settings.AUTH_USER_MODEL, **_PERSON)
    at = models.DateTimeField()

    def __str__(self) -> str:
        return f"{self.agency_list} withdrawn"


class ListedSubjectQuerySet(OfTeamQuerySet):
    """Those whom agencies listed."""

    def on_list(self, agency_list: Any) -> Any:
        """Those of one list, by reference."""
        return self.filter(listings__agency_list=agency_list).order_by("reference")

    def recognised(self) -> Any:
        """Those who stand on several lists, by reference."""
        several = self.annotate(lists=Count("listings__agency_list", distinct=True))
        return several.filter(lists__gt=1).order_by("reference")

    def holding_places(self, draw: Any) -> Any:
        """Those whose cases a draw looks at now: drawn and not substituted, or come in."""
        drawn = Q(places__is_reserve=False) | Q(places__replaces__isnull=False)
        rows = self.filter(drawn, places__draw=draw, places__replaced_by=None)
        return rows.order_by("reference").distinct()

    def page(self, after: str, *, size: int = 50) -> tuple[list[Any], str]:
        """Those that come after a reference, with what lists say; and after which the next come."""
        # It comes from the address: PostgreSQL refuses a text with NUL in it.
        beyond = self.filter(reference__gt=clean_text(after))
        rows = list(beyond.with_listings()[: size + 1])
        return rows[:size], rows[size - 1].reference if len(rows) > size else ""

    def with_listings(self) -> Any:
        """With what each list says of them."""
        said = Listing.objects.for_page()
        return self.prefetch_related(models.Prefetch("listings", queryset=said))


class ListedSubject(AppendOnly):
    """Somebody whom at least one agency listed: a reference. What lists say is in `Listing`."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    inspection = models.ForeignKey("inspections.Inspection", **_PERSON)
    reference = models.CharField(max_length=12, unique=True)

    objects: ClassVar[Any] = ListedSubjectQuerySet.as_manager()

    class Meta:
        ordering = ["reference"]

    def __str__(self) -> str:
        return self.reference

    @property
    def record_name(self) -> str:
        """How the audit log names it."""
        return f"listed subject {self.reference}"


class ListingQuerySet(models.QuerySet["Listing"]):
    """What lists say of somebody."""

    def for_page(self) -> "ListingQuerySet":
        """With the list, the agencies and the areas."""
        return (
            self.select_related("agency_list__agency", "lives_in", "placed_by")
            .prefetch_related("agencies")
            .order_by("agency_list__accepted_at", "row")
        )

    def standing(self, inspection: Any) -> "ListingQuerySet":
        """Those of the lists of an inspection that are not withdrawn."""
        return self.filter(agency_list__inspection=inspection, agency_list__withdrawal=None)

    def counted_by(self, *names: str) -> list[tuple[Any, ...]]:
        """How many people there are of each: the values of these columns, then the number."""
        rows = self.order_by(*names).values_list(*names)
        return list(rows.annotate(people=Count("subject", distinct=True)))


class Listing(models.Model):
    """One row of an accepted list: what the agency says of a subject, without who it is.

    The marks are keyed fingerprints by which the same child is recognised on another list. Only
    the subject ever changes, by a `SubjectSplit`; a migration holds the other columns fast.
    """

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    agency_list = models.ForeignKey(AgencyList, on_delete=models.PROTECT, related_name="listings")
    subject = models.ForeignKey(ListedSubject, on_delete=models.PROTECT, related_name="listings")
    row = models.PositiveIntegerField()
    kind = models.CharField(
        max_length=16, choices=[(one.value, SUBJECT_LABELS[one]) for one in Subject]
    )
    adults_part = models.CharField(
        max_length=20,
        blank=True,
        choices=[(one.value, ADULTS_PART_LABELS[one]) for one in AdultsPart],
    )
    age_band = models.CharField(
        max_length=12, choices=[(one.value, AGE_BAND_LABELS[one]) for one in AgeBand]
    )
    cohort = models.CharField(
        max_length=24, choices=[(one.value, COHORT_LABELS[one]) for one in Cohort]
    )
    is_disabled = models.BooleanField(default=False)
    has_been_missing = models.BooleanField(default=False)
    is_exploited = models.BooleanField(default=False)
    in_custody = models.BooleanField(default=False)
    lives_in = models.ForeignKey(LocalArea, null=True, blank=True, **_PERSON)
    placed_by = models.ForeignKey(LocalArea, null=True, blank=True, **_PERSON)
    household = models.CharField(max_length=12, blank=True)
    agencies = models.ManyToManyField(Agency, related_name="+", blank=True)
    nhs_mark = models.CharField(max_length=64, blank=True)
    person_mark = models.CharField(max_length=64, blank=True)
    number_mark = models.CharField(max_length=64, blank=True)

    objects = ListingQuerySet.as_manager()

    class Meta:
        ordering = ["agency_list", "row"]
        constraints = [
            models.UniqueConstraint(
                name="listing_row_once",
                fields=["agency_list", "row"],
                violation_error_message="A row of a list is kept once.",
            ),
            models.CheckConstraint(
                name="listing_can_be_found_again",
                condition=~Q(nhs_mark="") | ~Q(person_mark="") | ~Q(number_mark=""),
                violation_error_message="Nothing says who this row is about.",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.subject_id} on {self.agency_list_id}"
