"""Remarks on a paragraph: who makes them, at which version, and what becomes of them."""

from typing import Any
from uuid import uuid4

import pytest
from django.db import IntegrityError, transaction
from django.utils import timezone

from records.actions import save_draft
from records.actor import acting_as
from records.errors import ActionRefused, AlreadySent, PermissionRefused
from records.models import Draft as Typed
from records.values import HeardOfDraft
from reports.actions import (
    make_snapshot,
    problems_now,
    remove_paragraph,
    send_to_quality_assurance,
    text_at,
    unsettled_of,
    unsettled_problems,
)
from reports.models import Remark, RemarkEntry
from reports.permissions import may_discuss, may_read_remarks, may_settle, place_of
from reports.values.remarks import REMARK_LIMIT, EntryKind, RemarkContent
from tests.factories.discussion import (
    REMARK,
    changed_text,
    entry_on,
    named,
    remark_of,
    suggestion_of,
)
from tests.factories.documents import health_at
from tests.factories.reports import Told, begun_report, paragraph_of, report_at

pytestmark = pytest.mark.django_db
REPLY, SETTLE, REOPEN = EntryKind.REPLY, EntryKind.SETTLE, EntryKind.REOPEN


@pytest.fixture
def told() -> Told:
    made = begun_report()
    paragraph_of(made, text="The board meets four times a year.")
    paragraph_of(made, text="Staff know the children.")
    return made


def is_open(remark: Remark) -> bool:
    return bool(Remark.objects.unsettled().filter(pk=remark.pk).exists())


# --- making -------------------------------------------------------------------------------------


def test_an_inspector_of_another_inspectorate_remarks_on_a_version(told: Told) -> None:
    remark = remark_of(told)
    assert (remark.number, remark.paragraph.reference, remark.paragraph_version) == (1, "P1", 1)
    assert (remark.text, remark.inspectorate.code) == (REMARK, "cqc")
    assert str(remark) == "remark 1"
    assert remark.record_name == "remark 1 on P1 v1"
    assert is_open(remark)


def test_remarks_are_numbered_within_their_report(told: Told) -> None:
    other = begun_report()
    paragraph_of(other)
    assert [remark_of(told).number for _ in range(2)] == [1, 2]
    assert remark_of(told, "P2").number == 3
    assert remark_of(other).number == 1


def test_a_remark_changes_no_text(told: Told) -> None:
    remark_of(told)
    paragraph = told.paragraph("P1")
    assert (paragraph.version, paragraph.text) == (1, "The board meets four times a year.")


def test_a_remark_stays_with_the_version_that_it_was_made_on(told: Told) -> None:
    remark = remark_of(told)
    changed_text(told, "P1", "Six times.")
    paragraph = told.paragraph("P1")
    assert Remark.objects.get(pk=remark.pk).paragraph_version == 1
    assert text_at(paragraph=paragraph, version=1) == "The board meets four times a year."
    assert text_at(paragraph=paragraph, version=2) == "Six times."
    assert text_at(paragraph=paragraph, version=9) == ""


def test_a_remark_on_the_version_before_the_last_says_so(told: Told) -> None:
    changed_text(told, "P1", "Six times.")
    assert remark_of(told, version=1).paragraph_version == 1


def test_the_same_form_sent_twice_makes_one_remark(told: Told) -> None:
    key = uuid4()
    first, again = remark_of(told, key=key), remark_of(told, key=key)
    assert first == again
    with pytest.raises(AlreadySent):
        remark_of(told, key=key, text="Something else.")
    assert Remark.objects.count() == 1


@pytest.mark.parametrize("text", ["", "   \n ", "\x00"])
def test_a_remark_says_something(told: Told, text: str) -> None:
    with pytest.raises(ActionRefused, match="Enter your remark"):
        remark_of(told, text=text)
    assert not Remark.objects.exists()


def test_a_remark_has_a_limit_and_says_how_long_it_was(told: Told) -> None:
    assert remark_of(told, text="x" * REMARK_LIMIT).number == 1
    with pytest.raises(ActionRefused, match="at most 5,000 characters; yours has 50,000"):
        remark_of(told, text="x" * 50_000)
    assert Remark.objects.count() == 1


def test_a_remark_is_kept_as_it_was_typed(told: Told) -> None:
    text = "<script>alert(1)</script> {{ told }} & more"
    assert remark_of(told, text=text).text == text


@pytest.mark.parametrize("version", [0, 2, 99])
def test_a_remark_on_a_version_that_never_was_is_refused(told: Told, version: int) -> None:
    with pytest.raises(ActionRefused, match="lost its version"):
        remark_of(told, version=version)
    assert not Remark.objects.exists()


