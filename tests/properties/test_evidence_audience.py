"""Who sees which version of which item, after any order of recording, sharing and leaving.

The model knows three things: whose an item is, in which strand it was recorded, and which of its
versions stands shared with whom (reliability I1 to I6). Lists, counts, the look-up of an item and,
on PostgreSQL, the bare tables have to agree with it for each person after each step.
"""

from contextlib import suppress
from dataclasses import dataclass, field
from datetime import timedelta
from typing import Any, ClassVar
from uuid import UUID, uuid4

import pytest
from django.db import DatabaseError, connection
from django.utils import timezone
from hypothesis import strategies as st
from hypothesis.stateful import invariant, precondition, rule

from inspections.actions import (
    change_evidence,
    end_assignment,
    name_lead,
    name_member,
    record_evidence,
    share_evidence,
    withdraw_share,
)
from inspections.models import (
    Assignment,
    Evidence,
    EvidenceAudience,
    EvidenceCriterion,
    EvidenceRevision,
    EvidenceShare,
    Strand,
    StrandParticipant,
)
from organisations.models import Inspectorate, User
from records.actor import acting_as
from records.errors import Conflict, PermissionRefused
from tests.factories.inspections import (
    JointInspection,
    content_of,
    joint_inspection,
    member_factory,
    single_strand,
)
from tests.factories.organisations import AdminFactory
from tests.properties.acts import Undone, all_rights, check_any_order, examples, is_refused

pytestmark = pytest.mark.django_db

CODES = ("ofsted", "cqc", "hmic")
COMING_AND_GOING = ("ofsted inspector", "cqc lead", "cqc inspector", "hmic inspector")
ON_TEAM = ("ofsted lead", "ofsted inspector", "cqc lead", "cqc inspector", "quality assurer")
EVERYBODY = (*ON_TEAM, "hmic lead", "hmic inspector", "chair", "off the team", "admin")
which = st.integers(0, 4)
Seen = set[tuple[str, int]]


@dataclass
class Item:
    """What the model knows of an item."""

    key: UUID
    reference: str
    owner: str
    author: str
    strand: str
    version: int = 1
    shared: dict[str, int] = field(default_factory=dict)

    def seen_by(self, code: str, joint_team: set[str]) -> int:
        """The version that the team of an inspectorate sees; 0 for none."""
        if code == self.owner or (self.strand == "joint" and code in joint_team):
            return self.version
        return self.shared.get(code, 0)

    def readable_by(self, code: str, joint_team: set[str]) -> list[int]:
        """The versions that they may read, the newest first: a share is of one."""
        newest = self.seen_by(code, joint_team)
        if code in self.shared:
            return [newest]
        return list(range(newest, 0, -1))


@dataclass
class World:
    """An inspection of Ofsted and CQC, each with a strand of its own; HMIC may join it."""

    joint: JointInspection
    people: dict[str, User]
    strands: dict[str, Strand]
    bodies: dict[str, Inspectorate]


@pytest.fixture
def world() -> World:
    joint = joint_inspection(inspectorates=("ofsted", "cqc"))
    people = {
        "ofsted lead": joint.overall_lead,
        "ofsted inspector": joint.inspectors["ofsted"],
        "cqc lead": joint.leads["cqc"],
        "cqc inspector": joint.inspectors["cqc"],
        "quality assurer": joint.quality_assurer,
        "hmic lead": member_factory("hmic", "lead"),
        "hmic inspector": member_factory("hmic"),
        "chair": joint.chair,
        "off the team": member_factory("cqc"),
        "admin": AdminFactory(),
    }
    strands = {"joint": joint.strand, **{code: single_strand(joint, code) for code in CODES[:2]}}
    bodies = {code: Inspectorate.objects.get(code=code) for code in CODES}
    return World(joint, people, strands, bodies)


