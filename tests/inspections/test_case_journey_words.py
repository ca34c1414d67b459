"""How a child's journey is told: the drawing, its table, and one event."""

from datetime import date, timedelta
from typing import Any

import pytest
from django.template.loader import render_to_string
from django.utils.html import escape

from inspections.models import CaseEvent, CaseEventRevision
from inspections.presenters.journey import (
    BAR,
    JOURNEY_COLUMNS,
    THE_PARTNERSHIP,
    JourneyShown,
    days_of,
    event_facts,
    event_url,
    journey_of,
    pinned_items,
    revision_text,
    sent_text,
)
from inspections.presenters.journey_signs import SIGNS, letters_y, points_at
from inspections.rules.journey import MARK, ROWS
from inspections.values.journey import EVENT_LABELS, EVENT_LETTERS, EventContent, EventKind
from organisations.models import Agency
from tests.inspections.kept_rows import (
    AT,
    CASE,
    CQC,
    HEALTH,
    INSPECTION,
    JOINT,
    KIT,
    POLICE,
    SCRIPT,
    SINGLE,
    item,
    summary,
    table,
)

DAY = date(2020, 11, 2)
CASE_ADDRESS = "/inspections/OF-2026-0001/cases/T1"


def event(number: int = 1, **changes: Any) -> CaseEvent:
    usual = {
        "pk": number,
        "reference": f"J-{number}",
        "kind": "referral",
        "first_day": DAY,
        "agency": POLICE,
        "text": "Referred by the school.",
        "strand": JOINT,
        "owner": CQC,
        "author": KIT,
        "recorded_at": AT,
    }
    return CaseEvent(**{**usual, **changes})


def shown(*events: CaseEvent, pins: Any = ()) -> JourneyShown:
    return journey_of(INSPECTION, CASE, events, dict(pins))


def drawn(journey: JourneyShown) -> str:
    return render_to_string("inspections/_journey_drawing.html", {"journey": journey})


# --- days ---------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("first", "last", "words"),
    [
        (DAY, None, "2 November 2020"),
        (DAY, DAY, "2 November 2020"),
        (DAY, date(2020, 11, 3), "2 November 2020 to 3 November 2020"),
        (DAY, date(2021, 1, 1), "2 November 2020 to 1 January 2021"),
        (DAY, date(2020, 11, 1), "2 November 2020"),
        (date(2020, 2, 29), None, "29 February 2020"),
    ],
)
def test_a_day_is_one_or_from_one_to_another(first: date, last: date | None, words: str) -> None:
    assert days_of(first, last) == words


# --- addresses ----------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("act", "ends"),
    [
        ("event", ""),
        ("change_event", "change/"),
        ("withdraw_event", "withdraw/"),
        ("pin_evidence", "pin/"),
    ],
)
def test_an_event_has_an_address_for_each_thing_that_is_done_to_it(act: str, ends: str) -> None:
    assert event_url(INSPECTION, CASE, event(), act) == f"{CASE_ADDRESS}/journey/J-1/{ends}"


# --- what a journey says in a sentence ----------------------------------------------------------


def test_a_journey_without_events_says_nothing() -> None:
    journey = shown()
    assert journey.says == ""
    assert (journey.lanes, journey.signs, journey.key, journey.rows) == ([], [], [], [])
    assert not journey.has_pins


@pytest.mark.parametrize(
    ("events", "words"),
    [
        ([event()], "1 event in 1 lane, 2 November 2020."),
        ([event(1), event(2)], "2 events in 1 lane, 2 November 2020."),
        (
            [event(1), event(2, agency=HEALTH, first_day=date(2020, 12, 1))],
            "2 events in 2 lanes, 2 November 2020 to 1 December 2020.",
        ),
        (
            [event(1), event(2, agency=None)],
            "2 events in 2 lanes, 2 November 2020.",
        ),
        (
            [event(1, last_day=date(2021, 3, 1)), event(2, first_day=date(2020, 12, 1))],
            "2 events in 1 lane, 2 November 2020 to 1 March 2021.",
        ),
    ],
)
def test_a_journey_says_how_much_happened_where_and_from_when_to_when(
    events: list[CaseEvent], words: str
) -> None:
    assert shown(*events).says == f"{words} The table below says the same."


