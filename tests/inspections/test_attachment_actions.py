"""Attaching files: once, with the version, under a name that tells nothing; scanned and swept."""

import hashlib
import os
import stat
import time
from datetime import timedelta
from pathlib import Path
from typing import Any
from uuid import uuid4

import pytest
from django.core import mail
from django.utils import timezone

from inspections.actions.attachments import scan_again
from inspections.actions.files import (
    SCAN,
    folder_of_files,
    folder_of_locked,
    kept_files,
    place_of,
)
from inspections.actions.scanning import run_scan, scanned
from inspections.actions.sweeping import sweep_files
from inspections.models import Attachment, AttachmentScan, Evidence, EvidenceUse, StoredFile
from inspections.tasks import scan_attachment, sweep
from inspections.values.attachments import MOST_FILES, ScanOutcome, ScanState
from records.actor import acting_as
from records.errors import ActionRefused, AlreadySent, Conflict, PermissionRefused
from records.models import AppendOnly, Job
from tests.factories.attachments import attached, files_of, jpeg, png, scanner, upload
from tests.factories.inspections import (
    JointInspection,
    evidence_by,
    joint_inspection,
    single_strand,
)
from tests.inspections.test_evidence_actions import change

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _own_folder(settings: Any, tmp_path: Path) -> None:
    settings.MEDIA_ROOT = tmp_path / "media"
    settings.FILE_UPLOAD_TEMP_DIR = tmp_path / "incoming"
    settings.FILE_UPLOAD_TEMP_DIR.mkdir()


@pytest.fixture
def joint() -> JointInspection:
    return joint_inspection()


@pytest.fixture
def item(joint: JointInspection) -> Evidence:
    return evidence_by(joint, joint.inspectors["cqc"], strand=single_strand(joint, "cqc"))


@pytest.fixture
def author(joint: JointInspection) -> Any:
    return joint.inspectors["cqc"]


def names(item: Evidence, version: int | None = None) -> list[str]:
    return sorted(one.name for one in files_of(item, version))


def on_disk() -> list[Path]:
    return [one for one in folder_of_files().rglob("*") if one.is_file()]


# --- attaching ----------------------------------------------------------------------------------


def test_several_files_make_one_new_version_with_the_same_text(item: Evidence, author: Any) -> None:
    files = attached(item, author, upload("a.png"), upload("b.jpg", jpeg()))
    with acting_as(author):
        assert sorted(one.name for one in files) == ["a.png", "b.jpg"]
        assert item.version == 2
        assert names(item, 1) == []
        old, new = item.revisions.order_by("version")
        assert (new.text, new.source, new.strength) == (old.text, old.source, old.strength)
        assert list(new.criteria.all()) == list(old.criteria.all())


def test_a_file_lies_under_a_generated_name_with_its_hash(item: Evidence, author: Any) -> None:
    content = png(b"a comment")
    (file,) = attached(item, author, upload("secret name.png", content))
    place = place_of(stored_as=file.stored_as_id)
    assert place.read_bytes() == content
    assert file.sha256 == hashlib.sha256(content).hexdigest()
    assert file.size == len(content)
    assert "secret" not in str(place)
    assert place.suffix == ""
    assert stat.S_IMODE(place.stat().st_mode) == 0o640


def test_files_come_with_the_first_version(joint: JointInspection, author: Any) -> None:
    from inspections.actions import record_evidence
    from tests.factories.inspections import content_of

    with acting_as(author):
        item = record_evidence(
            key=uuid4(),
            inspection=joint.inspection,
            strand=joint.strand,
            content=content_of(joint),
            case=None,
            by=author,
            at=timezone.now(),
            files=kept_files(uploads=[upload("a.png")]),
        )
        assert names(item) == ["a.png"]


def test_a_change_of_the_text_carries_the_files_over(
    item: Evidence, joint: JointInspection, author: Any
) -> None:
    attached(item, author)
    change(item, joint, author, version=2, text="Another text.")
    with acting_as(author):
        assert names(item, 3) == names(item, 2) == ["photo.png"]
    assert len(on_disk()) == 1


