"""What is said of the work on a case: who does it, what is done and left, and its links."""

from datetime import UTC, date, datetime
from typing import Any

import pytest

from inspections.models import (
    Assignment,
    Case,
    CaseLink,
    CaseMember,
    CaseStep,
    Inspection,
    StepReport,
)
from inspections.presenters.case_work import (
    LINK_COLUMNS,
    STEP_COLUMNS,
    TEAM_COLUMNS,
    Section,
    conflict_on_step,
    links_section,
    offered_words,
    people_of,
    report_rows,
    step_words,
    summary_words,
    team_section,
    work_section,
)
from inspections.rules.cases import StepState, summary_of
from inspections.values import (
    CASE_LINK_LABELS,
    CONSENT_LABELS,
    PRESENT_LABELS,
    STEP_LABELS,
    STEPS_AT_AGENCY,
    CaseLinkKind,
    Consent,
    Present,
    StepAsked,
    StepKind,
    StepSaid,
)
from organisations.models import Agency, Inspectorate, User

TODAY = date(2026, 3, 16)
AT = datetime(2026, 3, 2, 9, 30, tzinfo=UTC)
LATER = datetime(2026, 3, 9, 16, 5, tzinfo=UTC)
# Half past eleven in the evening by Greenwich is the next day here in summer.
LATE_IN_SUMMER = datetime(2026, 6, 30, 23, 30, tzinfo=UTC)
OFSTED = Inspectorate(pk=1, code="ofsted", name="Ofsted", short_name="Ofsted")
CQC = Inspectorate(pk=2, code="cqc", name="CQC", short_name="CQC")
POLICE = Agency(pk=5, name="Northmere Police")
KIT = User(pk=8, name="Kit Ash", email="kit@example.org")
LOU = User(pk=9, name="Lou Birch", email="lou@example.org")
INSPECTION = Inspection(reference="OF-2026-0001")
CASE = Case(pk=1, reference="T1", inspection=INSPECTION, subject="child")
ADDRESS = "/inspections/OF-2026-0001/cases/T1/"


class _All(list[Any]):
    """Rows as a prefetch leaves them."""

    def all(self) -> list[Any]:
        return self


def place(person: User = KIT, body: Inspectorate = OFSTED, **fields: Any) -> Assignment:
    return Assignment(person=person, inspectorate=body, **{"role": "inspector", **fields})


def report(outcome: str = "done", number: int = 1, **fields: Any) -> StepReport:
    usual: dict[str, Any] = {"person": LOU, "at": AT}
    if outcome == "done":
        usual |= {"on": date(2026, 3, 1), "done_by": place()}
    return StepReport(number=number, outcome=outcome, **{**usual, **fields})


def step(kind: str = "child", *reports: StepReport, number: int = 1, **fields: Any) -> CaseStep:
    row = CaseStep(case=CASE, number=number, kind=kind, planned_by=KIT, planned_at=AT, **fields)
    row.pk = number
    row._prefetched_objects_cache = {"reports": _All(reports)}
    return row


def by_column(section: Section) -> list[dict[str, Any]]:
    labels = [column.label for column in section.columns]
    return [dict(zip(labels, row, strict=True)) for row in section.rows]


# --- done and left, in one line -----------------------------------------------------------------


@pytest.mark.parametrize(
    ("steps", "says"),
    [
        ("", "Nothing planned yet"),
        ("records:to_do", "0 of 1 records read"),
        ("records:done", "1 of 1 records read"),
        ("records:done records:to_do records:to_do", "1 of 3 records read"),
        ("child:done", "child spoken to"),
        ("child:to_do", "child to speak to"),
        ("parent:done parent:done", "2 parents or carers spoken to"),
        ("parent:to_do", "parent or carer to speak to"),
        ("adult:to_do", "adult offender to speak to"),
        ("practitioner:to_do", "practitioner to speak to"),
        ("practitioner:to_do practitioner:to_do", "2 practitioners to speak to"),
        ("manager:done manager:done manager:done", "3 managers spoken to"),
        ("child:to_do parent:to_do", "child and parent or carer to speak to"),
        (
            "child:done manager:to_do manager:to_do",
            "child spoken to, 2 managers to speak to",
        ),
        ("records:left", "1 that will not be done"),
        ("child:left records:left", "2 that will not be done"),
        (
            "records:done child:done manager:to_do parent:left",
            "1 of 1 records read, child spoken to, manager to speak to, 1 that will not be done",
        ),
    ],
)
def test_what_is_done_and_left_is_said_in_one_line(steps: str, says: str) -> None:
    states = [StepState(*one.split(":")) for one in steps.split()]
    assert summary_words(summary_of(states)) == says


