"""A person's view on a criterion: who records it, who reads it, and that nothing of it is lost."""

from collections.abc import Callable
from typing import Any
from uuid import uuid4

import pytest
from django.db import DatabaseError, transaction
from django.http import HttpResponse
from django.test import Client
from django.utils import timezone

from inspections.models import Assignment
from inspections.permissions import assignment_of
from judgements.actions import record_view
from judgements.models import CriterionView, Judgement
from judgements.permissions import area_of, may_record_view
from judgements.values import VIEW_LABELS, View, ViewContent
from organisations.models import User
from records.actor import acting_as
from records.errors import ActionRefused, AlreadySent, PermissionRefused
from records.models import AuditEntry
from tests.factories.inspections import JointInspection, inspection_at, joint_inspection
from tests.judgements.several import joint_with_several_areas
from tests.reports.newer import newer, reworded, upgraded

pytestmark = pytest.mark.django_db
ClientOf = Callable[[User], Client]


def at(joint: JointInspection, number: int = 1, area: str = "lscb") -> str:
    return f"/inspections/{joint.reference}/judgements/{area}/criteria/{number}/"


def words(response: HttpResponse) -> str:
    return " ".join(response.content.decode().split())


def the_area(joint: JointInspection, area: str = "lscb") -> Judgement:
    found = area_of(joint.inspection, area)
    assert found is not None
    return found


def said(joint: JointInspection, person: User, met: str = "met", **changes: Any) -> CriterionView:
    note = changes.pop("note", "")
    usual = {
        "judgement": None if "judgement" in changes else the_area(joint),
        "reference": "" if "reference" in changes else joint.criteria[0].reference,
        "content": ViewContent(met, note),
        "key": uuid4(),
        "by": person,
        "at": timezone.now(),
    }
    with acting_as(person):
        return record_view(**{**usual, **changes})


def read_by(joint: JointInspection, person: User) -> list[str]:
    """What this person may read, the newest first."""
    member = assignment_of(person, joint.inspection, timezone.localdate())
    assert member is not None
    with acting_as(person):
        rows = CriterionView.objects.for_member(member).order_by("-pk")
        return [row.met for row in rows]


# --- recording ------------------------------------------------------------------------------------


@pytest.mark.parametrize("view", list(View))
def test_each_view_is_recorded_with_who_when_and_for_whom(
    joint: JointInspection, view: View
) -> None:
    person, at_ = joint.inspectors["cqc"], timezone.now()
    row = said(joint, person, view.value, note="Seen twice.", at=at_)
    assert (row.met, row.note, row.person, row.at) == (view.value, "Seen twice.", person, at_)
    assert (row.inspectorate.code, row.strand, row.criterion) == (
        "cqc",
        joint.strand,
        joint.criteria[0],
    )
    assert VIEW_LABELS[view] in str(row)


def test_the_newest_counts_and_what_was_said_before_stays(joint: JointInspection) -> None:
    person, other = joint.inspectors["cqc"], joint.inspectors["hmic"]
    said(joint, person, "met")
    said(joint, other, "met")
    said(joint, person, "not_met")
    with acting_as(person):
        assert CriterionView.objects.count() == 3
        newest = CriterionView.objects.newest().order_by("pk")
        assert [(row.person, row.met) for row in newest] == [(other, "met"), (person, "not_met")]


def test_the_same_form_says_it_once(joint: JointInspection) -> None:
    person, key = joint.inspectors["cqc"], uuid4()
    assert said(joint, person, key=key) == said(joint, person, key=key)
    with acting_as(person):
        assert CriterionView.objects.count() == 1
    with pytest.raises(AlreadySent):
        said(joint, person, "not_met", key=key)


def test_a_criterion_of_another_version_is_refused(joint: JointInspection) -> None:
    with pytest.raises(ActionRefused, match="not in the version of the framework"):
        said(joint, joint.inspectors["cqc"], reference="NOWHERE ¶1")
    assert read_by(joint, joint.inspectors["cqc"]) == []


