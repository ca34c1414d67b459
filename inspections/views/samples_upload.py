"""A list on its way in: uploaded, its columns named, checked, mended, accepted."""

from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.template.response import TemplateResponse

from inspections.actions import samples_lists as acting
from inspections.errors import ListRefused
from inspections.forms.samples import (
    AcceptListForm,
    MapColumnsForm,
    MendForm,
    UploadListForm,
)
from inspections.models import AgencyList, ListRequest, ListUpload
from inspections.presenters import samples as shown
from inspections.values.samples import MENDED_AT_ONCE, Mapping
from inspections.views.samples import SamplePage
from records.errors import Conflict

SHOWN_ROWS = 10
_ELSEWHERE = (
    "Another window changed this list after you opened it. What you typed is still here: look at "
    "it again and save it."
)


class UploadListPage(SamplePage):
    """A file is sent and read."""

    template_name = "inspections/sample_upload.html"

    def form(self, *data: Any) -> UploadListForm:
        """The form, with the agencies of the area and the requests that are open."""
        requests = ListRequest.objects.visible_to(self.actor, self.today).of(self.inspection)
        agencies = list(self.inspection.area.agencies.all())
        return UploadListForm(*data, agencies=agencies, requests=list(requests.still_open()))

    def get(self, request: HttpRequest, **kwargs: Any) -> TemplateResponse:
        """The empty form."""
        return self.render({"form": self.form()})

    def post(self, request: HttpRequest, **kwargs: Any) -> HttpResponse:
        """Keep what the file says for the next step, or say why it cannot be read."""
        form = self.form(request.POST, request.FILES)
        form.say_what_was_left_out(request)
        if not form.is_valid():
            return self.render({"form": form}, status=422)

        def do() -> str:
            upload = acting.keep_upload(
                inspection=self.inspection,
                agency=form.chosen_agency(),
                request=form.chosen_request(),
                content=form.content,
                by=self.actor,
                at=self.now,
            )
            self.changed(upload)
            return upload.reference

        try:
            receipt = self.once(form, "upload list", do)
        except ListRefused as refusal:
            form.add_error("file", refusal.message)
            return self.render({"form": form}, status=422)
        return redirect("inspections:map_list", self.inspection.reference, receipt.result)


class OfUploadPage(SamplePage):
    """A step of a list that this person uploaded; to everybody else there is none."""

    def load_more(self, *args: Any, upload: str, **kwargs: Any) -> None:
        uploads = ListUpload.objects.visible_to(self.actor).of(self.inspection)
        found = uploads.named(upload)
        if found is None:
            raise Http404
        found.inspection = self.inspection
        self.upload = found

    def step(self, name: str) -> HttpResponse:
        """Go on to a step."""
        return redirect(f"inspections:{name}", self.inspection.reference, self.upload.reference)


class MapListPage(OfUploadPage):
    """What each column holds."""

    template_name = "inspections/sample_map.html"

    def page(self, form: MapColumnsForm, *, status: int = 200) -> TemplateResponse:
        """The columns, as the form has them."""
        columns = [form[name] for name in form.columns]
        context = {"form": form, "columns": columns, "upload": self.upload}
        return self.render(context, status=status)

    def form(self, data: Any = None) -> MapColumnsForm:
        """The form for the columns of this upload."""
        return MapColumnsForm(
            data,
            table=acting.table_of(upload=self.upload),
            mapping=Mapping.from_data(self.upload.mapping),
            initial={"version": self.upload.version},
        )

    def get(self, request: HttpRequest, **kwargs: Any) -> TemplateResponse:
        """What was guessed, or chosen before."""
        self.disclosed(self.upload)
        return self.page(self.form())

    def post(self, request: HttpRequest, **kwargs: Any) -> HttpResponse:
        """Keep it and check the rows, or say what the list lacks."""
        self.disclosed(self.upload)
        form = self.form(request.POST)
        if not form.is_valid():
            return self.page(form, status=422)
        try:
            acting.map_columns(
                upload=self.upload, columns=form.mapping(), version=form.cleaned_data["version"]
            )
        except Conflict:
            again = self.form({**request.POST.dict(), "version": self.upload.version})
            again.add_error(None, _ELSEWHERE)
            return self.page(again, status=409)
        self.changed(self.upload)
        return self.step("check_list")


