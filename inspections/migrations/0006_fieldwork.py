"""What fieldwork needs to know of cases and evidence; nothing that is there is lost."""

import django.db.models.deletion
import inspections.values.cases
import inspections.values.evidence
from django.conf import settings
from django.db import migrations, models

from inspections import audience
from records.database import drop_draft_when_sent, fix_columns, made_again, on_sqlite, refuse_changes

_NEVER_CHANGE = (
    "id",
    "inspection_id",
    "strand_id",
    "owner_id",
    "power_id",
    "author_id",
    "case_id",
    "reference",
    "recorded_at",
)


class Migration(migrations.Migration):

    dependencies = [
        ('inspections', '0005_upgrade'),
        ('organisations', '0002_services'),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        # SQLite builds a changed table anew, and meanwhile the triggers of others would miss it.
        on_sqlite(*audience.DROP_SQLITE_TRIGGERS),
        migrations.AddField(
            model_name='case',
            name='adults_part',
            field=models.CharField(blank=True, choices=[('children_at_risk', 'Their children are at risk'), ('protective_factor', 'They are a protective factor for children')], help_text='What an adult offender is to the children.', max_length=20),
        ),
        migrations.AddField(
            model_name='case',
            name='agencies',
            field=models.ManyToManyField(blank=True, related_name='cases', to='organisations.agency'),
        ),
        migrations.AddField(
            model_name='case',
            name='has_been_missing',
            field=models.BooleanField(default=False),
        ),
        migrations.AddField(
            model_name='case',
            name='in_custody',
            field=models.BooleanField(default=False),
        ),
        migrations.AddField(
            model_name='case',
            name='in_deep_dive',
            field=models.BooleanField(default=False),
        ),
        migrations.AddField(
            model_name='case',
            name='is_disabled',
            field=models.BooleanField(default=False),
        ),
        migrations.AddField(
            model_name='case',
            name='is_exploited',
            field=models.BooleanField(default=False, help_text='Exploited, or at risk of exploitation.'),
        ),
        migrations.AddField(
            model_name='case',
            name='listed_by',
            field=models.ForeignKey(blank=True, help_text='The agency from whose list the subject comes.', null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='organisations.agency'),
        ),
        migrations.AddField(
            model_name='case',
            name='lives_in',
            field=models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='organisations.localarea'),
        ),
        migrations.AddField(
            model_name='case',
            name='placed_by',
            field=models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='organisations.localarea'),
        ),
        migrations.AddField(
            model_name='case',
            name='point',
            field=models.CharField(blank=True, choices=[('front_door', 'Contact and referral'), ('assessment', 'Assessment and decision'), ('strategy', 'Strategy discussion and enquiry'), ('plan', 'Plan and its carrying out'), ('review', 'Review'), ('missing', 'Return from a missing episode'), ('placement', 'Placement'), ('leaving_care', 'Leaving care')], help_text='The point of the journey at which a sampled case is looked at.', max_length=16),
        ),
        migrations.AddField(
            model_name='case',
            name='subject',
            field=models.CharField(choices=[('child', 'A child'), ('young_person', 'A young person known to a youth offending team'), ('adult_offender', 'An adult offender')], default=inspections.values.cases.Subject['CHILD'], max_length=16),
        ),
        migrations.AddField(
            model_name='case',
            name='version',
            field=models.PositiveIntegerField(default=1),
        ),
        migrations.AddField(
            model_name='evidence',
            name='withdrawn_at',
            field=models.DateTimeField(blank=True, null=True),
        ),
        migrations.AddField(
            model_name='evidence',
            name='withdrawn_by',
            field=models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL),
        ),
        migrations.AddField(
            model_name='evidence',
            name='withdrawn_why',
            field=models.TextField(blank=True),
        ),
        migrations.AddField(
            model_name='evidencerevision',
            name='basis',
            field=models.TextField(blank=True, help_text='On what basis a service was looked at that the power may not reach.'),
        ),
        migrations.AddField(
            model_name='evidencerevision',
            name='confidence',
            field=models.CharField(choices=[('high', 'Seen or read myself, and clear'), ('medium', 'Likely, to be confirmed'), ('low', 'Said by one person, or unclear')], default=inspections.values.evidence.Confidence['MEDIUM'], max_length=8),
        ),
        migrations.AddField(
            model_name='evidencerevision',
            name='is_childs_voice',
            field=models.BooleanField(default=False, help_text='It says what a child said, felt or showed.'),
        ),
        migrations.AddField(
            model_name='evidencerevision',
            name='service',
            field=models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='organisations.service'),
        ),
        migrations.AddField(
            model_name='evidencerevision',
            name='why',
            field=models.TextField(blank=True, help_text='Why it was changed, once something had relied on it.'),
        ),
        migrations.AddField(
            model_name='evidencerevision',
            name='wording',
            field=models.CharField(choices=[('paraphrase', 'In my words'), ('verbatim', 'Word for word')], default=inspections.values.evidence.Wording['PARAPHRASE'], max_length=12),
        ),
        migrations.AlterField(
            model_name='case',
            name='kind',
            field=models.CharField(choices=[('tracked', 'tracked'), ('sampled', 'sampled'), ('joint_audit', 'joint_audit')], max_length=12),
        ),
        migrations.AlterField(
            model_name='evidencerevision',
            name='strength',
            field=models.CharField(choices=[('strength', 'Strength'), ('weakness', 'Weakness'), ('neutral', 'Neutral')], max_length=10),
        ),
        migrations.AddConstraint(
            model_name='case',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('subject', inspections.values.cases.Subject['ADULT_OFFENDER']), models.Q(('adults_part', ''), _negated=True)), models.Q(models.Q(('subject', inspections.values.cases.Subject['ADULT_OFFENDER']), _negated=True), ('adults_part', '')), _connector='OR'), name='case_adults_part', violation_error_message='An adult offender’s case says what they are to children.'),
        ),
        migrations.AddConstraint(
            model_name='case',
            constraint=models.CheckConstraint(condition=models.Q(('point', ''), ('kind', inspections.values.cases.CaseKind['SAMPLED']), _connector='OR'), name='case_point_of_sampled', violation_error_message='Only a sampled case is looked at in one point.'),
        ),
        migrations.AddConstraint(
            model_name='evidence',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('withdrawn_at__isnull', True), ('withdrawn_by__isnull', True), ('withdrawn_why', '')), models.Q(('withdrawn_at__isnull', False), ('withdrawn_by__isnull', False), models.Q(('withdrawn_why', ''), _negated=True)), _connector='OR'), name='evidence_withdrawn_by_somebody', violation_error_message='Evidence is withdrawn by a person, for a reason.'),
        ),
        made_again(
            *drop_draft_when_sent("inspections_evidencerevision"),
            *fix_columns("inspections_evidence", *_NEVER_CHANGE),
            refuse_changes("inspections_evidencerevision"),
        ),
        on_sqlite(*audience.SQLITE_TRIGGERS, backwards=audience.DROP_SQLITE_TRIGGERS),
    ]
