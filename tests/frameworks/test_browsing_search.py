"""Words and references are found in every version that a person may read."""

from collections.abc import Callable
from contextlib import AbstractContextManager
from datetime import date
from typing import Any
from urllib.parse import urlencode

import pytest
from django.test import Client

from frameworks.actions import load_file, withdraw
from frameworks.models import FrameworkVersion
from frameworks.models.search import Looked
from frameworks.presenters.finding import LAST_PAGE, page_asked
from records.models import AuditEntry
from tests.factories.frameworks import (
    AT,
    a_criterion,
    draft_factory,
    framework_content,
    framework_data,
    framework_version_factory,
    inspector_factory,
    organisations_exist,
)
from tests.factories.organisations import AdminFactory
from tests.pages.reading import Markup, words

pytestmark = pytest.mark.django_db
ClientOf = Callable[..., Client]
AssertQueries = Callable[[int], AbstractContextManager[list[str]]]
SEARCH = "/frameworks/search/"
REFERENCE = "/frameworks/reference/"


def search(client: Client, *, status: int = 200, **asked: str) -> Markup:
    page = client.get(f"{SEARCH}?{urlencode(asked)}")
    assert page.status_code == status
    return Markup(page.content.decode())


def found(page: Markup) -> list[tuple[str, str | None]]:
    """What was found, and where it leads."""
    hits = page.every("div", class_="app-criterion")
    return [(words(link), link.get("href")) for hit in hits for link in hit.iter("a")]


def references(page: Markup) -> list[str]:
    return [name for name, _url in found(page)]


def areas(page: Markup) -> list[str]:
    return [words(heading) for heading in page.one("main").iter("h3")]


def two_areas(**top: Any) -> FrameworkVersion:
    """A version with the board and the police, each with criteria of its own."""
    data = framework_data(criteria=0, **top)
    board = data["judgement_areas"][0]
    police = {**board, "code": "police", "title": "The police", "scope": "What the force does."}
    police |= {"grading": "graded", "agency_kind": "police", "inspectorates": ["hmic"]}
    police |= {"paragraph": "TEST ¶71", "descriptors": []}
    board["criteria"] = [
        a_criterion(1) | {"heading": "Missing children", "themes": ["early_help"]},
        a_criterion(2) | {"statement": "The board’s plan is clear.", "points": ["It isn't late."]},
    ]
    police["criteria"] = [
        a_criterion(10) | {"statement": "A missing child is looked for at once."},
        a_criterion(11) | {"points": ["Officers ask the child’s school – always."]},
        a_criterion(12) | {"condition": "Where there is custody.", "note": "See 100% of it_all."},
    ]
    data["judgement_areas"].append(police)
    data["inspection_types"][0]["areas"] = ["lscb", "police"]
    return draft_factory_of(data)


def draft_factory_of(data: dict[str, Any]) -> FrameworkVersion:
    organisations_exist()
    return load_file(content=framework_content(data), name="x", by=None, at=AT).version


# --- the page before anything is asked ------------------------------------------------------------


def test_the_empty_search_says_what_is_searched(client_of: ClientOf) -> None:
    two_areas()
    page = search(client_of(AdminFactory()))
    main = words(page.one("main"))
    assert "Judgement areas, criteria and grade descriptors are searched" in main
    assert page.every("a", href="/frameworks/themes/")
    assert found(page) == []
    assert page.dangling() == set()


def test_the_form_offers_themes_inspectorates_and_versions(client_of: ClientOf) -> None:
    two_areas()
    page = search(client_of(AdminFactory()), theme="early_help")
    offered = {
        select.get("name"): [words(option) for option in select.iter("option")]
        for select in page.every("select")
    }
    assert offered["theme"][:2] == ["Any theme", "leadership"]
    assert offered["inspectorate"][:2] == ["Any inspectorate", "Ofsted"]
    assert offered["version"] == ["Every version", "Integrated inspections, 2014-06"]
    (chosen,) = [
        each
        for each in page.every("option")
        if each.get("selected") is not None and each.get("value") == "early_help"
    ]
    assert words(chosen) == "early_help"


