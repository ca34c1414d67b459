"""Typing in several windows: autosaves, sendings, lost answers and windows that close.

What somebody was told is saved is found again: in a version, in a draft that they can go on with,
or beside their own text in a conflict. A page that is told of no saving still holds its text.
"""

from dataclasses import dataclass
from typing import Any, ClassVar
from uuid import UUID, uuid4

import pytest
from django.utils import timezone
from hypothesis import strategies as st
from hypothesis.stateful import invariant, precondition, rule

from inspections.actions import (
    change_evidence,
    record_evidence,
    save_evidence_draft,
    unfinished_notes,
)
from inspections.models import Evidence, EvidenceCriterion, EvidenceRevision
from organisations.models import User
from records.actor import acting_as
from records.errors import AlreadySent, Conflict
from records.models import Draft
from tests.factories.inspections import JointInspection, content_of, evidence_by, joint_inspection
from tests.properties.acts import Undone, all_rights, check_any_order, examples, is_refused

pytestmark = pytest.mark.django_db

NEW = "OF/joint"
which = st.integers(0, 3)


@dataclass
class Window:
    """A page with a form on it: what it shows, and what it last heard from the server."""

    key: UUID
    about: str
    base: int = 0
    heard: int = 0
    text: str = ""
    # The text that the page calls saved; empty for none.
    saved: str = ""


class World:
    """An inspector, and an item that the inspector recorded."""

    def __init__(self) -> None:
        self.joint: JointInspection = joint_inspection()
        self.author: User = self.joint.inspectors["cqc"]
        self.item: Evidence = evidence_by(self.joint, self.author, text="text 0")


