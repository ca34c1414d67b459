"""The forms of a case: what is asked of whom, what a post becomes, and what is said when not."""

from typing import Any
from uuid import UUID, uuid4

import pytest
from django.http import QueryDict

from inspections.forms.cases import (
    LONGEST_NOTE,
    AddCaseForm,
    CaseForm,
    ChangeCaseForm,
    FilterCasesForm,
    initial_of_case,
)
from inspections.values import (
    AgeBand,
    CaseFacts,
    CaseFlag,
    CaseKind,
    CaseOffers,
    CasesAsked,
    Cohort,
    JourneyPoint,
    Subject,
)
from records.errors import ActionRefused

OFFERS = CaseOffers(
    agencies={5: "Northmere Police", 6: "Northmere Health", 12: "Northmere Council"},
    areas={1: "Farley", 2: "Northmere", 3: "Wenlow"},
    home=2,
    topic="Neglect",
)
BARE = CaseOffers(agencies={}, areas={2: "Northmere"}, home=2)
RECEIPT_LOST = "This page has lost its receipt. Open it again and send it once more."
RTL = "\u202eקטין\u202c ילד"
EMOJI = "👩‍👧 🧒🏽"


def query(**fields: Any) -> QueryDict:
    """What a browser sends."""
    sent = QueryDict(mutable=True)
    for name, value in fields.items():
        sent.setlist(name, [str(one) for one in (value if isinstance(value, list) else [value])])
    return sent


CHILD = {
    "kind": "tracked",
    "age_band": "5_to_9",
    "cohort": "in_need",
    "listed_by": "",
    "point": "",
    "lives_in": "",
    "placed_by": "",
}
ADULT = {
    **CHILD,
    "age_band": "18_or_over",
    "adults_part": "children_at_risk",
    "listed_by": "5",
}


def adding(
    subject: str = Subject.CHILD, offers: CaseOffers = OFFERS, **changes: Any
) -> AddCaseForm:
    usual = ADULT if subject == Subject.ADULT_OFFENDER else CHILD
    if subject == Subject.YOUNG_PERSON:
        usual = {**CHILD, "age_band": "16_to_17"}
    sent = query(**{"once": uuid4(), **usual, **changes})
    return AddCaseForm(sent, offers=offers, subject=subject)


def changing(
    kind: str = CaseKind.TRACKED, subject: str = Subject.CHILD, /, **changes: Any
) -> ChangeCaseForm:
    usual = ADULT if subject == Subject.ADULT_OFFENDER else CHILD
    sent = query(**{"once": uuid4(), "base": 1, "why": "", **usual, **changes})
    return ChangeCaseForm(sent, offers=OFFERS, subject=subject, kind=kind)


def said_of(form: Any) -> dict[str, list[str]]:
    """The sentences beside each field."""
    return {name: list(errors) for name, errors in form.errors.items()}


def choices_of(form: Any, name: str) -> list[tuple[Any, str]]:
    return list(form.fields[name].choices)


# --- what is asked of whom ----------------------------------------------------------------------


@pytest.mark.parametrize(
    ("subject", "label"),
    [
        ("child", "Age of the child"),
        ("young_person", "Age of the young person"),
        ("adult_offender", "Age of the adult"),
    ],
)
def test_the_age_is_asked_in_the_words_of_the_subject(subject: str, label: str) -> None:
    form = AddCaseForm(offers=OFFERS, subject=subject)
    assert form.fields["age_band"].label == label


@pytest.mark.parametrize(
    ("subject", "bands"),
    [
        ("child", [band.value for band in AgeBand]),
        ("young_person", ["10_to_15", "16_to_17", "18_or_over"]),
        ("adult_offender", ["18_or_over"]),
    ],
)
def test_only_the_ages_of_the_subject_are_offered(subject: str, bands: list[str]) -> None:
    form = AddCaseForm(offers=OFFERS, subject=subject)
    assert [value for value, _ in choices_of(form, "age_band")] == bands


@pytest.mark.parametrize(
    ("subject", "chosen"),
    [("child", None), ("young_person", None), ("adult_offender", "18_or_over")],
)
def test_an_age_that_is_the_only_one_is_chosen_already(subject: str, chosen: str | None) -> None:
    assert AddCaseForm(offers=OFFERS, subject=subject)["age_band"].value() == chosen


