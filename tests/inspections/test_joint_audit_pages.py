"""The joint audit as local leaders meet it: the list, the form of a case, check and receipt."""

import json
from collections.abc import Callable
from contextlib import AbstractContextManager
from typing import Any
from uuid import uuid4

import pytest
from django.http import HttpResponse
from django.test import Client

from inspections.models import AuditReturn, AuditRevision
from organisations.models import User
from records.models import AuditEntry, Draft
from tests.factories.inspections import inspection_at
from tests.factories.joint_audit import Asked, asked_audit, enter, returned_audit
from tests.inspections.test_pages import at, text_of

pytestmark = pytest.mark.django_db
ClientOf = Callable[..., Client]
Queries = Callable[[int], AbstractContextManager[list[str]]]
HEADINGS = ("quality", "impact", "oversight")


def page(asked: Asked, name: str = "local_case", number: int = 0, *more: Any) -> str:
    """The address of a page about a case."""
    return at(asked.joint, name, asked.cases[number].reference, *more)


def form(asked: Asked, **changes: Any) -> dict[str, Any]:
    """The form of a case, whole."""
    codes = [one.code for one in asked.joint.agencies]
    texts = {name: f"On {name}." for name in HEADINGS}
    words = {f"{name}_word": "sound" for name in HEADINGS}
    usual = {"once": uuid4(), "base": 0, "took": codes, f"will_{codes[0]}": "Train its staff."}
    return {**usual, **texts, **words, **changes}


def send(client: Client, asked: Asked, **changes: Any) -> HttpResponse:
    """Send the form of the first case."""
    return client.post(page(asked), form(asked, **changes))


def saved(asked: Asked) -> AuditRevision:
    """What was saved last of the first case."""
    return AuditRevision.objects.filter(audit_case=asked.case()).latest("version")


# --- the list and the form ----------------------------------------------------------------------


def test_the_list_says_what_is_asked_by_when_of_which_cases(client_of: ClientOf) -> None:
    asked = asked_audit(cases=2)
    enter(asked, asked.leader, number=0)
    text = text_of(client_of(asked.leader).get(at(asked.joint, "local_audit")))
    assert "Audit these cases together." in text
    assert asked.joint.inspection.area.name in text
    for case in asked.cases:
        assert case.reference in text
    assert "Complete" in text
    assert f"by {asked.leader}" in text
    assert "Not begun" in text
    assert "chair or business manager returns the audit" in text


def test_the_chair_is_offered_to_check_and_return_it(client_of: ClientOf) -> None:
    asked = asked_audit()
    text = text_of(client_of(asked.chair).get(at(asked.joint, "local_audit")))
    assert at(asked.joint, "check_audit") in text


def test_an_evaluation_is_entered_and_found_again_by_the_next_leader(client_of: ClientOf) -> None:
    asked = asked_audit()
    answer = send(client_of(asked.leader), asked, quality="Seen late.")
    assert answer.status_code == 302
    assert answer.headers["Location"] == at(asked.joint, "local_audit")
    evaluation = saved(asked).evaluation
    assert evaluation.of("quality").text == "Seen late."
    assert [one.took_part for one in evaluation.agencies] == [True, True, True]
    assert "Train its staff." in [one.will_do for one in evaluation.agencies]
    text = text_of(client_of(asked.chair).get(page(asked)))
    assert "Seen late." in text
    assert f"Last saved by {asked.leader}." in text


def test_half_an_evaluation_is_saved_and_the_list_counts_what_is_missing(
    client_of: ClientOf,
) -> None:
    asked = asked_audit()
    client = client_of(asked.leader)
    sent = {"once": uuid4(), "base": 0, "quality": "A beginning."}
    assert client.post(page(asked), sent).status_code == 302
    text = text_of(client.get(at(asked.joint, "local_audit")))
    assert "Begun" in text
    assert "6 answers are missing" in text


def test_each_save_is_in_the_audit_log_without_the_text(client_of: ClientOf) -> None:
    asked = asked_audit()
    send(client_of(asked.leader), asked, quality="A secret.")
    entry = AuditEntry.objects.filter(route="inspections:local_case").latest("pk")
    assert entry.changed == [f"joint evaluation of case {asked.cases[0].reference} v1"]
    assert "A secret." not in repr(entry.__dict__)


