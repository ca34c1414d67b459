"""What the pages of a report have in common."""

import json
from collections.abc import Callable, Mapping
from datetime import datetime
from typing import Any

from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import redirect
from django.template.response import TemplateResponse
from django.urls import reverse
from django.utils import timezone

from inspections.models import Assignment, Inspection, find_place
from organisations.models import Inspectorate, User
from pages.forms import OnceMixin
from pages.page import JsonPage, Page
from records.errors import ActionRefused, AlreadySent, Conflict
from records.permissions import Answer
from records.values import clean_text
from reports.actions import NO_WATERMARK, discard_typed, find_print, save_typed, watermark_of
from reports.models import AccuracyRound, Artefact, Draft, Report
from reports.permissions import may_read, participants_of
from reports.presenters.stages import ShownPrint, shown_print, track


class InspectionPage(Page):
    """A page for the team of an inspection. To everybody else the inspection does not exist."""

    inspection: Inspection
    member: Assignment

    def load(self, *args: Any, **kwargs: Any) -> None:
        place = find_place(self.actor, kwargs["inspection"], self.now)
        if place is None:
            raise Http404
        self.inspection, self.member = place.inspection, place.member
        self.about = self.inspection.reference

    def permission(self) -> Answer:
        return may_read(self.member)

    def found_report(self) -> Report | None:
        """The inspection's report, if it was begun."""
        day = timezone.localdate(self.now)
        return Report.objects.visible_to(self.actor, day).of(self.inspection)

    def back_address(self) -> str:
        """After a refusal the reader goes on at the report."""
        return reverse("reports:report", args=[self.inspection.reference])

    def to(self, name: str, *rest: Any) -> HttpResponse:
        """Go on at another page of this report."""
        return redirect(f"reports:{name}", self.inspection.reference, *rest)


class ReportPage(InspectionPage):
    """A page of a report that was begun."""

    report: Report

    def load(self, *args: Any, **kwargs: Any) -> None:
        super().load(**kwargs)
        report = self.found_report()
        if report is None:
            raise Http404
        self.report = report

    def render(self, context: Mapping[str, Any], *, status: int = 200) -> TemplateResponse:
        """The page, with what stands at the head of each page of the report."""
        head = {
            "inspection": self.inspection,
            "report": self.report,
            "track": track(self.report),
            "report_url": self.back_address(),
        }
        return super().render({**head, **context}, status=status)

    def participants(self) -> list[Inspectorate]:
        """The inspectorates that sign."""
        return participants_of(self.report)

    def print_of(self, draft: Draft, *, is_final: bool = False) -> ShownPrint:
        """The PDF of a draft, for this reader: with its watermark, or as it will be published."""
        where = [self.inspection.reference, draft.number]
        watermark = NO_WATERMARK if is_final else watermark_of(draft=draft)
        return shown_print(
            find_print(draft=draft, watermark=watermark),
            pdf_url=reverse("reports:final_pdf" if is_final else "reports:draft_pdf", args=where),
            ask_url=reverse("reports:print_draft", args=where),
            reader=self.actor.pk,
        )


class ChairPage(Page):
    """A page for the chair whom the draft was sent to. To everybody else it does not exist."""

    round: AccuracyRound
    # Whether the page stays with the chair when the report is published.
    after_publication = False

    def load(self, *args: Any, **kwargs: Any) -> None:
        rounds = AccuracyRound.objects.visible_to(
            self.actor, self.now, after_publication=self.after_publication
        )
        found = rounds.of(kwargs["inspection"])
        if found is None:
            raise Http404
        self.round = found
        self.about = self.reference

    @property
    def reference(self) -> str:
        """The inspection's reference."""
        return self.round.report.strand.inspection.reference

    def render(self, context: Mapping[str, Any], *, status: int = 200) -> TemplateResponse:
        """The page, with what stands at the head of each page of the chair's."""
        head = {
            "inspection": self.round.report.strand.inspection,
            "round": self.round,
            "chair_url": self.back_address(),
        }
        return super().render({**head, **context}, status=status)

    def back_address(self) -> str:
        """After a refusal the chair goes on at the draft."""
        return reverse("reports:chair", args=[self.reference])

    def to(self, name: str, *rest: Any) -> HttpResponse:
        """Go on at another of the chair's pages."""
        return redirect(f"reports:{name}", self.reference, *rest)


class TypedPage(JsonPage):
    """Keeps what is being typed. The form's key is in the address; the script sends the rest.

    `typed_about` of the page that it is mixed with says how the text is found again.
    """

    http_method_names = ["post"]
    kind = ""

    typed_about: Callable[[], str]

    def post(self, request: HttpRequest, key: Any, **kwargs: Any) -> HttpResponse:
        """Save it; the answer says the draft's version and when."""
        sent = read_typed(request.body)
        version = save_typed(
            kind=self.kind,
            about=self.typed_about(),
            key=key,
            base_version=_number(sent["content"].get("base")),
            version=_number(sent.get("version")),
            content=sent["content"],
            by=self.actor,
            at=self.now,
        )
        return JsonResponse({"version": version, "saved_at": self.now.isoformat()})

    def refusal_response(self, refusal: ActionRefused, *, status: int) -> HttpResponse:
        """With the other window's text, where two windows typed at once."""
        if isinstance(refusal, Conflict) and refusal.theirs is not None:
            theirs = {
                "version": refusal.theirs.version,
                "by": "your other window",
                "content": refusal.theirs.content,
            }
            return JsonResponse({"message": refusal.message, "theirs": theirs}, status=status)
        if isinstance(refusal, AlreadySent):
            told = {"message": refusal.message, "sent": True, "left": refusal.left}
            return JsonResponse(told, status=status)
        return super().refusal_response(refusal, status=status)


def throw_away(form: OnceMixin, *, by: User, at: datetime) -> None:
    """Throw away what was typed into a form, however little of it could be sent."""
    form.is_valid()
    if key := form.cleaned_data.get("once"):
        discard_typed(key=key, by=by, at=at)


def read_typed(body: bytes) -> dict[str, Any]:
    """What the script sent, once it is sure that it has the shape of an autosave.

    Raises:
        ActionRefused: it has not.
    """
    try:
        sent = json.loads(body)
    except ValueError as error:
        raise ActionRefused("What was sent is no autosave.") from error
    content = sent.get("content") if isinstance(sent, dict) else None
    if not isinstance(content, dict) or not all(
        isinstance(value, str) for value in content.values()
    ):
        raise ActionRefused("What was sent is no autosave.")
    kept = {clean_text(name): clean_text(value) for name, value in content.items()}
    return {"version": sent.get("version"), "content": kept}


def _number(value: Any) -> int:
    text = str(value)
    return int(text) if text.isascii() and text.isdigit() and len(text) < 10 else 0


def pdf_response(artefact: Artefact, name: str) -> HttpResponse:
    """The bytes of a PDF, under a name that was made here."""
    response = HttpResponse(bytes(artefact.content), content_type="application/pdf")
    response.headers["Content-Disposition"] = f'attachment; filename="{name}"'
    response.headers["X-Content-Type-Options"] = "nosniff"
    return response
