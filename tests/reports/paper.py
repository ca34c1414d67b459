"""What the tests ask of the press and of a PDF."""

import io
import subprocess
from collections.abc import Iterator
from typing import Any

import pikepdf

from reports.press import Press, Printed, PrintJob
from reports.print.letter import letter_css, letter_job

LANGUAGE = "en-GB"


def page(body: str, *, title: str = "A page", head: str = "") -> str:
    """Return a whole HTML document round `body`."""
    return (
        f'<!doctype html><html lang="{LANGUAGE}"><head><title>{title}</title>{head}</head>'
        f"<body>{body}</body></html>"
    )


def job(body: str, *, css: str | None = None, title: str = "A page", head: str = "") -> PrintJob:
    """Return a job that prints `body` with the letter's stylesheet, or with `css`."""
    html = page(body, title=title, head=head)
    return PrintJob(html=html, css=letter_css() if css is None else css, title=title)


def printed_on(press: Press, document: PrintJob, *, limit_seconds: float = 30) -> Printed:
    """Print without watching."""
    return press.render(
        document,
        on_stage=lambda stage: None,
        on_tick=lambda: None,
        limit_seconds=limit_seconds,
    )


def letter_on(press: Press, snapshot: dict[str, Any]) -> Printed:
    """Print the letter of a snapshot."""
    return printed_on(press, letter_job(snapshot))


def text_of(content: bytes, *options: str) -> str:
    """Return the text that a reader's program would copy out of a PDF."""
    command = ["pdftotext", *options, "-", "-"]
    return subprocess.run(command, input=content, capture_output=True, check=True).stdout.decode()


def squeezed(text: str) -> str:
    """Return text without white space: line ends in a PDF are the layout's, not the writer's."""
    return "".join(text.split())


def opened(content: bytes) -> pikepdf.Pdf:
    """Open a PDF from its bytes."""
    return pikepdf.open(io.BytesIO(content))


def tags(pdf: pikepdf.Pdf) -> Iterator[tuple[str, pikepdf.Dictionary]]:
    """Yield every element of the tag tree in reading order, with its name."""

    def below(element: pikepdf.Dictionary) -> Iterator[tuple[str, pikepdf.Dictionary]]:
        kids = element.get("/K", [])
        for kid in kids if isinstance(kids, pikepdf.Array) else [kids]:
            if isinstance(kid, pikepdf.Dictionary) and "/S" in kid:
                yield str(kid["/S"]).removeprefix("/"), kid
                yield from below(kid)

    yield from below(pdf.Root["/StructTreeRoot"])


def children(element: pikepdf.Dictionary) -> list[str]:
    """Return the names of an element's own children."""
    kids = element.get("/K", [])
    return [
        str(kid["/S"]).removeprefix("/")
        for kid in (kids if isinstance(kids, pikepdf.Array) else [kids])
        if isinstance(kid, pikepdf.Dictionary) and "/S" in kid
    ]
