"""Another case's number in a letter: held, refused to go on, decided by the other lead, let go."""

from tests.journeys.steps.demonstration import WITH_THE_CHAIR, inspection_of
from tests.journeys.story import People, emails
from tests.journeys.window import Window, sign_in

# It begins with 999, which no person's does, and its last digit checks the others.
LEAK = "The example of the guide, NHS 999 000 0018, was copied with its number."
FINISH = "Put the final text to every inspectorate"


def when_the_chair_has_nothing_to_say(chair: Window) -> None:
    chair.open("/")
    chair.follow("Check the draft for factual accuracy and return your response")
    chair.press("Check and return your response")
    chair.press("Return your response")
    chair.is_at("Your response is returned")


def when_a_number_is_written_into_the_letter(lead: Window, path: str) -> None:
    lead.open(f"{path}sections/key_findings/add/")
    lead.fill("Text", LEAK)
    lead.press("Save the paragraph")
    lead.sees("An NHS number is held in")


def then_the_letter_does_not_go_on(lead: Window, path: str) -> None:
    lead.open(f"{path}answers/")
    lead.press(FINISH)
    lead.is_at("This was not done")
    lead.sees("One thing in the text is held")
    lead.follow("See what is held, and where")
    lead.sees("An NHS number: ••• ••• ••18")
    lead.does_not_see("999 000")


def when_the_other_lead_lets_it_stand(other: Window, path: str) -> None:
    other.open(f"{path}held/")
    other.follow("Say why it may stay")
    other.sees("999 000 0018")
    other.press("Let it stay")
    other.is_told("Enter the reason")
    other.fill("Why may it stay?", "It is the number of the guide, and nobody’s.")
    other.press("Let it stay")
    other.sees("Nothing is held.", "It is the number of the guide, and nobody’s.")


def test_a_number_is_held_until_the_other_lead_has_decided(people_apart: People) -> None:
    orla = people_apart["Orla"]
    path = f"{inspection_of(WITH_THE_CHAIR, orla)}reports/joint-letter/"
    when_the_chair_has_nothing_to_say(people_apart["Sunita"])
    when_a_number_is_written_into_the_letter(orla, path)
    then_the_letter_does_not_go_on(orla, path)
    cara = people_apart.window(java_script_enabled=False)
    sign_in(cara, emails()["Cara"])
    when_the_other_lead_lets_it_stand(cara, path)
    orla.open(f"{path}answers/")
    orla.press(FINISH)
    orla.sees("The final text stands. Every inspectorate is asked to sign it.")
    orla.open(f"{path}plain-english/")
    orla.sees("Reading age", "Sentences of more than 25 words")
