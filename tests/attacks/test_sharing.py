"""A share at every step of its life, for everybody, on every address that names the item.

Shared, unshared, withdrawn, shared again, at an older version; its files, and what is counted.
"""

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any
from uuid import uuid4

import pytest
from django.http import HttpResponse
from django.test import Client
from django.urls import reverse

from inspections.models import Attachment, Evidence
from organisations.models import User
from records.actor import acting_as
from tests.attacks.matrix import read_to_its_end, routes
from tests.attacks.sent import to
from tests.attacks.world import share
from tests.factories.attachments import attached, upload
from tests.factories.inspections import (
    JointInspection,
    evidence_by,
    inspection_at,
    single_strand,
)
from tests.inspections.test_visible import withdraw

pytestmark = pytest.mark.django_db
ClientOf = Callable[..., Client]
CANARY = "The canary sang in the cellar"
LATER = "The canary flew away"
FILE, LATER_FILE = "canary-song.png", "canary-flight.png"
# What each step leaves for the receiver to see: nothing, the first version, or the second.
STEPS = {
    "unshared": 0,
    "shared": 1,
    "owner changed it": 1,
    "withdrawn": 0,
    "shared again": 2,
    "withdrawn again": 0,
}


@dataclass
class Told:
    """An item of CQC's own strand with a file, on its way through the steps."""

    joint: JointInspection
    item: Evidence
    author: User
    files: list[Attachment] = field(default_factory=list)
    given: Any = None

    def go(self, step: str) -> None:
        """Do what the step says."""
        if step in {"shared", "shared again"}:
            self.given = share(self.fresh(), "hmic", by=self.author)
        if step == "owner changed it":
            (self.files,) = [
                attached(
                    self.item,
                    self.author,
                    upload(LATER_FILE),
                    replaces=self.files[0].reference,
                )
                + self.files
            ]
        if step in {"withdrawn", "withdrawn again"}:
            withdraw(self.given, self.author)

    def fresh(self) -> Evidence:
        """The item as it stands in the database."""
        with acting_as(self.author):
            rows = Evidence.objects.select_related("inspection", "strand", "power")
            return rows.get(pk=self.item.pk)

    def addresses(self) -> list[str]:
        """Every address that names the item, and every one that names a file of it."""
        named = {"inspection": self.joint.reference, "evidence": self.item.reference}
        named |= {"inspectorate": "hmic", "version": "1", "key": uuid4()}
        found = []
        for route in routes().values():
            if "evidence" not in route.parts or not route.name.startswith("inspections:"):
                continue
            files = [one.reference for one in self.files] if "attachment" in route.parts else [""]
            for file in files:
                every = {**named, "attachment": file}
                if set(route.parts) <= every.keys():
                    parts = {part: every[part] for part in route.parts}
                    found.append(reverse(route.name, kwargs=parts))
        return found


@pytest.fixture
def told() -> Told:
    joint = inspection_at("fieldwork")
    author = joint.inspectors["cqc"]
    item = evidence_by(joint, author, strand=single_strand(joint, "cqc"), text=CANARY)
    files = attached(item, author, upload(FILE))
    return Told(joint, item, author, files)


def everything(client: Client, told: Told) -> dict[str, str]:
    """The answer to a GET of every address, and the lists, as text."""
    found = {}
    lists = ("evidence", "shared_with_us")
    pages = [reverse("desk:home"), to("desk:inspection", told.joint)]
    pages += [to(f"inspections:{name}", told.joint) for name in lists]
    for address in [*told.addresses(), *pages]:
        found[f"GET {address}"] = _text(client.get(address))
    return found


def _text(answer: HttpResponse) -> str:
    whole: Any = read_to_its_end(answer)
    body = whole.received if answer.streaming else answer.content
    heads = answer.headers.get("Content-Disposition", "")
    return f"{answer.status_code} {heads} {body.decode('utf-8', 'replace')}"


def leaks(answers: dict[str, str], *, but: set[str]) -> list[str]:
    """Which answers hold a word that must not be there."""
    words = {CANARY, LATER, FILE, LATER_FILE, "To see both sides."} - but
    return [
        f"{word!r} at {where}" for where, text in answers.items() for word in words if word in text
    ]


def test_at_every_step_each_sees_what_is_shared_and_nothing_else(
    told: Told, client_of: ClientOf
) -> None:
    joint = told.joint
    receiver = client_of(joint.inspectors["hmic"])
    others = [client_of(joint.overall_lead), client_of(joint.chair)]
    item_page = to("inspections:evidence_item", joint, told.item.reference)
    counted = []
    for step, seen in STEPS.items():
        told.go(step)
        allowed = {
            0: set(),
            1: {CANARY, FILE, "To see both sides."},
            2: {CANARY, LATER_FILE, "To see both sides."},
        }[seen]
        answers = everything(receiver, told)
        assert leaks(answers, but=allowed) == [], step
        assert answers[f"GET {item_page}"].startswith("200" if seen else "404"), step
        for file in told.files:
            is_there = answers[f"GET {_file(told, file)}"].startswith("200")
            assert is_there is (file.name in allowed), (step, file.name)
        if step == "owner changed it":
            for client in others:
                assert leaks(everything(client, told), but=set()) == [], step
        page = receiver.get(to("inspections:shared_with_us", joint))
        counted.append(len(page.context_data["received"]))
    assert counted == [min(seen, 1) for seen in STEPS.values()]


def _file(told: Told, file: Attachment) -> str:
    return to("inspections:attachment", told.joint, told.item.reference, file.reference)


def test_no_post_of_a_receiver_or_of_somebody_else_does_anything(
    told: Told, client_of: ClientOf
) -> None:
    told.go("shared")
    joint = told.joint
    sent = {
        "version": "1",
        "base": "2",
        "inspectorate": ["ofsted"],
        "purpose": "Mine now.",
        "why": "Mine.",
        "text": "Mine.",
    }
    for person in (joint.inspectors["hmic"], joint.overall_lead, joint.chair):
        client = client_of(person)
        for address in told.addresses():
            answer = client.post(address, {**sent, "once": str(uuid4()), "files": [upload()]})
            assert answer.status_code in {403, 404, 405}, (person, address)
    with acting_as(told.author):
        assert told.item.revisions.count() == 2
        assert told.item.shares.count() == 1
        assert told.item.shares.get().withdrawn_at is None


def test_a_share_of_an_older_version_stays_there_on_every_page(
    told: Told, client_of: ClientOf
) -> None:
    """Attack 7: the history of a visible item whose other versions are not shared."""
    told.go("shared")
    told.go("owner changed it")
    reader = client_of(told.joint.inspectors["hmic"])
    where = to("inspections:evidence_item", told.joint, told.item.reference)
    for query in ("", "?version=1", "?version=3", "?draft=1", "?with=ofsted"):
        page = _text(reader.get(f"{where}{query}"))
        assert "Version 2" in page
        assert "Version 3" not in page
        assert LATER_FILE not in page
