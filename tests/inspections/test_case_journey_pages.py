"""The pages of a child's journey: the timeline, its table, one event, its pins."""

import re
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager
from datetime import date, timedelta
from typing import Any
from uuid import uuid4
from xml.etree import ElementTree

import pytest
from django.http import HttpResponse
from django.test import Client
from django.urls import reverse
from django.utils import timezone
from django.utils.html import escape

from inspections.models import Case, CaseEvent, EventPin, Inspection
from organisations.models import User
from records.actor import acting_as
from records.models import AuditEntry
from tests.attacks.matrix import plain
from tests.factories.inspections import (
    JointInspection,
    case_of,
    evidence_by,
    joint_inspection,
    single_strand,
)
from tests.factories.journeys import event_of, joint_for_a_module, pinned
from tests.inspections.test_case_journey_actions import change, hidden_item, withdraw

pytestmark = pytest.mark.django_db
ClientOf = Callable[..., Client]
Queries = Callable[[], AbstractContextManager[list[str]]]
SVG = "{http://www.w3.org/2000/svg}"


@pytest.fixture(scope="module")
def joint(django_db_setup: None, django_db_blocker: Any) -> Iterator[JointInspection]:
    with joint_for_a_module(django_db_blocker) as found:
        yield found


@pytest.fixture
def case(joint: JointInspection) -> Case:
    return case_of(joint)


@pytest.fixture
def client(joint: JointInspection, client_of: ClientOf) -> Client:
    """CQC's inspector."""
    return client_of(joint.inspectors["cqc"])


def at(joint: JointInspection, screen: str, case: Case, *more: Any) -> str:
    return reverse(f"inspections:{screen}", args=[joint.reference, case.reference, *more])


def form(**changes: Any) -> dict[str, Any]:
    """What the form of an event sends."""
    first = timezone.localdate() - timedelta(days=10)
    usual = {
        "once": uuid4(),
        "base": 0,
        "kind": "referral",
        "first_day_day": first.day,
        "first_day_month": first.month,
        "first_day_year": first.year,
        "last_day_day": "",
        "last_day_month": "",
        "last_day_year": "",
        "agency": "",
        "text": "The school told social care.",
        "strand": "joint",
    }
    return {**usual, **changes}


def drawing(answer: HttpResponse) -> ElementTree.Element:
    """The timeline of a page."""
    text = answer.content.decode()
    found = re.search(r'<svg class="app-journey__drawing".*?</svg>', text, re.S)
    assert found, "the page has no timeline"
    return ElementTree.fromstring(found[0].replace("&nbsp;", " "))  # noqa: S314 - our own page


def links(answer: HttpResponse) -> list[tuple[str, str]]:
    """The links of the timeline in the order of the keyboard: where to, and what they say."""
    return [
        (one.attrib["href"], one.attrib["aria-label"]) for one in drawing(answer).iter(f"{SVG}a")
    ]


def rows(answer: HttpResponse) -> list[str]:
    """Where the rows of the table lead, in their order."""
    table = re.search(r'<caption[^>]*id="events-caption".*?</table>', answer.content.decode(), re.S)
    assert table
    return re.findall(r'<th scope="row".*?href="([^"]+)"', table[0], re.S)


def events_of(person: User) -> list[CaseEvent]:
    with acting_as(person):
        return list(CaseEvent.objects.order_by("recorded_at"))


# --- the timeline -------------------------------------------------------------------------------


def test_an_empty_journey_says_what_to_do(
    joint: JointInspection, case: Case, client: Client
) -> None:
    page = client.get(at(joint, "journey", case)).content.decode()
    assert "Nothing is recorded of this journey yet" in page
    assert at(joint, "add_event", case) in page
    assert "<svg" not in page


def test_the_drawing_and_the_table_say_the_same_in_the_same_order(
    joint: JointInspection, case: Case, client: Client
) -> None:
    police, health = joint.agencies[2], joint.agencies[1]
    later = event_of(joint, case, kind="plan", days_ago=5, agency=health)
    first = event_of(joint, case, kind="missing", days_ago=50, lasted=3, agency=police)
    answer = client.get(at(joint, "journey", case))
    drawn = links(answer)
    expected = [at(joint, "event", case, one.reference) for one in (first, later)]
    assert [url for url, _ in drawn] == expected == rows(answer)
    assert drawn[0][1].startswith("Missing episode, ")
    assert police.name in drawn[0][1]
    assert "2 events in 2 lanes" in answer.content.decode()


