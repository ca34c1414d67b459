"""The texts of an uploaded list that two windows of who uploaded it can have open."""

import re

from django.http import HttpResponse
from django.test import Client
from django.urls import reverse

from inspections.actions.samples_lists import table_of
from inspections.models import ListUpload
from inspections.values.samples import LIST_FIELD_LABELS, ListField
from records.actor import acting_as
from tests.factories.inspections import JointInspection
from tests.factories.samples import csv_of, row_of, upload_of
from tests.races.text import Text, window_of

_STATUS, _HOUSEHOLD = 4, 5
_DIFFERING = re.compile(r'id="conflict-caption".*?</table>', re.S)


class UploadText(Text):
    """An upload, open in two windows.

    Attributes:
        page: the page on which it is changed.
        box: what is changed there, as the form names it.
        before: what both windows have in that box.
    """

    page = ""
    box = ""

    def __init__(self, joint: JointInspection) -> None:
        self.author = joint.inspectors["ofsted"]
        rows = [row_of(1, status="Happy"), row_of(2)]
        self.reference = upload_of(joint, csv_of(rows), by=self.author).reference
        self.windows = (window_of(self.author), window_of(self.author))
        where = [joint.reference, self.reference]
        self.address = reverse(f"inspections:{self.page}", args=where)
        self.before = ""

    def row(self) -> ListUpload:
        """The upload as it stands."""
        with acting_as(self.author):
            return ListUpload.objects.get(reference=self.reference)

    def version(self) -> int:
        self.before = self.standing()
        return self.row().version

    def said_in(self, body: str) -> str:
        """The table of both alone: a box of choices holds every one of them, chosen or not."""
        found = _DIFFERING.search(body)
        return found[0] if found else ""


class CellText(UploadText):
    """A cell of it that is wrong, and is put right."""

    name = "cell of an uploaded list"
    page = "check_list"
    box = f"cell_2_{_STATUS}"

    def standing(self) -> str:
        (_, first), *_ = table_of(upload=self.row()).rows
        return first[_STATUS]

    def send(self, window: Client, words: str, version: int) -> HttpResponse:
        form = {"version": version, self.box: words, f"initial-{self.box}": self.before}
        return window.post(self.address, form)


class ColumnText(UploadText):
    """What one of its columns holds: no words of one's own, but one of those that there are."""

    name = "column of an uploaded list"
    page = "map_list"
    box = f"column_{_HOUSEHOLD}"
    choices = (ListField.LIVES_IN, ListField.PLACED_BY, ListField.DISABLED, ListField.MISSING)

    def words(self, number: int, name: str) -> str:
        """Another choice for each window, and none that stands since the round before."""
        place = 2 * number + "AB".index(name)
        return LIST_FIELD_LABELS[self.choices[place % len(self.choices)]]

    def standing(self) -> str:
        held = self.row().mapping["columns"].get(str(_HOUSEHOLD), "")
        return LIST_FIELD_LABELS[ListField(held)]

    def send(self, window: Client, words: str, version: int) -> HttpResponse:
        codes = {label: what.value for what, label in LIST_FIELD_LABELS.items()}
        form = {
            "version": version,
            "column_0": "number",
            "column_1": "nhs_number",
            "column_2": "name",
            "column_3": "born",
            f"column_{_STATUS}": "cohort",
            "subject": "child",
            self.box: codes[words],
            f"initial-{self.box}": codes[self.before],
        }
        return window.post(self.address, form)
