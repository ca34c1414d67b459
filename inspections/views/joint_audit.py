"""The joint audit as inspectors see it: asking for it, and comparing what came back."""

from typing import Any
from uuid import uuid4

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.template.response import TemplateResponse
from django.urls import reverse

from inspections import actions
from inspections.forms.joint_audit import (
    AskAuditForm,
    ReasonForm,
    ReopenAuditForm,
)
from inspections.models import JointAudit
from inspections.permissions import (
    may_ask_audit,
    may_record_evidence,
    may_steer_audit,
)
from inspections.presenters.audit_comparison import (
    CASE_COLUMNS,
    COUNT_COLUMNS,
    EVENT_COLUMNS,
    LEADER_COLUMNS,
    audit_case_rows,
    audit_facts,
    count_rows,
    event_rows,
    leader_rows,
)
from inspections.rules import add_working_days, working_days_until
from inspections.views.base import InspectionPage
from records.errors import Conflict
from records.permissions import Answer

_ASK = (
    "Please audit these cases together. For each, say how good practice was, what difference it "
    "made for the child, and how managers oversaw it. Say plainly where it fell short."
)


class JointAuditPage(InspectionPage):
    """What was asked, who is let in, where each case stands, and how often we agree."""

    template_name = "inspections/joint_audit.html"
    http_method_names = ["get", "head"]

    def load_more(self, *args: Any, **kwargs: Any) -> None:
        audits = JointAudit.objects.visible_to(self.actor, self.now)
        self.audit = audits.of(self.inspection.reference)

    def get(self, request: HttpRequest, **kwargs: Any) -> TemplateResponse:
        """The page."""
        context: dict[str, Any] = {
            "audit": self.audit,
            "may_ask": may_ask_audit(self.member, self.inspection),
            "may_steer": may_steer_audit(self.member, self.inspection),
        }
        if self.audit is not None:
            self.disclosed(self.audit)
            context |= self.of_cases(self.audit) | self.of_people(self.audit)
        return self.render(context)

    def of_cases(self, audit: JointAudit) -> dict[str, Any]:
        """Where each case stands, and what was counted."""
        cases = list(audit.cases.asked().for_list())
        returned = actions.last_return(audit=audit)
        ours = actions.comparisons_of(member=self.member, cases=cases)
        said = actions.last_revisions(cases=cases)
        rows = audit_case_rows(self.inspection.reference, cases, said, returned, ours)
        return {
            "facts": audit_facts(audit, returned, self.today),
            "columns": CASE_COLUMNS,
            "rows": rows,
            "returned": returned,
            "count_columns": COUNT_COLUMNS,
            "counts": count_rows(ours),
            "may_record": may_record_evidence(self.member, self.inspection, takes_part=True),
            "once": uuid4(),
        }

    def of_people(self, audit: JointAudit) -> dict[str, Any]:
        """Who is let in, and what happened."""
        inside = set(audit.leaders.inside(self.now).values_list("pk", flat=True))
        is_open = audit.takes_entries and bool(inside)
        offices = actions.office_holders(inspection=self.inspection, day=self.today)
        return {
            "leader_columns": LEADER_COLUMNS,
            "leaders": leader_rows(audit.leaders.for_page(), inside, offices),
            "event_columns": EVENT_COLUMNS,
            "events": event_rows(audit.events.select_related("by").order_by("at", "pk")),
            "is_open": is_open,
            "can_withdraw": audit.takes_entries,
        }


class AuditActPage(InspectionPage):
    """A page on which the overall lead does something with the audit."""

    audit: JointAudit

    def load_more(self, *args: Any, **kwargs: Any) -> None:
        audits = JointAudit.objects.visible_to(self.actor, self.now)
        found = audits.of(self.inspection.reference)
        if found is None:
            raise Http404
        self.audit = found

    def permission(self) -> Answer:
        return may_steer_audit(self.member, self.inspection)

    def back(self) -> HttpResponse:
        """Go on at the audit."""
        return redirect("inspections:joint_audit", self.inspection.reference)

    def back_address(self) -> str:
        return reverse("inspections:joint_audit", args=[self.inspection.reference])


class AskAuditPage(InspectionPage):
    """The overall lead asks the partnership for a joint audit."""

    template_name = "inspections/joint_audit_ask.html"

    def permission(self) -> Answer:
        return may_ask_audit(self.member, self.inspection)

    def form(self, data: Any = None, **options: Any) -> AskAuditForm:
        """The form with the cases that can be audited."""
        self.cases = actions.cases_to_audit(inspection=self.inspection)
        return AskAuditForm(data, cases=self.cases, **options)

    def get(self, request: HttpRequest, **kwargs: Any) -> TemplateResponse:
        """The form; the last working day before fieldwork is proposed, while that lies ahead."""
        if JointAudit.objects.visible_to(self.actor, self.now).of(self.inspection.reference):
            return self.render({"is_asked": True})
        left = working_days_until(self.today, self.inspection.fieldwork_starts_on) - 1
        form = self.form(initial={"ask": _ASK, "days": max(left, 1)})
        form.initial["cases"] = [str(one.pk) for one in self.cases if one.kind == "joint_audit"]
        return self.render({"form": form, "cases": self.cases})

    def post(self, request: HttpRequest, **kwargs: Any) -> HttpResponse:
        """Ask, or say what is missing."""
        form = self.form(request.POST)
        if not form.is_valid():
            return self.render({"form": form, "cases": self.cases}, status=422)

        def do() -> str:
            audit = actions.ask_for_audit(
                inspection=self.inspection,
                cases=form.case_keys(),
                ask=form.cleaned_data["ask"],
                due_on=add_working_days(self.today, form.cleaned_data["days"]),
                by=self.actor,
                at=self.now,
            )
            self.changed(audit)
            return str(audit.pk)

        if self.refusal_of(form, "ask for joint audit", do):
            return self.render({"form": form, "cases": self.cases}, status=409)
        messages.success(request, "The partnership is asked. Those let in are told by e-mail.")
        return redirect("inspections:joint_audit", self.inspection.reference)


