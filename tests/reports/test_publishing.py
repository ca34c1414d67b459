"""Publication: proposed by one, confirmed by another, and then for ever."""

from hashlib import sha256
from typing import Any

import pytest
from django.utils import timezone

from frameworks.models import ReportForm
from inspections.models import InspectionAccess
from organisations.models import LocalArea
from records.actor import acting_as
from records.errors import ActionRefused, PermissionRefused, TransitionNotAllowed
from records.models import Job
from records.states import JobState
from reports.actions import confirm_publication, propose_publication, reopen
from reports.actions.printing import NO_WATERMARK, print_key, watermark_of
from reports.models import Publication, PublicationProposal, ReportEvent
from tests.factories.reports import (
    PDF,
    Told,
    comment_of,
    paragraph_of,
    printed,
    publication_of,
    report_at,
    signature_of,
)

pytestmark = pytest.mark.django_db


def longest(model: Any, name: str) -> int:
    """The number of characters for which a column has room."""
    return int(model._meta.get_field(name).max_length)


def test_a_publication_has_room_for_the_longest_title_that_a_report_can_get() -> None:
    parts = longest(ReportForm, "title") + len(": ") + longest(LocalArea, "name")
    assert longest(Publication, "title") >= parts


def propose(told: Told, by: Any = None, content_hash: str = "") -> PublicationProposal:
    person = by or told.lead
    with acting_as(person):
        return propose_publication(
            report=told.report,
            content_hash=content_hash or told.draft.content_hash,
            by=person,
            at=timezone.now(),
        )


def confirm(told: Told, by: Any = None, content_hash: str = "") -> Publication:
    person = by or told.joint.leads["cqc"]
    with acting_as(person):
        return confirm_publication(
            report=told.report,
            content_hash=content_hash or told.draft.content_hash,
            by=person,
            at=timezone.now(),
        )


# --- proposing ------------------------------------------------------------------------------------


def test_proposing_names_the_draft_and_asks_for_its_pdf() -> None:
    told = report_at("final_signed")
    proposal = propose(told)
    assert (proposal.draft, proposal.by) == (told.draft, told.lead)
    assert proposal.content_hash == told.draft.content_hash
    job = Job.objects.get(kind="reports.render_draft")
    assert job.arguments == {"draft": told.draft.pk, "watermark": ""}
    assert told.now().state == "final_agreement"


def test_only_the_overall_lead_proposes() -> None:
    told = report_at("final_signed")
    for person in (told.joint.leads["cqc"], told.joint.inspectors["ofsted"], told.chair):
        with pytest.raises(PermissionRefused):
            propose(told, by=person)
    assert not PublicationProposal.objects.exists()


def test_nothing_is_proposed_before_everybody_has_signed() -> None:
    told = report_at("final_agreement")
    for code in ("ofsted", "cqc"):
        signature_of(told, code)
    with pytest.raises(ActionRefused, match="HMICFRS has not signed the draft off yet"):
        propose(told)


def test_an_older_draft_is_not_proposed() -> None:
    told = report_at("final_signed")
    with pytest.raises(ActionRefused, match="The text has changed since"):
        propose(told, content_hash=told.round.draft.content_hash)


def test_a_publication_is_proposed_once() -> None:
    told = report_at("proposed")
    with pytest.raises(ActionRefused, match=f"{told.lead} proposed this publication already"):
        propose(told)
    assert PublicationProposal.objects.count() == 1


@pytest.mark.parametrize("stage", ["drafting", "signed", "with_chair", "answering", "published"])
def test_publication_skips_no_stage(stage: str) -> None:
    told = report_at(stage)
    content_hash = told.draft.content_hash if told.report.drafts.exists() else "0" * 64
    with pytest.raises(TransitionNotAllowed, match="To publish is possible in: final agreement"):
        propose(told, content_hash=content_hash)
    with pytest.raises(TransitionNotAllowed):
        confirm(told, content_hash=content_hash)


# --- confirming -----------------------------------------------------------------------------------


def test_a_publication_holds_everything_that_was_signed() -> None:
    told = report_at("proposed")
    artefact = printed(told.draft)
    row = confirm(told)
    row.refresh_from_db()
    assert (row.reference, row.version) == (told.reference, 1)
    assert row.snapshot == told.draft.snapshot
    assert row.content_hash == told.draft.content_hash
    assert row.artefact == artefact
    assert row.pdf_sha256 == sha256(PDF).hexdigest()
    assert (row.proposed_by, row.confirmed_by) == (told.lead, told.joint.leads["cqc"])
    assert row.title == told.draft.snapshot["title"]
    assert told.now().state == "published"
    assert ReportEvent.objects.last().verb == "publish"