@pytest.mark.parametrize(
    ("subject", "name", "label"),
    [
        ("child", "cohort", "Where in the system the child is"),
        ("child", "lives_in", "Where the child lives"),
        ("child", "placed_by", "Who placed the child there"),
        ("young_person", "cohort", "Where in the system the young person is"),
        ("young_person", "lives_in", "Where the young person lives"),
        ("young_person", "placed_by", "Who placed the child there"),
        ("adult_offender", "cohort", "Where in the system their children are"),
        ("adult_offender", "lives_in", "Where the children live"),
        ("adult_offender", "placed_by", "Who placed the children there"),
    ],
)
def test_each_question_is_asked_about_the_subject(subject: str, name: str, label: str) -> None:
    assert AddCaseForm(offers=OFFERS, subject=subject).fields[name].label == label


def test_one_form_in_other_words_leaves_the_next_one_as_it_was() -> None:
    AddCaseForm(offers=OFFERS, subject="adult_offender")
    form = AddCaseForm(offers=OFFERS)
    assert form.fields["age_band"].label == "Age of the child"
    assert form.fields["age_band"].error_messages["required"] == "Select the age of the child"
    assert not form.fields["listed_by"].required


@pytest.mark.parametrize("subject", ["", "dog", "CHILD", "child\x00"])
def test_a_subject_that_there_is_not_makes_no_form(subject: str) -> None:
    with pytest.raises(ValueError, match="is not a valid Subject"):
        AddCaseForm(offers=OFFERS, subject=subject)


@pytest.mark.parametrize(
    ("subject", "is_asked"), [("child", False), ("young_person", False), ("adult_offender", True)]
)
def test_only_of_an_adult_it_is_asked_what_they_are_to_children(
    subject: str, is_asked: bool
) -> None:
    form = AddCaseForm(offers=OFFERS, subject=subject)
    assert ("adults_part" in form.fields) is is_asked
    assert form.fields["listed_by"].required is is_asked


@pytest.mark.parametrize(
    ("name", "none"),
    [("lives_in", "Not recorded"), ("placed_by", "Not placed, or not recorded")],
)
def test_the_own_area_stands_first_among_the_areas(name: str, none: str) -> None:
    assert choices_of(AddCaseForm(offers=OFFERS), name) == [
        ("", none),
        (2, "Northmere, the area of this inspection"),
        (1, "Farley"),
        (3, "Wenlow"),
    ]


def test_agencies_are_offered_as_those_involved_and_as_those_with_lists() -> None:
    form = AddCaseForm(offers=OFFERS)
    agencies = list(OFFERS.agencies.items())
    assert choices_of(form, "agencies") == agencies
    assert choices_of(form, "listed_by") == [("", "Not recorded"), *agencies]


def test_without_agencies_and_a_topic_nothing_is_asked_of_them() -> None:
    form = AddCaseForm(offers=BARE)
    assert not {"agencies", "in_deep_dive"} & set(form.fields)
    assert choices_of(form, "listed_by") == [("", "Not recorded")]


def test_the_deep_dive_is_named_by_its_topic() -> None:
    assert (
        AddCaseForm(offers=OFFERS).fields["in_deep_dive"].label == "Part of the deep dive: Neglect"
    )


def test_the_kind_stands_first_when_a_case_is_added() -> None:
    form = AddCaseForm(offers=OFFERS)
    assert list(form.fields)[:2] == ["once", "kind"]
    assert set(form.fields["kind"].option_hints) == set(CaseKind)


@pytest.mark.parametrize(
    ("kind", "is_asked"), [("tracked", False), ("sampled", True), ("joint_audit", False)]
)
def test_a_change_asks_for_the_point_of_a_sampled_case_alone(kind: str, is_asked: bool) -> None:
    form = ChangeCaseForm(offers=OFFERS, kind=kind)
    assert ("point" in form.fields) is is_asked
    assert "kind" not in form.fields


def test_what_is_offered_is_escaped() -> None:
    offers = CaseOffers({5: "<script>police"}, {2: "<b>Home"}, home=2, topic="<i>Neglect")
    form = AddCaseForm(offers=offers)
    drawn = "".join(str(form[name]) for name in form.fields)
    assert "&lt;script&gt;police" in drawn
    assert "&lt;b&gt;Home" in drawn
    assert "<script>" not in drawn
    assert "&lt;i&gt;Neglect" in form["in_deep_dive"].label_tag()


# --- what a good post becomes -------------------------------------------------------------------


