"""Safeguarding concerns on pages: raised, read, acknowledged, closed; what the area sees of one."""

from collections.abc import Callable
from contextlib import AbstractContextManager
from datetime import timedelta
from typing import Any
from uuid import uuid4

import pytest
from django.http import HttpResponse
from django.test import Client
from django.utils import timezone

from desk.waiting import waiting_for
from inspections.models import Concern, ConcernTold
from organisations.models import Office, User
from records.actor import acting_as
from records.models import AuditEntry
from tests.factories.inspections import (
    JointInspection,
    case_of,
    inspection_at,
    joint_inspection,
)
from tests.factories.joint_audit import (
    acted_concern,
    asked_audit,
    closed_concern,
    concern_of,
    leader_of,
    returned_audit,
    told,
)
from tests.factories.organisations import UserFactory
from tests.inspections.test_pages import at, text_of

pytestmark = pytest.mark.django_db
ClientOf = Callable[..., Client]
Queries = Callable[[int], AbstractContextManager[list[str]]]
Counted = Callable[[], AbstractContextManager[list[str]]]
SEEN = "The child was alone at home at eleven at night."


def page(joint: JointInspection, name: str, concern: Concern, *more: Any) -> str:
    return at(joint, name, concern.reference, *more)


def form(joint: JointInspection, **changes: Any) -> dict[str, Any]:
    usual = {
        "once": uuid4(),
        "at_risk": "yes",
        "seen": SEEN,
        "called": ["police"],
        "done": "Called the duty team at 23:05.",
        "case": "",
        "agency": joint.agencies[1].pk,
        "released": "A child of your list. Call us.",
    }
    return {**usual, **changes}


def raise_one(client: Client, joint: JointInspection, **changes: Any) -> HttpResponse:
    return client.post(at(joint, "raise_concern"), form(joint, **changes))


# --- raising ------------------------------------------------------------------------------------


def test_it_is_raised_on_a_case_and_the_named_people_are_told(client_of: ClientOf) -> None:
    joint = joint_inspection()
    leader_of(joint)
    case, client = case_of(joint), client_of(joint.inspectors["cqc"])
    shown = text_of(client.get(f"{at(joint, 'raise_concern')}?case={case.reference}"))
    assert f'value="{case.pk}" selected' in shown
    assert "call 999 first" in shown
    answer = raise_one(client, joint, case=case.pk)
    concern = Concern.objects.get()
    assert answer.headers["Location"] == page(joint, "concern", concern)
    assert concern.case == case
    assert concern.told.count() == 4
    text = text_of(client.get(answer.headers["Location"]))
    for words in (SEEN, "The police (999)", case.reference, "Being sent", "Not yet", "red"):
        assert words in text


def test_the_same_form_twice_raises_it_once_and_tells_nobody_twice(client_of: ClientOf) -> None:
    joint = joint_inspection()
    leader_of(joint)
    client, sent = client_of(joint.inspectors["cqc"]), form(joint)
    where = {client.post(at(joint, "raise_concern"), sent)["Location"] for _ in range(3)}
    assert len(where) == 1
    assert Concern.objects.count() == 1
    assert ConcernTold.objects.count() == 4


def test_the_same_key_with_other_content_is_refused(client_of: ClientOf) -> None:
    joint = joint_inspection()
    client, sent = client_of(joint.inspectors["cqc"]), form(joint)
    client.post(at(joint, "raise_concern"), sent)
    again = client.post(at(joint, "raise_concern"), {**sent, "seen": "Something else."})
    assert again.status_code == 409
    assert Concern.objects.get().seen == SEEN


