"""Who holds the pen of a section, who may move it, and what others changed there since."""

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from django.http import HttpResponse
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from records.errors import ActionRefused, PermissionRefused
from records.models import AuditEntry
from reports.actions import Pen, pens_of, remove_paragraph, with_changes
from reports.models import PenMove
from reports.permissions import may_move_pen, place_of
from reports.presenters.pens import holder_words, own_changes_alone, shown_pen
from reports.values.remarks import NOBODY
from tests.factories.discussion import as_holder, body_of, changed_text, named, pen_to
from tests.factories.documents import begun_health
from tests.factories.reports import Told, begun_report, paragraph_of, report_at

pytestmark = pytest.mark.django_db
ClientOf = Callable[..., Client]
SECTION = "key_findings"


@pytest.fixture
def told() -> Told:
    made = begun_report()
    paragraph_of(made, text="The board meets four times a year.")
    return made


def pen(told: Told, section: str = SECTION) -> Pen:
    found = pens_of(report=told.now(), day=timezone.localdate())
    return with_changes(report=told.report, pens=found).get(section, Pen())


def url(told: Told, name: str, *rest: Any) -> str:
    return reverse(f"reports:{name}", args=[*told.report.where, *rest])


def words(page: HttpResponse) -> str:
    return page.content.decode()


# --- moving -------------------------------------------------------------------------------------


def test_the_overall_lead_gives_a_pen_to_a_person_and_takes_it_away(told: Told) -> None:
    colm = told.joint.inspectors["cqc"]
    move = pen_to(told, as_holder(told, colm))
    assert (move.number, move.person, str(move)) == (1, colm, f"{colm}, CQC")
    assert pen(told).holder == as_holder(told, colm)
    back = pen_to(told, NOBODY)
    assert (back.number, str(back), back.record_name) == (
        2,
        "nobody",
        "pen of key_findings, move 2",
    )
    assert pen(told).holder == NOBODY
    assert PenMove.objects.count() == 2


def test_an_inspectorate_holds_a_pen_as_such(told: Told) -> None:
    move = pen_to(told, body_of(told, told.joint.leads["hmic"]))
    assert (move.person, str(move)) == (None, "HMICFRS")


def test_each_section_has_a_pen_of_its_own(told: Told) -> None:
    pen_to(told, as_holder(told, told.lead))
    assert pen(told, "strengths").holder == NOBODY
    assert pen(told).number == 1


def test_a_person_takes_a_free_pen_and_hands_it_back(told: Told) -> None:
    colm = told.joint.inspectors["cqc"]
    pen_to(told, as_holder(told, colm), by=colm)
    assert pen_to(told, NOBODY, by=colm).number == 2


def test_a_lead_takes_a_free_pen_for_the_inspectorate_and_an_inspector_takes_it_over(
    told: Told,
) -> None:
    cara, colm = told.joint.leads["cqc"], told.joint.inspectors["cqc"]
    pen_to(told, body_of(told, cara), by=cara)
    pen_to(told, as_holder(told, colm), by=colm)
    assert pen(told).holder == as_holder(told, colm)


@pytest.mark.parametrize(
    ("holds", "who", "to", "may"),
    [
        ("nobody", "inspector", "inspector", True),
        ("nobody", "inspector", "body", False),
        ("nobody", "inspector", "other", False),
        ("nobody", "lead", "lead", True),
        ("nobody", "lead", "body", True),
        ("nobody", "lead", "inspector", False),
        ("nobody", "overall", "other", True),
        ("inspector", "inspector", "nobody", True),
        ("inspector", "inspector", "other", False),
        ("inspector", "lead", "nobody", False),
        ("inspector", "lead", "lead", False),
        ("inspector", "other", "other", False),
        ("inspector", "overall", "other", True),
        ("inspector", "overall", "nobody", True),
        ("body", "inspector", "inspector", True),
        ("body", "inspector", "nobody", False),
        ("body", "lead", "nobody", True),
        ("body", "lead", "lead", True),
        ("body", "other", "other", False),
        ("body", "other", "nobody", False),
    ],
)
def test_who_moves_a_pen_where(told: Told, holds: str, who: str, to: str, may: bool) -> None:
    joint = told.joint
    people = {
        "inspector": joint.inspectors["cqc"],
        "lead": joint.leads["cqc"],
        "other": joint.inspectors["hmic"],
        "overall": told.lead,
    }
    holders = {name: as_holder(told, one) for name, one in people.items()}
    holders |= {"nobody": NOBODY, "body": body_of(told, joint.leads["cqc"])}
    if holds != "nobody":
        pen_to(told, holders[holds])
    place = place_of(people[who], told.report, timezone.localdate())
    answer = may_move_pen(place, told.report, holders[holds], holders[to])
    assert answer.allowed is may
    if may:
        assert pen_to(told, holders[to], by=people[who]).by == people[who]
    else:
        with pytest.raises(PermissionRefused, match="given by the overall lead"):
            pen_to(told, holders[to], by=people[who])


