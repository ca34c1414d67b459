"""The team of a case, and the cases that are linked to it."""

from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.template.response import TemplateResponse

from inspections import actions
from inspections.forms import CaseMemberForm, EndForm, LinkForm
from inspections.models import Assignment, Case, CaseLink, CaseMember
from inspections.presenters.case_work import people_of
from inspections.presenters.cases import named_cases
from inspections.views.cases import WorkOnCasePage


class CaseTeamPage(WorkOnCasePage):
    """An inspector of the inspection's team is put on the case."""

    template_name = "inspections/case_team.html"

    def form(self, data: Any = None) -> CaseMemberForm:
        """The form with the inspectors who do not work on the case."""
        team = Assignment.objects.visible_to(self.actor, self.today).of(self.inspection)
        there = CaseMember.objects.visible_to(self.actor, self.today).of(self.case).standing()
        taken = {one.assignment.person_id for one in there}
        free = [one for one in team.on(self.today).for_page() if one.person_id not in taken]
        people = people_of(free)
        return CaseMemberForm(data, people=people)

    def get(self, request: HttpRequest, **kwargs: Any) -> TemplateResponse:
        """The form."""
        return self.render({"form": self.form(), "case": self.case})

    def post(self, request: HttpRequest, **kwargs: Any) -> HttpResponse:
        """Put them on the case, or say what is missing."""
        form = self.form(request.POST)
        if not form.is_valid() and not self.was_sent(form):
            return self.render({"form": form, "case": self.case}, status=422)

        def do() -> str:
            member = actions.put_on_case(
                case=self.case, person=form.cleaned_data["person"], by=self.actor, at=self.now
            )
            self.changed(member)
            return str(member.assignment.person)[:120]

        receipt = self.once(form, "put on case", do)
        messages.success(request, f"{receipt.result} works on case {self.case.reference}.")
        return self.to_case()


class EndCaseMemberPage(WorkOnCasePage):
    """Somebody's work on the case ends."""

    template_name = "inspections/end_case_member.html"

    def load_more(self, *args: Any, **kwargs: Any) -> None:
        super().load_more(*args, **kwargs)
        members = CaseMember.objects.visible_to(self.actor, self.today).of(self.case)
        member = members.of_person(self.kwargs["person"])
        if member is None:
            raise Http404
        self.case_member = member
        self.case_member.case = self.case

    def form(self, data: Any = None) -> EndForm:
        """The button."""
        return EndForm(data, label="Take this inspector off the case")

    def get(self, request: HttpRequest, **kwargs: Any) -> TemplateResponse:
        """What will happen."""
        return self.shown(self.form())

    def post(self, request: HttpRequest, **kwargs: Any) -> HttpResponse:
        """End it."""
        form = self.form(request.POST)
        if not form.is_valid():
            return self.shown(form, status=422)
        actions.take_off_case(member=self.case_member, by=self.actor, at=self.now)
        self.changed(self.case_member)
        person = self.case_member.assignment.person
        messages.success(request, f"{person} does not work on case {self.case.reference} any more.")
        return self.to_case()

    def shown(self, form: EndForm, *, status: int = 200) -> TemplateResponse:
        """The page with this form on it."""
        context = {"form": form, "case": self.case, "member": self.case_member}
        return self.render(context, status=status)


class LinkCasePage(WorkOnCasePage):
    """Another case is linked to this one."""

    template_name = "inspections/link_case.html"

    def others(self) -> list[Case]:
        """The other cases of the inspection."""
        cases = Case.objects.visible_to(self.actor, self.today).of(self.inspection)
        return [one for one in cases if one.pk != self.case.pk]

    def get(self, request: HttpRequest, **kwargs: Any) -> TemplateResponse:
        """The form."""
        others = named_cases(self.others())
        return self.render({"form": LinkForm(others=others), "case": self.case})

    def post(self, request: HttpRequest, **kwargs: Any) -> HttpResponse:
        """Link them, or say what is missing."""
        others = self.others()
        form = LinkForm(request.POST, others=named_cases(others))
        if not form.is_valid():
            return self.render({"form": form, "case": self.case}, status=422)
        other = next(one for one in others if one.reference == form.cleaned_data["other"])

        def do() -> str:
            kind = form.cleaned_data["kind"]
            link = actions.link_cases(
                case=self.case, other=other, kind=kind, by=self.actor, at=self.now
            )
            self.changed(link)
            return other.reference

        receipt = self.once(form, "link cases", do)
        messages.success(request, f"Case {receipt.result} is linked to {self.case.reference}.")
        return self.to_case()


class EndCaseLinkPage(WorkOnCasePage):
    """A link between two cases ends."""

    template_name = "inspections/end_case_link.html"

    def load_more(self, *args: Any, **kwargs: Any) -> None:
        super().load_more(*args, **kwargs)
        cases = Case.objects.visible_to(self.actor, self.today).of(self.inspection)
        found = cases.named(self.kwargs["other"])
        links = CaseLink.objects.visible_to(self.actor, self.today)
        link = links.between(self.case, found, self.kwargs["kind"]) if found else None
        if found is None or link is None:
            raise Http404
        self.link, self.other = link, found

    def form(self, data: Any = None) -> EndForm:
        """The button."""
        return EndForm(data, label="End this link")

    def get(self, request: HttpRequest, **kwargs: Any) -> TemplateResponse:
        """What will happen."""
        return self.shown(self.form())

    def post(self, request: HttpRequest, **kwargs: Any) -> HttpResponse:
        """End it."""
        form = self.form(request.POST)
        if not form.is_valid():
            return self.shown(form, status=422)
        actions.end_link(link=self.link, by=self.actor, at=self.now)
        self.changed(self.link)
        messages.success(request, f"The link to case {self.other.reference} has ended.")
        return self.to_case()

    def shown(self, form: EndForm, *, status: int = 200) -> TemplateResponse:
        """The page with this form on it."""
        context = {"form": form, "case": self.case, "other": self.other}
        return self.render(context, status=status)