def test_a_removed_paragraph_takes_no_remark_and_keeps_those_it_has(told: Told) -> None:
    remark = remark_of(told)
    paragraph = named(told, "P1")
    remove_paragraph(paragraph=paragraph, version=1, by=told.lead, at=timezone.now())
    with pytest.raises(ActionRefused, match="removed this paragraph"):
        remark_of(told, version=1)
    assert Remark.objects.get().text == remark.text
    assert text_at(paragraph=paragraph, version=1) == "The board meets four times a year."


def test_what_was_typed_goes_with_the_remark(told: Told) -> None:
    key, by = uuid4(), told.joint.inspectors["cqc"]
    with acting_as(by):
        save_draft(
            by=by,
            receipt=key,
            kind="remark",
            about="here",
            base_version=1,
            version=0,
            content={"text": REMARK},
            at=timezone.now(),
        )
        remark_of(told, key=key, heard=HeardOfDraft(1))
        assert not Typed.objects.of(by).exists()


# --- who ----------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("stage", "may"),
    [
        ("drafting", True),
        ("quality_assurance", True),
        ("agreement", False),
        ("with_chair", False),
        ("answering", True),
        ("final_agreement", False),
        ("published", False),
    ],
)
def test_a_text_is_discussed_while_it_can_change_and_in_quality_assurance(
    stage: str, may: bool
) -> None:
    told = report_at(stage)
    place = place_of(told.joint.inspectors["cqc"], told.report, timezone.localdate())
    answer = may_discuss(place, told.report)
    assert answer.allowed is may
    assert may_read_remarks(place, told.report).allowed
    if may:
        assert remark_of(told).number == 1
    else:
        assert told.report.state_label in answer.reason
        with pytest.raises(PermissionRefused, match="while its text can change"):
            remark_of(told)
        assert not Remark.objects.exists()


def test_nobody_off_the_team_remarks(told: Told) -> None:
    other = begun_report()
    for person in (told.chair, other.lead, other.joint.inspectors["cqc"]):
        with pytest.raises(PermissionRefused):
            remark_of(told, by=person)
    assert not Remark.objects.exists()


def test_of_one_inspectorate_s_document_its_own_people_remark_alone() -> None:
    health = health_at("drafting")
    day = timezone.localdate()
    own = place_of(health.graded.inspector, health.report, day)
    assert may_discuss(own, health.report).allowed
    other = place_of(health.lead, health.report, day)
    assert not may_read_remarks(other, health.report).allowed
    with pytest.raises(PermissionRefused):
        remark_of(health, by=health.lead)
    assert remark_of(health, by=health.graded.inspector).inspectorate.code == "cqc"


def test_other_leads_read_the_signed_document_and_no_remark_on_it() -> None:
    health = health_at("with_chair")
    other = place_of(health.lead, health.report, timezone.localdate())
    answer = may_read_remarks(other, health.report)
    assert not answer.allowed
    assert answer.reason == "What is said about this document stays with CQC."


def test_the_quality_assurer_of_a_document_reads_and_makes_remarks() -> None:
    health = health_at("quality_assurance")
    place = place_of(health.assurer, health.report, timezone.localdate())
    assert may_discuss(place, health.report).allowed
    assert remark_of(health, by=health.assurer).number == 1


# --- the thread ---------------------------------------------------------------------------------


def test_a_thread_keeps_every_reply_settling_and_reopening_in_its_order(told: Told) -> None:
    remark = remark_of(told)
    entry_on(remark, REPLY, "Since May.", by=told.lead)
    entry_on(remark, SETTLE, "Changed.", by=told.lead)
    assert not is_open(remark)
    entry_on(remark, REOPEN, "Not in P2.")
    assert is_open(remark)
    entry_on(remark, SETTLE, "")
    rows = remark.entries.values_list("number", "kind", "text")
    assert list(rows) == [
        (1, "reply", "Since May."),
        (2, "settle", "Changed."),
        (3, "reopen", "Not in P2."),
        (4, "settle", ""),
    ]
    assert not is_open(remark)


def test_a_reply_settles_and_reopens_nothing(told: Told) -> None:
    remark = remark_of(told)
    entry_on(remark, REPLY)
    assert is_open(remark)
    entry_on(remark, SETTLE)
    entry_on(remark, REPLY, "Thank you.")
    assert not is_open(remark)


@pytest.mark.parametrize(
    ("kind", "sentence"), [(REPLY, "Enter your reply"), (REOPEN, "Say why it is reopened")]
)
def test_a_reply_and_a_reopening_say_something(told: Told, kind: EntryKind, sentence: str) -> None:
    remark = remark_of(told)
    entry_on(remark, SETTLE)
    with pytest.raises(ActionRefused, match=sentence):
        entry_on(remark, kind, " ")
    with pytest.raises(ActionRefused, match="at most 5,000"):
        entry_on(remark, kind, "x" * 50_000)
    assert remark.entries.count() == 1


def test_what_is_settled_is_not_settled_again_nor_what_is_open_reopened(told: Told) -> None:
    remark = remark_of(told)
    with pytest.raises(ActionRefused, match="Somebody reopened this remark"):
        entry_on(remark, REOPEN)
    entry_on(remark, SETTLE)
    with pytest.raises(ActionRefused, match="Somebody settled this remark"):
        entry_on(remark, SETTLE, by=told.lead)
    assert remark.entries.count() == 1


