"""The fixed words of cases. No Django here."""

from collections.abc import Mapping
from dataclasses import asdict, dataclass, fields, replace
from enum import StrEnum
from typing import Any


class CaseKind(StrEnum):
    """Tracked end to end, sampled at one point (150092 ¶18), audited by the partnership (¶16)."""

    TRACKED = "tracked"
    SAMPLED = "sampled"
    JOINT_AUDIT = "joint_audit"


class AgeBand(StrEnum):
    """How old the child is, as far as it is recorded: no date of birth is kept."""

    UNBORN = "unborn"
    UNDER_1 = "under_1"
    FROM_1 = "1_to_4"
    FROM_5 = "5_to_9"
    FROM_10 = "10_to_15"
    FROM_16 = "16_to_17"
    ADULT = "18_or_over"


AGE_BAND_LABELS = {
    AgeBand.UNBORN: "Unborn",
    AgeBand.UNDER_1: "Under 1",
    AgeBand.FROM_1: "1 to 4",
    AgeBand.FROM_5: "5 to 9",
    AgeBand.FROM_10: "10 to 15",
    AgeBand.FROM_16: "16 to 17",
    AgeBand.ADULT: "18 or over",
}


class Cohort(StrEnum):
    """Where in the system the child is (from the groups that 140112 ¶1, ¶33 and 003 name)."""

    EARLY_HELP = "early_help"
    IN_NEED = "in_need"
    PROTECTION_PLAN = "protection_plan"
    LOOKED_AFTER = "looked_after"
    CARE_LEAVER = "care_leaver"
    MISSING_OR_EXPLOITED = "missing_or_exploited"
    CUSTODY = "custody"


COHORT_LABELS = {
    Cohort.EARLY_HELP: "Receiving early help",
    Cohort.IN_NEED: "Child in need",
    Cohort.PROTECTION_PLAN: "Child protection plan",
    Cohort.LOOKED_AFTER: "Looked after",
    Cohort.CARE_LEAVER: "Care leaver",
    Cohort.MISSING_OR_EXPLOITED: "Missing or at risk of exploitation",
    Cohort.CUSTODY: "In custody or detention",
}


CASE_PREFIXES = {CaseKind.TRACKED: "T", CaseKind.SAMPLED: "S", CaseKind.JOINT_AUDIT: "A"}
CASE_KIND_LABELS = {
    CaseKind.TRACKED: "Tracked",
    CaseKind.SAMPLED: "Sampled",
    CaseKind.JOINT_AUDIT: "Joint audit",
}


class Subject(StrEnum):
    """Whose case it is: who stands on the list of the agency that it was chosen from.

    An adult offender is looked at for his or her children (140112 ¶82–97).
    """

    CHILD = "child"
    YOUNG_PERSON = "young_person"
    ADULT_OFFENDER = "adult_offender"


SUBJECT_LABELS = {
    Subject.CHILD: "A child",
    Subject.YOUNG_PERSON: "A young person known to a youth offending team",
    Subject.ADULT_OFFENDER: "An adult offender",
}


class AdultsPart(StrEnum):
    """Why an adult offender is a case: what he or she is to the children."""

    CHILDREN_AT_RISK = "children_at_risk"
    PROTECTIVE_FACTOR = "protective_factor"


ADULTS_PART_LABELS = {
    AdultsPart.CHILDREN_AT_RISK: "Their children are at risk",
    AdultsPart.PROTECTIVE_FACTOR: "They are a protective factor for children",
}


class JourneyPoint(StrEnum):
    """The point of the journey at which a sampled case is looked at (150092 ¶11, ¶18)."""

    FRONT_DOOR = "front_door"
    ASSESSMENT = "assessment"
    STRATEGY = "strategy"
    PLAN = "plan"
    REVIEW = "review"
    MISSING = "missing"
    PLACEMENT = "placement"
    LEAVING_CARE = "leaving_care"


JOURNEY_POINT_LABELS = {
    JourneyPoint.FRONT_DOOR: "Contact and referral",
    JourneyPoint.ASSESSMENT: "Assessment and decision",
    JourneyPoint.STRATEGY: "Strategy discussion and enquiry",
    JourneyPoint.PLAN: "Plan and its carrying out",
    JourneyPoint.REVIEW: "Review",
    JourneyPoint.MISSING: "Return from a missing episode",
    JourneyPoint.PLACEMENT: "Placement",
    JourneyPoint.LEAVING_CARE: "Leaving care",
}


class CaseFlag(StrEnum):
    """What makes a case one to look at twice. The values are the columns of `Case`."""

    DISABLED = "is_disabled"
    MISSING = "has_been_missing"
    EXPLOITED = "is_exploited"
    CUSTODY = "in_custody"


CASE_FLAG_LABELS = {
    CaseFlag.DISABLED: "Disabled",
    CaseFlag.MISSING: "Has been missing",
    CaseFlag.EXPLOITED: "Exploited, or at risk of it",
    CaseFlag.CUSTODY: "In custody",
}


@dataclass(frozen=True)
class CaseFacts:
    """What is known of a case, as one save has it. Who the person is, it does not hold.

    Args:
        listed_by: the primary key of the agency from whose list the subject comes.
        lives_in: the primary key of a local area; None where it is not recorded.
        placed_by: the primary key of the local area that placed the child.
        agencies: the primary keys of the agencies that are involved.
    """

    age_band: str
    cohort: str
    subject: str = Subject.CHILD
    adults_part: str = ""
    listed_by: int | None = None
    point: str = ""
    in_deep_dive: bool = False
    flags: tuple[str, ...] = ()
    lives_in: int | None = None
    placed_by: int | None = None
    agencies: tuple[int, ...] = ()

    def as_data(self) -> dict[str, Any]:
        """As plain data: what a revision keeps, and what a hash is made of."""
        return {
            **asdict(self),
            "flags": sorted(self.flags),
            "agencies": sorted(self.agencies),
        }

    def as_arguments(self) -> dict[str, Any]:
        """As the arguments that `add_case` takes."""
        return {one.name: getattr(self, one.name) for one in fields(self)}

    @classmethod
    def from_data(cls, data: Mapping[str, Any]) -> "CaseFacts":
        """The facts that a revision keeps."""
        lists = {name: tuple(data[name]) for name in ("flags", "agencies")}
        return cls(**{**data, **lists})


@dataclass(frozen=True)
class CaseOffers:
    """What a case of an inspection may say.

    Args:
        agencies: the agencies of the area, by primary key.
        areas: the local areas there are, by primary key.
        home: the primary key of the inspection's own area.
        topic: the title of the deep dive; empty where there is none.
    """

    agencies: dict[int, str]
    areas: dict[int, str]
    home: int
    topic: str = ""


CASE_PAGE = 50


@dataclass(frozen=True)
class CasesAsked:
    """Which cases a list shows; an empty answer asks for all.

    Args:
        agency: the primary key of an agency that is involved.
        person: the address of somebody who works on them.
        after: the reference of the case after which the page begins.
        before: the reference of the case before which it ends.
    """

    kind: str = ""
    cohort: str = ""
    flag: str = ""
    agency: int | None = None
    person: str = ""
    after: str = ""
    before: str = ""

    @property
    def is_filtered(self) -> bool:
        """Whether it asks for less than all, whichever page of them."""
        return replace(self, after="", before="") != CasesAsked()


@dataclass(frozen=True)
class CasesFound:
    """A page of a list of cases, in the order of the list.

    Args:
        has_sooner: whether cases stand before these.
        goes_on: whether cases stand after these.
    """

    cases: list[Any]
    has_sooner: bool
    goes_on: bool
