"""Evidence beside a paragraph."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from typing import Any

from inspections.models import EvidenceAudience
from inspections.values import SOURCE_LABELS, STRENGTH_LABELS, Source, Strength
from reports.values import short_date


@dataclass(frozen=True)
class ShownEvidence:
    """One item, as the person sees it."""

    reference: str
    text: str
    facts: str


@dataclass(frozen=True)
class EvidenceChoice:
    """What a paragraph rests on and what it could rest on, for one person.

    Args:
        hidden: a sentence about items that this person cannot see; empty when there are none.
    """

    linked: Sequence[ShownEvidence]
    others: Sequence[ShownEvidence]
    hidden: str


def evidence_choice(
    seen: Sequence[EvidenceAudience], linked: Collection[Any], total: int
) -> EvidenceChoice:
    """Part what the person sees into what is linked and what is not.

    Args:
        seen: everything that the person sees of the inspection.
        linked: keys of the linked items that the database lets this person see.
        total: how many are linked in all.
    """
    keys = set(linked)
    here = [_shown(row) for row in seen if row.evidence_id in keys]
    could = [row for row in seen if not row.evidence.is_withdrawn]
    others = [_shown(row) for row in could if row.evidence_id not in keys]
    unseen = total - len(here)
    hidden = ""
    if unseen > 0:
        items = "1 more item" if unseen == 1 else f"{unseen} more items"
        hidden = f"The paragraph rests on {items} that your inspectorate does not see."
    return EvidenceChoice(here, others, hidden)


def _shown(row: EvidenceAudience) -> ShownEvidence:
    said = row.revision
    if said is None:
        return ShownEvidence(row.evidence.reference, "", "")
    facts = [
        SOURCE_LABELS[Source(said.source)],
        STRENGTH_LABELS[Strength(said.strength)],
        f"observed {short_date(said.observed_on)}",
        row.evidence.owner.short_name,
    ]
    if row.evidence.case:
        facts.append(f"case {row.evidence.case}")
    if row.evidence.is_withdrawn:
        facts.insert(0, "WITHDRAWN: open it to read why")
    return ShownEvidence(row.evidence.reference, said.text, ", ".join(facts))
