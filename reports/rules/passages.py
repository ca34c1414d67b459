"""What in a report is searched: the pieces of a snapshot that people wrote. No Django here."""

from collections.abc import Iterator, Mapping
from typing import Any

from reports.rules.held import Passage


def addressee_line(addressee: Mapping[str, str]) -> str:
    """An addressee as the guard reads it."""
    return ", ".join(addressee[part] for part in ("name", "role", "organisation"))


def passages_of(snapshot: Mapping[str, Any]) -> list[Passage]:
    """Everything in a snapshot that people wrote, and to whom the report is addressed."""
    return [
        *_addressees(snapshot),
        *_paragraphs(snapshot),
        *_judgement(snapshot.get("judgement") or {}),
    ]


def _addressees(snapshot: Mapping[str, Any]) -> Iterator[Passage]:
    for addressee in snapshot["addressees"]:
        line = addressee_line(addressee)
        yield Passage("addressees", "The addressees", line, is_addressee=True)
    yield Passage("addressees", "The salutation", snapshot["salutation"])


def _paragraphs(snapshot: Mapping[str, Any]) -> Iterator[Passage]:
    for section in snapshot["sections"]:
        for one in section["paragraphs"]:
            number = one["number"] or ""
            name = f"Recommendation {number}" if number.startswith("R") else one["reference"]
            label = f"{name} in “{section['heading']}”"
            yield Passage(one["reference"], label, one["text"], one["addressed_to"] or "")


def _judgement(judgement: Mapping[str, Any]) -> Iterator[Passage]:
    if judgement:
        yield Passage("judgement", "The judgement", judgement["statement"])
    for view in (*judgement.get("dissents", ()), *judgement.get("abstentions", ())):
        yield Passage("judgement", f"What {view['inspectorate']} says", view["reason"])
