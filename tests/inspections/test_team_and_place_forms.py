"""Opening an inspection, its agencies and chair, its team and its stage: the forms of all that."""

from datetime import UTC, date, datetime, timedelta
from types import SimpleNamespace
from typing import Any
from uuid import uuid4

import pytest
from crispy_forms.utils import render_crispy_form
from django.http import QueryDict
from django.utils import timezone

from frameworks.models import Framework, FrameworkVersion, InspectionType
from inspections.forms import opening as opening_forms
from inspections.forms import places as place_forms
from inspections.forms.opening import ChooseTypeForm, OpenInspectionForm, type_key, types_to_open
from inspections.forms.places import AgencyForm, ChairForm
from inspections.forms.stage import StageForm
from inspections.forms.team import EndAssignmentForm, LeadForm, MemberForm
from inspections.states import INSPECTION, NEEDS_REASON, VERB_LABELS, InspectionState
from inspections.values import Board, OfficeHolder
from organisations.models import Inspectorate, LocalArea
from organisations.values import AgencyKind
from records.errors import ActionRefused

AT = datetime(2026, 3, 16, 9, 30, tzinfo=UTC)
OFSTED = Inspectorate(pk=1, code="ofsted", name="Ofsted", short_name="Ofsted")
PRISONS = Inspectorate(pk=2, code="hmi-prisons", name="HMI Prisons", short_name="HMIP")
AREA = LocalArea(pk=2, code="northmere", name="Northmere")
NULL = "Null characters are not allowed."
RTL = "\u202eרובין חול\u202c"
EMOJI = "🧑‍⚖️ Robin"
# What may stand in a name: it is taken as it is, and escaped where it is shown.
ODD_NAMES = [RTL, EMOJI, "<script>alert(1)</script>", "O’Brien-Ødegård & 100%", "Ж" * 120]
NO_DAYS = [
    (("31", "2", "2020"), "must be a real date"),
    (("29", "2", "2021"), "must be a real date"),
    (("32", "1", "2020"), "must be a real date"),
    (("1", "0", "2020"), "must be a real date"),
    (("1", "Smarch", "2020"), "must be a real date"),
    (("²", "1", "2020"), "must be a real date"),
    (("\x00", "1", "2020"), "must be a real date"),
    (("9" * 100_000, "1", "2020"), "must be a real date"),
    (("", "1", "2020"), "must include a day"),
    (("1", "", ""), "must include a month and year"),
    (("1", "1", "020"), "must have a year of 4 numbers, like 2026"),
    (("1", "1", "2101"), "must have a year between 1900 and 2100"),
]


class _All(list[Any]):
    """Rows as a prefetch leaves them."""

    def all(self) -> list[Any]:
        return self


def query(**fields: Any) -> QueryDict:
    """What a browser sends."""
    sent = QueryDict(mutable=True)
    for name, value in fields.items():
        sent.setlist(name, [str(one) for one in (value if isinstance(value, list) else [value])])
    return sent


def said_of(form: Any) -> dict[str, list[str]]:
    """The sentences beside each field."""
    return {name: list(errors) for name, errors in form.errors.items()}


def boxes(name: str, typed: tuple[str, str, str]) -> dict[str, str]:
    parts = ("day", "month", "year")
    return {f"{name}_{part}": text for part, text in zip(parts, typed, strict=True)}


def on(name: str, day: date) -> dict[str, str]:
    return boxes(name, (str(day.day), str(day.month), str(day.year)))


