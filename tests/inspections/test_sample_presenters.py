"""What the pages of sample selection show, in words."""

from datetime import UTC, date, datetime
from types import SimpleNamespace
from typing import Any

import pytest

from inspections.actions.samples_draw import Reproduced
from inspections.actions.samples_key import Revealed
from inspections.models import (
    AgencyList,
    Case,
    Draw,
    DrawPlace,
    KeyReading,
    ListedSubject,
    Listing,
    ListRequest,
    ListUpload,
    ListWithdrawal,
    RequestClosing,
    Substitution,
)
from inspections.presenters import samples as shown
from inspections.presenters import samples_draw as drawn_shown
from inspections.presenters.samples_draw import Names
from inspections.values.cases import AGE_BAND_LABELS, CASE_KIND_LABELS, COHORT_LABELS, CaseKind
from inspections.values.samples import (
    MENDED_AT_ONCE,
    Checked,
    DrawGroup,
    DrawResult,
    DrawSettings,
    Exchange,
    Facts,
    Identifiers,
    Problem,
    Row,
    Share,
    Table,
)
from organisations.models import Agency, LocalArea, User
from pages.shown import Cell

TODAY = date(2026, 11, 23)
AT = datetime(2026, 11, 23, 9, 30, tzinfo=UTC)
# In summer the clocks are an hour ahead, and here a day with them.
SUMMER = datetime(2026, 6, 30, 23, 30, tzinfo=UTC)
INSPECTION: Any = SimpleNamespace(reference="OF-2026-0001")
KIT = User(name="Kit <b>Rowe</b>", email="kit@example.org")
POLICE = Agency(pk=5, code="police", name="Northmere Police")
HEALTH = Agency(pk=6, code="health", name="Northmere Health")
NORTHMERE = LocalArea(pk=7, code="830", name="Northmere")
SOUTHMERE = LocalArea(pk=8, code="831", name="Southmere")


def words(cells: list[Cell]) -> list[str]:
    return [one.text for one in cells]


# --- requests -------------------------------------------------------------------------------------


def request(**changes: Any) -> ListRequest:
    usual = {
        "reference": "R-AAAA",
        "agency": POLICE,
        "cohort": "in_need",
        "asked_for": "All open <cases>",
        "wanted_by": date(2026, 11, 30),
        "asked_by": KIT,
        "asked_at": AT,
    }
    return ListRequest(**{**usual, **changes})


def request_cells(one: ListRequest, *, today: date = TODAY, may_close: bool = True) -> list[Cell]:
    (row,) = shown.requests_shown(INSPECTION, [one], today, may_close=may_close)
    return row


def test_a_request_in_words() -> None:
    row = request_cells(request())
    assert words(row) == [
        "All open <cases>",
        "Northmere Police",
        "23 November 2026",
        "30 November 2026",
        "Close without a list",
    ]
    assert [one.hint for one in row] == [
        "Child in need",
        "",
        "by Kit <b>Rowe</b>",
        "",
        "Nothing yet",
    ]
    assert row[4].url == "/inspections/OF-2026-0001/samples/requests/R-AAAA/close/"


def test_a_request_of_the_partnership_about_several_groups() -> None:
    row = request_cells(request(agency=None, cohort="", asked_at=SUMMER))
    assert (row[0].hint, row[1].text) == ("Several groups", "The partnership")
    assert row[2].text == "1 July 2026"


@pytest.mark.parametrize(
    ("today", "said", "colour"),
    [
        (date(2026, 11, 23), "Nothing yet", "yellow"),
        (date(2026, 11, 30), "Nothing yet", "yellow"),
        (date(2026, 12, 1), "Nothing yet: overdue", "red"),
        (date(2027, 12, 1), "Nothing yet: overdue", "red"),
    ],
)
def test_a_request_is_overdue_on_the_day_after(today: date, said: str, colour: str) -> None:
    reader = request_cells(request(), today=today, may_close=False)[4]
    assert (reader.text, reader.colour, reader.url) == (said, colour, "")
    closer = request_cells(request(), today=today)[4]
    assert (closer.hint, closer.colour) == (said, "")


