"""The renderer: HTML and a stylesheet in, a tagged PDF out, and nothing fetched.

This is the only module that imports WeasyPrint, and it runs as a process of its own
(`python -m reports.pdf`), started and watched by `reports.press`. It reads requests from its
standard input and answers on its standard output (see `reports.print.frames`).

A render fails, with a sentence for the reader, when the document asks for anything that is not
one of the shipped fonts, carries an attachment or a link that is not plain, holds a character
that no shipped font can draw, has no title or language, or lays out something WeasyPrint
reports as an error. WeasyPrint swallows some refusals (an image inside an SVG picture), so
refusals are counted and looked at after the render too.
"""

import argparse
import gc
import hashlib
import logging
import os
import resource
import sys
import traceback
import unicodedata
import warnings
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import BinaryIO

from reports.print import fonts as shipped
from reports.print import frames, limits
from reports.print.fonts import FAMILIES
from reports.print.shelf import Shelf

with warnings.catch_warnings():
    # This process has no system fonts, on purpose; WeasyPrint warns of that when it is imported.
    warnings.simplefilter("ignore")
    import pydyf
    import weasyprint
    from weasyprint.text.fonts import FontConfiguration
    from weasyprint.urls import FatalURLFetchingError, URLFetcher, URLFetcherResponse

INPUT_LIMIT = 16 * 1024 * 1024
# What a letter never holds, whether or not WeasyPrint would fetch for it.
STRANGE_ELEMENTS = frozenset(
    {"applet", "audio", "base", "embed", "form", "frame", "frameset", "iframe", "input", "link"}
    | {"object", "script", "video"}
)
PLAIN_LINKS = ("https://", "http://", "mailto:")
STRANGE_ACTIONS = frozenset({"/JavaScript", "/Launch", "/SubmitForm", "/ImportData", "/GoToR"})
SHOWN_AT_MOST = 5
NOTHING_FETCHED = "a document may fetch nothing but the shipped fonts"


class Refused(Exception):
    """A document that is not printed, and the sentence that says why."""


@dataclass(frozen=True, slots=True)
class Request:
    """What to print."""

    html: str
    css: str
    title: str
    language: str


@dataclass(frozen=True, slots=True)
class Result:
    """A finished PDF and the facts about it."""

    content: bytes
    pages: int
    fonts: tuple[str, ...]

    @property
    def facts(self) -> dict[str, object]:
        """The message that goes before the bytes."""
        return {
            "pages": self.pages,
            "sha256": hashlib.sha256(self.content).hexdigest(),
            "fonts": list(self.fonts),
            "size": len(self.content),
        }


class ShippedFetcher(URLFetcher):
    """Serves the shipped fonts from memory, refuses every other address and keeps count."""

    def __init__(self, shelf: Mapping[str, bytes] | Shelf) -> None:
        super().__init__(allowed_protocols=(), allow_redirects=False, fail_on_errors=True)
        self.shelf = shelf
        self.refused: list[str] = []

    def fetch(self, url: str, headers: object = None) -> URLFetcherResponse:  # theirs
        """Return the shipped file at `url`; raise FatalURLFetchingError for any other address."""
        if url in self.shelf:
            return URLFetcherResponse(url, self.shelf[url], {"Content-Type": "font/ttf"})
        self.refused.append(url)
        raise FatalURLFetchingError(url)

    def check(self) -> None:
        """Raise Refused when anything was asked for in vain."""
        if self.refused:
            raise Refused(f"The document asked for “{_shown(self.refused[0])}”; {NOTHING_FETCHED}.")


class Complaints(logging.Handler):
    """Keeps what WeasyPrint complains of during a render, where that spoils the document."""

    def __init__(self) -> None:
        super().__init__(logging.WARNING)
        self.reasons: list[str] = []

    def emit(self, record: logging.LogRecord) -> None:
        """Keep errors, and the warnings about fonts and glyphs; WeasyPrint goes on after both."""
        message = record.getMessage()
        if record.levelno >= logging.ERROR:
            self.reasons.append(f"The document cannot be printed as written: {_shown(message)}.")
        elif message.startswith("Font-face"):
            self.reasons.append("A font of the document could not be loaded.")
        elif message.startswith(".notdef") and isinstance(record.args, tuple):
            self.reasons.append(undrawable_reason([str(record.args[0])]))

    def check(self) -> None:
        """Raise Refused with the first complaint."""
        if self.reasons:
            raise Refused(self.reasons[0])


