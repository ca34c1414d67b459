"""Asking the partnership for a joint audit: who asks, when, of what, and who is let in how long."""

from collections.abc import Callable
from contextlib import AbstractContextManager
from datetime import date, timedelta
from typing import Any
from uuid import uuid4

import pytest
from django.db import IntegrityError, transaction
from django.test import Client
from django.utils import timezone

from inspections.actions import (
    admit_leaders,
    ask_for_audit,
    change_audit,
    move_inspection,
    reopen_audit,
    return_audit,
    withdraw_audit,
)
from inspections.models import AuditLeader, Inspection, InspectionAccess, JointAudit
from inspections.rules import doors_close_at
from inspections.states import JOINT_AUDIT, AuditState
from inspections.values import Door
from organisations.models import Office, User
from records.errors import ActionRefused, Conflict, PermissionRefused, TransitionNotAllowed
from records.models import Job
from tests.factories.inspections import JointInspection, case_of, inspection_at
from tests.factories.joint_audit import (
    Asked,
    asked_audit,
    enter,
    leader_of,
    returned_audit,
)
from tests.factories.organisations import UserFactory
from tests.inspections.test_pages import at, text_of

pytestmark = pytest.mark.django_db
ClientOf = Callable[..., Client]
Queries = Callable[[int], AbstractContextManager[list[str]]]
WEEK = timedelta(days=7)


def ask(joint: JointInspection, **changes: Any) -> JointAudit:
    """The overall lead asks, unless something is said otherwise."""
    now = timezone.now()
    usual: dict[str, Any] = {
        "inspection": joint.inspection,
        "cases": [],
        "ask": "Audit these cases together.",
        "due_on": timezone.localdate(now) + WEEK,
        "by": joint.overall_lead,
        "at": now,
    }
    return ask_for_audit(**{**usual, **changes})


def inside(person: User, after: timedelta = timedelta(0)) -> bool:
    """Whether this person is let in to a joint audit then."""
    return JointAudit.objects.let_in(person, timezone.now() + after).exists()


def notified() -> JointInspection:
    """An inspection in its notice period, which lasts until fieldwork starts in ten days' time."""
    return inspection_at("notified", at=timezone.now())


# --- the table and the day ----------------------------------------------------------------------

CELLS = {
    ("return", "asked"): "returned",
    ("reopen", "returned"): "asked",
    ("let_in_late", "asked"): "asked",
    ("withdraw", "asked"): "withdrawn",
    ("ask_again", "withdrawn"): "asked",
}


@pytest.mark.parametrize("verb", sorted({verb for verb, _ in CELLS}))
@pytest.mark.parametrize("state", [state.value for state in AuditState])
def test_each_verb_leads_where_the_table_says(verb: str, state: str) -> None:
    if (verb, state) in CELLS:
        assert JOINT_AUDIT.find(verb, state).target == CELLS[verb, state]
        return
    with pytest.raises(TransitionNotAllowed, match="Nothing was changed"):
        JOINT_AUDIT.find(verb, state)


@pytest.mark.parametrize(
    ("until", "fieldwork", "closes"),
    [
        (date(2026, 12, 3), date(2026, 12, 7), "2026-12-07T00:00:00+00:00"),
        (date(2026, 12, 7), date(2026, 12, 7), "2026-12-08T00:00:00+00:00"),
        (date(2026, 12, 9), date(2026, 12, 7), "2026-12-10T00:00:00+00:00"),
        # The last Saturday of March: the night is an hour shorter, and the day still ends with it.
        (date(2026, 3, 28), date(2026, 3, 1), "2026-03-29T00:00:00+00:00"),
        (date(2026, 3, 29), date(2026, 3, 1), "2026-03-30T00:00:00+01:00"),
    ],
)
def test_doors_close_with_the_notice_period_or_with_a_later_day(
    until: date, fieldwork: date, closes: str
) -> None:
    assert doors_close_at(until, fieldwork_starts_on=fieldwork).isoformat() == closes


# --- asking -------------------------------------------------------------------------------------


