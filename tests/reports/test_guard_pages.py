"""The pages that say what is held, and the one on which a lead lets it stand."""

from collections.abc import Callable
from contextlib import AbstractContextManager

import pytest
from django.http import HttpResponse
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from records.actor import acting_as
from records.models import AuditEntry
from reports.actions import guarded_now
from reports.models import HoldDecision
from reports.presenters.guard import excerpt_of, held_problems
from reports.rules.guard import held_of
from reports.rules.held import Passage
from tests.factories.reports import Told, paragraph_of, report_at
from tests.reports.letters import KNOWN

pytestmark = pytest.mark.django_db
ClientOf = Callable[..., Client]
Queries = Callable[[int], AbstractContextManager[list[str]]]
LEAK = "It says 999 000 0018 in the <b>file</b>."


def url(told: Told, name: str, *rest: str) -> str:
    return reverse(f"reports:{name}", args=[told.reference, "joint-letter", *rest])


def words(page: HttpResponse) -> str:
    return page.content.decode()


def leaking() -> tuple[Told, str]:
    """A report in which a number is held, and how the address names that."""
    told = report_at("drafting")
    paragraph_of(told, text=LEAK)
    with acting_as(told.lead):
        [held] = guarded_now(report=told.report, at=timezone.now()).open
    return told, held.reference


def test_the_editor_lists_what_is_held_and_the_step_is_refused_with_a_way_there(
    client_of: ClientOf,
) -> None:
    told, _ = leaking()
    client = client_of(told.lead)
    editor = words(client.get(url(told, "report")))
    assert f'<strong><a class="govuk-link" href="{url(told, "held")}">An NHS number' in editor
    refused = client.post(url(told, "send_to_quality"), {"once": "x"})
    assert refused.status_code == 409
    assert "One thing in the text is held" in words(refused)
    assert f'href="{url(told, "held")}"' in words(refused)


def test_what_is_held_leads_to_its_paragraph_and_a_lead_to_the_decision(
    client_of: ClientOf,
) -> None:
    told, reference = leaking()
    page = words(client_of(told.lead).get(url(told, "held")))
    assert "An NHS number: ••• ••• ••18" in page
    assert "999" not in page
    assert f'href="{url(told, "report")}#P7"' in page
    assert f'href="{url(told, "decide_held", reference)}"' in page
    reader = words(client_of(told.joint.inspectors["cqc"]).get(url(told, "held")))
    assert "An NHS number" in reader
    assert url(told, "decide_held", reference) not in reader
    assert "Only the lead of an inspectorate" in reader


def test_the_other_lead_decides_with_a_reason(client_of: ClientOf) -> None:
    told, reference = leaking()
    client = client_of(told.joint.leads["cqc"])
    asked = words(client.get(url(told, "decide_held", reference)))
    assert "<mark>999 000 0018</mark> in the &lt;b&gt;file" in asked
    empty = client.post(url(told, "decide_held", reference), {"why": ""})
    assert empty.status_code == 422
    assert "Enter the reason" in words(empty)
    done = client.post(
        url(told, "decide_held", reference), {"why": "It is the guide’s example."}, follow=True
    )
    assert "Nothing is held." in words(done)
    assert "It is the guide’s example." in words(done)
    decision = HoldDecision.objects.get()
    entry = AuditEntry.objects.get(route="reports:decide_held", status=302)
    assert entry.changed == [decision.record_name]
    assert "999" not in f"{entry.changed} {entry.disclosed} {decision.shown}"


def test_what_is_not_held_any_more_is_said(client_of: ClientOf) -> None:
    told, reference = leaking()
    client = client_of(told.joint.leads["cqc"])
    where = url(told, "decide_held", reference)
    client.post(where, {"why": "It is the guide’s example."})
    again = client.post(where, {"why": "It is the guide’s example."}, follow=True)
    assert "This is not held any more" in words(again)
    assert client.get(where).status_code == 404
    assert HoldDecision.objects.count() == 1


def test_a_decision_on_another_text_is_shown_as_such(client_of: ClientOf) -> None:
    told, reference = leaking()
    client = client_of(told.joint.leads["cqc"])
    client.post(url(told, "decide_held", reference), {"why": "An example."})
    told.report.paragraphs.filter(text=LEAK).update(text="Nothing.")
    assert "The text was changed since." in words(client.get(url(told, "held")))


def test_a_report_that_is_over_is_not_searched(client_of: ClientOf) -> None:
    told = report_at("published")
    assert "The report is over" in words(client_of(told.lead).get(url(told, "held")))


def test_before_publication_what_is_held_is_listed_and_stops_the_button(
    client_of: ClientOf,
) -> None:
    told = report_at("final_signed")
    from tests.factories.organisations import LocalAreaFactory

    LocalAreaFactory(name="inspectors say")
    page = words(client_of(told.lead).get(url(told, "publish")))
    assert "things in the text are held" in page
    assert "Propose to publish" not in page


@pytest.mark.parametrize("number", [1, 3])
def test_the_page_asks_the_same_for_any_number_of_holds(
    client_of: ClientOf, number: int, assert_queries: Queries
) -> None:
    told = report_at("drafting")
    for _ in range(number):
        paragraph_of(told, text=LEAK)
    client = client_of(told.lead)
    client.get(url(told, "held"))
    with assert_queries(29):
        client.get(url(told, "held"))


# --- words ----------------------------------------------------------------------------------------


def test_many_holds_are_one_line_of_what_is_to_settle() -> None:
    passage = Passage("P1", "P1 in “Findings”", "T7 and 999 000 0018")
    held = held_of([passage], KNOWN)
    [many] = held_problems(held, held_url="/held/")
    assert many.text.startswith("2 things")
    assert many.blocks
    [one] = held_problems(held[:1], held_url="/held/")
    assert one.text == "The reference of a case is held in P1 in “Findings”"
    assert held_problems([], held_url="/held/") == []


def test_an_excerpt_is_cut_at_words() -> None:
    text = f"{'before ' * 60}999 000 0018{' after' * 60}"
    excerpt = excerpt_of(held_of([Passage("P1", "P1", text)], KNOWN)[0])
    assert excerpt.marked == "999 000 0018"
    assert excerpt.before.startswith("… before before")
    assert excerpt.after.endswith("after …")
    assert len(excerpt.before) + len(excerpt.after) < 340
