"""What the commands that print need: a PDF now, and a file that is whole or not there."""

import os
import tempfile
from pathlib import Path

from django.core.management.base import CommandError

from reports.press import RenderFailed, the_press
from reports.print.jobs import Printed, PrintJob


def print_now(job: PrintJob, **limits: float) -> Printed:
    """Print a document, and wait for it.

    Raises:
        CommandError: it cannot be printed, and why.
    """
    try:
        return the_press().render(job, on_stage=lambda stage: None, on_tick=lambda: None, **limits)
    except RenderFailed as failed:
        raise CommandError(f"The PDF could not be made: {failed.reason}") from failed


def check_place(path: Path) -> None:
    """Look, before anything is done, whether a file can stand there.

    Raises:
        CommandError: there is no such folder, or a folder stands there.
    """
    if path.is_dir():
        raise CommandError(f"{path} is a folder. Name a PDF file.")
    if not path.absolute().parent.is_dir():
        raise CommandError(f"There is no folder {path.absolute().parent}. Make it first.")


def write_whole(path: Path, content: bytes) -> None:
    """Write a file under another name and then give it its own: nobody sees half of it.

    Raises:
        CommandError: it cannot be written; what stood there stands there still.
    """
    unfinished: Path | None = None
    try:
        with tempfile.NamedTemporaryFile(
            dir=path.absolute().parent, prefix=f".{path.name[:100]}.", delete=False
        ) as file:
            unfinished = Path(file.name)
            file.write(content)
            file.flush()
            os.fsync(file.fileno())
        # A temporary file is its owner's alone; this one is as any other that is written here.
        unfinished.chmod(0o666 & ~_umask())
        unfinished.replace(path)
    except OSError as error:
        if unfinished is not None:
            unfinished.unlink(missing_ok=True)
        raise CommandError(f"{path}: {error.strerror}. The PDF was not written.") from error


def _umask() -> int:
    mask = os.umask(0)
    os.umask(mask)
    return mask
