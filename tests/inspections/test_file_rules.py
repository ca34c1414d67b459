"""What a file is by its bytes: the edges of each check, and what is said of what is refused."""

import struct
import zlib
from io import BytesIO

import pytest
from hypothesis import given
from hypothesis import strategies as st

from inspections.rules.files import (
    HEAD,
    MEMBERS,
    RATIO,
    TAIL,
    FileRefused,
    check_file,
    kept_name,
    kind_by_name,
)
from inspections.values.attachments import LONGEST_NAME, FileKind
from tests.factories.attachments import (
    E_MAIL,
    GOOD,
    MP3,
    jpeg,
    media,
    odt,
    office,
    packed,
    pdf,
    png,
)

END_OF_ARCHIVE = b"PK\x05\x06"


def check(name: str, content: bytes) -> FileKind:
    return check_file(name, BytesIO(content), len(content))


def why(name: str, content: bytes) -> str:
    with pytest.raises(FileRefused) as refusal:
        check(name, content)
    return refusal.value.reason


def chunk(kind: bytes, data: bytes) -> bytes:
    return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))


def frame(second: int, third: int) -> bytes:
    """The first bytes of a recording without a tag, and silence."""
    return bytes([0xFF, second, third]) + b"\x00" * 64


# --- whatever it is called ----------------------------------------------------------------------


def is_answered(name: str, content: bytes) -> bool:
    """Whether it is the kind that its name says, or refused in a sentence."""
    try:
        return check(name, content) == kind_by_name(name)
    except FileRefused as refusal:
        return refusal.reason.endswith(".")


@given(st.binary(max_size=300), st.sampled_from([f"a.{kind}" for kind in FileKind]))
def test_no_bytes_whatever_break_a_check(content: bytes, name: str) -> None:
    assert is_answered(name, content)


@given(st.sampled_from(sorted(GOOD)), st.data())
def test_no_change_of_a_good_file_breaks_a_check(name: str, data: st.DataObject) -> None:
    content = bytearray(GOOD[name])
    for place in data.draw(st.lists(st.integers(0, len(content) - 1), min_size=1, max_size=6)):
        content[place] = data.draw(st.integers(0, 255))
    assert is_answered(name, bytes(content))


@pytest.mark.parametrize(
    "start",
    [
        b"MZ",
        b"\x7fELF",
        b"\xca\xfe\xba\xbe",
        b"\xfe\xed\xfa\xce",
        b"\xcf\xfa\xed\xfe",
        b"#!",
        b"\x00asm",
        b"L\x00\x00\x00\x01\x14\x02\x00",
    ],
)
@pytest.mark.parametrize("name", ["a.pdf", "a.png", "a.docx", "a.mp3"])
def test_the_mark_of_a_program_is_enough(name: str, start: bytes) -> None:
    assert why(name, start) == "is a program. Programs cannot be attached."


@pytest.mark.parametrize(
    ("content", "taken"),
    [
        (b"MZ is the reference.", True),
        (b"MZ\x00", False),
        (b"#! is no way to begin", False),
        (b"L is a letter", True),
        (b" #!/bin/sh", True),
    ],
)
@pytest.mark.parametrize("name", ["a.txt", "a.csv"])
def test_text_may_begin_with_letters_that_programs_begin_with(
    name: str, content: bytes, taken: bool
) -> None:
    if taken:
        assert check(name, content) == kind_by_name(name)
    else:
        assert "program" in why(name, content)


@pytest.mark.parametrize(
    ("content", "words"),
    [
        (png(), "its content looks like that of a .png file"),
        (b"\x01\x02\x03\x04", "its content is of no kind that is known here"),
    ],
)
def test_what_a_file_looks_like_is_said_for_whoever_finds_out_what_went_wrong(
    content: bytes, words: str
) -> None:
    assert why("a.pdf", content) == f"is not the PDF document that its name says: {words}."


def test_a_file_that_was_read_before_is_read_from_its_beginning() -> None:
    content = BytesIO(png())
    content.seek(20)
    assert check_file("a.png", content, len(png())) == FileKind.PNG


# --- pictures -----------------------------------------------------------------------------------

SIGN = b"\x89PNG\r\n\x1a\n"
HEADER = chunk(b"IHDR", struct.pack(">IIBBBBB", 1, 1, 8, 0, 0, 0, 0))
END = chunk(b"IEND", b"")


