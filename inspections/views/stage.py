"""The stage of the inspection, and moving it on."""

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.template.response import TemplateResponse

from inspections import actions
from inspections.forms import StageForm
from inspections.permissions import is_on_team, may_move_inspection
from inspections.presenters.places import calls
from inspections.presenters.stage import EVENT_COLUMNS, event_rows
from inspections.states import InspectionState
from inspections.views.base import InspectionPage
from records.permissions import Answer


class StagePage(InspectionPage):
    """Where the inspection is, how it came there, and what can happen next."""

    template_name = "inspections/stage.html"

    def permission(self) -> Answer:
        if self.request.method == "POST":
            return may_move_inspection(self.member)
        return is_on_team(self.member)

    def get(self, request: HttpRequest, **kwargs: Any) -> TemplateResponse:
        """The stage."""
        return self.shown(StageForm(state=self.inspection.state))

    def post(self, request: HttpRequest, **kwargs: Any) -> HttpResponse:
        """Move it, or say what is missing."""
        form = StageForm(request.POST, state=self.inspection.state)
        if not form.is_valid() and not self.was_sent(form):
            return self.shown(form, status=422)

        def do() -> str:
            moved = actions.move_inspection(
                inspection=self.inspection,
                verb=form.cleaned_data["verb"],
                why=form.cleaned_data["why"],
                by=self.actor,
                at=self.now,
            )
            self.changed(moved)
            return moved.state_label

        receipt = self.once(form, "move inspection", do)
        messages.success(request, f"The inspection is now in this stage: {receipt.result}.")
        return redirect("inspections:stage", self.inspection.reference)

    def shown(self, form: StageForm, *, status: int = 200) -> TemplateResponse:
        """The page with this form on it."""
        planned = self.inspection.state == InspectionState.PLANNED
        context = {
            "form": form,
            "may_move": may_move_inspection(self.member),
            "calls": self.calls() if planned else [],
            "columns": EVENT_COLUMNS,
            "rows": event_rows(list(self.inspection.events.select_related("by").order_by("at"))),
        }
        return self.render(context, status=status)

    def calls(self) -> list[Any]:
        """Who is told, in the prescribed order."""
        return calls(
            list(self.inspection.partnership.offices.all()),
            list(self.inspection.area.agencies.prefetch_related("offices")),
            list(self.inspection.inspection_type.participants.all()),
        )
