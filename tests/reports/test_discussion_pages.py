"""The pages on which those speak about a text who write it together."""

import json
from collections.abc import Callable
from typing import Any
from uuid import uuid4

import pytest
from django.http import HttpResponse
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from records.actor import acting_as
from records.models import AuditEntry
from records.models import Draft as Typed
from reports.actions import remove_paragraph
from reports.models import Remark, RemarkEntry, Suggestion, SuggestionOutcome
from reports.values.remarks import EntryKind
from tests.factories.discussion import (
    REMARK,
    WORDING,
    acceptance_of,
    changed_text,
    entry_on,
    named,
    refusal_of,
    remark_of,
    suggestion_of,
)
from tests.factories.documents import health_at
from tests.factories.reports import Told, begun_report, go_on, paragraph_of, report_at

pytestmark = pytest.mark.django_db
ClientOf = Callable[..., Client]
EVIL = "<script>alert(1)</script> {{ 7 }} & so on"
SHOWN = "&lt;script&gt;alert(1)&lt;/script&gt; {{ 7 }} &amp; so on"
TEXT = "The board meets four times a year."


@pytest.fixture
def told() -> Told:
    made = begun_report()
    paragraph_of(made, text=TEXT)
    paragraph_of(made, text="Staff know the children.")
    return made


def url(told: Told, name: str, *rest: Any) -> str:
    return reverse(f"reports:{name}", args=[*told.report.where, *rest])


def words(page: HttpResponse) -> str:
    return page.content.decode()


def inspector(told: Told) -> Any:
    return told.joint.inspectors["cqc"]


def remark_form(**changes: Any) -> dict[str, Any]:
    return {"once": uuid4(), "base": 1, "text": REMARK, **changes}


# --- remarks ------------------------------------------------------------------------------------


def test_an_inspector_remarks_and_the_editor_counts_it(told: Told, client_of: ClientOf) -> None:
    client = client_of(inspector(told))
    where = url(told, "paragraph_remarks", "P1")
    editor = words(client.get(url(told, "report")))
    assert f'href="{where}">Remarks<' in editor
    done = client.post(where, remark_form(text=EVIL), follow=True)
    text = words(done)
    assert "Your remark 1 on P1 is made." in text
    assert "<script>alert" not in text
    entry = AuditEntry.objects.get(route="reports:paragraph_remarks", status=302)
    assert entry.changed == ["remark 1 on P1 v1"]
    editor = words(client_of(told.lead).get(url(told, "report")))
    assert f'href="{where}">Remarks (1 open)<' in editor
    assert "1 remark is open." in editor
    page = words(client.get(url(told, "remark", 1)))
    assert SHOWN in page
    assert f"{inspector(told)}, CQC" in page


@pytest.mark.parametrize(
    ("changes", "sentence"),
    [
        ({"text": ""}, "Enter your remark"),
        ({"text": "x" * 50_000}, "must be 5,000 characters or fewer"),
        ({"base": ""}, "lost its version"),
        ({"base": "x"}, "lost its version"),
        ({"once": "x"}, "lost its receipt"),
    ],
)
def test_what_is_no_remark_comes_back_with_a_sentence(
    told: Told, client_of: ClientOf, changes: dict[str, Any], sentence: str
) -> None:
    where = url(told, "paragraph_remarks", "P1")
    page = client_of(inspector(told)).post(where, remark_form(**changes))
    assert page.status_code == 422
    assert sentence in words(page)
    assert not Remark.objects.exists()


def test_a_form_that_was_sent_already_goes_on_under_another_key(
    told: Told, client_of: ClientOf
) -> None:
    client, where, form = (
        client_of(inspector(told)),
        url(told, "paragraph_remarks", "P1"),
        remark_form(),
    )
    assert client.post(where, form).status_code == 302
    again = client.post(where, {**form, "text": "Something else."})
    assert again.status_code == 409
    assert "Something else." in words(again)
    assert str(form["once"]) not in words(again)