class EvidenceIsSharedAndLeft(Undone):
    """People record, change, share, withdraw, come and go."""

    world: ClassVar[World]
    tables = (Evidence, EvidenceRevision, EvidenceCriterion, EvidenceShare, EvidenceAudience)

    def __init__(self) -> None:
        super().__init__()
        self.items: list[Item] = []
        self.team = {name: _code(name) for name in ON_TEAM}
        self.joint_team = {"ofsted", "cqc"}

    # --- the acts --------------------------------------------------------------------------------

    @rule(who=st.sampled_from(EVERYBODY), strand=st.sampled_from(["joint", "ofsted", "cqc"]))
    def record(self, who: str, strand: str) -> None:
        key, sent = uuid4(), content_of(self.world.joint, text=f"Seen by {who}.")
        for _sending in range(2):  # the same form may arrive twice
            answer = self.by(
                who,
                lambda: record_evidence(
                    key=key,
                    inspection=self.world.joint.inspection,
                    strand=self.world.strands[strand],
                    content=sent,
                    case=None,
                    by=self.world.people[who],
                    at=timezone.now(),
                ),
            )
            assert is_refused(answer) is not self.may_record(who, strand)
        if not is_refused(answer):
            self.items.append(Item(key, answer.reference, self.team[who], who, strand))

    @precondition(lambda self: self.items)
    @rule(number=which, who=st.sampled_from(EVERYBODY), is_stale=st.booleans())
    def change(self, number: int, who: str, is_stale: bool) -> None:
        item = self.item(number)
        base = item.version - is_stale
        answer = self.by(
            who,
            lambda: change_evidence(
                evidence=self.row(item),
                key=uuid4(),
                version=base,
                content=content_of(self.world.joint, text=f"Changed by {who}."),
                by=self.world.people[who],
                at=timezone.now(),
            ),
        )
        if who != item.author or not self.may_record(who, item.strand):
            assert isinstance(answer, PermissionRefused)
        elif is_stale:
            assert isinstance(answer, Conflict)
            assert answer.theirs.version == item.version
        else:
            item.version += 1
            assert answer.version == item.version

    @precondition(lambda self: self.items)
    @rule(
        number=which,
        who=st.sampled_from(EVERYBODY),
        code=st.sampled_from(CODES),
        is_stale=st.booleans(),
    )
    def share(self, number: int, who: str, code: str, is_stale: bool) -> None:
        item = self.item(number)
        answer = self.by(
            who,
            lambda: share_evidence(
                evidence=self.row(item),
                inspectorate=self.world.bodies[code],
                purpose="It bears on your part.",
                by=self.world.people[who],
                at=timezone.now(),
                version=item.version - is_stale,
            ),
        )
        possible = (
            item.strand != "joint"
            and code != item.owner
            and code in self.joint_team
            and item.shared.get(code) != item.version
            and not is_stale
        )
        assert is_refused(answer) is not (self.may_share(who, item) and possible)
        if not is_refused(answer):
            item.shared[code] = item.version

    @precondition(lambda self: any(item.shared for item in self.items))
    @rule(number=which, who=st.sampled_from(EVERYBODY))
    def withdraw(self, number: int, who: str) -> None:
        shared = [item for item in self.items if item.shared]
        item = shared[number % len(shared)]
        code = sorted(item.shared)[number % len(item.shared)]
        with all_rights():
            share = EvidenceShare.objects.of(item.key).with_inspectorate(code)
        assert share is not None
        share.evidence = self.row(item)
        answer = self.by(
            who,
            lambda: withdraw_share(share=share, by=self.world.people[who], at=timezone.now()),
        )
        assert is_refused(answer) is not self.may_share(who, item)
        if not is_refused(answer):
            del item.shared[code]

    @rule(who=st.sampled_from(COMING_AND_GOING))
    def leave_or_come_back(self, who: str) -> None:
        if not who.endswith("lead") and _lead_of(who) not in self.team:
            return  # nobody names or ends an inspector whose inspectorate has no lead
        if who in self.team:
            self.leave(who)
        else:
            self.come(who)

    @precondition(lambda self: "hmic" not in self.joint_team)
    @rule()
    def let_hmic_take_part(self) -> None:
        """No screen does this yet; what may see the row that does it is a promise already."""
        StrandParticipant.objects.create(
            strand=self.world.strands["joint"], inspectorate=self.world.bodies["hmic"]
        )
        self.joint_team.add("hmic")
        self.come("hmic lead")
        self.come("hmic inspector")

    @precondition(lambda self: self.items)
    @rule(number=which, who=st.sampled_from(EVERYBODY), code=st.sampled_from(CODES))
    def give_it_away(self, number: int, who: str, code: str) -> None:
        """The owner, the strand and the author of an item never change (I1, I6)."""
        item = self.item(number)
        other = self.world.strands["cqc" if item.strand == "joint" else "joint"]
        for change in ({"strand": other}, {"owner": self.world.bodies[code]}):
            with all_rights():
                before = list(Evidence.objects.values_list())
            # Row-level security lets most people find no row; the rest meet the guard.
            with suppress(DatabaseError), acting_as(self.world.people[who]):
                Evidence.objects.filter(pk=item.key).update(**change)
            with all_rights():
                assert list(Evidence.objects.values_list()) == before

    # --- what has to hold -------------------------------------------------------------------------

    @invariant()
    def promises(self) -> None:
        for who, person in self.world.people.items():
            with acting_as(person):
                assert self.listed(person) == self.expected(who), f"the list of {who}"
                assert self.looked_up(person) == self.expected_versions(who), f"items of {who}"
                if connection.vendor == "postgresql":
                    assert _bare_tables() == _as_seen(self.expected_versions(who)), who

    def listed(self, person: User) -> Seen:
        rows = EvidenceAudience.objects.visible_to(person)
        seen = {(row.evidence.reference, row.said.version) for row in rows.with_content()}
        assert rows.count() == len(seen)
        assert len(rows.newest_first()) == len(seen)
        return seen

    def looked_up(self, person: User) -> dict[str, list[int]]:
        found = {}
        rows = EvidenceAudience.objects.visible_to(person).for_item()
        for item in self.items:
            row = rows.named(self.world.joint.inspection, item.reference)
            if row is not None:
                found[item.reference] = [said.version for said in row.readable_revisions()]
        return found

    def expected(self, who: str) -> Seen:
        return {(name, versions[0]) for name, versions in self.expected_versions(who).items()}

    def expected_versions(self, who: str) -> dict[str, list[int]]:
        code = self.team.get(who, "")
        return {
            item.reference: item.readable_by(code, self.joint_team)
            for item in self.items
            if code and item.seen_by(code, self.joint_team)
        }

    # --- words ------------------------------------------------------------------------------------

    def by(self, who: str, act: Any) -> Any:
        return self.attempt(self.world.people[who], act)

    def item(self, number: int) -> Item:
        return self.items[number % len(self.items)]

    def row(self, item: Item) -> Evidence:
        with all_rights():
            return Evidence.objects.select_related("inspection", "strand").get(pk=item.key)

    def may_record(self, who: str, strand: str) -> bool:
        code = self.team.get(who, "")
        takes_part = code in self.joint_team if strand == "joint" else code == strand
        return bool(code) and takes_part and who != "quality assurer"

    def may_share(self, who: str, item: Item) -> bool:
        is_of_owner = self.team.get(who) == item.owner
        return is_of_owner and (who == item.author or who == _lead_of(who))

    def leave(self, who: str) -> None:
        assignment = Assignment.objects.of(self.world.joint.inspection).of_person(
            self.world.people[who].email
        )
        assert assignment is not None
        end_assignment(
            assignment=assignment,
            last_day=timezone.localdate() - timedelta(days=1),
            by=self.world.joint.overall_lead if who.endswith("lead") else self.lead_for(who),
            at=timezone.now(),
        )
        del self.team[who]

    def come(self, who: str) -> None:
        inspection, person = self.world.joint.inspection, self.world.people[who]
        if who.endswith("lead"):
            lead = self.world.joint.overall_lead
            name_lead(inspection=inspection, person=person, by=lead, at=timezone.now())
        else:
            by = self.lead_for(who)
            name_member(
                inspection=inspection, person=person, role="inspector", by=by, at=timezone.now()
            )
        self.team[who] = _code(who)

    def lead_for(self, who: str) -> User:
        return self.world.people[_lead_of(who)]


