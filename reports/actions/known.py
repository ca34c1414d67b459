"""What the guard compares a report's text with: a fixed number of questions, however long it is."""

from collections.abc import Iterable, Iterator, Mapping
from datetime import date
from typing import Any

from django.conf import settings
from django.db.models import Exists, OuterRef

from inspections.models import Case, Inspection, Listing
from inspections.rules.pseudonyms import marks_of
from inspections.values.samples import Identifiers
from organisations.models import Agency, LocalArea, Partnership
from reports.actions.addressees import addressees_of
from reports.models import Report
from reports.rules.folding import Folded, fold
from reports.rules.held import Known
from reports.rules.identifiers import full_dates, name_candidates, number_candidates
from reports.rules.passages import addressee_line, passages_of


def known_for(*, report: Report, snapshot: Mapping[str, Any], day: date) -> Known:
    """What is known today of cases, areas, agencies and listed children.

    Who a listed child is stands apart (docs/adr/0012): the words of the text are turned into marks,
    and marks are compared. So nobody learns a name who did not write it.
    """
    inspection = report.inspection
    serves = Agency.areas.through.objects.filter(
        agency=OuterRef("pk"), localarea=inspection.area_id
    )
    agencies = list(Agency.objects.annotate(is_here=Exists(serves)).values_list("name", "is_here"))
    here = tuple(name for name, is_here in agencies if is_here)
    boards = list(Partnership.objects.values_list("name", "area"))
    own_boards = tuple(name for name, area in boards if area == inspection.area_id)
    texts = [fold(passage.text) for passage in passages_of(snapshot)]
    names, numbers = _listed(texts, inspection.pk)
    return Known(
        inspection=inspection.reference,
        cases=frozenset(Case.objects.of(inspection).values_list("reference", flat=True)),
        area=inspection.area.name,
        own=(*here, *own_boards, *_people(snapshot)),
        areas=tuple(_other_areas(inspection)),
        agencies=tuple(
            name for name, elsewhere in _elsewhere(agencies, boards, inspection) if elsewhere
        ),
        children=names,
        child_numbers=numbers,
        addressees=frozenset(addressee_line(one) for one in addressees_of(report=report, day=day)),
        addressable=frozenset((*here, inspection.partnership.name)),
    )


def _people(snapshot: Mapping[str, Any]) -> Iterator[str]:
    """Those who are named in the report by their office: Sheffield may be a surname."""
    for person in (*snapshot["addressees"], *snapshot["signatories"]):
        yield person["name"]


def _other_areas(inspection: Inspection) -> Iterable[str]:
    rows = LocalArea.objects.exclude(pk=inspection.area_id)
    return rows.values_list("name", flat=True)


def _elsewhere(
    agencies: Iterable[tuple[str, bool]],
    boards: Iterable[tuple[str, int]],
    inspection: Inspection,
) -> Iterator[tuple[str, bool]]:
    for name, is_here in agencies:
        yield name, not is_here
    for name, area in boards:
        yield name, area != inspection.area_id


# --- listed children ------------------------------------------------------------------------------


def _listed(texts: Iterable[Folded], inspection: int) -> tuple[frozenset[str], frozenset[str]]:
    """Names with a date of birth in one passage, and agencies' numbers, that lists here have."""
    named: dict[str, str] = {}
    numbered: dict[str, str] = {}
    agencies = _listing_agencies(inspection)
    if not agencies:
        return frozenset(), frozenset()
    for text in texts:
        days = {day for day, _, _ in full_dates(text)}
        for name, _ in name_candidates(text) if days else ():
            named.update({_mark("person", name, day, inspection, None): name for day in days})
        for number, _ in number_candidates(text):
            for agency in agencies:
                numbered[_mark("number", number, None, inspection, agency)] = number
    lists = Listing.objects.filter(agency_list__inspection=inspection)
    marks = lists.values_list("person_mark", "number_mark")
    found = list(marks)
    return (
        frozenset(named[person] for person, _ in found if person in named),
        frozenset(numbered[number] for _, number in found if number in numbered),
    )


def _listing_agencies(inspection: int) -> list[int | None]:
    lists = Listing.objects.filter(agency_list__inspection=inspection)
    return list(lists.values_list("agency_list__agency", flat=True).distinct().order_by())


def _mark(which: str, said: str, day: date | None, inspection: int, agency: int | None) -> str:
    who = Identifiers(
        number=said if which == "number" else "", name=said if which == "person" else "", born=day
    )
    marks = marks_of(who, key=settings.PSEUDONYM_KEY, inspection=inspection, agency=agency)
    return marks.person if which == "person" else marks.number
