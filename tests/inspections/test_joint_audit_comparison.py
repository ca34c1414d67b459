"""What inspectors say beside the joint audit: case by case, counted, and as evidence on itself."""

import json
from collections.abc import Callable
from contextlib import AbstractContextManager, suppress
from typing import Any
from uuid import uuid4

import pytest
from django.db import DatabaseError, connection, transaction
from django.http import HttpResponse
from django.test import Client

from inspections.actions import last_revisions
from inspections.models import AuditComparison, AuditComparisonRevision
from inspections.values import AuditEvaluation, AuditSaid
from records.actor import acting_as
from records.errors import ActionRefused, AlreadySent, Conflict, PermissionRefused
from tests.factories.inspections import inspection_at, single_strand
from tests.factories.joint_audit import (
    Asked,
    asked_audit,
    compared,
    enter,
    returned_audit,
)
from tests.factories.organisations import UserFactory
from tests.inspections.test_joint_audit_asking import reopen
from tests.inspections.test_pages import at, text_of

pytestmark = pytest.mark.django_db
ClientOf = Callable[..., Client]
Counted = Callable[[], AbstractContextManager[list[str]]]


def page(asked: Asked, name: str = "compare_case", *more: Any) -> str:
    """The address of a page about the first case."""
    return at(asked.joint, name, asked.cases[0].reference, *more)


def said_by(asked: Asked, code: str = "ofsted") -> list[AuditComparisonRevision]:
    """Every version of what inspectors said, as an inspector of this inspectorate reads it."""
    with acting_as(asked.joint.inspectors[code]):
        rows = AuditComparisonRevision.objects.select_related("comparison", "beside", "person")
        return list(rows.order_by("comparison", "version"))


def form(**changes: Any) -> dict[str, Any]:
    """The form of a comparison."""
    usual = {
        "once": uuid4(),
        "base": 0,
        "quality": "We saw the same.",
        "quality_word": "weak",
        "quality_agrees": "agree",
        "impact": "The child was not seen alone.",
        "impact_agrees": "differ",
        "impact_why": "The records say so.",
    }
    return {**usual, **changes}


# --- saving -------------------------------------------------------------------------------------


def test_what_inspectors_say_is_kept_beside_the_return_it_was_written_beside() -> None:
    asked = returned_audit()
    compared(asked, asked.joint.inspectors["ofsted"], quality="differ")
    (row,) = said_by(asked)
    assert row.beside == asked.audit.returns.get()
    assert row.evaluation.of("quality").agrees == "differ"
    assert (row.comparison.version, row.person) == (1, asked.joint.inspectors["ofsted"])


def test_the_joint_team_writes_one_comparison_and_a_colleague_goes_on() -> None:
    asked = returned_audit()
    compared(asked, asked.joint.inspectors["ofsted"])
    compared(asked, asked.joint.inspectors["cqc"], version=1, quality="partly")
    assert [(row.version, row.person.email) for row in said_by(asked, "hmic")] == [
        (1, asked.joint.inspectors["ofsted"].email),
        (2, asked.joint.inspectors["cqc"].email),
    ]


@pytest.mark.parametrize("version", [0, 1])
def test_two_colleagues_over_the_same_version_meet(version: int) -> None:
    asked = returned_audit()
    compared(asked, asked.joint.inspectors["ofsted"])
    if version:
        compared(asked, asked.joint.inspectors["ofsted"], version=1, quality="partly")
    with pytest.raises(Conflict) as refused:
        compared(asked, asked.joint.inspectors["cqc"], version=version, quality="differ")
    assert refused.value.theirs.version == version + 1
    assert len(said_by(asked)) == version + 1


def test_the_same_form_twice_is_one_version_and_with_other_content_is_refused() -> None:
    asked, key = returned_audit(), uuid4()
    person = asked.joint.inspectors["ofsted"]
    for _ in range(3):
        assert compared(asked, person, key=key).version == 1
    with pytest.raises(AlreadySent):
        compared(asked, person, key=key, quality="differ")
    assert len(said_by(asked)) == 1