@pytest.mark.parametrize(
    ("changes", "sentence"),
    [
        ({"at_risk": ""}, "Select whether a child is at risk now"),
        ({"at_risk": "perhaps"}, "What you chose is not in the list any more"),
        ({"seen": ""}, "Enter what you saw or heard"),
        ({"seen": "\x00 \x07"}, "Enter what you saw or heard"),
        ({"seen": "x" * 20_001}, "must be 20,000 characters or fewer"),
        ({"done": ""}, "Enter what was done at once"),
        ({"case": "999999"}, "What you chose is not in the list any more"),
        ({"agency": "x"}, "What you chose is not in the list any more"),
        ({"offices": ["999999"]}, "What you chose is not in the list any more"),
        ({"called": ["army"]}, "What you chose is not in the list any more"),
    ],
)
def test_what_is_missing_is_said_and_what_was_typed_stays(
    client_of: ClientOf, changes: dict[str, Any], sentence: str
) -> None:
    joint = joint_inspection()
    client = client_of(joint.inspectors["cqc"])
    answer = raise_one(client, joint, **{"released": "Stays here.", **changes})
    assert answer.status_code == 422
    assert sentence in text_of(answer)
    assert "Stays here." in text_of(answer)
    assert not Concern.objects.exists()


@pytest.mark.parametrize(
    ("typed", "kept"),
    [
        ("👶 alone", "👶 alone"),
        ("طفل وحيد", "طفل وحيد"),
        ("nul\x00", "nul"),
        ("<b>x</b>", "<b>x</b>"),
    ],
)
def test_what_is_typed_is_kept_and_drawn_as_text(
    client_of: ClientOf, typed: str, kept: str
) -> None:
    joint = joint_inspection()
    client = client_of(joint.inspectors["cqc"])
    raise_one(client, joint, seen=typed)
    concern = Concern.objects.get()
    assert concern.seen == kept
    assert "<b>x</b>" not in text_of(client.get(page(joint, "concern", concern)))


def test_whoever_has_no_account_is_named_to_be_called(client_of: ClientOf) -> None:
    joint = joint_inspection()
    client = client_of(joint.inspectors["cqc"])
    text = text_of(client.get(at(joint, "raise_concern")))
    assert "have no account, so call them" in text
    assert "Leader of police" in text
    raise_one(client, joint)
    text = text_of(client.get(page(joint, "concern", Concern.objects.get())))
    assert "Without an account: call them" in text
    assert "Leader of police" in text


# --- reading ------------------------------------------------------------------------------------


def test_everybody_on_the_team_reads_it_whoever_raised_it(client_of: ClientOf) -> None:
    joint = joint_inspection()
    concern = concern_of(joint, seen=SEEN)
    for person in joint.team:
        client = client_of(person)
        assert concern.reference in text_of(client.get(at(joint, "concerns")))
        assert SEEN in text_of(client.get(page(joint, "concern", concern)))


def test_reading_it_is_on_the_record_without_its_words(client_of: ClientOf) -> None:
    joint = joint_inspection()
    concern = concern_of(joint, seen=SEEN)
    client_of(joint.inspectors["hmic"]).get(page(joint, "concern", concern))
    entry = AuditEntry.objects.filter(route="inspections:concern").latest("pk")
    assert entry.disclosed == [f"safeguarding concern {concern.reference}"]
    assert SEEN not in repr(entry.__dict__)


def test_the_list_has_open_ones_on_top_and_says_when_there_is_none(client_of: ClientOf) -> None:
    joint = joint_inspection()
    client = client_of(joint.inspectors["cqc"])
    assert "No concern has been raised" in text_of(client.get(at(joint, "concerns")))
    closed, still = closed_concern(joint), concern_of(joint)
    text = text_of(client.get(at(joint, "concerns")))
    assert text.index(still.reference) < text.index(closed.reference)


def test_a_concern_of_another_inspection_is_not_there(client_of: ClientOf) -> None:
    joint, other = joint_inspection(), joint_inspection()
    foreign = concern_of(other)
    client = client_of(joint.overall_lead)
    for name in ("concern", "tell_concern", "act_on_concern", "close_concern"):
        assert client.get(page(joint, name, foreign)).status_code == 404


# --- acknowledging, reaching, acting, closing ---------------------------------------------------


