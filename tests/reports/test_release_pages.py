"""The pages on which a report is assured, signed, sent, answered and published."""

from collections.abc import Callable
from contextlib import AbstractContextManager
from typing import Any

import pytest
import time_machine
from django.http import HttpResponse
from django.test import Client
from django.urls import reverse

from inspections.models import InspectionAccess
from records.models import AuditEntry, Job
from records.states import JobState
from reports.actions.printing import watermark_of
from reports.models import AccuracyAnswer, AccuracyRound, Publication, SignOff
from reports.values import long_date
from tests.factories.reports import PDF, Told, comment_of, past_due, printed, report_at, response_of
from tests.reports.test_writing import changed

pytestmark = pytest.mark.django_db
ClientOf = Callable[..., Client]
Queries = Callable[[int], AbstractContextManager[list[str]]]


def url(told: Told, name: str, *rest: Any) -> str:
    return reverse(f"reports:{name}", args=[told.reference, "joint-letter", *rest])


def words(page: HttpResponse) -> str:
    return page.content.decode()


# --- quality assurance ----------------------------------------------------------------------------


def test_the_overall_lead_is_told_what_sending_does_and_sends(client_of: ClientOf) -> None:
    told = report_at("drafting")
    client, address = client_of(told.lead), url(told, "send_to_quality")
    assert "The quality assurer of Ofsted reads it." in words(client.get(address))
    page = client.post(address, follow=True)
    assert "The report is with quality assurance." in words(page)
    assert told.now().state == "quality_assurance"


def test_another_lead_does_not_send_it(client_of: ClientOf) -> None:
    told = report_at("drafting")
    for method in ("get", "post"):
        page = getattr(client_of(told.joint.leads["cqc"]), method)(url(told, "send_to_quality"))
        assert page.status_code == 403
        assert "Only the overall lead" in words(page)


def test_a_report_with_something_missing_is_refused_in_words(client_of: ClientOf) -> None:
    from tests.factories.reports import begun_report

    told = begun_report()
    page = client_of(told.lead).post(url(told, "send_to_quality"))
    assert page.status_code == 409
    assert "“Key findings” has no paragraph yet." in words(page)


def test_the_quality_assurer_reads_the_draft_and_passes_it(client_of: ClientOf) -> None:
    told = report_at("quality_assurance")
    client = client_of(told.joint.quality_assurer)
    text = words(client.get(url(told, "quality")))
    for wanted in ("What inspectors say in key_findings.", "Pass the report", "Give it back"):
        assert wanted in text, wanted
    client.post(url(told, "pass_quality"))
    assert told.now().state == "agreement"


def test_the_quality_assurer_gives_it_back_with_a_reason(client_of: ClientOf) -> None:
    told = report_at("quality_assurance")
    client = client_of(told.joint.quality_assurer)
    page = client.post(url(told, "return_to_drafting"), {"why": ""})
    assert page.status_code == 422
    assert "Enter the reason" in words(page)
    client.post(url(told, "return_to_drafting"), {"why": "R1 says two things."})
    assert told.now().state == "drafting"


def test_others_on_the_team_read_along_without_the_buttons(client_of: ClientOf) -> None:
    told = report_at("quality_assurance")
    text = words(client_of(told.joint.inspectors["cqc"]).get(url(told, "quality")))
    assert "Only the quality assurer of Ofsted can do that." in text
    assert "Pass the report" not in text
    for name in ("pass_quality", "return_to_drafting"):
        assert client_of(told.lead).post(url(told, name), {"why": "x"}).status_code == 403


# --- sign-off -------------------------------------------------------------------------------------


def test_a_lead_reads_the_draft_and_signs_its_hash(client_of: ClientOf) -> None:
    told = report_at("agreement")
    client = client_of(told.joint.leads["cqc"])
    text = words(client.get(url(told, "sign")))
    assert "Sign off for CQC" in text
    assert text.count("Not signed yet") == 3
    assert f'value="{told.draft.content_hash}"' in text
    page = client.post(url(told, "sign"), {"content_hash": told.draft.content_hash}, follow=True)
    assert "CQC has signed the draft off." in words(page)
    assert "Your inspectorate has signed this draft off." in words(page)
    assert words(page).count("Not signed yet") == 2


