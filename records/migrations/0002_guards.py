"""Audit entries and receipts only grow; a draft is seen by the person who types it."""

from django.db import migrations

from records.database import drop_draft_when_sent, refuse_changes, row_level_security

_OWN = "person_id = concord_actor()"


class Migration(migrations.Migration):
    """Change guards, and row-level security on drafts."""

    dependencies = [("records", "0001_initial")]

    operations = [
        refuse_changes("records_auditentry", "records_receipt"),
        *drop_draft_when_sent("records_receipt"),
        row_level_security("records_draft", select=_OWN, insert=_OWN, update=_OWN, delete=_OWN),
    ]
