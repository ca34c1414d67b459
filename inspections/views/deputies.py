"""Deputies of leads, and handing a lead over."""

from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.template.response import TemplateResponse
from django.utils import timezone
from django.utils.formats import date_format

from inspections import actions
from inspections.forms.deputies import DeputyForm, EndDeputisingForm, HandOverForm, colleagues_of
from inspections.models import (
    Deputising,
    Place,
    find_leading,
    find_place,
    lead_place,
)
from inspections.permissions import (
    assignment_of,
    may_end_deputising,
    may_hand_over,
    may_name_deputy,
)
from inspections.views.base import InspectionPage
from organisations.permissions import membership_of
from records.permissions import Allowed, Answer


class NameDeputyPage(InspectionPage):
    """A lead names who stands in for them on some days."""

    template_name = "inspections/name_deputy.html"

    def permission(self) -> Answer:
        return may_name_deputy(self.member)

    def form(self, data: Any = None) -> DeputyForm:
        """The form with the lead's colleagues."""
        own = self.member.inspectorate_id
        return DeputyForm(data, people=colleagues_of(self.inspection, own, self.today))

    def get(self, request: HttpRequest, **kwargs: Any) -> TemplateResponse:
        """The form."""
        return self.render({"form": self.form()})

    def post(self, request: HttpRequest, **kwargs: Any) -> HttpResponse:
        """Name them, or say what is missing."""
        form = self.form(request.POST)
        if not form.is_valid() and not self.was_sent(form):
            return self.render({"form": form}, status=422)

        def do() -> str:
            sent = form.cleaned_data
            person, _ = actions.find_member(email=sent["person"], at=self.now)
            named = actions.name_deputy(
                inspection=self.inspection,
                person=person,
                first_day=sent["first_day"],
                last_day=sent["last_day"],
                reason=sent["reason"],
                by=self.actor,
                at=self.now,
            )
            self.changed(named)
            return str(named)[:120]

        if self.refusal_of(form, "name deputy", do) is not None:
            return self.render({"form": form}, status=409)
        messages.success(request, "Your deputy is named.")
        return redirect("inspections:team", self.inspection.reference)


class EndDeputisingPage(InspectionPage):
    """Somebody's time as a deputy ends before its last day."""

    template_name = "inspections/end_deputising.html"

    def load_more(self, *args: Any, deputising: int, **kwargs: Any) -> None:
        seen = Deputising.objects.visible_to(self.actor, self.today).of(self.inspection)
        found = seen.numbered(deputising)
        if found is None:
            raise Http404
        self.deputising = found

    def permission(self) -> Answer:
        return may_end_deputising(self.member, self.deputising)

    def shown(self, form: EndDeputisingForm, *, status: int = 200) -> TemplateResponse:
        """What will happen, and to whom."""
        return self.render({"form": form, "deputising": self.deputising}, status=status)

    def get(self, request: HttpRequest, **kwargs: Any) -> TemplateResponse:
        """The question."""
        return self.shown(EndDeputisingForm())

    def post(self, request: HttpRequest, **kwargs: Any) -> HttpResponse:
        """End it."""
        form = EndDeputisingForm(request.POST)
        if not form.is_valid():
            return self.shown(form, status=422)

        def do() -> str:
            ended = actions.end_deputising(deputising=self.deputising, by=self.actor, at=self.now)
            self.changed(ended)
            return str(ended)[:120]

        if self.refusal_of(form, "end deputising", do) is not None:
            return self.shown(form, status=409)
        messages.success(request, f"{self.deputising.place.person} does not stand in any more.")
        return redirect("inspections:team", self.inspection.reference)


class HandOverPage(InspectionPage):
    """A lead's place goes to a colleague."""

    template_name = "inspections/hand_over.html"
    is_done = False
    answer: Answer

    def find_place(self, inspection: str, *, is_drawn: bool) -> Place:
        """Also for a lead of the overall lead's inspectorate, when that one is gone."""
        found = find_place(self.actor, inspection, self.now)
        if found is None:
            works, email = membership_of(self.actor, self.today), self.kwargs["person"]
            found = find_leading(inspection, email, works, self.today)
        if found is None:
            raise Http404
        return found

    def load_more(self, *args: Any, person: str, **kwargs: Any) -> None:
        found = lead_place(self.inspection, person)
        if found is None:
            self.require_sent_before()
            return
        self.lead = found
        works = membership_of(self.actor, self.today)
        mine = assignment_of(self.actor, self.inspection, self.today)
        self.answer = may_hand_over(mine, self.lead, works, self.today)
        if mine is None and not self.answer.allowed:
            raise Http404

    def require_sent_before(self) -> None:
        """That this very form has done its work: then whoever it names leads no more.

        Raises:
            Http404: it has not; there is nothing to hand over.
        """
        form = HandOverForm(self.request.POST, people=[])
        form.is_valid()
        if self.request.method != "POST" or not self.was_sent(form):
            raise Http404
        self.answer = Allowed()
        self.is_done = True

    def permission(self) -> Answer:
        return self.answer

    def form(self, data: Any = None) -> HandOverForm:
        """The form with the lead's colleagues."""
        own = self.lead.inspectorate_id
        return HandOverForm(data, people=colleagues_of(self.inspection, own, self.today))

    def shown(self, form: HandOverForm, *, status: int = 200) -> TemplateResponse:
        """The form, and whose place it is."""
        return self.render({"form": form, "lead": self.lead}, status=status)

    def get(self, request: HttpRequest, **kwargs: Any) -> TemplateResponse:
        """The form."""
        return self.shown(self.form())

    def post(self, request: HttpRequest, **kwargs: Any) -> HttpResponse:
        """Hand over, or say what is missing."""
        if self.is_done:
            return self.done()
        form = self.form(request.POST)
        if not form.is_valid() and not self.was_sent(form):
            return self.shown(form, status=422)

        def do() -> str:
            sent = form.cleaned_data
            person, _ = actions.find_member(email=sent["person"], at=self.now)
            done = actions.hand_over(
                place=self.lead,
                person=person,
                on=sent["on"],
                stays=sent["stays"] == "yes",
                reason=sent["reason"],
                by=self.actor,
                at=self.now,
            )
            self.changed(done)
            return f"{person} leads from {date_format(done.on)}."[:120]

        if self.refusal_of(form, "hand over", do) is not None:
            return self.shown(form, status=409)
        return self.done()

    def done(self) -> HttpResponse:
        """To the page of the team, for those who are on it; the others go to their inspections."""
        messages.success(self.request, "The lead is handed over.")
        if assignment_of(self.actor, self.inspection, timezone.localdate(self.now)) is None:
            return redirect("inspections:list")
        return redirect("inspections:team", self.inspection.reference)
