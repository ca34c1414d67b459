"""Samples that were drawn, and who took whose place."""

from typing import Any, ClassVar

from django.conf import settings
from django.db import models

from inspections.models.case import Case
from inspections.models.sample import AgencyList, ListedSubject, OfTeamQuerySet
from inspections.rules.sampling import ALGORITHM
from inspections.values.cases import CASE_KIND_LABELS, CaseKind
from inspections.values.samples import DrawSettings
from records.models import AppendOnly
from records.models.append_only import AppendOnlyQuerySet


class DrawQuerySet(OfTeamQuerySet):
    """Draws."""

    def for_page(self) -> Any:
        """With who drew, and from which lists."""
        return self.select_related("drawn_by", "inspection").prefetch_related("lists__agency")

    def for_list(self) -> Any:
        """With who drew, and how many were drawn and exchanged since."""
        return self.select_related("drawn_by").annotate(
            drawn=models.Count("places", filter=models.Q(places__is_reserve=False), distinct=True),
            exchanged=models.Count("substitutions", distinct=True),
        )


class Draw(AppendOnly):
    """A sample: the seed, what was asked, from what, and by which version of the procedure.

    With the same lists, settings and seed the same people are drawn again.
    """

    inspection = models.ForeignKey(
        "inspections.Inspection", on_delete=models.PROTECT, related_name="+"
    )
    reference = models.CharField(max_length=12, unique=True)
    kind = models.CharField(
        max_length=12, choices=[(one.value, CASE_KIND_LABELS[one]) for one in CaseKind]
    )
    purpose = models.TextField(blank=True)
    seed = models.CharField(max_length=64)
    seed_was_typed = models.BooleanField()
    terms = models.JSONField(help_text="How many, and how balanced.")
    narrowed = models.JSONField(help_text="Who could be drawn: cohorts, flags, who was left out.")
    lists = models.ManyToManyField(AgencyList, related_name="draws")
    algorithm = models.PositiveSmallIntegerField(default=ALGORITHM)
    candidates = models.PositiveIntegerField()
    input_hash = models.CharField(max_length=64)
    result_hash = models.CharField(max_length=64)
    shortfalls = models.JSONField(default=list)
    drawn_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+"
    )
    drawn_at = models.DateTimeField()

    objects: ClassVar[Any] = DrawQuerySet.as_manager()

    class Meta:
        ordering = ["drawn_at", "pk"]

    def __str__(self) -> str:
        return f"Draw {self.reference}"

    @property
    def record_name(self) -> str:
        """How the audit log names it."""
        return f"draw {self.reference}"

    @property
    def asked(self) -> DrawSettings:
        """The settings as a value."""
        return DrawSettings.from_data(self.terms)

    def among(self, cases: Any) -> Any:
        """Of these cases, those that came of this draw, also by a substitution."""
        drawn = models.Q(pk__in=self.places.values("case"))
        return cases.filter(drawn | models.Q(pk__in=self.substitutions.values("case")))


class DrawPlaceQuerySet(AppendOnlyQuerySet):
    """Places in draws."""

    def for_page(self) -> Any:
        """With the subject and the case."""
        return self.select_related("subject", "case").order_by("is_reserve", "position")


class DrawPlace(AppendOnly):
    """Somebody whom a draw chose, or put in reserve, and in which order."""

    draw = models.ForeignKey(Draw, on_delete=models.PROTECT, related_name="places")
    subject = models.ForeignKey(ListedSubject, on_delete=models.PROTECT, related_name="places")
    is_reserve = models.BooleanField()
    position = models.PositiveSmallIntegerField()
    groups = models.JSONField(help_text="The groups that counted when it was drawn.")
    case = models.OneToOneField(
        Case, on_delete=models.PROTECT, null=True, related_name="draw_place"
    )

    objects: ClassVar[Any] = DrawPlaceQuerySet.as_manager()

    class Meta:
        ordering = ["draw", "is_reserve", "position"]
        constraints = [
            models.UniqueConstraint(
                name="draw_place_once",
                fields=["draw", "is_reserve", "position"],
                violation_error_message="A place in a draw is given once.",
            ),
            models.UniqueConstraint(
                name="draw_subject_once",
                fields=["draw", "subject"],
                violation_error_message="Nobody is drawn twice in one draw.",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.subject} in {self.draw}"


class Substitution(AppendOnly):
    """A reserve in the place of somebody whose case is not suitable, with the reason."""

    draw = models.ForeignKey(Draw, on_delete=models.PROTECT, related_name="substitutions")
    number = models.PositiveSmallIntegerField()
    out = models.ForeignKey(DrawPlace, on_delete=models.PROTECT, related_name="replaced_by")
    into = models.OneToOneField(DrawPlace, on_delete=models.PROTECT, related_name="replaces")
    same_group = models.BooleanField()
    case = models.OneToOneField(Case, on_delete=models.PROTECT, related_name="+")
    why = models.TextField()
    by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField()

    class Meta:
        ordering = ["draw", "number"]
        constraints = [
            models.UniqueConstraint(
                name="substitution_number_once",
                fields=["draw", "number"],
                violation_error_message="Somebody else substituted a case of this draw just now.",
            ),
            models.UniqueConstraint(
                name="substitution_out_once",
                fields=["out"],
                violation_error_message="This case has been substituted already.",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.out} → {self.into}"
