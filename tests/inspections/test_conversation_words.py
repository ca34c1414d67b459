"""How conversations are told: one, those of an inspection, and their answers counted."""

from datetime import date
from typing import Any

import pytest

from frameworks.models import Question, QuestionSet
from inspections.models import Case, Conversation, ConversationAnswer, ConversationRevision
from inspections.presenters.conversation import (
    COUNT_COLUMNS,
    LIST_COLUMNS,
    NEWEST,
    CountedSet,
    answers_of,
    conversation_facts,
    conversation_rows,
    conversation_url,
    counted_sets,
    revision_text,
    sent_text,
)
from inspections.values.conversation import Answered, ConversationContent, Reply
from tests.inspections.kept_rows import (
    AT,
    CASE,
    CQC,
    INSPECTION,
    JOINT,
    KIT,
    SCRIPT,
    SINGLE,
    fetched,
    summary,
    table,
)

DAY = date(2020, 11, 2)
EASY = Question(pk=1, code="easy", text="Was it easy?", reference="140112 ¶68a", order=1)
HEARD = Question(pk=2, code="heard", text="Were you heard?", reference="140112 ¶69a", order=2)
GONE = Question(pk=3, code="gone", text="Is it gone?", reference="¶1", order=3, is_asked=False)
INSPECTED = "/inspections/OF-2026-0001"


def a_set(number: int = 1, *questions: Question, **changes: Any) -> QuestionSet:
    usual = {"code": "child", "title": "With a child", "speaker": "child"}
    row = QuestionSet(pk=number, **{**usual, **changes})
    return fetched(row, questions=list(questions))


CHILD = a_set(1, EASY, HEARD)
FAMILY = a_set(2, code="family", title="With a parent or carer", speaker="family")


def conversation(number: int = 1, **changes: Any) -> Conversation:
    usual = {
        "pk": number,
        "reference": f"Q-{number}",
        "question_set": CHILD,
        "case": CASE,
        "held_on": DAY,
        "people": 2,
        "child_took_part": False,
        "strand": JOINT,
        "owner": CQC,
        "author": KIT,
        "recorded_at": AT,
    }
    return Conversation(**{**usual, **changes})


def said(*answers: tuple[Question, str, str], **changes: Any) -> ConversationRevision:
    usual = {"held_on": DAY, "people": 2, "child_took_part": False}
    rows = [
        ConversationAnswer(question=question, reply=reply, words=words)
        for question, reply, words in answers
    ]
    return fetched(ConversationRevision(**{**usual, **changes}), answers=rows)


def counted(
    sets: Any, counts: Any = (), conversations: Any = (), case: Any = None
) -> list[CountedSet]:
    return counted_sets(INSPECTION, sets, counts, conversations, case=case)


# --- answers, counted ---------------------------------------------------------------------------


def test_a_set_along_which_nobody_was_spoken_to_has_no_table() -> None:
    [shown] = counted([CHILD], [(1, "yes", 4)])
    assert (shown.rows, shown.conversations) == ([], 0)
    assert (shown.title, shown.anchor) == ("With a child", "child")
    assert shown.caption == "How often each answer was given: With a child"


@pytest.mark.parametrize(
    ("counts", "first", "second"),
    [
        ([], "0 0 0 0", "0 0 0 0"),
        ([(1, "yes", 3)], "3 0 0 0", "0 0 0 0"),
        (
            [(1, "yes", 1), (1, "partly", 2), (1, "no", 3), (1, "not_asked", 4)],
            "1 2 3 4",
            "0 0 0 0",
        ),
        ([(1, "no", 1), (2, "no", 2)], "0 0 1 0", "0 0 2 0"),
        ([(1, "no", 1), (1, "no", 2)], "0 0 3 0", "0 0 0 0"),
        ([(9, "yes", 7)], "0 0 0 0", "0 0 0 0"),
    ],
)
def test_each_question_counts_each_answer(
    counts: list[tuple[int, str, int]], first: str, second: str
) -> None:
    [shown] = counted([CHILD], counts, [conversation()])
    numbers = [" ".join(cell.text for cell in row[1:]) for row in shown.rows]
    assert numbers == [first, second]
    assert [row[0].text for row in shown.rows] == ["Was it easy?", "Were you heard?"]
    assert [row[0].hint for row in shown.rows] == ["140112 ¶68a", "140112 ¶69a"]
    assert [cell.numeric for cell in shown.rows[0]] == [one.numeric for one in COUNT_COLUMNS]


def test_the_columns_are_the_answers_in_their_order() -> None:
    labels = [one.label for one in COUNT_COLUMNS]
    assert labels == ["Question", "Yes", "Partly", "No", "Not asked"]


