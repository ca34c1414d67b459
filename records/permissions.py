"""The two answers to "may I?". Every app's permissions.py gives one of them."""

from dataclasses import dataclass

from records.errors import PermissionRefused


@dataclass(frozen=True)
class Allowed:
    """Yes."""

    allowed: bool = True
    reason: str = ""


@dataclass(frozen=True)
class Refused:
    """No, and why, in a sentence for the person who asked."""

    reason: str
    allowed: bool = False


Answer = Allowed | Refused


def require(answer: Answer) -> None:
    """Raise when the answer is no.

    Raises:
        PermissionRefused: with the reason.
    """
    if not answer.allowed:
        raise PermissionRefused(answer.reason)


def first_refusal(*answers: Answer) -> Answer:
    """Allowed when every answer is; otherwise the first refusal."""
    return next((answer for answer in answers if not answer.allowed), Allowed())
