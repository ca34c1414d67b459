"""The SQL of migrations, for either database, without one: what is sent, and in which order."""

from contextlib import contextmanager
from types import SimpleNamespace
from typing import Any

import pytest
from django.core.exceptions import ImproperlyConfigured
from django.db import migrations

from records.database import (
    ALL_RIGHTS,
    StatementsAlone,
    _rights,
    check_durability,
    create_change_guard,
    drop_change_guard,
    drop_draft_when_sent,
    first_save_waits,
    fix_columns,
    grant_application_role,
    made_again,
    on_postgresql,
    on_sqlite,
    refuse_changes,
    settle_draft_when_sent,
)
from records.models import AuditEntry, Draft, Job, Receipt

VENDORS = ("postgresql", "sqlite")


class Line:
    """As much of a connection as statements ask for; it notes them and asks no database."""

    def __init__(self, vendor: str, answer: str = "on", tables: tuple[str, ...] = ()) -> None:
        self.vendor, self.answer = vendor, answer
        self.said: list[str] = []
        self.ops = SimpleNamespace(quote_name=lambda name: f'"{name}"')
        self.introspection = SimpleNamespace(table_names=lambda: list(tables))

    @contextmanager
    def cursor(self) -> Any:
        yield self

    def execute(self, statement: str) -> None:
        self.said.append(" ".join(statement.split()))

    def fetchone(self) -> tuple[str]:
        return (self.answer,)


def forwards(vendor: str, *operations: Any) -> list[str]:
    line = Line(vendor)
    for operation in operations:
        operation.code(None, SimpleNamespace(connection=line))
    return line.said


def backwards(vendor: str, *operations: Any) -> list[str]:
    line = Line(vendor)
    for operation in reversed(operations):
        operation.reverse_code(None, SimpleNamespace(connection=line))
    return line.said


# --- an operation that asks for no model --------------------------------------------------------


def test_the_models_are_not_drawn_for_a_statement_forwards_or_backwards() -> None:
    seen: list[tuple[str, Any, str]] = []
    operation = StatementsAlone(
        lambda models, editor: seen.append(("on", models, editor)),
        lambda models, editor: seen.append(("back", models, editor)),
    )
    # Without a state at all: what asks for its models would fail.
    operation.database_forwards("records", "an editor", None, None)
    operation.database_backwards("records", "an editor", None, None)
    assert seen == [("on", None, "an editor"), ("back", None, "an editor")]


def test_an_operation_without_a_way_back_says_that_there_is_none() -> None:
    operation = StatementsAlone(migrations.RunPython.noop)
    with pytest.raises(RuntimeError, match="cannot reverse"):
        operation.database_backwards("records", None, None, None)


@pytest.mark.parametrize(
    "operation",
    [
        refuse_changes("things"),
        on_postgresql("SELECT 1"),
        on_sqlite("SELECT 1"),
        first_save_waits(),
        made_again(),
        *fix_columns("things", "number"),
        *drop_draft_when_sent("things"),
        *settle_draft_when_sent("things"),
    ],
)
def test_no_operation_of_ours_asks_for_models_and_each_has_a_way_back(operation: Any) -> None:
    assert isinstance(operation, StatementsAlone)
    assert operation.reversible


# --- one database's own -------------------------------------------------------------------------


@pytest.mark.parametrize("vendor", VENDORS)
@pytest.mark.parametrize(("make", "its"), [(on_postgresql, "postgresql"), (on_sqlite, "sqlite")])
def test_statements_of_one_database_are_not_sent_to_the_other(
    make: Any, its: str, vendor: str
) -> None:
    operation = make("one", "two", backwards=("three", "four"))
    assert forwards(vendor, operation) == (["one", "two"] if vendor == its else [])
    assert backwards(vendor, operation) == (["three", "four"] if vendor == its else [])


@pytest.mark.parametrize("vendor", VENDORS)
@pytest.mark.parametrize("make", [on_postgresql, on_sqlite])
def test_without_a_way_back_nothing_is_sent_on_it(make: Any, vendor: str) -> None:
    assert backwards(vendor, make("one")) == []


# --- rows that never change ---------------------------------------------------------------------


def test_postgresql_has_one_guard_for_both_acts() -> None:
    line = Line("postgresql")
    create_change_guard(line, "things")
    assert line.said[0].startswith("CREATE OR REPLACE FUNCTION concord_refuse_change()")
    assert line.said[1] == (
        "CREATE TRIGGER things_never_changes BEFORE UPDATE OR DELETE ON things "
        "FOR EACH ROW EXECUTE FUNCTION concord_refuse_change()"
    )


