"""A joint targeted inspection: opened with a topic, and its letter begun without a grade."""

from django.utils import timezone

from desk.demonstration.people import cast
from inspections.rules import is_working_day
from tests.journeys.steps.opening import working_day_before
from tests.journeys.story import People
from tests.journeys.window import Window

AREA = "Bexley"
TYPE = "Joint targeted area inspection"
TOPIC = "Children who live with domestic abuse"


def when_the_type_is_chosen(lead: Window) -> None:
    lead.open("/inspections/open/")
    lead.pick("Local area", AREA)
    lead.choose(TYPE)
    lead.press("Continue")
    lead.sees(TYPE, AREA, "8 working days of notice", "None: findings in words")


def when_the_details_are_sent(lead: Window) -> None:
    first_day = working_day_before(timezone.localdate())
    assert is_working_day(first_day)
    lead.fill_date("First day of fieldwork", first_day)
    lead.fill("Name of the partnership", f"{AREA} Safeguarding Children Board")
    lead.fill("Chair’s name", cast()["chair"]["name"])
    lead.fill_date("In office since", first_day.replace(year=first_day.year - 1, day=1))
    lead.press("Open the inspection")


def then_the_topic_is_missing(lead: Window) -> None:
    lead.is_told("Select the topic of the deep dive")


def then_it_is_open_on_its_topic(lead: Window) -> str:
    """Its address, which is returned."""
    lead.sees("is open. Name its leads next.")
    here = lead.page.url.rsplit("team/", 1)[0]
    lead.open(here)
    lead.is_at(AREA)
    lead.sees(f"Deep dive: {TOPIC}", "Joint targeted area inspections", "Findings")
    lead.sees("Parts of the inspection", "Children Act 2004, section 20", "None together")
    return here


def then_nothing_is_judged_together(lead: Window) -> None:
    lead.follow("Judgements", within="main")
    lead.sees("No grade is given together here", "in words, without a grade")


def when_notice_is_given_and_the_letter_begun(lead: Window, here: str) -> None:
    lead.open(f"{here}stage/")
    lead.choose("Notify the area")
    lead.press("Do this now")
    lead.open(here)
    lead.follow("Report", within="main")
    lead.press("Begin the report")


def then_the_letter_waits_for_no_grade(lead: Window) -> None:
    lead.sees("Letter on the joint targeted area inspection", "has no paragraph yet")
    lead.does_not_see("shared judgement", "The agreed judgement stands here")


def test_a_joint_targeted_inspection_is_opened_on_a_topic(people: People) -> None:
    orla = people["Orla"]
    when_the_type_is_chosen(orla)
    when_the_details_are_sent(orla)
    then_the_topic_is_missing(orla)
    orla.pick("Topic of the deep dive", TOPIC)
    orla.press("Open the inspection")
    here = then_it_is_open_on_its_topic(orla)
    then_nothing_is_judged_together(orla)
    when_notice_is_given_and_the_letter_begun(orla, here)
    then_the_letter_waits_for_no_grade(orla)
