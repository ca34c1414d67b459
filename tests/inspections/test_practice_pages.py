"""The pages of practice: of one case, one evaluation, all cases, and at the judgement."""

import re
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager
from typing import Any
from uuid import uuid4

import pytest
from django.test import Client
from django.urls import reverse

from inspections.models import Case, PracticeEvaluation
from organisations.models import User
from records.actor import acting_as
from tests.attacks.matrix import plain
from tests.factories.inspections import (
    JointInspection,
    case_of,
    evidence_by,
    single_strand,
)
from tests.factories.journeys import evaluation_of, joint_for_a_module
from tests.inspections.test_case_journey_actions import hidden_item
from tests.inspections.test_practice_actions import withdraw, without_grades

pytestmark = pytest.mark.django_db
ClientOf = Callable[..., Client]
Queries = Callable[[], AbstractContextManager[list[str]]]


@pytest.fixture(scope="module")
def joint(django_db_setup: None, django_db_blocker: Any) -> Iterator[JointInspection]:
    with joint_for_a_module(django_db_blocker) as found:
        yield found


@pytest.fixture
def case(joint: JointInspection) -> Case:
    return case_of(joint, agencies=tuple(sorted(one.pk for one in joint.agencies)))


@pytest.fixture
def client(joint: JointInspection, client_of: ClientOf) -> Client:
    """CQC's inspector."""
    return client_of(joint.inspectors["cqc"])


def at(joint: JointInspection, screen: str, *more: Any) -> str:
    return reverse(f"inspections:{screen}", args=[joint.reference, *more])


def evaluate_at(joint: JointInspection, case: Case, strand: str = "joint") -> str:
    return at(joint, "evaluate_practice", case.reference, strand, "lscb", joint.agencies[0].code)


def form(**changes: Any) -> dict[str, Any]:
    """What the form of an evaluation sends."""
    usual = {
        "once": uuid4(),
        "base": 0,
        "conclusion": "grade-good",
        "reasons": "The plan is clear.",
    }
    return {**usual, **changes}


def standing(person: User) -> list[tuple[str, int]]:
    with acting_as(person):
        rows = PracticeEvaluation.objects.standing().select_related("grade")
        return [(row.conclusion, row.version) for row in rows]


def cells_of(page: str, table: str, name: str) -> list[str]:
    """The cells of the row with this name, in the table with this id."""
    found = re.search(rf'id="{table}-caption".*?</table>', page, re.S)
    assert found, f"no table {table}"
    row = next(row for row in found[0].split("<tr")[2:] if name in row)
    texts = re.findall(r"<t[hd].*?>(.*?)</t[hd]>", row, re.S)
    return [" ".join(re.sub(r"<[^>]+>", " ", one).split()) for one in texts]


# --- evaluating ---------------------------------------------------------------------------------


def test_the_form_shows_the_descriptors_of_the_framework(
    joint: JointInspection, case: Case, client: Client
) -> None:
    page = client.get(evaluate_at(joint, case)).content.decode()
    area = joint.strand.judgement_areas.get()
    for one in area.descriptors.select_related("grade"):
        assert one.grade.title in page
        assert one.reference in page
    assert "the whole joint team sees it" in page


def test_without_grades_it_asks_how_far_the_criteria_are_met(
    joint: JointInspection, case: Case, client: Client
) -> None:
    without_grades(joint)
    page = client.get(evaluate_at(joint, case)).content.decode()
    assert "Met in part" in page
    assert client.post(evaluate_at(joint, case), form(conclusion="met-in_part")).status_code == 302
    assert standing(joint.inspectors["cqc"]) == [("Met in part", 1)]


def test_an_evaluation_is_recorded_with_its_evidence_and_shown_on_the_case(
    joint: JointInspection, case: Case, client: Client
) -> None:
    item = evidence_by(joint, joint.inspectors["hmic"], case=case)
    sent = form(evidence=[str(item.pk)])
    for _ in range(2):
        answer = client.post(evaluate_at(joint, case), sent)
        assert answer.status_code == 302
        assert answer.url.startswith(at(joint, "case_practice", case.reference))
    page = client.get(at(joint, "case_practice", case.reference)).content.decode()
    mine = cells_of(page, "joint-lscb-table", joint.agencies[0].name)
    assert mine == [joint.agencies[0].name, "Good", "None", "The whole joint team"]
    with acting_as(joint.inspectors["cqc"]):
        row = PracticeEvaluation.objects.get()
    where = at(joint, "evaluation", case.reference, row.reference)
    page = client.get(where).content.decode()
    assert f"{item.reference}, version 1" in page
    assert evaluate_at(joint, case) in page


