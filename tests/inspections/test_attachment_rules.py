"""Whether a file is what its name says. Everything here is bytes; no database is asked."""

from io import BytesIO

import pytest

from inspections.rules.files import FileRefused, check_file, kept_name, kind_by_name
from inspections.values.attachments import (
    ACCEPTED,
    FILE_KIND_LABELS,
    LONGEST_NAME,
    MEDIA_TYPES,
    MEGABYTE,
    FileKind,
    FilesChange,
    ScanState,
    StoredUpload,
    scan_state,
    size_in_words,
)
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

SCRIPT = b"<script>alert(1)</script>"
SVG = b'<svg xmlns="http://www.w3.org/2000/svg"><script>alert(1)</script></svg>'
PAGE = b"<!DOCTYPE html><html><body onload=alert(1)></body></html>"
PROGRAM = b"MZ\x90\x00\x03" + b"\0" * 200
ARCHIVE = packed({"a.html": PAGE})


def check(name: str, content: bytes) -> FileKind:
    return check_file(kept_name(name), BytesIO(content), len(content))


def why(name: str, content: bytes) -> str:
    with pytest.raises(FileRefused) as refusal:
        check(name, content)
    assert refusal.value.reason.endswith(".")
    return refusal.value.reason


@pytest.mark.parametrize("name", GOOD)
def test_a_file_that_is_what_its_name_says_is_taken(name: str) -> None:
    assert check(name, GOOD[name]) == kind_by_name(name)


@pytest.mark.parametrize("kind", FileKind)
def test_every_kind_has_a_label_a_type_a_place_in_the_box_and_an_example(kind: FileKind) -> None:
    assert FILE_KIND_LABELS[kind]
    assert MEDIA_TYPES[kind]
    assert f".{kind}" in ACCEPTED.split(",")
    assert kind in {kind_by_name(name) for name in GOOD}


@pytest.mark.parametrize("kind", FileKind)
@pytest.mark.parametrize("content", [PROGRAM, b"\x7fELF" + b"\0" * 90, b"#!/bin/sh\nrm -r /\n"])
def test_a_program_is_refused_under_every_name(kind: FileKind, content: bytes) -> None:
    assert "program" in why(f"picture.{kind}", content)


@pytest.mark.parametrize("kind", FileKind)
@pytest.mark.parametrize("content", [SVG, PAGE, b"  \n<?xml version='1.0'?><svg/>", b"<?php x ?>"])
def test_a_page_or_a_drawing_is_refused_under_every_name(kind: FileKind, content: bytes) -> None:
    assert why(f"picture.{kind}", content)


@pytest.mark.parametrize("name", [name for name in GOOD if not name.endswith(("txt", "csv"))])
@pytest.mark.parametrize("other", ["photo.png", "report.pdf", "plan.docx", "talk.mp3"])
def test_one_kind_under_the_name_of_another_is_refused(name: str, other: str) -> None:
    if kind_by_name(name) != kind_by_name(other):
        assert FILE_KIND_LABELS[kind_by_name(name)] in why(name, GOOD[other])


@pytest.mark.parametrize("name", ["photo.png", "photo.jpg", "report.pdf", "plan.docx", "plan.odt"])
@pytest.mark.parametrize("cut", [slice(7), slice(-20), slice(3, None)])
def test_a_file_that_is_cut_off_is_refused(name: str, cut: slice) -> None:
    assert why(name, GOOD[name][cut])


@pytest.mark.parametrize(
    "name",
    ["virus.exe", "page.html", "drawing.svg", "picture.gif", "old.doc", "macro.docm", "pack.zip",
     "link.lnk", "png", ".png", "no ending", "picture.png.exe", "picture.png ", "", "a.js"],
)  # fmt: skip
def test_other_endings_are_not_taken_and_it_is_said_which_are(name: str) -> None:
    if kept_name(name).endswith("picture.png"):
        assert kind_by_name(kept_name(name)) == FileKind.PNG
        return
    with pytest.raises(FileRefused, match="Attach PDF"):
        kind_by_name(kept_name(name))


@pytest.mark.parametrize("name", ["a.txt", "a.png", "a.docx"])
def test_an_empty_file_is_refused(name: str) -> None:
    assert why(name, b"") == "is empty."