@pytest.mark.parametrize(
    ("how", "said", "colour"),
    [
        ("came", "The list came", "green"),
        ("nothing", "Answered: there is nobody to list", "grey"),
        ("withdrawn", "Not asked for any more", "grey"),
    ],
)
@pytest.mark.parametrize("may_close", [True, False])
def test_a_closed_request_says_how_it_ended_and_is_never_late(
    how: str, said: str, colour: str, may_close: bool
) -> None:
    one = request(wanted_by=date(2026, 1, 1))
    RequestClosing(request=one, how=how, what_came="As answered", by=KIT, at=AT)
    cell = request_cells(one, may_close=may_close)[4]
    assert (cell.text, cell.colour, cell.url) == (said, colour, "")
    assert cell.hint == "As answered, 23 November 2026, recorded by Kit <b>Rowe</b>"


def test_no_requests_are_no_rows() -> None:
    assert shown.requests_shown(INSPECTION, [], TODAY, may_close=True) == []


# --- lists and uploads ----------------------------------------------------------------------------


def agency_list(size: int = 3, **changes: Any) -> AgencyList:
    usual = {
        "reference": "L-AAAA",
        "agency": POLICE,
        "columns": ["number", "age", "cohort"],
        "left_out": 0,
        "accepted_by": KIT,
        "accepted_at": AT,
    }
    one = AgencyList(**{**usual, **changes})
    one.size = size
    return one


def withdrawn(one: AgencyList) -> AgencyList:
    ListWithdrawal(agency_list=one, why="Of the wrong year", by=KIT, at=SUMMER)
    return one


def test_a_list_in_words() -> None:
    (row,) = shown.lists_shown(INSPECTION, [agency_list(12_345)])
    assert words(row) == [
        "L-AAAA",
        "Northmere Police",
        "12,345",
        "23 November 2026",
        "Drawn from",
    ]
    assert row[0].url == "/inspections/OF-2026-0001/samples/lists/L-AAAA/"
    assert row[2].numeric
    assert row[4].colour == "green"


def test_a_withdrawn_list_says_why() -> None:
    (row,) = shown.lists_shown(INSPECTION, [withdrawn(agency_list(agency=None))])
    assert row[1].text == "The partnership"
    assert (row[4].text, row[4].colour, row[4].hint) == ("Withdrawn", "grey", "Of the wrong year")


def test_what_is_known_of_a_list() -> None:
    facts = {row.key: row.value for row in shown.list_facts(agency_list(1234, left_out=1000))}
    assert facts == {
        "Of": "Northmere Police",
        "Accepted": "23 November 2026 by Kit <b>Rowe</b>",
        "Rows": "1,234; 1,000 were left out before",
        "What its columns held": "The agency’s own number, Age in years, Where in the system",
    }


def test_a_list_that_answers_a_request_and_was_withdrawn_says_both() -> None:
    one = withdrawn(agency_list(request=request(asked_for="Two\nlines")))
    answers, gone = shown.list_facts(one)[-2:]
    assert (answers.key, answers.value, answers.verbatim) == ("It answers", "Two\nlines", True)
    assert gone.value == "1 July 2026 by Kit <b>Rowe</b>: Of the wrong year"


def test_an_upload_can_be_gone_on_with() -> None:
    one = ListUpload(reference="U-AAAA", agency=None, row_count=50_000, at=SUMMER)
    (row,) = shown.uploads_shown(INSPECTION, [one])
    assert words(row) == ["Go on with U-AAAA", "The partnership", "50,000", "1 July 2026, 00:30"]
    assert row[0].url == "/inspections/OF-2026-0001/samples/upload/U-AAAA/map/"


# --- those who are listed -------------------------------------------------------------------------


def listing(agencies: tuple[Agency, ...] = (), **changes: Any) -> Listing:
    usual = {
        "agency_list": agency_list(),
        "row": 2,
        "kind": "child",
        "age_band": "5_to_9",
        "cohort": "in_need",
    }
    one = Listing(**{**usual, **changes})
    one._prefetched_objects_cache = {"agencies": list(agencies)}
    return one


def subject_cells(*listings: Listing) -> list[Cell]:
    one = ListedSubject(reference="P-AAAA")
    one._prefetched_objects_cache = {"listings": list(listings)}
    (row,) = shown.subjects_shown(INSPECTION, [one])
    return row


