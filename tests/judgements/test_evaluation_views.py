"""The pages of an evaluation in words: what they show, what they post, and what they cost."""

from collections.abc import Callable
from contextlib import AbstractContextManager
from typing import Any
from uuid import uuid4

import pytest
from django.db import models
from django.http import HttpResponse
from django.test import Client

from judgements.models import (
    FindingEvidence,
    HeadingConsidered,
    NarrativeEvaluation,
    NarrativeEvent,
    NarrativeFinding,
    NarrativeFindingRevision,
)
from organisations.models import User
from records.actor import acting_as
from records.models import AuditEntry
from tests.factories.inspections import JointInspection, evidence_by
from tests.factories.narrative import (
    FRONT_DOOR,
    YOUTH,
    changed_by,
    complete_evaluation_of,
    considered_by,
    evaluation_in,
    finding_by,
    joint_in_words,
    keys_of,
    open_evaluation,
    own_in_words,
    ready_evaluation,
    withdrawn_by,
)

pytestmark = pytest.mark.django_db
ClientOf = Callable[[User], Client]
Queries = Callable[[int], AbstractContextManager[list[str]]]
TABLES: tuple[type[models.Model], ...] = (
    FindingEvidence,
    HeadingConsidered,
    NarrativeEvaluation,
    NarrativeEvent,
    NarrativeFinding,
    NarrativeFindingRevision,
)


@pytest.fixture
def joint(db: None) -> JointInspection:
    """An inspection at fieldwork whose one area has no grade."""
    return joint_in_words()


def at(joint: JointInspection, page: str = "", area: str = FRONT_DOOR) -> str:
    return f"/inspections/{joint.reference}/judgements/evaluations/{area}/{page}"


def words(response: HttpResponse) -> str:
    return " ".join(response.content.decode().split())


def sent(joint: JointInspection, person: User, **changes: Any) -> dict[str, Any]:
    """The form of a finding, as a browser sends it."""
    usual = {
        "once": str(uuid4()),
        "base": "0",
        "kind": "strength",
        "agency": "partnership",
        "criterion": "front_door ¶1",
        "text": "Calls are answered by day and by night.",
    }
    if "evidence" not in changes:
        changes["evidence"] = list(keys_of(evidence_by(joint, person)))
    return {**usual, **changes}


def findings(person: User) -> list[NarrativeFinding]:
    with acting_as(person):
        return list(NarrativeFinding.objects.for_page())


# --- the page -------------------------------------------------------------------------------------


def test_the_page_shows_what_was_found_by_agency_and_what_is_left(
    joint: JointInspection, client_of: ClientOf
) -> None:
    health = joint.agencies[1]
    item = evidence_by(joint, joint.inspectors["ofsted"], strength="weakness")
    finding_by(joint, joint.inspectors["cqc"], agency=health.pk, text="Nurses ring back.")
    finding_by(
        joint,
        joint.inspectors["ofsted"],
        kind="improvement",
        text="Nobody asks the child.",
        evidence=keys_of(item),
    )
    page = client_of(joint.quality_assurer).get(at(joint))
    shown = page.context["page"]
    (partnership, agency) = shown.agencies
    assert (partnership.name, agency.name) == ("The partnership", health.name)
    assert [one.text for one in agency.strengths] == ["Nurses ring back."]
    assert [one.text for one in partnership.improvements] == ["Nobody asks the child."]
    assert [one.label for one in partnership.improvements[0].evidence] == [item.reference]
    assert [one.is_left for one in shown.criteria] == [False, True]
    assert [side.title for side in shown.criteria[0].sides] == ["For (1)", "Against (1)"]
    said = words(page)
    assert "1 of 2 criteria are considered. The overall lead" in said
    assert "Left to consider" in said
    assert "None: this area is answered in words." in said


def test_before_anything_is_found_the_page_says_what_a_finding_is(
    joint: JointInspection, client_of: ClientOf
) -> None:
    page = client_of(joint.inspectors["cqc"]).get(at(joint))
    assert "Nothing has been found yet. A finding is a strength" in words(page)
    assert [act.label for act in page.context["page"].acts] == ["Add a finding"]
    assert not NarrativeEvaluation.objects.exists()


