"""An inspection whose framework has several areas, questions and every kind of rule.

The board is judged with two parts of its work, `front_door` and `audit`, all three together; CQC
has a strand of its own with one graded area and one in words.
"""

from collections.abc import Mapping
from datetime import timedelta
from typing import Any
from uuid import uuid4

from django.utils import timezone

from judgements.actions import open_positions, propose, record_position, sign
from judgements.models import Judgement, Proposal
from judgements.values import PositionContent, ProposalContent, SignatureContent
from records.actor import acting_as
from tests.factories.frameworks import framework_data, framework_version_factory
from tests.factories.inspections import JointInspection, joint_inspection
from tests.factories.judgements import judgement_in
from tests.factories.organisations import LegalPowerFactory

UNDERSTOOD = "leaders_understand"
TEXT = "Have leaders shown that they understand the failure?"
CUMULATIVE, INADEQUATE, BEARS_ON = "lscb-cumulative", "lscb-inadequate", "lscb-bears-on"
RULES: list[dict[str, Any]] = [
    {
        "code": CUMULATIVE,
        "source": "TEST ¶41",
        "definition": {"kind": "cumulative", "area": "lscb", "of": ["front_door", "audit"]},
    },
    {
        "code": INADEQUATE,
        "source": "TEST ¶70",
        "definition": {
            "kind": "limits",
            "area": "lscb",
            "grade": "inadequate",
            "any_of": [
                {"area": "front_door", "grade": "inadequate"},
                {"area": "audit", "grade": "inadequate"},
            ],
            "all_of": [{"question": UNDERSTOOD, "answer": False}],
        },
    },
    {
        "code": BEARS_ON,
        "source": "TEST ¶42",
        "definition": {"kind": "bears_on", "area": "lscb", "of": ["audit"]},
    },
]


def several_areas(*, rules: list[dict[str, Any]] | None = None) -> dict[str, Any]:
    """The framework as data; `rules` take the place of those about its parts."""
    data = framework_data(criteria=1, no_area_grade="TEST ¶25")
    lscb = data["judgement_areas"][0]
    for code, grading in (("front_door", "shared"), ("audit", "shared"), ("health", "graded")):
        data["judgement_areas"].append(
            {**lscb, "code": code, "grading": grading, "criteria": [], "descriptors": []}
        )
    data["judgement_areas"].append({**lscb, "code": "youth", "criteria": [], "descriptors": []})
    youth, health = data["judgement_areas"][-1], data["judgement_areas"][-2]
    del youth["scale"]
    youth.update(grading="narrative", title="Youth work", inspectorates=["cqc"])
    health.update(title="Health services", inspectorates=["cqc"])
    data["judgement_areas"][1]["title"] = "The front door"
    data["judgement_areas"][2]["title"] = "Audit"
    data["questions"] = [{"code": UNDERSTOOD, "text": TEXT, "source": "TEST ¶71"}]
    data["limiting_rules"] += [
        {"strength": "likely", "statement": f"What {one['source']} says.", **one}
        for one in (RULES if rules is None else rules)
    ]
    kind = data["inspection_types"][0]
    kind["areas"] += ["front_door", "audit", "health", "youth"]
    kind["strands"] = [
        {
            "code": "joint",
            "title": "Together",
            "power": "ca2004-s20",
            "inspectorates": ["ofsted", "cqc", "hmic"],
            "areas": ["lscb", "front_door", "audit"],
        },
        {
            "code": "cqc",
            "title": "CQC alone",
            "power": "cqc-own",
            "inspectorates": ["cqc"],
            "areas": ["health", "youth"],
        },
    ]
    return data


def joint_with_several_areas(**options: Any) -> JointInspection:
    """An inspection at fieldwork; `options` are those of `several_areas`."""
    LegalPowerFactory(code="cqc-own", section="section 46", is_joint=False)
    framework_version_factory(**several_areas(**options))
    return joint_inspection()


def revealed(joint: JointInspection, area: str) -> Judgement:
    """Every position on an area is in."""
    lead, at = joint.overall_lead, timezone.now() - timedelta(hours=1)
    with acting_as(lead):
        open_positions(judgement=judgement_in(joint, area), key=uuid4(), by=lead, at=at)
    for code, person in joint.leads.items():
        with acting_as(person):
            record_position(
                judgement=judgement_in(joint, area),
                inspectorate=code,
                content=PositionContent("good", "What we saw."),
                key=uuid4(),
                by=person,
                at=at,
            )
    return judgement_in(joint, area)


def proposed(
    joint: JointInspection,
    area: str,
    grade: str,
    answers: Mapping[str, bool] | None = None,
    departures: Mapping[str, str] | None = None,
) -> Proposal:
    """A grade is put to all."""
    content = ProposalContent(grade, "It is so.", answers or {}, departures or {})
    with acting_as(joint.overall_lead):
        return propose(
            judgement=judgement_in(joint, area),
            content=content,
            key=uuid4(),
            by=joint.overall_lead,
            at=timezone.now(),
        )


def agreed(
    joint: JointInspection, area: str, grade: str, answers: Mapping[str, bool] | None = None
) -> Judgement:
    """A grade that all have signed."""
    revealed(joint, area)
    proposal = proposed(joint, area, grade, answers)
    for code, person in joint.leads.items():
        with acting_as(person):
            sign(
                judgement=judgement_in(joint, area),
                inspectorate=code,
                content=SignatureContent(proposal.content_hash),
                key=uuid4(),
                by=person,
                at=timezone.now(),
            )
    return judgement_in(joint, area)
