"""The files that come with the service: each loads, reads back as it was, and loads once."""

import io
import json
from pathlib import Path
from typing import Any

import pytest
from django.conf import settings
from django.core.management import CommandError, call_command

from frameworks.actions import Outcome, load_file
from frameworks.format import FrameworkFile, schema
from frameworks.loader.read_back import read_back
from frameworks.loader.yaml_reader import read
from frameworks.models import Criterion, FrameworkVersion, Theme
from frameworks.reference import load_reference
from organisations.models import Inspectorate
from records.values import content_hash
from tests.factories.frameworks import AT

pytestmark = pytest.mark.django_db

FIXTURES = settings.BASE_DIR / "fixtures"
FILES = sorted((FIXTURES / "frameworks").glob("*.yaml"))
each_file = pytest.mark.parametrize("path", FILES, ids=lambda path: path.stem)


def load(path: Path) -> Any:
    if not Theme.objects.exists():
        load_reference(FIXTURES / "reference")
    return load_file(content=path.read_bytes(), name=path.name, by=None, at=AT)


def typed(path: Path) -> FrameworkFile:
    return FrameworkFile.model_validate(read(path.read_bytes()).data)


@each_file
def test_a_shipped_file_reads_back_as_it_is_written(path: Path) -> None:
    version = load(path).version
    stored = FrameworkVersion.objects.with_document().get(pk=version.pk)
    assert read_back(stored).canonical() == typed(path).canonical()
    assert stored.file_hash == content_hash(typed(path).canonical())


@each_file
def test_a_shipped_file_is_loaded_once(path: Path) -> None:
    assert load(path).outcome is Outcome.CREATED
    assert load(path).outcome is Outcome.UNCHANGED
    assert FrameworkVersion.objects.count() == 1


@each_file
def test_a_shipped_file_agrees_with_the_published_schema(path: Path) -> None:
    """Every key of the file is one of the schema's: what an editor checks while it is typed."""
    shape = schema()
    unknown = list(keys_unknown(read(path.read_bytes()).data, shape, shape))
    assert unknown == []


def keys_unknown(data: Any, shape: dict[str, Any], root: dict[str, Any]) -> Any:
    """The keys of the data that no branch of the schema has."""
    branches = [resolved(branch, root) for branch in branches_of(shape, root)]
    if isinstance(data, list):
        items = [branch["items"] for branch in branches if "items" in branch]
        for item in data:
            yield from keys_unknown(item, {"anyOf": items}, root)
    elif isinstance(data, dict):
        fields: dict[str, list[Any]] = {}
        for branch in branches:
            for key, field in branch.get("properties", {}).items():
                fields.setdefault(key, []).append(field)
        for key, value in data.items():
            if key not in fields:
                yield key
            else:
                yield from keys_unknown(value, {"anyOf": fields[key]}, root)


def branches_of(shape: dict[str, Any], root: dict[str, Any]) -> list[dict[str, Any]]:
    shape = resolved(shape, root)
    options = shape.get("anyOf") or shape.get("oneOf")
    if not options:
        return [shape]
    return [found for option in options for found in branches_of(option, root)]


def resolved(shape: dict[str, Any], root: dict[str, Any]) -> dict[str, Any]:
    while "$ref" in shape:
        shape = root["$defs"][shape["$ref"].removeprefix("#/$defs/")]
    return shape


def test_the_schema_knows_no_other_key() -> None:
    shape = schema()
    assert list(keys_unknown({"format": 1, "colour": "red"}, shape, shape)) == ["colour"]


def test_all_of_them_load_together_and_meet_in_every_theme() -> None:
    for path in FILES:
        load(path)
    for theme in Theme.objects.all():
        found = Criterion.objects.on_theme(theme)
        frameworks = set(found.values_list("version__framework__code", flat=True))
        assert len(frameworks) >= 2, theme


# --- the first file of an empty database ----------------------------------------------------------


def command(name: str, *arguments: str) -> str:
    said = io.StringIO()
    call_command(name, *arguments, stdout=said)
    return said.getvalue()


def test_the_first_file_brings_the_inspectorates_and_themes_that_it_names() -> None:
    assert not Inspectorate.objects.exists()
    said = command("load_framework", str(FILES[0]))
    assert said.endswith("loaded as a draft.\n")
    assert Inspectorate.objects.count() == 6
    assert Theme.objects.count() == 20


def test_a_dry_run_into_an_empty_database_leaves_it_empty() -> None:
    command("load_framework", str(FILES[0]), "--dry-run")
    assert not Inspectorate.objects.exists()
    assert not Theme.objects.exists()


# --- the inventory --------------------------------------------------------------------------------


