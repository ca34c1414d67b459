"""The pages of the search: what they show, take, refuse and keep."""

from collections.abc import Callable
from contextlib import AbstractContextManager
from datetime import timedelta
from typing import Any
from urllib.parse import urlencode
from uuid import uuid4

import pytest
from django.http import HttpResponse
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from inspections.models import SavedSearch
from inspections.values import EVIDENCE_PAGE
from organisations.models import User
from records.actor import acting_as
from records.models import AuditEntry
from tests.factories.inspections import (
    JointInspection,
    case_of,
    evidence_by,
    joint_inspection,
    member_factory,
    single_strand,
)
from tests.factories.organisations import AdminFactory, UserFactory

pytestmark = pytest.mark.django_db
ClientOf = Callable[..., Client]
Counting = Callable[[], AbstractContextManager[list[str]]]

# What people paste, and the first words of the sentence that they get; empty where it is searched.
TYPED = {
    "": "",
    "x" * 100_000: "Words must be 300 characters or fewer",
    "שלום עולם": "",
    "\u202edesrever": "",
    "😀": "Enter a word with a letter or a digit in it",
    "plan 😀": "",
    "a\x00b\x07c": "",
    "'; DROP TABLE x; --": "",
    '" \\ & | ! ( ) : * < >': "Enter a word with a letter or a digit in it",
    "w " * 21: "Search for 20 words or fewer",
}


@pytest.fixture
def joint() -> JointInspection:
    return joint_inspection()


@pytest.fixture
def ofsted(joint: JointInspection) -> User:
    return joint.inspectors["ofsted"]


def of(joint: JointInspection, **query: Any) -> str:
    return f"{reverse('inspections:search', args=[joint.reference])}?{urlencode(query, doseq=True)}"


def everywhere(**query: Any) -> str:
    return f"{reverse('inspections:search_all')}?{urlencode(query)}"


def found_on(answer: HttpResponse) -> list[str]:
    return [item.reference for item in answer.context_data["results"].items]


def page_of(answer: HttpResponse) -> str:
    return " ".join(answer.content.decode().split())


# --- searching ------------------------------------------------------------------------------------


def test_the_page_shows_what_is_found_and_what_was_asked(
    client_of: ClientOf, joint: JointInspection, ofsted: User
) -> None:
    case = case_of(joint)
    item = evidence_by(joint, ofsted, text="The <plan> was late.", case=case, source="child")
    evidence_by(joint, ofsted, text="Nothing of the kind.")
    answer = client_of(ofsted).get(of(joint, q="plan", case=case.reference, source="child"))
    assert found_on(answer) == [item.reference]
    page = page_of(answer)
    for said in (
        "The &lt;plan&gt; was late.",
        "Words: plan",
        f"Case: {case.reference}",
        "Withdrawn items are left out.",
        f"/evidence/{item.reference}/",
    ):
        assert said in page


def test_each_thing_asked_can_be_left_out_again(
    client_of: ClientOf, joint: JointInspection, ofsted: User
) -> None:
    answer = client_of(ofsted).get(of(joint, q="plan", strength="weakness"))
    chips = {chip.label: chip.url for chip in answer.context_data["results"].chips}
    assert chips["Words: plan"].endswith("?strength=weakness")
    assert chips["Strength or weakness: Weakness"].endswith("?q=plan")


def test_a_date_that_is_none_is_said_and_nothing_is_searched_for(
    client_of: ClientOf, joint: JointInspection, ofsted: User
) -> None:
    evidence_by(joint, ofsted, text="plan")
    asked = {"q": "plan", "observed_from_day": 31, "observed_from_month": 2}
    answer = client_of(ofsted).get(of(joint, **asked, observed_from_year=2026))
    assert answer.status_code == 422
    assert found_on(answer) == []
    assert 'value="31"' in page_of(answer)
    assert 'value="plan"' in page_of(answer)


def test_a_last_day_before_the_first_is_said(
    client_of: ClientOf, joint: JointInspection, ofsted: User
) -> None:
    days = {"recorded_from_day": 2, "recorded_from_month": 2, "recorded_from_year": 2026}
    days |= {"recorded_to_day": 1, "recorded_to_month": 2, "recorded_to_year": 2026}
    answer = client_of(ofsted).get(of(joint, **days))
    assert answer.status_code == 422
    assert "Recorded to must be the same day as recorded from, or later" in page_of(answer)


@pytest.mark.parametrize(("typed", "says"), TYPED.items(), ids=range(len(TYPED)))
def test_whatever_is_typed_gets_an_answer_and_stays_typed(
    client_of: ClientOf, joint: JointInspection, ofsted: User, typed: str, says: str
) -> None:
    for address in (of(joint, q=typed), everywhere(q=typed)):
        answer = client_of(ofsted).get(address)
        assert answer.status_code == (422 if says else 200)
        assert says in page_of(answer)
        kept = answer.context_data["form"]["q"].value()
        assert (kept or "").replace("\x00", "")[:50] == typed.replace("\x00", "")[:50]


