"""The rows of a single-agency judgement that a reader may see, each kind asked for once."""

from functools import cached_property

from django.utils import timezone

from inspections.models import Assignment
from inspections.values import LEADING, TeamRole
from judgements import rules
from judgements.models import GradeDecision, GradeModeration, JudgementEvent, acted_on
from judgements.permissions import judges_of
from judgements.presenters.reading import Reading
from judgements.states import GradedState
from organisations.models import Inspectorate


class GradedReading(Reading):
    """One reader's view of a judgement that one inspectorate makes."""

    @cached_property
    def state(self) -> GradedState:
        """Where it is."""
        return GradedState(self.judgement.state)

    @cached_property
    def judges(self) -> list[Inspectorate]:
        """The inspectorates that judge the area; usually one."""
        return judges_of(self.judgement)

    @cached_property
    def acted(self) -> frozenset[int]:
        """The keys of everybody who has proposed or decided."""
        return acted_on(self.judgement)

    @cached_property
    def decisions(self) -> list[GradeDecision]:
        """The newest first."""
        return list(GradeDecision.objects.filter(judgement=self.judgement.pk).for_page())

    @cached_property
    def moderations(self) -> dict[int, GradeModeration]:
        """What a moderator answered, by decision."""
        rows = GradeModeration.objects.filter(decision__judgement=self.judgement.pk)
        return {row.decision_id: row for row in rows.select_related("person")}

    @cached_property
    def reopened(self) -> list[JudgementEvent]:
        """Each time an agreed grade was reopened, the oldest first."""
        rows = JudgementEvent.objects.filter(
            judgement=self.judgement.pk, from_state=GradedState.AGREED
        )
        return list(rows.for_page())

    @cached_property
    def moderates(self) -> list[Inspectorate]:
        """The inspectorates whose moderator answers: the one that decided, once one has."""
        return [self.decisions[0].inspectorate] if self.decisions else self.judges

    @cached_property
    def people(self) -> list[Assignment]:
        """The leads and quality assurers who are on the team today."""
        roles = (*LEADING, TeamRole.QUALITY_ASSURER)
        rows = Assignment.objects.on(timezone.localdate()).filter(
            inspection=self.judgement.strand.inspection_id, role__in=roles
        )
        return list(rows.select_related("person").order_by("pk"))

    def decides(self) -> list[str]:
        """The names of those who may decide."""
        judges = {one.pk for one in self.judges}
        return [
            one.person.name
            for one in self.people
            if one.role in LEADING and one.inspectorate_id in judges
        ]

    def moderators(self) -> list[str]:
        """The names of those who may moderate: who has proposed or decided may not."""
        moderates = {one.pk for one in self.moderates}
        return [
            one.person.name
            for one in self.people
            if one.role == TeamRole.QUALITY_ASSURER
            and one.inspectorate_id in moderates
            and one.person_id not in self.acted
        ]

    @cached_property
    def facts(self) -> rules.Facts:
        """What the rules know, with the answers that were given with the newest proposal."""
        given = [row for one in self.proposals[:1] for row in self.answers.get(one.pk, [])]
        return self.judgement.facts({row.code: row.answer for row in given})
