"""The pages of coming to one view: what they show, what they post, and what they cost."""

from collections.abc import Callable
from contextlib import AbstractContextManager
from datetime import timedelta
from typing import Any
from uuid import uuid4

import pytest
from django.http import HttpResponse
from django.test import Client
from django.utils import timezone

from judgements.models import (
    DiscussionEntry,
    EscalationOutcome,
    PrintDecision,
    Reopening,
    SeniorPerson,
    Signature,
)
from organisations.models import User
from records.models import AuditEntry
from tests.factories.inspections import JointInspection, joint_inspection
from tests.factories.judgements import (
    RULE,
    agreed_judgement,
    decision_of,
    entry_of,
    escalated_judgement,
    escalation_of,
    judgement_in,
    open_round,
    outcome_of,
    proposal_of,
    proposed_judgement,
    reopening_of,
    revealed_judgement,
    senior_of,
    signature_of,
)
from tests.judgements.conftest import Rows
from tests.judgements.several import UNDERSTOOD, agreed, joint_with_several_areas

pytestmark = pytest.mark.django_db
ClientOf = Callable[[User], Client]
Queries = Callable[[int], AbstractContextManager[list[str]]]
PAGES = ("discuss/", "print/", "reopen/", "escalate/", "senior/", "outcome/")
LONG = "A text that is worth keeping, and long."


def at(joint: JointInspection, page: str = "") -> str:
    return f"/inspections/{joint.reference}/judgements/lscb/{page}"


def words(response: HttpResponse) -> str:
    return " ".join(response.content.decode().split())


def hidden(response: Any) -> dict[str, str]:
    form = response.context["form"]
    return {field.name: str(field.value()) for field in form.hidden_fields()}


def sent(client: Client, where: str, **typed: str) -> Any:
    """Open the page, type, send."""
    return client.post(where, {**hidden(client.get(where)), **typed})


@pytest.mark.parametrize("page", PAGES)
def test_outside_the_team_there_is_no_such_page(
    joint: JointInspection, client_of: ClientOf, page: str
) -> None:
    agreed_judgement(joint)
    for person in (joint.chair, joint_inspection().overall_lead):
        assert client_of(person).get(at(joint, page)).status_code == 404
        assert client_of(person).post(at(joint, page), {}).status_code == 404


@pytest.mark.parametrize("page", PAGES)
def test_a_form_without_anything_says_what_to_do(
    joint: JointInspection, client_of: ClientOf, page: str, rows: Rows
) -> None:
    make = {"reopen/": agreed_judgement, "outcome/": escalated_judgement}
    make.get(page, proposed_judgement)(joint)
    if page == "escalate/":
        senior_of(joint, "ofsted")
    before = rows()
    answer = client_of(joint.overall_lead).post(at(joint, page), {})
    assert answer.status_code == 422
    assert "There is a problem" in words(answer)
    assert rows() == before


# --- discussion -----------------------------------------------------------------------------------


def test_an_entry_is_shown_with_who_said_it(joint: JointInspection, client_of: ClientOf) -> None:
    revealed_judgement(joint)
    client = client_of(joint.inspectors["cqc"])
    answer = sent(client, at(joint, "discuss/"), text="We saw *five* audits.\n\n- one\n- two")
    assert answer.status_code == 302
    page = words(client_of(joint.quality_assurer).get(at(joint)))
    assert f"{joint.inspectors['cqc'].name}, CQC" in page
    assert "<em>five</em>" in page
    assert "after round 1" in page
    assert AuditEntry.objects.filter(about=joint.reference).exists()


def test_markup_in_an_entry_is_shown_as_it_was_typed(
    joint: JointInspection, client_of: ClientOf
) -> None:
    revealed_judgement(joint)
    entry_of(joint, joint.leads["cqc"], "<script>alert(1)</script>")
    page = client_of(joint.overall_lead).get(at(joint)).content.decode()
    assert "<script>alert(1)" not in page
    assert "&lt;script&gt;alert(1)" in page


