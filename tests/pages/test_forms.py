"""The base of every form, and what makes one intention one record."""

from uuid import UUID

import pytest
from crispy_forms.layout import Layout

from pages import fields
from pages.forms import Button, GovForm, OnceMixin, VersionMixin, form_data


class Evidence(OnceMixin, VersionMixin, GovForm):
    """Something to send."""

    submit_label = "Record the evidence"
    cancel_url = "/back/"
    form_action = "/there/"
    form_id = "evidence"

    seen = fields.TextField(label="Seen")


def test_helper_says_what_the_form_says() -> None:
    helper = Evidence().helper
    assert (helper.form_method, helper.form_action, helper.form_id) == (
        "post",
        "/there/",
        "evidence",
    )
    assert (helper.form_tag, helper.disable_csrf) == (True, False)
    assert (helper.cancel_url, helper.buttons) == ("/back/", [Button("Record the evidence")])


def test_helper_is_the_forms_own() -> None:
    one, two = Evidence(), Evidence()
    assert one.helper is one.helper
    assert one.helper is not two.helper


def test_helper_without_a_form_tag_leaves_the_token_to_the_page() -> None:
    class Inside(GovForm):
        with_form_tag = False

    assert (Inside().helper.form_tag, Inside().helper.disable_csrf) == (False, True)


def test_helper_takes_the_layout_of_the_form() -> None:
    class Ordered(GovForm):
        one = fields.TextField(label="One")

        def layout(self) -> Layout:
            return Layout("one")

    assert Ordered().helper.layout.fields == ["one"]
    assert Evidence().helper.layout is None


def test_labels_have_no_colon_after_them() -> None:
    assert Evidence().label_suffix == ""
    assert Evidence(label_suffix="?").label_suffix == "?"


def test_the_browser_does_not_check_what_the_server_checks() -> None:
    assert "required" not in str(Evidence()["seen"])


def test_once_is_new_for_each_page() -> None:
    first, second = (Evidence()["once"].value() for _ in range(2))
    assert UUID(first) != UUID(second)


def test_once_stays_when_the_form_comes_back() -> None:
    once = "2e55cf6b-746a-4a15-811b-8f0c7cdfe5bb"
    form = Evidence({"once": once, "version": "1", "seen": ""})
    assert not form.is_valid()
    assert f'value="{once}"' in str(form["once"])


def test_once_is_a_uuid_for_the_action() -> None:
    form = Evidence(
        {"once": "2e55cf6b-746a-4a15-811b-8f0c7cdfe5bb", "version": "3", "seen": "A file"}
    )
    assert form.is_valid()
    assert form.cleaned_data["once"] == UUID("2e55cf6b-746a-4a15-811b-8f0c7cdfe5bb")
    assert form.cleaned_data["version"] == 3


@pytest.mark.parametrize("once", ["", "no-uuid"])
def test_a_lost_receipt_says_what_to_do(once: str) -> None:
    form = Evidence({"once": once, "version": "1", "seen": "x"})
    assert form.errors["once"] == [
        "This page has lost its receipt. Open it again and send it once more."
    ]


@pytest.mark.parametrize("version", ["", "x"])
def test_a_lost_version_says_what_to_do(version: str) -> None:
    form = Evidence({"once": "2e55cf6b-746a-4a15-811b-8f0c7cdfe5bb", "version": version})
    assert form.errors["version"] == [
        "This page has lost its version. Open it again: what you typed is above."
    ]


def test_form_data_reads_as_a_posted_form_does() -> None:
    data = form_data({"seen": "text", "criteria": ["a", "b"], "days": 3, "case": None})
    assert data.getlist("seen") == ["text"]
    assert data.getlist("criteria") == ["a", "b"]
    assert data.getlist("days") == ["3"]
    assert data.getlist("case") == []


def test_form_data_fills_a_form() -> None:
    form = Evidence(
        form_data({"seen": "A file", "version": 2, "once": "2e55cf6b-746a-4a15-811b-8f0c7cdfe5bb"})
    )
    assert form.is_valid()
    assert form.cleaned_data["seen"] == "A file"


@pytest.mark.parametrize("value", [{"deep": 1}, [["deep"]], [{"deep": 1}]])
def test_form_data_refuses_what_no_form_posts(value: object) -> None:
    with pytest.raises(ValueError, match="“seen” is not text"):
        form_data({"seen": value})
