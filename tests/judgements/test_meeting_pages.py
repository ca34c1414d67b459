"""The pages of judgement meetings: what they show, what they post, what they cost."""

from collections.abc import Callable
from contextlib import AbstractContextManager
from typing import Any
from uuid import uuid4

import pytest
from django.test import Client
from django.utils import timezone

from judgements.models import Attendance, Meeting, Minute, MinutesAgreement
from organisations.models import User
from records.models import AuditEntry
from tests.factories.deputies import deputy_of, handed_over
from tests.factories.inspections import JointInspection, joint_inspection
from tests.factories.judgements import opened_judgement, position_of
from tests.factories.meetings import (
    agreed_meeting,
    agreement_of,
    attended,
    minute_of,
    minuted_meeting,
    plan_changed,
    planned_meeting,
)
from tests.judgements.several import joint_with_several_areas
from tests.judgements.test_views import at, hidden, words

pytestmark = pytest.mark.django_db
ClientOf = Callable[[User], Client]
Counted = Callable[[], AbstractContextManager[list[str]]]


def page(joint: JointInspection, name: str = "") -> str:
    return at(joint, f"meetings/{name}")


def plan_form(joint: JointInspection, **changes: Any) -> dict[str, Any]:
    today = timezone.localdate()
    usual = {
        "once": uuid4(),
        "starts_on_day": today.day,
        "starts_on_month": today.month,
        "starts_on_year": today.year,
        "begins": "00:00",
        "place": "Room 2, County Hall",
        "area-lscb": "1",
        "invited": [person.email for person in joint.leads.values()],
    }
    return {**usual, **changes}


def minute_form(**changes: Any) -> dict[str, Any]:
    usual = {"discussion": "The audits.", "decision": "To propose a grade."}
    return {"once": uuid4(), "base": 0, **usual, **changes}


# --- the list and the plan ------------------------------------------------------------------------


def test_the_board_leads_to_the_meetings(joint: JointInspection, client_of: ClientOf) -> None:
    client = client_of(joint.quality_assurer)
    assert f'href="{page(joint)}"' in client.get(at(joint, "")).content.decode()
    shown = words(client.get(page(joint)))
    assert "No meeting is planned" in shown
    assert "Plan a meeting" not in shown


def test_the_overall_lead_plans_a_meeting(joint: JointInspection, client_of: ClientOf) -> None:
    client = client_of(joint.overall_lead)
    assert "Plan a meeting" in words(client.get(page(joint)))
    form = words(client.get(page(joint, "plan/")))
    assert "Not on the agenda" in form
    assert form.count("checked") == 3
    sent = plan_form(joint, begins="0.00")
    where = {client.post(page(joint, "plan/"), sent)["Location"] for _ in range(2)}
    assert where == {page(joint, "1/")}
    shown = words(client_of(joint.inspectors["hmic"]).get(page(joint, "1/")))
    for text in (
        "Room 2, County Hall",
        "at 00:00",
        "1. The effectiveness of the board",
        "Gathering",
    ):
        assert text in shown
    assert shown.count("Not known yet") == 3
    assert "Meeting 1" in words(client.get(page(joint)))
    assert Meeting.objects.count() == 1
    entry = AuditEntry.objects.filter(route="judgements:plan_meeting", method="POST").first()
    assert entry is not None
    assert entry.changed == [f"meeting {joint.reference}/1"]


@pytest.mark.parametrize(
    ("changes", "sentence"),
    [
        ({"place": ""}, "Enter where the meeting is"),
        ({"begins": ""}, "Enter the time of the meeting"),
        ({"begins": "noon"}, "Enter the time in figures, like 14:00"),
        ({"begins": "25:00"}, "Enter the time in figures, like 14:00"),
        ({"starts_on_day": "31", "starts_on_month": "2"}, "Day must be a real date"),
        ({"area-lscb": ""}, "Put at least one judgement on the agenda"),
        ({"area-lscb": "9"}, "What you chose is not in the list any more"),
        ({"invited": ["nobody@example.org"]}, "What you chose is not in the list any more"),
    ],
)
def test_what_a_plan_lacks_is_said_and_what_was_typed_stays(
    joint: JointInspection, client_of: ClientOf, changes: dict[str, Any], sentence: str
) -> None:
    sent = plan_form(joint, **{"place": "Room 9 of the annex", **changes})
    answer = client_of(joint.overall_lead).post(page(joint, "plan/"), sent)
    assert answer.status_code == 422
    assert sentence in words(answer)
    if sent["place"]:
        assert "Room 9 of the annex" in words(answer)
    assert not Meeting.objects.exists()


