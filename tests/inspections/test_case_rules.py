"""What fits together in a case, what follows from its steps, and how two cases may be linked."""

from dataclasses import replace
from datetime import date, timedelta
from itertools import product

import pytest
from hypothesis import given
from hypothesis import strategies as st

from inspections.rules.cases import (
    StepState,
    age_bands_for,
    is_seen_by_several,
    seen_by,
    steps_to_offer,
    summary_of,
    where_placed,
    wrong_in,
    wrong_in_link,
    wrong_in_report,
)
from inspections.values import (
    CASE_LINK_LABELS,
    AgeBand,
    CaseFacts,
    CaseFlag,
    CaseLinkKind,
    CasesAsked,
    Consent,
    Outcome,
    Present,
    StepAsked,
    StepKind,
    StepSaid,
    Subject,
)

TODAY = date(2026, 3, 16)
CHILD = CaseFacts(age_band="5_to_9", cohort="in_need")
YOUNG = CaseFacts(age_band="16_to_17", cohort="custody", subject=Subject.YOUNG_PERSON)
ADULT = CaseFacts(
    age_band="18_or_over",
    cohort="protection_plan",
    subject=Subject.ADULT_OFFENDER,
    adults_part="children_at_risk",
    listed_by=7,
)
DONE = StepSaid(Outcome.DONE, on=TODAY)
SPOKEN = StepSaid(Outcome.DONE, on=TODAY, consent=Consent.BY_CHILD, present=(Present.NOBODY,))


# --- facts --------------------------------------------------------------------------------------


@pytest.mark.parametrize("facts", [CHILD, YOUNG, ADULT], ids=["child", "young person", "adult"])
@pytest.mark.parametrize("kind", ["tracked", "sampled", "joint_audit"])
def test_every_subject_fits_every_kind(kind: str, facts: CaseFacts) -> None:
    assert wrong_in(kind, facts) is None


@pytest.mark.parametrize(
    ("kind", "facts", "field"),
    [
        ("tracked", replace(YOUNG, age_band="5_to_9"), "age_band"),
        ("tracked", replace(ADULT, age_band="16_to_17"), "age_band"),
        ("tracked", replace(ADULT, adults_part=""), "adults_part"),
        ("tracked", replace(ADULT, adults_part="an uncle"), "adults_part"),
        ("tracked", replace(CHILD, adults_part="protective_factor"), "adults_part"),
        ("tracked", replace(YOUNG, adults_part="protective_factor"), "adults_part"),
        ("tracked", replace(ADULT, listed_by=None), "listed_by"),
        ("tracked", replace(CHILD, age_band="18_or_over"), "age_band"),
        ("tracked", replace(CHILD, point="review"), "point"),
        ("joint_audit", replace(CHILD, point="review"), "point"),
    ],
)
def test_what_does_not_fit_is_said_at_its_field(kind: str, facts: CaseFacts, field: str) -> None:
    wrong = wrong_in(kind, facts)
    assert wrong is not None
    assert wrong.field == field
    assert wrong.says.endswith(".")


@pytest.mark.parametrize(
    ("kind", "facts"),
    [
        ("sampled", replace(CHILD, point="review")),
        ("sampled", CHILD),
        ("tracked", replace(CHILD, age_band="18_or_over", cohort="care_leaver")),
        ("tracked", replace(YOUNG, age_band="18_or_over")),
        ("tracked", replace(CHILD, listed_by=None)),
    ],
)
def test_what_fits_is_taken(kind: str, facts: CaseFacts) -> None:
    assert wrong_in(kind, facts) is None


def test_the_ages_that_are_asked_are_those_that_are_taken() -> None:
    for subject, band in product(Subject, AgeBand):
        facts = CaseFacts(
            age_band=band,
            cohort="care_leaver",
            subject=subject,
            adults_part="children_at_risk" if subject == Subject.ADULT_OFFENDER else "",
            listed_by=1,
        )
        assert (wrong_in("tracked", facts) is None) == (band in age_bands_for(subject))


@pytest.mark.parametrize(
    ("lives_in", "placed_by", "says"),
    [
        ("", "", ""),
        ("", "Farley", "Placed by Farley"),
        ("Home", "", ""),
        ("Home", "Home", ""),
        ("Home", "Farley", "In the area, placed by Farley"),
        ("Farley", "", "Out of area"),
        ("Farley", "Home", "Out of area: placed by Home"),
        ("Farley", "Wenlow", "Out of area: placed by Wenlow"),
    ],
)
def test_a_placement_is_said_in_words(lives_in: str, placed_by: str, says: str) -> None:
    assert where_placed(home="Home", lives_in=lives_in, placed_by=placed_by) == says


def test_facts_come_back_from_what_a_revision_keeps() -> None:
    facts = replace(CHILD, flags=("is_disabled", "in_custody"), agencies=(9, 3), lives_in=4)
    kept = facts.as_data()
    assert kept["flags"] == ["in_custody", "is_disabled"]
    assert kept["agencies"] == [3, 9]
    again = CaseFacts.from_data(kept)
    assert again == replace(facts, flags=("in_custody", "is_disabled"), agencies=(3, 9))
    assert CaseFacts(**again.as_arguments()) == again


