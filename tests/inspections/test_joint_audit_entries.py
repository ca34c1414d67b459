"""What local leaders enter together, and return as a whole: saved once, frozen, under a hash."""

from collections.abc import Callable
from contextlib import AbstractContextManager
from datetime import timedelta
from typing import Any
from uuid import uuid4

import pytest
from django.db import DatabaseError, connection, transaction
from django.utils import timezone

from inspections.actions import enter_evaluation, return_audit, withdraw_audit
from inspections.models import AuditReturn, AuditRevision, InspectionAccess, JointAudit
from inspections.permissions import may_enter, may_return
from inspections.states import AuditState
from inspections.values import (
    AgencyPart,
    AuditEvaluation,
    AuditHeading,
    AuditSaid,
    count_agreements,
    evidence_skeleton,
)
from inspections.values.typed import ENTRY_DRAFT
from organisations.models import Office, User
from organisations.values import OfficeKind
from records.actions import discard_typed, keep_typed, typed_before
from records.actor import acting_as
from records.errors import ActionRefused, AlreadySent, Conflict, NotVisible, PermissionRefused
from records.models import Draft
from records.values import HeardOfDraft, content_hash
from tests.factories.joint_audit import (
    Asked,
    asked_audit,
    enter,
    evaluation_of,
    last_return_of,
    returned_audit,
)
from tests.factories.organisations import UserFactory

pytestmark = pytest.mark.django_db
AsOwner = Callable[[], AbstractContextManager[None]]


def save(asked: Asked, by: User, evaluation: AuditEvaluation, **changes: Any) -> Any:
    """Save an evaluation of the first case over what is saved now."""
    case = asked.case()
    usual: dict[str, Any] = {"key": uuid4(), "version": case.version, "at": timezone.now()}
    return enter_evaluation(audit_case=case, evaluation=evaluation, by=by, **{**usual, **changes})


def said(text: str) -> AuditEvaluation:
    """An evaluation that says one thing."""
    return AuditEvaluation({"quality": AuditSaid(text, "sound")})


# --- the values ---------------------------------------------------------------------------------


def test_an_evaluation_lacks_each_text_each_judgement_and_who_took_part() -> None:
    assert AuditEvaluation().missing() == [
        "the text on quality of practice",
        "the judgement on quality of practice",
        "the text on impact and effectiveness for the child",
        "the judgement on impact and effectiveness for the child",
        "the text on management oversight",
        "the judgement on management oversight",
        "which agencies took part",
    ]


@pytest.mark.parametrize("heading", [one.value for one in AuditHeading])
@pytest.mark.parametrize("part", ["text", "word"])
def test_an_evaluation_lacks_what_is_left_out(heading: str, part: str) -> None:
    whole = {one.value: AuditSaid("Text.", "sound") for one in AuditHeading}
    whole[heading] = AuditSaid("", "sound") if part == "text" else AuditSaid("Text.", "")
    agencies = (AgencyPart("la", "The council", True),)
    (lack,) = AuditEvaluation(whole, agencies).missing()
    assert lack.startswith("the text on" if part == "text" else "the judgement on")


@pytest.mark.parametrize(
    ("evaluation", "is_empty"),
    [
        (AuditEvaluation(), True),
        (AuditEvaluation({"quality": AuditSaid()}, (AgencyPart("la", "Council"),)), True),
        (AuditEvaluation({"quality": AuditSaid("Text.")}), False),
        (AuditEvaluation({"impact": AuditSaid(word="weak")}), False),
        (AuditEvaluation({"impact": AuditSaid(agrees="agree")}), False),
        (AuditEvaluation({"impact": AuditSaid(why="Because.")}), False),
        (AuditEvaluation(agencies=(AgencyPart("la", "Council", True),)), False),
        (AuditEvaluation(agencies=(AgencyPart("la", "Council", False, "Train."),)), False),
    ],
)
def test_when_an_evaluation_says_nothing(evaluation: AuditEvaluation, is_empty: bool) -> None:
    assert evaluation.is_empty is is_empty