def test_who_holds_an_office_and_has_an_account_is_let_in_and_told() -> None:
    joint = inspection_at("notified")
    leader, case = leader_of(joint), case_of(joint, "joint_audit")
    audit = ask(joint, cases=[case.pk])
    assert audit.state == AuditState.ASKED
    assert {one.person for one in audit.leaders.all()} == {joint.chair, leader}
    assert inside(leader)
    assert inside(joint.chair)
    doors = InspectionAccess.objects.filter(inspection=joint.inspection)
    assert {door.opens for door in doors} == {Door.AUDIT}
    jobs = Job.objects.filter(kind="inspections.tell_of_audit")
    assert {job.arguments["leader"] for job in jobs} == set(
        audit.leaders.values_list("pk", flat=True)
    )
    assert list(audit.events.values_list("from_state", "to_state")) == [("", "asked")]


def test_a_door_to_the_audit_makes_the_inspection_known_to_nobody() -> None:
    asked = asked_audit()
    for person in (asked.leader, asked.chair):
        assert not Inspection.objects.visible_to(person).exists()


def test_a_tracked_case_can_be_audited_and_a_sampled_one_cannot() -> None:
    joint = inspection_at("notified")
    leader_of(joint)
    tracked, sampled = case_of(joint, "tracked"), case_of(joint, "sampled")
    with pytest.raises(ActionRefused, match="not one that the partnership can audit"):
        ask(joint, cases=[tracked.pk, sampled.pk])
    assert [row.case for row in ask(joint, cases=[tracked.pk]).cases.all()] == [tracked]


@pytest.mark.parametrize(
    ("changes", "sentence"),
    [
        ({"cases": []}, "Select at least one case"),
        ({"ask": " \x00\n"}, "Say what you ask"),
        ({"due_on": date(2020, 1, 1)}, "today or in the future"),
    ],
)
def test_what_is_missing_is_said_and_nothing_is_asked(
    changes: dict[str, Any], sentence: str
) -> None:
    joint = inspection_at("notified")
    leader_of(joint)
    usual = {"cases": [case_of(joint, "joint_audit").pk]}
    with pytest.raises(ActionRefused, match=sentence), transaction.atomic():
        ask(joint, **{**usual, **changes})
    assert not JointAudit.objects.exists()
    assert not InspectionAccess.objects.exists()


def test_a_case_of_another_inspection_is_not_asked_for() -> None:
    joint, other = inspection_at("notified"), inspection_at("notified")
    leader_of(joint)
    with pytest.raises(ActionRefused, match="not one that the partnership can audit"):
        ask(joint, cases=[case_of(other, "joint_audit").pk])


def test_it_is_asked_once() -> None:
    asked = asked_audit()
    with pytest.raises(ActionRefused, match="asked already"):
        ask(asked.joint, cases=[asked.cases[0].pk])


def test_without_an_account_in_office_nothing_is_asked() -> None:
    joint = inspection_at("notified")
    Office.objects.filter(partnership=joint.inspection.partnership).update(person=None)
    with pytest.raises(ActionRefused, match="has an account"), transaction.atomic():
        ask(joint, cases=[case_of(joint, "joint_audit").pk])
    assert not JointAudit.objects.exists()


def test_an_account_that_was_closed_is_not_let_in() -> None:
    joint = inspection_at("notified")
    leader = leader_of(joint)
    User.objects.filter(pk=leader.pk).update(is_active=False)
    audit = ask(joint, cases=[case_of(joint, "joint_audit").pk])
    assert [one.person for one in audit.leaders.all()] == [joint.chair]


@pytest.mark.parametrize("state", ["planned", "reporting", "closed", "suspended", "postponed"])
def test_it_is_asked_from_the_notice_until_fieldwork_ends(state: str) -> None:
    joint = inspection_at(state)
    with pytest.raises(PermissionRefused, match="from the notice until fieldwork ends"):
        ask(joint, cases=[1])


