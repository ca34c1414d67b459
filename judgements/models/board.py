"""Everything that the judgement board shows of an inspection, its evidence apart, in one query."""

import json
from collections.abc import Mapping
from typing import Any

from django.db.models import JSONField, QuerySet, Subquery
from django.db.models.functions import JSONObject

from frameworks.models import Criterion, Grade, JudgementArea, LimitingRule
from inspections.models import Assignment, Inspection, Strand, StrandParticipant
from inspections.models.practice import PracticeEvaluation
from inspections.values import LEADING
from judgements.models.criterion_view import CriterionView
from judgements.models.escalation import Escalation
from judgements.models.judgement import Judgement
from judgements.models.narrative import NarrativeEvaluation
from judgements.models.position import PositionReceived
from judgements.models.proposal import Proposal, RecordedAnswer, RuleDeparture, Signature
from judgements.models.readiness import readiness_rows

Row = Mapping[str, Any]


class RowsOf(Subquery):
    """The rows of a queryset as one list, in a column of another query.

    The queryset has one column, a `JSONObject`, by the name of `row`. The rows are in no order.
    """

    template = "(SELECT COALESCE(JSONB_AGG(_rows.\"row\"), '[]'::jsonb) FROM (%(subquery)s) _rows)"
    output_field = JSONField()

    def as_sqlite(self, compiler: Any, connection: Any, **extra: Any) -> Any:
        """SQLite's words for the same."""
        template = '(SELECT JSON_GROUP_ARRAY(JSON(_rows."row")) FROM (%(subquery)s) _rows)'
        return self.as_sql(compiler, connection, template=template, **extra)


def board_rows(inspection: Inspection, member: Assignment) -> dict[str, list[Row]]:
    """The rows of each kind that the board is made of, as far as this team member may read them.

    One query, however many strands, areas, criteria and people there are: a board of hundreds of
    criteria is opened often, and most of what a query costs here is the asking.
    """
    asked = {
        **_framework(inspection),
        **_people(inspection),
        **_judging(inspection),
        **readiness_rows(inspection, member),
        "views": CriterionView.objects.for_member(member)
        .counted(member.person_id)
        .values(
            row=JSONObject(
                strand="strand",
                reference="criterion__reference",
                met="met",
                people="people",
                mine="mine",
            )
        ),
        "practice": _rows(
            PracticeEvaluation.objects.for_member(member).standing(),
            strand="strand",
            area="area__code",
            agency="agency__code",
            name="agency__name",
            case="case__reference",
            grade="grade__code",
            met="met",
        ),
    }
    columns = {name: RowsOf(queryset) for name, queryset in asked.items()}
    rows = Inspection.objects.filter(pk=inspection.pk).order_by().values_list(*columns.values())
    return dict(zip(columns, rows[0], strict=True))


def as_data(value: Any) -> Any:
    """What a JSON column says; SQLite gives the text of one that stands inside another."""
    return json.loads(value) if isinstance(value, str) else value


def _rows(queryset: QuerySet[Any], **columns: Any) -> QuerySet[Any, Any]:
    return queryset.order_by().values(row=JSONObject(**columns))


def _framework(inspection: Inspection) -> dict[str, QuerySet[Any, Any]]:
    """What is judged, where and by which rules."""
    version, here = inspection.framework_version_id, {"strand__inspection": inspection.pk}
    return {
        "places": _rows(
            Strand.judgement_areas.through.objects.filter(**here),
            strand="strand",
            code="strand__code",
            title="strand__title",
            kind="strand__kind",
            power="strand__power__section",
            owner="strand__owner__short_name",
            owner_key="strand__owner",
            area="judgementarea__code",
        ),
        "areas": _rows(
            JudgementArea.objects.filter(version=version),
            code="code",
            title="title",
            grading="grading",
            paragraph="paragraph",
            order="order",
            scale="scale",
            agency_kind="agency_kind",
        ),
        "criteria": _rows(
            Criterion.objects.filter(version=version, area__strands__inspection=inspection.pk),
            area="area__code",
            reference="reference",
            heading="heading",
            order="order",
        ),
        "grades": _rows(
            Grade.objects.filter(scale__version=version),
            scale="scale",
            code="code",
            title="title",
            rank="rank",
        ),
        "rules": _rows(
            LimitingRule.objects.filter(version=version),
            code="code",
            source="source",
            strength="strength",
            statement="statement",
            definition="definition",
            order="order",
        ),
    }


def _people(inspection: Inspection) -> dict[str, QuerySet[Any, Any]]:
    """Who inspects in each strand, and who speaks for each inspectorate."""
    return {
        "participants": _rows(
            StrandParticipant.objects.filter(strand__inspection=inspection.pk),
            strand="strand",
            inspectorate="inspectorate",
            name="inspectorate__short_name",
            order="inspectorate__order",
            code="inspectorate__code",
        ),
        "leads": _rows(
            Assignment.objects.filter(
                inspection=inspection.pk, role__in=LEADING, ends_on__isnull=True
            ),
            inspectorate="inspectorate",
            name="person__name",
        ),
    }


def _judging(inspection: Inspection) -> dict[str, QuerySet[Any, Any]]:
    """How far the judgements are that inspectorates make together."""
    of_it = {"judgement__strand__inspection": inspection.pk}
    of_proposal = {f"proposal__{name}": value for name, value in of_it.items()}
    waiting = {f"round__{name}": value for name, value in of_it.items()}
    return {
        "judgements": _rows(
            Judgement.objects.filter(strand__inspection=inspection.pk),
            pk="pk",
            strand="strand",
            area="area__code",
            state="state",
        ),
        "evaluations": _rows(
            NarrativeEvaluation.objects.filter(strand__inspection=inspection.pk),
            strand="strand",
            area="area__code",
            state="state",
        ),
        "received": _rows(
            PositionReceived.objects.filter(round__revealed_at=None, **waiting),
            judgement="round__judgement",
            inspectorate="inspectorate",
        ),
        "proposals": _rows(
            Proposal.objects.filter(**of_it),
            pk="pk",
            judgement="judgement",
            number="number",
            grade="grade__code",
            title="grade__title",
        ),
        "signatures": _rows(
            Signature.objects.filter(**of_proposal),
            proposal="proposal",
            inspectorate="inspectorate",
        ),
        "escalations": _rows(
            Escalation.objects.filter(outcome__isnull=True, **of_proposal),
            judgement="proposal__judgement",
        ),
        "departures": _rows(
            RuleDeparture.objects.filter(**of_proposal), proposal="proposal", code="rule__code"
        ),
        "answers": _rows(
            RecordedAnswer.objects.filter(**of_proposal),
            proposal="proposal",
            code="code",
            answer="answer",
        ),
    }
