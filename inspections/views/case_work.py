"""What is to be read and asked on a case, and what became of it."""

from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.template.response import TemplateResponse

from inspections import actions
from inspections.forms import PlanForm, ReportForm
from inspections.forms.case_work import initial_of_report
from inspections.models import Assignment, CaseStep
from inspections.permissions import is_on_team, may_change_case
from inspections.presenters.case_work import (
    conflict_on_step,
    offered_words,
    people_of,
    report_rows,
    step_words,
)
from inspections.rules.cases import steps_to_offer
from inspections.values import Outcome, StepKind
from inspections.views.cases import OneCasePage, WorkOnCasePage
from records.errors import ActionRefused, Conflict, PermissionRefused
from records.permissions import Answer

# Suggested on every case: the records of each agency, the child (or the adult), a parent or carer.
_USUAL = (StepKind.RECORDS, StepKind.CHILD, StepKind.ADULT, StepKind.PARENT)


class CaseStepsPage(WorkOnCasePage):
    """What is to be done on the case is planned, out of what its agencies suggest."""

    template_name = "inspections/case_steps.html"

    def form(self, data: Any = None, **options: Any) -> PlanForm:
        """The form with what can be planned."""
        agencies = {agency.pk: agency.name for agency in self.case.agencies.all()}
        steps = CaseStep.objects.visible_to(self.actor, self.today)
        offered = steps_to_offer(
            is_adults=self.case.is_adults,
            agencies=list(agencies),
            planned=steps.planned_on(self.case),
        )
        return PlanForm(data, offered=offered_words(self.case, offered, agencies), **options)

    def get(self, request: HttpRequest, **kwargs: Any) -> TemplateResponse:
        """What is suggested."""
        form = self.form()
        form.suggest(_USUAL)
        return self.shown(form)

    def post(self, request: HttpRequest, **kwargs: Any) -> HttpResponse:
        """Plan it, or say what is missing."""
        form = self.form(request.POST)
        if not form.is_valid() and not self.was_sent(form):
            return self.shown(form, status=422)

        def do() -> str:
            steps = actions.plan_steps(
                case=self.case, asked=form.asked(), by=self.actor, at=self.now
            )
            self.changed(*steps)
            return str(len(steps))

        receipt = self.once(form, "plan steps", do)
        messages.success(request, f"Planned: {receipt.result} on case {self.case.reference}.")
        return self.to_case()

    def shown(self, form: PlanForm, *, status: int = 200) -> TemplateResponse:
        """The page with this form on it."""
        context = {"form": form, "case": self.case, "has_agencies": self.case.agencies.all()}
        return self.render(context, status=status)


class CaseStepPage(OneCasePage):
    """One step: every report on it, and the form for the next one."""

    template_name = "inspections/case_step.html"

    def load_more(self, *args: Any, **kwargs: Any) -> None:
        super().load_more(*args, **kwargs)
        self.find_step(self.kwargs["step"])

    def find_step(self, number: int) -> None:
        """The step with this number, with every report on it."""
        steps = CaseStep.objects.visible_to(self.actor, self.today).of(self.case)
        found = steps.numbered(number)
        if found is None:
            raise Http404
        self.step = found
        self.step.case = self.case

    def permission(self) -> Answer:
        if self.request.method == "POST":
            return may_change_case(self.member, self.inspection)
        return is_on_team(self.member)

    def form(self, data: Any = None, *, standing: str, **options: Any) -> ReportForm:
        """The form with what can become of the step."""
        team = Assignment.objects.visible_to(self.actor, self.today).of(self.inspection)
        people = people_of(list(team.on(self.today).for_page()))
        return ReportForm(data, kind=self.step.kind, standing=standing, people=people, **options)

    def get(self, request: HttpRequest, **kwargs: Any) -> TemplateResponse:
        """Where it stands."""
        self.disclosed(self.step)
        base = self.step.newest.number if self.step.newest else 0
        initial = {"base": base, "done_by": self.actor.email}
        return self.shown(self.form(standing=self.step.outcome, initial=initial))

    def post(self, request: HttpRequest, **kwargs: Any) -> HttpResponse:
        """Save the report; show what somebody else reported meanwhile."""
        form = self.form(request.POST, standing=self.standing_then())
        if not form.is_valid():
            return self.shown(form, status=422)
        try:
            self.changed(self.report(form))
        except PermissionRefused:
            raise
        except Conflict:
            return self.conflict(form)
        except ActionRefused as refusal:
            form.refused(refusal)
            return self.shown(form, status=409)
        messages.success(request, f"Saved: {self.words()}.")
        return self.to_case()

    def report(self, form: ReportForm) -> Any:
        """Save the report."""
        return actions.report_step(
            step=self.step,
            key=form.key,
            base=form.cleaned_data["base"],
            said=form.said(),
            by=self.actor,
            at=self.now,
        )

    def conflict(self, form: ReportForm) -> TemplateResponse:
        """What was sent beside what somebody else reported first."""
        # Anew: this person's page had found the step before the other one saved.
        self.find_step(self.step.number)
        self.disclosed(self.step)
        theirs, said = self.step.newest, form.said()
        initial = initial_of_report(said, base=theirs.number if theirs else 0)
        again = self.form(standing=self.step.outcome, initial=initial)
        return self.shown(again, conflict=conflict_on_step(said, theirs), status=409)

    def standing_then(self) -> str:
        """Where the step stood when the page that was sent was opened."""
        sent = self.request.POST.get("base", "")
        reports = {str(one.number): one.outcome for one in self.step.reports.all()}
        return reports.get(sent, Outcome.TO_DO if sent == "0" else self.step.outcome)

    def words(self) -> str:
        """What the step is."""
        agency = self.step.agency
        return step_words(self.case, self.step.kind, agency.name if agency else "")

    def shown(
        self, form: ReportForm, *, conflict: Any = None, status: int = 200
    ) -> TemplateResponse:
        """The page with this form on it."""
        context = {
            "form": form,
            "case": self.case,
            "step": self.step,
            "words": self.words(),
            "reports": report_rows(list(self.step.reports.all())),
            "conflict": conflict,
            "may_change": may_change_case(self.member, self.inspection),
        }
        return self.render(context, status=status)
