"""The statement of action: who writes it, with whom, to whom it goes and by when (150092 ¶28)."""

from datetime import date, timedelta
from typing import Any
from uuid import uuid4

import pytest
from django.db import IntegrityError, transaction
from django.utils import timezone

from frameworks.models import KeyDateRule
from inspections.rules import add_working_days, is_working_day
from organisations.models import Agency, Inspectorate
from records.actor import acting_as
from records.errors import ActionRefused, AlreadySent, Conflict, NotVisible, PermissionRefused
from records.values import content_hash
from reports.actions import make_snapshot, problems_now, send_to_quality_assurance
from reports.actions.snapshot import freeze
from reports.actions.statement import content_of, statement_facts, statement_of, statement_problems
from reports.models import StatementOfAction, StatementRevision
from reports.rules.statement import EVERYBODY, StatedAction, facts_of, wrong_day
from reports.states import ReportState
from reports.values.statement import SEND_TO_LIMIT, STATEMENT_STEP, StatementContent
from tests.factories.documents import begun_health
from tests.factories.reports import Told, begun_report, report_at, written_report
from tests.factories.statements import (
    ADDRESS,
    agency_of,
    content_for,
    stated,
    with_next_steps,
)

AFTER = date(2026, 11, 20)


# --- in words -------------------------------------------------------------------------------------


def action(**changes: Any) -> StatedAction:
    usual: dict[str, Any] = {
        "writer": "Ashdale Council",
        "is_principal": True,
        "involved": ["Ashdale Constabulary", "Ashdale Health"],
        "inspectorate": "Ofsted",
        "send_to": ADDRESS,
        "due_on": None,
        "working_days": 70,
    }
    return StatedAction(**{**usual, **changes})


def test_what_is_printed_has_a_label_each() -> None:
    assert facts_of(action()) == [
        (
            "What is to be written",
            "A written statement of the action that is proposed in answer to this letter",
        ),
        ("Who writes it", "Ashdale Council, as the principal authority"),
        ("With", "Ashdale Constabulary and Ashdale Health"),
        ("Sent to", f"Ofsted, {ADDRESS}"),
        ("Due", "70 working days after this letter is published"),
    ]


@pytest.mark.parametrize(
    ("changes", "label", "text"),
    [
        ({"is_principal": False, "writer": "The partnership"}, "Who writes it", "The partnership"),
        ({"involved": []}, "With", EVERYBODY),
        ({"due_on": date(2027, 3, 4)}, "Due", "4 March 2027"),
        ({"working_days": 1}, "Due", "1 working day after this letter is published"),
    ],
)
def test_each_fact_says_what_is_known(changes: dict[str, Any], label: str, text: str) -> None:
    assert dict(facts_of(action(**changes)))[label] == text


def test_a_day_that_nobody_knows_is_left_out() -> None:
    assert "Due" not in dict(facts_of(action(working_days=None)))


@pytest.mark.parametrize(
    ("day", "is_working", "words"),
    [
        (None, False, ""),
        (date(2026, 12, 1), True, ""),
        (AFTER, True, "is not later than 20 November 2026, the last day on site"),
        (date(2026, 11, 1), True, "is not later than"),
        (date(2026, 12, 5), False, "5 December 2026 is no working day."),
    ],
)
def test_a_statement_is_due_on_a_working_day_after_the_inspection(
    day: date | None, is_working: bool, words: str
) -> None:
    found = wrong_day(day, after=AFTER, is_working=is_working)
    assert words in found
    assert bool(found) == bool(words)


# --- recording it ---------------------------------------------------------------------------------


@pytest.fixture
def told(db: None) -> Told:
    return with_next_steps(begun_report())


def refused(told: Told, **changes: Any) -> str:
    with acting_as(told.lead), pytest.raises(ActionRefused) as refusal:
        stated(told, **changes)
    assert not StatementRevision.objects.exclude(version=1).exists()
    return refusal.value.message


