"""A child's journey, what practice comes to, and a conversation, as inspectors record them."""

from datetime import date, timedelta

from django.utils import timezone
from playwright.sync_api import expect

from tests.journeys.steps.demonstration import AT_WORK, inspection_of
from tests.journeys.story import People, emails
from tests.journeys.window import Window, sign_in

TEXT = "In a few words"
_FOCUSED = """() => {
    const one = document.activeElement
    const sign = one.querySelector('polygon')
    return {
        label: one.getAttribute('aria-label') ?? '',
        changed: sign !== null && getComputedStyle(sign).strokeWidth === '4px',
    }
}"""


def case_one(reader: Window) -> str:
    """The address of the case that the demonstration tells most of."""
    return f"{inspection_of(AT_WORK, reader)}cases/T1/"


def record_event(writer: Window, text: str, *, day: date, last: date | None = None) -> None:
    """Fill in the form of an event."""
    writer.pick("What happened", "Custody")
    writer.fill_date("Day, or first day", day)
    if last:
        writer.fill_date("Last day (optional)", last)
    writer.fill(TEXT, text)
    writer.press("Save the event")


def signs(reader: Window) -> list[str]:
    """What the links of the timeline say, in their order."""
    found = reader.page.locator("svg.app-journey__drawing a")
    return [one.get_attribute("aria-label") or "" for one in found.all()]


def test_two_inspectorates_work_on_one_journey_and_lose_no_text(people: People) -> None:
    harry, owen = people["Harry"], people["Owen"]
    harry.open(case_one(harry))
    harry.follow("The journey: what happened when")
    harry.is_at("The journey in case T1")
    before = signs(harry)
    harry.follow("Record an event")
    day = timezone.localdate() - timedelta(days=20)
    record_event(harry, "A night at the police station.", day=day, last=day + timedelta(days=1))
    harry.sees("A night at the police station.")
    assert len(signs(harry)) == len(before) + 1
    newest = signs(harry)[-1]
    assert newest.startswith("Custody, ")

    owen.open(harry.page.url)
    owen.page.get_by_role("link", name=newest).click()
    owen.page.wait_for_load_state()
    owen.look()
    owen.sees("A night at the police station.", "Harry")
    event = owen.page.url
    harry.open(f"{event}change/")
    owen.follow("Change this event")
    owen.fill(TEXT, "A night in custody; no appropriate adult for six hours.")
    owen.press("Save the event")
    owen.sees("How it read before", "A night at the police station.")

    harry.fill(TEXT, "A night at the police station. Social care was told at nine.")
    harry.press("Save the event")
    harry.sees("Needs your choice", "no appropriate adult for six hours", "told at nine")
    harry.fill(TEXT, "No appropriate adult for six hours. Social care was told at nine.")
    harry.press("Save the event")
    harry.sees("No appropriate adult for six hours. Social care was told at nine.")

    harry.follow("Pin evidence to this event")
    harry.page.get_by_role("checkbox").first.check()
    harry.press("Pin it")
    harry.sees("Take the pin off")
    harry.follow("Back to the journey")
    assert signs(harry)[-1].endswith("1 pinned")


def test_the_timeline_is_walked_with_the_keyboard(people: People) -> None:
    colm = people["Colm"]
    colm.open(f"{case_one(colm)}journey/")
    expected = signs(colm)
    colm.page.locator("#journey-says ~ .app-scroll").focus()
    walked = []
    for _ in expected:
        colm.page.keyboard.press("Tab")
        focus = colm.page.evaluate(_FOCUSED)
        assert focus["changed"], f"the focus on {focus['label']!r} cannot be seen"
        walked.append(focus["label"])
    assert walked == expected
    with colm.leaving():
        colm.page.keyboard.press("Enter")
    colm.is_at("Event J-")


def test_the_timeline_stands_without_scripts_on_a_narrow_screen_and_on_paper(
    people: People,
) -> None:
    june = people.window(java_script_enabled=False, viewport={"width": 360, "height": 740})
    sign_in(june, emails()["June"])
    june.open(f"{case_one(june)}journey/")
    june.sees("The same as a table")
    assert len(signs(june)) == june.page.locator("#events-caption ~ tbody tr").count()

    paul = people["Paul"]
    paul.open(f"{case_one(paul)}journey/")
    paul.page.set_viewport_size({"width": 700, "height": 900})
    paul.page.emulate_media(media="print")
    drawn = paul.page.locator("svg.app-journey__drawing").bounding_box()
    assert drawn is not None
    assert drawn["x"] + drawn["width"] <= 700
    expect(paul.page.get_by_role("link", name="Record an event")).to_be_hidden()


def test_practice_is_evaluated_and_its_proportions_come_to_the_judgement(people: People) -> None:
    cara = people["Cara"]
    root = inspection_of(AT_WORK, cara)
    cara.open(f"{root}cases/T2/")
    cara.follow("Practice in this case, agency by agency")
    cara.follow("Evaluate Shropshire Constabulary")
    cara.press("Save the evaluation")
    cara.is_told("Select what practice comes to", "Enter the reasons")
    cara.choose("Good")
    cara.fill("Reasons", "Officers looked at the child’s days, not at the single call.")
    cara.press("Save the evaluation")
    cara.follow("Practice in all cases")
    row = cara.page.get_by_role("row").filter(has_text="Shropshire Constabulary").first
    expect(row).to_contain_text("2 of 2")
    cara.open(f"{root}judgements/lscb/")
    cara.sees("Practice in the cases", "No grade follows from a proportion.")


def test_a_conversation_is_recorded_and_its_answers_are_counted(people: People) -> None:
    priya = people["Priya"]
    priya.open(case_one(priya))
    priya.follow("Conversations on this case")
    priya.is_at("Conversations on case T1")
    priya.follow("Record a conversation : With a practitioner")
    question = priya.page.get_by_role("group", name="from the other agencies, in time?")
    question.get_by_role("radio", name="No", exact=True).check()
    question.locator("xpath=ancestor::div[1]/following-sibling::div[1]//textarea").fill(
        "The health visitor’s note came a month late."
    )
    priya.press("Save the conversation")
    priya.sees("The health visitor’s note came a month late.", "Not asked")
    priya.follow("Record evidence")
    expect(priya.page.get_by_label("Source", exact=True)).not_to_have_value("")
    priya.open(f"{inspection_of(AT_WORK, priya)}conversations/?case=T1")
    priya.sees("1 conversation. A group counts as one.")
