"""The screens of cases: adding, changing, two editors, history, team, links and steps."""

import html
import re
from collections.abc import Callable
from contextlib import AbstractContextManager
from typing import Any
from uuid import uuid4

import pytest
from django.http import HttpResponse
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from inspections.models import Case, CaseLink, CaseMember, CaseRevision, CaseStep, StepReport
from records.models import AuditEntry
from tests.factories.cases import (
    adult_case,
    agency_of,
    change,
    link,
    plan,
    put_on,
    report,
    step_of,
    worked_case,
)
from tests.factories.inspections import (
    JointInspection,
    case_of,
    evidence_by,
    joint_inspection,
)
from tests.factories.organisations import LocalAreaFactory

pytestmark = pytest.mark.django_db
ClientOf = Callable[..., Client]
CountQueries = Callable[[], AbstractContextManager[list[str]]]

TYPED = {
    "right to left": "\u202eמישהו אמר\u202c so.",
    "emoji": "👩‍👧 seen twice",
    "a script": "<script>alert(1)</script>",
    "a template": "{{ settings.SECRET_KEY }}",
}


def at(joint: JointInspection, screen: str, *more: Any) -> str:
    return reverse(f"inspections:{screen}", args=[joint.reference, *more])


def text_of(answer: HttpResponse) -> str:
    """The page as it is read."""
    return html.unescape(answer.content.decode())


def base_of(page: HttpResponse) -> str:
    """What version the form on the page stands on."""
    found = re.search(r'name="base"[^>]*value="(\d+)"', page.content.decode())
    assert found, "no form stands on a version"
    return found[1]


def checked(page: HttpResponse, name: str) -> list[str]:
    """The values that are chosen on the page under this name."""
    inputs = re.findall(rf'<input[^>]*name="{name}"[^>]*>', page.content.decode())
    return [
        found[1]
        for one in inputs
        if " checked" in one and (found := re.search(r'value="([^"]*)"', one))
    ]


def new_case(**changes: Any) -> dict[str, Any]:
    """What a browser sends for a new case."""
    usual = {
        "once": str(uuid4()),
        "kind": "tracked",
        "age_band": "5_to_9",
        "cohort": "in_need",
        "listed_by": "",
        "point": "",
        "lives_in": "",
        "placed_by": "",
    }
    return {**usual, **changes}


def changed_case(base: int = 1, **changes: Any) -> dict[str, Any]:
    """What a browser sends for a change."""
    sent = new_case(**{"base": base, "why": "", **changes})
    del sent["kind"]
    return sent


def done(**changes: Any) -> dict[str, Any]:
    """What a browser sends when a step was done today."""
    today = timezone.localdate()
    usual = {
        "once": str(uuid4()),
        "base": 0,
        "outcome": "done",
        "on_day": today.day,
        "on_month": today.month,
        "on_year": today.year,
        "note": "",
    }
    return {**usual, **changes}


# --- adding -------------------------------------------------------------------------------------


def test_a_case_is_added_with_everything_that_is_known(client_of: ClientOf) -> None:
    joint, elsewhere = joint_inspection(), LocalAreaFactory()
    sent = new_case(
        kind="sampled",
        point="placement",
        cohort="looked_after",
        listed_by=agency_of(joint, "health").pk,
        flags=["is_disabled", "has_been_missing"],
        agencies=[agency.pk for agency in joint.agencies],
        lives_in=elsewhere.pk,
        placed_by=joint.inspection.area_id,
    )
    client = client_of(joint.inspectors["cqc"])
    answer = client.post(at(joint, "add_case"), sent, follow=True)
    assert answer.redirect_chain == [(at(joint, "case", "S1"), 302)]
    text = text_of(answer)
    for words in (
        "Case S1 is added.",
        "Sampled",
        "Placement",
        "Looked after",
        agency_of(joint, "health").name,
        "Disabled; Has been missing",
        f"Out of area: placed by {joint.inspection.area.name}",
        elsewhere.name,
    ):
        assert words in text
    case = Case.objects.get()
    assert (case.point, case.agencies.count()) == ("placement", 3)


