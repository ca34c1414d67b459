"""The leads judge: positions that nobody reads, then one grade that all sign."""

from typing import Any

from playwright.sync_api import expect

from desk.demonstration.story import script
from judgements.values import VIEW_LABELS, View
from tests.journeys.steps.opening import LEADS
from tests.journeys.story import People, Story
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


def when_somebody_says_what_is_met(inspector: Window, path: str) -> None:
    """From the first criterion to the last, one after the other."""
    said = script()["views"]["criteria"]
    inspector.open(f"{path}criteria/1/")
    for met, note in said.values():
        inspector.choose(VIEW_LABELS[View(met)])
        inspector.fill("What your view rests on (optional)", note)
        inspector.press("Save and go to the next criterion")
        inspector.sees("is recorded")


def then_nobody_is_asked_whether_a_criterion_is_met(reader: Window, path: str) -> None:
    reader.open(f"{path}?gate=release")
    reader.sees("Nothing stops publication.")


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
        lead.fill("If it differs, or you abstain, why", view)
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


# --- any judgement, in words of its own -----------------------------------------------------------


def when_this_is_thought(lead: Window, path: str, grade: str, why: str) -> None:
    lead.open(f"{path}position/")
    lead.choose(grade)
    lead.fill("Why", why)
    lead.press_what_begins_with("Record the position of")


def when_this_is_proposed(lead: Window, path: str, grade: str, statement: str) -> None:
    """Every question of the rules is answered with yes."""
    lead.open(f"{path}propose/")
    lead.page.get_by_role("group", name="Grade").get_by_label(grade, exact=True).check()
    lead.fill("The judgement in words", statement)
    for question in lead.page.get_by_role("group", name="What the rules ask").all():
        for yes in question.get_by_label("Yes").all():
            yes.check()
    lead.press_what_begins_with("Propose this to")
    lead.sees(statement)


def when_this_is_signed(
    people: People, path: str, code: str, view: str = "", reason: str = ""
) -> None:
    """Signed for the inspectorate, of the same view unless another is said."""
    lead = people[WHO[code]]
    lead.open(f"{path}sign/")
    lead.choose(view or f"{OWN[code]} is of the same view")
    if reason:
        lead.fill("If it differs, or you abstain, why", reason)
    lead.press_what_begins_with(f"Sign for {OWN[code]}")
    lead.sees("You have signed")
