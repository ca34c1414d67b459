"""Evidence of a single-agency strand: on no page of another inspectorate, by no side door.

The strongest comparison that there is: with the item and without it, every page that the other
inspectorate's people open is the same, letter for letter.
"""

from collections.abc import Callable
from uuid import uuid4

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from inspections.actions import change_evidence, withdraw_share
from inspections.models import Case, Evidence
from organisations.models import User
from records.actor import acting_as
from tests.attacks.matrix import plain
from tests.attacks.sent import evidence_form, to
from tests.attacks.world import share
from tests.factories.inspections import (
    JointInspection,
    case_of,
    content_of,
    evidence_by,
    inspection_at,
    single_strand,
)
from tests.factories.judgements import opened_judgement, position_of, revealed_judgement
from tests.factories.reports import (
    Told,
    begun_report,
    paragraph_of,
    report_at,
    written_report,
)

pytestmark = pytest.mark.django_db
ClientOf = Callable[..., Client]
CANARY = "The canary sang in the cellar"
LATER = "The canary flew away"


def pages_of(joint: JointInspection) -> list[str]:
    """Every page on which evidence might show."""
    names = ("evidence", "record_evidence", "cases", "stage", "team", "agencies", "dates")
    report = ("reports:report", "reports:paragraph_evidence", "reports:change_paragraph")
    return [
        reverse("desk:home"),
        reverse("inspections:list"),
        to("desk:inspection", joint),
        *(to(f"inspections:{name}", joint) for name in names),
        to("inspections:case", joint, "T1"),
        to("judgements:board", joint),
        to("judgements:judgement", joint, "lscb"),
        to("judgements:criterion", joint, "lscb", 1),
        to("judgements:position", joint, "lscb"),
        to(report[0], joint),
        *(to(name, joint, "P1") for name in report[1:]),
    ]


def seen_by(client: Client, joint: JointInspection) -> dict[str, str]:
    """Those pages, as this browser gets them."""
    found = {}
    for address in pages_of(joint):
        response = client.get(address)
        found[address] = f"{response.status_code} {plain(response)}"
    return found


@pytest.fixture
def told() -> Told:
    """A report that is being written while positions are open, and a case."""
    joint = inspection_at("fieldwork")
    case_of(joint)
    opened_judgement(joint)
    report = begun_report(joint)
    paragraph_of(report)
    return report


def others(joint: JointInspection) -> list[User]:
    """Everybody on the team who does not work for Ofsted."""
    return [joint.leads["cqc"], joint.inspectors["cqc"], joint.leads["hmic"]]


def private_item(joint: JointInspection) -> Evidence:
    """An item of Ofsted's own strand, against a case."""
    return evidence_by(
        joint,
        joint.inspectors["ofsted"],
        strand=single_strand(joint, "ofsted"),
        case=Case.objects.get(inspection=joint.inspection),
        text=CANARY,
    )


def test_pages_of_others_are_the_same_with_the_item_and_without(
    told: Told, client_of: ClientOf
) -> None:
    joint = told.joint
    single_strand(joint, "cqc")
    browsers = [client_of(person) for person in others(joint)]
    without = [seen_by(browser, joint) for browser in browsers]
    strand = single_strand(joint, "ofsted")
    with_strand = [seen_by(browser, joint) for browser in browsers]
    assert [page.keys() for page in with_strand] == [page.keys() for page in without]
    case = Case.objects.get(inspection=joint.inspection)
    item = evidence_by(joint, joint.inspectors["ofsted"], strand=strand, case=case, text=CANARY)
    with_item = [seen_by(browser, joint) for browser in browsers]
    assert with_item == with_strand
    assert not any(CANARY in page for one in with_item for page in one.values())
    assert not any(item.reference in page for one in with_item for page in one.values())


