"""The crosswalk: what the criteria of different frameworks have in common."""

from collections.abc import Callable
from contextlib import AbstractContextManager
from datetime import date, datetime, timedelta
from typing import Any

import pytest
from django.test import Client

from frameworks.actions import load_file, put_in_force, withdraw
from frameworks.models import FrameworkVersion, Theme
from records.models import AuditEntry
from tests.factories.frameworks import (
    AT,
    THEMES,
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
LIST = "/frameworks/themes/"
LEADERSHIP = "/frameworks/themes/leadership/"
TODAY = date(2026, 11, 2)


def read(client: Client, url: str) -> Markup:
    page = client.get(url)
    assert page.status_code == 200
    return Markup(page.content.decode())


def counted(page: Markup) -> dict[str, list[str]]:
    """What the list says of each theme."""
    return {
        words(next(row.iter("th"))): [words(cell) for cell in row.iter("td")]
        for row in next(page.one("table").iter("tbody")).iter("tr")
    }


def police(**top: Any) -> FrameworkVersion:
    """A framework of one inspectorate alone, with one criterion on leadership and one not."""
    data = framework_data(**top, framework={"code": "police", "title": "Police inspections"})
    area = data["judgement_areas"][0]
    area |= {"grading": "graded", "inspectorates": ["hmic"], "title": "The force"}
    area["criteria"] = [
        a_criterion(1) | {"themes": ["early_help", "leadership"]},
        a_criterion(2) | {"themes": ["early_help"]},
    ]
    organisations_exist()
    return load_file(content=framework_content(data), name="x", by=None, at=AT).version


# --- which version stands for its framework -------------------------------------------------------


def newest(person: Any = None) -> list[str]:
    versions = FrameworkVersion.objects.visible_to(person or AdminFactory())
    return [version.version for version in versions.newest_of_each(TODAY)]


def test_the_version_in_force_stands_for_its_framework() -> None:
    framework_version_factory(version="2013", on=date(2013, 9, 1))
    framework_version_factory(version="2014", on=date(2014, 9, 1))
    framework_version_factory(version="2027", on=TODAY + timedelta(days=1))
    draft_factory(version="2028")
    assert newest() == ["2014"]


def test_of_drafts_the_one_that_was_loaded_last_does() -> None:
    organisations_exist()
    for version, at in (("a", AT), ("b", AT + timedelta(days=1)), ("c", AT - timedelta(days=1))):
        load(version, at)
    assert newest() == ["b"]


def load(version: str, at: datetime) -> FrameworkVersion:
    content = framework_content(version=version)
    return load_file(content=content, name="x", by=None, at=at).version


def test_a_withdrawn_one_does_where_there_is_no_other() -> None:
    organisations_exist()
    first = load("2013", AT)
    withdrawn = load("2014", AT + timedelta(days=1))
    withdraw(version=withdrawn, why="Replaced.", by=AdminFactory(), at=AT)
    assert newest() == ["2013"]
    withdraw(version=first, why="Replaced.", by=AdminFactory(), at=AT)
    assert newest() == ["2014"]


def test_an_inspector_s_frameworks_are_those_that_are_no_drafts() -> None:
    framework_version_factory(version="2013", on=date(2013, 9, 1))
    police()
    assert newest(inspector_factory()) == ["2013"]
    assert newest() == ["2013", "2014-06"]


def test_frameworks_stand_in_the_order_of_their_titles() -> None:
    police(version="p")
    draft_factory(version="i")
    assert newest() == ["i", "p"]


def test_versions_in_force_go_first() -> None:
    draft_factory(version="draft")
    old = framework_version_factory(version="old", on=date(2013, 9, 1))
    new = framework_version_factory(version="new", on=date(2014, 9, 1))
    organisations_exist()
    versions = FrameworkVersion.objects.visible_to(AdminFactory()).by_precedence(TODAY)
    assert [version.version for version in versions] == [new.version, old.version, "draft"]


def test_a_version_is_in_force_from_its_first_day() -> None:
    version = framework_version_factory(on=TODAY)
    assert version.is_in_force_on(TODAY)
    assert not version.is_in_force_on(TODAY - timedelta(days=1))
    assert not draft_factory(version="draft").is_in_force_on(TODAY)


# --- the list of themes ---------------------------------------------------------------------------


def test_the_list_counts_criteria_by_framework_and_by_inspectorate(client_of: ClientOf) -> None:
    draft_factory(criteria=3)
    police()
    page = read(client_of(AdminFactory()), LIST)
    assert counted(page) == {
        "leadership": [
            "4 criteria",
            "Integrated inspections: 3Police inspections: 1",
            "HMICFRS: 4Ofsted: 3CQC: 3",
        ],
        "partnership_governance": [
            "3 criteria",
            "Integrated inspections: 3",
            "Ofsted: 3CQC: 3HMICFRS: 3",
        ],
        "early_help": ["2 criteria", "Police inspections: 2", "HMICFRS: 2"],
    }
    assert page.every("a", href=LEADERSHIP)


def test_a_theme_without_criteria_is_listed_with_none(client_of: ClientOf) -> None:
    organisations_exist()
    assert counted(read(client_of(AdminFactory()), LIST))["leadership"] == ["0 criteria", "", ""]


def test_the_list_counts_one_version_of_a_framework_and_says_so(client_of: ClientOf) -> None:
    framework_version_factory(version="2013", on=date(2013, 9, 1), criteria=2)
    framework_version_factory(version="2014", on=date(2014, 9, 1), criteria=1)
    draft_factory(version="2015", criteria=7)
    page = read(client_of(AdminFactory()), LIST)
    assert counted(page)["leadership"][0] == "1 criterion"
    assert "Older versions are left out" in words(page.one("main"))


def test_the_list_counts_no_draft_for_an_inspector(client_of: ClientOf) -> None:
    draft_factory(criteria=3)
    page = read(client_of(inspector_factory()), LIST)
    assert counted(page)["leadership"][0] == "0 criteria"


def test_the_list_notes_what_it_counted(client_of: ClientOf) -> None:
    police()
    person = AdminFactory()
    read(client_of(person), LIST)
    assert AuditEntry.objects.get(person=person).disclosed == ["framework police 2014-06"]


@pytest.mark.parametrize(("frameworks", "criteria"), [(1, 1), (3, 200)])
def test_the_list_asks_as_often_for_one_framework_as_for_three(
    client_of: ClientOf, assert_queries: AssertQueries, frameworks: int, criteria: int
) -> None:
    several(frameworks, criteria)
    client = client_of(AdminFactory())
    # session, user, versions, areas and their inspectorates, criteria, themes, audit
    with assert_queries(8):
        client.get(LIST)


def several(frameworks: int, criteria: int) -> None:
    for number in range(frameworks):
        framework = {"code": f"f{number}", "title": f"Framework {number}"}
        draft_factory(framework=framework, criteria=criteria)


# --- one theme ------------------------------------------------------------------------------------


def test_a_theme_groups_its_criteria_by_those_who_answer_them(client_of: ClientOf) -> None:
    draft_factory(criteria=1)
    police()
    page = read(client_of(AdminFactory()), LEADERSHIP)
    main = page.one("main")
    outline = [
        (each.tag, words(each)) for each in main.iter() if each.tag in ("h1", "h2", "h3", "h4")
    ]
    assert outline == [
        ("h1", "Leadership"),
        ("h2", "Contents"),
        ("h2", "HMICFRS"),
        ("h3", "Police inspections, 2014-06"),
        ("h4", "The force"),
        ("h2", "Ofsted, CQC and HMICFRS together"),
        ("h3", "Integrated inspections, 2014-06"),
        ("h4", "The effectiveness of the board"),
    ]
    assert "HMICFRS (1 criterion)" in words(page.one("nav", aria_labelledby="contents"))
    assert page.dangling() == set()


def test_a_theme_leads_to_the_places_of_its_criteria(client_of: ClientOf) -> None:
    version = police()
    client = client_of(AdminFactory())
    page = read(client, LEADERSHIP)
    (criterion,) = page.every("div", class_="app-criterion")
    assert words(criterion) == "TEST ¶1 Heading 1 Statement 1."
    (link,) = criterion.iter("a")
    assert link.get("href") == f"{version.get_absolute_url()}#test-1"
    (area,) = [each for each in page.every("a") if words(each) == "The force"]
    assert area.get("href") == f"{version.get_absolute_url()}#area-lscb"
    there = read(client, version.get_absolute_url()).ids()
    assert {"test-1", "area-lscb"} <= set(there)


def test_a_theme_leaves_out_older_versions_and_drafts_of_others(client_of: ClientOf) -> None:
    framework_version_factory(version="2013", on=date(2013, 9, 1), criteria=2)
    framework_version_factory(version="2014", on=date(2014, 9, 1), criteria=1)
    police()
    page = read(client_of(inspector_factory()), LEADERSHIP)
    assert len(page.every("div", class_="app-criterion")) == 1
    assert "2013" not in words(page.one("main"))
    assert "Police" not in words(page.one("main"))


def test_a_theme_that_nobody_asks_about_says_so(client_of: ClientOf) -> None:
    organisations_exist()
    page = read(client_of(AdminFactory()), LEADERSHIP)
    assert "No framework that you may read has a criterion on this theme." in words(
        page.one("main")
    )


def test_a_theme_that_there_is_not_is_absent(client_of: ClientOf) -> None:
    organisations_exist()
    assert client_of(AdminFactory()).get("/frameworks/themes/none/").status_code == 404


def test_a_theme_notes_whose_criteria_it_showed(client_of: ClientOf) -> None:
    version = police()
    put_in_force(version=version, on=TODAY, by=AdminFactory(), approved_by=AdminFactory(), at=AT)
    person = inspector_factory()
    read(client_of(person), LEADERSHIP)
    entry = AuditEntry.objects.get(person=person)
    assert (entry.about, entry.disclosed) == ("theme leadership", ["framework police 2014-06"])


@pytest.mark.parametrize(("frameworks", "criteria"), [(1, 1), (3, 170)])
def test_a_theme_asks_as_often_for_one_criterion_as_for_five_hundred(
    client_of: ClientOf, assert_queries: AssertQueries, frameworks: int, criteria: int
) -> None:
    several(frameworks, criteria)
    client = client_of(AdminFactory())
    # session, user, the theme, versions, criteria, the inspectorates of their areas, audit
    with assert_queries(7):
        page = client.get(LEADERSHIP)
    assert page.content.count(b'class="app-criterion"') == frameworks * criteria


def test_every_theme_has_its_page(client_of: ClientOf) -> None:
    draft_factory(criteria=1)
    client = client_of(AdminFactory())
    links = [link.get("href") for link in read(client, LIST).one("table").iter("a")]
    assert links == [f"{LIST}{code}/" for code in THEMES]
    assert Theme.objects.count() == len(links)
    assert {client.get(link).status_code for link in links} == {200}
