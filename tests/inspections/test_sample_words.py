"""The words of agencies' lists, each as it is written somewhere, and who they are about."""

from dataclasses import replace
from datetime import date, timedelta
from typing import Any

import pytest
from hypothesis import assume, given
from hypothesis import strategies as some

from inspections.rules.list_words import (
    NO,
    YES,
    age_band_named,
    age_band_of,
    age_on,
    cohort_named,
    guess,
    part_named,
    read_day,
    subject_named,
)
from inspections.rules.listing import OLDEST, check, twins
from inspections.rules.pseudonyms import (
    household_mark,
    marks_of,
    nhs_number,
    plain_name,
    seal,
    unseal,
)
from inspections.rules.recognition import Recogniser
from inspections.values.cases import (
    ADULTS_PART_LABELS,
    AGE_BAND_LABELS,
    COHORT_LABELS,
    SUBJECT_LABELS,
    AgeBand,
)
from inspections.values.samples import (
    MAX_CELL,
    Checked,
    Facts,
    Identifiers,
    Known,
    ListField,
    Mapping,
    Marks,
    Row,
    Table,
)

TODAY = date(2026, 12, 7)
AREAS = {"northmere": 7, "e06000001": 7, "bath and north east somerset": 8}
KNOWN = Known({"northmere police": 2, "northmere health": 3, "st mary’s": 4}, AREAS, TODAY, 1)

# --- headings -------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("heading", "what"),
    [
        ("NHS", "nhs_number"),
        ("nhs_no", "nhs_number"),
        ("Age range", "age_band"),
        ("AgeBand", "age_band"),
        ("Birth date", "born"),
        ("Birthdate", "born"),
        ("EDD", "born"),
        ("Child’s DOB", "born"),
        ("Age at referral", "age"),
        ("Family ID", "household"),
        ("Siblings", "household"),
        ("EHCP", "disabled"),
        ("Disabled child", "disabled"),
        ("MFH", "missing"),
        ("Missing from home", "missing"),
        ("CCE", "exploited"),
        ("Exploitation risk", "exploited"),
        ("Detained", "custody"),
        ("Detention", "custody"),
        ("Placed by", "placed_by"),
        ("Area of residence", "lives_in"),
        ("Home area", "lives_in"),
        ("Living in", "lives_in"),
        ("Services involved", "agencies"),
        ("Professionals", "agencies"),
        ("Protective factor", "adults_part"),
        ("Adult's part", "adults_part"),
        ("Cohort", "cohort"),
        ("Type of plan", "cohort"),
        ("Category", "cohort"),
        ("Child or adult", "subject"),
        ("Kind", "subject"),
        ("Forename", "name"),
        ("NAME", "name"),
        ("PNC", "number"),
        ("CRN", "number"),
        ("UPN", "number"),
        ("Ref.", "number"),
        ("Liquid logic no", "number"),
        # A word inside another says nothing.
        ("Language", None),
        ("Page", None),
        ("Manager", None),
        ("Nobody", None),
        ("Surnamed", None),
        ("x" * 10_000, None),
        ("שם", None),
        ("\x00", None),
    ],
)
def test_headings_of_every_kind_of_column(heading: str, what: str | None) -> None:
    assert guess([heading]).columns == ({0: what} if what else {})


@pytest.mark.parametrize(
    ("heading", "what"),
    [
        ("NHS number of the child", "nhs_number"),
        ("Age band at date of birth", "age_band"),
        ("Family name", "household"),
        ("Missing status", "missing"),
        ("Placing agency", "placed_by"),
        ("Agency name", "agencies"),
        ("Case status", "cohort"),
        ("Subject ID", "subject"),
        ("Name or number", "name"),
    ],
)
def test_of_two_words_in_a_heading_the_more_telling_decides(heading: str, what: str) -> None:
    assert guess([heading]).columns == {0: what}


def test_a_second_column_of_a_kind_is_not_guessed_to_be_another() -> None:
    assert guess(["ID", "Case ref", "Age", "Age (months)"]).columns == {0: "number", 2: "age"}


