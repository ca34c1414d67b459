"""The chair's one response: checked, returned, and what became of it."""

from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.template.response import TemplateResponse

from reports.actions import return_response
from reports.forms import ConfirmForm
from reports.presenters.accuracy import answers_to, own_comments, receipt_rows
from reports.states import ANSWERED, OVER, ReportState
from reports.values import long_date
from reports.views.base import ChairPage
from reports.views.chair import WindowPage


class CheckResponsePage(WindowPage):
    """Check your answers, then return them."""

    template_name = "reports/chair/check.html"

    def get(self, request: HttpRequest, **kwargs: Any) -> TemplateResponse:
        """Every comment as it will be sent."""
        comments = list(self.round.comments.all())
        self.disclosed(*comments)
        form = ConfirmForm(submit="Return your response")
        form.cancel_url = self.back_address()
        shown = own_comments(self.round, comments, is_open=True)
        return self.render(
            {
                "form": form,
                "kept": [one for one in shown if not one.is_left_out],
                "left_out": [one for one in shown if one.is_left_out],
                "due": long_date(self.round.due_at),
            }
        )


class ReturnResponsePage(ChairPage):
    """Returns the one response."""

    http_method_names = ["post"]

    def post(self, request: HttpRequest, **kwargs: Any) -> HttpResponse:
        """Send it once, however often the button is pressed."""
        form = ConfirmForm(request.POST)
        if not form.is_valid():
            return self.to("check_response")
        key = form.cleaned_data["once"]
        return_response(accuracy_round=self.round, key=key, by=self.actor, at=self.now)
        self.changed(self.round)
        return self.to("receipt")


class ReceiptPage(ChairPage):
    """That the response was returned, when, what was in it, and what was answered."""

    template_name = "reports/chair/receipt.html"
    http_method_names = ["get", "head"]
    after_publication = True

    def load(self, *args: Any, **kwargs: Any) -> None:
        super().load(**kwargs)
        if self.round.returned_at is None:
            raise Http404

    def get(self, request: HttpRequest, **kwargs: Any) -> TemplateResponse:
        """The receipt, with the answers once the inspectorates have given them all."""
        comments = list(self.round.comments.with_answers())
        sent = [one for one in comments if not one.is_left_out]
        state = self.round.report.state
        answers = answers_to(sent) if state in ANSWERED else {}
        self.disclosed(*sent, *answers.values())
        rows = receipt_rows(self.round, len(sent), len(comments) - len(sent))
        shown = own_comments(self.round, sent, is_open=False, answers=answers)
        return self.render(
            {
                "rows": rows,
                "comments": shown,
                "is_answered": state in ANSWERED,
                "is_published": state == ReportState.PUBLISHED,
                "is_over": state in OVER,
            }
        )
