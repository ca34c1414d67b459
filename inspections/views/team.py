"""The team, and the key dates."""

from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.template.response import TemplateResponse

from inspections import actions
from inspections.forms import EndAssignmentForm, LeadForm, MemberForm
from inspections.forms.team import people_to_name
from inspections.models import Assignment
from inspections.permissions import is_lead, may_end_assignment, may_name_deputy, may_name_lead
from inspections.presenters.deputies import (
    HAND_OVER_COLUMNS,
    hand_over_links,
    hand_over_rows,
)
from inspections.presenters.team import DATE_COLUMNS, TEAM_COLUMNS, date_rows, team_rows
from inspections.views.base import InspectionPage
from records.permissions import Answer


class TeamPage(InspectionPage):
    """Who is on the team, as what, from when to when."""

    template_name = "inspections/team.html"
    http_method_names = ["get", "head"]

    def get(self, request: HttpRequest, **kwargs: Any) -> TemplateResponse:
        """The team, and what this person may do about it."""
        team = Assignment.objects.visible_to(self.actor, self.today).of(self.inspection).for_page()
        context = {
            "columns": TEAM_COLUMNS,
            "rows": team_rows(self.inspection, list(team), self.member, self.today),
            "may_name_lead": may_name_lead(self.member),
            "may_name_member": is_lead(self.member),
            "may_name_deputy": may_name_deputy(self.member),
            "hand_over": hand_over_links(self.inspection, list(team), self.member, self.today),
            "handed_over": hand_over_rows(self.inspection),
            "handed_over_columns": HAND_OVER_COLUMNS,
        }
        return self.render(context)


class NameLeadPage(InspectionPage):
    """The overall lead names the lead of a participating inspectorate."""

    template_name = "inspections/name_lead.html"

    def permission(self) -> Answer:
        return may_name_lead(self.member)

    def form(self, data: Any = None) -> LeadForm:
        """The form with the people who can be named."""
        return LeadForm(data, people=people_to_name(self.inspection, self.today))

    def get(self, request: HttpRequest, **kwargs: Any) -> TemplateResponse:
        """The form."""
        return self.render({"form": self.form()})

    def post(self, request: HttpRequest, **kwargs: Any) -> HttpResponse:
        """Name them, or say what is missing."""
        form = self.form(request.POST)
        if not form.is_valid() and not self.was_sent(form):
            return self.render({"form": form}, status=422)

        def do() -> str:
            person, _ = actions.find_member(email=form.cleaned_data["person"], at=self.now)
            named = actions.name_lead(
                inspection=self.inspection, person=person, by=self.actor, at=self.now
            )
            self.changed(named)
            return str(named)[:120]

        receipt = self.once(form, "name lead", do)
        messages.success(request, f"Named: {receipt.result}.")
        return redirect("inspections:team", self.inspection.reference)


class NameMemberPage(InspectionPage):
    """A lead names people of the lead's own inspectorate."""

    template_name = "inspections/name_member.html"

    def permission(self) -> Answer:
        return is_lead(self.member)

    def form(self, data: Any = None) -> MemberForm:
        """The form with the people of this lead's inspectorate."""
        mine = self.member.inspectorate_id
        people = people_to_name(self.inspection, self.today, inspectorate=mine)
        return MemberForm(data, people=people)

    def get(self, request: HttpRequest, **kwargs: Any) -> TemplateResponse:
        """The form."""
        return self.render({"form": self.form()})

    def post(self, request: HttpRequest, **kwargs: Any) -> HttpResponse:
        """Name them, or say what is missing."""
        form = self.form(request.POST)
        if not form.is_valid() and not self.was_sent(form):
            return self.render({"form": form}, status=422)

        def do() -> str:
            person, _ = actions.find_member(email=form.cleaned_data["person"], at=self.now)
            named = actions.name_member(
                inspection=self.inspection,
                person=person,
                role=form.cleaned_data["role"],
                by=self.actor,
                at=self.now,
            )
            self.changed(named)
            return str(named)[:120]

        receipt = self.once(form, "name member", do)
        messages.success(request, f"Named: {receipt.result}.")
        return redirect("inspections:team", self.inspection.reference)


class EndAssignmentPage(InspectionPage):
    """Somebody's work on the inspection ends."""

    template_name = "inspections/end_assignment.html"

    def load_more(self, *args: Any, person: str, **kwargs: Any) -> None:
        team = Assignment.objects.visible_to(self.actor, self.today).of(self.inspection).for_page()
        assignment = team.of_person(person)
        if assignment is None:
            raise Http404
        self.assignment = assignment

    def permission(self) -> Answer:
        return may_end_assignment(self.member, self.assignment)

    def get(self, request: HttpRequest, **kwargs: Any) -> TemplateResponse:
        """What will happen, and to whom."""
        return self.render({"form": EndAssignmentForm(), "assignment": self.assignment})

    def post(self, request: HttpRequest, **kwargs: Any) -> HttpResponse:
        """End it."""
        form = EndAssignmentForm(request.POST)
        if not form.is_valid():
            return self.render({"form": form, "assignment": self.assignment}, status=422)
        actions.end_assignment(
            assignment=self.assignment,
            last_day=form.last_day(self.today),
            by=self.actor,
            at=self.now,
        )
        self.changed(self.assignment)
        messages.success(request, f"The work of {self.assignment.person} ends.")
        return redirect("inspections:team", self.inspection.reference)


class KeyDatesPage(InspectionPage):
    """The days by which things happen."""

    template_name = "inspections/dates.html"
    http_method_names = ["get", "head"]

    def get(self, request: HttpRequest, **kwargs: Any) -> TemplateResponse:
        """The timetable."""
        days = list(self.inspection.key_dates.all())
        return self.render({"columns": DATE_COLUMNS, "rows": date_rows(days, self.today)})
