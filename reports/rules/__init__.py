"""What has to be right before a report goes on. Values in, sentences out; no Django here."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime

from frameworks.values import SectionKind
from reports.values import long_date, long_moment, named

ADDRESSED_KINDS = frozenset(
    {SectionKind.STRENGTHS, SectionKind.PRIORITY_ACTION, SectionKind.IMPROVEMENT}
)
RECOMMENDING_KINDS = frozenset({SectionKind.PRIORITY_ACTION, SectionKind.IMPROVEMENT})
NUMBERED_KINDS = frozenset({SectionKind.PROSE, SectionKind.JUDGEMENT})
# The closing section prints the signatures and holds no text of its own.
WRITTEN_KINDS = ADDRESSED_KINDS | NUMBERED_KINDS
# A sentence that lists more is not read.
MOST_NAMED = 8


@dataclass(frozen=True)
class WrittenParagraph:
    """What the problems list asks about one paragraph."""

    reference: str
    label: str
    section: str
    evidence_count: int


@dataclass(frozen=True)
class FormSection:
    """A section of the form, as the problems list asks about it.

    Args:
        needs_text: it is not optional, and holds nothing but its paragraphs.
    """

    key: str
    heading: str
    kind: str
    needs_text: bool = True


@dataclass(frozen=True)
class Written:
    """A report as the problems list sees it.

    Args:
        sections: the form's, in order.
        paragraphs: those that stand.
        is_judged: the shared judgement is agreed.
        addressees: how many people the letter is addressed to.
        without_lead: the inspectorates that nobody leads, who could sign for them.
        undecided: the areas whose grade the report states and nobody has decided: each with the
            page that it is decided on.
        is_addressed: it is a letter; a report has a cover, and names nobody that it goes to.
    """

    sections: Sequence[FormSection]
    paragraphs: Sequence[WrittenParagraph]
    is_judged: bool
    addressees: int
    without_lead: Sequence[str] = ()
    undecided: Sequence[tuple[str, str]] = ()
    is_addressed: bool = True


@dataclass(frozen=True)
class Problem:
    """Something to settle. One that `blocks` keeps the report where it is.

    Args:
        place: the anchor on the editor's page that the line jumps to.
        url: the page that it leads to instead, where it is settled on another one.
    """

    text: str
    place: str
    blocks: bool
    url: str = ""

    @property
    def address(self) -> str:
        """Where the line leads."""
        return self.url or f"#{self.place}"


def asks_for_judgement(sections: Iterable[FormSection]) -> bool:
    """Whether a report has a place for a judgement; one on findings without grades has none."""
    return any(section.kind == SectionKind.JUDGEMENT for section in sections)


def problems_of(written: Written) -> list[Problem]:
    """All that is to settle, what blocks first.

    A paragraph that rests on no evidence does not block: an opening sentence rests on none.
    """
    return [*_blocking(written), *_unsupported(written.paragraphs)]


def _blocking(written: Written) -> Iterable[Problem]:
    filled = {paragraph.section for paragraph in written.paragraphs}
    for section in written.sections:
        is_text = section.kind == SectionKind.PROSE and section.needs_text
        if is_text and section.key not in filled:
            yield Problem(f"“{section.heading}” has no paragraph yet.", section.key, True)
    # A letter of an inspection without grades has no section for a judgement (No. 150092 ¶23).
    if asks_for_judgement(written.sections) and not written.is_judged:
        yield Problem("The shared judgement is not agreed yet.", "judgement", True)
    for title, url in written.undecided:
        yield Problem(f"The grade of “{title}” is not decided yet.", "", True, url=url)
    if written.is_addressed and not written.addressees:
        yield Problem(
            "The letter is addressed to nobody: no chair or agency leader holds an office today.",
            "addressees",
            True,
        )
    if written.without_lead:
        yield Problem(
            f"Nobody leads for {named(list(written.without_lead))}, and could sign.",
            "signatories",
            True,
        )


def _unsupported(paragraphs: Sequence[WrittenParagraph]) -> Iterable[Problem]:
    for paragraph in paragraphs:
        if not paragraph.evidence_count:
            yield Problem(f"{paragraph.label} rests on no evidence.", paragraph.reference, False)


def blocking_sentence(
    problems: Sequence[Problem], before: str = "the report goes to quality assurance"
) -> str:
    """One sentence for the person who sends the report on; empty when nothing blocks.

    Args:
        before: what waits for it, as the sentence says it.
    """
    blocking = [problem.text for problem in problems if problem.blocks]
    if not blocking:
        return ""
    more = len(blocking) - MOST_NAMED
    rest = [f"There are {more} more."] if more > 1 else blocking[MOST_NAMED:]
    return f"Settle this before {before}: {' '.join([*blocking[:MOST_NAMED], *rest])}"


@dataclass(frozen=True)
class Window:
    """The time in which the chair comments."""

    sent_at: datetime
    due_at: datetime
    returned_at: datetime | None = None
    closed_at: datetime | None = None


def comment_refusal(window: Window, at: datetime) -> str:
    """Why a comment can no longer be saved, sent or changed; empty while it can."""
    if window.returned_at is not None:
        return (
            f"You returned your response on {long_moment(window.returned_at)}. There is one "
            "response, and it cannot be changed."
        )
    if window.closed_at is not None:
        return (
            f"Factual accuracy was closed on {long_moment(window.closed_at)} without a response. "
            "Ask the lead of the report what can still be done."
        )
    if at > window.due_at:
        return (
            f"The time to comment ended on {long_date(window.due_at)} at the end of the day. "
            "Ask the lead of the report what can still be done."
        )
    return ""


def missing_signatures(participants: Sequence[str], signed: Iterable[str]) -> list[str]:
    """The participating inspectorates that have not signed, in their order."""
    done = set(signed)
    return [code for code in participants if code not in done]


def stale_sentence(posted: str, current: str) -> str:
    """Why a signature given on an older text does not count; empty when the hashes agree."""
    if posted == current:
        return ""
    return (
        "The text has changed since you opened the page: what you read is not the draft that "
        "stands now. Read the new draft and sign that one."
    )


def answer_refusal(*, is_accepted: bool, is_omission: bool, frozen: str, text: str) -> str:
    """Why an answer does not hold together; empty when it does.

    A comment that is accepted changes what the chair read. What was left out may be put in
    another paragraph.
    """
    if is_accepted and not is_omission and frozen == text:
        return (
            "You accept the comment, and the paragraph still says what the chair read. "
            "Change the paragraph, or answer that the comment is not accepted."
        )
    return ""