@pytest.mark.parametrize("name", ["case", "agency", "criterion", "author", "tag", "theme"])
@pytest.mark.parametrize("value", ["gone", "x" * 100_000, "\x00", "😀\u202e", "' OR 1=1 --"])
def test_a_filter_of_an_old_or_foreign_address_finds_nothing_and_stays_chosen(
    client_of: ClientOf, joint: JointInspection, ofsted: User, name: str, value: str
) -> None:
    evidence_by(joint, ofsted)
    answer = client_of(ofsted).get(of(joint, **{name: value}))
    assert answer.status_code == 200
    is_empty = not value.replace("\x00", "")
    assert len(found_on(answer)) == (1 if is_empty else 0)
    if not is_empty:
        assert "(not here any more)" in page_of(answer)


@pytest.mark.parametrize("position", ["", "x", "_", "2026-01-01_x", "9999-12-31T23:59:59+00:00_0"])
def test_a_page_that_cannot_be_read_is_the_first(
    client_of: ClientOf, joint: JointInspection, ofsted: User, position: str
) -> None:
    item = evidence_by(joint, ofsted)
    for side in ("older", "newer"):
        assert found_on(client_of(ofsted).get(of(joint, **{side: position}))) == [item.reference]


def test_pages_lead_on_and_back(client_of: ClientOf, joint: JointInspection, ofsted: User) -> None:
    now = timezone.now()
    for number in range(EVIDENCE_PAGE + 2):
        evidence_by(joint, ofsted, text="plan", at=now - timedelta(minutes=number))
    client = client_of(ofsted)
    first = client.get(of(joint, q="plan"))
    older = first.context_data["results"].older_url
    assert "q=plan" in older
    assert not first.context_data["results"].newer_url
    second = client.get(older)
    assert len(found_on(first)) == EVIDENCE_PAGE
    assert len(found_on(second)) == 2
    assert not set(found_on(first)) & set(found_on(second))
    assert not second.context_data["results"].older_url
    back = client.get(second.context_data["results"].newer_url)
    assert found_on(back) == found_on(first)


def test_what_is_around_a_word_far_into_a_text_is_shown(
    client_of: ClientOf, joint: JointInspection, ofsted: User
) -> None:
    evidence_by(joint, ofsted, text="word " * 200 + "needle " + "word " * 200)
    answer = client_of(ofsted).get(of(joint, q="needle"))
    text = answer.context_data["results"].items[0].text
    assert "needle" in text
    assert text.startswith("…")
    assert text.endswith("…")
    assert len(text) < 400


def test_nothing_found_says_what_to_do(
    client_of: ClientOf, joint: JointInspection, ofsted: User
) -> None:
    for address in (of(joint, q="none"), everywhere(q="none")):
        page = page_of(client_of(ofsted).get(address))
        assert "Nothing found" in page
        assert "is not searched until it is shared" in page


# --- for whom -------------------------------------------------------------------------------------


def test_nobody_off_the_team_learns_that_there_is_a_search(
    client_of: ClientOf, joint: JointInspection
) -> None:
    for person in (joint.chair, AdminFactory(), UserFactory(), member_factory("cqc")):
        assert client_of(person).get(of(joint, q="plan")).status_code == 404


def test_what_is_hidden_shows_nowhere_on_the_page(
    client_of: ClientOf, joint: JointInspection, ofsted: User
) -> None:
    cqc = joint.inspectors["cqc"]
    own = single_strand(joint, "cqc")
    hidden = evidence_by(joint, cqc, strand=own, text="canarysecret plan")
    for asked in (
        {"q": "canarysecret"},
        {"q": hidden.reference},
        {"q": "plan"},
        {"author": cqc.email},
        {"strand": own.code},
        {"q": "plan", "inspectorate": "cqc"},
        {},
    ):
        for address in (of(joint, **asked), everywhere(**asked)):
            answer = client_of(ofsted).get(address)
            shown = [item.text for item in answer.context_data["results"].items]
            assert shown == []
    assert found_on(client_of(cqc).get(of(joint, q="canarysecret"))) == [hidden.reference]


def test_what_was_shown_is_on_the_record_and_the_words_are_not(
    client_of: ClientOf, joint: JointInspection, ofsted: User
) -> None:
    item = evidence_by(joint, ofsted, text="A canaryword here")
    for address in (of(joint, q="canaryword"), everywhere(q="canaryword")):
        client_of(ofsted).get(address)
        entry = AuditEntry.objects.latest("pk")
        assert entry.disclosed == [f"evidence {item.reference} v1"]
        assert "canaryword" not in f"{entry.about} {entry.disclosed} {entry.changed}"


