"""Reading who listed subjects are."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from django.utils import timezone

from inspections.actions.samples_lists import identifiers_in
from inspections.models import Inspection, KeyReading, ListedSubject, SubjectKey
from inspections.permissions import assignment_of
from inspections.permissions.samples import may_read_key
from organisations.models import User
from records.permissions import require


@dataclass(frozen=True)
class Revealed:
    """What one agency's list says of who somebody is."""

    reference: str
    agency: str
    number: str
    nhs: str
    name: str
    born: str


def read_keys(
    *,
    inspection: Inspection,
    subjects: Sequence[ListedSubject],
    reason: str,
    by: User,
    at: datetime,
) -> list[Revealed]:
    """Read who these subjects are. A reading of each is on the record before anything is read.

    On PostgreSQL the database shows the keys of these subjects alone, to this person, for a minute.

    Raises:
        PermissionRefused: the person is no lead of the team.
    """
    require(may_read_key(assignment_of(by, inspection, timezone.localdate(at))))
    readings = KeyReading.objects.bulk_create(
        KeyReading(inspection=inspection, subject=one, person=by, reason=reason, at=at)
        for one in subjects
    )
    return [
        Revealed(
            reference=key.listing.subject.reference,
            agency=str(key.listing.agency_list.agency or "The partnership"),
            **identifiers_in(sealed=key.sealed),
        )
        for key in SubjectKey.objects.visible_to(by, readings)
    ]