@pytest.mark.parametrize("who", ["cqc lead", "inspector", "assurer", "chair", "stranger"])
def test_only_the_overall_lead_asks(who: str) -> None:
    joint = inspection_at("notified")
    person = {
        "cqc lead": joint.leads["cqc"],
        "inspector": joint.inspectors["ofsted"],
        "assurer": joint.quality_assurer,
        "chair": joint.chair,
        "stranger": UserFactory(),
    }[who]
    with pytest.raises(PermissionRefused):
        ask(joint, cases=[1], by=person)


# --- until when they are let in -----------------------------------------------------------------


def test_they_are_let_in_until_fieldwork_starts_and_not_a_minute_longer() -> None:
    joint = notified()
    asked = asked_audit(joint)
    ends = doors_close_at(
        asked.audit.due_on, fieldwork_starts_on=joint.inspection.fieldwork_starts_on
    )
    left = ends - timezone.now()
    minute = timedelta(minutes=1)
    assert timezone.localdate(ends) == joint.inspection.fieldwork_starts_on
    assert inside(asked.leader, left - minute)
    assert not inside(asked.leader, left + minute)


def test_a_late_entry_is_taken_while_the_notice_period_lasts_and_marked() -> None:
    asked = asked_audit(notified())
    JointAudit.objects.filter(pk=asked.audit.pk).update(
        due_on=timezone.localdate() - timedelta(days=1)
    )
    asked.audit.refresh_from_db()
    returned_audit(asked)
    assert asked.audit.returns.get().is_late


def test_nobody_is_let_in_once_the_office_ends() -> None:
    asked = asked_audit()
    yesterday = timezone.localdate() - timedelta(days=1)
    Office.objects.filter(person=asked.leader).update(ends_on=yesterday)
    assert not inside(asked.leader)
    assert inside(asked.chair)


def test_nobody_is_let_in_once_the_inspection_is_over() -> None:
    asked = asked_audit(inspection_at("fieldwork"))
    for verb in ("end_fieldwork", "close"):
        move_inspection(
            inspection=asked.joint.inspection,
            verb=verb,
            by=asked.joint.overall_lead,
            at=timezone.now(),
        )
    assert not inside(asked.leader)


def out_of_time(asked: Asked) -> None:
    """The notice period is over and nothing was returned."""
    now, day = timezone.now(), timedelta(days=1)
    InspectionAccess.objects.update(opens_at=now - 9 * day, closes_at=now - day)
    JointAudit.objects.update(due_on=timezone.localdate(now) - 3 * day)
    asked.audit.refresh_from_db()


def reopen(asked: Asked, **changes: Any) -> JointAudit:
    now = timezone.now()
    usual: dict[str, Any] = {
        "audit": asked.audit,
        "why": "A leader was ill.",
        "due_on": timezone.localdate(now) + timedelta(days=2),
        "by": asked.joint.overall_lead,
        "at": now,
    }
    return reopen_audit(**{**usual, **changes})


def test_after_the_notice_period_the_lead_lets_them_in_late_and_it_stays_late() -> None:
    asked = asked_audit()
    enter(asked, asked.leader)
    out_of_time(asked)
    due_on = asked.audit.due_on
    assert not inside(asked.leader)
    audit = reopen(asked)
    assert inside(asked.leader)
    assert not inside(asked.leader, timedelta(days=3))
    assert audit.due_on == due_on
    last = AuditLeader.objects.filter(person=asked.leader).latest("pk")
    assert last.last_day == timezone.localdate() + timedelta(days=2)
    event = audit.events.latest("pk")
    assert (event.from_state, event.to_state, event.why) == ("asked", "asked", "A leader was ill.")
    returned = return_audit(audit=audit, key=uuid4(), by=asked.chair, at=timezone.now())
    assert returned.is_late


@pytest.mark.parametrize("act", ["change", "admit"])
def test_after_the_notice_period_it_is_only_asked_again(act: str) -> None:
    asked = asked_audit()
    out_of_time(asked)
    acts: dict[str, Callable[[], Any]] = {
        "change": lambda: change(asked),
        "admit": lambda: admit_leaders(
            audit=asked.audit, by=asked.joint.overall_lead, at=timezone.now()
        ),
    }
    with pytest.raises(ActionRefused, match="Ask again first"):
        acts[act]()
    assert not inside(asked.leader)