@pytest.mark.parametrize(
    ("subject", "sent", "reads"),
    [
        ("child", {}, "A child"),
        (
            "young_person",
            {"age_band": "16_to_17", "cohort": "custody"},
            "A young person known to a youth offending team",
        ),
        (
            "adult_offender",
            {"age_band": "18_or_over", "adults_part": "protective_factor", "listed_by": "police"},
            "They are a protective factor for children",
        ),
    ],
)
def test_each_subject_has_questions_of_its_own(
    client_of: ClientOf, subject: str, sent: dict[str, Any], reads: str
) -> None:
    joint = joint_inspection()
    if "listed_by" in sent:
        sent = {**sent, "listed_by": agency_of(joint).pk}
    client = client_of(joint.inspectors["ofsted"])
    address = f"{at(joint, 'add_case')}?subject={subject}"
    page = text_of(client.get(address))
    assert ("What the adult is to the children" in page) is (subject == "adult_offender")
    assert ('value="unborn"' in page) is (subject == "child")
    answer = client.post(address, new_case(**sent), follow=True)
    assert reads in text_of(answer)
    assert Case.objects.get().subject == subject


def test_a_subject_that_there_is_not_asks_about_a_child(client_of: ClientOf) -> None:
    joint = joint_inspection()
    page = client_of(joint.inspectors["ofsted"]).get(f"{at(joint, 'add_case')}?subject=dog")
    assert "Age of the child" in text_of(page)


@pytest.mark.parametrize(
    ("subject", "sent", "says"),
    [
        ("child", {"kind": ""}, "Select the kind of case"),
        ("child", {"age_band": ""}, "Select the age of the child"),
        ("child", {"cohort": ""}, "Select where in the system the child is"),
        ("child", {"kind": "sampled"}, "Select the point of the journey"),
        ("child", {"point": "review"}, "Only a sampled case is looked at in one point"),
        ("child", {"age_band": "18_or_over"}, "Only a care leaver"),
        ("child", {"age_band": "ninety"}, "What you chose is not in the list any more"),
        ("child", {"cohort": "x" * 100_000}, "What you chose is not in the list any more"),
        ("child", {"lives_in": "\x00"}, "Where the child lives"),
        ("child", {"once": ""}, "This page has lost its receipt"),
        ("young_person", {"age_band": "under_1"}, "What you chose is not in the list any more"),
        ("adult_offender", {"age_band": "18_or_over"}, "Select what the adult is to the children"),
        (
            "adult_offender",
            {"age_band": "18_or_over", "adults_part": "children_at_risk"},
            "Select from which agency’s list the adult offender comes",
        ),
    ],
)
def test_what_is_missing_is_said_and_what_was_chosen_stays(
    client_of: ClientOf, subject: str, sent: dict[str, Any], says: str
) -> None:
    joint = joint_inspection()
    address = f"{at(joint, 'add_case')}?subject={subject}"
    data = new_case(flags=["in_custody"], **sent)
    answer = client_of(joint.inspectors["cqc"]).post(address, data)
    assert answer.status_code == 422
    assert says in text_of(answer)
    assert text_of(answer).count("<title>Error: ") == 1
    assert checked(answer, "flags") == ["in_custody"]
    assert not Case.objects.exists()


def test_a_form_sent_again_with_other_content_is_refused(client_of: ClientOf) -> None:
    joint = joint_inspection()
    client, sent = client_of(joint.inspectors["cqc"]), new_case()
    assert client.post(at(joint, "add_case"), sent).status_code == 302
    assert client.post(at(joint, "add_case"), sent)["Location"] == at(joint, "case", "T1")
    assert client.post(at(joint, "add_case"), {**sent, "cohort": "custody"}).status_code == 409
    assert [case.cohort for case in Case.objects.all()] == ["in_need"]


# --- changing -----------------------------------------------------------------------------------