def test_what_was_kept_is_read_as_it_was_said() -> None:
    parts = (AgencyPart("la", "The council", True, "Train its staff."),)
    whole = AuditEvaluation({"quality": AuditSaid("Text.", "weak")}, parts)
    again = AuditEvaluation.from_data(whole.as_joint())
    assert again.of("quality") == AuditSaid("Text.", "weak")
    assert again.of("quality").word_label == "Weak"
    assert again.of("oversight") == AuditSaid()
    assert again.agencies == parts
    own = AuditEvaluation({"impact": AuditSaid("Text.", "", "partly", "Why.")})
    assert AuditEvaluation.from_data(own.as_own()).of("impact").agrees_label == "We agree partly"


def test_how_often_inspectors_agree_is_counted_under_each_heading() -> None:
    counts = count_agreements(
        AuditEvaluation({"quality": AuditSaid(agrees=word)})
        for word in ("agree", "agree", "differ")
    )
    assert counts["quality"] == {"agree": 2, "partly": 0, "differ": 1}
    assert counts["impact"] == {"agree": 0, "partly": 0, "differ": 0}


def test_the_note_on_the_audit_itself_begins_with_the_counts_and_asks_three_questions() -> None:
    text = evidence_skeleton(["Quality of practice: we agree 2."])
    assert "Quality of practice: we agree 2." in text
    assert [word in text for word in ("Candour.", "Accuracy.", "Learning.")] == [True] * 3


# --- who may ------------------------------------------------------------------------------------

CHAIR, MANAGER, LEADER = OfficeKind.CHAIR, OfficeKind.BUSINESS_MANAGER, OfficeKind.AGENCY_LEADER


@pytest.mark.parametrize(
    ("mine", "inside", "may"),
    [
        ([CHAIR], [CHAIR, LEADER], True),
        ([MANAGER], [CHAIR, MANAGER, LEADER], True),
        ([LEADER], [CHAIR, LEADER], False),
        ([LEADER], [MANAGER, LEADER], False),
        ([LEADER], [LEADER], True),
        ([LEADER, CHAIR], [CHAIR, LEADER], True),
    ],
)
def test_the_chair_or_the_business_manager_returns_it_or_any_leader_without_them(
    mine: list[str], inside: list[str], may: bool
) -> None:
    assert may_return(mine, inside).allowed is may


@pytest.mark.parametrize("state", [state.value for state in AuditState])
def test_entries_are_taken_only_while_it_is_asked(state: str) -> None:
    assert may_enter(JointAudit(state=state)).allowed is (state == "asked")


# --- saving -------------------------------------------------------------------------------------


def test_an_evaluation_is_saved_and_the_next_leader_goes_on_with_it() -> None:
    asked = asked_audit()
    enter(asked, asked.leader, quality="Seen late.")
    enter(asked, asked.chair, quality="Seen late, and then well.")
    rows = AuditRevision.objects.filter(audit_case=asked.case())
    assert [(row.version, row.person, row.evaluation.of("quality").text) for row in rows] == [
        (1, asked.leader, "Seen late."),
        (2, asked.chair, "Seen late, and then well."),
    ]
    assert asked.case().version == 2


def test_the_same_form_twice_is_one_version_and_with_other_content_is_refused() -> None:
    asked, key = asked_audit(), uuid4()
    first = save(asked, asked.leader, said("One."), key=key, version=0)
    again = save(asked, asked.leader, said("One."), key=key, version=0)
    assert (first.version, again.version) == (1, 1)
    with pytest.raises(AlreadySent):
        save(asked, asked.leader, said("Two."), key=key, version=0)
    with pytest.raises(AlreadySent):
        save(asked, asked.chair, said("One."), key=key, version=0)
    assert AuditRevision.objects.count() == 1


def test_two_leaders_who_save_over_the_same_version_meet() -> None:
    asked = asked_audit()
    save(asked, asked.leader, said("One."), version=0)
    with pytest.raises(Conflict) as refused:
        save(asked, asked.chair, said("Two."), version=0)
    assert refused.value.theirs.version == 1
    assert AuditRevision.objects.count() == 1


def test_nothing_said_is_nothing_saved() -> None:
    asked = asked_audit()
    with pytest.raises(ActionRefused, match="under one of the headings"):
        save(asked, asked.leader, AuditEvaluation())
    assert asked.case().version == 0


