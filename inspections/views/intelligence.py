"""Intelligence for another inspectorate: sent from an inspection, read by whoever received it."""

from abc import ABC, abstractmethod
from typing import Any
from uuid import uuid4

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.template.response import TemplateResponse
from django.utils import timezone

from inspections.actions import intelligence as actions
from inspections.forms.intelligence import (
    NameReaderForm,
    OutcomeForm,
    SendIntelligenceForm,
    WithdrawIntelligenceForm,
)
from inspections.forms.once import SentOnceForm
from inspections.models import Intelligence
from inspections.permissions.intelligence import (
    may_name_reader,
    may_read_received,
    may_receive_intelligence,
    may_say_outcome,
    may_send_intelligence,
    may_withdraw_intelligence,
)
from inspections.presenters.intelligence import (
    LEFT_OUT,
    MOST,
    RECEIVED_COLUMNS,
    SENT_COLUMNS,
    copied_evidence,
    facts_of,
    outcome_rows,
    reader_words,
    received_rows,
    sent_rows,
)
from inspections.views.base import InspectionPage
from organisations.permissions import membership_of
from pages.page import Page
from records.actions import once
from records.errors import ActionRefused
from records.permissions import Answer

# --- the sender's side ---------------------------------------------------------------------------


class SentIntelligencePage(InspectionPage):
    """What this person, or the inspectorate that they lead, sent from an inspection."""

    template_name = "inspections/intelligence_sent.html"
    http_method_names = ["get", "head"]

    def get(self, request: HttpRequest, **kwargs: Any) -> TemplateResponse:
        """The list."""
        mine = Intelligence.objects.visible_to(self.actor, self.today, as_sender=True)
        rows = list(mine.of(self.inspection).for_page()[:MOST])
        self.disclosed(*rows)
        context = {
            "columns": SENT_COLUMNS,
            "rows": sent_rows(rows),
            "left_out": LEFT_OUT,
            "may_send": may_send_intelligence(self.member),
        }
        return self.render(context)


class SendIntelligencePage(InspectionPage):
    """A finding is sent to the inspectorate whose business it is."""

    template_name = "inspections/intelligence_send.html"

    def permission(self) -> Answer:
        return may_send_intelligence(self.member)

    def form(self, data: Any = None) -> SendIntelligenceForm:
        """The form with every other inspectorate, and the powers that this one has here."""
        return SendIntelligenceForm(
            data,
            receivers=actions.inspectorates_to_tell(member=self.member),
            powers=actions.powers_to_send_under(member=self.member),
            areas=actions.areas_to_tell_of(inspection=self.inspection),
            initial={"evidence": self.request.GET.get("evidence", "")[:20]},
        )

    def get(self, request: HttpRequest, **kwargs: Any) -> TemplateResponse:
        """The form, with the evidence that the reader comes from."""
        return self.render({"form": self.form()})

    def post(self, request: HttpRequest, **kwargs: Any) -> HttpResponse:
        """Send it, or say what is missing."""
        form = self.form(request.POST)
        if not form.is_valid():
            return self.render({"form": form}, status=422)

        def do() -> str:
            told = actions.send_intelligence(
                key=form.key,
                inspection=self.inspection,
                content=form.content(),
                by=self.actor,
                at=self.now,
            )
            self.changed(told)
            return told.reference

        try:
            receipt = self.once(form, "send intelligence", do)
        except ActionRefused as refusal:
            form.add_error(None, refusal.message)
            return self.render({"form": form}, status=409)
        messages.success(request, f"{receipt.result} is sent. You read here when it is received.")
        return redirect("inspections:intelligence_sent_item", self.about, receipt.result)


class SentItemPage(InspectionPage):
    """One piece, for those who sent it: its receipt, and what it led to."""

    template_name = "inspections/intelligence_item.html"

    def load_more(self, *args: Any, **kwargs: Any) -> None:
        mine = Intelligence.objects.visible_to(self.actor, self.today, as_sender=True)
        found = mine.of(self.inspection).for_page().named(self.kwargs["intelligence"])
        if found is None:
            raise Http404
        self.told = found

    def get(self, request: HttpRequest, **kwargs: Any) -> TemplateResponse:
        """The piece."""
        self.disclosed(self.told)
        return self.render(
            {
                "told": self.told,
                "facts": facts_of(self.told),
                "copied": copied_evidence(self.told),
                "outcomes": outcome_rows(self.told.outcomes.select_related("by")),
                "may_withdraw": may_withdraw_intelligence(self.member, self.told),
            }
        )


class WithdrawIntelligencePage(SentItemPage):
    """It is taken back, while nobody has confirmed its receipt."""

    template_name = "inspections/intelligence_withdraw.html"

    def permission(self) -> Answer:
        return may_withdraw_intelligence(self.member, self.told)

    def get(self, request: HttpRequest, **kwargs: Any) -> TemplateResponse:
        """Why."""
        return self.shown(WithdrawIntelligenceForm())

    def post(self, request: HttpRequest, **kwargs: Any) -> HttpResponse:
        """Withdraw it, or say what is missing."""
        form = WithdrawIntelligenceForm(request.POST)
        if not form.is_valid():
            return self.shown(form, status=422)
        actions.withdraw_intelligence(
            intelligence=self.told, why=form.cleaned_data["why"], by=self.actor, at=self.now
        )
        self.changed(self.told)
        messages.success(request, f"{self.told.reference} is withdrawn. They do not see it.")
        return redirect(self.told.get_sent_url())

    def shown(self, form: WithdrawIntelligenceForm, *, status: int = 200) -> TemplateResponse:
        """The page with this form on it."""
        form.cancel_url = self.told.get_sent_url()
        return self.render({"form": form, "told": self.told}, status=status)


