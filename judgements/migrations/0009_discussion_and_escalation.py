"""What the inspectorates say to each other, and what becomes of a grade that they do not share.

A signature says what it says of the grade: until now it agreed, or differed with a reason. Those
stay as they were given.
"""

from typing import Any

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models

from records.database import (
    create_change_guard,
    drop_change_guard,
    on_postgresql,
    refuse_changes,
    row_level_security,
)

_SIGNATURE = "judgements_signature"
_TODAY = "(now() AT TIME ZONE 'Europe/London')::date"
# The actor is on the team today.
_ON_TEAM = f"""team.person_id = concord_actor()
    AND team.starts_on <= {_TODAY}
    AND (team.ends_on IS NULL OR team.ends_on >= {_TODAY})"""
_LEADS = "AND team.role IN ('overall_lead', 'lead')"
_TEAM_OF_ROUND = f"""EXISTS (
    SELECT 1 FROM judgements_positionround round
    JOIN judgements_judgement judged ON judged.id = round.judgement_id
    JOIN inspections_strand strand ON strand.id = judged.strand_id
    JOIN inspections_assignment team ON team.inspection_id = strand.inspection_id
    WHERE round.id = judgements_discussionentry.round_id
    AND round.judgement_id = judgements_discussionentry.judgement_id
    AND round.revealed_at IS NOT NULL
    AND {_ON_TEAM}"""
_DISCUSSION_READ = f"{_TEAM_OF_ROUND})"
# While a round is open nobody says anything: it could tell a position.
_DISCUSSION_ADD = f"""author_id = concord_actor() AND {_TEAM_OF_ROUND}
    AND team.inspectorate_id = judgements_discussionentry.inspectorate_id
) AND NOT EXISTS (
    SELECT 1 FROM judgements_positionround waiting
    WHERE waiting.judgement_id = judgements_discussionentry.judgement_id
    AND waiting.revealed_at IS NULL
)"""
_DECISION_ADD = f"""person_id = concord_actor() AND EXISTS (
    SELECT 1 FROM judgements_proposal proposed
    JOIN judgements_judgement judged ON judged.id = proposed.judgement_id
    JOIN inspections_strand strand ON strand.id = judged.strand_id
    JOIN inspections_assignment team ON team.inspection_id = strand.inspection_id
    WHERE proposed.id = judgements_printdecision.proposal_id
    AND team.inspectorate_id = judgements_printdecision.inspectorate_id
    AND {_ON_TEAM} {_LEADS}
)"""
_SENIOR_ADD = f"""by_id = concord_actor() AND EXISTS (
    SELECT 1 FROM inspections_assignment team
    WHERE team.inspection_id = judgements_seniorperson.inspection_id
    AND team.inspectorate_id = judgements_seniorperson.inspectorate_id
    AND {_ON_TEAM} {_LEADS}
)"""


def _open(_apps: Any, editor: Any) -> None:
    drop_change_guard(editor.connection, _SIGNATURE)


def _close(_apps: Any, editor: Any) -> None:
    create_change_guard(editor.connection, _SIGNATURE)


def _say_who_differed(apps: Any, _editor: Any) -> None:
    signatures = apps.get_model("judgements", "Signature").objects
    signatures.exclude(disagreement="").update(stance="disagrees")