def test_before_the_first_reveal_there_is_no_discussion(
    joint: JointInspection, client_of: ClientOf
) -> None:
    open_round(joint)
    client = client_of(joint.leads["cqc"])
    assert "Discussion" not in words(client.get(at(joint)))
    assert client.get(at(joint, "discuss/")).status_code == 409


def test_a_refusal_loses_no_text(joint: JointInspection, client_of: ClientOf) -> None:
    revealed_judgement(joint)
    client = client_of(joint.leads["cqc"])
    form = hidden(client.get(at(joint, "discuss/")))
    open_round(joint)
    answer = client.post(at(joint, "discuss/"), {**form, "text": LONG})
    assert answer.status_code == 409
    assert LONG in words(answer)
    assert "could tell a position" in words(answer)
    page = words(client.get(at(joint)))
    assert "The discussion goes on once all are in" in page
    assert "Say something in the discussion" not in page


def test_a_text_that_is_too_long_is_kept(joint: JointInspection, client_of: ClientOf) -> None:
    revealed_judgement(joint)
    text = "a" * 10_001
    answer = sent(client_of(joint.leads["cqc"]), at(joint, "discuss/"), text=text)
    assert answer.status_code == 422
    assert text in answer.content.decode()
    assert not DiscussionEntry.objects.exists()


# --- abstaining and printing ----------------------------------------------------------------------


def test_an_abstention_is_given_and_shown(joint: JointInspection, client_of: ClientOf) -> None:
    proposed_judgement(joint)
    client = client_of(joint.leads["cqc"])
    where = at(joint, "sign/")
    answer = sent(client, where, view="abstains", disagreement="Not our remit.", prints="yes")
    assert answer.status_code == 302
    signature = Signature.objects.get()
    assert (signature.stance, signature.abstention) == ("abstains", "Not our remit.")
    assert PrintDecision.objects.get().prints is True
    assert "Abstains: Not our remit." in words(client.get(at(joint)))


def test_an_abstention_needs_a_reason(joint: JointInspection, client_of: ClientOf) -> None:
    proposed_judgement(joint)
    answer = sent(client_of(joint.leads["cqc"]), at(joint, "sign/"), view="abstains")
    assert answer.status_code == 422
    assert "Say why your inspectorate abstains" in words(answer)
    assert not Signature.objects.exists()


def test_a_signature_need_not_decide_what_is_printed(
    joint: JointInspection, client_of: ClientOf
) -> None:
    proposed_judgement(joint)
    answer = sent(client_of(joint.leads["cqc"]), at(joint, "sign/"), view="agrees")
    assert answer.status_code == 302
    assert not PrintDecision.objects.exists()


def test_the_page_says_what_printing_waits_for(joint: JointInspection, client_of: ClientOf) -> None:
    agreed_judgement(joint, dissents={"cqc": "We differ."})
    client = client_of(joint.leads["cqc"])
    assert "Ofsted, CQC and HMICFRS have not decided yet." in words(client.get(at(joint)))
    assert sent(client, at(joint, "print/"), prints="yes").status_code == 302
    assert "Ofsted and HMICFRS have not decided yet." in words(client.get(at(joint)))
    decision_of(joint, "hmic", prints=False)
    page = words(client.get(at(joint)))
    assert "HMICFRS said no. Ofsted has not decided yet." in page
    for code in ("ofsted", "hmic"):
        decision_of(joint, code, prints=True)
    page = words(client.get(at(joint)))
    assert "The letter prints them: the leads of all inspectorates have said yes." in page
    assert "No, until the next decision" in page


def test_where_all_agree_nothing_is_said_of_printing(
    joint: JointInspection, client_of: ClientOf
) -> None:
    agreed_judgement(joint)
    assert "in the letter" not in words(client_of(joint.leads["cqc"]).get(at(joint)))


