"""Evaluating an area in words: findings, headings considered, complete and reopened."""

from typing import Any
from uuid import uuid4

import pytest
from django.utils import timezone

from inspections.models import EvidenceRevision, EvidenceUse
from judgements.actions import add_finding, complete_evaluation, consider_heading
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
from records.errors import (
    ActionRefused,
    AlreadySent,
    Conflict,
    PermissionRefused,
    TransitionNotAllowed,
)
from tests.factories.inspections import JointInspection, evidence_by
from tests.factories.narrative import (
    FRONT_DOOR,
    YOUTH,
    changed_by,
    complete_by,
    complete_evaluation_of,
    considered_by,
    content_by,
    evaluation_in,
    finding_by,
    joint_in_words,
    keys_of,
    open_evaluation,
    own_in_words,
    ready_evaluation,
    reopened_by,
    withdrawn_by,
)
from tests.factories.organisations import UserFactory

pytestmark = pytest.mark.django_db


@pytest.fixture
def joint(db: None) -> JointInspection:
    """An inspection at fieldwork whose one area has no grade."""
    return joint_in_words()


def versions(finding: NarrativeFinding, person: User) -> list[tuple[int, str, str]]:
    with acting_as(person):
        rows = NarrativeFindingRevision.objects.filter(finding=finding)
        return [(row.version, row.text, row.by.name) for row in rows.select_related("by")]


def rests_on(finding: NarrativeFinding, person: User, version: int = 1) -> list[int]:
    with acting_as(person):
        rows = FindingEvidence.objects.filter(said__finding=finding, said__version=version)
        return sorted(rows.values_list("revision_id", flat=True))


# --- a finding ------------------------------------------------------------------------------------


def test_a_finding_is_of_an_agency_on_a_criterion_with_its_evidence(joint: JointInspection) -> None:
    person, health = joint.inspectors["cqc"], joint.agencies[1]
    item = evidence_by(joint, person)
    finding = finding_by(
        joint, person, agency=health.pk, kind="improvement", evidence=keys_of(item)
    )
    with acting_as(person):
        (revision,) = EvidenceRevision.objects.filter(evidence=item)
        use = EvidenceUse.objects.get(revision=revision)
    assert (finding.number, finding.version, finding.kind) == (1, 1, "improvement")
    assert (finding.agency, finding.inspectorate.code, finding.author) == (health, "cqc", person)
    assert finding.criterion is not None
    assert finding.criterion.reference == "front_door ¶1"
    assert rests_on(finding, person) == [revision.pk]
    assert (use.kind, use.used_in, use.by) == ("finding", "finding 1, joint/front_door", person)


def test_a_finding_is_of_the_partnership_and_of_the_whole_area(joint: JointInspection) -> None:
    finding = finding_by(joint, joint.inspectors["hmic"], criterion="", agency=None)
    assert (finding.agency, finding.criterion, finding.about) == (None, None, "The partnership")


def test_findings_of_several_inspectorates_are_numbered_together(joint: JointInspection) -> None:
    found = [finding_by(joint, person) for person in joint.inspectors.values()]
    assert [str(one) for one in found] == ["F1", "F2", "F3"]
    assert NarrativeEvaluation.objects.count() == 1


def test_the_first_finding_begins_the_evaluation(joint: JointInspection) -> None:
    assert not evaluation_in(joint).is_begun
    finding_by(joint, joint.inspectors["ofsted"])
    evaluation = evaluation_in(joint)
    assert (evaluation.is_begun, evaluation.state) == (True, "open")
    event = NarrativeEvent.objects.get()
    assert (event.from_state, event.to_state, event.by) == ("", "open", joint.inspectors["ofsted"])


def test_the_same_form_sent_twice_adds_one_finding(joint: JointInspection) -> None:
    person = joint.inspectors["ofsted"]
    sent: dict[str, Any] = {
        "evaluation": evaluation_in(joint),
        "content": content_by(joint, person),
        "key": uuid4(),
        "by": person,
        "at": timezone.now(),
    }
    with acting_as(person):
        assert add_finding(**sent) == add_finding(**sent)
        assert NarrativeFinding.objects.count() == 1
        with pytest.raises(AlreadySent):
            add_finding(**{**sent, "content": content_by(joint, person, text="Other words.")})