def test_the_owner_s_pages_show_it(told: Told, client_of: ClientOf) -> None:
    item = private_item(told.joint)
    shown = seen_by(client_of(told.joint.quality_assurer), told.joint)
    with_text = {address for address, page in shown.items() if CANARY in page}
    with_name = {address for address, page in shown.items() if item.reference in page}
    assert to("inspections:evidence", told.joint) in with_text
    assert to("inspections:case", told.joint, "T1") in with_text
    assert to("judgements:criterion", told.joint, "lscb", 1) in with_text
    assert to("reports:paragraph_evidence", told.joint, "P1") in with_name


def test_its_own_pages_are_absent_for_others(told: Told, client_of: ClientOf) -> None:
    item = private_item(told.joint)
    for person in others(told.joint):
        for name in ("evidence_item", "change_evidence", "share_evidence"):
            where = to(f"inspections:{name}", told.joint, item.reference)
            assert client_of(person).get(where).status_code == 404
        where = to("inspections:withdraw_share", told.joint, item.reference, "cqc")
        assert client_of(person).get(where).status_code == 404


def test_a_query_in_the_address_brings_nothing_to_light(told: Told, client_of: ClientOf) -> None:
    item = private_item(told.joint)
    client = client_of(told.joint.inspectors["cqc"])
    where = to("inspections:evidence", told.joint)
    asked = ["owner=ofsted", "inspectorate=ofsted", f"evidence={item.reference}", "all=1"]
    asked += [f"draft={item.pk}", "strand=ofsted", "q=canary", "older=2099-01-01T00:00:00Z,1"]
    for query in asked:
        for address in (where, to("inspections:case", told.joint, "T1")):
            page = client.get(f"{address}?{query}").content.decode()
            assert CANARY not in page
            assert item.reference not in page


def test_autosave_about_a_hidden_item_tells_nothing(told: Told, client_of: ClientOf) -> None:
    item = private_item(told.joint)
    client = client_of(told.joint.inspectors["cqc"])
    answers = []
    for name in (item.reference, "E-ZZZZ-ZZZZ"):
        sent = {"version": 0, "content": {"item": name, "base": "1", "text": "x"}}
        where = to("inspections:autosave", told.joint, uuid4())
        response = client.post(where, sent, content_type="application/json")
        assert CANARY not in response.content.decode()
        answers.append((response.status_code, sorted(response.json())))
    assert answers[0] == answers[1]


# --- shared, and withdrawn ----------------------------------------------------------------------


def changed(item: Evidence, joint: JointInspection, text: str) -> None:
    """Its author writes a new version."""
    author = joint.inspectors["ofsted"]
    with acting_as(author):
        change_evidence(
            evidence=item,
            key=uuid4(),
            version=1,
            content=content_of(joint, text=text),
            by=author,
            at=timezone.now(),
        )


def test_a_share_shows_one_version_on_every_page(told: Told, client_of: ClientOf) -> None:
    joint = told.joint
    item = private_item(joint)
    share(item, "cqc", by=joint.inspectors["ofsted"])
    client = client_of(joint.leads["cqc"])
    where = to("inspections:evidence_item", joint, item.reference)
    # Opened first: from then on, home does not say any more that it waits to be read.
    item_before = plain(client.get(where))
    before = seen_by(client, joint)
    assert any(CANARY in page for page in before.values())
    changed(item, joint, LATER)
    assert seen_by(client, joint) == before
    assert plain(client.get(where)) == item_before
    assert LATER not in item_before


def test_a_share_is_for_the_inspectorate_that_it_names(told: Told, client_of: ClientOf) -> None:
    joint = told.joint
    item = private_item(joint)
    client = client_of(joint.leads["hmic"])
    before = seen_by(client, joint)
    share(item, "cqc", by=joint.inspectors["ofsted"])
    assert seen_by(client, joint) == before


