"""Conversations along a set of questions: recording one, and the answers counted."""

from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.template.response import TemplateResponse
from django.urls import reverse

from inspections.actions import conversations as acts
from inspections.actions import keeping
from inspections.forms.conversation import ChangeConversationForm, ConversationForm, initial_of
from inspections.models import Case, Conversation
from inspections.models.conversation import asked_in, find_set, question_sets, revisions_of
from inspections.permissions.conversation import (
    may_change_conversation,
    may_record_conversation,
    may_withdraw_conversation,
)
from inspections.presenters.conversation import (
    COUNT_COLUMNS,
    LIST_COLUMNS,
    NEWEST,
    answers_of,
    conversation_facts,
    conversation_rows,
    conversation_url,
    counted_sets,
    revision_text,
    sent_text,
)
from inspections.presenters.kept import Both, both, version_rows
from inspections.values.typed import CONVERSATION_DRAFT
from inspections.views.base import InspectionPage
from inspections.views.keeping import KeepingPage, WithdrawingPage
from records.permissions import Answer
from records.values import clean_text


class ConversationsPage(InspectionPage):
    """The answers to each question, counted over the conversations that this person may see."""

    template_name = "inspections/conversations.html"
    http_method_names = ["get", "head"]

    def get(self, request: HttpRequest, **kwargs: Any) -> TemplateResponse:
        """A table for each set of questions, and the newest conversations."""
        rows = Conversation.objects.visible_to(self.actor, self.today).for_member(self.member)
        standing, case = rows.standing(), self.asked_case()
        if case is not None:
            standing = standing.of_case(case)
        found = list(standing.for_page())
        self.disclosed(*found[:NEWEST])
        context = {
            "case": case,
            "sets": counted_sets(
                self.inspection, question_sets(), standing.counted(), found, case=case
            ),
            "count_columns": COUNT_COLUMNS,
            "columns": LIST_COLUMNS,
            "rows": conversation_rows(self.inspection, found),
            "number": len(found),
            "newest": NEWEST,
            "may_record": may_record_conversation(self.member, self.inspection),
        }
        return self.render(context)

    def asked_case(self) -> Case | None:
        """The case that the address names, where it names one of this inspection."""
        reference = clean_text(self.request.GET.get("case", ""))
        cases = Case.objects.visible_to(self.actor, self.today).of(self.inspection)
        return cases.named(reference) if reference else None


class RecordConversationPage(KeepingPage):
    """A conversation is recorded: all questions on one page."""

    template_name = "inspections/conversation_form.html"
    act = "record conversation"
    draft_kind = CONVERSATION_DRAFT

    def load_more(self, *args: Any, **kwargs: Any) -> None:
        found = find_set(self.kwargs["question_set"])
        if found is None:
            raise Http404
        self.question_set = found

    def permission(self) -> Answer:
        return may_record_conversation(self.member, self.inspection)

    def form(self, data: Any = None) -> ConversationForm:
        """With the questions of the set, the cases, and where the inspectorate records."""
        cases = list(Case.objects.visible_to(self.actor, self.today).of(self.inspection))
        asked = self.request.GET.get("case", "")
        chosen = next((one.pk for one in cases if one.reference == asked), "")
        return ConversationForm(
            data,
            questions=asked_in(self.question_set),
            is_child=self.question_set.is_for_children,
            cases=cases,
            strands=keeping.strands_of(inspection=self.inspection, member=self.member),
            short_name=self.member.inspectorate.short_name,
            initial={"case": chosen, "held_on": self.today},
        )

    def keep(self, form: ConversationForm) -> str:
        """Record it."""
        row = acts.record_conversation(
            inspection=self.inspection,
            strand=form.chosen_strand(),
            question_set=self.question_set,
            case=form.chosen_case(),
            content=form.content(),
            by=self.actor,
            at=self.now,
        )
        self.changed(row)
        return row.reference

    def done(self, result: str) -> HttpResponse:
        """The conversation, where evidence is made of its answers."""
        messages.success(self.request, f"Saved: {result}.")
        return redirect("inspections:conversation", self.inspection.reference, result)

    def more(self) -> dict[str, Any]:
        """The set of questions."""
        address = reverse("inspections:conversations", args=[self.inspection.reference])
        return {"question_set": self.question_set, "back": address}


