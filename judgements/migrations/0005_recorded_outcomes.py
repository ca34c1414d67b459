"""Published outcomes of inspections by other means, and which of our own are published."""

import django.db.models.deletion
from django.db import migrations, models

from records.database import refuse_changes


class Migration(migrations.Migration):

    dependencies = [
        ('frameworks', '0004_question_sets'),
        ('judgements', '0004_single_agency'),
        ('organisations', '0002_services'),
    ]

    operations = [
        migrations.CreateModel(
            name='PublishedJudgement',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('at', models.DateTimeField()),
                ('judgement', models.OneToOneField(on_delete=django.db.models.deletion.PROTECT, related_name='made_public', to='judgements.judgement')),
            ],
            options={
                'abstract': False,
            },
        ),
        migrations.CreateModel(
            name='RecordedOutcome',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('name', models.CharField(help_text='The local area, as it was published.', max_length=120)),
                ('area_key', models.CharField(help_text='The number of the local area, or its name where none is ours.', max_length=120)),
                ('published_on', models.DateField()),
                ('began_on', models.DateField(blank=True, null=True)),
                ('ended_on', models.DateField(blank=True, null=True)),
                ('address', models.CharField(blank=True, max_length=500)),
                ('pattern', models.TextField()),
                ('content_hash', models.CharField(max_length=64)),
                ('recorded_at', models.DateTimeField()),
                ('inspectorate', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='outcomes', to='organisations.inspectorate')),
                ('local_area', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='outcomes', to='organisations.localarea')),
                ('version', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='outcomes', to='frameworks.frameworkversion')),
            ],
            options={
                'ordering': ['-published_on', '-pk'],
                'constraints': [models.UniqueConstraint(fields=('version', 'inspectorate', 'area_key', 'published_on'), name='recorded_outcome_once', violation_error_message='The outcome of this area and day is there already.'), models.CheckConstraint(condition=models.Q(models.Q(('name', ''), _negated=True), models.Q(('area_key', ''), _negated=True)), name='recorded_outcome_named', violation_error_message='An outcome is of a local area that has a name.'), models.CheckConstraint(condition=models.Q(('pattern__in', ['', '{}']), _negated=True), name='recorded_outcome_graded', violation_error_message='An outcome gives a grade, or says that none was given.'), models.CheckConstraint(condition=models.Q(models.Q(('ended_on__isnull', True), ('ended_on__lte', models.F('published_on')), _connector='OR'), models.Q(('began_on__isnull', True), ('began_on__lte', models.F('published_on')), _connector='OR'), models.Q(('began_on__isnull', True), ('ended_on__isnull', True), ('began_on__lte', models.F('ended_on')), _connector='OR')), name='recorded_outcome_days_in_order', violation_error_message='An inspection begins, ends and is then published.')],
                'indexes': [models.Index(fields=['version', '-published_on', '-id'], name='recorded_outcome_latest')],
            },
        ),
        migrations.CreateModel(
            name='RecordedGrade',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('area', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='frameworks.judgementarea')),
                ('grade', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='frameworks.grade')),
                ('outcome', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='grades', to='judgements.recordedoutcome')),
            ],
            options={
                'constraints': [models.UniqueConstraint(fields=('outcome', 'area'), name='recorded_grade_once', violation_error_message='The outcome has a grade of this area already.')],
            },
        ),
        refuse_changes(
            "judgements_publishedjudgement",
            "judgements_recordedoutcome",
            "judgements_recordedgrade",
        ),
    ]