def test_the_receiver_does_not_change_share_on_or_withdraw(told: Told, client_of: ClientOf) -> None:
    joint = told.joint
    item = private_item(joint)
    share(item, "cqc", by=joint.inspectors["ofsted"])
    client = client_of(joint.leads["cqc"])
    form = evidence_form(joint, base=1, inspectorate="hmic", purpose="To see.", version=1)
    for name in ("change_evidence", "share_evidence"):
        where = to(f"inspections:{name}", joint, item.reference)
        assert client.post(where, form).status_code == 403
    where = to("inspections:withdraw_share", joint, item.reference, "cqc")
    assert client.post(where, form).status_code == 403


def test_after_withdrawal_the_old_address_is_absent_and_pages_are_as_before(
    told: Told, client_of: ClientOf
) -> None:
    joint = told.joint
    owner = joint.inspectors["ofsted"]
    item = private_item(joint)
    client = client_of(joint.leads["cqc"])
    before = seen_by(client, joint)
    shared = share(item, "cqc", by=owner)
    where = to("inspections:evidence_item", joint, item.reference)
    assert client.get(where).status_code == 200
    with acting_as(owner):
        withdraw_share(share=shared, by=owner, at=timezone.now())
    assert client.get(where).status_code == 404
    assert seen_by(client, joint) == before


def test_a_position_that_rests_on_a_withdrawn_share_shows_its_text_no_more(
    client_of: ClientOf,
) -> None:
    joint = inspection_at("fieldwork")
    case_of(joint)
    owner = joint.inspectors["ofsted"]
    item = private_item(joint)
    shared = share(item, "cqc", by=owner)
    opened_judgement(joint)
    position_of(joint, "cqc", evidence=(item,))
    with acting_as(owner):
        withdraw_share(share=shared, by=owner, at=timezone.now())
    where = to("judgements:judgement", joint, "lscb")
    for person in others(joint):
        page = client_of(person).get(where)
        assert page.status_code == 200
        assert CANARY not in page.content.decode()


def test_a_revealed_position_names_no_evidence_that_its_reader_may_not_see(
    client_of: ClientOf,
) -> None:
    joint = inspection_at("fieldwork")
    case_of(joint)
    item = private_item(joint)
    opened_judgement(joint)
    position_of(joint, "ofsted", evidence=(item,))
    position_of(joint, "cqc")
    position_of(joint, "hmic")
    where = to("judgements:judgement", joint, "lscb")
    for person in others(joint):
        page = client_of(person).get(where).content.decode()
        assert "Round 1" in page
        assert CANARY not in page
        assert item.reference not in page


def test_a_paragraph_that_rests_on_a_hidden_item_says_how_many_and_no_more(
    client_of: ClientOf,
) -> None:
    joint = inspection_at("fieldwork")
    case_of(joint)
    told = written_report(joint)
    item = private_item(joint)
    sent = {"evidence": [item.reference]}
    where = to("reports:paragraph_evidence", told, "P1")
    assert client_of(joint.overall_lead).post(where, sent).status_code == 302
    page = client_of(joint.leads["cqc"]).get(where).content.decode()
    assert item.reference not in page
    assert CANARY not in page


# --- the chair ----------------------------------------------------------------------------------


def test_the_chair_s_pages_hold_no_evidence_and_no_names_of_those_who_recorded_it(
    client_of: ClientOf,
) -> None:
    joint = inspection_at("fieldwork")
    author = joint.inspectors["cqc"]
    item = evidence_by(joint, author, text=CANARY)
    told = report_at("with_chair", joint)
    client = client_of(told.chair)
    for name, rest in (("chair", ()), ("check_response", ()), ("add_comment", ("P1",))):
        page = client.get(to(f"reports:{name}", told, *rest)).content.decode()
        assert CANARY not in page
        assert item.reference not in page
        assert author.name not in page


def test_positions_that_were_revealed_are_not_the_chair_s(client_of: ClientOf) -> None:
    joint = inspection_at("fieldwork")
    revealed_judgement(joint)
    where = to("judgements:judgement", joint, "lscb")
    assert client_of(joint.chair).get(where).status_code == 404
