"""The guard against wrong content: every finder over every passage of a report (P22).

The Information Commissioner's cases about children are of letters that held another family's data.
Pure: passages and what is known in, holds out.
"""

from collections.abc import Collection, Iterable, Iterator

from reports.rules.folding import Folded, fold
from reports.rules.foreign_names import ForeignNames, wrong_addressees
from reports.rules.held import Find, Held, Known, Passage, held_in
from reports.rules.identifiers import (
    births,
    case_references,
    child_numbers,
    children,
    email_addresses,
    nhs_numbers,
    record_references,
    telephone_numbers,
)

FINDERS = (
    case_references,
    record_references,
    nhs_numbers,
    births,
    children,
    child_numbers,
    email_addresses,
    telephone_numbers,
)


def finds_in(text: Folded, known: Known, names: ForeignNames) -> Iterator[Find]:
    """What all finders find in one text."""
    for finder in FINDERS:
        yield from finder(text, known)
    yield from names.find(text)


def held_of(passages: Iterable[Passage], known: Known) -> list[Held]:
    """Everything that is held in these passages, in the order of the document."""
    names = ForeignNames(known)
    return [
        held
        for passage in passages
        for held in held_in(
            passage,
            [*finds_in(fold(passage.text), known, names), *wrong_addressees(passage, known)],
        )
    ]


def undecided(held: Iterable[Held], decided: Collection[str]) -> list[Held]:
    """Those that nobody has let stand.

    Args:
        decided: the fingerprints of what somebody has.
    """
    return [one for one in held if one.fingerprint not in decided]


def held_sentence(held: Collection[Held], before: str) -> str:
    """Why the report does not go on; empty when nothing is held."""
    if not held:
        return ""
    if len(held) == 1:
        what = "One thing in the text is held: it may not belong into this report."
    else:
        what = f"{len(held)} things in the text are held: they may not belong into this report."
    return f"{what} Change the text, or let a lead decide that it may stay, before {before}."
