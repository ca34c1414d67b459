"""The forms of the work on a case: links, people, what is planned and what became of it."""

from datetime import date, timedelta
from typing import Any
from uuid import uuid4

import pytest
from django.http import QueryDict
from django.utils import timezone

from inspections.forms.case_work import (
    CaseMemberForm,
    EndForm,
    LinkForm,
    PlanForm,
    ReportForm,
    initial_of_report,
)
from inspections.forms.cases import LONGEST_NOTE
from inspections.values import (
    CaseLinkKind,
    Consent,
    Outcome,
    Present,
    StepAsked,
    StepKind,
    StepSaid,
)
from records.errors import ActionRefused

PEOPLE = {"kit@example.org": "Kit (Ofsted)", "lou@example.org": "Lou (CQC)"}
OTHERS = {"T2": "T2: 5 to 9, Looked after", "S1": "S1: Unborn, Child in need"}
OFFERED = [
    (StepAsked("records", 5), "Read the records, Police"),
    (StepAsked("child"), "Speak to the child"),
    (StepAsked("manager", 5), "Speak to a manager, Police"),
]
RTL = "\u202eקטין\u202c ילד"
EMOJI = "👩‍👧 🧒🏽"
ODD = ["\x00", RTL, EMOJI, "<script>", pytest.param("x" * 100_000, id="long")]


def query(**fields: Any) -> QueryDict:
    """What a browser sends."""
    sent = QueryDict(mutable=True)
    for name, value in fields.items():
        sent.setlist(name, [str(one) for one in (value if isinstance(value, list) else [value])])
    return sent


def said_of(form: Any) -> dict[str, list[str]]:
    """The sentences beside each field."""
    return {name: list(errors) for name, errors in form.errors.items()}


def boxes(day: date) -> dict[str, int]:
    return {"on_day": day.day, "on_month": day.month, "on_year": day.year}


# --- links --------------------------------------------------------------------------------------


def linking(**changes: Any) -> LinkForm:
    sent = {"once": uuid4(), "kind": "siblings", "other": "T2", **changes}
    return LinkForm(query(**sent), others=OTHERS)


@pytest.mark.parametrize("kind", list(CaseLinkKind))
def test_each_kind_of_link_can_be_made(kind: CaseLinkKind) -> None:
    form = linking(kind=kind.value, other="S1")
    assert form.is_valid(), form.errors
    assert (form.cleaned_data["kind"], form.cleaned_data["other"]) == (kind, "S1")


def test_each_kind_of_link_is_said_in_words_of_its_own() -> None:
    labels = [label for _, label in LinkForm(others=OTHERS).fields["kind"].choices]
    assert labels == [
        "They are siblings",
        "They live in the same household",
        "One is an adult offender, the other their child",
        "The same person, on another agency’s list",
    ]


@pytest.mark.parametrize(
    ("name", "says"),
    [
        ("kind", "Select what the cases are to each other"),
        ("other", "Select the other case"),
    ],
)
def test_a_link_needs_both_answers(name: str, says: str) -> None:
    assert said_of(linking(**{name: ""})) == {name: [says]}


@pytest.mark.parametrize("value", ["T1", "t2", "cousins", *ODD])
@pytest.mark.parametrize("name", ["kind", "other"])
def test_a_link_to_what_is_not_offered_is_refused(name: str, value: str) -> None:
    form = linking(**{name: value})
    assert list(said_of(form)) == [name]
    assert form[name].value() == value


def test_without_other_cases_nothing_can_be_linked() -> None:
    form = LinkForm(query(once=uuid4(), kind="siblings", other="T2"), others={})
    assert list(said_of(form)) == ["other"]
    assert list(form.fields["other"].choices) == [("", "Choose a case")]


def test_the_name_of_another_case_is_escaped() -> None:
    drawn = str(LinkForm(others={"T2": "<script>"})["other"])
    assert "&lt;script&gt;" in drawn
    assert "<script>" not in drawn