@pytest.mark.parametrize(
    "content",
    [
        SIGN,
        SIGN + HEADER,
        SIGN + END,
        SIGN + END + HEADER,
        SIGN + chunk(b"tEXt", b"x") + HEADER + END,
        SIGN + b"\xff\xff\xff\xff" + HEADER[4:] + END,
        SIGN + HEADER[:-1] + b"\x00" + END,
        b"\x88" + png()[1:],
    ],
)
def test_a_png_picture_has_its_parts_in_their_order(content: bytes) -> None:
    assert "is not the PNG picture" in why("a.png", content)


@pytest.mark.parametrize("more", [b"\x00", b" ", HEADER, png()])
def test_a_png_picture_ends_with_its_end(more: bytes) -> None:
    assert "something hangs on the end" in why("a.png", png() + more)


@pytest.mark.parametrize(
    ("content", "taken"),
    [(jpeg(), True), (jpeg() + b"\x00\x00", True), (jpeg()[:-2], False), (b"\xff\xd8\xff", False)],
)
def test_a_jpeg_picture_has_an_end_somewhere(content: bytes, taken: bool) -> None:
    """Cameras write more behind it; an archive or a page there is refused."""
    if taken:
        assert check("a.jpg", content) == FileKind.JPEG
    else:
        assert "is not the JPEG picture" in why("a.jpg", content)


def test_a_document_far_inside_a_picture_is_none() -> None:
    assert check("a.jpg", jpeg(b"x" * HEAD + b"%PDF-1.7")) == FileKind.JPEG
    assert "a picture and a PDF document" in why("a.jpg", jpeg(b"%PDF-1.7"))


@pytest.mark.parametrize("brand", [b"heic", b"heix", b"hevc", b"mif1", b"msf1"])
def test_a_heic_picture_is_one_by_its_brand(brand: bytes) -> None:
    assert check("a.heic", media(brand)) == FileKind.HEIC
    assert check("a.heif", media(brand)) == FileKind.HEIC


@pytest.mark.parametrize("brand", [b"M4A ", b"M4B ", b"mp42", b"isom", b"3gp4"])
def test_an_m4a_recording_is_one_by_its_brand(brand: bytes) -> None:
    assert check("a.m4a", media(brand)) == FileKind.M4A


def test_a_picture_is_no_recording_though_it_names_such_a_brand_too() -> None:
    assert "is not the M4A recording" in why("a.m4a", media(b"heic"))
    assert "is not the HEIC picture" in why("a.heic", media(b"M4A "))


@pytest.mark.parametrize(
    "content",
    [
        b"\x00\x00\x00\x18ftyp",
        b"\x00\x00\x00\x08ftypheic",
        b"\x00\x00\x00\x18ftxpheic" + b"\x00" * 20,
        b"\x00\x00\x00\x18ftypxxxx\x00\x00\x00\x00yyyyzzzz",
        b"\x00\x00\x00\x18ftypxxxx" + b"\x00" * 8 + b"xxxxheic",
    ],
)
def test_a_brand_counts_where_the_list_of_brands_is(content: bytes) -> None:
    """The last of these stands behind the end of the list."""
    assert "is not the HEIC picture" in why("a.heic", content)


# --- recordings ---------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("content", "taken"),
    [
        (MP3, True),
        (frame(0xFB, 0x90), True),
        (frame(0xF3, 0x10), True),
        (frame(0xFB, 0x00), False),
        (frame(0xFB, 0xF0), False),
        (frame(0xFF, 0x90), False),
        (frame(0xF9, 0x90), False),
        (frame(0x1B, 0x90), False),
        (b"\xff\xfb", False),
        (b"ID3", True),
        (b"ID", False),
    ],
)
def test_an_mp3_recording_begins_with_a_tag_or_a_frame_that_exists(
    content: bytes, taken: bool
) -> None:
    if taken:
        assert check("a.mp3", content) == FileKind.MP3
    else:
        assert "is not the MP3 recording" in why("a.mp3", content)


# --- two things at once -------------------------------------------------------------------------


@pytest.mark.parametrize(("away", "refused"), [(0, True), (TAIL - 4, True), (TAIL, False)])
def test_an_archive_counts_where_a_program_would_look_for_it(away: int, refused: bool) -> None:
    content = MP3 + b"\x01" * 100 + END_OF_ARCHIVE + b"\x01" * away
    if refused:
        assert "an archive hangs on its end" in why("a.mp3", content)
    else:
        assert check("a.mp3", content) == FileKind.MP3


