"""The list of one's inspections, and opening one."""

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.template.response import TemplateResponse
from django.urls import reverse
from django.utils import timezone

from inspections import actions
from inspections.forms import ChooseTypeForm, OpenInspectionForm
from inspections.forms.opening import types_to_open
from inspections.models import Inspection
from inspections.permissions import may_open_any
from inspections.permissions.intelligence import may_read_received
from inspections.presenters.head import LIST_COLUMNS, list_rows
from inspections.presenters.opening import chosen_facts, types_to_choose
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
        membership = membership_of(self.actor, today)
        context = {
            "columns": LIST_COLUMNS,
            "rows": list_rows(inspections),
            "may_open": may_open_any(membership),
            "reads_intelligence": may_read_received(membership),
        }
        return self.render(context)


class OpenInspectionPage(Page):
    """A new inspection, in two steps: what and where, which the address then says; the details."""

    template_name = "inspections/open.html"

    def load(self, *args: Any, **kwargs: Any) -> None:
        self.today = timezone.localdate(self.now)
        self.membership = membership_of(self.actor, self.today)

    def permission(self) -> Answer:
        return may_open_any(self.membership)

    def get(self, request: HttpRequest) -> TemplateResponse:
        """The first step, or why there is nothing to open; with a choice, the second."""
        choice = self.choice()
        if not choice.is_bound or not choice.is_valid():
            return self.choose(choice)
        return self.details(self.form(choice))

    def post(self, request: HttpRequest) -> HttpResponse:
        """Open it, or say what is missing."""
        choice = self.choice()
        if not choice.is_valid():
            return self.choose(choice)
        form = self.form(choice, request.POST)
        if not form.is_valid():
            return self.details(form, status=422)

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

    def choice(self) -> ChooseTypeForm:
        """The first step as the address has it: empty, until something was chosen."""
        is_sent = self.request.method == "POST" or {"type", "area"} & set(self.request.GET)
        types = types_to_open(self.membership, self.today)
        return ChooseTypeForm(self.request.GET if is_sent else None, types=types)

    def choose(self, choice: ChooseTypeForm) -> TemplateResponse:
        """The first step."""
        kinds = list(choice.types.values())
        shown = types_to_choose(choice["type"], kinds) if kinds else None
        status = 422 if choice.errors else 200
        return self.render({"form": choice, "types": shown}, status=status)

    def form(self, choice: ChooseTypeForm, data: Any = None) -> OpenInspectionForm:
        """The second step for what was chosen."""
        return OpenInspectionForm(data, kind=choice.kind(), area=choice.local_area(), at=self.now)

    def details(self, form: OpenInspectionForm, *, status: int = 200) -> TemplateResponse:
        """The second step."""
        self.template_name = "inspections/open_details.html"
        facts = chosen_facts(form.kind, form.area, reverse("inspections:open"))
        return self.render({"form": form, "facts": facts}, status=status)
