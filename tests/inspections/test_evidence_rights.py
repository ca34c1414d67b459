"""Who withdraws and shares evidence anew, has files scanned, and does what with intelligence."""

from datetime import UTC, datetime
from types import SimpleNamespace
from typing import Any

import pytest

from inspections.models import (
    Assignment,
    Evidence,
    EvidenceAudience,
    Inspection,
    Intelligence,
    Strand,
)
from inspections.permissions import (
    may_change_evidence,
    may_record_evidence,
    may_share_anew,
    may_share_evidence,
    may_withdraw_evidence,
)
from inspections.permissions.attachments import may_scan
from inspections.permissions.intelligence import (
    may_name_reader,
    may_read_received,
    may_receive_intelligence,
    may_say_outcome,
    may_send_intelligence,
    may_withdraw_intelligence,
)
from inspections.states import TAKES_EVIDENCE, InspectionState
from organisations.models import Inspectorate, Membership, User
from records.permissions import Allowed, Answer, Refused
from tests.inspections.kept_rows import fetched

AT = datetime(2026, 11, 23, 9, 30, tzinfo=UTC)
OFSTED = Inspectorate(pk=1, code="ofsted", name="Ofsted", short_name="Ofsted")
CQC = Inspectorate(pk=2, code="cqc", name="CQC", short_name="CQC")
AUTHOR, OTHER = User(pk=10, email="author@example.org"), User(pk=11, email="other@example.org")
ROLES = ("overall_lead", "lead", "inspector", "quality_assurer", None)
NOT_ON_TEAM = "You are not on the team of this inspection."


class Rows(list[Any]):
    """Rows as a prefetch leaves them."""

    def all(self) -> list[Any]:
        return self


def place(role: str | None, body: Inspectorate = CQC, person: User = AUTHOR) -> Assignment | None:
    return Assignment(person=person, inspectorate=body, role=role) if role else None


def inspection(state: str = "fieldwork") -> Inspection:
    return Inspection(reference="OF-2026-0001", state=state)


def item(*, is_withdrawn: bool = False, taking_part: tuple[Inspectorate, ...] = (CQC,)) -> Evidence:
    strand = fetched(
        Strand(pk=5, kind="joint"),
        participations=Rows(SimpleNamespace(inspectorate_id=one.pk) for one in taking_part),
    )
    at = AT if is_withdrawn else None
    return Evidence(owner=CQC, author=AUTHOR, strand=strand, withdrawn_at=at)


def allowed(answers: dict[Any, Answer]) -> set[Any]:
    """The cases that are allowed; each of the others says why not."""
    for case, answer in answers.items():
        assert answer.allowed or answer.reason.endswith("."), case
    return {case for case, answer in answers.items() if answer.allowed}


# --- evidence -----------------------------------------------------------------------------------


def test_who_withdraws_an_item() -> None:
    answers = {
        (role, body.code, person): may_withdraw_evidence(
            place(role, body), inspection(), item(), person
        )
        for role in ROLES
        for body in (CQC, OFSTED)
        for person in (AUTHOR, OTHER)
    }
    of_author = {(role, "cqc", AUTHOR) for role in ROLES if role}
    of_leads = {(role, "cqc", OTHER) for role in ("overall_lead", "lead")}
    assert allowed(answers) == of_author | of_leads


def test_an_item_is_withdrawn_while_evidence_is_taken() -> None:
    answers = {
        state: may_withdraw_evidence(place("inspector"), inspection(state), item(), AUTHOR)
        for state in InspectionState
    }
    assert allowed(answers) == TAKES_EVIDENCE


