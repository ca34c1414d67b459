"""What is said of an inspection: its head, its parts, its team, its places, what may be opened."""

from datetime import UTC, date, datetime
from types import SimpleNamespace
from typing import Any

import pytest

from frameworks.models import (
    Framework,
    FrameworkVersion,
    InspectionType,
    JudgementArea,
    KeyDateRule,
)
from inspections.models import Assignment, Inspection, KeyDate, Strand
from inspections.presenters import opening as opening_words
from inspections.presenters.head import (
    LIST_COLUMNS,
    STATE_COLOURS,
    head_of,
    late_concern,
    list_rows,
)
from inspections.presenters.opening import chosen_facts, notice_of, types_to_choose, what_it_is
from inspections.presenters.places import agency_rows, calls, chair_facts, partnership_rows
from inspections.presenters.strands import area_rows, record_links, strand_facts
from inspections.presenters.team import DATE_COLUMNS, TEAM_COLUMNS, date_rows, team_rows
from inspections.presenters.words import moment
from inspections.states import INSPECTION as STAGES
from inspections.states import InspectionState
from inspections.values import REMITS, TEAM_ROLE_LABELS, TeamRole
from organisations.models import (
    Agency,
    Inspectorate,
    LegalPower,
    LocalArea,
    Office,
    Partnership,
    User,
)
from organisations.values import AGENCY_KIND_LABELS, AgencyKind
from pages import fields
from pages.forms import GovForm

TODAY = date(2026, 11, 23)
OFSTED = Inspectorate(pk=1, code="ofsted", name="Office for Standards", short_name="Ofsted")
CQC = Inspectorate(pk=2, code="cqc", name="Care Quality Commission", short_name="CQC")
HMIC = Inspectorate(pk=3, code="hmic", name="Constabulary", short_name="HMICFRS")
JTAI = Framework(code="jtai", title="Joint inspections")
VERSION = FrameworkVersion(
    framework=JTAI,
    version="1",
    title="Joint inspections, 2026",
    topic_list=[{"code": "neglect", "title": "Neglect", "source": "¶12"}],
)
AREA = LocalArea(pk=2, code="northmere", name="Northmere")


class _All(list[Any]):
    """Rows as a prefetch leaves them."""

    def all(self) -> list[Any]:
        return self


def kind(
    *taking_part: Inspectorate, steps: tuple[KeyDateRule, ...] = (), **changes: Any
) -> InspectionType:
    usual = {"pk": 1, "version": VERSION, "code": "joint", "title": "Targeted", "is_graded": False}
    row = InspectionType(**{**usual, **changes})
    row._prefetched_objects_cache = {
        "participants": _All(taking_part or [OFSTED, CQC]),
        "key_dates": _All(steps),
    }
    return row


def inspection(state: str = "fieldwork", *, deep_dive: str = "", **member: Any) -> Inspection:
    row = Inspection(
        reference="OF-2026-0001",
        area=AREA,
        inspection_type=kind(),
        framework_version=VERSION,
        state=state,
        fieldwork_starts_on=date(2026, 11, 30),
        deep_dive=deep_dive,
    )
    row.member = Assignment(**member) if member else None
    return row


# --- the head of a page -------------------------------------------------------------------------


@pytest.mark.parametrize("state", list(InspectionState))
def test_the_head_says_each_stage_in_its_colour(state: InspectionState) -> None:
    head = head_of(inspection(state))
    assert head.stage.lower() == STAGES.label(state).lower()
    assert head.stage[0].isupper()
    assert head.colour == STATE_COLOURS[state]


def test_no_two_stages_have_the_same_colour() -> None:
    assert len(set(STATE_COLOURS.values())) == len(InspectionState)


def test_the_head_names_the_inspection_and_leads_back_to_the_list() -> None:
    head = head_of(inspection())
    assert head.caption == "Northmere · OF-2026-0001"
    assert head.title == "Targeted"
    assert [link.label for link in head.links] == ["Inspections", "OF-2026-0001"]
    assert all(link.url.startswith("/") for link in head.links)
    assert head.alert is None


@pytest.mark.parametrize(
    ("role", "is_told"),
    [
        ("overall_lead", True),
        ("lead", True),
        ("inspector", False),
        ("quality_assurer", False),
        (None, False),
    ],
)
def test_a_concern_that_waits_is_shown_to_those_who_lead(role: str | None, is_told: bool) -> None:
    one = inspection(**({"role": role, "inspectorate": CQC} if role else {}))
    one.late_concern = "C-0003"
    alert = late_concern(one)
    assert (alert is not None) is is_told
    if alert:
        assert alert.label == ("Safeguarding concern C-0003 has not been acknowledged by everybody")
        assert "OF-2026-0001" in alert.url
        assert "C-0003" in alert.url


