"""Widgets that the GOV.UK template pack draws in a way of its own."""

from collections.abc import Mapping
from datetime import date
from typing import Any

from django import forms
from django.core.files.uploadedfile import UploadedFile
from django.utils.datastructures import MultiValueDict

DATE_PARTS = ("day", "month", "year")


class CountedTextarea(forms.Textarea):
    """A textarea that says how many characters (or words) are left.

    It never carries ``maxlength``: the browser would cut off a paste in silence, and people are to
    see by how much they are over.
    """

    def __init__(
        self,
        attrs: dict[str, Any] | None = None,
        *,
        characters: int | None = None,
        words: int | None = None,
    ) -> None:
        """Take the limit in ``characters`` or in ``words``; exactly one of them."""
        if (characters is None) == (words is None):
            raise ValueError("A counted textarea has a limit in characters or in words.")
        self.characters = characters
        self.words = words
        super().__init__(attrs)

    @property
    def limit(self) -> int:
        """How many characters or words are allowed."""
        return self.characters or self.words or 0

    @property
    def unit(self) -> str:
        """What is counted: ``characters`` or ``words``."""
        return "characters" if self.characters else "words"

    def build_attrs(
        self, base_attrs: dict[str, Any], extra_attrs: dict[str, Any] | None = None
    ) -> dict[str, Any]:
        """Drop the ``maxlength`` and ``minlength`` that Django derives from the field."""
        attrs = super().build_attrs(base_attrs, extra_attrs)
        attrs.pop("maxlength", None)
        attrs.pop("minlength", None)
        return attrs


class DateBoxes(forms.MultiWidget):
    """Three boxes, day, month and year, posted as ``<name>_day``, ``_month`` and ``_year``."""

    def __init__(self, attrs: dict[str, Any] | None = None) -> None:
        boxes: dict[str, forms.Widget | type[forms.Widget]] = {
            part: forms.TextInput(attrs={"inputmode": "numeric"}) for part in DATE_PARTS
        }
        super().__init__(boxes, attrs)

    def decompress(self, value: date | None) -> list[str]:
        """Spread a date over the three boxes."""
        if value is None:
            return ["", "", ""]
        return [str(value.day), str(value.month), str(value.year)]

    def value_from_datadict(
        self, data: Mapping[str, Any], files: MultiValueDict[str, UploadedFile], name: str
    ) -> list[str]:
        """The three texts as they were typed, without the space around them."""
        typed = super().value_from_datadict(data, files, name)
        return [str(part).strip() if part is not None else "" for part in typed]
