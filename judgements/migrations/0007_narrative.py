"""Evaluations in words; who takes no part in a strand does not read what was found in it."""

import django.db.models.deletion
import judgements.states.narrative
from django.conf import settings
from django.db import migrations, models

from records.database import refuse_changes, row_level_security

# The actor is on the team today, for an inspectorate that takes part in the evaluation's strand.
_TEAM = """EXISTS (
    SELECT 1 FROM judgements_narrativeevaluation evaluated
    JOIN inspections_strand strand ON strand.id = evaluated.strand_id
    JOIN inspections_strandparticipant part ON part.strand_id = strand.id
    JOIN inspections_assignment team ON team.inspection_id = strand.inspection_id
    AND team.inspectorate_id = part.inspectorate_id
    WHERE evaluated.id = {table}.evaluation_id
    AND team.person_id = concord_actor()
    AND team.starts_on <= (now() AT TIME ZONE 'Europe/London')::date
    AND (team.ends_on IS NULL OR team.ends_on >= (now() AT TIME ZONE 'Europe/London')::date)
    {and_more}
)"""
_OWN = "AND team.inspectorate_id = {table}.inspectorate_id"
_FINDING, _CONSIDERED = "judgements_narrativefinding", "judgements_headingconsidered"
_READ_FINDING = _TEAM.format(table=_FINDING, and_more="")
_ADD_FINDING = "author_id = concord_actor() AND " + _TEAM.format(
    table=_FINDING, and_more=_OWN.format(table=_FINDING)
)
_READ_CONSIDERED = _TEAM.format(table=_CONSIDERED, and_more="")
_ADD_CONSIDERED = "by_id = concord_actor() AND " + _TEAM.format(
    table=_CONSIDERED, and_more=_OWN.format(table=_CONSIDERED)
)
# The policies of versions and of what they rest on ask the finding, which has its own.
_READ_SAID = """EXISTS (
    SELECT 1 FROM judgements_narrativefinding found
    WHERE found.id = judgements_narrativefindingrevision.finding_id
)"""
_READ_RESTS_ON = """EXISTS (
    SELECT 1 FROM judgements_narrativefindingrevision said
    WHERE said.id = judgements_findingevidence.said_id
)"""
_ADD_RESTS_ON = """EXISTS (
    SELECT 1 FROM judgements_narrativefindingrevision said
    WHERE said.id = judgements_findingevidence.said_id AND said.by_id = concord_actor()
)"""


