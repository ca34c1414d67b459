"""Suggestions of another wording: made on a version, and once accepted, declined or withdrawn."""

from typing import Any
from uuid import uuid4

import pytest
from django.db import IntegrityError, transaction
from django.utils import timezone

from records.errors import ActionRefused, AlreadySent, Conflict, PermissionRefused
from reports.actions import remove_paragraph, withdraw_suggestion
from reports.models import (
    ParagraphRevision,
    Suggestion,
    SuggestionOutcome,
    reports_with_suggestions,
)
from reports.permissions import may_decline, place_of
from reports.values import PARAGRAPH_LIMIT, REASON_LIMIT
from reports.values.remarks import SuggestionContent
from tests.factories.discussion import (
    WORDING,
    acceptance_of,
    changed_text,
    named,
    refusal_of,
    suggestion_of,
)
from tests.factories.documents import health_at
from tests.factories.reports import Told, begun_report, paragraph_of, report_at

pytestmark = pytest.mark.django_db
TEXT = "The board meets four times a year."


@pytest.fixture
def told() -> Told:
    made = begun_report()
    paragraph_of(made, text=TEXT)
    return made


def withdrawal(suggestion: Suggestion, by: Any) -> SuggestionOutcome:
    return withdraw_suggestion(suggestion=suggestion, by=by, at=timezone.now())


# --- making -------------------------------------------------------------------------------------


def test_a_suggestion_is_made_on_a_version_and_changes_no_text(told: Told) -> None:
    made = suggestion_of(told, why="It is clearer.")
    assert (made.number, made.paragraph_version, made.text) == (1, 1, WORDING)
    assert (made.why, made.inspectorate.code) == ("It is clearer.", "cqc")
    assert (str(made), made.record_name) == ("suggestion 1", "suggestion 1 on P1 v1")
    assert told.paragraph("P1").text == TEXT
    assert told.paragraph("P1").version == 1


def test_suggestions_are_numbered_within_their_report(told: Told) -> None:
    assert [suggestion_of(told, text=f"Wording {number}.").number for number in (1, 2)] == [1, 2]


def test_the_same_form_sent_twice_makes_one_suggestion(told: Told) -> None:
    key = uuid4()
    assert suggestion_of(told, key=key) == suggestion_of(told, key=key)
    with pytest.raises(AlreadySent):
        suggestion_of(told, key=key, text="Something else.")
    assert Suggestion.objects.count() == 1


@pytest.mark.parametrize(
    ("changes", "sentence"),
    [
        ({"text": " "}, "Enter what the paragraph is to say"),
        ({"text": "x" * 50_000}, "at most 10,000 characters; yours has 50,000"),
        ({"text": TEXT}, "This is what the paragraph says"),
        ({"text": f" {TEXT}\n"}, "This is what the paragraph says"),
        ({"why": "x" * (REASON_LIMIT + 1)}, "at most 2,000 characters"),
        ({"version": 7}, "lost its version"),
    ],
)
def test_what_is_no_suggestion_is_refused_with_a_sentence(
    told: Told, changes: dict[str, Any], sentence: str
) -> None:
    with pytest.raises(ActionRefused, match=sentence):
        suggestion_of(told, **changes)
    assert not Suggestion.objects.exists()


def test_the_longest_suggestion_is_as_long_as_a_paragraph(told: Told) -> None:
    assert len(suggestion_of(told, text="x" * PARAGRAPH_LIMIT).text) == PARAGRAPH_LIMIT


def test_a_suggestion_is_kept_as_it_was_typed(told: Told) -> None:
    text = "<b>bold</b> {{ told }} & more"
    assert suggestion_of(told, text=text).text == text


def test_a_suggestion_on_a_text_that_was_changed_meanwhile_is_made_all_the_same(
    told: Told,
) -> None:
    changed_text(told)
    assert suggestion_of(told, version=1).paragraph_version == 1


def test_nothing_is_suggested_for_a_paragraph_that_was_removed(told: Told) -> None:
    remove_paragraph(paragraph=named(told, "P1"), version=1, by=told.lead, at=timezone.now())
    with pytest.raises(ActionRefused, match="removed this paragraph"):
        suggestion_of(told, version=1)
    assert not Suggestion.objects.exists()


@pytest.mark.parametrize("stage", ["agreement", "with_chair", "published"])
def test_nothing_is_suggested_once_the_text_is_put_up_for_signature(stage: str) -> None:
    told = report_at(stage)
    with pytest.raises(PermissionRefused, match="while its text can change"):
        suggestion_of(told)
    assert not Suggestion.objects.exists()


