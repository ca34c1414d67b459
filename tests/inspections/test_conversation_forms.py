"""The form of a conversation along a set of questions, without a page around it."""

from datetime import date, timedelta
from typing import Any

import pytest
from django.http import QueryDict
from django.utils import timezone

from frameworks.models import Question
from inspections.forms.conversation import (
    ChangeConversationForm,
    ConversationForm,
    initial_of,
)
from inspections.models import Case, ConversationAnswer, ConversationRevision
from inspections.values.conversation import (
    CONSENT_LABELS,
    LONGEST_WORDS,
    MOST_PEOPLE,
    REPLY_LABELS,
    Answered,
    Consent,
    ConversationContent,
    Reply,
)
from tests.inspections.kept_rows import (
    CASE,
    JOINT,
    ONCE,
    SCRIPT,
    SINGLE,
    boxes,
    fetched,
    on,
    query,
)

EASY = Question(pk=1, code="easy", text="Was it easy?", reference="140112 ¶68a", order=1)
HEARD = Question(pk=2, code="heard", text="Were you heard?", reference="140112 ¶69a", order=2)
BOTH = [EASY, HEARD]
HELD = "held_on"
DAY = date(2020, 11, 2)
WHO_AGREED = "Select who agreed that the child is spoken to"
WHO_WAS_THERE = "Enter who was there when the child took part"


def posted(**changes: Any) -> QueryDict:
    usual = {
        "once": ONCE,
        "base": "0",
        "case": "7",
        "people": "2",
        "consent": "",
        "present": "",
        "strand": "joint",
        "reply_1": "yes",
        "words_1": " It was. ",
        "reply_2": "not_asked",
        "words_2": "",
        **on(HELD, DAY),
    }
    return query(**{**usual, **changes})


def conversation(data: Any = None, **changes: Any) -> ConversationForm:
    usual = {
        "questions": BOTH,
        "is_child": False,
        "cases": [CASE, Case(pk=8, reference="S2")],
        "strands": [JOINT, SINGLE],
        "short_name": "CQC",
    }
    return ConversationForm(data, **{**usual, **changes})


def with_child(**changes: Any) -> ConversationForm:
    usual = {"consent": "both", "present": "Alone with me"}
    return conversation(posted(**{**usual, **changes}), is_child=True)


# --- what it becomes ----------------------------------------------------------------------------


def test_what_was_typed_becomes_a_conversation() -> None:
    form = conversation(posted())
    assert form.is_valid(), form.errors
    assert form.content() == ConversationContent(
        held_on=DAY,
        people=2,
        child_took_part=False,
        consent="",
        present="",
        answers=(Answered(1, "yes", "It was."), Answered(2, "not_asked", "")),
    )
    assert form.chosen_strand() is JOINT
    assert form.chosen_case() is CASE


def test_a_conversation_may_be_about_no_case() -> None:
    form = conversation(posted(case=""))
    assert form.is_valid(), form.errors
    assert form.chosen_case() is None


@pytest.mark.parametrize("case", ["9", "T1", "07", "-7", "٧", "7\x00", SCRIPT, "🙂"])
def test_a_case_that_is_not_offered_is_not_taken(case: str) -> None:
    form = conversation(posted(case=case))
    assert set(form.errors) == {"case"}
    assert "<script>" not in str(form.errors)
    assert form["words_1"].value() == " It was. "


def test_cases_are_offered_by_reference_below_none() -> None:
    choices = conversation().fields["case"].choices
    assert choices == [("", "No case"), (7, "T1"), (8, "S2")]


def test_a_set_without_questions_is_a_conversation_without_answers() -> None:
    form = conversation(posted(), questions=[])
    assert form.is_valid(), form.errors
    assert form.content().answers == ()


def test_an_answer_to_a_question_of_another_set_is_not_read() -> None:
    form = conversation(posted(reply_9="yes", words_9="Elsewhere"), questions=[EASY])
    assert form.is_valid(), form.errors
    assert [one.question for one in form.content().answers] == [1]


