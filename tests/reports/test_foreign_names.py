"""Other areas, their agencies, and wrong addressees."""

import pytest

from reports.rules.folding import fold
from reports.rules.foreign_names import (
    ForeignNames,
    named_agencies,
    spellings,
    wrong_addressees,
)
from reports.rules.held import HeldKind, Passage
from tests.reports.letters import KNOWN


def named(text: str) -> list[str]:
    return [one.identifier for one in ForeignNames(KNOWN).find(fold(text))]


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("A child from Norfolk.", ["Norfolk"]),
        ("Norfolk’s and NORFOLK", ["Norfolk", "Norfolk"]),
        ("Norfolkshire and Old-Norfolk", ["Norfolk"]),
        ("in Bedfordshire", []),
        ("in Central Bedfordshire", ["Central Bedfordshire"]),
        ("in Bedford", ["Bedford"]),
        ("the City of Bristol and Bristol", ["Bristol, City of", "Bristol, City of"]),
        ("Stockton on Tees, Stockton", ["Stockton-on-Tees", "Stockton-on-Tees"]),
        ("St Helens, Hull", ["St. Helens", "Kingston upon Hull, City of"]),
        ("Northmere and Sandwell Youth Offending Team", []),
        ("Northmere, and Sandwell", ["Sandwell"]),
        ("Leicester, Rutland & Northmere NHS Trust", []),
        ("In Leicester, and in Rutland", ["Leicester", "Rutland"]),
        ("Helen Bradford of Bradford", ["Bradford"]),
        ("Wensum Valley Police", ["Wensum Valley Police"]),
        ("the National Probation Service", []),
    ],
)
def test_names_of_other_areas_and_agencies(text: str, found: list[str]) -> None:
    assert named(text) == found


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("Reading the file took a day.", []),
        ("They like reading in bed.", []),
        ("It was moved to Reading.", ["Reading"]),
        ("Reading Borough Council asked.", ["Reading"]),
        ("Plans went on. Bury them.", []),
        ("Asked. In Bury they", ["Bury"]),
    ],
)
def test_a_name_that_is_a_word_too_is_held_where_it_is_meant(text: str, found: list[str]) -> None:
    assert named(text) == found


@pytest.mark.parametrize(
    ("name", "others"),
    [
        ("Bristol, City of", {("bristol",), ("city", "of", "bristol"), ("bristol", "city", "of")}),
        ("Newcastle upon Tyne", {("newcastle", "upon", "tyne"), ("newcastle",)}),
        ("Herefordshire, County of", {("county", "of", "herefordshire")}),
        ("Bournemouth, Christchurch and Poole", {("bournemouth",), ("christchurch",), ("poole",)}),
        ("Bath and North East Somerset", {("banes",), ("bath",)}),
        ("Kent", {("kent",)}),
    ],
)
def test_how_people_write_an_area(name: str, others: set[tuple[str, ...]]) -> None:
    assert others <= spellings(name)


# --- addressees -----------------------------------------------------------------------------------


def wrong(**changes: object) -> list[str]:
    passage = Passage(**{"place": "P1", "label": "P1", "text": "Text", **changes})  # type: ignore[arg-type]  # of a test
    finds = list(wrong_addressees(passage, KNOWN))
    assert {one.kind for one in finds} <= {HeldKind.ADDRESSEE}
    return [one.shown for one in finds]


def test_an_addressee_who_holds_the_office_today_is_right() -> None:
    line = "Robin Sand, Independent chair, Northmere Safeguarding Children Board"
    assert wrong(text=line, is_addressee=True) == []


def test_an_addressee_whose_office_ended_is_wrong() -> None:
    said = wrong(text="Ash Weir, Independent chair, Norfolk Board", is_addressee=True)
    assert said == ["Holds this office no longer, or is of another area"]


def test_a_point_is_addressed_to_who_serves_the_area() -> None:
    assert wrong(addressed_to="Northmere Borough Council") == []
    assert wrong(addressed_to="") == []
    assert wrong(addressed_to="Wensum Valley Police") == [
        "Wensum Valley Police does not serve this area"
    ]


def test_agencies_are_found_by_name_and_what_says_nothing_is_not() -> None:
    texts = [fold("Nobody."), fold("Weir Court and the Youth Service"), fold("weir court")]
    assert named_agencies(texts, ["Weir Court", "Youth Service"]) == {"Weir Court": [1, 2]}
