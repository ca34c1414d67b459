"""What the forms of a single-agency judgement take, and what they say about the rest."""

from typing import Any
from uuid import uuid4

import pytest
from django.http import QueryDict

from frameworks.models import Grade
from frameworks.values import NOT_JUDGED, AreaAtGrade, Group, Limits, Presupposes, Rule, Strength
from judgements.forms import DecideForm, ModerateForm, ProposeGradeForm, ReopenGradeForm
from judgements.rules import Facts
from judgements.values import GradeContent

GRADES = [
    Grade(code=code, title=code.replace("_", " ").capitalize(), rank=rank)
    for rank, code in enumerate(("outstanding", "good", "requires_improvement", "inadequate"), 1)
]
MET = Rule(
    "met", "TEST ¶68", Strength.LIKELY, "Above good.", Presupposes("health", "outstanding", "good")
)
LIMITED = Rule(
    "limited",
    "TEST ¶67",
    Strength.LIKELY,
    "A part counts.",
    Limits("health", "inadequate", Group(any_of=(AreaAtGrade("part", "inadequate"),))),
)
LEAVE = "Where there are very few children (TEST ¶31)."
HASH = "a" * 64


def sent(data: dict[str, Any]) -> QueryDict:
    query = QueryDict(mutable=True)
    for name, value in {"once": str(uuid4()), **data}.items():
        query[name] = value
    return query


def given(
    rules: tuple[Rule, ...] = (MET,), *, facts: Facts | None = None, may_leave: str = LEAVE
) -> dict[str, Any]:
    return {
        "area": "health",
        "grades": GRADES,
        "limiting": rules,
        "facts": facts or Facts(),
        "may_leave": may_leave,
    }


def proposal(options: dict[str, Any] | None = None, **changes: Any) -> ProposeGradeForm:
    usual = {"grade": "good", "statement": "It is good.", "answer_met": "yes"}
    return ProposeGradeForm(sent({**usual, **changes}), **(options or given()))


def decision(*, is_returned: bool = False, **changes: Any) -> DecideForm:
    usual = {
        "grade": "good",
        "statement": "It is good.",
        "answer_met": "yes",
        "content_hash": HASH,
    }
    data = sent({**usual, **changes})
    return DecideForm(data, **given(), proposed="good", is_returned=is_returned)


def answer(**changes: Any) -> ModerateForm:
    return ModerateForm(sent({"answer": "agree", "content_hash": HASH, **changes}))


# --- a proposal -----------------------------------------------------------------------------------


def test_a_grade_is_read() -> None:
    form = proposal(statement=" It is\r\ngood. ")
    assert form.is_valid(), form.errors
    assert form.grade_content() == GradeContent("good", "It is\ngood.", {"met": True}, {"met": ""})


def test_an_area_that_is_not_judged_is_read_without_what_the_rules_ask() -> None:
    form = proposal(grade=NOT_JUDGED, not_judged=" Two only. ", answer_met="")
    assert form.is_valid(), form.errors
    assert form.grade_content() == GradeContent(
        NOT_JUDGED, "It is good.", {}, {}, not_judged="Two only."
    )


@pytest.mark.parametrize(
    ("changes", "field", "says"),
    [
        ({"grade": ""}, "grade", "Select a grade"),
        ({"grade": "adequate"}, "grade", "not in the list any more"),
        ({"statement": " "}, "statement", "Say in words what the judgement is"),
        ({"answer_met": ""}, "answer_met", "Select yes or no: Are all criteria of"),
        ({"grade": NOT_JUDGED}, "not_judged", "Say why the area is not judged"),
        ({"not_judged": "Two only."}, "grade", "Select “Not judged”, or empty the box"),
        (
            {"grade": "outstanding", "answer_met": "no"},
            "why_met",
            "Give the reason for departing",
        ),
    ],
)
def test_a_proposal_says_what_is_wrong(changes: dict[str, str], field: str, says: str) -> None:
    form = proposal(**changes)
    assert not form.is_valid()
    assert says in " ".join(form.errors[field])


