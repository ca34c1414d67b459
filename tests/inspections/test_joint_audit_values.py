"""The words and days of joint audits and concerns: labels, round trips, both sides of a limit."""

from datetime import UTC, date, datetime, time, timedelta
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from inspections.models import (
    AuditCase,
    AuditComparison,
    AuditComparisonRevision,
    AuditLeader,
    AuditReturn,
    AuditRevision,
    Case,
    Concern,
    ConcernTold,
    Inspection,
    InspectionAccess,
    JointAudit,
)
from inspections.rules import (
    LONDON,
    TimetableStep,
    add_working_days,
    deadline_after,
    doors_close_at,
    is_working_day,
    last_day_of_weeks,
    timetable,
    working_days_until,
)
from inspections.values import (
    ACKNOWLEDGE_WITHIN,
    AT_RISK_LABELS,
    CALLED_LABELS,
    CONCERN_OUTCOME_LABELS,
    AgencyPart,
    Agreement,
    AtRisk,
    AuditEvaluation,
    AuditHeading,
    AuditSaid,
    AuditWord,
    Called,
    ConcernOutcome,
    Door,
    count_agreements,
    evidence_skeleton,
)
from inspections.values.joint_audit import (
    AGREEMENT_LABELS,
    AUDIT_QUESTIONS,
    HEADING_HINTS,
    HEADING_LABELS,
    WORD_LABELS,
)
from organisations.models import User

AT = datetime(2026, 11, 23, 9, 30, tzinfo=UTC)
HEADINGS = [one.value for one in AuditHeading]
TEXTS = st.text(max_size=40)
PARTS = st.lists(
    st.builds(AgencyPart, code=TEXTS, name=TEXTS, took_part=st.booleans(), will_do=TEXTS),
    max_size=4,
).map(tuple)
JOINT = st.builds(
    AuditSaid, text=TEXTS, word=st.sampled_from(["", *(one.value for one in AuditWord)])
)
OWN = st.builds(
    AuditSaid,
    text=TEXTS,
    word=st.sampled_from(["", *(one.value for one in AuditWord)]),
    agrees=st.sampled_from(["", *(one.value for one in Agreement)]),
    why=TEXTS,
)
DAYS = st.dates(min_value=date(2014, 1, 1), max_value=date(2034, 12, 31))
FEW = st.integers(min_value=0, max_value=40)


# --- words --------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("words", "labels"),
    [
        (AuditHeading, HEADING_LABELS),
        (AuditHeading, HEADING_HINTS),
        (AuditWord, WORD_LABELS),
        (Agreement, AGREEMENT_LABELS),
        (AtRisk, AT_RISK_LABELS),
        (Called, CALLED_LABELS),
        (ConcernOutcome, CONCERN_OUTCOME_LABELS),
    ],
)
def test_every_word_has_a_label_of_its_own(words: Any, labels: dict[Any, str]) -> None:
    assert list(labels) == list(words)
    assert len(set(labels.values())) == len(labels)
    assert all(labels.values())


@pytest.mark.parametrize("words", [AuditHeading, AuditWord, Agreement])
def test_every_word_of_the_audit_can_be_the_name_of_a_field(words: Any) -> None:
    assert all(one.value.isidentifier() for one in words)


@pytest.mark.parametrize(
    ("model", "name", "words"),
    [
        (Concern, "at_risk", AtRisk),
        (Concern, "outcome", ConcernOutcome),
        (InspectionAccess, "opens", Door),
    ],
)
def test_every_word_fits_where_it_is_kept(model: Any, name: str, words: Any) -> None:
    field = model._meta.get_field(name)
    assert max(len(one.value) for one in words) <= field.max_length


def test_doors_are_told_apart_by_what_lies_behind_them() -> None:
    assert [one.value for one in Door] == ["draft", "audit", "concern"]
    with pytest.raises(ValueError, match="everything"):
        Door("everything")


@pytest.mark.parametrize("word", [*AuditWord, ""])
def test_a_judgement_is_read_in_words_or_not_at_all(word: str) -> None:
    assert AuditSaid(word=word).word_label == (WORD_LABELS[AuditWord(word)] if word else "")


