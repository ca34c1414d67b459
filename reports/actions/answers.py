"""The inspectorates answer the chair, one comment at a time, and settle the final text."""

from dataclasses import dataclass
from datetime import datetime

from django.utils import timezone

from organisations.models import User
from records.errors import ActionRefused
from records.permissions import require
from records.values import clean_text
from reports.actions.guard import require_nothing_held
from reports.actions.readiness import missing_for
from reports.actions.snapshot import freeze, problems_now
from reports.actions.stages import move
from reports.actions.writing import lock_words_of, save_text
from reports.models import AccuracyAnswer, AccuracyComment, Draft, Report
from reports.permissions import may_answer, may_lead, place_of
from reports.rules import answer_refusal, blocking_sentence
from reports.states import REPORT, ReportState
from reports.values import CommentKind, ParagraphContent, long_moment


@dataclass(frozen=True)
class AnswerContent:
    """What a lead answers to one comment.

    Args:
        is_accepted: the comment is right.
        explanation: what was changed, or why not.
        text: what the paragraph says from now on, where it is accepted.
        version: of the paragraph that was on the page.
    """

    is_accepted: bool
    explanation: str
    text: str = ""
    version: int = 0


def answer_comment(
    *, comment: AccuracyComment, content: AnswerContent, by: User, at: datetime
) -> AccuracyAnswer:
    """Answer one comment, once. Accepting it saves the changed paragraph with the answer.

    Raises:
        PermissionRefused: the person does not write the document.
        Conflict: somebody else changed the paragraph meanwhile; nothing was saved.
        ActionRefused: another lead has answered, the explanation is missing, the paragraph was not
            changed, or comments are not being answered now.
    """
    lock_words_of(paragraph=comment.round.report.paragraphs.named(comment.paragraph))
    # The report first: of two leads who answer one comment, the second meets the first's answer.
    report = Report.objects.lock(comment.round.report)
    place = place_of(by, report, timezone.localdate(at))
    require(may_answer(place, report))
    assert place is not None  # noqa: S101 - the permission has just said so
    # Read under the lock: what the page held may be older than the response.
    comment = AccuracyComment.objects.select_related("round__draft").get(pk=comment.pk)
    _check_answerable(report, comment)
    explanation = clean_text(content.explanation).strip()
    if not explanation:
        raise ActionRefused("Say what was changed, or why not. The chair reads it.")
    if content.is_accepted:
        _accept(report, comment, content, by=by, at=at)
    return AccuracyAnswer.objects.create(
        comment=comment,
        inspectorate_id=place.inspectorate_id,
        is_accepted=content.is_accepted,
        explanation=explanation,
        by=by,
        at=at,
    )


def finish_answers(*, report: Report, by: User, at: datetime) -> Draft:
    """Every comment is answered: the final text is frozen, and everybody signs it anew.

    Raises:
        PermissionRefused: the person does not lead the document.
        TransitionNotAllowed: comments are not being answered now.
        ActionRefused: a comment has no answer yet, or something is missing since the text was
            changed; the sentence lists what.
    """
    report = Report.objects.lock(report)
    require(may_lead(place_of(by, report, timezone.localdate(at)), report))
    REPORT.find("finish_answers", report.state)
    waiting = AccuracyComment.objects.unanswered().filter(
        round__report=report, round__returned_at__isnull=False
    )
    references = list(waiting.values_list("reference", flat=True))
    if references:
        raise ActionRefused(
            f"Comment {references[0]} has no answer yet"
            + (f", nor have {len(references) - 1} others" if len(references) > 1 else "")
            + ". Answer each one first. Nothing was changed."
        )
    _check_whole(report, by, at)
    move(report=report, verb="finish_answers", by=by, at=at)
    return freeze(report=report, by=by, at=at)


def _check_whole(report: Report, by: User, at: datetime) -> None:
    """Quality assurance saw the text before it was answered in: what blocks is asked again."""
    paragraphs = report.paragraphs.standing().in_order().with_evidence_count()
    problems = problems_now(report=report, paragraphs=paragraphs, at=at)
    problems += missing_for(report=report, by=by, day=timezone.localdate(at))
    if refusal := blocking_sentence(problems, "the final text is put to every inspectorate"):
        raise ActionRefused(f"{refusal} Nothing was changed.")
    require_nothing_held(report=report, before="the final text is put to every inspectorate", at=at)


def _check_answerable(report: Report, comment: AccuracyComment) -> None:
    if report.state != ReportState.ANSWERING:
        raise ActionRefused(
            f"The report is in the stage “{report.state_label}”. Comments are answered after the "
            "chair has returned them and before the final text is agreed. Nothing was changed."
        )
    if comment.is_left_out or comment.round.returned_at is None:
        raise ActionRefused("The chair left this comment out of the response.")
    answer = AccuracyAnswer.objects.filter(comment=comment).select_related("by").first()
    if answer is not None:
        raise ActionRefused(
            f"{answer.by} answered this comment on {long_moment(answer.at)}: {answer}. "
            "A comment is answered once. Your answer was not saved."
        )


def _accept(
    report: Report, comment: AccuracyComment, content: AnswerContent, *, by: User, at: datetime
) -> None:
    paragraph = report.paragraphs.named(comment.paragraph)
    if paragraph is None or paragraph.is_removed:
        return
    text = clean_text(content.text).strip()
    frozen = comment.round.draft.paragraph(comment.paragraph) or {}
    refusal = answer_refusal(
        is_accepted=True,
        is_omission=comment.kind == CommentKind.OMITTED,
        frozen=str(frozen.get("text", "")),
        text=text,
    )
    if refusal:
        raise ActionRefused(refusal)
    if text == paragraph.text and content.version == paragraph.version:
        # An earlier answer changed it already; the same text needs no other revision.
        return
    save_text(
        report=report,
        paragraph=paragraph,
        version=content.version,
        content=ParagraphContent(text=text, agency=paragraph.agency_id),
        by=by,
        at=at,
    )
