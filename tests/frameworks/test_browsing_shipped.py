"""Every framework that is shipped reads as a document in which each reference has its place."""

from collections.abc import Callable
from urllib.parse import urlencode

import pytest
from django.test import Client

from frameworks.actions import load_file
from frameworks.models import FrameworkVersion
from frameworks.presenters.anchors import anchor
from frameworks.reference import load_reference
from tests.factories.frameworks import AT
from tests.factories.organisations import AdminFactory
from tests.frameworks.shipped import FRAMEWORKS, REFERENCE, STEMS, criteria_of, shipped
from tests.pages.reading import Markup, words

pytestmark = pytest.mark.django_db
ClientOf = Callable[..., Client]
# What a school's line and an old phone can be asked to carry (the largest has 242 criteria).
LARGEST_PAGE = 400_000


def loaded(stem: str) -> FrameworkVersion:
    content = (FRAMEWORKS / f"{stem}.yaml").read_bytes()
    return load_file(content=content, name=stem, by=None, at=AT).version


@pytest.fixture
def reader(client_of: ClientOf) -> Client:
    """Somebody who may read all of them."""
    load_reference(REFERENCE)
    return client_of(AdminFactory())


@pytest.mark.parametrize("stem", STEMS)
def test_every_part_of_a_shipped_framework_has_its_place(stem: str, reader: Client) -> None:
    page = reader.get(loaded(stem).get_absolute_url())
    assert len(page.content) < LARGEST_PAGE
    markup = Markup(page.content.decode())
    ids = markup.ids()
    assert len(ids) == len(set(ids))
    assert markup.dangling() == set()
    file = shipped(stem)
    assert {anchor(criterion.reference) for criterion in criteria_of(file)} <= set(ids)
    assert {f"area-{area.code}" for area in file.judgement_areas} <= set(ids)
    assert {f"rule-{rule.code}" for rule in file.limiting_rules} <= set(ids)
    assert {f"type-{kind.code}" for kind in file.inspection_types} <= set(ids)
    captions = [words(caption) for caption in markup.every("caption")]
    assert len(captions) == len(set(captions))


@pytest.mark.parametrize("stem", STEMS)
def test_every_criterion_of_a_shipped_framework_is_found_by_its_reference(
    stem: str, reader: Client
) -> None:
    version = loaded(stem)
    file = shipped(stem)
    for criterion in list(criteria_of(file))[::20]:
        answer = reader.get(f"/frameworks/reference/?{urlencode({'q': criterion.reference})}")
        assert answer.url == f"{version.get_absolute_url()}#{anchor(criterion.reference)}"


def test_no_shipped_rule_is_beyond_words(reader: Client) -> None:
    for stem in STEMS:
        text = reader.get(loaded(stem).get_absolute_url()).content.decode()
        assert "This rule cannot be evaluated" not in text, stem


def test_every_theme_has_criteria_of_several_shipped_frameworks(reader: Client) -> None:
    for stem in STEMS:
        loaded(stem)
    page = Markup(reader.get("/frameworks/themes/").content.decode())
    table = page.one("table")
    by_framework = [list(row.iter("td"))[1] for row in next(table.iter("tbody")).iter("tr")]
    counts = [len(list(cell.iter("span"))) for cell in by_framework]
    assert len(counts) == 20
    assert min(counts) >= 2