@pytest.mark.parametrize("kind", [kind for kind in StepKind if kind != StepKind.RECORDS])
@pytest.mark.parametrize(("number", "begins"), [(1, ""), (2, "2 "), (11, "11 ")])
def test_people_of_each_kind_are_counted(kind: StepKind, number: int, begins: str) -> None:
    says = summary_words(summary_of([StepState(kind)] * number))
    assert says.endswith(" to speak to")
    assert says.startswith(begins)
    assert says[:1].isdigit() is bool(begins)


# --- who works on it ----------------------------------------------------------------------------


def member(person: User = KIT, body: Inspectorate = OFSTED, **fields: Any) -> CaseMember:
    ends_on = fields.pop("ends_on", None)
    assignment = place(person, body, ends_on=ends_on)
    return CaseMember(case=CASE, assignment=assignment, **{"put_on_at": AT, **fields})


def team(*members: CaseMember, steps: tuple[CaseStep, ...] = (), may: bool = True) -> Section:
    return team_section(CASE, members, steps, TODAY, may_change=may)


def test_an_inspector_is_named_with_inspectorate_and_day() -> None:
    section = team(member(LOU, CQC))
    assert section.columns == TEAM_COLUMNS
    [row] = by_column(section)
    assert [cell.text for cell in row.values()] == [
        *("Lou Birch", "CQC", "since 2 March 2026", "Take Lou Birch off this case"),
    ]
    assert row["Change"].url == f"{ADDRESS}team/lou@example.org/end/"


@pytest.mark.parametrize(
    ("fields", "text"),
    [
        ({}, "since 2 March 2026"),
        ({"put_on_at": LATE_IN_SUMMER}, "since 1 July 2026"),
        ({"taken_off_at": LATER}, "2 March 2026 to 9 March 2026"),
        ({"taken_off_at": AT}, "2 March 2026 to 2 March 2026"),
    ],
)
def test_a_row_says_from_when_and_to_when(fields: dict[str, Any], text: str) -> None:
    [row] = by_column(team(member(**fields)))
    assert row["On the case"].text == text


@pytest.mark.parametrize(
    ("ends_on", "has_left"),
    [(None, False), (date(2026, 3, 15), True), (TODAY, False), (date(2026, 3, 17), False)],
)
def test_whoever_left_the_inspection_is_said_to_have_left(
    ends_on: date | None, has_left: bool
) -> None:
    [row] = by_column(team(member(ends_on=ends_on)))
    assert row["On the case"].hint == ("Left the inspection’s team" if has_left else "")


@pytest.mark.parametrize(
    ("may", "fields", "is_offered"),
    [
        (True, {}, True),
        (False, {}, False),
        (True, {"taken_off_at": LATER}, False),
        (False, {"taken_off_at": LATER}, False),
    ],
)
def test_whoever_works_on_it_is_taken_off_by_those_who_may(
    may: bool, fields: dict[str, Any], is_offered: bool
) -> None:
    [row] = by_column(team(member(**fields), may=may))
    assert bool(row["Change"].url) is is_offered
    assert bool(row["Change"].text) is is_offered


@pytest.mark.parametrize(("may", "url"), [(True, f"{ADDRESS}team/"), (False, "")])
def test_a_team_can_be_added_to_by_those_who_may(may: bool, url: str) -> None:
    section = team(may=may)
    assert (section.url, section.rows) == (url, [])
    assert section.none == "Nobody works on this case yet."


