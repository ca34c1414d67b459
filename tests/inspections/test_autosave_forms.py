"""Of which item autosave speaks: a reference, or nothing."""

import json
from typing import Any

import pytest

from inspections.forms.autosave import item_of
from pages.typing import Typed


@pytest.mark.parametrize(
    ("item", "reference"),
    [
        ("E-4K7Q-2MXV", "E-4K7Q-2MXV"),
        ("E-4K7Q-2MXV\x00", "E-4K7Q-2MXV"),
        ("e-4k7q-2mxv", ""),
        (" E-4K7Q-2MXV", ""),
        ("E-4K7Q-2MXV\n", ""),
        ("E-4K7Q-2MXV/../x", ""),
        ("E-4K7Q", ""),
        ("E-٤K7Q-2MXV", ""),
        (["E-4K7Q-2MXV"], ""),
        ("", ""),
        (None, ""),
    ],
)
def test_the_item_is_a_reference_or_nothing(item: Any, reference: str) -> None:
    typed = Typed.from_body(json.dumps({"version": 0, "content": {"item": item}}).encode())
    assert typed is not None
    assert item_of(typed) == reference


def test_a_new_note_is_of_no_item() -> None:
    typed = Typed.from_body(b'{"version": 0, "content": {"text": "a"}}')
    assert typed is not None
    assert item_of(typed) == ""
