"""Remarks on a paragraph: made, replied to, settled, reopened. They change no text."""

import uuid
from dataclasses import dataclass
from datetime import datetime

from django.db.models import Count, Max
from django.utils import timezone

from inspections.models import Assignment
from organisations.models import User
from records.actions import once
from records.errors import ActionRefused
from records.permissions import Answer, require
from records.values import NO_DRAFT, HeardOfDraft, clean_text
from reports.models import Paragraph, ParagraphRevision, Remark, RemarkEntry, Report, Suggestion
from reports.permissions import may_discuss, may_settle, place_of
from reports.rules import Problem
from reports.states import DISCUSSED
from reports.values.remarks import REMARK_LIMIT, EntryKind, RemarkContent


@dataclass(frozen=True)
class Unsettled:
    """What waits for somebody in a report.

    Args:
        remarks: how many remarks are open, by the key of their paragraph.
        suggestions: how many suggestions nobody has decided, likewise.
    """

    remarks: dict[int, int]
    suggestions: dict[int, int]

    def on(self, paragraph: int) -> int:
        """How many of both wait at a paragraph."""
        return self.remarks.get(paragraph, 0) + self.suggestions.get(paragraph, 0)


def make_remark(
    *,
    paragraph: Paragraph,
    content: RemarkContent,
    key: uuid.UUID,
    by: User,
    at: datetime,
    heard: HeardOfDraft = NO_DRAFT,
) -> Remark:
    """Remark on a paragraph as it stood at a version. The same form sent twice makes one.

    Raises:
        PermissionRefused: the person does not read what is said here, or it is not discussed now.
        ActionRefused: the remark is empty or too long, or the paragraph is gone.
        AlreadySent: the form was sent before with other content.
    """

    def make() -> str:
        report, place = locked_for_discussion(report=paragraph.report, by=by, at=at)
        revision_of(paragraph=paragraph, version=content.version)
        remark = Remark.objects.create(
            report=report,
            number=next_number(of=Remark, report=report),
            paragraph_id=paragraph.pk,
            paragraph_version=content.version,
            text=checked(text=content.text, missing="Enter your remark."),
            inspectorate_id=place.inspectorate_id,
            by=by,
            at=at,
        )
        return str(remark.number)

    told = {"paragraph": paragraph.pk, **content.as_data()}
    receipt = once(key=key, by=by, act="make remark", content=told, at=at, do=make, heard=heard)
    found: Remark = Remark.objects.get(report=paragraph.report_id, number=int(receipt.result))
    return found


def enter_on_remark(
    *,
    remark: Remark,
    kind: EntryKind,
    text: str,
    key: uuid.UUID,
    by: User,
    at: datetime,
    heard: HeardOfDraft = NO_DRAFT,
) -> RemarkEntry:
    """Reply to a remark, settle it, or reopen it. What was said stays.

    Raises:
        PermissionRefused: the person may not, or the text is not discussed now.
        ActionRefused: a reply or a reason is missing or too long, or somebody settled or reopened
            the remark meanwhile.
        AlreadySent: the form was sent before with other content.
    """

    def enter() -> str:
        place = _place_to_enter(remark, kind, by, at)
        entry = RemarkEntry.objects.create(
            remark=remark,
            number=remark.entries.count() + 1,
            kind=kind,
            text=_checked_entry(kind, text),
            inspectorate_id=place.inspectorate_id,
            by=by,
            at=at,
        )
        return str(entry.number)

    told = {"remark": remark.pk, "kind": kind.value, "text": text}
    receipt = once(
        key=key, by=by, act="enter on remark", content=told, at=at, do=enter, heard=heard
    )
    return RemarkEntry.objects.get(remark=remark, number=int(receipt.result))


def unsettled_of(*, report: Report) -> Unsettled:
    """What waits in a report: two queries, however long it is."""
    counts = [
        dict(
            model.objects.unsettled()
            .filter(report=report)
            .order_by()
            .values_list("paragraph")
            .annotate(number=Count("pk"))
        )
        for model in (Remark, Suggestion)
    ]
    return Unsettled(*counts)


