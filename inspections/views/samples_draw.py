"""Drawing a sample, substituting a case, drawing it again, and reading who it is."""

from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.template.response import TemplateResponse

from inspections.actions import samples_draw as acting
from inspections.actions.samples_key import read_keys
from inspections.forms.samples import KeyForm
from inspections.forms.samples_draw import DrawForm, SubstituteForm
from inspections.models import AgencyList, Case, Draw, ListedSubject
from inspections.permissions.samples import may_read_key, may_select_sample
from inspections.presenters import samples_draw as shown
from inspections.presenters.samples import KEY_COLUMNS, revealed_shown
from inspections.views.base import InspectionPage
from inspections.views.samples import SamplePage
from records.errors import ActionRefused
from records.permissions import Answer


class DrawSamplePage(SamplePage):
    """What is drawn, from what, how balanced."""

    template_name = "inspections/sample_draw.html"

    def form(self, data: Any = None) -> DrawForm:
        """The form, with the lists that stand and the groups on them."""
        lists = AgencyList.objects.visible_to(self.actor, self.today).of(self.inspection)
        agencies, ages, cohorts = lists.groups_on(self.inspection)
        return DrawForm(
            data,
            lists=list(lists.standing().for_list()),
            groups=shown.groups_shown(agencies, ages, cohorts),
            has_deep_dive=bool(self.inspection.deep_dive),
        )

    def page(self, form: DrawForm, *, status: int = 200) -> TemplateResponse:
        """The form."""
        return self.render({"form": form, "has_lists": bool(form.known)}, status=status)

    def get(self, request: HttpRequest, **kwargs: Any) -> TemplateResponse:
        """The empty form."""
        return self.page(self.form())

    def post(self, request: HttpRequest, **kwargs: Any) -> HttpResponse:
        """Draw, once, or say what is missing."""
        form = self.form(request.POST)
        if not form.is_valid():
            return self.page(form, status=422)

        def do() -> str:
            drawn = acting.draw_sample(
                inspection=self.inspection,
                lists=form.chosen_lists(),
                order=form.order(),
                by=self.actor,
                at=self.now,
            )
            self.changed(drawn)
            return drawn.reference

        try:
            receipt = self.once(form, "draw sample", do)
        except ActionRefused as refusal:
            form.add_error(None, refusal.message)
            return self.page(form, status=409)
        messages.success(request, f"Sample {receipt.result} is drawn, and its cases are added.")
        return redirect("inspections:draw", self.inspection.reference, receipt.result)


class OfDrawPage(SamplePage):
    """A screen about one draw."""

    def load_more(self, *args: Any, **kwargs: Any) -> None:
        draws = Draw.objects.visible_to(self.actor, self.today).of(self.inspection)
        found = draws.for_page().named(self.kwargs["draw"])
        if found is None:
            raise Http404
        self.draw = found

    def names(self) -> shown.Names:
        """What the groups of the draw are called."""
        agencies = self.inspection.area.agencies.values_list("code", "name")
        return shown.Names(dict(agencies))


class DrawPage(OfDrawPage):
    """Who was drawn and why, who is in reserve, who took whose place."""

    template_name = "inspections/sample_drawn.html"
    http_method_names = ["get", "head"]

    def permission(self) -> Answer:
        return InspectionPage.permission(self)

    def get(self, request: HttpRequest, **kwargs: Any) -> TemplateResponse:
        """The draw as it is recorded."""
        places = list(self.draw.places.for_page())
        subs = list(self.draw.substitutions.select_related("case", "by"))
        names = self.names()
        self.disclosed(self.draw, *(one.subject for one in places))
        may_select = may_select_sample(self.member, self.inspection)
        told = {
            "facts": shown.draw_facts(self.draw),
            "shortfalls": shown.shortfalls_said(self.draw, names),
            "balance": shown.balance_shown(self.draw, places, subs, names),
            "places": shown.places_shown(self.inspection, places, subs, names),
            "reserves": shown.reserves_shown(self.inspection, places, subs, names),
            "substitutions": shown.substitutions_shown(self.inspection, places, subs),
        }
        context = {
            "draw": self.draw,
            "columns": shown,
            "substitutable": shown.substitutable(places, subs) if may_select.allowed else [],
            "may_read_key": may_read_key(self.member),
        }
        return self.render({**context, **told})


