"""One truth table for each rule of the frameworks that are shipped, named with its paragraph.

Each states the rule once more, in Python, as a reader of the paragraph would; and every combination
of grades (not judged and not given among them) and of answers is held against it.
"""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from functools import cache
from itertools import product
from pathlib import Path
from typing import Any

import pytest
import yaml

from frameworks.values import NOT_JUDGED, Question, Rule, Strength, definition_from
from judgements.rules import Blocked, Considered, Facts, Outcome, Part, Proposal, evaluate

FRAMEWORKS = Path(__file__).resolve().parents[2] / "fixtures" / "frameworks"
STEMS = sorted(path.stem for path in FRAMEWORKS.glob("*.yaml"))
GRADES = ("outstanding", "good", "requires_improvement", "inadequate", NOT_JUDGED, None)
ANSWERS = (True, False, None)
INADEQUATE = "inadequate"

# What a rule can come to.
NOTHING, BLOCKED = "nothing", "blocked"
LIKELY_INADEQUATE, MUST_BE_INADEQUATE = "likely inadequate", "must inadequate"
MUST_REQUIRE_IMPROVEMENT = "must requires_improvement"
LIKELY_NOT_OUTSTANDING = "likely not outstanding"
WEIGHED = "weighed"

Table = Callable[[], None]
_TABLES: dict[tuple[str, str], Table] = {}


@cache
def framework(stem: str) -> Mapping[str, Any]:
    """A shipped file, read apart from the loader."""
    data: Mapping[str, Any] = yaml.load(
        (FRAMEWORKS / f"{stem}.yaml").read_bytes(), Loader=yaml.CSafeLoader
    )
    return data


def rule_of(stem: str, code: str) -> Rule:
    """A rule as the file has it."""
    (found,) = [one for one in framework(stem)["limiting_rules"] if one["code"] == code]
    return Rule(
        found["code"],
        found["source"],
        Strength(found["strength"]),
        found["statement"],
        definition_from(found["definition"]),
    )


def titles_of(stem: str) -> dict[str, str]:
    """What areas and grades are called."""
    data = framework(stem)
    grades = [grade for scale in data["grade_scales"] for grade in scale["grades"]]
    return {one["code"]: one["title"] for one in (*grades, *data["judgement_areas"])}


def questions_of(stem: str) -> dict[str, Question]:
    """The framework's questions, by code."""
    return {one["code"]: Question(**one) for one in framework(stem).get("questions", [])}


@dataclass(frozen=True)
class Case:
    """One combination: a grade for each area, an answer to each question."""

    grades: Mapping[str, str | None]
    answers: Mapping[str, bool | None]

    def facts(self, stem: str) -> Facts:
        """As the evaluation gets it: what is not given is left out."""
        return Facts(
            grades={area: grade for area, grade in self.grades.items() if grade is not None},
            answers={code: yes for code, yes in self.answers.items() if yes is not None},
            titles=titles_of(stem),
            questions=questions_of(stem),
        )


def every_case(areas: tuple[str, ...], asked: tuple[str, ...]) -> Iterator[Case]:
    """Every combination that there is."""
    for grades in product(GRADES, repeat=len(areas)):
        for answers in product(ANSWERS, repeat=len(asked)):
            yield Case(
                dict(zip(areas, grades, strict=True)), dict(zip(asked, answers, strict=True))
            )


def came_to(outcomes: tuple[Outcome, ...]) -> str:
    """An outcome in the words of the tables."""
    if not outcomes:
        return NOTHING
    (one,) = outcomes
    if isinstance(one, Blocked):
        return BLOCKED
    if isinstance(one, Considered):
        return WEIGHED
    return f"{one.strength} {'not ' if one.is_out_of_reach else ''}{one.grade}"


def mismatches(
    stem: str,
    code: str,
    *,
    area: str,
    areas: tuple[str, ...] = (),
    asked: tuple[str, ...] = (),
    stated: Callable[..., str],
) -> list[tuple[Case, str, str]]:
    """Where a rule and its statement disagree: the combination, what is stated, what it came to.

    Args:
        stem: the file.
        code: of the rule.
        area: that the rule is about; of every other area it says nothing.
        areas: that it looks at, in the order of the arguments of `stated`.
        asked: the questions that it asks, likewise, after the areas.
        stated: the rule once more: grades and answers in, a word of the tables out.
    """
    rule = rule_of(stem, code)
    wrong = []
    for case in every_case(areas, asked):
        outcomes = evaluate([rule], area, case.facts(stem))
        expected = stated(*case.grades.values(), *case.answers.values())
        if came_to(outcomes) != expected:
            wrong.append((case, expected, came_to(outcomes)))
        for outcome in outcomes:
            assert rule.source in outcome.because
    others = {one["code"] for one in framework(stem)["judgement_areas"]} - {area}
    known = Case(dict.fromkeys(areas, INADEQUATE), dict.fromkeys(asked, False)).facts(stem)
    assert [one for other in others for one in evaluate([rule], other, known)] == []
    return wrong


