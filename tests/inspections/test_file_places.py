"""Files on the disk: where they lie, how they get there, what a scan says, what is swept away."""

import logging
import os
import stat
import subprocess
import sys
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from hashlib import sha256
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from inspections import tasks
from inspections.actions import files, scanning, sweeping
from inspections.actions.files import (
    folder_of_files,
    folder_of_locked,
    keep_uploads,
    kept_files,
    place_of,
)
from inspections.actions.scanning import lock_away, scanned, tell_author
from inspections.actions.sweeping import AFTER, Swept, _removed_if_old, sweep_files
from inspections.models import StoredFile
from inspections.values.attachments import NO_FILES, FileKind, ScanOutcome
from records.errors import ActionRefused
from tests.factories.attachments import GOOD, pdf, png, scanner, upload

NOW = datetime(2026, 3, 4, 12, tzinfo=UTC)


@pytest.fixture(autouse=True)
def folder(settings: Any, tmp_path: Path) -> Path:
    """Files of a test lie in a folder of its own."""
    settings.MEDIA_ROOT = tmp_path / "media"
    settings.FILE_UPLOAD_TEMP_DIR = tmp_path / "uploads"
    (tmp_path / "uploads").mkdir()
    return tmp_path


# --- where they lie -----------------------------------------------------------------------------


def test_files_that_open_and_files_that_are_locked_lie_apart(folder: Path) -> None:
    assert folder_of_files() == folder / "media" / "attachments"
    assert folder_of_locked() == folder / "media" / "locked"


@pytest.mark.parametrize(
    ("name", "place"), [("abcdef", "ab/abcdef"), ("00ff", "00/00ff"), ("a", "a/a")]
)
def test_a_file_lies_in_a_folder_of_the_first_two_letters(
    folder: Path, name: str, place: str
) -> None:
    assert place_of(stored_as=name) == folder / "media" / "attachments" / place


# --- how they get there -------------------------------------------------------------------------


def test_no_file_is_nothing_to_keep(folder: Path) -> None:
    assert keep_uploads(uploads=[]) == ()
    assert kept_files(uploads=[]) is NO_FILES
    assert not (folder / "media").exists()


@pytest.mark.parametrize("name", GOOD)
def test_a_good_file_is_written_byte_for_byte(name: str) -> None:
    (one,) = keep_uploads(uploads=[SimpleUploadedFile(name, GOOD[name])])
    assert (one.name, one.size) == (name, len(GOOD[name]))
    assert one.sha256 == sha256(GOOD[name]).hexdigest()
    assert place_of(stored_as=one.stored_as).read_bytes() == GOOD[name]


