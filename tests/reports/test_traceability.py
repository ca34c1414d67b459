"""Whether the text says what was agreed, and speaks of who was inspected."""

from collections.abc import Callable

import pytest
from django.test import Client
from django.urls import reverse

from organisations.values import AgencyKind
from reports.actions import traced
from reports.rules.traceability import (
    AgreedGrade,
    Stated,
    agencies_not_inspected,
    differing_grades,
)
from tests.factories.organisations import AgencyFactory
from tests.factories.reports import Told, paragraph_of, written_report

ClientOf = Callable[..., Client]
SCALE = ("Outstanding", "Good", "Requires improvement", "Inadequate")
BOARD = AgreedGrade(("The effectiveness of the LSCB", "the board", "LSCB"), "Good", SCALE)


def said(text: str) -> list[str]:
    return [one.text for one in differing_grades([Stated("P2", "P2", text)], [BOARD])]


@pytest.mark.parametrize(
    "text",
    [
        "The board is inadequate.",
        "The LSCB requires improvement.",
        "Inspectors judged the LSCB to be Outstanding, and told it so.",
        "It met. The board was found to be inadequate because nobody came.",
    ],
)
def test_another_grade_than_the_agreed_one_is_listed(text: str) -> None:
    [line] = said(text)
    assert line.endswith("of The effectiveness of the LSCB. Agreed is “Good”.")


@pytest.mark.parametrize(
    "text",
    [
        "The board is good.",
        "The board is not inadequate.",
        "The board is outstanding at listening.",
        "The board has seen inadequate plans.",
        "The board met. The plan is inadequate.",
        "The police are inadequate.",
    ],
)
def test_a_sentence_that_says_nothing_else_of_the_area_is_not(text: str) -> None:
    assert said(text) == []


def test_a_line_leads_to_the_paragraph_and_stops_nothing() -> None:
    [line] = differing_grades([Stated("P2", "P2", "The board is inadequate.")], [BOARD])
    assert (line.address, line.blocks) == ("#P2", False)


def test_an_agency_that_nobody_inspects_is_listed_once() -> None:
    stated = [
        Stated("P1", "P1", "Nothing."),
        Stated("P2", "P2", "Weir Prison said so, Weir Prison."),
    ]
    [line] = agencies_not_inspected(stated, ["Weir Prison", "Sand Prison"])
    assert line.text == "P2 names Weir Prison, which this inspection does not look at."
    assert (line.address, line.blocks) == ("#P2", False)


def problems(told: Told) -> list[str]:
    paragraphs = told.report.paragraphs.standing().in_order()
    return [one.text for one in traced(report=told.report, paragraphs=paragraphs)]


@pytest.mark.django_db
def test_what_is_traced_of_a_report(client_of: ClientOf) -> None:
    told = written_report()
    assert problems(told) == []
    here = [told.joint.inspection.area]
    AgencyFactory(name="Weir Prison", kind=AgencyKind.CUSTODY, areas=here)
    AgencyFactory(name="Weir Hospital", kind=AgencyKind.HEALTH, areas=here)
    paragraph_of(told, text="Weir Prison and Weir Hospital said so.")
    paragraph_of(told, text="Overall, it is inadequate.")
    grade, agency = problems(told)
    assert "P8 in" in grade
    assert "Agreed is" in grade
    assert agency.endswith("names Weir Prison, which this inspection does not look at.")
    page = client_of(told.lead).get(
        reverse("reports:report", args=[told.reference, "joint-letter"])
    )
    assert 'href="#P8"' in page.content.decode()
