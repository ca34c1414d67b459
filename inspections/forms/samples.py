"""Asking for a list, and the steps by which one comes in."""

import itertools
from collections.abc import Iterable
from hashlib import sha256
from typing import Any

from django import forms
from django.core.files.uploadedfile import UploadedFile

from inspections.forms.once import SentOnceForm
from inspections.models import ListRequest
from inspections.rules.listing import lacking
from inspections.rules.spreadsheets import TOO_LARGE
from inspections.values.cases import (
    ADULTS_PART_LABELS,
    COHORT_LABELS,
    SUBJECT_LABELS,
    AdultsPart,
    Cohort,
    Subject,
)
from inspections.values.samples import (
    CLOSING_LABELS,
    IDENTIFYING,
    LIST_FIELD_LABELS,
    MAX_LIST_BYTES,
    MENDED_AT_ONCE,
    Checked,
    Closing,
    ListField,
    Mapping,
    Table,
)
from organisations.models import Agency
from pages import fields
from pages.forms import Button, GovForm, VersionMixin
from pages.uploads import refused_files

PARTNERSHIP = "partnership"
_EXAMPLE = 30


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


class MapColumnsForm(VersionMixin, GovForm):
    """What each column holds, and what is true of everybody. The page writes it out."""

    with_form_tag = False

    def __init__(self, *args: Any, table: Table, mapping: Mapping, **kwargs: Any) -> None:
        """Take the headings, and what was guessed or chosen before."""
        super().__init__(*args, **kwargs)
        self.table = table
        self.columns: list[str] = []
        kept = [(one.value, LIST_FIELD_LABELS[one]) for one in ListField if one not in IDENTIFYING]
        who = [(one.value, LIST_FIELD_LABELS[one]) for one in IDENTIFYING]
        choices = [
            ("", "Not kept"),
            ("Who it is: goes into the key", who),
            ("Kept under a reference", kept),
        ]
        for place, heading in enumerate(table.headings):
            name = f"column_{place}"
            self.columns.append(name)
            self.fields[name] = fields.SelectField(
                label=heading[:80] or f"Column {place + 1}, without a heading",
                choices=choices,
                required=False,
                initial=mapping.columns.get(place, ""),
                hint=_examples(table, place),
            )
        self._ask_of_all(mapping)

    def _ask_of_all(self, mapping: Mapping) -> None:
        by_column = ("", "A column says it")
        asked = (
            ("cohort", "Where in the system everybody is", Cohort, COHORT_LABELS),
            ("subject", "Who is on the list", Subject, SUBJECT_LABELS),
            ("adults_part", "What the adults are to children", AdultsPart, ADULTS_PART_LABELS),
        )
        for name, label, kind, labels in asked:
            options = [(str(one), labels[one]) for one in kind]  # type: ignore[index]  # its labels
            self.fields[name] = fields.SelectField(
                label=label,
                choices=[by_column, *options],
                required=False,
                initial=getattr(mapping, name),
                hint="Only for a list of adult offenders." if name == "adults_part" else "",
            )

    def mapping(self) -> Mapping:
        """What was chosen."""
        facts = self.cleaned_data
        chosen = {place: facts.get(name) or "" for place, name in enumerate(self.columns)}
        return Mapping(
            {place: what for place, what in chosen.items() if what},
            facts.get("cohort") or "",
            facts.get("subject") or "",
            facts.get("adults_part") or "",
        )

    def clean(self) -> dict[str, Any]:
        """Say what the list lacks as a whole."""
        cleaned: dict[str, Any] = super().clean() or {}
        mapping = self.mapping()
        for what, sentence in lacking(mapping):
            self.add_error(self._place_for(what, mapping), sentence)
        return cleaned

    def _place_for(self, what: str, mapping: Mapping) -> str:
        """Where something that is lacking, or chosen twice, is put right: each at its own field."""
        chosen = [place for place, one in mapping.columns.items() if one == what]
        if chosen:
            return self.columns[max(chosen)]
        if what in self.fields:
            return what
        kept = [name for place, name in enumerate(self.columns) if place in mapping.columns]
        in_order = sorted(self.columns, key=lambda name: name in kept)
        return next((name for name in in_order if name not in self.errors), self.columns[0])


class MendForm(VersionMixin, GovForm):
    """Other words for the cells that are wrong, and rows that are left out. Written out by a page.

    What is wrong may change while somebody types; a field that has gone is not looked at.
    """

    with_form_tag = False

    def __init__(self, *args: Any, checked: Checked, table: Table, **kwargs: Any) -> None:
        """Take what is wrong."""
        super().__init__(*args, **kwargs)
        self.checked = checked
        self.mended: list[tuple[int, int | None]] = []
        for problem in checked.problems[:MENDED_AT_ONCE]:
            place = (problem.row, problem.column)
            if place in self.mended:
                continue
            self.mended.append(place)
            if problem.column is not None:
                heading = table.headings[problem.column][:80] or f"column {problem.column + 1}"
                self.fields[_cell_name(problem.row, problem.column)] = fields.TextField(
                    label=f"Row {problem.row}, {heading}",
                    required=False,
                    strip=True,
                    max_length=1000,
                    initial=problem.value,
                    autocomplete="off",
                )
            self.fields.setdefault(
                f"leave_{problem.row}",
                fields.CheckboxField(label=f"Leave row {problem.row} out", required=False),
            )
        if checked.twins:
            self.fields["leave_twins"] = fields.CheckboxField(
                label=f"Keep the first row of each and leave {len(checked.twins):,} out",
                required=False,
            )

    def cells(self) -> dict[tuple[int, int], str]:
        """What shall stand in the cells, as far as it was changed."""
        found = {}
        for problem in self.checked.problems[:MENDED_AT_ONCE]:
            if problem.column is None:
                continue
            text = self.cleaned_data.get(_cell_name(problem.row, problem.column), problem.value)
            if text != problem.value:
                found[problem.row, problem.column] = text
        return found

    def left_out(self) -> set[int]:
        """The rows that are not wanted."""
        rows = {row for row, _ in self.mended if self.cleaned_data.get(f"leave_{row}")}
        if self.cleaned_data.get("leave_twins"):
            rows |= {twin.row for twin in self.checked.twins}
        return rows


def _examples(table: Table, place: int) -> str:
    """What stands in the first cells of a column, so that it can be told what it holds."""
    cells = (row[place][:_EXAMPLE] for _, row in table.rows if place < len(row) and row[place])
    found = list(dict.fromkeys(itertools.islice(cells, 3)))
    return f"For example: {', '.join(found)}" if found else "Empty"


def _cell_name(row: int, column: int) -> str:
    return f"cell_{row}_{column}"


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
