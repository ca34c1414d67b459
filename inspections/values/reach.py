"""Whether a power reaches a service, in words. It warns, and never blocks. No Django here."""

from organisations.values import REACH_LABELS, ReachVerdict


def warning_of(verdict: str, source: str) -> str:
    """What the page says once, before it saves."""
    return (
        f"{REACH_LABELS[ReachVerdict(verdict)]} ({source}). Enter on what basis you looked at it, "
        "or save again without one"
    )


def words_of_reach(verdict: str | None, source: str | None, basis: str) -> str:
    """What is said beside an item; nothing where the power reaches the service."""
    if verdict is None or verdict == ReachVerdict.REACHES:
        return ""
    said = f"{REACH_LABELS[ReachVerdict(verdict)]} ({source})."
    return f"{said} Basis: {basis}" if basis else f"{said} No basis is given."


def counted_beyond(beyond: int, without_basis: int) -> str:
    """How many items of a strand are about a service that its power may not reach."""
    if not beyond:
        return ""
    items, are = ("1 item", "is") if beyond == 1 else (f"{beyond} items", "are")
    said = f"{items} {are} about a service that the power may not reach"
    basis = f"{without_basis} without a basis" if without_basis else "with a basis"
    return f"{said}, {basis}."
