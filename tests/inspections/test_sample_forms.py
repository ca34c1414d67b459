"""The forms by which a list comes in, without a page around them."""

from datetime import date
from hashlib import sha256
from types import SimpleNamespace
from typing import Any
from uuid import UUID, uuid4

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.http import QueryDict

from inspections.forms.samples import (
    AcceptListForm,
    CloseRequestForm,
    KeyForm,
    RequestListForm,
    SplitForm,
    UploadListForm,
    WhyForm,
    WithdrawListForm,
)
from inspections.forms.samples_upload import MapColumnsForm, MendForm
from inspections.models import ListRequest
from inspections.rules.listing import lacking, missing_columns
from inspections.values.cases import ADULTS_PART_LABELS, COHORT_LABELS, SUBJECT_LABELS, Cohort
from inspections.values.samples import (
    IDENTIFYING,
    LIST_FIELD_LABELS,
    MAX_LIST_BYTES,
    MENDED_AT_ONCE,
    Checked,
    ListField,
    Mapping,
    Problem,
    Table,
    Twin,
)
from organisations.models import Agency
from pages.presenters import error_summary

POLICE = Agency(pk=5, code="northmere-police", name="Northmere Police")
HEALTH = Agency(pk=6, code="northmere-health", name="<b>Health</b>")
ODD_TEXTS = ["שלום עולם", "😀 👩‍👩‍👧", "<script>alert(1)</script>", "50 % of all", "Zoë\u200b王"]


def query(**fields: Any) -> QueryDict:
    """What a browser sends."""
    sent = QueryDict(mutable=True)
    for name, value in fields.items():
        sent.setlist(name, [str(one) for one in (value if isinstance(value, list) else [value])])
    return sent


def errors(form: Any) -> dict[str, list[str]]:
    return {name: list(found) for name, found in form.errors.items()}


# --- asking for a list ----------------------------------------------------------------------------


def asked(**changes: Any) -> RequestListForm:
    usual = {
        "once": str(uuid4()),
        "agency": "northmere-police",
        "cohort": "in_need",
        "asked_for": "All open on 1 November.\r\nWith ages.",
        "wanted_by_day": "7",
        "wanted_by_month": "Dec",
        "wanted_by_year": "2026",
    }
    return RequestListForm(query(**{**usual, **changes}), agencies=[POLICE, HEALTH])


def test_a_request_says_of_whom_what_and_by_when() -> None:
    form = asked()
    assert form.is_valid(), form.errors
    assert form.chosen_agency() is POLICE
    assert form.cleaned_data["cohort"] == "in_need"
    assert form.cleaned_data["asked_for"] == "All open on 1 November.\nWith ages."
    assert form.cleaned_data["wanted_by"] == date(2026, 12, 7)


def test_the_partnership_is_no_agency() -> None:
    form = asked(agency="partnership", cohort="")
    assert form.is_valid(), form.errors
    assert form.chosen_agency() is None
    assert form.cleaned_data["cohort"] == ""


def test_the_agencies_of_the_area_are_offered_after_the_partnership() -> None:
    assert asked().fields["agency"].choices == [
        ("", "Choose an agency"),
        ("partnership", "The partnership"),
        ("northmere-police", "Northmere Police"),
        ("northmere-health", "<b>Health</b>"),
    ]


def test_the_name_of_an_agency_is_no_markup() -> None:
    drawn = str(asked()["agency"])
    assert "&lt;b&gt;Health&lt;/b&gt;" in drawn
    assert "<b>" not in drawn


@pytest.mark.parametrize("cohort", list(Cohort))
def test_each_group_of_children_can_be_asked_for(cohort: str) -> None:
    form = asked(cohort=cohort)
    assert form.is_valid(), form.errors
    assert f'value="{cohort}" selected' in str(form["cohort"])
    assert COHORT_LABELS[Cohort(cohort)] in str(form["cohort"])


