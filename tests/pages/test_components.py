"""Each component, drawn with what it takes; and the gallery, which has to show them all."""

from collections.abc import Callable
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest
from django.conf import settings
from django.template.loader import render_to_string
from django.test import Client

from organisations.models import User
from pages.gallery import EXAMPLES, Example
from pages.shown import Cell, Column, Link, SummaryRow, Task, steps
from tests.pages.reading import Markup, words

SCRIPT = "<script>alert(1)</script>"
COMPONENTS = sorted(
    path.stem for path in (Path(settings.BASE_DIR) / "templates" / "components").glob("*.html")
)


def component(name: str, **given: Any) -> Markup:
    """One component."""
    return Markup(render_to_string(f"components/{name}.html", given))


@pytest.mark.urls("tests.pages.addresses")
@pytest.mark.parametrize("example", EXAMPLES, ids=lambda example: example.name)
def test_every_example_is_drawn(example: Example) -> None:
    markup = component(example.name, **example.given)
    assert markup.every("script") == []
    assert markup.dangling() == set()


def test_the_gallery_shows_every_component() -> None:
    assert {example.name for example in EXAMPLES} == set(COMPONENTS)


def test_a_tag_has_its_colour() -> None:
    tag = component("tag", text="Agreed", colour="green").one("strong")
    assert (words(tag), tag.get("class")) == ("Agreed", "govuk-tag govuk-tag--green")
    assert component("tag", text="Plain").one("strong").get("class") == "govuk-tag"


def test_a_summary_list_names_what_each_link_changes() -> None:
    markup = component(
        "summary_list",
        rows=[
            SummaryRow("Local area", "Northmere", url="/area/"),
            SummaryRow("Note", "a\nb", verbatim=True),
        ],
    )
    assert words(markup.one("a", href="/area/")) == "Change: Local area"
    assert words(markup.one("dd", class_="app-verbatim")) == "a b"
    assert markup.every("h2") == []


def test_a_summary_card_has_a_title() -> None:
    markup = component("summary_list", title="Northmere", rows=[SummaryRow("A", "B")])
    assert words(markup.one("h2")) == "Northmere"
    assert markup.one("div", class_="govuk-summary-card__content").find("dl") is not None


def test_a_task_is_described_by_its_hint_and_its_status() -> None:
    tasks = [Task("Sign", "Due", url="/sign/", hint="Two are missing", colour="yellow")]
    markup = component("task_list", tasks=tasks, id="mine")
    link = markup.one("a", href="/sign/")
    described = [words(markup.one(id=each)) for each in link.get("aria-describedby", "").split()]
    assert described == ["Two are missing", "Due"]
    assert markup.one("strong", class_="govuk-tag--yellow") is not None


def test_a_task_that_cannot_start_has_no_link() -> None:
    markup = component("task_list", tasks=[Task("Sign", "Cannot start yet")])
    assert markup.every("a") == []
    assert words(markup.one(id="tasks-1-status")) == "Cannot start yet"


def test_a_table_has_headers_that_name_its_cells() -> None:
    markup = component(
        "table",
        caption="Evidence",
        columns=[Column("Agency"), Column("Items", numeric=True)],
        rows=[[Cell("Police", url="/p/"), Cell("3", numeric=True, hint="since May")]],
        row_headers=True,
    )
    assert words(markup.one("caption")) == "Evidence"
    assert [header.get("scope") for header in markup.every("th")] == ["col", "col", "row"]
    assert words(markup.one("td", class_="govuk-table__cell--numeric")) == "3 since May"
    assert words(markup.one("a", href="/p/")) == "Police"


def test_a_table_that_is_too_wide_is_scrolled_by_keyboard() -> None:
    region = component("table", caption="C", columns=[], rows=[], id="t").one("div", role="region")
    assert (region.get("tabindex"), region.get("aria-labelledby")) == ("0", "t-caption")


