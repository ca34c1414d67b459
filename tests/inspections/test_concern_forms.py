"""The forms of safeguarding concerns, without a page and without a database around them."""

from typing import Any
from uuid import UUID

import pytest
from django.http import QueryDict

from inspections.actions import ConcernContent
from inspections.forms.concerns import (
    LONGEST,
    CloseConcernForm,
    ConcernForm,
    ReachedForm,
    TellOthersForm,
    WhatWasDoneForm,
    office_choices,
    office_title,
)
from inspections.models import Case
from inspections.values import AtRisk, Called, ConcernOutcome
from organisations.models import Agency, Office, Partnership, User
from pages.fields import NOT_IN_LIST

KEY = "0b1c2d3e-4f50-4a6b-8c7d-9e0f1a2b3c4d"
SCRIPT = "<script>alert(1)</script>"
COUNCIL = Agency(pk=1, name="Northmere Council")
POLICE = Agency(pk=2, name="Northmere Police")
BOARD = Partnership(pk=1, name="Northmere Safeguarding Partnership")
CASES = [Case(pk=3, reference="A1"), Case(pk=4, reference="T2")]
CHIEF = Office(
    pk=11,
    agency=POLICE,
    title="Chief Constable",
    holder_name="Kit Lane",
    person=User(pk=21, name="Kit Lane"),
)
CHAIR = Office(
    pk=12,
    partnership=BOARD,
    title="Independent Chair",
    holder_name="Robin Sand",
    person=User(pk=22, name="Robin Sand"),
)
# Holds an office and has no account: nobody can tell them here.
DIRECTOR = Office(pk=13, agency=COUNCIL, title="Director", holder_name="Lou Hill")
OFFICES = [CHIEF, CHAIR, DIRECTOR]
GOOD = {
    "once": KEY,
    "at_risk": "yes",
    "seen": "Alone at the canal.",
    "called": ["police"],
    "done": "Rang the duty team at 10:05.",
    "case": "3",
    "agency": "2",
    "offices": ["12"],
    "released": "Call the lead inspector.",
}
# What somebody types in a hurry, and what is kept of it.
TYPED = [
    ("Alone at the canal.", "Alone at the canal."),
    ("  blanks around \n", "blanks around"),
    ("one\r\ntwo\rthree", "one\ntwo\nthree"),
    ("nul\x00bell\x07here", "nulbellhere"),
    ("half \udc00 of one", "half  of one"),
    ("👶 alone 🏳️‍🌈", "👶 alone 🏳️‍🌈"),
    ("طفل وحيد", "طفل وحيد"),
    ("e\u0301cole", "école"),
    (SCRIPT, SCRIPT),
    ("100 % sure: %s {0}", "100 % sure: %s {0}"),
]
BLANK = ["", " ", "\r\n\t", "\x00", "\x07 \x00"]


def query(**fields: Any) -> QueryDict:
    """What a browser sends."""
    sent = QueryDict(mutable=True)
    for name, value in fields.items():
        sent.setlist(name, [str(one) for one in (value if isinstance(value, list) else [value])])
    return sent


def raised(**changes: Any) -> ConcernForm:
    sent = query(**{**GOOD, **changes})
    return ConcernForm(sent, cases=CASES, agencies=[COUNCIL, POLICE], offices=OFFICES)


def content(**changes: Any) -> ConcernContent:
    form = raised(**changes)
    assert form.is_valid(), form.errors
    return form.content()


def only_error(form: Any) -> tuple[str, str]:
    """The one field that is wrong, and its sentence."""
    assert not form.is_valid()
    ((name, sentences),) = form.errors.items()
    (sentence,) = sentences
    return name, sentence


# --- raising ------------------------------------------------------------------------------------


def test_what_was_raised_is_read_from_the_form() -> None:
    assert content() == ConcernContent(
        seen="Alone at the canal.",
        at_risk="yes",
        done="Rang the duty team at 10:05.",
        called=("police",),
        case=3,
        agency=2,
        offices=(12,),
        released="Call the lead inspector.",
    )


def test_the_least_that_can_be_raised_is_three_answers() -> None:
    least = content(called=[], case="", agency="", offices=[], released="")
    assert (least.called, least.offices, least.released) == ((), (), "")
    assert (least.case, least.agency) == (None, None)


def test_fields_that_a_browser_leaves_out_are_empty() -> None:
    sent = query(once=KEY, at_risk="no", seen="Seen.", done="Nothing yet.")
    form = ConcernForm(sent, cases=CASES, agencies=[], offices=OFFICES)
    assert form.is_valid(), form.errors
    assert form.content() == ConcernContent(seen="Seen.", at_risk="no", done="Nothing yet.")


