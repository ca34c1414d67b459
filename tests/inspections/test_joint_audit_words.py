"""What the pages of a joint audit say: to the partnership, and to inspectors."""

from collections.abc import Mapping
from datetime import UTC, date, datetime, timedelta
from types import SimpleNamespace
from typing import Any
from uuid import uuid4

import pytest
from django.http import QueryDict
from django.template.loader import render_to_string

from inspections.forms.joint_audit import ComparisonForm, EntryForm
from inspections.models import (
    AuditCase,
    AuditComparison,
    AuditComparisonRevision,
    AuditEvent,
    AuditLeader,
    AuditReturn,
    AuditRevision,
    Case,
    InspectionAccess,
    JointAudit,
    Strand,
)
from inspections.presenters.audit_comparison import (
    AGREEMENT_COLOURS,
    CASE_COLUMNS,
    COUNT_COLUMNS,
    EVENT_COLUMNS,
    LEADER_COLUMNS,
    STATE_COLOURS,
    WORD_COLOURS,
    audit_case_rows,
    audit_facts,
    count_rows,
    count_sentences,
    event_rows,
    leader_rows,
    shown_comparisons,
    side_by_side,
)
from inspections.presenters.joint_audit import (
    LOCAL_COLUMNS,
    due_words,
    local_facts,
    local_rows,
    moment,
    office_words,
    receipt_rows,
    returned_cases,
    saved_note,
    shown_case,
    typed_initial,
)
from inspections.states import AuditState
from inspections.values import AgencyPart, Agreement, AuditEvaluation, AuditSaid, AuditWord
from inspections.views.evaluating import at_odds
from organisations.models import Agency, Office, User

TODAY = date(2026, 11, 23)
AT = datetime(2026, 11, 23, 9, 30, tzinfo=UTC)
WHEN = "Monday 23 November 2026 at 09:30"
REFERENCE = "OF-2026-0001"
SCRIPT = "<script>alert(1)</script>"
KIT, LOU = User(pk=1, name="Kit Lane"), User(pk=2, name="Lou Hill")
COUNCIL = Agency(pk=1, code="council", name="Northmere Council")
POLICE = Agency(pk=2, code="police", name="Northmere Police")
WHOLE = AuditEvaluation(
    {
        "quality": AuditSaid("Good work.", "strong"),
        "impact": AuditSaid("She is safer.", "sound"),
        "oversight": AuditSaid("Nobody decided.", "weak"),
    },
    (
        AgencyPart("council", "Northmere Council", True, "Train its staff."),
        AgencyPart("police", "Northmere Police", True),
    ),
)


class _All(list[Any]):
    """Rows as a prefetch leaves them."""

    def all(self) -> list[Any]:
        return self


def case(reference: str = "A1", *agencies: Agency, **changes: Any) -> Case:
    row = Case(pk=3, reference=reference, age_band="5_to_9", cohort="in_need", **changes)
    row._prefetched_objects_cache = {"agencies": _All(agencies)}
    return row


def audited(reference: str = "A1", *agencies: Agency, pk: int = 5) -> AuditCase:
    return AuditCase(pk=pk, case=case(reference, *agencies))


def entered(evaluation: AuditEvaluation, by: User = KIT) -> AuditRevision:
    return AuditRevision(version=1, content=evaluation.as_joint(), person=by, at=AT)


def returned(
    said: Mapping[str, AuditEvaluation] | None = None, *, pk: int = 1, is_late: bool = False
) -> AuditReturn:
    given = {"A1": WHOLE} if said is None else said
    cases = [{"case": key, "evaluation": one.as_joint()} for key, one in given.items()]
    return AuditReturn(
        pk=pk,
        number=1,
        content={"inspection": REFERENCE, "cases": cases},
        content_hash="ab" * 32,
        is_late=is_late,
        person=KIT,
        at=AT,
    )


def compared(
    title: str = "Joint", *, beside: int = 1, version: int = 1, **agrees: str
) -> AuditComparisonRevision:
    said = {name: AuditSaid("Ours.", "sound", word, "Why.") for name, word in agrees.items()}
    return AuditComparisonRevision(
        comparison=AuditComparison(strand=Strand(pk=8, title=title)),
        version=version,
        content=AuditEvaluation(said).as_own(),
        beside_id=beside,
        person=LOU,
        at=AT,
    )


