"""The pages of conversations: recording one, changing it, and the answers counted."""

import re
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager
from typing import Any
from uuid import uuid4

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from frameworks.models import Question
from inspections.models import Conversation
from organisations.models import User
from records.actor import acting_as
from records.models import AuditEntry
from tests.attacks.matrix import plain
from tests.factories.inspections import (
    JointInspection,
    case_of,
    joint_inspection,
    single_strand,
)
from tests.factories.journeys import conversation_of, joint_for_a_module
from tests.inspections.test_conversation_actions import change

pytestmark = pytest.mark.django_db
ClientOf = Callable[..., Client]
Queries = Callable[[], AbstractContextManager[list[str]]]


@pytest.fixture(scope="module")
def joint(django_db_setup: None, django_db_blocker: Any) -> Iterator[JointInspection]:
    with joint_for_a_module(django_db_blocker) as found:
        yield found


@pytest.fixture
def client(joint: JointInspection, client_of: ClientOf) -> Client:
    """CQC's inspector."""
    return client_of(joint.inspectors["cqc"])


def at(joint: JointInspection, screen: str, *more: Any) -> str:
    return reverse(f"inspections:{screen}", args=[joint.reference, *more])


def question(speaker: str, code: str) -> Question:
    return Question.objects.get(question_set__code=speaker, code=code)


def form(speaker: str = "family", **changes: Any) -> dict[str, Any]:
    """What the form of a conversation sends; nothing was asked unless the changes say so."""
    today = timezone.localdate()
    usual = {
        "once": uuid4(),
        "base": 0,
        "held_on_day": today.day,
        "held_on_month": today.month,
        "held_on_year": today.year,
        "people": 1,
        "case": "",
        "strand": "joint",
        "present": "",
    }
    for one in Question.objects.filter(question_set__code=speaker):
        usual[f"reply_{one.pk}"] = "not_asked"
        usual[f"words_{one.pk}"] = ""
    if speaker == "child":
        usual |= {"consent": "both", "present": "Alone with me."}
    return {**usual, **changes}


def recorded(person: User) -> list[Conversation]:
    with acting_as(person):
        return list(Conversation.objects.for_page())


def counts_of(page: str, text: str) -> list[str]:
    """The numbers in the row of a question: yes, partly, no, not asked."""
    row = next(row for row in page.split("<tr") if text in row)
    return re.findall(r"<td[^>]*>\s*(\d+)\s*</td>", row)


# --- recording ----------------------------------------------------------------------------------


@pytest.mark.parametrize("speaker", ["child", "family", "practitioner"])
def test_all_questions_of_a_set_are_asked_on_one_page(
    joint: JointInspection, client: Client, speaker: str
) -> None:
    page = client.get(at(joint, "record_conversation", speaker)).content.decode()
    for one in Question.objects.filter(question_set__code=speaker):
        assert one.text in page
        assert one.reference in page
    assert ('name="child_took_part"' in page) == (speaker != "child")


def test_a_set_that_there_is_not_has_no_page(joint: JointInspection, client: Client) -> None:
    assert client.get(at(joint, "record_conversation", "nobody")).status_code == 404


def test_a_conversation_is_recorded_once_and_counted(
    joint: JointInspection, client: Client
) -> None:
    case, easy = case_of(joint), question("family", "easy")
    where = at(joint, "record_conversation", "family")
    page = client.get(f"{where}?case={case.reference}").content.decode()
    assert re.search(rf'<option value="{case.pk}" selected', page)
    sent = form(case=case.pk, **{f"reply_{easy.pk}": "no", f"words_{easy.pk}": "We asked twice."})
    for _ in range(2):
        answer = client.post(where, sent)
        assert answer.status_code == 302
    (row,) = recorded(joint.inspectors["cqc"])
    assert answer.url == at(joint, "conversation", row.reference)
    page = client.get(answer.url).content.decode()
    assert "We asked twice." in page
    assert f"case={case.reference}" in page
    assert "source=family" in page
    page = client.get(at(joint, "conversations")).content.decode()
    assert counts_of(page, easy.text) == ["0", "0", "1", "0"]
    assert row.reference in page


def test_with_a_child_it_says_who_agreed_and_who_was_there(
    joint: JointInspection, client: Client
) -> None:
    answer = client.post(at(joint, "record_conversation", "child"), form("child", consent="child"))
    assert answer.status_code == 302
    page = client.get(answer.url).content.decode()
    assert "Who agreed" in page
    assert "Alone with me." in page


