"""People and organisations for tests: boring, complete, distinct."""

from datetime import date

import factory
from factory.django import DjangoModelFactory

from organisations.models import (
    Agency,
    Inspectorate,
    LegalPower,
    LocalArea,
    Membership,
    Partnership,
    User,
)
from organisations.values import AgencyKind, MemberRole


class UserFactory(DjangoModelFactory):
    """Somebody with an account and no rights."""

    class Meta:
        model = User
        skip_postgeneration_save = True

    email = factory.Sequence(lambda number: f"person{number}@concord.example")
    name = factory.Sequence(lambda number: f"Person {number}")
    job_title = "Inspector"
    password = factory.django.Password("a password of the tests")


class AdminFactory(UserFactory):
    """An admin."""

    is_admin = True


class InspectorateFactory(DjangoModelFactory):
    """An inspectorate; asking for a code twice gives the same one."""

    class Meta:
        model = Inspectorate
        django_get_or_create = ("code",)

    code = "ofsted"
    name = factory.LazyAttribute(lambda row: f"The inspectorate {row.code}")
    short_name = factory.LazyAttribute(lambda row: row.code.upper())
    # A small integer, however many are built.
    order = factory.Sequence(lambda number: number % 30_000)


class LegalPowerFactory(DjangoModelFactory):
    """A power; section 20 unless said."""

    class Meta:
        model = LegalPower
        django_get_or_create = ("code",)

    code = "ca2004-s20"
    act = "Children Act 2004"
    section = "section 20"
    title = "Joint inspection"
    is_joint = True


class LocalAreaFactory(DjangoModelFactory):
    """An invented local area."""

    class Meta:
        model = LocalArea
        skip_postgeneration_save = True

    # 000 is left for the area of a remembered world, which comes back while the others count on.
    code = factory.Sequence(lambda number: f"{1 + number % 999:03}")
    ons_code = factory.Sequence(lambda number: f"E9{number:07}")
    name = factory.Sequence(lambda number: f"Northmere {number}")
    region = "North East"
    kind = "unitary authority"


class AgencyFactory(DjangoModelFactory):
    """An agency of one area: `AgencyFactory(areas=[area])`."""

    class Meta:
        model = Agency
        skip_postgeneration_save = True

    code = factory.Sequence(lambda number: f"agency-{number}")
    name = factory.Sequence(lambda number: f"Agency {number}")
    kind = AgencyKind.POLICE

    @factory.post_generation
    def areas(self, create: bool, extracted: list[LocalArea] | None, **_: object) -> None:
        """The areas it serves."""
        if create and extracted:
            self.areas.set(extracted)


class PartnershipFactory(DjangoModelFactory):
    """The board of an area."""

    class Meta:
        model = Partnership

    area = factory.SubFactory(LocalAreaFactory)
    name = factory.LazyAttribute(lambda row: f"{row.area.name} Safeguarding Children Board")
    starts_on = date(2010, 4, 1)


class MembershipFactory(DjangoModelFactory):
    """A person in an inspectorate."""

    class Meta:
        model = Membership

    person = factory.SubFactory(UserFactory)
    inspectorate = factory.SubFactory(InspectorateFactory)
    role = MemberRole.INSPECTOR
    starts_on = date(2010, 4, 1)
