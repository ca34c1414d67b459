"""One paragraph: written, changed, moved, removed, and what it rests on."""

from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.template.response import TemplateResponse

from frameworks.models import ReportSection
from records.errors import ActionRefused, Conflict
from records.permissions import Answer
from records.values import HeardOfDraft
from reports.actions import (
    add_paragraph,
    agencies_of,
    change_paragraph,
    finding_named,
    move_paragraph,
    remove_paragraph,
    typed_before,
)
from reports.actions.drafts import PARAGRAPH
from reports.forms import ParagraphForm, VersionedConfirmForm
from reports.models import Paragraph, Report
from reports.permissions import may_answer, may_write
from reports.presenters.typing import Kept, conflicting_paragraph, kept
from reports.rules import WRITTEN_KINDS
from reports.values import JOINT_LETTER, Direction
from reports.views.base import ReportPage, TypedPage, throw_away


class WritingPage(ReportPage):
    """A form with the text of a paragraph."""

    template_name = "reports/paragraph.html"
    section: ReportSection

    def permission(self) -> Answer:
        # What was typed into a form that can no longer be saved comes back with the sentence: the
        # action refuses it, and the page is not taken away.
        if self.request.method == "POST":
            return may_answer(self.member, self.report)
        return may_write(self.member, self.report)

    def form(self, *args: Any, **kwargs: Any) -> ParagraphForm:
        """The form for a paragraph of this section."""
        agencies = agencies_of(inspection=self.inspection)
        return ParagraphForm(*args, section=self.section, agencies=agencies, **kwargs)

    def typed_address(self, form: ParagraphForm) -> str:
        """Where the script saves what is typed in this form."""
        raise Http404

    def shown(self, form: ParagraphForm, *, status: int = 200, **more: Any) -> TemplateResponse:
        """The page with this form on it."""
        context = {
            "form": form,
            "section": self.section,
            "typed_url": self.typed_address(form),
            "typed_version": posted_number(self.request, "version"),
            **more,
        }
        return self.render(context, status=status)


class NewParagraphPage(WritingPage):
    """A page about a paragraph that is not there yet."""

    def load(self, *args: Any, **kwargs: Any) -> None:
        super().load(**kwargs)
        section = kwargs["section"]
        found = {one.key: one for one in self.report.form.sections.all()}.get(section)
        if found is None or found.kind not in WRITTEN_KINDS:
            raise Http404
        self.section = found


class AddParagraphPage(NewParagraphPage):
    """A new paragraph at the end of a section."""

    def typed_address(self, form: ParagraphForm) -> str:
        return self.address("type_new_paragraph", self.section.key, form["once"].value())

    def get(self, request: HttpRequest, **kwargs: Any) -> TemplateResponse:
        """The form: empty, or with what was typed here and not sent."""
        about = about_new(self.report, self.section.key)
        typed = typed_before(kind=PARAGRAPH, about=about, by=self.actor)
        opened = kept(typed, {"base": 0, "text": request.GET.get("text", ""), **self.found()})
        return self.shown(
            self.form(initial=opened.initial), typed_version=opened.version, note=opened.note
        )

    def found(self) -> dict[str, Any]:
        """What the finding says that a link of the editor named, to begin from."""
        name = self.request.GET.get("finding", "")
        finding = finding_named(report=self.report, name=name, by=self.actor, at=self.now)
        if finding is None:
            return {}
        self.disclosed(finding)
        return {"text": finding.text, "agency": finding.agency_id or ""}

    def post(self, request: HttpRequest, **kwargs: Any) -> HttpResponse:
        """Add it, or say what is missing."""
        form = self.form(request.POST)
        if "discard" in request.POST:
            throw_away(form, by=self.actor, at=self.now)
            return self.to("report")
        if not form.is_valid():
            return self.shown(form, status=422)
        try:
            paragraph = self.add(form)
        except ActionRefused as refusal:
            form.add_error(None, refusal.message)
            return self.shown(form, status=409)
        self.changed(paragraph)
        messages.success(request, f"The paragraph {paragraph} is added.")
        return self.to("report")

    def add(self, form: ParagraphForm) -> Paragraph:
        """Add what the form holds."""
        return add_paragraph(
            report=self.report,
            section=self.section,
            content=form.content,
            key=form.cleaned_data["once"],
            by=self.actor,
            at=self.now,
            heard=HeardOfDraft.from_form(form.data),
        )


class ParagraphPage(ReportPage):
    """A page about one paragraph."""

    paragraph: Paragraph

    def load(self, *args: Any, **kwargs: Any) -> None:
        super().load(**kwargs)
        paragraph = kwargs["paragraph"]
        found = self.report.paragraphs.standing().named(paragraph)
        if found is None:
            raise Http404
        found.report = self.report
        self.paragraph = found

    def permission(self) -> Answer:
        return may_write(self.member, self.report)


class WrittenParagraphPage(WritingPage):
    """A page about the text of a paragraph."""

    paragraph: Paragraph

    def load(self, *args: Any, **kwargs: Any) -> None:
        super().load(**kwargs)
        paragraph = kwargs["paragraph"]
        # One that was removed meanwhile can still be sent to: its text comes back to be kept.
        found = self.report.paragraphs.named(paragraph)
        if found is None or (found.is_removed and self.request.method != "POST"):
            raise Http404
        found.report = self.report
        self.paragraph, self.section = found, found.section


