"""What somebody is typing is seen by nobody else, on PostgreSQL not even by a query."""

import uuid
from datetime import UTC, datetime

import pytest

from records import actions
from records.actor import set_actor
from records.models import Draft
from tests.factories.organisations import UserFactory

NOW = datetime(2026, 12, 7, 14, 3, tzinfo=UTC)


@pytest.mark.postgres
@pytest.mark.django_db
def test_a_query_as_somebody_else_or_nobody_finds_no_draft() -> None:
    writer, other = UserFactory(), UserFactory()
    set_actor(writer)
    actions.save_draft(
        by=writer,
        receipt=uuid.uuid4(),
        kind="evidence",
        about="lscb",
        base_version=0,
        version=0,
        content={"text": "unshared"},
        at=NOW,
    )
    assert Draft.objects.count() == 1
    set_actor(other)
    assert Draft.objects.count() == 0
    set_actor(None)
    assert Draft.objects.count() == 0
