"""Search by words, tags, saved searches and evidence packs, each kept to whom it belongs."""

import django.db.models.deletion
import inspections.models.search
import uuid
from django.conf import settings
from django.db import migrations, models

from inspections import audience, wording
from records.database import (
    fix_columns,
    on_postgresql,
    on_sqlite,
    refuse_changes,
    row_level_security,
)

_READ = (
    "inspections_evidence",
    "inspections_evidencerevision",
    "inspections_revisionattachment",
    "inspections_attachment",
)
_OWN_TAG = audience.ON_TEAM.format(table="inspections_tag", inspectorate="inspectorate_id")
_WITH_TAG = """EXISTS (
    SELECT 1 FROM inspections_tag tag WHERE tag.id = inspections_evidencetag.tag_id
)"""
_ON_SEEN = """by_id = concord_actor() AND EXISTS (
    SELECT 1 FROM inspections_tag tag
    JOIN inspections_evidenceaudience seen
    ON seen.inspection_id = tag.inspection_id AND seen.inspectorate_id = tag.inspectorate_id
    WHERE tag.id = inspections_evidencetag.tag_id
    AND seen.evidence_id = inspections_evidencetag.evidence_id
)"""
_OWN_SEARCH = "person_id = concord_actor()"
_OWN_PACK = "person_id = concord_actor()"


def _in_pack(table: str) -> str:
    return f"EXISTS (SELECT 1 FROM inspections_evidencepack pack WHERE pack.id = {table}.pack_id)"