@pytest.mark.parametrize(
    ("bodies", "is_seen"),
    [((), False), ((OFSTED,), False), ((CQC, CQC), False), ((CQC, OFSTED), True)],
)
def test_the_team_says_whether_a_second_inspectorate_has_seen_it(
    bodies: tuple[Inspectorate, ...], is_seen: bool
) -> None:
    steps = tuple(
        step("practitioner", report(done_by=place(KIT, body)), number=number)
        for number, body in enumerate(bodies, 1)
    )
    says = team(steps=steps).says
    assert says.startswith("Seen by more than one" if is_seen else "Not yet seen by a second")


# --- what is done and what is left --------------------------------------------------------------


def work(*steps: CaseStep, may: bool = True) -> Section:
    return work_section(CASE, steps, may_change=may)


def test_a_step_that_nobody_reported_on_says_who_planned_it() -> None:
    section = work(step("records", agency=POLICE, number=3))
    assert section.columns == STEP_COLUMNS
    [row] = by_column(section)
    assert row["What"].text == "Read the records, Northmere Police"
    assert (row["Where it stands"].text, row["Where it stands"].colour) == ("To do", "blue")
    assert (row["By whom, when"].text, row["By whom, when"].hint) == ("Planned by Kit Ash", "")
    assert row["Report"].url == f"{ADDRESS}steps/3/"


@pytest.mark.parametrize(
    ("reports", "text", "colour", "verb"),
    [
        ((), "To do", "blue", "Say what became of it (1)"),
        ((report("done"),), "Done", "green", "Read or reopen (1)"),
        ((report("left"),), "Will not be done", "grey", "Read or reopen (1)"),
        (
            (report("done"), report("to_do", 2)),
            "To do",
            "blue",
            "Say what became of it (1)",
        ),
        (
            (report("left"), report("to_do", 2), report("done", 3)),
            "Done",
            "green",
            "Read or reopen (1)",
        ),
    ],
)
def test_the_newest_report_says_where_a_step_stands(
    reports: tuple[StepReport, ...], text: str, colour: str, verb: str
) -> None:
    [row] = by_column(work(step("child", *reports)))
    assert (row["Where it stands"].text, row["Where it stands"].colour) == (text, colour)
    assert row["Report"].text == verb
    [read] = by_column(work(step("child", *reports), may=False))
    assert read["Report"].text == "Read (1)"


@pytest.mark.parametrize(
    ("given", "who"),
    [
        (report(), "Kit Ash, Ofsted, 1 March 2026"),
        (report(done_by=place(LOU, CQC)), "Lou Birch, CQC, 1 March 2026"),
        (report("left"), "Lou Birch, 2 March 2026"),
        (report("to_do", at=LATE_IN_SUMMER), "Lou Birch, 1 July 2026"),
    ],
)
def test_a_report_names_who_did_it_or_else_who_reported(given: StepReport, who: str) -> None:
    [row] = by_column(work(step("child", given)))
    assert row["By whom, when"].text == who


@pytest.mark.parametrize(
    ("fields", "hint"),
    [
        ({}, ""),
        ({"note": "She was glad."}, "She was glad."),
        ({"consent": "by_child"}, "Consent: given by the child"),
        ({"present": ["nobody"]}, "Present: nobody else"),
        (
            {"present": ["parent", "interpreter"]},
            "Present: a parent or carer, an interpreter or communication support",
        ),
        (
            {"consent": "by_parent", "present": ["school"], "note": "<b>Glad</b>"},
            "Consent: given by a parent or carer. Present: somebody from the school. <b>Glad</b>",
        ),
    ],
)
def test_a_report_says_consent_company_and_note(fields: dict[str, Any], hint: str) -> None:
    [row] = by_column(work(step("child", report(**fields))))
    assert row["By whom, when"].hint == hint


@pytest.mark.parametrize("consent", list(Consent))
def test_each_kind_of_consent_has_its_words(consent: Consent) -> None:
    [row] = by_column(work(step("child", report("left", consent=consent))))
    assert row["By whom, when"].hint == f"Consent: {CONSENT_LABELS[consent].lower()}"


