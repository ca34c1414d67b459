"""docker-compose.yml and Dockerfile, read rather than run: there may be no Docker here."""

import re
import tomllib
from typing import Any

import pytest
import yaml
from django.db import connection

from tests.house.reading import ROOT, files, text
from tools import servers

SERVICES = {"web", "worker", "beat", "postgres", "redis", "prepare"}


@pytest.fixture(scope="module")
def compose() -> dict[str, Any]:
    parsed = yaml.safe_load(text("docker-compose.yml"))
    assert isinstance(parsed, dict)
    return parsed


def test_the_services_are_the_ones_that_the_product_needs(compose: dict[str, Any]) -> None:
    assert set(compose["services"]) == SERVICES


@pytest.mark.parametrize(
    ("service", "major"),
    [("postgres", servers.POSTGRESQL_MAJOR), ("redis", servers.REDIS_MAJOR)],
)
def test_the_versions_are_the_ones_that_the_tests_use(
    compose: dict[str, Any], service: str, major: int
) -> None:
    name, _, version = compose["services"][service]["image"].partition(":")
    assert name == service
    assert re.fullmatch(rf"{major}(\.\d+)*(-bookworm)?", version)


@pytest.mark.postgres
@pytest.mark.django_db
def test_the_server_of_this_run_is_no_older_than_the_one_described() -> None:
    assert connection.pg_version // 10_000 >= servers.POSTGRESQL_MAJOR


@pytest.mark.postgres
def test_the_broker_of_this_run_is_no_older_than_the_one_described(settings: Any) -> None:
    import redis

    with redis.Redis.from_url(settings.REDIS_URL) as broker:
        version = broker.info("server")["redis_version"]
    assert int(version.split(".")[0]) >= servers.REDIS_MAJOR


def test_redis_keeps_what_it_accepted(compose: dict[str, Any]) -> None:
    command = compose["services"]["redis"]["command"]
    words = command if isinstance(command, str) else " ".join(command)
    assert "--maxmemory-policy noeviction" in words
    assert "--appendonly yes" in words
    assert "--appendfsync everysec" in words
    assert "--requirepass" in words


def test_only_the_web_can_be_reached_from_outside(compose: dict[str, Any]) -> None:
    published = {name for name, service in compose["services"].items() if "ports" in service}
    assert published == {"web"}


@pytest.mark.parametrize("service", ["web", "worker", "beat"])
def test_the_application_is_not_the_owner_of_the_tables(
    compose: dict[str, Any], service: str
) -> None:
    environment = compose["services"][service]["environment"]
    assert environment["DATABASE_URL"].startswith(f"postgres://{servers.APPLICATION}:")


def test_only_the_preparation_is_the_owner(compose: dict[str, Any]) -> None:
    environment = compose["services"]["prepare"]["environment"]
    assert environment["DATABASE_URL"].startswith(f"postgres://{servers.OWNER}:")


@pytest.mark.parametrize("service", ["web", "worker", "beat"])
def test_nothing_starts_before_the_tables_are_prepared(
    compose: dict[str, Any], service: str
) -> None:
    waits_for = compose["services"][service]["depends_on"]
    assert waits_for["prepare"] == {"condition": "service_completed_successfully"}


@pytest.mark.parametrize("service", sorted(SERVICES))
def test_every_variable_that_compose_gives_is_known(compose: dict[str, Any], service: str) -> None:
    given = compose["services"][service].get("environment", {})
    foreign = {"POSTGRES_PASSWORD", "CONCORD_OWNER_PASSWORD", "CONCORD_APP_PASSWORD"}
    assert set(given) - foreign <= variables_of_the_settings()


def test_no_password_stands_in_the_compose_file(compose: dict[str, Any]) -> None:
    secrets = {
        f"{name} {variable}": value
        for name, service in compose["services"].items()
        for variable, value in service.get("environment", {}).items()
        if variable.endswith(("PASSWORD", "SECRET_KEY"))
    }
    assert secrets
    assert {name for name, value in secrets.items() if not value.startswith("${")} == set()


def test_the_image_is_the_oldest_python_that_is_promised() -> None:
    promised = tomllib.loads(text("pyproject.toml"))["project"]["requires-python"].strip(">=")
    bases = re.findall(r"^FROM (\S+)", text("Dockerfile"), re.M)
    assert [base for base in bases if base.startswith("python:")]
    for base in bases:
        if base.startswith("python:"):
            assert re.fullmatch(rf"python:{re.escape(promised)}(\.\d+)?-slim-bookworm", base)


def test_the_image_holds_the_libraries_that_setup_installs() -> None:
    from tools.setup import RUN_NEEDS

    wanted = {need.package for need in RUN_NEEDS}
    assert wanted <= set(re.findall(r"[\w.+-]+", text("Dockerfile")))


def test_the_image_does_not_run_as_root() -> None:
    users = re.findall(r"^USER (\S+)", text("Dockerfile"), re.M)
    assert users
    assert users[-1] not in {"root", "0"}


def test_what_is_private_stays_out_of_the_image() -> None:
    ignored = text(".dockerignore").split()
    assert {".git", ".venv", "var", ".env"} <= {line.rstrip("/") for line in ignored}


def variables_of_the_settings() -> set[str]:
    """Every name that the settings ask the environment for."""
    calls = r"env\.(?:text|flag|words|number)\(\s*[\"']([A-Z_]+)[\"']"
    return {
        name for file in files(".py", under=("config/",)) for name in re.findall(calls, text(file))
    }


def test_every_variable_of_the_settings_is_documented() -> None:
    pages = [name for name in ("docs/operations.md", "README.md") if (ROOT / name).exists()]
    assert pages
    documented = "\n".join(text(name) for name in pages)
    names = variables_of_the_settings()
    assert {"DATABASE_URL", "REDIS_URL", "SECRET_KEY"} <= names
    assert {name for name in names if f"`{name}`" not in documented} == set()


def test_ci_calls_the_two_commands_and_nothing_else() -> None:
    lines = [line for line in text(".ci/run").split("\n") if line and not line.startswith("#")]
    assert lines == ["set -euo pipefail", 'cd "$(dirname "$0")/.."', "make test", "make check"]
