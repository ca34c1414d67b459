"""Load framework files: all of them, or none when any has a fault."""

from argparse import ArgumentParser
from datetime import date
from pathlib import Path
from typing import Any

from django.conf import settings
from django.contrib.auth import get_user_model
from django.core.management.base import BaseCommand, CommandError
from django.db import transaction
from django.utils import timezone

from frameworks.actions import Loaded, load_file, put_in_force
from frameworks.errors import FileRefused
from frameworks.models import Theme
from frameworks.reference import load_reference
from records.errors import ActionRefused

# A file of this size is not even opened: see the reader for the limit on what it reads.
MAX_BYTES = 50_000_000
_SAYS = {
    "created": "loaded as a draft",
    "replaced": "replaced the draft",
    "unchanged": "unchanged",
}


class Command(BaseCommand):
    help = "Load framework files as draft versions, and put them in force when asked to."

    def add_arguments(self, parser: ArgumentParser) -> None:
        """The files, and with which two admins they come into force."""
        parser.add_argument("files", nargs="+", metavar="FILE", type=Path)
        parser.add_argument("--dry-run", action="store_true", help="check, and load nothing")
        parser.add_argument("--in-force", metavar="DATE", type=date.fromisoformat)
        parser.add_argument("--by", metavar="EMAIL", help="the admin who proposes it")
        parser.add_argument("--approved-by", metavar="EMAIL", help="the admin who approves it")

    def handle(self, *_args: Any, **options: Any) -> None:
        """Load every file in one transaction; print every fault of every file."""
        by, approver = self._people(options)
        with transaction.atomic():
            if not Theme.objects.exists():
                # An empty database knows no inspectorate and no theme that a file could name.
                load_reference(Path(settings.BASE_DIR) / "fixtures" / "reference")
            loaded = self._load(options["files"], by)
            if options["in_force"]:
                self._put_in_force(loaded, options["in_force"], by, approver)
            if options["dry_run"]:
                transaction.set_rollback(True)
        for path, result in loaded:
            says = _SAYS[result.outcome]
            if options["dry_run"]:
                says = f"would be {says}" if says != "replaced the draft" else f"would have {says}"
            self.stdout.write(f"{path}: {result.version}: {says}.")

    def _people(self, options: dict[str, Any]) -> tuple[Any, Any]:
        if bool(options["in_force"]) != bool(options["approved_by"]) or (
            options["in_force"] and not options["by"]
        ):
            raise CommandError(
                "To put a version in force, give --in-force, --by and --approved-by."
            )
        return self._person(options["by"]), self._person(options["approved_by"])

    def _person(self, email: str | None) -> Any:
        if email is None:
            return None
        person = get_user_model().objects.filter(email=email.lower()).first()
        if person is None:
            raise CommandError(f"Nobody has an account with the address {email}.")
        return person

    def _load(self, paths: list[Path], by: Any) -> list[tuple[Path, Loaded]]:
        loaded, faults = [], 0
        for path in paths:
            try:
                result = load_file(content=_content(path), name=str(path), by=by, at=timezone.now())
                loaded.append((path, result))
            except FileRefused as refusal:
                faults += len(refusal.problems)
                for fault in refusal.problems:
                    self.stderr.write(
                        f"{path}:{fault.line}: {fault.place}: {fault.what}. {fault.fix}."
                    )
            except ActionRefused as refusal:
                faults += 1
                self.stderr.write(f"{path}:0: file: {refusal.message}")
        if faults:
            raise CommandError(f"Nothing was loaded: {faults} to correct.")
        return loaded

    def _put_in_force(
        self, loaded: list[tuple[Path, Loaded]], on: date, by: Any, approver: Any
    ) -> None:
        for path, result in loaded:
            try:
                put_in_force(
                    version=result.version, on=on, by=by, approved_by=approver, at=timezone.now()
                )
            except ActionRefused as refusal:
                raise CommandError(f"{path}: {refusal.message} Nothing was loaded.") from refusal


def _content(path: Path) -> bytes:
    """The bytes of the file; of a huge one only so many that the reader refuses it for its size."""
    try:
        with path.open("rb") as file:
            return file.read(MAX_BYTES)
    except OSError as error:
        raise CommandError(f"{path}: {error.strerror}. Nothing was loaded.") from error
