"""The plain values of a judgement: what is recorded, what is signed, what was agreed."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import Any

from records.values import content_hash


class Stance(StrEnum):
    """What an inspectorate says of a grade by its signature."""

    AGREES = "agrees"
    DISAGREES = "disagrees"
    ABSTAINS = "abstains"


NO_EVIDENCE = "no_evidence"
NO_EVIDENCE_TITLE = "No evidence within our remit"


@dataclass(frozen=True)
class PositionContent:
    """What a lead records as the inspectorate's own view.

    Args:
        grade: the code of a grade of the area's scale; empty: no evidence within our remit.
        rationale: what the view rests on.
        evidence: keys of the items of evidence relied on.
    """

    grade: str
    rationale: str
    evidence: tuple[str, ...] = ()

    def as_data(self) -> dict[str, object]:
        """Plain data, for the receipt's hash."""
        return {
            "grade": self.grade,
            "rationale": self.rationale,
            "evidence": sorted(self.evidence),
        }


@dataclass(frozen=True)
class ProposalContent:
    """What the overall lead puts to the inspectorates.

    Args:
        grade: the code of a grade of the area's scale.
        statement: the judgement in words, as the report will say it.
        answers: to the questions that the limiting rules ask, by the code of the question.
        departures: why the grade departs from a limiting rule, by the code of the rule.
    """

    grade: str
    statement: str
    answers: Mapping[str, bool]
    departures: Mapping[str, str]

    def as_data(self) -> dict[str, object]:
        """Plain data, for the receipt's hash."""
        return {
            "grade": self.grade,
            "statement": self.statement,
            "answers": dict(self.answers),
            "departures": dict(self.departures),
        }


@dataclass(frozen=True)
class SignatureContent:
    """What a lead signs.

    Args:
        content_hash: of the proposal that was on the page.
        disagreement: the inspectorate's reason for another view, if it has one.
        abstention: the inspectorate's reason for taking no view, if it takes none.
        prints: whether the letter may print views that differ; None: not said with the signature.
    """

    content_hash: str
    disagreement: str = ""
    abstention: str = ""
    prints: bool | None = None

    @property
    def stance(self) -> Stance:
        """What the signature says of the grade. A disagreement is said before an abstention."""
        if self.disagreement.strip():
            return Stance.DISAGREES
        return Stance.ABSTAINS if self.abstention.strip() else Stance.AGREES

    def as_data(self) -> dict[str, object]:
        """Plain data, for the receipt's hash; what is not said is left out, as it always was."""
        data: dict[str, object] = {
            "content_hash": self.content_hash,
            "disagreement": self.disagreement,
        }
        if self.abstention:
            data["abstention"] = self.abstention
        if self.prints is not None:
            data["prints"] = self.prints
        return data


@dataclass(frozen=True)
class StatedPosition:
    """A position of a round, as the signed content holds it."""

    inspectorate: str
    grade: str | None
    rationale: str
    evidence: tuple[int, ...]


def proposal_hash(
    *,
    judgement: Mapping[str, str],
    number: int,
    proposed: ProposalContent,
    rounds: Sequence[Sequence[StatedPosition]],
    signatories: Sequence[str],
) -> str:
    """The hash that every signature stands on (house rule 7; reliability I9).

    Args:
        judgement: what is judged: the inspection, the strand and the area.
        number: of the proposal, so that the same words proposed again are signed again.
        proposed: the grade, its statement and what the rules made of it.
        rounds: the positions of every round, in the order of the rounds.
        signatories: codes of the inspectorates whose signatures it needs.
    """
    data: dict[str, Any] = {
        "kind": "shared judgement",
        "judgement": dict(judgement),
        "number": number,
        "proposed": proposed.as_data(),
        "rounds": [
            [
                {
                    "inspectorate": position.inspectorate,
                    "grade": position.grade,
                    "rationale": position.rationale,
                    "evidence": sorted(position.evidence),
                }
                for position in sorted(positions, key=lambda position: position.inspectorate)
            ]
            for positions in rounds
        ],
        "signatories": sorted(signatories),
    }
    return content_hash(data)


@dataclass(frozen=True)
class Signed:
    """An inspectorate's signature."""

    inspectorate: str
    inspectorate_name: str
    person: str
    at: datetime


@dataclass(frozen=True)
class Dissent:
    """An inspectorate signed that the grade is agreed, and why its own view differs."""

    inspectorate: str
    inspectorate_name: str
    reason: str


@dataclass(frozen=True)
class Abstention:
    """An inspectorate signed without a view of the grade, and why."""

    inspectorate: str
    inspectorate_name: str
    reason: str


@dataclass(frozen=True)
class Departure:
    """The grade departs from a limiting rule, and why."""

    source: str
    statement: str
    reason: str


@dataclass(frozen=True)
class AgreedResult:
    """A judgement that every participating inspectorate has signed, for those who report it.

    Args:
        area: the code of the judgement area, with its title.
        grade: the code of the grade, with its title.
        statement: the judgement in words.
        dissents: views that differ, with their reasons, in the inspectorates' order.
        abstentions: of inspectorates that take no view, with their reasons, in the same order.
        are_printed: whether there are any, and the leads of all inspectorates let them be printed.
        departures: from limiting rules, with their reasons.
        signatures: in the inspectorates' order, each with its time.
        content_hash: what they all signed.
        agreed_at: the time of the last signature.
    """

    area: str
    area_title: str
    grade: str
    grade_title: str
    statement: str
    dissents: tuple[Dissent, ...]
    departures: tuple[Departure, ...]
    signatures: tuple[Signed, ...]
    content_hash: str
    agreed_at: datetime
    abstentions: tuple[Abstention, ...] = ()
    are_printed: bool = False
