"""The kinds of inspection that a framework describes: who, by which power, when, what report."""

from typing import Any

from django.db import models
from django.db.models import Q

from frameworks.addresses import form_slug
from frameworks.models.version import FrameworkVersion
from frameworks.values import (
    STUDIES,
    FormKind,
    OptionalParticipant,
    PlannedStrand,
    SectionKind,
    SectionPurpose,
    Submission,
)
from organisations.models import Inspectorate, LegalPower


class InspectionType(models.Model):
    """A kind of inspection. Its steps, areas and report are the framework's, not the code's."""

    version = models.ForeignKey(
        FrameworkVersion, on_delete=models.CASCADE, related_name="inspection_types"
    )
    code = models.SlugField(max_length=60)
    title = models.CharField(max_length=250)
    is_graded = models.BooleanField()
    led_by = models.ForeignKey(Inspectorate, on_delete=models.PROTECT, related_name="+")
    power = models.ForeignKey(LegalPower, on_delete=models.PROTECT, related_name="+")
    participants = models.ManyToManyField(
        Inspectorate, through="Participation", related_name="inspection_types"
    )
    area_codes = models.JSONField(
        default=list, help_text="The judgement areas of this version that it answers, in order."
    )
    has_deep_dive = models.BooleanField(
        default=False, help_text="One of the version’s topics is chosen when it is opened."
    )
    strands = models.JSONField(
        default=list, blank=True, help_text="Its parts, each under one power: `planned_strands`."
    )
    optional = models.JSONField(
        default=list, blank=True, help_text="Who joins only in a case: `optional_participants`."
    )
    submissions = models.JSONField(
        default=list, blank=True, help_text="What the area hands in: `asked_of_the_area`."
    )
    order = models.PositiveSmallIntegerField(default=0)

    class Meta:
        ordering = ["order", "code"]
        constraints = [
            models.UniqueConstraint(
                name="inspection_type_code_once",
                fields=["version", "code"],
                violation_error_message="This version has an inspection type with that code.",
            )
        ]

    def __str__(self) -> str:
        return self.title

    @property
    def judgement_areas(self) -> "models.QuerySet[Any]":
        """The judgement areas that an inspection of this type answers."""
        return self.version.areas.filter(code__in=self.area_codes)

    def planned_strands(self) -> tuple[PlannedStrand, ...]:
        """The parts of an inspection of this type, as the framework lays them down.

        A version that names none has one strand, for all that the type answers: the joint one where
        its power is one to inspect together, otherwise that of the inspectorate that leads.
        """
        if self.strands:
            return tuple(
                PlannedStrand(
                    code=item["code"],
                    title=item["title"],
                    power=item["power"],
                    inspectorates=tuple(item["inspectorates"]),
                    areas=tuple(item["areas"]),
                )
                for item in self.strands
            )
        areas = tuple(self.area_codes)
        if self.power.is_joint:
            everybody = tuple(one.code for one in self.participants.all())
            title = f"Joint strand, {self.power.section}"
            return (PlannedStrand("joint", title, self.power.code, everybody, areas),)
        leading = self.led_by
        title = f"{leading.short_name}, {self.power.section}"
        return (PlannedStrand(leading.code, title, self.power.code, (leading.code,), areas),)

    def optional_participants(self) -> tuple[OptionalParticipant, ...]:
        """The inspectorates that join only in a case, with the case."""
        return tuple(OptionalParticipant(**item) for item in self.optional)

    def asked_of_the_area(self) -> tuple[Submission, ...]:
        """What the area hands in: a joint audit, a self-assessment."""
        return tuple(Submission(**item) for item in self.submissions)