def test_a_table_without_row_headers_has_cells_only() -> None:
    markup = component(
        "table", caption="C", columns=[Column("A")], rows=[[Cell("x", colour="red")]]
    )
    assert len(markup.every("th")) == 1
    assert markup.one("strong", class_="govuk-tag--red") is not None


@pytest.mark.parametrize(
    ("given", "labels"),
    [
        ({"newer_url": "/n/", "older_url": "/o/"}, ["Newer", "Older"]),
        ({"older_url": "/o/"}, ["Older"]),
        ({"newer_url": "/n/"}, ["Newer"]),
        ({}, []),
    ],
)
def test_pagination_leads_where_there_is_something(
    given: dict[str, str], labels: list[str]
) -> None:
    markup = component("pagination", shown="25 items", **given)
    assert [words(link) for link in markup.every("a")] == labels
    assert words(markup.one("p")) == "25 items"
    assert len(markup.every("nav")) == (1 if labels else 0)


def test_a_success_is_announced_and_other_news_is_a_region() -> None:
    good = component("notification_banner", text="Done it", success=True)
    news = component("notification_banner", text="News", title="Note")
    assert (good.one("div", role="alert") is not None, words(good.one("h2"))) == (True, "Done")
    assert (news.one("div", role="region") is not None, words(news.one("h2"))) == (True, "Note")


def test_messages_are_banners_with_ids_of_their_own() -> None:
    messages = [
        SimpleNamespace(level_tag="success", message="Saved"),
        SimpleNamespace(level_tag="warning", message=SCRIPT),
    ]
    markup = component("messages", messages=messages)
    assert sorted(markup.ids()) == ["notification-1", "notification-2"]
    assert [banner.get("role") for banner in markup.every(data_module="govuk-notification-banner")]
    assert len(markup.every(role="alert")) == 1
    assert markup.every("script") == []


def test_the_track_marks_today_for_eyes_and_ears() -> None:
    markup = component("stage_track", steps=steps(["A", "B", "C"], current=1), label="Stages of it")
    assert markup.one("ol").get("aria-label") == "Stages of it"
    assert [words(step) for step in markup.every("li")] == ["A (done)", "B (now)", "C (to come)"]
    assert [words(step) for step in markup.every("li", aria_current="step")] == ["B (now)"]


def test_a_comparison_shows_both_texts_as_they_were_written() -> None:
    markup = component(
        "comparison",
        left_title="Yours",
        left_text=f"one\n{SCRIPT}",
        right_title="Theirs",
        right_text="",
        right_note="Saved 14:02",
    )
    left, right = markup.every("p", class_="app-comparison__text")
    assert left.text == f"one\n{SCRIPT}"
    assert right.text == "(empty)"
    assert words(markup.one("p", class_="govuk-hint")) == "Saved 14:02"


def test_the_save_line_is_true_before_any_script_runs() -> None:
    markup = component("save_state")
    assert words(markup.one(data_save_state="")) == "Saved when you press the button"
    assert markup.one(role="status").get("data-save-voice") == ""


def test_the_save_line_says_what_it_is_given() -> None:
    line = component("save_state", text="Saved 14:03", state="saved").one(data_save_state="")
    assert (words(line), line.get("data-state")) == ("Saved 14:03", "saved")


def test_a_running_job_is_followed() -> None:
    markup = component(
        "job_progress", state="running", stage="Setting pages", url="/jobs/1/", done_url="/done/"
    )
    place = markup.one("div", data_job_url="/jobs/1/")
    assert place.get("data-job-done-url") == "/done/"
    assert words(markup.one(data_job_stage="")) == "Setting pages"


def test_a_queued_job_says_that_it_waits() -> None:
    markup = component("job_progress", state="queued", stage="", url="/jobs/1/")
    assert words(markup.one(data_job_stage="")) == "Waiting for its turn"


