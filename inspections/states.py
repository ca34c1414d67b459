"""The stages of an inspection."""

from enum import StrEnum

from records.states import StateTable, Transition


class InspectionState(StrEnum):
    """Where an inspection is."""

    PLANNED = "planned"
    NOTIFIED = "notified"
    FIELDWORK = "fieldwork"
    REPORTING = "reporting"
    CLOSED = "closed"
    POSTPONED = "postponed"
    SUSPENDED = "suspended"
    ABANDONED = "abandoned"


_LEAD = "the overall lead"
INSPECTION = StateTable(
    name="inspection",
    states=InspectionState,
    first=InspectionState.PLANNED,
    transitions=(
        Transition("notify", InspectionState.PLANNED, InspectionState.NOTIFIED, _LEAD),
        Transition("start_fieldwork", InspectionState.NOTIFIED, InspectionState.FIELDWORK, _LEAD),
        Transition("end_fieldwork", InspectionState.FIELDWORK, InspectionState.REPORTING, _LEAD),
        Transition("close", InspectionState.REPORTING, InspectionState.CLOSED, _LEAD),
        Transition("postpone", InspectionState.PLANNED, InspectionState.POSTPONED, _LEAD),
        Transition("postpone", InspectionState.NOTIFIED, InspectionState.POSTPONED, _LEAD),
        Transition("plan_again", InspectionState.POSTPONED, InspectionState.PLANNED, _LEAD),
        Transition("suspend", InspectionState.FIELDWORK, InspectionState.SUSPENDED, _LEAD),
        Transition("resume", InspectionState.SUSPENDED, InspectionState.FIELDWORK, _LEAD),
        Transition("abandon", InspectionState.POSTPONED, InspectionState.ABANDONED, _LEAD),
        Transition("abandon", InspectionState.SUSPENDED, InspectionState.ABANDONED, _LEAD),
    ),
)
# Evidence is recorded from the notice on (documents are read before anybody travels) until the
# inspection is closed: a fact that comes up while the report is agreed is evidence too.
TAKES_EVIDENCE = frozenset(
    {InspectionState.NOTIFIED, InspectionState.FIELDWORK, InspectionState.REPORTING}
)
NEEDS_REASON = frozenset({"postpone", "suspend", "abandon"})
VERB_LABELS = {
    "notify": "Notify the area",
    "start_fieldwork": "Start fieldwork",
    "end_fieldwork": "End fieldwork and begin reporting",
    "close": "Close the inspection",
    "postpone": "Postpone the inspection",
    "plan_again": "Plan the inspection again",
    "suspend": "Suspend fieldwork",
    "resume": "Resume fieldwork",
    "abandon": "Abandon the inspection",
}


class AuditState(StrEnum):
    """Where a joint audit by the partnership is (150092 ¶16)."""

    ASKED = "asked"
    RETURNED = "returned"
    WITHDRAWN = "withdrawn"


JOINT_AUDIT = StateTable(
    name="joint audit",
    states=AuditState,
    first=AuditState.ASKED,
    transitions=(
        Transition(
            "return",
            AuditState.ASKED,
            AuditState.RETURNED,
            "the partnership’s chair or business manager; without either, any leader asked",
        ),
        Transition("reopen", AuditState.RETURNED, AuditState.ASKED, _LEAD),
        Transition("let_in_late", AuditState.ASKED, AuditState.ASKED, _LEAD),
        Transition("withdraw", AuditState.ASKED, AuditState.WITHDRAWN, _LEAD),
        Transition("ask_again", AuditState.WITHDRAWN, AuditState.ASKED, _LEAD),
    ),
)
# It is asked from the notice on, before which the area knows of no inspection.
AUDIT_ASKED_IN = frozenset({InspectionState.NOTIFIED, InspectionState.FIELDWORK})
# Whoever is let in is let in no longer once the inspection is over.
OVER = frozenset({InspectionState.CLOSED, InspectionState.ABANDONED})


class ConcernState(StrEnum):
    """Where an immediate safeguarding concern is."""

    RAISED = "raised"
    ACKNOWLEDGED = "acknowledged"
    ACTED_ON = "acted_on"
    CLOSED = "closed"


_ANY_LEAD = "the lead of an inspectorate"
CONCERN = StateTable(
    name="safeguarding concern",
    states=ConcernState,
    first=ConcernState.RAISED,
    transitions=(
        Transition(
            "acknowledge", ConcernState.RAISED, ConcernState.ACKNOWLEDGED, "anybody who was told"
        ),
        Transition("act", ConcernState.ACKNOWLEDGED, ConcernState.ACTED_ON, _ANY_LEAD),
        Transition("close", ConcernState.ACTED_ON, ConcernState.CLOSED, _ANY_LEAD),
    ),
)