# --- words ----------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("asked", "expected"),
    [
        ("missing", ["TEST ¶1", "TEST ¶10"]),
        ("MISSING", ["TEST ¶1", "TEST ¶10"]),
        ("missing child", ["TEST ¶1", "TEST ¶10"]),
        ("child missing looked", ["TEST ¶10"]),
        ("missing zebra", []),
        ("custody", ["TEST ¶12"]),
        ("First point of 12", ["TEST ¶12"]),
        ("Far above", ["TEST ¶116"]),
        ("inadequate", ["TEST ¶118"]),
        ("100%", ["TEST ¶12"]),
        ("it_all", ["TEST ¶12"]),
        ("%", ["TEST ¶12"]),
    ],
)
def test_all_words_have_to_be_there(client_of: ClientOf, asked: str, expected: list[str]) -> None:
    two_areas()
    assert references(search(client_of(AdminFactory()), q=asked)) == expected


@pytest.mark.parametrize("apostrophe", ["'", "’"])
def test_either_apostrophe_finds_both(client_of: ClientOf, apostrophe: str) -> None:
    two_areas()
    client = client_of(AdminFactory())
    assert references(search(client, q=f"board{apostrophe}s plan")) == ["TEST ¶2"]
    assert references(search(client, q=f"isn{apostrophe}t")) == ["TEST ¶2"]
    assert references(search(client, q=f"child{apostrophe}s school")) == ["TEST ¶11"]


def test_a_point_is_found_by_what_is_not_ascii(client_of: ClientOf) -> None:
    two_areas()
    assert references(search(client_of(AdminFactory()), q="– always")) == ["TEST ¶11"]


def test_the_title_of_an_area_helps_and_does_not_find_all_that_is_in_it(
    client_of: ClientOf,
) -> None:
    two_areas()
    client = client_of(AdminFactory())
    alone = search(client, q="police")
    assert areas(alone) == ["The police"]
    assert references(alone) == []
    assert references(search(client, q="police missing")) == ["TEST ¶10"]


def test_an_area_is_found_by_its_scope_and_paragraph(client_of: ClientOf) -> None:
    version = two_areas()
    client = client_of(AdminFactory())
    page = search(client, q="force does")
    assert areas(page) == ["The police"]
    assert "What the force does." in words(page.one("main"))
    (link,) = [each for each in page.every("a") if words(each) == "The police"]
    assert link.get("href") == f"{version.get_absolute_url()}#area-police"
    assert "TEST ¶71" in words(search(client, q="¶71").one("main"))


def test_a_hit_leads_to_its_place_in_the_version(client_of: ClientOf) -> None:
    version = two_areas()
    client = client_of(AdminFactory())
    there = version.get_absolute_url()
    assert found(search(client, q="looked for")) == [("TEST ¶10", f"{there}#test-10")]
    (descriptor,) = found(search(client, q="Far above"))
    assert descriptor == ("TEST ¶116", f"{there}#test-116-lscb-outstanding")
    page = Markup(client.get(there).content.decode())
    assert page.one(id="test-116-lscb-outstanding") is not None
    assert page.one(id="test-10") is not None


def test_the_words_are_marked_and_nothing_else(client_of: ClientOf) -> None:
    two_areas()
    page = search(client_of(AdminFactory()), q="missing child")
    marked = [words(mark) for mark in page.every("mark")]
    assert set(marked) == {"Missing", "child", "missing"}
    assert "Grade descriptor" not in words(page.one("main"))


def test_of_the_points_those_are_shown_that_have_a_word(client_of: ClientOf) -> None:
    two_areas()
    main = words(search(client_of(AdminFactory()), q="Officers").one("main"))
    assert "Officers ask the child’s school" in main
    plain = words(search(client_of(AdminFactory()), q="Statement 10").one("main"))
    assert "First point" not in plain


def test_what_was_typed_and_what_is_found_are_text(client_of: ClientOf) -> None:
    data = framework_data(criteria=1)
    script = "<script>alert(1)</script>"
    data["judgement_areas"][0]["criteria"][0] |= {"statement": script, "heading": script}
    draft_factory_of(data)
    page = client_of(AdminFactory()).get(f"{SEARCH}?{urlencode({'q': script})}").content.decode()
    assert "<script>alert" not in page
    assert "&lt;script&gt;alert(1)&lt;/script&gt;" in page


def test_nothing_found_says_what_to_try(client_of: ClientOf) -> None:
    two_areas()
    main = words(search(client_of(AdminFactory()), q="zebra").one("main"))
    assert "Nothing found" in main
    assert "Try fewer words" in main


