"""What becomes of evaluations in words when an inspection comes to another framework version."""

from collections.abc import Callable
from typing import Any

import pytest
from django.test import Client

from inspections.errors import UpgradeRefused
from judgements.models import (
    FindingEvidence,
    HeadingConsidered,
    NarrativeEvaluation,
    NarrativeEvent,
    NarrativeFinding,
    NarrativeFindingRevision,
)
from organisations.models import User
from records.actor import acting_as
from tests.factories.frameworks import a_criterion
from tests.factories.inspections import JointInspection, evidence_by
from tests.factories.narrative import (
    complete_by,
    considered_by,
    evaluation_in,
    finding_by,
    keys_of,
    reopened_by,
)
from tests.judgements.several import joint_with_several_areas, several_areas
from tests.reports.newer import Data, impact_of, newer, upgraded

pytestmark = pytest.mark.django_db
ClientOf = Callable[[User], Client]
YOUTH = "youth"
KEPT = (
    FindingEvidence,
    HeadingConsidered,
    NarrativeEvent,
    NarrativeFinding,
    NarrativeFindingRevision,
)


def file(*rewrites: Any) -> Data:
    """The framework with two criteria of youth work, and these changes."""
    data = several_areas(rules=[])
    youth(data)["criteria"] = [a_criterion(number) for number in (51, 52)]
    for rewrite in rewrites:
        rewrite(data)
    return data


def youth(data: Data) -> Data:
    return next(one for one in data["judgement_areas"] if one["code"] == YOUTH)


def next_version(*rewrites: Any) -> Any:
    return newer(data=file(*rewrites))


def rows(person: User) -> list[tuple[Any, ...]]:
    with acting_as(person):
        return [
            row for model in KEPT for row in model._default_manager.order_by("pk").values_list()
        ]


@pytest.fixture
def joint(db: None, monkeypatch: pytest.MonkeyPatch) -> JointInspection:
    """CQC has found one thing of youth work, and has nothing to say on the other criterion."""
    monkeypatch.setattr("tests.judgements.several.several_areas", lambda **_: file())
    joint = joint_with_several_areas()
    monkeypatch.undo()
    strand, person = joint.inspection.strands.get(code="cqc"), joint.inspectors["cqc"]
    joint.strand = strand
    monkeypatch.setattr(JointInspection, "criteria", property(lambda _: [_first(strand)]))
    item = evidence_by(joint, person, strand=strand, criteria=())
    finding_by(joint, person, area=YOUTH, criterion="TEST ¶51", evidence=keys_of(item))
    considered_by(joint, person, "TEST ¶52", area=YOUTH)
    return joint


def _first(strand: Any) -> Any:
    return strand.judgement_areas.get(code=YOUTH).criteria.first()


def reworded(data: Data) -> None:
    youth(data)["criteria"][0]["statement"] = "Other words of the same criterion."


def another_criterion(data: Data) -> None:
    youth(data)["criteria"].append(a_criterion(53))


def without_first(data: Data) -> None:
    del youth(data)["criteria"][0]


def graded(data: Data) -> None:
    youth(data).update(grading="graded", scale="four-point")


def without_youth(data: Data) -> None:
    data["judgement_areas"].remove(youth(data))
    data["inspection_types"][0]["areas"].remove(YOUTH)
    data["inspection_types"][0]["strands"][1]["areas"].remove(YOUTH)


def in_the_joint_strand(data: Data) -> None:
    kind = data["inspection_types"][0]
    kind["strands"][1]["areas"].remove(YOUTH)
    kind["strands"][0]["areas"].append(YOUTH)


def test_an_evaluation_follows_its_area_and_no_word_of_it_changes(joint: JointInspection) -> None:
    person = joint.inspectors["cqc"]
    before, old = rows(person), evaluation_in(joint, YOUTH)
    upgraded(joint, next_version(reworded))
    now = NarrativeEvaluation.objects.get()
    assert (now.pk, now.state) == (old.pk, "open")
    assert now.area_id != old.area_id
    assert now.area.version.version == "2015"
    assert rows(person) == before


