"""Recording evidence in the browser: the form, what it keeps, what it costs."""

from collections.abc import Callable
from contextlib import AbstractContextManager
from datetime import timedelta
from typing import Any
from uuid import uuid4

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from inspections.models import Evidence, EvidenceRevision
from records.actor import acting_as
from records.models import AuditEntry, Draft
from tests.factories.inspections import (
    JointInspection,
    case_of,
    evidence_by,
    inspection_at,
    joint_inspection,
    seen_by,
)

pytestmark = pytest.mark.django_db
ClientOf = Callable[..., Client]
Queries = Callable[[int], AbstractContextManager[list[str]]]


def typed(joint: JointInspection, **changes: Any) -> dict[str, Any]:
    """What a browser posts."""
    today = timezone.localdate()
    usual = {
        "once": str(uuid4()),
        "text": "The board asks for the result.",
        "source": "meeting",
        "observed_on_day": today.day,
        "observed_on_month": today.month,
        "observed_on_year": today.year,
        "agency": joint.agencies[0].pk,
        "strength": "strength",
        "case": "",
        "criteria": [joint.criteria[0].pk, joint.criteria[1].pk],
    }
    return {**usual, **changes}


def address(joint: JointInspection) -> str:
    return reverse("inspections:record_evidence", args=[joint.reference])


def stored(joint: JointInspection) -> list[Evidence]:
    with acting_as(joint.overall_lead):
        return list(Evidence.objects.filter(inspection=joint.inspection))


def said(joint: JointInspection) -> EvidenceRevision:
    with acting_as(joint.overall_lead):
        return EvidenceRevision.objects.get(evidence__inspection=joint.inspection)


def test_the_page_opens_with_the_cursor_in_the_text_and_today(client_of: ClientOf) -> None:
    joint = joint_inspection()
    page = client_of(joint.inspectors["cqc"]).get(address(joint))
    text = page.content.decode()
    assert page.status_code == 200
    assert "autofocus" in text
    assert f'value="{timezone.localdate().year}"' in text
    assert joint.criteria[0].reference in text
    assert joint.agencies[0].name in text
    assert "the whole joint team sees it" in text


def test_a_form_that_is_whole_is_recorded(client_of: ClientOf) -> None:
    joint = joint_inspection()
    case = case_of(joint)
    person = joint.inspectors["cqc"]
    answer = client_of(person).post(address(joint), typed(joint, case=case.pk))
    assert answer.status_code == 302
    assert answer["Location"] == f"{address(joint)}?source=meeting&case=T1"
    [item] = stored(joint)
    assert (item.owner.code, item.author, item.case, item.power.code) == (
        "cqc",
        person,
        case,
        "ca2004-s20",
    )
    revision = said(joint)
    assert revision.text == "The board asks for the result."
    with acting_as(person):
        assert revision.criteria.count() == 2


def test_finishing_leads_to_the_item(client_of: ClientOf) -> None:
    joint = joint_inspection()
    answer = client_of(joint.inspectors["cqc"]).post(address(joint), typed(joint, finish="1"))
    [item] = stored(joint)
    assert answer["Location"].endswith(f"/evidence/{item.reference}/")


def test_the_next_form_keeps_case_and_source(client_of: ClientOf) -> None:
    joint = joint_inspection()
    case = case_of(joint)
    page = client_of(joint.inspectors["cqc"]).get(address(joint), {"case": "T1", "source": "data"})
    text = page.content.decode()
    assert f'<option value="{case.pk}" selected>T1</option>' in text
    assert '<option value="data" selected>Data</option>' in text


@pytest.mark.parametrize(
    ("changes", "sentence"),
    [
        ({"text": "  "}, "Enter what you saw or heard"),
        ({"source": ""}, "Select the source"),
        ({"strength": ""}, "Select strength or weakness"),
        ({"strength": "both"}, "What you chose is not in the list any more"),
        ({"observed_on_day": ""}, "Date observed must include a day"),
        ({"observed_on_day": "31", "observed_on_month": "2"}, "must be a real date"),
        ({"criteria": ["999999"]}, "What you chose is not in the list any more"),
        ({"case": "999999"}, "What you chose is not in the list any more"),
        ({"agency": "999999"}, "What you chose is not in the list any more"),
    ],
)
def test_a_form_with_a_fault_says_so_and_keeps_the_text(
    client_of: ClientOf, changes: dict[str, Any], sentence: str
) -> None:
    joint = joint_inspection()
    sent = typed(joint, **{"text": "Kept: <b>as</b> typed.", **changes})
    page = client_of(joint.inspectors["cqc"]).post(address(joint), sent)
    text = page.content.decode()
    assert page.status_code == 422
    assert sentence in text
    assert "Error:" in text
    assert sent["once"] in text
    if "text" not in changes:
        assert "Kept: &lt;b&gt;as&lt;/b&gt; typed." in text
    assert stored(joint) == []