def test_the_lead_records_it_and_its_history_is_kept(told: Told) -> None:
    with acting_as(told.lead):
        made = stated(told)
    police = agency_of(told, "police")
    assert (made.version, made.send_to) == (1, ADDRESS)
    assert [one.name for one in made.involved.all()] == [police.name]
    (kept,) = made.revisions.all()
    assert kept.content == content_for(told).as_data()
    assert (kept.by, kept.version) == (told.lead, 1)
    assert made.record_name == "statement of action v1"
    assert str(kept) == f"{made} v1"


def test_it_is_changed_over_the_version_that_was_open(told: Told) -> None:
    with acting_as(told.lead):
        stated(told)
        made = stated(told, version=1, send_to="elsewhere@ofsted.example", involved=())
    assert (made.version, made.send_to) == (2, "elsewhere@ofsted.example")
    assert not made.involved.exists()
    assert [one.version for one in made.revisions.all()] == [1, 2]


@pytest.mark.parametrize("version", [0, 2])
def test_over_another_version_nothing_is_saved_and_both_are_there(told: Told, version: int) -> None:
    with acting_as(told.lead):
        stated(told)
        with pytest.raises(Conflict) as conflict:
            stated(told, version=version, send_to="lost@ofsted.example")
    assert conflict.value.theirs.send_to == ADDRESS
    assert StatementOfAction.objects.get().version == 1
    assert StatementRevision.objects.count() == 1


def test_a_version_of_what_was_never_recorded_is_in_conflict_too(told: Told) -> None:
    with acting_as(told.lead), pytest.raises(Conflict) as conflict:
        stated(told, version=3)
    assert conflict.value.theirs is None
    assert not StatementOfAction.objects.exists()


def test_the_same_form_sent_twice_records_it_once(told: Told) -> None:
    key = uuid4()
    with acting_as(told.lead):
        first = stated(told, key=key)
        assert stated(told, key=key) == first
        with pytest.raises(AlreadySent):
            stated(told, key=key, send_to="other@ofsted.example")
    assert StatementRevision.objects.count() == 1


def test_the_partnership_may_write_it(told: Told) -> None:
    with acting_as(told.lead):
        made = stated(told, writer=None)
    assert made.writer is None
    facts = statement_facts(report=told.report)
    assert facts is not None
    said = {one["label"]: one["text"] for one in facts["facts"]}
    assert said["Who writes it"] == told.joint.inspection.partnership.name


def test_who_writes_it_is_not_among_those_it_is_written_with(told: Told) -> None:
    council, police = agency_of(told, "local_authority"), agency_of(told, "police")
    with acting_as(told.lead):
        made = stated(told, involved=(council.pk, police.pk, police.pk))
    assert [one.pk for one in made.involved.all()] == [police.pk]


def test_control_characters_and_spaces_are_left_out(told: Told) -> None:
    with acting_as(told.lead):
        assert stated(told, send_to=f"  {ADDRESS}\x00 ").send_to == ADDRESS


def test_it_is_sent_somewhere(told: Told) -> None:
    assert refused(told, send_to=" \x00") == "Enter the address that the statement is sent to."


def test_an_address_has_an_end(told: Told) -> None:
    assert str(SEND_TO_LIMIT) in refused(told, send_to="a" * (SEND_TO_LIMIT + 1))


@pytest.mark.parametrize("part", ["writer", "involved"])
def test_an_agency_of_another_area_is_refused(told: Told, part: str) -> None:
    far = Agency.objects.create(code="far", name="Far away", kind="police").pk
    changes = {part: far if part == "writer" else (far,)}
    assert "does not serve the inspected area" in refused(told, **changes)


def test_an_inspectorate_that_does_not_sign_is_refused(told: Told) -> None:
    prisons, _ = Inspectorate.objects.get_or_create(
        code="hmi-prisons", defaults={"name": "HMI Prisons", "short_name": "HMI Prisons"}
    )
    assert "that signs the letter" in refused(told, inspectorate=prisons.pk)


def test_a_day_in_the_inspection_is_refused(told: Told) -> None:
    assert "the last day on site" in refused(told, due_on=told.joint.inspection.fieldwork_starts_on)


