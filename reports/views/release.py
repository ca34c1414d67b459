"""From the written draft to the chair: quality assurance, sign-off, sending, going back."""

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.template.response import TemplateResponse
from django.utils import timezone

from records.permissions import Answer
from reports.actions import (
    addressees_of,
    chair_of,
    close_door,
    close_without_response,
    due_if_sent,
    freeze_again,
    newest_draft,
    parts_with_text,
    pass_quality_assurance,
    reopen,
    return_to_drafting,
    send_to_chair,
    send_to_quality_assurance,
    sign_off,
    signed_off,
    withdrawal_of,
)
from reports.actions.templates import withdrawn_words
from reports.forms import ConfirmForm, HashForm, ReasonForm
from reports.permissions import may_assure, may_lead, may_sign_off
from reports.presenters.combined import reading_parts
from reports.presenters.document import frozen_sections
from reports.presenters.stages import draft_rows, signature_rows
from reports.states import SIGNING, ReportState
from reports.values import long_date
from reports.views.base import ReportPage


class LeadPage(ReportPage):
    """A step that is the overall lead's, with a page that says what it does."""

    template_name = "reports/confirm.html"

    def permission(self) -> Answer:
        return may_lead(self.member, self.report)

    def asked(self, form: Any, *, status: int = 200, **more: Any) -> TemplateResponse:
        """The page with this form on it."""
        form.cancel_url = self.back_address()
        return self.render({"form": form, **more}, status=status)


class SendToQualityPage(LeadPage):
    """The report goes to the quality assurer."""

    def get(self, request: HttpRequest, **kwargs: Any) -> TemplateResponse:
        """What will happen, and to whom."""
        assurer = self.report.form.quality_assured_by
        return self.asked(
            ConfirmForm(submit="Send to quality assurance"),
            title="Send the report to quality assurance",
            consequences=[
                f"The quality assurer of {assurer.short_name} reads it.",
                "The text cannot be changed until it is passed or given back.",
            ],
        )

    def post(self, request: HttpRequest, **kwargs: Any) -> HttpResponse:
        """Send it."""
        draft = send_to_quality_assurance(report=self.report, by=self.actor, at=self.now)
        self.changed(self.report, draft)
        messages.success(request, "The report is with quality assurance.")
        return self.to("report")


class QualityPage(ReportPage):
    """The draft as the quality assurer reads it, and the two ways on."""

    template_name = "reports/quality.html"
    http_method_names = ["get", "head"]

    def permission(self) -> Answer:
        return self.newest_answer()

    def get(self, request: HttpRequest, **kwargs: Any) -> TemplateResponse:
        """The draft; the buttons are the quality assurer's."""
        return self.shown(ReasonForm(submit="Give it back"))

    def shown(self, form: ReasonForm, *, status: int = 200) -> TemplateResponse:
        """The page with this form on it."""
        draft = newest_draft(report=self.report)
        self.disclosed(draft)
        form.form_action = self.address("return_to_drafting")
        context = {
            "form": form,
            "letter": draft.snapshot,
            "sections": frozen_sections(draft.snapshot),
            "parts": reading_parts(parts_with_text(build=draft.pk, snapshot=draft.snapshot)),
            "draft_rows": draft_rows(draft),
            "print": self.print_of(draft),
            "may_assure": may_assure(self.member, self.report),
            "is_here": self.report.state == ReportState.QUALITY_ASSURANCE,
        }
        return self.render(context, status=status)


class PassQualityPage(QualityPage):
    """The quality assurer lets the report pass."""

    http_method_names = ["post"]

    def permission(self) -> Answer:
        return may_assure(self.member, self.report)

    def post(self, request: HttpRequest, **kwargs: Any) -> HttpResponse:
        """Pass it."""
        draft = pass_quality_assurance(report=self.report, by=self.actor, at=self.now)
        self.changed(self.report, draft)
        messages.success(request, "The report has passed. Every inspectorate is asked to sign.")
        return self.to("report")


