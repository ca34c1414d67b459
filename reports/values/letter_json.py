"""JSON read piece by piece: each fault with its place, each key that nobody asked for named.

found.text("title")            # "title is missing", "title is a number, not text"
found.several("addressees")    # [addressees[0], addressees[1], …]
"""

import json
import math
import re
import unicodedata
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Any, NoReturn

# The deepest real file has five levels.
DEEPEST = 20
_DAY = re.compile(r"\d{4}-\d{2}-\d{2}", re.ASCII)


@dataclass(frozen=True)
class LetterProblem:
    """A fault of the file.

    Args:
        place: where it is, sections[3].blocks[0].text; empty when it is the file as a whole.
        what: what is wrong, and what to do about it.
    """

    place: str
    what: str

    def __str__(self) -> str:
        return f"{self.place}: {self.what}." if self.place else f"{self.what}."


class LetterRefused(Exception):
    """The file has faults: nothing of it is used."""

    def __init__(self, problems: Sequence[LetterProblem]) -> None:
        super().__init__(f"{len(problems)} to correct")
        self.problems = tuple(problems)


@dataclass(frozen=True)
class Findings:
    """What was found while a file was read: its faults, and the keys that nobody asked for."""

    problems: list[LetterProblem] = field(default_factory=list)
    passed_over: list[str] = field(default_factory=list)

    def wrong(self, place: str, what: str) -> None:
        """Note a fault, once however often it is come upon."""
        problem = LetterProblem(place, what)
        if problem not in self.problems:
            self.problems.append(problem)

    def check(self) -> None:
        """Raise LetterRefused when there are faults."""
        if self.problems:
            raise LetterRefused(self.problems)


class Found:
    """One object of the file. What is asked of it and is not there becomes a fault."""

    def __init__(self, data: Any, place: str, findings: Findings) -> None:
        self.place = place
        self.findings = findings
        self._is_object = isinstance(data, dict)
        self._data: dict[str, Any] = data if self._is_object else {}
        self._asked: set[str] = set()
        # What is missing is noted by whoever asked for it.
        if not self._is_object and data is not None:
            findings.wrong(place, f"is {called(data)}, not an object")

    def at(self, key: str) -> str:
        """The place of one of its keys."""
        return f"{self.place}.{key}" if self.place else key

    def wrong(self, key: str, what: str) -> None:
        """Note a fault at one of its keys."""
        self.findings.wrong(self.at(key), what)

    def pass_over(self, *keys: str) -> None:
        """These are known, kept, and not printed."""
        self._asked.update(keys)

    def rest(self) -> None:
        """Name the keys that nobody asked for: they are kept, and not printed."""
        unknown = [key for key in self._data if key not in self._asked]
        self.findings.passed_over.extend(map(self.at, unknown))

    def text(self, key: str, *, needed: bool = True, limit: int | None = None) -> str:
        """A text; "" for one that may be left out and is."""
        value = self._value(key, needed=needed)
        if value is None:
            return ""
        if not isinstance(value, str):
            self.wrong(key, f"is {called(value)}, not text")
            return ""
        if needed and not value.strip():
            self.wrong(key, "is empty")
        elif limit is not None and len(value) > limit:
            self.wrong(key, f"has {len(value):,} characters. It may have {limit:,}")
        return value.strip()

    def day(self, key: str, *, needed: bool = True) -> date | None:
        """A day, written YYYY-MM-DD; None where it is left out, or is none."""
        text = self.text(key, needed=needed)
        if not text:
            return None
        try:
            return date.fromisoformat(text if _DAY.fullmatch(text) else "")
        except ValueError:
            self.wrong(key, f"“{text[:40]}” is no date. Write it as 2024-03-28")
            return None

    def number(self, key: str, *, low: int, high: int, needed: bool = True) -> int | None:
        """A whole number within bounds; None where it is left out, or is none."""
        value = self._value(key, needed=needed)
        if value is None:
            return None
        # For Python, true is a number.
        if not isinstance(value, int) or isinstance(value, bool):
            self.wrong(key, f"is {called(value)}, not a whole number")
            return None
        if not low <= value <= high:
            self.wrong(key, f"is not between {low} and {high:,}")
            return None
        return value

    def word(self, key: str, known: Iterable[str]) -> str:
        """One of the known words."""
        value = self.text(key)
        if value and value not in set(known):
            self.wrong(key, f"“{value[:40]}” is not known. Write one of: {', '.join(known)}")
        return value

    def one(self, key: str) -> "Found":
        """An object of it. Where it is missing that is one fault, whatever is asked of it."""
        return Found(self._value(key, needed=True), self.at(key), self.findings)

    def is_text(self, key: str) -> bool:
        """Whether it is a text, where it may be something else."""
        return isinstance(self._data.get(key), str)

    def has(self, key: str) -> bool:
        """Whether it is there."""
        return self._data.get(key) is not None

    def several(self, key: str, *, at_least: int = 0, what: str = "entry") -> list["Found"]:
        """The objects of a list of it."""
        found = []
        for value, place in self._items(key, needed=True, at_least=at_least, what=what):
            if value is None:
                self.findings.wrong(place, "is empty")
            found.append(Found(value, place, self.findings))
        return found

    def words(
        self, key: str, *, needed: bool = True, at_least: int = 0, what: str = "entry"
    ) -> tuple[str, ...]:
        """The texts of a list of it."""
        kept = []
        for value, place in self._items(key, needed=needed, at_least=at_least, what=what):
            if not isinstance(value, str):
                self.findings.wrong(place, f"is {called(value)}, not text")
            elif not value.strip():
                self.findings.wrong(place, "is empty")
            else:
                kept.append(value.strip())
        return tuple(kept)

    def _items(self, key: str, *, needed: bool, at_least: int, what: str) -> list[tuple[Any, str]]:
        value = self._value(key, needed=needed)
        if value is None:
            return []
        if not isinstance(value, list):
            self.wrong(key, f"is {called(value)}, not a list")
            return []
        if len(value) < at_least:
            self.wrong(key, f"is empty. A letter has at least one {what}")
        return [(item, f"{self.at(key)}[{place}]") for place, item in enumerate(value)]

    def _value(self, key: str, *, needed: bool) -> Any:
        self._asked.add(key)
        value = self._data.get(key)
        if value is None and needed and self._is_object:
            self.wrong(key, "is missing" if key not in self._data else "is empty")
        return value