def test_nobody_off_the_team_suggests(told: Told) -> None:
    other = begun_report()
    for person in (told.chair, other.lead):
        with pytest.raises(PermissionRefused):
            suggestion_of(told, by=person)
    assert not Suggestion.objects.exists()


# --- accepting ----------------------------------------------------------------------------------


def test_accepting_writes_the_paragraph_with_its_revision(told: Told) -> None:
    made = suggestion_of(told)
    lead = told.joint.leads["hmic"]
    outcome = acceptance_of(told, made, by=lead)
    assert (outcome.kind, outcome.became_version, outcome.by) == ("accepted", 2, lead)
    assert outcome.record_name == "suggestion 1: accepted"
    assert told.paragraph("P1").text == WORDING
    revision = ParagraphRevision.objects.get(version=2)
    assert (revision.text, revision.by) == (WORDING, lead)


def test_accepting_leaves_to_whom_a_point_is_addressed() -> None:
    told = begun_report()
    agency = told.joint.agencies[0]
    paragraph_of(told, "improvement", agency=agency.pk)
    acceptance_of(told, suggestion_of(told))
    assert told.paragraph("P1").agency == agency


def test_a_suggestion_is_accepted_with_other_words(told: Told) -> None:
    outcome = acceptance_of(told, suggestion_of(told), text="In words of our own.")
    assert outcome.became_version == 2
    assert told.paragraph("P1").text == "In words of our own."


def test_nothing_is_overwritten_where_the_paragraph_was_changed_since(told: Told) -> None:
    made = suggestion_of(told)
    changed_text(told, text="Six times a year.")
    with pytest.raises(Conflict) as conflict:
        acceptance_of(told, made)
    assert conflict.value.theirs.text == "Six times a year."
    assert told.paragraph("P1").text == "Six times a year."
    assert not SuggestionOutcome.objects.exists()
    outcome = acceptance_of(told, made, text="Six times, said well.", version=2)
    assert outcome.became_version == 3


def test_what_the_paragraph_says_already_is_accepted_without_another_revision(told: Told) -> None:
    made = suggestion_of(told)
    changed_text(told, text=WORDING)
    outcome = acceptance_of(told, made, version=2)
    assert outcome.became_version == 2
    assert ParagraphRevision.objects.count() == 2


def test_a_suggestion_for_a_paragraph_that_was_removed_is_not_accepted(told: Told) -> None:
    made = suggestion_of(told)
    remove_paragraph(paragraph=named(told, "P1"), version=1, by=told.lead, at=timezone.now())
    with pytest.raises(Conflict) as conflict:
        acceptance_of(told, made, version=2)
    assert conflict.value.theirs.is_removed
    assert refusal_of(told, made).kind == "declined"


def test_the_same_acceptance_sent_twice_is_one(told: Told) -> None:
    made, key = suggestion_of(told), uuid4()
    assert acceptance_of(told, made, key=key) == acceptance_of(told, made, key=key)
    assert told.paragraph("P1").version == 2


@pytest.mark.parametrize(
    ("text", "sentence"), [("", "Enter what"), ("x" * 50_000, "at most 10,000")]
)
def test_nothing_empty_or_too_long_is_accepted(told: Told, text: str, sentence: str) -> None:
    with pytest.raises(ActionRefused, match=sentence):
        acceptance_of(told, suggestion_of(told), text=text)
    assert told.paragraph("P1").version == 1
    assert not SuggestionOutcome.objects.exists()


def test_whoever_does_not_write_accepts_and_declines_nothing(told: Told) -> None:
    made = suggestion_of(told)
    for person in (told.joint.inspectors["cqc"], told.joint.quality_assurer, told.chair):
        with pytest.raises(PermissionRefused):
            acceptance_of(told, made, by=person)
        with pytest.raises(PermissionRefused):
            refusal_of(told, made, by=person)
    assert not SuggestionOutcome.objects.exists()


def test_in_quality_assurance_a_suggestion_is_declined_and_not_yet_accepted() -> None:
    told = report_at("quality_assurance")
    made = suggestion_of(told, by=told.joint.quality_assurer)
    with pytest.raises(PermissionRefused, match="cannot be changed now"):
        acceptance_of(told, made)
    assert refusal_of(told, made).kind == "declined"


