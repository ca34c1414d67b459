"""What is asked of every page that a journey meets."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

from playwright.sync_api import Page, ViewportSize

from tests.servers import ROOT

# WCAG 2.0 to 2.2, levels A and AA, and what axe's authors advise beyond them.
STANDARDS = ("wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22a", "wcag22aa", "best-practice")
NARROW: ViewportSize = {"width": 360, "height": 780}
_RUN_AXE = """(asked) => axe.run(document, {
    runOnly: asked, resultTypes: ['violations'], elementRef: false,
})"""
# What a page is made of, as far as axe has something to say about it: two letters with other words
# and another number of paragraphs are of one build; a field with an error beside it is of another.
_BUILD = """() => {
    const names = ['class', 'role', 'type', 'lang', 'tabindex', 'colspan', 'scope']
    const own = (one) => one.tagName + [...one.attributes]
        .filter(({name}) => !name.startsWith('data-') && name !== 'value')
        .map(({name, value}) => names.includes(name) ? `${name}=${value}` : name).sort()
    const chain = (one) => one === null ? '' : chain(one.parentElement) + '>' + own(one)
    const all = [...document.documentElement.querySelectorAll('body *')]
    const kinds = new Set(all.map((one) => chain(one) + (one.textContent.trim() ? '' : ' empty')))
    const headings = [...document.querySelectorAll('h1, h2, h3, h4, h5, h6')]
    const outline = headings.map((one) => one.tagName)
    const jumps = new Set(outline.map((one, place) => (outline[place - 1] ?? '') + one))
    const ids = all.map((one) => one.id).filter(Boolean)
    const repeated = ids.length - new Set(ids).size
    return [window.innerWidth, document.title === '', repeated, ...kinds, ...jumps].sort().join(' ')
}"""
# Links are as high as their line, and axe sees to the space around them (WCAG 2.5.8); what is
# pressed or filled in has to be large by itself.
_SMALL_TARGETS = """() => {
    const targets = 'button, input:not([type=hidden]), select, textarea, summary, [role=button]'
    return [...document.querySelectorAll(targets)]
        .filter((one) => one.checkVisibility() && !one.closest('.govuk-visually-hidden'))
        .map((one) => ({one, box: one.getBoundingClientRect()}))
        .filter(({box}) => Math.min(box.width, box.height) < 24)
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

    def at(self, page: Page, *, address: str = "") -> None:
        """Ask axe about the page, unless one of the same build was looked at.

        Args:
            address: of the page that this one is the likeness of.

        Raises:
            AssertionError: axe has something to say; it says what and where.
        """
        path = urlsplit(address or page.url).path
        self.met.append(Met(path, page.title()))
        build = hash(page.evaluate(_BUILD))
        if build in self._builds:
            return
        self._builds.add(build)
        self.examined += 1
        self._picture(page, path)
        faults = axe_violations(page, STANDARDS)
        faults += narrow_faults(page, lambda: self._picture(page, path))
        assert faults == [], f"{page.title()} ({path}):\n" + "\n".join(faults)

    def _picture(self, page: Page, path: str) -> None:
        if self.pictures is None:
            return
        width = page.viewport_size["width"] if page.viewport_size else 0
        name = path.strip("/").replace("/", "-") or "home"
        file = self.pictures / f"{self.examined:03}-{width}-{name}.png"
        page.screenshot(path=file, full_page=True)


def axe_violations(page: Page, asked: Sequence[str], *, kind: str = "tag") -> list[str]:
    """What axe finds: rule, why it matters, and where.

    Args:
        asked: tags of rules or, with the kind "rule", rules.

    The script goes in by the debugger's door, so the page keeps its content security policy.
    """
    if not page.evaluate("typeof window.axe === 'object'"):
        page.evaluate(_axe())
    found: dict[str, Any] = page.evaluate(_RUN_AXE, {"type": kind, "values": list(asked)})
    return [
        f"{one['id']} ({one['impact']}): {one['help']}: {node['html'][:200]}"
        for one in found["violations"]
        for node in one["nodes"]
    ]


def narrow_faults(page: Page, picture: Callable[[], None]) -> list[str]:
    """What goes wrong with the page in a window of 360 pixels, the smallest phone that is common.

    Args:
        picture: takes one while the window is narrow.
    """
    wide = page.viewport_size
    page.set_viewport_size(NARROW)
    try:
        picture()
        faults = [f"{one} pixels, less than 24" for one in small_targets(page)]
        faults += axe_violations(page, ["target-size"], kind="rule")
        if sideways(page) > 0:
            faults.append(f"The page is {sideways(page)} pixels wider than a narrow window")
        return faults
    finally:
        if wide is not None:
            page.set_viewport_size(wide)


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