def test_without_a_concern_nobody_is_alerted() -> None:
    assert late_concern(inspection(role="overall_lead", inspectorate=OFSTED)) is None


# --- the list of inspections --------------------------------------------------------------------


def listed(one: Inspection) -> dict[str, Any]:
    [cells] = list_rows([one])
    return {column.label: cell for column, cell in zip(LIST_COLUMNS, cells, strict=True)}


@pytest.mark.parametrize(
    ("deep_dive", "hint"),
    [("", "Targeted"), ("neglect", "Targeted: Neglect"), ("gone", "Targeted")],
)
def test_a_row_says_what_is_inspected_and_in_depth(deep_dive: str, hint: str) -> None:
    assert listed(inspection(deep_dive=deep_dive))["Inspection"].hint == hint


@pytest.mark.parametrize("role", list(TeamRole))
def test_a_row_says_each_role(role: TeamRole) -> None:
    row = listed(inspection(role=role, inspectorate=CQC))
    assert row["Your role"].text == f"{TEAM_ROLE_LABELS[role]}, CQC"


def test_whoever_is_no_member_is_invited_to_comment() -> None:
    assert listed(inspection())["Your role"].text == "Invited to comment"


def test_a_row_says_where_when_and_how_far_it_is() -> None:
    row = listed(inspection("reporting"))
    assert row["Local area"].text == "Northmere"
    assert row["Fieldwork starts"].text == "30 November 2026"
    assert (row["Stage"].text, row["Stage"].colour) == ("Reporting", "purple")
    assert row["Inspection"].url


def test_an_empty_list_has_no_rows() -> None:
    assert list_rows([]) == []


# --- moments ------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("at", "words"),
    [
        (datetime(2026, 1, 5, 9, 5, tzinfo=UTC), "Monday 5 January 2026 at 09:05"),
        (datetime(2026, 7, 1, 9, 5, tzinfo=UTC), "Wednesday 1 July 2026 at 10:05"),
        (datetime(2026, 7, 1, 23, 0, tzinfo=UTC), "Thursday 2 July 2026 at 00:00"),
        (datetime(2026, 10, 25, 0, 30, tzinfo=UTC), "Sunday 25 October 2026 at 01:30"),
        (datetime(2026, 10, 25, 1, 30, tzinfo=UTC), "Sunday 25 October 2026 at 01:30"),
        (datetime(2026, 12, 31, 23, 59, tzinfo=UTC), "Thursday 31 December 2026 at 23:59"),
    ],
)
def test_a_moment_is_said_as_it_was_here(at: datetime, words: str) -> None:
    assert moment(at) == words


# --- parts --------------------------------------------------------------------------------------


def strand(code: str = "joint", *bodies: Inspectorate, **fields: Any) -> Strand:
    power = LegalPower(code="s20", act="Children Act 2004", section="section 20")
    row = Strand(
        **{"pk": 4, "code": code, "title": f"The {code}", "kind": "joint", "power": power, **fields}
    )
    row._prefetched_objects_cache = {
        "participations": _All([SimpleNamespace(inspectorate=body) for body in bodies]),
        "judgement_areas": _All(
            [
                JudgementArea(title=grading.capitalize(), grading=grading, paragraph="¶9")
                for grading in ("graded", "shared", "narrative", "ungraded")
            ]
        ),
    }
    return row


@pytest.mark.parametrize(
    ("bodies", "names"),
    [
        ((), ""),
        ((CQC,), "Care Quality Commission"),
        ((OFSTED, CQC), "Office for Standards\nCare Quality Commission"),
    ],
)
def test_a_part_names_who_does_it(bodies: tuple[Inspectorate, ...], names: str) -> None:
    [who, *_] = strand_facts(strand("joint", *bodies))
    assert (who.key, who.value, who.verbatim) == ("Inspected by", names, True)


@pytest.mark.parametrize(
    ("part", "begins"),
    [
        ("joint", "Every inspectorate that takes part sees"),
        ("single", "Only the team of the inspectorate that owns it"),
    ],
)
def test_a_part_says_who_sees_what_is_recorded(part: str, begins: str) -> None:
    rows = {row.key: row.value for row in strand_facts(strand(kind=part))}
    assert rows["Who sees its evidence"].startswith(begins)


