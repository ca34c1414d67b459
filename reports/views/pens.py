"""Who holds the pen of which section."""

from typing import Any

from django.contrib import messages
from django.db.models import prefetch_related_objects
from django.http import Http404, HttpRequest, HttpResponse
from django.template.response import TemplateResponse
from django.utils import timezone

from frameworks.models import ReportSection
from records.errors import ActionRefused, PermissionRefused
from records.permissions import Answer
from reports.actions import Pen, holders_of, move_pen, pens_of, with_changes
from reports.forms import PenForm
from reports.permissions import may_discuss, may_move_pen
from reports.presenters.pens import shown_pen, shown_pens
from reports.rules import WRITTEN_KINDS
from reports.values.remarks import NOBODY, PenHolder
from reports.views.discussing import DiscussionPage


class PensPage(DiscussionPage):
    """Who holds the pen of each section, and what others changed there since."""

    template_name = "reports/pens.html"
    http_method_names = ["get", "head"]

    def get(self, request: HttpRequest, **kwargs: Any) -> TemplateResponse:
        """The list."""
        prefetch_related_objects([self.report], "form__sections")
        pens = pens_of(report=self.report, day=timezone.localdate(self.now))
        pens = with_changes(report=self.report, pens=pens)
        self.disclosed(f"pens of {self.report.record_name}")
        may = may_discuss(self.member, self.report)
        shown = shown_pens(
            self.report.form.sections.all(),
            pens,
            url=lambda key: self.address("pen", key) if may.allowed else "",
        )
        return self.render({"pens": shown.values(), "may_discuss": may})


class PenPage(DiscussionPage):
    """The pen of one section goes to somebody."""

    template_name = "reports/pen.html"
    section: ReportSection
    pen: Pen

    def load(self, *args: Any, **kwargs: Any) -> None:
        super().load(**kwargs)
        section = kwargs["section"]
        found = {one.key: one for one in self.report.form.sections.all()}.get(section)
        if found is None or found.kind not in WRITTEN_KINDS:
            raise Http404
        self.section = found
        pens = pens_of(report=self.report, day=timezone.localdate(self.now))
        self.pen = pens.get(found.key, Pen())

    def permission(self) -> Answer:
        return may_discuss(self.member, self.report)

    def everybody(self) -> list[tuple[PenHolder, str]]:
        """To whom a pen of this report can go."""
        named = holders_of(report=self.report, day=timezone.localdate(self.now))
        return [*named.items(), (NOBODY, "Nobody: hand it back")]

    def choices(self) -> list[tuple[PenHolder, str]]:
        """To whom this reader may give it now."""
        return [
            (holder, name)
            for holder, name in self.everybody()
            if holder != self.pen.noted
            and may_move_pen(self.member, self.report, self.pen.holder, holder).allowed
        ]

    def form(self, data: Any = None) -> PenForm:
        """Who holds it from now on. What was sent is for the action to refuse, which says why."""
        choices = self.choices() if data is None else self.everybody()
        form = PenForm(data, choices=choices, initial={"base": self.pen.number})
        form.cancel_url = self.address("pens")
        return form

    def get(self, request: HttpRequest, **kwargs: Any) -> TemplateResponse:
        """Who holds it, and the form for whoever may move it."""
        return self.shown(self.form())

    def shown(self, form: PenForm, *, status: int = 200) -> TemplateResponse:
        """The page with this form on it."""
        self.disclosed(f"pen of {self.section.key}")
        shown = shown_pen(self.pen, heading=self.section.heading, url="")
        context = {"form": form, "pen": shown, "may_move": bool(form.named)}
        return self.render({**context, "pens_url": self.address("pens")}, status=status)

    def post(self, request: HttpRequest, **kwargs: Any) -> HttpResponse:
        """Move it, or say why not."""
        form = self.form(request.POST)
        if not form.is_valid():
            return self.shown(form, status=422)
        try:
            move = move_pen(
                report=self.report,
                section=self.section.key,
                to=form.to,
                seen=form.cleaned_data["base"],
                by=self.actor,
                at=self.now,
            )
        except PermissionRefused:
            raise
        except ActionRefused as refusal:
            form = self.form()
            messages.info(request, refusal.message)
            return self.shown(form, status=409)
        self.changed(move)
        whom = f"{move} holds" if form.to != NOBODY else "Nobody holds"
        messages.success(request, f"{whom} the pen of “{self.section.heading}”.")
        return self.to("pens")