def test_an_audit_that_is_open_is_not_reopened() -> None:
    asked = asked_audit()
    with pytest.raises(ActionRefused, match="The audit is open"):
        reopen(asked)


# --- changing what is asked ---------------------------------------------------------------------


def change(asked: Asked, **changes: Any) -> JointAudit:
    now = timezone.now()
    usual: dict[str, Any] = {
        "audit": asked.audit,
        "version": asked.audit.version,
        "cases": [one.pk for one in asked.cases],
        "ask": "Look at the last six months.",
        "due_on": timezone.localdate(now) + timedelta(days=3),
        "by": asked.joint.overall_lead,
        "at": now,
    }
    return change_audit(**{**usual, **changes})


def test_what_is_asked_of_which_cases_and_by_when_is_changed() -> None:
    asked = asked_audit(cases=2)
    enter(asked, asked.leader, number=0)
    audit = change(asked, cases=[asked.cases[1].pk])
    assert (audit.version, audit.ask) == (2, "Look at the last six months.")
    assert [row.case for row in audit.cases.asked()] == [asked.cases[1]]
    assert audit.events.latest("pk").why.startswith("Changed what is asked: 1 cases, by ")
    # What was entered on the case comes back with it.
    change(asked, version=2)
    assert [row.version for row in audit.cases.asked()] == [1, 0]


def test_a_later_day_keeps_the_doors_open_longer() -> None:
    asked = asked_audit(inspection_at("fieldwork"))
    assert not inside(asked.leader, timedelta(days=12))
    change(asked, due_on=timezone.localdate() + timedelta(days=14))
    assert inside(asked.leader, timedelta(days=12))


def test_two_leads_who_change_it_at_once_see_both() -> None:
    asked = asked_audit()
    change(asked, ask="The first.")
    with pytest.raises(Conflict) as refused:
        change(asked, ask="The second.")
    assert refused.value.theirs.ask == "The first."
    asked.audit.refresh_from_db()
    assert asked.audit.ask == "The first."


@pytest.mark.parametrize("act", ["change", "withdraw", "reopen", "admit"])
def test_only_the_overall_lead_steers_it(act: str) -> None:
    asked, now = asked_audit(), timezone.now()
    by = asked.joint.leads["cqc"]
    acts: dict[str, Callable[[], Any]] = {
        "change": lambda: change(asked, by=by),
        "withdraw": lambda: withdraw_audit(audit=asked.audit, why="Why.", by=by, at=now),
        "reopen": lambda: reopen(asked, by=by),
        "admit": lambda: admit_leaders(audit=asked.audit, by=by, at=now),
    }
    with pytest.raises(PermissionRefused):
        acts[act]()


def test_a_successor_is_let_in_and_whoever_is_in_is_not_let_in_twice() -> None:
    asked, now = asked_audit(), timezone.now()
    office = Office.objects.get(agency=asked.joint.agencies[2], ends_on=None)
    office.person = UserFactory(name=office.holder_name)
    office.save()
    by = asked.joint.overall_lead
    assert not inside(office.person)
    assert admit_leaders(audit=asked.audit, by=by, at=now) == 1
    assert inside(office.person)
    assert admit_leaders(audit=asked.audit, by=by, at=now) == 0


# --- taking it back, asking again ---------------------------------------------------------------


def test_withdrawn_it_is_there_for_nobody_and_asked_again_it_is_as_it_was() -> None:
    asked, lead = asked_audit(), None
    lead = asked.joint.overall_lead
    enter(asked, asked.leader)
    audit = withdraw_audit(audit=asked.audit, why="Wrong cases.", by=lead, at=timezone.now())
    assert audit.state == AuditState.WITHDRAWN
    assert not inside(asked.leader)
    audit = reopen(asked)
    assert audit.state == AuditState.ASKED
    assert inside(asked.leader)
    assert asked.case().version == 1


