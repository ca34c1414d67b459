"""A sample drawn, substituted and reproduced from its seed; and who it is, read for a reason.

Each page is met by axe, and measured in a narrow window.
"""

import csv
from pathlib import Path

from tests.factories.samples import nhs
from tests.journeys.steps.demonstration import AT_WORK, inspection_of
from tests.journeys.story import People
from tests.journeys.window import Window

SEED = "Hornbeam 14"
NAMES = ("Amber Quill", "Bryn Halse", "Cleo Marrow", "Dev Thackray", "Elin Foss", "Finn Ashdown")
HEADINGS = ("Ref", "NHS no", "Child", "DOB", "Status")
STATUS = ("CIN", "LAC", "CP")


def list_at(folder: Path) -> Path:
    """A council's list: one row with a date that is none, and one that stands there twice."""
    path = folder / "children.csv"
    rows = [
        [f"LA{place}", nhs(900 + place), name, f"0{place + 1}/03/201{place + 2}", STATUS[place % 3]]
        for place, name in enumerate(NAMES)
    ]
    rows[1][3] = "spring 2013"
    with path.open("w", newline="", encoding="utf-8") as file:
        csv.writer(file).writerows([HEADINGS, *rows, rows[5]])
    return path


def when_an_inspector_uploads_a_list(inspector: Window, here: str, file: Path) -> None:
    inspector.open(f"{here}cases/")
    inspector.follow("Sample selection", within="main")
    inspector.sees("What was asked of whom", "Samples", "Lists")
    inspector.follow("Upload a list that came", within="main")
    inspector.press("Upload and choose the columns")
    inspector.is_told("Select whose list it is", "Select a file")
    inspector.pick("Whose list", f"{AT_WORK} Council")
    inspector.attach("File", file)
    inspector.press("Upload and choose the columns")


def then_its_columns_are_guessed_and_one_is_named(inspector: Window) -> None:
    inspector.is_at("What the columns hold")
    inspector.sees("7 rows of", "For example: Amber Quill, Bryn Halse, Cleo Marrow")
    inspector.pick("DOB", "Not kept")
    inspector.press("Check the rows")
    inspector.is_told("No column says how old somebody is")
    inspector.pick("DOB", "Date of birth")
    inspector.pick("Child", "Name")
    inspector.press("Check the rows")


def then_what_is_wrong_is_told_and_mended(inspector: Window) -> None:
    inspector.is_at("Check the rows")
    inspector.sees("Row 3, DOB", "This date cannot be read", "Row 8: the same")
    inspector.fill("Row 3, DOB", "14 April 2013")
    inspector.tick("Keep the first row of each and leave 1 out")
    inspector.press("Save and check again")
    inspector.sees("Nothing is wrong with them")
    inspector.press("See what will be kept")
    inspector.is_at("What will be kept")
    inspector.does_not_see(*NAMES)
    inspector.press("Accept this list")
    inspector.sees("is accepted", "6; 1 were left out before")


def when_a_sample_is_drawn(inspector: Window, samples: str) -> str:
    """Its reference, which is returned."""
    inspector.open(f"{samples}draws/add/")
    inspector.press("Draw the sample and add its cases")
    inspector.is_told("Select what is drawn", "Enter how many are drawn", "Enter how many are in")
    inspector.choose("Tracked")
    inspector.fill("How many", "2")
    inspector.fill("How many in reserve", "2")
    inspector.fill("At least, Looked after", "1")
    inspector.fill("Seed (optional)", SEED)
    inspector.press("Draw the sample and add its cases")
    inspector.sees("is drawn, and its cases are added", f"{SEED} (typed)", "In reserve")
    return inspector.page.url.rstrip("/").rsplit("/", 1)[-1]


def when_a_case_is_substituted(inspector: Window) -> None:
    inspector.follow("case T", within="main p")
    inspector.is_at("Substitute case T")
    inspector.press("Substitute this case")
    inspector.is_told("Enter why")
    inspector.fill("Why this case is not suitable", "The family moved abroad.")
    inspector.press("Substitute this case")
    inspector.sees("takes the place of case", "Substitutions", "The family moved abroad.")


def then_it_comes_out_the_same_from_its_seed(inspector: Window) -> None:
    inspector.follow("Draw it again from its seed and compare", within="main")
    inspector.sees("It comes out the same", "Substitution 1")
    inspector.does_not_see("Different")


def then_a_lead_reads_who_they_are_for_a_reason(lead: Window, samples: str, draw: str) -> None:
    lead.open(f"{samples}draws/{draw}/")
    lead.does_not_see(*NAMES)
    lead.follow("Read who they are", within="main")
    lead.press("Show who it is")
    lead.is_told("Enter why you need to know who it is")
    lead.fill("Why you need to know who it is", "To ask the council for the records.")
    lead.press("Show who it is")
    lead.sees("From the key", "Your reason, as recorded")


def then_an_inspector_does_not(inspector: Window, samples: str, draw: str) -> None:
    inspector.open(f"{samples}draws/{draw}/")
    inspector.does_not_see("Read who they are")
    inspector.open(f"{samples}draws/{draw}/key/")
    inspector.sees("read by the leads of the inspectorates alone")
    inspector.does_not_see(*NAMES)


def test_a_sample_is_drawn_substituted_and_reproduced(people: People, tmp_path: Path) -> None:
    owen = people["Owen"]
    here = inspection_of(AT_WORK, owen)
    samples = f"{here}samples/"
    when_an_inspector_uploads_a_list(owen, here, list_at(tmp_path))
    then_its_columns_are_guessed_and_one_is_named(owen)
    then_what_is_wrong_is_told_and_mended(owen)
    draw = when_a_sample_is_drawn(owen, samples)
    when_a_case_is_substituted(owen)
    then_it_comes_out_the_same_from_its_seed(owen)
    then_a_lead_reads_who_they_are_for_a_reason(people["Orla"], samples, draw)
    then_an_inspector_does_not(owen, samples, draw)
