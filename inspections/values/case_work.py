"""The fixed words of the work on a case: its links, and what is to be read and asked."""

from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from typing import Any


class CaseLinkKind(StrEnum):
    """What two cases are to each other."""

    SIBLINGS = "siblings"
    HOUSEHOLD = "household"
    ADULTS_CHILD = "adults-child"
    SAME_PERSON = "same-person"


# What the other case is, said on the page of the first and on that of the second.
CASE_LINK_LABELS = {
    CaseLinkKind.SIBLINGS: ("Sibling", "Sibling"),
    CaseLinkKind.HOUSEHOLD: ("Lives in the same household", "Lives in the same household"),
    CaseLinkKind.ADULTS_CHILD: ("Child of this adult", "Adult whose child this is"),
    CaseLinkKind.SAME_PERSON: (
        "The same person, on another agency’s list",
        "The same person, on another agency’s list",
    ),
}


class StepKind(StrEnum):
    """What inspectors do on a case (150092 ¶18): read an agency's records, speak to somebody."""

    RECORDS = "records"
    CHILD = "child"
    PARENT = "parent"
    ADULT = "adult"
    PRACTITIONER = "practitioner"
    MANAGER = "manager"


STEP_LABELS = {
    StepKind.RECORDS: "Read the records",
    StepKind.CHILD: "Speak to the child",
    StepKind.PARENT: "Speak to a parent or carer",
    StepKind.ADULT: "Speak to the adult offender",
    StepKind.PRACTITIONER: "Speak to a practitioner",
    StepKind.MANAGER: "Speak to a manager",
}
STEPS_AT_AGENCY = frozenset({StepKind.RECORDS, StepKind.PRACTITIONER, StepKind.MANAGER})
# Of these there is one to a case, or one to an agency: when it is to be done again it is reopened.
STEPS_ONCE = frozenset({StepKind.RECORDS, StepKind.CHILD, StepKind.ADULT})


class Outcome(StrEnum):
    """What became of a step. The newest report on it says where it stands."""

    TO_DO = "to_do"
    DONE = "done"
    LEFT = "left"


OUTCOME_LABELS = {
    Outcome.TO_DO: "To do",
    Outcome.DONE: "Done",
    Outcome.LEFT: "Will not be done",
}


class Consent(StrEnum):
    """Whether a child was spoken to with consent, and whose."""

    BY_CHILD = "by_child"
    BY_PARENT = "by_parent"
    REFUSED = "refused"
    NOT_ASKED = "not_asked"


CONSENT_LABELS = {
    Consent.BY_CHILD: "Given by the child",
    Consent.BY_PARENT: "Given by a parent or carer",
    Consent.REFUSED: "Refused",
    Consent.NOT_ASKED: "Not asked",
}


class Present(StrEnum):
    """Who was there when a child was spoken to, besides the inspector. No names."""

    NOBODY = "nobody"
    PARENT = "parent"
    SOCIAL_WORKER = "social_worker"
    ADVOCATE = "advocate"
    SCHOOL = "school"
    INTERPRETER = "interpreter"
    INSPECTOR = "inspector"
    OTHER = "other"


PRESENT_LABELS = {
    Present.NOBODY: "Nobody else",
    Present.PARENT: "A parent or carer",
    Present.SOCIAL_WORKER: "A social worker or key worker",
    Present.ADVOCATE: "An advocate",
    Present.SCHOOL: "Somebody from the school",
    Present.INTERPRETER: "An interpreter or communication support",
    Present.INSPECTOR: "Another inspector",
    Present.OTHER: "Somebody else",
}


@dataclass(frozen=True)
class StepAsked:
    """A step to plan: what, and at which agency where it is at one (its primary key)."""

    kind: str
    agency: int | None = None

    @property
    def key(self) -> str:
        """As a form sends it."""
        return f"{self.kind}:{self.agency}" if self.agency is not None else self.kind

    @classmethod
    def from_key(cls, key: str) -> "StepAsked":
        """From what a form sent."""
        kind, _, agency = key.partition(":")
        return cls(kind, int(agency) if agency else None)


@dataclass(frozen=True)
class StepSaid:
    """What somebody reports on a step.

    Args:
        on: the day on which it was done.
        done_by: the address of who of the team did it; empty for whoever reports.
    """

    outcome: str
    on: date | None = None
    done_by: str = ""
    consent: str = ""
    present: tuple[str, ...] = ()
    note: str = ""

    def as_data(self) -> dict[str, Any]:
        """As plain data, for the hash of the receipt."""
        return {
            "outcome": self.outcome,
            "on": self.on.isoformat() if self.on else "",
            "done_by": self.done_by,
            "consent": self.consent,
            "present": sorted(self.present),
            "note": self.note,
        }
