"""Releasing a report, after any order of steps by anybody, with fresh hashes and stale ones.

The stage moves along `reports/states.py` and no other way; it is published only on signatures of
every inspectorate under the final hash and by two of them; the chair sees the draft from its
sending to its publication, and nothing else; the text changes only where it may.
"""

from collections.abc import Callable
from datetime import datetime, timedelta
from itertools import pairwise
from typing import Any, ClassVar
from uuid import uuid4

import pytest
from django.utils import timezone
from hypothesis import strategies as st
from hypothesis.stateful import invariant, precondition, rule

from inspections.models import EvidenceAudience, Inspection, InspectionAccess
from organisations.models import User
from records.actor import acting_as
from records.errors import ActionRefused
from records.models import Job, Receipt
from reports.actions import (
    add_comment,
    add_paragraph,
    answer_comment,
    change_paragraph,
    close_door,
    close_without_response,
    confirm_publication,
    finish_answers,
    may_have_print,
    pass_quality_assurance,
    preview,
    propose_publication,
    remove_paragraph,
    reopen,
    return_response,
    return_to_drafting,
    send_to_chair,
    send_to_quality_assurance,
    sign_off,
)
from reports.actions.answers import AnswerContent
from reports.models import (
    AccuracyAnswer,
    AccuracyComment,
    AccuracyRound,
    Draft,
    Paragraph,
    ParagraphRevision,
    Publication,
    PublicationProposal,
    Report,
    ReportEvent,
    SignOff,
)
from reports.states import EDITABLE, REPORT
from reports.values import CommentContent, ParagraphContent
from tests.factories.inspections import evidence_by, member_factory
from tests.factories.organisations import AdminFactory
from tests.factories.reports import Told, printed, written_report
from tests.properties.acts import Undone, check_any_order, contents, examples, is_refused

pytestmark = pytest.mark.django_db

CODES = ("ofsted", "cqc", "hmic")
LEAD, ASSURER, CHAIR = "ofsted lead", "quality assurer", "chair"
LEADS = tuple(f"{code} lead" for code in CODES)
ANYBODY = (*LEADS, ASSURER, CHAIR, "cqc inspector", "off the team", "another chair", "admin")
# Each verb, and who alone may do it.
MAY = {
    "send_to_quality": {LEAD},
    "pass": {ASSURER},
    "return": {ASSURER},
    "reopen": {LEAD},
    "sign": set(LEADS),
    "send_to_chair": {LEAD},
    "comment": {CHAIR},
    "return_response": {CHAIR},
    "close_without_response": {LEAD},
    "close_door": {LEAD},
    "answer": set(LEADS),
    "finish": {LEAD},
    "propose": {LEAD},
    "confirm": set(LEADS) - {LEAD},
    "add": set(LEADS),
    "change": set(LEADS),
    "remove": set(LEADS),
    "preview": {*LEADS, ASSURER, "cqc inspector"},
}
# The verbs that change the text.
WRITING = {"add", "change", "remove", "answer"}
# What brings a report on from a stage, one after another.
ON = {
    "drafting": (("send_to_quality", LEAD),),
    "quality_assurance": (("pass", ASSURER),),
    "agreement": (*(("sign", who) for who in LEADS), ("send_to_chair", LEAD)),
    "with_chair": (("comment", CHAIR), ("return_response", CHAIR)),
    "answering": (("answer", LEAD), ("finish", LEAD)),
    "final_agreement": (
        *(("sign", who) for who in LEADS),
        ("propose", LEAD),
        ("confirm", "cqc lead"),
    ),
    "published": (),
}


class World:
    """A written report, everybody who may try something, and an item of evidence."""

    def __init__(self) -> None:
        self.told: Told = written_report()
        joint = self.told.joint
        self.people: dict[str, User] = {
            **{f"{code} lead": person for code, person in joint.leads.items()},
            ASSURER: joint.quality_assurer,
            CHAIR: joint.chair,
            "cqc inspector": joint.inspectors["cqc"],
            "off the team": member_factory("hmic", "lead"),
            "another chair": written_report().chair,
            "admin": AdminFactory(),
        }
        self.item = evidence_by(joint, joint.inspectors["cqc"])


