"""Intelligence in words, for its senders and for those who received it."""

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from inspections.models import (
    Inspection,
    Intelligence,
    IntelligenceOutcome,
    IntelligenceReader,
)
from inspections.presenters.intelligence import (
    RECEIVED_COLUMNS,
    SENT_COLUMNS,
    copied_evidence,
    facts_of,
    outcome_rows,
    reader_words,
    receipt_state,
    received_rows,
    sent_rows,
)
from inspections.values.intelligence import (
    INTELLIGENCE_KIND_LABELS,
    INTELLIGENCE_SOURCES,
    OUTCOME_LABELS,
    IntelligenceKind,
    OutcomeKind,
)
from organisations.models import Inspectorate, LegalPower, LocalArea, User
from tests.inspections.kept_rows import summary, table

SCRIPT = "<script>alert(1)</script>"
AT = datetime(2026, 11, 23, 9, 30, tzinfo=UTC)
MOMENT = "Monday 23 November 2026 at 09:30"
THEN = "Monday 23 November 2026 at 11:30"
LATER = AT + timedelta(hours=2)
CQC = Inspectorate(pk=2, code="cqc", name="Care Quality Commission", short_name="CQC")
HMIC = Inspectorate(pk=3, code="hmic", name="HM Inspectorate of Constabulary", short_name="HMIC")
KIT = User(pk=1, name="Kit Ash", email="kit@example.org")
LOU = User(pk=2, name="Lou Sand", email="lou@example.org")
HERE = LocalArea(pk=6, code="northmere", name="Northmere")
THERE = LocalArea(pk=7, code="southmere", name="Southmere")
RECEIVED = {"received_at": LATER, "received_by": LOU}
WITHDRAWN = {"withdrawn_at": LATER, "withdrawn_by": KIT, "withdrawn_why": "A slip."}


def told(**changes: Any) -> Intelligence:
    usual = {
        "reference": "N-4K7Q-2MXV",
        "inspection": Inspection(reference="OF-2026-0001", area=HERE),
        "kind": "concern",
        "owner": CQC,
        "author": KIT,
        "receiver": HMIC,
        "power": LegalPower(pk=4, act="Children Act 2004", section="section 20"),
        "purpose": "To look at it.",
        "text": "A child is at risk.",
        "sent_at": AT,
    }
    return Intelligence(**{**usual, **changes})


def values(one: Intelligence) -> dict[str, str]:
    return {row.key: row.value for row in facts_of(one)}


# --- lists --------------------------------------------------------------------------------------


def test_senders_read_to_whom_and_lead_to_their_own_page() -> None:
    [cells] = sent_rows([told()])
    assert [(cell.text, cell.hint) for cell in cells] == [
        ("N-4K7Q-2MXV", ""),
        ("A concern", "Northmere"),
        ("HMIC", MOMENT),
        ("Not confirmed", ""),
    ]
    assert cells[0].url == "/inspections/OF-2026-0001/intelligence/N-4K7Q-2MXV/"
    assert len(cells) == len(SENT_COLUMNS)


def test_receivers_read_from_whom_and_lead_to_their_own_page() -> None:
    [cells] = received_rows([told()])
    assert cells[2].text == "CQC"
    assert cells[0].url == told().get_absolute_url()
    assert "OF-2026-0001" not in cells[0].url
    assert len(cells) == len(RECEIVED_COLUMNS)


@pytest.mark.parametrize("rows", [sent_rows, received_rows])
def test_pieces_stand_in_the_order_in_which_they_come(rows: Any) -> None:
    found = rows([told(reference="N-2"), told(reference="N-1")])
    assert [cells[0].text for cells in found] == ["N-2", "N-1"]
    assert rows([]) == []


@pytest.mark.parametrize(
    ("changes", "words", "colour"),
    [
        ({}, "Not confirmed", "yellow"),
        (RECEIVED, "Received", "green"),
        (WITHDRAWN, "Withdrawn", "grey"),
        ({**RECEIVED, **WITHDRAWN}, "Withdrawn", "grey"),
    ],
)
def test_where_it_stands(changes: dict[str, Any], words: str, colour: str) -> None:
    one = told(**changes)
    assert receipt_state(one) == (words, colour)
    assert (sent_rows([one])[0][3].text, sent_rows([one])[0][3].colour) == (words, colour)
    assert (facts_of(one)[0].value, facts_of(one)[0].colour) == (words, colour)


