"""The chair's comments, answered by the inspectorates."""

from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.template.response import TemplateResponse

from records.errors import Conflict
from records.permissions import Answer
from reports.actions import AnswerContent, answer_comment, finish_answers
from reports.forms import AnswerForm
from reports.models import AccuracyComment, AccuracyRound
from reports.permissions import may_answer, may_lead, may_read
from reports.presenters.accuracy import (
    answer_rows,
    answer_tasks,
    answer_to,
    comment_rows,
    paragraph_title,
)
from reports.presenters.stages import round_rows
from reports.states import ReportState
from reports.views.base import ReportPage


class RoundPage(ReportPage):
    """A page about the last round of factual accuracy."""

    round: AccuracyRound

    def load(self, *args: Any, **kwargs: Any) -> None:
        super().load(**kwargs)
        found = (
            self.report.accuracy_rounds.select_related("chair", "draft")
            .order_by("-sent_at")
            .first()
        )
        if found is None:
            raise Http404
        self.round = found

    def permission(self) -> Answer:
        return may_read(self.member, self.report)

    def returned_comments(self) -> list[AccuracyComment]:
        """The response. Until it is returned, the comments are the chair's alone."""
        if self.round.returned_at is None:
            return []
        return list(self.round.comments.kept().with_answers())


class AnswersPage(RoundPage):
    """Every comment of the response, and whether it is answered."""

    template_name = "reports/answers.html"
    http_method_names = ["get", "head"]

    def get(self, request: HttpRequest, **kwargs: Any) -> TemplateResponse:
        """The list."""
        comments = self.returned_comments()
        self.disclosed(*comments)
        waiting = [comment for comment in comments if answer_to(comment) is None]
        return self.render(
            {
                "rows": round_rows(self.round),
                "tasks": answer_tasks(self.report, self.round, comments),
                "is_answering": self.report.state == ReportState.ANSWERING,
                "may_finish": may_lead(self.member, self.report),
                "waiting": len(waiting),
            }
        )


class FinishAnswersPage(RoundPage):
    """Every comment is answered: the final text is frozen."""

    http_method_names = ["post"]

    def permission(self) -> Answer:
        return may_lead(self.member, self.report)

    def post(self, request: HttpRequest, **kwargs: Any) -> HttpResponse:
        """Freeze it."""
        draft = finish_answers(report=self.report, by=self.actor, at=self.now)
        self.changed(self.report, draft)
        messages.success(request, "The final text stands. Every inspectorate is asked to sign it.")
        return self.to("sign")


class AnswerPage(RoundPage):
    """One comment beside the paragraph that it is about."""

    template_name = "reports/answer.html"
    comment: AccuracyComment

    def load(self, *args: Any, **kwargs: Any) -> None:
        super().load(**kwargs)
        comment = kwargs["comment"]
        found = {one.reference: one for one in self.returned_comments()}.get(comment)
        if found is None:
            raise Http404
        found.round = self.round
        self.comment = found
        self.paragraph = self.report.paragraphs.standing().named(found.paragraph)

    def permission(self) -> Answer:
        if self.request.method == "POST":
            return may_answer(self.member, self.report)
        return may_read(self.member, self.report)

    def get(self, request: HttpRequest, **kwargs: Any) -> TemplateResponse:
        """The comment, the paragraph then and now, and the form or the answer."""
        return self.shown(AnswerForm(initial=self.current()))

    def current(self) -> dict[str, Any]:
        """What the form stands on: the paragraph as it is now."""
        if self.paragraph is None:
            return {"text": "", "base": 0}
        return {"text": self.paragraph.text, "base": self.paragraph.version}

    def shown(self, form: AnswerForm, *, status: int = 200) -> TemplateResponse:
        """The page with this form on it."""
        self.disclosed(self.comment)
        form.cancel_url = self.address("answers")
        answer = answer_to(self.comment)
        frozen = self.round.draft.paragraph(self.comment.paragraph) or {"text": ""}
        context = {
            "form": form,
            "comment": self.comment,
            "title": paragraph_title(self.round.draft, self.comment.paragraph),
            "rows": comment_rows(self.comment),
            "frozen_text": frozen["text"],
            "current_text": self.paragraph.text if self.paragraph else "",
            "answer_rows": answer_rows(answer) if answer else [],
            "may_answer": may_answer(self.member, self.report),
            "is_answering": self.report.state == ReportState.ANSWERING,
        }
        return self.render(context, status=status)

    def post(self, request: HttpRequest, **kwargs: Any) -> HttpResponse:
        """Save the answer, say what is missing, or show that the paragraph has moved on."""
        form = AnswerForm(request.POST)
        if not form.is_valid():
            return self.shown(form, status=422)
        facts = form.cleaned_data
        content = AnswerContent(
            is_accepted=facts["decision"] == "accepted",
            explanation=facts["explanation"],
            text=facts["text"],
            version=facts["base"],
        )
        try:
            answer = answer_comment(
                comment=self.comment, content=content, by=self.actor, at=self.now
            )
        except Conflict as conflict:
            return self.moved_on(request.POST.dict(), conflict)
        self.changed(answer)
        messages.success(request, f"Comment {self.comment.reference} is answered: {answer}.")
        return self.to("answers")

    def moved_on(self, typed: dict[str, Any], conflict: Conflict) -> TemplateResponse:
        """The paragraph was changed meanwhile: the page shows it, and keeps what was typed."""
        self.paragraph = conflict.theirs
        again = AnswerForm({**typed, "base": str(conflict.theirs.version)})
        again.is_valid()
        again.add_error(
            "text",
            "Somebody else changed this paragraph meanwhile. What it says now is above; what you "
            "typed is here. Bring the two together, then save again.",
        )
        return self.shown(again, status=409)
