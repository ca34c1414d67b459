"""The table of the stages of a version."""

import pytest

from frameworks.states import FRAMEWORK_VERSION, VersionState
from records.errors import TransitionNotAllowed

POSSIBLE = {
    ("consult", "draft"): "consultation",
    ("reopen", "consultation"): "draft",
    ("put_in_force", "draft"): "in_force",
    ("put_in_force", "consultation"): "in_force",
    ("withdraw", "draft"): "withdrawn",
    ("withdraw", "consultation"): "withdrawn",
    ("withdraw", "in_force"): "withdrawn",
}
VERBS = ("consult", "reopen", "put_in_force", "withdraw")


@pytest.mark.parametrize("verb", VERBS)
@pytest.mark.parametrize("source", list(VersionState))
def test_table_allows_these_ways_and_no_other(verb: str, source: VersionState) -> None:
    target = POSSIBLE.get((verb, source.value))
    if target is not None:
        assert FRAMEWORK_VERSION.find(verb, source).target == target
        return
    with pytest.raises(TransitionNotAllowed) as refused:
        FRAMEWORK_VERSION.find(verb, source)
    assert FRAMEWORK_VERSION.label(source) in str(refused.value)
    assert "Nothing was changed" in str(refused.value)


def test_table_has_no_other_verb() -> None:
    assert {arrow.verb for arrow in FRAMEWORK_VERSION.transitions} == set(VERBS)


def test_nothing_leads_out_of_withdrawn() -> None:
    assert list(FRAMEWORK_VERSION.targets(VersionState.WITHDRAWN)) == []


def test_a_version_begins_as_a_draft() -> None:
    assert FRAMEWORK_VERSION.first == "draft"
