"""Writing a report, a paragraph at a time."""

from datetime import timedelta
from uuid import uuid4

import pytest
from django.utils import timezone

from inspections.models import EvidenceUse
from organisations.models import User
from records.actor import acting_as
from records.errors import ActionRefused, AlreadySent, Conflict, NotVisible, PermissionRefused
from records.models import Draft as Typed
from records.values import HeardOfDraft
from reports.actions import (
    agencies_of,
    change_paragraph,
    discard_typed,
    link_evidence,
    move_paragraph,
    open_report,
    remove_paragraph,
    save_typed,
    typed_before,
)
from reports.models import Paragraph, ParagraphRevision, Report, ReportEvent
from reports.values import PARAGRAPH_LIMIT, Direction, ParagraphContent
from tests.factories.inspections import (
    JointInspection,
    evidence_by,
    inspection_at,
    joint_inspection,
)
from tests.factories.organisations import AgencyFactory, UserFactory
from tests.factories.reports import Told, begun_report, paragraph_of, report_at

pytestmark = pytest.mark.django_db


def changed(told: Told, paragraph: Paragraph, text: str = "Another text.", **more: object) -> None:
    usual: dict[str, object] = {
        "paragraph": paragraph,
        "version": paragraph.version,
        "content": ParagraphContent(text),
        "key": uuid4(),
        "by": told.lead,
        "at": timezone.now(),
    }
    change_paragraph(**{**usual, **more})  # type: ignore[arg-type]  # the usual arguments


# --- beginning ------------------------------------------------------------------------------------


def test_a_report_is_begun_in_the_form_of_the_framework() -> None:
    told = begun_report()
    assert told.report.form == told.joint.inspection.inspection_type.report_forms.get()
    assert told.report.state == "drafting"
    event = ReportEvent.objects.get()
    assert (event.verb, event.from_state, event.to_state) == ("open", "", "drafting")
    assert event.by == told.lead


def begin(joint: JointInspection, by: User, document: str = "joint-letter") -> Report:
    return open_report(inspection=joint.inspection, document=document, by=by, at=timezone.now())


def test_beginning_again_gives_the_report_that_exists() -> None:
    told = begun_report()
    assert begin(told.joint, told.joint.leads["cqc"]) == told.report
    assert Report.objects.count() == 1


def test_an_inspector_does_not_begin_a_report() -> None:
    joint = joint_inspection()
    with pytest.raises(PermissionRefused, match="written by the overall lead and the"):
        begin(joint, joint.inspectors["cqc"])
    assert not Report.objects.exists()


@pytest.mark.parametrize("state", ["planned", "closed", "postponed", "abandoned"])
def test_a_report_is_not_begun_outside_the_work(state: str) -> None:
    joint = inspection_at(state)
    with pytest.raises(ActionRefused, match="begun from the notice until it is closed"):
        begin(joint, joint.overall_lead)
    assert not Report.objects.exists()


@pytest.mark.parametrize("document", ["letter", "agency-report-cqc", "nonsense", ""])
def test_a_document_that_the_framework_does_not_name_is_not_begun(document: str) -> None:
    joint = joint_inspection()
    with pytest.raises(NotVisible):
        begin(joint, joint.overall_lead, document)
    assert not Report.objects.exists()


# --- adding ---------------------------------------------------------------------------------------


def test_a_paragraph_gets_a_reference_and_its_first_revision() -> None:
    told = begun_report()
    paragraph = paragraph_of(told, text="The board knows.\r\nIt acts.")
    assert paragraph.reference == "P1"
    assert paragraph.number == ""
    assert paragraph.text == "The board knows.\nIt acts."
    revision = ParagraphRevision.objects.get()
    assert (revision.version, revision.text, revision.by) == (1, paragraph.text, told.lead)


def test_points_for_action_and_improvement_are_recommendations_with_numbers_of_their_own() -> None:
    told = begun_report()
    paragraph_of(told, "key_findings")
    first = paragraph_of(told, "improvement")
    second = paragraph_of(told, "priority_action")
    third = paragraph_of(told, "improvement")
    assert [one.number for one in (first, second, third)] == ["R1", "R2", "R3"]
    assert [one.reference for one in (first, second, third)] == ["P2", "P3", "P4"]


def test_a_number_is_not_given_again_after_a_removal() -> None:
    told = begun_report()
    first = paragraph_of(told, "improvement")
    remove_paragraph(paragraph=first, version=1, by=told.lead, at=timezone.now())
    assert paragraph_of(told, "improvement").number == "R2"


