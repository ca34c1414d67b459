"""May I? Yes, or no and why."""

import pytest

from records.errors import PermissionRefused
from records.permissions import Allowed, Refused, first_refusal, require

YES = Allowed()
NO = Refused("Ask the overall lead.")
ALSO_NO = Refused("The draft is with the chair.")


def test_allowed_is_allowed_without_a_reason() -> None:
    assert (YES.allowed, YES.reason) == (True, "")


def test_refused_is_not_allowed_and_says_why() -> None:
    assert (NO.allowed, NO.reason) == (False, "Ask the overall lead.")


def test_require_lets_an_allowed_act_go_on() -> None:
    assert require(YES) is None


def test_require_raises_the_reason_for_the_reader() -> None:
    with pytest.raises(PermissionRefused) as refused:
        require(NO)
    assert refused.value.message == "Ask the overall lead."


@pytest.mark.parametrize(
    ("answers", "first"),
    [
        ((), YES),
        ((YES,), YES),
        ((YES, YES), YES),
        ((NO,), NO),
        ((YES, NO), NO),
        ((NO, YES), NO),
        ((NO, ALSO_NO), NO),
        ((ALSO_NO, NO), ALSO_NO),
        ((YES, ALSO_NO, NO), ALSO_NO),
    ],
)
def test_first_refusal_is_the_first_no_and_otherwise_yes(
    answers: tuple[Allowed | Refused, ...], first: Allowed | Refused
) -> None:
    assert first_refusal(*answers) == first
