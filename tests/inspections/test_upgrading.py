"""Strands, criteria and notes of an inspection that comes to another version of its framework."""

from collections.abc import Callable
from datetime import timedelta
from typing import Any
from uuid import UUID, uuid4

import pytest
from django.http import QueryDict
from django.test import Client
from django.utils import timezone

from frameworks.models import Criterion
from inspections.actions import choices_of, move_inspection, open_inspection, save_evidence_draft
from inspections.actions.upgrading import Outcome, StrandImpact
from inspections.errors import UpgradeRefused
from inspections.forms import ChangeEvidenceForm, EvidenceForm
from inspections.models import (
    Evidence,
    EvidenceCriterion,
    EvidenceRevision,
    Inspection,
    InspectionUpgrade,
    Strand,
)
from inspections.permissions import assignment_of, may_upgrade_inspection
from organisations.models import LegalPower, User
from records.actor import acting_as
from records.permissions import Allowed, Refused
from tests.factories.frameworks import framework_data, framework_version_factory
from tests.factories.inspections import (
    JointInspection,
    board_for,
    evidence_by,
    inspection_at,
    inspection_type,
    joint_inspection,
    member_factory,
    single_strand,
    starting_day,
)
from tests.factories.organisations import LegalPowerFactory, LocalAreaFactory
from tests.inspections.test_evidence_actions import change
from tests.reports.newer import (
    Data,
    area_of,
    history,
    impact_of,
    kind_of,
    newer,
    reworded,
    upgraded,
    with_single_strand,
    without_criterion,
)

pytestmark = pytest.mark.django_db
ClientOf = Callable[[User], Client]


def strands(joint: JointInspection) -> dict[str, list[str]]:
    """The strands of the inspection, and which areas of its version each answers."""
    version = Inspection.objects.get(pk=joint.inspection.pk).framework_version_id
    return {
        strand.code: [
            area.code for area in strand.judgement_areas.all() if area.version_id == version
        ]
        for strand in Strand.objects.filter(inspection=joint.inspection)
    }


def refused(joint: JointInspection, *rewrites: Any) -> tuple[str, ...]:
    version = newer(*rewrites)
    before = history(joint), strands(joint)
    with pytest.raises(UpgradeRefused) as refusal:
        upgraded(joint, version)
    assert (history(joint), strands(joint)) == before
    assert InspectionUpgrade.objects.count() == 0
    return refusal.value.reasons


def without_the_joint_strand(data: Data) -> None:
    """Everything is in CQC's hands."""
    with_single_strand(data)
    kind = kind_of(data)
    kind["areas"] = ["health"]
    kind["strands"] = kind["strands"][1:]


# --- who ------------------------------------------------------------------------------------------


def test_the_overall_lead_may_upgrade_and_nobody_else() -> None:
    joint, today = joint_inspection(), timezone.localdate()
    own = assignment_of(joint.overall_lead, joint.inspection, today)
    assert may_upgrade_inspection(own) == Allowed()
    for person in (*joint.team[1:], joint.chair):
        answer = may_upgrade_inspection(assignment_of(person, joint.inspection, today))
        assert isinstance(answer, Refused), person
    assert may_upgrade_inspection(None) == Refused("You are not on the team of this inspection.")


# --- strands --------------------------------------------------------------------------------------


def test_a_strand_answers_the_areas_that_the_new_version_plans() -> None:
    def another_area(data: Data) -> None:
        more = {**area_of(data), "code": "audit", "criteria": [], "descriptors": []}
        data["judgement_areas"].append(more)
        kind_of(data)["areas"].append("audit")

    joint = joint_inspection()
    upgraded(joint, newer(another_area))
    assert strands(joint) == {"joint": ["lscb", "audit"]}
    assert joint.strand.judgement_areas.count() == 2


def test_a_new_strand_is_added_with_those_who_take_part() -> None:
    joint = joint_inspection()
    version = newer(with_single_strand)
    assert impact_of(joint, version).strands == (
        StrandImpact("joint", joint.strand.title, Outcome.KEPT, ("lscb",)),
        StrandImpact("cqc", "Health", Outcome.ADDED, ("health",), ("cqc",)),
    )
    upgraded(joint, version)
    assert strands(joint) == {"joint": ["lscb"], "cqc": ["health"]}
    added = Strand.objects.get(code="cqc")
    assert (added.kind, added.power.code, added.title) == ("single", "cqc-own", "Health")
    assert added.owner is not None
    assert added.owner.code == "cqc"
    assert [one.code for one in added.participants.all()] == ["cqc"]
    evidence_by(
        joint,
        joint.inspectors["cqc"],
        strand=added,
        criteria=(Criterion.objects.get(reference="TEST ¶68a").pk,),
    )
    with acting_as(joint.inspectors["cqc"]):
        assert Evidence.objects.get().owner == added.owner


