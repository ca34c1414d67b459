"""Evidence packs: what a search found, asked for as a file, made by a worker, and fetched."""

from typing import Any
from uuid import UUID

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.template.response import TemplateResponse
from django.urls import reverse

from inspections.actions.packs import ask_for_pack, fetch_pack, job_of, refused_to
from inspections.forms.search import PackForm
from inspections.models import EvidencePack
from inspections.permissions.search import may_have_pack, may_make_pack
from inspections.presenters.search import address_of, items_in_words, pack_facts, search_path
from inspections.values import Asked
from inspections.values.packs import MEDIA_TYPE, MOST_IN_PACK, PackFormat
from inspections.views.base import InspectionPage
from inspections.views.search import Searching
from records.errors import ActionRefused
from records.permissions import Answer


class MakePackPage(Searching, InspectionPage):
    """What the search of the address finds is asked for as a file."""

    template_name = "inspections/make_pack.html"

    def permission(self) -> Answer:
        return may_make_pack(self.member)

    def load_more(self, *args: Any, **kwargs: Any) -> None:
        self.asked = self.read_search()

    def found(self) -> Any:
        """What it finds: one more than a pack holds, where there is more."""
        return self.find(Asked(), most=MOST_IN_PACK + 1)

    def get(self, request: HttpRequest, **kwargs: Any) -> TemplateResponse:
        """How much it is, and as what."""
        return self.shown(PackForm())

    def post(self, request: HttpRequest, **kwargs: Any) -> HttpResponse:
        """Ask for it, once."""
        form = PackForm(request.POST)
        if not form.is_valid() or not self.is_readable:
            return self.shown(form, status=422)

        def do() -> str:
            pack = ask_for_pack(
                inspection=self.inspection,
                found=list(self.found().select_related("revision")),
                search=self.search,
                form=PackFormat(form.cleaned_data["format"]),
                by=self.actor,
                at=self.now,
            )
            self.changed(pack)
            return str(pack.reference)

        try:
            receipt = self.once(form, "make pack", do)
        except ActionRefused as refusal:
            form.add_error(None, refusal.message)
            return self.shown(form, status=409)
        return redirect("inspections:pack", self.about, receipt.result)

    def shown(self, form: PackForm, *, status: int = 200) -> TemplateResponse:
        """The page with this form on it."""
        form.cancel_url = address_of(search_path(self.inspection), self.search)
        found = len(self.found().values_list("pk"))
        more = found > MOST_IN_PACK
        count = f"more than {items_in_words(MOST_IN_PACK)}" if more else items_in_words(found)
        context = {
            "form": form,
            "found": found,
            "count": count,
            "asked": self.asked,
            "said": self.said,
            "back": form.cancel_url,
        }
        return self.render(context, status=status if self.is_readable else 422)


class OwnPackPage(InspectionPage):
    """A page about a pack that one asked for."""

    http_method_names = ["get", "head"]

    def load_more(self, *args: Any, pack: UUID, **kwargs: Any) -> None:
        found = EvidencePack.objects.visible_to(self.actor).within(self.inspection).named(pack)
        if found is None:
            raise Http404
        self.pack = found

    def permission(self) -> Answer:
        return may_have_pack(self.member, self.pack, self.actor)


class PackPage(Searching, OwnPackPage):
    """How far a pack is, and the way to fetch it."""

    template_name = "inspections/pack.html"

    def get(self, request: HttpRequest, **kwargs: Any) -> TemplateResponse:
        """What it is, and how far."""
        self.read_search(dict(self.pack.search.as_query()))
        refused = refused_to(pack=self.pack, person=self.actor, at=self.now)
        again = reverse("inspections:make_pack", args=[self.about])
        context = {
            "pack": self.pack,
            "facts": pack_facts(self.pack, self.said),
            "refused": refused,
            "is_made": hasattr(self.pack, "file"),
            "job": job_of(pack=self.pack),
            "again": address_of(again, self.pack.search),
            "search_url": address_of(search_path(self.inspection), self.pack.search),
        }
        return self.render(context)


class PackFilePage(OwnPackPage):
    """The file of a pack."""

    is_drawn = False

    def get(self, request: HttpRequest, **kwargs: Any) -> HttpResponse:
        """The bytes, to be kept by their reader; never shown by the browser itself."""
        content = fetch_pack(pack=self.pack, by=self.actor, at=self.now)
        self.disclosed(self.pack, *self.pack.items.names())
        response = HttpResponse(content, content_type=MEDIA_TYPE[PackFormat(self.pack.format)])
        response["Content-Disposition"] = f'attachment; filename="{self.pack.name}"'
        response["Content-Security-Policy"] = "sandbox; default-src 'none'"
        response["X-Content-Type-Options"] = "nosniff"
        return response

    def back_address(self) -> str:
        """After a refusal the reader goes on at the page of the pack."""
        return reverse("inspections:pack", args=[self.about, self.pack.reference])