def test_every_sign_has_a_title_a_shape_and_letters(
    joint: JointInspection, case: Case, client: Client
) -> None:
    event_of(joint, case, kind="court")
    svg = drawing(client.get(at(joint, "journey", case)))
    assert svg.attrib["role"] == "group"
    names = {one.attrib.get("id") for one in svg if one.tag in {f"{SVG}title", f"{SVG}desc"}}
    assert names == set(svg.attrib["aria-labelledby"].split())
    (sign,) = svg.iter(f"{SVG}a")
    assert sign.findtext(f"{SVG}title") == sign.attrib["aria-label"]
    assert sign.find(f"{SVG}polygon") is not None
    assert "Ct" in [one.text for one in svg.iter(f"{SVG}text")]


def test_what_lasted_has_a_bar_and_what_did_not_has_none(
    joint: JointInspection, case: Case, client: Client
) -> None:
    event_of(joint, case, days_ago=300)
    event_of(joint, case, kind="placement", days_ago=200, lasted=100)
    signs = list(drawing(client.get(at(joint, "journey", case))).iter(f"{SVG}a"))
    assert [one.find(f"{SVG}rect") is not None for one in signs] == [False, True]


def test_a_text_that_means_harm_stays_text(
    joint: JointInspection, case: Case, client: Client
) -> None:
    harm = '"><script>x()</script>{{ 7 }}'
    event = event_of(joint, case, text=harm)
    for screen, more in (("journey", ()), ("event", (event.reference,))):
        page = client.get(at(joint, screen, case, *more)).content.decode()
        assert "<script>x()" not in page
        assert escape(harm) in page


def test_three_hundred_events_are_one_page(
    joint: JointInspection, case: Case, client: Client
) -> None:
    one = event_of(joint, case)
    person = joint.inspectors["cqc"]
    with acting_as(person):
        CaseEvent.objects.bulk_create(
            CaseEvent(
                inspection=joint.inspection,
                strand=joint.strand,
                owner_id=one.owner_id,
                author=person,
                case=case,
                reference=f"J-{number:04}-ZZZZ",
                recorded_at=timezone.now(),
                kind="contact",
                first_day=date(2020, 1, 1) + timedelta(days=number),
                agency=joint.agencies[number % 3],
                text=f"Event {number}.",
            )
            for number in range(299)
        )
    answer = client.get(at(joint, "journey", case))
    assert len(links(answer)) == len(rows(answer)) == 300


@pytest.mark.parametrize("screen", ["journey", "event", "pin_evidence"])
def test_a_page_costs_as_many_queries_with_three_as_with_one(
    joint: JointInspection, case: Case, client: Client, count_queries: Queries, screen: str
) -> None:
    author = joint.inspectors["cqc"]

    def more() -> CaseEvent:
        event = event_of(joint, case, agency=joint.agencies[0])
        pinned(joint, event, evidence_by(joint, author, case=case))
        evidence_by(joint, author, case=case)
        return event

    first = more()
    where = at(joint, screen, case, *([] if screen == "journey" else [first.reference]))
    client.get(where)
    with count_queries() as with_one:
        client.get(where)
    for _ in range(2):
        more()
        pinned(joint, first, evidence_by(joint, author, case=case))
    with count_queries() as with_three:
        client.get(where)
    assert len(with_one) == len(with_three), "\n".join(with_three)


# --- what is hidden -----------------------------------------------------------------------------


def test_what_another_inspectorate_keeps_for_itself_changes_no_page(
    joint: JointInspection, case: Case, client: Client
) -> None:
    """With a hidden event, a hidden item and its pin, and without them: letter for letter."""
    event = event_of(joint, case)
    own = single_strand(joint, "ofsted")
    addresses = [
        at(joint, "journey", case),
        at(joint, "event", case, event.reference),
        at(joint, "pin_evidence", case, event.reference),
    ]
    before = [plain(client.get(where)) for where in addresses]
    ofsted = joint.inspectors["ofsted"]
    hidden = event_of(joint, case, by=ofsted, strand=own, text="The canary sang.")
    item = evidence_by(joint, ofsted, strand=own, case=case, text="The canary flew.")
    pinned(joint, event, item, by=ofsted)
    pinned(joint, hidden, item, by=ofsted)
    assert [plain(client.get(where)) for where in addresses] == before
    assert client.get(at(joint, "event", case, hidden.reference)).status_code == 404


