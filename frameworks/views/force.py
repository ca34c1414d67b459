"""A version comes into force by two admins, or is withdrawn."""

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.template.response import TemplateResponse

from frameworks import actions
from frameworks.forms import ApproveForm, ProposeForm, WithdrawForm
from frameworks.models import FrameworkVersion
from frameworks.permissions import may_approve, may_move_version, may_propose
from pages.page import Page
from records.permissions import Answer


class OneVersionPage(Page):
    """A page about one version."""

    def load(self, *, framework: str, version: str, **kwargs: Any) -> None:
        visible = FrameworkVersion.objects.visible_to(self.actor)
        rows = visible.named(framework, version).select_related("framework")
        self.version: FrameworkVersion = get_object_or_404(rows)
        self.about = self.version.record_name

    def back_address(self) -> str:
        """After a refusal the reader goes on with the version."""
        return self.version.get_absolute_url()

    def done(self, sentence: str) -> HttpResponse:
        """Say what was done, on the page of the version."""
        self.changed(self.version)
        messages.success(self.request, sentence)
        return redirect(self.version)


class ProposePage(OneVersionPage):
    """The day from which a version is to be in force."""

    template_name = "frameworks/propose.html"

    def permission(self) -> Answer:
        return may_propose(self.actor)

    def get(self, request: HttpRequest, **kwargs: Any) -> TemplateResponse:
        """The question."""
        form = ProposeForm(initial={"seen": self.version.file_hash})
        return self.render({"form": form, "version": self.version})

    def post(self, request: HttpRequest, **kwargs: Any) -> HttpResponse:
        """Propose it, or say what is missing."""
        form = ProposeForm(request.POST)
        if not form.is_valid():
            return self.render({"form": form, "version": self.version}, status=422)
        actions.propose_in_force(
            version=self.version,
            on=form.cleaned_data["on"],
            seen=form.cleaned_data["seen"],
            by=self.actor,
            at=self.now,
        )
        return self.done("The version is proposed. Another admin can put it in force now.")


class ApprovePage(OneVersionPage):
    """A second admin puts a proposed version in force."""

    http_method_names = ["post"]

    def permission(self) -> Answer:
        return may_approve(self.actor, self.version)

    def post(self, request: HttpRequest, **kwargs: Any) -> HttpResponse:
        """Put it in force, if it still has the content that was read."""
        form = ApproveForm(request.POST)
        seen = form.cleaned_data["seen"] if form.is_valid() else ""
        actions.approve_in_force(version=self.version, seen=seen, by=self.actor, at=self.now)
        return self.done("The version is in force.")


class TakeBackPage(OneVersionPage):
    """The proposal is taken back."""

    http_method_names = ["post"]

    def permission(self) -> Answer:
        return may_propose(self.actor)

    def post(self, request: HttpRequest, **kwargs: Any) -> HttpResponse:
        """Take it back."""
        actions.take_back_proposal(version=self.version, by=self.actor, at=self.now)
        return self.done("The proposal is taken back.")


class WithdrawPage(OneVersionPage):
    """A version is withdrawn, with a reason."""

    template_name = "frameworks/withdraw.html"

    def permission(self) -> Answer:
        return may_move_version(self.actor)

    def get(self, request: HttpRequest, **kwargs: Any) -> TemplateResponse:
        """The question."""
        return self.render({"form": WithdrawForm(), "version": self.version})

    def post(self, request: HttpRequest, **kwargs: Any) -> HttpResponse:
        """Withdraw it, or say what is missing."""
        form = WithdrawForm(request.POST)
        if not form.is_valid():
            return self.render({"form": form, "version": self.version}, status=422)
        why = form.cleaned_data["why"]
        actions.withdraw(version=self.version, why=why, by=self.actor, at=self.now)
        return self.done("The version is withdrawn.")
