"""Findings and recommendations of an inspection: the list, one of them, recorded and changed."""

from functools import cached_property
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.template.response import TemplateResponse
from django.urls import reverse
from django.utils import timezone

from inspections.models import Strand
from records.errors import Conflict
from records.permissions import Answer
from reports.actions import agencies_of, change_finding, ranks_of, record_finding
from reports.finding_forms import WHOLE, FindingFilterForm, FindingForm, NewFindingForm
from reports.models import Finding, Report
from reports.permissions import may_change_finding, may_rank_finding, may_record_finding
from reports.presenters.findings import (
    conflicting_finding,
    finding_rows,
    shown_findings,
    shown_versions,
    uses_of,
)
from reports.values.findings import CHANGING_DRAFT, RECORDING_DRAFT, Rank
from reports.views.base import InspectionPage
from reports.views.discussing import TypedFormPage


class FindingsMixin(InspectionPage):
    """What the pages of findings ask of an inspection."""

    @cached_property
    def ranks(self) -> dict[Rank, str]:
        """How the framework ranks recommendations."""
        return ranks_of(inspection=self.inspection)

    @property
    def board(self) -> str:
        """The name of the partnership."""
        return str(self.inspection.partnership.name)

    @cached_property
    def agencies(self) -> list[tuple[str, str]]:
        """To which agencies a finding can be attributed."""
        return [(str(one.pk), one.name) for one in agencies_of(inspection=self.inspection)]

    @cached_property
    def areas(self) -> list[tuple[str, str]]:
        """The judgement areas of the inspection."""
        return [(one.code, one.title) for one in self.inspection.inspection_type.judgement_areas]

    def readable(self) -> set[int]:
        """Keys of the documents that this person may open."""
        day = timezone.localdate(self.now)
        rows = Report.objects.visible_to(self.actor, day).of(self.inspection)
        return {one.pk for one in rows}

    def address_of(self, name: str, *rest: Any) -> str:
        """Of another page of the inspection's findings."""
        return reverse(f"reports:{name}", args=[self.inspection.reference, *rest])

    def redirect_to(self, name: str, *rest: Any) -> HttpResponse:
        """Go on at another page of the inspection's findings."""
        return redirect(self.address_of(name, *rest))

    def back_address(self) -> str:
        """After a refusal the reader goes on at the list."""
        return self.address_of("findings")


class FindingsPage(FindingsMixin):
    """Every finding that this person may read."""

    template_name = "reports/findings.html"
    http_method_names = ["get", "head"]

    def get(self, request: HttpRequest, **kwargs: Any) -> TemplateResponse:
        """Those that a filter leaves."""
        form = FindingFilterForm(request.GET, agencies=self.agencies, ranks=self.ranks)
        day = timezone.localdate(self.now)
        rows = Finding.objects.visible_to(self.actor, day).of(self.inspection)
        found = list(rows.chosen(**form.chosen).for_page().with_uses())
        self.disclosed(*found)
        records = any(
            may_record_finding(self.member, owner).allowed
            for owner in (None, self.member.inspectorate)
        )
        return self.render(
            {
                "inspection": self.inspection,
                "form": form,
                "findings": shown_findings(
                    found,
                    reference=self.inspection.reference,
                    board=self.board,
                    ranks=self.ranks,
                    readable=self.readable(),
                ),
                "add_url": self.address_of("add_finding") if records else "",
            }
        )


class OneFinding(FindingsMixin):
    """A page about one finding. To whoever may not read it, it does not exist."""

    finding: Finding

    def load(self, *args: Any, **kwargs: Any) -> None:
        super().load(**kwargs)
        day = timezone.localdate(self.now)
        rows = Finding.objects.visible_to(self.actor, day).of(self.inspection)
        found = rows.with_uses().labelled(kwargs["finding"])
        if found is None:
            raise Http404
        found.inspection = self.inspection
        self.finding = found

    def back_address(self) -> str:
        """After a refusal the reader goes on at the finding."""
        return self.address_of("finding", self.finding.label)

    def to_finding(self) -> HttpResponse:
        """Go on at the finding."""
        return self.redirect_to("finding", self.finding.label)


