"""The pages of a judgement that inspectorates make together."""

from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.template.response import TemplateResponse

from frameworks.models import Criterion
from judgements import actions
from judgements.forms import OpenPositionsForm, PositionForm, ProposeForm, SignForm
from judgements.permissions import (
    may_open_positions,
    may_propose,
    may_record_position,
    may_sign,
)
from judgements.presenters import (
    CriterionPresenter,
    JudgementPresenter,
    OpenPositionsPresenter,
    PositionPresenter,
    ProposePresenter,
    SignPresenter,
)
from judgements.states import JudgementState
from judgements.views.base import AreaPage
from records.permissions import Answer


class JudgementPage(AreaPage):
    """How a judgement stands, and everything it rests on."""

    template_name = "judgements/judgement.html"

    def get(self, request: HttpRequest, **_: Any) -> HttpResponse:
        """The page; what it shows of positions and proposals goes into the audit entry."""
        page = JudgementPresenter(self.reading, self.inspection)
        self.disclosed(self.judgement)
        self.disclosed(*(row for rows in self.reading.positions.values() for row in rows))
        self.disclosed(*self.reading.proposals)
        return self.render({"page": page})


class CriterionPage(AreaPage):
    """The evidence for and against one criterion."""

    template_name = "judgements/criterion.html"
    criterion: Criterion

    def load(self, **kwargs: Any) -> None:
        """The criterion, by its place in the area."""
        super().load(**kwargs)
        found = [one for one in self.reading.criteria if one.order == kwargs["number"]]
        if not found:
            raise Http404
        self.criterion = found[0]

    def get(self, request: HttpRequest, **_: Any) -> HttpResponse:
        """Two columns; every item that is shown goes into the audit entry."""
        page = CriterionPresenter(self.reading, self.criterion)
        self.disclosed(*page.items)
        return self.render({"page": page})


class OpenPositionsPage(AreaPage):
    """Ask every participating inspectorate for its position."""

    template_name = "judgements/open_positions.html"

    def permission(self) -> Answer:
        """The overall lead."""
        return may_open_positions(self.member, self.inspection, self.judgement)

    def get(self, request: HttpRequest, **_: Any) -> HttpResponse:
        """What will happen."""
        return self.render(OpenPositionsPresenter(self.reading).context(OpenPositionsForm()))

    def post(self, request: HttpRequest, **_: Any) -> HttpResponse:
        """Open the round."""
        form = OpenPositionsForm(request.POST)
        if not form.is_valid():
            return self.render(OpenPositionsPresenter(self.reading).context(form), status=422)
        opened = actions.open_positions(
            judgement=self.judgement, key=form.cleaned_data["once"], by=self.person, at=self.now
        )
        self.changed(self.judgement)
        return self.done(f"Round {opened.number} of positions is open.")


class PositionPage(AreaPage):
    """Record the position of one's own inspectorate."""

    template_name = "judgements/position.html"

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

    def post(self, request: HttpRequest, **_: Any) -> HttpResponse:
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
        return self.render(page.context(form), status=status)


class ProposePage(AreaPage):
    """Put a grade to every participating inspectorate."""

    template_name = "judgements/propose.html"

    def permission(self) -> Answer:
        """The overall lead."""
        return may_propose(self.member, self.inspection, self.judgement)

    def get(self, request: HttpRequest, **_: Any) -> HttpResponse:
        """The form, under the positions that it follows."""
        page = ProposePresenter(self.reading)
        return self.render(page.context(ProposeForm(**page.given)))

    def post(self, request: HttpRequest, **_: Any) -> HttpResponse:
        """Propose it."""
        page = ProposePresenter(self.reading)
        form = ProposeForm(request.POST, **page.given)
        if not form.is_valid():
            return self.render(page.context(form), status=422)
        proposal = actions.propose(
            judgement=self.judgement,
            content=form.content(),
            key=form.cleaned_data["once"],
            by=self.person,
            at=self.now,
        )
        self.changed(proposal)
        return self.done(f"Proposal {proposal.number} is with {page.everybody} to sign.")


class SignPage(AreaPage):
    """Check the proposal and sign it for one's own inspectorate."""

    template_name = "judgements/sign.html"

    def permission(self) -> Answer:
        """A lead of an inspectorate that takes part."""
        own = self.member.inspectorate.code
        named = self.request.POST.get("inspectorate", own)
        return may_sign(self.member, self.inspection, self.reading.participants, inspectorate=named)

    def get(self, request: HttpRequest, **_: Any) -> HttpResponse:
        """What is signed, and what signing does."""
        page = SignPresenter(self.reading)
        self.disclosed(page.proposal)
        return self.render(page.context(SignForm(**page.stands_on)))

    def post(self, request: HttpRequest, **_: Any) -> HttpResponse:
        """Sign it; the last signature agrees the judgement."""
        page = SignPresenter(self.reading)
        form = SignForm(request.POST, **page.given)
        if not form.is_valid():
            return self.render(page.context(form), status=422)
        signature = actions.sign(
            judgement=self.judgement,
            inspectorate=form.cleaned_data["inspectorate"],
            content=form.content(),
            key=form.cleaned_data["once"],
            by=self.person,
            at=self.now,
        )
        self.changed(signature)
        agreed = signature.proposal.judgement.state == JudgementState.AGREED
        return self.done(
            "You have signed, and the judgement is agreed." if agreed else "You have signed."
        )
