"""The plain values of judging: what is recorded, what is signed, what was agreed."""

from judgements.values.shared import (
    NO_EVIDENCE,
    NO_EVIDENCE_TITLE,
    AgreedResult,
    Departure,
    Dissent,
    PositionContent,
    ProposalContent,
    SignatureContent,
    Signed,
    StatedPosition,
    proposal_hash,
)

__all__ = [
    "NO_EVIDENCE",
    "NO_EVIDENCE_TITLE",
    "AgreedResult",
    "Departure",
    "Dissent",
    "PositionContent",
    "ProposalContent",
    "SignatureContent",
    "Signed",
    "StatedPosition",
    "proposal_hash",
]