@pytest.fixture
def accounts(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """The accounts that may hold an office; every other one is refused. Gives those asked for."""
    asked: list[str] = []

    def find_holder(*, email: str, at: datetime) -> None:
        asked.append(email)
        if email != "robin@example.org" or at != AT:
            raise ActionRefused(f"There is no account for {email}.")

    monkeypatch.setattr(place_forms, "find_holder", find_holder)
    monkeypatch.setattr(opening_forms, "find_holder", find_holder)
    return asked


# --- agencies and the chair ---------------------------------------------------------------------


def holder(**changes: Any) -> QueryDict:
    usual = {
        "once": uuid4(),
        "holder_name": "Robin Sand",
        "holder_title": "Director",
        "holder_email": "",
        **boxes("since", ("1", "april", "2020")),
    }
    return query(**{**usual, **changes})


def agency(**changes: Any) -> AgencyForm:
    return AgencyForm(holder(**{"kind": "police", "name": "Northmere Police", **changes}), at=AT)


def test_an_agency_is_asked_for_before_its_leader() -> None:
    form = AgencyForm(at=AT)
    assert [name for name in form.fields if name != "once"] == list(AgencyForm.field_order)
    assert form.fields["holder_name"].label == "Leader’s name"
    assert form.fields["holder_title"].label == "Leader’s title"


def test_the_words_for_a_leader_are_not_those_for_the_chair() -> None:
    AgencyForm(at=AT)
    form = ChairForm(at=AT)
    assert (form.fields["holder_name"].label, form.fields["holder_title"].label) == (
        "Name",
        "Title",
    )
    assert not {"kind", "name"} & set(form.fields)


def test_a_chair_becomes_the_holder_of_an_office(accounts: list[str]) -> None:
    form = ChairForm(holder(holder_email=" robin@example.org "), at=AT)
    assert form.is_valid(), form.errors
    assert form.holder() == OfficeHolder(
        "Robin Sand", "Director", date(2020, 4, 1), "robin@example.org"
    )
    assert accounts == ["robin@example.org"]


def test_without_an_account_none_is_looked_for(accounts: list[str]) -> None:
    form = agency()
    assert form.is_valid(), form.errors
    assert form.holder().email == ""
    assert accounts == []


def test_an_account_that_cannot_hold_the_office_is_told(accounts: list[str]) -> None:
    form = agency(holder_email="ash@example.org")
    assert said_of(form) == {"holder_email": ["There is no account for ash@example.org."]}
    assert form["holder_email"].value() == "ash@example.org"
    assert form["name"].value() == "Northmere Police"


@pytest.mark.parametrize(
    "email", ["nope", "a@b", "a b@example.org", "@example.org", RTL, "robin@exam\x00ple.org"]
)
def test_what_is_no_address_is_told_and_not_looked_for(accounts: list[str], email: str) -> None:
    form = agency(holder_email=email)
    assert list(said_of(form)) == ["holder_email"]
    assert form["holder_email"].value() == email
    assert accounts == []


@pytest.mark.parametrize("kind", list(AgencyKind))
def test_each_kind_of_agency_can_be_added(kind: AgencyKind) -> None:
    form = agency(kind=kind.value)
    assert form.is_valid(), form.errors
    assert form.cleaned_data["kind"] == kind


@pytest.mark.parametrize(
    "kind", ["zoo", "POLICE", "police\x00", EMOJI, pytest.param("x" * 100_000, id="long")]
)
def test_another_kind_of_agency_cannot(kind: str) -> None:
    form = agency(kind=kind)
    assert list(said_of(form)) == ["kind"]
    assert form["kind"].value() == kind


@pytest.mark.parametrize(
    ("changes", "says"),
    [
        ({"kind": ""}, {"kind": ["Select the kind of agency"]}),
        ({"name": ""}, {"name": ["Enter the name of the agency"]}),
        ({"name": " \t "}, {"name": ["Enter the name of the agency"]}),
        ({"holder_name": ""}, {"holder_name": ["Enter the name"]}),
        ({"holder_title": ""}, {"holder_title": ["Enter the title"]}),
        (
            boxes("since", ("", "", "")),
            {"since": ["Enter the day since which they are in office"]},
        ),
    ],
)
def test_what_is_missing_of_an_agency_is_said(
    changes: dict[str, str], says: dict[str, list[str]]
) -> None:
    assert said_of(agency(**changes)) == says


@pytest.mark.parametrize(("name", "limit"), [("name", 160), ("holder_name", 120)])
def test_a_name_of_the_longest_length_is_taken_and_a_longer_one_told(name: str, limit: int) -> None:
    assert agency(**{name: "x" * limit}).is_valid()
    for length in (limit + 1, 100_000):
        form = agency(**{name: "x" * length})
        [[sentence]] = said_of(form).values()
        assert f"at most {limit} characters (it has {length})" in sentence
        assert form[name].value() == "x" * length


@pytest.mark.parametrize("typed", ODD_NAMES)
@pytest.mark.parametrize("name", ["name", "holder_name", "holder_title"])
def test_a_name_is_taken_as_it_is_written(name: str, typed: str) -> None:
    form = agency(**{name: typed})
    assert form.is_valid(), form.errors
    assert form.cleaned_data[name] == typed
    assert "<script>" not in str(form[name])


@pytest.mark.parametrize("name", ["name", "holder_name", "holder_title"])
def test_a_name_with_a_null_character_is_told(name: str) -> None:
    form = agency(**{name: "Robin\x00Sand"})
    assert said_of(form) == {name: [NULL]}
    assert form[name].value() == "Robin\x00Sand"


@pytest.mark.parametrize(("typed", "says"), NO_DAYS)
def test_a_day_in_office_that_is_none_is_told(typed: tuple[str, str, str], says: str) -> None:
    form = agency(**boxes("since", typed))
    assert said_of(form) == {"since": [f"In office since {says}"]}
    assert form["since"].value() == list(typed)


@pytest.mark.parametrize(("days", "is_taken"), [(-1, True), (0, True), (1, False)])
def test_nobody_is_in_office_from_tomorrow(days: int, is_taken: bool) -> None:
    day = timezone.localdate() + timedelta(days=days)
    form = agency(**on("since", day))
    assert form.is_valid() is is_taken
    if not is_taken:
        assert said_of(form) == {"since": ["In office since must be today or in the past"]}


def test_of_two_names_sent_the_last_one_is_taken() -> None:
    form = agency(name=["Northmere Police", "Wenlow Police"])
    assert form.is_valid(), form.errors
    assert form.cleaned_data["name"] == "Wenlow Police"


# --- what is opened -----------------------------------------------------------------------------

JTAI = Framework(code="jtai", title="Joint targeted area inspections")
TOPICS = [
    {"code": "neglect", "title": "Neglect", "source": "¶12", "round": "2026"},
    {"code": "online", "title": "Online harm", "source": "¶13"},
]


def kind(
    code: str = "joint",
    *,
    taking_part: tuple[Inspectorate, ...] = (OFSTED, PRISONS),
    topics: list[dict[str, str]] | None = None,
    **fields: Any,
) -> InspectionType:
    version = FrameworkVersion(framework=JTAI, version="1", topic_list=topics or [])
    row = InspectionType(
        pk=1, version=version, code=code, title=f"The {code}", is_graded=False, **fields
    )
    row._prefetched_objects_cache = {"participants": _All(taking_part)}
    return row


@pytest.fixture
def areas(monkeypatch: pytest.MonkeyPatch) -> None:
    """Two areas, without a database."""
    rows = SimpleNamespace(
        values_list=lambda *names: [("northmere", "Northmere"), ("farley", "<b>Farley")],
        get=lambda code: LocalArea(code=code),
    )
    monkeypatch.setattr(opening_forms, "LocalArea", SimpleNamespace(objects=rows))


def choosing(types: list[InspectionType], **sent: str) -> ChooseTypeForm:
    return ChooseTypeForm(query(**sent), types=types)


def test_a_type_is_named_with_its_framework() -> None:
    assert type_key(kind("joint")) == "jtai.joint"


def test_a_person_of_no_inspectorate_opens_nothing() -> None:
    assert types_to_open(None, date(2026, 3, 16)) == []


def test_what_was_chosen_is_known_again(areas: None) -> None:
    joint, single = kind("joint"), kind("single")
    form = choosing([joint, single], area="farley", type="jtai.single")
    assert form.is_valid(), form.errors
    assert form.kind() is single
    assert form.local_area().code == "farley"


def test_the_first_step_says_what_is_missing(areas: None) -> None:
    assert said_of(choosing([kind()])) == {
        "area": ["Select the local area"],
        "type": ["Select the type of inspection"],
    }


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("area", "nowhere"),
        ("area", "NORTHMERE"),
        ("area", "\x00"),
        ("area", RTL),
        ("type", "joint"),
        ("type", "sccif.joint"),
        ("type", "jtai.joint\x00"),
        pytest.param("type", "x" * 100_000, id="type-long"),
    ],
)
def test_the_first_step_takes_what_is_offered_only(areas: None, name: str, value: str) -> None:
    form = choosing([kind()], **{"area": "northmere", "type": "jtai.joint", name: value})
    assert list(said_of(form)) == [name]
    assert form[name].value() == value


