"""Factual accuracy, as the chair sees it."""

import json
from collections.abc import Callable
from contextlib import AbstractContextManager
from datetime import timedelta
from typing import Any
from uuid import uuid4

import pytest
import time_machine
from django.http import HttpResponse
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from organisations.models import Office
from records.models import AuditEntry, Job
from records.models import Draft as Typed
from reports.actions import close_door, finish_answers, reopen
from reports.actions.printing import watermark_of
from reports.models import AccuracyComment
from reports.values import long_date
from tests.factories.inspections import evidence_by
from tests.factories.reports import (
    PDF,
    Told,
    answer_of,
    closed_without_response,
    comment_of,
    past_due,
    printed,
    publication_of,
    report_at,
    response_of,
)

pytestmark = pytest.mark.django_db
ClientOf = Callable[..., Client]
Queries = Callable[[int], AbstractContextManager[list[str]]]


@pytest.fixture
def told() -> Told:
    return report_at("with_chair")


def url(told: Told, name: str, *rest: Any) -> str:
    return reverse(f"reports:{name}", args=[told.reference, "joint-letter", *rest])


def words(page: HttpResponse) -> str:
    return page.content.decode()


def sent(**changes: Any) -> dict[str, Any]:
    """A comment form as a browser sends it."""
    usual = {
        "kind": "inaccurate",
        "what_is_wrong": "The board meets six times a year.",
        "what_it_should_say": "Six times a year.",
        "base": 0,
        "once": uuid4(),
    }
    return {**usual, **changes}


def test_the_chair_reads_what_this_is_how_long_there_is_and_the_draft(
    told: Told, client_of: ClientOf
) -> None:
    text = words(client_of(told.chair).get(url(told, "chair")))
    for wanted in (
        "Check the draft letter for accuracy",
        f"until the end of {long_date(told.round.due_at)}: 10 working days are left",
        "What inspectors say in key_findings.",
        "Comment on this paragraph",
        "You have not commented yet.",
        "Good",
    ):
        assert wanted in text, wanted


def test_the_chair_sees_no_evidence_and_nobody_elses_work(told: Told, client_of: ClientOf) -> None:
    item = evidence_by(told.joint, told.lead, text="What an inspector saw.")
    text = words(client_of(told.chair).get(url(told, "chair")))
    assert item.reference not in text
    assert "What an inspector saw." not in text
    assert "Rests on" not in text
    for person in (*told.joint.inspectors.values(), told.joint.quality_assurer):
        assert person.name not in text


def test_the_chair_reads_the_draft_that_was_sent_and_no_later_one(
    told: Told, client_of: ClientOf
) -> None:
    from reports.models import Paragraph

    Paragraph.objects.filter(reference="P2").update(text="Written after the sending.")
    assert "Written after the sending." not in words(client_of(told.chair).get(url(told, "chair")))


def test_a_comment_is_saved_changed_and_left_out(told: Told, client_of: ClientOf) -> None:
    client = client_of(told.chair)
    page = client.get(url(told, "add_comment", "P2"))
    assert "What inspectors say in key_findings." in words(page)
    page = client.post(url(told, "add_comment", "P2"), sent(), follow=True)
    assert "Your comment C1 is saved. It is not sent yet." in words(page)
    assert "C1: Paragraph 2 in “Key findings”" in words(page)
    page = client.get(url(told, "change_comment", "C1"))
    assert "The board meets six times a year." in words(page)
    client.post(url(told, "change_comment", "C1"), sent(base=1, what_is_wrong="It meets often."))
    comment = AccuracyComment.objects.get()
    assert (comment.what_is_wrong, comment.version) == ("It meets often.", 2)
    page = client.post(
        url(told, "leave_out_comment", "C1"), {"base": 2, "leave_out": "1"}, follow=True
    )
    assert "Left out" in words(page)
    assert "You return no comments" in words(page)


def test_a_strength_is_named_by_how_it_begins_and_its_section(
    told: Told, client_of: ClientOf
) -> None:
    comment_of(told, "P3")
    client = client_of(told.chair)
    assert "Comment on “What inspectors say in strengths.” in “Strengths”" in words(
        client.get(url(told, "add_comment", "P3"))
    )
    text = words(client.get(url(told, "chair")))
    assert "C1: “What inspectors say in strengths.” in “Strengths”" in text
    assert "(paragraph “What inspectors say in strengths.”)" in text
    assert "paragraph P3" not in text