def audit(state: str = "asked", due_on: date = TODAY, ask: str = "How was it?") -> JointAudit:
    return JointAudit(state=state, ask=ask, due_on=due_on, asked_by=LOU, asked_at=AT)


def table(columns: Any, rows: Any) -> str:
    """The rows as the page draws them."""
    return render_to_string(
        "components/table.html", {"caption": "x", "columns": columns, "rows": rows}
    )


def summary(rows: Any) -> str:
    return render_to_string("components/summary_list.html", {"rows": rows})


# --- days, moments and offices ------------------------------------------------------------------


@pytest.mark.parametrize(
    ("at", "words"),
    [
        (AT, WHEN),
        (datetime(2026, 7, 1, 22, 59, tzinfo=UTC), "Wednesday 1 July 2026 at 23:59"),
        (datetime(2026, 7, 1, 23, 0, tzinfo=UTC), "Thursday 2 July 2026 at 00:00"),
        (datetime(2027, 1, 1, 0, 0, tzinfo=UTC), "Friday 1 January 2027 at 00:00"),
    ],
)
def test_a_moment_is_said_in_london_time(at: datetime, words: str) -> None:
    assert moment(at) == words


@pytest.mark.parametrize(
    ("due_on", "words"),
    [
        (date(2026, 11, 20), "Friday 20 November 2026. That day has passed: the audit can still "),
        (TODAY, "Monday 23 November 2026, today"),
        (date(2026, 11, 24), "Tuesday 24 November 2026, in 1 working day"),
        (date(2026, 11, 25), "Wednesday 25 November 2026, in 2 working days"),
        (date(2026, 11, 30), "Monday 30 November 2026, in 5 working days"),
        (date(2026, 12, 29), "Tuesday 29 December 2026, in 24 working days"),
    ],
)
def test_by_when_says_how_long_that_is(due_on: date, words: str) -> None:
    said = due_words(audit(due_on=due_on), TODAY)
    assert said.startswith(words)
    assert said.endswith("marked late") is (due_on < TODAY)


def test_over_a_weekend_one_working_day_is_left() -> None:
    assert due_words(audit(), date(2026, 11, 20)).endswith(", in 1 working day")
    assert due_words(audit(), date(2026, 11, 22)).endswith(", in 1 working day")


@pytest.mark.parametrize("state", ["returned", "withdrawn"])
@pytest.mark.parametrize("days", [-1, 0, 1])
def test_an_audit_that_takes_nothing_says_its_day_alone(state: str, days: int) -> None:
    due_on = TODAY + timedelta(days=days)
    words = due_words(audit(state, due_on), TODAY)
    assert words.endswith("November 2026")
    assert "," not in words


@pytest.mark.parametrize(
    ("office", "words"),
    [
        (Office(title="Chief Constable", agency=POLICE), "Chief Constable, Northmere Police"),
        (Office(title="Independent Chair"), "Independent Chair"),
    ],
)
def test_an_office_is_said_with_its_agency(office: Office, words: str) -> None:
    assert office_words(office) == words


# --- to the partnership -------------------------------------------------------------------------


def test_a_local_leader_sees_reference_age_place_and_agencies() -> None:
    [row] = local_rows(REFERENCE, [audited("A1", COUNCIL, POLICE)], {})
    assert [cell.text for cell in row] == [
        "A1",
        "5 to 9",
        "Child in need",
        "Northmere Council, Northmere Police",
        "Not begun",
    ]
    assert row[0].url == f"/inspections/{REFERENCE}/joint-audit/local/cases/A1/"
    assert row[4].colour == "grey"
    assert len(row) == len(LOCAL_COLUMNS)


def test_a_case_without_agencies_says_so() -> None:
    [row] = local_rows(REFERENCE, [audited()], {})
    assert row[3].text == "Not said"


def test_the_page_of_a_case_shows_a_leader_no_more_than_the_list() -> None:
    facts = local_facts(case("A1", POLICE))
    assert [(row.key, row.value) for row in facts] == [
        ("Age", "5 to 9"),
        ("Where in the system", "Child in need"),
        ("Agencies", "Northmere Police"),
    ]
    assert [row.url for row in facts] == ["", "", ""]


def without(*names: str, took: bool = True) -> AuditEvaluation:
    """The whole evaluation with some texts left out."""
    said = {name: one for name, one in WHOLE.said.items() if name not in names}
    texts = {name: AuditSaid("", WHOLE.said[name].word) for name in names}
    return AuditEvaluation({**said, **texts}, WHOLE.agencies if took else ())


