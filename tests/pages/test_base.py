"""What every page has around it."""

import re
from pathlib import Path
from typing import Any, cast

import pytest
from django.conf import settings as django_settings
from django.http import HttpRequest
from django.shortcuts import resolve_url
from django.template import engines
from django.test import RequestFactory, override_settings
from django.urls import resolve

from organisations.models import User
from pages import fields
from pages.context import page_kit
from pages.errors import broken
from pages.forms import GovForm
from tests.pages.reading import Markup, words

pytestmark = pytest.mark.urls("tests.pages.addresses")
TEMPLATES = Path(django_settings.BASE_DIR) / "templates"
OURS = ("govuk", "components", "layouts", "account", "mfa", "errors", "pages", "allauth")


class One(GovForm):
    """A form of one field."""

    one = fields.TextField(label="One", missing="Enter one")


def page(source: str, user: Any = None, path: str = "/", **given: Any) -> Markup:
    """A page made of this template."""
    request = RequestFactory().get(path)
    request.csp_nonce = "n0nce"
    request.user = user
    return Markup(engines["django"].from_string(source).render(given, request))


def somebody(**given: Any) -> User:
    """A person who is signed in; not in the database."""
    return User(**{"email": "a@example.org", "name": "Alex Moreau", **given})


NAMED = '{% extends "layouts/page.html" %}{% block title %}Evidence{% endblock %}'


def test_every_script_carries_the_nonce_and_no_style_is_inline() -> None:
    markup = page(NAMED)
    assert [script.get("nonce") for script in markup.every("script")] == ["n0nce", "n0nce"]
    assert markup.every("style") == []
    assert [element for element in markup.every() if element.get("style")] == []


def test_scripts_and_styles_are_our_own() -> None:
    markup = page(NAMED)
    addresses = [
        element.get("src") or element.get("href") or ""
        for element in [*markup.every("script"), *markup.every("link")]
    ]
    assert [address for address in addresses if address] == [
        "/static/js/boot.js",
        "/static/concord.svg",
        "/static/fonts.css",
        "/static/govuk-frontend.min.css",
        "/static/css/concord.css",
    ]


def test_the_title_names_the_page_and_the_product() -> None:
    assert words(page(NAMED).one("title")) == "Evidence – Concord"


def test_the_title_begins_with_error_when_the_form_has_one() -> None:
    assert words(page(NAMED, form=One({})).one("title")) == "Error: Evidence – Concord"
    assert words(page(NAMED, form=One()).one("title")) == "Evidence – Concord"


def test_the_error_summary_is_the_first_thing_in_main() -> None:
    markup = page('{% extends "layouts/form.html" %}', form=One({}))
    first = markup.one("main")[0]
    assert first.get("data-module") == "govuk-error-summary"
    assert len(markup.every("div", class_="govuk-error-summary")) == 1


def test_the_skip_link_leads_to_main() -> None:
    markup = page(NAMED)
    assert words(markup.one("a", href="#main-content")) == "Skip to main content"
    assert markup.one("main").get("id") == "main-content"


def test_the_language_is_british_english() -> None:
    assert page(NAMED).one("html").get("lang") == "en-GB"


def test_nothing_of_govuk_is_claimed() -> None:
    html = page(NAMED).html.lower()
    assert "crown" not in html
    assert "gov.uk" not in html


def test_a_stranger_is_asked_to_sign_in() -> None:
    markup = page(NAMED)
    assert words(markup.one("a", href="/accounts/login/")) == "Sign in"
    assert markup.every("nav") == []


def test_a_person_is_named_with_the_role_and_signs_out_by_a_post() -> None:
    markup = page(NAMED, somebody(job_title="Inspector, Ofsted"))
    assert words(markup.one("p", class_="app-header__name")) == (
        "Signed in as Alex Moreau Inspector, Ofsted"
    )
    form = markup.one("form", action="/accounts/logout/")
    assert form.get("method") == "post"
    assert [field.get("name") for field in form.iter("input")] == ["csrfmiddlewaretoken"]


def test_an_admin_without_a_title_is_called_admin() -> None:
    markup = page(NAMED, somebody(is_admin=True))
    assert words(markup.one("span", class_="app-header__role")) == "Admin"


def test_a_name_with_a_script_is_text() -> None:
    markup = page(NAMED, somebody(name="<script>alert(1)</script>"))
    assert len(markup.every("script")) == 2


def test_the_demonstration_says_so(settings: Any) -> None:
    assert "invented" in words(page(NAMED).one("div", class_="app-demonstration"))
    settings.DEMONSTRATION = False
    assert page(NAMED).every("div", class_="app-demonstration") == []


def test_search_engines_find_what_is_public_and_nothing_else() -> None:
    assert page(NAMED).one("meta", name="robots").get("content") == "noindex"
    public = page('{% extends "layouts/public.html" %}')
    assert public.one("meta", name="robots").get("content") == "index, follow"


