"""The pages of a single-agency judgement: what they show, what they post, and what they cost."""

from collections.abc import Callable
from contextlib import AbstractContextManager
from typing import Any
from uuid import uuid4

import pytest
from django.http import HttpResponse
from django.test import Client
from django.utils import timezone

from desk.waiting import waiting_for
from frameworks.values import NOT_JUDGED
from judgements.models import (
    GradeDecision,
    GradeModeration,
    Judgement,
    Proposal,
    last_decision,
)
from judgements.models.waiting import judgements_to_sign
from organisations.models import User
from records.models import AuditEntry
from tests.factories.judgements import agreed_judgement
from tests.factories.single_agency import (
    CHILDREN,
    LEADERSHIP,
    LIMITED,
    MAY_LEAVE,
    MET,
    OVERALL,
    PROTECTION,
    STATEMENT,
    GradedInspection,
    agreed_grade,
    assurer_of,
    decided_grade,
    evidence_for,
    grade_decided_by,
    grade_in,
    grade_moderated_by,
    grade_proposed_by,
    grade_reopened_by,
    graded_inspection,
    proposed_grade,
    returned_grade,
)

pytestmark = pytest.mark.django_db
ClientOf = Callable[[User], Client]
Queries = Callable[[int], AbstractContextManager[list[str]]]
PAGES = ("", "propose/", "decide/", "moderate/", "reopen/")


@pytest.fixture
def graded(db: None) -> GradedInspection:
    return graded_inspection()


def at(graded: GradedInspection, page: str = "", *, area: str = PROTECTION) -> str:
    return f"/inspections/{graded.reference}/judgements/agency/{area}/{page}"


def words(response: HttpResponse) -> str:
    return " ".join(response.content.decode().split())


def sent(grade: str = "good", **more: Any) -> dict[str, Any]:
    usual = {"once": uuid4(), "grade": grade, "statement": STATEMENT, f"answer_{MET}": "yes"}
    return {**usual, **more}


def decides(graded: GradedInspection, grade: str = "good", **more: Any) -> dict[str, Any]:
    current = grade_in(graded).current_proposal()
    assert current is not None
    return sent(grade, content_hash=current.content_hash, **more)


def answers(graded: GradedInspection, answer: str = "agree", **more: Any) -> dict[str, Any]:
    decision = last_decision(grade_in(graded))
    assert decision is not None
    return {
        "once": uuid4(),
        "answer": answer,
        "content_hash": decision.content_hash,
        **more,
    }


# --- who finds what -------------------------------------------------------------------------------


@pytest.mark.parametrize("page", PAGES)
def test_outside_the_team_there_is_no_such_page(
    graded: GradedInspection, client_of: ClientOf, page: str
) -> None:
    client = client_of(graded.joint.chair)
    assert client.get(at(graded, page)).status_code == 404


@pytest.mark.parametrize("area", ["lscb", "overall"])
@pytest.mark.parametrize("page", PAGES)
def test_there_is_no_page_of_what_no_inspectorate_grades(
    graded: GradedInspection, client_of: ClientOf, page: str, area: str
) -> None:
    assert client_of(graded.lead).get(at(graded, page, area=area)).status_code == 404


def test_a_graded_area_has_no_page_among_the_shared(
    graded: GradedInspection, client_of: ClientOf
) -> None:
    shared = at(graded).replace("agency/", "")
    assert client_of(graded.lead).get(shared).status_code == 404


def test_the_board_has_a_line_with_its_stage_for_each(
    graded: GradedInspection, client_of: ClientOf
) -> None:
    decided_grade(graded)
    page = client_of(graded.inspector).get(f"/inspections/{graded.reference}/judgements/")
    lines = {one.title: one for one in page.context["page"].areas}
    assert lines["Health protection"].status == "Decided, to be moderated"
    assert lines["Health protection"].url == at(graded)
    assert lines["Children seen by all"].status == "Gathering evidence"


# --- the page of the judgement --------------------------------------------------------------------


@pytest.mark.parametrize(
    ("make", "standing"),
    [
        (grade_in, "CQC judges this. The inspectors gather evidence"),
        (proposed_grade, "Proposal 1 waits for the lead of CQC ("),
        (decided_grade, "It waits for a moderator of CQC: "),
        (returned_grade, "The moderator returned the decision. The lead of CQC ("),
        (agreed_grade, "Agreed: decided for CQC and moderated."),
    ],
)
def test_the_page_says_where_it_stands_and_who_acts_next(
    graded: GradedInspection, client_of: ClientOf, make: Callable[..., Any], standing: str
) -> None:
    make(graded)
    page = client_of(graded.joint.inspectors["hmic"]).get(at(graded))
    assert standing in words(page)
    assert page.context["page"].acts == []


