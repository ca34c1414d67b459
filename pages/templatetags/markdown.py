"""``{% load markdown %}{{ text|markdown }}``: a text with the safe subset of Markdown."""

from django import template
from django.utils.safestring import SafeString

from pages.markdown import render_markdown

register = template.Library()


@register.filter
def markdown(text: str, top: int = 2) -> SafeString:
    """The text as HTML; `top` is the level of its highest heading."""
    return render_markdown(text, top=top)
