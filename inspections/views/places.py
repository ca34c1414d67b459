"""The partnership, the agencies and their leaders."""

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.template.response import TemplateResponse
from django.urls import reverse

from inspections import actions
from inspections.forms import AgencyForm, ChairForm
from inspections.permissions import is_lead, is_overall_lead
from inspections.presenters.places import AGENCY_COLUMNS, agency_rows, chair_facts, partnership_rows
from inspections.views.base import InspectionPage
from records.permissions import Answer


class AgenciesPage(InspectionPage):
    """Who helps and protects children in this area, and who leads them."""

    template_name = "inspections/agencies.html"
    http_method_names = ["get", "head"]

    def get(self, request: HttpRequest, **kwargs: Any) -> TemplateResponse:
        """The partnership and the agencies."""
        offices = list(self.inspection.partnership.offices.select_related("person"))
        agencies = list(self.inspection.area.agencies.prefetch_related("offices"))
        may_change = is_overall_lead(self.member)
        url = reverse("inspections:chair", args=[self.inspection.reference])
        context = {
            "partnership": partnership_rows(
                self.inspection.partnership, offices, url if may_change.allowed else ""
            ),
            "columns": AGENCY_COLUMNS,
            "rows": agency_rows(agencies),
            "may_add": is_lead(self.member),
        }
        return self.render(context)


class AddAgencyPage(InspectionPage):
    """An agency and its leader."""

    template_name = "inspections/add_agency.html"

    def permission(self) -> Answer:
        return is_lead(self.member)

    def get(self, request: HttpRequest, **kwargs: Any) -> TemplateResponse:
        """The empty form."""
        return self.render({"form": AgencyForm(at=self.now)})

    def post(self, request: HttpRequest, **kwargs: Any) -> HttpResponse:
        """Add it, or say what is missing."""
        form = AgencyForm(request.POST, at=self.now)
        if not form.is_valid():
            return self.render({"form": form}, status=422)

        def do() -> str:
            agency = actions.add_agency(
                inspection=self.inspection,
                kind=form.cleaned_data["kind"],
                name=form.cleaned_data["name"],
                leader=form.holder(),
                by=self.actor,
                at=self.now,
            )
            self.changed(f"agency {agency.code}")
            return agency.name[:120]

        receipt = self.once(form, "add agency", do)
        messages.success(request, f"{receipt.result} is added.")
        return redirect("inspections:agencies", self.inspection.reference)


class ChairPage(InspectionPage):
    """The chair of the partnership: a new one, or what was recorded wrongly."""

    template_name = "inspections/chair.html"

    def permission(self) -> Answer:
        return is_overall_lead(self.member)

    def get(self, request: HttpRequest, **kwargs: Any) -> TemplateResponse:
        """The form, with what is recorded."""
        offices = list(self.inspection.partnership.offices.select_related("person"))
        return self.render({"form": ChairForm(at=self.now, initial=chair_facts(offices))})

    def post(self, request: HttpRequest, **kwargs: Any) -> HttpResponse:
        """Record the chair, or say what is missing."""
        form = ChairForm(request.POST, at=self.now)
        if not form.is_valid():
            return self.render({"form": form}, status=422)
        name = self.inspection.partnership.name

        def do() -> str:
            actions.record_chair(
                inspection=self.inspection, chair=form.holder(), by=self.actor, at=self.now
            )
            self.changed(f"chair of {name}")
            return name[:120]

        self.once(form, "record chair", do)
        messages.success(request, "The chair is recorded.")
        return redirect("inspections:agencies", self.inspection.reference)
