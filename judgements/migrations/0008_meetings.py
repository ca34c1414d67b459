"""Judgement meetings: plans, who came, minutes and who agreed them."""

import django.db.models.deletion
import judgements.values.meetings
from django.conf import settings
from django.db import migrations, models

from records.database import refuse_changes


class Migration(migrations.Migration):
    """All of it only grows."""

    dependencies = [
        ('inspections', '0015_deputies'),
        ('judgements', '0007_narrative'),
        ('organisations', '0002_services'),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name='Meeting',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('number', models.PositiveSmallIntegerField()),
                ('inspection', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='meetings', to='inspections.inspection')),
            ],
            options={
                'constraints': [
                    models.UniqueConstraint(fields=('inspection', 'number'), name='meeting_number_once', violation_error_message='Another meeting was planned at the same moment.'),
                ],
            },
        ),
        migrations.CreateModel(
            name='Invitation',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('at', models.DateTimeField()),
                ('by', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('inspectorate', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='organisations.inspectorate')),
                ('person', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('meeting', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='invitations', to='judgements.meeting')),
            ],
            options={
                'constraints': [
                    models.UniqueConstraint(fields=('meeting', 'person'), name='invitation_once', violation_error_message='This person is invited already.'),
                ],
            },
        ),
        migrations.CreateModel(
            name='MeetingPlan',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('version', models.PositiveSmallIntegerField()),
                ('starts_at', models.DateTimeField()),
                ('place', models.CharField(max_length=200)),
                ('at', models.DateTimeField()),
                ('by', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('meeting', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='plans', to='judgements.meeting')),
            ],
            options={
                'constraints': [
                    models.UniqueConstraint(fields=('meeting', 'version'), name='meeting_plan_version_once', violation_error_message='Somebody changed the plan at the same moment.'),
                ],
            },
        ),
        migrations.CreateModel(
            name='AgendaItem',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('order', models.PositiveSmallIntegerField()),
                ('area', models.SlugField(max_length=60)),
                ('title', models.CharField(max_length=200)),
                ('plan', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='items', to='judgements.meetingplan')),
            ],
            options={
                'constraints': [
                    models.UniqueConstraint(fields=('plan', 'area'), name='agenda_area_once', violation_error_message='This judgement is on the agenda already.'),
                    models.UniqueConstraint(fields=('plan', 'order'), name='agenda_order_once', violation_error_message='Two judgements have the same place on the agenda.'),
                ],
                'ordering': ['order'],
            },
        ),
        migrations.CreateModel(
            name='Minute',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('area', models.SlugField(max_length=60)),
                ('version', models.PositiveSmallIntegerField()),
                ('discussion', models.TextField()),
                ('decision', models.TextField()),
                ('reason', models.CharField(blank=True, max_length=500)),
                ('at', models.DateTimeField()),
                ('by', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('meeting', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='minutes', to='judgements.meeting')),
            ],
            options={
                'constraints': [
                    models.UniqueConstraint(fields=('meeting', 'area', 'version'), name='minute_version_once', violation_error_message='Somebody wrote this minute at the same moment.'),
                    models.CheckConstraint(condition=models.Q(models.Q(('discussion', ''), _negated=True), models.Q(('decision', ''), _negated=True)), name='minute_is_said', violation_error_message='Say what was talked about and what was decided.'),
                ],
                'ordering': ['pk'],
            },
        ),
        migrations.CreateModel(
            name='MinutesAgreement',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('at', models.DateTimeField()),
                ('inspectorate', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='organisations.inspectorate')),
                ('meeting', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='agreements', to='judgements.meeting')),
                ('person', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('up_to', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='agreements', to='judgements.minute')),
            ],
            options={
                'constraints': [
                    models.UniqueConstraint(fields=('up_to', 'inspectorate'), name='minutes_agreed_once_each', violation_error_message='Your inspectorate has agreed these minutes already.'),
                ],
            },
        ),
        migrations.CreateModel(
            name='Attendance',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('attended', models.CharField(choices=[('present', 'Present'), ('apologies', 'Apologies'), ('deputy', 'A deputy came')], max_length=12)),
                ('at', models.DateTimeField()),
                ('by', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('deputy', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('invitation', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='attendances', to='judgements.invitation')),
            ],
            options={
                'ordering': ['pk'],
                'constraints': [models.CheckConstraint(condition=models.Q(models.Q(('attended', judgements.values.meetings.Attended['DEPUTY']), ('deputy__isnull', False)), models.Q(models.Q(('attended', judgements.values.meetings.Attended['DEPUTY']), _negated=True), ('deputy__isnull', True)), _connector='OR'), name='attendance_names_deputy', violation_error_message='Say who came as the deputy.')],
            },
        ),
        refuse_changes(
            "judgements_meeting",
            "judgements_meetingplan",
            "judgements_agendaitem",
            "judgements_invitation",
            "judgements_attendance",
            "judgements_minute",
            "judgements_minutesagreement",
        ),
    ]