# --- two things at once -------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("name", "content"),
    [
        ("a.png", png() + ARCHIVE),
        ("a.png", png() + PAGE),
        ("a.png", png() + b"\0"),
        ("a.png", png(SCRIPT)),
        ("a.png", png(b"<?php system($_GET[0]); ?>")),
        ("a.jpg", jpeg() + ARCHIVE),
        ("a.jpg", jpeg(SCRIPT)),
        ("a.jpg", jpeg(pdf())),
        ("a.jpg", jpeg() + b"<iframe src=x></iframe>"),
        ("a.heic", media(b"heic") + ARCHIVE),
        ("a.heic", media(b"heic") + PAGE),
        ("a.m4a", media(b"M4A ") + ARCHIVE),
        ("a.m4a", media(b"M4A ") + b"<html >"),
        ("a.mp3", MP3 + ARCHIVE),
        ("a.mp3", MP3 + SCRIPT),
        ("a.pdf", pdf() + ARCHIVE),
        ("a.pdf", b"%PDF-1.7\n" + PAGE + pdf()),
        ("a.docx", PAGE + office("docx")),
        ("a.docx", png() + office("docx")),
        ("a.pdf", PAGE + pdf()),
    ],
)
def test_a_file_that_is_two_things_is_refused(name: str, content: bytes) -> None:
    assert why(name, content)


def test_what_is_said_of_two_things_names_them() -> None:
    assert "two things at once" in why("a.png", png() + ARCHIVE)
    assert "a picture and a PDF document" in why("a.jpg", jpeg(pdf()))
    assert "script" in why("a.png", png(SCRIPT))


def test_a_picture_with_a_wrong_sum_is_no_picture() -> None:
    broken = bytearray(png())
    broken[-1] ^= 1
    assert "is not the PNG picture" in why("a.png", bytes(broken))


# --- documents that run something ---------------------------------------------------------------


@pytest.mark.parametrize(
    "inside",
    [
        b"<< /S /JavaScript /JS (app.alert(1)) >>",
        b"<< /S /Java#53cript >>",
        b"<< /S /Launch /F (cmd.exe) >>",
        b"<< /Type /EmbeddedFile >>",
        b"<< /Subtype /RichMedia >>",
        b"<< /S /#4c#61unch >>",
    ],
)
def test_a_pdf_that_runs_or_carries_something_is_refused(inside: bytes) -> None:
    assert "Print it to a new PDF" in why("a.pdf", pdf(inside))


def test_a_pdf_may_use_words_that_begin_like_those() -> None:
    assert check("a.pdf", pdf(b"<< /LaunchDate (today) /JavaScripts 1 >>")) == FileKind.PDF


@pytest.mark.parametrize("kind", ["docx", "xlsx", "pptx"])
@pytest.mark.parametrize(
    "member",
    [
        {"word__vbaProject_dot_bin": b"x"},
        {"xl__vbaData_dot_xml": b"x"},
        {"word__activeX__activeX1_dot_xml": b"x"},
        {"word__run_dot_exe": b"x"},
        {"word__media__page_dot_html": b"x"},
        {"word__embeddings__oleObject1_dot_bin": b"x"},
        {"types": "application/vnd.ms-word.document.macroEnabled.main+xml"},
    ],
)
def test_an_office_document_with_macros_or_programs_is_refused(
    kind: str, member: dict[str, bytes | str]
) -> None:
    said = why(f"a.{kind}", office(kind, **member))
    assert "Take it out" in said if "oleObject1" in str(member) else "Save it without" in said


@pytest.mark.parametrize("place", ["Basic__script-lb.xml", "Scripts__python__x.py"])
def test_an_open_document_with_macros_is_refused(place: str) -> None:
    assert "macros" in why("a.odt", odt(**{place: b"x"}))


def test_an_office_document_with_a_picture_inside_is_taken() -> None:
    assert check("a.docx", office("docx", word__media__image1_dot_png=png())) == FileKind.DOCX


def test_one_office_document_is_not_another() -> None:
    assert "is not the Excel workbook" in why("a.xlsx", office("docx"))
    assert "is not the OpenDocument text" in why("a.odt", office("docx"))


def test_a_plain_archive_is_no_document() -> None:
    assert why("a.docx", ARCHIVE)
    assert why("a.odt", ARCHIVE)


