"""Suggestions of another wording: made, and once accepted, declined or withdrawn."""

import uuid
from datetime import datetime

from django.utils import timezone

from organisations.models import User
from records.actions import once
from records.errors import ActionRefused, Conflict, PermissionRefused
from records.values import NO_DRAFT, HeardOfDraft, clean_text
from reports.actions.remarks import (
    allowed_place,
    checked,
    locked_for_discussion,
    next_number,
    revision_of,
)
from reports.actions.writing import lock_words_of, save_text
from reports.models import Paragraph, Report, Suggestion, SuggestionOutcome
from reports.permissions import may_decline, may_write, place_of
from reports.values import PARAGRAPH_LIMIT, REASON_LIMIT, ParagraphContent, long_moment
from reports.values.remarks import Outcome, SuggestionContent


def suggest(
    *,
    paragraph: Paragraph,
    content: SuggestionContent,
    key: uuid.UUID,
    by: User,
    at: datetime,
    heard: HeardOfDraft = NO_DRAFT,
) -> Suggestion:
    """Suggest another wording of a paragraph as it stood at a version. The text stays as it is.

    Raises:
        PermissionRefused: the person does not read what is said here, or it is not discussed now.
        ActionRefused: it is empty, too long or what the paragraph says, or the paragraph is gone.
        AlreadySent: the form was sent before with other content.
    """

    def make() -> str:
        report, place = locked_for_discussion(report=paragraph.report, by=by, at=at)
        revision = revision_of(paragraph=paragraph, version=content.version)
        text = _checked_wording(content.text)
        if text == revision.text:
            raise ActionRefused("This is what the paragraph says. Change the wording.")
        why = clean_text(content.why).strip()
        suggestion = Suggestion.objects.create(
            report=report,
            number=next_number(of=Suggestion, report=report),
            paragraph_id=paragraph.pk,
            paragraph_version=content.version,
            text=text,
            why=checked(text=why, missing="", limit=REASON_LIMIT) if why else "",
            inspectorate_id=place.inspectorate_id,
            by=by,
            at=at,
        )
        return str(suggestion.number)

    told = {"paragraph": paragraph.pk, **content.as_data()}
    receipt = once(key=key, by=by, act="suggest", content=told, at=at, do=make, heard=heard)
    rows = Suggestion.objects.filter(report=paragraph.report_id)
    found: Suggestion = rows.get(number=int(receipt.result))
    return found


def accept_suggestion(
    *,
    suggestion: Suggestion,
    text: str,
    version: int,
    key: uuid.UUID,
    by: User,
    at: datetime,
    heard: HeardOfDraft = NO_DRAFT,
) -> SuggestionOutcome:
    """Accept a suggestion, once: the paragraph says it from now on.

    Args:
        text: what the paragraph is to say: what was suggested, or what was made of it.
        version: of the paragraph that was on the page.

    Raises:
        PermissionRefused: the person does not write, or the text cannot change now.
        Conflict: the paragraph was changed or removed since; nothing was saved.
        ActionRefused: somebody decided meanwhile, or the text is empty or too long.
        AlreadySent: the form was sent before with other content.
    """

    def accept() -> str:
        lock_words_of(paragraph=suggestion.paragraph)
        report = Report.objects.lock(suggestion.report)
        place = place_of(by, report, timezone.localdate(at))
        place = allowed_place(place=place, answer=may_write(place, report))
        _require_undecided(suggestion)
        paragraph = report.paragraphs.select_related("section", "agency").get(
            pk=suggestion.paragraph_id
        )
        if paragraph.is_removed:
            raise Conflict("Somebody removed this paragraph.", theirs=paragraph)
        words = _checked_wording(text)
        if words != paragraph.text or version != paragraph.version:
            content = ParagraphContent(words, paragraph.agency_id)
            save_text(
                report=report, paragraph=paragraph, version=version, content=content, by=by, at=at
            )
        return _decided(
            suggestion,
            Outcome.ACCEPTED,
            became_version=paragraph.version,
            inspectorate_id=place.inspectorate_id,
            by=by,
            at=at,
        )

    told = {"suggestion": suggestion.pk, "text": text, "version": version}
    once(key=key, by=by, act="accept suggestion", content=told, at=at, do=accept, heard=heard)
    return _outcome_of(suggestion)


def decline_suggestion(
    *,
    suggestion: Suggestion,
    reason: str,
    key: uuid.UUID,
    by: User,
    at: datetime,
    heard: HeardOfDraft = NO_DRAFT,
) -> SuggestionOutcome:
    """Decline a suggestion, once, with a reason that its maker reads.

    Raises:
        PermissionRefused: the person does not write, or the text is not discussed now.
        ActionRefused: there is no reason, or somebody decided meanwhile.
        AlreadySent: the form was sent before with other content.
    """

    def decline() -> str:
        report = Report.objects.lock(suggestion.report)
        place = place_of(by, report, timezone.localdate(at))
        place = allowed_place(place=place, answer=may_decline(place, report))
        _require_undecided(suggestion)
        words = checked(text=reason, missing="Say why it is declined.", limit=REASON_LIMIT)
        return _decided(
            suggestion,
            Outcome.DECLINED,
            reason=words,
            inspectorate_id=place.inspectorate_id,
            by=by,
            at=at,
        )

    told = {"suggestion": suggestion.pk, "reason": reason}
    once(key=key, by=by, act="decline suggestion", content=told, at=at, do=decline, heard=heard)
    return _outcome_of(suggestion)


def withdraw_suggestion(*, suggestion: Suggestion, by: User, at: datetime) -> SuggestionOutcome:
    """Whoever made a suggestion withdraws it, while nobody has decided.

    Raises:
        PermissionRefused: somebody else made it, or the text is not discussed now.
        ActionRefused: somebody decided meanwhile.
    """
    _, place = locked_for_discussion(report=suggestion.report, by=by, at=at)
    if suggestion.by_id != by.pk:
        raise PermissionRefused("A suggestion is withdrawn by whoever made it.")
    _require_undecided(suggestion)
    _decided(suggestion, Outcome.WITHDRAWN, inspectorate_id=place.inspectorate_id, by=by, at=at)
    return _outcome_of(suggestion)


def _checked_wording(text: str) -> str:
    return checked(text=text, missing="Enter what the paragraph is to say.", limit=PARAGRAPH_LIMIT)


def _require_undecided(suggestion: Suggestion) -> None:
    """Asked under the report's lock: of two who decide, the second meets the first's outcome."""
    rows = SuggestionOutcome.objects.filter(suggestion=suggestion).select_related("by")
    outcome = rows.first()
    if outcome is not None:
        raise ActionRefused(
            f"This suggestion was {outcome} by {outcome.by} on {long_moment(outcome.at)}. "
            "Nothing was changed."
        )


def _decided(suggestion: Suggestion, kind: Outcome, **facts: object) -> str:
    SuggestionOutcome.objects.create(suggestion=suggestion, kind=kind, **facts)
    return kind.value


def _outcome_of(suggestion: Suggestion) -> SuggestionOutcome:
    return SuggestionOutcome.objects.select_related("suggestion", "by").get(suggestion=suggestion)
