"""Adding tracked and sampled cases."""

from datetime import datetime

from django.db.models import Max
from django.db.models.functions import Length
from django.utils import timezone

from inspections.models import Case, Inspection
from inspections.permissions import assignment_of, may_add_case
from inspections.values import CASE_PREFIXES, CaseKind
from organisations.models import User
from records.permissions import require


def add_case(
    *, inspection: Inspection, kind: str, age_band: str, cohort: str, by: User, at: datetime
) -> Case:
    """Add a case; its reference is made here: T1, T2 for tracked, S1 for sampled ones.

    Raises:
        PermissionRefused: the person does not add cases, or not at this stage.
    """
    # The row first, so that two cases added at once get two numbers.
    inspection = Inspection.objects.select_for_update().get(pk=inspection.pk)
    require(may_add_case(assignment_of(by, inspection, timezone.localdate(at)), inspection))
    return Case.objects.create(
        inspection=inspection,
        reference=_next_reference(inspection, CaseKind(kind)),
        kind=kind,
        age_band=age_band,
        cohort=cohort,
        added_by=by,
        added_at=at,
    )


def _next_reference(inspection: Inspection, kind: CaseKind) -> str:
    same_kind = Case.objects.of(inspection).filter(kind=kind)
    longest = same_kind.aggregate(digits=Max(Length("reference")))["digits"]
    if longest is None:
        return f"{CASE_PREFIXES[kind]}1"
    last = same_kind.annotate(digits=Length("reference")).filter(digits=longest)
    highest = last.aggregate(reference=Max("reference"))["reference"]
    return f"{CASE_PREFIXES[kind]}{int(highest[1:]) + 1}"
