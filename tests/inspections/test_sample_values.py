"""What lists and draws are made of, and who selects the sample."""

import json
from dataclasses import FrozenInstanceError, fields, replace
from datetime import date
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as some

from inspections.models import Assignment, Inspection
from inspections.permissions.samples import may_read_key, may_select_sample
from inspections.rules.pseudonyms import seal, unseal
from inspections.states import TAKES_EVIDENCE, InspectionState
from inspections.values import TeamRole
from inspections.values.cases import AgeBand, Cohort, Subject
from inspections.values.samples import (
    CLOSING_LABELS,
    DIMENSION_LABELS,
    IDENTIFYING,
    IN_SEVERAL,
    LIST_FIELD_LABELS,
    Candidate,
    Checked,
    Closing,
    Dimension,
    DrawGroup,
    DrawResult,
    DrawSettings,
    Exchange,
    Facts,
    Identifiers,
    Known,
    ListField,
    Mapping,
    Marks,
    Problem,
    Row,
    Share,
    Shortfall,
    Table,
    Twin,
)

# --- words ----------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("kind", "labels"),
    [(ListField, LIST_FIELD_LABELS), (Closing, CLOSING_LABELS), (Dimension, DIMENSION_LABELS)],
)
def test_every_fixed_word_has_a_name_of_its_own(kind: Any, labels: dict[Any, str]) -> None:
    assert set(labels) == set(kind)
    assert len(set(labels.values())) == len(labels)
    assert all(label.strip() == label and label[0].isupper() for label in labels.values())


def test_what_says_who_somebody_is_is_what_the_key_holds() -> None:
    assert {str(one) for one in IDENTIFYING} == {"number", "nhs_number", "name", "born"}
    assert {one.name for one in fields(Identifiers)} == {"number", "nhs", "name", "born"}


def test_facts_have_no_place_for_who_somebody_is() -> None:
    kept = {one.name for one in fields(Facts)}
    assert not kept & {"name", "number", "nhs", "nhs_number", "born"}


def test_of_what_says_who_it_is_only_a_name_may_be_in_several_columns() -> None:
    assert set(IDENTIFYING) & IN_SEVERAL == {ListField.NAME}


# --- what was read --------------------------------------------------------------------------------

TEXTS = some.text(max_size=15)
TABLES = some.builds(
    Table,
    some.lists(TEXTS, min_size=2, max_size=4).map(tuple),
    some.lists(
        some.tuples(some.integers(2, 60_000), some.lists(TEXTS, max_size=4).map(tuple)), max_size=4
    ).map(tuple),
)


@given(TABLES)
def test_a_table_comes_back_from_its_data(table: Table) -> None:
    assert Table.from_data(json.loads(json.dumps(table.as_data()))) == table


@given(TABLES)
def test_a_table_comes_back_from_under_its_seal(table: Table) -> None:
    sealed = seal(table.as_data(), key="key", purpose="upload")
    assert Table.from_data(unseal(sealed, key="key", purpose="upload")) == table


MAPPINGS = some.builds(
    Mapping,
    some.dictionaries(some.integers(0, 199), some.sampled_from([str(one) for one in ListField])),
    some.sampled_from(["", *(str(one) for one in Cohort)]),
    some.sampled_from(["", *(str(one) for one in Subject)]),
    some.sampled_from(["", "protective_factor"]),
)


@given(MAPPINGS)
def test_a_mapping_comes_back_from_its_row(mapping: Mapping) -> None:
    assert Mapping.from_data(json.loads(json.dumps(mapping.as_data()))) == mapping


@pytest.mark.parametrize(
    "data", [{}, {"columns": {}}, {"columns": None}, {"cohort": "", "subject": ""}]
)
def test_of_an_empty_row_nothing_is_chosen(data: dict[str, Any]) -> None:
    assert Mapping.from_data(data) == Mapping()


@pytest.mark.parametrize(
    ("asked", "has"),
    [
        ((), False),
        (("age",), True),
        ((ListField.AGE,), True),
        (("born",), False),
        (("born", "age"), True),
        (("born", "age_band"), False),
    ],
)
def test_a_mapping_has_what_is_in_a_column(asked: tuple[str, ...], has: bool) -> None:
    assert Mapping({0: "number", 3: "age"}, cohort="in_need").has(*asked) is has


@pytest.mark.parametrize(
    ("who", "data"),
    [
        (Identifiers(), {"number": "", "nhs": "", "name": "", "born": ""}),
        (
            Identifiers("LA-7", "9434765919", "Ada Moss", date(2015, 3, 4)),
            {"number": "LA-7", "nhs": "9434765919", "name": "Ada Moss", "born": "2015-03-04"},
        ),
    ],
)
def test_identifiers_as_they_are_sealed(who: Identifiers, data: dict[str, str]) -> None:
    assert who.as_data() == data


