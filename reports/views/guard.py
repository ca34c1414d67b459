"""What is held in the text, and letting it stand."""

from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.template.response import TemplateResponse

from records.errors import ActionRefused
from records.permissions import Answer
from reports.actions import decide_held, guarded_now, hold_decisions
from reports.forms import ReasonForm
from reports.permissions import may_decide_held, may_read
from reports.presenters.guard import decision_rows, excerpt_of, shown_held
from reports.states import OVER
from reports.views.base import ReportPage


class HeldPage(ReportPage):
    """Everything that is held in the text, and everything that somebody let stand."""

    template_name = "reports/held.html"
    http_method_names = ["get", "head"]

    def permission(self) -> Answer:
        return may_read(self.member, self.report)

    def get(self, request: HttpRequest, **kwargs: Any) -> TemplateResponse:
        """What is held is searched for now: a text that was changed holds nothing any more."""
        is_over = self.report.state in OVER
        guarded = None if is_over else guarded_now(report=self.report, at=self.now)
        decisions = hold_decisions(report=self.report)
        self.disclosed(self.report, *decisions)
        may = may_decide_held(self.member, self.report, self.participants())
        return self.render(
            {
                "may_decide": may,
                "is_over": is_over,
                "held": [
                    shown_held(
                        one,
                        report_url=self.back_address(),
                        decide_url=self.address("decide_held", one.reference)
                        if may.allowed
                        else "",
                    )
                    for one in (guarded.open if guarded else [])
                ],
                "decisions": decision_rows(decisions, guarded.decided if guarded else []),
            }
        )


class DecideHeldPage(ReportPage):
    """One thing that is held, where it stands, and the reason why it may stay."""

    template_name = "reports/decide_held.html"

    def permission(self) -> Answer:
        return may_decide_held(self.member, self.report, self.participants())

    def get(self, request: HttpRequest, **kwargs: Any) -> TemplateResponse:
        """What is held, in the words around it."""
        return self.asked(self.form(), kwargs["held"])

    def form(self, *args: Any) -> ReasonForm:
        """The form for the reason."""
        form = ReasonForm(*args, label="Why may it stay?", submit="Let it stay")
        form.cancel_url = self.address("held")
        return form

    def asked(self, form: ReasonForm, reference: str, *, status: int = 200) -> TemplateResponse:
        """The page with this form on it."""
        waiting = guarded_now(report=self.report, at=self.now).open
        held = next((one for one in waiting if one.reference == reference), None)
        if held is None:
            raise Http404
        self.disclosed(f"text held in {held.passage.place}")
        context = {
            "form": form,
            "held": shown_held(held, report_url=self.back_address()),
            "excerpt": excerpt_of(held),
        }
        return self.render(context, status=status)

    def post(self, request: HttpRequest, held: str, **kwargs: Any) -> HttpResponse:
        """Let it stay, or say what is missing."""
        form = self.form(request.POST)
        if not form.is_valid():
            return self.asked(form, held, status=422)
        try:
            decision = decide_held(
                report=self.report,
                reference=held,
                reason=form.cleaned_data["why"],
                by=self.actor,
                at=self.now,
            )
        except ActionRefused as refusal:
            messages.info(request, refusal.message)
            return self.to("held")
        self.changed(decision)
        messages.success(request, f"{decision} may stay. Your reason is on the record.")
        return self.to("held")