@pytest.mark.parametrize("who", ["stranger", "inspector", "lead", "leader elsewhere", "left"])
def test_whoever_is_not_let_in_writes_nothing_and_learns_nothing(who: str) -> None:
    asked = asked_audit()
    people: dict[str, Callable[[], User]] = {
        "stranger": UserFactory,
        "inspector": lambda: asked.joint.inspectors["ofsted"],
        "lead": lambda: asked.joint.overall_lead,
        "leader elsewhere": lambda: asked_audit().leader,
        "left": lambda: left_office(asked),
    }
    with pytest.raises(NotVisible):
        save(asked, people[who](), said("Mine."))
    assert not AuditRevision.objects.exists()


def left_office(asked: Asked) -> User:
    """The leader, whose office ended yesterday."""
    yesterday = timezone.localdate() - timedelta(days=1)
    Office.objects.filter(person=asked.leader).update(ends_on=yesterday)
    return asked.leader


def test_once_it_is_withdrawn_nothing_is_saved() -> None:
    asked = asked_audit()
    lead = asked.joint.overall_lead
    withdraw_audit(audit=asked.audit, why="Why.", by=lead, at=timezone.now())
    with pytest.raises(NotVisible):
        save(asked, asked.leader, said("Mine."))


@pytest.mark.parametrize("table", ["auditrevision", "auditreturn", "auditevent"])
def test_what_was_entered_and_returned_never_changes(table: str, as_owner: AsOwner) -> None:
    returned_audit()
    with as_owner(), connection.cursor() as cursor:
        for words in ("UPDATE {} SET id = id + 99", "DELETE FROM {}"):
            with pytest.raises(DatabaseError, match="never change"), transaction.atomic():
                cursor.execute(words.format(f"inspections_{table}"))


# --- what is typed and not saved ----------------------------------------------------------------


def type_in(asked: Asked, by: User, text: str, *, version: int = 0, key: Any = None) -> int:
    with acting_as(by):
        return keep_typed(
            kind=ENTRY_DRAFT,
            about=f"{asked.reference} T1",
            key=key or uuid4(),
            base_version=0,
            version=version,
            content={"quality": text, "base": "0"},
            by=by,
            at=timezone.now(),
        )


def typed(asked: Asked, by: User) -> Draft | None:
    """What this leader typed and did not send, as the database shows it to them."""
    with acting_as(by):
        return typed_before(kind=ENTRY_DRAFT, about=f"{asked.reference} T1", by=by)


def throw_away(key: Any, by: User) -> None:
    with acting_as(by):
        discard_typed(key=key, by=by)


def test_what_is_typed_is_kept_for_its_writer_alone() -> None:
    asked, key = asked_audit(), uuid4()
    assert type_in(asked, asked.leader, "Half", key=key) == 1
    assert type_in(asked, asked.leader, "Half a", key=key, version=1) == 2
    mine = typed(asked, asked.leader)
    assert mine is not None
    assert mine.content["quality"] == "Half a"
    assert typed(asked, asked.chair) is None
    throw_away(key, asked.chair)
    assert typed(asked, asked.leader) is not None
    throw_away(key, asked.leader)
    assert typed(asked, asked.leader) is None


def test_the_same_save_twice_is_no_conflict_and_another_one_is() -> None:
    asked, key = asked_audit(), uuid4()
    type_in(asked, asked.leader, "Half", key=key)
    assert type_in(asked, asked.leader, "Half", key=key) == 1
    with pytest.raises(Conflict) as refused:
        type_in(asked, asked.leader, "Other", key=key)
    assert refused.value.theirs.content["quality"] == "Half"


def test_what_is_far_too_long_is_not_kept_and_says_so() -> None:
    asked = asked_audit()
    with pytest.raises(ActionRefused, match="too long"):
        type_in(asked, asked.leader, "x" * 2_000_001)
    assert not Draft.objects.exists()


def test_sending_the_form_settles_what_was_typed() -> None:
    asked, key = asked_audit(), uuid4()
    version = type_in(asked, asked.leader, "Half", key=key)
    with acting_as(asked.leader):
        save(asked, asked.leader, said("Whole."), key=key, heard=HeardOfDraft(version))
    assert typed(asked, asked.leader) is None


