"""What a draft is about may be the address of its page."""

from django.db import migrations, models

from records.database import on_postgresql

_TO = "ALTER TABLE records_draft ALTER COLUMN about TYPE varchar({})"


class Migration(migrations.Migration):
    """Room for an address. SQLite keeps texts of any length as it is."""

    dependencies = [("records", "0003_draft_of_another_window")]

    operations = [
        migrations.SeparateDatabaseAndState(
            state_operations=[
                migrations.AlterField(
                    model_name="draft",
                    name="about",
                    field=models.CharField(db_index=True, max_length=400),
                ),
            ],
            database_operations=[on_postgresql(_TO.format(400), backwards=(_TO.format(60),))],
        ),
    ]