# --- who works on it ----------------------------------------------------------------------------


@pytest.mark.parametrize("email", PEOPLE)
def test_whoever_is_offered_can_be_put_on_a_case(email: str) -> None:
    form = CaseMemberForm(query(once=uuid4(), person=email), people=PEOPLE)
    assert form.is_valid(), form.errors
    assert form.cleaned_data["person"] == email


@pytest.mark.parametrize("email", ["ash@example.org", "KIT@EXAMPLE.ORG", "kit", *ODD])
def test_whoever_is_not_offered_cannot(email: str) -> None:
    form = CaseMemberForm(query(once=uuid4(), person=email), people=PEOPLE)
    assert list(said_of(form)) == ["person"]
    assert form["person"].value() == email


def test_nobody_chosen_is_told() -> None:
    form = CaseMemberForm(query(once=uuid4(), person=""), people=PEOPLE)
    assert said_of(form) == {"person": ["Select an inspector"]}


def test_of_two_people_sent_the_last_one_is_taken() -> None:
    form = CaseMemberForm(query(once=uuid4(), person=list(PEOPLE)), people=PEOPLE)
    assert form.is_valid(), form.errors
    assert form.cleaned_data["person"] == "lou@example.org"


def test_a_button_that_ends_something_says_what() -> None:
    form = EndForm(label="End the link")
    [button] = form.buttons()
    assert (button.label, button.style) == ("End the link", "warning")
    assert list(form.fields) == ["once"]


def test_the_words_of_one_button_are_not_those_of_the_next() -> None:
    first, second = EndForm(label="End the link"), EndForm(label="Take Kit off this case")
    assert (first.submit_label, second.submit_label) == ("End the link", "Take Kit off this case")


@pytest.mark.parametrize("once", ["", "x", "\x00"])
def test_a_button_pressed_without_its_receipt_does_nothing(once: str) -> None:
    assert "once" in said_of(EndForm(query(once=once), label="End the link"))


# --- what is planned ----------------------------------------------------------------------------


def planning(steps: list[str]) -> PlanForm:
    return PlanForm(query(once=uuid4(), steps=steps), offered=OFFERED)


@pytest.mark.parametrize(
    ("ticked", "asked"),
    [
        (["child"], [StepAsked("child")]),
        (["records:5"], [StepAsked("records", 5)]),
        (["manager:5", "child"], [StepAsked("manager", 5), StepAsked("child")]),
        (["records:5", "child", "manager:5"], [step for step, _ in OFFERED]),
    ],
)
def test_what_is_ticked_is_asked_for(ticked: list[str], asked: list[StepAsked]) -> None:
    form = planning(ticked)
    assert form.is_valid(), form.errors
    assert form.asked() == asked


def test_nothing_ticked_is_told() -> None:
    assert said_of(planning([])) == {"steps": ["Select what is to be done"]}


@pytest.mark.parametrize(
    "step", ["records", "records:6", "records:٥", "child:5", "manager:", "adult", ":", *ODD]
)
def test_a_step_that_is_not_offered_is_refused_and_the_others_stay_ticked(step: str) -> None:
    form = planning(["child", step])
    assert list(said_of(form)) == ["steps"]
    assert form["steps"].value() == ["child", step]
    assert str(form["steps"]).count("checked") == 1


@pytest.mark.parametrize(
    ("kinds", "ticked"),
    [
        (set(), []),
        ({"records"}, ["records:5"]),
        ({"records", "child"}, ["records:5", "child"]),
        ({"parent"}, []),
        (set(StepKind), ["records:5", "child", "manager:5"]),
    ],
)
def test_what_is_usual_is_ticked_when_the_form_opens(kinds: set[str], ticked: list[str]) -> None:
    form = PlanForm(offered=OFFERED)
    form.suggest(kinds)
    assert form["steps"].value() == ticked
    assert str(form["steps"]).count("checked") == len(ticked)