class SubstitutePage(OfDrawPage):
    """A reserve in the place of a case that is not suitable."""

    template_name = "inspections/sample_substitute.html"

    def load_more(self, *args: Any, **kwargs: Any) -> None:
        super().load_more(*args, **kwargs)
        cases = Case.objects.visible_to(self.actor, self.today).of(self.inspection)
        found = self.draw.among(cases).named(self.kwargs["case"])
        if found is None:
            raise Http404
        self.case = found

    def next(self) -> Any:
        """Who would take its place, if it has not been substituted yet.

        Raises:
            ActionRefused: it has been.
        """
        place = acting.place_of(drawn=self.draw, case=self.case)
        if place is None:
            raise ActionRefused(f"Case {self.case} has been substituted already.")
        return acting.next_in_reserve(drawn=self.draw, place=place)

    def page(self, form: SubstituteForm, exchange: Any, *, status: int = 200) -> TemplateResponse:
        """The form, with who is next."""
        self.disclosed(self.case)
        context = {"form": form, "draw": self.draw, "case": self.case, "exchange": exchange}
        return self.render(context, status=status)

    def get(self, request: HttpRequest, **kwargs: Any) -> TemplateResponse:
        """Who is next, and the empty form."""
        exchange = self.next()
        initial = {"into": exchange.into if exchange else ""}
        return self.page(SubstituteForm(initial=initial), exchange)

    def post(self, request: HttpRequest, **kwargs: Any) -> HttpResponse:
        """Substitute it, or ask for the reason."""
        form = SubstituteForm(request.POST)
        if not form.is_valid():
            return self.page(form, self.next(), status=422)

        def do() -> str:
            made = acting.substitute(
                drawn=self.draw,
                case=self.case,
                into=form.cleaned_data["into"],
                why=form.cleaned_data["why"],
                by=self.actor,
                at=self.now,
            )
            self.changed(self.case, made.case, self.draw)
            return made.case.reference

        receipt = self.once(form, "substitute case", do)
        messages.success(request, f"Case {receipt.result} takes the place of case {self.case}.")
        return redirect("inspections:draw", self.inspection.reference, self.draw.reference)


class ReproducePage(OfDrawPage):
    """The draw made again, beside what is recorded."""

    template_name = "inspections/sample_again.html"
    http_method_names = ["get", "head"]

    def permission(self) -> Answer:
        return InspectionPage.permission(self)

    def get(self, request: HttpRequest, **kwargs: Any) -> TemplateResponse:
        """Identical or not, and where not."""
        again = acting.reproduce(drawn=self.draw)
        self.disclosed(self.draw)
        context = {
            "draw": self.draw,
            "again": again,
            "columns": shown.AGAIN_COLUMNS,
            "rows": shown.again_shown(again),
        }
        return self.render(context)


class KeyPage(SamplePage):
    """Who listed subjects are: shown to a lead for a reason, and each showing is recorded."""

    template_name = "inspections/sample_key.html"

    def permission(self) -> Answer:
        return may_read_key(self.member)

    def load_more(self, *args: Any, subject: str = "", draw: str = "", **kwargs: Any) -> None:
        subjects = ListedSubject.objects.visible_to(self.actor, self.today).of(self.inspection)
        if draw:
            self.of = self.find(Draw, draw)
            self.subjects = list(subjects.holding_places(self.of))
        else:
            self.of = self.find(ListedSubject, subject)
            self.subjects = [self.of]

    def get(self, request: HttpRequest, **kwargs: Any) -> TemplateResponse:
        """The question why."""
        return self.render({"form": KeyForm(), "of": self.of, "number": len(self.subjects)})

    def post(self, request: HttpRequest, **kwargs: Any) -> HttpResponse:
        """Record the reading, then show who it is. Nothing is kept of the page."""
        form = KeyForm(request.POST)
        context = {"of": self.of, "number": len(self.subjects)}
        if not form.is_valid():
            return self.render({**context, "form": form}, status=422)
        revealed = read_keys(
            inspection=self.inspection,
            subjects=self.subjects,
            reason=form.cleaned_data["reason"],
            by=self.actor,
            at=self.now,
        )
        self.disclosed(*(f"key of {one.reference}" for one in self.subjects))
        shown_rows = {"columns": KEY_COLUMNS, "rows": revealed_shown(revealed)}
        return self.render({**context, **shown_rows, "reason": form.cleaned_data["reason"]})
