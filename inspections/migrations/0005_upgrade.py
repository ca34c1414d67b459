"""How an inspection came to another version of its framework: rows that never change."""

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models

from records.database import refuse_changes


class Migration(migrations.Migration):
    dependencies = [
        ("frameworks", "0003_every_framework"),
        ("inspections", "0004_strands_of_a_framework"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name="InspectionUpgrade",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("at", models.DateTimeField()),
                ("why", models.TextField(blank=True)),
                ("impact", models.JSONField()),
                (
                    "by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "from_version",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="frameworks.frameworkversion",
                    ),
                ),
                (
                    "inspection",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="changes_of_version",
                        to="inspections.inspection",
                    ),
                ),
                (
                    "to_version",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="frameworks.frameworkversion",
                    ),
                ),
            ],
            options={
                "ordering": ["at", "pk"],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(
                            ("from_version", models.F("to_version")), _negated=True
                        ),
                        name="upgrade_leads_elsewhere",
                        violation_error_message="An upgrade leads to another version.",
                    )
                ],
            },
        ),
        refuse_changes("inspections_inspectionupgrade"),
    ]