def test_what_is_missing_is_named_beside_its_field(told: Told, client_of: ClientOf) -> None:
    page = client_of(told.chair).post(
        url(told, "add_comment", "P2"), sent(kind="", what_is_wrong="", what_it_should_say="")
    )
    assert page.status_code == 422
    for wanted in (
        "Select what kind of mistake it is",
        "Enter what is wrong",
        "Enter what it should say",
        'href="#id_what_is_wrong"',
    ):
        assert wanted in words(page), wanted


def test_two_windows_are_shown_both_texts(told: Told, client_of: ClientOf) -> None:
    comment_of(told)
    client, address = client_of(told.chair), url(told, "change_comment", "C1")
    client.post(address, sent(base=1, what_is_wrong="From the one window."))
    page = client.post(address, sent(base=1, what_is_wrong="From the other window."))
    assert page.status_code == 409
    assert "From the one window." in words(page)
    assert "From the other window." in words(page)
    assert page.context["form"]["base"].value() == 2


def test_the_response_is_checked_returned_and_receipted(told: Told, client_of: ClientOf) -> None:
    comment_of(told, what_is_wrong="What goes with it.")
    client = client_of(told.chair)
    page = client.get(url(told, "check_response"))
    assert "What goes with it." in words(page)
    assert "There is one response." in words(page)
    once = page.context["form"]["once"].value()
    page = client.post(url(told, "return_response"), {"once": once}, follow=True)
    assert "Your response is returned" in words(page)
    assert told.round.response_hash in words(page)
    assert "What goes with it." in words(page)
    assert client.post(url(told, "return_response"), {"once": once}).status_code == 302
    again = client.post(url(told, "return_response"), {"once": uuid4()})
    assert again.status_code == 409
    assert "There is one response" in words(again)


def test_a_return_without_its_receipt_goes_back_to_the_check(
    told: Told, client_of: ClientOf
) -> None:
    page = client_of(told.chair).post(url(told, "return_response"), {})
    assert page["Location"] == url(told, "check_response")
    assert told.now().state == "with_chair"


def test_after_the_response_the_page_says_so_and_nothing_is_taken(
    told: Told, client_of: ClientOf
) -> None:
    comment_of(told)
    response_of(told)
    client = client_of(told.chair)
    text = words(client.get(url(told, "chair")))
    assert "You returned your response on" in text
    assert url(told, "receipt") in text
    assert "What inspectors say" not in text
    assert "Nothing was saved" not in text
    page = client.post(url(told, "add_comment", "P2"), sent(what_is_wrong="Too late."))
    assert page.status_code == 409
    assert "You returned your response on" in words(page)
    assert "Nothing was saved now." in words(page)
    assert "Too late." in words(page)
    assert AccuracyComment.objects.count() == 1


def test_in_the_last_second_a_comment_is_saved(told: Told, client_of: ClientOf) -> None:
    with time_machine.travel(told.round.due_at, tick=False):
        page = client_of(told.chair).post(url(told, "add_comment", "P2"), sent())
    assert page.status_code == 302
    assert AccuracyComment.objects.count() == 1


def test_a_second_later_it_is_refused_and_the_text_comes_back(
    told: Told, client_of: ClientOf
) -> None:
    with time_machine.travel(past_due(told), tick=False):
        client = client_of(told.chair)
        page = client.post(url(told, "add_comment", "P2"), sent(what_is_wrong="Typed too long."))
        assert page.status_code == 409
        assert "The time to comment ended on" in words(page)
        assert "Typed too long." in words(page)
        assert "The time to comment ended on" in words(client.get(url(told, "chair")))
        for name in ("add_comment", "check_response", "chair_pdf"):
            rest = ["P2"] if name == "add_comment" else []
            assert client.get(url(told, name, *rest)).status_code == 403
        refused = client.post(url(told, "return_response"), {"once": uuid4()})
        assert refused.status_code == 409
    assert not AccuracyComment.objects.exists()
    assert told.now().state == "with_chair"


def test_a_round_that_was_closed_says_so(told: Told, client_of: ClientOf) -> None:
    closed_without_response(told)
    text = words(client_of(told.chair).get(url(told, "chair")))
    assert "without a response" in text
    assert client_of(told.chair).get(url(told, "receipt")).status_code == 404


