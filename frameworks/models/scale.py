"""The grades that a judgement can give."""

from django.db import models
from django.db.models import Q

from frameworks.models.version import FrameworkVersion


class GradeScale(models.Model):
    """An ordered set of grades."""

    version = models.ForeignKey(
        FrameworkVersion, on_delete=models.CASCADE, related_name="grade_scales"
    )
    code = models.SlugField(max_length=60)

    class Meta:
        ordering = ["code"]
        constraints = [
            models.UniqueConstraint(
                name="grade_scale_code_once",
                fields=["version", "code"],
                violation_error_message="This version has a grade scale with that code.",
            )
        ]

    def __str__(self) -> str:
        return self.code


class Grade(models.Model):
    """One grade of a scale; rank 1 is the best."""

    scale = models.ForeignKey(GradeScale, on_delete=models.CASCADE, related_name="grades")
    code = models.SlugField(max_length=60)
    title = models.CharField(max_length=250)
    rank = models.PositiveSmallIntegerField()

    class Meta:
        ordering = ["rank"]
        constraints = [
            models.UniqueConstraint(
                name="grade_code_once",
                fields=["scale", "code"],
                violation_error_message="This scale has a grade with that code.",
            ),
            models.UniqueConstraint(
                name="grade_rank_once",
                fields=["scale", "rank"],
                violation_error_message="Two grades of a scale are never equally good.",
            ),
            models.CheckConstraint(
                name="grade_rank_from_one",
                condition=Q(rank__gte=1),
                violation_error_message="The best grade has rank 1.",
            ),
        ]

    def __str__(self) -> str:
        return self.title