@pytest.mark.parametrize(
    ("evaluation", "text", "colour", "more"),
    [
        (WHOLE, "Complete", "green", ""),
        (without("impact"), "Begun", "yellow", ". 1 answer is missing"),
        (without("impact", "quality"), "Begun", "yellow", ". 2 answers are missing"),
        (without(took=False), "Begun", "yellow", ". 1 answer is missing"),
        (AuditEvaluation(), "Begun", "yellow", ". 7 answers are missing"),
    ],
)
def test_the_list_says_how_far_an_evaluation_is(
    evaluation: AuditEvaluation, text: str, colour: str, more: str
) -> None:
    [row] = local_rows(REFERENCE, [audited()], {5: entered(evaluation)})
    assert (row[4].text, row[4].colour) == (text, colour)
    assert row[4].hint == f"Saved {WHEN} by Kit Lane{more}"


def test_an_evaluation_stands_in_the_row_of_its_own_case() -> None:
    cases = [audited("A1", pk=5), audited("A2", pk=6)]
    rows = local_rows(REFERENCE, cases, {6: entered(WHOLE)})
    assert [(row[0].text, row[4].text) for row in rows] == [("A1", "Not begun"), ("A2", "Complete")]


def test_without_cases_there_are_no_rows() -> None:
    assert local_rows(REFERENCE, [], {}) == []
    assert audit_case_rows(REFERENCE, [], {}, None, {}) == []


def test_a_complete_evaluation_is_shown_whole() -> None:
    shown = shown_case("A1", WHOLE, url="/change/")
    assert [(row.key, row.value) for row in shown.rows] == [
        ("Quality of practice", "Strong\n\nGood work."),
        ("Impact and effectiveness for the child", "Sound\n\nShe is safer."),
        ("Management oversight", "Weak\n\nNobody decided."),
        ("Took part", "Northmere Council, Northmere Police"),
        ("What each will do", "Northmere Council: Train its staff."),
    ]
    assert (shown.reference, shown.lacks, shown.url) == ("A1", [], "/change/")


def test_an_empty_evaluation_says_what_is_not_there() -> None:
    shown = shown_case("A1", AuditEvaluation())
    assert [row.value for row in shown.rows] == [
        "No judgement yet",
        "No judgement yet",
        "No judgement yet",
        "Nobody yet",
        "Nothing yet",
    ]
    assert len(shown.lacks) == 7
    assert shown.url == ""


@pytest.mark.parametrize(
    ("said", "value"),
    [
        (AuditSaid("Text."), "No judgement yet\n\nText."),
        (AuditSaid("", "needs_work"), "Needs work"),
        (AuditSaid("Two\nlines.", "weak"), "Weak\n\nTwo\nlines."),
    ],
)
def test_half_of_what_belongs_under_a_heading_is_shown(said: AuditSaid, value: str) -> None:
    row = shown_case("A1", AuditEvaluation({"quality": said})).rows[0]
    assert row.value == value
    assert row.verbatim


def test_what_several_agencies_will_do_stands_a_line_each() -> None:
    parts = (
        AgencyPart("council", "The council", False, "Train."),
        AgencyPart("police", "The police", True, "Meet."),
        AgencyPart("health", "Health", False, ""),
    )
    rows = shown_case("A1", AuditEvaluation(agencies=parts)).rows
    assert rows[3].value == "The police"
    assert rows[4].value == "The council: Train.\nThe police: Meet."
    assert rows[4].verbatim


def test_a_text_of_the_partnership_is_drawn_as_text() -> None:
    said = AuditEvaluation(
        {"quality": AuditSaid(f"Look {SCRIPT}")}, (AgencyPart("x", SCRIPT, True, SCRIPT),)
    )
    markup = summary(shown_case("A1", said).rows)
    assert markup.count("&lt;script&gt;") == 4
    assert "<script>" not in markup


def test_every_case_is_shown_as_it_was_returned() -> None:
    shown = returned_cases(returned({"A2": WHOLE, "A1": without("impact")}))
    assert [one.reference for one in shown] == ["A2", "A1"]
    assert shown[0].rows == shown_case("A2", WHOLE).rows
    assert shown[1].lacks == ["the text on impact and effectiveness for the child"]
    assert [one.url for one in shown] == ["", ""]


