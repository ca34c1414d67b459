"""A judgement of one area in one strand."""

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any, ClassVar

from django.conf import settings
from django.db import models
from django.db.models import Exists, OuterRef, Q

from frameworks.models import FrameworkVersion, Grade, JudgementArea, LimitingRule
from frameworks.values import NOT_JUDGED, Grading
from inspections.models import Strand, by_whom, stood_in_for
from judgements.rules import Facts
from judgements.states import (
    GRADED,
    GRADED_STANDS,
    JUDGEMENT,
    STANDS,
    GradedState,
    JudgementState,
)
from records.models import AppendOnly
from records.models.append_only import AppendOnlyQuerySet

if TYPE_CHECKING:
    from judgements.models.position import PositionRound
    from judgements.models.proposal import Proposal


# Those of shared judgements, then what those of one inspectorate have besides; each once.
_STATES = list(dict.fromkeys(one.value for kind in (JudgementState, GradedState) for one in kind))


class Judgement(models.Model):
    """The judgement of an area (the LSCB) in a strand (the joint one).

    What is shared the inspectorates judge together; a graded area is judged by one of them.

    Only areas of the framework can be judged: there is no place for a grade of the whole local
    area (140112 ¶25, ¶108; house rule 10).
    """

    strand = models.ForeignKey(Strand, on_delete=models.PROTECT, related_name="judgements")
    area = models.ForeignKey(JudgementArea, on_delete=models.PROTECT, related_name="judgements")
    state = models.CharField(
        max_length=16,
        choices=[(state, state) for state in _STATES],
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
                condition=Q(state__in=_STATES),
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
        table = JUDGEMENT if self.area.is_shared else GRADED
        return table.label(self.state)

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
        if not self.is_begun or self.state not in STANDS | GRADED_STANDS:
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
            # An area that was agreed not to be judged is known, too.
            grades={area: grade or NOT_JUDGED for area, grade in agreed},
            answers=answers,
            titles={**dict(grades), **{area.code: area.title for area in areas}},
            questions=version.questions(),
            judged=frozenset(area.code for area in areas if area.is_here),
            in_words=frozenset(area.code for area in areas if not Grading(area.grading).has_scale),
        )


class JudgementEventQuerySet(AppendOnlyQuerySet):
    """Steps."""

    def for_page(self) -> "JudgementEventQuerySet":
        """With who took each, and for whom a deputy did, the oldest first."""
        deputy_for = stood_in_for(person="by", inspection="judgement__strand__inspection")
        return self.annotate(deputy_for=deputy_for).select_related("by").order_by("pk")


class JudgementEvent(AppendOnly):
    """One step of a judgement from a stage to the next."""

    judgement = models.ForeignKey(Judgement, on_delete=models.PROTECT, related_name="events")
    from_state = models.CharField(max_length=16, blank=True)
    to_state = models.CharField(max_length=16)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField()
    why = models.TextField(blank=True)
    # Put on by `for_page`: the lead for whom the person stood in.
    deputy_for: str | None = None

    objects: ClassVar[Any] = JudgementEventQuerySet.as_manager()

    def __str__(self) -> str:
        return f"{self.from_state} → {self.to_state}"

    @property
    def by_whom(self) -> str:
        """Who took the step, and the lead for whom a deputy did."""
        return by_whom(self.by.name, self.deputy_for)
