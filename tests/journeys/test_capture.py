"""Capturing evidence in seconds: by keyboard, without scripts, in a narrow window; nothing lost."""

import re
from collections.abc import Callable

import pytest
from playwright.sync_api import Locator, Page, expect

from desk.demonstration.people import PASSWORD
from tests.journeys.looking import NARROW, sideways, small_targets
from tests.journeys.steps.demonstration import AT_WORK, inspection_of
from tests.journeys.steps.fieldwork import SAVED
from tests.journeys.story import People, emails
from tests.journeys.window import Window, sign_in

SEEN = "What you saw or heard"
FIND = "Find by words, reference or theme"
_PASTE = """([html]) => {
    const data = new DataTransfer()
    data.setData('text/html', html)
    document.activeElement.dispatchEvent(
        new ClipboardEvent('paste', {clipboardData: data, bubbles: true, cancelable: true})
    )
}"""
_ITEM = """<p class=MsoListParagraph style='mso-list:l0 level1 lfo1'>
<span>·<span>&nbsp;&nbsp;</span></span>{}</p>"""
_FROM_WORD = f"""<html><body><!--StartFragment-->
<p class=MsoNormal>The board met <b>twice</b>.</p><p class=MsoNormal>Then it waited.</p>
{_ITEM.format("first")}{_ITEM.format("second")}
<script>alert(1)</script><img src=x onerror="alert(1)"><!--EndFragment--></body></html>"""


def saved(page: Page) -> None:
    """The line under the text says that it is saved."""
    expect(page.locator("[data-save-state]")).to_have_text(SAVED)


def record(window: Window) -> str:
    """Open the page of capture; its address."""
    address = f"{inspection_of(AT_WORK, window)}evidence/record/"
    window.open(address)
    return address


def found(window: Window) -> Locator:
    """What the box offers to choose from."""
    return window.page.locator(".app-picker__option")


def end_session(window: Window) -> None:
    """As thirty minutes without a request end it."""
    window.context.clear_cookies(name="session")


def sign_in_in_another_tab(window: Window, name: str) -> None:
    """As the page advises."""
    other = window.new_page()
    other.goto("/accounts/login/")
    other.get_by_label("Email").fill(emails()[name])
    other.get_by_label("Password", exact=True).fill(PASSWORD)
    with other.expect_navigation():
        other.get_by_role("button", name="Sign in").click()
    other.close()


@pytest.fixture
def plain(people: People) -> Callable[[str], Window]:
    """`plain("Colm")`: a window without JavaScript, in which somebody is signed in."""

    def opened(name: str) -> Window:
        window = people.window(java_script_enabled=False)
        sign_in(window, emails()[name])
        return window

    return opened


# --- by keyboard ----------------------------------------------------------------------------------


def test_a_note_is_captured_without_the_mouse(people: People) -> None:
    colm = people["Colm"]
    record(colm)
    keys = colm.page.keyboard
    expect(colm.page.get_by_label(SEEN)).to_be_focused()
    keys.type("The plan names who does what.")
    colm.page.get_by_label("Source", exact=True).focus()
    keys.type("Meeting")
    colm.page.get_by_role("radio", name="Strength").focus()
    keys.press("w")
    expect(colm.page.get_by_role("radio", name="Weakness")).to_be_checked()
    keys.press("n")
    expect(colm.page.get_by_role("radio", name="Neutral")).to_be_checked()

    box = colm.page.get_by_role("combobox", name=FIND)
    box.focus()
    keys.type("115c")
    expect(found(colm)).to_have_count(1)
    keys.press("Enter")
    ticked = colm.page.get_by_role("checkbox", name="140112 ¶115c")
    expect(ticked).to_be_checked()
    expect(ticked).to_be_visible()
    expect(box).to_be_focused()
    colm.look()
    with colm.leaving():
        keys.press("Control+Enter")

    colm.sees("Saved: E-", "Chosen lately")
    expect(colm.page.get_by_label(SEEN)).to_have_value("")
    chosen = colm.page.get_by_label("Source", exact=True).locator("option:checked")
    expect(chosen).to_have_text("Meeting")


def test_the_list_is_walked_and_left_with_the_keyboard(people: People) -> None:
    colm = people["Colm"]
    record(colm)
    box, keys = colm.page.get_by_role("combobox", name=FIND), colm.page.keyboard
    box.focus()
    keys.press("ArrowDown")
    expect(box).to_have_attribute("aria-expanded", "true")
    first = found(colm).first
    expect(first).to_have_attribute("aria-selected", "true")
    keys.press("ArrowDown")
    expect(first).to_have_attribute("aria-selected", "false")
    keys.press("Escape")
    expect(box).to_have_attribute("aria-expanded", "false")
    keys.type("no criterion has these words")
    colm.sees("Nothing has these words")
    keys.press("Enter")
    assert colm.page.url.endswith("/record/"), "Enter in the box sends nothing"
    expect(colm.page.locator("input[name=criteria]:checked")).to_have_count(0)