def test_paragraphs_stand_in_the_order_in_which_they_were_added() -> None:
    told = begun_report()
    added = [paragraph_of(told, text=f"Number {number}.") for number in range(3)]
    assert list(told.report.paragraphs.standing().in_order()) == added


def test_the_same_form_sent_twice_adds_one_paragraph() -> None:
    told = begun_report()
    key = uuid4()
    first, again = paragraph_of(told, key=key), paragraph_of(told, key=key)
    assert first == again
    assert Paragraph.objects.count() == 1


def test_the_same_form_with_another_text_is_refused() -> None:
    told = begun_report()
    key = uuid4()
    paragraph_of(told, key=key)
    with pytest.raises(AlreadySent):
        paragraph_of(told, key=key, text="Something else.")
    assert Paragraph.objects.count() == 1


def test_every_lead_writes() -> None:
    told = begun_report()
    assert paragraph_of(told, by=told.joint.leads["hmic"]).reference == "P1"


@pytest.mark.parametrize("who", ["inspector", "quality_assurer"])
def test_others_on_the_team_read_and_do_not_write(who: str) -> None:
    told = begun_report()
    joint = told.joint
    person = joint.inspectors["ofsted"] if who == "inspector" else joint.quality_assurer
    with pytest.raises(PermissionRefused, match="written by the overall lead"):
        paragraph_of(told, by=person)
    assert not Paragraph.objects.exists()


def test_somebody_off_the_team_does_not_write() -> None:
    with pytest.raises(PermissionRefused, match="not on the team"):
        paragraph_of(begun_report(), by=UserFactory())


@pytest.mark.parametrize("text", ["", "   \n ", "\x00"])
def test_a_paragraph_without_text_is_refused(text: str) -> None:
    with pytest.raises(ActionRefused, match="Enter the text of the paragraph"):
        paragraph_of(begun_report(), text=text)


def test_the_longest_paragraph_is_taken() -> None:
    assert len(paragraph_of(begun_report(), text="x" * PARAGRAPH_LIMIT).text) == PARAGRAPH_LIMIT


def test_a_paragraph_that_is_too_long_is_refused_with_its_length() -> None:
    with pytest.raises(ActionRefused, match="at most 10,000 characters; this one has 10,001"):
        paragraph_of(begun_report(), text="x" * (PARAGRAPH_LIMIT + 1))


def test_a_section_of_another_form_holds_no_text_of_this_report() -> None:
    told, other = begun_report(), report_at("drafting")
    # Two inspections of one framework share a form; a form of a later version does not.
    section = other.report.form.sections.get(key="key_findings")
    section.form_id = 0
    from reports.actions import add_paragraph

    with pytest.raises(ActionRefused, match="holds no text of its own"):
        add_paragraph(
            report=told.report,
            section=section,
            content=ParagraphContent("Text."),
            key=uuid4(),
            by=told.lead,
            at=timezone.now(),
        )


# --- addressing -----------------------------------------------------------------------------------


def test_a_point_is_addressed_to_an_agency_of_the_area() -> None:
    told = begun_report()
    police = told.joint.agencies[2]
    assert paragraph_of(told, "improvement", agency=police.pk).agency == police


def test_the_agencies_are_those_that_serve_the_area() -> None:
    told = begun_report()
    AgencyFactory()
    found = agencies_of(inspection=told.joint.inspection)
    assert set(found) == set(told.joint.agencies)


def test_an_agency_of_another_area_is_refused() -> None:
    with pytest.raises(ActionRefused, match="does not serve the inspected area"):
        paragraph_of(begun_report(), "improvement", agency=AgencyFactory().pk)


def test_prose_is_addressed_to_nobody_in_particular() -> None:
    told = begun_report()
    with pytest.raises(ActionRefused, match="addressed to nobody in particular"):
        paragraph_of(told, "key_findings", agency=told.joint.agencies[0].pk)


# --- changing -------------------------------------------------------------------------------------


def test_a_change_keeps_what_was_said_before() -> None:
    told = begun_report()
    paragraph = paragraph_of(told, text="Before.")
    changed(told, paragraph, "After.")
    paragraph.refresh_from_db()
    assert (paragraph.text, paragraph.version) == ("After.", 2)
    assert [one.text for one in paragraph.revisions.all()] == ["Before.", "After."]


