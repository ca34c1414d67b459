"""An uploaded list that two windows have open: both texts on one page, and one conscious save.

The windows here send what a browser without scripts sends: what the page holds, and no more.
"""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any
from unittest import mock

import pytest
from django.http import HttpResponse
from django.test import Client
from django.urls import reverse

from inspections.actions import samples_lists
from inspections.models import ListUpload
from inspections.values.samples import Mapping
from records.actor import acting_as
from records.errors import Conflict
from tests.factories.inspections import joint_inspection
from tests.factories.samples import csv_of, row_of, upload_of
from tests.pages.reading import Markup, words

pytestmark = pytest.mark.django_db
ClientOf = Callable[..., Client]
STATUS, HOUSEHOLD = 4, 5


def form_in(answer: HttpResponse) -> dict[str, str]:
    """What the form of the page would send as it stands."""
    [form] = [
        one
        for one in Markup(answer.content.decode()).every("form", method="post")
        if any(field.get("name") == "version" for field in one.iter("input"))
    ]
    sent = {}
    for field in form.iter("input"):
        if field.get("type") != "checkbox" or field.get("checked") is not None:
            sent[field.get("name", "")] = field.get("value", "")
    for field in form.iter("select"):
        chosen = [one.get("value", "") for one in field.iter("option") if "selected" in one.attrib]
        sent[field.get("name", "")] = chosen[0] if chosen else ""
    return sent


def told_in(answer: HttpResponse) -> list[list[str]]:
    """The rows of the table in which the two differ."""
    [caption] = Markup(answer.content.decode()).every("caption", id="conflict-caption")
    assert words(caption) == "Where the two differ"
    [table] = [
        one
        for one in Markup(answer.content.decode()).every("table")
        if any(cell.get("id") == "conflict-caption" for cell in one.iter("caption"))
    ]
    heads, *rows = [
        [words(cell) for cell in row if cell.tag in ("th", "td")] for row in table.iter("tr")
    ]
    assert heads == ["What", "Before", "Yours, not saved yet", "Saved first"]
    return rows


@dataclass
class Opened:
    """An upload with three wrong rows, and a browser of who uploaded it."""

    upload: ListUpload
    browser: Client

    def at(self, page: str) -> str:
        reference = self.upload.inspection.reference
        return reverse(f"inspections:{page}", args=[reference, self.upload.reference])

    def window(self, page: str = "check_list") -> dict[str, str]:
        """What a window that is opened now would send."""
        return form_in(self.browser.get(self.at(page)))

    def send(self, window: dict[str, str], page: str = "check_list", **typed: str) -> HttpResponse:
        """A window sends what it holds, with these words typed into it."""
        return self.browser.post(self.at(page), {**window, **typed})

    def now(self) -> ListUpload:
        with acting_as(self.upload.by):
            return ListUpload.objects.get(pk=self.upload.pk)

    def cells(self, column: int = STATUS) -> dict[int, str]:
        table = samples_lists.table_of(upload=self.now())
        return {number: row[column] for number, row in table.rows}

    def mapping(self) -> Mapping:
        return Mapping.from_data(self.now().mapping)


@pytest.fixture
def opened(client_of: ClientOf) -> Opened:
    joint = joint_inspection()
    rows = [row_of(70 + n, status=word) for n, word in enumerate(("Happy", "Sad", "Odd"))]
    return Opened(upload_of(joint, csv_of(rows)), client_of(joint.inspectors["ofsted"]))


# --- cells ----------------------------------------------------------------------------------------


def test_a_cell_that_both_mended_is_shown_as_both_wrote_it(opened: Opened) -> None:
    """The other window's word is right, so nothing is wrong there now: mine stays in a box."""
    one, other = opened.window(), opened.window()
    assert opened.send(one, cell_2_4="CIN").status_code == 302
    answer = opened.send(other, cell_2_4="Looked after", cell_3_4="CP")
    assert answer.status_code == 409
    assert told_in(answer) == [
        ["Row 2, Status", "Happy", "Looked after", "CIN"],
        ["Row 3, Status", "Sad", "CP", "Sad"],
    ]
    shown = words(Markup(answer.content.decode()).root)
    assert "Needs your choice" in shown
    assert "Another window changed this list" in shown
    assert opened.cells() == {2: "CIN", 3: "Sad", 4: "Odd"}, "nothing is saved unasked"