@given(some.lists(some.text(max_size=30), max_size=12))
def test_a_guess_never_chooses_one_thing_twice(headings: list[str]) -> None:
    found = guess(headings)
    assert all(0 <= place < len(headings) for place in found.columns)
    once = [what for what in found.columns.values() if what not in {"name", "agencies"}]
    assert len(once) == len(set(once))


# --- dates ----------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("month", "number"),
    [
        ("Jan", 1),
        ("february", 2),
        ("MAR", 3),
        ("April", 4),
        ("may", 5),
        ("June", 6),
        ("jul", 7),
        ("Aug", 8),
        ("Sept", 9),
        ("September", 9),
        ("Oct", 10),
        ("November", 11),
        ("dec", 12),
    ],
)
def test_a_month_may_be_named_in_short_or_in_full(month: str, number: int) -> None:
    for text in (f"3 {month} 2015", f"3-{month}-2015", f"3rd {month}, 2015", f"03.{month}.2015"):
        assert read_day(text) == date(2015, number, 3)


@pytest.mark.parametrize(
    ("text", "day"),
    [
        ("1st January 2015", date(2015, 1, 1)),
        ("22nd January 2015", date(2015, 1, 22)),
        ("31 - 1 - 2015", date(2015, 1, 31)),
        ("31 / 01 / 2015", date(2015, 1, 31)),
        ("29/02/2024", date(2024, 2, 29)),
        ("2024-02-29T00:00:00", date(2024, 2, 29)),
        ("2024-02-29 00:00:00.000", date(2024, 2, 29)),
        ("4\u00a0March\u00a02015", date(2015, 3, 4)),
        ("٠٤/٠٣/٢٠١٥", date(2015, 3, 4)),
        ("\t4/3/2015\n", date(2015, 3, 4)),
    ],
)
def test_days_that_are_written_unlike_most(text: str, day: date) -> None:
    assert read_day(text) == day


@pytest.mark.parametrize(
    "text",
    [
        "29/02/2023",
        "31/04/2015",
        "00/03/2015",
        "04/00/2015",
        # The month stands first in America, and there is no month 25.
        "12/25/2015",
        "2015-02-30",
        "2015/03/04",
        "20150304",
        "04032015",
        "4 March",
        "March 2015",
        "4th of March 2015",
        # A word that begins like a month is none.
        "4 Janet 2015",
        "4 Mayor 2015",
        "4 Marchant 2015",
        "2015",
        "2015-03-04 09:30:00",
        "4/3/02015",
        "4//3//15",
        "-4/3/2015",
        "4/3/2015 or 5/3/2015",
        "unknown",
        "n/a",
        "²/3/2015",
        "4/3/2015\x00",
        "😀",
        "9" * 100_000,
    ],
)
def test_what_could_be_read_in_two_ways_or_in_none_is_no_day(text: str) -> None:
    assert read_day(text) is None


@given(some.dates(min_value=date(1000, 1, 1)))
def test_every_day_is_read_in_every_way_in_which_lists_write_it(day: date) -> None:
    ways = ("%Y-%m-%d", "%d/%m/%Y", "%d.%m.%Y", "%d-%m-%Y", "%d %B %Y", "%d %b %Y", "%d-%b-%Y")
    assert {read_day(day.strftime(way)) for way in ways} == {day}


@given(some.text(max_size=30))
def test_any_text_is_a_day_or_none(text: str) -> None:
    found = read_day(text)
    assert found is None or found.year >= 1


@given(some.dates(max_value=TODAY), some.integers(0, 40_000))
def test_an_age_grows_by_one_on_each_birthday(born: date, days: int) -> None:
    assume(born.toordinal() + days < date.max.toordinal())
    day = born + timedelta(days=days)
    years = age_on(born, day)
    assert 0 <= years <= days // 365 + 1
    assert age_on(born, born) == 0
    assert age_on(born, day) >= age_on(born, max(born, day - timedelta(days=1)))


