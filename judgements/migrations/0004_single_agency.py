"""Judgements that one inspectorate makes: decided by its lead, moderated by another person."""

from typing import Any

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models
from django.db.models import F, Q

import judgements.states
from records.database import (
    create_change_guard,
    drop_change_guard,
    refuse_changes,
    row_level_security,
)

_PROPOSALS = "judgements_proposal"
_STATES = [
    "gathering",
    "positions_open",
    "revealed",
    "proposed",
    "agreed",
    "escalated",
    "decided",
    "returned",
]
_PERSON = {
    "on_delete": django.db.models.deletion.PROTECT,
    "related_name": "+",
    "to": settings.AUTH_USER_MODEL,
}


def _key() -> models.BigAutoField:
    return models.BigAutoField(
        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
    )


_ON_TEAM_TODAY = """
    team.person_id = concord_actor()
    AND team.starts_on <= (now() AT TIME ZONE 'Europe/London')::date
    AND (team.ends_on IS NULL OR team.ends_on >= (now() AT TIME ZONE 'Europe/London')::date)
"""
# The lead of an inspectorate that takes part in the strand, on a proposal of this judgement.
_DECISION_ADD = f"""person_id = concord_actor() AND EXISTS (
    SELECT 1 FROM judgements_proposal proposed
    JOIN judgements_judgement judged ON judged.id = proposed.judgement_id
    JOIN inspections_strand strand ON strand.id = judged.strand_id
    JOIN inspections_strandparticipant part ON part.strand_id = strand.id
    JOIN inspections_assignment team ON team.inspection_id = strand.inspection_id
    WHERE proposed.id = judgements_gradedecision.proposal_id
    AND judged.id = judgements_gradedecision.judgement_id
    AND part.inspectorate_id = judgements_gradedecision.inspectorate_id
    AND team.inspectorate_id = judgements_gradedecision.inspectorate_id
    AND team.role IN ('overall_lead', 'lead')
    AND {_ON_TEAM_TODAY}
)"""
# Another person of the same inspectorate, who has neither proposed nor decided here.
_MODERATION_ADD = f"""person_id = concord_actor() AND EXISTS (
    SELECT 1 FROM judgements_gradedecision decided
    JOIN judgements_judgement judged ON judged.id = decided.judgement_id
    JOIN inspections_strand strand ON strand.id = judged.strand_id
    JOIN inspections_assignment team ON team.inspection_id = strand.inspection_id
    WHERE decided.id = judgements_grademoderation.decision_id
    AND decided.content_hash = judgements_grademoderation.content_hash
    AND decided.person_id = judgements_grademoderation.decided_by_id
    AND decided.inspectorate_id = judgements_grademoderation.inspectorate_id
    AND team.inspectorate_id = decided.inspectorate_id
    AND team.role = 'quality_assurer'
    AND {_ON_TEAM_TODAY}
    AND NOT EXISTS (
        SELECT 1 FROM judgements_proposal proposed
        WHERE proposed.judgement_id = decided.judgement_id
        AND proposed.by_id = concord_actor()
    )
    AND NOT EXISTS (
        SELECT 1 FROM judgements_gradedecision earlier
        WHERE earlier.judgement_id = decided.judgement_id
        AND earlier.person_id = concord_actor()
    )
)"""


def _open(_apps: Any, editor: Any) -> None:
    drop_change_guard(editor.connection, _PROPOSALS)


def _close(_apps: Any, editor: Any) -> None:
    create_change_guard(editor.connection, _PROPOSALS)


