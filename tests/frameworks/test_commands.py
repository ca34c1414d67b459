"""`manage.py load_framework` and `manage.py framework_schema`."""

import io
import json
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from django.core.management import CommandError, call_command

from frameworks.format import schema
from frameworks.models import Framework, FrameworkVersion
from tests.factories.frameworks import (
    framework_content,
    framework_data,
    framework_version_factory,
    inspector_factory,
    organisations_exist,
)
from tests.factories.organisations import AdminFactory

pytestmark = pytest.mark.django_db


@pytest.fixture
def written(tmp_path: Path) -> Any:
    """`written("name", data)`: a framework file on disk."""
    organisations_exist()

    def write(name: str, content: Any = None, **changes: Any) -> Path:
        path = tmp_path / name
        if not isinstance(content, bytes):
            content = framework_content(content, **changes)
        path.write_bytes(content)
        return path

    return write


def run(*arguments: Any) -> tuple[str, str, str]:
    """What the command prints, what it complains of, and the error it ends with."""
    out, err = io.StringIO(), io.StringIO()
    try:
        call_command("load_framework", *map(str, arguments), stdout=out, stderr=err)
    except CommandError as error:
        return out.getvalue(), err.getvalue(), str(error)
    return out.getvalue(), err.getvalue(), ""


def test_load_framework_loads_a_draft_and_says_so(written: Any) -> None:
    path = written("one.yaml")
    out, err, error = run(path)
    assert out == f"{path}: Integrated inspections 2014, version 2014-06: loaded as a draft.\n"
    assert (err, error) == ("", "")
    assert FrameworkVersion.objects.get().status == "draft"


def test_load_framework_again_is_unchanged(written: Any) -> None:
    path = written("one.yaml")
    run(path)
    assert run(path)[0].endswith("unchanged.\n")


def test_load_framework_with_other_content_replaces_the_draft(written: Any) -> None:
    run(written("one.yaml"))
    assert run(written("two.yaml", criteria=1))[0].endswith("replaced the draft.\n")


def test_load_framework_loads_several_files(written: Any) -> None:
    out, _err, _error = run(written("one.yaml"), written("two.yaml", version="2015"))
    assert out.count("loaded as a draft") == 2
    assert FrameworkVersion.objects.count() == 2


def test_load_framework_prints_every_fault_with_file_line_place_and_fix(written: Any) -> None:
    data = framework_data()
    data["judgement_areas"][0]["criteria"][1]["reference"] = "TEST ¶1"
    data["limiting_rules"][0]["definition"]["area"] = "lcsb"
    path = written("bad.yaml", data)
    lines = path.read_text().split("\n")
    first, second = (
        number
        for number, line in enumerate(lines, 1)
        if "reference: TEST ¶1" in line[:40]
        and line.strip().removeprefix("- ") == "reference: TEST ¶1"
    )
    area = next(number for number, line in enumerate(lines, 1) if "area: lcsb" in line)
    out, err, error = run(path)
    assert out == ""
    assert err.splitlines() == [
        (
            f"{path}:{second}: judgement_areas[1].criteria[2].reference: The criterion “TEST ¶1” "
            f"stands in line {first} already. Give this criterion a reference of its own."
        ),
        (
            f"{path}:{area}: limiting_rules[1].definition.area: There is no judgement area “lcsb” "
            "in this file. Write “lscb”."
        ),
    ]
    assert error == "Nothing was loaded: 2 to correct."


def test_load_framework_loads_no_file_when_one_has_a_fault(written: Any) -> None:
    good, bad = written("good.yaml"), written("bad.yaml", b"a: b")
    _out, err, error = run(good, bad)
    assert f"{bad}:1: " in err
    assert error.startswith("Nothing was loaded")
    assert not Framework.objects.exists()


def test_load_framework_prints_the_faults_of_every_file(written: Any) -> None:
    one, two = written("one.yaml", b"- a"), written("two.yaml", b"- b")
    assert [line.split(":")[0] for line in run(one, two)[1].splitlines()] == [str(one), str(two)]


def test_load_framework_over_a_version_in_force_says_what_to_do(written: Any) -> None:
    framework_version_factory()
    path = written("one.yaml", criteria=1)
    _out, err, error = run(path)
    assert err.startswith(f"{path}:0: file: Version 2014-06 of “integrated” is no longer a draft")
    assert "Give the file a new version name" in err
    assert error == "Nothing was loaded: 1 to correct."


