"""What the columns of an uploaded list hold, and what is put right in its cells."""

import itertools
import re
from typing import Any, cast

from django import forms
from django.utils.choices import flatten_choices

from inspections.rules.listing import lacking
from inspections.values.cases import (
    ADULTS_PART_LABELS,
    COHORT_LABELS,
    SUBJECT_LABELS,
    AdultsPart,
    Cohort,
    Subject,
)
from inspections.values.samples import (
    IDENTIFYING,
    LIST_FIELD_LABELS,
    MENDED_AT_ONCE,
    Checked,
    ListField,
    Mapping,
    Table,
)
from pages import fields
from pages.differences import SharedBox
from pages.forms import GovForm, VersionMixin

_EXAMPLE = 30
# The boxes of a cell and of a row that is left out, as `MendForm` names them.
_CELL = re.compile(r"cell_([1-9]\d{0,8})_(0|[1-9]\d{0,3})", re.ASCII)
_LEAVE = re.compile(r"leave_([1-9]\d{0,8})", re.ASCII)


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
                show_hidden_initial=True,
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
                show_hidden_initial=True,
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

    def meet(self, version: int) -> list[SharedBox]:
        """Go on over what another window chose; what was chosen here stays.

        Returns:
            What either window chose anew, in words.
        """
        boxes = {
            name: self.shared_box(name, label=str(field.label), theirs=field.initial)
            for name, field in self.fields.items()
            if field.show_hidden_initial
        }
        self.go_on_over(version, boxes)
        return [self._in_words(name, box) for name, box in boxes.items() if box.differs]

    def _in_words(self, name: str, box: SharedBox) -> SharedBox:
        choices: Any = cast(forms.ChoiceField, self.fields[name]).choices
        words: dict[str, str] = dict(flatten_choices(choices))
        said = (words.get(what or "", "") for what in (box.before, box.mine, box.theirs))
        return SharedBox(box.label, *said)

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

    What is wrong may change while somebody types: a box that was sent is asked again where nothing
    is wrong any more, as long as its row is there.
    """

    with_form_tag = False

    def __init__(self, *args: Any, checked: Checked, table: Table, **kwargs: Any) -> None:
        """Take what is wrong."""
        super().__init__(*args, **kwargs)
        self.checked, self.table = checked, table
        self.rows = dict(table.rows)
        self.problems = {(one.row, one.column): one.value for one in reversed(checked.problems)}
        self.mended: list[tuple[int, int | None]] = []
        for problem in checked.problems[:MENDED_AT_ONCE]:
            self._ask(problem.row, problem.column)
            self._ask_to_leave(problem.row)
        wrong = set(self.fields)
        for place in self._sent(_CELL):
            if place[0] in self.rows:
                self._ask(*place)
        for (row,) in self._sent(_LEAVE):
            if row in self.rows:
                self._ask_to_leave(row)
        self.besides = [name for name in self.fields if name not in wrong]
        if checked.twins:
            self.fields["leave_twins"] = fields.CheckboxField(
                label=f"Keep the first row of each and leave {len(checked.twins):,} out",
                required=False,
            )

    def _sent(self, name: re.Pattern[str]) -> list[tuple[int, ...]]:
        """The places whose boxes were sent, also of rows that have gone meanwhile."""
        found = (name.fullmatch(one) for one in self.data)
        places = (tuple(int(number) for number in one.groups()) for one in found if one)
        return sorted(one for one in places if one[1:] < (len(self.table.headings),))

    def _ask(self, row: int, column: int | None) -> None:
        if (row, column) in self.mended:
            return
        self.mended.append((row, column))
        if column is not None:
            self.fields[_cell_name(row, column)] = fields.TextField(
                label=self._label(row, column),
                required=False,
                strip=True,
                max_length=1000,
                initial=self._stands(row, column),
                autocomplete="off",
                show_hidden_initial=True,
            )

    def _ask_to_leave(self, row: int) -> None:
        box = fields.CheckboxField(label=f"Leave row {row} out", required=False)
        self.fields.setdefault(f"leave_{row}", box)

    def _label(self, row: int, column: int) -> str:
        return f"Row {row}, {self.table.headings[column][:80] or f'column {column + 1}'}"

    def _stands(self, row: int, column: int) -> str | None:
        """What its box holds; None where the row has gone."""
        if (row, column) in self.problems:
            return self.problems[row, column]
        if row not in self.rows:
            return None
        cells = self.rows[row]
        return cells[column] if column < len(cells) else ""

    def meet(self, version: int) -> list[SharedBox]:
        """Go on over what another window saved; what was typed here stays.

        Returns:
            What either window changed.
        """
        places = {*self._sent(_CELL), *((row, at) for row, at in self.mended if at is not None)}
        boxes = {
            _cell_name(row, column): self.shared_box(
                _cell_name(row, column),
                label=self._label(row, column),
                theirs=self._stands(row, column),
            )
            for row, column in sorted(places)
        }
        self.go_on_over(version, boxes)
        for name, box in boxes.items():
            if name in self.besides and box.merged == box.theirs:
                self.besides.remove(name)
                del self.fields[name]
        return [one for one in boxes.values() if one.differs] + self._met_in_rows()

    def _met_in_rows(self) -> list[SharedBox]:
        """The rows that were to be left out and are still there."""
        rows = [row for (row,) in self._sent(_LEAVE) if row in self.rows]
        return [SharedBox(f"Leave row {row} out", "No", "Yes", "No") for row in rows]

    def cells(self) -> dict[tuple[int, int], str]:
        """What shall stand in the cells, as far as it was changed."""
        found = {}
        for row, column in self.mended:
            if column is not None:
                text = self.cleaned_data.get(_cell_name(row, column), "")
                if text != self._stands(row, column):
                    found[row, column] = text
        return found

    def left_out(self) -> set[int]:
        """The rows that are not wanted."""
        sent = (row for (row,) in self._sent(_LEAVE))
        rows = {row for row in sent if self.cleaned_data.get(f"leave_{row}")}
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
