"""The plain values of cases, parts, places and doors, and the sentences of who may do what."""

from dataclasses import FrozenInstanceError, replace
from datetime import date
from enum import StrEnum
from typing import Any
from urllib.parse import parse_qs, urlsplit

import pytest
from hypothesis import given
from hypothesis import strategies as st

from inspections.models import (
    Assignment,
    Case,
    CaseLink,
    CaseStep,
    Inspection,
    InspectionAccess,
    StepReport,
    Strand,
)
from inspections.permissions import (
    is_lead,
    is_on_team,
    is_overall_lead,
    may_add_case,
    may_change_case,
    may_end_assignment,
    may_move_inspection,
    may_name_lead,
    may_name_member,
    may_open_any,
    may_open_inspection,
)
from inspections.permissions.stage import may_upgrade_inspection
from inspections.states import TAKES_EVIDENCE, InspectionState
from inspections.values import (
    ADULTS_PART_LABELS,
    AGE_BAND_LABELS,
    CASE_FLAG_LABELS,
    CASE_KIND_LABELS,
    CASE_LINK_LABELS,
    CASE_PREFIXES,
    COHORT_LABELS,
    CONSENT_LABELS,
    JOINT_STRAND,
    JOURNEY_POINT_LABELS,
    LEADING,
    OUTCOME_LABELS,
    PRESENT_LABELS,
    REMITS,
    STEP_LABELS,
    STEPS_AT_AGENCY,
    STEPS_ONCE,
    SUBJECT_LABELS,
    TEAM_ROLE_LABELS,
    AdultsPart,
    AgeBand,
    Board,
    CaseFacts,
    CaseFlag,
    CaseKind,
    CaseLinkKind,
    CaseOffers,
    CasesAsked,
    Cohort,
    Consent,
    Door,
    JourneyPoint,
    OfficeHolder,
    Outcome,
    Present,
    StepAsked,
    StepKind,
    StepSaid,
    StrandKind,
    Subject,
    TeamRole,
    in_strand,
    reference_prefix,
)
from organisations.models import Inspectorate, Membership
from organisations.values import AgencyKind
from records.values import content_hash

OFSTED = Inspectorate(pk=1, code="ofsted", name="Ofsted", short_name="Ofsted")
CQC = Inspectorate(pk=2, code="cqc", name="CQC", short_name="CQC")
FACTS = CaseFacts(age_band="5_to_9", cohort="in_need")
SAID = StepSaid("done", on=date(2026, 3, 1), done_by="kit@example.org")


# --- words and their labels ---------------------------------------------------------------------

LABELLED: list[tuple[type[StrEnum], dict[Any, str]]] = [
    (CaseKind, CASE_KIND_LABELS),
    (AgeBand, AGE_BAND_LABELS),
    (Cohort, COHORT_LABELS),
    (Subject, SUBJECT_LABELS),
    (AdultsPart, ADULTS_PART_LABELS),
    (JourneyPoint, JOURNEY_POINT_LABELS),
    (CaseFlag, CASE_FLAG_LABELS),
    (StepKind, STEP_LABELS),
    (Outcome, OUTCOME_LABELS),
    (Consent, CONSENT_LABELS),
    (Present, PRESENT_LABELS),
    (TeamRole, TEAM_ROLE_LABELS),
]


@pytest.mark.parametrize(("words", "labels"), LABELLED)
def test_each_word_has_a_label_in_its_place(words: type[StrEnum], labels: dict[Any, str]) -> None:
    assert list(labels) == list(words)


@pytest.mark.parametrize(("words", "labels"), LABELLED)
def test_no_two_words_are_said_alike(words: type[StrEnum], labels: dict[Any, str]) -> None:
    assert len(set(labels.values())) == len(words)
    assert all(label[0].isupper() or label[0].isdigit() for label in labels.values())


@pytest.mark.parametrize(
    ("model", "column", "words"),
    [
        (Case, "kind", CaseKind),
        (Case, "subject", Subject),
        (Case, "adults_part", AdultsPart),
        (Case, "point", JourneyPoint),
        (Case, "age_band", AgeBand),
        (Case, "cohort", Cohort),
        (CaseLink, "kind", CaseLinkKind),
        (CaseStep, "kind", StepKind),
        (StepReport, "outcome", Outcome),
        (StepReport, "consent", Consent),
        (Assignment, "role", TeamRole),
        (Strand, "kind", StrandKind),
        (InspectionAccess, "opens", Door),
    ],
)
def test_each_word_fits_its_column(model: Any, column: str, words: type[StrEnum]) -> None:
    field = model._meta.get_field(column)
    assert {value for value, _ in field.choices} == {word.value for word in words}
    assert max(len(word) for word in words) <= field.max_length


