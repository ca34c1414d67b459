"""Every way that a text might make the renderer fetch, read, carry or burst.

Each vector is tried twice: typed as text, where it has to stand on the paper as it was typed, and
given to the press as raw HTML, as if escaping had failed, where it has to be refused. A canary
server counts who comes, and a canary file shows whether anything was read. The control prints the
same HTML with WeasyPrint as it comes: there the canaries are reached, so a zero means something.
"""

import base64
import gzip
import http.server
import json
import subprocess
import sys
import threading
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

import pikepdf
import pytest
import weasyprint

from reports.press import Press, PrintJob, RenderFailed
from reports.print import landlock
from reports.print.child import PROJECT
from reports.print.fonts import FAMILIES
from tests.reports.paper import job, letter_on, opened, page, printed_on, squeezed, text_of
from tests.reports.samples import snapshot_with_text

SECRET = "canary-7f3a91c4"
PIXEL = base64.b64decode(
    "iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg=="
)


@dataclass
class Canary:
    """A server that nobody should come to, and a file that nobody should read."""

    http: str
    file: Path
    folder: Path
    hits: list[str] = field(default_factory=list)


class Handler(http.server.BaseHTTPRequestHandler):
    canary: Canary

    def do_GET(self) -> None:  # the library's name
        self.canary.hits.append(self.path)
        if self.path.startswith("/to-file"):
            self.send_response(302)
            self.send_header("Location", self.canary.file.as_uri())
            self.end_headers()
            return
        if self.path.startswith("/to-inside"):
            self.send_response(302)
            self.send_header("Location", "/inside")
            self.end_headers()
            return
        self.send_response(200)
        self.send_header("Content-Type", "image/png")
        self.end_headers()
        self.wfile.write(PIXEL)

    def log_message(self, *args: object) -> None:
        """Say nothing on the tests' output."""


@pytest.fixture(scope="module")
def canary(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Canary]:
    folder = tmp_path_factory.mktemp("canary")
    file = folder / "secret.txt"
    file.write_text(SECRET)
    (folder / "secret.svg").write_text(
        f'<svg xmlns="http://www.w3.org/2000/svg" width="90" height="20"><text y="15" id="t">'
        f"{SECRET}</text></svg>"
    )
    server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    canary = Canary(f"http://127.0.0.1:{server.server_port}", file, folder)
    Handler.canary = canary
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    yield canary
    server.shutdown()
    server.server_close()


@pytest.fixture(scope="module")
def press() -> Iterator[Press]:
    press = Press()
    yield press
    press.close()