def test_what_was_typed_is_saved_by_sending_the_page_once_more(opened: Opened) -> None:
    one, other = opened.window(), opened.window()
    opened.send(one, cell_2_4="CIN")
    again = form_in(opened.send(other, cell_2_4="Looked after", cell_3_4="CP"))
    assert again["version"] == "2"
    assert opened.send(again).status_code == 302
    assert opened.cells() == {2: "Looked after", 3: "CP", 4: "Odd"}


def test_the_other_windows_word_can_be_taken_instead(opened: Opened) -> None:
    one, other = opened.window(), opened.window()
    opened.send(one, cell_2_4="CIN")
    again = form_in(opened.send(other, cell_2_4="Looked after"))
    assert opened.send(again, cell_2_4="CIN").status_code == 302
    assert opened.cells() == {2: "CIN", 3: "Sad", 4: "Odd"}


def test_what_only_the_other_window_changed_stands(opened: Opened) -> None:
    one, other = opened.window(), opened.window()
    opened.send(one, cell_2_4="CIN", cell_3_4="Glad")
    answer = opened.send(other, cell_4_4="CP")
    assert told_in(answer) == [
        ["Row 2, Status", "Happy", "Happy", "CIN"],
        ["Row 3, Status", "Sad", "Sad", "Glad"],
        ["Row 4, Status", "Odd", "CP", "Odd"],
    ]
    again = form_in(answer)
    assert "cell_2_4" not in again, "nobody asks about what was mended in the other window alone"
    assert (again["cell_3_4"], again["cell_4_4"]) == ("Glad", "CP")
    opened.send(again)
    assert opened.cells() == {2: "CIN", 3: "Glad", 4: "CP"}


def test_a_third_window_that_saves_meanwhile_is_shown_as_well(opened: Opened) -> None:
    one, other = opened.window(), opened.window()
    opened.send(one, cell_2_4="CIN")
    again = form_in(opened.send(other, cell_2_4="Looked after"))
    opened.send(opened.window(), cell_3_4="LAC")
    answer = opened.send(again)
    assert answer.status_code == 409
    assert told_in(answer) == [
        ["Row 2, Status", "CIN", "Looked after", "CIN"],
        ["Row 3, Status", "Sad", "Sad", "LAC"],
    ]
    opened.send(form_in(answer))
    assert opened.cells() == {2: "Looked after", 3: "LAC", 4: "Odd"}


def test_a_word_for_a_row_that_was_left_out_is_on_the_page(opened: Opened) -> None:
    one, other = opened.window(), opened.window()
    opened.send(one, leave_2="on")
    answer = opened.send(other, cell_2_4="Looked after")
    assert told_in(answer) == [["Row 2, Status", "Happy", "Looked after", "Row left out"]]
    assert "cannot be brought back" in words(Markup(answer.content.decode()).root)
    again = form_in(answer)
    assert "cell_2_4" not in again
    assert opened.send(again).status_code == 302
    assert opened.cells() == {3: "Sad", 4: "Odd"}


def test_a_row_to_be_left_out_that_was_mended_meanwhile_can_still_be_left_out(
    opened: Opened,
) -> None:
    one, other = opened.window(), opened.window()
    opened.send(one, cell_2_4="CIN")
    answer = opened.send(other, leave_2="on", leave_3="on")
    assert told_in(answer) == [
        ["Row 2, Status", "Happy", "Happy", "CIN"],
        ["Leave row 2 out", "No", "Yes", "No"],
        ["Leave row 3 out", "No", "Yes", "No"],
    ]
    assert opened.send(form_in(answer)).status_code == 302
    assert opened.cells() == {4: "Odd"}


def test_where_both_left_out_one_row_there_is_nothing_to_choose(opened: Opened) -> None:
    one, other = opened.window(), opened.window()
    opened.send(one, leave_2="on")
    answer = opened.send(other, leave_2="on")
    assert told_in(answer) == [["Row 2, Status", "Happy", "Happy", "Row left out"]]
    assert "leave_2" not in form_in(answer)


def test_a_list_that_the_other_window_mended_whole_still_shows_what_was_typed(
    opened: Opened,
) -> None:
    one, other = opened.window(), opened.window()
    opened.send(one, cell_2_4="CIN", cell_3_4="CP", cell_4_4="LAC")
    answer = opened.send(other, cell_3_4="Custody & <b>more</b>")
    assert "<b>more" not in answer.content.decode()
    again = form_in(answer)
    assert again["cell_3_4"] == "Custody & <b>more</b>"
    assert opened.send(again, cell_3_4="Early help").status_code == 302
    assert opened.cells() == {2: "CIN", 3: "Early help", 4: "LAC"}