def test_a_file_larger_than_a_part_is_written_whole(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(files, "_CHUNK", 7)
    content = png(b"x" * 1000)
    (one,) = keep_uploads(uploads=[upload("photo.png", content)])
    assert place_of(stored_as=one.stored_as).read_bytes() == content
    assert one.sha256 == sha256(content).hexdigest()


def test_a_file_that_was_read_before_is_written_from_its_beginning() -> None:
    sent = upload("photo.png")
    sent.read()
    (one,) = keep_uploads(uploads=[sent])
    assert place_of(stored_as=one.stored_as).read_bytes() == png()


def test_nobody_but_owner_and_group_reads_a_file_whatever_the_process_lets() -> None:
    before = os.umask(0)
    try:
        (one,) = keep_uploads(uploads=[upload()])
    finally:
        os.umask(before)
    assert stat.S_IMODE(place_of(stored_as=one.stored_as).stat().st_mode) == 0o640


def test_each_file_has_a_name_of_its_own_that_says_nothing() -> None:
    kept = keep_uploads(
        uploads=[upload("photo.png"), upload("photo.png"), upload("letter.pdf", pdf())]
    )
    assert len({one.stored_as for one in kept}) == 3
    assert [one.kind for one in kept] == [FileKind.PNG, FileKind.PNG, FileKind.PDF]
    for one in kept:
        assert len(one.stored_as) == 32
        assert set(one.stored_as) <= set("0123456789abcdef")


def test_what_a_save_does_with_files_is_to_add_them_in_their_order() -> None:
    change = kept_files(uploads=[upload("one.png"), upload("two.png")])
    assert [one.name for one in change.added] == ["one.png", "two.png"]
    assert (tuple(change.removed), bool(change.replaces)) == ((), False)


@pytest.mark.parametrize(
    ("name", "content", "says"),
    [
        ("photo.png", b"", "“photo.png” is empty."),
        ("setup.exe", b"MZ", "“setup.exe” is of a kind that cannot be attached."),
        ("photo.png", b"MZ\x90\x00", "“photo.png” is a program."),
        ("../../etc/passwd", b"root", "“passwd” is of a kind that cannot be attached."),
        ("C:\\here\\setup.exe", b"MZ", "“setup.exe” is of a kind that cannot be attached."),
        ("\u202egnp.exe", b"MZ", "“gnp.exe” is of a kind that cannot be attached."),
        ("שלום.png", b"", "“שלום.png” is empty."),
        ("👋🏽.png", b"", "“👋🏽.png” is empty."),
    ],
)
def test_a_file_that_is_refused_is_named_as_it_would_be_kept(
    folder: Path, name: str, content: bytes, says: str
) -> None:
    sent = SimpleUploadedFile("x", content)
    # Django's own setter would take the path away; a handler of another kind might not.
    sent._name = name
    with pytest.raises(ActionRefused) as refused:
        keep_uploads(uploads=[sent])
    assert str(refused.value).startswith(says)
    assert not (folder / "media").exists()


def test_a_refused_file_leaves_what_came_before_it_for_the_sweep() -> None:
    with pytest.raises(ActionRefused):
        keep_uploads(uploads=[upload("good.png"), upload("bad.png", b"no picture")])
    assert len([one for one in folder_of_files().rglob("*") if one.is_file()]) == 1


# --- what is locked away ------------------------------------------------------------------------


def test_a_locked_file_is_where_nothing_opens_it_and_its_owner_alone_reads_it() -> None:
    (one,) = keep_uploads(uploads=[upload()])
    lock_away(stored_as=one.stored_as)
    locked = folder_of_locked() / one.stored_as
    assert not place_of(stored_as=one.stored_as).exists()
    assert locked.read_bytes() == png()
    assert stat.S_IMODE(locked.stat().st_mode) == 0o600
    assert stat.S_IMODE(folder_of_locked().stat().st_mode) == 0o700


def test_a_file_is_locked_away_once() -> None:
    (one,) = keep_uploads(uploads=[upload()])
    lock_away(stored_as=one.stored_as)
    lock_away(stored_as=one.stored_as)
    assert (folder_of_locked() / one.stored_as).read_bytes() == png()


def test_a_file_that_is_not_there_makes_no_folder() -> None:
    lock_away(stored_as="f" * 32)
    assert not folder_of_locked().exists()


# --- what a scanner says ------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("ends_with", "outcome"),
    [
        (0, ScanOutcome.CLEAN),
        (1, ScanOutcome.INFECTED),
        (2, ScanOutcome.FAILED),
        (3, ScanOutcome.FAILED),
        (255, ScanOutcome.FAILED),
    ],
)
def test_the_ending_is_the_answer(
    settings: Any, tmp_path: Path, ends_with: int, outcome: ScanOutcome
) -> None:
    settings.VIRUS_SCANNER = scanner(tmp_path, ends_with=ends_with, says="It was looked at.")
    assert scanned(place=tmp_path) == (outcome, "It was looked at.")


@pytest.mark.parametrize("ends_with", [0, 1, 2])
def test_a_scanner_without_words_has_its_ending_for_words(
    settings: Any, tmp_path: Path, ends_with: int
) -> None:
    settings.VIRUS_SCANNER = scanner(tmp_path, ends_with=ends_with)
    assert scanned(place=tmp_path)[1] == f"the command ended with {ends_with}."


@pytest.mark.parametrize("none", [(), [], None])
def test_without_a_scanner_a_scan_has_failed_and_not_found_nothing(
    settings: Any, tmp_path: Path, none: Any
) -> None:
    settings.VIRUS_SCANNER = none
    assert scanned(place=tmp_path) == (ScanOutcome.FAILED, "no scanner is configured.")


@pytest.mark.parametrize(
    ("command", "says"),
    [
        ("no-such-command-anywhere", "No such file or directory"),
        ("/", "Permission denied"),
    ],
)
def test_a_command_that_does_not_start_says_why(
    settings: Any, tmp_path: Path, command: str, says: str
) -> None:
    settings.VIRUS_SCANNER = [command]
    outcome, said = scanned(place=tmp_path)
    assert (outcome, said) == (ScanOutcome.FAILED, f"the command did not start ({says}).")


