"""The tests meet the database as the application does."""

import socket
from collections.abc import Callable
from contextlib import AbstractContextManager

import pytest
from django.conf import settings
from django.db import connection

from tests.network import NetworkRefused


def test_another_machine_cannot_be_reached() -> None:
    with pytest.raises(NetworkRefused, match="tests stay on this machine"):
        socket.create_connection(("192.0.2.1", 80), timeout=1)


def test_a_name_cannot_be_looked_up() -> None:
    with pytest.raises(NetworkRefused):
        socket.getaddrinfo("example.org", 443)


def test_loopback_can_be_reached() -> None:
    with socket.socket() as server:
        server.bind(("127.0.0.1", 0))
        server.listen()
        with socket.create_connection(server.getsockname(), timeout=1) as line:
            assert line.getpeername() == server.getsockname()


@pytest.mark.django_db
def test_transaction_control_is_not_counted(
    assert_queries: Callable[[int], AbstractContextManager[list[str]]],
) -> None:
    from django.db import transaction

    with assert_queries(1) as asked, transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("SELECT 1")
    assert asked == ["SELECT 1"]


@pytest.mark.django_db
def test_one_query_more_is_named(
    assert_queries: Callable[[int], AbstractContextManager[list[str]]],
) -> None:
    def ask_twice() -> None:
        with assert_queries(1), connection.cursor() as cursor:
            cursor.execute("SELECT 1")
            cursor.execute("SELECT 2")

    with pytest.raises(AssertionError, match=r"2 queries, not 1:\n +1\. SELECT 1\n +2\. SELECT 2"):
        ask_twice()


@pytest.mark.postgres
@pytest.mark.django_db
def test_every_connection_is_the_application_and_owns_nothing() -> None:
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT current_user, rolsuper, rolbypassrls FROM pg_roles WHERE rolname = current_user"
        )
        assert cursor.fetchone() == (settings.APPLICATION_ROLE, False, False)
        cursor.execute("SELECT count(*) FROM pg_tables WHERE tableowner = current_user")
        assert cursor.fetchone() == (0,)


@pytest.mark.postgres
@pytest.mark.django_db
def test_the_owner_can_be_asked_for(
    as_owner: Callable[[], AbstractContextManager[None]],
) -> None:
    with as_owner(), connection.cursor() as cursor:
        cursor.execute("SELECT current_user")
        assert cursor.fetchone() != (settings.APPLICATION_ROLE,)
    with connection.cursor() as cursor:
        cursor.execute("SELECT current_user")
        assert cursor.fetchone() == (settings.APPLICATION_ROLE,)


@pytest.mark.postgres
@pytest.mark.django_db(transaction=True)
def test_a_new_thread_connects_as_the_application_too() -> None:
    from threading import Thread

    seen: list[str] = []

    def ask() -> None:
        with connection.cursor() as cursor:
            cursor.execute("SELECT current_user")
            seen.append(cursor.fetchone()[0])
        connection.close()

    thread = Thread(target=ask)
    thread.start()
    thread.join()
    assert seen == [settings.APPLICATION_ROLE]
