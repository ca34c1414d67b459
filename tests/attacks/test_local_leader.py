"""A local leader is let in to the joint audit, or to one concern; every other door is shut."""

import json
from uuid import uuid4

import pytest
from django.http import HttpResponse

from organisations.models import User
from tests.attacks.matrix import Route, address, named_parts, routes
from tests.attacks.world import Situation, World, undone

# The world's own transaction is outside; the mark alone makes pytest-django make the database.
pytestmark = pytest.mark.django_db
# What the leader of an agency is let in to; another answer than “there is no such page”.
LET_IN = {
    "audit asked": {
        "local_audit": {200},
        "local_case": {200, 422},
        "type_local_case": {200},
        "check_audit": {403},
        "return_audit": {403},
    },
    "audit returned": {
        "local_audit": {302},
        "local_receipt": {200},
        "local_case": {403, 409},
        "type_local_case": {403},
        "check_audit": {403},
        "return_audit": {409},
    },
    "concern raised": {"local_concern": {200, 302}},
    "concern closed": {},
    "fieldwork": {},
}
SITUATIONS = list(LET_IN)


def inside_routes() -> list[Route]:
    """Every address that lies inside an inspection."""
    found = [route for route in routes().values() if "inspection" in route.parts]
    assert len(found) > 80
    return found


def ask(world: World, person: User, route: Route, method: str, there: Situation) -> HttpResponse:
    """Ask for a page as this person, with something sent where it is a POST."""
    where = address(route, named_parts(route, there))
    browser = world.client(person)
    if method == "GET":
        return browser.get(where)
    if route.name.split(":")[-1].startswith(("type_", "autosave")):
        sent = {"receipt": str(uuid4()), "version": 0, "content": {"quality": "Half"}}
        return browser.post(where, json.dumps(sent), content_type="application/json")
    return browser.post(where, {"once": uuid4(), "why": "A reason.", **there.body})


@pytest.mark.parametrize("when", SITUATIONS)
def test_every_route_but_their_own_does_not_exist_for_a_local_leader(
    world: World, when: str
) -> None:
    there = world.situations[when]
    leader = there.people["local leader"]
    assert leader is not None
    answers: dict[str, set[int]] = {}
    for route in inside_routes():
        for method in sorted(route.methods):
            with undone():
                answer = ask(world, leader, route, method, there)
            answers.setdefault(route.name, set()).add(answer.status_code)
    mine = {f"inspections:{name}": codes for name, codes in LET_IN[when].items()}
    wrong = {
        name: codes
        for name, codes in answers.items()
        if (name in mine and not codes <= mine[name]) or (name not in mine and codes != {404})
    }
    assert wrong == {}


@pytest.mark.parametrize("when", ["audit asked", "audit returned"])
def test_a_leader_of_another_area_is_let_in_to_nothing_here(world: World, when: str) -> None:
    there = world.situations[when]
    stranger = there.people["local leader elsewhere"]
    assert stranger is not None
    for route in inside_routes():
        for method in sorted(route.methods):
            with undone():
                assert ask(world, stranger, route, method, there).status_code == 404, route.name


@pytest.mark.parametrize(
    ("when", "name"),
    [
        ("audit asked", "local_audit"),
        ("audit asked", "local_case"),
        ("audit returned", "local_receipt"),
        ("concern raised", "local_concern"),
    ],
)
def test_their_pages_hold_nothing_of_the_inspection(world: World, when: str, name: str) -> None:
    there = world.situations[when]
    leader = there.people["local leader"]
    assert leader is not None
    with undone():
        answer = ask(world, leader, routes()[f"inspections:{name}"], "GET", there)
    text = answer.content.decode()
    assert answer.status_code == 200
    people = [there.people[one] for one in ("other inspector", "quality assurer", "other lead")]
    hidden = [
        "The chair asks each partner for the result",
        there.named["evidence"],
        *(str(one) for one in people),
        *(one.email for one in people if one is not None),
        "A child was seen alone at home",
        "The duty team was called",
        f"/inspections/{there.named['inspection']}/team/",
        f"/inspections/{there.named['inspection']}/cases/",
        f"/inspections/{there.named['inspection']}/evidence/",
    ]
    assert [words for words in hidden if words in text] == []


@pytest.mark.parametrize("when", SITUATIONS)
def test_neither_the_list_nor_the_search_knows_the_inspection(world: World, when: str) -> None:
    there = world.situations[when]
    leader = there.people["local leader"]
    assert leader is not None
    listing = [
        route
        for route in routes().values()
        if route.name.startswith("inspections:") and not route.parts and "GET" in route.methods
    ]
    assert listing
    for route in listing:
        with undone():
            answer = ask(world, leader, route, "GET", there)
        assert there.named["inspection"] not in answer.content.decode(), route.name