@pytest.mark.parametrize(
    ("typed", "kept"),
    [
        ("عربي من اليمين", "عربي من اليمين"),
        ("Family 👨‍👩‍👧 seen", "Family 👨‍👩‍👧 seen"),
        ("nul\x00 and bell\x07", "nul and bell"),
        ("one\r\ntwo", "one\ntwo"),
        ("\u202ereversed\u202c", "\u202ereversed\u202c"),
        ("<script>alert(1)</script>", "<script>alert(1)</script>"),
        ("x" * 100_000, "x" * 100_000),
    ],
)
def test_what_is_typed_is_kept_as_a_reader_would_see_it(
    client_of: ClientOf, typed: str, kept: str
) -> None:
    asked = asked_audit()
    client = client_of(asked.leader)
    assert send(client, asked, oversight=typed).status_code == 302
    assert saved(asked).evaluation.of("oversight").text == kept
    assert "<script>alert" not in text_of(client.get(page(asked)))


@pytest.mark.parametrize(
    ("changes", "sentence"),
    [
        ({"quality": "x" * 100_001}, "must be 100,000 characters or fewer"),
        ({"quality_word": "superb"}, "What you chose is not in the list any more"),
        ({"took": ["nobody"]}, "What you chose is not in the list any more"),
        ({"base": ""}, "lost its version"),
        ({"base": "one"}, "lost its version"),
    ],
)
def test_what_cannot_be_saved_is_said_and_what_was_typed_stays(
    client_of: ClientOf, changes: dict[str, Any], sentence: str
) -> None:
    asked = asked_audit()
    answer = send(client_of(asked.leader), asked, **{"impact": "Stays here.", **changes})
    assert answer.status_code == 422
    assert sentence in text_of(answer)
    assert "Stays here." in text_of(answer)
    assert not AuditRevision.objects.exists()


def test_nothing_at_all_gets_a_sentence(client_of: ClientOf) -> None:
    asked = asked_audit()
    answer = client_of(asked.leader).post(page(asked), {"once": uuid4(), "base": 0})
    assert answer.status_code == 409
    assert "Enter something under one of the headings" in text_of(answer)


def test_after_the_return_what_was_typed_comes_back_with_the_reason(client_of: ClientOf) -> None:
    asked = returned_audit()
    answer = send(client_of(asked.leader), asked, quality="Too late.", base=1)
    assert answer.status_code == 409
    assert f"returned by {asked.chair}" in text_of(answer)
    assert "Too late." in text_of(answer)


# --- sent again, from another window, by another leader -----------------------------------------


def test_the_same_form_twice_is_saved_once(client_of: ClientOf) -> None:
    asked = asked_audit()
    client, sent = client_of(asked.leader), form(asked)
    assert {client.post(page(asked), sent).status_code for _ in range(3)} == {302}
    assert AuditRevision.objects.count() == 1


def test_a_form_that_was_sent_and_then_changed_is_not_lost(client_of: ClientOf) -> None:
    asked = asked_audit()
    client, sent = client_of(asked.leader), form(asked)
    client.post(page(asked), sent)
    again = client.post(page(asked), {**sent, "quality": "Changed in the old window."})
    assert again.status_code == 409
    assert "sent before with other content" in text_of(again)
    assert "Changed in the old window." in text_of(again)
    anew = again.context_data["form"]
    data = {**sent, "quality": "Changed in the old window.", "once": anew["once"].value()}
    # It stands on the version that was open before the first sending: it meets that as a conflict.
    both = client.post(page(asked), data)
    assert both.status_code == 409
    assert "Changed in the old window." in text_of(both)


def conflict(client_of: ClientOf, asked: Asked) -> tuple[Client, HttpResponse]:
    """The chair saves over the same version as the leader, who was quicker."""
    send(client_of(asked.leader), asked, quality="The leader’s.", impact="On impact.")
    client = client_of(asked.chair)
    sent = form(asked, quality="The chair’s.", impact="", quality_word="weak")
    return client, client.post(page(asked), sent)


def test_two_leaders_at_once_are_shown_both_texts_and_the_choice(client_of: ClientOf) -> None:
    asked = asked_audit()
    _, both = conflict(client_of, asked)
    text = text_of(both)
    assert both.status_code == 409
    assert "Needs your choice" in text
    assert "The leader’s." in text
    assert "The chair’s." in text
    assert f"by {asked.leader}" in text
    labels = [one.label for one in both.context_data["both"].differences]
    assert labels == ["Quality of practice", "Judgement: quality of practice"]
    assert both.context_data["both"].taken == ["Impact and effectiveness for the child"]
    assert AuditRevision.objects.count() == 1


