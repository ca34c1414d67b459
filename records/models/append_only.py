"""History: rows that never change."""

from typing import Any, NoReturn

from django.db import models


class AppendOnlyQuerySet(models.QuerySet[Any]):
    """Refuses what the database's triggers refuse too, with a better message."""

    def update(self, **kwargs: Any) -> NoReturn:
        raise TypeError(f"{self.model.__name__} rows never change: add a new one.")

    def delete(self) -> NoReturn:
        raise TypeError(f"{self.model.__name__} rows are never deleted.")


class AppendOnly(models.Model):
    """A row that is written once.

    Three guards: this class, triggers that refuse UPDATE and DELETE (records.database), and an
    application role that has only INSERT and SELECT on the table.
    """

    objects = AppendOnlyQuerySet.as_manager()

    class Meta:
        abstract = True

    def save(self, *args: Any, **kwargs: Any) -> None:
        """Insert; a second save is a mistake in the program.

        Raises:
            TypeError: the row is in the database already.
        """
        if not self._state.adding:
            raise TypeError(f"{type(self).__name__} rows never change: add a new one.")
        super().save(*args, **{**kwargs, "force_insert": True})

    def delete(self, *args: Any, **kwargs: Any) -> NoReturn:
        raise TypeError(f"{type(self).__name__} rows are never deleted.")
