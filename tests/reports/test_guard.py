"""The guard against wrong content, at each step that lets a text out of the house (P22)."""

from collections.abc import Callable
from contextlib import AbstractContextManager
from datetime import date, timedelta
from typing import Any

import pytest
from django.conf import settings
from django.db import transaction
from django.db.utils import DatabaseError
from django.utils import timezone

from inspections.models import AgencyList, ListedSubject, Listing
from inspections.rules.pseudonyms import marks_of
from inspections.values.samples import Identifiers
from organisations.models import Office
from records.actor import acting_as
from records.errors import ActionRefused, PermissionRefused
from reports.actions import (
    confirm_publication,
    decide_held,
    finish_answers,
    guarded_now,
    hold_decisions,
    propose_publication,
    send_to_chair,
    send_to_quality_assurance,
)
from reports.errors import TextHeld
from reports.models import HoldDecision, Paragraph, Report
from reports.rules.held import Held, HeldKind
from tests.factories.inspections import case_of
from tests.factories.organisations import AgencyFactory, LocalAreaFactory, PartnershipFactory
from tests.factories.reports import Told, paragraph_of, report_at

pytestmark = pytest.mark.django_db
Queries = Callable[[int], AbstractContextManager[list[str]]]
LEAK = "It says 999 000 0018 in the file."


def held_in(told: Told) -> list[Held]:
    with acting_as(told.lead):
        return guarded_now(report=told.report, at=timezone.now()).open


def kinds(told: Told) -> set[str]:
    return {one.kind for one in held_in(told)}


@transaction.atomic
def decided(told: Told, code: str = "cqc", **changes: Any) -> HoldDecision:
    """A lead lets the first thing stand that is held."""
    person = told.joint.leads[code]
    usual = {"reason": "It is an example of the guide.", "by": person, "at": timezone.now()}
    reference = changes.pop("reference", None) or held_in(told)[0].reference
    with acting_as(person):
        return decide_held(report=told.report, reference=reference, **{**usual, **changes})


# --- what is searched, and with what --------------------------------------------------------------


def test_a_report_in_which_nothing_is_wrong_is_not_held() -> None:
    assert held_in(report_at("drafting")) == []


def test_cases_areas_and_agencies_of_others_are_known() -> None:
    told = report_at("drafting")
    other = LocalAreaFactory(name="Wensum Vale")
    AgencyFactory(name="Harnser Trust", areas=[other])
    PartnershipFactory(area=other, name="Broadland Children Board")
    case = case_of(told.joint)
    for text in (
        f"In {case.reference} it was late.",
        "In Wensum Vale it is better.",
        "The Harnser Trust said so.",
        "Broadland Children Board did.",
    ):
        paragraph_of(told, text=text)
    found = [(one.kind, one.shown) for one in held_in(told)]
    assert found == [
        (HeldKind.CASE, case.reference),
        (HeldKind.AREA, "Wensum Vale"),
        (HeldKind.AGENCY, "Harnser Trust"),
        (HeldKind.AGENCY, "Broadland Children Board"),
    ]


def test_what_serves_the_inspected_area_belongs_here() -> None:
    told = report_at("drafting")
    here = told.joint.inspection.area
    other = LocalAreaFactory(name="Wensum Vale")
    AgencyFactory(name="Wensum Vale and Northmere Trust", areas=[other, here])
    paragraph_of(told, text=f"{here.name} and the Wensum Vale and Northmere Trust meet.")
    assert held_in(told) == []


def listed(told: Told, who: Identifiers) -> None:
    """An agency's list names a child of this inspection."""
    inspection, agency = told.joint.inspection, told.joint.agencies[0]
    accepted = AgencyList.objects.create(
        inspection=inspection,
        reference="L-1",
        upload="U-1",
        agency=agency,
        columns=[],
        left_out=0,
        accepted_by=told.lead,
        accepted_at=timezone.now(),
    )
    marks = marks_of(who, key=settings.PSEUDONYM_KEY, inspection=inspection.pk, agency=agency.pk)
    Listing.objects.create(
        agency_list=accepted,
        subject=ListedSubject.objects.create(inspection=inspection, reference="P-1"),
        row=1,
        kind="child",
        age_band="10_to_15",
        cohort="in_need",
        nhs_mark=marks.nhs,
        person_mark=marks.person,
        number_mark=marks.number,
    )


@pytest.mark.parametrize(
    ("text", "kind"),
    [
        ("Amber Holloway has been seen since 3 May 2014.", {HeldKind.CHILD}),
        ("The plan of LAC/20931 was late.", {HeldKind.CHILD_NUMBER}),
        ("Amber Hill has been seen since 3 May 2014. 20932", set()),
    ],
)
def test_a_listed_child_is_recognised_by_marks_alone(text: str, kind: set[str]) -> None:
    told = report_at("drafting")
    listed(told, Identifiers("LAC/20931", "", "Holloway, Amber", date(2014, 5, 3)))
    paragraph_of(told, text=text)
    assert kinds(told) == kind


def test_an_addressee_whose_office_ended_since_the_draft_was_frozen_is_held() -> None:
    told = report_at("signed")
    yesterday = timezone.localdate() - timedelta(days=1)
    Office.objects.filter(kind="chair").update(holder_name="Somebody Else", starts_on=yesterday)
    assert kinds(told) == {HeldKind.ADDRESSEE}


# --- where a report stops -------------------------------------------------------------------------


def test_a_held_text_does_not_leave_drafting() -> None:
    told = report_at("drafting")
    leak = paragraph_of(told, text=LEAK)
    held = pytest.raises(TextHeld, match="before the report goes to quality assurance")
    with held as refused, acting_as(told.lead):
        send_to_quality_assurance(report=told.report, by=told.lead, at=timezone.now())
    assert [one.passage.place for one in refused.value.held] == [leak.reference]
    assert told.now().state == "drafting"