def test_criteria_are_found_by_theme_and_suggested_from_the_words(people: People) -> None:
    colm = people["Colm"]
    record(colm)
    box = colm.page.locator("input[name=criteria][data-themes][data-statement]").first
    theme = (box.get_attribute("data-themes") or "").split(",")[0]
    statement = box.get_attribute("data-statement") or ""
    colm.page.get_by_role("combobox", name=FIND).fill(theme.lower())
    expect(found(colm).first).to_be_visible()

    colm.page.get_by_label(SEEN).fill(statement)
    suggestion = colm.page.locator(".app-suggested button").first
    expect(suggestion).to_be_visible()
    colm.look()
    name = (suggestion.text_content() or "").removeprefix("Add ")
    suggestion.click()
    expect(colm.page.get_by_role("checkbox", name=name)).to_be_checked()


def test_what_is_pasted_keeps_its_paragraphs_and_lists(people: People) -> None:
    colm = people["Colm"]
    record(colm)
    colm.page.get_by_label(SEEN).focus()
    colm.page.evaluate(_PASTE, [_FROM_WORD])
    expect(colm.page.get_by_label(SEEN)).to_have_value(
        re.compile(r"^The board met \*\*twice\*\*\.\n\nThen it waited\.\n+- first\n+- second$")
    )


def test_a_template_goes_into_an_empty_text_only(people: People) -> None:
    colm = people["Colm"]
    record(colm)
    colm.page.get_by_text("Begin with headings").click()
    colm.page.get_by_role("link", name="Discussion with a child").click()
    box = colm.page.get_by_label(SEEN)
    expect(box).to_have_value(re.compile("^## What the child said"))
    expect(box).to_be_focused()
    colm.page.get_by_role("link", name="Data", exact=True).click()
    colm.sees("Your text is not empty, so it stays as it is.")
    expect(box).to_have_value(re.compile("^## What the child said"))


def test_an_address_presets_the_form(people: People) -> None:
    colm = people["Colm"]
    address = record(colm)
    colm.open(f"{address}?case=T1&source=child&criterion=140112+%C2%B6115c")
    for label, value in (("Case", "T1"), ("Source", "Discussion with a child")):
        field = colm.page.locator(f"select[name={label.lower()}] option:checked")
        expect(field).to_have_text(value)
    expect(colm.page.get_by_role("checkbox", name="140112 ¶115c")).to_be_checked()


# --- in a narrow window ---------------------------------------------------------------------------


def test_a_narrow_window_has_the_same_page(people: People) -> None:
    window = people.window(viewport=NARROW, has_touch=True)
    sign_in(window, emails()["Colm"])
    record(window)
    window.page.get_by_role("combobox", name=FIND).fill("plan")
    expect(found(window).first).to_be_visible()
    assert sideways(window.page) <= 0
    assert small_targets(window.page) == []
    found(window).first.click()
    expect(window.page.locator("input[name=criteria]:checked")).to_have_count(1)
    window.fill(SEEN, "Written in a corridor.")
    saved(window.page)
    window.pick("Source", "Practice observed")
    window.choose("Strength")
    window.press("Save and finish")
    window.sees("Written in a corridor.")


# --- nothing is lost ------------------------------------------------------------------------------


def test_a_session_that_ends_while_typing_loses_nothing(people: People) -> None:
    window = people.window()
    sign_in(window, emails()["Colm"])
    record(window)
    window.fill(SEEN, "Typed while signed in.")
    saved(window.page)
    end_session(window)
    window.fill(SEEN, "Typed while signed in. And on after the session ended.")
    line = window.page.locator("[data-save-state]")
    expect(line).to_contain_text("you are signed out. Sign in again in another tab")

    sign_in_in_another_tab(window, "Colm")
    expect(line).to_have_text(SAVED, timeout=20_000)
    window.pick("Source", "Document")
    window.choose("Strength")
    window.press("Save and finish")
    window.sees("Saved: E-", "Typed while signed in. And on after the session ended.")


def test_without_scripts_a_session_that_ended_gives_the_text_back(
    plain: Callable[[str], Window],
) -> None:
    colm = plain("Colm")
    record(colm)
    colm.fill(SEEN, "Written over a long lunch.")
    colm.pick("Source", "Document")
    colm.choose("Strength")
    end_session(colm)
    colm.press("Save and finish")
    colm.is_at("You are signed out")
    colm.sees("Written over a long lunch.")
    sign_in_in_another_tab(colm, "Colm")
    colm.press("Send what I typed")
    colm.is_at("Send it again")
    colm.press("Send what I typed")
    colm.sees("Written over a long lunch.", "Document")


