"""The work on cases, for tests: done as inspectors do it, through the actions.

case = worked_case(joint)        linked to another, with an inspector, records to read, a child
report(joint, step_of(case, "child"), "done", consent="by_child", present=("nobody",))
"""

from dataclasses import replace
from typing import Any
from uuid import UUID, uuid4

from django.db import transaction
from django.utils import timezone

from inspections.actions import (
    change_case,
    link_cases,
    plan_steps,
    put_on_case,
    report_step,
)
from inspections.models import Case, CaseLink, CaseMember, CaseStep, StepReport
from inspections.values import StepAsked, StepSaid
from organisations.models import Agency, User
from tests.factories.inspections import JointInspection, case_of


def agency_of(joint: JointInspection, kind: str = "police") -> Agency:
    """One of the three agencies of the inspection's area."""
    return next(agency for agency in joint.agencies if agency.kind == kind)


def adult_case(joint: JointInspection, **fields: Any) -> Case:
    """An adult offender's case, from the list of one of the agencies."""
    usual = {
        "subject": "adult_offender",
        "adults_part": "children_at_risk",
        "age_band": "18_or_over",
        "listed_by": agency_of(joint).pk,
    }
    return case_of(joint, **{**usual, **fields})


def change(
    joint: JointInspection,
    case: Case,
    *,
    by: User | None = None,
    version: int | None = None,
    key: UUID | None = None,
    why: str = "",
    **changes: Any,
) -> Case:
    """The case with other facts; `changes` are fields of `CaseFacts`."""
    case = Case.objects.for_page().select_related("inspection").get(pk=case.pk)
    return change_case(
        case=case,
        key=key or uuid4(),
        version=case.version if version is None else version,
        facts=replace(case.facts(), **changes),
        why=why,
        by=by or joint.inspectors["cqc"],
        at=timezone.now(),
    )


def put_on(joint: JointInspection, case: Case, code: str = "cqc") -> CaseMember:
    """The inspector of an inspectorate is put on the case."""
    person = joint.inspectors[code]
    return put_on_case(case=case, person=person.email, by=person, at=timezone.now())


def link(joint: JointInspection, case: Case, other: Case, kind: str = "siblings") -> CaseLink:
    """Two cases are linked."""
    by = joint.inspectors["ofsted"]
    return link_cases(case=case, other=other, kind=kind, by=by, at=timezone.now())


def plan(joint: JointInspection, case: Case, *keys: str) -> list[CaseStep]:
    """Steps by what a form sends: `child`, or `records:7` for an agency."""
    asked = [StepAsked.from_key(key) for key in keys]
    by = joint.inspectors["ofsted"]
    return plan_steps(case=case, asked=asked, by=by, at=timezone.now())


def step_of(case: Case, kind: str, agency: Agency | None = None) -> CaseStep:
    """A step of the case, with its reports."""
    rows = CaseStep.objects.of(case).filter(kind=kind)
    return (rows.filter(agency=agency) if agency else rows).select_related("case").get()


def report(
    joint: JointInspection,
    step: CaseStep,
    outcome: str = "done",
    *,
    code: str = "ofsted",
    base: int | None = None,
    key: UUID | None = None,
    **said: Any,
) -> StepReport:
    """What an inspector says became of a step; `said` are fields of `StepSaid`."""
    if outcome == "done":
        said.setdefault("on", timezone.localdate())
    else:
        said.setdefault("note", "The worker is ill.")
    return report_step(
        step=step,
        key=key or uuid4(),
        base=step.reports.count() if base is None else base,
        said=StepSaid(outcome, **said),
        by=joint.inspectors[code],
        at=timezone.now(),
    )


@transaction.atomic
def worked_case(joint: JointInspection) -> Case:
    """A case on which CQC's inspector works, with a sibling's case, and three things to do."""
    agencies = sorted(agency.pk for agency in joint.agencies)
    case = case_of(joint, agencies=tuple(agencies))
    link(joint, case, case_of(joint, "sampled", point="review"))
    put_on(joint, case)
    plan(joint, case, f"records:{agency_of(joint).pk}", "child", "parent")
    return case