def test_an_empty_post_asks_for_everything_that_is_needed_at_once() -> None:
    wanted = {"once", "base", HELD, "people", "strand", "reply_1", "reply_2"}
    assert set(conversation(query()).errors) == wanted


@pytest.mark.parametrize(
    ("name", "sentence"),
    [
        ("people", "Enter how many people you spoke to"),
        ("strand", "Select who sees it"),
        ("reply_1", "Select an answer"),
        ("reply_2", "Select an answer"),
    ],
)
def test_what_is_missing_is_asked_for(name: str, sentence: str) -> None:
    form = conversation(posted(**{name: ""}))
    assert form.errors == {name: [sentence]}
    assert form["words_1"].value() == " It was. "


# --- the day ------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("typed", "sentence"),
    [
        (("", "", ""), "Enter the day of the conversation"),
        (("31", "2", "2020"), "Day of the conversation must be a real date"),
        (("29", "2", "2019"), "Day of the conversation must be a real date"),
        (("31", "9", "2020"), "Day of the conversation must be a real date"),
        (("x", "9", "2020"), "Day of the conversation must be a real date"),
        (("1\x00", "9", "2020"), "Day of the conversation must be a real date"),
        (("١", "9", "2020"), "Day of the conversation must be a real date"),
        (("🙂", "9", "2020"), "Day of the conversation must be a real date"),
        (("1", "9", ""), "Day of the conversation must include a year"),
        (("", "9", "2020"), "Day of the conversation must include a day"),
        (
            ("1", "9", "20"),
            "Day of the conversation must have a year of 4 numbers, like 2026",
        ),
    ],
)
def test_a_day_that_is_none_is_named_and_still_stands_in_its_boxes(
    typed: tuple[str, str, str], sentence: str
) -> None:
    form = conversation(posted(**boxes(HELD, *typed)))
    assert form.errors == {HELD: [sentence]}
    assert form[HELD].value() == list(typed)


@pytest.mark.parametrize(("days", "is_valid"), [(-1, True), (0, True), (1, False), (366, False)])
def test_a_conversation_was_today_or_before(days: int, is_valid: bool) -> None:
    form = conversation(posted(**on(HELD, timezone.localdate() + timedelta(days=days))))
    assert form.is_valid() is is_valid
    if not is_valid:
        assert form.errors == {HELD: ["Day of the conversation must be today or in the past"]}


# --- with how many ------------------------------------------------------------------------------

FROM_TO = f"How many people must be from 1 to {MOST_PEOPLE}"
A_NUMBER = "How many people must be a number, like 2"


@pytest.mark.parametrize(
    ("typed", "number"), [("1", 1), (" 3 ", 3), ("099", 99), (str(MOST_PEOPLE), MOST_PEOPLE)]
)
def test_people_are_counted(typed: str, number: int) -> None:
    form = conversation(posted(people=typed))
    assert form.is_valid(), form.errors
    assert form.content().people == number


@pytest.mark.parametrize(
    ("typed", "sentence"),
    [
        ("0", FROM_TO),
        ("-1", FROM_TO),
        (str(MOST_PEOPLE + 1), FROM_TO),
        ("9" * 100, FROM_TO),
        ("two", A_NUMBER),
        ("1.5", A_NUMBER),
        ("1,000", A_NUMBER),
        ("1e1", A_NUMBER),
        ("2\x00", A_NUMBER),
        ("🙂", A_NUMBER),
        ("\u202e2", A_NUMBER),
        (SCRIPT, A_NUMBER),
        pytest.param("9" * 100_000, A_NUMBER, id="a number too long to read"),
    ],
)
def test_how_many_that_is_no_number_of_people_says_so_and_stays(typed: str, sentence: str) -> None:
    form = conversation(posted(people=typed))
    assert form.errors == {"people": [sentence]}
    assert form["people"].value() == typed
    assert "<script>" not in str(form["people"])


def test_one_person_is_what_is_asked_about_first() -> None:
    assert conversation()["people"].value() == 1


