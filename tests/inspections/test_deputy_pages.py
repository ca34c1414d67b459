"""Deputies and hand-overs on pages: named, shown, ended; who finds which page."""

import re
from collections.abc import Callable
from contextlib import AbstractContextManager
from typing import Any
from uuid import uuid4

import pytest
from django.test import Client
from django.utils.formats import date_format

from inspections.models import Deputising, HandOver
from organisations.actions import set_active
from organisations.models import User
from records.models import AuditEntry
from tests.factories.deputies import day, deputy_of, handed_over, leads_on, places_on
from tests.factories.inspections import JointInspection, joint_inspection, member_factory
from tests.factories.judgements import proposed_judgement, signature_of
from tests.factories.organisations import AdminFactory
from tests.inspections.test_pages import at, text_of

pytestmark = pytest.mark.django_db
ClientOf = Callable[[User], Client]
Counted = Callable[[], AbstractContextManager[list[str]]]


@pytest.fixture
def joint(db: None) -> JointInspection:
    return joint_inspection()


def date_boxes(name: str, after: int) -> dict[str, int]:
    when = day(after)
    return {f"{name}_day": when.day, f"{name}_month": when.month, f"{name}_year": when.year}


def deputy_form(joint: JointInspection, **changes: Any) -> dict[str, Any]:
    usual = {
        "once": uuid4(),
        "person": joint.inspectors["cqc"].email,
        **date_boxes("first_day", 0),
        **date_boxes("last_day", 3),
        "reason": "On leave",
    }
    return {**usual, **changes}


def hand_over_form(joint: JointInspection, **changes: Any) -> dict[str, Any]:
    usual = {
        "once": uuid4(),
        "person": joint.inspectors["cqc"].email,
        **date_boxes("on", 0),
        "stays": "yes",
        "reason": "A new post",
    }
    return {**usual, **changes}


# --- naming a deputy ----------------------------------------------------------------------------


def test_a_lead_names_a_deputy_whom_the_team_then_sees(
    joint: JointInspection, client_of: ClientOf
) -> None:
    client, deputy = client_of(joint.leads["cqc"]), joint.inspectors["cqc"]
    assert "Name a deputy for days on which you are away" in text_of(client.get(at(joint, "team")))
    page = text_of(client.get(at(joint, "name_deputy")))
    assert f'value="{deputy.email}"' in page
    assert joint.inspectors["hmic"].email not in page
    answer = client.post(at(joint, "name_deputy"), deputy_form(joint), follow=True)
    assert "Your deputy is named." in text_of(answer)
    for person in (joint.quality_assurer, joint.inspectors["hmic"]):
        team = text_of(client_of(person).get(at(joint, "team")))
        assert f"Deputy for {joint.leads['cqc']}" in team
        assert "On leave" in team
    assert date_format(day(3), "j F Y") in team
    entry = AuditEntry.objects.filter(route="inspections:name_deputy", method="POST").get()
    assert entry.changed == [f"{deputy.email} as deputy of {joint.leads['cqc'].email}"]


def test_the_same_form_twice_names_one(joint: JointInspection, client_of: ClientOf) -> None:
    client, sent = client_of(joint.leads["cqc"]), deputy_form(joint)
    for _ in range(3):
        assert client.post(at(joint, "name_deputy"), sent).status_code == 302
    assert Deputising.objects.count() == 1


@pytest.mark.parametrize(
    ("changes", "sentence"),
    [
        ({"person": ""}, "Select a person"),
        ({"person": "nobody@example.org"}, "What you chose is not in the list any more"),
        ({"reason": ""}, "Enter why a deputy is needed"),
        ({"reason": "x" * 501}, "at most 500 characters"),
        (date_boxes("first_day", -1), "must be today or in the future"),
        (date_boxes("last_day", -1), "must be today or in the future"),
        ({"last_day_day": "", "last_day_month": "", "last_day_year": ""}, "Enter the last day"),
        (date_boxes("first_day", 5), "Last day must be the first day or later"),
    ],
)
def test_what_is_missing_is_said_and_what_was_typed_stays(
    joint: JointInspection, client_of: ClientOf, changes: dict[str, Any], sentence: str
) -> None:
    sent = deputy_form(joint, **{"reason": "On leave in Wales", **changes})
    answer = client_of(joint.leads["cqc"]).post(at(joint, "name_deputy"), sent)
    assert answer.status_code == 422
    assert sentence in text_of(answer)
    if sent["reason"] == "On leave in Wales":
        assert "On leave in Wales" in text_of(answer)
    assert not Deputising.objects.exists()