def test_a_subject_has_a_reference_and_no_name() -> None:
    row = subject_cells(listing((POLICE,)))
    assert words(row) == [
        "P-AAAA",
        "5 to 9",
        "Child in need",
        "Nothing more",
        "Northmere Police",
        "Northmere Police",
    ]
    assert row[0].url == "/inspections/OF-2026-0001/samples/subjects/P-AAAA/"


def test_what_two_lists_say_alike_is_said_once_and_what_they_say_otherwise_is_said_twice() -> None:
    first = listing((POLICE, HEALTH), is_disabled=True)
    second = listing(
        (POLICE,), agency_list=agency_list(agency=None), cohort="custody", is_disabled=True
    )
    assert words(subject_cells(first, second))[1:] == [
        "5 to 9",
        "Child in need, In custody or detention",
        "Disabled",
        "Northmere Health, Northmere Police",
        "Northmere Police, The partnership",
    ]


@pytest.mark.parametrize(
    ("changes", "said"),
    [
        ({}, "Nothing more"),
        ({"is_disabled": True}, "Disabled"),
        ({"has_been_missing": True}, "Has been missing"),
        ({"is_exploited": True}, "Exploited, or at risk of it"),
        ({"in_custody": True}, "In custody"),
        ({"is_disabled": True, "in_custody": True}, "Disabled, In custody"),
        ({"lives_in": NORTHMERE}, "Lives in Northmere"),
        ({"placed_by": SOUTHMERE}, "Placed by Southmere"),
        ({"household": "H-ABCDEFGH"}, "Household H-ABCDEFGH"),
        ({"kind": "young_person"}, "A young person known to a youth offending team"),
        ({"kind": "adult_offender"}, "An adult offender"),
        (
            {"kind": "adult_offender", "adults_part": "children_at_risk"},
            "An adult offender, Their children are at risk",
        ),
        (
            {"lives_in": NORTHMERE, "placed_by": SOUTHMERE, "household": "H-1"},
            "Lives in Northmere, Placed by Southmere, Household H-1",
        ),
    ],
)
def test_what_a_list_says_of_somebody(changes: dict[str, Any], said: str) -> None:
    assert subject_cells(listing(**changes))[3].text == said
    ((_, _, rows),) = shown.listing_cards([listing(**changes)])
    assert rows[2].value == said


def test_a_card_for_each_list() -> None:
    cards = shown.listing_cards([listing((HEALTH, POLICE)), listing(age_band="unborn")])
    assert [(list_, title) for list_, title, _ in cards] == [
        ("L-AAAA", "List L-AAAA, Northmere Police")
    ] * 2
    assert [row.value for row in cards[0][2]] == [
        "5 to 9",
        "Child in need",
        "Nothing more",
        "Northmere Health, Northmere Police",
    ]
    assert [cards[1][2][0].value, cards[1][2][3].value] == ["Unborn", "Not said"]


def test_readings_say_when_who_and_why() -> None:
    one = KeyReading(person=KIT, reason="A <risk>", at=SUMMER)
    (row,) = shown.readings_shown([one])
    assert words(row) == ["1 July 2026, 00:30", "Kit <b>Rowe</b>", "A <risk>"]


def test_who_somebody_is_and_what_is_not_given() -> None:
    full = Revealed("P-AAAA", "Northmere Police", "LA-7", "9434765919", "Ada Moss", "2015-03-04")
    empty = Revealed("P-AAAA", "The partnership", "", "", "", "")
    first, second = shown.revealed_shown([full, empty])
    assert words(first) == [
        "P-AAAA",
        "Northmere Police",
        "LA-7",
        "9434765919",
        "Ada Moss",
        "4 March 2015",
    ]
    assert words(second) == ["P-AAAA", "The partnership", *["Not given"] * 4]


# --- checking an upload ---------------------------------------------------------------------------


