"""The safe subset of Markdown: what it shows, and what no text makes of a page."""

import time
from html.parser import HTMLParser

import pytest
from django.template import Context, Template
from hypothesis import given, settings
from hypothesis import strategies as st

from pages.markdown import render_markdown

TAGS = {"p", "br", "em", "strong", "ul", "ol", "li", "blockquote", "a"} | {
    f"h{level}" for level in range(2, 7)
}
ATTRIBUTES = {"class", "href", "rel", "start", "title"}


class Met(HTMLParser):
    """Every tag, attribute and address that a browser would meet."""

    def __init__(self, markup: str) -> None:
        super().__init__()
        self.tags: set[str] = set()
        self.attributes: dict[str, set[str]] = {}
        self.words = ""
        self.feed(markup)
        self.close()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.add(tag)
        for name, value in attrs:
            self.attributes.setdefault(name, set()).add(value or "")

    def handle_data(self, data: str) -> None:
        self.words += data


def is_safe(markup: str) -> bool:
    """Whether nothing stands in it but what the allow-list names."""
    met = Met(markup)
    addresses = met.attributes.get("href", set())
    return (
        met.tags <= TAGS
        and set(met.attributes) <= ATTRIBUTES
        and all(one.startswith(("http://", "https://")) for one in addresses)
    )


# --- what it shows ------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("text", "markup"),
    [
        ("One.\n\nTwo.", '<p class="govuk-body">One.</p>\n<p class="govuk-body">Two.</p>\n'),
        ("One.\nTwo.", '<p class="govuk-body">One.<br>\nTwo.</p>\n'),
        ("*a* **b**", '<p class="govuk-body"><em>a</em> <strong>b</strong></p>\n'),
        ("- a", '<ul class="govuk-list govuk-list--bullet">\n<li>a</li>\n</ul>\n'),
        ("3. a", '<ol start="3" class="govuk-list govuk-list--number">\n<li>a</li>\n</ol>\n'),
        (
            "> said",
            (
                '<blockquote class="govuk-inset-text">\n'
                '<p class="govuk-body">said</p>\n</blockquote>\n'
            ),
        ),
        ("مجلس 👩‍👧", '<p class="govuk-body">مجلس 👩‍👧</p>\n'),
        ("", ""),
    ],
)
def test_the_subset(text: str, markup: str) -> None:
    assert render_markdown(text) == markup


@pytest.mark.parametrize(
    ("text", "top", "levels"),
    [
        ("# a\n\n### b", 2, ["h2", "h3"]),
        ("### a\n\n# b", 3, ["h3", "h4"]),
        ("# a\n\n## b\n\n### c", 5, ["h5", "h6"]),
    ],
)
def test_headings_leave_no_gap_and_stay_below_the_page_s_own(
    text: str, top: int, levels: list[str]
) -> None:
    met = Met(render_markdown(text, top=top))
    assert sorted(tag for tag in met.tags if tag.startswith("h")) == levels


def test_a_link_leads_to_the_web_and_tells_it_nothing() -> None:
    met = Met(render_markdown("[the plan](https://example.org/a?b=1&c=2)"))
    assert met.attributes["href"] == {"https://example.org/a?b=1&c=2"}
    assert met.attributes["rel"] == {"noopener noreferrer nofollow"}
    assert met.words.strip() == "the plan"


@pytest.mark.parametrize("text", ["`code`", "    code", "a | b\n--|--\n1 | 2", "~~gone~~", "***"])
def test_what_is_not_of_the_subset_is_shown_as_it_was_typed(text: str) -> None:
    met = Met(render_markdown(text))
    assert "".join(met.words.split()) == "".join(text.split())


def test_the_filter_is_the_same() -> None:
    page = Template("{% load markdown %}{{ text|markdown }}|{{ text|markdown:4 }}")
    assert page.render(Context({"text": "# <b>"})) == (
        '<h2 class="govuk-heading-s">&lt;b&gt;</h2>\n|<h4 class="govuk-heading-s">&lt;b&gt;</h4>\n'
    )