@pytest.mark.parametrize(
    ("answer", "reason"),
    [
        (may_withdraw_evidence(None, inspection(), item(), AUTHOR), NOT_ON_TEAM),
        (
            may_withdraw_evidence(place("inspector"), inspection(), item(), OTHER),
            "It is withdrawn by its author or by the lead of its inspectorate.",
        ),
        (
            may_withdraw_evidence(place("lead", OFSTED), inspection(), item(), OTHER),
            "It is withdrawn by its author or by the lead of its inspectorate.",
        ),
        (
            may_withdraw_evidence(place("lead"), inspection("closed"), item(), AUTHOR),
            "This inspection is closed: its evidence stays as it is.",
        ),
        (
            may_withdraw_evidence(place("lead"), inspection(), item(is_withdrawn=True), AUTHOR),
            "It was withdrawn already.",
        ),
    ],
)
def test_whoever_cannot_withdraw_an_item_reads_why(answer: Answer, reason: str) -> None:
    assert answer == Refused(reason)


@pytest.mark.parametrize(
    ("ask", "reason"),
    [
        (may_share_anew, "It was withdrawn. Share what holds now."),
        (may_share_evidence, ""),
    ],
)
def test_a_withdrawn_item_is_shared_no_more_and_its_shares_are_still_withdrawn(
    ask: Any, reason: str
) -> None:
    """Withdrawing a share asks the same as sharing; only a new share needs an item that stands."""
    answer = ask(place("inspector"), item(is_withdrawn=True), AUTHOR)
    assert answer == (Refused(reason) if reason else Allowed())
    assert ask(place("inspector"), item(), AUTHOR) == Allowed()


@pytest.mark.parametrize(
    ("assignment", "person", "reason"),
    [
        (None, AUTHOR, NOT_ON_TEAM),
        (
            place("lead", OFSTED),
            AUTHOR,
            "Only the inspectorate that owns the evidence shares it.",
        ),
        (
            place("inspector"),
            OTHER,
            "It is shared by its author or by the inspectorate’s lead.",
        ),
    ],
)
@pytest.mark.parametrize("is_withdrawn", [True, False])
def test_whoever_cannot_share_reads_that_before_anything_else(
    assignment: Assignment | None, person: User, reason: str, is_withdrawn: bool
) -> None:
    answer = may_share_anew(assignment, item(is_withdrawn=is_withdrawn), person)
    assert answer == Refused(reason)


@pytest.mark.parametrize(
    ("answer", "reason"),
    [
        (
            may_change_evidence(place("lead"), inspection(), item(), OTHER),
            "Only the person who recorded it can change it.",
        ),
        (
            may_change_evidence(place("lead"), inspection(), item(is_withdrawn=True), AUTHOR),
            "It was withdrawn. Record what holds now as a new item.",
        ),
        (may_change_evidence(None, inspection(), item(), AUTHOR), NOT_ON_TEAM),
        (
            may_change_evidence(place("lead"), inspection(), item(taking_part=()), AUTHOR),
            "Your inspectorate takes no part in this strand.",
        ),
        (
            may_change_evidence(place("quality_assurer"), inspection(), item(), AUTHOR),
            "The quality assurer reads; the inspectors record.",
        ),
        (
            may_record_evidence(place("lead"), inspection("planned"), takes_part=True),
            "This inspection is planned. Evidence is recorded from the notice until it is closed.",
        ),
    ],
)
def test_whoever_cannot_record_or_change_reads_why(answer: Answer, reason: str) -> None:
    assert answer == Refused(reason)


@pytest.mark.parametrize(("body", "is_allowed"), [(CQC, True), (OFSTED, False)])
def test_the_owner_has_its_files_scanned(body: Inspectorate, is_allowed: bool) -> None:
    answer = may_scan(EvidenceAudience(evidence=item(), inspectorate=body))
    assert answer.allowed is is_allowed
    assert bool(answer.reason) is not is_allowed


# --- intelligence, for its senders --------------------------------------------------------------


def told(**changes: Any) -> Intelligence:
    """Sent by the author, of CQC, to Ofsted."""
    return Intelligence(owner=CQC, author=AUTHOR, receiver=OFSTED, **changes)


def member(role: str, body: Inspectorate = OFSTED) -> Membership:
    return Membership(inspectorate=body, role=role)


def test_who_sends_intelligence() -> None:
    answers = {role: may_send_intelligence(place(role)) for role in ROLES}
    assert allowed(answers) == {"overall_lead", "lead", "inspector"}
    assert answers[None].reason == NOT_ON_TEAM
    assert "The quality assurer reads" in answers["quality_assurer"].reason