# --- fixed words ----------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("find", "labels"),
    [
        (cohort_named, COHORT_LABELS),
        (subject_named, SUBJECT_LABELS),
        (part_named, ADULTS_PART_LABELS),
    ],
)
def test_each_fixed_word_is_known_by_its_value_and_by_what_a_page_calls_it(
    find: Any, labels: dict[Any, str]
) -> None:
    for value, label in labels.items():
        assert find(str(value)) == value
        assert find(label.casefold()) == value
        assert find("  ".join(label.casefold().split())) == value


@pytest.mark.parametrize(
    ("text", "cohort"),
    [
        ("eh", "early_help"),
        ("early help", "early_help"),
        ("cin", "in_need"),
        ("in need", "in_need"),
        ("cp", "protection_plan"),
        ("cpp", "protection_plan"),
        ("child protection", "protection_plan"),
        ("lac", "looked_after"),
        ("cla", "looked_after"),
        ("care leavers", "care_leaver"),
        ("missing", "missing_or_exploited"),
        ("exploited", "missing_or_exploited"),
        ("cse", "missing_or_exploited"),
        ("custody", "custody"),
        ("detention", "custody"),
        ("", None),
        ("cin plan and lac", None),
        ("c i n", None),
        ("😀", None),
    ],
)
def test_short_words_for_where_somebody_is(text: str, cohort: str | None) -> None:
    assert cohort_named(text) == cohort


@pytest.mark.parametrize(
    ("text", "subject"),
    [
        ("child", "child"),
        ("young person", "young_person"),
        ("adult", "adult_offender"),
        ("offender", "adult_offender"),
        ("adult offender", "adult_offender"),
        ("children", None),
        ("", None),
    ],
)
def test_words_for_whom_a_row_is_about(text: str, subject: str | None) -> None:
    assert subject_named(text) == subject


@pytest.mark.parametrize(
    ("text", "part"),
    [
        ("at risk", "children_at_risk"),
        ("protective", "protective_factor"),
        ("protective factor", "protective_factor"),
        ("risk", None),
        ("", None),
    ],
)
def test_words_for_what_an_adult_is_to_children(text: str, part: str | None) -> None:
    assert part_named(text) == part


@pytest.mark.parametrize(
    ("text", "band"),
    [
        ("unborn", "unborn"),
        ("under 1", "under_1"),
        ("under_1", "under_1"),
        ("0", "under_1"),
        ("1-4", "1_to_4"),
        ("1 to 4", "1_to_4"),
        ("1–4", "1_to_4"),
        ("1  -  4", "1_to_4"),
        ("5-9 years", "5_to_9"),
        ("5_to_9", "5_to_9"),
        ("10–15", "10_to_15"),
        ("16to17", "16_to_17"),
        ("16-17", "16_to_17"),
        ("18+", "18_or_over"),
        ("18 or over", "18_or_over"),
        ("18_or_over", "18_or_over"),
        ("18 or over years", "18_or_over"),
        # A band that lies across two of ours is in neither.
        ("0-4", None),
        ("5-10", None),
        ("16-18", None),
        ("7", None),
        ("", None),
        ("to", None),
    ],
)
def test_age_bands_as_they_are_written(text: str, band: str | None) -> None:
    assert age_band_named(text) == band


@given(some.integers(0, OLDEST))
def test_a_band_is_found_again_by_its_name(years: int) -> None:
    band = age_band_of(years)
    assert age_band_named(AGE_BAND_LABELS[band].casefold()) == band


def test_no_word_is_both_yes_and_no() -> None:
    assert not YES & NO
    assert all(word == word.casefold() for word in YES | NO)


# --- rows -----------------------------------------------------------------------------------------

USUAL = {"number": "A1", "age": "7", "cohort": "cin", "subject": "child"}


