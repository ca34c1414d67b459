"""What comes out of the renderer: a letter that everybody can read, always with the same bytes."""

import hashlib
import logging
import subprocess
import sys

import pikepdf
import pydyf
import pytest

from reports import pdf
from reports.press import Press, Printed, RenderFailed
from reports.print import fonts
from reports.print.child import PROJECT
from reports.print.letter import (
    UnknownSchema,
    letter_css,
    letter_html,
    letter_job,
    letter_key,
    template_source,
)
from tests.reports.paper import (
    children,
    job,
    letter_on,
    opened,
    printed_on,
    squeezed,
    tags,
    text_of,
)
from tests.reports.samples import sample_snapshot, snapshot_with_text

H2 = [
    "What was inspected",
    "Key findings",
    "Strengths",
    "Areas for priority action",
    "Areas for improvement",
    "The shared judgement",
    "What happens next",
]


@pytest.fixture(scope="module")
def letter(press: Press) -> Printed:
    return letter_on(press, sample_snapshot())


@pytest.fixture(scope="module")
def text(letter: Printed) -> str:
    return text_of(letter.bytes)


# --- how it is made: PDF/UA ---------------------------------------------------------------------


def test_letter_is_a_tagged_pdf_that_says_its_language_and_title(letter):
    with opened(letter.bytes) as document:
        root = document.Root
        assert str(root["/Lang"]) == "en-GB"
        assert bool(root["/MarkInfo"]["/Marked"])
        assert bool(root["/ViewerPreferences"]["/DisplayDocTitle"])
        assert str(document.docinfo["/Title"]) == sample_snapshot()["title"]
        assert str(document.open_metadata()["pdfuaid:part"]) == "1"


def test_letter_has_its_headings_in_order(letter):
    with opened(letter.bytes) as document:
        headings = [name for name, _ in tags(document) if name in {"H1", "H2", "H3"}]
    assert headings == ["H1", *["H2"] * len(H2)]


def test_letter_has_bookmarks_from_its_headings(letter):
    with opened(letter.bytes) as document, document.open_outline() as outline:
        (top,) = outline.root
        assert str(top.title) == sample_snapshot()["title"]
        assert [str(below.title) for below in top.children] == H2


def test_letter_tags_every_list_item_as_one(letter):
    with opened(letter.bytes) as document:
        lists = [element for name, element in tags(document) if name == "L"]
        items = [element for name, element in tags(document) if name == "LI"]
        assert all(set(children(each)) == {"LI"} for each in lists)
        assert all(children(item)[-1] == "LBody" for item in items)
        bulleted = [item for item in items if children(item) == ["Lbl", "LBody"]]
    snapshot = sample_snapshot()
    strengths = snapshot["sections"][2]["paragraphs"]
    recommendations = [p for s in snapshot["sections"][3:5] for p in s["paragraphs"]]
    assert len(bulleted) == len(strengths)
    assert len(items) == len(snapshot["addressees"]) + len(strengths) + len(recommendations)


def test_letter_uses_no_element_that_has_no_meaning_for_a_reader(letter):
    with opened(letter.bytes) as document:
        names = {name for name, _ in tags(document)}
    assert names <= {"Document", "Div", "P", "Span", "H1", "H2", "L", "LI", "Lbl", "LBody"}


def test_every_page_is_a4_and_follows_the_tags(letter):
    with opened(letter.bytes) as document:
        for page in document.pages:
            assert [round(float(edge)) for edge in page.mediabox] == [0, 0, 595, 842]
            assert page["/Tabs"] == "/S"


def test_every_page_says_its_number_and_the_reference(letter):
    for number in range(1, letter.pages + 1):
        words = text_of(letter.bytes, "-f", str(number), "-l", str(number))
        assert f"Page {number} of {letter.pages}" in words
        assert "OF-2026-0012" in words


def test_every_page_but_the_first_has_the_short_title_at_its_head(letter):
    short = sample_snapshot()["short_title"]
    first = text_of(letter.bytes, "-l", "1")
    rest = text_of(letter.bytes, "-f", "2")
    assert short not in first
    assert rest.count(short) == letter.pages - 1


def test_letter_embeds_the_shipped_fonts_and_no_other(letter):
    assert set(letter.fonts) == {fonts.LATIN, fonts.LATIN_EXTENDED}
    with opened(letter.bytes) as document:
        names = {
            str(item["/FontName"])
            for item in document.objects
            if isinstance(item, pikepdf.Dictionary) and item.get("/Type") == "/FontDescriptor"
        }
    assert len(names) == len(fonts.TEXT_FACES)  # Łukasiewicz signs in bold
    assert all("+Atkinson-Latin" in name for name in names)


