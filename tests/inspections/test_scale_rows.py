"""What each row of a seeded database is: by the columns that it is written into, without one."""

from collections import Counter
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from hashlib import sha256
from typing import Any
from uuid import UUID

import pytest
from django.core.management.base import CommandError
from django.db import ProgrammingError, models

from inspections.management import filling, guards
from inspections.management.scale import (
    _CHANGED,
    FIRST_DAY,
    LAST,
    TEAM_OF_EACH,
    WITHDRAWN_SHARES,
    Ground,
    Part,
    Place,
    Rows,
    Scale,
    Size,
    _share_of,
)
from records.values import short_reference

JOINT = Part("joint", "Joint", 1, "joint", (1, 2, 3), (7, 9), (31, 32, 33))
OWN = Part("two", "Of the second", 4, "single", (2,), (8,), (41,))
GROUND = Ground(
    version=11,
    kind=12,
    parts=(JOINT, OWN),
    places=(Place(5, 6, (51, 52, 53)), Place(15, 16, (61, 62, 63))),
    people={body: tuple(range(100 * body, 100 * body + 9)) for body in (1, 2, 3)},
)
FIRST = 1000


def made(size: Size, *, seed: int = 3, at_once: int = 100) -> Rows:
    """All rows; the first key of every table is a thousand."""
    counted = {n: FIRST for n, (model, _) in filling._TABLES.items() if filling._counts(model)}
    whole: Rows = {}
    for batch in Scale(GROUND, size, seed, counted).batches(at_once):
        for name, rows in batch.items():
            whole.setdefault(name, []).extend(rows)
    return whole


@pytest.fixture(scope="module")
def rows() -> Rows:
    """Enough for something of everything."""
    return made(Size(20, 60, 1500))


def table(rows: Rows, name: str) -> list[dict[str, Any]]:
    """The rows of a table by the names of their columns."""
    columns = filling._TABLES[name][1].split()
    return [dict(zip(columns, row, strict=True)) for row in rows[name]]


# --- the columns --------------------------------------------------------------------------------


@pytest.mark.parametrize("name", filling._TABLES)
def test_a_column_that_is_not_written_may_be_empty(name: str) -> None:
    model, columns = filling._TABLES[name]
    written = columns.split()
    there = {one.column: one for one in model._meta.concrete_fields}
    assert len(set(written)) == len(written)
    assert set(written) <= there.keys()
    left_out = [one for column, one in there.items() if column not in written]
    assert [one.name for one in left_out if not (one.null or one.generated)] == []


@pytest.mark.parametrize("name", filling._TABLES)
def test_every_row_has_a_value_for_every_column_and_none_only_where_it_may(
    rows: Rows, name: str
) -> None:
    model, _ = filling._TABLES[name]
    fields = {field.column: field for field in model._meta.concrete_fields}
    found = table(rows, name)
    assert found
    for row in found:
        for column, said in row.items():
            assert said is not None or fields[column].null, column


@pytest.mark.parametrize("name", filling._TABLES)
def test_a_chosen_value_is_one_of_the_model_s_choices(rows: Rows, name: str) -> None:
    model, _ = filling._TABLES[name]
    for field in model._meta.concrete_fields:
        if field.choices:
            known = {value for value, _ in field.flatchoices} | ({""} if field.blank else set())
            assert {row[field.column] for row in table(rows, name)} <= known, field.name


@pytest.mark.parametrize("name", filling._TABLES)
def test_no_text_is_longer_than_its_column(rows: Rows, name: str) -> None:
    model, _ = filling._TABLES[name]
    for field in model._meta.concrete_fields:
        if isinstance(field, models.CharField) and field.max_length:
            longest = max(len(str(row[field.column])) for row in table(rows, name))
            assert longest <= field.max_length, field.name


@pytest.mark.parametrize("name", [n for n, (m, _) in filling._TABLES.items() if filling._counts(m)])
def test_counted_keys_follow_each_other_from_the_first_that_is_free(rows: Rows, name: str) -> None:
    keys = [row["id"] for row in table(rows, name)]
    assert keys == list(range(FIRST, FIRST + len(keys)))


# --- an inspection ------------------------------------------------------------------------------


