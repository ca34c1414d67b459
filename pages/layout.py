"""Layout objects for forms, without the template language.

crispy's own ``Fieldset`` and ``Submit`` compile their text as a template: a legend that came from a
framework file would be executed. These escape it.
"""

from typing import Any

from crispy_forms.layout import LayoutObject
from django import forms
from django.template import Context
from django.template.loader import render_to_string
from django.utils.safestring import SafeString


class Group(LayoutObject):
    """Fields that belong together, in a fieldset with a legend.

    ``size`` is "s", "m", "l" or "xl"; ``hint`` stands under the legend.
    """

    def __init__(self, legend: str, *fields: Any, size: str = "m", hint: str = "") -> None:
        self.legend = legend
        self.fields = list(fields)
        self.size = size
        self.hint = hint

    def render(
        self, form: forms.BaseForm, context: Context, template_pack: str = "govuk", **kwargs: Any
    ) -> SafeString:
        """Draw the fields inside the fieldset."""
        inside = self.get_rendered_fields(form, context, template_pack, **kwargs)
        return render_to_string(
            "govuk/layout/group.html",
            {"legend": self.legend, "size": self.size, "hint": self.hint, "inside": inside},
        )


class Words(LayoutObject):
    """A paragraph between fields; plain text, escaped."""

    def __init__(self, text: str) -> None:
        self.text = text
        self.fields: list[Any] = []

    def render(self, *_args: Any, **_kwargs: Any) -> SafeString:
        """Draw the paragraph."""
        return render_to_string("govuk/layout/words.html", {"text": self.text})