def test_each_flag_is_a_column_of_a_case() -> None:
    assert all(Case._meta.get_field(flag.value).default is False for flag in CaseFlag)


def test_references_of_two_kinds_never_meet() -> None:
    assert len(set(CASE_PREFIXES.values())) == len(CaseKind)
    assert all(len(prefix) == 1 and prefix.isupper() for prefix in CASE_PREFIXES.values())


@pytest.mark.parametrize(
    ("kind", "is_same_from_both_sides"),
    [("siblings", True), ("household", True), ("adults-child", False), ("same-person", True)],
)
def test_a_link_is_said_alike_from_both_sides_or_not(
    kind: str, is_same_from_both_sides: bool
) -> None:
    first, second = CASE_LINK_LABELS[CaseLinkKind(kind)]
    assert (first == second) is is_same_from_both_sides


@pytest.mark.parametrize(
    ("kind", "at_agency", "once"),
    [
        ("records", True, True),
        ("child", False, True),
        ("parent", False, False),
        ("adult", False, True),
        ("practitioner", True, False),
        ("manager", True, False),
    ],
)
def test_a_step_is_at_an_agency_or_not_and_once_or_not(
    kind: str, at_agency: bool, once: bool
) -> None:
    assert (kind in STEPS_AT_AGENCY, kind in STEPS_ONCE) == (at_agency, once)


@pytest.mark.parametrize("role", list(TeamRole))
def test_those_who_lead_are_the_two_leads(role: TeamRole) -> None:
    assert (role in LEADING) is role.endswith("lead")


def test_a_door_is_named_by_what_it_opens() -> None:
    assert list(Door) == ["draft", "audit", "concern"]


# --- the facts of a case ------------------------------------------------------------------------

OTHER_FACTS = {
    "age_band": "under_1",
    "cohort": "custody",
    "subject": "young_person",
    "adults_part": "protective_factor",
    "listed_by": 5,
    "point": "plan",
    "in_deep_dive": True,
    "flags": ("in_custody",),
    "lives_in": 2,
    "placed_by": 3,
    "agencies": (5,),
}


@pytest.mark.parametrize(("name", "value"), OTHER_FACTS.items())
def test_each_fact_is_in_the_hash_and_comes_back(name: str, value: Any) -> None:
    changed = replace(FACTS, **{name: value})
    assert content_hash(changed.as_data()) != content_hash(FACTS.as_data())
    assert CaseFacts.from_data(changed.as_data()) == changed
    assert changed.as_arguments()[name] == value


def test_every_fact_is_looked_at_here() -> None:
    assert set(FACTS.as_data()) == set(OTHER_FACTS)


def test_facts_are_not_changed_in_place() -> None:
    with pytest.raises(FrozenInstanceError):
        FACTS.cohort = "custody"


@pytest.mark.parametrize("lost", ["flags", "agencies", "age_band", "cohort"])
def test_facts_that_were_kept_without_what_is_needed_are_not_read(lost: str) -> None:
    data = FACTS.as_data()
    del data[lost]
    with pytest.raises((KeyError, TypeError), match=lost):
        CaseFacts.from_data(data)


def test_a_fact_that_there_is_not_is_not_read() -> None:
    with pytest.raises(TypeError, match="name"):
        CaseFacts.from_data({**FACTS.as_data(), "name": "Robin"})


def test_facts_kept_before_a_fact_was_known_are_read() -> None:
    data = {"age_band": "5_to_9", "cohort": "in_need", "flags": [], "agencies": []}
    assert CaseFacts.from_data(data) == FACTS


def test_without_a_deep_dive_there_is_no_topic() -> None:
    assert CaseOffers(agencies={}, areas={}, home=1).topic == ""


@pytest.mark.parametrize(
    ("asked", "is_filtered"),
    [
        (CasesAsked(before="T1", after="T2"), False),
        (CasesAsked(cohort="custody"), True),
        (CasesAsked(flag="in_custody"), True),
        (CasesAsked(agency=1), True),
        (CasesAsked(person="kit@example.org", before="T1"), True),
    ],
)
def test_each_question_leaves_cases_out(asked: CasesAsked, is_filtered: bool) -> None:
    assert asked.is_filtered is is_filtered


# --- steps --------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("step", "key"),
    [
        (StepAsked("child"), "child"),
        (StepAsked("records", 5), "records:5"),
        (StepAsked("manager", 0), "manager:0"),
    ],
)
def test_a_step_has_one_key(step: StepAsked, key: str) -> None:
    assert step.key == key
    assert StepAsked.from_key(key) == step


@given(kind=st.sampled_from(list(StepKind)), agency=st.none() | st.integers(0, 2**62))
def test_every_step_is_found_again_by_its_key(kind: StepKind, agency: int | None) -> None:
    step = StepAsked(kind, agency)
    assert StepAsked.from_key(step.key) == step


