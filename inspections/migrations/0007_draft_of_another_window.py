"""Evidence that is sent drops the draft that its page knew of, and none that was typed later."""

from django.db import migrations, models

from inspections import audience
from records.database import (
    drop_draft_when_sent,
    made_again,
    on_sqlite,
    refuse_changes,
    settle_draft_when_sent,
)


class Migration(migrations.Migration):
    """The draft's version on the revision, and the trigger that asks for it."""

    dependencies = [
        ("inspections", "0006_fieldwork"),
        ("records", "0003_draft_of_another_window"),
    ]

    operations = [
        # SQLite builds a changed table anew, and meanwhile the triggers of others would miss it.
        on_sqlite(*audience.DROP_SQLITE_TRIGGERS, backwards=audience.SQLITE_TRIGGERS),
        made_again(
            *drop_draft_when_sent("inspections_evidencerevision"),
            refuse_changes("inspections_evidencerevision"),
        ),
        migrations.AddField(
            model_name="evidencerevision",
            name="draft_version",
            field=models.PositiveIntegerField(db_default=0, default=0),
        ),
        made_again(refuse_changes("inspections_evidencerevision")),
        *settle_draft_when_sent("inspections_evidencerevision"),
        on_sqlite(*audience.SQLITE_TRIGGERS, backwards=audience.DROP_SQLITE_TRIGGERS),
    ]
