"""An item of evidence stays whose it is, where it is and who recorded it (reliability I1, I6)."""

from django.db import migrations

from records.database import fix_columns


class Migration(migrations.Migration):
    """The version of an item changes, and nothing else does."""

    dependencies = [("inspections", "0002_audience")]

    operations = fix_columns(
        "inspections_evidence",
        "id",
        "inspection_id",
        "strand_id",
        "owner_id",
        "power_id",
        "author_id",
        "case_id",
        "reference",
        "recorded_at",
    )
