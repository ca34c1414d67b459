"""What an inspectorate records in a strand, apart from evidence, and who may see it."""

from typing import Any, ClassVar

from django.conf import settings
from django.db import models
from django.db.models import Exists, OuterRef, Q

from inspections.models.strand import Strand, StrandParticipant
from inspections.models.team import Assignment
from inspections.values import StrandKind
from organisations.models import Inspectorate


class StrandOwnedQuerySet(models.QuerySet[Any]):
    """Rows by who may see them; the database's policies say the same (`inspections.audience`)."""

    def for_member(self, assignment: Assignment) -> Any:
        """What a team member sees: their own inspectorate's, and what is in a joint strand."""
        takes_part = StrandParticipant.objects.filter(
            strand=OuterRef("strand"), inspectorate=assignment.inspectorate_id
        )
        joint = Q(strand__kind=StrandKind.JOINT) & Q(Exists(takes_part))
        rows = self.filter(inspection=assignment.inspection_id)
        return rows.filter(Q(owner=assignment.inspectorate_id) | joint)


class StrandOwned(models.Model):
    """A record of an inspectorate in a strand: private there, or for the whole joint team.

    The same audience as evidence in that strand has before anything is shared (house rule 6). Give
    the table `audience.strand_owned_security("…")` in its migration.
    """

    inspection = models.ForeignKey(
        "inspections.Inspection", on_delete=models.PROTECT, related_name="+"
    )
    strand = models.ForeignKey(Strand, on_delete=models.PROTECT, related_name="+")
    owner = models.ForeignKey(Inspectorate, on_delete=models.PROTECT, related_name="+")
    author = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")

    objects: ClassVar[models.Manager[Any]] = StrandOwnedQuerySet.as_manager()

    class Meta:
        abstract = True
