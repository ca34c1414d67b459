"""The leads judge: positions that nobody reads, then one grade that all sign."""

from typing import Any

from playwright.sync_api import expect

from desk.demonstration.story import script
from tests.journeys.steps.opening import LEADS
from tests.journeys.story import Story
from tests.journeys.window import Window

GRADES = {"good": "Good", "requires_improvement": "Requires improvement"}
WHO = {"ofsted": "Orla", **LEADS}
OWN = {
    "ofsted": "Ofsted",
    "cqc": "CQC",
    "hmic": "HMICFRS",
    "hmi-probation": "HMI Probation",
    "hmi-prisons": "HMI Prisons",
}


def when_positions_are_asked_for(lead: Window, path: str) -> None:
    lead.open(path)
    lead.press("Open round 1 of positions")
    lead.sees("Nobody reads another’s position until all of them are in")
    lead.page.get_by_role("button", name="Open round 1 to").wait_for()
    with lead.leaving():
        lead.page.get_by_role("button", name="Open round 1 to").click()
    lead.sees("Round 1 of positions is open.", "0 of 5 positions are in.")


def when_a_position_is_recorded(lead: Window, story: Story, code: str) -> None:
    """The position of the script; the evidence that it relies on is ticked."""
    facts: dict[str, Any] = script()["positions"][code]
    lead.open("/")
    lead.follow("Record your position")
    lead.choose(GRADES.get(facts["grade"], "No evidence"))
    lead.fill("Why", facts["rationale"])
    for one in facts["evidence"]:
        lead.tick(story.facts["evidence"][one])
    with lead.leaving():
        lead.page.get_by_role("button", name="Record the position of").click()
    lead.sees("Your position is recorded.")


def then_nobody_reads_it_yet(reader: Window, path: str, *, of: str) -> None:
    reader.open(path)
    reader.sees("Each position is hidden from everybody but its author")
    reader.does_not_see(script()["positions"][of]["rationale"])


def then_all_positions_stand_side_by_side(reader: Window, path: str) -> None:
    reader.open(path)
    reader.sees("All positions of round 1")
    reader.sees(*(facts["rationale"] for facts in script()["positions"].values()))


def when_a_grade_is_proposed(lead: Window) -> None:
    facts = script()["proposal"]
    lead.open("/")
    lead.follow("Propose the shared grade")
    lead.page.get_by_role("group", name="Grade").get_by_label(GRADES[facts["grade"]]).check()
    lead.fill("The judgement in words", facts["statement"])
    for question in lead.page.get_by_role("group", name="What the rules ask").all():
        question.get_by_label("Yes").check()
    with lead.leaving():
        lead.page.get_by_role("button", name="Propose this to").click()
    lead.sees("Proposal 1 is with", "0 of 5 inspectorates have signed.")


def when_it_is_signed(lead: Window, code: str) -> None:
    """Signed for this inspectorate, with its own view where the script has one."""
    view = script()["proposal"]["dissent"].get(code)
    lead.open("/")
    lead.follow("Check and sign the judgement")
    if view:
        lead.choose(f"{OWN[code]} signs, and records that its own view differs")
        lead.fill("If it differs, why", view)
    else:
        lead.choose(f"{OWN[code]} is of the same view")
    with lead.leaving():
        lead.page.get_by_role("button", name=f"Sign for {OWN[code]}").click()
    lead.sees("You have signed")


def then_the_judgement_is_agreed(reader: Window, path: str) -> None:
    reader.open(path)
    reader.sees("The agreed judgement", script()["proposal"]["statement"])
    reader.sees(script()["proposal"]["dissent"]["cqc"])
    expect(reader.page.get_by_role("row").filter(has_text="HMI Prisons")).not_to_have_count(0)


def then_it_cannot_be_signed_twice(lead: Window, path: str) -> None:
    lead.open(path)
    lead.does_not_see("Check and sign for")
    lead.open(f"{path}sign/")
    lead.sees("Nothing was changed")
