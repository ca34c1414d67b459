"""Fill an empty database with invented people and invented inspections."""

from typing import Any

from django.core.management.base import BaseCommand, CommandParser
from django.db import transaction

from desk.demonstration.load import load_cast, load_inspections, load_people
from organisations.models import User


class Command(BaseCommand):
    """Load the demonstration, unless somebody is there already."""

    help = "Fill an empty database with invented people and invented inspections."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument(
            "--people-only",
            action="store_true",
            help="Organisations and people; no framework, and nothing is inspected yet.",
        )

    @transaction.atomic
    def handle(self, *_args: Any, **options: Any) -> None:
        """All of it or nothing."""
        if User.objects.exists():
            self.stdout.write("The database holds people already. Nothing was loaded.")
            return
        if options["people_only"]:
            load_people(tell=self.stdout.write)
            return
        load_cast(tell=self.stdout.write)
        load_inspections(tell=self.stdout.write)
        self.stdout.write("The demonstration is loaded.")