@pytest.mark.parametrize("why", ["", "  ", "\x00"])
def test_withdrawing_and_reopening_need_a_reason(why: str) -> None:
    asked = asked_audit()
    with pytest.raises(ActionRefused, match="Say why"):
        withdraw_audit(audit=asked.audit, why=why, by=asked.joint.overall_lead, at=timezone.now())
    returned_audit(asked)
    with pytest.raises(ActionRefused, match="Say why"):
        reopen(asked, why=why)


def test_reopened_after_its_return_the_return_stays_and_a_second_follows() -> None:
    asked = returned_audit()
    first = asked.audit.returns.get()
    audit = reopen(asked)
    assert audit.returned_at is None
    enter(asked, asked.leader, quality="Looked at again.")
    second = return_audit(audit=audit, key=uuid4(), by=asked.chair, at=timezone.now())
    assert (first.number, second.number) == (1, 2)
    assert first.content_hash != second.content_hash
    was = first.evaluation_of(asked.cases[0].reference)
    assert was is not None
    assert was.of("quality").text == "What we say on quality."


def test_a_withdrawn_audit_is_not_withdrawn_again() -> None:
    asked, now = asked_audit(), timezone.now()
    lead = asked.joint.overall_lead
    withdraw_audit(audit=asked.audit, why="Why.", by=lead, at=now)
    with pytest.raises(TransitionNotAllowed):
        withdraw_audit(audit=asked.audit, why="Why.", by=lead, at=now)


# --- what the database refuses ------------------------------------------------------------------


@pytest.mark.parametrize(
    "wrong", [{"state": "lost"}, {"ask": ""}, {"state": "returned"}, {"returned_at": "now"}]
)
def test_the_database_refuses_what_cannot_be(wrong: dict[str, Any]) -> None:
    asked = asked_audit()
    if "returned_at" in wrong:
        wrong = {"returned_at": timezone.now()}
    with pytest.raises(IntegrityError), transaction.atomic():
        JointAudit.objects.filter(pk=asked.audit.pk).update(**wrong)


# --- the pages of the team ----------------------------------------------------------------------


def form_of(*cases: Any, **changes: Any) -> dict[str, Any]:
    usual: dict[str, Any] = {
        "once": uuid4(),
        "cases": [one.pk for one in cases],
        "ask": "Audit these together.",
        "days": 5,
    }
    return {**usual, **changes}


def test_the_overall_lead_asks_on_a_page_once_however_often_it_arrives(client_of: ClientOf) -> None:
    joint = inspection_at("notified")
    leader_of(joint)
    case, client = case_of(joint, "joint_audit"), client_of(joint.overall_lead)
    page = client.get(at(joint, "ask_audit"))
    assert case.reference in text_of(page)
    sent = form_of(case)
    for _ in range(2):
        assert client.post(at(joint, "ask_audit"), sent).status_code in {302, 403}
    assert JointAudit.objects.count() == 1
    shown = text_of(client.get(at(joint, "joint_audit")))
    assert "Audit these together." in shown
    assert "Not begun" in shown
    assert "Leader of health" in shown
    assert "No account" in shown


def test_a_form_that_lacks_something_says_what_and_keeps_the_rest(client_of: ClientOf) -> None:
    joint = inspection_at("notified")
    leader_of(joint)
    case_of(joint, "joint_audit")
    answer = client_of(joint.overall_lead).post(
        at(joint, "ask_audit"), form_of(ask="Mine \u202e😀", days=0)
    )
    assert answer.status_code == 422
    text = text_of(answer)
    assert "Select at least one case" in text
    assert "Working days must be 1 or more" in text
    assert "Mine \u202e😀" in text


def test_two_who_change_it_on_pages_see_both_texts_and_lose_none(client_of: ClientOf) -> None:
    asked = asked_audit()
    client = client_of(asked.joint.overall_lead)
    address = at(asked.joint, "change_audit")
    first, second = (form_of(asked.cases[0], ask=text, version=1) for text in ("One.", "Two."))
    assert client.post(address, first).status_code == 302
    both = client.post(address, second)
    assert both.status_code == 409
    assert "Needs your choice" in text_of(both)
    assert {"One.", "Two."} <= set(both.context_data["both"].values())
    again = {**second, "once": uuid4(), "version": both.context_data["form"]["version"].value()}
    assert client.post(address, again).status_code == 302
    asked.audit.refresh_from_db()
    assert asked.audit.ask == "Two."


