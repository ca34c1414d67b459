"""Factual accuracy, as the chair sees it: plain, one thing at a time."""

from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.template.response import TemplateResponse
from django.utils import timezone

from inspections.rules import working_days_until
from records.errors import ActionRefused, Conflict
from records.permissions import Allowed, Answer, Refused
from records.values import HeardOfDraft
from reports.actions import (
    add_comment,
    ask_for_print,
    change_comment,
    find_print,
    leave_out,
    printed_bytes,
    typed_before,
    watermark_of,
    window_of,
)
from reports.actions.drafts import COMMENT
from reports.forms import CommentForm
from reports.models import AccuracyComment
from reports.presenters.accuracy import comment_links, own_comments, paragraph_title
from reports.presenters.document import frozen_sections
from reports.presenters.stages import ShownPrint, shown_print, time_left
from reports.presenters.typing import conflicting_comment, kept
from reports.rules import comment_refusal
from reports.views.base import ChairPage, TypedPage, file_name, pdf_response, throw_away
from reports.views.paragraphs import posted_number


class WindowPage(ChairPage):
    """A page that is there while the chair can still comment."""

    def permission(self) -> Answer:
        refusal = comment_refusal(window_of(accuracy_round=self.round), self.now)
        return Refused(refusal) if refusal else Allowed()


class DraftForChairPage(ChairPage):
    """What this is, how long there is, the draft, and the chair's own comments."""

    template_name = "reports/chair/draft.html"
    http_method_names = ["get", "head"]

    def get(self, request: HttpRequest, **kwargs: Any) -> TemplateResponse:
        """The draft while the window is open; afterwards what became of it."""
        refusal = comment_refusal(window_of(accuracy_round=self.round), self.now)
        if refusal:
            self.template_name = "reports/chair/over.html"
            returned = self.round.returned_at is not None
            return self.render({"refusal": refusal, "is_returned": returned})
        draft, comments = self.round.draft, list(self.round.comments.all())
        self.disclosed(draft, *comments)
        days = working_days_until(
            timezone.localdate(self.now), timezone.localdate(self.round.due_at)
        )
        sections = frozen_sections(
            draft.snapshot,
            comment_url=lambda one: self.address("add_comment", one),
            comments=comment_links(self.round, comments),
        )
        return self.render(
            {
                "letter": draft.snapshot,
                "sections": sections,
                "time_left": time_left(self.round.due_at, days),
                "comments": own_comments(self.round, comments, is_open=True),
                "print": self.print_for_chair(),
            }
        )

    def print_for_chair(self) -> ShownPrint:
        """The PDF of the draft that was sent."""
        draft = self.round.draft
        return shown_print(
            find_print(draft=draft, watermark=watermark_of(draft=draft)),
            pdf_url=self.address("chair_pdf"),
            ask_url=self.address("chair_print"),
            reader=self.actor.pk,
        )


class CommentPage(WindowPage):
    """A form for one comment, beside the paragraph."""

    template_name = "reports/chair/comment.html"
    paragraph: str

    def permission(self) -> Answer:
        # What was typed comes back with the sentence: the action refuses it.
        return Allowed() if self.request.method == "POST" else super().permission()

    def typed_address(self, form: CommentForm) -> str:
        """Where the script saves what is typed in this form."""
        raise Http404

    def shown(self, form: CommentForm, *, status: int = 200, **more: Any) -> TemplateResponse:
        """The page with this form on it."""
        found = self.round.draft.paragraph(self.paragraph) or {}
        context = {
            "form": form,
            "title": paragraph_title(self.round.draft, self.paragraph),
            "text": found.get("text", ""),
            "typed_url": self.typed_address(form),
            "typed_version": posted_number(self.request, "version"),
            **more,
        }
        return self.render(context, status=status)


class NewCommentPage(CommentPage):
    """A page about a comment that is not there yet."""

    def load(self, *args: Any, **kwargs: Any) -> None:
        super().load(**kwargs)
        paragraph = kwargs["paragraph"]
        if self.round.draft.paragraph(paragraph) is None:
            raise Http404
        self.paragraph = paragraph

    def typed_about(self) -> str:
        """How what is typed here is found again."""
        return f"{file_name(self.round.report)} +{self.paragraph}"


class AddCommentPage(NewCommentPage):
    """A new comment on a paragraph."""

    def typed_address(self, form: CommentForm) -> str:
        return self.address("type_new_comment", self.paragraph, form["once"].value())

    def get(self, request: HttpRequest, **kwargs: Any) -> TemplateResponse:
        """The form: empty, or with what was typed here and not sent."""
        self.disclosed(self.round.draft)
        typed = typed_before(kind=COMMENT, about=self.typed_about(), by=self.actor)
        opened = kept(typed, {"base": 0})
        form = CommentForm(initial=opened.initial)
        return self.shown(form, typed_version=opened.version, note=opened.note)

    def post(self, request: HttpRequest, **kwargs: Any) -> HttpResponse:
        """Save it, or say what is missing."""
        form = CommentForm(request.POST)
        if "discard" in request.POST:
            throw_away(form, by=self.actor, at=self.now)
            return self.to("chair")
        if not form.is_valid():
            return self.shown(form, status=422)
        try:
            comment = self.add(form)
        except ActionRefused as refusal:
            form.add_error(None, refusal.message)
            return self.shown(form, status=409)
        self.changed(comment)
        messages.success(request, f"Your comment {comment.reference} is saved. It is not sent yet.")
        return self.to("chair")

    def add(self, form: CommentForm) -> AccuracyComment:
        """Add what the form holds."""
        return add_comment(
            accuracy_round=self.round,
            paragraph=self.paragraph,
            content=form.content,
            key=form.cleaned_data["once"],
            by=self.actor,
            at=self.now,
            heard=HeardOfDraft.from_form(form.data),
        )