class TypingIsKept(Undone):
    """One person types in several windows: of a new item, and of a change to one."""

    world: ClassVar[World]
    tables = (Draft, Evidence, EvidenceRevision, EvidenceCriterion)

    def __init__(self) -> None:
        super().__init__()
        self.windows: list[Window] = []
        self.typed = 0
        # What was said to be saved, and nobody has chosen to give up since.
        self.promised: set[str] = set()

    # --- the acts --------------------------------------------------------------------------------

    @rule(is_new=st.booleans())
    def open_a_form(self, is_new: bool) -> None:
        said = self.newest()
        if is_new:
            self.windows.append(Window(uuid4(), NEW))
        else:
            about, base = self.world.item.reference, said.version
            self.windows.append(Window(uuid4(), about, base=base, text=said.text))

    @rule(is_new=st.booleans(), number=which)
    def go_on_with_a_draft(self, is_new: bool, number: int) -> None:
        notes = self.notes(NEW if is_new else self.world.item.reference)
        if notes:
            note = notes[number % len(notes)]
            text = note.content["text"]
            self.windows.append(
                Window(note.receipt, note.about, note.base_version, note.version, text, text)
            )

    @precondition(lambda self: self.windows)
    @rule(number=which)
    def type_something(self, number: int) -> None:
        self.typed += 1
        self.window(number).text = f"text {self.typed}"

    @precondition(lambda self: self.windows)
    @rule(number=which, mine=st.booleans(), is_answer_lost=st.booleans())
    def autosave(self, number: int, mine: bool, is_answer_lost: bool) -> None:
        window = self.window(number)
        if not window.text:
            return
        answer = self.attempt(self.world.author, lambda: self.save(window))
        if is_answer_lost:
            # The page shows that it is not saved, and tries again later.
            if not is_refused(answer):
                self.promised.discard(window.saved)
            window.saved = ""
        elif not is_refused(answer):
            self.told_saved(window, window.text, version=answer)
        elif isinstance(answer, Conflict) and answer.theirs is not None:
            self.choose(window, answer.theirs, mine=mine)
        else:
            # The form was sent from another window: the page says that nothing is saved now.
            with all_rights():
                assert EvidenceRevision.objects.filter(key=window.key).exists()
            window.saved = ""

    @precondition(lambda self: self.windows)
    @rule(number=which, is_answer_lost=st.booleans())
    def send(self, number: int, is_answer_lost: bool) -> None:
        window = self.window(number)
        if not window.text:
            return
        answer = self.attempt(self.world.author, lambda: self.post(window))
        if not is_refused(answer):
            self.gone_with(window)
            if not is_answer_lost:
                self.windows.remove(window)
            return
        assert isinstance(answer, AlreadySent | Conflict)
        if isinstance(answer, Conflict):
            theirs = self.newest()
            assert theirs.version > window.base
            window.base = theirs.version
        # The page comes back with the text, under another key.
        window.key, window.heard = uuid4(), 0

    @precondition(lambda self: self.windows)
    @rule(number=which)
    def close_the_window(self, number: int) -> None:
        """The page asks first when it holds what is not saved; so nothing but that is lost."""
        del self.windows[number % len(self.windows)]

    # --- what has to hold -------------------------------------------------------------------------

    @invariant()
    def promises(self) -> None:
        with all_rights():
            sent = set(EvidenceRevision.objects.values_list("text", flat=True))
        about = (NEW, self.world.item.reference)
        drafts = {note.content["text"] for one in about for note in self.notes(one)}
        assert self.promised <= sent | drafts, "something was said to be saved, and is gone"
        assert not Draft.objects.exclude(pk__in=Draft.objects.unsent()).exists()

    # --- words ------------------------------------------------------------------------------------

    def save(self, window: Window) -> int:
        return save_evidence_draft(
            key=window.key,
            about=window.about,
            base_version=window.base,
            version=window.heard,
            content={"text": window.text},
            by=self.world.author,
            at=timezone.now(),
        )

    def post(self, window: Window) -> Evidence:
        joint, content = self.world.joint, content_of(self.world.joint, text=window.text)
        usual: dict[str, Any] = {"key": window.key, "content": content, "by": self.world.author}
        if window.about == NEW:
            return record_evidence(
                inspection=joint.inspection,
                strand=joint.strand,
                case=None,
                at=timezone.now(),
                **usual,
            )
        item = Evidence.objects.select_related("inspection", "strand").get(pk=self.world.item.pk)
        return change_evidence(evidence=item, version=window.base, at=timezone.now(), **usual)

    def told_saved(self, window: Window, text: str, *, version: int) -> None:
        # What this window had called saved before was typed over by the same hands.
        self.promised.discard(window.saved)
        window.heard, window.saved = version, text
        self.promised.add(text)

    def choose(self, window: Window, theirs: Draft, *, mine: bool) -> None:
        """Both texts are on the page: the person keeps one of them."""
        assert theirs.content["text"], "the other text is not shown"
        if mine:
            # Seen and given up: the next autosave goes over it.
            self.promised.discard(theirs.content["text"])
            window.heard = theirs.version
        else:
            self.promised.discard(window.saved)
            window.text = theirs.content["text"]
            self.told_saved(window, window.text, version=theirs.version)

    def gone_with(self, window: Window) -> None:
        """A form was sent: its text is a version now, and its draft is gone.

        What another window of the same form autosaved later is left on that page alone, which says
        so at its next autosave.
        """
        for other in self.windows:
            if other.key == window.key and other.saved:
                self.promised.discard(other.saved)
        self.promised.discard(window.saved)
        self.promised.add(window.text)

    def window(self, number: int) -> Window:
        return self.windows[number % len(self.windows)]

    def notes(self, about: str) -> list[Draft]:
        with acting_as(self.world.author):
            return unfinished_notes(by=self.world.author, about=about)

    def newest(self) -> EvidenceRevision:
        with all_rights():
            return EvidenceRevision.objects.filter(evidence=self.world.item).latest("version")


def test_typing_is_kept_after_any_order_of_acts(db: None) -> None:
    machine = type("Acts", (TypingIsKept,), {"world": World()})
    check_any_order(machine, examples(25, steps=30))
