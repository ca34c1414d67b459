"""What can be refused: each refusal is a sentence, and one kind can be told from another."""

import pytest

from records.errors import (
    ActionRefused,
    AlreadySent,
    Conflict,
    NotVisible,
    PermissionRefused,
    TransitionNotAllowed,
)

KINDS = [PermissionRefused, NotVisible, Conflict, AlreadySent, TransitionNotAllowed]


@pytest.mark.parametrize("kind", [ActionRefused, *KINDS])
def test_a_refusal_carries_its_sentence(kind: type[ActionRefused]) -> None:
    refusal = kind("Nothing was changed.")
    assert refusal.message == "Nothing was changed."
    assert str(refusal) == "Nothing was changed."


@pytest.mark.parametrize("kind", KINDS)
def test_every_refusal_is_one_of_an_act(kind: type[ActionRefused]) -> None:
    with pytest.raises(ActionRefused, match="No"):
        raise kind("No")


def test_no_kind_of_refusal_is_caught_as_another() -> None:
    mixed = {(one, other) for one in KINDS for other in KINDS if issubclass(one, other)}
    assert mixed == {(kind, kind) for kind in KINDS}


def test_a_conflict_carries_the_other_row_or_nothing() -> None:
    row = object()
    assert Conflict("Somebody was quicker.", theirs=row).theirs is row
    assert Conflict("Somebody was quicker.").theirs is None
