"""Safeguarding concerns: raised by anybody on the team, read by all of it, followed to the end."""

from abc import ABC, abstractmethod
from collections.abc import Mapping
from typing import Any
from uuid import uuid4

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.template.response import TemplateResponse
from django.urls import reverse

from inspections import actions
from inspections.forms.concerns import (
    CloseConcernForm,
    ConcernForm,
    ReachedForm,
    TellOthersForm,
    WhatWasDoneForm,
)
from inspections.forms.once import SentOnceForm
from inspections.models import Case, Concern, ConcernTold
from inspections.permissions import may_act_on_concern, may_pursue_concern, may_raise_concern
from inspections.presenters.concerns import (
    COLUMNS,
    TOLD_COLUMNS,
    acknowledged_words,
    concern_facts,
    concern_rows,
    happenings,
    releases,
    to_call,
    told_rows,
)
from inspections.presenters.joint_audit import moment
from inspections.states import ConcernState
from inspections.views.base import InspectionPage
from pages.page import Page
from records.permissions import Allowed, Answer, Refused


class ConcernsPage(InspectionPage):
    """Every concern, whoever raised it: a child's safety goes before ownership."""

    template_name = "inspections/concerns.html"
    http_method_names = ["get", "head"]

    def get(self, request: HttpRequest, **kwargs: Any) -> TemplateResponse:
        """The list."""
        seen = Concern.objects.visible_to(self.actor, self.today).of(self.inspection)
        concerns = list(seen.for_page())
        self.disclosed(*concerns)
        context = {
            "columns": COLUMNS,
            "rows": concern_rows(self.inspection.reference, concerns),
            "may_raise": may_raise_concern(self.member, self.inspection),
        }
        return self.render(context)


class RaiseConcernPage(InspectionPage):
    """A new concern, on a case or without one."""

    template_name = "inspections/concern_raise.html"

    def permission(self) -> Answer:
        return may_raise_concern(self.member, self.inspection)

    def cases(self) -> Any:
        """The cases that it can be about."""
        return Case.objects.visible_to(self.actor, self.today).of(self.inspection)

    def form(self, data: Any = None, **options: Any) -> ConcernForm:
        """The form with the cases, the agencies and the office-holders of this inspection."""
        return ConcernForm(
            data,
            cases=self.cases().order_by("kind", "pk"),
            agencies=self.inspection.area.agencies.order_by("name"),
            offices=actions.office_holders(inspection=self.inspection, day=self.today),
            **options,
        )

    def get(self, request: HttpRequest, **kwargs: Any) -> TemplateResponse:
        """The form, with the case that the reader comes from."""
        named = self.cases().named(request.GET.get("case", "")[:8])
        return self.render({"form": self.form(initial={"case": named.pk if named else ""})})

    def post(self, request: HttpRequest, **kwargs: Any) -> HttpResponse:
        """Raise it and tell the named people, or say what is missing."""
        form = self.form(request.POST)
        if not form.is_valid() and not self.was_sent(form):
            return self.render({"form": form}, status=422)

        def do() -> str:
            concern = actions.raise_concern(
                key=form.key,
                inspection=self.inspection,
                content=form.content(),
                by=self.actor,
                at=self.now,
            )
            self.changed(concern)
            return concern.reference

        receipt = self.once(form, "raise concern", do)
        messages.success(request, f"{receipt.result} is raised. The named people are told now.")
        return redirect("inspections:concern", self.inspection.reference, receipt.result)


class OneConcernPage(InspectionPage):
    """A page about one concern of the inspection."""

    concern: Concern

    def load_more(self, *args: Any, concern: str, **kwargs: Any) -> None:
        seen = Concern.objects.visible_to(self.actor, self.today).of(self.inspection)
        found = seen.for_page().named(concern)
        if found is None:
            raise Http404
        found.inspection = self.inspection
        self.concern = found

    def back_address(self) -> str:
        where = [self.inspection.reference, self.concern.reference]
        return reverse("inspections:concern", args=where)

    def back(self) -> HttpResponse:
        """Go on at the concern."""
        return redirect(self.back_address())


