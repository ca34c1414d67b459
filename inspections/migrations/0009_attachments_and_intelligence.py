"""Files that belong to evidence; who opened what was shared; what is told to another inspectorate."""

import django.db.models.deletion
import uuid
from django.conf import settings
from django.db import migrations, models

from inspections import audience
from records.database import (
    fix_columns,
    on_postgresql,
    on_sqlite,
    refuse_changes,
    row_level_security,
)

_SHARE_KEEPS = (
    "id",
    "evidence_id",
    "revision_id",
    "inspectorate_id",
    "purpose",
    "power_id",
    "shared_by_id",
    "shared_at",
)
_INTELLIGENCE_KEEPS = (
    "id",
    "inspection_id",
    "reference",
    "kind",
    "owner_id",
    "author_id",
    "receiver_id",
    "power_id",
    "purpose",
    "text",
    "about_area_id",
    "evidence_reference",
    "evidence_version",
    "evidence_text",
    "evidence_hash",
    "sent_at",
)
_SHARE_READ = "inspections_evidenceshare_read ON inspections_evidenceshare"


class Migration(migrations.Migration):

    dependencies = [
        ('inspections', '0008_joint_audit_and_concerns'),
        ('organisations', '0002_services'),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name='StoredFile',
            fields=[
                ('name', models.CharField(max_length=64, primary_key=True, serialize=False)),
                ('at', models.DateTimeField()),
            ],
            options={
                'abstract': False,
            },
        ),
        migrations.CreateModel(
            name='Attachment',
            fields=[
                ('id', models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False)),
                ('reference', models.CharField(max_length=12)),
                ('name', models.CharField(max_length=160)),
                ('kind', models.CharField(choices=[('pdf', 'PDF document'), ('png', 'PNG picture'), ('jpeg', 'JPEG picture'), ('heic', 'HEIC picture'), ('docx', 'Word document'), ('xlsx', 'Excel workbook'), ('pptx', 'PowerPoint presentation'), ('odt', 'OpenDocument text'), ('txt', 'Plain text'), ('csv', 'CSV table'), ('eml', 'E-mail'), ('mp3', 'MP3 recording'), ('m4a', 'M4A recording')], max_length=8)),
                ('size', models.PositiveIntegerField()),
                ('sha256', models.CharField(max_length=64)),
                ('at', models.DateTimeField()),
                ('added_by', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('evidence', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='attachments', to='inspections.evidence')),
                ('replaces', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='replaced_by', to='inspections.attachment')),
                ('stored_as', models.OneToOneField(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='inspections.storedfile')),
            ],
            options={
                'constraints': [
                    models.UniqueConstraint(fields=('evidence', 'reference'), name='attachment_reference_once', violation_error_message='The item has an attachment with that reference.'),
                    models.CheckConstraint(condition=models.Q(('size__gt', 0), models.Q(('name', ''), _negated=True)), name='attachment_has_bytes', violation_error_message='An attachment has a name and a content.'),
                ],
            },
        ),
        migrations.CreateModel(
            name='Intelligence',
            fields=[
                ('id', models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False)),
                ('reference', models.CharField(max_length=12, unique=True)),
                ('kind', models.CharField(choices=[('other_area', 'A finding about another local area'), ('concern', 'A concern'), ('exceptional', 'Exceptional practice'), ('enforcement', 'A matter for enforcement')], max_length=12)),
                ('purpose', models.TextField()),
                ('text', models.TextField()),
                ('evidence_reference', models.CharField(blank=True, max_length=12)),
                ('evidence_version', models.PositiveIntegerField(blank=True, null=True)),
                ('evidence_text', models.TextField(blank=True)),
                ('evidence_hash', models.CharField(blank=True, max_length=64)),
                ('sent_at', models.DateTimeField()),
                ('received_at', models.DateTimeField(null=True)),
                ('withdrawn_at', models.DateTimeField(null=True)),
                ('withdrawn_why', models.TextField(blank=True)),
                ('about_area', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='organisations.localarea')),
                ('author', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('inspection', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='intelligence', to='inspections.inspection')),
                ('owner', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='intelligence_sent', to='organisations.inspectorate')),
                ('power', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='organisations.legalpower')),
                ('received_by', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('receiver', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='intelligence_received', to='organisations.inspectorate')),
                ('withdrawn_by', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
            ],
            options={
                'verbose_name_plural': 'intelligence',
                'constraints': [
                    models.CheckConstraint(condition=models.Q(models.Q(('text', ''), _negated=True), models.Q(('purpose', ''), _negated=True)), name='intelligence_says_something', violation_error_message='Intelligence has a text and a purpose.'),
                    models.CheckConstraint(condition=models.Q(models.Q(('received_at__isnull', True), ('received_by__isnull', True)), models.Q(('received_at__isnull', False), ('received_by__isnull', False)), _connector='OR'), name='intelligence_received_by_somebody', violation_error_message='Intelligence is received by a person at a time.'),
                    models.CheckConstraint(condition=models.Q(models.Q(('withdrawn_at__isnull', True), ('withdrawn_by__isnull', True), ('withdrawn_why', '')), models.Q(('withdrawn_at__isnull', False), ('withdrawn_by__isnull', False), models.Q(('withdrawn_why', ''), _negated=True)), _connector='OR'), name='intelligence_withdrawn_by_somebody', violation_error_message='Intelligence is withdrawn by a person, for a reason.'),
                    models.CheckConstraint(condition=models.Q(('received_at__isnull', True), ('withdrawn_at__isnull', True), _connector='OR'), name='intelligence_received_or_withdrawn', violation_error_message='What was received is not withdrawn.'),
                    models.CheckConstraint(condition=models.Q(models.Q(('evidence_hash', ''), ('evidence_reference', ''), ('evidence_text', '')), models.Q(models.Q(('evidence_reference', ''), _negated=True), models.Q(('evidence_text', ''), _negated=True), models.Q(('evidence_hash', ''), _negated=True)), _connector='OR'), name='intelligence_evidence_with_hash', violation_error_message='Evidence goes with its text and its hash, or not at all.'),
                ],
                'indexes': [
                    models.Index(fields=['receiver', '-sent_at'], name='intelligence_received'),
                    models.Index(fields=['inspection', '-sent_at'], name='intelligence_of_inspection'),
                ],
            },
        ),
        migrations.CreateModel(
            name='IntelligenceOutcome',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('kind', models.CharField(choices=[('planning', 'Used in planning or in choosing areas'), ('inspection', 'An inspection or a visit'), ('enforcement', 'Enforcement'), ('practice', 'Good practice passed on'), ('nothing', 'Considered, and nothing to do'), ('other', 'Something else')], max_length=12)),
                ('text', models.TextField()),
                ('at', models.DateTimeField()),
                ('by', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('intelligence', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='outcomes', to='inspections.intelligence')),
            ],
            options={
                'ordering': ['at', 'pk'],
                'constraints': [
                    models.CheckConstraint(condition=models.Q(('text', ''), _negated=True), name='outcome_says_something', violation_error_message='Say what it led to.'),
                ],
            },
        ),
        migrations.CreateModel(
            name='IntelligenceReader',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('at', models.DateTimeField()),
                ('inspectorate', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='organisations.inspectorate')),
                ('intelligence', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='readers', to='inspections.intelligence')),
                ('named_by', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('person', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
            ],
            options={
                'ordering': ['at', 'pk'],
                'constraints': [
                    models.UniqueConstraint(fields=('intelligence', 'person'), name='intelligence_reader_once', violation_error_message='This person can read it already.'),
                ],
            },
        ),
        migrations.CreateModel(
            name='RevisionAttachment',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('attachment', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='links', to='inspections.attachment')),
                ('revision', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='attachment_links', to='inspections.evidencerevision')),
            ],
            options={
                'constraints': [
                    models.UniqueConstraint(fields=('revision', 'attachment'), name='revision_attachment_once', violation_error_message='The version has this attachment already.'),
                ],
            },
        ),
        migrations.CreateModel(
            name='AttachmentScan',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('outcome', models.CharField(choices=[('clean', 'clean'), ('infected', 'infected'), ('failed', 'failed')], max_length=10)),
                ('said', models.TextField(blank=True)),
                ('at', models.DateTimeField()),
                ('attachment', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='scans', to='inspections.attachment')),
            ],
            options={
                'constraints': [models.CheckConstraint(condition=models.Q(('outcome__in', ['clean', 'infected', 'failed'])), name='scan_outcome_known', violation_error_message='A scan finds a file clean or infected, or it fails.')],
            },
        ),
        migrations.CreateModel(
            name='EvidenceReading',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('at', models.DateTimeField()),
                ('person', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('share', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='readings', to='inspections.evidenceshare')),
            ],
            options={
                'indexes': [models.Index(fields=['share', 'person', 'at'], name='reading_by_person')],
            },
        ),
        refuse_changes(
            "inspections_storedfile",
            "inspections_attachment",
            "inspections_revisionattachment",
            "inspections_attachmentscan",
            "inspections_evidencereading",
            "inspections_intelligencereader",
            "inspections_intelligenceoutcome",
        ),
        *fix_columns("inspections_evidenceshare", *_SHARE_KEEPS),
        *fix_columns("inspections_intelligence", *_INTELLIGENCE_KEEPS),
        on_postgresql(
            *audience.SAME_THING_POSTGRESQL, backwards=audience.DROP_SAME_THING_POSTGRESQL
        ),
        on_sqlite(*audience.SAME_THING_SQLITE, backwards=audience.DROP_SAME_THING_SQLITE),
        # A receiver read the shares with others, too; the pages never showed them.
        on_postgresql(
            f"DROP POLICY {_SHARE_READ}",
            f"CREATE POLICY {_SHARE_READ} FOR SELECT USING ({audience.OWN_SHARE_READ})",
            backwards=(
                f"DROP POLICY {_SHARE_READ}",
                f"CREATE POLICY {_SHARE_READ} FOR SELECT USING ({audience.SHARE_READ})",
            ),
        ),
        row_level_security(
            "inspections_revisionattachment", select=audience.LINK_READ, insert=audience.LINK_ADD
        ),
        row_level_security(
            "inspections_attachment",
            select=audience.ATTACHMENT_READ,
            insert=audience.ATTACHMENT_ADD,
        ),
        row_level_security(
            "inspections_attachmentscan", select=audience.SCAN_READ, insert=audience.SCAN_READ
        ),
        row_level_security(
            "inspections_evidencereading",
            select=audience.READING_READ,
            insert=audience.READING_ADD,
        ),
        row_level_security(
            "inspections_intelligencereader",
            select=audience.READER_READ,
            insert=audience.READER_ADD,
        ),
        row_level_security(
            "inspections_intelligence",
            select=audience.INTELLIGENCE_READ,
            insert=audience.INTELLIGENCE_ADD,
            update=audience.INTELLIGENCE_READ,
        ),
        row_level_security(
            "inspections_intelligenceoutcome",
            select=audience.OUTCOME_READ,
            insert=audience.OUTCOME_ADD,
        ),
    ]