def test_letter_carries_no_file_no_script_and_no_link(letter):
    with opened(letter.bytes) as document:
        assert not document.attachments
        assert "/OpenAction" not in document.Root
        assert "/Names" not in document.Root
        assert all("/Annots" not in page for page in document.pages)
        assert set(document.docinfo.keys()) == {"/Title", "/Producer"}


# --- what it says -------------------------------------------------------------------------------


def test_letter_holds_every_word_of_the_snapshot(text):
    snapshot, said = sample_snapshot(), squeezed(text)
    words = [snapshot[key] for key in ("date_text", "reference", "salutation", "title", "power")]
    words += [each["name"] for each in snapshot["inspectorates"]]
    words += [value for each in snapshot["addressees"] for value in each.values()]
    words += [value for each in snapshot["signatories"] for value in each.values()]
    words += [section["heading"] for section in snapshot["sections"]]
    words += [p["number"] for section in snapshot["sections"] for p in section["paragraphs"]]
    words += [snapshot["judgement"][key] for key in ("title", "grade_title", "statement")]
    assert [word for word in words if squeezed(word) not in said] == []


def test_letter_holds_every_paragraph_on_one_page_or_across_two(letter):
    snapshot = sample_snapshot()
    running = {snapshot["short_title"], snapshot["reference"]}
    lines = text_of(letter.bytes).splitlines()
    body = squeezed(
        " ".join(
            line
            for line in lines
            if line.strip() not in running and not line.strip("\f").startswith("Page ")
        )
    )
    texts = [p["text"] for section in snapshot["sections"] for p in section["paragraphs"]]
    assert [text for text in texts if squeezed(text) not in body] == []


def test_recommendation_names_its_number_and_whom_it_is_for(text):
    said = squeezed(text)
    for section in sample_snapshot()["sections"][3:5]:
        for paragraph in section["paragraphs"]:
            line = f"{paragraph['number']} For {paragraph['addressed_to']} {paragraph['text'][:40]}"
            assert squeezed(line) in said


def test_letter_writes_the_grade_out(text):
    assert "Requires improvement" in text


def test_letter_without_a_watermark_does_not_say_draft(text):
    assert "Draft" not in text


def test_draft_says_so_on_every_page_and_in_its_own_text(press):
    words = "Draft for factual accuracy – not for publication"
    draft = letter_on(press, sample_snapshot(watermark=words))
    assert text_of(draft.bytes).count(words) == draft.pages + 1
    with opened(draft.bytes) as document:
        assert next(tags(document))[0] == "Document"


def test_dissent_stands_under_the_judgement(press):
    snapshot = sample_snapshot()
    snapshot["judgement"]["dissents"] = [
        {"inspectorate": "HM Inspectorate of Probation", "reason": "It would weigh this more."}
    ]
    said = squeezed(text_of(letter_on(press, snapshot).bytes))
    dissent = squeezed(
        "HM Inspectorate of Probation signed the shared grade and records a view of its own: "
        "It would weigh this more."
    )
    assert said.index(dissent) > said.index("Requiresimprovement")


def test_letter_without_a_section_for_signatures_is_signed_all_the_same(press):
    snapshot = sample_snapshot()
    snapshot["sections"] = [s for s in snapshot["sections"] if s["kind"] != "signatures"]
    said = text_of(letter_on(press, snapshot).bytes)
    assert said.count("Yours sincerely") == 1
    assert "Helen Marsh" in said


def test_strength_that_is_addressed_names_whom_it_is_about(press):
    snapshot = sample_snapshot()
    snapshot["sections"][2]["paragraphs"][0]["addressed_to"] = "Ashdale Constabulary"
    document = letter_on(press, snapshot)
    said = squeezed(text_of(document.bytes))
    assert squeezed("For Ashdale Constabulary Staff of all agencies") in said
    with opened(document.bytes) as opened_pdf:
        items = [children(element) for name, element in tags(opened_pdf) if name == "LI"]
    assert ["Lbl", "LBody"] in items
    assert all(item[-1] == "LBody" for item in items)


def test_line_break_that_was_typed_stays(press):
    snapshot = sample_snapshot()
    snapshot["sections"][0]["paragraphs"][0]["text"] = "First line.\nSecond line."
    lines = [line.strip() for line in text_of(letter_on(press, snapshot).bytes).splitlines()]
    assert "Second line." in lines


