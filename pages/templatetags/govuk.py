"""Tags of the template pack and of the components: ``{% load govuk %}``."""

from collections.abc import Iterator, Mapping
from datetime import date
from typing import Any

from django import forms, template
from django.forms.boundfield import BoundField
from django.template.loader import render_to_string
from django.utils import formats
from django.utils.safestring import SafeString

from pages import presenters

register = template.Library()


@register.simple_tag
def present_field(bound: BoundField) -> presenters.FieldPresenter:
    """The presenter of a field: ``{% present_field field as shown %}``."""
    return presenters.present(bound)


@register.filter
def summary_lines(form: forms.BaseForm) -> Iterator[presenters.SummaryLine]:
    """The lines of the error summary of a form."""
    return presenters.error_summary(form)


@register.filter
def day(value: date | None) -> str:
    """A date as people read it: Monday 7 December 2026. Nothing for no date."""
    return formats.date_format(value, "l j F Y") if value else ""


@register.simple_tag(takes_context=True)
def draw(context: template.Context, name: str, given: Mapping[str, Any]) -> SafeString:
    """A component by name and values that are only known at run time: the gallery's."""
    token = {"csrf_token": context.get("csrf_token")}
    return render_to_string(f"components/{name}.html", {**token, **given})
