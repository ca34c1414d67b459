"""What stands at the end of every document: its licence, its other formats, and whom to ask."""

from collections.abc import Iterable
from typing import Any, ClassVar

from django.db import models
from django.db.models import Q

from organisations.models.inspectorate import Inspectorate


class ImprintQuerySet(models.QuerySet["Imprint"]):
    """Lines of the imprint."""

    def for_document(self, inspectorates: Iterable[Inspectorate]) -> list["Imprint"]:
        """What every document says, and the contacts of these inspectorates, in order."""
        rows = self.filter(Q(inspectorate=None) | Q(inspectorate__in=list(inspectorates)))
        return list(rows.order_by("order", "code"))


class Imprint(models.Model):
    """A line of the imprint, from fixtures/reference/imprint.csv.

    Without an inspectorate it is said in every document; with one it is how to reach it.
    """

    code = models.SlugField(max_length=60, unique=True)
    inspectorate = models.ForeignKey(
        Inspectorate, on_delete=models.CASCADE, null=True, blank=True, related_name="contacts"
    )
    text = models.TextField()
    order = models.PositiveSmallIntegerField()
    source = models.CharField(max_length=200)

    objects: ClassVar[Any] = ImprintQuerySet.as_manager()

    class Meta:
        ordering = ["order", "code"]

    def __str__(self) -> str:
        return self.code