class Migration(migrations.Migration):
    dependencies = [
        ("frameworks", "0004_question_sets"),
        ("inspections", "0014_search_tags_and_packs"),
        ("judgements", "0008_meetings"),
        ("organisations", "0002_services"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name='DiscussionEntry',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('text', models.TextField()),
                ('at', models.DateTimeField()),
                ('author', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='discussed', to=settings.AUTH_USER_MODEL)),
                ('inspectorate', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='organisations.inspectorate')),
                ('judgement', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='discussion', to='judgements.judgement')),
                ('round', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='discussion', to='judgements.positionround')),
            ],
            options={
                'verbose_name_plural': 'discussion entries',
                'constraints': [
                    models.CheckConstraint(condition=models.Q(('text', ''), _negated=True), name='discussion_says_something', violation_error_message='Write what you want to say.'),
                ],
            },
        ),
        migrations.CreateModel(
            name='Escalation',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('why', models.TextField()),
                ('at', models.DateTimeField()),
                ('by', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('proposal', models.OneToOneField(on_delete=django.db.models.deletion.PROTECT, related_name='escalation', to='judgements.proposal')),
            ],
            options={
                'constraints': [
                    models.CheckConstraint(condition=models.Q(('why', ''), _negated=True), name='escalation_has_reason', violation_error_message='Say what the inspectorates cannot agree on.'),
                ],
            },
        ),
        migrations.CreateModel(
            name='EscalationOutcome',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('decision', models.TextField()),
                ('decided_by', models.CharField(max_length=300)),
                ('decided_on', models.DateField()),
                ('at', models.DateTimeField()),
                ('by', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('escalation', models.OneToOneField(on_delete=django.db.models.deletion.PROTECT, related_name='outcome', to='judgements.escalation')),
            ],
            options={
                'constraints': [
                    models.CheckConstraint(condition=models.Q(models.Q(('decision', ''), _negated=True), models.Q(('decided_by', ''), _negated=True)), name='outcome_is_told', violation_error_message='Say what was decided, and by whom.'),
                ],
            },
        ),
        migrations.CreateModel(
            name='PrintDecision',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('prints', models.BooleanField()),
                ('at', models.DateTimeField()),
                ('inspectorate', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='organisations.inspectorate')),
                ('person', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('proposal', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='print_decisions', to='judgements.proposal')),
            ],
            options={
                'ordering': ['pk'],
            },
        ),
        migrations.CreateModel(
            name='Reopening',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('why', models.TextField()),
                ('at', models.DateTimeField()),
                ('by', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('proposal', models.OneToOneField(on_delete=django.db.models.deletion.PROTECT, related_name='reopening', to='judgements.proposal')),
            ],
            options={
                'constraints': [
                    models.CheckConstraint(condition=models.Q(('why', ''), _negated=True), name='reopening_has_reason', violation_error_message='Say why the judgement is opened again.'),
                ],
            },
        ),
        migrations.CreateModel(
            name='ResultPublished',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('at', models.DateTimeField()),
                ('by', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('proposal', models.OneToOneField(on_delete=django.db.models.deletion.PROTECT, related_name='published', to='judgements.proposal')),
            ],
            options={
                'verbose_name_plural': 'results published',
            },
        ),
        migrations.CreateModel(
            name='RuleFinding',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('outcome', models.TextField(blank=True, help_text='Empty: it set no limit.')),
                ('proposal', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='findings', to='judgements.proposal')),
                ('rule', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='frameworks.limitingrule')),
            ],
            options={
                'constraints': [
                    models.UniqueConstraint(fields=('proposal', 'rule'), name='rule_finding_once', violation_error_message='What the rule came to is kept already.'),
                ],
            },
        ),
        migrations.CreateModel(
            name='SeniorPerson',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('name', models.CharField(max_length=120)),
                ('post', models.CharField(max_length=120)),
                ('email', models.EmailField(max_length=254)),
                ('at', models.DateTimeField()),
                ('by', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('inspection', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='seniors', to='inspections.inspection')),
                ('inspectorate', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='organisations.inspectorate')),
            ],
            options={
                'verbose_name_plural': 'senior people',
                'constraints': [
                    models.CheckConstraint(condition=models.Q(models.Q(('name', ''), _negated=True), models.Q(('post', ''), _negated=True), models.Q(('email', ''), _negated=True)), name='senior_is_known', violation_error_message='A senior person has a name, a post and an e-mail address.'),
                ],
            },
        ),
        migrations.CreateModel(
            name='SeniorTold',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('at', models.DateTimeField()),
                ('escalation', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='told', to='judgements.escalation')),
                ('senior', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='judgements.seniorperson')),
            ],
            options={
                'verbose_name_plural': 'seniors told',
                'constraints': [
                    models.UniqueConstraint(fields=('escalation', 'senior'), name='senior_told_once', violation_error_message='This person was asked already.'),
                ],
            },
        ),
        # --- signatures: guarded again below; on SQLite each change here builds the table anew.
        migrations.RunPython(_open, _close),
        migrations.AddField(
            model_name="signature",
            name="abstention",
            field=models.TextField(blank=True, default="", help_text="Why the inspectorate takes no view of the grade."),
        ),
        migrations.AddField(
            model_name="signature",
            name="stance",
            field=models.CharField(choices=[("agrees", "agrees"), ("disagrees", "disagrees"), ("abstains", "abstains")], default="agrees", max_length=9),
        ),
        # The owner of the table sees past its policies while the rows are told apart.
        on_postgresql(f"ALTER TABLE {_SIGNATURE} NO FORCE ROW LEVEL SECURITY"),
        migrations.RunPython(_say_who_differed, migrations.RunPython.noop),
        on_postgresql(f"ALTER TABLE {_SIGNATURE} FORCE ROW LEVEL SECURITY"),
        migrations.AddConstraint(
            model_name="signature",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("abstention", ""), ("disagreement", ""), ("stance", "agrees")),
                    models.Q(("abstention", ""), ("stance", "disagrees"), models.Q(("disagreement", ""), _negated=True)),
                    models.Q(("disagreement", ""), ("stance", "abstains"), models.Q(("abstention", ""), _negated=True)),
                    _connector="OR",
                ),
                name="signature_stance_has_reason",
                violation_error_message="Say why your inspectorate does not agree.",
            ),
        ),
        refuse_changes(
            _SIGNATURE,
            "judgements_discussionentry",
            "judgements_escalation",
            "judgements_escalationoutcome",
            "judgements_printdecision",
            "judgements_reopening",
            "judgements_resultpublished",
            "judgements_rulefinding",
            "judgements_seniorperson",
            "judgements_seniortold",
        ),
        row_level_security(
            "judgements_discussionentry", select=_DISCUSSION_READ, insert=_DISCUSSION_ADD
        ),
        # Whether something is printed, and who decides, is no secret; only its own lead writes it.
        row_level_security("judgements_printdecision", select="true", insert=_DECISION_ADD),
        row_level_security("judgements_seniorperson", select="true", insert=_SENIOR_ADD),
    ]
