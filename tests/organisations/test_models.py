"""Who exists, from which day to which, and what the database refuses."""

from datetime import date, timedelta
from typing import Any

import pytest
from django.core.exceptions import ValidationError
from django.db import IntegrityError, models, transaction
from django.db.models import ProtectedError

from organisations.models import (
    Agency,
    Inspectorate,
    InspectorateName,
    LegalPower,
    LocalArea,
    Membership,
    Office,
    Partnership,
    User,
)
from organisations.values import AGENCY_KIND_LABELS, OFFICE_LABELS, AgencyKind, OfficeKind
from tests.factories.organisations import (
    AdminFactory,
    AgencyFactory,
    InspectorateFactory,
    LocalAreaFactory,
    MembershipFactory,
    PartnershipFactory,
    UserFactory,
)

pytestmark = pytest.mark.django_db
FIRST, LAST = date(2026, 9, 1), date(2026, 12, 7)
DAY = timedelta(days=1)


def sentences(row: models.Model) -> list[str]:
    """What the row's constraints say against it."""
    try:
        row.validate_constraints()
    except ValidationError as refused:
        return refused.messages
    return []


def refused_by_the_database(row: models.Model, name: str) -> bool:
    """Whether the database refuses the row, and by the constraint of this name."""
    try:
        with transaction.atomic():
            row.save()
    except IntegrityError as error:
        # SQLite names the columns of a broken unique constraint and not the constraint.
        return name in str(error) or "UNIQUE constraint failed" in str(error)
    return False


# --- what holds from a day to a day --------------------------------------------------------------


@pytest.mark.parametrize(
    ("day", "ends_on", "holds"),
    [
        (FIRST - DAY, LAST, False),
        (FIRST, LAST, True),
        (FIRST + DAY, LAST, True),
        (LAST - DAY, LAST, True),
        (LAST, LAST, True),
        (LAST + DAY, LAST, False),
        (FIRST - DAY, None, False),
        (FIRST, None, True),
        (date(2099, 1, 1), None, True),
        (FIRST, FIRST, True),
        (FIRST + DAY, FIRST, False),
    ],
)
def test_what_is_dated_holds_on_its_first_day_and_its_last(
    day: date, ends_on: date | None, holds: bool
) -> None:
    row = MembershipFactory(starts_on=FIRST, ends_on=ends_on)
    assert row.holds_on(day) is holds
    assert Membership.objects.on(day).filter(pk=row.pk).exists() is holds


def dated_rows() -> list[models.Model]:
    """One row of each kind that is dated, with its last day before its first."""
    dates = {"starts_on": LAST, "ends_on": LAST - DAY}
    area = LocalAreaFactory()
    return [
        Membership(
            person=UserFactory(), inspectorate=InspectorateFactory(), role="inspector", **dates
        ),
        Partnership(area=area, name="A board", **dates),
        Office(partnership=PartnershipFactory(), kind="chair", holder_name="A", **dates),
        InspectorateName(inspectorate=InspectorateFactory(), name="A", short_name="A", **dates),
    ]


def test_nothing_ends_before_it_begins() -> None:
    for row in dated_rows():
        label = row._meta.label_lower.replace(".", "_")
        assert refused_by_the_database(row, f"{label}_ends_after_start"), label
        assert "The last day is before the first day." in sentences(row), label


def test_what_is_dated_may_end_on_its_first_day() -> None:
    for row in dated_rows():
        row.ends_on = LAST  # type: ignore[attr-defined]  # each of them has one
        row.save()
        assert row.pk


# --- people --------------------------------------------------------------------------------------


def test_an_account_keeps_its_address_in_lower_case_and_has_no_password_of_its_own() -> None:
    person = User.objects.create_user("Noor.Ali@CQC.Example", name="Noor Ali")
    assert person.email == "noor.ali@cqc.example"
    assert not person.has_usable_password()
    assert not person.check_password("")


def test_an_account_with_a_password_keeps_it_unreadable() -> None:
    person = User.objects.create_user("a@cqc.example", "a long enough password", name="A")
    assert person.check_password("a long enough password")
    assert "a long enough password" not in person.password


def test_an_account_is_found_by_its_address_in_any_case() -> None:
    person = UserFactory(email="noor@cqc.example")
    assert User.objects.get_by_natural_key("NOOR@cqc.example") == person


@pytest.mark.parametrize("username", [None, "", "nobody@cqc.example"])
def test_no_account_is_found_by_another_address(username: str | None) -> None:
    UserFactory()
    with pytest.raises(User.DoesNotExist):
        User.objects.get_by_natural_key(username)


