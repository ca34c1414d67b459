"""What earlier releases stored stays as it was, whatever is added to the tables."""

from collections.abc import Callable
from contextlib import AbstractContextManager
from typing import Any

import pytest
from django.core.management import call_command
from django.db import DatabaseError, connection, transaction

from judgements.models import RecordedAnswer
from tests.factories.inspections import joint_inspection
from tests.factories.judgements import RULE, proposal_of, revealed_judgement

pytestmark = pytest.mark.django_db(transaction=True)


def migrate_to(name: str) -> None:
    call_command("migrate", "judgements", name, verbosity=0)


def columns() -> set[str]:
    with connection.cursor() as cursor:
        found = connection.introspection.get_table_description(
            cursor, RecordedAnswer._meta.db_table
        )
    return {column.name for column in found}


def test_answers_of_an_earlier_release_get_the_code_of_their_rule(
    as_owner: Callable[[], AbstractContextManager[None]],
) -> None:
    joint = joint_inspection()
    revealed_judgement(joint)
    for met in (True, False):
        proposal_of(joint, met=met)
    kept: list[Any] = list(RecordedAnswer.objects.order_by("pk").values())
    assert len(kept) == 2
    try:
        with as_owner():
            migrate_to("0002_guards")
        assert "code" not in columns()
    finally:
        with as_owner():
            migrate_to("0003_answers_by_question")
            # As an installation does: the application has its rights on a table made anew.
            call_command("prepare_database", verbosity=0)
    assert list(RecordedAnswer.objects.order_by("pk").values()) == kept
    assert {row["code"] for row in kept} == {RULE}
    with pytest.raises(DatabaseError), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("UPDATE judgements_recordedanswer SET code = 'another'")
