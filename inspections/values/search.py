"""What is searched for: words, and facts by which a search is narrowed. No Django here.

Words are folded the same way everywhere, so that PostgreSQL (`inspections.wording`) and the plain
search on SQLite find the same: compatibility forms and accents are taken apart and the marks left
out, capitals become small letters, and whatever is no letter and no digit parts two words. So
`multi-agency` is the phrase *multi agency*, and `child’s` the phrase *child s*.
"""

import re
import unicodedata
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, fields, replace
from datetime import date
from enum import StrEnum
from typing import Any

# A longer word is found by its beginning, and then compared whole.
LEXEME = 64
MOST_WORDS = 20
LONGEST_SEARCH = 300
MARKS = "\u0300-\u036f"
# Capitals that are no plain letter with a mark, and whose small letter is one character.
_CAPITALS = "".join(
    chr(code)
    for first, last in ((0x41, 0x5A), (0xC6, 0xDE), (0x110, 0x1BF), (0x386, 0x52F), (0x531, 0x556))
    for code in range(first, last + 1)
    if len(chr(code).lower()) == 1
    and chr(code).lower() != chr(code)
    and unicodedata.normalize("NFKD", chr(code)) == chr(code)
)
CAPITALS = (_CAPITALS, _CAPITALS.lower())
# Ranges of what parts two words, as both a Python and a PostgreSQL character class read them. No
# capital is among them: they are small by then. After the signs of the scripts of Europe come those
# of Hebrew, Arabic and Indic writing, of typography, and pictures.
PARTING = (
    "\\x01-\\x2f\\x3a-\\x60\\x7b-\\xa9\\xab-\\xb1\\xb4\\xb6-\\xb8\\xbb\\xbf\\xd7\\xf7"
    "\\u02b9-\\u02ff\\u037e\\u0387\\u055a-\\u055f\\u0589\\u058a\\u05be\\u05c0\\u05c3"
    "\\u060c\\u061b-\\u061f\\u066a-\\u066d\\u06d4\\u0964\\u0965"
    "\\u2000-\\u206f\\u20a0-\\u20cf\\u2190-\\u2bff\\u2e00-\\u2e7f\\u3000-\\u3004\\u3008-\\u3020"
    "\\ufe00-\\ufe6f\\ufeff\\ufff9-\\ufffd"
)
_FAR = "\\U0001f000-\\U0001faff\\U000e0000-\\U000e01ef"
PARTING_POSTGRESQL = f"[{PARTING}{_FAR}]+"
_PARTING = re.compile(f"[\\x00{PARTING}{_FAR}]+")
_MARKS = re.compile(f"[{MARKS}]+")
_SMALL = str.maketrans(*CAPITALS)
_ASCII_PARTING = re.compile("[^a-z0-9]+")
# A phrase, or what stands between spaces; either may be left out by a hyphen before it.
_TERMS = re.compile('(?P<no>-?)(?:"(?P<phrase>[^"]*)"?|(?P<word>[^\\s"]+))')


def folded(text: str) -> str:
    """The words of a text, each with a space before and after it."""
    if text.isascii():
        return f" {_ASCII_PARTING.sub(' ', text.lower()).strip()} "
    apart = _MARKS.sub("", unicodedata.normalize("NFKD", text)).translate(_SMALL)
    return f" {_PARTING.sub(' ', apart).strip()} "


def searched(text: str, *more: str) -> str:
    """What a search looks through: a text, a reference, names. No phrase reaches across."""
    return "|".join(folded(one) for one in (text, *more))


@dataclass(frozen=True)
class Term:
    """One word or phrase of a search, folded; `open_ended` finds what begins so."""

    words: tuple[str, ...]
    open_ended: bool = False

    @property
    def pattern(self) -> str:
        """What a searched text holds where the term is in it."""
        return f" {' '.join(self.words)}{'' if self.open_ended else ' '}"

    @property
    def is_whole(self) -> bool:
        """Whether an index of words alone finds it: one word, short enough to be kept whole."""
        return len(self.words) == 1 and len(self.words[0]) < LEXEME + self.open_ended

    @property
    def lexemes(self) -> str:
        """What the index is asked: all its words, wherever they stand."""
        whole = [f"'{word[:LEXEME]}'" for word in self.words]
        if self.open_ended:
            whole[-1] += ":*"
        return f"({' & '.join(whole)})"

    def __str__(self) -> str:
        text = " ".join(self.words)
        if len(self.words) > 1:
            text = f"“{text}”"
        return f"{text}…" if self.open_ended else text


