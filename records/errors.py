"""What can be refused. Each error is a sentence for the person whose act it was."""

from typing import Any


class ActionRefused(Exception):
    """The act is not possible now. Says what happened and what can be done; nothing changed."""

    def __init__(self, message: str) -> None:
        super().__init__(message)
        self.message = message


class PermissionRefused(ActionRefused):
    """This person may not do that."""


class NotVisible(ActionRefused):
    """For this person the thing does not exist. The page answers exactly as for an absent one."""


class Conflict(ActionRefused):
    """Somebody else saved first. Carries their row, so that both texts can be shown."""

    def __init__(self, message: str, *, theirs: Any = None) -> None:
        super().__init__(message)
        self.theirs = theirs


class AlreadySent(ActionRefused):
    """The same form was sent before with other content. The first one stands.

    Carries the key under which what was typed since is kept, where there is such a draft.
    """

    def __init__(self, message: str, *, left: Any = None) -> None:
        super().__init__(message)
        self.left = left


class TransitionNotAllowed(ActionRefused):
    """The thing is not in a state from which it can move there."""
