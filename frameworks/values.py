"""The plain values of a framework: how an area is graded, what a rule says, what a file lacks.

No Django here: the rules of judging are pure functions over these values.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import Any


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


class SectionKind(StrEnum):
    """What a section of a report holds."""

    PROSE = "prose"
    STRENGTHS = "strengths"
    PRIORITY_ACTION = "priority_action"
    IMPROVEMENT = "improvement"
    JUDGEMENT = "judgement"
    SIGNATURES = "signatures"


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
class Limits:
    """A grade of one area that follows from grades of others.

    `area` is at `grade` when any of `any_of` holds (if there are any) and all of `all_of` do.
    """

    area: str
    grade: str
    any_of: tuple[AreaAtGrade, ...] = ()
    all_of: tuple[AreaAtGrade, ...] = ()

    def named(self) -> tuple[AreaAtGrade, ...]:
        """Every area and grade that the rule speaks of."""
        return (AreaAtGrade(self.area, self.grade), *self.any_of, *self.all_of)


Definition = Presupposes | Limits


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
        if data["kind"] == "presupposes":
            return Presupposes(data["area"], data["grade"], data["criteria_of"])
        if data["kind"] == "limits":
            any_of, all_of = _pairs(data.get("any_of")), _pairs(data.get("all_of"))
            if any_of or all_of:
                return Limits(data["area"], data["grade"], any_of, all_of)
    except (KeyError, TypeError):
        return None
    return None


def _pairs(items: Any) -> tuple[AreaAtGrade, ...]:
    return tuple(AreaAtGrade(item["area"], item["grade"]) for item in items or ())