def test_the_pens_of_cqc_s_document_are_given_by_its_lead_to_its_people_alone() -> None:
    health = begun_health()
    inspector = health.graded.inspector
    pen_to(health, as_holder(health, inspector), "inspected", by=health.writer)
    for holder in (as_holder(health, health.lead), body_of(health, health.lead)):
        with pytest.raises(ActionRefused, match="reads the document"):
            pen_to(health, holder, "inspected", by=health.writer)
    with pytest.raises(PermissionRefused):
        pen_to(health, NOBODY, "inspected", by=health.lead)
    assert PenMove.objects.count() == 1


def test_a_move_that_somebody_else_made_first_is_told(told: Told) -> None:
    colm, hana = told.joint.inspectors["cqc"], told.joint.leads["hmic"]
    pen_to(told, as_holder(told, colm), by=colm)
    with pytest.raises(ActionRefused, match=f"{colm}, CQC holds it now"):
        pen_to(told, as_holder(told, hana), by=hana, seen=0)
    assert PenMove.objects.count() == 1


def test_a_pen_that_is_there_already_is_not_moved(told: Told) -> None:
    pen_to(told, as_holder(told, told.lead))
    with pytest.raises(ActionRefused, match="there already"):
        pen_to(told, as_holder(told, told.lead))
    with pytest.raises(ActionRefused, match="there already"):
        pen_to(told, NOBODY, "strengths")
    assert PenMove.objects.count() == 1


@pytest.mark.parametrize("section", ["nowhere", "signatures", ""])
def test_a_section_without_text_has_no_pen(told: Told, section: str) -> None:
    with pytest.raises(ActionRefused, match="no text of its own"):
        pen_to(told, as_holder(told, told.lead), section)
    assert not PenMove.objects.exists()


def test_nobody_outside_holds_a_pen(told: Told) -> None:
    other = begun_report()
    with pytest.raises(ActionRefused, match="reads the document"):
        pen_to(told, as_holder(other, other.lead))
    with pytest.raises(PermissionRefused):
        pen_to(told, as_holder(other, other.lead), by=other.lead)
    assert not PenMove.objects.exists()


@pytest.mark.parametrize("stage", ["agreement", "published"])
def test_no_pen_is_moved_once_the_text_is_put_up_for_signature(stage: str) -> None:
    told = report_at(stage)
    with pytest.raises(PermissionRefused, match="while its text can change"):
        pen_to(told, as_holder(told, told.lead))
    assert not PenMove.objects.exists()


def test_the_pen_of_somebody_who_has_left_the_team_is_free(told: Told) -> None:
    colm, hana = told.joint.inspectors["cqc"], told.joint.leads["hmic"]
    pen_to(told, as_holder(told, colm))
    ended = timezone.localdate() - timedelta(days=1)
    holder = as_holder(told, hana)
    told.joint.inspection.assignments.filter(person=colm).update(ends_on=ended)
    found = pen(told)
    assert (found.has_left, found.holder) == (True, NOBODY)
    assert holder_words(found) == f"Nobody holds the pen: {colm}, CQC has left the team"
    assert pen_to(told, holder, by=hana).number == 2


# --- it locks nothing, and what others change is told -------------------------------------------


def test_whoever_writes_still_saves_and_the_holder_is_told(told: Told) -> None:
    cara, hana = told.joint.leads["cqc"], told.joint.leads["hmic"]
    pen_to(told, as_holder(told, cara))
    assert changed_text(told, by=hana) == 2
    changed_text(told, text="My own.", by=cara)
    [change] = pen(told).changes
    assert (change.section, change.label, change.by) == (SECTION, "P1", hana.name)
    assert not change.is_removed
    shown = shown_pen(pen(told), heading="Key findings", url="")
    assert shown.changes[0].startswith(f"{hana} changed P1 on ")


def test_what_an_inspectorate_holds_tells_what_the_others_changed(told: Told) -> None:
    cara, hana = told.joint.leads["cqc"], told.joint.leads["hmic"]
    pen_to(told, body_of(told, cara))
    changed_text(told, text="By CQC.", by=cara)
    assert pen(told).changes == []
    changed_text(told, text="By another.", by=hana)
    remove_paragraph(paragraph=named(told, "P1"), version=3, by=hana, at=timezone.now())
    assert [(one.by, one.is_removed) for one in pen(told).changes] == [
        (hana.name, True),
        (hana.name, False),
    ]


