"""Frameworks for tests: made as people make them, from a file through the actions."""

from copy import deepcopy
from datetime import UTC, date, datetime
from typing import Any

import yaml

from frameworks.actions import load_file, put_in_force
from frameworks.models import FrameworkVersion, Theme
from organisations.models import Inspectorate, LegalPower, User
from tests.factories.organisations import (
    AdminFactory,
    InspectorateFactory,
    LegalPowerFactory,
    MembershipFactory,
    UserFactory,
)

AT = datetime(2026, 11, 2, 9, 30, tzinfo=UTC)
THEMES = ("leadership", "partnership_governance", "early_help")
INSPECTORATES = {
    "ofsted": "Ofsted",
    "cqc": "CQC",
    "hmic": "HMICFRS",
    "hmi-probation": "HMI Probation",
    "hmi-prisons": "HMI Prisons",
}


def inspector_factory(inspectorate: str = "ofsted", **fields: Any) -> User:
    """A person who belongs to an inspectorate."""
    person = UserFactory(**fields)
    MembershipFactory(person=person, inspectorate=InspectorateFactory(code=inspectorate))
    return person


def organisations_exist() -> None:
    """The five inspectorates, section 20 and the themes, which a framework file names."""
    if _are_there():
        return
    for order, code in enumerate(THEMES, 1):
        Theme.objects.get_or_create(code=code, defaults={"title": code, "order": order})
    for order, (code, name) in enumerate(INSPECTORATES.items(), 1):
        InspectorateFactory(code=code, name=name, short_name=name, order=order)
    LegalPowerFactory()


def _are_there() -> bool:
    """Nearly every test asks for them several times: two questions are cheaper than two dozen."""
    themes = Theme.objects.filter(code__in=THEMES).count()
    inspectorates = Inspectorate.objects.filter(
        code__in=INSPECTORATES, name__in=INSPECTORATES.values()
    )
    powers = LegalPower.objects.filter(code="ca2004-s20")
    return themes == len(THEMES) and inspectorates.count() == len(INSPECTORATES) and powers.exists()


def a_criterion(number: int) -> dict[str, Any]:
    """A criterion with everything that one can have."""
    return {
        "reference": f"TEST ¶{number}",
        "heading": f"Heading {number}",
        "statement": f"Statement {number}.",
        "points": [f"First point of {number}.", f"Second point of {number}."],
        "themes": ["leadership", "partnership_governance"],
        "condition": "",
        "note": "",
    }