def table(stem: str, code: str) -> Callable[[Table], Table]:
    """This test is the truth table of a rule."""

    def noted(test: Table) -> Table:
        assert (stem, code) not in _TABLES
        _TABLES[stem, code] = test
        return test

    return noted


def any_is_inadequate(then: str) -> Callable[..., str]:
    """One inadequate part is enough; while none is and one is not known, nobody can say."""

    def stated(*grades: str | None) -> str:
        if INADEQUATE in grades:
            return then
        return BLOCKED if None in grades else NOTHING

    return stated


def decided_after(*grades: str | None) -> str:
    """An overall judgement waits for its parts, and no grade follows from them."""
    return BLOCKED if None in grades else WEIGHED


def always_weighed(*_grades: str | None) -> str:
    """What bears on a judgement holds nothing up."""
    return WEIGHED


def builds_on_good(met: bool | None) -> str:
    """Outstanding is within reach only where the criteria of good are met."""
    if met is None:
        return BLOCKED
    return NOTHING if met else LIKELY_NOT_OUTSTANDING


# --- the integrated framework: the local authority ------------------------------------------------

INTEGRATED = "integrated-2014"
LA = ("la_help_and_protection", "la_looked_after_and_permanence", "la_leadership")


@table(INTEGRATED, "la-overall-is-cumulative")
def test_140112_41_the_local_authority_overall_is_decided_after_its_three_judgements() -> None:
    wrong = mismatches(
        INTEGRATED,
        "la-overall-is-cumulative",
        area="la_overall",
        areas=LA,
        stated=decided_after,
    )
    assert wrong == []


@table(INTEGRATED, "la-overall-inadequate")
def test_130216_the_local_authority_overall_must_be_inadequate_with_any_of_the_three() -> None:
    wrong = mismatches(
        INTEGRATED,
        "la-overall-inadequate",
        area="la_overall",
        areas=LA,
        stated=any_is_inadequate(MUST_BE_INADEQUATE),
    )
    assert wrong == []


@table(INTEGRATED, "la-looked-after-considers-its-parts")
def test_140112_41_adoption_and_care_leavers_bear_on_looked_after_and_fix_nothing() -> None:
    wrong = mismatches(
        INTEGRATED,
        "la-looked-after-considers-its-parts",
        area="la_looked_after_and_permanence",
        areas=("la_adoption", "la_care_leavers"),
        stated=always_weighed,
    )
    assert wrong == []


# --- health ---------------------------------------------------------------------------------------

HEALTH = ("health_help_and_protection", "health_looked_after", "health_leadership")


@table(INTEGRATED, "health-overall-is-cumulative")
def test_140112_59_health_overall_is_decided_after_its_three_judgements() -> None:
    wrong = mismatches(
        INTEGRATED,
        "health-overall-is-cumulative",
        area="health_overall",
        areas=HEALTH,
        stated=decided_after,
    )
    assert wrong == []


@table(INTEGRATED, "health-overall-inadequate")
def test_140112_67_health_overall_is_likely_inadequate_when_any_of_the_three_is() -> None:
    wrong = mismatches(
        INTEGRATED,
        "health-overall-inadequate",
        area="health_overall",
        areas=HEALTH,
        stated=any_is_inadequate(LIKELY_INADEQUATE),
    )
    assert wrong == []


@table(INTEGRATED, "health-help-and-protection-outstanding-presupposes-good")
def test_140112_68_outstanding_help_and_protection_by_health_builds_on_good() -> None:
    code = "health-help-and-protection-outstanding-presupposes-good"
    wrong = mismatches(
        INTEGRATED,
        code,
        area="health_help_and_protection",
        asked=(code,),
        stated=builds_on_good,
    )
    assert wrong == []


