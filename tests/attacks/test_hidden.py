"""What is hidden looks like what is absent; other methods do nothing; who needs no account."""

from typing import Any
from uuid import uuid4

import pytest
from django.urls import reverse

from desk.authorisation import ABSENT, ALLOWED, SIGN_IN, Line
from pages.page import OpenPage
from tests.attacks.matrix import (
    cell_of,
    counted,
    entries_after,
    last_entry,
    matrix,
    named_parts,
    plain,
    routes,
    send,
    watched,
)
from tests.attacks.world import World, undone

pytestmark = pytest.mark.django_db
# Two who may not know of the inspection; and on its team, one who may not know of an item.
OFF_TEAM = ("inspector off", "chair elsewhere")
ON_TEAM = ("other inspector", "inspector")
NOT_THERE: dict[str, Any] = {
    "inspection": "OF-2099-9999",
    "evidence": "E-ZZZZ-ZZZZ",
    "case": "T99",
    "concern": "SC-ZZZZ-ZZZZ",
    "event": "J-ZZZZ-ZZZZ",
    "evaluation": "V-ZZZZ-ZZZZ",
    "conversation": "Q-ZZZZ-ZZZZ",
    "question_set": "nobody",
    "agency": "nobody",
    "list_request": "Q-ZZZZ-ZZZZ",
    "upload": "U-ZZZZ-ZZZZ",
    "agency_list": "L-ZZZZ-ZZZZ",
    "subject": "P-ZZZZ-ZZZZ",
    "draw": "D-ZZZZ-ZZZZ",
    "strand": "nowhere",
    "person": "nobody@concord.example",
    "email": "nobody@concord.example",
    "inspectorate": "nobody",
    "area": "nowhere",
    "section": "nowhere",
    "paragraph": "P99",
    "comment": "C99",
    "held": "H-ZZZZ-ZZZZ",
    "number": 99,
    "framework": "nothing",
}
ANONYMOUS = {
    "account_login",
    "account_logout",
    "account_signup",
    "account_reset_password",
    "account_reset_password_done",
    "account_reset_password_from_key",
    "account_reset_password_from_key_done",
    "account_inactive",
    "mfa_authenticate",
    "pages:alive",
    "pages:ready",
    "published:ask_format",
    "published:ask_recorded_format",
    "published:large_print",
    "published:list",
    "published:make_large_print",
    "published:make_recorded_large_print",
    "published:publication",
    "published:pdf",
    "published:recorded",
    "published:recorded_large_print",
    "published:recorded_pdf",
    "published:recorded_text",
    "published:text",
    "published:version",
    "published:version_pdf",
}


def absent_value(route: str, part: str) -> Any:
    """A name that nothing bears, of the kind that the address takes."""
    if part == "key" or route == "pages:job":
        return uuid4()
    if part == "version":
        return 99 if route.startswith("published") else "nothing"
    return NOT_THERE.get(part, "OF-2099-9999")


def hidden_cases() -> list[tuple[Line, str, str]]:
    """A line of each route and method, an actor to whom it is hidden, and by which part."""
    found: dict[tuple[str, str, str], tuple[Line, str, str]] = {}
    for line in matrix():
        parts = routes()[line.route].parts
        for actor in (*OFF_TEAM, *ON_TEAM):
            nobody = line.cells["overall lead"] == line.cells["admin"] == ABSENT
            if not parts or line.cells[actor] != ABSENT or nobody:
                continue
            part = parts[0] if actor in OFF_TEAM else "evidence"
            if part in parts:
                found.setdefault((line.route, line.method, actor), (line, actor, part))
    return list(found.values())


@pytest.mark.parametrize(("line", "actor", "part"), hidden_cases(), ids=str)
def test_hidden_looks_like_absent_and_costs_the_same(
    line: Line, actor: str, part: str, world: World
) -> None:
    situation = world.situations[line.when]
    person = situation.people[actor]
    nothing = {part: absent_value(line.route, part)}
    with undone():
        # Some queries are prepared when they are first asked; neither side shall pay for that.
        send(world, person, line, situation, **nothing)
    with undone(), counted() as for_hidden:
        hidden = send(world, person, line, situation)
    with undone(), counted() as for_absent:
        absent = send(world, person, line, situation, **nothing)
    assert hidden.status_code == absent.status_code == 404
    assert plain(hidden) == plain(absent)
    assert hidden.headers.keys() == absent.headers.keys()
    assert len(for_hidden) == len(for_absent), "\n".join([*for_hidden, "---", *for_absent])


def test_there_is_something_hidden_in_every_room() -> None:
    rooms = {line.room for line, _, _ in hidden_cases()}
    assert rooms >= {"inspections", "judgements", "reports", "desk", "organisations", "frameworks"}


# --- methods ------------------------------------------------------------------------------------


def openable() -> dict[str, tuple[Line, str]]:
    """For each of our own addresses, a line and somebody to whom it is open."""
    found: dict[str, tuple[Line, str]] = {}
    for line in matrix():
        kind = routes()[line.route].view_class
        if routes()[line.route].is_page or (kind is not None and issubclass(kind, OpenPage)):
            for actor, cell in line.cells.items():
                if cell == ALLOWED:
                    found.setdefault(line.route, (line, actor))
    return found


@pytest.mark.parametrize("route", openable())
def test_a_method_that_a_page_does_not_take_is_405_and_does_nothing(
    route: str, world: World
) -> None:
    line, actor = openable()[route]
    situation = world.situations[line.when].for_actor(actor)
    where = reverse(route, kwargs=named_parts(routes()[route], situation))
    others = {"GET", "POST", "PUT", "PATCH", "DELETE", "OPTIONS", "TRACE"} - routes()[route].methods
    for method in sorted(others):
        with undone(), watched() as written:
            last = last_entry()
            response = world.client(situation.people[actor]).generic(method, where)
            logged = entries_after(last)
        assert response.status_code == 405, method
        assert written == set()
        assert [entry.status for entry in logged] == ([405] if routes()[route].is_page else [])


# --- without an account -------------------------------------------------------------------------


def test_exactly_these_addresses_need_no_account() -> None:
    free = {
        route.name for route in routes().values() if not getattr(route.view, "login_required", True)
    }
    assert free == ANONYMOUS


def test_the_matrix_says_the_same_of_people_without_an_account() -> None:
    told = {line.route for line in matrix() if line.cells["outsider"] != SIGN_IN}
    assert told == ANONYMOUS


def test_a_stranger_learns_nothing_from_being_sent_to_sign_in(world: World) -> None:
    line = next(line for line in matrix() if line.route == "inspections:evidence_item")
    situation = world.situations[line.when]
    with undone():
        real = send(world, None, line, situation)
        absent = send(world, None, line, situation, inspection="OF-2099-9999")
    assert cell_of(real) == cell_of(absent) == SIGN_IN
    assert real.content == absent.content
