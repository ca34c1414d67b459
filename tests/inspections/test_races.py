"""Two at once, on PostgreSQL: one record, one winner, no text lost."""

from collections.abc import Callable
from datetime import date
from functools import partial
from typing import Any
from uuid import UUID, uuid4

import pytest
from django.db import models
from django.utils import timezone

from inspections.actions import add_agency, add_case, evidence, move_inspection, open_inspection
from inspections.models import (
    Case,
    Evidence,
    EvidenceShare,
    Inspection,
    InspectionEvent,
    Strand,
)
from inspections.values import OfficeHolder
from records.actor import acting_as
from records.errors import AlreadySent, Conflict, TransitionNotAllowed
from tests.factories.inspections import (
    JointInspection,
    board_for,
    evidence_by,
    inspection_type,
    joint_inspection,
    member_factory,
    seen_by,
    single_strand,
    starting_day,
)
from tests.factories.organisations import LocalAreaFactory
from tests.inspections.test_evidence_actions import change, texts
from tests.inspections.test_visible import share
from tests.races.together import answers_at_once

pytestmark = [pytest.mark.postgres, pytest.mark.django_db(transaction=True)]
ROUNDS = 20


def test_the_same_form_many_times_at_once_is_one_item() -> None:
    joint = joint_inspection()
    person = joint.inspectors["cqc"]
    for _ in range(5):
        key = uuid4()
        results = answers_at_once(*[lambda key=key: evidence_by(joint, person, key=key)] * 6)
        assert {item.pk for item in results} == {key}
    assert len(seen_by(person)) == 5


def test_two_contents_under_one_key_at_once_are_one_item_and_one_refusal() -> None:
    joint, key = joint_inspection(), uuid4()
    person = joint.inspectors["cqc"]
    results = answers_at_once(
        lambda: evidence_by(joint, person, key=key, text="One."),
        lambda: evidence_by(joint, person, key=key, text="Two."),
    )
    assert sorted(type(one).__name__ for one in results) == ["AlreadySent", "Evidence"]
    assert isinstance(next(one for one in results if not isinstance(one, Evidence)), AlreadySent)
    assert len(seen_by(person)) == 1


def test_two_leads_add_one_agency_at_once_and_it_is_one() -> None:
    joint = joint_inspection()
    leader = OfficeHolder("Ash Reed", "Head of service", date(2020, 1, 1))

    def add(by: Any, name: str) -> Any:
        with acting_as(by):
            return add_agency(
                inspection=joint.inspection,
                kind="probation",
                name=name,
                leader=leader,
                by=by,
                at=timezone.now(),
            )

    for number in range(ROUNDS):
        acts = [partial(add, by, f"Probation {number}") for by in joint.leads.values()]
        results = answers_at_once(*acts)
        assert {type(one).__name__ for one in results} == {"Agency"}
        assert len({one.pk for one in results}) == 1
        assert results[0].offices.count() == 1


def edit(joint: JointInspection, item: Evidence, version: int, text: str, key: UUID) -> Any:
    person = joint.inspectors["cqc"]
    return lambda: change(item, joint, person, version=version, key=key, text=text)


def test_two_editors_released_together_lose_no_text() -> None:
    joint = joint_inspection()
    person = joint.inspectors["cqc"]
    item = evidence_by(joint, person, text="Start.")
    expected = ["Start."]
    for version in range(1, ROUNDS + 1):
        pair = (f"Left {version}.", f"Right {version}.")
        results = answers_at_once(*(edit(joint, item, version, text, uuid4()) for text in pair))
        saved = [text for text, one in zip(pair, results, strict=True) if isinstance(one, Evidence)]
        lost = [one for one in results if isinstance(one, Conflict)]
        assert (len(saved), len(lost)) == (1, 1)
        assert lost[0].theirs.version == version + 1
        expected += saved
    assert texts(item, person) == expected


def test_the_same_change_sent_twice_at_once_is_one_version() -> None:
    joint = joint_inspection()
    person = joint.inspectors["cqc"]
    item = evidence_by(joint, person)
    for version in range(1, 6):
        key = uuid4()
        results = answers_at_once(
            *(edit(joint, item, version, f"Text {version}.", key) for _ in range(3))
        )
        assert [one.version for one in results] == [version + 1] * 3
    assert len(texts(item, person)) == 6