@pytest.mark.parametrize(
    ("changes", "says"),
    [
        ({"conclusion": ""}, "Select what practice comes to"),
        ({"conclusion": "grade-splendid"}, "What you chose is not in the list any more"),
        ({"conclusion": "met-well"}, "What you chose is not in the list any more"),
        ({"reasons": ""}, "Enter the reasons"),
        ({"reasons": "\x00 \x07"}, "Enter the reasons"),
        ({"reasons": "x" * 100_001}, "100,000 characters or fewer"),
        ({"evidence": [str(uuid4())]}, "What you chose is not in the list any more"),
        ({"evidence": ["nonsense"]}, "What you chose is not in the list any more"),
    ],
)
def test_bad_input_gets_a_sentence_and_keeps_what_was_typed(
    joint: JointInspection, case: Case, client: Client, changes: dict[str, Any], says: str
) -> None:
    evidence_by(joint, joint.inspectors["cqc"], case=case)
    kept = "What I typed 🙂 مرحبا"
    answer = client.post(evaluate_at(joint, case), form(**{"reasons": kept, **changes}))
    page = answer.content.decode()
    assert answer.status_code in {409, 422}
    assert says in page
    if "reasons" not in changes:
        assert kept in page
    assert standing(joint.inspectors["cqc"]) == []


def test_a_conflict_shows_both_and_the_merged_one_is_saved(
    joint: JointInspection, case: Case, client: Client
) -> None:
    theirs = evaluation_of(
        joint, case, by=joint.leads["cqc"], grade="inadequate", reasons="Theirs."
    )
    answer = client.post(evaluate_at(joint, case), form(reasons="Mine."))
    page = answer.content.decode()
    assert answer.status_code == 409
    for text in ("Needs your choice", "Mine.", "Theirs.", "Inadequate", 'name="base" value="1"'):
        assert text in page
    assert client.post(evaluate_at(joint, case), form(base=1, reasons="Both.")).status_code == 302
    assert standing(joint.inspectors["cqc"]) == [("Good", 2)]
    page = client.get(at(joint, "evaluation", case.reference, theirs.reference)).content.decode()
    assert "How it read before" in page
    assert "Theirs." in page


def test_what_was_withdrawn_meanwhile_keeps_what_was_typed(
    joint: JointInspection, case: Case, client: Client
) -> None:
    row = evaluation_of(joint, case)
    withdraw(row, joint.inspectors["cqc"])
    answer = client.post(evaluate_at(joint, case), form(base=1, reasons="Mine."))
    page = answer.content.decode()
    assert answer.status_code == 409
    assert "withdrawn meanwhile" in page
    assert "Mine." in page


@pytest.mark.parametrize(
    "parts",
    [
        ("nowhere", "lscb", None),
        ("joint", "nowhere", None),
        ("joint", "lscb", "nobody"),
        ("ofsted", "lscb", None),
    ],
)
def test_what_one_s_inspectorate_does_not_evaluate_has_no_page(
    joint: JointInspection, case: Case, client: Client, parts: tuple[str, str, str | None]
) -> None:
    single_strand(joint, "ofsted")
    strand, area, agency = parts
    agency = agency or joint.agencies[0].code
    where = at(joint, "evaluate_practice", case.reference, strand, area, agency)
    assert client.get(where).status_code == client.post(where, form()).status_code == 404


def test_it_is_withdrawn_on_its_page_and_counts_no_longer(
    joint: JointInspection, case: Case, client: Client
) -> None:
    row = evaluation_of(joint, case)
    where = at(joint, "withdraw_evaluation", case.reference, row.reference)
    assert "counts no longer" in client.get(where).content.decode()
    assert client.post(where, {"once": uuid4(), "base": 1, "why": "Not ours."}).status_code == 302
    page = client.get(at(joint, "evaluation", case.reference, row.reference)).content.decode()
    assert "This evaluation was withdrawn" in page
    assert "Not ours." in page
    assert "Change this evaluation" not in page
    assert (
        "No practice has been evaluated yet" in client.get(at(joint, "practice")).content.decode()
    )


# --- what all of them come to -------------------------------------------------------------------


def test_the_proportions_name_their_base_and_what_is_missing(
    joint: JointInspection, case: Case, client: Client
) -> None:
    evaluation_of(joint, case, grade="good")
    evaluation_of(joint, case, by=joint.inspectors["hmic"], grade="inadequate")
    others = [case_of(joint, agencies=(joint.agencies[0].pk,)) for _ in range(2)]
    evaluation_of(joint, others[0], met="not_seen")
    page = client.get(at(joint, "practice")).content.decode()
    name = joint.agencies[0].name
    left = f"Inspectorates differ over 1 case. Not evaluated yet: {others[1].reference}."
    assert cells_of(page, "practice-lscb", name) == [
        f"{name} {left}",
        *("0", "0", "0", "1"),
        "0 of 1",
        "0 of 1",
        "1",
    ]
    health = cells_of(page, "practice-lscb", joint.agencies[1].name)
    assert health[5:7] == ["None seen", "None seen"]
    assert health[0].endswith(f"Not evaluated yet: {case.reference}.")
    assert "Of 3 cases in this inspection, 2 have an evaluation" in page
    assert at(joint, "case_practice", others[1].reference) in page


