"""Recording evidence with the keyboard alone."""

from playwright.sync_api import expect

from desk.demonstration.people import PASSWORD
from tests.journeys.steps.demonstration import AT_WORK, inspection_of
from tests.journeys.story import People, emails
from tests.journeys.window import Window

SEEN = "The chair named the agency and asked for a date."
_FOCUS = """() => {
    const one = document.activeElement
    const style = getComputedStyle(one)
    const label = one.labels?.[0]?.textContent ?? one.textContent
    const mark = one.type === 'radio' || one.type === 'checkbox'
        ? getComputedStyle(one.labels[0], '::before') : style
    const seen = [mark.outlineStyle, mark.boxShadow].some((value) => value !== 'none')
    return {what: label.trim().replace(/\\s+/g, ' '), seen, lost: one === document.body}
}"""


def tab_to(window: Window, label: str) -> None:
    """Press Tab until this has the focus; on the way the focus is always somewhere to be seen."""
    for _press in range(60):
        window.page.keyboard.press("Tab")
        focus = window.page.evaluate(_FOCUS)
        assert not focus["lost"], f"The focus was lost before {label!r}"
        assert focus["seen"], f"The focus on {focus['what']!r} cannot be seen"
        if focus["what"].startswith(label):
            return
    raise AssertionError(f"{label!r} cannot be reached with Tab")


def given_somebody_signs_in_by_keyboard(window: Window, name: str) -> None:
    window.open("/accounts/login/")
    tab_to(window, "Skip to main content")
    tab_to(window, "Email")
    window.page.keyboard.type(emails()[name])
    tab_to(window, "Password")
    window.page.keyboard.type(PASSWORD)
    with window.leaving():
        window.page.keyboard.press("Enter")


def when_the_form_is_filled_in_by_keyboard(window: Window) -> None:
    window.page.keyboard.type(SEEN)
    tab_to(window, "Source")
    window.page.keyboard.type("Meeting")
    tab_to(window, "Strength")
    window.page.keyboard.press("Space")
    tab_to(window, "Find by words, reference or theme")
    window.page.keyboard.type("115c")
    window.page.keyboard.press("Enter")
    expect(window.page.get_by_role("checkbox", name="140112 ¶115c")).to_be_checked()
    window.page.get_by_label("What you saw or heard").focus()


def when_it_is_sent_with_control_and_enter(window: Window) -> None:
    with window.leaving():
        window.page.keyboard.press("Control+Enter")


def then_it_is_saved_and_the_next_form_waits(window: Window) -> None:
    window.sees("Saved: E-")
    box = window.page.get_by_label("What you saw or heard")
    expect(box).to_have_value("")
    chosen = window.page.get_by_label("Source", exact=True).locator("option:checked")
    expect(chosen).to_have_text("Meeting")


def test_evidence_is_recorded_with_the_keyboard_alone(people: People) -> None:
    harry = people.window()
    given_somebody_signs_in_by_keyboard(harry, "Harry")
    harry.is_at("What waits for you")
    harry.open(f"{inspection_of(AT_WORK, harry)}evidence/record/")

    when_the_form_is_filled_in_by_keyboard(harry)
    when_it_is_sent_with_control_and_enter(harry)
    then_it_is_saved_and_the_next_form_waits(harry)


def test_the_skip_link_leads_past_the_menu(people: People) -> None:
    anybody = people.window()
    anybody.open("/published/")
    tab_to(anybody, "Skip to main content")
    anybody.page.keyboard.press("Enter")
    tab_to(anybody, "Letter on the joint inspection")
    assert anybody.page.evaluate("document.activeElement.closest('main') !== null")
