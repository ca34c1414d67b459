"""What is said of a case: in a list, on its page, in its history, beside another's change."""

from dataclasses import replace
from datetime import UTC, datetime
from types import SimpleNamespace
from typing import Any
from urllib.parse import parse_qs, urlsplit

import pytest
from django.template import engines

from inspections.models import Assignment, Case, CaseMember, CaseRevision, Inspection
from inspections.presenters.cases import (
    CASE_COLUMNS,
    NOT_RECORDED,
    case_facts,
    case_page,
    case_rows,
    conflict_in_case,
    named_cases,
    subject_links,
    versions_of,
    words_of,
)
from inspections.rules.cases import StepState
from inspections.values import (
    AGE_BAND_LABELS,
    CASE_FLAG_LABELS,
    CASE_PAGE,
    COHORT_LABELS,
    JOURNEY_POINT_LABELS,
    SUBJECT_LABELS,
    AgeBand,
    CaseFacts,
    CaseFlag,
    CaseOffers,
    CasesAsked,
    CasesFound,
    Cohort,
    JourneyPoint,
    Subject,
)
from organisations.models import Agency, Inspectorate, LocalArea, User

AT = datetime(2026, 7, 1, 23, 30, tzinfo=UTC)
OFSTED = Inspectorate(pk=1, code="ofsted", name="Ofsted", short_name="Ofsted")
CQC = Inspectorate(pk=2, code="cqc", name="CQC", short_name="CQC")
HOME = LocalArea(pk=2, code="northmere", name="Northmere")
FARLEY = LocalArea(pk=1, code="farley", name="Farley")
POLICE = Agency(pk=5, name="Northmere Police")
HEALTH = Agency(pk=6, name="Northmere Health")
KIT = User(pk=8, name="Kit Ash", email="kit@example.org")
INSPECTION = Inspection(reference="OF-2026-0001", area=HOME)
NAMES = CaseOffers(
    agencies={5: "Northmere Police", 6: "Northmere Health"},
    areas={1: "Farley", 2: "Northmere", 3: "Wenlow"},
    home=2,
    topic="Neglect",
)
CHILD = CaseFacts(age_band="5_to_9", cohort="in_need")


class _All(list[Any]):
    """Rows as a prefetch leaves them."""

    def all(self) -> list[Any]:
        return self


def case(reference: str = "T1", *, agencies: tuple[Agency, ...] = (), **fields: Any) -> Case:
    usual = {"kind": "tracked", "age_band": "5_to_9", "cohort": "in_need"}
    row = Case(
        **{"pk": 1, "inspection": INSPECTION, "added_by": KIT, "added_at": AT, **usual, **fields},
        reference=reference,
    )
    row._prefetched_objects_cache = {"agencies": _All(agencies)}
    return row


def revision(version: int, facts: CaseFacts, why: str = "") -> CaseRevision:
    return CaseRevision(version=version, facts=facts.as_data(), why=why, person=KIT, at=AT)


def member(body: Inspectorate, case_id: int = 1) -> CaseMember:
    return CaseMember(case_id=case_id, assignment=Assignment(person=KIT, inspectorate=body))


# --- a page of a list ---------------------------------------------------------------------------


def found(number: int, *, has_sooner: bool = False, goes_on: bool = False) -> CasesFound:
    return CasesFound([case(f"T{one}") for one in range(1, number + 1)], has_sooner, goes_on)


@pytest.mark.parametrize(
    ("number", "says"),
    [
        (0, "0 cases on this page."),
        (1, "1 case on this page."),
        (2, "2 cases on this page."),
        (CASE_PAGE, "50 cases on this page."),
    ],
)
def test_a_whole_list_says_how_many_cases_there_are(number: int, says: str) -> None:
    shown = case_page(found(number), CasesAsked(), "/cases/")
    assert (shown.says, shown.before_url, shown.after_url) == (says, "", "")
    assert len(shown.cases) == number


