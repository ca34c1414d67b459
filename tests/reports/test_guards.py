"""What was frozen, signed and published refuses to change, from whoever it comes."""

from collections.abc import Callable
from contextlib import AbstractContextManager
from typing import Any

import pytest
from django.db import DatabaseError, connection, models, transaction
from django.utils import timezone

from records.actor import set_actor
from records.models import AppendOnly
from reports.models import (
    AccuracyAnswer,
    Artefact,
    CombinedPart,
    Draft,
    FindingRevision,
    HoldDecision,
    ParagraphRevision,
    PenMove,
    Publication,
    PublicationProposal,
    RecordedLetter,
    RecordedLetterInspectorate,
    Remark,
    RemarkEntry,
    ReportEvent,
    SignOff,
    StatementRevision,
    Suggestion,
    SuggestionOutcome,
    TemplateWithdrawal,
)
from reports.values.remarks import EntryKind
from tests.factories.discussion import (
    body_of,
    entry_on,
    pen_to,
    refusal_of,
    remark_of,
    suggestion_of,
)
from tests.factories.letters import recorded_letter
from tests.factories.reports import Told, report_at
from tests.factories.statements import stated, with_next_steps

pytestmark = pytest.mark.django_db

# Each with a column that somebody might want to change afterwards.
GUARDED: list[tuple[type[AppendOnly], str, Any]] = [
    (AccuracyAnswer, "explanation", "Something else."),
    (Artefact, "pages", 99),
    (CombinedPart, "content_hash", "f" * 64),
    (Draft, "content_hash", "f" * 64),
    (FindingRevision, "text", "Something else."),
    (HoldDecision, "reason", "Something else."),
    (ParagraphRevision, "text", "Something else."),
    (PenMove, "section", "other"),
    (Publication, "title", "Something else."),
    (PublicationProposal, "content_hash", "f" * 64),
    (RecordedLetter, "title", "Something else."),
    (RecordedLetterInspectorate, "name", "Something else."),
    (Remark, "text", "Something else."),
    (RemarkEntry, "text", "Something else."),
    (ReportEvent, "why", "Something else."),
    (SignOff, "content_hash", "f" * 64),
    (StatementRevision, "content", {}),
    (Suggestion, "text", "Something else."),
    (SuggestionOutcome, "reason", "Something else."),
    (TemplateWithdrawal, "reason", "Something else."),
]
NAMES = [model.__name__ for model, _, _ in GUARDED]


@pytest.fixture
def told() -> Told:
    recorded_letter()
    discussed = report_at("drafting")
    entry_on(remark_of(discussed), EntryKind.SETTLE)
    refusal_of(discussed, suggestion_of(discussed))
    pen_to(discussed, body_of(discussed, discussed.lead))
    told = report_at("published")
    stated(with_next_steps(discussed))
    TemplateWithdrawal.objects.create(kind="letter", number=1, reason="Old.", at=timezone.now())
    # Never built like this; the guards ask nothing of what it says.
    CombinedPart.objects.create(
        build=told.draft, position=1, part=told.draft, content_hash=told.draft.content_hash
    )
    HoldDecision.objects.create(
        report=told.report,
        kind="area",
        place="P1",
        shown="Norfolk",
        fingerprint="a" * 64,
        reason="A neighbour.",
        inspectorate=told.joint.strand.participants.first(),
        by=told.lead,
        at=timezone.now(),
    )
    # Some of it PostgreSQL shows to the team alone.
    set_actor(told.lead)
    return told


def value_of(model: type[models.Model], key: int, column: str) -> Any:
    return model._default_manager.values_list(column, flat=True).get(pk=key)


def run(sql: str, *values: Any) -> None:
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(sql, values)


def test_every_append_only_model_of_reports_is_tried_here() -> None:
    from django.apps import apps

    found = apps.get_app_config("reports").get_models()
    assert {model for model in found if issubclass(model, AppendOnly)} == {
        model for model, _, _ in GUARDED
    }


def test_nothing_that_was_written_is_changed_or_deleted_by_the_orm(told: Told) -> None:
    for model, column, other in GUARDED:
        row = model._default_manager.first()
        before = value_of(model, row.pk, column)
        setattr(row, column, other)
        with pytest.raises(TypeError, match="never change"):
            row.save()
        with pytest.raises(TypeError, match="never deleted"):
            row.delete()
        with pytest.raises(TypeError, match="never change"):
            model._default_manager.update(**{column: other})
        with pytest.raises(TypeError, match="never deleted"):
            model._default_manager.all().delete()
        assert value_of(model, row.pk, column) == before, model


def test_nothing_that_was_written_is_changed_or_deleted_by_sql(told: Told) -> None:
    for model, column, other in GUARDED:
        table = model._meta.db_table
        row = model._default_manager.first()
        before = value_of(model, row.pk, column)
        with pytest.raises(DatabaseError):
            run(f"UPDATE {table} SET {column} = %s WHERE id = %s", other, row.pk)  # noqa: S608 - our own names
        with pytest.raises(DatabaseError):
            run(f"DELETE FROM {table} WHERE id = %s", row.pk)  # noqa: S608 - our own names
        assert value_of(model, row.pk, column) == before, model


@pytest.mark.parametrize("model", [Publication, Draft], ids=["Publication", "Draft"])
def test_not_even_the_owner_of_the_tables_changes_them(
    told: Told,
    model: type[AppendOnly],
    as_owner: Callable[[], AbstractContextManager[None]],
) -> None:
    table = model._meta.db_table
    with as_owner(), pytest.raises(DatabaseError, match="never change"):
        run(f"UPDATE {table} SET content_hash = ''")  # noqa: S608 - our own names
    assert model._default_manager.exclude(content_hash="").count() == model._default_manager.count()


@pytest.mark.postgres
def test_the_application_has_no_right_to_change_them(told: Told) -> None:
    with connection.cursor() as cursor:
        for model, _, _ in GUARDED:
            for right in ("UPDATE", "DELETE", "TRUNCATE"):
                cursor.execute("SELECT has_table_privilege(%s, %s)", [model._meta.db_table, right])
                assert cursor.fetchone() == (False,), (model, right)


def test_what_is_published_twice_is_refused_by_the_database(told: Told) -> None:
    row = Publication.objects.get()
    again = Publication(
        **{
            field.attname: getattr(row, field.attname)
            for field in Publication._meta.fields
            if field.name != "id"
        }
    )
    with pytest.raises(DatabaseError), transaction.atomic():
        again.save()
    assert Publication.objects.count() == 1


def test_one_person_is_refused_by_the_database_too(told: Told) -> None:
    row = Publication.objects.get()
    values = {
        field.attname: getattr(row, field.attname)
        for field in Publication._meta.fields
        if field.name != "id"
    }
    values |= {"version": 2, "confirmed_by_id": row.proposed_by_id}
    with pytest.raises(DatabaseError), transaction.atomic():
        Publication(**values).save()
    assert Publication.objects.count() == 1