@pytest.mark.parametrize(
    ("field", "changes", "says"),
    [
        ("agency", {"agency": ""}, "Select whose list it is"),
        ("agency", {"agency": "5"}, "What you chose is not in the list any more"),
        ("agency", {"agency": "The partnership"}, "What you chose is not in the list any more"),
        ("agency", {"agency": ["northmere-police", "elsewhere"]}, "not in the list any more"),
        ("cohort", {"cohort": "happy"}, "not in the list any more"),
        ("asked_for", {"asked_for": ""}, "Enter what is asked for"),
        ("asked_for", {"asked_for": " \r\n\t "}, "Enter what is asked for"),
        ("asked_for", {"asked_for": "x" * 2001}, "must be 2,000 characters or fewer"),
        ("asked_for", {"asked_for": "x" * 100_000}, "must be 2,000 characters or fewer"),
        ("asked_for", {"asked_for": "a\x00b"}, "Null characters are not allowed"),
        ("wanted_by", {"wanted_by_day": ""}, "Wanted by must include a day"),
        ("wanted_by", {"wanted_by_month": "13"}, "Wanted by must be a real date"),
        ("wanted_by", {"wanted_by_month": "Brumaire"}, "Wanted by must be a real date"),
        ("wanted_by", {"wanted_by_day": "31", "wanted_by_month": "11"}, "must be a real date"),
        ("wanted_by", {"wanted_by_day": "29", "wanted_by_month": "2"}, "must be a real date"),
        ("wanted_by", {"wanted_by_day": "٧"}, "must be a real date"),
        ("wanted_by", {"wanted_by_year": "26"}, "must have a year of 4 numbers"),
        ("wanted_by", {"wanted_by_year": "1626"}, "must have a year between"),
        (
            "wanted_by",
            {"wanted_by_day": "", "wanted_by_month": "", "wanted_by_year": ""},
            "Enter the day by which it is wanted",
        ),
        ("once", {"once": ""}, "This page has lost its receipt"),
        ("once", {"once": "twice"}, "This page has lost its receipt"),
    ],
)
def test_what_is_wrong_in_a_request_is_said_where_it_is_wrong(
    field: str, changes: dict[str, Any], says: str
) -> None:
    form = asked(**changes)
    assert not form.is_valid()
    assert list(form.errors) == [field]
    assert says in form.errors[field][0]
    if "asked_for" in changes:
        assert form["asked_for"].value() == changes["asked_for"], "what was typed is kept"


@pytest.mark.parametrize("text", [*ODD_TEXTS, "x" * 2000])
def test_any_text_can_be_asked_for(text: str) -> None:
    form = asked(asked_for=text)
    assert form.is_valid(), form.errors
    assert form.cleaned_data["asked_for"] == text
    assert "<script>" not in str(form["asked_for"])


def test_a_request_that_comes_back_has_its_texts_and_its_receipt() -> None:
    key = str(uuid4())
    form = asked(once=key, wanted_by_day="31", wanted_by_month="11")
    assert not form.is_valid()
    assert form["once"].value() == key
    assert 'value="31"' in str(form["wanted_by"])
    assert 'value="northmere-police" selected' in str(form["agency"])


def test_what_was_sent_is_known_without_its_key_and_token() -> None:
    form = asked(csrfmiddlewaretoken="t", waiting="1")
    assert form.is_valid()
    assert isinstance(form.key, UUID)
    assert form.sent() == {
        "agency": ["northmere-police"],
        "asked_for": ["All open on 1 November.\r\nWith ages."],
        "cohort": ["in_need"],
        "wanted_by_day": ["7"],
        "wanted_by_month": ["Dec"],
        "wanted_by_year": ["2026"],
    }


# --- closing a request ----------------------------------------------------------------------------


def closed(**changes: Any) -> CloseRequestForm:
    usual = {"once": str(uuid4()), "how": "nothing", "what_came": "Nobody, says the council."}
    return CloseRequestForm(query(**{**usual, **changes}))


@pytest.mark.parametrize("how", ["nothing", "withdrawn"])
def test_a_request_ends_with_nothing_or_is_withdrawn(how: str) -> None:
    form = closed(how=how)
    assert form.is_valid(), form.errors
    assert form.cleaned_data["how"] == how


