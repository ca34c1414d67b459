"""Opening an inspection."""

from collections.abc import Callable
from contextlib import AbstractContextManager
from dataclasses import replace
from datetime import UTC, date, datetime
from typing import Any

import pytest

from frameworks.models import FrameworkVersion, InspectionType
from inspections.actions import open_inspection
from inspections.models import Inspection
from inspections.rules import is_working_day
from records.errors import ActionRefused, PermissionRefused
from tests.factories.frameworks import framework_data, framework_version_factory
from tests.factories.inspections import (
    board_for,
    inspection_type,
    member_factory,
    starting_day,
)
from tests.factories.organisations import (
    AdminFactory,
    LegalPowerFactory,
    LocalAreaFactory,
    UserFactory,
)

pytestmark = pytest.mark.django_db
AT = datetime(2026, 11, 2, 10, 0, tzinfo=UTC)
CountQueries = Callable[[], AbstractContextManager[list[str]]]


def opened(**changes: Any) -> Inspection:
    kind = changes.pop("inspection_type", None) or inspection_type()
    usual = {
        "inspection_type": kind,
        "area": LocalAreaFactory(),
        "starts_on": date(2026, 11, 30),
        "participants": ("ofsted", "cqc"),
        "board": board_for(),
        "by": member_factory("ofsted", "lead"),
        "at": AT,
    }
    return open_inspection(**{**usual, **changes})


def test_the_inspection_pins_the_version_that_is_in_force() -> None:
    inspection = opened()
    assert inspection.framework_version == FrameworkVersion.objects.get(version="2014-06")
    assert inspection.state == "planned"
    assert inspection.reference == "OF-2026-0001"


def test_it_has_one_joint_strand_under_the_type_s_power() -> None:
    strand = opened().strands.get()
    assert (strand.code, strand.kind, strand.power.code) == ("joint", "joint", "ca2004-s20")
    assert [one.code for one in strand.participants.all()] == ["ofsted", "cqc"]
    assert [area.code for area in strand.judgement_areas.all()] == ["lscb"]
    assert strand.owner is None


def test_whoever_opens_it_is_its_overall_lead() -> None:
    lead = member_factory("ofsted", "lead")
    assignment = opened(by=lead).assignments.get()
    assert (assignment.person, assignment.role) == (lead, "overall_lead")
    assert assignment.inspectorate.code == "ofsted"
    assert assignment.starts_on == date(2026, 11, 2)


def test_the_opening_is_an_event() -> None:
    event = opened().events.get()
    assert (event.from_state, event.to_state, event.at) == ("", "planned", AT)


def test_key_dates_are_counted_from_the_first_day_of_fieldwork() -> None:
    days = {row.code: row for row in opened().key_dates.all()}
    assert {code: row.on for code, row in days.items()} == {
        "notification": date(2026, 11, 23),
        "fieldwork_start": date(2026, 11, 30),
        "fieldwork_end": date(2026, 12, 24),
        "draft_to_chair": date(2027, 1, 19),
        "accuracy_response": date(2027, 2, 2),
        "publication": date(2027, 2, 23),
    }
    assert all(is_working_day(row.on) for row in days.values())
    assert days["notification"].is_own_setting
    assert days["fieldwork_end"].source == "140112 ¶36"


def test_the_partnership_and_its_chair_are_recorded() -> None:
    chair = UserFactory(name="Robin Sand")
    partnership = opened(board=board_for(chair)).partnership
    office = partnership.offices.get()
    assert (partnership.name, partnership.starts_on) == ("Northmere LSCB", date(2013, 4, 1))
    assert (office.kind, office.holder_name, office.person) == ("chair", "Robin Sand", chair)
    assert office.starts_on == date(2013, 4, 1)


def test_references_count_on_within_year_and_inspectorate() -> None:
    lead = member_factory("ofsted", "lead")
    references = [opened(by=lead).reference for _ in range(3)]
    assert references == ["OF-2026-0001", "OF-2026-0002", "OF-2026-0003"]
    assert opened(by=lead, at=AT.replace(year=2027, month=2)).reference == "OF-2027-0001"


def test_references_count_on_beyond_four_digits() -> None:
    lead = member_factory("ofsted", "lead")
    Inspection.objects.filter(pk=opened(by=lead).pk).update(reference="OF-2026-9999")
    assert opened(by=lead).reference == "OF-2026-10000"
    assert opened(by=lead).reference == "OF-2026-10001"


def test_the_year_of_a_reference_is_london_s() -> None:
    new_year = datetime(2026, 12, 31, 23, 59, tzinfo=UTC)
    assert opened(at=new_year).reference == "OF-2026-0001"
    summer_night = datetime(2027, 6, 30, 23, 30, tzinfo=UTC)
    assert opened(at=summer_night).opened_at == summer_night