def test_the_file_is_the_last_argument_whatever_its_name(settings: Any, tmp_path: Path) -> None:
    settings.VIRUS_SCANNER = [sys.executable, "-c", "import sys; print(sys.argv[1:])", "--quiet"]
    place = tmp_path / "a b; rm -rf $HOME"
    assert scanned(place=place) == (ScanOutcome.CLEAN, str(["--quiet", str(place)]))


@pytest.mark.parametrize(
    ("printed", "kept"),
    [
        ("'a' * 499", "a" * 499),
        ("'a' * 500", "a" * 500),
        ("'b' + 'a' * 500", "a" * 500),  # the end says what was found
        ("'  found  \\n'", "found"),
        ("'fo\\x00und'", "found"),
        ("'שלום'", "שלום"),
    ],
)
def test_the_last_words_are_kept(settings: Any, tmp_path: Path, printed: str, kept: str) -> None:
    program = f"import sys; sys.stdout.buffer.write(({printed}).encode())"
    settings.VIRUS_SCANNER = [sys.executable, "-c", program]
    assert scanned(place=tmp_path) == (ScanOutcome.CLEAN, kept)


def test_words_that_are_no_text_are_shown_as_far_as_they_are(settings: Any, tmp_path: Path) -> None:
    program = r"import sys; sys.stderr.buffer.write(b'\xffEICAR\xfe'); sys.exit(1)"
    settings.VIRUS_SCANNER = [sys.executable, "-c", program]
    assert scanned(place=tmp_path) == (ScanOutcome.INFECTED, "\ufffdEICAR\ufffd")


class Slow:
    """A command that ends at the nth look."""

    returncode = 0

    def __init__(self, looks: int) -> None:
        self.looks, self.killed = looks, False

    def communicate(self, timeout: float | None = None) -> tuple[bytes, None]:
        if timeout is not None and self.looks:
            self.looks -= 1
            raise subprocess.TimeoutExpired("scan", timeout)
        return b"done", None

    def kill(self) -> None:
        self.killed = True


@pytest.fixture
def renewed(monkeypatch: pytest.MonkeyPatch) -> list[Any]:
    """The claims whose lease was kept; the clock goes on by 50 seconds at each look."""
    kept: list[Any] = []
    clock = iter(range(0, 10_000, 50))
    monkeypatch.setattr(scanning, "monotonic", lambda: next(clock))
    monkeypatch.setattr(scanning.queue, "renew", lambda held, at: kept.append(held))
    return kept


@pytest.mark.parametrize(("looks", "words"), [(0, "done"), (1, "done"), (2, "done"), (3, None)])
def test_the_lease_is_kept_for_as_long_as_there_is_patience(
    renewed: list[Any], looks: int, words: str | None
) -> None:
    process: Any = Slow(looks)
    held: Any = SimpleNamespace()
    assert scanning._words_of(process, held) == words
    assert renewed == [held] * min(looks, 2)
    assert process.killed is (words is None)


def test_without_a_job_there_is_no_lease_to_keep(renewed: list[Any]) -> None:
    process: Any = Slow(2)
    assert scanning._words_of(process, None) == "done"
    assert renewed == []


# --- whom it is said to -------------------------------------------------------------------------


def attachment() -> Any:
    """As much of one as a letter asks for."""
    inspection = SimpleNamespace(
        reference="OF-2026-0001", get_absolute_url=lambda: "/inspections/OF-2026-0001/"
    )
    item = SimpleNamespace(reference="E-4K7Q-2MXV", inspection=inspection, text="<secret>")
    author = SimpleNamespace(name="Ada Lane", email="ada@example.org")
    return SimpleNamespace(evidence=item, added_by=author, name="secret name.pdf")


def test_the_author_is_told_what_to_do_and_nothing_of_the_evidence(
    settings: Any, mailoutbox: list[Any]
) -> None:
    settings.PUBLIC_ADDRESS = "https://concord.example"
    tell_author(attachment=attachment())
    (letter,) = mailoutbox
    assert letter.to == ["ada@example.org"]
    assert letter.subject == "OF-2026-0001: a virus was found in a file"
    assert letter.body.startswith("Ada Lane,\n")
    assert "https://concord.example/inspections/OF-2026-0001/" in letter.body
    assert "evidence E-4K7Q-2MXV of inspection\nOF-2026-0001" in letter.body
    assert "secret" not in letter.body + letter.subject