def test_marks_come_one_after_the_other() -> None:
    assert list(Marks("n", "p", "x")) == ["n", "p", "x"]
    assert list(Marks()) == ["", "", ""]


# --- facts and what they become -------------------------------------------------------------------


def test_facts_become_the_facts_of_a_case_without_a_household() -> None:
    facts = Facts(
        "18_or_over",
        "custody",
        "adult_offender",
        adults_part="protective_factor",
        flags=frozenset({"is_disabled", "has_been_missing"}),
        agencies=frozenset({9, 2}),
        lives_in=7,
        placed_by=8,
        household="H-1",
    )
    case = facts.as_case(2, in_deep_dive=True)
    assert case.as_data() == {
        "age_band": "18_or_over",
        "cohort": "custody",
        "subject": "adult_offender",
        "adults_part": "protective_factor",
        "listed_by": 2,
        "point": "",
        "in_deep_dive": True,
        "flags": ["has_been_missing", "is_disabled"],
        "lives_in": 7,
        "placed_by": 8,
        "agencies": [2, 9],
    }


@pytest.mark.parametrize("listed_by", [None, 5])
def test_a_case_of_the_least_that_is_known(listed_by: int | None) -> None:
    case = Facts("5_to_9", "in_need", "child").as_case(listed_by)
    assert (case.listed_by, case.in_deep_dive, case.point) == (listed_by, False, "")
    assert (case.flags, case.agencies, case.lives_in, case.placed_by) == ((), (), None, None)


ROW = Row(2, Identifiers("7"), Facts("5_to_9", "in_need", "child"))


@pytest.mark.parametrize(
    ("checked", "sound"),
    [
        (Checked((ROW,), (), ()), True),
        (Checked((ROW, ROW), (), ()), True),
        (Checked((), (), ()), False),
        (Checked((ROW,), (Problem(3, 0, "?", "Wrong"),), ()), False),
        (Checked((ROW,), (), (Twin(3, 2, "The same"),)), False),
        (Checked((), (Problem(3, 0, "?", "Wrong"),), (Twin(3, 2, "The same"),)), False),
    ],
)
def test_a_list_is_sound_where_there_are_rows_and_nothing_is_wrong(
    checked: Checked, sound: bool
) -> None:
    assert checked.is_sound is sound


@pytest.mark.parametrize(
    ("value", "name"),
    [
        (Table(("a", "b"), ()), "headings"),
        (Identifiers("7"), "number"),
        (Marks("n"), "nhs"),
        (ROW, "number"),
        (ROW.facts, "cohort"),
        (Mapping(), "cohort"),
        (Known({}, {}, date(2026, 12, 7)), "today"),
        (Share("agency", "x"), "weight"),
        (DrawSettings(1), "size"),
        (Exchange("P-1", "P-2", same_group=True), "into"),
    ],
)
def test_a_value_never_changes(value: Any, name: str) -> None:
    with pytest.raises(FrozenInstanceError):
        setattr(value, name, "changed")


# --- the draw -------------------------------------------------------------------------------------

CANDIDATE = Candidate(
    "P-1",
    frozenset({"police", "council"}),
    frozenset({"5_to_9"}),
    frozenset({"in_need", "custody"}),
    "H-1",
)


def test_a_candidate_is_in_each_group_of_each_dimension() -> None:
    assert CANDIDATE.groups == {
        ("agency", "police"),
        ("agency", "council"),
        ("age_band", "5_to_9"),
        ("cohort", "in_need"),
        ("cohort", "custody"),
    }
    assert Candidate("P-2", frozenset(), frozenset(), frozenset()).groups == frozenset()


def test_a_group_of_one_name_in_two_dimensions_is_two_groups() -> None:
    same = frozenset({"custody"})
    assert len(Candidate("P-1", same, same, same).groups) == 3


def test_a_candidate_is_written_down_in_one_order() -> None:
    assert CANDIDATE.as_data() == [
        "P-1",
        ["council", "police"],
        ["5_to_9"],
        ["custody", "in_need"],
        "H-1",
    ]


@pytest.mark.parametrize("dimension", list(Dimension))
def test_the_fields_of_a_group_are_named_by_it(dimension: str) -> None:
    assert DrawGroup(dimension, "x", "X", 3).key == f"{dimension}__x"


