"""Recording evidence and changing it: whose it is, once, and nothing lost."""

from collections.abc import Callable
from contextlib import AbstractContextManager
from datetime import timedelta
from typing import Any
from uuid import UUID, uuid4

import pytest
from django.db import IntegrityError, transaction
from django.utils import timezone

from inspections.actions import (
    change_evidence,
    choices_of,
    move_inspection,
    record_evidence,
    save_evidence_draft,
    unfinished_notes,
)
from inspections.models import Evidence, EvidenceAudience, EvidenceCriterion, EvidenceRevision
from records.actor import acting_as
from records.errors import ActionRefused, AlreadySent, Conflict, PermissionRefused
from records.models import Draft
from records.values import HeardOfDraft, short_reference
from tests.factories.inspections import (
    JointInspection,
    case_of,
    content_of,
    evidence_by,
    inspection_at,
    joint_inspection,
    seen_by,
    single_strand,
)
from tests.factories.organisations import AdminFactory, AgencyFactory
from tests.statements import refused

pytestmark = pytest.mark.django_db
AsOwner = Callable[[], AbstractContextManager[None]]


def change(
    item: Evidence, joint: JointInspection, person: Any, *, version: int = 1, **options: Any
) -> Evidence:
    """A new version by this person; the options are a key, or fields of the content."""
    key = options.pop("key", None) or uuid4()
    with acting_as(person):
        row = Evidence.objects.select_related("inspection", "strand").get(pk=item.pk)
        return change_evidence(
            evidence=row,
            key=key,
            version=version,
            content=content_of(joint, **options),
            by=person,
            at=timezone.now(),
        )


def texts(item: Evidence, person: Any) -> list[str]:
    """What the item says at each version, as this person may read it."""
    with acting_as(person):
        rows = EvidenceRevision.objects.filter(evidence=item).order_by("version")
        return [row.text for row in rows]


# --- recording ----------------------------------------------------------------------------------


def test_an_item_has_an_owner_an_author_a_power_and_a_reference() -> None:
    joint, key = joint_inspection(), uuid4()
    person = joint.inspectors["hmic"]
    item = evidence_by(joint, person, key=key)
    assert (item.pk, item.author, item.owner.code) == (key, person, "hmic")
    assert item.power == joint.strand.power
    assert item.reference == short_reference("E", key.bytes)
    assert item.version == 1


def test_the_first_version_is_the_receipt_of_the_form() -> None:
    joint, key = joint_inspection(), uuid4()
    item = evidence_by(joint, joint.inspectors["cqc"], key=key, text="  Seen.\r\nHeard.\x00 ")
    with acting_as(joint.inspectors["cqc"]):
        revision = item.revisions.get()
        assert (revision.key, revision.person) == (key, joint.inspectors["cqc"])
        assert revision.text == "Seen.\nHeard."
        assert revision.criterion_links.count() == 1


def test_a_criterion_is_named_once() -> None:
    joint = joint_inspection()
    one, two = (row.pk for row in joint.criteria[:2])
    evidence_by(joint, joint.inspectors["cqc"], criteria=(two, one, two))
    with acting_as(joint.inspectors["cqc"]):
        assert EvidenceCriterion.objects.count() == 2


def test_evidence_may_bear_on_no_criterion_and_no_case() -> None:
    joint = joint_inspection()
    item = evidence_by(joint, joint.inspectors["cqc"], criteria=())
    assert item.case is None
    assert seen_by(joint.inspectors["cqc"]) == [item.reference]


@pytest.mark.parametrize("text", ["", " \n\t", "\x00\x07"])
def test_evidence_without_words_is_refused(text: str) -> None:
    joint = joint_inspection()
    with pytest.raises(ActionRefused, match="Enter what you saw or heard"):
        evidence_by(joint, joint.inspectors["cqc"], text=text)


def test_evidence_of_tomorrow_is_refused() -> None:
    joint = joint_inspection()
    tomorrow = timezone.localdate() + timedelta(days=1)
    with pytest.raises(ActionRefused, match="today or in the past"):
        evidence_by(joint, joint.inspectors["cqc"], observed_on=tomorrow)


