"""Factual accuracy: the chair comments on the frozen draft and returns one response."""

import uuid
from datetime import datetime

from django.utils import timezone

from organisations.models import User
from records.actions import once, save_if_version
from records.errors import ActionRefused, NotVisible
from records.permissions import require
from records.values import NO_DRAFT, HeardOfDraft, clean_text, content_hash
from reports.actions.stages import move
from reports.models import AccuracyComment, AccuracyRound, Report
from reports.permissions import may_lead, place_of
from reports.rules import Window, comment_refusal
from reports.values import COMMENT_LIMIT, CommentContent, CommentKind, long_date, long_moment


def window_of(*, accuracy_round: AccuracyRound) -> Window:
    """The round's time, as the rules ask it."""
    return Window(
        sent_at=accuracy_round.sent_at,
        due_at=accuracy_round.due_at,
        returned_at=accuracy_round.returned_at,
        closed_at=accuracy_round.closed_at,
    )


def add_comment(
    *,
    accuracy_round: AccuracyRound,
    paragraph: str,
    content: CommentContent,
    key: uuid.UUID,
    by: User,
    at: datetime,
    heard: HeardOfDraft = NO_DRAFT,
) -> AccuracyComment:
    """Save a comment on a paragraph of the frozen draft. The same form sent twice saves one.

    Args:
        paragraph: its reference, P7.

    Raises:
        NotVisible: the round is not this person's now, or the draft has no such paragraph.
        ActionRefused: the window is closed, or something is missing. Nothing was saved.
        AlreadySent: the form was sent before with other content.
    """

    def add() -> str:
        row = _open_round(accuracy_round, by=by, at=at)
        if row.draft.paragraph(paragraph) is None:
            raise NotVisible(f"The draft has no paragraph {paragraph}.")
        written = _checked(content)
        comment = AccuracyComment.objects.create(
            round=row,
            reference=f"C{row.comments.count() + 1}",
            paragraph=paragraph,
            kind=written.kind,
            what_is_wrong=written.what_is_wrong,
            what_it_should_say=written.what_it_should_say,
            saved_at=at,
        )
        return comment.reference

    told = {"round": accuracy_round.pk, "paragraph": paragraph, **content.as_data()}
    receipt = once(key=key, by=by, act="add comment", content=told, at=at, do=add, heard=heard)
    return accuracy_round.comments.get(reference=receipt.result)


def change_comment(
    *,
    comment: AccuracyComment,
    version: int,
    content: CommentContent,
    key: uuid.UUID,
    by: User,
    at: datetime,
    heard: HeardOfDraft = NO_DRAFT,
) -> AccuracyComment:
    """Change a comment that was not returned yet.

    Raises:
        NotVisible: the round is not this person's now.
        Conflict: it was changed in another window first.
        ActionRefused: the window is closed, or something is missing. Nothing was saved.
        AlreadySent: the form was sent before with other content.
    """

    def change() -> str:
        _open_round(comment.round, by=by, at=at)
        written = _checked(content)
        save_if_version(
            AccuracyComment.objects.filter(pk=comment.pk),
            version=version,
            saved_at=at,
            **written.as_data(),
        )
        return comment.reference

    told = {"comment": comment.pk, "version": version, **content.as_data()}
    once(key=key, by=by, act="change comment", content=told, at=at, do=change, heard=heard)
    comment.refresh_from_db()
    return comment


def leave_out(
    *, comment: AccuracyComment, version: int, is_left_out: bool, by: User, at: datetime
) -> None:
    """Leave a comment out of the response, or take it in again. Its text is kept.

    Raises:
        NotVisible: the round is not this person's now.
        Conflict: it was changed in another window first.
        ActionRefused: the window is closed.
    """
    _open_round(comment.round, by=by, at=at)
    save_if_version(
        AccuracyComment.objects.filter(pk=comment.pk),
        version=version,
        is_left_out=is_left_out,
        saved_at=at,
    )


def return_response(
    *, accuracy_round: AccuracyRound, key: uuid.UUID, by: User, at: datetime
) -> AccuracyRound:
    """Return the one response: every comment that is not left out. None of them changes after.

    Raises:
        NotVisible: the round is not this person's now.
        ActionRefused: it was returned or closed, or the deadline has passed. Nothing was sent.
    """

    def send() -> str:
        # The report first, as everybody else does: two locks are always taken in one order.
        report = Report.objects.lock(accuracy_round.report)
        row = _open_round(accuracy_round, by=by, at=at)
        kept = [comment.as_data() for comment in row.comments.kept()]
        row.returned_at = at
        row.response_hash = content_hash({"draft": row.draft.content_hash, "comments": kept})
        row.save(update_fields=["returned_at", "response_hash"])
        move(report=report, verb="return_response", by=by, at=at)
        return row.response_hash

    told = {"round": accuracy_round.pk}
    once(key=key, by=by, act="return response", content=told, at=at, do=send)
    accuracy_round.refresh_from_db()
    return accuracy_round


def close_without_response(*, report: Report, by: User, at: datetime) -> AccuracyRound:
    """Go on without the chair, once the deadline has passed. What was not returned stays unread.

    Raises:
        PermissionRefused: the person does not lead the document.
        TransitionNotAllowed: the report is not with the chair.
        ActionRefused: the chair still has time.
    """
    report = Report.objects.lock(report)
    require(may_lead(place_of(by, report, timezone.localdate(at)), report))
    move(report=report, verb="close_without_response", by=by, at=at)
    row = report.accuracy_rounds.select_for_update().get(
        returned_at__isnull=True, closed_at__isnull=True
    )
    if at <= row.due_at:
        raise ActionRefused(
            f"The chair has until {long_date(row.due_at)}, {long_moment(row.due_at)[-5:]}. "
            "Factual accuracy can be closed after that. Nothing was changed."
        )
    row.closed_at = at
    row.save(update_fields=["closed_at"])
    return row


def _open_round(accuracy_round: AccuracyRound, *, by: User, at: datetime) -> AccuracyRound:
    """The locked round, once it is sure that this person may still write in it."""
    if not AccuracyRound.objects.visible_to(by, at).filter(pk=accuracy_round.pk).exists():
        raise NotVisible("This draft is not with you, or no longer.")
    row = AccuracyRound.objects.lock(accuracy_round)
    if refusal := comment_refusal(window_of(accuracy_round=row), at):
        raise ActionRefused(f"{refusal} Nothing was saved now.")
    return row


def _checked(content: CommentContent) -> CommentContent:
    if content.kind not in set(CommentKind):
        raise ActionRefused("Say what kind of mistake it is. Nothing was saved.")
    wrong = clean_text(content.what_is_wrong).strip()
    right = clean_text(content.what_it_should_say).strip()
    if not wrong or not right:
        raise ActionRefused("Say what is wrong and what it should say. Nothing was saved.")
    if max(len(wrong), len(right)) > COMMENT_LIMIT:
        raise ActionRefused(
            f"Each answer has at most {COMMENT_LIMIT:,} characters. Nothing was saved."
        )
    return CommentContent(content.kind, wrong, right)
