"""Who holds the pen of a section, and what others changed there since."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any

from django.utils import timezone

from inspections.models import Assignment
from organisations.models import User
from records.errors import ActionRefused
from records.permissions import require
from reports.actions.remarks import locked_for_discussion
from reports.models import ParagraphRevision, PenMove, Report
from reports.permissions import may_move_pen, may_read_remarks
from reports.rules import WRITTEN_KINDS
from reports.values.remarks import NOBODY, PenHolder

_MOST_CHANGES = 200


@dataclass(frozen=True)
class Change:
    """Somebody changed a paragraph of a section."""

    section: str
    label: str
    by: str
    at: datetime
    is_removed: bool


@dataclass(frozen=True)
class Pen:
    """The pen of a section.

    Args:
        move: the last one; None where nobody has held it yet.
        has_left: who holds it has left the team: it is free.
        changes: what others changed in the section since, the newest first.
    """

    move: PenMove | None = None
    has_left: bool = False
    changes: list[Change] = field(default_factory=list)

    @property
    def number(self) -> int:
        """How often it was moved: what a page says of it, and the next move is based on."""
        return self.move.number if self.move else 0

    @property
    def noted(self) -> PenHolder:
        """To whom it went, whether they are still here or not."""
        return PenHolder(self.move.person_id, self.move.inspectorate_id) if self.move else NOBODY

    @property
    def holder(self) -> PenHolder:
        """Who holds it now."""
        return NOBODY if self.has_left else self.noted


def pens_of(*, report: Report, day: date) -> dict[str, Pen]:
    """The pens that were ever moved, by the key of their section. Two queries at the most."""
    moves = {move.section: move for move in PenMove.objects.newest().filter(report=report)}
    if not moves:
        return {}
    team = Assignment.objects.of(report.inspection_id).on(day)
    there = set(team.values_list("person", "inspectorate"))
    bodies = {body for _, body in there}
    return {
        section: Pen(
            move,
            has_left=(move.person_id, move.inspectorate_id) not in there
            if move.person_id
            else move.inspectorate_id is not None and move.inspectorate_id not in bodies,
        )
        for section, move in moves.items()
    }


def with_changes(*, report: Report, pens: dict[str, Pen]) -> dict[str, Pen]:
    """The same pens, each with what others changed since it was given. Two queries at the most."""
    given = {key: pen for key, pen in pens.items() if pen.move and pen.holder != NOBODY}
    if not given:
        return pens
    changes: dict[str, list[Change]] = {key: [] for key in given}
    places = Assignment.objects.of(report.inspection_id)
    works_for = dict(places.order_by("starts_on", "pk").values_list("person", "inspectorate"))
    for row in _changes_since(report, min(pen.move.at for pen in given.values() if pen.move)):
        key = row["paragraph__section__key"]
        pen = given.get(key)
        if pen and pen.move and row["at"] > pen.move.at and _is_other(pen.holder, row, works_for):
            changes[key].append(
                Change(
                    section=key,
                    label=row["paragraph__number"] or row["paragraph__reference"],
                    by=row["by__name"],
                    at=row["at"],
                    is_removed=row["is_removed"],
                )
            )
    return {key: Pen(pen.move, pen.has_left, changes.get(key, [])) for key, pen in pens.items()}


def move_pen(
    *, report: Report, section: str, to: PenHolder, seen: int, by: User, at: datetime
) -> PenMove:
    """Give the pen of a section to somebody, take it, or hand it back.

    Args:
        section: the key of a section that holds text.
        seen: how often the pen of the page had been moved.

    Raises:
        PermissionRefused: the person may not move it there, or the text is not discussed now.
        ActionRefused: somebody moved it meanwhile, it is there already, there is no such section,
            or who is to hold it does not read the document.
    """
    row, place = locked_for_discussion(report=report, by=by, at=at)
    day = timezone.localdate(at)
    keys = row.form.sections.filter(kind__in=WRITTEN_KINDS).values_list("key", flat=True)
    if section not in set(keys):
        raise ActionRefused("This section of the report holds no text of its own.")
    pen = pens_of(report=row, day=day).get(section, Pen())
    if pen.number != seen:
        raise ActionRefused(
            f"Somebody moved this pen meanwhile: {pen.move} holds it now. Nothing was changed."
        )
    require(may_move_pen(place, row, pen.holder, to))
    if to == pen.noted:
        raise ActionRefused("The pen is there already. Nothing was changed.")
    if to != NOBODY and to not in holders_of(report=row, day=day):
        raise ActionRefused("Who holds the pen of a section reads the document. Choose another.")
    return PenMove.objects.create(
        report=row,
        section=section,
        number=pen.number + 1,
        person_id=to.person,
        inspectorate_id=to.inspectorate,
        by=by,
        at=at,
    )


def holders_of(*, report: Report, day: date) -> dict[PenHolder, str]:
    """Who can hold a pen of a report, each with their name: inspectorates, then their people."""
    team = Assignment.objects.of(report.inspection_id).on(day).for_page()
    readers = [one for one in team if may_read_remarks(one, report).allowed]
    bodies = {PenHolder(None, one.inspectorate_id): one.inspectorate.short_name for one in readers}
    people = {
        PenHolder(
            one.person_id, one.inspectorate_id
        ): f"{one.person}, {one.inspectorate.short_name}"
        for one in readers
    }
    return {**bodies, **people}


def _changes_since(report: Report, moment: datetime) -> Iterable[Mapping[str, Any]]:
    rows = ParagraphRevision.objects.filter(paragraph__report=report, at__gt=moment)
    named = rows.order_by("-at", "-pk").values(
        "paragraph__section__key",
        "paragraph__reference",
        "paragraph__number",
        "is_removed",
        "by",
        "by__name",
        "at",
    )
    return named[:_MOST_CHANGES]


def _is_other(holder: PenHolder, row: Mapping[str, Any], works_for: dict[int, int]) -> bool:
    if holder.person is not None:
        return bool(row["by"] != holder.person)
    return works_for.get(row["by"]) != holder.inspectorate
