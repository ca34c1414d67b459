"""Whether a file is what its name says, and nothing beside that.

The name's ending chooses what is asked; the content has to answer. What a browser or an office
program would run is refused whatever it is called: programs, pages with scripts, macros, and files
that are two things at once.
"""

import codecs
import re
import unicodedata
import zlib
from collections.abc import Callable
from email import policy
from email.parser import BytesParser
from io import BytesIO
from typing import BinaryIO
from zipfile import BadZipFile, ZipFile

import puremagic

from inspections.values.attachments import (
    ACCEPTED_IN_WORDS,
    FILE_KIND_LABELS,
    KINDS_BY_ENDING,
    LONGEST_NAME,
    MEGABYTE,
    FileKind,
)

HEAD = 4096
TAIL = 66_000
UNPACKED = 250 * MEGABYTE
MEMBERS = 5_000
RATIO = 200
_PROGRAMS = (
    b"MZ",
    b"\x7fELF",
    b"\xca\xfe\xba\xbe",
    b"\xfe\xed\xfa\xce",
    b"\xfe\xed\xfa\xcf",
    b"\xcf\xfa\xed\xfe",
    b"\xce\xfa\xed\xfe",
    b"#!",
    b"\x00asm",
    b"L\x00\x00\x00\x01\x14\x02\x00",
)
# Long enough not to stand in a picture by chance.
_MARKUP = re.compile(rb"<script[\s>/]|<html[\s>]|<!doctype\s+html|<\?php|<iframe[\s>]", re.I)
_PAGE = re.compile(rb"^\s*(<!doctype|<html|<svg|<script|<\?xml|<\?php|<head|<body|%!PS)", re.I)
_PDF_ACTS = re.compile(rb"/(JavaScript|Launch|EmbeddedFile|RichMedia)\b")
_PDF_ESCAPE = re.compile(rb"#([0-9A-Fa-f]{2})")
_RUNS = re.compile(
    r"\.(exe|dll|scr|com|bat|cmd|ps1|vbs?|vbe|jse?|wsf|hta|jar|msi|lnk|html?|xhtml|svg|iso|img)$",
    re.I,
)
_OFFICE = {
    FileKind.DOCX: "word/document.xml",
    FileKind.XLSX: "xl/workbook.xml",
    FileKind.PPTX: "ppt/presentation.xml",
}
_HEIC_BRANDS = {b"heic", b"heix", b"heim", b"heis", b"hevc", b"hevx", b"mif1", b"msf1"}
_M4A_BRANDS = {b"M4A ", b"M4B ", b"mp42", b"mp41", b"isom", b"iso2", b"3gp4", b"3gp5"}
_E_MAIL_HEADS = {b"from", b"to", b"subject", b"date", b"received", b"message-id", b"mime-version"}
_INVISIBLE = {"Cc", "Cf", "Cs", "Co", "Zl", "Zp"}


class FileRefused(Exception):
    """A file that cannot be attached. `reason` is a sentence that follows the file's name."""

    def __init__(self, reason: str) -> None:
        super().__init__(reason)
        self.reason = reason


def kept_name(name: str) -> str:
    """The name as it is kept and shown: no path, nothing invisible, not too long.

    A letter that turns the direction of writing can make “gpj.exe” look like a picture: it goes.
    """
    last = re.split(r"[\\/]", name)[-1]
    kept = "".join(one for one in last if unicodedata.category(one) not in _INVISIBLE)
    kept = unicodedata.normalize("NFC", " ".join(kept.split())).strip(". ")
    stem, dot, ending = kept.rpartition(".")
    room = LONGEST_NAME - len(ending) - 1
    if len(kept) > LONGEST_NAME and dot and room > 0:
        return f"{stem[:room]}.{ending}"
    return kept[:LONGEST_NAME].rstrip(". ")


def kind_by_name(name: str) -> FileKind:
    """What the ending says that the file is.

    Raises:
        FileRefused: files with this ending are not taken.
    """
    stem, _, ending = name.rpartition(".")
    kind = KINDS_BY_ENDING.get(ending.lower()) if stem else None
    if kind is None:
        raise FileRefused(f"is of a kind that cannot be attached. Attach {ACCEPTED_IN_WORDS}.")
    return kind


def check_file(name: str, content: BinaryIO, size: int) -> FileKind:
    """What the file is, once its content agrees with its name.

    Args:
        name: as `kept_name` gives it.
        content: can be read from its beginning; where it stands afterwards is not said.
        size: how many bytes it has.

    Raises:
        FileRefused: it is empty, something else than its name says, or could run.
    """
    kind = kind_by_name(name)
    if size == 0:
        raise FileRefused("is empty.")
    head = _part(content, 0, HEAD)
    if head.startswith(_PROGRAMS) and not (kind in _CHECKS_OF_TEXT and _begins_with_letters(head)):
        raise FileRefused("is a program. Programs cannot be attached.")
    if kind not in _CHECKS_OF_TEXT and _PAGE.match(head):
        raise FileRefused(f"is a page or a drawing with markup, {_not_the(kind)}.")
    if not _CHECKS[kind](content, head, size):
        raise FileRefused(f"is {_not_the(kind)}: {_looks_like(head)}.")
    return kind