@pytest.mark.parametrize(
    ("make", "who", "label"),
    [
        (grade_in, "inspector", "Propose a grade"),
        (proposed_grade, "inspector", "Propose another grade or statement"),
        (returned_grade, "inspector", "Propose another grade or statement"),
        (proposed_grade, "lead", "Decide the grade for CQC"),
        (returned_grade, "lead", "Decide the grade for CQC"),
        (decided_grade, "moderator", "Moderate the decision"),
        (agreed_grade, "lead", "Reopen the grade"),
    ],
)
def test_who_acts_next_has_a_button(
    graded: GradedInspection,
    client_of: ClientOf,
    make: Callable[..., Any],
    who: str,
    label: str,
) -> None:
    make(graded)
    client = client_of(getattr(graded, who))
    (act,) = client.get(at(graded)).context["page"].acts
    assert act.label == label
    assert client.get(act.url).status_code == 200


def test_without_a_moderator_the_page_says_what_to_do(
    graded: GradedInspection, client_of: ClientOf
) -> None:
    decided_grade(graded)
    graded.joint.inspection.assignments.filter(person=graded.moderator).update(role="inspector")
    page = client_of(graded.lead).get(at(graded))
    assert "CQC has none on the team: its lead names a quality assurer" in words(page)


def test_everything_that_was_done_stays_with_times_names_and_hash(
    graded: GradedInspection, client_of: ClientOf
) -> None:
    returned_grade(graded)
    grade_decided_by(
        graded, "requires_improvement", statement="Not in time.", reasons="T1 was late."
    )
    decision = last_decision(grade_in(graded))
    grade_moderated_by(graded)
    grade_reopened_by(graded, why="A letter came.")
    text = words(client_of(graded.moderator).get(at(graded)))
    for said in (
        "Decided for CQC: as proposed",
        "Returned by the moderator",
        "The case of T1 says otherwise.",
        "Decided for CQC: another grade than proposal 1",
        "T1 was late.",
        "Agreed by the moderator",
        "Reopened",
        "A letter came.",
        "Decision 2 (void: it stays to be seen)",
        "The lead decided another grade.",
        decision.content_hash,
        graded.moderator.name,
    ):
        assert said in text, said


def test_a_decision_in_other_words_says_so(graded: GradedInspection, client_of: ClientOf) -> None:
    grade_proposed_by(graded)
    grade_decided_by(graded, statement="In other words.")
    text = words(client_of(graded.lead).get(at(graded)))
    assert "Decided for CQC: in other words" in text
    assert "It was replaced." in text


def test_evidence_for_and_against_stands_beside_the_criteria(
    graded: GradedInspection, client_of: ClientOf
) -> None:
    evidence_for(graded)
    page = client_of(graded.lead).get(at(graded))
    assert "1 for" in words(page)
    side = client_of(graded.lead).get(
        f"/inspections/{graded.reference}/judgements/{PROTECTION}/criteria/1/"
    )
    assert "For (1)" in words(side)
    assert f"judgements/areas/{PROTECTION}/" in side.content.decode()


def test_what_is_read_is_written_down(graded: GradedInspection, client_of: ClientOf) -> None:
    decided_grade(graded)
    client_of(graded.lead).get(at(graded))
    entry = AuditEntry.objects.latest("pk")
    assert f"judgement {graded.reference}/{PROTECTION}" in entry.disclosed
    assert len(entry.disclosed) == 3


# --- the acts, from page to page ------------------------------------------------------------------


def test_a_grade_goes_from_proposal_to_agreement(
    graded: GradedInspection, client_of: ClientOf
) -> None:
    inspector, lead, moderator = map(client_of, (graded.inspector, graded.lead, graded.moderator))
    page = inspector.get(at(graded, "propose/"))
    assert "Propose this to the lead of CQC" in words(page)
    assert graded.lead.name in words(page)
    assert inspector.post(at(graded, "propose/"), sent()).status_code == 302
    page = lead.get(at(graded, "decide/"))
    assert "Decide this for CQC" in words(page)
    assert page.context["form"]["statement"].value() == STATEMENT
    assert lead.post(at(graded, "decide/"), decides(graded)).status_code == 302
    page = moderator.get(at(graded, "moderate/"))
    assert "If you agree, Health protection is agreed as good" in words(page)
    done = moderator.post(at(graded, "moderate/"), answers(graded), follow=True)
    assert "You have agreed, and so is the judgement." in words(done)
    assert Judgement.objects.get().state == "agreed"