def test_a_pin_counts_for_who_sees_the_evidence(
    joint: JointInspection, case: Case, client: Client, client_of: ClientOf
) -> None:
    item = hidden_item(joint, case)
    pinned(joint, event_of(joint, case), item, by=joint.inspectors["ofsted"])
    where = at(joint, "journey", case)
    ((_, theirs),) = links(client_of(joint.inspectors["ofsted"]).get(where))
    ((_, mine),) = links(client.get(where))
    assert theirs.endswith("1 pinned")
    assert "pinned" not in mine


def test_a_hidden_item_by_its_reference_is_answered_as_one_that_is_not_there(
    joint: JointInspection, case: Case, client: Client
) -> None:
    event, item = event_of(joint, case), hidden_item(joint, case)
    pages = []
    for reference in (item.reference, "E-ZZZZ-ZZZZ"):
        where = at(joint, "pin_evidence", case, event.reference)
        answer = client.post(where, {"once": uuid4(), "reference": reference})
        assert answer.status_code == 409
        pages.append(plain(answer).replace(reference, ""))
    assert pages[0] == pages[1]


def test_the_audit_log_names_what_was_shown_and_nothing_else(
    joint: JointInspection, case: Case, client: Client
) -> None:
    event = event_of(joint, case, text="The canary sang.")
    client.get(at(joint, "journey", case))
    entry = AuditEntry.objects.latest("pk")
    assert any(event.reference in name for name in entry.disclosed)
    assert "canary" not in str(entry.disclosed)


# --- recording ----------------------------------------------------------------------------------


def test_an_event_is_recorded_and_the_next_one_follows(
    joint: JointInspection, case: Case, client: Client
) -> None:
    where = at(joint, "add_event", case)
    assert client.get(where).status_code == 200
    answer = client.post(where, form())
    assert (answer.status_code, answer.url) == (302, at(joint, "journey", case))
    answer = client.post(where, form(another="1", kind="plan"))
    assert (answer.status_code, answer.url) == (302, where)
    assert [one.kind for one in events_of(joint.inspectors["cqc"])] == ["referral", "plan"]


def test_the_same_form_twice_is_one_event(
    joint: JointInspection, case: Case, client: Client
) -> None:
    sent = form()
    for _ in range(2):
        assert client.post(at(joint, "add_event", case), sent).status_code == 302
    assert len(events_of(joint.inspectors["cqc"])) == 1


def test_another_content_under_the_same_key_is_refused_and_kept(
    joint: JointInspection, case: Case, client: Client
) -> None:
    sent = form()
    client.post(at(joint, "add_event", case), sent)
    answer = client.post(at(joint, "add_event", case), {**sent, "text": "Another thing."})
    assert answer.status_code == 409
    assert "Another thing." in answer.content.decode()
    assert len(events_of(joint.inspectors["cqc"])) == 1


@pytest.mark.parametrize(
    ("changes", "says"),
    [
        ({"kind": ""}, "Select what happened"),
        ({"kind": "party"}, "What you chose is not in the list any more"),
        ({"text": ""}, "Enter what happened, in a few words"),
        ({"text": "\x00\x07"}, "Enter what happened, in a few words"),
        ({"text": "x" * 100_000}, "1,000 characters or fewer"),
        ({"first_day_day": ""}, "day"),
        ({"first_day_day": "31", "first_day_month": "2"}, "real date"),
        ({"first_day_year": str(timezone.localdate().year + 1)}, "today or in the past"),
        ({"first_day_year": "1900"}, "longer ago than a child"),
        ({"last_day_day": "1", "last_day_month": "1", "last_day_year": "2001"}, "on or after"),
        ({"agency": "999999"}, "What you chose is not in the list any more"),
        ({"strand": ""}, "Select who sees it"),
        ({"strand": "ofsted"}, "What you chose is not in the list any more"),
        ({"base": "nonsense"}, "There is a problem"),
    ],
)
def test_bad_input_gets_a_sentence_and_keeps_what_was_typed(
    joint: JointInspection, case: Case, client: Client, changes: dict[str, Any], says: str
) -> None:
    kept = "What I typed 🙂 مرحبا"
    answer = client.post(at(joint, "add_event", case), form(**{"text": kept, **changes}))
    page = answer.content.decode()
    assert answer.status_code in {409, 422}
    assert says in page
    assert "There is a problem" in page
    if "text" not in changes:
        assert kept in page
    assert events_of(joint.inspectors["cqc"]) == []