class ReturnToDraftingPage(QualityPage):
    """The quality assurer gives the report back, with a reason."""

    http_method_names = ["post"]

    def permission(self) -> Answer:
        return may_assure(self.member, self.report)

    def post(self, request: HttpRequest, **kwargs: Any) -> HttpResponse:
        """Give it back, or say that the reason is missing."""
        form = ReasonForm(request.POST, submit="Give it back")
        if not form.is_valid():
            return self.shown(form, status=422)
        why = form.cleaned_data["why"]
        return_to_drafting(report=self.report, why=why, by=self.actor, at=self.now)
        self.changed(self.report)
        messages.success(request, "The report is given back to the leads.")
        return self.to("report")


class SignPage(ReportPage):
    """The draft that stands, who has signed it, and one's own signature."""

    template_name = "reports/sign.html"

    def permission(self) -> Answer:
        return self.newest_answer()

    def get(self, request: HttpRequest, **kwargs: Any) -> TemplateResponse:
        """Read, then sign."""
        draft = newest_draft(report=self.report)
        self.disclosed(draft)
        participants = self.participants()
        signed = signed_off(draft=draft, stage=self.report.state)
        mine = self.member.inspectorate_id in {one.inspectorate_id for one in signed}
        context = {
            "form": HashForm(
                initial={"content_hash": draft.content_hash},
                submit=f"Sign off for {self.member.inspectorate.short_name}",
            ),
            "letter": draft.snapshot,
            "sections": frozen_sections(draft.snapshot),
            "parts": reading_parts(parts_with_text(build=draft.pk, snapshot=draft.snapshot)),
            "draft_rows": draft_rows(draft),
            "signature_rows": signature_rows(participants, signed),
            "print": self.print_of(draft),
            "may_sign": may_sign_off(self.member, self.report, participants),
            "is_signed_by_mine": mine,
            "is_signing": self.report.state in SIGNING,
        }
        return self.render(context)

    def post(self, request: HttpRequest, **kwargs: Any) -> HttpResponse:
        """Sign what was on the page."""
        posted = request.POST.get("content_hash", "")[:64]
        signature = sign_off(report=self.report, content_hash=posted, by=self.actor, at=self.now)
        self.changed(signature)
        messages.success(request, f"{signature.inspectorate} has signed the draft off.")
        return self.to("sign")


class SendToChairPage(LeadPage):
    """The signed draft goes to the chair."""

    def get(self, request: HttpRequest, **kwargs: Any) -> TemplateResponse:
        """Exactly what will happen, to whom, and until when."""
        office = chair_of(report=self.report, at=self.now)
        due = due_if_sent(report=self.report, at=self.now)
        count = len(addressees_of(report=self.report, day=timezone.localdate(self.now)))
        whom = str(office) if office else "nobody, as no chair has an account"
        return self.asked(
            ConfirmForm(submit="Send the draft to the chair"),
            title="Send the draft to the chair",
            consequences=[
                f"It goes to {whom}, of {self.inspection.partnership.name}, and to nobody else.",
                f"The letter names {count} addressees. They get it when it is published.",
                "The chair reads a frozen copy of the draft that every inspectorate has signed.",
                "The chair sees no evidence, and no later draft.",
                f"The chair can comment until the end of {long_date(due)}, counted from now.",
                "An e-mail tells the chair that a draft is there. It says nothing of its content.",
            ],
            warning="This cannot be taken back.",
        )

    def post(self, request: HttpRequest, **kwargs: Any) -> HttpResponse:
        """Send it."""
        sent = send_to_chair(report=self.report, by=self.actor, at=self.now)
        self.changed(self.report, sent)
        messages.success(
            request, f"The draft is with {sent.chair} until the end of {long_date(sent.due_at)}."
        )
        return self.to("report")


