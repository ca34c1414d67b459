"""A browser, two servers, and people before their windows."""

import os
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, sync_playwright

from tests.journeys.counted import LOOKS
from tests.journeys.looking import Looks
from tests.journeys.served import Served, served_concord
from tests.journeys.story import People, Story


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Everything in this folder drives a browser."""
    here = Path(__file__).parent
    for item in items:
        if here in item.path.parents:
            item.add_marker(pytest.mark.journey)


@pytest.fixture(scope="package")
def browser(chromium_executable: str | None) -> Iterator[Browser]:
    """The system's Chromium."""
    with sync_playwright() as playwright:
        opened = playwright.chromium.launch(
            executable_path=chromium_executable,
            args=["--no-sandbox", "--disable-background-networking"],
        )
        yield opened
        opened.close()


@pytest.fixture(scope="package")
def looks(pytestconfig: pytest.Config) -> Looks:
    """What was met; JOURNEY_PICTURES names a folder for a picture of each page."""
    folder = os.environ.get("JOURNEY_PICTURES", "")
    made = Looks(Path(folder) if folder else None)
    pytestconfig.stash[LOOKS] = made
    return made


@pytest.fixture(scope="package")
def story(
    browser: Browser, looks: Looks, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[Story]:
    """The main journey's, on a Concord where nothing has happened yet."""
    folder = tmp_path_factory.mktemp("story")
    with served_concord(folder / "var", people_only=True) as served:
        told = Story(browser, served, looks, folder)
        yield told
        told.close()
    assert served.faults() == []


@pytest.fixture(scope="package")
def demonstration(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Served]:
    """What `make run` shows: three inspections, each somewhere else on its way."""
    with served_concord(tmp_path_factory.mktemp("demonstration")) as served:
        yield served
    assert served.faults() == []


@pytest.fixture
def people(browser: Browser, demonstration: Served, looks: Looks) -> Iterator[People]:
    """People of the demonstration, with windows that are closed after the test."""
    there = People(browser, demonstration, looks)
    yield there
    there.close()


@pytest.fixture
def people_apart(
    browser: Browser, looks: Looks, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[People]:
    """People of a demonstration that no other journey sees: for one that moves it along."""
    with served_concord(tmp_path_factory.mktemp("apart")) as served:
        there = People(browser, served, looks)
        yield there
        there.close()
    assert served.faults() == []
