"""What the partnership of the story is asked to audit, and the concern that an inspector raises.

`fixtures/demo/partnership.yaml` has the words.
"""

import uuid
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Any

import yaml
from django.conf import settings
from django.utils import timezone

from desk.demonstration.people import cast, person
from inspections import actions as fieldwork
from inspections.models import AuditCase, ConcernTold
from inspections.rules import add_working_days
from inspections.values import AgencyPart, AuditEvaluation, AuditSaid

if TYPE_CHECKING:
    from desk.demonstration.story import Story


@cache
def partnership() -> dict[str, Any]:
    """What is asked, entered and raised."""
    path = Path(settings.BASE_DIR) / "fixtures" / "demo" / "partnership.yaml"
    return yaml.load(path.read_bytes(), Loader=yaml.CSafeLoader)


def work_with_the_partnership(story: "Story") -> None:
    """A joint audit under way, half of it entered, and one concern that two have yet to read."""
    _audit(story)
    _raise_concern(story)


def _audit(story: "Story") -> None:
    facts = partnership()["audit"]
    for case in partnership()["cases"]:
        case = dict(case)
        code = case.pop("code")
        story.cases[code] = story.do(
            story.overall_lead, fieldwork.add_case, inspection=story.inspection, **case
        )
    audit = story.do(
        story.overall_lead,
        fieldwork.ask_for_audit,
        inspection=story.inspection,
        cases=[story.cases[case["code"]].pk for case in partnership()["cases"]],
        ask=facts["ask"],
        due_on=add_working_days(timezone.localdate(story.clock), facts["days"]),
    )
    leader = person(cast()["agency_leader"]["email"])
    story.do(
        leader,
        fieldwork.enter_evaluation,
        audit_case=AuditCase.objects.select_related("audit", "case").get(
            audit=audit, case=story.cases[facts["case"]]
        ),
        key=uuid.uuid4(),
        version=0,
        evaluation=_evaluation(story, facts),
    )
    story.tell(f"{leader} entered one of {len(partnership()['cases'])} cases of the joint audit.")


def _evaluation(story: "Story", facts: dict[str, Any]) -> AuditEvaluation:
    parts = tuple(
        AgencyPart(one.code, one.name, code in facts["agencies"], facts["agencies"].get(code, ""))
        for code, one in story.agencies.items()
    )
    said = {name: AuditSaid(one["text"], one["word"]) for name, one in facts["said"].items()}
    return AuditEvaluation(said, parts)


def _raise_concern(story: "Story") -> None:
    facts = dict(partnership()["concern"])
    by = person(facts.pop("by"))
    content = fieldwork.ConcernContent(
        **{
            **facts,
            "called": tuple(facts["called"]),
            "case": story.cases[facts["case"]].pk,
            "agency": story.agencies[facts["agency"]].pk,
        }
    )
    concern = story.do(
        by,
        fieldwork.raise_concern,
        key=uuid.uuid4(),
        inspection=story.inspection,
        content=content,
    )
    lead = story.overall_lead
    told = ConcernTold.objects.select_related("concern").get(concern=concern, person=lead)
    story.do(lead, fieldwork.acknowledge_concern, told=told)
    story.tell(f"{by} raised {concern}; {lead} has read it.")