def test_an_address_has_one_account() -> None:
    UserFactory(email="noor@cqc.example")
    with pytest.raises(IntegrityError), transaction.atomic():
        User.objects.create_user("NOOR@cqc.example", name="Another")
    assert User.objects.count() == 1


def test_a_new_account_is_open_and_no_admin() -> None:
    person = User.objects.create_user("a@cqc.example", name="A")
    assert (person.is_active, person.is_admin, person.is_authenticated) == (True, False, True)


def test_a_person_is_named_by_name_and_in_the_log_by_address() -> None:
    person = User(name="Noor Ali", email="noor@cqc.example")
    assert str(person) == "Noor Ali"
    assert person.record_name == "person noor@cqc.example"


def test_everybody_is_visible_to_an_admin_in_the_order_of_names() -> None:
    admin = AdminFactory(name="Ada")
    later, sooner = UserFactory(name="Zoe"), UserFactory(name="Ben")
    assert list(User.objects.visible_to(admin)) == [admin, sooner, later]


def test_nobody_is_visible_to_anybody_else() -> None:
    person = MembershipFactory(role="lead").person
    assert list(User.objects.visible_to(person)) == []


def test_memberships_come_with_people_the_newest_first() -> None:
    person = UserFactory()
    old = MembershipFactory(person=person, ends_on=date(2020, 1, 1))
    new = MembershipFactory(person=person, starts_on=date(2021, 1, 1))
    found = User.objects.visible_to(AdminFactory()).get(pk=person.pk)
    assert list(found.memberships.all()) == [new, old]


# --- memberships ---------------------------------------------------------------------------------


def test_a_person_belongs_to_one_inspectorate_at_a_time() -> None:
    first = MembershipFactory()
    second = Membership(
        person=first.person,
        inspectorate=InspectorateFactory(code="cqc"),
        role="inspector",
        starts_on=LAST,
    )
    assert refused_by_the_database(second, "membership_one_at_a_time")
    assert "This person belongs to an inspectorate already." in sentences(second)


def test_a_person_belongs_to_another_inspectorate_after_the_first() -> None:
    first = MembershipFactory(ends_on=FIRST)
    second = MembershipFactory(person=first.person, starts_on=LAST)
    assert Membership.objects.open_of(first.person) == second


def test_open_of_somebody_without_a_membership_is_none() -> None:
    assert Membership.objects.open_of(MembershipFactory(ends_on=FIRST).person) is None
    assert Membership.objects.open_of(UserFactory()) is None


def test_last_day_of_is_the_latest_end() -> None:
    person = UserFactory()
    assert Membership.objects.last_day_of(person) is None
    MembershipFactory(person=person, ends_on=LAST)
    MembershipFactory(person=person, ends_on=FIRST)
    MembershipFactory(person=person, starts_on=LAST + DAY)
    assert Membership.objects.last_day_of(person) == LAST


def test_a_person_who_belonged_somewhere_cannot_be_deleted() -> None:
    membership = MembershipFactory()
    with pytest.raises(ProtectedError):
        membership.person.delete()
    assert Membership.objects.get() == membership


def test_a_membership_is_named_by_person_and_inspectorate() -> None:
    row = MembershipFactory(person__name="Noor", inspectorate__short_name="CQC")
    assert str(row) == "Noor (CQC)"


# --- partnerships and offices --------------------------------------------------------------------


def test_an_area_has_one_partnership_at_a_time() -> None:
    first = PartnershipFactory()
    second = Partnership(area=first.area, name="Another board", starts_on=LAST)
    assert refused_by_the_database(second, "partnership_one_at_a_time")
    assert "This area has a partnership already." in sentences(second)


def test_an_area_has_another_partnership_after_the_first() -> None:
    first = PartnershipFactory(ends_on=FIRST)
    second = PartnershipFactory(area=first.area, starts_on=FIRST + DAY)
    assert list(Partnership.objects.on(LAST)) == [second]


def an_office(**fields: Any) -> Office:
    """An office of the chair, not saved."""
    usual = {"kind": "chair", "title": "Chair", "holder_name": "Robin Sand", "starts_on": FIRST}
    return Office(**{**usual, **fields})


@pytest.mark.parametrize(
    ("of_partnership", "of_agency", "possible"),
    [(True, False, True), (False, True, True), (True, True, False), (False, False, False)],
)
def test_an_office_is_of_one_body(of_partnership: bool, of_agency: bool, possible: bool) -> None:
    office = an_office(
        partnership=PartnershipFactory() if of_partnership else None,
        agency=AgencyFactory() if of_agency else None,
    )
    said = sentences(office)
    assert refused_by_the_database(office, "office_of_one_body") is not possible
    assert ("An office is of a partnership or of an agency." in said) is not possible


