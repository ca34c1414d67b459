"""The criteria and descriptors of the integrated framework, held against No. 140112 item by item.

The tables in `content/` were counted in the document by a reader who had not seen the file.
"""

from collections import Counter
from itertools import pairwise

import pytest

from frameworks.format import CriterionPart, FrameworkFile
from tests.frameworks.shipped import area_of, criteria_of, in_documents, says, shipped, words_of

ITEMS = in_documents("integrated_criteria")
DESCRIPTORS = in_documents("integrated_descriptors")
QUALIFIERS = in_documents("integrated_qualifiers")
AREAS = list(dict.fromkeys(row["area"] for row in ITEMS))
# Footnote 23 is the address of a publication and says nothing about its item.
BARE_CITATIONS = {"23"}


@pytest.fixture(scope="module")
def file() -> FrameworkFile:
    return shipped("integrated-2014")


@pytest.fixture(scope="module")
def by_reference(file: FrameworkFile) -> dict[str, CriterionPart]:
    return {criterion.reference: criterion for criterion in criteria_of(file)}


def rows_of(area: str) -> list[dict[str, str]]:
    return [row for row in ITEMS if row["area"] == area]


# --- criteria -----------------------------------------------------------------------------------


@pytest.mark.parametrize("area", AREAS)
def test_area_has_each_item_of_the_document_once_in_its_order(
    file: FrameworkFile, area: str
) -> None:
    found = [criterion.reference for criterion in area_of(file, area).criteria]
    assert found == [row["reference"] for row in rows_of(area)]


def test_no_other_criterion_claims_a_paragraph_of_the_document(file: FrameworkFile) -> None:
    """The authority's criteria are not in the documents: those here say that they are our own."""
    others = [
        criterion
        for area in file.judgement_areas
        if area.code not in AREAS
        for criterion in area.criteria
    ]
    assert all(criterion.own for criterion in others)
    assert not any(criterion.own for criterion in criteria_of(file) if criterion not in others)


@pytest.mark.parametrize("row", ITEMS, ids=lambda row: row["reference"])
def test_item_has_its_bullets_as_points(
    by_reference: dict[str, CriterionPart], row: dict[str, str]
) -> None:
    found = by_reference[row["reference"]]
    least = int(row["points"])
    # An item without bullets may be taken apart into ideas; one with bullets has just those.
    assert len(found.points) == least if least else True
    assert len(found.points) == len(set(found.points))


@pytest.mark.parametrize("area", AREAS)
def test_heading_covers_the_items_that_it_covers_in_the_document(
    by_reference: dict[str, CriterionPart], area: str
) -> None:
    grouped = [row for row in rows_of(area) if row["group"]]
    for one, next_one in pairwise(grouped):
        together = one["group"] == next_one["group"]
        headings = {by_reference[row["reference"]].heading for row in (one, next_one)}
        assert (len(headings) == 1) is together, (one["reference"], next_one["reference"])


@pytest.mark.parametrize(
    "row", [row for row in ITEMS if row["footnote"]], ids=lambda row: row["reference"]
)
def test_qualifying_footnote_stands_with_its_item(
    by_reference: dict[str, CriterionPart], row: dict[str, str]
) -> None:
    note = by_reference[row["reference"]].note
    if row["footnote"] not in BARE_CITATIONS:
        assert f"140112 footnote {row['footnote']}" in note


def test_only_items_about_what_not_every_area_has_are_conditional(file: FrameworkFile) -> None:
    """140112 ¶68o: where there are such units; ¶115l: where there is custody or detention."""
    expected = [row["reference"] for row in ITEMS if row["condition"] == "yes"]
    found = [item.reference for item in criteria_of(file) if item.condition]
    assert sorted(found) == sorted(expected)


@pytest.mark.parametrize("reference", list(dict.fromkeys(row["reference"] for row in QUALIFIERS)))
def test_item_keeps_what_its_source_qualifies_it_with(
    by_reference: dict[str, CriterionPart], reference: str
) -> None:
    """Names, exceptions, groups of people and laws: each row is one fact of the item."""
    words = words_of(by_reference[reference])
    facts = [row["says_one_of"] for row in QUALIFIERS if row["reference"] == reference]
    assert [one for one in facts if not says(words, one)] == []


