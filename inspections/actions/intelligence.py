"""Telling another inspectorate what is its business, and what it does with it."""

import hashlib
from collections.abc import Mapping
from datetime import date, datetime
from typing import Any
from uuid import UUID

from django.db import IntegrityError, transaction
from django.utils import timezone

from inspections.models import (
    Assignment,
    EvidenceAudience,
    Inspection,
    Intelligence,
    IntelligenceOutcome,
    IntelligenceReader,
    StrandParticipant,
)
from inspections.permissions import assignment_of
from inspections.permissions.intelligence import (
    may_name_reader,
    may_receive_intelligence,
    may_say_outcome,
    may_send_intelligence,
    may_withdraw_intelligence,
)
from inspections.values.intelligence import IntelligenceContent, IntelligenceKind, OutcomeKind
from organisations.models import Inspectorate, LegalPower, LocalArea, Membership, User
from organisations.permissions import membership_of
from organisations.values import MemberRole
from records.errors import ActionRefused
from records.permissions import require
from records.values import clean_text, short_reference


def send_intelligence(
    *, key: UUID, inspection: Inspection, content: IntelligenceContent, by: User, at: datetime
) -> Intelligence:
    """Send a finding to the inspectorate whose business it is (140112 ¶50, ¶57, ¶73; 180025 ¶8).

    Args:
        key: the form's key, which becomes that of the row.
        content: of an item of evidence that goes with it, the text is copied as it reads now.

    Raises:
        PermissionRefused: see `may_send_intelligence`.
        ActionRefused: something is missing, or is none of the sender's to send.
    """
    member = assignment_of(by, inspection, timezone.localdate(at))
    require(may_send_intelligence(member))
    assert member is not None  # noqa: S101 - the line above refuses
    receiver = Inspectorate.objects.filter(code=content.receiver).first()
    if receiver is None or receiver.pk == member.inspectorate_id:
        raise ActionRefused("Select the inspectorate whose business it is.")
    if content.power not in {one.pk for one in powers_to_send_under(member=member)}:
        raise ActionRefused("Select a power under which your inspectorate inspects here.")
    if content.kind not in set(IntelligenceKind):
        raise ActionRefused("Select what it is.")
    about = LocalArea.objects.filter(pk=content.area).first() if content.area else None
    if content.kind == IntelligenceKind.OTHER_AREA and about in {None, inspection.area}:
        raise ActionRefused("Select the other local area that it is about.")
    return Intelligence.objects.create(
        id=key,
        inspection=inspection,
        reference=short_reference("I", key.bytes),
        kind=content.kind,
        owner_id=member.inspectorate_id,
        author=by,
        receiver=receiver,
        power_id=content.power,
        purpose=_said(content.purpose, "Enter what they are to use it for."),
        text=_said(content.text, "Enter what you found."),
        about_area=about,
        sent_at=at,
        **_copied(content.evidence, member, by, at),
    )


def powers_to_send_under(*, member: Assignment) -> list[LegalPower]:
    """The powers under which somebody's inspectorate takes part in the inspection."""
    parts = StrandParticipant.objects.filter(
        strand__inspection=member.inspection_id, inspectorate=member.inspectorate_id
    )
    return list(LegalPower.objects.filter(pk__in=parts.values("strand__power")).order_by("code"))


def inspectorates_to_tell(*, member: Assignment) -> list[Inspectorate]:
    """Every other inspectorate, whether or not it takes part."""
    return list(Inspectorate.objects.exclude(pk=member.inspectorate_id).order_by("order"))


def areas_to_tell_of(*, inspection: Inspection) -> list[LocalArea]:
    """Every other local area, by name."""
    return list(LocalArea.objects.exclude(pk=inspection.area_id).order_by("name"))


def people_to_name(*, intelligence: Intelligence, day: date) -> list[User]:
    """Who works for the receiving inspectorate, does not lead it and does not read it yet."""
    works = Membership.objects.on(day).filter(inspectorate=intelligence.receiver_id)
    readers = IntelligenceReader.objects.filter(intelligence=intelligence)
    people = User.objects.filter(pk__in=works.exclude(role=MemberRole.LEAD).values("person"))
    return list(people.exclude(pk__in=readers.values("person")).order_by("name", "email"))