class Renderer:
    """Turns requests into PDFs; holds the shipped fonts."""

    def __init__(self, folder: Path) -> None:
        """Read the fonts in `folder`; raises FileNotFoundError when one is missing."""
        self.shelf = Shelf(folder)

    def render(self, request: Request, on_stage: Callable[[str], None]) -> Result:
        """Print one document, naming each stage as it begins.

        Raises Refused with a sentence when the document may not be printed.
        """
        complaints = Complaints()
        fetcher = ShippedFetcher(self.shelf)
        logger = logging.getLogger("weasyprint")
        logger.addHandler(complaints)
        try:
            return self._print(request, fetcher, complaints, on_stage)
        except FatalURLFetchingError:
            fetcher.check()
            raise
        finally:
            logger.removeHandler(complaints)

    def _print(
        self,
        request: Request,
        fetcher: ShippedFetcher,
        complaints: Complaints,
        on_stage: Callable[[str], None],
    ) -> Result:
        def check() -> None:
            fetcher.check()
            complaints.check()

        on_stage("parsing")
        html = weasyprint.HTML(
            string=unicodedata.normalize("NFC", request.html), url_fetcher=fetcher
        )
        check_elements(html.etree_element.iter())
        used = used_characters(html.etree_element, request.css)
        if undrawn := self.shelf.undrawn(used):
            raise Refused(undrawable_reason(sorted(undrawn)))
        faces = self.shelf.faces_for(used)
        more = dict.fromkeys(face.family for face in faces[len(shipped.TEXT_FACES) :])
        fonts = FontConfiguration()
        styles = [
            weasyprint.CSS(string=css, url_fetcher=fetcher, font_config=fonts)
            for css in (shipped.face_rules(faces=faces), shipped.with_families(request.css, more))
        ]
        check()
        on_stage("laying out")
        document = html.render(font_config=fonts, stylesheets=styles, pdf_variant="pdf/ua-1")
        check()
        check_metadata(document.metadata, request)
        on_stage("writing")
        content = document.write_pdf(
            finisher=lambda _, pdf: check_objects(pdf.objects), pdf_variant="pdf/ua-1"
        )
        check()
        families = sorted({font.family for font in document.fonts.values()})
        check_families(families)
        return Result(content=content, pages=len(document.pages), fonts=tuple(families))


def used_characters(root: object, css: str) -> set[str]:
    """Return every character of the text, of its attributes and of the style."""
    used = set(css)
    for element in root.iter():  # type: ignore[attr-defined]  # an untyped ElementTree
        if isinstance(element.tag, str):
            used.update(element.text or "", *element.attrib.values())
        used.update(element.tail or "")
    return used


def undrawable_reason(characters: list[str]) -> str:
    """Return the sentence that names characters which no shipped font can draw."""
    named = [
        f"“{character}” (U+{ord(character):04X}, "
        f"{unicodedata.name(character, 'a character without a name').lower()})"
        if character.isprintable()
        else f"U+{ord(character):04X}"
        for character in characters[:SHOWN_AT_MOST]
    ]
    more = len(characters) - len(named)
    if more:
        named.append(f"and {more} more")
    return (
        f"No font of the document can draw {', '.join(named)}. "
        "Write the text with other characters."
    )


def check_elements(elements: Iterable[object]) -> None:
    """Raise Refused at an element, link or attachment that a letter never holds."""
    for element in elements:
        tag = getattr(element, "tag", None)
        if not isinstance(tag, str):
            continue
        tag = tag.rpartition("}")[2]
        attributes: dict[str, str] = element.attrib  # type: ignore[attr-defined]  # untyped
        if "attachment" in attributes.get("rel", "").lower().split():
            raise Refused("The document carries an attachment, and a letter may carry none.")
        if tag in STRANGE_ELEMENTS or (tag == "meta" and "http-equiv" in attributes):
            raise Refused(f"The document holds a <{tag}> element, which a letter never holds.")
        if tag == "a":
            check_link(attributes.get("href", "#"))


def check_metadata(metadata: object, request: Request) -> None:
    """Raise Refused unless the document's own title and language are those asked for."""
    title, language = getattr(metadata, "title", None), getattr(metadata, "lang", None)
    if not title or title != " ".join(unicodedata.normalize("NFC", request.title).split()):
        raise Refused("The document does not carry its title, so nobody could tell it apart.")
    if not language or language != request.language:
        raise Refused("The document does not say its language, so it could not be read aloud.")


def check_objects(objects: Iterable[object]) -> None:
    """Raise Refused when the PDF would hold an embedded file or an action that does something."""
    for item in objects:
        held = item if isinstance(item, pydyf.Dictionary) else getattr(item, "extra", {})
        if held.get("Type") in {"/EmbeddedFile", "/Filespec"} or "EmbeddedFiles" in held:
            raise Refused("The document carries an attachment, and a letter may carry none.")
        action = held.get("A", held)
        if not isinstance(action, dict):
            continue
        if action.get("S") in STRANGE_ACTIONS or "OpenAction" in held or "AA" in held:
            raise Refused("The document would act when it is opened, and a letter may not.")
        if action.get("S") == "/URI":
            check_link(str(getattr(action.get("URI"), "string", "")))


