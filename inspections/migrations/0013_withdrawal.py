"""The lead of the inspectorate that owns an item may withdraw it, as its author may."""

from django.db import migrations

from inspections import audience
from records.database import on_postgresql


class Migration(migrations.Migration):
    """Row-level security on PostgreSQL; what an item says is still its author's alone."""

    dependencies = [("inspections", "0012_samples")]

    operations = [
        on_postgresql(
            audience.WITHDRAW_BY_LEAD,
            *audience.VERSION_BY_AUTHOR,
            backwards=(audience.DROP_VERSION_BY_AUTHOR, audience.DROP_WITHDRAW_BY_LEAD),
        ),
    ]