def test_the_least_that_can_be_said_of_a_child() -> None:
    form = adding()
    assert form.is_valid(), form.errors
    assert form.kind == "tracked"
    assert form.facts() == CaseFacts(age_band="5_to_9", cohort="in_need")


def test_everything_that_can_be_said_of_a_child() -> None:
    form = adding(
        kind="sampled",
        point="placement",
        listed_by="6",
        flags=["is_exploited", "has_been_missing"],
        in_deep_dive="on",
        agencies=["12", "5"],
        lives_in="3",
        placed_by="2",
    )
    assert form.is_valid(), form.errors
    assert form.facts() == CaseFacts(
        age_band="5_to_9",
        cohort="in_need",
        listed_by=6,
        point="placement",
        in_deep_dive=True,
        flags=("has_been_missing", "is_exploited"),
        lives_in=3,
        placed_by=2,
        agencies=(5, 12),
    )


@pytest.mark.parametrize("part", ["children_at_risk", "protective_factor"])
def test_an_adult_offender_is_something_to_the_children(part: str) -> None:
    form = adding("adult_offender", adults_part=part)
    assert form.is_valid(), form.errors
    facts = form.facts()
    assert (facts.subject, facts.adults_part, facts.listed_by) == ("adult_offender", part, 5)


@pytest.mark.parametrize("band", ["10_to_15", "16_to_17", "18_or_over"])
def test_a_young_person_of_each_age_is_taken(band: str) -> None:
    form = adding("young_person", age_band=band)
    assert form.is_valid(), form.errors
    assert (form.facts().subject, form.facts().age_band) == ("young_person", band)


@pytest.mark.parametrize("cohort", list(Cohort))
def test_each_cohort_is_taken(cohort: Cohort) -> None:
    form = adding(cohort=cohort.value)
    assert form.is_valid(), form.errors
    assert form.facts().cohort == cohort


@pytest.mark.parametrize("point", list(JourneyPoint))
def test_each_point_of_the_journey_is_taken(point: JourneyPoint) -> None:
    form = adding(kind="sampled", point=point.value)
    assert form.is_valid(), form.errors
    assert form.facts().point == point


@pytest.mark.parametrize("flag", list(CaseFlag))
def test_each_flag_is_taken(flag: CaseFlag) -> None:
    form = adding(flags=[flag.value])
    assert form.is_valid(), form.errors
    assert form.facts().flags == (flag,)


def test_boxes_that_arrive_twice_count_once() -> None:
    form = adding(flags=["in_custody", "in_custody"], agencies=["6", "5", "6"])
    assert form.is_valid(), form.errors
    assert (form.facts().flags, form.facts().agencies) == (("in_custody",), (5, 6))


def test_of_two_answers_to_one_question_the_last_one_counts() -> None:
    form = adding(age_band=["5_to_9", "under_1"], lives_in=["1", "3"])
    assert form.is_valid(), form.errors
    assert (form.facts().age_band, form.facts().lives_in) == ("under_1", 3)


@pytest.mark.parametrize(
    ("offers", "unasked"),
    [
        (OFFERS, {"adults_part": "children_at_risk"}),
        (BARE, {"in_deep_dive": "on"}),
        (BARE, {"agencies": ["5"]}),
        (OFFERS, {"reference": "T9", "version": "8", "added_by": "1"}),
    ],
    ids=["part of an adult", "deep dive", "agencies", "columns"],
)
def test_what_was_not_asked_is_not_taken(offers: CaseOffers, unasked: dict[str, Any]) -> None:
    form = adding(offers=offers, **unasked)
    assert form.is_valid(), form.errors
    assert form.facts() == CaseFacts(age_band="5_to_9", cohort="in_need")


FACTS = {
    "child": (CaseKind.TRACKED, CaseFacts(age_band="unborn", cohort="early_help")),
    "sampled": (
        CaseKind.SAMPLED,
        CaseFacts(age_band="1_to_4", cohort="looked_after", point="review", in_deep_dive=True),
    ),
    "placed": (
        CaseKind.JOINT_AUDIT,
        CaseFacts(
            age_band="10_to_15",
            cohort="looked_after",
            flags=("has_been_missing", "is_disabled"),
            lives_in=3,
            placed_by=1,
            agencies=(5, 6, 12),
        ),
    ),
    "care leaver": (CaseKind.TRACKED, CaseFacts(age_band="18_or_over", cohort="care_leaver")),
    "young person": (
        CaseKind.TRACKED,
        CaseFacts(age_band="16_to_17", cohort="custody", subject="young_person", listed_by=12),
    ),
    "adult": (
        CaseKind.TRACKED,
        CaseFacts(
            age_band="18_or_over",
            cohort="protection_plan",
            subject="adult_offender",
            adults_part="protective_factor",
            listed_by=5,
        ),
    ),
}