def test_two_judgements_have_two_places(client_of: ClientOf) -> None:
    joint = joint_with_several_areas()
    sent = plan_form(joint, **{"area-audit": "1"})
    answer = client_of(joint.overall_lead).post(page(joint, "plan/"), sent)
    assert answer.status_code == 422
    assert "Item 1 is The effectiveness of the board already" in words(answer)


def test_the_plan_is_changed_and_more_are_invited(client_of: ClientOf) -> None:
    joint = joint_with_several_areas()
    planned_meeting(joint, areas=("lscb",), invited=(joint.overall_lead.email,))
    client, where = client_of(joint.overall_lead), page(joint, "1/agenda/")
    opened = client.get(where)
    assert 'value="Room 2, County Hall"' in words(opened)
    assert f'value="{joint.overall_lead.email}"' not in words(opened)
    changed = {**plan_form(joint), **hidden(opened), "place": "Room 3", "area-audit": "2"}
    changed["invited"] = [joint.leads["cqc"].email]
    assert client.post(where, changed).status_code == 302
    shown = words(client.get(page(joint, "1/")))
    for text in ("Room 3", "2. Audit", str(joint.leads["cqc"])):
        assert text in shown


def test_a_plan_that_was_changed_meanwhile_is_not_overwritten(
    joint: JointInspection, client_of: ClientOf
) -> None:
    meeting = planned_meeting(joint)
    client, where = client_of(joint.overall_lead), page(joint, "1/agenda/")
    sent = {**plan_form(joint), **hidden(client.get(where)), "place": "My room", "invited": []}
    plan_changed(joint, meeting, place="Room 3")
    answer = client.post(where, sent)
    assert answer.status_code == 409
    assert "Somebody changed this meeting" in words(answer)
    assert "My room" in words(answer)
    assert meeting.plan().place == "Room 3"


# --- who came -----------------------------------------------------------------------------------


def test_it_is_written_down_who_came(joint: JointInspection, client_of: ClientOf) -> None:
    planned_meeting(joint)
    client, where = client_of(joint.overall_lead), page(joint, "1/attendance/")
    form = words(client.get(where))
    deputy = joint.inspectors["hmic"]
    assert f"{deputy} came for them" in form
    sent = {
        "once": uuid4(),
        "came-0": "present",
        "came-1": "apologies",
        "came-2": deputy.email,
    }
    for _ in range(2):
        assert client.post(where, sent).status_code == 302
    assert Attendance.objects.count() == 3
    shown = words(client.get(page(joint, "1/")))
    assert f"{deputy} came for {joint.leads['hmic']}" in shown
    assert "Apologies" in shown
    assert f'value="{deputy.email}" selected' in words(client.get(where))


def test_who_came_is_one_of_the_list(joint: JointInspection, client_of: ClientOf) -> None:
    planned_meeting(joint)
    sent = {"once": uuid4(), "came-1": joint.inspectors["hmic"].email}
    answer = client_of(joint.overall_lead).post(page(joint, "1/attendance/"), sent)
    assert answer.status_code == 422
    assert not Attendance.objects.exists()


# --- minutes ------------------------------------------------------------------------------------


def test_a_lead_minutes_an_item_and_the_team_reads_it(
    joint: JointInspection, client_of: ClientOf
) -> None:
    planned_meeting(joint)
    client, where = client_of(joint.leads["cqc"]), page(joint, "1/minutes/lscb/")
    assert "Minute item 1: The effectiveness of the board" in words(client.get(where))
    sent = minute_form(discussion="The <b>audits</b> of May.")
    for _ in range(2):
        assert client.post(where, sent).status_code == 302
    assert Minute.objects.count() == 1
    shown = words(client_of(joint.inspectors["hmic"]).get(page(joint, "1/")))
    assert "The &lt;b&gt;audits&lt;/b&gt; of May." in shown
    assert "Decided:" in shown
    assert "Write anew" not in shown
    entry = AuditEntry.objects.filter(route="judgements:meeting").latest("pk")
    assert "minute 1/lscb v1" in entry.disclosed


@pytest.mark.parametrize(
    ("changes", "sentence"),
    [
        ({"discussion": ""}, "Enter what was talked about"),
        ({"decision": ""}, "Enter what was decided"),
        ({"discussion": "x" * 10_001}, "must be 10,000 characters or fewer"),
    ],
)
def test_what_a_minute_lacks_is_said(
    joint: JointInspection, client_of: ClientOf, changes: dict[str, Any], sentence: str
) -> None:
    planned_meeting(joint)
    answer = client_of(joint.leads["cqc"]).post(
        page(joint, "1/minutes/lscb/"), minute_form(**changes)
    )
    assert answer.status_code == 422
    assert sentence in words(answer)
    assert not Minute.objects.exists()


