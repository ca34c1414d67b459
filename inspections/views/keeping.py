"""Screens on which a record with versions is written: sent once, compared where two wrote."""

from abc import ABC, abstractmethod
from typing import Any
from uuid import UUID

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.template.response import TemplateResponse

from inspections import actions
from inspections.forms.kept import WithdrawForm
from inspections.presenters.kept import Both
from inspections.views.base import InspectionPage
from inspections.views.typing import TypedForm, Typing, refused_typing
from records.errors import ActionRefused, AlreadySent, Conflict, NotVisible, PermissionRefused


class KeepingPage(TypedForm, InspectionPage, ABC):
    """A form that keeps what was typed, whatever the answer.

    Attributes:
        act: what the receipt calls it.
        draft_kind: as what it is kept while it is typed; where it is empty, it is kept when sent.
            What is typed comes to the address of the form itself, with `?typing=` and its key.
    """

    http_method_names = ["get", "post", "head"]
    act = ""

    @abstractmethod
    def form(self, data: Any = None) -> Any:
        """The form, empty or with what was sent."""

    @abstractmethod
    def keep(self, form: Any) -> str:
        """Do it; returns the reference that the receipt carries."""

    @abstractmethod
    def done(self, result: str) -> HttpResponse:
        """Where the person goes on."""

    def both_texts(self, form: Any, theirs: Any) -> Both:
        """What was sent, and what was saved first; for a page on which two can meet."""
        raise TypeError(f"{type(self).__name__} has no second text to show.")

    def more(self) -> dict[str, Any]:
        """What else is on the page."""
        return {}

    def get(self, request: HttpRequest, **kwargs: Any) -> TemplateResponse:
        """The form, with what this person typed into it before and did not send."""
        form, draft = self.form(), self.typed_before()
        if draft is not None:
            form.go_on_with(draft)
        return self.shown(form, draft=draft)

    def post(self, request: HttpRequest, **kwargs: Any) -> HttpResponse:
        """Save it, or say why not and keep what was typed."""
        if self.is_typing:
            return self.keep_typed(self.typing_key())
        form = self.form(request.POST)
        is_valid = form.is_valid()
        if self.draft_kind and "discard" in request.POST and "once" in form.cleaned_data:
            actions.discard_typed(key=form.key, by=self.actor)
            return redirect(request.path)
        if not is_valid:
            return self.shown(form, status=422)
        try:
            receipt = self.once(form, self.act, lambda: self.keep(form))
        except Conflict as conflict:
            return self.conflict(form, conflict)
        except (PermissionRefused, NotVisible):
            raise
        except ActionRefused as refusal:
            return self.refused(form, refusal)
        return self.done(receipt.result)

    def refused(self, form: Any, refusal: ActionRefused) -> TemplateResponse:
        """The sentence, and the form as it was typed."""
        form.add_error(None, refusal.message)
        if isinstance(refusal, AlreadySent):
            form.sent_anew()
        return self.shown(form, status=409)

    def conflict(self, form: Any, conflict: Conflict) -> HttpResponse:
        """Both texts, and the form to save what is made of them over the newer version."""
        if self.was_sent(form):
            # It was this very form, sent twice at once.
            return self.done(self.once(form, self.act, lambda: "").result)
        if conflict.theirs is None:
            form.add_error(None, "It was withdrawn meanwhile. What you typed is below.")
            return self.shown(form, status=409)
        form.bear(base=conflict.theirs.version)
        return self.shown(form, both=self.both_texts(form, conflict.theirs), status=409)

    def shown(
        self, form: Any, *, both: Both | None = None, draft: Any = None, status: int = 200
    ) -> TemplateResponse:
        """The page with this form on it."""
        context = {"form": form, "conflict": both, "typing": self.typing(form, draft)}
        return self.render({**context, **self.more()}, status=status)

    # --- as it is typed ---------------------------------------------------------------------------

    @property
    def is_typing(self) -> bool:
        """Whether this is what is being typed, and not the form that is sent."""
        return bool(self.draft_kind) and "typing" in self.request.GET

    def typing_key(self) -> UUID:
        """The key of the form into which it is typed."""
        try:
            return UUID(self.request.GET["typing"])
        except ValueError as error:
            raise Http404 from error

    def draft_about(self) -> str:
        """How what is typed here is found again: by the address of the page."""
        return self.request.path

    def typed_before(self) -> Any:
        """What this person typed here and did not send; not where the address asks for a new form.

        Returns:
            The draft, or None.
        """
        if not self.draft_kind or "new" in self.request.GET:
            return None
        about = self.draft_about()
        return actions.typed_before(kind=self.draft_kind, about=about, by=self.actor)

    def typing(self, form: Any, draft: Any) -> Typing | None:
        """Where the form is kept as it is typed, if it is."""
        if not self.draft_kind:
            return None
        version = draft.version if draft else form.heard.version if form.is_bound else 0
        return Typing(f"{self.request.path}?typing={form.usable_key()}", version, draft)

    def refusal_response(self, refusal: ActionRefused, *, status: int) -> HttpResponse:
        if self.is_typing:
            return refused_typing(refusal, status=status)
        return super().refusal_response(refusal, status=status)


class WithdrawingPage(KeepingPage, ABC):
    """A record is withdrawn, at the version that was read."""

    template_name = "inspections/withdraw_kept.html"
    row: Any

    @property
    @abstractmethod
    def row_address(self) -> str:
        """The page of the record."""

    def form(self, data: Any = None) -> WithdrawForm:
        """Why."""
        return WithdrawForm(data, initial={"base": self.row.version})

    def conflict(self, form: Any, conflict: Conflict) -> HttpResponse:
        """It was changed: read it first."""
        message = "It was changed or withdrawn after you opened it. Read it, then withdraw it."
        if self.was_sent(form):
            return self.done(self.once(form, self.act, lambda: "").result)
        return self.refused(form, ActionRefused(message))

    def more(self) -> dict[str, Any]:
        """What is withdrawn."""
        return {"row": self.row, "back": self.row_address}