@pytest.mark.parametrize(
    ("act", "section", "words"),
    [
        ("Children Act 2004", "section 20", "Children Act 2004, section 20"),
        ("Prison Rules", "Prison Rules", "Prison Rules"),
        ("HMICFRS’s own power", "hmicfrs", "HMICFRS’s own power"),
    ],
)
def test_a_part_says_under_which_power_it_is_done(act: str, section: str, words: str) -> None:
    part = strand(power=LegalPower(code="x", act=act, section=section))
    assert {row.key: row.value for row in strand_facts(part)}["Legal power"] == words


def test_each_judgement_area_says_how_it_is_answered() -> None:
    assert [[cell.text for cell in row] for row in area_rows(strand())] == [
        ["Graded", "A grade", "¶9"],
        ["Shared", "One grade of all who take part", "¶9"],
        ["Narrative", "A description in words", "¶9"],
        ["Ungraded", "Findings in words", "¶9"],
    ]


def test_evidence_of_the_joint_part_needs_no_name_of_a_part() -> None:
    links = record_links(inspection(), [strand("joint"), strand("cqc")])
    assert [link.label for link in links] == ["The joint", "The cqc"]
    assert links[0].url.startswith("/inspections/OF-2026-0001/")
    assert links[1].url == f"{links[0].url}?strand=cqc"
    assert record_links(inspection(), []) == []


# --- the team and the days ----------------------------------------------------------------------


def place(role: str, body: Inspectorate = CQC, **fields: Any) -> Assignment:
    person = User(name="Kit <b>", email="kit@example.org", job_title="HMI")
    usual = {"person": person, "starts_on": date(2026, 11, 2)}
    return Assignment(inspectorate=body, role=role, **{**usual, **fields})


def team_row(one: Assignment, member: Assignment) -> dict[str, Any]:
    [cells] = team_rows(inspection(), [one], member, TODAY)
    return {column.label: cell for column, cell in zip(TEAM_COLUMNS, cells, strict=True)}


@pytest.mark.parametrize("role", list(TeamRole))
def test_a_place_on_the_team_says_who_for_whom_as_what(role: TeamRole) -> None:
    row = team_row(place(role), place("inspector"))
    assert (row["Name"].text, row["Name"].hint) == ("Kit <b>", "HMI")
    assert (row["Inspectorate"].text, row["Role"].text) == ("CQC", TEAM_ROLE_LABELS[role])


@pytest.mark.parametrize(
    ("ends_on", "words"),
    [
        (None, "since 2 November 2026"),
        (date(2026, 11, 22), "2 November 2026, left 22 November 2026"),
        (date(2026, 11, 23), "2 November 2026, until 23 November 2026"),
        (date(2027, 1, 4), "2 November 2026, until 4 January 2027"),
    ],
)
def test_a_place_says_from_when_to_when(ends_on: date | None, words: str) -> None:
    row = team_row(place("inspector", ends_on=ends_on), place("lead"))
    assert row["On the team"].text == words


@pytest.mark.parametrize(
    ("asking", "other", "is_offered"),
    [
        (place("overall_lead", OFSTED), place("lead"), True),
        (place("overall_lead", OFSTED), place("inspector"), False),
        (place("overall_lead", OFSTED), place("inspector", OFSTED), True),
        (place("overall_lead", OFSTED), place("overall_lead", OFSTED), False),
        (place("lead"), place("inspector"), True),
        (place("lead"), place("quality_assurer"), True),
        (place("lead"), place("inspector", OFSTED), False),
        (place("lead"), place("lead", OFSTED), False),
        (place("inspector"), place("inspector"), False),
        (place("quality_assurer"), place("inspector"), False),
        (place("lead"), place("inspector", ends_on=TODAY), False),
    ],
)
def test_work_is_ended_by_those_who_may_end_it(
    asking: Assignment, other: Assignment, is_offered: bool
) -> None:
    assert bool(team_row(other, asking)["Change"].url) is is_offered


@pytest.mark.parametrize(
    ("day", "words"),
    [
        (date(2020, 1, 1), "Past"),
        (date(2026, 11, 22), "Past"),
        (TODAY, "Today"),
        (date(2026, 11, 24), "1 working day"),
        (date(2026, 11, 25), "2 working days"),
        (date(2026, 11, 27), "4 working days"),
        (date(2026, 11, 28), "4 working days"),
        (date(2026, 11, 30), "5 working days"),
    ],
)
def test_a_day_says_how_many_working_days_are_left(day: date, words: str) -> None:
    [cells] = date_rows([KeyDate(title="Draft", on=day, order=1)], TODAY)
    row = {column.label: cell for column, cell in zip(DATE_COLUMNS, cells, strict=True)}
    assert (row["Step"].text, row["From today"].text) == ("Draft", words)


# --- the partnership ----------------------------------------------------------------------------


