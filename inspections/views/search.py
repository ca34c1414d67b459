"""Searching evidence, in an inspection or in all of one's own, and what one keeps of it."""

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.template.response import TemplateResponse
from django.urls import reverse
from django.utils import timezone

from inspections.actions.searches import change_saved_search, end_saved_search, save_search
from inspections.forms.search import ChangeSavedSearchForm, SaveSearchForm, SearchForm
from inspections.models import EvidenceAudience, SavedSearch, find_place
from inspections.models.search import (
    find_evidence,
    marks_of,
    narrowing_choices,
    narrowing_choices_everywhere,
    results_of,
)
from inspections.permissions.search import may_make_pack, may_tag
from inspections.presenters.search import (
    Results,
    address_of,
    conflict_of,
    results,
    saved_rows,
    search_in_words,
    search_path,
)
from inspections.values import EVIDENCE_PAGE, Asked
from inspections.values.search import Search, SearchChoices
from inspections.views.base import InspectionPage
from pages.page import Page
from records.actions import once
from records.errors import ActionRefused, Conflict


class Searching:
    """What a page asks that reads a search from its address; within `place`, or everywhere."""

    request: HttpRequest
    actor: Any
    today: Any
    place: Any = None

    def read_search(self, data: Any = None) -> SearchForm:
        """The search of the address, read; with it `choices`, `search` and what it `said`."""
        if self.place is None:
            rows = narrowing_choices_everywhere(self.actor, self.today)
        else:
            place = self.place
            rows = narrowing_choices(place.member, place.inspection, self.actor)
        self.choices = SearchChoices.from_rows(rows)
        asked = self.request.GET if data is None else data
        form = SearchForm(asked, choices=self.choices, within=self.place is not None)
        self.is_readable = form.is_valid()
        self.search = form.search() if self.is_readable else Search()
        self.said = search_in_words(self.search, form.facts_of(self.search))
        return form

    @property
    def seen(self) -> Any:
        """What the person may see; a search never widens it."""
        rows = EvidenceAudience.objects.visible_to(self.actor, self.today)
        return rows if self.place is None else rows.for_member(self.place.member)

    def find(self, asked: Asked, *, most: int) -> Any:
        """The rows that the search of the address finds; none where it cannot be read."""
        if not self.is_readable:
            return self.seen.none()
        within = None if self.place is None else self.place.inspection.pk
        return find_evidence(self.seen, self.search, asked, most=most, inspection=within)

    def results(self, form: SearchForm) -> Results:
        """A page of what is found."""
        asked = Asked.from_query(self.request.GET)
        found = results_of(self.find(asked, most=EVIDENCE_PAGE + 1))
        member = None if self.place is None else self.place.member
        marks = marks_of(found[:EVIDENCE_PAGE], member)
        facts = form.facts_of(self.search)
        return results(found, marks, self.search, facts, asked, self.request.path)

    def searched(self, form: SearchForm) -> dict[str, Any]:
        """What a page of results shows."""
        found = self.results(form)
        return {
            "form": form,
            "results": found,
            "is_readable": self.is_readable,
            "saved": saved_rows(self.choices.named("saved"), self.search),
        }


class SearchPage(Searching, InspectionPage):
    """The evidence of an inspection that one may see, searched."""

    template_name = "inspections/search.html"
    http_method_names = ["get", "head"]

    def get(self, request: HttpRequest, **kwargs: Any) -> TemplateResponse:
        """The form and what it finds."""
        context = self.searched(self.read_search())
        self.disclosed(*(f"evidence {one.audited}" for one in context["results"].items))
        context["may_tag"] = may_tag(self.member)
        context["may_make_pack"] = may_make_pack(self.member)
        context["undo"] = _uuid(request.GET.get("tagged", ""))
        return self.render(context, status=200 if self.is_readable else 422)


def _uuid(text: str) -> UUID | None:
    try:
        return UUID(text)
    except ValueError:
        return None


class SearchAllPage(Searching, Page):
    """The same over all inspections on whose team one is."""

    template_name = "inspections/search_all.html"
    http_method_names = ["get", "head"]

    def load(self, *args: Any, **kwargs: Any) -> None:
        self.today = timezone.localdate(self.now)

    def get(self, request: HttpRequest, **kwargs: Any) -> TemplateResponse:
        """The form and what it finds."""
        context = self.searched(self.read_search())
        self.disclosed(*(f"evidence {one.audited}" for one in context["results"].items))
        return self.render(context, status=200 if self.is_readable else 422)


# --- saved searches -------------------------------------------------------------------------------


class KeepingPage(Searching, Page):
    """A page about keeping a search: within an inspection that one works on, or everywhere."""

    def stand_in(self, inspection: str) -> None:
        """Stand in the inspection with this reference.

        Raises:
            Http404: the person is not on its team, or not any more.
        """
        self.about = inspection
        self.place = find_place(self.actor, inspection, self.now)
        if self.place is None:
            raise Http404

    @property
    def inspection(self) -> Any:
        """The inspection that the search is about; None for all of one's own."""
        return self.place.inspection if self.place else None

    def to_results(self, search: Search) -> HttpResponse:
        """The page of what a search finds."""
        return redirect(address_of(search_path(self.inspection), search))