def read(row: dict[str, str], known: Known = KNOWN, **for_all: str) -> Checked:
    """One row, each field in a column of its own."""
    cells = {**USUAL, **row}
    table = Table(tuple(cells), ((2, tuple(cells.values())),))
    return check(table, Mapping(dict(enumerate(cells)), **for_all), known)


def facts_of(row: dict[str, str], known: Known = KNOWN, **for_all: str) -> Facts:
    found = read(row, known, **for_all)
    assert found.problems == ()
    return found.rows[0].facts


@pytest.mark.parametrize("word", sorted(YES))
@pytest.mark.parametrize(
    ("column", "flag"),
    [
        ("disabled", "is_disabled"),
        ("missing", "has_been_missing"),
        ("exploited", "is_exploited"),
        ("custody", "in_custody"),
    ],
)
def test_each_mark_of_a_case_is_set_by_each_word_for_yes(column: str, flag: str, word: str) -> None:
    assert facts_of({column: word.upper()}).flags == {flag}


@pytest.mark.parametrize("word", sorted(NO))
def test_each_word_for_no_sets_nothing(word: str) -> None:
    assert facts_of({"custody": word.upper()}).flags == frozenset()


@pytest.mark.parametrize("word", ["maybe", "2", "yes and no", "yesterday", "?", "unknown", "😀"])
def test_what_is_neither_yes_nor_no_is_asked_back(word: str) -> None:
    (problem,) = read({"missing": word}).problems
    assert (problem.value, problem.says) == (word, "Write yes or no, or leave it empty")


@pytest.mark.parametrize(
    ("text", "keys"),
    [
        ("Northmere Police", {1, 2}),
        ("NORTHMERE POLICE, northmere health", {1, 2, 3}),
        ("Northmere Police;Northmere Health;", {1, 2, 3}),
        ("Northmere Police/Northmere Health", {1, 2, 3}),
        ("Northmere Police | Northmere Health", {1, 2, 3}),
        ("Northmere Police\nNorthmere Health", {1, 2, 3}),
        ("Northmere\u00a0 Police", {1, 2}),
        ("Northmere Police, Northmere Police", {1, 2}),
        ("St Mary’s", {1, 4}),
        (" , ; | ", {1}),
    ],
)
def test_agencies_as_they_are_listed_in_a_cell(text: str, keys: set[int]) -> None:
    assert facts_of({"agencies": text}).agencies == keys


@pytest.mark.parametrize(
    ("text", "names"),
    [
        ("Circus", ["Circus"]),
        ("Northmere Police and Northmere Health", ["Northmere Police and Northmere Health"]),
        ("Police", ["Police"]),
        ("Circus; Northmere Police; Zoo", ["Circus", "Zoo"]),
        ("<script>", ["<script>"]),
    ],
)
def test_an_agency_that_is_not_recorded_is_named(text: str, names: list[str]) -> None:
    found = read({"agencies": text}).problems
    assert [one.says for one in found] == [
        f"“{name}” is no agency that is recorded for this area" for name in names
    ]
    assert {one.value for one in found} == {text}


@pytest.mark.parametrize(
    ("text", "area"),
    [
        ("Northmere", 7),
        (" NORTHMERE ", 7),
        ("E06000001", 7),
        ("e06000001", 7),
        ("Bath  and North\u00a0East Somerset", 8),
        ("", None),
    ],
)
def test_an_area_by_its_name_or_by_its_code(text: str, area: int | None) -> None:
    found = facts_of({"lives_in": text, "placed_by": text})
    assert (found.lives_in, found.placed_by) == (area, area)


@pytest.mark.parametrize(
    "text", ["NM1 2AB", "nm12ab", "NM1", "1 Sea Lane, Northmere", "North", "Wales", "E06", "7"]
)
@pytest.mark.parametrize("column", ["lives_in", "placed_by"])
def test_a_postcode_or_an_address_is_no_area(column: str, text: str) -> None:
    (problem,) = read({column: text}).problems
    assert problem.says.startswith("This is no local area of England")
    assert problem.value == text


