"""Commands of the desk: what they refuse, and what they say."""

from io import StringIO
from pathlib import Path
from typing import Any

import pytest
from django.conf import settings as django_settings
from django.core.management import CommandError, call_command

from desk.demonstration.load import shipped_frameworks
from desk.demonstration.people import PASSWORD, sign_ins
from desk.management.commands import load_demonstration, serve
from frameworks.models import FrameworkVersion
from inspections.models import Inspection
from organisations.models import User
from tests.factories.organisations import UserFactory


def said_by(command: str, *words: str, **options: Any) -> str:
    """What a command prints."""
    out = StringIO()
    call_command(command, *words, stdout=out, **options)
    return out.getvalue()


# --- add_admin -----------------------------------------------------------------------------------


@pytest.mark.django_db
def test_add_admin_makes_an_admin_without_a_password() -> None:
    said = said_by("add_admin", "Ada Osei", "Ada@Concord.example")
    assert said == "Ada Osei is an admin. A password is set by the reset link.\n"
    admin = User.objects.get(email="ada@concord.example")
    assert (admin.name, admin.is_admin, admin.has_usable_password()) == ("Ada Osei", True, False)


@pytest.mark.django_db
def test_add_admin_with_a_known_address_changes_nothing() -> None:
    UserFactory(email="ada@concord.example", name="Ada")
    with pytest.raises(CommandError) as refused:
        said_by("add_admin", "Somebody", "Ada@concord.example")
    assert str(refused.value) == "Ada@concord.example has an account already."
    kept = User.objects.get()
    assert (kept.name, kept.is_admin) == ("Ada", False)


@pytest.mark.django_db
@pytest.mark.parametrize("address", ["ada", "ada@", "Ada Osei <ada@concord.example>", ""])
def test_add_admin_with_what_is_no_address_makes_nobody(address: str) -> None:
    """The link for the password goes there: a slip would make an account for nobody."""
    with pytest.raises(CommandError) as refused:
        said_by("add_admin", "Ada Osei", address)
    assert str(refused.value) == f"“{address}” is no email address. Nobody was added."
    assert not User.objects.exists()


# --- load_demonstration --------------------------------------------------------------------------


@pytest.mark.django_db
def test_load_demonstration_of_people_only_inspects_nothing() -> None:
    said = said_by("load_demonstration", people_only=True)
    assert "153 local areas and their inspectorates are there." in said
    assert User.objects.count() == len(sign_ins())
    assert not FrameworkVersion.objects.exists()
    assert not Inspection.objects.exists()


@pytest.mark.django_db
def test_load_demonstration_twice_loads_once(monkeypatch: pytest.MonkeyPatch) -> None:
    loaded: list[str] = []
    monkeypatch.setattr(
        load_demonstration, "load_inspections", lambda *, tell: loaded.append("inspections")
    )
    first, second = said_by("load_demonstration"), said_by("load_demonstration")
    assert first.endswith("The demonstration is loaded.\n")
    assert second == "The database holds people already. Nothing was loaded.\n"
    assert loaded == ["inspections"]
    assert FrameworkVersion.objects.count() == len(shipped_frameworks())


@pytest.mark.django_db
def test_load_demonstration_leaves_a_database_with_people_alone() -> None:
    UserFactory()
    said = said_by("load_demonstration")
    assert said == "The database holds people already. Nothing was loaded.\n"
    assert User.objects.count() == 1


@pytest.mark.django_db(transaction=True)
def test_load_demonstration_that_breaks_leaves_nothing(monkeypatch: pytest.MonkeyPatch) -> None:
    def fail(*, tell: Any) -> None:
        raise RuntimeError("the script has a mistake")

    monkeypatch.setattr(load_demonstration, "load_inspections", fail)
    with pytest.raises(RuntimeError):
        said_by("load_demonstration")
    assert not User.objects.exists()
    assert not FrameworkVersion.objects.exists()


# --- serve ---------------------------------------------------------------------------------------


@pytest.fixture
def doings(monkeypatch: pytest.MonkeyPatch, settings: Any) -> list[str]:
    """What `serve` does where no broker is configured, none of it really done."""
    settings.REDIS_URL = ""
    monkeypatch.setenv("PORT", "8000")
    done: list[str] = []
    monkeypatch.setattr(serve, "call_command", lambda name, **_: done.append(name))
    monkeypatch.setattr(serve, "start_embedded_worker", lambda: done.append("worker"))
    monkeypatch.setattr(serve, "get_internal_wsgi_application", lambda: "pages")

    def run(address: str, port: int, pages: str, *, threading: bool, on_bind: Any) -> None:
        done.append(f"{pages} on {address}:{port}, {'threads' if threading else 'one'}")
        on_bind(str(port))

    monkeypatch.setattr(serve, "run", run)
    return done


