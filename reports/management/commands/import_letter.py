"""Record a letter that was published elsewhere, from a JSON file."""

from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.utils import timezone

from records.errors import ActionRefused
from reports.actions.recorded import check_letter, find_recorded, record_letter
from reports.management.paper import check_place, print_now, write_whole
from reports.models import RecordedLetter
from reports.print.recorded import recorded_job
from reports.values.letter_file import LetterFile
from reports.values.letter_json import LetterRefused

# A real letter has a tenth of one.
MAX_BYTES = 2 * 1024 * 1024
_MOST_PROBLEMS = 50


class Command(BaseCommand):
    """For whoever lets the service begin with the letters that were published before it."""

    help = (
        "Record a published joint letter from a JSON file, make its PDF, and show both on the "
        "public pages. A letter that is recorded already stays as it is."
    )

    def add_arguments(self, parser: ArgumentParser) -> None:
        """The file, and where a copy of the PDF goes."""
        parser.add_argument("file", metavar="FILE.json", type=Path)
        parser.add_argument("--pdf", metavar="OUT.pdf", type=Path, help="write the PDF there too")

    def handle(self, *_args: Any, **options: Any) -> None:
        """Record the letter, or print the faults of its file.

        Raises:
            CommandError: the file has faults, the letter is recorded with other content, or its PDF
                cannot be made or written; what is recorded stays, and nothing is added in part.
        """
        path, pdf = options["file"], options["pdf"]
        if pdf is not None:
            check_place(pdf)
        try:
            row = self._recorded(path)
        except ActionRefused as refused:
            raise CommandError(refused.message) from refused
        if pdf is not None:
            write_whole(pdf, bytes(row.artefact.content))
            self.stdout.write(f"{pdf}: {row.artefact.pages} pages, SHA-256 {row.artefact.sha256}.")

    def _recorded(self, path: Path) -> RecordedLetter:
        file = self._checked(path)
        found = find_recorded(file=file)
        if found is not None:
            self.stdout.write(f"{found} is recorded already, with the same content: {_at(found)}.")
            return found
        # Printed first, in no transaction: a letter is recorded with its PDF or not at all.
        printed = print_now(recorded_job(file.letter))
        row = record_letter(file=file, printed=printed, at=timezone.now())
        self.stdout.write(f"{row} is recorded: {_at(row)}.")
        return row

    def _checked(self, path: Path) -> LetterFile:
        try:
            file = check_letter(content=_content(path), name=path.name, at=timezone.now())
        except LetterRefused as refused:
            for one in refused.problems[:_MOST_PROBLEMS]:
                self.stderr.write(f"{path}: {one}")
            if (more := len(refused.problems) - _MOST_PROBLEMS) > 0:
                self.stderr.write(f"And {more} more.")
            raise CommandError(f"Nothing was recorded: {refused}.") from refused
        if file.passed_over:
            places = ", ".join(file.passed_over)
            self.stderr.write(f"Kept, and not printed, because it is not known: {places}.")
        return file


def _at(row: RecordedLetter) -> str:
    return row.get_absolute_url()


def _content(path: Path) -> bytes:
    try:
        with path.open("rb") as file:
            content = file.read(MAX_BYTES + 1)
    except OSError as error:
        raise CommandError(f"{path}: {error.strerror}. Name a JSON file.") from error
    if len(content) > MAX_BYTES:
        raise CommandError(f"{path}: The file is larger than 2 MB. A letter is a small part of it.")
    return content
