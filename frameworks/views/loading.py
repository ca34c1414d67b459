"""An admin loads a framework file: its faults, or what it would change, then the draft."""

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.template.response import TemplateResponse

from frameworks import actions
from frameworks.errors import FileRefused, VersionIsFixed
from frameworks.forms import ConfirmUploadForm, UploadForm
from frameworks.models import FrameworkUpload
from frameworks.permissions import may_load_framework
from frameworks.presenters.loading import PROBLEM_COLUMNS, preview_shown, problem_rows
from pages.page import Page
from records.permissions import Answer

SAYS = {
    actions.Outcome.CREATED: "The version is loaded as a draft.",
    actions.Outcome.REPLACED: "The draft has the content of the file now.",
    actions.Outcome.UNCHANGED: "The version had this content already. Nothing was changed.",
}


class LoadPage(Page):
    """A file is sent and checked; its faults are shown here."""

    template_name = "frameworks/load.html"

    def permission(self) -> Answer:
        return may_load_framework(self.actor)

    def get(self, request: HttpRequest) -> TemplateResponse:
        """The empty form."""
        return self.render({"form": UploadForm()})

    def post(self, request: HttpRequest) -> HttpResponse:
        """Keep a sound file for its preview; list the faults of any other."""
        form = UploadForm(request.POST, request.FILES)
        if not form.is_valid():
            return self.render({"form": form}, status=422)
        file = form.cleaned_data["file"]
        content = file.read()
        try:
            actions.preview_file(content=content, name=file.name)
        except (FileRefused, VersionIsFixed) as refusal:
            form.add_error("file", refusal.message)
            problems = problem_rows(getattr(refusal, "problems", ()))
            context = {"form": form, "columns": PROBLEM_COLUMNS, "problems": problems}
            return self.render(context, status=422)
        upload = actions.keep_upload(content=content, name=file.name, by=self.actor, at=self.now)
        return redirect("frameworks:preview", upload.reference)


class PreviewPage(Page):
    """What the file would change, and the button that loads it."""

    template_name = "frameworks/preview.html"

    def load(self, *, reference: str, **kwargs: Any) -> None:
        uploads = FrameworkUpload.objects.visible_to(self.actor)
        self.upload: FrameworkUpload = get_object_or_404(uploads, reference=reference)

    def permission(self) -> Answer:
        return may_load_framework(self.actor)

    def get(self, request: HttpRequest, **kwargs: Any) -> TemplateResponse:
        """The preview."""
        content = bytes(self.upload.content)
        preview = actions.preview_file(content=content, name=self.upload.name)
        context = {
            "upload": self.upload,
            "preview": preview_shown(preview),
            "confirm_form": ConfirmUploadForm(),
        }
        return self.render(context)

    def post(self, request: HttpRequest, **kwargs: Any) -> HttpResponse:
        """Load it."""
        loaded = actions.load_upload(upload=self.upload, by=self.actor, at=self.now)
        self.changed(loaded.version)
        messages.success(request, SAYS[loaded.outcome])
        return redirect(loaded.version)