@pytest.mark.parametrize(
    ("codes", "chosen"), [([], None), (["joint"], "jtai.joint"), (["joint", "single"], None)]
)
def test_a_type_that_is_the_only_one_is_chosen_already(
    areas: None, codes: list[str], chosen: str | None
) -> None:
    assert ChooseTypeForm(types=[kind(code) for code in codes])["type"].value() == chosen


def test_the_name_of_an_area_is_escaped(areas: None) -> None:
    drawn = str(ChooseTypeForm(types=[kind()])["area"])
    assert "&lt;b&gt;Farley" in drawn
    assert "<b>" not in drawn


# --- its details --------------------------------------------------------------------------------


@pytest.fixture
def standing(monkeypatch: pytest.MonkeyPatch) -> dict[str, Any]:
    """What is recorded of the partnership; nothing, until a test puts it in."""
    recorded: dict[str, Any] = {}
    monkeypatch.setattr(opening_forms, "_standing_board", lambda area: recorded)
    return recorded


def opening(of: InspectionType, **changes: Any) -> OpenInspectionForm:
    usual = {
        "once": uuid4(),
        **boxes("starts_on", ("30", "11", "2026")),
        "participants": [one.code for one in of.participants.all()],
        "board": "Northmere LSCB",
        "chair_name": "Robin Sand",
        "chair_title": "Independent chair",
        "chair_email": "",
        **boxes("chair_since", ("1", "4", "2020")),
    }
    return OpenInspectionForm(query(**{**usual, **changes}), kind=of, area=AREA, at=AT)


