"""Where a person stands, asked by a query that is written once."""

from collections.abc import Callable
from contextlib import AbstractContextManager
from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from inspections.actions import end_assignment
from inspections.models import Assignment, Inspection, find_place
from records.models import Prepared
from tests.factories.inspections import JointInspection, joint_inspection, single_strand
from tests.factories.organisations import UserFactory

pytestmark = pytest.mark.django_db
Queries = Callable[[int], AbstractContextManager[list[str]]]


@pytest.fixture
def joint(db: None) -> JointInspection:
    return joint_inspection()


def test_a_place_tells_the_inspection_the_assignment_and_the_strand(
    joint: JointInspection,
) -> None:
    person = joint.inspectors["cqc"]
    place = find_place(person, joint.reference, timezone.now(), strand="joint")
    assert place is not None
    assert place.inspection == joint.inspection
    assert (place.member.person_id, place.member.inspectorate.code) == (person.pk, "cqc")
    assert place.strand == joint.strand
    assert place.takes_part is True


def test_a_place_without_a_strand_has_none(joint: JointInspection) -> None:
    place = find_place(joint.overall_lead, joint.reference, timezone.now())
    assert place is not None
    assert place.member.is_overall_lead
    assert (place.strand, place.takes_part) == (None, False)


def test_a_place_in_a_strand_that_is_not_there_has_none(joint: JointInspection) -> None:
    place = find_place(joint.overall_lead, joint.reference, timezone.now(), strand="absent")
    assert place is not None
    assert (place.strand, place.takes_part) == (None, False)


def test_a_place_in_a_strand_of_others_takes_no_part(joint: JointInspection) -> None:
    strand = single_strand(joint, "cqc")
    now = timezone.now()
    own = find_place(joint.inspectors["cqc"], joint.reference, now, strand=strand.code)
    other = find_place(joint.inspectors["hmic"], joint.reference, now, strand=strand.code)
    assert own is not None
    assert other is not None
    assert (own.takes_part, other.takes_part) == (True, False)


@pytest.mark.parametrize("strand", ["", "joint"])
def test_whoever_is_not_on_the_team_has_no_place(joint: JointInspection, strand: str) -> None:
    now = timezone.now()
    assert find_place(UserFactory(), joint.reference, now, strand=strand) is None
    assert find_place(joint.chair, joint.reference, now, strand=strand) is None
    assert find_place(joint.overall_lead, "OF-1999-0001", now, strand=strand) is None


def test_each_person_has_a_place_of_their_own_however_they_take_turns(
    joint: JointInspection,
) -> None:
    other = joint_inspection()
    now = timezone.now()
    for person in (*joint.team, *reversed(joint.team)):
        place = find_place(person, joint.reference, now)
        assert place is not None
        assert place.member.person_id == person.pk
        assert find_place(person, other.reference, now) is None
        assert find_place(other.overall_lead, joint.reference, now) is None


def test_a_place_that_has_ended_is_none_the_day_after(joint: JointInspection) -> None:
    now = timezone.now()
    member = Assignment.objects.get(inspection=joint.inspection, person=joint.inspectors["hmic"])
    today = timezone.localdate(now)
    end_assignment(assignment=member, last_day=today, by=joint.leads["hmic"], at=now)
    after = now + timedelta(days=1)
    assert find_place(joint.inspectors["hmic"], joint.reference, now) is not None
    assert find_place(joint.inspectors["hmic"], joint.reference, after) is None
    assert find_place(joint.inspectors["cqc"], joint.reference, after) is not None


@pytest.mark.parametrize("strand", ["", "joint"])
def test_a_place_is_asked_in_the_words_of_its_queryset(joint: JointInspection, strand: str) -> None:
    now, person = timezone.now(), joint.inspectors["cqc"]
    find_place(person, joint.reference, now, strand=strand)
    with CaptureQueriesContext(connection) as prepared:
        find_place(person, joint.reference, now, strand=strand)
    rows = Inspection.objects.visible_to(person, now).with_late_concern(now)
    with CaptureQueriesContext(connection) as written_now:
        list(rows.at_place(person, joint.reference, timezone.localdate(now), strand=strand))
    assert [one["sql"] for one in prepared.captured_queries] == [
        one["sql"] for one in written_now.captured_queries
    ]


def test_a_place_is_one_query_with_all_that_a_page_shows_of_it(
    joint: JointInspection, assert_queries: Queries
) -> None:
    with assert_queries(1):
        place = find_place(joint.overall_lead, joint.reference, timezone.now(), strand="joint")
        assert place is not None
        assert place.inspection.area.name
        assert place.inspection.inspection_type.title
        assert place.inspection.framework_version.framework.code
        assert place.member.inspectorate.short_name
        assert place.strand.power.title


def test_a_prepared_query_that_does_not_ask_for_a_value_is_refused() -> None:
    def build(*, person: int, day: date) -> Any:
        return Inspection.objects.filter(opened_by=person)

    prepared = Prepared(build, {"person": -5, "day": date(1, 2, 3)})
    with pytest.raises(ValueError, match="asks for no day"):
        prepared.ask(person=1, day=date(2026, 12, 7))


def test_a_prepared_query_takes_moments_and_keeps_what_is_no_stand_in(
    joint: JointInspection,
) -> None:
    def build(*, at: datetime) -> Any:
        return Inspection.objects.filter(opened_at__lte=at, state="fieldwork")

    prepared = Prepared(build, {"at": datetime(1, 2, 3, 12, tzinfo=UTC)})
    assert prepared.ask(at=timezone.now()) == [joint.inspection]
    assert prepared.ask(at=timezone.now() - timedelta(days=300)) == []


def test_a_prepared_query_asks_once_from_the_first_time_on(
    joint: JointInspection, assert_queries: Queries
) -> None:
    """The stand-ins are never asked for: the first page of a connection costs what others cost."""

    def build(*, person: int) -> Any:
        return Inspection.objects.filter(opened_by=person).select_related("area")

    prepared = Prepared(build, {"person": -5})
    for _ in range(2):
        with assert_queries(1):
            (found,) = prepared.ask(person=joint.overall_lead.pk)
            assert found.area == joint.inspection.area
