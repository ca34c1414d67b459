"""Every address of the product: none counts rows, and each has a name that leads back to it."""

import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from django.conf import settings
from django.urls import URLPattern, URLResolver, get_resolver, resolve, reverse

# What a part of an address may look like.
EXAMPLES = {
    "int": "7",
    "slug": "lscb",
    "str": "somebody@concord.example",
    "uuid": "8f14e45f-ceea-467f-a0e6-0f1b2c3d4e5f",
}
# Numbers that people use for a part of one thing: its second criterion, draft or version.
COUNTED = {
    "inspections:case_step": "step",
    "inspections:end_deputising": "deputising",
    "judgements:meeting": "meeting",
    "judgements:change_agenda": "meeting",
    "judgements:attendance": "meeting",
    "judgements:agree_minutes": "meeting",
    "judgements:minutes": "meeting",
    "judgements:change_finding": "number",
    "judgements:withdraw_finding": "number",
    "judgements:consider_heading": "number",
    "judgements:criterion": "number",
    "reports:draft": "number",
    "reports:print_draft": "number",
    "reports:draft_pdf": "number",
    "reports:final_pdf": "number",
    "reports:draft_word": "number",
    "reports:remark": "remark",
    "reports:suggestion": "suggestion",
    "reports:accept_suggestion": "suggestion",
    "reports:decline_suggestion": "suggestion",
    "reports:withdraw_suggestion": "suggestion",
    "published:version": "version",
    "published:version_pdf": "version",
    "published:large_print": "version",
    "published:make_large_print": "version",
    "published:text": "version",
    "published:ask_format": "version",
    "published:format_request": "number",
}


def routes(resolver: URLResolver, space: str = "", above: str = "") -> Iterator[tuple[str, str]]:
    """The full name of every route, and its pattern from the root."""
    for entry in resolver.url_patterns:
        pattern = f"{above}{entry.pattern}"
        if isinstance(entry, URLResolver):
            inner = f"{space}{entry.namespace}:" if entry.namespace else space
            yield from routes(entry, inner, pattern)
        elif isinstance(entry, URLPattern):
            yield f"{space}{entry.name}", pattern


ROUTES = list(routes(get_resolver()))
PATTERNS = dict(ROUTES)


def parts(pattern: str) -> dict[str, str]:
    """The parts of an address, and what Django takes for each."""
    return {name: kind for kind, name in re.findall(r"<(\w+):(\w+)>", pattern)}


def test_every_route_has_a_name_and_no_two_the_same() -> None:
    names = [name for name, _ in ROUTES]
    assert len(names) > 80
    assert [name for name in names if name.endswith("None")] == []
    assert sorted(names) == sorted(set(names))


@pytest.mark.parametrize("name", [name for name, _ in ROUTES])
def test_a_name_gives_an_address_that_leads_back_to_it(name: str) -> None:
    values = {part: EXAMPLES[kind] for part, kind in parts(PATTERNS[name]).items()}
    if name == "account_reset_password_from_key":
        values = {"uidb36": "1", "key": "abc-0123"}
    address = reverse(name, kwargs=values)
    assert address.startswith("/")
    assert resolve(address).view_name == name


def test_a_number_in_an_address_counts_within_one_thing() -> None:
    numbers = {
        name: part
        for name, pattern in ROUTES
        for part, kind in parts(pattern).items()
        if kind == "int"
    }
    assert numbers == COUNTED


def test_no_part_of_an_address_is_called_after_a_row() -> None:
    called = {part for _, pattern in ROUTES for part in parts(pattern)}
    assert called & {"pk", "id"} == set()
    assert [part for part in called if part.endswith(("_id", "_pk"))] == []


def test_every_page_of_an_inspection_calls_it_by_the_same_name() -> None:
    below = [pattern for _, pattern in ROUTES if pattern.startswith("inspections/<")]
    assert len(below) > 40
    assert {
        pattern for pattern in below if not pattern.startswith("inspections/<str:inspection>/")
    } == set()


def test_an_address_of_a_page_ends_with_a_stroke() -> None:
    without = {pattern for _, pattern in ROUTES if pattern.rstrip("$")[-1:] not in {"", "/"}}
    assert {Path(pattern).name for pattern in without} == {
        "<uuid:job>.pdf",
        "braille.txt",
        "draft.docx",
        "draft.pdf",
        "final.pdf",
        "healthz",
        "large-print.pdf",
        "letter.pdf",
        "readyz",
        "report.pdf",
    }


def test_the_navigation_leads_to_pages_that_exist() -> None:
    entries = settings.CONCORD_NAVIGATION
    assert {resolve(reverse(entry["url"])).view_name for entry in entries} == {
        entry["url"] for entry in entries
    }
    assert {entry["audience"] for entry in entries} <= {"all", "members", "admin"}


def test_djangos_own_administration_is_nowhere() -> None:
    assert [name for name in PATTERNS if name.startswith("admin")] == []
    assert "django.contrib.admin" not in settings.INSTALLED_APPS
