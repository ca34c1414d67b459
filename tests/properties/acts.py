"""Acts of people, in any order: tried, refused without a trace, and undone after each example.

CONCORD_EXAMPLES=20 looks at twenty times as many examples; `make test` looks at few.
"""

import os
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from typing import Any

from django.db import connection, models, transaction
from hypothesis import settings
from hypothesis.stateful import RuleBasedStateMachine, run_state_machine_as_test

from organisations.models import User
from records.actor import acting_as
from records.errors import ActionRefused

MORE = int(os.environ.get("CONCORD_EXAMPLES", "1"))
Contents = dict[str, list[tuple[Any, ...]]]


def examples(number: int, *, steps: int = 30) -> settings:
    """So many examples, each of at most so many steps; more where the environment asks for it."""
    return settings(
        settings.get_profile("properties"), max_examples=number * MORE, stateful_step_count=steps
    )


def check_any_order(machine: Callable[[], RuleBasedStateMachine], bounds: settings) -> None:
    """Run the machine's rules in many orders; a failure prints the shortest order that fails."""
    with transaction.atomic():
        _let_the_owner_look()
        run_state_machine_as_test(machine, settings=bounds)  # type: ignore[no-untyped-call] # hypothesis


def _let_the_owner_look() -> None:
    """For this transaction the owner sees past row-level security; the application does not."""
    if connection.vendor != "postgresql":
        return
    with all_rights(), connection.cursor() as cursor:
        cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")  # a table with open checks is not altered
        cursor.execute("SELECT relname FROM pg_class WHERE relforcerowsecurity")
        for (table,) in cursor.fetchall():
            cursor.execute(f'ALTER TABLE "{table}" NO FORCE ROW LEVEL SECURITY')
        cursor.execute("SET CONSTRAINTS ALL DEFERRED")


@contextmanager
def all_rights() -> Iterator[None]:
    """As the owner of the tables, who sees every row; elsewhere everybody does."""
    if connection.vendor != "postgresql":
        yield
        return
    with connection.cursor() as cursor:
        cursor.execute("SET ROLE NONE")
        try:
            yield
        finally:
            cursor.execute("RESET ROLE")


def contents(*tables: type[models.Model]) -> Contents:
    """Every row of these tables, whoever may see them."""
    with all_rights():
        return {
            table.__name__: list(table._base_manager.order_by("pk").values_list())
            for table in tables
        }


class Undone(RuleBasedStateMachine):
    """A machine whose example leaves nothing behind in the database.

    `tables` are those that a refused act must leave as they are.
    """

    tables: tuple[type[models.Model], ...] = ()

    def __init__(self) -> None:
        super().__init__()
        self._undo = ExitStack()
        self._undo.enter_context(transaction.atomic())

    def teardown(self) -> None:
        """Undo the example."""
        transaction.set_rollback(True)
        self._undo.close()

    def attempt(self, person: User, act: Callable[[], Any]) -> Any:
        """Let the person act.

        Returns:
            What the act gave; the refusal, when it was refused and nothing had changed.
        """
        before = contents(*self.tables)
        try:
            with acting_as(person):
                return act()
        except ActionRefused as why:
            refusal = why
        assert refusal.message.strip()
        assert contents(*self.tables) == before, "a refused act changed something"
        return refusal


def is_refused(answer: Any) -> bool:
    """Whether an attempt was refused."""
    return isinstance(answer, ActionRefused)
