"""Several at one moment on the findings of an inspection: each has its number, nothing is lost."""

from contextlib import suppress
from functools import partial
from threading import Barrier, BrokenBarrierError
from typing import Any
from uuid import uuid4

import pytest
from django.db import transaction
from django.utils import timezone

from records.actor import acting_as
from reports.actions import change_paragraph
from reports.models import Finding, FindingCount, FindingRevision, Paragraph, ParagraphRevision
from reports.values import ParagraphContent
from tests.factories.documents import begun_health
from tests.factories.findings import changed, finding_of, ranked, used_in, withdrawn
from tests.factories.inspections import joint_inspection
from tests.factories.reports import Told, begun_report, paragraph_of
from tests.races.together import outcomes_at_once

# On SQLite the one writer waits for the other, which shows nothing; here they really meet.
pytestmark = [pytest.mark.postgres, pytest.mark.django_db(transaction=True)]


@transaction.atomic
def in_words(told: Told, paragraph: Paragraph, text: str) -> None:
    """Whoever writes a document changes a paragraph of it, at its first version."""
    by = told.writer if hasattr(told, "writer") else told.lead
    with acting_as(by):
        change_paragraph(
            paragraph=paragraph,
            version=1,
            content=ParagraphContent(text),
            key=uuid4(),
            by=by,
            at=timezone.now(),
        )


def numbers_of(told: Told) -> list[int]:
    with acting_as(told.lead):
        return list(Finding.objects.order_by("number").values_list("number", flat=True))


def test_ten_record_at_once_and_each_has_its_number() -> None:
    joint = joint_inspection()
    leads = list(joint.leads.values())
    acts = [partial(finding_of, joint, by=leads[number % len(leads)]) for number in range(10)]
    assert outcomes_at_once(acts) == {"done": 10}
    with acting_as(joint.overall_lead):
        found = Finding.objects.order_by("number").values_list("number", flat=True)
        assert list(found) == list(range(1, 11))


def test_ten_add_to_a_list_of_recommendations_at_once_and_each_has_its_number() -> None:
    told = begun_report()
    acts = [partial(paragraph_of, told, "improvement", text=f"Point {one}.") for one in range(10)]
    assert outcomes_at_once(acts) == {"done": 10}
    assert numbers_of(told) == list(range(1, 11))
    rows = Paragraph.objects.filter(report=told.report)
    assert {one.number for one in rows} == {f"R{one}" for one in range(1, 11)}
    assert len({one.reference for one in rows}) == 10
    assert len({one.position for one in rows}) == 10


def test_two_who_change_one_finding_in_two_documents_at_once_meet_one_after_the_other() -> None:
    health = begun_health()
    letter = begun_report(health.joint)
    for number in range(5):
        finding = finding_of(health.joint, text=f"Finding {number}.")
        there = used_in(letter, finding)
        own = used_in(health, finding, by=health.writer)
        acts = [
            partial(in_words, letter, there, "In the letter."),
            partial(in_words, health, own, "In the report."),
        ]
        assert outcomes_at_once(acts) == {"done": 1, "refused": 1}
        said = {one.text for one in Paragraph.objects.filter(finding=finding)}
        with acting_as(letter.lead):
            said.add(Finding.objects.get(pk=finding.pk).text)
            assert FindingRevision.objects.filter(finding=finding).count() == 2
        assert len(said) == 1
        assert ParagraphRevision.objects.filter(paragraph__finding=finding).count() == 4


def test_a_change_and_a_withdrawal_at_once_leave_one_of_both() -> None:
    told = begun_report()
    for _ in range(5):
        finding = finding_of(told.joint)
        paragraph = used_in(told, finding)
        acts = [partial(changed, finding), partial(withdrawn, finding)]
        assert outcomes_at_once(acts) == {"done": 1, "refused": 1}
        with acting_as(told.lead):
            now = Finding.objects.get(pk=finding.pk)
        paragraph.refresh_from_db()
        assert paragraph.is_removed == now.is_withdrawn
        assert paragraph.text == now.text


def test_ten_use_one_finding_at_once_and_it_stands_once() -> None:
    told = begun_report()
    finding = finding_of(told.joint)
    assert outcomes_at_once([partial(used_in, told, finding)] * 10) == {"done": 1, "refused": 9}
    assert Paragraph.objects.filter(finding=finding).count() == 1


def test_a_rank_and_a_use_at_once_end_under_the_right_heading() -> None:
    told = begun_report()
    for _ in range(5):
        finding = finding_of(told.joint)
        acts = [partial(used_in, told, finding), partial(ranked, finding)]
        outcome = outcomes_at_once(acts)
        assert outcome["done"] >= 1
        assert outcome["done"] + outcome["refused"] == 2
        found = Paragraph.objects.filter(finding=finding).select_related("section").first()
        if found is not None:
            assert found.section.key == "priority_action"


def test_without_the_lock_two_would_be_given_one_number(monkeypatch: pytest.MonkeyPatch) -> None:
    """The control: the machine sees it when the lock is gone."""
    joint = joint_inspection()
    finding_of(joint)
    meeting = Barrier(2)
    taken = FindingCount.next_number

    def once_both_have_read(self: FindingCount, kind: Any) -> int:
        with suppress(BrokenBarrierError):
            meeting.wait(5)
        return taken(self, kind)

    monkeypatch.setattr("reports.actions.recording.lock_findings", lambda **_: None)
    monkeypatch.setattr(FindingCount.objects, "select_for_update", FindingCount.objects.all)
    monkeypatch.setattr(FindingCount, "next_number", once_both_have_read)
    outcome = outcomes_at_once([partial(finding_of, joint)] * 2)
    assert outcome["done"] == 1
    assert "IntegrityError" in str(outcome)
