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
from inspections.permissions import is_on_team
from organisations.models import Inspectorate, User
from pages.forms import OnceMixin
from pages.page import JsonPage, Page
from records.errors import ActionRefused, AlreadySent, Conflict
from records.permissions import Answer
from records.values import clean_text
from reports.actions import (
    NO_WATERMARK,
    discard_typed,
    find_print,
    guarded_now,
    save_typed,
    watermark_of,
)
from reports.errors import TextHeld
from reports.models import AccuracyRound, Artefact, Draft, Report
from reports.permissions import may_read, may_read_draft, participants_of
from reports.presenters.guard import held_problems
from reports.presenters.stages import ShownPrint, shown_print, track
from reports.rules import Problem
from reports.states import OVER
from reports.values import JOINT_LETTER


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
        return is_on_team(self.member)

    def back_address(self) -> str:
        """After a refusal the reader goes on at the list of documents."""
        return reverse("reports:list", args=[self.inspection.reference])


class ReportPage(InspectionPage):
    """A page of a report that was begun. To whoever may not read it, it does not exist."""

    report: Report

    def load(self, *args: Any, **kwargs: Any) -> None:
        super().load(**kwargs)
        day = timezone.localdate(self.now)
        readable = Report.objects.visible_to(self.actor, day)
        report = readable.at(self.inspection, kwargs["document"])
        if report is None:
            raise Http404
        self.report = report

    def permission(self) -> Answer:
        return may_read(self.member, self.report)

    def address(self, name: str, *rest: Any) -> str:
        """Of another page of this report."""
        return reverse(f"reports:{name}", args=[*self.report.where, *rest])

    def back_address(self) -> str:
        """After a refusal the reader goes on at the report."""
        return self.address("report")

    def to(self, name: str, *rest: Any) -> HttpResponse:
        """Go on at another page of this report."""
        return redirect(self.address(name, *rest))

    def render(self, context: Mapping[str, Any], *, status: int = 200) -> TemplateResponse:
        """The page, with what stands at the head of each page of the report."""
        head = {
            "inspection": self.inspection,
            "report": self.report,
            "track": track(self.report),
            "report_url": self.address("report"),
        }
        return super().render({**head, **context}, status=status)

    def refusal_response(self, refusal: ActionRefused, *, status: int) -> HttpResponse:
        """What is held in the text is named, each with a link to where it is decided."""
        if not isinstance(refusal, TextHeld):
            return super().refusal_response(refusal, status=status)
        held_url = self.address("held")
        context = {"message": refusal.message, "held_url": held_url, "number": len(refusal.held)}
        self.template_name = "reports/held_back.html"
        return self.render(context, status=status).render()

    def held_problems(self) -> list[Problem]:
        """What is held in the text that goes on next, as lines of what is to settle."""
        if self.report.state in OVER:
            return []
        return held_problems(
            guarded_now(report=self.report, at=self.now).open,
            held_url=self.address("held"),
        )

    def participants(self) -> list[Inspectorate]:
        """The inspectorates that sign."""
        return participants_of(self.report)

    def newest_answer(self) -> Answer:
        """Whether the newest draft may be read: that of a combined document holds others."""
        draft = self.report.drafts.newest() if self.report.is_combined else None
        return may_read_draft(self.member, draft) if draft else may_read(self.member, self.report)

    def print_of(self, draft: Draft, *, is_final: bool = False) -> ShownPrint:
        """The PDF of a draft, for this reader: with its watermark, or as it will be published."""
        watermark = NO_WATERMARK if is_final else watermark_of(draft=draft)
        return shown_print(
            find_print(draft=draft, watermark=watermark),
            pdf_url=self.address("final_pdf" if is_final else "draft_pdf", draft.number),
            ask_url=self.address("print_draft", draft.number),
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
        found = rounds.of(kwargs["inspection"], kwargs["document"])
        if found is None:
            raise Http404
        self.round = found
        self.about = self.reference

    @property
    def reference(self) -> str:
        """The inspection's reference."""
        return self.round.report.inspection.reference

    def render(self, context: Mapping[str, Any], *, status: int = 200) -> TemplateResponse:
        """The page, with what stands at the head of each page of the chair's."""
        head = {
            "inspection": self.round.report.inspection,
            "report": self.round.report,
            "round": self.round,
            "chair_url": self.back_address(),
        }
        return super().render({**head, **context}, status=status)

    def back_address(self) -> str:
        """After a refusal the chair goes on at the draft."""
        return self.address("chair")

    def address(self, name: str, *rest: Any) -> str:
        """Of another of the chair's pages."""
        return reverse(f"reports:{name}", args=[*self.round.report.where, *rest])

    def to(self, name: str, *rest: Any) -> HttpResponse:
        """Go on at another of the chair's pages."""
        return redirect(self.address(name, *rest))


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


def file_name(report: Report) -> str:
    """How the file of a document is named; a joint letter's by the inspection alone."""
    reference, slug = report.where
    return reference if slug == JOINT_LETTER else f"{reference}-{slug}"


def pdf_response(artefact: Artefact, name: str) -> HttpResponse:
    """The bytes of a PDF, under a name that was made here."""
    return file_response(bytes(artefact.content), name, "application/pdf")


def file_response(content: bytes, name: str, content_type: str) -> HttpResponse:
    """A file to keep, under a name that was made here."""
    response = HttpResponse(content, content_type=content_type)
    response.headers["Content-Disposition"] = f'attachment; filename="{name}"'
    response.headers["X-Content-Type-Options"] = "nosniff"
    return response
