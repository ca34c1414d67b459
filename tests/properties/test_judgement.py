"""A shared judgement, after any order of acts by anybody, with the right hash and with wrong ones.

Nobody reads another's position before all are in; a grade is agreed only when every participating
inspectorate has signed one and the same hash and one of them agrees; nothing is said in the
discussion while positions are hidden; whatever is refused leaves no trace.
"""

from collections.abc import Callable
from itertools import pairwise
from typing import Any, ClassVar
from uuid import UUID, uuid4

import pytest
from django.db import connection
from django.utils import timezone
from hypothesis import strategies as st
from hypothesis.stateful import invariant, precondition, rule

from frameworks.models import Grade
from inspections.models import Evidence, EvidenceUse
from judgements.actions import (
    discuss,
    escalate,
    name_senior,
    open_positions,
    propose,
    record_outcome,
    record_position,
    reopen,
    sign,
)
from judgements.models import (
    DiscussionEntry,
    Escalation,
    EscalationOutcome,
    Judgement,
    JudgementEvent,
    Position,
    PositionEvidence,
    PositionReceived,
    PositionRound,
    PrintDecision,
    Proposal,
    RecordedAnswer,
    Reopening,
    RuleDeparture,
    RuleFinding,
    SeniorPerson,
    SeniorTold,
    Signature,
)
from judgements.states import JUDGEMENT
from judgements.values import (
    DiscussionContent,
    OutcomeContent,
    PositionContent,
    ProposalContent,
    SeniorContent,
    SignatureContent,
)
from organisations.models import User
from records.actor import acting_as
from records.models import Receipt
from tests.factories.inspections import (
    JointInspection,
    evidence_by,
    joint_inspection,
    member_factory,
)
from tests.factories.judgements import RULE, judgement_in
from tests.factories.organisations import AdminFactory
from tests.properties.acts import (
    Undone,
    all_rights,
    check_any_order,
    contents,
    examples,
    is_refused,
)

pytestmark = pytest.mark.django_db

CODES = ("ofsted", "cqc", "hmic")
LEADS = tuple(f"{code} lead" for code in CODES)
SCALE = ("outstanding", "good", "requires_improvement", "inadequate")
people = st.sampled_from(
    [*LEADS, *LEADS, "cqc inspector", "quality assurer", "chair", "off the team", "admin"]
)
codes = st.sampled_from(CODES)
grades = st.sampled_from([*SCALE, *SCALE, "", "excellent", "GOOD"])


class World:
    """An inspection with an item of evidence, and everybody who may try something."""

    def __init__(self) -> None:
        self.joint: JointInspection = joint_inspection()
        self.people: dict[str, User] = {
            **{f"{code} lead": person for code, person in self.joint.leads.items()},
            "cqc inspector": self.joint.inspectors["cqc"],
            "quality assurer": self.joint.quality_assurer,
            "chair": self.joint.chair,
            "off the team": member_factory("hmic", "lead"),
            "admin": AdminFactory(),
        }
        self.item: Evidence = evidence_by(self.joint, self.joint.inspectors["cqc"])