def test_a_preview_shows_nobody() -> None:
    who = Identifiers("LA-7", "9434765919", "Ada Moss", date(2015, 3, 4))
    facts = Facts(
        "10_to_15",
        "looked_after",
        "child",
        flags=frozenset({"is_disabled", "in_custody"}),
        agencies=frozenset({1, 2}),
    )
    (row,) = shown.preview_shown([Row(1234, who, facts)])
    assert words(row) == [
        "1,234",
        "A child",
        "10 to 15",
        "Looked after",
        "In custody, Disabled",
        "2",
    ]
    assert not {"LA-7", "9434765919", "Ada", "2015"} & set(" ".join(words(row)).split())


def test_a_preview_of_whom_nothing_more_is_known() -> None:
    (row,) = shown.preview_shown([Row(2, Identifiers("1"), Facts("unborn", "in_need", "child"))])
    assert words(row)[4:] == ["Nothing more", "0"]


TABLE = Table(("No", "S" * 100, ""), ((2, ("A1", "?", "?")),))


def boxes_for(*problems: Problem) -> dict[str, str]:
    names = {f"leave_{one.row}" for one in problems}
    names |= {f"cell_{one.row}_{one.column}" for one in problems if one.column is not None}
    return {name: f"box {name}" for name in names}


def wrong(*problems: Problem) -> list[shown.Wrong]:
    return shown.wrong_shown(Checked((), problems, ()), TABLE, boxes_for(*problems))


@pytest.mark.parametrize(
    ("column", "where"),
    [
        (0, "Row 2, No"),
        (1, f"Row 2, {'S' * 80}"),
        (2, "Row 2, column 3"),
        (None, "Row 2, the whole row"),
    ],
)
def test_where_something_is_wrong(column: int | None, where: str) -> None:
    (one,) = wrong(Problem(2, column, "?", "This word is not known"))
    assert (one.where, one.says) == (where, "This word is not known")
    assert one.cell == (None if column is None else f"box cell_2_{column}")
    assert one.leave == "box leave_2"


def test_each_box_stands_on_the_page_once() -> None:
    found = wrong(
        Problem(2, 0, "?", "a"),
        Problem(2, 0, "?", "b"),
        Problem(2, 1, "?", "c"),
        Problem(3, 0, "?", "d"),
    )
    assert [one.cell for one in found] == ["box cell_2_0", None, "box cell_2_1", "box cell_3_0"]
    assert [one.leave for one in found] == ["box leave_2", None, None, "box leave_3"]


@pytest.mark.parametrize(
    ("number", "on_page", "more"),
    [
        (0, 0, ""),
        (1, 1, ""),
        (MENDED_AT_ONCE, MENDED_AT_ONCE, ""),
        (MENDED_AT_ONCE + 1, MENDED_AT_ONCE, "And 1 more: they are shown when these are"),
        (MENDED_AT_ONCE + 1234, MENDED_AT_ONCE, "And 1,234 more: they are shown when these are"),
    ],
)
def test_how_much_more_is_wrong(number: int, on_page: int, more: str) -> None:
    problems = tuple(Problem(row, 0, "?", "Wrong") for row in range(2, 2 + number))
    assert len(wrong(*problems)) == on_page
    said = shown.more_said(Checked((), problems, ()))
    assert said.startswith(more)
    assert bool(said) == bool(more)


# --- draws ----------------------------------------------------------------------------------------

NAMES = Names({"police": "Northmere Police"})


def draw(**changes: Any) -> Draw:
    lists = changes.pop("lists", [agency_list(), agency_list(reference="L-BBBB", agency=None)])
    settings = changes.pop("settings", DrawSettings(6, 3))
    usual = {
        "pk": 1,
        "reference": "D-AAAA",
        "kind": "tracked",
        "seed": "Northmere",
        "seed_was_typed": True,
        "terms": settings.as_data(),
        "narrowed": {"cohorts": [], "flags": [], "left_out": [], "in_deep_dive": False},
        "algorithm": 1,
        "candidates": 12_345,
        "input_hash": "a" * 64,
        "result_hash": "b" * 64,
        "drawn_by": KIT,
        "drawn_at": AT,
    }
    one = Draw(**{**usual, **changes})
    one._prefetched_objects_cache = {"lists": lists}
    return one


