"""The joint audit as the partnership's leaders see it: the cases, the form of each, the return."""

from collections.abc import Mapping
from functools import cached_property
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.template.response import TemplateResponse
from django.urls import reverse
from django.utils import timezone

from inspections import actions
from inspections.forms.joint_audit import EntryForm, answers_of
from inspections.forms.once import SentOnceForm
from inspections.models import AuditCase, AuditRevision, JointAudit
from inspections.permissions import may_enter, may_return
from inspections.presenters.joint_audit import (
    LOCAL_COLUMNS,
    due_words,
    local_facts,
    local_rows,
    receipt_rows,
    returned_cases,
    shown_case,
    typed_initial,
)
from inspections.states import AuditState
from inspections.values import AuditEvaluation
from inspections.values.typed import ENTRY_DRAFT
from inspections.views.evaluating import at_odds
from pages.page import Page
from pages.typing import TypedPage
from records.actions import discard_typed, typed_before
from records.errors import ActionRefused, AlreadySent, Conflict
from records.permissions import Answer


class LocalAuditPage(Page):
    """A page for a local leader who was asked. To everybody else it does not exist.

    Of the inspection it shows the area's name and the reference, and nothing more.
    """

    audit: JointAudit

    def load(self, *args: Any, inspection: str, **kwargs: Any) -> None:
        self.about = inspection
        self.today = timezone.localdate(self.now)
        asked = JointAudit.objects.visible_to(self.actor, self.now, as_leader=True)
        found = asked.of(inspection)
        if found is None:
            raise Http404
        self.audit = found
        self.reference = found.inspection.reference
        self.load_more(**kwargs)

    def load_more(self, *args: Any, **kwargs: Any) -> None:
        """Find what else the address names."""

    def render(self, context: Mapping[str, Any], *, status: int = 200) -> TemplateResponse:
        head = {
            "audit": self.audit,
            "caption": f"{self.audit.inspection.area.name}, {self.reference}",
            "reference": self.reference,
            "due": due_words(self.audit, self.today),
            "local_url": self.back_address(),
        }
        return super().render({**head, **context}, status=status)

    def back_address(self) -> str:
        """After a refusal the reader goes on at the list of cases."""
        return reverse("inspections:local_audit", args=[self.reference])

    def to(self, name: str, *rest: Any) -> HttpResponse:
        """Go on at another page of this audit."""
        return redirect(f"inspections:{name}", self.reference, *rest)

    def may_enter(self) -> Answer:
        """Whether the audit takes entries, with who returned it when it does not."""
        return may_enter(self.audit, actions.last_return(audit=self.audit))

    @cached_property
    def may_return(self) -> Answer:
        """Whether this person returns it for the partnership."""
        kinds = actions.leader_kinds(audit=self.audit, at=self.now)
        return may_return(kinds.get(self.actor.pk, set()), set().union(*kinds.values()))


class LocalAuditListPage(LocalAuditPage):
    """What is asked, by when, and the cases; once it is returned, the receipt."""

    template_name = "inspections/joint_audit_local.html"
    http_method_names = ["get", "head"]

    def get(self, request: HttpRequest, **kwargs: Any) -> HttpResponse:
        """The list."""
        if self.audit.state == AuditState.RETURNED:
            return self.to("local_receipt")
        cases = list(self.audit.cases.asked().for_list())
        said = actions.last_revisions(cases=cases)
        self.disclosed(self.audit, *(one.case for one in cases))
        context = {
            "columns": LOCAL_COLUMNS,
            "rows": local_rows(self.reference, cases, said),
            "may_return": self.may_return,
        }
        return self.render(context)


class LocalCasePage(LocalAuditPage):
    """A page about one case of the audit."""

    case: AuditCase

    def load_more(self, *args: Any, case: str, **kwargs: Any) -> None:
        found = self.audit.cases.asked().for_list().named(case)
        if found is None:
            raise Http404
        found.audit = self.audit
        self.case = found

    def draft_about(self) -> str:
        """How what is typed here is found again."""
        return f"{self.reference} {self.case.case.reference}"