@pytest.mark.parametrize(
    ("stage", "act"),
    [
        ("signed", send_to_chair),
        ("final_signed", propose_publication),
        ("proposed", confirm_publication),
    ],
)
def test_what_is_known_later_stops_a_frozen_draft(stage: str, act: Callable[..., Any]) -> None:
    told = report_at(stage)
    # Every paragraph of these letters says it; what is written since is not what goes on.
    LocalAreaFactory(name="inspectors say")
    Paragraph.objects.update(text="Nothing of it.")
    by = told.joint.leads["cqc"] if act is confirm_publication else told.lead
    more = {} if act is send_to_chair else {"content_hash": told.draft.content_hash}
    with pytest.raises(TextHeld), acting_as(by):
        act(report=told.report, by=by, at=timezone.now(), **more)
    assert told.now().state == {"signed": "agreement"}.get(stage, "final_agreement")


def test_what_was_written_in_an_answer_is_searched_before_the_final_text() -> None:
    told = report_at("final_agreement")
    Report.objects.filter(pk=told.report.pk).update(state="answering")
    Paragraph.objects.filter(reference="P1").update(text=LEAK)
    with pytest.raises(TextHeld, match="before the final text"), acting_as(told.lead):
        finish_answers(report=told.now(), by=told.lead, at=timezone.now())


# --- a decision -----------------------------------------------------------------------------------


def test_another_lead_lets_it_stand_and_the_report_goes_on() -> None:
    told = report_at("drafting")
    paragraph_of(told, text=LEAK)
    decision = decided(told)
    assert held_in(told) == []
    assert (decision.by, decision.shown) == (told.joint.leads["cqc"], "••• ••• ••18")
    assert "999" not in f"{decision.shown} {decision.place} {decision.record_name}"
    with acting_as(told.lead):
        send_to_quality_assurance(report=told.report, by=told.lead, at=timezone.now())
    assert told.now().state == "quality_assurance"
    assert hold_decisions(report=told.report) == [decision]


def test_another_text_of_the_paragraph_is_held_anew() -> None:
    told = report_at("drafting")
    leak = paragraph_of(told, text=LEAK)
    decided(told)
    Paragraph.objects.filter(pk=leak.pk).update(text=f"{LEAK} And more.")
    assert kinds(told) == {HeldKind.NHS_NUMBER}
    decided(told)
    assert HoldDecision.objects.count() == 2


def test_a_text_that_was_changed_holds_nothing_any_more() -> None:
    told = report_at("drafting")
    leak = paragraph_of(told, text=LEAK)
    reference = held_in(told)[0].reference
    Paragraph.objects.filter(pk=leak.pk).update(text="It says so in the file.")
    assert held_in(told) == []
    with pytest.raises(ActionRefused, match="not held any more"):
        decided(told, reference=reference)


def test_what_is_decided_is_not_decided_twice() -> None:
    told = report_at("drafting")
    paragraph_of(told, text=LEAK)
    reference = held_in(told)[0].reference
    decided(told)
    with pytest.raises(ActionRefused, match="somebody decided meanwhile"):
        decided(told, "hmic", reference=reference)


@pytest.mark.parametrize(
    ("reason", "said"), [(" \n", "Say why it may stay"), ("x" * 2001, "at most 2,000")]
)
def test_a_decision_has_a_reason(reason: str, said: str) -> None:
    told = report_at("drafting")
    paragraph_of(told, text=LEAK)
    with pytest.raises(ActionRefused, match=said):
        decided(told, reason=reason)


def test_only_a_lead_of_the_strand_decides() -> None:
    told = report_at("drafting")
    paragraph_of(told, text=LEAK)
    for person in (told.joint.inspectors["cqc"], told.joint.quality_assurer, told.chair):
        with pytest.raises(PermissionRefused), transaction.atomic():
            decided(told, by=person)


def test_a_lead_whose_inspectorate_takes_no_part_decides_nothing() -> None:
    told = report_at("drafting")
    paragraph_of(told, text=LEAK)
    told.joint.strand.participations.filter(inspectorate__code="cqc").delete()
    with pytest.raises(PermissionRefused, match="takes no part"):
        decided(told)


def test_nothing_is_decided_once_it_is_public() -> None:
    told = report_at("published")
    with pytest.raises(PermissionRefused, match="never changes"):
        decided(told, reference="H-0000-0000")


def test_a_decision_never_changes() -> None:
    told = report_at("drafting")
    paragraph_of(told, text=LEAK)
    decision = decided(told)
    assert str(decision) == "An NHS number in P7"
    with pytest.raises(DatabaseError), transaction.atomic():
        HoldDecision.objects.all()._raw_delete(using="default")
    assert HoldDecision.objects.filter(pk=decision.pk).exists()


# --- what it costs --------------------------------------------------------------------------------


@pytest.mark.parametrize("number", [1, 3])
def test_the_guard_asks_the_same_for_any_number_of_paragraphs_areas_and_lists(
    number: int, assert_queries: Queries
) -> None:
    told = report_at("drafting")
    listed(told, Identifiers("LAC/20931", "", "Holloway, Amber", date(2014, 5, 3)))
    for count in range(number):
        paragraph_of(told, text=f"{LEAK} Amber Holloway, 3 May 2014. {count}")
        AgencyFactory(name=f"Harnser Trust {count}", areas=[LocalAreaFactory()])
    with acting_as(told.lead), assert_queries(25):
        guarded_now(report=told.report, at=timezone.now())
