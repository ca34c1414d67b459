"""Recording the events of a journey, changing and withdrawing them, pinning evidence."""

from collections.abc import Callable, Iterator
from datetime import timedelta
from typing import Any
from uuid import uuid4

import pytest
from django.db import DatabaseError, IntegrityError, transaction
from django.utils import timezone

from inspections.actions import journey
from inspections.actions.withdrawing import withdraw_evidence
from inspections.models import Case, CaseEvent, EventPin, Evidence, EvidenceAudience, Inspection
from inspections.values.journey import LONGEST_EVENT
from organisations.models import User
from records.actor import acting_as
from records.errors import ActionRefused, Conflict, PermissionRefused
from tests.factories.inspections import (
    JointInspection,
    case_of,
    evidence_by,
    inspection_at,
    joint_inspection,
    member_factory,
    single_strand,
)
from tests.factories.journeys import event_content, event_of, joint_for_a_module, pinned

pytestmark = pytest.mark.django_db
TODAY = timezone.localdate


@pytest.fixture(scope="module")
def joint(django_db_setup: None, django_db_blocker: Any) -> Iterator[JointInspection]:
    with joint_for_a_module(django_db_blocker) as found:
        yield found


@pytest.fixture
def case(joint: JointInspection) -> Case:
    return case_of(joint)


def change(event: CaseEvent, by: User, *, version: int = 1, **said: Any) -> CaseEvent:
    with acting_as(by):
        row = CaseEvent.objects.for_page().select_related("inspection").get(pk=event.pk)
        return journey.change_event(
            event=row, version=version, content=event_content(**said), by=by, at=timezone.now()
        )


def withdraw(
    event: CaseEvent, by: User, *, version: int = 1, why: str = "Another child’s."
) -> None:
    with acting_as(by):
        row = CaseEvent.objects.for_page().select_related("inspection").get(pk=event.pk)
        journey.withdraw_event(event=row, version=version, why=why, by=by, at=timezone.now())


def seen_by(person: User) -> set[str]:
    with acting_as(person):
        rows = CaseEvent.objects.visible_to(person, TODAY()).standing()
        return set(rows.values_list("reference", flat=True))


def pins_seen_by(person: User) -> int:
    with acting_as(person):
        return EventPin.objects.visible_to(person, TODAY()).standing().count()


def close(joint: JointInspection) -> None:
    Inspection.objects.filter(pk=joint.inspection.pk).update(state="closed")


def as_it_is(case: Case) -> Case:
    """The case and its inspection as they stand now."""
    return Case.objects.select_related("inspection").get(pk=case.pk)


# --- recording ----------------------------------------------------------------------------------


def test_an_event_is_kept_with_its_first_version(joint: JointInspection, case: Case) -> None:
    agency = joint.agencies[2]
    event = event_of(joint, case, kind="missing", days_ago=9, lasted=4, agency=agency)
    with acting_as(joint.inspectors["cqc"]):
        kept = CaseEvent.objects.for_page().get()
        (said,) = kept.revisions.all()
    assert kept.reference == event.reference
    assert kept.reference.startswith("J-")
    assert (kept.owner.code, kept.author, kept.version) == ("cqc", joint.inspectors["cqc"], 1)
    assert (said.kind, said.agency_id, said.version) == ("missing", agency.pk, 1)
    assert said.last_day - said.first_day == timedelta(days=4)
    assert kept.lane == agency.name


def test_an_event_of_no_agency_is_the_partnership_s(joint: JointInspection, case: Case) -> None:
    assert event_of(joint, case, kind="strategy").lane == "The partnership"


@pytest.mark.parametrize(
    ("said", "says"),
    [
        ({"kind": "party"}, "Select what happened"),
        ({"kind": ""}, "Select what happened"),
        ({"text": "  \n "}, "Enter what happened"),
        ({"text": "x" * (LONGEST_EVENT + 1)}, "1,000 characters or fewer"),
        ({"days_ago": -1}, "today or in the past"),
        ({"days_ago": 3, "lasted": 4}, "today or in the past"),
        ({"days_ago": 3, "lasted": -1}, "on or after the first day"),
        ({"days_ago": 28 * 366}, "longer ago than a child’s life"),
    ],
)
def test_what_does_not_fit_is_refused_with_a_sentence(
    joint: JointInspection, case: Case, said: dict[str, Any], says: str
) -> None:
    with pytest.raises(ActionRefused) as refusal:
        event_of(joint, case, **said)
    assert says in refusal.value.message
    assert seen_by(joint.inspectors["cqc"]) == set()