@pytest.mark.parametrize(
    ("speaker", "changes", "says"),
    [
        ("child", {"consent": ""}, "Select who agreed"),
        ("child", {"present": " "}, "Enter who was there"),
        ("family", {"child_took_part": "on"}, "Select who agreed"),
        ("family", {"people": ""}, "Enter how many people"),
        ("family", {"people": "many"}, "must be a number"),
        ("family", {"people": "0"}, "from 1 to 99"),
        ("family", {"people": "9" * 40}, "from 1 to 99"),
        ("family", {"held_on_day": ""}, "Day of the conversation"),
        ("family", {"held_on_year": str(timezone.localdate().year + 1)}, "today or in the past"),
        ("family", {"case": "999999"}, "What you chose is not in the list any more"),
        ("family", {"strand": "ofsted"}, "What you chose is not in the list any more"),
        ("family", {"present": "x" * 100_000}, "10,000 characters or fewer"),
    ],
)
def test_bad_input_gets_a_sentence_and_keeps_what_was_typed(
    joint: JointInspection, client: Client, speaker: str, changes: dict[str, Any], says: str
) -> None:
    easy = question(speaker, "easy")
    kept = "What was said 🙂 مرحبا"
    typed = {f"reply_{easy.pk}": "no", f"words_{easy.pk}": kept, **changes}
    answer = client.post(at(joint, "record_conversation", speaker), form(speaker, **typed))
    page = answer.content.decode()
    assert answer.status_code == 422
    assert says in page
    assert kept in page
    assert recorded(joint.inspectors["cqc"]) == []


@pytest.mark.parametrize(
    ("reply", "words", "says"),
    [
        ("perhaps", "", "What you chose is not in the list any more"),
        ("", "", "Select an answer"),
        ("not_asked", "But it was said.", "Select the answer to"),
        ("no", "x" * 100_000, "10,000 characters or fewer"),
    ],
)
def test_an_answer_that_does_not_fit_gets_a_sentence(
    joint: JointInspection, client: Client, reply: str, words: str, says: str
) -> None:
    easy = question("family", "easy")
    typed = {f"reply_{easy.pk}": reply, f"words_{easy.pk}": words}
    answer = client.post(at(joint, "record_conversation", "family"), form(**typed))
    page = answer.content.decode()
    assert answer.status_code == 422
    assert says in page
    assert words in page


def test_control_characters_are_left_out_and_stop_nothing(
    joint: JointInspection, client: Client
) -> None:
    easy = question("family", "easy")
    typed = {f"reply_{easy.pk}": "no", f"words_{easy.pk}": "We\x00 asked\x07."}
    answer = client.post(at(joint, "record_conversation", "family"), form(**typed))
    assert answer.status_code == 302
    assert "We asked." in client.get(answer.url).content.decode()


# --- changing and withdrawing -------------------------------------------------------------------


def test_a_conflict_shows_both_and_the_merged_one_is_saved(
    joint: JointInspection, client: Client
) -> None:
    easy = question("family", "easy")
    row = conversation_of(joint, replies={"easy": ("no", "Start.")})
    where = at(joint, "change_conversation", row.reference)
    assert "Start." in client.get(where).content.decode()
    change(row, joint.inspectors["cqc"], replies={"easy": ("partly", "Theirs.")})
    typed = {f"reply_{easy.pk}": "yes", f"words_{easy.pk}": "Mine."}
    answer = client.post(where, form(base=1, **typed))
    page = answer.content.decode()
    assert answer.status_code == 409
    for text in ("Needs your choice", "Mine.", "Theirs.", 'name="base" value="2"'):
        assert text in page
    assert client.post(where, form(base=2, **typed)).status_code == 302
    page = client.get(at(joint, "conversation", row.reference)).content.decode()
    assert "How it read before" in page
    for text in ("Start.", "Theirs.", "Mine."):
        assert text in page
    page = client.get(at(joint, "conversations")).content.decode()
    assert counts_of(page, easy.text) == ["1", "0", "0", "0"]


def test_a_question_that_is_asked_no_more_stays_where_it_was_answered(
    joint: JointInspection, client: Client
) -> None:
    row, easy = conversation_of(joint, replies={"easy": "no"}), question("family", "easy")
    Question.objects.filter(pk=easy.pk).update(is_asked=False)
    assert easy.text in client.get(at(joint, "change_conversation", row.reference)).content.decode()
    page = client.get(at(joint, "conversations")).content.decode()
    assert counts_of(page, easy.text) == ["0", "0", "1", "0"]
    assert easy.text not in client.get(at(joint, "record_conversation", "family")).content.decode()


