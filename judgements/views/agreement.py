"""The pages on which inspectorates come to one view: each writes one thing and returns."""

from collections.abc import Iterable
from typing import Any

from django.db.models import Model
from django.http import HttpRequest, HttpResponse

from judgements import actions
from judgements.forms import (
    DiscussForm,
    EscalateForm,
    OutcomeForm,
    PrintDecisionForm,
    ReopenForm,
    SeniorForm,
)
from judgements.permissions import (
    is_unpublished,
    may_decide_print,
    may_discuss,
    may_escalate,
    may_name_senior,
    may_reopen,
)
from judgements.presenters import (
    DiscussPresenter,
    EscalatePresenter,
    OutcomePresenter,
    PrintDecisionPresenter,
    ReopenPresenter,
    SeniorPresenter,
)
from judgements.values.typed import DISCUSSION_DRAFT
from judgements.views.base import ActPage, AreaPage, TypedActPage
from records.permissions import Answer, first_refusal


class DiscussPage(TypedActPage, AreaPage):
    """Say something to the team, under what was said before."""

    template_name = "judgements/discuss.html"
    draft_kind = DISCUSSION_DRAFT

    def permission(self) -> Answer:
        """Everybody on the team whose inspectorate takes part."""
        return may_discuss(self.member, self.inspection, self.reading.participants)

    def get(self, request: HttpRequest, **_: Any) -> HttpResponse:
        """What was said, and the form."""
        return self.shown(DiscussForm())

    def send(self, request: HttpRequest) -> HttpResponse:
        """Say it."""
        form = DiscussForm(request.POST)
        if not form.is_valid():
            return self.shown(form, status=422)
        entry = actions.discuss(
            judgement=self.judgement,
            content=form.content(),
            key=form.cleaned_data["once"],
            by=self.person,
            at=self.now,
            heard=form.heard,
        )
        self.changed(entry)
        return self.done("What you wrote is in the discussion.")

    def shown(self, form: DiscussForm, *, status: int = 200) -> HttpResponse:
        """The page with this form; what it shows goes into the audit entry."""
        page = DiscussPresenter(self.reading, self.inspection)
        context = page.context(self.kept(form))
        self.disclosed(self.judgement, *self.reading.discussion)
        return self.render(context, status=status)


class PrintDecisionPage(ActPage[PrintDecisionPresenter, PrintDecisionForm]):
    """Decide for one's own inspectorate whether views that differ are printed."""

    template_name = "judgements/print_decision.html"
    presenter = PrintDecisionPresenter
    form_class = PrintDecisionForm

    def permission(self) -> Answer:
        """A lead of an inspectorate that takes part, until the letter is published."""
        named = self.request.POST.get("inspectorate", self.member.inspectorate.code)
        return first_refusal(
            may_decide_print(
                self.member, self.inspection, self.reading.participants, inspectorate=named
            ),
            is_unpublished(self.judgement),
        )

    def rows(self, page: PrintDecisionPresenter) -> Iterable[Model]:
        """The proposal."""
        return (page.proposal,)

    def act(self, form: PrintDecisionForm) -> tuple[Model, str]:
        """Decide."""
        decision = actions.decide_print(
            judgement=self.judgement,
            inspectorate=form.cleaned_data["inspectorate"],
            content_hash=form.cleaned_data["content_hash"],
            prints=form.says_yes,
            key=form.cleaned_data["once"],
            by=self.person,
            at=self.now,
        )
        return decision, "Your decision is recorded."


class ReopenPage(ActPage[ReopenPresenter, ReopenForm]):
    """Open an agreed judgement again, with a reason."""

    template_name = "judgements/reopen.html"
    presenter = ReopenPresenter
    form_class = ReopenForm

    def permission(self) -> Answer:
        """The overall lead, until the letter is published."""
        return may_reopen(self.member, self.inspection, self.judgement)

    def rows(self, page: ReopenPresenter) -> Iterable[Model]:
        """The proposal that was agreed."""
        return (page.proposal,)

    def act(self, form: ReopenForm) -> tuple[Model, str]:
        """Open it."""
        reopening = actions.reopen(
            judgement=self.judgement,
            content_hash=form.cleaned_data["content_hash"],
            why=form.reason(),
            key=form.cleaned_data["once"],
            by=self.person,
            at=self.now,
        )
        return reopening, "The judgement is open again, and the signatures on it are void."


class EscalatePage(ActPage[EscalatePresenter, EscalateForm]):
    """Ask the senior people for a decision."""

    template_name = "judgements/escalate.html"
    presenter = EscalatePresenter
    form_class = EscalateForm

    def permission(self) -> Answer:
        """The overall lead."""
        return may_escalate(self.member, self.inspection, self.judgement)

    def rows(self, page: EscalatePresenter) -> Iterable[Model]:
        """The proposal that is not agreed."""
        return (page.proposal,)

    def act(self, form: EscalateForm) -> tuple[Model, str]:
        """Ask them."""
        escalation = actions.escalate(
            judgement=self.judgement,
            content_hash=form.cleaned_data["content_hash"],
            why=form.reason(),
            key=form.cleaned_data["once"],
            by=self.person,
            at=self.now,
        )
        return escalation, "The senior people are asked. They are told by e-mail."


class NameSeniorPage(ActPage[SeniorPresenter, SeniorForm]):
    """Name who decides for one's own inspectorate when the leads cannot agree."""

    template_name = "judgements/name_senior.html"
    presenter = SeniorPresenter
    form_class = SeniorForm

    def permission(self) -> Answer:
        """A lead of an inspectorate that takes part."""
        named = self.request.POST.get("inspectorate", self.member.inspectorate.code)
        return may_name_senior(
            self.member, self.inspection, self.reading.participants, inspectorate=named
        )

    def rows(self, page: SeniorPresenter) -> Iterable[Model]:
        """Those who are named."""
        return self.reading.seniors

    def act(self, form: SeniorForm) -> tuple[Model, str]:
        """Name somebody."""
        senior = actions.name_senior(
            judgement=self.judgement,
            inspectorate=form.cleaned_data["inspectorate"],
            content=form.content(),
            key=form.cleaned_data["once"],
            by=self.person,
            at=self.now,
        )
        return senior, f"{senior.name} is named for {senior.inspectorate.short_name}."


class RecordOutcomePage(ActPage[OutcomePresenter, OutcomeForm]):
    """Record what the senior people decided."""

    template_name = "judgements/record_outcome.html"
    presenter = OutcomePresenter
    form_class = OutcomeForm

    def permission(self) -> Answer:
        """The overall lead."""
        return may_escalate(self.member, self.inspection, self.judgement)

    def page(self) -> OutcomePresenter:
        """What they were asked."""
        return OutcomePresenter(self.reading, self.inspection)

    def rows(self, page: OutcomePresenter) -> Iterable[Model]:
        """What was asked."""
        return self.reading.escalations

    def act(self, form: OutcomeForm) -> tuple[Model, str]:
        """Record it."""
        outcome = actions.record_outcome(
            judgement=self.judgement,
            content=form.content(),
            key=form.cleaned_data["once"],
            by=self.person,
            at=self.now,
        )
        return outcome, "The decision is on record. Propose a grade next."