@pytest.mark.parametrize(
    ("field", "changes", "says"),
    [
        ("how", {"how": ""}, "Select what happened"),
        # A list comes by an upload, and by nothing that is ticked here.
        ("how", {"how": "came"}, "What you chose is not in the list any more"),
        ("how", {"how": "lost"}, "What you chose is not in the list any more"),
        ("how", {"how": ["nothing", "came"]}, "not in the list any more"),
        ("what_came", {"what_came": ""}, "Enter what was answered, or why it is not wanted"),
        ("what_came", {"what_came": "y" * 2001}, "must be 2,000 characters or fewer"),
        ("what_came", {"what_came": "\x00"}, "Null characters"),
    ],
)
def test_a_closing_that_says_too_little_is_refused(
    field: str, changes: dict[str, Any], says: str
) -> None:
    form = closed(**changes)
    assert not form.is_valid()
    assert list(form.errors) == [field]
    assert says in form.errors[field][0]


def test_of_two_answers_the_last_counts() -> None:
    form = closed(how=["withdrawn", "nothing"])
    assert form.is_valid()
    assert form.cleaned_data["how"] == "nothing"


# --- uploading ------------------------------------------------------------------------------------

REQUEST = ListRequest(
    reference="R-ABCD", agency=POLICE, asked_for="Children " * 20, wanted_by=date(2026, 12, 7)
)
CONTENT = b"Number,Age\nA1,7\n"


def uploaded(content: bytes | None = CONTENT, **changes: Any) -> UploadListForm:
    usual = {"once": str(uuid4()), "agency": "northmere-police", "request": ""}
    files = {} if content is None else {"file": SimpleUploadedFile("list.csv", content)}
    return UploadListForm(
        query(**{**usual, **changes}), files, agencies=[POLICE, HEALTH], requests=[REQUEST]
    )


def test_a_file_is_read_once_it_is_known_to_be_small_enough() -> None:
    form = uploaded(request="R-ABCD")
    assert form.is_valid(), form.errors
    assert form.content == CONTENT
    assert form.chosen_agency() is POLICE
    assert form.chosen_request() is REQUEST


def test_a_list_may_come_unasked() -> None:
    form = uploaded(agency="partnership")
    assert form.is_valid()
    assert (form.chosen_agency(), form.chosen_request()) == (None, None)


def test_a_long_request_is_cut_where_it_is_offered() -> None:
    none, offered = uploaded().fields["request"].choices
    assert none == ("", "None: it was not asked for here")
    assert offered[0] == "R-ABCD"
    assert offered[1].startswith("List of Northmere Police by 2026-12-07: Children ")
    assert len(offered[1].split(": ", 1)[1]) == 60


@pytest.mark.parametrize(
    ("field", "content", "changes", "says"),
    [
        ("file", None, {}, "Select a file"),
        ("file", b"", {}, "The selected file is empty"),
        ("agency", CONTENT, {"agency": ""}, "Select whose list it is"),
        ("request", CONTENT, {"request": "R-GONE"}, "What you chose is not in the list any more"),
    ],
)
def test_an_upload_that_lacks_something_says_what(
    field: str, content: bytes | None, changes: dict[str, Any], says: str
) -> None:
    form = uploaded(content, **changes)
    assert not form.is_valid()
    assert list(form.errors) == [field]
    assert says in form.errors[field][0]


@pytest.mark.parametrize(
    ("size", "valid"), [(MAX_LIST_BYTES, True), (MAX_LIST_BYTES + 1, False), (10**12, False)]
)
def test_a_file_is_refused_by_its_size_before_a_byte_is_read(size: int, valid: bool) -> None:
    file = SimpleUploadedFile("list.csv", CONTENT)
    file.size = size
    data = query(once=str(uuid4()), agency="partnership", request="")
    form = UploadListForm(data, {"file": file}, agencies=[], requests=[])
    assert form.is_valid() is valid
    assert form.content == (CONTENT if valid else b"")
    if not valid:
        assert "larger than 20 MB" in form.errors["file"][0]


def test_a_file_that_was_left_out_on_the_way_was_too_large_and_not_forgotten() -> None:
    form = uploaded(None)
    assert not form.is_valid()
    form.say_what_was_left_out(SimpleNamespace(files_left_out=[("file", "list.csv")]))
    assert len(form.errors["file"]) == 1
    assert "larger than 20 MB" in form.errors["file"][0]


def test_a_file_that_nobody_chose_stays_forgotten() -> None:
    form = uploaded(None)
    assert not form.is_valid()
    form.say_what_was_left_out(SimpleNamespace())
    assert errors(form) == {"file": ["Select a file"]}


