"""Which files may be attached to evidence, and how many. No Django here."""

from dataclasses import dataclass
from enum import StrEnum

MEGABYTE = 1024 * 1024
LARGEST = 25 * MEGABYTE
MOST_FILES = 10
LONGEST_NAME = 120


class FileKind(StrEnum):
    """What a file is, by its content."""

    PDF = "pdf"
    PNG = "png"
    JPEG = "jpeg"
    HEIC = "heic"
    DOCX = "docx"
    XLSX = "xlsx"
    PPTX = "pptx"
    ODT = "odt"
    TXT = "txt"
    CSV = "csv"
    EML = "eml"
    MP3 = "mp3"
    M4A = "m4a"


FILE_KIND_LABELS = {
    FileKind.PDF: "PDF document",
    FileKind.PNG: "PNG picture",
    FileKind.JPEG: "JPEG picture",
    FileKind.HEIC: "HEIC picture",
    FileKind.DOCX: "Word document",
    FileKind.XLSX: "Excel workbook",
    FileKind.PPTX: "PowerPoint presentation",
    FileKind.ODT: "OpenDocument text",
    FileKind.TXT: "Plain text",
    FileKind.CSV: "CSV table",
    FileKind.EML: "E-mail",
    FileKind.MP3: "MP3 recording",
    FileKind.M4A: "M4A recording",
}
# By the ending of the name, which has to agree with the content.
KINDS_BY_ENDING = {
    **{kind.value: kind for kind in FileKind},
    "jpg": FileKind.JPEG,
    "heif": FileKind.HEIC,
}
MEDIA_TYPES = {
    FileKind.PDF: "application/pdf",
    FileKind.PNG: "image/png",
    FileKind.JPEG: "image/jpeg",
    FileKind.HEIC: "image/heic",
    FileKind.DOCX: "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
    FileKind.XLSX: "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    FileKind.PPTX: "application/vnd.openxmlformats-officedocument.presentationml.presentation",
    FileKind.ODT: "application/vnd.oasis.opendocument.text",
    FileKind.TXT: "text/plain; charset=utf-8",
    FileKind.CSV: "text/csv; charset=utf-8",
    FileKind.EML: "message/rfc822",
    FileKind.MP3: "audio/mpeg",
    FileKind.M4A: "audio/mp4",
}
ACCEPTED = ",".join(f".{ending}" for ending in KINDS_BY_ENDING)
ACCEPTED_IN_WORDS = (
    "PDF, PNG, JPEG or HEIC pictures, Word, Excel or PowerPoint without macros, OpenDocument text, "
    "plain text, CSV, e-mail (.eml), and MP3 or M4A recordings"
)


class ScanOutcome(StrEnum):
    """What the virus scanner said of a file."""

    CLEAN = "clean"
    INFECTED = "infected"
    FAILED = "failed"


class ScanState(StrEnum):
    """Whether a file may be opened, as far as the scanner is concerned."""

    NO_SCANNER = "no_scanner"
    WAITING = "waiting"
    CLEAN = "clean"
    INFECTED = "infected"
    FAILED = "failed"


SCAN_STATE_LABELS = {
    ScanState.NO_SCANNER: "Not scanned for viruses: no scanner is configured",
    ScanState.WAITING: "Waiting for the virus scan",
    ScanState.CLEAN: "Scanned: no virus found",
    ScanState.INFECTED: "A virus was found: the file is locked away and cannot be opened",
    ScanState.FAILED: "The virus scan failed: the file cannot be opened until it is repeated",
}
OPENS = {ScanState.NO_SCANNER, ScanState.CLEAN}


def scan_state(outcome: str | None, *, scanner: bool) -> ScanState:
    """Where a file stands.

    Args:
        outcome: what the last scan said, None where there was none.
        scanner: whether one is configured now.
    """
    if outcome is not None:
        return ScanState(ScanOutcome(outcome).value)
    return ScanState.WAITING if scanner else ScanState.NO_SCANNER


@dataclass(frozen=True)
class StoredUpload:
    """A file that was checked and stands on the disk under a generated name.

    Args:
        name: as its sender calls it, cleaned.
        stored_as: the name on the disk.
        sha256: of its content, in hexadecimal digits.
    """

    name: str
    kind: str
    size: int
    sha256: str
    stored_as: str


@dataclass(frozen=True)
class FilesChange:
    """What a save does to the files of an item; the others are carried over.

    Args:
        added: the new ones, already on the disk.
        removed: references of those that the new version has no more.
        replaces: the reference that the first of the new ones stands in the place of, if any.
    """

    added: tuple[StoredUpload, ...] = ()
    removed: tuple[str, ...] = ()
    replaces: str = ""

    def as_data(self) -> dict[str, object]:
        """Plain data, for the receipt's hash; empty where nothing is done."""
        said: dict[str, object] = {
            "files": [[one.name, one.sha256] for one in self.added],
            "without": list(self.removed),
            "replaces": self.replaces,
        }
        return {"attachments": said} if self != NO_FILES else {}


NO_FILES = FilesChange()


def size_in_words(size: int) -> str:
    """A size as people read it: 640 bytes, 12 KB, 3.4 MB."""
    if size < 1024:
        return f"{size} bytes" if size != 1 else "1 byte"
    if (kilobytes := round(size / 1024)) < 1024:
        return f"{kilobytes} KB"
    return f"{size / MEGABYTE:.1f} MB"