def test_the_page_offers_each_what_each_may_do(joint: JointInspection, client_of: ClientOf) -> None:
    def acts(person: User) -> list[str]:
        page = client_of(person).get(at(joint))
        return [act.label for act in page.context["page"].acts]

    ready_evaluation(joint)
    assert acts(joint.overall_lead) == ["Complete the evaluation", "Add a finding"]
    assert acts(joint.leads["cqc"]) == ["Add a finding"]
    assert acts(joint.quality_assurer) == []


def test_a_complete_evaluation_is_read_and_reopened_only(
    joint: JointInspection, client_of: ClientOf
) -> None:
    complete_evaluation_of(joint)
    page = client_of(joint.overall_lead).get(at(joint))
    assert [act.label for act in page.context["page"].acts] == ["Reopen the evaluation"]
    said = words(page)
    assert "This evaluation is complete." in said
    assert "Completed by" in said
    assert "/change/" not in said
    assert "Considered, nothing to say, because: No such call came in the week." in said


def test_what_was_withdrawn_is_named_with_its_reason(
    joint: JointInspection, client_of: ClientOf
) -> None:
    person = joint.inspectors["ofsted"]
    withdrawn_by(finding_by(joint, person, text="They never ring."), person, why="They do.")
    said = words(client_of(joint.inspectors["cqc"]).get(at(joint)))
    assert "Withdrawn, not counted" in said
    assert f"Withdrawn by {person.name}" in said
    assert "They do." in said


def test_the_evidence_of_another_inspectorate_alone_is_counted_and_not_named(
    joint: JointInspection, client_of: ClientOf
) -> None:
    hmic = joint.inspectors["hmic"]
    hidden = evidence_by(joint, hmic, strand=own_in_words(joint, "hmic"), criteria=())
    finding_by(joint, hmic, evidence=keys_of(hidden))
    page = client_of(joint.inspectors["cqc"]).get(at(joint))
    assert hidden.reference not in words(page)
    assert "1 more that your inspectorate does not see" in words(page)


def test_the_criteria_lead_to_a_form_with_the_criterion_chosen(
    joint: JointInspection, client_of: ClientOf
) -> None:
    page = client_of(joint.inspectors["cqc"]).get(at(joint, "findings/add/?criterion=2"))
    assert page.context["form"]["criterion"].value() == "front_door ¶2"


def test_an_area_without_criteria_says_so(joint: JointInspection, client_of: ClientOf) -> None:
    own_in_words(joint, "cqc", criteria=0)
    page = client_of(joint.leads["cqc"]).get(at(joint, area=YOUTH))
    assert "The framework names no criteria of this area" in words(page)


# --- the board ------------------------------------------------------------------------------------


def test_the_board_leads_to_each_evaluation_with_its_stage(
    joint: JointInspection, client_of: ClientOf
) -> None:
    def line() -> tuple[str, str, str]:
        page = client_of(joint.inspectors["hmic"]).get(
            f"/inspections/{joint.reference}/judgements/"
        )
        area = next(one for one in page.context["page"].areas if one.title == "The front door")
        assert area.url in page.content.decode()
        return area.title, area.status, area.url

    assert line() == ("The front door", "Not begun", at(joint))
    ready_evaluation(joint)
    assert line()[1] == "Open"
    with acting_as(joint.overall_lead):
        NarrativeEvaluation.objects.update(state="complete")
    assert line()[1] == "Complete"


# --- who finds what -------------------------------------------------------------------------------

PAGES = (
    "",
    "findings/add/",
    "findings/1/change/",
    "findings/1/withdraw/",
    "criteria/1/consider/",
    "complete/",
    "reopen/",
)


@pytest.mark.parametrize("page", PAGES)
def test_outside_the_team_there_is_no_such_page(
    joint: JointInspection, client_of: ClientOf, page: str
) -> None:
    open_evaluation(joint)
    for person in (joint.chair, joint_in_words().overall_lead):
        client = client_of(person)
        assert client.get(at(joint, page)).status_code == 404
        assert client.post(at(joint, page), {}).status_code in {404, 405}


@pytest.mark.parametrize(
    ("page", "area"),
    [
        ("", "lscb"),
        ("", "overall"),
        ("findings/9/change/", FRONT_DOOR),
        ("criteria/9/consider/", FRONT_DOOR),
    ],
)
def test_there_is_no_page_of_what_is_not_there(
    joint: JointInspection, client_of: ClientOf, page: str, area: str
) -> None:
    assert client_of(joint.overall_lead).get(at(joint, page, area)).status_code == 404


