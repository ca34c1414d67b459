"""Help with plain English, beside the editor."""

from typing import Any

from django.http import HttpRequest
from django.template.response import TemplateResponse

from records.permissions import Answer
from reports.permissions import may_read, may_write
from reports.presenters.plain_english import plain_english
from reports.views.base import ReportPage


class PlainEnglishPage(ReportPage):
    """How hard the report is to read, and what might be said otherwise. It stops nothing."""

    template_name = "reports/plain_english.html"
    http_method_names = ["get", "head"]

    def permission(self) -> Answer:
        return may_read(self.member, self.report)

    def get(self, request: HttpRequest, **kwargs: Any) -> TemplateResponse:
        """The figures of the whole, then the paragraphs that have a remark."""
        paragraphs = list(self.report.paragraphs.standing().in_order())
        self.disclosed(self.report, *paragraphs)
        writes = may_write(self.member, self.report).allowed
        change_urls = {
            one.reference: self.address("change_paragraph", one.reference)
            for one in (paragraphs if writes else ())
        }
        english = plain_english(paragraphs, report_url=self.back_address(), change_urls=change_urls)
        return self.render({"english": english, "is_empty": not paragraphs})