@pytest.mark.parametrize("posted", ["", "f" * 64, "x" * 500])
def test_another_hash_is_refused_in_words(client_of: ClientOf, posted: str) -> None:
    told = report_at("agreement")
    page = client_of(told.lead).post(url(told, "sign"), {"content_hash": posted})
    assert page.status_code == 409
    assert "The text has changed since you opened the page" in words(page)
    assert not SignOff.objects.exists()


def test_a_second_signature_is_refused_in_words(client_of: ClientOf) -> None:
    told = report_at("signed")
    page = client_of(told.lead).post(url(told, "sign"), {"content_hash": told.draft.content_hash})
    assert page.status_code == 409
    assert "has signed this draft off for Ofsted already" in words(page)


def test_an_inspector_sees_who_signed_and_signs_nothing(client_of: ClientOf) -> None:
    told = report_at("agreement")
    client = client_of(told.joint.inspectors["cqc"])
    assert "Only the lead of an inspectorate" in words(client.get(url(told, "sign")))
    page = client.post(url(told, "sign"), {"content_hash": told.draft.content_hash})
    assert page.status_code == 403


def test_the_text_is_reopened_with_a_reason(client_of: ClientOf) -> None:
    told = report_at("signed")
    client = client_of(told.lead)
    assert "Every sign-off of this draft lapses" in words(client.get(url(told, "reopen")))
    assert client.post(url(told, "reopen"), {"why": " "}).status_code == 422
    client.post(url(told, "reopen"), {"why": "A name is wrong."})
    assert told.now().state == "drafting"


# --- to the chair ---------------------------------------------------------------------------------


def test_the_sending_says_to_whom_and_until_when(client_of: ClientOf) -> None:
    told = report_at("signed")
    client, address = client_of(told.lead), url(told, "send")
    text = words(client.get(address))
    assert f"It goes to {told.chair.name}, Independent chair" in text
    assert "This cannot be taken back." in text
    page = client.post(address, follow=True)
    due = long_date(AccuracyRound.objects.get().due_at)
    assert f"until the end of {due}" in text
    assert f"The draft is with {told.chair.name} until the end of {due}." in words(page)


def test_a_draft_is_not_sent_before_everybody_has_signed(client_of: ClientOf) -> None:
    told = report_at("agreement")
    page = client_of(told.lead).post(url(told, "send"))
    assert page.status_code == 409
    assert "have not signed the draft off yet" in words(page)


def test_the_overall_lead_takes_the_chairs_access_away(client_of: ClientOf) -> None:
    told = report_at("with_chair")
    client, address = client_of(told.lead), url(told, "close_door")
    assert "do not exist for the chair" in words(client.get(address))
    assert "access has ended" in words(client.post(address, follow=True))
    assert InspectionAccess.objects.get().closes_at is not None
    assert "had no access any more" in words(client.post(address, follow=True))


def test_factual_accuracy_is_closed_after_the_deadline(client_of: ClientOf) -> None:
    told = report_at("with_chair")
    address = url(told, "close_accuracy")
    client = client_of(told.lead)
    assert "once the deadline has passed" in words(client.get(address))
    page = client.post(address)
    assert page.status_code == 409
    assert "The chair has until" in words(page)
    with time_machine.travel(past_due(told), tick=False):
        client_of(told.lead).post(address)
    assert told.now().state == "answering"


# --- answers --------------------------------------------------------------------------------------


def answered(told: Told, **changes: Any) -> dict[str, Any]:
    usual = {
        "decision": "accepted",
        "text": "Six times a year.",
        "explanation": "Put right.",
        "base": told.paragraph("P1").version,
    }
    return {**usual, **changes}


def test_comments_are_the_chairs_alone_until_they_are_returned(client_of: ClientOf) -> None:
    told = report_at("with_chair")
    comment_of(told, what_is_wrong="Not yet for the inspectorates.")
    client = client_of(told.lead)
    assert "Not yet for the inspectorates." not in words(client.get(url(told, "answers")))
    assert client.get(url(told, "answer", "C1")).status_code == 404
    response_of(told)
    assert "Not yet for the inspectorates." in words(client.get(url(told, "answer", "C1")))


def test_a_comment_that_was_left_out_is_seen_by_nobody(client_of: ClientOf) -> None:
    told = report_at("with_chair")
    comment_of(told)
    told.round.comments.update(is_left_out=True)
    response_of(told)
    assert client_of(told.lead).get(url(told, "answer", "C1")).status_code == 404