def test_a_strand_of_its_own_is_read_by_those_who_take_part(
    joint: JointInspection, client_of: ClientOf
) -> None:
    own_in_words(joint, "cqc")
    assert client_of(joint.inspectors["cqc"]).get(at(joint, area=YOUTH)).status_code == 200
    answer = client_of(joint.overall_lead).get(at(joint, area=YOUTH))
    assert answer.status_code == 403
    assert "takes no part in this strand" in words(answer)


# --- no grade -------------------------------------------------------------------------------------


def stored() -> list[str]:
    return [repr(row) for model in TABLES for row in model._default_manager.values_list()]


@pytest.mark.parametrize("page", PAGES[1:])
def test_a_grade_that_is_posted_is_never_stored(
    joint: JointInspection, client_of: ClientOf, page: str
) -> None:
    if page == "complete/":
        ready_evaluation(joint)
    elif page == "reopen/":
        complete_evaluation_of(joint)
    else:
        open_evaluation(joint)
    lead = joint.overall_lead
    base = "0" if "add" in page else "1"
    form = sent(joint, lead, base=base, why="A reason.", text="As it was seen.")
    names = ("grade", "grade_id", "scale", "outcome", "judgement", "rating")
    answer = client_of(lead).post(at(joint, page), {**form, **dict.fromkeys(names, "outstanding")})
    assert answer.status_code == 302
    with acting_as(lead):
        assert "outstanding" not in " ".join(stored()).lower()


def test_a_grade_is_no_kind_of_finding(joint: JointInspection, client_of: ClientOf) -> None:
    person = joint.inspectors["cqc"]
    answer = client_of(person).post(at(joint, "findings/add/"), sent(joint, person, kind="good"))
    assert answer.status_code == 422
    assert findings(person) == []


def test_no_form_has_a_field_for_a_grade(joint: JointInspection, client_of: ClientOf) -> None:
    ready_evaluation(joint)
    for page in PAGES[1:-1]:
        answer = client_of(joint.overall_lead).get(at(joint, page))
        assert answer.status_code == 200, page
        assert not {name for name in answer.context["form"].fields if "grade" in name}
        assert 'name="grade"' not in answer.content.decode()


def test_no_table_has_a_column_for_a_grade() -> None:
    for model in TABLES:
        for field in model._meta.get_fields():
            assert "grade" not in field.name
            assert getattr(field.related_model, "__name__", "") not in {"Grade", "GradeScale"}


# --- writing --------------------------------------------------------------------------------------


def test_a_finding_is_added_and_the_page_says_so(
    joint: JointInspection, client_of: ClientOf
) -> None:
    person = joint.inspectors["cqc"]
    health = joint.agencies[1]
    form = sent(joint, person, agency=str(health.pk), text="Calls\r\nare answered. ")
    page = client_of(person).post(at(joint, "findings/add/"), form, follow=True)
    assert "Finding F1 is added." in words(page)
    (finding,) = findings(person)
    assert (finding.text, finding.agency) == ("Calls\nare answered.", health)
    entry = AuditEntry.objects.filter(method="POST").latest("pk")
    assert any(name.startswith("finding F1 v1") for name in entry.changed)


def test_what_is_missing_is_said_and_what_was_typed_stays(
    joint: JointInspection, client_of: ClientOf
) -> None:
    person = joint.inspectors["cqc"]
    form = sent(joint, person, kind="", agency="", criterion="", evidence=[])
    page = client_of(person).post(at(joint, "findings/add/"), form)
    assert page.status_code == 422
    for sentence in (
        "Select whether it is a strength or an area for improvement",
        "Select whom it is about",
        "Select the criterion, or the area as a whole",
        "Select the evidence that the finding rests on",
        "Calls are answered by day and by night.",
    ):
        assert sentence in words(page)
    assert findings(person) == []


def test_a_refused_finding_comes_back_as_it_was_typed(
    joint: JointInspection, client_of: ClientOf
) -> None:
    person = joint.inspectors["cqc"]
    form = sent(joint, person)
    complete_evaluation_of(joint)
    page = client_of(person).post(at(joint, "findings/add/"), form)
    assert page.status_code == 409
    assert "is complete" in words(page)
    assert "Calls are answered by day and by night." in words(page)


def test_a_finding_that_comes_after_the_end_is_given_back(
    joint: JointInspection, client_of: ClientOf
) -> None:
    person = joint.inspectors["cqc"]
    form = sent(joint, person)
    type(joint.inspection).objects.filter(pk=joint.inspection.pk).update(state="closed")
    page = client_of(person).post(at(joint, "findings/add/"), form)
    assert page.status_code == 403
    assert "Calls are answered by day and by night." in words(page)