@pytest.mark.parametrize("agrees", [*Agreement, ""])
def test_an_agreement_is_read_in_words_or_not_at_all(agrees: str) -> None:
    label = AGREEMENT_LABELS[Agreement(agrees)] if agrees else ""
    assert AuditSaid(agrees=agrees).agrees_label == label


# --- round trips --------------------------------------------------------------------------------


@given(st.fixed_dictionaries(dict.fromkeys(HEADINGS, JOINT)), PARTS)
def test_what_the_partnership_said_is_the_same_after_it_was_kept(
    said: dict[str, AuditSaid], parts: tuple[AgencyPart, ...]
) -> None:
    whole = AuditEvaluation(said, parts)
    assert AuditEvaluation.from_data(whole.as_joint()) == whole


@given(st.fixed_dictionaries(dict.fromkeys(HEADINGS, OWN)))
def test_what_inspectors_said_is_the_same_after_it_was_kept(said: dict[str, AuditSaid]) -> None:
    whole = AuditEvaluation(said)
    assert AuditEvaluation.from_data(whole.as_own()) == whole


def test_the_partnerships_data_has_no_agreement_and_ours_has_no_agencies() -> None:
    whole = AuditEvaluation(
        {"quality": AuditSaid("Text.", "weak", "differ", "Why.")},
        (AgencyPart("police", "The police", True, "Meet."),),
    )
    assert whole.as_joint()["quality"] == {"text": "Text.", "word": "weak"}
    assert whole.as_joint()["agencies"] == [
        {"agency": "police", "name": "The police", "took_part": True, "will_do": "Meet."}
    ]
    assert set(whole.as_own()) == set(HEADINGS)


@pytest.mark.parametrize(
    ("data", "said"),
    [
        ({}, AuditSaid()),
        ({"quality": {}}, AuditSaid()),
        ({"quality": {"text": "Text."}}, AuditSaid("Text.")),
        ({"quality": {"word": "weak", "later": "unknown"}}, AuditSaid(word="weak")),
        ({"quality": {"why": "Why."}, "another": {"text": "Lost."}}, AuditSaid(why="Why.")),
    ],
)
def test_what_is_not_in_the_data_is_not_said(data: dict[str, Any], said: AuditSaid) -> None:
    whole = AuditEvaluation.from_data(data)
    assert whole.of("quality") == said
    assert whole.agencies == ()
    assert set(whole.said) == set(HEADINGS)


def test_under_a_heading_that_nobody_knows_nothing_is_said() -> None:
    assert AuditEvaluation().of("style") == AuditSaid()


@pytest.mark.parametrize("heading", HEADINGS)
@pytest.mark.parametrize("part", ["text", "word"])
def test_what_is_missing_is_named_with_its_heading(heading: str, part: str) -> None:
    said = {one: AuditSaid("Text.", "sound") for one in HEADINGS}
    said[heading] = AuditSaid(text="Text.") if part == "word" else AuditSaid(word="sound")
    whole = AuditEvaluation(said, (AgencyPart("police", "The police", True),))
    label = HEADING_LABELS[AuditHeading(heading)].lower()
    kind = {"text": "the text", "word": "the judgement"}[part]
    assert whole.missing() == [f"{kind} on {label}"]


@pytest.mark.parametrize(
    ("parts", "lacks"),
    [
        ((), ["which agencies took part"]),
        ((AgencyPart("police", "P"),), ["which agencies took part"]),
        ((AgencyPart("police", "P", False, "Meet."),), ["which agencies took part"]),
        ((AgencyPart("police", "P", True),), []),
        ((AgencyPart("council", "C"), AgencyPart("police", "P", True)), []),
    ],
)
def test_one_agency_that_took_part_is_enough(
    parts: tuple[AgencyPart, ...], lacks: list[str]
) -> None:
    said = {one: AuditSaid("Text.", "sound") for one in HEADINGS}
    assert AuditEvaluation(said, parts).missing() == lacks


# --- counting, and the note ---------------------------------------------------------------------


