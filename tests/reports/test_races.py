"""Several people at once: one of them gets through, the others are told."""

from collections.abc import Callable
from functools import partial
from typing import Any
from uuid import uuid4

import pytest
from django.utils import timezone

from records.actor import acting_as
from reports.actions import (
    change_paragraph,
    confirm_publication,
    finish_answers,
    propose_publication,
    send_to_chair,
)
from reports.models import (
    AccuracyAnswer,
    AccuracyRound,
    Draft,
    Paragraph,
    ParagraphRevision,
    Publication,
    PublicationProposal,
    SignOff,
)
from reports.values import ParagraphContent
from tests.factories.reports import (
    answer_of,
    begun_report,
    paragraph_of,
    printed,
    report_at,
    response_of,
    signature_of,
)
from tests.races.together import outcomes_at_once

# On SQLite the one writer waits for the other, which shows nothing; here they really meet.
pytestmark = [pytest.mark.postgres, pytest.mark.django_db(transaction=True)]


def test_ten_confirm_and_one_publishes() -> None:
    told = report_at("proposed")
    printed(told.draft)
    content_hash = told.draft.content_hash
    leads = [told.joint.leads[code] for code in ("cqc", "hmic")] * 5

    def confirm(lead: Any) -> Any:
        with acting_as(lead):
            return confirm_publication(
                report=told.report, content_hash=content_hash, by=lead, at=timezone.now()
            )

    outcome = outcomes_at_once([partial(confirm, lead) for lead in leads])
    assert outcome == {"done": 1, "refused": 9}
    assert Publication.objects.count() == 1
    assert told.now().events.filter(verb="publish").count() == 1


def test_ten_propose_and_one_is_taken() -> None:
    told = report_at("final_signed")
    content_hash = told.draft.content_hash

    def propose() -> Any:
        with acting_as(told.lead):
            return propose_publication(
                report=told.report, content_hash=content_hash, by=told.lead, at=timezone.now()
            )

    assert outcomes_at_once([propose] * 10) == {"done": 1, "refused": 9}
    assert PublicationProposal.objects.count() == 1


def test_one_lead_signs_from_ten_windows() -> None:
    told = report_at("agreement")
    assert outcomes_at_once([lambda: signature_of(told, "cqc")] * 10) == {"done": 1, "refused": 9}
    assert SignOff.objects.count() == 1


def test_two_leads_answer_one_comment() -> None:
    told = report_at("answering")
    comment = told.round.comments.all()[0]

    def answer(code: str) -> Callable[[], Any]:
        return lambda: answer_of(
            told,
            comment,
            by=told.joint.leads[code],
            is_accepted=True,
            text=f"As {code} has it.",
            version=1,
        )

    assert outcomes_at_once([answer("cqc"), answer("hmic")]) == {"done": 1, "refused": 1}
    assert AccuracyAnswer.objects.count() == 1
    assert told.paragraph("P1").version == 2


def test_ten_send_and_the_chair_gets_one() -> None:
    told = report_at("signed")

    def send() -> Any:
        return send_to_chair(report=told.report, by=told.lead, at=timezone.now())

    assert outcomes_at_once([send] * 10) == {"done": 1, "refused": 9}
    assert AccuracyRound.objects.count() == 1


def test_ten_windows_return_one_response() -> None:
    told = report_at("with_chair")
    assert outcomes_at_once([lambda: response_of(told)] * 10) == {"done": 1, "refused": 9}
    assert told.now().events.filter(verb="return_response").count() == 1


def test_two_editors_lose_no_text_in_twenty_rounds() -> None:
    told = begun_report()
    paragraph_of(told, text="Round 0.")
    for number in range(1, 21):
        before = told.paragraph("P1").version

        def save(code: str, number: int = number, before: int = before) -> Callable[[], Any]:
            return lambda: change_paragraph(
                paragraph=Paragraph.objects.select_related("report", "section").get(),
                version=before,
                content=ParagraphContent(f"Round {number} by {code}."),
                key=uuid4(),
                by=told.joint.leads[code],
                at=timezone.now(),
            )

        assert outcomes_at_once([save("cqc"), save("hmic")]) == {"done": 1, "refused": 1}
    kept = ParagraphRevision.objects.order_by("version").values_list("version", flat=True)
    assert list(kept) == list(range(1, 22))
    assert Paragraph.objects.get().text == ParagraphRevision.objects.get(version=21).text


def test_a_text_that_is_frozen_is_the_text_that_stands() -> None:
    """One lead saves while the other freezes: the draft holds what the paragraph says."""
    told = report_at("answering")
    for comment in told.round.comments.all():
        answer_of(told, comment)
    before = told.paragraph("P2").version

    def save() -> Any:
        return change_paragraph(
            paragraph=told.paragraph("P2"),
            version=before,
            content=ParagraphContent("Saved at the last moment."),
            key=uuid4(),
            by=told.joint.leads["cqc"],
            at=timezone.now(),
        )

    def freeze() -> Any:
        with acting_as(told.lead):
            return finish_answers(report=told.report, by=told.lead, at=timezone.now())

    outcomes_at_once([save, freeze])
    newest = Draft.objects.order_by("-number").first()
    assert newest is not None
    found = newest.paragraph("P2")
    assert found is not None
    assert told.now().state == "final_agreement"
    assert found["text"] == told.paragraph("P2").text
