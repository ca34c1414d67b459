"""An evidence pack on paper: its content in, the HTML and stylesheet of its pages out.

The letter's engine reads the template. People record in any script, and the shipped fonts draw only
the Latin ones: what they cannot draw is printed as a mark, and the first page says what it means.
"""

import unicodedata
from functools import cache
from itertools import groupby

from django.template import Context

from inspections.values.packs import PackContent
from reports.print.fonts import drawable
from reports.print.jobs import PrintJob
from reports.print.letter import FOLDER, LANGUAGE, engine

TEMPLATE = "reports/pdf/pack.html"
STYLESHEET = "reports/pdf/pack.css"
UNDRAWN = "[…]"


def pack_job(content: PackContent) -> PrintJob:
    """Return what the press needs to print a pack."""
    rows = [[printable(cell) for cell in row] for row in content.rows]
    title = printable(content.title)
    pack = {
        "title": title,
        "reference": content.reference,
        "facts": [(label, printable(text)) for label, text in content.facts],
        "items": [dict(zip(_names(content.columns), row, strict=True)) for row in rows],
        "undrawn": UNDRAWN,
    }
    html = engine().get_template(TEMPLATE).render(Context({"pack": pack, "language": LANGUAGE}))
    return PrintJob(html=html, css=_css(), title=title, language=LANGUAGE)


def printable(text: str) -> str:
    """Return the text with a mark in the place of each run of what no shipped font can draw."""
    known = drawable() | {"\n", "\t"}
    parts = groupby(unicodedata.normalize("NFC", text), key=known.__contains__)
    return "".join("".join(part) if is_drawn else UNDRAWN for is_drawn, part in parts)


def _names(columns: tuple[str, ...]) -> list[str]:
    return [name.lower().replace("’", "").replace(" ", "_") for name in columns]


@cache
def _css() -> str:
    return (FOLDER / STYLESHEET).read_text()
