"""Everything works without JavaScript; only the comfort is gone."""

from collections.abc import Callable

import pytest
from playwright.sync_api import expect

from desk.demonstration.story import script
from inspections.values import SOURCE_LABELS, STRENGTH_LABELS
from tests.journeys.steps.demonstration import AT_WORK, WITH_THE_CHAIR, inspection_of
from tests.journeys.steps.judging import GRADES, OWN
from tests.journeys.steps.release import said_in, when_the_chair_comments
from tests.journeys.steps.writing import paragraph_saying
from tests.journeys.story import People, emails
from tests.journeys.window import Window, sign_in

Plain = Callable[[str], Window]


@pytest.fixture
def plain(people: People) -> Plain:
    """`plain("Owen")`: a window without JavaScript, in which somebody is signed in."""

    def opened(name: str) -> Window:
        window = people.window(java_script_enabled=False)
        sign_in(window, emails()[name])
        return window

    return opened


def test_evidence_is_recorded_after_a_slip(plain: Plain) -> None:
    owen = plain("Owen")
    owen.open(f"{inspection_of(AT_WORK, owen)}evidence/record/")
    owen.fill("What you saw or heard", "The plan names who does what, and by when.")
    owen.press("Save and record another")
    owen.is_told("Select the source", "Select strength or weakness")

    box = owen.page.get_by_label("What you saw or heard")
    expect(box).to_have_value("The plan names who does what, and by when.")
    owen.pick("Source", SOURCE_LABELS["document"])
    owen.choose(STRENGTH_LABELS["strength"])
    owen.press("Save and finish")
    owen.sees("Saved: E-", "The plan names who does what, and by when.")


def test_a_judgement_is_reached_and_signed(plain: Plain) -> None:
    orla, priya, cara = plain("Orla"), plain("Priya"), plain("Cara")
    for lead, code in ((priya, "hmi-probation"), (orla, "ofsted")):
        facts = script()["positions"][code]
        lead.open(f"{inspection_of(AT_WORK, lead)}judgements/lscb/position/")
        lead.choose(GRADES[facts["grade"]])
        lead.fill("Why", facts["rationale"])
        lead.press_what_begins_with("Record the position of")
    orla.sees("All positions are in")

    board = f"{inspection_of(AT_WORK, orla)}judgements/lscb/"
    orla.open(f"{board}propose/")
    orla.page.get_by_role("group", name="Grade").get_by_label("Good").check()
    orla.fill("The judgement in words", script()["proposal"]["statement"])
    for question in orla.page.get_by_role("group", name="What the rules ask").all():
        question.get_by_label("Yes").check()
    orla.press_what_begins_with("Propose this to")

    cara.open(f"{board}sign/")
    cara.choose(f"{OWN['cqc']} signs, and records that its own view differs")
    cara.press_what_begins_with("Sign for")
    cara.is_told("Say why your inspectorate’s view differs")
    cara.fill("If it differs, or you abstain, why", script()["proposal"]["dissent"]["cqc"])
    cara.press_what_begins_with("Sign for")
    cara.sees("You have signed.", "1 of 5 inspectorates have signed.")


def test_the_chair_comments(plain: Plain) -> None:
    sunita = plain("Sunita")
    sunita.open("/")
    sunita.follow("Check the draft for factual accuracy")
    sunita.sees(WITH_THE_CHAIR)
    when_the_chair_comments(sunita, 1)

    assert (
        paragraph_saying(sunita, said_in(script()["comments"][1]))
        .get_by_role("link", name="Your comment")
        .count()
    )