def test_of_a_number_that_is_sent_twice_the_last_counts() -> None:
    form = conversation(posted(people=["2", "5"]))
    assert form.is_valid(), form.errors
    assert form.content().people == 5


# --- a child took part --------------------------------------------------------------------------


def test_who_speaks_with_a_child_is_not_asked_whether_a_child_took_part() -> None:
    form = with_child()
    assert "child_took_part" not in form.fields
    assert form.is_valid(), form.errors
    content = form.content()
    assert (content.child_took_part, content.consent) == (True, "both")
    assert content.present == "Alone with me"


@pytest.mark.parametrize("consent", Consent)
def test_each_of_those_who_may_agree_can_be_chosen(consent: Consent) -> None:
    form = with_child(consent=consent.value)
    assert form.is_valid(), form.errors
    assert form.content().consent == consent


@pytest.mark.parametrize("consent", ["school", "The child", "CHILD", "child\x00", "🙂", SCRIPT])
def test_a_consent_that_is_not_offered_is_refused_once(consent: str) -> None:
    form = with_child(consent=consent)
    assert set(form.errors) == {"consent"}
    assert len(form.errors["consent"]) == 1
    assert "<script>" not in str(form.errors)


@pytest.mark.parametrize(
    ("consent", "present", "errors"),
    [
        ("child", "Mother", {}),
        ("", "Mother", {"consent": [WHO_AGREED]}),
        ("child", "", {"present": [WHO_WAS_THERE]}),
        ("child", " \r\n", {"present": [WHO_WAS_THERE]}),
        ("child", "\x00 \x00", {"present": [WHO_WAS_THERE]}),
        ("", "", {"consent": [WHO_AGREED], "present": [WHO_WAS_THERE]}),
    ],
)
@pytest.mark.parametrize("is_child", [True, False])
def test_where_a_child_took_part_it_says_who_agreed_and_who_was_there(
    is_child: bool, consent: str, present: str, errors: dict[str, list[str]]
) -> None:
    sent = posted(consent=consent, present=present, child_took_part="on")
    form = conversation(sent, is_child=is_child)
    assert form.errors == errors


@pytest.mark.parametrize(("ticked", "took_part"), [({"child_took_part": "on"}, True), ({}, False)])
def test_a_child_took_part_where_the_box_is_ticked(ticked: dict[str, str], took_part: bool) -> None:
    form = conversation(posted(consent="child", present="Carer", **ticked))
    assert form.is_valid(), form.errors
    assert form.content().child_took_part is took_part


def test_without_a_child_neither_is_asked() -> None:
    assert conversation(posted(consent="", present="")).is_valid()


def test_those_who_may_agree_are_offered_in_words() -> None:
    choices = conversation().fields["consent"].choices
    assert choices == [(one.value, CONSENT_LABELS[one]) for one in Consent]


# --- the words ----------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("typed", "kept"),
    [
        (" It was.\r\nMostly. ", "It was.\nMostly."),
        ("a\x00b\x08", "ab"),
        ("e\u0301", "é"),
        ("היה קל", "היה קל"),
        ("\u202eback", "\u202eback"),
        ("🙂", "🙂"),
        ("80% {sure}", "80% {sure}"),
        (SCRIPT, SCRIPT),
        ("\x00", ""),
        ("", ""),
    ],
)
def test_words_are_kept_as_they_can_be_seen(typed: str, kept: str) -> None:
    form = conversation(posted(words_1=typed))
    assert form.is_valid(), form.errors
    assert form.content().answers[0].words == kept


@pytest.mark.parametrize(
    ("typed", "kept"),
    [
        (" Mother.\r\nFather. ", "Mother.\nFather."),
        ("לבד איתי", "לבד איתי"),
        ("Care\x00r 🙂", "Carer 🙂"),
        (SCRIPT, SCRIPT),
    ],
)
def test_who_was_there_is_kept_as_it_can_be_seen(typed: str, kept: str) -> None:
    form = with_child(present=typed)
    assert form.is_valid(), form.errors
    assert form.content().present == kept


