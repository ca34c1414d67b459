"""Where a person stands: what every page of an inspection asks first."""

from dataclasses import dataclass
from datetime import UTC, date, datetime
from typing import Any

from django.db import models
from django.utils import timezone

from inspections.models.inspection import Inspection
from inspections.models.strand import Strand
from inspections.models.team import Assignment
from records.models import Prepared


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


def find_place(
    person: Any, reference: str, at: datetime, *, strand: str = "", is_drawn: bool = True
) -> Place | None:
    """The inspection with this reference, the person's place on its team, and a strand.

    One query, prepared: every page of an inspection begins with it.

    Args:
        strand: the code of a strand, when the page is about one.
        is_drawn: with what the head of a page shows; an answer without a page needs none of it.

    Returns:
        None when the person is not on the team that day. Its `strand` is None when the inspection
        has none of that code.
    """
    asked = {"person": person.pk, "reference": reference, "at": at, "day": timezone.localdate(at)}
    if strand:
        found = (_AT_STRAND if is_drawn else _AT_STRAND_UNDRAWN).ask(**asked, strand=strand)
    else:
        found = _ANYWHERE.ask(**asked)
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
    visible = Inspection.objects.visible_to(person, at).with_late_concern(at)
    return visible.at_place(person, reference, day, strand=strand)


def _undrawn(
    *, person: Any, reference: str, at: datetime, day: date, strand: str
) -> models.QuerySet[Inspection]:
    visible = Inspection.objects.visible_to(person, at)
    rows = visible.at_place(person, reference, day, strand=strand)
    alone = rows.select_related(None)
    return alone.select_related("member__inspectorate", "part__power")  # type: ignore[misc]  # made by annotate()


# Noon of the day, as `visible_to` makes the day of the moment.
_STAND_INS = {
    "person": -7_000_000_001,
    "reference": "stand-in for a reference",
    "at": datetime(1, 2, 3, 12, tzinfo=UTC),
    "day": date(1, 2, 3),
}
_ANYWHERE = Prepared(_rows, _STAND_INS)
_STRAND = {"strand": "stand-in-for-a-strand"}
_AT_STRAND = Prepared(_rows, {**_STAND_INS, **_STRAND})
_AT_STRAND_UNDRAWN = Prepared(_undrawn, {**_STAND_INS, **_STRAND})