@pytest.mark.parametrize("kind", list(CaseKind))
def test_a_draw_in_a_row(kind: CaseKind) -> None:
    one: Any = draw(kind=kind, purpose="For <us>", drawn_at=SUMMER)
    one.drawn, one.exchanged = 6, 0
    (row,) = drawn_shown.draws_shown(INSPECTION, [one])
    assert words(row) == ["D-AAAA", CASE_KIND_LABELS[kind], "6", "0", "1 July 2026"]
    assert row[0].url == "/inspections/OF-2026-0001/samples/draws/D-AAAA/"
    assert (row[1].hint, row[4].hint) == ("For <us>", "by Kit <b>Rowe</b>")


def facts_of(one: Draw) -> dict[str, str]:
    return {row.key: row.value for row in drawn_shown.draw_facts(one)}


def test_all_that_is_needed_to_draw_again() -> None:
    assert facts_of(draw()) == {
        "Drawn": "23 November 2026, 09:30 by Kit <b>Rowe</b>",
        "What": "Tracked",
        "Seed": "Northmere (typed)",
        "Asked for": "6 and 3 in reserve",
        "From": "12,345 people on L-AAAA (Northmere Police), L-BBBB (the partnership)",
        "Who could be drawn": "Everybody on the lists",
        "Procedure": "Version 1",
        "Hash of the lists": "a" * 64,
        "Hash of the draw": "b" * 64,
    }


def test_a_draw_for_a_purpose_from_a_seed_that_nobody_chose() -> None:
    facts = facts_of(draw(purpose="The deep dive", seed_was_typed=False))
    assert list(facts)[:3] == ["Drawn", "What", "For"]
    assert facts["For"] == "The deep dive"
    assert facts["Seed"] == "Northmere (made by the service)"


@pytest.mark.parametrize(
    ("narrowed", "household", "said"),
    [
        ({}, False, "Everybody on the lists"),
        ({"cohorts": ["custody"]}, False, "Only: in custody or detention"),
        (
            {"cohorts": ["in_need", "custody"]},
            False,
            "Only: child in need, in custody or detention",
        ),
        ({"flags": ["is_disabled"]}, False, "Only: disabled"),
        ({}, True, "One of a household"),
        ({"left_out": ["P-1"]}, False, "Without 1 drawn before"),
        (
            {"cohorts": ["custody"], "flags": ["in_custody"], "left_out": ["P-1", "P-2"]},
            True,
            (
                "Only: in custody or detention; only: in custody; one of a household; "
                "without 2 drawn before"
            ),
        ),
    ],
)
def test_who_could_be_drawn(narrowed: dict[str, Any], household: bool, said: str) -> None:
    whole = {"cohorts": [], "flags": [], "left_out": [], **narrowed}
    one = draw(narrowed=whole, settings=DrawSettings(1, one_of_household=household))
    assert facts_of(one)["Who could be drawn"] == said


@pytest.mark.parametrize(
    ("shortfall", "said"),
    [
        (["", "", 6, 2, 2], "6 were asked for, and only 2 could be drawn at all."),
        (
            ["agency", "police", 3, 1, 1],
            "At least 3 of “Northmere Police” were asked for, and the lists have only 1.",
        ),
        (
            ["age_band", "1_to_4", 3, 2, 3],
            (
                "At least 3 of “1 to 4” were asked for, and 2 are drawn: no way was found to meet "
                "everything that was asked for together."
            ),
        ),
        (
            ["cohort", "custody", 1, 0, 0],
            "At least 1 of “In custody or detention” were asked for, and the lists have only 0.",
        ),
        (
            ["agency", "gone", 1, 0, 0],
            "At least 1 of “gone” were asked for, and the lists have only 0.",
        ),
    ],
)
def test_what_could_not_be_met(shortfall: list[Any], said: str) -> None:
    assert drawn_shown.shortfalls_said(draw(shortfalls=[shortfall]), NAMES) == [said]


def test_where_all_was_met_nothing_is_said() -> None:
    assert drawn_shown.shortfalls_said(draw(), NAMES) == []


# --- groups and their names -----------------------------------------------------------------------