@pytest.mark.parametrize(
    ("counts", "is_shown"),
    [
        ([], False),
        ([(3, "yes", 1)], True),
        ([(3, "not_asked", 1)], True),
        ([(3, "yes", 0)], False),
    ],
)
def test_a_question_that_is_asked_no_more_is_shown_where_it_was_answered(
    counts: list[tuple[int, str, int]], is_shown: bool
) -> None:
    [shown] = counted([a_set(1, EASY, GONE)], counts, [conversation()])
    assert ("Is it gone?" in [row[0].text for row in shown.rows]) is is_shown


@pytest.mark.parametrize(
    ("sets", "numbers"),
    [([], [0, 0]), ([CHILD], [1, 0]), ([CHILD, CHILD, FAMILY], [2, 1]), ([FAMILY], [0, 1])],
)
def test_conversations_are_counted_by_their_set(
    sets: list[QuestionSet], numbers: list[int]
) -> None:
    rows = [conversation(number, question_set=one) for number, one in enumerate(sets, 1)]
    shown = counted([CHILD, FAMILY], [], rows)
    assert [one.conversations for one in shown] == numbers


@pytest.mark.parametrize(
    ("case", "ends"),
    [
        (None, ""),
        (CASE, "?case=T1"),
        (Case(pk=9, reference="T1&x=1"), "?case=T1%26x%3D1"),
    ],
)
def test_another_is_recorded_along_the_set_and_about_the_case(case: Any, ends: str) -> None:
    shown = counted([CHILD, FAMILY], case=case)
    assert [one.record_url for one in shown] == [
        f"{INSPECTED}/conversations/record/child/{ends}",
        f"{INSPECTED}/conversations/record/family/{ends}",
    ]


def test_without_sets_nothing_is_counted() -> None:
    assert counted([], [(1, "yes", 1)], [conversation()]) == []


# --- a list of them -----------------------------------------------------------------------------


def test_a_row_says_when_about_what_with_how_many_and_for_whom() -> None:
    [row] = conversation_rows(INSPECTION, [conversation(strand=SINGLE)])
    assert [cell.text for cell in row] == ["Q-1", "2 November 2020", "T1", "2", "CQC alone"]
    assert (row[0].url, row[0].hint) == (f"{INSPECTED}/conversations/Q-1/", "With a child")
    assert [cell.numeric for cell in row] == [column.numeric for column in LIST_COLUMNS]


def test_a_conversation_about_no_case_says_so() -> None:
    [row] = conversation_rows(INSPECTION, [conversation(case=None)])
    assert row[2].text == "No case"


@pytest.mark.parametrize("number", [0, 1, NEWEST - 1, NEWEST, NEWEST + 1])
def test_the_list_ends_after_the_newest(number: int) -> None:
    rows = [conversation(one) for one in range(1, number + 1)]
    shown = conversation_rows(INSPECTION, rows)
    assert [row[0].text for row in shown] == [f"Q-{one + 1}" for one in range(min(number, NEWEST))]


def test_a_list_names_nobody_who_spoke() -> None:
    row = conversation(child_took_part=True, consent="both", present="Aunt Rose")
    assert "Rose" not in table(LIST_COLUMNS, conversation_rows(INSPECTION, [row]))


def test_titles_are_no_markup() -> None:
    odd = a_set(1, Question(pk=1, text=SCRIPT, reference="", order=1), title=SCRIPT)
    rows = conversation_rows(INSPECTION, [conversation(question_set=odd)])
    assert "<script>" not in table(LIST_COLUMNS, rows)
    [shown] = counted([odd], [], [conversation(question_set=odd)])
    assert "<script>" not in table(COUNT_COLUMNS, shown.rows)


# --- one of them --------------------------------------------------------------------------------


def test_a_conversation_without_a_child_says_no_more_than_that() -> None:
    rows = conversation_facts(conversation())
    assert [(row.key, row.value) for row in rows[:5]] == [
        ("Questions", "With a child"),
        ("Day", "Monday 2 November 2020"),
        ("Case", "T1"),
        ("People spoken to", "2"),
        ("A child took part", "No"),
    ]
    assert [row.key for row in rows[5:]] == ["Recorded", "Who sees it"]


@pytest.mark.parametrize(
    ("consent", "words"),
    [
        ("child", "The child"),
        ("carer", "A parent or carer"),
        ("both", "The child and a parent or carer"),
    ],
)
def test_where_a_child_took_part_it_says_who_agreed_and_who_was_there(
    consent: str, words: str
) -> None:
    row = conversation(child_took_part=True, consent=consent, present="Carer\nטבא", case=None)
    rows = conversation_facts(row)
    assert [(one.key, one.value) for one in rows[2:7]] == [
        ("Case", "No case"),
        ("People spoken to", "2"),
        ("A child took part", "Yes"),
        ("Who agreed", words),
        ("Who was there", "Carer\nטבא"),
    ]
    assert rows[6].verbatim


def test_who_was_there_is_no_markup() -> None:
    row = conversation(child_took_part=True, consent="child", present=SCRIPT)
    assert "<script>" not in summary(conversation_facts(row))


