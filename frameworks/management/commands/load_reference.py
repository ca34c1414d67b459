"""Load inspectorates, legal powers, the local areas of England, themes and questions."""

from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand

from frameworks.reference import load_reference


class Command(BaseCommand):
    """Load fixtures/reference; again and again gives the same."""

    help = "Load inspectorates, legal powers, the local areas of England, themes and questions."

    def handle(self, *_args: Any, **_options: Any) -> None:
        """Load and say how many."""
        counts = load_reference(Path(settings.BASE_DIR) / "fixtures" / "reference")
        for name, count in counts.items():
            self.stdout.write(f"{name}: {count}")
