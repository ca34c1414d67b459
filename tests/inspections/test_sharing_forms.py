"""With whom an item is shared and what for; and the one warning about a service out of reach."""

from datetime import date
from types import SimpleNamespace
from typing import Any
from uuid import uuid4

import pytest

from inspections.forms.evidence import EvidenceForm
from inspections.forms.sharing import ShareForm
from inspections.models import Evidence
from inspections.values import Choice, Choices
from organisations.models import Inspectorate, LegalPower, Reach
from pages.presenters import error_summary
from tests.inspections.test_forms import query, typed

SCRIPT = "<script>alert(1)</script>"
OFSTED = Inspectorate(pk=1, code="ofsted", name="Ofsted", short_name="Ofsted")
HMIC = Inspectorate(pk=3, code="hmic", name="HM Inspectorate of Constabulary", short_name="HMIC")
JOINT = LegalPower(code="ca-20", act="Children Act 2004", section="section 20", title="Joint")
OWN = LegalPower(code="eia-136", act="Education Act 2006", section="section 136", title="Own")


def share(*, powers: Any = (JOINT, OWN), **changes: Any) -> ShareForm:
    usual = {
        "once": str(uuid4()),
        "version": "2",
        "inspectorate": ["hmic"],
        "power": "ca-20",
        "purpose": "For the joint judgement.",
    }
    sent = query(**{**usual, **changes})
    return ShareForm(sent, receivers=[OFSTED, HMIC], powers=list(powers))


# --- sharing ------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("sent", "chosen"),
    [
        (["hmic"], [HMIC]),
        (["ofsted"], [OFSTED]),
        (["hmic", "ofsted"], [OFSTED, HMIC]),
        (["hmic", "hmic"], [HMIC]),
    ],
)
def test_those_who_were_selected_stand_in_their_order_once(
    sent: list[str], chosen: list[Inspectorate]
) -> None:
    form = share(inspectorate=sent)
    assert form.is_valid(), form.errors
    assert form.chosen() == chosen


@pytest.mark.parametrize(
    ("sent", "power"),
    [("ca-20", JOINT), ("eia-136", OWN), ("", None), (["ca-20", "eia-136"], OWN)],
)
def test_the_power_is_the_one_that_was_chosen_or_that_of_the_item(
    sent: Any, power: LegalPower | None
) -> None:
    form = share(power=sent)
    assert form.is_valid(), form.errors
    assert form.power_chosen() == power


def test_with_one_power_there_is_nothing_to_choose() -> None:
    form = share(powers=[OWN], power="ca-20")
    assert "power" not in form.fields
    assert form.is_valid(), form.errors
    assert form.power_chosen() is None


def test_the_item_s_own_power_is_chosen_first() -> None:
    form = ShareForm(receivers=[OFSTED], powers=[OWN, JOINT])
    assert form["power"].value() == "eia-136"
    assert form.fields["power"].choices == [
        ("eia-136", "Education Act 2006, section 136"),
        ("ca-20", "Children Act 2004, section 20"),
    ]


def test_an_empty_form_says_what_is_missing() -> None:
    form = ShareForm(
        query(once=str(uuid4()), version="1"), receivers=[OFSTED, HMIC], powers=[JOINT]
    )
    assert [(one.text, one.target) for one in error_summary(form)] == [
        ("Select an inspectorate", "id_inspectorate_0"),
        ("Enter what the share is for", "id_purpose"),
    ]


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("inspectorate", ["hmic", "cqc"]),
        ("inspectorate", ["HMIC"]),
        ("inspectorate", ["hmic\x00"]),
        ("inspectorate", [SCRIPT]),
        ("power", "x"),
        ("power", "CA-20"),
        ("power", "x" * 100_000),
        ("version", "0"),
        ("version", ""),
        ("version", "x"),
        ("version", "2.5"),
    ],
)
def test_what_was_not_offered_is_refused_and_the_purpose_is_kept(name: str, value: Any) -> None:
    form = share(**{name: value})
    assert form.errors.keys() == {name}
    assert form["purpose"].value() == "For the joint judgement."
    assert SCRIPT not in form.as_p()


@pytest.mark.parametrize("purpose", ["", " ", "\r\n\t"])
def test_a_share_is_for_something(purpose: str) -> None:
    form = share(purpose=purpose)
    assert form.errors == {"purpose": ["Enter what the share is for"]}
    assert form["inspectorate"].value() == ["hmic"]


