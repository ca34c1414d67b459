"""Pages whose form is kept as it is typed."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from django.http import HttpRequest, HttpResponse, JsonResponse

from inspections import actions
from inspections.forms.autosave import UNREADABLE, Typed
from pages.page import JsonPage, Page
from records.errors import ActionRefused, AlreadySent, Conflict
from records.models import Draft


@dataclass(frozen=True)
class Typing:
    """Where a form is kept as it is typed, and what was typed into it before.

    Args:
        url: where autosave.js sends it.
        version: of the draft that the page knows; 0 for none.
        draft: what was typed before and not sent, where the form begins with it.
    """

    url: str
    version: int
    draft: Draft | None = None


class TypedForm(Page):
    """Keeps what is being typed; mixed with the page of the form, which says what it is about."""

    draft_kind = ""
    draft_about: Callable[[], str]

    def keep_typed(self, key: UUID) -> JsonResponse:
        """Save it, or say why not."""
        typed = Typed.from_body(self.request.body)
        if typed is None:
            return JsonResponse({"message": UNREADABLE}, status=422)
        version = actions.keep_typed(
            kind=self.draft_kind,
            about=self.draft_about(),
            key=key,
            base_version=typed.base,
            version=typed.version,
            content=typed.content,
            by=self.actor,
            at=self.now,
        )
        self.changed(f"draft {key} v{version}")
        return JsonResponse({"version": version, "saved_at": self.now.isoformat()})


class TypedPage(TypedForm, JsonPage):
    """An address of its own for what is typed into a form."""

    http_method_names = ["post"]

    def post(self, request: HttpRequest, **kwargs: Any) -> JsonResponse:
        """Save it, or say why not."""
        return self.keep_typed(self.kwargs["key"])

    def refusal_response(self, refusal: ActionRefused, *, status: int) -> HttpResponse:
        return refused_typing(refusal, status=status)


def refused_typing(refusal: ActionRefused, *, status: int) -> JsonResponse:
    """The sentence for autosave.js; with a conflict, what the other window saved."""
    answer: dict[str, Any] = {"message": refusal.message}
    theirs = getattr(refusal, "theirs", None)
    if isinstance(refusal, Conflict) and theirs is not None:
        answer["theirs"] = {
            "version": theirs.version,
            "by": "your other window",
            "content": theirs.content,
        }
    if isinstance(refusal, AlreadySent):
        answer |= {"sent": True, "left": refusal.left}
    return JsonResponse(answer, status=status)