@pytest.mark.parametrize(
    ("changes", "message"),
    [
        ({"text": "  "}, "Say what you found"),
        ({"text": "x" * 5_001}, "5,000 characters or fewer"),
        ({"kind": "good"}, "strength or an area for improvement"),
        ({"criterion": "front_door ¶9"}, "has no criterion front_door ¶9"),
        ({"agency": 9_999_999}, "no agency of the inspected area"),
        ({"evidence": ()}, "Select the evidence"),
        ({"evidence": (str(uuid4()),)}, "cannot see or that was withdrawn"),
    ],
)
def test_a_finding_that_does_not_hold_is_refused(
    joint: JointInspection, changes: dict[str, Any], message: str
) -> None:
    person = joint.inspectors["ofsted"]
    with pytest.raises(ActionRefused, match=message):
        finding_by(joint, person, **changes)
    with acting_as(person):
        assert not NarrativeFinding.objects.exists()
        assert not EvidenceUse.objects.exists()


def test_evidence_of_another_inspectorate_alone_carries_no_finding(joint: JointInspection) -> None:
    own = own_in_words(joint, "hmic")
    hidden = evidence_by(joint, joint.inspectors["hmic"], strand=own, criteria=())
    with pytest.raises(ActionRefused, match="cannot see"):
        finding_by(joint, joint.inspectors["cqc"], evidence=keys_of(hidden))


@pytest.mark.parametrize("who", ["quality assurer", "outsider", "admin"])
def test_nobody_else_writes_findings(joint: JointInspection, who: str) -> None:
    person = joint.quality_assurer if who == "quality assurer" else UserFactory()
    item = evidence_by(joint, joint.inspectors["ofsted"])
    with pytest.raises(PermissionRefused):
        finding_by(joint, person, evidence=keys_of(item))
    assert not NarrativeEvaluation.objects.exists()


def test_before_the_notice_and_after_the_end_nothing_is_found(joint: JointInspection) -> None:
    item = evidence_by(joint, joint.inspectors["ofsted"])
    type(joint.inspection).objects.filter(pk=joint.inspection.pk).update(state="closed")
    with pytest.raises(PermissionRefused, match="closed"):
        finding_by(joint, joint.inspectors["ofsted"], evidence=keys_of(item))
    assert not NarrativeEvaluation.objects.exists()


# --- changed --------------------------------------------------------------------------------------


def test_a_change_is_another_version_and_the_first_stays(joint: JointInspection) -> None:
    author, other = joint.inspectors["ofsted"], joint.inspectors["cqc"]
    finding = finding_by(joint, author, text="First.")
    changed = changed_by(joint, finding, other, version=1, text="Second.", kind="improvement")
    assert (changed.version, changed.text, changed.kind) == (2, "Second.", "improvement")
    assert (changed.author, changed.inspectorate.code) == (author, "ofsted")
    assert versions(finding, author) == [(1, "First.", author.name), (2, "Second.", other.name)]


def test_a_change_over_an_older_version_is_a_conflict_with_both_texts(
    joint: JointInspection,
) -> None:
    finding = finding_by(joint, joint.inspectors["ofsted"], text="First.")
    changed_by(joint, finding, joint.inspectors["cqc"], version=1, text="Theirs.")
    with pytest.raises(Conflict) as conflict:
        changed_by(joint, finding, joint.inspectors["hmic"], version=1, text="Mine.")
    assert conflict.value.theirs.text == "Theirs."
    assert [text for _, text, _ in versions(finding, joint.overall_lead)] == ["First.", "Theirs."]


def test_evidence_that_the_changer_does_not_see_stays_with_the_finding(
    joint: JointInspection,
) -> None:
    hmic = joint.inspectors["hmic"]
    hidden = evidence_by(joint, hmic, strand=own_in_words(joint, "hmic"), criteria=())
    finding = finding_by(joint, hmic, evidence=keys_of(hidden))
    item = evidence_by(joint, joint.inspectors["cqc"])
    changed_by(joint, finding, joint.inspectors["cqc"], version=1, evidence=keys_of(item))
    before, after = rests_on(finding, hmic, 1), rests_on(finding, hmic, 2)
    assert len(before) == 1
    assert len(after) == 2
    assert set(before) < set(after)