@pytest.mark.parametrize("port", ["eight", "80.5", "-1", "0x50", "0", "65536", "99999"])
def test_serve_refuses_what_is_no_port_before_anything_else(
    monkeypatch: pytest.MonkeyPatch, doings: list[str], port: str
) -> None:
    monkeypatch.setenv("PORT", port)
    with pytest.raises(CommandError) as refused:
        said_by("serve")
    assert str(refused.value) == (
        f"PORT is {port!r}. Write a number between 1 and 65535, such as 8000."
    )
    assert doings == []


def test_serve_refuses_a_broker_of_its_own(doings: list[str], settings: Any) -> None:
    settings.REDIS_URL = "redis://127.0.0.1:1/0"
    with pytest.raises(CommandError) as refused:
        said_by("serve")
    assert str(refused.value) == "REDIS_URL is set: run gunicorn, a worker and beat instead."
    assert doings == []


def test_serve_says_what_to_do_when_the_port_is_taken(
    monkeypatch: pytest.MonkeyPatch, doings: list[str], settings: Any
) -> None:
    def taken(*_: Any, **__: Any) -> None:
        raise OSError("Address already in use")

    settings.DEMONSTRATION = False
    monkeypatch.setenv("PORT", "8123")
    monkeypatch.setattr(serve, "run", taken)
    with pytest.raises(CommandError) as refused:
        said_by("serve")
    assert str(refused.value) == (
        "Port 8123 cannot be used (Address already in use). Choose another: PORT=8001 make run"
    )


@pytest.mark.django_db
def test_serve_prepares_fills_starts_and_says_who_can_sign_in(
    monkeypatch: pytest.MonkeyPatch, doings: list[str]
) -> None:
    monkeypatch.setenv("PORT", "8123")
    said = said_by("serve")
    assert doings == [
        "prepare_database",
        "load_demonstration",
        "worker",
        "pages on 127.0.0.1:8123, threads",
    ]
    assert "Ready: http://127.0.0.1:8123\n" in said
    assert f"with the password: {PASSWORD}\n" in said
    assert [email for email, what in sign_ins() if email not in said or what not in said] == []
    assert said.endswith("Stop with Ctrl+C.\n")


@pytest.mark.django_db
def test_serve_fills_no_database_that_holds_people(doings: list[str]) -> None:
    UserFactory()
    said = said_by("serve")
    assert "load_demonstration" not in doings
    assert "Filling the database" not in said


def test_serve_that_is_no_demonstration_prints_no_password(
    doings: list[str], settings: Any
) -> None:
    settings.DEMONSTRATION = False
    said = said_by("serve")
    assert said == "Ready: http://127.0.0.1:8000\n"
    assert doings == ["prepare_database", "worker", "pages on 127.0.0.1:8000, threads"]


def test_serve_without_a_port_takes_the_usual_one(
    monkeypatch: pytest.MonkeyPatch, doings: list[str], settings: Any
) -> None:
    settings.DEMONSTRATION = False
    monkeypatch.setenv("PORT", "")
    said_by("serve")
    assert doings[-1] == "pages on 127.0.0.1:8000, threads"


# --- write_docs ----------------------------------------------------------------------------------


@pytest.fixture
def elsewhere(settings: Any, tmp_path: Path) -> Path:
    """A folder with nothing but the matrix."""
    docs = tmp_path / "docs"
    docs.mkdir()
    matrix = Path(django_settings.BASE_DIR) / "docs" / "authorisation.csv"
    (docs / matrix.name).write_bytes(matrix.read_bytes())
    settings.BASE_DIR = tmp_path
    return docs


def test_write_docs_writes_a_page_for_each_table_and_says_so(elsewhere: Path) -> None:
    said = said_by("write_docs")
    assert said == "9 state diagrams and the authorisation matrix written.\n"
    assert sorted(path.name for path in (elsewhere / "states").iterdir()) == [
        "framework-version.md",
        "inspection.md",
        "job.md",
        "joint-audit.md",
        "judgement.md",
        "narrative-evaluation.md",
        "report.md",
        "safeguarding-concern.md",
        "single-agency-judgement.md",
    ]


def test_write_docs_twice_writes_the_same(elsewhere: Path) -> None:
    said_by("write_docs")
    before = {path: path.read_bytes() for path in elsewhere.rglob("*.md")}
    said_by("write_docs")
    assert {path: path.read_bytes() for path in elsewhere.rglob("*.md")} == before


def test_write_docs_check_names_every_old_page_and_writes_nothing(elsewhere: Path) -> None:
    said_by("write_docs")
    (elsewhere / "states" / "job.md").unlink()
    (elsewhere / "authorisation.md").write_text("old", encoding="utf-8")
    with pytest.raises(CommandError) as refused:
        said_by("write_docs", check=True)
    assert "job.md" in str(refused.value)
    assert "authorisation.md" in str(refused.value)
    assert "report.md" not in str(refused.value)
    assert str(refused.value).endswith("Run: make docs")
    assert not (elsewhere / "states" / "job.md").exists()
