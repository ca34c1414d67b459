"""Two inspectorates write one document: one remarks and suggests, the other accepts."""

from playwright.sync_api import expect

from desk.demonstration.sharing import APART
from tests.journeys.looking import NARROW, sideways, small_targets
from tests.journeys.steps.demonstration import inspection_of
from tests.journeys.story import People, emails
from tests.journeys.window import Window, sign_in

TITLE = "Summary of what all inspectorates found"
WRITTEN = "The board meets four times a year."
SUGGESTED = "The board meets six times a year."


def when_a_summary_is_begun_with_a_paragraph(lead: Window, reports: str) -> str:
    lead.open(reports)
    lead.press(f"Begin “{TITLE}”")
    lead.is_at(TITLE)
    lead.page.get_by_role("link", name="Add a paragraph").first.click()
    lead.fill("Text", WRITTEN)
    lead.press("Save the paragraph")
    lead.sees(WRITTEN, "Nobody holds the pen")
    return f"{reports}summary/"


def when_another_inspectorate_remarks_and_suggests(inspector: Window, report: str) -> None:
    inspector.open(report)
    inspector.follow("Remarks P1", within="main")
    inspector.fill("Your remark", "Is it still four?")
    inspector.press("Make the remark")
    inspector.sees("Your remark 1 on P1 is made.", "Is it still four?")
    inspector.follow("Suggest another wording")
    inspector.fill("What the paragraph is to say", SUGGESTED)
    inspector.press("Make the suggestion")
    inspector.sees("Your suggestion 1 on P1 is made.", "four", "six")


def when_the_pen_is_taken(inspector: Window, report: str, name: str) -> None:
    inspector.open(f"{report}pens/")
    inspector.follow("Move the pen", within="main")
    inspector.pick("Who holds the pen?", name)
    inspector.press("Save who holds the pen")
    inspector.sees(f"{name} holds the pen")


def then_the_lead_accepts_and_settles(lead: Window, report: str) -> None:
    lead.open("/")
    lead.sees("Accept or decline what is suggested")
    lead.open(report)
    lead.sees("1 remark and 1 suggestion are open.", "Remarks (2 open)")
    lead.open(f"{report}remarks/")
    lead.follow("Suggestion 1", within="main")
    lead.press("Accept the suggestion")
    lead.sees("The suggestion is accepted.", "Accepted")
    lead.open(f"{report}remarks/")
    lead.follow("Remark 1", within="main")
    lead.fill("Your reply, or what was done", "It is six since May.")
    lead.press("Settle the remark")
    lead.sees("You settled: remark 1.", "It is six since May.")
    lead.open(report)
    lead.sees(SUGGESTED)
    expect(lead.main.get_by_text("suggestion are open")).to_have_count(0)


def test_one_inspectorate_suggests_and_another_accepts(people_apart: People) -> None:
    orla = people_apart["Orla"]
    reports = f"{inspection_of(APART, orla)}reports/"
    report = when_a_summary_is_begun_with_a_paragraph(orla, reports)
    colm = people_apart.window(java_script_enabled=False)
    sign_in(colm, emails()["Colm"])
    when_another_inspectorate_remarks_and_suggests(colm, report)
    when_the_pen_is_taken(colm, report, "Colm Reyes, CQC")
    then_the_lead_accepts_and_settles(orla, report)

    colm.open(report)
    colm.sees("Since then, by others", "Orla")
    colm.page.set_viewport_size(NARROW)
    for page in ("", "remarks/?show=all", "remarks/1/", "suggestions/1/", "pens/"):
        colm.open(f"{report}{page}")
        assert sideways(colm.page) <= 0, page
        assert small_targets(colm.page) == [], page
    own = f"{reports}agency-report-cqc/remarks/"
    orla.open(own)
    orla.is_at("Page not found")
