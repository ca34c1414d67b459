"""What signatures of an earlier release say of the grade."""

from collections.abc import Callable
from contextlib import AbstractContextManager

import pytest
from django.core.management import call_command
from django.db import DatabaseError, connection, transaction

from judgements.models import Signature
from tests.factories.inspections import joint_inspection
from tests.factories.judgements import agreed_judgement

pytestmark = pytest.mark.django_db(transaction=True)


def test_a_disagreement_of_an_earlier_release_stays_one(
    as_owner: Callable[[], AbstractContextManager[None]],
) -> None:
    agreed_judgement(joint_inspection(), dissents={"cqc": "We differ."})
    kept = list(Signature.objects.order_by("pk").values())
    try:
        with as_owner():
            call_command("migrate", "judgements", "0008_meetings", verbosity=0)
        with connection.cursor() as cursor:
            found = connection.introspection.get_table_description(cursor, Signature._meta.db_table)
        assert "stance" not in {column.name for column in found}
    finally:
        with as_owner():
            # As an installation does: the application has its rights on a table made anew.
            call_command("prepare_database", verbosity=0)
    assert list(Signature.objects.order_by("pk").values()) == kept
    stances = dict(Signature.objects.values_list("inspectorate__code", "stance"))
    assert stances == {"ofsted": "agrees", "cqc": "disagrees", "hmic": "agrees"}
    with pytest.raises(DatabaseError), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("UPDATE judgements_signature SET stance = 'agrees'")