@pytest.mark.parametrize("key", ["records:", "records"])
def test_a_key_without_an_agency_is_at_none(key: str) -> None:
    assert StepAsked.from_key(key) == StepAsked("records")


@pytest.mark.parametrize("key", ["records:x", "records:5:6", "records:\x00", "records:1.5"])
def test_a_key_of_no_agency_is_no_step(key: str) -> None:
    with pytest.raises(ValueError, match="invalid literal"):
        StepAsked.from_key(key)


@pytest.mark.parametrize(
    "change",
    [
        {"outcome": "left"},
        {"on": date(2026, 3, 2)},
        {"on": None},
        {"done_by": ""},
        {"consent": "by_child"},
        {"present": ("nobody",)},
        {"note": "Glad."},
    ],
)
def test_each_part_of_a_report_is_in_its_hash(change: dict[str, Any]) -> None:
    assert content_hash(replace(SAID, **change).as_data()) != content_hash(SAID.as_data())


def test_the_order_of_those_present_makes_no_other_report() -> None:
    one = replace(SAID, present=("parent", "school"))
    other = replace(SAID, present=("school", "parent"))
    assert one.as_data() == other.as_data()


@pytest.mark.parametrize(("on", "kept"), [(date(2026, 3, 1), "2026-03-01"), (None, "")])
def test_the_day_of_a_report_is_plain_text(on: date | None, kept: str) -> None:
    assert replace(SAID, on=on).as_data()["on"] == kept


# --- parts and places ---------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("strand", "query", "asked"),
    [
        (JOINT_STRAND, {}, {}),
        ("cqc", {}, {"strand": ["cqc"]}),
        (JOINT_STRAND, {"case": "T1"}, {"case": ["T1"]}),
        ("cqc", {"case": "T1"}, {"strand": ["cqc"], "case": ["T1"]}),
        ("a&b=c", {}, {"strand": ["a&b=c"]}),
        ("ק 🧒", {"q": "50% + <b>"}, {"strand": ["ק 🧒"], "q": ["50% + <b>"]}),
    ],
)
def test_an_address_names_the_part_unless_it_is_the_joint_one(
    strand: str, query: dict[str, str], asked: dict[str, list[str]]
) -> None:
    address = in_strand("/evidence/", strand, **query)
    assert urlsplit(address).path == "/evidence/"
    assert parse_qs(urlsplit(address).query) == asked
    assert ("?" in address) is bool(asked)


@pytest.mark.parametrize(
    ("code", "prefix"),
    [("a", "A"), ("a-b", "AB"), ("hmi-constabulary", "HMCON"), ("one-two-three", "ONTWO")],
)
def test_a_prefix_is_made_of_the_words_of_a_code(code: str, prefix: str) -> None:
    assert reference_prefix(code) == prefix


def test_a_holder_without_an_account_and_one_with_it_are_two() -> None:
    chair = OfficeHolder("Robin", "Chair", date(2020, 4, 1))
    assert chair.email == ""
    assert Board("LSCB", chair) != Board("LSCB", replace(chair, email="robin@example.org"))


def test_an_agency_of_no_remit_is_told_by_nobody_in_particular() -> None:
    assert set(AgencyKind) - set(REMITS) == {AgencyKind.OTHER}


# --- who may do what, and what the others are told ----------------------------------------------

NOT_ON_TEAM = "You are not on the team of this inspection."
NOT_OVERALL = "Only the overall lead of this inspection can do that."
NOT_LEAD = "Only the lead of an inspectorate can do that."
NO_OPENING = "An inspection is opened by a lead of the inspectorate that leads it."
OWN_ONLY = "You name the people of your own inspectorate only."
END_OWN_ONLY = "You end the work of people of your own inspectorate only."


def place(role: str, body: Inspectorate = CQC) -> Assignment:
    return Assignment(inspectorate=body, role=role)


def inspection(state: str = "fieldwork") -> Inspection:
    return Inspection(reference="OF-2026-0001", state=state)


@pytest.mark.parametrize(
    ("ask", "reason"),
    [
        (is_on_team, NOT_ON_TEAM),
        (is_overall_lead, NOT_OVERALL),
        (is_lead, NOT_LEAD),
        (may_name_lead, NOT_OVERALL),
        (may_move_inspection, NOT_ON_TEAM),
        (may_upgrade_inspection, NOT_ON_TEAM),
        (lambda nobody: may_name_member(nobody, inspectorate="cqc", role="inspector"), NOT_LEAD),
        (lambda nobody: may_end_assignment(nobody, place("inspector")), NOT_LEAD),
        (lambda nobody: may_add_case(nobody, inspection()), NOT_ON_TEAM),
        (lambda nobody: may_change_case(nobody, inspection()), NOT_ON_TEAM),
        (lambda nobody: may_open_inspection(nobody, "cqc"), NO_OPENING),
        (may_open_any, NO_OPENING),
    ],
)
def test_whoever_is_nobody_there_is_told_so(ask: Any, reason: str) -> None:
    assert (ask(None).allowed, ask(None).reason) == (False, reason)


