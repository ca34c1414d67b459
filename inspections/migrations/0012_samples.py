"""Lists that agencies sent, references in the place of names, and samples that are drawn.

Who somebody is stands in `inspections_subjectkey` alone. On PostgreSQL a row of it can be read by
a lead of the team who wrote within the last minute why they read it.
"""

import django.db.models.deletion
import uuid
from django.conf import settings
from django.db import migrations, models

from records.database import fix_columns, refuse_changes, row_level_security

# Added to, never changed.
_GROWS = (
    "inspections_listrequest",
    "inspections_requestclosing",
    "inspections_agencylist",
    "inspections_listwithdrawal",
    "inspections_listedsubject",
    "inspections_subjectkey",
    "inspections_keyreading",
    "inspections_subjectsplit",
    "inspections_draw",
    "inspections_drawplace",
    "inspections_substitution",
)
# What a list says stays as it was said; only the subject changes, when one is split.
_SAID = (
    "agency_list_id",
    "row",
    "kind",
    "adults_part",
    "age_band",
    "cohort",
    "is_disabled",
    "has_been_missing",
    "is_exploited",
    "in_custody",
    "lives_in_id",
    "placed_by_id",
    "household",
    "nhs_mark",
    "person_mark",
    "number_mark",
)
_TEAM = """EXISTS (
    SELECT 1 FROM inspections_assignment team
    WHERE team.person_id = concord_actor()
    AND team.inspection_id = {table}.inspection_id
    AND team.starts_on <= (now() AT TIME ZONE 'Europe/London')::date
    AND (team.ends_on IS NULL OR team.ends_on >= (now() AT TIME ZONE 'Europe/London')::date)
    {role}
)"""
_LEADS = "AND team.role IN ('overall_lead', 'lead')"
_SELECTS = "AND team.role IN ('overall_lead', 'lead', 'inspector')"
_UPLOAD, _KEY, _READING = (
    f"inspections_{name}" for name in ("listupload", "subjectkey", "keyreading")
)
_OWN_UPLOAD = "by_id = concord_actor()"
# What was left lying for a day is cleared away by whoever comes next; it is sealed all the while.
_OWN_OR_STALE = f"{_OWN_UPLOAD} OR at < now() - interval '1 day'"
# By the clock, not by when the transaction began: a long one would shut out its own reading.
_JUST_NOW = """{reading}.at BETWEEN
    clock_timestamp() - interval '1 minute' AND clock_timestamp() + interval '1 minute'"""
_READ_JUST_NOW = f"""EXISTS (
    SELECT 1 FROM inspections_listing said
    JOIN inspections_keyreading reading ON reading.subject_id = said.subject_id
    WHERE said.id = inspections_subjectkey.listing_id
    AND reading.person_id = concord_actor()
    AND {_JUST_NOW.format(reading="reading")}
)"""