@given(
    flags=st.sets(st.sampled_from([flag.value for flag in CaseFlag])),
    agencies=st.sets(st.integers(1, 99)),
)
def test_the_order_in_which_boxes_are_ticked_makes_no_other_facts(
    flags: set[str], agencies: set[int]
) -> None:
    one = replace(CHILD, flags=tuple(flags), agencies=tuple(agencies))
    other = replace(CHILD, flags=tuple(reversed(one.flags)), agencies=one.agencies[::-1])
    assert one.as_data() == other.as_data()


@pytest.mark.parametrize(
    ("asked", "is_filtered"),
    [
        (CasesAsked(), False),
        (CasesAsked(after="T9"), False),
        (CasesAsked(before="S1"), False),
        (CasesAsked(kind="tracked"), True),
        (CasesAsked(agency=3, after="T9"), True),
    ],
)
def test_another_page_asks_for_no_less(asked: CasesAsked, is_filtered: bool) -> None:
    assert asked.is_filtered is is_filtered


# --- links --------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("kind", "is_adults", "other", "says"),
    [
        ("siblings", False, False, ""),
        ("siblings", True, False, "Siblings are children"),
        ("siblings", False, True, "Siblings are children"),
        ("household", False, False, ""),
        ("household", True, False, ""),
        ("household", True, True, ""),
        ("adults-child", True, False, ""),
        ("adults-child", False, True, ""),
        ("adults-child", True, True, "between an adult offender and a child"),
        ("adults-child", False, False, "between an adult offender and a child"),
        ("same-person", False, False, ""),
        ("same-person", True, True, ""),
        ("same-person", True, False, "not the same person"),
        ("cousins", False, False, "Choose what the two cases are"),
    ],
)
def test_which_links_there_may_be(kind: str, is_adults: bool, other: bool, says: str) -> None:
    wrong = wrong_in_link(kind, is_adults, other)
    assert (says in wrong) if says else wrong == ""


def test_every_kind_of_link_has_words_from_both_sides() -> None:
    assert set(CASE_LINK_LABELS) == set(CaseLinkKind)
    assert len(set(CASE_LINK_LABELS[CaseLinkKind.ADULTS_CHILD])) == 2


# --- steps --------------------------------------------------------------------------------------


def state(kind: str, outcome: str = Outcome.TO_DO, done_for: str = "") -> StepState:
    return StepState(kind, outcome, done_for)


def test_what_is_done_and_what_is_left_is_counted() -> None:
    summary = summary_of(
        [
            state("records", Outcome.DONE, "ofsted"),
            state("records"),
            state("records", Outcome.LEFT),
            state("child", Outcome.DONE, "cqc"),
            state("practitioner", Outcome.DONE, "cqc"),
            state("practitioner", Outcome.DONE, "hmic"),
            state("parent"),
        ]
    )
    assert (summary.records_read, summary.records) == (1, 2)
    assert summary.spoken_to == ("child", "practitioner", "practitioner")
    assert summary.to_speak_to == ("parent",)
    assert (summary.to_do, summary.left_out) == (2, 1)


@pytest.mark.parametrize(
    ("steps", "is_planned"),
    [([], False), ([state("child", Outcome.LEFT)], False), ([state("child")], True)],
)
def test_what_is_left_out_alone_is_no_plan(steps: list[StepState], is_planned: bool) -> None:
    assert summary_of(steps).is_planned is is_planned


@pytest.mark.parametrize(
    ("steps", "several"),
    [
        ([], False),
        ([state("records", Outcome.DONE, "cqc")], False),
        ([state("records", Outcome.DONE, "cqc"), state("child", Outcome.DONE, "cqc")], False),
        ([state("records", Outcome.DONE, "cqc"), state("child")], False),
        ([state("records", Outcome.DONE, "cqc"), state("child", Outcome.LEFT, "hmic")], False),
        ([state("records", Outcome.DONE, "cqc"), state("child", Outcome.DONE, "hmic")], True),
    ],
)
def test_a_case_is_seen_by_several_when_two_inspectorates_did_something(
    steps: list[StepState], several: bool
) -> None:
    assert is_seen_by_several(steps) is several
    assert (len(seen_by(steps)) > 1) is several


def test_what_can_be_planned_comes_from_the_agencies_involved() -> None:
    offered = steps_to_offer(is_adults=False, agencies=[4, 9], planned=[])
    assert [one.key for one in offered] == [
        "records:4",
        "records:9",
        "child",
        "parent",
        "practitioner:4",
        "practitioner:9",
        "manager:4",
        "manager:9",
    ]


def test_an_adult_is_spoken_to_beside_the_children() -> None:
    offered = steps_to_offer(is_adults=True, agencies=[], planned=[])
    assert [one.kind for one in offered] == ["adult", "child", "parent"]


