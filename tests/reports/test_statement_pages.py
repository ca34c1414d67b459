"""The page of the statement of action, what the editor shows of it, and freezing a text again."""

import json
from collections.abc import Callable
from contextlib import AbstractContextManager
from typing import Any
from uuid import uuid4

import pytest
from django.http import HttpResponse
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from inspections.rules import add_working_days
from records.actor import acting_as
from records.models import AuditEntry
from records.models import Draft as Typed
from reports.actions import withdraw_template
from reports.actions.statement import statement_of
from reports.models import StatementOfAction
from reports.presenters.statement import NOT_YET, due_words, statement_words
from reports.statement_form import StatementForm
from reports.values.statement import PARTNERSHIP, StatementContent
from tests.factories.reports import Told, begun_report, report_at
from tests.factories.statements import ADDRESS, agency_of, content_for, stated, with_next_steps

pytestmark = pytest.mark.django_db
ClientOf = Callable[..., Client]
Queries = Callable[..., AbstractContextManager[Any]]
EVIL = "<script>alert(1)</script> {{ 7 }}"
SHOWN = "&lt;script&gt;alert(1)&lt;/script&gt; {{ 7 }}"


@pytest.fixture
def told() -> Told:
    return with_next_steps(begun_report())


def url(told: Told, name: str, *rest: Any) -> str:
    return reverse(f"reports:{name}", args=[*told.report.where, *rest])


def words(page: HttpResponse) -> str:
    return page.content.decode()


def form_for(told: Told, **changes: Any) -> dict[str, Any]:
    content = content_for(told)
    usual = {
        "once": str(uuid4()),
        "base": 0,
        "writer": content.writer,
        "involved": list(content.involved),
        "inspectorate": content.inspectorate,
        "send_to": ADDRESS,
    }
    return {**usual, **changes}


# --- recording ------------------------------------------------------------------------------------


def test_the_lead_finds_the_page_from_the_editor_and_records_it(
    told: Told, client_of: ClientOf
) -> None:
    client, where = client_of(told.lead), url(told, "statement")
    editor = words(client.get(url(told, "report")))
    assert f'href="{where}"' in editor
    assert "Record who writes the statement of action" in editor
    assert "Nobody has recorded who writes the statement of action, and by when." in editor
    page = words(client.get(where))
    assert "it says that the statement is due 70 working days after publication" in page
    for one in told.joint.agencies:
        assert one.name in page
    done = words(client.post(where, form_for(told, send_to=EVIL), follow=True))
    assert "The statement of action is saved." in done
    assert SHOWN in done
    assert "Change who writes the statement of action" in done
    assert "Nobody has recorded who writes" not in done
    entry = AuditEntry.objects.get(route="reports:statement", status=302)
    assert entry.changed == ["statement of action v1"]


def test_what_is_recorded_stands_in_the_form_and_is_on_the_record(
    told: Told, client_of: ClientOf
) -> None:
    with acting_as(told.lead):
        stated(told)
    page = client_of(told.lead).get(url(told, "statement"))
    initial = page.context["form"].initial
    assert (initial["base"], initial["send_to"]) == (1, ADDRESS)
    assert initial["involved"] == [str(agency_of(told, "police").pk)]
    entry = AuditEntry.objects.get(route="reports:statement")
    assert entry.disclosed == ["statement of action v1"]


def test_the_partnership_and_a_day_are_chosen(told: Told, client_of: ClientOf) -> None:
    day = add_working_days(timezone.localdate(), 70)
    form = form_for(
        told,
        writer=PARTNERSHIP,
        involved=[],
        due_on_day=day.day,
        due_on_month=day.month,
        due_on_year=day.year,
    )
    assert client_of(told.lead).post(url(told, "statement"), form).status_code == 302
    row = StatementOfAction.objects.get()
    assert (row.writer, row.due_on) == (None, day)
    page = client_of(told.lead).get(url(told, "statement"))
    assert page.context["form"].initial["writer"] == PARTNERSHIP


@pytest.mark.parametrize(
    ("changes", "sentence"),
    [
        ({"writer": ""}, "Select who writes the statement"),
        ({"writer": "999999"}, "is not in the list"),
        ({"inspectorate": ""}, "Select the inspectorate that receives the statement"),
        ({"send_to": " "}, "Enter the address that the statement is sent to"),
        ({"due_on_day": "31", "due_on_month": "2", "due_on_year": "2027"}, "date"),
        ({"base": ""}, "This page has lost its version"),
        ({"involved": ["x"]}, "list"),
    ],
)
def test_what_is_missing_is_said_and_what_was_typed_stays(
    told: Told, client_of: ClientOf, changes: dict[str, Any], sentence: str
) -> None:
    form = form_for(told, **{"send_to": "typed@ofsted.example", **changes})
    page = client_of(told.lead).post(url(told, "statement"), form)
    assert page.status_code == 422
    assert sentence in words(page)
    assert ("typed@ofsted.example" in words(page)) == ("send_to" not in changes)
    assert not StatementOfAction.objects.exists()


