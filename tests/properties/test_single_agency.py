"""A grade of one inspectorate, after any order of acts by anybody, with right and wrong hashes.

An agreed grade has a proposer and a decider who are not its moderator, and one hash on which the
decision and the moderation stand; whatever is refused leaves no trace.
"""

from collections.abc import Callable
from itertools import pairwise
from typing import Any, ClassVar
from uuid import uuid4

import pytest
from django.utils import timezone
from hypothesis import strategies as st
from hypothesis.stateful import invariant, precondition, rule

from judgements.actions import decide, moderate, propose_grade, reopen_grade
from judgements.models import (
    GradeDecision,
    GradeModeration,
    Judgement,
    JudgementEvent,
    Proposal,
    RecordedAnswer,
    RuleDeparture,
    acted_on,
    last_decision,
)
from judgements.states import GRADED
from judgements.values import DecisionContent, ModerationContent
from organisations.models import User
from records.models import Receipt
from tests.factories.inspections import member_factory
from tests.factories.single_agency import (
    GradedInspection,
    assurer_of,
    content,
    grade_in,
    graded_inspection,
)
from tests.properties.acts import Undone, all_rights, check_any_order, examples, is_refused

pytestmark = pytest.mark.django_db

ROLES = ("inspector", "lead", "quality_assurer")
OF_CQC = ("inspector", "lead", "moderator", "second moderator")
people = st.sampled_from([*OF_CQC, *OF_CQC, "ofsted lead", "ofsted assurer", "off the team"])
grades = st.sampled_from(["good", "good", "inadequate", "excellent", "not_judged"])


class World:
    """An inspection, and everybody who may try something."""

    def __init__(self) -> None:
        self.graded: GradedInspection = graded_inspection()
        joint = self.graded.joint
        self.people: dict[str, User] = {
            "inspector": self.graded.inspector,
            "lead": self.graded.lead,
            "moderator": self.graded.moderator,
            "second moderator": assurer_of(joint, "cqc"),
            "ofsted lead": joint.overall_lead,
            "ofsted assurer": joint.quality_assurer,
            "off the team": member_factory("cqc", "lead"),
        }


class GradesOfOne(Undone):
    """Grades are proposed, decided, moderated and reopened; people change their roles."""

    world: ClassVar[World]
    reached: ClassVar[set[str]]
    tables = (
        *(Judgement, JudgementEvent, Proposal, RecordedAnswer, RuleDeparture),
        *(GradeDecision, GradeModeration, Receipt),
    )

    # --- the acts --------------------------------------------------------------------------------

    @rule(who=people, grade=grades)
    def propose(self, who: str, grade: str) -> None:
        self.send(who, lambda given: propose_grade(content=content(grade), **given))

    @rule(who=people, grade=grades, reasons=st.sampled_from(["", "T1."]), stale=st.booleans())
    def decide(self, who: str, grade: str, reasons: str, *, stale: bool) -> None:
        current = grade_in(self.world.graded).current_proposal()
        stands_on = "0" * 64 if stale or current is None else current.content_hash
        said = DecisionContent(content(grade), reasons, stands_on)
        answer = self.send(who, lambda given: decide(content=said, **given))
        assert is_refused(answer) or not stale

    @rule(who=people, agrees=st.booleans(), why=st.sampled_from(["", "No."]), stale=st.booleans())
    def moderate(self, who: str, why: str, *, agrees: bool, stale: bool) -> None:
        decision = last_decision(grade_in(self.world.graded))
        stands_on = "0" * 64 if stale or decision is None else decision.content_hash
        acted = acted_on(grade_in(self.world.graded))
        said = ModerationContent(agrees, why, stands_on)
        answer = self.send(who, lambda given: moderate(content=said, **given))
        if not is_refused(answer):
            assert not stale
            assert agrees or why
            assert self.world.people[who].pk not in acted

    @rule(who=people, why=st.sampled_from(["", "A letter."]))
    def reopen(self, who: str, why: str) -> None:
        answer = self.send(who, lambda given: reopen_grade(why=why, **given))
        assert is_refused(answer) or why

    @rule(who=st.sampled_from(OF_CQC), role=st.sampled_from(ROLES))
    def change_the_role(self, who: str, role: str) -> None:
        """Whatever somebody is today, what they have done is theirs. There is one lead."""
        if role == "lead" and who != "lead":
            return
        team = self.world.graded.joint.inspection.assignments
        team.filter(person=self.world.people[who]).update(role=role)

    @precondition(lambda self: grade_in(self.world.graded).state != "agreed")
    @rule()
    def go_on(self) -> None:
        """Those whose turn it is bring the grade to the next stage, as far as their roles go."""
        state = grade_in(self.world.graded).state
        for who in OF_CQC:
            if state == "gathering":
                self.propose(who, "good")
            elif state in {"proposed", "returned"}:
                self.decide(who, "good", "T1.", stale=False)
            else:
                self.moderate(who, "", agrees=True, stale=False)

    # --- what has to hold -------------------------------------------------------------------------

    @invariant()
    def promises(self) -> None:
        """One step for all of them, so that a trace is short."""
        judgement = grade_in(self.world.graded)
        self.reached.add(judgement.state)
        with all_rights():
            self.the_stage_moves_along_its_table(judgement)
            self.nobody_moderates_their_own()
            if judgement.state == "agreed":
                self.agreed_stands_on_one_hash(judgement)

    def the_stage_moves_along_its_table(self, judgement: Judgement) -> None:
        events = list(JudgementEvent.objects.order_by("pk").values_list("from_state", "to_state"))
        arrows = {(arrow.source, arrow.target) for arrow in GRADED.transitions}
        assert set(events) <= {*arrows, ("", "gathering")}
        for (_, left), (came_from, _) in pairwise(events):
            assert left == came_from
        assert judgement.state == (events[-1][1] if events else "gathering")

    def nobody_moderates_their_own(self) -> None:
        for row in GradeModeration.objects.select_related("decision__proposal"):
            earlier = {
                row.decision.person_id,
                row.decision.proposer,
                row.decision.proposal.by_id,
            }
            assert row.person_id not in earlier
            assert {row.decided_by_id, row.proposed_by_id} <= earlier
            assert row.content_hash == row.decision.content_hash

    def agreed_stands_on_one_hash(self, judgement: Judgement) -> None:
        newest = Proposal.objects.latest("number")
        decision = GradeDecision.objects.latest("number")
        moderation = decision.moderations.get()
        assert decision.proposal == newest
        assert moderation.agrees
        assert moderation.content_hash == decision.content_hash
        assert len({newest.by_id, moderation.person_id}) == 2
        hashes = list(GradeDecision.objects.values_list("content_hash", flat=True))
        assert len(hashes) == len(set(hashes)), "the same hash stands for two decisions"
        assert judgement.facts({}).grades[judgement.area.code] == newest.grade_code

    # --- words ------------------------------------------------------------------------------------

    def send(self, who: str, act: Callable[[dict[str, Any]], Any]) -> Any:
        person = self.world.people[who]
        given = {
            "judgement": grade_in(self.world.graded),
            "key": uuid4(),
            "by": person,
            "at": timezone.now(),
        }
        return self.attempt(person, lambda: act(given))


def test_a_grade_of_one_inspectorate_after_any_order_of_acts(db: None) -> None:
    reached: set[str] = set()
    machine = type("Acts", (GradesOfOne,), {"world": World(), "reached": reached})
    check_any_order(machine, examples(6, steps=20))
    assert "agreed" in reached, "no example came to the end: these orders show little"