def test_when_all_signed_and_none_agrees_the_page_says_what_to_do(
    joint: JointInspection, client_of: ClientOf
) -> None:
    proposed_judgement(joint)
    for code in joint.leads:
        signature_of(joint, code, abstention="Not our remit.")
    page = words(client_of(joint.overall_lead).get(at(joint)))
    assert "3 of 3 inspectorates have signed. None of them is of that view" in page


# --- opening again --------------------------------------------------------------------------------


def test_opened_again_the_signatures_are_struck_out_with_the_reason(
    joint: JointInspection, client_of: ClientOf
) -> None:
    agreed_judgement(joint)
    client = client_of(joint.overall_lead)
    assert "Open the judgement again" in words(client.get(at(joint)))
    assert sent(client, at(joint, "reopen/"), why="New records came in.").status_code == 302
    assert Reopening.objects.get().why == "New records came in."
    page = words(client_of(joint.leads["cqc"]).get(at(joint)))
    assert "Proposal 1 (void)" in page
    assert "New records came in." in page
    name = joint.leads["cqc"].name
    assert f'<del><span class="govuk-visually-hidden">void: </span>{name}</del>' in page


def test_only_the_overall_lead_is_offered_to_open_it(
    joint: JointInspection, client_of: ClientOf
) -> None:
    agreed_judgement(joint)
    client = client_of(joint.leads["cqc"])
    assert "Open the judgement again" not in words(client.get(at(joint)))
    assert client.get(at(joint, "reopen/")).status_code == 403


def test_a_reason_survives_a_refusal(joint: JointInspection, client_of: ClientOf) -> None:
    agreed_judgement(joint)
    client = client_of(joint.overall_lead)
    form = hidden(client.get(at(joint, "reopen/")))
    reopening_of(joint)
    answer = client.post(at(joint, "reopen/"), {**form, "why": LONG, "once": str(uuid4())})
    assert answer.status_code == 409
    assert LONG in words(answer)


# --- the way out ----------------------------------------------------------------------------------


def test_while_nobody_is_named_the_page_of_asking_says_so_at_once(
    joint: JointInspection, client_of: ClientOf
) -> None:
    proposed_judgement(joint)
    overall = client_of(joint.overall_lead)
    assert "Ask the senior people" not in words(overall.get(at(joint)))
    answer = overall.get(at(joint, "escalate/"))
    assert answer.status_code == 409
    assert "No inspectorate has named a senior person yet" in words(answer)
    assert words(answer).count("Nothing was changed") == 1
    senior_of(joint, "cqc")
    assert "Ask the senior people" in words(overall.get(at(joint)))
    assert overall.get(at(joint, "escalate/")).status_code == 200


def test_from_a_name_to_an_outcome(joint: JointInspection, client_of: ClientOf) -> None:
    proposed_judgement(joint)
    overall, lead = client_of(joint.overall_lead), client_of(joint.leads["cqc"])
    assert "Name who decides for CQC" in words(lead.get(at(joint)))
    typed = {"name": "Sam Senior", "post": "Regional director", "email": "sam@cqc.example"}
    assert sent(lead, at(joint, "senior/"), **typed).status_code == 302
    assert SeniorPerson.objects.get().name == "Sam Senior"
    page = words(lead.get(at(joint)))
    assert "Sam Senior, Regional director (sam@cqc.example)" in page
    assert "Name somebody else for CQC" in page
    asking = words(overall.get(at(joint, "escalate/")))
    assert "(CQC) is told by e-mail that a decision is asked" in asking
    assert "Ofsted and HMICFRS have named nobody yet" in asking
    assert sent(overall, at(joint, "escalate/"), why="We cannot agree.").status_code == 302
    page = words(lead.get(at(joint)))
    assert "The senior people are asked" in page
    assert "We cannot agree." in page
    assert overall.get(at(joint, "propose/")).status_code == 409
    day = timezone.localdate()
    decided = {
        "decision": "It is good.",
        "decided_by": "Sam Senior, regional director",
        "decided_on_day": str(day.day),
        "decided_on_month": str(day.month),
        "decided_on_year": str(day.year),
    }
    assert "Record what the senior people decided" in words(overall.get(at(joint)))
    assert sent(overall, at(joint, "outcome/"), **decided).status_code == 302
    assert EscalationOutcome.objects.get().decision == "It is good."
    page = words(lead.get(at(joint)))
    assert "The senior people have decided" in page
    assert "Sam Senior, regional director" in page
    assert overall.get(at(joint, "propose/")).status_code == 200


