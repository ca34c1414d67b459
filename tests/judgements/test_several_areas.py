"""Several areas, questions and parts: what is judged, asked, weighed and blocked."""

from collections.abc import Callable
from typing import Any

import pytest
from django.http import HttpResponse
from django.test import Client

from frameworks.models import LimitingRule
from judgements.models import Proposal, RecordedAnswer, RuleDeparture
from judgements.permissions import answers_of
from organisations.models import User
from records.errors import ActionRefused
from tests.factories.inspections import JointInspection
from tests.factories.judgements import RULE, judgement_in
from tests.judgements.several import (
    BEARS_ON,
    INADEQUATE,
    TEXT,
    UNDERSTOOD,
    agreed,
    joint_with_several_areas,
    proposed,
    revealed,
)

pytestmark = pytest.mark.django_db
ClientOf = Callable[[User], Client]


@pytest.fixture
def several(db: None) -> JointInspection:
    return joint_with_several_areas()


@pytest.fixture
def parts_agreed(several: JointInspection) -> JointInspection:
    """The front door is inadequate, audit is good; on the board all positions are in."""
    agreed(several, "front_door", "inadequate")
    agreed(several, "audit", "good")
    revealed(several, "lscb")
    return several


def at(joint: JointInspection, page: str = "") -> str:
    return f"/inspections/{joint.reference}/judgements/{page}"


def words(response: HttpResponse) -> str:
    return " ".join(response.content.decode().split())


def rules_on(response: HttpResponse) -> dict[str, tuple[str, str]]:
    """By paragraph, what the page says of each rule."""
    page = response.context["page"]  # type: ignore[attr-defined] # of a test client's response
    return {rule.source: (rule.word, rule.outcome) for rule in page.rules}


def asked_on(response: HttpResponse) -> dict[str, str]:
    page = response.context["page"]  # type: ignore[attr-defined] # of a test client's response
    return {row.key: row.value for row in page.questions}


# --- the board ------------------------------------------------------------------------------------


def test_the_board_has_what_is_judged_together_and_names_the_rest(
    several: JointInspection, client_of: ClientOf
) -> None:
    page = client_of(several.overall_lead).get(at(several))
    board = page.context["page"]
    together, own = board.strands
    assert [area.title for area in together.areas] == [
        "The effectiveness of the board",
        "The front door",
        "Audit",
    ]
    assert (own.title, own.url) == ("CQC alone", f"/inspections/{several.reference}/strands/cqc/")
    assert [(area.title, area.hint, area.url) for area in own.areas] == [
        ("Health services", "TEST ¶1–9: graded", at(several, "agency/health/")),
        ("Youth work", "TEST ¶1–9: in words, without a grade", ""),
    ]
    assert "no grade of the local area as a whole (TEST ¶25)" in words(page)


def test_the_board_without_anything_shared_names_what_each_strand_answers(
    several: JointInspection, client_of: ClientOf
) -> None:
    several.strand.judgement_areas.clear()
    page = client_of(several.overall_lead).get(at(several))
    assert [strand.title for strand in page.context["page"].strands] == ["CQC alone"]
    assert "No grade is given together here" in words(page)
    assert "TEST ¶1–9: graded" in words(page)


@pytest.mark.parametrize("area", ["health", "youth"])
def test_an_area_of_one_inspectorate_has_no_page_of_positions(
    several: JointInspection, client_of: ClientOf, area: str
) -> None:
    assert client_of(several.overall_lead).get(at(several, f"{area}/")).status_code == 404


def test_what_is_shared_is_answered_in_the_joint_strand_alone(several: JointInspection) -> None:
    own = several.inspection.strands.get(code="cqc")
    own.judgement_areas.add(judgement_in(several).area)
    found = answers_of(several.inspection)
    assert [one.strand.code for one in found.together] == ["joint"] * 3
    assert [area.code for _strand, area in found.alone] == ["health", "youth"]


# --- the page of a judgement ----------------------------------------------------------------------