@pytest.mark.parametrize(
    ("inside", "refused"),
    [
        (b"<script>", True),
        (b"<SCRIPT ", True),
        (b"<script/x>", True),
        (b"<html\n>", True),
        (b"<!DOCTYPE  html", True),
        (b"<?PHP", True),
        (b"<iframe src", True),
        (b"<scripture>", False),
        (b"<htmlx>", False),
        (b"<?xpacket begin", False),
        (b"<svg>", False),
    ],
)
def test_a_page_inside_a_picture_is_refused_and_what_only_looks_like_one_is_not(
    inside: bytes, refused: bool
) -> None:
    if refused:
        assert "holds a script or a page inside" in why("a.png", png(inside))
        assert "holds a script or a page inside" in why("a.jpg", jpeg(inside))
    else:
        assert check("a.png", png(inside)) == FileKind.PNG
        assert check("a.jpg", jpeg(inside)) == FileKind.JPEG


# --- documents ----------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("content", "taken"),
    [
        (pdf(), True),
        (pdf() + b"\n" * 2_000, True),
        (pdf() + b"\n" * 2_100, False),
        (pdf().replace(b"%%EOF", b"%%EOG"), False),
        (b"\n" + pdf(), False),
    ],
)
def test_a_pdf_document_begins_and_ends_as_one(content: bytes, taken: bool) -> None:
    if taken:
        assert check("a.pdf", content) == FileKind.PDF
    else:
        assert "is not the PDF document" in why("a.pdf", content)


@pytest.mark.parametrize(("inside", "taken"), [(b"<script>", False), (b"<b>", True)])
def test_a_pdf_document_is_no_page(inside: bytes, taken: bool) -> None:
    content = pdf(b"(" + inside + b")")
    if taken:
        assert check("a.pdf", content) == FileKind.PDF
    else:
        assert "a PDF document and a page with scripts" in why("a.pdf", content)


@pytest.mark.parametrize("kind", ["docx", "xlsx", "pptx"])
@pytest.mark.parametrize("missing", ["[Content_Types].xml", "main"])
def test_an_office_document_has_its_parts(kind: str, missing: str) -> None:
    main = {"docx": "word/document.xml", "xlsx": "xl/workbook.xml", "pptx": "ppt/presentation.xml"}
    members: dict[str, bytes | str] = {"[Content_Types].xml": "<Types/>", main[kind]: "<x/>"}
    assert check(f"a.{kind}", packed(members)) == FileKind(kind)
    del members[main[kind] if missing == "main" else missing]
    members["x"] = "x"
    assert "that its name says" in why(f"a.{kind}", packed(members))


@pytest.mark.parametrize(("more", "taken"), [(MEMBERS - 2, True), (MEMBERS - 1, False)])
def test_a_document_has_so_many_members_and_no_more(more: int, taken: bool) -> None:
    content = office("docx", **{f"m{number}": "" for number in range(more)})
    if taken:
        assert check("a.docx", content) == FileKind.DOCX
    else:
        assert "far more than a document needs" in why("a.docx", content)


@pytest.mark.parametrize(("unpacked", "taken"), [(RATIO * 4_000, True), (RATIO * 4_200, False)])
def test_a_small_document_unpacks_to_so_much_and_no_more(unpacked: int, taken: bool) -> None:
    content = office("docx", big=b"\0" * unpacked)
    if taken:
        assert check("a.docx", content) == FileKind.DOCX
    else:
        assert "far more than a document needs" in why("a.docx", content)


def test_a_document_whose_list_of_types_is_broken_is_damaged() -> None:
    content = bytearray(office("docx", types="<Types>" + "x" * 500 + "</Types>"))
    place = content.find(b"[Content_Types].xml") + len(b"[Content_Types].xml")
    content[place : place + 8] = b"\xff" * 8
    assert why("a.docx", bytes(content)) == "is damaged. Save it again and attach that."


@pytest.mark.parametrize(
    ("mimetype", "taken"),
    [
        ("application/vnd.oasis.opendocument.text", True),
        ("application/vnd.oasis.opendocument.text\n", True),
        ("application/vnd.oasis.opendocument.spreadsheet", False),
        ("", False),
        ("application/vnd.oasis.opendocument.text" + " " * 100, False),
    ],
)
def test_an_open_document_says_that_it_is_a_text(mimetype: str, taken: bool) -> None:
    content = odt(mimetype=mimetype)
    if taken:
        assert check("a.odt", content) == FileKind.ODT
    else:
        assert "is not the OpenDocument text" in why("a.odt", content)