def test_a_receipt_knows_the_file_by_its_content() -> None:
    first, second, other = uploaded(), uploaded(), uploaded(CONTENT + b"A2,8\n")
    assert all(one.is_valid() for one in (first, second, other))
    assert first.sent()["file"] == [sha256(CONTENT).hexdigest()] == second.sent()["file"]
    assert other.sent()["file"] != first.sent()["file"]


def test_a_form_with_a_file_is_sent_in_parts() -> None:
    form = uploaded()
    assert form.helper.form_enctype == "multipart/form-data"
    assert list(form.fields)[:3] == ["agency", "request", "file"]
    assert form.fields["file"].widget.attrs["accept"] == ".csv,.xlsx"


# --- what the columns hold ------------------------------------------------------------------------

HEADINGS = ("Mosaic ID", "DOB", "Status", "Comment", "")
CELLS = (
    (2, ("A1", "4/3/2015", "CIN", "x" * 50, "")),
    (3, ("A2", "5/3/2015", "CIN", "", "")),
    (4, ("A3",)),
    (6, ("A4", "6/3/2015", "LAC", "<i>seen</i>", "")),
)
TABLE = Table(HEADINGS, CELLS)
SOUND = {"column_0": "number", "column_1": "born", "column_2": "cohort", "subject": "child"}


def mapped(table: Table = TABLE, mapping: Mapping | None = None, **sent: Any) -> MapColumnsForm:
    data = query(version="3", **sent) if sent else None
    return MapColumnsForm(data, table=table, mapping=mapping or Mapping())


def test_what_was_chosen_becomes_a_mapping() -> None:
    form = mapped(**SOUND, column_3="", cohort="in_need")
    assert form.is_valid(), form.errors
    assert form.mapping() == Mapping(
        {0: "number", 1: "born", 2: "cohort"}, cohort="in_need", subject="child"
    )
    assert form.cleaned_data["version"] == 3


def test_the_adults_of_a_list_have_a_part() -> None:
    sent = {**SOUND, "subject": "adult_offender", "adults_part": "protective_factor"}
    form = mapped(**sent)
    assert form.is_valid(), form.errors
    assert form.mapping().adults_part == "protective_factor"


def test_a_guess_is_shown_and_can_be_left() -> None:
    guess = Mapping({0: "number", 2: "cohort"}, cohort="custody", subject="young_person")
    form = mapped(mapping=guess)
    shown = {name: form[name].value() for name in (*form.columns, "cohort", "subject")}
    assert shown == {
        "column_0": "number",
        "column_1": "",
        "column_2": "cohort",
        "column_3": "",
        "column_4": "",
        "cohort": "custody",
        "subject": "young_person",
    }
    assert 'value="custody" selected' in str(form["cohort"])


def test_each_column_is_named_by_its_heading_and_by_what_stands_in_it() -> None:
    form = mapped()
    said = [(form[name].label, form[name].help_text) for name in form.columns]
    assert said == [
        ("Mosaic ID", "For example: A1, A2, A3"),
        ("DOB", "For example: 4/3/2015, 5/3/2015, 6/3/2015"),
        # Three cells are looked at, and two of them are the same.
        ("Status", "For example: CIN, LAC"),
        ("Comment", f"For example: {'x' * 30}, <i>seen</i>"),
        ("Column 5, without a heading", "Empty"),
    ]


def test_a_long_heading_is_cut() -> None:
    table = Table(("h" * 300, "Age"), ((2, ("A1", "7")),))
    assert mapped(table)["column_0"].label == "h" * 80


def test_what_says_who_it_is_is_offered_apart() -> None:
    nothing, who, kept = mapped().fields["column_0"].choices
    assert nothing == ("", "Not kept")
    assert [value for value, _ in who[1]] == list(IDENTIFYING)
    assert {value for value, _ in kept[1]} == set(ListField) - set(IDENTIFYING)
    assert dict([*who[1], *kept[1]]) == LIST_FIELD_LABELS


@pytest.mark.parametrize("what", list(ListField))
def test_every_kind_of_column_can_be_chosen(what: str) -> None:
    form = mapped(**{**SOUND, "column_3": what})
    is_chosen_twice = what in {"number", "born", "cohort"}
    assert form.is_valid() is not is_chosen_twice
    assert form["column_3"].value() == what
    assert f'value="{what}" selected' in str(form["column_3"])


