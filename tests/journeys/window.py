"""A browser window with a person before it: they read, fill in, press, and notice."""

import re
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date
from pathlib import Path
from typing import Any

from playwright.sync_api import Browser, Error, Locator, Page, expect

from desk.demonstration.people import PASSWORD
from tests.journeys.looking import Looks
from tests.journeys.served import Served


class Window:
    """What one person sees and does. Each page that it comes to is looked at."""

    def __init__(self, browser: Browser, served: Served, looks: Looks, **options: Any) -> None:
        """Open it.

        Args:
            options: Playwright's, for the context: `java_script_enabled`, `viewport` and so on.
        """
        options = {"viewport": {"width": 1280, "height": 900}, "locale": "en-GB", **options}
        self.context = browser.new_context(base_url=served.address, **options)
        self.context.set_default_timeout(10_000)
        self.served = served
        # Axe is a script: of a page without scripts it gets a likeness where its own can run.
        self.mirror: Page | None = None
        if not options.get("java_script_enabled", True):
            self.mirror = browser.new_context(base_url=served.address).new_page()
            self.mirror.goto("/healthz")
        self.looks = looks
        self.complaints: list[str] = []
        self.page = self.new_page()

    def new_page(self) -> Page:
        """A tab; what its console says is heard."""
        page = self.context.new_page()
        page.on("pageerror", lambda error: self.complaints.append(str(error)))
        page.on("console", self._hear)
        return page

    def _hear(self, message: Any) -> None:
        # A browser calls every answer from 400 on an error of the page; those are meant here.
        answered = re.search(r"status of (4\d\d)", message.text)
        if message.type in {"error", "warning"} and not answered:
            self.complaints.append(message.text)

    def close(self) -> None:
        """Close it."""
        self.context.close()
        if self.mirror is not None:
            self.mirror.context.close()

    # --- going --------------------------------------------------------------------------------

    def open(self, path: str) -> None:
        """Type an address."""
        self.page.goto(path)
        self.look()

    def follow(self, name: str, *, within: str = "body") -> None:
        """Follow a link."""
        link = self.page.locator(within).get_by_role("link", name=name).first
        with self.leaving():
            link.click()

    def press(self, name: str) -> None:
        """Press a button, or a link that looks like one."""
        with self.leaving():
            self.page.get_by_role("button", name=name, exact=True).first.click()

    def press_what_begins_with(self, words: str) -> None:
        """Press a button whose words say to whom something happens."""
        with self.leaving():
            self.page.get_by_role("button", name=re.compile(f"^{re.escape(words)}")).first.click()

    @contextmanager
    def leaving(self) -> Iterator[None]:
        """What is done inside leads to another page, which is looked at."""
        with self.page.expect_navigation(wait_until="load"):
            yield
        self.look()

    def look(self) -> None:
        """What is asked of every page: axe, and that neither console nor policy complains."""
        heading = self.page.locator("h1")
        assert heading.count() == 1, f"{self.page.url} has {heading.count()} headings"
        if self.mirror is None:
            self.looks.at(self.page)
        else:
            self.looks.at(self._likeness(self.mirror), address=self.page.url)
        assert self.complaints == [], f"{self.page.url}: {self.complaints}"

    def _likeness(self, mirror: Page) -> Page:
        markup = re.sub(r"<script\b.*?</script>", "", self.page.content(), flags=re.S)
        mirror.set_content(markup, wait_until="load")
        return mirror

    # --- writing ------------------------------------------------------------------------------

    def fill(self, label: str, text: str) -> None:
        """Write into a box."""
        self.page.get_by_label(label, exact=True).fill(text)

    def fill_date(self, legend: str, day: date) -> None:
        """Write a date into its three boxes."""
        group = self.page.get_by_role("group", name=legend)
        for label, number in (("Day", day.day), ("Month", day.month), ("Year", day.year)):
            group.get_by_label(label).fill(str(number))

    def pick(self, label: str, option: str) -> None:
        """Choose from a list."""
        self.page.get_by_label(label, exact=True).select_option(label=option)

    def choose(self, option: str) -> None:
        """Choose one of several."""
        self.page.get_by_role("radio", name=option).first.check()

    def tick(self, option: str) -> None:
        """Tick a box."""
        self.page.get_by_role("checkbox", name=option).first.check()

    def attach(self, label: str, file: Path) -> None:
        """Choose a file."""
        self.page.get_by_label(label).set_input_files(file)

    # --- noticing -----------------------------------------------------------------------------

    @property
    def main(self) -> Locator:
        """What the page is about."""
        return self.page.locator("main")

    @property
    def text(self) -> str:
        """The words of the page, as they stand to be read."""
        return self.main.inner_text()

    def sees(self, *words: str) -> None:
        """These words are on the page, to be seen."""
        for some in words:
            expect(self.main).to_contain_text(some, use_inner_text=True)

    def does_not_see(self, *words: str) -> None:
        """These words are not on the page."""
        text = self.text
        assert [some for some in words if some in text] == []

    def is_at(self, heading: str) -> None:
        """This is the page's heading."""
        expect(self.page.locator("h1")).to_contain_text(heading)

    def is_told(self, *mistakes: str) -> None:
        """The page has a mistake, and says so in the way that all pages do.

        The title begins with "Error: ". A summary stands first and has the focus (without a script
        nothing moves it). Each of its links leads to a field that exists, takes the focus there,
        and beside the field stands the same sentence.
        """
        assert self.page.title().startswith("Error: "), self.page.title()
        summary = self.page.locator(".govuk-error-summary")
        links = summary.locator("a")
        said = [text.strip() for text in links.all_inner_texts()]
        for mistake in mistakes:
            assert any(mistake in one for one in said), f"{mistake!r} is not in {said}"
        for link in links.all():
            self._leads_to_its_field(link)

    def _leads_to_its_field(self, link: Locator) -> None:
        sentence = link.inner_text().strip()
        target = (link.get_attribute("href") or "").removeprefix("#")
        field = self.page.locator(f"[id='{target}']")
        expect(field).to_have_count(1)
        link.click()
        expect(field).to_be_focused()
        group = self.page.locator(".govuk-form-group--error", has=field)
        expect(group.last.locator(".govuk-error-message").first).to_contain_text(sentence)


def sign_in(window: Window, email: str) -> None:
    """Sign in with the demonstration's password; the next page is the home page."""
    window.open("/accounts/login/")
    window.fill("Email", email)
    window.fill("Password", PASSWORD)
    window.press("Sign in")
    window.is_at("What waits for you")


def closed_tab(window: Window) -> None:
    """Close the tab as one does in a hurry, and open another."""
    try:
        window.page.close()
    except Error as error:
        raise AssertionError("The tab could not be closed") from error
    window.page = window.new_page()