def unsettled_problems(*, report: Report, unsettled: Unsettled, url: str) -> list[Problem]:
    """A line of what is to settle. It stops nothing: a lead may leave a remark as it is.

    Args:
        url: of the list of remarks.
    """
    words = [
        f"{number} {name}{'' if number == 1 else 's'}"
        for name, counts in (("remark", unsettled.remarks), ("suggestion", unsettled.suggestions))
        if (number := sum(counts.values()))
    ]
    if not words or report.state not in DISCUSSED:
        return []
    only_one = sum(unsettled.remarks.values()) + sum(unsettled.suggestions.values()) == 1
    said = f"{' and '.join(words)} {'is' if only_one else 'are'} open."
    return [Problem(said, "", blocks=False, url=url)]


def revision_of(*, paragraph: Paragraph, version: int) -> ParagraphRevision:
    """What a paragraph that still stands said at a version.

    Raises:
        ActionRefused: it was removed meanwhile, or never had that version.
    """
    if Paragraph.objects.standing().filter(pk=paragraph.pk).exists():
        found = ParagraphRevision.objects.filter(paragraph=paragraph, version=version).first()
        if found is not None:
            return found
        raise ActionRefused(
            "This page has lost its version. Open it again: what you typed is kept."
        )
    raise ActionRefused("Somebody removed this paragraph meanwhile. Nothing was saved.")


def text_at(*, paragraph: Paragraph, version: int) -> str:
    """What a paragraph said at a version, whether it still stands or not."""
    rows = ParagraphRevision.objects.filter(paragraph=paragraph, version=version)
    return rows.values_list("text", flat=True).first() or ""


def locked_for_discussion(*, report: Report, by: User, at: datetime) -> tuple[Report, Assignment]:
    """The locked row and the person's place, once it is sure that they may discuss its text now.

    Raises:
        PermissionRefused: they may not, or not now.
    """
    row = Report.objects.lock(report)
    place = place_of(by, row, timezone.localdate(at))
    return row, allowed_place(place=place, answer=may_discuss(place, row))


def allowed_place(*, place: Assignment | None, answer: Answer) -> Assignment:
    """The person's place on the team, which every permission here asks for.

    Raises:
        PermissionRefused: the answer is no.
    """
    require(answer)
    assert place is not None  # noqa: S101 - the permission has just said so
    return place


def next_number(*, of: type[Remark] | type[Suggestion], report: Report) -> int:
    """The next number in a report whose row is locked."""
    last = of.objects.filter(report=report).aggregate(last=Max("number"))["last"]
    return (last or 0) + 1


def checked(*, text: str, missing: str, limit: int = REMARK_LIMIT) -> str:
    """The text as it is kept.

    Raises:
        ActionRefused: it is empty or too long.
    """
    text = clean_text(text).strip()
    if not text:
        raise ActionRefused(missing)
    if len(text) > limit:
        raise ActionRefused(f"This has at most {limit:,} characters; yours has {len(text):,}.")
    return text


def _checked_entry(kind: EntryKind, text: str) -> str:
    if kind == EntryKind.SETTLE and not clean_text(text).strip():
        return ""
    is_reply = kind != EntryKind.REOPEN
    return checked(
        text=text, missing="Enter your reply." if is_reply else "Say why it is reopened."
    )


def _place_to_enter(remark: Remark, kind: EntryKind, by: User, at: datetime) -> Assignment:
    report, place = locked_for_discussion(report=remark.report, by=by, at=at)
    if kind == EntryKind.REPLY:
        return place
    require(may_settle(place, report, remark.by_id))
    is_open = Remark.objects.unsettled().filter(pk=remark.pk).exists()
    if is_open == (kind == EntryKind.REOPEN):
        raise ActionRefused(
            f"Somebody {'reopened' if is_open else 'settled'} this remark meanwhile. "
            "Nothing was changed."
        )
    return place