@pytest.mark.parametrize(
    ("text", "is_valid"),
    [
        ("x" * LONGEST_WORDS, True),
        ("x" * (LONGEST_WORDS + 1), False),
        ("🙂" * LONGEST_WORDS, True),
        ("ש" * (LONGEST_WORDS + 1), False),
        ("\x00" + "x" * LONGEST_WORDS, True),
        ("x" * 100_000, False),
    ],
    ids=["full", "one over", "emoji", "right-to-left", "with NUL", "long"],
)
@pytest.mark.parametrize(
    ("name", "label"), [("present", "Who was there"), ("words_1", "What was said")]
)
def test_words_have_a_length_and_stay_when_they_are_too_long(
    name: str, label: str, text: str, is_valid: bool
) -> None:
    form = with_child(**{name: text})
    assert form.is_valid() is is_valid
    assert form[name].value() == text
    if not is_valid:
        assert form.errors == {name: [f"{label} must be 10,000 characters or fewer"]}
        assert text in str(form[name])


def test_words_that_came_back_are_no_markup() -> None:
    form = conversation(posted(people="", words_1=f"</textarea>{SCRIPT}"))
    assert "<script>" not in str(form["words_1"])


# --- the answers --------------------------------------------------------------------------------


@pytest.mark.parametrize("reply", Reply)
def test_each_answer_can_be_given(reply: Reply) -> None:
    form = conversation(posted(reply_1=reply.value, words_1=""))
    assert form.is_valid(), form.errors
    assert form.content().answers[0] == Answered(1, reply.value, "")


@pytest.mark.parametrize("reply", ["maybe", "Yes", "YES", "yes\x00", "1", "🙂", SCRIPT])
def test_an_answer_that_is_not_offered_is_not_taken(reply: str) -> None:
    form = conversation(posted(reply_1=reply))
    assert set(form.errors) == {"reply_1"}
    assert "<script>" not in str(form.errors)
    assert form["words_1"].value() == " It was. "


@pytest.mark.parametrize(
    ("reply", "words", "is_valid"),
    [
        ("yes", "It was.", True),
        ("partly", "It was.", True),
        ("no", "It was.", True),
        ("no", "", True),
        ("not_asked", "", True),
        ("not_asked", " \r\n ", True),
        ("not_asked", "\x00", True),
        ("not_asked", "It was.", False),
    ],
)
def test_words_have_an_answer(reply: str, words: str, is_valid: bool) -> None:
    form = conversation(posted(reply_1=reply, words_1=words))
    assert form.is_valid() is is_valid
    if not is_valid:
        assert form.errors == {"reply_1": ["Select the answer to “Was it easy?”"]}
        assert form["words_1"].value() == words


def test_each_question_that_has_words_and_no_answer_is_named() -> None:
    form = conversation(posted(reply_1="not_asked", reply_2="not_asked", words_2="Never"))
    assert form.errors == {
        "reply_1": ["Select the answer to “Was it easy?”"],
        "reply_2": ["Select the answer to “Were you heard?”"],
    }


def test_words_without_any_answer_ask_for_one_only_once() -> None:
    form = conversation(posted(reply_1="", words_1="It was."))
    assert form.errors == {"reply_1": ["Select an answer"]}


def test_of_an_answer_that_is_sent_twice_the_last_counts() -> None:
    form = conversation(posted(reply_1=["yes", "no"]))
    assert form.is_valid(), form.errors
    assert form.content().answers[0].reply == "no"


def test_a_question_is_not_asked_until_somebody_says_so() -> None:
    form = conversation()
    assert [reply.value() for reply, _ in form.asked()] == [Reply.NOT_ASKED, Reply.NOT_ASKED]
    assert form.fields["reply_1"].choices == [(one.value, REPLY_LABELS[one]) for one in Reply]


def test_a_question_shows_its_words_and_its_paragraph() -> None:
    field = conversation().fields["reply_2"]
    assert (field.label, field.help_text) == ("Were you heard?", "140112 ¶69a")


