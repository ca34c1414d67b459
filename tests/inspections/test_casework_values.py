"""The fixed words of journeys, practice and conversations, and the tables that hold them."""

from dataclasses import FrozenInstanceError, replace
from datetime import date
from enum import StrEnum
from typing import Any
from uuid import UUID

import pytest
from django.core.exceptions import ValidationError
from django.db.models import Model

from frameworks.models import Speaker
from inspections.forms.conversation import ConversationFields
from inspections.forms.journey import EventFields
from inspections.models import (
    CaseEvent,
    CaseEventRevision,
    Conversation,
    ConversationAnswer,
    ConversationRevision,
    PracticeEvaluation,
    PracticeEvaluationRevision,
)
from inspections.values import SOURCE_LABELS, Source
from inspections.values.conversation import (
    CONSENT_LABELS,
    LONGEST_WORDS,
    MOST_PEOPLE,
    REPLY_LABELS,
    SOURCE_OF_SPEAKER,
    Answered,
    Consent,
    ConversationContent,
    Reply,
)
from inspections.values.journey import (
    EVENT_LABELS,
    EVENT_LETTERS,
    LONGEST_EVENT,
    EventContent,
    EventKind,
)
from inspections.values.practice import (
    LONGEST_REASONS,
    MET_LABELS,
    MET_SCALE,
    Met,
    PracticeContent,
)

LABELLED = [
    (EventKind, EVENT_LABELS),
    (EventKind, EVENT_LETTERS),
    (Met, MET_LABELS),
    (Reply, REPLY_LABELS),
    (Consent, CONSENT_LABELS),
]
KEPT_IN = [
    (CaseEvent, "kind", EventKind),
    (CaseEventRevision, "kind", EventKind),
    (PracticeEvaluation, "met", Met),
    (PracticeEvaluationRevision, "met", Met),
    (Conversation, "consent", Consent),
    (ConversationRevision, "consent", Consent),
    (ConversationAnswer, "reply", Reply),
]
EVENT = EventContent("missing", date(2020, 11, 2), None, 5, "Over night.")
PRACTICE = PracticeContent("good", "", "Reviewed in time.", (UUID(int=1),))
CONVERSATION = ConversationContent(date(2020, 11, 2), 2, False, "", "", (Answered(1, "yes"),))


# --- words --------------------------------------------------------------------------------------


@pytest.mark.parametrize(("words", "labels"), LABELLED)
def test_every_word_has_one_label_that_no_other_has(
    words: type[StrEnum], labels: dict[Any, str]
) -> None:
    assert list(labels) == list(words)
    assert all(label.strip() for label in labels.values())
    assert len(set(labels.values())) == len(labels)


@pytest.mark.parametrize(("words", "labels"), LABELLED)
def test_a_label_is_found_by_the_text_that_a_table_holds(
    words: type[StrEnum], labels: dict[Any, str]
) -> None:
    for word in words:
        assert labels[words(str(word))] == labels[word]


@pytest.mark.parametrize("words", [EventKind, Met, Reply, Consent])
@pytest.mark.parametrize("text", ["", "unknown", "NOT_SEEN ", "🙂"])
def test_what_is_no_word_is_refused(words: type[StrEnum], text: str) -> None:
    with pytest.raises(ValueError, match="is not a valid"):
        words(text)


@pytest.mark.parametrize("kind", EventKind)
def test_the_letters_of_a_kind_fit_into_its_sign(kind: EventKind) -> None:
    assert 1 <= len(EVENT_LETTERS[kind]) <= 2


# --- practice -----------------------------------------------------------------------------------


def test_whether_practice_was_seen_is_no_place_in_the_order() -> None:
    assert set(Met) - set(MET_SCALE) == {Met.NOT_SEEN}
    assert MET_SCALE == (Met.WELL, Met.IN_PART, Met.NOT_MET)


# --- conversations ------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("speaker", "source"),
    [
        (Speaker.CHILD, Source.CHILD),
        (Speaker.FAMILY, Source.FAMILY),
        (Speaker.PRACTITIONER, Source.PRACTITIONER),
    ],
)
def test_who_speaks_is_a_source_of_evidence(speaker: Speaker, source: Source) -> None:
    assert SOURCE_OF_SPEAKER[speaker] == source
    assert SOURCE_LABELS[source]


def test_nobody_speaks_who_is_no_source() -> None:
    assert set(SOURCE_OF_SPEAKER) == set(Speaker.values)


# --- the tables hold them -----------------------------------------------------------------------


@pytest.mark.parametrize(("model", "name", "words"), KEPT_IN)
def test_a_table_holds_every_word_and_no_other(
    model: type[Model], name: str, words: type[StrEnum]
) -> None:
    field = model._meta.get_field(name)
    assert [value for value, _ in field.choices] == list(words)
    for word in words:
        assert field.clean(word.value, None) == word
    with pytest.raises(ValidationError):
        field.clean("unknown", None)


@pytest.mark.parametrize(("model", "name", "words"), KEPT_IN)
def test_a_table_has_room_for_the_longest_word(
    model: type[Model], name: str, words: type[StrEnum]
) -> None:
    assert model._meta.get_field(name).max_length >= max(map(len, words))


@pytest.mark.parametrize(
    ("model", "name"), [(CaseEvent, "last_day"), (CaseEventRevision, "last_day")]
)
def test_a_last_day_may_be_none(model: type[Model], name: str) -> None:
    assert model._meta.get_field(name).null


# --- the forms hold their limits ----------------------------------------------------------------


def test_the_limits_are_those_of_the_forms() -> None:
    assert EventFields.base_fields["text"].max_length == LONGEST_EVENT
    people = ConversationFields.base_fields["people"]
    assert (people.min_value, people.max_value) == (1, MOST_PEOPLE)
    limits = [one.limit_value for one in ConversationFields.base_fields["present"].validators[:1]]
    assert limits == [LONGEST_WORDS]
    assert LONGEST_EVENT < LONGEST_WORDS < LONGEST_REASONS


# --- contents -----------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("content", "name", "value"),
    [
        (EVENT, "text", "Otherwise."),
        (EVENT, "agency", None),
        (EVENT, "last_day", date(2020, 11, 3)),
        (PRACTICE, "grade", ""),
        (PRACTICE, "evidence", ()),
        (CONVERSATION, "people", 3),
        (CONVERSATION, "answers", ()),
        (Answered(1, "yes"), "words", "It was."),
    ],
)
def test_a_content_is_another_when_one_thing_is_otherwise(
    content: Any, name: str, value: Any
) -> None:
    other = replace(content, **{name: value})
    assert other != content
    assert replace(other, **{name: getattr(content, name)}) == content
    with pytest.raises(FrozenInstanceError):
        setattr(content, name, value)


def test_a_content_without_evidence_words_or_answers_has_none() -> None:
    assert PracticeContent("good", "", "Why").evidence == ()
    assert Answered(1, "yes").words == ""
    assert replace(CONVERSATION, answers=()) == ConversationContent(
        date(2020, 11, 2), 2, False, "", ""
    )


@pytest.mark.parametrize("content", [EVENT, PRACTICE, CONVERSATION])
def test_equal_contents_are_one_in_a_set(content: Any) -> None:
    assert len({content, replace(content)}) == 1
