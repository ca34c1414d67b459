"""The words of an immediate safeguarding concern. No Django here."""

from datetime import timedelta
from enum import StrEnum

# Whoever was told and has not acknowledged by then is told again, and leads see it in red.
ACKNOWLEDGE_WITHIN = timedelta(hours=1)


class AtRisk(StrEnum):
    """Whether a child is at risk now."""

    YES = "yes"
    NOT_KNOWN = "not_known"
    NO = "no"


AT_RISK_LABELS = {
    AtRisk.YES: "Yes, a child is at risk now",
    AtRisk.NOT_KNOWN: "Not known",
    AtRisk.NO: "No, not at this moment",
}


class Called(StrEnum):
    """Which emergency service was called before this was written."""

    POLICE = "police"
    AMBULANCE = "ambulance"
    DUTY_TEAM = "duty_team"


CALLED_LABELS = {
    Called.POLICE: "The police (999)",
    Called.AMBULANCE: "An ambulance (999)",
    Called.DUTY_TEAM: "The local authority’s duty team",
}


class ConcernOutcome(StrEnum):
    """What became of a concern."""

    CHILD_SAFE = "child_safe"
    PASSED_ON = "passed_on"
    NO_RISK = "no_risk"


CONCERN_OUTCOME_LABELS = {
    ConcernOutcome.CHILD_SAFE: "The child is safe: what was needed has been done",
    ConcernOutcome.PASSED_ON: "The local authority or the police have it and act on it",
    ConcernOutcome.NO_RISK: "It was looked into, and no child was at risk",
}
