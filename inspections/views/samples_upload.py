"""A list on its way in: uploaded, its columns named, checked, mended, accepted."""

from abc import ABC, abstractmethod
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.template.response import TemplateResponse

from inspections.actions import samples_lists as acting
from inspections.errors import ListRefused
from inspections.forms.samples import AcceptListForm, UploadListForm
from inspections.forms.samples_upload import MapColumnsForm, MendForm
from inspections.models import AgencyList, ListRequest, ListUpload
from inspections.presenters import samples as shown
from inspections.values.samples import MENDED_AT_ONCE, Mapping
from inspections.views.samples import SamplePage
from pages.differences import SharedBox
from records.errors import Conflict

SHOWN_ROWS = 10
_GONE = (
    "This upload was dropped or accepted in another window. What you typed is still here, but "
    "there is nothing to save it to."
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


class WrittenStepPage(OfUploadPage, ABC):
    """A step at which something is chosen or typed, perhaps in two windows at once."""

    @abstractmethod
    def form(self, data: Any = None) -> Any:
        """The form for the upload as it stands."""

    @abstractmethod
    def context(self, form: Any) -> dict[str, Any]:
        """What the page shows beside it."""

    @abstractmethod
    def keep(self, form: Any) -> None:
        """Save what is valid."""

    def page(
        self, form: Any, *, met: list[SharedBox] | None = None, status: int = 200
    ) -> TemplateResponse:
        """The form; with what two windows made of it, where they met."""
        self.disclosed(self.upload)
        conflict = None if met is None else shown.conflict_shown(met)
        context = {"form": form, "upload": self.upload, "conflict": conflict}
        return self.render({**context, **self.context(form)}, status=status)

    def post(self, request: HttpRequest, **kwargs: Any) -> HttpResponse:
        """Save it and check the rows; show both where another window saved first."""
        form = self.form(request.POST)
        if not form.is_valid():
            # A mistake on a page that is behind: what was typed may have lost its place.
            is_behind = form.cleaned_data.get("version", 0) not in (0, self.upload.version)
            return self.conflict(self.upload) if is_behind else self.page(form, status=422)
        try:
            self.keep(form)
        except Conflict as conflict:
            if conflict.theirs is None:
                form.add_error(None, _GONE)
                return self.page(form, status=409)
            return self.conflict(conflict.theirs)
        self.changed(self.upload)
        return self.step("check_list")

    def conflict(self, theirs: ListUpload) -> TemplateResponse:
        """Both, and the form to save what is made of them over what the other window saved."""
        theirs.inspection = self.inspection
        self.upload = theirs
        form = self.form(self.request.POST)
        return self.page(form, met=form.meet(theirs.version), status=409)


class MapListPage(WrittenStepPage):
    """What each column holds."""

    template_name = "inspections/sample_map.html"

    def form(self, data: Any = None) -> MapColumnsForm:
        """The form for the columns of this upload."""
        return MapColumnsForm(
            data,
            table=acting.table_of(upload=self.upload),
            mapping=Mapping.from_data(self.upload.mapping),
            initial={"version": self.upload.version},
        )

    def context(self, form: MapColumnsForm) -> dict[str, Any]:
        """The columns, as the form has them."""
        return {"columns": [form[name] for name in form.columns]}

    def keep(self, form: MapColumnsForm) -> None:
        """Keep what was chosen."""
        acting.map_columns(
            upload=self.upload, columns=form.mapping(), version=form.cleaned_data["version"]
        )

    def get(self, request: HttpRequest, **kwargs: Any) -> TemplateResponse:
        """What was guessed, or chosen before."""
        return self.page(self.form())


class CheckListPage(WrittenStepPage):
    """What is wrong in which row, and the boxes to put it right."""

    template_name = "inspections/sample_check.html"

    def form(self, data: Any = None) -> MendForm:
        """The boxes for what is wrong now."""
        return MendForm(
            data,
            checked=acting.check_upload(upload=self.upload, at=self.now),
            table=acting.table_of(upload=self.upload),
            initial={"version": self.upload.version},
        )

    def context(self, form: MendForm) -> dict[str, Any]:
        """What is wrong, cell by cell."""
        checked = form.checked
        return {
            "checked": checked,
            "wrong": shown.wrong_shown(checked, form.table, {one.name: one for one in form}),
            "besides": [form[name] for name in form.besides],
            "more": shown.more_said(checked),
            "twins": checked.twins[:MENDED_AT_ONCE],
            "more_twins": max(0, len(checked.twins) - MENDED_AT_ONCE),
            "leave_twins": form["leave_twins"] if checked.twins else None,
        }

    def keep(self, form: MendForm) -> None:
        """Keep what was typed, without the rows that are left out."""
        acting.mend_upload(
            upload=self.upload,
            cells=form.cells(),
            left_out=form.left_out(),
            version=form.cleaned_data["version"],
        )

    def get(self, request: HttpRequest, **kwargs: Any) -> HttpResponse:
        """What is wrong; where nothing is, the preview is next."""
        if not self.upload.mapping.get("columns"):
            return self.step("map_list")
        return self.page(self.form())


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
