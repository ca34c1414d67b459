"""The forms of intelligence: sent, withdrawn, read by others, and what it led to."""

from typing import Any
from uuid import uuid4

import pytest

from inspections.forms.intelligence import (
    LONGEST,
    LONGEST_REASON,
    NameReaderForm,
    OutcomeForm,
    SendIntelligenceForm,
    WithdrawIntelligenceForm,
)
from inspections.values.intelligence import (
    INTELLIGENCE_SOURCES,
    IntelligenceContent,
    IntelligenceKind,
    OutcomeKind,
)
from organisations.models import Inspectorate, LegalPower, LocalArea, User
from pages.presenters import error_summary, present
from tests.inspections.test_forms import query

SCRIPT = "<script>alert(1)</script>"
CQC = Inspectorate(pk=2, code="cqc", name="Care Quality Commission", short_name="CQC")
HMIC = Inspectorate(pk=3, code="hmic", name="HM Inspectorate of Constabulary", short_name="HMIC")
JOINT = LegalPower(pk=4, code="ca-20", act="Children Act 2004", section="section 20")
OWN = LegalPower(pk=5, code="eia-136", act="Education Act 2006", section="section 136")
AREA = LocalArea(pk=6, code="southmere", name="Southmere")
TEXT = "A child of Southmere is at risk."


def send(*, powers: Any = (JOINT, OWN), **changes: Any) -> SendIntelligenceForm:
    usual = {
        "once": str(uuid4()),
        "kind": "concern",
        "receiver": "hmic",
        "text": TEXT,
        "purpose": "To look at it.",
        "power": "4",
        "area": "",
        "evidence": "",
    }
    sent = query(**{**usual, **changes})
    return SendIntelligenceForm(sent, receivers=[CQC, HMIC], powers=list(powers), areas=[AREA])


def said(form: Any, name: str) -> list[str]:
    return [str(one) for one in form.errors.get(name, [])]


# --- sending ------------------------------------------------------------------------------------


def test_what_was_written_becomes_content() -> None:
    form = send(kind="other_area", area="6", evidence=" e-4k7q-2mxv ", purpose=" To plan. ")
    assert form.is_valid(), form.errors
    assert form.content() == IntelligenceContent(
        kind="other_area",
        receiver="hmic",
        power=4,
        purpose="To plan.",
        text=TEXT,
        area=6,
        evidence="E-4K7Q-2MXV",
    )


def test_neither_area_nor_evidence_need_be_named() -> None:
    form = send()
    assert form.is_valid(), form.errors
    assert (form.content().area, form.content().evidence) == (None, "")


def test_an_empty_form_says_what_is_missing_in_the_order_of_the_page() -> None:
    form = SendIntelligenceForm(
        query(once=str(uuid4())), receivers=[CQC, HMIC], powers=[JOINT, OWN], areas=[AREA]
    )
    assert [(one.text, one.target) for one in error_summary(form)] == [
        ("Select what it is", "id_kind_0"),
        ("Select the inspectorate whose business it is", "id_receiver_0"),
        ("Enter what you found", "id_text"),
        ("Enter what they are to use it for", "id_purpose"),
        ("Select the power", "id_power_0"),
    ]


@pytest.mark.parametrize("kind", list(IntelligenceKind))
@pytest.mark.parametrize("area", ["", "6"])
def test_a_finding_about_another_area_names_it_and_others_may(
    kind: IntelligenceKind, area: str
) -> None:
    form = send(kind=kind.value, area=area)
    if kind == IntelligenceKind.OTHER_AREA and not area:
        assert form.errors == {"area": ["Select the local area that it is about"]}
        assert form["text"].value() == TEXT
    else:
        assert form.is_valid(), form.errors
        assert form.content().kind == kind
        assert form.content().area == (6 if area else None)


def test_an_area_that_is_not_there_has_no_second_sentence() -> None:
    form = send(kind="other_area", area="7")
    assert "What you chose is not in the list any more" in said(form, "area")[0]


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("kind", "rumour"),
        ("kind", "CONCERN"),
        ("receiver", "ofsted"),
        ("receiver", "2"),
        ("receiver", "hmic\x00"),
        ("power", "6"),
        ("power", "ca-20"),
        ("power", "٤"),
        ("area", "southmere"),
        ("area", "x" * 100_000),
        ("kind", SCRIPT),
    ],
)
def test_what_was_not_offered_is_refused_and_the_text_is_kept(name: str, value: str) -> None:
    form = send(**{name: value})
    assert form.errors.keys() == {name}
    assert form["text"].value() == TEXT
    assert SCRIPT not in form.as_p()


