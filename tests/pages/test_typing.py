"""What autosave sends is read as text, or not at all; nothing that it sends breaks a page."""

import json
from typing import Any

import pytest

from pages.typing import Typed
from records.values import canonical_json


def body(**sent: Any) -> bytes:
    return json.dumps(sent).encode()


def content_of(**content: Any) -> dict[str, Any]:
    """What is kept of content that can be read."""
    typed = Typed.from_body(body(version=1, content=content))
    assert typed is not None
    return dict(typed.content)


# --- text ---------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("typed", "kept"),
    [
        ("One.\r\nTwo.\rThree.", "One.\nTwo.\nThree."),
        ("A\x00B\x1bC\x7fD", "ABCD"),
        ("Half \ud83d of one", "Half  of one"),
        ("\U0001f600 whole", "\U0001f600 whole"),
        ("مجلس \u202eحماية", "مجلس \u202eحماية"),
        ("Cafe\u0301", "Café"),
        ("  as typed \t", "  as typed \t"),
        ("", ""),
        ("x" * 100_000, "x" * 100_000),
        ("<script>alert(1)</script>", "<script>alert(1)</script>"),
    ],
    ids=lambda value: value[:12].encode("unicode_escape").decode(),
)
def test_a_text_is_kept_as_it_was_typed_without_what_no_database_holds(
    typed: str, kept: str
) -> None:
    assert content_of(text=typed) == {"text": kept}


def test_the_texts_of_a_list_are_kept_in_the_same_way_and_in_their_order() -> None:
    assert content_of(criteria=["2\x00", "1", "2"]) == {"criteria": ["2", "1", "2"]}


def test_the_name_of_a_field_is_text_too() -> None:
    assert content_of(**{"te\x00xt": "a"}) == {"text": "a"}


@pytest.mark.parametrize("value", [3, 1.5, True, False, None, [], ["a", 3, None, True]])
def test_a_plain_value_is_kept_as_it_is(value: Any) -> None:
    assert content_of(text="a", more=value)["more"] == value


def test_what_is_kept_can_be_hashed_and_stored() -> None:
    kept = content_of(text="\ud800\x00é", many=["\udfff", 1])
    assert canonical_json(kept) == '{"many":["",1],"text":"é"}'.encode()


def test_a_field_named_as_the_version_is_content() -> None:
    assert content_of(version="7", text="a") == {"version": "7", "text": "a"}


# --- what cannot be read ------------------------------------------------------------------------


@pytest.mark.parametrize(
    "sent",
    [
        b"",
        b"\x00",
        b"\xff\xfe",
        b"not json",
        b'{"version": 1',
        b"[]",
        b'"text"',
        b"3",
        b"null",
        b"{}",
        b'{"version": 1}',
        b'{"content": {"text": "a"}}',
        b'{"version": 1, "content": "text"}',
        b'{"version": 1, "content": ["text"]}',
        b'{"version": 1, "content": null}',
        b'{"version": 1, "content": 3}',
        b'{"version": 1, "content": {"text": {"more": "a"}}}',
        b'{"version": 1, "content": {"text": [["a"]]}}',
        b'{"version": 1, "content": {"text": [{}]}}',
        b'{"version": 1, "content": {"version": {"a": 1}}}',
    ],
)
def test_what_is_no_content_is_not_valid(sent: bytes) -> None:
    assert Typed.from_body(sent) is None


@pytest.mark.parametrize("number", ["NaN", "Infinity", "-Infinity", "1e400", "-1e400"])
@pytest.mark.parametrize("shape", ['{"n": %s}', '{"n": ["a", %s]}'])
def test_a_number_that_is_no_json_is_not_valid(number: str, shape: str) -> None:
    """Python reads it, and the database would refuse it with an error that is no answer."""
    sent = f'{{"version": 1, "content": {shape % number}}}'
    assert Typed.from_body(sent.encode()) is None


@pytest.mark.parametrize("depth", [100, 480, 490, 970, 980, 985, 990, 995, 1_000, 100_000])
@pytest.mark.parametrize(
    ("before", "opens", "closes", "after"),
    [
        ('{"version": 1, "content": ', "[", "]", "}"),
        ('{"version": 1, "content": {"a": ', "[", "]", "}}"),
        ('{"version": 1, "content": {"a": ', '{"a":', "}", "}}"),
        ('{"content": {"a": "b"}, "version": ', "[", "]", "}"),
        ("", "[", "]", ""),
    ],
)
def test_what_is_nested_without_end_is_not_valid(
    depth: int, before: str, opens: str, closes: str, after: str
) -> None:
    inside = "1" if "{" in opens else ""
    sent = f"{before}{opens * depth}{inside}{closes * depth}{after}"
    assert Typed.from_body(sent.encode()) is None


# --- the version --------------------------------------------------------------------------------


@pytest.mark.parametrize("version", [0, 7, 2**31 - 2])
def test_a_version_is_a_whole_number(version: int) -> None:
    typed = Typed.from_body(body(version=version, content={"text": "a"}))
    assert typed is not None
    assert typed.version == version


@pytest.mark.parametrize(
    "version",
    [None, "", -1, "7", 1.5, 2.0, "x", True, [], [1], {}, "\x00", "🙂", 2**31 - 1, 10**400],
)
def test_a_version_that_is_none_is_not_valid_whatever_the_text(version: Any) -> None:
    assert Typed.from_body(body(version=version, content={"text": "a"})) is None


# --- what is being changed ----------------------------------------------------------------------


@pytest.mark.parametrize(
    ("base", "version"),
    [
        (3, 3),
        ("3", 3),
        ("003", 3),
        ("9" * 8, 99_999_999),
        ("9" * 9, 0),
        ("3.0", 0),
        (3.0, 0),
        (True, 0),
        (-3, 0),
        ([3], 0),
        ("²", 0),
        (None, 0),
    ],
)
def test_the_base_is_a_version_or_nought(base: Any, version: int) -> None:
    typed = Typed.from_body(body(version=0, content={"base": base}))
    assert typed is not None
    assert typed.base == version


def test_what_is_new_has_no_base() -> None:
    typed = Typed.from_body(body(version=0, content={"text": "a"}))
    assert typed is not None
    assert typed.base == 0
