"""Screens on which a record with versions is written: sent once, compared where two wrote."""

from abc import ABC, abstractmethod
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.template.response import TemplateResponse

from inspections.forms.kept import WithdrawForm
from inspections.presenters.kept import Both
from inspections.views.base import InspectionPage
from pages.typing import TypedHere
from records.errors import ActionRefused, AlreadySent, Conflict, NotVisible, PermissionRefused


class KeepingPage(TypedHere, InspectionPage, ABC):
    """A form that keeps what was typed, whatever the answer.

    Attributes:
        act: what the receipt calls it.
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
        if (answer := self.typed_answer()) is not None:
            return answer
        form = self.form(request.POST)
        if not form.is_valid():
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