@pytest.mark.parametrize(
    ("has_sooner", "goes_on", "before", "after"),
    [
        (False, True, "", "/cases/?after=T3"),
        (True, False, "/cases/?before=T1", ""),
        (True, True, "/cases/?before=T1", "/cases/?after=T3"),
    ],
)
def test_a_page_of_several_leads_to_those_beside_it(
    has_sooner: bool, goes_on: bool, before: str, after: str
) -> None:
    rows = found(3, has_sooner=has_sooner, goes_on=goes_on)
    shown = case_page(rows, CasesAsked(), "/cases/")
    assert (shown.before_url, shown.after_url) == (before, after)
    assert shown.says.endswith("A page shows 50; the others are on the pages beside it.")


@pytest.mark.parametrize(
    ("asked", "is_said"),
    [
        (CasesAsked(), False),
        (CasesAsked(after="T9"), False),
        (CasesAsked(kind="sampled"), True),
        (CasesAsked(person="kit@example.org"), True),
    ],
)
def test_a_list_that_leaves_cases_out_says_so(asked: CasesAsked, is_said: bool) -> None:
    says = case_page(found(1), asked, "/cases/").says
    assert ("Only those that you asked for are listed" in says) is is_said


def test_a_page_that_is_empty_leads_nowhere() -> None:
    shown = case_page(found(0, has_sooner=True, goes_on=True), CasesAsked(), "/cases/")
    assert (shown.before_url, shown.after_url) == ("", "")


@pytest.mark.parametrize(
    ("asked", "kept"),
    [
        ("", {}),
        ("kind=sampled", {"kind": ["sampled"]}),
        ("after=T1&cohort=custody", {"cohort": ["custody"]}),
        ("before=T4&after=T1&after=T2", {}),
        ("person=kit%2Bone%40example.org", {"person": ["kit+one@example.org"]}),
        ("q=%D7%A7%26%3D", {"q": ["ק&="]}),
        ("kind=a&kind=b", {"kind": ["a", "b"]}),
    ],
)
def test_the_pages_beside_ask_for_the_same(asked: str, kept: dict[str, list[str]]) -> None:
    rows = found(2, has_sooner=True, goes_on=True)
    shown = case_page(rows, CasesAsked(), f"/cases/?{asked}")
    assert parse_qs(urlsplit(shown.after_url).query) == {**kept, "after": ["T2"]}
    assert parse_qs(urlsplit(shown.before_url).query) == {**kept, "before": ["T1"]}


# --- a row of a list ----------------------------------------------------------------------------


def row_of(
    one: Case, *, members: tuple[CaseMember, ...] = (), states: tuple[StepState, ...] = ()
) -> dict[str, Any]:
    [cells] = case_rows(INSPECTION, [one], members, {one.pk: list(states)})
    return {column.label: cell for column, cell in zip(CASE_COLUMNS, cells, strict=True)}


def test_a_row_leads_to_the_case() -> None:
    cell = row_of(case("S4"))["Case"]
    assert (cell.text, cell.url) == ("S4", "/inspections/OF-2026-0001/cases/S4/")


@pytest.mark.parametrize(
    ("subject", "hint"),
    [
        ("child", ""),
        ("young_person", "A young person known to a youth offending team"),
        ("adult_offender", "An adult offender"),
    ],
)
def test_a_row_says_whose_case_it_is_where_it_is_no_childs(subject: str, hint: str) -> None:
    assert row_of(case(subject=subject))["Case"].hint == hint


@pytest.mark.parametrize(
    ("fields", "text", "hint"),
    [
        ({}, "Tracked", ""),
        ({"kind": "joint_audit"}, "Joint audit", ""),
        ({"kind": "sampled", "point": "plan"}, "Sampled", "Plan and its carrying out"),
        ({"in_deep_dive": True}, "Tracked", "Deep dive"),
        (
            {"kind": "sampled", "point": "front_door", "in_deep_dive": True},
            "Sampled",
            "Contact and referral · Deep dive",
        ),
    ],
)
def test_a_row_says_what_kind_of_case_it_is(fields: dict[str, Any], text: str, hint: str) -> None:
    cell = row_of(case(**fields))["Kind"]
    assert (cell.text, cell.hint) == (text, hint)


@pytest.mark.parametrize("band", list(AgeBand))
def test_a_row_says_each_age(band: AgeBand) -> None:
    assert row_of(case(age_band=band))["Age"].text == AGE_BAND_LABELS[band]


@pytest.mark.parametrize("cohort", list(Cohort))
def test_a_row_says_each_cohort(cohort: Cohort) -> None:
    assert row_of(case(cohort=cohort))["Cohort"].text == COHORT_LABELS[cohort]


