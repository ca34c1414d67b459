"""Tags of the template pack and of the components: ``{% load govuk %}``."""

from collections.abc import Iterator
from datetime import date

from django import forms, template
from django.forms.boundfield import BoundField
from django.utils import formats

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