class ReportsAreReleased(Undone):
    """Every verb, by anybody, now or after the chair's deadline."""

    world: ClassVar[World]
    reached: ClassVar[list[str]]
    tables = (
        *(Report, ReportEvent, Paragraph, ParagraphRevision, Draft, SignOff, AccuracyRound),
        *(AccuracyComment, AccuracyAnswer, PublicationProposal, Publication, InspectionAccess),
        *(Job, Receipt),
    )

    def __init__(self) -> None:
        super().__init__()
        self.hashes: list[str] = []
        self.is_sent = self.is_shut = False
        self.now: datetime = timezone.now()

    # --- the acts --------------------------------------------------------------------------------

    @rule(verb=st.sampled_from(sorted(MAY)), who=st.sampled_from(ANYBODY), is_stale=st.booleans())
    def somebody_tries(self, verb: str, who: str, is_stale: bool) -> None:
        self.do(verb, who, is_stale=is_stale)

    @rule(verb=st.sampled_from(sorted(MAY)), is_stale=st.booleans(), number=st.integers(0, 3))
    def somebody_who_may_tries(self, verb: str, is_stale: bool, number: int) -> None:
        possible = sorted(MAY[verb])
        self.do(verb, possible[number % len(possible)], is_stale=is_stale)

    @rule(stages=st.integers(1, 3))
    def go_on(self, stages: int) -> None:
        """The people whose turn it is bring the report to the next stages."""
        for _ in range(stages):
            for verb, who in ON[self.report().state]:
                self.do(verb, who)

    @rule()
    def print_the_newest_draft(self) -> None:
        draft = self.report().drafts.newest()
        if draft is not None:
            printed(draft)

    @precondition(lambda self: self.is_sent)
    @rule()
    def let_the_deadline_pass(self) -> None:
        self.now = max(self.now, self.round().due_at + timedelta(seconds=1))

    def do(self, verb: str, who: str, *, is_stale: bool = False) -> Any:
        """Try it, and hold what happened against what may happen."""
        before, text = self.report().state, contents(Paragraph, ParagraphRevision)
        draft = self.report().drafts.newest()
        if verb == "confirm" and draft is not None:
            printed(draft)
        posted = self.posted(draft, is_stale=is_stale)
        by, at = self.world.people[who], self.now
        answer = self.attempt(by, lambda: self.act(verb, by, at, posted))
        after = self.report().state
        if is_refused(answer):
            assert after == before
            return answer
        assert who in MAY[verb], f"{who} may not {verb}"
        if verb in WRITING:
            assert before in EDITABLE
        else:
            assert contents(Paragraph, ParagraphRevision) == text, f"{verb} changed the text"
        if verb in {"sign", "propose", "confirm"}:
            assert draft is not None
            assert posted == draft.content_hash, "a stale hash was taken"
        self.is_sent = self.is_sent or verb == "send_to_chair"
        self.is_shut = self.is_shut or (self.is_sent and verb in {"close_door", "confirm"})
        return answer

    def act(self, verb: str, by: User, at: datetime, posted: str) -> Any:
        """Do it, as its page would."""
        report = self.report()
        usual: dict[str, Any] = {"by": by, "at": at}
        acts: dict[str, Callable[[], Any]] = {
            "send_to_quality": lambda: send_to_quality_assurance(report=report, **usual),
            "pass": lambda: pass_quality_assurance(report=report, **usual),
            "return": lambda: return_to_drafting(report=report, why="A gap.", **usual),
            "reopen": lambda: reopen(report=report, why="A slip.", **usual),
            "sign": lambda: sign_off(report=report, content_hash=posted, **usual),
            "send_to_chair": lambda: send_to_chair(report=report, **usual),
            "close_without_response": lambda: close_without_response(report=report, **usual),
            "close_door": lambda: close_door(report=report, **usual),
            "finish": lambda: finish_answers(report=report, **usual),
            "propose": lambda: propose_publication(report=report, content_hash=posted, **usual),
            "confirm": lambda: confirm_publication(report=report, content_hash=posted, **usual),
            "preview": lambda: preview(report=report, **usual),
            "comment": lambda: self.comment(usual),
            "return_response": lambda: self.return_response(usual),
            "answer": lambda: self.answer(usual),
            "add": lambda: self.add(report, usual),
            "change": lambda: self.change(report, usual),
            "remove": lambda: self.remove(report, usual),
        }
        with acting_as(by):
            return acts[verb]()

    # --- what has to hold -------------------------------------------------------------------------

    @invariant()
    def promises(self) -> None:
        """One step for all of them, so that a trace is short."""
        self.the_stage_moves_along_its_table()
        self.what_is_published_was_signed_by_all_and_let_out_by_two()
        self.the_chair_sees_the_draft_that_was_sent_while_it_is_with_them()
        self.nobody_else_sees_the_round()
        self.every_paragraph_says_what_its_newest_revision_says()

    def the_stage_moves_along_its_table(self) -> None:
        steps = list(ReportEvent.objects.filter(report=self.world.told.report).order_by("pk"))
        arrows = {(arrow.verb, arrow.source, arrow.target) for arrow in REPORT.transitions}
        taken = {(step.verb, step.from_state, step.to_state) for step in steps}
        assert taken <= {*arrows, ("open", "", REPORT.first)}
        assert all(left.to_state == right.from_state for left, right in pairwise(steps))
        assert steps[-1].to_state == self.report().state

    def what_is_published_was_signed_by_all_and_let_out_by_two(self) -> None:
        published = list(Publication.objects.filter(report=self.world.told.report))
        assert len(published) == (self.report().state == "published")
        for one in published:
            signed = one.draft.sign_offs.filter(stage="final_agreement")
            codes = signed.values_list("inspectorate__code", "content_hash")
            assert set(codes) == {(code, one.content_hash) for code in CODES}
            assert one.content_hash == one.draft.content_hash
            assert one.draft == self.report().drafts.newest()
            assert {self.code_of(one.proposed_by), self.code_of(one.confirmed_by)} <= set(CODES)
            assert self.code_of(one.proposed_by) != self.code_of(one.confirmed_by)

    def the_chair_sees_the_draft_that_was_sent_while_it_is_with_them(self) -> None:
        chair, told = self.world.people[CHAIR], self.world.told
        with acting_as(chair):
            rounds = list(AccuracyRound.objects.visible_to(chair, self.now))
            assert bool(rounds) is (self.is_sent and not self.is_shut)
            readable = {
                draft
                for draft in Draft.objects.filter(report=told.report)
                if may_have_print(draft=draft, person=chair, at=self.now)
            }
            assert readable == {one.draft for one in rounds if one.due_at >= self.now}
            assert not EvidenceAudience.objects.visible_to(chair).exists()
            assert not Report.objects.visible_to(chair, timezone.localdate(self.now)).exists()
            seen = Inspection.objects.visible_to(chair, self.now)
            assert bool(seen) is bool(rounds)

    def nobody_else_sees_the_round(self) -> None:
        for who in set(ANYBODY) - {CHAIR}:
            person = self.world.people[who]
            assert not AccuracyRound.objects.visible_to(person, self.now).exists()

    def every_paragraph_says_what_its_newest_revision_says(self) -> None:
        for paragraph in self.report().paragraphs.all():
            newest = paragraph.revisions.latest("version")
            assert (newest.version, newest.text) == (paragraph.version, paragraph.text)
            assert paragraph.revisions.count() == paragraph.version

    # --- the acts that need something to act on ---------------------------------------------------

    def comment(self, usual: dict[str, Any]) -> Any:
        content = CommentContent("inaccurate", "Six a year.", "The board meets six times a year.")
        return add_comment(
            accuracy_round=self.round(), paragraph="P1", content=content, key=uuid4(), **usual
        )

    def return_response(self, usual: dict[str, Any]) -> Any:
        return return_response(accuracy_round=self.round(), key=uuid4(), **usual)

    def answer(self, usual: dict[str, Any]) -> Any:
        comment = self.round().comments.unanswered().first()
        if comment is None:
            raise ActionRefused("There is no comment.")
        paragraph = self.report().paragraphs.get(reference=comment.paragraph)
        text = f"{paragraph.text} Corrected."
        content = AnswerContent(True, "Corrected.", text=text, version=paragraph.version)
        return answer_comment(comment=comment, content=content, **usual)

    def add(self, report: Report, usual: dict[str, Any]) -> Any:
        section = report.form.sections.get(key="key_findings")
        content = ParagraphContent("One more finding.")
        return add_paragraph(report=report, section=section, content=content, key=uuid4(), **usual)

    def change(self, report: Report, usual: dict[str, Any]) -> Any:
        paragraph = report.paragraphs.get(reference="P1")
        content = ParagraphContent(f"{paragraph.text} And more.")
        return change_paragraph(
            paragraph=paragraph, version=paragraph.version, content=content, key=uuid4(), **usual
        )

    def remove(self, report: Report, usual: dict[str, Any]) -> Any:
        paragraph = report.paragraphs.standing().last()
        if paragraph is None:
            raise ActionRefused("There is no paragraph.")
        return remove_paragraph(paragraph=paragraph, version=paragraph.version, **usual)

    def teardown(self) -> None:
        """Note how far the example came."""
        self.reached.append(self.report().state)
        super().teardown()

    # --- words ------------------------------------------------------------------------------------

    def report(self) -> Report:
        return Report.objects.select_related("inspection").get(pk=self.world.told.report.pk)

    def round(self) -> AccuracyRound:
        found = AccuracyRound.objects.filter(report=self.world.told.report).first()
        if found is None:
            raise ActionRefused("Nothing was sent to the chair.")
        return found

    def posted(self, draft: Draft | None, *, is_stale: bool) -> str:
        if draft is None:
            return "0" * 64
        if not is_stale:
            return str(draft.content_hash)
        others = draft.report.drafts.exclude(content_hash=draft.content_hash)
        earlier = others.newest()
        return earlier.content_hash if earlier else "0" * 64

    def code_of(self, person: User) -> str:
        return next(who for who, one in self.world.people.items() if one == person).split()[0]


def test_release_after_any_order_of_steps(db: None) -> None:
    reached: list[str] = []
    machine = type("Acts", (ReportsAreReleased,), {"world": World(), "reached": reached})
    check_any_order(machine, examples(5, steps=25))
    assert "published" in reached, "no example came to the end: these orders show little"