# {http} is the canary server, {file} the canary file, {svg} a picture that holds the secret.
FETCHING = {
    "img": '<img src="{http}/img">',
    "img of a file": '<img src="{svg}">',
    "stylesheet": '<link rel="stylesheet" href="{http}/css">',
    "import": '<style>@import url("{http}/import")</style>',
    "style": '<style>p {{ background: url("{http}/style") }}</style><p>x</p>',
    "inline style": '<p style="background: url({http}/inline)">x</p>',
    "font": '<style>@font-face {{ font-family: X; src: url("{http}/font") }}</style>'
    '<p style="font-family: X">x</p>',
    "content": '<style>p::before {{ content: url("{http}/content") }}</style><p>x</p>',
    "list marker": '<ul style="list-style-image: url({http}/marker)"><li>x</li></ul>',
    "border image": '<p style="border: 1px solid; border-image: url({http}/border) 1">x</p>',
    "mask of a page": '<style>@page {{ background: url("{http}/page") }}</style>',
    "object": '<object data="{http}/object"></object>',
    "embed": '<embed src="{http}/embed">',
    "svg image": '<svg width="9" height="9"><image href="{http}/svg" width="9" height="9"/></svg>',
    "svg image, old link": '<svg width="9" height="9" xmlns:xlink="http://www.w3.org/1999/xlink">'
    '<image xlink:href="{http}/xlink" width="9" height="9"/></svg>',
    "picture in a data address": '<img src="data:image/svg+xml;base64,{nested}">',
    "redirect inside": '<img src="{http}/to-inside">',
    "redirect to a file": '<img src="{http}/to-file">',
    "attached by link": '<link rel="attachment" href="{file}">',
    "attached by anchor": '<a rel="attachment" href="{file}">x</a>',
    "attached from the server": '<link rel="attachment" href="{http}/attached">',
    "base": '<base href="{http}/"><img src="based">',
    "base of files": '<base href="{folder}/"><img src="secret.svg">',
    "relative": '<img src="secret.svg">',
    "address by attribute": "<style>p::before {{ content: attr(data-x url) }}</style>"
    '<p data-x="{http}/attr">x</p><img src="{http}/after-attr">',
    "metadata service": '<img src="http://169.254.169.254/latest/meta-data/">',
    "loopback of six": '<img src="http://[::1]:{port}/six">',
    "address as a number": '<img src="http://2130706433:{port}/number">',
    "name that is here": '<img src="http://localhost:{port}/name">',
    "other scheme": '<img src="ftp://127.0.0.1/x">',
    "device without end": '<img src="file:///dev/urandom">',
    "environment": '<link rel="attachment" href="file:///proc/self/environ">',
    "environment as picture": '<img src="file:///proc/self/environ">',
    "our own scheme": '<img src="concord:fonts/../../manage.py">',
    "postscript": '<img src="data:application/postscript;base64,{eps}">',
    "laughs": '<img src="data:image/svg+xml;base64,{laughs}">',
    "foreign entity": '<img src="data:image/svg+xml;base64,{entity}">',
    "bomb of a picture": '<img src="data:image/png;base64,{bomb}">',
    "frame": '<iframe src="{http}/frame"></iframe>',
    "refresh": '<meta http-equiv="refresh" content="0; url={http}/refresh">',
    "script": '<script src="{http}/script"></script>',
    "form": '<form action="{http}/form"><input name="x" value="y"></form>',
    "anchor that runs": '<a href="javascript:app.launchURL(1)">x</a>',
    "anchor to a file": '<a href="{file}">x</a>',
}
# These ask for nothing in WeasyPrint as it is set up here: they are printed, and nothing happens.
HARMLESS = {
    "svg use": '<svg width="90" height="20"><use href="{svg}#t"/></svg>',
    "svg style": '<svg width="9" height="9"><style>@import url("{http}/svg-style");</style>'
    '<rect width="9" height="9" fill="url({http}/fill)"/></svg>',
    "hint of a background": '<body background="{http}/background"><p>x</p>',
    "hint with a style in it": '<font color="red;background:url({http}/hint)">x</font>',
    "source set": '<picture><source srcset="{http}/srcset"></picture>',
    "comment": '<!--[if IE]><img src="{http}/comment"><![endif]--><p>x</p>',
    "noscript": "<noscript><p>x</p></noscript>",
    "template": "<template><p>x</p></template>",
}
TEMPLATE_SYNTAX = (
    "{{ letter }}",
    "{{ letter.__class__.__mro__ }}",
    "{% include '/etc/passwd' %}",
    "{% load static %}{% debug %}",
    "{{ request.session }}{# gone #}",
    "${7*7} #{7*7} <%= 7*7 %>",
)


def _data(text: str) -> str:
    return base64.b64encode(text.encode()).decode()


def _laughs() -> str:
    entities = "".join(
        f'<!ENTITY l{n} "{f"&l{n - 1};" * 10}">' if n else '<!ENTITY l0 "ha">' for n in range(10)
    )
    return f"<!DOCTYPE svg [{entities}]><svg><text>&l9;</text></svg>"


def written(vector: str, canary: Canary) -> str:
    """Fill the canaries into a vector."""
    nested = f'<svg xmlns="http://www.w3.org/2000/svg"><image href="{canary.http}/nested"/></svg>'
    entity = f'<!DOCTYPE svg [<!ENTITY x SYSTEM "{canary.file.as_uri()}">]><svg>&x;</svg>'
    return vector.format(
        http=canary.http,
        port=canary.http.rpartition(":")[2],
        file=canary.file.as_uri(),
        folder=canary.folder.as_uri(),
        svg=(canary.folder / "secret.svg").as_uri(),
        nested=_data(nested),
        eps=_data("%!PS-Adobe-3.0 EPSF-3.0\n(/etc/passwd) (r) file"),
        laughs=_data(_laughs()),
        entity=_data(entity),
        bomb=base64.b64encode(gzip.compress(bytes(10_000))).decode(),
    )


