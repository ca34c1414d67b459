"""Remarks, suggestions and pens: what those say who write a document together only grows."""

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models

from records.database import refuse_changes


class Migration(migrations.Migration):

    dependencies = [
        ('organisations', '0002_services'),
        ('reports', '0009_format_requests'),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name='Remark',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('number', models.PositiveIntegerField(help_text='Counts within the report.')),
                ('paragraph_version', models.PositiveIntegerField(help_text='What its maker had read.')),
                ('text', models.TextField()),
                ('at', models.DateTimeField()),
                ('by', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('inspectorate', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='organisations.inspectorate')),
                ('paragraph', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='remarks', to='reports.paragraph')),
                ('report', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='remarks', to='reports.report')),
            ],
            options={
                'ordering': ['at', 'pk'],
            },
        ),
        migrations.CreateModel(
            name='RemarkEntry',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('number', models.PositiveIntegerField(help_text='Counts within the remark.')),
                ('kind', models.CharField(choices=[('reply', 'replied'), ('settle', 'settled it'), ('reopen', 'reopened it')], max_length=8)),
                ('text', models.TextField(blank=True)),
                ('at', models.DateTimeField()),
                ('by', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('inspectorate', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='organisations.inspectorate')),
                ('remark', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='entries', to='reports.remark')),
            ],
            options={
                'verbose_name_plural': 'remark entries',
                'ordering': ['number'],
            },
        ),
        migrations.CreateModel(
            name='Suggestion',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('number', models.PositiveIntegerField(help_text='Counts within the report.')),
                ('paragraph_version', models.PositiveIntegerField(help_text='What its maker had read.')),
                ('text', models.TextField(help_text='What the paragraph is to say.')),
                ('why', models.TextField(blank=True)),
                ('at', models.DateTimeField()),
                ('by', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('inspectorate', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='organisations.inspectorate')),
                ('paragraph', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='suggestions', to='reports.paragraph')),
                ('report', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='suggestions', to='reports.report')),
            ],
            options={
                'ordering': ['at', 'pk'],
            },
        ),
        migrations.CreateModel(
            name='SuggestionOutcome',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('kind', models.CharField(choices=[('accepted', 'accepted'), ('declined', 'declined'), ('withdrawn', 'withdrawn')], max_length=10)),
                ('became_version', models.PositiveIntegerField(blank=True, help_text='Of the paragraph that says it since, where accepted.', null=True)),
                ('reason', models.TextField(blank=True)),
                ('at', models.DateTimeField()),
                ('by', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('inspectorate', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='organisations.inspectorate')),
                ('suggestion', models.OneToOneField(on_delete=django.db.models.deletion.PROTECT, related_name='outcome', to='reports.suggestion')),
            ],
        ),
        migrations.CreateModel(
            name='PenMove',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('section', models.SlugField(max_length=60)),
                ('number', models.PositiveIntegerField(help_text='Counts within the section.')),
                ('at', models.DateTimeField()),
                ('by', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('inspectorate', models.ForeignKey(blank=True, help_text='Empty: nobody.', null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='organisations.inspectorate')),
                ('person', models.ForeignKey(blank=True, help_text='Empty: the inspectorate as such, or nobody.', null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('report', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='pen_moves', to='reports.report')),
            ],
            options={
                'ordering': ['section', 'number'],
                'constraints': [models.UniqueConstraint(fields=('report', 'section', 'number'), name='pen_move_once', violation_error_message='Somebody moved the pen at the same moment.'), models.CheckConstraint(condition=models.Q(('person__isnull', True), ('inspectorate__isnull', False), _connector='OR'), name='pen_person_has_inspectorate', violation_error_message='A person holds the pen for an inspectorate.')],
            },
        ),
        migrations.AddConstraint(
            model_name='remark',
            constraint=models.UniqueConstraint(fields=('report', 'number'), name='remark_number_once', violation_error_message='Another remark was made at the same moment.'),
        ),
        migrations.AddConstraint(
            model_name='remark',
            constraint=models.CheckConstraint(condition=models.Q(('text', ''), _negated=True), name='remark_has_text', violation_error_message='A remark says something.'),
        ),
        migrations.AddConstraint(
            model_name='remarkentry',
            constraint=models.UniqueConstraint(fields=('remark', 'number'), name='remark_entry_once', violation_error_message='Somebody wrote at the same moment.'),
        ),
        migrations.AddConstraint(
            model_name='remarkentry',
            constraint=models.CheckConstraint(condition=models.Q(('kind__in', ['reply', 'settle', 'reopen'])), name='remark_entry_kind_known', violation_error_message='A remark is replied to, settled or reopened.'),
        ),
        migrations.AddConstraint(
            model_name='remarkentry',
            constraint=models.CheckConstraint(condition=models.Q(('kind', 'settle'), models.Q(('text', ''), _negated=True), _connector='OR'), name='remark_entry_has_text', violation_error_message='A reply says something, and reopening says why.'),
        ),
        migrations.AddConstraint(
            model_name='suggestion',
            constraint=models.UniqueConstraint(fields=('report', 'number'), name='suggestion_number_once', violation_error_message='Another suggestion was made at the same moment.'),
        ),
        migrations.AddConstraint(
            model_name='suggestion',
            constraint=models.CheckConstraint(condition=models.Q(('text', ''), _negated=True), name='suggestion_has_text', violation_error_message='A suggestion says what the paragraph is to say.'),
        ),
        migrations.AddConstraint(
            model_name='suggestionoutcome',
            constraint=models.CheckConstraint(condition=models.Q(('kind__in', ['accepted', 'declined', 'withdrawn'])), name='suggestion_outcome_known', violation_error_message='A suggestion is accepted, declined or withdrawn.'),
        ),
        migrations.AddConstraint(
            model_name='suggestionoutcome',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('kind', 'declined'), _negated=True), models.Q(('reason', ''), _negated=True), _connector='OR'), name='suggestion_declined_with_reason', violation_error_message='Say why the suggestion is declined.'),
        ),
        migrations.AddConstraint(
            model_name='suggestionoutcome',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('became_version__isnull', False), ('kind', 'accepted')), models.Q(models.Q(('kind', 'accepted'), _negated=True), ('became_version__isnull', True)), _connector='OR'), name='suggestion_accepted_as_version', violation_error_message='What is accepted is what the paragraph says from then on.'),
        ),
        refuse_changes(
            "reports_penmove",
            "reports_remark",
            "reports_remarkentry",
            "reports_suggestion",
            "reports_suggestionoutcome",
        ),
    ]