def _not_the(kind: FileKind) -> str:
    return f"not the {FILE_KIND_LABELS[kind]} that its name says"


def _part(content: BinaryIO, start: int, length: int) -> bytes:
    content.seek(start)
    return content.read(length)


def _looks_like(head: bytes) -> str:
    """What the content looks like, for whoever has to find out what went wrong."""
    try:
        found = puremagic.from_string(head)
    except (puremagic.PureError, ValueError):
        found = ""
    if found:
        return f"its content looks like that of a {found} file"
    return "its content is of no kind that is known here"


def _begins_with_letters(head: bytes) -> bool:
    """Text that begins as the mark of a program does: “MZ” and then words."""
    return b"\x00" not in head and not head.startswith(b"#!")


def _whole(content: BinaryIO) -> bytes:
    content.seek(0)
    return content.read()


def _refuse_markup(data: bytes) -> None:
    if _MARKUP.search(data):
        raise FileRefused("holds a script or a page inside. It cannot be attached.")


def _refuse_archive(content: BinaryIO, size: int) -> None:
    """A file that ends as an archive is one for whoever opens it as one."""
    if b"PK\x05\x06" in _part(content, max(0, size - TAIL), TAIL):
        raise FileRefused("is two things at once: an archive hangs on its end.")


# --- pictures and recordings --------------------------------------------------------------------


def _is_png(content: BinaryIO, head: bytes, size: int) -> bool:
    if not head.startswith(b"\x89PNG\r\n\x1a\n"):
        return False
    data = _whole(content)
    place, kinds = 8, []
    while place + 12 <= len(data):
        length = int.from_bytes(data[place : place + 4], "big")
        end = place + 12 + length
        if end > len(data) or zlib.crc32(data[place + 4 : end - 4]) != int.from_bytes(
            data[end - 4 : end], "big"
        ):
            return False
        kinds.append(data[place + 4 : place + 8])
        place = end
        if kinds[-1] == b"IEND":
            break
    if not kinds or kinds[0] != b"IHDR" or kinds[-1] != b"IEND":
        return False
    if place != len(data):
        raise FileRefused("is two things at once: something hangs on the end of the picture.")
    _refuse_markup(data)
    return True


def _is_jpeg(content: BinaryIO, head: bytes, size: int) -> bool:
    if not head.startswith(b"\xff\xd8\xff") or b"\xff\xd9" not in _part(content, 0, size):
        return False
    _refuse_archive(content, size)
    data = _whole(content)
    _refuse_markup(data)
    if b"%PDF-" in data[:HEAD]:
        raise FileRefused("is two things at once: a picture and a PDF document.")
    return True


def _brands(head: bytes) -> set[bytes]:
    if head[4:8] != b"ftyp":
        return set()
    length = min(int.from_bytes(head[:4], "big"), 256)
    listed = head[8:length]
    return {listed[start : start + 4] for start in (0, *range(8, len(listed), 4))}


def _is_heic(content: BinaryIO, head: bytes, size: int) -> bool:
    return bool(_brands(head) & _HEIC_BRANDS) and _has_one_nature(content, size)


def _is_m4a(content: BinaryIO, head: bytes, size: int) -> bool:
    brands = _brands(head)
    is_picture = bool(brands & _HEIC_BRANDS)
    return bool(brands & _M4A_BRANDS) and not is_picture and _has_one_nature(content, size)


def _is_mp3(content: BinaryIO, head: bytes, size: int) -> bool:
    has_tag = head.startswith(b"ID3")
    # A frame: eleven bits of one, then a layer and a bit rate that exist.
    is_frame = (
        len(head) > 2 and head[0] == 0xFF and head[1] & 0xE6 == 0xE2 and head[2] >> 4 not in (0, 15)
    )
    return (has_tag or is_frame) and _has_one_nature(content, size)


def _has_one_nature(content: BinaryIO, size: int) -> bool:
    _refuse_archive(content, size)
    _refuse_markup(_whole(content))
    return True


# --- documents ----------------------------------------------------------------------------------


def _is_pdf(content: BinaryIO, head: bytes, size: int) -> bool:
    if not head.startswith(b"%PDF-") or b"%%EOF" not in _part(content, max(0, size - 2048), 2048):
        return False
    _refuse_archive(content, size)
    data = _whole(content)
    plain = _PDF_ESCAPE.sub(lambda found: bytes([int(found[1], 16)]), data)
    if _PDF_ACTS.search(plain):
        raise FileRefused(
            "is a PDF that runs scripts, starts programs or carries other files. Print it to a new "
            "PDF and attach that one."
        )
    if _PAGE.search(head[8:]) or _MARKUP.search(head):
        raise FileRefused("is two things at once: a PDF document and a page with scripts.")
    return True