def test_what_was_changed_before_or_elsewhere_is_not_told(told: Told) -> None:
    hana = told.joint.leads["hmic"]
    changed_text(told, by=hana)
    pen_to(told, as_holder(told, told.joint.leads["cqc"]))
    paragraph_of(told, "strengths", by=hana)
    assert pen(told).changes == []


def test_in_the_editor_the_holder_alone_reads_what_others_changed(told: Told) -> None:
    cara, hana = told.joint.leads["cqc"], told.joint.leads["hmic"]
    pen_to(told, as_holder(told, cara))
    changed_text(told, by=hana)
    pens = {SECTION: pen(told)}
    own = own_changes_alone(pens, cara, as_holder(told, cara).inspectorate or 0)
    other = own_changes_alone(pens, hana, as_holder(told, hana).inspectorate or 0)
    assert len(own[SECTION].changes) == 1
    assert other[SECTION].changes == []


def test_many_changes_are_counted(told: Told) -> None:
    pen_to(told, as_holder(told, told.joint.leads["cqc"]))
    for number in range(5):
        changed_text(told, text=f"Round {number}.")
    shown = shown_pen(pen(told), heading="", url="")
    assert (len(shown.changes), shown.more) == (3, 2)


# --- the pages ----------------------------------------------------------------------------------


def test_the_list_names_every_section_with_text_and_who_holds_its_pen(
    told: Told, client_of: ClientOf
) -> None:
    colm = told.joint.inspectors["cqc"]
    pen_to(told, as_holder(told, colm))
    text = words(client_of(colm).get(url(told, "pens")))
    assert f"{colm}, CQC has held the pen since" in text
    assert text.count("Nobody holds the pen") == text.count("Move the pen") - 1
    editor = words(client_of(colm).get(url(told, "report")))
    assert f"{colm}, CQC has held the pen since" in editor
    assert f'href="{url(told, "pen", SECTION)}"' in editor


def test_a_pen_is_taken_and_handed_back_on_its_page(told: Told, client_of: ClientOf) -> None:
    colm = told.joint.inspectors["cqc"]
    client, where = client_of(colm), url(told, "pen", SECTION)
    form = client.get(where).context["form"]
    assert [name for _, name in form.fields["holder"].choices] == ["Choose who", f"{colm}, CQC"]
    key = form.fields["holder"].choices[1][0]
    empty = client.post(where, {"base": 0, "holder": ""})
    assert empty.status_code == 422
    assert "Select who holds the pen" in words(empty)
    done = client.post(where, {"base": 0, "holder": key}, follow=True)
    assert f"{colm}, CQC holds the pen of “" in words(done)
    entry = AuditEntry.objects.get(route="reports:pen", status=302)
    assert entry.changed == ["pen of key_findings, move 1"]
    back = client.post(where, {"base": 1, "holder": "0-0"}, follow=True)
    assert "Nobody holds the pen of “" in words(back)
    late = client.post(where, {"base": 1, "holder": key})
    assert late.status_code == 409
    assert "Somebody moved this pen meanwhile" in words(late)
    wrong = client.post(where, {"base": 2, "holder": "9-9"})
    assert wrong.status_code == 422


def test_whoever_may_not_move_a_pen_reads_whom_to_ask(told: Told, client_of: ClientOf) -> None:
    pen_to(told, as_holder(told, told.lead))
    client = client_of(told.joint.inspectors["cqc"])
    where = url(told, "pen", SECTION)
    assert "Ask them to hand it back" in words(client.get(where))
    assert client.post(where, {"base": 1, "holder": "0-0"}).status_code == 403
    assert PenMove.objects.count() == 1


@pytest.mark.parametrize("section", ["nowhere", "signatures"])
def test_a_section_without_text_has_no_page(told: Told, client_of: ClientOf, section: str) -> None:
    assert client_of(told.lead).get(url(told, "pen", section)).status_code == 404


@pytest.mark.parametrize("number", [1, 3])
def test_the_list_asks_the_same_for_any_number_of_pens(
    told: Told, client_of: ClientOf, assert_queries: Any, number: int
) -> None:
    for section in ("key_findings", "strengths", "improvement")[:number]:
        pen_to(told, as_holder(told, told.joint.leads["cqc"]), section)
        paragraph_of(told, section)
    client = client_of(told.lead)
    client.get(url(told, "pens"))
    with assert_queries(10):
        client.get(url(told, "pens"))
