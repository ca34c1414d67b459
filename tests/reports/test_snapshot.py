"""A report at one moment, as plain data."""

from datetime import date, timedelta

import pytest
from django.utils import timezone

from organisations.models import InspectorateName, Office
from records.values import content_hash
from reports.actions import freeze, make_snapshot, problems_now
from reports.models import Draft
from reports.print.letter import letter_html
from reports.values import short_date
from tests.factories.inspections import joint_inspection
from tests.factories.judgements import agreed_judgement
from tests.factories.reports import Told, begun_report, paragraph_of, report_at, written_report
from tests.reports.samples import sample_snapshot

pytestmark = pytest.mark.django_db


def shot(told: Told) -> dict[str, object]:
    return make_snapshot(report=told.report, at=timezone.now())


def section(told: Told, key: str) -> dict[str, object]:
    sections: list[dict[str, object]] = shot(told)["sections"]  # type: ignore[assignment]  # JSON
    return next(one for one in sections if one["key"] == key)


def problems(told: Told) -> list[str]:
    paragraphs = told.report.paragraphs.standing().in_order().with_evidence_count()
    found = problems_now(report=told.report, paragraphs=paragraphs, at=timezone.now())
    return [problem.text for problem in found if problem.blocks]


def test_the_snapshot_has_the_schema_that_the_letter_prints() -> None:
    told = written_report()
    made, sample = shot(told), sample_snapshot()
    assert set(made) == set(sample)
    for name in ("area", "fieldwork", "judgement"):
        assert set(made[name]) == set(sample[name])  # type: ignore[call-overload]  # JSON
    for name in ("addressees", "inspectorates", "signatories", "sections"):
        assert set(made[name][0]) == set(sample[name][0])  # type: ignore[index]  # JSON
    assert "Key findings" in letter_html(made)


def test_every_paragraph_has_the_schema_too() -> None:
    paragraph = section(written_report(), "improvement")["paragraphs"][0]  # type: ignore[index]  # JSON
    assert set(paragraph) == {"reference", "number", "text", "addressed_to", "finding"}


def test_prose_is_numbered_through_the_letter_and_points_by_their_own_numbers() -> None:
    told = written_report()
    numbers = {
        key: [one["number"] for one in section(told, key)["paragraphs"]]  # type: ignore[attr-defined]  # JSON
        for key in ("what_was_inspected", "key_findings", "strengths", "improvement", "next_steps")
    }
    assert numbers == {
        "what_was_inspected": ["1"],
        "key_findings": ["2"],
        "strengths": [""],
        "improvement": ["R2"],
        "next_steps": ["3"],
    }


def test_a_point_without_an_agency_is_for_the_partnership() -> None:
    told = written_report()
    (point,) = section(told, "priority_action")["paragraphs"]  # type: ignore[misc]  # JSON
    assert point["addressed_to"] == told.joint.inspection.partnership.name


def test_a_point_for_an_agency_names_it() -> None:
    told = written_report()
    (point,) = section(told, "improvement")["paragraphs"]  # type: ignore[misc]  # JSON
    assert point["addressed_to"] == told.joint.agencies[2].name


def test_a_strength_is_for_nobody_unless_said() -> None:
    told = written_report()
    paragraph_of(told, "strengths", agency=told.joint.agencies[0].pk)
    first, second = section(told, "strengths")["paragraphs"]  # type: ignore[misc]  # JSON
    assert first["addressed_to"] is None
    assert second["addressed_to"] == told.joint.agencies[0].name


def test_a_section_that_is_empty_is_left_out_and_the_judgement_is_not() -> None:
    told = begun_report()
    paragraph_of(told)
    keys = [one["key"] for one in shot(told)["sections"]]  # type: ignore[attr-defined]  # JSON
    assert keys == ["key_findings", "shared_judgement"]


def test_a_removed_paragraph_is_not_in_it() -> None:
    from reports.actions import remove_paragraph

    told = written_report()
    remove_paragraph(paragraph=told.paragraph("P3"), version=1, by=told.lead, at=timezone.now())
    keys = [one["key"] for one in shot(told)["sections"]]  # type: ignore[attr-defined]  # JSON
    assert "strengths" not in keys