def test_days_of_another_deputy_are_said_and_what_was_typed_stays(
    joint: JointInspection, client_of: ClientOf
) -> None:
    deputy_of(joint, "cqc", member_factory("cqc"))
    answer = client_of(joint.leads["cqc"]).post(
        at(joint, "name_deputy"), deputy_form(joint, reason="On leave in Wales")
    )
    assert answer.status_code == 409
    assert "Choose other days, or end that first." in text_of(answer)
    assert "On leave in Wales" in text_of(answer)


def test_neither_leads_nor_the_assurer_nor_closed_accounts_are_listed(
    joint: JointInspection, client_of: ClientOf
) -> None:
    closed = member_factory("ofsted")
    set_active(person=closed, is_active=False, by=AdminFactory())
    page = text_of(client_of(joint.overall_lead).get(at(joint, "name_deputy")))
    assert f'value="{joint.inspectors["ofsted"].email}"' in page
    for person in (joint.overall_lead, joint.quality_assurer, closed):
        assert f'value="{person.email}"' not in page


# --- ending it ----------------------------------------------------------------------------------


def test_a_deputys_time_is_ended(joint: JointInspection, client_of: ClientOf) -> None:
    deputy_of(joint, "cqc")
    client, deputy = client_of(joint.leads["cqc"]), joint.inspectors["cqc"]
    assert f"End {deputy}’s time as deputy" in text_of(client.get(at(joint, "team")))
    where = at(joint, "end_deputising", 1)
    assert f"{deputy} stands in for {joint.leads['cqc']}" in text_of(client.get(where))
    sent = {"once": uuid4()}
    for _ in range(2):
        answer = client.post(where, sent, follow=True)
        assert "does not stand in any more" in text_of(answer)
    assert places_on(joint, deputy, day()) == ["inspector"]
    assert f"Deputy for {joint.leads['cqc']}" in text_of(client.get(at(joint, "team")))
    again = client.post(where, {"once": uuid4()})
    assert again.status_code == 409
    assert "does not stand in any more" in text_of(again)


def test_there_is_no_page_of_a_deputy_of_another_inspection(
    joint: JointInspection, client_of: ClientOf
) -> None:
    deputy_of(joint_inspection(), "cqc")
    client = client_of(joint.overall_lead)
    for number in (0, 1, 99):
        assert client.get(at(joint, "end_deputising", number)).status_code == 404


def test_each_deputy_is_ended_by_the_link_in_their_own_row(
    joint: JointInspection, client_of: ClientOf
) -> None:
    deputy_of(joint_inspection(), "cqc")
    for code in ("hmic", "cqc"):
        deputy_of(joint, code)
    client = client_of(joint.overall_lead)
    page = client.get(at(joint, "team")).content.decode()
    for number, code in enumerate(("hmic", "cqc"), 1):
        where = at(joint, "end_deputising", number)
        assert f"{joint.inspectors[code]} stands in for" in text_of(client.get(where))
        assert re.search(f'href="{where}"[^>]*>End {joint.inspectors[code]}’s time', page)


def test_another_lead_does_not_end_it(joint: JointInspection, client_of: ClientOf) -> None:
    deputy_of(joint, "cqc")
    client = client_of(joint.leads["hmic"])
    assert "time as deputy" not in text_of(client.get(at(joint, "team")))
    assert client.get(at(joint, "end_deputising", 1)).status_code == 403


# --- handing over -------------------------------------------------------------------------------


def test_a_lead_hands_over_and_the_team_reads_it(
    joint: JointInspection, client_of: ClientOf
) -> None:
    client, former = client_of(joint.leads["cqc"]), joint.leads["cqc"]
    assert f"Hand over the lead of CQC ({former})" in text_of(client.get(at(joint, "team")))
    where, sent = at(joint, "hand_over", former.email), hand_over_form(joint)
    assert f"Hand over from {former}" in text_of(client.get(where))
    for _ in range(2):
        answer = client.post(where, sent, follow=True)
        assert "The lead is handed over." in text_of(answer)
    assert client.post(where, {**sent, "once": uuid4()}).status_code == 404
    page = text_of(client_of(joint.quality_assurer).get(at(joint, "team")))
    assert "Handed over" in page
    assert "A new post" in page
    assert leads_on(joint, "cqc", day()) == [joint.inspectors["cqc"]]
    assert HandOver.objects.count() == 1


