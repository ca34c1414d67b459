"""Moving an inspection to another version of its framework: what moves, and what never does."""

from datetime import date, timedelta
from typing import Any

import pytest
from django.db import DatabaseError, transaction
from django.utils import timezone

from frameworks.actions import consult, withdraw
from frameworks.models import ReportSection
from inspections.actions import move_inspection
from inspections.errors import UpgradeRefused
from inspections.models import Inspection, InspectionUpgrade, KeyDate, Strand
from judgements.actions import agreed_result
from judgements.models import Judgement
from records.actor import acting_as
from records.errors import PermissionRefused
from reports.actions import link_evidence, make_snapshot, remove_paragraph
from reports.models import Paragraph, Report
from tests.factories.inspections import evidence_by, joint_inspection, member_factory
from tests.factories.organisations import AdminFactory
from tests.factories.reports import Told, begun_report, paragraph_of, report_at, written_report
from tests.reports.newer import (
    Data,
    another_grade,
    area_of,
    grades_given,
    history,
    impact_of,
    kind_of,
    newer,
    reworded,
    sections_of,
    upgraded,
    with_section_renamed,
    with_single_strand,
    without_good,
    without_section,
)

pytestmark = pytest.mark.django_db


@pytest.fixture
def told() -> Told:
    """A letter in drafting, on an agreed judgement, resting on evidence."""
    joint = joint_inspection()
    told = written_report(joint)
    item = evidence_by(joint, joint.inspectors["cqc"])
    with acting_as(told.lead):
        link_evidence(
            paragraph=told.paragraph("P2"),
            references=[item.reference],
            by=told.lead,
            at=timezone.now(),
        )
    return told


def now(told: Told) -> Inspection:
    return Inspection.objects.for_page().get(pk=told.joint.inspection.pk)


def pinned(told: Told) -> dict[str, Any]:
    """On which version everything stands, and how many upgrades there were."""
    inspection = now(told)
    section = ReportSection.objects.filter(pk__in=Paragraph.objects.values("section"))
    areas = Strand.judgement_areas.through.objects
    return {
        "inspection": inspection.framework_version.version,
        "type": inspection.inspection_type.version.version,
        "areas": sorted(
            areas.values_list("strand__code", "judgementarea__code", "judgementarea__version")
        ),
        "judgements": list(Judgement.objects.values_list("area__version__version", flat=True)),
        "form": Report.objects.get().form.inspection_type.version.version,
        "sections": set(section.values_list("form__inspection_type__version__version", flat=True)),
        "rows": InspectionUpgrade.objects.count(),
        "strands": Strand.objects.count(),
    }


def reasons(told: Told, version: Any) -> tuple[str, ...]:
    """Why it is refused; and that nothing at all was changed."""
    before = pinned(told), history(told.joint), grades_given(told.joint)
    with pytest.raises(UpgradeRefused) as refused:
        upgraded(told.joint, version)
    assert (pinned(told), history(told.joint), grades_given(told.joint)) == before
    return refused.value.reasons


# --- what moves -----------------------------------------------------------------------------------


def test_everything_is_pinned_to_the_new_version(told: Told) -> None:
    version = newer(reworded, another_grade, with_section_renamed)
    upgraded(told.joint, version)
    assert pinned(told) == {
        "inspection": "2015",
        "type": "2015",
        "areas": [("joint", "lscb", version.pk)],
        "judgements": ["2015"],
        "form": "2015",
        "sections": {"2015"},
        "rows": 1,
        "strands": 1,
    }


def test_the_act_stays_on_the_record(told: Told) -> None:
    version, before = newer(reworded), now(told).framework_version
    at = timezone.now()
    row = upgraded(told.joint, version, why="  It is clearer.\r\n", at=at)
    kept = InspectionUpgrade.objects.get(pk=row.pk)
    assert (kept.from_version, kept.to_version) == (before, version)
    assert (kept.by, kept.at, kept.why) == (told.lead, at, "It is clearer.")
    assert kept.inspection == told.joint.inspection
    assert kept.impact["criteria"][0]["reference"] == "TEST ¶1"
    assert str(kept) == f"{told.reference}: {before} → {version}"
    assert kept.record_name == f"upgrade of {told.reference} to 2015"


def test_a_row_of_an_upgrade_never_changes(told: Told) -> None:
    row = upgraded(told.joint, newer())
    row.why = "Another reason."
    with pytest.raises(TypeError):
        row.save()
    with pytest.raises(DatabaseError), transaction.atomic():
        InspectionUpgrade.objects.all()._raw_delete(using="default")
    assert InspectionUpgrade.objects.get().why == ""