def test_a_case_of_another_inspection_is_refused() -> None:
    joint, other = joint_inspection(), joint_inspection()
    with pytest.raises(ActionRefused, match="This case is not one of this inspection"):
        evidence_by(joint, joint.inspectors["cqc"], case=case_of(other))


def test_an_agency_of_another_area_is_refused() -> None:
    joint, other = joint_inspection(), joint_inspection()
    with pytest.raises(ActionRefused, match="This agency is not one of this area"):
        evidence_by(joint, joint.inspectors["cqc"], agency=other.agencies[0].pk)
    with pytest.raises(ActionRefused, match="This agency is not one of this area"):
        evidence_by(joint, joint.inspectors["cqc"], agency=AgencyFactory().pk)


def test_a_criterion_of_no_area_of_the_strand_is_refused() -> None:
    joint = joint_inspection()
    with pytest.raises(ActionRefused, match="not one of this strand"):
        evidence_by(joint, joint.inspectors["cqc"], criteria=(999_999,))


@pytest.mark.parametrize("who", ["quality_assurer", "chair", "admin"])
def test_who_records_no_evidence(who: str) -> None:
    joint = joint_inspection()
    person = {
        "quality_assurer": joint.quality_assurer,
        "chair": joint.chair,
        "admin": AdminFactory(),
    }[who]
    with pytest.raises(PermissionRefused):
        evidence_by(joint, person)


def test_in_a_strand_of_another_inspectorate_nobody_records() -> None:
    joint = joint_inspection()
    strand = single_strand(joint, "cqc")
    with pytest.raises(PermissionRefused, match="takes no part in this strand"):
        evidence_by(joint, joint.inspectors["hmic"], strand=strand)


@pytest.mark.parametrize("state", ["planned", "postponed", "suspended", "closed", "abandoned"])
def test_at_other_stages_nothing_is_recorded(state: str) -> None:
    joint = inspection_at(state)
    with pytest.raises(PermissionRefused, match="from the notice until it is closed"):
        evidence_by(joint, joint.inspectors["cqc"])


@pytest.mark.parametrize("state", ["notified", "fieldwork", "reporting"])
def test_from_the_notice_to_the_report_evidence_is_recorded(state: str) -> None:
    joint = inspection_at(state)
    assert evidence_by(joint, joint.leads["cqc"]).owner.code == "cqc"


def test_the_choices_of_a_strand_are_its_own() -> None:
    joint, other = joint_inspection(), joint_inspection()
    case, agency = case_of(joint), joint.agencies[0]
    case_of(other)
    choices = choices_of(inspection=joint.inspection, strand=joint.strand)
    assert list(choices.cases) == [case.pk]
    assert set(choices.agencies) == {one.pk for one in joint.agencies}
    assert choices.agencies[agency.pk].label == agency.name
    assert [one.label for one in choices.criteria.values()] == ["TEST ¶1", "TEST ¶2", "TEST ¶3"]


# --- once ---------------------------------------------------------------------------------------


def test_the_same_form_twice_is_one_item() -> None:
    joint, key = joint_inspection(), uuid4()
    person = joint.inspectors["cqc"]
    first = evidence_by(joint, person, key=key)
    second = evidence_by(joint, person, key=key, at=timezone.now() + timedelta(hours=1))
    assert first == second
    assert second.recorded_at == first.recorded_at
    assert texts(first, person) == [content_of(joint).text]


@pytest.mark.parametrize("change_of", ["text", "case", "strength", "criteria"])
def test_the_same_key_with_other_content_is_refused(change_of: str) -> None:
    joint, key = joint_inspection(), uuid4()
    person, case = joint.inspectors["cqc"], case_of(joint)
    first = evidence_by(joint, person, key=key)
    other: dict[str, Any] = {
        "text": {"text": "Other."},
        "case": {"case": case},
        "strength": {"strength": "weakness"},
        "criteria": {"criteria": ()},
    }[change_of]
    with pytest.raises(AlreadySent, match="sent before with other content"):
        evidence_by(joint, person, key=key, **other)
    assert texts(first, person) == [content_of(joint).text]