def test_the_lead_of_another_inspectorate_decides_nothing_about_cqc_s_document() -> None:
    health = health_at("drafting")
    made = suggestion_of(health, by=health.graded.inspector)
    place = place_of(health.lead, health.report, timezone.localdate())
    assert not may_decline(place, health.report).allowed
    with pytest.raises(PermissionRefused):
        acceptance_of(health, made, by=health.lead)
    assert acceptance_of(health, made, by=health.writer).kind == "accepted"


# --- declining, withdrawing ---------------------------------------------------------------------


def test_declining_has_a_reason_and_changes_no_text(told: Told) -> None:
    outcome = refusal_of(told, suggestion_of(told), reason=" It is clear as it is. ")
    assert (outcome.kind, outcome.reason) == ("declined", "It is clear as it is.")
    assert outcome.became_version is None
    assert told.paragraph("P1").text == TEXT


@pytest.mark.parametrize(
    ("reason", "sentence"),
    [("", "Say why it is declined"), ("x" * (REASON_LIMIT + 1), "at most 2,000")],
)
def test_declining_without_a_reason_is_refused(told: Told, reason: str, sentence: str) -> None:
    with pytest.raises(ActionRefused, match=sentence):
        refusal_of(told, suggestion_of(told), reason=reason)
    assert not SuggestionOutcome.objects.exists()


def test_its_maker_withdraws_a_suggestion_and_nobody_else(told: Told) -> None:
    made = suggestion_of(told)
    with pytest.raises(PermissionRefused, match="by whoever made it"):
        withdrawal(made, told.lead)
    assert withdrawal(made, made.by).kind == "withdrawn"


def test_a_suggestion_has_one_outcome(told: Told) -> None:
    made = suggestion_of(told)
    acceptance_of(told, made)
    for act in (
        lambda: acceptance_of(told, made, by=told.joint.leads["hmic"], version=2),
        lambda: refusal_of(told, made),
        lambda: withdrawal(made, made.by),
    ):
        with pytest.raises(ActionRefused, match=f"was accepted by {told.lead}"):
            act()
    assert SuggestionOutcome.objects.get().kind == "accepted"
    assert told.paragraph("P1").version == 2


# --- what waits ---------------------------------------------------------------------------------


def test_an_open_suggestion_waits_for_every_writer_but_its_maker(told: Told) -> None:
    day = timezone.localdate()

    def waits(person: Any) -> bool:
        return told.report in reports_with_suggestions(person, day)

    assert not waits(told.lead)
    made = suggestion_of(told, by=told.joint.leads["cqc"])
    assert waits(told.lead)
    assert waits(told.joint.leads["hmic"])
    assert not waits(told.joint.leads["cqc"])
    assert not waits(told.joint.inspectors["hmic"])
    assert not waits(begun_report().lead)
    refusal_of(told, made)
    assert not waits(told.lead)


def test_a_suggestion_waits_for_nobody_while_the_text_cannot_be_written() -> None:
    told = report_at("drafting")
    suggestion_of(told)
    day = timezone.localdate()
    assert list(reports_with_suggestions(told.lead, day)) == [told.report]
    told.report.state = "quality_assurance"
    told.report.save()
    assert list(reports_with_suggestions(told.lead, day)) == []


def test_a_suggestion_on_one_inspectorate_s_document_waits_for_its_lead() -> None:
    health = health_at("drafting")
    suggestion_of(health, by=health.graded.inspector)
    day = timezone.localdate()
    assert list(reports_with_suggestions(health.writer, day)) == [health.report]
    assert list(reports_with_suggestions(health.lead, day)) == []


# --- what the database refuses ------------------------------------------------------------------


@pytest.mark.parametrize(
    "facts",
    [
        {"kind": "forgotten"},
        {"kind": "declined", "reason": ""},
        {"kind": "accepted"},
        {"kind": "withdrawn", "became_version": 2},
    ],
)
def test_the_database_refuses_an_outcome_that_does_not_hold_together(
    told: Told, facts: dict[str, Any]
) -> None:
    made = suggestion_of(told)
    with pytest.raises(IntegrityError), transaction.atomic():
        SuggestionOutcome.objects.create(
            suggestion=made,
            inspectorate=made.inspectorate,
            by=told.lead,
            at=timezone.now(),
            **facts,
        )
    assert not SuggestionOutcome.objects.exists()


def test_a_suggestion_is_told_by_all_that_was_sent() -> None:
    content = SuggestionContent("So.", "Because.", 2)
    assert content.as_data() == {"text": "So.", "why": "Because.", "version": 2}