class OwnCommentPage(WindowPage):
    """A page about one of the chair's comments."""

    comment: AccuracyComment

    def load(self, *args: Any, **kwargs: Any) -> None:
        super().load(**kwargs)
        comment = kwargs["comment"]
        found = self.round.comments.named(comment)
        if found is None:
            raise Http404
        found.round = self.round
        self.comment = found

    def typed_about(self) -> str:
        """How what is typed here is found again."""
        return f"{file_name(self.round.report)} {self.comment.reference}"


class ChangeCommentPage(OwnCommentPage, CommentPage):
    """A comment that was saved, changed."""

    template_name = "reports/chair/comment.html"

    def load(self, *args: Any, **kwargs: Any) -> None:
        super().load(**kwargs)
        self.paragraph = self.comment.paragraph

    def typed_address(self, form: CommentForm) -> str:
        return self.address("type_comment", self.comment.reference, form["once"].value())

    def get(self, request: HttpRequest, **kwargs: Any) -> TemplateResponse:
        """The form with what is saved, or with what was typed and not sent."""
        self.disclosed(self.comment)
        saved = {
            "base": self.comment.version,
            "kind": self.comment.kind,
            "what_is_wrong": self.comment.what_is_wrong,
            "what_it_should_say": self.comment.what_it_should_say,
        }
        typed = typed_before(kind=COMMENT, about=self.typed_about(), by=self.actor)
        opened = kept(typed, saved)
        form = CommentForm(initial=opened.initial)
        return self.shown(form, typed_version=opened.version, note=opened.note)

    def post(self, request: HttpRequest, **kwargs: Any) -> HttpResponse:
        """Save it, say what is missing, or show both texts."""
        form = CommentForm(request.POST)
        if "discard" in request.POST:
            throw_away(form, by=self.actor, at=self.now)
            return self.to("change_comment", self.comment.reference)
        if not form.is_valid():
            return self.shown(form, status=422)
        try:
            self.keep(form)
        except Conflict as conflict:
            return self.both_texts(form, conflict)
        except ActionRefused as refusal:
            form.add_error(None, refusal.message)
            return self.shown(form, status=409)
        self.changed(self.comment)
        messages.success(request, f"Your comment {self.comment.reference} is saved.")
        return self.to("chair")

    def keep(self, form: CommentForm) -> None:
        """Save what the form holds."""
        change_comment(
            comment=self.comment,
            version=form.cleaned_data["base"],
            content=form.content,
            key=form.cleaned_data["once"],
            by=self.actor,
            at=self.now,
            heard=HeardOfDraft.from_form(form.data),
        )

    def both_texts(self, form: CommentForm, conflict: Conflict) -> TemplateResponse:
        """Neither text is lost: both are shown, and the form goes on from the newer version."""
        facts = form.cleaned_data
        mine = f"{facts['what_is_wrong']}\n\n{facts['what_it_should_say']}"
        again = CommentForm(initial={**facts, "base": conflict.theirs.version})
        both = conflicting_comment(conflict.message, mine, conflict.theirs)
        return self.shown(again, status=409, both=both)


class LeaveOutPage(OwnCommentPage):
    """A comment is left out of the response, or taken in again."""

    http_method_names = ["post"]

    def post(self, request: HttpRequest, **kwargs: Any) -> HttpResponse:
        """Leave it out, or take it in."""
        leave_out(
            comment=self.comment,
            version=posted_number(request, "base"),
            is_left_out=request.POST.get("leave_out") == "1",
            by=self.actor,
            at=self.now,
        )
        self.changed(self.comment)
        return self.to("check_response")


class ChairPrintPage(WindowPage):
    """Asks for the PDF of the draft that was sent."""

    http_method_names = ["post"]

    def post(self, request: HttpRequest, **kwargs: Any) -> HttpResponse:
        """Ask for it, or try again."""
        draft = self.round.draft
        mark = watermark_of(draft=draft)
        ask_for_print(draft=draft, watermark=mark, by=self.actor, at=self.now)
        return self.to("chair")


class ChairPdfPage(WindowPage):
    """The watermarked PDF of the draft that was sent."""

    http_method_names = ["get", "head"]

    def get(self, request: HttpRequest, **kwargs: Any) -> HttpResponse:
        """The bytes, when they are there."""
        draft = self.round.draft
        artefact = printed_bytes(draft=draft, watermark=watermark_of(draft=draft))
        if artefact is None:
            raise Http404
        self.disclosed(draft)
        name = f"{file_name(self.round.report)}-draft-for-factual-accuracy.pdf"
        return pdf_response(artefact, name)


class TypeNewCommentPage(TypedPage, NewCommentPage):
    """Keeps what is typed into a new comment."""

    kind = COMMENT

    def permission(self) -> Answer:
        # Never "Saved" for what can no longer be sent.
        return WindowPage.permission(self)


class TypeCommentPage(TypedPage, OwnCommentPage):
    """Keeps what is typed into a comment."""

    kind = COMMENT
