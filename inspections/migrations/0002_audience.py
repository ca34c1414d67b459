"""The database keeps evidence to its audience (see inspections/audience.py)."""

from django.db import migrations

from inspections import audience
from records.database import (
    drop_draft_when_sent,
    on_postgresql,
    on_sqlite,
    refuse_changes,
    row_level_security,
)


class Migration(migrations.Migration):
    """Triggers on both databases; row-level security on PostgreSQL."""

    dependencies = [("inspections", "0001_initial"), ("records", "0002_guards")]

    operations = [
        on_postgresql(
            *audience.POSTGRESQL_TRIGGERS, backwards=audience.DROP_POSTGRESQL_TRIGGERS
        ),
        on_sqlite(*audience.SQLITE_TRIGGERS, backwards=audience.DROP_SQLITE_TRIGGERS),
        *drop_draft_when_sent("inspections_evidencerevision"),
        refuse_changes("inspections_evidencerevision", "inspections_inspectionevent"),
        # Not forced: the triggers write it as the owner of the tables.
        row_level_security(
            "inspections_evidenceaudience",
            select=audience.AUDIENCE_READ,
            insert="false",
            forced=False,
        ),
        row_level_security(
            "inspections_evidence",
            select=audience.EVIDENCE_READ,
            insert=audience.EVIDENCE_ADD,
            update=audience.EVIDENCE_CHANGE,
        ),
        row_level_security(
            "inspections_evidencerevision",
            select=audience.REVISION_READ,
            insert=audience.REVISION_ADD,
        ),
        row_level_security(
            "inspections_evidencecriterion",
            select=audience.CRITERION_READ,
            insert=audience.CRITERION_ADD,
        ),
        row_level_security(
            "inspections_evidenceshare",
            select=audience.SHARE_READ,
            insert=audience.SHARE_ADD,
            update=audience.SHARE_CHANGE,
        ),
    ]