@pytest.mark.parametrize(
    ("inspectorate", "role"), [("ofsted", "inspector"), ("cqc", "lead"), ("hmic", "inspector")]
)
def test_only_a_lead_of_the_leading_inspectorate_opens(inspectorate: str, role: str) -> None:
    inspection_type()
    with pytest.raises(PermissionRefused, match="by a lead of the inspectorate that leads it"):
        opened(by=member_factory(inspectorate, role))
    assert not Inspection.objects.exists()


def test_an_admin_opens_no_inspection() -> None:
    with pytest.raises(PermissionRefused):
        opened(by=AdminFactory())


def test_a_version_that_is_not_yet_in_force_is_refused() -> None:
    framework_version_factory(on=date(2027, 1, 1))
    with pytest.raises(ActionRefused, match="not in force"):
        opened()


def test_a_version_that_was_replaced_is_refused() -> None:
    kind = inspection_type()
    framework_version_factory(on=date(2026, 1, 1), version="2026-01")
    with pytest.raises(ActionRefused, match="not in force"):
        opened(inspection_type=kind)


@pytest.mark.parametrize(
    ("participants", "sentence"),
    [
        (("cqc", "hmic"), "The inspectorate that leads the inspection takes part"),
        (("ofsted",), "at least two inspectorates"),
        ((), "The inspectorate that leads the inspection takes part"),
        (("ofsted", "cqc", "estyn"), "estyn takes no part in this type of inspection"),
        (("ofsted", "hmi-prisons"), "hmi-prisons takes no part"),
    ],
)
def test_the_inspectorates_are_the_type_s(participants: tuple[str, ...], sentence: str) -> None:
    with pytest.raises(ActionRefused, match=sentence):
        opened(participants=participants)
    assert not Inspection.objects.exists()


@pytest.mark.parametrize("day", [date(2026, 11, 28), date(2026, 12, 25), date(2026, 12, 28)])
def test_fieldwork_starts_on_a_working_day(day: date) -> None:
    with pytest.raises(ActionRefused, match="is no working day in England and Wales"):
        opened(starts_on=day)


# --- the partnership, once more -----------------------------------------------------------------


def test_the_same_partnership_and_chair_are_kept() -> None:
    area, board = LocalAreaFactory(), board_for()
    first, second = opened(area=area, board=board), opened(area=area, board=board)
    assert first.partnership == second.partnership
    assert second.partnership.offices.count() == 1


def test_another_chair_ends_the_earlier_one_the_day_before() -> None:
    area, board = LocalAreaFactory(), board_for()
    opened(area=area, board=board)
    successor = replace(board.chair, name="Sam Field", since=date(2026, 9, 1))
    partnership = opened(area=area, board=replace(board, chair=successor)).partnership
    earlier, later = partnership.offices.order_by("starts_on")
    assert (earlier.ends_on, later.starts_on) == (date(2026, 8, 31), date(2026, 9, 1))
    assert later.holder_name == "Sam Field"


def test_a_chair_who_began_before_the_earlier_one_is_refused() -> None:
    area, board = LocalAreaFactory(), board_for()
    opened(area=area, board=board)
    too_early = replace(board.chair, name="Sam Field", since=date(2013, 4, 1))
    with pytest.raises(ActionRefused, match="is recorded since 1 April 2013"):
        opened(area=area, board=replace(board, chair=too_early))


def test_the_same_chair_can_be_given_an_account_and_a_title() -> None:
    area, board, account = LocalAreaFactory(), board_for(), UserFactory()
    opened(area=area, board=board)
    again = replace(board.chair, title="Chair", email=account.email.upper())
    partnership = opened(area=area, board=replace(board, chair=again)).partnership
    office = partnership.offices.get()
    assert (office.title, office.person) == ("Chair", account)


def test_another_name_is_another_partnership() -> None:
    area, board = LocalAreaFactory(), board_for()
    first = opened(area=area, board=board).partnership
    chair = replace(board.chair, since=date(2019, 9, 29))
    second = opened(
        area=area, board=replace(board, name="Northmere Safeguarding Partnership", chair=chair)
    ).partnership
    first.refresh_from_db()
    assert (first.ends_on, second.starts_on) == (date(2019, 9, 28), date(2019, 9, 29))


def test_a_chair_s_account_must_exist() -> None:
    board = board_for()
    chair = replace(board.chair, email="nobody@example.org")
    with pytest.raises(ActionRefused, match="There is no account for nobody@"):
        opened(board=replace(board, chair=chair))