def test_what_is_sent_too_late_is_refused_and_comes_back(told: Told, client_of: ClientOf) -> None:
    told.report.state = "agreement"
    told.report.save()
    client, where = client_of(inspector(told)), url(told, "paragraph_remarks", "P1")
    late = client.post(where, remark_form(text="What I typed."))
    assert late.status_code == 409
    assert "What I typed." in words(late)
    assert "while its text can change" in words(late)
    typed = client.post(
        f"{where}?typing={uuid4()}",
        json.dumps({"version": 0, "content": {"text": "Half"}}),
        content_type="application/json",
    )
    assert typed.status_code == 403
    opened = words(client.get(where))
    assert "Make a remark" not in opened
    assert "while its text can change" in opened


def test_a_paragraph_of_another_report_has_no_remarks_here(told: Told, client_of: ClientOf) -> None:
    other = report_at("drafting")
    remark_of(other, "P6")
    suggestion_of(other, "P6")
    client = client_of(told.lead)
    for name, part in (
        ("paragraph_remarks", "P6"),
        ("suggest", "P6"),
        ("remark", 1),
        ("suggestion", 1),
        ("accept_suggestion", 1),
        ("decline_suggestion", 1),
    ):
        assert client.get(url(told, name, part)).status_code == 404, name
        assert client.post(url(told, name, part), remark_form()).status_code in {404, 405}, name
    assert Remark.objects.count() == 1


def test_a_thread_is_replied_to_settled_and_reopened(told: Told, client_of: ClientOf) -> None:
    remark_of(told)
    where = url(told, "remark", 1)
    lead, maker = client_of(told.lead), client_of(inspector(told))
    assert "You replied: remark 1." in words(
        lead.post(where, {"once": uuid4(), "act": "reply", "text": EVIL}, follow=True)
    )
    done = words(lead.post(where, {"once": uuid4(), "act": "settle", "text": ""}, follow=True))
    assert "You settled: remark 1." in done
    assert SHOWN in done
    assert "Reopen the remark" in done
    silent = maker.post(where, {"once": uuid4(), "act": "reopen", "text": ""})
    assert silent.status_code == 409
    assert "Say why it is reopened" in words(silent)
    again = maker.post(where, {"once": uuid4(), "act": "reopen", "text": "Not yet."}, follow=True)
    assert "Settle the remark" in words(again)
    kinds = RemarkEntry.objects.order_by("number").values_list("kind", flat=True)
    assert list(kinds) == ["reply", "settle", "reopen"]
    entry = AuditEntry.objects.filter(route="reports:remark", status=302).latest("pk")
    assert entry.changed == ["remark 1: reopen"]


def test_an_act_that_is_none_is_a_reply(told: Told, client_of: ClientOf) -> None:
    remark_of(told)
    form = {"once": uuid4(), "act": "explode", "text": "Yes."}
    client_of(told.lead).post(url(told, "remark", 1), form)
    assert RemarkEntry.objects.get().kind == "reply"


def test_who_may_not_settle_has_no_button_and_is_refused(told: Told, client_of: ClientOf) -> None:
    remark_of(told)
    client, where = client_of(told.joint.inspectors["hmic"]), url(told, "remark", 1)
    page = words(client.get(where))
    assert "Reply" in page
    assert "Settle the remark" not in page
    refused = client.post(where, {"once": uuid4(), "act": "settle", "text": "Done"})
    assert refused.status_code == 409
    assert "You can reply to it" in words(refused)
    assert not RemarkEntry.objects.exists()


def test_a_remark_says_at_which_version_it_was_made(told: Told, client_of: ClientOf) -> None:
    remark_of(told)
    client = client_of(told.lead)
    assert "On P1 at version 1" in words(client.get(url(told, "remark", 1)))
    changed_text(told, text="Six times a year.")
    page = words(client.get(url(told, "remark", 1)))
    assert "On P1 at version 1; it is at version 2 now" in page
    assert TEXT in page
    assert "Six times a year." in page
    remove_paragraph(paragraph=named(told, "P1"), version=2, by=told.lead, at=timezone.now())
    gone = words(client.get(url(told, "remark", 1)))
    assert "On P1 at version 1; removed since" in gone
    assert TEXT in gone
    of_paragraph = words(client.get(url(told, "paragraph_remarks", "P1")))
    assert "This paragraph was removed" in of_paragraph
    assert "Make a remark" not in of_paragraph
    assert client.get(url(told, "suggest", "P1")).status_code == 404


