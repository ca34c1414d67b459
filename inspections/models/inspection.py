"""An inspection of how one local area protects its children."""

from datetime import date, datetime
from typing import Any

from django.conf import settings
from django.db import models
from django.db.models import Exists, FilteredRelation, OuterRef, Q
from django.urls import reverse
from django.utils import timezone

from frameworks.models import FrameworkVersion, InspectionType
from frameworks.values import DeepDiveTopic
from inspections.models.concern import ConcernTold
from inspections.models.strand import StrandParticipant
from inspections.models.team import Assignment, InspectionAccess
from inspections.states import INSPECTION, InspectionState
from inspections.values import Door
from organisations.models import LocalArea, Partnership
from records.models import AppendOnly


class InspectionQuerySet(models.QuerySet["Inspection"]):
    """Inspections, by who may know of them."""

    def visible_to(self, person: Any, at: datetime | None = None) -> "InspectionQuerySet":
        """Those whose team the person is on today, or into which they are let in now.

        To everybody else an inspection does not exist (reliability §4: ∅).
        """
        at = at or timezone.now()
        day = timezone.localdate(at)
        on_team = Assignment.objects.on(day).filter(inspection=OuterRef("pk"), person=person)
        doors = InspectionAccess.objects.open_at(at).held_on(day).to(Door.DRAFT)
        let_in = doors.filter(inspection=OuterRef("pk"), person=person)
        return self.filter(Q(Exists(on_team)) | Q(Exists(let_in)))

    def named(self, reference: str) -> "Inspection | None":
        """The one with this reference, if it is among these."""
        return self.filter(reference=reference).first()

    def for_list(self, person: Any, day: date) -> "InspectionQuerySet":
        """With what a list shows, and the person's place on the team, if they have one."""
        return (
            self.for_page().with_member(person, day).order_by("-fieldwork_starts_on", "reference")
        )

    def at_place(
        self, person: Any, reference: str, day: date, *, strand: str = ""
    ) -> "InspectionQuerySet":
        """The one with this reference, if the person is on its team that day, and a strand of it.

        `inspections.models.place.find_place` asks it for the pages.

        Args:
            strand: the code of a strand, when one is asked for.
        """
        row = self.for_page().at_work(person, day).filter(reference=reference).at_strand(strand)
        return row.order_by("-member__pk")[:1]  # type: ignore[misc]  # made by annotate()

    def at_work(self, person: Any, day: date) -> "InspectionQuerySet":
        """Those that the person works on that day, with their assignment as `member`."""
        rows = self.with_member(person, day)
        return rows.filter(member__isnull=False)  # type: ignore[misc]  # made by annotate()

    def with_member(self, person: Any, day: date) -> "InspectionQuerySet":
        """With the person's assignment on that day as `member`, None for whoever is let in only."""
        holds = Q(assignments__ends_on__isnull=True) | Q(assignments__ends_on__gte=day)
        mine = Q(assignments__person=person, assignments__starts_on__lte=day) & holds
        rows = self.annotate(member=FilteredRelation("assignments", condition=mine))
        return rows.select_related("member__inspectorate")  # type: ignore[misc]  # see above

    def with_late_concern(self, at: datetime) -> "InspectionQuerySet":
        """With the reference of a safeguarding concern that somebody has yet to acknowledge.

        It stands at the head of every page for those who lead; here, so that it costs no query.
        """
        late = ConcernTold.objects.late(at).filter(concern__inspection=OuterRef("pk"))
        first = late.order_by("due_at", "pk").values("concern__reference")[:1]
        return self.annotate(late_concern=models.Subquery(first))

    def at_strand(self, code: str) -> "InspectionQuerySet":
        """With the strand of that code as `part`, and whether the member takes part in it."""
        if not code:
            return self
        takes_part = StrandParticipant.objects.filter(
            strand=OuterRef("part__pk"), inspectorate=OuterRef("member__inspectorate")
        )
        rows = self.annotate(
            part=FilteredRelation("strands", condition=Q(strands__code=code)),
            takes_part=Exists(takes_part),
        )
        return rows.select_related("part__power")  # type: ignore[misc]  # made by annotate()

    def for_page(self) -> "InspectionQuerySet":
        """With what the head of every page shows."""
        return self.select_related(
            "area", "partnership", "inspection_type", "framework_version__framework"
        )


