"""The plain values of a framework: how an area is graded, what a rule says, what a file lacks.

No Django here: the rules of judging are pure functions over these values.
"""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import Any

# Words of addresses beside which a framework of that code would never be found.
RESERVED_CODES = frozenset({"load", "reference", "search", "themes"})
# The same for judgement areas: words of addresses below an inspection's judgements.
RESERVED_AREA_CODES = frozenset({"agency", "areas", "evaluations", "meetings", "readiness"})

# Steps of a timetable that the service itself asks for; every other step is the framework's own.
NOTIFICATION = "notification"
FIELDWORK_START = "fieldwork_start"
FIELDWORK_END = "fieldwork_end"


# Recorded in the place of a grade where an area is left without one, as its framework allows.
NOT_JUDGED = "not_judged"


class Grading(StrEnum):
    """How a judgement area is answered (No. 140112 ¶29, ¶41)."""

    GRADED = "graded"
    SHARED = "shared"
    NARRATIVE = "narrative"
    UNGRADED = "ungraded"

    @property
    def has_scale(self) -> bool:
        """True when the answer is a grade."""
        return self in (Grading.GRADED, Grading.SHARED)


class Strength(StrEnum):
    """How far a limiting rule binds, in its source's own word."""

    MUST = "must"
    LIKELY = "likely"


class AgencyKind(StrEnum):
    """Whose work a judgement area is about."""

    LOCAL_AUTHORITY = "local_authority"
    HEALTH = "health"
    POLICE = "police"
    PROBATION = "probation"
    YOUTH_OFFENDING = "youth_offending"
    CUSTODY = "custody"
    PARTNERSHIP = "partnership"


class FormKind(StrEnum):
    """The kinds of document that an inspection type ends in."""

    JOINT_LETTER = "joint_letter"
    LETTER = "letter"
    AGENCY_REPORT = "agency_report"
    JOINT_REPORT = "joint_report"
    SUMMARY = "summary"
    COMBINED = "combined"


class SectionKind(StrEnum):
    """What a section of a report holds."""

    PROSE = "prose"
    STRENGTHS = "strengths"
    PRIORITY_ACTION = "priority_action"
    IMPROVEMENT = "improvement"
    JUDGEMENT = "judgement"
    SIGNATURES = "signatures"


class SectionPurpose(StrEnum):
    """What a section of a report is for, where its kind does not say it."""

    AS_ITS_KIND = ""
    STUDY_OF_STRENGTH = "study_of_strength"
    STUDY_OF_IMPROVEMENT = "study_of_improvement"
    NEXT_STEPS = "next_steps"


STUDIES = frozenset({SectionPurpose.STUDY_OF_STRENGTH, SectionPurpose.STUDY_OF_IMPROVEMENT})


@dataclass(frozen=True, slots=True)
class PlannedStrand:
    """One part of an inspection of some type: who does it, under which power, for which areas.

    Args:
        code: its code in the inspection.
        title: what it is called.
        power: the code of its legal power.
        inspectorates: codes of those who do it; one, unless the power is one to inspect together.
        areas: codes of the judgement areas that it answers, in their order.
    """

    code: str
    title: str
    power: str
    inspectorates: tuple[str, ...]
    areas: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class OptionalParticipant:
    """An inspectorate that joins only in a case: HMI Prisons where there is custody (¶29)."""

    inspectorate: str
    condition: str
    source: str


@dataclass(frozen=True, slots=True)
class Submission:
    """What the area hands in for an inspection: a joint audit (No. 150092 ¶16), a self-assessment.

    Args:
        code: its code.
        title: what it is called.
        by: the kind of agency, or the partnership, that hands it in.
        source: the paragraph that asks for it.
        note: what else to know.
    """

    code: str
    title: str
    by: str
    source: str
    note: str = ""


@dataclass(frozen=True, slots=True)
class SharedScope:
    """What several judgements cover together: the agreed summaries of No. 140112 ¶43–45, ¶114."""

    code: str
    title: str
    reference: str
    statement: str
    areas: tuple[str, ...]
    note: str = ""


@dataclass(frozen=True, slots=True)
class DeepDiveTopic:
    """A group of children or a kind of practice that a round looks into (No. 150092 ¶11–13).

    Args:
        code: its code.
        title: what it is called.
        source: the paragraph that names it.
        round: the months for which it was chosen; empty for a candidate.
        note: what else to know.
    """

    code: str
    title: str
    source: str
    round: str = ""
    note: str = ""


@dataclass(frozen=True, slots=True)
class Problem:
    """One fault of a framework file.

    Args:
        line: where it is, counted from 1; 0 when it is about the file as a whole.
        place: the path to it, items counted from 1: ``judgement_areas[1].criteria[4].heading``.
        what: what is wrong.
        fix: what to do about it.
    """

    line: int
    place: str
    what: str
    fix: str


@dataclass(frozen=True, slots=True)
class AreaAtGrade:
    """One judgement area at one grade, both by code."""

    area: str
    grade: str


@dataclass(frozen=True, slots=True)
class Presupposes:
    """A grade that needs the criteria of another grade to be met first.

    `area` reaches `grade` only where every criterion of `criteria_of` is met (outstanding builds on
    good: No. 140112 ¶116).
    """

    area: str
    grade: str
    criteria_of: str

    def named(self) -> tuple[AreaAtGrade, ...]:
        """Every area and grade that the rule speaks of."""
        return (AreaAtGrade(self.area, self.grade), AreaAtGrade(self.area, self.criteria_of))


