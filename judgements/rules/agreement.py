"""When a grade is agreed, and when views that differ are printed. Values in, decisions out."""

from collections.abc import Collection, Mapping

from judgements.values import Stance


def is_agreed(participants: Collection[str], stances: Mapping[str, Stance]) -> bool:
    """Every inspectorate has signed, and at least one is of that view (No. 140112 ¶113).

    Nothing is counted into a majority: one that agrees makes a grade that somebody stands for.

    Args:
        participants: codes of the inspectorates whose signatures it needs.
        stances: what each signature on the content says, by the code of the inspectorate.
    """
    said = [stances[code] for code in participants if code in stances]
    return bool(said) and len(said) == len(participants) and Stance.AGREES in said


def are_printed(participants: Collection[str], decisions: Mapping[str, bool]) -> bool:
    """Whether the letter prints views that differ: only where every lead has said yes.

    Args:
        participants: codes of the inspectorates that take part.
        decisions: the newest of each, by the code of the inspectorate.
    """
    return bool(participants) and all(decisions.get(code, False) for code in participants)
