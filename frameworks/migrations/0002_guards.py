"""The history of a version only grows."""

from django.db import migrations

from records.database import refuse_changes


class Migration(migrations.Migration):
    """Change guards."""

    dependencies = [("frameworks", "0001_initial")]

    operations = [refuse_changes("frameworks_frameworkevent")]
