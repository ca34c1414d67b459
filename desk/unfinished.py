"""Forms that somebody began and has not sent."""

from django.urls import NoReverseMatch, reverse
from django.utils import timezone
from django.utils.formats import date_format

from organisations.models import User
from pages.shown import Task
from records.models import Draft


def unfinished_forms(person: User) -> list[Task]:
    """A line for each draft of the person, the newest first."""
    drafts = Draft.objects.of(person).unsent().order_by("-saved_at")[:10]
    return [task for task in map(_line, drafts) if task is not None]


def _line(draft: Draft) -> Task | None:
    url = _address(draft)
    if not url:
        return None
    text = str(draft.content.get("text", "")).strip().split("\n")[0]
    title = text[:80] + ("…" if len(text) > 80 else "") or "A note without words yet"
    saved = date_format(timezone.localtime(draft.saved_at), r"l j F, H:i")
    return Task(title, "Not sent", url=url, hint=f"Saved {saved}", colour="orange")


def _address(draft: Draft) -> str:
    inspection = draft.content.get("inspection", "")
    try:
        return reverse(f"inspections:{draft.kind}_draft", args=[inspection, draft.receipt])
    except NoReverseMatch:
        return ""
