"""Findings and recommendations: recorded, changed, ranked, withdrawn, reinstated."""

from typing import Any
from uuid import uuid4

import pytest
from django.db import IntegrityError, transaction

from inspections.models import EvidenceUse, Inspection
from records.actor import acting_as
from records.errors import ActionRefused, AlreadySent, Conflict, NotVisible, PermissionRefused
from reports.actions import change_paragraph, ranks_of, remove_paragraph, return_to_drafting
from reports.models import Finding, FindingRevision, ParagraphRevision
from reports.values import PARAGRAPH_LIMIT, REASON_LIMIT, ParagraphContent
from reports.values.findings import (
    FindingKind,
    Rank,
    full_name,
    kind_and_number,
    kinds_of_section,
    label_of,
)
from tests.factories.discussion import changed_text
from tests.factories.documents import HealthReport, written_health
from tests.factories.findings import (
    IMPROVEMENT,
    PRIORITY,
    SAID,
    as_now,
    changed,
    finding_of,
    own_finding,
    ranked,
    reinstated,
    resting_on,
    used_in,
    withdrawn,
)
from tests.factories.inspections import JointInspection, evidence_by, joint_inspection
from tests.factories.organisations import AgencyFactory
from tests.factories.reports import (
    Told,
    begun_report,
    comment_of,
    go_on,
    paragraph_of,
    report_at,
    response_of,
)
from tests.factories.single_agency import graded_inspection

pytestmark = pytest.mark.django_db


@pytest.fixture
def joint() -> JointInspection:
    return joint_inspection()


@pytest.fixture
def told(joint: JointInspection) -> Told:
    """A letter without a word."""
    return begun_report(joint)


# --- names ----------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("label", "found"),
    [
        ("R4", (FindingKind.WEAKNESS, 4)),
        ("S12", (FindingKind.STRENGTH, 12)),
        ("R04", None),
        ("R", None),
        ("", None),
        ("P4", None),
        ("R٤", None),
        ("R4444444", None),
        ("add", None),
    ],
)
def test_an_address_calls_a_finding_by_its_letter_and_number(label: str, found: Any) -> None:
    assert kind_and_number(label) == found
    if found is not None:
        assert label_of(*found) == label


def test_the_full_name_has_the_inspections_reference(joint: JointInspection) -> None:
    finding = finding_of(joint)
    assert full_name("OF-JTAI-2026-03", "R4") == "OF-JTAI-2026-03 R4"
    assert finding.name == f"{joint.reference} R1"
    assert str(finding) == "R1"
    assert finding.record_name == "finding R1 v1"


def test_where_a_finding_stands_follows_from_what_it_is_and_its_rank() -> None:
    assert kinds_of_section("strength", "") == ("strengths",)
    assert kinds_of_section("weakness", PRIORITY) == (PRIORITY, IMPROVEMENT)
    assert kinds_of_section("weakness", IMPROVEMENT)[0] == IMPROVEMENT
    assert kinds_of_section("weakness", "")[0] == IMPROVEMENT


# --- recorded -------------------------------------------------------------------------------------


def test_a_finding_has_what_was_written_and_keeps_its_first_version(
    joint: JointInspection,
) -> None:
    police = joint.agencies[2]
    finding = finding_of(
        joint, agency=police.pk, rank=PRIORITY, area="lscb", criterion=joint.criteria[0].reference
    )
    assert (finding.kind, finding.text, finding.agency) == ("weakness", SAID, police)
    assert (finding.rank, finding.area) == (PRIORITY, "lscb")
    assert finding.criterion == joint.criteria[0].reference
    assert (finding.strand, finding.owner) == (joint.strand, None)
    [kept] = finding.revisions.all()
    assert (kept.version, kept.text, kept.agency, kept.rank) == (1, SAID, police, PRIORITY)
    assert kept.by == joint.overall_lead
    assert not kept.is_withdrawn


def test_each_kind_is_counted_on_its_own(joint: JointInspection) -> None:
    labels = [
        finding_of(joint, kind=kind).label
        for kind in (
            FindingKind.WEAKNESS,
            FindingKind.STRENGTH,
            FindingKind.WEAKNESS,
            FindingKind.STRENGTH,
        )
    ]
    assert labels == ["R1", "S1", "R2", "S2"]