def test_a_closed_tab_is_asked_about_only_when_something_is_unsaved(people: People) -> None:
    window = people.window()
    sign_in(window, emails()["Colm"])
    address = record(window)
    asked: list[str] = []
    window.page.on("dialog", lambda dialog: (asked.append(dialog.type), dialog.accept()))
    window.page.get_by_label(SEEN).press_sequentially("Saved.")
    saved(window.page)
    window.page.goto(address)
    assert asked == []

    window.page.route("**/autosave/**", lambda route: route.abort())
    window.page.get_by_label(SEEN).press_sequentially("Not saved.")
    expect(window.page.locator("[data-save-state]")).to_contain_text("Not saved")
    window.complaints.clear()
    window.page.goto(address)
    assert asked == ["beforeunload"]


def test_what_a_second_window_typed_on_stays_a_note(people: People) -> None:
    colm = people["Colm"]
    address = record(colm)
    colm.fill(SEEN, "One.")
    saved(colm.page)
    other = colm.new_page()
    other.goto(address)
    note = other.locator(".govuk-inset-text").filter(has_text="One.")
    note.get_by_role("link", name="Go on with this note").click()
    other.get_by_label(SEEN).fill("One, and what the other window typed on.")
    saved(other)

    colm.pick("Source", "Data")
    colm.choose("Strength")
    colm.press("Save and finish")
    other.get_by_label(SEEN).fill("One, and what the other window typed on and on.")
    expect(other.get_by_role("heading", name="Sent from another window")).to_be_visible()
    saved(other)
    colm.open(address)
    colm.sees("You have a note that was not finished", "typed on and on.")


def test_two_changes_are_merged_without_scripts(plain: Callable[[str], Window]) -> None:
    colm = plain("Colm")
    record(colm)
    colm.fill(SEEN, "The plan is old. The board waits.")
    colm.pick("Source", "Document")
    colm.choose("Weakness")
    colm.press("Save and finish")
    item = colm.page.url
    other = colm.new_page()
    colm.open(f"{item}change/")
    other.goto(f"{item}change/")
    other.get_by_label(SEEN).fill("The plan is new. The board waits.")
    with other.expect_navigation():
        other.get_by_role("button", name="Save this version").click()

    colm.fill(SEEN, "The plan is good. The board acts.")
    colm.press("Save this version")
    colm.sees("Needs your choice", "Both texts whole, without marks")
    box = colm.page.get_by_label(SEEN)
    expect(box).to_have_value(re.compile(r"\[\[ Yours: good \|\| Saved before yours: new \]\]"))
    colm.press("Save this version")
    colm.is_told("Choose one of the two passages")
    colm.press("Put the other into the box")
    expect(box).to_have_value("The plan is new. The board waits.")
    colm.press("Put mine into the box")
    expect(box).to_have_value("The plan is good. The board acts.")
    colm.press("Save this version")
    colm.sees("Version 3", "The plan is good. The board acts.")
    colm.page.get_by_role("link", name="What changed").first.click()
    colm.look()
    colm.is_at("What changed in")


def test_an_item_is_taken_back(people: People) -> None:
    colm = people["Colm"]
    record(colm)
    colm.fill(SEEN, "Recorded by mistake.")
    colm.pick("Source", "Document")
    colm.choose("Strength")
    colm.press("Save and finish")
    colm.follow("Withdraw it")
    colm.press("Withdraw this item")
    colm.is_told("Enter why you withdraw it")
    colm.fill("Why you withdraw it", "It was about another child.")
    colm.press("Withdraw this item")
    colm.sees("Withdrawn on", "It was about another child.", "Recorded by mistake.")
    colm.open(f"{inspection_of(AT_WORK, colm)}evidence/")
    colm.sees("Withdrawn")


# --- other records ------------------------------------------------------------------------------


def test_a_conversation_is_kept_as_it_is_typed_and_found_again(people: People) -> None:
    owen, said = people["Owen"], "With her social worker, in the garden."
    owen.open(f"{inspection_of(AT_WORK, owen)}conversations/record/child/")
    owen.page.get_by_label("Who was there").fill(said)
    saved(owen.page)
    owen.open("/")
    owen.sees("What you began and have not sent")
    owen.follow(said)
    owen.sees("You typed this before and did not send it.")
    expect(owen.page.get_by_label("Who was there")).to_have_value(said)
    owen.choose("The child and a parent or carer")
    owen.press("Save the conversation")
    owen.sees(said)
    owen.open("/")
    owen.does_not_see(said)