@pytest.mark.parametrize(("sent", "kept"), [("3", "3"), ("", "0"), ("three", "0")])
def test_after_a_fault_autosave_goes_on_from_what_the_page_last_heard_of(
    client_of: ClientOf, sent: str, kept: str
) -> None:
    """Otherwise the page would meet its own draft as another window's."""
    joint = joint_inspection()
    client = client_of(joint.inspectors["cqc"])
    page = client.post(address(joint), typed(joint, source="", version=sent))
    assert f'data-version="{kept}"' in page.content.decode()


def test_a_day_in_the_future_is_refused_at_its_field(client_of: ClientOf) -> None:
    joint = joint_inspection()
    tomorrow = timezone.localdate() + timedelta(days=1)
    sent = typed(
        joint,
        observed_on_day=tomorrow.day,
        observed_on_month=tomorrow.month,
        observed_on_year=tomorrow.year,
    )
    page = client_of(joint.inspectors["cqc"]).post(address(joint), sent)
    text = page.content.decode()
    assert page.status_code == 422
    assert "Date observed must be today or in the past" in text
    assert 'href="#id_observed_on_day"' in text
    assert "The board asks for the result." in text


@pytest.mark.parametrize(
    ("text", "kept"),
    [
        ("nul\x00 and bell\x07", "nul and bell"),
        ("line\r\nline", "line\nline"),
        ("مجلس حماية الأطفال", "مجلس حماية الأطفال"),
        ("👩‍👧 family", "👩‍👧 family"),
        ("{{ settings.SECRET_KEY }} {% now 'Y' %}", "{{ settings.SECRET_KEY }} {% now 'Y' %}"),
    ],
)
def test_any_text_can_be_recorded(client_of: ClientOf, text: str, kept: str) -> None:
    joint = joint_inspection()
    answer = client_of(joint.inspectors["cqc"]).post(address(joint), typed(joint, text=text))
    assert answer.status_code == 302
    assert said(joint).text == kept


def test_a_text_that_is_too_long_is_refused_and_kept(client_of: ClientOf) -> None:
    joint = joint_inspection()
    sent = typed(joint, text="a" * 100_001)
    page = client_of(joint.inspectors["cqc"]).post(address(joint), sent)
    assert page.status_code == 422
    assert "Text must be 100,000 characters or fewer" in page.content.decode()
    assert "a" * 100_001 in page.content.decode()


def test_the_same_form_twice_makes_one_record(client_of: ClientOf) -> None:
    joint = joint_inspection()
    client, sent = client_of(joint.inspectors["cqc"]), typed(joint)
    first, second = (client.post(address(joint), sent) for _ in range(2))
    assert first.status_code == second.status_code == 302
    assert len(stored(joint)) == 1


def test_the_same_form_with_other_content_is_refused_and_its_text_kept(
    client_of: ClientOf,
) -> None:
    joint = joint_inspection()
    client, sent = client_of(joint.inspectors["cqc"]), typed(joint)
    client.post(address(joint), sent)
    page = client.post(address(joint), {**sent, "text": "Something else."})
    text = page.content.decode()
    assert page.status_code == 409
    assert "sent before with other content" in text
    assert "Something else." in text
    assert sent["once"] not in text
    assert said(joint).text == "The board asks for the result."


def test_extra_fields_change_nothing(client_of: ClientOf) -> None:
    """Owner, author, power and version are not the form's to set (mass assignment)."""
    joint = joint_inspection()
    person = joint.inspectors["cqc"]
    sent = typed(
        joint,
        owner=joint.leads["hmic"].pk,
        author=joint.overall_lead.pk,
        inspection=999,
        version=7,
        reference="E-0000-0000",
        recorded_at="2001-01-01",
    )
    client_of(person).post(address(joint), sent)
    [item] = stored(joint)
    assert (item.owner.code, item.author, item.version) == ("cqc", person, 1)
    assert item.reference != "E-0000-0000"


@pytest.mark.parametrize("state", ["planned", "postponed", "suspended", "closed", "abandoned"])
def test_at_a_stage_that_takes_no_evidence_the_page_says_so(
    client_of: ClientOf, state: str
) -> None:
    joint = inspection_at(state)
    client = client_of(joint.inspectors["cqc"])
    for answer in (client.get(address(joint)), client.post(address(joint), typed(joint))):
        assert answer.status_code == 403
        assert "Evidence is recorded from the notice until it is closed" in answer.content.decode()
    assert stored(joint) == []


