"""Notes that somebody began and has not sent."""

from collections.abc import Mapping
from datetime import UTC, datetime, timedelta
from typing import Any
from uuid import UUID, uuid4

import pytest
from django.urls import reverse
from django.utils import timezone

from desk.unfinished import MOST, unfinished_notes
from inspections.actions import end_assignment
from inspections.actions.drafts import EVIDENCE_DRAFT
from inspections.models import Assignment
from inspections.values.typed import CONVERSATION_DRAFT, EVENT_DRAFT, PRACTICE_DRAFT
from organisations.models import User
from pages.shown import Task
from records.actions import once, save_draft
from records.actor import acting_as
from records.errors import AlreadySent
from records.values import HeardOfDraft
from tests.factories.inspections import JointInspection, evidence_by, joint_inspection
from tests.factories.organisations import UserFactory

pytestmark = pytest.mark.django_db
NOW = datetime(2026, 7, 3, 8, 5, tzinfo=UTC)


@pytest.fixture
def joint() -> JointInspection:
    return joint_inspection()


def begin(
    person: User,
    about: str,
    *,
    text: str = "The chair asked",
    at: datetime = NOW,
    kind: str = EVIDENCE_DRAFT,
    content: Mapping[str, Any] | None = None,
) -> UUID:
    """Somebody types; the key of the form."""
    key = uuid4()
    with acting_as(person):
        save_draft(
            by=person,
            receipt=key,
            kind=kind,
            about=about,
            base_version=0,
            version=0,
            content={"text": text} if content is None else content,
            at=at,
        )
    return key


def notes(person: User) -> list[Task]:
    with acting_as(person):
        return unfinished_notes(person)


def new(joint: JointInspection) -> str:
    """What a draft of a new item is about."""
    return f"{joint.reference}/{joint.strand.code}"


def test_a_new_note_leads_back_to_its_form(joint: JointInspection) -> None:
    inspector = joint.inspectors["cqc"]
    key = begin(inspector, new(joint))
    (note,) = notes(inspector)
    page = reverse("inspections:record_evidence", args=[joint.reference])
    assert note == Task(
        "The chair asked",
        "Not sent",
        url=f"{page}?draft={key}",
        hint="Saved Friday 3 July, 09:05",
        colour="orange",
    )


def test_a_change_leads_back_to_the_item(joint: JointInspection) -> None:
    inspector = joint.inspectors["cqc"]
    item = evidence_by(joint, inspector)
    begin(inspector, item.reference, text="The chair asked twice")
    (note,) = notes(inspector)
    args = [joint.reference, item.reference]
    assert note.url == reverse("inspections:change_evidence", args=args)
    assert note.title == "The chair asked twice"


def test_a_change_of_somebody_elses_item_leads_nowhere_and_is_left_out(
    joint: JointInspection,
) -> None:
    item = evidence_by(joint, joint.inspectors["cqc"])
    begin(joint.inspectors["hmic"], item.reference)
    assert notes(joint.inspectors["hmic"]) == []


def test_a_change_of_an_item_that_is_not_there_is_left_out(joint: JointInspection) -> None:
    begin(joint.inspectors["cqc"], "E-0000-0000")
    assert notes(joint.inspectors["cqc"]) == []


@pytest.mark.parametrize("is_new", [True, False])
def test_a_note_of_an_inspection_that_one_has_left_is_left_out(
    joint: JointInspection, is_new: bool
) -> None:
    inspector, now = joint.inspectors["cqc"], timezone.now()
    begin(inspector, new(joint) if is_new else evidence_by(joint, inspector).reference)
    member = Assignment.objects.get(inspection=joint.inspection, person=inspector)
    yesterday = timezone.localdate(now) - timedelta(days=1)
    end_assignment(assignment=member, last_day=yesterday, by=joint.leads["cqc"], at=now)
    assert notes(inspector) == []


def test_a_note_that_was_sent_is_gone(joint: JointInspection) -> None:
    inspector = joint.inspectors["cqc"]
    key, other = begin(inspector, new(joint)), begin(inspector, new(joint), text="Another")
    with acting_as(inspector):
        heard = HeardOfDraft(1)
        once(key=key, by=inspector, act="record", content={}, at=NOW, do=lambda: "E-1", heard=heard)
    assert [note.url.split("=")[-1] for note in notes(inspector)] == [str(other)]


