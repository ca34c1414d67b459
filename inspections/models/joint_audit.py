"""The joint audit of cases by the partnership, and what inspectors say of it (150092 ¶16).

The partnership's rows hang on the inspection: its leaders write them, the whole team reads what was
returned. What inspectors say beside it is `AuditComparison`, private to its strand.
"""

from datetime import date, datetime, timedelta
from typing import Any, ClassVar

from django.conf import settings
from django.db import models
from django.db.models import Exists, F, OuterRef, Q
from django.utils import timezone

from inspections.models.case import Case
from inspections.models.strand_owned import StrandOwned
from inspections.models.team import InspectionAccess, on_team
from inspections.states import JOINT_AUDIT, OVER, AuditState
from inspections.values import AuditEvaluation
from organisations.models import Office
from records.models import AppendOnly, SaveReceipt
from records.models.append_only import AppendOnlyQuerySet


class JointAuditQuerySet(models.QuerySet["JointAudit"]):
    """Joint audits, by who may know of them."""

    def visible_to(
        self, person: Any, at: datetime, *, as_leader: bool = False
    ) -> "JointAuditQuerySet":
        """Those of inspections on whose team the person is that day.

        Args:
            as_leader: those that the person was asked for, instead: see `let_in`.
        """
        if as_leader:
            return self.let_in(person, at)
        return self.filter(on_team(person, timezone.localdate(at)))

    def let_in(self, person: Any, at: datetime) -> "JointAuditQuerySet":
        """Those that the person was asked for as a local leader and may read at that moment.

        The door is open, or the return closed it, so that the receipt stays; the office is held,
        and the inspection is not over.
        """
        own = AuditLeader.objects.let_in(at).filter(audit=OuterRef("pk"), person=person)
        rows = self.filter(Exists(own)).exclude(state=AuditState.WITHDRAWN)
        return rows.exclude(inspection__state__in=[state.value for state in OVER])

    def waiting_for(self, person: Any, at: datetime) -> "JointAuditQuerySet":
        """Those that the person can still write in, the one that is due first on top."""
        rows = self.let_in(person, at).filter(state=AuditState.ASKED)
        return rows.select_related("inspection__area").order_by("due_on")

    def of(self, reference: str) -> "JointAudit | None":
        """That of an inspection, with what every page of it shows."""
        rows = self.filter(inspection__reference=reference).select_related(
            "inspection__area", "inspection__partnership", "inspection__inspection_type", "asked_by"
        )
        return rows.first()

    def lock(self, audit: "JointAudit") -> "JointAudit":
        """The row as it is now, held until this transaction ends."""
        rows = self.select_related("inspection__partnership", "inspection__area")
        return rows.select_for_update(of=("self",)).get(pk=audit.pk)


class JointAudit(models.Model):
    """What the partnership was asked to audit together, by which day, and where that stands."""

    inspection = models.OneToOneField(
        "inspections.Inspection", on_delete=models.PROTECT, related_name="joint_audit"
    )
    state = models.CharField(
        max_length=10,
        choices=[(state.value, state.value) for state in AuditState],
        default=AuditState.ASKED,
    )
    ask = models.TextField(help_text="What the partnership is asked.")
    due_on = models.DateField()
    version = models.PositiveIntegerField(default=1)
    asked_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+"
    )
    asked_at = models.DateTimeField()
    returned_at = models.DateTimeField(null=True, blank=True)

    objects = JointAuditQuerySet.as_manager()

    class Meta:
        constraints = [
            models.CheckConstraint(
                name="joint_audit_state_known",
                condition=Q(state__in=[state.value for state in AuditState]),
                violation_error_message="A joint audit has one of the stages of its table.",
            ),
            models.CheckConstraint(
                name="joint_audit_returned_when",
                condition=Q(state=AuditState.RETURNED, returned_at__isnull=False)
                | ~Q(state=AuditState.RETURNED) & Q(returned_at__isnull=True),
                violation_error_message="A joint audit that is returned was returned at a moment.",
            ),
            models.CheckConstraint(
                name="joint_audit_asks_something",
                condition=~Q(ask=""),
                violation_error_message="Say what the partnership is asked.",
            ),
        ]

    def __str__(self) -> str:
        return f"joint audit of {self.inspection_id}"

    @property
    def record_name(self) -> str:
        """How the audit log names it."""
        return f"joint audit of {self.inspection.reference}"

    @property
    def state_label(self) -> str:
        """The stage in words."""
        return JOINT_AUDIT.label(self.state)

    @property
    def takes_entries(self) -> bool:
        """Whether the partnership still writes in it."""
        return self.state == AuditState.ASKED