@pytest.mark.parametrize(
    ("name", "labels"),
    [("cohort", COHORT_LABELS), ("subject", SUBJECT_LABELS), ("adults_part", ADULTS_PART_LABELS)],
)
def test_what_holds_for_everybody_may_be_each_of_its_words(
    name: str, labels: dict[Any, str]
) -> None:
    choices = mapped().fields[name].choices
    assert choices == [("", "A column says it"), *((str(one), labels[one]) for one in labels)]


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("column_0", "shoe_size"),
        ("column_0", "number; DROP TABLE"),
        ("cohort", "happy"),
        ("subject", "dog"),
        ("adults_part", "uncle"),
        ("column_1", "😀"),
        ("column_1", "born\x00"),
    ],
)
def test_a_choice_that_is_not_offered_is_refused_at_its_field(name: str, value: str) -> None:
    form = mapped(**{**SOUND, name: value})
    assert not form.is_valid()
    assert "What you chose is not in the list any more" in form.errors[name][0]
    assert form[name].value() == value


@pytest.mark.parametrize("version", ["", "-1", "x", "1.5"])
def test_a_page_without_its_version_says_so(version: str) -> None:
    form = MapColumnsForm(query(version=version, **SOUND), table=TABLE, mapping=Mapping())
    assert not form.is_valid()
    assert list(form.errors) == ["version"]


def test_a_column_sent_twice_counts_as_it_was_sent_last() -> None:
    form = mapped(**{**SOUND, "column_3": ["age", "household"]})
    assert form.is_valid(), form.errors
    assert form.mapping().columns[3] == "household"


def test_a_column_that_the_list_does_not_have_is_not_looked_at() -> None:
    form = mapped(**SOUND, column_5="name", column_999="name")
    assert form.is_valid()
    assert set(form.mapping().columns) == {0, 1, 2}


# --- what a list lacks, and where that is said ----------------------------------------------------

WHO, AGE = "No column says who it is", "No column says how old"
WHERE, WHOM = "No column says where in the system", "Say whether the list is of children"
PART, TWICE = "Say what the adults on the list are", "is chosen for more than one column"


@pytest.mark.parametrize(
    ("sent", "where"),
    [
        ({}, {"column_0": WHO, "column_1": AGE, "cohort": WHERE, "subject": WHOM}),
        (
            {"column_0": "name"},
            {"column_1": WHO, "column_2": AGE, "cohort": WHERE, "subject": WHOM},
        ),
        ({**SOUND, "column_0": ""}, {"column_0": WHO}),
        ({**SOUND, "column_1": ""}, {"column_1": AGE}),
        ({**SOUND, "column_2": ""}, {"cohort": WHERE}),
        ({**SOUND, "subject": ""}, {"subject": WHOM}),
        ({**SOUND, "subject": "adult_offender"}, {"adults_part": PART}),
        ({**SOUND, "column_4": "number"}, {"column_4": TWICE}),
        (
            {**SOUND, "column_3": "born", "column_4": "cohort"},
            {"column_3": TWICE, "column_4": TWICE},
        ),
        ({**SOUND, "column_0": "born"}, {"column_3": WHO, "column_1": TWICE}),
        ({"column_0": "cohort", "column_1": "subject"}, {"column_2": WHO, "column_3": AGE}),
    ],
)
def test_each_sentence_leads_to_the_field_that_mends_it(
    sent: dict[str, str], where: dict[str, str]
) -> None:
    form = mapped(**{"column_0": "", **sent})
    assert not form.is_valid()
    found = errors(form)
    assert set(found) == set(where)
    for name, says in where.items():
        assert len(found[name]) == 1
        assert says in found[name][0]


def test_no_two_links_of_the_summary_lead_to_the_same_place() -> None:
    form = mapped(column_0="", column_3="household", column_4="household")
    lines = list(error_summary(form))
    targets = [line.target for line in lines]
    assert len(lines) == 5
    assert len(set(targets)) == 5
    assert all(targets)