def test_the_form_shows_what_is_known_and_keeps_what_is_changed(client_of: ClientOf) -> None:
    joint = joint_inspection()
    case = case_of(joint, flags=("is_disabled",), agencies=(agency_of(joint).pk,))
    client = client_of(joint.inspectors["hmic"])
    page = client.get(at(joint, "change_case", "T1"))
    assert checked(page, "flags") == ["is_disabled"]
    assert checked(page, "age_band") == ["5_to_9"]
    assert checked(page, "agencies") == [str(agency_of(joint).pk)]
    assert base_of(page) == "1"
    sent = changed_case(cohort="looked_after", flags=["in_custody"], why="The court decided.")
    answer = client.post(at(joint, "change_case", "T1"), sent, follow=True)
    assert "Saved: case T1." in text_of(answer)
    case.refresh_from_db()
    assert (case.cohort, case.version) == ("looked_after", 2)
    assert case.flags == ("in_custody",)
    assert not case.agencies.exists()


def test_the_history_says_what_became_of_what(client_of: ClientOf) -> None:
    joint = joint_inspection()
    case = case_of(joint, flags=("is_disabled",))
    change(joint, case, cohort="looked_after", flags=(), why="After the <b>review</b>.")
    change(joint, case)
    text = text_of(client_of(joint.quality_assurer).get(at(joint, "case_history", "T1")))
    for words in (
        "Version 3",
        "Nothing in it changed.",
        "Child protection plan → Looked after",
        "No longer: Disabled",
        f"by {joint.inspectors['cqc']}",
        "Version 1",
    ):
        assert words in text
    assert text.index("Version 3") < text.index("Version 2") < text.index("Version 1")
    assert (
        "After the &lt;b&gt;review"
        in client_of(joint.quality_assurer).get(at(joint, "case_history", "T1")).content.decode()
    )


def test_of_two_editors_the_second_sees_both_and_loses_nothing(client_of: ClientOf) -> None:
    joint = joint_inspection()
    case = case_of(joint)
    change(joint, case, cohort="looked_after", why="The first one’s reason.")
    client = client_of(joint.inspectors["hmic"])
    sent = changed_case(cohort="care_leaver", flags=["in_custody"], why="The second one’s reason.")
    answer = client.post(at(joint, "change_case", "T1"), sent)
    assert answer.status_code == 409
    text = text_of(answer)
    for words in (
        "Needs your choice",
        "The first one’s reason.",
        "The second one’s reason.",
        "Child protection plan",
        "Looked after",
        "Care leaver",
        "Version 2, saved",
    ):
        assert words in text
    assert checked(answer, "cohort") == ["care_leaver"]
    assert checked(answer, "flags") == ["in_custody"]
    assert base_of(answer) == "2"
    case.refresh_from_db()
    assert (case.cohort, case.version) == ("looked_after", 2)


def test_what_is_made_of_both_is_saved_over_the_newer_version(client_of: ClientOf) -> None:
    joint = joint_inspection()
    case = case_of(joint)
    change(joint, case, cohort="looked_after")
    client, sent = client_of(joint.inspectors["hmic"]), changed_case(flags=["in_custody"])
    sent["base"] = base_of(client.post(at(joint, "change_case", "T1"), sent))
    assert client.post(at(joint, "change_case", "T1"), sent).status_code == 302
    versions = [(one.version, one.said().cohort) for one in CaseRevision.objects.of(case)]
    assert versions == [(3, "in_need"), (2, "looked_after"), (1, "protection_plan")]


def test_a_conflict_over_whose_case_it_is_shows_both(client_of: ClientOf) -> None:
    joint = joint_inspection()
    case = case_of(joint)
    client = client_of(joint.inspectors["hmic"])
    page = client.get(at(joint, "change_case", "T1"))
    assert 'action="?subject=child"' in text_of(page)
    adult = {
        "subject": "adult_offender",
        "adults_part": "children_at_risk",
        "age_band": "18_or_over",
        "listed_by": agency_of(joint).pk,
    }
    change(joint, case, **adult)
    address = f"{at(joint, 'change_case', 'T1')}?subject=child"
    answer = client.post(address, changed_case(cohort="care_leaver"))
    assert answer.status_code == 409
    assert "An adult offender" in text_of(answer)
    assert "Care leaver" in text_of(answer)
    assert checked(answer, "cohort") == ["care_leaver"]


