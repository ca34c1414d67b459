"""Who acts, as the database is told."""

import pytest
from django.db import connection, transaction

from organisations.models import User
from records.actor import acting_as, set_actor
from tests.factories.organisations import UserFactory


def told() -> str:
    """The actor that PostgreSQL knows of."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT coalesce(current_setting('concord.actor', true), '')")
        return str(cursor.fetchone()[0])


def concord_actor() -> int | None:
    """The actor as the policies ask for it."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT concord_actor()")
        answer: int | None = cursor.fetchone()[0]
        return answer


def rename_and_break(person: User) -> None:
    """Somebody changes their name, and then the page breaks."""
    with acting_as(person):
        assert connection.in_atomic_block
        User.objects.filter(pk=person.pk).update(name="After")
        raise RuntimeError("the page broke")


@pytest.mark.postgres
@pytest.mark.django_db
def test_the_database_is_told_the_person() -> None:
    person = UserFactory()
    set_actor(person)
    assert told() == str(person.pk)
    assert concord_actor() == person.pk


@pytest.mark.postgres
@pytest.mark.django_db
@pytest.mark.parametrize("nobody", [None, User()])
def test_nobody_is_told_as_nobody(nobody: User | None) -> None:
    set_actor(UserFactory())
    set_actor(nobody)
    assert told() == ""
    assert concord_actor() is None


@pytest.mark.postgres
@pytest.mark.django_db(transaction=True)
def test_the_actor_is_forgotten_with_the_transaction() -> None:
    person = UserFactory()
    with acting_as(person):
        assert told() == str(person.pk)
    assert told() == ""


@pytest.mark.postgres
@pytest.mark.django_db(transaction=True)
def test_the_actor_is_forgotten_when_the_transaction_fails() -> None:
    person = UserFactory()
    with pytest.raises(RuntimeError), acting_as(person):
        raise RuntimeError("the page broke")
    assert told() == ""


@pytest.mark.postgres
@pytest.mark.django_db(transaction=True)
def test_somebody_who_acts_within_anothers_act_stays_until_the_outer_one_is_named_again() -> None:
    outer, inner = UserFactory(), UserFactory()
    with acting_as(outer):
        with acting_as(inner):
            assert told() == str(inner.pk)
        set_actor(outer)
        assert told() == str(outer.pk)
    assert told() == ""


@pytest.mark.postgres
@pytest.mark.django_db(transaction=True)
def test_an_inner_act_that_fails_gives_the_outer_actor_back() -> None:
    outer, inner = UserFactory(), UserFactory()
    with acting_as(outer):
        with pytest.raises(RuntimeError), acting_as(inner):
            raise RuntimeError("refused")
        assert told() == str(outer.pk)


@pytest.mark.django_db(transaction=True)
def test_acting_as_is_one_transaction_that_is_undone_as_a_whole() -> None:
    person = UserFactory(name="Before")
    with pytest.raises(RuntimeError, match="the page broke"):
        rename_and_break(person)
    person.refresh_from_db()
    assert person.name == "Before"
    assert not connection.in_atomic_block


@pytest.mark.django_db(transaction=True)
def test_an_inner_act_that_fails_takes_nothing_of_the_outer_one_with_it() -> None:
    person, other = UserFactory(name="Before"), UserFactory(name="Before")
    with acting_as(person):
        User.objects.filter(pk=person.pk).update(name="After")
        with pytest.raises(RuntimeError, match="the page broke"):
            rename_and_break(other)
    names = User.objects.filter(pk__in=[person.pk, other.pk]).values_list("pk", "name")
    assert dict(names) == {person.pk: "After", other.pk: "Before"}


@pytest.mark.django_db
def test_elsewhere_nobody_is_asked_anything(monkeypatch: pytest.MonkeyPatch) -> None:
    def no_cursor() -> None:
        raise AssertionError("a statement was sent")

    person = UserFactory()
    with transaction.atomic():
        monkeypatch.setattr(connection, "vendor", "sqlite")
        monkeypatch.setattr(connection, "cursor", no_cursor)
        assert set_actor(person) is None
        monkeypatch.undo()
