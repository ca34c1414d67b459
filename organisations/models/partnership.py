"""The board of a local area, and the offices that people hold."""

from django.conf import settings
from django.db import models
from django.db.models import Q

from organisations.models.agency import Agency, LocalArea
from organisations.models.dated import Dated
from organisations.values import OFFICE_LABELS, OfficeKind


class Partnership(Dated):
    """A Local Safeguarding Children Board, or since 2018 its successor (domain brief, beyond)."""

    area = models.ForeignKey(LocalArea, on_delete=models.PROTECT, related_name="partnerships")
    name = models.CharField(max_length=160)

    class Meta(Dated.Meta):
        constraints = [
            *Dated.Meta.constraints,
            models.UniqueConstraint(
                name="partnership_one_at_a_time",
                fields=["area"],
                condition=Q(ends_on__isnull=True),
                violation_error_message="This area has a partnership already.",
            ),
        ]

    def __str__(self) -> str:
        return self.name


class Office(Dated):
    """Who is the chair, the business manager, the leader of an agency, from when to when.

    Held by a name; by an account too where the holder works in Concord.
    """

    partnership = models.ForeignKey(
        Partnership, on_delete=models.PROTECT, null=True, blank=True, related_name="offices"
    )
    agency = models.ForeignKey(
        Agency, on_delete=models.PROTECT, null=True, blank=True, related_name="offices"
    )
    kind = models.CharField(
        max_length=20, choices=[(kind.value, OFFICE_LABELS[kind]) for kind in OfficeKind]
    )
    title = models.CharField(max_length=120, help_text="As a letter says it: Chief Constable.")
    holder_name = models.CharField(max_length=120)
    person = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="offices",
    )

    class Meta(Dated.Meta):
        constraints = [
            *Dated.Meta.constraints,
            models.CheckConstraint(
                name="office_of_one_body",
                condition=Q(partnership__isnull=False, agency__isnull=True)
                | Q(partnership__isnull=True, agency__isnull=False),
                violation_error_message="An office is of a partnership or of an agency.",
            ),
            models.UniqueConstraint(
                name="office_one_chair",
                fields=["partnership", "kind"],
                condition=Q(ends_on__isnull=True, partnership__isnull=False),
                violation_error_message="The office is held already. End that first.",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.holder_name}, {self.title}"
