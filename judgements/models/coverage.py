"""The evidence on every criterion, counted in one query."""

from collections.abc import Iterable
from typing import Any

from django.db.models import Count, Q, QuerySet

from inspections.models import Assignment, EvidenceAudience
from judgements.rules.triangulation import AGAINST, FOR, Side, Triangulation

_REFERENCE = "revision__criterion_links__criterion__reference"
_NONE = Side()


def coverage(member: Assignment, references: Iterable[str] = ()) -> dict[str, Triangulation]:
    """What the evidence that a team member may see comes to, by the reference of the criterion.

    The database counts; what comes back is what `rules.triangulation.triangulate` would make of the
    items. It is one query whatever there is: criteria on which nothing bears are not among them.

    By reference: what was recorded under an earlier version of the framework stays on that
    version's criterion, and counts for the one with the same reference.

    Args:
        references: of the criteria that are asked about; all, unless said.
    """
    found: dict[str, dict[str, Side]] = {}
    heard: set[str] = set()
    for (
        reference,
        strength,
        items,
        sources,
        inspectorates,
        agencies,
        cases,
        voices,
    ) in coverage_rows(member, references):
        side = Side(items, sources, inspectorates, agencies, cases)
        found.setdefault(reference, {})[strength] = side
        if voices:
            heard.add(reference)
    return {
        reference: Triangulation(
            sides.get(FOR, _NONE), sides.get(AGAINST, _NONE), reference in heard
        )
        for reference, sides in found.items()
    }


def coverage_rows(member: Assignment, references: Iterable[str] = ()) -> QuerySet[Any, Any]:
    """The query of `coverage`: a row for each criterion and strength."""
    wanted = list(references)
    of_these = {f"{_REFERENCE}__in": wanted} if wanted else {f"{_REFERENCE}__isnull": False}
    rows = EvidenceAudience.objects.for_member(member).standing().filter(**of_these)
    grouped = rows.order_by().values(_REFERENCE, "revision__strength")
    return grouped.annotate(
        items=Count("*"),
        sources=Count("revision__source", distinct=True),
        inspectorates=Count("evidence__owner", distinct=True),
        agencies=Count("revision__agency", distinct=True),
        cases=Count("evidence__case", distinct=True),
        voices=Count("pk", filter=Q(revision__is_childs_voice=True)),
    ).values_list(
        _REFERENCE,
        "revision__strength",
        "items",
        "sources",
        "inspectorates",
        "agencies",
        "cases",
        "voices",
    )
