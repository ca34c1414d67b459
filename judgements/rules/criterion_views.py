"""What several people's views on a criterion come to. Pure functions."""

from collections.abc import Mapping
from enum import StrEnum

from judgements.values.criterion_views import View


class Stands(StrEnum):
    """Where a criterion stands by the views of those who inspect."""

    MET = "met"
    PARTLY_MET = "partly_met"
    NOT_MET = "not_met"
    DIFFER = "differ"
    NO_VIEW = "no_view"


def stands(people: Mapping[str, int]) -> Stands:
    """Where a criterion stands: what everybody says who has a view; otherwise that they differ.

    Nothing is averaged, and no majority decides: people who differ have something to talk about.

    Args:
        people: how many hold each view, by the code of the view.
    """
    held = [View(view) for view, number in people.items() if number]
    if not held:
        return Stands.NO_VIEW
    return Stands(held[0].value) if len(held) == 1 else Stands.DIFFER
