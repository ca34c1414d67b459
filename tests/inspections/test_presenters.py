"""What the pages of fieldwork show, in words."""

from datetime import UTC, date, datetime, timedelta
from types import SimpleNamespace
from typing import Any
from uuid import UUID

import pytest

from inspections.models import Assignment, KeyDate
from inspections.presenters.evidence import listing
from inspections.presenters.head import STATE_COLOURS
from inspections.presenters.places import agency_rows, calls, partnership_rows
from inspections.presenters.stage import event_rows
from inspections.presenters.team import date_rows, team_rows
from inspections.states import InspectionState
from inspections.values import EVIDENCE_PAGE, Asked
from organisations.models import Agency, Inspectorate, Office, Partnership, User

TODAY = date(2026, 11, 23)
AT = datetime(2026, 11, 23, 9, 30, tzinfo=UTC)
INSPECTION = SimpleNamespace(reference="OF-2026-0001")
CQC = Inspectorate(pk=2, code="cqc", name="CQC", short_name="CQC")


def test_every_stage_has_a_colour() -> None:
    assert set(STATE_COLOURS) == set(InspectionState)


# --- team and dates -----------------------------------------------------------------------------


def place(name: str, role: str = "inspector", ends_on: date | None = None) -> Assignment:
    person = User(name=name, email=f"{name.lower()}@example.org", job_title="HMI")
    return Assignment(
        person=person, inspectorate=CQC, role=role, starts_on=date(2026, 11, 2), ends_on=ends_on
    )


def test_those_who_left_stand_last() -> None:
    team = [place("Ash", ends_on=date(2026, 11, 20)), place("Kit"), place("Lou", ends_on=TODAY)]
    rows = team_rows(INSPECTION, team, place("Lead", "lead"), TODAY)
    assert [(row[0].text, row[3].text) for row in rows] == [
        ("Kit", "since 2 November 2026"),
        ("Lou", "2 November 2026, until 23 November 2026"),
        ("Ash", "2 November 2026, left 20 November 2026"),
    ]


def test_work_can_be_ended_where_it_has_no_end_yet() -> None:
    team = [place("Kit"), place("Lou", ends_on=TODAY), place("Lead", "lead")]
    rows = team_rows(INSPECTION, team, place("Lead", "lead"), TODAY)
    assert [row[4].text for row in rows] == ["End Kit’s work", "", ""]
    assert rows[0][4].url == "/inspections/OF-2026-0001/team/kit@example.org/end/"


@pytest.mark.parametrize(
    ("day", "words"),
    [
        (date(2026, 11, 20), "Past"),
        (TODAY, "Today"),
        (date(2026, 11, 24), "1 working day"),
        (date(2026, 11, 30), "5 working days"),
        (date(2026, 12, 29), "24 working days"),
    ],
)
def test_a_key_date_says_how_far_it_is(day: date, words: str) -> None:
    row = KeyDate(title="Draft", on=day, order=1, source="140112 ¶36")
    [cells] = date_rows([row], TODAY)
    assert cells[2].text == words
    assert cells[3].text == "140112 ¶36"


def test_a_number_of_our_own_says_so() -> None:
    row = KeyDate(title="Draft", on=TODAY, order=1, source="Not fixed.", is_own_setting=True)
    [cells] = date_rows([row], TODAY)
    assert cells[1].text == "Monday 23 November 2026"
    assert (cells[3].text, cells[3].hint) == ("This service’s own setting", "Not fixed.")


# --- places -------------------------------------------------------------------------------------


def office(kind: str, name: str, **fields: Any) -> Office:
    return Office(kind=kind, holder_name=name, title="Title", starts_on=date(2020, 4, 1), **fields)


def agency(kind: str, *offices: Office) -> Agency:
    row = Agency(pk=1, name=f"The {kind}", kind=kind)
    row._prefetched_objects_cache = {"offices": _All(offices)}
    return row


class _All(list[Any]):
    """Rows as a prefetch leaves them."""

    def all(self) -> list[Any]:
        return self


def test_the_chair_and_the_account_are_named() -> None:
    chair = office("chair", "Robin Sand", person=User(email="robin@example.org"))
    rows = partnership_rows(Partnership(name="LSCB"), [chair], "/chair/")
    assert [(row.key, row.value) for row in rows] == [
        ("Partnership", "LSCB"),
        ("Chair", "Robin Sand, Title, since 1 April 2020"),
        ("Chair’s account", "robin@example.org"),
    ]
    assert [row.url for row in rows] == ["", "/chair/", ""]


def test_a_chair_without_an_account_cannot_comment() -> None:
    rows = partnership_rows(Partnership(name="LSCB"), [office("chair", "Robin Sand")], "")
    assert rows[2].value == "None: they cannot comment here"