def test_a_lead_acknowledges_with_one_button(client_of: ClientOf) -> None:
    joint = joint_inspection()
    concern = concern_of(joint)
    client = client_of(joint.leads["cqc"])
    assert "I have read it" in text_of(client.get(page(joint, "concern", concern)))
    address = page(joint, "acknowledge_concern", concern)
    for _ in range(2):
        answer = client.post(address, {"once": uuid4()}, follow=True)
        assert "You acknowledged it on" in text_of(answer)
    assert "I have read it" not in text_of(client.get(page(joint, "concern", concern)))
    assert concern.events.filter(what="Acknowledged it").count() == 1


def test_whoever_was_not_told_has_no_button_and_no_way(client_of: ClientOf) -> None:
    joint = joint_inspection()
    concern = concern_of(joint)
    client = client_of(joint.inspectors["cqc"])
    assert "I have read it" not in text_of(client.get(page(joint, "concern", concern)))
    answer = client.post(page(joint, "acknowledge_concern", concern), {"once": uuid4()})
    assert answer.status_code == 403
    assert "You were not told of this concern" in text_of(answer)


def test_the_way_of_a_concern_on_its_pages_to_its_end(client_of: ClientOf) -> None:
    joint = joint_inspection()
    concern, leader = concern_of(joint), leader_of(joint)
    client = client_of(joint.overall_lead)
    sends: list[tuple[str, list[Any], dict[str, Any]]] = [
        ("reach_otherwise", [leader.email], {"how": "By telephone at 9:10."}),
        ("act_on_concern", [], {"what": "The duty team went there."}),
        ("close_concern", [], {"outcome": "child_safe", "why": "With the family."}),
    ]
    for name, more, sent in sends:
        address = page(joint, name, concern, *more)
        assert client.get(address).status_code == 200
        missing = client.post(address, {"once": uuid4()})
        assert missing.status_code == 422
        data = {"once": uuid4(), **sent}
        for _ in range(2):
            # The second arrival finds the receipt of the first, or that it is closed meanwhile.
            assert client.post(address, data).status_code in {302, 403}
    text = text_of(client.get(page(joint, "concern", concern)))
    for words in (
        "Closed",
        "The child is safe",
        "By telephone at 9:10.",
        "The duty team went there.",
        "With the family.",
        f"recorded by {joint.overall_lead}",
    ):
        assert words in text
    assert page(joint, "act_on_concern", concern) not in text
    assert concern.events.count() == 4


def test_acting_before_anybody_has_acknowledged_gets_a_sentence(client_of: ClientOf) -> None:
    joint = joint_inspection()
    concern = concern_of(joint)
    sent = {"once": uuid4(), "what": "Something."}
    answer = client_of(joint.overall_lead).post(page(joint, "act_on_concern", concern), sent)
    assert answer.status_code == 409
    assert "Nothing was changed" in text_of(answer)
    assert "Something." in text_of(answer)


def test_somebody_else_in_the_area_is_told_on_a_page(client_of: ClientOf) -> None:
    joint = joint_inspection()
    concern = concern_of(joint)
    person = leader_of(joint, joint.agencies[2])
    office = Office.objects.get(person=person)
    client = client_of(joint.inspectors["ofsted"])
    address = page(joint, "tell_concern", concern)
    text = text_of(client.get(address))
    assert person.name in text
    # Who was told already is not offered again.
    assert leader_of(joint).name not in text
    sent = {"once": uuid4(), "offices": [office.pk], "released": "Call us at once."}
    assert client.post(address, sent).status_code == 302
    assert told(concern, person).released == "Call us at once."
    assert "Call us at once." in text_of(client.get(page(joint, "concern", concern)))


def test_somebody_who_was_not_told_cannot_be_reached(client_of: ClientOf) -> None:
    joint = joint_inspection()
    concern = concern_of(joint)
    address = page(joint, "reach_otherwise", concern, "nobody@example.org")
    assert client_of(joint.overall_lead).get(address).status_code == 404


# --- what the area sees -------------------------------------------------------------------------