# --- text ---------------------------------------------------------------------------------------


@pytest.mark.parametrize("number", range(0x20))
def test_of_the_control_characters_text_has_those_that_printers_know(number: int) -> None:
    """Bell to carriage return, and the escape that some programs colour text with."""
    content = b"a" + bytes([number]) + b"b"
    if number in {*range(0x07, 0x0E), 0x1B}:
        assert check("a.txt", content) == FileKind.TXT
    else:
        assert "is not the Plain text" in why("a.txt", content)


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "cp1252", "utf-16", "iso8859-15"])
def test_text_is_text_in_whatever_code_page(encoding: str) -> None:
    assert check("a.csv", "Name;Größe\n1;2\n".encode(encoding)) == FileKind.CSV


@pytest.mark.parametrize("content", [b"\xff\xfea", b"\xff\xfe\x00\xd8a\x00", b"\xfe\xff\x00"])
def test_text_of_half_characters_is_none(content: bytes) -> None:
    assert "is not the Plain text" in why("a.txt", content)


@pytest.mark.parametrize("start", [b"", b"\xef\xbb\xbf", b" \n\t"])
@pytest.mark.parametrize("page", [b"<!DOCTYPE x>", b"<svg>", b"<?xml ?>", b"<BODY>", b"%!PS"])
def test_text_that_is_a_page_is_refused(start: bytes, page: bytes) -> None:
    assert why("a.txt", start + page) == "is a page or a drawing with markup, not plain text."


def test_text_may_speak_of_markup() -> None:
    assert check("a.txt", b"The page has a <script> in it.") == FileKind.TXT


@pytest.mark.parametrize(
    ("content", "taken"),
    [
        (E_MAIL, True),
        (b"FROM: a\nTo : b\n\nx", True),
        (b"Subject: a\nX-Other: b\n\nx", False),
        (b"Subject: a\nSubject: b\n\nx", False),
        (b"\n\nFrom: a\nTo: b\n", False),
        (b"From a\nTo b\n\n", False),
    ],
)
def test_an_e_mail_has_two_heads_of_one_before_its_text(content: bytes, taken: bool) -> None:
    if taken:
        assert check("a.eml", content) == FileKind.EML
    else:
        assert "is not the E-mail" in why("a.eml", content)


# --- names --------------------------------------------------------------------------------------


@given(st.text(max_size=300) | st.text(alphabet="a. /b", min_size=100, max_size=400))
def test_a_kept_name_is_short_visible_without_a_path_and_kept_again_as_it_is(name: str) -> None:
    kept = kept_name(name)
    assert len(kept) <= LONGEST_NAME
    assert not set(kept) & set("/\\\0\n\r\u202e")
    assert not kept.startswith((".", " "))
    assert kept_name(kept) == kept


@pytest.mark.parametrize(
    ("stem", "length"),
    [(LONGEST_NAME - 4, LONGEST_NAME), (LONGEST_NAME - 3, LONGEST_NAME), (9, 13)],
)
def test_a_name_is_cut_before_its_ending(stem: int, length: int) -> None:
    kept = kept_name("a" * stem + ".png")
    assert (len(kept), kept[-4:]) == (length, ".png")


@pytest.mark.parametrize(
    ("name", "kept"),
    [
        ("a" * 500, "a" * LONGEST_NAME),
        ("a." + "b" * 500, "a." + "b" * (LONGEST_NAME - 2)),
        ("a" * 300 + "." + "b" * 200, "a" * LONGEST_NAME),
        ("a" * (LONGEST_NAME - 1) + " b" * 99, "a" * (LONGEST_NAME - 1)),
        ("a." + "b" * (LONGEST_NAME - 1), "a." + "b" * (LONGEST_NAME - 2)),
        ("aa." + "b" * (LONGEST_NAME - 2), "a." + "b" * (LONGEST_NAME - 2)),
    ],
    ids=range(6),
)
def test_a_long_name_without_an_ending_that_fits_is_cut_at_its_end(name: str, kept: str) -> None:
    assert kept_name(name) == kept
