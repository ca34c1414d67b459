"""The press: what it does when a render is slow, large, killed or broken, and what it leaves."""

import io
import json
import os
import signal
import subprocess
import sys
import threading
import time
from contextlib import suppress
from itertools import pairwise
from pathlib import Path

import pytest

from reports.press import PEAK_PER_CHILD, STAGES, Press, PrintJob, RenderFailed, the_press
from reports.print import child, fonts, frames, landlock, limits
from reports.print.child import PROJECT, Child, ChildLost, Patience, TimeLimitReached
from reports.print.letter import letter_job
from tests.reports.paper import job, letter_on, page, printed_on
from tests.reports.samples import sample_snapshot

ENDLESS = "<p>x</p>" * 400_000
SHORT = job("<p>Still here.</p>")


def never() -> None:
    """A tick that nobody watches."""


@pytest.fixture
def fresh():
    press = Press()
    yield press
    press.close()


def alive(pid: int) -> bool:
    """Whether a process runs (a zombie does not)."""
    with suppress(FileNotFoundError, ProcessLookupError):
        return Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[0] != "Z"
    return False


def gone_within(seconds: float, pid: int) -> bool:
    """Wait for a process to end."""
    until = time.monotonic() + seconds
    while time.monotonic() < until:
        if not alive(pid):
            return True
        time.sleep(0.02)
    return False


# --- the ordinary way ---------------------------------------------------------------------------


def test_render_names_its_stages_in_order(press):
    stages: list[str] = []
    press.render(SHORT, on_stage=stages.append, on_tick=never)
    assert tuple(stages) == STAGES


def test_one_warm_process_prints_many_documents(press):
    printed_on(press, SHORT)
    first = press.child_pid
    printed_on(press, SHORT)
    assert press.child_pid == first


def test_press_can_be_warmed_before_it_is_needed(fresh):
    assert fresh.child_pid is None
    fresh.warm()
    pid = fresh.child_pid
    assert pid is not None
    printed_on(fresh, SHORT)
    assert fresh.child_pid == pid


def test_process_is_not_replaced_for_the_memory_of_whoever_started_it(fresh):
    """Linux hands the peak of the parent on: a heavy worker must not cost a child each time."""
    ballast = b"x" * (PEAK_PER_CHILD + 50 * 2**20)
    fresh.warm()
    pid = fresh.child_pid
    del ballast
    printed_on(fresh, SHORT)
    assert fresh.child_pid == pid


def test_process_is_replaced_after_so_many_renders():
    press = Press(renders_per_child=2)
    try:
        pids = []
        for _ in range(4):
            press.warm()
            pids.append(press.child_pid)
            printed_on(press, SHORT)
    finally:
        press.close()
    assert pids[0] == pids[1] != pids[2] == pids[3]


def test_refused_document_leaves_the_process_in_use(press):
    printed_on(press, SHORT)
    first = press.child_pid
    with pytest.raises(RenderFailed):
        printed_on(press, job('<img src="http://127.0.0.1/x">'))
    printed_on(press, SHORT)
    assert press.child_pid == first


