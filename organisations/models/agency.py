"""Places, and who works there for children."""

from django.db import models

from organisations.values import AGENCY_KIND_LABELS, AgencyKind


class LocalArea(models.Model):
    """The footprint of an upper-tier local authority in England (180025 ¶6: a JTAI's area)."""

    code = models.CharField(max_length=3, unique=True, help_text="The DfE's number, 830.")
    ons_code = models.CharField(max_length=9, unique=True)
    name = models.CharField(max_length=80)
    region = models.CharField(max_length=40)
    kind = models.CharField(max_length=40)

    class Meta:
        ordering = ["name"]

    def __str__(self) -> str:
        return self.name


class Agency(models.Model):
    """One that helps, protects or cares for children, in one area or several (140112 ¶50, ¶72)."""

    code = models.SlugField(unique=True, max_length=80)
    name = models.CharField(max_length=160)
    kind = models.CharField(
        max_length=20, choices=[(kind.value, AGENCY_KIND_LABELS[kind]) for kind in AgencyKind]
    )
    areas = models.ManyToManyField(LocalArea, related_name="agencies")

    class Meta:
        ordering = ["name"]
        verbose_name_plural = "agencies"

    def __str__(self) -> str:
        return self.name