def office(of: str, name: str = "Robin Sand", **changes: Any) -> Office:
    usual = {"kind": of, "holder_name": name, "title": "Director", "starts_on": date(2020, 4, 1)}
    return Office(**{**usual, **changes})


def agency(of: str, *offices: Office) -> Agency:
    row = Agency(pk=1, name=f"The {of}", kind=of)
    row._prefetched_objects_cache = {"offices": _All(offices)}
    return row


def test_each_office_of_the_partnership_is_said_with_its_account() -> None:
    lou = User(email="lou@example.org")
    offices = [office("chair"), office("business_manager", "Lou", person=lou)]
    rows = partnership_rows(Partnership(name="The board"), offices, "")
    assert [(row.key, row.value) for row in rows] == [
        ("Partnership", "The board"),
        ("Chair", "Robin Sand, Director, since 1 April 2020"),
        ("Chair’s account", "None: they cannot comment here"),
        ("Business manager", "Lou, Director, since 1 April 2020"),
        ("Business manager’s account", "lou@example.org"),
    ]


def test_a_partnership_without_offices_is_its_name() -> None:
    [row] = partnership_rows(Partnership(name="The board"), [], "/chair/")
    assert (row.value, row.url) == ("The board", "")


@pytest.mark.parametrize(
    ("offices", "facts"),
    [
        ([], {}),
        ([office("business_manager")], {}),
        ([office("chair", ends_on=date(2026, 1, 1))], {}),
        (
            [office("chair")],
            {
                "holder_name": "Robin Sand",
                "holder_title": "Director",
                "holder_email": "",
                "since": date(2020, 4, 1),
            },
        ),
        (
            [
                office("chair", "Ash", ends_on=date(2020, 3, 31)),
                office("chair", person=User(email="robin@example.org")),
            ],
            {
                "holder_name": "Robin Sand",
                "holder_title": "Director",
                "holder_email": "robin@example.org",
                "since": date(2020, 4, 1),
            },
        ),
    ],
    ids=["no offices", "no chair", "a chair who left", "a chair", "the chair of today"],
)
def test_the_form_of_the_chair_begins_with_who_holds_the_office(
    offices: list[Office], facts: dict[str, Any]
) -> None:
    assert chair_facts(offices) == facts


@pytest.mark.parametrize("of", list(AgencyKind))
def test_each_kind_of_agency_has_its_words(of: AgencyKind) -> None:
    [row] = agency_rows([agency(of)])
    assert [cell.text for cell in row] == [
        *(f"The {of}", AGENCY_KIND_LABELS[of], "Not recorded", ""),
    ]


def test_a_leader_is_said_with_title_and_day() -> None:
    [row] = agency_rows([agency("police", office("agency_leader", "Kit"))])
    assert (row[2].text, row[2].hint, row[3].text) == ("Kit", "Director", "since 1 April 2020")


@pytest.mark.parametrize("of", list(AgencyKind))
def test_each_leader_is_told_by_the_inspectorate_of_the_remit(of: AgencyKind) -> None:
    bodies = [OFSTED, CQC, HMIC]
    names = {body.code: body.short_name for body in bodies}
    by = names.get(REMITS.get(of, ""), "The overall lead")
    *_, last = calls([], [agency(of)], bodies)
    assert (last.who, last.by) == (f"Its leader, The {of}", f"{by}, at once after the chair")


def test_a_chair_who_left_is_not_told() -> None:
    gone = office("chair", "Ash", ends_on=date(2026, 1, 1))
    told = calls([gone, office("chair")], [], [])
    assert [one.who for one in told] == [
        "Robin Sand, Director",
        "The business manager, if the chair is absent",
    ]


# --- what may be opened -------------------------------------------------------------------------


def start(after: str = "notice", **counted: int) -> KeyDateRule:
    return KeyDateRule(code="fieldwork_start", after=after, order=2, **counted)


@pytest.mark.parametrize(
    ("steps", "words"),
    [
        ((), ""),
        ((KeyDateRule(code="draft", after="notice", working_days=5, order=1),), ""),
        ((start(after=""),), ""),
        ((start(working_days=0),), "no notice"),
        ((start(working_days=1),), "1 working day of notice"),
        ((start(working_days=10),), "10 working days of notice"),
        ((start(weeks=1),), "1 week of notice"),
        ((start(weeks=2),), "2 weeks of notice"),
    ],
)
def test_the_notice_is_said_as_the_framework_counts_it(
    steps: tuple[KeyDateRule, ...], words: str
) -> None:
    assert notice_of(kind(steps=steps)) == words


