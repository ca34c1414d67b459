"""One form in two windows: one sends it while the other is still typing.

What the other was told is saved must be found again: in an unfinished note that is offered to its
writer. With the trigger of the first migrations, which dropped the draft of a sent form whoever had
typed it last, the same machine finds losses.
"""

import json
from collections.abc import Iterator
from contextlib import contextmanager
from functools import partial
from uuid import UUID, uuid4

from django.db import connection
from django.test import Client
from django.urls import reverse

from inspections.models import Evidence
from records.actor import acting_as
from records.models import Draft
from tests.factories.inspections import JointInspection
from tests.races.editors import Heard, Outcome, heard
from tests.races.text import window_of
from tests.races.texts import evidence_form
from tests.races.together import at_once


class OneForm:
    """A new form of an inspector's, open in two windows."""

    def __init__(self, joint: JointInspection) -> None:
        self.joint = joint
        self.author = joint.inspectors["cqc"]
        self.windows = (window_of(self.author), window_of(self.author))

    def type(self, window: Client, key: UUID, version: int, words: str) -> Heard:
        """One window saves what is typed."""
        address = reverse("inspections:autosave", args=[self.joint.reference, key])
        body = json.dumps({"version": version, "content": {"text": words}})
        json_type = "application/json"
        return heard(words, lambda _: window.post(address, body, content_type=json_type))

    def send(self, window: Client, key: UUID, version: int, words: str) -> Heard:
        """One window sends the form, knowing of the draft at this version."""
        address = reverse("inspections:record_evidence", args=[self.joint.reference])
        form = evidence_form(words, self.joint.criteria[0].pk, once=key)
        return heard(words, lambda _: window.post(address, {**form, "version": str(version)}))

    def is_offered(self, words: str) -> bool:
        """Whether the words are in a note that its writer is offered."""
        with acting_as(self.author):
            drafts = Draft.objects.of(self.author).unsent()
            return any(draft.content["text"] == words for draft in drafts)

    def is_recorded(self, key: UUID) -> bool:
        """Whether the form that was sent has its item."""
        with acting_as(self.author):
            return Evidence.objects.filter(pk=key).exists()


def race_of_typing(form: OneForm, *, rounds: int, is_first: bool) -> Outcome:
    """Send in one window while the other saves what it has typed since, again and again.

    Args:
        is_first: nothing was saved before: the other window's save is the first.
    """
    found = Outcome()
    for number in range(rounds):
        key, version = uuid4(), 0 if is_first else 1
        if not is_first:
            form.type(form.windows[0], key, 0, "Both begin with this.")
        typed = f"Typed on in round {number}, {key.hex}."
        sent, kept = at_once(
            [
                partial(form.send, form.windows[0], key, version, f"Sent in round {number}."),
                partial(form.type, form.windows[1], key, version, typed),
            ]
        )
        # Whoever is told that it is not saved has it in the open window still.
        is_typed_lost = kept.is_saved and not form.is_offered(typed)
        found += Outcome(
            rounds=1,
            lost=int(is_typed_lost or kept.status >= 500)
            + int(not (sent.is_saved and form.is_recorded(key))),
            met=int(max(sent.began, kept.began) < min(sent.ended, kept.ended)),
        )
    return found


_NAME = "inspections_evidencerevision_drops_draft"
_DROP = "DELETE FROM records_draft WHERE receipt = NEW.key;"


@contextmanager
def as_it_was() -> Iterator[None]:
    """A sent form drops its draft, whoever typed last. For the control only; as the owner.

    The database is thrown away afterwards, or the caller puts the trigger back.
    """
    is_postgresql = connection.vendor == "postgresql"
    with connection.cursor() as cursor:
        if is_postgresql:
            cursor.execute("SET ROLE NONE")
            cursor.execute("SELECT pg_get_functiondef(%s::regproc)", [_NAME])
            (kept,) = cursor.fetchone()
            cursor.execute(
                f"CREATE OR REPLACE FUNCTION {_NAME}() RETURNS trigger LANGUAGE plpgsql AS "
                f"$$ BEGIN {_DROP} RETURN NULL; END $$"
            )
            cursor.execute("RESET ROLE")
        else:
            cursor.execute("SELECT sql FROM sqlite_master WHERE name = %s", [_NAME])
            (kept,) = cursor.fetchone()
            cursor.execute(f"DROP TRIGGER {_NAME}")
            cursor.execute(
                f"CREATE TRIGGER {_NAME} AFTER INSERT ON inspections_evidencerevision "
                f"FOR EACH ROW BEGIN {_DROP} END"
            )
    try:
        yield
    finally:
        with connection.cursor() as cursor:
            if is_postgresql:
                cursor.execute("SET ROLE NONE")
                cursor.execute(kept)
                cursor.execute("RESET ROLE")
            else:
                cursor.execute(f"DROP TRIGGER {_NAME}")
                cursor.execute(kept)