# --- two editors --------------------------------------------------------------------------------


def test_a_conflict_shows_both_texts_and_the_merged_one_is_saved(
    joint: JointInspection, case: Case, client: Client
) -> None:
    event = event_of(joint, case, text="Start.")
    where = at(joint, "change_event", case, event.reference)
    opened = form(base=1, text="Mine.")
    change(event, joint.inspectors["hmic"], kind="plan", text="Theirs.")
    answer = client.post(where, opened)
    page = answer.content.decode()
    assert answer.status_code == 409
    assert "Needs your choice" in page
    assert "Mine." in page
    assert "Theirs." in page
    assert 'name="base" value="2"' in page
    again = form(base=2, text="Both.")
    assert client.post(where, again).status_code == 302
    with acting_as(joint.inspectors["cqc"]):
        texts = list(event.revisions.order_by("version").values_list("text", flat=True))
    assert texts == ["Start.", "Theirs.", "Both."]


def test_what_was_withdrawn_meanwhile_keeps_what_was_typed(
    joint: JointInspection, case: Case, client: Client
) -> None:
    event = event_of(joint, case)
    withdraw(event, joint.inspectors["cqc"])
    where = at(joint, "change_event", case, event.reference)
    assert client.get(where).status_code == 403
    page = client.get(at(joint, "event", case, event.reference)).content.decode()
    assert "was withdrawn" in page
    assert "Another child’s." in page
    assert event.reference not in client.get(at(joint, "journey", case)).content.decode()


def test_a_change_shows_how_it_read_before(
    joint: JointInspection, case: Case, client: Client
) -> None:
    event = event_of(joint, case, text="Before.")
    where = at(joint, "change_event", case, event.reference)
    assert "Before." in client.get(where).content.decode()
    assert client.post(where, form(base=1, text="After.")).status_code == 302
    page = client.get(at(joint, "event", case, event.reference)).content.decode()
    assert "After." in page
    assert "How it read before" in page
    assert "Before." in page


def test_it_is_withdrawn_at_the_version_that_was_read(
    joint: JointInspection, case: Case, client: Client
) -> None:
    event = event_of(joint, case)
    where = at(joint, "withdraw_event", case, event.reference)
    assert 'name="base" value="1"' in client.get(where).content.decode()
    assert client.post(where, {"once": uuid4(), "base": 1, "why": ""}).status_code == 422
    change(event, joint.inspectors["hmic"])
    answer = client.post(where, {"once": uuid4(), "base": 1, "why": "Twice."})
    assert answer.status_code == 409
    assert "Read it, then withdraw it" in answer.content.decode()
    sent = {"once": uuid4(), "base": 2, "why": "Twice."}
    assert client.post(where, sent).status_code == 302
    assert events_of(joint.inspectors["cqc"])[0].withdrawn_why == "Twice."


# --- pins ---------------------------------------------------------------------------------------


def test_evidence_is_pinned_from_the_list_or_by_reference_and_taken_off(
    joint: JointInspection, case: Case, client: Client
) -> None:
    event = event_of(joint, case)
    on_case = evidence_by(joint, joint.inspectors["hmic"], case=case, text="On the case.")
    other = evidence_by(joint, joint.inspectors["hmic"], text="Elsewhere.")
    where = at(joint, "pin_evidence", case, event.reference)
    page = client.get(where).content.decode()
    assert "On the case." in page
    assert "Elsewhere." not in page
    sent = {"once": uuid4(), "items": [on_case.pk], "reference": other.reference.lower()}
    assert client.post(where, sent).status_code == 302
    page = client.get(at(joint, "event", case, event.reference)).content.decode()
    for item in (on_case, other):
        assert item.reference in page
    for expected in (302, 404):
        taken_off = at(joint, "unpin_evidence", case, event.reference, other.reference)
        assert client.post(taken_off, {"once": uuid4()}).status_code == expected
    assert (
        "Elsewhere." not in client.get(at(joint, "event", case, event.reference)).content.decode()
    )


