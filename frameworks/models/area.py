"""What is judged: areas, their criteria, what each grade looks like, and the rules between them."""

import uuid

from django.db import models
from django.db.models import F, Q

from frameworks.models.inspection_type import Participation
from frameworks.models.scale import Grade, GradeScale
from frameworks.models.theme import Theme
from frameworks.models.version import FrameworkVersion
from frameworks.values import AgencyKind, Grading, Rule, Strength, definition_from
from organisations.models import Inspectorate


class JudgementArea(models.Model):
    """A part of the framework that is answered by itself: with a grade, or in words."""

    # Known before it is stored, so that parents and parts go in with one query.
    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    version = models.ForeignKey(FrameworkVersion, on_delete=models.CASCADE, related_name="areas")
    code = models.SlugField(max_length=60)
    title = models.CharField(max_length=250)
    grading = models.CharField(
        max_length=10, choices=[(grading.value, grading.value) for grading in Grading]
    )
    agency_kind = models.CharField(
        max_length=20, choices=[(kind.value, kind.value.replace("_", " ")) for kind in AgencyKind]
    )
    scale = models.ForeignKey(
        GradeScale, on_delete=models.CASCADE, null=True, blank=True, related_name="areas"
    )
    scope = models.TextField(blank=True)
    note = models.TextField(blank=True)
    not_judged = models.TextField(
        blank=True, help_text="When the area may be left without a grade, and who says so."
    )
    paragraph = models.CharField(max_length=60)
    parent = models.ForeignKey(
        "self", on_delete=models.CASCADE, null=True, blank=True, related_name="parts"
    )
    inspectorates = models.ManyToManyField(
        Inspectorate, through=Participation, related_name="judgement_areas"
    )
    order = models.PositiveSmallIntegerField()

    class Meta:
        ordering = ["order"]
        constraints = [
            models.UniqueConstraint(
                name="judgement_area_code_once",
                fields=["version", "code"],
                violation_error_message="This version has a judgement area with that code.",
            ),
            models.CheckConstraint(
                name="judgement_area_grading_known",
                condition=Q(grading__in=[grading.value for grading in Grading]),
                violation_error_message="An area is graded, shared, narrative or ungraded.",
            ),
            models.CheckConstraint(
                name="judgement_area_scale_when_graded",
                condition=Q(
                    grading__in=[grading.value for grading in Grading if grading.has_scale],
                    scale__isnull=False,
                )
                | Q(
                    grading__in=[grading.value for grading in Grading if not grading.has_scale],
                    scale__isnull=True,
                ),
                violation_error_message="A graded area has a grade scale, another has none.",
            ),
            models.CheckConstraint(
                name="judgement_area_not_own_parent",
                condition=Q(parent__isnull=True) | ~Q(parent=F("id")),
                violation_error_message="An area is not a part of itself.",
            ),
        ]

    def __str__(self) -> str:
        return self.title

    @property
    def is_shared(self) -> bool:
        """Whether the inspectorates give one answer together (No. 140112 ¶41, ¶113)."""
        return self.grading == Grading.SHARED


class CriterionQuerySet(models.QuerySet["Criterion"]):
    """Criteria of frameworks."""

    def on_theme(self, theme: Theme | str) -> "CriterionQuerySet":
        """Those of every framework that bear on the theme, which may be named by its code."""
        return self.filter(Q(theme=theme) | Q(second_theme=theme) | Q(third_theme=theme))


