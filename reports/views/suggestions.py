"""Suggestions of another wording: made, and accepted, declined or withdrawn."""

from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.template.response import TemplateResponse

from pages.differences import differences
from records.errors import Conflict
from records.permissions import Answer
from reports.actions import (
    accept_suggestion,
    decline_suggestion,
    suggest,
    text_at,
    withdraw_suggestion,
)
from reports.forms import AcceptForm, DeclineForm, SuggestionForm
from reports.models import Paragraph, Suggestion
from reports.permissions import may_answer, may_decline, may_discuss, may_write
from reports.presenters.remarks import is_settled, moved_on, suggestion_rows
from reports.values.remarks import ACCEPTING_DRAFT, DECLINING_DRAFT, SUGGESTION_DRAFT
from reports.views.discussing import DiscussionPage, TypedDiscussionPage


class SuggestPage(TypedDiscussionPage):
    """Another wording of a paragraph."""

    template_name = "reports/suggest.html"
    draft_kind = SUGGESTION_DRAFT
    paragraph: Paragraph

    def load(self, *args: Any, **kwargs: Any) -> None:
        super().load(**kwargs)
        self.paragraph = self.paragraph_named(kwargs["paragraph"])
        # To one that was removed meanwhile can still be sent: the text comes back to be kept.
        if self.paragraph.is_removed and self.request.method != "POST":
            raise Http404

    def form(self, data: Any = None) -> SuggestionForm:
        """The wording as it stands, to be changed."""
        paragraph = self.paragraph
        form = SuggestionForm(data, initial={"base": paragraph.version, "text": paragraph.text})
        form.cancel_url = self.address("paragraph_remarks", paragraph.reference)
        return form

    def act(self, form: SuggestionForm) -> HttpResponse:
        """Make it."""
        made = suggest(
            paragraph=self.paragraph,
            content=form.content,
            key=form.cleaned_data["once"],
            by=self.actor,
            at=self.now,
            heard=form.heard,
        )
        self.changed(made)
        messages.success(self.request, f"Your {made} on {self.paragraph} is made.")
        return self.to("suggestion", made.number)

    def more(self) -> dict[str, Any]:
        """The paragraph as it stands."""
        self.disclosed(self.paragraph)
        return {"paragraph": self.paragraph}


class OneSuggestion(DiscussionPage):
    """A page about one suggestion."""

    suggestion: Suggestion

    def load(self, *args: Any, **kwargs: Any) -> None:
        super().load(**kwargs)
        found = self.report.suggestions.numbered(kwargs["suggestion"])
        if found is None:
            raise Http404
        found.report = self.report
        self.suggestion = found

    def more(self) -> dict[str, Any]:
        """What was suggested on what, and what became of it."""
        suggestion, paragraph = self.suggestion, self.suggestion.paragraph
        self.disclosed(suggestion, paragraph)
        base = text_at(paragraph=paragraph, version=suggestion.paragraph_version)
        is_open = not is_settled(suggestion)
        return {
            "suggestion": suggestion,
            "paragraph": paragraph,
            "rows": suggestion_rows(suggestion),
            "pieces": differences(base, suggestion.text),
            "moved": moved_on(suggestion, base, paragraph) if is_open else None,
            "is_open": is_open,
            "suggestion_url": self.address("suggestion", suggestion.number),
            "remarks_url": self.address("remarks"),
        }


class SuggestionPage(OneSuggestion):
    """What was suggested, word by word, and what can be done about it."""

    template_name = "reports/suggestion.html"
    http_method_names = ["get", "head"]

    def get(self, request: HttpRequest, **kwargs: Any) -> TemplateResponse:
        """The suggestion."""
        suggestion = self.suggestion
        withdraws = suggestion.by_id == self.actor.pk
        accept = AcceptForm(initial={"base": suggestion.paragraph_version, "text": suggestion.text})
        context = {
            **self.more(),
            "accept": accept,
            "may_accept": may_write(self.member, self.report),
            "may_decline": may_decline(self.member, self.report),
            "may_withdraw": withdraws and may_discuss(self.member, self.report).allowed,
            "accept_url": self.address("accept_suggestion", suggestion.number),
            "decline_url": self.address("decline_suggestion", suggestion.number),
            "withdraw_url": self.address("withdraw_suggestion", suggestion.number),
        }
        return self.render(context)


