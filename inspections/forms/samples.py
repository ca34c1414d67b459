"""Asking for a list, and the steps by which one comes in."""

from collections.abc import Iterable
from hashlib import sha256
from typing import Any

from django import forms
from django.core.files.uploadedfile import UploadedFile

from inspections.forms.once import SentOnceForm
from inspections.models import ListRequest
from inspections.rules.spreadsheets import TOO_LARGE
from inspections.values.cases import (
    COHORT_LABELS,
    Cohort,
)
from inspections.values.samples import (
    CLOSING_LABELS,
    MAX_LIST_BYTES,
    Closing,
)
from organisations.models import Agency
from pages import fields
from pages.forms import Button, GovForm
from pages.uploads import refused_files

PARTNERSHIP = "partnership"


def _agency_choices(agencies: Iterable[Agency]) -> list[tuple[str, str]]:
    return [(PARTNERSHIP, "The partnership"), *((one.code, one.name) for one in agencies)]


class OfAgencyForm(SentOnceForm):
    """Something about an agency of the area, or about the partnership."""

    agency = fields.SelectField(label="Whose list", missing="Select whose list it is")

    def __init__(self, *args: Any, agencies: list[Agency], **kwargs: Any) -> None:
        """Take the agencies of the area."""
        super().__init__(*args, **kwargs)
        self.agencies = {one.code: one for one in agencies}
        choices = [("", "Choose an agency"), *_agency_choices(agencies)]
        self.fields["agency"].choices = choices  # type: ignore[attr-defined]  # a field of choices

    def chosen_agency(self) -> Agency | None:
        """The agency; None for the partnership."""
        return self.agencies.get(self.cleaned_data["agency"])


class RequestListForm(OfAgencyForm):
    """What is asked of whom, and by when."""

    submit_label = "Record this request"

    cohort = fields.SelectField(
        label="Which children",
        choices=[("", "Several groups"), *((one.value, COHORT_LABELS[one]) for one in Cohort)],
        required=False,
    )
    asked_for = fields.LongTextField(
        label="What is asked for",
        hint="For example the period, and which columns. Do not write a child’s name.",
        missing="Enter what is asked for",
        limit=2000,
        rows=4,
    )
    wanted_by = fields.DateField(label="Wanted by", missing="Enter the day by which it is wanted")
    field_order = ("agency", "cohort", "asked_for", "wanted_by")


class CloseRequestForm(SentOnceForm):
    """How a request ended without a list."""

    submit_label = "Close this request"

    how = fields.RadiosField(
        label="What happened",
        choices=[(one.value, CLOSING_LABELS[one]) for one in (Closing.NOTHING, Closing.WITHDRAWN)],
        missing="Select what happened",
    )
    what_came = fields.LongTextField(
        label="What was answered, or why it is not wanted any more",
        missing="Enter what was answered, or why it is not wanted any more",
        limit=2000,
        rows=4,
    )


class UploadListForm(OfAgencyForm):
    """A file with an agency's list."""

    submit_label = "Upload and choose the columns"

    request = fields.SelectField(label="Which request it answers", required=False)
    file = fields.FileField(
        label="File",
        hint="CSV or Excel (.xlsx), at most 20 MB and 50,000 rows. The first row has the headings.",
        missing="Select a file",
        accept=".csv,.xlsx",
        error_messages={"empty": "The selected file is empty"},
    )
    field_order = ("agency", "request", "file")

    def __init__(self, *args: Any, requests: list[ListRequest], **kwargs: Any) -> None:
        """Take the requests that are open."""
        super().__init__(*args, **kwargs)
        self.requests = {one.reference: one for one in requests}
        open_ones = [(key, f"{one}: {one.asked_for[:60]}") for key, one in self.requests.items()]
        self.fields["request"].choices = [  # type: ignore[attr-defined]  # a field of choices
            ("", "None: it was not asked for here"),
            *open_ones,
        ]
        self.helper.form_enctype = "multipart/form-data"
        self.content = b""

    def say_what_was_left_out(self, request: Any) -> None:
        """A file that was too long did not arrive; say so, rather than that none was chosen."""
        if refused_files(request):
            self.errors.pop("file", None)
            self.add_error("file", TOO_LARGE)

    def clean_file(self) -> UploadedFile:
        """Refuse a large file before a byte of it is read."""
        file: UploadedFile = self.cleaned_data["file"]
        if (file.size or 0) > MAX_LIST_BYTES:
            raise forms.ValidationError(TOO_LARGE)
        self.content = file.read()
        return file

    def chosen_request(self) -> ListRequest | None:
        """The request that the list answers."""
        return self.requests.get(self.cleaned_data["request"])

    def sent(self) -> dict[str, list[str]]:
        """What was sent, the file by its hash."""
        return {**super().sent(), "file": [sha256(self.content).hexdigest()]}


class AcceptListForm(SentOnceForm):
    """Accept a list as it was shown."""

    submit_label = "Accept this list"


class WhyForm(SentOnceForm):
    """A reason."""

    why = fields.LongTextField(label="Why", missing="Enter why", limit=2000, rows=4)


class WithdrawListForm(WhyForm):
    """Why a list is not drawn from any more."""

    submit_label = "Withdraw this list"
    submit_style = "warning"


class SplitForm(WhyForm):
    """Why somebody on a list is another child than was taken."""

    submit_label = "Split them"


class KeyForm(GovForm):
    """Why somebody reads who a subject is. Each sending is a reading: it has no receipt."""

    submit_label = "Show who it is"

    reason = fields.LongTextField(
        label="Why you need to know who it is",
        hint="Your name, the time and this reason stay on the record.",
        missing="Enter why you need to know who it is",
        limit=1000,
        rows=3,
    )

    def buttons(self) -> list[Button]:
        """The one button."""
        return [Button(self.submit_label, style="warning")]