def test_an_agency_of_another_area_is_refused(joint: JointInspection, case: Case) -> None:
    with pytest.raises(ActionRefused, match="not one of this area"):
        event_of(joint, case, agency=joint_inspection().agencies[0])


@pytest.mark.parametrize("which", ["of another inspectorate", "of another inspection"])
def test_a_strand_in_which_one_takes_no_part_is_refused(
    joint: JointInspection, case: Case, which: str
) -> None:
    elsewhere = joint_inspection()
    strand = single_strand(joint, "ofsted") if which.endswith("inspectorate") else elsewhere.strand
    with pytest.raises(ActionRefused, match="takes no part"):
        event_of(joint, case, strand=strand)


@pytest.mark.parametrize("text", ["🙂" * 300, "مرحبا بك", "Line\nand line", "<b>bold</b>"])
def test_any_text_is_kept_as_it_was_written(joint: JointInspection, case: Case, text: str) -> None:
    assert event_of(joint, case, text=text).text == text


def test_control_characters_are_left_out(joint: JointInspection, case: Case) -> None:
    assert event_of(joint, case, text="Seen\x00 at\x07 home").text == "Seen at home"


@pytest.mark.parametrize("who", ["quality_assurer", "chair", "stranger"])
def test_who_does_not_work_on_cases_is_refused(
    joint: JointInspection, case: Case, who: str
) -> None:
    person = {
        "quality_assurer": joint.quality_assurer,
        "chair": joint.chair,
        "stranger": member_factory("cqc"),
    }[who]
    with pytest.raises(PermissionRefused):
        event_of(joint, case, by=person)


@pytest.mark.parametrize("state", ["planned", "suspended", "closed"])
def test_at_other_stages_nothing_is_recorded(
    joint: JointInspection, case: Case, state: str
) -> None:
    Inspection.objects.filter(pk=joint.inspection.pk).update(state=state)
    with pytest.raises(PermissionRefused, match="Events are recorded from the notice"):
        event_of(joint, as_it_is(case))


# --- changing and withdrawing -------------------------------------------------------------------


def test_a_colleague_corrects_an_event_of_the_joint_team(
    joint: JointInspection, case: Case
) -> None:
    event = event_of(joint, case, text="First.")
    change(event, joint.inspectors["hmic"], kind="contact", text="Second.")
    with acting_as(joint.inspectors["cqc"]):
        row = CaseEvent.objects.get()
        said = [(one.version, one.text, one.by) for one in row.revisions.select_related("by")]
    assert (row.kind, row.text, row.version) == ("contact", "Second.", 2)
    assert (row.owner.code, row.author) == ("cqc", joint.inspectors["cqc"])
    assert said == [
        (1, "First.", joint.inspectors["cqc"]),
        (2, "Second.", joint.inspectors["hmic"]),
    ]


def test_over_a_newer_version_nothing_is_saved(joint: JointInspection, case: Case) -> None:
    event = event_of(joint, case, text="First.")
    change(event, joint.inspectors["cqc"], text="Second.")
    with pytest.raises(Conflict) as conflict:
        change(event, joint.inspectors["hmic"], version=1, text="Third.")
    assert conflict.value.theirs.text == "Second."
    with acting_as(joint.inspectors["cqc"]):
        assert CaseEvent.objects.get().revisions.count() == 2


@pytest.mark.parametrize("said", [{"text": ""}, {"kind": "party"}, {"days_ago": -3}])
def test_a_change_that_does_not_fit_is_refused(
    joint: JointInspection, case: Case, said: dict[str, Any]
) -> None:
    event = event_of(joint, case)
    with pytest.raises(ActionRefused):
        change(event, joint.inspectors["cqc"], **said)


def test_the_quality_assurer_changes_nothing(joint: JointInspection, case: Case) -> None:
    with pytest.raises(PermissionRefused, match="the inspectors record"):
        change(event_of(joint, case), joint.quality_assurer)