CHAIR_PAGES = [("chair", []), ("add_comment", ["P1"]), ("check_response", []), ("chair_pdf", [])]


@pytest.mark.parametrize(("name", "rest"), CHAIR_PAGES)
def test_for_everybody_else_there_is_no_such_page(
    told: Told, client_of: ClientOf, name: str, rest: list[str]
) -> None:
    other = report_at("with_chair")
    people = [told.lead, told.joint.leads["cqc"], told.joint.inspectors["cqc"], other.chair]
    for person in people:
        assert client_of(person).get(url(told, name, *rest)).status_code == 404


@pytest.mark.parametrize(("name", "rest"), CHAIR_PAGES)
def test_when_the_office_has_ended_there_is_no_such_page(
    told: Told, client_of: ClientOf, name: str, rest: list[str]
) -> None:
    Office.objects.filter(person=told.chair).update(
        ends_on=timezone.localdate() - timedelta(days=1)
    )
    assert client_of(told.chair).get(url(told, name, *rest)).status_code == 404


def test_while_the_inspectorates_answer_the_chair_reads_no_answer(client_of: ClientOf) -> None:
    told = report_at("answering")
    answer_of(told, told.round.comments.get(reference="C1"), explanation="Not to be read yet.")
    text = words(client_of(told.chair).get(url(told, "receipt")))
    assert "The inspectorates are answering" in text
    assert "Not to be read yet." not in text


def test_the_chair_reads_what_was_answered_and_not_by_whom(client_of: ClientOf) -> None:
    told = report_at("final_agreement")
    text = words(client_of(told.chair).get(url(told, "receipt")))
    for wanted in ("What you returned, and what was answered", "Accepted", "Changed."):
        assert wanted in text, wanted
    assert "Not accepted" in text
    assert "The minutes of the board say otherwise." in text
    assert told.lead.name not in text


def test_the_answers_that_the_chair_read_are_on_the_record(client_of: ClientOf) -> None:
    told = report_at("final_agreement")
    client_of(told.chair).get(url(told, "receipt"))
    entry = AuditEntry.objects.get(route="reports:receipt")
    assert "answer to C1" in entry.disclosed
    assert "answer to C2" in entry.disclosed


def test_answers_that_are_opened_again_are_not_read_meanwhile(client_of: ClientOf) -> None:
    told = report_at("final_agreement")
    reopen(report=told.report, why="A second look.", by=told.lead, at=timezone.now())
    text = words(client_of(told.chair).get(url(told, "receipt")))
    assert "The inspectorates are answering" in text
    assert "The minutes of the board say otherwise." not in text


def test_after_publication_the_receipt_and_the_answers_stay(client_of: ClientOf) -> None:
    told = report_at("published")
    text = words(client_of(told.chair).get(url(told, "receipt")))
    assert "The minutes of the board say otherwise." in text
    assert reverse("published:publication", args=[told.reference]) in text


def test_after_publication_the_receipt_is_not_there_without_the_office(
    client_of: ClientOf,
) -> None:
    told = report_at("published")
    Office.objects.filter(person=told.chair).update(
        ends_on=timezone.localdate() - timedelta(days=1)
    )
    assert client_of(told.chair).get(url(told, "receipt")).status_code == 404


def test_a_door_that_was_closed_before_publication_stays_closed(client_of: ClientOf) -> None:
    told = report_at("proposed")
    close_door(report=told.report, by=told.lead, at=timezone.now())
    assert client_of(told.chair).get(url(told, "receipt")).status_code == 404
    publication_of(told)
    assert client_of(told.chair).get(url(told, "receipt")).status_code == 404


def test_after_publication_the_draft_and_commenting_are_gone(client_of: ClientOf) -> None:
    told = report_at("published")
    client = client_of(told.chair)
    for name in ("chair", "chair_pdf", "check_response"):
        assert client.get(url(told, name)).status_code == 404
    assert client.post(url(told, "add_comment", "P2"), sent()).status_code == 404