# --- filters --------------------------------------------------------------------------------------


def test_a_theme_leaves_its_criteria(client_of: ClientOf) -> None:
    two_areas()
    client = client_of(AdminFactory())
    assert references(search(client, theme="early_help")) == ["TEST ¶1"]
    assert references(search(client, q="missing", theme="leadership")) == ["TEST ¶10"]
    assert references(search(client, q="Far above", theme="leadership")) == []


def test_a_second_theme_counts_as_well(client_of: ClientOf) -> None:
    two_areas()
    client = client_of(AdminFactory())
    second = references(search(client, theme="partnership_governance"))
    assert second == ["TEST ¶2", "TEST ¶10", "TEST ¶11", "TEST ¶12"]


def test_an_inspectorate_leaves_what_it_answers(client_of: ClientOf) -> None:
    two_areas()
    client = client_of(AdminFactory())
    assert references(search(client, q="missing", inspectorate="ofsted")) == ["TEST ¶1"]
    assert references(search(client, q="missing", inspectorate="hmic")) == ["TEST ¶1", "TEST ¶10"]
    assert references(search(client, q="far above", inspectorate="hmi-prisons")) == []
    assert areas(search(client, q="police", inspectorate="cqc")) == []


def test_a_version_leaves_what_it_says(client_of: ClientOf) -> None:
    two_areas()
    two_areas(version="2015")
    client = client_of(AdminFactory())
    assert references(search(client, q="looked for")) == ["TEST ¶10", "TEST ¶10"]
    page = search(client, q="looked for", version="integrated/2015")
    assert [url for _name, url in found(page)] == ["/frameworks/integrated/2015/#test-10"]


@pytest.mark.parametrize(
    ("asked", "sentence"),
    [
        ({"theme": "none"}, "Choose a theme from the list"),
        ({"inspectorate": "none"}, "Choose an inspectorate from the list"),
        ({"version": "integrated/none"}, "Choose a framework from the list"),
        ({"q": "x" * 201}, "Words or a reference must be 200 characters or fewer"),
        ({"q": "a\x00b"}, "Null characters are not allowed."),
    ],
)
def test_what_is_not_offered_is_refused_at_its_field(
    client_of: ClientOf, asked: dict[str, str], sentence: str
) -> None:
    two_areas()
    page = search(client_of(AdminFactory()), status=422, **asked)
    assert words(page.one("main")).count(sentence) == 2
    assert words(page.one("title")).startswith("Error: ")
    assert page.dangling() == set()


# --- who sees what --------------------------------------------------------------------------------


def test_a_draft_is_found_by_admins_only(client_of: ClientOf) -> None:
    framework_version_factory(criteria=1)
    draft_factory(version="2015-draft", criteria=1)
    admin, inspector = client_of(AdminFactory()), client_of(inspector_factory())
    assert len(found(search(admin, q="Statement"))) == 2
    page = search(inspector, q="Statement")
    assert [url for _name, url in found(page)] == ["/frameworks/integrated/2014-06/#test-1"]
    assert "2015-draft" not in words(page.one("main"))
    assert search(inspector, status=422, q="Statement", version="integrated/2015-draft")


def test_a_search_notes_the_versions_that_it_showed(client_of: ClientOf) -> None:
    framework_version_factory(criteria=1)
    draft_factory(version="2015-draft", title="Zebra", criteria=0)
    person = AdminFactory()
    search(client_of(person), q="Statement")
    entry = AuditEntry.objects.get(person=person)
    assert entry.disclosed == ["framework integrated 2014-06"]


# --- pages ----------------------------------------------------------------------------------------


def many(criteria: int) -> FrameworkVersion:
    return draft_factory(criteria=criteria)


def test_results_come_in_pages_of_fifty(client_of: ClientOf) -> None:
    many(60)
    client = client_of(AdminFactory())
    first = search(client, q="Statement")
    assert references(first) == [f"TEST ¶{number}" for number in range(1, 51)]
    assert "Results 1 to 50." in words(first.one("main"))
    assert "There are more on the next page." in words(first.one("main"))
    (after,) = first.every("a", rel="next")
    assert first.every("a", rel="prev") == []
    second = Markup(client.get(after.get("href", "")).content.decode())
    assert references(second) == [f"TEST ¶{number}" for number in range(51, 61)]
    assert "Results 51 to 60." in words(second.one("main"))
    assert words(second.one("title")).startswith("Page 2: ")
    assert second.every("a", rel="next") == []
    (before,) = second.every("a", rel="prev")
    assert references(Markup(client.get(before.get("href", "")).content.decode()))[0] == "TEST ¶1"


