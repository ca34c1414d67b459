"""Which services there are, who commissions them, and which powers reach them."""

from datetime import date
from typing import Any

from django.db import models

from organisations.models.dated import Dated, DatedQuerySet
from organisations.models.inspectorate import LegalPower
from organisations.values import AGENCY_KIND_LABELS, REACH_LABELS, AgencyKind, ReachVerdict


class Service(models.Model):
    """A kind of service that children meet, with who commissions it.

    The same service under another commissioner is another row: the commissioner decides whether a
    power reaches it (140112 ¶53–55; 180025 ¶19).
    """

    code = models.SlugField(unique=True)
    title = models.CharField(max_length=120)
    commissioned_by = models.CharField(max_length=120)
    agency_kind = models.CharField(
        max_length=20, choices=[(kind.value, AGENCY_KIND_LABELS[kind]) for kind in AgencyKind]
    )
    order = models.PositiveSmallIntegerField(default=0)

    class Meta:
        ordering = ["order", "code"]

    def __str__(self) -> str:
        return f"{self.title} (commissioned by {self.commissioned_by})"


class ReachQuerySet(DatedQuerySet):
    """What is known of powers and services."""

    def of(self, power: Any, service: Any, day: date) -> "Reach | None":
        """What holds that day for a power and a service, if anything is known."""
        found: Reach | None = self.on(day).filter(power=power, service=service).first()
        return found


class Reach(Dated):
    """Whether a power reaches a service, from a day to a day, and where that is said."""

    power = models.ForeignKey(LegalPower, on_delete=models.CASCADE, related_name="reaches")
    service = models.ForeignKey(Service, on_delete=models.CASCADE, related_name="reaches")
    verdict = models.CharField(
        max_length=10, choices=[(one.value, REACH_LABELS[one]) for one in ReachVerdict]
    )
    source = models.CharField(max_length=200)

    objects = ReachQuerySet.as_manager()  # type: ignore[misc]  # narrows that of Dated

    class Meta(Dated.Meta):
        verbose_name_plural = "reaches"
        constraints = [
            *Dated.Meta.constraints,
            models.UniqueConstraint(
                name="reach_begins_once",
                fields=["power", "service", "starts_on"],
                violation_error_message="That is said for this day already.",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.power}: {self.service}: {self.verdict}"
