"""The form on which practice in a case is evaluated, without a page around it."""

from typing import Any
from uuid import UUID

import pytest
from django.http import QueryDict

from frameworks.models import Grade
from inspections.forms.practice import PracticeForm, initial_of
from inspections.models import PracticeEvaluation
from inspections.values.practice import LONGEST_REASONS, MET_LABELS, Met, PracticeContent
from tests.inspections.kept_rows import ONCE, SCRIPT, item, query

GRADES = [
    Grade(pk=1, code="outstanding", title="Outstanding", rank=1),
    Grade(pk=2, code="good", title="Good", rank=2),
    Grade(pk=3, code="inadequate", title="Inadequate", rank=3),
]
ITEM = "00000000-0000-0000-0000-000000000001"
OTHER = "00000000-0000-0000-0000-000000000002"
NOT_THERE = "00000000-0000-0000-0000-000000000003"


def posted(**changes: Any) -> QueryDict:
    usual = {
        "once": ONCE,
        "base": "0",
        "conclusion": "grade-good",
        "reasons": " The plan was reviewed in time. ",
        "evidence": [ITEM],
    }
    return query(**{**usual, **changes})


def practice(data: Any = None, **changes: Any) -> PracticeForm:
    return PracticeForm(data, **{"grades": GRADES, "rows": [item(1), item(2)], **changes})


# --- what it becomes ----------------------------------------------------------------------------


def test_what_was_typed_becomes_an_evaluation() -> None:
    form = practice(posted())
    assert form.is_valid(), form.errors
    assert form.content() == PracticeContent(
        grade="good",
        met="",
        reasons="The plan was reviewed in time.",
        evidence=(UUID(ITEM),),
    )


@pytest.mark.parametrize(
    ("conclusion", "grade", "met"),
    [
        ("grade-outstanding", "outstanding", ""),
        ("grade-good", "good", ""),
        ("grade-inadequate", "inadequate", ""),
        ("met-not_seen", "", "not_seen"),
    ],
)
def test_a_graded_area_has_a_grade_or_was_not_seen(conclusion: str, grade: str, met: str) -> None:
    form = practice(posted(conclusion=conclusion))
    assert form.is_valid(), form.errors
    assert (form.content().grade, form.content().met) == (grade, met)


@pytest.mark.parametrize("met", Met)
def test_an_area_without_grades_is_met_so_far(met: Met) -> None:
    form = practice(posted(conclusion=f"met-{met}"), grades=[])
    assert form.is_valid(), form.errors
    assert (form.content().grade, form.content().met) == ("", met)


@pytest.mark.parametrize(
    ("grades", "conclusion"),
    [
        (GRADES, "met-well"),
        (GRADES, "met-in_part"),
        (GRADES, "met-not_met"),
        (GRADES, "grade-requires_improvement"),
        (GRADES, "good"),
        (GRADES, "Good"),
        (GRADES, "grade-"),
        (GRADES, "grade-grade-good"),
        (GRADES, "grade-good\x00"),
        (GRADES, "🙂"),
        (GRADES, SCRIPT),
        ([], "grade-good"),
        ([], "met-"),
        ([], "well"),
        pytest.param([], "met-" * 25_000, id="a long one"),
    ],
)
def test_a_conclusion_that_is_not_offered_is_not_taken(
    grades: list[Grade], conclusion: str
) -> None:
    form = practice(posted(conclusion=conclusion), grades=grades)
    assert set(form.errors) == {"conclusion"}
    assert "<script>" not in str(form.errors)
    assert form["reasons"].value() == " The plan was reviewed in time. "


def test_of_a_conclusion_that_is_sent_twice_the_last_counts() -> None:
    form = practice(posted(conclusion=["grade-good", "met-not_seen"]))
    assert form.is_valid(), form.errors
    assert (form.content().grade, form.content().met) == ("", "not_seen")


