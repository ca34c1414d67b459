"""Three rounds, a discussion, a voided signature, a dissent and an abstention, to one grade."""

from playwright.sync_api import expect

from tests.journeys.steps.demonstration import AT_WORK, inspection_of
from tests.journeys.steps.judging import (
    OWN,
    WHO,
    when_this_is_proposed,
    when_this_is_signed,
    when_this_is_thought,
)
from tests.journeys.story import People

ROUNDS = ("Inadequate", "Requires improvement", "Good")


def judgement_of(people: People) -> str:
    """The address of the judgement of the board at the inspection at work."""
    return f"{inspection_of(AT_WORK, people['Orla'])}judgements/lscb/"


def a_round(people: People, path: str, number: int, grade: str) -> None:
    orla = people["Orla"]
    if number > 1:
        orla.open(f"{path}positions/open/")
        orla.press_what_begins_with(f"Open round {number} to")
    # Round 1 is open in the demonstration: two positions are not in yet.
    still = WHO if number > 1 else {code: WHO[code] for code in ("ofsted", "hmi-probation")}
    for code, name in still.items():
        when_this_is_thought(people[name], path, grade, f"Round {number}, as {OWN[code]} sees it.")
    orla.open(path)
    orla.sees(f"All positions of round {number}")


def test_the_inspectorates_come_to_one_grade(people_apart: People) -> None:
    people = people_apart
    path = judgement_of(people)
    orla, cara = people["Orla"], people["Cara"]
    for number, grade in enumerate(ROUNDS, 1):
        a_round(people, path, number, grade)

    cara.open(path)
    cara.follow("Say something in the discussion")
    cara.fill("What you want to say", "Round 3 is where the *audits* lead us.")
    cara.press("Add to the discussion")
    orla.open(path)
    orla.sees("All positions of round 3", "Round 3 is where the audits lead us.", "after round 3")

    when_this_is_proposed(orla, path, "Requires improvement", "It does not know enough.")
    when_this_is_signed(people, path, "cqc")
    when_this_is_proposed(orla, path, "Good", "The board is good.")
    orla.sees("Proposal 1 (void)")
    expect(orla.page.locator("del").filter(has_text="Cara")).not_to_have_count(0)

    when_this_is_signed(
        people, path, "cqc", "signs, and records that its own view differs", "Not yet good."
    )
    when_this_is_signed(
        people, path, "hmic", "signs without a view of the grade", "Not within our remit."
    )
    for code in ("ofsted", "hmi-probation", "hmi-prisons"):
        when_this_is_signed(people, path, code)
    orla.open(path)
    orla.sees("The agreed judgement", "Not yet good.", "Abstains: Not within our remit.")
    orla.sees("The letter says nothing of them.", "have not decided yet")

    for name in WHO.values():
        people[name].open(f"{path}print/")
        people[name].choose("Yes")
        people[name].press_what_begins_with("Decide for")
    orla.open(path)
    orla.sees("The letter prints them: the leads of all inspectorates have said yes.")