def test_sqlite_has_a_guard_for_each_act() -> None:
    line = Line("sqlite")
    create_change_guard(line, "things")
    assert [said.split(" BEGIN ")[0] for said in line.said] == [
        "CREATE TRIGGER things_never_update BEFORE UPDATE ON things",
        "CREATE TRIGGER things_never_delete BEFORE DELETE ON things",
    ]
    assert all("'rows of things never change'" in said for said in line.said)


@pytest.mark.parametrize(
    ("vendor", "expected"),
    [
        ("postgresql", ["DROP TRIGGER IF EXISTS things_never_changes ON things"]),
        (
            "sqlite",
            [
                "DROP TRIGGER IF EXISTS things_never_update",
                "DROP TRIGGER IF EXISTS things_never_delete",
            ],
        ),
    ],
)
def test_a_guard_is_dropped_by_its_name(vendor: str, expected: list[str]) -> None:
    line = Line(vendor)
    drop_change_guard(line, "things")
    assert line.said == expected


@pytest.mark.parametrize("vendor", VENDORS)
def test_several_tables_are_guarded_each_for_itself(vendor: str) -> None:
    operation = refuse_changes("things", "others")
    on, off = forwards(vendor, operation), backwards(vendor, operation)
    for said in (on, off):
        assert any("things_never" in one for one in said)
        assert any("others_never" in one for one in said)
    assert all(one.startswith("DROP TRIGGER IF EXISTS") for one in off)


def test_guards_are_made_again_on_sqlite_alone_and_the_old_go_first() -> None:
    again = made_again(refuse_changes("things"), refuse_changes("others"))
    assert forwards("postgresql", again) == []
    said = forwards("sqlite", again)
    verbs = [one.split()[0] for one in said]
    assert verbs == ["DROP", "DROP", "CREATE", "CREATE"] * 2
    assert "things" in said[0]
    assert "others" in said[-1]
    assert backwards("sqlite", again) == said


def test_an_operation_without_a_way_back_is_made_again_all_the_same() -> None:
    alone = migrations.RunPython(lambda _models, editor: editor.connection.execute("MAKE"))
    assert forwards("sqlite", made_again(alone)) == ["MAKE"]


# --- drafts of forms that were sent -------------------------------------------------------------


def test_the_first_migrations_dropped_the_draft_whatever_its_version() -> None:
    for vendor in VENDORS:
        said = " ".join(forwards(vendor, *drop_draft_when_sent("things")))
        assert "DELETE FROM records_draft WHERE receipt = NEW.key;" in said
        assert "draft_version" not in said


@pytest.mark.parametrize("vendor", VENDORS)
def test_what_the_page_knew_goes_and_what_another_window_saved_later_gets_another_key(
    vendor: str,
) -> None:
    said = forwards(vendor, *settle_draft_when_sent("things"))[-1 if vendor == "sqlite" else -2]
    gone = "DELETE FROM records_draft WHERE receipt = NEW.key AND version <= NEW.draft_version;"
    kept = "UPDATE records_draft SET left_by = receipt, receipt = "
    assert gone in said
    assert kept in said
    # First what is known goes: otherwise it would be kept under another key.
    assert said.index(gone) < said.index(kept)


@pytest.mark.parametrize(
    ("vendor", "key"),
    [("postgresql", "gen_random_uuid()"), ("sqlite", "lower(hex(randomblob(16)))")],
)
def test_each_database_makes_a_key_its_own_way(vendor: str, key: str) -> None:
    said = " ".join(forwards(vendor, *settle_draft_when_sent("things")))
    assert f"receipt = {key} WHERE receipt = NEW.key" in said


def test_on_postgresql_a_form_and_the_first_save_of_its_draft_wait_for_each_other() -> None:
    sent = " ".join(forwards("postgresql", *settle_draft_when_sent("things")))
    saved = " ".join(forwards("postgresql", first_save_waits()))
    lock = "PERFORM pg_advisory_xact_lock(hashtextextended({}::text, 0));"
    assert lock.format("NEW.key") in sent
    assert lock.format("NEW.receipt") in saved
    assert sent.index("pg_advisory_xact_lock") < sent.index("DELETE FROM")
    assert "BEFORE INSERT ON records_draft" in saved
    assert "AFTER INSERT ON things" in sent


