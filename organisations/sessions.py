"""Where sessions are kept: in Django's table, found by a question that is written once.

Every request of somebody who is signed in begins with it.
"""

from datetime import UTC, datetime
from typing import Any

from django.contrib.sessions.backends.db import SessionStore as InDatabase
from django.db import models
from django.utils import timezone

from records.models import Prepared


class SessionStore(InDatabase):
    """Django's own store in everything but how a session is read."""

    def load(self) -> dict[str, Any]:
        """What the session holds; nothing when there is none, or when its time has run out."""
        found = _LIVE.tuples(key=self.session_key, at=timezone.now())
        if not found:
            self._session_key = None
            return {}
        held: dict[str, Any] = self.decode(found[0][0])
        return held


def _live(*, key: str, at: datetime) -> models.QuerySet[Any]:
    rows = SessionStore.get_model_class()._default_manager
    return rows.filter(session_key=key, expire_date__gt=at).values_list("session_data")


_LIVE = Prepared(_live, {"key": "stand-in for a key", "at": datetime(1, 2, 3, 12, tzinfo=UTC)})
