"""An inspection ends in several documents: each belongs to the inspection and has a form."""

from typing import Any

import django.db.models.deletion
from django.db import migrations, models

from records.database import made_again, refuse_changes


def _belong(apps: Any, editor: Any) -> None:
    """Every report that is there is the joint letter of its strand's inspection."""
    for row in apps.get_model("reports", "Report").objects.select_related("strand"):
        row.inspection_id = row.strand.inspection_id
        row.save(update_fields=["inspection"])
    # PostgreSQL changes no column while a check of these rows waits for the end.
    editor.connection.check_constraints()


class Migration(migrations.Migration):
    dependencies = [
        ("inspections", "0012_samples"),
        ("reports", "0006_recorded_letter"),
    ]

    operations = [
        migrations.AddField(
            model_name="report",
            name="inspection",
            field=models.ForeignKey(
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="reports",
                to="inspections.inspection",
            ),
        ),
        migrations.RunPython(_belong, migrations.RunPython.noop),
        migrations.AlterField(
            model_name="report",
            name="inspection",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT,
                related_name="reports",
                to="inspections.inspection",
            ),
        ),
        migrations.AlterField(
            model_name="report",
            name="strand",
            field=models.ForeignKey(
                blank=True,
                help_text="Whose document it is; empty: the whole inspection’s.",
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="reports",
                to="inspections.strand",
            ),
        ),
        migrations.AddConstraint(
            model_name="report",
            constraint=models.UniqueConstraint(
                fields=("inspection", "form"),
                name="report_form_once",
                violation_error_message="This document was begun already.",
            ),
        ),
        made_again(refuse_changes("reports_publication")),
        migrations.AlterField(
            model_name="publication",
            name="reference",
            field=models.CharField(max_length=100),
        ),
        made_again(refuse_changes("reports_publication")),
    ]
