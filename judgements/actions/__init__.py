"""What people do with a judgement. Each act locks the inspection's row first."""

from judgements.actions.agreement import (
    decide_print,
    discuss,
    note_opened,
    note_published,
    note_signed,
    reopen,
    round_to_discuss,
)
from judgements.actions.begin import (
    open_positions,
    start,
)
from judgements.actions.criterion_views import (
    record_view,
)
from judgements.actions.escalation import (
    TELL_SENIOR,
    escalate,
    name_senior,
    record_outcome,
)
from judgements.actions.findings import (
    add_finding,
    change_finding,
    withdraw_finding,
)
from judgements.actions.meetings import (
    agree_minutes,
    change_plan,
    newest_minute,
    plan_meeting,
    record_attendance,
    record_minute,
    require_minutable,
)
from judgements.actions.narrative import (
    against_completing,
    complete_evaluation,
    consider_heading,
    refuse_complete,
    reopen_evaluation,
)
from judgements.actions.outcomes import (
    Imported,
    import_outcomes,
    tell_published,
)
from judgements.actions.positions import (
    open_round,
    record_position,
)
from judgements.actions.proposals import (
    propose,
    require_decided,
)
from judgements.actions.readiness import (
    Missing,
    Readiness,
    checks_at,
    readiness_of,
)
from judgements.actions.results import (
    agreed_result,
    agreed_results,
)
from judgements.actions.signatures import (
    proposal_to_sign,
    sign,
)
from judgements.actions.single import (
    content_of,
    decide,
    decision_to_moderate,
    moderate,
    proposal_to_decide,
    propose_grade,
    reopen_grade,
)

__all__ = [
    "TELL_SENIOR",
    "Imported",
    "Missing",
    "Readiness",
    "add_finding",
    "against_completing",
    "agree_minutes",
    "agreed_result",
    "agreed_results",
    "change_finding",
    "change_plan",
    "checks_at",
    "complete_evaluation",
    "consider_heading",
    "content_of",
    "decide",
    "decide_print",
    "decision_to_moderate",
    "discuss",
    "escalate",
    "import_outcomes",
    "moderate",
    "name_senior",
    "newest_minute",
    "note_opened",
    "note_published",
    "note_signed",
    "open_positions",
    "open_round",
    "plan_meeting",
    "proposal_to_decide",
    "proposal_to_sign",
    "propose",
    "propose_grade",
    "readiness_of",
    "record_attendance",
    "record_minute",
    "record_outcome",
    "record_position",
    "record_view",
    "refuse_complete",
    "reopen",
    "reopen_evaluation",
    "reopen_grade",
    "require_decided",
    "require_minutable",
    "round_to_discuss",
    "sign",
    "start",
    "tell_published",
    "withdraw_finding",
]
