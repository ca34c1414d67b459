"""Later versions of the tests' framework, and what an inspection holds, row by row.

`newer(reworded)` is a version in force with one change, `upgraded(joint, version)` the act.
"""

from collections.abc import Callable
from datetime import date
from typing import Any

from django.db import models
from django.utils import timezone

from frameworks.actions import load_file, put_in_force
from frameworks.models import FrameworkVersion, Grade
from inspections.models import (
    Evidence,
    EvidenceCriterion,
    EvidenceRevision,
    EvidenceUse,
    InspectionUpgrade,
    KeyDate,
)
from judgements.models import (
    DiscussionEntry,
    Escalation,
    EscalationOutcome,
    JudgementEvent,
    Position,
    PositionEvidence,
    PositionReceived,
    PositionRound,
    PrintDecision,
    Proposal,
    RecordedAnswer,
    Reopening,
    ResultPublished,
    ResultSigned,
    RuleDeparture,
    RuleFinding,
    SeniorPerson,
    SeniorTold,
    Signature,
)
from records.actor import acting_as
from reports.actions.upgrading import Impact, upgrade_impact, upgrade_inspection
from reports.models import Draft, ParagraphEvidence, ParagraphRevision, ReportEvent, SignOff
from tests.factories.frameworks import AT, framework_content, framework_data
from tests.factories.inspections import JointInspection
from tests.factories.organisations import AdminFactory, LegalPowerFactory

Data = dict[str, Any]
Rewrite = Callable[[Data], None]
LATER = "2015"
# What was recorded, counted, shown, signed and answered: an upgrade leaves every byte of it.
HISTORY: tuple[type[models.Model], ...] = (
    Evidence,
    EvidenceRevision,
    EvidenceCriterion,
    EvidenceUse,
    KeyDate,
    JudgementEvent,
    PositionRound,
    PositionReceived,
    Position,
    PositionEvidence,
    Proposal,
    RecordedAnswer,
    RuleDeparture,
    RuleFinding,
    Signature,
    PrintDecision,
    Reopening,
    ResultPublished,
    ResultSigned,
    DiscussionEntry,
    SeniorPerson,
    Escalation,
    SeniorTold,
    EscalationOutcome,
    ReportEvent,
    ParagraphRevision,
    ParagraphEvidence,
    Draft,
    SignOff,
)


def newer(
    *rewrites: Rewrite,
    version: str = LATER,
    on: date = date(2015, 9, 1),
    in_force: bool = True,
    data: Data | None = None,
) -> FrameworkVersion:
    """A version of the tests' framework, with these changes to what the first one says.

    Args:
        data: another file than the usual one.
    """
    data = {**(data or framework_data()), "version": version}
    for rewrite in rewrites:
        rewrite(data)
    stored = load_file(content=framework_content(data), name="newer.yaml", by=None, at=AT).version
    if in_force:
        proposer, approver = AdminFactory(), AdminFactory()
        put_in_force(version=stored, on=on, by=proposer, approved_by=approver, at=AT)
    return FrameworkVersion.objects.select_related("framework").get(pk=stored.pk)


def upgraded(
    joint: JointInspection, version: FrameworkVersion, *, by: Any = None, **changes: Any
) -> InspectionUpgrade:
    """The overall lead upgrades the inspection; `changes` are arguments of the action."""
    person = by or joint.overall_lead
    usual = {"inspection": joint.inspection, "version": version, "at": timezone.now()}
    with acting_as(person):
        return upgrade_inspection(**{**usual, "by": person, **changes}).row


def impact_of(joint: JointInspection, version: FrameworkVersion, *, by: Any = None) -> Impact:
    """What the upgrade would touch, as the overall lead reads it."""
    person = by or joint.overall_lead
    with acting_as(person):
        return upgrade_impact(
            inspection=joint.inspection, version=version, by=person, at=timezone.now()
        )


def history(joint: JointInspection) -> dict[str, list[tuple[Any, ...]]]:
    """Every row of what was recorded, as each lead may read it."""
    found: dict[str, list[tuple[Any, ...]]] = {}
    for person in joint.leads.values():
        with acting_as(person):
            for model in HISTORY:
                rows = model._default_manager.order_by("pk").values_list()
                found[f"{model.__name__} of {person.pk}"] = list(rows)
    return found


def grades_given(joint: JointInspection) -> dict[str, list[tuple[Any, ...]]]:
    """Every grade that was given, by its key and its code; and every grade that there is."""
    with acting_as(joint.overall_lead):
        return {
            "positions": list(
                Position.objects.order_by("pk").values_list("pk", "grade", "grade__code")
            ),
            "proposals": list(
                Proposal.objects.order_by("pk").values_list("pk", "grade", "grade__code")
            ),
            "grades": list(Grade.objects.order_by("pk").values_list("pk", "code", "title", "rank")),
        }


# --- what a later version says otherwise ----------------------------------------------------------


def area_of(data: Data) -> Data:
    """The board."""
    found: Data = data["judgement_areas"][0]
    return found


def kind_of(data: Data) -> Data:
    """The type of inspection."""
    found: Data = data["inspection_types"][0]
    return found


def sections_of(data: Data) -> list[Data]:
    """The sections of its letter."""
    found: list[Data] = kind_of(data)["report_forms"][0]["sections"]
    return found


def reworded(data: Data) -> None:
    """The first criterion says something else."""
    area_of(data)["criteria"][0]["statement"] = "Reworded in 2015."


def without_criterion(data: Data) -> None:
    """The second criterion is gone, and there is a fourth."""
    criteria = area_of(data)["criteria"]
    criteria.append({**criteria[1], "reference": "TEST ¶4", "heading": "Heading 4"})
    del criteria[1]


def another_grade(data: Data) -> None:
    """The scale gets a fifth grade, the best."""
    grades = data["grade_scales"][0]["grades"]
    grades.insert(0, {"code": "exceptional", "title": "Exceptional"})


def without_good(data: Data) -> None:
    """The scale says *satisfactory* for what was good."""
    data["grade_scales"][0]["grades"][1] = {"code": "satisfactory", "title": "Satisfactory"}
    area_of(data)["descriptors"][1]["grade"] = "satisfactory"
    data["limiting_rules"][0]["definition"]["criteria_of"] = "satisfactory"


def with_section_renamed(data: Data) -> None:
    """Key findings get another heading and come first."""
    sections = sections_of(data)
    sections[1]["heading"] = "Main findings"
    sections[0], sections[1] = sections[1], sections[0]


def without_section(data: Data) -> None:
    """The letter has no key findings."""
    del sections_of(data)[1]


def with_single_strand(data: Data) -> None:
    """CQC answers for health in a strand of its own, beside the joint one."""
    LegalPowerFactory(code="cqc-own", section="section 46", is_joint=False)
    board, kind = area_of(data), kind_of(data)
    data["judgement_areas"].append(
        {
            **board,
            "code": "health",
            "title": "Health services",
            "grading": "graded",
            "agency_kind": "health",
            "inspectorates": ["cqc"],
            "criteria": [{**board["criteria"][0], "reference": "TEST ¶68a"}],
            "descriptors": [],
        }
    )
    kind["areas"].append("health")
    kind["strands"] = [
        {
            "code": "joint",
            "title": "The board",
            "power": "ca2004-s20",
            "inspectorates": ["ofsted", "cqc", "hmic"],
            "areas": ["lscb"],
        },
        {
            "code": "cqc",
            "title": "Health",
            "power": "cqc-own",
            "inspectorates": ["cqc"],
            "areas": ["health"],
        },
    ]
