"""Rows that never change, whoever asks."""

from collections.abc import Callable
from contextlib import AbstractContextManager
from datetime import UTC, datetime

import pytest
from django.apps import apps
from django.db import DatabaseError, connection, transaction

from records.actions import write_audit
from records.models import AppendOnly, AuditEntry

pytestmark = pytest.mark.django_db
Owner = Callable[[], AbstractContextManager[None]]


def an_entry() -> AuditEntry:
    """An audit entry."""
    return write_audit(at=datetime(2026, 12, 7, tzinfo=UTC), route="home", method="GET", status=200)


def test_a_second_save_is_refused() -> None:
    entry = an_entry()
    entry.status = 500
    with pytest.raises(TypeError, match="never change"):
        entry.save()


def test_delete_is_refused() -> None:
    with pytest.raises(TypeError, match="never deleted"):
        an_entry().delete()


def test_update_and_delete_of_a_queryset_are_refused() -> None:
    an_entry()
    with pytest.raises(TypeError, match="never change"):
        AuditEntry.objects.update(status=500)
    with pytest.raises(TypeError, match="never deleted"):
        AuditEntry.objects.all().delete()


@pytest.mark.parametrize(
    "statement",
    ["UPDATE records_auditentry SET status = 500", "DELETE FROM records_auditentry"],
)
def test_sql_is_refused_even_to_the_owner_of_the_table(statement: str, as_owner: Owner) -> None:
    entry = an_entry()
    with (
        as_owner(),
        pytest.raises(DatabaseError, match="never change"),
        transaction.atomic(),
        connection.cursor() as cursor,
    ):
        cursor.execute(statement)
    assert AuditEntry.objects.get(pk=entry.pk).status == 200


# The triggers that do more than refuse a change to history, each with its table.
OTHER_TRIGGERS = {
    "attachment_of_its_item": "inspections_revisionattachment",
    "audience_of_evidence": "inspections_evidence",
    "audience_of_revision": "inspections_evidencerevision",
    "audience_of_participant": "inspections_strandparticipant",
    "audience_of_share": "inspections_evidenceshare",
    "audience_of_withdrawal": "inspections_evidenceshare",
    "reader_of_the_receiver": "inspections_intelligencereader",
}
# The triggers that keep some columns of a table, and those that settle the draft of a sent form.
KEEPING = (
    "inspections_caseevent",
    "inspections_concern",
    "inspections_conversation",
    "inspections_evidence",
    "inspections_evidenceshare",
    "inspections_evidencetag",
    "inspections_intelligence",
    "inspections_listing",
    "inspections_practiceevaluation",
    "inspections_savedsearch",
)
SETTLING = (
    "inspections_auditcomparisonrevision",
    "inspections_auditrevision",
    "inspections_evidencerevision",
    "records_receipt",
)
OTHER_TRIGGERS |= {f"{table}_keeps": table for table in KEEPING}
OTHER_TRIGGERS |= {f"{table}_drops_draft": table for table in SETTLING}
POSTGRESQL_TRIGGERS = {
    "version_by_author": "inspections_evidence",
    "records_draft_waits": "records_draft",
    "words_of_files": "inspections_revisionattachment",
    "words_of_revision": "inspections_evidencerevision",
}
SQLITE_TRIGGERS = {"inspections_evidencetag_ended": "inspections_evidencetag"}


def triggers() -> dict[str, str]:
    """Every trigger with its table, as the database itself tells."""
    with connection.cursor() as cursor:
        if connection.vendor == "postgresql":
            cursor.execute(
                "SELECT tgname, tgrelid::regclass::text FROM pg_trigger "
                "WHERE NOT tgisinternal AND tgenabled = 'O'"
            )
        else:
            cursor.execute("SELECT name, tbl_name FROM sqlite_master WHERE type = 'trigger'")
        return dict(cursor.fetchall())


def guards(history: set[str]) -> dict[str, str]:
    """The triggers that refuse a change to these tables, each with its table."""
    acts = ["changes"] if connection.vendor == "postgresql" else ["update", "delete"]
    return {f"{table}_never_{act}": table for table in history for act in acts}


def test_every_trigger_is_there_after_the_last_migration() -> None:
    """SQLite changes a table by making it anew, and the triggers of the old one are gone then."""
    history = {model._meta.db_table for model in apps.get_models() if issubclass(model, AppendOnly)}
    assert history
    own = POSTGRESQL_TRIGGERS if connection.vendor == "postgresql" else SQLITE_TRIGGERS
    assert triggers() == guards(history) | OTHER_TRIGGERS | own


@pytest.mark.postgres
def test_the_application_may_not_change_history_at_all() -> None:
    an_entry()
    with (
        pytest.raises(DatabaseError, match="permission denied"),
        transaction.atomic(),
        connection.cursor() as cursor,
    ):
        cursor.execute("UPDATE records_auditentry SET status = 500")
    assert AuditEntry.objects.get().status == 200