@pytest.mark.parametrize(
    ("is_late", "late"), [(False, "No"), (True, "Yes: after the day by which it was asked")]
)
@pytest.mark.parametrize("number", [0, 1, 3])
def test_the_receipt_says_when_by_whom_of_how_many_and_whether_late(
    is_late: bool, late: str, number: int
) -> None:
    said = {f"A{one}": WHOLE for one in range(number)}
    assert [(row.key, row.value) for row in receipt_rows(returned(said, is_late=is_late))] == [
        ("Returned", WHEN),
        ("By", "Kit Lane"),
        ("Cases", str(number)),
        ("Late", late),
    ]


# --- what a form begins with --------------------------------------------------------------------


def test_without_a_draft_a_form_begins_with_what_is_saved() -> None:
    saved = {"quality": "Saved.", "base": 2}
    initial = typed_initial(None, saved)
    assert initial == saved
    assert initial is not saved


def test_what_was_typed_stands_over_what_is_saved_with_its_own_key_and_base() -> None:
    key = uuid4()
    draft = SimpleNamespace(content={"quality": "Typed.", "base": "9"}, receipt=key, base_version=1)
    saved = {"quality": "Saved.", "impact": "Saved too.", "base": 2}
    assert typed_initial(draft, saved) == {
        "quality": "Typed.",
        "impact": "Saved too.",
        "base": 1,
        "once": key,
    }


def test_an_emptied_field_of_a_draft_stays_empty() -> None:
    draft = SimpleNamespace(content={"quality": ""}, receipt=uuid4(), base_version=0)
    assert typed_initial(draft, {"quality": "Saved."})["quality"] == ""


def test_a_note_says_which_version_when_and_by_whom() -> None:
    assert saved_note(3, "Kit Lane", AT) == f"Version 3, saved {WHEN} by Kit Lane"


# --- two who saved at once ----------------------------------------------------------------------


def typed(**changes: Any) -> EntryForm:
    """What one leader sends over the empty evaluation."""
    sent = QueryDict(mutable=True)
    for name, value in {"once": uuid4(), "base": 0, **changes}.items():
        sent.setlist(name, [str(one) for one in (value if isinstance(value, list) else [value])])
    form = EntryForm(sent, agencies=[COUNCIL, POLICE])
    assert form.is_valid(), form.errors
    return form


def theirs(evaluation: AuditEvaluation = WHOLE, version: int = 1) -> AuditRevision:
    row = entered(evaluation, LOU)
    row.version = version
    return row


def test_what_only_the_other_one_changed_is_taken_over_and_named() -> None:
    form = typed()
    odds = at_odds(form, base=None, theirs=theirs())
    assert odds.note == f"Version 1, saved {WHEN} by Lou Hill"
    assert odds.differences == []
    assert "Quality of practice" in odds.taken
    assert "Agencies that took part in this evaluation" in odds.taken
    assert form["quality"].value() == "Good work."
    assert form["took"].value() == ["council", "police"]
    assert form["base"].value() == "1"


def test_what_both_changed_is_shown_side_by_side_and_the_form_keeps_mine() -> None:
    form = typed(quality="Mine.", quality_word="weak", took=["police"])
    odds = at_odds(form, base=None, theirs=theirs())
    assert [(one.label, one.mine, one.theirs) for one in odds.differences] == [
        ("Quality of practice", "Mine.", "Good work."),
        ("Judgement: quality of practice", "Weak", "Strong"),
        (
            "Agencies that took part in this evaluation",
            "Northmere Police",
            "Northmere Council, Northmere Police",
        ),
    ]
    assert [len(one.options) for one in odds.differences] == [3, 2, 2]
    assert form["quality"].value() == "Mine."
    assert form["took"].value() == ["police"]


def test_what_only_i_changed_stays_and_is_not_at_odds() -> None:
    form = typed(base=1, quality="Mine.", impact="She is safer.")
    before = theirs(AuditEvaluation({"impact": AuditSaid("She is safer.")}), 1)
    after = theirs(AuditEvaluation({"impact": AuditSaid("She is safer.")}), 2)
    odds = at_odds(form, base=before, theirs=after)
    assert (odds.differences, odds.taken) == ([], [])
    assert form["quality"].value() == "Mine."
    assert form["base"].value() == "2"


def test_the_same_answer_from_both_is_not_at_odds() -> None:
    odds = at_odds(typed(quality="Good work."), base=None, theirs=theirs())
    assert "Quality of practice" not in odds.taken
    assert odds.differences == []


