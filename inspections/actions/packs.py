"""Evidence packs: asked for, made by a worker, fetched for a day."""

import hashlib
from collections.abc import Sequence
from datetime import datetime
from typing import Any

from django.utils import timezone
from django.utils.formats import date_format

from inspections.models import (
    EvidenceAudience,
    EvidencePack,
    Inspection,
    PackFile,
    PackItem,
    find_place,
)
from inspections.models.search import marks_of
from inspections.permissions import assignment_of
from inspections.permissions.search import may_have_pack, may_make_pack
from inspections.values import SOURCE_LABELS, STRENGTH_LABELS
from inspections.values.packs import KEPT_FOR, PackContent, PackFormat, held
from inspections.values.search import Search
from organisations.models import User
from records import queue
from records.actions import queue_job
from records.actor import acting_as
from records.errors import ActionRefused
from records.models import Job
from records.permissions import require

# The worker's tasks. Whoever prints makes the packs too: reports, which stands on this app.
MAKE_PACK = "reports.make_pack"
END_PACK = "inspections.end_pack"
TAKEN_BACK = (
    "Something in this pack was taken back from your inspectorate after you asked for it. Make "
    "another one: it holds what you may see now."
)
_NOTHING = "The search finds nothing now, so there is nothing to put into a pack."
COLUMNS = (
    *("Reference", "Version", "Text", "Strength or weakness", "Source", "Observed", "Recorded"),
    *("Case", "Agency", "Criteria", "Tags", "Child’s voice", "Author", "Owner", "Note"),
)


def ask_for_pack(
    *,
    inspection: Inspection,
    found: Sequence[EvidenceAudience],
    search: Search,
    form: PackFormat,
    by: User,
    at: datetime,
) -> EvidencePack:
    """Have a pack made of what a search found, at the versions that the person sees now.

    Args:
        found: with item and version; one more than a pack may hold, where there is more.

    Raises:
        PermissionRefused: the person is not on the team.
        ActionRefused: nothing was found.
    """
    member = assignment_of(by, inspection, timezone.localdate(at))
    require(may_make_pack(member))
    assert member is not None  # noqa: S101 - said by the permission
    if not found:
        raise ActionRefused(_NOTHING)
    size = held([len(row.said.text) for row in found], form)
    pack = EvidencePack.objects.create(
        inspection=inspection,
        inspectorate=member.inspectorate,
        person=by,
        format=form,
        asked=search.as_data(),
        size=size,
        is_cut=size < len(found),
        asked_at=at,
        expires_at=at + KEPT_FOR,
    )
    PackItem.objects.bulk_create(
        PackItem(pack=pack, place=place, evidence_id=row.evidence_id, revision=row.said)
        for place, row in enumerate(found[:size], 1)
    )
    ends = pack.expires_at
    for kind, when in ((MAKE_PACK, at), (END_PACK, ends)):
        queue_job(kind=kind, key=_key(kind, pack), arguments={"pack": pack.pk}, by=by, at=when)
    return pack


def job_of(*, pack: EvidencePack) -> Job | None:
    """The job that makes it."""
    return Job.objects.filter(key=_key(MAKE_PACK, pack)).first()


def _key(kind: str, pack: EvidencePack) -> str:
    return f"{kind}:{pack.reference}"


def refused_to(*, pack: EvidencePack, person: User, at: datetime) -> str:
    """Why the person may not have the pack now; empty where they may."""
    place = find_place(person, pack.inspection.reference, at)
    answer = may_have_pack(place.member if place else None, pack, person)
    if not answer.allowed:
        return answer.reason
    if pack.is_over(at):
        return "A pack is kept for a day, and that day is over. Make another one."
    if pack.items.hidden_from(pack.inspectorate_id).exists():
        return TAKEN_BACK
    return ""


def fetch_pack(*, pack: EvidencePack, by: User, at: datetime) -> bytes:
    """The bytes of a pack that was made.

    Raises:
        ActionRefused: it is over, is not made yet, or holds what the person may not see any more.
    """
    reason = refused_to(pack=pack, person=by, at=at)
    if reason:
        raise ActionRefused(reason)
    file = PackFile.objects.filter(pack=pack).first()
    if file is None:
        raise ActionRefused("This pack is not made yet. Its page says how far it is.")
    return bytes(file.content)


def content_of_pack(*, pack: EvidencePack) -> PackContent:
    """What the pack says, read as whoever acts."""
    items = list(
        pack.items.order_by("place").values(
            "revision_id",
            "evidence_id",
            *("evidence__reference", "evidence__case__reference", "evidence__owner__short_name"),
            *("evidence__author__name", "evidence__recorded_at", "evidence__withdrawn_at"),
            *(f"revision__{name}" for name in _OF_REVISION),
            "revision__agency__name",
        )
    )
    member = assignment_of(pack.person, pack.inspection, timezone.localdate())
    marks = marks_of(items, member)
    asked = timezone.localtime(pack.asked_at)
    facts = (
        ("Inspection", f"{pack.inspection.reference}, {pack.inspection.area.name}"),
        ("Seen by", f"The team of {pack.inspectorate.name}"),
        ("Made for", f"{pack.person.name}, {date_format(asked, 'j F Y, H:i')}"),
        ("Holds", f"{pack.size:,} items{', the newest of more' if pack.is_cut else ''}"),
        ("Handle as", "Evidence about children. Keep it no longer than you need it."),
    )
    return PackContent(
        title=f"Evidence of {pack.inspection.area.name}",
        reference=pack.inspection.reference,
        facts=facts,
        columns=COLUMNS,
        rows=tuple(_row(item, marks.get(item["evidence_id"], {})) for item in items),
    )


_OF_REVISION = ("version", "text", "strength", "source", "observed_on", "is_childs_voice")


def _row(item: dict[str, Any], marks: dict[str, list[str]]) -> tuple[str, ...]:
    return (
        item["evidence__reference"],
        str(item["revision__version"]),
        item["revision__text"],
        STRENGTH_LABELS[item["revision__strength"]],
        SOURCE_LABELS.get(item["revision__source"], item["revision__source"]),
        item["revision__observed_on"].isoformat(),
        timezone.localdate(item["evidence__recorded_at"]).isoformat(),
        item["evidence__case__reference"] or "",
        item["revision__agency__name"] or "",
        ", ".join(marks.get("criterion", ())),
        ", ".join(marks.get("tag", ())),
        "yes" if item["revision__is_childs_voice"] else "",
        item["evidence__author__name"],
        item["evidence__owner__short_name"],
        "Withdrawn" if item["evidence__withdrawn_at"] else "",
    )


def keep_pack(*, pack: EvidencePack, content: bytes, at: datetime) -> None:
    """Keep what was made; a second worker's bytes are dropped."""
    PackFile.objects.get_or_create(
        pack=pack,
        defaults={
            "content": content,
            "size": len(content),
            "sha256": hashlib.sha256(content).hexdigest(),
            "made_at": at,
        },
    )


def end_pack(*, reference: str, at: datetime) -> None:
    """Do the job that deletes the bytes of a pack whose day is past."""
    held = queue.claim(reference=reference, at=at)
    if held is None:
        return
    with acting_as(held.job.asked_by):
        PackFile.objects.filter(pack=held.job.arguments["pack"]).delete()
        queue.finish(held, at=at)
