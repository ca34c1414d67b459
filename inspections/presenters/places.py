"""The partnership, the agencies and their leaders."""

from dataclasses import dataclass
from typing import Any

from django.utils.formats import date_format

from inspections.values import REMITS
from organisations.models import Agency, Inspectorate, Office, Partnership
from organisations.values import AGENCY_KIND_LABELS, AgencyKind, OfficeKind
from pages.shown import Cell, Column, SummaryRow

AGENCY_COLUMNS = [Column("Agency"), Column("Kind"), Column("Leader"), Column("In office")]


@dataclass(frozen=True)
class Call:
    """One line of the prescribed order in which people are told."""

    who: str
    by: str


def partnership_rows(partnership: Partnership, offices: list[Office], url: str) -> list[SummaryRow]:
    """The partnership and who holds its offices. With a `url` the chair can be changed."""
    rows = [SummaryRow("Partnership", partnership.name)]
    for office in offices:
        rows.append(SummaryRow(office.get_kind_display(), _holder(office), url=url))
        has_account = office.person.email if office.person else "None: they cannot comment here"
        rows.append(SummaryRow(f"{office.get_kind_display()}’s account", has_account))
    return rows


def chair_facts(offices: list[Office]) -> dict[str, Any]:
    """What the form of the chair begins with; nothing, when there is none."""
    chair = _first(offices, OfficeKind.CHAIR)
    if chair is None:
        return {}
    return {
        "holder_name": chair.holder_name,
        "holder_title": chair.title,
        "holder_email": chair.person.email if chair.person else "",
        "since": chair.starts_on,
    }


def agency_rows(agencies: list[Agency]) -> list[list[Cell]]:
    """A row for each agency; `offices` are fetched."""
    return [
        [
            Cell(agency.name),
            Cell(AGENCY_KIND_LABELS[AgencyKind(agency.kind)]),
            Cell(leader.holder_name, hint=leader.title) if leader else Cell("Not recorded"),
            Cell(_since(leader) if leader else ""),
        ]
        for agency, leader in ((one, _leader(one)) for one in agencies)
    ]


def calls(
    offices: list[Office], agencies: list[Agency], inspectorates: list[Inspectorate]
) -> list[Call]:
    """Who is told in which order (150092 ¶15).

    The chair first, by telephone; the business manager when the chair is absent. Then each
    inspectorate tells the leader of its own agency at once.
    """
    order = []
    chair = _first(offices, OfficeKind.CHAIR)
    if chair is not None:
        order.append(Call(f"{chair.holder_name}, {chair.title}", "The overall lead, by telephone"))
    manager = _first(offices, OfficeKind.BUSINESS_MANAGER)
    absent = f"{manager.holder_name}, {manager.title}" if manager else "The business manager"
    order.append(Call(f"{absent}, if the chair is absent", "The overall lead, by telephone"))
    names = {one.code: one.short_name for one in inspectorates}
    for agency in agencies:
        leader = _leader(agency)
        who = f"{leader.holder_name}, {leader.title}" if leader else "Its leader"
        by = names.get(REMITS.get(agency.kind, ""), "The overall lead")
        order.append(Call(f"{who}, {agency.name}", f"{by}, at once after the chair"))
    return order


def _first(offices: list[Office], kind: str) -> Office | None:
    return next((one for one in offices if one.kind == kind and one.ends_on is None), None)


def _leader(agency: Agency) -> Office | None:
    return _first(list(agency.offices.all()), OfficeKind.AGENCY_LEADER)


def _holder(office: Office) -> str:
    return f"{office.holder_name}, {office.title}, {_since(office)}"


def _since(office: Office) -> str:
    return f"since {date_format(office.starts_on, 'j F Y')}"