def test_snapshot_of_another_schema_is_not_printed():
    with pytest.raises(UnknownSchema):
        letter_html(sample_snapshot(schema=2))


@pytest.mark.parametrize(
    "typed",
    ["{{ letter.title }}", "{% include 'base.html' %}", "<b>bold</b> & <i>more</i>", "&lt;p&gt;"],
)
def test_text_stays_literal_wherever_it_was_typed(press, typed):
    snapshot = snapshot_with_text(typed)
    said = squeezed(text_of(letter_on(press, snapshot).bytes))
    places = sum(len(section["paragraphs"]) for section in snapshot["sections"])
    assert said.count(squeezed(typed)) >= places


def test_long_word_is_broken_and_not_cut_off(press):
    word = "Llanfairpwllgwyngyll" * 12
    said = squeezed(text_of(letter_on(press, snapshot_with_text(word)).bytes))
    assert word in said


# --- the same input, the same bytes -------------------------------------------------------------


def test_same_snapshot_gives_the_same_bytes(press, letter):
    again = letter_on(press, sample_snapshot())
    assert again.bytes == letter.bytes
    assert again.sha256 == letter.sha256 == hashlib.sha256(letter.bytes).hexdigest()


def test_same_snapshot_gives_the_same_bytes_in_another_process(letter):
    other = Press()
    try:
        assert letter_on(other, sample_snapshot()).sha256 == letter.sha256
    finally:
        other.close()


def test_same_snapshot_gives_the_same_bytes_after_other_documents(press, letter):
    letter_on(press, snapshot_with_text("Ąłt"))
    printed_on(press, job("<h1>Another</h1>", css="h1 { font-size: 40pt }"))
    assert letter_on(press, sample_snapshot()).sha256 == letter.sha256


def test_key_changes_with_everything_that_changes_the_bytes(monkeypatch):
    key = letter_key("a" * 64)
    assert key == letter_key("a" * 64)
    assert len(key) == 64
    others = {letter_key("b" * 64)}
    for name in ("template_source", "letter_css"):
        with monkeypatch.context() as patch:
            patch.setattr(f"reports.print.letter.{name}", lambda: "changed")
            others.add(letter_key("a" * 64))
    for name in ("fonts.fonts_hash", "version"):
        with monkeypatch.context() as patch:
            patch.setattr(f"reports.print.jobs.{name}", lambda *_: "changed")
            others.add(letter_key("a" * 64))
    assert len(others) == 5
    assert key not in others


def test_key_covers_every_part_of_the_template():
    for part in ("letterhead", "judged", "signatory"):
        assert part in template_source()


# --- characters and fonts -----------------------------------------------------------------------


def test_name_with_characters_of_both_subsets_is_printed(press):
    names = "Łukasz Dvořák, Zoë Núñez, Ştefan Țepeș, Jürgen Weiß, Siân O’Brien"
    assert names in text_of(printed_on(press, job(f"<p>{names}</p>")).bytes)


@pytest.mark.parametrize(
    ("family", "name"),
    [
        ("Noto Latin Extended", "Əli Məmmədov"),
        ("Noto Vietnamese", "Nguyễn Thị Hương"),
        ("Noto Greek", "Ελένη Παππά"),
        ("Noto Greek Extended", "Ἀθηνᾶ"),
        ("Noto Cyrillic", "Жанна Щукина"),
        ("Noto Cyrillic Extended", "Ѳеодоръ"),
        ("Noto Arabic", "محمد علی"),
        ("Noto Armenian", "Արմեն"),
        ("Noto Bengali", "রহিমা"),
        ("Noto Devanagari", "प्रिया"),
        ("Noto Ethiopic", "ሰላም"),
        ("Noto Georgian", "გიორგი"),
        ("Noto Gujarati", "ગીતા"),
        ("Noto Gurmukhi", "ਗੁਰਪ੍ਰੀਤ"),
        ("Noto Hebrew", "שרה"),
        ("Noto Sinhala", "කුමාර"),
        ("Noto Tamil", "முருகன்"),
        ("Noto Thai", "สมชาย"),
    ],
)
def test_name_in_another_script_is_set_in_a_face_of_it(press, family, name):
    printed = printed_on(press, job(f"<p>Hello {name}, <b>{name}</b></p>"))
    assert family in printed.fonts
    assert set(printed.fonts) <= fonts.FAMILIES
    with opened(printed.bytes) as document:
        kept = {
            str(item["/FontName"]).partition("+")[2]
            for item in document.objects
            if isinstance(item, pikepdf.Dictionary) and item.get("/Type") == "/FontDescriptor"
        }
    assert len([one for one in kept if one.startswith(family.replace(" ", "-"))]) == 2


