"""Withdraw a version of a template, or list the versions there are."""

from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.db import transaction
from django.utils import timezone

from records.errors import ActionRefused
from reports.actions.templates import drafts_on_withdrawn, withdraw_template, withdrawn_words
from reports.models import TemplateWithdrawal
from reports.values import short_date
from reports.values.templates import VERSIONS, TemplateKind


class Command(BaseCommand):
    """For the administrator who finds that what a template prints is wrong."""

    help = (
        "Withdraw a version of a template: no draft is made with it any more, and a draft that was "
        "is frozen again before it is signed. What was published under it stays as it is. Without "
        "arguments, list the versions."
    )

    def add_arguments(self, parser: ArgumentParser) -> None:
        """Which version, and why."""
        parser.add_argument("kind", nargs="?", choices=[one.value for one in TemplateKind])
        parser.add_argument("number", nargs="?", type=int)
        parser.add_argument("--reason", default="", help="a sentence; it stays on the record")

    def handle(self, *_args: Any, **options: Any) -> None:
        """List the versions, or withdraw one and name every draft that it concerns.

        Raises:
            CommandError: it cannot be withdrawn, and why.
        """
        kind, number = options["kind"], options["number"]
        if kind is None:
            self._list()
            return
        if number is None:
            raise CommandError("Say which version: its number.")
        try:
            with transaction.atomic():
                row = withdraw_template(
                    kind=kind, number=number, reason=options["reason"], by=None, at=timezone.now()
                )
        except ActionRefused as refusal:
            raise CommandError(refusal.message) from refusal
        self.stdout.write(f"Version {number} of the template “{kind}” is withdrawn.")
        self._drafts(row)

    def _drafts(self, row: TemplateWithdrawal) -> None:
        drafts = drafts_on_withdrawn(kind=row.kind, number=row.number)
        for draft in drafts:
            said = withdrawn_words(report=draft.report, draft=draft, withdrawal=row)
            self.stdout.write(f"{' '.join(draft.report.where)}: {said}")
        if not drafts:
            self.stdout.write("No document waits with a draft of it.")

    def _list(self) -> None:
        withdrawn = {(one.kind, one.number): one for one in TemplateWithdrawal.objects.all()}
        for version in VERSIONS:
            row = withdrawn.get((version.kind, version.number))
            said = f", withdrawn on {_day(row)}: {row.reason}" if row else ""
            self.stdout.write(f"{version.kind} {version}{said}")


def _day(row: TemplateWithdrawal) -> str:
    return short_date(timezone.localdate(row.at))