def test_views_never_change(joint: JointInspection) -> None:
    person = joint.inspectors["cqc"]
    row = said(joint, person)
    with pytest.raises(TypeError):
        row.save()
    with pytest.raises(TypeError):
        row.delete()
    with pytest.raises(TypeError):
        CriterionView.objects.update(met="not_met")
    with acting_as(person), pytest.raises(DatabaseError), transaction.atomic():
        CriterionView.objects.filter(pk=row.pk)._raw_delete("default")
    assert read_by(joint, person) == ["met"]


def test_a_view_is_one_of_three(joint: JointInspection) -> None:
    with pytest.raises(DatabaseError), transaction.atomic():
        said(joint, joint.inspectors["cqc"], "brilliant")
    assert read_by(joint, joint.inspectors["cqc"]) == []


def test_a_view_follows_its_criterion_to_another_version(
    joint: JointInspection, client_of: ClientOf
) -> None:
    person = joint.inspectors["cqc"]
    row = said(joint, person, note="Before the upgrade.")
    old = joint.criteria[0]
    upgraded(joint, newer(reworded))
    new = joint.strand.judgement_areas.get().criteria.get(reference=old.reference)
    assert new.pk != row.criterion_id
    page = client_of(person).get(at(joint))
    assert [one.note for one in page.context["page"].views] == ["Before the upgrade."]
    board = client_of(person).get(f"/inspections/{joint.reference}/judgements/").context["page"]
    assert board.areas[0].criteria[0].mine == "You: met"


# --- who may --------------------------------------------------------------------------------------


def test_everybody_of_those_who_take_part_says_what_they_think(joint: JointInspection) -> None:
    for person in joint.team:
        member = assignment_of(person, joint.inspection, timezone.localdate())
        assert may_record_view(member, joint.inspection, joint.strand).allowed, person
        said(joint, person)
    assert len(read_by(joint, joint.overall_lead)) == len(joint.team)


@pytest.mark.parametrize("who", ["chair", "former"])
def test_nobody_off_the_team_does(joint: JointInspection, who: str) -> None:
    person = joint.chair if who == "chair" else joint.inspectors["cqc"]
    if who == "former":
        Assignment.objects.filter(person=person).delete()
    with pytest.raises(PermissionRefused):
        said(joint, person)
    assert read_by(joint, joint.overall_lead) == []


@pytest.mark.parametrize(
    ("state", "allowed"),
    [
        ("planned", False),
        ("notified", True),
        ("fieldwork", True),
        ("reporting", True),
        ("closed", False),
        ("suspended", False),
    ],
)
def test_views_are_recorded_while_something_is_judged(state: str, allowed: bool) -> None:
    joint = inspection_at(state)
    member = assignment_of(joint.overall_lead, joint.inspection, timezone.localdate())
    answer = may_record_view(member, joint.inspection, joint.strand)
    assert answer.allowed == allowed
    assert allowed or "in the stage" in answer.reason


def test_whose_inspectorate_takes_no_part_neither_says_nor_reads(joint: JointInspection) -> None:
    said(joint, joint.inspectors["ofsted"])
    joint.strand.participations.filter(inspectorate__code="cqc").delete()
    with pytest.raises(PermissionRefused, match="takes no part"):
        said(joint, joint.inspectors["cqc"])
    assert read_by(joint, joint.inspectors["cqc"]) == []
    assert read_by(joint, joint.inspectors["hmic"]) == ["met"]


def test_in_the_strand_of_one_only_its_owner_says_and_reads() -> None:
    joint = joint_with_several_areas()
    judgement = the_area(joint, "health")
    lscb = joint.strand.judgement_areas.get(code="lscb")
    reference = lscb.criteria.first().reference
    lscb.criteria.update(area=judgement.area)
    here = {"judgement": judgement, "reference": reference}
    said(joint, joint.inspectors["cqc"], **here)
    assert read_by(joint, joint.leads["cqc"]) == ["met"]
    for code in ("ofsted", "hmic"):
        assert read_by(joint, joint.leads[code]) == []
        with pytest.raises(PermissionRefused, match="Only the inspectorate whose strand it is"):
            said(joint, joint.leads[code], **here)