def test_a_new_strand_to_inspect_together_is_added_for_those_who_are_here() -> None:
    def second_joint(data: Data) -> None:
        with_single_strand(data)
        data["judgement_areas"][1].update(grading="shared", inspectorates=["cqc", "hmi-prisons"])
        kind = kind_of(data)
        kind["participants"].append("hmi-prisons")
        kind["strands"][1].update(power="ca2004-s20", inspectorates=["ofsted", "cqc", "hmic"])

    joint = joint_inspection(inspectorates=("ofsted", "cqc"))
    upgraded(joint, newer(second_joint))
    added = Strand.objects.get(code="cqc")
    assert (added.kind, added.owner) == ("joint", None)
    assert [one.code for one in added.participants.all()] == ["ofsted", "cqc"]


def test_a_strand_whose_inspectorates_are_not_here_is_not_made() -> None:
    joint = joint_inspection(inspectorates=("ofsted", "hmic"))
    version = newer(with_single_strand)
    impact = impact_of(joint, version)
    assert impact.strands[1] == StrandImpact("cqc", "Health", Outcome.NOT_MADE, ("health",), ())
    assert "TEST ¶68a" not in {one.reference for one in impact.criteria}
    upgraded(joint, version)
    assert strands(joint) == {"joint": ["lscb"]}


def test_an_empty_strand_that_is_gone_is_left_and_answers_nothing() -> None:
    joint = inspection_at("planned")
    version = newer(without_the_joint_strand)
    assert [one.outcome for one in impact_of(joint, version).strands] == ["left", "added"]
    upgraded(joint, version)
    assert strands(joint) == {"joint": [], "cqc": ["health"]}
    assert Strand.judgement_areas.through.objects.count() == 1


def test_a_strand_that_holds_evidence_and_is_gone_is_refused() -> None:
    joint = joint_inspection()
    evidence_by(joint, joint.inspectors["hmic"])
    assert refused(joint, without_the_joint_strand) == (
        "“Joint strand, section 20” is no strand of version 2015, and it holds evidence.",
    )


@pytest.mark.parametrize("holds", [True, False])
def test_a_strand_that_one_may_not_read_counts_as_holding_evidence(holds: bool) -> None:
    """The answer is the same whether there is any: it would tell of what is hidden."""
    joint = joint_inspection()
    strand = single_strand(joint, "hmic")
    if holds:
        evidence_by(joint, joint.inspectors["hmic"], strand=strand)
    (reason,) = refused(joint)
    assert reason == (
        f"“{strand.title}” is no strand of version 2015, and it may hold evidence that you may "
        "not read."
    )


def test_one_s_own_empty_strand_may_go_after_the_notice() -> None:
    joint = joint_inspection()
    single_strand(joint, "ofsted")
    upgraded(joint, newer())
    assert strands(joint) == {"joint": ["lscb"], "ofsted": []}


def test_another_s_strand_may_go_before_the_notice() -> None:
    joint = inspection_at("planned")
    single_strand(joint, "hmic")
    upgraded(joint, newer())
    assert strands(joint) == {"joint": ["lscb"], "hmic": []}


def test_a_notice_that_was_taken_back_is_remembered() -> None:
    joint = inspection_at("notified")
    single_strand(joint, "hmic")
    for verb in ("postpone", "plan_again"):
        move_inspection(
            inspection=joint.inspection,
            verb=verb,
            why="Snow.",
            by=joint.overall_lead,
            at=timezone.now(),
        )
    (reason,) = refused(joint)
    assert "may hold evidence" in reason


def test_a_strand_never_comes_under_another_power() -> None:
    def under_another(data: Data) -> None:
        with_single_strand(data)
        kind_of(data)["strands"][0]["power"] = "other-joint"
        LegalPowerFactory(code="other-joint", section="section 21", is_joint=True)

    joint = joint_inspection()
    assert refused(joint, under_another) == (
        "The strand joint is under another power than “Joint strand, section 20” in version 2015.",
    )
    assert LegalPower.objects.filter(code="other-joint").exists()


# --- the deep dive --------------------------------------------------------------------------------


def with_topics(*codes: str) -> Callable[[Data], None]:
    def add(data: Data) -> None:
        kind_of(data)["deep_dive"] = bool(codes)
        data["deep_dive_topics"] = [
            {"code": code, "title": code.title(), "source": "TEST ¶12"} for code in codes
        ]

    return add


