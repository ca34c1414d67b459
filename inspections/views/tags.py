"""Tagging many items out of a search at once, or one; and undoing it."""

from typing import Any
from urllib.parse import urlencode

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.template.response import TemplateResponse

from inspections.actions.tags import TAGGING, tag_evidence, undo_tagging, untag_evidence
from inspections.forms.search import TagForm
from inspections.models import EvidenceAudience
from inspections.permissions.search import may_tag
from inspections.presenters.search import (
    address_of,
    chosen_of,
    items_in_words,
    search_path,
    tagged_message,
)
from inspections.values import EVIDENCE_PAGE, Asked
from inspections.values.packs import MOST_TAGGED
from inspections.values.search import Search, folded
from inspections.views.base import InspectionPage
from inspections.views.search import Searching
from pages.forms import OnceMixin
from records.errors import ActionRefused
from records.permissions import Answer


class TagFoundPage(Searching, InspectionPage):
    """The items that were ticked, or all that the search finds, get a tag or lose it.

    The address says which: `item=` for each that was ticked, or `all=1` and the search.
    """

    template_name = "inspections/tag_found.html"

    def permission(self) -> Answer:
        return may_tag(self.member)

    def load_more(self, *args: Any, **kwargs: Any) -> None:
        self.is_all = self.request.GET.get("all") == "1"
        self.asked = self.read_search()

    def chosen(self) -> list[EvidenceAudience]:
        """What is to be tagged: one more than may be, where there is more."""
        if self.is_all:
            rows = self.find(Asked(), most=MOST_TAGGED + 1)
        else:
            ticked = self.request.GET.getlist("item")[:EVIDENCE_PAGE]
            rows = self.seen.newest_first().with_references(ticked)
        return list(rows.select_related("evidence", "revision"))

    def get(self, request: HttpRequest, **kwargs: Any) -> TemplateResponse:
        """How many there are, and the tags."""
        chosen = self.chosen()
        form = TagForm(tags=self.choices.named("tag"), initial={"count": len(chosen)})
        return self.shown(form, chosen)

    def post(self, request: HttpRequest, **kwargs: Any) -> HttpResponse:
        """Tag them, if they are as many as the person confirmed."""
        form = TagForm(request.POST, tags=self.choices.named("tag"))
        chosen = self.chosen()
        if not form.is_valid() or not self.is_readable:
            return self.shown(form, chosen, status=422)
        was_sent = self.was_sent(form)
        if not chosen and not was_sent:
            return self.shown(form, chosen, status=409)
        if len(chosen) != form.cleaned_data["count"] and not was_sent:
            form.count_anew(len(chosen))
            return self.shown(form, chosen, has_changed=True, status=409)
        try:
            receipt = self.once(form, TAGGING, lambda: str(self.act(form, chosen)))
        except ActionRefused as refusal:
            form.add_error(None, refusal.message)
            return self.shown(form, chosen, status=409)
        done = tagged_message(
            int(receipt.result), len(chosen), form.tag_name(), taken_off=form.takes_off
        )
        messages.success(request, done)
        return self.on(form)

    def act(self, form: TagForm, chosen: list[EvidenceAudience]) -> int:
        """Put the tag on, or take it off; on how many it was done."""
        what: dict[str, Any] = {
            "inspection": self.inspection,
            "keys": [row.evidence_id for row in chosen],
            "name": form.tag_name(),
            "by": self.actor,
            "at": self.now,
        }
        if form.takes_off:
            self.changed(*(f"tag off {row.record_name}" for row in chosen))
            return untag_evidence(**what)
        tagged = tag_evidence(**what, member=self.member)
        self.changed(*(f"tag on {row.record_name}" for row in tagged))
        return len(tagged)

    def on(self, form: TagForm) -> HttpResponse:
        """To what bears the tag, with a way to undo it; after taking off, back to the search."""
        path = search_path(self.inspection)
        if form.takes_off:
            return redirect(address_of(path, self.search))
        tagged = {"tag": folded(form.tag_name()).strip(), "tagged": str(form.key)}
        return redirect(f"{path}?{urlencode(tagged)}")

    def shown(
        self,
        form: TagForm,
        chosen: list[EvidenceAudience],
        *,
        has_changed: bool = False,
        status: int = 200,
    ) -> TemplateResponse:
        """The page with this form on it."""
        form.cancel_url = address_of(search_path(self.inspection), self.search)
        self.disclosed(*(f"evidence {row.evidence.reference}" for row in chosen))
        context = {
            "form": form,
            "chosen": chosen_of(chosen, is_all=self.is_all),
            "said": self.said if self.is_all else "",
            "back": form.cancel_url,
            "has_changed": has_changed,
        }
        return self.render(context, status=status)


class UndoTaggingPage(InspectionPage):
    """What one sending of the form tagged is untagged."""

    http_method_names = ["post"]
    is_drawn = False

    def permission(self) -> Answer:
        return may_tag(self.member)

    def post(self, request: HttpRequest, **kwargs: Any) -> HttpResponse:
        """Undo it; undone twice is undone."""
        form = OnceMixin(request.POST)
        if not form.is_valid():
            raise Http404
        key = form.cleaned_data["once"]
        count = undo_tagging(inspection=self.inspection, key=key, by=self.actor, at=self.now)
        self.changed(f"tagging {key} undone: {count} items")
        messages.success(request, f"Undone: the tag is taken off {items_in_words(count)}.")
        return redirect(address_of(search_path(self.inspection), Search()))
