"""From the board to a criterion and the next, without a script; the board in a narrow window."""

from playwright.sync_api import expect

from tests.journeys.looking import NARROW, sideways, small_targets
from tests.journeys.steps.demonstration import AT_WORK, inspection_of
from tests.journeys.story import People, emails
from tests.journeys.window import Window, sign_in


def when_the_first_table_is_opened(reader: Window) -> None:
    """The first area that has criteria."""
    reader.page.locator("details summary").first.click()


def when_its_first_criterion_is_opened(reader: Window) -> None:
    with reader.leaving():
        reader.page.locator("details table a").first.click()
    reader.sees("What the team thinks", "Is the criterion met?")


def then_it_is_on_the_board(reader: Window, board: str) -> None:
    reader.open(board)
    when_the_first_table_is_opened(reader)
    expect(reader.page.locator("details table tbody tr").first).to_contain_text("You: partly met")


def test_a_view_is_recorded_from_the_board_without_a_script(people: People) -> None:
    owen = people.window(java_script_enabled=False)
    sign_in(owen, emails()["Owen"])
    board = f"{inspection_of(AT_WORK, owen)}judgements/"
    owen.open(board)
    owen.sees("Each area is judged by itself.", "12 without a view")
    when_the_first_table_is_opened(owen)
    when_its_first_criterion_is_opened(owen)
    first = owen.page.url
    owen.press("Save and go to the next criterion")
    owen.is_told("Select whether the criterion is met")
    owen.choose("Partly met")
    owen.fill("What your view rests on (optional)", "It is written down, and not yet done.")
    owen.press("Save and go to the next criterion")
    owen.sees("is recorded")
    assert owen.page.url != first
    owen.open(first)
    owen.sees("It is written down, and not yet done.")
    then_it_is_on_the_board(owen, board)


def test_the_board_and_what_an_area_rests_on_fit(people: People) -> None:
    orla = people.window(viewport=NARROW, has_touch=True)
    sign_in(orla, emails()["Orla"])
    board = f"{inspection_of(AT_WORK, orla)}judgements/"
    orla.open(board)
    when_the_first_table_is_opened(orla)
    assert sideways(orla.page) <= 0
    assert small_targets(orla.page) == []
    orla.follow("What it rests on")
    orla.sees("The grades, side by side", "Criteria, with the evidence")
    assert sideways(orla.page) <= 0
    assert small_targets(orla.page) == []
