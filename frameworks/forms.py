"""The forms for frameworks."""

from collections.abc import Sequence
from typing import Any

from django import forms
from django.core.files.uploadedfile import UploadedFile

from frameworks.loader.yaml_reader import MAX_BYTES
from frameworks.models import FrameworkVersion, Theme
from frameworks.models.search import Looked
from organisations.models import Inspectorate
from pages.fields import DateField, FileField, LongTextField, SelectField, TextField
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


class SearchForm(GovForm):
    """What somebody looks for in the frameworks that they may read."""

    with_form_tag = False

    q = TextField(
        label="Words or a reference",
        hint="For example “missing police”, or “140112 ¶68a”. All the words have to be there.",
        required=False,
        max_length=200,
        error_messages={"max_length": "Words or a reference must be 200 characters or fewer"},
    )
    theme = SelectField(
        label="Theme",
        required=False,
        error_messages={"invalid_choice": "Choose a theme from the list"},
    )
    inspectorate = SelectField(
        label="Inspectorate",
        required=False,
        error_messages={"invalid_choice": "Choose an inspectorate from the list"},
    )
    version = SelectField(
        label="Framework",
        required=False,
        error_messages={"invalid_choice": "Choose a framework from the list"},
    )

    def __init__(self, *args: Any, versions: Sequence[FrameworkVersion], **kwargs: Any) -> None:
        """Offer every theme and inspectorate, and these versions, with their frameworks."""
        super().__init__(*args, **kwargs)
        self._versions = {f"{each.framework.code}/{each.version}": each for each in versions}
        named = [(key, f"{each.framework}, {each.version}") for key, each in self._versions.items()]
        themes = [(theme.code, theme.title) for theme in Theme.objects.all()]
        inspectorates = [(each.code, str(each)) for each in Inspectorate.objects.all()]
        self._offer("theme", [("", "Any theme"), *themes])
        self._offer("inspectorate", [("", "Any inspectorate"), *inspectorates])
        self._offer("version", [("", "Every version"), *named])

    def _offer(self, name: str, choices: list[tuple[str, str]]) -> None:
        field: Any = self.fields[name]
        field.choices = choices

    def looked(self) -> Looked:
        """What is looked for; of a form that is valid."""
        given = self.cleaned_data
        return Looked.for_text(given["q"], theme=given["theme"], inspectorate=given["inspectorate"])

    def within(self) -> list[FrameworkVersion]:
        """Where to look: in the version that was chosen, otherwise in all; of a valid form."""
        chosen = self.cleaned_data["version"]
        return [self._versions[chosen]] if chosen else list(self._versions.values())
