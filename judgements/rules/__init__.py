"""What the framework's limiting rules propose, and what the evidence weighs. Pure functions.

A rule proposes; a person decides, and may depart from it with a reason (house rule 2). A rule that
cannot be evaluated blocks, and says why: it is never passed over.
"""

from judgements.rules.agreement import (
    are_printed,
    is_agreed,
)
from judgements.rules.dependence import (
    bears_on,
    rests_on,
)
from judgements.rules.evidence import (
    Bearing,
    Weight,
    weigh,
)
from judgements.rules.facts import (
    Facts,
)
from judgements.rules.findings import (
    about,
    changed_since,
)
from judgements.rules.limiting import (
    evaluate,
    questions,
)
from judgements.rules.narrative import (
    against_completing,
    left_to_consider,
)
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
from judgements.rules.triangulation import (
    Seen,
    Side,
    Triangulated,
    Triangulation,
    triangulate,
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
    "Seen",
    "Side",
    "Triangulated",
    "Triangulation",
    "Weight",
    "about",
    "against_completing",
    "are_printed",
    "bears_on",
    "blocks",
    "changed_since",
    "departures",
    "evaluate",
    "is_agreed",
    "left_to_consider",
    "questions",
    "rests_on",
    "triangulate",
    "weigh",
]