def test_withdrawing_and_asking_again_on_pages(client_of: ClientOf) -> None:
    asked = asked_audit()
    client = client_of(asked.joint.overall_lead)
    joint = asked.joint
    assert client.post(at(joint, "withdraw_audit"), {"once": uuid4()}).status_code == 422
    sent = {"once": uuid4(), "why": "Wrong cases."}
    assert client.post(at(joint, "withdraw_audit"), sent).status_code == 302
    shown = text_of(client.get(at(joint, "joint_audit")))
    assert "Withdrawn" in shown
    assert "Wrong cases." in shown
    assert "Ask again, and let the leaders in" in shown
    sent = {"once": uuid4(), "why": "Right after all.", "days": 2}
    assert client.post(at(joint, "reopen_audit"), sent).status_code == 302
    assert inside(asked.leader)
    assert "Let in" in text_of(client.get(at(joint, "joint_audit")))


def test_when_the_time_is_over_the_page_says_so_and_offers_to_ask_again(
    client_of: ClientOf,
) -> None:
    asked = asked_audit()
    out_of_time(asked)
    shown = text_of(client_of(asked.joint.overall_lead).get(at(asked.joint, "joint_audit")))
    assert "The time for it is over" in shown
    assert at(asked.joint, "reopen_audit") in shown
    assert at(asked.joint, "change_audit") not in shown


def test_whoever_holds_an_office_since_is_let_in_with_a_button(client_of: ClientOf) -> None:
    asked = asked_audit()
    client, address = client_of(asked.joint.overall_lead), at(asked.joint, "admit_leaders")
    answer = client.post(address, {"once": uuid4()}, follow=True)
    assert "Everybody in office with an account is let in already." in text_of(answer)
    leader_of(asked.joint, asked.joint.agencies[2])
    answer = client.post(address, {"once": uuid4()}, follow=True)
    assert "1 more person is let in." in text_of(answer)


def test_the_team_sees_that_a_case_is_begun_and_nothing_of_what_is_written(
    client_of: ClientOf,
) -> None:
    asked = asked_audit()
    enter(asked, asked.leader, quality="Only ours.")
    client = client_of(asked.joint.inspectors["cqc"])
    for page in (
        at(asked.joint, "joint_audit"),
        at(asked.joint, "audit_case", asked.cases[0].reference),
        at(asked.joint, "compare_case", asked.cases[0].reference),
    ):
        answer = client.get(page)
        assert answer.status_code == 200
        assert "Only ours." not in text_of(answer)
    assert "Begun" in text_of(client.get(at(asked.joint, "joint_audit")))


def test_whoever_asks_again_reads_that_it_was_asked(client_of: ClientOf) -> None:
    asked = asked_audit()
    page = client_of(asked.joint.overall_lead).get(at(asked.joint, "ask_audit"))
    assert page.status_code == 200
    assert "The partnership was asked already." in text_of(page)
    assert at(asked.joint, "joint_audit") in text_of(page)
    assert "<textarea" not in text_of(page)


def test_without_an_audit_the_page_says_what_it_would_be(client_of: ClientOf) -> None:
    joint = inspection_at("notified")
    assert "No joint audit is asked" in text_of(
        client_of(joint.inspectors["cqc"]).get(at(joint, "joint_audit"))
    )
    assert at(joint, "ask_audit") in text_of(
        client_of(joint.overall_lead).get(at(joint, "joint_audit"))
    )


@pytest.mark.parametrize("number", [1, 3])
def test_the_audit_costs_the_same_queries_for_any_number_of_cases(
    client_of: ClientOf, assert_queries: Queries, number: int
) -> None:
    asked = returned_audit(asked_audit(cases=number))
    client = client_of(asked.joint.overall_lead)
    with assert_queries(14):
        assert client.get(at(asked.joint, "joint_audit")).status_code == 200
