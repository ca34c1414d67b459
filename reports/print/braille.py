"""A document as plain text that is ready for Braille: blocks in, one text out.

What is ready for Braille is ready for the program that turns print into Braille, and for the
transcriber who looks at what it made. So:

- A paragraph is one line, however long. British Braille pages have mostly 40 cells to a line and
  Braille files (BRF) up to 42, but contracted Braille is shorter than print by a quarter or more,
  and the program breaks the lines for the reader's own page or display. A text that is cut at 40
  characters of print would be broken twice, and the program would take each piece for a paragraph.
- A heading has its level in front, in the square brackets of a transcriber's note: “[Heading 2]
  Strengths”. Search and replace makes a style of it; capitals would cost a sign each, and
  underlining is lost.
- A point of a list begins with “- ”, one below another with “-- ”.
- A row of a table is a line for each column, “label: value”: a table by columns does not fit.
- A footnote stands where its mark is.
- Characters are those of a keyboard, the pound and euro signs, and Latin letters with their
  accents, for names (Unified English Braille has all of them). Typographic quotation marks and
  dashes are folded. What is left is named in brackets, and so is not lost.
"""

import unicodedata
from collections.abc import Iterable, Iterator
from functools import cache

from reports.print.outline import Block, Heading, Item, Items, Para, Table

_FOLDED = str.maketrans(
    {
        "‘": "'", "’": "'", "‚": "'", "‛": "'", "′": "'",
        "“": '"', "”": '"', "„": '"', "″": '"', "«": '"', "»": '"',
        "‐": "-", "‑": "-", "‒": "-", "–": "-", "—": " - ", "―": " - ", "−": "-",
        "…": "...", "•": "-", "·": ".", "×": "x", "÷": "/", "⁄": "/",
        "½": " 1/2", "¼": " 1/4", "¾": " 3/4",
        "\t": " ", "\r": None, "\u00ad": None, "\u200b": None, "\u200c": None,
        "\u200d": None, "\u2060": None, "\ufeff": None,
    }
)  # fmt: skip
_MARKS = frozenset("£€\n")


def braille_text(blocks: Iterable[Block]) -> str:
    """Return the text, a blank line between two blocks and two before a heading."""
    parts: list[str] = []
    for block in blocks:
        gap = "\n" if isinstance(block, Heading) and parts else ""
        parts.append(gap + "\n".join(_lines(block)))
    return "\n\n".join(parts) + "\n"


def plain(text: str) -> str:
    """Return the text in the characters that are left, each line without double spaces."""
    folded = unicodedata.normalize("NFKC", text.translate(_FOLDED)).translate(_FOLDED)
    said = "".join(character if _stays(character) else _named(character) for character in folded)
    return "\n".join(" ".join(line.split()) for line in said.split("\n"))


@cache
def _stays(character: str) -> bool:
    if character in _MARKS or " " <= character <= "~":
        return True
    return character.isalpha() and unicodedata.name(character, "").startswith("LATIN")


def _named(character: str) -> str:
    name = unicodedata.name(character, "")
    return f" ({name.lower()}) " if name else " (a character that cannot be shown) "


def _lines(block: Block) -> Iterator[str]:
    if isinstance(block, Heading):
        yield f"[Heading {block.level}] {plain(block.text)}"
    elif isinstance(block, Para):
        yield _said(block)
    elif isinstance(block, Items):
        yield from (f"{'-' * item.level} {_said(item)}" for item in block.items)
    else:
        yield from _table(block)


def _table(table: Table) -> Iterator[str]:
    yield f"[Table] {plain(table.caption)}"
    for row in table.rows:
        yield ""
        for column, cell in zip(table.columns, row, strict=True):
            yield f"{plain(column)}: {plain(cell)}"
    yield ""
    yield "[End of table]"


def _said(block: Para | Item) -> str:
    label = f"{block.label}:" if block.label else ""
    return plain(" ".join(part for part in (block.number, label, block.text) if part))