def test_a_list_that_is_whole_and_where_nothing_was_typed_leads_on(opened: Opened) -> None:
    one, other = opened.window(), opened.window()
    opened.send(one, cell_2_4="CIN", cell_3_4="CP", cell_4_4="LAC")
    answer = opened.send(other)
    assert answer.status_code == 409
    assert len(told_in(answer)) == 3
    assert "See what will be kept" in words(Markup(answer.content.decode()).root)


def test_a_page_that_is_behind_shows_both_also_when_a_word_is_too_long(opened: Opened) -> None:
    """The row of the other word is gone: sent back as a mistake alone, it would be nowhere."""
    one, other = opened.window(), opened.window()
    opened.send(one, leave_2="on")
    answer = opened.send(other, cell_2_4="Looked after", cell_3_4="x" * 1001)
    assert answer.status_code == 409
    assert told_in(answer)[0] == ["Row 2, Status", "Happy", "Looked after", "Row left out"]
    assert "x" * 1001 in form_in(answer)["cell_3_4"]
    assert "at most 1000 characters" in words(Markup(answer.content.decode()).root)
    assert opened.send(form_in(answer)).status_code == 422


def test_columns_chosen_anew_meanwhile_lose_no_word(opened: Opened) -> None:
    window = opened.window()
    opened.send(opened.window("map_list"), "map_list", column_4="", cohort="custody")
    answer = opened.send(window, cell_2_4="CIN")
    assert told_in(answer) == [["Row 2, Status", "Happy", "CIN", "Happy"]]
    opened.send(form_in(answer))
    assert opened.cells()[2] == "CIN"


def test_a_box_that_the_window_did_not_have_is_not_taken_for_emptied(opened: Opened) -> None:
    """The other window's columns make cells wrong that were right when this one was opened."""
    window, before = opened.window(), opened.cells(HOUSEHOLD)
    opened.send(opened.window("map_list"), "map_list", column_5="lives_in")
    answer = opened.send(window, cell_2_4="CIN")
    assert told_in(answer) == [["Row 2, Status", "Happy", "CIN", "Happy"]]
    again = form_in(answer)
    assert [again[f"cell_{row}_5"] for row in before] == list(before.values())
    assert opened.send(again).status_code == 302
    assert (opened.cells()[2], opened.cells(HOUSEHOLD)) == ("CIN", before)


def test_a_form_that_says_not_what_it_began_from_is_compared_with_what_stands(
    opened: Opened,
) -> None:
    opened.send(opened.window(), cell_2_4="CIN")
    answer = opened.send({"version": "1"}, cell_2_4="Looked after", cell_3_4="Sad", cell_4_4="Odd")
    assert told_in(answer) == [["Row 2, Status", "CIN", "Looked after", "CIN"]]


def test_names_of_boxes_that_no_page_has_change_nothing(opened: Opened) -> None:
    opened.send(opened.window(), cell_2_4="CIN")
    names = ("cell_99_4", "cell_2_99", "cell_02_4", "cell_-2_4", "cell_2_4_1", "cell_٢_4")
    odd = dict.fromkeys(names, "odd")
    answer = opened.send({"version": "1", "leave_99": "on", "leave_x": "on", **odd}, cell_3_4="CP")
    assert told_in(answer) == [
        ["Row 3, Status", "Sad", "CP", "Sad"],
        ["Row 99, Status", "Row left out", "odd", "Row left out"],
    ]
    opened.send({**form_in(answer), **odd, "leave_99": "on"})
    assert opened.cells() == {2: "CIN", 3: "CP", 4: "Odd"}


def test_an_upload_that_goes_while_it_is_saved_gives_back_what_was_typed(opened: Opened) -> None:
    """Another window drops it between the reading of the page and the save."""
    window = opened.window()
    gone = mock.patch.object(
        samples_lists, "save_if_version", side_effect=Conflict("Somebody else was quicker.")
    )
    with gone:
        answer = opened.send(window, cell_2_4="Looked after")
    assert answer.status_code == 409
    assert "was dropped or accepted" in words(Markup(answer.content.decode()).root)
    assert form_in(answer)["cell_2_4"] == "Looked after"


# --- columns --------------------------------------------------------------------------------------


