"""The list of one's inspections, and opening one."""

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.template.response import TemplateResponse
from django.utils import timezone

from inspections import actions
from inspections.forms import OpenInspectionForm
from inspections.forms.opening import types_to_open
from inspections.models import Inspection
from inspections.permissions import may_open_any
from inspections.presenters.head import LIST_COLUMNS, list_rows
from organisations.permissions import membership_of
from pages.page import Page
from records.actions import once
from records.permissions import Answer


class InspectionListPage(Page):
    """The inspections that this person works on or is let into."""

    template_name = "inspections/list.html"
    http_method_names = ["get", "head"]

    def get(self, request: HttpRequest) -> TemplateResponse:
        """The list, and the way to open another for whoever may."""
        today = timezone.localdate(self.now)
        rows = Inspection.objects.visible_to(self.actor, self.now).for_list(self.actor, today)
        inspections = list(rows)
        self.disclosed(*inspections)
        may_open = may_open_any(membership_of(self.actor, today))
        context = {"columns": LIST_COLUMNS, "rows": list_rows(inspections), "may_open": may_open}
        return self.render(context)


class OpenInspectionPage(Page):
    """A new inspection."""

    template_name = "inspections/open.html"

    def load(self, *args: Any, **kwargs: Any) -> None:
        self.today = timezone.localdate(self.now)
        self.membership = membership_of(self.actor, self.today)

    def permission(self) -> Answer:
        return may_open_any(self.membership)

    def get(self, request: HttpRequest) -> TemplateResponse:
        """The empty form, or why there is nothing to open."""
        return self.render({"form": self.form() if self.types() else None})

    def post(self, request: HttpRequest) -> HttpResponse:
        """Open it, or say what is missing."""
        form = self.form(request.POST)
        if not form.is_valid():
            return self.render({"form": form}, status=422)

        def do() -> str:
            return actions.open_inspection(**form.details(), by=self.actor, at=self.now).reference

        receipt = once(
            key=form.key,
            by=self.actor,
            act="open inspection",
            content=form.sent(),
            at=self.now,
            do=do,
        )
        self.about = receipt.result
        self.changed(f"inspection {receipt.result}")
        messages.success(request, f"The inspection {receipt.result} is open. Name its leads next.")
        return redirect("inspections:team", receipt.result)

    def types(self) -> list[Any]:
        """The types of inspection that this person may open today."""
        return types_to_open(self.membership, self.today)

    def form(self, data: Any = None) -> OpenInspectionForm:
        """The form with what there is to choose from."""
        return OpenInspectionForm(data, types=self.types(), at=self.now)