def test_while_a_part_has_no_grade_the_page_says_what_is_blocked_and_why(
    several: JointInspection, client_of: ClientOf
) -> None:
    page = client_of(several.overall_lead).get(at(several, "lscb/"))
    said = rules_on(page)
    assert said["TEST ¶41"] == (
        "Not evaluated",
        "The rule of TEST ¶41 needs a grade that is not agreed yet: The front door, Audit.",
    )
    assert said["TEST ¶42"] == (
        "To be weighed",
        (
            "Weighed in The effectiveness of the board (TEST ¶42): Audit has no grade yet. "
            "It fixes no grade."
        ),
    )
    assert asked_on(page) == {
        "Are all criteria of good met? (TEST ¶116)": "Nobody has said",
        f"{TEXT} (TEST ¶71)": "Nobody has said",
    }
    assert TEXT in words(page)


def test_once_the_parts_are_agreed_they_are_named_with_their_grades(
    parts_agreed: JointInspection, client_of: ClientOf
) -> None:
    page = client_of(parts_agreed.overall_lead).get(at(parts_agreed, "lscb/"))
    assert rules_on(page)["TEST ¶41"] == (
        "To be weighed",
        (
            "The effectiveness of the board is decided after its parts (TEST ¶41): The front door "
            "is inadequate and Audit is good. No grade follows from them by itself."
        ),
    )
    assert "Audit is good" in words(page)


def test_the_answers_of_a_proposal_are_shown_with_what_follows_from_them(
    parts_agreed: JointInspection, client_of: ClientOf
) -> None:
    proposed(parts_agreed, "lscb", "inadequate", {RULE: True, UNDERSTOOD: False})
    page = client_of(parts_agreed.overall_lead).get(at(parts_agreed, "lscb/"))
    assert asked_on(page)[f"{TEXT} (TEST ¶71)"] == "No"
    assert rules_on(page)["TEST ¶70"] == (
        "Proposes",
        (
            "The effectiveness of the board is likely to be inadequate (TEST ¶70), because The "
            f"front door is inadequate and the answer to “{TEXT}” is no."
        ),
    )
    assert rules_on(page)["TEST ¶116"] == ("No limit", "It sets no limit here.")


def test_a_rule_that_needs_an_area_of_no_strand_blocks_and_says_so(client_of: ClientOf) -> None:
    joint = joint_with_several_areas()
    joint.strand.judgement_areas.remove(judgement_in(joint, "audit").area)
    page = client_of(joint.overall_lead).get(at(joint, "lscb/"))
    assert rules_on(page)["TEST ¶41"] == (
        "Not evaluated",
        (
            "The rule of TEST ¶41 needs a grade that is not agreed yet: The front door. The rule "
            "of TEST ¶41 needs a grade that this inspection does not give: Audit."
        ),
    )


def test_parts_that_are_answered_in_words_hold_nothing_up(client_of: ClientOf) -> None:
    rule = {
        "code": "of-words",
        "source": "TEST ¶43",
        "definition": {"kind": "cumulative", "area": "lscb", "of": ["audit"]},
    }
    joint = joint_with_several_areas(rules=[rule])
    stored = LimitingRule.objects.get(code="of-words")
    stored.definition = {**stored.definition, "of": ["youth"]}
    stored.save()
    page = client_of(joint.overall_lead).get(at(joint, "lscb/"))
    assert rules_on(page)["TEST ¶43"] == (
        "To be weighed",
        (
            "The effectiveness of the board is decided after its parts (TEST ¶43): Youth work is "
            "answered in words. No grade follows from them by itself."
        ),
    )


# --- proposing ------------------------------------------------------------------------------------


def test_the_form_asks_every_question_once_and_says_what_is_weighed(
    parts_agreed: JointInspection, client_of: ClientOf
) -> None:
    page = client_of(parts_agreed.overall_lead).get(at(parts_agreed, "lscb/propose/"))
    fields = page.context["form"].fields
    assert [name for name in fields if name.startswith("answer_")] == [
        f"answer_{RULE}",
        f"answer_{UNDERSTOOD}",
    ]
    # Nothing can be departed from where no grade follows.
    assert [name for name in fields if name.startswith("why_")] == [
        f"why_{RULE}",
        f"why_{INADEQUATE}",
    ]
    assert "The front door is inadequate and Audit is good" in words(page)
    assert "Weighed in The effectiveness of the board (TEST ¶42)" in words(page)