def test_the_same_key_of_another_person_is_refused() -> None:
    joint, key = joint_inspection(), uuid4()
    evidence_by(joint, joint.inspectors["cqc"], key=key)
    with pytest.raises(AlreadySent):
        evidence_by(joint, joint.leads["cqc"], key=key)
    assert len(seen_by(joint.leads["cqc"])) == 1


def test_a_key_that_somebody_cannot_see_is_refused_and_shows_nothing() -> None:
    """A guessed key of another inspectorate's item neither reads nor replaces it."""
    joint, key = joint_inspection(), uuid4()
    strand = single_strand(joint, "cqc")
    evidence_by(joint, joint.inspectors["cqc"], key=key, strand=strand, text="Theirs.")
    with pytest.raises((AlreadySent, IntegrityError)):
        evidence_by(joint, joint.inspectors["hmic"], key=key, text="Mine.")
    assert seen_by(joint.inspectors["hmic"]) == []


# --- changing -----------------------------------------------------------------------------------


def test_a_change_is_a_new_version_and_the_old_one_stays() -> None:
    joint = joint_inspection()
    person = joint.inspectors["cqc"]
    item = evidence_by(joint, person, text="First.")
    changed = change(item, joint, person, text="Second.", criteria=())
    assert changed.version == 2
    assert texts(item, person) == ["First.", "Second."]
    with acting_as(person):
        row = EvidenceAudience.objects.visible_to(person).get()
        assert row.revision.text == "Second."
        assert row.revision.criterion_links.count() == 0


def test_a_change_of_an_older_version_is_a_conflict_and_changes_nothing() -> None:
    joint = joint_inspection()
    person = joint.inspectors["cqc"]
    item = evidence_by(joint, person, text="First.")
    change(item, joint, person, text="Second.")
    with pytest.raises(Conflict) as caught:
        change(item, joint, person, version=1, text="Third.")
    assert caught.value.theirs.version == 2
    assert texts(item, person) == ["First.", "Second."]
    change(item, joint, person, version=2, text="Third, merged.")
    assert texts(item, person)[-1] == "Third, merged."


def test_the_same_change_twice_is_one_version() -> None:
    joint, key = joint_inspection(), uuid4()
    person = joint.inspectors["cqc"]
    item = evidence_by(joint, person)
    for _ in range(2):
        changed = change(item, joint, person, key=key, text="Second.")
        assert changed.version == 2
    assert len(texts(item, person)) == 2


def test_the_key_of_a_change_serves_for_no_other() -> None:
    joint, key = joint_inspection(), uuid4()
    person = joint.inspectors["cqc"]
    item = evidence_by(joint, person)
    change(item, joint, person, key=key, text="Second.")
    with pytest.raises(AlreadySent):
        change(item, joint, person, key=key, version=2, text="Third.")


@pytest.mark.parametrize("who", ["lead", "other", "quality_assurer"])
def test_nobody_changes_another_s_text(who: str) -> None:
    joint = joint_inspection()
    item = evidence_by(joint, joint.inspectors["cqc"])
    person = {
        "lead": joint.leads["cqc"],
        "other": joint.inspectors["hmic"],
        "quality_assurer": joint.quality_assurer,
    }[who]
    with pytest.raises(PermissionRefused, match="Only the person who recorded it"):
        change(item, joint, person, text="Mine.")


def test_after_the_end_nothing_is_changed() -> None:
    joint = inspection_at("reporting")
    person = joint.inspectors["cqc"]
    item = evidence_by(joint, person)
    move_inspection(
        inspection=joint.inspection, verb="close", by=joint.overall_lead, at=timezone.now()
    )
    with pytest.raises(PermissionRefused, match="until it is closed"):
        change(item, joint, person, text="Late.")


def test_an_author_who_left_changes_nothing() -> None:
    joint = joint_inspection()
    person = joint.inspectors["cqc"]
    item = evidence_by(joint, person)
    yesterday = timezone.localdate() - timedelta(days=1)
    joint.inspection.assignments.filter(person=person).update(ends_on=yesterday)
    with pytest.raises((PermissionRefused, Evidence.DoesNotExist)):
        change(item, joint, person, text="Late.")


# --- what the database refuses ------------------------------------------------------------------


