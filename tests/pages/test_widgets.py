"""The widgets that the template pack draws in a way of its own."""

from datetime import date

import pytest
from django import forms
from django.http import QueryDict
from django.utils.datastructures import MultiValueDict

from pages.widgets import CountedTextarea, DateBoxes


def test_counted_textarea_counts_characters() -> None:
    widget = CountedTextarea(characters=200)
    assert (widget.limit, widget.unit) == (200, "characters")


def test_counted_textarea_counts_words() -> None:
    widget = CountedTextarea(words=50)
    assert (widget.limit, widget.unit) == (50, "words")


@pytest.mark.parametrize("limits", [{}, {"characters": 1, "words": 1}])
def test_counted_textarea_with_no_limit_or_two_is_a_mistake(limits: dict[str, int]) -> None:
    with pytest.raises(ValueError, match="in characters or in words"):
        CountedTextarea(**limits)


def test_counted_textarea_never_cuts_off_what_is_pasted() -> None:
    class Form(forms.Form):
        text = forms.CharField(
            min_length=2, max_length=10, widget=CountedTextarea({"rows": 3}, characters=10)
        )

    html = str(Form()["text"])
    assert "maxlength" not in html
    assert "minlength" not in html
    assert 'rows="3"' in html


def test_date_boxes_spread_a_date() -> None:
    assert DateBoxes().decompress(date(2026, 3, 7)) == ["7", "3", "2026"]


def test_date_boxes_without_a_date_are_empty() -> None:
    assert DateBoxes().decompress(None) == ["", "", ""]


def test_date_boxes_read_the_three_names_without_space() -> None:
    data = QueryDict("on_day=+7&on_month=3&on_year=2026+")
    assert DateBoxes().value_from_datadict(data, MultiValueDict(), "on") == ["7", "3", "2026"]


def test_date_boxes_that_were_not_posted_are_empty() -> None:
    assert DateBoxes().value_from_datadict(QueryDict("on_day=7"), MultiValueDict(), "on") == [
        "7",
        "",
        "",
    ]