def test_inspectors_at_odds_read_their_agreement_in_words() -> None:
    sent = QueryDict(mutable=True)
    sent.update({"once": str(uuid4()), "base": "0", "impact_agrees": "agree"})
    form = ComparisonForm(sent)
    assert form.is_valid(), form.errors
    (one,) = at_odds(form, base=None, theirs=compared(impact="differ")).differences
    assert one.label == "With the partnership on impact and effectiveness for the child"
    assert (one.mine, one.theirs) == ("We agree", "We differ")


# --- to inspectors ------------------------------------------------------------------------------


def test_every_stage_judgement_and_agreement_has_a_colour() -> None:
    assert set(STATE_COLOURS) == set(AuditState)
    assert set(WORD_COLOURS) == set(AuditWord)
    assert set(AGREEMENT_COLOURS) == set(Agreement)


@pytest.mark.parametrize(
    ("state", "label", "colour"),
    [
        ("asked", "Asked", "yellow"),
        ("returned", "Returned", "green"),
        ("withdrawn", "Withdrawn", "grey"),
    ],
)
def test_the_facts_begin_with_the_stage(state: str, label: str, colour: str) -> None:
    rows = audit_facts(audit(state), None, TODAY)
    assert (rows[0].key, rows[0].value, rows[0].colour) == ("Stage", label, colour)
    assert [row.key for row in rows[1:]] == ["To be returned by", "What is asked", "Asked"]
    assert rows[3].value == f"{WHEN} by Lou Hill"


@pytest.mark.parametrize(("is_late", "end"), [(False, "by Kit Lane"), (True, "by Kit Lane, late")])
def test_once_returned_the_facts_say_by_whom_and_under_which_hash(is_late: bool, end: str) -> None:
    rows = audit_facts(audit("returned"), returned(is_late=is_late), TODAY)
    assert (rows[4].key, rows[4].value) == ("Returned", f"{WHEN} {end}")
    assert (rows[5].key, rows[5].value) == ("SHA-256 of the return", "ab" * 32)


def test_what_is_asked_keeps_its_lines_and_is_drawn_as_text() -> None:
    rows = audit_facts(audit(ask=f"One.\nTwo. {SCRIPT}"), None, TODAY)
    assert rows[2].verbatim
    markup = summary(rows)
    assert f"One.\nTwo. {SCRIPT.replace('<', '&lt;').replace('>', '&gt;')}" in markup


@pytest.mark.parametrize(
    ("is_begun", "given", "text", "colour"),
    [
        (False, None, "Not begun", "grey"),
        (True, None, "Begun", "yellow"),
        (True, {"A1": WHOLE}, "Returned", "green"),
        # A case that was asked for after the return is not part of it.
        (True, {"A2": WHOLE}, "Begun", "yellow"),
        (False, {"A2": WHOLE}, "Not begun", "grey"),
    ],
)
def test_inspectors_see_how_far_the_partnership_is(
    is_begun: bool, given: Any, text: str, colour: str
) -> None:
    said = {5: entered(WHOLE)} if is_begun else {}
    whole = returned(given) if given else None
    [row] = audit_case_rows(REFERENCE, [audited()], said, whole, {})
    assert (row[1].text, row[1].colour) == (text, colour)
    # Who wrote and what is missing is the partnership's own until the return.
    assert row[1].hint == ""


def test_each_case_leads_to_its_comparison() -> None:
    [row] = audit_case_rows(REFERENCE, [audited("T2")], {}, None, {})
    assert (row[0].text, row[0].hint) == ("T2", "5 to 9")
    assert row[0].url == f"/inspections/{REFERENCE}/joint-audit/cases/T2/"
    assert [cell.text for cell in row[2:]] == ["Not compared"] * 3
    assert len(row) == len(CASE_COLUMNS)


@pytest.mark.parametrize(
    ("agrees", "text", "colour"),
    [
        ("agree", "We agree", "green"),
        ("partly", "We agree partly", "yellow"),
        ("differ", "We differ", "orange"),
    ],
)
def test_each_heading_says_whether_we_agree(agrees: str, text: str, colour: str) -> None:
    ours = {5: [compared(impact=agrees)]}
    [row] = audit_case_rows(REFERENCE, [audited()], {}, returned(), ours)
    assert [cell.text for cell in row[2:]] == ["Not compared", text, "Not compared"]
    assert (row[3].colour, row[3].hint) == (colour, "")