class ConcernPage(OneConcernPage):
    """What was raised, who was told, who has acknowledged it, what was done."""

    template_name = "inspections/concern.html"
    http_method_names = ["get", "head"]

    def get(self, request: HttpRequest, **kwargs: Any) -> TemplateResponse:
        """The concern."""
        told = list(self.concern.told.for_page())
        for one in told:
            one.concern = self.concern
        mine = next((one for one in told if one.person_id == self.actor.pk), None)
        offices = actions.office_holders(inspection=self.inspection, day=self.today)
        may_pursue = may_pursue_concern(self.member, self.concern)
        reference = self.inspection.reference
        self.disclosed(self.concern)
        context = {
            "concern": self.concern,
            "facts": concern_facts(self.concern),
            "told_columns": TOLD_COLUMNS,
            "told": told_rows(reference, told, self.now, can_pursue=may_pursue.allowed),
            "releases": releases(told),
            "to_call": to_call(offices, told),
            "happenings": happenings(self.concern.events.select_related("by")),
            "waits_for_me": mine is not None and mine.is_waiting,
            "may_pursue": may_pursue,
            "may_act": may_act_on_concern(self.member, self.concern),
            "is_open": self.concern.state != ConcernState.CLOSED,
            "once": uuid4(),
        }
        return self.render(context)


class AcknowledgePage(OneConcernPage):
    """Somebody who was told says that they have read it."""

    http_method_names = ["post"]

    def load_more(self, *args: Any, **kwargs: Any) -> None:
        super().load_more(**kwargs)
        self.found = self.concern.told.of_person(self.actor.email)

    def permission(self) -> Answer:
        answer = super().permission()
        if answer.allowed and self.found is None:
            return Refused("You were not told of this concern as a lead. You can read it.")
        return answer

    def post(self, request: HttpRequest, **kwargs: Any) -> HttpResponse:
        """Acknowledge it; once, however often it is pressed."""
        if self.found is None:
            raise Http404
        told = actions.acknowledge_concern(told=self.found, by=self.actor, at=self.now)
        self.changed(told)
        messages.success(request, acknowledged_words(told))
        return self.back()


class ConcernActPage(OneConcernPage, ABC):
    """A page with one form about a concern.

    Attributes:
        act: how the receipt names it.
        said: the message afterwards.
    """

    template_name = "inspections/concern_act.html"
    act = ""
    title = ""
    intro = ""
    said = ""

    def permission(self) -> Answer:
        return may_act_on_concern(self.member, self.concern)

    @abstractmethod
    def form(self, data: Any = None) -> SentOnceForm:
        """The form."""

    @abstractmethod
    def do(self, form: Any) -> str:
        """The act; returns what the receipt says of it."""

    def get(self, request: HttpRequest, **kwargs: Any) -> TemplateResponse:
        """The form."""
        return self.shown(self.form())

    def post(self, request: HttpRequest, **kwargs: Any) -> HttpResponse:
        """Do it, or say what is missing."""
        form = self.form(request.POST)
        if not form.is_valid() and not self.was_sent(form):
            return self.shown(form, status=422)
        if self.refusal_of(form, self.act, lambda: self.do(form)):
            return self.shown(form, status=409)
        messages.success(request, self.said)
        return self.back()

    def shown(self, form: SentOnceForm, *, status: int = 200) -> TemplateResponse:
        """The page with this form on it."""
        form.cancel_url = self.back_address()
        context = {
            "form": form,
            "concern": self.concern,
            "page_title": self.title,
            "intro": self.intro,
        }
        return self.render(context, status=status)


class TellOthersPage(ConcernActPage):
    """Further office-holders are told, with the text that they may read."""

    act, title = "tell of concern", "Tell somebody else in the area"
    intro = "They get an e-mail with the reference alone, and read on their page what you write."
    said = "They are told now."

    def permission(self) -> Answer:
        return may_pursue_concern(self.member, self.concern)

    def form(self, data: Any = None) -> TellOthersForm:
        known = set(self.concern.told.values_list("person", flat=True))
        offices = actions.office_holders(inspection=self.inspection, day=self.today)
        return TellOthersForm(data, offices=[one for one in offices if one.person_id not in known])

    def do(self, form: TellOthersForm) -> str:
        told = actions.tell_others(
            concern=self.concern,
            offices=[int(key) for key in form.cleaned_data["offices"]],
            released=form.cleaned_data["released"],
            by=self.actor,
            at=self.now,
        )
        self.changed(self.concern)
        return str(told)