@pytest.mark.postgres
def test_the_database_shows_and_takes_no_other_s(joint: JointInspection) -> None:
    cqc, hmic = joint.inspectors["cqc"], joint.inspectors["hmic"]
    row = said(joint, cqc)
    with acting_as(joint.chair):
        assert not CriterionView.objects.exists()
    with acting_as(hmic):
        assert CriterionView.objects.get() == row
        with pytest.raises(DatabaseError), transaction.atomic():
            CriterionView.objects.create(
                strand=row.strand,
                criterion=row.criterion,
                inspectorate=row.inspectorate,
                person=cqc,
                met="not_met",
                at=timezone.now(),
            )


# --- the page -------------------------------------------------------------------------------------


def sent(client: Client, where: str, **fields: Any) -> HttpResponse:
    return client.post(where, {"once": uuid4(), "met": "met", "note": "", **fields})


def test_save_and_go_to_the_next_criterion(joint: JointInspection, client_of: ClientOf) -> None:
    client = client_of(joint.inspectors["cqc"])
    page = words(client.get(at(joint)))
    assert "Is the criterion met?" in page
    assert "Save and go to the next criterion" in page
    answer = sent(client, at(joint), next="1", note="Seen twice.")
    assert (answer.status_code, answer.headers["Location"]) == (302, at(joint, 2))
    assert "is recorded" in words(client.get(at(joint, 2)))
    shown = client.get(at(joint)).context["page"].views
    assert [(one.inspectorate, one.met, one.note) for one in shown] == [
        ("CQC", "Met", "Seen twice.")
    ]


def test_after_the_last_criterion_comes_the_area(
    joint: JointInspection, client_of: ClientOf
) -> None:
    client = client_of(joint.inspectors["cqc"])
    area = f"/inspections/{joint.reference}/judgements/areas/lscb/"
    assert sent(client, at(joint, 3), next="1").headers["Location"] == area
    assert sent(client, at(joint, 1)).headers["Location"] == area


def test_the_form_begins_with_what_one_said_and_shows_what_was_said_before(
    joint: JointInspection, client_of: ClientOf
) -> None:
    person = joint.inspectors["cqc"]
    said(joint, person, "met", note="At first.")
    said(joint, person, "not_met", note="On second thoughts.")
    page = client_of(person).get(at(joint))
    assert page.context["form"].initial == {"met": "not_met", "note": "On second thoughts."}
    assert [one.note for one in page.context["page"].earlier] == ["At first."]
    assert "What was said before" in words(page)


def test_without_a_choice_the_page_says_what_to_do_and_keeps_the_note(
    joint: JointInspection, client_of: ClientOf
) -> None:
    client = client_of(joint.inspectors["cqc"])
    answer = sent(client, at(joint), met="", note="Half a thought.")
    assert answer.status_code == 422
    assert "Select whether the criterion is met" in words(answer)
    assert "Half a thought." in words(answer)
    assert read_by(joint, joint.inspectors["cqc"]) == []


def test_a_refusal_gives_the_note_back(joint: JointInspection, client_of: ClientOf) -> None:
    client = client_of(joint.inspectors["cqc"])
    joint.strand.participations.filter(inspectorate__code="cqc").delete()
    answer = sent(client, at(joint), note="What I <b>saw</b>.")
    assert answer.status_code == 403
    assert "What I &lt;b&gt;saw&lt;/b&gt;." in words(answer)
    assert "takes no part" in words(client.get(at(joint)))


def test_what_was_shown_and_said_is_on_the_record(
    joint: JointInspection, client_of: ClientOf
) -> None:
    client = client_of(joint.inspectors["cqc"])
    sent(client, at(joint))
    entry = AuditEntry.objects.latest("pk")
    assert (entry.route, entry.method, entry.status) == ("judgements:criterion", "POST", 302)
    assert len(entry.changed) == 1
    client.get(at(joint))
    assert AuditEntry.objects.latest("pk").disclosed == entry.changed


@pytest.mark.parametrize("number", [0, 4, 99])
def test_a_criterion_that_is_not_there_takes_no_view(
    joint: JointInspection, client_of: ClientOf, number: int
) -> None:
    assert sent(client_of(joint.overall_lead), at(joint, number)).status_code == 404


def test_outsiders_find_nothing(client_of: ClientOf) -> None:
    joint, other = joint_inspection(), joint_inspection()
    client = client_of(other.overall_lead)
    assert client.get(at(joint)).status_code == 404
    assert sent(client, at(joint)).status_code == 404
    assert read_by(joint, joint.overall_lead) == []