@pytest.mark.parametrize("who", ["author", "lead of its inspectorate"])
def test_its_author_or_their_lead_withdraws_it(
    joint: JointInspection, case: Case, who: str
) -> None:
    event = event_of(joint, case)
    withdraw(event, joint.inspectors["cqc"] if who == "author" else joint.leads["cqc"])
    assert seen_by(joint.inspectors["cqc"]) == set()
    with acting_as(joint.inspectors["hmic"]):
        row = CaseEvent.objects.visible_to(joint.inspectors["hmic"], TODAY()).get()
    assert (row.withdrawn_why, row.version) == ("Another child’s.", 2)


@pytest.mark.parametrize("who", ["hmic", "ofsted"])
def test_nobody_else_withdraws_it(joint: JointInspection, case: Case, who: str) -> None:
    event = event_of(joint, case)
    for person in (joint.inspectors[who], joint.leads[who]):
        with pytest.raises(PermissionRefused, match="by its author or by the inspectorate’s lead"):
            withdraw(event, person)


def test_it_is_withdrawn_for_a_reason_at_the_version_that_was_read_and_once(
    joint: JointInspection, case: Case
) -> None:
    event, author = event_of(joint, case), joint.inspectors["cqc"]
    with pytest.raises(ActionRefused, match="Say why"):
        withdraw(event, author, why=" ")
    change(event, joint.inspectors["hmic"])
    with pytest.raises(Conflict):
        withdraw(event, author, version=1)
    withdraw(event, author, version=2)
    with pytest.raises(PermissionRefused, match="was withdrawn"):
        withdraw(event, author, version=3)
    with pytest.raises(PermissionRefused, match="was withdrawn"):
        change(event, author, version=3)


def test_once_the_inspection_is_closed_nothing_changes(joint: JointInspection, case: Case) -> None:
    event = event_of(joint, case)
    close(joint)
    for act in (change, withdraw):
        with pytest.raises(PermissionRefused, match="is closed"):
            act(event, joint.inspectors["cqc"])


# --- who sees it --------------------------------------------------------------------------------


def test_an_event_of_the_joint_strand_is_the_joint_team_s(
    joint: JointInspection, case: Case
) -> None:
    event = event_of(joint, case)
    for person in joint.team:
        assert seen_by(person) == {event.reference}
    for person in (joint.chair, member_factory("cqc", "lead"), joint_inspection().leads["cqc"]):
        assert seen_by(person) == set()


def test_an_event_of_an_own_strand_is_its_inspectorate_s(
    joint: JointInspection, case: Case
) -> None:
    event = event_of(joint, case, strand=single_strand(joint, "cqc"))
    for person in joint.team:
        owns = person in (joint.leads["cqc"], joint.inspectors["cqc"])
        assert seen_by(person) == ({event.reference} if owns else set())


def test_who_left_the_team_sees_it_no_more(joint: JointInspection, case: Case) -> None:
    event_of(joint, case)
    person = joint.inspectors["hmic"]
    person.assignments.update(ends_on=TODAY() - timedelta(days=1))
    assert seen_by(person) == set()


# --- pinning ------------------------------------------------------------------------------------


def test_evidence_is_pinned_once_and_taken_off(joint: JointInspection, case: Case) -> None:
    event = event_of(joint, case)
    item = evidence_by(joint, joint.inspectors["ofsted"], case=case)
    (pin,) = pinned(joint, event, item)
    (same,) = pinned(joint, event, item, by=joint.inspectors["hmic"])
    assert same.pk == pin.pk
    assert pins_seen_by(joint.inspectors["ofsted"]) == 1
    by = joint.inspectors["hmic"]
    with acting_as(by):
        journey.unpin_evidence(pin=pin, by=by, at=timezone.now())
        with pytest.raises(ActionRefused, match="taken off before"):
            journey.unpin_evidence(pin=pin, by=by, at=timezone.now())
    assert pins_seen_by(by) == 0
    (again,) = pinned(joint, event, item)
    assert again.pk != pin.pk


def hidden_item(joint: JointInspection, case: Case) -> Evidence:
    return evidence_by(
        joint, joint.inspectors["ofsted"], strand=single_strand(joint, "ofsted"), case=case
    )


def withdrawn_item(joint: JointInspection, case: Case) -> Evidence:
    author = joint.inspectors["cqc"]
    item = evidence_by(joint, author, case=case)
    with acting_as(author):
        row = Evidence.objects.select_related("inspection", "strand").get(pk=item.pk)
        withdraw_evidence(evidence=row, why="Twice.", by=author, at=timezone.now())
    return item


def foreign_item(joint: JointInspection, case: Case) -> Evidence:
    elsewhere = joint_inspection()
    return evidence_by(elsewhere, elsewhere.inspectors["cqc"])