def test_where_the_framework_says_nothing_the_day_is_entered(told: Told) -> None:
    KeyDateRule.objects.filter(code=STATEMENT_STEP).delete()
    assert refused(told) == (
        "The framework does not say by when the statement is due. Enter the date."
    )
    day = add_working_days(timezone.localdate(), 70)
    with acting_as(told.lead):
        assert stated(told, due_on=day).due_on == day


def test_a_day_of_rest_is_refused(told: Told) -> None:
    day = timezone.localdate() + timedelta(days=100)
    while is_working_day(day):
        day += timedelta(days=1)
    assert "is no working day" in refused(told, due_on=day)


@pytest.mark.parametrize("code", ["cqc", "hmic"])
def test_another_lead_does_not_record_it(told: Told, code: str) -> None:
    person = told.joint.leads[code]
    with acting_as(person), pytest.raises(PermissionRefused, match="overall lead"):
        stated(told, by=person)
    assert not StatementOfAction.objects.exists()


@pytest.mark.django_db
def test_nobody_records_it_while_the_text_stands_still() -> None:
    told = with_next_steps(report_at("quality_assurance"))
    with acting_as(told.lead), pytest.raises(PermissionRefused, match="cannot be changed now"):
        stated(told)


@pytest.mark.django_db
def test_a_document_without_next_steps_has_none() -> None:
    told = begun_report()
    with acting_as(told.lead), pytest.raises(NotVisible):
        stated(told)
    assert statement_problems(report=told.report) == []


def test_the_database_wants_an_address(told: Told) -> None:
    row = StatementOfAction(
        report=told.report, inspectorate=Inspectorate.objects.get(code="cqc"), send_to=""
    )
    with pytest.raises(IntegrityError, match="statement_has_address"), transaction.atomic():
        row.save()


def test_a_report_has_one(told: Told) -> None:
    with acting_as(told.lead):
        stated(told)
    again = StatementOfAction(
        report=told.report, inspectorate=Inspectorate.objects.get(code="cqc"), send_to="x"
    )
    with pytest.raises(IntegrityError), transaction.atomic():
        again.save()
    assert StatementOfAction.objects.count() == 1


def test_content_reads_back(told: Told) -> None:
    with acting_as(told.lead):
        stated(told)
    found = statement_of(report=told.report)
    assert found is not None
    assert content_of(statement=found) == content_for(told)


# --- before it leaves drafting --------------------------------------------------------------------


@pytest.fixture
def ready(db: None) -> Told:
    return with_next_steps(written_report())


def test_a_letter_that_needs_one_does_not_leave_drafting_without_it(ready: Told) -> None:
    with acting_as(ready.lead), pytest.raises(ActionRefused) as refusal:
        send_to_quality_assurance(report=ready.report, by=ready.lead, at=timezone.now())
    assert refusal.value.message == (
        "Settle this before the report goes to quality assurance: Nobody has recorded who writes "
        "the statement of action, and by when."
    )
    assert ready.now().state == ReportState.DRAFTING


def test_with_one_it_goes(ready: Told) -> None:
    with acting_as(ready.lead):
        stated(ready)
        draft = send_to_quality_assurance(report=ready.report, by=ready.lead, at=timezone.now())
    assert ready.now().state == ReportState.QUALITY_ASSURANCE
    (section,) = [one for one in draft.snapshot["sections"] if one["key"] == "next_steps"]
    assert section["statement"]["facts"][-2] == {
        "label": "Sent to",
        "text": f"{Inspectorate.objects.get(code='ofsted').name}, {ADDRESS}",
    }


def test_the_line_leads_to_where_it_is_recorded(ready: Told) -> None:
    (problem,) = statement_problems(report=ready.report)
    assert problem.blocks
    assert problem.url.endswith("/joint-letter/statement-of-action/")


def test_next_steps_need_no_other_text(ready: Told) -> None:
    ready.report.paragraphs.filter(section__key="next_steps").update(is_removed=True)
    with acting_as(ready.lead):
        stated(ready)
    paragraphs = ready.report.paragraphs.standing().in_order().with_evidence_count()
    found = problems_now(report=ready.report, paragraphs=paragraphs, at=timezone.now())
    assert [one.text for one in found if one.blocks] == []
    keys = [one["key"] for one in make_snapshot(report=ready.report, at=timezone.now())["sections"]]
    assert keys[-1] == "next_steps"