def test_a_letter_that_cannot_be_sent_repeats_no_scan(monkeypatch: pytest.MonkeyPatch) -> None:
    tried = []

    def refuse(**letter: Any) -> None:
        tried.append(letter["recipient_list"])
        raise ConnectionRefusedError

    monkeypatch.setattr(scanning, "send_mail", refuse)
    tell_author(attachment=attachment())
    assert tried == [["ada@example.org"]]


# --- what is swept away -------------------------------------------------------------------------


@pytest.fixture
def lay(folder: Path) -> Callable[..., Path]:
    """`lay("media/locked/a", AFTER)`: a file that was written so long ago."""

    def laid(place: str, age: timedelta) -> Path:
        path = folder / place
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(b"x")
        moment = (NOW - age).timestamp()
        os.utime(path, (moment, moment))
        return path

    return laid


@pytest.mark.parametrize(
    ("age", "removed"),
    [
        (AFTER + timedelta(days=300), 1),
        (AFTER + timedelta(seconds=1), 1),
        (AFTER, 0),
        (AFTER - timedelta(seconds=1), 0),
        (timedelta(0), 0),
        (-timedelta(hours=1), 0),  # a clock that was wrong
    ],
)
def test_a_file_is_old_after_a_day(lay: Callable[..., Path], age: timedelta, removed: int) -> None:
    path = lay("uploads/one", age)
    assert _removed_if_old(path, (NOW - AFTER).timestamp()) == removed
    assert path.exists() is not bool(removed)


def test_a_file_that_another_sweep_removed_is_not_counted(folder: Path) -> None:
    assert _removed_if_old(folder / "gone", NOW.timestamp()) == 0


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("place", "is_known", "stays"),
    [
        ("uploads/one", False, False),
        ("uploads/deep/one", False, False),
        ("uploads/one", True, False),  # an upload is nothing's yet, whatever it is called
        ("media/attachments/on/one", False, False),
        ("media/attachments/on/one", True, True),
        ("media/locked/one", False, False),
        ("media/locked/one", True, True),
        ("media/elsewhere/one", False, True),  # not a folder of ours
    ],
)
def test_what_is_known_stays_and_what_is_not_goes(
    lay: Callable[..., Path], place: str, is_known: bool, stays: bool
) -> None:
    path = lay(place, AFTER * 2)
    if is_known:
        StoredFile.objects.create(name="one", at=NOW)
    swept = sweep_files(at=NOW)
    assert path.exists() is stays
    assert swept.removed == (not stays)


@pytest.mark.django_db
def test_nothing_to_sweep_is_no_error() -> None:
    assert sweep_files(at=NOW) == Swept(0, ())


@pytest.mark.django_db
def test_what_is_known_and_not_there_is_named_in_order(lay: Callable[..., Path]) -> None:
    for name in ("c", "a", "b", "d"):
        StoredFile.objects.create(name=name, at=NOW)
    lay("media/attachments/b/b", timedelta(0))
    lay("media/locked/d", timedelta(0))
    lay("uploads/a", timedelta(0))
    assert sweep_files(at=NOW) == Swept(0, ("a", "c"))


@pytest.mark.django_db
def test_more_files_than_are_asked_for_at_once_are_swept(
    lay: Callable[..., Path], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(sweeping, "_BATCH", 2)
    for name in "abcde":
        lay(f"media/attachments/{name}/{name}", AFTER * 2)
    StoredFile.objects.create(name="d", at=NOW)
    assert sweep_files(at=NOW) == Swept(4, ())
    assert (folder_of_files() / "d" / "d").exists()


@pytest.mark.parametrize(
    ("missing", "says"),
    [
        ((), []),
        (("a",), ["1 files are missing on the disk: ('a',)"]),
        (tuple("abcdefghijkl"), [f"12 files are missing on the disk: {tuple('abcdefghij')}"]),
    ],
)
def test_the_log_names_ten_of_the_missing(
    monkeypatch: pytest.MonkeyPatch,
    caplog: pytest.LogCaptureFixture,
    missing: tuple[str, ...],
    says: list[str],
) -> None:
    monkeypatch.setattr(tasks, "sweep_files", lambda at: Swept(0, missing))
    with caplog.at_level(logging.ERROR, logger=tasks._log.name):
        tasks.sweep()
    assert [one.getMessage() for one in caplog.records] == says
