"""The format as types and as a published schema."""

import json
from typing import Any

import pytest

from frameworks.format import FrameworkFile, schema
from frameworks.values import AgencyKind
from organisations.values import AgencyKind as KnownKind
from records.values import content_hash
from tests.factories.frameworks import framework_data


def hashed(data: dict[str, Any]) -> str:
    return content_hash(FrameworkFile.model_validate(data).canonical())


def test_canonical_writes_every_default_out() -> None:
    data = framework_data(criteria=1)
    bare = {"reference": "TEST ¶1", "heading": "Heading 1", "statement": "Statement 1."}
    full = {**bare, "points": [], "themes": [], "condition": "", "note": "", "own": False}
    data["judgement_areas"][0]["criteria"] = [bare]
    found = FrameworkFile.model_validate(data).canonical()
    assert found["judgement_areas"][0]["criteria"] == [full]


def test_hash_is_the_same_whatever_the_order_of_fields() -> None:
    data = framework_data()
    assert hashed(data) == hashed(dict(reversed(data.items())))


def test_hash_is_the_same_whatever_the_spaces_around_a_text() -> None:
    spaced = framework_data()
    spaced["judgement_areas"][0]["scope"] += "\n"
    assert hashed(spaced) == hashed(framework_data())


def reordered(*path: str | int) -> dict[str, Any]:
    """The file with the list at this path turned round."""
    data = framework_data()
    target: Any = data
    for part in path[:-1]:
        target = target[part]
    target[path[-1]] = list(reversed(target[path[-1]]))
    return data


@pytest.mark.parametrize(
    "path",
    [
        ("inspection_types", 0, "participants"),
        ("judgement_areas", 0, "inspectorates"),
        ("judgement_areas", 0, "descriptors"),
    ],
)
def test_hash_is_the_same_where_the_order_says_nothing(path: tuple[str | int, ...]) -> None:
    assert reordered(*path) != framework_data()
    assert hashed(reordered(*path)) == hashed(framework_data())


@pytest.mark.parametrize(
    "path",
    [
        ("grade_scales", 0, "grades"),
        ("inspection_types", 0, "report_forms", 0, "sections"),
        ("judgement_areas", 0, "criteria"),
        ("judgement_areas", 0, "criteria", 0, "points"),
    ],
)
def test_hash_differs_where_the_order_says_something(path: tuple[str | int, ...]) -> None:
    assert hashed(reordered(*path)) != hashed(framework_data())


def test_hash_differs_for_one_letter() -> None:
    changed = framework_data()
    changed["judgement_areas"][0]["criteria"][0]["statement"] = "Statement 1!"
    assert hashed(changed) != hashed(framework_data())


def test_schema_is_json_and_refuses_unknown_fields() -> None:
    found = json.loads(json.dumps(schema()))
    assert found["$schema"] == "https://json-schema.org/draft/2020-12/schema"
    assert found["additionalProperties"] is False
    assert all(
        part["additionalProperties"] is False
        for part in found["$defs"].values()
        if part["type"] == "object"
    )


def test_schema_names_what_a_file_must_have() -> None:
    assert set(schema()["required"]) == {
        "format",
        "framework",
        "version",
        "title",
        "source",
        "inspection_types",
        "judgement_areas",
    }


def test_kinds_of_agency_are_those_of_the_agencies_and_the_partnership() -> None:
    kinds = {kind.value for kind in AgencyKind}
    assert kinds - {kind.value for kind in KnownKind} == {"partnership"}