def test_what_is_suggested_does_not_tick_what_was_sent_without_it() -> None:
    form = planning(["child"])
    form.suggest({"records"})
    assert form["steps"].value() == ["child"]


# --- what became of it --------------------------------------------------------------------------


def reporting(kind: str = "records", standing: str = Outcome.TO_DO, **changes: Any) -> ReportForm:
    usual: dict[str, Any] = {"once": uuid4(), "base": 0, "outcome": "done", "note": ""}
    usual |= {**boxes(timezone.localdate()), "done_by": "kit@example.org"}
    return ReportForm(query(**{**usual, **changes}), kind=kind, standing=standing, people=PEOPLE)


@pytest.mark.parametrize(
    ("kind", "standing", "asked"),
    [
        ("records", "to_do", {"outcome", "on", "done_by", "note"}),
        ("parent", "to_do", {"outcome", "on", "done_by", "note"}),
        ("adult", "to_do", {"outcome", "on", "done_by", "note"}),
        ("child", "to_do", {"outcome", "on", "done_by", "consent", "present", "note"}),
        ("records", "done", {"outcome", "note"}),
        ("records", "left", {"outcome", "note"}),
        ("child", "done", {"outcome", "note"}),
        ("child", "left", {"outcome", "note"}),
    ],
)
def test_only_what_fits_the_step_and_its_standing_is_asked(
    kind: str, standing: str, asked: set[str]
) -> None:
    form = ReportForm(kind=kind, standing=standing, people=PEOPLE)
    assert set(form.fields) == {"once", "base", *asked}


@pytest.mark.parametrize(
    ("standing", "offered", "chosen"),
    [
        ("to_do", ["done", "left"], None),
        ("done", ["to_do"], "to_do"),
        ("left", ["to_do"], "to_do"),
    ],
)
def test_what_can_become_of_a_step_depends_on_how_it_stands(
    standing: str, offered: list[str], chosen: str | None
) -> None:
    form = ReportForm(kind="records", standing=standing, people=PEOPLE)
    assert [value for value, _ in form.fields["outcome"].choices] == offered
    assert form["outcome"].value() == chosen


def test_a_new_report_is_of_today_and_of_the_people_of_the_team() -> None:
    form = ReportForm(kind="records", standing="to_do", people=PEOPLE)
    assert form["on"].value() == timezone.localdate()
    assert list(form.fields["done_by"].choices) == list(PEOPLE.items())


def test_records_that_were_read() -> None:
    form = reporting(done_by="lou@example.org", note=" Both files. ")
    assert form.is_valid(), form.errors
    assert form.said() == StepSaid(
        "done", on=timezone.localdate(), done_by="lou@example.org", note="Both files."
    )


def test_a_child_that_was_spoken_to() -> None:
    form = reporting("child", consent="by_child", present=["advocate", "parent"], base=4)
    assert form.is_valid(), form.errors
    said = form.said()
    assert (said.consent, said.present) == ("by_child", ("advocate", "parent"))
    assert form.cleaned_data["base"] == 4


@pytest.mark.parametrize("present", [one for one in Present if one != Present.OTHER])
def test_each_of_those_who_may_be_present_is_taken(present: Present) -> None:
    form = reporting("child", consent="by_parent", present=[present.value])
    assert form.is_valid(), form.errors
    assert form.said().present == (present,)


def test_somebody_present_who_arrives_twice_is_there_once() -> None:
    form = reporting("child", consent="by_child", present=["nobody", "nobody"])
    assert form.is_valid(), form.errors
    assert form.said().present == ("nobody",)


def test_what_will_not_be_done_has_no_day_and_nobody_who_did_it() -> None:
    form = reporting(outcome="left", note="Not kept.")
    assert form.is_valid(), form.errors
    assert form.said() == StepSaid("left", note="Not kept.")