def test_fifty_results_have_no_second_page(client_of: ClientOf) -> None:
    many(50)
    page = search(client_of(AdminFactory()), q="Statement")
    assert len(references(page)) == 50
    assert page.every("a", rel="next") == []


@pytest.mark.parametrize(
    ("text", "page"),
    [
        ("2", 2),
        ("0", 1),
        ("-3", 1),
        ("two", 1),
        ("", 1),
        ("²", 1),
        ("99999999999999", 1),
        ("9999", LAST_PAGE),
    ],
)
def test_a_page_that_cannot_be_read_is_the_first(text: str, page: int) -> None:
    assert page_asked({"page": text}) == page


def test_a_page_beyond_the_last_has_nothing(client_of: ClientOf) -> None:
    many(3)
    page = search(client_of(AdminFactory()), q="Statement", page="7")
    assert "Nothing found" in words(page.one("main"))


def test_hits_of_a_framework_stand_together_the_newest_version_first(client_of: ClientOf) -> None:
    draft_factory(criteria=1, version="2014")
    draft_factory(criteria=1, version="2015")
    other = {"code": "zoo", "title": "A framework that begins with A"}
    draft_factory(criteria=1, version="2013", framework=other)
    page = search(client_of(AdminFactory()), q="Statement")
    assert [url for _name, url in found(page)] == [
        "/frameworks/zoo/2013/#test-1",
        "/frameworks/integrated/2015/#test-1",
        "/frameworks/integrated/2014/#test-1",
    ]


@pytest.mark.parametrize("criteria", [1, 500])
def test_a_search_asks_as_often_for_one_hit_as_for_many(
    client_of: ClientOf, assert_queries: AssertQueries, criteria: int
) -> None:
    many(criteria)
    client = client_of(AdminFactory())
    # session, user, versions, themes, inspectorates, hits, criteria, audit
    with assert_queries(8):
        page = client.get(f"{SEARCH}?q=Statement")
    assert page.content.count(b'class="app-criterion"') == min(criteria, 50)


def test_a_search_for_all_kinds_asks_once_for_each(
    client_of: ClientOf, assert_queries: AssertQueries
) -> None:
    two_areas()
    client = client_of(AdminFactory())
    # and areas and descriptors
    with assert_queries(10):
        page = client.get(f"{SEARCH}?inspectorate=hmic")
    markup = Markup(page.content.decode())
    assert areas(markup) == ["The effectiveness of the board", "The police"]
    assert references(markup)[:3] == ["TEST ¶1", "TEST ¶2", "TEST ¶116"]


def test_many_words_are_cut_and_not_refused() -> None:
    looked = Looked.for_text(" ".join(f"w{number}" for number in range(20)))
    assert looked.words == tuple(f"w{number}" for number in range(8))
    assert Looked.for_text("  ").is_empty
    assert not Looked.for_text("", theme="early_help").is_empty


# --- by reference ---------------------------------------------------------------------------------


def leads_to(client: Client, reference: str) -> str:
    answer = client.get(f"{REFERENCE}?{urlencode({'q': reference})}")
    assert answer.status_code == 302
    return str(answer.url)


@pytest.mark.parametrize("reference", ["TEST ¶10", "test 10", "TEST-10", "¶10", "10", " ¶ 10 "])
def test_a_reference_leads_to_its_criterion(client_of: ClientOf, reference: str) -> None:
    version = two_areas()
    there = leads_to(client_of(AdminFactory()), reference)
    assert there == f"{version.get_absolute_url()}#test-10"


