"""The fixed words of requests for another format. No Django here."""

from dataclasses import dataclass
from enum import StrEnum

NEEDS_LIMIT = 1_000


class FormatKind(StrEnum):
    """In which format somebody needs a document."""

    LARGE_PRINT = "large_print"
    BRAILLE = "braille"
    AUDIO = "audio"
    EASY_READ = "easy_read"
    LANGUAGE = "language"
    OTHER = "other"


FORMAT_LABELS = {
    FormatKind.LARGE_PRINT: "Large print on paper",
    FormatKind.BRAILLE: "Braille",
    FormatKind.AUDIO: "Audio",
    FormatKind.EASY_READ: "Easy read",
    FormatKind.LANGUAGE: "Another language, British Sign Language included",
    FormatKind.OTHER: "Something else",
}


class RequestState(StrEnum):
    """Where a request is."""

    WAITING = "waiting"
    SENT = "sent"
    REFUSED = "refused"


@dataclass(frozen=True)
class FormatWish:
    """What somebody asks for.

    Args:
        kind: one of FormatKind.
        needs: in their own words; may be empty.
        email: where the answer goes.
    """

    kind: str
    needs: str
    email: str
