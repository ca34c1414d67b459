"""What differs between two texts, and what two people made of one. No Django here.

Texts are compared by words: a changed letter marks the word that it stands in.
"""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Literal

from diff_match_patch import diff_match_patch

Kind = Literal["same", "added", "removed"]
# Marks around two passages of which one has to be chosen.
BEGIN, BETWEEN, END = "[[ Yours: ", " || Saved before yours: ", " ]]"
_WORDS = re.compile(r"\w+|\s+|[^\w\s]")
_KINDS: dict[int, Kind] = {-1: "removed", 0: "same", 1: "added"}
_PATIENCE = 1.0
# Each word becomes one letter; the halves of characters are left out, no string may hold one.
_FIRST, _GAP, _AFTER_GAP = 0x100, 0xD800, 0xE000


@dataclass(frozen=True)
class Piece:
    """A passage that two texts share, or that only one of them has."""

    kind: Kind
    text: str


@dataclass(frozen=True)
class Merged:
    """What two people made of one text.

    Args:
        text: with both changes; where both changed one place, with both passages between marks.
        choices: how many such places there are.
    """

    text: str
    choices: int


@dataclass(frozen=True)
class SharedBox:
    """A box of a form that two windows had open, and what each left in it.

    Args:
        label: what the box is for.
        before: what stood in it when this window opened the form; None where nothing could.
        mine: what this window sent.
        theirs: what stands there now; None where the other window took the place of it away.
    """

    label: str
    before: str | None
    mine: str
    theirs: str | None

    @property
    def is_typed(self) -> bool:
        """Whether this window put anything else into it."""
        return self.mine != self.before

    @property
    def differs(self) -> bool:
        """Whether either window changed it."""
        return self.is_typed or self.theirs != self.before

    @property
    def merged(self) -> str:
        """What was typed here; where nothing was, what the other window left."""
        return self.mine if self.is_typed else self.theirs or ""


@dataclass(frozen=True)
class _Edit:
    """Words of the base, from start to before end, and what stands there instead."""

    start: int
    end: int
    words: tuple[str, ...]
    mine: bool


def differences(old: str, new: str) -> list[Piece]:
    """The passages of both texts in their order: what stayed, what went, what came."""
    pieces: list[Piece] = []
    for kind, words in _compared(_WORDS.findall(old), _WORDS.findall(new)):
        pieces.append(Piece(kind, "".join(words)))
    return pieces


def merge(base: str, mine: str, theirs: str) -> Merged:
    """Both changes in one text; where they touch, both passages stand there, marked."""
    words = _WORDS.findall(base)
    edits = [*_edits(words, mine, mine=True), *_edits(words, theirs, mine=False)]
    edits.sort(key=lambda one: (one.start, one.end))
    text: list[str] = []
    at = choices = 0
    for group in _touching(edits):
        start, end = min(one.start for one in group), max(one.end for one in group)
        text += words[at:start]
        yours = _applied(words, start, end, [one for one in group if one.mine])
        others = _applied(words, start, end, [one for one in group if not one.mine])
        is_mine, is_theirs = (any(one.mine is side for one in group) for side in (True, False))
        if is_mine and is_theirs and yours != others:
            text.append(f"{BEGIN}{yours}{BETWEEN}{others}{END}")
            choices += 1
        else:
            text.append(yours if is_mine else others)
        at = end
    return Merged("".join([*text, *words[at:]]), choices)


def is_unsettled(text: str) -> bool:
    """Whether passages still stand in it of which one has to be chosen."""
    return BEGIN in text and END in text


def _edits(words: Sequence[str], changed: str, *, mine: bool) -> Iterator[_Edit]:
    start = end = 0
    fresh: list[str] = []
    for kind, some in _compared(words, _WORDS.findall(changed)):
        if kind == "same":
            if end > start or fresh:
                yield _Edit(start, end, tuple(fresh), mine)
            start = end = end + len(some)
            fresh = []
        elif kind == "removed":
            end += len(some)
        else:
            fresh += some
    if end > start or fresh:
        yield _Edit(start, end, tuple(fresh), mine)


def _touching(edits: Sequence[_Edit]) -> Iterator[list[_Edit]]:
    """The edits in groups that overlap or stand side by side."""
    group: list[_Edit] = []
    for edit in edits:
        if group and edit.start > max(one.end for one in group):
            yield group
            group = []
        group.append(edit)
    if group:
        yield group


def _applied(words: Sequence[str], start: int, end: int, edits: Sequence[_Edit]) -> str:
    text: list[str] = []
    at = start
    for edit in edits:
        text += [*words[at : edit.start], *edit.words]
        at = edit.end
    return "".join([*text, *words[at:end]])


def _compared(old: Sequence[str], new: Sequence[str]) -> Iterator[tuple[Kind, list[str]]]:
    letters: dict[str, str] = {}
    words: dict[str, str] = {}
    for word in [*old, *new]:
        if word not in letters:
            number = _FIRST + len(letters)
            letter = chr(number if number < _GAP else number - _GAP + _AFTER_GAP)
            letters[word], words[letter] = letter, word
    engine = diff_match_patch()
    engine.Diff_Timeout = _PATIENCE
    first, second = ("".join(letters[word] for word in text) for text in (old, new))
    found = engine.diff_main(first, second, False)
    engine.diff_cleanupSemantic(found)
    for act, some in found:
        yield _KINDS[act], [words[letter] for letter in some]
