"""Publication: proposed by one lead, confirmed by another."""

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.template.response import TemplateResponse
from django.urls import reverse

from records.permissions import Answer
from reports.actions import (
    confirm_publication,
    newest_draft,
    propose_publication,
    signed_off,
)
from reports.forms import HashForm
from reports.models import Draft
from reports.permissions import may_answer, may_confirm_now, may_lead, proposal_for
from reports.presenters.stages import draft_rows, proposal_words, signature_rows
from reports.states import ReportState
from reports.views.base import ReportPage


class PublishPage(ReportPage):
    """What is to be published, who signed it, who proposed it, and whose turn it is."""

    template_name = "reports/publish.html"
    http_method_names = ["get", "head"]

    def permission(self) -> Answer:
        return may_answer(self.member)

    def get(self, request: HttpRequest, **kwargs: Any) -> TemplateResponse:
        """The page; what it offers depends on the reader."""
        draft = newest_draft(report=self.report)
        self.disclosed(draft)
        proposal = proposal_for(draft)
        participants = self.participants()
        signed = signed_off(draft=draft, stage=self.report.state)
        return self.render(
            {
                "title": draft.snapshot["title"],
                "draft_rows": draft_rows(draft),
                "signature_rows": signature_rows(participants, signed),
                "all_signed": len(signed) == len(participants),
                "proposal": proposal_words(proposal),
                "print": self.print_of(draft, is_final=True),
                "is_here": self.report.state == ReportState.FINAL_AGREEMENT,
                "may_propose": may_lead(self.member),
                "may_confirm": may_confirm_now(self.member, self.report, proposal),
                "propose_form": self.hash_form("propose", draft, "Propose to publish"),
                "confirm_form": self.hash_form("confirm", draft, "Publish now"),
            }
        )

    def hash_form(self, name: str, draft: Draft, submit: str) -> HashForm:
        """A button that carries the hash of what is on the page."""
        form = HashForm(initial={"content_hash": draft.content_hash}, submit=submit)
        form.form_action = reverse(f"reports:{name}", args=[self.inspection.reference])
        form.form_id = name
        return form


class ProposePage(PublishPage):
    """The overall lead proposes."""

    http_method_names = ["post"]

    def permission(self) -> Answer:
        return may_lead(self.member)

    def post(self, request: HttpRequest, **kwargs: Any) -> HttpResponse:
        """Propose what was on the page."""
        posted = request.POST.get("content_hash", "")[:64]
        propose_publication(report=self.report, content_hash=posted, by=self.actor, at=self.now)
        self.changed(self.report)
        messages.success(
            request, "Publication is proposed. The lead of another inspectorate confirms it."
        )
        return self.to("publish")


class ConfirmPage(PublishPage):
    """Another inspectorate's lead confirms, and the report is public."""

    http_method_names = ["post"]

    def post(self, request: HttpRequest, **kwargs: Any) -> HttpResponse:
        """Publish what was on the page."""
        posted = request.POST.get("content_hash", "")[:64]
        publication = confirm_publication(
            report=self.report, content_hash=posted, by=self.actor, at=self.now
        )
        self.changed(self.report, publication)
        messages.success(request, f"{publication.title} is published.")
        return self.to("report")

    def back_address(self) -> str:
        """After a refusal the reader goes on where it is said what is missing."""
        return reverse("reports:publish", args=[self.inspection.reference])