def test_the_same_reply_sent_twice_is_one(told: Told) -> None:
    remark, key = remark_of(told), uuid4()
    assert entry_on(remark, REPLY, key=key) == entry_on(remark, REPLY, key=key)
    assert RemarkEntry.objects.count() == 1


def test_its_maker_and_the_writers_settle_a_remark_and_nobody_else(told: Told) -> None:
    remark = remark_of(told)
    day = timezone.localdate()
    people = {
        told.joint.inspectors["cqc"]: True,
        told.joint.leads["hmic"]: True,
        told.lead: True,
        told.joint.inspectors["hmic"]: False,
        told.joint.quality_assurer: False,
    }
    for person, may in people.items():
        answer = may_settle(place_of(person, told.report, day), told.report, remark.by_id)
        assert answer.allowed is may, person
    with pytest.raises(PermissionRefused, match="You can reply"):
        entry_on(remark, SETTLE, by=told.joint.inspectors["hmic"])
    assert entry_on(remark, REPLY, by=told.joint.inspectors["hmic"]).number == 1


def test_a_remark_stays_as_it_is_once_the_text_is_put_up_for_signature() -> None:
    told = report_at("drafting")
    remark = remark_of(told)
    told.report.state = "agreement"
    told.report.save()
    for kind in EntryKind:
        with pytest.raises(PermissionRefused, match="agreement"):
            entry_on(remark, kind, by=told.lead)
    assert is_open(remark)


# --- what it is counted in ----------------------------------------------------------------------


def test_what_is_open_is_counted_by_paragraph_in_two_queries(
    told: Told, assert_queries: Any
) -> None:
    first = remark_of(told)
    remark_of(told)
    remark_of(told, "P2")
    suggestion_of(told, "P2")
    entry_on(first, SETTLE)
    with assert_queries(2):
        unsettled = unsettled_of(report=told.report)
    one, two = told.paragraph("P1").pk, told.paragraph("P2").pk
    assert (unsettled.on(one), unsettled.on(two), unsettled.on(0)) == (1, 2, 0)


def test_what_is_open_is_one_line_of_what_is_to_settle_and_blocks_nothing(told: Told) -> None:
    def line() -> list[tuple[str, bool]]:
        unsettled = unsettled_of(report=told.report)
        found = unsettled_problems(report=told.report, unsettled=unsettled, url="/there/")
        assert all(one.address == "/there/" for one in found)
        return [(one.text, one.blocks) for one in found]

    assert line() == []
    remark_of(told)
    assert line() == [("1 remark is open.", False)]
    suggestion_of(told)
    assert line() == [("1 remark and 1 suggestion are open.", False)]
    remark_of(told)
    assert line() == [("2 remarks and 1 suggestion are open.", False)]
    told.report.state = "agreement"
    assert line() == []


def test_an_open_remark_keeps_no_report_from_quality_assurance() -> None:
    told = report_at("drafting")
    remark_of(told)
    suggestion_of(told, "P2")
    with acting_as(told.lead):
        send_to_quality_assurance(report=told.report, by=told.lead, at=timezone.now())
    assert told.now().state == "quality_assurance"


def test_no_word_of_it_is_in_what_is_frozen_printed_or_searched(told: Told) -> None:
    before = make_snapshot(report=told.report, at=timezone.now())
    remark = remark_of(told, text="SECRET 999 000 0018")
    entry_on(remark, REPLY, "SECRET too")
    suggestion_of(told, text="SECRET wording", why="SECRET reason")
    after = make_snapshot(report=told.report, at=timezone.now())
    assert after == before
    assert "SECRET" not in str(after)
    rows = told.report.paragraphs.standing().in_order().with_evidence_count()
    problems = problems_now(report=told.report, paragraphs=rows, at=timezone.now())
    assert "SECRET" not in str(problems)


# --- what the database refuses ------------------------------------------------------------------


@pytest.mark.parametrize(
    "changes", [{"kind": "praise"}, {"kind": "reply", "text": ""}, {"kind": "reopen", "text": ""}]
)
def test_the_database_refuses_an_entry_that_says_nothing(
    told: Told, changes: dict[str, str]
) -> None:
    remark = remark_of(told)
    usual = {"number": 1, "text": "Yes.", "by": told.lead, "at": timezone.now()}
    with pytest.raises(IntegrityError), transaction.atomic():
        RemarkEntry.objects.create(
            remark=remark, inspectorate=remark.inspectorate, **{**usual, **changes}
        )
    assert not remark.entries.exists()


def test_a_remark_is_told_by_what_it_says_and_where() -> None:
    content = RemarkContent("Why?", 3)
    assert content.as_data() == {"text": "Why?", "version": 3}
