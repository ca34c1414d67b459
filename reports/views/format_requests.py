"""Requests for another format: made by anybody, answered by the leads of an inspectorate."""

from typing import Any

from allauth.core import ratelimit
from django.contrib import messages
from django.contrib.auth.decorators import login_not_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.template.response import TemplateResponse
from django.urls import reverse
from django.utils import timezone
from django.utils.decorators import method_decorator

from organisations.permissions import membership_of
from pages.page import Page
from records.errors import ActionRefused
from records.permissions import Answer
from reports.actions.format_requests import ask_for_format, mark_sent, refuse_format
from reports.actions.formats import Published
from reports.forms import AnswerFormatForm, AskFormatForm
from reports.models import FormatRequest
from reports.permissions import may_answer_formats
from reports.presenters.formats import PAGE, read_number, request_list, request_rows
from reports.values.formats import RequestState
from reports.views.formats import letter_at, publication_at

# How often one network address may ask: config.settings.ACCOUNT_RATE_LIMITS.
ASK = "format_request"
TOO_MANY = (
    "Several requests came from your network address in the last hour. Wait an hour, or write to "
    "the inspectorate: its address stands at the end of the document. Nothing was recorded."
)


@method_decorator(login_not_required, name="dispatch")
class AskFormatPage(Page):
    """Asks for a publication in another format; for anybody, account or not."""

    template_name = "reports/public/ask_format.html"
    row: Published

    def load(self, *args: Any, **kwargs: Any) -> None:
        self.row = publication_at(self.request, **kwargs)

    def get(self, request: HttpRequest, **kwargs: Any) -> TemplateResponse:
        """The form."""
        return self.asked(AskFormatForm())

    def post(self, request: HttpRequest, **kwargs: Any) -> HttpResponse:
        """Record it, or say what is missing."""
        form = AskFormatForm(request.POST)
        if not form.is_valid():
            return self.asked(form, status=422)
        if not ratelimit.consume(request, action=ASK):
            raise ActionRefused(TOO_MANY)
        once = form.cleaned_data["once"]
        recorded = ask_for_format(of=self.row, wish=form.wish, once=once, at=self.now)
        self.changed(recorded)
        return self.asked(None)

    def asked(self, form: AskFormatForm | None, *, status: int = 200) -> TemplateResponse:
        """The page with this form on it; without one, that it was sent."""
        document_url = self.row.get_absolute_url()
        if form is not None:
            form.cancel_url = document_url
        context = {"form": form, "document": self.row, "document_url": document_url}
        return self.render(context, status=status)


class AskRecordedFormatPage(AskFormatPage):
    """Asks for a letter that was published elsewhere in another format."""

    def load(self, *args: Any, **kwargs: Any) -> None:
        self.row = letter_at(self.request, **kwargs)


class FormatRequestsPage(Page):
    """What the public has asked the reader's inspectorate for."""

    template_name = "reports/format_requests.html"
    http_method_names = ["get", "head"]

    def permission(self) -> Answer:
        return may_answer_formats(membership_of(self.actor, timezone.localdate(self.now)))

    def get(self, request: HttpRequest) -> TemplateResponse:
        """Those that wait first, all of them; on a further page only what is over."""
        rows = FormatRequest.objects.visible_to(self.actor, timezone.localdate(self.now)).for_page()
        before = read_number(request.GET.get("before", ""))
        waiting = list(rows.waiting()) if before is None else []
        return self.render({"list": request_list(waiting, list(rows.over(before)[: PAGE + 1]))})


class FormatRequestPage(Page):
    """One request, with the address to answer to while it waits."""

    template_name = "reports/format_request.html"
    wanted: FormatRequest

    def load(self, *args: Any, **kwargs: Any) -> None:
        rows = FormatRequest.objects.visible_to(self.actor, timezone.localdate(self.now))
        found = rows.numbered(kwargs["number"])
        if found is None:
            raise Http404
        self.wanted = found

    def back_address(self) -> str:
        """After a refusal the reader goes on at the list."""
        return reverse("published:format_requests")

    def get(self, request: HttpRequest, **kwargs: Any) -> TemplateResponse:
        """What is asked for, and the form that says how it ended."""
        return self.asked(AnswerFormatForm())

    def post(self, request: HttpRequest, **kwargs: Any) -> HttpResponse:
        """Say how it ended, or what is missing."""
        form = AnswerFormatForm(request.POST)
        if not form.is_valid():
            return self.asked(form, status=422)
        if form.cleaned_data["decision"] == RequestState.SENT:
            mark_sent(request=self.wanted, by=self.actor, at=self.now)
        else:
            reason = form.cleaned_data["reason"]
            refuse_format(request=self.wanted, reason=reason, by=self.actor, at=self.now)
        self.changed(self.wanted)
        messages.success(request, "The request is over. The e-mail address was erased.")
        return redirect("published:format_requests")

    def asked(self, form: AnswerFormatForm, *, status: int = 200) -> TemplateResponse:
        """The page with this form on it, while the request waits."""
        self.disclosed(self.wanted)
        is_waiting = self.wanted.state == RequestState.WAITING
        context = {"form": form if is_waiting else None, "rows": request_rows(self.wanted)}
        return self.render({**context, "wanted": self.wanted}, status=status)