def test_an_inspection_is_upgraded_more_than_once_and_back(told: Told) -> None:
    first = now(told).framework_version
    second, third = newer(), newer(reworded, version="2016", on=date(2016, 9, 1))
    before = grades_given(told.joint)
    for version in (second, third, first):
        upgraded(told.joint, version)
    steps = now(told).changes_of_version.values_list("from_version__version", "to_version__version")
    assert list(steps) == [("2014-06", "2015"), ("2015", "2016"), ("2016", "2014-06")]
    assert grades_given(told.joint) == before
    assert pinned(told)["sections"] == {"2014-06"}


def test_an_inspection_without_judgements_and_reports_is_upgraded() -> None:
    joint = joint_inspection()
    upgraded(joint, newer(without_good, without_section))
    assert Inspection.objects.get().framework_version.version == "2015"


def test_another_inspection_keeps_its_version(told: Told) -> None:
    other = Inspection.objects.get(pk=told.joint.inspection.pk)
    other.pk, other.reference = None, "OF-2026-0900"
    other.save()
    upgraded(told.joint, newer())
    assert Inspection.objects.get(pk=other.pk).framework_version.version == "2014-06"


# --- what never does ------------------------------------------------------------------------------


def test_no_grade_moves(told: Told) -> None:
    version = newer(reworded, another_grade, with_section_renamed)
    before = grades_given(told.joint)
    assert {code for _key, _grade, code in before["positions"]} == {"good"}
    agreed = agreed_result(strand=told.joint.strand)
    upgraded(told.joint, version)
    assert grades_given(told.joint) == before
    assert agreed_result(strand=told.joint.strand) == agreed


def test_no_byte_of_what_was_recorded_changes(told: Told) -> None:
    version = newer(reworded, another_grade, with_section_renamed, with_single_strand)
    before = history(told.joint)
    assert all(any(rows for name, rows in before.items() if name.startswith(of)) for of in _TOLD)
    upgraded(told.joint, version)
    assert history(told.joint) == before


_TOLD = (
    "EvidenceCriterion",
    "Position ",
    "Proposal ",
    "Signature ",
    "ParagraphEvidence",
    "KeyDate",
)


def test_paragraphs_keep_text_number_place_and_version(told: Told) -> None:
    columns = ("pk", "reference", "number", "position", "text", "agency", "version", "section__key")
    before = list(Paragraph.objects.order_by("pk").values_list(*columns))
    upgraded(told.joint, newer(with_section_renamed))
    assert list(Paragraph.objects.order_by("pk").values_list(*columns)) == before


def test_the_letter_reads_under_the_headings_of_the_new_version(told: Told) -> None:
    upgraded(told.joint, newer(with_section_renamed))
    letter = make_snapshot(report=told.now(), at=timezone.now())
    headings = [one["heading"] for one in letter["sections"]]
    assert headings[:2] == ["Main findings", "What we inspected"]
    assert letter["sections"][0]["paragraphs"][0]["reference"] == "P2"
    assert letter["judgement"]["grade"] == "good"


def test_the_letter_is_gone_on_with_after_an_upgrade(told: Told) -> None:
    upgraded(told.joint, newer(with_section_renamed))
    told.now()
    assert paragraph_of(told, "key_findings").section.heading == "Main findings"


def test_key_dates_stay_as_they_are(told: Told) -> None:
    def later(data: Data) -> None:
        kind_of(data)["key_dates"][1]["working_days"] = 9

    before = list(KeyDate.objects.values_list())
    upgraded(told.joint, newer(later))
    assert list(KeyDate.objects.values_list()) == before


# --- who, and to what -----------------------------------------------------------------------------


@pytest.mark.parametrize("who", ["another lead", "an inspector", "the chair", "an admin", "nobody"])
def test_only_the_overall_lead_upgrades(told: Told, who: str) -> None:
    person = {
        "another lead": told.joint.leads["cqc"],
        "an inspector": told.joint.inspectors["ofsted"],
        "the chair": told.chair,
        "an admin": AdminFactory(),
        "nobody": member_factory("ofsted", "lead"),
    }[who]
    version = newer()
    with pytest.raises(PermissionRefused):
        upgraded(told.joint, version, by=person)
    with pytest.raises(PermissionRefused):
        impact_of(told.joint, version, by=person)
    assert pinned(told)["rows"] == 0


def test_the_same_version_is_refused(told: Told) -> None:
    assert reasons(told, now(told).framework_version) == ("It has version 2014-06 already.",)


def test_a_version_of_another_framework_is_refused(told: Told) -> None:
    def elsewhere(data: Data) -> None:
        data["framework"] = {"code": "jtai", "title": "Joint targeted area inspections"}

    version = newer(elsewhere)
    assert reasons(told, version) == (f"{version} is a version of another framework.",)


