"""Who may read, load and put in force a framework."""

from typing import Any

from frameworks.models import FrameworkUpload, FrameworkVersion
from records.permissions import Allowed, Answer, Refused


def may_load_framework(user: Any) -> Answer:
    """Frameworks are loaded by admins."""
    if user.is_admin:
        return Allowed()
    return Refused("Frameworks are loaded by admins. Ask one of them.")


def may_confirm_upload(user: Any, upload: FrameworkUpload) -> Answer:
    """An admin loads the file that they sent and looked at themselves."""
    answer = may_load_framework(user)
    if answer.allowed and upload.by_id != user.pk:
        return Refused("Another admin sent this file. Send it yourself to load it.")
    return answer


def may_propose(user: Any) -> Answer:
    """Any admin may propose that a version be put in force."""
    if user.is_admin:
        return Allowed()
    return Refused("A version is proposed for force by an admin. Ask one of them.")


def may_approve(user: Any, version: FrameworkVersion) -> Answer:
    """A second admin approves: never the one who proposed (reliability, the matrix: not self)."""
    if not user.is_admin:
        return Refused("A version is put in force by a second admin. Ask one of them.")
    if version.proposed_by_id == user.pk:
        return Refused(
            "You proposed this version, so another admin has to approve it. Ask one of them."
        )
    return Allowed()


def may_move_version(user: Any) -> Answer:
    """Any admin may show a version for consultation, reopen it, or withdraw it.

    Withdrawing stops new inspections and changes none.
    """
    if user.is_admin:
        return Allowed()
    return Refused("Versions of frameworks are kept by admins. Ask one of them.")
