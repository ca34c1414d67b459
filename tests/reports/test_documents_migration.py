"""Reports that an earlier release stored are documents of their inspection."""

from collections.abc import Callable
from contextlib import AbstractContextManager

import pytest
from django.core.management import call_command
from django.db import DatabaseError, connection, transaction

from reports.models import Publication, Report
from tests.factories.reports import report_at

pytestmark = pytest.mark.django_db(transaction=True)


def migrate_to(name: str) -> None:
    call_command("migrate", "reports", name, verbosity=0)


def test_a_report_of_an_earlier_release_belongs_to_its_inspection(
    as_owner: Callable[[], AbstractContextManager[None]],
) -> None:
    told = report_at("published")
    kept = list(Report.objects.values())
    published = list(Publication.objects.values())
    try:
        with as_owner():
            migrate_to("0006_recorded_letter")
        with connection.cursor() as cursor:
            found = connection.introspection.get_table_description(cursor, "reports_report")
        assert "inspection_id" not in {column.name for column in found}
    finally:
        with as_owner():
            migrate_to("0007_documents")
            call_command("prepare_database", verbosity=0)
    assert list(Report.objects.values()) == kept
    assert Report.objects.get().inspection == told.joint.inspection
    assert list(Publication.objects.values()) == published
    with pytest.raises(DatabaseError), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("UPDATE reports_publication SET title = 'Another'")
