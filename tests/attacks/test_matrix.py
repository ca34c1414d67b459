"""Every route, every method, every kind of person, held against docs/authorisation.csv."""

import pytest

from desk.authorisation import ABSENT, ACTORS, CELLS, NOT_NOW, REFUSED, Line
from records.models import AuditEntry
from tests.attacks.matrix import (
    cell_of,
    contents,
    entries_after,
    last_entry,
    matrix,
    routes,
    send,
    watched,
)
from tests.attacks.world import World, undone

# The world's own transaction is outside; the mark alone makes pytest-django make the database.
pytestmark = pytest.mark.django_db
NOTHING_HAPPENS = {REFUSED, ABSENT, NOT_NOW}
STATUS = {REFUSED: 403, ABSENT: 404, NOT_NOW: 409}


@pytest.fixture(scope="module")
def before(world: World) -> dict[str, list[object]]:
    """What is in the database before anybody asks for anything."""
    return contents()


def test_every_route_and_method_has_a_line() -> None:
    there = {(route.name, method) for route in routes().values() for method in route.methods}
    lined = {(line.route, line.method) for line in matrix()}
    assert there - lined == set(), "write these routes into docs/authorisation.csv"


def test_every_line_has_a_route_that_takes_its_method() -> None:
    there = {(route.name, method) for route in routes().values() for method in route.methods}
    assert {(line.route, line.method) for line in matrix()} - there == set()


def test_every_cell_has_a_meaning_and_every_actor_a_column() -> None:
    for line in matrix():
        assert list(line.cells) == list(ACTORS)
        assert set(line.cells.values()) <= set(CELLS)


@pytest.mark.parametrize("line", matrix(), ids=str)
def test_everybody_gets_the_answer_of_the_matrix(
    line: Line, world: World, before: dict[str, list[object]]
) -> None:
    answers, kept = {}, []
    for actor in ACTORS:
        situation = world.situations[line.when].for_actor(actor)
        person = situation.people[actor]
        last = last_entry()
        with undone(), watched() as written:
            response = send(world, person, line, situation)
            answers[actor] = cell = cell_of(response)
            if written and line.method == "GET":
                kept.append(f"{actor}: reading wrote to {sorted(written)}")
            if cell in NOTHING_HAPPENS:
                if written:
                    now = contents()
                    kept += [
                        f"{actor}: {table} changed" for table in now if now[table] != before[table]
                    ]
                kept += _not_logged(actor, line, person, cell, entries_after(last))
    wrong = [
        f"{actor}: {got}, not {line.cells[actor]}"
        for actor, got in answers.items()
        if got != line.cells[actor]
    ]
    faults = [*wrong, *kept]
    assert faults == [], "; ".join(faults)


def _not_logged(
    actor: str, line: Line, person: object, cell: str, entries: list[AuditEntry]
) -> list[str]:
    """What is missing in the audit log about a refusal."""
    if not routes()[line.route].is_page:
        return []
    if len(entries) != 1:
        return [f"{actor}: {len(entries)} entries in the audit log"]
    entry = entries[0]
    right = (
        entry.person == person
        and entry.route == line.route
        and entry.method == line.method
        and entry.status == STATUS[cell]
        and not entry.changed
    )
    if cell != NOT_NOW:
        # A form that comes too late comes back with what was typed: that much is disclosed.
        right = right and bool(entry.refused) and not entry.disclosed
    return [] if right else [f"{actor}: the audit log says {entry} {entry.refused!r}"]
