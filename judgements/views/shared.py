"""The pages of a judgement that inspectorates make together."""

from collections.abc import Iterable
from typing import Any

from django.db.models import Model
from django.http import HttpRequest, HttpResponse, QueryDict
from django.template.response import TemplateResponse

from judgements import actions
from judgements.forms import OpenPositionsForm, PositionForm, ProposeForm, SignForm
from judgements.permissions import (
    may_open_positions,
    may_propose,
    may_record_position,
    may_sign,
)
from judgements.presenters import (
    JudgementPresenter,
    OpenPositionsPresenter,
    PositionPresenter,
    ProposePresenter,
    SignPresenter,
)
from judgements.states import JudgementState
from judgements.values.typed import POSITION_DRAFT, PROPOSAL_DRAFT
from judgements.views.base import ActPage, AreaPage, TypedActPage
from records.permissions import Answer


class JudgementPage(AreaPage):
    """How a judgement stands, and everything it rests on."""

    template_name = "judgements/judgement.html"

    def get(self, request: HttpRequest, **_: Any) -> HttpResponse:
        """The page; what it shows of positions and proposals goes into the audit entry."""
        page = JudgementPresenter(self.reading, self.inspection)
        self.disclosed(self.judgement)
        self.disclosed(*(row for rows in self.reading.positions.values() for row in rows))
        self.disclosed(*self.reading.proposals, *self.reading.discussion)
        return self.render({"page": page})


class OpenPositionsPage(ActPage[OpenPositionsPresenter, OpenPositionsForm]):
    """Ask every participating inspectorate for its position."""

    template_name = "judgements/open_positions.html"
    presenter = OpenPositionsPresenter
    form_class = OpenPositionsForm

    def permission(self) -> Answer:
        """The overall lead."""
        return may_open_positions(self.member, self.inspection, self.judgement)

    def act(self, form: OpenPositionsForm) -> tuple[Model, str]:
        """Open the round."""
        opened = actions.open_positions(
            judgement=self.judgement, key=form.cleaned_data["once"], by=self.person, at=self.now
        )
        return self.judgement, f"Round {opened.number} of positions is open."


class PositionPage(TypedActPage, AreaPage):
    """Record the position of one's own inspectorate."""

    template_name = "judgements/position.html"
    draft_kind = POSITION_DRAFT

    def permission(self) -> Answer:
        """A lead of an inspectorate that takes part."""
        own = self.member.inspectorate.code
        named = self.request.POST.get("inspectorate", own)
        return may_record_position(
            self.member, self.inspection, self.reading.participants, inspectorate=named
        )

    def get(self, request: HttpRequest, **_: Any) -> HttpResponse:
        """The form, beside the grades that it chooses from."""
        page = PositionPresenter(self.reading)
        return self.shown(page, PositionForm(**page.given))

    def send(self, request: HttpRequest) -> HttpResponse:
        """Record it; the last one shows them all."""
        page = PositionPresenter(self.reading)
        form = PositionForm(request.POST, **page.given)
        if not form.is_valid():
            return self.shown(page, form, status=422)
        position = actions.record_position(
            judgement=self.judgement,
            inspectorate=form.cleaned_data["inspectorate"],
            content=form.content(),
            key=form.cleaned_data["once"],
            by=self.person,
            at=self.now,
            heard=form.heard,
        )
        self.changed(position)
        revealed = position.round.revealed_at is not None
        return self.done(
            "Your position is recorded. All positions are in, and can be read below."
            if revealed
            else "Your position is recorded. Only you can read it until all are in."
        )

    def shown(
        self, page: PositionPresenter, form: PositionForm, *, status: int = 200
    ) -> TemplateResponse:
        """The page with this form on it; the evidence that it lists goes into the audit entry."""
        self.disclosed(f"{page.round} of {self.judgement.record_name}", *page.items)
        return self.render(page.context(self.kept(form)), status=status)


class ProposePage(TypedActPage, AreaPage):
    """Put a grade to every participating inspectorate."""

    template_name = "judgements/propose.html"
    draft_kind = PROPOSAL_DRAFT

    def permission(self) -> Answer:
        """The overall lead."""
        return may_propose(self.member, self.inspection, self.judgement)

    def get(self, request: HttpRequest, **_: Any) -> HttpResponse:
        """The form, under the positions that it follows."""
        page = ProposePresenter(self.reading)
        return self.render(page.context(self.kept(ProposeForm(**page.given))))

    def send(self, request: HttpRequest) -> HttpResponse:
        """Propose it."""
        page = ProposePresenter(self.reading)
        form = ProposeForm(request.POST, **page.given)
        if not form.is_valid():
            return self.render(page.context(self.kept(form)), status=422)
        proposal = actions.propose(
            judgement=self.judgement,
            content=form.content(),
            key=form.cleaned_data["once"],
            by=self.person,
            at=self.now,
            heard=form.heard,
        )
        self.changed(proposal)
        return self.done(f"Proposal {proposal.number} is with {page.everybody} to sign.")


class SignPage(ActPage[SignPresenter, SignForm]):
    """Check the proposal and sign it for one's own inspectorate."""

    template_name = "judgements/sign.html"
    presenter = SignPresenter
    form_class = SignForm

    def permission(self) -> Answer:
        """A lead of an inspectorate that takes part."""
        own = self.member.inspectorate.code
        named = self.request.POST.get("inspectorate", own)
        return may_sign(self.member, self.inspection, self.reading.participants, inspectorate=named)

    def form(self, page: SignPresenter, sent: QueryDict | None) -> SignForm:
        """It carries the content that the page shows."""
        return SignForm(**page.stands_on) if sent is None else SignForm(sent, **page.given)

    def rows(self, page: SignPresenter) -> Iterable[Model]:
        """The proposal."""
        return (page.proposal,)

    def act(self, form: SignForm) -> tuple[Model, str]:
        """Sign it; the last signature agrees the judgement."""
        signature = actions.sign(
            judgement=self.judgement,
            inspectorate=form.cleaned_data["inspectorate"],
            content=form.content(),
            key=form.cleaned_data["once"],
            by=self.person,
            at=self.now,
        )
        if signature.proposal.judgement.state == JudgementState.AGREED:
            return signature, "You have signed, and the judgement is agreed."
        return signature, "You have signed."
