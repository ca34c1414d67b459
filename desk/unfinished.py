"""What somebody began to type and has not sent."""

from collections.abc import Mapping
from typing import Any

from django.urls import reverse
from django.utils import timezone
from django.utils.formats import date_format

from inspections.actions.drafts import EVIDENCE_DRAFT
from inspections.models import Evidence, Inspection
from inspections.values import in_strand
from inspections.values.typed import CONVERSATION_DRAFT, EVENT_DRAFT, PRACTICE_DRAFT
from judgements.values.typed import (
    DISCUSSION_DRAFT,
    FINDING_DRAFT,
    GRADE_DRAFT,
    MINUTE_DRAFT,
    POSITION_DRAFT,
    PROPOSAL_DRAFT,
)
from organisations.models import User
from pages.shown import Task
from records.models import Draft

MOST = 10
# Those whose `about` is the address of their page, and what they are called without words.
_OF_A_PAGE = {
    EVENT_DRAFT: "An event without words yet",
    PRACTICE_DRAFT: "An evaluation of practice without words yet",
    CONVERSATION_DRAFT: "A conversation without words yet",
    POSITION_DRAFT: "A position without words yet",
    PROPOSAL_DRAFT: "A proposal without words yet",
    GRADE_DRAFT: "A proposal without words yet",
    FINDING_DRAFT: "A finding without words yet",
    MINUTE_DRAFT: "A minute without words yet",
    DISCUSSION_DRAFT: "A contribution without words yet",
}
# The fields with the words, the note before the rest.
_TEXTS = ("text", "reasons", "present", "rationale", "statement", "discussion", "decision")
_KINDS = (EVIDENCE_DRAFT, *_OF_A_PAGE)


def unfinished_notes(person: User) -> list[Task]:
    """A line for each unsent form of the person, the newest first. Three queries at the most.

    What is of an inspection that the person has left leads nowhere, and is left out.
    """
    drafts = Draft.objects.of(person).unsent().filter(kind__in=_KINDS).order_by("-saved_at")
    notes = list(drafts[:MOST])
    about = {note.about for note in notes}
    places = _places_of_items({one for one in about if "/" not in one}, person)
    places |= _places_of_new({one for one in about if "/" in one}, person)
    return [_line(note, _address(note, places)) for note in notes if note.about in places]


def _places_of_items(references: set[str], person: User) -> dict[str, str]:
    """The inspection of each item of evidence that the person is changing."""
    if not references:
        return {}
    items = Evidence.objects.filter(
        reference__in=references,
        author=person,
        inspection__in=Inspection.objects.visible_to(person),
    )
    return dict(items.values_list("reference", "inspection__reference"))


def _places_of_new(places: set[str], person: User) -> dict[str, str]:
    """The inspection of each place: inspection/strand for a new item, or the address of a page."""
    if not places:
        return {}
    named = {place: _inspection_of(place) for place in places}
    rows = Inspection.objects.visible_to(person).filter(reference__in=named.values())
    open_to = set(rows.values_list("reference", flat=True))
    return {place: reference for place, reference in named.items() if reference in open_to}


def _inspection_of(place: str) -> str:
    under = reverse("inspections:list")
    return place.removeprefix(under).partition("/")[0]


def _address(note: Draft, places: dict[str, str]) -> str:
    if note.kind in _OF_A_PAGE:
        return note.about
    inspection = places[note.about]
    if "/" in note.about:
        page = reverse("inspections:record_evidence", args=[inspection])
        return in_strand(page, note.about.partition("/")[2], draft=str(note.receipt))
    return reverse("inspections:change_evidence", args=[inspection, note.about])


def _line(note: Draft, url: str) -> Task:
    text = _words(note.content).split("\n")[0]
    without = _OF_A_PAGE.get(note.kind, "A note without words yet")
    title = text[:80] + ("…" if len(text) > 80 else "") or without
    saved = date_format(timezone.localtime(note.saved_at), r"l j F, H:i")
    return Task(title, "Not sent", url=url, hint=f"Saved {saved}", colour="orange")


def _words(content: Mapping[str, Any]) -> str:
    """The first text that was typed: the note, the reasons, who was there, an answer."""
    answers = sorted(name for name in content if name.startswith("words_"))
    texts = (str(content.get(name, "")).strip() for name in (*_TEXTS, *answers))
    return next(filter(None, texts), "")
