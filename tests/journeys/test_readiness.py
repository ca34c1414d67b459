"""What is missing: seen on the board, followed to where it is mended, mended, and gone."""

from playwright.sync_api import expect

from tests.journeys.looking import NARROW, sideways, small_targets
from tests.journeys.steps.demonstration import AT_WORK, inspection_of
from tests.journeys.story import People, emails
from tests.journeys.window import Window, sign_in

# The board's view is recorded on the first criterion by another journey; this one takes the last.
UNSAID = "Nobody has said whether 140112 ¶115l is met."


def when_the_gap_is_followed(inspector: Window) -> None:
    inspector.sees(UNSAID)
    inspector.follow(UNSAID)
    inspector.sees("What the team thinks", "Is the criterion met?")


def when_it_is_mended(inspector: Window) -> None:
    inspector.choose("Partly met")
    inspector.fill("What your view rests on (optional)", "Few cases were looked at.")
    inspector.press("Save and go to the next criterion")
    inspector.sees("is recorded")


def number_of(reader: Window, heading: str) -> int:
    """How many gaps stand under a heading."""
    found = reader.page.get_by_role("heading", level=2).filter(has_text=heading)
    expect(found).to_have_count(1)
    return int(found.inner_text().rsplit("(", 1)[1].rstrip(")"))


def test_a_gap_is_followed_from_the_board_and_mended_without_a_script(people: People) -> None:
    colm = people.window(java_script_enabled=False)
    sign_in(colm, emails()["Colm"])
    board = f"{inspection_of(AT_WORK, colm)}judgements/"
    colm.open(board)
    colm.sees("Before a judgement meeting:", "to settle first")
    colm.follow("See what is missing")
    colm.is_at("What is missing before a judgement meeting")
    before = number_of(colm, "To settle first")
    when_the_gap_is_followed(colm)
    when_it_is_mended(colm)
    colm.open(f"{board}readiness/")
    colm.does_not_see(UNSAID)
    assert number_of(colm, "To settle first") == before - 1
    colm.follow("Before publication")
    colm.is_at("What is missing before publication")
    colm.does_not_see(UNSAID)
    colm.sees("Stops publication", "What was checked")


def test_what_is_missing_fits_a_narrow_window(people: People) -> None:
    orla = people.window(viewport=NARROW, has_touch=True)
    sign_in(orla, emails()["Orla"])
    orla.open(f"{inspection_of(AT_WORK, orla)}judgements/readiness/?gate=release")
    orla.sees("What is missing before publication", "Good to know")
    assert sideways(orla.page) <= 0
    assert small_targets(orla.page) == []