def test_a_file_is_replaced_and_earlier_versions_keep_it(item: Evidence, author: Any) -> None:
    first, kept = attached(item, author, upload("a.png"), upload("b.png", png(b"other")))
    after = attached(item, author, upload("c.jpg", jpeg()), replaces=first.reference)
    with acting_as(author):
        assert [one.name for one in after] == ["b.png", "c.jpg"]
        assert names(item, 2) == ["a.png", "b.png"]
        assert Attachment.objects.get(name="c.jpg").replaces == first
        assert Attachment.objects.get(name="b.png").replaces is None
        assert kept in after


def test_a_file_is_left_out_and_earlier_versions_keep_it(item: Evidence, author: Any) -> None:
    (file,) = attached(item, author)
    assert attached(item, author, removed=(file.reference,)) == []
    with acting_as(author):
        assert names(item, 2) == ["photo.png"]
    assert len(on_disk()) == 1


def test_a_file_that_is_gone_is_not_left_out_again(item: Evidence, author: Any) -> None:
    (file,) = attached(item, author)
    attached(item, author, removed=(file.reference,))
    with pytest.raises(ActionRefused, match="not there any more"):
        attached(item, author, removed=(file.reference,))
    with pytest.raises(ActionRefused, match="not there any more"):
        attached(item, author, upload(), replaces="F-0000-0000")


def test_an_item_has_so_many_files_and_no_more(item: Evidence, author: Any) -> None:
    attached(item, author, *(upload(f"{one}.png") for one in range(MOST_FILES)))
    with pytest.raises(ActionRefused, match=f"has {MOST_FILES} files at most. It would have 11"):
        attached(item, author, upload("one more.png"))
    with acting_as(author):
        assert len(files_of(item)) == MOST_FILES


def test_nothing_is_saved_without_a_file(item: Evidence, author: Any) -> None:
    with pytest.raises(ActionRefused, match="Choose a file"):
        attached(item, author, removed=())


@pytest.mark.parametrize(
    ("name", "content", "said"),
    [
        ("a.png", b"<svg/>", "markup"),
        ("a.exe", b"MZ", "of a kind that cannot be attached"),
        ("a.png", b"MZ\x00", "is a program"),
    ],
)
def test_a_refused_file_leaves_the_item_as_it_was(
    item: Evidence, author: Any, name: str, content: bytes, said: str
) -> None:
    with pytest.raises(ActionRefused, match=said) as refusal:
        attached(item, author, upload("good.png"), upload(name, content))
    assert f"“{name}”" in refusal.value.message
    with acting_as(author):
        assert Evidence.objects.get(pk=item.pk).version == 1
        assert not Attachment.objects.exists()


@pytest.mark.parametrize("who", ["colleague", "lead", "other"])
def test_only_the_author_attaches(item: Evidence, joint: JointInspection, who: str) -> None:
    person = {
        "colleague": joint.quality_assurer,
        "lead": joint.leads["cqc"],
        "other": joint.inspectors["hmic"],
    }[who]
    with pytest.raises((PermissionRefused, ActionRefused)):
        attached(item, person)


def test_a_reason_is_asked_for_once_something_relies_on_it(item: Evidence, author: Any) -> None:
    with acting_as(author):
        EvidenceUse.objects.create(
            revision=item.revisions.get(),
            kind="position",
            used_in="x",
            by=author,
            at=timezone.now(),
        )
    with pytest.raises(ActionRefused, match="Say why you change it"):
        attached(item, author)
    attached(item, author, why="The plan came later.")
    with acting_as(author):
        assert item.revisions.get(version=2).why == "The plan came later."


# --- twice, and two at once ---------------------------------------------------------------------


def test_the_same_form_twice_is_one_version(item: Evidence, author: Any) -> None:
    key = uuid4()
    attached(item, author, upload("a.png"), key=key, version=1)
    attached(item, author, upload("a.png"), key=key, version=1)
    with acting_as(author):
        assert item.revisions.count() == 2
        assert names(item) == ["a.png"]


def test_the_same_form_with_another_file_is_refused(item: Evidence, author: Any) -> None:
    key = uuid4()
    attached(item, author, upload("a.png"), key=key, version=1)
    with pytest.raises(AlreadySent):
        attached(item, author, upload("a.png", png(b"other")), key=key, version=1)
    with acting_as(author):
        assert item.revisions.count() == 2


