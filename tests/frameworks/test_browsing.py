"""A version reads as one document: everything that its file says, each thing at its place."""

from collections.abc import Callable
from contextlib import AbstractContextManager
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from frameworks.actions import load_file
from frameworks.models import FrameworkVersion, Theme
from frameworks.presenters.anchors import anchor
from frameworks.presenters.areas import paragraphs
from organisations.models import LegalPower
from tests.factories.frameworks import (
    AT,
    a_criterion,
    framework_content,
    framework_data,
    organisations_exist,
)
from tests.factories.organisations import AdminFactory
from tests.pages.reading import Markup, words

pytestmark = pytest.mark.django_db
ClientOf = Callable[..., Client]
AssertQueries = Callable[[int], AbstractContextManager[list[str]]]


def whole_file() -> dict[str, Any]:
    """A file with something of everything."""
    data = framework_data(criteria=0)
    board = data["judgement_areas"][0]
    practice = {**board, "code": "practice", "title": "Practice", "agency_kind": "police"}
    practice |= {"grading": "graded", "inspectorates": ["hmic"], "descriptors": []}
    part = {**practice, "code": "part", "title": "A part", "parent": "practice"}
    part |= {"paragraph": "TEST ¶30", "not_judged": "In a very small area (TEST ¶31)."}
    board |= {"note": "The board has\nseven members.\n\nIt met\ntwice."}
    board["criteria"] = [
        a_criterion(1) | {"heading": "Governance", "condition": "Only where there is custody."},
        a_criterion(2) | {"heading": "Governance", "note": "A footnote on it (TEST footnote 5)."},
        a_criterion(3) | {"heading": "Learning", "own": True, "themes": ["early_help"]},
    ]
    data["judgement_areas"] = [board, practice, part]
    data |= {
        "note": "A proposal of\none line.\n\nIt was given up.",
        "no_area_grade": "TEST ¶25, ¶108",
        "questions": [{"code": "understood", "text": "Is it understood?", "source": "TEST ¶70"}],
        "shared_scopes": [
            {
                "code": "protection",
                "title": "Protection",
                "reference": "TEST ¶43",
                "statement": "What they cover.\n\nAnd how.",
                "areas": ["lscb", "practice"],
                "note": "Children placed here belong to it.",
            }
        ],
        "deep_dive_topics": [
            {"code": "neglect", "title": "Neglect", "source": "TEST ¶13", "round": "May 2026"},
            {"code": "abuse", "title": "Abuse", "source": "TEST ¶14", "note": "A candidate."},
        ],
    }
    kind = data["inspection_types"][0]
    kind |= {
        "areas": ["lscb", "practice", "part"],
        "deep_dive": True,
        "optional_participants": [
            {"inspectorate": "hmic", "condition": "Where there is a force.", "source": "TEST ¶29"}
        ],
        "submissions": [
            {
                "code": "audit",
                "title": "A joint audit",
                "by": "partnership",
                "source": "TEST ¶16",
                "note": "Of a few cases.",
            }
        ],
        "strands": [
            {
                "code": "joint",
                "title": "The board together",
                "power": "ca2004-s20",
                "inspectorates": ["ofsted", "cqc", "hmic"],
                "areas": ["lscb"],
            },
            {
                "code": "police",
                "title": "The police strand",
                "power": "hmic-own",
                "inspectorates": ["hmic"],
                "areas": ["practice", "part"],
            },
        ],
    }
    letter = kind["report_forms"][0]
    own = {**letter, "kind": "agency_report", "strand": "police", "title": "On the police"}
    kind["report_forms"] = [letter, own | {"quality_assured_by": "hmic"}]
    limits = {
        "kind": "limits",
        "area": "practice",
        "grade": "inadequate",
        "all_of": [
            {"area": "part", "grade": "inadequate"},
            {"question": "understood", "answer": False},
        ],
    }
    data["limiting_rules"].append(
        {
            "code": "a-limit",
            "source": "Beyond (outside the documents)",
            "strength": "must",
            "statement": "A part can decide.",
            "definition": limits,
        }
    )
    return data


def loaded(data: dict[str, Any]) -> FrameworkVersion:
    organisations_exist()
    LegalPower.objects.get_or_create(
        code="hmic-own",
        defaults={"act": "Own powers of an inspectorate", "section": "own powers", "title": "Own"},
    )
    return load_file(content=framework_content(data), name="x", by=None, at=AT).version