def _code(who: str) -> str:
    return "ofsted" if who == "quality assurer" else who.split(maxsplit=1)[0]


def _lead_of(who: str) -> str:
    return f"{_code(who)} lead"


def _bare_tables() -> dict[str, Any]:
    """What the tables themselves show whoever acts now, without a condition."""
    with connection.cursor() as cursor:
        shown = {}
        for name, statement in _STATEMENTS.items():
            cursor.execute(statement)
            shown[name] = sorted(cursor.fetchall())
        return shown


def _as_seen(versions: dict[str, list[int]]) -> dict[str, Any]:
    revisions = sorted((name, one) for name, all_of_it in versions.items() for one in all_of_it)
    return {
        "items": sorted((name,) for name in versions),
        "revisions": revisions,
        "criteria": [(len(revisions),)],
        "audience": [(len(versions),)],
    }


_STATEMENTS = {
    "items": "SELECT reference FROM inspections_evidence",
    "revisions": "SELECT item.reference, said.version FROM inspections_evidencerevision said "
    "JOIN inspections_evidence item ON item.id = said.evidence_id",
    "criteria": "SELECT count(*) FROM inspections_evidencecriterion",
    "audience": "SELECT count(*) FROM (SELECT DISTINCT evidence_id FROM "
    "inspections_evidenceaudience) seen",
}


def test_audience_of_evidence_after_any_order_of_acts(world: World) -> None:
    machine = type("Acts", (EvidenceIsSharedAndLeft,), {"world": world})
    check_any_order(machine, examples(3, steps=20))