@pytest.mark.parametrize(("kind", "facts"), FACTS.values(), ids=FACTS)
def test_a_case_that_is_shown_and_sent_back_unchanged_is_the_same(
    kind: CaseKind, facts: CaseFacts
) -> None:
    shown = initial_of_case(facts)
    if not shown.pop("in_deep_dive"):
        sent = query(once=uuid4(), base=1, why="", **shown)
    else:
        sent = query(once=uuid4(), base=1, why="", in_deep_dive="on", **shown)
    form = ChangeCaseForm(sent, offers=OFFERS, subject=facts.subject, kind=kind)
    assert form.is_valid(), form.errors
    assert form.facts() == facts


def test_what_is_known_is_chosen_when_the_form_opens() -> None:
    kind, facts = FACTS["placed"]
    form = ChangeCaseForm(initial=initial_of_case(facts), offers=OFFERS, kind=kind)
    assert 'value="10_to_15" id="id_age_band_4" checked' in str(form["age_band"]).replace(
        "required ", ""
    )
    assert '<option value="3" selected>Wenlow</option>' in str(form["lives_in"])
    assert str(form["agencies"]).count("checked") == 3
    assert str(form["flags"]).count("checked") == 2


# --- what is missing or wrong -------------------------------------------------------------------


@pytest.mark.parametrize(
    ("subject", "name", "says"),
    [
        ("child", "kind", "Select the kind of case"),
        ("child", "age_band", "Select the age of the child"),
        ("child", "cohort", "Select where in the system the child is"),
        ("young_person", "age_band", "Answer: age of the young person"),
        ("young_person", "cohort", "Answer: where in the system the young person is"),
        ("adult_offender", "age_band", "Answer: age of the adult"),
        ("adult_offender", "cohort", "Answer: where in the system their children are"),
        ("adult_offender", "adults_part", "Select what the adult is to the children"),
        (
            "adult_offender",
            "listed_by",
            "Select from which agency’s list the adult offender comes",
        ),
    ],
)
def test_what_is_missing_is_said_in_the_words_of_the_question(
    subject: str, name: str, says: str
) -> None:
    form = adding(subject, **{name: "", "flags": ["is_disabled"], "lives_in": "3"})
    assert said_of(form) == {name: [says]}
    assert (form["flags"].value(), form["lives_in"].value()) == (["is_disabled"], "3")


def test_everything_that_is_missing_is_said_at_once() -> None:
    form = AddCaseForm(query(), offers=OFFERS, subject="adult_offender")
    assert set(said_of(form)) == {
        *("once", "kind", "age_band", "cohort", "adults_part", "listed_by"),
    }


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("kind", "audit"),
        ("kind", "TRACKED"),
        ("age_band", "7"),
        ("age_band", "5_to_9\x00"),
        ("cohort", "adopted"),
        ("cohort", RTL),
        ("flags", ["is_disabled", "is_naughty"]),
        ("flags", [EMOJI]),
        ("agencies", ["5", "7"]),
        ("agencies", ["\x00"]),
        ("agencies", ["5 OR 1=1"]),
        ("listed_by", "7"),
        ("listed_by", "-5"),
        ("listed_by", "٥"),
        ("point", "the_end"),
        ("lives_in", "9"),
        pytest.param("lives_in", "x" * 100_000, id="lives_in-long"),
        ("placed_by", "<script>"),
    ],
)
def test_what_is_not_offered_is_refused_at_its_field(name: str, value: Any) -> None:
    form = adding(**{name: value})
    assert list(said_of(form)) == [name]
    assert form[name].value() == value


@pytest.mark.parametrize(
    ("subject", "band"),
    [("young_person", "5_to_9"), ("young_person", "unborn"), ("adult_offender", "16_to_17")],
)
def test_an_age_that_does_not_fit_the_subject_is_refused(subject: str, band: str) -> None:
    assert list(said_of(adding(subject, age_band=band))) == ["age_band"]