@pytest.fixture
def document(client_of: ClientOf) -> Markup:
    """The page of a version with something of everything."""
    return read(client_of(AdminFactory()), loaded(whole_file()))


def read(client: Client, version: FrameworkVersion) -> Markup:
    page = client.get(version.get_absolute_url())
    assert page.status_code == 200
    return Markup(page.content.decode())


def section(page: Markup, of: str) -> str:
    return words(page.one("section", aria_labelledby=of))


def rows(page: Markup, caption: str) -> list[list[str]]:
    """The rows of the table with this caption, without its head."""
    (table,) = [
        each for each in page.every("table") if words(next(each.iter("caption"))) == caption
    ]
    body = next(table.iter("tbody"))
    return [[words(cell) for cell in row if cell.tag in ("th", "td")] for row in body.iter("tr")]


# --- the version --------------------------------------------------------------------------------


def test_the_note_stands_first_in_paragraphs_that_flow(document: Markup) -> None:
    said = [words(each) for each in document.one("main").iter("p")]
    assert said[1:3] == ["A proposal of one line.", "It was given up."]


def test_it_is_said_that_the_area_has_no_one_grade(document: Markup) -> None:
    inset = document.one("div", class_="govuk-inset-text")
    assert words(inset) == "There is no one grade for the area: TEST ¶25, ¶108."


def test_of_what_a_file_does_not_hold_nothing_is_said(client_of: ClientOf) -> None:
    data = framework_data(criteria=0)
    data["limiting_rules"] = []
    page = read(client_of(AdminFactory()), loaded(data))
    assert page.every("div", class_="govuk-inset-text") == []
    for anchor_of in ("scopes", "rules", "topics"):
        assert page.every(id=anchor_of) == []
    captions = [words(caption) for caption in page.every("caption")]
    assert "Joining only in a case" not in captions
    assert "Handed in by the area" not in captions
    assert page.every("h3", id="area-lscb-grades")
    assert "Criteria" not in [words(each) for each in page.every("h3")]


def test_the_contents_lead_to_every_part(document: Markup) -> None:
    contents = document.one("nav", aria_labelledby="contents")
    assert [(words(link), link.get("href")) for link in contents.iter("a")] == [
        ("What several judgements cover together", "#scopes"),
        ("The effectiveness of the board", "#area-lscb"),
        ("Practice", "#area-practice"),
        ("A part", "#area-part"),
        ("Limiting rules", "#rules"),
        ("Deep-dive topics", "#topics"),
        ("Joint inspection of the board", "#type-integrated-lscb"),
        ("History", "#history"),
    ]
    items = [words(item) for item in contents.iter("li")]
    assert items[1] == "The effectiveness of the board (3 criteria)"
    assert "app-contents__item--1" in [item.get("class") for item in contents.iter("li")]


def test_no_address_within_the_page_is_there_twice_or_leads_nowhere(document: Markup) -> None:
    ids = document.ids()
    assert [each for each in ids if ids.count(each) > 1] == []
    assert document.dangling() == set()


# --- the judgement areas ------------------------------------------------------------------------


def test_a_shared_scope_and_its_areas_lead_to_each_other(document: Markup) -> None:
    scopes = section(document, "scopes")
    for part in (
        "Protection TEST ¶43",
        "What they cover.",
        "And how.",
        "Note: Children placed here belong to it.",
        "Shared by: The effectiveness of the board; Practice",
    ):
        assert part in scopes
    assert "Shared with others: Protection (TEST ¶43)" in section(document, "area-practice")
    assert "Shared with others" not in section(document, "area-part")


def test_a_heading_stands_once_over_its_criteria(document: Markup) -> None:
    board = document.one("section", aria_labelledby="area-lscb")
    outline = [
        words(each) if each.tag == "h4" else each.get("id")
        for each in board.iter()
        if each.tag == "h4" or "app-criterion" in each.get("class", "").split()
    ]
    assert outline[:5] == ["Governance", "test-1", "test-2", "Learning", "test-3"]


def test_a_criterion_says_when_it_applies_what_qualifies_it_and_whose_it_is(
    document: Markup,
) -> None:
    first, second, third = (words(document.one(id=f"test-{number}")) for number in (1, 2, 3))
    assert "Applies: Only where there is custody." in first
    assert "Note: A footnote on it (TEST footnote 5)." in second
    assert "Our own criterion" in third
    assert "Our own" not in first + second