def test_the_list_of_evidence_has_a_search_field(
    client_of: ClientOf, joint: JointInspection, ofsted: User
) -> None:
    address = reverse("inspections:evidence", args=[joint.reference])
    page = page_of(client_of(ofsted).get(address))
    assert f'action="{address}search/"' in page
    assert 'name="q"' in page


# --- how much it asks of the database -------------------------------------------------------------


@pytest.mark.parametrize("where", ["within", "everywhere"])
def test_a_search_asks_as_much_for_many_as_for_one(
    client_of: ClientOf, count_queries: Counting, joint: JointInspection, ofsted: User, where: str
) -> None:
    client = client_of(ofsted)
    address = of(joint, q="plan") if where == "within" else everywhere(q="plan")
    counts = []
    for more in (1, 2):
        for _ in range(more):
            criteria = tuple(one.pk for one in joint.criteria)
            evidence_by(joint, ofsted, text="plan", case=case_of(joint), criteria=criteria)
        client.get(address)
        with count_queries() as asked:
            answer = client.get(address)
        counts.append(len(asked))
    assert len(found_on(answer)) == 3
    assert counts[0] == counts[1]
    assert counts[0] <= 8, "\n".join(asked)
    assert not [sql for sql in asked if "COUNT(" in sql.upper()]


# --- saved searches -------------------------------------------------------------------------------


def saved_by(person: User) -> list[SavedSearch]:
    with acting_as(person):
        return list(SavedSearch.objects.visible_to(person).select_related("inspection"))


def save(client: Client, name: str, *, within: str = "", key: Any = None, **query: Any) -> Any:
    query = {"within": within, **query} if within else query
    address = f"{reverse('inspections:save_search')}?{urlencode(query)}"
    return client.post(address, {"once": key or uuid4(), "name": name})


def change(client: Client, saved: SavedSearch, name: str, version: int, **query: Any) -> Any:
    address = reverse("inspections:change_saved_search", args=[saved.reference])
    body = {"once": uuid4(), "name": name, "version": version}
    return client.post(f"{address}?{urlencode(query)}", body)


def test_a_search_is_kept_and_opened_again(
    client_of: ClientOf, joint: JointInspection, ofsted: User
) -> None:
    item = evidence_by(joint, ofsted, text="The plan", strength="weakness")
    client = client_of(ofsted)
    for within, where in ((joint.reference, of(joint)), ("", everywhere())):
        answer = save(client, "Weak plans", within=within, q="plan", strength="weakness")
        assert answer.status_code == 302
        page = client.get(where)
        row = next(one for one in page.context_data["saved"] if one.name == "Weak plans")
        opened = client.get(row.url, follow=True)
        assert found_on(opened) == [item.reference]
        assert opened.context_data["form"]["strength"].value() == "weakness"


def test_the_page_that_keeps_a_search_says_what_it_asks(
    client_of: ClientOf, joint: JointInspection, ofsted: User
) -> None:
    address = reverse("inspections:save_search")
    page = page_of(client_of(ofsted).get(f"{address}?within={joint.reference}&q=plan&source=child"))
    assert "Words: plan; Source:" in page


@pytest.mark.parametrize(
    ("name", "status"),
    [
        ("", 422),
        ("x" * 81, 422),
        ("x" * 100_000, 422),
        ("😀", 422),
        ("\x00", 422),
        ("שלום \u202e", 302),
        ("Zoë’s 😀 \x07plan", 302),
    ],
)
def test_the_name_of_a_search_is_checked_and_kept(
    client_of: ClientOf, joint: JointInspection, ofsted: User, name: str, status: int
) -> None:
    answer = save(client_of(ofsted), name, within=joint.reference, q="plan")
    assert answer.status_code == status
    if status == 422:
        assert answer.context_data["form"]["name"].value() == name
        assert not saved_by(ofsted)


def test_one_name_is_one_search_in_each_place(
    client_of: ClientOf, joint: JointInspection, ofsted: User
) -> None:
    client = client_of(ofsted)
    assert save(client, "Plans", within=joint.reference, q="plan").status_code == 302
    again = save(client, "PLANS!", within=joint.reference, q="other")
    assert again.status_code == 409
    assert "You have a saved search with that name." in page_of(again)
    assert save(client, "Plans", q="plan").status_code == 302
    assert len(saved_by(ofsted)) == 2


def test_the_same_form_sent_twice_keeps_one(
    client_of: ClientOf, joint: JointInspection, ofsted: User
) -> None:
    client, key = client_of(ofsted), uuid4()
    for _ in range(2):
        assert save(client, "Plans", within=joint.reference, key=key, q="plan").status_code == 302
    other = save(client, "Plans", within=joint.reference, key=key, q="other")
    assert other.status_code == 409
    assert len(saved_by(ofsted)) == 1


