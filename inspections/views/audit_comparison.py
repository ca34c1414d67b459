"""What inspectors say of the cases that the partnership audited, and of the audit itself."""

from typing import Any

from django.contrib import messages
from django.core.validators import slug_re
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.template.response import TemplateResponse
from django.urls import reverse

from inspections import actions
from inspections.forms.joint_audit import ComparisonForm, answers_of
from inspections.forms.once import SentOnceForm
from inspections.models import AuditCase, AuditComparisonRevision, JointAudit, Strand
from inspections.permissions import may_compare, may_record_evidence
from inspections.presenters.audit_comparison import count_sentences, shown_comparisons
from inspections.presenters.joint_audit import local_facts, typed_initial
from inspections.values import JOINT_STRAND, evidence_skeleton, in_strand
from inspections.values.typed import COMPARISON_DRAFT
from inspections.views.base import InspectionPage
from inspections.views.evaluating import at_odds
from pages.typing import TypedPage
from records.actions import discard_typed, typed_before
from records.errors import ActionRefused, AlreadySent, Conflict
from records.permissions import Answer


class AuditCasePage(InspectionPage):
    """One case: what the partnership returned beside what inspectors found."""

    template_name = "inspections/joint_audit_case.html"
    http_method_names = ["get", "head"]
    strand = JOINT_STRAND
    audit: JointAudit

    def load(self, *args: Any, **kwargs: Any) -> None:
        asked = self.request.GET.get("strand")
        self.is_named = asked is not None
        self.strand = JOINT_STRAND if asked is None else asked
        if not slug_re.match(self.strand):
            raise Http404
        super().load(**kwargs)

    def load_more(self, *args: Any, case: str, **kwargs: Any) -> None:
        if not self.is_named:
            self.find_own_strand()
        audits = JointAudit.objects.visible_to(self.actor, self.now)
        audit = audits.of(self.inspection.reference)
        found = audit.cases.asked().for_list().named(case) if audit else None
        if audit is None or found is None or self.place.strand is None:
            raise Http404
        self.audit = found.audit = audit
        self.audit_case: AuditCase = found
        self.strand = self.place.strand.code

    def address(self, name: str, *more: Any) -> str:
        """The address of a page about this case, in this strand."""
        where = [self.inspection.reference, self.audit_case.case.reference, *more]
        return in_strand(reverse(f"inspections:{name}", args=where), self.strand)

    def back_address(self) -> str:
        return self.address("audit_case")

    def get(self, request: HttpRequest, **kwargs: Any) -> TemplateResponse:
        """Side by side."""
        returned = actions.last_return(audit=self.audit)
        found = actions.comparisons_of(member=self.member, cases=[self.audit_case])
        own = found.get(self.audit_case.pk, [])
        reference = self.audit_case.case.reference
        self.disclosed(self.audit_case, *(row.comparison for row in own))
        may = may_compare(self.member, self.inspection, takes_part=self.place.takes_part)
        context = {
            "case": self.audit_case.case,
            "facts": local_facts(self.audit_case.case),
            "returned": returned,
            "comparisons": shown_comparisons(reference, returned, own),
            "may_compare": may,
            "compare_url": self.address("compare_case"),
        }
        return self.render(context)


