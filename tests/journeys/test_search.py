"""An inspector finds evidence again, marks it, keeps the search, and takes a pack along."""

import re
from pathlib import Path

from playwright.sync_api import expect

from tests.journeys.looking import NARROW, sideways
from tests.journeys.steps.demonstration import AT_WORK, inspection_of
from tests.journeys.story import People, emails
from tests.journeys.window import Window, sign_in

MADE = 60_000


def fetched(inspector: Window) -> Path:
    """The file behind the button."""
    with inspector.page.expect_download() as download:
        inspector.page.get_by_role("button", name="Fetch the pack").click()
    return Path(download.value.path())


def test_evidence_is_found_tagged_kept_and_taken_along(people: People) -> None:
    owen = people["Owen"]
    owen.open(f"{inspection_of(AT_WORK, owen)}evidence/")
    owen.fill("Search the evidence", "annual report")
    owen.press("Search")
    owen.is_at("Search the evidence")
    owen.sees("Words: annual report", "The annual report counts activity well")

    owen.follow("Leave out")
    owen.page.get_by_text("Narrow the search").click()
    owen.pick("Strength or weakness", "Weakness")
    owen.press("Search")
    owen.sees("Strength or weakness: Weakness")
    owen.does_not_see("The business plan has five priorities.")

    owen.page.get_by_role("checkbox").first.check()
    owen.press("Tag what is chosen")
    owen.is_at("Tag 1 item of evidence")
    owen.press("Continue")
    owen.is_told("Choose a tag, or enter a new one")
    owen.fill("Or a new tag to put on", "Read again on Friday")
    owen.press("Continue")
    owen.sees("put on 1 item of evidence", "Read again on Friday")
    owen.press("Undo the tagging")
    owen.sees("Undone")

    owen.fill("Words", '"business plan"')
    owen.press("Search")
    owen.follow("Save this search")
    owen.fill("Name of the search", "The business plan")
    owen.press("Save this search")
    owen.sees("Saved: The business plan.", "Your saved searches")

    owen.follow("Make an evidence pack")
    owen.choose("PDF, to read and to print")
    owen.press("Make the evidence pack")
    expect(owen.page.get_by_role("button", name="Fetch the pack")).to_be_visible(timeout=MADE)
    owen.look()
    assert fetched(owen).read_bytes().startswith(b"%PDF")

    owen.open("/inspections/search/?q=plan")
    expect(owen.main.get_by_role("heading", level=3).first).to_have_text(re.compile(r"^E-"))


def test_the_search_works_narrow_without_scripts_and_by_keyboard(people: People) -> None:
    owen = people.window(viewport=NARROW, java_script_enabled=False)
    sign_in(owen, emails()["Owen"])
    owen.open(f"{inspection_of(AT_WORK, owen)}evidence/search/")
    owen.page.get_by_label("Words").focus()
    owen.page.keyboard.type("chair")
    with owen.leaving():
        owen.page.keyboard.press("Enter")
    owen.sees("Words: chair", "the chair asked")
    assert sideways(owen.page) <= 0