# --- lanes --------------------------------------------------------------------------------------


def test_the_partnership_stands_above_the_agencies_by_name() -> None:
    journey = shown(event(1), event(2, agency=HEALTH), event(3, agency=None))
    assert [name for _, name in journey.lanes] == [
        THE_PARTNERSHIP,
        "Northmere Health",
        "Northmere Police",
    ]


def test_a_lane_in_which_nothing_happened_is_not_drawn() -> None:
    assert [name for _, name in shown(event()).lanes] == ["Northmere Police"]


@pytest.mark.parametrize(("length", "is_cut"), [(89, False), (90, False), (91, True), (160, True)])
def test_a_long_name_is_cut_in_the_drawing_and_whole_in_the_table(
    length: int, is_cut: bool
) -> None:
    agency = Agency(pk=9, name="n" * length)
    journey = shown(event(agency=agency))
    [(lane, name)] = journey.lanes
    assert len(name) <= 90
    assert name.endswith("…") is is_cut
    assert lane.name == agency.name
    assert journey.rows[0][1].text == agency.name


def test_the_axis_names_months() -> None:
    journey = shown(event(1), event(2, first_day=date(2021, 1, 5)))
    assert [label for _, label in journey.ticks] == ["Nov 2020", "Dec 2020", "Jan 2021"]


# --- signs --------------------------------------------------------------------------------------


@pytest.mark.parametrize("kind", EventKind)
def test_a_sign_has_the_shape_the_letters_and_the_words_of_its_kind(kind: EventKind) -> None:
    [sign] = shown(event(kind=kind.value)).signs
    assert sign.letters == EVENT_LETTERS[kind]
    assert sign.points == points_at(kind, sign.mark.x, sign.mark.y)
    assert sign.label.startswith(f"{EVENT_LABELS[kind]}, 2 November 2020, ")


@pytest.mark.parametrize(
    ("pins", "ends"),
    [
        ({}, "Referred by the school."),
        ({2: 4}, "Referred by the school."),
        ({1: 0}, "Referred by the school."),
        ({1: 1}, "Referred by the school., 1 pinned"),
        ({1: 12}, "Referred by the school., 12 pinned"),
    ],
)
def test_a_sign_says_what_happened_where_and_how_much_is_pinned(
    pins: dict[int, int], ends: str
) -> None:
    journey = shown(event(), pins=pins)
    [sign] = journey.signs
    assert sign.label == f"Referral, 2 November 2020, Northmere Police, {ends}"
    assert sign.pins == pins.get(1, 0)
    assert journey.has_pins is bool(pins.get(1))
    assert sign.url == f"{CASE_ADDRESS}/journey/J-1/"


@pytest.mark.parametrize(
    ("number", "is_cut"), [(1, False), (19, False), (20, False), (21, True), (160, True)]
)
def test_a_sign_says_twenty_words_and_the_table_all(number: int, is_cut: bool) -> None:
    text = " ".join(["word"] * number)
    journey = shown(event(text=text))
    [sign] = journey.signs
    assert sign.label.count("word") == min(number, 20)
    assert sign.label.endswith("…") is is_cut
    assert journey.rows[0][2].hint == text


@pytest.mark.parametrize(
    ("days", "has_bar"), [(None, False), (0, False), (1, False), (60, True), (365, True)]
)
def test_what_lasted_longer_than_its_sign_is_wide_has_a_bar(
    days: int | None, has_bar: bool
) -> None:
    last = None if days is None else DAY + timedelta(days=days)
    # Two years beside it: a day is narrower than a sign.
    far = event(2, first_day=date(2022, 11, 2))
    sign = shown(event(last_day=last), far).signs[0]
    assert (sign.bar_width > MARK) is has_bar
    assert sign.bar_width == (sign.mark.width if has_bar else 0)


def test_a_bar_and_a_badge_stand_by_their_sign() -> None:
    [sign] = shown(event(last_day=DAY + timedelta(days=9)), pins={1: 2}).signs
    middle = sign.mark.y + MARK / 2
    assert sign.bar_y + BAR / 2 == middle
    assert sign.mark.x < sign.badge_x < sign.mark.x + MARK
    assert sign.mark.y < sign.badge_y < middle
    assert sign.badge_y < sign.pins_y


