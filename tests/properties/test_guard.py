"""The guard finds every planted identifier, whatever stands around it and however it is spelled."""

import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from reports.rules.folding import fold
from reports.rules.guard import held_of
from reports.rules.held import HeldKind, Passage
from tests.properties.acts import examples
from tests.reports.letters import CLEAN, KNOWN, PLANTED

# What a form can carry: everything but halves of characters.
anything = st.text(st.characters(codec="utf-8"), max_size=40)
_SPACES = " \u00a0\u2009\u202f\u2007\u3000"
_APOSTROPHES = "'’‘ʼ`′＇"
_DASHES = "-\u2010\u2011\u2013\u2212\uff0d"
_UNSEEN = "\u00ad\u200b\u200d\ufeff\u2060"


@st.composite
def respelled(draw: st.DrawFn, text: str) -> str:
    """The same to a reader, in other spaces, apostrophes, dashes, digits and letter case."""
    case = draw(st.sampled_from([str, str.upper, str.lower, str.title]))
    letters = []
    for letter in case(text):
        same = {" ": _SPACES, "'": _APOSTROPHES, "’": _APOSTROPHES, "-": _DASHES}.get(letter, "")
        if letter.isascii() and letter.isalnum():
            same = letter + chr(ord(letter) + 0xFEE0)
        letters.append(draw(st.sampled_from(same or letter)))
        if draw(st.integers(0, 9)) == 0:
            letters.append(draw(st.sampled_from(_UNSEEN)))
    return "".join(letters)


def is_apart(before: str, after: str) -> bool:
    """Whether the identifier stands by itself: a letter or digit beside it makes it another word.

    What is around a number or an address may be one with it, so that signs are apart by a space.
    """
    left, right = fold(before).said[-1:], fold(after).said[:1]
    return not (left.isalnum() or right.isalnum())


@pytest.mark.parametrize(("kind", "identifier"), PLANTED)
def test_a_planted_identifier_is_held_in_every_clean_paragraph(
    kind: HeldKind, identifier: str
) -> None:
    for paragraph in CLEAN:
        middle = paragraph.index(" ")
        text = f"{paragraph[:middle]} {identifier} {paragraph[middle + 1 :]}"
        held = held_of([Passage("P1", "P1", text)], KNOWN)
        assert kind in {one.kind for one in held}, text


@given(st.data(), st.sampled_from(PLANTED), anything, anything)
@examples(600)
def test_a_planted_identifier_is_held_whatever_stands_around_it(
    data: st.DataObject, planted: tuple[HeldKind, str], before: str, after: str
) -> None:
    kind, identifier = planted
    spelled = data.draw(respelled(identifier))
    if not is_apart(before, after):
        before, after = f"{before} ", f" {after}"
    text = unicodedata.normalize("NFC", f"{before}{spelled}{after}")
    held = held_of([Passage("P1", "P1", text)], KNOWN)
    assert kind in {one.kind for one in held}


@given(anything)
@examples(300)
def test_a_find_names_a_piece_of_the_text_and_any_text_can_be_searched(text: str) -> None:
    for one in held_of([Passage("P1", "P1", text)], KNOWN):
        assert 0 <= one.start < one.end <= len(text)


@given(anything)
@examples(300)
def test_folding_keeps_where_each_character_stood(text: str) -> None:
    folded = fold(text)
    assert len(folded.said) == len(folded.places)
    assert list(folded.places) == sorted(folded.places)
