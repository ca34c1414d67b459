"""Reads a framework file as plain data, and remembers the line of every part of it.

The file comes from outside, so this takes the part of YAML that a framework needs and refuses the
rest: no anchors and aliases (a few lines of them unfold to gigabytes), no tags (they can name
objects of the program), no key twice (the last one would win in silence), and limits on size, depth
and number. libyaml reads the words; the data is built here from its events, so that no alias is
ever unfolded, and `no`, `on` and `2014-06` stay the text that somebody typed.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

import yaml

from frameworks.values import Problem

MAX_BYTES = 2_000_000
MAX_DEPTH = 12
MAX_NODES = 100_000
MAX_PROBLEMS = 50

Path = tuple[str | int, ...]

_FORBIDDEN = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f\ud800-\udfff]")
_WHOLE_NUMBER = re.compile(r"-?(0|[1-9][0-9]{0,8})")
_PLAIN_WORDS: dict[str, Any] = {"": None, "~": None, "null": None, "true": True, "false": False}


@dataclass(frozen=True)
class FileRead:
    """A file as data.

    `lines` has the line of every path; with any `problems`, `data` is not to be used.
    """

    data: Any
    lines: dict[Path, int]
    problems: tuple[Problem, ...]

    def line(self, path: Path) -> int:
        """The line of this part, or of the nearest part around it that has one."""
        while path and path not in self.lines:
            path = path[:-1]
        return self.lines.get(path, 1)


def read(content: bytes) -> FileRead:
    """Read a framework file.

    Args:
        content: the bytes of the file; UTF-8.

    Returns:
        the data with its lines, or every fault that was found before reading had to stop.
    """
    text, problem = _decoded(content)
    if problem is not None:
        return FileRead(None, {}, (problem,))
    builder = _Builder()
    loader = yaml.CSafeLoader(text)
    try:
        builder.take(_events(loader))
    except yaml.YAMLError as error:
        builder.problems.append(_syntax_problem(error))
    except _Stop:
        pass
    finally:
        loader.dispose()
    if not builder.problems and not isinstance(builder.root, dict):
        builder.add(1, (), "The file holds no framework", "Begin with the line “format: 1”")
    return FileRead(builder.root, builder.lines, tuple(builder.problems))


def place(path: Path) -> str:
    """The path as people write it: list items are counted from 1."""
    text = ""
    for part in path:
        text += f"[{part + 1}]" if isinstance(part, int) else f".{part}" if text else part
    return text or "file"


def _decoded(content: bytes) -> tuple[str, Problem | None]:
    if len(content) > MAX_BYTES:
        what = f"The file is {len(content) / 1_000_000:.1f} MB; the limit is 2 MB"
        fix = "Load a framework file; other documents do not belong here"
        return "", Problem(0, "file", what, fix)
    try:
        text = content.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        line = content.count(b"\n", 0, error.start) + 1
        return "", Problem(line, "file", "This is not UTF-8 text", "Save the file as UTF-8")
    if found := _FORBIDDEN.search(text):
        line = text.count("\n", 0, found.start()) + 1
        what = f"A control character (U+{ord(found.group()):04X}) stands in the text"
        return "", Problem(line, "file", what, "Delete it; save the file as plain text")
    return text, None


def _events(loader: yaml.CSafeLoader) -> Iterator[yaml.Event]:
    while (event := loader.get_event()) is not None:
        yield event


def _syntax_problem(error: yaml.YAMLError) -> Problem:
    mark = getattr(error, "problem_mark", None)
    line = mark.line + 1 if mark is not None else 0
    reason = getattr(error, "problem", None) or "it cannot be read"
    fix = "Check the indentation and the colons here and in the line above"
    return Problem(line, "file", f"This is not YAML: {reason}", fix)


class _Stop(Exception):
    """Reading any further would cost more than it could tell."""


@dataclass
class _Frame:
    """One open mapping or list."""

    path: Path
    holds: dict[str, Any] | list[Any]
    key: str | None = None
    seen: set[str] = field(default_factory=set)


class _Builder:
    """Builds the data from libyaml's events, without recursion."""

    def __init__(self) -> None:
        self.root: Any = None
        self.lines: dict[Path, int] = {}
        self.problems: list[Problem] = []
        self._open: list[_Frame] = []
        self._nodes = 0
        self._documents = 0

    def take(self, events: Iterator[yaml.Event]) -> None:
        """Build from all events.

        Raises:
            _Stop: a limit was passed.
        """
        for event in events:
            if isinstance(event, yaml.ScalarEvent):
                self._scalar(event)
            elif isinstance(event, yaml.MappingStartEvent):
                self._start(event, {})
            elif isinstance(event, yaml.SequenceStartEvent):
                self._start(event, [])
            elif isinstance(event, yaml.CollectionEndEvent):
                self._open.pop()
            elif isinstance(event, yaml.AliasEvent):
                self._alias(event)
            elif isinstance(event, yaml.DocumentStartEvent):
                self._document(event)

    def add(self, line: int, path: Path, what: str, fix: str) -> None:
        """Note a fault.

        Raises:
            _Stop: there are as many as anybody will read.
        """
        self.problems.append(Problem(line, place(path), what, fix))
        if len(self.problems) >= MAX_PROBLEMS:
            raise _Stop

    def _document(self, event: yaml.DocumentStartEvent) -> None:
        self._documents += 1
        if self._documents > 1:
            line = _line_of(event)
            self.add(line, (), "A second document begins", "Keep one framework in a file")
            raise _Stop

    def _scalar(self, event: yaml.ScalarEvent) -> None:
        line = self._count(event)
        self._refuse_extras(event, line)
        text = event.value
        if _FORBIDDEN.search(text):
            what = "The text holds an escaped control character"
            self.add(line, self._here(), what, "Delete the escape")
        frame = self._open[-1] if self._open else None
        if frame is not None and isinstance(frame.holds, dict) and frame.key is None:
            self._take_key(frame, text, line)
            return
        self._put(text if event.style else _resolved(text), line)

    def _take_key(self, frame: _Frame, key: str, line: int) -> None:
        if key in frame.seen:
            what = f"“{key}” stands here twice"
            self.add(line, (*frame.path, key), what, "Keep one of the two")
        frame.seen.add(key)
        frame.key = key
        self.lines.setdefault((*frame.path, key), line)

    def _start(self, event: yaml.CollectionStartEvent, holds: dict[str, Any] | list[Any]) -> None:
        line = self._count(event)
        self._refuse_extras(event, line)
        if len(self._open) >= MAX_DEPTH:
            what = f"This is nested more than {MAX_DEPTH} deep"
            self.add(line, self._here(), what, "Follow the layout of a framework file")
            raise _Stop
        frame = self._open[-1] if self._open else None
        if frame is not None and isinstance(frame.holds, dict) and frame.key is None:
            self.add(line, frame.path, "A list or a mapping is used as a key", "Use a word as key")
            raise _Stop
        path = self._here()
        self._put(holds, line)
        self._open.append(_Frame(path, holds))

    def _alias(self, event: yaml.AliasEvent) -> None:
        line = self._count(event)
        what = f"The alias *{event.anchor} stands for another part of the file"
        self.add(line, self._here(), what, "Write the text out; aliases are not read")
        frame = self._open[-1] if self._open else None
        if frame is not None and isinstance(frame.holds, dict) and frame.key is None:
            self._take_key(frame, f"*{event.anchor}", line)
            return
        self._put(None, line)

    def _refuse_extras(self, event: yaml.NodeEvent, line: int) -> None:
        if event.anchor is not None:
            what = f"The anchor &{event.anchor} names a part of the file"
            self.add(line, self._here(), what, "Delete the anchor; aliases are not read")
        tag = getattr(event, "tag", None)
        if tag is not None and tag != "!":
            what = f"The tag “{tag}” asks for another kind of value"
            self.add(line, self._here(), what, "Delete the tag")

    def _count(self, event: yaml.Event) -> int:
        self._nodes += 1
        line = _line_of(event)
        if self._nodes > MAX_NODES:
            what = f"The file has more than {MAX_NODES:,} parts"
            self.add(line, (), what, "Load a framework file; other documents do not belong here")
            raise _Stop
        return line

    def _here(self) -> Path:
        if not self._open:
            return ()
        frame = self._open[-1]
        if isinstance(frame.holds, list):
            return (*frame.path, len(frame.holds))
        return (*frame.path, frame.key) if frame.key is not None else frame.path

    def _put(self, value: Any, line: int) -> None:
        if not self._open:
            self.root = value
            self.lines[()] = line
            return
        frame = self._open[-1]
        if isinstance(frame.holds, list):
            self.lines[(*frame.path, len(frame.holds))] = line
            frame.holds.append(value)
        elif frame.key is not None:
            frame.holds[frame.key] = value
            frame.key = None


def _line_of(event: yaml.Event) -> int:
    return event.start_mark.line + 1 if event.start_mark is not None else 0


def _resolved(text: str) -> Any:
    """What an unquoted word means. Only these: YAML's own list turns “no” into false."""
    if text in _PLAIN_WORDS:
        return _PLAIN_WORDS[text]
    return int(text) if _WHOLE_NUMBER.fullmatch(text) else text
