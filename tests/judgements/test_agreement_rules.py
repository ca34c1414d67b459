"""When a grade is agreed, when views that differ are printed, and what has changed since."""

from datetime import date

import pytest

from frameworks.values import Rule, Strength
from judgements.rules import about, are_printed, changed_since, is_agreed
from judgements.values import (
    DiscussionContent,
    OutcomeContent,
    SeniorContent,
    SignatureContent,
    Stance,
)

THREE = ("ofsted", "cqc", "hmic")
AGREES, DISAGREES, ABSTAINS = Stance.AGREES, Stance.DISAGREES, Stance.ABSTAINS


@pytest.mark.parametrize(
    ("stances", "agreed"),
    [
        ((AGREES, AGREES, AGREES), True),
        ((AGREES, DISAGREES, ABSTAINS), True),
        ((DISAGREES, DISAGREES, AGREES), True),
        ((ABSTAINS, AGREES, ABSTAINS), True),
        ((DISAGREES, DISAGREES, DISAGREES), False),
        ((ABSTAINS, ABSTAINS, ABSTAINS), False),
        ((DISAGREES, ABSTAINS, DISAGREES), False),
    ],
)
def test_all_have_to_sign_and_one_to_agree(stances: tuple[Stance, ...], agreed: bool) -> None:
    assert is_agreed(THREE, dict(zip(THREE, stances, strict=True))) is agreed


@pytest.mark.parametrize("missing", THREE)
def test_without_one_signature_nothing_is_agreed(missing: str) -> None:
    stances = {code: AGREES for code in THREE if code != missing}
    assert not is_agreed(THREE, stances)


def test_a_signature_of_somebody_who_takes_no_part_agrees_nothing() -> None:
    assert not is_agreed(THREE, {"ofsted": DISAGREES, "cqc": DISAGREES, "hmip": AGREES})
    assert not is_agreed(
        THREE, {"ofsted": DISAGREES, "cqc": DISAGREES, "hmic": ABSTAINS, "hmip": AGREES}
    )


def test_without_participants_nothing_is_agreed_or_printed() -> None:
    assert not is_agreed((), {"ofsted": AGREES})
    assert not are_printed((), {"ofsted": True})


@pytest.mark.parametrize("against", THREE)
def test_one_no_keeps_views_from_being_printed(against: str) -> None:
    assert not are_printed(THREE, {code: code != against for code in THREE})


@pytest.mark.parametrize("silent", THREE)
def test_one_who_has_not_said_keeps_views_from_being_printed(silent: str) -> None:
    assert not are_printed(THREE, {code: True for code in THREE if code != silent})


def test_views_are_printed_when_all_have_said_yes() -> None:
    assert are_printed(THREE, dict.fromkeys(THREE, True))
    assert are_printed(THREE, {**dict.fromkeys(THREE, True), "hmip": False})


def test_what_came_to_something_else_is_named() -> None:
    then = {"one": "It is limited.", "two": "", "gone": "x"}
    assert changed_since(then, {"one": "It is limited.", "two": ""}) == []
    assert changed_since(then, {"one": "", "two": "It is limited."}) == ["one", "two"]
    assert changed_since({}, {"one": "It is limited."}) == []


def test_a_rule_that_nobody_can_read_is_about_every_area() -> None:
    unread = Rule(code="r", source="¶1", statement="s", strength=Strength.MUST, definition=None)
    assert about([unread], "lscb") == [unread]
    assert about([], "lscb") == []


# --- values ---------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("content", "stance"),
    [
        (SignatureContent("h"), AGREES),
        (SignatureContent("h", "Why."), DISAGREES),
        (SignatureContent("h", abstention="Why."), ABSTAINS),
        (SignatureContent("h", "  ", "  "), AGREES),
        (SignatureContent("h", "Why.", "And why."), DISAGREES),
    ],
)
def test_a_signature_says_what_it_says_of_the_grade(
    content: SignatureContent, stance: Stance
) -> None:
    assert content.stance is stance


def test_what_a_signature_does_not_say_is_not_in_its_receipt() -> None:
    assert SignatureContent("h", "Why.").as_data() == {"content_hash": "h", "disagreement": "Why."}
    full = SignatureContent("h", abstention="Why.", prints=False).as_data()
    assert full == {
        "content_hash": "h",
        "disagreement": "",
        "abstention": "Why.",
        "prints": False,
    }


def test_what_is_sent_is_told_as_plain_data() -> None:
    assert DiscussionContent("So.").as_data() == {"text": "So."}
    assert SeniorContent("A", "B", "c@d.example").as_data() == {
        "name": "A",
        "post": "B",
        "email": "c@d.example",
    }
    assert OutcomeContent("It is good.", "A, B", date(2026, 12, 7)).as_data() == {
        "decision": "It is good.",
        "decided_by": "A, B",
        "decided_on": "2026-12-07",
    }
