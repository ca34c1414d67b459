"""Cases that change and keep their history; links, a team, and what is to be done on each."""

import uuid

import django.db.models.deletion
import inspections.values.case_work
from django.conf import settings
from django.db import migrations, models

from records.database import refuse_changes
from records.values import content_hash

_FLAGS = ("has_been_missing", "in_custody", "is_disabled", "is_exploited")
_PLAIN = ("age_band", "cohort", "subject", "adults_part", "point", "in_deep_dive")


def _begin_histories(apps, _editor):
    """What cases say that were added before they had a history is its first version."""
    Case = apps.get_model("inspections", "Case")
    CaseRevision = apps.get_model("inspections", "CaseRevision")
    for case in Case.objects.prefetch_related("agencies").iterator(chunk_size=500):
        facts = {
            **{name: getattr(case, name) for name in _PLAIN},
            "listed_by": case.listed_by_id,
            "lives_in": case.lives_in_id,
            "placed_by": case.placed_by_id,
            "flags": [flag for flag in _FLAGS if getattr(case, flag)],
            "agencies": sorted(one.pk for one in case.agencies.all()),
        }
        CaseRevision.objects.create(
            key=uuid.uuid4(),
            person_id=case.added_by_id,
            content_hash=content_hash(facts),
            at=case.added_at,
            case=case,
            version=case.version,
            facts=facts,
        )