class OneConversation(InspectionPage):
    """A screen about one conversation that this person may see."""

    def load_more(self, *args: Any, **kwargs: Any) -> None:
        rows = Conversation.objects.visible_to(self.actor, self.today).for_member(self.member)
        found = rows.for_page().named(self.kwargs["conversation"])
        if found is None:
            raise Http404
        self.row = found
        self.row.inspection = self.inspection

    @property
    def row_address(self) -> str:
        """The page of the conversation."""
        return conversation_url(self.inspection, self.row)


class ConversationPage(OneConversation):
    """What was answered, and how it was recorded before."""

    template_name = "inspections/conversation.html"
    http_method_names = ["get", "head"]

    def get(self, request: HttpRequest, **kwargs: Any) -> TemplateResponse:
        """The conversation."""
        revisions = revisions_of(self.row)
        may_record = may_record_conversation(self.member, self.inspection).allowed
        self.disclosed(self.row)
        context = {
            "row": self.row,
            "facts": conversation_facts(self.row),
            "answers": answers_of(self.inspection, self.row, revisions[0], may_record=may_record),
            "versions": version_rows([(one, revision_text(one)) for one in revisions[1:]]),
            "may_change": may_change_conversation(
                self.member, self.inspection, self.row, self.actor
            ),
            "may_withdraw": may_withdraw_conversation(
                self.member, self.inspection, self.row, self.actor
            ),
        }
        return self.render(context)


class ChangeConversationPage(OneConversation, KeepingPage):
    """Another version of a conversation, by who recorded it."""

    template_name = "inspections/conversation_form.html"
    act = "change conversation"
    draft_kind = CONVERSATION_DRAFT

    def permission(self) -> Answer:
        return may_change_conversation(self.member, self.inspection, self.row, self.actor)

    def form(self, data: Any = None) -> ChangeConversationForm:
        """The conversation as it reads now."""
        said = revisions_of(self.row)[0]
        answered = [one.question_id for one in said.answers.all()]
        self.questions = asked_in(self.row.question_set, answered)
        return ChangeConversationForm(
            data,
            questions=self.questions,
            is_child=self.row.question_set.is_for_children,
            initial=initial_of(said),
        )

    def keep(self, form: ChangeConversationForm) -> str:
        """Save the version."""
        row = acts.change_conversation(
            conversation=self.row,
            version=form.cleaned_data["base"],
            content=form.content(),
            by=self.actor,
            at=self.now,
        )
        self.changed(row)
        return row.reference

    def done(self, result: str) -> HttpResponse:
        """Back to the conversation."""
        messages.success(self.request, f"Saved: {result}, a new version.")
        return redirect(self.row_address)

    def both_texts(self, form: ChangeConversationForm, theirs: Conversation) -> Both:
        """The two versions."""
        self.disclosed(theirs)
        newest = revisions_of(theirs)[0]
        mine = sent_text(form.content(), self.questions)
        return both(mine, revision_text(newest), newest)

    def more(self) -> dict[str, Any]:
        """The conversation."""
        return {
            "question_set": self.row.question_set,
            "row": self.row,
            "back": self.row_address,
        }


class WithdrawConversationPage(OneConversation, WithdrawingPage):
    """A conversation is withdrawn."""

    act = "withdraw conversation"

    def permission(self) -> Answer:
        return may_withdraw_conversation(self.member, self.inspection, self.row, self.actor)

    def keep(self, form: Any) -> str:
        """Withdraw it."""
        facts = form.cleaned_data
        acts.withdraw_conversation(
            conversation=self.row,
            version=facts["base"],
            why=facts["why"],
            by=self.actor,
            at=self.now,
        )
        self.changed(self.row)
        return str(self.row.reference)

    def done(self, result: str) -> HttpResponse:
        """Back to the conversation, which says so."""
        messages.success(self.request, f"{result} is withdrawn.")
        return redirect(self.row_address)