class ChangeAuditPage(AuditActPage):
    """What is asked, of which cases and by when, changed while the audit is open."""

    template_name = "inspections/joint_audit_change.html"

    def form(self, data: Any = None, **options: Any) -> AskAuditForm:
        """The form with the cases that can be audited."""
        form = AskAuditForm(
            data, cases=actions.cases_to_audit(inspection=self.inspection), **options
        )
        form.submit_label = "Change what is asked"
        return form

    def get(self, request: HttpRequest, **kwargs: Any) -> TemplateResponse:
        """The form as it stands."""
        chosen = self.audit.cases.asked().values_list("case", flat=True)
        initial = {
            "ask": self.audit.ask,
            "cases": [str(key) for key in chosen],
            "days": max(working_days_until(self.today, self.audit.due_on), 1),
            "version": self.audit.version,
        }
        return self.render({"form": self.form(initial=initial), "audit": self.audit})

    def post(self, request: HttpRequest, **kwargs: Any) -> HttpResponse:
        """Save it, say what is missing, or show what somebody else saved."""
        form = self.form(request.POST)
        if not form.is_valid():
            return self.render({"form": form, "audit": self.audit}, status=422)
        try:
            if self.refusal_of(form, "change joint audit", lambda: self.keep(form)):
                return self.render({"form": form, "audit": self.audit}, status=409)
        except Conflict as conflict:
            return self.conflict(form, conflict)
        messages.success(request, "What is asked is changed.")
        return self.back()

    def keep(self, form: AskAuditForm) -> str:
        """Save what the form holds."""
        audit = actions.change_audit(
            audit=self.audit,
            version=form.cleaned_data["version"] or 0,
            cases=form.case_keys(),
            ask=form.cleaned_data["ask"],
            due_on=add_working_days(self.today, form.cleaned_data["days"]),
            by=self.actor,
            at=self.now,
        )
        self.changed(audit)
        return str(audit.version)

    def conflict(self, form: AskAuditForm, conflict: Conflict) -> TemplateResponse:
        """Both texts, and the form to go on over the newer one."""
        theirs = conflict.theirs
        data = self.request.POST.copy()
        data["version"] = str(theirs.version)
        again = self.form(data)
        again.is_valid()
        both = {"mine": form.cleaned_data["ask"], "theirs": theirs.ask}
        context = {"form": again, "audit": self.audit, "both": both}
        return self.render(context, status=409)


class AdmitLeadersPage(AuditActPage):
    """Lets in who holds an office now and was not let in."""

    http_method_names = ["post"]

    def post(self, request: HttpRequest, **kwargs: Any) -> HttpResponse:
        """Open the doors that are missing."""
        opened = actions.admit_leaders(audit=self.audit, by=self.actor, at=self.now)
        self.changed(self.audit)
        told = "Everybody in office with an account is let in already."
        if opened:
            told = f"{opened} more {'person is' if opened == 1 else 'people are'} let in."
        messages.success(request, told)
        return self.back()


class WithdrawAuditPage(AuditActPage):
    """The request is taken back, for a reason."""

    template_name = "inspections/joint_audit_withdraw.html"

    def form(self, data: Any = None) -> ReasonForm:
        """The form for the reason."""
        form = ReasonForm(data)
        form.submit_label, form.submit_style = "Withdraw the request", "warning"
        return form

    def get(self, request: HttpRequest, **kwargs: Any) -> TemplateResponse:
        """What will happen."""
        return self.render({"form": self.form()})

    def post(self, request: HttpRequest, **kwargs: Any) -> HttpResponse:
        """Withdraw it."""
        form = self.form(request.POST)
        if not form.is_valid():
            return self.render({"form": form}, status=422)

        def do() -> str:
            audit = actions.withdraw_audit(
                audit=self.audit, why=form.cleaned_data["why"], by=self.actor, at=self.now
            )
            self.changed(audit)
            return audit.state

        if self.refusal_of(form, "withdraw joint audit", do):
            return self.render({"form": form}, status=409)
        messages.success(request, "The request is withdrawn. What was entered is kept.")
        return self.back()


class ReopenAuditPage(AuditActPage):
    """The audit is asked again after its return or withdrawal, for a reason."""

    template_name = "inspections/joint_audit_reopen.html"

    def get(self, request: HttpRequest, **kwargs: Any) -> TemplateResponse:
        """What will happen."""
        return self.render({"form": ReopenAuditForm(initial={"days": 2}), "audit": self.audit})

    def post(self, request: HttpRequest, **kwargs: Any) -> HttpResponse:
        """Reopen it."""
        form = ReopenAuditForm(request.POST)
        if not form.is_valid():
            return self.render({"form": form, "audit": self.audit}, status=422)

        def do() -> str:
            audit = actions.reopen_audit(
                audit=self.audit,
                why=form.cleaned_data["why"],
                due_on=add_working_days(self.today, form.cleaned_data["days"]),
                by=self.actor,
                at=self.now,
            )
            self.changed(audit)
            return audit.state

        if self.refusal_of(form, "reopen joint audit", do):
            return self.render({"form": form, "audit": self.audit}, status=409)
        messages.success(request, "The partnership is asked again, and let in.")
        return self.back()