def everything_in(content: bytes) -> bytes:
    """Return all that a PDF holds, unpacked."""
    held = [content]
    with opened(content) as document:
        for item in document.objects:
            if isinstance(item, pikepdf.Stream):
                held.append(item.read_bytes())
            else:
                held.append(repr(item).encode())
    return b"\n".join(held) + text_of(content).encode()


def is_clean(content: bytes, canary: Canary) -> bool:
    """Whether a PDF holds no file, no action and no word of the canary file."""
    held = everything_in(content)
    unwanted = (b"/EmbeddedFile", b"/Filespec", b"/JavaScript", b"/Launch", b"/OpenAction")
    return SECRET.encode() not in held and not any(word in held for word in unwanted)


@pytest.mark.parametrize("name", [*FETCHING, *HARMLESS])
def test_vector_typed_as_text_stays_text(press, canary, name):
    typed = written((FETCHING | HARMLESS)[name], canary)
    before = len(canary.hits)
    printed = letter_on(press, snapshot_with_text(typed[:400]))
    assert squeezed(typed[:400]) in squeezed(text_of(printed.bytes, "-raw"))
    assert canary.hits[before:] == []
    assert set(printed.fonts) <= FAMILIES
    assert is_clean(printed.bytes, canary)


@pytest.mark.parametrize("syntax", TEMPLATE_SYNTAX)
def test_template_syntax_typed_as_text_stays_text(press, syntax):
    said = squeezed(text_of(letter_on(press, snapshot_with_text(syntax)).bytes))
    assert said.count(squeezed(syntax)) > 10


@pytest.mark.parametrize("name", FETCHING)
def test_vector_as_raw_html_is_refused(press, canary, name):
    before = len(canary.hits)
    with pytest.raises(RenderFailed) as failed:
        printed_on(press, job(written(FETCHING[name], canary)))
    assert canary.hits[before:] == []
    assert not failed.value.again
    assert SECRET not in failed.value.reason


@pytest.mark.parametrize("name", HARMLESS)
def test_vector_that_asks_for_nothing_is_printed_without_effect(press, canary, name):
    before = len(canary.hits)
    printed = printed_on(press, job(written(HARMLESS[name], canary)))
    assert canary.hits[before:] == []
    assert is_clean(printed.bytes, canary)


@pytest.mark.parametrize(
    "css",
    [
        '@import url("{http}/css-import");',
        'p {{ background: url("{http}/css-background") }}',
        'p::before {{ content: url("{http}/css-content") }}',
        '@page {{ @top-left {{ content: url("{http}/css-margin") }} }}',
        '@font-face {{ font-family: X; src: url("{http}/css-font") }} p {{ font-family: X }}',
        '@page {{ background: url("{file}") }}',
        'li {{ list-style-image: url("{http}/css-marker") }}',
    ],
)
def test_stylesheet_that_asks_for_anything_is_refused(press, canary, css):
    before = len(canary.hits)
    with pytest.raises(RenderFailed, match="may fetch nothing"):
        printed_on(press, job("<p>x</p><ul><li>y</li></ul>", css=written(css, canary)))
    assert canary.hits[before:] == []


@pytest.mark.parametrize("name", ["link", "-weasy-link"])
def test_link_property_of_a_stylesheet_carries_nothing_out(press, canary, name):
    css = f'p {{ {name}: url("{canary.file.as_uri()}") }}'
    content = printed_on(press, job("<p>x</p>", css=css)).bytes
    assert canary.file.name.encode() not in everything_in(content)
    assert is_clean(content, canary)


def test_refusal_names_what_was_asked_for(press, canary):
    with pytest.raises(RenderFailed) as failed:
        printed_on(press, job(f'<img src="{canary.http}/named">'))
    assert f"{canary.http}/named" in failed.value.reason


def test_refusal_that_weasyprint_swallows_fails_the_render_all_the_same(press, canary):
    """An image inside an SVG picture swallows even the error that is meant to be fatal."""
    with pytest.raises(RenderFailed, match="svg"):
        printed_on(press, job(written(FETCHING["svg image"], canary)))


def test_press_prints_after_every_attack(press):
    assert printed_on(press, job("<p>Still here.</p>")).pages == 1


