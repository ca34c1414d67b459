"""A render that fails says why on the page, and works once the text is mended."""

from playwright.sync_api import expect

from tests.journeys.steps.demonstration import AT_WORK, inspection_of
from tests.journeys.steps.release import SECONDS_TO_PRINT
from tests.journeys.story import People
from tests.journeys.window import Window

SNOWMAN = "The board met in winter \N{SNOWMAN} and agreed its plan."
MENDED = "The board met in winter and agreed its plan."


def given_a_paragraph_with_a_character_that_no_font_draws(lead: Window, report: str) -> None:
    lead.open(report)
    if lead.page.get_by_role("button", name="Begin the report").count():
        lead.press("Begin the report")
    lead.open(f"{report}sections/key_findings/add/")
    lead.fill("Text", SNOWMAN)
    lead.press("Save the paragraph")


def when_the_pdf_is_asked_for(lead: Window, report: str) -> None:
    lead.open(report)
    lead.press("Preview as PDF")


def then_the_page_says_why_there_is_none(lead: Window) -> None:
    reason = lead.page.locator(".govuk-warning-text")
    expect(reason).to_contain_text("The PDF could not be made", timeout=SECONDS_TO_PRINT)
    expect(reason).to_contain_text("U+2603")
    lead.look()


def when_the_text_is_mended(lead: Window, report: str) -> None:
    lead.open(report)
    paragraph = lead.page.locator(".app-letter__paragraph").filter(has_text="winter")
    with lead.leaving():
        paragraph.get_by_role("link", name="Change").click()
    lead.fill("Text", MENDED)
    lead.press("Save the paragraph")


def then_the_pdf_can_be_opened(lead: Window) -> None:
    link = lead.page.get_by_role("link", name="Open the PDF")
    expect(link).to_be_visible(timeout=SECONDS_TO_PRINT)


def test_a_print_that_fails_says_why_and_works_once_the_text_is_mended(people: People) -> None:
    orla = people["Orla"]
    report = f"{inspection_of(AT_WORK, orla)}reports/joint-letter/"
    given_a_paragraph_with_a_character_that_no_font_draws(orla, report)

    when_the_pdf_is_asked_for(orla, report)
    then_the_page_says_why_there_is_none(orla)
    orla.press("Try again")
    then_the_page_says_why_there_is_none(orla)

    when_the_text_is_mended(orla, report)
    when_the_pdf_is_asked_for(orla, report)
    then_the_pdf_can_be_opened(orla)
