"""What is printed, what comes of it, and the key that names a render."""

import hashlib
import json
from dataclasses import dataclass
from importlib.metadata import version

from reports.print import fonts


class UnknownSchema(Exception):
    """A snapshot of a schema that no template here prints."""


@dataclass(frozen=True, slots=True)
class PrintJob:
    """What to print: a whole HTML document, its stylesheet, and what the PDF must say of itself.

    The HTML's own title and language must be `title` and `language`, or the render fails.
    """

    html: str
    css: str
    title: str
    language: str = "en-GB"


@dataclass(frozen=True, slots=True)
class Printed:
    """A finished PDF: its bytes, their SHA-256, the pages, and the font families embedded."""

    bytes: bytes
    sha256: str
    pages: int
    fonts: tuple[str, ...]


def render_key(*, snapshot_hash: str, template: str, css: str) -> str:
    """Return the SHA-256 that names a render: equal keys give equal bytes.

    It covers the snapshot (by its content hash), the source of the template, the stylesheet, the
    bytes of the fonts and WeasyPrint's version, so that nothing is rendered twice and nothing
    stale is served after a change of any of them.
    """
    parts = [snapshot_hash, template, css, fonts.fonts_hash(), version("weasyprint")]
    return hashlib.sha256(json.dumps(parts, ensure_ascii=False).encode()).hexdigest()