def test_one_inspection_in_ten_is_at_fieldwork_and_its_events_lead_there(rows: Rows) -> None:
    states = [row["state"] for row in table(rows, "Inspection")]
    assert [place for place, state in enumerate(states) if state == "fieldwork"] == [0, 10]
    assert set(states) == {"fieldwork", "closed"}
    events: dict[int, list[tuple[str, str]]] = {}
    for row in table(rows, "InspectionEvent"):
        events.setdefault(row["inspection_id"], []).append((row["from_state"], row["to_state"]))
    begun = [("", "planned"), ("planned", "notified"), ("notified", "fieldwork")]
    ended = [*begun, ("fieldwork", "reporting"), ("reporting", "closed")]
    assert events[FIRST] == events[FIRST + 10] == begun
    assert events[FIRST + 1] == events[FIRST + 19] == ended


@pytest.mark.parametrize(
    ("number", "reference"), [(0, "SC3-000001"), (9, "SC3-000010"), (19, "SC3-000020")]
)
def test_a_reference_names_the_seed_and_counts(rows: Rows, number: int, reference: str) -> None:
    assert table(rows, "Inspection")[number]["reference"] == reference


def test_places_are_taken_in_turn(rows: Rows) -> None:
    places = [(row["area_id"], row["partnership_id"]) for row in table(rows, "Inspection")]
    assert places == [(5, 6), (15, 16)] * 10


def test_every_inspection_has_every_part_with_who_takes_part_and_what_is_judged(rows: Rows) -> None:
    strands = table(rows, "Strand")
    assert [row["code"] for row in strands] == ["joint", "two"] * 20
    assert {(row["code"], row["owner_id"], row["power_id"]) for row in strands} == {
        ("joint", None, 1),
        ("two", 2, 4),
    }
    bodies, areas = Counter[int](), Counter[int]()
    for row in table(rows, "StrandParticipant"):
        bodies[row["inspectorate_id"]] += 1
    for row in table(rows, "Strand_judgement_areas"):
        areas[row["judgementarea_id"]] += 1
    assert bodies == {1: 20, 2: 40, 3: 20}
    assert areas == {7: 20, 9: 20, 8: 20}


@pytest.mark.parametrize(
    ("part", "owner"),
    [(JOINT, None), (OWN, 2), (Part("three", "Of the third", 1, "single", (3,), (), ()), 3)],
)
def test_a_strand_that_is_inspected_together_is_nobody_s(part: Part, owner: int | None) -> None:
    assert part.owner == owner


def test_a_team_has_one_overall_lead_and_a_lead_of_every_other_inspectorate(rows: Rows) -> None:
    for key in range(FIRST, FIRST + 20):
        team = [row for row in table(rows, "Assignment") if row["inspection_id"] == key]
        roles = Counter((row["inspectorate_id"], row["role"]) for row in team)
        others = TEAM_OF_EACH - 1
        assert roles == {
            (1, "overall_lead"): 1,
            (1, "inspector"): others,
            (2, "lead"): 1,
            (2, "inspector"): others,
            (3, "lead"): 1,
            (3, "inspector"): others,
        }
        assert len({row["person_id"] for row in team}) == len(team)
        for row in team:
            assert row["person_id"] in GROUND.people[row["inspectorate_id"]]


def test_whoever_leads_opened_it_and_named_everybody(rows: Rows) -> None:
    leads = {
        row["inspection_id"]: row["person_id"]
        for row in table(rows, "Assignment")
        if row["role"] == "overall_lead"
    }
    for row in table(rows, "Inspection"):
        assert row["opened_by_id"] == leads[row["id"]]
    for row in table(rows, "Assignment"):
        assert row["named_by_id"] == leads[row["inspection_id"]]
        assert (row["starts_on"], row["ends_on"]) == (FIRST_DAY, None)


# --- cases --------------------------------------------------------------------------------------


def test_cases_are_counted_within_their_inspection(rows: Rows) -> None:
    references: dict[int, list[str]] = {}
    for row in table(rows, "Case"):
        references.setdefault(row["inspection_id"], []).append(row["reference"])
    assert all(len(set(each)) == len(each) == 3 for each in references.values())
    for each in references.values():
        assert [one[-1] for one in each] == ["1", "2", "3"]


