"""Requests for another format: anybody asks, the leads of one inspectorate answer."""

from collections.abc import Callable
from contextlib import AbstractContextManager
from typing import Any
from uuid import uuid4

import pytest
from django.core.cache import cache
from django.db import IntegrityError, transaction
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from organisations.models import User
from pages.fields import NOT_IN_LIST
from records.errors import ActionRefused, PermissionRefused
from records.models import AuditEntry
from reports.actions.format_requests import answered_by, ask_for_format, mark_sent, refuse_format
from reports.actions.formats import Published
from reports.models import FormatRequest, Publication, RecordedLetterInspectorate
from reports.values import REASON_LIMIT
from reports.values.formats import NEEDS_LIMIT, FormatKind, FormatWish, RequestState
from reports.views.format_requests import TOO_MANY
from tests.factories.formats import WISH, format_request_of
from tests.factories.inspections import member_factory
from tests.factories.letters import early_letter, recorded_letter
from tests.factories.organisations import AdminFactory
from tests.factories.reports import Told, report_at

pytestmark = pytest.mark.django_db
ClientOf = Callable[..., Client]
Queries = Callable[[int], AbstractContextManager[list[str]]]
LIST = "published:format_requests"


@pytest.fixture(autouse=True)
def nobody_has_asked() -> None:
    cache.clear()


@pytest.fixture
def told() -> Told:
    return report_at("published")


@pytest.fixture
def row(told: Told) -> Publication:
    return Publication.objects.get()


@pytest.fixture
def lead(told: Told) -> User:
    return told.lead


def address(row: Published) -> str:
    if isinstance(row, Publication):
        return reverse("published:ask_format", args=[row.reference, row.version])
    return reverse("published:ask_recorded_format", args=[row.slug])


def sent(**changes: Any) -> dict[str, Any]:
    usual = {"kind": "braille", "needs": "Grade 2.", "email": "a@b.example", "once": str(uuid4())}
    return {**usual, **changes}


# --- asking -------------------------------------------------------------------------------------


def test_anybody_asks_and_is_told_what_happens_with_the_address(
    row: Publication, client: Client
) -> None:
    page = client.get(row.get_absolute_url()).content.decode()
    assert address(row) in page
    form = client.get(address(row)).content.decode()
    assert row.title in form
    assert "erase it when you have the answer" in form
    answer = client.post(address(row), sent())
    assert answer.status_code == 200
    assert "Your request was sent" in answer.content.decode()
    asked = FormatRequest.objects.get()
    assert (asked.kind, asked.needs, asked.email) == ("braille", "Grade 2.", "a@b.example")
    assert (asked.publication, asked.letter, asked.number) == (row, None, 1)
    assert asked.state == RequestState.WAITING


def test_of_a_letter_of_another_place_too(client: Client) -> None:
    letter = recorded_letter()
    assert client.post(address(letter), sent()).status_code == 200
    asked = FormatRequest.objects.get()
    assert (asked.letter, asked.publication) == (letter, None)
    assert asked.inspectorate.code == "ofsted"


def test_where_no_author_is_here_it_says_whom_to_ask(client: Client) -> None:
    letter = recorded_letter(early_letter(inspectorates=["Lantern Inspectorate"]))
    assert not RecordedLetterInspectorate.objects.exclude(inspectorate=None).exists()
    answer = client.post(address(letter), sent())
    assert answer.status_code == 409
    assert "Ask one of them directly" in answer.content.decode()
    assert not FormatRequest.objects.exists()


@pytest.mark.parametrize(
    ("changes", "said"),
    [
        ({"kind": ""}, "Select the format that you need"),
        ({"kind": "stone"}, NOT_IN_LIST),
        ({"email": ""}, "Enter your e-mail address"),
        ({"email": "nowhere"}, "Enter an email address in the correct format"),
        ({"email": f"{'a' * 250}@b.example"}, "254"),
        ({"needs": "x" * (NEEDS_LIMIT + 1)}, "1,000"),
        ({"once": "no"}, "lost its receipt"),
    ],
)
def test_what_is_missing_is_said_and_what_was_typed_stays(
    row: Publication, client: Client, changes: dict[str, str], said: str
) -> None:
    answer = client.post(address(row), sent(**changes))
    assert answer.status_code == 422
    text = answer.content.decode()
    assert said in text or said.replace(",", "") in text
    assert "Grade 2." in text or "needs" in changes
    assert not FormatRequest.objects.exists()


def test_the_same_form_twice_is_one_request(row: Publication, client: Client) -> None:
    form = sent()
    for _ in range(3):
        assert client.post(address(row), form).status_code == 200
    assert FormatRequest.objects.count() == 1