@pytest.mark.parametrize("state", ["failed", "parked"])
def test_a_job_that_failed_says_why_and_is_not_asked_again(state: str) -> None:
    markup = component("job_progress", state=state, reason="too long", url="/jobs/1/")
    assert "too long" in words(markup.one("strong"))
    assert markup.every(data_job_url="/jobs/1/") == []


def test_a_job_that_is_done_says_nothing() -> None:
    assert component("job_progress", state="done", url="/jobs/1/").every("div") == []


def test_breadcrumbs_end_with_the_page_that_this_is() -> None:
    markup = component("breadcrumbs", links=[Link("Home", "/")], current="Evidence")
    assert words(markup.one("a", href="/")) == "Home"
    assert words(markup.one("li", aria_current="page")) == "Evidence"


def test_an_empty_state_says_what_to_do_next() -> None:
    markup = component("empty_state", title="None", text="Start", url="/new/", action="Record")
    assert words(markup.one("a", href="/new/")) == "Record"
    assert component("empty_state", title="None", text="Wait").every("a") == []


def test_a_receipt_has_its_rows_and_its_hash() -> None:
    markup = component("receipt", title="Sent", rows=[SummaryRow("At", "14:03")], hash="9f86d081")
    assert words(markup.one("dd")) == "14:03"
    assert words(markup.one("span", class_="app-hash")) == "9f86d081"


def test_one_button_posts_with_its_token_and_its_receipt() -> None:
    markup = component("button_form", url="/do/", label="Try again", csrf_token="t", once="uuid")
    assert markup.one("form", method="post").get("action") == "/do/"
    assert [field.get("name") for field in markup.every("input")] == ["csrfmiddlewaretoken", "once"]


@pytest.mark.parametrize(
    ("name", "given"),
    [
        ("inset", {"text": SCRIPT}),
        ("warning", {"text": SCRIPT}),
        ("details", {"summary": SCRIPT, "text": SCRIPT}),
        ("back_link", {"url": "/", "label": SCRIPT}),
        ("tag", {"text": SCRIPT, "colour": f'"{SCRIPT}'}),
        ("empty_state", {"title": SCRIPT, "text": SCRIPT}),
        ("summary_list", {"rows": [SummaryRow(SCRIPT, SCRIPT, url=f'"{SCRIPT}')]}),
        ("task_list", {"tasks": [Task(SCRIPT, SCRIPT, hint=SCRIPT, url=f'"{SCRIPT}')]}),
        ("notification_banner", {"text": SCRIPT, "title": SCRIPT}),
    ],
)
def test_a_script_is_text_in_a_component(name: str, given: dict[str, Any]) -> None:
    markup = component(name, **given)
    assert markup.every("script") == []
    assert "alert(1)" in markup.html


# --- the gallery itself -------------------------------------------------------------------------


@pytest.fixture
def gallery(client_of: Callable[..., Client], db: None) -> Client:
    """A browser of somebody who is signed in."""
    return client_of(User.objects.create_user("a@example.org", name="Alex Moreau"))


@pytest.mark.urls("tests.pages.addresses")
def test_the_gallery_is_a_page(gallery: Client) -> None:
    response = gallery.get("/components/")
    assert response.status_code == 200
    markup = Markup(response.content.decode())
    assert all(f"components/{name}.html" in markup.html for name in COMPONENTS)
    assert markup.every("p", class_="govuk-error-message") == []


@pytest.mark.urls("tests.pages.addresses")
def test_the_gallerys_form_shows_every_error(gallery: Client) -> None:
    markup = Markup(gallery.post("/components/", {}).content.decode())
    assert words(markup.one("title")) == "Error: Components – Concord"
    assert len(markup.every("p", class_="govuk-error-message")) == 12


@pytest.mark.urls("tests.pages.addresses")
def test_the_gallery_is_not_there_in_earnest(gallery: Client, settings: Any) -> None:
    settings.DEMONSTRATION = settings.DEBUG = False
    assert gallery.get("/components/").status_code == 404