def test_a_list_of_two_columns_has_room_for_what_it_lacks() -> None:
    table = Table(("Status", "Kind"), ((2, ("CIN", "child")),))
    form = mapped(table, column_0="cohort", column_1="subject")
    found = errors(form)
    assert set(found) == {"column_0", "column_1"}
    assert (WHO in found["column_0"][0], AGE in found["column_1"][0]) == (True, True)


def test_more_is_lacking_than_there_are_columns_and_all_is_said() -> None:
    table = Table(("Status", "State"), ((2, ("CIN", "CIN")),))
    form = mapped(table, column_0="cohort", column_1="cohort", subject="child")
    said = " ".join(" ".join(one) for one in errors(form).values())
    assert all(part in said for part in (WHO, AGE, TWICE))


def test_what_is_lacking_is_said_in_the_same_words_with_and_without_its_place() -> None:
    for mapping in (Mapping(), Mapping({0: "age", 1: "age"}), Mapping(subject="adult_offender")):
        assert missing_columns(mapping) == [says for _, says in lacking(mapping)]


# --- mending cells --------------------------------------------------------------------------------

PROBLEMS = (
    Problem(2, 2, "Happy", "This word is not known"),
    Problem(2, 1, "yesterday", "This date cannot be read"),
    Problem(4, None, "", "This row has more cells than there are headings"),
)
TWINS = (Twin(6, 2, "The same NHS number as row 2"), Twin(7, 2, "The same NHS number as row 2"))


def mend(
    problems: tuple[Problem, ...] = PROBLEMS, twins: tuple[Twin, ...] = (), **sent: Any
) -> MendForm:
    data = query(version="3", **sent) if sent else None
    return MendForm(data, checked=Checked((), problems, twins), table=TABLE)


def test_each_wrong_cell_has_a_box_with_what_stands_there() -> None:
    form = mend()
    assert list(form.fields) == ["version", "cell_2_2", "leave_2", "cell_2_1", "leave_4"]
    assert form["cell_2_2"].value() == "Happy"
    assert form["cell_2_2"].label == "Row 2, Status"
    assert form["leave_4"].label == "Leave row 4 out"
    assert 'autocomplete="off"' in str(form["cell_2_1"]), "a browser does not keep who is listed"


def test_a_cell_under_no_heading_is_named_by_its_place() -> None:
    assert mend((Problem(2, 4, "?", "Wrong"),))["cell_2_4"].label == "Row 2, column 5"


def test_what_was_changed_and_nothing_else_is_handed_on() -> None:
    form = mend(cell_2_2="  CIN ", cell_2_1="yesterday")
    assert form.is_valid(), form.errors
    assert form.cells() == {(2, 2): "CIN"}
    assert form.left_out() == set()


def test_a_cell_may_be_emptied() -> None:
    form = mend(cell_2_2="", cell_2_1="4/3/2015")
    assert form.is_valid()
    assert form.cells() == {(2, 2): "", (2, 1): "4/3/2015"}


def test_a_cell_that_was_not_sent_is_taken_as_empty_and_one_that_has_gone_is_not_looked_at() -> (
    None
):
    form = mend((PROBLEMS[0],), cell_2_2="CIN", cell_9_9="x", leave_9="on")
    assert form.is_valid()
    assert (form.cells(), form.left_out()) == ({(2, 2): "CIN"}, set())


@pytest.mark.parametrize("text", [*ODD_TEXTS, "y" * 1000])
def test_any_text_can_stand_in_a_cell(text: str) -> None:
    form = mend(cell_2_2=text, cell_2_1="yesterday")
    assert form.is_valid(), form.errors
    assert form.cells() == {(2, 2): text}
    assert "<script>" not in str(form["cell_2_2"])


@pytest.mark.parametrize(
    ("text", "says"),
    [
        ("y" * 1001, "at most 1000 characters"),
        ("y" * 100_000, "at most 1000 characters"),
        ("CI\x00N", "Null characters are not allowed"),
    ],
)
def test_what_cannot_stand_in_a_cell_is_kept_in_its_box(text: str, says: str) -> None:
    form = mend(cell_2_2=text)
    assert not form.is_valid()
    assert list(form.errors) == ["cell_2_2"]
    assert says in form.errors["cell_2_2"][0]
    assert form["cell_2_2"].value() == text


