"""What the pages have in common on which those who write together speak about a text."""

from abc import ABC, abstractmethod
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.template.response import TemplateResponse
from django.utils import timezone

from pages.typing import TypedHere
from records.errors import ActionRefused, AlreadySent, Conflict
from records.permissions import Answer
from reports.actions import Unsettled, pens_of, unsettled_of, unsettled_problems, with_changes
from reports.models import Paragraph
from reports.permissions import may_discuss, may_read_remarks
from reports.presenters.pens import IN_EDITOR, ShownPen, own_changes_alone, shown_pens
from reports.rules import Problem
from reports.views.base import InspectionPage, ReportPage


@dataclass(frozen=True)
class Discussion:
    """What the editor shows of what is said about a text; nothing for whoever reads none of it."""

    unsettled: Unsettled | None = None
    pens: Mapping[str, ShownPen] | None = None
    problems: Sequence[Problem] = ()
    remarks_url: str = ""
    pens_url: str = ""


def discussion_of(page: ReportPage) -> Discussion:
    """What the editor shows of what is said about its text: seven queries at the most."""
    report, member = page.report, page.member
    if not may_read_remarks(member, report).allowed:
        return Discussion()
    unsettled = unsettled_of(report=report)
    pens = pens_of(report=report, day=timezone.localdate(page.now))
    own = own_changes_alone(
        with_changes(report=report, pens=pens), page.actor, member.inspectorate_id
    )
    moves = may_discuss(member, report).allowed
    url = page.address("remarks")
    return Discussion(
        unsettled=unsettled,
        pens=shown_pens(
            report.form.sections.all(),
            own,
            url=lambda key: page.address("pen", key) if moves else "",
            most=IN_EDITOR,
        ),
        problems=unsettled_problems(report=report, unsettled=unsettled, url=url),
        remarks_url=url,
        pens_url=page.address("pens"),
    )


class DiscussionPage(ReportPage):
    """A page about what is said of a text. To whoever reads no such thing, it does not exist."""

    def load(self, *args: Any, **kwargs: Any) -> None:
        super().load(**kwargs)
        if not may_read_remarks(self.member, self.report).allowed:
            raise Http404

    def permission(self) -> Answer:
        return may_read_remarks(self.member, self.report)

    def paragraph_named(self, reference: str) -> Paragraph:
        """A paragraph of the report, also one that was removed: what was said of it stays."""
        found = self.report.paragraphs.named(reference)
        if found is None:
            raise Http404
        found.report = self.report
        return found


class TypedFormPage(TypedHere, InspectionPage, ABC):
    """A page with a form that is kept as it is typed, whatever the answer."""

    @abstractmethod
    def form(self, data: Any = None) -> Any:
        """The form, as it begins or with what was sent."""

    @abstractmethod
    def act(self, form: Any) -> HttpResponse:
        """Do it, and say where the person goes on."""

    @abstractmethod
    def more(self) -> dict[str, Any]:
        """What else is on the page."""

    def get(self, request: HttpRequest, **kwargs: Any) -> TemplateResponse:
        """The form, with what this person typed into it before and did not send."""
        form, draft = self.form(), self.typed_before()
        if draft is not None:
            form.go_on_with(draft)
        form.typing = self.typing(form, draft)
        return self.shown(form)

    def post(self, request: HttpRequest, **kwargs: Any) -> HttpResponse:
        """Save it, or say why not and keep what was typed."""
        if (answer := self.typed_answer()) is not None:
            return answer
        form = self.form(request.POST)
        if not form.is_valid():
            return self.again(form, status=422)
        try:
            return self.act(form)
        except Conflict as conflict:
            return self.conflict(form, conflict)
        except ActionRefused as refusal:
            return self.refused(form, refusal)

    def conflict(self, form: Any, conflict: Conflict) -> HttpResponse:
        """Somebody else was quicker; a page on which that happens shows both texts."""
        return self.refused(form, conflict)

    def refused(self, form: Any, refusal: ActionRefused) -> HttpResponse:
        """The sentence, and the form as it was typed."""
        form.add_error(None, refusal.message)
        if isinstance(refusal, AlreadySent):
            form.sent_anew()
        return self.again(form, status=409)

    def again(self, form: Any, *, status: int, **more: Any) -> TemplateResponse:
        """The page with what was sent on it."""
        form.typing = self.typing(form, None)
        return self.shown(form, status=status, **more)

    def shown(self, form: Any, *, status: int = 200, **more: Any) -> TemplateResponse:
        """The page with this form on it."""
        return self.render({"form": form, **self.more(), **more}, status=status)


class TypedDiscussionPage(TypedFormPage, DiscussionPage):
    """A form on which something is said of a text."""

    def permission(self) -> Answer:
        # What is sent too late comes back with the sentence: the action refuses it, and the page
        # is not taken away. Never "Saved" for what can no longer be sent.
        if self.request.method == "POST" and not self.is_typing:
            return self.may_send()
        return self.may_open()

    def may_open(self) -> Answer:
        """Whether this person may open the form now."""
        return may_discuss(self.member, self.report)

    def may_send(self) -> Answer:
        """Whether this person could send it at some stage; the action asks for this one."""
        return may_read_remarks(self.member, self.report)