def test_before_anything_is_returned_there_is_nothing_to_compare() -> None:
    asked = asked_audit(inspection_at("fieldwork"))
    enter(asked, asked.leader)
    with pytest.raises(ActionRefused, match="has not returned"):
        compared(asked, asked.joint.inspectors["ofsted"])


@pytest.mark.parametrize("who", ["assurer", "stranger", "chair", "leader"])
def test_only_those_who_record_evidence_compare(who: str) -> None:
    asked = returned_audit()
    people = {
        "assurer": asked.joint.quality_assurer,
        "stranger": UserFactory(),
        "chair": asked.chair,
        "leader": asked.leader,
    }
    with pytest.raises(PermissionRefused):
        compared(asked, people[who])


def test_in_its_own_strand_an_inspectorate_compares_for_itself_alone() -> None:
    asked = returned_audit()
    strand = single_strand(asked.joint, "cqc")
    compared(asked, asked.joint.inspectors["cqc"], strand=strand, quality="differ")
    assert len(said_by(asked, "cqc")) == 1
    with pytest.raises(PermissionRefused):
        compared(asked, asked.joint.inspectors["ofsted"], strand=strand)


def test_what_was_said_never_changes(
    as_owner: Callable[[], AbstractContextManager[None]],
) -> None:
    asked = returned_audit()
    person = asked.joint.inspectors["ofsted"]
    compared(asked, person)
    before = [row.pk for row in said_by(asked)]
    with acting_as(person), as_owner(), connection.cursor() as cursor:
        for words in ("UPDATE {} SET id = id + 99", "DELETE FROM {}"):
            # The guard refuses it; where row-level security is on, there is no row to change.
            with suppress(DatabaseError), transaction.atomic():
                cursor.execute(words.format("inspections_auditcomparisonrevision"))
    assert [row.pk for row in said_by(asked)] == before


@pytest.mark.postgres
@pytest.mark.parametrize("model", [AuditComparison, AuditComparisonRevision])
def test_the_database_shows_an_own_strands_comparison_to_its_inspectorate_alone(
    model: Any,
) -> None:
    asked = returned_audit()
    strand = single_strand(asked.joint, "cqc")
    compared(asked, asked.joint.inspectors["cqc"], strand=strand)
    seen = {}
    people = {**asked.joint.inspectors, "leader": asked.leader, "stranger": UserFactory()}
    for code, person in people.items():
        with acting_as(person):
            seen[code] = model.objects.count()
    assert seen == {"ofsted": 0, "cqc": 1, "hmic": 0, "leader": 0, "stranger": 0}


@pytest.mark.postgres
def test_the_database_takes_no_comparison_in_anothers_name() -> None:
    asked = returned_audit()
    strand = single_strand(asked.joint, "cqc")
    other = asked.joint.inspectors["ofsted"]
    with acting_as(other), pytest.raises(DatabaseError), transaction.atomic():
        AuditComparison.objects.create(
            inspection=asked.joint.inspection,
            strand=strand,
            owner=strand.owner,
            author=other,
            audit_case=asked.case(),
        )


# --- the pages ----------------------------------------------------------------------------------


def send(client: Client, asked: Asked, **changes: Any) -> HttpResponse:
    return client.post(page(asked), form(**changes))


def test_both_sides_are_shown_heading_by_heading_with_the_differences_named(
    client_of: ClientOf,
) -> None:
    asked = returned_audit()
    client = client_of(asked.joint.inspectors["ofsted"])
    text = text_of(client.get(page(asked)))
    assert "What we say on impact." in text
    assert send(client, asked).status_code == 302
    text = text_of(client.get(page(asked, "audit_case")))
    for words in (
        "What we say on impact.",
        "The child was not seen alone.",
        "We differ",
        "The records say so.",
        "We agree",
        "Sound",
        "Weak",
    ):
        assert words in text


def test_before_it_is_compared_the_case_shows_the_partnerships_side_alone(
    client_of: ClientOf,
) -> None:
    asked = returned_audit()
    text = text_of(client_of(asked.joint.inspectors["cqc"]).get(page(asked, "audit_case")))
    assert "Not compared yet" in text
    assert "What we say on quality." in text