@pytest.mark.parametrize("comments", [1, 3])
def test_the_receipt_asks_the_same_queries_for_any_number_of_answers(
    told: Told, client_of: ClientOf, comments: int, assert_queries: Queries
) -> None:
    for _ in range(comments):
        comment_of(told)
    response_of(told)
    for comment in told.round.comments.all():
        answer_of(told, comment)
    finish_answers(report=told.report, by=told.lead, at=timezone.now())
    client = client_of(told.chair)
    client.get(url(told, "receipt"))
    # session, person, round with its draft, comments with their answers, the chair, audit
    with assert_queries(6):
        client.get(url(told, "receipt"))


def test_a_paragraph_that_the_draft_does_not_have_is_absent(
    told: Told, client_of: ClientOf
) -> None:
    for address in (
        url(told, "add_comment", "P99"),
        url(told, "change_comment", "C99"),
        url(told, "leave_out_comment", "C99"),
    ):
        assert client_of(told.chair).post(address, sent()).status_code == 404


def test_the_chair_has_the_draft_as_a_watermarked_pdf(told: Told, client_of: ClientOf) -> None:
    client = client_of(told.chair)
    assert client.get(url(told, "chair_pdf")).status_code == 404
    page = client.post(url(told, "chair_print"), follow=True)
    job = Job.objects.get(kind="reports.render_draft")
    assert job.arguments["watermark"] == watermark_of(draft=told.round.draft)
    assert reverse("pages:job", args=[job.reference]) in words(page)
    printed(told.round.draft, watermark=watermark_of(draft=told.round.draft))
    pdf = client.get(url(told, "chair_pdf"))
    assert pdf.content == PDF
    assert pdf["Content-Disposition"].startswith(f'attachment; filename="{told.reference}-draft')


def type_into(client: Client, address: str, content: dict[str, str], version: int = 0) -> Any:
    body = {"receipt": str(uuid4()), "version": version, "content": content}
    return client.post(address, json.dumps(body), content_type="application/json")


def test_what_is_typed_into_a_comment_comes_back(told: Told, client_of: ClientOf) -> None:
    client, key = client_of(told.chair), uuid4()
    content = {"kind": "omitted", "what_is_wrong": "Half a com", "base": "0"}
    answer = type_into(client, url(told, "type_new_comment", "P2", key), content)
    assert answer.json()["version"] == 1
    text = words(client.get(url(told, "add_comment", "P2")))
    assert "Half a com" in text
    assert "You typed this on" in text
    client.post(url(told, "add_comment", "P2"), sent(once=key, discard="1"))
    assert "Half a com" not in words(client.get(url(told, "add_comment", "P2")))


def test_what_is_typed_into_a_saved_comment_comes_back(told: Told, client_of: ClientOf) -> None:
    comment_of(told)
    client, key = client_of(told.chair), uuid4()
    content = {"what_is_wrong": "Changed and not sent", "base": "1"}
    type_into(client, url(told, "type_comment", "C1", key), content)
    assert "Changed and not sent" in words(client.get(url(told, "change_comment", "C1")))
    form = sent(once=key, base=1, what_is_wrong="", discard="1")
    client.post(url(told, "change_comment", "C1"), form)
    assert "Changed and not sent" not in words(client.get(url(told, "change_comment", "C1")))


def test_after_the_window_nothing_typed_is_taken(told: Told, client_of: ClientOf) -> None:
    response_of(told)
    address = url(told, "type_new_comment", "P2", uuid4())
    answer = type_into(client_of(told.chair), address, {"what_is_wrong": "x"})
    assert answer.status_code == 403
    assert "You returned your response on" in answer.json()["message"]
    assert not Typed.objects.exists()


@pytest.mark.parametrize("comments", [1, 3])
def test_the_chairs_page_asks_the_same_queries_for_any_number_of_comments(
    told: Told, client_of: ClientOf, comments: int, assert_queries: Queries
) -> None:
    for _ in range(comments):
        comment_of(told)
    client = client_of(told.chair)
    client.get(url(told, "chair"))
    # session, person, round with its draft, comments, artefact, job, audit
    with assert_queries(7):
        client.get(url(told, "chair"))


def test_what_the_chair_read_is_on_the_record(told: Told, client_of: ClientOf) -> None:
    comment_of(told)
    client_of(told.chair).get(url(told, "chair"))
    entry = AuditEntry.objects.get(route="reports:chair")
    assert entry.about == told.reference
    assert entry.disclosed == [told.round.draft.record_name, "comment C1 v1"]
