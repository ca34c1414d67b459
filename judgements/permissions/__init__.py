"""Who may do what with a judgement. The view, the button and the test ask the same function."""

from judgements.permissions.shared import (
    Answers,
    answers_of,
    is_judged_in,
    is_judged_now,
    is_judged_together,
    judgement_of,
    judgements_of,
    may_open_positions,
    may_propose,
    may_read_judgement,
    may_record_position,
    may_sign,
    participants_of,
    takes_part,
)

__all__ = [
    "Answers",
    "answers_of",
    "is_judged_in",
    "is_judged_now",
    "is_judged_together",
    "judgement_of",
    "judgements_of",
    "may_open_positions",
    "may_propose",
    "may_read_judgement",
    "may_record_position",
    "may_sign",
    "participants_of",
    "takes_part",
]
