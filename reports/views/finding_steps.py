"""What becomes of a finding: ranked, withdrawn, reinstated, linked to evidence, used."""

from functools import cached_property
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.template.response import TemplateResponse
from django.utils import timezone

from frameworks.models import ReportSection
from inspections.models import EvidenceAudience
from pages.forms import OnceMixin
from records.errors import Conflict
from records.permissions import Answer
from records.values import clean_text
from reports.actions import (
    link_to_finding,
    rank_finding,
    reinstate_finding,
    unlink_from_finding,
    use_finding,
    withdraw_finding,
)
from reports.actions.evidence import evidence_seen
from reports.finding_forms import UNRANKED, FindingReasonForm, RankForm
from reports.models import Finding
from reports.permissions import may_change_finding, may_rank_finding, may_write
from reports.presenters.evidence import evidence_choice
from reports.presenters.findings import choosable
from reports.rules import ADDRESSED_KINDS
from reports.values.findings import WITHDRAWING_DRAFT
from reports.views.base import ReportPage
from reports.views.discussing import TypedFormPage
from reports.views.findings import OneFinding


class RankFindingPage(OneFinding):
    """How urgent a recommendation is."""

    template_name = "reports/finding_rank.html"

    def permission(self) -> Answer:
        return may_rank_finding(self.member, self.finding)

    def form(self, data: Any = None) -> RankForm:
        """With how urgent it is now."""
        initial = {"base": self.finding.version, "rank": self.finding.rank or UNRANKED}
        form = RankForm(data, initial=initial, ranks=self.ranks)
        form.cancel_url = self.back_address()
        return form

    def get(self, request: HttpRequest, **kwargs: Any) -> TemplateResponse:
        """The choice."""
        return self.shown(self.form())

    def post(self, request: HttpRequest, **kwargs: Any) -> HttpResponse:
        """Save it."""
        form = self.form(request.POST)
        if not form.is_valid():
            return self.shown(form, status=422)
        try:
            finding = rank_finding(
                finding=self.finding,
                version=form.cleaned_data["base"],
                rank=form.rank_chosen,
                by=self.actor,
                at=self.now,
            )
        except Conflict as conflict:
            form.add_error(None, conflict.message)
            return self.shown(form, status=409)
        self.changed(finding)
        messages.success(request, f"It is saved how urgent {finding} is.")
        return self.to_finding()

    def shown(self, form: RankForm, *, status: int = 200) -> TemplateResponse:
        """The page with this form on it."""
        self.disclosed(self.finding)
        context = {"inspection": self.inspection, "finding": self.finding, "form": form}
        return self.render({**context, "back_url": self.back_address()}, status=status)


class WithdrawFindingPage(OneFinding, TypedFormPage):
    """A finding is withdrawn, with a reason."""

    template_name = "reports/finding_reason.html"
    draft_kind = WITHDRAWING_DRAFT
    verb = "Withdraw"

    def permission(self) -> Answer:
        return may_rank_finding(self.member, self.finding)

    def form(self, data: Any = None) -> FindingReasonForm:
        """Why."""
        style = "warning" if self.verb == "Withdraw" else ""
        form = FindingReasonForm(
            data,
            initial={"base": self.finding.version},
            submit=f"{self.verb} {self.finding}",
            style=style,
        )
        form.cancel_url = self.back_address()
        return form

    def act(self, form: FindingReasonForm) -> HttpResponse:
        """Withdraw it."""
        finding = withdraw_finding(
            finding=self.finding,
            version=form.cleaned_data["base"],
            why=form.cleaned_data["why"],
            key=form.cleaned_data["once"],
            by=self.actor,
            at=self.now,
            heard=form.heard,
        )
        return self.done(finding, f"{finding} is withdrawn. Its number is not given again.")

    def done(self, finding: Finding, sentence: str) -> HttpResponse:
        """Back to the finding, which says what became of it."""
        self.changed(finding)
        messages.success(self.request, sentence)
        return self.to_finding()

    def conflict(self, form: FindingReasonForm, conflict: Conflict) -> HttpResponse:
        """It was changed since: it is shown as it is now, and the form goes on from there."""
        self.finding = conflict.theirs
        form.bear(base=conflict.theirs.version)
        return self.refused(form, conflict)

    def more(self) -> dict[str, Any]:
        """The finding."""
        self.disclosed(self.finding)
        return {
            "inspection": self.inspection,
            "finding": self.finding,
            "verb": self.verb,
            "back_url": self.back_address(),
        }