@pytest.mark.parametrize("words", TYPED.values(), ids=TYPED)
def test_a_reason_is_kept_and_shown_as_it_was_typed(client_of: ClientOf, words: str) -> None:
    joint = joint_inspection()
    case_of(joint)
    client = client_of(joint.inspectors["cqc"])
    sent = {**changed_case(cohort="custody"), "why": words}
    assert client.post(at(joint, "change_case", "T1"), sent).status_code == 302
    page = client.get(at(joint, "case_history", "T1"))
    assert words in text_of(page)
    assert "<script>alert" not in page.content.decode()


@pytest.mark.parametrize(
    ("sent", "says"),
    [
        ({"why": "x" * 100_000}, "Reason must be 2,000 characters or fewer"),
        ({"base": ""}, "base"),
        ({"base": "many"}, "base"),
        ({"age_band": ""}, "Select the age of the child"),
        ({"agencies": ["987654"]}, "What you chose is not in the list any more"),
    ],
)
def test_a_bad_change_is_told_and_what_was_typed_stays(
    client_of: ClientOf, sent: dict[str, Any], says: str
) -> None:
    joint = joint_inspection()
    case_of(joint)
    data = {**changed_case(cohort="custody"), "why": "My reason.", **sent}
    answer = client_of(joint.inspectors["cqc"]).post(at(joint, "change_case", "T1"), data)
    assert answer.status_code == 422
    assert says in text_of(answer)
    assert str(data["why"]) in text_of(answer)
    assert checked(answer, "cohort") == ["custody"]
    assert Case.objects.get().version == 1


def test_a_key_used_before_is_told_and_the_form_can_be_sent_again(client_of: ClientOf) -> None:
    joint = joint_inspection()
    case_of(joint), case_of(joint)
    client, sent = client_of(joint.inspectors["cqc"]), changed_case(cohort="custody")
    assert client.post(at(joint, "change_case", "T1"), sent).status_code == 302
    answer = client.post(at(joint, "change_case", "T2"), sent)
    assert answer.status_code == 409
    assert "sent before with other content" in text_of(answer)
    found = re.search(r'name="once" value="([^"]+)"', answer.content.decode())
    assert found
    assert found[1] != sent["once"]
    sent["once"] = found[1]
    assert client.post(at(joint, "change_case", "T2"), sent).status_code == 302


def test_the_kind_and_the_reference_cannot_be_sent_along(client_of: ClientOf) -> None:
    joint = joint_inspection()
    case_of(joint)
    extra = {"kind": "sampled", "reference": "S9", "version": 9, "inspection": 1, "added_by": 1}
    sent = {**changed_case(cohort="custody"), **extra}
    client_of(joint.inspectors["cqc"]).post(at(joint, "change_case", "T1"), sent)
    case = Case.objects.get()
    assert (case.kind, case.reference, case.version) == ("tracked", "T1", 2)
    assert case.added_by == joint.inspectors["ofsted"]


# --- the team -----------------------------------------------------------------------------------


def test_inspectors_are_put_on_a_case_and_taken_off(client_of: ClientOf) -> None:
    joint = joint_inspection()
    case_of(joint)
    client, person = client_of(joint.inspectors["ofsted"]), joint.inspectors["cqc"]
    page = text_of(client.get(at(joint, "case_team", "T1")))
    assert person.email in page
    assert joint.quality_assurer.email not in page
    sent = {"once": str(uuid4()), "person": person.email}
    for _ in range(2):
        answer = client.post(at(joint, "case_team", "T1"), sent, follow=True)
        assert f"{person} works on case T1." in text_of(answer)
    assert CaseMember.objects.count() == 1
    assert person.email not in text_of(client.get(at(joint, "case_team", "T1")))

    end = at(joint, "end_case_member", "T1", person.email)
    assert "stays on the inspection’s team" in text_of(client.get(end))
    answer = client.post(end, {"once": str(uuid4())}, follow=True)
    assert f"{person} does not work on case T1 any more." in text_of(answer)
    assert client.get(end).status_code == 404
    assert CaseMember.objects.get().taken_off_by == joint.inspectors["ofsted"]