def more(*rows: AuditComparisonRevision) -> Any:
    """The cell on quality of a case that is compared so."""
    [row] = audit_case_rows(REFERENCE, [audited()], {}, returned(pk=2), {5: list(rows)})
    return row[2]


@pytest.mark.parametrize(
    ("rows", "text", "hint"),
    [
        ([compared(beside=2, quality="agree")], "We agree", ""),
        ([compared(beside=1, quality="agree")], "We agree", "Beside an earlier return"),
        (
            [compared(beside=2, quality="agree"), compared(beside=2, quality="differ")],
            "We agree",
            "and in 1 more strand",
        ),
        (
            [compared(beside=2, quality="differ")] + [compared(beside=2, quality="agree")] * 2,
            "We differ",
            "and in 2 more strands",
        ),
        (
            [compared(beside=1, quality="partly"), compared(beside=2, quality="agree")],
            "We agree partly",
            "Beside an earlier return and in 1 more strand",
        ),
        # A strand that says nothing on this heading is not counted.
        ([compared(impact="agree"), compared(beside=2, quality="differ")], "We differ", ""),
        ([compared(quality="")], "Not compared", ""),
    ],
)
def test_several_strands_and_earlier_returns_are_named(
    rows: list[AuditComparisonRevision], text: str, hint: str
) -> None:
    cell = more(*rows)
    assert (cell.text, cell.hint) == (text, hint)


def test_agreements_are_counted_over_all_cases_and_strands() -> None:
    ours = {
        5: [compared(quality="agree", impact="differ"), compared(quality="agree")],
        6: [compared(quality="partly", oversight="")],
    }
    rows = count_rows(ours)
    assert [[cell.text for cell in row] for row in rows] == [
        ["Quality of practice", "2", "1", "0"],
        ["Impact and effectiveness for the child", "0", "0", "1"],
        ["Management oversight", "0", "0", "0"],
    ]
    assert [cell.numeric for cell in rows[0]] == [False, True, True, True]
    assert len(rows[0]) == len(COUNT_COLUMNS)
    assert count_sentences(ours) == [
        "Quality of practice: we agree 2, we agree partly 1, we differ 0.",
        "Impact and effectiveness for the child: we agree 0, we agree partly 0, we differ 1.",
        "Management oversight: we agree 0, we agree partly 0, we differ 0.",
    ]


def test_before_anything_is_compared_every_count_is_none() -> None:
    assert {cell.text for row in count_rows({}) for cell in row[1:]} == {"0"}
    assert all(sentence.endswith("we differ 0.") for sentence in count_sentences({5: []}))


def leader(pk: int, closes_at: datetime | None = None) -> AuditLeader:
    return AuditLeader(
        pk=pk,
        person=KIT,
        office=Office(title="Chief Constable", agency=POLICE),
        access=InspectionAccess(opens_at=AT, closes_at=closes_at),
    )


@pytest.mark.parametrize(
    ("inside", "closes_at", "text", "hint"),
    [
        ([1], None, "Let in", f"since {WHEN}"),
        ([1, 2], AT + timedelta(days=1), "Let in", f"since {WHEN}"),
        (
            [2],
            AT + timedelta(days=1),
            "Not any more",
            "since Tuesday 24 November 2026 at 09:30",
        ),
        ([], None, "Not any more", "The office has ended"),
    ],
)
def test_each_leader_is_let_in_or_says_why_not(
    inside: list[int], closes_at: datetime | None, text: str, hint: str
) -> None:
    [row] = leader_rows([leader(1, closes_at)], inside, [])
    assert [cell.text for cell in row] == ["Kit Lane", "Chief Constable, Northmere Police", text]
    assert row[2].hint == hint
    assert row[2].colour == ("green" if text == "Let in" else "grey")
    assert len(row) == len(LEADER_COLUMNS)


def test_whoever_has_no_account_stands_below_and_cannot_be_let_in() -> None:
    without_account = Office(pk=4, title="Director", agency=COUNCIL, holder_name="Ash Moor")
    with_account = Office(pk=5, title="Chair", holder_name="Robin Sand", person=LOU)
    rows = leader_rows([leader(1)], [1], [without_account, with_account])
    assert [[cell.text for cell in row] for row in rows] == [
        ["Kit Lane", "Chief Constable, Northmere Police", "Let in"],
        ["Ash Moor", "Director, Northmere Council", "No account"],
    ]
    assert rows[1][2].hint == "Cannot be let in"


