"""Plain values that every app shares. No Django here."""

import hashlib
import json
import re
import unicodedata
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

# Control characters but tab and line end, and halves of characters (categories Cc and Cs).
_UNKEPT = re.compile("[\x00-\x08\x0b-\x1f\x7f-\x9f\ud800-\udfff]")
_CROCKFORD = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"


@dataclass(frozen=True)
class HeardOfDraft:
    """What the page of a form knew, when it was sent, of the draft that was saved as it was typed.

    Args:
        version: the draft's version that it last heard of; 0 where it had none.
        is_waiting: the answer to a save of its own had not come: the draft may be one further.
        sent: what the form said, by the names of its fields: a draft is held against it.
    """

    version: int = 0
    is_waiting: bool = False
    sent: Mapping[str, Any] = field(default_factory=dict, compare=False)

    @classmethod
    def from_form(cls, sent: Mapping[str, Any]) -> "HeardOfDraft":
        """From the hidden fields `version` and `waiting` of a form; unreadable is none."""
        version = str(sent.get("version", ""))
        is_number = version.isascii() and version.isdigit() and len(version) < 9
        return cls(int(version) if is_number else 0, sent.get("waiting") == "1", sent)


NO_DRAFT = HeardOfDraft()


def _normalised(value: Any) -> Any:
    if isinstance(value, str):
        return unicodedata.normalize("NFC", value)
    if isinstance(value, dict):
        return {_normalised(key): _normalised(item) for key, item in value.items()}
    if isinstance(value, list | tuple):
        return [_normalised(item) for item in value]
    return value


def canonical_json(data: Any) -> bytes:
    """One spelling for the same data: UTF-8, sorted keys, NFC, no spaces.

    Raises:
        TypeError: the data holds something that JSON does not (a date, a set): the caller says how
            it is written.
        ValueError: a number is not finite.
    """
    return json.dumps(
        _normalised(data),
        sort_keys=True,
        ensure_ascii=False,
        allow_nan=False,
        separators=(",", ":"),
    ).encode()


def content_hash(data: Any) -> str:
    """SHA-256 of the canonical JSON: what a signature, a sign-off or a publication stands on."""
    return hashlib.sha256(canonical_json(data)).hexdigest()


def short_reference(prefix: str, seed: bytes, *, groups: int = 2) -> str:
    """A reference that people can read aloud and nobody can count through: E-4K7Q-2MXV.

    Args:
        prefix: one or two letters that say what it is.
        seed: bytes that are unique to the thing.
        groups: groups of four characters; two give 40 bits.
    """
    number = int.from_bytes(hashlib.sha256(seed).digest(), "big")
    letters = []
    for _ in range(groups * 4):
        number, digit = divmod(number, 32)
        letters.append(_CROCKFORD[digit])
    text = "".join(letters)
    return "-".join([prefix, *(text[start : start + 4] for start in range(0, len(text), 4))])


def clean_text(text: str) -> str:
    """The text as it is kept: NFC, unix line ends, without characters no database can hold.

    NUL and the other control characters go (PostgreSQL refuses NUL; the rest cannot be printed),
    and so do halves of characters; tabs and line ends stay. Nothing a person can see is lost.
    """
    text = text.replace("\r\n", "\n").replace("\r", "\n")
    # Last: what stood apart because of a character that went may now be one letter.
    return unicodedata.normalize("NFC", _UNKEPT.sub("", text))
