"""Two stored versions of a framework side by side."""

from collections.abc import Callable
from contextlib import AbstractContextManager
from datetime import date

import pytest

from frameworks.comparing import Change, Difference, difference
from tests.factories.frameworks import framework_version_factory
from tests.reports.newer import newer, reworded, without_criterion

pytestmark = pytest.mark.django_db
Counted = Callable[[], AbstractContextManager[list[str]]]


def test_the_same_content_differs_in_its_name_alone() -> None:
    found = difference(before=framework_version_factory(), after=newer())
    assert (found.added, found.removed) == ((), ())
    (change,) = found.changed
    assert (change.noun, change.name) == ("framework", "integrated")
    assert change.differences == (Difference("version", "2014-06", "2015"),)


def test_what_is_new_gone_and_changed_is_named_by_its_reference() -> None:
    found = difference(before=framework_version_factory(), after=newer(reworded, without_criterion))
    assert found.added == (Change("criterion", "TEST ¶4", "Heading 4"),)
    assert found.removed == (Change("criterion", "TEST ¶2", "Heading 2"),)
    changed = [one for one in found.changed if one.noun == "criterion"]
    assert changed == [
        Change(
            "criterion",
            "TEST ¶1",
            "Heading 1",
            (Difference("statement", "Statement 1.", "Reworded in 2015."),),
        )
    ]


def test_the_other_way_round_what_was_new_is_gone() -> None:
    earlier = framework_version_factory()
    found = difference(before=newer(without_criterion), after=earlier)
    assert [one.name for one in found.added] == ["TEST ¶2"]
    assert [one.name for one in found.removed] == ["TEST ¶4"]


def test_comparing_asks_as_much_for_many_criteria_as_for_few(count_queries: Counted) -> None:
    few, again = framework_version_factory(criteria=1), newer()
    many = framework_version_factory(criteria=60, version="2016", on=date(2016, 9, 1))
    with count_queries() as first:
        difference(before=few, after=again)
    with count_queries() as second:
        difference(before=again, after=many)
    assert len(first) == len(second)
