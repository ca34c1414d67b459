"""The fixed words of conversations with questions. No Django here."""

from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from inspections.values.evidence import Source


class Reply(StrEnum):
    """What somebody answered."""

    YES = "yes"
    PARTLY = "partly"
    NO = "no"
    NOT_ASKED = "not_asked"


REPLY_LABELS = {
    Reply.YES: "Yes",
    Reply.PARTLY: "Partly",
    Reply.NO: "No",
    Reply.NOT_ASKED: "Not asked",
}


class Consent(StrEnum):
    """Who agreed that a child is spoken to."""

    CHILD = "child"
    CARER = "carer"
    BOTH = "both"


CONSENT_LABELS = {
    Consent.CHILD: "The child",
    Consent.CARER: "A parent or carer",
    Consent.BOTH: "The child and a parent or carer",
}
# The source of evidence that is made of an answer, by who speaks.
SOURCE_OF_SPEAKER = {
    "child": Source.CHILD,
    "family": Source.FAMILY,
    "practitioner": Source.PRACTITIONER,
}
MOST_PEOPLE = 99
LONGEST_WORDS = 10_000


@dataclass(frozen=True)
class Answered:
    """An answer to one question, and the words that were said."""

    question: int
    reply: str
    words: str = ""


@dataclass(frozen=True)
class ConversationContent:
    """What somebody writes of a conversation: the content of one version.

    Args:
        held_on: the day of it.
        people: with how many people it was.
        child_took_part: whether a child was among them.
        consent: one of Consent, or nothing where no child took part.
        present: who else was there when a child took part, by their part and without a name.
        answers: to each question of the set.
    """

    held_on: date
    people: int
    child_took_part: bool
    consent: str
    present: str
    answers: tuple[Answered, ...] = ()