def test_a_column_that_both_chose_is_shown_as_both_chose_it(opened: Opened) -> None:
    one, other = opened.window("map_list"), opened.window("map_list")
    assert opened.send(one, "map_list", column_5="lives_in", column_2="").status_code == 302
    answer = opened.send(other, "map_list", column_5="placed_by", cohort="custody")
    assert answer.status_code == 409
    assert told_in(answer) == [
        ["Name", "Name", "Name", "Not kept"],
        [
            "Household",
            "Household or sibling group",
            "Placed by (local area)",
            "Lives in (local area)",
        ],
        [
            "Where in the system everybody is",
            "A column says it",
            "In custody or detention",
            "A column says it",
        ],
    ]
    shown = words(Markup(answer.content.decode()).root)
    assert "Needs your choice" in shown
    assert opened.mapping().columns[5] == "lives_in", "nothing is saved unasked"


def test_columns_are_saved_by_sending_the_page_once_more(opened: Opened) -> None:
    one, other = opened.window("map_list"), opened.window("map_list")
    opened.send(one, "map_list", column_5="lives_in", column_2="")
    again = form_in(opened.send(other, "map_list", column_5="placed_by", cohort="custody"))
    assert again["version"] == "2"
    assert opened.send(again, "map_list").status_code == 302
    found = opened.mapping()
    assert (found.columns[5], found.cohort) == ("placed_by", "custody")
    assert 2 not in found.columns, "what only the other window changed stands"


def test_two_choices_that_cannot_stand_together_are_said_and_kept(opened: Opened) -> None:
    one, other = opened.window("map_list"), opened.window("map_list")
    opened.send(one, "map_list", column_5="lives_in")
    answer = opened.send(other, "map_list", column_4="lives_in", cohort="custody")
    assert answer.status_code == 409
    assert "is chosen for more than one column" in words(Markup(answer.content.decode()).root)
    again = form_in(answer)
    assert (again["column_4"], again["column_5"]) == ("lives_in", "lives_in")
    assert opened.send(again, "map_list").status_code == 422
    assert opened.send(again, "map_list", column_5="").status_code == 302


def test_where_the_columns_are_the_same_and_cells_were_mended_the_choice_stays(
    opened: Opened,
) -> None:
    window = opened.window("map_list")
    opened.send(opened.window(), cell_2_4="CIN")
    answer = opened.send(window, "map_list", column_5="lives_in")
    assert told_in(answer) == [
        [
            "Household",
            "Household or sibling group",
            "Lives in (local area)",
            "Household or sibling group",
        ]
    ]
    assert opened.send(form_in(answer), "map_list").status_code == 302
    assert (opened.mapping().columns[5], opened.cells()[2]) == ("lives_in", "CIN")


def test_an_upload_that_goes_while_its_columns_are_saved_gives_back_the_choice(
    opened: Opened,
) -> None:
    window = opened.window("map_list")
    gone = mock.patch.object(
        samples_lists, "save_if_version", side_effect=Conflict("Somebody else was quicker.")
    )
    with gone:
        answer = opened.send(window, "map_list", column_5="lives_in")
    assert answer.status_code == 409
    assert "was dropped or accepted" in words(Markup(answer.content.decode()).root)
    assert form_in(answer)["column_5"] == "lives_in"


# --- the page -------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("page", "typed"),
    [
        ("check_list", {"cell_2_4": "Looked after", "leave_2": "on"}),
        ("map_list", {"column_5": "placed_by"}),
    ],
)
def test_the_page_of_both_is_sound_markup(opened: Opened, page: str, typed: dict[str, Any]) -> None:
    window = opened.window(page)
    opened.send(opened.window(), cell_2_4="CIN")
    opened.send(opened.window("map_list"), "map_list", column_5="lives_in")
    answer = opened.send(window, page, **typed)
    assert answer.status_code == 409
    markup = Markup(answer.content.decode())
    assert markup.dangling() == set()
    assert len(markup.ids()) == len(set(markup.ids()))
    [title] = markup.every("title")
    assert words(title).startswith("Needs your choice: ")


def test_a_save_in_the_same_moment_is_answered_with_the_version_of_the_other(
    opened: Opened,
) -> None:
    """The page was read before the other window saved: its version is not the one to save over."""
    window, quicker = opened.window(), opened.window()
    mend = samples_lists.mend_upload

    def while_another_saves(**asked: Any) -> None:
        with mock.patch.object(samples_lists, "mend_upload", mend):
            assert opened.send(quicker, cell_2_4="CIN").status_code == 302
        mend(**asked)

    with mock.patch.object(samples_lists, "mend_upload", while_another_saves):
        answer = opened.send(window, cell_2_4="Looked after")
    assert answer.status_code == 409
    assert told_in(answer) == [["Row 2, Status", "Happy", "Looked after", "CIN"]]
    assert form_in(answer)["version"] == "2"
    assert opened.send(form_in(answer)).status_code == 302
    assert opened.cells()[2] == "Looked after"