def test_what_was_said_counts_for_the_criteria_with_the_same_references(
    joint: JointInspection, client_of: ClientOf
) -> None:
    upgraded(joint, next_version(reworded))
    page = client_of(joint.leads["cqc"]).get(
        f"/inspections/{joint.reference}/judgements/evaluations/{YOUTH}/"
    )
    shown = page.context["page"]
    assert shown.criteria[0].statement == "Other words of the same criterion."
    assert shown.left == []
    assert [link.label for link in shown.criteria[0].findings] == ["F1, strength"]
    assert complete_by(joint, joint.leads["cqc"], area=YOUTH).is_complete


def test_a_new_criterion_is_left_to_consider(joint: JointInspection, client_of: ClientOf) -> None:
    upgraded(joint, next_version(another_criterion))
    page = client_of(joint.leads["cqc"]).get(
        f"/inspections/{joint.reference}/judgements/evaluations/{YOUTH}/"
    )
    assert page.context["page"].left == ["TEST ¶53"]


def test_a_finding_on_a_criterion_that_is_gone_stays_to_be_read(
    joint: JointInspection, client_of: ClientOf
) -> None:
    upgraded(joint, next_version(without_first))
    client = client_of(joint.inspectors["cqc"])
    root = f"/inspections/{joint.reference}/judgements/evaluations/{YOUTH}/"
    (shown,) = client.get(root).context["page"].agencies
    assert "of an earlier version of the framework" in shown.strengths[0].criterion.label
    form = client.get(f"{root}findings/1/change/").context["form"]
    assert form["criterion"].value() == "TEST ¶51"
    assert complete_by(joint, joint.leads["cqc"], area=YOUTH).is_complete


@pytest.mark.parametrize(
    ("rewrite", "reason"),
    [
        (without_youth, "does not answer it here"),
        (in_the_joint_strand, "answers it in another strand"),
        (graded, "gives it a grade"),
    ],
)
def test_an_area_that_goes_elsewhere_speaks_against_it(
    joint: JointInspection, rewrite: Any, reason: str
) -> None:
    version, before = next_version(rewrite), rows(joint.inspectors["cqc"])
    with pytest.raises(UpgradeRefused) as refusal:
        upgraded(joint, version)
    assert any("Youth work has an evaluation" in one for one in refusal.value.reasons)
    assert any(reason in one for one in refusal.value.reasons)
    assert rows(joint.inspectors["cqc"]) == before
    assert NarrativeEvaluation.objects.get().area.version.version != "2015"


def test_a_complete_evaluation_is_reopened_before_it_gets_another_criterion(
    joint: JointInspection,
) -> None:
    lead = joint.leads["cqc"]
    complete_by(joint, lead, area=YOUTH)
    version = next_version(another_criterion)
    with pytest.raises(UpgradeRefused) as refusal:
        upgraded(joint, version)
    assert any("nobody has considered: TEST ¶53" in one for one in refusal.value.reasons)
    reopened_by(joint, lead, area=YOUTH, why="Another version comes.")
    upgraded(joint, version)
    assert NarrativeEvaluation.objects.get().area.version.version == "2015"


def test_a_complete_evaluation_goes_along_with_reworded_criteria(joint: JointInspection) -> None:
    complete_by(joint, joint.leads["cqc"], area=YOUTH)
    upgraded(joint, next_version(reworded))
    assert NarrativeEvaluation.objects.get().state == "complete"


def test_the_impact_names_the_evaluation_and_nothing_that_was_found(
    joint: JointInspection,
) -> None:
    (one,) = impact_of(joint, next_version(reworded)).judgements
    assert (one.area, one.title, one.state, one.grade) == (YOUTH, "Youth work", "open", "")
    assert one.rounds == ()
