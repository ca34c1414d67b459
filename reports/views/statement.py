"""The statement of action: who writes it, with whom, to whom it goes and by when."""

from collections.abc import Mapping
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpResponse

from records.errors import Conflict
from records.permissions import Answer
from reports.actions import agencies_of, record_statement, statement_of
from reports.actions.statement import content_of, has_statement, receivers_of, working_days_of
from reports.models import StatementOfAction
from reports.permissions import may_lead, may_state_action
from reports.presenters.statement import conflicting_statement, due_words, statement_words
from reports.statement_form import StatementForm
from reports.values.statement import PARTNERSHIP, STATEMENT_DRAFT, StatementContent
from reports.views.discussing import TypedDiscussionPage


class StatementPage(TypedDiscussionPage):
    """The leader of a document records it, while the text can change."""

    template_name = "reports/statement.html"
    draft_kind = STATEMENT_DRAFT
    statement: StatementOfAction | None

    def load(self, *args: Any, **kwargs: Any) -> None:
        super().load(**kwargs)
        if not has_statement(report=self.report):
            raise Http404
        self.statement = statement_of(report=self.report)
        self.agencies = agencies_of(inspection=self.inspection)
        self.receivers = receivers_of(report=self.report)

    def may_open(self) -> Answer:
        return may_state_action(self.member, self.report)

    def may_send(self) -> Answer:
        return may_lead(self.member, self.report)

    def form(self, data: Any = None, *, initial: Mapping[str, Any] | None = None) -> StatementForm:
        """The form: with what is recorded, or empty."""
        form = StatementForm(
            data,
            initial=initial or self.recorded(),
            agencies=self.agencies,
            inspectorates=self.receivers,
            partnership=self.inspection.partnership.name,
        )
        form.cancel_url = self.address("report")
        return form

    def recorded(self) -> dict[str, Any]:
        """What the form begins with."""
        if self.statement is None:
            return {"base": 0}
        return _initial(content_of(statement=self.statement), self.statement.version)

    def act(self, form: StatementForm) -> HttpResponse:
        """Record it."""
        made = record_statement(
            report=self.report,
            content=form.content,
            version=form.cleaned_data["base"],
            key=form.cleaned_data["once"],
            by=self.actor,
            at=self.now,
            heard=form.heard,
        )
        self.changed(made)
        messages.success(self.request, "The statement of action is saved.")
        return self.to("report")

    def conflict(self, form: StatementForm, conflict: Conflict) -> HttpResponse:
        """Nothing is lost: both are shown, and the form goes on from the newer version."""
        theirs = conflict.theirs
        if theirs is None:
            return self.refused(form, conflict)
        self.disclosed(theirs)
        mine = form.content
        initial = {**_initial(mine, theirs.version), "once": form.cleaned_data["once"]}
        again = self.form(initial=initial)
        both = conflicting_statement(
            conflict.message, self.words(mine), self.words(content_of(statement=theirs)), theirs
        )
        again.typing = self.typing(again, self.typed_before())
        return self.shown(again, status=409, both=both)

    def words(self, content: StatementContent) -> str:
        """What somebody recorded, in words."""
        return statement_words(
            content,
            agencies={one.pk: one.name for one in self.agencies},
            inspectorates={one.pk: one.name for one in self.receivers},
            partnership=self.inspection.partnership.name,
        )

    def more(self) -> dict[str, Any]:
        """By when it is due while no date is entered."""
        if self.statement is not None:
            self.disclosed(self.statement)
        return {"due_words": due_words(working_days_of(report=self.report))}


def _initial(content: StatementContent, version: int) -> dict[str, Any]:
    return {
        "base": version,
        "writer": PARTNERSHIP if content.writer is None else str(content.writer),
        "involved": [str(one) for one in content.involved],
        "inspectorate": str(content.inspectorate),
        "send_to": content.send_to,
        "due_on": content.due_on,
    }
