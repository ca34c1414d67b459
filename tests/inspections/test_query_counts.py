"""Every page of fieldwork asks the database as often for three rows of everything as for one."""

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

import pytest
from django.conf import settings
from django.db import connection, transaction
from django.db.models import Q
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from inspections.actions import withdraw_share
from inspections.actions.intelligence import name_reader, receive_intelligence
from inspections.actions.searches import save_search
from inspections.actions.tags import tag_evidence
from inspections.models import Case, CaseEvent, CaseLink, ListedSubject
from inspections.values.search import Search
from organisations.models import User
from records.actor import acting_as
from tests.attacks.matrix import routes
from tests.attacks.world import local_leader, note_of, second_version, share
from tests.conftest import TRANSACTION_CONTROL
from tests.factories.attachments import attached, upload
from tests.factories.cases import link, put_on, worked_case
from tests.factories.deputies import deputy_of
from tests.factories.inspections import (
    JointInspection,
    case_of,
    evidence_by,
    inspection_at,
    member_factory,
    single_strand,
)
from tests.factories.intelligence import intelligence_by
from tests.factories.joint_audit import acted_concern, asked_audit, compared, enter, returned_audit
from tests.factories.journeys import conversation_of, evaluation_of, event_of, kept_names, pinned
from tests.factories.samples import list_of, request_of, sample_of, upload_of
from tests.factories.search import pack_by

# The world's own transaction is outside; the mark alone makes pytest-django make the database.
pytestmark = pytest.mark.django_db
NUMBERS = (1, 3)
# A saved search leads to the page that searches.
SHOWN = {200, 302}
WHERE = re.compile(r"'[^']*'|\b\d+\b")


@dataclass
class Room:
    """An inspection, with what its addresses name and who may ask for them."""

    named: dict[str, Any]
    people: list[User]
    by_route: dict[str, dict[str, Any]] = field(default_factory=dict)


# --- so many of everything ------------------------------------------------------------------------


def _items(joint: JointInspection, case: Case, number: int) -> dict[str, Any]:
    """Items of every kind; the one that is named has files, versions, shares and tags."""
    author, strands = (
        joint.inspectors["ofsted"],
        {code: single_strand(joint, code) for code in ("ofsted", "cqc")},
    )
    # Of this strand because its items are shared; everything else is recorded together.
    named = evidence_by(joint, author, strand=strands["ofsted"], case=case)
    for code in ("cqc", "hmic", "cqc")[:number]:
        given = share(named, code, by=author)
        with acting_as(author):
            withdraw_share(share=given, by=author, at=timezone.now())
    share(named, "hmic", by=author)
    files = attached(named, author, *(upload(f"{one}.png") for one in range(number)))
    for one in range(number):
        item = evidence_by(joint, author, case=case, criteria=_criteria(joint, number))
        second_version(joint, item)
        theirs = evidence_by(joint, joint.inspectors["cqc"], strand=strands["cqc"])
        share(theirs, "ofsted", by=joint.inspectors["cqc"])
        with acting_as(author):
            tag_evidence(
                inspection=joint.inspection,
                keys=[named.pk, item.pk],
                name=f"Tag {one}",
                by=author,
                at=timezone.now(),
            )
    return {"evidence": named.reference, "attachment": files[0].reference}


def _criteria(joint: JointInspection, number: int) -> tuple[int, ...]:
    return tuple(one.pk for one in joint.criteria[:number])


def _kept(joint: JointInspection, case: Case, number: int) -> dict[str, Any]:
    """Events with evidence on them, evaluations and conversations of the case."""
    author = joint.inspectors["ofsted"]
    names = kept_names(joint, case.reference, evidence_by(joint, author, case=case), "ofsted")
    named = CaseEvent.objects.get(reference=names["event"])
    for agency in joint.agencies[1:number]:
        items = [evidence_by(joint, author, case=case) for _ in range(2)]
        pinned(joint, named, items[0], by=author)
        pinned(joint, event_of(joint, case, by=author, agency=agency), items[1], by=author)
        evaluation_of(joint, case, by=author, agency=agency)
        conversation_of(joint, by=author, case=case)
    return names