@pytest.mark.parametrize(
    ("flags", "hint"),
    [
        ([], ""),
        (["in_custody"], "In custody"),
        (["is_exploited", "is_disabled"], "Disabled; Exploited, or at risk of it"),
        (list(CaseFlag), "; ".join(CASE_FLAG_LABELS.values())),
    ],
)
def test_a_row_says_the_flags_in_their_order(flags: list[str], hint: str) -> None:
    assert row_of(case(**dict.fromkeys(flags, True)))["Cohort"].hint == hint


@pytest.mark.parametrize(
    ("bodies", "text"),
    [
        ((), "Nobody yet"),
        ((OFSTED,), "Ofsted"),
        ((CQC, OFSTED), "CQC, Ofsted"),
        ((OFSTED, CQC, OFSTED), "Ofsted, CQC"),
    ],
)
def test_a_row_names_each_inspectorate_once(bodies: tuple[Inspectorate, ...], text: str) -> None:
    shown = row_of(case(), members=tuple(member(body) for body in bodies))
    assert shown["Who works on it"].text == text


def test_whoever_works_on_another_case_is_not_said_to_work_on_this_one() -> None:
    shown = row_of(case(), members=(member(CQC, case_id=2),))
    assert shown["Who works on it"].text == "Nobody yet"


@pytest.mark.parametrize(
    ("codes", "is_seen"),
    [([], False), (["ofsted"], False), (["cqc", "cqc"], False), (["cqc", "ofsted"], True)],
)
def test_a_row_says_when_no_second_inspectorate_has_seen_it(
    codes: list[str], is_seen: bool
) -> None:
    states = tuple(StepState("records", "done", code) for code in codes)
    hint = row_of(case(), states=states)["Who works on it"].hint
    assert hint == ("" if is_seen else "Not yet seen by a second inspectorate")


def test_a_row_says_what_is_done_and_left() -> None:
    states = (StepState("records", "done", "cqc"), StepState("child"))
    assert row_of(case(), states=states)["Done and left"].text == (
        "1 of 1 records read, child to speak to"
    )
    assert row_of(case())["Done and left"].text == "Nothing planned yet"


def test_rows_stand_in_the_order_of_the_cases_each_with_its_own_people() -> None:
    cases = [case("T2", pk=2), case("T1", pk=1)]
    people = [member(OFSTED, 1), member(CQC, 2)]
    rows = case_rows(INSPECTION, cases, people, {})
    assert [(row[0].text, row[4].text) for row in rows] == [("T2", "CQC"), ("T1", "Ofsted")]


# --- the facts in words -------------------------------------------------------------------------


def test_of_a_child_of_whom_little_is_known_little_is_said() -> None:
    assert words_of(CHILD, NAMES) == {
        "Whose case it is": "A child",
        "What they are to children": "",
        "From the list of": NOT_RECORDED,
        "Age": "5 to 9",
        "Cohort": "Child in need",
        "Point of the journey": "",
        "Deep dive": "",
        "What else to know": "",
        "Agencies involved": "",
        "Lives in": NOT_RECORDED,
        "Placement": "",
    }


@pytest.mark.parametrize(
    ("facts", "label", "words"),
    [
        (replace(CHILD, in_deep_dive=True), "Deep dive", "Neglect"),
        (replace(CHILD, listed_by=6), "From the list of", "Northmere Health"),
        (replace(CHILD, listed_by=9), "From the list of", "another agency"),
        (
            replace(CHILD, agencies=(5, 6)),
            "Agencies involved",
            "Northmere Health, Northmere Police",
        ),
        (replace(CHILD, agencies=(9, 5)), "Agencies involved", "Northmere Police, another agency"),
        (replace(CHILD, flags=("in_custody",)), "What else to know", "In custody"),
        (replace(CHILD, lives_in=2), "Lives in", "Northmere"),
        (replace(CHILD, lives_in=9), "Lives in", "another area"),
        (replace(CHILD, lives_in=2), "Placement", ""),
        (replace(CHILD, lives_in=2, placed_by=2), "Placement", ""),
        (replace(CHILD, lives_in=2, placed_by=3), "Placement", "In the area, placed by Wenlow"),
        (replace(CHILD, lives_in=1), "Placement", "Out of area"),
        (
            replace(CHILD, lives_in=1, placed_by=2),
            "Placement",
            "Out of area: placed by Northmere",
        ),
        (replace(CHILD, placed_by=3), "Placement", "Placed by Wenlow"),
        (
            replace(CHILD, subject="adult_offender", adults_part="protective_factor"),
            "What they are to children",
            "They are a protective factor for children",
        ),
    ],
)
def test_each_fact_has_its_words(facts: CaseFacts, label: str, words: str) -> None:
    assert words_of(facts, NAMES)[label] == words


