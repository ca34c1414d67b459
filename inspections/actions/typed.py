"""What somebody is still typing into a form that is kept as it is typed."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any
from uuid import UUID

from organisations.models import User
from records.actions import save_draft
from records.errors import ActionRefused, Conflict
from records.models import Draft

ENTRY_DRAFT = "joint audit"
COMPARISON_DRAFT = "audit comparison"
EVENT_DRAFT = "event"
PRACTICE_DRAFT = "practice"
CONVERSATION_DRAFT = "conversation"
KINDS = (ENTRY_DRAFT, COMPARISON_DRAFT, EVENT_DRAFT, PRACTICE_DRAFT, CONVERSATION_DRAFT)
# More than the forms hold: an autosave is no way to fill the database.
_MOST = 2_000_000


def typed_before(*, kind: str, about: str, by: User) -> Draft | None:
    """What this person typed there last and has not sent."""
    rows = Draft.objects.of(by).unsent().filter(kind=kind, about=about)
    return rows.order_by("-saved_at").first()


def keep_typed(
    *,
    kind: str,
    about: str,
    key: UUID,
    base_version: int,
    version: int,
    content: Mapping[str, Any],
    by: User,
    at: datetime,
) -> int:
    """Save what is being typed. It goes when the form is sent.

    Args:
        kind: one of KINDS.
        about: what the form is about, as its page names it: the inspection, the case, the strand.
        base_version: of the row that was open when typing began; 0 for a new one.
        version: the draft's, that the page last heard of; 0 before the first save.

    Raises:
        Conflict: the same form is open in two windows and the other one saved later.
        AlreadySent: the form was sent, and its page is still open.
        ActionRefused: it is too long to be kept.
    """
    if sum(len(str(value)) for value in content.values()) > _MOST:
        raise ActionRefused("This is too long to be kept. Shorten it, or save it in parts.")
    try:
        return save_draft(
            by=by,
            receipt=key,
            kind=kind,
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


def discard_typed(*, key: UUID, by: User) -> None:
    """Throw away what this person typed into a form and has not sent. They asked for it."""
    Draft.objects.of(by).filter(receipt=key, kind__in=KINDS).delete()