class Migration(migrations.Migration):
    """Tables without a place for a grade; change guards; row-level security on PostgreSQL."""

    dependencies = [
        ('frameworks', '0004_question_sets'),
        ('inspections', '0014_search_tags_and_packs'),
        ('judgements', '0006_criterion_views'),
        ('organisations', '0002_services'),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name='NarrativeEvaluation',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('state', models.CharField(choices=[('open', 'open'), ('complete', 'complete')], default=judgements.states.narrative.EvaluationState['OPEN'], max_length=16)),
                ('area', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='evaluations', to='frameworks.judgementarea')),
                ('strand', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='evaluations', to='inspections.strand')),
            ],
            options={
                'constraints': [
                    models.UniqueConstraint(fields=('strand', 'area'), name='evaluation_once', violation_error_message='This area is evaluated in this strand already.'),
                    models.CheckConstraint(condition=models.Q(('state__in', ['open', 'complete'])), name='evaluation_state_known', violation_error_message='An evaluation has one of the stages of its table.'),
                ],
            },
        ),
        migrations.CreateModel(
            name='HeadingConsidered',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('why', models.TextField()),
                ('at', models.DateTimeField()),
                ('by', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('criterion', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='frameworks.criterion')),
                ('inspectorate', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='organisations.inspectorate')),
                ('evaluation', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='considered', to='judgements.narrativeevaluation')),
            ],
            options={
                'constraints': [
                    models.CheckConstraint(condition=models.Q(('why', ''), _negated=True), name='heading_considered_has_reason', violation_error_message='Say why there is nothing to say.'),
                ],
                'verbose_name_plural': 'headings considered',
            },
        ),
        migrations.CreateModel(
            name='NarrativeEvent',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('from_state', models.CharField(blank=True, max_length=16)),
                ('to_state', models.CharField(max_length=16)),
                ('at', models.DateTimeField()),
                ('why', models.TextField(blank=True)),
                ('by', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('evaluation', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='events', to='judgements.narrativeevaluation')),
            ],
            options={
                'constraints': [
                    models.CheckConstraint(condition=models.Q(models.Q(('from_state', judgements.states.narrative.EvaluationState['COMPLETE']), _negated=True), models.Q(('why', ''), _negated=True), _connector='OR'), name='evaluation_reopened_for_a_reason', violation_error_message='Say why the evaluation is reopened.'),
                ],
            },
        ),
        migrations.CreateModel(
            name='NarrativeFinding',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('kind', models.CharField(choices=[('strength', 'Strength'), ('improvement', 'Area for improvement')], max_length=12)),
                ('text', models.TextField()),
                ('number', models.PositiveSmallIntegerField()),
                ('version', models.PositiveIntegerField(default=1)),
                ('recorded_at', models.DateTimeField()),
                ('withdrawn_at', models.DateTimeField(null=True)),
                ('withdrawn_why', models.TextField(blank=True)),
                ('agency', models.ForeignKey(help_text='Empty: the partnership.', null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='organisations.agency')),
                ('author', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='findings', to=settings.AUTH_USER_MODEL)),
                ('criterion', models.ForeignKey(help_text='Empty: the area as a whole.', null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='frameworks.criterion')),
                ('evaluation', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='findings', to='judgements.narrativeevaluation')),
                ('inspectorate', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='organisations.inspectorate')),
                ('withdrawn_by', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
            ],
            options={
                'constraints': [
                    models.UniqueConstraint(fields=('evaluation', 'number'), name='finding_number_once', violation_error_message='Another finding was added at the same moment.'),
                    models.CheckConstraint(condition=models.Q(('text', ''), _negated=True), name='finding_has_text', violation_error_message='A finding says what was found.'),
                    models.CheckConstraint(condition=models.Q(('kind__in', ['strength', 'improvement'])), name='finding_kind_known', violation_error_message='A finding is a strength or an area for improvement.'),
                    models.CheckConstraint(condition=models.Q(models.Q(('withdrawn_at__isnull', True), ('withdrawn_by__isnull', True), ('withdrawn_why', '')), models.Q(('withdrawn_at__isnull', False), ('withdrawn_by__isnull', False), models.Q(('withdrawn_why', ''), _negated=True)), _connector='OR'), name='finding_withdrawn_by_somebody', violation_error_message='A finding is withdrawn by a person, for a reason.'),
                ],
            },
        ),
        migrations.CreateModel(
            name='NarrativeFindingRevision',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('kind', models.CharField(choices=[('strength', 'Strength'), ('improvement', 'Area for improvement')], max_length=12)),
                ('text', models.TextField()),
                ('version', models.PositiveIntegerField()),
                ('at', models.DateTimeField()),
                ('agency', models.ForeignKey(help_text='Empty: the partnership.', null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='organisations.agency')),
                ('by', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('criterion', models.ForeignKey(help_text='Empty: the area as a whole.', null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='frameworks.criterion')),
                ('finding', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='revisions', to='judgements.narrativefinding')),
            ],
            options={
                'constraints': [
                    models.UniqueConstraint(fields=('finding', 'version'), name='finding_version_once', violation_error_message='This version was saved already.'),
                    models.CheckConstraint(condition=models.Q(('text', ''), _negated=True), name='finding_revision_has_text', violation_error_message='A finding says what was found.'),
                ],
                'ordering': ['version'],
            },
        ),
        migrations.CreateModel(
            name='FindingEvidence',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('revision', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='inspections.evidencerevision')),
                ('said', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='rests_on', to='judgements.narrativefindingrevision')),
            ],
            options={
                'constraints': [
                    models.UniqueConstraint(fields=('said', 'revision'), name='finding_evidence_once', violation_error_message='The finding rests on this already.'),
                ],
                'verbose_name_plural': 'finding evidence',
            },
        ),
        refuse_changes(
            "judgements_headingconsidered",
            "judgements_narrativeevent",
            "judgements_narrativefindingrevision",
        ),
        row_level_security(
            _FINDING, select=_READ_FINDING, insert=_ADD_FINDING, update=_READ_FINDING
        ),
        row_level_security(
            "judgements_narrativefindingrevision",
            select=_READ_SAID,
            insert=f"by_id = concord_actor() AND {_READ_SAID}",
        ),
        row_level_security(
            "judgements_findingevidence", select=_READ_RESTS_ON, insert=_ADD_RESTS_ON
        ),
        row_level_security(_CONSIDERED, select=_READ_CONSIDERED, insert=_ADD_CONSIDERED),
    ]
