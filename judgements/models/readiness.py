"""What readiness asks for besides what the board shows: columns of the board's one query."""

from typing import Any

from django.db.models import Count, F, Q, QuerySet
from django.db.models.functions import JSONObject

from inspections.models import Assignment, Case, CaseStep, EvidenceAudience, Inspection
from inspections.values import Outcome
from judgements.models.narrative import HeadingConsidered, NarrativeFinding
from judgements.rules.triangulation import AGAINST, FOR

_AREA = "revision__criterion_links__criterion__area__code"


def readiness_rows(inspection: Inspection, member: Assignment) -> dict[str, QuerySet[Any, Any]]:
    """What was found and considered in words, what names no agency, and who saw which case.

    What is kept to a strand or an inspectorate is counted only where this team member may read it.
    The cases, and what was done on them, the whole team reads.
    """
    here = {"evaluation__strand__inspection": inspection.pk}
    return {
        "findings": _findings(NarrativeFinding.objects.visible_to(member.person_id).filter(**here)),
        "considered": _of_evaluation(
            HeadingConsidered.objects.visible_to(member.person_id).filter(**here)
        ),
        "without_agency": _without_agency(member),
        "cases": Case.objects.of(inspection)
        .order_by()
        .values(row=JSONObject(pk="pk", reference="reference", kind="kind")),
        "steps": CaseStep.objects.filter(case__inspection=inspection.pk)
        .with_standing()
        .filter(outcome=Outcome.DONE)
        .order_by()
        .values(row=JSONObject(case="case", done_for="done_for")),
    }


def _findings(found: Any) -> QuerySet[Any, Any]:
    """How many findings stand on each criterion of an evaluation, and how many name no agency."""
    groups = (
        found.standing()
        .order_by()
        .values("evaluation__strand", "evaluation__area__code", "criterion__reference")
    )
    counted = groups.annotate(without_agency=Count("pk", filter=Q(agency=None)))
    return _of_evaluation(counted, without_agency="without_agency")


def _of_evaluation(rows: Any, **more: str) -> QuerySet[Any, Any]:
    columns = {
        "strand": "evaluation__strand",
        "area": "evaluation__area__code",
        "reference": "criterion__reference",
    }
    return rows.order_by().values(row=JSONObject(**columns, **more))


def _without_agency(member: Assignment) -> QuerySet[Any, Any]:
    """How many strengths and weaknesses name no agency, by the area; each counts once in it.

    By the code of the area, which an upgrade of the framework keeps.
    """
    rows = EvidenceAudience.objects.for_member(member).standing()
    pointing = rows.filter(
        revision__strength__in=[FOR, AGAINST],
        revision__agency=None,
        **{f"{_AREA}__isnull": False},
    )
    counted = (
        pointing.order_by().values(area=F(_AREA)).annotate(items=Count("evidence", distinct=True))
    )
    return counted.values(row=JSONObject(area="area", items="items"))