@pytest.mark.parametrize("make", [hidden_item, withdrawn_item, foreign_item])
def test_evidence_that_is_not_there_for_one_is_not_pinned(
    joint: JointInspection, case: Case, make: Callable[..., Evidence]
) -> None:
    event, item = event_of(joint, case), make(joint, case)
    with pytest.raises(ActionRefused, match="not there for you"):
        pinned(joint, event, item)


def test_hidden_evidence_is_answered_as_one_that_does_not_exist(
    joint: JointInspection, case: Case
) -> None:
    event, by = event_of(joint, case), joint.inspectors["cqc"]
    said = []
    for key in (hidden_item(joint, case).pk, uuid4()):
        with acting_as(by), pytest.raises(ActionRefused) as refusal:
            journey.pin_evidence(event=event, evidence=[key], by=by, at=timezone.now())
        said.append(refusal.value.message)
    assert said[0] == said[1]


def test_nothing_chosen_is_refused(joint: JointInspection, case: Case) -> None:
    with pytest.raises(ActionRefused, match="Select the evidence"):
        pinned(joint, event_of(joint, case))


def test_a_pin_is_seen_by_who_sees_both_event_and_evidence(
    joint: JointInspection, case: Case
) -> None:
    item = hidden_item(joint, case)
    pinned(joint, event_of(joint, case), item, by=joint.inspectors["ofsted"])
    for person in joint.team:
        of_ofsted = person in (
            joint.overall_lead,
            joint.inspectors["ofsted"],
            joint.quality_assurer,
        )
        assert pins_seen_by(person) == int(of_ofsted), person


def test_the_quality_assurer_pins_nothing(joint: JointInspection, case: Case) -> None:
    event = event_of(joint, case)
    item = evidence_by(joint, joint.inspectors["cqc"], case=case)
    with pytest.raises(PermissionRefused):
        pinned(joint, event, item, by=joint.quality_assurer)


def test_nothing_is_pinned_to_a_withdrawn_event(joint: JointInspection, case: Case) -> None:
    event, author = event_of(joint, case), joint.inspectors["cqc"]
    item = evidence_by(joint, author, case=case)
    withdraw(event, author)
    with acting_as(author):
        event = CaseEvent.objects.select_related("inspection").get()
    with pytest.raises(PermissionRefused, match="was withdrawn"):
        pinned(joint, event, item)


# --- what the database refuses ------------------------------------------------------------------


@pytest.mark.parametrize(
    "changes",
    [
        {"last_day": TODAY() - timedelta(days=4000)},
        {"text": ""},
        {"withdrawn_at": timezone.now()},
        {"reference": "J-0000-0000"},
    ],
)
def test_the_database_refuses_what_the_domain_forbids(
    joint: JointInspection, case: Case, changes: dict[str, Any]
) -> None:
    event = event_of(joint, case)
    with (
        acting_as(joint.inspectors["cqc"]),
        pytest.raises((IntegrityError, DatabaseError)),
        transaction.atomic(),
    ):
        CaseEvent.objects.filter(pk=event.pk).update(**changes)


@pytest.mark.parametrize("act", ["save", "delete"])
def test_what_an_event_said_stays(joint: JointInspection, case: Case, act: str) -> None:
    event = event_of(joint, case, text="Start.")
    with acting_as(joint.inspectors["cqc"]):
        said = event.revisions.get()
        said.text = "Another."
        with pytest.raises(TypeError, match="never"):
            getattr(said, act)()
        assert event.revisions.get().text == "Start."


def test_during_the_notice_events_are_recorded() -> None:
    joint = inspection_at("notified")
    case = case_of(joint)
    event_of(joint, case)
    assert len(seen_by(joint.inspectors["cqc"])) == 1


def test_evidence_that_was_pinned_and_then_withdrawn_stays_pinned(
    joint: JointInspection, case: Case
) -> None:
    author = joint.inspectors["cqc"]
    item = evidence_by(joint, author, case=case)
    pinned(joint, event_of(joint, case), item)
    with acting_as(author):
        row = Evidence.objects.select_related("inspection", "strand").get(pk=item.pk)
        withdraw_evidence(evidence=row, why="Twice.", by=author, at=timezone.now())
        assert EvidenceAudience.objects.visible_to(author).standing().count() == 0
    assert pins_seen_by(author) == 1