def _case(joint: JointInspection, number: int) -> Case:
    """A case with steps, and with so many links and people; and as many cases beside it."""
    named = worked_case(joint)
    for one in range(1, number):
        worked_case(joint)
        link(joint, named, case_of(joint), "household")
        put_on(joint, named, ("ofsted", "hmic")[one - 1])
    return named


def _sibling_of(case: Case) -> Case:
    linked = CaseLink.objects.filter(Q(first=case) | Q(second=case), kind="siblings").get()
    return linked.second if linked.first == case else linked.first


def _sent(joint: JointInspection, number: int) -> dict[str, Any]:
    sender, lead = joint.inspectors["ofsted"], joint.leads["cqc"]
    sent = [intelligence_by(joint, sender) for _ in range(number + 1)]
    with acting_as(lead):
        receive_intelligence(intelligence=sent[0], by=lead, at=timezone.now())
        for person in [joint.inspectors["cqc"], *(member_factory("cqc") for _ in range(number))]:
            name_reader(intelligence=sent[0], person=person, by=lead, at=timezone.now())
    return {"intelligence": sent[0].reference, "on its way": sent[-1].reference}


def _sampled(joint: JointInspection, number: int) -> dict[str, Any]:
    asked = [request_of(joint) for _ in range(number)]
    came = list_of(joint, rows=2 + 3 * number)
    police = list_of(joint, rows=number, agency=joint.agencies[2])
    pending = [upload_of(joint, rows=number, first=50 * one) for one in range(1, number + 1)]
    drawn = sample_of(joint, [came, police], size=number, reserves=number)
    both = ListedSubject.objects.of(joint.inspection).recognised().first()
    place = drawn.places.filter(is_reserve=False).first()
    return {
        "list_request": asked[0].reference,
        "upload": pending[0].reference,
        "agency_list": came.reference,
        "draw": drawn.reference,
        "subject": both.reference,
        "drawn": str(place.case),
    }


def fieldwork(number: int) -> Room:
    """An inspection at fieldwork, with so many of everything."""
    joint = inspection_at("fieldwork")
    inspector = joint.inspectors["ofsted"]
    case = _case(joint, number)
    named = {**_items(joint, case, number), **_kept(joint, case, number)}
    concerns = [acted_concern(joint) for _ in range(number)]
    packs = [pack_by(joint, inspector) for _ in range(number)]
    notes = [note_of(joint, inspector) for _ in range(number)]
    with acting_as(inspector):
        saved = [
            save_search(
                name=f"Plans {one}",
                search=Search(q="plan"),
                inspection=joint.inspection,
                by=inspector,
                at=timezone.now(),
            )
            for one in range(number)
        ]
    named |= {
        "inspection": joint.reference,
        "case": case.reference,
        "step": 1,
        "concern": concerns[0].reference,
        "pack": packs[0],
        "key": notes[0],
        "saved": saved[0].reference,
        "strand": "joint",
        "area": "lscb",
        "inspectorate": "hmic",
        "person": joint.inspectors["cqc"].email,
        "other": _sibling_of(case).reference,
        "kind": "siblings",
        **_sent(joint, number),
        **_sampled(joint, number),
    }
    leader = {"person": local_leader(joint).email}
    by_route = {
        "inspections:withdraw_intelligence": {"intelligence": named["on its way"]},
        "inspections:substitute_case": {"case": named["drawn"]},
        "inspections:reach_otherwise": leader,
        "inspections:local_concern": leader,
        "inspections:hand_over": {"person": joint.leads["cqc"].email},
    }
    for day in range(number):
        deputy_of(joint, "cqc", first=day, last=day)
    named["deputising"] = number
    people = [inspector, joint.overall_lead, joint.leads["cqc"], local_leader(joint)]
    return Room(named, people, by_route)