@pytest.mark.parametrize("present", list(Present))
def test_each_of_those_present_has_their_words(present: Present) -> None:
    [row] = by_column(work(step("child", report(present=[present]))))
    assert row["By whom, when"].hint == f"Present: {PRESENT_LABELS[present].lower()}"


@pytest.mark.parametrize(("may", "url"), [(True, f"{ADDRESS}steps/"), (False, "")])
def test_work_can_be_planned_by_those_who_may(may: bool, url: str) -> None:
    section = work(may=may)
    assert (section.url, section.rows, section.says) == (url, [], "Nothing planned yet")


def test_the_work_is_summed_up_above_its_rows() -> None:
    steps = [step("records", report(), agency=POLICE), step("child", number=2)]
    section = work(*steps)
    assert section.says == "1 of 1 records read, child to speak to"
    assert [row["Report"].text for row in by_column(section)] == [
        *("Read or reopen (1)", "Say what became of it (2)"),
    ]


# --- the words of steps -------------------------------------------------------------------------


@pytest.mark.parametrize("kind", list(StepKind))
def test_each_kind_of_step_has_its_words(kind: StepKind) -> None:
    assert step_words(CASE, kind, "") == STEP_LABELS[kind]
    assert step_words(CASE, kind, "Police") == f"{STEP_LABELS[kind]}, Police"


def test_what_can_be_planned_names_the_agency_it_is_at() -> None:
    offered = [StepAsked("records", 5), StepAsked("child"), StepAsked("manager", 5)]
    assert offered_words(CASE, offered, {5: "Police"}) == [
        (offered[0], "Read the records, Police"),
        (offered[1], "Speak to the child"),
        (offered[2], "Speak to a manager, Police"),
    ]


@pytest.mark.parametrize("kind", sorted(STEPS_AT_AGENCY))
def test_an_agency_that_is_not_of_this_area_has_no_words(kind: str) -> None:
    with pytest.raises(KeyError):
        offered_words(CASE, [StepAsked(kind, 9)], {5: "Police"})


# --- every report on a step ---------------------------------------------------------------------


def test_every_report_is_shown_the_newest_first() -> None:
    rows = report_rows(
        [
            report("done", 1, note="One file."),
            report("left", 3, note="Lost."),
            report("to_do", 2, note="A second file."),
        ]
    )
    assert [(row.key, row.value) for row in rows] == [
        ("Will not be done", "Lou Birch, 2 March 2026\nLost."),
        ("To do", "Lou Birch, 2 March 2026\nA second file."),
        ("Done", "Kit Ash, Ofsted, 1 March 2026\nOne file."),
    ]
    assert all(row.verbatim for row in rows)


def test_a_report_without_a_note_is_one_line() -> None:
    [row] = report_rows([report()])
    assert "\n" not in row.value


def test_a_note_of_several_lines_stays_as_it_was_written() -> None:
    [row] = report_rows([report("left", note="One.\n  Two.\n\nThree.")])
    assert row.value.endswith("\nOne.\n  Two.\n\nThree.")


def test_without_reports_there_are_no_rows() -> None:
    assert report_rows([]) == []


# --- two reports at once ------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("mine", "words"),
    [
        (StepSaid("done", on=date(2026, 3, 1)), "Done\n1 March 2026"),
        (StepSaid("left", note="Lost."), "Will not be done\nLost."),
        (StepSaid("to_do", note="Again."), "To do\nAgain."),
        (
            StepSaid(
                "done",
                on=date(2026, 3, 1),
                done_by="kit@example.org",
                consent="by_child",
                present=("nobody",),
                note="Glad.",
            ),
            "Done\n1 March 2026\nConsent: given by the child. Present: nobody else. Glad.",
        ),
    ],
)
def test_what_was_sent_is_said_in_words(mine: StepSaid, words: str) -> None:
    both = conflict_on_step(mine, None)
    assert (both.mine, both.theirs, both.note) == (words, "", "")