def test_a_criterion_leads_to_its_themes_the_most_fitting_first(document: Markup) -> None:
    links = list(document.one(id="test-1").iter("a"))
    assert [(words(link), link.get("href")) for link in links] == [
        ("TEST ¶1", "#test-1"),
        ("leadership", "/frameworks/themes/leadership/"),
        ("partnership_governance", "/frameworks/themes/partnership_governance/"),
    ]


def test_an_area_says_what_qualifies_it_and_of_what_it_is_a_part(document: Markup) -> None:
    board, practice, part = (
        section(document, f"area-{code}") for code in ("lscb", "practice", "part")
    )
    assert "Note: The board has seven members." in board
    assert "seven members. It met twice." in board
    assert "About Police force" in practice
    assert "Its parts A part" in practice
    assert "Part of Practice" in part
    assert "Left without a grade In a very small area (TEST ¶31)." in part
    assert "Left without a grade" not in practice


def test_grades_that_several_things_are_said_of_are_lists_under_the_grade(
    client_of: ClientOf,
) -> None:
    data = framework_data()
    data["judgement_areas"][0]["descriptors"] += [
        {"grade": "good", "reference": f"TEST ¶64{letter}", "statement": f"Said in {letter}."}
        for letter in "ab"
    ]
    page = read(client_of(AdminFactory()), loaded(data))
    columns = [words(grade) for grade in page.every("div", class_="app-grades__grade")]
    assert columns[1] == (
        "Good All criteria apply. TEST ¶115 Said in a. TEST ¶64a Said in b. TEST ¶64b"
    )
    (link,) = page.every("a", href="#test-64a-lscb-good")
    assert words(page.one(id="test-64a-lscb-good")) == "Said in a. TEST ¶64a"
    assert words(link) == "TEST ¶64a"


def test_an_area_of_which_no_grade_is_described_shows_no_grades(document: Markup) -> None:
    assert document.every("h3", id="area-part-grades") == []


# --- rules and questions --------------------------------------------------------------------------


def test_a_rule_stands_beside_its_area_and_among_all_rules(document: Markup) -> None:
    in_words = (
        "Must: “Practice” is Inadequate when “A part” is Inadequate, and the answer to "
        "“Is it understood?” is no."
    )
    assert f"{in_words} Beyond (outside the documents)" in section(document, "area-practice")
    assert in_words not in section(document, "area-part")
    assert words(document.one(id="rule-a-limit")) == (
        f"Beyond (outside the documents) on Practice A part can decide. {in_words}"
    )


def test_a_rule_that_nobody_understands_is_about_no_area(client_of: ClientOf) -> None:
    version = loaded(whole_file())
    version.limiting_rules.filter(code="a-limit").update(definition={"kind": "guess"})
    page = read(client_of(AdminFactory()), version)
    rule = words(page.one(id="rule-a-limit"))
    assert rule.startswith("Beyond (outside the documents) A part can decide.")
    assert "It blocks agreement" in rule
    assert "Rules for this judgement" not in section(page, "area-practice")


def test_the_questions_of_the_rules_are_listed(document: Markup) -> None:
    assert rows(document, "What the rules ask people") == [["Is it understood?", "TEST ¶70"]]


# --- inspection types -----------------------------------------------------------------------------


def test_topics_say_for_when_they_were_chosen(document: Markup) -> None:
    assert rows(document, "Topics") == [
        ["Neglect", "May 2026", "TEST ¶13"],
        ["Abuse A candidate.", "Not stated", "TEST ¶14"],
    ]


def test_a_type_shows_its_strands_with_power_and_inspectorates(document: Markup) -> None:
    assert rows(document, "Strands") == [
        [
            "The board together",
            "Children Act 2004, section 20",
            "Ofsted, CQC, HMICFRS",
            "The effectiveness of the board",
        ],
        ["The police strand", "Own powers of an inspectorate", "HMICFRS", "Practice; A part"],
    ]
    assert "Deep dive One of the topics" in section(document, "type-integrated-lscb")


