"""A child's journey, what practice comes to, and conversations along questions."""

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models

from inspections import audience
from records.database import fix_columns, refuse_changes, row_level_security

_NEVER_CHANGE = (
    "inspection_id",
    "strand_id",
    "owner_id",
    "author_id",
    "case_id",
    "reference",
    "recorded_at",
)
# Every subquery asks the other table under that table's own policy.
_THERE = "EXISTS (SELECT 1 FROM {other} other WHERE other.id = {table}.{column})"
_ANSWER_READ = _THERE.format(
    other="inspections_conversationrevision",
    table="inspections_conversationanswer",
    column="revision_id",
)
_ANSWER_ADD = """EXISTS (
    SELECT 1 FROM inspections_conversationrevision said
    WHERE said.id = inspections_conversationanswer.revision_id AND said.by_id = concord_actor()
)"""
_RELIED_EVIDENCE = _THERE.format(
    other="inspections_evidencerevision", table="inspections_evaluationevidence", column="said_id"
)
_RELIED_READ = _RELIED_EVIDENCE + " AND " + _THERE.format(
    other="inspections_practiceevaluationrevision",
    table="inspections_evaluationevidence",
    column="revision_id",
)
_RELIED_ADD = f"""{_RELIED_EVIDENCE} AND EXISTS (
    SELECT 1 FROM inspections_practiceevaluationrevision said
    WHERE said.id = inspections_evaluationevidence.revision_id AND said.by_id = concord_actor()
)"""
_PIN_READ = " AND ".join(
    _THERE.format(other=f"inspections_{other}", table="inspections_eventpin", column=f"{other_id}")
    for other, other_id in (("caseevent", "event_id"), ("evidence", "evidence_id"))
)


def _as_its_record(table: str, column: str, record: str) -> migrations.RunPython:
    """A version is read by whoever reads its record, and written by its own author."""
    there = _THERE.format(other=record, table=table, column=column)
    return row_level_security(
        table, select=there, insert=f"by_id = concord_actor() AND {there}"
    )


