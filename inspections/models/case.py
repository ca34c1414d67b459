"""A child's case, without the child's name."""

from datetime import date
from typing import Any

from django.conf import settings
from django.db import models
from django.db.models import Exists, F, OuterRef, Q, Value

from frameworks.models import Criterion
from inspections.models.team import on_team
from inspections.states import TAKES_EVIDENCE
from inspections.values import (
    ADULTS_PART_LABELS,
    AGE_BAND_LABELS,
    CASE_PAGE,
    COHORT_LABELS,
    JOURNEY_POINT_LABELS,
    SUBJECT_LABELS,
    AdultsPart,
    AgeBand,
    CaseFacts,
    CaseFlag,
    CaseKind,
    CasesAsked,
    CasesFound,
    Cohort,
    JourneyPoint,
    Subject,
)
from organisations.models import Agency, LocalArea, Service
from records.models import Prepared


class CaseQuerySet(models.QuerySet["Case"]):
    """Cases of inspections."""

    def visible_to(self, person: Any, day: date) -> "CaseQuerySet":
        """Those of inspections on whose team the person is that day."""
        return self.filter(on_team(person, day))

    def for_page(self) -> "CaseQuerySet":
        """With who added them, and with what their facts name."""
        named = self.select_related("added_by", "listed_by", "lives_in", "placed_by")
        return named.prefetch_related("agencies")

    def asked(self, asked: CasesAsked) -> "CaseQuerySet":
        """Those that a list asks for."""
        rows = self
        if asked.kind:
            rows = rows.filter(kind=asked.kind)
        if asked.cohort:
            rows = rows.filter(cohort=asked.cohort)
        if asked.flag:
            rows = rows.filter(**{CaseFlag(asked.flag).value: True})
        if asked.agency is not None:
            involved = Case.agencies.through.objects.filter(agency=asked.agency)
            rows = rows.filter(Exists(involved.filter(case=OuterRef("pk"))))
        if asked.person:
            # Both conditions in one filter: they are about the same place on the case's team.
            rows = rows.filter(
                members__assignment__person__email=asked.person, members__taken_off_at__isnull=True
            )
        return rows

    def page(self, asked: CasesAsked) -> CasesFound:
        """A page of those that are asked for. A place that is not found asks for the first page.

        The place is looked for among all of these: the case that marks it may have changed since.
        """
        rows, place = self.asked(asked), asked.before or asked.after
        beside = self.named(place) if place else None
        if beside is not None and asked.before:
            sooner = Q(kind__gt=beside.kind) | Q(kind=beside.kind, pk__lt=beside.pk)
            found = list(rows.filter(sooner).order_by("kind", "-pk")[: CASE_PAGE + 1])
            return CasesFound(found[:CASE_PAGE][::-1], len(found) > CASE_PAGE, goes_on=True)
        if beside is not None:
            rows = rows.filter(Q(kind__lt=beside.kind) | Q(kind=beside.kind, pk__gt=beside.pk))
        found = list(rows.order_by("-kind", "pk")[: CASE_PAGE + 1])
        return CasesFound(found[:CASE_PAGE], beside is not None, len(found) > CASE_PAGE)

    def open_for_change(self) -> "CaseQuerySet":
        """Those of inspections that take evidence."""
        return self.filter(inspection__state__in=[state.value for state in TAKES_EVIDENCE])

    def of(self, inspection: Any) -> "CaseQuerySet":
        """Those of one inspection."""
        return self.filter(inspection=inspection)

    def named(self, reference: str) -> "Case | None":
        """The one with this reference, if it is among these."""
        return self.filter(reference=reference).first()

    def choices_of(
        self, inspection: Any, strand: Any, area: Any
    ) -> "models.QuerySet[Any, tuple[str, int, str, str, int, str]]":
        """What evidence of a strand may be about, in one query; for `evidence_choices`.

        Args:
            area: the inspected one, whose agencies there are to choose from.

        Returns:
            Rows of what it is (case, agency, criterion or service), its key, its name, more, its
            order, and what it stands under.
        """
        cases = self.of(inspection).values_list(
            Value("case"), "pk", "reference", "cohort", Value(0), Value("")
        )
        agencies = Agency.objects.filter(areas=area).values_list(
            Value("agency"), "pk", "name", "code", Value(0), Value("")
        )
        criteria = Criterion.objects.filter(area__strands=strand).values_list(
            Value("criterion"),
            "pk",
            "reference",
            "heading",
            F("area__order") * 1000 + F("order"),
            "area__title",
        )
        services = Service.objects.values_list(
            Value("service"), "pk", "title", "commissioned_by", "order", Value("")
        )
        parts = [one.order_by() for one in (agencies, criteria, services)]
        return cases.order_by().union(*parts, all=True)


