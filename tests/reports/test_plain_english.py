"""How hard a report is to read: the rules, the data, and the page."""

from collections.abc import Callable
from contextlib import AbstractContextManager

import pytest
from django.test import Client
from django.urls import reverse

from reports.presenters.plain_english import figures_words
from reports.reference import abbreviations, house_style
from reports.rules.plain_english import (
    Abbreviation,
    Advice,
    Figures,
    HouseStyle,
    figures_of,
    remarks_on,
    sentences,
    syllables,
    unspelled,
    words,
)
from tests.factories.reports import begun_report, paragraph_of

ClientOf = Callable[..., Client]
Queries = Callable[[int], AbstractContextManager[list[str]]]
STYLE = HouseStyle([Advice("in order to", "to", "Shorter."), Advice("robust", "what", "Vague.")])
KNOWN = (Abbreviation("MASH", "multi-agency safeguarding hub"), Abbreviation("NHS", "n", True))


@pytest.mark.parametrize(
    ("word", "count"),
    [
        *(("board", 1), ("judged", 1), ("their", 1), ("school", 1), ("rules", 1), ("the", 1)),
        *(("people", 2), ("table", 2), ("needed", 2), ("changes", 2), ("being", 2), ("region", 2)),
        *(("area", 3), ("improvement", 3), ("serious", 3), ("safeguarding", 3), ("notices", 3)),
        *(("experience", 4), ("authority", 4), ("child’s", 1), ("12", 1)),
    ],
)
def test_syllables_are_counted_from_the_spelling(word: str, count: int) -> None:
    assert syllables(word) == count


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("One. Two! Three?", ["One.", "Two!", "Three?"]),
        ("Dr. Weir came. J. Sand left.", ["Dr. Weir came.", "J. Sand left."]),
        ("“It helps.” They said so.", ["“It helps.", "They said so."]),
        ("A line\nanother line", ["A line", "another line"]),
        ("It took 3.5 days, e.g. Monday.", ["It took 3.5 days, e.g. Monday."]),
        (" \n ", []),
    ],
)
def test_where_a_sentence_ends(text: str, said: list[str]) -> None:
    assert sentences(text) == said


def test_words_are_letters_and_numbers() -> None:
    assert words("The child’s plan – 1,250 words!") == ["The", "child’s", "plan", "1,250", "words"]


def test_the_reading_age_is_the_grade_and_five_years() -> None:
    # 0.39 × 10 + 11.8 × 1.5 − 15.59 = 6.01
    assert Figures(words=100, sentences=10, syllables=150).reading_age == 11


def test_short_words_in_short_sentences_are_for_the_youngest() -> None:
    assert Figures(words=40, sentences=20, syllables=40).reading_age == 5


def test_a_short_text_has_no_reading_age() -> None:
    assert figures_of(["Four words stand here."]).reading_age is None
    assert figures_of([]).words_per_sentence == 0.0


def test_a_sentence_of_more_than_25_words_is_marked() -> None:
    [long] = remarks_on(f"{'Word ' * 25}end. {'Word ' * 24}end.", STYLE).long_sentences
    assert (long.words, long.begins) == (26, "“Word Word Word Word Word Word …”")


def test_advice_is_given_once_and_in_any_spelling() -> None:
    remarks = remarks_on("In  Order\u00a0to be robust, in order to be ROBUST.", STYLE)
    assert [one.avoid for one in remarks.advice] == ["in order to", "robust"]
    assert not remarks.is_empty
    assert remarks_on("It works.", STYLE).is_empty


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("The MASH decides.", ["MASH"]),
        ("The multi-agency safeguarding hub decides. MASH staff know.", []),
        ("The hub (MASH) decides.", []),
        ("MASH (the hub) decides.", []),
        ("Two MASHs.", ["MASH"]),
        ("The NHS and Ofsted.", []),
        ("XYZ knows.", ["XYZ"]),
        ("IMPROVEMENTS", []),
    ],
)
def test_abbreviations_that_are_never_spelled_out(text: str, found: list[str]) -> None:
    assert [one.short for one, _ in unspelled({"P1": text}, KNOWN)] == found


def test_an_abbreviation_is_remarked_on_where_it_comes_first() -> None:
    texts = {"P1": "Nothing.", "P2": "The MASH.", "P3": "The MASH."}
    assert [(one.long, where) for one, where in unspelled(texts, KNOWN)] == [
        ("multi-agency safeguarding hub", "P2")
    ]


def test_what_comes_with_the_service_is_whole() -> None:
    lines = house_style().by_avoid.values()
    assert len(lines) > 30
    assert all(one.avoid and one.write and one.reason.endswith(".") for one in lines)
    assert {"LSCB", "CQC", "MASH"} <= {one.short for one in abbreviations()}
    assert all(one.long for one in abbreviations())
    assert len({one.short for one in abbreviations()}) == len(abbreviations())


def test_figures_in_words() -> None:
    assert figures_words(Figures(1, 1, 1)) == "1 word in 1 sentence"
    assert figures_words(Figures(1200, 60, 1800)).endswith("60 sentences, reading age 15")


# --- the page -------------------------------------------------------------------------------------


@pytest.mark.django_db
def test_the_page_shows_remarks_and_stops_nothing(client_of: ClientOf) -> None:
    told = begun_report()
    paragraph_of(told, text=f"In order to help, the MASH {'meets ' * 25}daily. <b>")
    paragraph_of(told, text="All is well.")
    where = reverse("reports:plain_english", args=[told.reference, "joint-letter"])
    page = client_of(told.lead).get(where).content.decode()
    for wanted in (
        "Reading age",
        "A sentence of 33 words",
        "multi-agency safeguarding hub (MASH)",
        "Avoid “in order to”. Better: to.",
        "1 paragraph has no remark.",
        f'href="{where.removesuffix("plain-english/")}paragraphs/P1/"',
    ):
        assert wanted in page, wanted
    reader = client_of(told.joint.inspectors["cqc"]).get(where).content.decode()
    assert "A sentence of 33 words" in reader
    assert "/paragraphs/P1/" not in reader


@pytest.mark.django_db
def test_a_report_without_a_word_says_so(client_of: ClientOf) -> None:
    told = begun_report()
    page = client_of(told.lead).get(
        reverse("reports:plain_english", args=[told.reference, "joint-letter"])
    )
    assert "Nothing is written yet." in page.content.decode()


@pytest.mark.django_db
@pytest.mark.parametrize("number", [1, 3])
def test_the_page_asks_the_same_for_any_number_of_paragraphs(
    client_of: ClientOf, number: int, assert_queries: Queries
) -> None:
    told = begun_report()
    for _ in range(number):
        paragraph_of(told)
    client = client_of(told.lead)
    where = reverse("reports:plain_english", args=[told.reference, "joint-letter"])
    client.get(where)
    with assert_queries(6):
        client.get(where)