def test_the_counts_over_all_cases_are_on_the_audits_page(client_of: ClientOf) -> None:
    asked = returned_audit(asked_audit(cases=3))
    person = asked.joint.inspectors["ofsted"]
    for number, agrees in enumerate(("agree", "differ", "differ")):
        compared(asked, person, number=number, quality=agrees)
    answer = client_of(person).get(at(asked.joint, "joint_audit"))
    counts = [[cell.text for cell in row] for row in answer.context_data["counts"]]
    assert counts[0] == ["Quality of practice", "1", "0", "2"]
    assert counts[1][1:] == ["3", "0", "0"]


@pytest.mark.parametrize("agrees", ["partly", "differ"])
def test_where_inspectors_do_not_agree_they_say_why(client_of: ClientOf, agrees: str) -> None:
    asked = returned_audit()
    client = client_of(asked.joint.inspectors["ofsted"])
    answer = send(client, asked, impact_agrees=agrees, impact_why=" ")
    assert answer.status_code == 422
    assert "Enter why you do not agree on impact" in text_of(answer)
    assert "The child was not seen alone." in text_of(answer)
    assert said_by(asked) == []


@pytest.mark.parametrize(
    ("changes", "status", "sentence"),
    [
        ({"quality": "x" * 100_001}, 422, "100,000 characters or fewer"),
        ({"quality_agrees": "maybe"}, 422, "What you chose is not in the list any more"),
        ({"base": "x"}, 422, "lost its version"),
    ],
)
def test_what_cannot_be_saved_is_said_and_the_rest_stays(
    client_of: ClientOf, changes: dict[str, Any], status: int, sentence: str
) -> None:
    asked = returned_audit()
    answer = send(client_of(asked.joint.inspectors["ofsted"]), asked, **changes)
    assert answer.status_code == status
    assert sentence in text_of(answer)
    assert "The child was not seen alone." in text_of(answer)


def test_an_empty_comparison_gets_a_sentence(client_of: ClientOf) -> None:
    asked = returned_audit()
    client = client_of(asked.joint.inspectors["ofsted"])
    answer = client.post(page(asked), {"once": uuid4(), "base": 0})
    assert answer.status_code == 409
    assert "under one of the headings" in text_of(answer)


def test_two_colleagues_at_once_are_shown_both_and_lose_nothing(client_of: ClientOf) -> None:
    asked = returned_audit()
    send(client_of(asked.joint.inspectors["ofsted"]), asked, quality="Ofsted’s.")
    client = client_of(asked.joint.inspectors["cqc"])
    both = send(client, asked, quality="CQC’s.", impact="")
    assert both.status_code == 409
    text = text_of(both)
    assert "Needs your choice" in text
    assert "Ofsted’s." in text
    assert "CQC’s." in text
    assert both.context_data["both"].taken == ["Impact and effectiveness for the child"]
    shown = both.context_data["form"]
    again = {
        **{name: shown[name].value() for name in shown.fields if shown[name].value() is not None},
        "choose_quality": "both",
    }
    assert client.post(page(asked), again).status_code == 302
    assert said_by(asked)[-1].evaluation.of("quality").text == "CQC’s.\n\nOfsted’s."


def test_what_is_typed_is_kept_and_found_again(client_of: ClientOf) -> None:
    asked, key = returned_audit(), uuid4()
    client = client_of(asked.joint.inspectors["ofsted"])
    sent = {
        "receipt": str(key),
        "version": 0,
        "content": {"quality": "Half a sentence", "base": "0"},
    }
    address = page(asked, "type_comparison", key)
    answer = client.post(address, json.dumps(sent), content_type="application/json")
    assert answer.json()["version"] == 1
    assert "Half a sentence" in text_of(client.get(page(asked)))
    colleague = client_of(asked.joint.inspectors["cqc"])
    assert "Half a sentence" not in text_of(colleague.get(page(asked)))
    assert client.post(page(asked), {"once": key, "base": 0, "discard": 1}).status_code == 302
    assert "Half a sentence" not in text_of(client.get(page(asked)))


