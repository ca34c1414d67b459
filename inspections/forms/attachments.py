"""Files beside evidence: chosen, checked by their content, and kept with the version."""

from collections.abc import Iterable
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.core.files.uploadedfile import UploadedFile
from django.forms import HiddenInput

from inspections.forms.once import SentOnceForm
from inspections.rules.files import FileRefused, check_file, kept_name
from inspections.values.attachments import (
    ACCEPTED,
    ACCEPTED_IN_WORDS,
    LARGEST,
    MEGABYTE,
    MOST_FILES,
)
from pages import fields

_LIMITS = f"Up to {MOST_FILES} files of at most {LARGEST // MEGABYTE} MB each: {ACCEPTED_IN_WORDS}."
_AGAIN = "Choose your files again: a page cannot keep them. What you typed is kept."


class FilesInput(forms.FileInput):
    """A file box that takes several files."""

    allow_multiple_selected = True

    def value_from_datadict(self, data: Any, files: Any, name: str) -> Any:
        """All of them, or nothing."""
        return files.getlist(name) if hasattr(files, "getlist") else files.get(name)


class FilesField(fields.FileField):
    """Several files, each of them what its name says."""

    widget = FilesInput

    def __init__(self, **kwargs: Any) -> None:
        kwargs.setdefault("label", "Attach files")
        kwargs.setdefault("hint", _LIMITS)
        super().__init__(accept=ACCEPTED, **kwargs)

    def clean(self, data: Any, initial: Any = None) -> list[UploadedFile]:
        """The files, none of which has to be asked about again.

        Raises:
            ValidationError: with a sentence for each file that cannot be attached.
        """
        sent = data if isinstance(data, list) else [data] if data else []
        if not sent and self.required:
            raise ValidationError(self.error_messages["required"], code="required")
        wrong = [sentence for one in sent if (sentence := _wrong_with(one))]
        if len(sent) > MOST_FILES:
            wrong.append(f"Choose {MOST_FILES} files at most.")
        if wrong:
            raise ValidationError([ValidationError(one) for one in wrong])
        return list(sent)


def _wrong_with(file: UploadedFile) -> str:
    name = kept_name(file.name or "")
    if (file.size or 0) > LARGEST:
        return too_large(name)
    try:
        check_file(name, file, file.size or 0)  # type: ignore[arg-type]  # it reads and seeks
    except FileRefused as refusal:
        return f"“{name}” {refusal.reason}"
    return ""


def too_large(name: str) -> str:
    """The sentence about a file that was left out on its way."""
    return f"“{name}” is larger than {LARGEST // MEGABYTE} MB. Attach a smaller file."


class WithFiles(forms.Form):
    """A form with files, some of which may have been left out while they arrived.

    Args:
        left_out: field and name of those, as `pages.uploads.refused_files` gives them.
    """

    files = FilesField(required=False)  # type: ignore[assignment]  # it hides no file of ours

    def __init__(
        self, *args: Any, left_out: Iterable[tuple[str | None, str]] = (), **kwargs: Any
    ) -> None:
        super().__init__(*args, **kwargs)
        self._left_out = [kept_name(name) for field, name in left_out if field == "files"]

    def clean(self) -> dict[str, Any]:
        """Name the files that were too large, and say that files have to be chosen again."""
        facts = super().clean() or self.cleaned_data
        if self._left_out:
            self.errors.pop("files", None)
            for name in self._left_out:
                self.add_error("files", too_large(name))
        elif self.errors and "files" not in self.errors and facts.get("files"):
            self.add_error("files", _AGAIN)
        return facts


class AttachForm(WithFiles, SentOnceForm):
    """Files for an item that is there."""

    submit_label = "Attach"

    base = fields.NumberField(min_value=1, widget=HiddenInput)
    why = fields.LongTextField(
        label="Why the item changes",
        hint="Something relies on it: whoever relies on it reads this.",
        missing="Enter why the item changes",
        rows=2,
        limit=2000,
    )

    def __init__(self, *args: Any, relied_on: bool = False, **kwargs: Any) -> None:
        """Take whether something relies on the item: a reason is asked for then."""
        super().__init__(*args, **kwargs)
        if not relied_on:
            del self.fields["why"]
        self.fields["files"].required = True
        self.fields["files"].error_messages["required"] = "Choose a file"
        self.order_fields(["files", "why"])

    @property
    def reason(self) -> str:
        """The reason, where one was asked for."""
        return str(self.cleaned_data.get("why", ""))


class ReplaceFileForm(AttachForm):
    """One file in the place of another."""

    submit_label = "Replace it"

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["files"].label = "The new file"
        self.fields["files"].widget.attrs.pop("multiple", None)

    def clean(self) -> dict[str, Any]:
        """One file and no more."""
        facts = super().clean()
        if len(facts.get("files") or []) > 1:
            self.add_error("files", "Choose one file")
        return facts


class RemoveFileForm(AttachForm):
    """A file is left out of the next version."""

    submit_label = "Leave it out"
    submit_style = "warning"

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        del self.fields["files"]
