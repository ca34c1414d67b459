"""Reads HTML as a browser does."""

from collections.abc import Iterator
from xml.etree.ElementTree import Element

import tinyhtml5


class Markup:
    """A piece of HTML, to ask things of."""

    def __init__(self, html: str) -> None:
        self.html = html
        # Padded: the parser takes a short text for the name of a file.
        self.root: Element = tinyhtml5.parse(f"{html:<200}", namespace_html_elements=False)

    def every(self, tag: str = "*", **attributes: str) -> list[Element]:
        """The elements with this tag and these attributes; ``class_`` and ``for_`` for the words
        that Python keeps to itself, and an underscore for a hyphen."""
        wanted = {name.rstrip("_").replace("_", "-"): value for name, value in attributes.items()}
        return [
            element
            for element in self.root.iter()
            if isinstance(element.tag, str)
            and tag in ("*", element.tag)
            and all(_has(element, name, value) for name, value in wanted.items())
        ]

    def one(self, tag: str = "*", **attributes: str) -> Element:
        """The only such element; an AssertionError when there are none or several."""
        found = self.every(tag, **attributes)
        assert len(found) == 1, f"{len(found)} of <{tag}> {attributes} in:\n{self.html}"
        return found[0]

    def ids(self) -> list[str]:
        """Every id, in order, as often as it occurs."""
        return [element.get("id", "") for element in self.root.iter() if element.get("id")]

    def dangling(self) -> set[str]:
        """The ids that something points to and that do not exist."""
        return set(self._named()) - set(self.ids())

    def _named(self) -> Iterator[str]:
        for element in self.root.iter():
            for name in ("aria-describedby", "aria-labelledby", "aria-controls", "for"):
                yield from element.get(name, "").split()
            if element.get("href", "").startswith("#") and len(element.get("href", "")) > 1:
                yield element.get("href", "")[1:]


def words(element: Element) -> str:
    """The text of an element, with single spaces."""
    return " ".join("".join(element.itertext()).split())


def _has(element: Element, name: str, value: str) -> bool:
    if name == "class":
        return value in element.get("class", "").split()
    return element.get(name) == value
