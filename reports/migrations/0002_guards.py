"""What was written, frozen, signed, answered and published only grows."""

from django.db import migrations

from records.database import refuse_changes


class Migration(migrations.Migration):
    """Change guards on both databases."""

    dependencies = [("reports", "0001_initial")]

    operations = [
        refuse_changes(
            "reports_accuracyanswer",
            "reports_artefact",
            "reports_draft",
            "reports_paragraphrevision",
            "reports_publication",
            "reports_publicationproposal",
            "reports_reportevent",
            "reports_signoff",
        ),
    ]
