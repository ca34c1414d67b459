"""Notes of evidence that somebody began and has not sent."""

from django.urls import reverse
from django.utils import timezone
from django.utils.formats import date_format

from inspections.actions.drafts import EVIDENCE_DRAFT
from inspections.models import Evidence
from organisations.models import User
from pages.shown import Task
from records.models import Draft

MOST = 10


def unfinished_notes(person: User) -> list[Task]:
    """A line for each unsent note of the person, the newest first. Two queries at the most."""
    drafts = Draft.objects.of(person).unsent().filter(kind=EVIDENCE_DRAFT).order_by("-saved_at")
    notes = list(drafts[:MOST])
    places = _places_of_items([note.about for note in notes if "/" not in note.about], person)
    found = [(note, _address(note, places)) for note in notes]
    return [_line(note, url) for note, url in found if url]


def _places_of_items(references: list[str], person: User) -> dict[str, str]:
    """The inspection of each item of evidence that the person is changing."""
    if not references:
        return {}
    items = Evidence.objects.filter(reference__in=references, author=person)
    return dict(items.values_list("reference", "inspection__reference"))


def _address(note: Draft, places: dict[str, str]) -> str:
    if "/" in note.about:
        inspection = note.about.partition("/")[0]
        page = reverse("inspections:record_evidence", args=[inspection])
        return f"{page}?draft={note.receipt}"
    inspection = places.get(note.about, "")
    return (
        reverse("inspections:change_evidence", args=[inspection, note.about]) if inspection else ""
    )


def _line(note: Draft, url: str) -> Task:
    text = str(note.content.get("text", "")).strip().split("\n")[0]
    title = text[:80] + ("…" if len(text) > 80 else "") or "A note without words yet"
    saved = date_format(timezone.localtime(note.saved_at), r"l j F, H:i")
    return Task(title, "Not sent", url=url, hint=f"Saved {saved}", colour="orange")