def test_the_quality_assurer_reads_and_does_not_record(client_of: ClientOf) -> None:
    joint = joint_inspection()
    answer = client_of(joint.quality_assurer).post(address(joint), typed(joint))
    assert answer.status_code == 403
    assert stored(joint) == []


def test_recording_is_on_the_record_without_the_text(client_of: ClientOf) -> None:
    joint = joint_inspection()
    person = joint.inspectors["cqc"]
    client_of(person).post(address(joint), typed(joint, text="canary sentence"))
    entry = AuditEntry.objects.get(person=person)
    [item] = stored(joint)
    assert entry.changed == [f"evidence {item.reference} v1"]
    assert entry.about == joint.reference
    assert "canary" not in str(entry.__dict__)


# --- drafts -------------------------------------------------------------------------------------


def draft_for(joint: JointInspection, person: Any, **content: Any) -> Draft:
    with acting_as(person):
        return Draft.objects.create(
            person=person,
            receipt=uuid4(),
            kind="evidence",
            about=f"{joint.reference}/joint",
            content={"text": "Half a sentence", **content},
            version=3,
            saved_at=timezone.now(),
        )


def test_an_unfinished_note_is_offered_and_restored(client_of: ClientOf) -> None:
    joint = joint_inspection()
    person = joint.inspectors["cqc"]
    criterion = joint.criteria[2]
    draft = draft_for(
        joint, person, observed_on_day="31", source="data", criteria=[str(criterion.pk)]
    )
    client = client_of(person)
    offered = client.get(address(joint)).content.decode()
    assert "You have a note that was not finished" in offered
    assert "Half a sentence" in offered
    restored = client.get(address(joint), {"draft": str(draft.receipt)}).content.decode()
    assert f'name="once" value="{draft.receipt}"' in restored
    assert 'data-version="3"' in restored
    assert 'value="31"' in restored
    assert '<option value="data" selected>Data</option>' in restored
    assert f'value="{criterion.pk}" checked' in restored
    assert "You have a note" not in restored


def test_sending_the_form_drops_its_draft(client_of: ClientOf) -> None:
    joint = joint_inspection()
    person = joint.inspectors["cqc"]
    draft = draft_for(joint, person)
    client_of(person).post(address(joint), typed(joint, once=str(draft.receipt), version="3"))
    with acting_as(person):
        assert not Draft.objects.filter(pk=draft.pk).exists()
    assert len(seen_by(person)) == 1


def test_another_person_s_note_is_not_offered(client_of: ClientOf) -> None:
    joint = joint_inspection()
    draft = draft_for(joint, joint.inspectors["cqc"])
    client = client_of(joint.leads["cqc"])
    offered = client.get(address(joint), {"draft": str(draft.receipt)}).content.decode()
    assert "Half a sentence" not in offered


def test_a_note_can_be_thrown_away(client_of: ClientOf) -> None:
    joint = joint_inspection()
    person = joint.inspectors["cqc"]
    draft = draft_for(joint, person)
    discard = reverse("inspections:discard_note", args=[joint.reference, draft.receipt])
    assert client_of(joint.leads["cqc"]).post(discard).status_code == 404
    assert client_of(person).post(discard).status_code == 302
    with acting_as(person):
        assert not Draft.objects.filter(pk=draft.pk).exists()


# --- what it costs ------------------------------------------------------------------------------


@pytest.mark.parametrize("number", [1, 3])
def test_recording_costs_eight_queries(
    client_of: ClientOf, assert_queries: Queries, number: int
) -> None:
    joint = joint_inspection()
    cases = [case_of(joint) for _ in range(number)]
    person = joint.inspectors["cqc"]
    for _ in range(number):
        evidence_by(joint, person)
    client = client_of(person)
    sent = typed(joint, case=cases[-1].pk, criteria=[one.pk for one in joint.criteria[:number]])
    # session, person, place, choices, item, version, criteria, audit
    with assert_queries(8):
        answer = client.post(address(joint), sent)
    assert answer.status_code == 302


@pytest.mark.parametrize("number", [1, 3])
def test_opening_the_form_costs_nine_queries(
    client_of: ClientOf, assert_queries: Queries, number: int
) -> None:
    joint = joint_inspection()
    person = joint.inspectors["cqc"]
    for _ in range(number):
        case_of(joint)
        draft_for(joint, person)
    client = client_of(person)
    # session, person, place, unfinished notes, choices, what was chosen lately, one's other
    # strands, by which words criteria are found, audit
    with assert_queries(9):
        assert client.get(address(joint)).status_code == 200