def test_a_note_is_not_kept_once_its_form_was_sent(joint: JointInspection) -> None:
    inspector, key = joint.inspectors["cqc"], uuid4()
    evidence_by(joint, inspector, key=key)
    with acting_as(inspector), pytest.raises(AlreadySent, match="sent before"):
        save_draft(
            by=inspector,
            receipt=key,
            kind=EVIDENCE_DRAFT,
            about=new(joint),
            base_version=0,
            version=0,
            content={"text": "too late"},
            at=NOW,
        )
    assert notes(inspector) == []


def test_nobody_sees_what_another_types(joint: JointInspection) -> None:
    begin(joint.inspectors["cqc"], new(joint))
    assert notes(joint.inspectors["ofsted"]) == []
    assert notes(UserFactory()) == []


def test_what_is_typed_elsewhere_is_no_note(joint: JointInspection) -> None:
    begin(joint.inspectors["cqc"], new(joint), kind="paragraph")
    assert notes(joint.inspectors["cqc"]) == []


@pytest.mark.parametrize(
    ("content", "title"),
    [
        ({"text": "One line"}, "One line"),
        ({"text": "  First line\nsecond line"}, "First line"),
        ({"text": "x" * 80}, "x" * 80),
        ({"text": "x" * 81}, "x" * 80 + "…"),
        ({"text": ""}, "A note without words yet"),
        ({"text": " \n "}, "A note without words yet"),
        ({}, "A note without words yet"),
        ({"source": "meeting"}, "A note without words yet"),
    ],
)
def test_a_note_is_called_by_its_first_line(
    joint: JointInspection, content: dict[str, str], title: str
) -> None:
    begin(joint.inspectors["cqc"], new(joint), content=content)
    assert [note.title for note in notes(joint.inspectors["cqc"])] == [title]


def test_the_newest_come_first_and_no_more_than_fit(joint: JointInspection) -> None:
    inspector = joint.inspectors["cqc"]
    for number in range(MOST + 2):
        begin(inspector, new(joint), text=f"Note {number}", at=NOW + timedelta(minutes=number))
    assert [note.title for note in notes(inspector)] == [
        f"Note {number}" for number in range(MOST + 1, 1, -1)
    ]


@pytest.mark.parametrize("number", [1, 3])
def test_three_queries_whatever_the_number(
    joint: JointInspection, number: int, assert_queries: Any
) -> None:
    inspector = joint.inspectors["cqc"]
    for _ in range(number):
        begin(inspector, evidence_by(joint, inspector).reference)
        begin(inspector, new(joint))
    with acting_as(inspector), assert_queries(3):
        assert len(unfinished_notes(inspector)) == 2 * number


@pytest.mark.parametrize(("is_new", "asked"), [(True, 2), (False, 2), (None, 1)])
def test_nothing_is_asked_about_what_was_not_begun(
    joint: JointInspection, is_new: bool | None, asked: int, assert_queries: Any
) -> None:
    inspector = joint.inspectors["cqc"]
    if is_new is not None:
        begin(inspector, new(joint) if is_new else evidence_by(joint, inspector).reference)
    with acting_as(inspector), assert_queries(asked):
        assert len(unfinished_notes(inspector)) == asked - 1


@pytest.mark.parametrize(
    ("kind", "content", "title"),
    [
        (EVENT_DRAFT, {"text": "The school told"}, "The school told"),
        (EVENT_DRAFT, {"kind": "referral"}, "An event without words yet"),
        (PRACTICE_DRAFT, {"reasons": "The plan"}, "The plan"),
        (PRACTICE_DRAFT, {}, "An evaluation of practice without words yet"),
        (CONVERSATION_DRAFT, {"present": "", "words_2": "", "words_1": "She said"}, "She said"),
        (CONVERSATION_DRAFT, {"present": "Alone", "words_1": "She said"}, "Alone"),
        (CONVERSATION_DRAFT, {"words_1": " "}, "A conversation without words yet"),
    ],
)
def test_what_is_typed_into_a_record_leads_back_to_its_page(
    joint: JointInspection, kind: str, content: dict[str, str], title: str
) -> None:
    page = reverse("inspections:conversations", args=[joint.reference])
    begin(joint.inspectors["cqc"], page, kind=kind, content=content)
    (note,) = notes(joint.inspectors["cqc"])
    assert (note.title, note.url) == (title, page)
    begin(joint.inspectors["cqc"], page.replace(joint.reference, "OF-0000-0000"), kind=kind)
    assert len(notes(joint.inspectors["cqc"])) == 1