@pytest.mark.parametrize(
    ("theirs", "words"),
    [
        (report(), "Done\nKit Ash, Ofsted, 1 March 2026"),
        (report("left", note="Lost."), "Will not be done\nLou Birch, 2 March 2026\nLost."),
        (
            report(consent="refused", note="No."),
            "Done\nKit Ash, Ofsted, 1 March 2026\nConsent: refused. No.",
        ),
    ],
)
def test_what_was_saved_first_stands_beside_it(theirs: StepReport, words: str) -> None:
    both = conflict_on_step(StepSaid("left", note="Mine."), theirs)
    assert both.mine == "Will not be done\nMine."
    assert both.theirs == words
    assert both.note == "Saved by Lou Birch, Monday 2 March 2026 at 09:30"


# --- linked cases -------------------------------------------------------------------------------

OTHER = Case(pk=2, reference="S7", inspection=INSPECTION, subject="adult_offender")


def link(kind: str = "siblings", *, turned: bool = False, **fields: Any) -> CaseLink:
    first, second = (OTHER, CASE) if turned else (CASE, OTHER)
    usual: dict[str, Any] = {"made_by": KIT, "made_at": AT}
    return CaseLink(first=first, second=second, kind=kind, **{**usual, **fields})


def links(*rows: CaseLink, of: Case = CASE, may: bool = True) -> Section:
    return links_section(of, rows, may_change=may)


@pytest.mark.parametrize("kind", list(CaseLinkKind))
@pytest.mark.parametrize("turned", [False, True])
def test_a_link_is_said_from_the_side_of_the_case(kind: CaseLinkKind, turned: bool) -> None:
    [row] = by_column(links(link(kind, turned=turned)))
    assert row["What it is to this one"].text == CASE_LINK_LABELS[kind][1 if turned else 0]
    assert (row["Case"].text, row["Case"].url) == (
        "S7",
        "/inspections/OF-2026-0001/cases/S7/",
    )


def test_a_link_that_stands_says_since_when_and_can_be_ended() -> None:
    section = links(link("same-person"))
    assert section.columns == LINK_COLUMNS
    [row] = by_column(section)
    assert (row["Since"].text, row["Since"].hint) == ("2 March 2026", "by Kit Ash")
    assert row["Change"].text == "End the link to S7"
    assert row["Change"].url == f"{ADDRESS}links/same-person/S7/end/"


def test_a_link_that_stands_is_not_ended_by_those_who_only_read() -> None:
    [row] = by_column(links(link(), may=False))
    assert (row["Change"].text, row["Change"].url) == ("", "")


@pytest.mark.parametrize("may", [True, False])
def test_a_link_that_ended_says_when_and_by_whom(may: bool) -> None:
    [row] = by_column(links(link(ended_at=LATER, ended_by=LOU), may=may))
    assert (row["Since"].text, row["Since"].hint) == (
        "2 March 2026 to 9 March 2026",
        "by Lou Birch",
    )
    assert (row["Change"].text, row["Change"].url, row["Change"].colour) == ("Ended", "", "grey")


@pytest.mark.parametrize(
    ("of", "none"),
    [
        (CASE, "No other case is linked to this one."),
        (OTHER, "No child is linked to this adult yet. Link the cases of the children."),
    ],
)
def test_without_links_the_page_says_what_that_means(of: Case, none: str) -> None:
    section = links(of=of)
    assert (section.rows, section.none, section.says) == ([], none, "")


@pytest.mark.parametrize(("may", "url"), [(True, f"{ADDRESS}links/"), (False, "")])
def test_a_link_can_be_made_by_those_who_may(may: bool, url: str) -> None:
    assert links(may=may).url == url


# --- people to choose from ----------------------------------------------------------------------


@pytest.mark.parametrize(
    ("role", "is_offered"),
    [("overall_lead", True), ("lead", True), ("inspector", True), ("quality_assurer", False)],
)
def test_whoever_only_reads_is_not_offered(role: str, is_offered: bool) -> None:
    named = people_of([place(LOU, CQC, role=role)])
    assert named == ({"lou@example.org": "Lou Birch (CQC)"} if is_offered else {})


def test_people_stand_in_the_order_of_the_team() -> None:
    assert list(people_of([place(LOU, CQC), place(KIT)])) == ["lou@example.org", "kit@example.org"]
    assert people_of([]) == {}