@pytest.mark.parametrize(
    ("choice", "stands"),
    [
        ("mine", "The chair’s."),
        ("theirs", "The leader’s."),
        ("both", "The chair’s.\n\nThe leader’s."),
    ],
)
def test_what_is_chosen_stands_over_the_newer_version(
    client_of: ClientOf, choice: str, stands: str
) -> None:
    asked = asked_audit()
    client, both = conflict(client_of, asked)
    shown = both.context_data["form"]
    again = {
        **{name: shown[name].value() for name in shown.fields if shown[name].value() is not None},
        "choose_quality": choice,
        "choose_quality_word": "theirs",
    }
    assert client.post(page(asked), again).status_code == 302
    evaluation = saved(asked).evaluation
    assert saved(asked).version == 2
    assert evaluation.of("quality").text == stands
    assert evaluation.of("quality").word == "sound"
    assert evaluation.of("impact").text == "On impact."


def test_control_without_the_check_of_the_version_a_text_is_lost(
    client_of: ClientOf, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Were both texts shown with the check off too, the tests above would prove nothing."""

    def save_anyway(rows: Any, *, version: int, **changes: Any) -> int:
        now: int = rows.get().version + 1
        rows.update(version=now, **changes)
        return now

    monkeypatch.setattr("inspections.actions.audit_entries.save_if_version", save_anyway)
    asked = asked_audit()
    _, second = conflict(client_of, asked)
    assert second.status_code == 302
    assert saved(asked).evaluation.of("quality").text == "The chair’s."


# --- saved as it is typed -----------------------------------------------------------------------


def type_in(
    client: Client, asked: Asked, key: Any, text: str, version: int = 0, **more: Any
) -> HttpResponse:
    content = {"quality": text, "base": "0", **more}
    sent = {"receipt": str(key), "version": version, "content": content}
    address = page(asked, "type_local_case", 0, key)
    return client.post(address, json.dumps(sent), content_type="application/json")


def test_what_is_typed_is_saved_and_there_when_the_page_is_opened_again(
    client_of: ClientOf,
) -> None:
    asked, key = asked_audit(), uuid4()
    client = client_of(asked.leader)
    assert type_in(client, asked, key, "Half").json()["version"] == 1
    assert type_in(client, asked, key, "Half a sentence", 1).json()["version"] == 2
    answer = client.get(page(asked))
    assert "Half a sentence" in text_of(answer)
    assert "You typed this before and did not save it." in text_of(answer)
    assert str(key) in text_of(answer)
    # Another leader does not see what is being typed.
    assert "Half a sentence" not in text_of(client_of(asked.chair).get(page(asked)))


def test_sent_it_is_saved_and_typed_no_longer(client_of: ClientOf) -> None:
    asked, key = asked_audit(), uuid4()
    client = client_of(asked.leader)
    type_in(client, asked, key, "Half")
    assert send(client, asked, once=key, version=1, quality="Whole.").status_code == 302
    assert "You typed this before" not in text_of(client.get(page(asked)))
    assert not Draft.objects.of(asked.leader).unsent().exists()


def test_what_was_typed_is_thrown_away_when_that_is_asked(client_of: ClientOf) -> None:
    asked, key = asked_audit(), uuid4()
    client = client_of(asked.leader)
    type_in(client, asked, key, "Half")
    assert client.post(page(asked), {"once": key, "base": 0, "discard": 1}).status_code == 302
    assert "Half" not in text_of(client.get(page(asked)))


def test_the_same_form_in_two_windows_shows_what_the_other_saved(client_of: ClientOf) -> None:
    asked, key = asked_audit(), uuid4()
    client = client_of(asked.leader)
    type_in(client, asked, key, "First window")
    answer = type_in(client, asked, key, "Second window")
    assert answer.status_code == 409
    assert answer.json()["theirs"]["content"]["quality"] == "First window"


@pytest.mark.parametrize(
    "body", ["", "no json", "[]", '{"version": -1, "content": {}}', '{"content": {"a": {"b": 1}}}']
)
def test_what_cannot_be_read_gets_a_sentence(client_of: ClientOf, body: str) -> None:
    asked = asked_audit()
    address = page(asked, "type_local_case", 0, uuid4())
    answer = client_of(asked.leader).post(address, body, content_type="application/json")
    assert answer.status_code == 422
    assert "cannot be read" in answer.json()["message"]


def test_after_the_return_typing_is_refused_with_who_returned_it(client_of: ClientOf) -> None:
    asked = returned_audit()
    answer = type_in(client_of(asked.leader), asked, uuid4(), "Too late")
    assert answer.status_code == 403
    assert f"returned by {asked.chair}" in answer.json()["message"]


# --- the check, the return, the receipt ---------------------------------------------------------


def test_the_check_shows_everything_and_what_is_missing(client_of: ClientOf) -> None:
    asked = asked_audit(cases=2)
    enter(asked, asked.leader, quality="Read this again.")
    client = client_of(asked.chair)
    text = text_of(client.get(at(asked.joint, "check_audit")))
    assert "Read this again." in text
    assert f"Case {asked.cases[1].reference} lacks the text on quality of practice" in text
    assert at(asked.joint, "return_audit") not in text
    enter(asked, asked.leader, number=1)
    text = text_of(client.get(at(asked.joint, "check_audit")))
    assert at(asked.joint, "return_audit") in text
    assert "Nobody can change it after that" in text


def test_the_chair_returns_it_and_reads_the_receipt_with_its_hash(client_of: ClientOf) -> None:
    asked = asked_audit()
    enter(asked, asked.leader, quality="As returned.")
    client, sent = client_of(asked.chair), {"once": uuid4()}
    for _ in range(2):
        answer = client.post(at(asked.joint, "return_audit"), sent)
        assert answer.headers["Location"] == at(asked.joint, "local_receipt")
    returned = AuditReturn.objects.get()
    for person in (asked.chair, asked.leader):
        answer = client_of(person).get(at(asked.joint, "local_audit"), follow=True)
        text = text_of(answer)
        assert returned.content_hash in text
        assert "As returned." in text


def test_a_return_without_its_key_goes_back_to_the_check(client_of: ClientOf) -> None:
    asked = asked_audit()
    enter(asked, asked.leader)
    answer = client_of(asked.chair).post(at(asked.joint, "return_audit"), {})
    assert answer.headers["Location"] == at(asked.joint, "check_audit")
    assert not AuditReturn.objects.exists()


@pytest.mark.parametrize("name", ["check_audit", "return_audit"])
def test_a_leader_neither_checks_nor_returns_while_the_chair_does(
    client_of: ClientOf, name: str
) -> None:
    asked = asked_audit()
    enter(asked, asked.leader)
    client, address = client_of(asked.leader), at(asked.joint, name)
    answer = (
        client.get(address) if name == "check_audit" else client.post(address, {"once": uuid4()})
    )
    assert answer.status_code == 403
    assert "chair or business manager returns the audit" in text_of(answer)


# --- who does not get here ----------------------------------------------------------------------


def people(asked: Asked) -> dict[str, User]:
    return {
        "inspector": asked.joint.inspectors["ofsted"],
        "overall lead": asked.joint.overall_lead,
        "leader elsewhere": asked_audit().leader,
    }


@pytest.mark.parametrize("who", ["inspector", "overall lead", "leader elsewhere"])
def test_to_everybody_else_there_is_no_such_page(client_of: ClientOf, who: str) -> None:
    asked = asked_audit()
    client = client_of(people(asked)[who])
    for address in (at(asked.joint, "local_audit"), page(asked), at(asked.joint, "check_audit")):
        assert client.get(address).status_code == 404
    assert send(client, asked).status_code == 404
    assert not AuditRevision.objects.exists()


@pytest.mark.parametrize("case", ["T1", "J9", "x", "%00"])
def test_a_case_that_is_not_audited_is_not_there(client_of: ClientOf, case: str) -> None:
    asked = asked_audit()
    client = client_of(asked.leader)
    address = page(asked).replace(asked.cases[0].reference, case)
    assert client.get(address).status_code == 404


def test_a_case_that_was_left_out_is_not_there_any_more(client_of: ClientOf) -> None:
    asked = asked_audit(cases=2)
    asked.audit.cases.filter(case=asked.cases[1]).update(is_left_out=True)
    client = client_of(asked.leader)
    assert client.get(page(asked, number=1)).status_code == 404
    text = text_of(client.get(at(asked.joint, "local_audit")))
    assert asked.cases[1].reference not in text


# --- what it costs ------------------------------------------------------------------------------


@pytest.mark.parametrize("number", [1, 3])
@pytest.mark.parametrize(
    ("name", "costs"), [("local_audit", 8), ("check_audit", 9), ("local_receipt", 5)]
)
def test_each_page_costs_the_same_queries_for_any_number_of_cases(
    client_of: ClientOf, assert_queries: Queries, name: str, costs: int, number: int
) -> None:
    asked = asked_audit(inspection_at("notified"), cases=number)
    for one in range(number):
        enter(asked, asked.leader, number=one)
    if name == "local_receipt":
        returned_audit(asked)
    client = client_of(asked.chair)
    with assert_queries(costs):
        assert client.get(at(asked.joint, name)).status_code == 200


@pytest.mark.parametrize("number", [1, 3])
def test_a_case_costs_the_same_queries_for_any_number_of_versions(
    client_of: ClientOf, assert_queries: Queries, number: int
) -> None:
    asked = asked_audit()
    for version in range(number):
        enter(asked, asked.leader, quality=f"Text {version}.")
    client = client_of(asked.leader)
    with assert_queries(10):
        client.get(page(asked))
    with assert_queries(13):
        assert send(client, asked, base=number).status_code == 302