@pytest.mark.parametrize(
    ("changes", "sentence"),
    [
        ({"person": ""}, "Select a person"),
        ({"stays": ""}, "Select what the former lead does then"),
        ({"reason": ""}, "Enter why the lead is handed over"),
        (date_boxes("on", -1), "must be today or in the future"),
    ],
)
def test_what_a_hand_over_lacks_is_said(
    joint: JointInspection, client_of: ClientOf, changes: dict[str, Any], sentence: str
) -> None:
    where = at(joint, "hand_over", joint.leads["cqc"].email)
    answer = client_of(joint.leads["cqc"]).post(where, hand_over_form(joint, **changes))
    assert answer.status_code == 422
    assert sentence in text_of(answer)
    assert not HandOver.objects.exists()


def test_the_overall_lead_is_offered_every_lead(
    joint: JointInspection, client_of: ClientOf
) -> None:
    page = text_of(client_of(joint.overall_lead).get(at(joint, "team")))
    for code in ("Ofsted", "CQC", "HMICFRS"):
        assert f"Hand over the lead of {code} (" in page
    assert "Hand over the lead of" not in text_of(
        client_of(joint.inspectors["cqc"]).get(at(joint, "team"))
    )


def test_only_leads_have_such_a_page(joint: JointInspection, client_of: ClientOf) -> None:
    client = client_of(joint.overall_lead)
    for email in (joint.inspectors["cqc"].email, "nobody@example.org"):
        assert client.get(at(joint, "hand_over", email)).status_code == 404


def test_a_lead_of_the_inspectorate_finds_the_page_once_the_overall_lead_is_gone(
    joint: JointInspection, client_of: ClientOf
) -> None:
    head, where = member_factory("ofsted", "lead"), at(joint, "hand_over", joint.overall_lead.email)
    client = client_of(head)
    assert client.get(where).status_code == 404
    set_active(person=joint.overall_lead, is_active=False, by=AdminFactory())
    assert client.get(where).status_code == 200
    assert client_of(member_factory("ofsted")).get(where).status_code == 404
    assert client_of(member_factory("cqc", "lead")).get(where).status_code == 404
    sent = hand_over_form(joint, person=joint.inspectors["ofsted"].email, stays="no")
    answer = client.post(where, sent)
    assert answer.status_code == 302
    assert answer.headers["Location"] == "/inspections/"
    assert leads_on(joint, "ofsted", day()) == [joint.inspectors["ofsted"]]
    assert client.get(at(joint, "team")).status_code == 404


# --- between opening a page and sending it --------------------------------------------------------


def test_a_lead_who_handed_over_meanwhile_gets_a_sentence_and_the_text_back(
    joint: JointInspection, client_of: ClientOf
) -> None:
    proposed_judgement(joint)
    client = client_of(joint.leads["cqc"])
    where = f"/inspections/{joint.reference}/judgements/lscb/sign/"
    form = client.get(where).context["form"]
    hidden = {field.name: str(field.value()) for field in form.hidden_fields()}
    handed_over(joint, "cqc")
    sent = {**hidden, "view": "differs", "disagreement": "Too good, by half."}
    answer = client.post(where, sent)
    assert answer.status_code == 403
    assert "Only the lead of an inspectorate can do that." in text_of(answer)
    assert "Too good, by half." in text_of(answer)


def test_the_page_of_a_judgement_says_for_whom_a_deputy_signed(
    joint: JointInspection, client_of: ClientOf
) -> None:
    proposed_judgement(joint)
    deputy_of(joint, "cqc")
    deputy = joint.inspectors["cqc"]
    signature_of(joint, "cqc", by=deputy)
    page = client_of(joint.inspectors["hmic"]).get(
        f"/inspections/{joint.reference}/judgements/lscb/"
    )
    assert f"{deputy.name} for {joint.leads['cqc'].name}" in text_of(page)


# --- what the pages cost ------------------------------------------------------------------------


def test_the_pages_cost_the_same_for_one_and_for_three(
    joint: JointInspection, client_of: ClientOf, count_queries: Counted
) -> None:
    lead, costs = client_of(joint.leads["cqc"]), []
    for n in range(3):
        deputy_of(joint, "cqc", first=n, last=n)
        handed_over(joint, "hmic", member_factory("hmic"), by=joint.overall_lead)
        joint.leads["hmic"] = HandOver.objects.latest("pk").new
        named = {
            "team": [],
            "name_deputy": [],
            "end_deputising": [n + 1],
            "hand_over": [joint.leads["cqc"].email],
        }
        cost = {}
        for name, args in named.items():
            with count_queries() as asked:
                assert lead.get(at(joint, name, *args)).status_code == 200
            cost[name] = len(asked)
        costs.append(cost)
    assert costs[0] == costs[1] == costs[2]
    assert max(costs[0].values()) <= 12