@pytest.mark.parametrize(
    ("reference", "place"),
    [
        ("TEST ¶71", "area-police"),
        ("TEST ¶118", "test-118-lscb-inadequate"),
        ("TEST ¶43", "scope-protection"),
        ("TEST ¶99", "rule-outstanding-presupposes-good"),
    ],
)
def test_areas_descriptors_scopes_and_rules_have_references_too(
    client_of: ClientOf, reference: str, place: str
) -> None:
    data = framework_data(criteria=1)
    board = data["judgement_areas"][0]
    data["judgement_areas"].append({**board, "code": "police", "criteria": [], "descriptors": []})
    data["judgement_areas"][1] |= {"paragraph": "TEST ¶71", "title": "Police"}
    data["limiting_rules"][0]["source"] = "TEST ¶99"
    data["shared_scopes"] = [
        {
            "code": "protection",
            "title": "P",
            "reference": "TEST ¶43",
            "statement": "All.",
            "areas": ["lscb"],
        }
    ]
    version = draft_factory_of(data)
    client = client_of(AdminFactory())
    assert leads_to(client, reference) == f"{version.get_absolute_url()}#{place}"
    page = Markup(client.get(version.get_absolute_url()).content.decode())
    assert place in page.ids()


def test_a_criterion_goes_before_what_else_has_its_reference(client_of: ClientOf) -> None:
    data = framework_data(criteria=2)
    data["judgement_areas"][0]["paragraph"] = "TEST ¶2"
    version = draft_factory_of(data)
    assert leads_to(client_of(AdminFactory()), "TEST ¶2") == f"{version.get_absolute_url()}#test-2"


def test_a_whole_reference_goes_before_the_end_of_a_longer_one(client_of: ClientOf) -> None:
    data = framework_data(criteria=2)
    first, second = data["judgement_areas"][0]["criteria"]
    first["reference"], second["reference"] = "MORE TEST ¶5", "TEST ¶5"
    version = draft_factory_of(data)
    assert leads_to(client_of(AdminFactory()), "TEST ¶5") == f"{version.get_absolute_url()}#test-5"


def test_a_reference_leads_to_the_version_that_is_in_force(client_of: ClientOf) -> None:
    old = framework_version_factory(version="2013", on=date(2013, 9, 1))
    newest = framework_version_factory(version="2014", on=date(2014, 9, 1))
    draft_factory(version="2015")
    client = client_of(AdminFactory())
    assert leads_to(client, "TEST ¶1") == f"{newest.get_absolute_url()}#test-1"
    withdraw(version=newest, why="Replaced.", by=AdminFactory(), at=AT)
    assert leads_to(client, "TEST ¶1") == f"{old.get_absolute_url()}#test-1"


def test_a_reference_that_only_an_older_version_has_leads_there(client_of: ClientOf) -> None:
    old = framework_version_factory(version="2013", on=date(2013, 9, 1), criteria=3)
    framework_version_factory(version="2014", on=date(2014, 9, 1), criteria=1)
    there = leads_to(client_of(inspector_factory()), "TEST ¶3")
    assert there == f"{old.get_absolute_url()}#test-3"


def test_a_reference_of_several_frameworks_leads_to_the_search(client_of: ClientOf) -> None:
    draft_factory(criteria=1)
    draft_factory(criteria=1, framework={"code": "other", "title": "Another"})
    client = client_of(AdminFactory())
    there = leads_to(client, "TEST ¶1")
    assert there.startswith(f"{SEARCH}?q=TEST")
    page = Markup(client.get(there).content.decode())
    assert {"/frameworks/integrated/2014-06/#test-1", "/frameworks/other/2014-06/#test-1"} <= {
        url for _name, url in found(page)
    }


@pytest.mark.parametrize("reference", ["TEST ¶999", "", "¶", "a\x00b", "x" * 500])
def test_a_reference_that_nothing_has_leads_to_the_search(
    client_of: ClientOf, reference: str
) -> None:
    two_areas()
    client = client_of(AdminFactory())
    there = leads_to(client, reference)
    assert there.startswith(f"{SEARCH}?q=")
    assert client.get(there).status_code == 200


def test_a_reference_of_a_draft_is_as_absent_as_any_other(client_of: ClientOf) -> None:
    draft_factory(criteria=1)
    assert leads_to(client_of(inspector_factory()), "TEST ¶1").startswith(SEARCH)


@pytest.mark.parametrize("criteria", [1, 300])
def test_a_reference_asks_as_often_for_one_criterion_as_for_many(
    client_of: ClientOf, assert_queries: AssertQueries, criteria: int
) -> None:
    many(criteria)
    client = client_of(AdminFactory())
    # session, user, versions, criteria, areas, descriptors, rules, audit
    with assert_queries(8):
        client.get(f"{REFERENCE}?q=TEST+1")
