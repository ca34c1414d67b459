"""Judgements whose letter is public already: they are not opened again."""

from typing import Any

from django.db import migrations


def _note(apps: Any, _editor: Any) -> None:
    judgements = apps.get_model("judgements", "Judgement").objects
    proposals = apps.get_model("judgements", "Proposal").objects
    published = apps.get_model("judgements", "ResultPublished").objects
    rows = apps.get_model("reports", "Publication").objects.select_related("report")
    for row in rows.order_by("pk"):
        for judgement in judgements.filter(strand=row.report.strand_id, state="agreed"):
            proposal = proposals.filter(judgement=judgement).order_by("number").last()
            if proposal is not None:
                published.get_or_create(
                    proposal=proposal,
                    defaults={"by_id": row.confirmed_by_id, "at": row.published_at},
                )


class Migration(migrations.Migration):
    dependencies = [
        ("judgements", "0009_discussion_and_escalation"),
        ("reports", "0002_guards"),
    ]

    operations = [migrations.RunPython(_note, migrations.RunPython.noop)]