def test_the_second_of_two_editors_is_shown_the_first_ones_text() -> None:
    told = begun_report()
    paragraph = paragraph_of(told)
    changed(told, Paragraph.objects.get(pk=paragraph.pk), "The first editor’s.")
    with pytest.raises(Conflict) as conflict:
        changed(told, paragraph, "The second editor’s.", version=1)
    assert conflict.value.theirs.text == "The first editor’s."
    assert Paragraph.objects.get().text == "The first editor’s."
    assert ParagraphRevision.objects.count() == 2


def test_a_change_to_a_removed_paragraph_is_a_conflict_that_carries_it() -> None:
    told = begun_report()
    paragraph = paragraph_of(told)
    remove_paragraph(
        paragraph=Paragraph.objects.get(pk=paragraph.pk),
        version=1,
        by=told.lead,
        at=timezone.now(),
    )
    with pytest.raises(Conflict) as conflict:
        changed(told, paragraph, version=1)
    assert conflict.value.theirs.is_removed


def test_the_same_change_sent_twice_is_one_revision() -> None:
    told = begun_report()
    paragraph = paragraph_of(told)
    key = uuid4()
    for _ in range(2):
        changed(told, Paragraph.objects.get(pk=paragraph.pk), key=key, version=1)
    assert ParagraphRevision.objects.count() == 2


@pytest.mark.parametrize(
    "stage", ["quality_assurance", "agreement", "with_chair", "final_agreement"]
)
def test_the_text_stands_still_outside_writing(stage: str) -> None:
    told = report_at(stage)
    before = told.paragraph("P2")
    with pytest.raises(PermissionRefused, match="its text cannot be changed now"):
        changed(told, before)
    assert told.paragraph("P2").text == before.text


def test_what_is_published_is_not_said_to_be_opened_again() -> None:
    told = report_at("published")
    before = told.paragraph("P2")
    with pytest.raises(PermissionRefused, match="What was published never changes") as refused:
        changed(told, before)
    assert "reopen" not in refused.value.message
    assert told.paragraph("P2").text == before.text


def test_the_text_changes_while_comments_are_answered() -> None:
    told = report_at("answering")
    changed(told, told.paragraph("P2"), "Answered.")
    assert told.paragraph("P2").text == "Answered."


# --- removing and moving --------------------------------------------------------------------------


def test_a_removed_paragraph_leaves_the_document_and_not_the_record() -> None:
    told = begun_report()
    paragraph = paragraph_of(told, text="Said once.")
    remove_paragraph(paragraph=paragraph, version=1, by=told.lead, at=timezone.now())
    assert not told.report.paragraphs.standing().exists()
    last = ParagraphRevision.objects.get(version=2)
    assert (last.text, last.is_removed) == ("Said once.", True)


def test_a_paragraph_that_was_changed_meanwhile_is_not_removed() -> None:
    told = begun_report()
    paragraph = paragraph_of(told)
    changed(told, Paragraph.objects.get(pk=paragraph.pk))
    with pytest.raises(Conflict):
        remove_paragraph(paragraph=paragraph, version=1, by=told.lead, at=timezone.now())
    assert not Paragraph.objects.get().is_removed


def test_what_is_not_said_relies_on_nothing() -> None:
    told = begun_report()
    paragraph = paragraph_of(told)
    item = evidence_by(told.joint, told.lead)
    with acting_as(told.lead):
        link_evidence(
            paragraph=paragraph, references=[item.reference], by=told.lead, at=timezone.now()
        )
        remove_paragraph(paragraph=paragraph, version=1, by=told.lead, at=timezone.now())
    assert not EvidenceUse.objects.exists()
    assert not paragraph.evidence_links.exists()


def order(told: Told) -> list[str]:
    return [one.reference for one in told.report.paragraphs.standing().in_order()]


@pytest.mark.parametrize(
    ("reference", "direction", "expected"),
    [
        ("P2", Direction.UP, ["P2", "P1", "P3"]),
        ("P2", Direction.DOWN, ["P1", "P3", "P2"]),
        ("P1", Direction.UP, ["P1", "P2", "P3"]),
        ("P3", Direction.DOWN, ["P1", "P2", "P3"]),
    ],
)
def test_a_paragraph_moves_by_one_place(
    reference: str, direction: Direction, expected: list[str]
) -> None:
    told = begun_report()
    for _ in range(3):
        paragraph_of(told)
    move_paragraph(
        paragraph=told.paragraph(reference), direction=direction, by=told.lead, at=timezone.now()
    )
    assert order(told) == expected