_FILE: dict[str, Any] = {
    "format": 1,
    "framework": {"code": "integrated", "title": "Integrated inspections"},
    "version": "2014-06",
    "title": "Integrated inspections 2014",
    "source": {"title": "A consultation", "reference": "TEST"},
    "grade_scales": [
        {
            "code": "four-point",
            "grades": [
                {"code": "outstanding", "title": "Outstanding"},
                {"code": "good", "title": "Good"},
                {"code": "requires_improvement", "title": "Requires improvement"},
                {"code": "inadequate", "title": "Inadequate"},
            ],
        }
    ],
    "inspection_types": [
        {
            "code": "integrated-lscb",
            "title": "Joint inspection of the board",
            "graded": True,
            "led_by": "ofsted",
            "power": "ca2004-s20",
            "participants": ["ofsted", "cqc", "hmic"],
            "areas": ["lscb"],
            "key_dates": [
                {"code": "notification", "title": "Notice", "own_setting": True},
                {
                    "code": "fieldwork_start",
                    "title": "On site",
                    "after": "notification",
                    "working_days": 5,
                    "own_setting": True,
                },
                {
                    "code": "fieldwork_end",
                    "title": "Last day on site",
                    "after": "fieldwork_start",
                    "weeks": 4,
                    "source": "140112 ¶36",
                },
                {
                    "code": "draft_to_chair",
                    "title": "Draft to the chair",
                    "after": "fieldwork_end",
                    "working_days": 15,
                    "own_setting": True,
                },
                {
                    "code": "accuracy_response",
                    "title": "Comments from the chair",
                    "after": "draft_to_chair",
                    "working_days": 10,
                    "own_setting": True,
                },
                {
                    "code": "publication",
                    "title": "Publication",
                    "after": "accuracy_response",
                    "working_days": 15,
                    "own_setting": True,
                },
            ],
            "report_forms": [
                {
                    "kind": "joint_letter",
                    "title": "Letter",
                    "quality_assured_by": "ofsted",
                    "sections": [
                        {
                            "key": "what_was_inspected",
                            "heading": "What we inspected",
                            "kind": "prose",
                        },
                        {"key": "key_findings", "heading": "Key findings", "kind": "prose"},
                        {"key": "strengths", "heading": "Strengths", "kind": "strengths"},
                        {
                            "key": "priority_action",
                            "heading": "Areas for priority action",
                            "kind": "priority_action",
                            "addressed": True,
                        },
                        {
                            "key": "improvement",
                            "heading": "Areas for improvement",
                            "kind": "improvement",
                            "addressed": True,
                        },
                        {
                            "key": "shared_judgement",
                            "heading": "Our shared judgement",
                            "kind": "judgement",
                        },
                        {"key": "next_steps", "heading": "What happens next", "kind": "prose"},
                    ],
                }
            ],
        }
    ],
    "judgement_areas": [
        {
            "code": "lscb",
            "title": "The effectiveness of the board",
            "grading": "shared",
            "agency_kind": "partnership",
            "paragraph": "TEST ¶1–9",
            "inspectorates": ["ofsted", "cqc", "hmic"],
            "scope": "What the board does.",
            "scale": "four-point",
            "criteria": [],
            "descriptors": [
                {
                    "grade": "outstanding",
                    "reference": "TEST ¶116",
                    "statement": "Far above good.",
                },
                {"grade": "good", "reference": "TEST ¶115", "statement": "All criteria apply."},
                {
                    "grade": "inadequate",
                    "reference": "TEST ¶118",
                    "statement": "Nothing works.",
                },
            ],
        }
    ],
    "limiting_rules": [
        {
            "code": "outstanding-presupposes-good",
            "source": "TEST ¶116",
            "strength": "likely",
            "statement": "Outstanding builds on good.",
            "definition": {
                "kind": "presupposes",
                "area": "lscb",
                "grade": "outstanding",
                "criteria_of": "good",
            },
        }
    ],
}


def framework_data(*, criteria: int = 3, **top: Any) -> dict[str, Any]:
    """A framework file as data, for a test to change: one shared area with so many criteria.

    `top` are fields of the file itself, for instance `version="2"`.
    """
    data = {**deepcopy(_FILE), **top}
    data["judgement_areas"][0]["criteria"] = [
        a_criterion(number) for number in range(1, criteria + 1)
    ]
    return data


class _PlainDumper(yaml.CSafeDumper):
    """Writes a part that stands twice out twice: the reader takes no aliases."""

    def ignore_aliases(self, _data: Any) -> bool:
        return True


def framework_content(data: dict[str, Any] | None = None, **changes: Any) -> bytes:
    """The bytes of a framework file."""
    data = framework_data(**changes) if data is None else data
    return yaml.dump(data, Dumper=_PlainDumper, allow_unicode=True, sort_keys=False).encode()


def draft_factory(*, by: User | None = None, **changes: Any) -> FrameworkVersion:
    """A draft, loaded from a file."""
    organisations_exist()
    content = framework_content(**changes)
    return load_file(content=content, name="test.yaml", by=by, at=AT).version


def framework_version_factory(
    *, on: date = date(2014, 9, 1), criteria: int = 3, **changes: Any
) -> FrameworkVersion:
    """A small version in force: loaded, proposed and approved by two admins.

    Args:
        on: the day from which it is in force.
        criteria: how many criteria its one area, `lscb`, has.
        changes: fields of the file, for instance `version="2015"`.
    """
    version = draft_factory(criteria=criteria, **changes)
    proposer, approver = AdminFactory(), AdminFactory()
    put_in_force(version=version, on=on, by=proposer, approved_by=approver, at=AT)
    version.refresh_from_db()
    return version