def test_a_partnership_has_one_chair_at_a_time() -> None:
    board = PartnershipFactory()
    an_office(partnership=board).save()
    second = an_office(partnership=board, holder_name="Sam Reed")
    assert refused_by_the_database(second, "office_one_chair")
    assert "The office is held already. End that first." in sentences(second)


def test_a_partnership_has_a_chair_and_a_business_manager() -> None:
    board = PartnershipFactory()
    an_office(partnership=board).save()
    an_office(partnership=board, kind="business_manager", holder_name="Sam Reed").save()
    assert board.offices.count() == 2


def test_a_partnership_has_another_chair_after_the_first() -> None:
    board = PartnershipFactory()
    an_office(partnership=board, ends_on=LAST).save()
    an_office(partnership=board, starts_on=LAST + DAY, holder_name="Sam Reed").save()
    assert [row.holder_name for row in Office.objects.on(LAST + DAY)] == ["Sam Reed"]


def test_two_partnerships_have_a_chair_each() -> None:
    for board in (PartnershipFactory(), PartnershipFactory()):
        an_office(partnership=board).save()
    assert Office.objects.count() == 2


def test_an_office_is_named_by_holder_and_title() -> None:
    assert str(an_office(title="Independent chair")) == "Robin Sand, Independent chair"


# --- inspectorates, powers, places ---------------------------------------------------------------


def test_an_inspectorate_without_a_dated_name_has_its_own() -> None:
    assert InspectorateFactory(code="cqc", name="Care Quality Commission").name_on(FIRST) == (
        "Care Quality Commission"
    )


@pytest.mark.parametrize(
    ("day", "name"),
    [(FIRST - DAY, "Today’s name"), (FIRST, "Old"), (LAST, "Old"), (LAST + DAY, "Today’s name")],
)
def test_an_inspectorate_bears_a_dated_name_on_its_days(day: date, name: str) -> None:
    body = InspectorateFactory(code="hmic", name="Today’s name")
    body.names.create(name="Old", short_name="O", starts_on=FIRST, ends_on=LAST)
    assert body.name_on(day) == name


def test_inspectorates_come_in_their_order_and_then_by_code() -> None:
    for code, order in (("cqc", 2), ("ofsted", 1), ("hmic", 2)):
        InspectorateFactory(code=code, order=order)
    assert [row.code for row in Inspectorate.objects.all()] == ["ofsted", "cqc", "hmic"]


@pytest.mark.parametrize(
    ("row", "words"),
    [
        (Inspectorate(code="cqc", short_name="CQC"), "CQC"),
        (
            InspectorateName(name="HM Inspectorate of Constabulary"),
            "HM Inspectorate of Constabulary",
        ),
        (LegalPower(section="section 20", act="Children Act 2004"), "section 20 Children Act 2004"),
        (LocalArea(name="Rutland"), "Rutland"),
        (Agency(name="Leicestershire Police"), "Leicestershire Police"),
        (Partnership(name="Rutland LSCB"), "Rutland LSCB"),
    ],
)
def test_each_is_called_by_its_name(row: models.Model, words: str) -> None:
    assert str(row) == words


@pytest.mark.parametrize("kind", list(AgencyKind))
def test_every_kind_of_agency_has_words(kind: AgencyKind) -> None:
    assert Agency(kind=kind).get_kind_display() == AGENCY_KIND_LABELS[kind]


@pytest.mark.parametrize("kind", list(OfficeKind))
def test_every_kind_of_office_has_words(kind: OfficeKind) -> None:
    assert Office(kind=kind).get_kind_display() == OFFICE_LABELS[kind]


def test_an_agency_may_serve_several_areas() -> None:
    areas = [LocalAreaFactory(), LocalAreaFactory()]
    agency = AgencyFactory(areas=areas)
    assert [list(area.agencies.all()) for area in areas] == [[agency], [agency]]


@pytest.mark.parametrize(
    ("act", "section", "words"),
    [
        ("Children Act 2004", "section 20", "Children Act 2004, section 20"),
        ("Own powers of HMI Prisons", "own powers", "Own powers of HMI Prisons"),
    ],
)
def test_a_power_without_a_section_is_said_once(act: str, section: str, words: str) -> None:
    assert LegalPower(act=act, section=section).in_words == words