def test_the_agencies_leaders_are_addressed_and_then_the_chair() -> None:
    told = begun_report()
    people = shot(told)["addressees"]
    assert people[-1] == {  # type: ignore[index]  # JSON
        "name": told.chair.name,
        "role": "Independent chair",
        "organisation": told.joint.inspection.partnership.name,
    }
    leaders = [one["name"] for one in people[:-1]]  # type: ignore[index]  # JSON
    assert leaders == ["Leader of local_authority", "Leader of health", "Leader of police"]


def test_a_leader_whose_time_has_ended_is_not_addressed() -> None:
    told = begun_report()
    yesterday = timezone.localdate() - timedelta(days=1)
    Office.objects.filter(agency=told.joint.agencies[2]).update(ends_on=yesterday)
    names = [one["name"] for one in shot(told)["addressees"]]  # type: ignore[attr-defined]  # JSON
    assert "Leader of police" not in names


def test_inspectorates_bear_their_name_of_the_day() -> None:
    told = begun_report()
    hmic = told.report.strand.participants.get(code="hmic")
    for name, starts_on, ends_on in (
        ("The old name", date(1856, 1, 1), date(2017, 7, 18)),
        ("The new name", date(2017, 7, 19), None),
    ):
        InspectorateName.objects.create(
            inspectorate=hmic, name=name, short_name=name, starts_on=starts_on, ends_on=ends_on
        )
    names = {one["code"]: one["name"] for one in shot(told)["inspectorates"]}  # type: ignore[attr-defined]  # JSON
    assert names["hmic"] == "The new name"
    assert names["cqc"] == told.report.strand.participants.get(code="cqc").name


def test_every_inspectorates_lead_signs_with_the_job_title() -> None:
    told = begun_report()
    told.lead.job_title = "National director"
    told.lead.save()
    signatories = shot(told)["signatories"]
    assert [one["name"] for one in signatories] == [  # type: ignore[attr-defined]  # JSON
        told.joint.leads[code].name for code in ("ofsted", "cqc", "hmic")
    ]
    assert signatories[0]["role"] == "National director"  # type: ignore[index]  # JSON


def test_the_power_and_the_fieldwork_are_told() -> None:
    told = begun_report()
    made = shot(told)
    assert made["power"] == (
        "This inspection was carried out under section 20 of the Children Act 2004."
    )
    days = {one.code: one.on for one in told.joint.inspection.key_dates.all()}
    assert made["fieldwork"] == {
        "start_text": short_date(days["fieldwork_start"]),
        "end_text": short_date(days["fieldwork_end"]),
    }


def test_a_judgement_that_is_not_agreed_is_not_told() -> None:
    assert shot(begun_report())["judgement"] is None


def test_the_agreed_judgement_stands_with_its_dissents() -> None:
    joint = joint_inspection()
    agreed_judgement(
        joint,
        grade="requires_improvement",
        statement="It does not know enough.",
        dissents={"cqc": "We saw better work in health."},
        abstentions={"hmic": "Not within our remit."},
        prints=True,
    )
    judgement = shot(begun_report(joint))["judgement"]
    assert judgement["grade"] == "requires_improvement"  # type: ignore[index]  # JSON
    assert judgement["grade_title"] == "Requires improvement"  # type: ignore[index]  # JSON
    assert judgement["statement"] == "It does not know enough."  # type: ignore[index]  # JSON
    assert judgement["dissents"] == [  # type: ignore[index]  # JSON
        {"inspectorate": "CQC", "reason": "We saw better work in health."}
    ]
    assert judgement["abstentions"] == [  # type: ignore[index]  # JSON
        {"inspectorate": "HMICFRS", "reason": "Not within our remit."}
    ]