def test_a_case_is_known_to_two_agencies_of_its_area(rows: Rows) -> None:
    area = {row["id"]: row["area_id"] for row in table(rows, "Inspection")}
    at = {row["id"]: area[row["inspection_id"]] for row in table(rows, "Case")}
    agencies = {place.area: set(place.agencies) for place in GROUND.places}
    known: dict[int, list[int]] = {}
    for row in table(rows, "Case_agencies"):
        known.setdefault(row["case_id"], []).append(row["agency_id"])
    assert known.keys() == at.keys()
    for case, of_it in known.items():
        assert len(set(of_it)) == len(of_it) == 2
        assert set(of_it) <= agencies[at[case]]


# --- evidence -----------------------------------------------------------------------------------


def test_an_item_s_first_version_is_its_receipt(rows: Rows) -> None:
    versions = {
        (row["evidence_id"], row["version"]): row for row in table(rows, "EvidenceRevision")
    }
    for item in table(rows, "Evidence"):
        first = versions[item["id"], 1]
        assert first["key"] == item["id"]
        assert item["reference"] == short_reference("E", item["id"].bytes)
        assert (first["person_id"], first["at"]) == (item["author_id"], item["recorded_at"])
        assert (item["id"], item["version"]) in versions
        assert (item["id"], item["version"] + 1) not in versions


def test_a_later_version_has_a_receipt_of_its_own_and_says_why(rows: Rows) -> None:
    found = table(rows, "EvidenceRevision")
    assert len({row["key"] for row in found}) == len(found)
    assert {(row["version"], row["why"]) for row in found} == {
        (1, ""),
        (2, "It was checked again."),
    }
    share = sum(row["version"] == 2 for row in found) / len(table(rows, "Evidence"))
    assert abs(share - _CHANGED) < 0.05


def test_a_version_has_the_hash_of_its_text(rows: Rows) -> None:
    for row in table(rows, "EvidenceRevision")[:50]:
        assert row["content_hash"] == sha256(row["text"].encode()).hexdigest()
        assert row["text"].count(". ") == 6
        assert row["text"].endswith(".")


def test_what_was_seen_was_seen_in_the_fortnight_before_it_was_recorded(rows: Rows) -> None:
    for row in table(rows, "EvidenceRevision"):
        assert timedelta(0) <= row["at"].date() - row["observed_on"] < timedelta(days=14)


def test_criteria_are_those_of_the_strand_two_where_there_are_two(rows: Rows) -> None:
    code = {row["id"]: row["code"] for row in table(rows, "Strand")}
    strand = {row["id"]: code[row["strand_id"]] for row in table(rows, "Evidence")}
    item = {row["id"]: row["evidence_id"] for row in table(rows, "EvidenceRevision")}
    of: dict[int, list[int]] = {}
    for row in table(rows, "EvidenceCriterion"):
        of.setdefault(row["revision_id"], []).append(row["criterion_id"])
    for revision, criteria in of.items():
        joint = strand[item[revision]] == "joint"
        assert set(criteria) <= set((JOINT if joint else OWN).criteria)
        assert len(set(criteria)) == len(criteria) == (2 if joint else 1)


def test_whoever_withdrew_an_item_wrote_it(rows: Rows) -> None:
    for row in table(rows, "Evidence"):
        gone = (row["withdrawn_by_id"], row["withdrawn_at"], row["withdrawn_why"])
        assert gone in {
            (None, None, ""),
            (row["author_id"], row["recorded_at"], "It was recorded twice."),
        }


def test_the_newest_item_is_the_first_and_none_is_older_than_150_days(rows: Rows) -> None:
    moments = [row["recorded_at"] for row in table(rows, "Evidence")]
    assert moments[0] == LAST
    assert timedelta(days=149) < LAST - moments[-1] < timedelta(days=150)
    assert datetime(2024, 1, 2, 9, tzinfo=UTC) < moments[-1]
    assert date(2024, 1, 2) == FIRST_DAY


# --- who sees it --------------------------------------------------------------------------------