def test_title_and_metadata_carry_text_and_nothing_else(press, canary):
    title = '"><script>x</script>{{ letter }}(/JS)'
    document = PrintJob(html=page("<p>x</p>", title="T"), css="", title="T")
    escaped = document.html.replace("<title>T", f"<title>{title.replace('<', '&lt;')}")
    printed = printed_on(press, PrintJob(html=escaped, css="", title=title))
    with opened(printed.bytes) as document_out:
        assert str(document_out.docinfo["/Title"]) == title
        assert set(document_out.docinfo.keys()) == {"/Title", "/Producer"}
    assert is_clean(printed.bytes, canary)


# --- behind the fetcher: what the kernel keeps from a process that would fetch -------------------

OPEN_FETCHER = """
import json, os, sys
from pathlib import Path
import weasyprint
from reports.print import limits
told = json.loads(sys.stdin.read())

def attempt():
    content = weasyprint.HTML(string=told["html"]).write_pdf(uncompressed_pdf=True)
    try:
        Path(told["file"]).read_text()
    except OSError as error:
        return [told["secret"] in content.decode("latin-1"), type(error).__name__]
    return [told["secret"] in content.decode("latin-1"), "read"]

if told["confined"]:
    facts = [limits.leave_network(), limits.end_with_parent(os.getppid())]
    limits.limit_resources(memory=1024 * limits.MEGABYTE)
    facts.append(limits.leave_files(Path(os.environ["TMPDIR"])))
else:
    facts = []
print(json.dumps({"facts": facts, "attempt": attempt()}))
"""


def with_an_open_fetcher(canary: Canary, folder: Path, *, confined: bool) -> dict[str, list]:
    """Print with WeasyPrint's own fetcher, in a process that took the renderer's limits or not."""
    vectors = "".join(written(FETCHING[name], canary) for name in ("img", "attached by link"))
    told = {"html": page(vectors), "file": str(canary.file), "secret": SECRET, "confined": confined}
    answer = subprocess.run(
        [sys.executable, "-P", "-c", OPEN_FETCHER],
        input=json.dumps(told),
        env={"PYTHONPATH": str(PROJECT), "TMPDIR": str(folder), "HOME": str(folder)},
        capture_output=True,
        text=True,
        check=True,
    )
    return json.loads(answer.stdout)


def test_kernel_stops_a_renderer_whose_fetcher_is_open(canary, tmp_path):
    before = len(canary.hits)
    answer = with_an_open_fetcher(canary, tmp_path, confined=True)
    network, _, files = answer["facts"]
    if network == "none" or files == landlock.CLOSED:
        assert canary.hits[before:] == []
    if files == landlock.CLOSED:
        assert answer["attempt"] == [False, "PermissionError"]
    assert "none" in network or "kernel" in network
    assert files == landlock.CLOSED or "kernel" in files


def test_control_unconfined_the_same_process_reaches_both(canary, tmp_path):
    before = len(canary.hits)
    answer = with_an_open_fetcher(canary, tmp_path, confined=False)
    assert "/img" in canary.hits[before:]
    assert answer["attempt"] == [True, "read"]


# --- the control: without our fetcher the canaries are reached ----------------------------------


@pytest.mark.filterwarnings("ignore")
def test_control_weasyprint_as_it_comes_reaches_the_server(canary):
    reached = set()
    for name, vector in FETCHING.items():
        if "{http}" not in vector and "{nested}" not in vector:
            continue
        before = len(canary.hits)
        weasyprint.HTML(string=page(written(vector, canary))).write_pdf()
        if len(canary.hits) > before:
            reached.add(name)
    assert len(reached) >= 14
    assert {"img", "stylesheet", "svg image", "redirect inside"} <= reached


@pytest.mark.filterwarnings("ignore")
@pytest.mark.parametrize("name", ["attached by link", "attached by anchor"])
def test_control_weasyprint_as_it_comes_carries_the_file_out(canary, name):
    content = weasyprint.HTML(string=page(written(FETCHING[name], canary))).write_pdf()
    assert not is_clean(content, canary)
    assert SECRET.encode() in everything_in(content)


@pytest.mark.filterwarnings("ignore")
def test_control_weasyprint_as_it_comes_reads_a_picture_from_disk(canary):
    content = weasyprint.HTML(string=page(written(FETCHING["img of a file"], canary))).write_pdf()
    assert SECRET in squeezed(text_of(content))