def test_a_grade_whose_code_begins_like_another_kind_of_answer_is_still_a_grade() -> None:
    odd = Grade(pk=9, code="met-well", title="Well met", rank=1)
    form = practice(posted(conclusion="grade-met-well"), grades=[odd])
    assert form.is_valid(), form.errors
    assert (form.content().grade, form.content().met) == ("met-well", "")


# --- what is offered ----------------------------------------------------------------------------


def test_the_grades_are_offered_the_best_first_and_not_seen_last() -> None:
    assert practice().fields["conclusion"].choices == [
        ("grade-outstanding", "Outstanding"),
        ("grade-good", "Good"),
        ("grade-inadequate", "Inadequate"),
        ("met-not_seen", "Not seen"),
    ]


def test_without_grades_every_answer_of_this_service_is_offered() -> None:
    choices = practice(grades=[]).fields["conclusion"].choices
    assert choices == [(f"met-{one}", MET_LABELS[one]) for one in Met]


def test_nothing_is_chosen_before_somebody_chooses() -> None:
    form = practice()
    assert form["conclusion"].value() is None
    assert "checked" not in str(form["conclusion"])


def test_the_title_of_a_grade_is_no_markup() -> None:
    drawn = str(practice(grades=[Grade(code="odd", title=SCRIPT, rank=1)])["conclusion"])
    assert "&lt;script&gt;" in drawn
    assert "<script>" not in drawn


# --- what is missing or wrong -------------------------------------------------------------------


@pytest.mark.parametrize(
    ("name", "sentence"),
    [
        ("conclusion", "Select what practice comes to"),
        ("reasons", "Enter the reasons"),
    ],
)
def test_what_is_missing_is_asked_for(name: str, sentence: str) -> None:
    assert practice(posted(**{name: ""})).errors == {name: [sentence]}


@pytest.mark.parametrize("reasons", [" ", "\r\n", "\x00", "\x00\x07", "\t"])
def test_reasons_that_nobody_can_see_are_none(reasons: str) -> None:
    assert practice(posted(reasons=reasons)).errors == {"reasons": ["Enter the reasons"]}


@pytest.mark.parametrize(
    ("typed", "kept"),
    [
        ("one\r\n\r\ntwo\rthree", "one\n\ntwo\nthree"),
        ("a\x00b\x0bc\x7f", "abc"),
        ("col\tumn", "col\tumn"),
        ("o\u0308", "ö"),
        ("התוכנית נבדקה", "התוכנית נבדקה"),
        ("\u202eback", "\u202eback"),
        ("🙂👩‍👧", "🙂👩‍👧"),
        ("7% of {cases}", "7% of {cases}"),
        (SCRIPT, SCRIPT),
    ],
)
def test_reasons_are_kept_as_they_can_be_seen(typed: str, kept: str) -> None:
    form = practice(posted(reasons=typed))
    assert form.is_valid(), form.errors
    assert form.content().reasons == kept