def test_a_search_with_a_mistake_is_not_kept(
    client_of: ClientOf, joint: JointInspection, ofsted: User
) -> None:
    answer = save(client_of(ofsted), "Plans", within=joint.reference, q="w " * 21)
    assert answer.status_code == 422
    assert "has a mistake in it" in page_of(answer)
    assert not saved_by(ofsted)


def test_a_saved_search_gets_another_name_and_another_question(
    client_of: ClientOf, joint: JointInspection, ofsted: User
) -> None:
    client = client_of(ofsted)
    save(client, "Plans", within=joint.reference, q="plan")
    saved = saved_by(ofsted)[0]
    address = reverse("inspections:change_saved_search", args=[saved.reference])
    assert "Words: plan" in page_of(client.get(address))
    assert "Words: visit" in page_of(client.get(f"{address}?q=visit"))
    assert change(client, saved, "All plans", 1).status_code == 302
    assert change(client, saved, "Visits", 2, q="visit").status_code == 302
    now = saved_by(ofsted)[0]
    assert (now.name, now.search.q, now.version) == ("Visits", "visit", 3)


def test_two_windows_change_one_saved_search_and_nothing_is_lost(
    client_of: ClientOf, joint: JointInspection, ofsted: User
) -> None:
    client = client_of(ofsted)
    save(client, "Plans", within=joint.reference, q="plan")
    saved = saved_by(ofsted)[0]
    assert change(client, saved, "Mine first", 1, q="first").status_code == 302
    answer = change(client, saved, "Mine second", 1, q="second")
    assert answer.status_code == 409
    page = page_of(answer)
    for said in ("Mine first", "Words: first", "Mine second", "Words: second"):
        assert said in page
    assert saved_by(ofsted)[0].name == "Mine first"
    version = answer.context_data["form"]["version"].value()
    assert change(client, saved, "Mine second", int(version), q="second").status_code == 302
    assert saved_by(ofsted)[0].name == "Mine second"


def test_another_windows_name_is_not_taken(
    client_of: ClientOf, joint: JointInspection, ofsted: User
) -> None:
    client = client_of(ofsted)
    for name in ("One", "Two"):
        save(client, name, within=joint.reference, q=name)
    one = saved_by(ofsted)[0]
    answer = change(client, one, "two", 1)
    assert answer.status_code == 409
    assert "You have a saved search with that name." in page_of(answer)


def test_a_saved_search_is_deleted_once_and_its_name_is_free(
    client_of: ClientOf, joint: JointInspection, ofsted: User
) -> None:
    client = client_of(ofsted)
    save(client, "Plans", within=joint.reference, q="plan")
    saved = saved_by(ofsted)[0]
    end = reverse("inspections:end_saved_search", args=[saved.reference])
    assert client.get(end).status_code == 405
    assert client.post(end).status_code == 302
    assert client.post(end).status_code == 404
    assert change(client, saved, "Late", 1).status_code == 404
    assert saved_by(ofsted) == []
    assert save(client, "Plans", within=joint.reference, q="plan").status_code == 302


def test_a_saved_search_is_its_owners_alone(
    client_of: ClientOf, joint: JointInspection, ofsted: User
) -> None:
    save(client_of(ofsted), "Plans", within=joint.reference, q="plan")
    saved = saved_by(ofsted)[0]
    other = client_of(joint.overall_lead)
    for name in ("saved_search", "change_saved_search"):
        assert other.get(reverse(f"inspections:{name}", args=[saved.reference])).status_code == 404
    end = reverse("inspections:end_saved_search", args=[saved.reference])
    assert other.post(end).status_code == 404
    assert change(other, saved, "Theirs", 1).status_code == 404
    assert "Plans" not in page_of(other.get(of(joint)))
    assert saved_by(ofsted)[0].name == "Plans"


def test_whoever_is_not_on_the_team_keeps_no_search_there(
    client_of: ClientOf, joint: JointInspection
) -> None:
    stranger = member_factory("ofsted")
    answer = save(client_of(stranger), "Plans", within=joint.reference, q="plan")
    assert answer.status_code == 404
    assert saved_by(stranger) == []


def test_there_is_an_end_to_saved_searches(
    client_of: ClientOf, joint: JointInspection, ofsted: User, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("inspections.actions.searches.MOST_SAVED", 2)
    client = client_of(ofsted)
    for name in ("One", "Two"):
        assert save(client, name, q=name).status_code == 302
    answer = save(client, "Three", q="three")
    assert answer.status_code == 409
    assert "You have 2 saved searches." in page_of(answer)