def test_control_without_the_check_of_the_version_the_race_is_there(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """Were this green with the check off, the test above would prove nothing."""

    def save_anyway(rows: models.QuerySet[Any], *, version: int, **changes: Any) -> int:
        rows.update(version=version + 1, **changes)
        return version + 1

    monkeypatch.setattr(evidence, "save_if_version", save_anyway)
    joint = joint_inspection()
    person = joint.inspectors["cqc"]
    item = evidence_by(joint, person, text="Start.")
    results = answers_at_once(
        *(edit(joint, item, 1, text, uuid4()) for text in ("Left.", "Right."))
    )
    conflicts = [one for one in results if isinstance(one, Conflict)]
    assert conflicts == []
    # The database's last line still holds: two rows for one version are refused.
    assert len(texts(item, person)) == 2


def test_two_openings_at_once_get_two_references() -> None:
    kind, now = inspection_type(), timezone.now()
    lead, other = member_factory("ofsted", "lead"), member_factory("ofsted", "lead")
    areas = [LocalAreaFactory() for _ in range(4)]

    def opening(place: int) -> Callable[[], Inspection]:
        return lambda: open_in_transaction(
            inspection_type=kind,
            area=areas[place],
            starts_on=starting_day(now),
            participants=("ofsted", "cqc"),
            board=board_for(),
            by=(lead, other)[place % 2],
            at=now,
        )

    results = answers_at_once(*(opening(place) for place in range(4)))
    numbers = sorted(int(one.reference[-4:]) for one in results)
    assert numbers == [1, 2, 3, 4]


def open_in_transaction(**details: Any) -> Inspection:
    with acting_as(details["by"]):
        return open_inspection(**details)


def in_transaction(person: Any, act: Callable[[], Any]) -> Callable[[], Any]:
    def run() -> Any:
        with acting_as(person):
            return act()

    return run


def test_two_cases_added_at_once_get_two_references() -> None:
    joint = joint_inspection()
    acts = [
        in_transaction(
            person,
            lambda person=person: add_case(
                inspection=joint.inspection,
                kind="tracked",
                age_band="unborn",
                cohort="in_need",
                by=person,
                at=timezone.now(),
            ),
        )
        for person in joint.inspectors.values()
    ]
    assert sorted(case.reference for case in answers_at_once(*acts)) == ["T1", "T2", "T3"]
    assert Case.objects.of(joint.inspection).count() == 3


def test_of_two_who_move_the_inspection_at_once_one_wins() -> None:
    joint = joint_inspection()
    lead = joint.overall_lead

    def move(verb: str) -> Callable[[], Inspection]:
        return in_transaction(
            lead,
            lambda: move_inspection(
                inspection=joint.inspection, verb=verb, why="Why.", by=lead, at=timezone.now()
            ),
        )

    results = answers_at_once(move("end_fieldwork"), move("suspend"))
    assert sorted(type(one).__name__ for one in results) == ["Inspection", "TransitionNotAllowed"]
    assert any(isinstance(one, TransitionNotAllowed) for one in results)
    assert InspectionEvent.objects.filter(inspection=joint.inspection).count() == 4


def test_two_forms_at_once_are_two_items() -> None:
    joint = joint_inspection()
    people = list(joint.inspectors.values())
    results = answers_at_once(
        *(lambda person=person: evidence_by(joint, person) for person in people)
    )
    assert all(isinstance(one, Evidence) for one in results)
    assert len(seen_by(people[0])) == 3


def test_of_two_who_share_at_once_one_share_stands() -> None:
    joint = joint_inspection()
    author, lead = joint.inspectors["cqc"], joint.leads["cqc"]
    for _ in range(5):
        item = evidence_by(joint, author, strand=strand_of_cqc(joint))
        people = (author, lead)
        results = answers_at_once(
            *[lambda row=item, by=by: share(row, "hmic", by) for by in people]
        )
        assert sorted(type(one).__name__ for one in results) == ["ActionRefused", "EvidenceShare"]
        with acting_as(lead):
            assert EvidenceShare.objects.standing().of(item).count() == 1


def strand_of_cqc(joint: JointInspection) -> Strand:
    return Strand.objects.of(joint.inspection).named("cqc") or single_strand(joint, "cqc")
