"""The statement of action of a letter, and versions of templates that are withdrawn."""

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models

from records.database import refuse_changes


class Migration(migrations.Migration):

    dependencies = [
        ('organisations', '0003_imprint'),
        ('reports', '0011_findings'),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name='StatementOfAction',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('send_to', models.CharField(max_length=200)),
                ('due_on', models.DateField(blank=True, help_text='Once it is known; empty: the framework’s working days.', null=True)),
                ('version', models.PositiveIntegerField(default=1)),
                ('inspectorate', models.ForeignKey(help_text='Who receives it.', on_delete=django.db.models.deletion.PROTECT, related_name='+', to='organisations.inspectorate')),
                ('involved', models.ManyToManyField(help_text='With whom; none: all that the letter is addressed to.', related_name='+', to='organisations.agency')),
                ('report', models.OneToOneField(on_delete=django.db.models.deletion.PROTECT, related_name='statement', to='reports.report')),
                ('writer', models.ForeignKey(blank=True, help_text='Who writes it; empty: the partnership.', null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='organisations.agency')),
            ],
            options={
                'verbose_name_plural': 'statements of action',
            },
        ),
        migrations.CreateModel(
            name='StatementRevision',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('version', models.PositiveIntegerField()),
                ('content', models.JSONField()),
                ('at', models.DateTimeField()),
                ('by', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('statement', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='revisions', to='reports.statementofaction')),
            ],
            options={
                'ordering': ['version'],
            },
        ),
        migrations.CreateModel(
            name='TemplateWithdrawal',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('kind', models.CharField(choices=[('letter', 'letter'), ('report', 'report'), ('combined', 'combined')], max_length=10)),
                ('number', models.PositiveSmallIntegerField()),
                ('reason', models.TextField()),
                ('at', models.DateTimeField()),
                ('by', models.ForeignKey(blank=True, help_text='Empty: the operator, at the command line.', null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
            ],
            options={
                'ordering': ['at', 'pk'],
            },
        ),
        migrations.AddConstraint(
            model_name='statementofaction',
            constraint=models.CheckConstraint(condition=models.Q(('send_to', ''), _negated=True), name='statement_has_address', violation_error_message='A statement of action is sent somewhere.'),
        ),
        migrations.AddConstraint(
            model_name='statementrevision',
            constraint=models.UniqueConstraint(fields=('statement', 'version'), name='statement_revision_once', violation_error_message='This version was saved already.'),
        ),
        migrations.AddConstraint(
            model_name='templatewithdrawal',
            constraint=models.UniqueConstraint(fields=('kind', 'number'), name='template_withdrawn_once', violation_error_message='This version was withdrawn already.'),
        ),
        migrations.AddConstraint(
            model_name='templatewithdrawal',
            constraint=models.CheckConstraint(condition=models.Q(('reason', ''), _negated=True), name='template_withdrawn_with_reason', violation_error_message='Say why the version is withdrawn.'),
        ),
        refuse_changes("reports_statementrevision", "reports_templatewithdrawal"),
    ]
