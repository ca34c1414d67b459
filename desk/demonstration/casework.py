"""How the cases of the story are worked on: what is found out, who works on them, what is done.

`fixtures/demo/casework.yaml` has who does what.
"""

import uuid
from dataclasses import replace
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Any

import yaml
from django.conf import settings
from django.utils import timezone

from desk.demonstration.people import person
from inspections import actions as fieldwork
from inspections.models import Case, CaseStep
from inspections.values import StepAsked, StepSaid
from organisations.models import LocalArea, User

if TYPE_CHECKING:
    from desk.demonstration.story import Story


@cache
def casework() -> dict[str, Any]:
    """What is done on the cases."""
    path = Path(settings.BASE_DIR) / "fixtures" / "demo" / "casework.yaml"
    return yaml.load(path.read_bytes(), Loader=yaml.CSafeLoader)


def work_on_cases(story: "Story") -> None:
    """Everything that the script has, in the story's time."""
    for facts in casework()["added"]:
        _add(story, dict(facts))
    for facts in casework()["known"]:
        _find_out(story, dict(facts))
    for facts in casework()["links"]:
        story.do(
            person(facts["by"]),
            fieldwork.link_cases,
            case=story.cases[facts["case"]],
            other=story.cases[facts["other"]],
            kind=facts["kind"],
        )
    for code, emails in casework()["teams"].items():
        for email in emails:
            story.do(person(email), fieldwork.put_on_case, case=story.cases[code], person=email)
    for facts in casework()["steps"]:
        _take_step(story, facts)
    story.tell(f"{len(casework()['steps'])} steps are planned on {len(story.cases)} cases.")


def _add(story: "Story", facts: dict[str, Any]) -> None:
    code, by = facts.pop("code"), person(facts.pop("by"))
    story.cases[code] = story.do(
        by, fieldwork.add_case, inspection=story.inspection, **facts | _keys(story, facts)
    )


def _find_out(story: "Story", facts: dict[str, Any]) -> None:
    code, by, why = facts.pop("case"), person(facts.pop("by")), facts.pop("why")
    case = Case.objects.for_page().select_related("inspection").get(pk=story.cases[code].pk)
    story.cases[code] = story.do(
        by,
        fieldwork.change_case,
        case=case,
        key=uuid.uuid4(),
        version=case.version,
        facts=replace(case.facts(), **facts | _keys(story, facts)),
        why=why,
    )


def _keys(story: "Story", facts: dict[str, Any]) -> dict[str, Any]:
    """What the script names by a code or a name, by its primary key."""
    found: dict[str, Any] = {"flags": tuple(facts.get("flags", ()))}
    if "listed_by" in facts:
        found["listed_by"] = story.agencies[facts["listed_by"]].pk
    if "agencies" in facts:
        found["agencies"] = tuple(story.agencies[code].pk for code in facts["agencies"])
    for name in {"lives_in", "placed_by"} & set(facts):
        found[name] = LocalArea.objects.get(name=story.words(facts[name])).pk
    return found


def _take_step(story: "Story", facts: dict[str, Any]) -> None:
    case = story.cases[facts["case"]]
    agency = story.agencies[facts["agency"]].pk if "agency" in facts else None
    by = person(facts["by"]) if "by" in facts else story.overall_lead
    asked = [StepAsked(facts["kind"], agency)]
    (step,) = story.do(by, fieldwork.plan_steps, case=case, asked=asked)
    if "outcome" in facts:
        _report(story, step, by, facts)


def _report(story: "Story", step: CaseStep, by: User, facts: dict[str, Any]) -> None:
    is_done = facts["outcome"] == "done"
    said = StepSaid(
        outcome=facts["outcome"],
        on=timezone.localdate(story.clock) if is_done else None,
        consent=facts.get("consent", ""),
        present=tuple(facts.get("present", ())),
        note=facts.get("note", ""),
    )
    story.do(by, fieldwork.report_step, step=step, key=uuid.uuid4(), base=0, said=said)