@pytest.mark.parametrize(
    ("name", "values", "chosen"),
    [("receiver", ["hmic", "cqc"], "cqc"), ("power", ["4", "5"], 5), ("area", ["6", ""], None)],
)
def test_of_a_choice_that_is_sent_twice_the_last_counts(
    name: str, values: list[str], chosen: Any
) -> None:
    form = send(**{name: values})
    assert form.is_valid(), form.errors
    assert getattr(form.content(), name) == chosen


@pytest.mark.parametrize(
    ("name", "longest", "sentence"),
    [
        ("text", LONGEST, "What you found must be 100,000 characters or fewer"),
        (
            "purpose",
            LONGEST_REASON,
            "What they are to use it for must be 2,000 characters or fewer",
        ),
    ],
)
def test_a_text_may_be_so_long_and_no_longer(name: str, longest: int, sentence: str) -> None:
    assert send(**{name: "x" * longest}).is_valid()
    form = send(**{name: "x" * longest + "y"})
    assert said(form, name) == [sentence]
    assert form[name].value() == "x" * longest + "y"


@pytest.mark.parametrize("name", ["text", "purpose"])
@pytest.mark.parametrize(
    ("typed", "kept"),
    [
        ("One.\r\nTwo.\x00", "One.\nTwo."),
        ("مجلس \u202eحماية", "مجلس \u202eحماية"),
        ("👩‍👧", "👩‍👧"),
        (SCRIPT, SCRIPT),
        ("Half \udfff", "Half "),
    ],
)
def test_a_text_in_any_writing_is_kept(name: str, typed: str, kept: str) -> None:
    form = send(**{name: typed})
    assert form.is_valid(), form.errors
    assert getattr(form.content(), name) == kept


@pytest.mark.parametrize("name", ["text", "purpose"])
@pytest.mark.parametrize("empty", ["", "  \r\n", "\x00\x07"])
def test_nothing_that_can_be_read_is_nothing(name: str, empty: str) -> None:
    form = send(**{name: empty})
    assert form.errors.keys() == {name}
    assert said(form, name)[0].startswith("Enter what")


@pytest.mark.parametrize(
    ("typed", "kept"),
    [("", ""), ("e-4k7q-2mxv", "E-4K7Q-2MXV"), ("  E-1 ", "E-1"), ("x" * 20, "X" * 20)],
)
def test_a_reference_may_be_typed_in_small_letters(typed: str, kept: str) -> None:
    form = send(evidence=typed)
    assert form.is_valid(), form.errors
    assert form.content().evidence == kept


@pytest.mark.parametrize("typed", ["x" * 21, "x" * 100_000, "E-\x004K7Q"])
def test_what_can_be_no_reference_is_refused_and_kept(typed: str) -> None:
    form = send(evidence=typed)
    assert form.errors.keys() == {"evidence"}
    assert form["evidence"].value() == typed


def test_a_refused_text_comes_back_and_runs_nothing() -> None:
    form = send(text=f"</textarea>{SCRIPT}", kind="")
    assert form["text"].value() == f"</textarea>{SCRIPT}"
    assert SCRIPT not in str(form["text"])


def test_each_kind_says_where_it_is_asked_for() -> None:
    hints = {one.value: one.hint for one in present(send()["kind"]).options}
    assert hints == {kind.value: INTELLIGENCE_SOURCES[kind] for kind in IntelligenceKind}


@pytest.mark.parametrize(("powers", "chosen"), [((JOINT,), "4"), ((JOINT, OWN), None)])
def test_the_only_power_is_chosen_already(powers: Any, chosen: str | None) -> None:
    form = SendIntelligenceForm(receivers=[CQC], powers=list(powers), areas=[])
    assert form["power"].value() == chosen


