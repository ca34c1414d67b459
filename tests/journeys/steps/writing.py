"""The overall lead writes the letter; its paragraphs name what they rest on."""

from typing import Any

from playwright.sync_api import Locator, expect

from desk.demonstration.story import script
from tests.journeys.steps.fieldwork import agency_names
from tests.journeys.steps.opening import words
from tests.journeys.story import Story
from tests.journeys.window import Window

# Of each section these paragraphs of the script: enough for every kind of paragraph.
WRITTEN = {
    "what_was_inspected": (0,),
    "key_findings": (1, 3),
    "strengths": (1,),
    "priority_action": (0,),
    "improvement": (0, 1),
    "next_steps": (0,),
}
HEADINGS = {
    "what_was_inspected": "What we inspected",
    "key_findings": "Key findings",
    "strengths": "Strengths",
    "priority_action": "Areas for priority action",
    "improvement": "Areas for improvement",
    "next_steps": "What happens next",
}


def letter() -> list[tuple[str, dict[str, Any]]]:
    """The paragraphs of the letter, each with its section."""
    return [
        (section, script()["report"][section][index])
        for section, indexes in WRITTEN.items()
        for index in indexes
    ]


def recommendations() -> list[str]:
    """What the letter asks of somebody."""
    return [
        words(facts["text"])
        for section, facts in letter()
        if section in {"priority_action", "improvement"}
    ]


def paragraph_saying(window: Window, text: str) -> Locator:
    """The paragraph on the page with this text."""
    return window.page.locator(".app-letter__paragraph").filter(has_text=text)


def when_the_report_is_begun(lead: Window, path: str) -> None:
    lead.open(path)
    lead.sees("Nobody has begun this document.")
    lead.press("Begin the report")


def then_the_sections_of_the_framework_are_there(lead: Window) -> None:
    lead.sees(*HEADINGS.values(), "Our shared judgement")


def when_the_letter_is_written(lead: Window, path: str) -> None:
    for section, facts in letter():
        lead.open(f"{path}sections/{section}/add/")
        lead.fill("Text", words(facts["text"]))
        if facts.get("agency"):
            lead.pick("Addressed to", agency_names()[facts["agency"]])
        lead.press("Save the paragraph")
        expect(paragraph_saying(lead, words(facts["text"]))).to_have_count(1)


def when_a_paragraph_is_sent_empty(lead: Window, path: str) -> None:
    lead.open(f"{path}sections/key_findings/add/")
    lead.press("Save the paragraph")


def then_every_bare_paragraph_is_listed(lead: Window, path: str, *, bare: int) -> None:
    """So many paragraphs rest on no evidence; each is a link that leads to it."""
    lead.open(path)
    listed = lead.page.get_by_role("link", name="rests on no evidence")
    expect(listed).to_have_count(bare)
    place = (listed.first.get_attribute("href") or "").removeprefix("#")
    expect(lead.page.locator(f"[id='{place}']")).to_contain_text("Rests on no evidence")


def when_paragraphs_are_linked_to_evidence(lead: Window, story: Story, path: str) -> None:
    for _section, facts in letter():
        if not facts["evidence"]:
            continue
        lead.open(path)
        with lead.leaving():
            paragraph_saying(lead, words(facts["text"])).get_by_role(
                "link", name="Evidence"
            ).click()
        for one in facts["evidence"]:
            lead.tick(story.facts["evidence"][one])
        lead.press("Link what is ticked")
        lead.sees("1 item linked.")


def then_recommendations_have_numbers_and_addressees(lead: Window, path: str) -> None:
    lead.open(path)
    board = f"For {words('{area}')} Local Safeguarding Children Board"
    lead.sees("R1", "R2", "R3", board, f"For {agency_names()['health']}")
    lead.sees(f"For {agency_names()['probation']}")
