"""Reading frameworks: as a document, by words, by reference and by theme, and on paper."""

import io

import pikepdf
import pytest
from playwright.sync_api import expect

from tests.journeys.looking import NARROW, sideways, small_targets
from tests.journeys.steps.frameworks import (
    CRITERION,
    then_the_grades_stand,
    then_the_reader_stands_at,
    then_they_are_marked_where_they_stand,
    when_words_are_looked_for,
)
from tests.journeys.story import People, emails
from tests.journeys.test_by_keyboard import tab_to
from tests.journeys.window import Window, sign_in

A4 = {"width": 794, "height": 1123}


def the_document(reader: Window) -> None:
    """Open the integrated framework from the list."""
    reader.open("/frameworks/")
    reader.follow("2014-06", within="table")


def test_an_inspector_finds_what_criteria_say_by_words(people: People) -> None:
    owen = people["Owen"]
    when_words_are_looked_for(owen, "missing police")
    then_they_are_marked_where_they_stand(owen, "missing", "police")
    owen.follow("140112 ¶80l")
    then_the_reader_stands_at(owen, "140112-80l")


def test_a_reference_leads_to_its_place_and_has_a_link_of_its_own(people: People) -> None:
    owen = people["Owen"]
    owen.open("/frameworks/reference/?q=140112+%C2%B668a")
    then_the_reader_stands_at(owen, CRITERION)
    marked = owen.page.locator(f"[id='{CRITERION}']")
    expect(marked).not_to_have_css("background-color", "rgba(0, 0, 0, 0)")
    permalink = marked.get_by_role("link", name="140112 ¶68a", exact=True)
    expect(permalink).to_have_attribute("href", f"#{CRITERION}")


def test_a_reference_that_nothing_has_ends_at_the_search(people: People) -> None:
    owen = people["Owen"]
    owen.open("/frameworks/reference/?q=140112+%C2%B6999z")
    owen.is_at("Search frameworks")
    owen.sees("Nothing found")


def test_the_document_reads_from_its_contents(people: People) -> None:
    owen = people["Owen"]
    the_document(owen)
    owen.sees("There is no one grade for the area: 140112 ¶25, ¶108.", "Limiting rules")
    owen.page.locator("nav.app-contents").get_by_role("link", name="Limiting rules").click()
    then_the_reader_stands_at(owen, "rules")
    then_the_grades_stand(owen, side_by_side=True)


def test_themes_lead_from_one_framework_to_the_others(people: People) -> None:
    owen = people["Owen"]
    owen.open("/frameworks/")
    owen.follow("Themes that frameworks have in common")
    owen.follow("The child’s voice")
    owen.is_at("The child’s voice")
    owen.sees("CQC", "HMICFRS", "together")
    owen.follow("140112 ¶68a")
    then_the_reader_stands_at(owen, CRITERION)


def test_frameworks_are_searched_with_the_keyboard_alone(people: People) -> None:
    owen = people["Owen"]
    owen.open("/frameworks/")
    tab_to(owen, "Search all frameworks")
    owen.page.keyboard.type("missing police")
    with owen.leaving():
        owen.page.keyboard.press("Enter")
    tab_to(owen, "140112 ¶80l")
    with owen.leaving():
        owen.page.keyboard.press("Enter")
    then_the_reader_stands_at(owen, "140112-80l")


def test_frameworks_are_searched_without_scripts(people: People) -> None:
    plain = people.window(java_script_enabled=False)
    sign_in(plain, emails()["Owen"])
    when_words_are_looked_for(plain, "early help")
    plain.pick("Inspectorate", "CQC")
    plain.pick("Theme", "Early help")
    plain.press("Search")
    plain.sees("140112 ¶68b", "Results 1 to ")
    plain.does_not_see("140112 ¶80")
    plain.open("/frameworks/search/?theme=none")
    plain.is_told("Choose a theme from the list")


@pytest.mark.parametrize(
    "page",
    ["", "search/", "search/?q=missing+police", "search/?q=zebra", "themes/", "themes/early_help/"],
)
def test_what_is_read_of_frameworks_fits_a_narrow_window(people: People, page: str) -> None:
    ada = people.window(viewport=NARROW, has_touch=True)
    sign_in(ada, emails()["Ada"])
    ada.open(f"/frameworks/{page}")
    assert sideways(ada.page) <= 0
    assert small_targets(ada.page) == []


def test_the_document_fits_a_narrow_window(people: People) -> None:
    ada = people.window(viewport=NARROW, has_touch=True)
    sign_in(ada, emails()["Ada"])
    the_document(ada)
    assert sideways(ada.page) <= 0
    then_the_grades_stand(ada, side_by_side=False)


def test_the_document_is_clean_on_paper(people: People) -> None:
    ada = people["Ada"]
    the_document(ada)
    with pikepdf.open(io.BytesIO(ada.page.pdf(format="A4"))) as printed:
        assert len(printed.pages) > 20
    ada.page.set_viewport_size(A4)
    ada.page.emulate_media(media="print")
    try:
        for left_out in ("nav.govuk-service-navigation", "main form", ".govuk-back-link"):
            assert [one for one in ada.page.locator(left_out).all() if one.is_visible()] == []
        expect(ada.page.get_by_role("link", name="Withdraw this version")).to_be_hidden()
        after = ada.page.locator(f"[id='{CRITERION}'] a[href^='/']").first.evaluate(
            "(link) => getComputedStyle(link, '::after').content"
        )
        assert after == "none"
        then_the_grades_stand(ada, side_by_side=True)
        assert sideways(ada.page) <= 0
    finally:
        ada.page.emulate_media(media="screen")