def test_every_other_script_is_tried_above():
    here = test_name_in_another_script_is_set_in_a_face_of_it.pytestmark[0].args[1]
    assert {family for family, _ in here} == {face.family for face in fonts.FALLBACK_FACES}


def test_letter_that_needs_no_other_script_carries_none(letter):
    assert not set(letter.fonts) & {face.family for face in fonts.FALLBACK_FACES}


def test_direction_that_nobody_sees_is_not_printed(press):
    with pytest.raises(RenderFailed, match=r"U\+202E"):
        printed_on(press, job("<p>a\u202eb</p>"))


def test_letter_with_a_separate_accent_is_printed_as_one_character(press):
    assert "Dvořák" in text_of(printed_on(press, job("<p>Dvor\u030ca\u0301k</p>")).bytes)


def test_character_outside_the_fonts_fails_the_render_and_is_named(press):
    with pytest.raises(RenderFailed) as failed:
        letter_on(press, snapshot_with_text("The child’s name is 漢."))
    assert "“漢” (U+6F22" in failed.value.reason
    assert not failed.value.again


def test_character_in_a_style_or_an_attribute_is_named_too(press):
    for document in (
        job("<p>x</p>", css='p::before { content: "漢" }'),
        job('<p title="漢">x</p>'),
    ):
        with pytest.raises(RenderFailed, match="“漢”"):
            printed_on(press, document)


def test_many_undrawable_characters_are_named_up_to_five():
    reason = pdf.undrawable_reason(list("абвгдежз"))
    assert reason.count("U+") == pdf.SHOWN_AT_MOST
    assert "and 3 more" in reason


def test_character_that_cannot_be_shown_is_named_by_its_number():
    assert "U+0007" in pdf.undrawable_reason(["\x07"])
    assert "\x07" not in pdf.undrawable_reason(["\x07"])


def test_font_that_is_not_shipped_fails_the_render():
    with pytest.raises(pdf.Refused, match="DejaVu Sans"):
        pdf.check_families([fonts.LATIN, "DejaVu Sans"])


def test_font_asked_for_by_another_name_is_set_in_a_shipped_one(press):
    printed = printed_on(press, job("<p>Hello</p>", css="p { font-family: 'DejaVu Sans' }"))
    assert set(printed.fonts) <= fonts.FAMILIES


def test_every_subset_has_a_name_of_its_own():
    families = {face.family for face in fonts.FACES}
    assert len(families) == len(fonts.FACES) / len(fonts.WEIGHTS)
    assert "Atkinson Hyperlegible" not in families  # the name inside both files


def test_fonts_hash_covers_every_file(tmp_path):
    for face in fonts.FACES:
        (tmp_path / face.path).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / face.path).write_bytes(face.name.encode())
    before = fonts.fonts_hash(tmp_path)
    (tmp_path / fonts.FACES[-1].path).write_bytes(b"changed")
    fonts.fonts_hash.cache_clear()
    assert fonts.fonts_hash(tmp_path) != before


# --- what is refused, each by its own check -----------------------------------------------------


def test_fetcher_serves_a_shipped_font_and_counts_everything_else():
    fetcher = pdf.ShippedFetcher({"concord:fonts/a": b"font"})
    assert fetcher.fetch("concord:fonts/a").read() == b"font"
    fetcher.check()
    for address in ("concord:fonts/b", "http://127.0.0.1/", "file:///etc/hostname", "data:,x"):
        with pytest.raises(pdf.FatalURLFetchingError):
            fetcher.fetch(address)
    assert len(fetcher.refused) == 4
    with pytest.raises(pdf.Refused, match="concord:fonts/b"):
        fetcher.check()


def test_complaint_of_the_renderer_fails_the_render():
    complaints = pdf.Complaints()
    complaints.handle(logging.makeLogRecord({"levelno": logging.ERROR, "msg": "Failed to load"}))
    with pytest.raises(pdf.Refused, match="Failed to load"):
        complaints.check()


def test_warning_about_a_font_or_a_glyph_fails_the_render_and_another_does_not():
    complaints = pdf.Complaints()
    warning = {"levelno": logging.WARNING}
    complaints.handle(logging.makeLogRecord(warning | {"msg": "Ignored `x: y`"}))
    complaints.check()
    glyph = {"msg": '.notdef glyph rendered: "%s" (U+%04X)', "args": ("Ж", 0x416)}
    complaints.handle(logging.makeLogRecord(warning | glyph))
    complaints.handle(logging.makeLogRecord(warning | {"msg": "Font-face x cannot be loaded"}))
    assert ["“Ж”" in complaints.reasons[0], "font" in complaints.reasons[1]] == [True, True]