def test_documents_of_several_threads_are_printed_one_after_another(press):
    wanted = letter_on(press, sample_snapshot()).sha256
    printed: list[str] = []

    def work() -> None:
        printed.append(letter_on(press, sample_snapshot()).sha256)

    threads = [threading.Thread(target=work) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(timeout=60)
    assert printed == [wanted] * 4


def test_press_of_a_process_is_one():
    assert the_press() is the_press()


def test_forked_process_has_a_press_of_its_own():
    mine = id(the_press())
    reader, writer = os.pipe()
    pid = os.fork()
    if pid == 0:
        os.write(writer, b"same" if id(the_press()) == mine else b"own!")
        os._exit(0)
    os.waitpid(pid, 0)
    assert os.read(reader, 4) == b"own!"
    os.close(reader)
    os.close(writer)


# --- the lease: ticks ---------------------------------------------------------------------------


def test_tick_comes_about_every_second_of_a_render(press):
    press.warm()
    ticks: list[float] = []
    with pytest.raises(RenderFailed):
        press.render(
            job(ENDLESS),
            on_stage=lambda stage: None,
            on_tick=lambda: ticks.append(time.monotonic()),
            limit_seconds=3.5,
        )
    assert len(ticks) == 3
    assert all(0.8 < later - sooner < 1.5 for sooner, later in pairwise(ticks))


def test_tick_comes_while_another_document_is_printed(press):
    press.warm()
    waiting: list[str] = []

    def occupy() -> None:
        with pytest.raises(RenderFailed):
            printed_on(press, job(ENDLESS), limit_seconds=2.5)

    thread = threading.Thread(target=occupy)
    thread.start()
    time.sleep(0.3)
    press.render(SHORT, on_stage=lambda stage: None, on_tick=lambda: waiting.append("tick"))
    thread.join()
    assert len(waiting) >= 2


def test_lease_that_is_lost_ends_the_render(press):
    press.warm()
    pid = press.child_pid

    def lost() -> None:
        raise LookupError("the lease is another’s now")

    with pytest.raises(LookupError):
        press.render(job(ENDLESS), on_stage=lambda stage: None, on_tick=lost)
    assert not alive(pid)
    assert printed_on(press, SHORT).pages == 1


def test_stage_that_cannot_be_kept_ends_the_render(press):
    def broken(stage: str) -> None:
        raise OSError(stage)

    with pytest.raises(OSError, match="parsing"):
        press.render(SHORT, on_stage=broken, on_tick=never)
    assert printed_on(press, SHORT).pages == 1


# --- what goes wrong ----------------------------------------------------------------------------


def test_render_over_its_time_is_ended_and_the_next_one_works(press):
    press.warm()
    pid = press.child_pid
    started = time.monotonic()
    with pytest.raises(RenderFailed, match=r"longer than the 1\.5 seconds") as failed:
        printed_on(press, job(ENDLESS), limit_seconds=1.5)
    assert time.monotonic() - started < 3
    assert failed.value.again
    assert not alive(pid)
    assert printed_on(press, SHORT).pages == 1


@pytest.mark.parametrize("stage", STAGES)
def test_render_that_is_killed_fails_and_the_next_one_works(press, stage):
    def kill(at: str) -> None:
        if at == stage:
            os.kill(press.child_pid, signal.SIGKILL)

    with pytest.raises(RenderFailed, match="SIGKILL") as failed:
        press.render(letter_job(sample_snapshot()), on_stage=kill, on_tick=never)
    assert failed.value.again
    assert printed_on(press, SHORT).pages == 1


def test_process_that_ended_between_renders_is_replaced_without_a_word(press):
    printed_on(press, SHORT)
    os.kill(press.child_pid, signal.SIGKILL)
    # Until the last of its threads has ended: the first is a zombie before that.
    os.waitid(os.P_PID, press.child_pid, os.WEXITED | os.WNOWAIT)
    assert printed_on(press, SHORT).pages == 1


def test_render_of_a_stopped_process_ends_at_its_time(press):
    press.warm()
    os.kill(press.child_pid, signal.SIGSTOP)
    with pytest.raises(RenderFailed, match="longer than"):
        printed_on(press, job(ENDLESS), limit_seconds=1.2)
    assert printed_on(press, SHORT).pages == 1


def test_memory_bomb_fails_with_a_reason_and_the_next_one_works():
    press = Press(memory_limit=420 * limits.MEGABYTE)
    try:
        with pytest.raises(RenderFailed, match="more than the 420 MB") as failed:
            printed_on(press, job(ENDLESS))
        assert not failed.value.again
        assert printed_on(press, SHORT).pages == 1
    finally:
        press.close()


def test_output_over_the_limit_fails(press):
    small = Press(output_limit=1000)
    try:
        with pytest.raises(RenderFailed, match="over the limit of 1000"):
            printed_on(small, SHORT)
    finally:
        small.close()


def test_input_over_the_limit_fails(press):
    with pytest.raises(RenderFailed):
        printed_on(press, job("<p>" + "x" * (17 * limits.MEGABYTE)))
    assert printed_on(press, SHORT).pages == 1


def test_nesting_without_end_fails_with_a_reason(press):
    with pytest.raises(RenderFailed, match="nested too deeply"):
        printed_on(press, job("<table><tr><td>" * 400 + "x"))
    assert printed_on(press, SHORT).pages == 1


def test_renderer_that_cannot_start_says_why(monkeypatch, tmp_path, fresh):
    monkeypatch.setattr(fonts, "FOLDER", tmp_path)
    with pytest.raises(
        RenderFailed, match=r"could not start: FileNotFoundError.*\.woff2"
    ) as failed:
        fresh.warm()
    assert failed.value.again
    assert fresh.child_pid is None


@pytest.mark.parametrize(
    "answer",
    [b"not JSON", b"[]", b'{"unknown": 1}', b'{"done": {}}', b'{"done": {"pages": "three"}}'],
)
def test_answer_that_nobody_understands_fails_the_render(monkeypatch, fresh, answer):
    fresh.warm()
    monkeypatch.setattr(Child, "receive", lambda self, patience, limit: answer)
    with pytest.raises(RenderFailed, match="could not be used"):
        printed_on(fresh, SHORT)


def test_bytes_that_are_not_those_announced_fail_the_render(monkeypatch, fresh):
    fresh.warm()
    facts = {"pages": 1, "sha256": "0" * 64, "fonts": []}
    answers = iter([json.dumps({"done": facts}).encode(), b"%PDF-1.7"])
    monkeypatch.setattr(Child, "receive", lambda self, patience, limit: next(answers))
    with pytest.raises(RenderFailed, match="not those that were announced"):
        printed_on(fresh, SHORT)


def test_close_ends_a_render_that_is_going_on(fresh):
    fresh.warm()
    failures: list[RenderFailed] = []

    def work() -> None:
        try:
            printed_on(fresh, job(ENDLESS))
        except RenderFailed as failure:
            failures.append(failure)

    thread = threading.Thread(target=work)
    thread.start()
    time.sleep(0.5)
    fresh.close()
    thread.join(timeout=10)
    assert len(failures) == 1
    assert fresh.child_pid is None


# --- no orphan, no leavings ---------------------------------------------------------------------


def test_process_ends_when_its_input_does(fresh):
    fresh.warm()
    fresh._child.process.stdin.close()
    assert fresh._child.process.wait(timeout=10) == 0


@pytest.mark.parametrize("body", ["<p>idle</p>", ENDLESS])
def test_process_ends_when_the_worker_is_killed(tmp_path, body):
    """Also in the middle of a render, when it does not read its input."""
    (tmp_path / "page.html").write_text(page(body))
    code = (
        "import pathlib, sys, time\n"
        "from reports.press import PrintJob, the_press\n"
        "press = the_press(); press.warm(); print(press.child_pid, flush=True)\n"
        f"html = pathlib.Path({str(tmp_path / 'page.html')!r}).read_text()\n"
        "job = PrintJob(html=html, css='', title='A page')\n"
        "press.render(job, on_stage=lambda s: print(s, flush=True), on_tick=lambda: None)\n"
        "time.sleep(60)\n"
    )
    environment = os.environ | {"PYTHONPATH": str(PROJECT)}
    with subprocess.Popen(
        [sys.executable, "-c", code], stdout=subprocess.PIPE, env=environment, text=True
    ) as worker:
        pid = int(worker.stdout.readline())
        assert worker.stdout.readline().strip() == "parsing"
        worker.kill()
        worker.wait()
    assert gone_within(5, pid)


def test_process_outlives_the_thread_that_first_needed_it(fresh):
    thread = threading.Thread(target=fresh.warm)
    thread.start()
    thread.join()
    time.sleep(0.3)
    assert alive(fresh.child_pid)
    pid = fresh.child_pid
    printed_on(fresh, SHORT)
    assert fresh.child_pid == pid


def test_nothing_is_left_on_disk(fresh):
    fresh.warm()
    folder = fresh._child.folder
    printed_on(fresh, SHORT)
    until = time.monotonic() + 5
    while list(folder.glob("weasyprint-*")) and time.monotonic() < until:
        time.sleep(0.02)  # the process tidies up after it has answered
    assert {path.name for path in folder.iterdir()} <= {"errors", "fonts.conf", "fontconfig"}
    fresh.close()
    assert not folder.exists()


def test_nothing_is_left_on_disk_after_a_kill(fresh):
    fresh.warm()
    folder = fresh._child.folder
    with pytest.raises(RenderFailed):
        printed_on(fresh, job(ENDLESS), limit_seconds=1)
    assert not folder.exists()


def test_folder_of_a_worker_that_was_killed_long_ago_is_removed(tmp_path):
    with subprocess.Popen(["true"]) as ended:
        ended.wait()
    names = {
        "old": f"concord-press-{ended.pid}-a",
        "new": f"concord-press-{ended.pid}-b",
        "running": f"concord-press-{os.getpid()}-c",
        "init": "concord-press-1-d",
        "foreign": "concord-press-x",
    }
    for name in names.values():
        (tmp_path / name).mkdir()
        os.utime(tmp_path / name, (0, 0))
    (tmp_path / names["new"] / "file").touch()
    child.remove_left_behind(tmp_path)
    left = {path.name for path in tmp_path.iterdir()}
    assert left == set(names.values()) - {names["old"]}


# --- what the process may do --------------------------------------------------------------------


def test_process_knows_nothing_of_the_worker(monkeypatch):
    secrets = {"DATABASE_URL": "postgres://secret", "SECRET_KEY": "secret", "REDIS_URL": "secret"}
    for name, value in secrets.items():
        monkeypatch.setenv(name, value)
    press = Press()
    try:
        press.warm()
        told = Path(f"/proc/{press.child_pid}/environ").read_bytes().decode()
    finally:
        press.close()
    names = {line.partition("=")[0] for line in told.split("\0") if line}
    assert "secret" not in told
    assert names <= set(child.environment(Path())) | set(child.PASSED_ON)


def test_process_has_its_limits(fresh):
    fresh.warm()
    said = Path(f"/proc/{fresh.child_pid}/limits").read_text()
    held = {line[:26].strip(): line[26:].split()[:2] for line in said.splitlines()[1:]}
    assert held["Max address space"] == [str(1024 * limits.MEGABYTE)] * 2
    assert held["Max file size"] == [str(limits.FILE_LIMIT)] * 2
    assert held["Max open files"] == [str(limits.OPEN_FILES_LIMIT)] * 2
    assert held["Max processes"] == ["0", "0"]
    assert held["Max core file size"] == ["0", "0"]


def test_process_has_an_empty_network_or_says_why_not(fresh):
    fresh.warm()
    if fresh.network != "none":
        assert fresh.network.startswith(("The kernel refused", "This system has no"))
        return
    devices = Path(f"/proc/{fresh.child_pid}/net/dev").read_text().splitlines()[2:]
    assert [line.partition(":")[0].strip() for line in devices] == ["lo"]


def test_network_that_the_kernel_keeps_is_told(monkeypatch):
    class Refusing:
        def unshare(self, flags: int) -> int:
            return -1

    monkeypatch.setattr(limits.ctypes, "CDLL", lambda *args, **options: Refusing())
    monkeypatch.setattr(limits.ctypes, "get_errno", lambda: 1)
    assert limits.leave_network().startswith("The kernel refused an empty network: ")


def test_what_the_kernel_did_not_take_is_logged(fresh, caplog):
    fresh._welcome({"ready": {"network": "The kernel refused it: no", "files": "No Landlock"}})
    assert "shares this machine's network" in caplog.text
    assert "could read this machine's files" in caplog.text


def test_process_has_its_files_closed_or_says_why_not(fresh):
    fresh.warm()
    assert fresh.files == landlock.CLOSED or fresh.files.startswith("The kernel")


@pytest.mark.parametrize("answers", [[-1], [7, -1]])
def test_files_that_the_kernel_keeps_are_told(monkeypatch, tmp_path, answers):
    class Refusing:
        def syscall(self, *args: object) -> int:
            return answers.pop(0)

    monkeypatch.setattr(landlock.ctypes, "CDLL", lambda *args, **options: Refusing())
    monkeypatch.setattr(landlock.ctypes, "get_errno", lambda: 38)
    assert "Function not implemented" in limits.leave_files(tmp_path)


@pytest.mark.parametrize(
    ("version", "rights"), [(1, 13), (2, 14), (3, 15), (4, 15), (5, 16), (9, 16)]
)
def test_kernel_is_asked_for_the_rights_that_it_knows(version, rights):
    assert landlock._rights_on_files(version).bit_length() == rights


# --- how the two speak --------------------------------------------------------------------------


def test_frame_comes_back_as_it_went():
    stream = io.BytesIO(frames.pack(b"one") + frames.pack_message({"two": "zwei – ✓"}))
    assert frames.read(stream, limit=100) == b"one"
    assert frames.unpack_message(frames.read(stream, limit=100)) == {"two": "zwei – ✓"}
    assert frames.read(stream, limit=100) is None


@pytest.mark.parametrize("broken", [b"\0\0", b"\0\0\0\5abc", b"\0\0\1\0" + b"x" * 256])
def test_frame_that_is_cut_or_too_long_is_broken(broken):
    with pytest.raises(frames.Broken):
        frames.read(io.BytesIO(broken), limit=200)


def test_patience_ends_at_its_time():
    reader, writer = os.pipe()
    with pytest.raises(TimeLimitReached):
        Patience(0.05, never).wait(reader, child.select.POLLIN)
    os.close(reader)
    os.close(writer)


def test_child_that_left_is_lost():
    lost = Child(memory=limits.MEGABYTE * 1024)
    try:
        lost.process.kill()
        lost.process.wait()
        with pytest.raises(ChildLost, match="SIGKILL"):
            lost.receive(Patience(5, never), limit=100)
        with pytest.raises(ChildLost, match="SIGKILL"):
            lost.send(b"x", Patience(5, never))
    finally:
        lost.end()


def test_job_without_a_language_is_in_british_english():
    assert PrintJob(html="", css="", title="").language == "en-GB"