@pytest.mark.parametrize(
    ("reasons", "is_valid"),
    [
        ("x" * LONGEST_REASONS, True),
        ("x" * (LONGEST_REASONS + 1), False),
        ("🙂" * LONGEST_REASONS, True),
        ("ש" * (LONGEST_REASONS + 1), False),
        ("\x00" * 10 + "x" * LONGEST_REASONS, True),
        ("x\r\n" * (LONGEST_REASONS // 2), True),
    ],
    ids=["full", "one over", "emoji", "right-to-left", "with NUL", "lines"],
)
def test_reasons_have_a_length_and_stay_when_they_are_too_long(
    reasons: str, is_valid: bool
) -> None:
    form = practice(posted(reasons=reasons))
    assert form.is_valid() is is_valid
    assert form["reasons"].value() == reasons
    if not is_valid:
        assert form.errors == {"reasons": ["Reasons must be 100,000 characters or fewer"]}
        assert reasons in str(form["reasons"])


def test_reasons_that_came_back_are_no_markup() -> None:
    drawn = str(practice(posted(conclusion="", reasons=f"</textarea>{SCRIPT}"))["reasons"])
    assert "<script>" not in drawn


def test_an_empty_post_asks_for_everything_that_is_needed_at_once() -> None:
    assert set(practice(query()).errors) == {"once", "base", "conclusion", "reasons"}


# --- the evidence -------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("ticked", "kept"),
    [
        ([], ()),
        ([ITEM], (UUID(ITEM),)),
        ([OTHER, ITEM], (UUID(OTHER), UUID(ITEM))),
    ],
)
def test_an_evaluation_rests_on_what_is_ticked(ticked: list[str], kept: tuple[UUID, ...]) -> None:
    form = practice(posted(evidence=ticked))
    assert form.is_valid(), form.errors
    assert form.content().evidence == kept


@pytest.mark.parametrize("ticked", [NOT_THERE, "E-1", "", "x", "\x00", "🙂", SCRIPT])
def test_evidence_that_is_not_offered_is_not_taken(ticked: str) -> None:
    form = practice(posted(evidence=[ITEM, ticked]))
    assert set(form.errors) == {"evidence"}
    assert "<script>" not in str(form.errors)
    assert [one.data["selected"] for one in form["evidence"]] == [True, False]


def test_a_case_without_evidence_has_an_evaluation_all_the_same() -> None:
    form = practice(posted(evidence=[ITEM]), rows=[])
    assert "evidence" not in form.fields
    assert form.is_valid(), form.errors
    assert form.content().evidence == ()


def test_each_item_is_offered_by_its_key_and_its_first_words() -> None:
    choices = practice().fields["evidence"].choices
    assert choices == [
        (ITEM, "E-1, weakness: Seen on the file."),
        (OTHER, "E-2, weakness: Seen on the file."),
    ]


def test_the_lists_of_two_forms_are_not_one_list() -> None:
    first, second = practice(rows=[item(1)]), practice(rows=[item(2)], grades=[])
    assert [key for key, _ in first.fields["evidence"].choices] == [ITEM]
    assert [key for key, _ in second.fields["evidence"].choices] == [OTHER]
    assert first.fields["conclusion"].choices != second.fields["conclusion"].choices


# --- another version ----------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("grade", "met", "conclusion"),
    [
        (GRADES[0], "", "grade-outstanding"),
        (GRADES[2], "", "grade-inadequate"),
        (None, "not_seen", "met-not_seen"),
        (None, "well", "met-well"),
    ],
)
def test_an_evaluation_is_shown_as_it_reads_now(
    grade: Grade | None, met: str, conclusion: str
) -> None:
    row = PracticeEvaluation(grade=grade, met=met, reasons="Why", version=4)
    assert initial_of(row, [ITEM]) == {
        "conclusion": conclusion,
        "reasons": "Why",
        "evidence": [ITEM],
        "base": 4,
    }


@pytest.mark.parametrize(
    ("grades", "grade", "met"),
    [(GRADES, GRADES[1], ""), (GRADES, None, "not_seen"), ([], None, "in_part")],
)
def test_an_evaluation_sent_back_untouched_says_what_it_said(
    grades: list[Grade], grade: Grade | None, met: str
) -> None:
    row = PracticeEvaluation(grade=grade, met=met, reasons="Why\n🙂", version=4)
    form = practice(query(once=ONCE, **initial_of(row, [ITEM, OTHER])), grades=grades)
    assert form.is_valid(), form.errors
    assert form.cleaned_data["base"] == 4
    assert form.content() == PracticeContent(
        grade=grade.code if grade else "",
        met=met,
        reasons="Why\n🙂",
        evidence=(UUID(ITEM), UUID(OTHER)),
    )


def test_what_it_rests_on_is_ticked() -> None:
    row = PracticeEvaluation(grade=GRADES[1], reasons="Why", version=1)
    form = practice(initial=initial_of(row, [OTHER]))
    assert [one.data["selected"] for one in form["evidence"]] == [False, True]
