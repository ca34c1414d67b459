"""To whom a letter goes: the leaders of the area’s agencies, and the chair (150092 ¶23)."""

from datetime import date

from django.urls import reverse

from organisations.models import Agency, Office
from organisations.values import OfficeKind
from reports.models import Report
from reports.rules import Problem
from reports.rules.addressees import LETTERED, place_of_addressee


def addressees_of(*, report: Report, day: date) -> list[dict[str, str]]:
    """Who holds office that day, agency by agency as published letters have it, the chair last.

    Two queries, however many.
    """
    inspection = report.inspection
    chairs = Office.objects.on(day).filter(
        partnership=inspection.partnership_id, kind=OfficeKind.CHAIR
    )
    leaders = Office.objects.on(day).filter(
        agency__areas=inspection.area_id, kind=OfficeKind.AGENCY_LEADER
    )
    in_order = sorted(
        leaders.select_related("agency").order_by("holder_name", "pk"),
        key=lambda one: place_of_addressee(one.agency.kind, one.agency.name, one.title),
    )
    return [
        {
            "name": office.holder_name,
            "role": office.title,
            "organisation": str(office.partnership or office.agency),
        }
        for office in (*in_order, *chairs.select_related("partnership"))
    ]


def vacancies_of(*, report: Report, day: date) -> list[Problem]:
    """Who is missing among those that every letter is addressed to: leaders, and the chair.

    A letter may leave drafting while an office is vacant: it is listed, and stops nothing.
    """
    held = Office.objects.on(day).filter(kind=OfficeKind.AGENCY_LEADER)
    rows = Agency.objects.filter(areas=report.inspection.area_id, kind__in=LETTERED)
    vacant = rows.exclude(pk__in=held.values("agency")).order_by("name")
    url = reverse("inspections:agencies", args=[report.inspection.reference])
    said = [
        f"Nobody leads {agency.name} today: the letter is not addressed to it." for agency in vacant
    ]
    chairs = Office.objects.on(day).filter(
        partnership=report.inspection.partnership_id, kind=OfficeKind.CHAIR
    )
    if not chairs.exists():
        said.append("The partnership has no chair today: the letter is not addressed to one.")
    return [Problem(text, "", blocks=False, url=url) for text in said]