def test_one_network_address_asks_five_times_an_hour(row: Publication, client: Client) -> None:
    answers = [client.post(address(row), sent()) for _ in range(6)]
    assert [one.status_code for one in answers] == [200] * 5 + [409]
    assert TOO_MANY in answers[-1].content.decode()
    assert FormatRequest.objects.count() == 5
    other = Client(REMOTE_ADDR="192.0.2.7")
    assert other.post(address(row), sent()).status_code == 200


def test_a_form_with_faults_does_not_count(row: Publication, client: Client) -> None:
    for _ in range(7):
        client.post(address(row), sent(email=""))
    assert client.post(address(row), sent()).status_code == 200


def test_the_log_names_the_request_and_never_the_address(row: Publication, client: Client) -> None:
    client.post(address(row), sent())
    entry = AuditEntry.objects.latest("pk")
    assert (entry.person, entry.route, entry.changed) == (
        None,
        "published:ask_format",
        ["format request ofsted 1"],
    )
    assert "a@b.example" not in str(entry.__dict__)


@pytest.mark.parametrize(
    "wish",
    [
        FormatWish("stone", "", "a@b.example"),
        FormatWish(FormatKind.AUDIO, "", ""),
        FormatWish(FormatKind.AUDIO, "x" * (NEEDS_LIMIT + 1), "a@b.example"),
    ],
)
def test_the_action_holds_the_wish_against_its_bounds(row: Publication, wish: FormatWish) -> None:
    with pytest.raises(ActionRefused, match="Say which format"):
        ask_for_format(of=row, wish=wish, once=uuid4(), at=timezone.now())


def test_who_assures_the_quality_answers_for_what_several_write(row: Publication) -> None:
    inspectorate = answered_by(of=row)
    assert inspectorate == row.report.form.quality_assured_by
    assert [format_request_of(row).number for _ in range(3)] == [1, 2, 3]
    assert format_request_of(recorded_letter()).number == 4


# --- who sees it --------------------------------------------------------------------------------


def test_only_the_leads_of_that_inspectorate_see_the_address(
    row: Publication, told: Told, client_of: ClientOf, client: Client
) -> None:
    asked = format_request_of(row)
    url = asked.get_absolute_url()
    for person in (told.lead, member_factory("ofsted", "lead")):
        assert WISH.email in client_of(person).get(url).content.decode()
    others = [
        told.joint.leads["cqc"],
        told.joint.inspectors["ofsted"],
        told.joint.quality_assurer,
        told.chair,
        AdminFactory(),
    ]
    assert {client_of(person).get(url).status_code for person in others} == {404}
    assert client.get(url).status_code == 302
    for page in (row.get_absolute_url(), address(row), reverse("published:list")):
        assert WISH.email not in client.get(page).content.decode()


def test_the_list_is_the_inspectorates_own(
    row: Publication, told: Told, client_of: ClientOf
) -> None:
    format_request_of(row)
    mine = client_of(told.lead).get(reverse(LIST)).content.decode()
    assert "1. Audio" in mine
    assert WISH.email not in mine
    theirs = client_of(told.joint.leads["cqc"]).get(reverse(LIST)).content.decode()
    assert "Nobody has asked for anything." in theirs
    refused = client_of(told.joint.inspectors["ofsted"]).get(reverse(LIST))
    assert refused.status_code == 403


def test_leads_find_the_list_and_nobody_else_is_led_there(
    row: Publication, told: Told, client_of: ClientOf, client: Client
) -> None:
    published = reverse("published:list")
    assert reverse(LIST) in client_of(told.lead).get(published).content.decode()
    for browser in (client, client_of(told.chair), client_of(told.joint.inspectors["cqc"])):
        assert reverse(LIST) not in browser.get(published).content.decode()


def test_what_waits_stands_first(row: Publication, lead: User, client_of: ClientOf) -> None:
    first, second = format_request_of(row), format_request_of(row)
    mark_sent(request=first, by=lead, at=timezone.now())
    text = client_of(lead).get(reverse(LIST)).content.decode()
    assert text.index(f"{second.number}. Audio") < text.index(f"{first.number}. Audio")


