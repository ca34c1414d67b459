"""The states of a job, and the shape of every transition table in the product."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from enum import StrEnum

from records.errors import TransitionNotAllowed


@dataclass(frozen=True)
class Transition:
    """One arrow of a state diagram.

    Args:
        verb: what somebody does, as the button says it.
        source: the state before.
        target: the state after.
        by: who does it, in the field's words.
    """

    verb: str
    source: str
    target: str
    by: str


@dataclass(frozen=True)
class StateTable:
    """The states of one thing and every way between them: the code and the diagram read this."""

    name: str
    states: type[StrEnum]
    first: str
    transitions: tuple[Transition, ...]
    labels: dict[str, str] = field(default_factory=dict)

    def label(self, state: str) -> str:
        """The state in words."""
        return self.labels.get(state, state.replace("_", " "))

    def targets(self, source: str) -> Iterable[str]:
        """Where one can go from here."""
        return (arrow.target for arrow in self.transitions if arrow.source == source)

    def find(self, verb: str, source: str) -> Transition:
        """The arrow for this verb from this state.

        Raises:
            TransitionNotAllowed: there is none; the message says where the verb is possible.
        """
        arrows = [arrow for arrow in self.transitions if arrow.verb == verb]
        for arrow in arrows:
            if arrow.source == source:
                return arrow
        places = ", ".join(sorted({self.label(arrow.source) for arrow in arrows})) or "no state"
        raise TransitionNotAllowed(
            f"This {self.name} is in the stage “{self.label(source)}”. "
            f"To {verb.replace('_', ' ')} is possible in: {places}. Nothing was changed."
        )


class JobState(StrEnum):
    """Where a job is."""

    QUEUED = "queued"
    RUNNING = "running"
    DONE = "done"
    FAILED = "failed"
    PARKED = "parked"


JOB = StateTable(
    name="job",
    states=JobState,
    first=JobState.QUEUED,
    transitions=(
        Transition("claim", JobState.QUEUED, JobState.RUNNING, "a worker"),
        Transition("finish", JobState.RUNNING, JobState.DONE, "the worker that holds the lease"),
        Transition("fail", JobState.RUNNING, JobState.FAILED, "the worker that holds the lease"),
        Transition("give_back", JobState.RUNNING, JobState.QUEUED, "the sweeper, lease run out"),
        Transition("park", JobState.RUNNING, JobState.PARKED, "the sweeper, after three attempts"),
        Transition("retry", JobState.FAILED, JobState.QUEUED, "a person"),
        Transition("retry", JobState.PARKED, JobState.QUEUED, "a person"),
    ),
)