@pytest.mark.parametrize("sent", ["", "nobody@nowhere.example", "\x00", "assurer"])
def test_who_is_not_in_the_list_is_not_put_on_a_case(client_of: ClientOf, sent: str) -> None:
    joint = joint_inspection()
    case_of(joint)
    email = joint.quality_assurer.email if sent == "assurer" else sent
    answer = client_of(joint.inspectors["ofsted"]).post(
        at(joint, "case_team", "T1"), {"once": str(uuid4()), "person": email}
    )
    assert answer.status_code == 422
    assert not CaseMember.objects.exists()


# --- links --------------------------------------------------------------------------------------


def test_cases_are_linked_shown_on_both_and_the_link_is_ended(client_of: ClientOf) -> None:
    joint = joint_inspection()
    adult_case(joint), case_of(joint)
    client = client_of(joint.inspectors["cqc"])
    assert "No child is linked to this adult yet" in text_of(client.get(at(joint, "case", "T1")))
    sent = {"once": str(uuid4()), "kind": "adults-child", "other": "T1"}
    for _ in range(2):
        answer = client.post(at(joint, "link_case", "T2"), sent, follow=True)
        assert "Case T1 is linked to T2." in text_of(answer)
    assert CaseLink.objects.count() == 1
    assert "Adult whose child this is" in text_of(client.get(at(joint, "case", "T2")))
    assert "Child of this adult" in text_of(client.get(at(joint, "case", "T1")))

    end = at(joint, "end_case_link", "T2", "adults-child", "T1")
    assert "who ended it" in text_of(client.get(end))
    answer = client.post(end, {"once": str(uuid4())}, follow=True)
    assert "The link to case T1 has ended." in text_of(answer)
    assert client.get(end).status_code == 404
    assert "Ended" in text_of(client.get(at(joint, "case", "T1")))


@pytest.mark.parametrize(
    ("sent", "status", "says"),
    [
        ({"kind": "", "other": "T2"}, 422, "Select what the cases are to each other"),
        ({"kind": "siblings", "other": ""}, 422, "Select the other case"),
        ({"kind": "siblings", "other": "T1"}, 422, "What you chose is not in the list any more"),
        ({"kind": "siblings", "other": "T9"}, 422, "What you chose is not in the list any more"),
        ({"kind": "cousins", "other": "T2"}, 422, "What you chose is not in the list any more"),
        ({"kind": "siblings", "other": "T3"}, 409, "Siblings are children"),
        ({"kind": "household", "other": "T2"}, 409, "are linked already"),
    ],
)
def test_a_link_that_cannot_be_is_told(
    client_of: ClientOf, sent: dict[str, str], status: int, says: str
) -> None:
    joint = joint_inspection()
    one, other = case_of(joint), case_of(joint)
    adult_case(joint), link(joint, one, other, "household")
    data = {"once": str(uuid4()), **sent}
    answer = client_of(joint.inspectors["cqc"]).post(at(joint, "link_case", "T1"), data)
    assert answer.status_code == status
    assert says in text_of(answer)
    assert CaseLink.objects.count() == 1


@pytest.mark.parametrize("other", ["T2", "T9", "T1"])
def test_a_link_that_is_not_there_cannot_be_ended(client_of: ClientOf, other: str) -> None:
    joint = joint_inspection()
    case_of(joint), case_of(joint)
    client = client_of(joint.inspectors["cqc"])
    address = at(joint, "end_case_link", "T1", "siblings", other)
    assert client.get(address).status_code == 404
    assert client.post(address, {"once": str(uuid4())}).status_code == 404


# --- steps --------------------------------------------------------------------------------------


