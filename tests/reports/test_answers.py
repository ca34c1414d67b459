"""The inspectorates answer the chair, one comment at a time."""

from datetime import timedelta

import pytest
from django.utils import timezone

from records.actor import acting_as
from records.errors import ActionRefused, Conflict, PermissionRefused, TransitionNotAllowed
from reports.actions import finish_answers, remove_paragraph
from reports.models import AccuracyAnswer, AccuracyComment, Draft
from tests.factories.reports import (
    Told,
    answer_of,
    closed_without_response,
    comment_of,
    report_at,
    response_of,
)
from tests.reports.test_writing import changed

pytestmark = pytest.mark.django_db


@pytest.fixture
def told() -> Told:
    return report_at("answering")


def comment(told: Told, reference: str = "C1") -> AccuracyComment:
    found = told.round.comments.named(reference)
    assert found is not None
    return found


def finish(told: Told, by: object = None) -> Draft:
    person = by or told.lead
    with acting_as(person):
        return finish_answers(
            report=told.report,
            by=person,  # type: ignore[arg-type]  # a person
            at=timezone.now(),
        )


def test_a_comment_is_refused_with_a_reason(told: Told) -> None:
    answer = answer_of(told, comment(told), explanation="The minutes say otherwise.")
    assert (answer.is_accepted, answer.explanation) == (False, "The minutes say otherwise.")
    assert str(answer) == "not accepted"
    assert told.paragraph("P1").version == 1


def test_a_comment_is_accepted_with_the_change(told: Told) -> None:
    answer = answer_of(
        told, comment(told), is_accepted=True, text="Six times a year.", explanation="Put right."
    )
    assert str(answer) == "accepted"
    paragraph = told.paragraph("P1")
    assert (paragraph.text, paragraph.version) == ("Six times a year.", 2)
    assert [one.by for one in paragraph.revisions.all()] == [told.lead, told.lead]


def test_an_answer_tells_for_which_inspectorate(told: Told) -> None:
    answer = answer_of(told, comment(told), by=told.joint.leads["hmic"])
    assert answer.inspectorate.code == "hmic"
    assert answer.record_name == "answer to C1"


def test_an_answer_explains(told: Told) -> None:
    with pytest.raises(ActionRefused, match="Say what was changed, or why not"):
        answer_of(told, comment(told), explanation=" ")
    assert not AccuracyAnswer.objects.exists()


def test_an_accepted_comment_changes_the_paragraph(told: Told) -> None:
    with pytest.raises(ActionRefused, match="still says what the chair read"):
        answer_of(told, comment(told), is_accepted=True)
    assert not AccuracyAnswer.objects.exists()
    assert told.paragraph("P1").version == 1


def test_what_was_left_out_may_be_put_in_elsewhere() -> None:
    told = report_at("with_chair")
    omitted = comment_of(told, kind="omitted")
    response_of(told)
    assert answer_of(told, omitted, is_accepted=True).is_accepted


def test_two_comments_on_one_paragraph_are_met_by_one_change() -> None:
    told = report_at("with_chair")
    first, second = comment_of(told, "P1"), comment_of(told, "P1")
    response_of(told)
    answer_of(told, first, is_accepted=True, text="Put right once.")
    answer_of(told, second, is_accepted=True, text="Put right once.")
    assert told.paragraph("P1").version == 2


def test_a_paragraph_that_moved_on_is_a_conflict_and_the_comment_stays_open(told: Told) -> None:
    changed(told, told.paragraph("P1"), "Changed by another lead.")
    with pytest.raises(Conflict) as conflict:
        answer_of(told, comment(told), is_accepted=True, text="Mine.", version=1)
    assert conflict.value.theirs.text == "Changed by another lead."
    assert not AccuracyAnswer.objects.exists()


def test_a_comment_on_a_removed_paragraph_can_be_accepted(told: Told) -> None:
    remove_paragraph(paragraph=told.paragraph("P1"), version=1, by=told.lead, at=timezone.now())
    assert answer_of(told, comment(told), is_accepted=True, explanation="Taken out.").is_accepted


