"""The report as it is written, and the steps that change it as a whole."""

from collections.abc import Sequence
from functools import cached_property
from typing import Any

from django.contrib import messages
from django.db.models import prefetch_related_objects
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.template.response import TemplateResponse

from judgements.models import NarrativeFinding
from pages.shown import Task
from records.permissions import Answer
from reports.actions import (
    document_at,
    findings_for,
    judgement_lines,
    missing_now,
    open_report,
    preview,
    problems_now,
    traced,
)
from reports.actions.statement import has_statement, statement_facts
from reports.actions.templates import template_problems
from reports.models import Paragraph
from reports.permissions import (
    inspectorates_of,
    may_open,
    may_read,
    may_see_release,
    may_state_action,
    may_write,
)
from reports.presenters.document import ShownStatement, editor_sections
from reports.presenters.stages import stage_tasks
from reports.rules import Problem
from reports.views.base import InspectionPage, ReportPage
from reports.views.discussing import Discussion, discussion_of


class DocumentPage(ReportPage):
    """A page of a document that the framework names, whether somebody has begun it or not."""

    def load(self, *args: Any, **kwargs: Any) -> None:
        InspectionPage.load(self, **kwargs)
        named = document_at(inspection=self.inspection, slug=kwargs["document"])
        if named is None:
            raise Http404
        self.report = named


class EditorPage(DocumentPage):
    """The document as it will read, with what is to settle and what comes next."""

    template_name = "reports/editor.html"
    http_method_names = ["get", "head"]

    def load(self, *args: Any, **kwargs: Any) -> None:
        super().load(**kwargs)
        # Before it is begun there is no draft to keep from anybody on the team.
        if self.report.is_begun and not may_read(self.member, self.report).allowed:
            raise Http404

    def permission(self) -> Answer:
        return InspectionPage.permission(self)

    def get(self, request: HttpRequest, **kwargs: Any) -> TemplateResponse:
        """The report, or the button that begins it."""
        if not self.report.is_begun:
            return self.begin()
        prefetch_related_objects([self.report], "form__sections")
        paragraphs = list(self.report.paragraphs.standing().in_order().with_evidence_count())
        self.disclosed(self.report, *paragraphs)
        writes = may_write(self.member, self.report)
        return self.render(
            {
                "may_write": writes,
                "sections": editor_sections(
                    self.report,
                    paragraphs,
                    may_write=writes.allowed,
                    judgements=judgement_lines(report=self.report),
                    findings=self.findings(may_write=writes.allowed),
                    unsettled=self.discussion.unsettled,
                    pens=self.discussion.pens,
                    statement=self.statement(),
                ),
                "problems": self.problems(paragraphs),
                "remarks_url": self.discussion.remarks_url,
                "pens_url": self.discussion.pens_url,
                "held_url": self.address("held"),
                "english_url": self.address("plain_english"),
                "tasks": self.tasks(),
            }
        )

    def tasks(self) -> list[Task]:
        """What is to be done at this stage."""
        release = may_see_release(self.member, inspectorates_of(self.inspection))
        return stage_tasks(self.report, self.member, self.participants(), release)

    def problems(self, paragraphs: Sequence[Paragraph]) -> list[Problem]:
        """What is to settle: first what is held, last what judging still lacks."""
        return [
            *self.held_problems(),
            *template_problems(report=self.report),
            *problems_now(report=self.report, paragraphs=paragraphs, at=self.now),
            *traced(report=self.report, paragraphs=paragraphs),
            *missing_now(report=self.report, member=self.member),
            *self.discussion.problems,
        ]

    def statement(self) -> ShownStatement | None:
        """What is recorded of the statement of action, where the document has one."""
        if not has_statement(report=self.report):
            return None
        changes = may_state_action(self.member, self.report).allowed
        said = statement_facts(report=self.report)
        url = self.address("statement") if changes else ""
        return ShownStatement(said["facts"] if said else (), url)

    @cached_property
    def discussion(self) -> Discussion:
        """What those who write say about the text, for whoever reads that."""
        return discussion_of(self)

    def begin(self) -> TemplateResponse:
        """The page of a document that nobody has begun."""
        self.template_name = "reports/begin.html"
        context = {
            "inspection": self.inspection,
            "report": self.report,
            "may_open": may_open(self.member, self.report),
        }
        return InspectionPage.render(self, context)

    def findings(self, *, may_write: bool) -> list[NarrativeFinding]:
        """What evaluations in words have found, for whoever writes."""
        if not may_write:
            return []
        found = findings_for(report=self.report, by=self.actor, at=self.now)
        self.disclosed(*found)
        return found


class BeginPage(DocumentPage):
    """Whoever writes the document begins it."""

    http_method_names = ["post"]

    def permission(self) -> Answer:
        return may_open(self.member, self.report)

    def post(self, request: HttpRequest, **kwargs: Any) -> HttpResponse:
        """Begin it, or go on with the one that exists."""
        report = open_report(
            inspection=self.inspection, document=self.report.slug, by=self.actor, at=self.now
        )
        self.changed(report)
        return redirect("reports:report", *report.where)


class PreviewPage(ReportPage):
    """The PDF of the report as it stands."""

    http_method_names = ["post"]

    def post(self, request: HttpRequest, **kwargs: Any) -> HttpResponse:
        """Ask for it, and go where it appears."""
        draft = preview(report=self.report, by=self.actor, at=self.now)
        self.changed(draft)
        messages.info(request, "The PDF is being made. It appears on this page.")
        return self.to("draft", draft.number)
