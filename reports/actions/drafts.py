"""What somebody is still typing into a paragraph or a comment."""

import uuid
from collections.abc import Mapping
from datetime import datetime
from typing import Any

from organisations.models import User
from records.actions import save_draft
from records.errors import ActionRefused, Conflict
from records.models import Draft as Typed
from reports.values import COMMENT_LIMIT, PARAGRAPH_LIMIT

PARAGRAPH = "paragraph"
COMMENT = "comment"
# Many times what any form of ours takes, so that a text which has to be made shorter is kept until
# it is; but an autosave is no way to fill the database.
_MOST = 10 * max(PARAGRAPH_LIMIT, COMMENT_LIMIT)


def typed_before(*, kind: str, about: str, by: User) -> Typed | None:
    """What this person typed there last and has not sent."""
    rows = Typed.objects.of(by).unsent().filter(kind=kind, about=about)
    return rows.order_by("-saved_at").first()


def save_typed(
    *,
    kind: str,
    about: str,
    key: uuid.UUID,
    base_version: int,
    version: int,
    content: Mapping[str, Any],
    by: User,
    at: datetime,
) -> int:
    """Save what is being typed. It goes when the form is sent.

    Args:
        key: of the open form.
        base_version: of the row that was open when typing began; 0 for a new one.
        version: the draft's, that the page last heard of; 0 before the first save.

    Raises:
        Conflict: the same form is open in two windows and the other one saved later.
        ActionRefused: it is too long to be kept.
    """
    if sum(len(str(value)) for value in content.values()) > _MOST:
        raise ActionRefused("This is too long to be kept. Make two paragraphs of it.")
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


def discard_typed(*, key: uuid.UUID, by: User, at: datetime) -> None:
    """Throw away what this person typed into a form and has not sent. They asked for it."""
    Typed.objects.of(by).filter(receipt=key).delete()