@pytest.mark.parametrize("at_risk", [one.value for one in AtRisk])
def test_each_answer_on_the_risk_is_taken(at_risk: str) -> None:
    assert content(at_risk=at_risk).at_risk == at_risk


@pytest.mark.parametrize("called", [one.value for one in Called])
def test_each_service_that_was_called_is_taken(called: str) -> None:
    assert content(called=[called]).called == (called,)


def test_everybody_may_have_been_called_and_is_named_once() -> None:
    everybody = [one.value for one in Called]
    assert content(called=everybody).called == tuple(everybody)
    assert content(called=["police", "police"]).called == ("police",)


@pytest.mark.parametrize(
    ("changes", "name", "sentence"),
    [
        ({"at_risk": ""}, "at_risk", "Select whether a child is at risk now"),
        ({"at_risk": []}, "at_risk", "Select whether a child is at risk now"),
        ({"at_risk": "perhaps"}, "at_risk", "What you chose is not in the list any more"),
        ({"at_risk": "YES"}, "at_risk", "What you chose is not in the list any more"),
        ({"seen": ""}, "seen", "Enter what you saw or heard"),
        ({"seen": []}, "seen", "Enter what you saw or heard"),
        ({"done": ""}, "done", "Enter what was done at once, or that nothing was"),
        ({"called": ["army"]}, "called", "What you chose is not in the list any more"),
        ({"called": ["police", ""]}, "called", "What you chose is not in the list any more"),
        ({"case": "5"}, "case", "What you chose is not in the list any more"),
        ({"case": "A1"}, "case", "What you chose is not in the list any more"),
        ({"case": "\x00"}, "case", "What you chose is not in the list any more"),
        ({"agency": "9"}, "agency", "What you chose is not in the list any more"),
        ({"agency": "Northmere Police"}, "agency", "What you chose is not in the list any more"),
        ({"offices": ["99"]}, "offices", "What you chose is not in the list any more"),
        ({"offices": ["12", "x"]}, "offices", "What you chose is not in the list any more"),
        ({"once": ""}, "once", "This page has lost its receipt"),
        ({"once": "x"}, "once", "This page has lost its receipt"),
    ],
)
def test_what_is_wrong_is_said_and_what_was_seen_stays(
    changes: dict[str, Any], name: str, sentence: str
) -> None:
    form = raised(**changes)
    wrong, words = only_error(form)
    assert wrong == name
    assert words.startswith(sentence)
    assert form["released"].value() == "Call the lead inspector."
    if name != "seen":
        assert form["seen"].value() == GOOD["seen"]


@pytest.mark.parametrize("name", ["seen", "done"])
@pytest.mark.parametrize("blank", BLANK)
def test_words_that_nobody_could_see_are_none(name: str, blank: str) -> None:
    assert list(raised(**{name: blank}).errors) == [name]


@pytest.mark.parametrize("blank", BLANK)
def test_a_released_text_that_nobody_could_see_releases_nothing(blank: str) -> None:
    assert content(released=blank).released == ""


@pytest.mark.parametrize("name", ["seen", "done", "released"])
@pytest.mark.parametrize(("typed", "kept"), TYPED)
def test_words_are_kept_as_a_reader_sees_them(name: str, typed: str, kept: str) -> None:
    assert getattr(content(**{name: typed}), name) == kept


@pytest.mark.parametrize(
    ("name", "label"),
    [
        ("seen", "What you saw or heard"),
        ("done", "What was done at once"),
        ("released", "What people of the area may read"),
    ],
)
@pytest.mark.parametrize("length", [LONGEST + 1, 100_000])
def test_a_text_that_is_too_long_is_said_and_comes_back_whole(
    name: str, label: str, length: int
) -> None:
    form = raised(**{name: "x" * length})
    assert only_error(form) == (name, f"{label} must be 20,000 characters or fewer")
    assert len(form[name].value()) == length
    assert "x" * length in str(form[name])


@pytest.mark.parametrize("name", ["seen", "done", "released"])
def test_a_text_of_the_longest_length_is_kept_whole(name: str) -> None:
    assert len(getattr(content(**{name: "👶" * LONGEST}), name)) == LONGEST


def test_every_missing_answer_is_named_at_once() -> None:
    form = ConcernForm(query(once=KEY), cases=[], agencies=[], offices=[])
    assert not form.is_valid()
    assert list(form.errors) == ["at_risk", "seen", "done"]


def test_what_was_typed_comes_back_escaped() -> None:
    form = raised(seen=f"{SCRIPT}</textarea>", at_risk="")
    assert not form.is_valid()
    markup = str(form["seen"])
    assert "&lt;script&gt;alert(1)&lt;/script&gt;" in markup
    assert "<script>" not in markup
    assert markup.count("</textarea>") == 1