def test_a_question_on_which_nothing_depends_is_not_asked(
    several: JointInspection, client_of: ClientOf
) -> None:
    agreed(several, "front_door", "good")
    agreed(several, "audit", "good")
    revealed(several, "lscb")
    page = client_of(several.overall_lead).get(at(several, "lscb/propose/"))
    assert f"answer_{UNDERSTOOD}" not in page.context["form"].fields
    proposed(several, "lscb", "good", {RULE: True, UNDERSTOOD: False})
    assert [
        one.code for one in RecordedAnswer.objects.filter(proposal__judgement__area__code="lscb")
    ] == [RULE]


@pytest.mark.parametrize(("understood", "refused"), [("no", True), ("yes", False)])
def test_the_form_holds_the_grade_against_the_answers(
    parts_agreed: JointInspection, client_of: ClientOf, understood: str, refused: bool
) -> None:
    client = client_of(parts_agreed.overall_lead)
    form = client.get(at(parts_agreed, "lscb/propose/")).context["form"]
    sent = {
        **{field.name: str(field.value()) for field in form.hidden_fields()},
        "grade": "good",
        "statement": "The board is good.",
        f"answer_{RULE}": "yes",
        f"answer_{UNDERSTOOD}": understood,
    }
    page = client.post(at(parts_agreed, "lscb/propose/"), sent)
    assert page.status_code == (422 if refused else 302)
    if refused:
        assert "is likely to be inadequate (TEST ¶70)" in words(page)
    kept = Proposal.objects.filter(judgement__area__code="lscb")
    assert kept.exists() is not refused


def test_each_answer_is_kept_under_its_question_with_the_rule_that_asks(
    parts_agreed: JointInspection,
) -> None:
    proposal = proposed(
        parts_agreed,
        "lscb",
        "good",
        {RULE: True, UNDERSTOOD: False, "unheard": True},
        {INADEQUATE: "The failure was put right.", BEARS_ON: "Nothing to depart from."},
    )
    kept = [
        (one.code, one.rule.code, one.question, one.answer)
        for one in proposal.answers.order_by("pk")
    ]
    assert kept == [
        (RULE, RULE, "Are all criteria of good met?", True),
        (UNDERSTOOD, INADEQUATE, TEXT, False),
    ]
    assert [one.rule.code for one in RuleDeparture.objects.filter(proposal=proposal)] == [
        INADEQUATE
    ]


def test_a_missing_answer_that_matters_blocks(parts_agreed: JointInspection) -> None:
    with pytest.raises(ActionRefused) as refused:
        proposed(parts_agreed, "lscb", "good", {RULE: True})
    assert refused.value.message == (
        f"The rule of TEST ¶70 asks what nobody has answered: “{TEXT}”."
    )


def test_a_part_without_a_grade_blocks_the_whole(several: JointInspection) -> None:
    agreed(several, "front_door", "good")
    revealed(several, "lscb")
    with pytest.raises(ActionRefused, match="not agreed yet: Audit"):
        proposed(several, "lscb", "good", {RULE: True, UNDERSTOOD: True})


def test_two_rules_that_ask_the_same_ask_once(client_of: ClientOf) -> None:
    asks: dict[str, Any] = {"all_of": [{"question": UNDERSTOOD, "answer": False}]}
    definition = {"kind": "limits", "area": "lscb", "grade": "inadequate", **asks}
    joint = joint_with_several_areas(
        rules=[
            {"code": "one", "source": "TEST ¶70", "definition": definition},
            {"code": "two", "source": "TEST ¶72", "definition": definition},
        ]
    )
    revealed(joint, "lscb")
    page = client_of(joint.overall_lead).get(at(joint, "lscb/propose/"))
    assert words(page).count(f"{TEXT} ") == 1
    departures = {"one": "A reason.", "two": "Another."}
    proposal = proposed(joint, "lscb", "good", {RULE: True, UNDERSTOOD: False}, departures)
    assert [(one.code, one.rule.code) for one in proposal.answers.order_by("pk")] == [
        (RULE, RULE),
        (UNDERSTOOD, "one"),
    ]