def test_a_joint_item_is_seen_by_all_and_another_by_its_owner(rows: Rows) -> None:
    code = {row["id"]: row["code"] for row in table(rows, "Strand")}
    of = {row["id"]: (code[row["strand_id"]], row["owner_id"]) for row in table(rows, "Evidence")}
    seen: dict[UUID, set[int]] = {}
    for row in table(rows, "EvidenceAudience"):
        if not row["pinned"]:
            seen.setdefault(row["evidence_id"], set()).add(row["inspectorate_id"])
    assert seen == {
        key: {1, 2, 3} if part == "joint" else {owner} for key, (part, owner) in of.items()
    }


def test_the_audience_sees_the_newest_version_and_a_receiver_the_first(rows: Rows) -> None:
    version = {row["id"]: row["version"] for row in table(rows, "EvidenceRevision")}
    newest = {row["id"]: row["version"] for row in table(rows, "Evidence")}
    for row in table(rows, "EvidenceAudience"):
        expected = 1 if row["pinned"] else newest[row["evidence_id"]]
        assert version[row["revision_id"]] == expected


def test_only_what_is_its_owner_s_alone_is_shared_and_never_what_was_withdrawn(rows: Rows) -> None:
    items = {row["id"]: row for row in table(rows, "Evidence")}
    shares = table(rows, "EvidenceShare")
    assert shares
    for row in shares:
        item = items[row["evidence_id"]]
        assert item["withdrawn_at"] is None
        assert item["owner_id"] == 2 != row["inspectorate_id"]
        assert (row["shared_by_id"], row["shared_at"]) == (item["author_id"], item["recorded_at"])


def test_a_share_is_seen_by_its_receiver_unless_it_was_taken_back(rows: Rows) -> None:
    back = {key for key, _, _ in rows[WITHDRAWN_SHARES]}
    standing = {
        (row["evidence_id"], row["inspectorate_id"])
        for row in table(rows, "EvidenceShare")
        if row["id"] not in back
    }
    pinned = {
        (row["evidence_id"], row["inspectorate_id"])
        for row in table(rows, "EvidenceAudience")
        if row["pinned"]
    }
    assert pinned == standing
    assert back <= {row["id"] for row in table(rows, "EvidenceShare")}


# --- how many -----------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("whole", "among"), [(0, 1), (1, 1), (1, 3), (3, 3), (10, 3), (2, 7), (1000, 7)]
)
def test_what_is_dealt_out_is_the_whole_and_nobody_has_two_more_than_another(
    whole: int, among: int
) -> None:
    shares = [_share_of(whole, number, among) for number in range(among)]
    assert [one for share in shares for one in share] == list(range(whole))
    assert max(map(len, shares)) - min(map(len, shares)) <= 1


@pytest.mark.parametrize(
    ("at_once", "sizes"), [(1, [1] * 7), (2, [2, 2, 2, 1]), (3, [3, 3, 1]), (7, [7]), (100, [7])]
)
def test_batches_are_as_large_as_asked_and_the_last_has_the_rest(
    at_once: int, sizes: list[int]
) -> None:
    counted = {n: 1 for n, (model, _) in filling._TABLES.items() if filling._counts(model)}
    batches = Scale(GROUND, Size(7, 0, 0), 1, counted).batches(at_once)
    assert [len(batch["Inspection"]) for batch in batches] == sizes


def test_without_items_there_is_no_evidence_and_nothing_of_it() -> None:
    found = made(Size(2, 3, 0))
    assert not [name for name in found if name.startswith("Evidence")]
    assert len(found["Case"]) == 3


def test_without_cases_no_item_is_of_one() -> None:
    found = table(made(Size(1, 0, 40)), "Evidence")
    assert len(found) == 40
    assert {row["case_id"] for row in found} == {None}


# --- how they are written -----------------------------------------------------------------------


@pytest.mark.parametrize(
    ("said", "written"),
    [
        (None, "\\N"),
        ("", ""),
        ("a b", "a b"),
        (0, "0"),
        (True, "True"),
        (False, "False"),
        (Decimal("1.50"), "1.50"),
        (date(2024, 1, 2), "2024-01-02"),
        (datetime(2024, 1, 2, 9, tzinfo=UTC), "2024-01-02 09:00:00+00:00"),
        (UUID(int=1), "00000000-0000-0000-0000-000000000001"),
    ],
)
def test_a_value_as_copy_reads_it(said: object, written: str) -> None:
    assert filling._field(said) == written


