"""What autosave sends: text as it is typed, not yet checked."""

import json
import math
import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from records.values import clean_text

_REFERENCE = re.compile(r"E(-[0-9A-Z]{4}){2}")
# The version after it is a number of the database's, too.
_LAST_VERSION = 2**31 - 2
UNREADABLE = "This page sent something that cannot be read. Load it again; your text is on it."


@dataclass(frozen=True)
class Typed:
    """The version that the page last heard of, and the content of its fields by their names.

    Every value is a text, a number, a truth value, nothing, or a list of those.
    """

    version: int
    content: Mapping[str, Any]

    @classmethod
    def from_body(cls, body: bytes) -> "Typed | None":
        """From the body of a request; None where it is nothing that autosave sends."""
        try:
            sent = json.loads(body, parse_float=_finite, parse_constant=_finite)
            content, version = sent["content"], sent["version"]
            kept = {clean_text(name): _kept(value) for name, value in content.items()}
        except (ValueError, TypeError, KeyError, AttributeError, RecursionError):
            return None
        is_version = type(version) is int and 0 <= version <= _LAST_VERSION
        return cls(version, kept) if is_version else None

    @property
    def item(self) -> str:
        """The reference of the item that is being changed, or nothing for a new one."""
        said = str(self.content.get("item", ""))
        # The pages make addresses of it: what is no reference would break them.
        return said if _REFERENCE.fullmatch(said) else ""

    @property
    def base(self) -> int:
        """The version of the item that was open when typing began."""
        base = str(self.content.get("base", ""))
        return int(base) if base.isascii() and base.isdigit() and len(base) < 9 else 0


def _finite(number: str) -> float:
    """A number that a database takes as JSON. Python would read NaN and Infinity as well."""
    value = float(number)
    if not math.isfinite(value):
        raise ValueError(number)
    return value


def _kept(value: Any) -> Any:
    """Text without what no database can hold: control characters, halves of characters."""
    if isinstance(value, str):
        return clean_text(value)
    if isinstance(value, list) and not any(isinstance(one, list) for one in value):
        return [_kept(one) for one in value]
    if not isinstance(value, int | float | None):
        # There is no deeper content. What is nested without end is met here, at its top.
        raise TypeError(type(value).__name__)
    return value