def test_a_sign_that_had_to_move_is_led_to_from_its_day() -> None:
    crowd = [event(number) for number in range(1, ROWS + 2)]
    signs = shown(*crowd).signs
    led = [sign for sign in signs if sign.lead]
    assert len(led) == 1
    [sign] = led
    assert sign.lead == (
        f"M{sign.mark.day} {sign.mark.from_y}L{sign.mark.middle} {sign.mark.y + MARK // 2}"
    )


@pytest.mark.parametrize(
    ("kind", "lowered"),
    [
        (EventKind.MISSING, -5),
        (EventKind.COURT, 6),
        (EventKind.ASSESSMENT, 1),
        (EventKind.PLAN, 0),
        (EventKind.OTHER, 0),
    ],
)
def test_letters_stand_where_the_shape_has_room(kind: EventKind, lowered: int) -> None:
    assert letters_y(kind, 100) == 100 + MARK // 2 + 4 + lowered
    assert letters_y(kind.value, 0) == letters_y(kind, 0)


@pytest.mark.parametrize("kind", EventKind)
def test_letters_stand_inside_the_box_of_their_sign(kind: EventKind) -> None:
    assert 8 < letters_y(kind, 0) < MARK


def test_a_kind_that_is_none_has_no_sign() -> None:
    with pytest.raises(ValueError, match="birthday"):
        letters_y("birthday", 0)
    with pytest.raises(ValueError, match="birthday"):
        points_at("birthday", 0, 0)


@pytest.mark.parametrize("kind", EventKind)
def test_a_sign_is_moved_as_a_whole(kind: EventKind) -> None:
    points = [tuple(map(float, one.split(","))) for one in points_at(kind, 40, 70).split()]
    assert points == [pytest.approx((x + 40, y + 70)) for x, y in SIGNS[kind]]


# --- the key ------------------------------------------------------------------------------------


def test_the_key_has_each_kind_that_happened_once_in_the_order_of_kinds() -> None:
    events = [event(1, kind="court"), event(2, kind="contact"), event(3, kind="court")]
    key = shown(*events).key
    assert [(one.label, one.letters) for one in key] == [("Contact", "C"), ("Court", "Ct")]
    assert [one.text_y for one in key] == [letters_y("contact", 0), letters_y("court", 0)]
    assert key[1].points == points_at("court", 0, 0)


# --- the table ----------------------------------------------------------------------------------


def test_a_row_says_when_who_what_how_much_and_for_whom() -> None:
    [row] = shown(event(last_day=date(2020, 11, 4), strand=SINGLE), pins={1: 3}).rows
    assert [cell.text for cell in row] == [
        "2 November 2020 to 4 November 2020",
        "Northmere Police",
        "Referral",
        "3",
        "CQC alone",
    ]
    assert row[0].url == f"{CASE_ADDRESS}/journey/J-1/"
    assert row[2].hint == "Referred by the school."
    assert [cell.numeric for cell in row] == [column.numeric for column in JOURNEY_COLUMNS]


def test_rows_stand_in_the_order_that_was_asked() -> None:
    rows = shown(event(2), event(1, first_day=date(2020, 11, 3))).rows
    assert [row[0].url.split("/")[-2] for row in rows] == ["J-2", "J-1"]


def test_an_event_without_pins_counts_none() -> None:
    assert shown(event(agency=None)).rows[0][3].text == "0"
    assert shown(event(agency=None)).rows[0][1].text == THE_PARTNERSHIP


# --- no markup ----------------------------------------------------------------------------------


def test_what_was_written_is_no_markup_in_the_drawing() -> None:
    journey = shown(event(text=f'"{SCRIPT}', agency=Agency(pk=9, name=f"</svg>{SCRIPT}")))
    svg = drawn(journey)
    assert "<script>" not in svg
    assert svg.count("</svg>") == 1 + len(journey.key)
    assert f'aria-label="{escape(journey.signs[0].label)}"' in svg


def test_what_was_written_is_no_markup_in_the_table() -> None:
    journey = shown(event(text=SCRIPT, agency=Agency(pk=9, name=SCRIPT)))
    drawn_table = table(JOURNEY_COLUMNS, journey.rows)
    assert "<script>" not in drawn_table
    assert drawn_table.count("&lt;script&gt;") == 2