@pytest.mark.parametrize(
    ("text", "band"),
    [
        ("0", "under_1"),
        ("00", "under_1"),
        ("1", "1_to_4"),
        ("04", "1_to_4"),
        ("17", "16_to_17"),
    ],
)
def test_an_age_in_whole_years(text: str, band: str) -> None:
    assert facts_of({"age": text}).age_band == band


@pytest.mark.parametrize(
    "text", ["7.5", "7 years", "+7", "7½", "1e1", "121", "x7", "000000000999", "0" * 900 + "121"]
)
def test_what_is_no_age_in_whole_years(text: str) -> None:
    found = read({"age": text})
    assert [one.says for one in found.problems] == ["This is no age in whole years"]


@pytest.mark.parametrize(("years", "sound"), [(OLDEST, True), (OLDEST + 1, False)])
def test_nobody_is_older_than_the_oldest(years: int, sound: bool) -> None:
    row = {"age": str(years), "cohort": "care leaver"}
    assert read(row).is_sound is sound


@pytest.mark.parametrize(
    ("born", "sound", "band"),
    [
        (TODAY + timedelta(days=301), False, ""),
        (TODAY + timedelta(days=300), True, "unborn"),
        (TODAY + timedelta(days=1), True, "unborn"),
        (TODAY, True, "under_1"),
        (date(2025, 12, 8), True, "under_1"),
        (date(2025, 12, 7), True, "1_to_4"),
        (date(2021, 12, 8), True, "1_to_4"),
        (date(2021, 12, 7), True, "5_to_9"),
        (date(2016, 12, 8), True, "5_to_9"),
        (date(2016, 12, 7), True, "10_to_15"),
        (date(2010, 12, 7), True, "16_to_17"),
        (date(2008, 12, 8), True, "16_to_17"),
        (date(1905, 12, 8), True, "18_or_over"),
        (date(1905, 12, 7), False, ""),
    ],
)
def test_a_band_follows_from_the_day_of_birth(born: date, sound: bool, band: str) -> None:
    row = {"born": born.isoformat(), "age": "", "cohort": "care leaver"}
    found = read(row)
    assert found.is_sound is sound
    if sound:
        assert found.rows[0].facts.age_band == band
        assert found.rows[0].identifiers.born == born
    else:
        assert found.problems[0].says == "This is not the date of birth of anybody alive"


def test_of_birth_age_and_band_the_most_exact_counts() -> None:
    row = {"age_band": "1-4", "age": "7", "born": "7/12/2014"}
    assert facts_of(row).age_band == AgeBand.FROM_10
    assert facts_of({**row, "born": ""}).age_band == AgeBand.FROM_5
    assert facts_of({**row, "born": "", "age": ""}).age_band == AgeBand.FROM_1


@pytest.mark.parametrize(
    ("subject", "age", "cohort", "says"),
    [
        ("child", "17", "cin", ""),
        ("child", "18", "cin", "Only a care leaver is looked at as a child at 18 or over"),
        ("child", "18", "care leaver", ""),
        ("young person", "9", "cin", "This age does not fit whose case it is"),
        ("young person", "10", "cin", ""),
        ("young person", "18", "cin", ""),
        ("adult", "17", "cin", "This age does not fit whose case it is"),
        ("adult", "18", "cin", ""),
    ],
)
def test_an_age_fits_whom_a_row_is_about(subject: str, age: str, cohort: str, says: str) -> None:
    row = {"subject": subject, "age": age, "cohort": cohort, "adults_part": "at risk"}
    found = read(row)
    assert found.is_sound is not bool(says)
    if says:
        (problem,) = found.problems
        assert problem.says.startswith(says)
        assert (problem.column, problem.value) == (1, age)


def test_an_adult_on_a_list_of_the_partnership_comes_from_no_agency() -> None:
    row = {"subject": "adult", "age": "40", "adults_part": "at risk"}
    (problem,) = read(row, replace(KNOWN, agency=None)).problems
    assert "from which agency’s list" in problem.says
    assert problem.column is None


