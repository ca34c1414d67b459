"""Grades that were public before outcomes were kept: everybody may know them, as of later ones."""

from typing import Any

from django.db import migrations


def _note(apps: Any, _editor: Any) -> None:
    events = apps.get_model("judgements", "JudgementEvent").objects
    judgements = apps.get_model("judgements", "Judgement").objects
    public = apps.get_model("judgements", "PublishedJudgement").objects
    rows = apps.get_model("reports", "Publication").objects.select_related("report")
    for row in rows.defer("snapshot").order_by("published_at", "pk"):
        for judgement in judgements.filter(strand=row.report.strand_id, state="agreed"):
            agreed = events.filter(judgement=judgement, to_state="agreed").order_by("pk").last()
            # What was agreed since stands in no letter yet.
            if agreed is not None and agreed.at <= row.published_at:
                public.get_or_create(judgement=judgement, defaults={"at": row.published_at})


class Migration(migrations.Migration):
    dependencies = [
        ("judgements", "0010_result_signed"),
        ("reports", "0003_published_results"),
    ]

    operations = [migrations.RunPython(_note, migrations.RunPython.noop)]