class SaveSearchPage(KeepingPage):
    """The search of the address is kept under a name; `within=` names its inspection."""

    template_name = "inspections/save_search.html"

    def load(self, *args: Any, **kwargs: Any) -> None:
        self.today = timezone.localdate(self.now)
        within = self.request.GET.get("within", "")
        if within:
            self.stand_in(within)
        self.asked = self.read_search()

    def get(self, request: HttpRequest, **kwargs: Any) -> TemplateResponse:
        """What will be kept."""
        return self.shown(SaveSearchForm())

    def post(self, request: HttpRequest, **kwargs: Any) -> HttpResponse:
        """Keep it, or say what is missing."""
        form = SaveSearchForm(request.POST)
        if not form.is_valid() or not self.is_readable:
            return self.shown(form, status=422)
        name = form.cleaned_data["name"]

        def do() -> str:
            saved = save_search(
                name=name,
                search=self.search,
                inspection=self.inspection,
                by=self.actor,
                at=self.now,
            )
            self.changed(saved)
            return str(saved.reference)

        content = {**form.sent(), "asked": self.search.as_data()}
        try:
            once(
                key=form.key, by=self.actor, act="save search", content=content, at=self.now, do=do
            )
        except ActionRefused as refusal:
            form.add_error("name", refusal.message)
            return self.shown(form, status=409)
        messages.success(request, f"Saved: {name}.")
        return self.to_results(self.search)

    def shown(self, form: SaveSearchForm, *, status: int = 200) -> TemplateResponse:
        """The page with this form on it."""
        form.cancel_url = address_of(search_path(self.inspection), self.search)
        context = {"form": form, "asked": self.asked, "said": self.said}
        return self.render(context, status=status if self.is_readable else 422)


class SavedSearchPage(KeepingPage):
    """A saved search of one's own, as whoever is on the team of its inspection."""

    def load(self, *, saved: UUID, **kwargs: Any) -> None:
        found = SavedSearch.objects.visible_to(self.actor).named(saved)
        if found is None:
            raise Http404
        self.saved = found
        self.today = timezone.localdate(self.now)
        if found.inspection is not None:
            self.stand_in(found.inspection.reference)


class SavedSearchResultsPage(SavedSearchPage):
    """Opens what a saved search finds now."""

    http_method_names = ["get", "head"]

    def get(self, request: HttpRequest, **kwargs: Any) -> HttpResponse:
        """On to the search."""
        return self.to_results(self.saved.search)


class ChangeSavedSearchPage(SavedSearchPage):
    """Another name, or what the address asks instead."""

    template_name = "inspections/change_saved_search.html"

    def load(self, *args: Any, **kwargs: Any) -> None:
        super().load(**kwargs)
        # What the address says, or what it asked so far.
        self.asked = self.read_search(self.request.GET or dict(self.saved.search.as_query()))

    def get(self, request: HttpRequest, **kwargs: Any) -> TemplateResponse:
        """The saved search as it stands."""
        initial = {"name": self.saved.name, "version": self.saved.version}
        return self.shown(ChangeSavedSearchForm(initial=initial))

    def post(self, request: HttpRequest, **kwargs: Any) -> HttpResponse:
        """Save it, or say what is wrong; where another window was quicker, show both."""
        form = ChangeSavedSearchForm(request.POST)
        if not form.is_valid() or not self.is_readable:
            return self.shown(form, status=422)
        try:
            change_saved_search(
                saved=self.saved,
                version=form.cleaned_data["version"],
                name=form.cleaned_data["name"],
                search=self.search,
                by=self.actor,
                at=self.now,
            )
        except Conflict as conflict:
            if conflict.theirs is None:
                raise
            return self.conflict(form, conflict.theirs)
        except ActionRefused as refusal:
            form.add_error("name", refusal.message)
            return self.shown(form, status=409)
        self.changed(f"saved search {self.saved.reference}")
        messages.success(request, f"Saved: {form.cleaned_data['name']}.")
        return self.to_results(self.search)

    def conflict(self, form: ChangeSavedSearchForm, theirs: SavedSearch) -> TemplateResponse:
        """Both, and the form to save this one over the other."""
        said = search_in_words(theirs.search, self.asked.facts_of(theirs.search))
        both = conflict_of((form.cleaned_data["name"], self.said), (theirs.name, said))
        form.stand_on(theirs.version)
        return self.shown(form, conflict=both, status=409)

    def shown(
        self, form: ChangeSavedSearchForm, *, conflict: Any = None, status: int = 200
    ) -> TemplateResponse:
        """The page with this form on it."""
        form.cancel_url = address_of(search_path(self.inspection), self.search)
        context = {
            "form": form,
            "asked": self.asked,
            "saved": self.saved,
            "said": self.said,
            "conflict": conflict,
            "end_url": reverse("inspections:end_saved_search", args=[self.saved.reference]),
        }
        return self.render(context, status=status if self.is_readable else 422)


class EndSavedSearchPage(SavedSearchPage):
    """A saved search is deleted, as its owner sees it."""

    http_method_names = ["post"]

    def post(self, request: HttpRequest, **kwargs: Any) -> HttpResponse:
        """End it."""
        end_saved_search(saved=self.saved, by=self.actor, at=self.now)
        self.changed(self.saved)
        messages.success(request, f"“{self.saved.name}” is not saved any more.")
        return redirect(search_path(self.inspection))