# --- the receiver's side -------------------------------------------------------------------------


class ReceiverPage(Page):
    """A screen for people of an inspectorate, about what came to it."""

    def load(self, *args: Any, **kwargs: Any) -> None:
        self.today = timezone.localdate(self.now)
        self.membership = membership_of(self.actor, self.today)

    def permission(self) -> Answer:
        return may_read_received(self.membership)


class ReceivedIntelligencePage(ReceiverPage):
    """What came to one's inspectorate, as far as one reads it."""

    template_name = "inspections/intelligence_received.html"
    http_method_names = ["get", "head"]

    def get(self, request: HttpRequest, **kwargs: Any) -> TemplateResponse:
        """The list."""
        rows = list(Intelligence.objects.visible_to(self.actor, self.today).for_page()[:MOST])
        self.disclosed(*rows)
        context = {
            "columns": RECEIVED_COLUMNS,
            "rows": received_rows(rows),
            "left_out": LEFT_OUT,
        }
        return self.render(context)


class ReceivedItemPage(ReceiverPage):
    """One piece, for those who received it."""

    template_name = "inspections/intelligence_item.html"
    http_method_names = ["get", "head"]

    def load(self, *args: Any, intelligence: str, **kwargs: Any) -> None:
        super().load(**kwargs)
        received = Intelligence.objects.visible_to(self.actor, self.today)
        found = received.for_page().named(intelligence)
        if found is None:
            raise Http404
        self.told = found
        self.about = found.reference

    def get(self, request: HttpRequest, **kwargs: Any) -> TemplateResponse:
        """The piece."""
        self.disclosed(self.told)
        return self.render(
            {
                "is_receiver": True,
                "told": self.told,
                "facts": facts_of(self.told),
                "copied": copied_evidence(self.told),
                "outcomes": outcome_rows(self.told.outcomes.select_related("by")),
                "readers": reader_words(self.told.readers.select_related("person", "named_by")),
                "may_receive": may_receive_intelligence(self.membership, self.told),
                "may_name": may_name_reader(self.membership, self.told),
                "may_say": may_say_outcome(self.membership, self.told),
                "once": uuid4(),
            }
        )


class ReceiveIntelligencePage(ReceivedItemPage):
    """A lead confirms that it has arrived."""

    http_method_names = ["post"]

    def post(self, request: HttpRequest, **kwargs: Any) -> HttpResponse:
        """Confirm it; once, however often it is pressed."""
        actions.receive_intelligence(intelligence=self.told, by=self.actor, at=self.now)
        self.changed(self.told)
        messages.success(request, f"You confirmed the receipt of {self.told.reference}.")
        return redirect(self.told)


class ReceiverActPage(ReceivedItemPage, ABC):
    """A page with one form about a piece that was received.

    Attributes:
        act: how the receipt names it.
        title: the heading.
        intro: what sending the form does.
        said: the message afterwards.
    """

    template_name = "inspections/intelligence_act.html"
    http_method_names = ["get", "post", "head"]
    act = ""
    title = ""
    intro = ""
    said = ""

    @abstractmethod
    def form(self, data: Any = None) -> SentOnceForm:
        """The form."""

    @abstractmethod
    def do(self, form: Any) -> None:
        """The act."""

    def get(self, request: HttpRequest, **kwargs: Any) -> TemplateResponse:
        """The form."""
        return self.shown(self.form())

    def post(self, request: HttpRequest, **kwargs: Any) -> HttpResponse:
        """Do it, or say what is missing."""
        form = self.form(request.POST)
        if not form.is_valid():
            return self.shown(form, status=422)

        def do() -> str:
            self.do(form)
            self.changed(self.told)
            return self.told.reference

        once(key=form.key, by=self.actor, act=self.act, content=form.sent(), at=self.now, do=do)
        messages.success(request, self.said)
        return redirect(self.told)

    def shown(self, form: SentOnceForm, *, status: int = 200) -> TemplateResponse:
        """The page with this form on it."""
        form.cancel_url = self.told.get_absolute_url()
        context = {"form": form, "told": self.told, "page_title": self.title, "intro": self.intro}
        return self.render(context, status=status)


class NameReaderPage(ReceiverActPage):
    """A lead lets somebody of the inspectorate read it."""

    act, title = "name reader", "Let somebody else read"
    intro = "They read all of it, and can say what it led to. It cannot be taken back."
    said = "They can read it now. It is on their home page."

    def permission(self) -> Answer:
        return may_name_reader(self.membership, self.told)

    def form(self, data: Any = None) -> NameReaderForm:
        people = actions.people_to_name(intelligence=self.told, day=self.today)
        return NameReaderForm(data, people=people)

    def do(self, form: NameReaderForm) -> None:
        actions.name_reader(
            intelligence=self.told, person=form.chosen(), by=self.actor, at=self.now
        )


class OutcomePage(ReceiverActPage):
    """What it led to."""

    act, title = "say outcome", "Say what became of"
    intro = "The inspectorate that sent it reads this. You can add more later; nothing is changed."
    said = "It is recorded. The sender reads it."

    def permission(self) -> Answer:
        return may_say_outcome(self.membership, self.told)

    def form(self, data: Any = None) -> OutcomeForm:
        return OutcomeForm(data)

    def do(self, form: OutcomeForm) -> None:
        facts = form.cleaned_data
        actions.say_outcome(
            intelligence=self.told,
            kind=facts["kind"],
            text=facts["text"],
            by=self.actor,
            at=self.now,
        )