@pytest.mark.parametrize(
    ("topics", "is_refused"), [(("neglect", "gangs"), False), (("gangs",), True), ((), True)]
)
def test_the_topic_of_the_deep_dive_has_to_be_there(
    topics: tuple[str, ...], is_refused: bool
) -> None:
    data = framework_data()
    with_topics("neglect")(data)
    framework_version_factory(**data)
    lead = member_factory("ofsted", "lead")
    at = timezone.now() - timedelta(days=1)
    inspection = open_inspection(
        inspection_type=inspection_type(),
        area=LocalAreaFactory(),
        starts_on=starting_day(at),
        participants=("ofsted", "cqc"),
        board=board_for(),
        deep_dive="neglect",
        by=lead,
        at=at,
    )
    joint = JointInspection(
        inspection, inspection.strands.get(), lead, {"ofsted": lead}, {}, lead, lead
    )
    if is_refused:
        assert refused(joint, with_topics(*topics)) == (
            "The topic of its deep dive is none of version 2015’s.",
        )
    else:
        upgraded(joint, newer(with_topics(*topics)))
        assert Inspection.objects.get().topic is not None


# --- criteria -------------------------------------------------------------------------------------


def test_each_criterion_says_what_becomes_of_it_and_what_bears_on_it() -> None:
    joint = joint_inspection()
    first, second, third = (one.pk for one in joint.criteria)
    evidence_by(joint, joint.inspectors["cqc"], criteria=(first, second, third))
    evidence_by(joint, joint.inspectors["hmic"], criteria=(second,))
    found = impact_of(joint, newer(reworded, without_criterion)).criteria
    assert [(one.reference, one.heading, one.what, one.evidence) for one in found] == [
        ("TEST ¶1", "Heading 1", "changed", 1),
        ("TEST ¶2", "Heading 2", "removed", 2),
        ("TEST ¶4", "Heading 4", "new", 0),
    ]
    assert [(one.name, one.before, one.after) for one in found[0].differences] == [
        ("statement", "Statement 1.", "Reworded in 2015.")
    ]


def test_an_item_that_was_changed_is_counted_as_it_reads_now() -> None:
    joint = joint_inspection()
    item = evidence_by(joint, joint.inspectors["cqc"])
    change(item, joint, joint.inspectors["cqc"], criteria=(joint.criteria[1].pk,))
    found = impact_of(joint, newer(reworded, without_criterion)).criteria
    assert [(one.reference, one.evidence) for one in found[:2]] == [("TEST ¶1", 0), ("TEST ¶2", 1)]


def test_only_evidence_that_one_may_read_is_counted() -> None:
    joint = joint_inspection()
    strand = single_strand(joint, "cqc")
    evidence_by(joint, joint.inspectors["cqc"], strand=strand)
    (criterion,) = impact_of(joint, newer(reworded)).criteria
    assert criterion.evidence == 0


def test_criteria_that_this_inspection_does_not_ask_for_are_left_out() -> None:
    def elsewhere(data: Data) -> None:
        board = area_of(data)
        more = {**board["criteria"][0], "reference": "TEST ¶99"}
        data["judgement_areas"].append(
            {**board, "code": "elsewhere", "criteria": [more], "descriptors": []}
        )

    joint = joint_inspection()
    assert impact_of(joint, newer(elsewhere)).criteria == ()


# --- notes that were written before ---------------------------------------------------------------


def criteria_of(form: EvidenceForm) -> list[str]:
    """The references of the criteria that are ticked."""
    keys = [int(key) for key in form["criteria"].value() or ()]
    rows = Criterion.objects.filter(pk__in=keys, version__version="2015")
    assert rows.count() == len(keys)
    return sorted(rows.values_list("reference", flat=True))


def at(joint: JointInspection, item: Evidence) -> str:
    return f"/inspections/{joint.reference}/evidence/{item.reference}/change/"


@pytest.fixture
def moved() -> tuple[JointInspection, Evidence, list[int]]:
    """An item on the first two criteria; the second is gone in the version of now."""
    joint = joint_inspection()
    keys = [one.pk for one in joint.criteria]
    item = evidence_by(joint, joint.inspectors["cqc"], criteria=tuple(keys[:2]))
    upgraded(joint, newer(reworded, without_criterion))
    return joint, item, keys


Moved = tuple[JointInspection, Evidence, list[int]]


def test_a_note_opens_with_the_criteria_of_the_new_version(
    moved: Moved, client_of: ClientOf
) -> None:
    joint, item, _keys = moved
    page = client_of(joint.inspectors["cqc"]).get(at(joint, item))
    assert criteria_of(page.context["form"]) == ["TEST ¶1"]
    assert page.content.decode().count("checked") >= 1