class AuditCaseQuerySet(models.QuerySet["AuditCase"]):
    """Cases that are audited jointly."""

    def asked(self) -> "AuditCaseQuerySet":
        """Those that are still asked for, in the order of their references."""
        return self.filter(is_left_out=False).order_by("case__kind", "case__pk")

    def for_list(self) -> "AuditCaseQuerySet":
        """With what a list shows of a case: no more than its reference, age, cohort, agencies."""
        return self.select_related("case").prefetch_related("case__agencies")

    def named(self, reference: str) -> "AuditCase | None":
        """The one of the case with this reference, if it is among these."""
        return self.filter(case__reference=reference).first()


class AuditCase(models.Model):
    """A case that the partnership audits. Its version is that of the joint evaluation, 0 before."""

    audit = models.ForeignKey(JointAudit, on_delete=models.PROTECT, related_name="cases")
    case = models.ForeignKey(Case, on_delete=models.PROTECT, related_name="audits")
    version = models.PositiveIntegerField(default=0)
    is_left_out = models.BooleanField(default=False, help_text="It is asked for no longer.")

    objects = AuditCaseQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                name="audit_case_once",
                fields=["audit", "case"],
                violation_error_message="This case is in the audit already.",
            )
        ]

    def __str__(self) -> str:
        return str(self.case)

    @property
    def record_name(self) -> str:
        """How the audit log names it: reference and version, never the text."""
        return f"joint evaluation of case {self.case.reference} v{self.version}"


class AuditRevisionQuerySet(AppendOnlyQuerySet):
    """What the partnership said of cases."""

    def at_version(self, version: int) -> "AuditRevision | None":
        """What was said at that version, with who said it."""
        found: AuditRevision | None = self.select_related("person").filter(version=version).first()
        return found


class AuditRevision(SaveReceipt):
    """What the partnership said of a case at one version. It is the receipt of its own save."""

    audit_case = models.ForeignKey(AuditCase, on_delete=models.PROTECT, related_name="revisions")
    version = models.PositiveIntegerField()
    content = models.JSONField()

    objects: ClassVar[Any] = AuditRevisionQuerySet.as_manager()

    class Meta:
        ordering = ["version"]
        constraints = [
            models.UniqueConstraint(
                name="audit_revision_version_once",
                fields=["audit_case", "version"],
                violation_error_message="This version was saved already.",
            )
        ]

    def __str__(self) -> str:
        return f"{self.audit_case_id} v{self.version}"

    @property
    def evaluation(self) -> AuditEvaluation:
        """What it says."""
        return AuditEvaluation.from_data(self.content)


class AuditReturn(SaveReceipt):
    """The audit as it was returned: frozen, under the hash that the receipt shows."""

    audit = models.ForeignKey(JointAudit, on_delete=models.PROTECT, related_name="returns")
    number = models.PositiveSmallIntegerField()
    content = models.JSONField()
    is_late = models.BooleanField()

    class Meta:
        ordering = ["number"]
        constraints = [
            models.UniqueConstraint(
                name="audit_return_number_once",
                fields=["audit", "number"],
                violation_error_message="This return was made already.",
            )
        ]

    def __str__(self) -> str:
        return f"return {self.number}"

    @property
    def record_name(self) -> str:
        """How the audit log names it."""
        return f"return {self.number} of the joint audit of {self.content['inspection']}"

    def evaluation_of(self, reference: str) -> AuditEvaluation | None:
        """What was returned of a case, if it was part of the return."""
        found = (one for one in self.content["cases"] if one["case"] == reference)
        data = next(found, None)
        return AuditEvaluation.from_data(data["evaluation"]) if data else None


