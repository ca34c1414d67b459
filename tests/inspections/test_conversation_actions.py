"""Conversations along a set of questions: recorded, changed, withdrawn, their answers counted."""

from collections import Counter
from collections.abc import Iterator
from datetime import timedelta
from typing import Any

import pytest
from django.db import DatabaseError, IntegrityError, transaction
from django.utils import timezone

from frameworks.models import Question, QuestionSet
from inspections.actions import conversations
from inspections.models import Conversation, ConversationAnswer, Inspection
from inspections.models.conversation import asked_in, revisions_of
from inspections.values.conversation import LONGEST_WORDS, MOST_PEOPLE, Answered
from organisations.models import User
from records.actor import acting_as
from records.errors import ActionRefused, Conflict, PermissionRefused
from tests.factories.inspections import (
    JointInspection,
    case_of,
    joint_inspection,
    member_factory,
    single_strand,
)
from tests.factories.journeys import conversation_content, conversation_of, joint_for_a_module

pytestmark = pytest.mark.django_db


@pytest.fixture(scope="module")
def joint(django_db_setup: None, django_db_blocker: Any) -> Iterator[JointInspection]:
    with joint_for_a_module(django_db_blocker) as found:
        yield found


def change(row: Conversation, by: User, *, version: int = 1, **said: Any) -> Conversation:
    with acting_as(by):
        found = Conversation.objects.for_page().select_related("inspection").get(pk=row.pk)
        return conversations.change_conversation(
            conversation=found,
            version=version,
            content=conversation_content(found.question_set.code, **said),
            by=by,
            at=timezone.now(),
        )


def withdraw(row: Conversation, by: User, *, version: int = 1, why: str = "Not ours.") -> None:
    with acting_as(by):
        found = Conversation.objects.for_page().select_related("inspection").get(pk=row.pk)
        conversations.withdraw_conversation(
            conversation=found, version=version, why=why, by=by, at=timezone.now()
        )


def counted_for(person: User) -> Counter[tuple[str, str]]:
    """How often each question got each answer, for this reader; what was not asked apart."""
    with acting_as(person):
        rows = Conversation.objects.visible_to(person, timezone.localdate()).standing()
        names = dict(Question.objects.values_list("pk", "code"))
        counts: Counter[tuple[str, str]] = Counter()
        for question, reply, number in rows.counted():
            if reply != "not_asked":
                counts[names[question], reply] += number
    return counts


# --- recording ----------------------------------------------------------------------------------


def test_a_conversation_is_kept_with_an_answer_to_every_question(joint: JointInspection) -> None:
    case = case_of(joint)
    row = conversation_of(joint, "child", case=case, replies={"easy": ("no", "I waited.")})
    with acting_as(joint.inspectors["cqc"]):
        kept = Conversation.objects.for_page().get()
        (said,) = revisions_of(kept)
        answers = {one.question.code: (one.reply, one.words) for one in said.answers.all()}
    assert kept.reference == row.reference
    assert kept.reference.startswith("Q-")
    assert (kept.case, kept.consent, kept.child_took_part) == (case, "both", True)
    assert answers["easy"] == ("no", "I waited.")
    assert len(answers) == Question.objects.filter(question_set__code="child").count()


def test_without_a_child_consent_and_who_was_there_are_not_kept(joint: JointInspection) -> None:
    row = conversation_of(joint, consent="carer", present="The grandmother.")
    assert (row.consent, row.present) == ("", "")


def test_with_a_child_among_the_family_they_are(joint: JointInspection) -> None:
    row = conversation_of(joint, child_took_part=True, consent="carer", present="The mother.")
    assert (row.consent, row.present) == ("carer", "The mother.")