@pytest.mark.parametrize("ask", [may_move_inspection, may_upgrade_inspection, is_overall_lead])
@pytest.mark.parametrize("role", list(TeamRole))
def test_the_overall_lead_alone_moves_an_inspection(ask: Any, role: TeamRole) -> None:
    answer = ask(place(role))
    assert answer.allowed is (role == TeamRole.OVERALL_LEAD)
    assert answer.reason == ("" if answer.allowed else NOT_OVERALL)


@pytest.mark.parametrize(
    ("role", "body", "named", "reason"),
    [
        ("lead", "cqc", "inspector", ""),
        ("lead", "cqc", "quality_assurer", ""),
        ("overall_lead", "cqc", "inspector", ""),
        ("lead", "ofsted", "inspector", OWN_ONLY),
        ("overall_lead", "ofsted", "inspector", OWN_ONLY),
        (
            "lead",
            "cqc",
            "lead",
            "A lead names inspectors and quality assurers, not the inspectorate’s lead.",
        ),
        (
            "overall_lead",
            "ofsted",
            "overall_lead",
            "A lead names inspectors and quality assurers, not the overall lead.",
        ),
        ("inspector", "cqc", "inspector", NOT_LEAD),
        ("quality_assurer", "cqc", "inspector", NOT_LEAD),
    ],
)
def test_who_is_named_by_whom_and_why_not(role: str, body: str, named: str, reason: str) -> None:
    answer = may_name_member(place(role), inspectorate=body, role=named)
    assert (answer.allowed, answer.reason) == (not reason, reason)


@pytest.mark.parametrize(
    ("asking", "other", "reason"),
    [
        (place("lead"), place("inspector"), ""),
        (place("lead"), place("inspector", OFSTED), END_OWN_ONLY),
        (place("overall_lead", OFSTED), place("inspector"), END_OWN_ONLY),
        (place("overall_lead", OFSTED), place("lead"), ""),
        (place("lead"), place("lead"), NOT_OVERALL),
        (
            place("overall_lead"),
            place("overall_lead"),
            "The overall lead stays until another has taken over.",
        ),
        (
            place("lead"),
            place("overall_lead"),
            "The overall lead stays until another has taken over.",
        ),
        (place("inspector"), place("inspector"), NOT_LEAD),
    ],
)
def test_whose_work_is_ended_by_whom_and_why_not(
    asking: Assignment, other: Assignment, reason: str
) -> None:
    answer = may_end_assignment(asking, other)
    assert (answer.allowed, answer.reason) == (not reason, reason)


@pytest.mark.parametrize("state", list(InspectionState))
@pytest.mark.parametrize(
    ("ask", "done", "doing"),
    [(may_add_case, "added", "add cases"), (may_change_case, "changed", "work on cases")],
)
def test_cases_are_worked_on_while_evidence_is_taken(
    ask: Any, done: str, doing: str, state: InspectionState
) -> None:
    assurer = ask(place("quality_assurer"), inspection(state))
    assert assurer.reason == f"The quality assurer reads; the inspectors {doing}."
    for role in ("overall_lead", "lead", "inspector"):
        answer = ask(place(role), inspection(state))
        assert answer.allowed is (state in TAKES_EVIDENCE)
        if not answer.allowed:
            assert answer.reason == (
                f"This inspection is {inspection(state).state_label}. "
                f"Cases are {done} from the notice until it is closed."
            )


@pytest.mark.parametrize(
    ("body", "role", "led_by", "is_one", "is_any"),
    [
        (OFSTED, "lead", "ofsted", True, True),
        (OFSTED, "inspector", "ofsted", False, False),
        (CQC, "lead", "ofsted", False, True),
        (CQC, "inspector", "ofsted", False, False),
        (CQC, "lead", "CQC", False, True),
    ],
)
def test_an_inspection_is_opened_by_a_lead_of_whoever_leads_it(
    body: Inspectorate, role: str, led_by: str, is_one: bool, is_any: bool
) -> None:
    membership = Membership(inspectorate=body, role=role)
    for answer, allowed in (
        (may_open_inspection(membership, led_by), is_one),
        (may_open_any(membership), is_any),
    ):
        assert (answer.allowed, answer.reason) == (allowed, "" if allowed else NO_OPENING)
