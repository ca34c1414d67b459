"""Tagging evidence, and taking a tag away."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any
from uuid import UUID

from django.db import transaction
from django.utils import timezone

from inspections.models import Assignment, EvidenceAudience, EvidenceTag, Inspection, Tag
from inspections.permissions import assignment_of
from inspections.permissions.search import may_tag
from inspections.values.packs import MOST_TAGGED
from inspections.values.search import folded
from organisations.models import User
from records.errors import ActionRefused, NotVisible
from records.models import Receipt
from records.permissions import require

MOST_TAGS = 200
# The act of a receipt.
TAGGING = "tag evidence"


def tag_evidence(
    *,
    inspection: Inspection,
    keys: Sequence[Any],
    name: str,
    by: User,
    at: datetime,
    member: Assignment | None = None,
) -> list[EvidenceAudience]:
    """Tag items of an inspection, as the person's inspectorate sees them.

    What bears the tag already is left as it is, also where somebody tags it at the same moment.

    Args:
        keys: the keys of the items, at most `MOST_TAGGED`.
        name: of the tag; made, where the inspectorate has none of that name.
        member: the person's place on the team, where the caller has it.

    Returns:
        What was tagged now.

    Raises:
        NotVisible: one of the items is not among what the inspectorate sees.
        PermissionRefused: the person may not tag.
    """
    member = member or assignment_of(by, inspection, timezone.localdate(at))
    require(may_tag(member))
    assert member is not None  # noqa: S101 - said by the permission
    if len(set(keys)) > MOST_TAGGED:
        raise ActionRefused(f"At most {MOST_TAGGED} items are tagged at once. Narrow the search.")
    seen = EvidenceAudience.objects.for_member(member).filter(evidence__in=keys)
    rows = {row.evidence_id: row for row in seen.select_related("evidence", "revision")}
    if set(keys) - rows.keys():
        raise NotVisible("Not all of these items are among what your inspectorate sees.")
    with transaction.atomic():
        tag = _tag(member=member, inspection=inspection, name=name, by=by, at=at)
        standing = EvidenceTag.objects.standing().filter(tag=tag)
        before = set(standing.values_list("evidence_id", flat=True))
        EvidenceTag.objects.bulk_create(
            [EvidenceTag(tag=tag, evidence_id=key, by=by, at=at) for key in rows.keys() - before],
            ignore_conflicts=True,
        )
        # Not what somebody else tagged at the same moment.
        made = standing.filter(by=by, at=at).values_list("evidence_id", flat=True)
        return [rows[key] for key in made if key in rows]


def untag_evidence(
    *, inspection: Inspection, keys: Sequence[Any], name: str, by: User, at: datetime
) -> int:
    """Take a tag of the person's inspectorate from items. The rows stay, with who and when.

    Returns:
        How many of them bore the tag.
    """
    member = assignment_of(by, inspection, timezone.localdate(at))
    require(may_tag(member))
    assert member is not None  # noqa: S101 - said by the permission
    placings = EvidenceTag.objects.standing().for_member(member)
    return placings.filter(evidence__in=keys, tag__folded=folded(name).strip()).end(by=by, at=at)


def undo_tagging(*, inspection: Inspection, key: UUID, by: User, at: datetime) -> int:
    """Undo what the person did with one sending of the form: what was tagged by it is not any more.

    What bore the tag before keeps it. Undone twice is undone.

    Args:
        key: of the form that was sent.

    Returns:
        How many items do not bear the tag any more.

    Raises:
        NotVisible: the person sent no such form.
    """
    member = assignment_of(by, inspection, timezone.localdate(at))
    require(may_tag(member))
    assert member is not None  # noqa: S101 - said by the permission
    receipt = Receipt.objects.filter(key=key, person=by, act=TAGGING).first()
    if receipt is None:
        raise NotVisible("The person tagged nothing with this form.")
    placings = EvidenceTag.objects.standing().for_member(member)
    return placings.filter(by=by, at=receipt.at).end(by=by, at=at)


def _tag(*, member: Assignment, inspection: Inspection, name: str, by: User, at: datetime) -> Tag:
    tags = Tag.objects.for_member(member)
    wanted = folded(name).strip()
    found = tags.named(wanted)
    if found is not None:
        return found
    if tags.count() >= MOST_TAGS:
        raise ActionRefused(f"Your inspectorate has {MOST_TAGS} tags here. Use one of those.")
    made = Tag(
        inspection=inspection,
        inspectorate=member.inspectorate,
        name=name,
        folded=wanted,
        made_by=by,
        made_at=at,
    )
    Tag.objects.bulk_create([made], ignore_conflicts=True)
    # Made by us, or at the same moment by somebody else.
    found = tags.named(wanted)
    assert found is not None  # noqa: S101 - one of the two made it
    return found