def test_optional_prose_may_be_left_out(ready: Told) -> None:
    ready.report.form.sections.filter(key="key_findings").update(is_optional=True)
    ready.report.paragraphs.filter(section__key="key_findings").update(is_removed=True)
    with acting_as(ready.lead):
        stated(ready)
    found = problems_now(report=ready.now(), paragraphs=[], at=timezone.now())
    said = [one.text for one in found]
    assert "“Key findings” has no paragraph yet." not in said
    assert "“What we inspected” has no paragraph yet." in said


# --- in the frozen copy ---------------------------------------------------------------------------


def test_a_frozen_copy_keeps_what_it_said(ready: Told) -> None:
    at = timezone.now()
    with acting_as(ready.lead):
        stated(ready)
        draft = freeze(report=ready.report, by=ready.lead, at=at)
        stated(ready, version=1, send_to="later@ofsted.example")
        later = freeze(report=ready.report, by=ready.lead, at=at)
    draft.refresh_from_db()
    assert draft.content_hash == content_hash(draft.snapshot) != later.content_hash
    assert ADDRESS in str(draft.snapshot)
    assert "later@" not in str(draft.snapshot)


def test_days_come_from_the_framework_until_the_date_is_known(ready: Told) -> None:
    with acting_as(ready.lead):
        stated(ready)
    facts = statement_facts(report=ready.report)
    assert facts is not None
    assert (facts["working_days"], facts["due_on"]) == (70, None)
    assert facts["facts"][-1]["text"] == "70 working days after this letter is published"
    day = add_working_days(timezone.localdate(), 75)
    with acting_as(ready.lead):
        stated(ready, version=1, due_on=day)
    facts = statement_facts(report=ready.report)
    assert facts is not None
    assert facts["due_on"] == day.isoformat()


@pytest.mark.django_db
def test_a_snapshot_of_a_form_that_says_nothing_new_is_as_it_was() -> None:
    told = written_report()
    for section in make_snapshot(report=told.report, at=timezone.now())["sections"]:
        assert set(section) - {"cited"} == {"key", "heading", "kind", "paragraphs"}


@pytest.mark.django_db
def test_the_report_of_one_inspectorate_has_none() -> None:
    told = begun_health()
    assert statement_problems(report=told.report) == []


def test_a_study_is_told_without_numbers(ready: Told) -> None:
    ready.report.form.sections.filter(key="key_findings").update(purpose="study_of_improvement")
    sections = make_snapshot(report=ready.now(), at=timezone.now())["sections"]
    study = next(one for one in sections if one["key"] == "key_findings")
    assert study["purpose"] == "study_of_improvement"
    assert [one["number"] for one in study["paragraphs"]] == [""]
    after = next(one for one in sections if one["key"] == "next_steps")
    assert [one["number"] for one in after["paragraphs"]] == ["2"]


@pytest.mark.parametrize("number", [1, 3])
def test_it_asks_the_same_for_any_number_of_agencies(
    told: Told, number: int, assert_queries: Any
) -> None:
    agencies = told.joint.agencies[:number]
    with acting_as(told.lead):
        stated(told, writer=None, involved=tuple(one.pk for one in agencies))
    report = told.now()
    report.inspection.inspection_type  # noqa: B018 - read before it is counted
    report.inspection.partnership  # noqa: B018 - read before it is counted
    with acting_as(told.lead), assert_queries(3):
        facts = statement_facts(report=report)
    assert facts is not None
    assert facts["facts"][2]["label"] == "With"


def test_plain_data_has_the_keys_in_order() -> None:
    content = StatementContent(3, (2, 1), 5, "x", date(2027, 3, 4))
    assert content.as_data() == {
        "writer": 3,
        "involved": [1, 2],
        "inspectorate": 5,
        "send_to": "x",
        "due_on": "2027-03-04",
    }