def test_a_paragraph_moves_past_a_removed_one_in_one_step() -> None:
    told = begun_report()
    for _ in range(3):
        paragraph_of(told)
    remove_paragraph(paragraph=told.paragraph("P2"), version=1, by=told.lead, at=timezone.now())
    move_paragraph(
        paragraph=told.paragraph("P3"), direction=Direction.UP, by=told.lead, at=timezone.now()
    )
    assert order(told) == ["P3", "P1"]


def test_a_removed_paragraph_does_not_move() -> None:
    told = begun_report()
    paragraph = paragraph_of(told)
    remove_paragraph(paragraph=paragraph, version=1, by=told.lead, at=timezone.now())
    with pytest.raises(ActionRefused, match="removed meanwhile"):
        move_paragraph(paragraph=paragraph, direction=Direction.UP, by=told.lead, at=timezone.now())


def test_an_inspector_moves_nothing() -> None:
    told = begun_report()
    paragraph_of(told)
    with pytest.raises(PermissionRefused):
        move_paragraph(
            paragraph=told.paragraph("P1"),
            direction=Direction.UP,
            by=told.joint.inspectors["cqc"],
            at=timezone.now(),
        )


# --- what is being typed --------------------------------------------------------------------------


def typed(told: Told, key: object, version: int = 0, text: str = "Half a sen") -> int:
    with acting_as(told.lead):
        return save_typed(
            kind="paragraph",
            about=f"{told.reference} P1",
            key=key,  # type: ignore[arg-type]  # a UUID
            base_version=1,
            version=version,
            content={"text": text},
            by=told.lead,
            at=timezone.now(),
        )


def found(told: Told) -> Typed | None:
    with acting_as(told.lead):
        return typed_before(kind="paragraph", about=f"{told.reference} P1", by=told.lead)


def test_what_is_typed_is_found_again() -> None:
    told = begun_report()
    key = uuid4()
    assert typed(told, key) == 1
    assert typed(told, key, 1, "Half a sentence") == 2
    before = found(told)
    assert before is not None
    assert (before.content, before.base_version) == ({"text": "Half a sentence"}, 1)


def test_nothing_typed_is_nothing_found() -> None:
    assert found(begun_report()) is None


def test_a_form_open_in_two_windows_is_a_conflict() -> None:
    told = begun_report()
    key = uuid4()
    typed(told, key)
    typed(told, key, 1, "From the one window")
    with pytest.raises(Conflict):
        typed(told, key, 1, "From the other window")


def test_the_same_text_sent_again_is_no_conflict() -> None:
    told = begun_report()
    key = uuid4()
    typed(told, key)
    typed(told, key, 1, "The answer was lost")
    assert typed(told, key, 1, "The answer was lost") == 2


def test_what_is_typed_goes_when_the_form_is_sent() -> None:
    told = begun_report()
    paragraph = paragraph_of(told)
    key = uuid4()
    typed(told, key)
    with acting_as(told.lead):
        changed(told, paragraph, key=key, heard=HeardOfDraft(1))
    assert found(told) is None


def test_what_another_window_typed_stays_when_the_form_is_sent() -> None:
    told = begun_report()
    paragraph = paragraph_of(told)
    key = uuid4()
    typed(told, key)
    typed(told, key, 1, "Typed in the other window")
    with acting_as(told.lead):
        changed(told, paragraph, key=key, heard=HeardOfDraft(1))
    left = found(told)
    assert left is not None
    assert left.content == {"text": "Typed in the other window"}


def test_what_arrives_after_its_form_was_sent_is_refused_and_not_hidden() -> None:
    told = begun_report()
    paragraph, key = paragraph_of(told), uuid4()
    with acting_as(told.lead):
        changed(told, paragraph, key=key)
    # The first autosave of the form: slower than the form itself, or typed after going back.
    with pytest.raises(AlreadySent, match="not kept"):
        typed(told, key)
    assert found(told) is None


def test_what_is_typed_goes_when_its_writer_says_so() -> None:
    told = begun_report()
    key = uuid4()
    typed(told, key)
    with acting_as(told.lead):
        discard_typed(key=key, by=told.lead, at=timezone.now())
    assert found(told) is None


def test_a_draft_that_would_fill_the_database_is_refused() -> None:
    with pytest.raises(ActionRefused, match="too long to be kept"):
        typed(begun_report(), uuid4(), text="x" * 100_001)


def test_a_paragraph_remembers_its_moment() -> None:
    told = begun_report()
    paragraph = paragraph_of(told)
    later = timezone.now() + timedelta(hours=1)
    changed(told, paragraph, at=later)
    assert paragraph.revisions.get(version=2).at == later