def audited(number: int, *, is_returned: bool) -> Room:
    """An inspection with a joint audit of so many cases."""
    asked = asked_audit(cases=number)
    for one in range(number):
        enter(asked, asked.leader, number=one)
    joint = asked.joint
    if is_returned:
        returned_audit(asked)
        for one in range(number):
            compared(asked, joint.inspectors["ofsted"], number=one)
    named = {"inspection": joint.reference, "case": asked.cases[0].reference}
    return Room(named, [asked.leader, joint.chair, joint.inspectors["ofsted"], joint.overall_lead])


def _rooms(number: int) -> list[Room]:
    rooms = [fieldwork(number)]
    rooms += [audited(number, is_returned=is_returned) for is_returned in (False, True)]
    return rooms


# --- what each page asks --------------------------------------------------------------------------


@pytest.fixture(scope="module")
def rooms(django_db_setup: None, django_db_blocker: Any) -> Iterator[dict[int, list[Room]]]:
    """The rooms of each number, in one transaction that is undone after the module."""
    with django_db_blocker.unblock(), transaction.atomic():
        yield {number: _rooms(number) for number in NUMBERS}
        transaction.set_rollback(True)


def _fieldwork_pages() -> list[str]:
    return sorted(
        name
        for name, route in routes().items()
        if name.startswith("inspections:") and "GET" in route.methods
    )


def _read(answer: Any) -> None:
    """To its end: a file is open until then. Closing it would close the database's line as well."""
    if answer.streaming:
        list(answer.streaming_content)


def _ask(room: Room, route: str, person: User) -> tuple[int, list[str]]:
    """The status of the page, and what it asks of the database when it is loaded again."""
    parts = routes()[route].parts
    named = {**room.named, **room.by_route.get(route, {})}
    if any(part not in named for part in parts):
        return 0, []
    client = Client()
    client.force_login(person, backend=settings.AUTHENTICATION_BACKENDS[0])
    address = reverse(route, kwargs={part: named[part] for part in parts})
    with transaction.atomic():
        _read(client.get(address))
        with CaptureQueriesContext(connection) as captured:
            answer = client.get(address)
        _read(answer)
        transaction.set_rollback(True)
    asked = [query["sql"] for query in captured.captured_queries]
    return answer.status_code, [sql for sql in asked if not TRANSACTION_CONTROL.match(sql)]


def _shown(rooms: list[Room], route: str) -> tuple[int, int] | None:
    """In which room the page is shown, and to which of its people."""
    for place, room in enumerate(rooms):
        for number, person in enumerate(room.people):
            if _ask(room, route, person)[0] in SHOWN:
                return place, number
    return None


@pytest.mark.parametrize("route", _fieldwork_pages())
def test_a_page_asks_as_often_for_three_as_for_one(
    route: str, rooms: dict[int, list[Room]]
) -> None:
    shown = _shown(rooms[1], route)
    assert shown is not None, "no room of this test shows the page: name in it what it needs"
    place, number = shown
    (_, one), (status, three) = (
        _ask(rooms[many][place], route, rooms[many][place].people[number]) for many in NUMBERS
    )
    assert status in SHOWN
    more = list(three)
    for sql in one:
        like = next((other for other in more if WHERE.sub("?", other) == WHERE.sub("?", sql)), None)
        if like is not None:
            more.remove(like)
    assert len(three) == len(one), "\n".join(more)


def test_the_test_sees_a_query_for_each_row(rooms: dict[int, list[Room]]) -> None:
    """The control: a question for each case, asked as a page might."""
    asked = []
    for many in NUMBERS:
        with CaptureQueriesContext(connection) as captured:
            reference = rooms[many][0].named["inspection"]
            for case in Case.objects.filter(inspection__reference=reference):
                list(case.agencies.all())
        asked.append(len(captured.captured_queries))
    assert asked[1] > asked[0]