def test_a_comment_is_answered_beside_the_paragraph(client_of: ClientOf) -> None:
    told = report_at("answering")
    client = client_of(told.joint.leads["hmic"])
    text = words(client.get(url(told, "answer", "C1")))
    for wanted in ("What the chair read", "The board meets six times a year.", "Six times a year."):
        assert wanted in text, wanted
    page = client.post(url(told, "answer", "C1"), answered(told), follow=True)
    assert "Comment C1 is answered: accepted." in words(page)
    assert told.paragraph("P1").text == "Six times a year."


def test_an_answer_without_a_decision_is_sent_back(client_of: ClientOf) -> None:
    told = report_at("answering")
    page = client_of(told.lead).post(
        url(told, "answer", "C1"), answered(told, decision="", explanation="")
    )
    assert page.status_code == 422
    assert "Select whether the comment is accepted" in words(page)
    assert "Enter what was changed, or why not" in words(page)


def test_the_second_lead_is_told_in_words(client_of: ClientOf) -> None:
    told = report_at("answering")
    form = answered(told, decision="refused")
    client_of(told.lead).post(url(told, "answer", "C1"), form)
    page = client_of(told.joint.leads["cqc"]).post(url(told, "answer", "C1"), form)
    assert page.status_code == 409
    assert "Your answer was not saved." in words(page)
    assert AccuracyAnswer.objects.count() == 1


def test_a_paragraph_that_moved_on_comes_back_with_what_was_typed(client_of: ClientOf) -> None:
    told = report_at("answering")
    form = answered(told, text="What I typed.")
    changed(told, told.paragraph("P1"), "Changed by another lead.")
    page = client_of(told.lead).post(url(told, "answer", "C1"), form)
    assert page.status_code == 409
    for wanted in ("Changed by another lead.", "What I typed.", "Bring the two together"):
        assert wanted in words(page), wanted
    page = client_of(told.lead).post(url(told, "answer", "C1"), {**form, "base": 2})
    assert page.status_code == 302


def test_an_inspector_reads_the_comments_and_answers_none(client_of: ClientOf) -> None:
    told = report_at("answering")
    client = client_of(told.joint.inspectors["cqc"])
    assert client.get(url(told, "answers")).status_code == 200
    assert client.post(url(told, "answer", "C1"), answered(told)).status_code == 403


def test_when_all_are_answered_the_final_text_is_put_to_everybody(client_of: ClientOf) -> None:
    told = report_at("answering")
    client = client_of(told.lead)
    assert "Put the final text to every inspectorate" not in words(client.get(url(told, "answers")))
    client.post(url(told, "answer", "C1"), answered(told))
    client.post(url(told, "answer", "C2"), answered(told, decision="refused"))
    assert "Put the final text to every inspectorate" in words(client.get(url(told, "answers")))
    client.post(url(told, "finish_answers"))
    assert told.now().state == "final_agreement"


@pytest.mark.parametrize("comments", [1, 3])
def test_the_answers_page_asks_the_same_queries_for_any_number_of_comments(
    client_of: ClientOf, comments: int, assert_queries: Queries
) -> None:
    told = report_at("with_chair")
    for _ in range(comments):
        comment_of(told)
    response_of(told)
    client = client_of(told.lead)
    client.get(url(told, "answers"))
    # session, person, place, report, round, comments with answers, audit
    with assert_queries(7):
        client.get(url(told, "answers"))


# --- publication ----------------------------------------------------------------------------------


def test_two_leads_publish(client_of: ClientOf) -> None:
    told = report_at("final_signed")
    lead, other = client_of(told.lead), client_of(told.joint.leads["cqc"])
    assert "Propose to publish" in words(lead.get(url(told, "publish")))
    form = {"content_hash": told.draft.content_hash}
    page = lead.post(url(told, "propose"), form, follow=True)
    assert "You proposed the publication." in words(page)
    assert "The PDF is being made" in words(other.get(url(told, "publish")))
    assert other.post(url(told, "confirm"), form).status_code == 409
    printed(told.draft)
    assert "Publish now" in words(other.get(url(told, "publish")))
    page = other.post(url(told, "confirm"), form, follow=True)
    assert "is published." in words(page)
    assert told.now().state == "published"