class Case(models.Model):
    """A tracked or sampled case (150092 ¶18), pseudonymous: a reference, an age band, a cohort.

    The reference is made here (T1, S4); who the child is stands in no table of Concord.
    """

    inspection = models.ForeignKey(
        "inspections.Inspection", on_delete=models.PROTECT, related_name="cases"
    )
    reference = models.CharField(max_length=8)
    kind = models.CharField(max_length=12, choices=[(kind.value, kind.value) for kind in CaseKind])
    subject = models.CharField(
        max_length=16,
        choices=[(one.value, SUBJECT_LABELS[one]) for one in Subject],
        default=Subject.CHILD,
    )
    adults_part = models.CharField(
        max_length=20,
        blank=True,
        choices=[(one.value, ADULTS_PART_LABELS[one]) for one in AdultsPart],
        help_text="What an adult offender is to the children.",
    )
    listed_by = models.ForeignKey(
        Agency,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        help_text="The agency from whose list the subject comes.",
    )
    point = models.CharField(
        max_length=16,
        blank=True,
        choices=[(one.value, JOURNEY_POINT_LABELS[one]) for one in JourneyPoint],
        help_text="The point of the journey at which a sampled case is looked at.",
    )
    age_band = models.CharField(
        max_length=12, choices=[(band.value, AGE_BAND_LABELS[band]) for band in AgeBand]
    )
    cohort = models.CharField(
        max_length=24, choices=[(cohort.value, COHORT_LABELS[cohort]) for cohort in Cohort]
    )
    in_deep_dive = models.BooleanField(default=False)
    is_disabled = models.BooleanField(default=False)
    has_been_missing = models.BooleanField(default=False)
    is_exploited = models.BooleanField(
        default=False, help_text="Exploited, or at risk of exploitation."
    )
    in_custody = models.BooleanField(default=False)
    lives_in = models.ForeignKey(
        LocalArea, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    placed_by = models.ForeignKey(
        LocalArea, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    agencies = models.ManyToManyField(Agency, related_name="cases", blank=True)
    version = models.PositiveIntegerField(default=1)
    added_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+"
    )
    added_at = models.DateTimeField()

    objects = CaseQuerySet.as_manager()

    class Meta:
        ordering = ["-kind", "pk"]
        constraints = [
            models.UniqueConstraint(
                name="case_reference_once",
                fields=["inspection", "reference"],
                violation_error_message="This inspection has a case with that reference.",
            ),
            models.CheckConstraint(
                name="case_adults_part",
                condition=Q(subject=Subject.ADULT_OFFENDER) & ~Q(adults_part="")
                | ~Q(subject=Subject.ADULT_OFFENDER) & Q(adults_part=""),
                violation_error_message="An adult offender’s case says what they are to children.",
            ),
            models.CheckConstraint(
                name="case_point_of_sampled",
                condition=Q(point="") | Q(kind=CaseKind.SAMPLED),
                violation_error_message="Only a sampled case is looked at in one point.",
            ),
        ]

    def __str__(self) -> str:
        return self.reference

    @property
    def record_name(self) -> str:
        """How the audit log names it."""
        return f"case {self.reference}"

    @property
    def flags(self) -> tuple[CaseFlag, ...]:
        """What makes it one to look at twice."""
        return tuple(flag for flag in CaseFlag if getattr(self, flag.value))

    @property
    def is_adults(self) -> bool:
        """Whether its subject is an adult offender, not a child or young person."""
        return self.subject == Subject.ADULT_OFFENDER

    def facts(self) -> CaseFacts:
        """What is known of it, as a value. Asks for its agencies, where they were not fetched."""
        return CaseFacts(
            age_band=self.age_band,
            cohort=self.cohort,
            subject=self.subject,
            adults_part=self.adults_part,
            listed_by=self.listed_by_id,
            point=self.point,
            in_deep_dive=self.in_deep_dive,
            flags=tuple(sorted(flag.value for flag in self.flags)),
            lives_in=self.lives_in_id,
            placed_by=self.placed_by_id,
            agencies=tuple(sorted(agency.pk for agency in self.agencies.all())),
        )


def evidence_choices(inspection: Any, strand: Any) -> list[Any]:
    """What evidence of a strand may be about: the rows of `choices_of`, its SQL written once."""
    return _CHOICES.tuples(inspection=inspection.pk, strand=strand.pk, area=inspection.area_id)


_CHOICES = Prepared(
    Case.objects.choices_of,
    {"inspection": -7_000_000_001, "strand": -7_000_000_002, "area": -7_000_000_003},
)