def test_a_version_never_changes(as_owner: AsOwner) -> None:
    joint = joint_inspection()
    person = joint.inspectors["cqc"]
    evidence_by(joint, person)
    with acting_as(person):
        revision = EvidenceRevision.objects.get()
    with pytest.raises(TypeError, match="never change"):
        revision.save()
    with pytest.raises(TypeError, match="never change"):
        EvidenceRevision.objects.update(text="Other.")
    with pytest.raises(TypeError, match="never deleted"):
        revision.delete()
    refused("UPDATE inspections_evidencerevision SET text = 'Other.'")
    refused("DELETE FROM inspections_evidencerevision")
    assert texts(revision.evidence, person) == [revision.text]


def test_a_step_of_an_inspection_never_changes() -> None:
    joint = joint_inspection()
    refused("UPDATE inspections_inspectionevent SET why = 'Other.'")
    refused("DELETE FROM inspections_inspectionevent")
    assert list(joint.inspection.events.values_list("why", flat=True)) == ["", "", ""]


def test_evidence_without_words_is_refused_by_the_database_too() -> None:
    joint = joint_inspection()
    person = joint.inspectors["cqc"]
    item = evidence_by(joint, person)
    with acting_as(person), pytest.raises(IntegrityError), transaction.atomic():
        EvidenceRevision.objects.create(
            key=uuid4(),
            person=person,
            content_hash="0" * 64,
            at=timezone.now(),
            evidence=item,
            version=2,
            text="",
            source="data",
            observed_on=timezone.localdate(),
            strength="strength",
        )


# --- drafts -------------------------------------------------------------------------------------


def save(person: Any, key: UUID, version: int, text: str) -> int:
    with acting_as(person):
        return save_evidence_draft(
            key=key,
            about="OF-2026-0001/joint",
            base_version=0,
            version=version,
            content={"text": text},
            by=person,
            at=timezone.now(),
        )


def test_a_draft_counts_its_saves() -> None:
    person, key = joint_inspection().inspectors["cqc"], uuid4()
    assert [save(person, key, 0, "a"), save(person, key, 1, "ab"), save(person, key, 2, "abc")] == [
        1,
        2,
        3,
    ]


def test_a_save_whose_answer_was_lost_is_answered_again() -> None:
    person, key = joint_inspection().inspectors["cqc"], uuid4()
    save(person, key, 0, "a")
    assert save(person, key, 0, "a") == 1
    save(person, key, 1, "ab")
    assert save(person, key, 1, "ab") == 2


def test_another_window_that_saved_first_is_a_conflict() -> None:
    person, key = joint_inspection().inspectors["cqc"], uuid4()
    save(person, key, 0, "a")
    with pytest.raises(Conflict) as caught:
        save(person, key, 0, "b")
    assert caught.value.theirs.content == {"text": "a"}
    save(person, key, 1, "ab")
    with pytest.raises(Conflict):
        save(person, key, 1, "ac")


def test_notes_that_were_sent_or_are_empty_are_not_unfinished() -> None:
    joint, sent = joint_inspection(), uuid4()
    person = joint.inspectors["cqc"]
    about = "OF-2026-0001/joint"
    save(person, sent, 0, "sent")
    evidence_by(joint, person, key=sent, heard=HeardOfDraft(1))
    with pytest.raises(AlreadySent, match="sent before"):
        save(person, sent, 0, "a save that came after the sending")
    save(person, uuid4(), 0, "")
    save(person, uuid4(), 0, "half")
    with acting_as(person):
        notes = unfinished_notes(by=person, about=about)
        assert [note.content["text"] for note in notes] == ["half"]
        assert unfinished_notes(by=person, about="OF-2026-0002/joint") == []
        assert Draft.objects.count() == 2


def test_recording_needs_no_more_than_the_key_of_its_form() -> None:
    joint = joint_inspection()
    person = joint.inspectors["cqc"]
    with acting_as(person):
        item = record_evidence(
            key=uuid4(),
            inspection=joint.inspection,
            strand=joint.strand,
            content=content_of(joint),
            case=None,
            by=person,
            at=timezone.now(),
        )
    assert seen_by(person) == [item.reference]