class AuditEvent(AppendOnly):
    """One step of a joint audit: who, when and, where it needs one, the reason."""

    audit = models.ForeignKey(JointAudit, on_delete=models.PROTECT, related_name="events")
    from_state = models.CharField(max_length=10, blank=True)
    to_state = models.CharField(max_length=10)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField()
    why = models.TextField(blank=True)

    def __str__(self) -> str:
        return f"{self.from_state} → {self.to_state}"


class AuditLeaderQuerySet(models.QuerySet["AuditLeader"]):
    """Who was asked for a joint audit."""

    def let_in(self, at: datetime) -> "AuditLeaderQuerySet":
        """Those who hold their office, and whose door is open or was closed by the return."""
        held = InspectionAccess.objects.held_on(timezone.localdate(at)).filter(
            pk=OuterRef("access")
        )
        is_open = Q(Exists(held.open_at(at)))
        by_return = Q(Exists(held)) & Q(access__closes_at=F("audit__returned_at"))
        return self.filter(is_open | by_return)

    def inside(self, at: datetime) -> "AuditLeaderQuerySet":
        """Those whose door is open, and who hold their office."""
        held = InspectionAccess.objects.held_on(timezone.localdate(at)).open_at(at)
        return self.filter(Exists(held.filter(pk=OuterRef("access"))))

    def for_page(self) -> "AuditLeaderQuerySet":
        """With the people and offices that a page names."""
        return self.select_related("person", "office__agency", "access").order_by("pk")


class AuditLeader(models.Model):
    """A local leader who was asked, for the office that they held, through a door of their own."""

    audit = models.ForeignKey(JointAudit, on_delete=models.PROTECT, related_name="leaders")
    person = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="audits_asked_for"
    )
    office = models.ForeignKey(Office, on_delete=models.PROTECT, related_name="+")
    access = models.OneToOneField(InspectionAccess, on_delete=models.PROTECT, related_name="+")

    objects = AuditLeaderQuerySet.as_manager()

    def __str__(self) -> str:
        return f"{self.person}, {self.office.title}"

    @property
    def last_day(self) -> date:
        """Until when it is to be returned: the day that was set, for those let in after it too."""
        closes_at = self.access.closes_at
        if closes_at is None or self.audit.due_on >= timezone.localdate(self.access.opens_at):
            return self.audit.due_on
        return timezone.localdate(closes_at - timedelta(seconds=1))


class AuditComparison(StrandOwned):
    """What inspectors say of a case under the same headings, and whether they agree.

    One for each case and strand: the joint team writes it together, as a strand of one inspectorate
    has its own.
    """

    audit_case = models.ForeignKey(AuditCase, on_delete=models.PROTECT, related_name="comparisons")
    version = models.PositiveIntegerField(default=1)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                name="audit_comparison_once",
                fields=["audit_case", "strand"],
                violation_error_message="This strand has a comparison of this case already.",
            )
        ]

    def __str__(self) -> str:
        return f"comparison of {self.audit_case_id}"

    @property
    def record_name(self) -> str:
        """How the audit log names it: what and which version, never the text."""
        return f"comparison of case {self.audit_case.case.reference} v{self.version}"


class AuditComparisonRevision(SaveReceipt):
    """What inspectors said at one version, and beside which return. Its own save's receipt."""

    comparison = models.ForeignKey(
        AuditComparison, on_delete=models.PROTECT, related_name="revisions"
    )
    version = models.PositiveIntegerField()
    content = models.JSONField()
    beside = models.ForeignKey(
        AuditReturn,
        on_delete=models.PROTECT,
        related_name="+",
        help_text="The return that it was written beside.",
    )

    class Meta:
        ordering = ["version"]
        constraints = [
            models.UniqueConstraint(
                name="audit_comparison_version_once",
                fields=["comparison", "version"],
                violation_error_message="This version was saved already.",
            )
        ]

    def __str__(self) -> str:
        return f"{self.comparison_id} v{self.version}"

    @property
    def evaluation(self) -> AuditEvaluation:
        """What it says."""
        return AuditEvaluation.from_data(self.content)