@pytest.mark.parametrize("who", ["admin", "inspector", "closed"])
def test_a_chair_s_account_is_neither_an_admin_s_nor_an_inspector_s(who: str) -> None:
    inspection_type()
    account = {
        "admin": AdminFactory,
        "inspector": lambda: member_factory("cqc"),
        "closed": lambda: UserFactory(is_active=False),
    }[who]()
    with pytest.raises(ActionRefused, match=r"no account|belongs to an admin"):
        opened(board=board_for(account))


# --- the strands that a framework lays down -----------------------------------------------------


def area_of(code: str, inspectorate: str, **more: Any) -> dict[str, Any]:
    """A judgement area of a file, answered in words."""
    return {
        "code": code,
        "title": f"Area {code}",
        "grading": "narrative",
        "agency_kind": "health",
        "paragraph": "TEST ¶20",
        "inspectorates": [inspectorate],
        "criteria": [],
        "descriptors": [],
        **more,
    }


def strand_of(
    code: str, power: str, inspectorates: tuple[str, ...], areas: tuple[str, ...]
) -> dict[str, Any]:
    """A strand of a file."""
    return {
        "code": code,
        "title": f"Strand {code}",
        "power": power,
        "inspectorates": list(inspectorates),
        "areas": list(areas),
    }


def with_strands(*, criteria: int = 3, **changes: Any) -> InspectionType:
    """A type in force with a joint strand and three single ones, one of them of who may stay away.

    Ofsted has two strands of its own, under two powers.
    """
    for code in ("ofsted", "cqc", "review"):
        LegalPowerFactory(code=f"{code}-own", section="section 1", is_joint=False)
    data = framework_data(criteria=criteria)
    owners = {"care": "ofsted", "board_review": "ofsted", "health": "cqc"}
    data["judgement_areas"] += [area_of(code, owner) for code, owner in owners.items()]
    kind = data["inspection_types"][0]
    kind["areas"] += list(owners)
    kind["strands"] = [
        strand_of("joint", "ca2004-s20", ("ofsted", "cqc", "hmic"), ("lscb",)),
        strand_of("ofsted", "ofsted-own", ("ofsted",), ("care",)),
        strand_of("lscb-review", "review-own", ("ofsted",), ("board_review",)),
        strand_of("cqc", "cqc-own", ("cqc",), ("health",)),
    ]
    kind["optional_participants"] = [
        {"inspectorate": "cqc", "condition": "Where there is a hospital.", "source": "TEST ¶29"}
    ]
    kind.update(changes)
    framework_version_factory(**data)
    return InspectionType.objects.get()


def laid_down(inspection: Inspection) -> dict[str, tuple[str, str, list[str], list[str]]]:
    """By code: kind, power, inspectorates and areas."""
    return {
        strand.code: (
            strand.kind,
            strand.power.code,
            [part.inspectorate.code for part in strand.participations.all()],
            [area.code for area in strand.judgement_areas.all()],
        )
        for strand in inspection.strands.all()
    }


def test_every_strand_of_the_framework_is_made_under_its_own_power() -> None:
    inspection = opened(inspection_type=with_strands(), participants=("ofsted", "cqc", "hmic"))
    assert laid_down(inspection) == {
        "joint": ("joint", "ca2004-s20", ["ofsted", "cqc", "hmic"], ["lscb"]),
        "ofsted": ("single", "ofsted-own", ["ofsted"], ["care"]),
        "lscb-review": ("single", "review-own", ["ofsted"], ["board_review"]),
        "cqc": ("single", "cqc-own", ["cqc"], ["health"]),
    }


def test_strands_stand_in_the_order_of_the_framework_the_joint_one_first() -> None:
    inspection = opened(inspection_type=with_strands(), participants=("ofsted", "cqc"))
    assert [one.code for one in inspection.strands.all()] == [
        "joint",
        "ofsted",
        "lscb-review",
        "cqc",
    ]


def test_a_single_strand_has_one_owner_and_the_joint_one_none() -> None:
    inspection = opened(inspection_type=with_strands(), participants=("ofsted", "cqc"))
    owners = {one.code: one.owner and one.owner.code for one in inspection.strands.all()}
    assert owners == {"joint": None, "ofsted": "ofsted", "lscb-review": "ofsted", "cqc": "cqc"}
    assert {one.title for one in inspection.strands.all()} >= {"Strand joint", "Strand cqc"}


def test_without_an_inspectorate_its_strand_is_not_made_and_the_joint_one_goes_on() -> None:
    inspection = opened(inspection_type=with_strands(), participants=("ofsted", "hmic"))
    assert laid_down(inspection) == {
        "joint": ("joint", "ca2004-s20", ["ofsted", "hmic"], ["lscb"]),
        "ofsted": ("single", "ofsted-own", ["ofsted"], ["care"]),
        "lscb-review": ("single", "review-own", ["ofsted"], ["board_review"]),
    }


