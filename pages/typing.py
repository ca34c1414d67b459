"""Pages whose form is kept as it is typed: what autosave.js sends, and what it is answered."""

import json
import math
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import redirect

from pages.forms import TypedMixin, Typing
from pages.page import JsonPage, Page
from records.actions import discard_typed, keep_typed, typed_before
from records.errors import ActionRefused, AlreadySent, Conflict
from records.models import Draft
from records.values import clean_text

# The version after it is a number of the database's, too.
_LAST_VERSION = 2**31 - 2
UNREADABLE = "This page sent something that cannot be read. Load it again; your text is on it."


@dataclass(frozen=True)
class Typed:
    """The version that the page last heard of, and the content of its fields by their names.

    Every value is a text, a number, a truth value, nothing, or a list of those.
    """

    version: int
    content: Mapping[str, Any]

    @classmethod
    def from_body(cls, body: bytes) -> "Typed | None":
        """From the body of a request; None where it is nothing that autosave sends."""
        try:
            sent = json.loads(body, parse_float=_finite, parse_constant=_finite)
            content, version = sent["content"], sent["version"]
            kept = {clean_text(name): _kept(value) for name, value in content.items()}
        except (ValueError, TypeError, KeyError, AttributeError, RecursionError):
            return None
        is_version = type(version) is int and 0 <= version <= _LAST_VERSION
        return cls(version, kept) if is_version else None

    @property
    def base(self) -> int:
        """The version of the item that was open when typing began."""
        base = str(self.content.get("base", ""))
        return int(base) if base.isascii() and base.isdigit() and len(base) < 9 else 0


class TypedForm(Page):
    """Keeps what is being typed; mixed with the page of the form, which says what it is about."""

    draft_kind = ""
    draft_about: Callable[[], str]

    def keep_typed(self, key: UUID) -> JsonResponse:
        """Save it, or say why not."""
        typed = Typed.from_body(self.request.body)
        if typed is None:
            return JsonResponse({"message": UNREADABLE}, status=422)
        version = keep_typed(
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


class TypedHere(TypedForm):
    """A page whose own address takes what is typed into its form, with `?typing=` and its key.

    So whoever may send the form may have it kept, and nobody else.

    Attributes:
        draft_kind: as what it is kept; where it is empty, the form is kept when it is sent.
    """

    @property
    def is_typing(self) -> bool:
        """Whether this is what is being typed, and not the form that is sent."""
        return bool(self.draft_kind) and "typing" in self.request.GET

    def draft_about(self) -> str:
        """How what is typed here is found again: by the address of the page."""
        return self.request.path

    def typed_answer(self) -> HttpResponse | None:
        """The answer to what is no sending of the form: it is kept, or thrown away.

        Returns:
            None where the form is sent.
        """
        if self.is_typing:
            key = _key(self.request.GET["typing"])
            if key is None:
                raise Http404
            return self.keep_typed(key)
        key = _key(self.request.POST.get("once", ""))
        if self.draft_kind and "discard" in self.request.POST and key is not None:
            discard_typed(key=key, by=self.actor)
            return redirect(self.request.path)
        return None

    def typed_before(self) -> Draft | None:
        """What this person typed here and did not send; not where the address asks for a new form.

        Returns:
            The draft, or None.
        """
        if not self.draft_kind or "new" in self.request.GET:
            return None
        return typed_before(kind=self.draft_kind, about=self.draft_about(), by=self.actor)

    def typing(self, form: TypedMixin, draft: Draft | None) -> Typing | None:
        """Where the form is kept as it is typed, if it is."""
        if not self.draft_kind:
            return None
        version = draft.version if draft else form.heard.version if form.is_bound else 0
        return Typing(f"{self.request.path}?typing={form.usable_key()}", version, draft)

    def refusal_response(self, refusal: ActionRefused, *, status: int) -> HttpResponse:
        """In words that the script reads, where it asks."""
        if self.is_typing:
            return refused_typing(refusal, status=status)
        return super().refusal_response(refusal, status=status)


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


def _key(text: str) -> UUID | None:
    try:
        return UUID(text)
    except ValueError:
        return None


def _finite(number: str) -> float:
    """A number that a database takes as JSON. Python would read NaN and Infinity as well."""
    value = float(number)
    if not math.isfinite(value):
        raise ValueError(number)
    return value


def _kept(value: Any) -> Any:
    """Text without what no database can hold: control characters, halves of characters."""
    if isinstance(value, str):
        return clean_text(value)
    if isinstance(value, list) and not any(isinstance(one, list) for one in value):
        return [_kept(one) for one in value]
    if not isinstance(value, int | float | None):
        # There is no deeper content. What is nested without end is met here, at its top.
        raise TypeError(type(value).__name__)
    return value