def test_after_a_second_return_an_older_comparison_says_that_it_is_older(
    client_of: ClientOf,
) -> None:
    asked = returned_audit()
    person = asked.joint.inspectors["ofsted"]
    compared(asked, person)
    reopen(asked)
    enter(asked, asked.leader, quality="Said anew.")
    returned_audit(asked)
    text = text_of(client_of(person).get(page(asked, "audit_case")))
    assert "Said anew." in text
    assert "written beside an earlier return" in text
    assert "Beside an earlier return" in text_of(
        client_of(person).get(at(asked.joint, "joint_audit"))
    )


def test_in_a_strand_of_its_own_an_inspectorate_compares_on_the_page_too(
    client_of: ClientOf,
) -> None:
    asked = returned_audit()
    single_strand(asked.joint, "cqc")
    client = client_of(asked.joint.inspectors["cqc"])
    address = f"{page(asked)}?strand=cqc"
    assert client.post(address, form(quality="CQC alone.")).status_code == 302
    assert "CQC alone." in text_of(client.get(f"{page(asked, 'audit_case')}?strand=cqc"))
    other = client_of(asked.joint.inspectors["ofsted"])
    assert "CQC alone." not in text_of(other.get(page(asked, "audit_case")))
    assert other.post(address, form(quality="Ofsted’s.")).status_code == 403


@pytest.mark.parametrize("strand", ["nowhere", "a b", "'", "%00"])
def test_a_strand_that_is_not_there_has_no_page(client_of: ClientOf, strand: str) -> None:
    asked = returned_audit()
    client = client_of(asked.joint.inspectors["ofsted"])
    assert client.get(f"{page(asked, 'audit_case')}?strand={strand}").status_code == 404


@pytest.mark.parametrize("name", ["audit_case", "compare_case"])
def test_a_case_costs_the_same_queries_for_any_number_of_versions(
    client_of: ClientOf, count_queries: Counted, name: str
) -> None:
    asked = returned_audit()
    person = asked.joint.inspectors["ofsted"]
    client = client_of(person)
    compared(asked, person)
    with count_queries() as with_one:
        client.get(page(asked, name))
    for version in (1, 2):
        compared(asked, person, version=version)
    with count_queries() as with_three:
        client.get(page(asked, name))
    assert len(with_three) == len(with_one) <= 13


# --- the audit itself as evidence ---------------------------------------------------------------


def test_a_note_on_the_audit_itself_begins_with_the_counts_and_the_questions(
    client_of: ClientOf,
) -> None:
    asked, key = returned_audit(), uuid4()
    person = asked.joint.inspectors["ofsted"]
    compared(asked, person, quality="differ")
    client = client_of(person)
    address = at(asked.joint, "begin_audit_evidence")
    answer = client.post(address, {"once": key}, follow=True)
    assert answer.status_code == 200
    assert answer.resolver_match.view_name == "inspections:record_evidence"
    text = text_of(answer)
    for words in ("Quality of practice: we agree 0", "we differ 1", "Candour.", "Learning."):
        assert words in text
    assert str(key) in text


def test_a_note_without_its_key_is_not_begun(client_of: ClientOf) -> None:
    asked = returned_audit()
    client = client_of(asked.joint.inspectors["ofsted"])
    answer = client.post(at(asked.joint, "begin_audit_evidence"), {})
    assert answer.headers["Location"] == at(asked.joint, "joint_audit")


def test_what_is_not_returned_is_nowhere_in_what_inspectors_read() -> None:
    """The team's pages read returns; what is only entered stays the partnership's own."""
    asked = returned_audit()
    reopen(asked)
    enter(asked, asked.leader, quality="Not returned.")
    assert asked.audit.returns.count() == 1
    said = last_revisions(cases=[asked.case()])
    assert said[asked.case().pk].evaluation.of("quality").text == "Not returned."
    shown = AuditEvaluation.from_data(asked.audit.returns.get().content["cases"][0]["evaluation"])
    assert shown.of("quality") == AuditSaid("What we say on quality.", "sound")
