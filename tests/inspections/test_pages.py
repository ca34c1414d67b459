"""The screens of an inspection: who may open them, and what they say and do."""

import re
from collections.abc import Callable
from contextlib import AbstractContextManager
from copy import deepcopy
from datetime import timedelta
from typing import Any
from urllib.parse import urlencode
from uuid import uuid4

import pytest
from django.http import HttpResponse
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from inspections.models import Assignment, Case, Inspection, InspectionAccess
from organisations.models import Agency
from records.models import AuditEntry
from tests.factories.frameworks import framework_data, framework_version_factory
from tests.factories.inspections import (
    JointInspection,
    case_of,
    inspection_at,
    joint_inspection,
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
ClientOf = Callable[..., Client]
Queries = Callable[[int], AbstractContextManager[list[str]]]

# Every screen with the inspection in its address: who may open it.
TEAM = {"overall_lead", "lead", "inspector", "quality_assurer"}
SCREENS = {
    "team": TEAM,
    "dates": TEAM,
    "agencies": TEAM,
    "cases": TEAM,
    "stage": TEAM,
    "evidence": TEAM,
    "name_lead": {"overall_lead"},
    "name_member": {"overall_lead", "lead"},
    "add_agency": {"overall_lead", "lead"},
    "chair": {"overall_lead"},
    "add_case": {"overall_lead", "lead", "inspector"},
    "record_evidence": {"overall_lead", "lead", "inspector"},
}
OUTSIDE = ("off_team", "chair", "admin", "outsider")


def people(joint: JointInspection) -> dict[str, Any]:
    """One of each kind of person there is."""
    return {
        "overall_lead": joint.overall_lead,
        "lead": joint.leads["cqc"],
        "inspector": joint.inspectors["cqc"],
        "quality_assurer": joint.quality_assurer,
        "off_team": member_factory("cqc", "lead"),
        "chair": joint.chair,
        "admin": AdminFactory(),
        "outsider": UserFactory(),
    }


def at(joint: JointInspection, screen: str, *more: Any) -> str:
    return reverse(f"inspections:{screen}", args=[joint.reference, *more])


def text_of(answer: HttpResponse) -> str:
    """The page, but for what is drawn anew for each answer."""
    text = answer.content.decode()
    return re.sub(r'(nonce="|csrfmiddlewaretoken" value=")[^"]+', "", text)


@pytest.mark.parametrize("screen", SCREENS)
def test_who_opens_a_screen(client_of: ClientOf, screen: str) -> None:
    joint = joint_inspection()
    answers = {
        who: client_of(person).get(at(joint, screen)).status_code
        for who, person in people(joint).items()
    }
    expected = {who: 200 if who in SCREENS[screen] else 403 for who in TEAM}
    assert answers == {**expected, **dict.fromkeys(OUTSIDE, 404)}


@pytest.mark.parametrize("screen", SCREENS)
def test_a_hidden_inspection_looks_like_an_absent_one(client_of: ClientOf, screen: str) -> None:
    joint = joint_inspection()
    client = client_of(member_factory("hmic", "lead"))
    hidden = client.get(at(joint, screen))
    absent = client.get(reverse(f"inspections:{screen}", args=["OF-1999-0001"]))
    assert hidden.status_code == absent.status_code == 404
    assert text_of(hidden) == text_of(absent)


@pytest.mark.parametrize("screen", SCREENS)
def test_whoever_is_let_in_for_the_draft_finds_no_screen_of_fieldwork(
    client_of: ClientOf, screen: str
) -> None:
    joint = joint_inspection()
    InspectionAccess.objects.create(
        inspection=joint.inspection,
        person=joint.chair,
        as_role="chair",
        opens_at=timezone.now() - timedelta(hours=1),
    )
    assert client_of(joint.chair).get(at(joint, screen)).status_code == 404


def test_a_screen_asks_to_sign_in(client: Client) -> None:
    joint = joint_inspection()
    answer = client.get(at(joint, "evidence"))
    assert answer.status_code == 302
    assert "/accounts/login/" in answer["Location"]


def test_whoever_is_taken_off_the_team_is_out_with_the_next_click(client_of: ClientOf) -> None:
    joint = joint_inspection()
    person = joint.inspectors["cqc"]
    client, boss = client_of(person), client_of(joint.leads["cqc"])
    assert client.get(at(joint, "evidence")).status_code == 200
    answer = boss.post(
        at(joint, "end_assignment", person.email), {"once": str(uuid4()), "when": "now"}
    )
    assert answer.status_code == 302
    assert client.get(at(joint, "evidence")).status_code == 404


# --- the list and opening -----------------------------------------------------------------------


def test_the_list_holds_one_s_own_inspections(client_of: ClientOf) -> None:
    joint, other = joint_inspection(), joint_inspection()
    page = client_of(joint.inspectors["cqc"]).get(reverse("inspections:list"))
    text = text_of(page)
    assert joint.reference in text
    assert "Inspector, CQC" in text
    assert other.reference not in text
    assert "Open an inspection" not in text


def test_the_list_says_who_is_let_in_only(client_of: ClientOf) -> None:
    joint = joint_inspection()
    InspectionAccess.objects.create(
        inspection=joint.inspection, person=joint.chair, as_role="chair", opens_at=timezone.now()
    )
    assert "Invited to comment" in text_of(client_of(joint.chair).get(reverse("inspections:list")))


def test_the_list_of_somebody_without_inspections_says_what_to_expect(
    client_of: ClientOf,
) -> None:
    text = text_of(client_of(member_factory("cqc")).get(reverse("inspections:list")))
    assert "You are on no inspection" in text


@pytest.mark.parametrize("number", [1, 3])
def test_the_list_costs_five_queries(
    client_of: ClientOf, assert_queries: Queries, number: int
) -> None:
    person = member_factory("cqc")
    for _ in range(number):
        joint = joint_inspection()
        Assignment.objects.create(
            inspection=joint.inspection,
            inspectorate=person.memberships.get().inspectorate,
            person=person,
            role="inspector",
            starts_on=timezone.localdate(),
            named_by=joint.leads["cqc"],
            named_at=timezone.now(),
        )
    client = client_of(person)
    # session, person, inspections, membership, audit
    with assert_queries(5):
        assert client.get(reverse("inspections:list")).status_code == 200


TYPE = "integrated.integrated-lscb"


def opening(area: str, kind: str = TYPE) -> str:
    """The address of the second step, for a type and an area."""
    return f"{reverse('inspections:open')}?{urlencode({'type': kind, 'area': area})}"


def opening_form(**changes: Any) -> dict[str, Any]:
    """What a browser posts to open an inspection."""
    day = starting_day(timezone.now())
    usual = {
        "once": str(uuid4()),
        "starts_on_day": day.day,
        "starts_on_month": day.month,
        "starts_on_year": day.year,
        "participants": ["ofsted", "cqc"],
        "board": "Northmere LSCB",
        "chair_name": "Robin Sand",
        "chair_title": "Independent chair",
        "chair_email": "",
        "chair_since_day": 1,
        "chair_since_month": 4,
        "chair_since_year": 2020,
    }
    return {**usual, **changes}


def test_a_lead_opens_an_inspection_in_two_steps(client_of: ClientOf) -> None:
    joint_inspection()
    lead, area = member_factory("ofsted", "lead"), LocalAreaFactory()
    client, sent = client_of(lead), opening_form()
    first = client.get(reverse("inspections:open"))
    assert area.code in text_of(first)
    assert "Joint inspection of the board" in text_of(first)
    second = client.get(opening(area.code))
    assert area.name in text_of(second)
    assert sent["once"] not in text_of(second)
    answer = client.post(opening(area.code), sent)
    inspection = Inspection.objects.get(area=area)
    assert answer["Location"] == reverse("inspections:team", args=[inspection.reference])
    assert inspection.assignments.get().person == lead
    assert "is open. Name its leads next." in text_of(client.get(answer["Location"]))
    again = client.post(opening(area.code), sent)
    assert again["Location"] == answer["Location"]
    assert Inspection.objects.filter(area=area).count() == 1


@pytest.mark.parametrize(
    ("changes", "sentence"),
    [
        ({"participants": []}, "Select the inspectorates that take part"),
        ({"chair_name": ""}, "Enter the chair’s name"),
        ({"starts_on_day": "99"}, "First day of fieldwork must be a real date"),
        (
            {"starts_on_day": "25", "starts_on_month": "12", "starts_on_year": "2026"},
            "First day of fieldwork must be a working day",
        ),
        ({"chair_email": "nobody@example.org"}, "There is no account for nobody@example.org"),
        ({"starts_on_year": "9999"}, "First day of fieldwork must have a year between"),
        ({"chair_since_year": "2100"}, "In office since must be today or in the past"),
    ],
)
def test_opening_with_a_fault_says_so(
    client_of: ClientOf, changes: dict[str, Any], sentence: str
) -> None:
    joint_inspection()
    before = Inspection.objects.count()
    lead, area = member_factory("ofsted", "lead"), LocalAreaFactory()
    page = client_of(lead).post(opening(area.code), opening_form(**changes))
    assert page.status_code == 422
    assert sentence in text_of(page)
    assert "Northmere LSCB" in text_of(page)
    assert Inspection.objects.count() == before


@pytest.mark.parametrize("method", ["get", "post"])
@pytest.mark.parametrize(
    ("query", "sentence"),
    [
        ({"type": TYPE, "area": ""}, "Select the local area"),
        ({"type": "", "area": "999"}, "Select the type of inspection"),
        ({"type": "jtai.unknown", "area": "999"}, "What you chose is not in the list any more"),
        ({"type": TYPE, "area": "\0"}, "What you chose is not in the list any more"),
        ({"area": "999"}, "Select the type of inspection"),
    ],
)
def test_without_a_type_and_an_area_the_first_step_says_so(
    client_of: ClientOf, method: str, query: dict[str, str], sentence: str
) -> None:
    joint_inspection()
    before = Inspection.objects.count()
    client = client_of(member_factory("ofsted", "lead"))
    address = f"{reverse('inspections:open')}?{urlencode(query)}"
    page = client.get(address) if method == "get" else client.post(address, opening_form())
    assert page.status_code == 422
    assert sentence in text_of(page)
    assert "First day of fieldwork" not in text_of(page)
    assert Inspection.objects.count() == before


def test_a_post_that_names_nothing_is_the_first_step_again(client_of: ClientOf) -> None:
    joint_inspection()
    client = client_of(member_factory("ofsted", "lead"))
    page = client.post(reverse("inspections:open"), opening_form())
    assert page.status_code == 422
    assert "Select the type of inspection" in text_of(page)


def test_opening_with_one_inspectorate_is_refused_in_a_sentence(client_of: ClientOf) -> None:
    joint_inspection()
    sent = opening_form(participants=["ofsted"])
    address = opening(LocalAreaFactory().code)
    page = client_of(member_factory("ofsted", "lead")).post(address, sent)
    assert page.status_code == 409
    assert "at least two inspectorates" in text_of(page)


def test_what_is_recorded_of_the_area_s_board_is_filled_in(client_of: ClientOf) -> None:
    joint = joint_inspection()
    lead = client_of(member_factory("ofsted", "lead"))
    known = lead.get(opening(joint.inspection.area.code)).context["form"]
    chair = joint.inspection.partnership.offices.get()
    assert {name: known[name].value() for name in known.fields if name.startswith("chair")} == {
        "chair_name": chair.holder_name,
        "chair_title": "Independent chair",
        "chair_email": joint.chair.email,
        "chair_since": chair.starts_on,
    }
    assert known["board"].value() == "Northmere LSCB"
    unknown = lead.get(opening(LocalAreaFactory().code)).context["form"]
    assert (unknown["board"].value(), unknown["chair_email"].value()) == (None, None)
    assert unknown["chair_title"].value() == "Independent chair"


def test_a_board_or_chair_of_the_past_is_not_filled_in(client_of: ClientOf) -> None:
    joint = joint_inspection()
    board = joint.inspection.partnership
    board.offices.update(ends_on=timezone.localdate())
    lead = client_of(member_factory("ofsted", "lead"))
    address = opening(joint.inspection.area.code)
    form = lead.get(address).context["form"]
    assert (form["board"].value(), form["chair_name"].value()) == ("Northmere LSCB", None)
    type(board).objects.update(ends_on=timezone.localdate())
    assert lead.get(address).context["form"]["board"].value() is None


def of_every_kind() -> None:
    """A framework in force with a deep dive, an optional inspectorate and a type for one alone."""
    LegalPowerFactory(code="ofsted-own", section="section 136", is_joint=False)
    data = framework_data()
    data["deep_dive_topics"] = [
        {"code": "missing", "title": "Children who go missing", "source": "T", "round": "2016"},
        {"code": "early_help", "title": "Early help", "source": "T"},
    ]
    kind = data["inspection_types"][0]
    kind["deep_dive"] = True
    kind["optional_participants"] = [
        {"inspectorate": "hmic", "condition": "Where there is a force.", "source": "TEST ¶29"}
    ]
    kind["submissions"] = [
        {"code": "audit", "title": "A joint audit", "by": "partnership", "source": "TEST ¶16"}
    ]
    alone = {
        **deepcopy(kind),
        "code": "visit",
        "title": "A visit by one",
        "graded": False,
        "power": "ofsted-own",
        "participants": ["ofsted"],
        "optional_participants": [],
        "deep_dive": False,
        "submissions": [],
    }
    data["inspection_types"].append(alone)
    framework_version_factory(**data)


def test_the_first_step_says_of_each_type_who_graded_or_not_and_at_what_notice(
    client_of: ClientOf,
) -> None:
    of_every_kind()
    text = text_of(client_of(member_factory("ofsted", "lead")).get(reverse("inspections:open")))
    assert "Ofsted, CQC and HMICFRS, graded, 5 working days of notice" in text
    assert "Ofsted, no grades, 5 working days of notice" in text
    assert text.count("Integrated inspections</legend>") == 1


def test_the_second_step_asks_what_the_type_leaves_open(client_of: ClientOf) -> None:
    of_every_kind()
    client, area = client_of(member_factory("ofsted", "lead")), LocalAreaFactory()
    page = client.get(opening(area.code))
    form, text = page.context["form"], text_of(page)
    assert form["participants"].value() == ["ofsted", "cqc"]
    assert "Where there is a force. (TEST ¶29)" in text
    assert "Children who go missing (2016)" in text
    assert "Not chosen for a round" in text
    assert "A joint audit" in text
    assert "Children Act 2004, section 20" in text
    alone = client.get(opening(area.code, "integrated.visit"))
    assert {"deep_dive", "participants"} & set(alone.context["form"].fields) == set()
    assert "section 136" in text_of(alone)


def test_the_topic_of_a_deep_dive_is_asked_for_and_kept(client_of: ClientOf) -> None:
    of_every_kind()
    client, area = client_of(member_factory("ofsted", "lead")), LocalAreaFactory()
    missing = client.post(opening(area.code), opening_form())
    assert missing.status_code == 422
    assert "Select the topic of the deep dive" in text_of(missing)
    assert client.post(opening(area.code), opening_form(deep_dive="none")).status_code == 422
    sent = opening_form(deep_dive="early_help")
    assert client.post(opening(area.code), sent).status_code == 302
    assert Inspection.objects.get().deep_dive == "early_help"


def test_a_type_of_one_inspectorate_needs_no_choice_of_them(client_of: ClientOf) -> None:
    of_every_kind()
    client, area = client_of(member_factory("ofsted", "lead")), LocalAreaFactory()
    sent = opening_form()
    del sent["participants"]
    answer = client.post(opening(area.code, "integrated.visit"), sent)
    assert answer.status_code == 302
    strand = Inspection.objects.get().strands.get()
    assert (strand.code, strand.kind, strand.power.code) == ("ofsted", "single", "ofsted-own")


def test_the_same_receipt_for_another_area_opens_no_second_inspection(client_of: ClientOf) -> None:
    joint_inspection()
    client, sent = client_of(member_factory("ofsted", "lead")), opening_form()
    assert client.post(opening(LocalAreaFactory().code), sent).status_code == 302
    before = Inspection.objects.count()
    assert client.post(opening(LocalAreaFactory().code), sent).status_code == 409
    assert Inspection.objects.count() == before


@pytest.mark.parametrize("number", [1, 3])
def test_both_steps_cost_the_same_for_one_framework_and_for_three(
    client_of: ClientOf, assert_queries: Queries, number: int
) -> None:
    for one in range(number):
        code = {"code": f"framework-{one}", "title": f"Framework {one}"}
        framework_version_factory(framework=code, criteria=3 * number)
    client, area = client_of(member_factory("ofsted", "lead")), LocalAreaFactory()
    # session, person, membership, types with participants and key dates, areas, audit
    with assert_queries(8):
        assert client.get(reverse("inspections:open")).status_code == 200
    # and: the area, its board, the powers
    with assert_queries(11):
        answer = client.get(opening(area.code, "framework-0.integrated-lscb"))
    assert answer.status_code == 200


def test_an_inspector_opens_nothing(client_of: ClientOf) -> None:
    joint = joint_inspection()
    for person in (joint.inspectors["ofsted"], joint.chair, AdminFactory()):
        assert client_of(person).get(reverse("inspections:open")).status_code == 403


def test_a_lead_whose_inspectorate_leads_no_type_finds_nothing_to_open(
    client_of: ClientOf,
) -> None:
    joint = joint_inspection()
    client = client_of(joint.leads["cqc"])
    page = client.get(reverse("inspections:open"))
    assert page.status_code == 200
    assert "There is nothing to open" in text_of(page)
    posted = client.post(opening(joint.inspection.area.code), opening_form())
    assert posted.status_code == 422
    assert "There is nothing to open" in text_of(posted)


# --- the team -----------------------------------------------------------------------------------


def test_the_team_says_who_from_where_as_what_since_when(client_of: ClientOf) -> None:
    joint = joint_inspection()
    text = text_of(client_of(joint.quality_assurer).get(at(joint, "team")))
    for person in joint.team:
        assert person.name in text
    assert "Overall lead" in text
    assert "HMICFRS" in text
    assert "Each inspectorate’s lead names its people" in text
    assert "End " not in text


def test_a_lead_finds_the_way_to_end_the_work_of_the_lead_s_own(client_of: ClientOf) -> None:
    joint = joint_inspection()
    text = text_of(client_of(joint.leads["cqc"]).get(at(joint, "team")))
    assert f"End {joint.inspectors['cqc'].name}’s work" in text
    assert f"End {joint.inspectors['hmic'].name}’s work" not in text


def test_the_overall_lead_names_a_lead(client_of: ClientOf) -> None:
    joint = joint_inspection()
    lead = joint.inspection.assignments.get(person=joint.leads["hmic"])
    yesterday = timezone.localdate() - timedelta(days=1)
    Assignment.objects.filter(pk=lead.pk).update(ends_on=yesterday)
    person = member_factory("hmic", name="Noor Vale")
    client = client_of(joint.overall_lead)
    assert "Noor Vale (HMICFRS)" in text_of(client.get(at(joint, "name_lead")))
    sent = {"once": str(uuid4()), "person": person.email}
    for _ in range(2):
        assert client.post(at(joint, "name_lead"), sent).status_code == 302
    assert joint.inspection.assignments.get(person=person).role == "lead"
    entry = AuditEntry.objects.filter(person=joint.overall_lead, method="POST").first()
    assert entry.changed == [f"assignment of {person.email} as lead"]


def test_people_of_the_team_and_of_other_bodies_cannot_be_named(client_of: ClientOf) -> None:
    joint = joint_inspection(inspectorates=("ofsted", "cqc"))
    outside, own = member_factory("hmic", name="Outside"), member_factory("cqc", name="Own One")
    text = text_of(client_of(joint.leads["cqc"]).get(at(joint, "name_member")))
    assert own.email in text
    assert outside.email not in text
    assert joint.inspectors["cqc"].email not in text
    sent = {"once": str(uuid4()), "person": outside.email, "role": "inspector"}
    page = client_of(joint.leads["cqc"]).post(at(joint, "name_member"), sent)
    assert page.status_code == 422


def test_a_lead_names_an_inspector(client_of: ClientOf) -> None:
    joint = joint_inspection()
    person = member_factory("cqc")
    sent = {"once": str(uuid4()), "person": person.email, "role": "quality_assurer"}
    answer = client_of(joint.leads["cqc"]).post(at(joint, "name_member"), sent)
    assert answer.status_code == 302
    assert joint.inspection.assignments.get(person=person).role == "quality_assurer"


def test_ending_somebody_s_work_asks_when(client_of: ClientOf) -> None:
    joint = joint_inspection()
    person = joint.inspectors["cqc"]
    client = client_of(joint.leads["cqc"])
    address = at(joint, "end_assignment", person.email)
    assert "What they recorded stays" in text_of(client.get(address))
    assert client.post(address, {"once": str(uuid4())}).status_code == 422
    assert client.post(address, {"once": str(uuid4()), "when": "today"}).status_code == 302
    assert joint.inspection.assignments.get(person=person).ends_on == timezone.localdate()
    assert client.get(address).status_code == 404


@pytest.mark.parametrize("who", ["overall_lead", "lead", "inspector"])
def test_nobody_ends_the_overall_lead(client_of: ClientOf, who: str) -> None:
    joint = joint_inspection()
    address = at(joint, "end_assignment", joint.overall_lead.email)
    answer = client_of(people(joint)[who]).post(address, {"once": str(uuid4()), "when": "now"})
    assert answer.status_code == 403


@pytest.mark.parametrize("number", [1, 3])
def test_the_team_costs_the_same_for_any_number_of_people(
    client_of: ClientOf, assert_queries: Queries, number: int
) -> None:
    joint = joint_inspection(inspectorates=("ofsted", "cqc", "hmic")[: max(number, 2)])
    client = client_of(joint.overall_lead)
    # session, person, place, team, whether one deputises, who handed over, audit
    with assert_queries(7):
        assert client.get(at(joint, "team")).status_code == 200


# --- key dates, agencies, cases -----------------------------------------------------------------


def test_key_dates_are_written_out(client_of: ClientOf) -> None:
    joint = joint_inspection()
    text = text_of(client_of(joint.quality_assurer).get(at(joint, "dates")))
    day = joint.inspection.key_dates.get(code="fieldwork_end").on
    assert f"{day:%A} {day.day} {day:%B %Y}" in text
    assert "140112 ¶36" in text
    assert "This service’s own setting" in text


def test_agencies_and_the_chair_are_shown(client_of: ClientOf) -> None:
    joint = joint_inspection()
    text = text_of(client_of(joint.inspectors["hmic"]).get(at(joint, "agencies")))
    assert "Northmere LSCB" in text
    assert joint.chair.name in text
    assert joint.chair.email in text
    assert joint.agencies[2].name in text
    assert "Leader of police" in text
    assert "Add an agency" not in text


def test_a_lead_adds_an_agency(client_of: ClientOf) -> None:
    joint = joint_inspection()
    sent = {
        "once": str(uuid4()),
        "kind": "probation",
        "name": "Northmere Probation",
        "holder_name": "Ash Reed",
        "holder_title": "Head of service",
        "holder_email": "",
        "since_day": 1,
        "since_month": 2,
        "since_year": 2024,
    }
    client = client_of(joint.leads["hmic"])
    for _ in range(2):
        assert client.post(at(joint, "add_agency"), sent).status_code == 302
    agency = Agency.objects.get(name="Northmere Probation")
    assert agency.offices.get().title == "Head of service"
    bad = client.post(at(joint, "add_agency"), {**sent, "once": str(uuid4()), "name": ""})
    assert bad.status_code == 422
    assert "Enter the name of the agency" in text_of(bad)
    assert "Ash Reed" in text_of(bad)


def test_the_overall_lead_records_another_chair(client_of: ClientOf) -> None:
    joint = joint_inspection()
    account = UserFactory(name="Sam Field")
    sent = {
        "once": str(uuid4()),
        "holder_name": "Sam Field",
        "holder_title": "Independent chair",
        "holder_email": account.email,
        "since_day": 1,
        "since_month": 9,
        "since_year": 2020,
    }
    client = client_of(joint.overall_lead)
    assert client.post(at(joint, "chair"), sent).status_code == 302
    office = joint.inspection.partnership.offices.get(ends_on=None)
    assert office.person == account
    admin = {**sent, "once": str(uuid4()), "holder_email": AdminFactory().email}
    page = client.post(at(joint, "chair"), admin)
    assert page.status_code == 422
    assert "belongs to an admin or to an inspectorate" in text_of(page)


def test_cases_are_listed_by_reference(client_of: ClientOf) -> None:
    joint = joint_inspection()
    case_of(joint), case_of(joint, "sampled", cohort="care_leaver")
    text = text_of(client_of(joint.quality_assurer).get(at(joint, "cases")))
    assert ">T1<" in text
    assert ">S1<" in text
    assert "Care leaver" in text
    assert "The quality assurer reads; the inspectors add cases." in text


def test_an_inspector_adds_a_case(client_of: ClientOf) -> None:
    joint = joint_inspection()
    sent = {
        "once": str(uuid4()),
        "kind": "tracked",
        "age_band": "unborn",
        "cohort": "protection_plan",
    }
    client = client_of(joint.inspectors["cqc"])
    for _ in range(2):
        answer = client.post(at(joint, "add_case"), sent)
        assert answer["Location"] == at(joint, "case", "T1")
    assert Case.objects.of(joint.inspection).count() == 1
    page = client.post(at(joint, "add_case"), {"once": str(uuid4())})
    assert page.status_code == 422
    assert "Select the age of the child" in text_of(page)


def test_a_case_that_is_not_there_is_absent(client_of: ClientOf) -> None:
    joint, other = joint_inspection(), joint_inspection()
    case_of(other)
    client = client_of(joint.inspectors["cqc"])
    assert client.get(at(joint, "case", "T1")).status_code == 404
    assert client.get(at(other, "case", "T1")).status_code == 404


# --- the stage ----------------------------------------------------------------------------------


def test_the_notice_has_its_prescribed_order(client_of: ClientOf) -> None:
    """150092 ¶15: the chair first, the business manager if absent, then each its own agency."""
    joint = inspection_at("planned")
    text = text_of(client_of(joint.overall_lead).get(at(joint, "stage")))
    order = [
        joint.chair.name,
        "The business manager",
        "Ofsted, at once after the chair",
        "CQC, at once after the chair",
        "HMICFRS, at once after the chair",
    ]
    places = [text.index(words) for words in order if words in text]
    assert len(places) == len(order)
    assert places[:2] == sorted(places[:2])
    assert min(places[2:]) > places[1]


def test_the_overall_lead_moves_the_inspection(client_of: ClientOf) -> None:
    joint = inspection_at("planned")
    client = client_of(joint.overall_lead)
    text = text_of(client.get(at(joint, "stage")))
    assert "Notify the area" in text
    assert "Postpone the inspection" in text
    assert "Start fieldwork" not in text
    sent = {"once": str(uuid4()), "verb": "notify", "why": ""}
    for _ in range(2):
        assert client.post(at(joint, "stage"), sent).status_code == 302
    joint.inspection.refresh_from_db()
    assert joint.inspection.state == "notified"
    assert joint.inspection.events.count() == 2


def test_to_suspend_asks_for_the_reason_and_keeps_it_on_the_record(client_of: ClientOf) -> None:
    joint = joint_inspection()
    client = client_of(joint.overall_lead)
    page = client.post(at(joint, "stage"), {"once": str(uuid4()), "verb": "suspend", "why": " "})
    assert page.status_code == 422
    assert "Enter the reason" in text_of(page)
    sent = {"once": str(uuid4()), "verb": "suspend", "why": "Floods."}
    assert client.post(at(joint, "stage"), sent).status_code == 302
    assert "Floods." in text_of(client.get(at(joint, "stage")))


def test_a_step_that_the_stage_does_not_have_is_no_choice(client_of: ClientOf) -> None:
    joint = inspection_at("planned")
    sent = {"once": str(uuid4()), "verb": "close", "why": ""}
    page = client_of(joint.overall_lead).post(at(joint, "stage"), sent)
    assert page.status_code == 422
    joint.inspection.refresh_from_db()
    assert joint.inspection.state == "planned"


@pytest.mark.parametrize("who", ["lead", "inspector", "quality_assurer"])
def test_others_of_the_team_see_the_stage_and_do_not_move_it(client_of: ClientOf, who: str) -> None:
    joint = joint_inspection()
    client = client_of(people(joint)[who])
    assert "Only the overall lead" in text_of(client.get(at(joint, "stage")))
    sent = {"once": str(uuid4()), "verb": "end_fieldwork", "why": ""}
    assert client.post(at(joint, "stage"), sent).status_code == 403
    joint.inspection.refresh_from_db()
    assert joint.inspection.state == "fieldwork"


def test_nothing_follows_the_end(client_of: ClientOf) -> None:
    joint = inspection_at("closed")
    text = text_of(client_of(joint.overall_lead).get(at(joint, "stage")))
    assert "Nothing follows this stage." in text
