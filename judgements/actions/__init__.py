"""What people do with a judgement. Each act locks the inspection's row first."""

from judgements.actions.begin import open_positions, start
from judgements.actions.positions import open_round, record_position
from judgements.actions.proposals import propose
from judgements.actions.results import agreed_result, agreed_results
from judgements.actions.signatures import proposal_to_sign, sign

__all__ = [
    "agreed_result",
    "agreed_results",
    "open_positions",
    "open_round",
    "proposal_to_sign",
    "propose",
    "record_position",
    "sign",
    "start",
]