def test_nothing_compared_counts_none_under_every_heading() -> None:
    counts = count_agreements([])
    assert list(counts) == HEADINGS
    assert all(counts[one] == {"agree": 0, "partly": 0, "differ": 0} for one in HEADINGS)


@given(st.lists(st.sampled_from(["", *(one.value for one in Agreement)]), max_size=12))
def test_every_agreement_is_counted_once(agreements: list[str]) -> None:
    counts = count_agreements(
        AuditEvaluation({"impact": AuditSaid(agrees=one)}) for one in agreements
    )
    assert counts["impact"] == {one.value: agreements.count(one.value) for one in Agreement}
    assert sum(counts["quality"].values()) == 0


@pytest.mark.parametrize("lines", [[], ["One."], ["One.", "Two.", "Three."]])
def test_the_note_begins_with_what_was_counted_and_ends_with_the_questions(
    lines: list[str],
) -> None:
    text = evidence_skeleton(lines)
    assert text.startswith("How good the partnership’s joint audit was.\n")
    assert [line for line in text.split("\n") if line in lines] == lines
    assert text.endswith(f"Learning. {AUDIT_QUESTIONS[2][1]}")
    places = [text.index(f"{title}. {question}") for title, question in AUDIT_QUESTIONS]
    assert places == sorted(places)
    assert text == text.strip()


# --- rows ---------------------------------------------------------------------------------------


def returned(*references: str) -> AuditReturn:
    said = AuditEvaluation({"quality": AuditSaid("Text.", "weak")}).as_joint()
    cases = [{"case": one, "evaluation": said} for one in references]
    return AuditReturn(number=2, content={"inspection": "OF-1", "cases": cases})


@pytest.mark.parametrize(
    ("references", "wanted", "is_there"),
    [
        (("A1", "A2"), "A2", True),
        (("A1", "A2"), "A3", False),
        (("A11",), "A1", False),
        ((), "A1", False),
    ],
)
def test_what_was_returned_of_a_case_is_found_by_its_reference(
    references: tuple[str, ...], wanted: str, is_there: bool
) -> None:
    found = returned(*references).evaluation_of(wanted)
    assert (found is not None) is is_there
    if found is not None:
        assert found.of("quality") == AuditSaid("Text.", "weak")


@pytest.mark.parametrize(
    ("row", "name"),
    [
        (JointAudit(inspection=Inspection(reference="OF-1")), "joint audit of OF-1"),
        (AuditCase(case=Case(reference="A1"), version=3), "joint evaluation of case A1 v3"),
        (returned("A1"), "return 2 of the joint audit of OF-1"),
        (
            AuditComparison(audit_case=AuditCase(case=Case(reference="A1")), version=4),
            "comparison of case A1 v4",
        ),
        (Concern(reference="SC-1", seen="Secret."), "safeguarding concern SC-1"),
        (
            ConcernTold(concern=Concern(reference="SC-1"), person=User(email="kit@example.org")),
            "telling kit@example.org of concern SC-1",
        ),
    ],
)
def test_the_audit_log_names_a_thing_and_none_of_its_words(row: Any, name: str) -> None:
    assert row.record_name == name


@pytest.mark.parametrize("revision", [AuditRevision, AuditComparisonRevision])
def test_a_revision_is_read_as_it_was_said(revision: Any) -> None:
    said = AuditEvaluation({"impact": AuditSaid("Text.", "sound")})
    assert revision(content=said.as_joint()).evaluation.of("impact") == AuditSaid("Text.", "sound")


@pytest.mark.parametrize(
    ("due_on", "closes_at", "last_day"),
    [
        (date(2026, 11, 27), None, date(2026, 11, 27)),
        (date(2026, 11, 20), None, date(2026, 11, 20)),
        (date(2026, 11, 27), datetime(2026, 12, 5, tzinfo=UTC), date(2026, 11, 27)),
        # Let in on the very day that was set, there is still that day.
        (date(2026, 11, 23), datetime(2026, 12, 5, tzinfo=UTC), date(2026, 11, 23)),
        # Let in after it: the last whole day before the door closes.
        (date(2026, 11, 22), datetime(2026, 12, 5, tzinfo=UTC), date(2026, 12, 4)),
        (date(2026, 11, 22), datetime(2026, 12, 5, 0, 0, 1, tzinfo=UTC), date(2026, 12, 5)),
    ],
)
def test_the_last_day_is_the_one_that_was_set_or_that_of_the_door(
    due_on: date, closes_at: datetime | None, last_day: date
) -> None:
    access = InspectionAccess(opens_at=AT, closes_at=closes_at)
    assert AuditLeader(audit=JointAudit(due_on=due_on), access=access).last_day == last_day


