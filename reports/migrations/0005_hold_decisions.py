"""Why something that was held in a report may stay; what was decided only grows."""

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models

from records.database import refuse_changes


class Migration(migrations.Migration):

    dependencies = [
        ('organisations', '0002_services'),
        ('reports', '0004_published_judgements'),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name='HoldDecision',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('kind', models.CharField(choices=[('case', 'The reference of a case'), ('record', 'A reference of a record or of another inspection'), ('nhs_number', 'An NHS number'), ('birth', 'A date of birth'), ('child', 'The name of a child on an agency’s list'), ('child_number', 'An agency’s number of a child'), ('area', 'Another local area'), ('agency', 'An agency or a board of another area'), ('addressee', 'A wrong addressee'), ('email', 'An e-mail address'), ('telephone', 'A telephone number')], max_length=16)),
                ('place', models.CharField(help_text='The paragraph’s reference, P7.', max_length=60)),
                ('shown', models.CharField(help_text='What of it is shown; identifiers masked.', max_length=200)),
                ('fingerprint', models.CharField(help_text='SHA-256 of the paragraph’s text and what was found in it.', max_length=64)),
                ('reason', models.TextField()),
                ('at', models.DateTimeField()),
                ('by', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('inspectorate', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='organisations.inspectorate')),
                ('report', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='hold_decisions', to='reports.report')),
            ],
            options={
                'ordering': ['at', 'pk'],
                'constraints': [models.UniqueConstraint(fields=('report', 'fingerprint'), name='hold_decided_once', violation_error_message='Somebody decided this at the same moment.'), models.CheckConstraint(condition=models.Q(('reason', ''), _negated=True), name='hold_decision_has_reason', violation_error_message='Say why it may stay.')],
            },
        ),
        refuse_changes("reports_holddecision"),
    ]