def test_a_name_is_drawn_as_text() -> None:
    rows = leader_rows([], [], [Office(pk=4, title="Director", holder_name=SCRIPT)])
    markup = table(LEADER_COLUMNS, rows)
    assert "&lt;script&gt;" in markup
    assert "<script>" not in markup


@pytest.mark.parametrize(
    ("before", "after", "what"),
    [
        ("", "asked", "Asked"),
        ("asked", "asked", "Changed"),
        ("asked", "returned", "Returned"),
        ("returned", "asked", "Asked"),
        ("asked", "withdrawn", "Withdrawn"),
        ("withdrawn", "asked", "Asked"),
    ],
)
def test_each_step_says_what_happened_by_whom_and_why(before: str, after: str, what: str) -> None:
    event = AuditEvent(from_state=before, to_state=after, by=KIT, at=AT, why="Two cases lack.")
    [row] = event_rows([event])
    assert [cell.text for cell in row] == [WHEN, what, "Kit Lane", "Two cases lack."]
    assert len(row) == len(EVENT_COLUMNS)


# --- side by side -------------------------------------------------------------------------------


def test_both_sides_stand_under_each_heading() -> None:
    ours = AuditEvaluation({"impact": AuditSaid("Not seen alone.", "weak", "differ", "Records.")})
    quality, impact, oversight = side_by_side(WHOLE, ours)
    assert impact.label == "Impact and effectiveness for the child"
    theirs_side = (impact.theirs.word, impact.theirs.colour, impact.theirs.text)
    assert theirs_side == ("Sound", "turquoise", "She is safer.")
    assert (impact.ours.word, impact.ours.colour) == ("Weak", "orange")
    assert (impact.agrees, impact.agrees_colour, impact.why) == ("We differ", "orange", "Records.")
    assert (quality.ours.word, quality.ours.colour, quality.ours.text) == ("", "", "")
    assert (oversight.agrees, oversight.agrees_colour, oversight.why) == ("", "", "")


@pytest.mark.parametrize("given", [None, {}, {"A2": WHOLE}])
def test_a_case_that_was_not_returned_is_not_compared(given: Any) -> None:
    whole = None if given is None else returned(given)
    assert shown_comparisons("A1", whole, [compared(quality="agree")]) == []


def test_a_returned_case_without_a_comparison_shows_the_partnerships_side() -> None:
    (one,) = shown_comparisons("A1", returned(), [])
    assert (one.title, one.note, one.is_old) == ("Not compared yet", "", False)
    assert [heading.theirs.word for heading in one.headings] == ["Strong", "Sound", "Weak"]
    assert {heading.ours.text for heading in one.headings} == {""}


def test_each_strand_has_a_comparison_of_its_own() -> None:
    rows = [compared("Joint", quality="agree"), compared("Health", version=4, quality="differ")]
    shown = shown_comparisons("A1", returned(), rows)
    assert [(one.title, one.headings[0].agrees) for one in shown] == [
        ("Joint", "We agree"),
        ("Health", "We differ"),
    ]
    assert shown[1].note == f"Version 4, saved {WHEN} by Lou Hill"


@pytest.mark.parametrize(("beside", "is_old"), [(1, True), (2, False)])
def test_a_comparison_beside_an_earlier_return_is_old(beside: int, is_old: bool) -> None:
    (one,) = shown_comparisons("A1", returned(pk=2), [compared(beside=beside, quality="agree")])
    assert one.is_old is is_old


def test_the_words_of_a_side_are_drawn_as_text() -> None:
    said = AuditEvaluation({"quality": AuditSaid(f"Look {SCRIPT}", "weak")})
    side = side_by_side(said, AuditEvaluation())[0].theirs
    markup = render_to_string(
        "inspections/_joint_audit_side.html", {"title": "They", "level": 3, "side": side}
    )
    assert "Look &lt;script&gt;" in markup
    assert "<script>" not in markup


def test_a_side_that_says_nothing_is_said_to_be_empty() -> None:
    side = side_by_side(WHOLE, AuditEvaluation())[0].ours
    markup = render_to_string(
        "inspections/_joint_audit_side.html", {"title": "We", "level": 3, "side": side}
    )
    assert "(empty)" in markup
    assert "govuk-tag" not in markup
