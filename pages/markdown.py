"""Markdown with a safe subset: what people type into a text, as a page shows it.

Paragraphs, emphasis, lists, quotations, headings and links to http and https. No HTML, no images,
no code: what stands for those is shown as it was typed. A line end stays a line end, so that a text
in plain words reads as it was typed. The parser says what stands where; each tag is written here,
around text that is escaped. So nothing gets into a page but the tags that this module names.
"""

from collections.abc import Iterable, Sequence
from urllib.parse import urlsplit

from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString
from markdown_it import MarkdownIt
from markdown_it.token import Token

_RULES = [
    "autolink",
    "backticks",
    "blockquote",
    "emphasis",
    "escape",
    "heading",
    "link",
    "list",
    "newline",
]
_CLASSES = {
    "paragraph_open": "govuk-body",
    "bullet_list_open": "govuk-list govuk-list--bullet",
    "ordered_list_open": "govuk-list govuk-list--number",
    "blockquote_open": "govuk-inset-text",
    "link_open": "govuk-link",
    "heading_open": "govuk-heading-s",
}
# What each opens in the text; a hidden paragraph of a short list opens nothing.
_OPENS_A_LINE = {"bullet_list_open", "ordered_list_open", "blockquote_open"}
_REL = "noopener noreferrer nofollow"
_LOWEST = 6
# Deeper than this nobody writes; what is typed to exhaust the parser stops here.
_DEPTH = 20
# What is longer is no note: it is shown as it was typed, so that no text holds a page up.
_LONGEST = 20_000


def _is_http(url: str) -> bool:
    try:
        parts = urlsplit(url)
    except ValueError:
        return False
    return parts.scheme in {"http", "https"} and bool(parts.netloc)


def _parser() -> MarkdownIt:
    made = MarkdownIt("zero", {"html": False, "breaks": True, "maxNesting": _DEPTH})
    made.enable([rule for rule in _RULES if rule != "backticks"])
    made.validateLink = _is_http  # type: ignore[method-assign]  # as its documentation says
    return made


_MARKDOWN = _parser()


def render_markdown(text: str, *, top: int = 2) -> SafeString:
    """A text as HTML.

    Args:
        text: as it was typed. One of more than 20,000 characters is shown like that.
        top: the level that its highest heading gets; the others follow without a gap.
    """
    if len(text) > _LONGEST:
        return format_html('<p class="govuk-body app-verbatim">{}</p>', text)
    tokens = _MARKDOWN.parse(text)
    _lower_headings(tokens, top)
    return _written(tokens)


def _written(tokens: Iterable[Token]) -> SafeString:
    """The tags of these tokens, each around what stands in it."""
    opened: list[tuple[Token | None, list[SafeString]]] = [(None, [])]
    for token in tokens:
        if token.nesting > 0:
            opened.append((token, []))
        elif token.nesting < 0:
            begun, inside = opened.pop()
            opened[-1][1].append(_tag(begun or token, _joined(inside)))
        else:
            opened[-1][1].append(_leaf(token))
    return _joined(opened[0][1])


def _joined(parts: Iterable[SafeString]) -> SafeString:
    return format_html_join("", "{}", ((part,) for part in parts))


def _leaf(token: Token) -> SafeString:
    if token.type == "inline":
        return _written(token.children or [])
    if token.type in {"softbreak", "hardbreak"}:
        return format_html("<br>{}", "\n")
    return format_html("{}", token.content)


def _tag(token: Token, inside: SafeString) -> SafeString:
    if token.hidden:
        return inside
    names: dict[str, object] = {
        name: token.attrs[name] for name in ("start", "href") if name in token.attrs
    }
    if token.type in _CLASSES:
        names["class"] = _CLASSES[token.type]
    if token.type == "link_open":
        names["rel"] = _REL
    attributes = format_html_join("", ' {}="{}"', names.items())
    first = "\n" if token.type in _OPENS_A_LINE else ""
    last = "\n" if token.block else ""
    return format_html("<{0}{1}>{2}{3}</{0}>{4}", token.tag, attributes, first, inside, last)


def _lower_headings(tokens: Sequence[Token], top: int) -> None:
    """The levels that the text uses, in their order, from `top` on."""
    headings = [token for token in tokens if token.type in {"heading_open", "heading_close"}]
    used = sorted({token.tag for token in headings})
    for token in headings:
        token.tag = f"h{min(top + used.index(token.tag), _LOWEST)}"