def test_what_holds_for_everybody_stands_where_a_cell_is_empty() -> None:
    row = {"subject": "", "cohort": "", "adults_part": "", "age": "40"}
    found = facts_of(
        row, subject="adult_offender", cohort="custody", adults_part="protective_factor"
    )
    assert (found.subject, found.cohort) == ("adult_offender", "custody")
    assert found.adults_part == "protective_factor"


@pytest.mark.parametrize(
    ("column", "says"),
    [
        ("cohort", "This cell is empty. Known are: Receiving early help, Child in need"),
        ("subject", "This cell is empty. Known are: A child, A young person"),
    ],
)
def test_an_empty_cell_is_told_with_the_words_that_it_may_hold(column: str, says: str) -> None:
    (problem,) = read({column: ""}).problems
    assert problem.says.startswith(says)


def test_an_adults_part_is_asked_for_where_no_cell_says_it() -> None:
    (problem,) = read({"subject": "adult", "age": "40", "adults_part": ""}).problems
    assert problem.says.startswith("This cell is empty. Known are: Their children are at risk")


@pytest.mark.parametrize(("length", "sound"), [(MAX_CELL, True), (MAX_CELL + 1, False)])
def test_a_cell_is_no_longer_than_it_may_be(length: int, sound: bool) -> None:
    found = read({"household": "h" * length})
    assert found.is_sound is sound
    if not sound:
        assert found.problems[0].value == "", "nobody wants it shown"


def test_a_long_cell_that_is_not_kept_is_in_nobodys_way() -> None:
    table = Table(("No", "Age", "Notes"), ((2, ("A1", "7", "n" * 5000)),))
    found = check(table, Mapping({0: "number", 1: "age"}, "in_need", "child"), KNOWN)
    assert found.is_sound


def test_first_and_last_name_of_two_columns_are_one_name() -> None:
    table = Table(
        ("First", "Last", "DOB"), ((2, ("Ada", "Moss", "4/3/2015")), (3, ("", "Moss", "1/1/2016")))
    )
    found = check(table, Mapping({0: "name", 1: "name", 2: "born"}, "in_need", "child"), KNOWN)
    assert [one.identifiers.name for one in found.rows] == ["Ada Moss", "Moss"]


@pytest.mark.parametrize(
    ("row", "column"),
    [
        ({"number": "", "nhs_number": ""}, "number"),
        ({"number": "", "name": "…", "born": "4/3/2015"}, "number"),
    ],
)
def test_somebody_who_could_not_be_found_again_is_not_listed(
    row: dict[str, str], column: str
) -> None:
    (problem,) = read(row).problems
    assert problem.says.startswith("Nothing says who this is")
    assert problem.column == list({**USUAL, **row}).index(column)


def test_without_a_column_of_numbers_the_name_is_where_it_is_said() -> None:
    table = Table(("DOB", "Name"), ((2, ("4/3/2015",)),))
    mapping = Mapping({0: "born", 1: "name"}, "in_need", "child")
    (problem,) = check(table, mapping, KNOWN).problems
    assert problem.column == 1


def test_a_row_shorter_than_the_headings_has_empty_cells_at_its_end() -> None:
    table = Table(("No", "Age", "Disabled", "Home"), ((2, ("A1", "7")),))
    mapping = Mapping({0: "number", 1: "age", 2: "disabled", 3: "lives_in"}, "in_need", "child")
    assert check(table, mapping, KNOWN).is_sound


# --- twins ----------------------------------------------------------------------------------------

FACTS = Facts("5_to_9", "in_need", "child")


def rows_of(*people: Identifiers) -> list[Row]:
    return [Row(place, who, FACTS) for place, who in enumerate(people, 2)]


def test_each_row_after_the_first_about_one_person_points_to_the_first() -> None:
    found = list(twins(rows_of(*[Identifiers(number="7")] * 4)))
    assert [(one.row, one.first) for one in found] == [(3, 2), (4, 2), (5, 2)]