def test_it_is_withdrawn_for_a_reason_and_counts_no_longer(
    joint: JointInspection, client: Client
) -> None:
    row = conversation_of(joint, replies={"easy": "no"})
    where = at(joint, "withdraw_conversation", row.reference)
    assert client.get(where).status_code == 200
    assert client.post(where, {"once": uuid4(), "base": 1, "why": ""}).status_code == 422
    assert client.post(where, {"once": uuid4(), "base": 1, "why": "Not ours."}).status_code == 302
    page = client.get(at(joint, "conversation", row.reference)).content.decode()
    assert "was withdrawn" in page
    assert "Not ours." in page
    page = client.get(at(joint, "conversations")).content.decode()
    assert row.reference not in page
    assert "No conversation yet." in page


# --- reading ------------------------------------------------------------------------------------


def test_those_on_one_case_are_counted_alone(joint: JointInspection, client: Client) -> None:
    case, easy = case_of(joint), question("family", "easy")
    mine = conversation_of(joint, case=case, replies={"easy": "no"})
    other = conversation_of(joint, replies={"easy": "yes"})
    where = at(joint, "conversations")
    page = client.get(f"{where}?case={case.reference}").content.decode()
    assert counts_of(page, easy.text) == ["0", "0", "1", "0"]
    assert mine.reference in page
    assert other.reference not in page
    for asked in ("", "?case=T99", "?case=%00"):
        page = client.get(f"{where}{asked}").content.decode()
        assert counts_of(page, easy.text) == ["1", "0", "1", "0"]


@pytest.mark.parametrize(
    "screen", ["conversations", "conversation", "record_conversation", "change_conversation"]
)
def test_a_page_costs_as_many_queries_with_three_as_with_one(
    joint: JointInspection, client: Client, count_queries: Queries, screen: str
) -> None:
    row = conversation_of(joint, case=case_of(joint), replies={"easy": "no"})
    more = {"conversations": [], "record_conversation": ["family"]}.get(screen, [row.reference])
    where = at(joint, screen, *more)
    client.get(where)
    with count_queries() as with_one:
        client.get(where)
    for version in (1, 2):
        change(row, joint.inspectors["cqc"], version=version, replies={"easy": "yes"})
        conversation_of(joint, "child", by=joint.inspectors["hmic"], case=case_of(joint))
    with count_queries() as with_three:
        client.get(where)
    assert len(with_one) == len(with_three), "\n".join(with_three)


def test_what_another_inspectorate_keeps_for_itself_changes_no_page(
    joint: JointInspection, client: Client
) -> None:
    row = conversation_of(joint, replies={"easy": "no"})
    own = single_strand(joint, "ofsted")
    addresses = [
        at(joint, "conversations"),
        at(joint, "conversation", row.reference),
        reverse("desk:inspection", args=[joint.reference]),
    ]
    before = [plain(client.get(where)) for where in addresses]
    hidden = conversation_of(
        joint,
        by=joint.inspectors["ofsted"],
        strand=own,
        replies={"easy": ("yes", "The canary sang.")},
    )
    assert [plain(client.get(where)) for where in addresses] == before
    assert client.get(at(joint, "conversation", hidden.reference)).status_code == 404


def test_the_audit_log_names_the_conversation_and_not_what_was_said(
    joint: JointInspection, client: Client
) -> None:
    row = conversation_of(joint, replies={"easy": ("no", "The canary sang.")})
    client.get(at(joint, "conversation", row.reference))
    entry = AuditEntry.objects.latest("pk")
    assert any(row.reference in name for name in entry.disclosed)
    assert "canary" not in str(entry.disclosed)


def test_a_text_that_means_harm_stays_text(joint: JointInspection, client: Client) -> None:
    row = conversation_of(joint, replies={"easy": ("no", "<script>x()</script>")})
    page = client.get(at(joint, "conversation", row.reference)).content.decode()
    assert "<script>x()" not in page
    assert "&lt;script&gt;x()" in page


@pytest.mark.parametrize("who", ["quality assurer", "another inspector"])
def test_who_may_not_change_it_is_not_offered_to(
    joint: JointInspection, client_of: ClientOf, who: str
) -> None:
    row = conversation_of(joint)
    person = joint.quality_assurer if who == "quality assurer" else joint.inspectors["hmic"]
    reader = client_of(person)
    page = reader.get(at(joint, "conversation", row.reference)).content.decode()
    assert "Change this conversation" not in page
    assert "Withdraw this conversation" not in page
    assert reader.get(at(joint, "change_conversation", row.reference)).status_code == 403


def test_a_conversation_of_another_inspection_is_absent(
    joint: JointInspection, client: Client
) -> None:
    foreign = conversation_of(joint_inspection())
    assert client.get(at(joint, "conversation", foreign.reference)).status_code == 404