def test_a_choice_that_is_not_offered_is_not_repeated_in_its_sentence() -> None:
    assert only_error(raised(offices=[SCRIPT])) == ("offices", NOT_IN_LIST)


def test_what_was_chosen_stays_chosen_in_the_form_that_comes_back() -> None:
    form = raised(seen="", called=["police", "duty_team"])
    assert not form.is_valid()
    assert str(form["called"]).count("checked") == 2
    assert '<option value="3" selected>A1</option>' in str(form["case"])
    assert '<option value="2" selected>Northmere Police</option>' in str(form["agency"])
    assert str(form["offices"]).count("checked") == 1
    assert str(form["at_risk"]).count("checked") == 1


def test_of_an_answer_that_arrives_twice_the_last_one_counts() -> None:
    twice = content(at_risk=["no", "yes"], seen=["First.", "Second."], case=["3", "4"])
    assert (twice.at_risk, twice.seen, twice.case) == ("yes", "Second.", 4)


def test_the_same_form_has_the_same_key_and_content() -> None:
    first, second = raised(), raised()
    assert first.is_valid()
    assert second.is_valid()
    assert first.key == second.key == UUID(KEY)
    assert first.sent() == second.sent()
    assert "once" not in first.sent()


def test_each_new_form_has_a_key_of_its_own() -> None:
    empty = [ConcernForm(cases=[], agencies=[], offices=[]) for _ in range(2)]
    assert empty[0]["once"].value() != empty[1]["once"].value()


def test_nothing_is_chosen_beforehand() -> None:
    form = ConcernForm(cases=CASES, agencies=[COUNCIL], offices=OFFICES)
    names = ("at_risk", "called", "offices")
    assert [str(form[name]).count("checked") for name in names] == [0, 0, 0]


def test_cases_and_agencies_can_be_left_out() -> None:
    form = ConcernForm(cases=CASES, agencies=[COUNCIL], offices=[])
    assert form.fields["case"].choices == [("", "No case"), (3, "A1"), (4, "T2")]
    assert form.fields["agency"].choices == [("", "No agency"), (1, "Northmere Council")]
    assert form.fields["offices"].choices == []


def test_the_choices_of_one_form_are_not_those_of_the_next() -> None:
    ConcernForm(cases=CASES, agencies=[COUNCIL], offices=OFFICES)
    other = ConcernForm(cases=[], agencies=[], offices=[])
    assert other.fields["case"].choices == [("", "No case")]
    assert other.fields["offices"].choices == []


def test_the_button_says_that_they_are_told_now() -> None:
    (button,) = raised().buttons()
    assert (button.label, button.style) == ("Raise the concern and tell them now", "warning")


# --- who can be told ----------------------------------------------------------------------------


def test_holders_with_an_account_can_be_chosen_with_their_office() -> None:
    assert office_choices(OFFICES) == [
        ("11", "Kit Lane, Chief Constable (Northmere Police)"),
        ("12", "Robin Sand, Independent Chair"),
    ]


def test_whoever_has_no_account_is_named_to_be_called_and_cannot_be_chosen() -> None:
    form = raised()
    assert form.without_account == [DIRECTOR]
    name, sentence = only_error(raised(offices=["13"]))
    assert (name, sentence) == ("offices", NOT_IN_LIST)


def test_where_everybody_has_an_account_nobody_is_to_be_called() -> None:
    form = ConcernForm(cases=[], agencies=[], offices=[CHIEF, CHAIR])
    assert form.without_account == []


@pytest.mark.parametrize(
    ("office", "title"),
    [
        (CHIEF, "Chief Constable (Northmere Police)"),
        (CHAIR, "Independent Chair"),
        (DIRECTOR, "Director (Northmere Council)"),
    ],
)
def test_an_office_is_named_with_the_agency_that_it_is_of(office: Office, title: str) -> None:
    assert office_title(office) == title


def test_a_holders_name_is_escaped_where_it_is_offered() -> None:
    odd = Office(pk=14, title=SCRIPT, holder_name=SCRIPT, person=User(pk=23))
    markup = str(TellOthersForm(offices=[odd])["offices"])
    assert markup.count("&lt;script&gt;") == 2
    assert "<script>" not in markup


# --- telling others -----------------------------------------------------------------------------


def tell(**changes: Any) -> TellOthersForm:
    sent = query(**{"once": KEY, "offices": ["11"], "released": "Call me.", **changes})
    return TellOthersForm(sent, offices=OFFICES)


