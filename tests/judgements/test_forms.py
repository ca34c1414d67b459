"""What a form takes, and what it says about the rest."""

from typing import Any
from uuid import uuid4

import pytest
from django.http import QueryDict

from frameworks.models import Grade
from frameworks.values import Presupposes, Rule, Strength
from judgements.forms import OpenPositionsForm, PositionForm, ProposeForm, SignForm
from judgements.rules import Facts

GRADES = [
    Grade(code=code, title=code.replace("_", " ").capitalize(), rank=rank)
    for rank, code in enumerate(("outstanding", "good", "requires_improvement", "inadequate"), 1)
]
RULE = Rule(
    "lscb-116",
    "140112 ¶116",
    Strength.LIKELY,
    "Outstanding builds on good.",
    Presupposes("lscb", "outstanding", "good"),
)
BROKEN = Rule("broken", "TEST ¶1", Strength.MUST, "A riddle.", None)


def sent(data: dict[str, Any]) -> QueryDict:
    query = QueryDict(mutable=True)
    for name, value in {"once": str(uuid4()), **data}.items():
        query.setlist(name, value if isinstance(value, list) else [value])
    return query


def position(**changes: Any) -> PositionForm:
    usual = {"inspectorate": "cqc", "grade": "good", "rationale": "Because."}
    return PositionForm(
        sent({**usual, **changes}), grades=GRADES, items=[("a", "E-1"), ("b", "E-2")]
    )


def proposal(rules: tuple[Rule, ...] = (RULE,), **changes: Any) -> ProposeForm:
    usual = {"grade": "good", "statement": "The board is good.", "answer_lscb-116": "yes"}
    return ProposeForm(
        sent({**usual, **changes}), area="lscb", grades=GRADES, limiting=rules, facts=Facts()
    )


def signature(**changes: Any) -> SignForm:
    usual = {"inspectorate": "cqc", "content_hash": "a" * 64, "view": "agrees"}
    return SignForm(sent({**usual, **changes}), signs_for="CQC")


def test_a_round_is_opened_with_nothing_but_a_receipt() -> None:
    assert OpenPositionsForm(sent({})).is_valid()
    assert "once" in OpenPositionsForm({}).errors


# --- a position -----------------------------------------------------------------------------------


def test_a_position_is_read() -> None:
    form = position(grade="inadequate", rationale=" One.\r\nTwo. ", evidence=["b", "a"])
    assert form.is_valid()
    content = form.content()
    assert (content.grade, content.rationale) == ("inadequate", "One.\nTwo.")
    assert content.evidence == ("b", "a")


def test_no_evidence_within_our_remit_is_no_grade() -> None:
    form = position(grade="no_evidence")
    assert form.is_valid()
    assert form.content().grade == ""


@pytest.mark.parametrize(
    ("changes", "field", "says"),
    [
        ({"grade": ""}, "grade", "Select a grade"),
        ({"grade": "adequate"}, "grade", "What you chose is not in the list any more"),
        ({"rationale": "  "}, "rationale", "Say what the position rests on"),
        ({"rationale": "x" * 10_001}, "rationale", "10,000 characters or fewer"),
        ({"evidence": ["c"]}, "evidence", "What you chose is not in the list any more"),
        ({"inspectorate": ""}, "inspectorate", "lost what it was about"),
        ({"once": "x"}, "once", "lost its receipt"),
    ],
)
def test_a_position_says_what_is_wrong(changes: dict[str, Any], field: str, says: str) -> None:
    form = position(**changes)
    assert not form.is_valid()
    assert says in form.errors[field][0]


def test_control_characters_do_not_reach_the_record() -> None:
    form = position(rationale="One\x07two")
    form.is_valid()
    assert form.content().rationale == "Onetwo"


# --- a proposal -----------------------------------------------------------------------------------


def test_a_proposal_is_read() -> None:
    form = proposal(grade="outstanding")
    assert form.is_valid()
    content = form.content()
    assert (content.grade, content.statement) == ("outstanding", "The board is good.")
    assert content.answers == {"lscb-116": True}


@pytest.mark.parametrize(
    ("changes", "field", "says"),
    [
        ({"grade": ""}, "grade", "Select a grade"),
        ({"grade": "adequate"}, "grade", "What you chose is not in the list any more"),
        ({"statement": ""}, "statement", "Say in words"),
        (
            {"answer_lscb-116": ""},
            "answer_lscb-116",
            "Select yes or no: Are all criteria of good met?",
        ),
    ],
)
def test_a_proposal_says_what_is_wrong(changes: dict[str, Any], field: str, says: str) -> None:
    form = proposal(**changes)
    assert not form.is_valid()
    assert says in form.errors[field][0]


def test_a_departure_without_a_reason_is_an_error_at_its_field() -> None:
    form = proposal(grade="outstanding", **{"answer_lscb-116": "no"})
    assert not form.is_valid()
    assert "140112 ¶116 needs all criteria of good" in form.errors["why_lscb-116"][0]


def test_a_departure_with_a_reason_is_taken() -> None:
    form = proposal(
        grade="outstanding", **{"answer_lscb-116": "no", "why_lscb-116": " Since it excels. "}
    )
    assert form.is_valid()
    assert form.content().departures == {"lscb-116": "Since it excels."}


def test_a_rule_that_cannot_be_evaluated_is_an_error_of_the_form() -> None:
    form = proposal((RULE, BROKEN))
    assert not form.is_valid()
    assert "cannot be understood" in form.non_field_errors()[0]


def test_an_area_without_rules_asks_nothing() -> None:
    form = proposal(())
    assert list(form.fields) == ["once", "grade", "statement"]
    assert form.is_valid()


# --- a signature ----------------------------------------------------------------------------------


def test_a_signature_is_read() -> None:
    form = signature(view="differs", disagreement=" We saw less. ")
    assert form.is_valid()
    assert form.content().as_data() == {
        "content_hash": "a" * 64,
        "disagreement": "We saw less.",
    }


@pytest.mark.parametrize(
    ("changes", "field", "says"),
    [
        ({"view": ""}, "view", "Select whether"),
        ({"view": "differs"}, "disagreement", "Say why"),
        ({"view": "agrees", "disagreement": "But."}, "view", "You gave a reason"),
        ({"content_hash": "a" * 63}, "content_hash", "lost what it was about"),
        ({"content_hash": "Z" * 64}, "content_hash", "lost what it was about"),
        ({"content_hash": ""}, "content_hash", "lost what it was about"),
        ({"inspectorate": ""}, "inspectorate", "lost what it was about"),
    ],
)
def test_a_signature_says_what_is_wrong(changes: dict[str, Any], field: str, says: str) -> None:
    form = signature(**changes)
    assert not form.is_valid()
    assert says in form.errors[field][0]