def test_the_list_has_the_newest_first_and_filters(told: Told, client_of: ClientOf) -> None:
    first = remark_of(told, text="First remark here")
    remark_of(told, text="Second remark here")
    suggestion_of(told, text="Third wording here")
    entry_on(first, EntryKind.SETTLE)
    client = client_of(inspector(told))

    def shown(show: str) -> list[str]:
        page = words(client.get(url(told, "remarks"), {"show": show} if show else {}))
        names = ("First remark", "Second remark", "Third wording")
        return sorted((one for one in names if one in page), key=page.index)

    assert shown("") == ["Third wording", "Second remark"]
    assert shown("open") == shown("nonsense") == shown("")
    assert shown("settled") == ["First remark"]
    assert shown("all") == shown("mine") == ["Third wording", "Second remark", "First remark"]
    other = words(client_of(told.lead).get(url(told, "remarks"), {"show": "mine"}))
    assert "There are none." in other


def test_a_remark_is_typed_and_kept_for_its_writer_alone(told: Told, client_of: ClientOf) -> None:
    person, where = inspector(told), url(told, "paragraph_remarks", "P1")
    client, key = client_of(person), uuid4()
    typed = {"version": 0, "content": {"base": "1", "text": "Half a sentence"}}
    answer = client.post(
        f"{where}?typing={key}", json.dumps(typed), content_type="application/json"
    )
    assert answer.status_code == 200
    assert "Half a sentence" in words(client.get(where))
    assert "Half a sentence" not in words(client_of(told.lead).get(where))
    form = remark_form(once=key, version=1)
    assert client.post(where, form).status_code == 302
    with acting_as(person):
        assert not Typed.objects.of(person).exists()


# --- suggestions --------------------------------------------------------------------------------


def test_a_suggestion_is_made_and_its_difference_is_shown(told: Told, client_of: ClientOf) -> None:
    client, where = client_of(inspector(told)), url(told, "suggest", "P1")
    assert TEXT in client.get(where).context["form"].initial["text"]
    form = remark_form(text="The board meets six times a year.", why=EVIL)
    done = words(client.post(where, form, follow=True))
    assert "Your suggestion 1 on P1 is made." in done
    assert '<del><span class="govuk-visually-hidden">removed: </span>four</del>' in done
    assert '<ins><span class="govuk-visually-hidden">added: </span>six</ins>' in done
    assert SHOWN in done
    assert "Withdraw your suggestion" in done
    assert "Accept the suggestion" not in done
    entry = AuditEntry.objects.get(route="reports:suggest", status=302)
    assert entry.changed == ["suggestion 1 on P1 v1"]


@pytest.mark.parametrize(
    ("changes", "status", "sentence"),
    [
        ({"text": ""}, 422, "Enter what the paragraph is to say"),
        ({"text": "x" * 50_000}, 422, "must be 10,000 characters or fewer"),
        ({"text": TEXT}, 409, "This is what the paragraph says"),
        ({"base": 9}, 409, "lost its version"),
    ],
)
def test_what_is_no_suggestion_comes_back_with_a_sentence(
    told: Told, client_of: ClientOf, changes: dict[str, Any], status: int, sentence: str
) -> None:
    page = client_of(inspector(told)).post(url(told, "suggest", "P1"), remark_form(**changes))
    assert page.status_code == status
    assert sentence in words(page)
    assert not Suggestion.objects.exists()


def test_a_suggestion_for_a_paragraph_that_goes_meanwhile_comes_back(
    told: Told, client_of: ClientOf
) -> None:
    remove_paragraph(paragraph=named(told, "P1"), version=1, by=told.lead, at=timezone.now())
    form = remark_form(text="My own words.")
    page = client_of(inspector(told)).post(url(told, "suggest", "P1"), form)
    assert page.status_code == 409
    assert "My own words." in words(page)