class Migration(migrations.Migration):

    dependencies = [
        ('frameworks', '0004_question_sets'),
        ('inspections', '0010_case_work'),
        ('organisations', '0002_services'),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name='CaseEvent',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('reference', models.CharField(max_length=12)),
                ('version', models.PositiveIntegerField(default=1)),
                ('recorded_at', models.DateTimeField()),
                ('withdrawn_at', models.DateTimeField(blank=True, null=True)),
                ('withdrawn_why', models.TextField(blank=True)),
                ('kind', models.CharField(choices=[('contact', 'Contact'), ('referral', 'Referral'), ('assessment', 'Assessment'), ('strategy', 'Strategy meeting'), ('enquiry', 'Enquiry (section 47)'), ('plan', 'Plan'), ('review', 'Review'), ('missing', 'Missing episode'), ('return_interview', 'Return interview'), ('placement', 'Placement'), ('court', 'Court'), ('custody', 'Custody'), ('step_down', 'Step down or closure'), ('other', 'Something else')], max_length=20)),
                ('first_day', models.DateField()),
                ('last_day', models.DateField(blank=True, null=True)),
                ('text', models.TextField()),
                ('agency', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='organisations.agency')),
                ('author', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('case', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='events', to='inspections.case')),
                ('inspection', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='inspections.inspection')),
                ('owner', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='organisations.inspectorate')),
                ('strand', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='inspections.strand')),
                ('withdrawn_by', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
            ],
            options={
                'abstract': False,
                'constraints': [
                    models.UniqueConstraint(fields=('inspection', 'reference'), name='caseevent_reference_once', violation_error_message='This inspection has a record with that reference.'),
                    models.CheckConstraint(condition=models.Q(models.Q(('withdrawn_at__isnull', True), ('withdrawn_by__isnull', True), ('withdrawn_why', '')), models.Q(('withdrawn_at__isnull', False), ('withdrawn_by__isnull', False), models.Q(('withdrawn_why', ''), _negated=True)), _connector='OR'), name='caseevent_withdrawn_by_somebody', violation_error_message='A record is withdrawn by a person, for a reason.'),
                    models.CheckConstraint(condition=models.Q(('last_day__isnull', True), ('last_day__gte', models.F('first_day')), _connector='OR'), name='event_ends_after_it_begins', violation_error_message='The last day is on or after the first.'),
                    models.CheckConstraint(condition=models.Q(('text', ''), _negated=True), name='event_says_what_happened', violation_error_message='An event says what happened.'),
                ],
                'indexes': [
                    models.Index(fields=['case', 'first_day'], name='event_of_case_by_day'),
                ],
            },
        ),
        migrations.CreateModel(
            name='CaseEventRevision',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('version', models.PositiveIntegerField()),
                ('at', models.DateTimeField()),
                ('kind', models.CharField(choices=[('contact', 'Contact'), ('referral', 'Referral'), ('assessment', 'Assessment'), ('strategy', 'Strategy meeting'), ('enquiry', 'Enquiry (section 47)'), ('plan', 'Plan'), ('review', 'Review'), ('missing', 'Missing episode'), ('return_interview', 'Return interview'), ('placement', 'Placement'), ('court', 'Court'), ('custody', 'Custody'), ('step_down', 'Step down or closure'), ('other', 'Something else')], max_length=20)),
                ('first_day', models.DateField()),
                ('last_day', models.DateField(blank=True, null=True)),
                ('text', models.TextField()),
                ('agency', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='organisations.agency')),
                ('by', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('event', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='revisions', to='inspections.caseevent')),
            ],
            options={
                'ordering': ['version'],
                'abstract': False,
                'constraints': [
                    models.UniqueConstraint(fields=('event', 'version'), name='event_version_once', violation_error_message='This version was saved already.'),
                ],
            },
        ),
        migrations.CreateModel(
            name='Conversation',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('reference', models.CharField(max_length=12)),
                ('version', models.PositiveIntegerField(default=1)),
                ('recorded_at', models.DateTimeField()),
                ('withdrawn_at', models.DateTimeField(blank=True, null=True)),
                ('withdrawn_why', models.TextField(blank=True)),
                ('held_on', models.DateField()),
                ('people', models.PositiveSmallIntegerField()),
                ('child_took_part', models.BooleanField()),
                ('consent', models.CharField(blank=True, choices=[('child', 'The child'), ('carer', 'A parent or carer'), ('both', 'The child and a parent or carer')], max_length=8)),
                ('present', models.TextField(blank=True, help_text='Who was there when a child took part, by their part.')),
                ('author', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('case', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='conversations', to='inspections.case')),
                ('inspection', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='inspections.inspection')),
                ('owner', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='organisations.inspectorate')),
                ('question_set', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='frameworks.questionset')),
                ('strand', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='inspections.strand')),
                ('withdrawn_by', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
            ],
            options={
                'abstract': False,
                'constraints': [
                    models.UniqueConstraint(fields=('inspection', 'reference'), name='conversation_reference_once', violation_error_message='This inspection has a record with that reference.'),
                    models.CheckConstraint(condition=models.Q(models.Q(('withdrawn_at__isnull', True), ('withdrawn_by__isnull', True), ('withdrawn_why', '')), models.Q(('withdrawn_at__isnull', False), ('withdrawn_by__isnull', False), models.Q(('withdrawn_why', ''), _negated=True)), _connector='OR'), name='conversation_withdrawn_by_somebody', violation_error_message='A record is withdrawn by a person, for a reason.'),
                    models.CheckConstraint(condition=models.Q(('people__gte', 1)), name='conversation_with_somebody', violation_error_message='A conversation is with at least one person.'),
                    models.CheckConstraint(condition=models.Q(models.Q(('child_took_part', True), models.Q(('consent', ''), _negated=True), models.Q(('present', ''), _negated=True)), models.Q(('child_took_part', False), ('consent', ''), ('present', '')), _connector='OR'), name='conversation_with_a_child_is_consented', violation_error_message='Say who agreed and who was there when a child took part.'),
                ],
            },
        ),
        migrations.CreateModel(
            name='ConversationRevision',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('version', models.PositiveIntegerField()),
                ('at', models.DateTimeField()),
                ('held_on', models.DateField()),
                ('people', models.PositiveSmallIntegerField()),
                ('child_took_part', models.BooleanField()),
                ('consent', models.CharField(blank=True, choices=[('child', 'The child'), ('carer', 'A parent or carer'), ('both', 'The child and a parent or carer')], max_length=8)),
                ('present', models.TextField(blank=True, help_text='Who was there when a child took part, by their part.')),
                ('by', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('conversation', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='revisions', to='inspections.conversation')),
            ],
            options={
                'ordering': ['version'],
                'abstract': False,
                'constraints': [
                    models.UniqueConstraint(fields=('conversation', 'version'), name='conversation_version_once', violation_error_message='This version was saved already.'),
                ],
            },
        ),
        migrations.CreateModel(
            name='ConversationAnswer',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('reply', models.CharField(choices=[('yes', 'Yes'), ('partly', 'Partly'), ('no', 'No'), ('not_asked', 'Not asked')], max_length=10)),
                ('words', models.TextField(blank=True)),
                ('question', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='frameworks.question')),
                ('revision', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='answers', to='inspections.conversationrevision')),
            ],
            options={
                'constraints': [
                    models.UniqueConstraint(fields=('revision', 'question'), name='conversation_answer_once', violation_error_message='This question is answered already.'),
                ],
            },
        ),
        migrations.CreateModel(
            name='EventPin',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('at', models.DateTimeField()),
                ('ended_at', models.DateTimeField(blank=True, null=True)),
                ('by', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('ended_by', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('event', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='pins', to='inspections.caseevent')),
                ('evidence', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='inspections.evidence')),
            ],
            options={
                'constraints': [
                    models.UniqueConstraint(condition=models.Q(('ended_at__isnull', True)), fields=('event', 'evidence'), name='pin_one_stands', violation_error_message='This evidence is pinned there already.'),
                    models.CheckConstraint(condition=models.Q(models.Q(('ended_at__isnull', True), ('ended_by__isnull', True)), models.Q(('ended_at__isnull', False), ('ended_by__isnull', False)), _connector='OR'), name='pin_ended_by_somebody', violation_error_message='A pin is taken off by a person at a time.'),
                ],
            },
        ),
        migrations.CreateModel(
            name='PracticeEvaluation',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('reference', models.CharField(max_length=12)),
                ('version', models.PositiveIntegerField(default=1)),
                ('recorded_at', models.DateTimeField()),
                ('withdrawn_at', models.DateTimeField(blank=True, null=True)),
                ('withdrawn_why', models.TextField(blank=True)),
                ('met', models.CharField(blank=True, choices=[('well', 'Met well'), ('in_part', 'Met in part'), ('not_met', 'Not met'), ('not_seen', 'Not seen')], max_length=10)),
                ('reasons', models.TextField()),
                ('agency', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='organisations.agency')),
                ('area', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='frameworks.judgementarea')),
                ('author', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('case', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='practice_evaluations', to='inspections.case')),
                ('grade', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='frameworks.grade')),
                ('inspection', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='inspections.inspection')),
                ('owner', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='organisations.inspectorate')),
                ('strand', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='inspections.strand')),
                ('withdrawn_by', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
            ],
            options={
                'abstract': False,
                'constraints': [
                    models.UniqueConstraint(fields=('inspection', 'reference'), name='practiceevaluation_reference_once', violation_error_message='This inspection has a record with that reference.'),
                    models.CheckConstraint(condition=models.Q(models.Q(('withdrawn_at__isnull', True), ('withdrawn_by__isnull', True), ('withdrawn_why', '')), models.Q(('withdrawn_at__isnull', False), ('withdrawn_by__isnull', False), models.Q(('withdrawn_why', ''), _negated=True)), _connector='OR'), name='practiceevaluation_withdrawn_by_somebody', violation_error_message='A record is withdrawn by a person, for a reason.'),
                    models.UniqueConstraint(condition=models.Q(('withdrawn_at__isnull', True)), fields=('case', 'agency', 'area', 'owner'), name='practice_one_stands', violation_error_message='Your inspectorate has evaluated this already.'),
                    models.CheckConstraint(condition=models.Q(models.Q(('grade__isnull', True), models.Q(('met', ''), _negated=True)), models.Q(('grade__isnull', False), ('met', '')), _connector='OR'), name='practice_graded_or_met', violation_error_message='Practice has a grade, or is met so far, or was not seen.'),
                    models.CheckConstraint(condition=models.Q(('reasons', ''), _negated=True), name='practice_has_reasons', violation_error_message='An evaluation says why.'),
                ],
            },
        ),
        migrations.CreateModel(
            name='PracticeEvaluationRevision',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('version', models.PositiveIntegerField()),
                ('at', models.DateTimeField()),
                ('met', models.CharField(blank=True, choices=[('well', 'Met well'), ('in_part', 'Met in part'), ('not_met', 'Not met'), ('not_seen', 'Not seen')], max_length=10)),
                ('reasons', models.TextField()),
                ('area', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='frameworks.judgementarea')),
                ('by', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('evaluation', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='revisions', to='inspections.practiceevaluation')),
                ('grade', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='frameworks.grade')),
            ],
            options={
                'ordering': ['version'],
                'abstract': False,
                'constraints': [
                    models.UniqueConstraint(fields=('evaluation', 'version'), name='practice_version_once', violation_error_message='This version was saved already.'),
                ],
            },
        ),
        migrations.CreateModel(
            name='EvaluationEvidence',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('said', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='inspections.evidencerevision')),
                ('revision', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='evidence_links', to='inspections.practiceevaluationrevision')),
            ],
            options={
                'verbose_name_plural': 'evaluation evidence',
                'constraints': [
                    models.UniqueConstraint(fields=('revision', 'said'), name='evaluation_evidence_once', violation_error_message='The evaluation names this evidence already.'),
                ],
            },
        ),
        *(
            operation
            for table in ("caseevent", "practiceevaluation", "conversation")
            for operation in (
                audience.strand_owned_security(f"inspections_{table}"),
                *fix_columns(f"inspections_{table}", *_NEVER_CHANGE),
            )
        ),
        refuse_changes(
            "inspections_caseeventrevision",
            "inspections_practiceevaluationrevision",
            "inspections_conversationrevision",
            "inspections_conversationanswer",
        ),
        _as_its_record("inspections_caseeventrevision", "event_id", "inspections_caseevent"),
        _as_its_record(
            "inspections_practiceevaluationrevision",
            "evaluation_id",
            "inspections_practiceevaluation",
        ),
        _as_its_record(
            "inspections_conversationrevision", "conversation_id", "inspections_conversation"
        ),
        row_level_security(
            "inspections_conversationanswer", select=_ANSWER_READ, insert=_ANSWER_ADD
        ),
        row_level_security(
            "inspections_evaluationevidence", select=_RELIED_READ, insert=_RELIED_ADD
        ),
        row_level_security(
            "inspections_eventpin",
            select=_PIN_READ,
            insert=f"by_id = concord_actor() AND {_PIN_READ}",
            update=_PIN_READ,
        ),
    ]