def test_the_inventory_lists_every_version_with_all_that_it_holds() -> None:
    for path in FILES:
        load(path)
    found = json.loads(command("framework_inventory", "--json"))
    files = [typed(path) for path in FILES]
    assert {(one["code"], one["version"]) for one in found} == {
        (file.framework.code, file.version) for file in files
    }
    assert set(found[0]) == {
        *("code", "title", "version", "inspection_types", "judgement_areas", "rules")
    }
    counted = sum(len(area["criteria"]) for one in found for area in one["judgement_areas"])
    assert counted == sum(len(area.criteria) for file in files for area in file.judgement_areas)
    assert counted == Criterion.objects.count()


def test_the_inventory_of_an_empty_database_is_that_of_the_shipped_files() -> None:
    said = io.StringIO()
    call_command("framework_inventory", "--json", stdout=said, stderr=io.StringIO())
    found = json.loads(said.getvalue())
    assert len(found) == len(FILES)
    counted = sum(len(area["criteria"]) for one in found for area in one["judgement_areas"])
    assert counted == sum(
        len(area.criteria) for path in FILES for area in typed(path).judgement_areas
    )
    assert not FrameworkVersion.objects.exists()
    assert not Theme.objects.exists()


def test_the_inventory_of_one_framework_has_its_versions_only() -> None:
    for path in FILES:
        load(path)
    found = json.loads(command("framework_inventory", "ilacs", "--json"))
    assert [(one["code"], one["version"]) for one in found] == [
        ("ilacs", "2018"),
        ("ilacs", "2023"),
    ]


@pytest.mark.parametrize(
    ("name", "kind", "notice", "fieldwork"),
    [
        ("jtai-2015", "joint-targeted", 8, "1 week"),  # 150092 ¶15
        ("jtai-2015", "targeted-single-agency", 8, "1 week"),  # 150092 ¶34
        ("sif-2013", "single-inspection", None, "4 weeks"),  # 140112 ¶36
        ("ilacs-2018", "standard", None, "2 weeks"),  # 180025 ¶9
        ("ilacs-2018", "short", None, "1 week"),
        ("multi-agency-2012", "multi-agency-model-1", 0, "2 weeks"),  # unannounced
    ],
)
def test_the_inventory_has_the_notice_and_length_that_the_source_fixes(
    name: str, kind: str, notice: int | None, fieldwork: str
) -> None:
    load(FIXTURES / "frameworks" / f"{name}.yaml")
    (one,) = json.loads(command("framework_inventory", "--json"))
    types = {each["code"]: each for each in one["inspection_types"]}
    assert types[kind]["notice_working_days"] == notice
    assert types[kind]["fieldwork"] == fieldwork


def test_the_inventory_says_what_an_area_holds() -> None:
    load(FIXTURES / "frameworks" / "integrated-2014.yaml")
    (one,) = json.loads(command("framework_inventory", "--json"))
    areas = {area["code"]: area for area in one["judgement_areas"]}
    overall = areas["health_overall"]
    assert overall["inspectorate"] == "cqc"
    assert overall["grading"] == "graded"
    assert overall["parent"] is None
    assert [each["reference"] for each in overall["descriptors"]["outstanding"]] == [
        f"140112 ¶63{letter}" for letter in "abcdefghij"
    ]
    assert areas["health_leadership"]["parent"] == "health_overall"
    assert areas["lscb"]["inspectorate"] == "joint"
    assert len(areas["lscb"]["inspectorates"]) == 5
    first = areas["health_help_and_protection"]["criteria"][0]
    assert first["reference"] == "140112 ¶68a"
    assert len(first["points"]) == 6
    assert {"code", "source", "strength", "statement"} == set(one["rules"][0])


def test_the_inventory_without_json_is_a_line_for_each_version() -> None:
    load(FIXTURES / "frameworks" / "peel-2018.yaml")
    (line,) = command("framework_inventory").splitlines()
    assert line.startswith("peel 2018: ")
    assert line.endswith("Inspection types: 1, judgement areas: 4, criteria: 1, rules: 0.")


def test_the_inventory_of_a_framework_that_is_not_loaded_says_what_to_do() -> None:
    load(FIXTURES / "frameworks" / "peel-2018.yaml")
    with pytest.raises(CommandError, match=r"manage\.py load_framework"):
        command("framework_inventory", "slac")


def test_the_inventory_asks_as_often_for_few_versions_as_for_many(count_queries: Any) -> None:
    load(FIXTURES / "frameworks" / "integrated-2014.yaml")
    with count_queries() as few:
        command("framework_inventory", "--json")
    for path in FILES:
        load(path)
    with count_queries() as many:
        command("framework_inventory", "--json")
    assert len(few) == len(many) <= 24