def test_a_changed_note_stands_on_the_new_version_and_its_first_text_on_the_old(
    moved: Moved, client_of: ClientOf
) -> None:
    joint, item, _keys = moved
    author = joint.inspectors["cqc"]
    client = client_of(author)
    form = client.get(at(joint, item)).context["form"]
    sent = {name: form[name].value() for name in ("text", "source", "strength", "base", "item")}
    day = timezone.localdate()
    sent.update(
        once=str(uuid4()),
        text="Seen again.",
        agency="",
        criteria=form["criteria"].value(),
        observed_on_day=day.day,
        observed_on_month=day.month,
        observed_on_year=day.year,
    )
    assert client.post(at(joint, item), sent).status_code == 302
    with acting_as(author):
        links = EvidenceCriterion.objects.filter(revision__evidence=item).order_by("pk")
        columns = ("revision__version", "criterion__version__version", "criterion__reference")
        assert list(links.values_list(*columns)) == [
            (1, "2014-06", "TEST ¶1"),
            (1, "2014-06", "TEST ¶2"),
            (2, "2015", "TEST ¶1"),
        ]


def test_the_page_of_an_item_names_what_it_was_recorded_under(
    moved: Moved, client_of: ClientOf
) -> None:
    joint, item, _keys = moved
    address = f"/inspections/{joint.reference}/evidence/{item.reference}/"
    shown = client_of(joint.inspectors["hmic"]).get(address).content.decode()
    assert "TEST ¶1: Heading 1" in shown
    assert "TEST ¶2: Heading 2" in shown


def form_of(moved: Moved, data: QueryDict | None = None, **options: Any) -> EvidenceForm:
    joint, _item, _keys = moved
    choices = choices_of(inspection=joint.inspection, strand=joint.strand)
    return EvidenceForm(data, choices=choices, **options)


def sent_with(*criteria: Any) -> QueryDict:
    data = QueryDict(mutable=True)
    data.setlist("criteria", [str(one) for one in criteria])
    return data


def test_a_draft_from_before_is_shown_with_the_criteria_of_now(moved: Moved) -> None:
    _joint, _item, keys = moved
    initial = {"text": "Half", "criteria": [str(keys[1]), str(keys[2])]}
    assert criteria_of(form_of(moved, initial=initial)) == ["TEST ¶3"]
    assert initial["criteria"] == [str(keys[1]), str(keys[2])]


def test_an_unfinished_note_from_before_is_offered_with_the_criteria_of_now(
    moved: Moved, client_of: ClientOf
) -> None:
    joint, _item, keys = moved
    author, key = joint.inspectors["cqc"], UUID(int=7)
    with acting_as(author):
        save_evidence_draft(
            key=key,
            about=f"{joint.reference}/joint",
            base_version=0,
            version=0,
            content={"text": "Half", "criteria": [str(keys[0])]},
            by=author,
            at=timezone.now(),
        )
    page = client_of(author).get(f"/inspections/{joint.reference}/evidence/record/?draft={key}")
    assert criteria_of(page.context["form"]) == ["TEST ¶1"]


def test_a_form_that_lay_open_is_taken_with_the_criteria_of_now(moved: Moved) -> None:
    _joint, _item, keys = moved
    form = form_of(moved, sent_with(keys[0], keys[2]))
    form.is_valid()
    assert "criteria" not in form.errors
    assert criteria_of(form) == ["TEST ¶1", "TEST ¶3"]


def test_a_form_that_names_a_criterion_that_is_gone_says_so(moved: Moved) -> None:
    _joint, _item, keys = moved
    form = form_of(moved, sent_with(keys[0], keys[1]))
    assert "criteria" in form.errors


@pytest.mark.parametrize("sent", ["x", "²", "9" * 30, "-1", "0"])
def test_what_is_no_criterion_is_refused_and_breaks_nothing(moved: Moved, sent: str) -> None:
    _joint, _item, keys = moved
    form = form_of(moved, sent_with(keys[0], sent))
    assert "criteria" in form.errors
    assert form_of(moved, initial={"criteria": [sent]})["criteria"].value() in ([sent], [])


def test_a_form_of_the_version_of_now_asks_for_no_criterion(
    moved: Moved, count_queries: Any
) -> None:
    joint, item, _keys = moved
    choices = choices_of(inspection=joint.inspection, strand=joint.strand)
    with count_queries() as asked:
        EvidenceForm(sent_with(*choices.criteria), choices=choices)
        ChangeEvidenceForm(choices=choices, initial={"criteria": list(choices.criteria)})
    assert asked == []
    with acting_as(joint.inspectors["cqc"]):
        assert EvidenceRevision.objects.get(evidence=item).criteria.count() == 2
