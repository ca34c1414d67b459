"""What autosave sends of an item of evidence, beside its text."""

import re

from pages.typing import Typed

_REFERENCE = re.compile(r"E(-[0-9A-Z]{4}){2}")


def item_of(typed: Typed) -> str:
    """The reference of the item that is being changed, or nothing for a new one."""
    said = str(typed.content.get("item", ""))
    # The pages make addresses of it: what is no reference would break them.
    return said if _REFERENCE.fullmatch(said) else ""
