"""Published outcomes: imported by command, read, filtered, and the one that stands out found."""

import os
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import expect

from tests.journeys.looking import NARROW, sideways, small_targets
from tests.journeys.served import Served, served_concord
from tests.journeys.story import People, emails
from tests.journeys.window import sign_in
from tests.servers import ROOT

PAGE = "/outcomes/ilacs/2018/"
HEADER = "area,published,overall,leaders,help_and_protection,in_care\n"
USUAL = "".join(
    f"Invented {number},2019-03-{number + 10},good,good,requires improvement,good\n"
    for number in range(6)
)
ODD = "Oddshire,2020-05-01,requires improvement,good,requires improvement,good\n"
WRONG = "Wrongford,2021-05-01,good,good,inadequate,good\n"


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("outcomes")


@pytest.fixture(scope="module")
def demonstration(folder: Path) -> Iterator[Served]:
    """A demonstration of this file's own: what it imports stays in it."""
    with served_concord(folder / "var") as served:
        yield served
    assert served.faults() == []


def imported(folder: Path, content: str) -> subprocess.CompletedProcess[str]:
    """The command, run beside the server as whoever runs it would."""
    file = folder / "outcomes.csv"
    file.write_text(content, encoding="utf-8")
    away = ("DATABASE_URL", "CONCORD_TEST_DATABASE_URL", "SECRET_KEY", "REDIS_URL")
    kept = {name: value for name, value in os.environ.items() if name not in away}
    return subprocess.run(
        [sys.executable, "manage.py", "import_outcomes", "ilacs/2018", str(file)],
        cwd=ROOT,
        env={
            **kept,
            "CONCORD_VAR_DIR": str(folder / "var"),
            "DEMONSTRATION": "1",
            "DJANGO_SETTINGS_MODULE": "config.settings",
        },
        capture_output=True,
        text=True,
        check=False,
    )


def test_outcomes_are_imported_read_and_filtered(people: People, folder: Path) -> None:
    refused = imported(folder, HEADER + USUAL + "Badshire,soon,best,good,good,good\n")
    assert refused.returncode == 1
    assert "outcomes.csv:8: overall: “best” is no grade here." in refused.stderr
    assert "outcomes.csv:8: published: “soon” is no day." in refused.stderr
    done = imported(folder, HEADER + USUAL + ODD + WRONG)
    assert done.stdout == "ilacs/2018: imported 8, there already 0.\n"
    again = imported(folder, HEADER + USUAL + ODD + WRONG)
    assert again.stdout == "ilacs/2018: imported 0, there already 8.\n"

    owen = people["Owen"]
    owen.open("/")
    owen.follow("Outcomes of many inspections")
    owen.is_at("Outcomes")
    owen.follow("Inspections of local authority children")
    owen.sees("8 outcomes, none of them from inspections in Concord", "What stands out")
    outliers = owen.page.locator("#outlier-list-caption").locator("xpath=..")
    expect(outliers).to_contain_text("Oddshire")
    expect(outliers).to_contain_text("Of 6 other outcomes whose parts have the same grades, 6 are")
    departures = owen.page.locator("#departure-list-caption").locator("xpath=..")
    expect(departures).to_contain_text("Wrongford")
    expect(owen.page.get_by_role("img", name="How often each grade was given")).to_be_visible()

    owen.fill("Local area", "oddshire")
    owen.press("Show these")
    owen.sees("1 outcome, none of them", "Oddshire")
    owen.does_not_see("Wrongford")
    owen.fill("First year", "soon")
    owen.press("Show these")
    owen.is_told("First year must be a year from 1990 to 2100, like 2018")


def test_they_fit_a_narrow_window(people: People) -> None:
    narrow = people.window(viewport=NARROW, has_touch=True)
    sign_in(narrow, emails()["Owen"])
    for page in ("/outcomes/", PAGE):
        narrow.open(page)
        assert sideways(narrow.page) <= 0
        assert small_targets(narrow.page) == []


def test_an_admin_finds_no_such_page(people: People) -> None:
    ada = people["Ada"]
    answer = ada.page.request.get(PAGE)
    assert answer.status == 404
