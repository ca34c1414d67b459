"""The pages of an evaluation in words: the whole, headings considered, complete and reopened."""

from abc import ABC, abstractmethod
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.template.response import TemplateResponse

from judgements import actions
from judgements.forms import (
    CompleteEvaluationForm,
    ConsiderForm,
    ReopenEvaluationForm,
)
from judgements.models import NarrativeEvaluation
from judgements.permissions import (
    evaluation_of,
    may_complete_evaluation,
    may_read_evaluation,
    may_reopen_evaluation,
    may_write_finding,
)
from judgements.presenters.evaluating import EvaluationReading
from judgements.presenters.narrative import EvaluationPresenter, evaluation_address
from judgements.states import EVALUATION
from judgements.views.base import InspectionPage, TypedActPage
from records.errors import ActionRefused, AlreadySent, Conflict, NotVisible, PermissionRefused
from records.permissions import Answer


class EvaluationBase(InspectionPage):
    """A page of one evaluation in words."""

    evaluation: NarrativeEvaluation
    texts = ("text", "why")

    def load(self, **kwargs: Any) -> None:
        """The evaluation of the area, begun or not."""
        super().load(**kwargs)
        found = evaluation_of(self.inspection, kwargs["area"], self.member)
        if found is None:
            raise Http404
        self.evaluation = found
        self.reading = EvaluationReading(found, self.member)
        self.load_more(**kwargs)

    def load_more(self, **kwargs: Any) -> None:
        """Find what else the address names."""

    def permission(self) -> Answer:
        """Those who take part in the strand."""
        return may_read_evaluation(self.member, self.reading.participants)

    def back_address(self) -> str:
        """The page of the evaluation."""
        return evaluation_address(self.evaluation)


class EvaluationPage(EvaluationBase):
    """What was found, what is left to consider, and who completes it."""

    template_name = "judgements/evaluation.html"
    http_method_names = ["get", "head"]

    def get(self, request: HttpRequest, **_: Any) -> HttpResponse:
        """The page; every finding that it shows goes into the audit entry."""
        self.disclosed(self.evaluation, *self.reading.findings)
        return self.render({"page": EvaluationPresenter(self.reading)})


class ActPage(TypedActPage, EvaluationBase, ABC):
    """A form that keeps what was typed, whatever the answer."""

    @abstractmethod
    def form(self, data: Any = None) -> Any:
        """The form, empty or with what was sent."""

    @abstractmethod
    def act(self, form: Any) -> str:
        """Do it; returns the sentence that says what was done."""

    def check(self) -> None:
        """Refuse to show a form that cannot be sent now.

        Raises:
            ActionRefused: it is too late, or too early.
        """
        actions.refuse_complete(evaluation=self.evaluation)

    def more(self) -> dict[str, Any]:
        """What else is on the page."""
        return {}

    def get(self, request: HttpRequest, **_: Any) -> HttpResponse:
        """The form."""
        self.check()
        return self.shown(self.form())

    def send(self, request: HttpRequest) -> HttpResponse:
        """Do it, or say why not and keep what was typed."""
        form = self.form(request.POST)
        if not form.is_valid():
            return self.shown(form, status=422)
        try:
            said = self.act(form)
        except Conflict as conflict:
            return self.conflict(form, conflict)
        except (PermissionRefused, NotVisible):
            raise
        except ActionRefused as refusal:
            form.add_error(None, refusal.message)
            if isinstance(refusal, AlreadySent):
                form.sent_anew()
            return self.shown(form, status=409)
        messages.success(request, said)
        return redirect(self.back_address())

    def conflict(self, form: Any, conflict: Conflict) -> HttpResponse:
        """Somebody else was quicker: read it again."""
        form.add_error(None, "It was changed after you opened it. Read it, then do this again.")
        return self.shown(form, status=409)

    def shown(self, form: Any, *, status: int = 200, **more: Any) -> TemplateResponse:
        """The page with this form on it."""
        form.cancel_url = self.back_address()
        context = {
            "form": self.kept(form),
            "page": EvaluationPresenter(self.reading),
            "back": self.back_address(),
            **self.more(),
            **more,
        }
        return self.render(context, status=status)


class ConsiderHeadingPage(ActPage):
    """A criterion was considered, and there is nothing to say."""

    template_name = "judgements/consider_heading.html"

    def load_more(self, **kwargs: Any) -> None:
        """The criterion, by its place in the area."""
        found = [one for one in self.reading.criteria if one.order == kwargs["number"]]
        if not found:
            raise Http404
        self.criterion = found[0]

    def permission(self) -> Answer:
        """Whoever writes findings."""
        return may_write_finding(self.member, self.inspection, self.reading.participants)

    def form(self, data: Any = None) -> ConsiderForm:
        """Why."""
        return ConsiderForm(data)

    def act(self, form: ConsiderForm) -> str:
        """Record it."""
        row = actions.consider_heading(
            evaluation=self.evaluation,
            criterion=self.criterion.reference,
            why=form.cleaned_data["why"],
            key=form.cleaned_data["once"],
            by=self.person,
            at=self.now,
        )
        self.changed(row)
        return f"{self.criterion.heading}: considered, nothing to say."

    def more(self) -> dict[str, Any]:
        """The criterion."""
        return {"criterion": self.criterion}


class CompleteEvaluationPage(ActPage):
    """The evaluation is complete."""

    template_name = "judgements/complete_evaluation.html"

    def permission(self) -> Answer:
        """The lead of the strand; the overall lead of a joint one."""
        strand = self.evaluation.strand
        return may_complete_evaluation(
            self.member, self.inspection, strand, self.reading.participants
        )

    def check(self) -> None:
        """Only when nothing is left to consider."""
        EVALUATION.find("complete", self.evaluation.state)
        missing = actions.against_completing(evaluation=self.evaluation)
        if missing:
            raise ActionRefused(missing)

    def form(self, data: Any = None) -> CompleteEvaluationForm:
        """One button."""
        return CompleteEvaluationForm(data)

    def act(self, form: CompleteEvaluationForm) -> str:
        """Complete it."""
        done = actions.complete_evaluation(
            evaluation=self.evaluation,
            key=form.cleaned_data["once"],
            by=self.person,
            at=self.now,
        )
        self.changed(done)
        return "The evaluation is complete."


class ReopenEvaluationPage(ActPage):
    """A complete evaluation is opened again."""

    template_name = "judgements/reopen_evaluation.html"

    def permission(self) -> Answer:
        """Whoever completes it."""
        strand = self.evaluation.strand
        return may_reopen_evaluation(
            self.member, self.inspection, strand, self.reading.participants
        )

    def check(self) -> None:
        """Only a complete one."""
        EVALUATION.find("reopen", self.evaluation.state)

    def form(self, data: Any = None) -> ReopenEvaluationForm:
        """Why."""
        return ReopenEvaluationForm(data)

    def act(self, form: ReopenEvaluationForm) -> str:
        """Open it."""
        done = actions.reopen_evaluation(
            evaluation=self.evaluation,
            why=form.cleaned_data["why"],
            key=form.cleaned_data["once"],
            by=self.person,
            at=self.now,
        )
        self.changed(done)
        return "The evaluation is open again."
