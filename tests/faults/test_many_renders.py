"""Ten renders with kills and messages that come three times; `python -m tests.faults` plays 500."""

import os
import signal
import subprocess
from collections.abc import Callable
from dataclasses import replace
from hashlib import sha256

import pytest
from django.db import transaction
from django.utils import timezone

from reports.actions.printing import keep_print, print_key
from reports.press import Press
from reports.print.jobs import Printed
from reports.print.report import document_job
from tests.faults import many
from tests.faults.many import WATERMARK, Outcome, Worker, drafts_of, is_whole, play
from tests.reports.paper import printed_on

SOUND = Outcome(renders=10, artefacts=10, whole=10, kills=3, cut_off=3, asked_again=0)


@pytest.mark.postgres
@pytest.mark.django_db(transaction=True)
def test_ten_renders_leave_ten_whole_pdfs_whatever_kills_come_between(
    start_worker: Callable[[], "subprocess.Popen[bytes]"],
) -> None:
    def start() -> Worker:
        process = start_worker()

        def kill() -> None:
            os.killpg(process.pid, signal.SIGKILL)
            process.wait(timeout=10)

        return Worker(kill)

    outcome = play(renders=10, every=3, start=start)
    assert outcome.is_sound, outcome
    assert outcome.kills >= 1


@pytest.mark.parametrize(
    "changes",
    [{"artefacts": 9}, {"artefacts": 11}, {"whole": 9}, {"cut_off": 0}],
)
def test_what_is_lost_doubled_partial_or_never_disturbed_is_not_sound(
    changes: dict[str, int],
) -> None:
    assert SOUND.is_sound
    assert not replace(SOUND, **changes).is_sound


@pytest.mark.django_db
def test_a_pdf_that_is_cut_or_of_another_draft_is_not_whole(press: Press) -> None:
    with transaction.atomic():
        one, other = drafts_of(2)
    marked = {**one.snapshot, "watermark": WATERMARK}
    content = printed_on(press, document_job(marked)).bytes

    def kept(draft: many.Draft, content: bytes) -> list[many.Artefact]:
        found = Printed(content, sha256(content).hexdigest(), 2, ())
        key = f"{print_key(draft=draft, watermark=WATERMARK)}{len(content)}"[-64:]
        return [keep_print(key=key, printed=found, at=timezone.now())]

    assert is_whole(one, kept(one, content))
    assert not is_whole(one, kept(one, content[:-200]))
    assert not is_whole(other, kept(other, content + b"\n"))
    assert not is_whole(one, [])
