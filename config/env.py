"""What the environment may say, read once, with an answer for whoever forgot something."""

import os
from pathlib import Path

from django.core.exceptions import ImproperlyConfigured

BASE_DIR = Path(__file__).resolve().parent.parent


def text(name: str, default: str | None = None, *, why: str = "") -> str:
    """The variable's text, or its default. Without either, the program does not start.

    Raises:
        ImproperlyConfigured: the variable is missing; the message names it and the fix.
    """
    value = os.environ.get(name, default)
    if value is None:
        raise ImproperlyConfigured(
            f"The environment variable {name} is not set. {why} "
            f"Set it, for example: export {name}=…  (docs/operations.md lists every variable.)"
        )
    return value


def flag(name: str, *, default: bool) -> bool:
    """True for 1, true, yes, on; False for 0, false, no, off and for an empty value."""
    value = os.environ.get(name)
    if value is None:
        return default
    word = value.strip().lower()
    if word in {"1", "true", "yes", "on"}:
        return True
    if word in {"0", "false", "no", "off", ""}:
        return False
    raise ImproperlyConfigured(f"{name} is {value!r}. Write 1 or 0.")


def words(name: str, default: str = "") -> list[str]:
    """A list of words between commas."""
    return [word.strip() for word in os.environ.get(name, default).split(",") if word.strip()]
