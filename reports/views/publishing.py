"""Publication: proposed by one lead, confirmed by another."""

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.template.response import TemplateResponse

from records.permissions import Answer
from reports.actions import (
    confirm_publication,
    differences,
    missing_now,
    newest_draft,
    parts_now,
    propose_publication,
    signed_off,
)
from reports.forms import HashForm
from reports.models import Draft
from reports.permissions import (
    inspectorates_of,
    may_confirm_now,
    may_lead,
    may_see_release,
    proposal_for,
)
from reports.presenters.stages import draft_rows, proposal_words, signature_rows
from reports.rules import Problem
from reports.states import ReportState
from reports.views.base import ReportPage


class PublishPage(ReportPage):
    """What is to be published, who signed it, who proposed it, and whose turn it is."""

    template_name = "reports/publish.html"
    http_method_names = ["get", "head"]

    def permission(self) -> Answer:
        return may_see_release(self.member, inspectorates_of(self.inspection))

    def get(self, request: HttpRequest, **kwargs: Any) -> TemplateResponse:
        """The page; what it offers depends on the reader."""
        draft = newest_draft(report=self.report)
        self.disclosed(draft)
        proposal = proposal_for(draft)
        problems = self.problems(draft)
        participants = self.participants()
        signed = signed_off(draft=draft, stage=self.report.state)
        return self.render(
            {
                "title": draft.snapshot["title"],
                "draft_rows": draft_rows(draft),
                "signature_rows": signature_rows(participants, signed),
                "all_signed": len(signed) == len(participants),
                "proposal": proposal_words(proposal),
                "problems": problems,
                "is_blocked": any(one.blocks for one in problems),
                "print": self.print_of(draft, is_final=True),
                "is_here": self.report.state == ReportState.FINAL_AGREEMENT,
                "may_propose": may_lead(self.member, self.report),
                "may_confirm": may_confirm_now(self.member, self.report, proposal),
                "propose_form": self.hash_form("propose", draft, "Propose to publish"),
                "confirm_form": self.hash_form("confirm", draft, "Publish now"),
            }
        )

    def problems(self, draft: Draft) -> list[Problem]:
        """What is to settle: of a combined document first which parts have changed."""
        missing = missing_now(report=self.report, member=self.member)
        return [*self.changed_parts(draft), *self.held_problems(), *missing]

    def changed_parts(self, draft: Draft) -> list[Problem]:
        """Why what was built does not stand any more; of other documents nothing."""
        if not self.report.is_combined or self.report.state != ReportState.FINAL_AGREEMENT:
            return []
        changed = differences(build=draft, parts=parts_now(report=self.report))
        return [Problem(one, "", blocks=True, url=self.address("parts")) for one in changed]

    def hash_form(self, name: str, draft: Draft, submit: str) -> HashForm:
        """A button that carries the hash of what is on the page."""
        form = HashForm(initial={"content_hash": draft.content_hash}, submit=submit)
        form.form_action = self.address(name)
        form.form_id = name
        return form


class ProposePage(PublishPage):
    """The overall lead proposes."""

    http_method_names = ["post"]

    def permission(self) -> Answer:
        return may_lead(self.member, self.report)

    def post(self, request: HttpRequest, **kwargs: Any) -> HttpResponse:
        """Propose what was on the page."""
        posted = request.POST.get("content_hash", "")[:64]
        propose_publication(report=self.report, content_hash=posted, by=self.actor, at=self.now)
        self.changed(self.report)
        messages.success(request, "Publication is proposed. Another person confirms it.")
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
        return self.address("publish")