def test_numbers_count_within_the_inspection_and_not_within_a_part_of_it() -> None:
    graded = graded_inspection()
    assert own_finding(graded).label == "R1"
    # Whoever does not see the first one gives no number again.
    assert finding_of(graded.joint).label == "R2"
    assert finding_of(joint_inspection()).label == "R1"


def test_a_finding_of_the_whole_inspection_has_no_part(joint: JointInspection) -> None:
    finding = finding_of(joint, strand=None)
    assert (finding.strand, finding.owner) == (None, None)


def test_the_same_form_sent_twice_records_one(joint: JointInspection) -> None:
    key = uuid4()
    first, second = finding_of(joint, key=key), finding_of(joint, key=key)
    assert first == second
    assert Finding.objects.count() <= 1
    with pytest.raises(AlreadySent):
        finding_of(joint, key=key, text="Another.")


def test_a_lead_records_what_is_found_together(joint: JointInspection) -> None:
    assert finding_of(joint, by=joint.leads["cqc"]).recorded_by == joint.leads["cqc"]


@pytest.mark.parametrize("who", ["inspector", "quality assurer", "nobody"])
def test_others_record_none(joint: JointInspection, who: str) -> None:
    by = {
        "inspector": joint.inspectors["ofsted"],
        "quality assurer": joint.quality_assurer,
        "nobody": joint.chair,
    }[who]
    with pytest.raises(PermissionRefused):
        finding_of(joint, by=by)


def test_in_the_part_of_one_inspectorate_its_own_lead_records() -> None:
    graded = graded_inspection()
    with pytest.raises(PermissionRefused, match="only its lead can do that"):
        own_finding(graded, by=graded.joint.leads["hmic"])
    finding = own_finding(graded)
    assert finding.owner is not None
    assert finding.owner.code == "cqc"


@pytest.mark.parametrize(
    ("changes", "sentence"),
    [
        ({"text": "  \n "}, "Enter what was found."),
        ({"text": "x" * (PARAGRAPH_LIMIT + 1)}, "A finding has at most 10,000 characters"),
        ({"area": "none"}, "That judgement area is none of this inspection"),
        ({"criterion": "¶999"}, "The framework has no such criterion"),
        ({"rank": "soon"}, "has no such rank"),
        ({"rank": PRIORITY, "kind": FindingKind.STRENGTH}, "A strength asks for nothing"),
    ],
)
def test_what_makes_no_finding_is_refused_with_a_sentence(
    joint: JointInspection, changes: dict[str, Any], sentence: str
) -> None:
    with pytest.raises(ActionRefused, match=sentence):
        finding_of(joint, **changes)
    # Nothing was taken: the next one has the first number.
    assert finding_of(joint).number == 1


def test_an_agency_of_another_area_is_refused(joint: JointInspection) -> None:
    with pytest.raises(ActionRefused, match="does not serve the inspected area"):
        finding_of(joint, agency=AgencyFactory().pk)


def test_findings_are_recorded_from_the_notice_until_the_inspection_is_closed(
    joint: JointInspection,
) -> None:
    Inspection.objects.filter(pk=joint.inspection.pk).update(state="closed")
    with pytest.raises(ActionRefused, match="Findings are recorded from the notice"):
        finding_of(joint)


# --- ranks ----------------------------------------------------------------------------------------


def test_the_framework_names_the_ranks_and_their_words(told: Told) -> None:
    sections = told.report.form.sections
    found = ranks_of(inspection=told.joint.inspection)
    assert found == {
        Rank.PRIORITY_ACTION: sections.get(key="priority_action").heading,
        Rank.IMPROVEMENT: sections.get(key="improvement").heading,
    }


def test_a_framework_with_one_list_of_recommendations_ranks_none(told: Told) -> None:
    told.report.form.sections.filter(key="priority_action").delete()
    assert ranks_of(inspection=told.joint.inspection) == {}
    with pytest.raises(ActionRefused, match="has no such rank"):
        finding_of(told.joint, rank=IMPROVEMENT)
    finding = paragraph_of(told, "improvement").finding
    assert finding is not None
    assert finding.rank == ""


