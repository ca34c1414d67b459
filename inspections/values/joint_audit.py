"""The words of the joint audit: what the partnership and the inspectors each say of a case.

The three headings are what 150092 ¶16 asks a local audit to look at. No Django here.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Any


class AuditHeading(StrEnum):
    """What is evaluated of a case."""

    QUALITY = "quality"
    IMPACT = "impact"
    OVERSIGHT = "oversight"


HEADING_LABELS = {
    AuditHeading.QUALITY: "Quality of practice",
    AuditHeading.IMPACT: "Impact and effectiveness for the child",
    AuditHeading.OVERSIGHT: "Management oversight",
}
HEADING_HINTS = {
    AuditHeading.QUALITY: "What each agency did and when, and how well they did it together.",
    AuditHeading.IMPACT: "What is better for the child because of it, and how you know.",
    AuditHeading.OVERSIGHT: "What managers knew and decided, and whether it was done.",
}


class AuditWord(StrEnum):
    """How good it was, in a word. A word of the audit, not a grade of a framework."""

    STRONG = "strong"
    SOUND = "sound"
    NEEDS_WORK = "needs_work"
    WEAK = "weak"


WORD_LABELS = {
    AuditWord.STRONG: "Strong",
    AuditWord.SOUND: "Sound",
    AuditWord.NEEDS_WORK: "Needs work",
    AuditWord.WEAK: "Weak",
}


class Agreement(StrEnum):
    """What inspectors say of the partnership's evaluation."""

    AGREE = "agree"
    PARTLY = "partly"
    DIFFER = "differ"


AGREEMENT_LABELS = {
    Agreement.AGREE: "We agree",
    Agreement.PARTLY: "We agree partly",
    Agreement.DIFFER: "We differ",
}


@dataclass(frozen=True)
class AgencyPart:
    """What an agency had to do with a joint evaluation.

    Args:
        code: the agency's.
        name: as it stood when this was written.
        took_part: whether it took part in the evaluation.
        will_do: what it will do because of it.
    """

    code: str
    name: str
    took_part: bool = False
    will_do: str = ""

    def as_data(self) -> dict[str, Any]:
        """Plain data."""
        return {
            "agency": self.code,
            "name": self.name,
            "took_part": self.took_part,
            "will_do": self.will_do,
        }


@dataclass(frozen=True)
class AuditSaid:
    """What is said under one heading: a text, and a word for it.

    Inspectors also say whether they agree with the partnership, and why.
    """

    text: str = ""
    word: str = ""
    agrees: str = ""
    why: str = ""

    @classmethod
    def from_data(cls, data: Mapping[str, str]) -> "AuditSaid":
        """From what was kept."""
        return cls(
            data.get("text", ""), data.get("word", ""), data.get("agrees", ""), data.get("why", "")
        )

    @property
    def word_label(self) -> str:
        """The word as it is read."""
        return WORD_LABELS[AuditWord(self.word)] if self.word else ""

    @property
    def agrees_label(self) -> str:
        """The agreement as it is read."""
        return AGREEMENT_LABELS[Agreement(self.agrees)] if self.agrees else ""


@dataclass(frozen=True)
class AuditEvaluation:
    """What is said of one case: under each heading, and by which agencies."""

    said: Mapping[str, AuditSaid] = field(default_factory=dict)
    agencies: tuple[AgencyPart, ...] = ()

    @classmethod
    def from_data(cls, data: Mapping[str, Any]) -> "AuditEvaluation":
        """From what was kept; of what is not there, nothing is said."""
        return cls(
            {one.value: AuditSaid.from_data(data.get(one.value, {})) for one in AuditHeading},
            tuple(
                AgencyPart(one["agency"], one["name"], one["took_part"], one["will_do"])
                for one in data.get("agencies", [])
            ),
        )

    def of(self, heading: str) -> AuditSaid:
        """What is said under a heading."""
        return self.said.get(heading, AuditSaid())

    def as_joint(self) -> dict[str, Any]:
        """Plain data of the partnership's: texts, words and agencies."""
        data: dict[str, Any] = {
            one.value: {"text": self.of(one).text, "word": self.of(one).word}
            for one in AuditHeading
        }
        return {**data, "agencies": [one.as_data() for one in self.agencies]}

    def as_own(self) -> dict[str, Any]:
        """Plain data of the inspectors': texts, words, and whether they agree."""
        return {
            one.value: {
                "text": self.of(one).text,
                "word": self.of(one).word,
                "agrees": self.of(one).agrees,
                "why": self.of(one).why,
            }
            for one in AuditHeading
        }

    @property
    def is_empty(self) -> bool:
        """Nothing is said at all."""
        said = any(one.text or one.word or one.agrees or one.why for one in self.said.values())
        return not said and not any(one.took_part or one.will_do for one in self.agencies)

    def missing(self) -> list[str]:
        """What a joint evaluation lacks before it can be returned, in the words of the form."""
        lacks = []
        for one in AuditHeading:
            label = HEADING_LABELS[one].lower()
            if not self.of(one).text:
                lacks.append(f"the text on {label}")
            if not self.of(one).word:
                lacks.append(f"the judgement on {label}")
        if not any(one.took_part for one in self.agencies):
            lacks.append("which agencies took part")
        return lacks


def count_agreements(evaluations: Iterable[AuditEvaluation]) -> dict[str, dict[str, int]]:
    """How often inspectors agree, agree partly and differ, under each heading."""
    counts = {one.value: {word.value: 0 for word in Agreement} for one in AuditHeading}
    for evaluation in evaluations:
        for heading in AuditHeading:
            agrees = evaluation.of(heading).agrees
            if agrees:
                counts[heading][agrees] += 1
    return counts


# How good the audit itself was (150092 ¶16): what evidence on local quality assurance begins with.
AUDIT_QUESTIONS = (
    ("Candour", "Did the partnership say plainly where practice fell short?"),
    ("Accuracy", "Did its evaluations match what we found in the records and from the child?"),
    ("Learning", "Did it draw lessons, and has it begun to act on them?"),
)


def evidence_skeleton(lines: Iterable[str]) -> str:
    """The text that a note on the audit itself begins with.

    Args:
        lines: what was counted, a sentence each.
    """
    asked = [f"{title}. {question}\n" for title, question in AUDIT_QUESTIONS]
    return "\n".join(
        ["How good the partnership’s joint audit was.", "", *lines, "", *asked]
    ).strip()
