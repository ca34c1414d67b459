"""What autosave sends: text as it is typed, not yet checked."""

import json
import re
from typing import Any

from django import forms
from django.core.exceptions import ValidationError

from pages.forms import form_data
from records.values import clean_text

_REFERENCE = re.compile(r"E(-[0-9A-Z]{4}){2}")
UNREADABLE = "This page sent something that cannot be read. Load it again; your text is on it."


class AutosaveForm(forms.Form):
    """The version that the page last heard of, and the content of its fields."""

    version = forms.IntegerField(min_value=0)
    content = forms.JSONField()

    @classmethod
    def from_body(cls, body: bytes) -> "AutosaveForm":
        """From the body of the request; what is no JSON object gives a form that is not valid."""
        try:
            sent = json.loads(body)
        except ValueError:
            sent = None
        if not isinstance(sent, dict):
            return cls({})
        return cls({"version": sent.get("version"), "content": json.dumps(sent.get("content"))})

    def clean_content(self) -> dict[str, Any]:
        """Texts and lists of texts by the names of fields."""
        content = self.cleaned_data["content"]
        if not isinstance(content, dict):
            raise ValidationError(UNREADABLE)
        try:
            form_data(content)
        except ValueError as error:
            raise ValidationError(UNREADABLE) from error
        return {_kept(name): _kept(value) for name, value in content.items()}

    @property
    def item(self) -> str:
        """The reference of the item that is being changed, or nothing for a new one."""
        said = str(self.cleaned_data["content"].get("item", ""))
        # The pages make addresses of it: what is no reference would break them.
        return said if _REFERENCE.fullmatch(said) else ""

    @property
    def base(self) -> int:
        """The version of the item that was open when typing began."""
        base = str(self.cleaned_data["content"].get("base", ""))
        return int(base) if base.isascii() and base.isdigit() and len(base) < 9 else 0


def _kept(value: Any) -> Any:
    """Text without what no database can hold: control characters, halves of characters."""
    if isinstance(value, list):
        return [_kept(one) for one in value]
    if isinstance(value, str):
        return clean_text(value)
    return value
