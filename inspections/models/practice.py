"""What inspectors conclude of practice in a case, for each agency."""

from collections.abc import Collection, Iterable
from dataclasses import dataclass
from typing import Any, ClassVar

from django.db import models
from django.db.models import Prefetch, Q

from frameworks.models import Grade, GradeDescriptor, JudgementArea
from frameworks.values import Presupposes
from inspections.models.case import Case
from inspections.models.evidence import EvidenceRevision
from inspections.models.kept import Kept, KeptQuerySet, KeptRevision
from inspections.models.strand import Strand
from inspections.models.team import Assignment
from inspections.rules.practice import AgencyPractice, Evaluated, benchmark_of, proportions
from inspections.values.practice import MET_LABELS, MET_SCALE, Met
from organisations.models import Agency


class PracticeSaid(models.Model):
    """What an evaluation says at one version: a grade of the area's scale, or how far it was met.

    `not seen` may stand in the place of a grade too.
    """

    area = models.ForeignKey(JudgementArea, on_delete=models.PROTECT, related_name="+")
    grade = models.ForeignKey(
        Grade, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    met = models.CharField(
        max_length=10, blank=True, choices=[(met.value, MET_LABELS[met]) for met in Met]
    )
    reasons = models.TextField()

    class Meta:
        abstract = True

    @property
    def conclusion(self) -> str:
        """In the words of the framework, or of this service."""
        return self.grade.title if self.grade else MET_LABELS[Met(self.met)]


class PracticeEvaluationQuerySet(KeptQuerySet):
    """Evaluations of practice."""

    def for_page(self) -> Any:
        """With what a page names."""
        return self.select_related(
            "agency", "area", "grade", "case", "owner", "author", "strand"
        ).order_by("area__order", "agency__name", "case", "owner__order")

    def in_area(self, code: str) -> Any:
        """Those in the judgement area with this code: an upgrade of the framework keeps codes."""
        return self.filter(area__code=code)

    def for_judgement(self, member: Assignment, strand: Any, area: str) -> Any:
        """What a judgement counts: what was evaluated in its own strand, and stands.

        So everybody who makes a joint judgement reads the same numbers; what an inspectorate
        evaluated for itself alone is not among them.

        Args:
            member: the reader's place on the team.
            area: the code of the area.
        """
        rows = self.for_member(member).standing().in_area(area)
        return rows.filter(strand=strand).for_page()

    def at(self, *, case: Any, agency: Any, area: str, owner: int) -> Any:
        """What an inspectorate concludes of an agency's practice in a case, if it stands.

        Args:
            area: the code of the area.
        """
        rows = self.standing().filter(case=case, agency=agency, owner=owner)
        return rows.in_area(area).select_related("grade", "area", "agency").first()


class PracticeEvaluation(PracticeSaid, Kept):
    """An inspectorate's evaluation of one agency's practice in one case, in one judgement area."""

    case = models.ForeignKey(Case, on_delete=models.PROTECT, related_name="practice_evaluations")
    agency = models.ForeignKey(Agency, on_delete=models.PROTECT, related_name="+")

    objects: ClassVar[models.Manager[Any]] = PracticeEvaluationQuerySet.as_manager()

    class Meta(Kept.Meta):
        constraints = [
            *Kept.Meta.constraints,
            models.UniqueConstraint(
                name="practice_one_stands",
                fields=["case", "agency", "area", "owner"],
                condition=Q(withdrawn_at__isnull=True),
                violation_error_message="Your inspectorate has evaluated this already.",
            ),
            models.CheckConstraint(
                name="practice_graded_or_met",
                condition=Q(grade__isnull=True) & ~Q(met="") | Q(grade__isnull=False, met=""),
                violation_error_message="Practice has a grade, or is met so far, or was not seen.",
            ),
            models.CheckConstraint(
                name="practice_has_reasons",
                condition=~Q(reasons=""),
                violation_error_message="An evaluation says why.",
            ),
        ]

    def __str__(self) -> str:
        return self.reference


class PracticeEvaluationRevision(PracticeSaid, KeptRevision):
    """What an evaluation said at one version."""

    evaluation = models.ForeignKey(
        PracticeEvaluation, on_delete=models.PROTECT, related_name="revisions"
    )

    class Meta(KeptRevision.Meta):
        constraints = [
            models.UniqueConstraint(
                name="practice_version_once",
                fields=["evaluation", "version"],
                violation_error_message="This version was saved already.",
            )
        ]

    def __str__(self) -> str:
        return f"{self.evaluation_id} v{self.version}"


class EvaluationEvidence(models.Model):
    """A version of an evaluation rests on a version of an item of evidence. Written with it."""

    application_rights = ("SELECT", "INSERT")

    revision = models.ForeignKey(
        PracticeEvaluationRevision, on_delete=models.PROTECT, related_name="evidence_links"
    )
    said = models.ForeignKey(EvidenceRevision, on_delete=models.PROTECT, related_name="+")

    class Meta:
        verbose_name_plural = "evaluation evidence"
        constraints = [
            models.UniqueConstraint(
                name="evaluation_evidence_once",
                fields=["revision", "said"],
                violation_error_message="The evaluation names this evidence already.",
            )
        ]

    def __str__(self) -> str:
        return f"{self.revision_id} rests on {self.said_id}"


@dataclass(frozen=True)
class Evaluable:
    """What an inspectorate can evaluate in a case: an agency's practice, in an area of a strand."""

    strand: Strand
    area: JudgementArea
    agency: Agency
    grades: list[Grade]
    descriptors: list[GradeDescriptor]


def find_evaluable(member: Any, *, strand: str, area: str, agency: str) -> Evaluable | None:
    """By the codes that an address names; None where the inspectorate evaluates no such thing."""
    strands = Strand.objects.of(member.inspection_id).taken_part_in_by(member.inspectorate_id)
    found = strands.filter(code=strand).prefetch_related("participations").first()
    if found is None:
        return None
    judged = found.judgement_areas.filter(code=area).select_related("scale").first()
    there = Agency.objects.filter(code=agency, areas__inspections=member.inspection_id).first()
    if judged is None or there is None:
        return None
    grades = list(judged.scale.grades.all()) if judged.scale else []
    descriptors = list(judged.descriptors.order_by("grade__rank", "order"))
    return Evaluable(found, judged, there, grades, descriptors)


def strands_to_evaluate(member: Any) -> list[Strand]:
    """The strands of a member's inspectorate, with what they answer."""
    strands = Strand.objects.of(member.inspection_id).taken_part_in_by(member.inspectorate_id)
    return list(strands.prefetch_related("judgement_areas"))


def areas_to_evaluate(member: Any) -> list[JudgementArea]:
    """The areas of those strands, each once, with their scales and the rules of their version."""
    areas = JudgementArea.objects.filter(
        strands__inspection=member.inspection_id,
        strands__participations__inspectorate=member.inspectorate_id,
    )
    with_scales = areas.distinct().select_related("scale", "version")
    return list(with_scales.prefetch_related("scale__grades", "version__limiting_rules"))


@dataclass(frozen=True)
class Scale:
    """The places that an evaluation in an area can have, the best first.

    Args:
        benchmark: the place of the grade that the criteria describe.
    """

    titles: tuple[str, ...]
    codes: tuple[str, ...]
    benchmark: int

    def position(self, evaluation: PracticeEvaluation) -> int | None:
        """The place of an evaluation; None where it was not seen."""
        code = evaluation.grade.code if evaluation.grade else evaluation.met
        return self.codes.index(code) if code in self.codes else None


def scale_of(area: JudgementArea) -> Scale:
    """The scale of an area: that of the framework, or how far its criteria are met."""
    return scale_from(area.scale.grades.all() if area.scale else (), _criteria_of(area))


def scale_from(grades: Iterable[Grade], criteria_of: str) -> Scale:
    """The scale of these grades; with none, how far criteria are met.

    Args:
        grades: the best first.
        criteria_of: the code of the grade that the criteria describe, where a rule says which.
    """
    titles = {one.code: one.title for one in grades}
    if not titles:
        return Scale(tuple(MET_LABELS[one] for one in MET_SCALE), tuple(MET_SCALE), 0)
    codes = tuple(titles)
    return Scale(tuple(titles.values()), codes, benchmark_of(codes, criteria_of))


def _criteria_of(area: JudgementArea) -> str:
    """The grade that the criteria of the area describe, where a rule of its version says which."""
    for rule in area.version.limiting_rules.all():
        definition = rule.as_value().definition
        if isinstance(definition, Presupposes) and definition.area == area.code:
            return definition.criteria_of
    return ""


def evaluated(scale: Scale, evaluations: Iterable[PracticeEvaluation]) -> list[Evaluated]:
    """Evaluations in one area as the rule takes them: by the codes of agency and case."""
    return [
        Evaluated(one.agency.code, one.case.reference, scale.position(one)) for one in evaluations
    ]


def practice_in(
    scale: Scale,
    evaluations: Iterable[PracticeEvaluation],
    *,
    agencies: Iterable[str] = (),
) -> dict[str, AgencyPractice]:
    """What inspectors found of practice in the cases, in one judgement area.

    By the code of the agency. A judgement asks with what every reader of it sees:
    `PracticeEvaluation.objects.for_judgement(…)`.

    Args:
        agencies: codes of those that are to be among them, evaluated or not.
    """
    return proportions(
        evaluated(scale, evaluations),
        places=len(scale.titles),
        benchmark=scale.benchmark,
        agencies=agencies,
    )


def relied_on(evaluation: PracticeEvaluation) -> list[str]:
    """The keys of the items that an evaluation rests on now."""
    links = EvaluationEvidence.objects.filter(
        revision__evaluation=evaluation, revision__version=evaluation.version
    )
    return [str(key) for key in links.values_list("said__evidence", flat=True)]


def items_on(case: Case, seen: Any, *, most: int, also: Collection[str] = ()) -> list[Any]:
    """The evidence on a case that somebody sees, the newest first, and items named besides.

    Args:
        seen: rows of `EvidenceAudience`, asked for that person.
        also: keys of items that are to be among them.
    """
    standing = seen.standing()
    newest = list(standing.of_case(case).newest_first()[:most])
    there = {str(row.evidence_id) for row in newest}
    missing = [key for key in also if key not in there]
    return [*newest, *standing.filter(evidence__in=missing)] if missing else newest


def revisions_with_items(
    evaluation: PracticeEvaluation, seen: Any
) -> tuple[list[PracticeEvaluationRevision], set[Any]]:
    """The versions of an evaluation, the newest first, and the keys of the items that are seen.

    Args:
        seen: rows of `EvidenceAudience`, asked for the reader.
    """
    links = EvaluationEvidence.objects.select_related("said__evidence")
    rows = evaluation.revisions.select_related("by", "grade", "area").order_by("-version")
    revisions = list(rows.prefetch_related(Prefetch("evidence_links", queryset=links)))
    keys = {link.said.evidence_id for one in revisions for link in one.evidence_links.all()}
    return revisions, set(seen.filter(evidence__in=keys).values_list("evidence", flat=True))