def test_publication_closes_the_chairs_door() -> None:
    told = report_at("proposed")
    assert InspectionAccess.objects.open_at(timezone.now()).exists()
    publication_of(told)
    assert not InspectionAccess.objects.open_at(timezone.now()).exists()


def test_nobody_confirms_what_they_proposed() -> None:
    told = report_at("proposed")
    printed(told.draft)
    with pytest.raises(PermissionRefused, match="You proposed the publication"):
        confirm(told, by=told.lead)
    assert not Publication.objects.exists()


def test_the_same_inspectorate_does_not_confirm() -> None:
    """The overall lead hands over to a colleague, who then speaks for the same inspectorate."""
    from inspections.models import Assignment
    from tests.factories.inspections import member_factory

    told = report_at("proposed")
    printed(told.draft)
    Assignment.objects.filter(person=told.lead).update(role="inspector")
    colleague = member_factory("ofsted", "lead")
    Assignment.objects.create(
        inspection=told.joint.inspection,
        inspectorate=told.joint.strand.participants.get(code="ofsted"),
        person=colleague,
        role="lead",
        starts_on=timezone.localdate(),
        named_by=told.lead,
        named_at=timezone.now(),
    )
    with pytest.raises(PermissionRefused, match="Your inspectorate proposed the publication"):
        confirm(told, by=colleague)
    assert not Publication.objects.exists()


@pytest.mark.parametrize("who", ["inspector", "assurer", "chair"])
def test_nobody_but_a_lead_confirms(who: str) -> None:
    told = report_at("proposed")
    printed(told.draft)
    people = {
        "inspector": told.joint.inspectors["cqc"],
        "assurer": told.joint.quality_assurer,
        "chair": told.chair,
    }
    with pytest.raises(PermissionRefused):
        confirm(told, by=people[who])


def test_nothing_is_confirmed_that_nobody_proposed() -> None:
    told = report_at("final_signed")
    printed(told.draft)
    with pytest.raises(ActionRefused, match="Nobody has proposed to publish this draft"):
        confirm(told)


def test_a_publication_waits_for_its_pdf() -> None:
    told = report_at("proposed")
    with pytest.raises(ActionRefused, match="The PDF is being made"):
        confirm(told)
    assert told.now().state == "final_agreement"
    assert not Publication.objects.exists()


def test_the_pdf_of_a_preview_is_not_enough() -> None:
    told = report_at("proposed")
    printed(told.draft, watermark=watermark_of(draft=told.draft))
    with pytest.raises(ActionRefused, match="The PDF is being made"):
        confirm(told)


def test_a_pdf_that_failed_is_named_with_its_reason() -> None:
    told = report_at("proposed")
    Job.objects.filter(kind="reports.render_draft").update(
        state=JobState.FAILED, reason="No font can draw “₿”."
    )
    with pytest.raises(ActionRefused, match="could not be made: No font can draw “₿”"):
        confirm(told)


def test_a_reopened_text_needs_another_proposal() -> None:
    from reports.actions import finish_answers

    told = report_at("proposed")
    printed(told.draft)
    reopen(report=told.report, why="A word.", by=told.lead, at=timezone.now())
    with pytest.raises(TransitionNotAllowed):
        confirm(told)
    with acting_as(told.lead):
        finish_answers(report=told.report, by=told.lead, at=timezone.now())
    with pytest.raises(ActionRefused, match="have not signed the draft off yet"):
        confirm(told)
    assert not Publication.objects.exists()


def test_an_older_hash_is_not_confirmed() -> None:
    told = report_at("proposed")
    printed(told.draft)
    with pytest.raises(ActionRefused, match="The text has changed since"):
        confirm(told, content_hash="f" * 64)


def test_a_report_is_published_once() -> None:
    told = report_at("published")
    with pytest.raises(TransitionNotAllowed, match="in the stage “published”"):
        confirm(told)
    assert Publication.objects.count() == 1


def test_after_publication_everything_is_refused_in_words() -> None:
    told = report_at("published")
    with pytest.raises(PermissionRefused, match="in the stage “published”"):
        paragraph_of(told)
    with pytest.raises(TransitionNotAllowed, match="in the stage “published”"):
        reopen(report=told.report, why="A word.", by=told.lead, at=timezone.now())
    with pytest.raises(PermissionRefused, match="in the stage “published”"):
        signature_of(told, "cqc")
    with pytest.raises(ActionRefused):
        comment_of(told)


def test_the_key_of_a_print_tells_a_preview_from_what_is_published() -> None:
    told = report_at("proposed")
    mark = watermark_of(draft=told.draft)
    clean = print_key(draft=told.draft, watermark=NO_WATERMARK)
    assert clean != print_key(draft=told.draft, watermark=mark)
    assert clean == print_key(draft=told.draft, watermark=NO_WATERMARK)