def test_where_the_framework_gives_no_leave_every_area_is_judged() -> None:
    form = proposal(given(may_leave=""), grade=NOT_JUDGED)
    assert "not_judged" not in form.fields
    assert not form.is_valid()
    assert [code for code, _ in form.fields["grade"].choices] == [one.code for one in GRADES]


def test_a_rule_that_cannot_be_evaluated_stops_a_grade_and_not_its_absence() -> None:
    facts = Facts(judged=frozenset({"part"}))
    form = proposal(given((LIMITED,), facts=facts))
    assert not form.is_valid()
    assert "needs a grade that is not agreed yet" in form.non_field_errors()[0]
    assert proposal(given((LIMITED,), facts=facts), grade=NOT_JUDGED, not_judged="Two.").is_valid()


def test_a_reason_for_departing_is_read() -> None:
    facts = Facts(grades={"part": "inadequate"})
    options = given((LIMITED,), facts=facts)
    assert not proposal(options).is_valid()
    form = proposal(options, why_limited=" Put right. ")
    assert form.is_valid(), form.errors
    assert form.grade_content().departures == {"limited": "Put right."}


def test_a_form_begins_with_what_stands() -> None:
    content = GradeContent("inadequate", "Too late.", {"met": False}, {"met": "A reason."})
    form = ProposeGradeForm(**given(), starts_from=content)
    assert form["grade"].value() == "inadequate"
    assert form["statement"].value() == "Too late."
    assert form["answer_met"].value() == "no"
    assert form["why_met"].value() == "A reason."


# --- a decision -----------------------------------------------------------------------------------


def test_the_proposal_is_taken_without_reasons() -> None:
    form = decision()
    assert form.is_valid(), form.errors
    assert (form.decision().content_hash, form.decision().reasons) == (HASH, "")
    assert form.decision().content.grade == "good"


def test_another_grade_is_decided_with_reasons() -> None:
    form = decision(grade="inadequate", reasons=" T1. ")
    assert form.is_valid(), form.errors
    assert (form.decision().content.grade, form.decision().reasons) == ("inadequate", "T1.")


@pytest.mark.parametrize(
    ("changes", "field", "says"),
    [
        ({"grade": "inadequate"}, "reasons", "Say why you decide another grade"),
        (
            {"grade": NOT_JUDGED, "not_judged": "Two."},
            "reasons",
            "Say why you decide another grade",
        ),
        ({"is_returned": True}, "reasons", "Say what you answer to the moderator"),
        ({"content_hash": "short"}, "content_hash", "lost what it was about"),
        ({"grade": ""}, "grade", "Select a grade"),
    ],
)
def test_a_decision_says_what_is_wrong(changes: dict[str, Any], field: str, says: str) -> None:
    form = decision(**changes)
    assert not form.is_valid()
    assert says in " ".join(form.errors[field])


# --- a moderator's answer, and a reopening --------------------------------------------------------


@pytest.mark.parametrize(
    ("changes", "agrees", "why"),
    [({}, True, ""), ({"answer": "return", "why": " T1. "}, False, "T1.")],
)
def test_an_answer_is_read(changes: dict[str, str], why: str, *, agrees: bool) -> None:
    form = answer(**changes)
    assert form.is_valid(), form.errors
    content = form.content()
    assert (content.agrees, content.why, content.content_hash) == (agrees, why, HASH)


@pytest.mark.parametrize(
    ("changes", "field", "says"),
    [
        ({"answer": ""}, "answer", "Select whether you agree"),
        ({"answer": "return", "why": " "}, "why", "Say why you return the decision"),
        ({"why": "T1."}, "answer", "You gave a reason for returning it"),
        ({"content_hash": ""}, "content_hash", "lost what it was about"),
    ],
)
def test_an_answer_says_what_is_wrong(changes: dict[str, str], field: str, says: str) -> None:
    form = answer(**changes)
    assert not form.is_valid()
    assert says in " ".join(form.errors[field])


def test_a_reopening_has_its_reason() -> None:
    form = ReopenGradeForm(sent({"why": " A letter. "}))
    assert form.is_valid()
    assert form.reason() == "A letter."
    assert ReopenGradeForm(sent({"why": ""})).errors["why"] == ["Say why the grade is reopened"]