def test_a_rank_is_saved_and_kept(joint: JointInspection) -> None:
    finding = ranked(finding_of(joint))
    assert (finding.rank, finding.version) == (PRIORITY, 2)
    assert list(finding.revisions.values_list("rank", flat=True)) == ["", PRIORITY]
    assert ranked(finding, "").rank == ""


def test_the_overall_lead_ranks_what_is_found_together(joint: JointInspection) -> None:
    finding = finding_of(joint, by=joint.leads["cqc"])
    with pytest.raises(PermissionRefused, match="overall lead"):
        ranked(finding)
    assert ranked(finding, by=joint.overall_lead).rank == PRIORITY


def test_its_own_lead_ranks_what_one_inspectorate_found() -> None:
    graded = graded_inspection()
    finding = own_finding(graded)
    assert ranked(finding).rank == PRIORITY


def test_a_rank_is_not_given_twice_at_once(joint: JointInspection) -> None:
    finding = finding_of(joint)
    ranked(finding)
    with pytest.raises(Conflict) as found:
        ranked(finding, IMPROVEMENT, version=1)
    assert found.value.theirs.rank == PRIORITY


def test_a_strength_and_a_withdrawn_finding_have_no_rank(joint: JointInspection) -> None:
    with pytest.raises(ActionRefused, match="A strength asks for nothing"):
        ranked(finding_of(joint, kind=FindingKind.STRENGTH))
    with pytest.raises(ActionRefused, match="Reinstate it first"):
        ranked(withdrawn(finding_of(joint)))
    with pytest.raises(ActionRefused, match="has no such rank"):
        ranked(finding_of(joint), "soon")


# --- changed --------------------------------------------------------------------------------------


def test_a_change_is_saved_and_kept(joint: JointInspection) -> None:
    police = joint.agencies[2]
    finding = changed(finding_of(joint), "Otherwise.", agency=police.pk, area="lscb")
    assert (finding.text, finding.agency, finding.area) == ("Otherwise.", police, "lscb")
    kept = [(one.version, one.text) for one in finding.revisions.all()]
    assert kept == [(1, SAID), (2, "Otherwise.")]


def test_of_two_who_change_it_the_second_is_shown_the_first(joint: JointInspection) -> None:
    finding = finding_of(joint)
    changed(finding, "The first.")
    with pytest.raises(Conflict) as found:
        changed(finding, "The second.", version=1, by=joint.leads["cqc"])
    assert found.value.theirs.text == "The first."
    assert as_now(finding).text == "The first."


def test_a_change_sent_twice_is_saved_once(joint: JointInspection) -> None:
    finding, key = finding_of(joint), uuid4()
    changed(finding, key=key, version=1)
    again = changed(finding, key=key, version=1)
    assert again.version == 2


def test_who_does_not_lead_changes_none(joint: JointInspection) -> None:
    with pytest.raises(PermissionRefused):
        changed(finding_of(joint), by=joint.inspectors["ofsted"])


def test_a_change_is_checked_as_a_new_finding_is(joint: JointInspection) -> None:
    finding = finding_of(joint)
    with pytest.raises(ActionRefused, match="Enter what was found"):
        changed(finding, " ")
    with pytest.raises(ActionRefused, match="Nothing was saved"):
        changed(withdrawn(finding))


def test_another_inspectorates_finding_does_not_exist_for_a_lead() -> None:
    graded = graded_inspection()
    finding = own_finding(graded)
    with pytest.raises((NotVisible, PermissionRefused)):
        changed(finding, by=graded.joint.leads["hmic"])
    assert as_now(finding).text == SAID


# --- withdrawn and reinstated ---------------------------------------------------------------------


def test_a_withdrawn_finding_keeps_its_number_and_says_why(joint: JointInspection) -> None:
    first = withdrawn(finding_of(joint))
    assert first.is_withdrawn
    assert first.revisions.get(version=2).why == "It was counted twice."
    assert finding_of(joint).label == "R2"
    reinstated(first)
    assert finding_of(joint).label == "R3"