@table(INTEGRATED, "health-looked-after-outstanding-presupposes-good")
def test_140112_69_outstanding_for_looked_after_children_by_health_builds_on_good() -> None:
    code = "health-looked-after-outstanding-presupposes-good"
    wrong = mismatches(
        INTEGRATED, code, area="health_looked_after", asked=(code,), stated=builds_on_good
    )
    assert wrong == []


@table(INTEGRATED, "health-leadership-outstanding-presupposes-good")
def test_140112_70_outstanding_leadership_of_health_builds_on_good() -> None:
    code = "health-leadership-outstanding-presupposes-good"
    wrong = mismatches(
        INTEGRATED, code, area="health_leadership", asked=(code,), stated=builds_on_good
    )
    assert wrong == []


@table(INTEGRATED, "health-leadership-inadequate")
def test_140112_70_health_leadership_needs_a_failed_main_judgement_and_no_understanding() -> None:
    def stated(protection: str | None, looked_after: str | None, understood: bool | None) -> str:
        failed = INADEQUATE in (protection, looked_after)
        if understood is True:
            return NOTHING
        if not failed and None not in (protection, looked_after):
            return NOTHING
        return LIKELY_INADEQUATE if failed and understood is False else BLOCKED

    wrong = mismatches(
        INTEGRATED,
        "health-leadership-inadequate",
        area="health_leadership",
        areas=("health_help_and_protection", "health_looked_after"),
        asked=("health_leaders_understand",),
        stated=stated,
    )
    assert wrong == []


def improving(own: bool | None, dealt_with: bool | None, good: bool | None) -> str:
    """Failures that the agency found itself and deals with, where leadership is not yet good."""
    if own is False or dealt_with is False or good is True:
        return NOTHING
    return BLOCKED if None in (own, dealt_with, good) else MUST_REQUIRE_IMPROVEMENT


@table(INTEGRATED, "health-leadership-requires-improvement")
def test_140112_70_health_leadership_that_deals_with_its_own_failures_improves() -> None:
    wrong = mismatches(
        INTEGRATED,
        "health-leadership-requires-improvement",
        area="health_leadership",
        asked=(
            "health_failures_self_identified",
            "health_failures_being_addressed",
            "health_good_leadership_in_place",
        ),
        stated=improving,
    )
    assert wrong == []


# --- the police -----------------------------------------------------------------------------------

POLICE = ("police_help_and_protection", "police_leadership")


@table(INTEGRATED, "police-overall-is-cumulative")
def test_140112_74_police_overall_is_decided_after_its_two_judgements() -> None:
    wrong = mismatches(
        INTEGRATED,
        "police-overall-is-cumulative",
        area="police_overall",
        areas=POLICE,
        stated=decided_after,
    )
    assert wrong == []


@table(INTEGRATED, "police-overall-inadequate")
def test_140112_79_police_overall_is_likely_inadequate_when_either_is() -> None:
    wrong = mismatches(
        INTEGRATED,
        "police-overall-inadequate",
        area="police_overall",
        areas=POLICE,
        stated=any_is_inadequate(LIKELY_INADEQUATE),
    )
    assert wrong == []


@table(INTEGRATED, "police-help-and-protection-outstanding-presupposes-good")
def test_140112_80_outstanding_help_and_protection_by_the_police_builds_on_good() -> None:
    code = "police-help-and-protection-outstanding-presupposes-good"
    wrong = mismatches(
        INTEGRATED,
        code,
        area="police_help_and_protection",
        asked=(code,),
        stated=builds_on_good,
    )
    assert wrong == []


@table(INTEGRATED, "police-leadership-outstanding-presupposes-good")
def test_140112_81_outstanding_leadership_of_the_police_builds_on_good() -> None:
    code = "police-leadership-outstanding-presupposes-good"
    wrong = mismatches(
        INTEGRATED, code, area="police_leadership", asked=(code,), stated=builds_on_good
    )
    assert wrong == []


@table(INTEGRATED, "police-leadership-inadequate")
def test_140112_81_police_leadership_needs_failed_protection_and_no_understanding() -> None:
    def stated(protection: str | None, understood: bool | None) -> str:
        if understood is True or protection not in (INADEQUATE, None):
            return NOTHING
        return BLOCKED if None in (protection, understood) else LIKELY_INADEQUATE

    wrong = mismatches(
        INTEGRATED,
        "police-leadership-inadequate",
        area="police_leadership",
        areas=("police_help_and_protection",),
        asked=("police_leaders_understand",),
        stated=stated,
    )
    assert wrong == []