class Participation(models.Model):
    """An inspectorate takes part in an inspection type, or answers for a judgement area.

    One table for both, so that a whole framework is stored in few queries.
    """

    inspectorate = models.ForeignKey(
        Inspectorate, on_delete=models.PROTECT, related_name="framework_participations"
    )
    inspection_type = models.ForeignKey(
        InspectionType, on_delete=models.CASCADE, null=True, related_name="participations"
    )
    area = models.ForeignKey(
        "frameworks.JudgementArea",
        on_delete=models.CASCADE,
        null=True,
        related_name="participations",
    )

    class Meta:
        constraints = [
            models.CheckConstraint(
                name="participation_in_one_thing",
                condition=Q(inspection_type__isnull=False, area__isnull=True)
                | Q(inspection_type__isnull=True, area__isnull=False),
                violation_error_message="It is about an inspection type or about an area.",
            ),
            models.UniqueConstraint(
                name="participation_in_type_once",
                fields=["inspection_type", "inspectorate"],
                violation_error_message="The inspectorate takes part in this type already.",
            ),
            models.UniqueConstraint(
                name="participation_in_area_once",
                fields=["area", "inspectorate"],
                violation_error_message="The inspectorate answers for this area already.",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.inspectorate} in {self.inspection_type or self.area}"


class KeyDateRule(models.Model):
    """One step of the timetable, counted from another step.

    The first step (`after` is empty) is the day that the overall lead chooses. Weeks are a period
    that begins on the day of `after`: the step is its last working day. Where the source fixes no
    number, the number is this service's own setting and says so.
    """

    inspection_type = models.ForeignKey(
        InspectionType, on_delete=models.CASCADE, related_name="key_dates"
    )
    code = models.SlugField(max_length=60)
    title = models.CharField(max_length=250)
    order = models.PositiveSmallIntegerField()
    after = models.SlugField(max_length=60, blank=True)
    working_days = models.PositiveSmallIntegerField(null=True, blank=True)
    weeks = models.PositiveSmallIntegerField(null=True, blank=True)
    source = models.TextField(blank=True)
    is_own_setting = models.BooleanField(default=False)

    class Meta:
        ordering = ["order"]
        constraints = [
            models.UniqueConstraint(
                name="key_date_rule_code_once",
                fields=["inspection_type", "code"],
                violation_error_message="This inspection type has a step with that code.",
            ),
            models.UniqueConstraint(
                name="key_date_rule_order_once",
                fields=["inspection_type", "order"],
                violation_error_message="Another step has that place in the timetable.",
            ),
            models.CheckConstraint(
                name="key_date_rule_counts_in_one_unit",
                condition=Q(after="", working_days__isnull=True, weeks__isnull=True)
                | ~Q(after="") & Q(working_days__isnull=False, weeks__isnull=True)
                | ~Q(after="") & Q(working_days__isnull=True, weeks__isnull=False),
                violation_error_message=(
                    "A step is counted in working days or in weeks; the first in neither."
                ),
            ),
            models.CheckConstraint(
                name="key_date_rule_says_where_from",
                condition=Q(is_own_setting=True) | ~Q(source=""),
                violation_error_message="A step has a source or is this service's own setting.",
            ),
        ]

    def __str__(self) -> str:
        return self.title


class ReportForm(models.Model):
    """A kind of report that an inspection type ends in, and who quality-assures it."""

    inspection_type = models.ForeignKey(
        InspectionType, on_delete=models.CASCADE, related_name="report_forms"
    )
    kind = models.CharField(
        max_length=20, choices=[(kind.value, kind.value.replace("_", " ")) for kind in FormKind]
    )
    strand = models.SlugField(
        blank=True, max_length=60, help_text="Whose report it is; empty: the whole inspection’s."
    )
    title = models.CharField(max_length=250)
    quality_assured_by = models.ForeignKey(Inspectorate, on_delete=models.PROTECT, related_name="+")

    class Meta:
        ordering = ["kind", "strand"]
        constraints = [
            models.UniqueConstraint(
                name="report_form_kind_once",
                fields=["inspection_type", "kind", "strand"],
                violation_error_message="This strand has a report of that kind.",
            ),
            models.CheckConstraint(
                name="report_form_kind_known",
                condition=Q(kind__in=[kind.value for kind in FormKind]),
                violation_error_message="A report is of a kind that this service can set.",
            ),
        ]

    def __str__(self) -> str:
        return self.title

    @property
    def slug(self) -> str:
        """How the address of its document names it, once in an inspection."""
        return form_slug(self.kind, self.strand)


class ReportSection(models.Model):
    """One section of a report form, in its order."""

    form = models.ForeignKey(ReportForm, on_delete=models.CASCADE, related_name="sections")
    key = models.SlugField(max_length=60)
    heading = models.CharField(max_length=250)
    order = models.PositiveSmallIntegerField()
    kind = models.CharField(
        max_length=20, choices=[(kind.value, kind.value.replace("_", " ")) for kind in SectionKind]
    )
    is_addressed = models.BooleanField(
        default=False, help_text="Each item is addressed to the partnership or a named agency."
    )
    purpose = models.CharField(
        max_length=24,
        blank=True,
        choices=[(one.value, one.value.replace("_", " ")) for one in SectionPurpose if one],
        help_text="A study of one child, or the next steps; empty: what its kind says.",
    )
    is_optional = models.BooleanField(
        default=False, help_text="The report goes on without a word in it."
    )
    guidance = models.TextField(blank=True)

    class Meta:
        ordering = ["order"]
        constraints = [
            models.UniqueConstraint(
                name="report_section_key_once",
                fields=["form", "key"],
                violation_error_message="This report has a section with that key.",
            ),
            models.UniqueConstraint(
                name="report_section_order_once",
                fields=["form", "order"],
                violation_error_message="Another section has that place in the report.",
            ),
            models.CheckConstraint(
                name="report_section_kind_known",
                condition=Q(kind__in=[kind.value for kind in SectionKind]),
                violation_error_message="A section is of a kind that this service can set.",
            ),
            models.CheckConstraint(
                name="report_section_purpose_known",
                condition=Q(purpose__in=[one.value for one in SectionPurpose]),
                violation_error_message="A section has a purpose that this service can set.",
            ),
        ]

    def __str__(self) -> str:
        return self.heading

    @property
    def is_study(self) -> bool:
        """Whether it tells of one child, in a box of its own."""
        return self.purpose in STUDIES

    @property
    def is_next_steps(self) -> bool:
        """Whether the statement of action stands in it (150092 ¶28)."""
        return self.purpose == SectionPurpose.NEXT_STEPS
