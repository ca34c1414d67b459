"""What the framework's limiting rules propose, and what the evidence weighs. Pure functions.

A rule proposes; a person decides, and may depart from it with a reason (house rule 2). A rule that
cannot be evaluated blocks, and says why: it is never passed over.
"""

from judgements.rules.evidence import Bearing, Weight, weigh
from judgements.rules.facts import Facts
from judgements.rules.limiting import evaluate, questions
from judgements.rules.outcomes import (
    Asked,
    Blocked,
    Considered,
    Outcome,
    Part,
    Proposal,
    blocks,
    departures,
)

__all__ = [
    "Asked",
    "Bearing",
    "Blocked",
    "Considered",
    "Facts",
    "Outcome",
    "Part",
    "Proposal",
    "Weight",
    "blocks",
    "departures",
    "evaluate",
    "questions",
    "weigh",
]
