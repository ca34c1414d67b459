"""A report of one inspectorate: begun and written by its lead, and not there for the others."""

from playwright.sync_api import expect

from desk.demonstration.sharing import APART
from tests.journeys.looking import NARROW, sideways, small_targets
from tests.journeys.steps.demonstration import inspection_of
from tests.journeys.story import People, emails
from tests.journeys.window import Window, sign_in

TITLE = "Report on the police force"
HEALTH = "Report on health services"
SEEN = "We read forty incidents from the control room and spoke to the officers who went."


def when_the_report_is_begun(lead: Window, reports: str) -> None:
    lead.open(reports)
    lead.sees(TITLE, HEALTH, "HMICFRS to begin it")
    lead.press(f"Begin “{TITLE}”")
    lead.is_at(TITLE)


def when_a_paragraph_is_written(lead: Window, report: str) -> None:
    lead.open(f"{report}sections/what_was_inspected/add/")
    lead.fill("Text", SEEN)
    lead.press("Save the paragraph")
    lead.sees(SEEN, "The grade of", "is not decided yet.", "rests on no evidence")


def then_it_does_not_exist_for(other: Window, reports: str, report: str) -> None:
    other.open(reports)
    other.sees(TITLE)
    expect(other.main.get_by_role("link", name=TITLE)).to_have_count(0)
    for page in ("", "held/", "plain-english/", "preview/"):
        other.open(f"{report}{page}")
        other.is_at("Page not found")


def test_a_lead_writes_what_the_others_do_not_see(people_apart: People) -> None:
    hana = people_apart.window(java_script_enabled=False)
    sign_in(hana, emails()["Hana"])
    reports = f"{inspection_of(APART, hana)}reports/"
    report = f"{reports}agency-report-hmic/"
    when_the_report_is_begun(hana, reports)
    when_a_paragraph_is_written(hana, report)
    for name in ("Owen", "Cara"):
        then_it_does_not_exist_for(people_apart[name], reports, report)

    cara = people_apart["Cara"]
    cara.open(reports)
    cara.page.set_viewport_size(NARROW)
    assert sideways(cara.page) <= 0
    assert small_targets(cara.page) == []
    cara.follow(HEALTH)
    cara.sees("Our judgements", "Not decided yet")