def test_a_withdrawn_conversation_says_so_last() -> None:
    gone = conversation(withdrawn_at=AT, withdrawn_by=KIT, withdrawn_why="Wrong set")
    assert conversation_facts(gone)[-1].value.endswith("by Kit Ash: Wrong set")


def test_a_conversation_has_its_page() -> None:
    assert conversation_url(INSPECTION, conversation()) == f"{INSPECTED}/conversations/Q-1/"


# --- its answers --------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("reply", "words", "may_record", "has_link"),
    [
        ("yes", "It was.", True, True),
        ("partly", "", True, True),
        ("no", "", True, True),
        ("not_asked", "", True, False),
        ("yes", "It was.", False, False),
        ("not_asked", "", False, False),
    ],
)
def test_evidence_is_made_of_what_was_asked_by_those_who_record(
    reply: str, words: str, may_record: bool, has_link: bool
) -> None:
    [shown] = answers_of(
        INSPECTION, conversation(), said((EASY, reply, words)), may_record=may_record
    )
    assert (shown.question, shown.reference, shown.words) == ("Was it easy?", "140112 ¶68a", words)
    assert bool(shown.evidence_url) is has_link


@pytest.mark.parametrize(
    ("reply", "words"),
    [("yes", "Yes"), ("partly", "Partly"), ("no", "No"), ("not_asked", "Not asked")],
)
def test_an_answer_is_told_in_words(reply: str, words: str) -> None:
    [shown] = answers_of(INSPECTION, conversation(), said((EASY, reply, "")), may_record=False)
    assert shown.reply == words


@pytest.mark.parametrize(
    ("speaker", "changes", "ends"),
    [
        ("child", {}, "?case=T1&source=child"),
        ("family", {}, "?case=T1&source=family"),
        ("practitioner", {}, "?case=T1&source=practitioner"),
        ("child", {"case": None}, "?source=child"),
        ("child", {"strand": SINGLE}, "?strand=cqc-health&case=T1&source=child"),
    ],
)
def test_evidence_begins_with_what_the_conversation_knows(
    speaker: str, changes: dict[str, Any], ends: str
) -> None:
    row = conversation(question_set=a_set(1, EASY, speaker=speaker), **changes)
    [shown] = answers_of(INSPECTION, row, said((EASY, "yes", "")), may_record=True)
    assert shown.evidence_url == f"{INSPECTED}/evidence/record/{ends}"


def test_answers_stand_in_the_order_of_the_questions() -> None:
    shown = answers_of(
        INSPECTION,
        conversation(),
        said((HEARD, "no", ""), (EASY, "yes", "")),
        may_record=False,
    )
    assert [one.question for one in shown] == ["Were you heard?", "Was it easy?"]
    assert answers_of(INSPECTION, conversation(), said(), may_record=True) == []


# --- a version as one text ----------------------------------------------------------------------


@pytest.mark.parametrize(
    ("facts", "head"),
    [
        ({}, "Monday 2 November 2020; 2 spoken to"),
        ({"people": 1}, "Monday 2 November 2020; 1 spoken to"),
        (
            {"child_took_part": True, "consent": "carer", "present": "Carer"},
            "Monday 2 November 2020; 2 spoken to; agreed by: a parent or carer; there: Carer",
        ),
        (
            {"child_took_part": True, "consent": "child", "present": ""},
            "Monday 2 November 2020; 2 spoken to; agreed by: the child; there: ",
        ),
        (
            {"child_took_part": False, "consent": "child", "present": "Carer"},
            "Monday 2 November 2020; 2 spoken to",
        ),
        ({"child_took_part": True}, "Monday 2 November 2020; 2 spoken to"),
    ],
)
@pytest.mark.parametrize(
    ("answers", "lines"),
    [
        ([], []),
        ([(EASY, "yes", "")], ["Was it easy? Yes"]),
        (
            [(EASY, "partly", "At first.\nThen not."), (HEARD, "not_asked", "")],
            ["Was it easy? Partly: At first.\nThen not.", "Were you heard? Not asked"],
        ),
    ],
)
def test_a_version_and_a_form_that_say_the_same_read_the_same(
    facts: dict[str, Any], head: str, answers: list[tuple[Question, str, str]], lines: list[str]
) -> None:
    usual = {"held_on": DAY, "people": 2, "child_took_part": False, "consent": "", "present": ""}
    content = ConversationContent(
        **{**usual, **facts},
        answers=tuple(Answered(one.pk, reply, words) for one, reply, words in answers),
    )
    text = revision_text(said(*answers, **facts))
    assert text == "\n".join([head, *lines])
    assert sent_text(content, [HEARD, EASY]) == text


@pytest.mark.parametrize("reply", Reply)
def test_every_answer_can_be_told_in_a_text(reply: Reply) -> None:
    content = ConversationContent(DAY, 1, False, "", "", (Answered(1, reply, ""),))
    assert sent_text(content, [EASY]).splitlines()[1].startswith("Was it easy? ")
