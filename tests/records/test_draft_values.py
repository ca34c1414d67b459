"""What a form says of its draft, what a draft says, and how things are spelled when kept."""

from types import SimpleNamespace
from typing import Any
from uuid import uuid4

import pytest
from django.utils import timezone
from hypothesis import given
from hypothesis import strategies as st

from records.models import Draft, Receipt, receipt_models
from records.models.receipt import SaveReceipt
from records.values import (
    NO_DRAFT,
    HeardOfDraft,
    canonical_json,
    clean_text,
    content_hash,
    short_reference,
)

# --- what a page had heard of its draft ---------------------------------------------------------


@pytest.mark.parametrize(
    ("sent", "version"),
    [
        ({}, 0),
        ({"version": ""}, 0),
        ({"version": "0"}, 0),
        ({"version": "1"}, 1),
        ({"version": "007"}, 7),
        ({"version": "99999999"}, 99_999_999),  # eight digits are read
        ({"version": "100000000"}, 0),  # nine are no version
        ({"version": "9" * 100_000}, 0),
        ({"version": "-1"}, 0),
        ({"version": "+1"}, 0),
        ({"version": "1.0"}, 0),
        ({"version": " 1"}, 0),
        ({"version": "1e3"}, 0),
        ({"version": "٣"}, 0),  # a digit of another script
        ({"version": "²"}, 0),
        ({"version": "one"}, 0),
        ({"version": "1\x00"}, 0),
        ({"version": "👋🏽"}, 0),
        ({"version": None}, 0),
        ({"version": 3}, 3),
        ({"other": "3"}, 0),
    ],
)
def test_a_version_that_cannot_be_read_is_none(sent: dict[str, Any], version: int) -> None:
    assert HeardOfDraft.from_form(sent) == HeardOfDraft(version, False)


@pytest.mark.parametrize(
    ("waiting", "is_waiting"),
    [("1", True), ("0", False), ("", False), ("true", False), ("01", False), (1, False)],
)
def test_a_page_waits_for_its_own_save_only_if_it_says_so(waiting: Any, is_waiting: bool) -> None:
    heard = HeardOfDraft.from_form({"version": "4", "waiting": waiting})
    assert heard == HeardOfDraft(4, is_waiting)


def test_a_form_without_a_draft_has_heard_of_none() -> None:
    assert HeardOfDraft.from_form({}) == NO_DRAFT == HeardOfDraft()


def test_a_form_tells_what_it_said_and_that_makes_it_no_other_news() -> None:
    sent = {"version": "4", "text": "Seen."}
    assert HeardOfDraft.from_form(sent).sent == sent
    assert HeardOfDraft.from_form(sent) == HeardOfDraft(4)


# --- whether a draft says what was sent ---------------------------------------------------------


@pytest.mark.parametrize(
    ("content", "sent", "is_same"),
    [
        ({"text": "Seen."}, {"text": "Seen."}, True),
        ({"text": "Seen."}, {"text": "Seen"}, False),
        ({"text": " Seen. \r\n"}, {"text": "Seen."}, True),
        ({"text": "Seen."}, {"text": "\n Seen. "}, True),
        ({"text": "one\r\ntwo"}, {"text": "one\ntwo"}, True),
        ({"text": "one\ntwo"}, {"text": "one\r\ntwo"}, True),  # as a browser sends it
        ({"text": "Zoe\u0308"}, {"text": "Zo\u00eb"}, True),
        ({"text": "a\x00b"}, {"text": "ab"}, True),
        ({"text": "a"}, {"text": "A"}, False),
        ({"text": ""}, {"text": ""}, True),
        ({"text": "שלום"}, {"text": "שלום"}, True),
        ({"text": "Seen.", "why": "Late."}, {"text": "Seen.", "why": "Late."}, True),
        ({"text": "Seen.", "why": "Late."}, {"text": "Seen.", "why": "Later."}, False),
        ({"text": "Seen.", "why": "Late."}, {"text": "Seen."}, True),  # as far as both have it
        ({"text": "Seen."}, {"text": "Seen.", "why": "Late."}, True),
        ({"text": "Seen."}, {"why": "Seen."}, False),  # no text that both have
        ({}, {"text": "Seen."}, False),
        ({"text": "Seen."}, {}, False),
        ({"criteria": ["8"]}, {"criteria": ["8"]}, False),  # no text at all
        ({"text": "Seen.", "criteria": ["8"]}, {"text": "Seen.", "criteria": ["9"]}, True),
        ({"text": ["Seen."]}, {"text": "Seen."}, False),
        ({"text": "Seen."}, {"text": 5}, False),
    ],
)
def test_a_draft_says_what_was_sent_if_every_text_of_both_is_the_same(
    content: dict[str, Any], sent: dict[str, Any], is_same: bool
) -> None:
    assert Draft(content=content).says(sent) is is_same


@given(st.text())
def test_a_draft_says_its_own_text_after_cleaning(text: str) -> None:
    assert Draft(content={"text": text}).says({"text": clean_text(text)})