def test_every_age_and_every_cohort_has_a_name() -> None:
    assert [NAMES.of("age_band", one) for one in AGE_BAND_LABELS] == list(AGE_BAND_LABELS.values())
    assert [NAMES.of("cohort", one) for one in COHORT_LABELS] == list(COHORT_LABELS.values())
    assert (NAMES.of("agency", "police"), NAMES.of("agency", "gone")) == (
        "Northmere Police",
        "gone",
    )


def test_several_groups_are_named_together() -> None:
    assert NAMES.all_of([]) == "None was asked for"
    groups = [["agency", "police"], ["cohort", "in_need"]]
    assert NAMES.all_of(groups) == "Northmere Police, Child in need"


def test_groups_stand_in_the_order_of_a_form() -> None:
    found = drawn_shown.groups_shown(
        [("b", "Zoo", 2), (None, None, 9), ("a", "Health", 1)],
        [("18_or_over", 4), ("unborn", 3)],
        [("custody", 6), ("early_help", 5)],
    )
    assert found == [
        DrawGroup("agency", "a", "Health", 1),
        DrawGroup("agency", "b", "Zoo", 2),
        DrawGroup("age_band", "unborn", "Unborn", 3),
        DrawGroup("age_band", "18_or_over", "18 or over", 4),
        DrawGroup("cohort", "early_help", "Receiving early help", 5),
        DrawGroup("cohort", "custody", "In custody or detention", 6),
    ]
    assert drawn_shown.groups_shown([], [], []) == []


# --- places and substitutions ---------------------------------------------------------------------

COUNTED = [["agency", "police"]]


def place(key: int, *, reserve: bool = False, case: str = "", groups: Any = None) -> DrawPlace:
    return DrawPlace(
        pk=key,
        subject=ListedSubject(reference=f"P-{key}"),
        is_reserve=reserve,
        position=key,
        groups=COUNTED if groups is None else groups,
        case=Case(reference=case) if case else None,
    )


def substitution(out: DrawPlace, into: DrawPlace, case: str, **changes: Any) -> Substitution:
    usual = {
        "number": 1,
        "out": out,
        "into": into,
        "same_group": True,
        "case": Case(reference=case),
        "why": "Moved <away>",
        "by": KIT,
        "at": AT,
    }
    return Substitution(**{**usual, **changes})


FIRST, SECOND = place(1, case="T1"), place(2, case="T2")
NEXT, LAST = place(3, reserve=True), place(4, reserve=True, groups=[])
PLACES = [FIRST, SECOND, NEXT, LAST]
ONCE = [substitution(FIRST, NEXT, "T3")]
# Who came in for the first goes out again.
TWICE = [*ONCE, substitution(NEXT, LAST, "T4", number=2, same_group=False)]


def test_places_as_they_were_drawn() -> None:
    rows = drawn_shown.places_shown(INSPECTION, PLACES, [], NAMES)
    assert [words(row) for row in rows] == [
        ["1", "T1", "P-1", "Northmere Police", "Case T1"],
        ["2", "T2", "P-2", "Northmere Police", "Case T2"],
    ]
    assert rows[0][1].url == "/inspections/OF-2026-0001/cases/T1/" == rows[0][4].url
    assert rows[0][2].url == "/inspections/OF-2026-0001/samples/subjects/P-1/"


def test_a_place_that_was_given_up_says_to_which_case_and_why() -> None:
    rows = drawn_shown.places_shown(INSPECTION, PLACES, ONCE, NAMES)
    assert [row[4].text for row in rows] == ["Substituted by case T3", "Case T2"]
    assert (rows[0][4].hint, rows[0][4].url) == ("Moved <away>", "")


@pytest.mark.parametrize(
    ("subs", "states"),
    [
        ([], ["In reserve", "In reserve"]),
        (ONCE, ["Case T3", "In reserve"]),
        (TWICE, ["Substituted by case T4", "Case T4"]),
    ],
)
def test_a_reserve_waits_comes_in_and_may_go_out_again(
    subs: list[Substitution], states: list[str]
) -> None:
    rows = drawn_shown.reserves_shown(INSPECTION, PLACES, subs, NAMES)
    assert [row[3].text for row in rows] == states
    assert [words(row)[:3] for row in rows] == [
        ["3", "P-3", "Northmere Police"],
        ["4", "P-4", "None was asked for"],
    ]


