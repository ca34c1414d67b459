"""What the environment says, and what is said to whoever forgot something."""

import pytest
from django.core.exceptions import ImproperlyConfigured

from config import env

NAME = "CONCORD_TEST_VARIABLE"


@pytest.fixture(autouse=True)
def _absent(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv(NAME, raising=False)


def test_text_that_is_set_is_taken(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv(NAME, "postgres://somewhere")
    assert env.text(NAME, "the default") == "postgres://somewhere"


def test_text_that_is_absent_is_the_default() -> None:
    assert env.text(NAME, "the default") == "the default"


def test_text_may_have_nothing_as_its_default() -> None:
    assert env.text(NAME, "") == ""


def test_text_that_is_empty_counts_as_absent(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv(NAME, "")
    assert env.text(NAME, "the default") == "the default"


@pytest.mark.parametrize("given", [None, ""])
def test_text_without_a_default_names_the_variable_the_reason_and_the_fix(
    monkeypatch: pytest.MonkeyPatch, given: str | None
) -> None:
    if given is not None:
        monkeypatch.setenv(NAME, given)
    with pytest.raises(ImproperlyConfigured) as refused:
        env.text(NAME, why="It signs sessions.")
    assert str(refused.value) == (
        "The environment variable CONCORD_TEST_VARIABLE is not set. It signs sessions. "
        "Set it, for example: export CONCORD_TEST_VARIABLE=…  "
        "(docs/operations.md lists every variable.)"
    )


@pytest.mark.parametrize("word", ["1", "true", "True", "YES", "on", " 1 "])
def test_flag_is_up_for_each_word_of_yes(monkeypatch: pytest.MonkeyPatch, word: str) -> None:
    monkeypatch.setenv(NAME, word)
    assert env.flag(NAME, default=False) is True


@pytest.mark.parametrize("word", ["0", "false", "False", "NO", "off", " 0 "])
def test_flag_is_down_for_each_word_of_no(monkeypatch: pytest.MonkeyPatch, word: str) -> None:
    monkeypatch.setenv(NAME, word)
    assert env.flag(NAME, default=True) is False


@pytest.mark.parametrize("default", [True, False])
def test_flag_that_is_absent_is_the_default(default: bool) -> None:
    assert env.flag(NAME, default=default) is default


@pytest.mark.parametrize("default", [True, False])
@pytest.mark.parametrize("nothing", ["", "  "])
def test_flag_that_is_empty_takes_nothing_down(
    monkeypatch: pytest.MonkeyPatch, default: bool, nothing: str
) -> None:
    """`MFA_REQUIRED: ${MFA_REQUIRED:-}` in a compose file must not let people in without."""
    monkeypatch.setenv(NAME, nothing)
    assert env.flag(NAME, default=default) is default


@pytest.mark.parametrize("word", ["maybe", "2", "yes please", "tru"])
def test_flag_that_is_neither_names_the_variable_and_the_fix(
    monkeypatch: pytest.MonkeyPatch, word: str
) -> None:
    monkeypatch.setenv(NAME, word)
    with pytest.raises(ImproperlyConfigured) as refused:
        env.flag(NAME, default=True)
    assert str(refused.value) == f"CONCORD_TEST_VARIABLE is '{word}'. Write 1 or 0."


def test_words_stand_between_commas_without_their_space(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv(NAME, "concord.example, other.example ,,third.example,")
    assert env.words(NAME) == ["concord.example", "other.example", "third.example"]


@pytest.mark.parametrize("given", [None, ""])
def test_words_that_are_absent_or_empty_are_the_default(
    monkeypatch: pytest.MonkeyPatch, given: str | None
) -> None:
    if given is not None:
        monkeypatch.setenv(NAME, given)
    assert env.words(NAME) == []
    assert env.words(NAME, "127.0.0.1,localhost") == ["127.0.0.1", "localhost"]


def test_number_that_is_set_is_taken(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv(NAME, "587")
    assert env.number(NAME, 25) == 587


@pytest.mark.parametrize("given", [None, ""])
def test_number_that_is_absent_or_empty_is_the_default(
    monkeypatch: pytest.MonkeyPatch, given: str | None
) -> None:
    if given is not None:
        monkeypatch.setenv(NAME, given)
    assert env.number(NAME, 25) == 25


@pytest.mark.parametrize("word", ["many", "-1", "1.5", "²"])
def test_number_that_is_none_names_the_variable_and_the_fix(
    monkeypatch: pytest.MonkeyPatch, word: str
) -> None:
    monkeypatch.setenv(NAME, word)
    with pytest.raises(ImproperlyConfigured) as refused:
        env.number(NAME, 25)
    assert str(refused.value) == (
        f"CONCORD_TEST_VARIABLE is '{word}'. Write a number, for example 25."
    )


def test_the_base_folder_is_the_one_with_the_command_line() -> None:
    assert (env.BASE_DIR / "manage.py").is_file()
