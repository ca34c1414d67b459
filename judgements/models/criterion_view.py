"""What each person thinks of a criterion, before any grade is spoken of."""

from typing import Any, ClassVar

from django.conf import settings
from django.db import models
from django.db.models import Count, Exists, OuterRef, Q

from frameworks.models import Criterion
from inspections.models import Assignment, Strand, StrandParticipant
from inspections.values import StrandKind
from judgements.values.criterion_views import VIEW_LABELS, View
from organisations.models import Inspectorate
from records.models import AppendOnly
from records.models.append_only import AppendOnlyQuerySet


def views_strand(assignment: Assignment) -> Q:
    """The strands whose views a team member reads: a condition on rows that have a `strand`.

    A joint strand that the member's inspectorate takes part in, and a single-agency strand that is
    its own. The database's policy says the same.
    """
    part = StrandParticipant.objects.filter(
        strand=OuterRef("strand"), inspectorate=assignment.inspectorate_id
    )
    joint = Q(strand__kind=StrandKind.JOINT) & Q(Exists(part))
    return joint | Q(strand__kind=StrandKind.SINGLE, strand__owner=assignment.inspectorate_id)


class CriterionViewQuerySet(AppendOnlyQuerySet):
    """Views on criteria, by who may read them."""

    def for_member(self, assignment: Assignment) -> Any:
        """What a team member reads in the inspection."""
        rows = self.filter(strand__inspection=assignment.inspection_id)
        return rows.filter(views_strand(assignment))

    def of(self, strand: Any, reference: str) -> Any:
        """Those on one criterion in a strand, the newest first.

        By reference: what was said under an earlier version of the framework is a view on the
        criterion that has the reference now.
        """
        rows = self.filter(strand=strand, criterion__reference=reference)
        return rows.select_related("person", "inspectorate").order_by("-pk")

    def newest(self) -> Any:
        """Each person's newest view on each criterion of a strand: the one that counts."""
        later = CriterionView.objects.filter(
            strand=OuterRef("strand"),
            person=OuterRef("person"),
            criterion__reference=OuterRef("criterion__reference"),
            pk__gt=OuterRef("pk"),
        )
        return self.filter(~Exists(later))

    def counted(self, person: Any) -> Any:
        """How many see each criterion of each strand how, and whether this person is among them."""
        groups = self.newest().order_by().values("strand", "criterion__reference", "met")
        return groups.annotate(
            people=Count("*"), mine=Count("pk", filter=Q(person=getattr(person, "pk", person)))
        )


class CriterionView(AppendOnly):
    """A person's view on whether a criterion is met, in a strand. The newest counts.

    It is a step before an inspectorate's position: no grade, and nothing is hidden inside the team
    of the inspectorates that take part.
    """

    strand = models.ForeignKey(Strand, on_delete=models.PROTECT, related_name="criterion_views")
    criterion = models.ForeignKey(Criterion, on_delete=models.PROTECT, related_name="+")
    inspectorate = models.ForeignKey(Inspectorate, on_delete=models.PROTECT, related_name="+")
    person = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    met = models.CharField(
        max_length=12, choices=[(view.value, VIEW_LABELS[view]) for view in View]
    )
    note = models.TextField(blank=True)
    at = models.DateTimeField()

    objects: ClassVar[Any] = CriterionViewQuerySet.as_manager()

    class Meta:
        indexes = [
            models.Index(fields=["strand", "person", "criterion"], name="criterion_view_newest")
        ]
        constraints = [
            models.CheckConstraint(
                name="criterion_view_known",
                condition=Q(met__in=[view.value for view in View]),
                violation_error_message="A criterion is met, partly met or not met.",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.person}: {self.get_met_display()}"

    @property
    def record_name(self) -> str:
        """How the audit log names it."""
        return f"view {self.pk} on a criterion"
