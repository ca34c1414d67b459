"""What is missing before a gate, as far as one team member may see, and where it is mended."""

from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property

from django.urls import reverse

from frameworks.models import JudgementArea
from frameworks.values import AgencyKind, Grading
from inspections.models import Assignment, Inspection, Strand
from inspections.permissions import may_record_evidence
from inspections.values import Source, in_strand
from judgements import rules
from judgements.models.board import Row
from judgements.models.board_rows import BoardRows
from judgements.permissions import is_answered_in, is_judged_in
from judgements.rules.readiness import (
    SEVERITIES,
    AreaFacts,
    CaseFacts,
    Check,
    CriterionFacts,
    Gap,
    Gate,
    Severity,
    gaps,
)
from judgements.states import GRADED_STANDS, STANDS

_NOTHING = rules.Triangulation()


@dataclass(frozen=True)
class Missing:
    """A gap, where it belongs, and the address at which it is mended.

    Args:
        about: the title of the area, or that it is about the cases.
        heading: of the criterion, where it is about one.
    """

    gap: Gap
    about: str
    url: str
    heading: str = ""

    @property
    def severity(self) -> Severity:
        """How heavy it is at the gate that was asked about."""
        return self.gap.severity


class Readiness:
    """What one team member may know of what is missing. It asks nothing beyond the board's rows.

    Only strands in which the reader's inspectorate takes part are looked at: what others found,
    considered or hold to be met in theirs is not the reader's to know, nor that it is missing.
    Evidence counts as far as the reader may see it, so that an item which is hidden from somebody
    changes nothing there. Positions are not looked at, blind or revealed.
    """

    def __init__(self, rows: BoardRows) -> None:
        self.rows = rows
        self.inspection = rows.inspection
        self.member = rows.member

    @cached_property
    def places(self) -> list[tuple[Strand, JudgementArea]]:
        """The areas that are looked at, each in its strand, as the board orders them."""
        return [
            (strand, area)
            for _row, strand, area in self.rows.places
            if is_answered_in(strand, area) and self.rows.reads_views_of(strand)
        ]

    @property
    def left_out(self) -> list[str]:
        """The titles of the strands that are another inspectorate's, and not looked at."""
        strands = {one.pk: one for _row, one, _area in self.rows.places}.values()
        return [one.title for one in strands if not self.rows.reads_views_of(one)]

    def missing(self, gate: Gate, strand: int | None = None) -> list[Missing]:
        """Every gap before a gate, the heaviest first, otherwise in the order of the board.

        Args:
            strand: the key of the one strand that is asked about; all of the reader's, unless said.
        """
        found = [
            one
            for where, area in self.places
            if strand in {None, where.pk}
            for one in self._of_area(where, area, gate)
        ]
        found += self._of_cases(gate)
        order = list(Severity)
        return sorted(found, key=lambda one: order.index(one.severity))

    # --- the facts ---------------------------------------------------------------------------

    def area_facts(self, strand: Strand, area: JudgementArea) -> AreaFacts:
        """An area as the rules of readiness look at it."""
        key = (strand.pk, area.code)
        criteria = self.rows.criteria.get(area.code, [])
        said = self.rows.in_words.get(key, [])
        grade, unexplained = self._grade(key)
        return AreaFacts(
            code=area.code,
            title=area.title,
            has_grade=bool(grade),
            is_of_partnership=self.rows.areas[area.code]["agency_kind"] == AgencyKind.PARTNERSHIP,
            criteria=tuple(self._criterion(strand, row, said) for row in criteria),
            unattributed=self.rows.without_agency.get(area.code, 0)
            + sum(row.get("without_agency", 0) for row in said),
            unexplained=unexplained,
            has_childs_voice=any(
                self.rows.evidence.get(row["reference"], _NOTHING).has_childs_voice
                for row in criteria
            ),
        )

    def case_facts(self) -> list[CaseFacts]:
        """The cases, where inspectorates inspect together.

        An inspectorate has seen a case once one of its inspectors has done a step on it: read an
        agency's records, or spoken to somebody (No. 150092 ¶18). The whole team reads the steps, so
        that everybody counts the same.
        """
        if not any(strand.is_joint for _row, strand, _area in self.rows.places):
            return []
        return [CaseFacts(case, len(seen)) for case, seen in self.rows.seen_cases.items()]

    def _criterion(self, strand: Strand, row: Row, said: list[Row]) -> CriterionFacts:
        reference = row["reference"]
        # A finding on a criterion, or that there is nothing to say, weighs it as a view does.
        is_considered = (strand.pk, reference) in self.rows.views or any(
            one["reference"] == reference for one in said
        )
        state = self.rows.evidence.get(reference, _NOTHING).state
        return CriterionFacts(reference, state, is_considered)

    def _grade(self, key: tuple[int, str]) -> tuple[str, tuple[str, ...]]:
        """The grade that stands, and the sources of the rules that it departs from unexplained."""
        judged = self.rows.judgements.get(key)
        if judged is None or judged["state"] not in STANDS | GRADED_STANDS:
            return "", ()
        newest = self.rows.proposals.get(judged["pk"])
        if newest is None or not newest["grade"]:
            return "", ()
        outcomes = rules.evaluate(self.rows.rules, key[1], self.rows.facts(judged))
        explained = self.rows.departures.get(newest["pk"], set())
        return newest["grade"], tuple(
            one.source
            for one in rules.departures(outcomes, newest["grade"])
            if one.rule not in explained
        )

    # --- where it is mended ------------------------------------------------------------------

    def _of_area(self, strand: Strand, area: JudgementArea, gate: Gate) -> Iterator[Missing]:
        criteria = {row["reference"]: row for row in self.rows.criteria.get(area.code, [])}
        for gap in gaps([self.area_facts(strand, area)], [], gate):
            criterion = criteria.get(gap.criterion)
            yield Missing(
                gap,
                about=area.title,
                url=self._mended(gap, strand, area, criterion),
                heading=criterion["heading"] if criterion else "",
            )

    def _of_cases(self, gate: Gate) -> Iterator[Missing]:
        for gap in gaps([], self.case_facts(), gate):
            url = reverse("inspections:case", args=[self.inspection.reference, gap.case])
            yield Missing(gap, about="Cases", url=url)

    def _mended(self, gap: Gap, strand: Strand, area: JudgementArea, criterion: Row | None) -> str:
        """Where this reader can go and mend it, or read what is to be mended by somebody else."""
        here = [self.inspection.reference, area.code]
        if gap.check in {Check.NO_EVIDENCE, Check.NO_CHILDS_VOICE} and self._may_record:
            return self._recording(gap, strand)
        if gap.check == Check.SINGLE_SOURCE and self._may_record:
            return self._recording(gap, strand)
        if criterion is not None:
            if not Grading(area.grading).has_scale and gap.check == Check.NOT_CONSIDERED:
                answered = reverse("judgements:evaluation", args=here)
                return f"{answered}#criterion-{criterion['order']}"
            return reverse("judgements:criterion", args=[*here, criterion["order"]])
        if gap.check == Check.DEPARTURE:
            page = "judgement" if is_judged_in(strand, area) else "graded"
            return reverse(f"judgements:{page}", args=here)
        if gap.check == Check.NO_AGENCY and not Grading(area.grading).has_scale:
            return reverse("judgements:evaluation", args=here)
        return reverse("judgements:area", args=here)

    @cached_property
    def _may_record(self) -> bool:
        return may_record_evidence(self.member, self.inspection, takes_part=True).allowed

    def _recording(self, gap: Gap, strand: Strand) -> str:
        """Recording an item in the strand, on the criterion or with a child, as the gap asks."""
        asked = {"criterion": gap.criterion} if gap.criterion else {}
        if gap.check == Check.NO_CHILDS_VOICE:
            asked = {"source": Source.CHILD}
        where = reverse("inspections:record_evidence", args=[self.inspection.reference])
        return in_strand(where, strand.code, **asked)


def readiness_of(*, inspection: Inspection, member: Assignment) -> Readiness:
    """What is missing, for one member of the team. Two queries, whatever there is."""
    return Readiness(BoardRows(inspection, member))


def checks_at(*, gate: Gate) -> list[tuple[Check, Severity]]:
    """Every check with how heavy it is at a gate, the heaviest first."""
    order = list(Severity)
    found = [(check, at[gate]) for check, at in SEVERITIES.items()]
    return sorted(found, key=lambda one: order.index(one[1]))