@pytest.mark.parametrize(
    ("purpose", "kept"),
    [
        (" To compare. ", "To compare."),
        ("One.\r\nTwo.", "One.\nTwo."),
        ("مجلس 👩‍👧", "مجلس 👩‍👧"),
        (SCRIPT, SCRIPT),
        ("x", "x"),
    ],
)
def test_a_purpose_in_any_writing_is_kept(purpose: str, kept: str) -> None:
    form = share(purpose=purpose)
    assert form.is_valid(), form.errors
    assert form.cleaned_data["purpose"] == kept


def test_a_refused_purpose_comes_back_and_runs_nothing() -> None:
    form = share(purpose=f"</textarea>{SCRIPT}", inspectorate=[])
    assert form["purpose"].value() == f"</textarea>{SCRIPT}"
    assert SCRIPT not in str(form["purpose"])


# --- a service that the power may not reach -----------------------------------------------------

SERVICE = Choice(7, "School nursing", "commissioned by the council")
CHOICES = Choices(services={7: SERVICE, 8: Choice(8, "Health visiting", "the council")})
USUAL = {"agency": "", "case": "", "criteria": []}
WARNING = (
    "The power may not reach this service (140112 ¶54). Enter on what basis you looked at it, or "
    "save again without one"
)


class Known:
    """What is known of powers and services, and what was asked about it."""

    def __init__(self, verdict: str | None) -> None:
        self.asked: list[tuple[Any, ...]] = []
        self._row = Reach(verdict=verdict, source="140112 ¶54") if verdict else None

    def of(self, *asked: Any) -> Reach | None:
        self.asked.append(asked)
        return self._row


@pytest.fixture
def known(monkeypatch: pytest.MonkeyPatch, request: pytest.FixtureRequest) -> Known:
    book = Known(getattr(request, "param", "beyond"))
    monkeypatch.setattr("inspections.forms.reach.Reach", SimpleNamespace(objects=book))
    return book


def recorded(*, power: Any = JOINT, **changes: Any) -> EvidenceForm:
    return EvidenceForm(typed(**{**USUAL, **changes}), choices=CHOICES, power=power)


@pytest.mark.parametrize(
    ("known", "warned"),
    [("beyond", True), ("uncertain", True), ("reaches", False), (None, False)],
    indirect=["known"],
)
def test_the_page_warns_where_it_is_known_that_the_power_may_not_reach(
    known: Known, warned: bool
) -> None:
    form = recorded(service="7")
    assert form.is_valid() is not warned
    assert ("basis" in form.errors) is warned
    assert known.asked == [(JOINT, "7", date(2020, 11, 2))]


def test_the_warning_names_its_source_and_opens_the_field(known: Known) -> None:
    form = recorded(service="7")
    assert form.errors == {"basis": [WARNING]}
    assert form.says_more
    assert form["text"].value() == " Seen. "
    assert form["reach_noted"].value() == "7"


def test_sent_again_it_is_saved_without_a_basis(known: Known) -> None:
    first = recorded(service="7")
    assert not first.is_valid()
    again = EvidenceForm(first.data, choices=CHOICES, power=JOINT)
    assert again.is_valid(), again.errors
    assert again.content().basis == ""


def test_for_another_service_it_warns_again(known: Known) -> None:
    assert not recorded(service="8", reach_noted="7").is_valid()


@pytest.mark.parametrize("noted", ["", "x", "77", "٧", "7\x00"])
def test_a_note_of_nothing_is_no_note(known: Known, noted: str) -> None:
    assert not recorded(service="7", reach_noted=noted).is_valid()


def test_with_a_basis_it_is_saved_at_once(known: Known) -> None:
    form = recorded(service="7", basis="The council asked.")
    assert form.is_valid(), form.errors
    assert form.content().basis == "The council asked."
    assert known.asked == []


@pytest.mark.parametrize(
    "changes",
    [
        {"service": ""},
        {"service": "7", "power": None},
        {"service": "7", "observed_on_day": "40"},
        {"service": "9"},
    ],
)
def test_where_there_is_nothing_to_ask_nothing_is_asked(
    known: Known, changes: dict[str, Any]
) -> None:
    form = recorded(**changes)
    assert "basis" not in form.errors
    assert known.asked == []


def test_what_the_form_was_sent_with_is_not_changed_by_the_warning(known: Known) -> None:
    sent = typed(**USUAL, service="7")
    form = EvidenceForm(sent, choices=CHOICES, power=JOINT)
    assert not form.is_valid()
    assert "reach_noted" not in sent


def test_a_basis_of_blanks_is_none(known: Known) -> None:
    assert recorded(service="7", basis=" \x00 ").errors == {"basis": [WARNING]}


def test_a_power_that_is_of_an_item_is_asked_as_it_is(known: Known) -> None:
    item = Evidence(power=LegalPower(pk=4, code="x"))
    recorded(service="7", power=item.power).is_valid()
    assert known.asked[0][0] == item.power
