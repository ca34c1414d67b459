"""Finders of other areas, their agencies, and wrong addressees. No Django here.

Names are compared word by word, so that Bedford is not found in Central Bedfordshire, and a longer
name that belongs here covers the names in it: Devon in Devon and Cornwall Police.
"""

import re
from collections.abc import Iterable, Iterator, Sequence

from reports.rules.folding import Folded, Word, fold
from reports.rules.held import Find, HeldKind, Known, Passage, found

Words = tuple[str, ...]
# Names of areas that are words too: they are names where they are written as one.
_ORDINARY = frozenset({"reading", "bury", "slough", "bath"})
_OF_A_PLACE = frozenset(
    [
        "borough",
        "city",
        "council",
        "county",
        "metropolitan",
        "royal",
        "unitary",
        "district",
        "area",
        "lscb",
        "partnership",
        "local",
        "safeguarding",
        "children",
        "police",
        "nhs",
        "hospital",
    ]
)
_BEFORE_A_PLACE = frozenset(
    [
        "in",
        "of",
        "from",
        "at",
        "to",
        "near",
        "for",
        "by",
        "with",
        "across",
        "and",
        "around",
        "outside",
    ]
)
# A name that says only what an agency is names every area's.
_GENERIC = frozenset(
    [
        "a",
        "agency",
        "and",
        "area",
        "board",
        "care",
        "centre",
        "children",
        "childrens",
        "city",
        "clinical",
        "college",
        "commissioning",
        "community",
        "company",
        "constabulary",
        "council",
        "county",
        "district",
        "early",
        "education",
        "family",
        "fire",
        "for",
        "force",
        "foundation",
        "group",
        "health",
        "help",
        "hospital",
        "hospitals",
        "in",
        "independent",
        "joint",
        "justice",
        "local",
        "metropolitan",
        "mental",
        "national",
        "nhs",
        "of",
        "offender",
        "offending",
        "office",
        "partnership",
        "police",
        "prison",
        "primary",
        "probation",
        "public",
        "rehabilitation",
        "rescue",
        "s",
        "safeguarding",
        "school",
        "schools",
        "secure",
        "service",
        "services",
        "social",
        "support",
        "team",
        "the",
        "trust",
        "university",
        "yot",
        "young",
        "youth",
    ]
)
# What people call an area besides what the first words of its name say.
_ALSO = {"kingston upon hull": ("hull",), "bath and north east somerset": ("banes",)}
_SHORTENED = re.compile(r" upon | on | with | and ")
_QUALIFIED = re.compile(r"(.+), ((?:city|county) of)\Z")


def spellings(name: str) -> set[Words]:
    """How people write the name of an area, each as its words.

    “Bristol, City of” is also Bristol, and “Newcastle upon Tyne” Newcastle.
    """
    plain = " ".join(word.said for word in fold(name).words())
    said = fold(name).said.strip()
    names = {plain}
    if qualified := _QUALIFIED.match(said):
        names |= {qualified[1], f"{qualified[2]} {qualified[1]}"}
        plain = qualified[1]
    elif "," in said:
        names |= {part.strip() for one in said.split(",") for part in one.split(" and ")}
    names.add(_SHORTENED.split(plain)[0])
    names |= set(_ALSO.get(plain, ()))
    return {_words(one) for one in names if one}


class Names:
    """Names to look for in a text, the longest first.

    Args:
        names: each with what it is called when it is found.
    """

    def __init__(self, names: Iterable[tuple[Words, str]]) -> None:
        self.by_first: dict[str, list[tuple[Words, str]]] = {}
        for words, called in names:
            if words:
                self.by_first.setdefault(words[0], []).append((words, called))
        for same in self.by_first.values():
            same.sort(key=lambda one: -len(one[0]))

    def find(self, words: Sequence[Word]) -> Iterator[tuple[str, int, int]]:
        """What is called how, with the places of its first word and after its last."""
        said = [word.said for word in words]
        place = 0
        while place < len(said):
            hit = next(self._at(said, place), None)
            if hit is None:
                place += 1
                continue
            yield hit[1], place, place + len(hit[0])
            place += len(hit[0])

    def _at(self, said: Sequence[str], place: int) -> Iterator[tuple[Words, str]]:
        for words, called in self.by_first.get(said[place], ()):
            if tuple(said[place : place + len(words)]) == words:
                yield words, called


class ForeignNames:
    """Other areas and those who work there, for the texts of one report."""

    def __init__(self, known: Known) -> None:
        own = {*spellings(known.area), *(_words(name) for name in known.own)}
        self.own = Names((words, "") for words in own)
        self.areas = Names(
            _without(own, ((one, words) for one in known.areas for words in spellings(one)))
        )
        agencies = ((one, _words(one)) for one in known.agencies if not _is_generic(one))
        self.agencies = Names(_without(own, agencies))

    def find(self, text: Folded) -> Iterator[Find]:
        """Names of other areas, of their agencies and boards; an agency covers the area in it."""
        words = text.words()
        covered = [(start, end) for _, start, end in self.own.find(words)]
        for kind, names in ((HeldKind.AGENCY, self.agencies), (HeldKind.AREA, self.areas)):
            for called, start, end in list(names.find(words)):
                if _is_within(covered, start, end) or not _is_meant(text, words, start, end):
                    continue
                covered.append((start, end))
                span = (words[start].start, words[end - 1].end)
                yield found(kind, text, span, called, called)


def wrong_addressees(passage: Passage, known: Known) -> Iterator[Find]:
    """An addressee whose office has ended, or an agency that a point is not addressed to today."""
    wrong = ""
    if passage.is_addressee and passage.text not in known.addressees:
        wrong = "Holds this office no longer, or is of another area"
    elif passage.addressed_to and passage.addressed_to not in known.addressable:
        wrong = f"{passage.addressed_to} does not serve this area"
    if wrong:
        yield Find(HeldKind.ADDRESSEE, 0, len(passage.text), wrong, wrong)


def named_agencies(texts: Iterable[Folded], agencies: Iterable[str]) -> dict[str, list[int]]:
    """Which of these agencies are named in which of the texts, by the texts' places."""
    names = Names((_words(one), one) for one in agencies if not _is_generic(one))
    named: dict[str, list[int]] = {}
    for place, text in enumerate(texts):
        for called in {called for called, _, _ in names.find(text.words())}:
            named.setdefault(called, []).append(place)
    return named


def _words(name: str) -> Words:
    return tuple(word.said for word in fold(name).words())


def _is_generic(name: str) -> bool:
    return set(_words(name)) <= _GENERIC


def _without(own: set[Words], names: Iterable[tuple[str, Words]]) -> Iterator[tuple[Words, str]]:
    return ((words, called) for called, words in names if words not in own)


def _is_within(covered: Iterable[tuple[int, int]], start: int, end: int) -> bool:
    return any(first <= start and end <= last for first, last in covered)


def _is_meant(text: Folded, words: Sequence[Word], start: int, end: int) -> bool:
    """Whether a word that is a name too is meant as one: a capital, and words of places beside it.

    In the midst of a sentence the capital is enough.
    """
    if end - start > 1 or words[start].said not in _ORDINARY:
        return True
    word = words[start]
    if not text.written(word.start, word.end)[0].isupper():
        return False
    before = text.said[: word.start].rstrip(" '\"“(")
    if before and before[-1] not in ".!?:;•-*":
        return True
    after = words[end].said if end < len(words) else ""
    return after in _OF_A_PLACE or (start > 0 and words[start - 1].said in _BEFORE_A_PLACE)