def test_evidence_that_is_taken_off_stays_with_the_earlier_version(joint: JointInspection) -> None:
    person = joint.inspectors["ofsted"]
    first, second = evidence_by(joint, person), evidence_by(joint, person)
    finding = finding_by(joint, person, evidence=keys_of(first, second))
    changed_by(joint, finding, person, version=1, evidence=keys_of(second))
    assert len(rests_on(finding, person, 1)) == 2
    assert len(rests_on(finding, person, 2)) == 1
    with acting_as(person):
        assert EvidenceUse.objects.count() == 2


# --- withdrawn ------------------------------------------------------------------------------------


def test_a_finding_is_withdrawn_for_a_reason_and_stays_to_be_read(joint: JointInspection) -> None:
    person = joint.inspectors["cqc"]
    finding = withdrawn_by(finding_by(joint, person), joint.leads["cqc"], why="A mistake.")
    assert finding.is_withdrawn
    assert (finding.withdrawn_by, finding.withdrawn_why) == (joint.leads["cqc"], "A mistake.")
    assert len(versions(finding, person)) == 1


@pytest.mark.parametrize("why", ["", "  "])
def test_a_finding_is_not_withdrawn_without_a_reason(joint: JointInspection, why: str) -> None:
    finding = finding_by(joint, joint.inspectors["cqc"])
    with pytest.raises(ActionRefused, match="Say why"):
        withdrawn_by(finding, joint.inspectors["cqc"], why=why)


def test_another_inspectorate_withdraws_no_finding_but_the_overall_lead_does(
    joint: JointInspection,
) -> None:
    finding = finding_by(joint, joint.inspectors["cqc"])
    with pytest.raises(PermissionRefused, match="CQC added this finding"):
        withdrawn_by(finding, joint.leads["hmic"])
    assert withdrawn_by(finding, joint.overall_lead).is_withdrawn


def test_what_was_withdrawn_is_neither_changed_nor_withdrawn_again(joint: JointInspection) -> None:
    person = joint.inspectors["ofsted"]
    finding = withdrawn_by(finding_by(joint, person), person)
    with pytest.raises(ActionRefused, match="was withdrawn"):
        changed_by(joint, finding, person, version=2)
    with pytest.raises(ActionRefused, match="was withdrawn"):
        withdrawn_by(finding, person, version=2)


def test_a_finding_that_was_changed_is_read_before_it_is_withdrawn(joint: JointInspection) -> None:
    person = joint.inspectors["ofsted"]
    finding = finding_by(joint, person)
    changed_by(joint, finding, person, version=1, text="Otherwise.")
    with pytest.raises(Conflict):
        withdrawn_by(finding, person, version=1)


# --- considered -----------------------------------------------------------------------------------


def test_a_heading_is_considered_with_a_reason(joint: JointInspection) -> None:
    row = considered_by(joint, joint.inspectors["cqc"], why="No such call came.")
    assert (row.criterion.reference, row.why) == ("front_door ¶2", "No such call came.")
    assert (row.inspectorate.code, row.by) == ("cqc", joint.inspectors["cqc"])


@pytest.mark.parametrize(
    ("criterion", "why", "message"),
    [
        ("front_door ¶2", " ", "Say why"),
        ("front_door ¶2", "x" * 2_001, "2,000 characters or fewer"),
        ("front_door ¶9", "None.", "no such criterion"),
    ],
)
def test_a_heading_is_not_considered_without_a_reason_or_when_it_is_none(
    joint: JointInspection, criterion: str, why: str, message: str
) -> None:
    with pytest.raises(ActionRefused, match=message):
        considered_by(joint, joint.inspectors["cqc"], criterion, why=why)
    with acting_as(joint.inspectors["cqc"]):
        assert not HeadingConsidered.objects.exists()