@pytest.mark.parametrize("point", list(JourneyPoint))
def test_each_point_of_the_journey_has_its_words(point: JourneyPoint) -> None:
    said = words_of(replace(CHILD, point=point), NAMES)
    assert said["Point of the journey"] == JOURNEY_POINT_LABELS[point]


@pytest.mark.parametrize("subject", list(Subject))
def test_each_subject_has_its_words(subject: Subject) -> None:
    said = words_of(replace(CHILD, subject=subject), NAMES)
    assert said["Whose case it is"] == SUBJECT_LABELS[subject]


# --- the page of a case -------------------------------------------------------------------------


def facts_shown(one: Case, inspection: Inspection = INSPECTION) -> dict[str, str]:
    return {row.key: row.value for row in case_facts(one, inspection)}


def test_the_page_leaves_out_what_is_not_recorded() -> None:
    assert facts_shown(case()) == {
        "Kind": "Tracked",
        "Whose case it is": "A child",
        "Age": "5 to 9",
        "Cohort": "Child in need",
        # Half past eleven in the evening by Greenwich is the next day here in summer.
        "Added": "2 July 2026 by Kit Ash",
    }


def test_the_page_says_all_that_is_recorded() -> None:
    one = case(
        agencies=(POLICE,),
        listed_by=HEALTH,
        lives_in=FARLEY,
        placed_by=HOME,
        is_disabled=True,
        kind="sampled",
        point="review",
    )
    shown = facts_shown(one)
    assert shown["Kind"] == "Sampled"
    assert shown["From the list of"] == "Northmere Health"
    assert shown["Agencies involved"] == "Northmere Police"
    assert shown["Lives in"] == "Farley"
    assert shown["Placement"] == "Out of area: placed by Northmere"
    assert shown["Point of the journey"] == "Review"
    assert shown["What else to know"] == "Disabled"


def test_the_agency_of_the_list_is_not_therefore_involved() -> None:
    shown = facts_shown(case(listed_by=HEALTH))
    assert shown["From the list of"] == "Northmere Health"
    assert "Agencies involved" not in shown


@pytest.mark.parametrize(
    ("deep_dive", "in_deep_dive", "topic"),
    [("neglect", True, "Neglect"), ("neglect", False, None), ("", True, None)],
)
def test_the_topic_is_named_where_the_case_is_part_of_the_deep_dive(
    deep_dive: str, in_deep_dive: bool, topic: str | None
) -> None:
    found_topic = SimpleNamespace(title="Neglect")
    inspection: Any = SimpleNamespace(
        deep_dive=deep_dive, topic=found_topic, area=HOME, area_id=HOME.pk
    )
    assert facts_shown(case(in_deep_dive=in_deep_dive), inspection).get("Deep dive") == topic


# --- the history --------------------------------------------------------------------------------


def test_the_first_version_says_all_that_was_said() -> None:
    [version] = versions_of([revision(1, replace(CHILD, lives_in=1))], NAMES)
    assert version.title == "Version 1"
    assert version.said == "Saved Thursday 2 July 2026 at 00:30 by Kit Ash"
    assert {row.key: row.value for row in version.rows} == {
        "Whose case it is": "A child",
        "From the list of": "Not recorded",
        "Age": "5 to 9",
        "Cohort": "Child in need",
        "Lives in": "Farley",
        "Placement": "Out of area",
    }