class ChangeParagraphPage(WrittenParagraphPage):
    """A paragraph's text, changed where nobody else was quicker."""

    def typed_address(self, form: ParagraphForm) -> str:
        return self.address("type_paragraph", self.paragraph.reference, form["once"].value())

    def get(self, request: HttpRequest, **kwargs: Any) -> TemplateResponse:
        """The form: with the text as it is, or with what was typed here and not sent."""
        about = about_paragraph(self.report, self.paragraph.reference)
        opened: Kept = kept(
            typed_before(kind=PARAGRAPH, about=about, by=self.actor),
            {
                "base": self.paragraph.version,
                "text": self.paragraph.text,
                "agency": self.paragraph.agency_id or "",
            },
        )
        self.disclosed(self.paragraph)
        form = self.form(initial=opened.initial)
        return self.shown(
            form, paragraph=self.paragraph, typed_version=opened.version, note=opened.note
        )

    def post(self, request: HttpRequest, **kwargs: Any) -> HttpResponse:
        """Save it, say what is missing, or show both texts."""
        form = self.form(request.POST)
        if "discard" in request.POST:
            throw_away(form, by=self.actor, at=self.now)
            return self.to("change_paragraph", self.paragraph.reference)
        if not form.is_valid():
            return self.shown(form, status=422, paragraph=self.paragraph)
        try:
            self.keep(form)
        except Conflict as conflict:
            return self.both_texts(form, conflict)
        except ActionRefused as refusal:
            form.add_error(None, refusal.message)
            return self.shown(form, status=409, paragraph=self.paragraph)
        self.changed(self.paragraph)
        messages.success(request, f"The paragraph {self.paragraph} is saved.")
        return self.to("report")

    def keep(self, form: ParagraphForm) -> None:
        """Save what the form holds."""
        change_paragraph(
            paragraph=self.paragraph,
            version=form.cleaned_data["base"],
            content=form.content,
            key=form.cleaned_data["once"],
            by=self.actor,
            at=self.now,
            heard=HeardOfDraft.from_form(form.data),
        )

    def both_texts(self, form: ParagraphForm, conflict: Conflict) -> TemplateResponse:
        """Neither text is lost: both are shown, and the form goes on from the newer version."""
        again = self.form(
            initial={
                "text": form.cleaned_data["text"],
                "agency": form.cleaned_data.get("agency", ""),
                "base": conflict.theirs.version,
                "once": form.cleaned_data["once"],
            }
        )
        both = conflicting_paragraph(conflict.message, form.cleaned_data["text"], conflict.theirs)
        self.disclosed(conflict.theirs)
        return self.shown(again, status=409, paragraph=conflict.theirs, both=both)


class RemoveParagraphPage(ParagraphPage):
    """Asks before a paragraph is taken out."""

    template_name = "reports/remove_paragraph.html"

    def get(self, request: HttpRequest, **kwargs: Any) -> TemplateResponse:
        """What will happen."""
        self.disclosed(self.paragraph)
        form = VersionedConfirmForm(
            submit="Remove the paragraph",
            style="warning",
            initial={"base": self.paragraph.version},
        )
        form.cancel_url = self.back_address()
        return self.render({"form": form, "paragraph": self.paragraph})

    def post(self, request: HttpRequest, **kwargs: Any) -> HttpResponse:
        """Take it out."""
        remove_paragraph(
            paragraph=self.paragraph,
            version=posted_number(request, "base"),
            by=self.actor,
            at=self.now,
        )
        self.changed(self.paragraph)
        messages.success(request, f"The paragraph {self.paragraph} is removed.")
        return self.to("report")


class MoveParagraphPage(ParagraphPage):
    """Moves a paragraph by one place."""

    http_method_names = ["post"]

    def post(self, request: HttpRequest, **kwargs: Any) -> HttpResponse:
        """Up or down."""
        way = Direction.UP if request.POST.get("direction") == Direction.UP else Direction.DOWN
        move_paragraph(paragraph=self.paragraph, direction=way, by=self.actor, at=self.now)
        self.changed(self.paragraph)
        return self.to("report")


class TypeNewParagraphPage(TypedPage, NewParagraphPage):
    """Keeps what is typed into a new paragraph."""

    kind = PARAGRAPH

    def permission(self) -> Answer:
        # Never "Saved" for what can no longer be sent.
        return may_write(self.member, self.report)

    def typed_about(self) -> str:
        return about_new(self.report, self.section.key)


class TypeParagraphPage(TypedPage, WrittenParagraphPage):
    """Keeps what is typed into a paragraph."""

    kind = PARAGRAPH

    def permission(self) -> Answer:
        return may_write(self.member, self.report)

    def typed_about(self) -> str:
        return about_paragraph(self.report, self.paragraph.reference)


def about_new(report: Report, section: str) -> str:
    """How what is typed into a new paragraph is found again."""
    return f"{_about(report)} +{section}"


def about_paragraph(report: Report, paragraph: str) -> str:
    """How what is typed into a paragraph is found again."""
    return f"{_about(report)} {paragraph}"


def _about(report: Report) -> str:
    reference, slug = report.where
    return reference if slug == JOINT_LETTER else f"{reference} {slug}"


def posted_number(request: HttpRequest, name: str) -> int:
    """A number that a button carries; 0, which no row has, for nonsense."""
    text = request.POST.get(name, "")
    return int(text) if text.isascii() and text.isdigit() and len(text) < 10 else 0