class FindingPage(OneFinding):
    """A finding: what it rests on, where it is used, what it said before."""

    template_name = "reports/finding.html"
    http_method_names = ["get", "head"]

    def get(self, request: HttpRequest, **kwargs: Any) -> TemplateResponse:
        """The facts, and what this person may do."""
        finding = self.finding
        revisions = list(finding.revisions.select_related("by"))
        self.disclosed(finding)
        return self.render(
            {
                "inspection": self.inspection,
                "finding": finding,
                "rows": finding_rows(
                    finding,
                    board=self.board,
                    ranks=self.ranks,
                    withdrawn=revisions[-1] if finding.is_withdrawn else None,
                ),
                "uses": uses_of(finding.uses.all(), self.inspection.reference, self.readable()),
                "versions": shown_versions(revisions),
                "may_change": may_change_finding(self.member, finding).allowed,
                "may_rank": may_rank_finding(self.member, finding).allowed,
                "has_ranks": bool(self.ranks) and finding.is_recommendation,
            }
        )


class AddFindingPage(FindingsMixin, TypedFormPage):
    """A new finding, under the next number."""

    template_name = "reports/finding_form.html"
    draft_kind = RECORDING_DRAFT

    def permission(self) -> Answer:
        return may_record_finding(self.member, None)

    @cached_property
    def parts(self) -> dict[str, Strand | None]:
        """In which parts this person records: the strands that they lead in, and the whole."""
        strands = self.inspection.strands.select_related("owner")
        may = [one for one in strands if may_record_finding(self.member, one.owner).allowed]
        return {**{one.code: one for one in may}, WHOLE: None}

    def form(self, data: Any = None) -> NewFindingForm:
        """An empty one."""
        parts = [(code, one.title if one else "All of it") for code, one in self.parts.items()]
        form = NewFindingForm(
            data,
            initial={"base": 0, "part": parts[0][0]},
            agencies=self.agencies,
            areas=self.areas,
            parts=parts,
            ranks=self.ranks,
        )
        form.cancel_url = self.address_of("findings")
        return form

    def act(self, form: NewFindingForm) -> HttpResponse:
        """Record it."""
        finding = record_finding(
            inspection=self.inspection,
            strand=self.parts[form.cleaned_data["part"]],
            kind=form.kind_chosen,
            content=form.content,
            rank=form.rank_chosen,
            key=form.cleaned_data["once"],
            by=self.actor,
            at=self.now,
            heard=form.heard,
        )
        self.changed(finding)
        messages.success(self.request, f"{finding} is recorded. Its number is its own for good.")
        return self.redirect_to("finding", finding.label)

    def more(self) -> dict[str, Any]:
        """What stands around the form."""
        return {"inspection": self.inspection, "back_url": self.address_of("findings")}


class ChangeFindingPage(OneFinding, TypedFormPage):
    """What a finding says, changed where nobody else was quicker."""

    template_name = "reports/finding_form.html"
    draft_kind = CHANGING_DRAFT

    def permission(self) -> Answer:
        return may_change_finding(self.member, self.finding)

    def form(self, data: Any = None) -> FindingForm:
        """With what it says now."""
        one = self.finding
        initial = {
            "base": one.version,
            "text": one.text,
            "agency": one.agency_id or "",
            "area": one.area,
            "criterion": one.criterion,
        }
        form = FindingForm(data, initial=initial, agencies=self.agencies, areas=self.areas)
        form.cancel_url = self.back_address()
        return form

    def act(self, form: FindingForm) -> HttpResponse:
        """Change it, in every document whose text can change."""
        finding = change_finding(
            finding=self.finding,
            version=form.cleaned_data["base"],
            content=form.content,
            key=form.cleaned_data["once"],
            by=self.actor,
            at=self.now,
            heard=form.heard,
        )
        self.changed(finding)
        messages.success(self.request, f"{finding} is saved.")
        return self.to_finding()

    def conflict(self, form: FindingForm, conflict: Conflict) -> HttpResponse:
        """Neither text is lost: both are shown, and the form goes on from the newer version."""
        theirs = conflict.theirs
        form.bear(base=theirs.version)
        self.disclosed(theirs)
        both = conflicting_finding(conflict.message, form.cleaned_data["text"], theirs)
        return self.again(form, status=409, both=both)

    def more(self) -> dict[str, Any]:
        """The finding, and which documents change with it."""
        self.disclosed(self.finding)
        uses = uses_of(self.finding.uses.all(), self.inspection.reference, self.readable())
        return {
            "inspection": self.inspection,
            "finding": self.finding,
            "uses": uses,
            "back_url": self.back_address(),
        }