def test_the_form_of_the_decision_taken_as_it_is_takes_the_proposal(
    graded: GradedInspection, client_of: ClientOf
) -> None:
    grade_proposed_by(graded, "outstanding", answers={MET: False}, departures={MET: "All but one."})
    lead = client_of(graded.lead)
    form = lead.get(at(graded, "decide/")).context["form"]
    data = {field.name: field.value() or "" for field in form}
    assert lead.post(at(graded, "decide/"), data).status_code == 302
    assert GradeDecision.objects.get().proposal == Proposal.objects.get()


def test_a_decision_is_returned_and_answered(graded: GradedInspection, client_of: ClientOf) -> None:
    decided_grade(graded)
    lead, moderator = client_of(graded.lead), client_of(graded.moderator)
    data = answers(graded, "return", why="T1 says otherwise.")
    done = moderator.post(at(graded, "moderate/"), data, follow=True)
    assert "You have returned the decision, with your reason." in words(done)
    page = lead.get(at(graded, "decide/"))
    assert "T1 says otherwise." in words(page)
    page = lead.post(at(graded, "decide/"), decides(graded))
    assert (page.status_code, "Say what you answer to the moderator" in words(page)) == (422, True)
    data = decides(graded, reasons="It was put right.")
    assert lead.post(at(graded, "decide/"), data).status_code == 302


def test_an_agreed_grade_is_reopened_on_its_page(
    graded: GradedInspection, client_of: ClientOf
) -> None:
    agreed_grade(graded)
    lead = client_of(graded.lead)
    page = lead.get(at(graded, "reopen/"))
    assert "Health protection is no longer agreed as good." in words(page)
    assert "The rules about Health overall are evaluated again." in words(page)
    assert lead.post(at(graded, "reopen/"), {"once": uuid4()}).status_code == 422
    done = lead.post(at(graded, "reopen/"), {"once": uuid4(), "why": "A letter."}, follow=True)
    assert "The grade is reopened." in words(done)
    assert Judgement.objects.get().state == "proposed"


def test_an_area_is_left_without_a_grade_on_its_page(
    graded: GradedInspection, client_of: ClientOf
) -> None:
    inspector, where = client_of(graded.inspector), at(graded, "propose/", area=LEADERSHIP)
    assert MAY_LEAVE in words(inspector.get(where))
    page = inspector.post(where, sent(NOT_JUDGED))
    assert (page.status_code, "Say why the area is not judged" in words(page)) == (422, True)
    assert inspector.post(where, sent(NOT_JUDGED, not_judged="Two only.")).status_code == 302
    page = inspector.get(at(graded, area=LEADERSHIP))
    assert "Not judged, because" in words(page)
    assert "Two only." in words(page)
    assert MAY_LEAVE in words(page)


def test_what_was_typed_stays_when_something_is_missing(
    graded: GradedInspection, client_of: ClientOf
) -> None:
    inspector = client_of(graded.inspector)
    page = inspector.post(at(graded, "propose/"), {"once": uuid4(), "statement": "Half a word"})
    assert page.status_code == 422
    assert "Select a grade" in words(page)
    assert "Half a word" in words(page)
    assert not Proposal.objects.exists()


def test_a_refusal_shows_what_was_written(graded: GradedInspection, client_of: ClientOf) -> None:
    grade_proposed_by(graded)
    data = decides(graded, "inadequate", reasons="A long text.")
    grade_proposed_by(graded, "requires_improvement")
    page = client_of(graded.lead).post(at(graded, "decide/"), data)
    assert page.status_code == 409
    assert "changed after you opened the page" in words(page)
    assert "A long text." in words(page)
    assert f'href="{at(graded)}"' in page.content.decode()


def test_a_blocked_rule_says_why_on_the_form(graded: GradedInspection, client_of: ClientOf) -> None:
    where = at(graded, "propose/", area=OVERALL)
    inspector = client_of(graded.inspector)
    assert "needs a grade that is not agreed yet" in words(inspector.get(where))
    page = inspector.post(where, sent())
    assert page.status_code == 422
    assert "needs a grade that is not agreed yet: Health protection" in words(page)
    assert not Proposal.objects.exists()


