"""The pages of a judgement that one inspectorate makes."""

from typing import Any

from django.http import HttpRequest, HttpResponse

from judgements import actions
from judgements.forms import DecideForm, ModerateForm, ProposeGradeForm, ReopenGradeForm
from judgements.models import Judgement
from judgements.permissions import (
    graded_of,
    may_decide,
    may_moderate,
    may_propose_grade,
    may_reopen_grade,
)
from judgements.presenters import (
    DecidePresenter,
    GradedPresenter,
    GradedReading,
    ModeratePresenter,
    ProposeGradePresenter,
    ReopenGradePresenter,
)
from judgements.values.typed import GRADE_DRAFT
from judgements.views.base import AreaPage, TypedActPage
from records.permissions import Answer


class OwnAreaPage(AreaPage):
    """A page of one single-agency judgement."""

    reading: GradedReading
    route = "graded"
    texts = ("statement", "not_judged", "reasons", "why")

    def find(self, area: str) -> Judgement | None:
        """The judgement that the address names, among those of one inspectorate each."""
        return graded_of(self.inspection, area)

    def read(self, judgement: Judgement) -> GradedReading:
        """What this reader may see of it."""
        return GradedReading(judgement, self.member)


class GradedPage(OwnAreaPage):
    """How the judgement stands, and everything it rests on."""

    template_name = "judgements/graded.html"

    def get(self, request: HttpRequest, **_: Any) -> HttpResponse:
        """The page; what it shows of proposals and decisions goes into the audit entry."""
        page = GradedPresenter(self.reading, self.inspection)
        self.disclosed(self.judgement, *self.reading.proposals, *self.reading.decisions)
        return self.render({"page": page})


class ProposeGradePage(TypedActPage, OwnAreaPage):
    """Put a grade to the inspectorate's lead."""

    template_name = "judgements/propose_grade.html"
    draft_kind = GRADE_DRAFT

    def permission(self) -> Answer:
        """An inspector of an inspectorate that judges the area."""
        return may_propose_grade(self.member, self.inspection, self.judgement, self.reading.judges)

    def get(self, request: HttpRequest, **_: Any) -> HttpResponse:
        """The form, beside the grades that it chooses from."""
        page = ProposeGradePresenter(self.reading)
        return self.render(page.context(self.kept(ProposeGradeForm(**page.given))))

    def send(self, request: HttpRequest) -> HttpResponse:
        """Propose it."""
        page = ProposeGradePresenter(self.reading)
        form = ProposeGradeForm(request.POST, **page.given)
        if not form.is_valid():
            return self.render(page.context(self.kept(form)), status=422)
        proposal = actions.propose_grade(
            judgement=self.judgement,
            content=form.grade_content(),
            key=form.cleaned_data["once"],
            by=self.person,
            at=self.now,
            heard=form.heard,
        )
        self.changed(proposal)
        return self.done(f"Proposal {proposal.number} is with {page.lead}.")


class DecidePage(OwnAreaPage):
    """Take what is proposed, or decide another grade."""

    template_name = "judgements/decide.html"

    def permission(self) -> Answer:
        """The lead of an inspectorate that judges the area."""
        return may_decide(self.member, self.inspection, self.judgement, self.reading.judges)

    def get(self, request: HttpRequest, **_: Any) -> HttpResponse:
        """What is proposed, and the form that begins with it."""
        page = DecidePresenter(self.reading)
        self.disclosed(page.proposal)
        form = DecideForm(
            **page.decides_from,
            starts_from=page.content,
            initial={"content_hash": page.proposal.content_hash},
        )
        return self.render(page.context(form))

    def post(self, request: HttpRequest, **_: Any) -> HttpResponse:
        """Decide it."""
        page = DecidePresenter(self.reading)
        form = DecideForm(request.POST, **page.decides_from)
        if not form.is_valid():
            return self.render(page.context(form), status=422)
        decision = actions.decide(
            judgement=self.judgement,
            content=form.decision(),
            key=form.cleaned_data["once"],
            by=self.person,
            at=self.now,
        )
        self.changed(decision)
        own = decision.inspectorate.short_name
        return self.done(f"It is decided for {own}, and waits for a moderator.")


class ModeratePage(OwnAreaPage):
    """Agree to what was decided, or return it."""

    template_name = "judgements/moderate.html"

    def permission(self) -> Answer:
        """A quality assurer of the inspectorate that decided, who had no part in it."""
        reading = self.reading
        return may_moderate(
            self.member, self.inspection, self.judgement, reading.moderates, reading.acted
        )

    def get(self, request: HttpRequest, **_: Any) -> HttpResponse:
        """What is decided, and what the answer does."""
        page = ModeratePresenter(self.reading)
        self.disclosed(page.decision)
        form = ModerateForm(initial={"content_hash": page.decision.content_hash})
        return self.render(page.context(form))

    def post(self, request: HttpRequest, **_: Any) -> HttpResponse:
        """Answer it."""
        page = ModeratePresenter(self.reading)
        form = ModerateForm(request.POST)
        if not form.is_valid():
            return self.render(page.context(form), status=422)
        answer = actions.moderate(
            judgement=self.judgement,
            content=form.content(),
            key=form.cleaned_data["once"],
            by=self.person,
            at=self.now,
        )
        self.changed(answer)
        return self.done(
            "You have agreed, and so is the judgement."
            if answer.agrees
            else "You have returned the decision, with your reason."
        )


class ReopenGradePage(OwnAreaPage):
    """Reopen an agreed grade."""

    template_name = "judgements/reopen_grade.html"

    def permission(self) -> Answer:
        """The lead of an inspectorate that judges the area."""
        return may_reopen_grade(self.member, self.inspection, self.judgement, self.reading.judges)

    def get(self, request: HttpRequest, **_: Any) -> HttpResponse:
        """What will happen."""
        return self.render(ReopenGradePresenter(self.reading).context(ReopenGradeForm()))

    def post(self, request: HttpRequest, **_: Any) -> HttpResponse:
        """Reopen it."""
        page = ReopenGradePresenter(self.reading)
        form = ReopenGradeForm(request.POST)
        if not form.is_valid():
            return self.render(page.context(form), status=422)
        actions.reopen_grade(
            judgement=self.judgement,
            why=form.reason(),
            key=form.cleaned_data["once"],
            by=self.person,
            at=self.now,
        )
        self.changed(self.judgement)
        return self.done("The grade is reopened. Its decision and moderation are void.")
