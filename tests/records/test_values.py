"""Hashes, references and clean text."""

import sys
import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from records.values import canonical_json, clean_text, content_hash, short_reference


def test_content_hash_ignores_the_order_of_keys() -> None:
    assert content_hash({"a": 1, "b": [2, 3]}) == content_hash({"b": [2, 3], "a": 1})


def test_content_hash_ignores_how_a_letter_is_composed() -> None:
    assert content_hash({"name": "Zoe\u0308"}) == content_hash({"name": "Zo\u00eb"})


def test_content_hash_tells_another_order_of_a_list() -> None:
    assert content_hash(["Ofsted", "CQC"]) != content_hash(["CQC", "Ofsted"])


def test_content_hash_is_the_sha256_of_utf8_json() -> None:
    assert canonical_json({"grade": "good"}) == b'{"grade":"good"}'
    assert content_hash({"grade": "good"}) == (
        "fe83d7bf01c340d1519108d6515cd77548bbf546bfc72b45f861bc116711fbc2"
    )


@pytest.mark.parametrize("data", [{"day": object()}, {"days": {1, 2}}])
def test_canonical_json_refuses_what_json_does_not_know(data: object) -> None:
    with pytest.raises(TypeError):
        canonical_json(data)


def test_canonical_json_refuses_a_number_that_is_none() -> None:
    with pytest.raises(ValueError, match="not JSON compliant"):
        canonical_json({"share": float("nan")})


def test_short_reference_is_two_groups_of_four_without_mistakable_letters() -> None:
    reference = short_reference("E", b"one thing")
    prefix, first, second = reference.split("-")
    assert prefix == "E"
    assert len(first) == len(second) == 4
    assert not set("ILOU") & set(first + second)


def test_short_reference_is_the_same_for_the_same_thing() -> None:
    assert short_reference("E", b"x") == short_reference("E", b"x")
    assert short_reference("E", b"x") != short_reference("E", b"y")


def test_clean_text_drops_what_no_database_holds_and_keeps_lines() -> None:
    assert clean_text("one\r\ntwo\rthree\x00\x07\tfour") == "one\ntwo\nthree\tfour"


def test_clean_text_drops_every_control_character_and_half_of_a_character_and_no_other() -> None:
    letters = [chr(code) for code in range(sys.maxunicode + 1)]
    gone = {letter for letter in letters if clean_text(letter) == ""}
    assert gone == {
        letter
        for letter in letters
        if unicodedata.category(letter) in {"Cc", "Cs"} and letter not in "\t\n\r"
    }


def test_clean_text_keeps_right_to_left_and_emoji() -> None:
    assert clean_text("שלום 👋🏽 مرحبا") == "שלום 👋🏽 مرحبا"


@given(st.text())
def test_clean_text_done_twice_changes_nothing_more(text: str) -> None:
    assert clean_text(clean_text(text)) == clean_text(text)