class ReinstateFindingPage(WithdrawFindingPage):
    """A withdrawn finding stands again, with a reason."""

    verb = "Reinstate"

    def act(self, form: FindingReasonForm) -> HttpResponse:
        """Reinstate it."""
        finding = reinstate_finding(
            finding=self.finding,
            why=form.cleaned_data["why"],
            key=form.cleaned_data["once"],
            by=self.actor,
            at=self.now,
            heard=form.heard,
        )
        return self.done(finding, f"{finding} stands again. No document uses it by itself.")


class FindingEvidencePage(OneFinding):
    """The items that a finding rests on, and those that it could rest on."""

    template_name = "reports/finding_evidence.html"

    def get(self, request: HttpRequest, **kwargs: Any) -> TemplateResponse:
        """Only what this person can see; how many there are besides."""
        seen = self.seen()
        linked = list(self.finding.evidence_links.values_list("revision__evidence", flat=True))
        total = self.finding.evidence_links.count()
        self.disclosed(self.finding, *seen)
        return self.render(
            {
                "inspection": self.inspection,
                "finding": self.finding,
                "choice": evidence_choice(seen, linked, total),
                "may_change": may_change_finding(self.member, self.finding).allowed
                and not self.finding.is_withdrawn,
                "back_url": self.back_address(),
            }
        )

    def seen(self) -> list[EvidenceAudience]:
        """What this person sees of the inspection's evidence."""
        return evidence_seen(inspection=self.inspection, by=self.actor, at=self.now)

    def post(self, request: HttpRequest, **kwargs: Any) -> HttpResponse:
        """Link what was ticked."""
        references = [clean_text(one) for one in request.POST.getlist("evidence")]
        count = link_to_finding(
            finding=self.finding, references=references, by=self.actor, at=self.now
        )
        self.changed(self.finding)
        messages.success(request, f"{count} item{'' if count == 1 else 's'} linked.")
        return self.to_evidence()

    def to_evidence(self) -> HttpResponse:
        """Go on at this page."""
        return self.redirect_to("finding_evidence", self.finding.label)


class UnlinkFindingEvidencePage(FindingEvidencePage):
    """A finding rests on an item no longer."""

    http_method_names = ["post"]

    def post(self, request: HttpRequest, **kwargs: Any) -> HttpResponse:
        """Unlink it."""
        unlink_from_finding(
            finding=self.finding,
            reference=clean_text(request.POST.get("evidence", "")),
            by=self.actor,
            at=self.now,
        )
        self.changed(self.finding)
        messages.success(request, "The item is unlinked.")
        return self.to_evidence()


class UseFindingPage(ReportPage):
    """Which finding a section states next."""

    template_name = "reports/use_finding.html"
    section: ReportSection

    def load(self, *args: Any, **kwargs: Any) -> None:
        super().load(**kwargs)
        found = {one.key: one for one in self.report.form.sections.all()}.get(kwargs["section"])
        if found is None or found.kind not in ADDRESSED_KINDS:
            raise Http404
        self.section = found

    def permission(self) -> Answer:
        return may_write(self.member, self.report)

    @cached_property
    def findings(self) -> list[Finding]:
        """What stands, as far as this person reads it."""
        day = timezone.localdate(self.now)
        rows = Finding.objects.visible_to(self.actor, day).of(self.inspection)
        return list(rows.standing().for_page())

    def get(self, request: HttpRequest, **kwargs: Any) -> TemplateResponse:
        """Those that belong into the section and that the document does not state yet."""
        self.disclosed(*self.findings)
        board = self.inspection.partnership.name
        return self.render(
            {
                "section": self.section,
                "choices": choosable(self.findings, self.report, self.section, board),
                "once": UseForm().initial_key(),
            }
        )

    def post(self, request: HttpRequest, **kwargs: Any) -> HttpResponse:
        """State it."""
        form = UseForm(request.POST)
        asked = clean_text(request.POST.get("finding", ""))
        found = next((one for one in self.findings if one.label == asked), None)
        if found is None or not form.is_valid():
            messages.info(request, "Nothing was chosen. Select a finding.")
            return self.to("use_finding", self.section.key)
        paragraph = use_finding(
            report=self.report,
            section=self.section,
            finding=found,
            key=form.cleaned_data["once"],
            by=self.actor,
            at=self.now,
        )
        self.changed(paragraph)
        messages.success(request, f"“{self.section.heading}” states {found} now.")
        return self.to("report")


class UseForm(OnceMixin):
    """The receipt of one choice."""

    def initial_key(self) -> str:
        """The key of a form that is opened."""
        return str(self["once"].value())
