"""Linking two cases, and ending a link."""

from datetime import datetime

from django.utils import timezone

from inspections.models import Case, CaseLink, Inspection
from inspections.permissions import assignment_of, may_change_case
from inspections.rules.cases import wrong_in_link
from organisations.models import User
from records.errors import ActionRefused
from records.permissions import require


def link_cases(*, case: Case, other: Case, kind: str, by: User, at: datetime) -> CaseLink:
    """Say what another case is to this one. Between an adult and a child, who is who is known.

    Raises:
        PermissionRefused: the person does not change cases, or not at this stage.
        ActionRefused: the two do not fit this kind of link, or are linked so already.
    """
    _allow(case, by, at)
    if case.inspection_id != other.inspection_id:
        raise ActionRefused("This case is not one of this inspection. Choose it again.")
    if case.pk == other.pk:
        raise ActionRefused("A case is linked to another one, not to itself.")
    wrong = wrong_in_link(kind, case.is_adults, other.is_adults)
    if wrong:
        raise ActionRefused(wrong)
    if CaseLink.objects.between(case, other, kind) is not None:
        raise ActionRefused(f"Case {case.reference} and case {other.reference} are linked already.")
    # The adult first; otherwise the one that was added first.
    first, second = sorted((case, other), key=lambda one: (not one.is_adults, one.pk))
    return CaseLink.objects.create(first=first, second=second, kind=kind, made_by=by, made_at=at)


def end_link(*, link: CaseLink, by: User, at: datetime) -> CaseLink:
    """End a link. It stays to be read, with who ended it.

    Raises:
        PermissionRefused: the person does not change cases, or not at this stage.
        ActionRefused: it has been ended already.
    """
    _allow(link.first, by, at)
    ended = CaseLink.objects.standing().filter(pk=link.pk).update(ended_by=by, ended_at=at)
    if not ended:
        raise ActionRefused("This link has been ended already.")
    link.ended_by, link.ended_at = by, at
    return link


def _allow(case: Case, by: User, at: datetime) -> None:
    # Two people who make the same link at once are told in turn.
    inspection = Inspection.objects.select_for_update().get(pk=case.inspection_id)
    require(may_change_case(assignment_of(by, inspection, timezone.localdate(at)), inspection))