@table(INTEGRATED, "police-leadership-requires-improvement")
def test_140112_81_police_leadership_that_deals_with_its_own_failures_improves() -> None:
    wrong = mismatches(
        INTEGRATED,
        "police-leadership-requires-improvement",
        area="police_leadership",
        asked=(
            "police_failures_self_identified",
            "police_failures_being_addressed",
            "police_good_leadership_in_place",
        ),
        stated=improving,
    )
    assert wrong == []


# --- the board ------------------------------------------------------------------------------------


@table(INTEGRATED, "lscb-outstanding-presupposes-good")
def test_140112_116_an_outstanding_board_builds_on_good() -> None:
    code = "lscb-outstanding-presupposes-good"
    wrong = mismatches(INTEGRATED, code, area="lscb", asked=(code,), stated=builds_on_good)
    assert wrong == []


# --- the single inspection framework --------------------------------------------------------------

SIF = "sif-2013"
KEY_JUDGEMENTS = ("help_and_protection", "looked_after_and_permanence", "leadership")


@table(SIF, "overall-inadequate-with-a-key-judgement")
def test_130216_sif_overall_must_be_inadequate_with_any_key_judgement() -> None:
    wrong = mismatches(
        SIF,
        "overall-inadequate-with-a-key-judgement",
        area="overall",
        areas=KEY_JUDGEMENTS,
        stated=any_is_inadequate(MUST_BE_INADEQUATE),
    )
    assert wrong == []


@table(SIF, "overall-is-cumulative")
def test_140112_41_sif_overall_is_decided_after_its_key_judgements() -> None:
    wrong = mismatches(
        SIF, "overall-is-cumulative", area="overall", areas=KEY_JUDGEMENTS, stated=decided_after
    )
    assert wrong == []


@table(SIF, "looked-after-weighs-adoption-and-care-leavers")
def test_140112_41_sif_adoption_and_care_leavers_bear_on_looked_after_and_fix_nothing() -> None:
    wrong = mismatches(
        SIF,
        "looked-after-weighs-adoption-and-care-leavers",
        area="looked_after_and_permanence",
        areas=("adoption", "care_leavers"),
        stated=always_weighed,
    )
    assert wrong == []


# --- ILACS ----------------------------------------------------------------------------------------


@table("ilacs-2018", "overall-inadequate-with-a-service")
def test_ilacs_2018_overall_is_likely_inadequate_when_a_service_is() -> None:
    wrong = mismatches(
        "ilacs-2018",
        "overall-inadequate-with-a-service",
        area="overall",
        areas=("help_and_protection", "in_care"),
        stated=any_is_inadequate(LIKELY_INADEQUATE),
    )
    assert wrong == []


@table("ilacs-2018", "overall-is-cumulative")
def test_ilacs_2018_overall_is_decided_after_the_others() -> None:
    wrong = mismatches(
        "ilacs-2018",
        "overall-is-cumulative",
        area="overall",
        areas=("leaders", "help_and_protection", "in_care"),
        stated=decided_after,
    )
    assert wrong == []


@table("ilacs-2018", "leaders-alone-do-not-decide")
def test_ilacs_2018_leaders_alone_do_not_decide() -> None:
    wrong = mismatches(
        "ilacs-2018",
        "leaders-alone-do-not-decide",
        area="overall",
        areas=("leaders",),
        stated=always_weighed,
    )
    assert wrong == []


@table("ilacs-2023", "overall-inadequate-with-a-service")
def test_ilacs_2023_overall_is_likely_inadequate_when_a_service_is() -> None:
    wrong = mismatches(
        "ilacs-2023",
        "overall-inadequate-with-a-service",
        area="overall",
        areas=("help_and_protection", "in_care", "care_leavers"),
        stated=any_is_inadequate(LIKELY_INADEQUATE),
    )
    assert wrong == []


@table("ilacs-2023", "overall-is-cumulative")
def test_ilacs_2023_overall_is_decided_after_the_others() -> None:
    wrong = mismatches(
        "ilacs-2023",
        "overall-is-cumulative",
        area="overall",
        areas=("leaders", "help_and_protection", "in_care", "care_leavers"),
        stated=decided_after,
    )
    assert wrong == []