def test_two_windows_that_attach_lose_no_file(item: Evidence, author: Any) -> None:
    attached(item, author, upload("a.png"), version=1)
    with pytest.raises(Conflict):
        attached(item, author, upload("b.png"), version=1)
    with acting_as(author):
        assert names(item) == ["a.png"]
    attached(item, author, upload("b.png"), version=2)
    with acting_as(author):
        assert names(item) == ["a.png", "b.png"]


@pytest.mark.parametrize("model", [Attachment, AttachmentScan, StoredFile])
def test_what_is_kept_of_a_file_never_changes(model: type[AppendOnly]) -> None:
    assert issubclass(model, AppendOnly)


# --- scanning -----------------------------------------------------------------------------------


def jobs() -> list[Job]:
    return list(Job.objects.filter(kind=SCAN))


def state_of(item: Evidence, author: Any) -> ScanState:
    with acting_as(author):
        return files_of(item)[0].scan_state


def test_without_a_scanner_no_scan_is_asked_for(item: Evidence, author: Any) -> None:
    (file,) = attached(item, author)
    assert jobs() == []
    assert file.scan_state == ScanState.NO_SCANNER
    assert file.opens
    with pytest.raises(ActionRefused, match="No virus scanner is configured"):
        scan_again(attachment=file, by=author, at=timezone.now())


@pytest.mark.parametrize(
    ("ends_with", "state", "opens"),
    [(0, ScanState.CLEAN, True), (1, ScanState.INFECTED, False), (2, ScanState.FAILED, False)],
)
def test_the_scanner_s_ending_says_whether_a_file_opens(
    item: Evidence,
    author: Any,
    settings: Any,
    tmp_path: Path,
    ends_with: int,
    state: ScanState,
    opens: bool,
) -> None:
    settings.VIRUS_SCANNER = scanner(tmp_path, ends_with=ends_with, says="Looked at it.")
    (file,) = attached(item, author)
    assert file.scan_state == ScanState.WAITING
    assert not file.opens
    (job,) = jobs()
    scan_attachment(str(job.reference))
    with acting_as(author):
        (file,) = files_of(item)
        assert (file.scan_state, file.opens) == (state, opens)
        assert AttachmentScan.objects.get().said == "Looked at it."
    assert Job.objects.get(pk=job.pk).state == ("failed" if ends_with == 2 else "done")


def test_an_infected_file_is_locked_away_and_its_author_is_told(
    item: Evidence, author: Any, settings: Any, tmp_path: Path
) -> None:
    settings.VIRUS_SCANNER = scanner(tmp_path, ends_with=1)
    (file,) = attached(item, author, upload("a telling name.png"))
    run_scan(reference=str(jobs()[0].reference))
    assert not place_of(stored_as=file.stored_as_id).exists()
    locked = folder_of_locked() / file.stored_as_id
    assert locked.read_bytes() == png()
    assert stat.S_IMODE(locked.stat().st_mode) == 0o600
    (letter,) = mail.outbox
    assert letter.to == [author.email]
    assert "a telling name" not in letter.body + letter.subject
    assert item.reference in letter.body


def test_a_message_that_comes_again_scans_once(
    item: Evidence, author: Any, settings: Any, tmp_path: Path
) -> None:
    settings.VIRUS_SCANNER = scanner(tmp_path, ends_with=0)
    attached(item, author)
    for _ in range(3):
        run_scan(reference=str(jobs()[0].reference))
    with acting_as(author):
        assert AttachmentScan.objects.count() == 1


def test_a_failed_scan_can_be_repeated_and_a_good_one_not(
    item: Evidence, author: Any, settings: Any, tmp_path: Path
) -> None:
    settings.VIRUS_SCANNER = scanner(tmp_path, ends_with=2)
    attached(item, author)
    run_scan(reference=str(jobs()[0].reference))
    assert state_of(item, author) == ScanState.FAILED
    settings.VIRUS_SCANNER = scanner(tmp_path, ends_with=0)
    with acting_as(author):
        scan_again(attachment=files_of(item)[0], by=author, at=timezone.now())
    run_scan(reference=str(jobs()[0].reference))
    assert state_of(item, author) == ScanState.CLEAN
    with acting_as(author), pytest.raises(ActionRefused, match="scanned already"):
        scan_again(attachment=files_of(item)[0], by=author, at=timezone.now())


