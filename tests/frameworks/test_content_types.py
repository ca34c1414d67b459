"""The inspection types of every shipped framework: strands, powers, timetables, who takes part."""

from collections import Counter
from collections.abc import Iterator

import pytest

from frameworks.format import FrameworkFile, InspectionTypePart, KeyDatePart
from tests.frameworks.shipped import STEMS, checked, in_documents, known, shipped

# What the issue and the documents name. A file may carry the year of its version behind the name.
PROGRAMMES = [
    "integrated-2014",
    "sif-2013",
    "jtai-2015",
    "jtai-2018",
    "ilacs-2018",
    "ilacs-2023",
    "ncpi",
    "peel",
    "clas",
    "cqc-core-service",
    "cqc-saas",
    "hmi-probation-single",
    "hmi-prisons-single",
    "multi-agency-2012",
    "looked-after-2012",
    "slac-2009",
    "cpi-2012",
]
OWN_POWERS = {
    "ofsted": {"eia2006-s136", "ca2004-s15a"},
    "cqc": {"hsca2008-s48", "hsca2008-s60"},
    "hmic": {"hmic-own"},
    "hmi-probation": {"hmip-own"},
    "hmi-prisons": {"hmipr-own"},
    "hmcpsi": {"hmcpsi-own"},
}


def every_type() -> Iterator[tuple[str, InspectionTypePart]]:
    for stem in STEMS:
        file = checked(stem).file
        for kind in file.inspection_types if file else ():
            yield stem, kind


TYPES = [pytest.param(*pair, id=f"{pair[0]} {pair[1].code}") for pair in every_type()]
all_types = pytest.mark.parametrize(("stem", "kind"), TYPES)
all_files = pytest.mark.parametrize("stem", STEMS)


@pytest.mark.parametrize("name", PROGRAMMES)
def test_every_programme_that_the_documents_name_has_a_file(name: str) -> None:
    assert [stem for stem in STEMS if stem.startswith(name)] != []


@all_files
def test_file_has_no_faults(stem: str) -> None:
    assert checked(stem).problems == ()


def test_each_version_of_a_framework_stands_in_one_file() -> None:
    files = [shipped(stem) for stem in STEMS]
    versions = Counter((file.framework.code, file.version) for file in files)
    assert set(versions.values()) == {1}
    titles = {(file.framework.code, file.framework.title) for file in files}
    assert len(titles) == len({file.framework.code for file in files})


# --- strands ------------------------------------------------------------------------------------


@all_types
def test_each_area_stands_in_one_strand(stem: str, kind: InspectionTypePart) -> None:
    answered = [area for strand in kind.strands for area in strand.areas]
    assert sorted(answered) == sorted(kind.areas)
    assert len(answered) == len(set(answered))


@all_types
def test_strand_has_a_power_that_its_inspectorates_have(
    stem: str, kind: InspectionTypePart
) -> None:
    for strand in kind.strands:
        if strand.power in known().joint_powers:
            assert len(strand.inspectorates) >= 2
        else:
            (only,) = strand.inspectorates
            assert strand.power in OWN_POWERS[only]


@all_types
def test_strands_are_made_by_those_who_take_part(stem: str, kind: InspectionTypePart) -> None:
    in_strands = {code for strand in kind.strands for code in strand.inspectorates}
    assert in_strands <= set(kind.participants)
    assert {one.inspectorate for one in kind.optional_participants} <= set(kind.participants)
    assert kind.led_by in kind.participants


@all_types
def test_areas_are_judged_by_the_inspectorates_of_their_strand(
    stem: str, kind: InspectionTypePart
) -> None:
    areas = {area.code: area for area in shipped(stem).judgement_areas}
    for strand in kind.strands:
        for code in strand.areas:
            assert set(areas[code].inspectorates) <= set(strand.inspectorates)


@all_files
def test_every_area_is_answered_by_a_type(stem: str) -> None:
    file = shipped(stem)
    answered = {area for kind in file.inspection_types for area in kind.areas}
    assert {area.code for area in file.judgement_areas} == answered


@all_types
def test_type_is_graded_only_with_a_graded_area(stem: str, kind: InspectionTypePart) -> None:
    areas = {area.code: area for area in shipped(stem).judgement_areas}
    gradings = {areas[code].grading for code in kind.areas}
    if not kind.graded:
        assert gradings <= {"narrative", "ungraded"}
    else:
        assert gradings & {"graded", "shared"}


@pytest.mark.parametrize(
    ("strand", "power"),
    [
        ("joint", "ca2004-s20"),
        ("ofsted", "eia2006-s136"),
        ("cqc", "hsca2008-s48"),
        ("hmic", "hmic-own"),
        ("hmi-probation", "hmip-own"),
        ("hmi-prisons", "hmipr-own"),
    ],
)
def test_each_inspectorate_acts_under_its_own_power_beside_the_joint_one(
    strand: str, power: str
) -> None:
    """140112 ¶12 of 150031; ¶29, ¶51."""
    kind = type_of(shipped("integrated-2014"), "integrated")
    (found,) = [one for one in kind.strands if one.code == strand]
    assert found.power == power


def type_of(file: FrameworkFile, code: str) -> InspectionTypePart:
    (found,) = [kind for kind in file.inspection_types if kind.code == code]
    return found


def test_the_authoritys_board_is_reviewed_under_a_power_of_its_own() -> None:
    """140112 footnotes 2–3."""
    (kind, *_) = shipped("sif-2013").inspection_types
    powers = {area: strand.power for strand in kind.strands for area in strand.areas}
    assert powers.pop("lscb") == "ca2004-s15a"
    assert set(powers.values()) == {"eia2006-s136"}


def test_prisons_join_where_there_is_custody() -> None:
    """140112 ¶29, ¶100–101."""
    for kind in shipped("integrated-2014").inspection_types:
        (optional,) = kind.optional_participants
        assert optional.inspectorate == "hmi-prisons"
        assert "custod" in optional.condition


def test_prosecution_inspectorate_joins_when_triggered() -> None:
    """NCAS12: where we are now."""
    for kind in shipped("multi-agency-2012").inspection_types:
        assert "hmcpsi" in {one.inspectorate for one in kind.optional_participants}


# --- timetables ---------------------------------------------------------------------------------


def step_of(kind: InspectionTypePart, code: str) -> KeyDatePart:
    (found,) = [step for step in kind.key_dates if step.code == code]
    return found


@all_types
def test_type_says_when_fieldwork_starts(stem: str, kind: InspectionTypePart) -> None:
    codes = [step.code for step in kind.key_dates]
    assert codes.count("fieldwork_start") == 1
    assert len(codes) == len(set(codes))


@all_types
def test_every_number_has_a_source_or_is_said_to_be_our_own(
    stem: str, kind: InspectionTypePart
) -> None:
    for step in kind.key_dates:
        assert step.source, step.code
        number = step.working_days is not None or step.weeks is not None
        if number and not step.own_setting:
            assert any(document in step.source for document in DOCUMENTS), step.code


DOCUMENTS = ("150031 ¶", "140112 ¶", "150092 ¶", "180025 ¶", "NCAS12", "outside the documents")


@pytest.mark.parametrize("row", in_documents("timetables"), ids=lambda row: " ".join(row.values()))
def test_number_of_the_document_is_in_the_timetable(row: dict[str, str]) -> None:
    step = step_of(type_of(shipped(row["file"]), row["type"]), row["step"])
    number = step.weeks if row["unit"] == "weeks" else step.working_days
    assert (step.after, number, step.own_setting) == (row["after"], int(row["number"]), False)
    assert row["source"] in step.source