def test_a_question_that_names_markup_is_no_markup_in_its_sentence() -> None:
    odd = Question(pk=1, code="odd", text=SCRIPT, reference="", order=1)
    sent = posted(reply_1="not_asked", words_1="Said")
    form = conversation(sent, questions=[odd])
    assert "&lt;script&gt;" in str(form.errors["reply_1"])
    assert "<script>" not in str(form.errors["reply_1"])


def test_a_question_with_a_per_cent_sign_can_be_spoken_of() -> None:
    odd = Question(pk=1, code="odd", text="Was 100% (all) done?", reference="", order=1)
    form = conversation(posted(reply_1="not_asked", words_1="Said"), questions=[odd])
    assert form.errors == {"reply_1": ["Select the answer to “Was 100% (all) done?”"]}


def test_the_questions_stand_apart_from_the_facts_and_in_their_order() -> None:
    form = conversation(questions=[HEARD, EASY])
    names = [field.name for field in form.facts()]
    assert names == ["case", HELD, "people", "child_took_part", "consent", "present", "strand"]
    pairs = [(reply.name, words.name) for reply, words in form.asked()]
    assert pairs == [("reply_2", "words_2"), ("reply_1", "words_1")]


def test_the_questions_of_two_forms_are_not_one_list() -> None:
    first, second = conversation(questions=[EASY]), conversation(questions=[HEARD])
    assert "reply_2" not in first.fields
    assert "reply_1" not in second.fields


# --- another version ----------------------------------------------------------------------------


def said(*answers: tuple[Question, str, str], **changes: Any) -> ConversationRevision:
    usual = {
        "held_on": DAY,
        "people": 3,
        "child_took_part": False,
        "consent": "",
        "present": "",
        "version": 5,
    }
    rows = [
        ConversationAnswer(question=question, reply=reply, words=words)
        for question, reply, words in answers
    ]
    return fetched(ConversationRevision(**{**usual, **changes}), answers=rows)


def test_a_conversation_is_shown_as_it_reads_now() -> None:
    assert initial_of(said((EASY, "no", "Never"), (HEARD, "yes", ""))) == {
        "held_on": DAY,
        "people": 3,
        "child_took_part": False,
        "consent": "",
        "present": "",
        "base": 5,
        "reply_1": "no",
        "words_1": "Never",
        "reply_2": "yes",
        "words_2": "",
    }


def test_a_question_that_came_later_is_not_asked_yet() -> None:
    initial = initial_of(said((EASY, "no", "Never")))
    form = ChangeConversationForm(questions=BOTH, is_child=False, initial=initial)
    assert [reply.value() for reply, _ in form.asked()] == ["no", Reply.NOT_ASKED]
    assert {"case", "strand"}.isdisjoint(form.fields)


@pytest.mark.parametrize(
    ("is_child", "facts"),
    [
        (False, {}),
        (True, {"child_took_part": True, "consent": "child", "present": "Alone with me"}),
        (False, {"child_took_part": True, "consent": "carer", "present": "Mother\nש"}),
    ],
)
def test_a_conversation_sent_back_untouched_says_what_it_said(
    is_child: bool, facts: dict[str, Any]
) -> None:
    row = said((EASY, "no", "Never"), (HEARD, "not_asked", ""), **facts)
    initial = initial_of(row)
    sent = {name: value for name, value in initial.items() if name not in (HELD, "child_took_part")}
    if row.child_took_part:
        sent["child_took_part"] = "on"
    form = ChangeConversationForm(
        query(once=ONCE, **sent, **on(HELD, row.held_on)), questions=BOTH, is_child=is_child
    )
    assert form.is_valid(), form.errors
    assert form.cleaned_data["base"] == 5
    assert form.content() == ConversationContent(
        held_on=row.held_on,
        people=3,
        child_took_part=row.child_took_part,
        consent=row.consent,
        present=row.present,
        answers=(Answered(1, "no", "Never"), Answered(2, "not_asked", "")),
    )
