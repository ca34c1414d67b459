"""Notes of evidence that somebody began and has not sent."""

from django.urls import reverse
from django.utils import timezone
from django.utils.formats import date_format

from inspections.actions.drafts import EVIDENCE_DRAFT
from inspections.models import Evidence, Inspection
from inspections.values import in_strand
from organisations.models import User
from pages.shown import Task
from records.models import Draft

MOST = 10


def unfinished_notes(person: User) -> list[Task]:
    """A line for each unsent note of the person, the newest first. Three queries at the most.

    A note of an inspection that the person has left leads nowhere, and is left out.
    """
    drafts = Draft.objects.of(person).unsent().filter(kind=EVIDENCE_DRAFT).order_by("-saved_at")
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
    """The inspection of each place, inspection/strand, where the person records a new item."""
    if not places:
        return {}
    named = {place: place.partition("/")[0] for place in places}
    rows = Inspection.objects.visible_to(person).filter(reference__in=named.values())
    open_to = set(rows.values_list("reference", flat=True))
    return {place: reference for place, reference in named.items() if reference in open_to}


def _address(note: Draft, places: dict[str, str]) -> str:
    inspection = places[note.about]
    if "/" in note.about:
        page = reverse("inspections:record_evidence", args=[inspection])
        return in_strand(page, note.about.partition("/")[2], draft=str(note.receipt))
    return reverse("inspections:change_evidence", args=[inspection, note.about])


def _line(note: Draft, url: str) -> Task:
    text = str(note.content.get("text", "")).strip().split("\n")[0]
    title = text[:80] + ("…" if len(text) > 80 else "") or "A note without words yet"
    saved = date_format(timezone.localtime(note.saved_at), r"l j F, H:i")
    return Task(title, "Not sent", url=url, hint=f"Saved {saved}", colour="orange")
