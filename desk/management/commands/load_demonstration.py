"""Fill an empty database with invented people and invented inspections."""

from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand
from django.db import transaction

from desk.demonstration.people import make_people
from organisations.models import User
from organisations.reference import load_reference


class Command(BaseCommand):
    """Load the demonstration, unless somebody is there already."""

    help = "Fill an empty database with invented people and invented inspections."

    @transaction.atomic
    def handle(self, *_args: Any, **_options: Any) -> None:
        """All of it or nothing."""
        if User.objects.exists():
            self.stdout.write("The database holds people already. Nothing was loaded.")
            return
        load_reference(Path(settings.BASE_DIR) / "fixtures" / "reference")
        make_people()
        self.stdout.write("The demonstration is loaded.")