@pytest.mark.parametrize(
    ("bodies", "is_graded", "steps", "words"),
    [
        ((CQC,), True, (), "CQC, graded"),
        ((OFSTED, CQC), False, (), "Ofsted and CQC, no grades"),
        (
            (OFSTED, CQC, HMIC),
            False,
            (start(working_days=0),),
            "Ofsted, CQC and HMICFRS, no grades, no notice",
        ),
        ((CQC,), True, (start(weeks=1),), "CQC, graded, 1 week of notice"),
    ],
)
def test_a_type_is_said_in_one_line(
    bodies: tuple[Inspectorate, ...],
    is_graded: bool,
    steps: tuple[KeyDateRule, ...],
    words: str,
) -> None:
    assert what_it_is(kind(*bodies, steps=steps, is_graded=is_graded)) == words


class TypeForm(GovForm):
    """The radios alone."""

    type = fields.RadiosField(choices=[("a", "A"), ("b", "B"), ("c", "<b>C")])


def test_types_stand_under_their_frameworks_in_their_order() -> None:
    other = FrameworkVersion(
        framework=Framework(code="sccif", title="Care"), version="2", title="Care, 2026"
    )
    kinds = [kind(), kind(is_graded=True), kind(CQC, version=other)]
    shown = types_to_choose(TypeForm()["type"], kinds)
    assert [(group.title, group.version) for group in shown.groups] == [
        ("Joint inspections", "Joint inspections, 2026"),
        ("Care", "Care, 2026"),
    ]
    assert [
        [(choice.option.value, choice.what) for choice in group.choices] for group in shown.groups
    ] == [
        [("a", "Ofsted and CQC, no grades"), ("b", "Ofsted and CQC, graded")],
        [("c", "CQC, no grades")],
    ]


def test_the_chosen_type_stays_chosen() -> None:
    shown = types_to_choose(TypeForm({"type": "b"})["type"], [kind(), kind(), kind()])
    [group] = shown.groups
    assert [choice.option.checked for choice in group.choices] == [False, True, False]


def test_as_many_types_as_options_are_needed() -> None:
    with pytest.raises(ValueError, match="zip"):
        types_to_choose(TypeForm()["type"], [kind()])


@pytest.fixture
def powers(monkeypatch: pytest.MonkeyPatch) -> None:
    """Two powers, without a database."""
    rows = {
        "s20": LegalPower(code="s20", act="Children Act 2004", section="section 20"),
        "s136": LegalPower(code="s136", act="Education Act 2006", section="section 136"),
    }
    found = SimpleNamespace(in_bulk=lambda codes, field_name: {code: rows[code] for code in codes})
    monkeypatch.setattr(opening_words, "LegalPower", SimpleNamespace(objects=found))


PARTS = [
    {"code": code, "title": title, "power": power, "inspectorates": ["ofsted"], "areas": []}
    for code, title, power in (("joint", "Together", "s20"), ("ofsted", "Alone", "s136"))
]


@pytest.mark.usefixtures("powers")
@pytest.mark.parametrize(
    ("changes", "key", "value"),
    [
        ({}, "Type", "Targeted"),
        ({}, "Local area", "Northmere"),
        ({}, "Framework", "Joint inspections, 2026"),
        ({}, "Notice", "Not counted"),
        ({"steps": (start(working_days=0),)}, "Notice", "No notice"),
        ({"steps": (start(weeks=2),)}, "Notice", "2 weeks of notice"),
        ({}, "Grades", "None: findings in words"),
        ({"is_graded": True}, "Grades", "Yes"),
        (
            {},
            "Parts and powers",
            "Together: Children Act 2004, section 20\nAlone: Education Act 2006, section 136",
        ),
    ],
)
def test_what_was_chosen_is_said_with_what_the_framework_says(
    changes: dict[str, Any], key: str, value: str
) -> None:
    rows = {row.key: row for row in chosen_facts(kind(strands=PARTS, **changes), AREA, "/open/")}
    assert rows[key].value == value
    assert rows[key].url == ("/open/" if key in {"Type", "Local area"} else "")
    assert "The area hands in" not in rows


@pytest.mark.usefixtures("powers")
def test_what_the_area_hands_in_is_said_where_it_is_asked_for() -> None:
    asked = [
        {"code": "audit", "title": "A joint audit", "by": "partnership", "source": "¶16"},
        {"code": "self", "title": "A self-assessment", "by": "police", "source": "¶17"},
    ]
    *_, last = chosen_facts(kind(strands=PARTS, submissions=asked), AREA, "")
    assert (last.key, last.value) == ("The area hands in", "A joint audit\nA self-assessment")
    assert last.verbatim