class Criterion(models.Model):
    """One criterion: what is looked for, under the reference of its source.

    A criterion has one to three themes, the most fitting first. They are three columns and not a
    table between: a framework of any size is stored with one query for its criteria.
    """

    version = models.ForeignKey(FrameworkVersion, on_delete=models.CASCADE, related_name="criteria")
    area = models.ForeignKey(JudgementArea, on_delete=models.CASCADE, related_name="criteria")
    reference = models.CharField(max_length=60)
    order = models.PositiveSmallIntegerField()
    heading = models.CharField(max_length=250)
    statement = models.TextField()
    points = models.JSONField(default=list, blank=True)
    condition = models.TextField(blank=True, help_text="Only then does the criterion apply.")
    note = models.TextField(blank=True)
    is_own = models.BooleanField(
        default=False, help_text="The sources give none: it is this service’s own."
    )
    theme = models.ForeignKey(Theme, on_delete=models.PROTECT, null=True, related_name="+")
    second_theme = models.ForeignKey(
        Theme, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    third_theme = models.ForeignKey(
        Theme, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )

    objects = CriterionQuerySet.as_manager()

    class Meta:
        ordering = ["order"]
        verbose_name_plural = "criteria"
        constraints = [
            models.UniqueConstraint(
                name="criterion_reference_once",
                fields=["version", "reference"],
                violation_error_message="This version has a criterion with that reference.",
            ),
            models.UniqueConstraint(
                name="criterion_order_once",
                fields=["area", "order"],
                violation_error_message="Another criterion of the area has that place.",
            ),
            models.CheckConstraint(
                name="criterion_has_statement",
                condition=~Q(statement=""),
                violation_error_message="A criterion says what is looked for.",
            ),
            models.CheckConstraint(
                name="criterion_themes_in_order",
                condition=(Q(second_theme__isnull=True) | Q(theme__isnull=False))
                & (Q(third_theme__isnull=True) | Q(second_theme__isnull=False)),
                violation_error_message="A second theme follows a first, a third a second.",
            ),
            models.CheckConstraint(
                name="criterion_themes_once",
                condition=~Q(theme=F("second_theme"))
                & ~Q(theme=F("third_theme"))
                & ~Q(second_theme=F("third_theme")),
                violation_error_message="A criterion has a theme once.",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.reference} {self.heading}"

    @property
    def theme_codes(self) -> list[str]:
        """The codes of its themes, the most fitting first."""
        keys = (self.theme_id, self.second_theme_id, self.third_theme_id)
        return [key for key in keys if key is not None]


class GradeDescriptor(models.Model):
    """What a judgement area looks like at one grade."""

    area = models.ForeignKey(JudgementArea, on_delete=models.CASCADE, related_name="descriptors")
    grade = models.ForeignKey(Grade, on_delete=models.CASCADE, related_name="descriptors")
    reference = models.CharField(max_length=60)
    order = models.PositiveSmallIntegerField()
    statement = models.TextField()

    class Meta:
        ordering = ["grade__rank", "order"]
        constraints = [
            models.UniqueConstraint(
                name="grade_descriptor_reference_once",
                fields=["area", "grade", "reference"],
                violation_error_message="This grade has a descriptor with that reference.",
            ),
            models.CheckConstraint(
                name="grade_descriptor_has_statement",
                condition=~Q(statement=""),
                violation_error_message="A descriptor says what the grade looks like.",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.area}: {self.grade} ({self.reference})"


class LimitingRule(models.Model):
    """A rule of the framework that limits a grade. It proposes; a person decides."""

    version = models.ForeignKey(
        FrameworkVersion, on_delete=models.CASCADE, related_name="limiting_rules"
    )
    code = models.SlugField(max_length=60)
    source = models.CharField(max_length=60)
    strength = models.CharField(
        max_length=10, choices=[(strength.value, strength.value) for strength in Strength]
    )
    statement = models.TextField()
    definition = models.JSONField()
    order = models.PositiveSmallIntegerField(default=0)

    class Meta:
        ordering = ["order", "code"]
        constraints = [
            models.UniqueConstraint(
                name="limiting_rule_code_once",
                fields=["version", "code"],
                violation_error_message="This version has a rule with that code.",
            ),
            models.CheckConstraint(
                name="limiting_rule_strength_known",
                condition=Q(strength__in=[strength.value for strength in Strength]),
                violation_error_message="A rule says must or likely, as its source does.",
            ),
        ]

    def __str__(self) -> str:
        return self.code

    def as_value(self) -> Rule:
        """The rule as a plain value, for the pure functions that evaluate it."""
        return Rule(
            code=self.code,
            source=self.source,
            strength=Strength(self.strength),
            statement=self.statement,
            definition=definition_from(self.definition),
        )