@pytest.mark.usefixtures("standing")
def test_what_was_entered_becomes_an_inspection(accounts: list[str]) -> None:
    of = kind()
    form = opening(of, participants=["ofsted"], chair_email="robin@example.org")
    assert form.is_valid(), form.errors
    chair = OfficeHolder("Robin Sand", "Independent chair", date(2020, 4, 1), "robin@example.org")
    assert form.details() == {
        "inspection_type": of,
        "area": AREA,
        "starts_on": date(2026, 11, 30),
        "participants": ["ofsted"],
        "deep_dive": "",
        "board": Board("Northmere LSCB", chair),
    }


@pytest.mark.usefixtures("standing")
def test_where_one_inspectorate_takes_part_none_is_asked_for() -> None:
    form = opening(kind(taking_part=(OFSTED,)), participants=["hmi-prisons"])
    assert form.is_valid(), form.errors
    assert "participants" not in form.fields
    assert form.details()["participants"] == ["ofsted"]


@pytest.mark.usefixtures("standing")
def test_who_joins_only_in_a_case_is_not_ticked_and_says_when() -> None:
    custody = {
        "inspectorate": "hmi-prisons",
        "condition": "Where there is custody",
        "source": "140112 ¶29",
    }
    form = OpenInspectionForm(kind=kind(optional=[custody]), area=AREA, at=AT)
    assert form["participants"].value() == ["ofsted"]
    assert form.fields["participants"].option_hints == {
        "hmi-prisons": "Where there is custody (140112 ¶29)"
    }


@pytest.mark.usefixtures("standing")
@pytest.mark.parametrize("has_deep_dive", [True, False])
def test_a_topic_is_asked_for_where_there_is_a_deep_dive(has_deep_dive: bool) -> None:
    form = opening(kind(topics=TOPICS, has_deep_dive=has_deep_dive), deep_dive="online")
    assert form.is_valid(), form.errors
    assert ("deep_dive" in form.fields) is has_deep_dive
    assert form.details()["deep_dive"] == ("online" if has_deep_dive else "")


