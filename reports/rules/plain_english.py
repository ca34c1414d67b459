"""How hard a report is to read: figures and remarks, never a gate. No Django here.

The reading age is the Flesch–Kincaid grade and five years: a pupil of the first American grade is
six years old. The grade is 0.39 × words per sentence + 11.8 × syllables per word − 15.59 (Kincaid,
Fishburne, Rogers and Chissom 1975, Derivation of new readability formulas for Navy enlisted
personnel, Research Branch Report 8-75). Syllables are counted from the spelling: patterns for
hyphenation, such as Pyphen has, leave out the breaks that a printer does not want, and so count too
few.
"""

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass

from reports.rules.folding import fold
from reports.rules.foreign_names import Names
from reports.values import first_words

LONG_SENTENCE = 25
# Fewer words say nothing about how hard a text is to read.
FEWEST_WORDS = 20
_YEARS_AT_FIRST_GRADE = 5
_WORD = re.compile(r"[^\W\d_]+(?:['’][^\W\d_]+)*|\d+(?:[.,]\d+)*")
# A full stop ends a sentence where what follows begins one.
_END = re.compile(r"(?<=[.!?])[\"'”’)]*\s+(?=[\"'“‘(]*[A-Z0-9])|\n+")
_NO_END = re.compile(r"(?:\b(?:Dr|Mr|Mrs|Ms|Prof|St|No|e\.g|i\.e|cf|vs)\.|\b[A-Z]\.)\Z")
_ABBREVIATION = re.compile(r"(?<![\w-])[A-Z][A-Za-z&]*[A-Z][A-Za-z]*(?![\w])")
_LONGEST_ABBREVIATION = 8
_VOWELS = re.compile(r"[aeiouy]+")
# Vowels that stand together and are spoken apart; endings that are written and not spoken.
_APART = re.compile(
    r"ia(?!l\b|n\b)|io(?!n|us)|(?<=[bdlnrv])io(?=us)|(?<![tc])ie(?=nc|t)|eo(?=\b|logy|graph)|ua(?!r)"
    r"|[aeiou]ing\b|ism\b|ea(?=te?d?\b)|(?<=[aiou].)ea(?=s?\b)"
)
_SILENT = re.compile(r"(?:[^aeiouyl]|[aeiouy]l|[^aeiouy]{2})(?:e|es)\Z|[^aeiouytd]ed\Z")
_SILENT_WITHIN = re.compile(r"(?<=[^aeioul])e(?=ments?\b|ful|less|ly\b|ness|guard|where)")
_SPOKEN = re.compile(r"(?:[cgsxz]|ch|sh)es\Z|[^aeiouy]le[sd]?\Z")


@dataclass(frozen=True)
class Advice:
    """A line of the house style: what to avoid, what to write, and why."""

    avoid: str
    write: str
    reason: str


@dataclass(frozen=True)
class Abbreviation:
    """An abbreviation of the field. One that is `usual` is better known than what it stands for."""

    short: str
    long: str
    usual: bool = False


@dataclass(frozen=True)
class Figures:
    """How long a text is."""

    words: int
    sentences: int
    syllables: int

    @property
    def words_per_sentence(self) -> float:
        """The mean length of a sentence."""
        return self.words / self.sentences if self.sentences else 0.0

    @property
    def reading_age(self) -> int | None:
        """In years, by Flesch and Kincaid; None for a text that is too short to tell."""
        if self.words < FEWEST_WORDS:
            return None
        grade = 0.39 * self.words_per_sentence + 11.8 * self.syllables / self.words - 15.59
        return max(_YEARS_AT_FIRST_GRADE, round(grade) + _YEARS_AT_FIRST_GRADE)


@dataclass(frozen=True)
class LongSentence:
    """A sentence with more words than are read in one go."""

    begins: str
    words: int


