"""Who may what: truth tables of the functions that the view, the button and the test ask."""

from types import SimpleNamespace
from typing import Any

import pytest

from inspections.models import Assignment, Evidence, Inspection, Strand
from inspections.permissions import (
    is_lead,
    is_on_team,
    is_overall_lead,
    may_add_case,
    may_change_evidence,
    may_end_assignment,
    may_move_inspection,
    may_name_lead,
    may_name_member,
    may_open_any,
    may_open_inspection,
    may_record_evidence,
    may_share_evidence,
)
from inspections.states import TAKES_EVIDENCE, InspectionState
from inspections.values import TeamRole
from organisations.models import Inspectorate, Membership, User

OFSTED = Inspectorate(pk=1, code="ofsted", name="Ofsted", short_name="Ofsted")
CQC = Inspectorate(pk=2, code="cqc", name="CQC", short_name="CQC")
AUTHOR, OTHER = User(pk=10, email="author@example.org"), User(pk=11, email="other@example.org")
ROLES = ("overall_lead", "lead", "inspector", "quality_assurer", None)


def place(role: str | None, inspectorate: Inspectorate = CQC) -> Assignment | None:
    """A place on the team, or None for nobody's."""
    return Assignment(inspectorate=inspectorate, role=role) if role else None


def inspection(state: str = "fieldwork") -> Inspection:
    return Inspection(reference="OF-2026-0001", state=state)


def strand(kind: str = "joint", taking_part: tuple[Inspectorate, ...] = (OFSTED, CQC)) -> Strand:
    row = Strand(pk=5, kind=kind)
    row._prefetched_objects_cache = {
        "participations": _All([SimpleNamespace(inspectorate_id=one.pk) for one in taking_part])
    }
    return row


class _All(list[Any]):
    """Rows as a prefetch leaves them."""

    def all(self) -> list[Any]:
        return self


def item(owner: Inspectorate = CQC) -> Evidence:
    return Evidence(owner=owner, author=AUTHOR, strand=strand())


def allowed(answers: dict[Any, Any]) -> set[Any]:
    """The cases that are allowed; each of the others says why not."""
    for case, answer in answers.items():
        assert answer.allowed or answer.reason.endswith((".", "?")), case
    return {case for case, answer in answers.items() if answer.allowed}


def test_who_is_on_the_team() -> None:
    assert allowed({role: is_on_team(place(role)) for role in ROLES}) == set(ROLES) - {None}


def test_who_is_a_lead() -> None:
    assert allowed({role: is_lead(place(role)) for role in ROLES}) == {"overall_lead", "lead"}


@pytest.mark.parametrize("ask", [is_overall_lead, may_name_lead, may_move_inspection])
def test_what_the_overall_lead_alone_does(ask: Any) -> None:
    assert allowed({role: ask(place(role)) for role in ROLES}) == {"overall_lead"}


def test_a_lead_of_the_leading_inspectorate_opens_inspections() -> None:
    members = {
        (body.code, role): Membership(inspectorate=body, role=role)
        for body in (OFSTED, CQC)
        for role in ("lead", "inspector")
    }
    answers = {case: may_open_inspection(row, "ofsted") for case, row in members.items()}
    assert allowed({**answers, None: may_open_inspection(None, "ofsted")}) == {("ofsted", "lead")}
    answers = {case: may_open_any(row) for case, row in members.items()}
    assert allowed({**answers, None: may_open_any(None)}) == {("ofsted", "lead"), ("cqc", "lead")}


def test_a_lead_names_inspectors_and_assurers_of_the_own_inspectorate() -> None:
    answers = {
        (role, body, named): may_name_member(place(role), inspectorate=body, role=named)
        for role in ROLES
        for body in ("cqc", "ofsted")
        for named in TeamRole
    }
    assert allowed(answers) == {
        (role, "cqc", named)
        for role in ("overall_lead", "lead")
        for named in ("inspector", "quality_assurer")
    }


def test_whose_work_is_ended_by_whom() -> None:
    answers = {
        (role, other, body.code): may_end_assignment(
            place(role), Assignment(inspectorate=body, role=other)
        )
        for role in ROLES
        for other in TeamRole
        for body in (CQC, OFSTED)
    }
    own = {
        (role, other, "cqc")
        for role in ("overall_lead", "lead")
        for other in ("inspector", "quality_assurer")
    }
    leads = {("overall_lead", "lead", code) for code in ("cqc", "ofsted")}
    assert allowed(answers) == own | leads


@pytest.mark.parametrize("takes_part", [True, False])
def test_who_records_evidence_at_which_stage(takes_part: bool) -> None:
    answers = {
        (role, state): may_record_evidence(place(role), inspection(state), takes_part=takes_part)
        for role in ROLES
        for state in InspectionState
    }
    expected = {
        (role, state)
        for role in ("overall_lead", "lead", "inspector")
        for state in TAKES_EVIDENCE
        if takes_part
    }
    assert allowed(answers) == expected


def test_who_adds_cases_at_which_stage() -> None:
    answers = {
        (role, state): may_add_case(place(role), inspection(state))
        for role in ROLES
        for state in InspectionState
    }
    assert allowed(answers) == {
        (role, state) for role in ("overall_lead", "lead", "inspector") for state in TAKES_EVIDENCE
    }


def test_only_the_author_changes_an_item() -> None:
    answers = {
        (role, person): may_change_evidence(place(role), inspection(), item(), person)
        for role in ROLES
        for person in (AUTHOR, OTHER)
    }
    assert allowed(answers) == {(role, AUTHOR) for role in ("overall_lead", "lead", "inspector")}


def test_an_author_changes_nothing_after_the_end() -> None:
    answers = {
        state: may_change_evidence(place("inspector"), inspection(state), item(), AUTHOR)
        for state in InspectionState
    }
    assert allowed(answers) == TAKES_EVIDENCE


def test_who_shares_an_item() -> None:
    answers = {
        (role, body.code, person): may_share_evidence(place(role, body), item(), person)
        for role in ROLES
        for body in (CQC, OFSTED)
        for person in (AUTHOR, OTHER)
    }
    of_author = {(role, "cqc", AUTHOR) for role in ROLES if role}
    of_leads = {(role, "cqc", OTHER) for role in ("overall_lead", "lead")}
    assert allowed(answers) == of_author | of_leads


def test_a_strand_knows_who_takes_part() -> None:
    assert strand(taking_part=(CQC,)).is_taken_part_in_by(CQC.pk)
    assert not strand(taking_part=(CQC,)).is_taken_part_in_by(OFSTED.pk)