def test_the_form_of_a_change_begins_with_what_stands(
    joint: JointInspection, client_of: ClientOf
) -> None:
    person, health = joint.inspectors["cqc"], joint.agencies[1]
    item = evidence_by(joint, person)
    finding_by(joint, person, agency=health.pk, criterion="", evidence=keys_of(item))
    page = client_of(joint.inspectors["hmic"]).get(at(joint, "findings/1/change/"))
    form = page.context["form"]
    assert form["agency"].value() == health.pk
    assert (form["criterion"].value(), form["base"].value()) == ("whole", 1)
    assert page.context["form"]["evidence"].value() == [str(item.pk)]
    assert f'value="{item.pk}" checked' in page.content.decode()


def test_a_change_is_saved_as_another_version(joint: JointInspection, client_of: ClientOf) -> None:
    person = joint.inspectors["cqc"]
    finding_by(joint, person)
    form = sent(joint, person, base="1", text="Otherwise.")
    page = client_of(person).post(at(joint, "findings/1/change/"), form, follow=True)
    assert "Finding F1 is saved, version 2." in words(page)
    assert "; version 2" in words(page)
    assert [one.text for one in findings(person)] == ["Otherwise."]


def test_of_two_changes_at_once_both_texts_are_shown_and_one_can_be_made_of_them(
    joint: JointInspection, client_of: ClientOf
) -> None:
    mine, theirs = joint.inspectors["cqc"], joint.inspectors["hmic"]
    other = evidence_by(joint, theirs)
    finding_by(joint, mine, text="As it was.")
    form = sent(joint, mine, base="1", text="Mine, of the night.")
    changed_by(
        joint,
        findings(mine)[0],
        theirs,
        version=1,
        text="Theirs, of the day.",
        evidence=keys_of(other),
    )
    client = client_of(mine)
    page = client.post(at(joint, "findings/1/change/"), form)
    assert page.status_code == 409
    said = words(page)
    assert "Needs your choice" in said
    assert said.count("Mine, of the night.") == 2
    assert "Theirs, of the day." in said
    assert theirs.name in said
    assert set(page.context["form"]["evidence"].value()) == {*form["evidence"], str(other.pk)}
    assert findings(mine)[0].text == "Theirs, of the day."
    again = {**form, "once": str(uuid4()), "base": page.context["form"]["base"].value()}
    assert client.post(at(joint, "findings/1/change/"), again).status_code == 302
    assert (findings(mine)[0].text, findings(mine)[0].version) == ("Mine, of the night.", 3)


def test_a_change_of_what_was_withdrawn_meanwhile_is_given_back(
    joint: JointInspection, client_of: ClientOf
) -> None:
    person = joint.inspectors["cqc"]
    withdrawn_by(finding_by(joint, person), person)
    assert client_of(person).get(at(joint, "findings/1/change/")).status_code == 409
    form = sent(joint, person, base="1", text="Mine, of the night.")
    page = client_of(person).post(at(joint, "findings/1/change/"), form)
    assert page.status_code == 409
    assert "was withdrawn" in words(page)
    assert "Mine, of the night." in words(page)


def test_a_finding_is_withdrawn_with_a_reason(joint: JointInspection, client_of: ClientOf) -> None:
    person = joint.inspectors["cqc"]
    finding_by(joint, person)
    client, where = client_of(person), at(joint, "findings/1/withdraw/")
    assert "It counts no longer." in words(client.get(where))
    assert client.post(where, {"once": str(uuid4()), "base": "1"}).status_code == 422
    form = {"once": str(uuid4()), "base": "1", "why": "It was another area."}
    assert "Finding F1 is withdrawn." in words(client.post(where, form, follow=True))
    assert findings(person)[0].is_withdrawn


def test_a_withdrawal_of_a_changed_finding_is_refused_and_keeps_its_reason(
    joint: JointInspection, client_of: ClientOf
) -> None:
    person = joint.inspectors["cqc"]
    changed_by(joint, finding_by(joint, person), person, version=1, text="Otherwise.")
    form = {"once": str(uuid4()), "base": "1", "why": "It was another area."}
    page = client_of(person).post(at(joint, "findings/1/withdraw/"), form)
    assert page.status_code == 409
    assert "It was changed after you opened it" in words(page)
    assert "It was another area." in words(page)