def load_json(content: bytes) -> Any:
    """The data of a file, every text of it fit to be kept.

    Raises:
        LetterRefused: the file is not UTF-8 or not JSON, names a key twice in one object, is nested
            too deeply, or holds a character or number that nothing can keep.
    """
    findings = Findings()
    try:
        data = json.loads(
            content.decode("utf-8-sig"),
            object_pairs_hook=lambda pairs: _object(pairs, findings),
            parse_constant=_no_number,
        )
    except UnicodeDecodeError as error:
        line = content.count(b"\n", 0, error.start) + 1
        raise _refused(f"Line {line} is not in UTF-8. Save the file in UTF-8") from error
    except json.JSONDecodeError as error:
        where = f"Line {error.lineno}, column {error.colno}"
        raise _refused(f"{where}: this is not JSON ({error.msg})") from error
    except RecursionError as error:
        raise _refused("The file is nested too deeply") from error
    except ValueError as error:
        # A number of thousands of digits, NaN and Infinity.
        raise _refused("The file holds a number that cannot be kept") from error
    _check_kept(data, "", findings, 0)
    findings.check()
    return data


def _object(pairs: list[tuple[str, Any]], findings: Findings) -> dict[str, Any]:
    """An object; of two values under one name JSON readers keep one, and the other is lost."""
    names = [name for name, _ in pairs]
    for name in sorted({name for name in names if names.count(name) > 1}):
        findings.wrong("", f"One object gives “{name[:40]}” twice. Keep one of them")
    return dict(pairs)


def _no_number(_name: str) -> NoReturn:
    raise ValueError


def _check_kept(value: Any, place: str, findings: Findings, depth: int) -> None:
    """Note what the database cannot hold or nobody could see, wherever it stands."""
    if depth > DEEPEST:
        raise _refused(f"The file is nested more than {DEEPEST} deep")
    if isinstance(value, dict):
        for key, item in value.items():
            inner = f"{place}.{key}" if place else key
            _check_text(key, f"The name of a key at {place}" if place else "A name", findings)
            _check_kept(item, inner, findings, depth + 1)
    elif isinstance(value, list):
        for number, item in enumerate(value):
            _check_kept(item, f"{place}[{number}]", findings, depth + 1)
    elif isinstance(value, str):
        _check_text(value, place, findings)
    elif isinstance(value, float) and not math.isfinite(value):
        findings.wrong(place, "is a number that cannot be kept")


def _check_text(text: str, place: str, findings: Findings) -> None:
    for number, character in enumerate(text, 1):
        if character not in "\t\n" and unicodedata.category(character) in {"Cc", "Cs"}:
            code = f"U+{ord(character):04X}"
            findings.wrong(place, f"character {number} is a control character, {code}. Take it out")
            return


def _refused(what: str) -> LetterRefused:
    return LetterRefused([LetterProblem("", what)])


def called(value: Any) -> str:
    """What a value of JSON is, in words."""
    if value is None:
        return "empty"
    if isinstance(value, bool):
        return "true or false"
    names = {str: "text", int: "a number", float: "a number", list: "a list", dict: "an object"}
    return names[type(value)]
