"""The demonstration without its inspections: for who wants to begin with nothing."""

from io import StringIO

import pytest
from django.core.management import call_command

from desk.demonstration.people import sign_ins
from frameworks.models import FrameworkVersion
from inspections.models import Inspection
from organisations.models import LocalArea, User

pytestmark = pytest.mark.django_db


def test_people_alone_are_loaded() -> None:
    call_command("load_demonstration", "--people-only", stdout=StringIO())
    emails = set(User.objects.values_list("email", flat=True))
    assert emails == {email for email, _what in sign_ins()}
    assert LocalArea.objects.count() == 153
    assert not FrameworkVersion.objects.exists()
    assert not Inspection.objects.exists()


def test_where_people_are_already_nothing_is_loaded() -> None:
    User.objects.create_user("somebody@concord.example", "a password of some length", name="Some")
    said = StringIO()
    call_command("load_demonstration", "--people-only", stdout=said)
    assert "Nothing was loaded" in said.getvalue()
    assert User.objects.count() == 1