def test_what_is_usual_is_suggested_from_the_agencies_involved(client_of: ClientOf) -> None:
    joint = joint_inspection()
    police, health = agency_of(joint), agency_of(joint, "health")
    case_of(joint, agencies=(police.pk, health.pk))
    client = client_of(joint.inspectors["cqc"])
    page = client.get(at(joint, "case_steps", "T1"))
    assert set(checked(page, "steps")) == {
        f"records:{police.pk}",
        f"records:{health.pk}",
        "child",
        "parent",
    }
    sent = {"once": str(uuid4()), "steps": checked(page, "steps")}
    for _ in range(2):
        answer = client.post(at(joint, "case_steps", "T1"), sent, follow=True)
        assert "Planned: 4 on case T1." in text_of(answer)
    assert CaseStep.objects.count() == 4
    assert checked(client.get(at(joint, "case_steps", "T1")), "steps") == ["parent"]


def test_without_agencies_the_page_says_where_records_come_from(client_of: ClientOf) -> None:
    joint = joint_inspection()
    case_of(joint)
    page = client_of(joint.inspectors["cqc"]).get(at(joint, "case_steps", "T1"))
    assert "No agency is recorded on this case." in text_of(page)
    assert checked(page, "steps") == ["child", "parent"]


@pytest.mark.parametrize("steps", [[], ["dance"], ["records:987654"], ["adult"], ["\x00"]])
def test_what_is_not_offered_is_not_planned(client_of: ClientOf, steps: list[str]) -> None:
    joint = joint_inspection()
    case_of(joint)
    sent = {"once": str(uuid4()), "steps": steps}
    answer = client_of(joint.inspectors["cqc"]).post(at(joint, "case_steps", "T1"), sent)
    assert answer.status_code == 422
    assert not CaseStep.objects.exists()


def test_records_are_reported_as_read(client_of: ClientOf) -> None:
    joint = joint_inspection()
    worked_case(joint)
    client, doer = client_of(joint.inspectors["ofsted"]), joint.inspectors["cqc"]
    page = text_of(client.get(at(joint, "case_step", "T1", 1)))
    assert "Nothing was reported on this yet." in page
    assert "Consent" not in page
    sent = done(done_by=doer.email, note="Two volumes.")
    answer = client.post(at(joint, "case_step", "T1", 1), sent, follow=True)
    text = text_of(answer)
    assert f"Saved: Read the records, {agency_of(joint).name}." in text
    assert "1 of 1 records read" in text
    assert f"{doer}, CQC" in text
    assert "Two volumes." in text


def test_a_child_is_spoken_to_with_consent_and_company(client_of: ClientOf) -> None:
    joint = joint_inspection()
    worked_case(joint)
    client = client_of(joint.inspectors["cqc"])
    page = text_of(client.get(at(joint, "case_step", "T1", 2)))
    assert "Consent to speak to the child" in page
    assert "Who else was present" in page
    sent = done(
        done_by=joint.inspectors["cqc"].email,
        consent="by_child",
        present=["advocate", "interpreter"],
    )
    answer = client.post(at(joint, "case_step", "T1", 2), sent, follow=True)
    text = text_of(answer)
    assert "Consent: given by the child" in text
    assert "Present: an advocate, an interpreter or communication support" in text
    assert "child spoken to" in text


@pytest.mark.parametrize(
    ("step", "sent", "says"),
    [
        (1, {"outcome": ""}, "Select what became of it"),
        (1, {"on_day": "", "on_month": "", "on_year": ""}, "Enter the day on which it was done"),
        (1, {"on_year": timezone.localdate().year + 1}, "The day must be today or in the past"),
        (1, {"outcome": "left"}, "Enter the reason."),
        (1, {"outcome": "to_do", "note": "Why."}, "What you chose is not in the list any more"),
        (1, {"done_by": "nobody@nowhere.example"}, "What you chose is not in the list any more"),
        (1, {"note": "x" * 100_000}, "Note must be 2,000 characters or fewer"),
        (2, {}, "Select whether consent was given."),
        (2, {"consent": "by_child"}, "Select who was present."),
        (2, {"consent": "by_child", "present": ["nobody", "parent"]}, "Either nobody else"),
        (2, {"consent": "not_asked", "present": ["nobody"]}, "Say why consent was not asked."),
        (2, {"consent": "refused"}, "Consent was refused: select that it will not be done."),
    ],
)
def test_a_report_that_does_not_hold_is_told_and_stays_typed(
    client_of: ClientOf, step: int, sent: dict[str, Any], says: str
) -> None:
    joint = joint_inspection()
    worked_case(joint)
    data = {**done(done_by=joint.inspectors["cqc"].email), **sent}
    answer = client_of(joint.inspectors["cqc"]).post(at(joint, "case_step", "T1", step), data)
    assert answer.status_code == 422
    assert says in text_of(answer)
    assert str(data["note"]) in text_of(answer)
    assert not StepReport.objects.exists()


