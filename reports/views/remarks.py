"""Remarks: the list of them and of suggestions, those on one paragraph, and one with its thread."""

from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.template.response import TemplateResponse

from records.permissions import Answer
from reports.actions import enter_on_remark, make_remark, text_at
from reports.forms import RemarkEntryForm, RemarkForm
from reports.models import Paragraph, Remark
from reports.permissions import may_discuss, may_settle
from reports.presenters.remarks import (
    ALL,
    FILTERS,
    OPEN,
    entries_of,
    filters,
    is_settled,
    listed,
    remark_rows,
)
from reports.values.remarks import REMARK_DRAFT, REMARK_ENTRY_DRAFT, EntryKind
from reports.views.discussing import DiscussionPage, TypedDiscussionPage


class RemarksPage(DiscussionPage):
    """Every remark and suggestion of a document, the newest first."""

    template_name = "reports/remarks.html"
    http_method_names = ["get", "head"]

    def get(self, request: HttpRequest, **kwargs: Any) -> TemplateResponse:
        """Those that a filter leaves; what is open, unless said."""
        asked = request.GET.get("show", OPEN)
        show = asked if asked in FILTERS else OPEN
        rows = [*self.report.remarks.for_page(), *self.report.suggestions.for_page()]
        self.disclosed(*rows)
        context = {
            "filters": filters(show, self.address("remarks")),
            "tasks": listed(self.report, rows, show, self.actor),
            "pens_url": self.address("pens"),
        }
        return self.render(context)


class ParagraphRemarksPage(TypedDiscussionPage):
    """What was said of one paragraph, and a form to remark on it."""

    template_name = "reports/paragraph_remarks.html"
    draft_kind = REMARK_DRAFT
    paragraph: Paragraph

    def load(self, *args: Any, **kwargs: Any) -> None:
        super().load(**kwargs)
        self.paragraph = self.paragraph_named(kwargs["paragraph"])

    def may_open(self) -> Answer:
        # What was said is read at every stage; the form is there while it can be sent.
        return may_discuss(self.member, self.report) if self.is_typing else self.may_send()

    def form(self, data: Any = None) -> RemarkForm:
        """A remark on the paragraph as it stands."""
        return RemarkForm(data, initial={"base": self.paragraph.version})

    def act(self, form: RemarkForm) -> HttpResponse:
        """Make it."""
        remark = make_remark(
            paragraph=self.paragraph,
            content=form.content,
            key=form.cleaned_data["once"],
            by=self.actor,
            at=self.now,
            heard=form.heard,
        )
        self.changed(remark)
        messages.success(self.request, f"Your {remark} on {self.paragraph} is made.")
        return self.to("paragraph_remarks", self.paragraph.reference)

    def more(self) -> dict[str, Any]:
        """The paragraph, and what was said of it."""
        rows = [
            *self.report.remarks.on(self.paragraph).for_page(),
            *self.report.suggestions.on(self.paragraph).for_page(),
        ]
        self.disclosed(self.paragraph, *rows)
        is_there = not self.paragraph.is_removed
        return {
            "paragraph": self.paragraph,
            "tasks": listed(self.report, rows, ALL, self.actor),
            "may_discuss": may_discuss(self.member, self.report),
            "suggest_url": self.address("suggest", self.paragraph.reference) if is_there else "",
            "remarks_url": self.address("remarks"),
        }


class RemarkPage(TypedDiscussionPage):
    """A remark with its thread: replied to, settled, reopened."""

    template_name = "reports/remark.html"
    draft_kind = REMARK_ENTRY_DRAFT
    remark: Remark

    def load(self, *args: Any, **kwargs: Any) -> None:
        super().load(**kwargs)
        found = self.report.remarks.numbered(kwargs["remark"])
        if found is None:
            raise Http404
        found.report = self.report
        self.remark = found

    def may_open(self) -> Answer:
        return may_discuss(self.member, self.report) if self.is_typing else self.may_send()

    @property
    def turns(self) -> EntryKind | None:
        """What this reader may do beside replying."""
        if not may_settle(self.member, self.report, self.remark.by_id).allowed:
            return None
        return EntryKind.REOPEN if is_settled(self.remark) else EntryKind.SETTLE

    def form(self, data: Any = None) -> RemarkEntryForm:
        """A reply."""
        return RemarkEntryForm(data, turns=self.turns)

    def act(self, form: RemarkEntryForm) -> HttpResponse:
        """Reply, settle or reopen."""
        asked = self.request.POST.get("act", "")
        kind = EntryKind(asked) if asked in set(EntryKind) else EntryKind.REPLY
        entry = enter_on_remark(
            remark=self.remark,
            kind=kind,
            text=form.cleaned_data["text"],
            key=form.cleaned_data["once"],
            by=self.actor,
            at=self.now,
            heard=form.heard,
        )
        self.changed(entry)
        done = "You " + entry.get_kind_display().replace(" it", "")
        messages.success(self.request, f"{done}: {self.remark}.")
        return self.to("remark", self.remark.number)

    def more(self) -> dict[str, Any]:
        """The remark, what the paragraph said and says, and what was said since."""
        remark, paragraph = self.remark, self.remark.paragraph
        self.disclosed(remark, paragraph)
        then = text_at(paragraph=paragraph, version=remark.paragraph_version)
        return {
            "remark": remark,
            "rows": remark_rows(remark),
            "entries": entries_of(remark.entries.select_related("by", "inspectorate")),
            "then": then,
            "now": "" if paragraph.is_removed else paragraph.text,
            "paragraph": paragraph,
            "may_discuss": may_discuss(self.member, self.report),
            "remarks_url": self.address("remarks"),
        }