def test_no_two_groups_share_a_field() -> None:
    keys = [DrawGroup("age_band", one, "", 1).key for one in AgeBand]
    keys += [DrawGroup("cohort", one, "", 1).key for one in Cohort]
    assert len(set(keys)) == len(keys)


SETTINGS = some.builds(
    DrawSettings,
    some.integers(1, 100),
    some.integers(0, 100),
    some.lists(
        some.builds(
            Share,
            some.sampled_from([str(one) for one in Dimension]),
            TEXTS,
            some.integers(0, 100),
            some.integers(0, 1000),
        ),
        max_size=4,
    ).map(tuple),
    some.booleans(),
)


@given(SETTINGS)
def test_settings_come_back_from_what_is_kept(settings: DrawSettings) -> None:
    assert DrawSettings.from_data(json.loads(json.dumps(settings.as_data()))) == settings


@given(SETTINGS, some.sampled_from(["size", "reserves", "one_of_household"]))
def test_each_setting_is_among_what_is_kept(settings: DrawSettings, name: str) -> None:
    value = getattr(settings, name)
    other = replace(settings, **{name: not value if isinstance(value, bool) else value + 1})
    assert other.as_data() != settings.as_data()


def test_a_result_as_it_is_hashed() -> None:
    result = DrawResult(("P-2", "P-1"), ("P-3",), (Shortfall("agency", "police", 3, 1, 1),))
    assert result.as_data() == {
        "drawn": ["P-2", "P-1"],
        "reserves": ["P-3"],
        "shortfalls": [["agency", "police", 3, 1, 1]],
    }
    assert DrawResult((), ()).as_data() == {"drawn": [], "reserves": [], "shortfalls": []}


def test_the_order_of_those_who_are_drawn_is_part_of_the_result() -> None:
    first, second = DrawResult(("P-1", "P-2"), ()), DrawResult(("P-2", "P-1"), ())
    assert first != second
    assert first.as_data() != second.as_data()


# --- who may --------------------------------------------------------------------------------------


def team(role: str) -> Assignment:
    return Assignment(role=role)


SELECTS = {
    TeamRole.OVERALL_LEAD: True,
    TeamRole.LEAD: True,
    TeamRole.INSPECTOR: True,
    TeamRole.QUALITY_ASSURER: False,
}
READS = {
    TeamRole.OVERALL_LEAD: True,
    TeamRole.LEAD: True,
    TeamRole.INSPECTOR: False,
    TeamRole.QUALITY_ASSURER: False,
}


def test_every_role_is_among_those_that_are_asked_about_here() -> None:
    assert set(SELECTS) == set(READS) == set(TeamRole)


@pytest.mark.parametrize("state", list(InspectionState))
@pytest.mark.parametrize("role", list(TeamRole))
def test_who_selects_the_sample_and_when(role: str, state: str) -> None:
    answer = may_select_sample(team(role), Inspection(state=state))
    assert answer.allowed is (SELECTS[TeamRole(role)] and state in TAKES_EVIDENCE)


@pytest.mark.parametrize("state", list(InspectionState))
def test_nobody_beside_the_team_selects_the_sample(state: str) -> None:
    answer = may_select_sample(None, Inspection(state=state))
    assert not answer.allowed
    assert answer.reason == "You are not on the team of this inspection."


@pytest.mark.parametrize("state", sorted(set(InspectionState) - TAKES_EVIDENCE))
def test_an_inspection_that_takes_no_evidence_says_where_it_is(state: str) -> None:
    inspection = Inspection(state=state)
    answer = may_select_sample(team(TeamRole.INSPECTOR), inspection)
    assert answer.reason == (
        f"This inspection is {inspection.state_label}. Lists are asked for and samples drawn from "
        "the notice until it is closed."
    )


@pytest.mark.parametrize("state", list(InspectionState))
def test_the_quality_assurer_is_told_whose_work_it_is_at_every_stage(state: str) -> None:
    answer = may_select_sample(team(TeamRole.QUALITY_ASSURER), Inspection(state=state))
    assert answer.reason == "The quality assurer reads; the inspectors select the sample."


@pytest.mark.parametrize("role", list(TeamRole))
def test_who_reads_who_somebody_is(role: str) -> None:
    answer = may_read_key(team(role))
    assert answer.allowed is READS[TeamRole(role)]
    if not answer.allowed:
        assert "read by the leads of the inspectorates alone" in answer.reason


def test_nobody_beside_the_team_reads_who_somebody_is() -> None:
    answer = may_read_key(None)
    assert not answer.allowed
    assert answer.reason == "You are not on the team of this inspection."
