"""Inspectors record evidence; the page says honestly where their text is."""

import re
from datetime import timedelta
from typing import Any

from django.utils import timezone
from playwright.sync_api import expect

from desk.demonstration.story import script
from inspections.values import SOURCE_LABELS, STRENGTH_LABELS
from tests.journeys.steps.opening import words
from tests.journeys.story import Story, emails
from tests.journeys.window import Window, closed_tab

HALF_A_SENTENCE = "The panel met in the library and the minutes"
CASES = {"first": "T1", "second": "T2", "third": "T3", "fourth": "S1", "fifth": "S2"}
SAVED = re.compile(r"Saved \d\d:\d\d")


def agency_names() -> dict[str, str]:
    """The agencies of the script by code."""
    return {facts["code"]: words(facts["name"]) for facts in script()["agencies"]}


def name_of(email: str) -> str:
    """The first name of somebody of the demonstration."""
    return next(name for name, address in emails().items() if address == email)


# --- a slip ---------------------------------------------------------------------------------------


def when_evidence_is_sent_without_source_and_seen_tomorrow(inspector: Window, path: str) -> None:
    inspector.open(path)
    expect(inspector.page.get_by_label("What you saw or heard")).to_be_focused()
    inspector.fill("What you saw or heard", HALF_A_SENTENCE)
    inspector.fill_date("Date observed", timezone.localdate() + timedelta(days=1))
    inspector.press("Save and record another")


def then_the_fields_say_so_and_keep_the_text(inspector: Window) -> None:
    inspector.is_told("Select the source", "Date observed", "Select strength or weakness")
    expect(inspector.page.get_by_label("What you saw or heard")).to_have_value(HALF_A_SENTENCE)


def when_the_slip_is_mended(inspector: Window) -> str:
    """The autosave goes on, and the item is recorded; its reference is returned."""
    box = inspector.page.get_by_label("What you saw or heard")
    box.press("Control+End")
    box.press_sequentially(" say so.")
    then_the_page_says_that_it_is_saved(inspector)
    inspector.pick("Source", SOURCE_LABELS["document"])
    inspector.choose(STRENGTH_LABELS["strength"])
    inspector.fill_date("Date observed", timezone.localdate())
    inspector.press("Save and finish")
    return _reference_here(inspector)


# --- autosave -------------------------------------------------------------------------------------


def when_somebody_types_and_pauses(inspector: Window, path: str) -> None:
    inspector.open(path)
    inspector.page.get_by_label("What you saw or heard").press_sequentially(HALF_A_SENTENCE)


def then_the_page_says_that_it_is_saved(inspector: Window) -> None:
    expect(inspector.page.locator("[data-save-state]")).to_have_text(SAVED)


def when_the_tab_is_closed_and_opened_again(inspector: Window, path: str) -> None:
    closed_tab(inspector)
    inspector.open(path)


def then_the_unfinished_note_is_there(inspector: Window) -> None:
    inspector.sees("You have a note that was not finished", HALF_A_SENTENCE)
    inspector.follow("Go on with this note")
    expect(inspector.page.get_by_label("What you saw or heard")).to_have_value(HALF_A_SENTENCE)


# --- recording ------------------------------------------------------------------------------------


def fill_in_evidence(inspector: Window, facts: dict[str, Any]) -> None:
    """Fill in the form with an item of the script."""
    inspector.fill("What you saw or heard", words(facts["text"]))
    inspector.pick("Source", SOURCE_LABELS[facts["source"]])
    inspector.pick("Agency", agency_names().get(facts.get("agency"), "The partnership as a whole"))
    inspector.choose(STRENGTH_LABELS[facts["strength"]])
    inspector.pick("Case", CASES.get(facts.get("case"), "No case"))
    # With scripts the list waits behind a button; the note that is gone on with may have it open.
    show_all = inspector.page.get_by_role("button", name=re.compile("^Show all .* criteria"))
    if show_all.is_visible():
        show_all.click()
    for letter in facts["criteria"]:
        inspector.tick(f"140112 ¶115{letter}")


def when_the_note_is_finished(inspector: Window) -> str:
    """It is recorded as the first item of the script; its reference is returned."""
    fill_in_evidence(inspector, script()["evidence"][0])
    inspector.press("Save and finish")
    return _reference_here(inspector)


def _reference_here(inspector: Window) -> str:
    inspector.is_at("Evidence E-")
    return inspector.page.url.rstrip("/").rsplit("/", 1)[-1]


def then_nothing_is_left_unfinished(inspector: Window, path: str) -> None:
    inspector.open(path)
    inspector.does_not_see("You have a note that was not finished")


def when_the_others_record_what_they_saw(story: Story) -> dict[str, str]:
    """All but the first item of the script; references by the codes of the script."""
    found = {}
    for facts in script()["evidence"][1:]:
        inspector = story[name_of(facts["by"])]
        inspector.open(story.at("evidence/record/"))
        fill_in_evidence(inspector, facts)
        inspector.press("Save and record another")
        saved = re.search(r"Saved: (\S+)\.", inspector.text)
        assert saved, inspector.text
        found[facts["code"]] = saved[1]
    return found


def then_case_and_source_are_kept_for_the_next(inspector: Window, *, source: str) -> None:
    chosen = inspector.page.get_by_label("Source", exact=True).locator("option:checked")
    expect(chosen).to_have_text(source)


def then_everybody_on_the_joint_team_reads_it(reader: Window, path: str, *references: str) -> None:
    reader.open(path)
    reader.sees(*references)