class CompareCasePage(AuditCasePage):
    """What inspectors say of the case, recorded in a strand."""

    template_name = "inspections/joint_audit_compare.html"
    http_method_names = ["get", "post", "head"]

    def permission(self) -> Answer:
        return may_compare(self.member, self.inspection, takes_part=self.place.takes_part)

    def draft_about(self) -> str:
        """How what is typed here is found again."""
        case = self.audit_case.case.reference
        return f"{self.inspection.reference} {case} {self.strand}"[:60]

    def saved(self) -> AuditComparisonRevision | None:
        """The newest version in this strand."""
        rows = actions.comparisons_of(member=self.member, cases=[self.audit_case])
        own = rows.get(self.audit_case.pk, [])
        strand: Strand = self.place.strand
        return next((row for row in own if row.comparison.strand_id == strand.pk), None)

    def get(self, request: HttpRequest, **kwargs: Any) -> TemplateResponse:
        """The form, with what is saved or was typed and not saved."""
        saved = self.saved()
        initial = {"base": saved.version, **answers_of(saved.evaluation)} if saved else {"base": 0}
        kind, about = COMPARISON_DRAFT, self.draft_about()
        draft = typed_before(kind=kind, about=about, by=self.actor)
        self.disclosed(self.audit_case)
        return self.shown(ComparisonForm(initial=typed_initial(draft, initial)), draft=draft)

    def post(self, request: HttpRequest, **kwargs: Any) -> HttpResponse:
        """Save it, say what is wrong, or show both."""
        form = ComparisonForm(request.POST)
        is_valid = form.is_valid()
        if "discard" in request.POST and "once" in form.cleaned_data:
            discard_typed(key=form.key, by=self.actor)
            return redirect(self.address("compare_case"))
        if not is_valid:
            return self.shown(form, status=422)
        if form.choices_made() and (theirs := self.saved()):
            form.choose(answers_of(theirs.evaluation))
        try:
            self.changed(self.keep(form))
        except Conflict:
            return self.conflict(form)
        except ActionRefused as refusal:
            form.add_error(None, refusal.message)
            if isinstance(refusal, AlreadySent):
                form.sent_anew()
            return self.shown(form, status=409)
        messages.success(request, f"The comparison of {self.audit_case.case.reference} is saved.")
        return redirect(self.address("audit_case"))

    def keep(self, form: ComparisonForm) -> Any:
        """Save what the form holds."""
        return actions.compare_case(
            audit_case=self.audit_case,
            strand=self.place.strand,
            key=form.key,
            version=form.cleaned_data["base"],
            evaluation=form.evaluation(),
            by=self.actor,
            at=self.now,
            heard=form.heard,
        )

    def conflict(self, form: ComparisonForm) -> TemplateResponse:
        """Both, and the form to save what is made of them over the newer one."""
        theirs = self.saved()
        if theirs is None:
            raise Http404
        base = actions.comparison_at(
            comparison=theirs.comparison, version=form.cleaned_data["base"]
        )
        both = at_odds(form, base=base, theirs=theirs)
        return self.shown(form, both=both, status=409)

    def shown(
        self, form: ComparisonForm, *, draft: Any = None, both: Any = None, status: int = 200
    ) -> TemplateResponse:
        """The page with this form on it, and the partnership's evaluation beside it."""
        returned = actions.last_return(audit=self.audit)
        reference = self.audit_case.case.reference
        context = {
            "form": form,
            "case": self.audit_case.case,
            "returned": returned,
            "theirs": shown_comparisons(reference, returned, []),
            "strand": self.place.strand,
            "draft": draft,
            "both": both,
            "typed_version": draft.version if draft else form.heard.version if form.is_bound else 0,
            "typed_url": self.address("type_comparison", form["once"].value()),
            "back_url": self.address("audit_case"),
        }
        return self.render(context, status=status)


class TypeComparisonPage(TypedPage, CompareCasePage):
    """Keeps what an inspector types into a comparison."""

    http_method_names = ["post"]
    draft_kind = COMPARISON_DRAFT


class AuditEvidencePage(InspectionPage):
    """Begins a note on how good the audit itself was: evidence on local quality assurance."""

    http_method_names = ["post"]
    strand = JOINT_STRAND

    def load_more(self, *args: Any, **kwargs: Any) -> None:
        self.find_own_strand()
        audits = JointAudit.objects.visible_to(self.actor, self.now)
        audit = audits.of(self.inspection.reference)
        if audit is None or self.place.strand is None:
            raise Http404
        self.audit = audit

    def permission(self) -> Answer:
        return may_record_evidence(self.member, self.inspection, takes_part=self.place.takes_part)

    def post(self, request: HttpRequest, **kwargs: Any) -> HttpResponse:
        """Keep a note with what was counted, and go on at the page that records evidence."""
        form = SentOnceForm(request.POST)
        if not form.is_valid():
            return redirect("inspections:joint_audit", self.inspection.reference)
        cases = list(self.audit.cases.asked().for_list())
        ours = actions.comparisons_of(member=self.member, cases=cases)
        strand = self.place.strand.code
        actions.save_evidence_draft(
            key=form.key,
            about=f"{self.inspection.reference}/{strand}",
            base_version=0,
            version=0,
            content={"text": evidence_skeleton(count_sentences(ours)), "source": "document"},
            by=self.actor,
            at=self.now,
        )
        self.changed(f"draft {form.key}")
        address = reverse("inspections:record_evidence", args=[self.inspection.reference])
        return redirect(in_strand(address, strand, source="document", draft=str(form.key)))