@pytest.mark.parametrize(
    ("before", "now", "label", "words"),
    [
        (CHILD, replace(CHILD, age_band="10_to_15"), "Age", "5 to 9 → 10 to 15"),
        (CHILD, replace(CHILD, in_deep_dive=True), "Deep dive", "Neglect"),
        (replace(CHILD, in_deep_dive=True), CHILD, "Deep dive", "No longer: Neglect"),
        (CHILD, replace(CHILD, listed_by=5), "From the list of", "Not recorded → Northmere Police"),
        (
            replace(CHILD, agencies=(5,)),
            replace(CHILD, agencies=(6,)),
            "Agencies involved",
            "Northmere Police → Northmere Health",
        ),
        (
            replace(CHILD, flags=("in_custody",)),
            CHILD,
            "What else to know",
            "No longer: In custody",
        ),
    ],
)
def test_a_version_says_what_became_of_what(
    before: CaseFacts, now: CaseFacts, label: str, words: str
) -> None:
    newest, _ = versions_of([revision(2, now, "Read again."), revision(1, before)], NAMES)
    assert [(row.key, row.value) for row in newest.rows] == [(label, words)]
    assert newest.why == "Read again."


def test_a_version_that_changed_nothing_has_no_rows() -> None:
    newest, first = versions_of([revision(2, CHILD), revision(1, CHILD)], NAMES)
    assert newest.rows == []
    assert len(first.rows) == 5


# --- two changes at once ------------------------------------------------------------------------


def test_only_what_differs_is_shown_side_by_side() -> None:
    mine = replace(CHILD, age_band="under_1")
    theirs = replace(CHILD, flags=("is_disabled",))
    revisions = [revision(2, theirs, "Theirs."), revision(1, CHILD)]
    both = conflict_in_case(mine, "Mine.", revisions, 1, NAMES)
    assert [[cell.text for cell in row] for row in both.rows] == [
        ["Age", "5 to 9", "Under 1", "5 to 9"],
        ["What else to know", "No", "No", "Disabled"],
    ]
    assert (both.mine, both.theirs) == ("Mine.", "Theirs.")
    assert both.note == "Version 2, saved Thursday 2 July 2026 at 00:30 by Kit Ash"
    assert [column.label for column in both.columns] == [
        *("What", "Before", "Yours, not saved yet", "Saved first"),
    ]


@pytest.mark.parametrize(
    ("base", "before"), [(1, "Unborn"), (2, "Under 1"), (3, "1 to 4"), (99, "1 to 4")]
)
def test_what_stood_before_is_the_version_that_was_on_the_page(base: int, before: str) -> None:
    bands = ("1_to_4", "under_1", "unborn")
    revisions = [
        revision(number, replace(CHILD, age_band=band))
        for number, band in zip((3, 2, 1), bands, strict=True)
    ]
    both = conflict_in_case(CHILD, "", revisions, base, NAMES)
    [row] = both.rows
    assert [cell.text for cell in row] == ["Age", before, "5 to 9", "1 to 4"]


def test_two_who_saved_the_same_differ_in_nothing() -> None:
    mine = replace(CHILD, age_band="under_1")
    both = conflict_in_case(mine, "", [revision(2, mine), revision(1, mine)], 1, NAMES)
    assert both.rows == []


# --- names and links ----------------------------------------------------------------------------


@pytest.mark.parametrize("chosen", list(Subject))
def test_the_other_subjects_have_an_address_and_the_chosen_one_none(chosen: Subject) -> None:
    links = subject_links("/cases/add/", chosen)
    assert [link.label for link in links] == list(SUBJECT_LABELS.values())
    assert {link.label: link.url for link in links} == {
        SUBJECT_LABELS[one]: "" if one == chosen else f"/cases/add/?subject={one.value}"
        for one in Subject
    }


def test_cases_are_offered_by_reference_with_what_tells_them_apart() -> None:
    cases = [case("T2", age_band="unborn"), case("S1", cohort="looked_after")]
    assert named_cases(cases) == {
        "T2": "T2: Unborn, Child in need",
        "S1": "S1: 5 to 9, Looked after",
    }
    assert named_cases([]) == {}


def test_names_that_people_gave_are_escaped_where_they_are_shown() -> None:
    names = CaseOffers({5: "<script>police"}, {2: "Northmere"}, home=2)
    words = words_of(replace(CHILD, agencies=(5,)), names)["Agencies involved"]
    drawn = engines["django"].from_string("{{ words }}").render({"words": words})
    assert drawn == "&lt;script&gt;police"