def test_of_two_who_report_the_second_reads_both(client_of: ClientOf) -> None:
    joint = joint_inspection()
    case = worked_case(joint)
    client = client_of(joint.inspectors["cqc"])
    report(joint, step_of(case, "child"), "left", consent="refused", note="The mother says no.")
    sent = done(
        done_by=joint.inspectors["cqc"].email,
        consent="by_child",
        present=["advocate"],
        note="We spoke at school.",
    )
    answer = client.post(at(joint, "case_step", "T1", 2), sent)
    assert answer.status_code == 409
    text = text_of(answer)
    for words in (
        "Needs your choice",
        "We spoke at school.",
        "Consent: given by the child. Present: an advocate",
        "The mother says no.",
        "Will not be done",
    ):
        assert words in text
    assert "Error: " not in text
    assert base_of(answer) == "1"
    assert StepReport.objects.count() == 1

    again = {"once": str(uuid4()), "base": 1, "outcome": "to_do", "note": "We spoke at school."}
    assert client.post(at(joint, "case_step", "T1", 2), again).status_code == 302
    sent.update(base=2, once=str(uuid4()))
    assert client.post(at(joint, "case_step", "T1", 2), sent).status_code == 302
    assert [one.outcome for one in step_of(case, "child").reports.all()] == [
        "left",
        "to_do",
        "done",
    ]


def test_a_report_over_a_reopened_step_keeps_every_field(client_of: ClientOf) -> None:
    joint = joint_inspection()
    case = worked_case(joint)
    report(joint, step_of(case, "child"), "left", consent="refused", note="No.")
    report(joint, step_of(case, "child"), "to_do", note="Yes after all.")
    client = client_of(joint.inspectors["cqc"])
    sent = done(
        done_by=joint.inspectors["cqc"].email,
        consent="by_parent",
        present=["advocate"],
        note="At home.",
    )
    answer = client.post(at(joint, "case_step", "T1", 2), sent)
    assert answer.status_code == 409
    assert checked(answer, "outcome") == ["done"]
    assert checked(answer, "consent") == ["by_parent"]
    assert checked(answer, "present") == ["advocate"]
    sent.update(base=base_of(answer))
    assert client.post(at(joint, "case_step", "T1", 2), sent).status_code == 302


def test_a_report_under_a_used_key_is_told_and_keeps_the_note(client_of: ClientOf) -> None:
    joint = joint_inspection()
    worked_case(joint)
    client = client_of(joint.inspectors["cqc"])
    sent = done(done_by=joint.inspectors["cqc"].email)
    assert client.post(at(joint, "case_step", "T1", 1), sent).status_code == 302
    other = {**sent, "outcome": "left", "note": "Nobody was at home."}
    answer = client.post(at(joint, "case_step", "T1", 3), other)
    assert answer.status_code == 409
    assert "Nobody was at home." in text_of(answer)
    assert StepReport.objects.count() == 1


@pytest.mark.parametrize("number", [0, 4, 999])
def test_a_step_that_is_not_there_is_absent(client_of: ClientOf, number: int) -> None:
    joint = joint_inspection()
    worked_case(joint)
    client = client_of(joint.inspectors["cqc"])
    assert client.get(at(joint, "case_step", "T1", number)).status_code == 404
    assert client.post(at(joint, "case_step", "T1", number), done()).status_code == 404