def test_what_there_is_one_of_is_not_offered_again_and_the_rest_is() -> None:
    planned = [("records", 4), ("child", None), ("parent", None), ("practitioner", 4)]
    offered = steps_to_offer(is_adults=False, agencies=[4, 9], planned=planned)
    keys = {one.key for one in offered}
    assert {"records:4", "child"} & keys == set()
    assert {"records:9", "parent", "practitioner:4"} <= keys


@pytest.mark.parametrize("asked", [StepAsked("child"), StepAsked("records", 12)])
def test_a_step_is_read_back_from_what_a_form_sends(asked: StepAsked) -> None:
    assert StepAsked.from_key(asked.key) == asked


# --- reports ------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("kind", "standing", "said"),
    [
        (StepKind.RECORDS, Outcome.TO_DO, DONE),
        (StepKind.RECORDS, Outcome.TO_DO, replace(DONE, on=TODAY - timedelta(days=9))),
        (StepKind.MANAGER, Outcome.TO_DO, StepSaid(Outcome.LEFT, note="She is abroad.")),
        (StepKind.RECORDS, Outcome.DONE, StepSaid(Outcome.TO_DO, note="A file was missing.")),
        (StepKind.CHILD, Outcome.LEFT, StepSaid(Outcome.TO_DO, note="She wants to talk.")),
        (StepKind.CHILD, Outcome.TO_DO, SPOKEN),
        (
            StepKind.CHILD,
            Outcome.TO_DO,
            replace(SPOKEN, consent=Consent.NOT_ASKED, note="The child came to us."),
        ),
        (
            StepKind.CHILD,
            Outcome.TO_DO,
            replace(SPOKEN, present=(Present.ADVOCATE, Present.OTHER), note="A youth worker."),
        ),
        (
            StepKind.CHILD,
            Outcome.TO_DO,
            StepSaid(Outcome.LEFT, consent=Consent.REFUSED, note="By the mother."),
        ),
    ],
)
def test_a_report_that_holds(kind: str, standing: str, said: StepSaid) -> None:
    assert wrong_in_report(kind, standing, said, TODAY) is None


@pytest.mark.parametrize(
    ("kind", "standing", "said", "field"),
    [
        (StepKind.RECORDS, Outcome.TO_DO, StepSaid("lost"), "outcome"),
        (StepKind.RECORDS, Outcome.TO_DO, StepSaid(Outcome.TO_DO, note="Why."), "outcome"),
        (StepKind.RECORDS, Outcome.DONE, DONE, "outcome"),
        (StepKind.RECORDS, Outcome.DONE, StepSaid(Outcome.LEFT, note="Why."), "outcome"),
        (StepKind.RECORDS, Outcome.LEFT, DONE, "outcome"),
        (StepKind.RECORDS, Outcome.TO_DO, StepSaid(Outcome.LEFT), "note"),
        (StepKind.RECORDS, Outcome.DONE, StepSaid(Outcome.TO_DO), "note"),
        (StepKind.RECORDS, Outcome.TO_DO, StepSaid(Outcome.DONE), "on"),
        (StepKind.RECORDS, Outcome.TO_DO, replace(DONE, on=TODAY + timedelta(days=1)), "on"),
        (StepKind.RECORDS, Outcome.TO_DO, SPOKEN, "consent"),
        (StepKind.PARENT, Outcome.TO_DO, replace(DONE, present=(Present.NOBODY,)), "consent"),
        (StepKind.CHILD, Outcome.TO_DO, DONE, "consent"),
        (StepKind.CHILD, Outcome.TO_DO, replace(SPOKEN, consent="perhaps"), "consent"),
        (StepKind.CHILD, Outcome.TO_DO, StepSaid(Outcome.LEFT, note="Why."), "consent"),
        (StepKind.CHILD, Outcome.TO_DO, replace(SPOKEN, consent=Consent.REFUSED), "outcome"),
        (StepKind.CHILD, Outcome.TO_DO, replace(SPOKEN, consent=Consent.NOT_ASKED), "note"),
        (StepKind.CHILD, Outcome.TO_DO, replace(SPOKEN, present=()), "present"),
        (StepKind.CHILD, Outcome.TO_DO, replace(SPOKEN, present=("a ghost",)), "present"),
        (
            StepKind.CHILD,
            Outcome.TO_DO,
            replace(SPOKEN, present=(Present.NOBODY, Present.PARENT)),
            "present",
        ),
        (StepKind.CHILD, Outcome.TO_DO, replace(SPOKEN, present=(Present.OTHER,)), "note"),
        (StepKind.CHILD, Outcome.TO_DO, replace(SPOKEN, on=None), "on"),
        (
            StepKind.CHILD,
            Outcome.DONE,
            StepSaid(Outcome.TO_DO, consent=Consent.BY_CHILD, note="Again."),
            "consent",
        ),
    ],
)
def test_a_report_that_does_not_hold_is_said_at_its_field(
    kind: str, standing: str, said: StepSaid, field: str
) -> None:
    wrong = wrong_in_report(kind, standing, said, TODAY)
    assert wrong is not None
    assert wrong.field == field
    assert wrong.says.endswith(".")