def _unpacked(content: BinaryIO, head: bytes) -> ZipFile | None:
    """The archive, once it is one from its first byte to its last, and no bomb."""
    if not head.startswith(b"PK\x03\x04"):
        return None
    try:
        archive = ZipFile(content)
    except (BadZipFile, ValueError, RuntimeError):
        return None
    members = archive.infolist()
    packed = sum(one.compress_size for one in members)
    unpacked = sum(one.file_size for one in members)
    if len(members) > MEMBERS or unpacked > UNPACKED or unpacked > RATIO * max(packed, 4096):
        raise FileRefused("unpacks to far more than a document needs.")
    if any(one.flag_bits & 1 for one in members):
        raise FileRefused("is locked with a password, so nobody could check it. Save it without.")
    if min((one.header_offset for one in members), default=1) != 0:
        raise FileRefused("is two things at once: something stands before the document.")
    if any(one.filename.startswith("/") or ".." in one.filename.split("/") for one in members):
        raise FileRefused("holds names that lead out of it.")
    return archive


def _refuse_macros(names: list[str], types: bytes = b"") -> None:
    low = [name.lower() for name in names]
    if any(
        name.endswith(("vbaproject.bin", "vbadata.xml"))
        or "/activex/" in name
        or _RUNS.search(name)
        for name in low
    ):
        raise FileRefused("holds macros or programs. Save it without them.")
    if any("/embeddings/" in name and name.endswith(".bin") for name in low):
        raise FileRefused("holds another file inside, which nobody could check. Take it out.")
    if b"macroenabled" in types.lower():
        raise FileRefused("holds macros or programs. Save it without them.")


def _is_office(kind: FileKind) -> Callable[[BinaryIO, bytes, int], bool]:
    def is_kind(content: BinaryIO, head: bytes, size: int) -> bool:
        archive = _unpacked(content, head)
        if archive is None:
            return False
        with archive:
            names = archive.namelist()
            if "[Content_Types].xml" not in names or _OFFICE[kind] not in names:
                return False
            if archive.getinfo("[Content_Types].xml").file_size > MEGABYTE:
                return False
            _refuse_macros(names, _member(archive, "[Content_Types].xml"))
        return True

    return is_kind


def _member(archive: ZipFile, name: str) -> bytes:
    try:
        return archive.read(name)
    except (BadZipFile, zlib.error, RuntimeError, EOFError) as error:
        raise FileRefused("is damaged. Save it again and attach that.") from error


def _is_odt(content: BinaryIO, head: bytes, size: int) -> bool:
    archive = _unpacked(content, head)
    if archive is None:
        return False
    with archive:
        names = archive.namelist()
        if "mimetype" not in names or archive.getinfo("mimetype").file_size > 100:
            return False
        if _member(archive, "mimetype").strip() != b"application/vnd.oasis.opendocument.text":
            return False
        _refuse_macros(names)
        if any(name.startswith(("Basic/", "Scripts/")) for name in names):
            raise FileRefused("holds macros or programs. Save it without them.")
    return True


def _is_text(content: BinaryIO, head: bytes, size: int) -> bool:
    if _PAGE.match(head.lstrip(codecs.BOM_UTF8)):
        raise FileRefused("is a page or a drawing with markup, not plain text.")
    data = _whole(content)
    if data.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)):
        try:
            data = data.decode("utf-16").encode()
        except UnicodeDecodeError:
            return False
    # In whatever code page: text has no NUL and hardly any control characters.
    return not re.search(rb"[\x00-\x06\x0e-\x1a\x1c-\x1f]", data)


def _is_e_mail(content: BinaryIO, head: bytes, size: int) -> bool:
    lines = head.split(b"\n\n")[0].split(b"\r\n\r\n")[0].splitlines()
    names = {line.split(b":")[0].strip().lower() for line in lines if b":" in line}
    if len(names & _E_MAIL_HEADS) < 2:
        return False
    message = BytesParser(policy=policy.compat32).parse(BytesIO(_whole(content)))
    for part in message.walk():
        if _RUNS.search(part.get_filename() or ""):
            raise FileRefused("carries a program or a page with scripts.")
    return True


_CHECKS: dict[FileKind, Callable[[BinaryIO, bytes, int], bool]] = {
    FileKind.PDF: _is_pdf,
    FileKind.PNG: _is_png,
    FileKind.JPEG: _is_jpeg,
    FileKind.HEIC: _is_heic,
    FileKind.DOCX: _is_office(FileKind.DOCX),
    FileKind.XLSX: _is_office(FileKind.XLSX),
    FileKind.PPTX: _is_office(FileKind.PPTX),
    FileKind.ODT: _is_odt,
    FileKind.TXT: _is_text,
    FileKind.CSV: _is_text,
    FileKind.EML: _is_e_mail,
    FileKind.MP3: _is_mp3,
    FileKind.M4A: _is_m4a,
}
_CHECKS_OF_TEXT = {FileKind.TXT, FileKind.CSV, FileKind.EML}
