"""Changing what is known of a case, and how that changed before."""

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.template.response import TemplateResponse

from inspections import actions
from inspections.forms import ChangeCaseForm
from inspections.forms.cases import initial_of_case
from inspections.models import CaseRevision
from inspections.presenters.cases import conflict_in_case, subject_links, versions_of
from inspections.values import Subject
from inspections.views.cases import OneCasePage, WorkOnCasePage
from records.errors import ActionRefused, Conflict, PermissionRefused


class ChangeCasePage(WorkOnCasePage):
    """What is known of a case now."""

    template_name = "inspections/change_case.html"

    @property
    def subject(self) -> str:
        """Whose case it is; another one's, when the address says so."""
        asked = self.request.GET.get("subject", "")
        return asked if asked in set(Subject) else self.case.subject

    def form(self, data: Any = None, **options: Any) -> ChangeCaseForm:
        """The form with what this case may say."""
        self.offers = actions.case_offers(inspection=self.inspection)
        form = ChangeCaseForm(
            data, offers=self.offers, subject=self.subject, kind=self.case.kind, **options
        )
        # What was asked about a child is read as about a child, whatever the case is by then.
        form.form_action = f"?subject={self.subject}"
        return form

    def get(self, request: HttpRequest, **kwargs: Any) -> TemplateResponse:
        """The case as it reads now."""
        self.disclosed(self.case)
        initial = {**initial_of_case(self.case.facts()), "base": self.case.version}
        return self.shown(self.form(initial=initial))

    def post(self, request: HttpRequest, **kwargs: Any) -> HttpResponse:
        """Save it; show both when somebody saved first."""
        form = self.form(request.POST)
        if not form.is_valid():
            return self.shown(form, status=422)
        try:
            actions.change_case(
                case=self.case,
                key=form.key,
                version=form.cleaned_data["base"],
                facts=form.facts(),
                why=form.cleaned_data["why"],
                by=self.actor,
                at=self.now,
            )
        except Conflict:
            return self.conflict(form)
        except PermissionRefused:
            raise
        except ActionRefused as refusal:
            form.refused(refusal)
            return self.shown(form, status=409)
        self.changed(self.case)
        messages.success(request, f"Saved: case {self.case.reference}.")
        return self.to_case()

    def conflict(self, form: ChangeCaseForm) -> TemplateResponse:
        """What was sent beside what was saved first; the form then stands on the newer version."""
        seen = CaseRevision.objects.visible_to(self.actor, self.today)
        revisions = list(seen.of(self.case))
        self.disclosed(self.case)
        both = conflict_in_case(
            form.facts(),
            form.cleaned_data["why"],
            revisions,
            form.cleaned_data["base"],
            self.offers,
        )
        # The key stays: nothing was saved under it.
        form.bear(base=revisions[0].version)
        return self.shown(form, conflict=both, status=409)

    def shown(
        self, form: ChangeCaseForm, *, conflict: Any = None, status: int = 200
    ) -> TemplateResponse:
        """The page with this form on it."""
        subjects = subject_links(self.request.path, self.subject)
        context = {"form": form, "case": self.case, "conflict": conflict, "subjects": subjects}
        return self.render(context, status=status)


class CaseHistoryPage(OneCasePage):
    """What was known of a case, save by save."""

    template_name = "inspections/case_history.html"
    http_method_names = ["get", "head"]

    def get(self, request: HttpRequest, **kwargs: Any) -> TemplateResponse:
        """Every version, the newest first, by what changed in it."""
        seen = CaseRevision.objects.visible_to(self.actor, self.today)
        revisions = list(seen.of(self.case))
        self.disclosed(self.case)
        names = actions.case_offers(inspection=self.inspection)
        return self.render({"case": self.case, "versions": versions_of(revisions, names)})
