"""The states of a version of a framework. The code and the diagram in docs/ read this table."""

from enum import StrEnum

from records.states import StateTable, Transition


class VersionState(StrEnum):
    """Where a version of a framework is."""

    DRAFT = "draft"  # loaded from a file; another file may replace its content
    CONSULTATION = "consultation"  # shown to others for comment; its content is fixed
    IN_FORCE = "in_force"  # inspections may be opened on it; its content is fixed for ever
    WITHDRAWN = "withdrawn"  # no new inspections; those that pinned it keep it


FRAMEWORK_VERSION = StateTable(
    name="framework version",
    states=VersionState,
    first=VersionState.DRAFT,
    transitions=(
        Transition("consult", VersionState.DRAFT, VersionState.CONSULTATION, "an admin"),
        Transition("reopen", VersionState.CONSULTATION, VersionState.DRAFT, "an admin"),
        Transition("put_in_force", VersionState.DRAFT, VersionState.IN_FORCE, "a second admin"),
        Transition(
            "put_in_force", VersionState.CONSULTATION, VersionState.IN_FORCE, "a second admin"
        ),
        Transition("withdraw", VersionState.DRAFT, VersionState.WITHDRAWN, "an admin"),
        Transition("withdraw", VersionState.CONSULTATION, VersionState.WITHDRAWN, "an admin"),
        Transition("withdraw", VersionState.IN_FORCE, VersionState.WITHDRAWN, "an admin"),
    ),
    labels={VersionState.IN_FORCE: "in force"},
)
