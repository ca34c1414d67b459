"""A document as a row of plain blocks: what the formats without a page of their own are made of.

The plain text for Braille and the Word file say the same, in the same order, as the PDF; only the
means differ. A snapshot goes in, of a letter or a report; `reports.print.recorded_outline` does the
same for letters that were published elsewhere.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from frameworks.values import STUDIES

PROSE = {"prose", "judgement"}
SIGNED = "Signed for the inspectorates"
STATEMENT = "The statement of action, in short"
FORMATS = "Other formats, licence and contacts"


@dataclass(frozen=True, slots=True)
class Heading:
    """A heading; the title of the document is the one of level 1."""

    text: str
    level: int


@dataclass(frozen=True, slots=True)
class Para:
    """A paragraph, with its number where it has one, and its label: whom it is for, what it is."""

    text: str
    number: str = ""
    label: str = ""


@dataclass(frozen=True, slots=True)
class Item:
    """A point of a list; level 2 stands below the point before."""

    text: str
    number: str = ""
    label: str = ""
    level: int = 1


@dataclass(frozen=True, slots=True)
class Items:
    """A list."""

    items: tuple[Item, ...]


@dataclass(frozen=True, slots=True)
class Table:
    """A table: its caption, the heads of its columns, its rows. The first column names a row."""

    caption: str
    columns: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]


Block = Heading | Para | Items | Table


def outline_of(snapshot: Mapping[str, Any]) -> list[Block]:
    """The blocks of a letter, a report or a combined document, in the order in which they are read.

    Args:
        snapshot: of either schema; what it does not have is left out.
    """
    return [block for block in _blocks(snapshot) if not isinstance(block, Items) or block.items]


def _blocks(letter: Mapping[str, Any]) -> Iterator[Block]:
    yield Heading(letter["title"], 1)
    yield from _head(letter)
    yield from _body(letter)
    for part in letter.get("parts", ()):
        yield Heading(part["title"], 2)
        yield from _below(_body(part["content"]))
    yield from imprint_blocks(letter.get("imprint"))


def _below(blocks: Iterator[Block]) -> Iterator[Block]:
    """The blocks of a part, whose headings stand below the part's own."""
    for one in blocks:
        yield Heading(one.text, one.level + 1) if isinstance(one, Heading) else one


def _body(letter: Mapping[str, Any]) -> Iterator[Block]:
    for section in letter["sections"]:
        if section["kind"] != "signatures":
            yield Heading(section["heading"], 2)
            if section["kind"] == "judgement":
                yield from _shared(letter.get("judgement"))
                yield from _table(letter)
            yield from _paragraphs(section)
            yield from statement_blocks(section.get("statement"))
        else:
            yield from (Para(one["text"]) for one in section["paragraphs"])
    yield Heading(SIGNED, 2)
    for one in letter["signatories"]:
        yield Para(", ".join(part for part in _values(one) if part))


def _values(signatory: Mapping[str, Any]) -> tuple[str, ...]:
    return (signatory["name"], signatory["role"], signatory["inspectorate"])


def _head(letter: Mapping[str, Any]) -> Iterator[Block]:
    yield Items(tuple(Item(one["name"]) for one in letter["inspectorates"]))
    yield Para(letter["date_text"], label="Date")
    yield Para(letter["reference"], label="Reference")
    if letter["schema"] == 1:
        yield Items(tuple(Item(line) for line in _addressees(letter["addressees"])))
        yield Para(letter["salutation"])
    worked = letter["fieldwork"]
    yield Para(
        f"{letter['area']['name']}. Inspected from {worked['start_text']} to {worked['end_text']}."
    )
    yield Para(letter["power"])


def _addressees(addressees: Sequence[Mapping[str, str]]) -> Iterator[str]:
    for one in addressees:
        parts = (one["name"], one["role"], one["organisation"])
        yield ", ".join(part for part in parts if part)


def _shared(judgement: Mapping[str, Any] | None) -> Iterator[Block]:
    """The grade that all inspectorates share, with what single ones say of it."""
    if not judgement:
        return
    yield Para(judgement["grade_title"], label=judgement["title"])
    yield Para(judgement["statement"])
    for one in judgement["dissents"]:
        said = "signed the shared grade and records a view of its own"
        yield Para(f"{one['inspectorate']} {said}: {one['reason']}")
    for one in judgement["abstentions"]:
        yield Para(f"{one['inspectorate']} signed without a view of the grade: {one['reason']}")


def _table(letter: Mapping[str, Any]) -> Iterator[Block]:
    """The table of judgements, what has to be known of it, and the words that were agreed."""
    lines = letter.get("judgements") or []
    if not lines:
        return
    has_strands = len({one["strand"] for one in lines}) > 1
    columns = ("What was judged", *(("Part of the inspection",) if has_strands else ()))
    rows = tuple(
        (
            one["title"],
            *((one["strand"],) if has_strands else ()),
            ". ".join(part for part in (one["grade_title"], one["reason"]) if part),
        )
        for one in lines
    )
    yield Table("Judgements", (*columns, "Judgement"), rows)
    yield from (Para(note) for note in letter.get("notes", ()))
    yield from (Para(one["statement"], label=one["title"]) for one in lines if one["statement"])


def is_study(section: Mapping[str, Any]) -> bool:
    """Whether a section of a snapshot tells of one child, in paragraphs and not in points."""
    return section.get("purpose") in STUDIES


def _paragraphs(section: Mapping[str, Any]) -> Iterator[Block]:
    paragraphs = section["paragraphs"]
    if section["kind"] in PROSE or is_study(section):
        for one in paragraphs:
            label = f"For {one['addressed_to']}" if one["addressed_to"] else ""
            yield Para(one["text"], number=one["number"] or "", label=label)
        return
    yield Items(
        tuple(
            Item(
                one["text"],
                number=one["number"] or "",
                label=f"For {one['addressed_to']}" if one["addressed_to"] else "",
            )
            for one in paragraphs
        )
    )
    if section.get("cited"):
        yield Para(section["cited"])


def statement_blocks(statement: Mapping[str, Any] | None) -> Iterator[Block]:
    """Who writes the statement of action, with whom and by when: a point for each."""
    if not statement:
        return
    yield Para(STATEMENT)
    yield Items(tuple(Item(fact["text"], label=fact["label"]) for fact in statement["facts"]))


def imprint_blocks(imprint: Mapping[str, Any] | None) -> Iterator[Block]:
    """How to have the document in another format, under what licence, and whom to ask."""
    if not imprint:
        return
    yield Heading(FORMATS, 2)
    yield from (Para(text) for text in imprint["statements"])
    yield Items(tuple(Item(one["line"], label=one["inspectorate"]) for one in imprint["contacts"]))