@dataclass(frozen=True, slots=True)
class Answered:
    """A question that people have answered in one way; `question` is its code."""

    question: str
    answer: bool


@dataclass(frozen=True, slots=True)
class CountOf:
    """At least so many of the conditions hold."""

    at_least: int
    among: tuple["Condition", ...]


@dataclass(frozen=True, slots=True)
class Group:
    """Conditions taken together: each of the three parts that is there has to hold."""

    any_of: tuple["Condition", ...] = ()
    all_of: tuple["Condition", ...] = ()
    count_of: CountOf | None = None

    @property
    def conditions(self) -> tuple["Condition", ...]:
        """Every condition in it, one level down."""
        counted = self.count_of.among if self.count_of is not None else ()
        return (*self.any_of, *self.all_of, *counted)

    def leaves(self) -> Iterator[AreaAtGrade | Answered]:
        """Every grade and every answer that it speaks of, however deep."""
        for condition in self.conditions:
            if isinstance(condition, Group):
                yield from condition.leaves()
            else:
                yield condition


Condition = AreaAtGrade | Answered | Group


@dataclass(frozen=True, slots=True)
class Limits:
    """A grade of one area that follows from grades of others and from recorded facts.

    `area` is at `grade` when `when` holds.
    """

    area: str
    grade: str
    when: Group

    def named(self) -> tuple[AreaAtGrade, ...]:
        """Every area and grade that the rule speaks of."""
        others = [leaf for leaf in self.when.leaves() if isinstance(leaf, AreaAtGrade)]
        return (AreaAtGrade(self.area, self.grade), *others)

    def questions(self) -> tuple[str, ...]:
        """The codes of the questions that it asks, each once, in their order."""
        asked = [leaf.question for leaf in self.when.leaves() if isinstance(leaf, Answered)]
        return tuple(dict.fromkeys(asked))


@dataclass(frozen=True, slots=True)
class Cumulative:
    """A judgement that is decided after its parts and out of them, without a formula.

    No grade is worked out (No. 140112 ¶41, ¶59, ¶74): the parts come first, and people weigh them.
    """

    area: str
    of: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class BearsOn:
    """Judgements that are looked at when an area is decided, and fix nothing."""

    area: str
    of: tuple[str, ...]


Definition = Presupposes | Limits | Cumulative | BearsOn


@dataclass(frozen=True, slots=True)
class Question:
    """A fact that people record before a rule can be evaluated: it is answered with yes or no.

    Args:
        code: its code, once in a version.
        text: the question as a person reads it.
        source: the paragraph that makes it matter.
    """

    code: str
    text: str
    source: str


@dataclass(frozen=True, slots=True)
class Rule:
    """A limiting rule, ready to be evaluated.

    `definition` is None when the stored definition cannot be understood: such a rule blocks
    agreement, it is never passed over.
    """

    code: str
    source: str
    strength: Strength
    statement: str
    definition: Definition | None


def definition_from(data: Mapping[str, Any]) -> Definition | None:
    """The definition that a rule's data describes, or None when it describes none.

    Args:
        data: as a framework file has it, for instance ``{"kind": "presupposes", "area": "lscb",
            "grade": "outstanding", "criteria_of": "good"}``.
    """
    try:
        return _READERS[data["kind"]](data)
    except (AttributeError, KeyError, TypeError, ValueError):
        return None


def _presupposes(data: Mapping[str, Any]) -> Presupposes:
    return Presupposes(data["area"], data["grade"], data["criteria_of"])


def _limits(data: Mapping[str, Any]) -> Limits:
    return Limits(data["area"], data["grade"], _group(data))


def _cumulative(data: Mapping[str, Any]) -> Cumulative:
    return Cumulative(data["area"], _areas(data))


def _bears_on(data: Mapping[str, Any]) -> BearsOn:
    return BearsOn(data["area"], _areas(data))


_READERS: dict[str, Callable[[Mapping[str, Any]], Definition]] = {
    "presupposes": _presupposes,
    "limits": _limits,
    "cumulative": _cumulative,
    "bears_on": _bears_on,
}


def _areas(data: Mapping[str, Any]) -> tuple[str, ...]:
    codes = tuple(data["of"])
    if not codes or not all(isinstance(code, str) for code in codes):
        raise ValueError("a rule about parts names them")
    return codes


def _group(data: Mapping[str, Any]) -> Group:
    counted = data.get("count_of")
    group = Group(
        any_of=tuple(_condition(item) for item in data.get("any_of") or ()),
        all_of=tuple(_condition(item) for item in data.get("all_of") or ()),
        count_of=_count_of(counted) if counted is not None else None,
    )
    if not group.conditions:
        raise ValueError("a group holds conditions")
    return group


def _count_of(data: Mapping[str, Any]) -> CountOf:
    among = tuple(_condition(item) for item in data["among"])
    if type(data["at_least"]) is not int or not 1 <= data["at_least"] <= len(among):
        raise ValueError("a count is possible")
    return CountOf(data["at_least"], among)


def _condition(item: Mapping[str, Any]) -> Condition:
    if "area" in item:
        return AreaAtGrade(item["area"], item["grade"])
    if "question" in item:
        if not isinstance(item["answer"], bool):
            raise ValueError("an answer is yes or no")
        return Answered(item["question"], item["answer"])
    return _group(item)
