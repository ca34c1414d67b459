"""Whether what is written follows from what was agreed and inspected."""

from collections.abc import Iterable

from django.db.models import OuterRef, Subquery

from frameworks.values import AgencyKind
from inspections.values import REMITS
from judgements.models import Judgement, Proposal
from judgements.states import JudgementState
from organisations.models import Agency
from reports.actions.documents import strands_stated
from reports.models import Paragraph, Report
from reports.permissions import participants_of
from reports.rules import Problem
from reports.rules.traceability import (
    BOARD_NAMES,
    OVERALL,
    AgreedGrade,
    Stated,
    agencies_not_inspected,
    attributed_to_not_inspected,
    differing_grades,
)


def traced(*, report: Report, paragraphs: Iterable[Paragraph]) -> list[Problem]:
    """What a reader of the draft asks: is that the agreed grade, and was this agency inspected?

    Args:
        paragraphs: those that stand, in order, with their sections.
    """
    stated = [
        Stated(
            one.reference,
            f"{one} in “{one.section.heading}”",
            one.text,
            attributed_to=one.agency.name if one.agency else "",
        )
        for one in paragraphs
    ]
    beyond = _not_inspected(report)
    return [
        *differing_grades(stated, _agreed(report)),
        *agencies_not_inspected(stated, beyond),
        *attributed_to_not_inspected(stated, beyond),
    ]


def _agreed(report: Report) -> list[AgreedGrade]:
    proposals = Proposal.objects.filter(judgement=OuterRef("pk")).order_by("-number")
    judgements = list(
        Judgement.objects.filter(
            strand__in=strands_stated(report=report), state=JudgementState.AGREED
        )
        .annotate(agreed=Subquery(proposals.values("grade__title")[:1]))
        .select_related("area")
        .prefetch_related("area__scale__grades")
    )
    return [
        AgreedGrade(
            names=(
                one.area.title,
                *(BOARD_NAMES if one.area.agency_kind == AgencyKind.PARTNERSHIP else ()),
                *((OVERALL,) if len(judgements) == 1 else ()),
            ),
            grade=one.agreed,
            scale=[grade.title for grade in one.area.scale.grades.all()],
        )
        for one in judgements
        if one.agreed and one.area.scale
    ]


def _not_inspected(report: Report) -> list[str]:
    """Agencies of the area whose services none of the participating inspectorates speaks to."""
    codes = {one.code for one in participants_of(report)}
    beyond = [kind for kind, code in REMITS.items() if code not in codes]
    agencies = Agency.objects.filter(areas=report.inspection.area_id, kind__in=beyond)
    return list(agencies.values_list("name", flat=True))
