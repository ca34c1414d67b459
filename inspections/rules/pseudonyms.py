"""From who somebody is to a mark that tells nobody. Pure: identifiers and a key in, marks out.

A mark is a keyed fingerprint (HMAC-SHA-256). Whoever has no key can neither read a child from it
nor try all NHS numbers; marks of two inspections have nothing in common.
"""

import base64
import hmac
import json
import unicodedata
import zlib
from typing import Any

from cryptography.fernet import Fernet, InvalidToken

from inspections.values.samples import Identifiers, Marks
from records.values import canonical_json

_NHS_DIGITS = 10


def nhs_number(text: str) -> str | None:
    """The ten digits of an NHS number, None when it is none (its last digit checks the others)."""
    # Spreadsheets and letters part the groups with spaces that do not break, and with dashes.
    digits = "".join(letter for letter in text if letter not in " -\u00a0\u2009\u202f\u2013")
    if len(digits) != _NHS_DIGITS or not (digits.isascii() and digits.isdigit()):
        return None
    total = sum(int(digit) * (_NHS_DIGITS - place) for place, digit in enumerate(digits[:9]))
    check = (11 - total % 11) % 11
    return digits if check == int(digits[9]) else None


def plain_name(text: str) -> str:
    """A name as it is compared: its words in small letters without accents, in order of letters.

    So “O’Brien, Seán” and “Sean O'Brien” are one name.
    """
    apart = unicodedata.normalize("NFKD", text).casefold()
    joined = "".join(
        letter
        for letter in apart
        if letter not in "'’‘`´" and unicodedata.category(letter) not in {"Mn", "Cf", "Cc"}
    )
    words = "".join(letter if letter.isalnum() else " " for letter in joined).split()
    return " ".join(sorted(words))


def marks_of(who: Identifiers, *, key: str, inspection: int, agency: int | None) -> Marks:
    """The marks of somebody on an agency's list.

    Args:
        key: the secret.
        inspection: in another one, the same child has other marks.
        agency: whose list; its own numbers mean nothing elsewhere. None for the partnership.
    """

    def mark(*parts: object) -> str:
        said = canonical_json([inspection, *parts])
        return hmac.new(_derived(key, "marks"), said, "sha256").hexdigest()

    name = plain_name(who.name)
    return Marks(
        nhs=mark("nhs", who.nhs) if who.nhs else "",
        person=mark("person", name, who.born.isoformat()) if name and who.born else "",
        number=mark("number", agency, who.number.casefold()) if who.number else "",
    )


def household_mark(number: str, *, key: str, inspection: int, agency: int | None) -> str:
    """A short mark of a household that the same agency numbers alike; nothing for no number."""
    if not number:
        return ""
    said = canonical_json([inspection, "household", agency, number.casefold()])
    letters = base64.b32encode(hmac.new(_derived(key, "marks"), said, "sha256").digest())
    return f"H-{letters[:8].decode()}"


def seal(data: Any, *, key: str, purpose: str) -> bytes:
    """Plain data, compressed and encrypted."""
    content = zlib.compress(json.dumps(data, ensure_ascii=False).encode(), 1)
    return _cipher(key, purpose).encrypt(content)


def unseal(sealed: bytes | memoryview, *, key: str, purpose: str) -> Any:
    """What `seal` was given.

    Raises:
        ValueError: it was sealed with another key or for another purpose, or was changed.
    """
    try:
        content = _cipher(key, purpose).decrypt(bytes(sealed))
    except InvalidToken as fault:
        raise ValueError("This was sealed with another key, or was changed since.") from fault
    return json.loads(zlib.decompress(content))


def _derived(key: str, purpose: str) -> bytes:
    return hmac.new(key.encode(), f"concord samples {purpose}".encode(), "sha256").digest()


def _cipher(key: str, purpose: str) -> Fernet:
    return Fernet(base64.urlsafe_b64encode(_derived(key, purpose)))
