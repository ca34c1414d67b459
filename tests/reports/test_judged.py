"""The table of judgements of a single inspectorate's document: what it says, and that it stands."""

from typing import Any
from uuid import uuid4

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from frameworks.models import JudgementArea
from frameworks.values import NOT_JUDGED
from records.actor import acting_as
from records.errors import ActionRefused
from reports.actions import (
    judgement_lines,
    make_snapshot,
    open_report,
    problems_now,
    send_to_quality_assurance,
    sign_off,
)
from reports.actions.judged import IN_WORDS, NO_RATING, UNDECIDED
from reports.models import Report
from tests.factories.documents import (
    HealthReport,
    begun_health,
    graded_areas,
    health_at,
    health_paragraph,
    with_documents,
    written_health,
)
from tests.factories.narrative import finding_by, keys_of
from tests.factories.single_agency import (
    LEADERSHIP,
    OVERALL,
    PROTECTION,
    agreed_grade,
    decided_grade,
    evidence_for,
    grade_reopened_by,
)

pytestmark = pytest.mark.django_db


def lines(told: HealthReport) -> dict[str, dict[str, Any]]:
    report = Report.objects.lock(told.report)
    return {one["area"]: one for one in judgement_lines(report=report)}


def words(told: HealthReport) -> dict[str, str]:
    return {area: one["grade_title"] for area, one in lines(told).items()}


def test_a_grade_stands_in_the_table_once_it_is_agreed() -> None:
    graded = with_documents()
    told = begun_health(graded)
    assert words(told) == {OVERALL: UNDECIDED, PROTECTION: UNDECIDED, LEADERSHIP: UNDECIDED}
    decided_grade(graded, area=PROTECTION)
    assert words(told)[PROTECTION] == UNDECIDED
    agreed_grade(graded, "inadequate", area=LEADERSHIP)
    assert words(told)[LEADERSHIP] == "Inadequate"
    assert list(lines(told)) == [OVERALL, PROTECTION, LEADERSHIP]


def test_an_area_that_is_not_judged_says_why() -> None:
    graded = with_documents()
    agreed_grade(graded, NOT_JUDGED, area=LEADERSHIP)
    line = lines(begun_health(graded))[LEADERSHIP]
    assert line["grade"] == NOT_JUDGED
    assert line["reason"] == "Only two children were seen."


def test_a_part_stands_below_what_it_is_a_part_of() -> None:
    graded = with_documents()
    areas = {one.code: one for one in JudgementArea.objects.filter(code__startswith="health")}
    for part, whole in ((PROTECTION, OVERALL), (LEADERSHIP, PROTECTION)):
        JudgementArea.objects.filter(pk=areas[part].pk).update(parent=areas[whole])
    told = begun_health(graded)
    assert {area: one["depth"] for area, one in lines(told).items()} == {
        OVERALL: 0,
        PROTECTION: 1,
        LEADERSHIP: 2,
    }


def test_an_area_in_words_has_its_line_and_never_a_grade() -> None:
    graded = with_documents()
    JudgementArea.objects.filter(code=LEADERSHIP).update(grading="narrative", scale=None)
    assert words(begun_health(graded))[LEADERSHIP] == IN_WORDS


@pytest.mark.parametrize(("kind", "said"), [("health", [NO_RATING]), ("police", [])])
def test_only_of_health_services_it_is_said_that_no_provider_is_rated(
    kind: str, said: list[str]
) -> None:
    graded = with_documents()
    JudgementArea.objects.filter(code__startswith="health").update(agency_kind=kind)
    told = begun_health(graded)
    snapshot = make_snapshot(report=Report.objects.lock(told.report), at=timezone.now())
    assert (snapshot["schema"], snapshot["notes"]) == (2, said)