def test_a_row_that_is_like_two_others_is_told_once() -> None:
    people = (
        Identifiers(number="7"),
        Identifiers(nhs="9434765919"),
        Identifiers(number="7", nhs="9434765919"),
    )
    (twin,) = twins(rows_of(*people))
    assert (twin.row, twin.first) == (4, 2)
    assert twin.says == "The same agency’s own number as row 2"


@pytest.mark.parametrize(
    "people",
    [
        (Identifiers(), Identifiers()),
        (Identifiers(name="Ada"), Identifiers(name="Ada")),
        (Identifiers(born=TODAY), Identifiers(born=TODAY)),
        (Identifiers(number="9434765919"), Identifiers(nhs="9434765919")),
    ],
    ids=["nothing said", "a name alone", "a birth alone", "one number of two kinds"],
)
def test_who_is_not_known_to_be_the_same_is_no_twin(people: tuple[Identifiers, ...]) -> None:
    assert list(twins(rows_of(*people))) == []


@given(some.lists(some.sampled_from(["a", "A", "b", "c", ""]), max_size=12))
def test_as_many_rows_are_left_as_there_are_numbers(numbers: list[str]) -> None:
    found = {one.row for one in twins(rows_of(*(Identifiers(number=one) for one in numbers)))}
    left = [one for place, one in enumerate(numbers, 2) if place not in found and one]
    assert len(left) == len({one.casefold() for one in numbers if one})


# --- NHS numbers, names and marks -----------------------------------------------------------------


@pytest.mark.parametrize(
    "text",
    [
        "943\u00a0476\u00a05919",
        "943\u202f476\u202f5919",
        "943\u2009476\u20095919",
        "943–476–5919",
        " 9434765919 ",
        "94 34 76 59 19",
        "9-4-3-4-7-6-5-9-1-9",
    ],
)
def test_an_nhs_number_with_whatever_parts_its_digits(text: str) -> None:
    assert nhs_number(text) == "9434765919"


@pytest.mark.parametrize(
    "text",
    ["943.476.5919", "943/476/5919", "9434765919.0", "NHS 9434765919", "943476591９", "²" * 10],
)
def test_other_signs_make_no_nhs_number(text: str) -> None:
    assert nhs_number(text) is None


def test_a_number_whose_check_would_be_eleven_ends_in_nought() -> None:
    assert nhs_number("0000000000") == "0000000000"


@given(some.integers(0, 10**9 - 1))
def test_of_ten_last_digits_at_most_one_fits(first: int) -> None:
    fitting = [last for last in range(10) if nhs_number(f"{first:09}{last}")]
    weights = sum(int(digit) * (10 - place) for place, digit in enumerate(f"{first:09}"))
    assert len(fitting) == (0 if weights % 11 == 1 else 1)


@given(some.integers(0, 10**9 - 1), some.integers(0, 8), some.integers(1, 9))
def test_one_wrong_digit_is_noticed(first: int, at: int, more: int) -> None:
    numbers = [f"{first:09}{last}" for last in range(10)]
    found = next((one for one in numbers if nhs_number(one)), None)
    assume(found is not None)
    assert found is not None
    wrong = found[:at] + str((int(found[at]) + more) % 10) + found[at + 1 :]
    assert nhs_number(wrong) is None


@given(some.text(max_size=40))
def test_a_plain_name_is_plain_already(name: str) -> None:
    once = plain_name(name)
    assert plain_name(once) == once
    assert once == " ".join(once.split())


@given(some.lists(some.text("abcdefgh", min_size=1, max_size=8), max_size=5), some.randoms())
def test_the_order_of_names_says_nothing(words: list[str], chance: Any) -> None:
    mixed = list(words)
    chance.shuffle(mixed)
    assert plain_name(" ".join(mixed)) == plain_name(", ".join(words))


