"""Strands and key dates carry the codes of a framework file, an inspection its deep dive."""

from django.db import migrations, models

from inspections import audience
from records.database import on_sqlite


class Migration(migrations.Migration):
    """SQLite makes an altered table anew: no trigger may speak of it meanwhile."""

    dependencies = [("inspections", "0003_evidence_stays")]

    operations = [
        on_sqlite(*audience.DROP_SQLITE_TRIGGERS, backwards=audience.SQLITE_TRIGGERS),
        migrations.AlterModelOptions(name="strand", options={"ordering": ["kind", "pk"]}),
        migrations.AddField(
            model_name="inspection",
            name="deep_dive",
            field=models.SlugField(
                blank=True,
                help_text=(
                    "The topic that it looks into in depth, by its code in the framework’s version."
                ),
                max_length=60,
            ),
        ),
        migrations.AlterField(
            model_name="keydate", name="code", field=models.SlugField(max_length=60)
        ),
        migrations.AlterField(
            model_name="strand", name="code", field=models.SlugField(max_length=60)
        ),
        on_sqlite(*audience.SQLITE_TRIGGERS, backwards=audience.DROP_SQLITE_TRIGGERS),
    ]