class Inspection(models.Model):
    """One inspection. It keeps the framework version that it was opened with (house rule 1)."""

    # What `with_member`, `at_strand` and `with_late_concern` put on a row: the asking person's
    # place on the team, the strand that was asked for, whether the person's inspectorate takes part
    # in it, and a safeguarding concern that waits for an acknowledgement.
    member: Assignment | None = None
    part: Any = None
    takes_part = False
    late_concern: str | None = None

    reference = models.CharField(max_length=20, unique=True)
    area = models.ForeignKey(LocalArea, on_delete=models.PROTECT, related_name="inspections")
    partnership = models.ForeignKey(
        Partnership, on_delete=models.PROTECT, related_name="inspections"
    )
    framework_version = models.ForeignKey(
        FrameworkVersion, on_delete=models.PROTECT, related_name="inspections"
    )
    inspection_type = models.ForeignKey(
        InspectionType, on_delete=models.PROTECT, related_name="inspections"
    )
    state = models.CharField(
        max_length=12,
        choices=[(state.value, state.value) for state in InspectionState],
        default=InspectionState.PLANNED,
    )
    fieldwork_starts_on = models.DateField()
    deep_dive = models.SlugField(
        blank=True,
        max_length=60,
        help_text="The topic that it looks into in depth, by its code in the framework’s version.",
    )
    opened_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+"
    )
    opened_at = models.DateTimeField()

    objects = InspectionQuerySet.as_manager()

    class Meta:
        ordering = ["-opened_at"]
        constraints = [
            models.CheckConstraint(
                name="inspection_state_known",
                condition=Q(state__in=[state.value for state in InspectionState]),
                violation_error_message="An inspection has one of the stages of its table.",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.reference} {self.area}"

    @property
    def record_name(self) -> str:
        """How the audit log names it."""
        return f"inspection {self.reference}"

    @property
    def state_label(self) -> str:
        """The stage in words."""
        return INSPECTION.label(self.state)

    @property
    def topic(self) -> DeepDiveTopic | None:
        """What it looks into in depth, where its type has a deep dive (No. 150092 ¶11)."""
        topics = self.framework_version.deep_dive_topics()
        return next((one for one in topics if one.code == self.deep_dive), None)

    def get_absolute_url(self) -> str:
        """The page of the inspection at a glance."""
        return reverse("desk:inspection", args=[self.reference])


class InspectionEvent(AppendOnly):
    """One step from a stage to the next: who, when and, where it needs one, the reason."""

    inspection = models.ForeignKey(Inspection, on_delete=models.PROTECT, related_name="events")
    from_state = models.CharField(max_length=12, blank=True)
    to_state = models.CharField(max_length=12)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField()
    why = models.TextField(blank=True)

    def __str__(self) -> str:
        return f"{self.inspection.reference}: {self.from_state} → {self.to_state}"


class KeyDate(models.Model):
    """A day by which something happens, computed in working days from the framework's rule."""

    inspection = models.ForeignKey(Inspection, on_delete=models.CASCADE, related_name="key_dates")
    code = models.SlugField(max_length=60)
    title = models.CharField(max_length=250)
    on = models.DateField()
    order = models.PositiveSmallIntegerField()
    source = models.TextField(blank=True)
    is_own_setting = models.BooleanField(default=False)

    class Meta:
        ordering = ["order"]
        constraints = [
            models.UniqueConstraint(
                name="key_date_once",
                fields=["inspection", "code"],
                violation_error_message="This inspection has that key date already.",
            )
        ]

    def __str__(self) -> str:
        return f"{self.title}: {self.on}"