def test_others_are_chosen_with_what_they_may_read() -> None:
    form = tell(offices=["12", "11"], released=" Call me. ")
    assert form.is_valid(), form.errors
    assert form.cleaned_data["offices"] == ["12", "11"]
    assert form.cleaned_data["released"] == "Call me."


@pytest.mark.parametrize(
    ("changes", "name", "sentence"),
    [
        ({"offices": []}, "offices", "Select who is told"),
        ({"offices": ["13"]}, "offices", "What you chose is not in the list any more"),
        ({"offices": ["11", "99"]}, "offices", "What you chose is not in the list any more"),
        ({"released": ""}, "released", "Enter what they may read"),
        ({"released": "\x00"}, "released", "Enter what they may read"),
        ({"released": "x" * 20_001}, "released", "What they may read must be 20,000 characters"),
        ({"once": ""}, "once", "This page has lost its receipt"),
    ],
)
def test_telling_others_says_what_it_lacks(
    changes: dict[str, Any], name: str, sentence: str
) -> None:
    wrong, words = only_error(tell(**changes))
    assert wrong == name
    assert words.startswith(sentence)


# --- one text each ------------------------------------------------------------------------------

ONE_TEXT = [
    (WhatWasDoneForm, "what", "Enter what was done", "What was done"),
    (
        ReachedForm,
        "how",
        "Enter how and when they were reached",
        "How and when they were reached",
    ),
]


@pytest.mark.parametrize(("form", "name", "missing", "label"), ONE_TEXT)
@pytest.mark.parametrize("blank", BLANK)
def test_an_act_needs_words_that_can_be_seen(
    form: Any, name: str, missing: str, label: str, blank: str
) -> None:
    assert only_error(form(query(**{"once": KEY, name: blank}))) == (name, missing)


@pytest.mark.parametrize(("form", "name", "missing", "label"), ONE_TEXT)
def test_an_act_has_a_longest_text(form: Any, name: str, missing: str, label: str) -> None:
    assert form(query(**{"once": KEY, name: "x" * LONGEST})).is_valid()
    too_long = form(query(**{"once": KEY, name: "x" * (LONGEST + 1)}))
    assert only_error(too_long) == (name, f"{label} must be 20,000 characters or fewer")
    assert len(too_long[name].value()) == LONGEST + 1


@pytest.mark.parametrize(("form", "name", "missing", "label"), ONE_TEXT)
@pytest.mark.parametrize(("typed", "kept"), TYPED)
def test_the_words_of_an_act_are_kept_as_a_reader_sees_them(
    form: Any, name: str, missing: str, label: str, typed: str, kept: str
) -> None:
    sent = form(query(**{"once": KEY, name: typed}))
    assert sent.is_valid(), sent.errors
    assert sent.cleaned_data[name] == kept


@pytest.mark.parametrize(("form", "name", "missing", "label"), ONE_TEXT)
def test_an_act_without_its_key_keeps_its_words(
    form: Any, name: str, missing: str, label: str
) -> None:
    sent = form(query(**{name: f"Kept {SCRIPT}"}))
    wrong, _ = only_error(sent)
    assert wrong == "once"
    assert "Kept &lt;script&gt;" in str(sent[name])


# --- closing ------------------------------------------------------------------------------------


def close(**changes: Any) -> CloseConcernForm:
    return CloseConcernForm(
        query(**{"once": KEY, "outcome": "child_safe", "why": "At home.", **changes})
    )


@pytest.mark.parametrize("outcome", [one.value for one in ConcernOutcome])
def test_a_concern_is_closed_with_each_outcome(outcome: str) -> None:
    form = close(outcome=outcome, why=" At home. ")
    assert form.is_valid(), form.errors
    assert (form.cleaned_data["outcome"], form.cleaned_data["why"]) == (outcome, "At home.")


@pytest.mark.parametrize(
    ("changes", "name", "sentence"),
    [
        ({"outcome": ""}, "outcome", "Select the outcome"),
        ({"outcome": "fine"}, "outcome", "What you chose is not in the list any more"),
        ({"outcome": "closed"}, "outcome", "What you chose is not in the list any more"),
        ({"why": ""}, "why", "Enter why the concern can be closed"),
        ({"why": " \x00"}, "why", "Enter why the concern can be closed"),
        ({"why": "x" * 20_001}, "why", "Reason must be 20,000 characters or fewer"),
    ],
)
def test_closing_says_what_it_lacks(changes: dict[str, str], name: str, sentence: str) -> None:
    form = close(**changes)
    wrong, words = only_error(form)
    assert wrong == name
    assert words.startswith(sentence)
    assert form["why"].value() == changes.get("why", "At home.")
