"""Asking for lists, and keeping a record of what was asked of whom."""

from datetime import date, datetime
from uuid import uuid4

from django.utils import timezone

from inspections.models import (
    AgencyList,
    Inspection,
    ListedSubject,
    Listing,
    ListRequest,
    ListWithdrawal,
    RequestClosing,
    SubjectSplit,
)
from inspections.permissions import assignment_of
from inspections.permissions.samples import may_select_sample
from inspections.values.samples import Closing
from organisations.models import Agency, User
from records.errors import ActionRefused
from records.permissions import require
from records.values import short_reference


def locked_for_samples(*, inspection: Inspection, by: User, at: datetime) -> Inspection:
    """The inspection, held until the transaction ends, for somebody who may select its sample.

    Raises:
        PermissionRefused: the person does not, or not at this stage.
    """
    inspection = Inspection.objects.select_for_update().get(pk=inspection.pk)
    require(may_select_sample(assignment_of(by, inspection, timezone.localdate(at)), inspection))
    return inspection


def new_reference(*, prefix: str) -> str:
    """A reference that nobody can count through."""
    return short_reference(prefix, uuid4().bytes)


def request_list(
    *,
    inspection: Inspection,
    agency: Agency | None,
    cohort: str,
    asked_for: str,
    wanted_by: date,
    by: User,
    at: datetime,
) -> ListRequest:
    """Record that a list was asked for (150092 ¶16: in the notice period).

    Args:
        agency: of whom; None for the partnership.
        cohort: of which children; empty for several.

    Raises:
        PermissionRefused: the person does not select the sample, or not at this stage.
    """
    inspection = locked_for_samples(inspection=inspection, by=by, at=at)
    return ListRequest.objects.create(
        inspection=inspection,
        reference=new_reference(prefix="Q"),
        agency=agency,
        cohort=cohort,
        asked_for=asked_for,
        wanted_by=wanted_by,
        asked_by=by,
        asked_at=at,
    )


def close_request(
    *, request: ListRequest, how: str, what_came: str, by: User, at: datetime
) -> RequestClosing:
    """Close a request: what came, or why nothing will.

    Raises:
        PermissionRefused: the person does not select the sample, or not at this stage.
        ActionRefused: it is closed already.
    """
    locked_for_samples(inspection=request.inspection, by=by, at=at)
    closing = RequestClosing.objects.filter(request=request).first()
    if closing is not None:
        raise ActionRefused(
            f"This request is closed already: {closing.get_how_display()}. {closing.what_came}"
        )
    return RequestClosing.objects.create(
        request=request, how=Closing(how), what_came=what_came, by=by, at=at
    )


def withdraw_list(*, agency_list: AgencyList, why: str, by: User, at: datetime) -> ListWithdrawal:
    """From now on a list is not drawn from: it was the wrong one, or a better one came.

    Raises:
        PermissionRefused: the person does not select the sample, or not at this stage.
        ActionRefused: it is withdrawn already.
    """
    locked_for_samples(inspection=agency_list.inspection, by=by, at=at)
    if ListWithdrawal.objects.filter(agency_list=agency_list).exists():
        raise ActionRefused("This list is withdrawn already. Upload the right one.")
    return ListWithdrawal.objects.create(agency_list=agency_list, why=why, by=by, at=at)


def split_subject(
    *, subject: ListedSubject, agency_list: AgencyList, why: str, by: User, at: datetime
) -> ListedSubject:
    """Two children were taken for one: what this list says is about somebody else.

    A case that was drawn stays with the earlier reference.

    Returns:
        The new subject, with a reference of its own.

    Raises:
        PermissionRefused: the person does not select the sample, or not at this stage.
        ActionRefused: it stands on no other list any more.
    """
    inspection = locked_for_samples(inspection=subject.inspection, by=by, at=at)
    listings = list(Listing.objects.filter(subject=subject).select_for_update(of=("self",)))
    mine = [one for one in listings if one.agency_list_id == agency_list.pk]
    if not mine or len(mine) == len(listings):
        raise ActionRefused(
            f"{subject} does not stand on this list and another one. Somebody may have split them "
            "before you: look at the list again."
        )
    other = ListedSubject.objects.create(inspection=inspection, reference=new_reference(prefix="P"))
    Listing.objects.filter(pk__in=[one.pk for one in mine]).update(subject=other)
    SubjectSplit.objects.bulk_create(
        SubjectSplit(
            inspection=inspection,
            listing=one,
            agency_list=agency_list,
            from_subject=subject,
            to_subject=other,
            why=why,
            by=by,
            at=at,
        )
        for one in mine
    )
    return other
