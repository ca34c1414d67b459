"""Whether a report says what was agreed, and of whom. It lists; nothing here blocks. No Django.

A sentence that names a judgement area and a grade may speak of last year or of a part of the area:
only a person can tell, so that a line leads to the paragraph and says what was agreed.
"""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

from reports.rules import Problem
from reports.rules.folding import Folded, Word, fold
from reports.rules.foreign_names import Names, named_agencies
from reports.rules.plain_english import sentences

# What people call a board, and the whole where one thing is judged.
BOARD_NAMES = ("the board", "LSCB", "safeguarding children board")
OVERALL = "overall"
_SAYS = frozenset(
    ("is", "are", "was", "were", "be", "been", "being", "judged", "judge", "graded", "rated")
) | {"found", "remain", "remains", "remained"}
# A grade that these follow is a judgement; “good practice” and “good at” something are none.
_GOES_ON = frozenset(("and", "but", "because", "although", "while", "for", "in", "as", "with"))
_IS_SAID_ITSELF = frozenset({"requires", "require"})
_FAR = 4


@dataclass(frozen=True)
class Stated:
    """A paragraph as it is traced.

    Args:
        attributed_to: the agency that it is addressed to; empty: the partnership, or nobody.
    """

    reference: str
    label: str
    text: str
    attributed_to: str = ""


@dataclass(frozen=True)
class AgreedGrade:
    """What was agreed on a judgement area.

    Args:
        names: how the area is called in a text, its title first.
        scale: the titles of all grades of its scale.
    """

    names: Sequence[str]
    grade: str
    scale: Sequence[str]


def differing_grades(
    paragraphs: Iterable[Stated], agreed: Sequence[AgreedGrade]
) -> Iterator[Problem]:
    """Sentences that give an area another grade than the agreed one."""
    looked = [(one, _names(one.names), _names(one.scale)) for one in agreed]
    for paragraph in paragraphs:
        for one, areas, grades in looked:
            said = _grades_said(paragraph.text, areas, grades)
            if other := next((grade for grade in said if grade != one.grade), ""):
                yield Problem(
                    f"{paragraph.label} may say “{other}” of {one.names[0]}. "
                    f"Agreed is “{one.grade}”.",
                    paragraph.reference,
                    blocks=False,
                )


def agencies_not_inspected(
    paragraphs: Sequence[Stated], agencies: Iterable[str]
) -> Iterator[Problem]:
    """Agencies of the area that are named, although nobody inspects them here.

    Args:
        agencies: those that no participating inspectorate speaks to.
    """
    named = named_agencies([fold(one.text) for one in paragraphs], agencies)
    for agency, places in named.items():
        first = paragraphs[places[0]]
        yield Problem(
            f"{first.label} names {agency}, which this inspection does not look at.",
            first.reference,
            blocks=False,
        )


def attributed_to_not_inspected(
    paragraphs: Iterable[Stated], agencies: Iterable[str]
) -> Iterator[Problem]:
    """Points that are addressed to an agency of the area that nobody inspects here.

    Args:
        agencies: those that no participating inspectorate speaks to.
    """
    beyond = set(agencies)
    for one in paragraphs:
        if one.attributed_to in beyond:
            yield Problem(
                f"{one.label} is attributed to {one.attributed_to}, which this inspection does "
                "not look at.",
                one.reference,
                blocks=False,
            )


def _names(names: Iterable[str]) -> Names:
    return Names((tuple(word.said for word in fold(one).words()), one) for one in names)


def _grades_said(text: str, areas: Names, grades: Names) -> Iterator[str]:
    for sentence in sentences(text):
        folded = fold(sentence)
        words = folded.words()
        if next(areas.find(words), None) is not None:
            for grade, start, end in grades.find(words):
                if _is_judgement(folded, words, start, end):
                    yield grade


def _is_judgement(text: Folded, words: Sequence[Word], start: int, end: int) -> bool:
    """Whether the grade is what the sentence says of something, and no word before a noun."""
    before = {word.said for word in words[max(0, start - _FAR) : start]}
    if "not" in before or not (before & _SAYS or words[start].said in _IS_SAID_ITSELF):
        return False
    if end == len(words) or words[end].said in _GOES_ON:
        return True
    return not text.said[words[end - 1].end : words[end].start].isspace()
