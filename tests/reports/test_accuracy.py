"""The chair comments on the frozen draft and returns one response."""

from collections.abc import Callable
from datetime import timedelta
from typing import Any
from uuid import uuid4

import pytest
from django.utils import timezone

from inspections.models import InspectionAccess
from organisations.models import Office
from records.errors import (
    ActionRefused,
    AlreadySent,
    Conflict,
    NotVisible,
    PermissionRefused,
    TransitionNotAllowed,
)
from records.values import content_hash
from reports.actions import change_comment, close_door, close_without_response, leave_out
from reports.models import AccuracyComment, AccuracyRound, Report
from reports.values import CommentContent
from tests.factories.organisations import UserFactory
from tests.factories.reports import (
    Told,
    closed_without_response,
    comment_of,
    past_due,
    report_at,
    response_of,
)

pytestmark = pytest.mark.django_db


@pytest.fixture
def told() -> Told:
    return report_at("with_chair")


def change(told: Told, comment: AccuracyComment, **more: Any) -> AccuracyComment:
    usual = {
        "comment": comment,
        "version": comment.version,
        "content": CommentContent("omitted", "The audit is left out.", "Name the audit of May."),
        "key": uuid4(),
        "by": told.chair,
        "at": timezone.now(),
    }
    return change_comment(**{**usual, **more})


def test_a_comment_is_kept_as_it_was_written(told: Told) -> None:
    comment = comment_of(
        told, "P2", kind="typographical", what_is_wrong="“teh”", what_it_should_say="“the”"
    )
    assert (comment.reference, comment.paragraph, comment.kind) == ("C1", "P2", "typographical")
    assert (comment.what_is_wrong, comment.what_it_should_say) == ("“teh”", "“the”")
    assert comment.kind_label == "A spelling or typing mistake"


def test_comments_are_numbered(told: Told) -> None:
    assert [comment_of(told).reference for _ in range(3)] == ["C1", "C2", "C3"]


def test_the_same_form_sent_twice_saves_one_comment(told: Told) -> None:
    key = uuid4()
    assert comment_of(told, key=key) == comment_of(told, key=key)
    assert AccuracyComment.objects.count() == 1


def test_the_same_form_with_another_text_is_refused(told: Told) -> None:
    key = uuid4()
    comment_of(told, key=key)
    with pytest.raises(AlreadySent):
        comment_of(told, key=key, what_is_wrong="Something else.")


def test_a_paragraph_that_the_draft_does_not_have_cannot_be_commented_on(told: Told) -> None:
    with pytest.raises(NotVisible):
        comment_of(told, "P99")


@pytest.mark.parametrize("missing", ["what_is_wrong", "what_it_should_say"])
def test_a_comment_says_what_is_wrong_and_what_is_right(told: Told, missing: str) -> None:
    with pytest.raises(ActionRefused, match="Say what is wrong and what it should say"):
        comment_of(told, **{missing: "  "})
    assert not AccuracyComment.objects.exists()


def test_a_kind_that_there_is_not_is_refused(told: Told) -> None:
    with pytest.raises(ActionRefused, match="what kind of mistake"):
        comment_of(told, kind="rude")


def test_a_comment_that_is_too_long_is_refused(told: Told) -> None:
    with pytest.raises(ActionRefused, match="at most 10,000 characters"):
        comment_of(told, what_is_wrong="x" * 10_001)


def test_a_saved_comment_is_changed(told: Told) -> None:
    changed = change(told, comment_of(told))
    assert (changed.kind, changed.version) == ("omitted", 2)
    assert changed.what_is_wrong == "The audit is left out."


def test_of_two_windows_the_second_is_shown_what_the_first_saved(told: Told) -> None:
    comment = comment_of(told)
    change(told, AccuracyComment.objects.select_related("round").get())
    with pytest.raises(Conflict) as conflict:
        change(told, comment, version=1)
    assert conflict.value.theirs.what_is_wrong == "The audit is left out."


def test_a_comment_is_left_out_and_taken_in_again(told: Told) -> None:
    comment = comment_of(told)
    for version, is_left_out in ((1, True), (2, False)):
        leave_out(
            comment=comment,
            version=version,
            is_left_out=is_left_out,
            by=told.chair,
            at=timezone.now(),
        )
        comment.refresh_from_db()
        assert comment.is_left_out is is_left_out


def test_the_response_holds_what_is_not_left_out(told: Told) -> None:
    kept, dropped = comment_of(told, "P1"), comment_of(told, "P2")
    leave_out(comment=dropped, version=1, is_left_out=True, by=told.chair, at=timezone.now())
    returned = response_of(told)
    assert list(returned.comments.kept()) == [kept]
    assert returned.response_hash == content_hash(
        {"draft": returned.draft.content_hash, "comments": [kept.as_data()]}
    )
    assert told.now().state == "answering"


def test_a_response_without_a_comment_is_a_response(told: Told) -> None:
    returned = response_of(told)
    assert returned.returned_at is not None
    assert told.now().state == "answering"


def test_there_is_one_response(told: Told) -> None:
    first = response_of(told)
    with pytest.raises(ActionRefused, match="There is one response"):
        response_of(told)
    assert AccuracyRound.objects.get().returned_at == first.returned_at


