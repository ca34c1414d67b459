"""Frameworks are read: by admins and, all but the drafts, by inspectors."""

from typing import Any

from django.http import HttpRequest
from django.shortcuts import get_object_or_404
from django.template.response import TemplateResponse

from frameworks.forms import ApproveForm
from frameworks.models import FrameworkVersion
from frameworks.permissions import may_load_framework
from frameworks.presenters.reading import (
    EVENT_COLUMNS,
    QUESTION_COLUMNS,
    TOPIC_COLUMNS,
    acts,
    document,
    listed_versions,
)
from pages.page import Page


class FrameworksPage(Page):
    """Every version of every framework."""

    template_name = "frameworks/list.html"
    http_method_names = ["get", "head"]

    def get(self, request: HttpRequest) -> TemplateResponse:
        """The list."""
        versions = FrameworkVersion.objects.visible_to(self.actor).for_list()
        context = {
            "versions": listed_versions(versions),
            "may_load": may_load_framework(self.actor).allowed,
        }
        return self.render(context)


class VersionPage(Page):
    """One version, as a document."""

    template_name = "frameworks/version.html"
    http_method_names = ["get", "head"]

    def load(self, *, framework: str, version: str, **kwargs: Any) -> None:
        visible = FrameworkVersion.objects.visible_to(self.actor)
        rows = visible.named(framework, version).with_document()
        self.version: FrameworkVersion = get_object_or_404(rows)
        self.about = self.version.record_name

    def get(self, request: HttpRequest, **kwargs: Any) -> TemplateResponse:
        """The document, and what this person can do with it."""
        self.disclosed(self.version)
        context = {
            "version": self.version,
            "document": document(self.version),
            "acts": acts(self.version, self.actor),
            "approve_form": ApproveForm(initial={"seen": self.version.file_hash}),
            "question_columns": QUESTION_COLUMNS,
            "topic_columns": TOPIC_COLUMNS,
            "event_columns": EVENT_COLUMNS,
        }
        return self.render(context)