@pytest.mark.parametrize(
    ("said", "says"),
    [
        ({"consent": ""}, "who agreed"),
        ({"consent": "nobody"}, "who agreed"),
        ({"present": " \n"}, "who was there"),
        ({"present": "x" * (LONGEST_WORDS + 1)}, "10,000 characters or fewer"),
        ({"people": 0}, f"from 1 to {MOST_PEOPLE}"),
        ({"people": MOST_PEOPLE + 1}, f"from 1 to {MOST_PEOPLE}"),
        ({"held_on": timezone.localdate() + timedelta(days=2)}, "today or in the past"),
        ({"replies": {"easy": "perhaps"}}, "one of the answers"),
        ({"replies": {"easy": ("not_asked", "But said.")}}, "was not asked"),
        ({"replies": {"easy": ("no", "x" * (LONGEST_WORDS + 1))}}, "10,000 characters or fewer"),
    ],
)
def test_what_does_not_fit_is_refused_with_a_sentence(
    joint: JointInspection, said: dict[str, Any], says: str
) -> None:
    with pytest.raises(ActionRefused) as refusal:
        conversation_of(joint, "child", **said)
    assert says in refusal.value.message
    with acting_as(joint.inspectors["cqc"]):
        assert not Conversation.objects.exists()


@pytest.mark.parametrize("wrong", ["of another set", "twice"])
def test_an_answer_is_to_a_question_of_the_set_and_once(joint: JointInspection, wrong: str) -> None:
    content = conversation_content("family")
    other = Question.objects.filter(question_set__code="child")[0].pk
    added = content.answers[0] if wrong == "twice" else Answered(other, "yes")
    changed = type(content)(
        **{
            **{name: getattr(content, name) for name in content.__dataclass_fields__},
            "answers": (*content.answers, added),
        }
    )
    by = joint.inspectors["cqc"]
    with acting_as(by), pytest.raises(ActionRefused, match="no question of this set"):
        conversations.record_conversation(
            inspection=joint.inspection,
            strand=joint.strand,
            question_set=QuestionSet.objects.get(code="family"),
            case=None,
            content=changed,
            by=by,
            at=timezone.now(),
        )


@pytest.mark.parametrize("words", ["🙂 ok", "لا أعرف", "Two\nlines", "<script>x()</script>"])
def test_any_words_are_kept_as_they_were_said(joint: JointInspection, words: str) -> None:
    row = conversation_of(joint, replies={"easy": ("yes", words)})
    with acting_as(joint.inspectors["cqc"]):
        kept = ConversationAnswer.objects.get(revision__conversation=row, question__code="easy")
    assert kept.words == words


def test_a_case_of_another_inspection_is_refused(joint: JointInspection) -> None:
    with pytest.raises(ActionRefused, match="not one of this inspection"):
        conversation_of(joint, case=case_of(joint_inspection()))


def test_a_strand_in_which_one_takes_no_part_is_refused(joint: JointInspection) -> None:
    with pytest.raises(ActionRefused, match="takes no part"):
        conversation_of(joint, strand=single_strand(joint, "ofsted"))


@pytest.mark.parametrize("who", ["quality_assurer", "chair", "stranger"])
def test_who_does_not_work_on_cases_is_refused(joint: JointInspection, who: str) -> None:
    person = {
        "quality_assurer": joint.quality_assurer,
        "chair": joint.chair,
        "stranger": member_factory("cqc"),
    }[who]
    with pytest.raises(PermissionRefused):
        conversation_of(joint, by=person)


# --- changing and withdrawing -------------------------------------------------------------------


def test_who_recorded_it_writes_another_version(joint: JointInspection) -> None:
    row = conversation_of(joint, replies={"easy": "no"})
    change(row, joint.inspectors["cqc"], replies={"easy": "partly"}, people=2)
    with acting_as(joint.inspectors["cqc"]):
        newest, first = revisions_of(row)
    assert (newest.version, newest.people, first.people) == (2, 2, 1)
    assert counted_for(joint.inspectors["cqc"]) == {("easy", "partly"): 1}