# --- attacks ------------------------------------------------------------------------------------

ATTACKS = [
    "<script>alert(1)</script>",
    "<ScRiPt src=//evil.example></sCrIpT>",
    "<img src=x onerror=alert(1)>",
    "# <svg/onload=alert(1)>",
    "- <iframe srcdoc='<script>alert(1)</script>'>",
    "<style>@import 'http://evil.example'</style>",
    "<a href=javascript:alert(1)>x</a>",
    "<form action=http://evil.example><input name=q>",
    "<!-- --><script>alert(1)</script>",
    "<![CDATA[<script>alert(1)</script>]]>",
    "[x](javascript:alert(1))",
    "[x](JaVaScRiPt:alert(1))",
    "[x](java\tscript:alert(1))",
    "[x](&#106;avascript:alert(1))",
    "[x](%6aavascript:alert(1))",
    "[x]( javascript:alert(1))",
    "[x](\x01javascript:alert(1))",
    "[x](vbscript:msgbox(1))",
    "[x](data:text/html;base64,PHNjcmlwdD4=)",
    "[x](file:///etc/passwd)",
    "[x](//evil.example)",
    "[x](/accounts/logout/)",
    "[x](http:javascript)",
    "[x](http://[)",
    "<javascript:alert(1)>",
    "<data:text/html,x>",
    '[x](http://a.example/"onmouseover="alert(1))',
    "[x](http://a.example/ 'onclick=alert(1)')",
    "[x]: javascript:alert(1)\n\n[x]",
    "![x](https://evil.example/pixel.png)",
    "![x](javascript:alert(1))",
    "[![x](https://evil.example/a.png)](https://evil.example)",
    "**<b onclick=alert(1)>x</b>**",
    "> <math><mtext></mtext><mglyph><style><img src=x onerror=alert(1)>",
    "\u202e<script>",
    "<scr\u0000ipt>alert(1)</scr\u0000ipt>",
    "&lt;script&gt;alert(1)&lt;/script&gt;",
]


@pytest.mark.parametrize("text", ATTACKS)
def test_no_text_makes_markup_of_its_own(text: str) -> None:
    markup = render_markdown(text)
    assert is_safe(markup), markup
    assert "<script" not in markup.lower()
    assert "<img" not in markup.lower()


@given(st.text(alphabet="<>[]()*_#-`!&;:/\\\"' \n\tajvscript1http.", max_size=200))
@settings(max_examples=300)
def test_no_text_whatever_makes_markup_of_its_own(text: str) -> None:
    assert is_safe(render_markdown(text))


def test_the_test_of_safety_can_fail() -> None:
    assert not is_safe("<script>")
    assert not is_safe('<a href="javascript:x">')
    assert not is_safe('<p onclick="x">')


@pytest.mark.parametrize("length", [20_000, 100_000])
@pytest.mark.parametrize(
    "seed",
    [
        "[",
        "![",
        "[a](",
        "*a",
        "**a",
        "*a**b ",
        "_a ",
        "> ",
        "- ",
        "> - ",
        "1. ",
        "<",
        "`",
        "\\",
        "&#",
    ],
)
def test_what_is_typed_to_exhaust_the_parser_is_answered_in_time(seed: str, length: int) -> None:
    """Five seconds of the processor's own time; it is a fraction of one where nobody else works."""
    text = (seed * length)[:length]
    began = time.process_time()
    markup = render_markdown(text)
    assert time.process_time() - began < 5
    assert is_safe(markup)


@pytest.mark.parametrize(("size", "is_plain"), [(20_000, False), (20_001, True)])
def test_a_text_that_is_no_note_is_shown_as_it_was_typed(size: int, is_plain: bool) -> None:
    text = "*a* <b>".ljust(size, "x")
    markup = render_markdown(text)
    assert ("*a* &lt;b&gt;" in markup) is is_plain
    assert ("<em>a</em>" in markup) is not is_plain
    assert is_safe(markup)