class Migration(migrations.Migration):

    dependencies = [
        ('inspections', '0013_withdrawal'),
        ('organisations', '0002_services'),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name='EvidenceWords',
            fields=[
                ('revision', models.OneToOneField(on_delete=django.db.models.deletion.PROTECT, primary_key=True, related_name='+', serialize=False, to='inspections.evidencerevision')),
                ('words', inspections.models.search.LexemesField()),
            ],
            options={
                'verbose_name_plural': 'evidence words',
            },
        ),
        migrations.CreateModel(
            name='EvidencePack',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('reference', models.UUIDField(default=uuid.uuid4, editable=False, unique=True)),
                ('format', models.CharField(choices=[('pdf', 'PDF, to read and to print'), ('csv', 'CSV, a plain table'), ('xlsx', 'XLSX, a spreadsheet')], max_length=4)),
                ('asked', models.JSONField(default=dict)),
                ('size', models.PositiveIntegerField(help_text='How many items it holds.')),
                ('is_cut', models.BooleanField(help_text='The search found more than a pack holds.')),
                ('asked_at', models.DateTimeField()),
                ('expires_at', models.DateTimeField()),
                ('inspection', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='inspections.inspection')),
                ('inspectorate', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='organisations.inspectorate')),
                ('person', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
            ],
        ),
        migrations.CreateModel(
            name='PackFile',
            fields=[
                ('pack', models.OneToOneField(on_delete=django.db.models.deletion.PROTECT, primary_key=True, related_name='file', serialize=False, to='inspections.evidencepack')),
                ('content', models.BinaryField()),
                ('size', models.PositiveIntegerField()),
                ('sha256', models.CharField(max_length=64)),
                ('made_at', models.DateTimeField()),
            ],
        ),
        migrations.CreateModel(
            name='PackItem',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('place', models.PositiveIntegerField()),
                ('evidence', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='inspections.evidence')),
                ('pack', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='items', to='inspections.evidencepack')),
                ('revision', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='inspections.evidencerevision')),
            ],
            options={
                'ordering': ['place'],
                'constraints': [
                    models.UniqueConstraint(fields=('pack', 'place'), name='pack_place_once', violation_error_message='Another item has that place in the pack.'),
                ],
            },
        ),
        migrations.CreateModel(
            name='SavedSearch',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('reference', models.UUIDField(default=uuid.uuid4, editable=False, unique=True)),
                ('name', models.CharField(max_length=80)),
                ('folded', models.CharField(max_length=330)),
                ('asked', models.JSONField(default=dict)),
                ('version', models.PositiveIntegerField(default=1)),
                ('saved_at', models.DateTimeField()),
                ('ended_at', models.DateTimeField(blank=True, null=True)),
                ('inspection', models.ForeignKey(blank=True, help_text='Empty for a search over all inspections.', null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='inspections.inspection')),
                ('person', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
            ],
            options={
                'verbose_name_plural': 'saved searches',
                'constraints': [
                    models.UniqueConstraint(condition=models.Q(('ended_at__isnull', True), ('inspection__isnull', False)), fields=('person', 'inspection', 'folded'), name='saved_search_name_once', violation_error_message='You have a saved search with that name.'),
                    models.UniqueConstraint(condition=models.Q(('ended_at__isnull', True), ('inspection__isnull', True)), fields=('person', 'folded'), name='saved_search_everywhere_once', violation_error_message='You have a saved search with that name.'),
                    models.CheckConstraint(condition=models.Q(models.Q(('name', ''), _negated=True), models.Q(('folded', ''), _negated=True)), name='saved_search_has_name', violation_error_message='A saved search has a name.'),
                ],
            },
        ),
        migrations.CreateModel(
            name='Tag',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('name', models.CharField(max_length=60)),
                ('folded', models.CharField(max_length=250)),
                ('made_at', models.DateTimeField()),
                ('inspection', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='inspections.inspection')),
                ('inspectorate', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='organisations.inspectorate')),
                ('made_by', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
            ],
            options={
                'constraints': [
                    models.UniqueConstraint(fields=('inspection', 'inspectorate', 'folded'), name='tag_name_once', violation_error_message='Your inspectorate has that tag already.'),
                    models.CheckConstraint(condition=models.Q(models.Q(('name', ''), _negated=True), models.Q(('folded', ''), _negated=True)), name='tag_has_name', violation_error_message='A tag has a name with a letter or a digit in it.'),
                ],
            },
        ),
        migrations.CreateModel(
            name='EvidenceTag',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('at', models.DateTimeField()),
                ('ended_at', models.DateTimeField(null=True)),
                ('by', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('ended_by', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('evidence', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='inspections.evidence')),
                ('tag', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='placings', to='inspections.tag')),
            ],
            options={
                'constraints': [
                    models.UniqueConstraint(condition=models.Q(('ended_at__isnull', True)), fields=('tag', 'evidence'), name='evidence_tag_once', violation_error_message='The item bears that tag already.'),
                    models.CheckConstraint(condition=models.Q(models.Q(('ended_at__isnull', True), ('ended_by__isnull', True)), models.Q(('ended_at__isnull', False), ('ended_by__isnull', False)), _connector='OR'), name='evidence_tag_ended_by_somebody', violation_error_message='A tag is taken away by a person at a time.'),
                ],
            },
        ),
        # --- the words, on PostgreSQL
        on_postgresql(
            wording.INDEX,
            *wording.MAKE,
            # The owner of the tables sees past their policies while what is there is read.
            *(f"ALTER TABLE {table} NO FORCE ROW LEVEL SECURITY" for table in _READ),
            wording.FILL,
            *(f"ALTER TABLE {table} FORCE ROW LEVEL SECURITY" for table in _READ),
            backwards=wording.DROP,
        ),
        # Not forced: the triggers write it and the search reads it as the owner of the tables.
        row_level_security(
            "inspections_evidencewords", select="false", insert="false", forced=False
        ),
        # --- tags
        row_level_security(
            "inspections_tag",
            select=_OWN_TAG,
            insert=f"made_by_id = concord_actor() AND {_OWN_TAG}",
        ),
        row_level_security("inspections_evidencetag", select=_WITH_TAG, insert=_ON_SEEN),
        # What was taken away stays so.
        on_postgresql(
            "CREATE POLICY inspections_evidencetag_change ON inspections_evidencetag FOR UPDATE"
            f" USING (ended_at IS NULL AND {_WITH_TAG})"
            f" WITH CHECK (ended_by_id = concord_actor() AND {_WITH_TAG})",
        ),
        on_sqlite(
            "CREATE TRIGGER inspections_evidencetag_ended BEFORE UPDATE ON inspections_evidencetag"
            " WHEN OLD.ended_at IS NOT NULL"
            " BEGIN SELECT RAISE(ABORT, 'a tag that was taken away stays so'); END",
            backwards=("DROP TRIGGER IF EXISTS inspections_evidencetag_ended",),
        ),
        *fix_columns("inspections_evidencetag", "id", "tag_id", "evidence_id", "by_id", "at"),
        # --- saved searches
        row_level_security(
            "inspections_savedsearch", select=_OWN_SEARCH, insert=_OWN_SEARCH, update=_OWN_SEARCH
        ),
        *fix_columns("inspections_savedsearch", "id", "reference", "person_id", "inspection_id"),
        # --- packs
        refuse_changes("inspections_evidencepack", "inspections_packitem"),
        row_level_security("inspections_evidencepack", select=_OWN_PACK, insert=_OWN_PACK),
        row_level_security(
            "inspections_packitem",
            select=_in_pack("inspections_packitem"),
            insert=_in_pack("inspections_packitem"),
        ),
        row_level_security(
            "inspections_packfile",
            select=_in_pack("inspections_packfile"),
            insert=_in_pack("inspections_packfile"),
            delete=_in_pack("inspections_packfile"),
        ),
    ]