@pytest.mark.usefixtures("standing")
@pytest.mark.parametrize(
    ("topics", "groups"),
    [
        (TOPICS, ["Chosen for a round", "Not chosen for a round"]),
        (TOPICS[:1], ["Chosen for a round"]),
        (TOPICS[1:], ["Not chosen for a round"]),
        ([], []),
    ],
)
def test_topics_stand_under_whether_they_were_chosen(
    topics: list[dict[str, str]], groups: list[str]
) -> None:
    of = kind(topics=topics, has_deep_dive=True)
    form = OpenInspectionForm(kind=of, area=AREA, at=AT)
    first, *others = form.fields["deep_dive"].choices
    assert first == ("", "Choose a topic")
    assert [title for title, _ in others] == groups


@pytest.mark.usefixtures("standing")
def test_a_topic_of_a_round_says_which() -> None:
    form = OpenInspectionForm(kind=kind(topics=TOPICS, has_deep_dive=True), area=AREA, at=AT)
    drawn = str(form["deep_dive"])
    assert "Neglect (2026)</option>" in drawn
    assert "Online harm</option>" in drawn


@pytest.mark.usefixtures("standing")
@pytest.mark.parametrize(
    ("changes", "says"),
    [
        (
            boxes("starts_on", ("", "", "")),
            {"starts_on": ["Enter the first day of fieldwork"]},
        ),
        ({"deep_dive": ""}, {"deep_dive": ["Select the topic of the deep dive"]}),
        ({"participants": []}, {"participants": ["Select the inspectorates that take part"]}),
        ({"board": " "}, {"board": ["Enter the name of the partnership"]}),
        ({"chair_name": ""}, {"chair_name": ["Enter the chair’s name"]}),
        ({"chair_title": ""}, {"chair_title": ["Enter the chair’s title"]}),
        (
            boxes("chair_since", ("", "", "")),
            {"chair_since": ["Enter the day since which the chair is in office"]},
        ),
        ({"board": "a\x00b"}, {"board": [NULL]}),
        ({"chair_name": "\x00"}, {"chair_name": [NULL]}),
    ],
)
def test_what_is_missing_or_wrong_in_the_details_is_said(
    changes: dict[str, Any], says: dict[str, list[str]]
) -> None:
    form = opening(kind(topics=TOPICS, has_deep_dive=True), **{"deep_dive": "online", **changes})
    assert said_of(form) == says


@pytest.mark.usefixtures("standing")
@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("deep_dive", "hunger"),
        ("deep_dive", EMOJI),
        ("participants", ["ofsted", "cqc"]),
        ("participants", ["\x00"]),
        ("board", "x" * 161),
        ("chair_name", "x" * 121),
        pytest.param("chair_title", "x" * 100_000, id="chair_title-long"),
        ("chair_email", "robin"),
    ],
)
def test_what_cannot_be_is_refused_and_stays_as_it_was_typed(name: str, value: Any) -> None:
    of = kind(topics=TOPICS, has_deep_dive=True)
    form = opening(of, **{"deep_dive": "online", name: value})
    assert list(said_of(form)) == [name]
    assert form[name].value() == value


@pytest.mark.usefixtures("standing")
@pytest.mark.parametrize(("typed", "says"), NO_DAYS)
def test_a_first_day_that_is_none_is_told(typed: tuple[str, str, str], says: str) -> None:
    form = opening(kind(), **boxes("starts_on", typed))
    assert said_of(form) == {"starts_on": [f"First day of fieldwork {says}"]}
    assert form["starts_on"].value() == list(typed)


@pytest.mark.usefixtures("standing")
@pytest.mark.parametrize(
    ("day", "is_taken"),
    [
        (date(2026, 11, 27), True),
        (date(2026, 11, 28), False),
        (date(2026, 11, 29), False),
        (date(2026, 11, 30), True),
        (date(2026, 12, 25), False),
        (date(2026, 12, 28), False),
        (date(2026, 12, 29), True),
    ],
)
def test_fieldwork_begins_on_a_working_day(day: date, is_taken: bool) -> None:
    form = opening(kind(), **on("starts_on", day))
    assert form.is_valid() is is_taken
    if not is_taken:
        assert said_of(form) == {"starts_on": ["First day of fieldwork must be a working day"]}