def told(state: str = "raised", **changes: Any) -> ConcernTold:
    return ConcernTold(
        concern=Concern(state=state), **{"due_at": AT + ACKNOWLEDGE_WITHIN, **changes}
    )


@pytest.mark.parametrize(
    ("acknowledged_at", "after", "is_late"),
    [
        (None, timedelta(minutes=59, seconds=59), False),
        (None, timedelta(hours=1), True),
        (None, timedelta(days=2), True),
        (AT, timedelta(days=2), False),
    ],
)
def test_whoever_has_not_acknowledged_within_the_hour_is_late(
    acknowledged_at: datetime | None, after: timedelta, is_late: bool
) -> None:
    assert told(acknowledged_at=acknowledged_at).is_late(AT + after) is is_late


@pytest.mark.parametrize(
    ("state", "acknowledged_at", "is_waiting"),
    [
        ("raised", None, True),
        ("acknowledged", None, True),
        ("acted_on", None, True),
        ("closed", None, False),
        ("acknowledged", AT, False),
        ("closed", AT, False),
    ],
)
def test_it_waits_for_somebody_until_they_acknowledge_or_it_is_closed(
    state: str, acknowledged_at: datetime | None, is_waiting: bool
) -> None:
    row = told(state, acknowledged_at=acknowledged_at)
    assert row.is_waiting is is_waiting
    assert row.is_over is (state == "closed")


@pytest.mark.parametrize(
    ("access", "reader", "page"),
    [
        (8, 1, "local_concern"),
        (None, 1, "concern"),
        # A lead who looks at what an office-holder was told opens the page of the team.
        (8, 2, "concern"),
        (None, 2, "concern"),
    ],
)
def test_people_of_the_area_have_a_page_of_their_own(
    access: int | None, reader: int, page: str
) -> None:
    row = ConcernTold(access_id=access, person_id=1)
    assert row.page_of(User(pk=reader)) == page


# --- days ---------------------------------------------------------------------------------------


@given(DAYS, DAYS)
def test_doors_close_at_a_london_midnight_after_both_days(until: date, fieldwork: date) -> None:
    closes = doors_close_at(until, fieldwork_starts_on=fieldwork).astimezone(LONDON)
    assert closes.time() == time.min
    assert closes.date() == max(until + timedelta(days=1), fieldwork)


@pytest.mark.parametrize(
    ("year", "days"),
    [
        (2025, ["01-01", "04-18", "04-21", "05-05", "05-26", "08-25", "12-25", "12-26"]),
        (2026, ["01-01", "04-03", "04-06", "05-04", "05-25", "08-31", "12-25", "12-28"]),
        (2027, ["01-01", "03-26", "03-29", "05-03", "05-31", "08-30", "12-27", "12-28"]),
        (2028, ["01-03", "04-14", "04-17", "05-01", "05-29", "08-28", "12-25", "12-26"]),
    ],
)
def test_the_bank_holidays_of_a_year_are_those_that_were_published(
    year: int, days: list[str]
) -> None:
    whole = (date(year, 1, 1) + timedelta(days=number) for number in range(366))
    free = [day for day in whole if day.weekday() < 5 and not is_working_day(day)]
    assert [f"{day:%m-%d}" for day in free if day.year == year] == days


@given(DAYS, FEW, FEW)
def test_working_days_can_be_added_in_two_steps(day: date, first: int, second: int) -> None:
    start = add_working_days(day, 0)
    assert add_working_days(add_working_days(start, first), second) == add_working_days(
        start, first + second
    )


