"""A published letter in the order in which it is read: what its page and its PDF are made of."""

import re
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import groupby

from reports.values.recorded import Block, BlockKind, CaseStudy, Letter, LetterSection

# As a text says where the mark of a footnote stands.
_MARK = re.compile(r"\[\^([^\]\s]{1,8})\]")
NEXT_STEPS = "next_steps"
# The title is the one heading of level 1.
_BELOW_TITLE = 1
_CASE_STUDY = 3
_LISTS = {BlockKind.BULLET, BlockKind.SUB_BULLET}


@dataclass(frozen=True, slots=True)
class Run:
    """A piece of a text: words, the mark of a footnote, or the end of a line.

    Args:
        text: the words, or the mark as it is shown; "" where a line ends.
        note: the anchor of the footnote; "" where it is words, or the footnote's text is lost.
        anchor: of this mark, for the way back.
        is_mark: whether it is a mark.
    """

    text: str
    note: str = ""
    anchor: str = ""
    is_mark: bool = False


@dataclass(frozen=True, slots=True)
class Bullet:
    """A bullet with what stands below it; dashes without a bullet above have no text of it."""

    runs: tuple[Run, ...]
    below: tuple[tuple[Run, ...], ...] = ()


@dataclass(frozen=True, slots=True)
class Paragraph:
    """A paragraph, with its number where it was printed with one."""

    runs: tuple[Run, ...]
    number: str = ""


@dataclass(frozen=True, slots=True)
class Group:
    """Paragraphs that follow each other, or the bullets of one list."""

    paragraphs: tuple[Paragraph, ...] = ()
    bullets: tuple[Bullet, ...] = ()


@dataclass(frozen=True, slots=True)
class Part:
    """A section, or a case study in its box. The levels of its headings are 2, 3 and 4."""

    heading: tuple[Run, ...]
    level: int
    title: tuple[Run, ...]
    groups: tuple[Group, ...]
    is_case_study: bool = False
    is_next_steps: bool = False


@dataclass(frozen=True, slots=True)
class Note:
    """A footnote, and the anchors of its marks in the text."""

    marker: str
    anchor: str
    text: str
    marks: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class LetterBody:
    """All of a letter that stands between its title and its signatures, and its footnotes."""

    parts: tuple[Part, ...]
    notes: tuple[Note, ...]


def body_of(letter: Letter) -> LetterBody:
    """The sections as printed, each case study at the end of the sections of its kind."""
    marks = _Marks(letter)
    parts, level = [], _BELOW_TITLE
    for piece in _in_order(letter):
        wanted = _CASE_STUDY if isinstance(piece, CaseStudy) else piece.level + _BELOW_TITLE
        # No level is left out on the way down.
        own = min(wanted, level + 1)
        if piece.heading:
            level = own
        parts.append(_part(piece, own, marks))
    return LetterBody(tuple(parts), marks.notes())


def _in_order(letter: Letter) -> Iterator[LetterSection | CaseStudy]:
    kinds = [section.kind for section in letter.sections]
    last = {kind: place for place, kind in enumerate(kinds)}
    # Where a study's sections are not there it stands before the next steps, as others do.
    before = kinds.index(NEXT_STEPS) - 1 if NEXT_STEPS in kinds else len(kinds) - 1
    for place, section in enumerate(letter.sections):
        if place == 0 and before < 0:
            yield from _studies(letter, last, before, before)
        yield section
        yield from _studies(letter, last, before, place)


def _studies(letter: Letter, last: dict[str, int], before: int, place: int) -> Iterator[CaseStudy]:
    yield from (one for one in letter.case_studies if last.get(one.in_section, before) == place)


def _part(piece: LetterSection | CaseStudy, level: int, marks: "_Marks") -> Part:
    is_study = isinstance(piece, CaseStudy)
    return Part(
        heading=marks.runs(piece.heading),
        level=level,
        title=marks.runs(piece.title) if isinstance(piece, CaseStudy) else (),
        groups=tuple(_groups(piece.blocks, marks)),
        is_case_study=is_study,
        is_next_steps=isinstance(piece, LetterSection) and piece.kind == NEXT_STEPS,
    )


def _groups(blocks: Sequence[Block], marks: "_Marks") -> Iterator[Group]:
    for is_list, group in groupby(blocks, key=lambda block: block.kind in _LISTS):
        if is_list:
            yield Group(bullets=tuple(_bullets(group, marks)))
        else:
            yield Group(paragraphs=tuple(_paragraph(block, marks) for block in group))


def _paragraph(block: Block, marks: "_Marks") -> Paragraph:
    has_number = block.kind == BlockKind.NUMBERED and block.number is not None
    return Paragraph(marks.runs(block.text), str(block.number) if has_number else "")


def _bullets(blocks: Iterator[Block], marks: "_Marks") -> Iterator[Bullet]:
    runs: tuple[Run, ...] = ()
    below: list[tuple[Run, ...]] = []
    for block in blocks:
        if block.kind == BlockKind.SUB_BULLET:
            below.append(marks.runs(block.text))
            continue
        if runs or below:
            yield Bullet(runs, tuple(below))
        runs, below = marks.runs(block.text), []
    yield Bullet(runs, tuple(below))


class _Marks:
    """The marks of footnotes, as they come up in the text; each leads to its note and back."""

    def __init__(self, letter: Letter) -> None:
        self._footnotes = letter.footnotes
        self._numbers = {note.marker: n for n, note in enumerate(letter.footnotes, 1)}
        self._seen: Counter[str] = Counter()

    def runs(self, text: str) -> tuple[Run, ...]:
        """The text in pieces: words, and marks of footnotes."""
        runs: list[Run] = []
        # Split by a pattern with a group, every other piece is a mark.
        for number, piece in enumerate(_MARK.split(text)):
            runs.extend([self._mark(piece)] if number % 2 else _lines(piece))
        return tuple(runs)

    def _mark(self, marker: str) -> Run:
        if marker not in self._numbers:
            return Run(marker, is_mark=True)
        self._seen[marker] += 1
        number = self._numbers[marker]
        return Run(marker, f"note-{number}", _anchor(number, self._seen[marker]), is_mark=True)

    def notes(self) -> tuple[Note, ...]:
        """The footnotes, once all of the text was read."""
        return tuple(
            Note(
                marker=note.marker,
                anchor=f"note-{number}",
                text=note.text,
                marks=tuple(_anchor(number, n + 1) for n in range(self._seen[note.marker])),
            )
            for number, note in enumerate(self._footnotes, 1)
        )


def _lines(text: str) -> Iterator[Run]:
    """The words of each line, and a run without any between two lines: what was typed stays."""
    for number, line in enumerate(text.split("\n")):
        if number:
            yield Run("")
        if line:
            yield Run(line)


def _anchor(number: int, times: int) -> str:
    return f"mark-{number}" if times == 1 else f"mark-{number}-{times}"
