"""Recording conversations along a set of questions."""

from dataclasses import replace
from datetime import datetime
from typing import Any

from django.db import transaction
from django.utils import timezone

from frameworks.models import Question, QuestionSet
from inspections.actions import keeping
from inspections.models import (
    Case,
    Conversation,
    ConversationAnswer,
    ConversationRevision,
    Inspection,
    Strand,
)
from inspections.permissions.conversation import (
    may_change_conversation,
    may_record_conversation,
    may_withdraw_conversation,
)
from inspections.values.conversation import (
    LONGEST_WORDS,
    MOST_PEOPLE,
    Answered,
    Consent,
    ConversationContent,
    Reply,
)
from organisations.models import User
from records.actions import save_if_version
from records.errors import ActionRefused
from records.permissions import require
from records.values import clean_text


def record_conversation(
    *,
    inspection: Inspection,
    strand: Strand,
    question_set: QuestionSet,
    case: Case | None,
    content: ConversationContent,
    by: User,
    at: datetime,
) -> Conversation:
    """Record a conversation with its answers.

    Raises:
        PermissionRefused: the person does not record, or not at this stage.
        ActionRefused: the content does not fit the set of questions.
    """
    member = keeping.member_of(inspection=inspection, by=by, at=at)
    require(may_record_conversation(member, inspection))
    if case is not None and case.inspection_id != inspection.pk:
        raise ActionRefused("This case is not one of this inspection. Choose it again.")
    content = _checked(question_set, content, at)
    row: Conversation = keeping.begun(
        model=Conversation, prefix="Q", strand=strand, member=member, by=by, at=at
    )
    row.question_set, row.case = question_set, case
    for name, value in _columns(content).items():
        setattr(row, name, value)
    with transaction.atomic():
        row.save(force_insert=True)
        _add_revision(row, content, by=by, at=at)
    return row


def change_conversation(
    *,
    conversation: Conversation,
    version: int,
    content: ConversationContent,
    by: User,
    at: datetime,
) -> Conversation:
    """Save another version of a conversation, if it is still at the version that was open.

    Raises:
        PermissionRefused: somebody else recorded it, or the inspection takes no evidence.
        Conflict: another version was saved meanwhile, or it was withdrawn.
        ActionRefused: the content does not fit the set of questions.
    """
    inspection = conversation.inspection
    member = keeping.member_of(inspection=inspection, by=by, at=at)
    require(may_change_conversation(member, inspection, conversation, by))
    content = _checked(conversation.question_set, content, at)
    rows = Conversation.objects.open_for_change().filter(pk=conversation.pk)
    with transaction.atomic():
        conversation.version = save_if_version(rows, version=version, **_columns(content))
        _add_revision(conversation, content, by=by, at=at)
    return conversation


def withdraw_conversation(
    *, conversation: Conversation, version: int, why: str, by: User, at: datetime
) -> None:
    """Withdraw a conversation, for a reason. Its answers count no longer.

    Raises:
        PermissionRefused: see `may_withdraw_conversation`.
        Conflict: it was changed or withdrawn meanwhile.
    """
    inspection = conversation.inspection
    member = keeping.member_of(inspection=inspection, by=by, at=at)
    require(may_withdraw_conversation(member, inspection, conversation, by))
    keeping.withdraw(row=conversation, version=version, why=why, by=by, at=at)


def _checked(
    question_set: QuestionSet, content: ConversationContent, at: datetime
) -> ConversationContent:
    if content.held_on > timezone.localdate(at):
        raise ActionRefused("The day of the conversation must be today or in the past.")
    if not 1 <= content.people <= MOST_PEOPLE:
        raise ActionRefused(f"Enter how many people you spoke to, from 1 to {MOST_PEOPLE}.")
    questions = set(Question.objects.filter(question_set=question_set).values_list("pk", flat=True))
    asked = [one.question for one in content.answers]
    if set(asked) - questions or len(asked) != len(set(asked)):
        raise ActionRefused("An answer is to no question of this set. Open the page again.")
    if any(one.reply not in list(Reply) for one in content.answers):
        raise ActionRefused("Select one of the answers to each question.")
    answers = tuple(replace(one, words=_words(one)) for one in content.answers)
    return _with_consent(replace(content, answers=answers))


def _with_consent(content: ConversationContent) -> ConversationContent:
    if not content.child_took_part:
        return replace(content, consent="", present="")
    if content.consent not in list(Consent):
        raise ActionRefused("Select who agreed that the child is spoken to.")
    missing = "Enter who was there, by their part: “alone with me” is an answer too."
    return replace(
        content, present=keeping.said(text=content.present, missing=missing, longest=LONGEST_WORDS)
    )


def _words(answered: Answered) -> str:
    words = clean_text(answered.words).strip()
    if len(words) > LONGEST_WORDS:
        raise ActionRefused(f"What was said must be {LONGEST_WORDS:,} characters or fewer.")
    if words and answered.reply == Reply.NOT_ASKED:
        raise ActionRefused("Words were said to a question that was not asked. Select the answer.")
    return words


def _columns(content: ConversationContent) -> dict[str, Any]:
    return {
        "held_on": content.held_on,
        "people": content.people,
        "child_took_part": content.child_took_part,
        "consent": content.consent,
        "present": content.present,
    }


def _add_revision(
    row: Conversation, content: ConversationContent, *, by: User, at: datetime
) -> None:
    revision = ConversationRevision.objects.create(
        conversation=row, version=row.version, by=by, at=at, **_columns(content)
    )
    ConversationAnswer.objects.bulk_create(
        ConversationAnswer(
            revision=revision, question_id=one.question, reply=one.reply, words=one.words
        )
        for one in content.answers
    )