def test_what_is_over_goes_on_on_a_further_page(
    row: Publication, lead: User, client_of: ClientOf, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("reports.presenters.formats.PAGE", 2)
    monkeypatch.setattr("reports.views.format_requests.PAGE", 2)
    asked = [format_request_of(row) for _ in range(4)]
    for one in asked[:3]:
        mark_sent(request=one, by=lead, at=timezone.now())
    client = client_of(lead)
    first = client.get(reverse(LIST)).context_data["list"]
    assert [line.label for line in first.lines] == ["4. Audio", "3. Audio", "2. Audio"]
    assert first.shown == "1 waiting, 2 over. Older ones follow."
    second = client.get(first.older_url).context_data["list"]
    assert [line.label for line in second.lines] == ["1. Audio"]
    assert second.older_url == ""
    nonsense = client.get(f"{reverse(LIST)}?before=-x").context_data["list"]
    assert nonsense == first


def test_a_lead_is_told_on_the_home_page_that_requests_wait(
    row: Publication, told: Told, client_of: ClientOf
) -> None:
    asked = format_request_of(row)
    words = "Answer a request for another format"
    assert words in client_of(told.lead).get("/").content.decode()
    assert words not in client_of(told.joint.leads["cqc"]).get("/").content.decode()
    mark_sent(request=asked, by=told.lead, at=timezone.now())
    assert words not in client_of(told.lead).get("/").content.decode()


def test_the_list_asks_as_often_for_three_as_for_one(
    row: Publication, lead: User, client_of: ClientOf, count_queries: Any
) -> None:
    client, counts = client_of(lead), []
    for more in (1, 2):
        for _ in range(more):
            format_request_of(row)
        client.get(reverse(LIST))
        with count_queries() as asked:
            client.get(reverse(LIST))
        counts.append(len(asked))
    assert counts[0] == counts[1]


# --- answering ----------------------------------------------------------------------------------


def test_once_it_was_sent_the_address_is_gone(
    row: Publication, lead: User, client_of: ClientOf
) -> None:
    asked, client = format_request_of(row), client_of(lead)
    answer = client.post(asked.get_absolute_url(), {"decision": "sent"})
    assert answer.status_code == 302
    asked.refresh_from_db()
    assert (asked.state, asked.email, asked.handled_by) == (RequestState.SENT, "", lead)
    page = client.get(asked.get_absolute_url()).content.decode()
    assert "The address was erased" in page
    assert "How did it end?" not in page
    assert WISH.email not in page


def test_a_refusal_has_a_reason(row: Publication, lead: User, client_of: ClientOf) -> None:
    asked, client = format_request_of(row), client_of(lead)
    answer = client.post(asked.get_absolute_url(), {"decision": "refused", "reason": " "})
    assert answer.status_code == 422
    assert "Enter why it cannot be given" in answer.content.decode()
    client.post(asked.get_absolute_url(), {"decision": "refused", "reason": "No signer."})
    asked.refresh_from_db()
    assert (asked.state, asked.email, asked.reason) == ("refused", "", "No signer.")
    assert "No signer." in client.get(asked.get_absolute_url()).content.decode()


@pytest.mark.parametrize("reason", ["", " \n", "x" * (REASON_LIMIT + 1)])
def test_the_action_wants_a_reason_that_fits(row: Publication, lead: User, reason: str) -> None:
    asked = format_request_of(row)
    with pytest.raises(ActionRefused, match="Say why"):
        refuse_format(request=asked, reason=reason, by=lead, at=timezone.now())


def test_the_second_of_two_is_told_who_was_quicker(row: Publication, lead: User) -> None:
    asked = format_request_of(row)
    stale = FormatRequest.objects.get(pk=asked.pk)
    mark_sent(request=asked, by=lead, at=timezone.now())
    other = member_factory("ofsted", "lead")
    with pytest.raises(ActionRefused, match=f"{lead} was quicker: the request is “sent”"):
        refuse_format(request=stale, reason="No.", by=other, at=timezone.now())
    asked.refresh_from_db()
    assert (asked.state, asked.reason, asked.handled_by) == ("sent", "", lead)


@pytest.mark.parametrize(("code", "role"), [("cqc", "lead"), ("ofsted", "inspector")])
def test_nobody_else_answers_it(row: Publication, code: str, role: str) -> None:
    asked = format_request_of(row)
    with pytest.raises(PermissionRefused):
        mark_sent(request=asked, by=member_factory(code, role), at=timezone.now())
    asked.refresh_from_db()
    assert asked.email == WISH.email


@pytest.mark.parametrize(
    "changes",
    [
        {"email": ""},
        {"state": "sent"},
        {"state": "sent", "email": "", "handled_at": None},
        {"state": "refused", "email": "", "handled_at": timezone.now()},
        {"state": "lost", "email": "", "handled_at": timezone.now()},
        {"publication": None},
    ],
)
def test_the_database_holds_address_and_state_together(
    row: Publication, changes: dict[str, Any]
) -> None:
    asked = format_request_of(row)
    with pytest.raises(IntegrityError), transaction.atomic():
        FormatRequest.objects.filter(pk=asked.pk).update(**changes)