def test_withdrawing_needs_a_reason_of_a_sensible_length(joint: JointInspection) -> None:
    finding = finding_of(joint)
    with pytest.raises(ActionRefused, match="Say why it is withdrawn"):
        withdrawn(finding, " ")
    with pytest.raises(ActionRefused, match="A reason has at most 2,000 characters"):
        withdrawn(finding, "x" * (REASON_LIMIT + 1))
    assert not as_now(finding).is_withdrawn


def test_it_is_withdrawn_once_and_at_the_version_that_was_read(joint: JointInspection) -> None:
    finding = finding_of(joint)
    changed(finding)
    with pytest.raises(Conflict):
        withdrawn(finding, version=1)
    withdrawn(finding, version=2)
    with pytest.raises(ActionRefused, match="was withdrawn"):
        withdrawn(finding, version=3)


def test_the_overall_lead_withdraws_and_reinstates_what_is_found_together(
    joint: JointInspection,
) -> None:
    finding, other = finding_of(joint), joint.leads["cqc"]
    with pytest.raises(PermissionRefused):
        withdrawn(finding, by=other)
    withdrawn(finding)
    with pytest.raises(PermissionRefused):
        reinstated(finding, by=other)


def test_what_stands_is_not_reinstated(joint: JointInspection) -> None:
    finding = finding_of(joint)
    with pytest.raises(ActionRefused, match="R1 stands"):
        reinstated(finding)
    with pytest.raises(ActionRefused, match="Say why it stands again"):
        reinstated(withdrawn(finding), "")


def test_what_is_withdrawn_relies_on_nothing_until_it_stands_again(
    joint: JointInspection,
) -> None:
    finding = finding_of(joint)
    item = evidence_by(joint, joint.inspectors["ofsted"])
    resting_on(finding, item.reference)
    uses = EvidenceUse.objects.filter(kind="numbered finding")
    assert [one.used_in for one in uses] == [finding.name]
    withdrawn(finding)
    assert not uses.all().exists()
    reinstated(finding)
    assert [one.used_in for one in uses.all()] == [finding.name]


# --- in documents ---------------------------------------------------------------------------------


@pytest.fixture
def health() -> HealthReport:
    """CQC's report, and beside it a letter that nobody has written a word in."""
    return written_health()


@pytest.fixture
def letter(health: HealthReport) -> Told:
    return begun_report(health.joint)


def words_of(told: Told, finding: Finding) -> tuple[str, str, str, int] | None:
    row = told.report.paragraphs.standing().select_related("section").filter(finding=finding)
    one = row.first()
    return None if one is None else (one.text, one.number, one.section.key, one.version)


def test_what_is_added_to_a_list_of_recommendations_is_a_finding(told: Told) -> None:
    police = told.joint.agencies[2]
    paragraph = paragraph_of(told, "priority_action", agency=police.pk)
    finding = paragraph.finding
    assert finding is not None
    assert (finding.label, finding.rank, finding.agency) == ("R1", PRIORITY, police)
    assert (paragraph.number, finding.text) == ("R1", paragraph.text)
    assert finding.strand == told.report.strand
    assert paragraph_of(told, "key_findings").finding is None
    assert paragraph_of(told, "strengths").finding is None


def test_documents_of_one_inspection_count_together(health: HealthReport, letter: Told) -> None:
    assert health.paragraph("P4").number == "R1"
    assert paragraph_of(letter, "improvement").number == "R2"


def test_a_finding_stands_where_its_rank_says(letter: Told) -> None:
    strength = finding_of(letter.joint, kind=FindingKind.STRENGTH)
    urgent = finding_of(letter.joint, rank=PRIORITY)
    paragraph = used_in(letter, strength, "strengths")
    assert (paragraph.text, paragraph.number, paragraph.finding) == (SAID, "", strength)
    assert used_in(letter, urgent, "priority_action").number == urgent.label
    with pytest.raises(ActionRefused, match="does not belong into"):
        used_in(letter, finding_of(letter.joint), "strengths")
    with pytest.raises(ActionRefused, match="does not belong into"):
        used_in(letter, finding_of(letter.joint, rank=PRIORITY), "improvement")


def test_a_form_with_one_list_takes_every_rank(health: HealthReport) -> None:
    urgent = own_finding(health.graded, rank=PRIORITY)
    paragraph = used_in(health, urgent, "improvement", by=health.writer)
    assert paragraph.number == urgent.label