@pytest.mark.usefixtures("standing")
def test_an_account_that_cannot_be_the_chairs_is_told(accounts: list[str]) -> None:
    form = opening(kind(), chair_email="ash@example.org")
    assert said_of(form) == {"chair_email": ["There is no account for ash@example.org."]}


def test_what_is_recorded_of_the_partnership_stands_in_the_form(standing: dict[str, Any]) -> None:
    standing.update(board="Northmere LSCB", chair_name="<i>Robin", chair_since=date(2020, 4, 1))
    form = OpenInspectionForm(kind=kind(), area=AREA, at=AT)
    assert form["board"].value() == "Northmere LSCB"
    assert form["chair_title"].value() == "Independent chair"
    assert "&lt;i&gt;Robin" in str(form["chair_name"])


def test_what_a_page_begins_with_goes_before_what_is_recorded(standing: dict[str, Any]) -> None:
    standing.update(board="Northmere LSCB", chair_name="Robin")
    form = OpenInspectionForm(kind=kind(), area=AREA, at=AT, initial={"board": "Another board"})
    assert (form["board"].value(), form["chair_name"].value()) == ("Another board", "Robin")


@pytest.mark.usefixtures("standing")
@pytest.mark.parametrize(
    ("of", "asked"),
    [
        (kind(taking_part=(OFSTED,)), ["starts_on"]),
        (kind(), ["starts_on", "participants"]),
        (
            kind(topics=TOPICS, has_deep_dive=True),
            ["starts_on", "deep_dive", "participants"],
        ),
    ],
    ids=["nothing open", "who", "topic and who"],
)
def test_only_what_the_type_leaves_open_is_laid_out(of: InspectionType, asked: list[str]) -> None:
    form = OpenInspectionForm(kind=of, area=AREA, at=AT)
    [once, first, second] = form.layout().fields
    assert (once, list(first.fields)) == ("once", asked)
    assert second.fields[0] == "board"
    drawn = render_crispy_form(form)
    assert all(f"id_{name}" in drawn for name in form.fields)


@pytest.mark.usefixtures("standing")
def test_what_was_sent_names_the_type_and_the_area_of_the_address() -> None:
    form = opening(kind(), type="another", area="elsewhere")
    sent = form.sent()
    assert (sent["type"], sent["area"]) == (["jtai.joint"], ["northmere"])
    assert "once" not in sent


# --- the team -----------------------------------------------------------------------------------

TEAM = [("kit@example.org", "Kit (Ofsted)"), ("lou@example.org", "<b>Lou (CQC)")]


@pytest.mark.parametrize("form_class", [LeadForm, MemberForm])
def test_somebody_of_the_list_can_be_named(form_class: Any) -> None:
    sent = query(once=uuid4(), person="lou@example.org", role="inspector")
    form = form_class(sent, people=TEAM)
    assert form.is_valid(), form.errors
    assert form.cleaned_data["person"] == "lou@example.org"


@pytest.mark.parametrize("form_class", [LeadForm, MemberForm])
@pytest.mark.parametrize("person", ["", "ash@example.org", "LOU@example.org", "\x00", RTL, EMOJI])
def test_somebody_else_cannot(form_class: Any, person: str) -> None:
    form = form_class(query(once=uuid4(), person=person, role="inspector"), people=TEAM)
    assert list(said_of(form)) == ["person"]
    assert form["person"].value() == person


def test_nobody_named_is_told() -> None:
    form = LeadForm(query(once=uuid4(), person=""), people=TEAM)
    assert said_of(form) == {"person": ["Select a person"]}


def test_the_names_of_people_are_escaped() -> None:
    drawn = str(LeadForm(people=TEAM)["person"])
    assert "&lt;b&gt;Lou (CQC)" in drawn
    assert "<b>" not in drawn


def test_a_lead_is_named_without_a_role() -> None:
    assert "role" not in LeadForm(people=TEAM).fields


@pytest.mark.parametrize(
    ("role", "is_taken"),
    [
        ("inspector", True),
        ("quality_assurer", True),
        ("lead", False),
        ("overall_lead", False),
        ("", False),
        ("Inspector", False),
        ("\x00", False),
    ],
)
def test_who_is_named_inspects_or_assures_quality(role: str, is_taken: bool) -> None:
    form = MemberForm(query(once=uuid4(), person="kit@example.org", role=role), people=TEAM)
    assert form.is_valid() is is_taken
    assert form["role"].value() == role


