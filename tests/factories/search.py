"""Searches for tests: what somebody finds, by reference.

found(joint, person, "home visit", source="child")
"""

from typing import Any
from uuid import UUID, uuid4

from django.utils import timezone

from inspections.actions.packs import ask_for_pack, keep_pack
from inspections.actions.searches import save_search
from inspections.actions.tags import TAGGING, tag_evidence
from inspections.models import Evidence, EvidenceAudience, find_evidence
from inspections.permissions import assignment_of
from inspections.values import Asked
from inspections.values.packs import PackFormat
from inspections.values.search import Search
from organisations.models import User
from records.actions import once
from records.actor import acting_as
from tests.factories.inspections import JointInspection

PLENTY = 1000


def found(
    joint: JointInspection, person: User, q: str = "", *, most: int = PLENTY, **facts: Any
) -> list[str]:
    """The references of what the person finds in the inspection, the newest first."""
    rows = rows_found(joint, person, Search(q=q, **facts), most=most)
    return [row.evidence.reference for row in rows]


def rows_found(
    joint: JointInspection,
    person: User,
    search: Search,
    *,
    asked: Asked | None = None,
    most: int = PLENTY,
) -> list[EvidenceAudience]:
    """What the person finds in the inspection."""
    with acting_as(person):
        member = assignment_of(person, joint.inspection, timezone.localdate())
        seen = EvidenceAudience.objects.visible_to(person)
        if member is not None:
            seen = seen.for_member(member)
        rows = find_evidence(
            seen, search, asked or Asked(), most=most, inspection=joint.inspection.pk
        )
        return list(rows.select_related("evidence", "revision"))


def found_everywhere(person: User, q: str = "", **facts: Any) -> list[str]:
    """The references of what the person finds in all inspections that they work on."""
    with acting_as(person):
        seen = EvidenceAudience.objects.visible_to(person)
        rows = find_evidence(seen, Search(q=q, **facts), Asked(), most=PLENTY, inspection=None)
        return [row.evidence.reference for row in rows.select_related("evidence")]


def saved_by(joint: JointInspection, person: User) -> UUID:
    """The reference of a search of the inspection that the person keeps."""
    with acting_as(person):
        saved = save_search(
            name="Plans",
            search=Search(q="plan"),
            inspection=joint.inspection,
            by=person,
            at=timezone.now(),
        )
    return saved.reference


def pack_by(joint: JointInspection, person: User) -> UUID:
    """The reference of a pack of all that the person sees, made and not fetched yet."""
    now = timezone.now()
    with acting_as(person):
        seen = EvidenceAudience.objects.visible_to(person).newest_first()
        pack = ask_for_pack(
            inspection=joint.inspection,
            found=list(seen.select_related("revision")),
            search=Search(),
            form=PackFormat.CSV,
            by=person,
            at=now,
        )
        keep_pack(pack=pack, content=b"Reference", at=now)
    return pack.reference


def tagging_by(joint: JointInspection, person: User, item: Evidence) -> UUID:
    """The key of the form with which the person tagged an item."""
    key, now = uuid4(), timezone.now()

    def do() -> str:
        tagged = tag_evidence(
            inspection=joint.inspection, keys=[item.pk], name="Plans", by=person, at=now
        )
        return str(len(tagged))

    with acting_as(person):
        once(key=key, by=person, act=TAGGING, content={}, at=now, do=do)
    return key