def test_a_departure_is_asked_for_on_the_form(
    graded: GradedInspection, client_of: ClientOf
) -> None:
    inspector = client_of(graded.inspector)
    data = sent("outstanding", **{f"answer_{MET}": "no"})
    page = inspector.post(at(graded, "propose/"), data)
    assert "Give the reason for departing" in words(page)
    data = sent("outstanding", **{f"answer_{MET}": "no", f"why_{MET}": "All but one."})
    assert inspector.post(at(graded, "propose/"), data).status_code == 302
    assert "Departs from TEST ¶63, because" in words(inspector.get(at(graded)))


@pytest.mark.parametrize(
    ("page", "who"),
    [("decide/", "lead"), ("moderate/", "moderator"), ("reopen/", "lead")],
)
@pytest.mark.parametrize("method", ["get", "post"])
def test_too_early_the_page_says_when(
    graded: GradedInspection, client_of: ClientOf, page: str, who: str, method: str
) -> None:
    answer = getattr(client_of(getattr(graded, who)), method)(at(graded, page))
    assert answer.status_code == 409
    assert "Nothing was changed" in words(answer)


def test_the_same_form_sent_twice_gets_the_same_answer(
    graded: GradedInspection, client_of: ClientOf
) -> None:
    proposed_grade(graded)
    lead, moderator = client_of(graded.lead), client_of(graded.moderator)
    data = decides(graded, "inadequate", statement="Not in time.", reasons="T1.")
    assert [lead.post(at(graded, "decide/"), data).status_code for _ in range(2)] == [302, 302]
    data = answers(graded)
    sendings = [moderator.post(at(graded, "moderate/"), data).status_code for _ in range(2)]
    assert sendings == [302, 302]
    assert (GradeDecision.objects.count(), GradeModeration.objects.count()) == (1, 1)


# --- flags: other grades are re-evaluated and never moved -----------------------------------------


def overall_agreed(graded: GradedInspection) -> None:
    agreed_grade(graded)
    grade_proposed_by(graded, area=OVERALL, answers={})
    grade_decided_by(graded, area=OVERALL, answers={})
    grade_moderated_by(graded, area=OVERALL)


def flags(graded: GradedInspection, client: Client, area: str = OVERALL) -> list[str]:
    page = client.get(at(graded, area=area)).context["page"]
    return [one.sentence for one in page.flags]


def test_a_changed_part_flags_what_rests_on_it_and_moves_nothing(
    graded: GradedInspection, client_of: ClientOf
) -> None:
    overall_agreed(graded)
    reader = client_of(graded.joint.inspectors["hmic"])
    assert flags(graded, reader) == []
    grade_reopened_by(graded)
    reopened, *blocked = flags(graded, reader)
    assert reopened.startswith("Health protection was reopened and has no agreed grade on ")
    assert any("needs a grade that is not agreed yet" in one for one in blocked)
    grade_decided_by(graded, "inadequate", statement="Too late.", reasons="T1.")
    grade_moderated_by(graded)
    agreed, departed = flags(graded, reader)
    assert agreed.startswith("Health protection was agreed as inadequate on ")
    assert "Health overall is likely to be inadequate (TEST ¶67)" in departed
    assert "The grade given is good, and no reason" in departed
    overall = grade_in(graded, OVERALL)
    assert (overall.state, overall.current_proposal().grade_code) == ("agreed", "good")
    page = words(reader.get(at(graded, area=OVERALL)))
    assert "To be looked at again" in page
    assert "TEST ¶67 came to" in page
    assert "When this grade was proposed: It sets no limit here." in page


def test_a_departure_that_has_its_reason_is_not_flagged(
    graded: GradedInspection, client_of: ClientOf
) -> None:
    agreed_grade(graded, "inadequate")
    why = {LIMITED: "It was put right in March."}
    grade_proposed_by(graded, area=OVERALL, answers={}, departures=why)
    assert flags(graded, client_of(graded.lead)) == []


@pytest.mark.parametrize("area", [PROTECTION, LEADERSHIP])
def test_what_rests_on_nothing_is_never_flagged(
    graded: GradedInspection, client_of: ClientOf, area: str
) -> None:
    overall_agreed(graded)
    grade_reopened_by(graded)
    assert flags(graded, client_of(graded.lead), area) == []