@pytest.mark.parametrize(("area", "about"), [(None, "Northmere"), (THERE, "Southmere")])
def test_it_is_about_the_area_of_the_inspection_unless_it_names_another(
    area: LocalArea | None, about: str
) -> None:
    one = told(about_area=area)
    assert sent_rows([one])[0][1].hint == received_rows([one])[0][1].hint == about
    assert values(one)["About"] == about
    assert values(one)["Found in"] == "Northmere, OF-2026-0001"


def test_a_name_in_a_list_runs_nothing() -> None:
    one = told(about_area=LocalArea(name=SCRIPT))
    markup = table(SENT_COLUMNS, sent_rows([one]))
    assert SCRIPT not in markup
    assert "&lt;script&gt;" in markup


# --- one piece ----------------------------------------------------------------------------------


def test_both_sides_read_the_same_facts() -> None:
    assert values(told()) == {
        "Receipt": "Not confirmed",
        "What it is": "A concern (140112 ¶57; 180025 ¶8)",
        "About": "Northmere",
        "Found in": "Northmere, OF-2026-0001",
        "From": "Kit Ash, Care Quality Commission",
        "To": "HM Inspectorate of Constabulary",
        "Sent": MOMENT,
        "Power": "Children Act 2004, section 20",
        "To be used for": "To look at it.",
    }


@pytest.mark.parametrize("kind", list(IntelligenceKind))
def test_every_kind_says_what_it_is_and_where_it_is_asked_for(kind: IntelligenceKind) -> None:
    expected = f"{INTELLIGENCE_KIND_LABELS[kind]} ({INTELLIGENCE_SOURCES[kind]})"
    assert values(told(kind=kind.value))["What it is"] == expected


@pytest.mark.parametrize(
    ("changes", "more"),
    [
        ({}, {}),
        (RECEIVED, {"Confirmed": f"{THEN} by Lou Sand"}),
        (WITHDRAWN, {"Withdrawn": f"{THEN} by Kit Ash", "Why": "A slip."}),
    ],
)
def test_what_became_of_it_is_said_once_it_is_so(
    changes: dict[str, Any], more: dict[str, str]
) -> None:
    facts = values(told(**changes))
    assert {name: facts[name] for name in facts.keys() - values(told()).keys()} == more


@pytest.mark.parametrize("name", ["purpose", "withdrawn_why"])
def test_what_people_typed_runs_nothing(name: str) -> None:
    markup = summary(facts_of(told(**{**WITHDRAWN, name: SCRIPT})))
    assert SCRIPT not in markup
    assert "&lt;script&gt;" in markup


def test_the_finding_itself_is_no_fact() -> None:
    assert "A child is at risk." not in " ".join(values(told()).values())


# --- what goes with it --------------------------------------------------------------------------


def test_without_evidence_nothing_goes_with_it() -> None:
    assert copied_evidence(told()) is None


def test_the_copy_of_an_item_has_its_version_and_its_hash() -> None:
    copied = copied_evidence(
        told(
            evidence_reference="E-1",
            evidence_version=3,
            evidence_text="Seen.",
            evidence_hash="f" * 64,
        )
    )
    assert copied is not None
    assert (copied.title, copied.text) == ("Evidence E-1, version 3", "Seen.")
    assert copied.sha256 == "f" * 64


@pytest.mark.parametrize("kind", list(OutcomeKind))
def test_every_outcome_says_what_in_which_words_when_and_by_whom(kind: OutcomeKind) -> None:
    [row] = outcome_rows([IntelligenceOutcome(kind=kind.value, text="Chosen.", by=LOU, at=AT)])
    assert (row.key, row.value) == (OUTCOME_LABELS[kind], f"Chosen.\n{MOMENT}, Lou Sand")
    assert row.verbatim


def test_outcomes_stand_in_the_order_in_which_they_come_and_run_nothing() -> None:
    rows = outcome_rows(
        IntelligenceOutcome(kind="other", text=text, by=LOU, at=AT) for text in (SCRIPT, "b")
    )
    assert [row.value[0] for row in rows] == ["<", "b"]
    assert SCRIPT not in summary(rows)
    assert outcome_rows([]) == []


def test_whoever_else_reads_it_is_named_with_who_named_them() -> None:
    readers = [IntelligenceReader(person=KIT, named_by=LOU, at=AT)]
    assert reader_words(readers) == [f"Kit Ash, named by Lou Sand on {MOMENT}"]
    assert reader_words([]) == []