@pytest.mark.parametrize("layout", ["form", "confirm"])
def test_a_layout_with_a_form_draws_it(layout: str) -> None:
    markup = page(f'{{% extends "layouts/{layout}.html" %}}', form=One())
    assert markup.one("input", id="id_one") is not None
    assert words(markup.one("button", class_="govuk-button")) == "Save and continue"


def test_the_task_list_layout_has_its_places() -> None:
    blocks = ("heading", "track", "intro", "tasks", "aside")
    filled = "".join(f"{{% block {name} %}}<i>{name}</i>{{% endblock %}}" for name in blocks)
    markup = page(f'{{% extends "layouts/task_list.html" %}}{filled}')
    assert [words(place) for place in markup.every("i")] == list(blocks)


# --- who sees which way on ----------------------------------------------------------------------

NAVIGATION = [
    {"label": "Home", "url": "home", "audience": "all"},
    {"label": "People", "url": "people", "audience": "admin"},
    {"label": "Inspections", "url": "/inspections/", "audience": "members"},
    {"label": "Later", "url": "rooms:unbuilt", "audience": "all"},
]


def navigation(settings: Any, user: Any, path: str = "/") -> list[tuple[str, str, bool]]:
    """The navigation of a person on a page."""
    settings.CONCORD_NAVIGATION = NAVIGATION
    request = RequestFactory().get(path)
    request.user = user
    return page_kit(request)["navigation"]


def test_navigation_of_a_member(settings: Any) -> None:
    assert navigation(settings, somebody()) == [
        ("Home", "/", True),
        ("Inspections", "/inspections/", False),
    ]


def test_navigation_of_an_admin(settings: Any) -> None:
    assert navigation(settings, somebody(is_admin=True), "/people/one/") == [
        ("Home", "/", False),
        ("People", "/people/", True),
    ]


def test_navigation_of_nobody(settings: Any) -> None:
    assert navigation(settings, None) == []


def test_page_kit_without_a_user_has_no_person(settings: Any) -> None:
    kit = page_kit(RequestFactory().get("/"))
    assert (kit["product"], kit["person"]) == ("Concord", None)
    assert kit["demonstration"] is settings.DEMONSTRATION


# --- the pages for what went wrong --------------------------------------------------------------


@pytest.mark.parametrize(
    ("name", "title"),
    [
        ("403", "You cannot do this"),
        ("404", "Page not found"),
        ("403_csrf", "Send the page again"),
        ("500", "There is a problem with the service"),
    ],
)
def test_a_page_for_what_went_wrong_says_what_to_do(name: str, title: str) -> None:
    markup = page(f'{{% include "{name}.html" %}}')
    assert words(markup.one("h1")) == title
    assert words(markup.one("title")) == f"{title} – Concord"
    assert markup.one("main").findall(".//p")


def test_the_page_for_our_own_fault_needs_nothing_of_ours() -> None:
    class Broken:
        """A request that can be asked nothing."""

    response = broken(cast(HttpRequest, Broken()))
    assert response.status_code == 500
    markup = Markup(response.content.decode())
    assert words(markup.one("h1")) == "There is a problem with the service"


@pytest.mark.parametrize(
    ("status", "back", "title", "link"),
    [
        (403, "/", "You cannot do this", "Go to the home page"),
        (409, "/x/", "This was not done", "Go back to the page"),
    ],
)
def test_a_refusal_is_a_sentence_and_a_way_back(
    status: int, back: str, title: str, link: str
) -> None:
    markup = page(
        '{% include "pages/refused.html" %}', status=status, back=back, message="It is signed."
    )
    assert words(markup.one("h1")) == title
    assert words(markup.one("p", class_="govuk-body-l")) == "It is signed."
    assert words(markup.one("a", class_="govuk-link", href=back)) == link


# --- the templates themselves -------------------------------------------------------------------


@pytest.mark.parametrize(
    "path",
    [path for folder in OURS for path in sorted((TEMPLATES / folder).rglob("*.html"))],
    ids=lambda path: str(path.relative_to(TEMPLATES)),
)
def test_a_template_trusts_nothing_and_styles_nothing(path: Path) -> None:
    source = path.read_text(encoding="utf-8")
    for forbidden in ("|safe", "autoescape off", "<style", "<script"):
        assert forbidden not in source
    assert not re.search(r"<[^>{]*\s(style|on[a-z]+)=", source)


def test_every_entry_of_the_navigation_leads_to_a_page() -> None:
    with override_settings(ROOT_URLCONF="config.urls"):
        doors = {
            entry["label"]: resolve(resolve_url(entry["url"])).view_name
            for entry in django_settings.CONCORD_NAVIGATION
        }
    assert doors == {entry["label"]: entry["url"] for entry in django_settings.CONCORD_NAVIGATION}
