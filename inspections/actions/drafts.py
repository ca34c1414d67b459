"""What is being typed, saved as it is typed."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any
from uuid import UUID

from organisations.models import User
from records.actions import save_draft
from records.errors import Conflict, NotVisible
from records.models import Draft

EVIDENCE_DRAFT = "evidence"


def save_evidence_draft(
    *,
    key: UUID,
    about: str,
    base_version: int,
    version: int,
    content: Mapping[str, Any],
    by: User,
    at: datetime,
) -> int:
    """Save what is being typed in an evidence form.

    Args:
        key: the key of the open form.
        about: `OF-2026-0001/joint` for a new item in a strand, the item's reference for a change.
        base_version: the item's version that was open when typing began, 0 for a new one.
        version: the draft's version that the page last heard of.

    Returns:
        The draft's new version.

    Raises:
        Conflict: the same form is open elsewhere, and other text was saved there.
    """
    try:
        return save_draft(
            by=by,
            receipt=key,
            kind=EVIDENCE_DRAFT,
            about=about,
            base_version=base_version,
            version=version,
            content=content,
            at=at,
        )
    except Conflict as conflict:
        # The answer to an earlier attempt was lost on its way; the text is there already.
        if conflict.theirs is not None and conflict.theirs.content == dict(content):
            return int(conflict.theirs.version)
        raise


def unfinished_notes(*, by: User, about: str) -> list[Draft]:
    """What the person began to type about this and has not sent, the newest first."""
    drafts = Draft.objects.of(by).unsent().filter(kind=EVIDENCE_DRAFT, about=about)
    return [draft for draft in drafts.order_by("-saved_at") if draft.content.get("text")]


def discard_note(*, key: UUID, by: User, at: datetime) -> None:
    """Throw away what the person began to type.

    Raises:
        NotVisible: the person has no such draft.
    """
    deleted, _ = Draft.objects.of(by).filter(receipt=key, kind=EVIDENCE_DRAFT).delete()
    if not deleted:
        raise NotVisible("There is no such note.")
