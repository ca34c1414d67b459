"""Each finder: what it finds, and what looks like it and is left alone."""

import pytest

from inspections.rules.pseudonyms import plain_name
from reports.rules.folding import Folded, fold
from reports.rules.guard import held_of, held_sentence, undecided
from reports.rules.held import Find, Held, HeldKind, Known, Passage, held_in
from reports.rules.identifiers import (
    births,
    case_references,
    child_numbers,
    children,
    email_addresses,
    name_candidates,
    nhs_numbers,
    record_references,
    telephone_numbers,
)
from tests.reports.letters import KNOWN


def said(finder: object, text: str, known: Known = KNOWN) -> list[str]:
    """What a finder found, in one spelling."""
    return [one.identifier for one in finder(fold(text), known)]  # type: ignore[operator]  # a finder


def held(text: str, **changes: str) -> list[Held]:
    return held_of([Passage("P4", "P4 in “Findings”", text, **changes)], KNOWN)


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("In T7 the plan was late.", ["T7"]),
        ("in t-07 the plan", ["T7"]),
        ("T8 is a form.", []),
        ("case T8", ["T8"]),
        ("the child (S3)", ["S3"]),
        ("The A14 and BT7 9AA", []),
        ("T77", []),
    ],
)
def test_case_references(text: str, found: list[str]) -> None:
    assert said(case_references, text) == found


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("see e-4k7q-2mxv", ["E-4K7Q-2MXV"]),
        ("of CQ-2026-0031", ["CQ-2026-0031"]),
        ("of OF-2026-0012, this one", []),
        ("an e-mail-list of co-opted-members", []),
    ],
)
def test_record_references(text: str, found: list[str]) -> None:
    assert said(record_references, text) == found


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("NHS 999 000 0018.", ["9990000018"]),
        ("12 999 000 0018 7", ["9990000018"]),
        ("999 000 0019", []),
        ("19990000018", []),
        ("999 000 001", []),
        ("in 2024, 2025 and 2026", []),
    ],
)
def test_nhs_numbers(text: str, found: list[str]) -> None:
    assert said(nhs_numbers, text) == found


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("He was born on 3 May 2014.", ["2014-05-03"]),
        ("born on the 3rd of May, 2014", ["2014-05-03"]),
        ("DOB 03.05.14", ["2014-05-03"]),
        ("date of birth 03/05/76", ["1976-05-03"]),
        ("d.o.b. 2014-05-03", ["2014-05-03"]),
        ("May 3, 2014 is his birthday", ["2014-05-03"]),
        ("born on 31 February 2014", []),
        ("The plan of 3 May 2014 was stubborn.", []),
        ("born. " + "x " * 60 + "3 May 2014", []),
    ],
)
def test_births(text: str, found: list[str]) -> None:
    assert said(births, text) == found


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("Amber Holloway said", ["amber holloway"]),
        ("HOLLOWAY, amber", ["amber holloway"]),
        ("Orla Tamsin Wren", ["orla tamsin wren"]),
        ("Amber Holloway’s plan", ["amber holloway"]),
        ("Sean O'Brien’s plan", ["obrien sean"]),
        ("Amber Hill and Jo Holloway", []),
    ],
)
def test_children(text: str, found: list[str]) -> None:
    assert said(children, text) == found


@pytest.mark.parametrize("name", ["O’Brien, Seán", "Anne-Marie Weir", "Zoë D'Souza-Ng"])
def test_a_name_in_a_text_is_compared_as_a_name_on_a_list_is(name: str) -> None:
    assert plain_name(name) in {said for said, _ in name_candidates(fold(f"It says {name}’s."))}


def test_without_a_listed_child_no_name_and_no_number_is_looked_for() -> None:
    assert said(children, "Amber Holloway", Known()) == []
    assert said(child_numbers, "8840127", Known()) == []


@pytest.mark.parametrize(
    ("text", "found"),
    [("file LAC/20931.", ["lac/20931"]), ("no. 8840127", ["8840127"]), ("no. 88401270", [])],
)
def test_child_numbers(text: str, found: list[str]) -> None:
    assert said(child_numbers, text) == found


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("Write to a.b@post.example.", ["a.b@post.example"]),
        ("info@post.example", []),
        ("5 @ 3 pounds, @home, a@b", []),
    ],
)
def test_email_addresses(text: str, found: list[str]) -> None:
    assert said(email_addresses, text) == found


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("07700 900123", ["07700900123"]),
        ("+44 (0)7700 900 123", ["07700900123"]),
        ("0044 7700 900123", ["07700900123"]),
        ("(020) 7946 0958", ["02079460958"]),
        ("0800 1111222, 0300 123 4567", []),
        ("07.30-09.45 and 10.15-12.30", []),
        ("1,250,000 of 3,400,000", []),
    ],
)
def test_telephone_numbers(text: str, found: list[str]) -> None:
    assert said(telephone_numbers, text) == found


# --- what becomes of a find -----------------------------------------------------------------------


def test_what_is_kept_of_an_identifier_does_not_repeat_it() -> None:
    text = (
        "Amber Holloway, born 3 May 2014, NHS 999 000 0018, 07700 900123, a.b@post.example, "
        "LAC/20931"
    )
    shown = {one.kind: one.shown for one in held(text)}
    assert shown == {
        HeldKind.CHILD: "A. H.",
        HeldKind.BIRTH: "a full date",
        HeldKind.NHS_NUMBER: "••• ••• ••18",
        HeldKind.TELEPHONE: "••••• ••••23",
        HeldKind.EMAIL: "a…@…",
        HeldKind.CHILD_NUMBER: "•••31",
    }


def test_the_same_identifier_twice_in_a_paragraph_is_one_hold() -> None:
    [one] = held("999 000 0018, again 9990000018")
    assert (one.count, one.start, one.end) == (2, 0, 12)
    assert one.reference.startswith("H-")
    assert one.label == "An NHS number"


def test_another_text_or_place_or_addressee_is_another_hold() -> None:
    texts = [held("NHS 999 000 0018"), held("NHS: 999 000 0018")]
    texts.append(held("NHS 999 000 0018", addressed_to="Northmere Borough Council"))
    texts.append(held_of([Passage("P5", "P5", "NHS 999 000 0018")], KNOWN))
    assert len({one.fingerprint for [one] in texts}) == 4


def test_what_somebody_let_stand_waits_no_more() -> None:
    first, second = held("T7 and 999 000 0018")
    assert undecided([first, second], {first.fingerprint}) == [second]


def test_the_sentence_says_how_much_is_held_and_what_waits() -> None:
    two = held("T7 and 999 000 0018")
    assert held_sentence([], "it goes on") == ""
    assert held_sentence(two[:1], "it goes on").startswith("One thing in the text is held")
    assert held_sentence(two, "it goes on").startswith("2 things in the text are held")
    assert held_sentence(two, "it goes on").endswith("before it goes on.")


def test_holds_stand_in_the_order_of_the_text() -> None:
    passage = Passage("P1", "P1", "ab")
    late = Find(HeldKind.CASE, 1, 2, "b", "b")
    early = Find(HeldKind.EMAIL, 0, 1, "a", "a")
    assert [one.shown for one in held_in(passage, [late, early])] == ["a", "b"]


def test_a_folded_text_says_where_it_stood() -> None:
    text = fold("N\u00adhs\u00a0\uff11\ufb01")
    assert isinstance(text, Folded)
    assert text.said == "nhs 1fi"
    assert text.written(0, 3) == "N\u00adhs"
    assert [word.said for word in fold("Tom & Ann’s_").words()] == ["tom", "and", "ann", "s"]
