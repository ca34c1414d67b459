"""A form that is sent drops the draft that its page knew of, and none that was typed later."""

from django.db import migrations, models

from records.database import (
    drop_draft_when_sent,
    first_save_waits,
    made_again,
    refuse_changes,
    settle_draft_when_sent,
)


class Migration(migrations.Migration):
    """The draft's version on the receipt, and the trigger that asks for it."""

    dependencies = [("records", "0002_guards")]

    operations = [
        made_again(*drop_draft_when_sent("records_receipt"), refuse_changes("records_receipt")),
        migrations.AddField(
            model_name="draft",
            name="left_by",
            field=models.UUIDField(blank=True, null=True),
        ),
        migrations.AddField(
            model_name="receipt",
            name="draft_version",
            field=models.PositiveIntegerField(db_default=0, default=0),
        ),
        made_again(refuse_changes("records_receipt")),
        *settle_draft_when_sent("records_receipt"),
        first_save_waits(),
    ]