@pytest.mark.parametrize(
    ("name", "counts"),
    [("Inspection", True), ("Case_agencies", True), ("Evidence", False), ("EvidenceWords", False)],
)
def test_a_table_counts_its_keys_or_its_program_makes_them(name: str, counts: bool) -> None:
    assert filling._counts(filling._TABLES[name][0]) is counts


def test_tables_come_after_those_that_they_refer_to() -> None:
    written: set[Any] = set()
    ours = {model for model, _ in filling._TABLES.values()}
    for model, _ in filling._TABLES.values():
        written.add(model)
        for field in model._meta.concrete_fields:
            if isinstance(field, models.ForeignKey) and field.remote_field.model in ours:
                assert field.remote_field.model in written, field


# --- the guards ---------------------------------------------------------------------------------


class Line:
    """A connection that notes statements; it answers each question with one pair."""

    def __init__(self, vendor: str, refuses: str = "") -> None:
        self.vendor, self.refuses = vendor, refuses
        self.said: list[str] = []
        self.questions = 0

    def cursor(self) -> "Line":
        return self

    def __enter__(self) -> "Line":
        return self

    def __exit__(self, *_: object) -> None:
        """Nothing is held."""

    def execute(self, statement: str, values: list[Any] | None = None) -> None:
        if values is not None:
            self.questions += 1
            return
        if self.refuses and statement.startswith(self.refuses):
            raise ProgrammingError("must be owner of table things\n")
        self.said.append(statement)

    def fetchall(self) -> list[tuple[str, str]]:
        return [(f"OFF {self.questions}", f"ON {self.questions}")]


@pytest.fixture
def line(monkeypatch: pytest.MonkeyPatch) -> Line:
    """Stands for a connection to PostgreSQL; there is no transaction around it."""
    noting = Line("postgresql")
    monkeypatch.setattr(guards, "connection", noting)
    monkeypatch.setattr(guards.transaction, "atomic", noting.cursor)
    return noting


@pytest.mark.parametrize(("triggers_too", "kinds"), [(True, 4), (False, 3)])
def test_guards_go_before_and_come_back_after(line: Line, triggers_too: bool, kinds: int) -> None:
    with guards.guards_off(["things"], triggers_too=triggers_too):
        line.said.append("WORK")
    work = line.said.index("WORK")
    before, after = line.said[:work], line.said[work + 1 :]
    numbers = range(1, kinds + 1)
    assert before[2:] == [f"OFF {number}" for number in numbers]
    assert [one for one in after if one.startswith("ON")] == [f"ON {number}" for number in numbers]
    assert before[0] == "SET CONSTRAINTS ALL IMMEDIATE"
    # Known as they were, empty, the tables would be looked through for each row.
    assert after[:2] == ["ANALYZE", "SET CONSTRAINTS ALL IMMEDIATE"]
    assert after[-2] == "SET CONSTRAINTS ALL DEFERRED"


def test_work_that_fails_makes_no_guard_again_as_the_transaction_does(line: Line) -> None:
    with pytest.raises(RuntimeError), guards.guards_off(["things"], triggers_too=True):
        raise RuntimeError
    assert not any(one.startswith("ON") for one in line.said)


def test_a_role_that_owns_no_table_is_told_and_no_work_is_done(line: Line) -> None:
    line.refuses = "OFF"
    with (
        pytest.raises(CommandError, match="must be owner of table things: only the owner") as told,
        guards.guards_off(["things"], triggers_too=True),
    ):
        line.said.append("WORK")
    assert str(told.value).endswith("Set DATABASE_URL to that role; nothing was written.")
    assert "\n" not in str(told.value)
    assert "WORK" not in line.said


def test_another_database_keeps_its_guards(line: Line) -> None:
    line.vendor = "sqlite"
    with guards.guards_off(["things"], triggers_too=True):
        line.said.append("WORK")
    assert (line.said, line.questions) == (["WORK"], 0)
