"""Each person's view on whether a criterion is met: for the team of those who inspect together."""

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models

from records.database import refuse_changes, row_level_security

# The actor is on the team today, for an inspectorate that takes part in the strand; in the strand
# of one agency, for its owner.
_TEAM_OF_STRAND = """EXISTS (
    SELECT 1 FROM inspections_strand strand
    JOIN inspections_assignment team ON team.inspection_id = strand.inspection_id
    WHERE strand.id = judgements_criterionview.strand_id
    AND team.person_id = concord_actor()
    AND team.starts_on <= (now() AT TIME ZONE 'Europe/London')::date
    AND (team.ends_on IS NULL OR team.ends_on >= (now() AT TIME ZONE 'Europe/London')::date)
    AND (
        strand.kind = 'single' AND strand.owner_id = team.inspectorate_id
        OR strand.kind = 'joint' AND EXISTS (
            SELECT 1 FROM inspections_strandparticipant part
            WHERE part.strand_id = strand.id AND part.inspectorate_id = team.inspectorate_id
        )
    )
    {and_more}
)"""
_READ = _TEAM_OF_STRAND.format(and_more="")
_ADD = "person_id = concord_actor() AND " + _TEAM_OF_STRAND.format(
    and_more="AND team.inspectorate_id = judgements_criterionview.inspectorate_id"
)


class Migration(migrations.Migration):
    dependencies = [
        ("frameworks", "0004_question_sets"),
        ("inspections", "0014_search_tags_and_packs"),
        ("judgements", "0005_recorded_outcomes"),
        ("organisations", "0002_services"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name="CriterionView",
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('met', models.CharField(choices=[('met', 'Met'), ('partly_met', 'Partly met'), ('not_met', 'Not met')], max_length=12)),
                ('note', models.TextField(blank=True)),
                ('at', models.DateTimeField()),
                ('criterion', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='frameworks.criterion')),
                ('inspectorate', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='organisations.inspectorate')),
                ('person', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('strand', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='criterion_views', to='inspections.strand')),
            ],
            options={
                'indexes': [models.Index(fields=['strand', 'person', 'criterion'], name='criterion_view_newest')],
                'constraints': [models.CheckConstraint(condition=models.Q(('met__in', ['met', 'partly_met', 'not_met'])), name='criterion_view_known', violation_error_message='A criterion is met, partly met or not met.')],
            },
        ),
        refuse_changes("judgements_criterionview"),
        row_level_security("judgements_criterionview", select=_READ, insert=_ADD),
    ]
