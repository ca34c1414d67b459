"""Sharing a version of an item, taking a share back, and what was shared with us."""

from typing import Any
from uuid import uuid4

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.template.response import TemplateResponse

from inspections import actions
from inspections.actions.sharing import powers_of_share, share_with_several
from inspections.forms.sharing import ShareForm
from inspections.models import EvidenceAudience, EvidenceShare
from inspections.permissions import may_share_anew, may_share_evidence
from inspections.presenters.evidence import listing
from inspections.presenters.sharing import received_items, withdrawal_facts
from inspections.values import Asked
from inspections.views.base import InspectionPage
from inspections.views.items import ItemPage
from records.errors import ActionRefused, PermissionRefused
from records.permissions import Answer


class ShareEvidencePage(ItemPage):
    """One version of an item is shared with other inspectorates."""

    template_name = "inspections/share_evidence.html"
    http_method_names = ["get", "post", "head"]

    def permission(self) -> Answer:
        return may_share_anew(self.member, self.item, self.actor)

    def form(self, data: Any = None) -> ShareForm:
        """The form with the inspectorates of this inspection, but not the owner."""
        form = ShareForm(
            data,
            receivers=actions.receivers_of(evidence=self.item),
            powers=powers_of_share(evidence=self.item),
            initial={
                "version": self.row.said.version,
                "inspectorate": self.request.GET.getlist("with"),
            },
        )
        form.cancel_url = self.address
        return form

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
            shares = share_with_several(
                evidence=self.item,
                inspectorates=form.chosen(),
                purpose=form.cleaned_data["purpose"],
                version=form.cleaned_data["version"],
                power=form.power_chosen(),
                by=self.actor,
                at=self.now,
            )
            self.changed(*shares)
            return ", ".join(share.inspectorate.short_name for share in shares)

        try:
            receipt = self.once(form, "share evidence", do)
        except PermissionRefused:
            raise
        except ActionRefused as refusal:
            return self.shown(self.again(refusal.message), status=409)
        messages.success(request, f"Shared with {receipt.result}.")
        return redirect(self.address)

    def again(self, why: str) -> ShareForm:
        """What was typed, over the version that the page shows now, to be sent as another form."""
        data = self.request.POST.copy()
        data["version"], data["once"] = str(self.row.said.version), str(uuid4())
        form = self.form(data)
        form.full_clean()
        form.add_error(None, why)
        return form

    def shown(self, form: ShareForm, *, status: int = 200) -> TemplateResponse:
        """The page with this form on it."""
        files = list(self.row.readable_attachments().of_revision(self.row.said))
        context = {
            "form": form,
            "row": self.row,
            "item": self.item,
            "address": self.address,
            "files": files,
        }
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
        """What will happen, and what stays."""
        context = {
            "item": self.item,
            "share": self.share,
            "address": self.address,
            "facts": withdrawal_facts(self.share, self.row.readable_uses()),
        }
        return self.render(context)

    def post(self, request: HttpRequest, **kwargs: Any) -> HttpResponse:
        """Withdraw it."""
        actions.withdraw_share(share=self.share, by=self.actor, at=self.now)
        self.changed(self.share)
        messages.success(request, f"{self.share.inspectorate.short_name} does not see it any more.")
        return redirect(self.address)


class SharedWithUsPage(InspectionPage):
    """What other inspectorates shared with this one, with what it is for; what is new to me."""

    template_name = "inspections/shared_with_us.html"
    http_method_names = ["get", "head"]

    def get(self, request: HttpRequest, **kwargs: Any) -> TemplateResponse:
        """A page of it, the newest first."""
        asked = Asked.from_query(request.GET)
        seen = EvidenceAudience.objects.visible_to(self.actor, self.today).for_member(self.member)
        rows = list(seen.shared_in().with_content().with_reach().page(asked))
        shown = listing(self.inspection, rows, asked, request.path)
        names = {one.reference for one in shown.items}
        on_page = [row for row in rows if row.evidence.reference in names]
        shares = EvidenceShare.objects.visible_to(self.actor, self.today).received_on(self.member)
        found = shares.of_rows(on_page, reader=self.actor)
        self.disclosed(*on_page)
        context = {
            "listing": shown,
            "received": received_items(self.inspection, on_page, found),
        }
        return self.render(context)
