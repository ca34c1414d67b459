"""Files for tests, made byte by byte, and attached as people attach them.

item = evidence_by(joint, author)
file = attached(item, author, upload("photo.png", png()))
"""

import struct
import zlib
from io import BytesIO
from pathlib import Path
from typing import Any
from uuid import uuid4
from zipfile import ZIP_DEFLATED, ZipFile

from django.core.files.uploadedfile import SimpleUploadedFile
from django.utils import timezone

from inspections.actions.attachments import change_files
from inspections.models import Attachment, Evidence
from organisations.models import User
from records.actor import acting_as

_MAIN = {"docx": "word/document.xml", "xlsx": "xl/workbook.xml", "pptx": "ppt/presentation.xml"}


def _chunk(kind: bytes, data: bytes) -> bytes:
    return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))


def png(extra: bytes = b"") -> bytes:
    """A picture of one grey dot; `extra` is a text that it carries, in a chunk that is right."""
    said = _chunk(b"tEXt", b"Comment\0" + extra) if extra else b""
    return (
        b"\x89PNG\r\n\x1a\n"
        + _chunk(b"IHDR", struct.pack(">IIBBBBB", 1, 1, 8, 0, 0, 0, 0))
        + said
        + _chunk(b"IDAT", zlib.compress(b"\0\x80"))
        + _chunk(b"IEND", b"")
    )


def jpeg(inside: bytes = b"") -> bytes:
    """The frame of a picture; no program asks for more of it."""
    return b"\xff\xd8\xff\xe0\x00\x10JFIF\0\x01\x01\0\0\x01\0\x01\0\0" + inside + b"\xff\xd9"


def pdf(inside: bytes = b"<< /Type /Catalog >>") -> bytes:
    """A document with one object."""
    return b"%PDF-1.7\n1 0 obj\n" + inside + b"\nendobj\ntrailer\n<< /Root 1 0 R >>\n%%EOF\n"


def packed(members: dict[str, bytes | str]) -> bytes:
    """An archive with these members."""
    out = BytesIO()
    with ZipFile(out, "w", ZIP_DEFLATED) as archive:
        for name, content in members.items():
            archive.writestr(name, content)
    return out.getvalue()


def office(kind: str, **more: bytes | str) -> bytes:
    """A document of Word, Excel or PowerPoint; `more` are members by name, with / written __."""
    extra = {name.replace("__", "/").replace("_dot_", "."): body for name, body in more.items()}
    types = extra.pop("types", "<Types/>")
    return packed({"[Content_Types].xml": types, _MAIN[kind]: "<document/>", **extra})


def odt(**more: bytes | str) -> bytes:
    """An OpenDocument text."""
    extra = {name.replace("__", "/"): body for name, body in more.items()}
    return packed(
        {
            "mimetype": "application/vnd.oasis.opendocument.text",
            "content.xml": "<office/>",
            **extra,
        }
    )


def media(brand: bytes) -> bytes:
    """The head of a HEIC picture (`heic`) or of an M4A recording (`M4A `)."""
    return b"\x00\x00\x00\x18ftyp" + brand + b"\0\0\0\0" + brand + b"isom" + b"\0" * 64


E_MAIL = b"From: a@example.org\r\nTo: b@example.org\r\nSubject: The plan\r\n\r\nIt is done.\r\n"
MP3 = b"ID3\x03\0\0\0\0\0\0" + b"\xff\xfb\x90\x00" + b"\0" * 64
GOOD = {
    "report.pdf": pdf(),
    "photo.png": png(),
    "photo.jpg": jpeg(),
    "photo.JPEG": jpeg(),
    "photo.heic": media(b"heic"),
    "plan.docx": office("docx"),
    "list.xlsx": office("xlsx"),
    "slides.pptx": office("pptx"),
    "plan.odt": odt(),
    "note.txt": "Said: “Mine”, and – left.\n".encode(),
    "old note.txt": "Größe: 12 £".encode("cp1252"),
    "wide note.txt": "In two bytes each".encode("utf-16"),
    "rows.csv": b"a,b\r\n1,2\r\n",
    "mail.eml": E_MAIL,
    "talk.mp3": MP3,
    "talk.m4a": media(b"M4A "),
}


def upload(name: str = "photo.png", content: bytes | None = None) -> SimpleUploadedFile:
    """A file as a browser sends it."""
    return SimpleUploadedFile(name, png() if content is None else content)


def attached(
    item: Evidence, person: User, *files: SimpleUploadedFile, **options: Any
) -> list[Attachment]:
    """The files are attached by the author; the files of the new version, in their order.

    The options are those of `change_files`.
    """
    at = options.pop("at", None) or timezone.now()
    with acting_as(item.author):
        row = Evidence.objects.select_related("inspection", "strand").get(pk=item.pk)
    with acting_as(person):
        saved = change_files(
            evidence=row,
            key=options.pop("key", None) or uuid4(),
            version=options.pop("version", row.version),
            uploads=files or (() if "removed" in options else (upload(),)),
            by=person,
            at=at,
            **options,
        )
        item.version = saved.version
        return files_of(item)


def files_of(item: Evidence, version: int | None = None) -> list[Attachment]:
    """The files of a version, the newest unless said; asked as whoever acts."""
    rows = Attachment.objects.filter(
        links__revision__evidence=item, links__revision__version=version or item.version
    )
    return list(rows.with_scan().order_by("at", "name", "pk"))


def scanner(folder: Path, *, ends_with: int, says: str = "") -> list[str]:
    """A command that stands for a virus scanner."""
    script = folder / f"scanner-{ends_with}.sh"
    script.write_text(f"#!/bin/sh\necho '{says}'\nexit {ends_with}\n", encoding="utf-8")
    return ["/bin/sh", str(script)]