class ReachedPage(ConcernActPage):
    """Somebody who does not open the page was reached otherwise."""

    act, title = "reached otherwise", "Record how somebody was reached"
    intro = "For instance by telephone. It counts as acknowledged, and your name stands beside it."
    said = "It is recorded that they were reached."

    def load_more(self, *args: Any, **kwargs: Any) -> None:
        super().load_more(**kwargs)
        found = self.concern.told.for_page().of_person(self.kwargs["person"])
        if found is None:
            raise Http404
        found.concern = self.concern
        self.told: ConcernTold = found
        self.title = f"Record how {found.person.name} was reached"

    def permission(self) -> Answer:
        return may_pursue_concern(self.member, self.concern)

    def form(self, data: Any = None) -> ReachedForm:
        return ReachedForm(data)

    def do(self, form: ReachedForm) -> str:
        how = form.cleaned_data["how"]
        actions.reach_otherwise(told=self.told, how=how, by=self.actor, at=self.now)
        self.changed(self.told)
        return self.concern.reference


class ActPage(ConcernActPage):
    """What was done about a concern."""

    act, title = "act on concern", "Record what was done"
    said = "It is recorded."

    def form(self, data: Any = None) -> WhatWasDoneForm:
        return WhatWasDoneForm(data)

    def do(self, form: WhatWasDoneForm) -> str:
        what = form.cleaned_data["what"]
        concern = actions.act_on_concern(
            concern=self.concern, what=what, by=self.actor, at=self.now
        )
        self.changed(concern)
        return concern.state


class ClosePage(ConcernActPage):
    """The outcome of a concern, and why it can be closed."""

    act, title = "close concern", "Close the concern"
    intro = (
        "Those in the area who were let in for it do not see it any more. It cannot be reopened."
    )
    said = "The concern is closed."

    def form(self, data: Any = None) -> CloseConcernForm:
        return CloseConcernForm(data)

    def do(self, form: CloseConcernForm) -> str:
        facts = form.cleaned_data
        concern = actions.close_concern(
            concern=self.concern,
            outcome=facts["outcome"],
            why=facts["why"],
            by=self.actor,
            at=self.now,
        )
        self.changed(concern)
        return concern.outcome


class LocalConcernPage(Page):
    """What was released to an office-holder of the area. To everybody else it does not exist."""

    template_name = "inspections/concern_local.html"

    def load(self, *args: Any, inspection: str, concern: str, **kwargs: Any) -> None:
        self.about = inspection
        found = ConcernTold.objects.visible_to(self.actor, self.now).of(inspection, concern)
        if found is None:
            raise Http404
        self.told = found

    def permission(self) -> Answer:
        return Allowed()

    def back_address(self) -> str:
        return self.request.path

    def render(self, context: Mapping[str, Any], *, status: int = 200) -> TemplateResponse:
        inspection = self.told.concern.inspection
        caption = f"{inspection.area.name}, {inspection.reference}"
        return super().render({"caption": caption, "told": self.told, **context}, status=status)

    def get(self, request: HttpRequest, **kwargs: Any) -> TemplateResponse:
        """What they may read of it, and the button."""
        self.disclosed(self.told)
        at = self.told.acknowledged_at
        return self.render({"acknowledged": moment(at) if at else "", "once": uuid4()})

    def post(self, request: HttpRequest, **kwargs: Any) -> HttpResponse:
        """Acknowledge it; once, however often it is pressed."""
        told = actions.acknowledge_concern(told=self.told, by=self.actor, at=self.now)
        self.changed(told)
        messages.success(request, acknowledged_words(told))
        return redirect(self.request.path)
