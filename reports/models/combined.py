"""Of what a combined document was built: the signed draft of each part, in their order."""

from typing import Any, ClassVar

from django.db import models

from records.models import AppendOnly
from records.models.append_only import AppendOnlyQuerySet
from reports.models.snapshot import Draft


class CombinedPartQuerySet(AppendOnlyQuerySet):
    """Parts of builds."""

    def in_order(self) -> "CombinedPartQuerySet":
        """As they are read, with whose document each is, without what it says."""
        rows = self.select_related("part__report__form", "part__report__strand__owner")
        return rows.defer("part__snapshot").order_by("position")

    def with_text(self) -> "CombinedPartQuerySet":
        """As they are read, with what each says."""
        return self.select_related("part").order_by("position")


class CombinedPart(AppendOnly):
    """A draft of another document that a build of the combined one was made of (140112 ¶108–110).

    A build is a draft of the combined document; one without parts holds its own words alone.
    """

    build = models.ForeignKey(Draft, on_delete=models.PROTECT, related_name="parts")
    position = models.PositiveSmallIntegerField()
    part = models.ForeignKey(Draft, on_delete=models.PROTECT, related_name="built_into")
    content_hash = models.CharField(max_length=64)

    objects: ClassVar[Any] = CombinedPartQuerySet.as_manager()

    class Meta:
        ordering = ["position"]
        constraints = [
            models.UniqueConstraint(
                name="combined_part_position_once",
                fields=["build", "position"],
                violation_error_message="Another part stands in this place.",
            ),
            models.UniqueConstraint(
                name="combined_part_once",
                fields=["build", "part"],
                violation_error_message="This draft is a part already.",
            ),
            models.CheckConstraint(
                name="combined_part_counted",
                condition=models.Q(position__gte=1),
                violation_error_message="Parts are counted from one.",
            ),
        ]

    def __str__(self) -> str:
        return f"part {self.position}"

    @property
    def record_name(self) -> str:
        """How the audit log names it."""
        return f"part {self.position} {self.content_hash[:12]}"