def test_a_round_that_opened_meanwhile_refuses_the_minute_and_gives_the_text_back(
    joint: JointInspection, client_of: ClientOf
) -> None:
    planned_meeting(joint)
    client, where = client_of(joint.leads["cqc"]), page(joint, "1/minutes/lscb/")
    assert client.get(where).status_code == 200
    opened_judgement(joint)
    answer = client.post(where, minute_form(discussion="CQC thinks it good."))
    assert answer.status_code == 409
    assert "could tell a position before all are in" in words(answer)
    assert "CQC thinks it good." in words(answer)
    assert not Minute.objects.exists()
    assert client.get(where).status_code == 409
    shown = words(client.get(page(joint, "1/")))
    assert "Minutes are written once all positions are shown." in shown


def test_two_who_minute_one_item_at_once_are_shown_both_texts(
    joint: JointInspection, client_of: ClientOf
) -> None:
    meeting = planned_meeting(joint)
    client, where = client_of(joint.leads["cqc"]), page(joint, "1/minutes/lscb/")
    assert 'name="base" value="0"' in client.get(where).content.decode()
    minute_of(joint, meeting, by=joint.leads["hmic"], discussion="Theirs <b>first</b>.")
    mine = minute_form(discussion="Mine, typed meanwhile.", decision="To wait.")
    answer = client.post(where, mine)
    text = answer.content.decode()
    assert answer.status_code == 409
    assert "<title>Needs your choice: Minute The effectiveness" in text
    for said in (
        "Yours, not saved yet",
        "Saved before yours",
        "Theirs &lt;b&gt;first&lt;/b&gt;.",
        "To propose a grade.",
        f"Version 1, {joint.leads['hmic'].name}",
        "Mine, typed meanwhile.</textarea>",
        "To wait.</textarea>",
        'name="base" value="1"',
        f'name="once" value="{mine["once"]}"',
    ):
        assert said in text, said
    assert text.count("Mine, typed meanwhile.") == 2
    assert Minute.objects.count() == 1
    entry = AuditEntry.objects.filter(route="judgements:minutes").latest("pk")
    assert "minute 1/lscb v1" in entry.disclosed
    both = {**mine, "discussion": "Both.", "base": 1}
    assert client.post(where, both).status_code == 302
    shown = words(client.get(page(joint, "1/")))
    assert "Both." in shown
    assert "Earlier text 1" in shown


def test_whoever_would_overwrite_what_was_agreed_meanwhile_is_asked_why(
    joint: JointInspection, client_of: ClientOf
) -> None:
    client, where = client_of(joint.leads["cqc"]), page(joint, "1/minutes/lscb/")
    agreed_meeting(joint)
    sent = minute_form(discussion="Mine.")
    answer = client.post(where, sent)
    assert answer.status_code == 422
    assert "Enter why this minute is corrected" in words(answer)
    answer = client.post(where, {**sent, "reason": "A word."})
    assert answer.status_code == 409
    assert "Saved before yours" in words(answer)
    assert Minute.objects.count() == 1
    answer = client.post(where, {**sent, "reason": "A word.", "base": 1})
    assert answer.status_code == 302


def test_a_version_that_nobody_saved_is_no_version(
    joint: JointInspection, client_of: ClientOf
) -> None:
    planned_meeting(joint)
    client, where = client_of(joint.leads["cqc"]), page(joint, "1/minutes/lscb/")
    answer = client.post(where, minute_form(discussion="Mine.", base=7))
    assert answer.status_code == 409
    assert "Nobody has minuted this yet." in words(answer)
    assert "Mine.</textarea>" in answer.content.decode()
    assert 'name="base" value="0"' in answer.content.decode()
    for base in ("", "-1", "x"):
        assert client.post(where, minute_form(base=base)).status_code == 422
    assert not Minute.objects.exists()


def test_the_page_of_a_meeting_tells_no_hidden_position(
    joint: JointInspection, client_of: ClientOf
) -> None:
    minuted_meeting(joint)
    client = client_of(joint.inspectors["hmic"])
    opened_judgement(joint)
    before = client.get(page(joint, "1/")).content
    position_of(joint, "cqc", grade="inadequate", rationale="A secret of CQC.")
    after = client.get(page(joint, "1/"))
    assert "A secret of CQC." not in words(after)
    assert len(after.content) == len(before)