def test_the_button_pressed_twice_returns_once(told: Told) -> None:
    from reports.actions import return_response

    key = uuid4()
    for _ in range(2):
        returned = return_response(
            accuracy_round=told.round, key=key, by=told.chair, at=timezone.now()
        )
    assert returned.is_over
    verbs = [event.verb for event in told.report.events.all()]
    assert verbs.count("return_response") == 1


def _add(told: Told, at: Any) -> Any:
    return comment_of(told, at=at)


def _change(told: Told, at: Any) -> Any:
    return change(told, told.round.comments.all()[0], at=at)


def _leave(told: Told, at: Any) -> Any:
    comment = told.round.comments.all()[0]
    return leave_out(
        comment=comment, version=comment.version, is_left_out=True, by=told.chair, at=at
    )


def _return(told: Told, at: Any) -> Any:
    return response_of(told, at=at)


ACTS = [_add, _change, _leave, _return]


@pytest.mark.parametrize("act", ACTS)
def test_the_last_second_counts(told: Told, act: Callable[..., Any]) -> None:
    comment_of(told)
    act(told, told.round.due_at)
    after = AccuracyRound.objects.get()
    assert after.comments.count() == (2 if act is _add else 1)
    assert (after.returned_at is not None) is (act is _return)


@pytest.mark.parametrize("act", ACTS)
def test_a_second_later_nothing_is_saved(told: Told, act: Callable[..., Any]) -> None:
    comment = comment_of(told)
    with pytest.raises(ActionRefused, match="The time to comment ended on"):
        act(told, past_due(told))
    assert list(told.round.comments.values_list("version", flat=True)) == [comment.version]
    assert told.round.returned_at is None
    assert told.now().state == "with_chair"


@pytest.mark.parametrize("act", [_add, _change, _leave])
def test_a_returned_response_does_not_change(told: Told, act: Callable[..., Any]) -> None:
    comment = comment_of(told)
    response_of(told)
    with pytest.raises(ActionRefused, match="You returned your response on"):
        act(told, timezone.now())
    comment.refresh_from_db()
    assert (comment.version, comment.is_left_out) == (1, False)
    assert told.round.comments.count() == 1


@pytest.mark.parametrize("act", ACTS)
def test_for_anybody_else_there_is_no_round(told: Told, act: Callable[..., Any]) -> None:
    comment_of(told)
    chair, told.joint.chair = told.chair, UserFactory()
    with pytest.raises(NotVisible):
        act(told, timezone.now())
    told.joint.chair = told.lead
    with pytest.raises(NotVisible):
        act(told, timezone.now())
    told.joint.chair = chair
    assert told.round.comments.get().version == 1


def test_when_the_office_has_ended_there_is_no_round_any_more(told: Told) -> None:
    Office.objects.filter(person=told.chair).update(
        ends_on=timezone.localdate() - timedelta(days=1)
    )
    with pytest.raises(NotVisible):
        comment_of(told)


def test_on_the_last_day_in_office_the_chair_still_comments(told: Told) -> None:
    Office.objects.filter(person=told.chair).update(ends_on=timezone.localdate())
    assert comment_of(told).reference == "C1"


def test_behind_a_closed_door_there_is_no_round(told: Told) -> None:
    close_door(report=told.report, by=told.lead, at=timezone.now())
    with pytest.raises(NotVisible):
        comment_of(told)


def test_the_chair_of_another_area_has_no_round_here(told: Told) -> None:
    other = report_at("with_chair")
    with pytest.raises(NotVisible):
        comment_of(told, by=other.chair)
    assert AccuracyRound.objects.visible_to(other.chair).of(told.reference) is None
    assert AccuracyRound.objects.visible_to(other.chair).of(other.reference) == other.round


# --- going on without the chair -------------------------------------------------------------------


def test_the_overall_lead_goes_on_after_the_deadline(told: Told) -> None:
    comment_of(told)
    closed = closed_without_response(told)
    assert closed.closed_at is not None
    assert closed.returned_at is None
    assert told.now().state == "answering"


def test_the_chair_has_until_the_deadline(told: Told) -> None:
    with pytest.raises(ActionRefused, match="The chair has until") as refusal:
        close_without_response(report=told.report, by=told.lead, at=told.round.due_at)
    assert "23:59" in refusal.value.message


def test_nobody_else_goes_on_without_the_chair(told: Told) -> None:
    with pytest.raises(PermissionRefused):
        close_without_response(report=told.report, by=told.joint.leads["cqc"], at=past_due(told))
    assert Report.objects.get().state == "with_chair"


def test_what_was_returned_is_not_closed(told: Told) -> None:
    response_of(told)
    with pytest.raises(TransitionNotAllowed, match="answering the chair’s comments"):
        close_without_response(report=told.report, by=told.lead, at=past_due(told))


def test_after_the_closing_a_comment_is_refused_in_words(told: Told) -> None:
    closed_without_response(told)
    with pytest.raises(ActionRefused, match=r"closed on .* without a response"):
        comment_of(told)


def test_the_door_stays_open_until_publication(told: Told) -> None:
    response_of(told)
    assert InspectionAccess.objects.open_at(timezone.now()).filter(person=told.chair).exists()