def test_one_person_does_not_publish(client_of: ClientOf) -> None:
    told = report_at("proposed")
    printed(told.draft)
    page = client_of(told.lead).post(
        url(told, "confirm"), {"content_hash": told.draft.content_hash}
    )
    assert page.status_code == 403
    assert "You proposed the publication" in words(page)
    assert not Publication.objects.exists()


def test_another_lead_does_not_propose(client_of: ClientOf) -> None:
    told = report_at("final_signed")
    client = client_of(told.joint.leads["cqc"])
    assert "Only the overall lead" in words(client.get(url(told, "publish")))
    page = client.post(url(told, "propose"), {"content_hash": told.draft.content_hash})
    assert page.status_code == 403


def test_a_pdf_that_failed_says_why_and_offers_to_try_again(client_of: ClientOf) -> None:
    told = report_at("proposed")
    jobs = Job.objects.filter(kind="reports.render_draft")
    jobs.update(state=JobState.FAILED, reason="No font can draw “₿”.")
    client = client_of(told.joint.leads["cqc"])
    text = words(client.get(url(told, "publish")))
    assert "No font can draw “₿”." in text
    assert "Try again" in text
    client.post(url(told, "print_draft", told.draft.number))
    again = jobs.get(arguments__watermark="")
    assert (again.state, again.asked_by) == (JobState.QUEUED, told.joint.leads["cqc"])


def test_a_press_on_its_way_is_followed_by_the_script_of_who_asked(client_of: ClientOf) -> None:
    told = report_at("proposed")
    job = Job.objects.get(kind="reports.render_draft")
    address = reverse("pages:job", args=[job.reference])
    assert f'data-job-url="{address}"' in words(client_of(told.lead).get(url(told, "publish")))
    other = words(client_of(told.joint.leads["cqc"]).get(url(told, "publish")))
    assert "data-job-url" not in other
    assert "Load this page again" in other


# --- drafts as PDF --------------------------------------------------------------------------------


def test_a_preview_is_asked_for_and_appears_on_the_drafts_page(client_of: ClientOf) -> None:
    told = report_at("drafting")
    client = client_of(told.joint.inspectors["cqc"])
    page = client.post(url(told, "preview"), follow=True)
    assert "data-job-url" in words(page)
    draft = told.draft
    assert client.get(url(told, "draft_pdf", draft.number)).status_code == 404
    printed(draft, watermark=watermark_of(draft=draft))
    assert "Open the PDF" in words(client.get(url(told, "draft", draft.number)))
    pdf = client.get(url(told, "draft_pdf", draft.number))
    assert pdf.content == PDF
    assert pdf["Content-Type"] == "application/pdf"
    assert pdf["Content-Disposition"] == f'attachment; filename="{told.reference}-draft-1.pdf"'
    assert pdf["X-Content-Type-Options"] == "nosniff"
    assert pdf["Cache-Control"] == "no-store"


def test_a_draft_that_does_not_exist_is_absent(client_of: ClientOf) -> None:
    told = report_at("agreement")
    assert client_of(told.lead).get(url(told, "draft", 99)).status_code == 404


@pytest.mark.parametrize("name", ["draft", "draft_pdf", "final_pdf"])
def test_the_teams_drafts_do_not_exist_for_the_chair(client_of: ClientOf, name: str) -> None:
    told = report_at("with_chair")
    draft = told.round.draft
    printed(draft, watermark=watermark_of(draft=draft))
    assert client_of(told.chair).get(url(told, name, draft.number)).status_code == 404


def test_the_final_pdf_is_for_the_leads_once_it_is_proposed(client_of: ClientOf) -> None:
    told = report_at("final_signed")
    printed(told.draft)
    address = url(told, "final_pdf", told.draft.number)
    assert client_of(told.lead).get(address).status_code == 404
    told = report_at("proposed")
    printed(told.draft)
    address = url(told, "final_pdf", told.draft.number)
    assert client_of(told.joint.leads["cqc"]).get(address).content == PDF
    assert client_of(told.joint.inspectors["cqc"]).get(address).status_code == 403


def test_a_refusal_is_on_the_record(client_of: ClientOf) -> None:
    told = report_at("agreement")
    client_of(told.joint.inspectors["cqc"]).post(url(told, "send"))
    entry = AuditEntry.objects.get(route="reports:send")
    assert entry.status == 403
    assert "Only the overall lead" in entry.refused
    assert entry.changed == []