class Migration(migrations.Migration):

    dependencies = [
        ('inspections', '0011_child_journey'),
        ('organisations', '0002_services'),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name='Listing',
            fields=[
                ('id', models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False)),
                ('row', models.PositiveIntegerField()),
                ('kind', models.CharField(choices=[('child', 'A child'), ('young_person', 'A young person known to a youth offending team'), ('adult_offender', 'An adult offender')], max_length=16)),
                ('adults_part', models.CharField(blank=True, choices=[('children_at_risk', 'Their children are at risk'), ('protective_factor', 'They are a protective factor for children')], max_length=20)),
                ('age_band', models.CharField(choices=[('unborn', 'Unborn'), ('under_1', 'Under 1'), ('1_to_4', '1 to 4'), ('5_to_9', '5 to 9'), ('10_to_15', '10 to 15'), ('16_to_17', '16 to 17'), ('18_or_over', '18 or over')], max_length=12)),
                ('cohort', models.CharField(choices=[('early_help', 'Receiving early help'), ('in_need', 'Child in need'), ('protection_plan', 'Child protection plan'), ('looked_after', 'Looked after'), ('care_leaver', 'Care leaver'), ('missing_or_exploited', 'Missing or at risk of exploitation'), ('custody', 'In custody or detention')], max_length=24)),
                ('is_disabled', models.BooleanField(default=False)),
                ('has_been_missing', models.BooleanField(default=False)),
                ('is_exploited', models.BooleanField(default=False)),
                ('in_custody', models.BooleanField(default=False)),
                ('household', models.CharField(blank=True, max_length=12)),
                ('nhs_mark', models.CharField(blank=True, max_length=64)),
                ('person_mark', models.CharField(blank=True, max_length=64)),
                ('number_mark', models.CharField(blank=True, max_length=64)),
                ('agencies', models.ManyToManyField(blank=True, related_name='+', to='organisations.agency')),
            ],
            options={
                'ordering': ['agency_list', 'row'],
                'constraints': [
                    models.CheckConstraint(condition=models.Q(models.Q(('nhs_mark', ''), _negated=True), models.Q(('person_mark', ''), _negated=True), models.Q(('number_mark', ''), _negated=True), _connector='OR'), name='listing_can_be_found_again', violation_error_message='Nothing says who this row is about.'),
                ],
            },
        ),
        migrations.CreateModel(
            name='AgencyList',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('reference', models.CharField(max_length=12, unique=True)),
                ('upload', models.CharField(help_text='The reference of the upload that it came of.', max_length=12, unique=True)),
                ('columns', models.JSONField(help_text='What its columns held, without what stood in them.')),
                ('left_out', models.PositiveIntegerField(help_text='Rows that were left out before acceptance.')),
                ('accepted_at', models.DateTimeField()),
                ('accepted_by', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('agency', models.ForeignKey(blank=True, help_text='Nobody stands for the partnership.', null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='organisations.agency')),
                ('inspection', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='inspections.inspection')),
            ],
            options={
                'ordering': ['accepted_at', 'pk'],
            },
        ),
        migrations.CreateModel(
            name='Draw',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('reference', models.CharField(max_length=12, unique=True)),
                ('kind', models.CharField(choices=[('tracked', 'Tracked'), ('sampled', 'Sampled'), ('joint_audit', 'Joint audit')], max_length=12)),
                ('purpose', models.TextField(blank=True)),
                ('seed', models.CharField(max_length=64)),
                ('seed_was_typed', models.BooleanField()),
                ('terms', models.JSONField(help_text='How many, and how balanced.')),
                ('narrowed', models.JSONField(help_text='Who could be drawn: cohorts, flags, who was left out.')),
                ('algorithm', models.PositiveSmallIntegerField(default=1)),
                ('candidates', models.PositiveIntegerField()),
                ('input_hash', models.CharField(max_length=64)),
                ('result_hash', models.CharField(max_length=64)),
                ('shortfalls', models.JSONField(default=list)),
                ('drawn_at', models.DateTimeField()),
                ('drawn_by', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('inspection', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='inspections.inspection')),
                ('lists', models.ManyToManyField(related_name='draws', to='inspections.agencylist')),
            ],
            options={
                'ordering': ['drawn_at', 'pk'],
            },
        ),
        migrations.CreateModel(
            name='ListedSubject',
            fields=[
                ('id', models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False)),
                ('reference', models.CharField(max_length=12, unique=True)),
                ('inspection', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='inspections.inspection')),
            ],
            options={
                'ordering': ['reference'],
            },
        ),
        migrations.CreateModel(
            name='KeyReading',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('reason', models.TextField()),
                ('at', models.DateTimeField()),
                ('inspection', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='inspections.inspection')),
                ('person', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('subject', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='readings', to='inspections.listedsubject')),
            ],
            options={
                'abstract': False,
            },
        ),
        migrations.CreateModel(
            name='DrawPlace',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('is_reserve', models.BooleanField()),
                ('position', models.PositiveSmallIntegerField()),
                ('groups', models.JSONField(help_text='The groups that counted when it was drawn.')),
                ('case', models.OneToOneField(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='draw_place', to='inspections.case')),
                ('draw', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='places', to='inspections.draw')),
                ('subject', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='places', to='inspections.listedsubject')),
            ],
            options={
                'ordering': ['draw', 'is_reserve', 'position'],
                'constraints': [
                    models.UniqueConstraint(fields=('draw', 'is_reserve', 'position'), name='draw_place_once', violation_error_message='A place in a draw is given once.'),
                    models.UniqueConstraint(fields=('draw', 'subject'), name='draw_subject_once', violation_error_message='Nobody is drawn twice in one draw.'),
                ],
            },
        ),
        migrations.CreateModel(
            name='SubjectKey',
            fields=[
                ('listing', models.OneToOneField(on_delete=django.db.models.deletion.PROTECT, primary_key=True, related_name='+', serialize=False, to='inspections.listing')),
                ('sealed', models.BinaryField()),
            ],
            options={
                'abstract': False,
            },
        ),
        migrations.AddField(
            model_name='listing',
            name='agency_list',
            field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='listings', to='inspections.agencylist'),
        ),
        migrations.AddField(
            model_name='listing',
            name='lives_in',
            field=models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='organisations.localarea'),
        ),
        migrations.AddField(
            model_name='listing',
            name='placed_by',
            field=models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='organisations.localarea'),
        ),
        migrations.AddField(
            model_name='listing',
            name='subject',
            field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='listings', to='inspections.listedsubject'),
        ),
        migrations.CreateModel(
            name='ListRequest',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('reference', models.CharField(max_length=12, unique=True)),
                ('cohort', models.CharField(blank=True, choices=[('early_help', 'Receiving early help'), ('in_need', 'Child in need'), ('protection_plan', 'Child protection plan'), ('looked_after', 'Looked after'), ('care_leaver', 'Care leaver'), ('missing_or_exploited', 'Missing or at risk of exploitation'), ('custody', 'In custody or detention')], help_text='Empty where the list is of several.', max_length=24)),
                ('asked_for', models.TextField()),
                ('wanted_by', models.DateField()),
                ('asked_at', models.DateTimeField()),
                ('agency', models.ForeignKey(blank=True, help_text='Nobody stands for the partnership.', null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='organisations.agency')),
                ('asked_by', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('inspection', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='inspections.inspection')),
            ],
            options={
                'ordering': ['wanted_by', 'pk'],
            },
        ),
        migrations.AddField(
            model_name='agencylist',
            name='request',
            field=models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='inspections.listrequest'),
        ),
        migrations.CreateModel(
            name='ListUpload',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('reference', models.CharField(max_length=12, unique=True)),
                ('sealed', models.BinaryField()),
                ('mapping', models.JSONField(default=dict)),
                ('row_count', models.PositiveIntegerField()),
                ('left_out', models.PositiveIntegerField(default=0)),
                ('version', models.PositiveIntegerField(default=1)),
                ('at', models.DateTimeField()),
                ('agency', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='organisations.agency')),
                ('by', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('inspection', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='inspections.inspection')),
                ('request', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='inspections.listrequest')),
            ],
        ),
        migrations.CreateModel(
            name='ListWithdrawal',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('why', models.TextField()),
                ('at', models.DateTimeField()),
                ('agency_list', models.OneToOneField(on_delete=django.db.models.deletion.PROTECT, related_name='withdrawal', to='inspections.agencylist')),
                ('by', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
            ],
            options={
                'abstract': False,
            },
        ),
        migrations.CreateModel(
            name='RequestClosing',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('how', models.CharField(choices=[('came', 'The list came'), ('nothing', 'Answered: there is nobody to list'), ('withdrawn', 'Not asked for any more')], max_length=10)),
                ('what_came', models.TextField()),
                ('at', models.DateTimeField()),
                ('by', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('request', models.OneToOneField(on_delete=django.db.models.deletion.PROTECT, related_name='closing', to='inspections.listrequest')),
            ],
            options={
                'abstract': False,
            },
        ),
        migrations.CreateModel(
            name='SubjectSplit',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('why', models.TextField()),
                ('at', models.DateTimeField()),
                ('agency_list', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='inspections.agencylist')),
                ('by', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('from_subject', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='splits_from', to='inspections.listedsubject')),
                ('inspection', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='inspections.inspection')),
                ('listing', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='splits', to='inspections.listing')),
                ('to_subject', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='splits_to', to='inspections.listedsubject')),
            ],
            options={
                'abstract': False,
            },
        ),
        migrations.CreateModel(
            name='Substitution',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('number', models.PositiveSmallIntegerField()),
                ('same_group', models.BooleanField()),
                ('why', models.TextField()),
                ('at', models.DateTimeField()),
                ('by', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('case', models.OneToOneField(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='inspections.case')),
                ('draw', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='substitutions', to='inspections.draw')),
                ('into', models.OneToOneField(on_delete=django.db.models.deletion.PROTECT, related_name='replaces', to='inspections.drawplace')),
                ('out', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='replaced_by', to='inspections.drawplace')),
            ],
            options={
                'ordering': ['draw', 'number'],
                'constraints': [
                    models.UniqueConstraint(fields=('draw', 'number'), name='substitution_number_once', violation_error_message='Somebody else substituted a case of this draw just now.'),
                    models.UniqueConstraint(fields=('out',), name='substitution_out_once', violation_error_message='This case has been substituted already.'),
                ],
            },
        ),
        migrations.AddField(
            model_name='subjectkey',
            name='inspection',
            field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='inspections.inspection'),
        ),
        migrations.AddConstraint(
            model_name='listing',
            constraint=models.UniqueConstraint(fields=('agency_list', 'row'), name='listing_row_once', violation_error_message='A row of a list is kept once.'),
        ),
        refuse_changes(*_GROWS),
        *fix_columns("inspections_listing", *_SAID),
        row_level_security(
            _UPLOAD,
            select=_OWN_OR_STALE,
            insert=f"{_OWN_UPLOAD} AND {_TEAM.format(table=_UPLOAD, role=_SELECTS)}",
            update=_OWN_UPLOAD,
            delete=_OWN_OR_STALE,
        ),
        row_level_security(
            _READING,
            select=_TEAM.format(table=_READING, role=""),
            insert=f"person_id = concord_actor() AND {_JUST_NOW.format(reading=_READING)} "
            f"AND {_TEAM.format(table=_READING, role=_LEADS)}",
        ),
        row_level_security(
            _KEY,
            select=f"{_TEAM.format(table=_KEY, role=_LEADS)} AND {_READ_JUST_NOW}",
            insert=_TEAM.format(table=_KEY, role=_SELECTS),
        ),
    ]