@pytest.mark.parametrize(
    ("changes", "field", "says"),
    [
        ({"kind": "sampled"}, "point", "Select the point of the journey"),
        (
            {"kind": "tracked", "point": "plan"},
            "point",
            "Only a sampled case is looked at in one point of the journey",
        ),
        (
            {"kind": "joint_audit", "point": "review"},
            "point",
            "Only a sampled case is looked at in one point of the journey",
        ),
        (
            {"age_band": "18_or_over"},
            "age_band",
            "Only a care leaver is looked at as a child at 18 or over.",
        ),
    ],
)
def test_answers_that_do_not_fit_together_are_said_at_one_of_them(
    changes: dict[str, str], field: str, says: str
) -> None:
    assert said_of(adding(**changes)) == {field: [says]}


def test_without_a_kind_nothing_is_said_of_the_point() -> None:
    assert list(said_of(adding(kind="", point="plan"))) == ["kind"]


def test_a_care_leaver_may_be_grown_up() -> None:
    assert adding(age_band="18_or_over", cohort="care_leaver").is_valid()


def test_the_kind_of_a_form_of_no_kind_is_not_said() -> None:
    assert CaseForm(offers=OFFERS).kind == ""


@pytest.mark.parametrize("once", ["", "x", "\x00", EMOJI, pytest.param("1" * 100_000, id="long")])
def test_without_its_receipt_a_case_is_not_added(once: str) -> None:
    form = adding(once=once)
    assert said_of(form)["once"][0] == RECEIPT_LOST
    assert form["cohort"].value() == "in_need"


# --- a change and its reason --------------------------------------------------------------------


@pytest.mark.parametrize(
    ("typed", "kept"),
    [
        ("", ""),
        ("Read again.", "Read again."),
        (" spaces about it ", "spaces about it"),
        ("one\r\ntwo\rthree", "one\ntwo\nthree"),
        ("a\x00b\x07c", "abc"),
        ("\x00", ""),
        (RTL, RTL),
        (EMOJI, EMOJI),
        ("e\u0301", "é"),
        ("<script>alert(1)</script>", "<script>alert(1)</script>"),
        ("x" * LONGEST_NOTE, "x" * LONGEST_NOTE),
    ],
    ids=[
        *("none", "plain", "spaces", "line ends", "control", "NUL alone", "right to left"),
        *("emoji", "accent apart", "script", "longest"),
    ],
)
def test_a_reason_is_kept_without_what_nobody_sees(typed: str, kept: str) -> None:
    form = changing(why=typed)
    assert form.is_valid(), form.errors
    assert form.cleaned_data["why"] == kept


@pytest.mark.parametrize("length", [LONGEST_NOTE + 1, 100_000])
def test_a_reason_that_is_too_long_is_told_and_stays_whole(length: int) -> None:
    typed = "x" * length
    form = changing(why=typed)
    assert said_of(form) == {"why": ["Reason must be 2,000 characters or fewer"]}
    assert form["why"].value() == typed
    assert typed in str(form["why"])
    assert "maxlength" not in str(form["why"])


def test_a_reason_is_escaped_when_it_comes_back() -> None:
    form = changing(why="<script>", cohort="")
    assert not form.is_valid()
    assert "&lt;script&gt;" in str(form["why"])
    assert "<script>" not in str(form["why"])


@pytest.mark.parametrize(
    "base", ["", "0", "-1", "x", "1.5", "\x00", EMOJI, pytest.param("9" * 100_000, id="long")]
)
def test_without_the_version_it_is_based_on_a_change_is_refused(base: str) -> None:
    form = changing(base=base, why="Read again.")
    assert list(said_of(form)) == ["base"]
    assert form["why"].value() == "Read again."


def test_a_change_bears_the_version_it_is_based_on() -> None:
    form = changing(base="7")
    assert form.is_valid(), form.errors
    assert form.cleaned_data["base"] == 7


@pytest.mark.parametrize("kind", ["tracked", "joint_audit"])
def test_a_point_sent_along_with_a_case_that_has_none_is_left_out(kind: str) -> None:
    form = changing(kind, point="plan")
    assert form.is_valid(), form.errors
    assert form.facts().point == ""


def test_a_sampled_case_keeps_a_point_when_it_is_changed() -> None:
    assert said_of(changing("sampled")) == {"point": ["Select the point of the journey"]}
    assert changing("sampled", point="plan").is_valid()


def test_the_kind_cannot_be_changed_by_sending_another() -> None:
    form = changing("tracked", kind="sampled", point="plan")
    assert form.is_valid(), form.errors
    assert form.kind == "tracked"


