"""Two people at one moment on one suggestion, one remark, one pen: one of them gets through."""

from contextlib import suppress
from functools import partial
from threading import Barrier, BrokenBarrierError
from typing import Any

import pytest

from reports.actions import suggestions
from reports.models import (
    ParagraphRevision,
    PenMove,
    Remark,
    RemarkEntry,
    Report,
    SuggestionOutcome,
)
from reports.models.report import ReportQuerySet
from reports.values.remarks import EntryKind
from tests.factories.discussion import (
    acceptance_of,
    as_holder,
    entry_on,
    pen_to,
    refusal_of,
    remark_of,
    suggestion_of,
)
from tests.factories.reports import Told, begun_report, paragraph_of
from tests.races.together import outcomes_at_once

# On SQLite the one writer waits for the other, which shows nothing; here they really meet.
pytestmark = [pytest.mark.postgres, pytest.mark.django_db(transaction=True)]


def discussed() -> Told:
    told = begun_report()
    paragraph_of(told)
    return told


def test_ten_leads_accept_one_suggestion_and_one_wording_stands() -> None:
    told = discussed()
    made = suggestion_of(told)
    leads = [told.joint.leads[code] for code in ("ofsted", "cqc")] * 5
    acts = [partial(acceptance_of, told, made, by=lead) for lead in leads]
    assert outcomes_at_once(acts) == {"done": 1, "refused": 9}
    assert SuggestionOutcome.objects.get().became_version == 2
    assert ParagraphRevision.objects.count() == 2


def test_one_accepts_while_another_declines_and_one_outcome_stands() -> None:
    told = discussed()
    for number in range(10):
        made = suggestion_of(told, text=f"Wording {number}.")
        before = told.paragraph("P1").version
        acts = [
            partial(acceptance_of, told, made),
            partial(refusal_of, told, made, by=told.joint.leads["cqc"]),
        ]
        assert outcomes_at_once(acts) == {"done": 1, "refused": 1}
        is_accepted = SuggestionOutcome.objects.get(suggestion=made).kind == "accepted"
        assert told.paragraph("P1").version == before + is_accepted


def test_without_the_lock_the_second_meets_the_database_and_no_sentence(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """The control: a machine that finds nothing wrong here would find nothing wrong ever."""
    told = discussed()
    made = suggestion_of(told)
    meeting, asked = Barrier(2), suggestions._require_undecided

    def unlocked(_rows: Any, report: Report) -> Report:
        return Report.objects.select_related("form", "inspection").get(pk=report.pk)

    def once_both_have_asked(suggestion: Any) -> None:
        asked(suggestion)
        with suppress(BrokenBarrierError):
            meeting.wait(5)

    monkeypatch.setattr(ReportQuerySet, "lock", unlocked)
    monkeypatch.setattr(suggestions, "_require_undecided", once_both_have_asked)
    acts = [
        partial(acceptance_of, told, made),
        partial(refusal_of, told, made, by=told.joint.leads["cqc"]),
    ]
    outcome = outcomes_at_once(acts)
    assert outcome["done"] == 1
    assert outcome["refused"] == 0
    assert "IntegrityError" in str(outcome)


def test_two_settle_one_remark_and_it_is_settled_once() -> None:
    told = discussed()
    remark = remark_of(told)
    acts = [partial(entry_on, remark, EntryKind.SETTLE, by=told.joint.leads["cqc"])] * 10
    assert outcomes_at_once([partial(act) for act in acts]) == {"done": 1, "refused": 9}
    assert RemarkEntry.objects.count() == 1


def test_ten_remark_at_once_and_each_has_its_number() -> None:
    told = discussed()
    assert outcomes_at_once([partial(remark_of, told)] * 10) == {"done": 10}
    numbers = Remark.objects.order_by("number").values_list("number", flat=True)
    assert list(numbers) == list(range(1, 11))


def test_two_take_one_free_pen_and_one_holds_it() -> None:
    told = discussed()
    people = [told.joint.inspectors[code] for code in ("cqc", "hmic")]
    acts = [partial(pen_to, told, as_holder(told, one), by=one, seen=0) for one in people]
    assert outcomes_at_once(acts) == {"done": 1, "refused": 1}
    assert PenMove.objects.count() == 1