def test_nothing_to_say_is_recorded_and_shown(joint: JointInspection, client_of: ClientOf) -> None:
    client, where = client_of(joint.inspectors["hmic"]), at(joint, "criteria/2/consider/")
    assert "What is looked for under 2." in words(client.get(where))
    page = client.post(where, {"once": str(uuid4()), "why": "None came."}, follow=True)
    assert "Heading 2: considered, nothing to say." in words(page)
    assert "because: None came." in words(page)


def test_the_lead_completes_and_reopens(joint: JointInspection, client_of: ClientOf) -> None:
    ready_evaluation(joint)
    client = client_of(joint.overall_lead)
    assert "No grade is given." in words(client.get(at(joint, "complete/")))
    page = client.post(at(joint, "complete/"), {"once": str(uuid4())}, follow=True)
    assert "The evaluation is complete." in words(page)
    assert evaluation_in(joint).is_complete
    assert client.get(at(joint, "complete/")).status_code == 409
    assert client.post(at(joint, "reopen/"), {"once": str(uuid4())}).status_code == 422
    form = {"once": str(uuid4()), "why": "A case came late."}
    page = client.post(at(joint, "reopen/"), form, follow=True)
    assert "The evaluation is open again." in words(page)
    assert "A case came late." in words(page)


def test_completing_too_early_says_what_is_left(
    joint: JointInspection, client_of: ClientOf
) -> None:
    open_evaluation(joint)
    client = client_of(joint.overall_lead)
    for page in (
        client.get(at(joint, "complete/")),
        client.post(at(joint, "complete/"), {"once": str(uuid4())}),
    ):
        assert page.status_code == 409
        assert "1 criterion is left to consider: front_door ¶2" in words(page)


# --- what it costs --------------------------------------------------------------------------------


@pytest.mark.parametrize("rows", [1, 3])
def test_the_page_asks_the_same_for_one_finding_and_for_three(
    client_of: ClientOf, assert_queries: Queries, rows: int
) -> None:
    joint = joint_in_words(criteria=3)
    for number in range(1, rows + 1):
        finding_by(joint, joint.inspectors["cqc"], criterion=f"front_door ¶{number}")
        considered_by(joint, joint.inspectors["hmic"], f"front_door ¶{number}")
    client = client_of(joint.overall_lead)
    with assert_queries(QUERIES["evaluation"]):
        assert client.get(at(joint)).status_code == 200


@pytest.mark.parametrize("rows", [1, 3])
@pytest.mark.parametrize("page", ["add", "change"])
def test_the_form_asks_the_same_for_one_item_and_for_three(
    client_of: ClientOf, assert_queries: Queries, rows: int, page: str
) -> None:
    joint = joint_in_words(criteria=3)
    items = [evidence_by(joint, joint.inspectors["cqc"]) for _ in range(rows)]
    finding_by(joint, joint.inspectors["cqc"], evidence=keys_of(*items))
    where = "findings/add/" if page == "add" else "findings/1/change/"
    client = client_of(joint.overall_lead)
    with assert_queries(QUERIES[page]):
        assert client.get(at(joint, where)).status_code == 200


@pytest.mark.parametrize("rows", [1, 3])
@pytest.mark.parametrize("page", ["withdraw", "consider", "complete", "reopen"])
def test_the_other_forms_ask_the_same_for_one_finding_and_for_three(
    client_of: ClientOf, assert_queries: Queries, rows: int, page: str
) -> None:
    joint = joint_in_words(criteria=3)
    for _ in range(rows):
        finding_by(joint, joint.inspectors["ofsted"])
    for number in (1, 2, 3):
        considered_by(joint, joint.inspectors["hmic"], f"front_door ¶{number}")
    if page == "reopen":
        NarrativeEvaluation.objects.update(state="complete")
    where = {
        "withdraw": "findings/1/withdraw/",
        "consider": "criteria/1/consider/",
        "complete": "complete/",
        "reopen": "reopen/",
    }[page]
    client = client_of(joint.overall_lead)
    with assert_queries(QUERIES[page]):
        assert client.get(at(joint, where)).status_code == 200


QUERIES = {
    "evaluation": 15,
    "add": 11,
    "change": 14,
    "withdraw": 8,
    "consider": 8,
    "complete": 10,
    "reopen": 7,
}
