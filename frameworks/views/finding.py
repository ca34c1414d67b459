"""Frameworks are searched: by words, by reference, and by the themes that they have in common."""

from typing import Any

from django.http import HttpRequest, HttpResponse, QueryDict
from django.shortcuts import get_object_or_404, redirect
from django.template.response import TemplateResponse
from django.urls import reverse
from django.utils import timezone

from frameworks.forms import SearchForm
from frameworks.models import FrameworkVersion, Theme
from frameworks.models.search import hits
from frameworks.presenters.finding import PAGE, page_asked, pages_beside, place_of, results
from frameworks.presenters.themes import listed_themes, on_theme
from pages.page import Page


class SearchPage(Page):
    """Words, in every version that this person may read."""

    template_name = "frameworks/search.html"
    http_method_names = ["get", "head"]

    def get(self, request: HttpRequest) -> TemplateResponse:
        """The form, and a page of what is found."""
        versions = list(FrameworkVersion.objects.visible_to(self.actor).by_title())
        form = SearchForm(request.GET, versions=versions)
        if not form.is_valid():
            return self.render({"form": form}, status=422)
        looked = form.looked()
        if looked.is_empty:
            return self.render({"form": form})
        page = page_asked(request.GET)
        rows = hits(form.within(), looked, start=(page - 1) * PAGE, size=PAGE + 1)
        found = results(rows, looked, page=page)
        self.disclosed(*found.versions)
        beside = pages_beside(found, request.GET, request.path)
        return self.render({"form": form, "results": found, "beside": beside})


class ReferencePage(Page):
    """A reference leads to its place, in the version that is in force."""

    http_method_names = ["get", "head"]

    def get(self, request: HttpRequest) -> HttpResponse:
        """On to the place; or to the search, where there is none, or more than one."""
        reference = request.GET.get("q", "")[:200].replace("\x00", "")
        visible = FrameworkVersion.objects.visible_to(self.actor)
        place = place_of(reference, visible.by_precedence(timezone.localdate()))
        if place:
            return redirect(place)
        asked = QueryDict(mutable=True)
        asked["q"] = reference
        return redirect(f"{reverse('frameworks:search')}?{asked.urlencode()}")


class ThemesPage(Page):
    """The themes, and how much each framework has about them."""

    template_name = "frameworks/themes.html"
    http_method_names = ["get", "head"]

    def get(self, request: HttpRequest) -> TemplateResponse:
        """The list."""
        visible = FrameworkVersion.objects.visible_to(self.actor)
        versions = visible.newest_of_each(timezone.localdate())
        self.disclosed(*versions)
        return self.render({"themes": listed_themes(versions), "versions": versions})


class ThemePage(Page):
    """One theme: the criteria of every framework that bear on it."""

    template_name = "frameworks/theme.html"
    http_method_names = ["get", "head"]

    def load(self, *, theme: str, **kwargs: Any) -> None:
        self.theme = get_object_or_404(Theme, pk=theme)
        self.about = f"theme {self.theme.code}"

    def get(self, request: HttpRequest, **kwargs: Any) -> TemplateResponse:
        """The criteria."""
        visible = FrameworkVersion.objects.visible_to(self.actor)
        versions = visible.newest_of_each(timezone.localdate())
        self.disclosed(*versions)
        return self.render({"theme": self.theme, "groups": on_theme(self.theme, versions)})