@dataclass(frozen=True)
class Words:
    """The words of a search: what a text must hold, and what it must not."""

    every: tuple[Term, ...] = ()
    none: tuple[Term, ...] = ()
    too_many: bool = False

    @classmethod
    def read(cls, typed: str) -> "Words":
        """Read what was typed: words, "phrases", -without, begin*. Nothing is an error.

        Beyond `MOST_WORDS` words the rest is left out, and `too_many` says so.
        """
        every: list[Term] = []
        none: list[Term] = []
        count = 0
        for found in _TERMS.finditer(typed):
            phrase, word = found["phrase"], found["word"]
            said = folded(phrase if phrase is not None else word).split()
            if not said:
                continue
            count += len(said)
            if count > MOST_WORDS:
                return cls(tuple(dict.fromkeys(every)), tuple(dict.fromkeys(none)), too_many=True)
            term = Term(tuple(said), open_ended=bool(word) and word.endswith("*"))
            (none if found["no"] else every).append(term)
        return cls(tuple(dict.fromkeys(every)), tuple(dict.fromkeys(none)))

    def __bool__(self) -> bool:
        return bool(self.every or self.none)

    def are_in(self, haystack: str) -> bool:
        """Whether a searched text holds them; `haystack` comes from `searched`."""
        return all(term.pattern in haystack for term in self.every) and not any(
            term.pattern in haystack for term in self.none
        )

    @property
    def lexemes(self) -> str:
        """As PostgreSQL's index is asked; what it cannot know exactly is compared afterwards."""
        asked = [term.lexemes for term in self.every]
        asked += [f"!{term.lexemes}" for term in self.none if term.is_whole]
        return " & ".join(asked)

    @property
    def patterns(self) -> tuple[list[str], list[str]]:
        """What must, and what must not, stand in the searched text, beyond single words."""
        return (
            [term.pattern for term in self.every if not term.is_whole],
            [term.pattern for term in self.none if not term.is_whole],
        )

    def in_words(self) -> list[str]:
        """Each term as a page says it."""
        return [str(term) for term in self.every] + [f"not {term}" for term in self.none]


class Withdrawn(StrEnum):
    """Whether withdrawn items are found."""

    LEFT_OUT = ""
    TOO = "too"
    ONLY = "only"


WITHDRAWN_LABELS = {
    Withdrawn.LEFT_OUT: "Left out",
    Withdrawn.TOO: "Found too",
    Withdrawn.ONLY: "Only withdrawn items",
}


class Attached(StrEnum):
    """Whether an item has attachments."""

    ANY = ""
    YES = "yes"
    NO = "no"


ATTACHED_LABELS = {Attached.ANY: "Either", Attached.YES: "With", Attached.NO: "Without"}
DATES = ("observed_from", "observed_to", "recorded_from", "recorded_to")


@dataclass(frozen=True)
class Search:
    """A search for evidence: words as they were typed, and the facts that narrow it.

    Every fact is the name by which addresses know the thing: a reference, a code; empty for any.
    """

    q: str = ""
    inspection: str = ""
    case: str = ""
    agency: str = ""
    criterion: str = ""
    theme: str = ""
    inspectorate: str = ""
    strand: str = ""
    source: str = ""
    strength: str = ""
    voice: str = ""
    confidence: str = ""
    author: str = ""
    tag: str = ""
    attached: str = ""
    withdrawn: str = ""
    observed_from: date | None = None
    observed_to: date | None = None
    recorded_from: date | None = None
    recorded_to: date | None = None

    @property
    def words(self) -> Words:
        """The words, read."""
        return Words.read(self.q)

    @property
    def asks_nothing(self) -> bool:
        """Whether it would find everything."""
        return self == Search()

    @property
    def is_words_alone(self) -> bool:
        """Whether nothing but words narrows it, in which case the index can stop at a page."""
        return replace(self, q="", inspection="") == Search(withdrawn=self.withdrawn)

    def narrowed_by(self) -> list[str]:
        """The names of the facts that narrow it, in the order of the form."""
        return [one.name for one in fields(self) if one.name != "q" and getattr(self, one.name)]

    def without(self, name: str) -> "Search":
        """The same search without one of its facts."""
        left: dict[str, Any] = {name: None if name in DATES else ""}
        return replace(self, **left)

    def as_query(self) -> list[tuple[str, str]]:
        """As an address holds it; dates in three boxes, as the form sends them."""
        pairs = []
        for one in fields(self):
            value = getattr(self, one.name)
            if isinstance(value, date):
                pairs += [
                    (f"{one.name}_day", str(value.day)),
                    (f"{one.name}_month", str(value.month)),
                    (f"{one.name}_year", str(value.year)),
                ]
            elif value:
                pairs.append((one.name, value))
        return pairs

    def as_data(self) -> dict[str, str]:
        """As a saved search keeps it: what it asks, and no more."""
        said = {one.name: getattr(self, one.name) for one in fields(self)}
        return {
            name: value.isoformat() if isinstance(value, date) else value
            for name, value in said.items()
            if value
        }

    @classmethod
    def from_data(cls, data: Mapping[str, object]) -> "Search":
        """A saved search again. What is not known any more is left out."""
        known = {one.name for one in fields(cls)}
        facts: dict[str, object] = {}
        for name, value in data.items():
            if name not in known or not isinstance(value, str):
                continue
            facts[name] = _day(value) if name in DATES else value
        return cls(**facts)  # type: ignore[arg-type]  # the names are the fields'


def _day(text: str) -> date | None:
    try:
        return date.fromisoformat(text)
    except ValueError:
        return None


@dataclass(frozen=True)
class SearchChoices:
    """What a search may be narrowed by: of each fact, what addresses call it and its name."""

    of: Mapping[str, Mapping[str, str]]

    @classmethod
    def from_rows(cls, rows: Iterable[tuple[str, str, str, int]]) -> "SearchChoices":
        """From rows of fact, key, label and order."""
        found: dict[str, dict[str, str]] = {}
        for what, key, label, _order in sorted(rows, key=lambda row: (row[0], row[3], row[2])):
            found.setdefault(what, {})[key] = label
        return cls(found)

    def named(self, what: str) -> Mapping[str, str]:
        """The choices for one fact."""
        return self.of.get(what, {})