def test_an_office_holder_reads_what_was_released_and_nothing_else_and_acknowledges(
    client_of: ClientOf,
) -> None:
    joint = joint_inspection()
    case = case_of(joint)
    concern = concern_of(joint, seen=SEEN, done="Secret steps.", case=case.pk, released="Call us.")
    client = client_of(leader_of(joint))
    address = page(joint, "local_concern", concern)
    text = text_of(client.get(address))
    assert "Call us." in text
    for hidden in (SEEN, "Secret steps.", f"case {case.reference}", joint.leads["cqc"].name):
        assert hidden not in text
    for _ in range(2):
        answer = client.post(address, {"once": uuid4()}, follow=True)
        assert answer.status_code == 200
        assert "You have acknowledged it." in text_of(answer)
    assert concern.events.filter(what="Acknowledged it").count() == 1


def test_without_a_released_text_it_says_whom_to_call(client_of: ClientOf) -> None:
    joint = joint_inspection()
    concern = concern_of(joint, released="")
    text = text_of(client_of(leader_of(joint)).get(page(joint, "local_concern", concern)))
    assert f"Call {joint.inspectors['ofsted']} at once." in text


@pytest.mark.parametrize("who", ["other leader", "chair", "inspector", "lead", "stranger"])
def test_to_everybody_else_the_page_of_the_area_is_not_there(client_of: ClientOf, who: str) -> None:
    joint = joint_inspection()
    concern = concern_of(joint)
    people: dict[str, Callable[[], User]] = {
        "other leader": lambda: leader_of(joint, joint.agencies[2]),
        "chair": lambda: joint.chair,
        "inspector": lambda: joint.inspectors["ofsted"],
        "lead": lambda: joint.overall_lead,
        "stranger": UserFactory,
    }
    client = client_of(people[who]())
    assert client.get(page(joint, "local_concern", concern)).status_code == 404
    assert client.post(page(joint, "local_concern", concern), {}).status_code == 404


def test_the_leader_of_one_concern_does_not_read_another(client_of: ClientOf) -> None:
    joint = joint_inspection()
    concern_of(joint)
    other = concern_of(joint, agency=None, seen="Another.")
    client = client_of(leader_of(joint))
    assert client.get(page(joint, "local_concern", other)).status_code == 404


# --- where it is seen that somebody waits -------------------------------------------------------


def acts(person: User, after: timedelta = timedelta(0)) -> list[tuple[str, str]]:
    with acting_as(person):
        return [(one.what, one.url) for one in waiting_for(person, timezone.now() + after)]


def test_it_waits_for_whoever_was_told_until_they_acknowledge(client_of: ClientOf) -> None:
    joint = joint_inspection()
    concern, leader = concern_of(joint), leader_of(joint)
    words = f"Open safeguarding concern {concern.reference} at once, and acknowledge it"
    assert acts(leader) == [(words, page(joint, "local_concern", concern))]
    assert acts(joint.leads["cqc"]) == [(words, page(joint, "concern", concern))]
    assert acts(joint.inspectors["cqc"]) == []
    assert words in text_of(client_of(leader).get("/"))
    client_of(leader).post(page(joint, "local_concern", concern), {})
    assert acts(leader) == []


def test_after_an_hour_the_leads_see_who_is_late_and_every_page_says_so(
    client_of: ClientOf,
) -> None:
    joint = joint_inspection()
    concern = concern_of(joint, at=timezone.now() - timedelta(hours=2))
    lead = joint.overall_lead
    client = client_of(lead)
    client.post(page(joint, "acknowledge_concern", concern), {"once": uuid4()})
    late = [what for what, _ in acts(lead)]
    assert f"Reach {leader_of(joint)}: safeguarding concern {concern.reference}" in " ".join(late)
    assert len(late) == 3
    alert = f"Safeguarding concern {concern.reference} has not been acknowledged by everybody"
    for name in ("team", "cases", "evidence", "concerns", "raise_concern"):
        assert alert in text_of(client.get(at(joint, name)))
        assert alert not in text_of(client_of(joint.inspectors["cqc"]).get(at(joint, name)))