class GradesAreAgreed(Undone):
    """Rounds are opened, positions recorded, grades proposed and signed."""

    world: ClassVar[World]
    reached: ClassVar[list[str]]
    tables = (
        *(Judgement, JudgementEvent, PositionRound, Position, PositionEvidence, PositionReceived),
        *(Proposal, RecordedAnswer, RuleDeparture, Signature, EvidenceUse, Receipt),
        *(DiscussionEntry, PrintDecision, Reopening, RuleFinding),
        *(Escalation, EscalationOutcome, SeniorPerson, SeniorTold),
    )

    def __init__(self) -> None:
        super().__init__()
        self.state = "gathering"
        # The author of each position that is in, by inspectorate; one for each round.
        self.rounds: list[dict[str, str]] = []
        self.hashes: list[str] = []
        # What each inspectorate says of the grade of the proposal that stands.
        self.signed: dict[str, str] = {}
        # The round that each entry of the discussion follows.
        self.entries: list[int] = []
        self.named = False
        self.is_decided = False
        self.sent: list[tuple[str, Callable[[], Any], Any]] = []

    # --- the acts --------------------------------------------------------------------------------

    @rule(who=people)
    def open_a_round(self, who: str) -> None:
        answer = self.send(who, lambda given: open_positions(**given))
        allowed = who == LEADS[0] and self.state in {"gathering", "revealed", "proposed"}
        assert is_refused(answer) is not allowed
        if allowed:
            self.state = "positions_open"
            self.rounds.append({})

    @rule(who=people, code=codes, grade=grades, relies=st.booleans(), says=st.booleans())
    def record_a_position(
        self, who: str, code: str, grade: str, *, relies: bool, says: bool
    ) -> None:
        evidence = (str(self.world.item.pk),) if relies else ()
        content = PositionContent(grade, f"What {code} saw." if says else "  ", evidence)
        answer = self.send(
            who, lambda given: record_position(inspectorate=code, content=content, **given)
        )
        allowed = (
            who == f"{code} lead"
            and self.state == "positions_open"
            and code not in self.rounds[-1]
            and grade in {*SCALE, ""}
            and says
        )
        assert is_refused(answer) is not allowed
        if allowed:
            self.rounds[-1][code] = who
            if len(self.rounds[-1]) == len(CODES):
                self.state = "revealed"

    @rule(who=people, grade=grades, is_met=st.booleans(), explains=st.booleans())
    def propose_a_grade(self, who: str, grade: str, *, is_met: bool, explains: bool) -> None:
        why = {RULE: "The board did it otherwise."} if explains else {}
        content = ProposalContent(grade, "The board is as it is.", {RULE: is_met}, why)
        answer = self.send(who, lambda given: propose(content=content, **given))
        departs = grade == "outstanding" and not is_met
        allowed = (
            who == LEADS[0]
            and (
                self.state in {"revealed", "proposed"}
                or (self.state == "escalated" and self.is_decided)
            )
            and grade in SCALE
            and (explains or not departs)
        )
        assert is_refused(answer) is not allowed
        if allowed:
            self.state = "proposed"
            assert answer.content_hash not in self.hashes, "the same hash stands for two proposals"
            self.hashes.append(answer.content_hash)
            self.signed = {}

    @precondition(lambda self: self.hashes)
    @rule(
        who=people,
        code=codes,
        back=st.sampled_from([0, 0, 0, 1, 99]),
        says=st.sampled_from(["agrees", "agrees", "disagrees", "abstains"]),
        prints=st.sampled_from([None, True, False]),
    )
    def sign_a_proposal(
        self, who: str, code: str, back: int, says: str, *, prints: bool | None
    ) -> None:
        """Sign the proposal that stands, an earlier one, or one that never was."""
        posted = self.hashes[-1 - back] if back < len(self.hashes) else "0" * 64
        content = SignatureContent(
            posted,
            "We saw it otherwise." if says == "disagrees" else "",
            "It is not ours." if says == "abstains" else "",
            prints,
        )
        answer = self.send(who, lambda given: sign(inspectorate=code, content=content, **given))
        allowed = (
            who == f"{code} lead"
            and self.state == "proposed"
            and back == 0
            and code not in self.signed
        )
        assert is_refused(answer) is not allowed
        if allowed:
            self.signed[code] = says
            if set(self.signed) == set(CODES) and "agrees" in self.signed.values():
                self.state = "agreed"

    @rule(who=people)
    def say_something(self, who: str) -> None:
        answer = self.send(who, lambda given: discuss(content=DiscussionContent("So."), **given))
        allowed = self.is_on_team(who) and self.state not in {"gathering", "positions_open"}
        assert is_refused(answer) is not allowed
        if allowed:
            self.entries.append(len(self.rounds))

    @precondition(lambda self: self.hashes)
    @rule(who=people, back=st.sampled_from([0, 0, 1]), says=st.booleans())
    def open_it_again(self, who: str, back: int, *, says: bool) -> None:
        posted = self.hashes[-1 - back] if back < len(self.hashes) else "0" * 64
        why = "New records came in." if says else " "
        answer = self.send(who, lambda given: reopen(content_hash=posted, why=why, **given))
        allowed = who == LEADS[0] and self.state == "agreed" and back == 0 and says
        assert is_refused(answer) is not allowed
        if allowed:
            self.state = "revealed"

    @rule(who=people, code=codes)
    def name_somebody(self, who: str, code: str) -> None:
        content = SeniorContent("Sam Senior", "Director", "sam@senior.example")
        answer = self.send(
            who, lambda given: name_senior(inspectorate=code, content=content, **given)
        )
        allowed = who == f"{code} lead"
        assert is_refused(answer) is not allowed
        self.named = self.named or allowed

    @precondition(lambda self: self.hashes)
    @rule(who=people)
    def ask_the_senior_people(self, who: str) -> None:
        posted = self.hashes[-1]
        answer = self.send(
            who, lambda given: escalate(content_hash=posted, why="We differ.", **given)
        )
        allowed = who == LEADS[0] and self.state == "proposed" and self.named
        assert is_refused(answer) is not allowed
        if allowed:
            self.state, self.is_decided = "escalated", False

    @precondition(lambda self: self.state == "escalated")
    @rule(who=people)
    def record_what_they_decided(self, who: str) -> None:
        content = OutcomeContent("It is good.", "Sam Senior", timezone.localdate())
        answer = self.send(who, lambda given: record_outcome(content=content, **given))
        allowed = who == LEADS[0] and not self.is_decided
        assert is_refused(answer) is not allowed
        self.is_decided = self.is_decided or allowed

    @precondition(lambda self: self.state != "agreed")
    @rule(grade=st.sampled_from(SCALE))
    def go_on(self, grade: str) -> None:
        """Those whose turn it is bring the judgement to the next stage."""
        state, missing = self.state, set(CODES) - set(self.rounds[-1] if self.rounds else ())
        if state == "gathering":
            self.open_a_round(LEADS[0])
        elif state == "escalated" and not self.is_decided:
            self.record_what_they_decided(LEADS[0])
        elif state in {"revealed", "escalated"} or (
            state == "proposed" and set(self.signed) == set(CODES)
        ):
            self.propose_a_grade(LEADS[0], grade, is_met=True, explains=False)
        for code in CODES:
            if state == "positions_open" and code in missing:
                self.record_a_position(f"{code} lead", code, grade, relies=True, says=True)
            elif state == "proposed" and code not in self.signed:
                self.sign_a_proposal(f"{code} lead", code, 0, "agrees", prints=None)

    @precondition(lambda self: self.sent)
    @rule(number=st.integers(0, 9))
    def send_an_earlier_form_again(self, number: int) -> None:
        who, act, earlier = self.sent[number % len(self.sent)]
        before = contents(*self.tables)
        answer = self.attempt(self.world.people[who], act)
        assert answer == earlier
        assert contents(*self.tables) == before

    # --- what has to hold -------------------------------------------------------------------------

    @invariant()
    def promises(self) -> None:
        """One step for all of them, so that a trace is short."""
        self.the_stage_moves_along_its_table()
        self.positions_are_read_by_whom_the_model_says()
        self.what_a_position_relies_on_is_not_told_before_it_is_revealed()
        self.every_grade_is_of_the_scale()
        self.agreed_means_that_all_signed_one_hash()
        self.what_is_said_follows_a_round_that_all_have_read()
        self.no_grade_is_of_the_whole_area()

    def the_stage_moves_along_its_table(self) -> None:
        with all_rights():
            events = list(
                JudgementEvent.objects.order_by("pk").values_list("from_state", "to_state")
            )
        arrows = {(arrow.source, arrow.target) for arrow in JUDGEMENT.transitions}
        assert judgement_in(self.world.joint).state == self.state
        assert set(events) <= {*arrows, ("", "gathering")}
        for (_, left), (came_from, _) in pairwise(events):
            assert left == came_from

    def positions_are_read_by_whom_the_model_says(self) -> None:
        for who, person in self.world.people.items():
            with acting_as(person):
                rows = Position.objects.visible_to(person).select_related("round", "inspectorate")
                found = {(row.round.number, row.inspectorate.code) for row in rows}
                assert found == self.readable_by(who), f"positions that {who} reads"
                if connection.vendor == "postgresql":
                    bare = Position._base_manager.select_related("round", "inspectorate")
                    seen = {(row.round.number, row.inspectorate.code) for row in bare}
                    assert seen == self.readable_by(who), f"rows that the database shows {who}"
                    relied_on = set(PositionEvidence.objects.values_list("position_id", flat=True))
                    assert relied_on <= {row.pk for row in bare}

    def what_a_position_relies_on_is_not_told_before_it_is_revealed(self) -> None:
        revealed = sum(len(one) == len(CODES) for one in self.rounds)
        with all_rights():
            told = EvidenceUse.objects.filter(kind="position")
            rounds = {use.used_in.split(", ")[1] for use in told}
        assert rounds <= {f"round {number}" for number in range(1, revealed + 1)}

    def every_grade_is_of_the_scale(self) -> None:
        scale = set(
            Grade.objects.filter(scale__areas=_area(self.world)).values_list("pk", flat=True)
        )
        with all_rights():
            given = {*Position._base_manager.values_list("grade", flat=True)} - {None}
            given |= {*Proposal.objects.values_list("grade", flat=True)}
        assert given <= scale

    def agreed_means_that_all_signed_one_hash(self) -> None:
        if judgement_in(self.world.joint).state != "agreed":
            return
        newest = Proposal.objects.latest("number")
        signatures = newest.signatures.values_list("inspectorate__code", "content_hash")
        assert set(signatures) == {(code, newest.content_hash) for code in CODES}
        assert newest.content_hash == self.hashes[-1]
        assert newest.signatures.filter(stance="agrees").exists()

    def what_is_said_follows_a_round_that_all_have_read(self) -> None:
        for who, person in self.world.people.items():
            with acting_as(person):
                rows = DiscussionEntry.objects.visible_to(person).order_by("pk")
                read = list(rows.values_list("round__number", flat=True))
                assert read == (self.entries if self.is_on_team(who) else [])
        assert all(len(self.rounds[number - 1]) == len(CODES) for number in self.entries)

    def no_grade_is_of_the_whole_area(self) -> None:
        assert set(Judgement.objects.values_list("area", flat=True)) <= {_area(self.world)}

    def teardown(self) -> None:
        """Note how far the example came."""
        self.reached.append(self.state)
        super().teardown()

    # --- words ------------------------------------------------------------------------------------

    def readable_by(self, who: str) -> set[tuple[int, str]]:
        is_on_team = self.is_on_team(who)
        return {
            (number, code)
            for number, received in enumerate(self.rounds, 1)
            for code, author in received.items()
            if author == who or (is_on_team and len(received) == len(CODES))
        }

    def is_on_team(self, who: str) -> bool:
        return who not in {"chair", "off the team", "admin"}

    def send(self, who: str, act: Callable[[dict[str, Any]], Any]) -> Any:
        key: UUID = uuid4()

        def sending() -> Any:
            return act(
                {
                    "judgement": judgement_in(self.world.joint),
                    "key": key,
                    "by": self.world.people[who],
                    "at": timezone.now(),
                }
            )

        answer = self.attempt(self.world.people[who], sending)
        if not is_refused(answer):
            self.sent.append((who, sending, answer))
        return answer


def _area(world: World) -> UUID:
    found: UUID = world.joint.strand.judgement_areas.get().pk
    return found


def test_judgement_after_any_order_of_acts(db: None) -> None:
    reached: list[str] = []
    machine = type("Acts", (GradesAreAgreed,), {"world": World(), "reached": reached})
    check_any_order(machine, examples(4, steps=25))
    assert "agreed" in reached, "no example came to the end: these orders show little"
