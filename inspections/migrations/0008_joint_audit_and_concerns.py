"""The joint audit by the partnership, safeguarding concerns, and doors that open one of them."""

import django.db.models.deletion
import inspections.states
import inspections.values.doors
from django.conf import settings
from django.db import migrations, models

from inspections import audience
from records.database import (
    fix_columns,
    refuse_changes,
    row_level_security,
    settle_draft_when_sent,
)

_NEVER_CHANGE = (
    "id",
    "inspection_id",
    "reference",
    "case_id",
    "agency_id",
    "seen",
    "at_risk",
    "called",
    "done",
    "raised_by_id",
    "raised_at",
)


class Migration(migrations.Migration):

    dependencies = [
        ('inspections', '0007_draft_of_another_window'),
        ('organisations', '0002_services'),
        ('records', '0003_draft_of_another_window'),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.AddField(
            model_name='inspectionaccess',
            name='opens',
            field=models.CharField(choices=[('draft', 'draft'), ('audit', 'audit'), ('concern', 'concern')], default=inspections.values.doors.Door['DRAFT'], max_length=8),
        ),
        migrations.CreateModel(
            name='AuditCase',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('version', models.PositiveIntegerField(default=0)),
                ('is_left_out', models.BooleanField(default=False, help_text='It is asked for no longer.')),
                ('case', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='audits', to='inspections.case')),
            ],
        ),
        migrations.CreateModel(
            name='AuditComparison',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('version', models.PositiveIntegerField(default=1)),
                ('audit_case', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='comparisons', to='inspections.auditcase')),
                ('author', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('inspection', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='inspections.inspection')),
                ('owner', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='organisations.inspectorate')),
                ('strand', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='inspections.strand')),
            ],
            options={
                'constraints': [
                    models.UniqueConstraint(fields=('audit_case', 'strand'), name='audit_comparison_once', violation_error_message='This strand has a comparison of this case already.'),
                ],
            },
        ),
        migrations.CreateModel(
            name='AuditReturn',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('key', models.UUIDField(unique=True)),
                ('content_hash', models.CharField(max_length=64)),
                ('at', models.DateTimeField()),
                ('draft_version', models.PositiveIntegerField(db_default=0, default=0)),
                ('number', models.PositiveSmallIntegerField()),
                ('content', models.JSONField()),
                ('is_late', models.BooleanField()),
                ('person', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
            ],
            options={
                'ordering': ['number'],
            },
        ),
        migrations.CreateModel(
            name='AuditComparisonRevision',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('key', models.UUIDField(unique=True)),
                ('content_hash', models.CharField(max_length=64)),
                ('at', models.DateTimeField()),
                ('draft_version', models.PositiveIntegerField(db_default=0, default=0)),
                ('version', models.PositiveIntegerField()),
                ('content', models.JSONField()),
                ('comparison', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='revisions', to='inspections.auditcomparison')),
                ('person', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('beside', models.ForeignKey(help_text='The return that it was written beside.', on_delete=django.db.models.deletion.PROTECT, related_name='+', to='inspections.auditreturn')),
            ],
            options={
                'ordering': ['version'],
                'constraints': [
                    models.UniqueConstraint(fields=('comparison', 'version'), name='audit_comparison_version_once', violation_error_message='This version was saved already.'),
                ],
            },
        ),
        migrations.CreateModel(
            name='AuditRevision',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('key', models.UUIDField(unique=True)),
                ('content_hash', models.CharField(max_length=64)),
                ('at', models.DateTimeField()),
                ('draft_version', models.PositiveIntegerField(db_default=0, default=0)),
                ('version', models.PositiveIntegerField()),
                ('content', models.JSONField()),
                ('audit_case', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='revisions', to='inspections.auditcase')),
                ('person', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
            ],
            options={
                'ordering': ['version'],
                'constraints': [
                    models.UniqueConstraint(fields=('audit_case', 'version'), name='audit_revision_version_once', violation_error_message='This version was saved already.'),
                ],
            },
        ),
        migrations.CreateModel(
            name='Concern',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('reference', models.CharField(max_length=14)),
                ('seen', models.TextField(help_text='What was seen or heard.')),
                ('at_risk', models.CharField(choices=[('yes', 'Yes, a child is at risk now'), ('not_known', 'Not known'), ('no', 'No, not at this moment')], max_length=10)),
                ('called', models.JSONField(default=list, help_text='Which emergency services were called.')),
                ('done', models.TextField(help_text='What was done at once.')),
                ('state', models.CharField(choices=[('raised', 'raised'), ('acknowledged', 'acknowledged'), ('acted_on', 'acted_on'), ('closed', 'closed')], default=inspections.states.ConcernState['RAISED'], max_length=14)),
                ('outcome', models.CharField(blank=True, choices=[('child_safe', 'The child is safe: what was needed has been done'), ('passed_on', 'The local authority or the police have it and act on it'), ('no_risk', 'It was looked into, and no child was at risk')], max_length=12)),
                ('raised_at', models.DateTimeField()),
                ('agency', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='organisations.agency')),
                ('case', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='concerns', to='inspections.case')),
                ('inspection', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='concerns', to='inspections.inspection')),
                ('raised_by', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
            ],
            options={
                'constraints': [
                    models.UniqueConstraint(fields=('inspection', 'reference'), name='concern_reference_once', violation_error_message='This concern was raised already.'),
                    models.CheckConstraint(condition=models.Q(models.Q(('seen', ''), _negated=True), models.Q(('done', ''), _negated=True)), name='concern_says_what_was_seen', violation_error_message='Say what was seen, and what was done at once.'),
                    models.CheckConstraint(condition=models.Q(models.Q(('state', inspections.states.ConcernState['CLOSED']), models.Q(('outcome', ''), _negated=True)), models.Q(models.Q(('state', inspections.states.ConcernState['CLOSED']), _negated=True), ('outcome', '')), _connector='OR'), name='concern_closed_with_outcome', violation_error_message='A concern is closed with an outcome.'),
                ],
            },
        ),
        migrations.CreateModel(
            name='ConcernEvent',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('from_state', models.CharField(blank=True, max_length=14)),
                ('to_state', models.CharField(max_length=14)),
                ('at', models.DateTimeField()),
                ('what', models.CharField(help_text='What happened, in a few words.', max_length=200)),
                ('why', models.TextField(blank=True)),
                ('by', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('concern', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='events', to='inspections.concern')),
            ],
            options={
                'ordering': ['at', 'pk'],
            },
        ),
        migrations.CreateModel(
            name='ConcernTold',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('released', models.TextField(blank=True, help_text='What the holder of an office may read of the concern.')),
                ('told_at', models.DateTimeField()),
                ('due_at', models.DateTimeField(help_text='Until when it is to be acknowledged.')),
                ('remind_at', models.DateTimeField(db_index=True, help_text='When they are told again.')),
                ('reminders', models.PositiveSmallIntegerField(default=0)),
                ('acknowledged_at', models.DateTimeField(blank=True, null=True)),
                ('access', models.OneToOneField(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='inspections.inspectionaccess')),
                ('concern', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='told', to='inspections.concern')),
                ('inspectorate', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='organisations.inspectorate')),
                ('last_job', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='records.job')),
                ('office', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='organisations.office')),
                ('person', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('reached_by', models.ForeignKey(blank=True, help_text='Who reached them otherwise, by telephone for instance.', null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('told_by', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
            ],
            options={
                'constraints': [
                    models.UniqueConstraint(fields=('concern', 'person'), name='concern_told_once', violation_error_message='This person was told already.'),
                    models.CheckConstraint(condition=models.Q(models.Q(('access__isnull', True), ('inspectorate__isnull', False), ('office__isnull', True)), models.Q(('access__isnull', False), ('inspectorate__isnull', True), ('office__isnull', False)), _connector='OR'), name='concern_told_as_somebody', violation_error_message='Somebody is told as a lead or as the holder of an office.'),
                ],
            },
        ),
        migrations.CreateModel(
            name='JointAudit',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('state', models.CharField(choices=[('asked', 'asked'), ('returned', 'returned'), ('withdrawn', 'withdrawn')], default=inspections.states.AuditState['ASKED'], max_length=10)),
                ('ask', models.TextField(help_text='What the partnership is asked.')),
                ('due_on', models.DateField()),
                ('version', models.PositiveIntegerField(default=1)),
                ('asked_at', models.DateTimeField()),
                ('returned_at', models.DateTimeField(blank=True, null=True)),
                ('asked_by', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('inspection', models.OneToOneField(on_delete=django.db.models.deletion.PROTECT, related_name='joint_audit', to='inspections.inspection')),
            ],
            options={
                'constraints': [
                    models.CheckConstraint(condition=models.Q(('state__in', ['asked', 'returned', 'withdrawn'])), name='joint_audit_state_known', violation_error_message='A joint audit has one of the stages of its table.'),
                    models.CheckConstraint(condition=models.Q(models.Q(('returned_at__isnull', False), ('state', inspections.states.AuditState['RETURNED'])), models.Q(models.Q(('state', inspections.states.AuditState['RETURNED']), _negated=True), ('returned_at__isnull', True)), _connector='OR'), name='joint_audit_returned_when', violation_error_message='A joint audit that is returned was returned at a moment.'),
                    models.CheckConstraint(condition=models.Q(('ask', ''), _negated=True), name='joint_audit_asks_something', violation_error_message='Say what the partnership is asked.'),
                ],
            },
        ),
        migrations.AddField(
            model_name='auditreturn',
            name='audit',
            field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='returns', to='inspections.jointaudit'),
        ),
        migrations.CreateModel(
            name='AuditLeader',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('access', models.OneToOneField(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='inspections.inspectionaccess')),
                ('office', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='organisations.office')),
                ('person', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='audits_asked_for', to=settings.AUTH_USER_MODEL)),
                ('audit', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='leaders', to='inspections.jointaudit')),
            ],
        ),
        migrations.CreateModel(
            name='AuditEvent',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('from_state', models.CharField(blank=True, max_length=10)),
                ('to_state', models.CharField(max_length=10)),
                ('at', models.DateTimeField()),
                ('why', models.TextField(blank=True)),
                ('by', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('audit', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='events', to='inspections.jointaudit')),
            ],
            options={
                'abstract': False,
            },
        ),
        migrations.AddField(
            model_name='auditcase',
            name='audit',
            field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='cases', to='inspections.jointaudit'),
        ),
        migrations.AddConstraint(
            model_name='auditreturn',
            constraint=models.UniqueConstraint(fields=('audit', 'number'), name='audit_return_number_once', violation_error_message='This return was made already.'),
        ),
        migrations.AddConstraint(
            model_name='auditcase',
            constraint=models.UniqueConstraint(fields=('audit', 'case'), name='audit_case_once', violation_error_message='This case is in the audit already.'),
        ),
        *settle_draft_when_sent("inspections_auditrevision"),
        *settle_draft_when_sent("inspections_auditcomparisonrevision"),
        refuse_changes(
            "inspections_auditrevision",
            "inspections_auditreturn",
            "inspections_auditevent",
            "inspections_auditcomparisonrevision",
            "inspections_concernevent",
        ),
        # What was raised stays as it was raised; its stage moves.
        *fix_columns("inspections_concern", *_NEVER_CHANGE),
        audience.strand_owned_security("inspections_auditcomparison"),
        row_level_security(
            "inspections_auditcomparisonrevision",
            select=audience.COMPARISON_REVISION_READ,
            insert=audience.COMPARISON_REVISION_ADD,
        ),
    ]
