"""People: the admins' pages."""

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.template.response import TemplateResponse
from django.urls import reverse
from django.utils import timezone

from organisations import actions
from organisations.forms import MembershipForm, PersonForm
from organisations.models import User
from organisations.permissions import may_change_person, may_manage_people
from organisations.presenters import PEOPLE_COLUMNS, people_rows, person_rows
from pages.page import Page
from records.permissions import Answer


class PeoplePage(Page):
    """Everybody with an account."""

    template_name = "organisations/people.html"
    http_method_names = ["get", "head"]

    def permission(self) -> Answer:
        return may_manage_people(self.actor)

    def get(self, request: HttpRequest) -> TemplateResponse:
        """The list."""
        people = list(User.objects.visible_to(self.actor))
        rows = people_rows(people, timezone.localdate(self.now))
        return self.render({"columns": PEOPLE_COLUMNS, "rows": rows})


class AddPersonPage(Page):
    """A new account."""

    template_name = "organisations/add_person.html"

    def permission(self) -> Answer:
        return may_manage_people(self.actor)

    def get(self, request: HttpRequest) -> TemplateResponse:
        """The empty form."""
        return self.render({"form": PersonForm()})

    def post(self, request: HttpRequest) -> HttpResponse:
        """Make the account, or say what is missing."""
        form = PersonForm(request.POST)
        if not form.is_valid():
            return self.render({"form": form}, status=422)
        person = actions.add_person(**form.cleaned_data, by=self.actor)
        self.changed(person)
        messages.success(request, f"{person} has an account now.")
        return redirect("organisations:person", person.email)


class PersonPage(Page):
    """One person: where they belong, and whether they can sign in."""

    template_name = "organisations/person.html"
    http_method_names = ["get", "head"]

    def load(self, *, email: str, **kwargs: Any) -> None:
        self.person = get_object_or_404(User.objects.visible_to(self.actor), email=email)

    def get(self, request: HttpRequest, **kwargs: Any) -> TemplateResponse:
        """The page."""
        return self.shown(MembershipForm())

    def shown(self, form: MembershipForm, *, status: int = 200) -> TemplateResponse:
        """The page with this form on it."""
        self.disclosed(self.person)
        form.form_action = reverse("organisations:start_membership", args=[self.person.email])
        context = {
            "shown": self.person,
            "rows": person_rows(self.person),
            "may_change": may_change_person(self.actor, self.person),
            "belongs": any(row.ends_on is None for row in self.person.memberships.all()),
            "form": form,
        }
        return self.render(context, status=status)


class StartMembershipPage(PersonPage):
    """A membership begins."""

    http_method_names = ["post"]

    def post(self, request: HttpRequest, **kwargs: Any) -> HttpResponse:
        """Start it, or say what is missing."""
        form = MembershipForm(request.POST)
        if not form.is_valid():
            return self.shown(form, status=422)
        facts = form.cleaned_data
        actions.start_membership(
            person=self.person,
            inspectorate=facts["inspectorate"],
            role=facts["role"],
            starts_on=facts["starts_on"],
            by=self.actor,
        )
        self.changed(self.person)
        messages.success(request, f"{self.person} belongs to the inspectorate now.")
        return redirect("organisations:person", self.person.email)


class EndMembershipPage(PersonPage):
    """A membership ends."""

    http_method_names = ["post"]

    def post(self, request: HttpRequest, **kwargs: Any) -> HttpResponse:
        """End it."""
        actions.end_membership(person=self.person, by=self.actor, at=self.now)
        self.changed(self.person)
        messages.success(request, f"The membership of {self.person} has ended.")
        return redirect("organisations:person", self.person.email)


class SetActivePage(PersonPage):
    """An account is closed, or opened again."""

    http_method_names = ["post"]

    def post(self, request: HttpRequest, *, email: str, is_active: bool) -> HttpResponse:
        """Close or open it."""
        actions.set_active(person=self.person, is_active=is_active, by=self.actor)
        self.changed(self.person)
        words = "can sign in again" if is_active else "cannot sign in any more"
        messages.success(request, f"{self.person} {words}.")
        return redirect("organisations:person", self.person.email)
