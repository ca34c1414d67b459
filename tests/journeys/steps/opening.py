"""The overall lead opens the inspection; teams, agencies and the chair are named."""

from datetime import date, timedelta
from typing import Any

from django.utils import timezone

from desk.demonstration.people import cast
from desk.demonstration.story import script
from inspections.rules import is_working_day
from inspections.values import (
    AGE_BAND_LABELS,
    CASE_KIND_LABELS,
    COHORT_LABELS,
    JOURNEY_POINT_LABELS,
)
from organisations.values import AGENCY_KIND_LABELS
from tests.journeys.story import Story
from tests.journeys.window import Window

AREA = "Torbay"
BOARD = f"{AREA} Local Safeguarding Children Board"
CHAIR_SINCE = date(2013, 9, 2)
TYPE = "Joint inspection of the Local Safeguarding Children Board"
LEADS = {"cqc": "Cara", "hmic": "Hana", "hmi-probation": "Priya", "hmi-prisons": "Jon"}


def words(text: str) -> str:
    """A sentence of the script, with the name of the area."""
    return text.replace("{area}", AREA).strip()


def working_day_before(day: date) -> date:
    """The last working day before a day."""
    return next(
        one for one in (day - timedelta(days=back) for back in range(1, 15)) if is_working_day(one)
    )


def when_an_inspection_is_opened(
    lead: Window, kind: str = TYPE, *, joined_by: str = "HM Inspectorate of Prisons"
) -> None:
    """Of this type; `joined_by` names an inspectorate that need not come, and does."""
    chair = cast()["chair"]
    lead.open("/inspections/")
    lead.follow("Open an inspection")
    lead.pick("Local area", AREA)
    lead.choose(kind)
    lead.press("Continue")
    lead.sees(kind, AREA)
    if joined_by:
        lead.tick(joined_by)
    lead.fill_date("First day of fieldwork", working_day_before(timezone.localdate()))
    lead.fill("Name of the partnership", BOARD)
    lead.fill("Chair’s name", chair["name"])
    lead.fill("Email address of the chair’s account (optional)", chair["email"])
    lead.fill_date("In office since", CHAIR_SINCE)
    lead.press("Open the inspection")


def then_it_is_open(lead: Window) -> str:
    """It has a reference, which is returned."""
    lead.sees("is open. Name its leads next.")
    reference = lead.page.url.split("/inspections/")[1].split("/")[0]
    lead.open(f"/inspections/{reference}/")
    lead.is_at(AREA)
    lead.sees(reference, BOARD)
    return reference


def when_the_leads_are_named(lead: Window, path: str) -> None:
    for code in LEADS:
        _name(lead, path, cast()["inspectorates"][code]["leads"][0], code)


def when_each_lead_names_a_team(story: Story) -> None:
    for code, lead in {"ofsted": "Orla", **LEADS}.items():
        for person in cast()["inspectorates"][code]["inspectors"]:
            _name(story[lead], story.at("team/member/"), person, code, role=person["role"])


def _name(lead: Window, path: str, person: dict[str, Any], code: str, *, role: str = "") -> None:
    lead.open(path)
    own = cast()["inspectorates"][code]["name"]
    option = lead.page.get_by_role("option", name=person["name"]).first
    assert own.split()[-1] in option.inner_text()
    lead.pick("Person", option.inner_text())
    if role:
        lead.choose(role.capitalize())
    lead.press("Name this person" if role else "Name this lead")
    lead.sees(f"Named: {person['name']}")


def then_the_team_is_complete(lead: Window, path: str) -> None:
    lead.open(path)
    everybody = [one for code in cast()["inspectorates"].values() for one in code["inspectors"]]
    lead.sees(*(one["name"] for one in everybody))
    assert lead.page.get_by_role("row").count() == 1 + 5 + len(everybody)


def when_the_agencies_are_added(story: Story) -> None:
    orla = story["Orla"]
    for facts in script()["agencies"]:
        orla.open(story.at("agencies/add/"))
        orla.pick("Kind of agency", AGENCY_KIND_LABELS[facts["kind"]])
        orla.fill("Name of the agency", words(facts["name"]))
        orla.fill("Leader’s name", facts["leader"])
        orla.fill("Leader’s title", facts["title"])
        orla.fill_date("In office since", CHAIR_SINCE)
        orla.press("Add this agency")
        orla.sees(f"{words(facts['name'])} is added.")


def then_chair_and_leaders_are_recorded(lead: Window) -> None:
    lead.sees(BOARD, cast()["chair"]["name"], *(one["leader"] for one in script()["agencies"]))


def then_the_dates_are_counted(lead: Window, path: str) -> None:
    lead.open(path)
    lead.sees("Inspectors arrive", "The chair returns comments on factual accuracy")


def when_the_inspection_moves(lead: Window, path: str, verb: str, *, to: str) -> None:
    lead.open(path)
    lead.choose(verb)
    lead.press("Do this now")
    lead.sees(f"The inspection is now in this stage: {to}")


def when_the_cases_are_chosen(lead: Window, path: str) -> list[str]:
    """The cases of the script; their references are returned."""
    found = []
    for facts in script()["cases"]:
        lead.open(path)
        lead.choose(CASE_KIND_LABELS[facts["kind"]])
        if "point" in facts:
            lead.pick("Point of the journey", JOURNEY_POINT_LABELS[facts["point"]])
        lead.choose(AGE_BAND_LABELS[facts["age_band"]])
        lead.choose(COHORT_LABELS[facts["cohort"]])
        lead.press("Add this case")
        found.append(lead.page.url.rstrip("/").rsplit("/", 1)[-1])
    return found