class ReopenPage(LeadPage):
    """The text can be changed again; the sign-offs lapse."""

    def get(self, request: HttpRequest, **kwargs: Any) -> TemplateResponse:
        """What will happen."""
        return self.page(ReasonForm(label="Why is the text reopened?", submit="Reopen the text"))

    def page(self, form: ReasonForm, *, status: int = 200) -> TemplateResponse:
        """The page with this form on it."""
        return self.asked(
            form,
            status=status,
            title="Reopen the text",
            consequences=[
                "The leads can change the text again.",
                "Every sign-off of this draft lapses, and stays to be seen.",
                "When the text stands again, every inspectorate signs the new draft.",
            ],
        )

    def post(self, request: HttpRequest, **kwargs: Any) -> HttpResponse:
        """Reopen it, or say that the reason is missing."""
        form = ReasonForm(request.POST, label="Why is the text reopened?", submit="Reopen the text")
        if not form.is_valid():
            return self.page(form, status=422)
        reopen(report=self.report, why=form.cleaned_data["why"], by=self.actor, at=self.now)
        self.changed(self.report)
        messages.success(request, "The text can be changed again.")
        return self.to("report")


class FreezeAgainPage(LeadPage):
    """The text is frozen once more, where the version of the draft's template was withdrawn."""

    def get(self, request: HttpRequest, **kwargs: Any) -> TemplateResponse:
        """What will happen, and why."""
        draft = newest_draft(report=self.report)
        withdrawal = withdrawal_of(draft=draft)
        why = (
            withdrawn_words(report=self.report, draft=draft, withdrawal=withdrawal)
            if withdrawal
            else "The draft was made with a version of its template that is in use."
        )
        return self.asked(
            ConfirmForm(submit="Freeze the text again"),
            title="Freeze the text again",
            consequences=[
                why,
                "The text stays as it is. A new draft is made of it.",
                "Every sign-off of this draft lapses: every inspectorate signs the new draft.",
            ],
        )

    def post(self, request: HttpRequest, **kwargs: Any) -> HttpResponse:
        """Freeze it."""
        draft = freeze_again(report=self.report, by=self.actor, at=self.now)
        self.changed(self.report, draft)
        messages.success(request, f"The text is frozen as {draft}. It is to be signed.")
        return self.to("report")


class CloseAccuracyPage(LeadPage):
    """The overall lead goes on without the chair, after the deadline."""

    def get(self, request: HttpRequest, **kwargs: Any) -> TemplateResponse:
        """What will happen."""
        return self.asked(
            ConfirmForm(submit="Close factual accuracy"),
            title="Close factual accuracy without a response",
            consequences=[
                "This is possible once the deadline has passed.",
                "Comments that the chair saved and did not return are not read by anybody.",
            ],
            warning="This cannot be taken back.",
        )

    def post(self, request: HttpRequest, **kwargs: Any) -> HttpResponse:
        """Close it."""
        closed = close_without_response(report=self.report, by=self.actor, at=self.now)
        self.changed(self.report, closed)
        messages.success(request, "Factual accuracy is closed without a response.")
        return self.to("answers")


class CloseDoorPage(LeadPage):
    """The chair's access ends at once."""

    def get(self, request: HttpRequest, **kwargs: Any) -> TemplateResponse:
        """What will happen."""
        return self.asked(
            ConfirmForm(submit="Take the access away", style="warning"),
            title="Take the chair’s access away",
            consequences=[
                "From now on the inspection and its draft do not exist for the chair.",
                "Do this when the office has ended, or when the draft went to the wrong person.",
            ],
        )

    def post(self, request: HttpRequest, **kwargs: Any) -> HttpResponse:
        """Close the door."""
        count = close_door(report=self.report, by=self.actor, at=self.now)
        self.changed(self.report)
        messages.success(
            request,
            "The chair’s access has ended." if count else "The chair had no access any more.",
        )
        return self.to("report")
