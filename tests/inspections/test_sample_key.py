"""What PostgreSQL keeps apart of sample selection, and two at once; see also test_races."""

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from django.db import DatabaseError, connection, models, transaction
from django.utils import timezone

from inspections.actions import samples_draw, samples_lists
from inspections.actions.samples_key import read_keys
from inspections.models import (
    AgencyList,
    Case,
    KeyReading,
    ListedSubject,
    ListUpload,
    SubjectKey,
    Substitution,
)
from organisations.models import User
from records.actor import acting_as, set_actor
from records.errors import ActionRefused, Conflict
from tests.factories.inspections import joint_inspection, member_factory
from tests.factories.organisations import AdminFactory
from tests.factories.samples import csv_of, list_of, row_of, sample_of, upload_of
from tests.races.together import answers_at_once

pytestmark = [pytest.mark.postgres, pytest.mark.django_db(transaction=True)]
ROUNDS = 20


def keys_shown_to(person: User | None) -> int:
    """How many keys the database shows, without any filter."""
    with transaction.atomic():
        set_actor(person)
        return int(SubjectKey._base_manager.count())


def reading_of(subject: ListedSubject, person: User, by: User, **when: Any) -> None:
    """A reading that is written past the action."""
    with acting_as(by):
        KeyReading.objects.create(
            inspection=subject.inspection,
            subject=subject,
            person=person,
            reason="To see.",
            at=timezone.now() - timedelta(**when),
        )


def test_the_database_shows_no_key_without_a_reading_of_a_lead_within_the_minute() -> None:
    joint = joint_inspection()
    list_of(joint, rows=3)
    first, second, _ = ListedSubject.objects.all()
    lead = joint.leads["cqc"]
    everybody = [
        None,
        *joint.team,
        joint.chair,
        AdminFactory(),
        member_factory("cqc", "lead"),
        joint_inspection().overall_lead,
    ]
    assert [keys_shown_to(one) for one in everybody] == [0] * len(everybody)
    with acting_as(lead):
        read_keys(
            inspection=joint.inspection,
            subjects=[first],
            reason="To see.",
            by=lead,
            at=timezone.now(),
        )
    assert keys_shown_to(lead) == 1
    others = [one for one in everybody if one != lead]
    assert [keys_shown_to(one) for one in others] == [0] * len(others)
    # An inspector may write that they read, and is shown nothing for it: the policy refuses both.
    for person in (joint.inspectors["cqc"], joint.quality_assurer, joint.chair):
        with pytest.raises(DatabaseError, match="row-level security"):
            reading_of(second, person, person)
        assert keys_shown_to(person) == 0


def test_nobody_writes_a_reading_in_anothers_name_or_for_another_time() -> None:
    joint = joint_inspection()
    list_of(joint, rows=1)
    subject = ListedSubject.objects.get()
    lead, other = joint.overall_lead, joint.leads["hmic"]
    for person, when in ((other, {}), (lead, {"minutes": 5}), (lead, {"days": -1})):
        with pytest.raises(DatabaseError, match="row-level security"):
            reading_of(subject, person, lead, **when)
    assert keys_shown_to(lead) == keys_shown_to(other) == 0
    with acting_as(lead):
        assert not KeyReading.objects.exists()


def test_a_reading_of_a_minute_ago_opens_nothing(as_owner: Any) -> None:
    joint = joint_inspection()
    list_of(joint, rows=1)
    lead = joint.overall_lead
    reading_of(ListedSubject.objects.get(), lead, lead)
    assert keys_shown_to(lead) == 1
    with acting_as(lead):
        reading = KeyReading.objects.get()
    with as_owner(), connection.cursor() as cursor:
        cursor.execute("ALTER TABLE inspections_keyreading DISABLE TRIGGER USER")
        cursor.execute("ALTER TABLE inspections_keyreading NO FORCE ROW LEVEL SECURITY")
        cursor.execute(
            "UPDATE inspections_keyreading SET at = at - interval '61 seconds' WHERE id = %s",
            [reading.pk],
        )
        assert cursor.rowcount == 1
        cursor.execute("ALTER TABLE inspections_keyreading FORCE ROW LEVEL SECURITY")
        cursor.execute("ALTER TABLE inspections_keyreading ENABLE TRIGGER USER")
    assert keys_shown_to(lead) == 0


@pytest.mark.parametrize(
    "statement",
    [
        "UPDATE inspections_subjectkey SET sealed = ''",
        "DELETE FROM inspections_subjectkey",
        "DELETE FROM inspections_keyreading",
        "UPDATE inspections_keyreading SET reason = ''",
        "UPDATE inspections_draw SET seed = 'mine'",
        "UPDATE inspections_drawplace SET position = 9",
        "DELETE FROM inspections_substitution",
        "UPDATE inspections_listing SET nhs_mark = ''",
        "ALTER TABLE inspections_subjectkey DISABLE ROW LEVEL SECURITY",
    ],
)
def test_the_application_may_not_change_what_is_on_record(statement: str) -> None:
    joint = joint_inspection()
    sample_of(joint, [list_of(joint)])
    with (
        pytest.raises(DatabaseError),
        acting_as(joint.overall_lead),
        connection.cursor() as cursor,
    ):
        cursor.execute(statement)