@table("ilacs-2023", "leaders-alone-do-not-decide")
def test_ilacs_2023_leaders_alone_do_not_decide() -> None:
    wrong = mismatches(
        "ilacs-2023",
        "leaders-alone-do-not-decide",
        area="overall",
        areas=("leaders",),
        stated=always_weighed,
    )
    assert wrong == []


@pytest.mark.parametrize("stem", ["ilacs-2018", "ilacs-2023"])
@pytest.mark.parametrize("overall", ["outstanding", "good", "requires_improvement", "inadequate"])
def test_ilacs_inadequate_leaders_leave_every_overall_grade_open(stem: str, overall: str) -> None:
    services = dict.fromkeys(("help_and_protection", "in_care", "care_leavers"), "good")
    known = Case({**services, "leaders": INADEQUATE}, {}).facts(stem)
    rules = [rule_of(stem, one["code"]) for one in framework(stem)["limiting_rules"]]
    proposals = [one for one in evaluate(rules, "overall", known) if isinstance(one, Proposal)]
    assert [one for one in proposals if one.is_departed_from_by(overall)] == []


# --- all of them ----------------------------------------------------------------------------------


def test_every_shipped_rule_has_its_truth_table() -> None:
    shipped = {
        (stem, rule["code"]) for stem in STEMS for rule in framework(stem).get("limiting_rules", [])
    }
    assert set(_TABLES) == shipped


@pytest.mark.parametrize(("stem", "code"), sorted(_TABLES))
def test_each_table_is_named_with_the_paragraph_of_its_rule(stem: str, code: str) -> None:
    source = rule_of(stem, code).source.removeprefix("Ofsted ")
    named = source.removesuffix(" (outside the documents)").replace(" guidance", "")
    start = named.replace(" ¶", "_").casefold()
    assert _TABLES[stem, code].__name__.startswith(f"test_{start}_")


@pytest.mark.parametrize("stem", STEMS)
def test_every_shipped_question_is_asked_by_a_rule(stem: str) -> None:
    rules = [rule_of(stem, one["code"]) for one in framework(stem).get("limiting_rules", [])]
    asked = {
        code
        for rule in rules
        for code in getattr(rule.definition, "questions", tuple)()  # only limits ask
    }
    assert asked == set(questions_of(stem))


# --- what the sentences name ----------------------------------------------------------------------


def test_140112_67_the_sentence_names_the_judgements_that_are_inadequate_and_no_other() -> None:
    rule = rule_of(INTEGRATED, "health-overall-inadequate")
    titles = titles_of(INTEGRATED)
    for case in every_case(HEALTH, ()):
        for one in evaluate([rule], "health_overall", case.facts(INTEGRATED)):
            if isinstance(one, Proposal):
                said = {a for a in HEALTH if f"{titles[a]} is inadequate" in one.because}
                assert said == {a for a, grade in case.grades.items() if grade == INADEQUATE}
            else:
                said = {a for a in HEALTH if titles[a] in one.because}
                assert said == {a for a, grade in case.grades.items() if grade is None}


def test_140112_70_the_sentence_names_the_failure_and_the_answer() -> None:
    case = Case(
        {"health_help_and_protection": "good", "health_looked_after": INADEQUATE},
        {"health_leaders_understand": False},
    )
    rule = rule_of(INTEGRATED, "health-leadership-inadequate")
    (one,) = evaluate([rule], "health_leadership", case.facts(INTEGRATED))
    titles, asked = titles_of(INTEGRATED), questions_of(INTEGRATED)
    assert one.because == (
        f"{titles['health_leadership']} is likely to be inadequate (140112 ¶70), because "
        f"{titles['health_looked_after']} is inadequate and the answer to "
        f"“{asked['health_leaders_understand'].text}” is no."
    )


def test_140112_41_the_sentence_names_every_part_with_its_grade() -> None:
    case = Case({"la_adoption": NOT_JUDGED, "la_care_leavers": INADEQUATE}, {})
    rule = rule_of(INTEGRATED, "la-looked-after-considers-its-parts")
    (one,) = evaluate([rule], "la_looked_after_and_permanence", case.facts(INTEGRATED))
    titles = titles_of(INTEGRATED)
    assert isinstance(one, Considered)
    assert one.parts == (Part("la_adoption", NOT_JUDGED), Part("la_care_leavers", INADEQUATE))
    assert f"{titles['la_adoption']} is not judged" in one.because
    assert f"{titles['la_care_leavers']} is inadequate" in one.because
