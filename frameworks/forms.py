"""The forms for frameworks."""

from typing import Any

from django import forms
from django.core.files.uploadedfile import UploadedFile

from frameworks.loader.yaml_reader import MAX_BYTES
from pages.fields import DateField, FileField, LongTextField
from pages.forms import GovForm


class UploadForm(GovForm):
    """A framework file."""

    submit_label = "Check this file"

    file = FileField(
        label="Framework file",
        hint="A YAML file of at most 2 MB. Nothing is loaded before you have seen what it changes.",
        missing="Select a framework file",
        accept=".yaml,.yml",
        error_messages={"empty": "The selected file is empty"},
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.helper.form_enctype = "multipart/form-data"

    def clean_file(self) -> UploadedFile:
        """Refuse a large file before a byte of it is read."""
        file: UploadedFile = self.cleaned_data["file"]
        if (file.size or 0) > MAX_BYTES:
            raise forms.ValidationError("The selected file must be smaller than 2 MB")
        return file


class ConfirmUploadForm(GovForm):
    """Load what was previewed."""

    submit_label = "Load this as a draft"


class SeenForm(GovForm):
    """Carries the hash of the content that the person read, so that they decide on no other."""

    seen = forms.CharField(max_length=64, widget=forms.HiddenInput)


class ProposeForm(SeenForm):
    """The day from which a version is to be in force."""

    submit_label = "Propose this day"

    on = DateField(
        label="First day in force",
        hint="Inspections opened on or after this day may use the version.",
        missing="Enter the first day in force",
    )


class ApproveForm(SeenForm):
    """Put a proposed version in force."""

    submit_label = "Put this version in force"


class WithdrawForm(GovForm):
    """Why a version is withdrawn."""

    submit_label = "Withdraw this version"
    submit_style = "warning"

    why = LongTextField(
        label="Why is it withdrawn?",
        hint="The reason stays on the record.",
        missing="Enter why the version is withdrawn",
        rows=3,
        limit=1000,
    )