def test_a_bomb_is_refused_before_it_is_unpacked() -> None:
    bomb = office("docx", word__media__big_dot_bin=b"\0" * (2 * MEGABYTE))
    assert "far more than a document needs" in why("a.docx", bomb)
    many = packed({"[Content_Types].xml": "", **{f"word/{one}": "" for one in range(5_001)}})
    assert "far more than a document needs" in why("a.docx", many)


@pytest.mark.parametrize("name", ["../../etc/passwd", "/etc/passwd", "word/../../x"])
def test_names_that_lead_out_of_an_archive_are_refused(name: str) -> None:
    content = packed({"[Content_Types].xml": "", "word/document.xml": "", name: "x"})
    assert "lead out" in why("a.docx", content)


def test_an_archive_with_a_password_is_refused() -> None:
    locked = bytearray(office("docx"))
    for mark, offset in ((b"PK\x03\x04", 6), (b"PK\x01\x02", 8)):
        place = locked.find(mark)
        while place >= 0:
            locked[place + offset] |= 1
            place = locked.find(mark, place + 4)
    assert "password" in why("a.docx", bytes(locked))


@pytest.mark.parametrize("name", ["tool.exe", "page.HTML", "run.js", "disk.iso", "x.lnk"])
def test_an_e_mail_that_carries_a_program_is_refused(name: str) -> None:
    mail = (
        b"From: a@example.org\nSubject: x\nMIME-Version: 1.0\n"
        b'Content-Type: multipart/mixed; boundary="b"\n\n--b\n'
        b'Content-Disposition: attachment; filename="%b"\n\nx\n--b--\n' % name.encode()
    )
    assert "carries a program" in why("a.eml", mail)


def test_an_e_mail_has_the_heads_of_one() -> None:
    assert "is not the E-mail" in why("a.eml", b"Dear all,\n\nit is done.\n")
    assert check("a.eml", E_MAIL) == FileKind.EML


@pytest.mark.parametrize("content", [b"a\x00b", b"\x01\x02\x03", b"\xff\xfea\x00b", b"\x1a"])
def test_text_with_control_characters_is_no_text(content: bytes) -> None:
    assert why("a.txt", content)


def test_text_may_begin_as_a_program_does() -> None:
    assert check("a.txt", b"MZ is the reference of the meeting.") == FileKind.TXT


# --- names --------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("sent", "kept"),
    [
        ("photo.png", "photo.png"),
        (r"C:\Users\me\photo.png", "photo.png"),
        ("../../../etc/photo.png", "photo.png"),
        ("photo\u202egnp.exe", "photognp.exe"),
        ("pho\x00to\r\n.png", "photo.png"),
        ("  two   blanks .png", "two blanks .png"),
        (".hidden.png", "hidden.png"),
        ("pho\u0301to.png", "phóto.png"),
        ("صورة.png", "صورة.png"),
        ("📷.png", "📷.png"),
        ("", ""),
    ],
)
def test_a_name_is_kept_without_what_cannot_be_seen(sent: str, kept: str) -> None:
    assert kept_name(sent) == kept


def test_a_long_name_keeps_its_ending() -> None:
    kept = kept_name("a" * 100_000 + ".png")
    assert len(kept) == LONGEST_NAME
    assert kept.endswith(".png")


# --- words --------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("outcome", "scanner", "state"),
    [
        (None, False, ScanState.NO_SCANNER),
        (None, True, ScanState.WAITING),
        ("clean", True, ScanState.CLEAN),
        ("clean", False, ScanState.CLEAN),
        ("infected", False, ScanState.INFECTED),
        ("failed", True, ScanState.FAILED),
    ],
)
def test_where_a_file_stands(outcome: str | None, scanner: bool, state: ScanState) -> None:
    assert scan_state(outcome, scanner=scanner) == state


@pytest.mark.parametrize(
    ("size", "words"),
    [(1, "1 byte"), (640, "640 bytes"), (12_288, "12 KB"), (3_565_158, "3.4 MB")],
)
def test_a_size_as_people_read_it(size: int, words: str) -> None:
    assert size_in_words(size) == words


def test_what_a_save_does_with_files_is_part_of_its_receipt_only_where_it_does_something() -> None:
    assert FilesChange().as_data() == {}
    said = FilesChange((StoredUpload("a.png", "png", 1, "0" * 64, "x"),), ("F1",), "F1").as_data()
    assert said["attachments"] == {
        "files": [["a.png", "0" * 64]],
        "without": ["F1"],
        "replaces": "F1",
    }
