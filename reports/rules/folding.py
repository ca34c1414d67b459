"""A text as the finders read it: one spelling for what looks the same. No Django here."""

import re
import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache

_APOSTROPHES = "'’‘‛ʼ`´′＇"
# Marks over letters, what nobody sees (a soft hyphen, a joiner), and control characters.
_UNSEEN = frozenset({"Mn", "Me", "Cf", "Cc"})
_WORD = re.compile(r"[^\W_]+|&")


@dataclass(frozen=True)
class Word:
    """A word of a folded text, and where it stands there."""

    said: str
    start: int
    end: int


@dataclass(frozen=True)
class Folded:
    """A text without capitals, accents, soft hyphens and unusual spaces, digits or apostrophes.

    Args:
        original: the text as it was written.
        said: the text as it is searched.
        places: where each character of it stood in the original.
    """

    original: str
    said: str
    places: Sequence[int]

    def original_span(self, start: int, end: int) -> tuple[int, int]:
        """Where a piece of the folded text stood in the original."""
        return self.places[start], self.places[end - 1] + 1

    def written(self, start: int, end: int) -> str:
        """A piece of the folded text as it was written."""
        first, last = self.original_span(start, end)
        return self.original[first:last]

    def words(self) -> list[Word]:
        """Its words in their order; an ampersand is an “and”."""
        return [
            Word("and" if found[0] == "&" else found[0], found.start(), found.end())
            for found in _WORD.finditer(self.said)
        ]


def fold(text: str) -> Folded:
    """The text as the finders read it."""
    said: list[str] = []
    places: list[int] = []
    for place, letter in enumerate(text):
        folded = _folded(letter)
        said.append(folded)
        places.extend([place] * len(folded))
    return Folded(text, "".join(said), places)


@lru_cache(maxsize=4096)
def _folded(letter: str) -> str:
    if letter in _APOSTROPHES:
        return "'"
    if letter.isspace():
        return " "
    if unicodedata.category(letter) == "Pd" or letter == "−":
        return "-"
    apart = unicodedata.normalize("NFKD", letter).casefold()
    return "".join(_plain(one) for one in unicodedata.normalize("NFKD", apart))


def _plain(letter: str) -> str:
    if letter.isspace():
        return " "
    if unicodedata.category(letter) in _UNSEEN:
        return ""
    digit = unicodedata.decimal(letter, None)
    return letter if digit is None else str(digit)