# --- a form that comes back ---------------------------------------------------------------------


def test_a_refused_form_says_why_and_takes_a_new_key() -> None:
    form = adding(flags=["is_disabled", "in_custody"], agencies=["5", "6"], lives_in="3")
    assert form.is_valid()
    before = form.data["once"]
    form.refused(ActionRefused("The inspection is closed."))
    assert list(form.non_field_errors()) == ["The inspection is closed."]
    assert form.data["once"] != before
    assert UUID(form.data["once"]).version == 4
    assert form.data.getlist("flags") == ["is_disabled", "in_custody"]
    assert form.data.getlist("agencies") == ["5", "6"]
    assert form["lives_in"].value() == "3"


def test_other_values_are_shown_and_what_was_sent_is_left_alone() -> None:
    form = changing(why="Read again.", base="3")
    sent = form.data.copy()
    handed_in = form.data
    form.bear(base=9)
    assert (form["base"].value(), form["why"].value()) == ("9", "Read again.")
    assert handed_in == sent


def test_a_key_that_arrived_twice_is_borne_once() -> None:
    form = adding(once=[str(uuid4()), str(uuid4())])
    assert form.is_valid(), form.errors
    form.refused(ActionRefused("No."))
    assert len(form.data.getlist("once")) == 1


# --- asking for some of them --------------------------------------------------------------------

PEOPLE = {"kit@example.org": "Kit", "lou@example.org": "Lou"}


def filtering(**asked: Any) -> CasesAsked:
    return FilterCasesForm(query(**asked), agencies=OFFERS.agencies, people=PEOPLE).asked()


@pytest.mark.parametrize(
    ("asked", "expected"),
    [
        ({}, CasesAsked()),
        ({"kind": ""}, CasesAsked()),
        ({"kind": "sampled"}, CasesAsked(kind="sampled")),
        ({"kind": "other"}, CasesAsked()),
        ({"cohort": "custody"}, CasesAsked(cohort="custody")),
        ({"cohort": RTL}, CasesAsked()),
        ({"flag": "in_custody"}, CasesAsked(flag="in_custody")),
        ({"flag": "is_staff"}, CasesAsked()),
        ({"flag": "\x00"}, CasesAsked()),
        ({"agency": "12"}, CasesAsked(agency=12)),
        ({"agency": "7"}, CasesAsked()),
        ({"agency": "x" * 100_000}, CasesAsked()),
        ({"agency": "١٢"}, CasesAsked()),
        ({"person": "kit@example.org"}, CasesAsked(person="kit@example.org")),
        ({"person": "KIT@example.org"}, CasesAsked()),
        ({"person": EMOJI}, CasesAsked()),
        ({"kind": "tracked", "cohort": "x"}, CasesAsked(kind="tracked")),
        ({"kind": ["tracked", "sampled"]}, CasesAsked(kind="sampled")),
        ({"unknown": "1"}, CasesAsked()),
    ],
)
def test_a_list_asks_for_what_is_a_choice(asked: dict[str, Any], expected: CasesAsked) -> None:
    assert filtering(**asked) == expected


@pytest.mark.parametrize("side", ["after", "before"])
@pytest.mark.parametrize(
    ("place", "is_one"),
    [
        ("T1", True),
        ("S1234567", True),
        ("A0", True),
        ("S12345678", False),
        ("t1", False),
        ("T", False),
        ("1", False),
        ("T1 ", False),
        ("T1\n", False),
        ("T١", False),
        ("TT1", False),
        ("\x00", False),
        ("", False),
        pytest.param("T" + "1" * 100_000, False, id="long"),
    ],
)
def test_a_place_in_a_list_is_a_reference(side: str, place: str, is_one: bool) -> None:
    assert getattr(filtering(**{side: place}), side) == (place if is_one else "")


def test_a_filter_offers_all_and_each() -> None:
    form = FilterCasesForm(query(), agencies=OFFERS.agencies, people=PEOPLE)
    assert choices_of(form, "agency")[:2] == [("", "All agencies"), (5, "Northmere Police")]
    assert choices_of(form, "person") == [("", "Anybody or nobody"), *PEOPLE.items()]
    assert [value for value, _ in choices_of(form, "kind")] == ["", *CaseKind]
    assert [value for value, _ in choices_of(form, "cohort")] == ["", *Cohort]
    assert [value for value, _ in choices_of(form, "flag")] == ["", *CaseFlag]