@pytest.mark.parametrize(
    ("sent", "rows"),
    [
        ({"cell_2_2": "x"}, set()),
        ({"leave_2": "on"}, {2}),
        ({"leave_4": "on", "leave_2": "on"}, {2, 4}),
        ({"leave_twins": "on"}, {6, 7}),
        ({"leave_twins": "on", "leave_4": "on"}, {4, 6, 7}),
        ({"leave_twins": ""}, set()),
    ],
)
def test_rows_are_left_out_as_they_were_ticked(sent: dict[str, str], rows: set[int]) -> None:
    form = mend(twins=TWINS, **sent)
    assert form.is_valid(), form.errors
    assert form.left_out() == rows


def test_twins_are_offered_to_be_left_out_where_there_are_any() -> None:
    assert "leave_twins" not in mend().fields
    label = mend(twins=TWINS)["leave_twins"].label
    assert label == "Keep the first row of each and leave 2 out"
    many = tuple(Twin(row, 2, "The same") for row in range(3, 1237))
    assert "leave 1,234 out" in mend(twins=many)["leave_twins"].label


def test_without_twins_nobody_can_leave_them_out() -> None:
    form = mend(leave_twins="on")
    assert form.is_valid()
    assert form.left_out() == set()


def test_two_faults_of_one_cell_have_one_box() -> None:
    twice = (Problem(2, 3, "a, b", "“a” is no agency"), Problem(2, 3, "a, b", "“b” is no agency"))
    form = mend(twice, cell_2_3="health")
    assert form.mended == [(2, 3)]
    assert form.is_valid()
    assert form.cells() == {(2, 3): "health"}


@pytest.mark.parametrize("number", [MENDED_AT_ONCE - 1, MENDED_AT_ONCE, MENDED_AT_ONCE + 1, 400])
def test_a_page_has_boxes_for_so_many_and_no_more(number: int) -> None:
    form = mend(tuple(Problem(row, 2, "?", "Wrong") for row in range(2, 2 + number)))
    boxes = [name for name in form.fields if name.startswith("cell_")]
    assert len(boxes) == min(number, MENDED_AT_ONCE)


# --- short forms ----------------------------------------------------------------------------------


@pytest.mark.parametrize("kind", [WhyForm, WithdrawListForm, SplitForm])
@pytest.mark.parametrize(
    ("why", "says"),
    [
        ("", "Enter why"),
        ("   \n", "Enter why"),
        ("w" * 2001, "Why must be 2,000 characters or fewer"),
        ("w" * 100_000, "Why must be 2,000 characters or fewer"),
        ("w\x00", "Null characters are not allowed"),
        *((text, "") for text in ODD_TEXTS),
        ("w" * 2000, ""),
    ],
)
def test_a_reason_is_given_and_no_longer_than_it_may_be(
    kind: type[WhyForm], why: str, says: str
) -> None:
    form = kind(query(once=str(uuid4()), why=why))
    assert form.is_valid() is not bool(says)
    assert form["why"].value() == why
    if says:
        assert says in form.errors["why"][0]
    else:
        assert form.cleaned_data["why"] == why.strip()


@pytest.mark.parametrize(
    ("kind", "label", "style"),
    [
        (AcceptListForm, "Accept this list", ""),
        (WithdrawListForm, "Withdraw this list", "warning"),
        (SplitForm, "Split them", ""),
        (CloseRequestForm, "Close this request", ""),
        (KeyForm, "Show who it is", "warning"),
    ],
)
def test_a_button_says_what_will_happen(kind: Any, label: str, style: str) -> None:
    (button,) = kind().buttons()
    assert (button.label, button.style) == (label, style)


def test_accepting_needs_its_receipt_alone() -> None:
    assert AcceptListForm(query(once=str(uuid4()))).is_valid()
    assert errors(AcceptListForm(query(once="")))["once"]


@pytest.mark.parametrize(
    ("reason", "valid"),
    [
        ("A child is at risk", True),
        ("r" * 1000, True),
        ("r" * 1001, False),
        ("", False),
        (" ", False),
    ],
)
def test_who_somebody_is_is_read_for_a_reason(reason: str, valid: bool) -> None:
    form = KeyForm(query(reason=reason))
    assert form.is_valid() is valid
    assert "once" not in form.fields, "each sending is a reading"
    assert form["reason"].value() == reason