@given(some.text(max_size=20), some.text(max_size=20), some.one_of(some.none(), some.dates()))
def test_marks_hold_nothing_that_can_be_read(number: str, name: str, born: date | None) -> None:
    found = marks_of(Identifiers(number, "", name, born), key="k", inspection=1, agency=None)
    assert found.nhs == ""
    assert bool(found.number) == bool(number)
    assert bool(found.person) == bool(plain_name(name) and born)
    for mark in found:
        assert mark == "" or (len(mark) == 64 and int(mark, 16) >= 0)


def test_two_agencies_may_number_two_people_alike() -> None:
    who = Identifiers(number="7")
    marks = {marks_of(who, key="k", inspection=1, agency=one).number for one in (None, 1, 2)}
    assert len(marks) == 3
    homes = {household_mark("7", key="k", inspection=1, agency=one) for one in (None, 1, 2)}
    assert len(homes) == 3


def test_a_household_is_no_number_of_a_person() -> None:
    home = household_mark("7", key="k", inspection=1, agency=1)
    assert home.startswith("H-")
    assert home[2:] not in marks_of(Identifiers("7"), key="k", inspection=1, agency=1).number


PLAIN_DATA = some.recursive(
    some.none() | some.booleans() | some.integers() | some.text(max_size=20),
    lambda inner: some.lists(inner, max_size=3) | some.dictionaries(some.text(), inner, max_size=3),
    max_leaves=8,
)


@given(PLAIN_DATA, some.text(min_size=1, max_size=20), some.text(max_size=20))
def test_whatever_is_sealed_is_unsealed(data: Any, key: str, purpose: str) -> None:
    assert unseal(seal(data, key=key, purpose=purpose), key=key, purpose=purpose) == data


# --- recognising ----------------------------------------------------------------------------------

SOME_MARKS = some.builds(
    Marks,
    some.sampled_from(["", "n1", "n2"]),
    some.sampled_from(["", "p1", "p2"]),
    some.sampled_from(["", "x1", "x2"]),
)


@given(some.lists(some.tuples(some.integers(0, 4), SOME_MARKS), max_size=8), SOME_MARKS)
def test_nobody_is_recognised_who_shares_no_mark(
    known: list[tuple[int, Marks]], asked: Marks
) -> None:
    found = Recogniser(known).find(asked)
    sharing = {who for who, marks in known if set(marks) & set(asked) - {""}}
    assert found is None or found in sharing


@given(some.lists(some.tuples(some.integers(0, 4), SOME_MARKS), max_size=8), SOME_MARKS)
def test_whoever_has_the_nhs_number_is_meant(known: list[tuple[int, Marks]], asked: Marks) -> None:
    holders = [who for who, marks in known if marks.nhs and marks.nhs == asked.nhs]
    if holders:
        assert Recogniser(known).find(asked) == holders[0]


@given(SOME_MARKS)
def test_a_list_of_one_recognises_that_one(marks: Marks) -> None:
    assert Recogniser([("a", marks)]).find(marks) == ("a" if any(marks) else None)


def test_a_number_of_two_people_says_nothing_and_the_name_decides() -> None:
    known = [("a", Marks("", "p1", "x1")), ("b", Marks("", "p2", "x1"))]
    assert Recogniser(known).find(Marks("", "p2", "x1")) == "b"
    assert Recogniser(known).find(Marks("", "", "x1")) is None


def test_every_kind_of_column_is_one_that_a_heading_can_mean() -> None:
    headings = {
        "number": "ID",
        "nhs_number": "NHS",
        "name": "Name",
        "born": "DOB",
        "age": "Age",
        "age_band": "Age band",
        "cohort": "Cohort",
        "subject": "Subject",
        "adults_part": "Protective factor",
        "disabled": "Disabled",
        "missing": "Missing",
        "exploited": "Exploited",
        "custody": "Custody",
        "agencies": "Agencies",
        "lives_in": "Lives in",
        "placed_by": "Placed by",
        "household": "Household",
    }
    assert set(headings) == set(ListField)
    assert guess(headings.values()).columns == dict(enumerate(headings))