@pytest.mark.parametrize("prints", [None, False])
def test_dissents_are_not_told_unless_every_lead_says_so(*, prints: bool | None) -> None:
    joint = joint_inspection()
    agreed_judgement(
        joint,
        dissents={"cqc": "We saw better work in health."},
        abstentions={"hmic": "Not within our remit."},
        prints=prints,
    )
    judgement = shot(begun_report(joint))["judgement"]
    assert judgement["dissents"] == []  # type: ignore[index]  # JSON
    assert judgement["abstentions"] == []  # type: ignore[index]  # JSON
    assert "remit" not in str(judgement)


def test_a_draft_keeps_the_snapshot_and_its_hash() -> None:
    told = written_report()
    draft = freeze(report=told.report, by=told.lead, at=timezone.now())
    assert draft.number == 1
    assert draft.content_hash == content_hash(draft.snapshot)
    draft.refresh_from_db()
    assert draft.content_hash == content_hash(draft.snapshot)


def test_a_later_change_does_not_reach_a_draft() -> None:
    told = report_at("answering")
    sent = told.round.draft
    from tests.reports.test_writing import changed

    changed(told, told.paragraph("P1"), "Changed after the chair read it.")
    sent.refresh_from_db()
    assert "Changed after" not in str(sent.snapshot)
    assert sent.content_hash == content_hash(sent.snapshot)


def test_drafts_are_numbered() -> None:
    told = written_report()
    for number in (1, 2, 3):
        assert freeze(report=told.report, by=told.lead, at=timezone.now()).number == number
    newest = told.report.drafts.newest()
    assert newest is not None
    assert newest.number == 3
    assert told.report.drafts.numbered(2) == Draft.objects.get(number=2)
    assert told.report.drafts.numbered(9) is None


def test_the_same_text_on_the_same_day_has_the_same_hash() -> None:
    told = written_report()
    at = timezone.now()
    first = freeze(report=told.report, by=told.lead, at=at)
    second = freeze(report=told.report, by=told.lead, at=at)
    assert first.content_hash == second.content_hash


def test_a_draft_finds_its_paragraphs_by_reference() -> None:
    told = written_report()
    draft = freeze(report=told.report, by=told.lead, at=timezone.now())
    found = draft.paragraph("P5")
    assert found is not None
    assert (found["number"], found["heading"]) == ("R2", "Areas for improvement")
    assert draft.paragraph("P99") is None


def test_a_written_report_has_nothing_that_blocks() -> None:
    assert problems(written_report()) == []


def test_a_begun_report_has_everything_to_settle() -> None:
    assert problems(begun_report()) == [
        "“What we inspected” has no paragraph yet.",
        "“Key findings” has no paragraph yet.",
        "“What happens next” has no paragraph yet.",
        "The shared judgement is not agreed yet.",
    ]


def test_a_lead_who_has_left_is_missed_before_the_signatures() -> None:
    told = written_report()
    yesterday = timezone.localdate() - timedelta(days=1)
    told.joint.inspection.assignments.filter(person=told.joint.leads["cqc"]).update(
        ends_on=yesterday
    )
    assert problems(told) == ["Nobody leads for CQC, and could sign."]


def test_a_letter_to_nobody_is_a_problem() -> None:
    told = written_report()
    Office.objects.update(ends_on=timezone.localdate() - timedelta(days=1))
    assert problems(told)[0].startswith("The letter is addressed to nobody")


def without_a_place_for_a_judgement(told: Told) -> Told:
    told.report.form.sections.filter(kind="judgement").delete()
    return told


def test_a_letter_without_a_place_for_a_judgement_holds_none() -> None:
    told = without_a_place_for_a_judgement(written_report())
    made = shot(told)
    assert made["judgement"] is None
    assert "judgement" not in letter_html(made)
    assert "Requires improvement" not in str(made)


def test_a_letter_without_a_place_for_a_judgement_is_not_kept_waiting_for_one() -> None:
    told = begun_report()
    assert "The shared judgement is not agreed yet." in problems(told)
    assert "The shared judgement is not agreed yet." not in problems(
        without_a_place_for_a_judgement(told)
    )
