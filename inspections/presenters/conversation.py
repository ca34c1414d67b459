"""Conversations: one, in a list, and their answers counted."""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from urllib.parse import quote

from django.urls import reverse
from django.utils.formats import date_format

from frameworks.models import Question, QuestionSet
from inspections.models import Case, Conversation, ConversationRevision, Inspection
from inspections.presenters.kept import kept_facts, who_sees
from inspections.values import in_strand
from inspections.values.conversation import (
    CONSENT_LABELS,
    REPLY_LABELS,
    SOURCE_OF_SPEAKER,
    Consent,
    ConversationContent,
    Reply,
)
from pages.shown import Cell, Column, SummaryRow

COUNT_COLUMNS = [
    Column("Question"),
    *(Column(REPLY_LABELS[reply], numeric=True) for reply in Reply),
]
LIST_COLUMNS = [
    Column("Conversation"),
    Column("Day"),
    Column("Case"),
    Column("People", numeric=True),
    Column("Who sees it"),
]
NEWEST = 50


@dataclass(frozen=True)
class CountedSet:
    """A set of questions, and how often each got each answer."""

    title: str
    anchor: str
    record_url: str
    rows: list[list[Cell]]
    conversations: int

    @property
    def caption(self) -> str:
        """What its table counts."""
        return f"How often each answer was given: {self.title}"


@dataclass(frozen=True)
class AnswerShown:
    """An answer, and the page on which evidence is made of it."""

    question: str
    reference: str
    reply: str
    words: str
    evidence_url: str


def counted_sets(
    inspection: Inspection,
    sets: Sequence[QuestionSet],
    counts: Iterable[tuple[int, str, int]],
    conversations: Sequence[Conversation],
    *,
    case: Case | None = None,
) -> list[CountedSet]:
    """The answers to each question of each set.

    Args:
        sets: with their questions.
        counts: question, reply and how often, over the conversations that the reader sees.
        case: the one that all of them are about.
    """
    about = f"?case={quote(case.reference)}" if case else ""
    numbers: dict[tuple[int, str], int] = defaultdict(int)
    for question, reply, number in counts:
        numbers[question, reply] += number
    asked: dict[int, int] = defaultdict(int)
    for one in conversations:
        asked[one.question_set_id] += 1
    return [
        CountedSet(
            title=one.title,
            anchor=one.code,
            record_url=reverse(
                "inspections:record_conversation", args=[inspection.reference, one.code]
            )
            + about,
            rows=_count_rows(one.questions.all(), numbers) if asked[one.pk] else [],
            conversations=asked[one.pk],
        )
        for one in sets
    ]


def _count_rows(
    questions: Iterable[Question], numbers: dict[tuple[int, str], int]
) -> list[list[Cell]]:
    rows = []
    for question in questions:
        found = [numbers[question.pk, reply] for reply in Reply]
        if question.is_asked or any(found):
            counted = [Cell(str(number), numeric=True) for number in found]
            rows.append([Cell(question.text, hint=question.reference), *counted])
    return rows


def conversation_url(inspection: Inspection, row: Conversation) -> str:
    """The page of a conversation."""
    return reverse("inspections:conversation", args=[inspection.reference, row.reference])


def conversation_rows(inspection: Inspection, rows: Sequence[Conversation]) -> list[list[Cell]]:
    """A row for each of the newest conversations. Nobody who spoke is named."""
    return [
        [
            Cell(
                row.reference,
                url=conversation_url(inspection, row),
                hint=row.question_set.title,
            ),
            Cell(date_format(row.held_on, "j F Y")),
            Cell(row.case.reference if row.case else "No case"),
            Cell(str(row.people), numeric=True),
            Cell(who_sees(row)),
        ]
        for row in rows[:NEWEST]
    ]


def conversation_facts(row: Conversation) -> list[SummaryRow]:
    """When it was, with how many, and who agreed."""
    facts = [
        SummaryRow("Questions", row.question_set.title),
        SummaryRow("Day", date_format(row.held_on)),
        SummaryRow("Case", row.case.reference if row.case else "No case"),
        SummaryRow("People spoken to", str(row.people)),
        SummaryRow("A child took part", "Yes" if row.child_took_part else "No"),
    ]
    if row.child_took_part:
        facts += [
            SummaryRow("Who agreed", CONSENT_LABELS[Consent(row.consent)]),
            SummaryRow("Who was there", row.present, verbatim=True),
        ]
    return [*facts, *kept_facts(row)]


def answers_of(
    inspection: Inspection, row: Conversation, said: ConversationRevision, *, may_record: bool
) -> list[AnswerShown]:
    """The answers of a conversation as it stands."""
    source = SOURCE_OF_SPEAKER[row.question_set.speaker]
    kept = {"case": row.case.reference} if row.case else {}
    address = reverse("inspections:record_evidence", args=[inspection.reference])
    record = in_strand(address, row.strand.code, **kept, source=source)
    return [
        AnswerShown(
            question=one.question.text,
            reference=one.question.reference,
            reply=REPLY_LABELS[Reply(one.reply)],
            words=one.words,
            evidence_url=record if may_record and one.reply != Reply.NOT_ASKED else "",
        )
        for one in said.answers.all()
    ]


def revision_text(said: ConversationRevision) -> str:
    """What was recorded at one version, as one text."""
    answers = [(one.question.text, one.reply, one.words) for one in said.answers.all()]
    return "\n".join([_head(said), *_answers(answers)])


def sent_text(content: ConversationContent, questions: Sequence[Question]) -> str:
    """What a form said, as one text."""
    texts = {one.pk: one.text for one in questions}
    answers = [(texts[one.question], one.reply, one.words) for one in content.answers]
    return "\n".join([_head(content), *_answers(answers)])


def _head(said: ConversationRevision | ConversationContent) -> str:
    parts = [date_format(said.held_on), f"{said.people} spoken to"]
    if said.child_took_part and said.consent:
        parts.append(f"agreed by: {CONSENT_LABELS[Consent(said.consent)].lower()}")
        parts.append(f"there: {said.present}")
    return "; ".join(parts)


def _answers(answers: Iterable[tuple[str, str, str]]) -> list[str]:
    return [
        f"{text} {REPLY_LABELS[Reply(reply)]}{': ' if words else ''}{words}"
        for text, reply, words in answers
    ]
