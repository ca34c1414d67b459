"""What a worker does with the scan of a file: run the scanner, keep its answer, lock away."""

import subprocess
from pathlib import Path
from time import monotonic

from django.conf import settings
from django.core.mail import send_mail
from django.utils import timezone

from inspections.actions.files import folder_of_locked, place_of
from inspections.models import Attachment, AttachmentScan
from inspections.values.attachments import ScanOutcome
from records import queue
from records.actor import acting_as

PATIENCE = 120
_TICK = 5
_OUTCOMES = {0: ScanOutcome.CLEAN, 1: ScanOutcome.INFECTED}
_ONLY_OWNER = 0o600
_TEXT = """{name},

the virus scanner found something in a file that you attached to evidence {item} of inspection
{inspection}. The file is locked away: nobody can open it. The evidence itself is untouched.

Delete the file where you have it, and tell whoever looks after your computer.
{address}

This message does not say what the evidence says.
"""


def run_scan(*, reference: str) -> None:
    """Scan the file of a job, if the job is there to be done."""
    held = queue.claim(reference=reference, at=timezone.now())
    if held is None:
        return
    asker = held.job.asked_by
    with acting_as(asker):
        # The asker's rights now, not when they asked (reliability I10).
        rows = Attachment.objects.select_related("evidence__inspection", "added_by")
        attachment = rows.filter(pk=held.job.arguments["attachment"]).first()
    if attachment is None:
        reason = "Who asked for the scan does not see the item any more. Ask for the scan again."
        queue.fail(held, reason=reason, at=timezone.now())
        return
    outcome, said = scanned(place=place_of(stored_as=attachment.stored_as_id), held=held)
    with acting_as(asker):
        AttachmentScan.objects.create(
            attachment=attachment, outcome=outcome, said=said, at=timezone.now()
        )
        if outcome == ScanOutcome.FAILED:
            queue.fail(held, reason=f"The virus scan failed: {said}", at=timezone.now())
            return
        queue.finish(held, at=timezone.now())
    if outcome == ScanOutcome.INFECTED:
        lock_away(stored_as=attachment.stored_as_id)
        tell_author(attachment=attachment)


def scanned(*, place: Path, held: queue.Claim | None = None) -> tuple[ScanOutcome, str]:
    """What the configured command says of a file: its ending is the answer, its words are kept.

    Args:
        held: the job whose lease is renewed while the command runs.
    """
    if not settings.VIRUS_SCANNER:
        return ScanOutcome.FAILED, "no scanner is configured."
    try:
        process = subprocess.Popen(
            [*settings.VIRUS_SCANNER, str(place)],
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
        )
    except OSError as error:
        return ScanOutcome.FAILED, f"the command did not start ({error.strerror})."
    words = _words_of(process, held)
    if words is None:
        return ScanOutcome.FAILED, f"the command took longer than {PATIENCE} seconds."
    outcome = _OUTCOMES.get(process.returncode, ScanOutcome.FAILED)
    return outcome, words or f"the command ended with {process.returncode}."


def _words_of(process: subprocess.Popen[bytes], held: queue.Claim | None) -> str | None:
    """The last of what the command printed; None where it had to be ended."""
    began = monotonic()
    while True:
        try:
            printed, _ = process.communicate(timeout=_TICK)
        except subprocess.TimeoutExpired:
            if monotonic() - began > PATIENCE:
                process.kill()
                process.communicate()
                return None
            if held is not None:
                queue.renew(held, at=timezone.now())
        else:
            return printed.decode("utf-8", "replace").replace("\x00", "")[-500:].strip()


def lock_away(*, stored_as: str) -> None:
    """Put a file where nothing opens it from."""
    place, locked = place_of(stored_as=stored_as), folder_of_locked() / stored_as
    if place.exists():
        locked.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        place.rename(locked)
        locked.chmod(_ONLY_OWNER)


def tell_author(*, attachment: Attachment) -> None:
    """Tell who attached a file that a virus was found in it, and nothing of the evidence."""
    item, author = attachment.evidence, attachment.added_by
    try:
        send_mail(
            subject=f"{item.inspection.reference}: a virus was found in a file",
            message=_TEXT.format(
                name=author.name,
                item=item.reference,
                inspection=item.inspection.reference,
                address=f"{settings.PUBLIC_ADDRESS}{item.inspection.get_absolute_url()}",
            ),
            from_email=None,
            recipient_list=[author.email],
        )
    except OSError:
        # The page of the item says it, too; the scan must not be done again for a letter.
        return