class Migration(migrations.Migration):
    """A proposal may say that an area is not judged; decisions and moderations stand on it."""

    dependencies = [
        ("frameworks", "0003_every_framework"),
        ("judgements", "0003_answers_by_question"),
        ("organisations", "0001_initial"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        # The table is guarded again below; on SQLite each change here builds it anew, unguarded.
        migrations.RunPython(_open, _close),
        migrations.AddField(
            model_name="proposal",
            name="not_judged",
            field=models.TextField(
                blank=True, default="", help_text="Why the area is left without a grade."
            ),
        ),
        migrations.AlterField(
            model_name="proposal",
            name="grade",
            field=models.ForeignKey(
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to="frameworks.grade",
            ),
        ),
        migrations.AddConstraint(
            model_name="proposal",
            constraint=models.CheckConstraint(
                name="proposal_grade_or_reason",
                condition=Q(grade__isnull=False, not_judged="")
                | (Q(grade__isnull=True) & ~Q(not_judged="")),
                violation_error_message="Give a grade, or say why the area is not judged.",
            ),
        ),
        refuse_changes(_PROPOSALS),
        migrations.RemoveConstraint(model_name="judgement", name="judgement_state_known"),
        migrations.AlterField(
            model_name="judgement",
            name="state",
            field=models.CharField(
                choices=[(state, state) for state in _STATES],
                default=judgements.states.JudgementState["GATHERING"],
                max_length=16,
            ),
        ),
        migrations.AddConstraint(
            model_name="judgement",
            constraint=models.CheckConstraint(
                name="judgement_state_known",
                condition=Q(state__in=_STATES),
                violation_error_message="A judgement has one of the stages of its table.",
            ),
        ),
        migrations.CreateModel(
            name="GradeDecision",
            fields=[
                ("id", _key()),
                ("number", models.PositiveSmallIntegerField()),
                ("reasons", models.TextField(blank=True)),
                ("content_hash", models.CharField(max_length=64)),
                ("at", models.DateTimeField()),
                (
                    "inspectorate",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="organisations.inspectorate",
                    ),
                ),
                (
                    "instead_of",
                    models.ForeignKey(
                        help_text="What was proposed, where the lead decides another grade.",
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="judgements.proposal",
                    ),
                ),
                (
                    "judgement",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="decisions",
                        to="judgements.judgement",
                    ),
                ),
                ("person", models.ForeignKey(**_PERSON)),
                (
                    "proposal",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="decisions",
                        to="judgements.proposal",
                    ),
                ),
            ],
            options={
                "ordering": ["number"],
                "constraints": [
                    models.UniqueConstraint(
                        name="decision_number_once",
                        fields=["judgement", "number"],
                        violation_error_message="Another decision was made at the same moment.",
                    ),
                    models.CheckConstraint(
                        name="decision_other_grade_has_reasons",
                        condition=Q(instead_of__isnull=True) | ~Q(reasons=""),
                        violation_error_message="Say why the grade is another than was proposed.",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="GradeModeration",
            fields=[
                ("id", _key()),
                ("agrees", models.BooleanField()),
                ("why", models.TextField(blank=True)),
                ("content_hash", models.CharField(max_length=64)),
                ("at", models.DateTimeField()),
                ("decided_by", models.ForeignKey(**_PERSON)),
                (
                    "decision",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="moderations",
                        to="judgements.gradedecision",
                    ),
                ),
                (
                    "inspectorate",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="organisations.inspectorate",
                    ),
                ),
                ("person", models.ForeignKey(**_PERSON)),
                ("proposed_by", models.ForeignKey(**_PERSON)),
            ],
            options={
                "constraints": [
                    models.UniqueConstraint(
                        name="moderation_once",
                        fields=["decision"],
                        violation_error_message="This decision was moderated already.",
                    ),
                    models.CheckConstraint(
                        name="moderation_returns_with_reason",
                        condition=Q(agrees=True) | ~Q(why=""),
                        violation_error_message="Say why you return the decision.",
                    ),
                    models.CheckConstraint(
                        name="moderation_by_another",
                        condition=~Q(person=F("proposed_by")) & ~Q(person=F("decided_by")),
                        violation_error_message=(
                            "Nobody moderates what they have proposed or decided."
                        ),
                    ),
                ],
            },
        ),
        refuse_changes("judgements_gradedecision", "judgements_grademoderation"),
        # What is decided is no secret to the team; only its own people write it.
        row_level_security("judgements_gradedecision", select="true", insert=_DECISION_ADD),
        row_level_security("judgements_grademoderation", select="true", insert=_MODERATION_ADD),
    ]
