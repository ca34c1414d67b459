"""The forms of fieldwork, without a page around them."""

from datetime import date, timedelta
from typing import Any
from uuid import uuid4

import pytest
from django.http import QueryDict
from django.utils import timezone

from inspections.forms import EndAssignmentForm, EvidenceForm, StageForm
from inspections.forms.evidence import ChangeEvidenceForm, initial_from
from inspections.forms.once import SentOnceForm
from inspections.states import INSPECTION, InspectionState
from inspections.values import Choice, Choices

CHOICES = Choices(
    cases={3: Choice(3, "T1", "in_need")},
    agencies={5: Choice(5, "Northmere Police", "police")},
    criteria={8: Choice(8, "¶115a", "First"), 9: Choice(9, "¶115b", "Second")},
)
DAY = {"observed_on_day": "2", "observed_on_month": "november", "observed_on_year": "2020"}


def query(**fields: Any) -> QueryDict:
    """What a browser sends."""
    sent = QueryDict(mutable=True)
    for name, value in fields.items():
        sent.setlist(name, [str(one) for one in (value if isinstance(value, list) else [value])])
    return sent


def typed(**changes: Any) -> QueryDict:
    usual = {
        "once": str(uuid4()),
        "text": " Seen. ",
        "source": "data",
        "agency": "5",
        "strength": "weakness",
        "case": "3",
        "criteria": ["9", "8"],
        **DAY,
    }
    return query(**{**usual, **changes})


# --- evidence -----------------------------------------------------------------------------------


def test_what_was_typed_becomes_content() -> None:
    form = EvidenceForm(typed(), choices=CHOICES)
    assert form.is_valid(), form.errors
    content = form.content()
    assert (content.text, content.source, content.strength) == ("Seen.", "data", "weakness")
    assert (content.agency, content.criteria) == (5, (9, 8))
    assert content.observed_on == date(2020, 11, 2)
    assert form.case_key() == 3


def test_no_agency_is_the_partnership_and_no_case_is_none() -> None:
    form = EvidenceForm(typed(agency="", case="", criteria=[]), choices=CHOICES)
    assert form.is_valid()
    assert (form.content().agency, form.content().criteria, form.case_key()) == (None, (), None)


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("case", "4"),
        ("agency", "6"),
        ("criteria", ["8", "10"]),
        ("criteria", ["x"]),
        ("source", "rumour"),
        ("strength", "both"),
        ("observed_on_year", "20"),
    ],
)
def test_what_is_not_offered_is_not_taken(name: str, value: Any) -> None:
    form = EvidenceForm(typed(**{name: value}), choices=CHOICES)
    assert not form.is_valid()
    assert len(form.errors) == 1
    assert form.data["text"] == " Seen. "


def test_today_may_be_observed_and_tomorrow_not() -> None:
    for days, valid in ((0, True), (1, False)):
        day = timezone.localdate() + timedelta(days=days)
        boxes = {
            "observed_on_day": day.day,
            "observed_on_month": day.month,
            "observed_on_year": day.year,
        }
        assert EvidenceForm(typed(**boxes), choices=CHOICES).is_valid() is valid


def test_a_new_form_begins_today_with_a_key_of_its_own() -> None:
    first, second = (EvidenceForm(choices=CHOICES) for _ in range(2))
    assert first["once"].value() != second["once"].value()
    assert first["observed_on"].value() == timezone.localdate()
    assert first.fields["text"].widget.attrs["autofocus"] is True


def test_a_form_that_came_back_takes_no_focus_from_its_errors() -> None:
    assert "autofocus" not in EvidenceForm(query(), choices=CHOICES).fields["text"].widget.attrs


def test_a_form_can_be_sent_anew_with_all_it_holds() -> None:
    sent = typed()
    form = EvidenceForm(sent, choices=CHOICES)
    assert form.is_valid()
    form.sent_anew()
    form.bear(base=4)
    assert form.data["once"] != sent["once"]
    assert (form.data["base"], form.data["version"]) == ("4", "0")
    assert form.data.getlist("criteria") == ["9", "8"]
    assert form.data["text"] == " Seen. "


def test_a_change_has_no_case_and_bears_its_base() -> None:
    form = ChangeEvidenceForm(typed(base="2", item="E-1"), choices=CHOICES)
    assert form.is_valid(), form.errors
    assert "case" not in form.fields
    assert form.cleaned_data["base"] == 2


@pytest.mark.parametrize("base", ["", "0", "-1", "x"])
def test_a_change_without_its_base_is_refused(base: str) -> None:
    assert not ChangeEvidenceForm(typed(base=base, item=""), choices=CHOICES).is_valid()


def test_a_draft_is_shown_again_unchecked() -> None:
    content = {"text": "Half", "observed_on_day": "31", "observed_on_month": "2", "junk": "x"}
    initial = initial_from(content)
    assert initial == {"text": "Half", "observed_on": ["31", "2", ""]}
    form = EvidenceForm(choices=CHOICES, initial=initial)
    assert form["observed_on"].value() == ["31", "2", ""]


# --- what was sent ------------------------------------------------------------------------------


def test_what_was_sent_is_plain_data_without_key_and_token() -> None:
    form = SentOnceForm(query(once=str(uuid4()), csrfmiddlewaretoken="t", b=["2", "1"], a="x"))
    assert form.sent() == {"a": ["x"], "b": ["2", "1"]}


@pytest.mark.parametrize("key", ["", "x", "123"])
def test_a_form_without_its_key_says_what_to_do(key: str) -> None:
    form = SentOnceForm(query(once=key))
    assert not form.is_valid()
    assert "lost its receipt" in str(form.errors["once"])


# --- stage and team -----------------------------------------------------------------------------


@pytest.mark.parametrize("state", list(InspectionState))
def test_the_stage_offers_what_the_table_allows(state: InspectionState) -> None:
    form = StageForm(state=state)
    offered = {value for value, _ in form.fields["verb"].choices}
    assert offered == {arrow.verb for arrow in INSPECTION.transitions if arrow.source == state}
    assert form.possible is bool(offered)


@pytest.mark.parametrize(("why", "valid"), [("", False), ("  ", False), ("Floods", True)])
def test_a_reason_is_asked_where_one_is_needed(why: str, valid: bool) -> None:
    sent = query(once=str(uuid4()), verb="postpone", why=why)
    form = StageForm(sent, state="planned")
    assert form.is_valid() is valid
    assert ("why" in form.errors) is not valid


def test_no_reason_is_asked_where_none_is_needed() -> None:
    sent = query(once=str(uuid4()), verb="notify", why="")
    assert StageForm(sent, state="planned").is_valid()


@pytest.mark.parametrize(("when", "days"), [("now", -1), ("today", 0)])
def test_the_last_day_is_yesterday_or_today(when: str, days: int) -> None:
    form = EndAssignmentForm(query(once=str(uuid4()), when=when))
    assert form.is_valid()
    today = date(2026, 3, 1)
    assert form.last_day(today) == today + timedelta(days=days)