def check_link(address: str) -> None:
    """Raise Refused unless `address` is inside the document, or one that a reader can use."""
    if not address.strip().lower().startswith(("#", *PLAIN_LINKS)):
        raise Refused(
            f"The document has a link to “{_shown(address)}”, which is no address for readers."
        )


def check_families(families: Iterable[str]) -> None:
    """Raise Refused when a font was used that the project does not ship."""
    for family in families:
        if family not in FAMILIES:
            raise Refused(f"The document was set in “{_shown(family)}”, a font that is not ours.")


def _shown(text: str) -> str:
    """Return a foreign text short and printable, fit for a sentence."""
    kept = "".join(character if character.isprintable() else "?" for character in text)
    return kept if len(kept) <= 120 else f"{kept[:119]}…"


def failure(error: BaseException, memory: int) -> dict[str, object]:
    """Return the message for a render that failed.

    It holds the reason, whether the same render may succeed another time, and whether this
    process is spent (after a refusal it is as sound as before).
    """
    if isinstance(error, Refused):
        return {"failed": str(error), "again": False, "spent": False}
    if isinstance(error, MemoryError):
        reason = f"The document needed more than the {memory // limits.MEGABYTE} MB it may use."
        return {"failed": reason, "again": False, "spent": True}
    if isinstance(error, RecursionError):
        reason = "The document is nested too deeply to be laid out."
        return {"failed": reason, "again": False, "spent": True}
    frame = traceback.extract_tb(error.__traceback__)[-1]
    # The words of an unforeseen error may quote the document, so only its place is told.
    place = f"{type(error).__name__} in {Path(frame.filename).name} line {frame.lineno}"
    reason = f"The renderer met an error of its own ({place})."
    return {"failed": reason, "again": True, "spent": True}


def serve(renderer: Renderer, source: BinaryIO, answers: BinaryIO, *, memory: int) -> None:
    """Answer requests from `source` on `answers` until it ends, or until this process is spent.

    Garbage is collected between renders and never during one, which is a fifth quicker.
    """
    gc.disable()

    def answer(message: dict[str, object]) -> None:
        answers.write(frames.pack_message(message))
        answers.flush()

    # Linux hands a child the peak of whoever started it: only what goes beyond that is its own.
    inherited = _peak_kilobytes()
    while (body := frames.read(source, limit=INPUT_LIMIT)) is not None:
        try:
            request = Request(**frames.unpack_message(body))  # type: ignore[arg-type]  # from JSON
            result = renderer.render(request, lambda stage: answer({"stage": stage}))
        except BaseException as error:  # noqa: BLE001  # every failure is an answer
            message = failure(error, memory)
            answer(message)
            if message["spent"]:
                return
            gc.collect()
            continue
        peak = _peak_kilobytes()
        answer({"done": {**result.facts, "peak_kilobytes": peak if peak > inherited else 0}})
        answers.write(frames.pack(result.content))
        answers.flush()
        del request, result, body
        gc.collect()


def _peak_kilobytes() -> int:
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss


def main(arguments: list[str] | None = None) -> int:
    """Run as the child of the press: take the limits, say what they are, and serve."""
    parser = argparse.ArgumentParser(prog="python -m reports.pdf")
    parser.add_argument("--parent", type=int, required=True, help="the process that started this")
    parser.add_argument("--fonts", type=Path, required=True, help="the folder of shipped fonts")
    parser.add_argument("--memory", type=int, required=True, help="bytes of address space")
    options = parser.parse_args(arguments)

    network = limits.leave_network()
    if not limits.end_with_parent(options.parent):
        return 1
    renderer = Renderer(options.fonts)
    limits.limit_resources(memory=options.memory)
    files = limits.leave_files(Path(os.environ["TMPDIR"]))
    # Answers go out on a descriptor of their own: nothing that a library prints can get between.
    answers = os.fdopen(os.dup(1), "wb")
    os.dup2(2, 1)
    gc.collect()
    gc.freeze()
    ready = {"network": network, "files": files, "weasyprint": weasyprint.__version__}
    answers.write(frames.pack_message({"ready": ready}))
    answers.flush()
    serve(renderer, sys.stdin.buffer, answers, memory=options.memory)
    return 0


if __name__ == "__main__":
    sys.exit(main())
