"""Nobody waits for who is away: a deputy signs, a lead hands over, a meeting is minuted."""

from datetime import timedelta

from django.utils import timezone

from tests.journeys.looking import NARROW, sideways, small_targets
from tests.journeys.steps.demonstration import AT_WORK, inspection_of
from tests.journeys.steps.judging import when_a_grade_is_proposed
from tests.journeys.story import People
from tests.journeys.window import Window

FOR_HER = "Owen Marsh for Orla Whitfield"
AGREED = "All will read the audits of May before a grade is signed."


def given_a_deputy(orla: Window, inspection: str) -> None:
    today = timezone.localdate()
    orla.open(f"{inspection}team/")
    orla.follow("Name a deputy for days on which you are away")
    orla.press("Name this deputy")
    orla.is_told("Select a person", "Enter the last day", "Enter why a deputy is needed")
    orla.pick("Person", "Owen Marsh")
    orla.fill_date("First day", today)
    orla.fill_date("Last day", today + timedelta(days=5))
    orla.fill("Why", "On leave")
    orla.press("Name this deputy")
    orla.sees("Your deputy is named.", "Deputy for Orla Whitfield", "On leave")


def when_a_position_is_recorded(lead: Window, why: str) -> None:
    lead.open("/")
    lead.follow("Record your position")
    lead.choose("Good")
    lead.fill("Why", why)
    lead.press_what_begins_with("Record the position of")
    lead.sees("Your position is recorded.")


def when_the_deputy_signs(deputy: Window) -> None:
    deputy.open("/")
    deputy.follow("Check and sign the judgement")
    deputy.page.get_by_role("radio").first.check()
    deputy.press_what_begins_with("Sign for")
    deputy.sees("You have signed.", FOR_HER)


def when_the_lead_hands_over(orla: Window, inspection: str) -> None:
    orla.open(f"{inspection}team/")
    orla.follow("Hand over the lead of Ofsted")
    orla.press("Hand over")
    orla.is_told("Select a person", "Select what the former lead does then")
    orla.pick("Person", "Owen Marsh")
    orla.choose("Stays on the team as an inspector")
    orla.fill("Why", "A new post")
    orla.press("Hand over")
    orla.sees("The lead is handed over.", "Handed over", "A new post")
    orla.does_not_see("Name a deputy for days")


def when_a_meeting_is_planned(lead: Window, inspection: str) -> str:
    lead.open(f"{inspection}judgements/")
    lead.follow("Judgement meetings")
    lead.follow("Plan a meeting")
    lead.fill_date("Day", timezone.localdate())
    lead.fill("Time", "00:00")
    lead.fill("Place", "Room 2, County Hall")
    lead.page.get_by_role("combobox").first.select_option(label="Item 1")
    lead.press("Plan this meeting")
    lead.sees("Meeting 1 is planned.", "Room 2, County Hall", "Not known yet")
    return lead.page.url


def when_it_is_attended_and_minuted(lead: Window) -> None:
    lead.follow("Write down who came")
    for one in lead.page.get_by_role("combobox").all():
        one.select_option(label="Present")
    lead.press("Save who came")
    lead.sees("It is written down who came.", "Present")
    lead.page.get_by_role("link", name="the minute of").first.click()
    lead.press("Save this minute")
    lead.is_told("Enter what was talked about", "Enter what was decided")
    lead.fill("What was talked about", "What each had seen of the board.")
    lead.fill("What was decided, in words", AGREED)
    lead.press("Save this minute")
    lead.sees("is minuted.", AGREED, "Not agreed yet")


def when_the_minutes_are_agreed(lead: Window) -> None:
    lead.open("/")
    lead.follow("Read and agree the minutes of judgement meeting 1")
    lead.sees(AGREED)
    lead.press("Agree these minutes")
    lead.sees("You have agreed the minutes.")


def test_a_deputy_signs_a_lead_hands_over_and_a_meeting_is_minuted(people_apart: People) -> None:
    orla, owen, priya = (people_apart[name] for name in ("Orla", "Owen", "Priya"))
    inspection = inspection_of(AT_WORK, orla)
    given_a_deputy(orla, inspection)
    when_a_position_is_recorded(owen, "What we saw of the board’s audits.")
    when_a_position_is_recorded(priya, "What we saw of the young people’s plans.")
    priya.sees(FOR_HER)
    when_a_grade_is_proposed(owen)
    when_the_deputy_signs(owen)

    when_the_lead_hands_over(orla, inspection)
    meeting = when_a_meeting_is_planned(owen, inspection)
    when_it_is_attended_and_minuted(owen)
    for lead in (owen, priya):
        when_the_minutes_are_agreed(lead)
    orla.open(meeting)
    orla.sees("Owen Marsh", "Priya Raman", AGREED)
    orla.page.set_viewport_size(NARROW)
    orla.look()
    assert sideways(orla.page) == 0
    assert small_targets(orla.page) == []