def test_load_framework_dry_run_checks_and_loads_nothing(written: Any) -> None:
    out, _err, error = run(written("one.yaml"), "--dry-run")
    assert out.endswith("would be loaded as a draft.\n")
    assert error == ""
    assert not Framework.objects.exists()


def test_load_framework_dry_run_over_a_draft_leaves_the_draft(written: Any) -> None:
    run(written("one.yaml"))
    out, _err, _error = run(written("two.yaml", title="Another"), "--dry-run")
    assert out.endswith("would have replaced the draft.\n")
    assert FrameworkVersion.objects.get().title == "Integrated inspections 2014"


def test_load_framework_dry_run_prints_faults_too(written: Any) -> None:
    assert run(written("bad.yaml", b"- a"), "--dry-run")[2] == "Nothing was loaded: 1 to correct."


def test_load_framework_of_a_file_that_is_not_there(tmp_path: Path) -> None:
    _out, _err, error = run(tmp_path / "absent.yaml")
    assert error.endswith("absent.yaml: No such file or directory. Nothing was loaded.")


def test_load_framework_of_fifty_megabytes_is_refused(written: Any) -> None:
    path = written("big.yaml", b"a: " + b"x" * 50_000_000)
    assert "the limit is 2 MB" in run(path)[1]


# --- in force -----------------------------------------------------------------------------------


def in_force(by: str, approved_by: str, on: str = "2014-09-01") -> list[str]:
    return ["--in-force", on, "--by", by, "--approved-by", approved_by]


def test_load_framework_in_force_by_two_admins(written: Any) -> None:
    one, two = AdminFactory(email="one@example.org"), AdminFactory(email="two@example.org")
    _out, _err, error = run(written("one.yaml"), *in_force("one@example.org", "TWO@example.org"))
    assert error == ""
    version = FrameworkVersion.objects.get()
    assert (version.status, version.in_force_from) == ("in_force", date(2014, 9, 1))
    assert (version.loaded_by, version.proposed_by, version.approved_by) == (one, one, two)


def test_load_framework_in_force_again_changes_nothing(written: Any) -> None:
    AdminFactory(email="one@example.org"), AdminFactory(email="two@example.org")
    path, how = written("one.yaml"), in_force("one@example.org", "two@example.org")
    run(path, *how)
    out, _err, error = run(path, *how)
    assert (out.endswith("unchanged.\n"), error) == (True, "")
    assert FrameworkVersion.objects.get().events.count() == 3


def test_load_framework_in_force_by_one_admin_loads_nothing(written: Any) -> None:
    AdminFactory(email="one@example.org")
    path = written("one.yaml")
    _out, _err, error = run(path, *in_force("one@example.org", "one@example.org"))
    assert "another admin has to approve it" in error
    assert not Framework.objects.exists()


def test_load_framework_by_somebody_who_is_no_admin_loads_nothing(written: Any) -> None:
    AdminFactory(email="one@example.org")
    inspector_factory(email="inspector@example.org")
    path = written("one.yaml")
    _out, err, _error = run(path, *in_force("inspector@example.org", "one@example.org"))
    assert "Frameworks are loaded by admins" in err
    assert not Framework.objects.exists()


def test_load_framework_by_nobody_known_loads_nothing(written: Any) -> None:
    _out, _err, error = run(written("one.yaml"), *in_force("a@example.org", "b@example.org"))
    assert error == "Nobody has an account with the address a@example.org."
    assert not Framework.objects.exists()


@pytest.mark.parametrize(
    "arguments",
    [
        ["--in-force", "2014-09-01"],
        ["--in-force", "2014-09-01", "--by", "one@example.org"],
        ["--in-force", "2014-09-01", "--approved-by", "one@example.org"],
        ["--by", "one@example.org", "--approved-by", "two@example.org"],
    ],
)
def test_load_framework_in_force_needs_a_date_and_two_people(
    written: Any, arguments: list[str]
) -> None:
    _out, _err, error = run(written("one.yaml"), *arguments)
    assert error == "To put a version in force, give --in-force, --by and --approved-by."


def test_load_framework_in_force_needs_a_real_date(written: Any) -> None:
    _out, _err, error = run(written("one.yaml"), "--in-force", "2014-13-01")
    assert "invalid" in error


# --- the schema ---------------------------------------------------------------------------------


def test_framework_schema_prints_the_schema() -> None:
    out = io.StringIO()
    call_command("framework_schema", stdout=out)
    assert json.loads(out.getvalue()) == schema()