def test_what_the_action_refuses_comes_back_with_the_sentence(
    told: Told, client_of: ClientOf
) -> None:
    form = form_for(told, due_on_day=1, due_on_month=1, due_on_year=2020)
    page = client_of(told.lead).post(url(told, "statement"), form)
    assert page.status_code == 409
    assert "the last day on site" in words(page)
    assert ADDRESS in words(page)


def test_two_who_save_at_once_see_both(told: Told, client_of: ClientOf) -> None:
    client, where = client_of(told.lead), url(told, "statement")
    first, second = (
        form_for(told),
        form_for(told, send_to="mine@ofsted.example", writer="partnership"),
    )
    assert client.post(where, first).status_code == 302
    page = client.post(where, second)
    assert page.status_code == 409
    text = words(page)
    for wanted in ("Needs your choice", ADDRESS, "mine@ofsted.example", "Saved as version 1"):
        assert wanted in text, wanted
    form = page.context["form"]
    assert form.initial["base"] == 1
    assert form.initial["send_to"] == "mine@ofsted.example"
    again = {**second, "base": 1, "once": str(uuid4())}
    assert client.post(where, again).status_code == 302
    assert StatementOfAction.objects.get().send_to == "mine@ofsted.example"


def test_a_version_of_nothing_is_refused_with_a_sentence(told: Told, client_of: ClientOf) -> None:
    page = client_of(told.lead).post(url(told, "statement"), form_for(told, base=7))
    assert page.status_code == 409
    assert ADDRESS in words(page)
    assert not StatementOfAction.objects.exists()


def test_a_form_sent_again_with_other_words_goes_on_under_another_key(
    told: Told, client_of: ClientOf
) -> None:
    client, where, form = client_of(told.lead), url(told, "statement"), form_for(told)
    assert client.post(where, form).status_code == 302
    assert client.post(where, form).status_code == 302
    again = client.post(where, {**form, "send_to": "other@ofsted.example"})
    assert again.status_code == 409
    assert "other@ofsted.example" in words(again)
    assert form["once"] not in words(again)


def test_it_is_kept_while_it_is_typed(told: Told, client_of: ClientOf) -> None:
    client, where, key = client_of(told.lead), url(told, "statement"), uuid4()
    typed = {"version": 0, "content": {"base": "0", "send_to": "half@of", "writer": PARTNERSHIP}}
    answer = client.post(
        f"{where}?typing={key}", json.dumps(typed), content_type="application/json"
    )
    assert answer.status_code == 200
    assert "half@of" in words(client.get(where))
    assert client.post(where, form_for(told, once=str(key), version=1)).status_code == 302
    with acting_as(told.lead):
        assert not Typed.objects.of(told.lead).exists()


def test_what_is_sent_too_late_comes_back_and_is_not_called_saved(client_of: ClientOf) -> None:
    told = with_next_steps(report_at("quality_assurance"))
    client, where = client_of(told.lead), url(told, "statement")
    late = client.post(where, form_for(told))
    assert late.status_code == 409
    assert "cannot be changed now" in words(late)
    assert ADDRESS in words(late)
    typed = client.post(
        f"{where}?typing={uuid4()}",
        json.dumps({"version": 0, "content": {}}),
        content_type="application/json",
    )
    assert typed.status_code == 403
    assert client.get(where).status_code == 403
    assert f'href="{where}"' not in words(client.get(url(told, "report")))


def test_another_lead_reads_it_and_does_not_change_it(told: Told, client_of: ClientOf) -> None:
    other = client_of(told.joint.leads["cqc"])
    before = words(other.get(url(told, "report")))
    assert "Who writes the statement of action is not recorded yet." in before
    with acting_as(told.lead):
        stated(told)
    editor = words(other.get(url(told, "report")))
    assert ADDRESS in editor
    assert "Change who writes" not in editor
    assert other.get(url(told, "statement")).status_code == 403
    assert other.post(url(told, "statement"), form_for(told, base=1)).status_code == 403


