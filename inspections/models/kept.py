"""Records of an inspectorate that change by versions and are withdrawn, never deleted."""

from datetime import date
from typing import Any, ClassVar

from django.conf import settings
from django.db import models
from django.db.models import Exists, OuterRef, Q

from inspections.models.strand_owned import StrandOwned, StrandOwnedQuerySet
from inspections.models.team import Assignment
from inspections.states import TAKES_EVIDENCE
from inspections.values import StrandKind
from records.models import AppendOnly


class KeptQuerySet(StrandOwnedQuerySet):
    """Such records, by who may see them and whether they stand."""

    def visible_to(self, person: Any, day: date) -> Any:
        """What the person may see that day: of their inspectorate, or of their joint strands."""
        mine = Assignment.objects.on(day).filter(inspection=OuterRef("inspection"), person=person)
        own = mine.filter(inspectorate=OuterRef("owner"))
        joint = mine.filter(inspectorate__participations__strand=OuterRef("strand"))
        in_joint = Q(strand__kind=StrandKind.JOINT) & Q(Exists(joint))
        return self.filter(Q(Exists(own)) | in_joint)

    def standing(self) -> Any:
        """Those that were not withdrawn."""
        return self.filter(withdrawn_at__isnull=True)

    def open_for_change(self) -> Any:
        """Those that stand, of inspections that take evidence."""
        states = [state.value for state in TAKES_EVIDENCE]
        return self.standing().filter(inspection__state__in=states)

    def of_case(self, case: Any) -> Any:
        """Those of one case."""
        return self.filter(case=case)

    def named(self, reference: str) -> Any:
        """The one with this reference, if it is among these."""
        return self.filter(reference=reference).first()


class Kept(StrandOwned):
    """A record with versions: what it said before is in its revisions."""

    application_rights = ("SELECT", "INSERT", "UPDATE")

    reference = models.CharField(max_length=12)
    version = models.PositiveIntegerField(default=1)
    recorded_at = models.DateTimeField()
    withdrawn_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    withdrawn_at = models.DateTimeField(null=True, blank=True)
    withdrawn_why = models.TextField(blank=True)

    objects: ClassVar[models.Manager[Any]] = KeptQuerySet.as_manager()

    class Meta:
        abstract = True
        constraints = [
            models.UniqueConstraint(
                name="%(class)s_reference_once",
                fields=["inspection", "reference"],
                violation_error_message="This inspection has a record with that reference.",
            ),
            models.CheckConstraint(
                name="%(class)s_withdrawn_by_somebody",
                condition=Q(withdrawn_at__isnull=True, withdrawn_by__isnull=True, withdrawn_why="")
                | Q(withdrawn_at__isnull=False, withdrawn_by__isnull=False) & ~Q(withdrawn_why=""),
                violation_error_message="A record is withdrawn by a person, for a reason.",
            ),
        ]

    @property
    def record_name(self) -> str:
        """How the audit log names it: reference and version, never what it says."""
        return f"{self._meta.verbose_name} {self.reference} v{self.version}"


class KeptRevision(AppendOnly):
    """What a record said at one version, and who wrote that."""

    version = models.PositiveIntegerField()
    by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField()

    class Meta:
        abstract = True
        ordering = ["version"]