def test_a_draft_is_called_by_its_kind_and_key() -> None:
    key = uuid4()
    assert str(Draft(kind="evidence", receipt=key)) == f"evidence draft {key}"


# --- receipts -----------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("person", "content", "proves"),
    [
        (7, {"text": "Seen."}, True),
        (8, {"text": "Seen."}, False),
        (7, {"text": "Seen"}, False),
        (7, {"text": "Seen.", "why": ""}, False),
        (None, {"text": "Seen."}, False),
    ],
)
def test_a_receipt_proves_the_same_content_of_the_same_person(
    person: int | None, content: dict[str, str], proves: bool
) -> None:
    receipt = Receipt(person_id=7, content_hash=content_hash({"text": "Seen."}), at=timezone.now())
    assert receipt.proves(person=SimpleNamespace(pk=person), content=content) is proves


def test_every_table_of_receipts_is_asked_whether_a_form_was_sent() -> None:
    models = receipt_models()
    assert Receipt in models
    assert all(issubclass(model, SaveReceipt) and not model._meta.abstract for model in models)
    assert len(models) == len(set(models)) > 1


def test_a_receipt_is_called_by_its_act_and_result() -> None:
    assert str(Receipt(act="record evidence", result="E-1")) == "record evidence E-1"


# --- one spelling -------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("data", "spelled"),
    [
        (None, "null"),
        (True, "true"),
        (0, "0"),
        (1.5, "1.5"),
        ("", '""'),
        ('a "b" \\', '"a \\"b\\" \\\\"'),
        ("שלום 👋🏽", '"שלום 👋🏽"'),
        ("one\ntwo", '"one\\ntwo"'),
        ([], "[]"),
        ((1, 2), "[1,2]"),
        ({}, "{}"),
        ({"b": 1, "a": {"d": 2, "c": [3]}}, '{"a":{"c":[3],"d":2},"b":1}'),
        ({"Zoe\u0308": "e\u0301"}, '{"Zo\u00eb":"\u00e9"}'),
        ([{"e\u0301": ("e\u0301",)}], '[{"\u00e9":["\u00e9"]}]'),
    ],
)
def test_the_same_data_has_one_spelling(data: Any, spelled: str) -> None:
    assert canonical_json(data) == spelled.encode()


@pytest.mark.parametrize("number", [float("inf"), float("-inf"), float("nan")])
def test_a_number_without_an_end_has_no_spelling(number: float) -> None:
    with pytest.raises(ValueError, match="not JSON compliant"):
        canonical_json([{"deep": number}])


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ([1, 2], [2, 1]),
        ({"a": ""}, {"a": None}),
        ({"a": 1}, {"a": "1"}),
        ({"a": []}, {}),
        ("a", "a "),
        (True, "true"),
    ],
)
def test_other_data_has_another_hash(one: Any, other: Any) -> None:
    assert content_hash(one) != content_hash(other)


# --- references ---------------------------------------------------------------------------------


@pytest.mark.parametrize(("groups", "length"), [(1, 6), (2, 11), (3, 16), (4, 21)])
def test_a_reference_has_as_many_groups_as_asked(groups: int, length: int) -> None:
    reference = short_reference("E", b"seed", groups=groups)
    assert len(reference) == length
    assert reference.count("-") == groups


def test_a_longer_reference_begins_as_the_shorter_one() -> None:
    assert short_reference("E", b"seed", groups=4).startswith(short_reference("E", b"seed"))


def test_the_prefix_changes_nothing_else() -> None:
    assert short_reference("E", b"seed")[1:] == short_reference("SC", b"seed")[2:]


@given(st.binary())
def test_every_seed_gives_letters_that_can_be_read_aloud(seed: bytes) -> None:
    assert set(short_reference("E", seed)[2:]) <= set("0123456789ABCDEFGHJKMNPQRSTVWXYZ-")


# --- text as it is kept -------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("typed", "kept"),
    [
        ("", ""),
        (" a ", " a "),
        ("a\r\nb", "a\nb"),
        ("a\rb", "a\nb"),
        ("a\r\r\nb", "a\n\nb"),
        ("a\n\rb", "a\n\nb"),
        ("a\tb", "a\tb"),
        ("\x00", ""),
        ("a\x0bb\x0cc", "abc"),
        ("a\x7fb\x85c", "abc"),
        ("e\x00\u0301", "\u00e9"),  # joined once what stood between them is gone
        ("\ud800a\udfff", "a"),
        ("\u202eabc\u202c", "\u202eabc\u202c"),  # the direction of writing is kept
        ("a\u200db", "a\u200db"),
        ("👨‍👩‍👧", "👨‍👩‍👧"),
        ("a" * 100_000, "a" * 100_000),
    ],
)
def test_what_can_be_seen_is_kept_and_what_no_database_holds_is_not(typed: str, kept: str) -> None:
    assert clean_text(typed) == kept
