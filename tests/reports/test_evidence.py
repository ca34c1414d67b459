"""What a paragraph rests on."""

import pytest
from django.utils import timezone

from inspections.models import EvidenceUse
from records.actor import acting_as
from records.errors import ActionRefused, PermissionRefused
from reports.actions import link_evidence, remove_paragraph, unlink_evidence, visible_evidence
from reports.models import ParagraphEvidence
from tests.factories.inspections import evidence_by, joint_inspection, single_strand
from tests.factories.reports import Told, begun_report, paragraph_of, report_at

pytestmark = pytest.mark.django_db


def link(told: Told, *references: str, by: object = None) -> int:
    person = by or told.lead
    with acting_as(person):
        return link_evidence(
            paragraph=told.paragraph("P1"),
            references=references,
            by=person,  # type: ignore[arg-type]  # a person
            at=timezone.now(),
        )


def unlink(told: Told, reference: str, by: object = None) -> None:
    person = by or told.lead
    with acting_as(person):
        unlink_evidence(
            paragraph=told.paragraph("P1"),
            reference=reference,
            by=person,  # type: ignore[arg-type]  # a person
            at=timezone.now(),
        )


@pytest.fixture
def told() -> Told:
    told = begun_report()
    paragraph_of(told)
    return told


def test_a_link_names_the_revision_and_tells_the_inspection(told: Told) -> None:
    item = evidence_by(told.joint, told.joint.inspectors["cqc"])
    assert link(told, item.reference) == 1
    with acting_as(told.lead):
        row = ParagraphEvidence.objects.select_related("revision").get()
        assert (row.revision.evidence_id, row.revision.version) == (item.pk, 1)
    use = EvidenceUse.objects.get()
    assert (use.kind, use.used_in) == ("paragraph", f"{told.reference} P1")
    assert use.revision_id == row.revision_id


def test_several_are_linked_at_once(told: Told) -> None:
    items = [evidence_by(told.joint, told.lead) for _ in range(3)]
    assert link(told, *(item.reference for item in items)) == 3


def test_linking_again_links_nothing_more(told: Told) -> None:
    item = evidence_by(told.joint, told.lead)
    link(told, item.reference)
    assert link(told, item.reference) == 0
    assert ParagraphEvidence.objects.count() == 1


def test_a_paragraph_that_was_removed_meanwhile_rests_on_nothing(told: Told) -> None:
    item = evidence_by(told.joint, told.lead)
    opened = told.paragraph("P1")
    at = timezone.now()
    remove_paragraph(paragraph=told.paragraph("P1"), version=1, by=told.lead, at=at)
    with acting_as(told.lead), pytest.raises(ActionRefused, match="was removed meanwhile"):
        link_evidence(paragraph=opened, references=[item.reference], by=told.lead, at=at)
    assert not ParagraphEvidence.objects.exists()
    assert not EvidenceUse.objects.exists()


def test_an_item_that_does_not_exist_is_refused_by_name(told: Told) -> None:
    item = evidence_by(told.joint, told.lead)
    with pytest.raises(ActionRefused, match="no evidence E-0000-0000 that you can see"):
        link(told, item.reference, "E-0000-0000")
    assert not ParagraphEvidence.objects.exists()


def test_what_the_person_cannot_see_does_not_exist_for_them(told: Told) -> None:
    strand = single_strand(told.joint, "cqc")
    item = evidence_by(told.joint, told.joint.inspectors["cqc"], strand=strand)
    with pytest.raises(ActionRefused, match=f"no evidence {item.reference} that you can see"):
        link(told, item.reference)
    assert link(told, item.reference, by=told.joint.leads["cqc"]) == 1


def test_evidence_of_another_inspection_is_refused(told: Told) -> None:
    other = joint_inspection()
    item = evidence_by(other, other.overall_lead)
    with pytest.raises(ActionRefused, match="in this inspection"):
        link(told, item.reference)


def test_unlinking_takes_the_use_away_too(told: Told) -> None:
    item = evidence_by(told.joint, told.lead)
    link(told, item.reference)
    unlink(told, item.reference)
    assert not ParagraphEvidence.objects.exists()
    assert not EvidenceUse.objects.exists()


def test_what_is_not_linked_cannot_be_unlinked(told: Told) -> None:
    item = evidence_by(told.joint, told.lead)
    with pytest.raises(ActionRefused, match="does not rest on that item"):
        unlink(told, item.reference)


def test_another_inspectorates_link_is_not_unlinked_by_who_cannot_see_it(told: Told) -> None:
    strand = single_strand(told.joint, "cqc")
    item = evidence_by(told.joint, told.joint.inspectors["cqc"], strand=strand)
    link(told, item.reference, by=told.joint.leads["cqc"])
    with pytest.raises(ActionRefused, match="does not rest on that item"):
        unlink(told, item.reference)
    assert ParagraphEvidence.objects.count() == 1


def test_an_inspector_links_nothing(told: Told) -> None:
    item = evidence_by(told.joint, told.joint.inspectors["cqc"])
    with pytest.raises(PermissionRefused):
        link(told, item.reference, by=told.joint.inspectors["cqc"])


def test_nothing_is_linked_once_the_text_stands() -> None:
    told = report_at("agreement")
    item = evidence_by(told.joint, told.lead)
    with pytest.raises(PermissionRefused, match="its text cannot be changed now"):
        link(told, item.reference)


def test_the_list_holds_what_the_person_sees_the_newest_first(told: Told) -> None:
    strand = single_strand(told.joint, "cqc")
    evidence_by(told.joint, told.joint.inspectors["cqc"], strand=strand)
    mine = [evidence_by(told.joint, told.lead).reference for _ in range(2)]
    with acting_as(told.lead):
        seen = visible_evidence(report=told.report, by=told.lead, at=timezone.now())
        assert [row.evidence.reference for row in seen] == mine[::-1]