def test_the_leader_of_today_is_shown() -> None:
    gone = office("agency_leader", "Ash", ends_on=date(2026, 1, 1))
    [row] = agency_rows([agency("police", gone, office("agency_leader", "Kit"))])
    assert [cell.text for cell in row] == [
        "The police",
        "Police force",
        "Kit",
        "since 1 April 2020",
    ]


def test_an_agency_without_a_leader_says_so() -> None:
    [row] = agency_rows([agency("health")])
    assert row[2].text == "Not recorded"


def test_people_are_told_in_the_prescribed_order() -> None:
    offices = [office("business_manager", "Sam"), office("chair", "Robin")]
    agencies = [agency("police", office("agency_leader", "Kit")), agency("education")]
    told = calls(offices, agencies, [CQC, Inspectorate(code="hmic", short_name="HMICFRS")])
    assert [(one.who, one.by) for one in told] == [
        ("Robin, Title", "The overall lead, by telephone"),
        ("Sam, Title, if the chair is absent", "The overall lead, by telephone"),
        ("Kit, Title, The police", "HMICFRS, at once after the chair"),
        ("Its leader, The education", "The overall lead, at once after the chair"),
    ]


def test_without_a_chair_the_business_manager_is_told() -> None:
    told = calls([], [], [])
    assert [one.who for one in told] == ["The business manager, if the chair is absent"]


def test_a_step_says_who_when_and_why() -> None:
    events = [
        SimpleNamespace(to_state="planned", at=AT, by="Kit", why=""),
        SimpleNamespace(to_state="postponed", at=AT, by="Lou", why="Floods."),
    ]
    rows = event_rows(events)
    assert [[cell.text for cell in row] for row in rows] == [
        ["Planned", "Monday 23 November 2026 at 09:30", "Kit", "–"],
        ["Postponed", "Monday 23 November 2026 at 09:30", "Lou", "Floods."],
    ]


# --- the list of evidence -----------------------------------------------------------------------


def rows_of(number: int) -> list[Any]:
    """Rows of the audience, the newest first, as the database gives them."""
    return [audience_row(place) for place in range(number)]


def audience_row(place: int) -> Any:
    said = SimpleNamespace(
        text=" ".join(["word"] * 80),
        strength="strength",
        version=1,
        observed_on=TODAY,
        agency=None,
        criterion_links=_All(),
        get_source_display=lambda: "Data",
        get_strength_display=lambda: "Strength",
    )
    item = SimpleNamespace(
        reference=f"E-{place:04d}",
        case=None,
        author="Kit",
        owner=CQC,
        is_withdrawn=False,
    )
    return SimpleNamespace(
        evidence=item,
        evidence_id=UUID(int=place),
        recorded_at=AT - timedelta(minutes=place),
        said=said,
        pinned=False,
    )


def shown(number: int, asked: Asked = Asked()) -> Any:  # noqa: B008 - it is frozen
    return listing(INSPECTION, rows_of(number), asked, "/evidence/")


def test_a_short_list_has_no_pages_beside_it() -> None:
    page = shown(3)
    assert [item.reference for item in page.items] == ["E-0000", "E-0001", "E-0002"]
    assert (page.newer_url, page.older_url) == ("", "")
    assert "25 to a page" in page.left_out


def test_a_long_text_is_cut() -> None:
    [item] = shown(1).items
    assert item.text.endswith("…")
    assert len(item.text.split()) == 60


def test_one_row_more_says_that_another_page_follows() -> None:
    page = shown(EVIDENCE_PAGE + 1)
    assert len(page.items) == EVIDENCE_PAGE
    assert page.older_url.startswith("/evidence/?older=")
    assert page.older_url.endswith(UUID(int=EVIDENCE_PAGE - 1).hex)
    assert page.newer_url == ""


def test_a_page_further_down_leads_back() -> None:
    page = shown(3, Asked(older_than=(AT, UUID(int=9))))
    assert page.newer_url.endswith(UUID(int=0).hex)
    assert page.older_url == ""


def test_a_page_that_leads_back_is_turned_round() -> None:
    asked = Asked(newer_than=(AT, UUID(int=9)))
    page = listing(INSPECTION, rows_of(3), asked, "/evidence/")
    assert [item.reference for item in page.items] == ["E-0002", "E-0001", "E-0000"]
    assert page.older_url.endswith(UUID(int=0).hex)
    assert page.newer_url == ""


def test_the_address_of_a_page_can_be_read_again() -> None:
    from django.http import QueryDict

    page = shown(EVIDENCE_PAGE + 1)
    asked = Asked.from_query(QueryDict(page.older_url.partition("?")[2]))
    assert asked.older_than == (
        AT - timedelta(minutes=EVIDENCE_PAGE - 1),
        UUID(int=EVIDENCE_PAGE - 1),
    )


def test_an_empty_list_has_nothing_beside_it() -> None:
    page = shown(0, Asked(older_than=(AT, UUID(int=9))))
    assert (page.items, page.newer_url, page.older_url) == ([], "", "")
