"""The combined document: its parts, and building it from them."""

from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.template.response import TemplateResponse

from records.permissions import Answer
from reports.actions import build_combined, differences, parts_now
from reports.models import Draft
from reports.permissions import may_lead, may_open, may_read_draft
from reports.presenters.combined import not_now, shown_parts
from reports.presenters.stages import draft_rows
from reports.views.base import InspectionPage, ReportPage
from reports.views.writing import DocumentPage


class PartsPage(DocumentPage):
    """The parts in their order: whether each is signed, and whether it is built in as it stands."""

    template_name = "reports/combined.html"
    http_method_names = ["get", "head"]

    def load(self, *args: Any, **kwargs: Any) -> None:
        super().load(**kwargs)
        if not self.report.is_combined:
            raise Http404

    def permission(self) -> Answer:
        return InspectionPage.permission(self)

    def get(self, request: HttpRequest, **kwargs: Any) -> TemplateResponse:
        """The page; the button is the overall lead's."""
        is_begun = self.report.is_begun
        build = self.report.drafts.built() if is_begun else None
        parts = parts_now(report=self.report)
        changed = differences(build=build, parts=parts) if build else []
        built = list(build.parts.in_order()) if build else []
        state = self.report.state if is_begun else ""
        self.disclosed(self.inspection, *([build] if build else []))
        return self.render(
            {
                "parts": shown_parts(parts, built, self.member),
                "changed": changed,
                "not_now": not_now(parts, changed, state, is_built=self.is_built(build)),
                "may_lead": may_lead(self.member, self.report),
                "may_begin": not is_begun and may_open(self.member, self.report).allowed,
                "build": build,
                **(self.of_build(build) if build else {}),
            }
        )

    def is_built(self, build: Draft | None) -> bool:
        """Whether the newest draft is a build: before, its own words have changed since."""
        newest = self.report.drafts.newest() if build else None
        return build is not None and newest == build

    def of_build(self, build: Draft) -> dict[str, Any]:
        """What is shown of the newest build, and where this reader reads it."""
        reads = may_read_draft(self.member, build)
        return {
            "build_rows": draft_rows(build),
            "parts_hash": build.snapshot["parts_hash"],
            "may_read": reads,
            "read_url": self.address("draft", build.number) if reads.allowed else "",
            "print": self.print_of(build) if reads.allowed else None,
        }


class BuildPage(ReportPage):
    """The overall lead builds it."""

    http_method_names = ["post"]

    def load(self, *args: Any, **kwargs: Any) -> None:
        super().load(**kwargs)
        if not self.report.is_combined:
            raise Http404

    def permission(self) -> Answer:
        return may_lead(self.member, self.report)

    def post(self, request: HttpRequest, **kwargs: Any) -> HttpResponse:
        """Build, and show of what."""
        build = build_combined(report=self.report, by=self.actor, at=self.now)
        self.changed(self.report, build)
        said = f"The document is built, as draft {build.number}. Every inspectorate signs it."
        is_new = build.made_at == self.now
        messages.success(request, said if is_new else "It was built from these parts already.")
        return self.to("parts")

    def back_address(self) -> str:
        """After a refusal the reader goes on where it is said what is missing."""
        return self.address("parts")