def test_a_document_states_a_finding_once(letter: Told) -> None:
    finding, key = finding_of(letter.joint), uuid4()
    first = used_in(letter, finding, key=key)
    assert used_in(letter, finding, key=key) == first
    with pytest.raises(ActionRefused, match=f"states {finding.label} already, as P1"):
        used_in(letter, finding)


def test_one_that_was_taken_out_comes_back_under_its_reference(letter: Told) -> None:
    finding = finding_of(letter.joint)
    paragraph = used_in(letter, finding)
    with acting_as(letter.lead):
        remove_paragraph(
            paragraph=paragraph, version=1, by=letter.lead, at=paragraph.report.opened_at
        )
    assert words_of(letter, finding) is None
    changed(finding, "Otherwise.")
    again = used_in(letter, finding)
    assert (again.reference, again.text, again.version) == ("P1", "Otherwise.", 3)


def test_only_who_writes_the_document_uses_a_finding_in_it(letter: Told) -> None:
    finding = finding_of(letter.joint)
    with pytest.raises(PermissionRefused):
        used_in(letter, finding, by=letter.joint.inspectors["ofsted"])
    with pytest.raises(ActionRefused, match="Reinstate it first"):
        used_in(letter, withdrawn(finding))


def test_a_finding_of_another_inspectorate_cannot_be_used(letter: Told) -> None:
    health = letter
    graded = graded_inspection()
    own = own_finding(graded)
    with pytest.raises(NotVisible):
        used_in(begun_report(graded.joint), own, by=graded.joint.leads["hmic"])
    with pytest.raises(NotVisible):
        used_in(health, own)


def test_a_changed_finding_reads_the_same_in_every_open_document(
    health: HealthReport, letter: Told
) -> None:
    finding = finding_of(health.joint)
    used_in(letter, finding)
    used_in(health, finding, by=health.writer)
    police = health.joint.agencies[2]
    changed(finding, "Otherwise.", agency=police.pk)
    for told in (letter, health):
        assert words_of(told, finding) == ("Otherwise.", finding.label, "improvement", 2)
        row = told.report.paragraphs.get(finding=finding)
        assert row.agency == police
        assert row.revisions.get(version=2).by == finding.recorded_by


def test_what_is_changed_in_one_document_is_changed_in_the_others(
    health: HealthReport, letter: Told
) -> None:
    finding = finding_of(health.joint)
    used_in(letter, finding)
    own = used_in(health, finding, by=health.writer)
    with acting_as(health.writer):
        changed_text(health, own.reference, "As CQC says it.", by=health.writer)
    assert as_now(finding).text == "As CQC says it."
    assert as_now(finding).version == 2
    assert words_of(letter, finding) == ("As CQC says it.", finding.label, "improvement", 2)


def test_two_who_change_it_in_two_documents_lose_nothing(
    health: HealthReport, letter: Told
) -> None:
    finding = finding_of(health.joint)
    there = used_in(letter, finding)
    own = used_in(health, finding, by=health.writer)
    with acting_as(health.writer):
        changed_text(health, own.reference, "The first.", by=health.writer)
    with acting_as(letter.lead), pytest.raises(Conflict) as found:
        change_paragraph(
            paragraph=there,
            version=1,
            content=ParagraphContent("The second."),
            key=uuid4(),
            by=letter.lead,
            at=finding.recorded_at,
        )
    assert found.value.theirs.text == "The first."
    assert as_now(finding).text == "The first."


def test_another_inspectorates_finding_is_not_changed_through_a_letter(letter: Told) -> None:
    joint = letter.joint
    strand = joint.inspection.strands.get(code="cqc")
    own = finding_of(joint, strand=strand, by=joint.leads["cqc"])
    paragraph = used_in(letter, own, by=joint.leads["cqc"])
    with acting_as(letter.lead), pytest.raises(PermissionRefused, match="a finding of CQC"):
        changed_text(letter, paragraph.reference, "Otherwise.")
    assert as_now(own).text == SAID