def test_a_child_that_refused_was_asked_with_nobody_said_to_be_there() -> None:
    form = reporting(
        "child", outcome="left", consent="refused", present=["parent"], note="Did not want to."
    )
    assert form.is_valid(), form.errors
    assert form.said() == StepSaid("left", consent="refused", note="Did not want to.")


@pytest.mark.parametrize("standing", ["done", "left"])
@pytest.mark.parametrize("kind", ["records", "child"])
def test_what_is_to_be_done_again_says_why_and_no_more(kind: str, standing: str) -> None:
    form = reporting(
        kind, standing, outcome="to_do", note="New file.", consent="by_child", present=["parent"]
    )
    assert form.is_valid(), form.errors
    assert form.said() == StepSaid("to_do", note="New file.")


@pytest.mark.parametrize(
    ("kind", "standing", "changes", "field", "says"),
    [
        ("records", "to_do", {"outcome": ""}, "outcome", "Select what became of it"),
        ("records", "to_do", {"outcome": "left"}, "note", "Enter the reason."),
        ("records", "to_do", {"outcome": "left", "note": " \n "}, "note", "Enter the reason."),
        ("records", "to_do", {"outcome": "left", "note": "\x00"}, "note", "Enter the reason."),
        ("records", "done", {"outcome": "to_do"}, "note", "Enter the reason."),
        ("child", "to_do", {}, "consent", "Select whether consent was given."),
        (
            "child",
            "to_do",
            {"consent": "refused"},
            "outcome",
            "Consent was refused: select that it will not be done.",
        ),
        (
            "child",
            "to_do",
            {"consent": "not_asked", "present": ["parent"]},
            "note",
            "Say why consent was not asked.",
        ),
        ("child", "to_do", {"consent": "by_child"}, "present", "Select who was present."),
        (
            "child",
            "to_do",
            {"consent": "by_child", "present": ["nobody", "parent"]},
            "present",
            "Either nobody else was present, or somebody was.",
        ),
        (
            "child",
            "to_do",
            {"consent": "by_child", "present": ["other"]},
            "note",
            "Say by their role who else was present. No names.",
        ),
    ],
)
def test_what_does_not_hold_is_said_at_its_field(
    kind: str, standing: str, changes: dict[str, Any], field: str, says: str
) -> None:
    assert said_of(reporting(kind, standing, **changes)) == {field: [says]}


@pytest.mark.parametrize(
    ("typed", "says"),
    [
        (("", "", ""), "Enter the day on which it was done."),
        (("31", "2", "2026"), "Day on which it was done must be a real date"),
        (("29", "2", "2025"), "Day on which it was done must be a real date"),
        (("1", "13", "2026"), "Day on which it was done must be a real date"),
        (("0", "1", "2026"), "Day on which it was done must be a real date"),
        (("١", "1", "2026"), "Day on which it was done must be a real date"),
        (("1", "🧒", "2026"), "Day on which it was done must be a real date"),
        (("1", "1", "x" * 100_000), "Day on which it was done must be a real date"),
        (("1", "1", ""), "Day on which it was done must include a year"),
        (("", "", "2026"), "Day on which it was done must include a day and month"),
        (("1", "1", "26"), "Day on which it was done must have a year of 4 numbers, like 2026"),
        (("1", "1", "1899"), "Day on which it was done must have a year between 1900 and 2100"),
    ],
)
def test_a_day_that_is_none_is_told_and_stays_in_its_boxes(
    typed: tuple[str, str, str], says: str
) -> None:
    day, month, year = typed
    form = reporting(on_day=day, on_month=month, on_year=year)
    assert said_of(form) == {"on": [says]}
    assert form["on"].value() == list(typed)