def test_the_summary_states_every_strand_and_no_grade_of_the_whole() -> None:
    graded = with_documents()
    graded_areas(graded)
    report = open_report(
        inspection=graded.joint.inspection,
        document="summary",
        by=graded.joint.overall_lead,
        at=timezone.now(),
    )
    found = judgement_lines(report=report)
    assert {(one["strand"], one["grade_title"]) for one in found} == {
        ("Together", UNDECIDED),
        ("CQC alone", "Good"),
    }
    assert len(found) == 5


def test_a_report_waits_for_every_grade_that_it_states() -> None:
    graded = with_documents()
    told = begun_health(graded)
    health_paragraph(told)
    paragraphs = told.report.paragraphs.standing().in_order().with_evidence_count()
    report = Report.objects.lock(told.report)
    problems = problems_now(report=report, paragraphs=paragraphs, at=timezone.now())
    blocking = {one.text: one.url for one in problems if one.blocks}
    where = reverse("judgements:graded", args=[told.reference, PROTECTION])
    assert blocking["The grade of “Health protection” is not decided yet."] == where
    with (
        acting_as(told.writer),
        pytest.raises(ActionRefused, match="The grade of “Health overall” is not decided yet"),
    ):
        send_to_quality_assurance(report=told.report, by=told.writer, at=timezone.now())
    graded_areas(graded)
    with acting_as(told.writer):
        send_to_quality_assurance(report=told.report, by=told.writer, at=timezone.now())
    assert told.now().state == "quality_assurance"


def test_a_grade_reopened_after_the_freezing_stops_the_signature() -> None:
    told = health_at("agreement")
    grade_reopened_by(told.graded)
    with pytest.raises(ActionRefused, match="does not say what stands on Health protection"):
        sign_off(
            report=told.report,
            content_hash=told.draft.content_hash,
            by=told.writer,
            at=timezone.now(),
        )
    assert not told.draft.sign_offs.exists()


def test_the_same_grade_decided_anew_is_another_decision() -> None:
    told = health_at("agreement")
    before = lines(told)[PROTECTION]
    grade_reopened_by(told.graded)
    agreed_grade(told.graded)
    after = lines(told)[PROTECTION]
    assert before["grade"] == after["grade"]
    assert before["content_hash"] != after["content_hash"]
    with pytest.raises(ActionRefused, match="does not say what stands"):
        sign_off(
            report=told.report,
            content_hash=told.draft.content_hash,
            by=told.writer,
            at=timezone.now(),
        )


def test_the_editor_shows_the_table_and_its_sentence(client_of: Any) -> None:
    graded = with_documents()
    JudgementArea.objects.filter(code=OVERALL).update(agency_kind="health")
    told = written_health(graded)
    client: Client = client_of(told.writer)
    page = client.get(reverse("reports:report", args=told.report.where)).content.decode()
    assert '<th scope="col" class="govuk-table__header">Judgement</th>' in page
    assert page.count("<strong>Good</strong>") == 3
    assert NO_RATING in page


def test_a_paragraph_is_begun_from_a_finding_by_whoever_writes(client_of: Any) -> None:
    graded = with_documents()
    item = evidence_for(graded)
    JudgementArea.objects.filter(code=PROTECTION).update(grading="narrative", scale=None)
    told = begun_health(graded)
    finding = finding_by(
        graded.joint,
        graded.inspector,
        area=PROTECTION,
        text="Nurses ask first.",
        criterion="",
        evidence=keys_of(item),
    )
    client: Client = client_of(told.writer)
    page = client.get(reverse("reports:report", args=told.report.where)).content.decode()
    add = reverse("reports:add_paragraph", args=[*told.report.where, "strengths"])
    assert "Nurses ask first." in page
    assert f'href="{add}?finding={PROTECTION}-{finding.number}"' in page
    form = client.get(f"{add}?finding={PROTECTION}-{finding.number}").content.decode()
    assert "Nurses ask first." in form
    assert "Nurses ask first." not in client.get(f"{add}?finding=x-{uuid4()}").content.decode()
    reader = client_of(graded.inspector)
    text = reader.get(reverse("reports:report", args=told.report.where)).content.decode()
    assert "Write a paragraph from it" not in text
