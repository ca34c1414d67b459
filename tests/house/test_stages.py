"""Which stage tells a test, and what a world that is written again holds."""

from types import SimpleNamespace
from typing import Any

import pytest
from django.db import connection, transaction

from inspections.models import Inspection
from organisations.models import User
from tests import stages
from tests.factories import remembered
from tests.factories.inspections import evidence_by, joint_inspection, seen_by

PAGES, GUARDS = "tests/reports/test_editor_pages.py", "tests/reports/test_guards.py"


def a_test(file: str, *, database: bool = True, servers: bool = False) -> Any:
    """As pytest collects one."""
    marks = {"django_db": database, "postgres": servers}
    return SimpleNamespace(
        fixturenames=(),
        location=(file, 1, "test_it"),
        get_closest_marker=lambda name: object() if marks.get(name) else None,
    )


@pytest.mark.parametrize(
    ("file", "is_told"),
    [
        (PAGES, False),
        (GUARDS, True),
        ("tests/desk/test_home.py", True),
        ("tests/judgements/test_single_races.py", True),
        ("tests/attacks/test_matrix.py", False),
        ("tests/inspections/test_search_rows.py", True),
    ],
)
def test_the_usual_stage_tells_on_sqlite_what_may_differ(
    file: str, is_told: bool, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.delenv("CONCORD_TEST_DATABASE_URL", raising=False)
    monkeypatch.setenv(stages.SELECTION, "1")
    assert stages.is_told_here(a_test(file)) is is_told
    assert stages.is_told_here(a_test(file, database=False))
    assert not stages.is_told_here(a_test(file, servers=True))


def test_called_by_hand_nothing_but_what_needs_servers_is_left_out(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.delenv("CONCORD_TEST_DATABASE_URL", raising=False)
    monkeypatch.delenv(stages.SELECTION, raising=False)
    assert stages.is_told_here(a_test(PAGES))
    assert not stages.is_told_here(a_test(PAGES, servers=True))


def test_on_servers_all_that_uses_a_database_is_told(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("CONCORD_TEST_DATABASE_URL", "postgres://somewhere/else")
    assert stages.is_told_here(a_test(PAGES))
    assert stages.is_told_here(a_test(PAGES, database=False, servers=True))
    assert not stages.is_told_here(a_test(PAGES, database=False))


# --- worlds that are written again --------------------------------------------------------------


def rows() -> dict[str, int]:
    """How many rows each table has, whoever may see them."""
    with connection.cursor() as cursor:
        counted = {}
        for table in connection.introspection.table_names():
            name = connection.ops.quote_name(table)
            cursor.execute(f"SELECT count(*) FROM {name}")  # noqa: S608 - Django's own names
            counted[table] = cursor.fetchone()[0]
        return counted


def test_a_world_that_is_written_again_has_the_rows_of_the_one_that_was_made(
    as_owner: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(remembered, "_kept", {})
    with transaction.atomic():
        made = joint_inspection()
        with as_owner():
            were = rows()
        transaction.set_rollback(True)
    assert not Inspection.objects.exists()
    again = joint_inspection()
    with as_owner():
        assert rows() == were
    assert again.reference == made.reference
    is_written = again.overall_lead.email == made.overall_lead.email  # who is made has a new one
    assert is_written is (
        connection.vendor == "postgresql" and remembered.past_guards() is not None
    )


def test_beside_what_a_test_has_made_before_each_is_made_anew(db: None) -> None:
    first, second = joint_inspection(), joint_inspection()
    assert first.reference != second.reference
    assert Inspection.objects.count() == 2
    assert not {one.pk for one in first.team} & {one.pk for one in second.team}


@pytest.mark.parametrize("time", [1, 2])
def test_it_can_be_worked_in_whenever_it_is_asked_for(time: int, db: None) -> None:
    joint = joint_inspection()
    item = evidence_by(joint, joint.inspectors["cqc"])
    assert seen_by(joint.inspectors["cqc"]) == [item.reference]
    assert User.objects.filter(pk__in=[one.pk for one in joint.team]).count() == len(joint.team)
