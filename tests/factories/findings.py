"""Findings and recommendations for tests, made as people make them.

    finding = finding_of(joint)                 R1, for the partnership, found together
    used_in(told, finding, "improvement")       a document states it
    own = own_finding(graded)                   of CQC alone

On PostgreSQL the database asks who acts: everything here is done as the person who does it.
"""

from typing import Any
from uuid import uuid4

from django.db import transaction
from django.utils import timezone

from organisations.models import User
from records.actor import acting_as
from reports.actions import (
    change_finding,
    link_to_finding,
    rank_finding,
    record_finding,
    reinstate_finding,
    use_finding,
    withdraw_finding,
)
from reports.models import Finding, Paragraph
from reports.values.findings import FindingContent, FindingKind
from tests.factories.inspections import JointInspection
from tests.factories.reports import Told
from tests.factories.single_agency import GradedInspection

SAID = "Partners do not share what they know of a child soon enough."
PRIORITY, IMPROVEMENT = "priority_action", "improvement"


@transaction.atomic
def finding_of(joint: JointInspection, **changes: Any) -> Finding:
    """The overall lead records one; `changes` are arguments of the action, or its content."""
    content = FindingContent(
        text=changes.pop("text", SAID),
        agency=changes.pop("agency", None),
        area=changes.pop("area", ""),
        criterion=changes.pop("criterion", ""),
    )
    usual = {
        "strand": joint.strand,
        "kind": FindingKind.WEAKNESS,
        "content": content,
        "rank": "",
        "key": uuid4(),
        "by": joint.overall_lead,
        "at": timezone.now(),
    }
    facts = {**usual, **changes}
    with acting_as(facts["by"]):
        return record_finding(inspection=joint.inspection, **facts)


def own_finding(graded: GradedInspection, **changes: Any) -> Finding:
    """CQC's lead records one in CQC's own strand."""
    strand = graded.joint.inspection.strands.get(code="cqc")
    return finding_of(graded.joint, **{"strand": strand, "by": graded.lead, **changes})


@transaction.atomic
def changed(finding: Finding, text: str = "Otherwise.", **changes: Any) -> Finding:
    """Whoever recorded it changes what it says."""
    content = FindingContent(
        text,
        changes.pop("agency", finding.agency_id),
        changes.pop("area", finding.area),
        changes.pop("criterion", finding.criterion),
    )
    usual = {"key": uuid4(), "by": finding.recorded_by, "at": timezone.now()}
    facts = {"version": finding.version, **usual, **changes}
    with acting_as(facts["by"]):
        return change_finding(finding=finding, content=content, **facts)


@transaction.atomic
def ranked(finding: Finding, rank: str = PRIORITY, **changes: Any) -> Finding:
    """Whoever recorded it says how urgent it is."""
    usual = {"version": finding.version, "by": finding.recorded_by, "at": timezone.now()}
    facts = {**usual, **changes}
    with acting_as(facts["by"]):
        return rank_finding(finding=finding, rank=rank, **facts)


@transaction.atomic
def withdrawn(finding: Finding, why: str = "It was counted twice.", **changes: Any) -> Finding:
    """Whoever recorded it withdraws it."""
    usual = {"version": finding.version, "key": uuid4(), "at": timezone.now()}
    facts = {"by": finding.recorded_by, **usual, **changes}
    with acting_as(facts["by"]):
        return withdraw_finding(finding=finding, why=why, **facts)


@transaction.atomic
def reinstated(finding: Finding, why: str = "It was counted once.", **changes: Any) -> Finding:
    """Whoever recorded it lets it stand again."""
    facts = {"by": finding.recorded_by, "key": uuid4(), "at": timezone.now(), **changes}
    with acting_as(facts["by"]):
        return reinstate_finding(finding=finding, why=why, **facts)


@transaction.atomic
def used_in(
    told: Told, finding: Finding, section: str = "improvement", **changes: Any
) -> Paragraph:
    """A document states it; the overall lead chose it, unless said."""
    usual = {"key": uuid4(), "by": told.lead, "at": timezone.now()}
    facts = {**usual, **changes}
    with acting_as(facts["by"]):
        return use_finding(
            report=told.report,
            section=told.report.form.sections.get(key=section),
            finding=finding,
            **facts,
        )


@transaction.atomic
def resting_on(finding: Finding, *references: str, by: User | None = None) -> int:
    """It rests on these items."""
    person = by or finding.recorded_by
    with acting_as(person):
        return link_to_finding(finding=finding, references=references, by=person, at=timezone.now())


def as_now(finding: Finding, *, by: User | None = None) -> Finding:
    """The row as it is in the database, as somebody who may read it does."""
    with acting_as(by or finding.recorded_by):
        return Finding.objects.select_related("inspection", "recorded_by").get(pk=finding.pk)
