"""Cases: those of an inspection, a new one, and one with everything about it."""

from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.template.response import TemplateResponse

from inspections import actions
from inspections.forms import AddCaseForm, FilterCasesForm
from inspections.models import (
    Assignment,
    Case,
    CaseLink,
    CaseMember,
    CaseStep,
    EvidenceAudience,
)
from inspections.permissions import may_add_case, may_change_case, may_record_evidence
from inspections.presenters.case_work import (
    links_section,
    people_of,
    team_section,
    work_section,
)
from inspections.presenters.cases import (
    CASE_COLUMNS,
    case_facts,
    case_page,
    case_rows,
    subject_links,
)
from inspections.presenters.evidence import listing
from inspections.values import JOINT_STRAND, Asked, Subject
from inspections.views.base import InspectionPage
from records.permissions import Answer


class CasesPage(InspectionPage):
    """The cases of an inspection, all of them or those that are asked for."""

    template_name = "inspections/cases.html"
    http_method_names = ["get", "head"]

    def get(self, request: HttpRequest, **kwargs: Any) -> TemplateResponse:
        """The list."""
        form = self.form()
        asked = form.asked()
        mine = Case.objects.visible_to(self.actor, self.today).of(self.inspection)
        page = case_page(mine.page(asked), asked, request.get_full_path())
        members = CaseMember.objects.visible_to(self.actor, self.today).of_each(page.cases)
        states = CaseStep.objects.visible_to(self.actor, self.today).states_of(page.cases)
        self.disclosed(*page.cases)
        context = {
            "form": form,
            "asked": asked,
            "columns": CASE_COLUMNS,
            "rows": case_rows(self.inspection, page.cases, members.standing(), states),
            "page": page,
            "may_add": may_add_case(self.member, self.inspection),
        }
        return self.render(context)

    def form(self) -> FilterCasesForm:
        """What can be asked for: agencies of the area, people of the team."""
        team = Assignment.objects.visible_to(self.actor, self.today).of(self.inspection)
        people = people_of(list(team.on(self.today).for_page()))
        agencies = {agency.pk: agency.name for agency in self.inspection.area.agencies.all()}
        return FilterCasesForm(self.request.GET, agencies=agencies, people=people)


class AddCasePage(InspectionPage):
    """A new case."""

    template_name = "inspections/add_case.html"

    def permission(self) -> Answer:
        return may_add_case(self.member, self.inspection)

    @property
    def subject(self) -> str:
        """Whose case it is to be; a child's, unless the address says another."""
        asked = self.request.GET.get("subject", "")
        return asked if asked in set(Subject) else Subject.CHILD

    def get(self, request: HttpRequest, **kwargs: Any) -> TemplateResponse:
        """The empty form."""
        return self.shown(self.form())

    def post(self, request: HttpRequest, **kwargs: Any) -> HttpResponse:
        """Add it, or say what is missing."""
        form = self.form(request.POST)
        if not form.is_valid():
            return self.shown(form, status=422)

        def do() -> str:
            case = actions.add_case(
                inspection=self.inspection,
                kind=form.kind,
                by=self.actor,
                at=self.now,
                **form.facts().as_arguments(),
            )
            self.changed(case)
            return case.reference

        receipt = self.once(form, "add case", do)
        messages.success(request, f"Case {receipt.result} is added. It is known by that reference.")
        return redirect("inspections:case", self.inspection.reference, receipt.result)

    def form(self, data: Any = None) -> AddCaseForm:
        """The form with what fits whose case it is."""
        offers = actions.case_offers(inspection=self.inspection)
        return AddCaseForm(data, offers=offers, subject=self.subject)

    def shown(self, form: AddCaseForm, *, status: int = 200) -> TemplateResponse:
        """The page with this form on it."""
        subjects = subject_links(self.request.path, self.subject)
        return self.render({"form": form, "subjects": subjects}, status=status)


class OneCasePage(InspectionPage):
    """A screen about one case of the inspection."""

    def load_more(self, *args: Any, **kwargs: Any) -> None:
        cases = Case.objects.visible_to(self.actor, self.today).of(self.inspection)
        found = cases.for_page().named(self.kwargs["case"])
        if found is None:
            raise Http404
        self.case = found
        self.case.inspection = self.inspection

    def to_case(self) -> HttpResponse:
        """Back to the page of the case."""
        return redirect("inspections:case", self.inspection.reference, self.case.reference)


class WorkOnCasePage(OneCasePage):
    """A screen on which something about a case is changed."""

    def permission(self) -> Answer:
        return may_change_case(self.member, self.inspection)


class CasePage(OneCasePage):
    """One case: who it is, who works on it, what is done and left, and its evidence."""

    template_name = "inspections/case.html"
    http_method_names = ["get", "head"]
    strand = JOINT_STRAND

    def load_more(self, *args: Any, **kwargs: Any) -> None:
        self.find_own_strand()
        super().load_more(*args, **kwargs)

    def get(self, request: HttpRequest, **kwargs: Any) -> TemplateResponse:
        """Every section of the page, one presenter for each, and a page of the evidence."""
        may_change = may_change_case(self.member, self.inspection)
        context = {
            "case": self.case,
            "facts": case_facts(self.case, self.inspection),
            "may_change": may_change,
            **self.work(may_change=may_change.allowed),
            "listing": self.evidence(),
            "may_record": may_record_evidence(
                self.member, self.inspection, takes_part=self.place.takes_part
            ),
        }
        return self.render(context)

    def work(self, *, may_change: bool) -> dict[str, Any]:
        """The sections on who works on the case, what is done, and what is linked."""
        audience = self.actor, self.today
        steps = list(CaseStep.objects.visible_to(*audience).of(self.case))
        members = list(CaseMember.objects.visible_to(*audience).of(self.case))
        links = list(CaseLink.objects.visible_to(*audience).of(self.case))
        return {
            "team": team_section(self.case, members, steps, self.today, may_change=may_change),
            "work": work_section(self.case, steps, may_change=may_change),
            "links": links_section(self.case, links, may_change=may_change),
        }

    def evidence(self) -> Any:
        """A page of the evidence on the case that this person may see."""
        asked = Asked.from_query(self.request.GET)
        seen = EvidenceAudience.objects.visible_to(self.actor, self.today).for_member(self.member)
        rows = list(seen.of_case(self.case).with_content().page(asked))
        shown = listing(self.inspection, rows, asked, self.request.path)
        self.disclosed(self.case, *rows[: len(shown.items)])
        return shown