def test_from_five_cases_on_there_is_a_percentage(joint: JointInspection, client: Client) -> None:
    for number in range(5):
        evaluation_of(joint, case_of(joint), grade="good" if number else "inadequate")
    page = client.get(at(joint, "practice")).content.decode()
    assert cells_of(page, "practice-lscb", joint.agencies[0].name)[5] == "4 of 5 (80%)"


@pytest.mark.parametrize("screen", ["practice", "case_practice", "evaluation", "evaluate_practice"])
def test_a_page_costs_as_many_queries_with_three_as_with_one(
    joint: JointInspection, case: Case, client: Client, count_queries: Queries, screen: str
) -> None:
    author = joint.inspectors["cqc"]
    items = [evidence_by(joint, author, case=case)]
    row = evaluation_of(joint, case, evidence=tuple(items))
    where = {
        "practice": at(joint, "practice"),
        "case_practice": at(joint, "case_practice", case.reference),
        "evaluation": at(joint, "evaluation", case.reference, row.reference),
        "evaluate_practice": evaluate_at(joint, case),
    }[screen]
    client.get(where)
    with count_queries() as with_one:
        client.get(where)
    for version, code in enumerate(("ofsted", "hmic"), 1):
        items.append(evidence_by(joint, author, case=case))
        evaluation_of(joint, case, version=version, evidence=tuple(items))
        evaluation_of(joint, case_of(joint, agencies=(joint.agencies[0].pk,)))
        evaluation_of(joint, case, by=joint.inspectors[code], agency=joint.agencies[version])
    with count_queries() as with_three:
        client.get(where)
    assert len(with_one) == len(with_three), "\n".join(with_three)


# --- what is hidden -----------------------------------------------------------------------------


def test_what_another_inspectorate_keeps_for_itself_changes_no_page(
    joint: JointInspection, case: Case, client: Client
) -> None:
    row = evaluation_of(joint, case)
    own, ofsted = single_strand(joint, "ofsted"), joint.inspectors["ofsted"]
    addresses = [
        at(joint, "practice"),
        at(joint, "case_practice", case.reference),
        at(joint, "evaluation", case.reference, row.reference),
        evaluate_at(joint, case),
        reverse("judgements:judgement", args=[joint.reference, "lscb"]),
        reverse("desk:inspection", args=[joint.reference]),
    ]
    before = [plain(client.get(where)) for where in addresses]
    hidden = evaluation_of(joint, case, by=ofsted, strand=own, grade="inadequate")
    assert [plain(client.get(where)) for where in addresses] == before
    where = at(joint, "evaluation", case.reference, hidden.reference)
    assert client.get(where).status_code == 404


def test_evidence_that_the_reader_cannot_see_is_not_named(
    joint: JointInspection, case: Case, client: Client
) -> None:
    item = hidden_item(joint, case)
    ofsted = joint.inspectors["ofsted"]
    row = evaluation_of(joint, case, by=ofsted, evidence=(item,))
    page = client.get(at(joint, "evaluation", case.reference, row.reference)).content.decode()
    assert item.reference not in page
    assert "None that you can see" in page


# --- at the judgement ---------------------------------------------------------------------------


def test_the_proportions_come_to_the_judgement_alike_for_everybody(
    joint: JointInspection, case: Case, client: Client, client_of: ClientOf
) -> None:
    where = reverse("judgements:judgement", args=[joint.reference, "lscb"])
    assert "Practice in the cases" not in client.get(where).content.decode()
    evaluation_of(joint, case, grade="good")
    evaluation_of(
        joint,
        case,
        strand=single_strand(joint, "hmic"),
        by=joint.inspectors["hmic"],
        grade="inadequate",
    )
    for person in joint.team:
        page = client_of(person).get(where).content.decode()
        found = cells_of(page, "practice", joint.agencies[0].name)
        assert found == [joint.agencies[0].name, "1 of 1", "1 of 1", "0", "0"]
        assert at(joint, "practice") in page


def test_the_judgement_costs_as_many_queries_with_three_evaluations_as_with_one(
    joint: JointInspection, case: Case, client: Client, count_queries: Queries
) -> None:
    where = reverse("judgements:judgement", args=[joint.reference, "lscb"])
    evaluation_of(joint, case)
    client.get(where)
    with count_queries() as with_one:
        client.get(where)
    for agency in joint.agencies[1:]:
        evaluation_of(joint, case, agency=agency)
    with count_queries() as with_three:
        client.get(where)
    assert len(with_one) == len(with_three), "\n".join(with_three)


def test_the_quality_assurer_reads_and_evaluates_nothing(
    joint: JointInspection, case: Case, client_of: ClientOf
) -> None:
    reader = client_of(joint.quality_assurer)
    evaluation_of(joint, case, by=joint.inspectors["ofsted"])
    page = reader.get(at(joint, "case_practice", case.reference)).content.decode()
    assert "the inspectors record" in page
    assert evaluate_at(joint, case) not in page
    assert reader.get(evaluate_at(joint, case)).status_code == 403