def withdraw_intelligence(
    *, intelligence: Intelligence, why: str, by: User, at: datetime
) -> Intelligence:
    """Take it back before anybody has confirmed its receipt: they do not see it any more.

    Raises:
        PermissionRefused: see `may_withdraw_intelligence`.
        ActionRefused: no reason is given, or it was received at the same moment.
    """
    member = assignment_of(by, intelligence.inspection, timezone.localdate(at))
    require(may_withdraw_intelligence(member, intelligence))
    why = _said(why, "Enter why you withdraw it.")
    _move(intelligence, withdrawn_by=by, withdrawn_at=at, withdrawn_why=why)
    return intelligence


def receive_intelligence(*, intelligence: Intelligence, by: User, at: datetime) -> Intelligence:
    """Confirm that it has arrived and was read. Pressed twice by one person, it counts once.

    Raises:
        PermissionRefused: see `may_receive_intelligence`.
        ActionRefused: another lead confirmed it, or its sender withdrew it, at the same moment.
    """
    if intelligence.received_by_id == by.pk:
        return intelligence
    membership = membership_of(by, timezone.localdate(at))
    require(may_receive_intelligence(membership, intelligence))
    _move(intelligence, received_by=by, received_at=at)
    return intelligence


def name_reader(
    *, intelligence: Intelligence, person: User, by: User, at: datetime
) -> IntelligenceReader:
    """Let somebody of the receiving inspectorate read it; naming them again changes nothing.

    Raises:
        PermissionRefused: see `may_name_reader`.
        ActionRefused: the person does not work for that inspectorate.
    """
    day = timezone.localdate(at)
    require(may_name_reader(membership_of(by, day), intelligence))
    theirs = membership_of(person, day)
    if theirs is None or theirs.inspectorate_id != intelligence.receiver_id:
        raise ActionRefused("Select somebody who works for your inspectorate.")
    try:
        with transaction.atomic():
            return IntelligenceReader.objects.create(
                intelligence=intelligence,
                inspectorate_id=intelligence.receiver_id,
                person=person,
                named_by=by,
                at=at,
            )
    except IntegrityError:
        return IntelligenceReader.objects.get(intelligence=intelligence, person=person)


def say_outcome(
    *, intelligence: Intelligence, kind: str, text: str, by: User, at: datetime
) -> IntelligenceOutcome:
    """Say what it led to; the sender reads it. Another outcome is another row.

    Raises:
        PermissionRefused: see `may_say_outcome`.
        ActionRefused: nothing is said.
    """
    require(may_say_outcome(membership_of(by, timezone.localdate(at)), intelligence))
    if kind not in set(OutcomeKind):
        raise ActionRefused("Select what it led to.")
    return IntelligenceOutcome.objects.create(
        intelligence=intelligence,
        kind=kind,
        text=_said(text, "Enter what it led to."),
        by=by,
        at=at,
    )


def _copied(reference: str, member: Assignment, by: User, at: datetime) -> Mapping[str, Any]:
    """The text of an item, bound by its hash. What others own is not theirs to send on (I6)."""
    if not reference:
        return {}
    seen = EvidenceAudience.objects.visible_to(by, timezone.localdate(at)).for_member(member)
    row = seen.select_related("evidence", "revision").named(member.inspection_id, reference)
    if row is None:
        raise ActionRefused(f"You see no evidence {reference} in this inspection.")
    if row.evidence.owner_id != member.inspectorate_id:
        raise ActionRefused(
            f"{reference} belongs to another inspectorate. Ask its owner to send it."
        )
    if row.evidence.is_withdrawn:
        raise ActionRefused(f"{reference} was withdrawn. Send what still holds.")
    return {
        "evidence_reference": reference,
        "evidence_version": row.said.version,
        "evidence_text": row.said.text,
        "evidence_hash": hashlib.sha256(row.said.text.encode()).hexdigest(),
    }


def _move(intelligence: Intelligence, **changes: Any) -> None:
    """Receive it or withdraw it, whichever comes first: the other one finds nothing to change."""
    if Intelligence.objects.waiting().filter(pk=intelligence.pk).update(**changes) != 1:
        raise ActionRefused(
            "Somebody confirmed its receipt, or withdrew it, a moment before. Load the page again."
        )
    for name, value in changes.items():
        setattr(intelligence, name, value)


def _said(text: str, missing: str) -> str:
    said = clean_text(text).strip()
    if not said:
        raise ActionRefused(missing)
    return said