def test_who_withdraws_intelligence() -> None:
    answers = {
        (role, body.code, person): may_withdraw_intelligence(place(role, body, person), told())
        for role in ROLES
        for body in (CQC, OFSTED)
        for person in (AUTHOR, OTHER)
    }
    of_sender = {(role, "cqc", AUTHOR) for role in ROLES if role}
    of_leads = {(role, "cqc", OTHER) for role in ("overall_lead", "lead")}
    assert allowed(answers) == of_sender | of_leads


@pytest.mark.parametrize(
    ("assignment", "piece", "reason"),
    [
        (None, told(), NOT_ON_TEAM),
        (
            place("inspector", person=OTHER),
            told(),
            "Only its sender or the lead of the sender’s inspectorate withdraws it.",
        ),
        (
            place("inspector"),
            told(received_at=AT),
            "Its receipt was confirmed, so it can no longer be withdrawn. Send what has changed.",
        ),
        (place("inspector"), told(withdrawn_at=AT), "It was withdrawn already."),
        (place("lead"), told(withdrawn_at=AT, received_at=AT), "It was withdrawn already."),
    ],
)
def test_whoever_cannot_withdraw_intelligence_reads_why(
    assignment: Assignment | None, piece: Intelligence, reason: str
) -> None:
    assert may_withdraw_intelligence(assignment, piece) == Refused(reason)


# --- intelligence, for those who received it ----------------------------------------------------

MEMBERS: dict[Any, Membership | None] = {
    ("lead", "ofsted"): member("lead"),
    ("inspector", "ofsted"): member("inspector"),
    ("lead", "cqc"): member("lead", CQC),
    ("inspector", "cqc"): member("inspector", CQC),
    None: None,
}


def test_everybody_of_an_inspectorate_has_a_list_of_what_was_received() -> None:
    answers = {who: may_read_received(row) for who, row in MEMBERS.items()}
    assert allowed(answers) == MEMBERS.keys() - {None}


@pytest.mark.parametrize("ask", [may_receive_intelligence, may_name_reader])
def test_a_lead_of_the_receiver_confirms_its_receipt_and_names_readers(ask: Any) -> None:
    answers = {who: ask(row, told()) for who, row in MEMBERS.items()}
    assert allowed(answers) == {("lead", "ofsted")}
    assert answers["lead", "cqc"].reason == "It was sent to another inspectorate."
    alone = "Only a lead of the inspectorate that it was sent to does that."
    assert answers["inspector", "ofsted"].reason == answers[None].reason == alone


@pytest.mark.parametrize("ask", [may_receive_intelligence, may_name_reader, may_say_outcome])
def test_what_was_withdrawn_is_nobody_s_any_more(ask: Any) -> None:
    gone = told(withdrawn_at=AT)
    assert allowed({who: ask(row, gone) for who, row in MEMBERS.items()}) == set()
    assert ask(member("lead"), gone) == Refused("It was withdrawn by its sender.")


def test_a_receipt_is_confirmed_once_and_readers_are_named_after_that_too() -> None:
    piece = told(received_at=AT)
    confirmed = "Its receipt is confirmed already."
    assert may_receive_intelligence(member("lead"), piece) == Refused(confirmed)
    assert may_receive_intelligence(member("lead", CQC), piece).reason != confirmed
    assert may_name_reader(member("lead"), piece) == Allowed()


def test_what_it_led_to_is_said_by_the_receiver_once_its_receipt_is_confirmed() -> None:
    answers = {
        (who, is_received): may_say_outcome(row, told(received_at=AT if is_received else None))
        for who, row in MEMBERS.items()
        for is_received in (True, False)
    }
    assert allowed(answers) == {((role, "ofsted"), True) for role in ("lead", "inspector")}
    assert answers[("lead", "ofsted"), False].reason == "A lead confirms its receipt first."
    stranger = "What it led to is said by the inspectorate that received it."
    assert answers[("lead", "cqc"), True].reason == answers[None, True].reason == stranger
