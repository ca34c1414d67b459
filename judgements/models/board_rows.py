"""The rows of the board, sorted into what they belong to."""

from collections import defaultdict
from collections.abc import Iterable
from functools import cached_property
from typing import Any

from frameworks.models import Grade, JudgementArea, LimitingRule
from frameworks.values import NOT_JUDGED, Grading, Presupposes, Rule
from inspections.models import Assignment, Inspection, Strand
from inspections.models.practice import Scale, scale_from
from inspections.rules.practice import AgencyPractice, Evaluated, proportions
from judgements.models.board import Row, as_data, board_rows
from judgements.models.coverage import coverage
from judgements.rules import Facts
from judgements.states import JudgementState
from judgements.values import Views


class BoardRows:
    """What one team member reads on the board of an inspection. Two queries, made at once."""

    def __init__(self, inspection: Inspection, member: Assignment) -> None:
        self.inspection = inspection
        self.member = member
        self._rows = board_rows(inspection, member)
        self.evidence = coverage(member)

    # --- where what is answered ----------------------------------------------------------------

    @cached_property
    def areas(self) -> dict[str, Row]:
        """The areas of the framework version by their codes."""
        return {row["code"]: row for row in self._rows["areas"]}

    @cached_property
    def places(self) -> list[tuple[Row, Strand, JudgementArea]]:
        """Each area in its strand: the joint strand first, areas as the framework orders them."""
        rows = sorted(
            self._rows["places"],
            key=lambda row: (row["kind"], row["strand"], self.areas[row["area"]]["order"]),
        )
        return [(row, self._strand(row), self._area(row["area"])) for row in rows]

    def _strand(self, row: Row) -> Strand:
        strand = Strand(
            pk=row["strand"],
            code=row["code"],
            title=row["title"],
            kind=row["kind"],
            owner_id=row["owner_key"],
        )
        strand.inspection = self.inspection
        return strand

    def _area(self, code: str) -> JudgementArea:
        row = self.areas[code]
        return JudgementArea(
            code=code, title=row["title"], grading=row["grading"], paragraph=row["paragraph"]
        )

    @cached_property
    def participants(self) -> dict[int, list[Row]]:
        """The inspectorates of each strand, in their order."""
        return _by(
            "strand",
            sorted(self._rows["participants"], key=lambda row: (row["order"], row["code"])),
        )

    @cached_property
    def leads(self) -> dict[int, str]:
        """The name of each inspectorate's lead."""
        return {row["inspectorate"]: row["name"] for row in self._rows["leads"]}

    @cached_property
    def criteria(self) -> dict[str, list[Row]]:
        """The criteria of each area, in their order."""
        return _by("area", sorted(self._rows["criteria"], key=lambda row: row["order"]))

    @cached_property
    def views(self) -> dict[tuple[int, str], Views]:
        """The views on each criterion, by strand and reference."""
        grouped: dict[tuple[int, str], list[Row]] = defaultdict(list)
        for row in self._rows["views"]:
            grouped[row["strand"], row["reference"]].append(row)
        return {
            key: Views(
                {row["met"]: row["people"] for row in found},
                next((row["met"] for row in found if row["mine"]), ""),
            )
            for key, found in grouped.items()
        }

    def reads_views_of(self, strand: Strand) -> bool:
        """Whether the reader's inspectorate inspects in a strand, and so reads its views."""
        own = self.member.inspectorate_id
        if not strand.is_joint:
            return strand.owner_id == own
        return any(row["inspectorate"] == own for row in self.participants.get(strand.pk, []))

    # --- how far it is -------------------------------------------------------------------------

    @cached_property
    def judgements(self) -> dict[tuple[int, str], Row]:
        """Those that were begun, by strand and area."""
        return {(row["strand"], row["area"]): row for row in self._rows["judgements"]}

    @cached_property
    def evaluations(self) -> dict[tuple[int, str], str]:
        """The stages of what is answered in words and was begun, by strand and area."""
        return {(row["strand"], row["area"]): row["state"] for row in self._rows["evaluations"]}

    @cached_property
    def received(self) -> dict[int, set[int]]:
        """Whose positions are in, by judgement, in the round that is open."""
        return _sets("judgement", self._rows["received"])

    @cached_property
    def proposals(self) -> dict[int, Row]:
        """The newest proposal of each judgement."""
        ordered = sorted(self._rows["proposals"], key=lambda row: row["number"])
        return {row["judgement"]: row for row in ordered}

    @cached_property
    def signed(self) -> dict[int, set[int]]:
        """Who has signed, by proposal."""
        return _sets("proposal", self._rows["signatures"])

    @cached_property
    def asked(self) -> set[int]:
        """The judgements on which senior people have been asked and have not decided."""
        return {row["judgement"] for row in self._rows["escalations"]}

    # --- what readiness asks besides -----------------------------------------------------------

    @cached_property
    def departures(self) -> dict[int, set[str]]:
        """The codes of the rules that a proposal gives a reason for departing from."""
        rows = _by("proposal", self._rows["departures"])
        return {key: {row["code"] for row in found} for key, found in rows.items()}

    @cached_property
    def in_words(self) -> dict[tuple[int, str], list[Row]]:
        """The criteria with findings, or considered, in each evaluation; by strand and area."""
        grouped: dict[tuple[int, str], list[Row]] = defaultdict(list)
        for row in [*self._rows["findings"], *self._rows["considered"]]:
            grouped[row["strand"], row["area"]].append(row)
        return grouped

    @cached_property
    def without_agency(self) -> dict[str, int]:
        """How many strengths and weaknesses on an area name no agency."""
        return {row["area"]: row["items"] for row in self._rows["without_agency"]}

    @cached_property
    def seen_cases(self) -> dict[str, set[str]]:
        """The inspectorates that have done a step on each case, by its reference, in their order.

        Done: records read or somebody spoken to (No. 150092 ¶18). That is the one thing the whole
        team may know of a case; what was recorded on it may be one inspectorate's own.
        """
        done = _by("case", self._rows["steps"])
        ordered = sorted(self._rows["cases"], key=lambda row: row["pk"])
        ordered.sort(key=lambda row: row["kind"], reverse=True)
        return {
            row["reference"]: {step["done_for"] for step in done.get(row["pk"], [])}
            for row in ordered
        }

    # --- what the rules and the cases say ------------------------------------------------------

    @cached_property
    def rules(self) -> list[Rule]:
        """The limiting rules of the framework version, in their order."""
        rows = sorted(self._rows["rules"], key=lambda row: (row["order"], row["code"]))
        return [
            LimitingRule(**{**row, "definition": as_data(row["definition"])}).as_value()
            for row in rows
        ]

    def facts(self, judgement: Row | None) -> Facts:
        """What is known, with the answers that were given with a judgement's newest proposal."""
        newest = self.proposals.get(judgement["pk"]) if judgement else None
        given = self._answers.get(newest["pk"], []) if newest else []
        answers = {row["code"]: bool(row["answer"]) for row in given}
        return Facts(answers=answers, **self._known)

    @cached_property
    def _answers(self) -> dict[int, list[Row]]:
        return _by("proposal", self._rows["answers"])

    @cached_property
    def _known(self) -> dict[str, Any]:
        return {
            "grades": {
                area: self.proposals[row["pk"]]["grade"] or NOT_JUDGED
                for (_strand, area), row in self.judgements.items()
                if row["state"] == JudgementState.AGREED and row["pk"] in self.proposals
            },
            "titles": {
                **{row["code"]: row["title"] for row in self._rows["grades"]},
                **{code: row["title"] for code, row in self.areas.items()},
            },
            "questions": self.inspection.framework_version.questions(),
            "judged": frozenset(row["area"] for row in self._rows["places"]),
            "in_words": frozenset(
                code for code, row in self.areas.items() if not Grading(row["grading"]).has_scale
            ),
        }

    @cached_property
    def _grades(self) -> dict[Any, list[Row]]:
        return _by("scale", sorted(self._rows["grades"], key=lambda row: row["rank"]))

    def scale_of(self, area: str) -> Scale:
        """The grades of an area, the best first; with none, how far criteria are met."""
        grades = self._grades.get(self.areas[area]["scale"], [])
        return scale_from([_grade(row) for row in grades], self._criteria_of(area))

    def _criteria_of(self, area: str) -> str:
        for rule in self.rules:
            definition = rule.definition
            if isinstance(definition, Presupposes) and definition.area == area:
                return definition.criteria_of
        return ""

    def practice_in(self, strand: int, area: str, scale: Scale) -> dict[str, AgencyPractice]:
        """What inspectors found in the cases, by the name of the agency."""
        found = self._practice.get((strand, area), [])
        evaluated = [
            Evaluated(row["name"], row["case"], _place(scale, row["grade"] or row["met"]))
            for row in found
        ]
        return proportions(evaluated, places=len(scale.titles), benchmark=scale.benchmark)

    @cached_property
    def _practice(self) -> dict[tuple[int, str], list[Row]]:
        grouped: dict[tuple[int, str], list[Row]] = defaultdict(list)
        for row in self._rows["practice"]:
            grouped[row["strand"], row["area"]].append(row)
        return grouped


def _by(name: str, rows: Iterable[Row]) -> dict[Any, list[Row]]:
    grouped: dict[Any, list[Row]] = defaultdict(list)
    for row in rows:
        grouped[row[name]].append(row)
    return grouped


def _sets(name: str, rows: Iterable[Row]) -> dict[int, set[int]]:
    return {key: {row["inspectorate"] for row in found} for key, found in _by(name, rows).items()}


def _grade(row: Row) -> Grade:
    return Grade(code=row["code"], title=row["title"])


def _place(scale: Scale, code: str) -> int | None:
    return scale.codes.index(code) if code in scale.codes else None
