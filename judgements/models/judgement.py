"""A judgement of one area in one strand."""

from collections.abc import Mapping
from typing import TYPE_CHECKING

from django.conf import settings
from django.db import models
from django.db.models import Exists, OuterRef, Q

from frameworks.models import FrameworkVersion, Grade, JudgementArea, LimitingRule
from frameworks.values import Grading
from inspections.models import Strand
from judgements.rules import Facts
from judgements.states import JUDGEMENT, STANDS, JudgementState
from records.models import AppendOnly

if TYPE_CHECKING:
    from judgements.models.position import PositionRound
    from judgements.models.proposal import Proposal


class Judgement(models.Model):
    """The judgement of an area (the LSCB) in a strand (the joint one).

    Only areas of the framework can be judged: there is no place for a grade of the whole local
    area (140112 ¶25, ¶108; house rule 10).
    """

    strand = models.ForeignKey(Strand, on_delete=models.PROTECT, related_name="judgements")
    area = models.ForeignKey(JudgementArea, on_delete=models.PROTECT, related_name="judgements")
    state = models.CharField(
        max_length=16,
        choices=[(state.value, state.value) for state in JudgementState],
        default=JudgementState.GATHERING,
    )

    class Meta:
        constraints = [
            models.UniqueConstraint(
                name="judgement_once",
                fields=["strand", "area"],
                violation_error_message="This area is judged in this strand already.",
            ),
            models.CheckConstraint(
                name="judgement_state_known",
                condition=Q(state__in=[state.value for state in JudgementState]),
                violation_error_message="A judgement has one of the stages of its table.",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.area} ({self.strand})"

    @property
    def record_name(self) -> str:
        """How the audit log names it."""
        return f"judgement {self.strand.inspection.reference}/{self.area.code}"

    @property
    def state_label(self) -> str:
        """The stage in words."""
        return JUDGEMENT.label(self.state)

    @property
    def is_begun(self) -> bool:
        """Whether it is stored: a judgement is begun on first need."""
        return not self._state.adding

    def open_round(self) -> "PositionRound | None":
        """The round that is open, if one is."""
        if not self.is_begun:
            return None
        return self.rounds.filter(revealed_at__isnull=True).first()

    def current_proposal(self) -> "Proposal | None":
        """The proposal that stands. None before one is made, and once a new round is opened."""
        if not self.is_begun or self.state not in STANDS:
            return None
        return self.proposals.select_related("grade", "by").last()

    def limiting_rules(self) -> list[LimitingRule]:
        """The rules of the framework version that the area belongs to."""
        return list(LimitingRule.objects.filter(version=self.area.version_id))

    def grades(self) -> list[Grade]:
        """The grades of the area's scale, the best first; none where it is answered in words."""
        return list(Grade.objects.filter(scale=self.area.scale_id))

    def facts(self, answers: Mapping[str, bool]) -> Facts:
        """What the limiting rules need to know of this inspection.

        Args:
            answers: to the rules' questions, by the code of the question.
        """
        version = FrameworkVersion.objects.only("question_list").get(pk=self.area.version_id)
        here = Strand.objects.filter(
            inspection=self.strand.inspection_id, judgement_areas=OuterRef("pk")
        )
        areas = list(JudgementArea.objects.filter(version=version).annotate(is_here=Exists(here)))
        grades = Grade.objects.filter(scale__version=version).values_list("code", "title")
        agreed = (
            Judgement.objects.filter(
                strand__inspection=self.strand.inspection_id, state=JudgementState.AGREED
            )
            .order_by("proposals__number")
            .values_list("area__code", "proposals__grade__code")
        )
        return Facts(
            grades=dict(agreed),
            answers=answers,
            titles={**dict(grades), **{area.code: area.title for area in areas}},
            questions=version.questions(),
            judged=frozenset(area.code for area in areas if area.is_here),
            in_words=frozenset(area.code for area in areas if not Grading(area.grading).has_scale),
        )


class JudgementEvent(AppendOnly):
    """One step of a judgement from a stage to the next."""

    judgement = models.ForeignKey(Judgement, on_delete=models.PROTECT, related_name="events")
    from_state = models.CharField(max_length=16, blank=True)
    to_state = models.CharField(max_length=16)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField()
    why = models.TextField(blank=True)

    def __str__(self) -> str:
        return f"{self.from_state} → {self.to_state}"