def test_a_document_without_next_steps_has_no_such_page(client_of: ClientOf) -> None:
    told = begun_report()
    client = client_of(told.lead)
    assert client.get(url(told, "statement")).status_code == 404
    assert "statement of action" not in words(client.get(url(told, "report")))


@pytest.mark.parametrize("agencies", [1, 3])
def test_the_page_asks_the_same_for_any_number_of_agencies(
    told: Told, client_of: ClientOf, agencies: int, assert_queries: Queries
) -> None:
    named = {one.pk: one.name for one in told.joint.agencies[:agencies]}
    chosen = list(named)
    with acting_as(told.lead):
        stated(told, writer=None, involved=tuple(chosen))
    client, where = client_of(told.lead), url(told, "statement")
    client.get(where)
    # session, person, place; the report; its sections; the statement, with whom; agencies,
    # inspectorates; what was typed; the timetable's days; audit
    with assert_queries(12):
        page = client.get(where)
    assert page.context["form"].initial["involved"] == sorted(
        (str(one) for one in chosen), key=lambda key: named[int(key)]
    )


@pytest.mark.parametrize("agencies", [1, 3])
def test_the_editor_asks_the_same_for_any_number_of_agencies(
    told: Told, client_of: ClientOf, agencies: int, assert_queries: Queries
) -> None:
    with acting_as(told.lead):
        stated(told, writer=None, involved=tuple(one.pk for one in told.joint.agencies[:agencies]))
    client = client_of(told.lead)
    client.get(url(told, "report"))
    # Those of a letter without one, and three for the guard's copy, three for what is shown, and
    # whether there is one.
    with assert_queries(49):
        client.get(url(told, "report"))


# --- in words -------------------------------------------------------------------------------------


def test_two_who_recorded_it_are_shown_line_by_line() -> None:
    names: dict[str, Any] = {
        "agencies": {1: "The council", 2: "The police"},
        "inspectorates": {5: "Ofsted"},
        "partnership": "The board",
    }
    said = statement_words(StatementContent(1, (2,), 5, "a@b.example"), **names)
    assert said.splitlines() == [
        "Who writes it: The council",
        "With: The police",
        "Received by: Ofsted",
        "Sent to: a@b.example",
        f"Due: {NOT_YET}",
    ]
    other = statement_words(StatementContent(None, (), 9, "x"), **names)
    assert "Who writes it: The board" in other
    assert "With: all that are addressed" in other


def test_what_stands_while_no_day_is_known() -> None:
    assert "70 working days after publication" in due_words(70)
    assert "enter the date" in due_words(None)


def test_the_form_names_whom_can_be_chosen(told: Told) -> None:
    form = StatementForm(
        agencies=told.joint.agencies,
        inspectorates=told.report.strand.participants.all(),
        partnership="The board",
    )
    assert [name for _, name in form.fields["writer"].choices][:2] == ["Choose who", "The board"]
    assert len(form.fields["involved"].choices) == len(told.joint.agencies)
    assert len(form.fields["inspectorate"].choices) == 3


# --- freezing a text again ------------------------------------------------------------------------


def withdrawn() -> None:
    withdraw_template(
        kind="letter", number=2, reason="Boxes had no heading.", by=None, at=timezone.now()
    )


def test_a_draft_on_a_withdrawn_version_is_listed_and_frozen_again(client_of: ClientOf) -> None:
    told = report_at("signed")
    client, where = client_of(told.lead), url(told, "freeze_again")
    assert where not in words(client.get(url(told, "report")))
    withdrawn()
    editor = words(client.get(url(told, "report")))
    assert f'href="{where}"' in editor
    assert "Boxes had no heading." in editor
    page = words(client.get(where))
    assert "The text stays as it is. A new draft is made of it." in page
    signing = client.post(url(told, "sign"), {"content_hash": told.draft.content_hash})
    assert signing.status_code == 409
    done = words(client.post(where, {"once": str(uuid4())}, follow=True))
    assert "The text is frozen as draft 3. It is to be signed." in done
    assert f'href="{where}"' not in done
    entry = AuditEntry.objects.get(route="reports:freeze_again", status=302)
    assert entry.changed[-1].startswith("draft 3 ")


def test_a_draft_whose_version_stands_is_not_frozen_again(client_of: ClientOf) -> None:
    told = report_at("signed")
    client, where = client_of(told.lead), url(told, "freeze_again")
    assert "that is in use" in words(client.get(where))
    refused = client.post(where, {"once": str(uuid4())})
    assert refused.status_code == 409
    assert "It stands as it is." in words(refused)
    assert statement_of(report=told.report) is None
