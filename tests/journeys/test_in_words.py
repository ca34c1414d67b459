"""A targeted inspection gives no grade: two inspectorates find until an area is complete."""

from django.utils import timezone

from desk.demonstration.people import cast
from inspections.values import SOURCE_LABELS, STRENGTH_LABELS
from tests.journeys.looking import NARROW, sideways, small_targets
from tests.journeys.steps.opening import working_day_before
from tests.journeys.story import People, emails
from tests.journeys.window import Window, sign_in

AREA = "Barnet"
TYPE = "Joint targeted area inspection"
FOUND = "The front door answers by night as it does by day."
BETTER = "Nobody writes down what the child said."


def when_it_is_opened(lead: Window) -> str:
    """Its address, which is returned."""
    day = working_day_before(timezone.localdate())
    lead.open("/inspections/open/")
    lead.pick("Local area", AREA)
    lead.choose(TYPE)
    lead.press("Continue")
    lead.pick("Topic of the deep dive", "Children who live with domestic abuse")
    lead.fill_date("First day of fieldwork", day)
    lead.fill("Name of the partnership", f"{AREA} Safeguarding Children Board")
    lead.fill("Chair’s name", cast()["chair"]["name"])
    lead.fill_date("In office since", day.replace(year=day.year - 1, day=1))
    lead.press("Open the inspection")
    lead.sees("is open. Name its leads next.")
    return lead.page.url.rsplit("team/", 1)[0]


def when_a_lead_is_named(lead: Window, here: str, name: str) -> None:
    lead.open(f"{here}team/lead/")
    option = lead.page.get_by_role("option", name=name).first
    lead.pick("Person", option.inner_text())
    lead.press("Name this lead")
    lead.sees("Named: ")


def when_notice_is_given(lead: Window, here: str) -> None:
    lead.open(f"{here}stage/")
    lead.choose("Notify the area")
    lead.press("Do this now")


def when_evidence_is_recorded(inspector: Window, here: str, text: str) -> None:
    inspector.open(f"{here}evidence/record/")
    inspector.fill("What you saw or heard", text)
    inspector.pick("Source", SOURCE_LABELS["meeting"])
    inspector.choose(STRENGTH_LABELS["strength"])
    inspector.press("Save and finish")
    inspector.is_at("Evidence E-")


def areas_of(reader: Window, here: str) -> list[str]:
    """The addresses of the areas that the board says are answered in words."""
    reader.open(f"{here}judgements/")
    reader.sees("answer this in words. It has no grade.", "Not begun")
    links = reader.page.locator("h3 a[href*='/evaluations/']")
    return [one.get_attribute("href") or "" for one in links.all()]


def when_a_finding_is_added(inspector: Window, area: str, kind: str, text: str) -> None:
    inspector.open(area)
    inspector.page.get_by_role("link", name="Add a finding on").first.click()
    inspector.page.wait_for_load_state()
    inspector.look()
    inspector.press("Add the finding")
    inspector.is_told("Select whom it is about", "Select the evidence that the finding rests on")
    inspector.choose(kind)
    inspector.pick("Whom it is about", "The partnership")
    inspector.fill("What you found", text)
    inspector.page.get_by_role("checkbox").first.check()
    inspector.press("Add the finding")
    inspector.sees("is added.", text)


def when_the_rest_is_considered(inspector: Window, area: str) -> None:
    inspector.open(area)
    left = inspector.page.get_by_role("row").filter(has_text="Left to consider")
    while left.count():
        with inspector.leaving():
            left.first.get_by_role("link", name="Nothing to say").click()
        inspector.fill("Considered, nothing to say, because …", "No such case came in the week.")
        inspector.press("Record that there is nothing to say")
        inspector.sees("considered, nothing to say.")


def when_it_is_completed(lead: Window, area: str) -> None:
    lead.open(area)
    lead.press("Complete the evaluation")
    lead.sees("No grade is given.")
    lead.press("Complete the evaluation")
    lead.sees("The evaluation is complete.", "can reopen it, with a reason")


def test_a_targeted_inspection_finds_in_words_until_an_area_is_complete(people: People) -> None:
    orla, cara = people["Orla"], people["Cara"]
    here = when_it_is_opened(orla)
    when_a_lead_is_named(orla, here, "Cara")
    when_notice_is_given(orla, here)
    when_evidence_is_recorded(orla, here, "We rang at three in the night.")
    when_evidence_is_recorded(cara, here, "The notes of ten calls.")

    areas = areas_of(cara, here)
    first = areas[0]
    assert len(areas) > 1
    when_a_finding_is_added(orla, first, "Strength", FOUND)
    when_a_finding_is_added(cara, first, "Area for improvement", BETTER)
    cara.sees(FOUND, BETTER, "Strengths (1)", "Areas for improvement (1)")
    cara.does_not_see("Complete the evaluation", "Outstanding", "Inadequate")

    when_the_rest_is_considered(cara, first)
    when_it_is_completed(orla, first)
    cara.open(f"{here}judgements/")
    cara.sees("Complete", "Not begun")

    narrow = people.window(viewport=NARROW, has_touch=True)
    sign_in(narrow, emails()["Cara"])
    for address in (first, f"{here}judgements/"):
        narrow.open(address)
        assert sideways(narrow.page) <= 0, narrow.page.url
        assert small_targets(narrow.page) == [], narrow.page.url