def test_a_correction_of_agreed_minutes_has_a_reason_and_both_texts_stay(
    joint: JointInspection, client_of: ClientOf
) -> None:
    agreed_meeting(joint)
    client, where = client_of(joint.leads["cqc"]), page(joint, "1/minutes/lscb/")
    assert "Why is this minute corrected?" in words(client.get(where))
    answer = client.post(where, minute_form(decision="Otherwise.", reason="", base=1))
    assert answer.status_code == 422
    assert "Enter why this minute is corrected" in words(answer)
    sent = minute_form(decision="Otherwise.", reason="The word was another.", base=1)
    assert client.post(where, sent).status_code == 302
    shown = words(client.get(page(joint, "1/")))
    for text in ("Otherwise.", "The word was another.", "Earlier text 1", "To propose a grade."):
        assert text in shown
    assert shown.count("Not agreed yet") == 3


# --- agreeing -----------------------------------------------------------------------------------


def test_the_leads_agree_the_minutes(joint: JointInspection, client_of: ClientOf) -> None:
    minuted_meeting(joint)
    where = page(joint, "1/agree/")
    for code in ("cqc", "hmic", "ofsted"):
        client = client_of(joint.leads[code])
        opened = client.get(where)
        assert "To propose a grade." in words(opened)
        sent = hidden(opened)
        for _ in range(2):
            assert client.post(where, sent).status_code == 302
    assert MinutesAgreement.objects.count() == 3
    shown = words(client.get(page(joint, "1/")))
    assert "Not agreed yet" not in shown
    again = client.post(where, {**sent, "once": uuid4()})
    assert again.status_code == 409
    assert "Ofsted has agreed these minutes already" in words(again)


def test_a_deputy_is_named_with_the_lead(joint: JointInspection, client_of: ClientOf) -> None:
    meeting = minuted_meeting(joint)
    deputy_of(joint, "cqc")
    deputy = joint.inspectors["cqc"]
    agreement_of(joint, meeting, "cqc", by=deputy)
    shown = words(client_of(joint.quality_assurer).get(page(joint, "1/")))
    assert f"{deputy.name} for {joint.leads['cqc'].name}" in shown


def test_minutes_that_changed_meanwhile_are_not_agreed(
    joint: JointInspection, client_of: ClientOf
) -> None:
    meeting = minuted_meeting(joint)
    client, where = client_of(joint.leads["cqc"]), page(joint, "1/agree/")
    sent = hidden(client.get(where))
    minute_of(joint, meeting, decision="Something else.")
    answer = client.post(where, sent)
    assert answer.status_code == 409
    assert "The minutes changed after you opened them" in words(answer)
    assert client.post(where, {"once": uuid4()}).status_code == 422
    assert not MinutesAgreement.objects.exists()


def test_a_lead_who_handed_over_meanwhile_agrees_nothing(
    joint: JointInspection, client_of: ClientOf
) -> None:
    minuted_meeting(joint)
    client, where = client_of(joint.leads["cqc"]), page(joint, "1/agree/")
    sent = hidden(client.get(where))
    handed_over(joint, "cqc")
    assert client.post(where, sent).status_code == 403
    written = client.post(
        page(joint, "1/minutes/lscb/"), minute_form(discussion="My words.", base=1)
    )
    assert written.status_code == 403
    assert "My words." in words(written)


# --- who finds what -------------------------------------------------------------------------------

PAGES = ["", "plan/", "1/", "1/agenda/", "1/attendance/", "1/minutes/lscb/", "1/agree/"]


@pytest.mark.parametrize("name", PAGES)
def test_outside_the_team_there_is_no_such_page(
    joint: JointInspection, client_of: ClientOf, name: str
) -> None:
    minuted_meeting(joint)
    for person in (joint.chair, joint_inspection().overall_lead):
        client = client_of(person)
        assert client.get(page(joint, name)).status_code == 404
        assert client.post(page(joint, name), {}).status_code == 404


@pytest.mark.parametrize("name", ["2/", "2/agenda/", "2/agree/", "1/minutes/audit/", "0/"])
def test_there_is_no_page_of_what_is_not_planned(
    joint: JointInspection, client_of: ClientOf, name: str
) -> None:
    minuted_meeting(joint)
    assert client_of(joint.overall_lead).get(page(joint, name)).status_code == 404


def test_pages_cost_the_same_for_one_and_for_three(
    joint: JointInspection, client_of: ClientOf, count_queries: Counted
) -> None:
    client, costs = client_of(joint.overall_lead), []
    for _ in range(3):
        meeting = minuted_meeting(joint)
        for code in joint.leads:
            attended(joint, meeting, {joint.leads[code].email: "present"})
        first = Meeting.objects.earliest("pk")
        minute_of(joint, first, reason="Anew.")
        agreement_of(joint, first, "cqc")
        agreement_of(joint, first, "hmic")
        cost = {}
        for name in PAGES:
            with count_queries() as asked:
                assert client.get(page(joint, name)).status_code == 200
            cost[name] = len(asked)
        costs.append(cost)
    assert costs[0] == costs[1] == costs[2]
    assert max(costs[0].values()) <= 20
