"""The bodies that inspect, and the powers they inspect under."""

from datetime import date

from django.db import models

from organisations.models.dated import Dated


class Inspectorate(models.Model):
    """A body that inspects: Ofsted, CQC, HMIC, HMI Probation, HMI Prisons."""

    code = models.SlugField(unique=True)
    name = models.CharField(max_length=120)
    short_name = models.CharField(max_length=40)
    order = models.PositiveSmallIntegerField(default=0)

    class Meta:
        ordering = ["order", "code"]

    def __str__(self) -> str:
        return self.short_name

    def name_on(self, day: date) -> str:
        """Its full name on that day: HMIC until July 2017, HMICFRS since."""
        dated = self.names.on(day).first()
        return dated.name if dated else self.name


class InspectorateName(Dated):
    """A name that an inspectorate bore for a time."""

    inspectorate = models.ForeignKey(Inspectorate, on_delete=models.CASCADE, related_name="names")
    name = models.CharField(max_length=120)
    short_name = models.CharField(max_length=40)

    def __str__(self) -> str:
        return self.name


class LegalPower(models.Model):
    """A section of an Act under which somebody may inspect (domain brief §2)."""

    code = models.SlugField(unique=True)
    act = models.CharField(max_length=120)
    section = models.CharField(max_length=40)
    title = models.CharField(max_length=200)
    is_joint = models.BooleanField(
        default=False, help_text="Several inspectorates inspect together under it."
    )

    class Meta:
        ordering = ["code"]

    def __str__(self) -> str:
        return f"{self.section} {self.act}"

    @property
    def in_words(self) -> str:
        """Act and section; of a power that no source names by a section, whose it is."""
        is_said_in_the_act = self.act.lower().startswith(self.section.lower())
        return self.act if is_said_in_the_act else f"{self.act}, {self.section}"
