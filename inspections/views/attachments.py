"""Files of an item: reading one, attaching more, replacing one, leaving one out, scanning."""

from typing import Any

from django.contrib import messages
from django.http import FileResponse, Http404, HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import redirect
from django.template.response import TemplateResponse

from inspections import actions
from inspections.actions.attachments import change_files, scan_again
from inspections.actions.files import place_of
from inspections.actions.reading import note_reading
from inspections.forms.attachments import AttachForm, RemoveFileForm, ReplaceFileForm
from inspections.permissions import may_change_evidence
from inspections.permissions.attachments import may_scan
from inspections.values.attachments import MEDIA_TYPES, SCAN_STATE_LABELS, FileKind
from inspections.views.items import ItemPage
from pages.uploads import refused_files
from records.errors import ActionRefused, AlreadySent, Conflict
from records.permissions import Answer

# A browser that shows a file in spite of everything runs nothing in it.
_NOTHING_RUNS = "sandbox; default-src 'none'; frame-ancestors 'none'"


class FilePage(ItemPage):
    """A screen about one file of an item, at a version that this person may read."""

    def load_more(self, *args: Any, **kwargs: Any) -> None:
        super().load_more(*args, **kwargs)
        found = self.row.readable_attachments().with_scan().named(self.kwargs["attachment"])
        if found is None:
            raise Http404
        self.file = found
        self.file.evidence = self.item


class AttachmentPage(FilePage):
    """The file itself, for whoever may read a version that has it."""

    http_method_names = ["get", "head"]

    def get(self, request: HttpRequest, **kwargs: Any) -> HttpResponseBase:
        """The file, to be kept by its reader; never shown by the browser itself."""
        if not self.file.opens:
            raise ActionRefused(f"{SCAN_STATE_LABELS[self.file.scan_state]}.")
        try:
            content = place_of(stored_as=self.file.stored_as_id).open("rb")
        except FileNotFoundError as error:
            raise ActionRefused(
                "The file is missing on the disk. Tell whoever looks after this service; its name "
                f"there is {self.file.stored_as_id}."
            ) from error
        self.disclosed(self.file)
        note_reading(row=self.row, by=self.actor, at=self.now)
        response = FileResponse(
            content,
            as_attachment=True,
            filename=self.file.name,
            content_type=MEDIA_TYPES[FileKind(self.file.kind)],
        )
        response.headers["Content-Security-Policy"] = _NOTHING_RUNS
        response.headers["Cross-Origin-Resource-Policy"] = "same-origin"
        response.headers["X-Content-Type-Options"] = "nosniff"
        return response


class FilesChangePage(ItemPage):
    """The files of an item change: a new version of it, by its author."""

    template_name = "inspections/attachment_form.html"
    http_method_names = ["get", "post", "head"]
    form_class: type[AttachForm] = AttachForm
    heading = "Attach files to"
    done = "A new version of {item} has the files."

    def permission(self) -> Answer:
        return may_change_evidence(self.member, self.inspection, self.item, self.actor)

    def form(self, *data: Any, **options: Any) -> AttachForm:
        """The form, at the version that the item has now."""
        form = self.form_class(
            *data,
            relied_on=actions.is_relied_on(evidence=self.item),
            initial={"base": self.row.said.version},
            **options,
        )
        form.cancel_url = self.address
        return form

    def get(self, request: HttpRequest, **kwargs: Any) -> TemplateResponse:
        """The empty form."""
        self.disclosed(self.row)
        return self.shown(self.form())

    def post(self, request: HttpRequest, **kwargs: Any) -> HttpResponse:
        """Save the new version, or say what is wrong with a file."""
        form = self.form(request.POST, request.FILES, left_out=refused_files(request))
        if not form.is_valid():
            return self.shown(form, status=422)
        try:
            self.changed(self.new_version(form))
        except (Conflict, AlreadySent) as refusal:
            form.add_error(None, f"{refusal.message} Open the item, and choose the files again.")
            return self.shown(form, status=409)
        messages.success(request, self.done.format(item=self.item.reference))
        return redirect(self.address)

    def new_version(self, form: AttachForm) -> Any:
        """Save it."""
        return change_files(
            evidence=self.item,
            key=form.key,
            version=form.cleaned_data["base"],
            uploads=form.cleaned_data.get("files", ()),
            why=form.reason,
            by=self.actor,
            at=self.now,
            **self.about_file(),
        )

    def about_file(self) -> dict[str, Any]:
        """Which file goes, where one does."""
        return {}

    def shown(self, form: AttachForm, *, status: int = 200) -> TemplateResponse:
        """The page with this form on it."""
        file = getattr(self, "file", None)
        context = {"form": form, "item": self.item, "heading": self.heading, "file": file}
        return self.render(context, status=status)


class ReplaceFilePage(FilesChangePage, FilePage):
    """One file in the place of another; earlier versions keep the old one."""

    form_class = ReplaceFileForm
    heading = "Replace a file of"
    done = "A new version of {item} has the new file. Earlier versions keep the old one."

    def about_file(self) -> dict[str, Any]:
        return {"replaces": self.file.reference}


class RemoveFilePage(FilesChangePage, FilePage):
    """A file is left out; earlier versions keep it."""

    form_class = RemoveFileForm
    heading = "Leave a file out of"
    done = "A new version of {item} is without the file. Earlier versions keep it."

    def about_file(self) -> dict[str, Any]:
        return {"removed": (self.file.reference,)}


class ScanFilePage(FilePage):
    """A file is scanned that was not, or whose scan failed."""

    http_method_names = ["post"]

    def permission(self) -> Answer:
        return may_scan(self.row)

    def post(self, request: HttpRequest, **kwargs: Any) -> HttpResponse:
        """Ask for the scan."""
        scan_again(attachment=self.file, by=self.actor, at=self.now)
        self.changed(self.file)
        messages.success(request, "The scan is asked for. The file can be opened once it is done.")
        return redirect(self.address)