@pytest.mark.parametrize("who", ["a colleague", "their lead", "another inspectorate"])
def test_nobody_edits_what_another_heard(joint: JointInspection, who: str) -> None:
    person = {
        "a colleague": joint.inspectors["ofsted"],
        "their lead": joint.leads["cqc"],
        "another inspectorate": joint.inspectors["hmic"],
    }[who]
    with pytest.raises(PermissionRefused, match="Only the person who recorded it"):
        change(conversation_of(joint), person)


def test_over_a_newer_version_nothing_is_saved(joint: JointInspection) -> None:
    row, author = conversation_of(joint, replies={"easy": "no"}), joint.inspectors["cqc"]
    change(row, author, replies={"easy": "yes"})
    with pytest.raises(Conflict):
        change(row, author, version=1, replies={"easy": "partly"})
    assert counted_for(author) == {("easy", "yes"): 1}


def test_its_author_or_their_lead_withdraws_it_and_it_counts_no_longer(
    joint: JointInspection,
) -> None:
    for person in (joint.inspectors["cqc"], joint.leads["cqc"]):
        row = conversation_of(joint, replies={"easy": "no"})
        with pytest.raises(PermissionRefused, match="by who recorded it or"):
            withdraw(row, joint.leads["hmic"])
        with pytest.raises(ActionRefused, match="Say why"):
            withdraw(row, person, why=" ")
        with pytest.raises(Conflict):
            withdraw(row, person, version=2)
        withdraw(row, person)
        with pytest.raises(PermissionRefused, match="withdrawn before"):
            withdraw(row, person, version=2)
        with pytest.raises(PermissionRefused, match="was withdrawn"):
            change(row, joint.inspectors["cqc"], version=2)
    assert counted_for(joint.inspectors["hmic"]) == {}


def test_once_the_inspection_is_closed_nothing_changes(joint: JointInspection) -> None:
    row = conversation_of(joint)
    Inspection.objects.filter(pk=joint.inspection.pk).update(state="closed")
    for act in (change, withdraw):
        with pytest.raises(PermissionRefused, match="is closed"):
            act(row, joint.inspectors["cqc"])


# --- counting -----------------------------------------------------------------------------------


def test_answers_are_counted_over_what_the_reader_sees(joint: JointInspection) -> None:
    conversation_of(joint, replies={"easy": "no", "informed": "yes"})
    conversation_of(joint, by=joint.inspectors["hmic"], replies={"easy": "no"})
    conversation_of(joint, strand=single_strand(joint, "cqc"), replies={"easy": "yes"})
    shared = {("easy", "no"): 2, ("informed", "yes"): 1}
    assert counted_for(joint.inspectors["hmic"]) == shared
    assert counted_for(joint.leads["cqc"]) == {**shared, ("easy", "yes"): 1}
    for person in (joint.chair, member_factory("cqc", "lead")):
        assert counted_for(person) == {}


def test_a_question_that_is_asked_no_more_is_still_there_for_who_answered_it(
    joint: JointInspection,
) -> None:
    family = QuestionSet.objects.get(code="family")
    dropped = family.questions.get(code="easy")
    Question.objects.filter(pk=dropped.pk).update(is_asked=False)
    assert dropped not in asked_in(family)
    assert dropped in asked_in(family, [dropped.pk])


# --- what the database refuses ------------------------------------------------------------------


@pytest.mark.parametrize(
    "changes",
    [
        {"people": 0},
        {"child_took_part": True},
        {"consent": "both"},
        {"reference": "Q-0000"},
    ],
)
def test_the_database_refuses_what_the_domain_forbids(
    joint: JointInspection, changes: dict[str, Any]
) -> None:
    row = conversation_of(joint)
    with (
        acting_as(joint.inspectors["cqc"]),
        pytest.raises((IntegrityError, DatabaseError)),
        transaction.atomic(),
    ):
        Conversation.objects.filter(pk=row.pk).update(**changes)
