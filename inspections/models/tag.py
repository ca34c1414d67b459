"""Tags: an inspectorate's own marks on the evidence that it sees."""

from datetime import datetime
from typing import Any

from django.conf import settings
from django.db import models
from django.db.models import OuterRef, Q

from inspections.models.evidence import Evidence
from inspections.models.team import Assignment
from organisations.models import Inspectorate


class TagQuerySet(models.QuerySet["Tag"]):
    """Tags of inspectorates."""

    def for_member(self, assignment: Assignment) -> "TagQuerySet":
        """Those of the member's inspectorate in the inspection; nobody else's (house rule 6)."""
        return self.filter(
            inspection=assignment.inspection_id, inspectorate=assignment.inspectorate_id
        )

    def named(self, folded: str) -> "Tag | None":
        """The one with this name, however it is written, if it is among these."""
        return self.filter(folded=folded).first()


class Tag(models.Model):
    """A name under which an inspectorate's team gathers evidence of an inspection.

    It is seen by that team alone, also where the evidence itself is in a joint strand. `folded` is
    the name as it is compared and as addresses have it.
    """

    application_rights = ("SELECT", "INSERT")

    inspection = models.ForeignKey(
        "inspections.Inspection", on_delete=models.PROTECT, related_name="+"
    )
    inspectorate = models.ForeignKey(Inspectorate, on_delete=models.PROTECT, related_name="+")
    name = models.CharField(max_length=60)
    folded = models.CharField(max_length=250)
    made_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+"
    )
    made_at = models.DateTimeField()

    objects = TagQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                name="tag_name_once",
                fields=["inspection", "inspectorate", "folded"],
                violation_error_message="Your inspectorate has that tag already.",
            ),
            models.CheckConstraint(
                name="tag_has_name",
                condition=~Q(name="") & ~Q(folded=""),
                violation_error_message="A tag has a name with a letter or a digit in it.",
            ),
        ]

    def __str__(self) -> str:
        return self.name

    @property
    def record_name(self) -> str:
        """How the audit log names it."""
        return f"tag {self.pk} of {self.inspectorate_id}"


class EvidenceTagQuerySet(models.QuerySet["EvidenceTag"]):
    """Which evidence bears which tag."""

    def standing(self) -> "EvidenceTagQuerySet":
        """Those that were not taken away."""
        return self.filter(ended_at__isnull=True)

    def for_member(self, assignment: Assignment) -> "EvidenceTagQuerySet":
        """Those with a tag of the member's inspectorate in the inspection."""
        return self.filter(
            tag__inspection=assignment.inspection_id, tag__inspectorate=assignment.inspectorate_id
        )

    def end(self, *, by: Any, at: datetime) -> int:
        """Take them away: who did, and when, stays with each."""
        # Of one table, and asked again of a row that somebody else is taking away.
        keys = list(self.values_list("pk", flat=True))
        still = EvidenceTag.objects.standing().filter(pk__in=keys)
        return still.update(ended_by=by, ended_at=at)

    def on_seen(self, folded: str) -> "EvidenceTagQuerySet":
        """Those of this tag on the item of an audience row, for the inspectorate of that row."""
        return self.standing().filter(
            evidence=OuterRef("evidence"),
            tag__inspectorate=OuterRef("inspectorate"),
            tag__folded=folded,
        )


class EvidenceTag(models.Model):
    """An item of evidence bears a tag, until somebody takes it away. The row stays."""

    application_rights = ("SELECT", "INSERT", "UPDATE")

    tag = models.ForeignKey(Tag, on_delete=models.PROTECT, related_name="placings")
    evidence = models.ForeignKey(Evidence, on_delete=models.PROTECT, related_name="+")
    by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField()
    ended_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="+"
    )
    ended_at = models.DateTimeField(null=True)

    objects = EvidenceTagQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                name="evidence_tag_once",
                fields=["tag", "evidence"],
                condition=Q(ended_at__isnull=True),
                violation_error_message="The item bears that tag already.",
            ),
            models.CheckConstraint(
                name="evidence_tag_ended_by_somebody",
                condition=Q(ended_at__isnull=True, ended_by__isnull=True)
                | Q(ended_at__isnull=False, ended_by__isnull=False),
                violation_error_message="A tag is taken away by a person at a time.",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.tag_id} on {self.evidence_id}"
