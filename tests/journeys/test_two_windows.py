"""One author, two windows: both texts are shown, and neither is lost."""

import re

from playwright.sync_api import Page, expect

from tests.journeys.steps.demonstration import AT_WORK, inspection_of
from tests.journeys.steps.fieldwork import SAVED
from tests.journeys.story import People
from tests.journeys.window import Window

SEEN = "What you saw or heard"


def saved(page: Page) -> None:
    """The line under the text says that it is saved."""
    expect(page.locator("[data-save-state]")).to_have_text(SAVED)


def given_an_item(author: Window) -> str:
    """An item of evidence; its address is returned."""
    author.open(f"{inspection_of(AT_WORK, author)}evidence/record/")
    author.fill(SEEN, "First.")
    author.pick("Source", "Document")
    author.choose("Weakness")
    author.press("Save and finish")
    return author.page.url


def test_a_change_over_a_newer_version_shows_both_and_saves_what_is_made_of_them(
    people: People,
) -> None:
    paul = people["Paul"]
    item = given_an_item(paul)
    other = paul.new_page()
    paul.open(f"{item}change/")
    other.goto(f"{item}change/")

    other.get_by_label(SEEN).fill("Written in the other window.")
    with other.expect_navigation():
        other.get_by_role("button", name="Save this version").click()
    paul.fill(SEEN, "Written in this window.")
    paul.press("Save this version")
    paul.sees("Needs your choice", "Written in the other window.", "Written in this window.")
    box = paul.page.get_by_label(SEEN)
    expect(box).to_have_value(re.compile("Yours: Written in this window"))
    paul.press("Put mine into the box")
    expect(box).to_have_value("Written in this window.")

    paul.fill(SEEN, "Written in both windows.")
    paul.press("Save this version")
    paul.sees("Written in both windows.", "Version 3", "Written in the other window.", "First.")
    paul.open(f"{item}change/")
    paul.does_not_see("You have a note that was not finished")


def test_typing_in_two_windows_asks_which_text_is_to_stand(people: People) -> None:
    june = people["June"]
    record = f"{inspection_of(AT_WORK, june)}evidence/record/"
    june.open(record)
    june.fill(SEEN, "One.")
    saved(june.page)
    other = june.new_page()
    other.goto(record)
    other.get_by_role("link", name="Go on with this note").click()
    expect(other.get_by_label(SEEN)).to_have_value("One.")

    other.get_by_label(SEEN).fill("One, and what the other window adds.")
    saved(other)
    june.fill(SEEN, "One, and what this window adds.")
    june.sees("Needs your choice", "One, and what the other window adds.")
    june.look()
    june.page.get_by_role("button", name="Keep mine").click()
    saved(june.page)
    june.sees("The other text, not used", "One, and what the other window adds.")

    june.pick("Source", "Data")
    june.choose("Strength")
    june.press("Save and finish")
    june.sees("One, and what this window adds.")
