"""What the environment may say, read once, with an answer for whoever forgot something.

An empty variable counts as one that is not set: a compose file that hands `${NAME:-}` through must
not turn anything off.
"""

import os
from pathlib import Path

from django.core.exceptions import ImproperlyConfigured

BASE_DIR = Path(__file__).resolve().parent.parent


def text(name: str, default: str | None = None, *, why: str = "") -> str:
    """The variable's text, or its default. Without either, the program does not start.

    Raises:
        ImproperlyConfigured: the variable is missing; the message names it and the fix.
    """
    value = os.environ.get(name) or default
    if value is None:
        raise ImproperlyConfigured(
            f"The environment variable {name} is not set. {why} "
            f"Set it, for example: export {name}=…  (docs/operations.md lists every variable.)"
        )
    return value


def flag(name: str, *, default: bool) -> bool:
    """True for 1, true, yes, on; False for 0, false, no, off.

    Raises:
        ImproperlyConfigured: the variable says something else.
    """
    value = os.environ.get(name, "")
    word = value.strip().lower()
    if not word:
        return default
    if word in {"1", "true", "yes", "on"}:
        return True
    if word in {"0", "false", "no", "off"}:
        return False
    raise ImproperlyConfigured(f"{name} is {value!r}. Write 1 or 0.")


def words(name: str, default: str = "") -> list[str]:
    """A list of words between commas."""
    given = os.environ.get(name) or default
    return [word.strip() for word in given.split(",") if word.strip()]


def number(name: str, default: int) -> int:
    """A whole number.

    Raises:
        ImproperlyConfigured: the variable is no number.
    """
    value = os.environ.get(name) or str(default)
    if not value.isdecimal():
        raise ImproperlyConfigured(f"{name} is {value!r}. Write a number, for example {default}.")
    return int(value)
