"""Judgements of one inspectorate, for tests: made as people make them, through the actions.

    joint = graded_inspection()                 CQC has a strand of its own, with graded areas
    judgement = agreed_grade(joint)             every step, to the moderator's answer

Each step stops where its name says: `proposed_grade`, `decided_grade`, `returned_grade`.
On PostgreSQL the database asks who acts: everything here is done as the person who does it.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any
from uuid import uuid4

from django.db import transaction
from django.utils import timezone

from frameworks.models import Criterion, FrameworkVersion, JudgementArea
from frameworks.values import NOT_JUDGED
from inspections.actions import name_member, record_evidence
from inspections.models import Evidence, Strand
from inspections.values import EvidenceContent
from judgements.actions import decide, moderate, propose_grade, reopen_grade
from judgements.models import (
    GradeDecision,
    GradeModeration,
    Judgement,
    JudgementEvent,
    Proposal,
    last_decision,
)
from judgements.permissions import graded_of
from judgements.values import DecisionContent, GradeContent, ModerationContent
from organisations.models import User
from records.actor import acting_as
from tests.factories.frameworks import framework_data, framework_version_factory
from tests.factories.inspections import (
    JointInspection,
    joint_inspection,
    member_factory,
    single_strand,
)
from tests.factories.organisations import LegalPowerFactory
from tests.factories.remembered import remembered

OWN = "social_care"
OVERALL, PROTECTION, LEADERSHIP, CHILDREN = (
    "health_overall",
    "health_protection",
    "health_leadership",
    "joint_children",
)
MET = "protection-presupposes-good"
CUMULATIVE, LIMITED = "overall-cumulative", "overall-inadequate"
MAY_LEAVE = "Where the area has very few children (TEST ¶31)."
_REFERENCES = {
    OWN: "TEST ¶71",
    PROTECTION: "TEST ¶60",
}
STATEMENT = "Health services help children in time."


def _area(code: str, title: str, model: Mapping[str, Any], **changes: Any) -> dict[str, Any]:
    return {
        **model,
        "code": code,
        "title": title,
        "grading": "graded",
        "inspectorates": ["cqc"],
        **changes,
    }


def graded_data() -> dict[str, Any]:
    """The framework: CQC grades three areas of its own strand, and one of the joint strand."""
    data = framework_data(criteria=1)
    lscb = data["judgement_areas"][0]
    bare = {**lscb, "criteria": [], "descriptors": []}
    criteria = [{**one, "reference": "TEST ¶60"} for one in lscb["criteria"]]
    data["judgement_areas"] += [
        _area(OVERALL, "Health overall", bare, paragraph="TEST ¶59"),
        _area(PROTECTION, "Health protection", lscb, criteria=criteria, paragraph="TEST ¶60"),
        _area(LEADERSHIP, "Health leadership", bare, not_judged=MAY_LEAVE, paragraph="TEST ¶61"),
        _area(CHILDREN, "Children seen by all", bare, paragraph="TEST ¶62"),
    ]
    data["limiting_rules"] += [
        _rule(
            MET,
            "TEST ¶63",
            kind="presupposes",
            area=PROTECTION,
            grade="outstanding",
            criteria_of="good",
        ),
        _rule(CUMULATIVE, "TEST ¶41", kind="cumulative", area=OVERALL, of=[PROTECTION]),
        _rule(
            LIMITED,
            "TEST ¶67",
            kind="limits",
            area=OVERALL,
            grade="inadequate",
            any_of=[{"area": PROTECTION, "grade": "inadequate"}],
        ),
    ]
    kind = data["inspection_types"][0]
    kind["areas"] += [OVERALL, PROTECTION, LEADERSHIP, CHILDREN]
    kind["strands"] = [
        {
            "code": "joint",
            "title": "Together",
            "power": "ca2004-s20",
            "inspectorates": ["ofsted", "cqc", "hmic"],
            "areas": ["lscb", CHILDREN],
        },
        {
            "code": "cqc",
            "title": "CQC alone",
            "power": "cqc-own",
            "inspectorates": ["cqc"],
            "areas": [OVERALL, PROTECTION, LEADERSHIP],
        },
    ]
    return data


def _rule(code: str, source: str, **definition: Any) -> dict[str, Any]:
    return {
        "code": code,
        "source": source,
        "strength": "likely",
        "statement": f"What {source} says.",
        "definition": definition,
    }


@dataclass
class GradedInspection:
    """An inspection at fieldwork in which one inspectorate, CQC unless said, judges by itself.

    Its people, by what they do.
    """

    joint: JointInspection
    moderator: User
    code: str = "cqc"

    @property
    def inspector(self) -> User:
        """Who proposes."""
        return self.joint.inspectors[self.code]

    @property
    def lead(self) -> User:
        """Who decides."""
        return self.joint.leads[self.code]

    @property
    def reference(self) -> str:
        """Of the inspection."""
        return self.joint.reference


@remembered
@transaction.atomic
def graded_inspection() -> GradedInspection:
    """Ofsted (which leads it), CQC and HMIC; CQC has a moderator.

    The first call brings the framework into force.
    """
    if not FrameworkVersion.objects.filter(framework__code="integrated").exists():
        LegalPowerFactory(code="cqc-own", section="section 46", is_joint=False)
        framework_version_factory(**graded_data())
    joint = joint_inspection()
    return GradedInspection(joint, assurer_of(joint, "cqc"))


@transaction.atomic
def assurer_of(joint: JointInspection, code: str) -> User:
    """A quality assurer of an inspectorate, named by its lead."""
    person = member_factory(code)
    name_member(
        inspection=joint.inspection,
        person=person,
        role="quality_assurer",
        by=joint.leads[code],
        at=timezone.now() - timedelta(days=2),
    )
    return person


def grade_in(graded: GradedInspection, area: str = PROTECTION) -> Judgement:
    """The judgement of an area as it stands now."""
    found = graded_of(graded.joint.inspection, area)
    assert found is not None
    return found


def content(grade: str = "good", **changes: Any) -> GradeContent:
    """A grade with its words; `changes` are fields of `GradeContent`."""
    usual: dict[str, Any] = {"statement": STATEMENT, "answers": {MET: True}, "departures": {}}
    if grade == NOT_JUDGED:
        usual["not_judged"] = "Only two children were seen."
    return GradeContent(grade=grade, **{**usual, **changes})


def evidence_for(graded: GradedInspection) -> Evidence:
    """A strength that the inspector recorded in the own strand, on the first criterion."""
    person, at = graded.inspector, timezone.now()
    criterion = grade_in(graded).area.criteria.get()
    with acting_as(person):
        return record_evidence(
            key=uuid4(),
            inspection=graded.joint.inspection,
            strand=graded.joint.inspection.strands.select_related("power").get(code=graded.code),
            content=EvidenceContent(
                text="The nurse asked the child first, and wrote down the answer.",
                source="meeting",
                observed_on=timezone.localdate(at),
                agency=None,
                strength="strength",
                criteria=(criterion.pk,),
            ),
            case=None,
            by=person,
            at=at,
        )


def grade_proposed_by(
    graded: GradedInspection,
    grade: str = "good",
    *,
    area: str = PROTECTION,
    by: User | None = None,
    key: Any = None,
    at: datetime | None = None,
    **changes: Any,
) -> Proposal:
    """An inspector proposes a grade; `changes` are fields of its content."""
    person = by or graded.inspector
    with acting_as(person):
        return propose_grade(
            judgement=grade_in(graded, area),
            content=content(grade, **changes),
            key=key or uuid4(),
            by=person,
            at=at or timezone.now(),
        )


def grade_decided_by(
    graded: GradedInspection,
    grade: str = "",
    *,
    area: str = PROTECTION,
    by: User | None = None,
    reasons: str = "",
    content_hash: str = "",
    key: Any = None,
    **changes: Any,
) -> GradeDecision:
    """The lead takes what is proposed, or decides this grade."""
    person, judgement = by or graded.lead, grade_in(graded, area)
    current = judgement.current_proposal()
    given = grade or (current.grade_code if current else "good")
    if current is not None and current.not_judged and given == NOT_JUDGED:
        changes.setdefault("not_judged", current.not_judged)
        changes.setdefault("answers", {})
    with acting_as(person):
        return decide(
            judgement=judgement,
            content=DecisionContent(
                content(given, **changes),
                reasons,
                content_hash or (current.content_hash if current else "0" * 64),
            ),
            key=key or uuid4(),
            by=person,
            at=timezone.now(),
        )


def grade_moderated_by(
    graded: GradedInspection,
    *,
    agrees: bool = True,
    why: str = "",
    area: str = PROTECTION,
    by: User | None = None,
    content_hash: str = "",
    key: Any = None,
) -> GradeModeration:
    """The moderator agrees, unless said."""
    person, judgement = by or graded.moderator, grade_in(graded, area)
    decision = last_decision(judgement)
    stands_on = content_hash or (decision.content_hash if decision else "0" * 64)
    with acting_as(person):
        return moderate(
            judgement=judgement,
            content=ModerationContent(
                agrees, why or ("" if agrees else "The case of T1 says otherwise."), stands_on
            ),
            key=key or uuid4(),
            by=person,
            at=timezone.now(),
        )


def grade_reopened_by(
    graded: GradedInspection,
    *,
    why: str = "New evidence came in.",
    area: str = PROTECTION,
    by: User | None = None,
    key: Any = None,
) -> JudgementEvent:
    """The lead reopens what was agreed."""
    person = by or graded.lead
    with acting_as(person):
        return reopen_grade(
            judgement=grade_in(graded, area),
            why=why,
            key=key or uuid4(),
            by=person,
            at=timezone.now(),
        )


def proposed_grade(
    graded: GradedInspection, grade: str = "good", *, area: str = PROTECTION
) -> Judgement:
    """A grade is proposed, and nobody has decided."""
    grade_proposed_by(graded, grade, area=area)
    return grade_in(graded, area)


def decided_grade(
    graded: GradedInspection, grade: str = "good", *, area: str = PROTECTION
) -> Judgement:
    """The lead took what was proposed."""
    proposed_grade(graded, grade, area=area)
    grade_decided_by(graded, area=area)
    return grade_in(graded, area)


def returned_grade(graded: GradedInspection, *, area: str = PROTECTION) -> Judgement:
    """The moderator returned it, with a reason."""
    decided_grade(graded, area=area)
    grade_moderated_by(graded, agrees=False, area=area)
    return grade_in(graded, area)


def agreed_grade(
    graded: GradedInspection, grade: str = "good", *, area: str = PROTECTION
) -> Judgement:
    """Decided and moderated."""
    decided_grade(graded, grade, area=area)
    grade_moderated_by(graded, area=area)
    return grade_in(graded, area)


# --- Ofsted, in a strand of its own ---------------------------------------------------------------


def ofsted_grades(joint: JointInspection) -> GradedInspection:
    """Ofsted has a strand of its own with one graded area; its quality assurer moderates."""
    strand = single_strand(joint, "ofsted")
    area = _own_area(joint, strand, OWN, title="Social care", agency_kind="local_authority")
    strand.judgement_areas.set([area])
    return GradedInspection(joint, joint.quality_assurer, "ofsted")


def cqc_grades(joint: JointInspection) -> GradedInspection:
    """CQC has a strand of its own with its three graded areas, in a framework without them."""
    strand = single_strand(joint, "cqc")
    titles = {OVERALL: "overall", PROTECTION: "protection", LEADERSHIP: "leadership"}
    strand.judgement_areas.set(
        _own_area(joint, strand, code, title=f"Health {title}", agency_kind="health")
        for code, title in titles.items()
    )
    return GradedInspection(joint, assurer_of(joint, "cqc"))


def _own_area(joint: JointInspection, strand: Strand, code: str, **words: str) -> JudgementArea:
    """An area that the owner of the strand grades by itself, on one criterion or on none."""
    (lscb,) = joint.strand.judgement_areas.all()
    area, is_new = JudgementArea.objects.get_or_create(
        version=lscb.version,
        code=code,
        defaults={
            "grading": "graded",
            "scale": lscb.scale,
            "paragraph": "TEST ¶70",
            "order": 99,
            **words,
        },
    )
    if is_new:
        area.inspectorates.set([strand.owner])
    if is_new and code in _REFERENCES:
        Criterion.objects.create(
            version=lscb.version,
            area=area,
            reference=_REFERENCES[code],
            order=1,
            heading="Children are seen",
            statement="Children are seen alone.",
        )
    return area


def grade_in_own(graded: GradedInspection) -> Judgement:
    """Nobody has proposed."""
    return grade_in(graded, OWN)


def proposed_grade_in_own(graded: GradedInspection) -> Judgement:
    """A grade is proposed."""
    return proposed_grade(graded, area=OWN)


def decided_grade_in_own(graded: GradedInspection) -> Judgement:
    """It is decided."""
    return decided_grade(graded, area=OWN)


def returned_grade_in_own(graded: GradedInspection) -> Judgement:
    """It was returned."""
    return returned_grade(graded, area=OWN)


def agreed_grade_in_own(graded: GradedInspection) -> Judgement:
    """It is agreed."""
    return agreed_grade(graded, area=OWN)