class CheckListPage(OfUploadPage):
    """What is wrong in which row, and the boxes to put it right."""

    template_name = "inspections/sample_check.html"

    def form(self, data: Any = None) -> MendForm:
        """The boxes for what is wrong now."""
        return MendForm(
            data,
            checked=acting.check_upload(upload=self.upload, at=self.now),
            table=self.table,
            initial={"version": self.upload.version},
        )

    def load_more(self, *args: Any, **kwargs: Any) -> None:
        super().load_more(*args, **kwargs)
        self.table = acting.table_of(upload=self.upload)

    def page(self, form: MendForm, *, status: int = 200) -> TemplateResponse:
        """What is wrong, cell by cell."""
        self.disclosed(self.upload)
        checked = form.checked
        context = {
            "form": form,
            "upload": self.upload,
            "checked": checked,
            "wrong": shown.wrong_shown(checked, self.table, {one.name: one for one in form}),
            "more": shown.more_said(checked),
            "twins": checked.twins[:MENDED_AT_ONCE],
            "more_twins": max(0, len(checked.twins) - MENDED_AT_ONCE),
            "leave_twins": form["leave_twins"] if checked.twins else None,
        }
        return self.render(context, status=status)

    def get(self, request: HttpRequest, **kwargs: Any) -> HttpResponse:
        """What is wrong; where nothing is, the preview is next."""
        if not self.upload.mapping.get("columns"):
            return self.step("map_list")
        return self.page(self.form())

    def post(self, request: HttpRequest, **kwargs: Any) -> HttpResponse:
        """Save what was typed, and check again."""
        form = self.form(request.POST)
        if not form.is_valid():
            return self.page(form, status=422)
        try:
            acting.mend_upload(
                upload=self.upload,
                cells=form.cells(),
                left_out=form.left_out(),
                version=form.cleaned_data["version"],
            )
        except Conflict:
            again = self.form({**request.POST.dict(), "version": self.upload.version})
            again.add_error(None, _ELSEWHERE)
            return self.page(again, status=409)
        self.changed(self.upload)
        return self.step("check_list")


class AcceptListPage(SamplePage):
    """The list as it will be kept, and the button that accepts it."""

    template_name = "inspections/sample_accept.html"

    def load_more(self, *args: Any, upload: str, **kwargs: Any) -> None:
        uploads = ListUpload.objects.visible_to(self.actor).of(self.inspection)
        self.upload = uploads.named(upload)
        lists = AgencyList.objects.visible_to(self.actor, self.today).of(self.inspection)
        # The form may arrive again when the upload has become a list.
        self.accepted = None if self.upload else lists.from_upload(upload)
        if self.upload is None and self.accepted is None:
            raise Http404

    def get(self, request: HttpRequest, **kwargs: Any) -> HttpResponse:
        """The first rows without who they are, and how many are known already."""
        if self.upload is None:
            return self.to_list()
        preview = acting.preview(upload=self.upload, at=self.now)
        if not preview.checked.is_sound:
            return redirect(
                "inspections:check_list", self.inspection.reference, self.upload.reference
            )
        self.disclosed(self.upload)
        context = {
            "form": AcceptListForm(),
            "upload": self.upload,
            "preview": preview,
            "columns": shown.PREVIEW_COLUMNS,
            "rows": shown.preview_shown(preview.checked.rows[:SHOWN_ROWS]),
        }
        return self.render(context)

    def post(self, request: HttpRequest, **kwargs: Any) -> HttpResponse:
        """Accept it, once."""
        form = AcceptListForm(request.POST)
        if self.upload is not None and form.is_valid():
            upload = self.upload

            def do() -> str:
                self.accepted = acting.accept_upload(upload=upload, by=self.actor, at=self.now)
                self.changed(self.accepted)
                return self.accepted.reference

            receipt = self.once(form, "accept list", do)
            messages.success(
                request, f"List {receipt.result} is accepted. Who is on it stands in the key alone."
            )
            return redirect("inspections:agency_list", self.inspection.reference, receipt.result)
        if self.accepted is None:
            return redirect(request.path)
        return self.to_list()

    def to_list(self) -> HttpResponse:
        """The list that the upload has become."""
        assert self.accepted is not None  # noqa: S101 - load_more saw to it
        return redirect(
            "inspections:agency_list", self.inspection.reference, self.accepted.reference
        )


class DropUploadPage(OfUploadPage):
    """An upload that is not wanted."""

    http_method_names = ["post"]

    def post(self, request: HttpRequest, **kwargs: Any) -> HttpResponse:
        """Drop it."""
        acting.drop_upload(upload=self.upload)
        self.changed(self.upload)
        messages.success(request, "The upload is dropped. Nothing of it is kept.")
        return redirect("inspections:samples", self.inspection.reference)