class Migration(migrations.Migration):

    dependencies = [
        ('inspections', '0009_attachments_and_intelligence'),
        ('organisations', '0002_services'),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name='CaseStep',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('number', models.PositiveSmallIntegerField()),
                ('kind', models.CharField(choices=[('records', 'Read the records'), ('child', 'Speak to the child'), ('parent', 'Speak to a parent or carer'), ('adult', 'Speak to the adult offender'), ('practitioner', 'Speak to a practitioner'), ('manager', 'Speak to a manager')], max_length=16)),
                ('planned_at', models.DateTimeField()),
                ('agency', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='organisations.agency')),
                ('case', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='steps', to='inspections.case')),
                ('planned_by', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
            ],
            options={
                'constraints': [
                    models.UniqueConstraint(fields=('case', 'number'), name='case_step_number_once', violation_error_message='The case has a step with that number.'),
                    models.UniqueConstraint(condition=models.Q(('kind', inspections.values.case_work.StepKind['RECORDS'])), fields=('case', 'agency'), name='case_step_records_once', violation_error_message='These records are planned already.'),
                    models.UniqueConstraint(condition=models.Q(('kind__in', [inspections.values.case_work.StepKind['CHILD'], inspections.values.case_work.StepKind['ADULT']])), fields=('case', 'kind'), name='case_step_subject_once', violation_error_message='To speak to this person is planned already.'),
                    models.CheckConstraint(condition=models.Q(models.Q(('agency__isnull', False), ('kind__in', [inspections.values.case_work.StepKind['RECORDS'], inspections.values.case_work.StepKind['PRACTITIONER'], inspections.values.case_work.StepKind['MANAGER']])), models.Q(models.Q(('kind__in', [inspections.values.case_work.StepKind['RECORDS'], inspections.values.case_work.StepKind['PRACTITIONER'], inspections.values.case_work.StepKind['MANAGER']]), _negated=True), ('agency__isnull', True)), _connector='OR'), name='case_step_at_agency', violation_error_message='Records, practitioners and managers are an agency’s.'),
                ],
            },
        ),
        migrations.CreateModel(
            name='StepReport',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('key', models.UUIDField(unique=True)),
                ('content_hash', models.CharField(max_length=64)),
                ('at', models.DateTimeField()),
                ('draft_version', models.PositiveIntegerField(db_default=0, default=0)),
                ('number', models.PositiveSmallIntegerField()),
                ('outcome', models.CharField(choices=[('to_do', 'To do'), ('done', 'Done'), ('left', 'Will not be done')], max_length=8)),
                ('on', models.DateField(blank=True, null=True)),
                ('consent', models.CharField(blank=True, choices=[('by_child', 'Given by the child'), ('by_parent', 'Given by a parent or carer'), ('refused', 'Refused'), ('not_asked', 'Not asked')], max_length=12)),
                ('present', models.JSONField(default=list)),
                ('note', models.TextField(blank=True)),
                ('done_by', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='inspections.assignment')),
                ('person', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('step', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='reports', to='inspections.casestep')),
            ],
            options={
                'ordering': ['number'],
                'constraints': [
                    models.UniqueConstraint(fields=('step', 'number'), name='step_report_number_once', violation_error_message='Somebody else reported on this step meanwhile.'),
                    models.CheckConstraint(condition=models.Q(models.Q(('done_by__isnull', False), ('on__isnull', False), ('outcome', inspections.values.case_work.Outcome['DONE'])), models.Q(models.Q(('outcome', inspections.values.case_work.Outcome['DONE']), _negated=True), ('done_by__isnull', True), ('on__isnull', True)), _connector='OR'), name='step_report_done_by_somebody', violation_error_message='What is done was done by somebody, on a day.'),
                ],
            },
        ),
        migrations.CreateModel(
            name='CaseLink',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('kind', models.CharField(choices=[('siblings', 'siblings'), ('household', 'household'), ('adults-child', 'adults-child'), ('same-person', 'same-person')], max_length=16)),
                ('made_at', models.DateTimeField()),
                ('ended_at', models.DateTimeField(blank=True, null=True)),
                ('ended_by', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('first', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='links_made', to='inspections.case')),
                ('made_by', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('second', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='links_received', to='inspections.case')),
            ],
            options={
                'constraints': [models.UniqueConstraint(condition=models.Q(('ended_at__isnull', True)), fields=('first', 'second', 'kind'), name='case_link_once', violation_error_message='These two cases are linked so already.'), models.CheckConstraint(condition=models.Q(('first', models.F('second')), _negated=True), name='case_link_of_two', violation_error_message='A case is linked to another one.'), models.CheckConstraint(condition=models.Q(models.Q(('ended_at__isnull', True), ('ended_by__isnull', True)), models.Q(('ended_at__isnull', False), ('ended_by__isnull', False)), _connector='OR'), name='case_link_ended_by_somebody', violation_error_message='A link is ended by a person.')],
            },
        ),
        migrations.CreateModel(
            name='CaseMember',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('put_on_at', models.DateTimeField()),
                ('taken_off_at', models.DateTimeField(blank=True, null=True)),
                ('assignment', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='inspections.assignment')),
                ('case', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='members', to='inspections.case')),
                ('put_on_by', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('taken_off_by', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
            ],
            options={
                'constraints': [models.UniqueConstraint(condition=models.Q(('taken_off_at__isnull', True)), fields=('case', 'assignment'), name='case_member_once', violation_error_message='This inspector works on the case already.'), models.CheckConstraint(condition=models.Q(models.Q(('taken_off_at__isnull', True), ('taken_off_by__isnull', True)), models.Q(('taken_off_at__isnull', False), ('taken_off_by__isnull', False)), _connector='OR'), name='case_member_taken_off_by_somebody', violation_error_message='A person takes an inspector off a case.')],
            },
        ),
        migrations.CreateModel(
            name='CaseRevision',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('key', models.UUIDField(unique=True)),
                ('content_hash', models.CharField(max_length=64)),
                ('at', models.DateTimeField()),
                ('draft_version', models.PositiveIntegerField(db_default=0, default=0)),
                ('version', models.PositiveIntegerField()),
                ('facts', models.JSONField()),
                ('why', models.TextField(blank=True)),
                ('case', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='revisions', to='inspections.case')),
                ('person', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
            ],
            options={
                'ordering': ['version'],
                'constraints': [models.UniqueConstraint(fields=('case', 'version'), name='case_revision_version_once', violation_error_message='This version of the case was saved already.')],
            },
        ),
        refuse_changes(
            "inspections_caserevision", "inspections_casestep", "inspections_stepreport"
        ),
        migrations.RunPython(_begin_histories, migrations.RunPython.noop),
    ]