def test_a_shared_judgement_is_not_flagged_by_what_it_does_not_rest_on(
    graded: GradedInspection, client_of: ClientOf
) -> None:
    agreed_judgement(graded.joint)
    agreed_grade(graded)
    page = client_of(graded.lead).get(f"/inspections/{graded.reference}/judgements/lscb/")
    assert page.context["page"].flags == []


# --- what waits for whom --------------------------------------------------------------------------


def waits(person: User) -> list[str]:
    return [one.what for one in waiting_for(person, timezone.now())]


DECIDE, MODERATE = (
    "Decide the grade of “Health protection”",
    "Moderate the grade of “Health protection”",
)


@pytest.mark.parametrize(
    ("make", "for_lead", "for_moderator"),
    [
        (grade_in, False, False),
        (proposed_grade, True, False),
        (decided_grade, False, True),
        (returned_grade, True, False),
        (agreed_grade, False, False),
    ],
)
def test_what_waits_for_whom(
    graded: GradedInspection, make: Callable[..., Any], *, for_lead: bool, for_moderator: bool
) -> None:
    make(graded)
    assert (DECIDE in waits(graded.lead)) is for_lead
    assert (MODERATE in waits(graded.moderator)) is for_moderator
    for other in (graded.joint.overall_lead, graded.joint.quality_assurer, graded.inspector):
        assert not {DECIDE, MODERATE} & set(waits(other))


def test_a_proposed_grade_waits_for_no_signature(graded: GradedInspection) -> None:
    proposed_grade(graded, area=CHILDREN)
    lead, day = graded.joint.leads["hmic"], timezone.localdate()
    assert not judgements_to_sign(lead, day).exists()
    assert "Decide the grade of “Children seen by all”" in waits(graded.lead)
    assert waits(lead) == []


def test_who_had_a_part_in_it_is_not_asked_to_moderate(graded: GradedInspection) -> None:
    decided_grade(graded)
    graded.joint.inspection.assignments.filter(person=graded.inspector).update(
        role="quality_assurer"
    )
    other = assurer_of(graded.joint, "cqc")
    assert MODERATE not in waits(graded.inspector)
    assert MODERATE in waits(other)


# --- what the pages cost --------------------------------------------------------------------------


def more_rounds(graded: GradedInspection, number: int) -> None:
    """So many decisions, of which all but the last were returned; and evidence for each."""
    for _ in range(number):
        evidence_for(graded)
    decided_grade(graded)
    for _ in range(number - 1):
        grade_moderated_by(graded, agrees=False)
        grade_proposed_by(graded)
        grade_decided_by(graded)


@pytest.mark.parametrize("number", [1, 3])
@pytest.mark.parametrize(
    ("page", "who", "queries"),
    [
        ("", "lead", 25),
        ("moderate/", "moderator", 22),
    ],
)
def test_a_page_asks_the_same_queries_for_any_number_of_rows(
    graded: GradedInspection,
    client_of: ClientOf,
    assert_queries: Queries,
    number: int,
    page: str,
    who: str,
    queries: int,
) -> None:
    more_rounds(graded, number)
    client = client_of(getattr(graded, who))
    with assert_queries(queries):
        assert client.get(at(graded, page)).status_code == 200


@pytest.mark.parametrize("number", [1, 3])
@pytest.mark.parametrize(
    ("page", "who", "queries"),
    [("decide/", "lead", 30), ("propose/", "inspector", 26)],
)
def test_a_form_asks_the_same_queries_for_any_number_of_rows(
    graded: GradedInspection,
    client_of: ClientOf,
    assert_queries: Queries,
    number: int,
    page: str,
    who: str,
    queries: int,
) -> None:
    more_rounds(graded, number)
    grade_moderated_by(graded, agrees=False)
    client = client_of(getattr(graded, who))
    with assert_queries(queries):
        assert client.get(at(graded, page)).status_code == 200


@pytest.mark.parametrize("number", [1, 3])
def test_reopening_asks_the_same_queries_for_any_number_of_rows(
    graded: GradedInspection, client_of: ClientOf, assert_queries: Queries, number: int
) -> None:
    more_rounds(graded, number)
    grade_moderated_by(graded)
    client = client_of(graded.lead)
    with assert_queries(16):
        assert client.get(at(graded, "reopen/")).status_code == 200