def test_a_day_to_come_is_refused_and_the_text_kept(
    joint: JointInspection, client_of: ClientOf
) -> None:
    escalated_judgement(joint)
    day = timezone.localdate() + timedelta(days=2)
    answer = sent(
        client_of(joint.overall_lead),
        at(joint, "outcome/"),
        decision=LONG,
        decided_by="Sam",
        decided_on_day=str(day.day),
        decided_on_month=str(day.month),
        decided_on_year=str(day.year),
    )
    assert answer.status_code == 422
    assert LONG in words(answer)
    assert not EscalationOutcome.objects.exists()


@pytest.mark.parametrize("email", ["", "nobody", "sam@"])
def test_a_senior_person_has_an_address(
    joint: JointInspection, client_of: ClientOf, email: str
) -> None:
    client = client_of(joint.leads["cqc"])
    answer = sent(client, at(joint, "senior/"), name="Sam", post="Director", email=email)
    assert answer.status_code == 422
    assert 'value="Director"' in answer.content.decode()
    assert not SeniorPerson.objects.exists()


# --- what the rules came to -----------------------------------------------------------------------


def test_the_page_of_an_agreed_judgement_shows_what_the_rules_came_to(
    joint: JointInspection, client_of: ClientOf
) -> None:
    agreed_judgement(joint)
    page = words(client_of(joint.leads["cqc"]).get(at(joint)))
    assert "TEST ¶116 came to" in page
    assert "another area’s grade has changed" not in page


def test_another_grade_since_is_flagged_and_moves_none(client_of: ClientOf) -> None:
    joint = joint_with_several_areas()
    agreed(joint, "front_door", "good")
    agreed(joint, "audit", "good")
    answers = {RULE: True, UNDERSTOOD: True}
    agreed(joint, "lscb", "good", answers)
    client = client_of(joint.overall_lead)
    flag = "another area’s grade has changed"
    assert flag not in words(client.get(at(joint)))
    current = judgement_in(joint, "front_door").current_proposal()
    assert current is not None
    where = at(joint, "reopen/").replace("/lscb/", "/front_door/")
    assert sent(client, where, why="New records.").status_code == 302
    agreed(joint, "front_door", "inadequate")
    page = words(client.get(at(joint)))
    assert flag in page
    assert "When this grade was proposed:" in page
    assert judgement_in(joint).state == "agreed"
    stands = judgement_in(joint).current_proposal()
    assert stands is not None
    assert stands.grade.code == "good"


# --- what a page costs ----------------------------------------------------------------------------


@pytest.mark.parametrize("size", [1, 3])
def test_pages_cost_the_same_with_one_and_with_three_of_everything(
    joint: JointInspection, client_of: ClientOf, assert_queries: Queries, size: int
) -> None:
    for number in range(size):
        escalated_judgement(joint) if number == 0 else proposal_of(joint)
        if number:
            for code in joint.leads:
                senior_of(joint, code)
            escalation_of(joint)
        outcome_of(joint)
    proposal_of(joint)
    for _ in range(size):
        for code in joint.leads:
            entry_of(joint, joint.leads[code])
            senior_of(joint, code)
            decision_of(joint, code, prints=True)
    signature_of(joint, "ofsted", disagreement="We differ.")
    lead = client_of(joint.leads["cqc"])
    overall = client_of(joint.overall_lead)
    for page, number in (("", 30), ("discuss/", 11), ("print/", 10), ("senior/", 8)):
        with assert_queries(number):
            assert lead.get(at(joint, page)).status_code == 200
    with assert_queries(14):
        assert overall.get(at(joint, "escalate/")).status_code == 200
