"""Two imports at once: each outcome is recorded once, and both people are told what they did."""

from functools import partial

import pytest
from django.db import transaction

from judgements.models import RecordedGrade, RecordedOutcome
from judgements.rules.recorded_file import OutcomesRefused
from tests.judgements.outcomes import recorded, row, trial_in_force
from tests.races.together import at_once

pytestmark = [pytest.mark.postgres, pytest.mark.django_db(transaction=True)]
NAMES = [f"Area {number}" for number in range(40)]


def test_two_imports_of_one_file_record_each_outcome_once() -> None:
    version = trial_in_force()
    rows = [row(name) for name in NAMES]
    done = at_once([partial(recorded, version, rows) for _ in range(3)])
    assert sorted((one.added, one.skipped) for one in done) == [(0, 40), (0, 40), (40, 0)]
    assert (RecordedOutcome.objects.count(), RecordedGrade.objects.count()) == (40, 120)


def test_two_imports_that_contradict_each_other_leave_one_whole() -> None:
    version = trial_in_force()

    def bring(grades: str) -> str:
        try:
            with transaction.atomic():
                recorded(version, [row(name, grades) for name in NAMES])
        except OutcomesRefused as refused:
            return f"{len(refused.problems)} refused"
        return "recorded"

    grades = ("good,good,good", "inadequate,good,good")
    assert sorted(at_once([partial(bring, one) for one in grades])) == ["40 refused", "recorded"]
    assert len(RecordedOutcome.objects.values_list("pattern").distinct().order_by()) == 1
    assert RecordedGrade.objects.count() == 120