class EnterCasePage(LocalCasePage):
    """The joint evaluation of one case. Several leaders may write at once."""

    template_name = "inspections/joint_audit_enter.html"

    def permission(self) -> Answer:
        # What was typed comes back with the sentence: the action refuses it.
        return super().permission() if self.request.method == "POST" else self.may_enter()

    def form(self, data: Any = None, **options: Any) -> EntryForm:
        """The form with the agencies of the area."""
        agencies = list(self.audit.inspection.area.agencies.order_by("name"))
        return EntryForm(data, agencies=agencies, **options)

    def at_version(self, version: int) -> AuditRevision | None:
        """What was entered at a version."""
        found: AuditRevision | None = self.case.revisions.at_version(version)
        return found

    def get(self, request: HttpRequest, **kwargs: Any) -> TemplateResponse:
        """What was entered last, or what this leader typed over it and did not save."""
        saved = self.at_version(self.case.version)
        evaluation = saved.evaluation if saved else AuditEvaluation()
        about = self.draft_about()
        draft = typed_before(kind=ENTRY_DRAFT, about=about, by=self.actor)
        self.disclosed(self.case)
        initial = {**answers_of(evaluation), "base": self.case.version}
        form = self.form(initial=typed_initial(draft, initial))
        return self.shown(form, saved=saved, draft=draft)

    def post(self, request: HttpRequest, **kwargs: Any) -> HttpResponse:
        """Save it, say what is wrong, or show both texts."""
        form = self.form(request.POST)
        is_valid = form.is_valid()
        if "discard" in request.POST and "once" in form.cleaned_data:
            discard_typed(key=form.key, by=self.actor)
            return self.to("local_case", self.case.case.reference)
        if not is_valid:
            return self.invalid(form)
        if form.choices_made() and (theirs := self.at_version(form.cleaned_data["base"])):
            form.choose(answers_of(theirs.evaluation))
        try:
            self.changed(self.keep(form))
        except Conflict:
            return self.conflict(form)
        except ActionRefused as refusal:
            return self.refused(form, refusal)
        messages.success(request, f"Case {self.case.case.reference} is saved, not returned yet.")
        return self.to("local_audit")

    def invalid(self, form: EntryForm) -> TemplateResponse:
        """What is wrong; once the audit is returned, that there is nothing left to mend."""
        answer = self.may_enter()
        if answer.allowed:
            return self.shown(form, status=422)
        return self.refused(form, ActionRefused(answer.reason))

    def keep(self, form: EntryForm) -> AuditCase:
        """Save what the form holds."""
        return actions.enter_evaluation(
            audit_case=self.case,
            key=form.key,
            version=form.cleaned_data["base"],
            evaluation=form.evaluation(),
            by=self.actor,
            at=self.now,
            heard=form.heard,
        )

    def refused(self, form: EntryForm, refusal: ActionRefused) -> TemplateResponse:
        """The sentence, with what was typed."""
        form.add_error(None, refusal.message)
        if isinstance(refusal, AlreadySent):
            form.sent_anew()
        return self.shown(form, status=409)

    def conflict(self, form: EntryForm) -> TemplateResponse:
        """Both texts, and the form to save what is made of them over the newer one."""
        base = self.at_version(form.cleaned_data["base"])
        self.case.refresh_from_db(fields=["version"])
        theirs = self.at_version(self.case.version)
        if theirs is None:
            raise Http404
        self.disclosed(self.case)
        return self.shown(
            form, saved=theirs, both=at_odds(form, base=base, theirs=theirs), status=409
        )

    def shown(
        self,
        form: EntryForm,
        *,
        saved: Any = None,
        draft: Any = None,
        both: Any = None,
        status: int = 200,
    ) -> TemplateResponse:
        """The page with this form on it."""
        where = [self.reference, self.case.case.reference, form["once"].value()]
        context = {
            "form": form,
            "case": self.case.case,
            "facts": local_facts(self.case.case),
            "saved": saved,
            "draft": draft,
            "both": both,
            "typed_version": draft.version if draft else form.heard.version if form.is_bound else 0,
            "typed_url": reverse("inspections:type_local_case", args=where),
        }
        return self.render(context, status=status)


class TypeLocalCasePage(TypedPage, LocalCasePage):
    """Keeps what a leader types into an evaluation."""

    draft_kind = ENTRY_DRAFT

    def permission(self) -> Answer:
        # Never "Saved" for what can no longer be sent.
        return self.may_enter()


class CheckAuditPage(LocalAuditPage):
    """Everything as it will be returned, and what is still missing."""

    template_name = "inspections/joint_audit_check.html"
    http_method_names = ["get", "head"]

    def permission(self) -> Answer:
        answer = self.may_enter()
        return answer if not answer.allowed else self.may_return

    def get(self, request: HttpRequest, **kwargs: Any) -> TemplateResponse:
        """The page."""
        cases = list(self.audit.cases.asked().for_list())
        said = actions.last_revisions(cases=cases)
        shown = []
        for one in cases:
            entered = said[one.pk].evaluation if one.pk in said else AuditEvaluation()
            url = reverse("inspections:local_case", args=[self.reference, one.case.reference])
            shown.append(shown_case(one.case.reference, entered, url=url))
        self.disclosed(*cases)
        lacking = [one for one in shown if one.lacks]
        return self.render({"form": SentOnceForm(), "cases": shown, "lacking": lacking})


class ReturnAuditPage(LocalAuditPage):
    """Returns the audit as a whole."""

    http_method_names = ["post"]

    def post(self, request: HttpRequest, **kwargs: Any) -> HttpResponse:
        """Send it once, however often the button is pressed."""
        form = SentOnceForm(request.POST)
        if not form.is_valid():
            return self.to("check_audit")
        returned = actions.return_audit(audit=self.audit, key=form.key, by=self.actor, at=self.now)
        self.changed(returned)
        return self.to("local_receipt")


class AuditReceiptPage(LocalAuditPage):
    """That the audit was returned, by whom, what was in it, and its hash."""

    template_name = "inspections/joint_audit_receipt.html"
    http_method_names = ["get", "head"]

    def load_more(self, *args: Any, **kwargs: Any) -> None:
        returned = actions.last_return(audit=self.audit)
        if returned is None or self.audit.state != AuditState.RETURNED:
            raise Http404
        self.returned = returned

    def get(self, request: HttpRequest, **kwargs: Any) -> TemplateResponse:
        """The receipt."""
        self.disclosed(self.returned)
        context = {
            "returned": self.returned,
            "rows": receipt_rows(self.returned),
            "cases": returned_cases(self.returned),
        }
        return self.render(context)
