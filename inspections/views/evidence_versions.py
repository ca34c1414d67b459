"""What changed from one version of an item to another, and taking an item back."""

from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.template.response import TemplateResponse

from inspections import actions
from inspections.forms.evidence import WithdrawForm
from inspections.permissions import may_read_differences, may_withdraw_evidence
from inspections.presenters.evidence import USE_COLUMNS, use_rows
from inspections.presenters.versions import CHANGED_COLUMNS, changed_facts, other_changes
from inspections.presenters.words import moment
from inspections.views.items import ItemPage
from pages.differences import differences
from records.errors import ActionRefused
from records.permissions import Answer


class DifferencesPage(ItemPage):
    """Two versions of an item: what was added to the text, what was taken out, which facts differ.

    `?version=3` asks for what version 3 changed; without it the newest is meant.
    """

    template_name = "inspections/differences.html"

    def permission(self) -> Answer:
        return may_read_differences(pinned=self.row.pinned)

    def get(self, request: HttpRequest, **kwargs: Any) -> TemplateResponse:
        """The differences."""
        revisions = self.row.readable_revisions(with_facts=True)
        asked = request.GET.get("version", str(revisions[0].version))
        newer = next((one for one in revisions if str(one.version) == asked), None)
        if newer is None:
            raise Http404
        older = next((one for one in revisions if one.version == newer.version - 1), None)
        if older is None:
            raise Http404
        self.disclosed(older, newer)
        pieces = differences(older.text, newer.text)
        context = {
            "item": self.item,
            "older": older,
            "newer": newer,
            "moment": moment(newer.at),
            "pieces": pieces if older.text != newer.text else [],
            "columns": CHANGED_COLUMNS,
            "facts": changed_facts(older, newer),
            "others": other_changes(revisions, newer, request.path),
            "address": self.address,
        }
        return self.render(context)


class WithdrawEvidencePage(ItemPage):
    """An item is taken back by its author, or by the lead of its inspectorate."""

    template_name = "inspections/withdraw_evidence.html"
    http_method_names = ["get", "post", "head"]

    def permission(self) -> Answer:
        return may_withdraw_evidence(self.member, self.inspection, self.item, self.actor)

    def get(self, request: HttpRequest, **kwargs: Any) -> TemplateResponse:
        """What will happen."""
        self.disclosed(self.row)
        return self.shown(WithdrawForm())

    def post(self, request: HttpRequest, **kwargs: Any) -> HttpResponse:
        """Withdraw it, or say what is missing."""
        form = WithdrawForm(request.POST)
        if not form.is_valid():
            return self.shown(form, status=422)
        try:
            actions.withdraw_evidence(
                evidence=self.item, why=form.cleaned_data["why"], by=self.actor, at=self.now
            )
        except ActionRefused as refusal:
            form.add_error("why", refusal.message)
            return self.shown(form, status=409)
        self.changed(f"withdrawn {self.item.record_name}")
        messages.success(request, f"{self.item.reference} is withdrawn.")
        return redirect(self.address)

    def shown(self, form: WithdrawForm, *, status: int = 200) -> TemplateResponse:
        """The page with this form on it."""
        form.cancel_url = self.address
        context = {
            "form": form,
            "item": self.item,
            "text": self.row.said.text,
            "use_columns": USE_COLUMNS,
            "uses": use_rows(self.row.readable_uses()),
        }
        return self.render(context, status=status)