def test_a_draft_is_refused(told: Told) -> None:
    version = newer(in_force=False)
    assert reasons(told, version) == ("Version 2015 is not in force: its stage is “draft”.",)


def test_a_version_in_consultation_is_refused(told: Told) -> None:
    version = newer(in_force=False)
    consult(version=version, by=AdminFactory(), at=timezone.now())
    version.refresh_from_db()
    assert reasons(told, version) == ("Version 2015 is not in force: its stage is “consultation”.",)


def test_a_withdrawn_version_is_refused(told: Told) -> None:
    version = newer()
    withdraw(version=version, why="A mistake.", by=AdminFactory(), at=timezone.now())
    version.refresh_from_db()
    assert reasons(told, version) == ("Version 2015 is not in force: its stage is “withdrawn”.",)


def test_a_version_that_is_in_force_from_tomorrow_is_refused_until_then(told: Told) -> None:
    version = newer(on=timezone.localdate() + timedelta(days=1))
    assert reasons(told, version) == ("Version 2015 is not in force yet.",)


def test_a_version_that_another_has_followed_is_taken(told: Told) -> None:
    version = newer()
    newer(version="2016", on=date(2016, 9, 1))
    upgraded(told.joint, version)
    assert pinned(told)["inspection"] == "2015"


def test_a_version_without_the_inspection_type_is_refused(told: Told) -> None:
    def other_type(data: Data) -> None:
        kind_of(data)["code"] = "something-else"

    assert reasons(told, newer(other_type)) == (
        "Version 2015 has no inspection type “Joint inspection of the board”.",
    )


@pytest.mark.parametrize("state", ["closed", "abandoned"])
def test_an_inspection_that_is_over_is_refused(told: Told, state: str) -> None:
    way = ("end_fieldwork", "close") if state == "closed" else ("suspend", "abandon")
    for verb in way:
        move_inspection(
            inspection=told.joint.inspection,
            verb=verb,
            why="A reason.",
            by=told.lead,
            at=timezone.now(),
        )
    assert reasons(told, newer()) == (f"It is {state}: what was found stays under its version.",)


# --- what a report holds against it ---------------------------------------------------------------


@pytest.mark.parametrize(
    ("stage", "label"),
    [
        ("quality_assurance", "quality assurance"),
        ("agreement", "agreement"),
        ("with_chair", "with the chair"),
        ("answering", "answering the chair’s comments"),
        ("published", "published"),
    ],
)
def test_a_report_beyond_drafting_is_bound_to_its_version(stage: str, label: str) -> None:
    told = report_at(stage)
    assert reasons(told, newer()) == (
        f"“Letter” is in the stage “{label}”: what is signed is bound to its version.",
    )


def test_a_section_with_paragraphs_that_is_gone_is_refused(told: Told) -> None:
    paragraph_of(told, "key_findings")
    assert reasons(told, newer(without_section)) == (
        "“Key findings” has 2 paragraphs, and is no section of the report in version 2015.",
    )


def test_a_section_with_paragraphs_that_holds_something_else_is_refused(told: Told) -> None:
    def improvement(data: Data) -> None:
        sections_of(data)[1]["kind"] = "improvement"

    assert reasons(told, newer(improvement)) == (
        "“Key findings” has 1 paragraph, and holds something else in version 2015: improvement.",
    )


def test_a_section_whose_paragraphs_were_removed_may_go(told: Told) -> None:
    paragraph = told.paragraph("P2")
    with acting_as(told.lead):
        remove_paragraph(
            paragraph=paragraph, version=paragraph.version, by=told.lead, at=timezone.now()
        )
    upgraded(told.joint, newer(without_section))
    paragraph.refresh_from_db()
    assert paragraph.section.form.inspection_type.version.version == "2014-06"
    told.now()
    assert {one.reference for one in told.report.paragraphs.standing()} == {
        "P1",
        "P3",
        "P4",
        "P5",
        "P6",
    }


def test_a_report_of_a_kind_that_is_gone_is_refused(told: Told) -> None:
    def other_kind(data: Data) -> None:
        kind_of(data)["report_forms"][0]["kind"] = "letter"

    assert reasons(told, newer(other_kind)) == (
        "“Letter” was begun, and version 2015 has no report of that kind for the strand.",
    )


def test_a_report_of_a_strand_that_is_gone_is_refused() -> None:
    def health_alone(data: Data) -> None:
        with_single_strand(data)
        kind_of(data).update(areas=["health"], strands=kind_of(data)["strands"][1:])

    told = begun_report()
    with pytest.raises(UpgradeRefused) as refused:
        upgraded(told.joint, newer(health_alone))
    assert refused.value.reasons == (
        "“Letter” was begun for a strand that version 2015 does not have.",
    )
    assert told.now().form.inspection_type.version.version == "2014-06"