def test_a_lead_accepts_with_one_button_and_the_maker_sees_it(
    told: Told, client_of: ClientOf
) -> None:
    suggestion_of(told)
    lead = client_of(told.joint.leads["hmic"])
    page = lead.get(url(told, "suggestion", 1))
    assert "Accept the suggestion" in words(page)
    accept = page.context["accept"]
    form = {name: accept[name].value() for name in ("base", "text", "once")}
    done = words(lead.post(url(told, "accept_suggestion", 1), form, follow=True))
    assert "The suggestion is accepted. P1 says it from now on." in done
    assert told.paragraph("P1").text == WORDING
    entry = AuditEntry.objects.get(route="reports:accept_suggestion", status=302)
    assert entry.changed == ["suggestion 1: accepted"]
    seen = words(client_of(inspector(told)).get(url(told, "suggestion", 1)))
    assert f"{told.joint.leads['hmic']}, HMICFRS" in seen
    assert "Version 2 of P1" in seen
    assert "Withdraw" not in seen


def test_a_conflict_shows_both_texts_and_the_next_try_wins(told: Told, client_of: ClientOf) -> None:
    suggestion_of(told, text="The board meets six times a year.")
    changed_text(told, text="The board meets four times every year.")
    lead, where = client_of(told.joint.leads["hmic"]), url(told, "accept_suggestion", 1)
    form = {"once": uuid4(), "base": 1, "text": "The board meets six times a year."}
    page = lead.post(where, form)
    text = words(page)
    assert page.status_code == 409
    assert "Needs your choice" in text
    assert '<ins><span class="govuk-visually-hidden">added: </span>six</ins>' in text
    assert '<ins><span class="govuk-visually-hidden">added: </span>every</ins>' in text
    assert told.paragraph("P1").text == "The board meets four times every year."
    assert not SuggestionOutcome.objects.exists()
    assert 'name="base" value="2"' in text
    again = {**form, "base": 2, "text": "The board meets six times every year."}
    assert lead.post(where, again).status_code == 302
    assert told.paragraph("P1").text == "The board meets six times every year."


def test_a_suggestion_that_was_overtaken_offers_no_single_button(
    told: Told, client_of: ClientOf
) -> None:
    suggestion_of(told)
    changed_text(told)
    client = client_of(told.lead)
    page = words(client.get(url(told, "suggestion", 1)))
    assert "Bring the two together" in page
    assert "Accept the suggestion" not in page
    assert "Needs your choice" in words(client.get(url(told, "accept_suggestion", 1)))


def test_a_paragraph_that_was_removed_takes_no_suggestion(told: Told, client_of: ClientOf) -> None:
    suggestion_of(told)
    remove_paragraph(paragraph=named(told, "P1"), version=1, by=told.lead, at=timezone.now())
    client = client_of(told.lead)
    form = {"once": uuid4(), "base": 2, "text": WORDING}
    page = client.post(url(told, "accept_suggestion", 1), form)
    assert page.status_code == 409
    assert "Somebody removed this paragraph" in words(page)
    seen = words(client.get(url(told, "suggestion", 1)))
    assert "Decline it" in seen
    assert "Bring the two together" not in seen


def test_a_suggestion_is_declined_with_a_reason(told: Told, client_of: ClientOf) -> None:
    suggestion_of(told)
    client, where = client_of(told.lead), url(told, "decline_suggestion", 1)
    assert client.get(where).status_code == 200
    empty = client.post(where, {"once": uuid4(), "text": ""})
    assert empty.status_code == 422
    assert "Enter the reason" in words(empty)
    done = words(client.post(where, {"once": uuid4(), "text": EVIL}, follow=True))
    assert "The suggestion is declined." in done
    assert SHOWN in words(client_of(inspector(told)).get(url(told, "suggestion", 1)))
    late = client.post(where, {"once": uuid4(), "text": "Once more."})
    assert late.status_code == 409
    assert "was declined by" in words(late)
    assert SuggestionOutcome.objects.count() == 1


def test_whoever_does_not_write_decides_nothing(told: Told, client_of: ClientOf) -> None:
    suggestion_of(told)
    client = client_of(told.joint.inspectors["hmic"])
    for name in ("accept_suggestion", "decline_suggestion"):
        where = url(told, name, 1)
        assert client.get(where).status_code == 403
        assert client.post(where, remark_form()).status_code == 403
    withdraw = client.post(url(told, "withdraw_suggestion", 1))
    assert withdraw.status_code == 403
    assert "by whoever made it" in words(withdraw)
    assert "written by the overall lead" in words(client.get(url(told, "suggestion", 1)))
    assert not SuggestionOutcome.objects.exists()


