"""What a paragraph rests on."""

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.template.response import TemplateResponse

from records.permissions import Answer
from records.values import clean_text
from reports.actions import link_evidence, unlink_evidence, visible_evidence
from reports.permissions import may_read, may_write
from reports.presenters.evidence import evidence_choice
from reports.views.paragraphs import ParagraphPage


class ParagraphEvidencePage(ParagraphPage):
    """The items that a paragraph rests on, and those that it could rest on."""

    template_name = "reports/paragraph_evidence.html"

    def permission(self) -> Answer:
        # Everybody on the team looks; what changes something asks again, in the action.
        return may_read(self.member, self.report)

    def get(self, request: HttpRequest, **kwargs: Any) -> TemplateResponse:
        """Only what this person can see; how many there are besides."""
        seen = visible_evidence(report=self.report, by=self.actor, at=self.now)
        linked = list(self.paragraph.basis.values_list("revision__evidence", flat=True))
        total = self.paragraph.basis.count()
        choice = evidence_choice(seen, linked, total)
        self.disclosed(self.paragraph, *seen)
        return self.render(
            {
                "paragraph": self.paragraph,
                "choice": choice,
                "may_write": may_write(self.member, self.report),
            }
        )

    def post(self, request: HttpRequest, **kwargs: Any) -> HttpResponse:
        """Link what was ticked."""
        references = [clean_text(one) for one in request.POST.getlist("evidence")]
        count = link_evidence(
            paragraph=self.paragraph, references=references, by=self.actor, at=self.now
        )
        self.changed(self.paragraph)
        messages.success(request, f"{count} item{'' if count == 1 else 's'} linked.")
        return self.to("paragraph_evidence", self.paragraph.reference)


class UnlinkEvidencePage(ParagraphPage):
    """A paragraph rests on an item no longer."""

    http_method_names = ["post"]

    def post(self, request: HttpRequest, **kwargs: Any) -> HttpResponse:
        """Unlink it."""
        unlink_evidence(
            paragraph=self.paragraph,
            reference=clean_text(request.POST.get("evidence", "")),
            by=self.actor,
            at=self.now,
        )
        self.changed(self.paragraph)
        messages.success(request, "The item is unlinked.")
        return self.to("paragraph_evidence", self.paragraph.reference)