def test_an_inspector_is_the_usual_one_to_name() -> None:
    assert MemberForm(people=TEAM)["role"].value() == "inspector"


@pytest.mark.parametrize("when", ["", "never", "\x00", EMOJI])
def test_the_end_of_somebodys_work_is_one_of_two(when: str) -> None:
    form = EndAssignmentForm(query(once=uuid4(), when=when))
    assert list(said_of(form)) == ["when"]
    assert form["when"].value() == when


@pytest.mark.parametrize(
    ("when", "today", "last"),
    [
        ("now", date(2026, 1, 1), date(2025, 12, 31)),
        ("now", date(2028, 3, 1), date(2028, 2, 29)),
        ("today", date(2026, 12, 31), date(2026, 12, 31)),
    ],
)
def test_the_last_day_is_a_day_of_the_calendar(when: str, today: date, last: date) -> None:
    form = EndAssignmentForm(query(once=uuid4(), when=when))
    assert form.is_valid(), form.errors
    assert form.last_day(today) == last


# --- the stage ----------------------------------------------------------------------------------

ARROWS = [(arrow.source, arrow.verb, arrow.target) for arrow in INSPECTION.transitions]


@pytest.mark.parametrize(("state", "verb", "then"), ARROWS)
def test_each_step_of_a_stage_is_said_with_what_comes_of_it(
    state: str, verb: str, then: str
) -> None:
    form = StageForm(state=state)
    assert dict(form.fields["verb"].choices)[verb] == VERB_LABELS[verb]
    assert form.fields["verb"].option_hints[verb] == (
        f"The stage is then: {INSPECTION.label(then)}."
    )


@pytest.mark.parametrize(("state", "verb", "then"), ARROWS)
@pytest.mark.parametrize("why", ["", "Floods."])
def test_each_step_is_taken_with_a_reason_and_some_without(
    state: str, verb: str, then: str, why: str
) -> None:
    form = StageForm(query(once=uuid4(), verb=verb, why=why), state=state)
    assert form.is_valid() is (bool(why) or verb not in NEEDS_REASON)


@pytest.mark.parametrize("state", list(InspectionState))
def test_what_the_stage_does_not_allow_is_refused(state: InspectionState) -> None:
    allowed = {verb for source, verb, _ in ARROWS if source == state}
    for verb in [*(set(VERB_LABELS) - allowed), "reopen", "\x00"]:
        form = StageForm(query(once=uuid4(), verb=verb, why="Floods."), state=state)
        assert list(said_of(form)) == ["verb"], verb
        assert form["why"].value() == "Floods."


def test_nothing_chosen_is_told_without_asking_for_a_reason() -> None:
    form = StageForm(query(once=uuid4(), verb="", why=""), state="planned")
    assert said_of(form) == {"verb": ["Select what happens next"]}


@pytest.mark.parametrize(
    ("typed", "kept"),
    [
        ("Flo\x00ods\x07", "Floods"),
        ("Floods\r\nand snow", "Floods\nand snow"),
        (RTL, RTL),
        (EMOJI, EMOJI),
        ("<script>", "<script>"),
        ("x" * 100_000, "x" * 100_000),
    ],
    ids=["control", "line ends", "right to left", "emoji", "script", "long"],
)
def test_a_reason_is_kept_without_what_nobody_sees(typed: str, kept: str) -> None:
    form = StageForm(query(once=uuid4(), verb="postpone", why=typed), state="planned")
    assert form.is_valid(), form.errors
    assert form.cleaned_data["why"] == kept
    assert "<script>" not in str(form["why"])


@pytest.mark.parametrize("typed", ["", " ", "\n", "\t\r\n", "\x00", "\x07 \x1b"])
def test_a_reason_that_nobody_can_see_is_none(typed: str) -> None:
    form = StageForm(query(once=uuid4(), verb="postpone", why=typed), state="planned")
    assert said_of(form) == {"why": ["Enter the reason"]}
