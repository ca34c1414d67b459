"""One item of evidence: reading it, changing it, sharing it, taking a share back."""

from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.template.response import TemplateResponse
from django.urls import reverse

from inspections import actions
from inspections.forms import ChangeEvidenceForm, ShareForm
from inspections.forms.evidence import initial_from, initial_of
from inspections.models import EvidenceAudience
from inspections.permissions import may_change_evidence, may_share_evidence
from inspections.presenters.evidence import (
    SHARE_COLUMNS,
    USE_COLUMNS,
    conflict_of,
    item_facts,
    share_rows,
    unfinished,
    use_rows,
    version_rows,
)
from inspections.views.base import InspectionPage
from records.errors import AlreadySent, Conflict
from records.models import Draft
from records.permissions import Answer


class ItemPage(InspectionPage):
    """A screen about one item that this person may see."""

    http_method_names = ["get", "head"]

    def load_more(self, *args: Any, evidence: str, **kwargs: Any) -> None:
        seen = EvidenceAudience.objects.visible_to(self.actor, self.today).for_member(self.member)
        row = seen.for_item().named(self.inspection, evidence)
        if row is None:
            raise Http404
        self.row = row
        self.item = row.evidence
        self.item.inspection = self.inspection

    @property
    def address(self) -> str:
        """The page of the item."""
        return reverse(
            "inspections:evidence_item", args=[self.inspection.reference, self.item.reference]
        )


class EvidenceItemPage(ItemPage):
    """What was recorded, how it read before, who else sees it and what relies on it."""

    template_name = "inspections/evidence_item.html"

    def get(self, request: HttpRequest, **kwargs: Any) -> TemplateResponse:
        """The item."""
        revisions = self.row.readable_revisions()
        self.disclosed(*(f"evidence {self.item.reference} v{said.version}" for said in revisions))
        may_share = may_share_evidence(self.member, self.item, self.actor)
        context = {
            "row": self.row,
            "item": self.item,
            "facts": item_facts(self.row),
            "versions": version_rows(revisions[1:]),
            "share_columns": SHARE_COLUMNS,
            "shares": share_rows(list(self.row.readable_shares())),
            "use_columns": USE_COLUMNS,
            "uses": use_rows(self.row.readable_uses()),
            "may_change": may_change_evidence(self.member, self.inspection, self.item, self.actor),
            "may_share": may_share.allowed and not self.item.strand.is_joint,
        }
        return self.render(context)


class ChangeEvidencePage(ItemPage):
    """A new version of an item, by its author."""

    template_name = "inspections/change_evidence.html"
    http_method_names = ["get", "post", "head"]

    def permission(self) -> Answer:
        return may_change_evidence(self.member, self.inspection, self.item, self.actor)

    def form(self, data: Any = None, **options: Any) -> ChangeEvidenceForm:
        """The form with what this strand's evidence may be about."""
        choices = actions.choices_of(inspection=self.inspection, strand=self.item.strand)
        return ChangeEvidenceForm(data, choices=choices, **options)

    def get(self, request: HttpRequest, **kwargs: Any) -> TemplateResponse:
        """The item as it reads now, or a change that was begun and not finished."""
        drafts = actions.unfinished_notes(by=self.actor, about=self.item.reference)
        draft = next((one for one in drafts if str(one.receipt) == request.GET.get("draft")), None)
        initial = initial_of(self.row)
        if draft is not None:
            initial = {**initial, **initial_from(draft.content), "once": draft.receipt}
        self.disclosed(self.row)
        others = [one for one in drafts if one is not draft]
        return self.shown(self.form(initial=initial), draft=draft, drafts=others)

    def post(self, request: HttpRequest, **kwargs: Any) -> HttpResponse:
        """Save it; show both texts when somebody saved first."""
        form = self.form(request.POST)
        if not form.is_valid():
            return self.shown(form, status=422)
        try:
            self.changed(self.new_version(form))
        except Conflict:
            return self.conflict(form)
        except AlreadySent as refusal:
            form.add_error(None, refusal.message)
            form.sent_anew()
            return self.shown(form, status=409)
        messages.success(request, f"Saved: {self.item.reference}, a new version.")
        return redirect(self.address)

    def new_version(self, form: ChangeEvidenceForm) -> Any:
        """Save the new version."""
        return actions.change_evidence(
            evidence=self.item,
            key=form.key,
            version=form.cleaned_data["base"],
            content=form.content(),
            by=self.actor,
            at=self.now,
        )

    def conflict(self, form: ChangeEvidenceForm) -> TemplateResponse:
        """Both texts, and the form to save what is made of them over the newer version."""
        theirs = self.row.readable_revisions()[0]
        self.disclosed(f"evidence {self.item.reference} v{theirs.version}")
        # The key stays: nothing was saved under it, and what autosave kept under it goes once the
        # merged text is sent.
        form.bear(base=theirs.version)
        both = conflict_of(form.cleaned_data["text"], theirs)
        return self.shown(form, conflict=both, status=409)

    def shown(
        self,
        form: ChangeEvidenceForm,
        *,
        draft: Draft | None = None,
        drafts: list[Draft] | None = None,
        conflict: Any = None,
        status: int = 200,
    ) -> TemplateResponse:
        """The page with this form on it."""
        context = {
            "form": form,
            "item": self.item,
            "conflict": conflict,
            "draft_version": draft.version if draft else form.draft_version,
            "unfinished": unfinished(self.inspection, drafts or [], self.request.path),
            "address": self.address,
            "autosave_url": reverse(
                "inspections:autosave", args=[self.inspection.reference, form["once"].value()]
            ),
        }
        return self.render(context, status=status)