# --- the return ---------------------------------------------------------------------------------


def give_back(asked: Asked, by: User | None = None, **changes: Any) -> AuditReturn:
    usual: dict[str, Any] = {"key": uuid4(), "at": timezone.now()}
    return return_audit(audit=asked.audit, by=by or asked.chair, **{**usual, **changes})


def test_it_is_returned_as_a_whole_frozen_under_the_hash_of_its_content() -> None:
    asked = asked_audit(cases=2)
    for number in (0, 1):
        enter(asked, asked.leader, number=number)
    returned = give_back(asked)
    asked.audit.refresh_from_db()
    assert asked.audit.state == AuditState.RETURNED
    assert returned.content_hash == content_hash(returned.content)
    assert [one["case"] for one in returned.content["cases"]] == [
        case.reference for case in asked.cases
    ]
    assert not returned.is_late
    found = returned.evaluation_of(asked.cases[1].reference)
    assert found is not None
    assert found.as_joint() == evaluation_of(asked.joint).as_joint()
    assert returned.evaluation_of("T99") is None


def test_what_was_returned_does_not_change_when_something_is_entered_later() -> None:
    asked = returned_audit()
    before = last_return_of(asked)
    with pytest.raises(ActionRefused, match=f"returned by {asked.chair}"):
        enter(asked, asked.leader, quality="Better words.")
    after = last_return_of(asked)
    assert (after.pk, after.content) == (before.pk, before.content)


def test_after_the_return_the_doors_are_closed_and_the_receipt_stays() -> None:
    asked = returned_audit()
    now = timezone.now()
    assert not InspectionAccess.objects.open_at(now).filter(person=asked.leader).exists()
    assert JointAudit.objects.let_in(asked.leader, now).exists()
    assert not JointAudit.objects.waiting_for(asked.leader, now).exists()
    left_office(asked)
    assert not JointAudit.objects.let_in(asked.leader, now).exists()


def test_a_return_that_lacks_something_says_which_case_lacks_what() -> None:
    asked = asked_audit(cases=2)
    enter(asked, asked.leader)
    with pytest.raises(ActionRefused) as refused:
        give_back(asked)
    assert f"{asked.cases[1].reference} lacks the text on quality of practice" in str(refused.value)
    assert f"{asked.cases[0].reference} lacks" not in str(refused.value)
    assert not AuditReturn.objects.exists()


def test_a_leader_does_not_return_it_while_the_chair_is_let_in() -> None:
    asked = asked_audit()
    enter(asked, asked.leader)
    with pytest.raises(PermissionRefused, match="chair or business manager returns"):
        give_back(asked, asked.leader)


def test_a_leader_returns_it_where_neither_chair_nor_manager_has_an_account() -> None:
    asked = asked_audit()
    enter(asked, asked.leader)
    InspectionAccess.objects.filter(person=asked.chair).update(closes_at=timezone.now())
    assert give_back(asked, asked.leader).person == asked.leader


def test_the_same_form_returns_it_once_and_another_is_told_who_was_first() -> None:
    asked, key = asked_audit(), uuid4()
    enter(asked, asked.leader)
    first = give_back(asked, key=key)
    assert give_back(asked, key=key) == first
    with pytest.raises(ActionRefused, match=f"{asked.chair} returned the audit at"):
        give_back(asked)
    assert AuditReturn.objects.count() == 1


def test_a_case_that_is_left_out_is_not_returned() -> None:
    asked = asked_audit(cases=2)
    enter(asked, asked.leader)
    asked.audit.cases.filter(case=asked.cases[1]).update(is_left_out=True)
    assert [one["case"] for one in give_back(asked).content["cases"]] == [asked.cases[0].reference]


@pytest.mark.parametrize(("days", "is_late"), [(0, False), (1, True), (-1, False)])
def test_it_is_late_from_the_day_after_the_one_that_was_set(days: int, is_late: bool) -> None:
    asked = asked_audit()
    enter(asked, asked.leader)
    JointAudit.objects.update(due_on=timezone.localdate() - timedelta(days=days))
    asked.audit.refresh_from_db()
    assert give_back(asked).is_late is is_late
