"""Record published outcomes from a CSV file: all of it or nothing."""

from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.db import transaction
from django.utils import timezone

from judgements.actions import import_outcomes
from judgements.management.commands.check_outcomes import MAX_BYTES, named_version
from judgements.rules.recorded_file import OutcomesRefused
from records.errors import ActionRefused

_MOST_PROBLEMS = 50


class Command(BaseCommand):
    """For whoever lets the service begin with what was published before it."""

    help = (
        "Record published outcomes, one row an inspection: columns area and published, the "
        "grades in columns named by judgement-area code. What is recorded already is skipped."
    )

    def add_arguments(self, parser: ArgumentParser) -> None:
        """The framework, the file, and whose outcomes they are."""
        parser.add_argument(
            "framework", metavar="FRAMEWORK", help="its code, or its code and version: ilacs/2018"
        )
        parser.add_argument("file", metavar="FILE.csv", type=Path)
        parser.add_argument(
            "--inspectorate", default="", help="who published what names no inspectorate"
        )
        parser.add_argument("--dry-run", action="store_true", help="check, and record nothing")

    def handle(self, *_args: Any, **options: Any) -> None:
        """Import the file, or print its faults."""
        path, dry_run = options["file"], options["dry_run"]
        version = named_version(options["framework"])
        content = _content(path)
        try:
            with transaction.atomic():
                done = import_outcomes(
                    version=version,
                    content=content,
                    inspectorate=options["inspectorate"],
                    at=timezone.now(),
                )
                transaction.set_rollback(dry_run)
        except OutcomesRefused as refused:
            self._print(path, refused)
            raise CommandError(f"Nothing was imported: {refused}.") from refused
        except ActionRefused as refused:
            raise CommandError(refused.message) from refused
        if done.passed_over:
            self.stderr.write(f"Columns that were not looked at: {', '.join(done.passed_over)}.")
        name = f"{version.framework.code}/{version.version}"
        said = "would be imported" if dry_run else "imported"
        self.stdout.write(f"{name}: {said} {done.added}, there already {done.skipped}.")

    def _print(self, path: Path, refused: OutcomesRefused) -> None:
        for one in refused.problems[:_MOST_PROBLEMS]:
            place = f"{one.line}: {one.column}" if one.column else f"{one.line}"
            self.stderr.write(f"{path}:{place}: {one.what}.")
        if (more := len(refused.problems) - _MOST_PROBLEMS) > 0:
            self.stderr.write(f"And {more} more.")


def _content(path: Path) -> bytes:
    try:
        with path.open("rb") as file:
            content = file.read(MAX_BYTES + 1)
    except OSError as error:
        raise CommandError(f"{path}: {error.strerror}. Name a CSV file.") from error
    if len(content) > MAX_BYTES:
        raise CommandError(f"{path}: The file is larger than 50 MB. Divide it.")
    return content
