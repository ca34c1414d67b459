"""The plain values of fieldwork."""

from dataclasses import replace
from datetime import UTC, date, datetime
from uuid import UUID

import pytest

from inspections.values import (
    AGE_BAND_LABELS,
    CASE_KIND_LABELS,
    CASE_PREFIXES,
    COHORT_LABELS,
    REMITS,
    SOURCE_LABELS,
    STRENGTH_LABELS,
    TEAM_ROLE_LABELS,
    AgeBand,
    Asked,
    CaseKind,
    Choices,
    Cohort,
    EvidenceContent,
    Source,
    Strength,
    TeamRole,
    reference_prefix,
)
from organisations.values import AgencyKind
from records.values import content_hash

KEY = UUID("00000000-0000-4000-8000-000000000001")


@pytest.mark.parametrize(
    ("words", "labels"),
    [
        (TeamRole, TEAM_ROLE_LABELS),
        (CaseKind, CASE_KIND_LABELS),
        (CaseKind, CASE_PREFIXES),
        (AgeBand, AGE_BAND_LABELS),
        (Cohort, COHORT_LABELS),
        (Source, SOURCE_LABELS),
        (Strength, STRENGTH_LABELS),
    ],
)
def test_every_word_has_a_label(words: type, labels: dict[str, str]) -> None:
    assert set(labels) == set(words)


def test_remits_name_kinds_of_agencies() -> None:
    assert set(REMITS) < set(AgencyKind)


@pytest.mark.parametrize(
    ("code", "prefix"),
    [
        ("ofsted", "OF"),
        ("cqc", "CQ"),
        ("hmic", "HM"),
        ("hmi-probation", "HMPRO"),
        ("hmi-prisons", "HMPRI"),
    ],
)
def test_each_inspectorate_has_a_prefix_of_its_own(code: str, prefix: str) -> None:
    assert reference_prefix(code) == prefix


CONTENT = EvidenceContent("Text", "data", date(2026, 11, 2), 4, "strength", (2, 1))


def test_content_becomes_plain_data() -> None:
    assert CONTENT.as_data() == {
        "text": "Text",
        "source": "data",
        "observed_on": "2026-11-02",
        "agency": 4,
        "strength": "strength",
        "criteria": [2, 1],
    }


@pytest.mark.parametrize(
    "change",
    [
        {"text": "Other"},
        {"source": "meeting"},
        {"observed_on": date(2026, 11, 3)},
        {"agency": None},
        {"strength": "weakness"},
        {"criteria": (1,)},
    ],
)
def test_every_part_of_the_content_is_in_its_hash(change: dict[str, object]) -> None:
    other = replace(CONTENT, **change)
    assert content_hash(other.as_data()) != content_hash(CONTENT.as_data())


def test_choices_are_sorted_into_their_kinds_and_order() -> None:
    choices = Choices.from_rows(
        [
            ("criterion", 9, "¶b", "Second", 2, "The LSCB"),
            ("agency", 5, "Police", "police", 0, ""),
            ("criterion", 8, "¶a", "First", 1, "The LSCB"),
            ("case", 3, "T1", "in_need", 0, ""),
            ("service", 4, "School nursing", "The council", 2, ""),
        ]
    )
    assert list(choices.criteria) == [8, 9]
    assert choices.criteria[8].group == "The LSCB"
    assert choices.services[4].more == "The council"
    assert choices.cases[3].label == "T1"
    assert choices.agencies[5].more == "police"


def test_nothing_to_choose_from_is_no_choices() -> None:
    assert Choices.from_rows([]) == Choices()


def test_an_address_asks_for_the_page_after_an_item() -> None:
    at = datetime(2026, 11, 2, 9, 30, 0, 123456, tzinfo=UTC)
    asked = Asked.from_query({"older": f"{at.isoformat()}_{KEY.hex}"})
    assert asked == Asked(older_than=(at, KEY))


@pytest.mark.parametrize(
    "text",
    ["", "_", "yesterday", "2026-11-02T09:30:00+00:00", "2026-11-02T09:30:00_" + KEY.hex, "x" * 99],
)
def test_an_address_that_cannot_be_read_asks_for_the_first_page(text: str) -> None:
    assert Asked.from_query({"older": text, "newer": text}) == Asked()