def test_a_type_without_strands_of_its_own_has_the_one_that_its_power_gives(
    client_of: ClientOf,
) -> None:
    page = read(client_of(AdminFactory()), loaded(framework_data()))
    assert rows(page, "Strands") == [
        [
            "Joint strand, section 20",
            "Children Act 2004, section 20",
            "Ofsted, CQC, HMICFRS",
            "The effectiveness of the board",
        ]
    ]
    assert "Deep dive" not in section(page, "type-integrated-lscb")


def test_a_type_says_who_joins_when_and_what_the_area_hands_in(document: Markup) -> None:
    assert rows(document, "Joining only in a case") == [
        ["HMICFRS", "Where there is a force.", "TEST ¶29"]
    ]
    assert rows(document, "Handed in by the area") == [
        ["A joint audit Of a few cases.", "The partnership", "TEST ¶16"]
    ]


def test_a_type_says_whose_each_report_is(document: Markup) -> None:
    assert rows(document, "Reports") == [
        ["On the police Agency report", "The police strand", "HMICFRS"],
        ["Letter Joint letter", "The whole inspection", "Ofsted"],
    ]
    assert len(rows(document, "Sections of: On the police")) == 7


def test_a_step_on_the_day_of_another_says_so(client_of: ClientOf) -> None:
    data = framework_data()
    data["inspection_types"][0]["key_dates"][1]["working_days"] = 0
    page = read(client_of(AdminFactory()), loaded(data))
    assert ["On site", "On the day of: Notice", "Our own setting"] in rows(page, "Key dates")


def test_tables_of_several_types_say_whose_they_are(client_of: ClientOf) -> None:
    data = framework_data()
    kind = data["inspection_types"][0]
    data["inspection_types"].append({**kind, "code": "other", "title": "Another"})
    page = read(client_of(AdminFactory()), loaded(data))
    captions = [words(caption) for caption in page.every("caption")]
    assert "Key dates (Another)" in captions
    assert "Key dates (Joint inspection of the board)" in captions
    assert [each for each in captions if captions.count(each) > 1] == []


# --- how much it asks for -------------------------------------------------------------------------


def large_file(areas: int, criteria: int) -> dict[str, Any]:
    """So many areas, and so many criteria in each."""
    data = framework_data(criteria=0)
    one = data["judgement_areas"][0]
    data["judgement_areas"] = [
        {
            **one,
            "code": f"area-{area}",
            "title": f"Area {area}",
            "criteria": [a_criterion(area * 1000 + number) for number in range(criteria)],
        }
        for area in range(areas)
    ]
    data["inspection_types"][0]["areas"] = [f"area-{area}" for area in range(areas)]
    for rule in data["limiting_rules"]:
        rule["definition"]["area"] = "area-0"
    return data


@pytest.mark.parametrize(("areas", "criteria"), [(1, 1), (3, 167)])
def test_a_version_asks_as_often_for_one_criterion_as_for_five_hundred(
    client_of: ClientOf, assert_queries: AssertQueries, areas: int, criteria: int
) -> None:
    version = loaded(large_file(areas, criteria))
    client = client_of(AdminFactory())
    # one fewer than a version in force has: nobody proposed this one
    with assert_queries(25):
        page = client.get(version.get_absolute_url())
    assert page.content.count(b'class="app-criterion"') == areas * criteria


# --- small parts ----------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("reference", "place"),
    [
        ("140112 ¶68a", "140112-68a"),
        ("140112 ¶103.1", "140112-103-1"),
        ("140112 ¶43 own 1", "140112-43-own-1"),
        (
            "180025 ¶2 (Community Rehabilitation Companies)",
            "180025-2-community-rehabilitation-companies",
        ),
        ("  ¶ ", ""),
    ],
)
def test_a_reference_is_an_address_within_the_page(reference: str, place: str) -> None:
    assert anchor(reference) == place


def test_a_line_that_is_broken_in_a_file_flows_on_the_page() -> None:
    assert paragraphs("One\nline.\n\n\n  Another\n  one.\n") == ["One line.", "Another one."]
    assert paragraphs(" \n") == []


def test_a_theme_that_a_criterion_names_is_on_the_page_by_its_title(client_of: ClientOf) -> None:
    version = loaded(framework_data(criteria=1))
    Theme.objects.filter(code="leadership").update(title="Leading well")
    page = read(client_of(AdminFactory()), version)
    link = page.one("a", href=reverse("frameworks:theme", args=["leadership"]))
    assert words(link) == "Leading well"