def test_the_same_form_sent_twice_considers_once(joint: JointInspection) -> None:
    person = joint.inspectors["cqc"]
    sent: dict[str, Any] = {
        "evaluation": evaluation_in(joint),
        "criterion": "front_door ¶1",
        "why": "None.",
        "key": uuid4(),
        "by": person,
        "at": timezone.now(),
    }
    with acting_as(person):
        assert consider_heading(**sent) == consider_heading(**sent)
        assert HeadingConsidered.objects.count() == 1


def test_the_quality_assurer_considers_nothing(joint: JointInspection) -> None:
    with pytest.raises(PermissionRefused, match="quality assurer reads"):
        considered_by(joint, joint.quality_assurer)


# --- complete -------------------------------------------------------------------------------------


def test_it_is_complete_only_when_every_criterion_is_considered(joint: JointInspection) -> None:
    open_evaluation(joint)
    with pytest.raises(ActionRefused, match="1 criterion is left to consider: front_door ¶2"):
        complete_by(joint)
    considered_by(joint, joint.inspectors["cqc"])
    done = complete_by(joint)
    assert done.is_complete
    event = NarrativeEvent.objects.order_by("pk").last()
    assert event is not None
    assert (event.from_state, event.to_state, event.by) == ("open", "complete", joint.overall_lead)


def test_an_evaluation_that_nobody_has_begun_is_not_complete(joint: JointInspection) -> None:
    with pytest.raises(ActionRefused, match="2 criteria are left to consider"):
        complete_by(joint)
    assert not NarrativeEvaluation.objects.exists()


def test_a_withdrawn_finding_leaves_its_criterion_to_consider(joint: JointInspection) -> None:
    ready_evaluation(joint)
    with acting_as(joint.overall_lead):
        finding = NarrativeFinding.objects.get()
    withdrawn_by(finding, joint.overall_lead)
    with pytest.raises(ActionRefused, match="left to consider: front_door ¶1"):
        complete_by(joint)


def test_a_finding_of_the_whole_area_considers_no_criterion(joint: JointInspection) -> None:
    finding_by(joint, joint.inspectors["ofsted"], criterion="")
    with pytest.raises(ActionRefused, match="2 criteria are left"):
        complete_by(joint)


def test_an_area_without_criteria_needs_a_finding(joint: JointInspection) -> None:
    item = evidence_by(joint, joint.inspectors["ofsted"])
    own = own_in_words(joint, "cqc", criteria=0)
    assert own.judgement_areas.get().criteria.count() == 0
    lead = joint.leads["cqc"]
    with pytest.raises(ActionRefused, match="There is no finding yet"):
        complete_by(joint, lead, area=YOUTH)
    finding_by(joint, lead, area=YOUTH, criterion="", evidence=keys_of(item))
    assert complete_by(joint, lead, area=YOUTH).is_complete


@pytest.mark.parametrize("who", ["inspector", "other lead", "quality assurer"])
def test_only_the_overall_lead_completes_a_joint_evaluation(
    joint: JointInspection, who: str
) -> None:
    ready_evaluation(joint)
    people = {
        "inspector": joint.inspectors["ofsted"],
        "other lead": joint.leads["cqc"],
        "quality assurer": joint.quality_assurer,
    }
    with pytest.raises(PermissionRefused):
        complete_by(joint, people[who])
    assert evaluation_in(joint).state == "open"


def test_the_lead_of_its_inspectorate_completes_a_strand_of_its_own(
    joint: JointInspection,
) -> None:
    own_in_words(joint, "cqc")
    for criterion in ("youth ¶1", "youth ¶2"):
        considered_by(joint, joint.inspectors["cqc"], criterion, area=YOUTH)
    for person in (joint.overall_lead, joint.leads["hmic"], joint.inspectors["cqc"]):
        with pytest.raises(PermissionRefused):
            complete_by(joint, person, area=YOUTH)
    assert complete_by(joint, joint.leads["cqc"], area=YOUTH).is_complete


def test_completing_twice_with_one_form_is_one_act_and_with_two_refused(
    joint: JointInspection,
) -> None:
    ready_evaluation(joint)
    lead = joint.overall_lead
    sent: dict[str, Any] = {
        "evaluation": evaluation_in(joint),
        "key": uuid4(),
        "by": lead,
        "at": timezone.now(),
    }
    with acting_as(lead):
        assert complete_evaluation(**sent) == complete_evaluation(**sent)
    with pytest.raises(TransitionNotAllowed, match="Nothing was changed"):
        complete_by(joint)
    assert NarrativeEvent.objects.count() == 2