@given(DAYS, FEW)
def test_more_days_are_later_and_fewer_earlier(day: date, number: int) -> None:
    start = add_working_days(day, 0)
    assert add_working_days(start, number) < add_working_days(start, number + 1)
    assert add_working_days(start, -number - 1) < add_working_days(start, -number)


@given(DAYS, st.integers(min_value=0, max_value=90), st.integers(min_value=0, max_value=90))
def test_days_left_add_up(day: date, first: int, second: int) -> None:
    middle = day + timedelta(days=first)
    end = middle + timedelta(days=second)
    total = working_days_until(day, middle) + working_days_until(middle, end)
    assert working_days_until(day, end) == total


@pytest.mark.parametrize(
    ("today", "day", "left"),
    [
        (date(2026, 11, 23), date(2026, 11, 23), 0),
        (date(2026, 11, 20), date(2026, 11, 21), 0),
        (date(2026, 11, 20), date(2026, 11, 22), 0),
        (date(2026, 11, 20), date(2026, 11, 23), 1),
        (date(2026, 12, 24), date(2026, 12, 28), 0),
        (date(2026, 12, 24), date(2026, 12, 29), 1),
        (date(2026, 11, 24), date(2026, 11, 23), 0),
        (date(2026, 11, 24), date(2020, 1, 1), 0),
    ],
)
def test_today_is_not_counted_and_the_day_is(today: date, day: date, left: int) -> None:
    assert working_days_until(today, day) == left


@given(DAYS, st.integers(min_value=1, max_value=12))
def test_a_period_of_weeks_ends_within_them_on_a_working_day(day: date, weeks: int) -> None:
    last = last_day_of_weeks(day, weeks)
    assert is_working_day(last)
    assert last < day + timedelta(weeks=weeks)
    after = (last + timedelta(days=number) for number in range(1, 15))
    rest = [one for one in after if one < day + timedelta(weeks=weeks)]
    assert not any(is_working_day(one) for one in rest)


def test_a_timetable_of_one_step_is_its_day() -> None:
    saturday = date(2026, 11, 28)
    assert timetable([TimetableStep("visit")], saturday) == {"visit": saturday}
    assert timetable([], saturday) == {}


def test_two_steps_may_hang_on_the_same_one() -> None:
    steps = [
        TimetableStep("late", "first", working_days=2),
        TimetableStep("soon", "first", working_days=1),
        TimetableStep("last", "late"),
        TimetableStep("first"),
    ]
    assert timetable(steps, date(2026, 11, 26)) == {
        "first": date(2026, 11, 26),
        "soon": date(2026, 11, 27),
        "late": date(2026, 11, 30),
        "last": date(2026, 11, 30),
    }


@pytest.mark.parametrize(
    ("steps", "names"),
    [
        ([TimetableStep("a", "a")], "a"),
        ([TimetableStep("b", "c"), TimetableStep("c", "b")], "b, c"),
        ([TimetableStep("x"), TimetableStep("z", "y"), TimetableStep("y", "gone")], "y, z"),
    ],
)
@pytest.mark.parametrize("chosen", ["", "a", "c", "z"])
def test_a_ring_ends_in_a_sentence_whatever_is_chosen(
    steps: list[TimetableStep], names: str, chosen: str
) -> None:
    with pytest.raises(ValueError, match=f"counted from no day: {names}\\."):
        timetable(steps, date(2026, 11, 23), chosen_step=chosen)


@given(DAYS, st.integers(min_value=0, max_value=24 * 60 - 1), FEW)
def test_a_deadline_is_on_a_working_day_of_london_and_after_the_sending(
    day: date, minute: int, number: int
) -> None:
    sent = datetime.combine(day, time.min, UTC) + timedelta(minutes=minute)
    deadline = deadline_after(sent, number)
    assert (deadline.hour, deadline.minute, deadline.tzinfo) == (23, 59, LONDON)
    assert is_working_day(deadline.date())
    sent_on = sent.astimezone(LONDON).date()
    assert deadline.date() == add_working_days(sent_on, number)
    assert deadline.date() >= sent_on