def test_a_tall_drawing_has_numbers_that_a_browser_reads() -> None:
    events = [event(n, agency=Agency(pk=n, name=f"Agency {n:02}")) for n in range(1, 31)]
    journey = shown(*events)
    assert journey.drawing.height > 1_000
    assert f'viewBox="0 0 940 {journey.drawing.height}"' in drawn(journey)


@pytest.mark.parametrize(("pins", "says"), [({}, False), ({1: 1}, True)])
def test_the_key_speaks_of_pins_where_there_are_any(pins: dict[int, int], says: bool) -> None:
    assert ("Evidence pinned, of what you see" in drawn(shown(event(), pins=pins))) is says


# --- one event ----------------------------------------------------------------------------------


def test_an_event_says_what_when_whose_and_in_which_words() -> None:
    rows = event_facts(event(text="Two\nlines", last_day=date(2020, 11, 3)))
    assert [(row.key, row.value) for row in rows[:4]] == [
        ("What happened", "Referral"),
        ("Day", "2 November 2020 to 3 November 2020"),
        ("Agency", "Northmere Police"),
        ("In a few words", "Two\nlines"),
    ]
    assert [row.key for row in rows[4:]] == ["Recorded", "Who sees it"]
    assert [row.verbatim for row in rows[:4]] == [False, False, False, True]


def test_a_withdrawn_event_says_so_last() -> None:
    gone = event(withdrawn_at=AT, withdrawn_by=KIT, withdrawn_why="Twice")
    assert event_facts(gone)[-1].value.endswith("by Kit Ash: Twice")


def test_the_words_of_an_event_are_no_markup() -> None:
    assert "<script>" not in summary(event_facts(event(text=SCRIPT)))


# --- a version as one text ----------------------------------------------------------------------


@pytest.mark.parametrize(
    ("changes", "head"),
    [
        ({}, "Missing episode, 2 November 2020, Northmere Police"),
        ({"agency": None}, "Missing episode, 2 November 2020, The partnership"),
        (
            {"last_day": date(2020, 11, 3)},
            "Missing episode, 2 November 2020 to 3 November 2020, Northmere Police",
        ),
        ({"kind": "other"}, "Something else, 2 November 2020, Northmere Police"),
    ],
)
def test_a_version_and_a_form_that_say_the_same_read_the_same(
    changes: dict[str, Any], head: str
) -> None:
    usual = {"kind": "missing", "first_day": DAY, "last_day": None, "agency": POLICE}
    facts = {**usual, "text": "Over night.\nש", **changes}
    saved = CaseEventRevision(**facts)
    content = EventContent(**{**facts, "agency": facts["agency"] and facts["agency"].pk})
    assert revision_text(saved) == f"{head}\n\nOver night.\nש"
    assert sent_text(content, [HEALTH, POLICE]) == revision_text(saved)


def test_a_form_that_names_an_agency_which_is_not_there_speaks_of_the_partnership() -> None:
    content = EventContent("missing", DAY, None, 99, "Over night.")
    assert sent_text(content, [POLICE]).startswith("Missing episode, 2 November 2020, The ")


# --- what is pinned -----------------------------------------------------------------------------


def test_nothing_is_pinned() -> None:
    assert pinned_items(INSPECTION, CASE, event(), []) == []


def test_a_pinned_item_leads_to_itself_and_can_be_taken_off() -> None:
    [pinned] = pinned_items(INSPECTION, CASE, event(), [item(1)])
    assert (pinned.reference, pinned.label) == ("E-1", "weakness: Seen on the file.")
    assert pinned.url == "/inspections/OF-2026-0001/evidence/E-1/"
    assert pinned.unpin_url == f"{CASE_ADDRESS}/journey/J-1/unpin/E-1/"
    assert not pinned.is_withdrawn


def test_a_pinned_item_that_was_withdrawn_says_so() -> None:
    gone, stands = pinned_items(INSPECTION, CASE, event(), [item(1, withdrawn_at=AT), item(2)])
    assert (gone.is_withdrawn, stands.is_withdrawn) == (True, False)


def test_an_item_whose_words_begin_with_its_reference_loses_it_once() -> None:
    [pinned] = pinned_items(INSPECTION, CASE, event(), [item(1, "E-1, weakness: again")])
    assert pinned.label == "weakness: E-1, weakness: again"