class ShareEvidencePage(ItemPage):
    """One version of an item is shared with one inspectorate."""

    template_name = "inspections/share_evidence.html"
    http_method_names = ["get", "post", "head"]

    def permission(self) -> Answer:
        return may_share_evidence(self.member, self.item, self.actor)

    def form(self, data: Any = None) -> ShareForm:
        """The form with the inspectorates of this inspection, but not the owner."""
        receivers = actions.receivers_of(evidence=self.item)
        return ShareForm(data, receivers=receivers, initial={"version": self.row.said.version})

    def get(self, request: HttpRequest, **kwargs: Any) -> TemplateResponse:
        """What will be shared."""
        self.disclosed(self.row)
        return self.shown(self.form())

    def post(self, request: HttpRequest, **kwargs: Any) -> HttpResponse:
        """Share it, or say what is missing."""
        form = self.form(request.POST)
        if not form.is_valid():
            return self.shown(form, status=422)

        def do() -> str:
            share = actions.share_evidence(
                evidence=self.item,
                inspectorate=form.receiver(),
                purpose=form.cleaned_data["purpose"],
                version=form.cleaned_data["version"],
                by=self.actor,
                at=self.now,
            )
            self.changed(share)
            return share.inspectorate.short_name

        receipt = self.once(form, "share evidence", do)
        messages.success(request, f"Shared with {receipt.result}.")
        return redirect(self.address)

    def shown(self, form: ShareForm, *, status: int = 200) -> TemplateResponse:
        """The page with this form on it."""
        context = {"form": form, "row": self.row, "item": self.item, "address": self.address}
        return self.render(context, status=status)


class WithdrawSharePage(ItemPage):
    """A share is taken back."""

    template_name = "inspections/withdraw_share.html"
    http_method_names = ["get", "post", "head"]

    def load_more(self, *args: Any, inspectorate: str = "", **kwargs: Any) -> None:
        super().load_more(**kwargs)
        share = self.row.readable_shares().with_inspectorate(inspectorate)
        if share is None:
            raise Http404
        self.share = share
        self.share.evidence = self.item

    def permission(self) -> Answer:
        return may_share_evidence(self.member, self.item, self.actor)

    def get(self, request: HttpRequest, **kwargs: Any) -> TemplateResponse:
        """What will happen."""
        return self.render({"item": self.item, "share": self.share, "address": self.address})

    def post(self, request: HttpRequest, **kwargs: Any) -> HttpResponse:
        """Withdraw it."""
        actions.withdraw_share(share=self.share, by=self.actor, at=self.now)
        self.changed(self.share)
        messages.success(request, f"{self.share.inspectorate.short_name} does not see it any more.")
        return redirect(self.address)