def test_sqlite_has_one_writer_and_needs_no_lock() -> None:
    assert forwards("sqlite", first_save_waits()) == []
    assert backwards("sqlite", first_save_waits()) == []
    assert not any("lock" in one for one in forwards("sqlite", *settle_draft_when_sent("things")))


@pytest.mark.parametrize(
    ("vendor", "there_is_one"),
    [
        ("postgresql", "DROP FUNCTION IF EXISTS things_drops_draft() CASCADE"),
        ("sqlite", "DROP TRIGGER IF EXISTS things_drops_draft"),
    ],
)
def test_settling_takes_the_place_of_dropping_and_gives_it_back(
    vendor: str, there_is_one: str
) -> None:
    operations = settle_draft_when_sent("things")
    on, back = forwards(vendor, *operations), backwards(vendor, *operations)
    assert on[0] == there_is_one
    assert back[0] == there_is_one
    assert sum("CREATE TRIGGER things_drops_draft" in one for one in on) == 1
    last = [one for one in back if one.startswith("CREATE")]
    # The way back ends as the first migrations had it, on the database that has it.
    assert not any("draft_version" in one for one in last)


# --- rights -------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("model", "rights"),
    [
        (Receipt, ("SELECT", "INSERT")),
        (AuditEntry, ("SELECT", "INSERT")),
        (Draft, ALL_RIGHTS),
        (Job, getattr(Job, "application_rights", ALL_RIGHTS)),
    ],
)
def test_a_table_that_only_grows_is_never_changed(model: Any, rights: tuple[str, ...]) -> None:
    assert _rights(model) == rights


def test_a_model_says_its_own_rights() -> None:
    model = type("Thing", (), {"application_rights": ("SELECT", "INSERT", "UPDATE")})
    assert _rights(model) == ("SELECT", "INSERT", "UPDATE")


def granted(*tables: str) -> list[str]:
    line = Line("postgresql", tables=tables)
    grant_application_role(line, role='the "role"')
    return line.said


def test_the_role_gets_the_schema_first_and_the_sequences_last() -> None:
    said = granted("records_draft")
    assert said[0] == 'GRANT USAGE ON SCHEMA public TO "the "role""'
    assert said[-1] == 'GRANT USAGE ON ALL SEQUENCES IN SCHEMA public TO "the "role""'
    assert len(said) == 4


def test_what_was_granted_before_is_taken_first() -> None:
    said = granted("records_receipt")
    assert said[1].startswith('REVOKE ALL ON "records_receipt" FROM')
    assert said[2].startswith('GRANT SELECT, INSERT ON "records_receipt" TO')


@pytest.mark.parametrize(
    ("table", "rights"),
    [
        ("django_migrations", "SELECT"),
        ("of_no_model", "SELECT, INSERT, UPDATE, DELETE"),
    ],
)
def test_a_table_of_no_model_is_written_unless_it_says_how_far_migrations_are(
    table: str, rights: str
) -> None:
    assert f'GRANT {rights} ON "{table}" TO "the "role""' in granted(table)


def test_a_table_that_is_not_there_yet_is_left_out() -> None:
    assert not any("records_" in one for one in granted("django_migrations"))


def test_nothing_is_granted_to_truncate_or_to_change_the_schema() -> None:
    said = " ".join(granted("records_draft", "records_receipt", "of_no_model"))
    for right in ("TRUNCATE", "REFERENCES", "TRIGGER", "CREATE", "GRANT ALL"):
        assert right not in said


def test_sqlite_has_no_roles() -> None:
    line = Line("sqlite", tables=("records_draft",))
    grant_application_role(line, role="role")
    assert line.said == []


# --- what PostgreSQL promises -------------------------------------------------------------------


@pytest.mark.parametrize("answer", ["on", "local", "remote_write", "remote_apply"])
def test_a_postgresql_that_writes_before_it_answers_is_taken(answer: str) -> None:
    line = Line("postgresql", answer)
    check_durability(line)
    assert line.said == ["SHOW synchronous_commit"]


def test_one_that_forgets_what_it_has_acknowledged_is_refused() -> None:
    with pytest.raises(ImproperlyConfigured, match=r"synchronous_commit=off.*Set it to on"):
        check_durability(Line("postgresql", "off"))


def test_sqlite_is_not_asked() -> None:
    line = Line("sqlite", "off")
    check_durability(line, signal="connection_created")
    assert line.said == []