def test_a_rank_moves_it_under_its_heading(health: HealthReport, letter: Told) -> None:
    finding = finding_of(health.joint)
    used_in(letter, finding)
    used_in(health, finding, by=health.writer)
    ranked(finding, PRIORITY)
    assert words_of(letter, finding) == (SAID, finding.label, "priority_action", 2)
    # A form with one list has nowhere else to put it.
    assert words_of(health, finding) == (SAID, finding.label, "improvement", 1)


def test_a_withdrawn_finding_goes_out_of_open_documents(letter: Told) -> None:
    finding = finding_of(letter.joint)
    paragraph = used_in(letter, finding)
    withdrawn(finding)
    assert words_of(letter, finding) is None
    paragraph.refresh_from_db()
    assert paragraph.is_removed
    assert ParagraphRevision.objects.get(paragraph=paragraph, version=2).is_removed
    reinstated(finding)
    assert words_of(letter, finding) is None


def sent_on(stage: str) -> tuple[Told, Finding]:
    """A whole letter at a stage, whose first recommendation has changed since."""
    told = report_at("drafting")
    finding = told.paragraph("P4").finding
    assert finding is not None
    go_on(told, stage)
    with acting_as(told.lead):
        finding = Finding.objects.get(pk=finding.pk)
    changed(finding, "Changed meanwhile.")
    return told, finding


@pytest.mark.parametrize("stage", ["quality_assurance", "agreement", "with_chair", "published"])
def test_what_left_its_writers_hands_keeps_its_words(stage: str) -> None:
    told, finding = sent_on(stage)
    said = words_of(told, finding)
    assert said is not None
    assert said[0] == "What inspectors say in priority_action."
    drafts = list(told.report.drafts.all())
    assert all("Changed meanwhile." not in str(one.snapshot) for one in drafts)


def test_what_comes_back_to_its_writers_says_what_its_findings_say() -> None:
    told, finding = sent_on("quality_assurance")
    by = told.joint.quality_assurer
    with acting_as(by):
        return_to_drafting(report=told.report, why="Again.", by=by, at=finding.recorded_at)
    words = words_of(told, finding)
    assert words == ("Changed meanwhile.", "R1", "priority_action", 2)
    kept = ParagraphRevision.objects.get(paragraph__finding=finding, version=2)
    # In the name of whoever changed it, not of whoever sent the letter back.
    assert kept.by == told.lead


def test_the_chairs_response_brings_what_changed_meanwhile() -> None:
    told, finding = sent_on("with_chair")
    with acting_as(told.chair):
        comment_of(told, "P1")
        response_of(told)
    words = words_of(told, finding)
    assert words is not None
    assert words[0] == "Changed meanwhile."
    assert ParagraphRevision.objects.filter(by=told.chair).count() == 0


def test_one_that_was_withdrawn_meanwhile_is_taken_out_when_the_text_opens() -> None:
    told, finding = sent_on("quality_assurance")
    withdrawn(as_now(finding, by=told.lead))
    assert words_of(told, finding) is not None
    by = told.joint.quality_assurer
    with acting_as(by):
        return_to_drafting(report=told.report, why="Again.", by=by, at=finding.recorded_at)
    assert words_of(told, finding) is None


# --- what the database refuses --------------------------------------------------------------------


@pytest.mark.parametrize(
    "changes",
    [
        {"text": ""},
        {"kind": "opinion"},
        {"rank": "soon"},
        {"kind": "strength", "rank": PRIORITY},
        {"number": 1},
    ],
)
def test_the_database_refuses_what_is_no_finding(
    joint: JointInspection, changes: dict[str, Any]
) -> None:
    finding_of(joint)
    second = finding_of(joint)
    with acting_as(joint.overall_lead):
        with pytest.raises(IntegrityError), transaction.atomic():
            Finding.objects.filter(pk=second.pk).update(**changes)
        assert Finding.objects.get(pk=second.pk).number == 2


def test_a_withdrawal_without_a_reason_is_refused(joint: JointInspection) -> None:
    finding = finding_of(joint)
    with acting_as(joint.overall_lead):
        with pytest.raises(IntegrityError), transaction.atomic():
            FindingRevision.objects.create(
                finding=finding,
                version=9,
                text="Another.",
                is_withdrawn=True,
                by=joint.overall_lead,
                at=finding.recorded_at,
            )
        assert finding.revisions.count() == 1