def test_the_quality_assurer_reads_a_step_and_reports_nothing(client_of: ClientOf) -> None:
    joint = joint_inspection()
    worked_case(joint)
    client = client_of(joint.quality_assurer)
    page = text_of(client.get(at(joint, "case_step", "T1", 1)))
    assert "The quality assurer reads; the inspectors work on cases." in page
    assert "Save this" not in page
    assert client.post(at(joint, "case_step", "T1", 1), done()).status_code == 403


# --- one case -----------------------------------------------------------------------------------


def test_a_case_shows_who_works_on_it_what_is_left_and_its_evidence(client_of: ClientOf) -> None:
    joint = joint_inspection()
    case = worked_case(joint)
    evidence_by(joint, joint.inspectors["hmic"], case=case, text="Four missing episodes.")
    report(joint, step_of(case, "records"), code="hmic")
    text = text_of(client_of(joint.inspectors["cqc"]).get(at(joint, "case", "T1")))
    for words in (
        "Tracked",
        "Child protection plan",
        f"{joint.inspectors['cqc'].name}",
        "Not yet seen by a second inspectorate",
        "1 of 1 records read, child and parent or carer to speak to",
        "Sibling",
        ">S1<",
        "Four missing episodes.",
        "Change what is known of this case",
        "Plan what is to be done",
        "Put an inspector on this case",
        "Link another case",
        "Record evidence on this case",
    ):
        assert words in text


def test_who_only_reads_is_offered_nothing_to_change(client_of: ClientOf) -> None:
    joint = joint_inspection()
    worked_case(joint)
    text = text_of(client_of(joint.quality_assurer).get(at(joint, "case", "T1")))
    for words in ("Change what is known", "Plan what is", "Put an inspector", "Link another"):
        assert words not in text
    assert "How this case was changed" in text


def test_what_was_opened_and_changed_stands_in_the_audit_log(client_of: ClientOf) -> None:
    joint = joint_inspection()
    case_of(joint)
    client = client_of(joint.inspectors["cqc"])
    for screen in ("case", "case_history", "change_case"):
        client.get(at(joint, screen, "T1"))
        assert "case T1" in AuditEntry.objects.latest("pk").disclosed
    client.post(at(joint, "change_case", "T1"), changed_case(cohort="custody"))
    assert AuditEntry.objects.latest("pk").changed == ["case T1"]


def _grown(joint: JointInspection, number: int) -> Case:
    """A case with so many of everything."""
    case = case_of(joint, agencies=tuple(agency.pk for agency in joint.agencies[:number]))
    for code in ("ofsted", "cqc", "hmic")[:number]:
        put_on(joint, case, code)
        link(joint, case, case_of(joint))
        evidence_by(joint, joint.inspectors[code], case=case)
        change(joint, case, why=f"Number {code}.", cohort="in_need")
    plan(joint, case, *[f"records:{agency.pk}" for agency in joint.agencies[:number]])
    for step in list(CaseStep.objects.of(case)):
        report(joint, step)
    return case


@pytest.mark.parametrize(
    ("screen", "more", "most"),
    [
        ("case", (), 16),
        ("change_case", (), 11),
        ("case_history", (), 9),
        ("case_team", (), 9),
        ("link_case", (), 8),
        ("case_steps", (), 9),
        ("case_step", (1,), 9),
    ],
)
def test_no_screen_of_a_case_asks_more_of_a_larger_one(
    client_of: ClientOf,
    count_queries: CountQueries,
    screen: str,
    more: tuple[Any, ...],
    most: int,
) -> None:
    joint = joint_inspection()
    small, large = _grown(joint, 1), _grown(joint, 3)
    client = client_of(joint.inspectors["cqc"])
    client.get(at(joint, screen, small.reference, *more))
    asked = []
    for case in (small, large):
        with count_queries() as statements:
            assert client.get(at(joint, screen, case.reference, *more)).status_code == 200
        asked.append(statements)
    assert len(asked[0]) == len(asked[1]), "\n".join(asked[1])
    assert len(asked[1]) <= most, "\n".join(asked[1])