def test_what_is_offered_is_named() -> None:
    form = send()
    assert form.fields["receiver"].choices == [("cqc", CQC.name), ("hmic", HMIC.name)]
    assert form.fields["power"].choices == [
        ("4", "Children Act 2004, section 20"),
        ("5", "Education Act 2006, section 136"),
    ]
    assert form.fields["area"].choices == [("", "No other area"), (6, "Southmere")]


def test_one_form_offers_nothing_of_another() -> None:
    send()
    other = SendIntelligenceForm(receivers=[CQC], powers=[OWN], areas=[])
    assert other.fields["receiver"].choices == [("cqc", CQC.name)]


# --- withdrawing --------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("why", "sentences"),
    [
        ("A slip.", []),
        ("x" * LONGEST_REASON, []),
        ("", ["Enter why you withdraw it"]),
        (" \x00 ", ["Enter why you withdraw it"]),
        ("x" * 100_000, ["Why you withdraw it must be 2,000 characters or fewer"]),
    ],
)
def test_it_is_withdrawn_for_a_reason(why: str, sentences: list[str]) -> None:
    form = WithdrawIntelligenceForm(query(once=str(uuid4()), why=why))
    assert said(form, "why") == sentences
    assert form["why"].value() == why


def test_the_button_to_withdraw_is_a_warning() -> None:
    [button] = WithdrawIntelligenceForm().buttons()
    assert (button.label, button.style) == ("Withdraw it", "warning")


# --- readers ------------------------------------------------------------------------------------

KIT = User(pk=1, name=f"Kit {SCRIPT}", email="kit@example.org")
LOU = User(pk=2, name="Lou", email="lou@example.org")


def reader(person: Any, people: Any = (KIT, LOU)) -> NameReaderForm:
    return NameReaderForm(query(once=str(uuid4()), person=person), people=people)


@pytest.mark.parametrize(
    ("sent", "chosen"), [("kit@example.org", KIT), (["kit@example.org", "lou@example.org"], LOU)]
)
def test_one_person_is_named(sent: Any, chosen: User) -> None:
    form = reader(sent)
    assert form.is_valid(), form.errors
    assert form.chosen() is chosen


@pytest.mark.parametrize(
    "person", ["", "KIT@example.org", "1", "ash@example.org", "x" * 100_000, "\x00", SCRIPT]
)
def test_nobody_else_is_named(person: str) -> None:
    form = reader(person)
    assert form.errors.keys() == {"person"}
    assert SCRIPT not in form.as_p()


def test_whoever_can_be_named_is_listed_by_name_and_an_address_alone_is_sent() -> None:
    form = reader("")
    assert said(form, "person") == ["Select who reads it"]
    assert form.fields["person"].choices == [
        ("", "Choose a person"),
        ("kit@example.org", KIT.name),
        ("lou@example.org", "Lou"),
    ]


def test_where_everybody_reads_it_nobody_can_be_named() -> None:
    form = reader("kit@example.org", people=())
    assert not form.is_valid()
    assert form.fields["person"].choices == [("", "Choose a person")]


# --- what it led to -----------------------------------------------------------------------------


def outcome(**changes: Any) -> OutcomeForm:
    usual = {"once": str(uuid4()), "kind": "planning", "text": "Chosen for May."}
    return OutcomeForm(query(**{**usual, **changes}))


@pytest.mark.parametrize("kind", list(OutcomeKind))
def test_every_outcome_can_be_said(kind: OutcomeKind) -> None:
    form = outcome(kind=kind.value)
    assert form.is_valid(), form.errors
    assert form.cleaned_data["kind"] == kind


@pytest.mark.parametrize(
    ("name", "value", "sentence"),
    [
        ("kind", "", "Select what it led to"),
        ("text", "", "Enter what it led to"),
        ("text", "\x00 ", "Enter what it led to"),
        ("text", "👩‍👧" * 2_000, "In a few words must be 2,000 characters or fewer"),
    ],
)
def test_an_outcome_that_says_nothing_or_too_much_is_refused(
    name: str, value: str, sentence: str
) -> None:
    form = outcome(**{name: value})
    assert form.errors == {name: [sentence]}
    assert form[name].value() == value


def test_an_outcome_that_does_not_exist_is_refused_and_the_text_is_kept() -> None:
    form = outcome(kind="prison")
    assert form.errors.keys() == {"kind"}
    assert form["text"].value() == "Chosen for May."
