"""Fill an empty database with invented people and invented inspections."""

from typing import Any

from django.core.management.base import BaseCommand
from django.db import transaction

from desk.demonstration.load import load_cast, load_inspections
from organisations.models import User


class Command(BaseCommand):
    """Load the demonstration, unless somebody is there already."""

    help = "Fill an empty database with invented people and invented inspections."

    @transaction.atomic
    def handle(self, *_args: Any, **_options: Any) -> None:
        """All of it or nothing."""
        if User.objects.exists():
            self.stdout.write("The database holds people already. Nothing was loaded.")
            return
        load_cast(tell=self.stdout.write)
        load_inspections(tell=self.stdout.write)
        self.stdout.write("The demonstration is loaded.")