def test_an_upload_is_shown_to_who_uploaded_it_until_it_is_stale() -> None:
    joint = joint_inspection()
    own, now = joint.inspectors["ofsted"], timezone.now()
    upload = upload_of(joint, by=own)

    def shown_to(person: User) -> int:
        with acting_as(person):
            return int(ListUpload._base_manager.count())

    others = [joint.overall_lead, joint.leads["cqc"], joint.inspectors["cqc"], joint.chair]
    assert (shown_to(own), [shown_to(one) for one in others]) == (1, [0] * 4)
    with acting_as(others[0]):
        assert ListUpload._base_manager.filter(pk=upload.pk).update(row_count=0) == 0
    with pytest.raises(DatabaseError, match="row-level security"), acting_as(others[0]):
        ListUpload.objects.create(
            inspection=joint.inspection,
            reference="U-1",
            sealed=b"x",
            row_count=1,
            by=own,
            at=now,
        )


# --- two at once ----------------------------------------------------------------------------------


def as_person(person: User, act: Callable[[], Any]) -> Callable[[], Any]:
    def run() -> Any:
        with acting_as(person):
            return act()

    return run


def mending(upload: ListUpload, version: int, row: int, word: str) -> Callable[[], Any]:
    """Somebody saves another word in a window that was opened at this version."""
    return as_person(
        upload.by,
        lambda: samples_lists.mend_upload(
            upload=ListUpload.objects.get(pk=upload.pk),
            cells={(row, 4): word},
            left_out=[],
            version=version,
        ),
    )


def words_in(upload: ListUpload) -> list[str]:
    with acting_as(upload.by):
        found = ListUpload.objects.get(pk=upload.pk)
        return [cells[4] for _, cells in samples_lists.table_of(upload=found).rows]


def test_two_windows_that_mend_one_upload_lose_nothing() -> None:
    joint = joint_inspection()
    upload = upload_of(joint, csv_of([row_of(1), row_of(2)]))
    for turn in range(ROUNDS):
        version = 1 + 2 * turn
        results = answers_at_once(
            mending(upload, version, 2, f"left {turn}"),
            mending(upload, version, 3, f"right {turn}"),
        )
        lost = [one for one in results if isinstance(one, Conflict)]
        assert len(lost) == 1
        place, word = (2, f"left {turn}") if results[0] is lost[0] else (3, f"right {turn}")
        mending(upload, version + 1, place, word)()
        assert words_in(upload) == [f"left {turn}", f"right {turn}"]


def test_control_without_the_check_of_the_version_a_word_is_lost(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """Were this green with the check off, the test above would prove nothing."""

    def save_anyway(rows: models.QuerySet[Any], *, version: int, **changes: Any) -> int:
        return rows.update(version=version + 1, **changes)

    monkeypatch.setattr(samples_lists, "save_if_version", save_anyway)
    upload = upload_of(joint_inspection(), csv_of([row_of(1), row_of(2)]))
    opened = [ListUpload(**_columns(upload)) for _ in range(2)]
    for one, row in zip(opened, (2, 3), strict=True):
        with acting_as(upload.by):
            samples_lists.mend_upload(upload=one, cells={(row, 4): "new"}, left_out=[], version=1)
    assert words_in(upload).count("new") == 1


def _columns(upload: ListUpload) -> dict[str, Any]:
    return {one.attname: getattr(upload, one.attname) for one in upload._meta.concrete_fields}


def test_accepting_several_times_at_once_is_one_list() -> None:
    joint = joint_inspection()
    for turn in range(3):
        upload = upload_of(joint, first=10 * turn)
        accept = as_person(
            upload.by,
            lambda upload=upload: samples_lists.accept_upload(
                upload=upload, by=upload.by, at=timezone.now()
            ),
        )
        results = answers_at_once(*[accept] * 4)
        assert len({one.pk for one in results}) == 1
        assert AgencyList.objects.count() == turn + 1


def test_two_lists_of_the_same_children_at_once_give_each_one_reference() -> None:
    joint = joint_inspection()
    uploads = [
        upload_of(joint, agency=joint.agencies[place], by=joint.inspectors[code])
        for place, code in enumerate(("ofsted", "cqc"))
    ]
    answers_at_once(
        *(
            as_person(
                one.by,
                lambda one=one: samples_lists.accept_upload(
                    upload=one, by=one.by, at=timezone.now()
                ),
            )
            for one in uploads
        )
    )
    assert ListedSubject.objects.count() == 6
    assert ListedSubject.objects.recognised().count() == 6


def test_two_substitutions_at_once_do_not_share_a_reserve() -> None:
    joint = joint_inspection()
    drawn = sample_of(joint, [list_of(joint, rows=12)], size=2, reserves=2)
    people = (joint.inspectors["cqc"], joint.inspectors["hmic"])
    shown = samples_draw.next_in_reserve(drawn=drawn, place=drawn.places.get(case__reference="T1"))
    assert shown is not None
    results = answers_at_once(
        *(
            as_person(
                person,
                lambda person=person, case=case: samples_draw.substitute(
                    drawn=drawn,
                    case=Case.objects.get(reference=case),
                    into=shown.into,
                    why="Not suitable.",
                    by=person,
                    at=timezone.now(),
                ),
            )
            for person, case in zip(people, ("T1", "T2"), strict=True)
        )
    )
    assert sum(isinstance(one, ActionRefused) for one in results) == 1
    assert Substitution.objects.count() == 1
