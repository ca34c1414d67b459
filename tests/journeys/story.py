"""A story in chapters: people at their windows, and what has been told so far."""

import functools
from collections.abc import Callable
from pathlib import Path
from typing import Any

from playwright.sync_api import Browser

from desk.demonstration.people import cast
from tests.journeys.looking import Looks
from tests.journeys.served import Served
from tests.journeys.window import Window, sign_in


@functools.cache
def emails() -> dict[str, str]:
    """First names of the demonstration's people, and their addresses."""
    facts = cast()
    everybody = [*facts["admins"], facts["agency_leader"], facts["chair"]]
    for people in facts["inspectorates"].values():
        everybody += [*people["leads"], *people["inspectors"]]
    return {one["name"].split()[0]: one["email"] for one in everybody}


class People:
    """Everybody has a window of their own, and is signed in once."""

    def __init__(self, browser: Browser, served: Served, looks: Looks) -> None:
        self.browser = browser
        self.served = served
        self.looks = looks
        self._windows: dict[str, Window] = {}

    def __getitem__(self, name: str) -> Window:
        """The window of somebody of the demonstration: `people["Ada"]`."""
        if name not in self._windows:
            self._windows[name] = self.window()
            sign_in(self._windows[name], emails()[name])
        return self._windows[name]

    def window(self, **options: Any) -> Window:
        """Another window, where nobody is signed in."""
        window = Window(self.browser, self.served, self.looks, **options)
        self._windows[f"window {len(self._windows)}"] = window
        return window

    def close(self) -> None:
        """Close all windows."""
        for window in self._windows.values():
            window.close()


class Story(People):
    """People, and what has happened: chapters are told in order, each once."""

    def __init__(self, browser: Browser, served: Served, looks: Looks, folder: Path) -> None:
        super().__init__(browser, served, looks)
        self.folder = folder
        self.reference = ""
        self.facts: dict[str, Any] = {}
        self.told: list[str] = []
        self.broke_off_at = ""

    def at(self, page: str = "") -> str:
        """The address of a page of the inspection."""
        return f"/inspections/{self.reference}/{page}"

    def tell(self, chapter: Callable[["Story"], None], chapters: list[Any]) -> None:
        """Tell a chapter, after all those before it that have not been told."""
        assert not self.broke_off_at, f"The story broke off at {self.broke_off_at}."
        for one in chapters[: chapters.index(chapter) + 1]:
            if one.__name__ in self.told:
                continue
            self.broke_off_at = one.__name__
            one(self)
            self.broke_off_at = ""
            self.told.append(one.__name__)


def chapters() -> Callable[[Callable[[Story], None]], Callable[[Story], None]]:
    """A decorator for the tests that are chapters of one story.

    `pytest -k` may choose a late one: those before it are told first.
    """
    registered: list[Callable[[Story], None]] = []

    def chapter(test: Callable[[Story], None]) -> Callable[[Story], None]:
        registered.append(test)

        @functools.wraps(test)
        def told(story: Story) -> None:
            story.tell(test, registered)

        return told

    return chapter
