"""What waits for whom, in one query each."""

from collections.abc import Callable
from contextlib import AbstractContextManager
from datetime import date, timedelta
from typing import Any

import pytest
from django.utils import timezone

from reports.models import (
    AccuracyRound,
    reports_led_by,
    reports_past_due,
    reports_to_answer,
    reports_to_assure,
    reports_to_confirm,
    reports_to_sign_off,
)
from tests.factories.reports import (
    Told,
    answer_of,
    closed_without_response,
    past_due,
    report_at,
    response_of,
    signature_of,
)

pytestmark = pytest.mark.django_db
Queries = Callable[[int], AbstractContextManager[list[str]]]


def today() -> date:
    return timezone.localdate()


def waits(verb: Callable[..., Any], person: Any, when: Any = None) -> list[Any]:
    return list(verb(person, when or today()))


def test_the_overall_lead_has_the_report_until_it_is_published() -> None:
    told = report_at("drafting")
    assert waits(reports_led_by, told.lead) == [told.report]
    assert waits(reports_led_by, told.joint.leads["cqc"]) == []
    assert waits(reports_led_by, report_at("published").lead) == []


def test_quality_assurance_waits_for_the_quality_assurer_alone() -> None:
    told = report_at("quality_assurance")
    assert waits(reports_to_assure, told.joint.quality_assurer) == [told.report]
    assert waits(reports_to_assure, told.lead) == []
    assert waits(reports_to_assure, report_at("agreement").joint.quality_assurer) == []


def test_a_sign_off_waits_until_the_inspectorate_has_signed() -> None:
    told = report_at("agreement")
    lead = told.joint.leads["cqc"]
    assert waits(reports_to_sign_off, lead) == [told.report]
    signature_of(told, "cqc")
    assert waits(reports_to_sign_off, lead) == []
    assert waits(reports_to_sign_off, told.joint.leads["hmic"]) == [told.report]
    assert waits(reports_to_sign_off, told.joint.inspectors["hmic"]) == []


def test_the_final_text_waits_for_a_second_sign_off() -> None:
    told = report_at("final_agreement")
    assert waits(reports_to_sign_off, told.joint.leads["cqc"]) == [told.report]


def test_the_draft_waits_for_the_chair_until_it_is_returned() -> None:
    told = report_at("with_chair")
    now = timezone.now()
    assert list(AccuracyRound.objects.waiting_for(told.chair, now)) == [told.round]
    assert not AccuracyRound.objects.waiting_for(told.lead, now)
    response_of(told)
    assert not AccuracyRound.objects.waiting_for(told.chair, now)


def test_the_draft_does_not_wait_for_the_chair_after_the_deadline() -> None:
    told = report_at("with_chair")
    assert list(AccuracyRound.objects.waiting_for(told.chair, told.round.due_at)) == [told.round]
    assert not AccuracyRound.objects.waiting_for(told.chair, past_due(told))


def test_a_round_past_its_deadline_waits_for_the_overall_lead() -> None:
    told = report_at("with_chair")
    assert waits(reports_past_due, told.lead, told.round.due_at) == []
    assert waits(reports_past_due, told.lead, past_due(told)) == [told.report]
    assert waits(reports_past_due, told.joint.leads["cqc"], past_due(told)) == []
    closed_without_response(told)
    assert waits(reports_past_due, told.lead, past_due(told)) == []


def test_comments_wait_for_every_lead_until_they_are_answered() -> None:
    told = report_at("answering")
    for lead in told.joint.leads.values():
        assert waits(reports_to_answer, lead) == [told.report]
    assert waits(reports_to_answer, told.joint.inspectors["cqc"]) == []
    for comment in told.round.comments.kept():
        answer_of(told, comment)
    assert waits(reports_to_answer, told.lead) == []


def test_a_proposed_publication_waits_for_another_inspectorates_lead() -> None:
    told = report_at("proposed")
    assert waits(reports_to_confirm, told.joint.leads["cqc"]) == [told.report]
    assert waits(reports_to_confirm, told.lead) == []
    assert waits(reports_to_confirm, report_at("final_signed").joint.leads["cqc"]) == []


def test_nothing_waits_for_somebody_who_has_left_the_team() -> None:
    told = report_at("agreement")
    lead = told.joint.leads["cqc"]
    told.joint.inspection.assignments.filter(person=lead).update(
        ends_on=today() - timedelta(days=1)
    )
    assert waits(reports_to_sign_off, lead) == []


def test_each_verb_is_one_query_with_what_a_line_shows(assert_queries: Queries) -> None:
    told: Told = report_at("answering")
    for verb in (
        reports_led_by,
        reports_to_assure,
        reports_to_sign_off,
        reports_to_answer,
        reports_to_confirm,
    ):
        with assert_queries(1):
            for report in verb(told.lead, today()):
                assert "" not in {report.form.title, report.inspection.area.name}
    with assert_queries(1):
        for one in AccuracyRound.objects.waiting_for(told.chair, timezone.now()):
            assert "" not in {one.report.form.title, one.report.inspection.area.name}