@pytest.mark.parametrize(
    ("subs", "cases"), [([], ["T1", "T2"]), (ONCE, ["T2", "T3"]), (TWICE, ["T2", "T4"])]
)
def test_whoever_holds_a_place_can_be_substituted(
    subs: list[Substitution], cases: list[str]
) -> None:
    assert drawn_shown.substitutable(PLACES, subs) == cases


def test_substitutions_in_order() -> None:
    rows = drawn_shown.substitutions_shown(INSPECTION, PLACES, TWICE)
    assert [words(row) for row in rows] == [
        ["1", "P-1", "Case T3", "Moved <away>", "Kit <b>Rowe</b>"],
        ["2", "P-3", "Case T4", "Moved <away>", "Kit <b>Rowe</b>"],
    ]
    assert [row[2].hint for row in rows] == [
        "P-3",
        "P-4: no reserve of the same group was left",
    ]
    assert rows[0][2].url == "/inspections/OF-2026-0001/cases/T3/"
    assert rows[0][4].hint == "23 November 2026, 09:30"


@pytest.mark.parametrize(
    ("subs", "drawn", "now"), [([], "2", "2"), (ONCE, "2", "2"), (TWICE, "2", "1")]
)
def test_a_balance_as_it_was_drawn_and_as_it_is(
    subs: list[Substitution], drawn: str, now: str
) -> None:
    shares = (Share("agency", "police", 2), Share("cohort", "custody", 0, 3))
    one = draw(settings=DrawSettings(2, 2, shares))
    first, second = drawn_shown.balance_shown(one, PLACES, subs, NAMES)
    assert words(first) == ["Northmere Police", "2", "–", drawn, now]
    assert words(second) == ["In custody or detention", "–", "3", "0", "0"]
    assert [first[0].hint, second[0].hint] == ["Agencies", "Where in the system"]


# --- drawing again --------------------------------------------------------------------------------


def again(
    result: DrawResult, recorded: DrawResult, *exchanges: tuple[Exchange | None, Exchange | None]
) -> list[list[Cell]]:
    return drawn_shown.again_shown(Reproduced(True, result, recorded, tuple(exchanges)))


OUT = DrawResult(("P-1", "P-2"), ("P-3",))
SWAP = Exchange("P-1", "P-3", same_group=True)


def test_a_draw_that_comes_out_again_is_the_same_in_each_place() -> None:
    rows = again(OUT, OUT, (SWAP, SWAP))
    assert [words(row) for row in rows] == [
        ["Drawn 1", "P-1", "P-1", "The same"],
        ["Drawn 2", "P-2", "P-2", "The same"],
        ["Reserve 1", "P-3", "P-3", "The same"],
        ["Substitution 1", "P-3 for P-1", "P-3 for P-1", "The same"],
    ]
    assert {row[3].colour for row in rows} == {"green"}


@pytest.mark.parametrize(
    ("result", "recorded", "row"),
    [
        (("P-1",), ("P-2",), ["Drawn 1", "P-2", "P-1", "Different"]),
        ((), ("P-2",), ["Drawn 1", "P-2", "Nobody", "Different"]),
        (("P-1",), (), ["Drawn 1", "Nobody", "P-1", "Different"]),
    ],
)
def test_what_comes_out_otherwise_is_marked(
    result: tuple[str, ...], recorded: tuple[str, ...], row: list[str]
) -> None:
    (cells,) = again(DrawResult(result, ()), DrawResult(recorded, ()))
    assert words(cells) == row
    assert cells[3].colour == "red"


@pytest.mark.parametrize(
    ("now", "then", "before", "after"),
    [
        (None, SWAP, "P-3 for P-1", "Nobody"),
        (SWAP, None, "Nobody", "P-3 for P-1"),
        (Exchange("P-2", "P-3", same_group=True), SWAP, "P-3 for P-1", "P-3 for P-2"),
    ],
)
def test_a_substitution_that_comes_out_otherwise_is_marked(
    now: Exchange | None, then: Exchange | None, before: str, after: str
) -> None:
    (row,) = again(DrawResult((), ()), DrawResult((), ()), (now, then))
    assert words(row) == ["Substitution 1", before, after, "Different"]