def test_nothing_is_written_into_a_complete_evaluation(joint: JointInspection) -> None:
    complete_evaluation_of(joint)
    person = joint.inspectors["ofsted"]
    with acting_as(person):
        finding = NarrativeFinding.objects.get()
    for act in (
        lambda: finding_by(joint, person),
        lambda: changed_by(joint, finding, person, version=1),
        lambda: withdrawn_by(finding, person),
        lambda: considered_by(joint, person),
    ):
        with pytest.raises(ActionRefused, match="is complete"):
            act()
    with acting_as(person):
        assert NarrativeFindingRevision.objects.count() == 1
        assert HeadingConsidered.objects.count() == 1


# --- reopened -------------------------------------------------------------------------------------


def test_reopening_takes_a_reason_that_is_kept(joint: JointInspection) -> None:
    complete_evaluation_of(joint)
    with pytest.raises(ActionRefused, match="Say why the evaluation is reopened"):
        reopened_by(joint, why=" ")
    assert not reopened_by(joint, why="A case came late.").is_complete
    event = NarrativeEvent.objects.order_by("pk").last()
    assert event is not None
    assert (event.from_state, event.to_state, event.why) == (
        "complete",
        "open",
        "A case came late.",
    )
    assert finding_by(joint, joint.inspectors["hmic"]).number == 2


def test_what_is_open_is_not_reopened_and_not_by_another_lead(joint: JointInspection) -> None:
    open_evaluation(joint)
    with pytest.raises(TransitionNotAllowed):
        reopened_by(joint)
    considered_by(joint, joint.inspectors["cqc"])
    complete_by(joint)
    with pytest.raises(PermissionRefused):
        reopened_by(joint, joint.leads["cqc"])
    assert evaluation_in(joint).is_complete


# --- who reads ------------------------------------------------------------------------------------


def test_findings_of_a_joint_strand_are_read_by_the_whole_team(joint: JointInspection) -> None:
    finding_by(joint, joint.inspectors["cqc"])
    considered_by(joint, joint.inspectors["cqc"])
    for person in joint.team:
        with acting_as(person):
            assert NarrativeFinding.objects.visible_to(person).count() == 1
            assert HeadingConsidered.objects.visible_to(person).count() == 1


def test_findings_of_a_strand_of_its_own_are_read_by_its_inspectorate_alone(
    joint: JointInspection,
) -> None:
    own = own_in_words(joint, "cqc")
    item = evidence_by(joint, joint.inspectors["cqc"], strand=own, criteria=())
    person = joint.inspectors["cqc"]
    finding_by(joint, person, area=YOUTH, criterion="youth ¶1", evidence=keys_of(item))
    considered_by(joint, person, "youth ¶2", area=YOUTH)
    readers = [*joint.team, joint.chair]
    with_sight = []
    for one in readers:
        with acting_as(one):
            counts = (
                NarrativeFinding.objects.visible_to(one).count(),
                HeadingConsidered.objects.visible_to(one).count(),
            )
        assert counts in {(0, 0), (1, 1)}
        with_sight += [one] if counts == (1, 1) else []
    assert with_sight == [joint.leads["cqc"], joint.inspectors["cqc"]]


def test_who_left_the_team_reads_nothing(joint: JointInspection) -> None:
    person = joint.inspectors["cqc"]
    finding_by(joint, person)
    day = timezone.localdate()
    person.assignments.update(starts_on=day.replace(year=day.year - 1), ends_on=day.replace(day=1))
    person.assignments.update(ends_on=day.replace(year=day.year - 1))
    with acting_as(person):
        assert not NarrativeFinding.objects.visible_to(person).exists()


def test_front_door_is_the_area_of_these_tests(joint: JointInspection) -> None:
    assert joint.strand.judgement_areas.get().code == FRONT_DOOR
    assert evaluation_in(joint).area.scale_id is None
