"""To whom a letter goes, in which order, and whom it cannot go to."""

from datetime import date, timedelta

import pytest
from django.utils import timezone

from organisations.models import Agency, Office
from organisations.values import AgencyKind, OfficeKind
from reports.actions.addressees import addressees_of, vacancies_of
from reports.rules.addressees import LETTERED, place_of_addressee
from tests.factories.reports import Told, begun_report


def order(*agencies: tuple[str, str, str]) -> list[str]:
    return [name for _, name, _ in sorted(agencies, key=lambda one: place_of_addressee(*one))]


def test_agencies_stand_as_published_letters_have_them() -> None:
    found = order(
        ("other", "A charity", "Director"),
        ("probation", "The probation service", "Head"),
        ("custody", "A prison", "Governor"),
        ("police", "The constabulary", "Chief Constable"),
        ("education", "A school", "Head teacher"),
        ("youth_offending", "The youth offending team", "Manager"),
        ("health", "The board", "Accountable Officer"),
        ("local_authority", "The council", "Director of children’s services"),
    )
    assert found == [
        "The council",
        "The board",
        "The constabulary",
        "The youth offending team",
        "The probation service",
        "A prison",
        "A school",
        "A charity",
    ]


@pytest.mark.parametrize(
    ("organisation", "title"),
    [
        ("Police and Crime Commissioner for Upshire", "Commissioner"),
        ("Upshire", "Police and Crime Commissioner"),
        ("Mayor’s Office for Policing and Crime", "Deputy mayor"),
    ],
)
def test_who_holds_the_police_to_account_stands_before_them(organisation: str, title: str) -> None:
    force = ("police", "Constabulary of Ashdale", "Chief Constable")
    assert order(force, ("police", organisation, title)) == [organisation, force[1]]


def test_a_commissioner_of_police_is_the_police() -> None:
    met = ("police", "Metropolitan Police", "Commissioner of Police")
    assert place_of_addressee(*met)[1] == 1


def test_a_chief_executive_stands_before_the_director() -> None:
    council = "The council"
    executive = ("local_authority", council, "Chief Executive")
    director = ("local_authority", council, "Assistant director")
    assert place_of_addressee(*executive) < place_of_addressee(*director)


def test_every_kind_of_agency_has_a_place() -> None:
    places = [place_of_addressee(kind, "", "")[0] for kind in AgencyKind]
    assert sorted(places) == list(range(len(AgencyKind)))
    assert [place_of_addressee(kind, "", "")[0] for kind in LETTERED] == [0, 1, 2, 3, 4]


# --- of an inspection -----------------------------------------------------------------------------


@pytest.fixture
def told(db: None) -> Told:
    return begun_report()


def today() -> date:
    return timezone.localdate()


def agency(told: Told, kind: str, name: str) -> Agency:
    found = Agency.objects.create(code=name.lower().replace(" ", "-"), name=name, kind=kind)
    found.areas.add(told.joint.inspection.area)
    return found


def leader(of: Agency, name: str, title: str, **dates: date | None) -> Office:
    facts = {"starts_on": date(2012, 1, 1), "ends_on": None, **dates}
    return Office.objects.create(
        agency=of, kind=OfficeKind.AGENCY_LEADER, title=title, holder_name=name, **facts
    )


def lines(told: Told) -> list[str]:
    people = addressees_of(report=told.report, day=today())
    return [", ".join((one["name"], one["role"], one["organisation"])) for one in people]


def test_each_is_named_with_title_and_organisation(told: Told) -> None:
    leader(agency(told, "police", "Commissioner of Upshire"), "Jo Reed", "Crime Commissioner")
    leader(agency(told, "youth_offending", "Young Upshire"), "Kit Moss", "Service manager")
    found = lines(told)
    assert "Jo Reed, Crime Commissioner, Commissioner of Upshire" in found
    names = [one.split(",")[0] for one in found]
    assert names == [
        "Leader of local_authority",
        "Leader of health",
        "Jo Reed",
        "Leader of police",
        "Kit Moss",
        told.chair.name,
    ]


def test_two_leaders_of_one_agency_are_both_addressed(told: Told) -> None:
    council = next(one for one in told.joint.agencies if one.kind == "local_authority")
    leader(council, "Ada Prince", "Chief Executive")
    names = [one.split(",")[0] for one in lines(told)]
    assert names[:2] == ["Ada Prince", "Leader of local_authority"]


def test_an_agency_without_a_leader_is_listed_and_stops_nothing(told: Told) -> None:
    agency(told, "probation", "Probation in Upshire")
    (problem,) = vacancies_of(report=told.report, day=today())
    assert problem.text == (
        "Nobody leads Probation in Upshire today: the letter is not addressed to it."
    )
    assert not problem.blocks
    assert problem.url.endswith(f"/{told.reference}/agencies/")


def test_a_leader_who_has_left_is_missed(told: Told) -> None:
    ended = today() - timedelta(days=1)
    leader(agency(told, "probation", "Probation"), "Ed Lane", "Head", ends_on=ended)
    assert len(vacancies_of(report=told.report, day=today())) == 1
    assert vacancies_of(report=told.report, day=ended) == []


def test_a_chair_who_has_left_is_missed_too(told: Told) -> None:
    ended = today() - timedelta(days=1)
    Office.objects.filter(kind=OfficeKind.CHAIR).update(ends_on=ended)
    (problem,) = vacancies_of(report=told.report, day=today())
    assert problem.text == (
        "The partnership has no chair today: the letter is not addressed to one."
    )
    assert not problem.blocks


@pytest.mark.parametrize("kind", ["custody", "education", "other"])
def test_of_other_agencies_nobody_is_missed(told: Told, kind: str) -> None:
    agency(told, kind, "Somewhere")
    assert vacancies_of(report=told.report, day=today()) == []


def test_an_agency_of_another_area_is_not_missed(told: Told) -> None:
    Agency.objects.create(code="far", name="Far away", kind="police")
    assert vacancies_of(report=told.report, day=today()) == []


@pytest.mark.parametrize("number", [1, 3])
def test_it_asks_the_same_for_any_number(told: Told, number: int, assert_queries: object) -> None:
    for count in range(number):
        leader(agency(told, "other", f"Charity {count}"), f"Leader {count}", "Director")
        agency(told, "probation", f"Office {count}")
    told.joint.inspection.partnership  # noqa: B018 - read before it is counted
    with assert_queries(2):  # type: ignore[operator]  # a fixture that gives a context
        people = addressees_of(report=told.report, day=today())
    assert len(people) == 4 + number
    with assert_queries(2):  # type: ignore[operator]  # a fixture that gives a context
        assert len(vacancies_of(report=told.report, day=today())) == number
