"""What is asked of every page that a journey meets."""

from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

from playwright.sync_api import Page

from tests.servers import ROOT

# WCAG 2.0 to 2.2, levels A and AA, and what axe's authors advise beyond them.
STANDARDS = ("wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22a", "wcag22aa", "best-practice")
_RUN_AXE = """(standards) => axe.run(document, {
    runOnly: {type: 'tag', values: standards}, resultTypes: ['violations'], elementRef: false,
})"""
# Two pages of one build differ in words, which axe has nothing to say about.
_BUILD = """() => {
    const names = ['class', 'role', 'type', 'href', 'alt', 'lang', 'tabindex', 'colspan', 'scope']
    const build = [document.title === '', window.innerWidth]
    for (const one of document.documentElement.querySelectorAll('*')) {
        build.push(one.tagName, one.childElementCount, one.textContent.trim() === '')
        for (const {name, value} of one.attributes) {
            if (name === 'href') build.push('href')
            else if (names.includes(name)) build.push(value)
            else if (!name.startsWith('data-') && name !== 'value') build.push(name)
        }
    }
    return build.join(' ')
}"""
# A link inside a sentence may be as small as its line (WCAG 2.5.8, "inline").
_SMALL_TARGETS = """() => {
    const targets = 'a[href], button, input:not([type=hidden]), select, textarea, summary'
    const seen = (one) => one.checkVisibility() && !one.closest('.govuk-visually-hidden')
    const inline = (one) => getComputedStyle(one).display === 'inline' &&
        one.parentElement.textContent.trim() !== one.textContent.trim()
    return [...document.querySelectorAll(targets)]
        .filter((one) => seen(one) && !inline(one) && !one.matches('.govuk-skip-link'))
        .map((one) => ({one, box: one.getBoundingClientRect()}))
        .filter(({one, box}) => box.height < 24 && (one.tagName !== 'A' || box.height < 18))
        .map(({one, box}) => `${one.outerHTML.slice(0, 120)} is ${box.width} by ${box.height}`)
}"""


@cache
def _axe() -> str:
    source = ROOT / "node_modules" / "axe-core" / "axe.min.js"
    return source.read_text(encoding="utf-8")


@dataclass(frozen=True)
class Met:
    """A page that was met: where, and as what."""

    path: str
    title: str


class Looks:
    """Every page that the journeys meet is looked at once for each way that it is built."""

    def __init__(self, pictures: Path | None = None) -> None:
        self.pictures = pictures
        self.met: list[Met] = []
        self.examined = 0
        self._builds: set[int] = set()

    def at(self, page: Page) -> None:
        """Ask axe about the page, unless one of the same build was looked at.

        Raises:
            AssertionError: axe has something to say; it says what and where.
        """
        self.met.append(Met(urlsplit(page.url).path, page.title()))
        build = hash(page.evaluate(_BUILD))
        if build in self._builds:
            return
        self._builds.add(build)
        self.examined += 1
        self._picture(page)
        violations = axe_violations(page)
        assert violations == [], f"{page.title()} ({page.url}):\n" + "\n".join(violations)

    def _picture(self, page: Page) -> None:
        if self.pictures is None:
            return
        width = page.viewport_size["width"] if page.viewport_size else 0
        name = urlsplit(page.url).path.strip("/").replace("/", "-") or "home"
        page.screenshot(path=self.pictures / f"{self.examined:03}-{width}-{name}.png", full_page=True)


def axe_violations(page: Page) -> list[str]:
    """What axe finds: rule, why it matters, and where.

    The script goes in by the debugger's door, so the page keeps its content security policy.
    """
    if not page.evaluate("typeof window.axe === 'object'"):
        page.evaluate(_axe())
    found: dict[str, Any] = page.evaluate(_RUN_AXE, list(STANDARDS))
    return [
        f"{one['id']} ({one['impact']}): {one['help']}: {node['html'][:200]}"
        for one in found["violations"]
        for node in one["nodes"]
    ]


def sideways(page: Page) -> int:
    """By how many pixels the page is wider than its window."""
    wider: int = page.evaluate(
        "document.documentElement.scrollWidth - document.documentElement.clientWidth"
    )
    return wider


def small_targets(page: Page) -> list[str]:
    """What is to be pressed and is less than 24 pixels high."""
    found: list[str] = page.evaluate(_SMALL_TARGETS)
    return found
