"""Cases, and what was recorded against one."""

from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.template.response import TemplateResponse

from inspections import actions
from inspections.forms import CaseForm
from inspections.models import Case, EvidenceAudience
from inspections.permissions import may_add_case, may_record_evidence
from inspections.presenters.cases import CASE_COLUMNS, case_facts, case_rows
from inspections.presenters.evidence import listing
from inspections.values import JOINT_STRAND, Asked
from inspections.views.base import InspectionPage
from records.permissions import Answer


class CasesPage(InspectionPage):
    """The tracked and sampled cases."""

    template_name = "inspections/cases.html"
    http_method_names = ["get", "head"]

    def get(self, request: HttpRequest, **kwargs: Any) -> TemplateResponse:
        """The list."""
        cases = list(Case.objects.visible_to(self.actor, self.today).of(self.inspection))
        self.disclosed(*cases)
        context = {
            "columns": CASE_COLUMNS,
            "rows": case_rows(self.inspection, cases),
            "may_add": may_add_case(self.member, self.inspection),
        }
        return self.render(context)


class AddCasePage(InspectionPage):
    """A new case."""

    template_name = "inspections/add_case.html"

    def permission(self) -> Answer:
        return may_add_case(self.member, self.inspection)

    def get(self, request: HttpRequest, **kwargs: Any) -> TemplateResponse:
        """The empty form."""
        return self.render({"form": CaseForm()})

    def post(self, request: HttpRequest, **kwargs: Any) -> HttpResponse:
        """Add it, or say what is missing."""
        form = CaseForm(request.POST)
        if not form.is_valid():
            return self.render({"form": form}, status=422)

        def do() -> str:
            case = actions.add_case(
                inspection=self.inspection,
                kind=form.cleaned_data["kind"],
                age_band=form.cleaned_data["age_band"],
                cohort=form.cleaned_data["cohort"],
                by=self.actor,
                at=self.now,
            )
            self.changed(case)
            return case.reference

        receipt = self.once(form, "add case", do)
        messages.success(request, f"Case {receipt.result} is added. It is known by that reference.")
        return redirect("inspections:case", self.inspection.reference, receipt.result)


class CasePage(InspectionPage):
    """One case, with its evidence."""

    template_name = "inspections/case.html"
    http_method_names = ["get", "head"]
    strand = JOINT_STRAND

    def load_more(self, *args: Any, case: str, **kwargs: Any) -> None:
        self.find_own_strand()
        cases = Case.objects.visible_to(self.actor, self.today).of(self.inspection)
        found = cases.for_page().named(case)
        if found is None:
            raise Http404
        self.case = found

    def get(self, request: HttpRequest, **kwargs: Any) -> TemplateResponse:
        """What is known of the case, and a page of its evidence."""
        asked = Asked.from_query(request.GET)
        seen = EvidenceAudience.objects.visible_to(self.actor, self.today).for_member(self.member)
        rows = list(seen.of_case(self.case).with_content().page(asked))
        shown = listing(self.inspection, rows, asked, request.path)
        self.disclosed(self.case, *rows[: len(shown.items)])
        context = {
            "case": self.case,
            "facts": case_facts(self.case),
            "may_record": may_record_evidence(
                self.member, self.inspection, takes_part=self.place.takes_part
            ),
            "listing": shown,
        }
        return self.render(context)