@dataclass(frozen=True)
class Remarks:
    """What is to say about one paragraph."""

    figures: Figures
    long_sentences: Sequence[LongSentence]
    advice: Sequence[Advice]

    @property
    def is_empty(self) -> bool:
        """Whether there is nothing to remark."""
        return not self.long_sentences and not self.advice


class HouseStyle:
    """The house style, ready to be held against texts."""

    def __init__(self, lines: Iterable[Advice]) -> None:
        self.by_avoid = {one.avoid: one for one in lines}
        self.names = Names(
            (tuple(word.said for word in fold(avoid).words()), avoid) for avoid in self.by_avoid
        )

    def advice_on(self, text: str) -> list[Advice]:
        """The lines that this text has a use for, each once, in the order of the text."""
        hits = (called for called, _, _ in self.names.find(fold(text).words()))
        return [self.by_avoid[avoid] for avoid in dict.fromkeys(hits)]


def sentences(text: str) -> list[str]:
    """The sentences of a text. A full stop after “Dr” or an initial ends none."""
    done: list[str] = []
    carried = ""
    start = 0
    for end in _END.finditer(text):
        piece = carried + text[start : end.start()]
        is_end = "\n" in end[0] or not _NO_END.search(piece)
        carried = "" if is_end else piece + end[0]
        if is_end:
            done.append(piece)
        start = end.end()
    return [one.strip() for one in (*done, carried + text[start:]) if _WORD.search(one)]


def words(text: str) -> list[str]:
    """The words of a text; a number is one."""
    return _WORD.findall(text)


def syllables(word: str) -> int:
    """How many syllables a word has, from its spelling; at least one."""
    said = _SILENT_WITHIN.sub("", re.sub("['’].*", "", word.casefold()))
    count = len(_VOWELS.findall(said)) + len(_APART.findall(said))
    if _SILENT.search(said) and not _SPOKEN.search(said):
        count -= 1
    return max(1, count)


def figures_of(texts: Iterable[str]) -> Figures:
    """The figures of several texts together."""
    said = [sentence for text in texts for sentence in sentences(text)]
    every = [word for sentence in said for word in words(sentence)]
    return Figures(len(every), len(said), sum(syllables(word) for word in every))


def remarks_on(text: str, style: HouseStyle) -> Remarks:
    """What is to say about a paragraph."""
    counted = [(sentence, len(words(sentence))) for sentence in sentences(text)]
    return Remarks(
        figures=figures_of([text]),
        long_sentences=[
            LongSentence(first_words(sentence), many)
            for sentence, many in counted
            if many > LONG_SENTENCE
        ],
        advice=style.advice_on(text),
    )


def unspelled(
    texts: Mapping[str, str], known: Iterable[Abbreviation]
) -> Iterator[tuple[Abbreviation, str]]:
    """Abbreviations that the document never spells out, each with the text that has it first.

    Args:
        texts: the paragraphs by their references, in order.
        known: the abbreviations of the field, which have a long form to suggest.
    """
    by_short = {one.short: one for one in known}
    whole = "\n".join(texts.values())
    plain = " ".join(word.said for word in fold(whole).words())
    seen: set[str] = set()
    for reference, text in texts.items():
        for hit in _ABBREVIATION.finditer(text):
            short = hit[0].removesuffix("s")
            if short in seen or not 1 < len(short) <= _LONGEST_ABBREVIATION:
                continue
            seen.add(short)
            found = by_short.get(short, Abbreviation(short, ""))
            if not found.usual and not _is_spelled_out(found, whole, plain):
                yield found, reference


def _is_spelled_out(one: Abbreviation, whole: str, plain: str) -> bool:
    """In brackets after its long form, before it, or the long form stands somewhere."""
    long = " ".join(word.said for word in fold(one.long).words())
    bracketed = re.search(rf"\({re.escape(one.short)}s?\)|\b{re.escape(one.short)}s? \(\w", whole)
    return bracketed is not None or bool(long and long in plain)
