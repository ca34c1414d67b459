"""What an admin may send about a person, and what is said about the rest."""

from datetime import date
from typing import Any

import pytest
import time_machine

from organisations.forms import MembershipForm, PersonForm
from organisations.values import MemberRole
from tests.factories.organisations import InspectorateFactory

PERSON = {"name": "Noor Ali", "email": "Noor@cqc.example", "job_title": "Inspector"}


def person_form(**changes: str) -> PersonForm:
    return PersonForm({**PERSON, **changes})


def test_a_person_with_everything() -> None:
    form = person_form()
    assert form.is_valid()
    assert form.cleaned_data == PERSON


def test_a_person_needs_no_job_title() -> None:
    form = person_form(job_title="")
    assert form.is_valid()
    assert form.cleaned_data["job_title"] == ""


@pytest.mark.parametrize(
    ("field", "typed", "says"),
    [
        ("name", "", "Enter the person’s name"),
        ("name", "   ", "Enter the person’s name"),
        ("email", "", "Enter the person’s email address"),
    ],
)
def test_a_person_without_what_is_needed(field: str, typed: str, says: str) -> None:
    form = person_form(**{field: typed})
    assert not form.is_valid()
    assert form.errors == {field: [says]}


@pytest.mark.parametrize("typed", ["noor", "noor@", "@cqc.example", "noor ali@cqc.example", "a@b"])
def test_what_is_no_address_is_sent_back(typed: str) -> None:
    form = person_form(email=typed)
    assert not form.is_valid()
    assert list(form.errors) == ["email"]


@pytest.mark.parametrize("field", ["name", "job_title"])
def test_a_text_that_is_too_long_is_sent_back(field: str) -> None:
    assert person_form(**{field: "x" * 120}).is_valid()
    form = person_form(**{field: "x" * 121})
    assert not form.is_valid()
    assert list(form.errors) == [field]


def test_what_is_no_field_of_the_form_is_left_behind() -> None:
    form = person_form(is_admin="on", password="mine")
    assert form.is_valid()
    assert set(form.cleaned_data) == {"name", "email", "job_title"}


MEMBERSHIP = {
    "inspectorate": "cqc",
    "role": "inspector",
    "starts_on_day": "1",
    "starts_on_month": "9",
    "starts_on_year": "2026",
}


def membership_form(**changes: str) -> MembershipForm:
    InspectorateFactory(code="cqc", short_name="CQC", order=2)
    InspectorateFactory(code="ofsted", short_name="Ofsted", order=1)
    return MembershipForm({**MEMBERSHIP, **changes})


@pytest.mark.django_db
@pytest.mark.parametrize("role", list(MemberRole))
def test_a_membership_with_everything(role: MemberRole) -> None:
    form = membership_form(role=role.value)
    assert form.is_valid(), form.errors
    facts: dict[str, Any] = form.cleaned_data
    assert (facts["inspectorate"].code, facts["role"]) == ("cqc", role)
    assert facts["starts_on"] == date(2026, 9, 1)


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("changes", "field", "says"),
    [
        ({"inspectorate": ""}, "inspectorate", "Select an inspectorate"),
        ({"role": ""}, "role", "Select a role"),
        (
            {"starts_on_day": "", "starts_on_month": "", "starts_on_year": ""},
            "starts_on",
            "Enter the first day",
        ),
    ],
)
def test_a_membership_without_what_is_needed(
    changes: dict[str, str], field: str, says: str
) -> None:
    form = membership_form(**changes)
    assert not form.is_valid()
    assert form.errors == {field: [says]}


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("field", "value"), [("inspectorate", "hmrc"), ("role", "admin"), ("starts_on_day", "31x")]
)
def test_a_membership_of_what_there_is_not(field: str, value: str) -> None:
    form = membership_form(**{field: value})
    assert not form.is_valid()
    assert list(form.errors) == [field.removesuffix("_day")]


@pytest.mark.django_db
def test_inspectorates_are_offered_in_their_order() -> None:
    form = membership_form()
    assert form.fields["inspectorate"].choices == [
        ("", "Select one"),
        ("ofsted", "Ofsted"),
        ("cqc", "CQC"),
    ]


@pytest.mark.django_db
def test_the_first_day_is_offered_as_today_in_england() -> None:
    with time_machine.travel("2026-07-06T23:30:00+00:00", tick=False):
        assert MembershipForm()["starts_on"].value() == date(2026, 7, 7)
