"""What is missing before a gate, in words: by how heavy it is, each a link to its mending."""

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property
from itertools import groupby

from django.urls import reverse

from inspections.models import Assignment, Inspection
from judgements.actions import Missing, Readiness, checks_at, readiness_of
from judgements.presenters.words import listed
from judgements.rules.readiness import Check, Gate, Severity, next_gate
from pages.shown import Cell, Column, Link

GATE_WORDS = {
    Gate.MEETING: "a judgement meeting",
    Gate.DRAFT: "the draft report",
    Gate.RELEASE: "publication",
}
_GATE_TITLES = {
    Gate.MEETING: "Before a judgement meeting",
    Gate.DRAFT: "Before the draft report",
    Gate.RELEASE: "Before publication",
}
_TITLES = {
    Severity.BLOCKS: "Stops {gate}",
    Severity.SETTLE: "To settle first",
    Severity.KNOW: "Good to know",
}
_HINTS = {
    Severity.BLOCKS: "The report does not go on until this is put right.",
    Severity.SETTLE: "Nothing stops here. Put it right first, or be ready to say why not.",
    Severity.KNOW: "Nothing to put right, unless you want to.",
}
_NOTHING_HERE = {
    Severity.BLOCKS: "Nothing stops {gate}.",
    Severity.SETTLE: "There is nothing to settle first.",
    Severity.KNOW: "There is nothing else to know.",
}
_CHECKS = {
    Check.NO_EVIDENCE: "Something is recorded on each area",
    Check.SINGLE_SOURCE: "No grade rests on a single source",
    Check.CONTRADICTED: "Where evidence points both ways, somebody has weighed it",
    Check.NOT_CONSIDERED: "Somebody has said of each criterion whether it is met",
    Check.NO_AGENCY: "Each strength and weakness names its agency, unless it is the partnership’s",
    Check.DEPARTURE: "A grade that departs from a rule has a reason",
    Check.ONE_INSPECTORATE: "A second inspectorate has read records or spoken to somebody in "
    "each case",
    Check.NO_CHILDS_VOICE: "A child’s voice is in the evidence on each area",
}


@dataclass(frozen=True)
class AboutShown:
    """What is missing on one area, or in the cases."""

    title: str
    missing: tuple[Missing, ...]


@dataclass(frozen=True)
class Heavy:
    """What is missing and equally heavy.

    Args:
        empty: what stands there when nothing is missing.
    """

    anchor: str
    title: str
    hint: str
    empty: str
    number: int
    about: tuple[AboutShown, ...]


class ReadinessPresenter:
    """One reader's page of what is missing before a gate."""

    def __init__(self, inspection: Inspection, member: Assignment, asked: str = "") -> None:
        self.inspection = inspection
        self.readiness = readiness_of(inspection=inspection, member=member)
        known = asked in set(Gate)
        self.gate = Gate(asked) if known else next_gate(inspection.state)

    @property
    def title(self) -> str:
        """Of the page, for the gate that it is about."""
        return f"What is missing before {GATE_WORDS[self.gate]}"

    @property
    def back(self) -> str:
        """The board."""
        return reverse("judgements:board", args=[self.inspection.reference])

    @property
    def gates(self) -> list[tuple[Link, bool]]:
        """The pages of the gates, each with whether it is this one."""
        return [
            (Link(title, readiness_address(self.inspection, gate)), gate == self.gate)
            for gate, title in _GATE_TITLES.items()
        ]

    @cached_property
    def missing(self) -> list[Missing]:
        """Every gap."""
        return self.readiness.missing(self.gate)

    @property
    def is_looked_at(self) -> bool:
        """Whether there is anything for this reader to look at."""
        return bool(self.readiness.places)

    @property
    def is_ready(self) -> bool:
        """Whether nothing at all is missing in what was looked at."""
        return not self.missing

    @property
    def looked_at(self) -> str:
        """What was looked at, and what was not, in a sentence or two."""
        number = len(self.readiness.places)
        said = "1 area is looked at" if number == 1 else f"{number} areas are looked at"
        sentence = f"{said}, as far as your inspectorate’s team may see."
        left_out = self.readiness.left_out
        if not left_out:
            return sentence
        verb = "is" if len(left_out) == 1 else "are"
        return f"{sentence} {listed(left_out)} {verb} left out: another inspectorate’s own."

    @property
    def groups(self) -> list[Heavy]:
        """The gaps by how heavy they are; what no check can be at this gate is not there."""
        weights = {severity for _check, severity in checks_at(gate=self.gate)}
        return [self._heavy(severity) for severity in Severity if severity in weights]

    @property
    def columns(self) -> list[Column]:
        """Of the table of checks."""
        return [Column("Check"), Column("If it fails"), Column("Missing", numeric=True)]

    @property
    def checks(self) -> list[list[Cell]]:
        """What was checked, how heavy it is at this gate, and how often it is missing."""
        return [
            [
                Cell(_CHECKS[check]),
                Cell(severity_words(severity, self.gate)),
                Cell(str(sum(one.gap.check == check for one in self.missing)), numeric=True),
            ]
            for check, severity in checks_at(gate=self.gate)
        ]

    def _heavy(self, severity: Severity) -> Heavy:
        found = [one for one in self.missing if one.severity == severity]
        return Heavy(
            anchor=severity.value,
            title=severity_words(severity, self.gate),
            hint=_HINTS[severity],
            empty=_NOTHING_HERE[severity].format(gate=GATE_WORDS[self.gate]),
            number=len(found),
            about=tuple(
                AboutShown(title, tuple(group))
                for title, group in groupby(found, key=lambda one: one.about)
            ),
        )


def severity_words(severity: Severity, gate: Gate) -> str:
    """How heavy a gap is at a gate, as a heading says it."""
    return _TITLES[severity].format(gate=GATE_WORDS[gate])


def readiness_address(inspection: Inspection, gate: Gate | None = None) -> str:
    """The page of what is missing; before the gate that comes next, unless one is named."""
    where = reverse("judgements:readiness", args=[inspection.reference])
    return f"{where}?gate={gate}" if gate else where


def count_missing(readiness: Readiness, gate: Gate) -> str:
    """How much is missing before a gate, by how heavy it is, in a sentence."""
    found = readiness.missing(gate)
    counts = [(severity, sum(one.severity == severity for one in found)) for severity in Severity]
    return _sentence(
        [_COUNTED[severity].format(number=number) for severity, number in counts if number], gate
    )


_COUNTED = {
    Severity.BLOCKS: "{number} would stop it",
    Severity.SETTLE: "{number} to settle first",
    Severity.KNOW: "{number} good to know",
}


def _sentence(said: Sequence[str], gate: Gate) -> str:
    if not said:
        return f"Nothing is missing before {GATE_WORDS[gate]}."
    return f"Before {GATE_WORDS[gate]}: {', '.join(said)}."
