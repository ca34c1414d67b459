"""One key, many posts: each form makes one record, however often and by how many ways it arrives.

outcome = play_keys(at_work(), keys=1_000, posts=50)
outcome.is_sound                             True: 1,000 records, and every other content refused
"""

from dataclasses import dataclass
from functools import partial
from uuid import uuid4

from django.db import close_old_connections
from django.test import Client
from django.urls import reverse

from inspections.models import Evidence, EvidenceRevision
from records.actor import acting_as
from tests.factories.inspections import JointInspection
from tests.races.text import window_of
from tests.races.texts import evidence_form
from tests.races.together import at_once


@dataclass
class KeysOutcome:
    """What came of some keys.

    Attributes:
        records: items of evidence under all of the keys.
        saved: posts that were told that their record is saved.
        refused: keys whose later post with other content was refused.
        changed: keys whose record is not as it was sent first.
    """

    keys: int = 0
    posts: int = 0
    records: int = 0
    saved: int = 0
    refused: int = 0
    changed: int = 0

    @property
    def is_sound(self) -> bool:
        """One record for each key, everybody was told so, and nothing else came in."""
        return (
            self.keys > 0
            and self.records == self.keys == self.refused
            and self.saved == self.keys * self.posts
            and self.changed == 0
        )


def play_keys(joint: JointInspection, *, keys: int, posts: int) -> KeysOutcome:
    """Post each of so many forms so many times at once, then once more with other content."""
    author = joint.inspectors["ofsted"]
    address = reverse("inspections:record_evidence", args=[joint.reference])
    windows = [window_of(author) for _ in range(posts)]
    outcome = KeysOutcome(keys=keys, posts=posts)
    for _ in range(keys):
        key = uuid4()
        form = evidence_form(f"Sent {posts} times, {key.hex}.", joint.criteria[0].pk, once=key)
        statuses = at_once([partial(_status, window, address, form) for window in windows])
        outcome.saved += statuses.count(302)
        other = windows[0].post(address, {**form, "text": "Other words."})
        outcome.refused += int(other.status_code == 409)
        close_old_connections()
        with acting_as(author):
            outcome.records += Evidence.objects.filter(pk=key).count()
            said = EvidenceRevision.objects.filter(evidence=key).values_list("text", flat=True)
            outcome.changed += int(list(said) != [form["text"]])
    return outcome


def _status(window: Client, address: str, form: dict[str, object]) -> int:
    return window.post(address, form).status_code