def test_its_maker_withdraws_a_suggestion(told: Told, client_of: ClientOf) -> None:
    suggestion_of(told)
    client = client_of(inspector(told))
    done = words(client.post(url(told, "withdraw_suggestion", 1), follow=True))
    assert "Your suggestion is withdrawn." in done
    assert client.post(url(told, "withdraw_suggestion", 1)).status_code == 409


def test_an_open_suggestion_waits_on_the_home_page_of_whoever_writes(
    told: Told, client_of: ClientOf
) -> None:
    suggestion_of(told)
    home, line = reverse("desk:home"), "Accept or decline what is suggested"
    page = words(client_of(told.joint.leads["hmic"]).get(home))
    assert line in page
    assert f'href="{url(told, "remarks")}"' in page
    assert line not in words(client_of(inspector(told)).get(home))
    refusal_of(told, told.report.suggestions.get())
    assert line not in words(client_of(told.joint.leads["hmic"]).get(home))


# --- who sees it, and who never ------------------------------------------------------------------


def test_of_one_inspectorate_s_document_nobody_else_finds_a_page(client_of: ClientOf) -> None:
    health = health_at("drafting")
    remark_of(health, by=health.graded.inspector)
    suggestion_of(health, by=health.graded.inspector)
    pages = [
        url(health, "remarks"),
        url(health, "remark", 1),
        url(health, "paragraph_remarks", "P1"),
        url(health, "suggest", "P1"),
        url(health, "suggestion", 1),
        url(health, "accept_suggestion", 1),
        url(health, "decline_suggestion", 1),
        url(health, "pens"),
        url(health, "pen", "inspected"),
    ]
    for person in (health.lead, health.chair):
        for page in pages:
            assert client_of(person).get(page).status_code == 404, page
    for page in pages:
        assert client_of(health.writer).get(page).status_code == 200, page


def test_another_lead_reads_the_signed_document_without_a_word_of_this(
    client_of: ClientOf,
) -> None:
    health = health_at("drafting")
    remark_of(health, by=health.graded.inspector)
    health.report.state = "with_chair"
    health.report.save()
    client = client_of(health.lead)
    editor = client.get(url(health, "report"))
    assert editor.status_code == 200
    assert "emarks" not in words(editor)
    assert "the pen" not in words(editor)
    assert client.get(url(health, "remarks")).status_code == 404
    assert "emarks" in words(client_of(health.writer).get(url(health, "report")))


def test_the_chair_s_draft_and_the_publication_hold_no_word_of_it(client_of: ClientOf) -> None:
    told = report_at("drafting")
    entry_on(remark_of(told, text="SECRET remark"), EntryKind.REPLY, "SECRET reply")
    refusal_of(told, suggestion_of(told, text="SECRET wording"), reason="SECRET reason")
    go_on(told, "with_chair")
    page = words(client_of(told.chair).get(url(told, "chair")))
    assert "What inspectors say" in page
    assert "SECRET" not in page
    assert "SECRET" not in str(told.draft.snapshot)
    assert client_of(told.chair).get(url(told, "remarks")).status_code == 404


@pytest.mark.parametrize("number", [1, 3])
def test_the_pages_ask_the_same_for_any_number(
    told: Told, client_of: ClientOf, assert_queries: Any, number: int
) -> None:
    for place in range(number):
        remark = remark_of(told, text=f"Remark {place}.")
        entry_on(remark, EntryKind.SETTLE)
        acceptance_of(told, suggestion_of(told, text=f"Wording {place}."))
        suggestion_of(told, text=f"Another {place}.")
        entry_on(remark, EntryKind.REOPEN)
        for _ in range(place):
            entry_on(remark, EntryKind.REPLY)
    client = client_of(told.lead)
    pages = {
        url(told, "remarks"): 7,
        url(told, "paragraph_remarks", "P1"): 9,
        url(told, "remark", number): 9,
        url(told, "suggestion", 1): 7,
    }
    for page, asked in pages.items():
        client.get(page)
        with assert_queries(asked):
            client.get(page)