def test_a_form_that_names_the_strand_now_is_found(told: Told) -> None:
    def of_the_strand(data: Data) -> None:
        kind_of(data)["report_forms"][0]["strand"] = "joint"

    upgraded(told.joint, newer(with_single_strand, of_the_strand))
    assert told.now().form.strand == "joint"


def test_every_reason_is_told_at_once(told: Told) -> None:
    def narrative(data: Data) -> None:
        board = area_of(data)
        board.update(grading="narrative", descriptors=[])
        del board["scale"]
        data["limiting_rules"] = []

    graded_otherwise, without_place = reasons(told, newer(narrative, without_section))
    assert graded_otherwise == (
        "The effectiveness of the board has a judgement that was begun, and its grading is "
        "narrative in version 2015, no longer shared."
    )
    assert without_place == (
        "“Key findings” has 1 paragraph, and is no section of the report in version 2015."
    )


def test_the_sentence_of_a_refusal_says_every_reason(told: Told) -> None:
    refusal = UpgradeRefused(["One reason.", "Another."])
    assert refusal.message == "The inspection keeps its version. One reason. Another."
    assert refusal.reasons == ("One reason.", "Another.")


# --- what it touches ------------------------------------------------------------------------------


def test_looking_changes_nothing_and_leaves_no_row(told: Told) -> None:
    version = newer(reworded, with_section_renamed, with_single_strand)
    before = pinned(told), history(told.joint), grades_given(told.joint)
    impact = impact_of(told.joint, version)
    assert (pinned(told), history(told.joint), grades_given(told.joint)) == before
    assert impact.reasons == ()


def test_looking_at_what_is_refused_says_why_and_what(told: Told) -> None:
    impact = impact_of(told.joint, newer(without_section))
    assert len(impact.reasons) == 1
    (report,) = impact.reports
    assert [(one.key, one.changes, one.paragraphs) for one in report.sections] == [
        ("key_findings", ("removed",), 1)
    ]


def test_what_is_kept_with_the_act_is_what_was_looked_at(told: Told) -> None:
    version = newer(reworded, with_section_renamed, with_single_strand)
    impact = impact_of(told.joint, version)
    row = upgraded(told.joint, version)
    row.refresh_from_db()
    assert row.impact["inspection"] == told.reference
    assert (row.impact["from_version"], row.impact["to_version"]) == ("2014-06", "2015")
    assert [one["reference"] for one in row.impact["criteria"]] == [
        one.reference for one in impact.criteria
    ]
    assert set(row.impact) == set(impact.as_data())


def test_a_version_with_other_words_nowhere_touches_nothing(told: Told) -> None:
    impact = impact_of(told.joint, newer())
    assert (impact.criteria, impact.rules, impact.reasons) == ((), (), ())
    assert [one.changes for one in impact.judgements] == [()]
    assert [(one.changes, one.sections) for one in impact.reports] == [((), ())]


def test_sections_say_what_becomes_of_them(told: Told) -> None:
    def many(data: Data) -> None:
        sections = sections_of(data)
        sections[2].update(heading="What works", addressed=True, guidance="One point each.")
        sections.append({"key": "annex", "heading": "Annex", "kind": "prose"})

    (report,) = impact_of(told.joint, newer(with_section_renamed, many)).reports
    assert (report.strand, report.title, report.state) == ("joint", "Letter", "drafting")
    assert [(one.heading, one.changes, one.paragraphs) for one in report.sections] == [
        ("What we inspected", ("moved",), 1),
        ("Key findings", ("new heading: Main findings", "moved"), 1),
        (
            "Strengths",
            ("new heading: What works", "its points are addressed", "new guidance"),
            1,
        ),
        ("Annex", ("new",), 0),
    ]


def test_the_form_says_what_becomes_of_it(told: Told) -> None:
    def by_cqc(data: Data) -> None:
        kind_of(data)["report_forms"][0].update(title="A letter", quality_assured_by="cqc")

    (report,) = impact_of(told.joint, newer(by_cqc)).reports
    assert report.changes == ("new title: A letter", "quality assured by CQC")


def test_a_section_that_holds_something_else_says_so() -> None:
    def improvement(data: Data) -> None:
        sections_of(data)[1].update(kind="priority_action")
        sections_of(data)[4].update(addressed=False)

    told = begun_report()
    impact = impact_of(told.joint, newer(improvement))
    assert impact.reasons == ()
    assert [one.changes for one in impact.reports[0].sections] == [
        ("holds priority action, no longer prose",),
        ("its points are not addressed",),
    ]