@pytest.mark.parametrize(
    "sent",
    [{}, {"items": ["nonsense"]}, {"items": [str(uuid4())]}, {"reference": "\x00"}],
    ids=["nothing", "no key", "no item", "NUL"],
)
def test_a_pin_of_nothing_gets_a_sentence(
    joint: JointInspection, case: Case, client: Client, sent: dict[str, Any]
) -> None:
    event = event_of(joint, case)
    evidence_by(joint, joint.inspectors["cqc"], case=case)
    where = at(joint, "pin_evidence", case, event.reference)
    answer = client.post(where, {"once": uuid4(), **sent})
    assert answer.status_code in {409, 422}
    assert "There is a problem" in answer.content.decode()
    with acting_as(joint.inspectors["cqc"]):
        assert not EventPin.objects.exists()


# --- who may ------------------------------------------------------------------------------------


@pytest.mark.parametrize("screen", ["add_event", "change_event", "pin_evidence"])
def test_the_quality_assurer_reads_and_records_nothing(
    joint: JointInspection, case: Case, client_of: ClientOf, screen: str
) -> None:
    event = event_of(joint, case)
    reader = client_of(joint.quality_assurer)
    more = [] if screen == "add_event" else [event.reference]
    assert reader.get(at(joint, screen, case, *more)).status_code == 403
    page = reader.get(at(joint, "journey", case)).content.decode()
    assert "the inspectors record" in page
    assert at(joint, "add_event", case) not in page
    page = reader.get(at(joint, "event", case, event.reference)).content.decode()
    assert "Take the pin off" not in page
    assert "Withdraw this event" not in page


def test_an_event_of_another_case_or_inspection_is_absent(
    joint: JointInspection, case: Case, client: Client
) -> None:
    event, other = event_of(joint, case), case_of(joint)
    elsewhere = joint_inspection()
    foreign = event_of(elsewhere, case_of(elsewhere))
    for wrong in (
        at(joint, "event", other, event.reference),
        at(joint, "event", case, foreign.reference),
    ):
        assert client.get(wrong).status_code == 404


def test_when_it_is_closed_the_journey_is_read_and_not_written(
    joint: JointInspection, case: Case, client: Client
) -> None:
    event = event_of(joint, case)
    Inspection.objects.filter(pk=joint.inspection.pk).update(state="closed")
    page = client.get(at(joint, "journey", case)).content.decode()
    assert "is closed" in page
    assert event.reference in page


def test_the_page_of_the_case_leads_to_the_journey(
    joint: JointInspection, case: Case, client: Client
) -> None:
    page = client.get(at(joint, "case", case)).content.decode()
    for screen in ("journey", "case_practice"):
        assert at(joint, screen, case) in page


def test_what_a_form_does_not_ask_for_is_not_taken(
    joint: JointInspection, case: Case, client: Client
) -> None:
    other = case_of(joint)
    sent = form(
        owner=joint.leads["ofsted"].pk,
        owner_id=1,
        author=joint.inspectors["ofsted"].pk,
        case=other.pk,
        reference="J-MINE-0001",
        version=9,
        withdrawn_why="x",
    )
    assert client.post(at(joint, "add_event", case), sent).status_code == 302
    (row,) = events_of(joint.inspectors["cqc"])
    assert (row.case_id, row.author, row.version) == (case.pk, joint.inspectors["cqc"], 1)
    assert (row.owner.code, row.withdrawn_why) == ("cqc", "")
    assert row.reference != "J-MINE-0001"


def test_a_conflict_of_a_form_that_was_sent_twice_is_no_conflict(
    joint: JointInspection, case: Case, client: Client
) -> None:
    event = event_of(joint, case, text="Start.")
    where = at(joint, "change_event", case, event.reference)
    sent = form(base=1, text="Mine.")
    for _ in range(2):
        assert client.post(where, sent).status_code == 302
    with acting_as(joint.inspectors["cqc"]):
        assert event.revisions.count() == 2