class DecidingPage(OneSuggestion, TypedDiscussionPage):
    """Whoever writes the document decides about a suggestion."""

    def may_send(self) -> Answer:
        return may_answer(self.member, self.report)

    def back_address(self) -> str:
        """After a refusal the reader goes on at the suggestion."""
        return self.address("suggestion", self.suggestion.number)

    def done(self, sentence: str) -> HttpResponse:
        """Back to the suggestion, which says what became of it."""
        messages.success(self.request, sentence)
        return self.to("suggestion", self.suggestion.number)


class AcceptSuggestionPage(DecidingPage):
    """Accepts a suggestion: as it is, changed, or brought together with what was saved since."""

    template_name = "reports/accept_suggestion.html"
    draft_kind = ACCEPTING_DRAFT

    def may_open(self) -> Answer:
        return may_write(self.member, self.report)

    def form(self, data: Any = None) -> AcceptForm:
        """What was suggested, to be saved over the paragraph as this page shows it."""
        suggestion = self.suggestion
        initial = {"base": suggestion.paragraph.version, "text": suggestion.text}
        form = AcceptForm(data, initial=initial)
        form.cancel_url = self.back_address()
        return form

    def act(self, form: AcceptForm) -> HttpResponse:
        """Accept it."""
        outcome = accept_suggestion(
            suggestion=self.suggestion,
            text=form.cleaned_data["text"],
            version=form.cleaned_data["base"],
            key=form.cleaned_data["once"],
            by=self.actor,
            at=self.now,
            heard=form.heard,
        )
        self.changed(outcome)
        paragraph = self.suggestion.paragraph
        return self.done(f"The suggestion is accepted. {paragraph} says it from now on.")

    def conflict(self, form: AcceptForm, conflict: Conflict) -> HttpResponse:
        """The paragraph was changed since: both texts, and the form goes on from the newer one."""
        self.suggestion.paragraph = conflict.theirs
        if conflict.theirs.is_removed:
            return self.refused(form, conflict)
        form.bear(base=conflict.theirs.version)
        return self.again(form, status=409, message=conflict.message)


class DeclineSuggestionPage(DecidingPage):
    """Declines a suggestion, with a reason."""

    template_name = "reports/decline_suggestion.html"
    draft_kind = DECLINING_DRAFT

    def may_open(self) -> Answer:
        return may_decline(self.member, self.report)

    def form(self, data: Any = None) -> DeclineForm:
        """Why."""
        form = DeclineForm(data)
        form.cancel_url = self.back_address()
        return form

    def act(self, form: DeclineForm) -> HttpResponse:
        """Decline it."""
        outcome = decline_suggestion(
            suggestion=self.suggestion,
            reason=form.cleaned_data["text"],
            key=form.cleaned_data["once"],
            by=self.actor,
            at=self.now,
            heard=form.heard,
        )
        self.changed(outcome)
        return self.done("The suggestion is declined. Whoever made it reads your reason.")


class WithdrawSuggestionPage(OneSuggestion):
    """Whoever made a suggestion withdraws it."""

    http_method_names = ["post"]

    def post(self, request: HttpRequest, **kwargs: Any) -> HttpResponse:
        """Withdraw it."""
        outcome = withdraw_suggestion(suggestion=self.suggestion, by=self.actor, at=self.now)
        self.changed(outcome)
        messages.success(request, "Your suggestion is withdrawn.")
        return self.to("suggestion", self.suggestion.number)
