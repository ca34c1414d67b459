"""Where a person stands: what every page of an inspection asks first."""

from dataclasses import dataclass
from datetime import UTC, date, datetime
from typing import Any

from django.db import models
from django.utils import timezone

from inspections.models.inspection import Inspection
from inspections.models.prepared import Prepared
from inspections.models.strand import Strand
from inspections.models.team import Assignment


@dataclass(frozen=True)
class Place:
    """Where a person stands: the inspection, their place on its team, and a strand of it.

    `strand` is None when none was asked for; `takes_part` says whether the person's inspectorate
    takes part in it.
    """

    inspection: Inspection
    member: Assignment
    strand: Any = None
    takes_part: bool = False


def find_place(person: Any, reference: str, at: datetime, *, strand: str = "") -> Place | None:
    """The inspection with this reference, the person's place on its team, and a strand.

    One query, prepared: every page of an inspection begins with it.

    Args:
        strand: the code of a strand, when the page is about one.

    Returns:
        None when the person is not on the team that day. Its `strand` is None when the inspection
        has none of that code.
    """
    asked = {"person": person.pk, "reference": reference, "at": at, "day": timezone.localdate(at)}
    found = _AT_STRAND.ask(**asked, strand=strand) if strand else _ANYWHERE.ask(**asked)
    if not found or found[0].member is None:
        return None
    inspection = found[0]
    return Place(inspection, inspection.member, inspection.part, inspection.takes_part)


def in_first_strand(place: Place) -> Place:
    """The same in the first strand of the person’s inspectorate, a joint one before the others.

    Returns:
        The place without a strand when there is none.
    """
    mine = Strand.objects.of(place.inspection).taken_part_in_by(place.member.inspectorate_id)
    strand = mine.select_related("power").first()
    return Place(place.inspection, place.member, strand, strand is not None)


def _rows(
    *, person: Any, reference: str, at: datetime, day: date, strand: str = ""
) -> models.QuerySet[Inspection]:
    visible = Inspection.objects.visible_to(person, at)
    return visible.at_place(person, reference, day, strand=strand)


# Noon of the day, as `visible_to` makes the day of the moment.
_STAND_INS = {
    "person": -7_000_000_001,
    "reference": "stand-in for a reference",
    "at": datetime(1, 2, 3, 12, tzinfo=UTC),
    "day": date(1, 2, 3),
}
_ANYWHERE = Prepared(_rows, _STAND_INS)
_AT_STRAND = Prepared(_rows, {**_STAND_INS, "strand": "stand-in-for-a-strand"})