def test_a_file_from_before_there_was_a_scanner_waits_for_one(
    item: Evidence, author: Any, settings: Any, tmp_path: Path
) -> None:
    attached(item, author)
    settings.VIRUS_SCANNER = scanner(tmp_path, ends_with=0)
    assert state_of(item, author) == ScanState.WAITING
    with acting_as(author):
        scan_again(attachment=files_of(item)[0], by=author, at=timezone.now())
    run_scan(reference=str(jobs()[0].reference))
    assert state_of(item, author) == ScanState.CLEAN


@pytest.mark.postgres
def test_a_scan_of_somebody_who_sees_the_item_no_more_is_not_done(
    item: Evidence, joint: JointInspection, author: Any, settings: Any, tmp_path: Path
) -> None:
    """The worker has the asker's rights when it works, not when they asked (I10)."""
    settings.VIRUS_SCANNER = scanner(tmp_path, ends_with=0)
    attached(item, author)
    yesterday = timezone.localdate() - timedelta(days=1)
    joint.inspection.assignments.filter(person=author).update(ends_on=yesterday)
    run_scan(reference=str(jobs()[0].reference))
    job = jobs()[0]
    assert (job.state, "does not see the item" in job.reason) == ("failed", True)


@pytest.mark.parametrize(
    ("command", "said"),
    [([], "no scanner is configured"), (["/no/such/command"], "did not start")],
)
def test_a_scanner_that_does_not_start_is_a_failure(
    settings: Any, tmp_path: Path, command: list[str], said: str
) -> None:
    settings.VIRUS_SCANNER = command
    outcome, words = scanned(place=tmp_path / "x")
    assert outcome == ScanOutcome.FAILED
    assert said in words


def test_a_scanner_that_hangs_is_ended(
    settings: Any, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("inspections.actions.scanning.PATIENCE", 0.05)
    monkeypatch.setattr("inspections.actions.scanning._TICK", 0.05)
    settings.VIRUS_SCANNER = ["/bin/sh", "-c", "exec sleep 60"]
    began = time.monotonic()
    outcome, words = scanned(place=tmp_path / "x")
    assert (outcome, "longer than" in words) == (ScanOutcome.FAILED, True)
    assert time.monotonic() - began < 30


def test_what_a_scanner_prints_is_kept_short_and_without_nul(settings: Any, tmp_path: Path) -> None:
    settings.VIRUS_SCANNER = ["/bin/sh", "-c", "printf 'a\\000b%09999d' 0"]
    _, words = scanned(place=tmp_path / "x")
    assert len(words) == 500
    assert "\x00" not in words


# --- sweeping -----------------------------------------------------------------------------------


def make_old(place: Path, hours: int) -> None:
    then = time.time() - hours * 3600
    os.utime(place, (then, then))


def test_what_belongs_to_nothing_goes_after_a_day_and_what_belongs_stays(
    item: Evidence, author: Any, settings: Any
) -> None:
    (file,) = attached(item, author)
    with pytest.raises(Conflict):
        attached(item, author, upload("lost.png"), version=1)
    half = Path(settings.FILE_UPLOAD_TEMP_DIR) / "half.upload"
    half.write_bytes(b"x")
    assert sweep_files(at=timezone.now()).removed == 0
    for place in [*on_disk(), half]:
        make_old(place, hours=25)
    swept = sweep_files(at=timezone.now())
    assert (swept.removed, swept.missing) == (2, ())
    assert [one.name for one in on_disk()] == [file.stored_as_id]
    assert not half.exists()


def test_a_locked_file_stays_and_is_not_missing(
    item: Evidence, author: Any, settings: Any, tmp_path: Path
) -> None:
    settings.VIRUS_SCANNER = scanner(tmp_path, ends_with=1)
    (file,) = attached(item, author)
    run_scan(reference=str(jobs()[0].reference))
    make_old(folder_of_locked() / file.stored_as_id, hours=25)
    swept = sweep_files(at=timezone.now())
    assert (swept.removed, swept.missing) == (0, ())


def test_a_missing_file_is_named_in_the_log(
    item: Evidence, author: Any, caplog: pytest.LogCaptureFixture
) -> None:
    (file,) = attached(item, author, upload("a telling name.png"))
    place_of(stored_as=file.stored_as_id).unlink()
    assert sweep_files(at=timezone.now()).missing == (file.stored_as_id,)
    sweep()
    assert file.stored_as_id in caplog.text
    assert "telling" not in caplog.text