def test_before_the_hour_is_over_nothing_stands_at_the_head_of_pages(client_of: ClientOf) -> None:
    joint = joint_inspection()
    concern_of(joint)
    text = text_of(client_of(joint.overall_lead).get(at(joint, "team")))
    assert "has not been acknowledged" not in text


def test_once_it_is_closed_it_waits_for_nobody(client_of: ClientOf) -> None:
    joint = joint_inspection()
    closed_concern(joint, at=timezone.now() - timedelta(hours=2))
    assert [acts(person, timedelta(hours=3)) for person in joint.leads.values()] == [[], [], []]
    text = text_of(client_of(joint.overall_lead).get(at(joint, "team")))
    assert "has not been acknowledged" not in text


def test_the_inspections_page_leads_to_concerns_and_the_joint_audit(client_of: ClientOf) -> None:
    joint = joint_inspection()
    client = client_of(joint.inspectors["cqc"])
    address = joint.inspection.get_absolute_url()
    assert "None open" in text_of(client.get(address))
    concern_of(joint)
    text = text_of(client.get(address))
    assert "1 open" in text
    assert at(joint, "concerns") in text
    assert at(joint, "joint_audit") in text
    assert "Not asked" in text


def test_a_case_leads_to_raising_one_and_a_joint_audit_case_to_the_audit(
    client_of: ClientOf,
) -> None:
    joint = joint_inspection()
    client = client_of(joint.inspectors["cqc"])
    tracked, audited = case_of(joint), case_of(joint, "joint_audit")
    for case in (tracked, audited):
        text = text_of(client.get(at(joint, "case", case.reference)))
        assert f"{at(joint, 'raise_concern')}?case={case.reference}" in text
        assert (at(joint, "joint_audit") in text) is (case == audited)


def test_a_joint_audit_waits_for_its_leaders_until_it_is_returned() -> None:
    asked = asked_audit(inspection_at("notified"))
    for person in (asked.chair, asked.leader):
        assert acts(person) == [
            ("Evaluate your cases in the joint audit", at(asked.joint, "local_audit"))
        ]
    assert acts(asked.joint.overall_lead) == []
    returned_audit(asked)
    assert acts(asked.leader) == []


# --- what it costs ------------------------------------------------------------------------------


@pytest.mark.parametrize("number", [1, 3])
def test_the_list_costs_the_same_queries_for_any_number_of_concerns(
    client_of: ClientOf, assert_queries: Queries, number: int
) -> None:
    joint = joint_inspection()
    for _ in range(number):
        concern_of(joint)
    client = client_of(joint.inspectors["cqc"])
    with assert_queries(5):
        client.get(at(joint, "concerns"))


@pytest.mark.parametrize("number", [1, 3])
def test_a_concern_costs_the_same_queries_for_any_number_of_people_and_happenings(
    client_of: ClientOf, assert_queries: Queries, number: int
) -> None:
    joint = joint_inspection()
    offices = []
    for agency in joint.agencies[:number]:
        leader_of(joint, agency)
        offices.append(Office.objects.get(agency=agency, ends_on=None).pk)
    concern = acted_concern(joint, offices=tuple(offices))
    client, local = client_of(joint.overall_lead), client_of(leader_of(joint))
    with assert_queries(8):
        client.get(page(joint, "concern", concern))
    with assert_queries(4):
        local.get(page(joint, "local_concern", concern))


def test_home_costs_the_same_queries_for_any_number_of_concerns(
    client_of: ClientOf, count_queries: Counted
) -> None:
    joint = joint_inspection()
    concern_of(joint)
    client = client_of(leader_of(joint))
    with count_queries() as with_one:
        client.get("/")
    for _ in range(2):
        concern_of(joint)
    with count_queries() as with_three:
        text = text_of(client.get("/"))
    assert text.count("Open safeguarding concern") == 3
    assert len(with_three) == len(with_one)
