"""Evidence that was withdrawn, or that is neutral, counts on neither side; nobody relies on it."""

from collections.abc import Callable

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from inspections.models import Evidence
from organisations.models import User
from records.actor import acting_as
from records.errors import ActionRefused
from reports.actions import link_evidence
from tests.factories.inspections import JointInspection, evidence_by
from tests.factories.judgements import opened_judgement, position_of
from tests.factories.reports import begun_report, paragraph_of
from tests.inspections.test_evidence_versions import withdraw
from tests.judgements.conftest import Rows
from tests.judgements.test_views import at, words

ClientOf = Callable[..., Client]


def counted(joint: JointInspection, client: Client) -> tuple[str, str]:
    """What the first criterion has for and against it."""
    criterion = client.get(at(joint)).context["page"].scale.criteria[0]
    return criterion.for_it.label, criterion.against_it.label


def withdrawn(joint: JointInspection, author: User, **facts: str) -> Evidence:
    """An item that was taken back."""
    return withdraw(evidence_by(joint, author, **facts), author, "It was recorded twice.")


def test_it_counts_neither_for_nor_against(joint: JointInspection, client_of: ClientOf) -> None:
    author = joint.inspectors["cqc"]
    client = client_of(author)
    evidence_by(joint, author)
    item = evidence_by(joint, author, strength="weakness")
    assert counted(joint, client) == ("1 for", "1 against")
    withdraw(item, author)
    assert counted(joint, client) == ("1 for", "0 against")


def test_what_is_neutral_counts_on_neither_side(
    joint: JointInspection, client_of: ClientOf
) -> None:
    author = joint.inspectors["cqc"]
    evidence_by(joint, author, strength="neutral")
    assert counted(joint, client_of(author)) == ("0 for", "0 against")


def test_the_page_of_a_criterion_says_what_was_withdrawn_and_what_is_neutral(
    joint: JointInspection, client_of: ClientOf
) -> None:
    author = joint.inspectors["cqc"]
    gone = withdrawn(joint, author, strength="weakness")
    neutral = evidence_by(joint, author, strength="neutral")
    page = client_of(joint.overall_lead).get(at(joint, "lscb/criteria/1/"))
    shown = page.context["page"]
    assert [side.items for side in shown.sides] == [(), ()]
    assert [(side.title, [one.link.label for one in side.items]) for side in shown.others] == [
        ("Neutral", [neutral.reference]),
        ("Withdrawn, not counted", [gone.reference]),
    ]
    assert "Withdrawn, not counted (1)" in words(page)


def test_no_position_relies_on_it(joint: JointInspection, client_of: ClientOf, rows: Rows) -> None:
    item = withdrawn(joint, joint.inspectors["cqc"])
    opened_judgement(joint)
    page = client_of(joint.leads["cqc"]).get(at(joint, "lscb/position/"))
    assert item.reference not in words(page)
    before = rows()
    with pytest.raises(ActionRefused, match="or that was withdrawn"):
        position_of(joint, "cqc", evidence=(item,))
    assert rows() == before


@pytest.mark.django_db
def test_no_paragraph_is_rested_on_it_and_one_that_is_says_so(client_of: ClientOf) -> None:
    told = begun_report()
    paragraph_of(told)
    author = told.joint.inspectors["cqc"]
    linked, other = evidence_by(told.joint, author), evidence_by(told.joint, author)

    def link(item: Evidence) -> int:
        with acting_as(told.lead):
            return link_evidence(
                paragraph=told.paragraph("P1"),
                references=[item.reference],
                by=told.lead,
                at=timezone.now(),
            )

    assert link(linked) == 1
    withdraw(linked, author)
    withdraw(other, author)
    with pytest.raises(ActionRefused, match="was not withdrawn"):
        link(other)
    page = client_of(told.lead).get(
        reverse("reports:paragraph_evidence", args=[told.reference, "joint-letter", "P1"])
    )
    choice = page.context["choice"]
    assert [item.reference for item in choice.linked] == [linked.reference]
    assert "WITHDRAWN" in choice.linked[0].facts
    assert list(choice.others) == []


def test_the_page_of_the_inspection_counts_what_stands(
    joint: JointInspection, client_of: ClientOf
) -> None:
    author = joint.inspectors["cqc"]
    evidence_by(joint, author)
    withdrawn(joint, author)
    page = client_of(author).get(f"/inspections/{joint.reference}/")
    assert "1 item" in words(page)
    assert "2 items" not in words(page)
