"""Keeping a search, changing it, ending it."""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime

from django.db import IntegrityError, transaction

from inspections.models import Inspection, SavedSearch
from inspections.values.search import Search, folded
from organisations.models import User
from records.actions import save_if_version
from records.errors import ActionRefused

MOST_SAVED = 100
_NAME_TAKEN = "You have a saved search with that name. Give this one another, or change that one."


def save_search(
    *, name: str, search: Search, inspection: Inspection | None, by: User, at: datetime
) -> SavedSearch:
    """Keep a search under a name.

    Args:
        inspection: the one that it is about; None for a search over all the person's inspections.

    Raises:
        ActionRefused: the person has one of that name there, or very many.
    """
    mine = SavedSearch.objects.visible_to(by)
    if mine.count() >= MOST_SAVED:
        raise ActionRefused(f"You have {MOST_SAVED} saved searches. End one that you do not need.")
    with _name_once():
        return SavedSearch.objects.create(
            person=by,
            inspection=inspection,
            name=name,
            folded=folded(name).strip(),
            asked=search.as_data(),
            saved_at=at,
        )


def change_saved_search(
    *, saved: SavedSearch, version: int, name: str, search: Search, by: User, at: datetime
) -> int:
    """Give it another name, or let it ask something else.

    Returns:
        The new version.

    Raises:
        Conflict: another window saved it meanwhile, or ended it.
        ActionRefused: another of the person's searches there has that name.
    """
    rows = SavedSearch.objects.visible_to(by).filter(pk=saved.pk)
    with _name_once():
        return save_if_version(
            rows,
            version=version,
            name=name,
            folded=folded(name).strip(),
            asked=search.as_data(),
            saved_at=at,
        )


def end_saved_search(*, saved: SavedSearch, by: User, at: datetime) -> None:
    """Delete it, as the person sees it. Ended twice is ended."""
    SavedSearch.objects.visible_to(by).filter(pk=saved.pk).order_by().update(ended_at=at)


@contextmanager
def _name_once() -> Iterator[None]:
    """Turn the database's refusal of a second name into a sentence."""
    try:
        with transaction.atomic():
            yield
    except IntegrityError as error:
        raise ActionRefused(_NAME_TAKEN) from error
