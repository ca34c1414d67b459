"""What an earlier release stored: letters without a statement, sections without a purpose."""

from collections.abc import Callable
from contextlib import AbstractContextManager

import pytest
from django.core.management import call_command
from django.db import DatabaseError, connection, transaction
from django.utils import timezone

from frameworks.models import ReportSection
from records.actor import acting_as
from reports.actions import template_of
from reports.models import Draft, Publication, TemplateWithdrawal
from reports.values.templates import version_named
from tests.factories.reports import report_at
from tests.factories.statements import stated, with_next_steps

pytestmark = pytest.mark.django_db(transaction=True)


def migrate_to(app: str, name: str) -> None:
    call_command("migrate", app, name, verbosity=0)


def columns(table: str) -> set[str]:
    with connection.cursor() as cursor:
        found = connection.introspection.get_table_description(cursor, table)
    return {column.name for column in found}


def test_what_was_stored_before_is_as_it_was_and_can_have_a_statement(
    as_owner: Callable[[], AbstractContextManager[None]],
) -> None:
    report_at("published")
    drafting = report_at("drafting")
    drafts, published = list(Draft.objects.values()), list(Publication.objects.values())
    headings = list(ReportSection.objects.values_list("pk", "key", "heading", "kind"))
    try:
        with as_owner():
            migrate_to("reports", "0010_writing_together")
            migrate_to("frameworks", "0004_question_sets")
        assert "purpose" not in columns("frameworks_reportsection")
        assert "reports_statementofaction" not in connection.introspection.table_names()
    finally:
        with as_owner():
            call_command("migrate", verbosity=0)
            call_command("prepare_database", verbosity=0)
    assert list(Draft.objects.values()) == drafts
    assert list(Publication.objects.values()) == published
    assert list(ReportSection.objects.values_list("pk", "key", "heading", "kind")) == headings
    assert not ReportSection.objects.exclude(purpose="", is_optional=False).exists()
    told = with_next_steps(drafting)
    with acting_as(told.lead):
        row = stated(told)
    TemplateWithdrawal.objects.create(kind="letter", number=1, reason="Old.", at=timezone.now())
    for table, key in (
        ("reports_statementrevision", row.revisions.get().pk),
        ("reports_templatewithdrawal", TemplateWithdrawal.objects.get().pk),
    ):
        with pytest.raises(DatabaseError), transaction.atomic(), connection.cursor() as cursor:
            cursor.execute(f"DELETE FROM {table} WHERE id = %s", [key])  # noqa: S608 - our own names


@pytest.mark.django_db
def test_a_draft_of_an_earlier_release_is_of_the_first_version() -> None:
    told = report_at("quality_assurance")
    old = {name: said for name, said in told.draft.snapshot.items() if name != "template"}
    assert template_of(snapshot=old) == version_named("letter", 1)