@pytest.mark.parametrize(("days", "is_taken"), [(-400, True), (-1, True), (0, True), (1, False)])
def test_what_was_done_was_done_by_today(days: int, is_taken: bool) -> None:
    day = timezone.localdate() + timedelta(days=days)
    form = reporting(**boxes(day))
    assert form.is_valid() is is_taken
    if is_taken:
        assert form.said().on == day
    else:
        assert said_of(form) == {"on": ["The day must be today or in the past."]}


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("outcome", "to_do"),
        ("outcome", "half"),
        ("done_by", "ash@example.org"),
        ("done_by", "\x00"),
        ("done_by", RTL),
        ("consent", "by_judge"),
        ("consent", "\x00"),
        ("present", ["parent", "police"]),
        ("present", [EMOJI]),
        ("base", ""),
        ("base", "-1"),
        ("base", "x"),
    ],
)
def test_what_is_not_offered_is_refused_and_the_note_stays(name: str, value: Any) -> None:
    usual = {"consent": "by_child", "present": ["parent"], "note": "She was glad."}
    form = reporting("child", **{**usual, name: value})
    assert list(said_of(form)) == [name]
    assert form[name].value() == value
    assert form["note"].value() == "She was glad."


@pytest.mark.parametrize("outcome", ["done", "left"])
@pytest.mark.parametrize("standing", ["done", "left"])
def test_what_stands_reported_is_reopened_before_it_is_reported_anew(
    standing: str, outcome: str
) -> None:
    assert list(said_of(reporting("records", standing, outcome=outcome))) == ["outcome"]


@pytest.mark.parametrize(
    ("typed", "kept"),
    [
        ("a\x00b\x1bc", "abc"),
        ("one\r\ntwo", "one\ntwo"),
        (RTL, RTL),
        (EMOJI, EMOJI),
        ("<script>", "<script>"),
        ("x" * LONGEST_NOTE, "x" * LONGEST_NOTE),
    ],
    ids=["control", "line ends", "right to left", "emoji", "script", "longest"],
)
def test_a_note_is_kept_without_what_nobody_sees(typed: str, kept: str) -> None:
    form = reporting(note=typed)
    assert form.is_valid(), form.errors
    assert form.said().note == kept


@pytest.mark.parametrize("length", [LONGEST_NOTE + 1, 100_000])
def test_a_note_that_is_too_long_is_told_and_stays_whole(length: int) -> None:
    form = reporting(note="x" * length)
    assert said_of(form) == {"note": ["Note must be 2,000 characters or fewer"]}
    assert "x" * length in str(form["note"])


def test_a_report_that_was_refused_comes_back_with_all_it_held() -> None:
    form = reporting("child", consent="by_child", present=["parent", "school"], note="<b>Glad</b>")
    assert form.is_valid(), form.errors
    before = form.data["once"]
    form.refused(ActionRefused("You are not on the team."))
    assert list(form.non_field_errors()) == ["You are not on the team."]
    assert form.data["once"] != before
    assert form["present"].value() == ["parent", "school"]
    assert "&lt;b&gt;Glad&lt;/b&gt;" in str(form["note"])


@pytest.mark.parametrize(
    "said",
    [
        StepSaid("done", on=date(2026, 3, 2), done_by="lou@example.org", note="Glad."),
        StepSaid(
            "done",
            on=date(2026, 3, 2),
            done_by="kit@example.org",
            consent=Consent.BY_PARENT,
            present=("school", "parent"),
        ),
        StepSaid("left", consent=Consent.REFUSED, note="Did not want to."),
    ],
    ids=["parent", "child", "refused"],
)
def test_a_report_that_is_shown_and_sent_back_is_the_same(said: StepSaid) -> None:
    initial = initial_of_report(said, base=3)
    on = initial.pop("on")
    sent = query(once=uuid4(), **initial, **(boxes(on) if on else {}))
    kind = StepKind.CHILD if said.consent else StepKind.PARENT
    form = ReportForm(sent, kind=kind, standing="to_do", people=PEOPLE)
    assert form.is_valid(), form.errors
    assert form.said() == said
    assert form.cleaned_data["base"] == 3