def test_the_joint_rule_is_asked_of_each_strand() -> None:
    kind = with_strands(power="ofsted-own")
    with pytest.raises(ActionRefused, match="at least two inspectorates"):
        opened(inspection_type=kind, participants=("ofsted",))
    assert not Inspection.objects.exists()


def test_an_area_without_a_grade_belongs_to_the_strand_that_answers_it() -> None:
    data = framework_data()
    data["judgement_areas"].append(
        area_of("frontline", "ofsted", grading="ungraded", inspectorates=["ofsted", "cqc", "hmic"])
    )
    data["inspection_types"][0]["areas"].append("frontline")
    framework_version_factory(**data)
    strand = opened(inspection_type=InspectionType.objects.get()).strands.get()
    assert [area.code for area in strand.judgement_areas.all()] == ["lscb", "frontline"]


def test_a_type_without_strands_under_an_own_power_has_that_of_its_leader() -> None:
    LegalPowerFactory(code="ofsted-own", section="section 136", is_joint=False)
    data = framework_data()
    kind = data["inspection_types"][0]
    kind.update(power="ofsted-own", participants=["ofsted"])
    framework_version_factory(**data)
    inspection = opened(inspection_type=InspectionType.objects.get(), participants=("ofsted",))
    assert laid_down(inspection) == {"ofsted": ("single", "ofsted-own", ["ofsted"], ["lscb"])}


def test_codes_as_long_as_a_file_may_have_them_are_kept() -> None:
    code = "s" * 60
    strands = [strand_of(code, "ofsted-own", ("ofsted",), ("care",))]
    kind = with_strands(power="ofsted-own", strands=strands, areas=["care"])
    kind.key_dates.filter(code="notification").update(code="n" * 60)
    kind.key_dates.filter(after="notification").update(after="n" * 60)
    inspection = opened(inspection_type=kind, participants=("ofsted",))
    inspection.full_clean()
    inspection.strands.get().full_clean()
    inspection.key_dates.get(code="n" * 60).full_clean()
    assert inspection.strands.get().code == code


def test_opening_asks_as_many_queries_for_one_criterion_as_for_five_hundred(
    count_queries: CountQueries,
) -> None:
    asked = []
    for number, criteria in enumerate((1, 3, 500), 1):
        day = date(2014, 9, number)
        version = framework_version_factory(on=day, criteria=criteria, version=f"{number}")
        lead, area = member_factory("ofsted", "lead"), LocalAreaFactory()
        kind = version.inspection_types.get()
        with count_queries() as statements:
            opened(inspection_type=kind, by=lead, area=area, participants=("ofsted", "cqc", "hmic"))
        asked.append(len(statements))
    assert len(set(asked)) == 1


def test_opening_asks_as_many_queries_for_one_strand_as_for_four(
    count_queries: CountQueries,
) -> None:
    kind = with_strands()
    asked = []
    for number in (4, 1):
        kind = InspectionType.objects.get(pk=kind.pk)
        kind.strands = kind.strands[:number]
        lead, area = member_factory("ofsted", "lead"), LocalAreaFactory()
        with count_queries() as statements:
            opened(inspection_type=kind, by=lead, area=area, participants=("ofsted", "cqc", "hmic"))
        asked.append(len(statements))
    assert asked[0] == asked[1]


# --- deep dives ---------------------------------------------------------------------------------


def with_deep_dive() -> InspectionType:
    """A type in force that has a deep dive, and two topics to choose from."""
    data = framework_data()
    data["deep_dive_topics"] = [
        {"code": "missing", "title": "Children who go missing", "source": "TEST ¶12"},
        {"code": "early_help", "title": "Early help", "source": "TEST ¶13"},
    ]
    data["inspection_types"][0]["deep_dive"] = True
    framework_version_factory(**data)
    return InspectionType.objects.get()


def test_the_topic_of_the_deep_dive_is_kept() -> None:
    inspection = opened(inspection_type=with_deep_dive(), deep_dive="early_help")
    inspection.refresh_from_db()
    assert inspection.deep_dive == "early_help"
    assert inspection.topic is not None
    assert inspection.topic.title == "Early help"


@pytest.mark.parametrize("topic", ["", "late_help"])
def test_a_topic_that_is_none_of_the_version_s_is_refused(topic: str) -> None:
    with pytest.raises(ActionRefused, match="among those of this framework"):
        opened(inspection_type=with_deep_dive(), deep_dive=topic)


def test_a_type_without_a_deep_dive_takes_no_topic() -> None:
    with pytest.raises(ActionRefused, match="has no deep dive"):
        opened(deep_dive="early_help")
    assert opened().topic is None


def test_a_starting_day_of_the_factories_is_a_working_day() -> None:
    assert is_working_day(starting_day(AT))