def test_document_without_its_title_is_refused(press):
    document = job("<p>x</p>", title="One")
    for title in ("", "Another"):
        with pytest.raises(RenderFailed, match="title"):
            printed_on(press, type(document)(html=document.html, css=document.css, title=title))


def test_document_in_another_language_than_it_says_is_refused(press):
    document = job("<p>x</p>")
    welsh = type(document)(document.html, document.css, document.title, language="cy")
    with pytest.raises(RenderFailed, match="language"):
        printed_on(press, welsh)


@pytest.mark.parametrize("element", sorted(pdf.STRANGE_ELEMENTS - {"frame", "frameset"}))
def test_element_that_no_letter_holds_is_refused(press, element):
    with pytest.raises(RenderFailed, match=f"<{element}>"):
        printed_on(press, job(f"<p>x</p><{element}></{element}>"))


@pytest.mark.parametrize("address", ["javascript:alert(1)", "file:///etc/passwd", "other.html"])
def test_link_that_is_no_address_for_readers_is_refused(press, address):
    with pytest.raises(RenderFailed, match="no address for readers"):
        printed_on(press, job(f'<p><a href="{address}">x</a></p>'))


def test_plain_link_is_kept(press):
    printed = printed_on(press, job('<p><a href="https://example.org/">Example</a></p>'))
    with opened(printed.bytes) as document:
        (link,) = document.pages[0]["/Annots"]
        assert str(link["/A"]["/URI"]) == "https://example.org/"


@pytest.mark.parametrize(
    "held",
    [
        {"Type": "/EmbeddedFile"},
        {"Type": "/Filespec"},
        {"EmbeddedFiles": "1 0 R"},
        {"S": "/JavaScript"},
        {"A": {"S": "/Launch"}},
        {"OpenAction": "1 0 R"},
        {"AA": {}},
        {"A": {"S": "/URI", "URI": pydyf.String("file:///etc/passwd")}},
    ],
)
def test_object_that_carries_or_does_something_is_refused(held):
    with pytest.raises(pdf.Refused):
        pdf.check_objects([pydyf.Dictionary({"Type": "/Page"}), pydyf.Dictionary(held)])


def test_embedded_file_in_a_stream_is_refused():
    with pytest.raises(pdf.Refused, match="attachment"):
        pdf.check_objects([pydyf.Stream([b"x"], {"Type": "/EmbeddedFile"})])


def test_unforeseen_error_tells_its_place_and_not_its_words():
    try:
        raise ValueError("the child’s secret")
    except ValueError as error:
        message = pdf.failure(error, memory=1)
    assert "ValueError in test_pdf.py" in str(message["failed"])
    assert "secret" not in str(message["failed"])
    assert message["again"] is True


@pytest.mark.parametrize(
    ("error", "words", "spent"),
    [
        (pdf.Refused("A sentence."), "A sentence.", False),
        (MemoryError(), "more than the 512 MB", True),
        (RecursionError(), "nested too deeply", True),
    ],
)
def test_failure_that_another_try_cannot_mend_says_so(error, words, spent):
    message = pdf.failure(error, memory=512 * 1024 * 1024)
    assert words in str(message["failed"])
    assert (message["again"], message["spent"]) == (False, spent)


# --- the house ----------------------------------------------------------------------------------


def test_renderer_needs_no_django():
    code = "import sys, reports.pdf; sys.exit('django' in sys.modules)"
    command = [sys.executable, "-P", "-c", code]
    assert subprocess.run(command, env={"PYTHONPATH": str(PROJECT)}, check=False).returncode == 0


def test_press_does_not_load_the_renderer():
    code = "import sys, reports.press; sys.exit('weasyprint' in sys.modules)"
    command = [sys.executable, "-P", "-c", code]
    assert subprocess.run(command, env={"PYTHONPATH": str(PROJECT)}, check=False).returncode == 0


def test_stylesheet_keeps_to_what_is_quick():
    css = letter_css()
    for costly in ("leader(", "display: flex", "display: grid", "columns:", "url(", "@import"):
        assert costly not in css


def test_letter_job_asks_for_its_title_and_language():
    document = letter_job(sample_snapshot())
    assert (document.title, document.language) == (sample_snapshot()["title"], "en-GB")