def test_items_that_look_alike_in_two_lists_are_two_items(file: FrameworkFile) -> None:
    """140112 ¶84–90 and ¶91–97 share much of their wording; each is said for its own agency."""
    statements = Counter(item.statement for item in criteria_of(file))
    assert [statement for statement, times in statements.items() if times > 1] == []


# --- descriptors --------------------------------------------------------------------------------


def test_each_grade_has_the_descriptors_of_the_document(file: FrameworkFile) -> None:
    expected = {(row["area"], row["grade"], row["reference"]) for row in DESCRIPTORS}
    found = Counter(
        (area.code, descriptor.grade, descriptor.reference)
        for area in file.judgement_areas
        for descriptor in area.descriptors
    )
    assert expected - set(found) == set()
    # What is more says only that good is the criteria of the same paragraph.
    assert {grade for _, grade, _ in set(found) - expected} <= {"good"}
    assert set(found.values()) == {1}


@pytest.mark.parametrize("area", ["health_overall", "police_overall"])
def test_overall_has_its_own_lists_and_no_criteria(file: FrameworkFile, area: str) -> None:
    """140112 ¶63–64, ¶75–76: outstanding and good are lists of descriptors."""
    found = area_of(file, area)
    rows = [row for row in DESCRIPTORS if row["area"] == area]
    assert found.criteria == []
    assert [(one.grade, one.reference) for one in found.descriptors] == [
        (row["grade"], row["reference"]) for row in rows
    ]


@pytest.mark.parametrize("area", ["probation", "youth_offending", "custody"])
def test_narrative_area_has_neither_scale_nor_descriptors(file: FrameworkFile, area: str) -> None:
    """140112 ¶29."""
    found = area_of(file, area)
    assert (found.grading, found.scale, found.descriptors) == ("narrative", None, [])


# --- scopes and their footnotes -----------------------------------------------------------------


def test_shared_scopes_are_those_of_the_four_boxes(file: FrameworkFile) -> None:
    """140112 ¶43–45, ¶114: the police have no judgement on children looked after."""
    agencies = {
        scope.reference: {area_of(file, area).agency_kind for area in scope.areas}
        for scope in file.shared_scopes
    }
    assert agencies == {
        "140112 ¶43": {"local_authority", "health", "police"},
        "140112 ¶44": {"local_authority", "health"},
        "140112 ¶45": {"local_authority", "health", "police"},
        "140112 ¶114": {"partnership"},
    }


def test_children_placed_by_another_authority_are_included(file: FrameworkFile) -> None:
    """140112 footnote 12."""
    (scope,) = [one for one in file.shared_scopes if one.reference == "140112 ¶43"]
    words = scope.note.lower()
    assert "140112 footnote 12" in words
    assert "looked after" in words
    assert says(words, "whichever|whatever|whoever|no matter|regardless|another authority")


def test_health_is_not_judged_on_permanence(file: FrameworkFile) -> None:
    """140112 footnote 16."""
    area = area_of(file, "health_looked_after")
    assert "footnote 16" in area.note
    assert "permanence" in area.note.lower()


def test_police_have_no_judgement_on_children_looked_after(file: FrameworkFile) -> None:
    """140112 ¶71, ¶74."""
    found = [area.code for area in file.judgement_areas if area.agency_kind == "police"]
    assert found == ["police_overall", "police_help_and_protection", "police_leadership"]


def test_no_area_is_about_the_whole_local_area(file: FrameworkFile) -> None:
    """140112 ¶25, ¶108: only the board has a shared grade."""
    assert file.no_area_grade.startswith("140112 ¶25")
    assert [area.code for area in file.judgement_areas if area.agency_kind == "partnership"] == [
        "lscb"
    ]
    assert [area.code for area in file.judgement_areas if area.grading == "shared"] == ["lscb"]
