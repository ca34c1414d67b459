"""What a reader of a page sees, and what a letter's file says, for holding them together."""

import html
import re
from collections.abc import Iterator
from typing import Any

_MARK = re.compile(r"\[\^([^\]\s]{1,8})\]")


def visible(page: str) -> str:
    """The text of a page without its tags, every white space one space."""
    return spaced(html.unescape(re.sub(r"</?(?!sup|strong|a\b)[a-z][^>]*>", " ", _inline(page))))


def spaced(text: str) -> str:
    """With one space for any white space."""
    return " ".join(text.split())


def _inline(page: str) -> str:
    """Without the tags that stand within a line."""
    return re.sub(r"</?(sup|strong|a)\b[^>]*>", "", page)


def texts_of(letter: dict[str, Any]) -> Iterator[str]:
    """Every text of a letter's file that people read, in the order in which it is printed.

    What the lists of strengths, improvements and priority actions say stands in the sections.
    """
    yield from letter["inspectorates"]
    for one in letter["addressees"]:
        yield from _values(one, "name", "role", "organisation")
    yield letter["salutation"]
    yield letter["area"]
    last = {section["kind"]: n for n, section in enumerate(letter["sections"])}
    for number, section in enumerate(letter["sections"]):
        yield from _values(section, "heading")
        yield from _blocks(section)
        if section["kind"] == "next_steps":
            yield from _next_steps(letter["next_steps"])
        for study in letter["case_studies"]:
            if last[study["in_section"]] == number:
                yield from _values(study, "heading", "title")
                yield from _blocks(study)
    for one in letter["signatories"]:
        yield from _values(one, "name", "role")
        if not one["role"].endswith(one["inspectorate"]):
            yield one["inspectorate"]
    for note in letter["footnotes"]:
        yield note["marker"]
        yield note["text"]


def _values(place: dict[str, Any], *keys: str) -> Iterator[str]:
    yield from (place[key] for key in keys if place.get(key))


def _blocks(place: dict[str, Any]) -> Iterator[str]:
    for block in place["blocks"]:
        if "number" in block:
            yield str(block["number"])
        yield spaced(_MARK.sub(r"\1", block["text"]))


def _next_steps(steps: dict[str, Any]) -> Iterator[str]:
    yield from _values(steps, "document", "lead_as_printed", "duty_as_printed")
    yield from steps["must_involve"]
    yield from _values(steps, "sent_by", "send_to", "due_note", "oversight", "used_for")