def test_of_two_leads_the_second_is_told_what_the_first_answered(told: Told) -> None:
    answer_of(told, comment(told), by=told.joint.leads["cqc"])
    name = told.joint.leads["cqc"].name
    with pytest.raises(ActionRefused, match=rf"{name} answered this comment .*: not accepted"):
        answer_of(told, comment(told), is_accepted=True, text="Changed.")
    assert AccuracyAnswer.objects.count() == 1
    assert told.paragraph("P1").version == 1


@pytest.mark.parametrize("who", ["inspector", "assurer", "chair"])
def test_nobody_but_a_lead_answers(told: Told, who: str) -> None:
    people = {
        "inspector": told.joint.inspectors["cqc"],
        "assurer": told.joint.quality_assurer,
        "chair": told.chair,
    }
    with pytest.raises(PermissionRefused):
        answer_of(told, comment(told), by=people[who])
    assert not AccuracyAnswer.objects.exists()


def test_a_comment_that_was_left_out_is_not_answered() -> None:
    from reports.actions import leave_out

    told = report_at("with_chair")
    dropped = comment_of(told)
    leave_out(comment=dropped, version=1, is_left_out=True, by=told.chair, at=timezone.now())
    response_of(told)
    dropped.refresh_from_db()
    with pytest.raises(ActionRefused, match="left this comment out"):
        answer_of(told, dropped)


def test_a_comment_is_not_answered_before_it_is_returned() -> None:
    told = report_at("with_chair")
    saved = comment_of(told)
    with pytest.raises(ActionRefused, match="in the stage “with the chair”"):
        answer_of(told, saved)


def test_a_comment_is_not_answered_after_the_final_text(told: Told) -> None:
    later = report_at("final_agreement")
    with pytest.raises(ActionRefused, match="in the stage “final agreement”"):
        answer_of(later, comment(later))


def test_the_final_text_waits_for_every_answer(told: Told) -> None:
    with pytest.raises(ActionRefused, match="Comment C1 has no answer yet, nor have 1 others"):
        finish(told)
    answer_of(told, comment(told))
    with pytest.raises(ActionRefused, match=r"Comment C2 has no answer yet\. Answer"):
        finish(told)
    assert told.now().state == "answering"


def test_the_final_text_is_a_new_draft_with_the_changes(told: Told) -> None:
    before = told.draft
    answer_of(told, comment(told), is_accepted=True, text="Six times a year.")
    answer_of(told, comment(told, "C2"))
    draft = finish(told)
    assert told.now().state == "final_agreement"
    assert draft.number == before.number + 1
    assert draft.content_hash != before.content_hash
    found = draft.paragraph("P1")
    assert found is not None
    assert found["text"] == "Six times a year."


def test_a_section_that_was_emptied_in_answering_keeps_the_final_text_back(told: Told) -> None:
    for reference in ("C1", "C2"):
        answer_of(told, comment(told, reference))
    remove_paragraph(paragraph=told.paragraph("P1"), version=1, by=told.lead, at=timezone.now())
    drafts = told.report.drafts.count()
    with pytest.raises(ActionRefused) as refused:
        finish(told)
    assert refused.value.message.startswith(
        "Settle this before the final text is put to every inspectorate: “"
    )
    assert refused.value.message.endswith("has no paragraph yet. Nothing was changed.")
    assert told.now().state == "answering"
    assert told.report.drafts.count() == drafts


def test_without_a_response_there_is_nothing_to_answer() -> None:
    told = report_at("with_chair")
    comment_of(told)
    closed_without_response(told)
    assert finish(told).number == told.draft.number
    assert told.now().state == "final_agreement"


def test_only_the_overall_lead_finishes_the_answers(told: Told) -> None:
    with pytest.raises(PermissionRefused):
        finish(told, by=told.joint.leads["cqc"])


def test_answers_are_finished_once() -> None:
    told = report_at("final_agreement")
    with pytest.raises(TransitionNotAllowed):
        finish(told)


def test_the_chair_may_still_be_in_office_or_not_when_answers_are_given(told: Told) -> None:
    from organisations.models import Office

    Office.objects.filter(person=told.chair).update(
        ends_on=timezone.localdate() - timedelta(days=1)
    )
    assert answer_of(told, comment(told)).comment == comment(told)
