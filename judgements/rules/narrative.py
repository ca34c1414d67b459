"""When an evaluation in words is complete. A pure function of what was said."""

from collections.abc import Collection, Sequence


def left_to_consider(
    criteria: Sequence[str], said: Collection[str], considered: Collection[str]
) -> list[str]:
    """The criteria that nobody has said anything about, in their order.

    Args:
        criteria: the references of the area's criteria.
        said: the references on which a finding stands.
        considered: those of which somebody recorded that there is nothing to say, and why.
    """
    done = {*said, *considered}
    return [reference for reference in criteria if reference not in done]


def against_completing(
    criteria: Sequence[str], said: Collection[str], considered: Collection[str], *, findings: int
) -> str:
    """What is missing for an evaluation to be complete, as a sentence; empty when nothing is.

    Every heading is worked through, so that an area without a grade weighs as much as one that has
    one (No. 140112 ¶29, ¶82). Where the framework gives the area no criteria of its own, at least
    one finding is needed.

    Args:
        findings: how many findings stand.
    """
    left = left_to_consider(criteria, said, considered)
    if left:
        number = "1 criterion is" if len(left) == 1 else f"{len(left)} criteria are"
        return (
            f"{number} left to consider: {', '.join(left)}. Add a finding on each, or record why "
            "there is nothing to say."
        )
    if not criteria and not findings:
        return "There is no finding yet, and the framework names no criteria. Add a finding first."
    return ""
